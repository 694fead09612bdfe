"""Somebody named again in other words: "the official" after "Fauzi said" is Fauzi, "the driver" is somebody else.

Only nouns by which the news names again whom it has named do that (`again` in `data/actors.toml`), only with "the",
and only for the person who spoke last before.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rashomon.link.actors_case import Case, Written
from rashomon.link.actors_names import Sort
from rashomon.link.actors_tables import tables
from rashomon.records import SourceKind

# How far before a description the last speaker may have been named, code points.
_REACH = 1200
# Most telling words of such a description: who is described at length has not been named.
_MOST = 5


def named_before(
    case: Case, written: Written, person_of: Callable[[Written], str | None]
) -> tuple[str, Written] | None:
    """Return the actor who was the last person to speak before a description that may name him again, and as whom."""
    form = written.form
    renames = form.telling & tables().again and len(form.telling) <= _MOST and "top" not in form.telling
    if form.indefinite or form.plural or not renames or not _is_definite(written):
        return None
    if any(
        other.form.indefinite and form.telling & other.form.telling & tables().again for other in _others(case, written)
    ):
        return None  # "an official" was spoken of: that is who "the official" is
    start = min(claim.source.spans[0].start for claim in written.claims if claim.source and claim.source.spans)
    before = [
        (claim.source.spans[0].start, other)
        for other in _others(case, written)
        for claim in other.claims
        if other.form.sort is not Sort.PRONOUN and claim.source is not None and claim.source.spans
        if start - _REACH <= claim.source.spans[0].start < start
    ]
    for _, other in sorted(before, key=lambda item: (-item[0], item[1].id)):
        key = person_of(other)
        if key is not None:
            return None if _at_odds(case, written, other) else (key, other)
        if (other.form.sort in (Sort.ROLE, Sort.OFFICE) and not other.form.plural) or other.form.name:
            return None  # somebody else spoke in between
    return None


def _others(case: Case, written: Written) -> list[Written]:
    return [w for w in case.in_text[written.document] if w is not written and w.kind is not SourceKind.AUTHOR]


def _is_definite(written: Written) -> bool:
    """Tell whether it is written with "the", and not as somebody's: "the Jesuits' lawyer" is new."""
    return any(text.lower().startswith("the ") for text in written.texts) and not re.search("[’']", written.name)


def _at_odds(case: Case, written: Written, other: Written) -> bool:
    """Tell whether the last speaker is of another country, or holds another office, than the description says."""
    person = case.person(other.form, written.document)
    told = frozenset().union(*case.sayings.get(person, ())) if person is not None else other.form.telling
    codes = {word for word in told if word.startswith("@")}
    offices, theirs = written.form.telling & tables().offices - {"top"}, told & tables().offices
    foreign = written.form.country is not None and bool(codes) and written.form.country not in codes
    return foreign or (bool(offices) and bool(theirs) and not offices & theirs)
