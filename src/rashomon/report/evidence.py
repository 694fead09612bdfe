"""From any entry of the page down to the words it rests on: anchors, and claims in their sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rashomon.records import (
    Account,
    Certainty,
    Claim,
    Dossier,
    Mark,
    MarkOf,
    Origin,
    Quantity,
    Reading,
    Relation,
    RelationKind,
    Span,
    Stance,
    Time,
)
from rashomon.report.chart import interval_words
from rashomon.report.contexts import Badge, ClaimView, Link, RelationView
from rashomon.report.judged import graded
from rashomon.report.marked import excerpt, fit, fold
from rashomon.report.wording import CERTAINTY, MODE, RELATION, STANCE

MOST_RELATIONS = 5
"""Relations written out under one claim; the others are counted."""

_ORDER = (
    RelationKind.DENIES,
    RelationKind.CONTRADICTS,
    RelationKind.CORRECTS,
    RelationKind.RETRACTS,
    RelationKind.ADMITS,
    RelationKind.DIFFERS,
    RelationKind.REFINES,
    RelationKind.OVERLAPS,
    RelationKind.AGREES,
)
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class Anchors:
    """Gives out ids that are safe in HTML, stable for equal input, and never given twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def new(self, prefix: str, identity: str) -> str:
        """Return `prefix-identity`, shortened and numbered where it would be unsafe, long or taken."""
        base = f"{prefix}-{_UNSAFE.sub('-', identity).strip('-')[:48] or 'x'}"
        anchor, number = base, 2
        while anchor in self._given:
            anchor, number = f"{base}-{number}", number + 1
        self._given.add(anchor)
        return anchor


@dataclass(frozen=True, slots=True)
class Index:
    """Everything of a dossier by id, and where on the page it stands.

    Attributes:
        homes: for each claim, the (question id, number of the account) under which its anchor stands; claims that
            answer no question are not in it.
        documents: one link a reading, in order; `by_document` the same by document id, `by_number` with a short name
            that starts with the number the document has in the list.
        judged: what people decided about each claim, by its id.
        graded: the grades that people gave, in words, by what sort of part they are about and its id.
    """

    claims: Mapping[str, Claim]
    speakers: Mapping[str, str]
    readings: Mapping[str, Reading]
    relations: Mapping[str, tuple[Relation, ...]]
    origins: Mapping[str, Origin]
    claim_anchors: Mapping[str, str]
    homes: Mapping[str, tuple[str, int]]
    account_anchors: Mapping[tuple[str, int], str]
    question_anchors: Mapping[str, str]
    source_anchors: Mapping[str, str]
    origin_anchors: Mapping[str, str]
    documents: tuple[Link, ...]
    by_document: Mapping[str, Link]
    by_number: Mapping[str, Link]
    judged: Mapping[str, tuple[Mark, ...]]
    graded: Mapping[tuple[MarkOf, str], tuple[str, ...]]

    def speaker(self, claim: Claim) -> str:
        """Return the name of the entity behind a claim; where the text names nobody, of who published it."""
        return self.speakers.get(claim.id) or speaker(claim)


def index_dossier(dossier: Dossier, anchors: Anchors | None = None) -> Index:
    """Give every claim, account, question, source, origin and document of `dossier` its place.

    Args:
        anchors: gives out the places; by default those on one page.
    """
    anchors = anchors or Anchors()
    claims = {claim.id: claim for claim in dossier.claims}
    homes: dict[str, tuple[str, int]] = {}
    accounts: dict[tuple[str, int], str] = {}
    questions: dict[str, str] = {}
    names = [entity.name for entity in dossier.entities]
    for question in dossier.questions:
        questions[question.id] = anchors.new("question", question.id)
        for number, account in enumerate(question.accounts):
            accounts[question.id, number] = anchors.new("account", f"{question.id}-{number + 1}")
            names.append(account.source)
            for claim in account.claims:
                if claim in claims:
                    homes.setdefault(claim, (question.id, number))
    links = tuple(
        Link(document_name(reading), anchors.new("document", reading.document.id)) for reading in dossier.readings
    )
    by_document: dict[str, Link] = {}
    by_number: dict[str, Link] = {}
    for number, (reading, link) in enumerate(zip(dossier.readings, links, strict=True), start=1):
        by_document.setdefault(reading.document.id, link)
        short = f"{number} {fit(reading.document.publisher or link.text, 32)}"
        by_number.setdefault(reading.document.id, Link(short, link.anchor))
    return Index(
        claims=claims,
        speakers={claim: entity.name for entity in dossier.entities for claim in entity.claims},
        readings={reading.document.id: reading for reading in dossier.readings},
        relations=_relations_by_claim(dossier.relations, claims),
        origins={origin.id: origin for origin in dossier.origins},
        claim_anchors={claim: anchors.new("claim", claim) for claim in claims},
        homes=homes,
        account_anchors=accounts,
        question_anchors=questions,
        source_anchors={name: anchors.new("source", name) for name in dict.fromkeys(names)},
        origin_anchors={origin.id: anchors.new("origin", origin.id) for origin in dossier.origins},
        documents=links,
        by_document=by_document,
        by_number=by_number,
        judged=_judged_claims(dossier.judged),
        graded=_graded(dossier.judged),
    )


