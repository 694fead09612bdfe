"""One record of JSON lines or of a table as a document: which field holds what, by the names that archives use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from rashomon.config import IngestConfig
from rashomon.errors import RunError
from rashomon.ingest import plain
from rashomon.ingest.format import beginning, unreadable
from rashomon.ingest.html_metadata import clean, parse_date, parse_moment
from rashomon.records import Document, ReadState

_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "content", "body"),
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "outlet"),
    "author": ("author", "byline"),
    "published": ("published", "date"),
    "language": ("language", "lang"),
    "url": ("url", "link"),
    "id": ("id",),
}
"""What each field of a document is called, the first one that is there."""

_HALVES: Final = re.compile("[\ud800-\udfff]")
_SECONDS, _MILLISECONDS = range(100_000_000, 10_000_000_000), range(100_000_000_000, 10_000_000_000_000)


@dataclass(frozen=True, slots=True)
class Fields:
    """How the fields of records are called: what the user said, `(field, name)`, and the usual names of the others."""

    said: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for field, name in self.said:
            if field not in _USUAL or not name:
                known = ", ".join(_USUAL)
                raise RunError(f"--field {field}={name}: give one of {known}, as in --field text=maintext")

    def names(self, field: str) -> tuple[str, ...]:
        """Return the names under which a field is looked for, in order."""
        own = tuple(name for said, name in self.said if said == field)
        return own or _USUAL[field]

    def columns(self) -> tuple[str, ...]:
        """Return the columns of a table that may be needed."""
        return tuple(name.split(".")[0] for field in _USUAL for name in self.names(field))

    def value(self, record: Mapping[str, Any], field: str) -> Any:
        """Return what a record has of a field, None where it has nothing; `a.b` is b inside a."""
        for name in self.names(field):
            found: Any = record
            for part in [name] if name in record else name.split("."):
                found = found.get(part) if isinstance(found, Mapping) else None
            if found not in (None, "", [], {}):
                return found
        return None


def document_of(record: object, *, source: str, place: str, fields: Fields, config: IngestConfig) -> Document:
    """Return the document that a record is. Its bytes are its text in UTF-8, and the hash is theirs.

    Args:
        source: printable path of the file.
        place: what the record is called where it has neither url nor id ("line at 0").

    Raises:
        ItemError: it holds no text.
    """
    blank = Document(f"{source}!{place}", "", "", "")
    if not isinstance(record, Mapping):
        raise unreadable(blank, reason="it is no JSON object", remedy="give one object a line")
    name = _line(fields.value(record, "url")) or _line(fields.value(record, "id"))
    text = fields.value(record, "text")
    if not isinstance(text, str) or not text.strip():
        asked = ", ".join(fields.names("text"))
        have = ", ".join(sorted(map(str, record))[:12])[:200]
        reason = f"it has no text in {asked}; its fields are {have or 'none'}"
        raise unreadable(blank, reason=reason, remedy="name the field with --field text=NAME")
    problems: tuple[str, ...] = ()
    if _HALVES.search(text):
        text = _HALVES.sub("\N{REPLACEMENT CHARACTER}", text)
        problems = ("its text holds halves of characters, each shown as \N{REPLACEMENT CHARACTER}",)
    data = text.encode("utf-8")
    if len(data) > config.max_bytes:
        reason = f"its text is larger than the limit of {config.max_bytes} bytes"
        raise unreadable(blank, reason=reason, remedy="split it")
    blank = replace(blank, path=f"{source}!{name or place}", sha256=hashlib.sha256(data).hexdigest())
    document = plain.read(data, replace(blank, media_type="text/plain"), config)
    if len(document.text) > config.max_characters:
        note = f"only its first {config.max_characters} characters were kept; split it"
        document = replace(beginning(document, config.max_characters), state=ReadState.PARTIAL)
        problems = (*problems, note)
    day, when, unread = _published(fields.value(record, "published"))
    return replace(
        document,
        title=_line(fields.value(record, "title")),
        publisher=_line(fields.value(record, "publisher")),
        author=_line(fields.value(record, "author")),
        language=_line(fields.value(record, "language")),
        published=day or config.published,
        when=when,
        problems=(*document.problems, *problems, *unread),
    )


def _line(value: object) -> str | None:
    """Return a value as one line; of an object its name, of a list its first values."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    if isinstance(value, list | tuple):
        value = ", ".join(part for part in map(_line, value[:10]) if part)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return clean(_HALVES.sub("\N{REPLACEMENT CHARACTER}", value)) if isinstance(value, str) else None


def _published(value: object) -> tuple[date | None, datetime | None, tuple[str, ...]]:
    """Return day and moment of publication, and a sentence where what is given is no date that we know."""
    if value is None:
        return None, None, ()
    if isinstance(value, datetime):
        return value.date(), value if value.tzinfo else None, ()
    if isinstance(value, date):
        return value, None, ()
    if isinstance(value, int | float) and not isinstance(value, bool):
        for range_, unit in ((_SECONDS, 1), (_MILLISECONDS, 1000)):
            if range_.start <= value < range_.stop:
                moment = datetime.fromtimestamp(value // unit, tz=UTC)
                return moment.date(), moment, ()
    if isinstance(value, str) and (day := parse_date(value.strip())):
        return day, parse_moment(value), ()
    shown = ascii(str(value)[:40])
    return None, None, (f"its date of publication, {shown}, is none that is understood; give it as 2017-11-14",)
