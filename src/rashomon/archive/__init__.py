"""Archives: millions of documents read, searched and linked, on a laptop or a cluster, by the same step functions."""
