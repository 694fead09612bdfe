"""What amounts leave out because a neighbour says it: units, counted things, trends, the other end of a range."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from rashomon.extract.quantity_amounts import AmountReader
from rashomon.extract.quantity_drafts import LIMITS, LOWER, UPPER, Draft
from rashomon.extract.quantity_ellipsis import Carrier
from rashomon.extract.quantity_items import word

_JOINS: Final = frozenset(("and", "or", ", and", "or even", "if not", ", if not"))
_LIMIT_JOINS: Final = frozenset(("and", "but", ",", "but also", ", but", ", and", "and also", "yet"))


class Neighbours:
    """Lets amounts that stand beside each other share what the words say once."""

    def __init__(self, amounts: AmountReader) -> None:
        self._items, self._tokens = amounts.items, amounts.tokens
        self._starts = [item.start for item in amounts.items]
        self._carrier = Carrier(amounts)

    def share(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the drafts of one text with what each leaves out; two limits of one amount become one range."""
        shared = self._join_limits(drafts)
        self._share_backward(shared)
        for k in range(1, len(shared)):
            shared[k] = self._like(shared[k - 1], shared[k])
        return self._carrier.carry(shared)

    def _join_limits(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Join "more than 40 but fewer than 60 people" into one range."""
        joined: list[Draft] = []
        for draft in drafts:
            both = self._range_of(joined[-1], draft) if joined else None
            if both is None:
                joined.append(draft)
            else:
                joined[-1] = both
        return joined

    def _range_of(self, one: Draft, other: Draft) -> Draft | None:
        if not ({one.row, other.row} & LOWER and {one.row, other.row} & UPPER):
            return None
        if not (isinstance(one.value, Fraction) and isinstance(other.value, Fraction)):
            return None
        low, high = (one, other) if one.row in LOWER else (other, one)
        values = (low.number, high.number)
        if low.number >= high.number or (one.unit and other.unit and one.unit != other.unit):
            return None
        alike = one.counted is None or one.counted == other.counted or self._ends_here(other)
        if not alike or self._between(one, other) not in _LIMIT_JOINS:
            return None
        return replace(
            one,
            last=other.last,
            row="range",
            number=low.number,
            value=values,
            bound="range",
            unit=one.unit or other.unit,
            counted=one.counted or other.counted,
            limits=(low.row, high.row),
        )

    def _ends_here(self, draft: Draft) -> bool:
        """Tell whether nothing that an amount could count follows it."""
        if draft.counted is not None:
            return False
        return draft.last >= len(self._items) or self._items[draft.last].kind == "s"

    def _share_backward(self, drafts: list[Draft]) -> None:
        """Give a bare number the unit or thing of the next: "5 and 6 kg", "10 and 12 trucks"."""
        for k in range(len(drafts) - 2, -1, -1):
            draft, following = drafts[k], drafts[k + 1]
            if draft.unit is None and draft.counted is None and self._between(draft, following) in _JOINS:
                suffixed = following.unit is not None and self._items[following.last - 1].kind != "n"
                unit = following.unit if suffixed else None
                drafts[k] = replace(draft, unit=unit, counted=following.counted)

    def _like(self, before: Draft, draft: Draft) -> Draft:
        """Give an amount that restates the one before its trend, limit, unit or thing: "over 100 km (60 miles)"."""
        between = self._between(before, draft)
        bare = draft.unit is None and draft.counted is None
        if bare and before.unit is not None:
            if before.unit.kind == "age" and between in ("and", "or", ",", ", and"):
                return replace(draft, unit=before.unit)
            of_them = word(self._items, draft.last) == "of" and word(self._items, draft.last + 1) == "them"
            if of_them and before.unit.kind == "time":  # "nine years, two of them in prison"
                return replace(draft, unit=before.unit)
            if between == "by":  # "four metres by five"
                return replace(draft, unit=before.unit, counted=before.counted)
        restated = between in ("or", ", or")
        if restated and before.unit is not None and before.unit.kind == "share" and draft.counted is None:
            draft = replace(draft, counted=before.counted)
        if draft.trend is None and before.trend and restated:
            return replace(draft, trend=before.trend)
        if draft.row == "exact" and before.row in LIMITS and between == "(" and before.unit and draft.unit:
            return replace(draft, row=before.row, bound=before.bound)
        return draft

    def _between(self, one: Draft, other: Draft) -> str:
        """Return the words between two amounts, the thing the first counts left out; empty when there are many."""
        first = one.last
        if one.counted is not None:
            first = max(first, bisect.bisect_left(self._starts, self._tokens.end_before(one.counted[1])))
        return " ".join(item.lower for item in self._items[first : other.first][:4]) if first < other.first else ""
