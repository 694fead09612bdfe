"""The records of the store: what goes in, what comes out, what a check finds. All frozen, none knows a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Literal

from rashomon.records import Reading, Span, content_id

DocumentState = Literal["parsed", "partial", "failed", "archived"]
"""How reading ended, as `ReadState`; "archived" is kept but not read yet."""


def now() -> str:
    """Return the present moment as the store writes it: ISO 8601, UTC, seconds, "Z"."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(value: object) -> str:
    """Return `value` as canonical JSON: keys sorted, no spaces, not escaped to ASCII (cf. RFC 8785), without floats.

    Raises:
        TypeError: it holds a float or something that JSON has no form for.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON holds no floats: two programs may write one number in two ways")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"canonical JSON has text as keys, not {type(key).__name__}")
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


class LocationKind(StrEnum):
    """Where bytes came from."""

    PATH = "path"
    URL = "url"
    STREAM = "stream"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One place that bytes were taken from, and how: the record of the retrieval.

    Attributes:
        name: the path or URL as the user gave it; "-" for standard input.
        retrieved: when, ISO 8601 UTC.
        tool: program and version that took them.
        final_url, redirects, headers: of a URL: where it ended, the addresses in between, the headers of the answer.
        warc: SHA-256 of the archived WARC record of the retrieval, None where there is none.
    """

    kind: LocationKind
    name: str
    retrieved: str = field(default_factory=now)
    tool: str = ""
    final_url: str | None = None
    redirects: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    warc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One file as it goes into the case.

    Attributes:
        sha256, size: of the archived bytes; `sha256` is empty where they could not be got, then `problems` says why.
        location: where they were taken from; None for a document read again.
        reading: what was read in them; None leaves the state as it is ("archived" for a new document).
        given: the publication date that the user gave for documents that do not give one.
        parent, member: of an attachment or member of an archive: id of the outer document and name within it.
        problems: what was wrong with a file that gave no bytes, one sentence each with its remedy.
    """

    sha256: str
    size: int = 0
    location: Location | None = None
    reading: Reading | None = None
    given: date | None = None
    parent: str | None = None
    member: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one stored file, told after the commit.

    `what`: "new", "version" (other bytes than this place gave before), "place" (known bytes at a new place), "known"
    (nothing new), "read" (read anew), "failed" (no bytes).
    """

    name: str
    document: str | None
    what: Literal["new", "version", "place", "known", "read", "failed"]
    state: DocumentState


@dataclass(frozen=True, slots=True)
class Run:
    """One way of reading by machine: the version of the program, its configuration, the hashes of its models."""

    version: str
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Identity: the same version and configuration are the same run."""
        return content_id("r", self.version, json.dumps(self.config, sort_keys=True, default=str))


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as the case knows it, without its text.

    Attributes:
        number: its place in the order added, from 1.
        run: id of the run whose reading counts, None where it was not read.
        names: every path and URL that gave these bytes, in the order added.
        previous: id of the version that its place gave before.
    """

    number: int
    id: str
    sha256: str
    size: int
    state: DocumentState
    media_type: str
    title: str | None
    publisher: str | None
    published: date | None
    given: date | None
    problems: tuple[str, ...]
    names: tuple[str, ...]
    run: str | None
    previous: str | None
    parent: str | None
    member: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that gave no bytes, and why."""

    name: str
    kind: LocationKind
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a case: how many documents are in each state, and every one that is not parsed."""

    id: str
    profile: str
    database: str
    schema: str
    counts: Mapping[str, int]
    unread: tuple[Kept, ...]
    missing: tuple[Missing, ...]
    claims: int
    judgements: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What to look for: all conditions must hold.

    Attributes:
        words: words, "phrases in quotation marks" and beginnings (convo*), all in one sentence; case and marks of
            letters do not count. Empty: every sentence that the other conditions leave.
        source: part of the name of the source of a claim in that sentence.
        stance: stance of a claim in that sentence ("denies").
        earliest, latest: publication date of the document, inclusive.
        limit: most hits.
        after: number of the last sentence that was seen (`Hit.number`): only what comes later in the case is given.
        claims: give all claims of the sentences found where neither source nor stance is asked for.
    """

    words: str = ""
    source: str | None = None
    stance: str | None = None
    earliest: date | None = None
    latest: date | None = None
    limit: int = 50
    after: int = 0
    claims: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One sentence found. `span` and `matches` are code points of the document's text; `snippet` is its words.

    `claims` are those of the sentence that fit the query: id, source, stance. `number` is the place of the sentence in
    the case, from which a search can go on.
    """

    document: str
    name: str
    title: str | None
    published: date | None
    span: Span
    matches: tuple[Span, ...]
    snippet: str
    claims: tuple[tuple[str, str, str], ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found wrong. `part`: "original", "reading", "span", "reference", "log", "index", ..."""

    part: str
    where: str
    problem: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log; `hash` covers everything else, `previous` is the hash of the entry before."""

    seq: int
    time: str
    actor: str
    action: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries of a log, the newest first, and where those before them begin.

    `before` is the number to ask for next, None where the beginning of the log was reached.
    """

    entries: tuple[LogEntry, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The head of a log at one moment: whoever keeps it can show later that nothing before it was changed."""

    case: str
    seq: int
    head: str
    time: str

    def to_object(self) -> dict[str, Any]:
        """Return the receipt as it is exported."""
        return {"case": self.case, "seq": self.seq, "head": self.head, "time": self.time}
