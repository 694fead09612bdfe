"""Things that amounts leave out because they were said before: "13 people died and 40 were hurt", "five came back"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import Any, Final

from rashomon.extract.quantity_amounts import AmountReader
from rashomon.extract.quantity_counted import is_plural, is_state, tells_harm
from rashomon.extract.quantity_drafts import Draft
from rashomon.extract.quantity_items import word, word_set
from rashomon.extract.quantity_people import names_people
from rashomon.extract.quantity_phrases import has_filler

_PART_OF_PEOPLE: Final = word_set("children women men boys girls babies infants child woman man boy girl pupils")
_LEADS_ON: Final = word_set("and including with another than not but only")
_FURTHER: Final = word_set("more others other further")
_PRONOUNS: Final = word_set("them whom which us these those")
_REMAINING: Final = word_set("last first remaining other")
_DAYS: Final = word_set("today yesterday tonight now")
_TOLLS: Final = word_set("toll tally")


class _Left(Enum):
    """What of an amount is left out, by how it stands in its sentence."""

    NOTHING = auto()
    LED_ON = auto()
    """The thing, after "and", "including" or before a verb: "and 40 wounded"."""
    SHARE = auto()
    """What a share is of: "but 40 percent in the south"."""
    OBJECT = auto()
    """The thing, as an object: "and sold five"."""
    FURTHER = auto()
    """The thing, after "more" or "others"."""
    SUBJECT = auto()
    """The thing, and the number is the subject: "five have come back"."""
    STATE = auto()
    """Who it was: "40 wounded"."""


_REACH: Final = {_Left.NOTHING: -1, _Left.FURTHER: 1, _Left.SUBJECT: 2, _Left.STATE: 2}
"""How many sentences back the thing may have been said; in the same one for all others."""


class Carrier:
    """Carries what amounts count from one to the next in one text."""

    def __init__(self, amounts: AmountReader) -> None:
        self._doc: Any = amounts.doc
        self._items, self._tokens = amounts.items, amounts.tokens

    def carry(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the drafts, each with the thing that it leaves out where the words before say it."""
        done: list[Draft] = []
        counts: Draft | None = None
        share: Draft | None = None
        broken = False  # a semicolon since then
        for draft in drafts:
            broken = broken or (bool(done) and self._is_parted(done[-1], draft))
            left = self._left(draft)
            from_share = left is _Left.SHARE and share is not None and not self._distance(share, draft)
            filled = self._filled(draft, share if from_share else counts, left, broken=broken)
            done.append(filled)
            if filled.counted is None or is_state(self._doc, *filled.counted):
                continue
            if filled.unit is not None and filled.unit.kind == "share":
                share = filled
            part = filled.unit is not None and filled.unit.name == "fraction"
            if (filled.unit is None or part) and self._doc[filled.counted[1] - 1].pos_ != "ADJ":
                counts, broken = filled, False
        return done

    def _left(self, draft: Draft) -> _Left:
        """Tell what an amount leaves out."""
        if draft.unit is not None and (draft.unit.kind != "share" or draft.counted is not None):
            return _Left.NOTHING
        if draft.unit is None and self._is_state(draft):
            return _Left.STATE
        others = draft.counted is not None and self._doc[draft.counted[1] - 1].lower_ in _FURTHER
        if draft.counted is not None and not others:
            return _Left.NOTHING
        if word(self._items, draft.last) == "of" and word(self._items, draft.last + 1) in _PRONOUNS:
            return _Left.SUBJECT
        if self._is_subject(draft) or (draft.row == "none" and self._items[draft.first].lower == "none"):
            return _Left.SUBJECT
        if draft.unit is not None:
            return _Left.SHARE
        if others or word(self._items, draft.last) in _FURTHER or has_filler(self._items, draft.first):
            return _Left.FURTHER
        if self._is_object(draft):
            return _Left.OBJECT
        return _Left.LED_ON if self._is_led_on(draft) else _Left.NOTHING

    def _filled(self, draft: Draft, before: Draft | None, left: _Left, *, broken: bool) -> Draft:
        """Give a draft the thing of the one before, or of the clause that it goes on from."""
        near = before is not None and self._distance(before, draft) <= _REACH.get(left, 0)
        counted = before.counted if before is not None and near else None
        if counted is not None and left is not _Left.NOTHING and self._fits(draft, before, left, broken=broken):
            return replace(draft, counted=counted)
        if left is _Left.STATE:
            return replace(draft, counted=self._before_bracket(draft) or draft.counted)
        if left is _Left.SUBJECT and draft.unit is None and before is None:
            return replace(draft, counted=self._subject_before(draft))
        toll = counted is not None and self._doc[counted[1] - 1].lower_ in _TOLLS and draft.counted is None
        same = before is not None and not self._distance(before, draft)
        return replace(draft, counted=counted) if toll and same and draft.unit is None else draft

    def _fits(self, draft: Draft, before: Draft | None, left: _Left, *, broken: bool) -> bool:
        """Tell whether the thing said before can be what is left out."""
        if before is None or before.counted is None:
            return False
        head = self._doc[before.counted[1] - 1]
        if left is _Left.STATE:
            return names_people(head) and not (self._distance(before, draft) and head.lower_ in _PART_OF_PEOPLE)
        if left is _Left.OBJECT and self._harms(draft):
            return names_people(head) or head.tag_ in ("NN", "NNP")
        return not (broken and left is _Left.LED_ON)

    # --- how an amount stands in its sentence ---------------------------------------------------------------------

    def _is_state(self, draft: Draft) -> bool:
        """Tell whether what follows an amount only says what became of people: "40 wounded", "12 killed"."""
        if draft.counted is not None:
            return is_state(self._doc, *draft.counted)
        if draft.last >= len(self._items):
            return False
        after = self._tokens.after(self._items[draft.last].start)
        return after < len(self._doc) and is_state(self._doc, after, after + 1)

    def _ends(self, draft: Draft) -> tuple[Any, Any]:
        """Return the tokens of an amount's last and first word."""
        last, first = (self._tokens.at(self._items[i].start) for i in (draft.last - 1, draft.first))
        return self._doc[last], self._doc[first]

    def _is_subject(self, draft: Draft) -> bool:
        """Tell whether a number without a thing is itself the subject of a verb: "five have come back"."""
        if not self._tokens.parsed:
            return False
        return any(t.dep_ in ("nsubj", "nsubjpass") and t.head.pos_ in ("VERB", "AUX") for t in self._ends(draft))

    def _is_object(self, draft: Draft) -> bool:
        """Tell whether a number without a thing is the object of a verb, or follows "the last"."""
        if word(self._items, draft.first - 1) in _REMAINING and word(self._items, draft.first - 2) == "the":
            return True
        if word(self._items, draft.last) in _DAYS and self._items[draft.first].kind == "w":
            return True
        last, first = self._ends(draft)
        if not self._tokens.parsed:
            return False
        closes = draft.last >= len(self._items) or self._items[draft.last].kind == "s"
        told = first.i > 0 and self._doc[first.i - 1].pos_ == "VERB" and closes
        return last.dep_ == "dobj" or told

    def _harms(self, draft: Draft) -> bool:
        return tells_harm(self._tokens, self._ends(draft)[0].i)

    def _is_led_on(self, draft: Draft) -> bool:
        """Tell whether the words before or after show that a thing is left out: "including 12", "40 were hurt"."""
        if word(self._items, draft.first - 1) in _LEADS_ON:
            return True
        if word(self._items, draft.first - 1) == "from" and word(self._items, draft.first - 2) in ("up", "down"):
            return True
        if any(item.lower == "another" for item in self._items[draft.first : draft.last]):
            return True
        if draft.last >= len(self._items):
            return False
        after = self._doc[self._tokens.at(self._items[draft.last].start)]
        return after.tag_ in ("VBN", "VBD", "VBP") or (
            after.tag_ == "IN" and word(self._items, draft.first - 1) in (",", ":")
        )

    def _distance(self, one: Draft, other: Draft) -> int:
        """Return how many sentences lie between the starts of two amounts."""
        ends = (self._tokens.at(self._items[draft.first].start) for draft in (one, other))
        first, last = (self._tokens.sentence(token) for token in ends)
        return last - first

    def _is_parted(self, one: Draft, other: Draft) -> bool:
        """Tell whether a semicolon parts two neighbours."""
        return any(item.text == ";" for item in self._items[one.last : other.first])

    def _before_bracket(self, draft: Draft) -> tuple[int, int] | None:
        """Return the plural before the bracket that an amount opens: "Casualties (4 killed"."""
        if word(self._items, draft.first - 1) != "(":
            return None
        noun = self._tokens.at(self._items[draft.first - 1].start) - 1
        return (noun, noun + 1) if noun >= 0 and is_plural(self._doc[noun]) else None

    def _subject_before(self, draft: Draft) -> tuple[int, int] | None:
        """Return the plural subject of the clause that a bare number goes on from: "Demonstrators ..., and 12 were"."""
        verb = self._ends(draft)[0].head
        if verb.dep_ != "conj":
            return None
        for child in verb.head.children:
            if child.dep_ in ("nsubj", "nsubjpass") and is_plural(child):
                return child.i, child.i + 1
        return None