def _graded(marks: Iterable[Mark]) -> dict[tuple[MarkOf, str], tuple[str, ...]]:
    found: dict[tuple[MarkOf, str], tuple[str, ...]] = {}
    for mark in marks:
        if mark.grade is not None:
            found[mark.of, mark.about] = (*found.get((mark.of, mark.about), ()), graded(mark))
    return found


def _judged_claims(marks: Iterable[Mark]) -> dict[str, tuple[Mark, ...]]:
    found: dict[str, tuple[Mark, ...]] = {}
    for mark in marks:
        if mark.of == "claim":
            found[mark.about] = (*found.get(mark.about, ()), mark)
    return found


def _relations_by_claim(relations: Iterable[Relation], claims: Mapping[str, Claim]) -> dict[str, tuple[Relation, ...]]:
    found: dict[str, list[Relation]] = {}
    for relation in relations:
        if relation.a in claims and relation.b in claims and relation.a != relation.b:
            found.setdefault(relation.a, []).append(relation)
            found.setdefault(relation.b, []).append(relation)
    return {
        claim: tuple(sorted(of, key=lambda r: (_ORDER.index(r.relation), -r.score, r.a, r.b)))
        for claim, of in found.items()
    }


def document_name(reading: Reading) -> str:
    """Return the title of a document, or the name of its file."""
    document = reading.document
    return document.title or document.path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or "untitled"


def speaker(claim: Claim) -> str:
    """Return who stands behind a claim; where the text names nobody, who published it."""
    if claim.source is not None and claim.source.canonical:
        return claim.source.canonical
    return claim.chain[-1] if claim.chain else "the document itself"


def claim_view(
    claim: Claim,
    index: Index,
    *,
    place: tuple[str, int] | None = None,
    account: Account | None = None,
    told: set[tuple[str, str]] | None = None,
) -> ClaimView:
    """Show a claim: its sentence with who, how and what marked, how it was read, and how it stands to others.

    Args:
        claim: one of `index.claims`.
        index: of the dossier.
        place: the question and account it is shown under; None where it answers no question.
        account: that account; what it already shows (the chain) is not repeated.
        told: how the account stands to whom, as its earlier claims have shown; added to, and not said twice.
    """
    reading = index.readings[claim.document]
    document = reading.document
    source = claim.source.spans if claim.source is not None else ()
    roles = {"source": source, "cue": claim.cue, "content": claim.content or (Span(0, 0),)}
    shown, more = _relation_views(claim, index, place, account, told if told is not None else set())
    return ClaimView(
        anchor=index.claim_anchors[claim.id] if index.homes.get(claim.id) == place else "",
        target=index.claim_anchors[claim.id],
        pieces=excerpt(document.text, reading.sentences, roles),
        language=_language(document.language),
        document=index.by_document[claim.document],
        published=" · ".join(
            part
            for part in (document.publisher or "", document.published.isoformat() if document.published else "")
            if part
        ),
        badges=_badges(claim),
        facts=(*_facts(claim, account), *map(_judged, index.judged.get(claim.id, ()))),
        relations=shown,
        more_relations=more,
    )


def restated(view: ClaimView, claim: Claim, reading: Reading, marks: Sequence[Mark] = ()) -> ClaimView:
    """Return the view of a claim that changed since: its words and how they are read are new, its relations are not.

    Args:
        view: as it was.
        claim: as it is now, a claim of `reading`.
        marks: what people decided about it.
    """
    source = claim.source.spans if claim.source is not None else ()
    roles = {"source": source, "cue": claim.cue, "content": claim.content}
    return replace(
        view,
        pieces=excerpt(reading.document.text, reading.sentences, roles),
        badges=_badges(claim),
        facts=(*_facts(claim, None), *map(_judged, marks)),
    )


