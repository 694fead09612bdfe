"""Amounts against gold: NewsQuant, Recognizers-Text, and sentences of our own.

A gold file gives values, not places in the text, except our own; so amounts are paired by value, each gold one once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any, Final

from rashomon.errors import ItemError
from rashomon.evaluate.tally import Tally
from rashomon.records import Quantity

_ROUNDED: Final = 6e-5
"""Shares are rounded to four places in our gold."""
PROFILES: Final = ("literal", "airwars", "acled")
_SIGNS: Final = {"about": "~", "over": ">", "at_least": ">", "under": "<", "at_most": "<"}
# NewsQuant's names for units that we call otherwise.
_UNITS: Final = {
    "US dollar": "dollar",
    "percent": "percentage",
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
    "tonne": "metric ton",
    "gigatonne": "gigaton",
    "yen": "japanese yen",
    "yuan": "chinese yuan",
    "ringgit": "malaysian ringgit",
    "square foot": "square feet",
    "Singapore dollar": "singaporean dollar",
    "pound": "pound-mass",
}
_PAIR: Final = re.compile(r"(\d[\d.]*)-(\d[\d.]*)")
End = float | None


def unreadable(path: Path, reason: str, remedy: str) -> ItemError:
    """Return the error of a gold file that cannot be read."""
    return ItemError(str(path), step="read gold", reason=reason, remedy=remedy)


def _json(path: Path) -> list[dict[str, Any]]:
    """Read a JSON list.

    Raises:
        ItemError: the file is missing, or holds something else.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise unreadable(path, str(error), "name a JSON file of the data set") from error
    if not isinstance(found, list):
        raise unreadable(path, "it holds no list of items", "name a JSON file of the data set")
    return found


def values(quantity: Quantity) -> tuple[float, ...] | None:
    """Return the number or the two in the words; of vague words the interval, its upper end open as in NewsQuant."""
    if quantity.value is None:
        return None if quantity.low is None or quantity.high is None else (quantity.low, quantity.high + 1)
    return tuple(sorted(quantity.value)) if isinstance(quantity.value, tuple) else (quantity.value,)


def _same(one: Sequence[End], other: Sequence[End], tolerance: float = 1e-12) -> bool:
    return len(one) == len(other) and all(
        a == b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-9, abs_tol=tolerance))
        for a, b in zip(one, other, strict=True)
    )


# --- NewsQuant -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewsSentence:
    """A sentence of NewsQuant (CQE, EMNLP 2023) and its gold amounts as the file has them."""

    text: str
    gold: tuple[Mapping[str, str], ...]


def read_newsquant(path: Path) -> Iterator[NewsSentence]:
    """Read NewsQuant.

    Raises:
        ItemError: the file is no such list.
    """
    for item in _json(path):
        yield NewsSentence(item["text"], tuple(item["quantities"]))


def score_newsquant(pairs: Iterable[tuple[NewsSentence, Sequence[Quantity]]]) -> dict[str, Tally]:
    """Return counts for values, for values with their bound, and for values with their unit.

    A vague amount counts as its interval where it has two ends ("thousands" is 1,000 to 10,000 there), else not at all.
    """
    tallies = {name: Tally() for name in ("value", "value + bound", "value + unit")}
    for sentence, found in pairs:
        golds = list(sentence.gold)
        read = [(quantity, values(quantity)) for quantity in found if not quantity.derived]
        counts = [0, 0, 0]
        for quantity, ours in read:
            same = [gold for gold in golds if ours and _same(_newsquant_values(gold["value"]), ours)]
            if not same:
                continue
            best = max(same, key=lambda gold: (_same_bound(quantity, gold), _same_unit(quantity, gold)))
            golds.remove(best)
            for n, same_too in enumerate((True, _same_bound(quantity, best), _same_unit(quantity, best))):
                counts[n] += same_too
        predicted = sum(ours is not None for _, ours in read)
        for tally, right in zip(tallies.values(), counts, strict=True):
            tally.add(right, predicted, len(sentence.gold))
    return tallies


def _newsquant_values(text: str) -> tuple[float, ...]:
    pair = _PAIR.fullmatch(text)
    return tuple(sorted(map(float, pair.groups()))) if pair else (float(text),)


def _same_bound(quantity: Quantity, gold: Mapping[str, str]) -> bool:
    sign = _SIGNS.get(quantity.bound, "=")
    return gold["change"] == sign or (sign in "=~" and gold["change"] == quantity.trend)


def _same_unit(quantity: Quantity, gold: Mapping[str, str]) -> bool:
    """Equal units; where things are counted, the gold's thing and ours share a word's first four letters."""
    name = gold["normalized_unit"]
    if quantity.unit == "fraction":
        return name.startswith("%")
    if quantity.unit is not None:
        unit, _, rate = quantity.unit.partition(" per ")
        return name.lower() == (_UNITS.get(unit, unit) + (f" per {rate}" if rate else "")).lower()
    if quantity.counted is None or name == "-":
        return name in ("-", "count")
    theirs = {word[:4] for word in f"{name} {gold['unit']}".lower().split()}
    return bool(theirs & {word[:4] for word in quantity.counted.lower().replace("-", " ").split()})


# --- Recognizers-Text ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecognizerCase:
    """An input of Recognizers-Text and what is expected: the `value` of each resolution, as written there."""

    text: str
    expected: tuple[str, ...]


