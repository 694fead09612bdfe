"""Time expressions against gold: TIMEX3 values, periods of days, and times that hang on what a text has told.

A finder is any function from a text and its day of publication to times, so the same figures can be taken of others'
programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Literal, Protocol

from rashomon.errors import ItemError
from rashomon.evaluate.tally import Tally
from rashomon.records import Time

_TAG = re.compile(r"<[^>]*>")
_TIMEX = re.compile(r"<TIMEX3 ([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")

Interval = tuple[date | None, date | None]
Part = Literal["tune", "kept"]
Miss = tuple[str, str, str, str]


class Finder(Protocol):
    """What finds the times of a text."""

    def __call__(self, text: str, *, published: date | None) -> Sequence[Time]:
        """Return the times in reading order."""


@dataclass(slots=True)
class TimeTally(Tally):
    """Counts, with what was missed or wrong as (where, words, found, right).

    Attributes:
        overlapping: found expressions that overlap an annotated one: the relaxed span match.
        misses: one entry a wrong or missing expression.
    """

    overlapping: int = 0
    misses: list[Miss] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Timex:
    """One annotated TIMEX3 expression; offsets in the text without tags, code points."""

    start: int
    end: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class TimexDocument:
    """A text with its day of publication and its annotation."""

    name: str
    text: str
    published: date
    timexes: tuple[Timex, ...]


# TIMEX3


def read_timex(folder: Path, *, part: Part = "tune") -> Iterator[TimexDocument]:
    """Yield the annotated files of TempEval-3 in a folder: the first two thirds by name, or the third kept aside.

    Raises:
        ItemError: when the folder has none, or one of them is not TimeML.
    """
    names = sorted(folder.glob("*.tml"))
    if not names:
        raise ItemError(str(folder), step="read gold", reason="no .tml files in it", remedy="name tempeval3_tbaq")
    cut = len(names) * 2 // 3
    for path in names[:cut] if part == "tune" else names[cut:]:
        yield _timex_document(path)


def _timex_document(path: Path) -> TimexDocument:
    source = path.read_text(encoding="utf-8")
    head, _, rest = source.partition("<TEXT>")
    created = _TIMEX.search(head)
    if created is None:
        raise ItemError(str(path), step="read gold", reason="no document creation time", remedy="take it as it was")
    published = date.fromisoformat(dict(_ATTRIBUTE.findall(created[1]))["value"][:10])
    body = rest.partition("</TEXT>")[0]
    timexes, pieces, at, length = [], [], 0, 0
    for match in _TIMEX.finditer(body):
        before, words = (unescape(_TAG.sub("", piece)) for piece in (body[at : match.start()], match[2]))
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        start = length + len(before)
        timexes.append(Timex(start, start + len(words), attributes["type"], attributes["value"]))
        pieces += [before, words]
        length, at = start + len(words), match.end()
    pieces.append(unescape(_TAG.sub("", body[at:])))
    return TimexDocument(path.name, "".join(pieces), published, tuple(timexes))


def score_timex(documents: Iterable[TimexDocument], find: Finder, *, kinds: Iterable[str] = TIMEX_TYPES) -> TimeTally:
    """Count the values that are right, TempEval-3's way: spans overlap, values are equal to the letter.

    A found time with two values ("a/b" of a range, "a|b" of a choice) is two expressions, as TIMEX3 has it; one
    without a value is none. With fewer `kinds` only those are asked for, and found ones that overlap annotation of
    another kind are not counted.
    """
    total, wanted = TimeTally(), frozenset(kinds)
    for document in documents:
        taken: set[int] = set()
        seen: set[int] = set()
        for time in find(document.text, published=document.published):
            for value in filter(None, re.split(r"[/|]", time.value)):
                _count_timex(total, document, time, value, taken, seen, wanted)
        for number, gold in enumerate(document.timexes):
            if gold.kind in wanted:
                total.gold += 1
                if number not in seen:
                    words = " ".join(document.text[gold.start : gold.end].split())
                    total.misses.append((document.name, words, "-", gold.value))
    return total


def _count_timex(  # noqa: PLR0913 - the state of one document's count
    total: TimeTally,
    document: TimexDocument,
    time: Time,
    value: str,
    taken: set[int],
    seen: set[int],
    wanted: frozenset[str],
) -> None:
    near = [n for n, g in enumerate(document.timexes) if g.start < time.span.end and time.span.start < g.end]
    if near and not any(document.timexes[n].kind in wanted for n in near):
        return
    total.predicted += 1
    total.overlapping += bool(near)
    seen.update(near)
    right = [n for n in near if n not in taken and document.timexes[n].value == value]
    if right:
        taken.add(right[0])
        total.right += 1
    else:
        values = ", ".join(document.timexes[n].value for n in near) or "-"
        total.misses.append((document.name, " ".join(time.text.split()), value, values))


# Periods of days


@dataclass(frozen=True, slots=True)
class PeriodCase:
    """One input of Recognizers-Text: each expected interval with the forms that count as it.

    Attributes:
        expected: for each expected expression, its intervals (past or future reading): (None, None) where the suite
            says that there is no such day ("Feb 30"). What it gives no days at all ("summer") is left out.
    """

    text: str
    published: date | None
    expected: tuple[tuple[str, frozenset[Interval]], ...]


def read_periods(*paths: Path) -> Iterator[PeriodCase]:
    """Read DatePeriodParser.json, DateParser.json or others of their form.

    Raises:
        ItemError: when a file is not one.
    """
    for path in paths:
        try:
            cases = json.loads(path.read_text(encoding="utf-8-sig"))
            for case in cases:
                reference = (case.get("Context") or {}).get("ReferenceDateTime")
                results = ((r["Text"], _resolutions(r.get("Value") or {})) for r in case["Results"])
                expected = tuple((words, days) for words, days in results if days)
                yield PeriodCase(case["Input"], date.fromisoformat(reference[:10]) if reference else None, expected)
        except (ValueError, KeyError, TypeError) as error:
            remedy = "take the file as it was"
            raise ItemError(
                str(path), step="read gold", reason=f"no cases of dates ({error})", remedy=remedy
            ) from error


def _resolutions(value: dict[str, Any]) -> frozenset[Interval]:
    """Return the past and the future reading; end days are exclusive, and inclusive too in a pair "(a,b,P3D)"."""
    found: set[Interval] = set()
    for which in ("PastResolution", "FutureResolution"):
        days = value.get(which) or {}
        if "date" in days:
            day = date.fromisoformat(days["date"])
            found.add((None, None) if day == date.min else (day, day))
        elif "startDate" in days or "endDate" in days:
            start, end = (date.fromisoformat(days[k]) if k in days else None for k in ("startDate", "endDate"))
            found.add((start, end - timedelta(1) if end else None))
            if end and str(value.get("Timex")).startswith("("):
                found.add((start, end))
    return frozenset(found)


def score_periods(cases: Iterable[PeriodCase], find: Finder) -> TimeTally:
    """Count the expected intervals that come out exactly; `predicted` counts all intervals that were found."""
    total = TimeTally()
    for case in cases:
        left: list[Interval] = [(t.start, t.end) for t in find(case.text, published=case.published)]
        found = ", ".join(f"{start}..{end}" for start, end in left)
        total.predicted += len(left)
        for words, wanted in case.expected:
            total.gold += 1
            hit = next((interval for interval in left if interval in wanted), None)
            if hit is not None:
                left.remove(hit)
                total.right += 1
            else:
                right = " or ".join(f"{start}..{end}" for start, end in sorted(wanted, key=str))
                total.misses.append((f"{case.published} {case.text}", words, found, right))
    return total


# Times that hang on what the text has told


@dataclass(frozen=True, slots=True)
class ToldTime:
    """One expected time of a passage; `relative` to what the passage tells, not to publication."""

    start: int
    end: int
    interval: Interval
    relative: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of our gold, with its times in reading order."""

    id: str
    text: str
    published: date
    times: tuple[ToldTime, ...]


