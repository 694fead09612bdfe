"""Amounts in a text: how many or how much, of what, and the interval a profile reads the words as.

The grammar reads the text from left to right (numbers, then the words before and after them); the parse only helps to
tell what is counted. What is no amount (dates, names with numbers) is left out: see `quantity_amounts`. Bounds come
from the table of profiles, never from code: see `quantity_profiles`.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from rashomon.extract.quantity_amounts import AGE, DASHES, SHARE, Amount, AmountReader, scaled_pair
from rashomon.extract.quantity_counted import (
    is_countable,
    is_plural,
    measured_thing,
    noun_phrase,
    subject_of,
    tells_harm,
    toll_before,
)
from rashomon.extract.quantity_exclusions import looks_like_year
from rashomon.extract.quantity_numbers import word, word_set
from rashomon.extract.quantity_phrases import read_after, read_before, read_trend
from rashomon.extract.quantity_profiles import Row, bounds, profile_rows
from rashomon.extract.quantity_units import Unit, read_unit
from rashomon.extract.quantity_vague import read_vague
from rashomon.records import Quantity, Span

_BOUNDS = word_set("exact range about over at_least under at_most")
_LIMITS = word_set("over at_least under at_most")
_REACHING = word_set("rise fall climb drop stand reach hit exceed number total be grow increase decrease pass")
_JOINS = frozenset(("and", "or", ", and", "or even", "if not", ", if not"))
_LEADS_ON = word_set("and including with another than not")


@dataclass(frozen=True, slots=True)
class _Draft:
    """An amount on its way to a `Quantity`: items `first` to `last`, the row that reads it, what it counts (tokens)."""

    first: int
    last: int
    row: str
    number: Fraction
    value: Fraction | tuple[Fraction, Fraction] | None = None
    bound: str = "exact"
    unit: Unit | None = None
    counted: tuple[int, int] | None = None
    trend: str | None = None
    focus: str | None = None


def find_quantities(doc: Any, *, profile: str = "literal") -> list[Quantity]:
    """Return the amounts in `doc` (a spaCy Doc), in the order of the text; spans are offsets into `doc.text`.

    A Doc without a parse is read too; then less is known of what is counted. Time grows linearly with the text.

    Args:
        profile: the name of the profile that sets the bounds: literal, airwars or acled.

    Raises:
        RunError: there is no such profile.
    """
    rows = profile_rows(profile)
    reader = _Reader(doc)
    return [reader.finish(draft, rows[draft.row], profile) for draft in reader.drafts()]


class _Reader:
    """One pass over one text."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.amounts = AmountReader(doc)
        self.items = self.amounts.items
        self.tokens = self.amounts.tokens
        self._starts = [item.start for item in self.items]

    def drafts(self) -> list[_Draft]:
        """Read all amounts, then share units and counted things between neighbours."""
        found: list[_Draft] = []
        i = 0
        while i < len(self.items):
            draft, step = self._read(i)
            if draft is not None:
                found.append(draft)
            i = max(step, i + 1)
        self._share_backward(found)
        self._share_forward(found)
        return found

    def _read(self, i: int) -> tuple[_Draft | None, int]:
        """Read what starts at item `i`; return the draft, if any, and the item to go on from."""
        if self.amounts.spent.cover(self.items[i].start):
            return None, i + 1
        if self.items[i].lower in ("no", "none", "nobody"):
            return self._read_none(i)
        vague = self._read_vague(i)
        if vague is not None:
            return vague, vague.last
        amount = self.amounts.amount(i)
        return (None, i + 1) if amount is None else self._read_amount(amount)

    def _read_amount(self, amount: Amount) -> tuple[_Draft | None, int]:
        """Read a number on, as a range where a second one follows; a score ("2-1") is passed over whole."""
        opener = word(self.items, read_before(self.items, amount.first)[0] - 1)
        other = self.amounts.second(amount, opener)
        if self.amounts.is_no_amount(amount, other):
            dashed = other is not None and self.items[amount.last].text in DASHES
            return None, other.last if other is not None and dashed else amount.last
        if other is not None:
            return self._range(amount, other, opener), other.last
        draft = self._single(amount)
        return draft, draft.last

    # --- numbers -------------------------------------------------------------------------------------------------

    def _single(self, amount: Amount) -> _Draft:
        """Read the words around one number."""
        first, row, focus = read_before(self.items, amount.first)
        unit = AGE if amount.unit is None and self.amounts.is_age(amount) else amount.unit
        row = row or "exact"
        draft = _Draft(first, amount.last, row, amount.value, amount.value, _bound(row), unit, focus=focus)
        draft = self._with_after(self._with_counted(draft))
        kind = unit.kind if unit else "thing" if draft.counted else ""
        trend = read_trend(self.items, draft.first, kind=kind)
        if trend is None and amount.value < 0 and unit is not None and unit.kind == "share":
            trend = "down"
        return replace(draft, trend=trend)

    def _range(self, amount: Amount, other: Amount, opener: str) -> _Draft | None:
        """Read "six to seven", "between 300 and 400", "12-15"; None for years, ages that select, scores and votes."""
        items, unit = self.items, other.unit or amount.unit
        low, high = scaled_pair(amount, other)
        first, row, focus = read_before(items, amount.first)
        opened = opener in ("between", "from")
        if unit is None:
            years = all(looks_like_year(items, part.digits, part.number) for part in (amount, other))
            if years or word(items, first - 1) in ("aged", "ages"):
                return None
            plural = self.amounts.counts_plural(other.last)
            clear = plural or row or low >= 1000  # else a score, a vote, a part number
            if items[amount.last].text in DASHES and not opened and (low >= high or not clear):
                return None
        first -= opened
        kind = unit.kind if unit else "" if opener == "from" else "thing"
        trend = read_trend(items, first, changed=opener == "from", kind=kind)
        row = "change" if opener == "from" and trend else "range"
        draft = _Draft(first, other.last, row, high, (low, high), "range", unit, None, trend, focus)
        return self._with_counted(draft)

    def _with_after(self, draft: _Draft) -> _Draft:
        """Add words after the number, or after the thing it counts: "50-plus", "50 or so", "50 trucks or more"."""
        at = draft.last
        found = read_after(self.items, at)
        if found is None and draft.counted is not None:
            at = bisect.bisect_left(self._starts, self._end(draft.counted[1]))
            found = read_after(self.items, at) if word(self.items, at) in ("or", "at") else None
        if found is None:
            return draft
        row = draft.row if draft.row not in ("exact", "about") else found[1]
        changed = replace(draft, last=found[0], row=row, bound=_bound(row))
        return self._with_counted(changed) if at == draft.last else changed

    # --- vague amounts and none ----------------------------------------------------------------------------------

    def _read_vague(self, i: int) -> _Draft | None:
        """Read "dozens", "a few hundred", "several" with the words before them."""
        vague = read_vague(self.items, i)
        if vague is None:
            return None
        measured = read_unit(self.items, vague.last + (word(self.items, vague.last) == "of"))
        first, limit, focus = read_before(self.items, i)
        unit, last = measured or (None, vague.last)
        bound = limit if limit in _LIMITS else "vague"
        draft = _Draft(first, last, vague.row, vague.number, None, bound or "vague", unit, focus=focus)
        if vague.needs_noun and unit is None and not self.amounts.counts_plural(last):
            return None
        return self._with_counted(draft)

    def _read_none(self, i: int) -> tuple[_Draft | None, int]:
        """Read "no civilians", "none of the fighters", "no one was killed": nothing of a kind that reports count."""
        items, last = self.items, i + 1
        pronoun = items[i].lower != "no" or word(items, last) == "one"
        last += items[i].lower == "no" and pronoun
        phrase = None
        if not pronoun:
            phrase = self.amounts.things(last)
        elif word(items, last) == "of":
            phrase = noun_phrase(self.tokens, self.tokens.after(items[last].start))
        elif not tells_harm(self.tokens, self.tokens.at(items[last - 1].start)):
            return None, last
        counts = pronoun
        if phrase is not None:
            noun = phrase[1] - 1
            counts = is_countable(self.doc[noun]) and (is_plural(self.doc[noun]) or tells_harm(self.tokens, noun))
        return (_Draft(i, last, "none", Fraction(0), Fraction(0), counted=phrase) if counts else None), last

    # --- what is counted -----------------------------------------------------------------------------------------

    def _with_counted(self, draft: _Draft) -> _Draft:
        """Find what an amount counts or measures."""
        at, unit = draft.last, draft.unit
        token = self.tokens.at(self.items[at - 1].start)
        if unit is None:
            phrase = self.amounts.things(at)
            if phrase is None:
                phrase = toll_before(self.tokens, self.tokens.at(self.items[draft.first].start))
            if phrase is None:
                subject = subject_of(self.tokens, token, verbs=_REACHING)
                phrase = subject if subject and self.doc[subject[1] - 1].pos_ != "PROPN" else None
            return replace(draft, counted=phrase)
        if unit.kind == "age":
            return draft
        phrase = self.amounts.things(at) if self._is_attributive(draft) else None
        if phrase is not None and self.doc[phrase[1] - 1].ent_type_ == "PERSON":  # "the 95 percent Obama received"
            phrase = None
        end = self.tokens.after(self.items[at].start) if at < len(self.items) else len(self.doc)
        return replace(draft, counted=phrase or measured_thing(self.tokens, token, end))

    def _is_attributive(self, draft: _Draft) -> bool:
        """Tell whether a unit stands before the thing it measures: "four-month battle", "a 40 yard line"."""
        spelt = self.items[draft.last - 1].lower
        if draft.unit == SHARE or (draft.unit is not None and draft.unit.kind in ("share", "money")):
            return spelt not in ("point", "points")
        return not spelt.endswith("s") and spelt != "feet" and draft.value != 1

    def _share_backward(self, drafts: list[_Draft]) -> None:
        """Give a bare number the unit or thing of the next: "5 and 6 kg", "10 and 12 trucks"."""
        for k in range(len(drafts) - 2, -1, -1):
            draft, following = drafts[k], drafts[k + 1]
            if draft.unit is None and draft.counted is None and self._between(draft, following) in _JOINS:
                suffixed = following.unit is not None and self.items[following.last - 1].kind != "n"
                unit = following.unit if suffixed else None
                drafts[k] = replace(draft, unit=unit, counted=following.counted)

    def _share_forward(self, drafts: list[_Draft]) -> None:
        """Carry on what the words leave out: "13 people died and 40 were hurt", "rose 12 points, or 2%"."""
        carried: _Draft | None = None
        for k in range(len(drafts)):
            if k:
                drafts[k] = self._like(drafts[k - 1], drafts[k])
            if k and self._breaks(drafts[k - 1], drafts[k]):
                carried = None
            if carried and self._same_sentence(carried, drafts[k]) and self._is_elliptic(drafts[k]):
                drafts[k] = replace(drafts[k], counted=carried.counted)
            counted = drafts[k].counted
            if counted is not None and drafts[k].unit is None and self.doc[counted[1] - 1].pos_ != "ADJ":
                carried = drafts[k]

    def _breaks(self, one: _Draft, other: _Draft) -> bool:
        """Tell whether a semicolon parts two neighbours."""
        return any(item.text == ";" for item in self.items[one.last : other.first])

    def _like(self, before: _Draft, draft: _Draft) -> _Draft:
        """Give an amount that restates the one before its trend or limit: "over 100 km (60 miles)"."""
        between = self._between(before, draft)
        if draft.trend is None and before.trend and between in ("or", ", or"):
            return replace(draft, trend=before.trend)
        if draft.row == "exact" and before.row in _LIMITS and between == "(" and before.unit and draft.unit:
            return replace(draft, row=before.row, bound=before.bound)
        return draft

    def _between(self, one: _Draft, other: _Draft) -> str:
        """Return the words between two amounts, the thing the first counts left out; empty when there are many."""
        first = one.last
        if one.counted is not None:
            first = max(first, bisect.bisect_left(self._starts, self._end(one.counted[1])))
        return " ".join(item.lower for item in self.items[first : other.first][:4]) if first < other.first else ""

    def _same_sentence(self, one: _Draft, other: _Draft) -> bool:
        ends = (self.tokens.at(self.items[draft.first].start) for draft in (one, other))
        return len({self.tokens.sentence(token) for token in ends}) == 1

    def _is_elliptic(self, draft: _Draft) -> bool:
        """Tell whether an amount leaves out the thing said before: "and 40 wounded", "30 others", "including 12"."""
        if draft.unit is not None:
            return False
        if draft.counted is not None:
            return self.doc[draft.counted[1] - 1].lower_ in ("others", "more")
        if word(self.items, draft.first - 1) in _LEADS_ON or "another" in _words(self._verbatim(draft)):
            return True
        if draft.last >= len(self.items):
            return False
        after = self.doc[self.tokens.at(self.items[draft.last].start)]
        return after.tag_ in ("VBN", "VBD", "VBP") or after.lower_ in ("more", "others", "other")

    # --- the record ----------------------------------------------------------------------------------------------

    def _verbatim(self, draft: _Draft) -> str:
        return self.text[self.items[draft.first].start : self.items[draft.last - 1].end]

    def _end(self, token: int) -> int:
        """Return the offset where the token before `token` ends."""
        last = self.doc[token - 1]
        return int(last.idx + len(last.text))

    def finish(self, draft: _Draft, row: Row, profile: str) -> Quantity:
        """Turn a draft into the record, with the bounds of the profile's row."""
        low, high = _interval(draft, row)
        span = Span(self.items[draft.first].start, self.items[draft.last - 1].end)
        counted = None
        if draft.counted is not None:
            counted = Span(self.doc[draft.counted[0]].idx, self._end(draft.counted[1]))
        value = draft.value
        return Quantity(
            text=self._verbatim(draft),
            span=span,
            value=(_plain(value[0]), _plain(value[1])) if isinstance(value, tuple) else _plain_or_none(value),
            bound=draft.bound,
            low=_plain_or_none(low),
            high=_plain_or_none(high),
            unit=draft.unit.name if draft.unit else None,
            counted=self.text[counted.start : counted.end] if counted else None,
            counted_span=counted,
            trend=draft.trend,
            profile=profile,
            rule=row.rule if value is not None else row.rule_for(_words(self._verbatim(draft)), *_ends(low, high)),
            focus=draft.focus,
        )


