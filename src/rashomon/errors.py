"""The two kinds of error: one item failed (note it, go on) and the run cannot go on.

Every message names the file or the setting, the step that failed, and what the user can do about it.
"""

from __future__ import annotations


class RashomonError(Exception):
    """Base of every error this package raises on purpose."""


class ItemError(RashomonError):
    """One item (a file, a line, a claim) could not be processed; the others still can.

    Args:
        item: the file name or identifier, as the user gave it.
        step: what was being done ("read", "decode", "parse PDF", ...).
        reason: what is wrong, in one clause.
        remedy: what the user can do, in one clause.
    """

    def __init__(self, item: str, *, step: str, reason: str, remedy: str) -> None:
        super().__init__(f"{item}: {step}: {reason}; {remedy}")
        self.item = item
        self.step = step
        self.reason = reason
        self.remedy = remedy


class RunError(RashomonError):
    """The whole run must stop: a setting, an output path or an installation is unusable."""
