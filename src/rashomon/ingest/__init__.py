"""Files to documents: text with every offset traceable to the bytes it came from."""
