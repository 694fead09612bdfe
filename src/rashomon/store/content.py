"""What a case holds as lines of JSON that other programs read and write, and the rows of tables made of such lines.

One line a row, its fields those of the table; columns that hold JSON are plain JSON here, and a reading is its own JSON
and not packed. Left out are what is of one copy of a case alone (its identity, who may log in) and what is worked out
anew (the index for searching). Lines that come in are trusted in nothing: every field is held to its column.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Integer, Table, select

from rashomon.records import Reading
from rashomon.store import dossiers, schema
from rashomon.store.codec import inflate, read_json
from rashomon.store.entries import Run, canonical
from rashomon.store.judgements import judgement_from
from rashomon.store.paging import paged
from rashomon.store.writing import UNREAD, document_fields, judgement_hash, place_told

__all__ = [
    "PARTS",
    "UNREAD",
    "check_run",
    "document_fields",
    "dossier_told",
    "judgement_told",
    "lines",
    "pack",
    "place_told",
    "reading_of",
    "row_of",
]

Object = dict[str, Any]

PARTS: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "runs": schema.run,
        "documents": schema.document,
        "locations": schema.location,
        "readings": schema.reading,
        "judgements": schema.judgement,
        "dossiers": schema.dossier,
    }
)
"""The parts of a content, each after those it refers to, and their tables."""


def _listed(value: Any) -> str:
    return json.dumps(value)


def _config(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


_JSON: Final[Mapping[tuple[str, str], tuple[type, Callable[[Any], str]]]] = MappingProxyType(
    {
        ("run", "config"): (dict, _config),
        ("document", "problems"): (list, _listed),
        ("location", "redirects"): (list, _listed),
        ("location", "headers"): (list, _listed),
        ("location", "problems"): (list, _listed),
        ("judgement", "target"): (dict, canonical),
        ("judgement", "value"): (dict, canonical),
        ("dossier", "body"): (dict, canonical),
    }
)
"""Columns that hold JSON: what it is, and the form in which the store keeps it."""


def lines(connection: Connection, part: str) -> Iterator[bytes]:
    """Yield one part of a case as lines of JSON (UTF-8), in the order of its rows.

    Raises:
        ValueError: a row is damaged.
    """
    table = PARTS[part]
    key = next(iter(table.primary_key.columns))
    for row in paged(connection, select(table), key):
        told = dict(row._mapping)
        body = told.pop("body", None) if part == "readings" else None
        for name, value in told.items():
            if (table.name, name) in _JSON and value is not None:
                told[name] = json.loads(value)
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        if body is not None:
            # Letter by letter as it was stored and hashed.
            line = f'{line[:-1]},"reading":{inflate(body).decode("ascii")}}}'
        yield f"{line}\n".encode()


def row_of(part: str, told: Mapping[str, Any]) -> Object:
    """Return the row that a line of a part stands for, every field held to its column.

    Raises:
        ValueError: a field is missing, unknown or of another kind; the message names it.
    """
    table = PARTS[part]
    named = {"body": "reading"} if part == "readings" else {}
    wanted = {named.get(column.name, column.name): column for column in table.columns}
    if wrong := sorted(set(told) ^ set(wanted)):
        raise ValueError(f"{wrong[0][:40]}: {'it is missing' if wrong[0] in wanted else 'no such field'}")
    row: Object = {}
    for name, column in wanted.items():
        value = told[name]
        if value is None and (column.nullable or name == "sha256"):
            row[column.name] = None
        elif name == "reading":
            row[column.name] = _reading_json(value)
        elif (table.name, name) in _JSON:
            kind, write = _JSON[table.name, name]
            if type(value) is not kind:
                raise ValueError(f"{name}: {'a list' if kind is list else 'an object'} is needed")
            row[name] = _sound(name, write(value))
        elif isinstance(column.type, Integer):
            row[name] = _whole(name, value)
        else:
            row[name] = _sound(name, value)
    return row


def _whole(name: str, value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError(f"{name}: a whole number from 0 is needed")
    return value


def _sound(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name}: a text is needed")
    if schema.storable(value) != value:
        raise ValueError(f"{name}: it holds a code point that no database keeps")
    return value


def _reading_json(value: Any) -> bytes:
    if not isinstance(value, dict):
        raise ValueError("reading: an object is needed")
    try:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")
    except ValueError as error:
        raise ValueError(f"reading: {error}") from None


def reading_of(row: Object) -> Reading:
    """Return the reading in a row, and complete the row as `pack` does.

    Raises:
        ValueError: it is no reading, or its hash is another.
    """
    reading = read_json(row["body"])
    pack(row)
    return reading


def pack(row: Object) -> None:
    """Complete the row of a reading: its hash, where the line gives none, and its body as it is kept.

    Raises:
        ValueError: its hash is another.
    """
    text: bytes = row["body"]
    digest = hashlib.sha256(text).hexdigest()
    if row["sha256"] not in (None, digest):
        raise ValueError("sha256: it is not that of the reading, which was changed")
    row |= {"sha256": digest, "body": zlib.compress(text, 1)}


def check_run(row: Mapping[str, Any]) -> None:
    """Hold a run to its identity. Raises `ValueError` where it has another."""
    if Run(row["version"], json.loads(row["config"])).id != row["id"]:
        raise ValueError("id: it is not that of this version and configuration")


def judgement_told(row: Mapping[str, Any]) -> Object:
    """Return what the log says of a judgement.

    Raises:
        RashomonError, ValueError: it is no judgement.
    """
    told = dict(row) | {"target": json.loads(row["target"]), "value": json.loads(row["value"] or "null")}
    judgement_from(told)
    return {"judgement": row["id"], "kind": row["kind"], "seq": row["seq"], "sha256": judgement_hash(told)}


def dossier_told(row: Mapping[str, Any]) -> Object:
    """Return what the log says of a version of a dossier that people put together.

    Raises:
        ValueError: it is none.
    """
    made = dossiers.kept(_Row(row))
    return {"dossier": made.id, "version": made.version, "title": made.says.title, "sha256": dossiers.digest(made)}


class _Row:
    """A row whose fields are read by their names."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.__dict__.update(row)
