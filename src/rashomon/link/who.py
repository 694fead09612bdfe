"""Questions about deeds: who did it, and whether somebody did it whose part is denied."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from rashomon.link.deed_titles import did_title, plain, who_title
from rashomon.link.deeds import QUAKE, Deed
from rashomon.link.entities import Actors
from rashomon.link.parties import Party, exclusive, same_party
from rashomon.link.vocabulary import vocabulary
from rashomon.link.when_where import once, when_question, where_question
from rashomon.records import Answer, Inquiry, QuestionKind, content_id

# Two words for those who suffer are of one group where this share of the rarer one's uses has both ("Jesuit priests").
_TOGETHER: Final = 0.3
# Deeds without a class are few; no more than this many are held against each other.
_FEW: Final = 20


def when_questions(deeds: Sequence[Deed], actors: Actors) -> Iterator[Inquiry]:
    """Yield when several deeds of one kind to one set of people or things were done."""
    for kind, group in _groups(deeds):
        if kind == QUAKE:
            continue  # two quakes of one country are told apart by their days alone
        yield from when_question(kind, group, partial(_answer, actors=actors), sorted(_key(group)))


def deed_questions(deeds: Sequence[Deed], actors: Actors, *, when: bool = True) -> Iterator[Inquiry]:
    """Yield the questions that several deeds of one kind to one set of people or things answer.

    Args:
        when: ask when, too; of a quake it is always asked here.
    """
    for kind, group in _groups(deeds):
        if len({deed.claim.id for deed in group}) > 1:
            if kind != QUAKE:  # nobody does it
                yield from _denied_parts(kind, group, actors)
                yield from _who(kind, group, actors)
            answer, key = partial(_answer, actors=actors), sorted(_key(group))
            if when or kind == QUAKE:
                yield from when_question(kind, group, answer, key)
            yield from where_question(kind, group, answer, key)


def _groups(deeds: Sequence[Deed]) -> Iterator[tuple[str, list[Deed]]]:
    """Yield the deeds by kind, and within a kind by words for those who suffer that go together."""
    by_kind: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        by_kind[deed.kind].append(deed)
    for kind, members in by_kind.items():
        if kind == QUAKE:  # what it struck is where it was
            yield kind, members
            continue
        root = _roots(members)
        parted: dict[str, list[Deed]] = defaultdict(list)
        for deed in members:
            for stem in sorted({root[stem] for stem in deed.suffering}):
                parted[stem].append(deed)
        nobody = [deed for deed in members if not deed.suffering and deed.agents]
        if parted and nobody:  # a deed to nobody in particular is of the group that the case speaks of most
            parted[max(sorted(parted), key=lambda s: len(parted[s]))].extend(nobody)
        for stem in sorted(parted, key=lambda s: (-len(parted[s]), s)):
            yield kind, parted[stem]


def _roots(deeds: Sequence[Deed]) -> dict[str, str]:
    """Return for each stem the one that stands for its group."""
    alone: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for deed in deeds:
        stems = sorted(deed.suffering)
        alone.update(stems)
        both.update((a, b) for n, a in enumerate(stems) for b in stems[n + 1 :])
    root = {stem: stem for stem in alone}

    def find(stem: str) -> str:
        while root[stem] != stem:
            stem = root[stem]
        return stem

    for (a, b), count in sorted(both.items()):
        if count >= _TOGETHER * min(alone[a], alone[b]):
            first, second = sorted((find(a), find(b)))
            root[second] = first
    return {stem: find(stem) for stem in root}


def _denied_parts(kind: str, group: Sequence[Deed], actors: Actors) -> Iterator[Inquiry]:
    """Yield "Did the army kill ...?" for everyone whose part is denied, "Was ... attacked?" for a denial of it all."""
    done: list[Party] = []
    for denial in (deed for deed in group if not deed.said and (deed.whole or deed.parties)):
        for one in denial.parties or (Party(frozenset(), frozenset()),):
            if any(same_party(one, other) or one == other for other in done):
                continue
            done.append(one)
            others = any(exclusive(one, other) for deed in group for other in deed.parties)
            answers = [answer for deed in group if (answer := _side(deed, one, actors, others=others)) is not None]
            if {answer.side for answer in answers} == {"yes", "no"}:
                key = ("deed", kind, sorted(_key(group)), sorted(one.sorts), sorted(one.names))
                yield Inquiry(content_id("q", *key), did_title(one, group, kind), QuestionKind.POLAR, once(answers))


def _side(deed: Deed, one: Party, actors: Actors, *, others: bool) -> Answer | None:
    """Return what a deed says to whether `one` did it; None where it says nothing of that.

    Args:
        others: somebody who cannot be `one` is named too, so a deed that names nobody may be theirs.
    """
    named = deed.parties
    concerned = any(same_party(one, other) for other in named)
    stated = deed.said and deed.main
    if one.is_nobody:
        concerned = stated or deed.whole
    elif not named:
        concerned = deed.whole or (stated and not others)
    if not concerned:
        return None
    basis = deed.basis or (f"says that {deed.agents[0]} did it" if deed.said and named else "speaks of it as a fact")
    return _answer(deed, basis if deed.said else deed.basis or "rejects it", actors=actors)


def _who(kind: str, group: Sequence[Deed], actors: Actors) -> Iterator[Inquiry]:
    """Yield "Who killed ...?" where several claims name somebody."""
    naming = [deed for deed in group if deed.parties]
    saying = [deed for deed in naming if deed.said]
    if len({actors.of_claim[deed.claim.id] for deed in naming}) < 2 or not saying:
        return
    if kind not in vocabulary().did and not _parting(naming):
        return  # that two accounts name the same doer of some deed of no class is hardly ever a question
    answers = [
        _answer(deed, deed.basis or f"names {', '.join(deed.agents[:2])} as the one who did it", actors=actors)
        for deed in naming
    ]
    title = who_title(group, kind)
    yield Inquiry(content_id("q", "who", kind, sorted(_key(group))), title, QuestionKind.WHO, once(answers))


def _parting(naming: Sequence[Deed]) -> bool:
    """Tell whether one claim rejects, or cannot be true beside, what another says of who did it."""
    if any(not deed.said for deed in naming):
        return True
    stated = [one for deed in naming[:_FEW] for one in deed.parties]
    return any(exclusive(one, other) for n, one in enumerate(stated) for other in stated[n + 1 :])


def _answer(deed: Deed, basis: str, *, actors: Actors) -> Answer:
    value = ", ".join(dict.fromkeys(plain(agent) for agent in deed.agents)) or None
    named = deed.parties
    sorts = frozenset(sort for one in named for sort in one.sorts)
    return Answer(
        deed.claim.id,
        actors.of_claim[deed.claim.id],
        side="yes" if deed.said else "no",
        basis=basis,
        value=value,
        names=frozenset(name for one in named for name in one.names),
        sorts=sorts,
        excludes=frozenset(other for pair in vocabulary().exclusive for s in sorts & pair for other in pair - {s}),
    )


def _key(group: Sequence[Deed]) -> frozenset[str]:
    counts = Counter(stem for deed in group for stem in deed.suffering)
    return frozenset([max(sorted(counts), key=lambda s: counts[s])]) if counts else frozenset()
