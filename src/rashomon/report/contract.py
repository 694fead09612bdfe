"""The machine-readable outputs: records to plain JSON objects, as the schemas in `rashomon/schemas` describe them.

Fields may be added, never renamed or removed: other people's programs read these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from rashomon.records import (
    Attribution,
    Claim,
    Comparison,
    Document,
    Dossier,
    Echo,
    EchoGroup,
    Mention,
    Place,
    Quantity,
    Question,
    Reading,
    Source,
    Span,
    Spans,
    TextPair,
    Time,
    words,
)
from rashomon.report.drifts import drift_object
from rashomon.report.judged import Marks, judged_fields

Object = dict[str, Any]


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _spans(spans: Spans) -> list[list[int]]:
    return [_span(span) for span in spans]


def _worded(text: str, spans: Spans) -> Object | None:
    return {"text": words(text, spans), "spans": _spans(spans)} if spans else None


def _number(value: float | None) -> float | int | None:
    """Whole numbers are written without a decimal point."""
    return int(value) if value is not None and value == int(value) else value


def document_object(document: Document) -> Object:
    """Return what a claim says of the document it stands in."""
    return {
        "path": document.path,
        "sha256": document.sha256,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published.isoformat() if document.published else None,
    }


def quantity_object(quantity: Quantity) -> Object:
    """Return a quantity; `value` is a number, a pair for a range, or null where the words give none."""
    value = quantity.value
    return {
        "text": quantity.text,
        "span": _span(quantity.span),
        "value": [_number(v) for v in value] if isinstance(value, tuple) else _number(value),
        "bound": quantity.bound,
        "trend": quantity.trend,
        "low": _number(quantity.low),
        "high": _number(quantity.high),
        "unit": quantity.unit,
        "counted": quantity.counted,
        "profile": quantity.profile,
        "rule": quantity.rule,
        "focus": quantity.focus,
        "event": quantity.event,
        "derived": quantity.derived,
    }


def time_object(time: Time) -> Object:
    """Return a time as an inclusive interval of ISO dates."""
    return {
        "text": time.text,
        "span": _span(time.span),
        "from": _day(time.start),
        "to": _day(time.end),
        "precision": time.precision,
        "rule": time.rule,
        "value": time.value or None,
        "kind": time.kind,
        "anchor": _span(time.anchor) if isinstance(time.anchor, Span) else time.anchor,
        "zone": time.zone,
        "alternatives": [{"from": _day(start), "to": _day(end)} for start, end in time.alternatives],
    }


def place_object(place: Place) -> Object:
    """Return a place; latitude and longitude are null where the name is not in the gazetteer."""
    return {
        "text": place.text,
        "span": _span(place.span),
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "precision": place.precision,
        "country": place.country,
        "others": list(place.others),
        "facility": place.facility,
    }


def _source_object(source: Source | None) -> Object | None:
    if source is None:
        return None
    return {
        "text": source.text,
        "spans": _spans(source.spans),
        "canonical": source.canonical,
        "kind": source.kind.value,
        "inferred": source.inferred,
        "runner_up": source.runner_up,
    }


def claim_object(claim: Claim, document: Document) -> Object:
    """Return one claim as `rashomon extract` prints it."""
    return {
        "id": claim.id,
        "document": document_object(document),
        "source": _source_object(claim.source),
        "cue": _worded(document.text, claim.cue),
        "content": {"text": claim.text, "spans": _spans(claim.content)},
        "mode": claim.mode.value,
        "stance": claim.stance.value,
        "negated": claim.negated,
        "certainty": claim.certainty.value,
        "parent": claim.parent,
        "chain": list(claim.chain),
        "quantities": [quantity_object(q) for q in claim.quantities],
        "times": [time_object(t) for t in claim.times],
        "places": [place_object(p) for p in claim.places],
    }


def _sentence_object(span: Span, document: Document) -> Object:
    return {"text": words(document.text, (span,)), "span": _span(span)}


def _mention_object(mention: Mention, document: Document) -> Object:
    return {
        "text": mention.text,
        "span": _span(mention.span),
        "kind": mention.kind,
        "entity": mention.entity,
        "inferred": mention.inferred,
        "runner_up": mention.runner_up,
    }


def _attribution_object(attribution: Attribution, document: Document) -> Object:
    return {
        "id": attribution.id,
        "source": _worded(document.text, attribution.source),
        "cue": _worded(document.text, attribution.cue),
        "content": _worded(document.text, attribution.content),
        "mode": attribution.mode.value,
        "stance": attribution.stance.value,
        "negated": attribution.negated,
        "tellers": list(attribution.tellers),
        "parent": attribution.parent,
        "rule": attribution.rule,
        "score": attribution.score,
    }


_LAYERS: Mapping[str, tuple[Callable[[Reading], Any], Callable[[Any, Document], Object]]] = MappingProxyType(
    {
        "claims": (lambda reading: reading.claims, claim_object),
        "sentences": (lambda reading: reading.sentences, _sentence_object),
        "mentions": (lambda reading: reading.mentions, _mention_object),
        "attributions": (lambda reading: reading.attributions, _attribution_object),
        "quantities": (lambda reading: reading.quantities, lambda item, _: quantity_object(item)),
        "times": (lambda reading: reading.times, lambda item, _: time_object(item)),
        "places": (lambda reading: reading.places, lambda item, _: place_object(item)),
    }
)


def layer_objects(reading: Reading, layer: str) -> Iterator[Object]:
    """Yield one object for each item of a layer; every object names its document.

    Args:
        layer: the name of a `config.Layer`.
    """
    select, write = _LAYERS[layer]
    about = document_object(reading.document)
    for item in select(reading):
        yield write(item, reading.document) | {"document": about}


def dossier_object(dossier: Dossier) -> Object:
    """Return the whole dossier as `rashomon report --format json` writes it."""
    marks = Marks(dossier.judged)
    of = {reading.document.id: reading.document for reading in dossier.readings}
    rejected = [claim_object(c, of[c.document]) | marks.on("claim", c.id) for c in dossier.rejected]
    judged = judged_fields(dossier)
    return {
        "version": dossier.version,
        "profile": dossier.profile,
        "documents": [_document_entry(r) | marks.on("document", r.document.id) for r in dossier.readings],
        "sources": _sources(dossier),
        "claims": [
            claim_object(claim, reading.document) | marks.on("claim", claim.id)
            for reading in dossier.readings
            for claim in reading.claims
        ],
        "entities": [
            {
                "id": e.id,
                "name": e.name,
                "kind": e.kind.value,
                "names": list(e.names),
                "documents": list(e.documents),
                "evidence": list(e.evidence),
            }
            | marks.on("entity", e.id)
            for e in dossier.entities
        ],
        "questions": [_question_object(q) | marks.on("question", q.id) for q in dossier.questions],
        "relations": [
            {
                "a": r.a,
                "b": r.b,
                "relation": r.relation.value,
                "reason": r.reason,
                "score": r.score,
                "question": r.question,
            }
            | marks.on_relation(r.a, r.b)
            for r in dossier.relations
        ],
        "origins": [
            {
                "id": o.id,
                "name": o.name,
                "documents": list(o.documents),
                "claims": list(o.claims),
                "evidence": list(o.evidence),
            }
            for o in dossier.origins
        ],
        "conduits": [
            {"name": c.name, "documents": list(c.documents), "claims": list(c.claims), "share": c.share}
            for c in dossier.conduits
        ],
        "echoes": [echo_object(echo) for echo in dossier.echoes],
        **(judged | {"rejected": rejected} if judged else {}),
    }


def echo_object(echo: Echo) -> Object:
    """Return a pair of documents with copied passages, named by their ids."""
    return {
        "from": echo.source,
        "to": echo.copy,
        "evidence": echo.evidence,
        "score": echo.score,
        "spans": [[_span(a), _span(b)] for a, b in echo.passages],
        "kind": echo.kind,
        "direction": echo.direction,
        "origin": echo.origin,
    }


def echo_lines(echoes: Iterable[Echo], groups: Iterable[EchoGroup], documents: Iterable[Document]) -> Iterator[Object]:
    """Yield what `rashomon echoes` prints: the pairs, then the groups; each with the documents that it names."""
    about = {document.id: document_object(document) | {"id": document.id} for document in documents}
    for echo in echoes:
        yield echo_object(echo) | {"documents": [about[echo.source], about[echo.copy]]}
    for group in groups:
        yield {
            "group": list(group.documents),
            "origin": group.origin,
            "evidence": group.evidence,
            "documents": [about[document] for document in group.documents],
        }


def _document_entry(reading: Reading) -> Object:
    document = reading.document
    return document_object(document) | {
        "id": document.id,
        "media_type": document.media_type,
        "parent": document.parent,
        "member": document.member,
        "author": document.author,
        "language": document.language,
        "encoding": document.encoding,
        "state": document.state.value,
        "problems": list(document.problems),
        "characters": len(document.text),
        "claims": len(reading.claims),
    }


def _sources(dossier: Dossier) -> list[Object]:
    """Return who speaks, how often, in which documents, most often first."""
    spoken = sorted(dossier.entities, key=lambda entity: (-len(entity.claims), entity.name))
    return [{"name": e.name, "kind": e.kind.value, "claims": list(e.claims)} for e in spoken if e.claims]


def _question_object(question: Question) -> Object:
    return {
        "id": question.id,
        "text": question.text,
        "kind": question.kind.value,
        "status": question.status.value,
        "unit": question.unit,
        "accounts": [
            {
                "source": a.source,
                "chain": list(a.chain),
                "value": a.value,
                "low": _number(a.low),
                "high": _number(a.high),
                "position": a.position,
                "claims": list(a.claims),
                "origin": a.origin,
            }
            for a in question.accounts
        ],
        "positions": [
            {
                "position": p.text,
                "documents": list(p.documents),
                "outlets": list(p.outlets),
                "origins": list(p.origins),
                "claims": list(p.claims),
            }
            for p in question.positions
        ],
        "drift": [drift_object(drift) for drift in question.drift],
    }


def read_pairs(lines: bytes, *, published: date | None = None) -> list[TextPair | str]:
    """Return the pairs of texts in JSON lines, in order; for a line that holds none, what is wrong with it.

    Args:
        published: the day for pairs that give none.
    """
    found: list[TextPair | str] = []
    for line in lines.splitlines():
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            a, b, day = row["a"], row["b"], row.get("published")
            if not (isinstance(a, str) and isinstance(b, str)):
                raise TypeError("a and b are not both texts")
            found.append(TextPair(a, b, date.fromisoformat(day) if day else published))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            found.append(f'not a pair ({error}); write {{"a": "...", "b": "..."}} on each line')
    return found


def comparison_object(comparison: Comparison | str) -> Object:
    """Return how two texts stand as `rashomon relate` prints it; a line that held no pair says so."""
    if isinstance(comparison, str):
        return {"relation": "unread", "reason": comparison, "score": 0.0}
    relation = comparison.relation.value if comparison.relation is not None else "undecided"
    return {"relation": relation, "reason": comparison.reason, "score": comparison.score}