def read_recognizers(path: Path) -> Iterator[RecognizerCase]:
    """Read NumberModel.json or NumberRangeModel.json.

    Raises:
        ItemError: the file is no such list.
    """
    for case in _json(path):
        yield RecognizerCase(case["Input"], tuple(result["Resolution"]["value"] for result in case["Results"]))


def score_numbers(pairs: Iterable[tuple[RecognizerCase, Sequence[float]]]) -> Tally:
    """Count inputs of which every number was read, and none besides."""
    tally = Tally()
    for case, found in pairs:
        tally.add(int(_same([float(value) for value in case.expected], found)), 1, 1)
    return tally


def score_ranges(pairs: Iterable[tuple[RecognizerCase, Sequence[Quantity]]]) -> Tally:
    """Count expected intervals with both ends right; whether an end belongs to the interval is not compared."""
    tally = Tally()
    for case, found in pairs:
        ours = [_ends(quantity) for quantity in found]
        for value in case.expected:
            low, high = (float(end) if end else None for end in value.strip("[]()").split(","))
            right = (low, high) in ours
            if right:
                ours.remove((low, high))
            tally.add(int(right), 0, 1)
        tally.predicted += len(found)
    return tally


def _ends(quantity: Quantity) -> tuple[End, End]:
    value = values(quantity) or (0.0,)
    low = None if quantity.bound in ("under", "at_most") else value[0]
    high = None if quantity.bound in ("over", "at_least") else value[-1]
    return low, high


# --- our own sentences -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GoldAmount:
    """An amount of `quantities.jsonl`: its offsets, bounds by profile, names of what is counted (best first).

    `uncounted` says that naming nothing is right too; an `optional` amount is one that the two passes differed on.
    """

    start: int
    end: int
    bounds: Mapping[str, tuple[End, End]]
    counted: tuple[str, ...]
    uncounted: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A passage of `quantities.jsonl`: its amounts; enumerations and the least they add up to; `part` tune or test."""

    name: str
    text: str
    amounts: tuple[GoldAmount, ...]
    derived: tuple[tuple[str, float], ...]
    part: str


def read_amounts(path: Path) -> Iterator[GoldSentence]:
    """Read `quantities.jsonl`.

    Raises:
        ItemError: a line is no such item, or an amount is not in its passage.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            item = json.loads(line)
            yield GoldSentence(
                item["id"],
                item["text"],
                tuple(_amounts(item["text"], item["quantities"])),
                tuple((one["text"], one["low"]) for one in item["derived"]),
                item["part"],
            )
        except (ValueError, KeyError) as error:
            raise unreadable(path, f"line {number}: {error}", "see tests/gold/README.md for the form") from error


def _amounts(text: str, quantities: Sequence[Mapping[str, Any]]) -> Iterator[GoldAmount]:
    at = 0
    for one in quantities:
        words = re.compile(rf"(?<!\w){re.escape(one['text'])}(?!\w)").search(text, at)
        if words is None:
            raise ValueError(f"{one['text']!r} is not in the passage")
        start, at = words.span()
        bounds = {profile: (one[profile][0], one[profile][1]) for profile in PROFILES}
        counted = tuple(one["counted"] or ())
        uncounted = not counted or one.get("uncounted", False)
        yield GoldAmount(start, at, bounds, counted, uncounted, one.get("optional", False))


def score_amounts(pairs: Iterable[tuple[GoldSentence, Mapping[str, Sequence[Quantity]]]]) -> dict[str, Tally]:
    """Return counts for spans, for intervals under every profile, for what is counted, and for derived sums.

    Args:
        pairs: a passage, and the amounts found in it under each profile; spans are the same under all.

    An amount is paired with the gold one that it overlaps. Its interval is right when all profiles agree with the
    gold, what is counted when it is one of the gold's names for it, articles aside.
    """
    names = ("found", "interval", *PROFILES, "counted", "derived")
    tallies = {name: Tally() for name in names}
    for sentence, found in pairs:
        plain = {profile: [q for q in found[profile] if not q.derived] for profile in PROFILES}
        free = set(range(len(plain["literal"])))
        extra = 0  # found, where the passes differed on whether there is an amount: neither right nor wrong
        for amount in sentence.amounts:
            match = next((k for k in sorted(free) if _overlaps(plain["literal"][k], amount)), None)
            if match is None:
                continue
            free.remove(match)
            if amount.optional:
                extra += 1
                continue
            tallies["found"].right += 1
            agree = [_same(amount.bounds[p], (plain[p][match].low, plain[p][match].high), _ROUNDED) for p in PROFILES]
            for profile, agrees in zip(PROFILES, agree, strict=True):
                tallies[profile].right += agrees
            tallies["interval"].right += all(agree)
            tallies["counted"].right += _same_thing(amount, plain["literal"][match].counted)
        asked = sum(not amount.optional for amount in sentence.amounts)
        for name in names[:-1]:
            tallies[name].add(0, len(plain["literal"]) - extra, asked)
        sums = [q for q in found["literal"] if q.derived]
        right = sum(
            any((q.low == low and q.text in text) or text in q.text for q in sums) for text, low in sentence.derived
        )
        tallies["derived"].add(right, len(sums), len(sentence.derived))
    return tallies


def _overlaps(quantity: Quantity, amount: GoldAmount) -> bool:
    return quantity.span.start < amount.end and amount.start < quantity.span.end


def _same_thing(amount: GoldAmount, counted: str | None) -> bool:
    if counted is None:
        return amount.uncounted
    return _bare(counted) in {_bare(name) for name in amount.counted}


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|a|an|its|their|his|her|these|those) ", "", " ".join(name.lower().split()))
