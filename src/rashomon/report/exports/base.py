"""What an export is made from, and what it leaves behind: data files in the words of another format, and its loss.

An export never says more than the dossier does, and tells of everything of the dossier that it does not say. Every row
and node leads back: by the id of its claim, question, source or document, and by an address made of it
(`Material.iri`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rashomon import __version__
from rashomon.records import Document, Dossier

Object = dict[str, Any]
Audience = Literal["team", "public"]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """One place that the bytes of a document were taken from.

    Attributes:
        kind: "path", "url", "stream" or "member" (of an archive or a mail).
        name: the path or address as it was given.
        time: when, ISO 8601 UTC.
        tool: program and version that took them.
        final_url: where an address led.
    """

    kind: str
    name: str
    time: str
    tool: str = ""
    final_url: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One way of reading by machine; `config` is what was set, `models` the SHA-256 of each model and data file."""

    id: str
    version: str
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """The organisation that stands behind what people decided in a case, as it is to be named to the public.

    `url` is its address on the web, empty where it gives none.
    """

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A case as an export sees it: already as its audience may see it, so that no format needs to know of protection.

    Attributes:
        dossier: the comparison as people judged it.
        case: id of the case, 32 hex digits.
        made: when the export is made, ISO 8601 UTC; the only moment that an export may hold of its own.
        audience: for whom it is.
        base: what the address of everything begins with; ends in "/", "#" or ":".
        retrieved: by id of the document, where its bytes came from, the first place first.
        runs: by id of the document, the run that read it.
        reviewer: who publishes the reviews of claims, None where the user names nobody.
    """

    dossier: Dossier
    case: str
    made: str
    audience: Audience = "team"
    base: str = ""
    retrieved: Mapping[str, tuple[Retrieval, ...]] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
    reviewer: Reviewer | None = None

    def iri(self, identity: str) -> str:
        """Return the address of a thing of the case, by its id."""
        return f"{self.base or f'urn:rashomon:{self.case}:'}{identity}"

    @property
    def documents(self) -> dict[str, Document]:
        """The documents by their ids."""
        return {reading.document.id: reading.document for reading in self.dossier.readings}


@dataclass(frozen=True, slots=True)
class Lost:
    """What a format could not carry.

    Attributes:
        noun: of what: "claim", "question", "relation", "document" and so on.
        field: what of it ("chain", "quantities.rule"), "*" where the whole noun is left out.
        count: how many were left out; 0 entries are not told of.
        why: in one sentence, the reason and where it can be found instead.
    """

    noun: str
    field: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Format:
    """One format that a case can be exported in.

    Attributes:
        name: as it is given on the command line.
        title: what it is and for whom, in one line.
        suffix: how the name of its one data file ends (".geojson"); empty where it always is several files.
        write: writes the data files into a folder that is there and empty, and returns what they could not carry.
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Material, Path], Iterable[Lost]]


def loss_object(made: Format, material: Material, lost: Iterable[Lost], files: Iterable[str]) -> Object:
    """Return what is written as `loss.json`."""
    return {
        "format": made.name,
        "program": f"rashomon {__version__}",
        "case": material.case,
        "made": material.made,
        "for": material.audience,
        "files": sorted(files),
        "lost": [
            {"noun": one.noun, "field": one.field, "count": one.count, "why": one.why} for one in lost if one.count
        ],
    }