def _words(text: str) -> str:
    """Return words as a reader sees them: lower case, one space."""
    return " ".join(text.lower().split())


def _ends(low: Fraction | None, high: Fraction | None) -> tuple[str, str]:
    """Return bounds in words."""
    return str(_plain(low or Fraction(0))), "none" if high is None else str(_plain(high))


def _bound(row: str) -> str:
    """Return the bound a row stands for: a row of its own name, "about" for "almost", else vague."""
    return row if row in _BOUNDS else "about" if row == "almost" else "vague"


def _interval(draft: _Draft, row: Row) -> tuple[Fraction | None, Fraction | None]:
    """Return the inclusive bounds of a draft under one profile's row."""
    number, upper = draft.number, None
    if isinstance(draft.value, tuple) and draft.row == "range":
        number, upper = min(draft.value), max(draft.value)
    low, high = bounds(row, number, upper=upper, measured=draft.unit is not None or number.denominator != 1)
    if draft.value is None and draft.bound in ("over", "at_least"):
        high = None
    elif draft.value is None and draft.bound in ("under", "at_most"):
        low = Fraction(0)
    if draft.bound in ("under", "at_most") and draft.unit is not None and draft.unit.kind == "temperature":
        low = None
    return low, high


def _plain(value: Fraction) -> float:
    """Return a whole number as int, so that it is written 250 and not 250.0."""
    return int(value) if value.denominator == 1 else float(value)


def _plain_or_none(value: Fraction | None) -> float | None:
    return None if value is None else _plain(value)
