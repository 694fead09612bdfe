"""The JSON Schema (draft 2020-12) of a reading as `codec` writes it, worked out from the records themselves.

The file `schemas/reading.schema.json` is this, written down; a test holds one to the other, so that a record that
changes changes the schema too.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from rashomon.records import Glyphs, Reading, Span

Object = dict[str, Any]
_PLAIN: Final[dict[Any, Object]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    types.NoneType: {"type": "null"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
_SPAN: Final[Object] = {
    "description": "Start and end of a stretch of the text of the document: code points, from 0, the end exclusive.",
    "type": "array",
    "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 0}],
    "items": False,
    "minItems": 2,
}
_GLYPHS: Final[Object] = {
    "description": "Where each code point stands on the pages: arrays as base64, little-endian. `pages`: one signed "
    "number of 32 bits a code point, the page from 1, 0 for one that was inserted. `boxes`: four floats of 32 bits a "
    "code point: left, bottom, right, top.",
    "type": "object",
    "required": ["pages", "boxes"],
    "properties": {name: {"type": "string", "contentEncoding": "base64"} for name in ("pages", "boxes")},
}


def reading_schema() -> Object:
    """Return the schema of a reading."""
    defs: dict[str, Object] = {"Span": _SPAN, "Glyphs": _GLYPHS}
    _described(Reading, defs)
    about = "A reading as the store keeps it: everything that was found in one document, with its text. Offsets are "
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "reading.schema.json",
        "title": "Reading",
        "description": f"{about}code points of `document.text`. Fields may be added, never renamed or removed.",
        "$ref": "#/$defs/Reading",
        "$defs": dict(sorted(defs.items())),
    }


def _of(hint: Any, defs: dict[str, Object]) -> Object:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if hint in (Span, Glyphs) or is_dataclass(hint):
        if hint.__name__ not in defs:
            _described(hint, defs)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _of(arguments[0], defs)}
    if origin is tuple:
        items = [_of(argument, defs) for argument in arguments]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_of(argument, defs) for argument in arguments]}
    raise TypeError(f"no way to describe {hint}")


def _described(record: type[Any], defs: dict[str, Object]) -> None:
    made: Object = {"description": _sentence(record), "type": "object"}
    defs[record.__name__] = made
    told = _attributes(record)
    hints = typing.get_type_hints(record)
    properties: dict[str, Object] = {}
    for item in fields(record):
        found = _of(hints[item.name], defs)
        properties[item.name] = ({"description": told[item.name]} if item.name in told else {}) | found
    needed = [f.name for f in fields(record) if f.default is MISSING and f.default_factory is MISSING]
    made |= {"required": needed, "properties": properties}


def _sentence(record: type[Any]) -> str:
    text = inspect.cleandoc(record.__doc__ or "").split("\nAttributes:")[0]
    return " ".join(text.split())


def _attributes(record: type[Any]) -> dict[str, str]:
    """Return what the docstring of a record says of its fields."""
    _, _, listed = inspect.cleandoc(record.__doc__ or "").partition("\nAttributes:\n")
    told: dict[str, str] = {}
    for found in re.finditer(r"^ {4}(\w[\w, ]*): (.*(?:\n {8}.*)*)", listed, re.MULTILINE):
        for name in found[1].split(","):
            told[name.strip()] = " ".join(found[2].split())
    return told
