"""Counts of people by where they live, by what they did and by how badly they were hurt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from rashomon.link.slots_base import NAME, SETTLEMENT, Slot, Slots, around, together
from rashomon.link.vocabulary import Counted, counted, vocabulary
from rashomon.records import Claim, Quantity

_PERSON: Final = Counted("person", frozenset())
# Those who live somewhere, whatever they are called.
_RESIDENTS: Final = frozenset({"person", "civilian", "refugee", "evacuee", "idp"})
_REFUGEES: Final = frozenset({"refugee", "evacuee", "idp"})
_HOUSING: Final = re.compile(
    rf"(?:\bhome\s+to|\bpopulation\s+of|\b(?:shelter|hous|host|hold|accommodat)(?:s|es|ed|ing)|\bconsist(?:s|ed|ing)?\s+of|"
    rf"\b{SETTLEMENT}\s+of)\s+\Z",
    re.IGNORECASE,
)
_LIVING: Final = re.compile(
    rf"[^.;:]{{0,60}}?\b(?:liv(?:e|es|ing)|shelter(?:ed|ing)|stay(?:ed|ing)?|housed|encamped)\s+(?:in|at|inside)\s+"
    rf"(?:the\s+|a\s+)?(?:{NAME}|{SETTLEMENT})",
    re.IGNORECASE,
)
_AIDING: Final = re.compile(
    r"\b(?:aid|assistance|care|food|help|protection|relief|support)\s+(?:to|for)\s+\Z", re.IGNORECASE
)
_PLACE: Final = re.compile(rf"\b{SETTLEMENT}\b", re.IGNORECASE)
_CAMP: Final = re.compile(r"\bcamps?\b", re.IGNORECASE)
_NAMED_CAMP: Final = re.compile(
    rf"\b(?P<before>{NAME})(?:\s+(?:refugee|displacement))?\s+[Cc]amp\b|\b[Cc]amp\s+(?:at|in|of|called)\s+(?P<after>{NAME})"
)
_NAMED: Final = re.compile(rf"(?:\A|[,.;]\s+)\W*(?P<name>{NAME})\s+(?:is|was|has\s+been)\b")
_APPOSITION: Final = re.compile(rf"\b(?P<name>{NAME}),\s+(?:an?|the)\s+(?:[\w-]+\s+){{0,3}}?{SETTLEMENT}\s+of\s+\Z")
_NO_NAMES: Final = frozenset({"a", "another", "it", "one", "our", "that", "the", "their", "there", "this"})
_SEVERITY: Final = re.compile(
    r"(?:\W+(?:others?|people|persons?|more))*\s+(?:(?:had|have|has|were|was|are|is)\s+(?:been\s+)?)?"
    r"(?:(?P<how>\w+)\s+(?:hurt|injured|wounded)|"
    r"(?:suffered|sustained|received|got|suffering|sustaining)\s+(?:from\s+)?(?P<what>\w+\s+)?(?:injur(?:y|ies)|wounds?))\b",
    re.IGNORECASE,
)
_MEN: Final = frozenset(
    {
        "person",
        "man",
        "woman",
        "gunman",
        "attacker",
        "assailant",
        "assassin",
        "killer",
        "soldier",
        "fighter",
        "policeman",
    }
)
_GROUP: Final = r"(?:an?\s+(?:band|crowd|gang|group|mob|party|squad|team)\s+of\s+)?"
_BY: Final = re.compile(
    rf"\b(?P<verb>[a-z]+(?:\s+down)?)\b(?:(?!\bby\b)[^.;:]){{0,60}}\bby\s+{_GROUP}\Z", re.IGNORECASE
)
_COMMITTING: Final = re.compile(
    r"\A\W*\w*\W*(?:had\s+|have\s+)?(?:carried\s+(?:it\s+)?out|committed|perpetrated)\b", re.IGNORECASE
)
_NUMBERING: Final = re.compile(
    r"\b(?:assassins|assailants|attackers|gunmen|killers|murderers|perpetrators)\s+(?:numbered|were)\s+\Z",
    re.IGNORECASE,
)
_UNIFORMED: Final = re.compile(
    r"\A(?:\s+(?!by\b|was\b|were\b)[\w-]+){0,2}\s+(?:(?:dressed\s+)?in|wearing)\s+(?:[\w-]+\s+){0,4}"
    r"(?:fatigues|green|masks?|uniforms?)\b",
    re.IGNORECASE,
)
_UNIFORM: Final = re.compile(r"\A(?:[\w-]+\s+)?(?:armed|hooded|masked|uniformed)\s+[\w-]+\Z", re.IGNORECASE)
_ACCUSED: Final = re.compile(
    r"\A[^.;:]{0,40}?\b(?:accus\w+|charg\w+|suspect\w+|held|arrest\w+|detain\w+)\b", re.IGNORECASE
)
UNIFORMED: Final = Counted("person", frozenset({"uniformed"}))


def people_counted(claim: Claim, quantity: Quantity) -> Slots | None:
    """Return what a count of people answers beyond what became of them; None where it is for others to say."""
    if quantity.unit is not None:
        return None
    return _hurt(claim, quantity) or _did(claim, quantity) or _live(claim, quantity)


def _hurt(claim: Claim, quantity: Quantity) -> Slots | None:
    """Return the injured of one severity: a count of the badly hurt is no count of all."""
    kind = _severity(claim, quantity)
    if kind is None:
        return None
    found: Slots = ((Slot(kind, _PERSON, None), quantity),)
    if kind != "slight_injury":
        return found
    # "Eight were badly hurt and 61 slightly": 69 were hurt.
    badly = next((q for q in claim.quantities if _severity(claim, q) == "serious_injury"), None)
    if badly is None or any(_severity(claim, q) == "injury" for q in claim.quantities):
        return found
    return (*found, (Slot("injury", _PERSON, None), together(badly, quantity, "the badly and the slightly hurt")))


def _severity(claim: Claim, quantity: Quantity) -> str | None:
    """Return the kind of injury of those counted; None where the words tell of none, or of none of one degree."""
    _, after = around(claim, quantity)
    words = (quantity.counted or "").split()
    rest = re.sub(rf"\A\s+{re.escape(' '.join(words))}", "", after) if words else after
    found = _SEVERITY.match(f" {rest.lstrip()}")
    if found is None:
        return None
    table = vocabulary().severity
    said = (found["how"] or found["what"] or "").strip().lower()
    return table.get(said) if found["how"] else table.get(said, "injury")


def _did(claim: Claim, quantity: Quantity) -> Slots | None:
    """Return how many took part in a deed, or were seen in uniform where one may have been done."""
    thing = counted(quantity.counted or "")
    if thing.head not in _MEN or quantity.high == 0:
        return None
    before, after = around(claim, quantity)
    rest = after.lstrip()[len(quantity.counted or "") :]
    if _ACCUSED.match(rest):
        return None
    kind = _done_by(before) or _agent_of(claim, quantity)
    if kind is not None:
        return ((Slot("doing", _PERSON, None, kind), quantity),)
    if _COMMITTING.match(after) or _NUMBERING.search(before):
        return ((Slot("doing", _PERSON, None), quantity),)
    if _UNIFORMED.match(rest) or _UNIFORM.search(quantity.counted or ""):
        return ((Slot("doing", UNIFORMED, None), quantity),)
    return None


def _done_by(before: str) -> str | None:
    """Return the kind of deed of "killed in the night by a group of "."""
    table = vocabulary()
    passive = _BY.search(before)
    words = re.findall(r"[a-z]+", passive[0].lower()) if passive else []
    kinds = (table.event_of[verb] for word in words for verb in _verbs(word) if verb in table.event_of)
    return next((kind for kind in kinds if kind in table.did), None)


def _verbs(participle: str) -> Iterable[str]:
    """Return the verbs that a word ending in -ed may be of, with the commonest that do not."""
    irregular = {"shot": "shoot", "slain": "slay", "hurt": "hurt", "held": "hold"}
    if participle in irregular:
        return (irregular[participle],)
    return (participle[:-2], participle[:-1]) if participle.endswith("ed") else ()


def _agent_of(claim: Claim, quantity: Quantity) -> str | None:
    """Return the kind of deed that those counted are said to have done."""
    table = vocabulary()
    if (quantity.event_words or "").startswith(("was ", "were ")):
        return None  # "249 people were injured" is of those who suffered it
    said = " ".join(f"{quantity.words} {quantity.counted}".lower().split())
    for event in claim.events:
        kind = table.event_of.get(event.lemma)
        told = kind in table.did and event.main and event.real and not event.negated
        if told and any(" ".join(agent.lower().split()).startswith(said) for agent in event.agents):
            return kind
    return None


def _live(claim: Claim, quantity: Quantity) -> Slots | None:
    """Return how many live somewhere; those helped there are a part of them, and at most as many."""
    thing = counted(quantity.counted or "")
    if thing.head not in _RESIDENTS or thing.restricted or quantity.value is None:
        return None  # "thousands" is too loose to be held against a census
    before, after = around(claim, quantity)
    helped = bool(_AIDING.search(before) and _PLACE.search(claim.text))
    rest = after.lstrip()[len(quantity.counted or "") :]
    if not (helped or _HOUSING.search(before) or _LIVING.match(rest)):
        return None
    camp = bool(_CAMP.search(claim.text))
    who = Counted("refugee" if camp or thing.head in _REFUGEES else "person", frozenset())
    slot = Slot("residence", who, None, _where(claim, before))
    return ((slot, replace(quantity, high=None) if helped else quantity),)


def _where(claim: Claim, before: str) -> str:
    """Return the name of the place that people are said to live in; empty where it is named elsewhere."""
    large = {p.text for p in claim.places if p.precision in ("country", "province", "region")}
    for pattern, words in ((_NAMED_CAMP, claim.text), (_APPOSITION, before), (_NAMED, before)):
        for found in pattern.finditer(words):
            name = " ".join(next(group for group in found.groups() if group).split()).removesuffix(" Refugee")
            if name not in large and name.lower() not in _NO_NAMES:
                return name.removeprefix("The ")
    return ""
