"""Places against gold: whether a name got the right point, or rightly none.

Gold names passages of three collections by offsets and never holds text: MUC-3/4 (telegrams in capitals), the
Helsinki articles (news of 2018) and PolNeAR (US campaign news).
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from rashomon.errors import ItemError
from rashomon.evaluate.tally import Tally
from rashomon.records import Place, Span

EARTH_RADIUS: Final = 6371.0  # kilometres
NEAR: Final = 30.0  # kilometres
WIDE: Final = 150.0  # kilometres, for places as large as a province
_WIDE_WORDS: Final = frozenset({"province", "district"})
_MUC_START: Final = re.compile(r"(?m)^(?=(?:DEV|TST\d)-MUC\d-\d+)")


@dataclass(frozen=True, slots=True)
class PlaceItem:
    """One gold mention.

    Attributes:
        document: "muc34/FILE#ID", "helsinki#ROW" or "polnear/COMPARTMENT/NAME".
        text: the document's text.
        span: the name alone.
        latitude, longitude: degrees, WGS 84; None where the words are no place, or one that no gazetteer lists.
        country: ISO 3166-1 alpha-2 code, or None.
        precision: the word of `records.Place`; None for what is no place.
        kind: place, unlisted or non-place.
        part: tune or test.
    """

    document: str
    text: str
    span: Span
    latitude: float | None
    longitude: float | None
    country: str | None
    precision: str | None
    kind: str
    part: str


@dataclass(slots=True)
class PlaceScore:
    """Counts over gold mentions.

    Attributes:
        point: right where the point is right, or rightly absent; `predicted` counts the mentions that got a point.
        kinds: the same by the kind of gold mention.
        precision: the precision word, over the mentions with a right point.
        wrong: mentions that got a wrong point, the error that matters most.
    """

    point: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=dict)
    precision: Tally = field(default_factory=Tally)
    wrong: int = 0


def read_places(path: Path, data: Path, *, part: str | None = None) -> Iterator[PlaceItem]:
    """Read `places.jsonl`.

    Args:
        path: the gold file.
        data: the folder with `muc34`, `helsinki` and `polnear`.
        part: yield the lines of this part only, tune or test.

    Raises:
        ItemError: a line is no gold, or its document is not there.
    """
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            try:
                item = json.loads(line)
                if part is not None and item["part"] != part:
                    continue
                yield PlaceItem(
                    item["doc"],
                    document_text(item["doc"], data),
                    Span(item["start"], item["end"]),
                    item["latitude"],
                    item["longitude"],
                    item["country"],
                    item["precision"],
                    item["kind"],
                    item["part"],
                )
            except (ValueError, KeyError, TypeError) as error:
                raise _problem(
                    str(path), f"line {number} is not gold ({error!r})", "take the file as it was"
                ) from error


def document_text(name: str, data: Path) -> str:
    """Return the text that offsets of the document `name` count in.

    Raises:
        ItemError: no such document.
    """
    collection, _, rest = name.replace("#", "/", 1).partition("/")
    try:
        if collection == "helsinki":
            return _helsinki(data)[int(rest)]
        if collection == "muc34":
            file, _, number = rest.rpartition("/")
            return _muc(data / "muc34" / file)[number]
        compartment, _, title = rest.partition("/")
        return (data / collection / compartment / "text" / f"{title}.txt").read_text(encoding="utf-8")
    except (OSError, KeyError, IndexError, ValueError) as error:
        raise _problem(name, repr(error), f"name the folder that holds {collection}") from error


@lru_cache(maxsize=1)
def _helsinki(data: Path) -> list[str]:
    """Return the longest field of each row: the article."""
    with (data / "helsinki" / "articles.csv").open(encoding="utf-8", newline="") as rows:
        return [max(row.values(), key=lambda value: len(value or "")) for row in csv.DictReader(rows)]


@lru_cache(maxsize=64)
def _muc(path: Path) -> dict[str, str]:
    """Return the telegrams of a file by id, each with its head."""
    parts = _MUC_START.split(path.read_text(encoding="latin-1"))
    return {part.split(maxsplit=1)[0]: part for part in parts if part.strip()}


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the kilometres along the sphere between two points in degrees."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))


def same_place(gold: PlaceItem, place: Place) -> bool:
    """Tell whether a place with a point is the gold one: 30 km away at most, 150 for a province or district.

    A country is the same where the code is.
    """
    if gold.latitude is None or gold.longitude is None or place.latitude is None or place.longitude is None:
        return False
    if gold.precision == "country":
        return place.country == gold.country
    limit = WIDE if gold.precision in _WIDE_WORDS else NEAR
    return distance(gold.latitude, gold.longitude, place.latitude, place.longitude) <= limit


def score_places(items: Iterable[PlaceItem], finder: Callable[[str], Sequence[Place]]) -> PlaceScore:
    """Count gold mentions whose name got the right point, or rightly none.

    Args:
        items: gold, in any order.
        finder: from a text to its places; asked once for each document in a row.
    """
    score = PlaceScore()
    text, found = "", tuple[Place, ...]()
    for item in items:
        if item.text != text:
            text, found = item.text, tuple(finder(item.text))
        located = [p for p in found if _overlap(p.span, item.span) and p.latitude is not None]
        matching = [p for p in located if same_place(item, p)]
        right = bool(matching) if item.latitude is not None else not located
        for tally in (score.point, score.kinds.setdefault(item.kind, Tally())):
            tally.add(int(right), int(bool(located)), 1)
        score.wrong += bool(located) and not right
        if matching:
            score.precision.add(int(matching[0].precision == item.precision), 1, 1)
    return score


def resolved_counts(places: Iterable[Place]) -> Counter[str]:
    """Count the places that got a point, by name and country; for looking over what a document was given."""
    return Counter(f"{p.name}, {p.country}" for p in places if p.latitude is not None)


def _problem(item: str, reason: str, remedy: str) -> ItemError:
    return ItemError(item, step="read gold", reason=reason, remedy=remedy)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
