"""The work on a case, step by step: take bytes, archive them, read what was archived, store it, compare it."""

from __future__ import annotations

from rashomon.casework.adding import OnOutcome, add, add_taken, due, reread
from rashomon.casework.comparing import case_dossier
from rashomon.casework.reading import this_run
from rashomon.casework.taking import Taken, take

__all__ = ["OnOutcome", "Taken", "add", "add_taken", "case_dossier", "due", "reread", "take", "this_run"]
