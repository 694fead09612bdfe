"""Data files the package loads: lexicons, tables, the gazetteer."""
