"""What one amount counts or measures, by the words around it; what a neighbour says is `quantity_neighbours`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rashomon.extract.quantity_amounts import SHARE, AmountReader
from rashomon.extract.quantity_before import noun_before, said_to_be, toll_before
from rashomon.extract.quantity_counted import is_plural, is_state, measured_thing, noun_phrase, subject_of
from rashomon.extract.quantity_drafts import Draft
from rashomon.extract.quantity_items import word, word_set
from rashomon.extract.quantity_people import is_person

_REACHING: Final = word_set(
    "rise fall climb drop stand reach hit exceed number total be grow increase decrease pass jump soar surge swell "
    "double decline plunge shrink go come"
)
_IN_ALL: Final = frozenset((("in", "number"), ("in", "all"), ("in", "total")))
_TAKEN: Final = word_set("prisoner hostage captive")
_PRONOUNS: Final = word_set("them whom which us those these you")


class Things:
    """Finds what the amounts of one text count."""

    def __init__(self, amounts: AmountReader) -> None:
        self._doc: Any = amounts.doc
        self._amounts, self._items, self._tokens = amounts, amounts.items, amounts.tokens

    def counted(self, draft: Draft) -> Draft:
        """Return a draft with what it counts or measures, where its own clause says so."""
        if draft.unit is None:
            return replace(draft, counted=self._things(draft))
        if draft.unit.kind == "age":
            return draft
        return replace(draft, counted=self._measured(draft))

    def _things(self, draft: Draft) -> tuple[int, int] | None:
        """Return what a bare number counts: "40 trucks", "six of them children", "a toll of 40", "140 were women"."""
        after = self._token(draft.last)
        if after is not None and after + 1 < len(self._doc) and self._doc[after].lower_ == "of":
            those = self._those(after + 1)
            if those is not None or self._doc[after + 1].lower_ in _PRONOUNS:
                return those or self._plural(after + 2)
            if self._is_of_a_kind(draft, after + 1):
                return None
        phrase = self._amounts.things(draft.last)
        if phrase is not None and self._doc[phrase[1] - 1].lower_ in _TAKEN and draft.value != 1:
            phrase = None  # "taking three prisoner"
        if phrase is not None and not is_state(self._doc, *phrase):
            return phrase
        first, last = (self._tokens.at(self._items[i].start) for i in (draft.first, draft.last - 1))
        found = toll_before(self._tokens, first) or phrase or self._before(draft, first)
        return found or self._subject(first, last) or said_to_be(self._tokens, last)

    def _those(self, i: int) -> tuple[int, int] | None:
        """Return "those" where more is said of them: "half of those in the camp"."""
        if self._doc[i].lower_ != "those" or i + 1 >= len(self._doc):
            return None
        return (i, i + 1) if self._doc[i + 1].tag_ in ("IN", "WP", "VBN", "VBG") else None

    def _is_of_a_kind(self, draft: Draft, i: int) -> bool:
        """Tell whether "of" leads to the kind and not to the thing: "11 of torture" (of the counts named before)."""
        return (
            draft.value != 1
            and self._doc[i].tag_ in ("NN", "JJ", "VBN")
            and not self._plural(i)
            and draft.value is not None
        )

    def _before(self, draft: Draft, first: int) -> tuple[int, int] | None:
        """Return the noun that stands before its number: "flights: 3", "houses destroyed 1,250", "men, 12 in all"."""
        mark, after = word(self._items, draft.first - 1), word(self._items, draft.last)
        noun = first - 2 if mark in (":", ",") else first - 1
        if mark == "," and (after, word(self._items, draft.last + 1)) not in _IN_ALL and after != "strong":
            return None
        if mark not in (":", ","):
            if not (noun > 0 and self._doc[noun].tag_ in ("VBN", "VBD") and self._ends_clause(draft)):
                return None
            noun -= 1
        if noun < 0 or not is_plural(self._doc[noun]) or (mark == ":" and self._tells_state(draft)):
            return None
        start = noun
        while start > 0 and self._doc[start - 1].dep_ in ("compound", "amod") and self._doc[start - 1].head.i == noun:
            start -= 1
        return start, noun + 1

    def _tells_state(self, draft: Draft) -> bool:
        """Tell whether what became of people follows: "Flash floods: 8 killed"."""
        after = self._token(draft.last)
        return after is not None and after < len(self._doc) and is_state(self._doc, after, after + 1)

    def _ends_clause(self, draft: Draft) -> bool:
        return draft.last >= len(self._items) or self._items[draft.last].text in ".;,)"

    def _subject(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the subject of a verb that leads to a figure: "the toll reached 40"; not a person, nor the amount."""
        subject = subject_of(self._tokens, last, verbs=_REACHING)
        if subject is None or subject[1] - 1 >= first:
            return None
        head = self._doc[subject[1] - 1]
        return None if head.pos_ == "PROPN" or (head.tag_ == "NN" and is_person(head)) else subject

    def _plural(self, i: int) -> tuple[int, int] | None:
        """Return the plural noun phrase at token `i`: "six of them children"."""
        phrase = noun_phrase(self._tokens, i)
        return phrase if phrase is not None and is_plural(self._doc[phrase[1] - 1]) else None

    def _measured(self, draft: Draft) -> tuple[int, int] | None:
        """Return what a measure is a measure of: "four-month battle", "120 kg of explosives", "a radius of 10 km"."""
        token = self._tokens.at(self._items[draft.last - 1].start)
        phrase = self._amounts.things(draft.last) if self._is_attributive(draft) else None
        if phrase is not None and self._doc[phrase[1] - 1].ent_type_ == "PERSON":  # "the 95 percent Obama received"
            phrase = None
        end = self._token(draft.last)
        kind = draft.unit.kind if draft.unit else ""
        found = phrase or measured_thing(self._tokens, token, len(self._doc) if end is None else end, kind=kind)
        if found is None and end is not None:
            found = self._those_of(end)
        if found is None and kind != "time":
            found = noun_before(self._tokens, self._tokens.at(self._items[draft.first].start))
        return found

    def _those_of(self, i: int) -> tuple[int, int] | None:
        """Return "those" after "of" at token `i`: "half of those in the camp"."""
        return self._those(i + 1) if i + 1 < len(self._doc) and self._doc[i].lower_ == "of" else None

    def _token(self, i: int) -> int | None:
        """Return the first token of item `i` and after, None at the end of the text."""
        return self._tokens.after(self._items[i].start) if i < len(self._items) else None

    def _is_attributive(self, draft: Draft) -> bool:
        """Tell whether a unit stands before the thing it measures: "four-month battle", "a 40 yard line"."""
        spelt = self._items[draft.last - 1].lower
        if draft.unit == SHARE or (draft.unit is not None and draft.unit.kind in ("share", "money")):
            return spelt not in ("point", "points")
        return not spelt.endswith("s") and spelt != "feet" and draft.value != 1
