"""Whether something is so: denials, and the claims of others that they stand against."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rashomon.link.deed_titles import plain
from rashomon.link.entities import Actors
from rashomon.link.slots import DENYING, OPEN_EVENTS, STATING
from rashomon.link.vocabulary import singular, vocabulary
from rashomon.records import Answer, Claim, Inquiry, QuestionKind, content_id

_UNCOUNTED = frozenset(
    """activity aid blame coercion cooperation corruption damage dead dialogue evidence fighting fraud help information
    interference intention knowledge money news pressure progress proof support torture trouble violence""".split()
)
# Words for how something is known: that there is no report of it denies nothing.
_OF_KNOWING = frozenset({"comment", "doubt", "indication", "question", "reason", "report", "sign", "word"})
# Nouns that say nothing without what they are of: "no basis for it" and "a basis for talks" are of two things.
_OF_SOMETHING = frozenset(
    {
        "basis",
        "case",
        "change",
        "chance",
        "connection",
        "difference",
        "effect",
        "fact",
        "idea",
        "impact",
        "intention",
        "kind",
        "link",
        "matter",
        "need",
        "part",
        "place",
        "possibility",
        "pressure",
        "problem",
        "relation",
        "result",
        "right",
        "side",
        "situation",
        "thing",
        "tie",
        "time",
        "use",
        "way",
    }
)
_LONGEST = 120
_TOOK_PART = re.compile(
    r"(?P<verb>Did|Do|Does|Has|Have|Was|Were) (?P<who>.+?) (?P<rest>(?:have|involve|participate|play|take)\b.+)"
)
_BARE = re.compile(
    r"(?i)\w+-(?:led|backed) (?:alliance|coalition|forces)|(?:alliance|army|coalition|government|police)\b"
)


def _cut(text: str) -> str:
    line = " ".join(text.split()).strip("“”\"' ")
    line = plain(line) if line.isupper() else line
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"


def _polar_title(claim: Claim) -> str:
    """Return a claim as a question, in small letters where it is a telegram's."""
    verb, _, rest = claim.polar.partition(" ")
    if not rest:
        return f"Is it so: “{_cut(claim.text)}”?"
    return f"{verb} {_cut(rest)}" if rest.isupper() or claim.text.isupper() else claim.polar


def existence_questions(claims: Sequence[Claim], actors: Actors) -> Iterator[Inquiry]:
    """Yield "Was there a deal?" for every noun whose existence somebody denies."""
    nouns = dict.fromkeys(claim.denied for claim in claims if claim.denied and claim.stance in DENYING)
    nouns = dict.fromkeys(
        noun for noun in nouns if noun is not None and singular(noun) not in _OF_KNOWING | _OF_SOMETHING
    )
    near: dict[str, list[Claim]] = {noun: [] for noun in nouns}
    for claim in claims:
        for noun in dict.fromkeys((claim.denied, *claim.topics)):
            if noun in near:
                near[noun].append(claim)
    for noun in nouns:
        answers = []
        for claim in near[noun]:
            if claim.denied == noun:
                answers.append(_side(claim, actors, "no", f"denies that there was a {noun}"))
            elif noun in claim.topics and not claim.negated and claim.stance in STATING - DENYING:
                answers.append(_side(claim, actors, "yes", f"speaks of the {noun} as a fact"))
            elif noun in claim.topics and claim.stance in DENYING and not claim.negated:
                answers.append(_side(claim, actors, "no", f"denies the {noun}"))
        if {answer.side for answer in answers} == {"yes", "no"}:
            yield Inquiry(
                content_id("q", "existence", noun),
                _existence_title(noun),
                QuestionKind.POLAR,
                tuple(answers),
            )


def _side(claim: Claim, actors: Actors, side: str, basis: str) -> Answer:
    """Return a claim as an answer to a yes-or-no question."""
    return Answer(claim.id, actors.of_claim[claim.id], side=side, basis=basis)


