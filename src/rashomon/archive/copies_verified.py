"""Candidates aligned word by word, by the same code as a dossier's, each part with the texts it needs and no others."""

from __future__ import annotations

import json
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from rashomon.archive.copies import candidates_of, common_of, documents_of, wanted_of
from rashomon.archive.linking_layout import Job, write_rows
from rashomon.archive.linking_parts import Parts, load, save
from rashomon.archive.linking_steps import Counts
from rashomon.compare.direction import Direction
from rashomon.compare.echoes import (
    Pair,
    Telling,
    Text,
    agreed,
    covered,
    echo_of,
    is_open,
    read_text,
    tellings,
    verify,
)
from rashomon.compare.groups import name_of
from rashomon.records import Echo, Span
from rashomon.store.codec import document_json, read_document

# Texts split into words that are kept for the next pairs, and documents sent at a time.
_KEPT, _SENT = 3000, 20_000
_SIDES: Final = ("a", "b")


def texts_of(job: Job) -> Parts:
    """Return where texts are handed on to those who verify pairs."""
    return Parts(job.work("texts"), job.plan.parts)


def told_of(job: Job) -> Parts:
    """Return where it is handed on what pairs say of the origin of a document's passages, by document."""
    return Parts(job.work("told"), job.plan.parts)


def asked_of(job: Job) -> Parts:
    """Return where pairs ask what is said of a document's passages, by document."""
    return Parts(job.work("asked"), job.plan.parts)


def heard_of(job: Job) -> Parts:
    """Return where the answers are handed on, by the part that asked."""
    return Parts(job.work("heard"), job.plan.parts)


def found_of(job: Job) -> Parts:
    """Return where verified pairs are kept, one reader for each part."""
    return Parts(job.work("found"), 1)


def send(job: Job, lot: int) -> Counts:
    """Send a lot's texts to the parts that need them to verify pairs."""
    numbers, by = wanted_of(job).columns(lot, "document", "by")
    readers: dict[int, set[int]] = defaultdict(set)
    for number, reader in zip(numbers.tolist(), by.tolist(), strict=True):
        readers[number].add(reader)
    ranks = load(job.work("rank.npy"))
    rows: list[tuple[int, int, str]] = []
    sent = piece = 0
    for number, document in documents_of(job, lot) if readers else ():
        if number in readers:
            packed = document_json(document)
            rows.extend((reader, int(ranks[number]), packed) for reader in sorted(readers[number]))
        if len(rows) >= _SENT:
            _send(job, lot, rows, piece)
            sent, piece, rows = sent + len(rows), piece + 1, []
    _send(job, lot, rows, piece)
    return {"texts sent": sent + len(rows)}


def _send(job: Job, lot: int, rows: list[tuple[int, int, str]], piece: int) -> None:
    columns = {"rank": np.array([r for _, r, _ in rows], np.int64), "text": [t for _, _, t in rows]}
    if not rows:
        columns["text"] = np.array([], dtype=str)
    texts_of(job).write(lot, np.array([reader for reader, _, _ in rows], np.int64), columns, piece=piece)


class _Texts:
    """The texts of a part, read when they are needed; the last ones are kept."""

    def __init__(self, job: Job, number: int) -> None:
        self._at: dict[int, tuple[Any, int]] = {}
        for batch in texts_of(job).read(number):
            column = batch.column("text")
            for row, rank in enumerate(batch.column("rank").to_pylist()):
                self._at[rank] = (column, row)
        self._read: OrderedDict[int, Text] = OrderedDict()

    def __getitem__(self, rank: int) -> Text:
        if rank in self._read:
            self._read.move_to_end(rank)
            return self._read[rank]
        column, row = self._at[rank]
        text = self._read[rank] = read_text(read_document(column[row].as_py()))
        if len(self._read) > _KEPT:
            self._read.popitem(last=False)
        return text


def align(job: Job, number: int) -> Counts:
    """Verify the pairs of a part; write those that hold, and ask of the open ones what other copies say."""
    a, b = candidates_of(job).columns(number, "a", "b")
    keys = sorted(set(zip(a.tolist(), b.tolist(), strict=True)))
    texts, common = _Texts(job, number), common_of(job)
    found: list[tuple[Pair, int, int, tuple[str, str]]] = []
    for one, other in keys:
        pair = verify(texts[one], texts[other], common, length=job.config.compare.echo_words)
        if pair is not None:
            first, second = (one, other) if texts[one].document.id == pair.a else (other, one)
            names = (name_of(texts[first].document), name_of(texts[second].document))
            found.append((pair, first, second, names))
    _tell(job, number, found)
    _ask(job, number, found)
    found_of(job).write(number, np.zeros(len(found), np.int64), _columns(found))
    edges = [(min(x, y), max(x, y)) for _, x, y, _ in found]
    save(job.work(f"edges/{number:05d}.npy"), np.array(edges, np.uint32).reshape(-1, 2))
    return {"aligned": len(keys), "verified": len(found)}


