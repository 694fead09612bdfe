"""Rashomon lays every account of a contested event side by side."""

__version__ = "0.1.0"
