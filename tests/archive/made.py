"""Archives for tests, written shard by shard from readings as `archive.layout` says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from archive.archives import rows_of
from rashomon.archive.layout import MANIFEST, NOUNS, Origin, Row
from rashomon.archive.writing import make_folders, write_shard
from rashomon.casework.reading import this_run
from rashomon.config import Config
from rashomon.pipeline import read_documents, read_texts
from rashomon.records import Document, Reading

Item = tuple[Reading, Origin]
Rejected = tuple[str, int, str, str]


def write_archive(
    out: Path,
    items: Sequence[Item],
    *,
    size: int = 4,
    config: Config | None = None,
    rejected: Iterable[Rejected] = (),
    planned: int | None = None,
) -> Path:
    """Write an archive of readings, `size` in a shard; records set aside go into the first."""
    run = this_run(config or Config())
    shards = [items[at : at + size] for at in range(0, len(items), size)]
    make_folders(out)
    manifest = {"version": run.version, "config": run.config, "shards": planned or len(shards)}
    (out / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    aside = [dict(zip(NOUNS["rejected"], row, strict=True)) for row in rejected]
    for number, some in enumerate(shards):
        write_some(out, number, some, aside if number == 0 else [])
    return out


def write_some(out: Path, number: int, items: Sequence[Item], aside: Sequence[Row] = ()) -> None:
    """Write a shard of readings."""
    found = rows_of(items)
    found["rejected"] += aside
    write_shard(out, number, found)


def of_files(paths: Sequence[str], config: Config | None = None) -> list[Item]:
    """Read files; each document comes from the file it lies in."""
    config = config or Config()
    readings = read_texts(read_documents(paths, config=config), config=config)
    return [(reading, Origin(reading.document.path.split("!")[0], 0)) for reading in readings]


def of_records(
    records: Sequence[dict[str, Any]], source: str = "made-up.jsonl", config: Config | None = None
) -> list[Item]:
    """Read records of JSON lines: each a document whose bytes are its text."""
    documents = []
    for number, record in enumerate(records):
        data = record["text"].encode()
        document = Document(
            f"{source}#{number}",
            hashlib.sha256(data).hexdigest(),
            "text/plain",
            record["text"],
            title=record.get("title"),
            publisher=record.get("publisher"),
            published=date.fromisoformat(record["published"]) if "published" in record else None,
        )
        documents.append(replace(document, encoding="utf-8"))
    readings = read_texts(documents, config=config or Config())
    return [(reading, Origin(source, number)) for number, reading in enumerate(readings)]
