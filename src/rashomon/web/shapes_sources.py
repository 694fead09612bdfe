"""What the pages about sources, origins and copies show."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.report.contexts import Badge, EchoView, Link
from rashomon.web.flow import Flow
from rashomon.web.shapes import ClaimCard, Decision


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody who passed words on, with how many claims came that way."""

    who: Link
    claims: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in a list.

    Attributes:
        also: other names that it goes by, the first of them; `more_names` is how many more there are.
        alone: answers that no other source gives.
        through: those in between, neither the source nor who published its words, with most claims first.
        outlets: how many published its words.
    """

    id: str
    source: Link
    kind: str
    also: tuple[str, ...]
    more_names: int
    claims: int
    documents: int
    alone: int
    through: tuple[Carrier, ...]
    more_through: int
    outlets: int


@dataclass(frozen=True, slots=True)
class Sources:
    """A page of those who speak; `total` is how many were found."""

    sources: tuple[SourceRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class WayRow:
    """A way by which claims of a source reached us, the source first, the publisher last."""

    tellers: tuple[Link, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source.

    Attributes:
        names: all ways it is written; `evidence` says why they are one.
        documents: the first of those that hold its claims; `all_documents` is how many there are.
        ways: by which its claims reached us, with most claims first; `more_ways` is how many more there are, with
            `more_claims` in all.
        carries: sources whose words it passed on or published.
        origin: the origin of its name, where it is one.
        decisions: what people decided about it, the last first; `waiting` where the comparison does not yet know all.
    """

    id: str
    name: str
    kind: str
    names: tuple[str, ...]
    evidence: tuple[str, ...]
    more_evidence: int
    claims: int
    alone: int
    documents: tuple[Link, ...]
    all_documents: int
    ways: tuple[WayRow, ...]
    more_ways: int
    more_claims: int
    flow: Flow | None
    carries: tuple[Carrier, ...]
    more_carries: int
    origin: Link | None
    decisions: tuple[Decision, ...]
    waiting: bool


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """What a source says to a question; `side` is the side it is on, from 1, of `sides`."""

    question: Link
    number: int
    status: Badge
    value: str
    kind: str
    side: int
    sides: int
    alone: bool
    claims: int
    first: str
    last: str
    href: str


@dataclass(frozen=True, slots=True)
class SourceAccounts:
    """A page of the accounts of a source, in the order of the questions."""

    accounts: tuple[SourceAccount, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A page of claims."""

    claims: tuple[ClaimCard, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OriginRow:
    """An origin in a list: how many claims and documents rest on it, and their share of all claims in per cent."""

    origin: Link
    claims: int
    documents: int
    percent: int


@dataclass(frozen=True, slots=True)
class ConduitRow:
    """Somebody in between, without whom a share of the claims would not be known here."""

    who: Link
    claims: int
    percent: int


@dataclass(frozen=True, slots=True)
class Origins:
    """A page of origins, and the conduits with most claims."""

    origins: tuple[OriginRow, ...]
    total: int
    page: int
    pages: int
    conduits: tuple[ConduitRow, ...]


@dataclass(frozen=True, slots=True)
class OriginCard:
    """An origin with what says so; `source` is the one of the same name, where there is one."""

    id: str
    name: str
    percent: int
    claims: int
    documents: tuple[Link, ...]
    all_documents: int
    evidence: tuple[str, ...]
    more_evidence: int
    source: Link | None


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Documents that are tied by copied passages; `origin` is whose words they are, empty where that is unknown."""

    number: int
    origin: str
    evidence: str
    documents: tuple[Link, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Echoes:
    """A page of copied pairs, the surest first, and the groups that they make."""

    echoes: tuple[EchoView, ...]
    groups: tuple[CopyGroup, ...]
    all_groups: int
    total: int
    page: int
    pages: int