def _language(code: str | None) -> str:
    return code if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", code) else ""


def _badges(claim: Claim) -> tuple[Badge, ...]:
    badges = [
        Badge(stance_kind(claim.stance), STANCE[claim.stance]),
        Badge("plain" if claim.certainty is Certainty.CERTAIN else "hedged", CERTAINTY[claim.certainty]),
        Badge("plain", MODE[claim.mode]),
    ]
    if claim.negated:
        badges.append(Badge("plain", "about something that is not so"))
    return tuple(badges)


def stance_kind(stance: Stance) -> str:
    """Return the style of a stance: `denies`, `admits` or `says`."""
    if stance in {Stance.DENIES, Stance.DOUBTS}:
        return "denies"
    return "admits" if stance in {Stance.ADMITS, Stance.CONFIRMS} else "says"


def _facts(claim: Claim, account: Account | None) -> Iterable[tuple[str, str]]:
    if claim.source is not None and claim.source.inferred:
        second = f"; next best reading: {claim.source.runner_up}" if claim.source.runner_up else ""
        yield "Source", f"“{fold(claim.source.text)}” was taken to be {claim.source.canonical}{second}"
    if account is not None and claim.chain and claim.chain != account.chain:
        yield "Through", " → ".join(claim.chain)
    for quantity in claim.quantities:
        yield "Amount", _amount(quantity)
    for time in claim.times:
        yield "Time", f"“{fold(time.text)}” is read as {_days(time)}"
    for place in claim.places:
        yield "Place", f"“{fold(place.text)}” is {place.name}{f' ({place.country})' if place.country else ''}"


def _judged(mark: Mark) -> tuple[str, str]:
    """Return what a person decided about a claim."""
    parts = (mark.text, mark.why, f"look again: {mark.review}" if mark.review else "")
    said = "; ".join(part for part in parts if part)
    return "Judged", f"{mark.kind} by {mark.actor} on {mark.time[:10]}{f': {said}' if said else ''}"


def _amount(quantity: Quantity) -> str:
    counted = f" {quantity.counted}" if quantity.counted else ""
    unit = f" {quantity.unit}" if quantity.unit else ""
    profile = "" if quantity.profile in quantity.rule else f"{quantity.profile} profile"
    rule = "; ".join(part for part in (profile, f"rule: {quantity.rule}" if quantity.rule else "") if part)
    focus = f"; “{quantity.focus}” shows how the source sees the number and moves no bound" if quantity.focus else ""
    if quantity.low is None and quantity.high is None:
        return f"“{fit(fold(quantity.text), 60)}”{counted} is kept as words ({rule})"
    bounds = interval_words(quantity.low, quantity.high)
    return f"“{fold(quantity.words)}”{counted} is read as {bounds}{unit} ({rule}){focus}"


def _days(time: Time) -> str:
    start, end = (day.isoformat() if day else "" for day in (time.start, time.end))
    if start and start == end:
        return start
    return (
        f"{start} to {end}"
        if start and end
        else f"from {start}"
        if start
        else f"up to {end}"
        if end
        else "no fixed day"
    )


def _relation_views(
    claim: Claim,
    index: Index,
    place: tuple[str, int] | None,
    account: Account | None,
    told: set[tuple[str, str]],
) -> tuple[tuple[RelationView, ...], str]:
    """Return one line for each way the claim stands to each other speaker; what was told is only counted."""
    own = frozenset(account.claims) if account is not None else frozenset()
    views: list[RelationView] = []
    rest: Counter[str] = Counter()
    for relation in index.relations.get(claim.id, ()):
        first = relation.a == claim.id
        other = index.claims[relation.b if first else relation.a]
        if relation.question and place and relation.question != place[0]:
            continue
        if other.id in own and relation.relation is RelationKind.AGREES:
            continue
        words = RELATION[relation.relation][0 if first else 1]
        if len(views) == MOST_RELATIONS or (words, index.speaker(other)) in told:
            rest[words] += 1
            continue
        told.add((words, index.speaker(other)))
        views.append(
            RelationView(
                badge=Badge(relation.relation.value, words),
                other=Link(index.speaker(other), index.claim_anchors[other.id]),
                quote=fit(fold(other.text), 110),
                reason=relation.reason,
            )
        )
    more = ", ".join(f"{words} {number}" for words, number in rest.most_common())
    return tuple(views), f"and {rest.total()} more: {more}" if more else ""
