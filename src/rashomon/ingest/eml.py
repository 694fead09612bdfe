"""Mails (EML, RFC 5322 and MIME), by the standard library: heading lines and body; attachments are documents inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import ROW, Block, assemble, clean, one_line
from rashomon.ingest.encoding import decode
from rashomon.ingest.format import Format, Member, Parcel, unreadable
from rashomon.ingest.html import visible
from rashomon.ingest.view import paragraph_spans
from rashomon.records import Document, ReadState

_FIELD = re.compile(rb"([!-9;-~]{1,76}):[ \t]?([^\r\n]*)\r?\n")
_FOLDED = re.compile(rb"[ \t][^\r\n]*\r?\n")
_END = re.compile(rb"\r?\n")
_CERTAIN = frozenset({b"message-id", b"mime-version", b"received", b"return-path", b"x-mozilla-status", b"x-mailer"})
_SHOWN = ("From", "To", "Cc", "Subject", "Date")
_MAX_PARTS = 10_000
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_SUFFIXES = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "image/png": ".png",
}


@dataclass(slots=True)
class _Parts:
    """What a mail is made of: texts of the body in order, and the documents inside."""

    blocks: list[Block] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seen: int = 0


def recognise(head: bytes) -> bool:
    """Tell a mail by its heading: `From`, and a field that only mail programs write or a date in their form."""
    names: set[bytes] = set()
    values: dict[bytes, bytes] = {}
    at = 0
    while match := _FIELD.match(head, at):
        name = match[1].lower()
        names.add(name)
        values.setdefault(name, match[2])
        at = match.end()
        while folded := _FOLDED.match(head, at):
            at = folded.end()
    whole = _END.match(head, at) is not None or len(head) - at < 998 or b":" in head[at : at + 80]
    if b"from" not in names or len(names) < 3 or not whole:
        return False
    if b"snapshot-content-location" in names or b"saved by" in values[b"from"].lower():
        return False  # a web page saved in one file (MHTML)
    if names & _CERTAIN:
        return True
    return bool(names & {b"to", b"subject"}) and _date(values.get(b"date", b"").decode("latin-1")) is not None


def read(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Return the text of a mail and its attachments. The text is heading lines, the date last, and the body.

    Raises:
        ItemError: it has neither a body nor attachments that can be read.
    """
    message = BytesParser(policy=compat32).parsebytes(data)
    parts = _Parts()
    _collect(message, parts)
    subject = one_line(_header(message, "Subject"))
    heading = [Block(f"{name}: {value}", joint=ROW) for name in _SHOWN if (value := one_line(_header(message, name)))]
    if not heading and not parts.blocks and not parts.members:
        raise unreadable(blank, reason="the mail is empty or damaged", remedy="export it again from the mail program")
    text, passages = assemble([*heading, *parts.blocks])
    sender, address = parseaddr(str(message.get("From") or ""))
    when = _date(_header(message, "Date"))
    members, problem = _limited(parts.members, config)
    problems = [*parts.problems, *problem]
    return Parcel(
        replace(
            blank,
            text=text,
            passages=passages,
            title=subject,
            author=one_line(_decoded(sender)) or one_line(address),
            published=when.date() if when else None,
            when=when if when and when.tzinfo else None,
            state=ReadState.PARTIAL if problems else ReadState.PARSED,
            problems=tuple(problems),
        ),
        members,
    )


def _header(message: Message, name: str) -> str:
    """Return a heading field as text, encoded words decoded (RFC 2047)."""
    value = message.get(name)
    if value is None:
        return ""
    return _decoded(str(value))


def _decoded(raw: str) -> str:
    """Return a heading's value on one line, with its encoded words decoded; what cannot be decoded stays as it is."""
    try:
        parts = [
            part if isinstance(part, str) else decode(part, declared=charset).text
            for part, charset in decode_header(raw)
        ]
    except (HeaderParseError, LookupError, ValueError, AssertionError):  # broken base64, a raw byte
        parts = [raw.encode("utf-8", "replace").decode("utf-8")]
    return " ".join(clean("".join(parts)).split())


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _collect(part: Message, parts: _Parts) -> None:
    """Sort a part and those below it into body and documents inside."""
    parts.seen += 1
    if parts.seen > _MAX_PARTS:
        return
    kind = part.get_content_type()
    if kind in _ENCRYPTED:
        parts.problems.append("its content is encrypted; decrypt it in the mail program and export it from there")
        return
    payload = part.get_payload()
    if kind.startswith("message/") and isinstance(payload, list) and payload:
        inner = payload[0]
        if isinstance(inner, Message) and kind == "message/rfc822":
            name = _filename(part) or f"{one_line(_header(inner, 'Subject')) or f'message-{parts.seen}'}.eml"
            parts.members.append(Member(name, inner.as_bytes()))
            return
    if kind == "multipart/alternative" and isinstance(payload, list):
        _alternative([item for item in payload if isinstance(item, Message)], parts)
    elif isinstance(payload, list):
        for item in payload:
            if isinstance(item, Message):
                _collect(item, parts)
    elif kind in {"text/plain", "text/html"} and not _filename(part) and part.get_content_disposition() != "attachment":
        parts.blocks.extend(_body(part, kind))
    else:
        name = _filename(part) or f"part-{parts.seen}{_SUFFIXES.get(kind, '')}"
        content = part.get_payload(decode=True)
        parts.members.append(Member(name, content if isinstance(content, bytes) else b""))


def _alternative(items: list[Message], parts: _Parts) -> None:
    """Read one of several forms of the same text: plain if it has words, else the last that shows any."""
    plain = [item for item in items if item.get_content_type() == "text/plain"]
    chosen = next((item for item in plain if any(_body(item, "text/plain"))), None)
    for item in items:
        if item is chosen:
            _collect(item, parts)
        elif item.get_content_type() not in {"text/plain", "text/html"} or chosen is None:
            before = len(parts.blocks)
            _collect(item, parts)
            if chosen is not None and item.is_multipart():  # HTML with its pictures: the same text once more
                del parts.blocks[before:]


def _filename(part: Message) -> str | None:
    try:
        name = part.get_filename()
        return one_line(_decoded(name)) if name else None
    except (LookupError, ValueError, TypeError):  # RFC 2231 with an unknown charset
        return "attachment"


def _body(part: Message, kind: str) -> Iterator[Block]:
    """Yield the paragraphs of a text part."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return
    decoded = decode(content, declared=part.get_content_charset())
    if kind == "text/html":
        for block in visible(decoded.text):
            yield Block(block.text, block.kind)
        return
    text = clean(decoded.text)
    for span in paragraph_spans(text):
        words = span.of(text).strip()
        quoted = all(line.lstrip().startswith(">") for line in words.split("\n"))
        yield Block(words, "quote" if quoted else "paragraph")


def _limited(members: list[Member], config: IngestConfig) -> tuple[tuple[Member, ...], list[str]]:
    """Return the attachments within the limits, and a sentence where some are left out."""
    kept, size = [], 0
    for member in members[: config.max_members]:
        size += len(member.data)
        if size > config.max_unpacked:
            break
        kept.append(member)
    if len(kept) == len(members):
        return tuple(kept), []
    return tuple(kept), [
        f"{len(members) - len(kept)} of its attachments are beyond the limits; save and give them by themselves"
    ]


FORMAT = Format(
    name="mail",
    media_type="message/rfc822",
    suffixes=(".eml",),
    recognise=recognise,
    read=read,
    walled=True,
    warm=("email.parser", "charset_normalizer"),
)
