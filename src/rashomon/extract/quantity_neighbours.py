"""What amounts leave out because a neighbour says it: units, counted things, trends, the other end of a range."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from rashomon.extract.quantity_amounts import AmountReader
from rashomon.extract.quantity_counted import is_plural, is_state
from rashomon.extract.quantity_drafts import LIMITS, LOWER, UPPER, Draft
from rashomon.extract.quantity_items import word, word_set
from rashomon.extract.quantity_people import names_people

_JOINS: Final = frozenset(("and", "or", ", and", "or even", "if not", ", if not"))
_LIMIT_JOINS: Final = frozenset(("and", "but", ",", "but also", ", but", ", and", "and also", "yet"))
_PART_OF_PEOPLE: Final = word_set("children women men boys girls babies infants child woman man boy girl pupils")
_LEADS_ON: Final = word_set("and including with another than not")


class Neighbours:
    """Lets amounts that stand beside each other share what the words say once."""

    def __init__(self, amounts: AmountReader) -> None:
        self._doc: Any = amounts.doc
        self._items, self._tokens = amounts.items, amounts.tokens
        self._starts = [item.start for item in amounts.items]

    def share(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the drafts of one text with what each leaves out; two limits of one amount become one range."""
        shared = self._join_limits(drafts)
        self._share_backward(shared)
        self._share_forward(shared)
        return shared

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
        if not alike or self.between(one, other) not in _LIMIT_JOINS:
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
            if draft.unit is None and draft.counted is None and self.between(draft, following) in _JOINS:
                suffixed = following.unit is not None and self._items[following.last - 1].kind != "n"
                unit = following.unit if suffixed else None
                drafts[k] = replace(draft, unit=unit, counted=following.counted)

    def _share_forward(self, drafts: list[Draft]) -> None:
        """Carry on what the words leave out: "13 people died and 40 were hurt", "rose 12 points, or 2%"."""
        carried: Draft | None = None
        broken = False
        for k in range(len(drafts)):
            if k:
                drafts[k] = self._like(drafts[k - 1], drafts[k])
                broken = broken or self._breaks(drafts[k - 1], drafts[k])
            drafts[k] = self._carried_on(drafts[k], carried, broken=broken)
            if self._can_be_carried(drafts[k]):
                carried, broken = drafts[k], False

    def _can_be_carried(self, draft: Draft) -> bool:
        if draft.counted is None or draft.unit is not None:
            return False
        head = self._doc[draft.counted[1] - 1]
        return bool(head.pos_ != "ADJ" and not is_state(self._doc, *draft.counted))

    def _carried_on(self, draft: Draft, carried: Draft | None, *, broken: bool) -> Draft:
        """Give an amount that leaves out its thing the one said before, or the subject of the clause before."""
        state = self._is_state(draft)
        if draft.unit is not None and draft.unit.kind != "share":
            return draft
        if draft.counted is not None and not state and not self._counts_others(draft):
            return draft
        bare = self._is_subject(draft)
        near = carried is not None and self._distance(carried, draft) <= (2 if bare or state else 0)
        toll = near and carried is not None and self._counts_toll(carried) and draft.counted is None
        fits = near and (bare or state or toll or (not broken and self._is_elliptic(draft)))
        counted = carried.counted if carried is not None and fits else None
        if carried is not None and counted and state and self._distance(carried, draft) and self._names_part(counted):
            counted = None
        if counted is not None and (not state or names_people(self._doc[counted[1] - 1])):
            return replace(draft, counted=counted)
        if state:
            return replace(draft, counted=self._before_bracket(draft) or draft.counted)
        if bare and draft.unit is None and not near:
            return replace(draft, counted=self._subject_before(draft))
        return draft

    def _names_part(self, counted: tuple[int, int]) -> bool:
        """Tell whether people are named by age or sex, so that the next sentence's wounded need not be of them."""
        return self._doc[counted[1] - 1].lower_ in _PART_OF_PEOPLE

    def _is_state(self, draft: Draft) -> bool:
        """Tell whether what follows an amount only says what became of people: "40 wounded", "12 killed"."""
        if draft.counted is not None:
            return is_state(self._doc, *draft.counted)
        if draft.unit is not None or draft.last >= len(self._items):
            return False
        after = self._tokens.after(self._items[draft.last].start)
        return after < len(self._doc) and is_state(self._doc, after, after + 1)

    def _counts_toll(self, draft: Draft) -> bool:
        return draft.counted is not None and self._doc[draft.counted[1] - 1].lower_ in ("toll", "tally")

    def _counts_others(self, draft: Draft) -> bool:
        return draft.counted is not None and self._doc[draft.counted[1] - 1].lower_ in ("others", "more")

    def _is_subject(self, draft: Draft) -> bool:
        """Tell whether a number without a thing is itself the subject of a verb: "five have come back"."""
        if not self._tokens.parsed or draft.counted is not None:
            return False
        ends = (self._doc[self._tokens.at(self._items[i].start)] for i in (draft.last - 1, draft.first))
        return any(t.dep_ in ("nsubj", "nsubjpass") and t.head.pos_ in ("VERB", "AUX") for t in ends)

    def _distance(self, one: Draft, other: Draft) -> int:
        """Return how many sentences lie between the starts of two amounts."""
        ends = (self._tokens.at(self._items[draft.first].start) for draft in (one, other))
        first, last = (self._tokens.sentence(token) for token in ends)
        return last - first

    def _before_bracket(self, draft: Draft) -> tuple[int, int] | None:
        """Return the plural before the bracket that an amount opens: "Casualties (4 killed"."""
        if word(self._items, draft.first - 1) != "(":
            return None
        noun = self._tokens.at(self._items[draft.first - 1].start) - 1
        return (noun, noun + 1) if noun >= 0 and is_plural(self._doc[noun]) else None

    def _subject_before(self, draft: Draft) -> tuple[int, int] | None:
        """Return the plural subject of the clause that a bare number goes on from: "Demonstrators ..., and 12 were"."""
        verb = self._doc[self._tokens.at(self._items[draft.last - 1].start)].head
        if verb.dep_ != "conj":
            return None
        for child in verb.head.children:
            if child.dep_ in ("nsubj", "nsubjpass") and is_plural(child):
                return child.i, child.i + 1
        return None

    def _breaks(self, one: Draft, other: Draft) -> bool:
        """Tell whether a semicolon parts two neighbours."""
        return any(item.text == ";" for item in self._items[one.last : other.first])

    def _like(self, before: Draft, draft: Draft) -> Draft:
        """Give an amount that restates the one before its trend or limit: "over 100 km (60 miles)"."""
        between = self.between(before, draft)
        if draft.trend is None and before.trend and between in ("or", ", or"):
            return replace(draft, trend=before.trend)
        ages = before.unit is not None and before.unit.kind == "age" and draft.unit is None and draft.counted is None
        if ages and between in ("and", "or", ",", ", and"):
            return replace(draft, unit=before.unit)
        if draft.row == "exact" and before.row in LIMITS and between == "(" and before.unit and draft.unit:
            return replace(draft, row=before.row, bound=before.bound)
        return draft

    def between(self, one: Draft, other: Draft) -> str:
        """Return the words between two amounts, the thing the first counts left out; empty when there are many."""
        first = one.last
        if one.counted is not None:
            first = max(first, bisect.bisect_left(self._starts, self._end_of(one.counted[1])))
        return " ".join(item.lower for item in self._items[first : other.first][:4]) if first < other.first else ""

    def _is_elliptic(self, draft: Draft) -> bool:
        """Tell whether an amount leaves out the thing said before: "and 40 wounded", "30 others", "including 12"."""
        if self._counts_others(draft):
            return True
        if draft.unit is not None:
            return False
        if word(self._items, draft.first - 1) in _LEADS_ON or "another" in self._words(draft):
            return True
        if draft.last >= len(self._items):
            return False
        after = self._doc[self._tokens.at(self._items[draft.last].start)]
        return after.tag_ in ("VBN", "VBD", "VBP") or after.lower_ in ("more", "others", "other")

    def _words(self, draft: Draft) -> list[str]:
        return [item.lower for item in self._items[draft.first : draft.last]]

    def _end_of(self, token: int) -> int:
        """Return the offset where the token before `token` ends."""
        last = self._doc[token - 1]
        return int(last.idx + len(last.text))
