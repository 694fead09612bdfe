"""What happens in a claim's content: verbs and nouns of happening, who does it, to whom, and whether it is said to be.

Semantic roles read off the dependency parse by rule, in the manner of event coders (Schrodt 2012, CAMEO), but for any
verb, and for nouns ("the bombing of the camp by Sudan's army").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rashomon.extract.cues import lexicon
from rashomon.extract.events_truth import denied, is_main, is_real, planning
from rashomon.extract.events_words import (
    ADJECTIVES,
    ANSWERABLE,
    AT,
    BLAMING,
    BOMBS,
    COMING_ABOUT,
    DAYS,
    DOERS,
    FALLING,
    LIGHT,
    LYING,
    NAMED,
    NO_PLACE,
    NOT_EVENTS,
    OBJECTS,
    PLANNING,
    STRUCK,
    SUFFERED,
    UNDERGO,
    WORKS,
)
from rashomon.extract.kinds import core
from rashomon.extract.syntax import SUBJECTS, Range, is_negated, subject
from rashomon.extract.tables import toml
from rashomon.records import Event

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@lru_cache(maxsize=1)
def _happening_nouns() -> frozenset[str]:
    """Return the nouns that name a happening, of every class."""
    return frozenset(noun for event in toml("events.toml")["events"].values() for noun in event.get("nouns", ()))


@lru_cache(maxsize=1)
def _suffered() -> frozenset[str]:
    """Return the nouns of happening that belong to those who suffer them."""
    events = toml("events.toml")["events"]
    return frozenset(noun for kind in SUFFERED for noun in events[kind].get("nouns", ()))


def events_of(doc: Doc, content: Sequence[Range], names: Mapping[int, str]) -> tuple[Event, ...]:
    """Return the happenings in a content, in reading order.

    Args:
        content: token ranges.
        names: token → name of the mention it belongs to.
    """
    return tuple(dict.fromkeys(_found(doc, content, names)))


def _found(doc: Doc, content: Sequence[Range], names: Mapping[int, str]) -> Iterator[Event]:
    for start, end in content:
        for token in doc[start:end]:
            lemma = token.lemma_.lower()
            does = lemma == "do" and any(c.lower_ in ("it", "that", "this") for c in token.children)
            if token.pos_ == "VERB" and (does or _happens(token, lemma)):
                if lemma in LIGHT and any(_is_happening(child) for child in token.children if child.dep_ in OBJECTS):
                    continue  # the noun is the happening
                yield _of_verb(token, lemma, names)
            elif _is_headline(token):
                yield _of_verb(token, lemma, names)
            elif _is_happening(token):
                yield _of_noun(token, lemma, names)
            elif token.pos_ in ("NOUN", "PROPN") and lemma in DOERS:
                yield _of_doers(token, DOERS[lemma], names)
            elif lemma == "be" and (event := _of_it(token, names)) is not None:
                yield event
            elif lemma in ADJECTIVES and not any(_is_happening(t) for t in token.subtree):
                yield from _of_answerable(token, names)


def _happens(verb: Token, lemma: str) -> bool:
    plans = lemma in PLANNING and any(c.dep_ == "xcomp" for c in verb.children)  # what is planned is the happening
    return verb.dep_ != "amod" and lemma not in NOT_EVENTS and not plans and not _is_telling(verb)


def _is_telling(verb: Token) -> bool:
    """Tell whether a verb introduces what somebody says: that is attribution, no happening."""
    return verb.lemma_.lower() in lexicon().verbs and any(c.dep_ == "ccomp" for c in verb.children)


def _is_happening(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") and token.lemma_.lower() in _happening_nouns() and token.dep_ != "compound"


def _is_headline(token: Token) -> bool:
    """Tell a verb that the parser took for a noun: "Army Bombs Camp" has a name before it and an object."""
    if token.pos_ != "NOUN" or token.tag_ != "NNS":
        return False
    before = any(c.dep_ == "compound" and c.ent_type_ in NAMED and c.i < token.i for c in token.children)
    return before and any(c.dep_ in OBJECTS and c.i > token.i for c in token.children)


def _of_verb(verb: Token, lemma: str, names: Mapping[int, str]) -> Event:
    if lemma in ("drop", "fire", "launch") and any(c.lemma_.lower() in BOMBS for c in verb.children):
        return _of_bombs(verb, names)
    if lemma in FALLING and _falls(verb) and not is_negated(verb):
        return _of_bombs(verb, names)
    if lemma == "do" and any(c.lower_ in ("it", "that", "this") for c in verb.children if c.dep_ == "dobj"):
        doer = subject(verb)
        return _event(verb, "deed", [doer] if doer is not None else [], [], names)
    agents: list[Token] = []
    patients = [child for child in verb.children if child.dep_ in OBJECTS]
    # "Was killed or injured": the second verb shares the first one's subject and its voice.
    joined = verb.dep_ == "conj" and verb.tag_ == "VBN" and not any(c.dep_ in SUBJECTS for c in verb.children)
    holders = (verb, verb.head) if joined else (verb,)
    passive = any(child.dep_ == "auxpass" for holder in holders for child in holder.children) or (
        verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl") and not any(c.dep_ == "aux" for c in verb.children)
    )
    for child in verb.children:
        if child.dep_ == "agent" or (passive and child.dep_ == "prep" and child.lower_ == "by"):
            agents += [grand for grand in child.children if grand.dep_ == "pobj"]
        if child.dep_ == "prt":
            lemma = f"{lemma} {child.lower_}"
    if passive:
        patients += [c for c in verb.children if c.dep_ == "nsubjpass"]
        if verb.dep_ in ("acl", "amod", "relcl"):
            patients.append(verb.head)
        elif not patients and (shared := subject(verb)) is not None:
            patients.append(shared)
    else:
        doer = _doer(verb)
        if doer is None and verb.pos_ == "NOUN":
            doer = next((c for c in verb.children if c.dep_ == "compound" and c.ent_type_ in NAMED), None)
        if doer is not None:
            (patients if lemma in UNDERGO else agents).append(doer)
        patients += _targets(verb, ("on", "against", "at"))
    event = _event(verb, lemma, agents, patients, names)
    return event if (plan := planning(verb)) is None else _planned(event, plan, names)


def _planned(event: Event, plan: Token, names: Mapping[int, str]) -> Event:
    """Return what is planned as "plan to invade": whoever plans it, whether or not it comes about."""
    if plan.pos_ == "VERB":
        planner, not_so = _doer(plan), denied(plan)
    else:
        planner = (
            subject(plan.head) if plan.dep_ in OBJECTS else next((c for c in plan.children if c.dep_ == "poss"), None)
        )
        not_so = denied(plan) or (plan.dep_ in OBJECTS and is_negated(plan.head))
    agents = tuple(_members(planner, names)) if planner is not None else ()
    real = is_real(plan) and not event.negated
    return replace(event, lemma=f"plan to {event.lemma}", agents=agents, negated=not_so, real=real, main=is_main(plan))


def _of_doers(noun: Token, lemma: str, names: Mapping[int, str]) -> Event:
    """Return the happening whose doers a noun names: "the murderers of X were Y", "Y are assassins"."""
    agents = [child for child in noun.children if child.dep_ == "appos"]
    other = noun.head
    if noun.dep_ in SUBJECTS and other.lemma_ == "be":
        agents += [child for child in other.children if child.dep_ == "attr"]
        agents += [
            t
            for child in other.children
            if child.dep_ == "prep" and child.lower_ == "from"
            for t in child.children
            if t.dep_ == "pobj"
        ]
    elif noun.dep_ == "attr" and (doer := subject(other)) is not None:
        agents.append(doer)
    elif noun.dep_ == "appos":
        agents.append(other)
    of = _targets(noun, ("of",))
    inside = [token for token in of if noun.dep_ == "attr"]  # "assassins of the army": whose they are
    event = _event(noun, lemma, agents + inside, [] if inside else of, names)
    verb = other if other.lemma_ == "be" else None
    real = event.real and (verb is None or is_real(verb))
    return replace(event, negated=event.negated or (verb is not None and is_negated(verb)), real=real)


def _of_it(verb: Token, names: Mapping[int, str]) -> Event | None:
    """Return "it was not the FMLN" as a deed, whose kind the rest of the document tells, where it tells of one."""
    it = any(child.lower_ == "it" and child.dep_ in SUBJECTS for child in verb.children)
    who = next((child for child in verb.children if child.dep_ == "attr" and child.pos_ in ("PROPN", "NOUN")), None)
    if not it or who is None or _is_happening(who):
        return None
    return replace(_event(verb, "it", [who], [], names), negated=is_negated(verb))


def _of_answerable(word: Token, names: Mapping[int, str]) -> Iterator[Event]:
    """Yield "the guerrillas are not responsible": a deed that the rest of the document tells."""
    verb = word.head
    if word.dep_ == "acomp" and verb.lemma_ == "be" and (doer := subject(verb)) is not None:
        yield replace(_event(word, "deed", [doer], [], names), negated=is_negated(verb), real=is_real(verb))


def _of_bombs(verb: Token, names: Mapping[int, str]) -> Event:
    """Return "dropped four bombs on the camp" as the bombing of the camp."""
    falls = _falls(verb)
    doer = None if falls or any(child.dep_ == "auxpass" for child in verb.children) else _doer(verb)
    agents = [doer] if doer is not None else []
    agents += [t for child in verb.children if child.dep_ == "agent" for t in child.children if t.dep_ == "pobj"]
    struck = [child for child in verb.children if falls and child.dep_ == "dobj"]
    return _event(verb, "bomb", agents, struck + _targets(verb, (*sorted(AT),)), names)


def _falls(verb: Token) -> bool:
    """Tell whether it is bombs that fall: "two of the bombs landed"."""
    what = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    return what is not None and any(t.lemma_.lower() in BOMBS for t in (what, *_targets(what, ("of",))))


def _doer(verb: Token) -> Token | None:
    """Return who does what an active verb says: its subject, or the one accused of it."""
    if verb.dep_ == "pcomp" and verb.head.dep_ == "prep":
        above = verb.head.head
        if above.lemma_.lower() in BLAMING:
            return _accused(above)
        if above.dep_ in ("dobj", "nsubjpass") and above.head.lemma_.lower() in BLAMING:
            return above  # the parser may hang "of carrying out" on whom it is said of
    return subject(verb)


def _accused(verb: Token) -> Token | None:
    """Return whom a verb of blaming blames: "Sudan" of "accused Sudan of ...", "was blamed on Sudan"."""
    passive = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    return passive or next((child for child in verb.children if child.dep_ in ("dobj", "dative")), None)


def _targets(token: Token, prepositions: Sequence[str]) -> list[Token]:
    return [
        grand
        for child in token.children
        if child.dep_ in ("prep", "dative") and child.lower_ in prepositions
        for grand in child.children
        if grand.dep_ == "pobj" and grand.ent_type_ not in NO_PLACE and grand.lower_ not in DAYS
    ]


def _of_noun(noun: Token, lemma: str, names: Mapping[int, str]) -> Event:
    agents = _targets(noun, ("by",))
    for child in noun.children:  # "the bombing ... by": the parser may read the agent as one of a verb
        if child.dep_ == "agent":
            agents += [grand for grand in child.children if grand.dep_ == "pobj"]
    owners = [child for child in noun.children if child.dep_ == "poss"]
    patients = _targets(noun, ("of", "on", "against", *(("to", "for") if lemma in ("support", "backing") else ())))
    patients += [child for child in noun.children if child.dep_ == "compound" and child.ent_type_ in NAMED]
    # "The priests' murder" is theirs who suffered it, "the army's attack" theirs who made it.
    (patients if lemma in _suffered() and not patients else agents).extend(owners)
    for child in noun.children:  # "the murder committed by the army"
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in LIGHT:
            agents += _by(child)
    if noun.dep_ in OBJECTS and noun.head.lemma_.lower() in LIGHT:  # "provided support to the rebels"
        patients += _targets(noun.head, ("to", "against", "on"))
    if not agents:
        agents += _answerable(noun)
    if noun.dep_ == "pobj" and noun.head.lower_ == "about" and noun.head.head.lemma_.lower() in LYING:
        liar = subject(noun.head.head)
        agents += [liar] if liar is not None else []
        return replace(_event(noun, lemma, agents, patients, names), main=True)
    head = noun.head.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and head.lemma_.lower() in STRUCK and head.dep_ == "attr":
        patients += [struck for struck in (subject(head.head),) if struck is not None]
        return replace(_event(noun, lemma, agents, patients, names), main=True)
    event = _event(noun, lemma, agents, patients, names)
    verb = noun.head
    not_so = noun.dep_ in SUBJECTS and verb.lemma_ == "be" and is_negated(verb)
    if noun.dep_ in SUBJECTS and verb.lemma_.lower() in COMING_ABOUT:  # "the attack occurred": stated, or not
        negated = event.negated or denied(verb)
        return replace(event, negated=negated, real=event.real and is_real(verb), main=is_main(verb))
    if (doers := _named_answerable(noun)) is not None:
        named, be = doers
        those = [name for token in named for name in _members(token, names)]
        return replace(event, agents=tuple(those), negated=event.negated or is_negated(be), main=is_main(be))
    return replace(event, negated=event.negated or not_so)


def _named_answerable(noun: Token) -> tuple[Sequence[Token], Token] | None:
    """Return who "those responsible for it were", with the verb that says so."""
    word = noun.head.head if noun.dep_ == "pobj" and noun.head.dep_ == "prep" else None
    if word is None or word.lemma_.lower() not in ADJECTIVES or word.dep_ not in ("amod", "acl"):
        return None
    holder, be = word.head, word.head.head
    named = [child for child in be.children if child.dep_ == "attr"]
    return (named, be) if holder.dep_ in SUBJECTS and be.lemma_ == "be" and named else None


def _answerable(noun: Token) -> Iterator[Token]:
    """Yield who is said to have done what a noun names: "X carried out", "is responsible for", "blamed X for" it."""
    head = noun.head
    if noun.dep_ in OBJECTS and head.lemma_.lower() in LIGHT and (doer := _doer(head)) is not None:
        yield doer
    if noun.dep_ in SUBJECTS and head.lemma_.lower() in LIGHT:
        yield from _by(head)
    if noun.dep_ in SUBJECTS and head.lemma_ == "be":
        for work in (child for child in head.children if child.dep_ == "attr" and child.lemma_.lower() in WORKS):
            yield from _targets(work, ("by", "of"))
    if noun.dep_ != "pobj" or head.dep_ != "prep":
        return
    above = head.head
    if above.lemma_.lower() in BLAMING:
        if (accused := _accused(above)) is not None:
            yield accused
    elif above.lemma_.lower() in ANSWERABLE or head.lower_ == "behind":
        holder = above if above.pos_ in ("VERB", "AUX") else above.head
        if holder.pos_ in ("VERB", "AUX") and (doer := subject(holder)) is not None:
            yield doer


def _by(verb: Token) -> list[Token]:
    return [grand for by in verb.children if by.lower_ == "by" for grand in by.children if grand.dep_ == "pobj"]


def _event(
    trigger: Token, lemma: str, agents: Sequence[Token], patients: Sequence[Token], names: Mapping[int, str]
) -> Event:
    return Event(
        lemma,
        agents=tuple(dict.fromkeys(name for token in agents for name in _members(token, names))),
        patients=tuple(dict.fromkeys(name for token in patients for name in _members(token, names))),
        negated=denied(trigger),
        real=is_real(trigger),
        main=is_main(trigger),
        where=tuple(_where(trigger)),
    )


def _holder(noun: Token) -> Token:
    """Return whom "is the one who" speaks of."""
    if noun.lower_ in ("one", "ones", "those") and noun.dep_ == "attr":
        return subject(noun.head) or noun
    return noun


def _where(trigger: Token) -> Iterator[str]:
    """Yield the things that a happening is said to be in, at, near or on."""
    for child in trigger.children:
        if child.dep_ == "prep" and child.lower_ in AT:
            for thing in child.children:
                if thing.dep_ == "pobj" and thing.pos_ in ("NOUN", "PROPN") and thing.lower_ not in DAYS:
                    if thing.ent_type_ in NO_PLACE:
                        continue
                    low, high = core(thing.doc, (thing.left_edge.i, thing.right_edge.i + 1))
                    yield thing.doc[low:high].text


def _members(token: Token, names: Mapping[int, str]) -> Iterator[str]:
    """Yield a noun phrase as written without its relative clauses, and what is coordinated with it."""
    for member in (token, *(c for c in token.children if c.dep_ == "conj")):
        if member.pos_ == "PRON" and member.tag_ in ("WDT", "WP") and member.head.dep_ == "relcl":
            member = _holder(member.head.head)  # noqa: PLW2901 - "soldiers who": the soldiers
        if member.pos_ == "PRON" and member.i in names:
            yield names[member.i]
        else:
            # The parser may hang "of carrying out ..." on whom it is said of.
            ends = [c.i for c in member.children if c.dep_ == "prep" and any(g.dep_ == "pcomp" for g in c.children)]
            low, high = core(member.doc, (member.left_edge.i, min([member.right_edge.i + 1, *ends])))
            yield " ".join(t.text for t in member.doc[low:high] if not t.is_space)
