"""A case in the formats that others read. Every export says what its format could not carry (`loss.json`)."""

from __future__ import annotations
