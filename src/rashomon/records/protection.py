"""What must not leave a case, as whoever looks for it sees it: strings, days, points and hashes of protected things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ProtectedKind = Literal["source", "document", "passage", "place", "date", "name"]


@dataclass(frozen=True, slots=True)
class Secret:
    """One protected thing, with everything by which it could be told.

    Attributes:
        id: of the judgement that protects it.
        kind: what it is; "name" is of somebody or something that is no source.
        label: what stands in its place and may be shown to anybody ("Witness A", "a village in Raqqa province").
        strings: the exact words that must not leave, each at least two code points long: names with all known
            spellings, a passage, the title and the file names of a document.
        days: first and last day, inclusive, that a protected date lies in; None for other things.
        point: latitude and longitude in degrees (WGS 84) of a protected place; None where it has none.
        hashes: SHA-256 (64 hex digits) and ids of protected documents and of those that hold protected words.
        lengths: how many code points each protected stretch has, where a gap of the same length would tell it.
    """

    id: str
    kind: ProtectedKind
    label: str
    strings: tuple[str, ...] = ()
    days: tuple[date, date] | None = None
    point: tuple[float, float] | None = None
    hashes: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Leak:
    """Something in an export that tells, or may tell, what is protected.

    Attributes:
        file: name of the file in the export, with the way into it ("page.docx!docProps/core.xml").
        where: the place in the file, in words a person can follow ("line 12, column 8", "EXIF field Artist").
        kind: name of the way it leaks ("exact", "case", "initials", "pdf-metadata", "small-count").
        label: of the protected thing (`Secret.label`), never the thing itself.
        found: what stands there, with the protected words themselves shortened to their first letter and a count
            ("M… (14 signs)"), so that the finding is no leak.
        why: one sentence: what a reader could learn from it.
        remedy: one sentence: what to do.
    """

    file: str
    where: str
    kind: str
    label: str
    found: str
    why: str
    remedy: str
