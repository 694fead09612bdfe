"""One frozen configuration a room: every setting with its default, unit and help in one place.

Names of back ends and profiles refer to registries inside the rooms; nothing here imports code by a path.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final


class Layer(StrEnum):
    """What can be read in a document, each a field of `records.Reading`."""

    CLAIMS = "claims"
    SENTENCES = "sentences"
    MENTIONS = "mentions"
    ATTRIBUTIONS = "attributions"
    QUANTITIES = "quantities"
    TIMES = "times"
    PLACES = "places"


LAYERS: Final = frozenset(Layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestConfig:
    """How files are read."""

    published: date | None = field(
        default=None, metadata={"help": "publication date for documents that do not give one themselves"}
    )
    max_bytes: int = field(default=64 * 1024 * 1024, metadata={"help": "largest file read, bytes"})
    max_pages: int = field(default=2000, metadata={"help": "most pages read of one PDF"})
    max_characters: int = field(default=5_000_000, metadata={"help": "longest text kept of one document, code points"})
    timeout: float = field(default=60.0, metadata={"help": "longest time a parser may take over one file, seconds"})
    max_members: int = field(
        default=10_000, metadata={"help": "most documents read inside one file (attachments, messages, members)"}
    )
    max_unpacked: int = field(default=256 * 1024 * 1024, metadata={"help": "most bytes unpacked from one file"})
    max_depth: int = field(default=4, metadata={"help": "how deep a document may lie inside others, levels"})
    ocr_language: str = field(
        default="eng", metadata={"help": "languages of scans as Tesseract names them, joined by + (eng+ara)"}
    )
    max_memory: int = field(default=3 << 30, metadata={"help": "most memory a parser may take for one file, bytes"})
    max_answer: int = field(default=512 << 20, metadata={"help": "most a parser may give back for one file, bytes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchConfig:
    """How an address that the user gave is fetched."""

    allow_private: bool = field(
        default=False, metadata={"help": "also fetch from this machine and from private networks"}
    )
    timeout: float = field(default=60.0, metadata={"help": "longest time for one address, redirects included, seconds"})
    max_bytes: int = field(default=64 * 1024 * 1024, metadata={"help": "most bytes taken of one answer"})
    max_unpacked: int = field(default=256 * 1024 * 1024, metadata={"help": "most bytes of an answer once unpacked"})
    max_header_bytes: int = field(default=64 * 1024, metadata={"help": "most bytes of the headers of one answer"})
    max_redirects: int = field(default=10, metadata={"help": "most redirects followed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractConfig:
    """How texts are read for who says what."""

    parser: str = field(default="spacy-sm", metadata={"help": "name of the syntactic parser"})
    attribution: str = field(
        default="model", metadata={"help": "name of the attribution back end: model, model-gpu, rules"}
    )
    profile: str = field(default="literal", metadata={"help": "how vague amounts are read: literal, airwars, acled"})
    narrative: bool = field(default=True, metadata={"help": "also give the document's own statements as claims"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareConfig:
    """How claims are brought together and compared."""

    min_score: float = field(default=0.5, metadata={"help": "weakest relation shown, 0 to 1"})
    echo_words: int = field(default=8, metadata={"help": "shortest run of equal words that shows copying, words"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The configuration of a whole run, one part a room."""

    ingest: IngestConfig = field(default_factory=IngestConfig)
    fetch: FetchConfig = field(default_factory=FetchConfig)
    extract: ExtractConfig = field(default_factory=ExtractConfig)
    compare: CompareConfig = field(default_factory=CompareConfig)
