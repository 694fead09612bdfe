"""Cases that last: what people decided about claims, and bundles that a stranger can check."""
