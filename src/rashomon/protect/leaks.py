"""The leak check: does an export hold, in whatever form, anything of what is protected?

It knows nothing of how protected things were masked and looks at the finished files alone, so that a fault there is
found here. It reads each file in as many ways as a curious reader might (see `leaks_open`, `leaks_text`), looks for
protected names, passages, days, points, fingerprints and shapes, and explains what it finds without saying it again.
What it cannot open, it reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from rashomon.errors import RunError
from rashomon.protect.leaks_dates import Dates
from rashomon.protect.leaks_hashes import Hashes
from rashomon.protect.leaks_initials import Initials
from rashomon.protect.leaks_known import known
from rashomon.protect.leaks_names import Names, vocabulary
from rashomon.protect.leaks_open import Opening
from rashomon.protect.leaks_parts import Hit, Limits, Opener, Part, Serial, Unchecked
from rashomon.protect.leaks_phrases import Phrases
from rashomon.protect.leaks_points import Points
from rashomon.protect.leaks_shapes import Shapes, json_rows, parsed, table_rows
from rashomon.protect.leaks_text import unwrapped
from rashomon.protect.leaks_told import reason, remedy, veiled
from rashomon.records import Leak, Secret

UNCHECKED: Final = "unchecked"
NOTE: Final = "not-looked-at"
"""Kind of a finding that stops nothing: something could not be looked at for want of a program."""


def find_leaks(
    root: Path,
    secrets: Sequence[Secret],
    *,
    opener: Opener | None = None,
    limits: Limits | None = None,
    texts: Sequence[str] = (),
) -> Iterator[Leak]:
    """Yield every sign of something protected in an export.

    Args:
        root: a file, a ZIP archive or a folder, as it would be given away.
        secrets: everything that must not leave.
        opener: opens PDFs and pictures in a process of its own (`rashomon.casework.checking` has one); without it
            these are reported as unchecked.
        limits: how far to look.
        texts: the masked texts that offsets in the export refer to, where they are known.

    Raises:
        RunError: the export cannot be read.
    """
    if not root.exists():
        raise RunError(f"{root}: leak check: there is no such file or folder; give the export that was written")
    yield from _Check(secrets, limits or Limits(), opener, texts).export(root)


def stops(leak: Leak) -> bool:
    """Tell whether a finding must keep an export from being given away."""
    return leak.kind != NOTE


class _Check:
    """One run over one export."""

    def __init__(self, secrets: Sequence[Secret], limits: Limits, opener: Opener | None, texts: Sequence[str]) -> None:
        self._secrets, self._limits = secrets, limits
        self._known = known(secrets)
        self._initials = Initials(self._known)
        self._phrases, self._dates, self._points = Phrases(secrets), Dates(secrets), Points(secrets)
        self._hashes, self._shapes = Hashes(secrets), Shapes(secrets, texts)
        self._opening = Opening(limits, opener)
        self._told: set[tuple[str, str, str]] = set()
        self._named: set[tuple[str, str]] = set()
        self._veiled: dict[str, str] = {}
        self._count: Counter[tuple[str, str, str]] = Counter()

    def export(self, root: Path) -> Iterator[Leak]:
        spare: list[Part] = []
        try:
            for found in self._opening.export(root):
                if isinstance(found, Unchecked):
                    yield _unchecked(found._replace(file=self._file(found.file)))
                elif isinstance(found, Serial):
                    yield from self._serial(found)
                elif found.spare:
                    spare.append(found)
                else:
                    yield from self._part(found)
        except OSError as error:
            raise RunError(f"{root}: leak check: {error.strerror}; make it readable and try again") from error
        for part in spare:
            yield from (leak for leak in self._part(part) if (_book(part.file), leak.label) not in self._named)

    def _part(self, part: Part) -> Iterator[Leak]:
        weak: list[tuple[Part, Hit]] = []
        yield from self._looked(part, weak)
        for inner in unwrapped(part):
            yield from self._looked(inner, weak)
        for here, hit in weak:
            yield from self._leak(here, hit)
        if part.form:
            yield from self._structure(part)

    def _looked(self, part: Part, weak: list[tuple[Part, Hit]]) -> Iterator[Leak]:
        """Yield what one text tells; parts of names wait, since another reading of the place may give the whole."""
        words = vocabulary(part.text)
        names = Names(self._known, part.text, words, prose=part.prose)
        looks = (
            names.hits(),
            self._initials.hits(part.text, words),
            self._phrases.hits(part.text, words),
            self._hashes.hits(part.text, words),
            self._dates.hits(part.text, words),
            self._points.hits(part.text, words),
            self._shapes.gaps(part.text),
        )
        for look in looks:
            for hit in look:
                if self._labelled(part.text, hit):
                    continue
                if hit.kind == "name-part":
                    weak.append((part, hit))
                else:
                    yield from self._leak(part, hit)

    def _labelled(self, text: str, hit: Hit) -> bool:
        """Tell whether a hit lies in a label, which may be shown to anybody."""
        label = self._secrets[hit.secret].label
        if not label or hit.kind == "gap-length":
            return False
        at = text.find(label, max(0, hit.start - len(label)), hit.end + len(label))
        while at >= 0:
            if at <= hit.start and hit.end <= at + len(label):
                return True
            at = text.find(label, at + 1, hit.end + len(label))
        return False

    def _leak(self, part: Part, hit: Hit) -> Iterator[Leak]:
        secret = self._secrets[hit.secret]
        kind = part.kind or hit.kind
        place = part.place(hit.start)
        key = (part.file, secret.label, place)
        count = (part.file, secret.label, kind)
        if key in self._told or self._count[count] >= self._limits.repeated:
            return
        self._told.add(key)
        if not part.spare:
            self._named.add((_book(part.file), secret.label))
        self._count[count] += 1
        found = veiled(part.text[hit.start : hit.end], hit.kind)
        if part.kind == "file-name":
            self._veiled[part.text[hit.start : hit.end]] = "…"
        yield Leak(
            self._file(part.file), place, kind, secret.label, found, reason(kind, hit.kind, secret.kind), remedy(kind)
        )

    def _file(self, name: str) -> str:
        """Return the name of a file without what is protected in it."""
        for told, veil in self._veiled.items():
            name = name.replace(told, veil)
        return name

    def _serial(self, cell: Serial) -> Iterator[Leak]:
        for number in self._dates.serial(cell.number):
            secret = self._secrets[number]
            why = reason("date-serial", "date-serial", secret.kind)
            yield Leak(
                self._file(cell.file),
                cell.where,
                "date-serial",
                secret.label,
                "a number shown as a day",
                why,
                remedy("date"),
            )

    def _structure(self, part: Part) -> Iterator[Leak]:
        values: list[Any] = parsed(part.text) if part.form == "json" else []
        rows = [row for value in values for row in json_rows(value)] if values else table_rows(part.text)
        told = [("offsets", number, place) for value in values for number, place in self._shapes.offsets(value)]
        told += [("small-count", number, place) for number, place in self._shapes.small_counts(rows)]
        for kind, number, place in told:
            secret = self._secrets[number]
            count = (part.file, secret.label, kind)
            if self._count[count] < self._limits.repeated:
                self._count[count] += 1
                found = "offsets of the old length" if kind == "offsets" else "a count of one or two"
                yield Leak(
                    self._file(part.file),
                    place,
                    kind,
                    secret.label,
                    found,
                    reason(kind, kind, secret.kind),
                    remedy(kind),
                )


def _book(file: str) -> str:
    """Return the name of a file, for a part of a workbook that of the workbook: its sheets tell what its parts hold."""
    return file.partition("!xl/")[0]


def _unchecked(found: Unchecked) -> Leak:
    return Leak(
        file=found.file,
        where="the whole file",
        kind=UNCHECKED if found.stops else NOTE,
        label="",
        found=found.why,
        why="What is in it is not known, so it may hold anything that is protected.",
        remedy="Leave it out, or look at it yourself and give it away apart from the export.",
    )
