"""Exports that the workbench asked for, made one at a time in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from rashomon.records import Leak
from rashomon.report.exports.base import Lost
from rashomon.store.base import now

FOLDER: Final = "exports"
MOST: Final = 12
"""Exports that are kept for taking; an older one goes when a new one is asked for."""

GIVE_UP: Final = 3600


@dataclass(slots=True)
class Export:
    """One export that was asked for here.

    Attributes:
        state: "making", "done", "refused" (the check found something) or "failed".
        problem: what went wrong, in words.
        lost: what the format could not carry; `hidden` counts the protected things that were replaced.
    """

    id: str
    format: str
    audience: str
    actor: str
    time: str
    state: str = "making"
    problem: str = ""
    hidden: int = 0
    lost: tuple[Lost, ...] = ()
    leaks: tuple[Leak, ...] = ()
    name: str = ""


@dataclass(slots=True)
class Handing:
    """The exports of one case, made one at a time in processes of their own."""

    folder: Path
    database: str | None
    told: Callable[[str, str], None]
    made: list[Export] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def place(self, export: Export) -> Path:
        """Return where an export lies."""
        return self.folder / FOLDER / f"{export.id}.zip"

    def ask(self, name: str, audience: str, actor: str) -> Export:
        """Begin an export."""
        export = Export(uuid4().hex, name, audience, actor, now(), name=f"{self.folder.name}-{name}.zip")
        if audience == "public":  # the name of the folder is the team's
            export.name = f"case-{name}.zip"
        self.made.insert(0, export)
        for old in self.made[MOST:]:
            self.place(old).unlink(missing_ok=True)
        del self.made[MOST:]
        threading.Thread(target=self._make, args=(export,), name="export", daemon=True).start()
        return export

    def sweep(self) -> None:
        """Remove what an earlier server left."""
        shutil.rmtree(self.folder / FOLDER, ignore_errors=True)

    def _make(self, export: Export) -> None:
        with self.turn:
            try:
                told = self._run(export)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                told = {"problem": f"the export could not be made ({type(error).__name__}); try again"}
        export.lost = tuple(Lost(**one) for one in told.get("lost", ()))
        export.leaks = tuple(Leak(**one) for one in told.get("leaks", ()))
        export.hidden, export.problem = int(told.get("hidden", 0)), str(told.get("problem", ""))
        export.state = "refused" if export.leaks else "failed" if export.problem else "done"
        self.told("export", export.id)

    def _run(self, export: Export) -> Mapping[str, Any]:
        (self.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
        out = str(self.place(export))
        command = [sys.executable, "-m", "rashomon.web.handing_job", str(self.folder), export.format, export.audience]
        environment = dict(os.environ) | ({"RASHOMON_DATABASE": self.database} if self.database else {})
        done = subprocess.run(
            [*command, out, export.actor],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            timeout=GIVE_UP,
            check=False,
        )
        lines = done.stdout.strip().splitlines()
        told: Mapping[str, Any] = json.loads(lines[-1]) if lines else {"problem": "the export ended without a word"}
        return told
