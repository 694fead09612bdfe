"""Which documents of an archive copy each other, as linking found it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from rashomon.archive.layout import arrow
from rashomon.archive.stored import Archive
from rashomon.errors import RunError

_GROUPS: Final = ("links", "groups")
_RECORD: Final = ("links", "links.json")


def groups_of(archive: Archive) -> Callable[[Collection[str]], dict[str, str]]:
    """Return the function that gives the group of each of some documents that belongs to one.

    Raises:
        RunError: the archive was not linked.
    """
    folder = archive.folder.joinpath(*_GROUPS)
    files = sorted(folder.glob("*.parquet"))
    if not files and not archive.folder.joinpath(*_RECORD).is_file():
        raise RunError(
            f"{archive.folder}: --copies one: nobody looked for copies in this archive yet; run 'rashomon archive link "
            f"{archive.folder}' first, or leave the option out"
        )

    def groups(documents: Collection[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        wanted = frozenset(documents)
        pa = arrow()
        for file in files:
            try:
                table = pa.parquet.read_table(file, columns=["documents"], partitioning=None)
            except (pa.ArrowException, OSError, ValueError) as error:
                raise RunError(
                    f"{file}: archive: it is damaged; delete {folder.parent} and run 'rashomon archive link' again"
                ) from error
            for number, members in enumerate(table["documents"].to_pylist()):
                found |= {member: f"{file.stem}:{number}" for member in members or () if member in wanted}
        return found

    return groups
