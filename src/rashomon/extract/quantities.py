"""Amounts in a text: how many or how much, of what, and the interval a profile reads the words as.

The grammar reads the text from left to right (numbers, then the words before and after them); the parse only helps to
tell what is counted. What is no amount (dates, names with numbers) is left out: see `quantity_amounts`. Bounds come
from the table of profiles, never from code: see `quantity_profiles`.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from rashomon.extract.quantity_amounts import AGE, DASHES, Amount, AmountReader, scaled_pair
from rashomon.extract.quantity_cardinals import MOST_POWER
from rashomon.extract.quantity_counted import is_plural, noun_phrase, tells_harm
from rashomon.extract.quantity_drafts import LIMITS, Draft, bound_of, interval
from rashomon.extract.quantity_exclusions import looks_like_year
from rashomon.extract.quantity_items import MAX_DIGITS, touches, word
from rashomon.extract.quantity_neighbours import Neighbours
from rashomon.extract.quantity_numbers import OPENING as NUMBER_OPENING
from rashomon.extract.quantity_people import is_countable
from rashomon.extract.quantity_phrases import read_after, read_before, read_trend
from rashomon.extract.quantity_profiles import Row, profile_rows
from rashomon.extract.quantity_sums import Sum, find_sums
from rashomon.extract.quantity_things import Things
from rashomon.extract.quantity_units import prefixes, read_unit
from rashomon.extract.quantity_vague import OPENING as VAGUE_OPENING
from rashomon.extract.quantity_vague import read_vague
from rashomon.records import Quantity, Span


def find_quantities(doc: Any, *, profile: str = "literal") -> list[Quantity]:
    """Return the amounts in `doc` (a spaCy Doc), in the order of the text; spans are offsets into `doc.text`.

    They do not overlap, but for those that are `derived`: the sum of an enumeration spans its members. A Doc without a
    parse is read too; then less is known of what is counted. Time grows linearly with the text.

    Args:
        profile: the name of the profile that sets the bounds: literal, airwars or acled.

    Raises:
        RunError: there is no such profile.
    """
    rows = profile_rows(profile)
    reader = _Reader(doc)
    drafts = reader.drafts()
    found = [reader.finish(draft, rows, profile) for draft in drafts]
    found.extend(reader.finish_sum(one, rows, profile) for one in find_sums(reader.amounts, drafts))
    return sorted(found, key=lambda quantity: (quantity.span.start, quantity.derived))


_NONE: Final = frozenset(("no", "none", "nobody"))


@lru_cache(maxsize=1)
def _opening() -> frozenset[str]:
    """Return the words that an amount can begin with: nearly all words of a text are none, and are passed over."""
    return frozenset((*_NONE, "not")) | VAGUE_OPENING | NUMBER_OPENING | prefixes()


class _Reader:
    """One pass over one text."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.amounts = AmountReader(doc)
        self.text = self.amounts.text
        self.items = self.amounts.items
        self.tokens = self.amounts.tokens
        self.things = Things(self.amounts)
        self._starts = [item.start for item in self.items]

    def drafts(self) -> list[Draft]:
        """Read all amounts, then share units and counted things between neighbours."""
        found: list[Draft] = []
        opening = _opening()
        i = 0
        while i < len(self.items):
            if self.items[i].kind == "w" and self.items[i].lower not in opening:
                i += 1
                continue
            draft, step = self._read(i)
            if draft is not None:
                found.append(draft)
            i = max(step, i + 1)
        return Neighbours(self.amounts).share(found)

    def _read(self, i: int) -> tuple[Draft | None, int]:
        """Read what starts at item `i`; return the draft, if any, and the item to go on from."""
        if self.amounts.spent.cover(self.items[i].start):
            return None, i + 1
        if self.items[i].lower in _NONE:
            return self._read_none(i)
        if (
            self.items[i].lower == "not"
            and word(self.items, i + 2) in ("single", "one")
            and word(self.items, i + 1) == "a"
        ):
            draft = Draft(i, i + 3, "none", Fraction(0), Fraction(0), counted=self.amounts.things(i + 3))
            return (draft if draft.counted else None), i + 3
        vague = self._read_vague(i)
        if vague is not None:
            return vague, vague.last
        overlong = self._overlong(i)
        if overlong:
            return self._unread(i, *overlong)
        amount = self.amounts.amount(i)
        if amount is None:
            return None, i + 1
        why = self.amounts.contradiction(amount)
        return self._unread(i, amount.last + 1, why) if why else self._read_amount(amount)

    def _read_amount(self, amount: Amount) -> tuple[Draft | None, int]:
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

    def _overlong(self, i: int) -> tuple[int, str] | None:
        """Return the end of a numeral that is no number of things, and why: thousands of digits, 1e999."""
        items, text = self.items, self.items[i].text
        if items[i].kind == "s" and len(text) > MAX_DIGITS and text[0].isdigit():
            return i + 1, f"not read: a run of {len(text)} digits and marks is no number of things"
        power = items[i].kind == "n" and word(items, i + 1) in ("e", "^") and touches(items, i + 1)
        if power and touches(items, i + 2) and items[i + 2].plain and int(items[i + 2].text) > MOST_POWER:
            return i + 3, f"not read: the power is more than {MOST_POWER}"
        return None

    def _unread(self, i: int, last: int, why: str) -> tuple[Draft, int]:
        """Keep words that cannot be read as an amount, with the reason."""
        return Draft(i, last, "exact", Fraction(0), bound="vague", unread=why), last

    # --- numbers -------------------------------------------------------------------------------------------------

    def _single(self, amount: Amount) -> Draft:
        """Read the words around one number."""
        first, row, focus = read_before(self.items, amount.first)
        unit = AGE if amount.unit is None and self.amounts.is_age(amount) else amount.unit
        row = row or "exact"
        draft = Draft(first, amount.last, row, amount.value, amount.value, bound_of(row), unit, focus=focus)
        draft = self._with_after(self.things.counted(draft))
        kind = unit.kind if unit else "thing" if draft.counted else ""
        trend = read_trend(self.items, draft.first, kind=kind)
        if trend is None and amount.value < 0 and unit is not None and unit.kind == "share":
            trend = "down"
        return replace(draft, trend=trend)

    def _range(self, amount: Amount, other: Amount, opener: str) -> Draft | None:
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
        draft = Draft(first, other.last, row, high, (low, high), "range", unit, None, trend, focus)
        return self.things.counted(draft)

    def _with_after(self, draft: Draft) -> Draft:
        """Add words after the number, or after the thing it counts: "50-plus", "50 or so", "50 trucks or more"."""
        at = draft.last
        found = read_after(self.items, at)
        if found is None and draft.counted is not None:
            at = bisect.bisect_left(self._starts, self.tokens.end_before(draft.counted[1]))
            found = read_after(self.items, at) if word(self.items, at) in ("or", "at") else None
        if found is None:
            return draft
        row = draft.row if draft.row not in ("exact", "about") else found[1]
        changed = replace(draft, last=found[0], row=row, bound=bound_of(row))
        return self.things.counted(changed) if at == draft.last else changed

    # --- vague amounts and none ----------------------------------------------------------------------------------

    def _read_vague(self, i: int) -> Draft | None:
        """Read "dozens", "a few hundred", "several" with the words before them."""
        vague = read_vague(self.items, i)
        if vague is None:
            return None
        measured = read_unit(self.items, vague.last + (word(self.items, vague.last) == "of"))
        first, limit, focus = read_before(self.items, i)
        unit, last = measured or (None, vague.last)
        bound = limit if limit in LIMITS else "vague"
        draft = Draft(first, last, vague.row, vague.number, None, bound or "vague", unit, focus=focus)
        if vague.needs_noun and unit is None and not (self.amounts.counts_plural(last) or self._stands_alone(last)):
            return None
        return self.things.counted(draft)

    def _stands_alone(self, last: int) -> bool:
        """Tell whether a vague word is a subject by itself, or one "of them": "A few were never found"."""
        if word(self.items, last) == "of" and word(self.items, last + 1) in ("them", "whom", "us", "those", "these"):
            return True
        if last >= len(self.items) or not self.tokens.parsed:
            return False
        after = self.doc[self.tokens.at(self.items[last].start)]
        return after.tag_ in ("VBD", "VBP", "MD") and after.pos_ in ("AUX", "VERB")

    def _read_none(self, i: int) -> tuple[Draft | None, int]:
        """Read "no civilians", "none of the fighters", "no one was killed": nothing of a kind that reports count."""
        items, last = self.items, i + 1
        pronoun = items[i].lower != "no" or word(items, last) == "one"
        last += items[i].lower == "no" and pronoun
        phrase, counts = None, pronoun
        if not pronoun:
            phrase = self.amounts.things(last)
            counts = False
        elif word(items, last) == "of":
            phrase = noun_phrase(self.tokens, self.tokens.after(items[last].start))
        elif items[i].lower == "none":
            counts = word(items, last) not in ("the", "other", "too") and word(items, i - 1) not in ("to", "or")
        if phrase is not None:
            noun = phrase[1] - 1
            counts = is_countable(self.doc[noun]) and (is_plural(self.doc[noun]) or tells_harm(self.tokens, noun))
        return (Draft(i, last, "none", Fraction(0), Fraction(0), counted=phrase) if counts else None), last

    # --- the record ----------------------------------------------------------------------------------------------

    def _verbatim(self, draft: Draft) -> str:
        return self.text[self.items[draft.first].start : self.items[draft.last - 1].end]

    def finish(self, draft: Draft, rows: Mapping[str, Row], profile: str) -> Quantity:
        """Turn a draft into the record, with the bounds of the profile's rows."""
        low, high = interval(draft, rows)
        # "Hundreds of" is how many; in "120 kg of rice" the word leads to what is measured.
        last = draft.last + (draft.value is None and draft.counted is not None and word(self.items, draft.last) == "of")
        span = Span(self.items[draft.first].start, self.items[last - 1].end)
        counted = None
        if draft.counted is not None:
            counted = Span(self.doc[draft.counted[0]].idx, self.tokens.end_before(draft.counted[1]))
        value = draft.value
        return Quantity(
            text=self.text[span.start : span.end],
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
            rule=self._rule(draft, rows[draft.row], low, high),
            focus=draft.focus,
        )

    def finish_sum(self, one: Sum, rows: Mapping[str, Row], profile: str) -> Quantity:
        """Return the record of an enumeration that adds up: a lower bound, and marked as derived."""
        low = _plain(one.low(rows))
        return Quantity(
            text=self.text[one.span.start : one.span.end],
            span=one.span,
            value=low,
            bound="at_least",
            low=low,
            high=None,
            profile=profile,
            rule=f"derived: the {len(one.parts) + one.singles} members add up to {low} at least ({profile})",
            derived=True,
        )

    def _rule(self, draft: Draft, row: Row, low: Fraction | None, high: Fraction | None) -> str:
        """Say for the reader which row set the bounds, or why the words stay words."""
        if draft.unread:
            return draft.unread
        if draft.value is not None and draft.limits is None:
            return row.rule
        return row.rule_for(_words(self._verbatim(draft)), *_ends(low, high))


def _words(text: str) -> str:
    """Return words as a reader sees them: lower case, one space."""
    return " ".join(text.lower().split())


def _ends(low: Fraction | None, high: Fraction | None) -> tuple[str, str]:
    """Return bounds in words."""
    return str(_plain(low or Fraction(0))), "none" if high is None else str(_plain(high))


def _plain(value: Fraction) -> float:
    """Return a whole number as int, so that it is written 250 and not 250.0."""
    return int(value) if value.denominator == 1 else float(value)


def _plain_or_none(value: Fraction | None) -> float | None:
    return None if value is None else _plain(value)
