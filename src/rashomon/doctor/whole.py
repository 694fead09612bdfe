"""All that is looked at, in the order shown."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

from rashomon import __version__
from rashomon.config import IngestConfig
from rashomon.doctor import models, parts
from rashomon.doctor.case import case as look_at_case
from rashomon.doctor.lines import Examination, Line, note, ok, problem
from rashomon.doctor.machine import machine
from rashomon.errors import RunError


def examine(case: Path | None = None, *, database: str | None = None) -> Examination:
    """Look at everything, and at a case where one is given; nothing is written and nothing asked of a network.

    Args:
        case: the folder of a case; its disk is then the one whose space is told.
        database: a PostgreSQL URL with what the case does not keep.
    """
    try:
        wanted = parts.declared()
    except ImportError:  # what reads requirements comes with spaCy
        wanted = None
    found: dict[str, str | None] = {"rashomon": __version__, "python": platform.python_version()}
    found |= parts.versions(wanted or ())
    home = case if case is not None and case.is_dir() else Path()
    lines = [*machine(home)]
    if wanted is None:
        said = "Rashomon's own record of its parts is not installed"
        lines.append(problem("parts", said, "install it as a package: pip install rashomon"))
    else:
        lines += [*parts.needed(wanted), *parts.optional(wanted)]
    lines += [*parts.programs(), *models.models(), *models.parser(), *_walls()]
    if case is not None:
        lines += look_at_case(case, database=database)
    return Examination(found, tuple(lines))


def _walls() -> Iterator[Line]:
    """Yield which walls stand around the readers of documents here."""
    from rashomon.ingest.wall import Wall

    try:
        with Wall(IngestConfig()) as wall:
            walls = wall.walls
    except RunError as error:
        yield problem("walls", str(error), "install Python and Rashomon again")
        return
    for told in walls.lines():
        said = told.strip()
        missing = ": no" in said.lower() or "only to" in said
        if said.startswith("network closed") and not walls.network:
            remedy = "read documents on a Linux of 2021 or later, outside containers that forbid seccomp"
            yield problem("walls", said, remedy)
        else:
            yield note("walls", said) if missing else ok("walls", said)
