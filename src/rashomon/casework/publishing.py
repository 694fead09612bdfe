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
from rashomon.casework.viewing import Hidden, make_view
from rashomon.errors import RashomonError, RunError
from rashomon.protect.leaks import stops
from rashomon.records import Leak, Secret
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
