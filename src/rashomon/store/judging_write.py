"""Targets and values of judgements as JSON objects.

Amounts and coordinates are written as whole numbers or decimal strings, since the log of a case holds no floats.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    JudgementTarget,
    MergeTarget,
    NewAmount,
    NewDate,
    NewGrade,
    NewPlace,
    NewRelation,
    NewSource,
    NewSpan,
    NewStance,
    PairTarget,
    Protect,
    QuestionsTarget,
    QuestionTarget,
    Quote,
    SplitTarget,
    Target,
    Text,
    Value,
    WordsTarget,
)

Object = dict[str, Any]


def _number_object(value: float | None) -> int | str | None:
    if value is None:
        return None
    return int(value) if value == int(value) else repr(value)


def _day_object(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def quote_object(quote: Quote) -> Object:
    """Return quoted words as a JSON object."""
    return {
        "spans": [[span.start, span.end] for span in quote.spans],
        "words": quote.words,
        "before": quote.before,
        "after": quote.after,
    }


def _item_object(quote: Quote | None) -> Object:
    return {} if quote is None else {"item": quote_object(quote)}


def target_object(target: Target) -> Object:
    """Return a target as a JSON object."""
    match target:
        case ClaimTarget():
            named = {} if target.claim is None else {"claim": target.claim}
            return {"document": target.document, **quote_object(target.quote), **named}
        case EntityTarget():
            return {"entity": target.entity}
        case MergeTarget():
            return {"members": [target_object(member) for member in target.members]}
        case SplitTarget():
            return {"groups": [[target_object(member) for member in group] for group in target.groups]}
        case QuestionTarget():
            return {"question": target.question, "text": target.text}
        case QuestionsTarget():
            questions = [target_object(question) for question in target.questions]
            return {"questions": questions, "claims": [target_object(claim) for claim in target.claims]}
        case PairTarget():
            return {"a": target_object(target.a), "b": target_object(target.b)}
        case DocumentTarget():
            return {"document": target.document}
        case WordsTarget():
            return {"words": target.words}
        case JudgementTarget():
            return {"judgement": target.judgement}


def value_object(value: Value) -> Object:
    """Return a value as a JSON object without floats."""
    match value:
        case NewSource():
            quoted = {} if value.quote is None else quote_object(value.quote)
            named = {"name": value.name} if value.name else {}
            return {"field": "source", **named, "kind": value.kind.value, **quoted}
        case NewSpan():
            return {"field": "span", **quote_object(value.quote)}
        case NewStance():
            return {"field": "stance", "stance": value.stance.value, "negated": value.negated}
        case NewAmount():
            bounds = {"low": _number_object(value.low), "high": _number_object(value.high)}
            about = {"unit": value.unit, "counted": value.counted}
            return {"field": "value", **bounds, **about, **_item_object(value.item)}
        case NewDate():
            days = {"from": _day_object(value.start), "to": _day_object(value.end)}
            return {"field": "date", **days, **_item_object(value.item)}
        case NewPlace():
            point = {"latitude": _number_object(value.latitude), "longitude": _number_object(value.longitude)}
            about = {"name": value.name, "precision": value.precision, "country": value.country}
            return {"field": "place", **about, **point, **_item_object(value.item)}
        case NewRelation():
            return {"relation": value.relation.value}
        case NewGrade():
            counted = {} if value.origins is None else {"origins": list(value.origins)}
            told = {name: given for name, given in (("least", value.least), ("words", value.words)) if given}
            return {"scale": value.scale, "value": value.value, "topic": value.topic, **told, **counted}
        case Text():
            return {"text": value.text}
        case Protect():
            held: Object = {} if value.days is None else {"days": [day.isoformat() for day in value.days]}
            return {"protect": value.what, "label": value.label, "also": list(value.also), **held}
