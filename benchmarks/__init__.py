"""Benchmarks that anyone can run; each module says how."""
