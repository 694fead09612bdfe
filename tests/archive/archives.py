"""Archives for tests: a folder as `archive.layout` says, made of readings that are given."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rashomon.archive.layout import NOUNS, Origin, part, receipt, rows, schema
from rashomon.records import Reading


def write_archive(out: Path, shards: Sequence[Sequence[Reading]]) -> Path:
    """Write readings as the shards of an archive that was read to the end."""
    for number, readings in enumerate(shards):
        table: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for place, reading in enumerate(readings):
            for noun, row in rows(reading, Origin(f"source {number}", place)):
                table[noun].append(row)
        for noun in NOUNS:
            path = part(out, noun, number)
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(table[noun], schema=schema(noun)), path)
        told = receipt(out, number)
        told.parent.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps({"documents": len(readings), "shard": number}), encoding="utf-8")
    return out
