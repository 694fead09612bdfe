"""One case: whether it opens, what is in it in numbers, and what a quick look finds wrong. Nothing in it is changed.

Names of documents, people and databases are not told; whoever needs them has `rashomon status` and `rashomon verify`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rashomon.doctor.lines import Line, note, ok, problem
from rashomon.errors import RunError


def case(folder: Path, *, database: str | None = None) -> Iterator[Line]:
    """Yield what is to be told of a case; `database` is a PostgreSQL URL with what the case does not keep."""
    from rashomon.store.folder import FORMAT, read_settings

    try:
        settings = read_settings(folder)
    except RunError as error:
        yield _told(error)
        return
    yield ok("case", f"format {FORMAT}, {settings.database}, profile {settings.profile}")
    try:
        yield from _inside(folder, database)
    except RunError as error:
        if settings.database == "sqlite":
            yield _told(error)
        else:  # what a server says names hosts and people
            remedy = f"run 'rashomon status {folder}', which says more"
            yield problem("case", "its PostgreSQL database cannot be opened", remedy)


def _told(error: RunError) -> Line:
    """Return an error as a line: its last clause is what to do."""
    said, _, remedy = str(error).rpartition("; ")
    return problem("case", said or remedy, remedy if said else "run 'rashomon verify' on it, and keep what it says")


def _inside(folder: Path, database: str | None) -> Iterator[Line]:
    from rashomon.store.base import Case

    with Case.open(folder, database=database, write=False, still=True) as opened:
        found = opened.status()
        counts = ", ".join(f"{number} {state}" for state, number in sorted(found.counts.items()))
        total = sum(found.counts.values())
        yield ok(
            "case content",
            f"{total} documents{f' ({counts})' if counts else ''}, {found.claims} claims, {found.judgements} "
            f"judgements, {found.entries} entries of the log, schema {found.schema}",
        )
        if found.unread or found.missing:
            said = f"documents not read in full: {len(found.unread)}, places that gave no bytes: {len(found.missing)}"
            yield note("case content", said, f"see 'rashomon status {folder}'")
        yield from _integrity(opened, folder)


def _integrity(opened: object, folder: Path) -> Iterator[Line]:
    """Yield what a quick look finds: the database's own check, the chain of the log, originals by their sizes."""
    from sqlalchemy import text

    from rashomon.store.base import Case

    assert isinstance(opened, Case)  # noqa: S101  typed loosely, so that nothing heavy is imported for it
    backup = "restore the case from a backup"
    wrong = False
    if opened.base.kind == "sqlite":
        with opened.base.reading() as connection:
            said = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
        if said != "ok":
            wrong = True
            yield problem("case database", f"SQLite finds it damaged ({' '.join(said.split())[:120]})", backup)
    if finding := opened.log.verify():
        wrong = True
        remedy = f"run 'rashomon verify {folder}', and find out who changed it"
        yield problem("case log", f"its chain is broken ({finding.where}: {finding.problem})", remedy)
    lost = resized = number = 0
    for kept in opened.documents():
        number += 1
        try:
            held = opened.originals.path(kept.sha256).stat().st_size
        except OSError:
            lost += 1
            continue
        resized += held != kept.size
    if lost or resized:
        wrong = True
        said = f"{lost} of {number} are missing or unreadable, {resized} have another size than was archived"
        yield problem("case originals", said, f"run 'rashomon verify {folder}', then {backup}")
    if not wrong:
        yield ok("case integrity", f"log unbroken, {number} originals there; 'rashomon verify' checks every byte")
