"""A case in which every field of every record holds something that is found again: words, numbers, days of its own."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from rashomon.records import Document, Dossier, Glyphs, Reading, Span
from rashomon.report.exports.base import Material, Retrieval, Run
from rashomon.report.exports.fields import NOUNS

CASE = "0123456789abcdef0123456789abcdef"
MADE = "2026-11-26T02:16:16Z"
_numbers = count(1)


def filled(record: type[Any], noun: str = "") -> Any:
    """Return a record in which every field holds a value that no other field has."""
    noun = noun or record.__name__.lower()
    hints = typing.get_type_hints(record)
    return record(**{item.name: _value(hints[item.name], f"{noun}{item.name}") for item in fields(record)})


def _value(hint: Any, name: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    number = next(_numbers)
    if hint is str:
        return f"zz{name.replace('_', '')}zz"
    if hint is bool:
        return True
    if hint is int:
        return 100_000 + number
    if hint is float:
        return 100_000.25 + number
    if hint is date:
        return date(2001, 1, 1) + timedelta(days=number)
    if hint is datetime:
        return datetime(2001, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)
    if hint is Span:
        return Span(2 * number + 1000, 2 * number + 1001)
    if hint is Glyphs:
        return None
    if origin is typing.Literal:
        return arguments[-1]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[-1]
    if is_dataclass(hint):
        return filled(typing.cast(type[Any], hint))
    if origin is frozenset:
        return frozenset({_value(arguments[0], name)})
    if origin is tuple:
        items = arguments[:1] if arguments[-1] is Ellipsis else arguments
        return tuple(_value(item, name) for item in items)
    if origin in (types.UnionType, typing.Union):
        kinds = [kind for kind in arguments if kind is not types.NoneType]
        return _value(next((kind for kind in kinds if typing.get_origin(kind) is tuple), kinds[0]), name)
    raise TypeError(f"no value for {hint}")


def filled_material(**changes: Any) -> Material:
    """Return a case of one of everything, in which what must fit together does."""
    document: Document = replace(
        filled(Document),
        sha256="ab" * 32,
        text="Words of the text. " * 5000,
        media_type="text/html",
        passages=(),
        title="zzdocumenttitlezz",
    )
    dossier: Dossier = filled(Dossier)
    claim = replace(
        dossier.readings[0].claims[0],
        document=document.id,
        chain=("zzclaimsourcezz", "zzclaimchainzz", "zzclaimlastzz"),
    )
    place = replace(claim.places[0], latitude=35.5, longitude=39.25, precision="city")
    claim = replace(claim, places=(place,))
    reading: Reading = replace(dossier.readings[0], document=document, claims=(claim,))
    question = dossier.questions[0]
    account = replace(question.accounts[0], claims=(claim.id,))
    entity = replace(dossier.entities[0], claims=(claim.id,), names=("zzentitynameszz", "zzclaimsourcezz"))
    dossier = replace(
        dossier,
        readings=(reading,),
        rejected=(),
        entities=(entity,),
        questions=(replace(question, accounts=(account,)),),
    )
    where: Retrieval = replace(filled(Retrieval), kind="url", name="https://example.org/zzretrievalnamezz", time=MADE)
    run = Run("zzrunidzz", "zzrunversionzz", {"zz": "zzrunconfigzz"})
    made = Material(dossier, CASE, MADE, retrieved={document.id: (where,)}, runs={document.id: run})
    return replace(made, **changes)


def shown(value: Any) -> Iterator[str]:
    """Yield how a value may stand in an export, in parts; nothing where it is too plain to be looked for."""
    if isinstance(value, Enum):
        yield value.value
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, datetime | date):
        yield value.isoformat()
    elif isinstance(value, int | float):
        yield f"{value:.10g}"
    elif isinstance(value, Span):
        yield f"{value.start}"
    elif isinstance(value, tuple):
        for item in value:
            yield from shown(item)
    elif isinstance(value, str):
        yield value


def values(material: Material, noun: str, field: str) -> Iterator[str]:
    """Yield what of a field should be found in an export that carries it."""
    for record in NOUNS[noun][1](material):
        yield from shown(getattr(record, field))


def text_of(folder: Path) -> str:
    """Return all that an export says, as one text."""
    return "\n".join(path.read_text(encoding="utf-8-sig") for path in sorted(folder.rglob("*")) if path.is_file())
