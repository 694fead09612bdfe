"""What leaves a case for the public: made of the protected view alone, and checked before it is there."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rashomon.casework.checking import check_export
from rashomon.casework.redacting import Box, boxes_of, redacted
from rashomon.casework.viewing import Hidden, hidden, make_view
from rashomon.errors import ItemError, RashomonError, RunError
from rashomon.protect.leaks import stops
from rashomon.records import Leak, Secret, Span
from rashomon.store.base import Case


class Leaking(RashomonError):  # noqa: N818  what was found, not a fault of the program
    """An export tells something protected; `leaks` says what, and nothing was written."""

    def __init__(self, leaks: Sequence[Leak]) -> None:
        super().__init__(
            f"export: {len(leaks)} findings tell, or may tell, what is protected; nothing was written. "
            "Protect what they name, or leave it out, and export again"
        )
        self.leaks = tuple(leaks)


def leaks_in(path: Path, secrets: Sequence[Secret], *, texts: Sequence[str] = ()) -> Iterator[Leak]:
    """Yield what a file or folder tells of what is protected; `texts` are those that offsets in it refer to."""
    yield from (leak for leak in check_export(path, secrets, texts=texts) if stops(leak))


@dataclass(frozen=True, slots=True)
class Public:
    """A case as the public may have it. `view` is the case to export; `check` refuses what tells too much."""

    view: Case
    held: Hidden
    check: Callable[[Path], None]


@contextmanager
def public_case(case: Case) -> Iterator[Public]:
    """Give the protected view of a case, made anew, for as long as something is exported from it.

    Raises:
        ItemError: a protected passage is not found any more.
        RunError: the folder of the case cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".public-", dir=case.folder) as temporary:
            held = make_view(case, Path(temporary) / "case", public=True)

            def check(path: Path) -> None:
                texts = [moved.text for moved in held.masked.moved.values()]
                _refuse(case, list(leaks_in(path, held.secrets, texts=texts)))

            with Case.open(Path(temporary) / "case", actor="rashomon") as view:
                yield Public(view, held, check)
    except OSError as error:
        raise RunError(f"{case.folder}: export: {error.strerror}; it must be writable, with room for a copy") from error


def refuse_leaks(case: Case, data: bytes, secrets: Sequence[Secret], *, name: str = "dossier.html") -> None:
    """Refuse bytes that are about to be handed to the public where they tell something protected.

    Raises:
        Leaking: they do.
    """
    with tempfile.TemporaryDirectory(prefix=".public-", dir=case.folder) as temporary:
        path = Path(temporary) / name
        path.write_bytes(data)
        _refuse(case, list(leaks_in(path, secrets)))


def redact_document(case: Case, document: str, out: Path) -> int:
    """Write a PDF or picture with everything protected in it blacked out; return how many lines were.

    Raises:
        ItemError: the case has no such document, it is withheld as a whole, or it has no pages.
        Leaking: what was made would still tell something protected: nothing is written.
        RunError: the place is taken or cannot be written.
    """
    held = hidden(case)
    kept = next((each for each in case.documents() if each.id == document), None)
    reading = next((each for each in case.readings() if each.document.id == document), None)
    if kept is None or reading is None:
        raise _refused(document, "the case has no document of this id that was read", "'rashomon status' lists them")
    if document in held.masked.documents and held.masked.documents[document] is None:
        raise _refused(document, "it is protected as a whole", "lift that protection first")
    if reading.document.glyphs is None:
        raise _refused(document, "it has no pages", "export its masked text with 'export --for public'")
    if out.exists() or out.is_symlink():
        raise RunError(f"{out}: redact: there is something of that name already; give another name")
    boxes: dict[int, list[Box]] = {}
    moved = held.masked.moved.get(document)
    for stretch in moved.stretches if moved else ():
        for page, found in boxes_of(reading.document.glyphs, [Span(stretch.start, stretch.end)], stretch.label).items():
            boxes.setdefault(page, []).extend(found)
    data = redacted(case.originals.read(kept.sha256), kept.media_type, boxes, name=document)
    refuse_leaks(case, data, held.secrets, name=f"document{out.suffix}")
    try:
        out.write_bytes(data)
    except OSError as error:
        raise RunError(f"{out}: redact: {error.strerror}; choose another place") from error
    case.log.append("export", {"format": "redacted", "document": document, "for": "public"})
    return sum(map(len, boxes.values()))


def _refused(document: str, reason: str, remedy: str) -> ItemError:
    return ItemError(f"document {document[:40]}", step="redact", reason=reason, remedy=remedy)


def _refuse(case: Case, found: Sequence[Leak]) -> None:
    if found:
        kinds = Counter(leak.kind for leak in found)
        case.log.append("export refused", {"findings": dict(sorted(kinds.items()))})
        raise Leaking(found)


def move_checked(made: Path, out: Path, check: Callable[[Path], None]) -> None:
    """Give a finished export its place once it passed the check; otherwise it is removed.

    Raises:
        Leaking: it tells something protected.
    """
    try:
        check(made)
        made.rename(out)
    finally:
        if made.is_dir():
            shutil.rmtree(made, ignore_errors=True)
        else:
            made.unlink(missing_ok=True)
