"""Where an archive keeps what was read: a folder a noun, a Parquet file a shard, a receipt once all are there.

    OUT/archive.json             what is read, with which version and configuration, and the number of shards
    OUT/plan/                    how the sources are cut into them (`plan`)
    OUT/shards/00000.json        the receipt of a finished shard: counts, and the SHA-256 of each of its files
    OUT/documents/00000.parquet  and so on, a folder for each noun of `NOUNS`

A file is written under a hidden name beside its place and renamed, the receipt last: a shard without a receipt was not
read. Shards are numbered from 0; a shard's files depend on its documents, the version and the configuration alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from rashomon.errors import RunError
from rashomon.records import Reading, words
from rashomon.store.codec import pack_reading

if TYPE_CHECKING:
    import pyarrow

Kind = Literal["text", "texts", "whole", "number", "day", "flag", "bytes"]
Row = dict[str, Any]

MANIFEST: Final = "archive.json"
SHARDS: Final = "shards"

NOUNS: Final = MappingProxyType(
    {
        # `sha256` is of the bytes; `record` where the document stands in its file, `source`: see `pieces`.
        "documents": {
            **{"id": "text", "sha256": "text", "path": "text", "source": "text", "record": "whole", "title": "text"},
            **{"publisher": "text", "published": "day", "media_type": "text", "state": "text", "problems": "texts"},
            **{"length": "whole", "text": "text"},
        },
        # The whole reading as the store packs it, from which a case is made.
        "readings": {"id": "text", "reading": "bytes"},
        # `start` and `end` are code points of the document's text: from the first word of the content to its last.
        "claims": {
            **{"id": "text", "document": "text", "source": "text", "source_kind": "text", "cue": "text"},
            **{"text": "text", "stance": "text", "mode": "text", "certainty": "text", "negated": "flag"},
            **{"chain": "texts", "start": "whole", "end": "whole"},
        },
        # All that stand in the text, inside claims or not.
        "quantities": {
            **{"document": "text", "text": "text", "start": "whole", "end": "whole", "low": "number"},
            **{"high": "number", "bound": "text", "unit": "text", "counted": "text", "profile": "text"},
        },
        "times": {
            **{"document": "text", "text": "text", "start": "whole", "end": "whole", "earliest": "day"},
            **{"latest": "day", "precision": "text"},
        },
        "places": {
            **{"document": "text", "text": "text", "start": "whole", "end": "whole", "name": "text"},
            **{"latitude": "number", "longitude": "number", "precision": "text", "country": "text"},
        },
        "mentions": {
            **{"document": "text", "text": "text", "start": "whole", "end": "whole", "kind": "text", "entity": "text"},
        },
        # Records that gave no document: where they stand, why, and how they begin.
        "rejected": {"source": "text", "record": "whole", "reason": "text", "head": "text"},
    }
)
"""Columns of each noun, in order, with the kind of value; any may be null but ids, spans and texts."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document of an archive came from: the file that holds it, and its place there, as `pieces` says."""

    source: str
    record: int


def arrow() -> Any:
    """Return the module `pyarrow` with `pyarrow.parquet`.

    Raises:
        RunError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise RunError("archive: needs pyarrow; pip install 'rashomon[archive]'") from error
    return pyarrow


def schema(noun: str) -> pyarrow.Schema:
    """Return the Arrow schema of a noun's files."""
    pa = arrow()
    kinds = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "whole": pa.int64(),
        "number": pa.float64(),
        "day": pa.date32(),
        "flag": pa.bool_(),
        "bytes": pa.binary(),
    }
    return pa.schema([pa.field(name, kinds[kind]) for name, kind in NOUNS[noun].items()])


def part(out: Path, noun: str, shard: int) -> Path:
    """Return the file of a noun and a shard."""
    return out / noun / f"{shard:05d}.parquet"


def receipt(out: Path, shard: int) -> Path:
    """Return the receipt of a shard."""
    return out / SHARDS / f"{shard:05d}.json"


def rows(reading: Reading, origin: Origin) -> Iterator[tuple[str, Row]]:
    """Yield (noun, row) for everything that an archive keeps of one reading."""
    document = reading.document
    text, identity = document.text, document.id
    yield (
        "documents",
        {
            "id": identity,
            "sha256": document.sha256,
            "path": document.path,
            "source": origin.source,
            "record": origin.record,
            "title": document.title,
            "publisher": document.publisher,
            "published": document.published,
            "media_type": document.media_type,
            "state": document.state.value,
            "problems": list(document.problems),
            "length": len(text),
            "text": text,
        },
    )
    yield "readings", {"id": identity, "reading": pack_reading(reading)}
    for claim in reading.claims:
        yield (
            "claims",
            {
                "id": claim.id,
                "document": identity,
                "source": claim.source.canonical if claim.source else None,
                "source_kind": claim.source.kind.value if claim.source else None,
                "cue": words(text, claim.cue) if claim.cue else None,
                "text": claim.text,
                "stance": claim.stance.value,
                "mode": claim.mode.value,
                "certainty": claim.certainty.value,
                "negated": claim.negated,
                "chain": list(claim.chain),
                "start": claim.content[0].start,
                "end": claim.content[-1].end,
            },
        )
    for noun, items in (
        ("quantities", reading.quantities),
        ("times", reading.times),
        ("places", reading.places),
        ("mentions", reading.mentions),
    ):
        for item in items:
            yield noun, _row(noun, item, identity)


_NAMED: Final = {"earliest": "start", "latest": "end"}
"""Columns of times whose field has another name."""


def _row(noun: str, item: Any, document: str) -> Row:
    """Return the row of an amount, time, place or mention."""
    own = {"document": document, "text": item.text, "start": item.span.start, "end": item.span.end}
    values = {name: getattr(item, _NAMED.get(name, name)) for name in NOUNS[noun] if name not in own}
    return own | {name: _number(value) if NOUNS[noun][name] == "number" else value for name, value in values.items()}


def _number(value: float | None) -> float | None:
    """Return a number as its column holds it: of a whole number with very many digits the nearest, or infinity."""
    try:
        return None if value is None else float(value)
    except OverflowError:
        return math.inf if value and value > 0 else -math.inf