def read_passages(path: Path) -> Iterator[Passage]:
    """Read `times.jsonl`.

    Raises:
        ItemError: when a line is not a passage, or names words that it does not have.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                item = json.loads(line)
                times, at = [], 0
                for time in item["times"]:
                    start = item["text"].index(time["text"], at)
                    at = start + len(time["text"])
                    first, last = (date.fromisoformat(time[k]) if time[k] else None for k in ("from", "to"))
                    times.append(ToldTime(start, at, (first, last), time["relative"]))
                yield Passage(item["id"], item["text"], date.fromisoformat(item["published"]), tuple(times))
            except (ValueError, KeyError, TypeError) as error:
                reason = f"line {number} is not gold ({error})"
                raise ItemError(str(path), step="read gold", reason=reason, remedy="take the file as it was") from error


def score_passages(passages: Iterable[Passage], find: Finder, *, relative: bool = True) -> TimeTally:
    """Count the times with both days right among those relative to the story, or among all.

    An expected time is found where a time overlaps its words; the one that shares most of them counts. `predicted`
    counts those that are found at all.
    """
    total = TimeTally()
    for passage in passages:
        found = list(find(passage.text, published=passage.published))
        for gold in passage.times:
            if relative and not gold.relative:
                continue
            total.gold += 1
            near = [t for t in found if t.span.start < gold.end and gold.start < t.span.end]
            best = max(near, key=lambda t: min(t.span.end, gold.end) - max(t.span.start, gold.start), default=None)
            total.predicted += best is not None
            words = passage.text[gold.start : gold.end]
            if best is not None and (best.start, best.end) == gold.interval:
                total.right += 1
            else:
                shown = f"{best.text}: {best.start}..{best.end} ({best.rule})" if best else "-"
                total.misses.append((passage.id, words, shown, f"{gold.interval[0]}..{gold.interval[1]}"))
    return total
