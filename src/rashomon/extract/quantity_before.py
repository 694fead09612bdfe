"""What a figure is of, by the words before it: "a toll of 40", "a radius of 10 km", "put losses at $2 million"."""

from __future__ import annotations

from rashomon.extract.quantity_counted import TALLIES, Tokens, is_plural, noun_phrase
from rashomon.extract.quantity_items import word_set
from rashomon.extract.quantity_people import is_person

_TOLLS = word_set("toll tally total count number")
_REMAINS = word_set("bodies remains names graves corpses")
_NOT_MEASURED = word_set(
    "rate total average maximum minimum some speed all one out most more part mother father increase rise drop fall "
    "gain change"
)


def toll_before(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """Return the toll, tally or group that token `i` gives the figure of: "a death toll of 40", "a class of 32"."""
    doc, noun = tokens.doc, i - 2
    if noun < 0 or doc[i - 1].lower_ not in ("of", "at", "to"):
        return None
    if doc[i - 1].lower_ == "at" and (count := _number_of(tokens, i - 1)):
        return count
    toll = doc[noun].lower_ in _TOLLS or (doc[noun].lower_ in _REMAINS and doc[i - 1].lower_ == "of")
    if not toll and (doc[i - 1].lower_ != "of" or doc[noun].tag_ != "NN" or doc[noun].lower_ in _NOT_MEASURED):
        return None
    if is_person(doc[noun]):  # "a mother of five"
        return None
    start = noun
    while start > max(0, noun - 3) and doc[start - 1].dep_ == "compound":
        start -= 1
    return start, noun + 1


def _number_of(tokens: Tokens, end: int) -> tuple[int, int] | None:
    """Return what is counted in "the number of displaced (at 45,000)" that ends before token `end`."""
    for at in range(end - 2, max(0, end - 7), -1):
        if tokens.doc[at].lower_ == "of" and tokens.doc[at - 1].lower_ in TALLIES:
            found = noun_phrase(tokens, at)
            return found if found is not None and found[1] <= end else None
    return None


def noun_before(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """Return the noun that the measure at token `i` belongs to: "a radius of 10 km", "put losses at $2 million"."""
    doc, noun = tokens.doc, i - 2
    if noun < 0 or doc[i - 1].lower_ not in ("of", "at", "worth") or doc[noun].pos_ != "NOUN":
        return None
    return None if doc[noun].lower_ in _NOT_MEASURED or doc[noun].ent_type_ == "DATE" else (noun, noun + 1)


def said_to_be(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """Return what the number at token `i`, a subject, is said to be: "140 were women"."""
    if not tokens.parsed or tokens.doc[i].dep_ != "nsubj" or tokens.doc[i].head.lemma_.lower() not in ("be", "remain"):
        return None
    named = next((c for c in tokens.doc[i].head.children if c.dep_ == "attr" and c.i > i and is_plural(c)), None)
    return None if named is None else noun_phrase(tokens, named.left_edge.i)
