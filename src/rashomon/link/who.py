"""Questions about deeds: who did it, and whether somebody did it whose part is denied."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rashomon.link.deeds import Deed
from rashomon.link.entities import Actors
from rashomon.link.parties import Party, exclusive, party, same_party
from rashomon.link.vocabulary import vocabulary
from rashomon.records import Answer, Inquiry, QuestionKind, Time, content_id

# Two words for those who suffer are of one group where this share of the rarer one's uses has both ("Jesuit priests").
_TOGETHER: Final = 0.3
_IRREGULAR: Final = {
    "shoot": "shot",
    "slay": "slew",
    "overrun": "overran",
    "hurt": "hurt",
    "hold": "held",
    "strike": "struck",
    "hit": "hit",
    "take": "took",
    "let": "let",
    "gun": "gunned",
}
_SMALL_WORDS: Final = frozenset(
    """a an and as at but by for from in into nor of off on or out over per that the their to with who which were
    was""".split()
)
_LONGEST: Final = 60


def deed_questions(deeds: Sequence[Deed], actors: Actors) -> Iterator[Inquiry]:
    """Yield the questions that several deeds of one kind to one set of people or things answer."""
    for kind, group in _groups(deeds):
        if len({deed.claim.id for deed in group}) > 1:
            yield from _denied_parts(kind, group, actors)
            yield from _who(kind, group, actors)
            yield from _when(kind, group, actors)


def _groups(deeds: Sequence[Deed]) -> Iterator[tuple[str, list[Deed]]]:
    """Yield the deeds by kind, and within a kind by words for those who suffer that go together."""
    by_kind: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        by_kind[deed.kind].append(deed)
    for kind, members in by_kind.items():
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
                yield Inquiry(content_id("q", *key), _did(one, group, kind), QuestionKind.POLAR, _once(answers))


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
    return _answer(deed, actors, basis if deed.said else deed.basis or "rejects it")


def _who(kind: str, group: Sequence[Deed], actors: Actors) -> Iterator[Inquiry]:
    """Yield "Who killed ...?" where several claims name somebody."""
    naming = [deed for deed in group if deed.parties]
    saying = [deed for deed in naming if deed.said]
    if len({actors.of_claim[deed.claim.id] for deed in naming}) < 2 or not saying:
        return
    answers = [
        _answer(deed, actors, deed.basis or f"names {', '.join(deed.agents[:2])} as the one who did it")
        for deed in naming
    ]
    title = f"Who {_past(kind, group)} {_sufferers(group)}?"
    yield Inquiry(content_id("q", "who", kind, sorted(_key(group))), title, QuestionKind.WHO, _once(answers))


def _when(kind: str, group: Sequence[Deed], actors: Actors) -> Iterator[Inquiry]:
    """Yield "When were ... killed?" where several claims give days."""
    dated = [(deed, day) for deed in group if deed.said for day in [_day(deed)] if day is not None]
    if len({actors.of_claim[deed.claim.id] for deed, _ in dated}) < 2:
        return
    whom = _sufferers(group)
    answers = [
        replace(_answer(deed, actors, f"gives “{day.text}” for it"), value=day.text, span=(day.start, day.end))
        for deed, day in dated
    ]
    title = f"When {_be(whom)} {whom} {vocabulary().done[kind]}?"
    yield Inquiry(content_id("q", "when", kind, sorted(_key(group))), title, QuestionKind.WHEN, _once(answers))


def _day(deed: Deed) -> Time | None:
    """Return the day a claim gives for what it tells of; none where it gives several."""
    days = [t for t in deed.claim.times if t.start is not None and t.end is not None and t.precision == "day"]
    return days[0] if len(days) == 1 else None


def _be(whom: str) -> str:
    return "were" if whom.endswith("s") or " and " in whom else "was"


def _answer(deed: Deed, actors: Actors, basis: str) -> Answer:
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


def _once(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return one answer a claim: what it denies before what it takes for granted."""
    kept: dict[str, Answer] = {}
    for answer in answers:
        if answer.claim not in kept or (answer.side == "no" and kept[answer.claim].side == "yes"):
            kept[answer.claim] = answer
    return tuple(kept.values())


def _key(group: Sequence[Deed]) -> frozenset[str]:
    counts = Counter(stem for deed in group for stem in deed.suffering)
    return frozenset([max(sorted(counts), key=lambda s: counts[s])]) if counts else frozenset()


def _sufferers(group: Sequence[Deed]) -> str:
    """Return those who suffered as the claims call them most often, shorter names first."""
    counts = Counter(plain(phrase) for deed in group for phrase in deed.patients if party(phrase).names)
    best = max(sorted(counts, key=len), key=lambda phrase: counts[phrase], default="them")
    return best[:_LONGEST]


def _did(one: Party, group: Sequence[Deed], kind: str) -> str:
    if one.is_nobody:
        whom = _sufferers(group)
        return f"{_be(whom).capitalize()} {whom} {vocabulary().done[kind]}?"
    names = Counter(plain(a) for deed in group for a in deed.agents if same_party(party(a), one) and len(a) < _LONGEST)
    who = max(sorted(names, key=len), key=lambda name: names[name], default="they")
    return f"Did {who} {_verb(kind, group)} {_sufferers(group)}?"


def _verb(kind: str, group: Sequence[Deed]) -> str:
    """Return the verb that the claims use most, where it is one: "bomb"."""
    verbs = Counter(deed.lemma for deed in group if deed.lemma in vocabulary().event_of)
    past = vocabulary().did[kind]
    plain_form = next(
        (verb for verb in (past.removesuffix("ed"), past.removesuffix("d")) if verb in vocabulary().event_of), past
    )
    return max(sorted(verbs), key=lambda verb: verbs[verb], default=plain_form)


def _past(kind: str, group: Sequence[Deed]) -> str:
    verb = _verb(kind, group)
    if verb in ("die", "perish", "collapse"):
        return vocabulary().did[kind]
    first, _, rest = verb.partition(" ")
    if first in _IRREGULAR:
        past = _IRREGULAR[first]
    elif first.endswith("e"):
        past = f"{first}d"
    elif first.endswith("y") and first[-2] not in "aeiou":
        past = f"{first[:-1]}ied"
    else:
        past = f"{first}ed"
    return f"{past} {rest}".strip()


def _capital(word: str) -> str:
    """Return a word of a telegram with one capital; abbreviations ("FMLN", "U.S.") keep theirs."""
    short = not any(vowel in word for vowel in "AEIOU") or "." in word
    return word if short and len(word) > 1 else word.capitalize()


def plain(phrase: str) -> str:
    """Return a noun phrase as it stands inside a title: one space, no capitals of a telegram, no capital article."""
    text = " ".join(phrase.replace(" 's", "'s").replace(" 'S", "'s").replace(" - ", "-").split()).strip(" \"'“”,")
    if text.replace("'s", "").isupper() and " " in text:
        text = " ".join(w.lower() if w.lower() in _SMALL_WORDS else _capital(w) for w in text.split())
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in _SMALL_WORDS and rest else text