def _existence_title(noun: str) -> str:
    if noun in vocabulary().states and noun.endswith("y"):
        return f"Were there any {noun[:-1]}ies?"
    if singular(noun) != noun:
        return f"Were there any {noun}?"
    if noun in _UNCOUNTED:
        return f"Was there any {noun}?"
    return f"Was there {'an' if noun[0] in 'aeiou' else 'a'} {noun}?"


def participation_questions(claims: Sequence[Claim], actors: Actors) -> Iterator[Inquiry]:
    """Yield "Did X take part in ...?" where X's part is denied and others say that X acted in the same event."""
    table = vocabulary()
    acting: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for name in dict.fromkeys(c for actor in claim.actors if (c := table.actor_class(actor))):
            acting[name].append(claim)
    for claim in claims:
        if not claim.negated or not table.participation & set(claim.topics):
            continue
        events = {table.event_of[t] for t in claim.topics if t in table.event_of} - OPEN_EVENTS
        classes = {c for name in (*claim.actors, *claim.topics) if (c := table.actor_class(name))}
        sides = [_side(claim, actors, "no", "denies taking part")]
        near = {other.id: other for name in sorted(classes) for other in acting[name]}
        for other in near.values():
            about = {table.event_of[t] for t in other.topics if t in table.event_of}
            if other.negated or other.stance in DENYING or not about & events:
                continue
            if actors.of_claim[other.id] != actors.of_claim[claim.id]:
                basis = f"names {', '.join(other.actors[:2])} as acting in it"
                sides.append(_side(other, actors, "yes", basis))
        if len(sides) > 1:
            text = _part_title(
                claim, [n for a in sides[1:] for n in near[a.claim].actors if table.actor_class(n) in classes]
            )
            yield Inquiry(
                content_id("q", "part", sorted(classes), sorted(events)), text, QuestionKind.POLAR, tuple(sides)
            )


def _part_title(claim: Claim, actors: Sequence[str]) -> str:
    """Return "Did ... take part?" about those whom the others name, since "they" may be read wrongly."""
    asked = re.match(
        r"(?P<verb>Did|Do|Does|Has|Have|Was|Were) (?P<who>.+?) (?P<rest>(?:have|involve|participate|play|take)\b.+)",
        claim.polar,
    )
    names = Counter(actors)
    if asked is None or not names or vocabulary().actor_class(asked["who"]):
        return _polar_title(claim)
    who = max(names, key=lambda name: (names[name], -len(name)))
    article = "the " if _BARE.match(who) else ""
    return f"{asked['verb']} {article}{who} {asked['rest']}"


def rejection_questions(claims: Sequence[Claim], actors: Actors) -> Iterator[Inquiry]:
    """Yield a question for every other denial that some claim of another source stands against."""
    by_topic: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        for topic in claim.topics:
            by_topic[topic].append(claim)
    for claim in claims:
        if claim.stance not in DENYING or claim.denied:
            continue
        ours = set(claim.topics)
        # In the order of the claim's own words: that of a set differs from run to run.
        near = {other.id: other for topic in claim.topics for other in by_topic[topic] if len(by_topic[topic]) <= 200}
        answers = [_side(claim, actors, "no", "rejects it")]
        for other in near.values():
            theirs = set(other.topics)
            alike = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
            same_event = claim.predicate and claim.predicate in theirs
            if other.id == claim.id or other.negated or other.stance in DENYING:
                continue
            if (
                actors.of_claim[other.id] != actors.of_claim[claim.id]
                and len(ours & theirs) >= 2
                and (alike >= 0.5 or (same_event and alike >= 0.3))
            ):
                shared = ", ".join(sorted(ours & theirs))
                answers.append(_side(other, actors, "yes", f"speaks of the same: {shared}"))
        if len(answers) > 1:
            yield Inquiry(
                content_id("q", "reject", claim.id),
                _polar_title(claim),
                QuestionKind.POLAR,
                tuple(answers),
            )
