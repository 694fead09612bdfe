"""Keeping people safe: what is protected is replaced in everything that others get, and what they get is checked."""

from __future__ import annotations
