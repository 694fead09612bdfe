"""What one amount counts or measures, by the words around it; what a neighbour says is `quantity_neighbours`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rashomon.extract.quantity_amounts import SHARE, AmountReader
from rashomon.extract.quantity_counted import (
    is_plural,
    is_state,
    measured_thing,
    noun_before,
    noun_phrase,
    said_to_be,
    subject_of,
    toll_before,
)
from rashomon.extract.quantity_drafts import Draft
from rashomon.extract.quantity_items import word_set

_REACHING: Final = word_set(
    "rise fall climb drop stand reach hit exceed number total be grow increase decrease pass jump soar surge swell "
    "double decline plunge shrink go come"
)
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
        pronoun = after + 1 if after is not None and after + 1 < len(self._doc) else 0
        if pronoun and self._doc[pronoun - 1].lower_ == "of" and self._doc[pronoun].lower_ in _PRONOUNS:
            return self._plural(pronoun + 1)
        phrase = self._amounts.things(draft.last)
        if phrase is not None and not is_state(self._doc, *phrase):
            return phrase
        first, last = (self._tokens.at(self._items[i].start) for i in (draft.first, draft.last - 1))
        found = toll_before(self._tokens, first) or phrase
        if found is None:
            subject = subject_of(self._tokens, last, verbs=_REACHING)
            found = subject if subject and self._doc[subject[1] - 1].pos_ != "PROPN" else None
        return found or said_to_be(self._tokens, last)

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
        if found is None and kind != "time":
            found = noun_before(self._tokens, self._tokens.at(self._items[draft.first].start))
        return found

    def _token(self, i: int) -> int | None:
        """Return the first token of item `i` and after, None at the end of the text."""
        return self._tokens.after(self._items[i].start) if i < len(self._items) else None

    def _is_attributive(self, draft: Draft) -> bool:
        """Tell whether a unit stands before the thing it measures: "four-month battle", "a 40 yard line"."""
        spelt = self._items[draft.last - 1].lower
        if draft.unit == SHARE or (draft.unit is not None and draft.unit.kind in ("share", "money")):
            return spelt not in ("point", "points")
        return not spelt.endswith("s") and spelt != "feet" and draft.value != 1