def _tell(job: Job, number: int, found: list[tuple[Pair, int, int, tuple[str, str]]]) -> None:
    rows = [
        (x if document == pair.a else y, telling) for pair, x, y, _ in found for document, telling in tellings(pair)
    ]
    ranks = np.array([rank for rank, _ in rows], np.int64)
    columns = {"rank": ranks, "telling": _texts([json.dumps(telling) for _, telling in rows])}
    told_of(job).write(number, ranks // job.plan.width, columns)


def _ask(job: Job, number: int, found: list[tuple[Pair, int, int, tuple[str, str]]]) -> None:
    rows = []
    for place, (pair, x, y, _) in enumerate(found):
        if is_open(pair):
            rows.append((x, place, json.dumps([p[:2] for p in pair.places])))
            rows.append((y, place, json.dumps([p[2:] for p in pair.places])))
    ranks = np.array([row[0] for row in rows], np.int64)
    places = np.array([row[1] for row in rows], np.int64)
    columns = {"rank": ranks, "pair": places, "part": np.full(len(rows), number), "spans": _texts([r[2] for r in rows])}
    asked_of(job).write(number, ranks // job.plan.width, columns)


def _texts(values: list[str]) -> Any:
    return values or np.array([], dtype=str)


def _columns(found: list[tuple[Pair, int, int, tuple[str, str]]]) -> Mapping[str, Any]:
    return {"pair": _texts([json.dumps(_packed(pair)) for pair, *_ in found]),
            "names": _texts([json.dumps(names) for *_, names in found])}  # fmt: skip


def _packed(pair: Pair) -> list[Any]:
    said = pair.direction
    passages = [(x.start, x.end, y.start, y.end) for x, y in pair.passages]
    direction = [said.first, said.third, said.why, said.sure]
    return [pair.a, pair.b, pair.places, passages, pair.copied, pair.share, direction]


def _pair(text: str) -> Pair:
    a, b, places, passages, copied, share, direction = json.loads(text)
    spans = tuple((Span(p[0], p[1]), Span(p[2], p[3])) for p in passages)
    return Pair(a, b, tuple(map(tuple, places)), spans, copied, share, Direction(*direction))


def answer(job: Job, number: int) -> Counts:
    """Answer what is asked of the passages of a part's documents."""
    told: dict[int, list[Telling]] = defaultdict(list)
    for row in told_of(job).rows(number):
        start, end, name, why = json.loads(row["telling"])
        told[row["rank"]].append((start, end, name, why))
    rows = []
    for row in asked_of(job).rows(number) if told else ():
        spans = [(start, end) for start, end in json.loads(row["spans"])]
        if row["rank"] in told and (hit := covered(spans, told[row["rank"]])):
            rows.append((row["part"], row["pair"], *hit))
    parts = np.array([row[0] for row in rows], np.int64)
    columns = {"pair": np.array([row[1] for row in rows], np.int64)}
    texts = {"name": _texts([row[2] for row in rows]), "why": _texts([row[3] for row in rows])}
    heard_of(job).write(number, parts, {**columns, **texts})
    return {"answered": len(rows)}


def conclude(job: Job, number: int) -> Counts:
    """Write the pairs of a part with what other copies say."""
    hits: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in heard_of(job).rows(number):
        hits[row["pair"]].append((row["name"], row["why"]))
    rows = []
    for place, kept in enumerate(_kept(job, number)):
        pair, names = _pair(kept["pair"]), tuple(json.loads(kept["names"]))
        echo = echo_of(pair, agreed(hits.get(place, ())))
        rows.append(_row(echo, names if echo.source == pair.a else names[::-1]))
    write_rows(job, "pairs", number, sorted(rows, key=lambda row: (row["source"], row["copy"])))
    return {"pairs": len(rows), "copies": sum(row["kind"] == "copy" for row in rows)}


def _kept(job: Job, number: int) -> Iterator[dict[str, Any]]:
    path = found_of(job).folder / f"{number:05d}-0000.arrow"
    yield from Parts.batch(path, 0).to_pylist()


def _row(echo: Echo, names: tuple[str, ...]) -> dict[str, Any]:
    passages = [n for x, y in echo.passages for n in (x.start, x.end, y.start, y.end)]
    own = {name: getattr(echo, name) for name in ("source", "copy", "score", "kind", "direction", "origin", "evidence")}
    return {**own, "names": list(names), "passages": passages}
