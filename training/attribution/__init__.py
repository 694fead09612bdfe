"""The attribution reader: see training/README.md."""
