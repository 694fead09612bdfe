"""Programs for those who work on the package: each is run by itself, `python tools/NAME.py`."""
