"""Cases that last: archived bytes, what was read in them, what people decided, and a log that shows tampering."""
