"""From a case to what its readers may see, in a process of its own: `python -m rashomon.web.veiling CASE view|watch`.

"view" makes the protected view and its board, "watch" only the list of what is protected, by which reads of it are
told. Lines of standard output say which step has begun.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from rashomon import __version__
from rashomon.casework.protecting import protecting
from rashomon.casework.viewing import VIEWS, Hidden, hidden, make_view
from rashomon.errors import RashomonError, RunError
from rashomon.records import Leak, content_id
from rashomon.store.base import Case
from rashomon.store.judgements import Judgement
from rashomon.store.views import freshness
from rashomon.web import boarding

POINTER, WATCH, DOUBTS = "view.json", "watch.json", "doubts.json"
MOST_DOUBTS = 100


@dataclass(frozen=True, slots=True)
class Pointer:
    """The view that is there. `protections` are the ids of what it hides, `mark` is that of the case it was made of."""

    folder: str
    protections: tuple[str, ...]
    mark: str


def ids_of(judgements: tuple[Judgement, ...]) -> tuple[str, ...]:
    """Return the ids of what is protected, sorted."""
    return tuple(sorted(judgement.id for judgement in protecting(judgements)))


def read_pointer(folder: Path) -> Pointer | None:
    """Return which view a case has, None where it has none that is whole."""
    try:
        told = json.loads((folder / VIEWS / POINTER).read_text(encoding="utf-8"))
        found = Pointer(str(told["folder"]), tuple(told["protections"]), str(told["mark"]))
        made_by = told.get("version")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if made_by != __version__:  # another version hides in another way
        return None
    return found if (folder / VIEWS / found.folder / "case.toml").is_file() else None


def make(folder: Path, *, view: bool, step: Callable[[str], None] = lambda _: None) -> None:
    """Make the list of what is protected in a case, and the view of it.

    Raises:
        RashomonError: a protected passage is not found any more, or the folder cannot be written.
    """
    place = folder / VIEWS
    with Case.open(folder, write=False) as case:
        with case.base.reading() as connection:
            mark, _ = freshness(connection)
        step("hiding what is protected")
        held = hidden(case)
        try:
            place.mkdir(mode=0o700, exist_ok=True)
            _write(place / WATCH, _watched(held))
            _look_for_doubts(held, place, step)
            if not view:
                return
            name = uuid4().hex
            step("making the readers' view")
            make_view(case, place / name, held=held)
        except OSError as error:
            raise RunError(f"{place}: protect: {error.strerror}; the readers' view cannot be kept") from error
    with Case.open(place / name, write=False, actor="rashomon") as made:
        if any(reading.claims for reading in made.readings()):
            boarding.make(made, step=step)
    _write(
        place / POINTER,
        {"folder": name, "protections": sorted(p.id for p in held.protections), "mark": mark, "version": __version__},
    )


def _look_for_doubts(held: Hidden, place: Path, step: Callable[[str], None]) -> None:
    """Write what the check finds down, where the masked texts are others than those that it last went through."""
    texts = content_id("t", held.state, *(reading.document.sha256 for reading in held.masked.readings))
    try:
        known = json.loads((place / DOUBTS).read_text(encoding="utf-8")).get("texts") == texts
    except (OSError, ValueError):
        known = False
    if not known:
        step("looking for what is left of it")
        _write(place / DOUBTS, {"texts": texts, "doubts": [asdict(leak) for leak in doubts(held, place)]})


def doubts(held: Hidden, place: Path) -> Iterator[Leak]:
    """Yield what the check of exports finds in the masked texts: names in ways that the masks do not know.

    It stops no view, since readers are of the team; leads see it, and may say how the name is written too.
    """
    from rashomon.protect.leaks import find_leaks

    with TemporaryDirectory(prefix=".doubts-", dir=place) as folder:
        for number, reading in enumerate(held.masked.readings):
            document = reading.document
            told = "\n\n".join(filter(None, (document.title, document.author, document.path, document.text)))
            (Path(folder) / f"{number}.txt").write_text(told, encoding="utf-8", errors="replace")
        names = [reading.document.title or reading.document.path for reading in held.masked.readings]
        for leak in islice(find_leaks(Path(folder), held.secrets), MOST_DOUBTS):
            place_in = leak.file.partition(".")[0]
            yield replace(leak, file=names[int(place_in)]) if place_in.isdigit() else leak


def _watched(held: Hidden) -> dict[str, Any]:
    """Return the names of what is protected, and in which documents it stands."""
    documents: dict[str, list[str]] = {}
    for document, moved in held.masked.moved.items():
        documents[document] = sorted({stretch.protection for stretch in moved.stretches})
    for protection in held.protections:
        if protection.kind == "document" and protection.document:
            documents.setdefault(protection.document, []).append(protection.id)
    names = [
        {"id": p.id, "kind": p.kind, "label": p.label, "names": [name for name in p.names if len(name) > 1]}
        for p in held.protections
    ]
    secrets = [
        asdict(secret) | {"days": [day.isoformat() for day in secret.days] if secret.days else None}
        for secret in held.secrets
    ]
    return {"protections": names, "documents": documents, "secrets": secrets}


def _write(path: Path, told: dict[str, Any]) -> None:
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
    part.replace(path)


def sweep(folder: Path) -> None:
    """Remove the views that nobody looks at any more."""
    kept = read_pointer(folder)
    place = folder / VIEWS
    for path in place.iterdir() if place.is_dir() else ():
        if path.is_dir() and (kept is None or path.name != kept.folder):
            shutil.rmtree(path, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Make what readers may see; the last line says what went wrong, if anything did."""
    try:
        folder, what = Path(arguments[0]), arguments[1]
        make(folder, view=what == "view", step=lambda words: print(json.dumps({"step": words}), flush=True))  # noqa: T201
    except RashomonError as error:
        print(json.dumps({"problem": str(error)}), flush=True)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
