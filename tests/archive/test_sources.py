"""Every document of the sources lies in one shard, the same one each time, however sources are named or damaged."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.test_warc import RECORDS, record
from rashomon.archive import sources_lines, sources_warc
from rashomon.archive.pieces import Kind, Piece, Source, read_shard, shard_json, shards
from rashomon.archive.sources import Cut, find_sources, pieces
from rashomon.config import IngestConfig
from rashomon.errors import RunError

Lines = list[bytes]
CONFIG = IngestConfig()


def source_at(path: Path, kind: Kind = Kind.LINES) -> Source:
    state = path.stat()
    return Source(str(path), kind, state.st_size, state.st_mtime_ns)


def paths(given_: list[str], out: Path) -> list[str]:
    return [source.path for source in find_sources(given_, out=out)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("news/b.txt", "news/a/1.txt", "news/.hidden/x.txt", "more.jsonl", "out/documents/00000.parquet"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text\n", encoding="utf-8")
    (tmp_path / "link").symlink_to("news")
    return tmp_path


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["news"], ["news/a/1.txt", "news/b.txt"]),
        (["news", "more.jsonl"], ["more.jsonl", "news/a/1.txt", "news/b.txt"]),
        (["news/b.txt", "news"], ["news/a/1.txt", "news/b.txt"]),
        (["news", "news", "link"], ["link/a/1.txt", "link/b.txt"]),
        (["news", "news/.hidden/x.txt"], ["news/a/1.txt", "news/b.txt", "news/.hidden/x.txt"]),
    ],
)
def test_files_come_sorted_and_each_once(folder: Path, names: list[str], found: list[str]) -> None:
    assert paths(names, folder / "out") == paths(names[::-1], folder / "out") == found


def test_a_link_that_is_named_itself_is_followed(folder: Path) -> None:
    (folder / "linked.jsonl").symlink_to("more.jsonl")
    (source,) = find_sources(["linked.jsonl"], out=folder / "out")
    assert (source.kind, source.size) == (Kind.LINES, 5)


def test_the_archive_is_no_source_of_itself(folder: Path) -> None:
    assert not any("out/" in path for path in paths(["."], folder / "out"))
    assert len(paths(["."], folder / "elsewhere")) == len(paths(["."], folder / "out")) + 1


@pytest.mark.parametrize(
    ("names", "message"),
    [([], "no source given"), (["-"], "standard input"), (["news", "nowhere"], "nowhere: read: there is no such")],
)
def test_what_cannot_be_a_source_is_refused(folder: Path, names: list[str], message: str) -> None:
    with pytest.raises(RunError, match=message):
        paths(names, folder / "out")


def read_lines(path: Path, bounds: list[tuple[int, int]], limit: int = 1000) -> list[tuple[int, bytes, bool]]:
    with sources_lines.opened(path) as file:
        return [line for start, end in bounds for line in sources_lines.lines(file, start, end, limit=limit)]


@given(
    st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b" ").rstrip(b"\r")), max_size=30),
    st.integers(1, 60),
    st.booleans(),
    st.booleans(),
)
def test_every_line_lies_in_one_stretch(
    tmp_path_factory: pytest.TempPathFactory, lines: Lines, step: int, ended: bool, packed: bool
) -> None:
    data = b"\n".join(lines) + b"\n" * ended
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_bytes(gzip.compress(data) if packed else data)
    bounds = [(start, min(start + step, len(data))) for start in range(0, len(data), step)]
    found = read_lines(path, bounds)
    assert found == read_lines(path, [(0, len(data))])
    wanted = data.split(b"\n")[: -1 if data.endswith(b"\n") or not data else None]
    assert [line for _, line, _ in found] == [line.rstrip(b"\r") for line in wanted]
    assert all(data[at:].startswith(line) and (at == 0 or data[at - 1 : at] == b"\n") for at, line, _ in found)


def test_a_line_without_end_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"first\n" + b"x" * 5_000_000 + b"\nlast\n")
    assert read_lines(path, [(0, path.stat().st_size)]) == [
        (0, b"first", True),
        (6, b"x" * 1000, False),
        (5_000_007, b"last", True),
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_lines_are_cut_into_about_as_many_as_were_asked_for(tmp_path: Path, packed: bool) -> None:
    line = json.dumps({"text": "The mayor said so. " * 20}).encode() + b"\n"
    path = tmp_path / "a.jsonl"
    path.write_bytes(gzip.compress(line * 1000) if packed else line * 1000)
    looked: list[str] = []
    cut = [
        list(
            pieces(
                source_at(path),
                cut=Cut(documents=100),
                folder=tmp_path,
                cache=tmp_path,
                config=CONFIG,
                on_look=looked.append,
            )
        )
        for _ in range(2)
    ]
    assert cut[0] == cut[1]
    assert looked == [str(path)] * packed, "a compressed file is looked through once"
    assert [piece.documents for piece in cut[0]] == [100] * 10
    assert [(piece.start, piece.end) for piece in cut[0]] == [
        (n * 100 * len(line), (n + 1) * 100 * len(line)) for n in range(10)
    ]


def test_a_piece_has_no_more_bytes_than_a_shard_may_have(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes((json.dumps({"text": "x" * 2000}) + "\n").encode() * 100)
    found = list(sources_lines.cut(source_at(path), path, path.stat().st_size, documents=256, weight=10_000))
    assert max(piece.weight for piece in found) == 10_000
    assert sum(piece.weight for piece in found) == path.stat().st_size


ANSWERS = ["https://example.org/a", "https://example.org/annex.pdf", "https://example.org/b",
           "https://example.org/a.css", "https://example.org/gone"]  # fmt: skip


@pytest.mark.parametrize("compress", [bytes, partial(gzip.compress, mtime=0)], ids=["plain", "packed"])
def test_records_of_a_web_archive_are_found_by_their_places(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(compress(item) for item in RECORDS))
    cut = list(sources_warc.cut(path, documents=2, weight=1 << 20))
    assert [count for _, _, count in cut] == [2, 2, 1]
    found = [item for start, end, _ in cut for item in sources_warc.records(path, start, end)]
    assert [record.address for record in found] == ANSWERS
    assert [record.answered for record in found] == [200, 200, 200, 200, 404]
    assert [sources_warc.record_bytes(path, record.start) for record in found] == [compress(item) for item in RECORDS]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(b"".join(RECORDS)), "compressed as one piece"),
        (b"".join(map(gzip.compress, RECORDS[:2]))[:-50], "damaged or cut short"),
        (b"".join(RECORDS[:2])[:-50], "damaged or cut short"),
        (RECORDS[0] + b"nonsense" * 20, "damaged or cut short"),
        (RECORDS[0] + b"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n", "damaged or cut short"),
        (gzip.compress(RECORDS[0]) + b"\x1f\x8bnonsense", "damaged or cut short"),
    ],
)
def test_a_damaged_web_archive_gives_what_comes_before_and_says_so(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(data)
    *whole, last = sources_warc.records(path, 0, None)
    assert reason in last.problem
    assert [record.address for record in whole] == ANSWERS[: len(whole)]
    assert sum(count for _, _, count in sources_warc.cut(path, documents=9, weight=1 << 20)) == len(whole) + 1


def test_a_page_that_looks_like_a_record_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record("https://example.org/trap", b"\r\n\r\n" + RECORDS[0]) + RECORDS[1])
    for start, end, _ in sources_warc.cut(path, documents=1, weight=1):
        assert next(found.address for found in sources_warc.records(path, start, end)) in {
            "https://example.org/trap",
            "https://example.org/annex.pdf",
        }


def piece_of(name: str, documents: int, weight: int) -> Piece:
    return Piece(Source(name, Kind.FILE, weight, 0), 0, 1, documents, weight)


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ([(1, 1)] * 5, [2, 2, 1]),
        ([(1, 60), (1, 60), (1, 10)], [1, 2]),
        ([(1, 500), (1, 1)], [1, 1]),
        ([(9, 1), (1, 1)], [1, 1]),
        ([], []),
    ],
)
def test_pieces_make_shards_of_so_many_documents_or_bytes(sizes: list[tuple[int, int]], cut: list[int]) -> None:
    made = list(shards((piece_of(str(n), *size) for n, size in enumerate(sizes)), documents=2, weight=100))
    assert [len(shard) for shard in made] == cut
    assert [piece.source.path for shard in made for piece in shard] == [str(n) for n in range(len(sizes))]


def test_a_shard_comes_back_from_its_line_whatever_the_name() -> None:
    name = os.fsdecode(b"caf\xe9\n.txt")
    shard = (Piece(Source(name, Kind.FILE, 5, 7), 0, 1, 0, 0),)
    line = shard_json(shard)
    assert "\n" not in line
    assert read_shard(line.encode("ascii")) == shard
