"""The same words quoted in two documents: then those who are named or described for them are one speaker.

Looked up by runs of words, never by comparing all with all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rashomon.link.actors_case import Case, Written
from rashomon.link.actors_joins import Join, Rank
from rashomon.link.actors_names import Sort
from rashomon.link.actors_tables import tables
from rashomon.link.vocabulary import singular
from rashomon.records import SourceKind

# Words in a run; fewest words of a quotation that tells; share of the runs of both that must be the same.
_RUN, _LEAST, _SHARE = 4, 8, 0.5
# A run that so many claims share is a formula and tells nothing.
_MOST = 12
# Wide nouns that news puts for one another when it repeats what another reported.
_SAME = frozenset({"journalist"})


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of words of a claim that is long enough, or none."""
    words = re.findall(r"[^\W_]+", text.casefold())
    if len(words) < _LEAST:
        return frozenset()
    return frozenset(tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def quoted_twice(said: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the sources of the same words in two documents, and the words.

    Args:
        said: (id of the source, id of its document, words), in any order.
    """
    claims: Sequence[tuple[str, str, str]] = sorted(set(said))
    held = [runs(text) for _, _, text in claims]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, found in enumerate(held):
        for run in found:
            holders[run].append(number)
    met = {pair for numbers in holders.values() if len(numbers) <= _MOST for pair in combinations(numbers, 2)}
    for one, other in sorted(met):
        shared = len(held[one] & held[other])
        longer = max(len(held[one]), len(held[other]))
        if claims[one][1] != claims[other][1] and shared >= _SHARE * longer:
            yield claims[one][0], claims[other][0], min(claims[one][2], claims[other][2], key=lambda t: (len(t), t))


def quotes(case: Case) -> Iterator[Join]:
    """Join those to whom two documents give the same words, where their names and descriptions allow it."""
    by_id = {w.id: w for w in case.written}
    said = [
        (w.id, w.document, claim.text)
        for w in case.written
        if w.kind is not SourceKind.AUTHOR and w.form.sort not in (Sort.PRONOUN, Sort.WORK)
        for claim in w.claims
        if claim.source is not None and claim.source.spans
    ]
    found = [(a, b, words, "are given") for a, b, words in quoted_twice(said) if _same_speaker(by_id[a], by_id[b])]
    # The whole sentence is the same: then the same description in it is of the same one, however little is quoted.
    whole = [
        (w.id, w.document, sentence)
        for w in case.written
        if w.form.sort in (Sort.ROLE, Sort.OFFICE, Sort.GENERIC) and w.kind is not SourceKind.AUTHOR
        for claim in w.claims
        if (sentence := case.sentence(claim))
    ]
    found += [
        (a, b, words, "stand in") for a, b, words in quoted_twice(whole) if by_id[a].form.key == by_id[b].form.key
    ]
    named: dict[str, set[str]] = defaultdict(set)
    for a, b, _, _ in found:
        for one, other in ((a, b), (b, a)):
            if by_id[other].is_firm:
                named[one].add(by_id[other].key)
    for one, other, words, verb in found:
        # Words that are given to two people tell of neither.
        if all(len(named[node] | ({by_id[node].key} if by_id[node].is_firm else set())) <= 1 for node in (one, other)):
            short = " ".join(words.split()[:8])
            why = f"“{by_id[one].name}” and “{by_id[other].name}” {verb} the same words: “{short} …”"
            yield Join(Rank.QUOTE, one, other, why)


def _nouns(written: Written) -> set[str]:
    """Return the nouns for a person in a description, and the wider ones for each: a correspondent is a reporter."""
    nouns = {singular(word) for word in written.form.telling} & tables().person
    return nouns | {wide for wide, narrow in tables().wider.items() if nouns & narrow and wide in _SAME}


def _same_speaker(one: Written, other: Written) -> bool:
    """Tell whether two who say the same words may be one: never two names, nor a person and a body."""
    sorts = {one.form.sort, other.form.sort}
    if sorts <= {Sort.ROLE, Sort.OFFICE}:
        heads = [_nouns(w) for w in (one, other)]
        return one.form.plural == other.form.plural and bool(heads[0] & heads[1])
    if sorts in ({Sort.PERSON, Sort.ROLE}, {Sort.PERSON, Sort.OFFICE}):
        role, person = (one, other) if one.form.sort is not Sort.PERSON else (other, one)
        told = {word for word in role.form.telling if word.startswith("@")}
        theirs = {word for word in person.form.telling if word.startswith("@")}
        return not role.form.plural and (not told or not theirs or bool(told & theirs))
    if sorts in ({Sort.GENERIC}, {Sort.GENERIC, Sort.BODY}):
        return bool(one.form.telling & other.form.telling)
    return False
