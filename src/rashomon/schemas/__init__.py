"""JSON Schemas (draft 2020-12) of the machine-readable outputs, one file an output."""
