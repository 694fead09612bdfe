"""What one shard gives: documents with their places, and every record that gave none with its reason."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.test_warc import PAGE, RECORDS
from rashomon.archive.layout import NOUNS, Row
from rashomon.archive.plan import plan, planned
from rashomon.archive.reading import Finder, read_shard_rows
from rashomon.archive.sources import Cut
from rashomon.archive.sources_fields import Fields
from rashomon.archive.writing import write_shard
from rashomon.config import Config, ExtractConfig, IngestConfig
from rashomon.errors import ItemError, RunError
from rashomon.store.codec import unpack_reading

RULES = Config(extract=ExtractConfig(attribution="rules"), ingest=IngestConfig(max_bytes=20_000))
SAID = "The mayor said on Monday that twelve people had been killed in Raqqa."

Rows = dict[str, list[Row]]


def archived(given: list[str], out: Path, *, fields: Fields = Fields(), documents: int = 256) -> Iterator[Rows]:  # noqa: B008
    """Read sources shard by shard, here."""
    out.mkdir(exist_ok=True)
    made = plan(given, out, config=RULES, fields=fields, cut=Cut(documents=documents))
    finder = Finder(made.folder, RULES, fields)
    try:
        for number in range(made.shards):
            yield read_shard_rows(planned(out, number), finder, RULES)
    finally:
        finder.close()


def one(given: list[str], out: Path, *, fields: Fields = Fields()) -> Rows:  # noqa: B008
    (rows,) = archived(given, out, fields=fields)
    return rows


def jsonl(path: Path, *records: object) -> str:
    lines = [record if isinstance(record, bytes) else json.dumps(record).encode() for record in records]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return str(path)


def test_a_record_gives_a_document_with_everything_that_it_says(tmp_path: Path) -> None:
    record = {"text": SAID, "title": "Twelve  killed", "source": {"id": 1, "name": "Example Post"},
              "date": "2017-11-14T23:30:00Z", "url": "https://example.org/1", "id": 7}  # fmt: skip
    rows = one([jsonl(tmp_path / "a.jsonl", record)], tmp_path / "out")
    (document,) = rows["documents"]
    assert document["sha256"] == hashlib.sha256(SAID.encode()).hexdigest()
    assert document["id"] == f"d{document['sha256'][:16]}"
    assert (document["title"], document["publisher"], document["published"]) == (
        "Twelve killed",
        "Example Post",
        date(2017, 11, 14),
    )
    assert (document["text"], document["length"], document["state"]) == (SAID, len(SAID), "parsed")
    assert document["path"] == f"{tmp_path}/a.jsonl!https://example.org/1"
    assert (document["source"], document["record"]) == (f"{tmp_path}/a.jsonl", 0)
    (claim,) = rows["claims"]
    assert claim["source"] == "mayor"
    assert claim["chain"][-1] == "Example Post"
    assert SAID[claim["start"] : claim["end"]] == "that twelve people had been killed in Raqqa"
    assert [row["text"] for row in rows["places"]] == ["Raqqa"]
    assert [row["low"] for row in rows["quantities"]] == [12]
    assert [row["earliest"] for row in rows["times"]] == [date(2017, 11, 13)]
    assert unpack_reading(rows["readings"][0]["reading"]).document.text == SAID
    assert set(rows) == set(NOUNS)


HOSTILE: list[tuple[object, str]] = [
    (b"{bad", "it is no JSON"),
    (b"\xff\xfe\x00garbage", "it is no JSON"),
    (b"[" * 100_000, "the line is larger than the limit of 20000 bytes"),
    (b"[" * 15_000, "it is nested too deeply"),
    (b'["a list"]', "it is no JSON object"),
    (b"7" * 5000, "it is no JSON"),
    ({}, "it has no text in text, content, body; its fields are none"),
    ({"maintext": "x"}, "its fields are maintext; name the field with --field text=NAME"),
    ({"text": " \n"}, "it has no text"),
    ({"text": ["a"]}, "it has no text"),
    ({"text": "\x00\x01\x02" * 50}, "it is a binary file"),
]


def test_every_bad_line_is_set_aside_with_place_reason_and_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [record if isinstance(record, bytes) else json.dumps(record).encode() for record, _ in HOSTILE]
    good = json.dumps({"text": SAID}).encode()
    rows = one([jsonl(path, good, *lines, b"", good)], tmp_path / "out")
    assert [row["source"] for row in rows["rejected"]] == [str(path)] * len(HOSTILE)
    data = path.read_bytes()
    for row, line, (_, reason) in zip(rows["rejected"], lines, HOSTILE, strict=True):
        assert reason in row["reason"]
        assert data[row["record"] :].startswith(line)
        assert len(row["head"]) <= 200
        assert row["head"].isprintable()
    assert [row["record"] for row in rows["documents"]] == [0, data.rindex(good)]


def test_halves_of_characters_cost_one_sign_and_no_offset(tmp_path: Path) -> None:
    rows = one([jsonl(tmp_path / "a.jsonl", b'{"text": "\\ud83d ' + SAID.encode() + b'"}')], tmp_path / "out")
    (document,) = rows["documents"]
    assert document["text"] == "\N{REPLACEMENT CHARACTER} " + SAID
    assert "halves of characters" in document["problems"][0]
    write_shard(tmp_path / "out", 0, rows)


def test_the_same_bytes_are_read_once_and_every_place_is_kept(tmp_path: Path) -> None:
    records = [{"text": SAID, "publisher": name, "url": f"https://{name}/1"} for name in ("a.org", "b.org", "c.org")]
    rows = one([jsonl(tmp_path / "a.jsonl", *records, {"text": "Nobody spoke."})], tmp_path / "out")
    first, second, third, other = rows["documents"]
    assert first["id"] == second["id"] == third["id"] != other["id"]
    assert [row["publisher"] for row in (first, second, third)] == ["a.org", "b.org", "c.org"]
    assert [row["text"] for row in (first, second, third)] == [SAID, "", ""]
    assert second["problems"] == [f"it has the same bytes as {first['path']}; it is read and counted once"]
    assert [row["id"] for row in rows["readings"]] == [first["id"], other["id"]]
    assert {row["document"] for row in rows["claims"]} <= {first["id"], other["id"]}
    assert len({row["id"] for row in rows["claims"]}) == len(rows["claims"])


def test_other_names_of_fields_may_be_given(tmp_path: Path) -> None:
    record = {"maintext": SAID, "text": "not this", "meta": {"outlet": "Example Post"}, "when": 1510704000}
    said = Fields((("text", "maintext"), ("publisher", "meta.outlet"), ("published", "when")))
    (document,) = one([jsonl(tmp_path / "a.jsonl", record)], tmp_path / "out", fields=said)["documents"]
    assert (document["text"], document["publisher"], document["published"]) == (
        SAID,
        "Example Post",
        date(2017, 11, 15),
    )
    with pytest.raises(RunError, match="--field txt=x: give one of text, title"):
        Fields((("txt", "x"),))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2017-11-14", date(2017, 11, 14)),
        ("Tue, 14 Nov 2017 10:00:00 +0000", date(2017, 11, 14)),
        ("14 November 2017", date(2017, 11, 14)),
        (1510700000, date(2017, 11, 14)),
        (1510700000000, date(2017, 11, 14)),
        ("last week", None),
        (True, None),
        (12, None),
    ],
)
def test_dates_of_publication_as_archives_write_them(tmp_path: Path, value: object, day: date | None) -> None:
    (row,) = one([jsonl(tmp_path / "a.jsonl", {"text": SAID, "published": value})], tmp_path / "out")["documents"]
    assert row["published"] == day
    assert [problem for problem in row["problems"] if "none that is understood" in problem] == row["problems"]
    assert bool(row["problems"]) is (day is None)


def test_files_of_any_kind_and_what_lies_in_them(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text(SAID, encoding="utf-8")
    (folder / "b.html").write_bytes(PAGE)
    (folder / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    (folder / "d.txt").write_bytes(b"")
    (folder / "e.txt").write_text("x" * 20_001, encoding="utf-8")
    (folder / "g.jsonl").symlink_to(folder / "a.txt")
    os.mkfifo(folder / "h.jsonl")
    (folder / "i").mkdir()
    mail = (
        b"From: a@example.org\r\nSubject: S\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    )
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nThe mayor denied it.\r\n"
    for name, content in (("in.html", PAGE), ("in.png", b"\x89PNG\r\n\x1a\n")):
        part += f'--b\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
    (folder / "f.eml").write_bytes(mail + part + b"--b--\r\n")
    rows = one([str(folder)], tmp_path / "out")
    assert [(Path(row["source"]).name, row["record"]) for row in rows["documents"]] == [
        ("a.txt", 0),
        ("b.html", 0),
        ("f.eml", 0),
        ("f.eml", 1),
    ]
    assert rows["documents"][3]["path"] == f"{folder}/f.eml!in.html"
    aside = {Path(row["source"]).name: row for row in rows["rejected"]}
    assert set(aside) == {"c.png", "d.txt", "e.txt", "f.eml", "g.jsonl", "h.jsonl", "i"}
    assert aside["g.jsonl"]["reason"].startswith("it is a link inside a folder")
    assert aside["e.txt"]["reason"].startswith("it is larger than the limit of 20000 bytes")
    assert aside["f.eml"]["reason"].startswith("in.png: ")
    assert all("; " in row["reason"] for row in rows["rejected"]), "each says what to do"


@pytest.mark.parametrize("packed", [False, True])
def test_pages_of_a_web_archive_are_documents(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.warc"
    stored = [gzip.compress(item, mtime=0) if packed else item for item in RECORDS]
    path.write_bytes(b"".join(stored))
    rows = list(archived([str(path)], tmp_path / "out", documents=2))
    documents = [row for shard in rows for row in shard["documents"]]
    assert [row["path"] for row in documents] == [f"{path}!https://example.org/{n}" for n in ("a", "annex.pdf", "b")]
    assert documents[0]["text"] == "The mayor said that 45 people were killed."
    data = path.read_bytes()
    assert all(data[row["record"] :].startswith(item) for row, item in zip(documents, stored, strict=False))
    reasons = [row["reason"] for shard in rows for row in shard["rejected"]]
    assert reasons[0].startswith("1 answers are scripts, styles")
    assert reasons[1] == "the server answered 404, no page"


def test_a_table_gives_documents_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table: dict[str, Any] = {"body": [SAID, None, "Nobody spoke."], "date": [datetime(2017, 11, 14, 12), None, None]}
    pq.write_table(pa.table(table), path)
    rows = one([str(path)], tmp_path / "out")
    assert [(row["record"], row["published"], row["path"]) for row in rows["documents"]] == [
        (0, date(2017, 11, 14), f"{path}!row 0"),
        (2, None, f"{path}!row 2"),
    ]
    assert [(row["record"], row["reason"].split(";")[0]) for row in rows["rejected"]] == [
        (1, "it has no text in text, content, body")
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.parquet", b"PAR1 and nothing more", "it is damaged, or no Parquet"),
        ("a.parquet", b"", "it is damaged, or no Parquet"),
        (
            "a.jsonl.gz",
            gzip.compress(json.dumps({"text": SAID}).encode() + b"\n" + b"x" * 9999, mtime=0)[:-40],
            "damaged or cut",
        ),
        ("a.warc.gz", gzip.compress(RECORDS[0], mtime=0)[:-20], "damaged or cut short"),
        ("a.warc", b"no web archive \x00\x01\x02" * 9, "binary"),
    ],
    ids=["no table", "an empty table", "lines cut short", "a web archive cut short", "no web archive"],
)
def test_a_damaged_source_is_set_aside_and_the_others_are_read(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (tmp_path / "z.txt").write_text(SAID + " Again.", encoding="utf-8")
    shards = list(archived([str(path), str(tmp_path / "z.txt")], tmp_path / "out"))
    assert [row["source"] for rows in shards for row in rows["documents"]][-1].endswith("z.txt")
    found = [row for rows in shards for row in rows["rejected"]]
    assert any(reason in row["reason"] and row["source"] == str(path) for row in found), found


def test_a_source_that_was_changed_is_not_read_as_another(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SAID, encoding="utf-8")
    found = archived([str(path)], tmp_path / "out")
    (tmp_path / "out").mkdir()
    plan([str(path)], tmp_path / "out", config=RULES, fields=Fields(), cut=Cut())
    finder = Finder(tmp_path, RULES, Fields())
    path.write_text("other", encoding="utf-8")
    with pytest.raises(ItemError, match=r"a\.txt: read: it was changed since"):
        read_shard_rows(planned(tmp_path / "out", 0), finder, RULES)
    path.unlink()
    with pytest.raises(ItemError, match="it is gone or may not be read since"):
        read_shard_rows(planned(tmp_path / "out", 0), finder, RULES)
    finder.close()
    del found


def test_a_shard_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    records = [{"text": f"{SAID} It was number {n}."} for n in range(5)]
    rows = one([jsonl(tmp_path / "a.jsonl", *records, b"{bad")], tmp_path / "out")
    made = []
    for name in ("1", "2"):
        for noun in (*NOUNS, "shards"):
            (tmp_path / name / noun).mkdir(parents=True)
        write_shard(tmp_path / name, 3, rows)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        made.append({str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files})
    assert made[0] == made[1]
    receipt = json.loads(made[0]["shards/00003.json"])
    assert (receipt["documents"], receipt["rejected"]) == (5, 1)
    for noun in NOUNS:
        data = made[0][f"{noun}/00003.parquet"]
        assert receipt["files"][noun]["sha256"] == hashlib.sha256(data).hexdigest()
        assert pq.read_table(pa.BufferReader(data)).num_rows == receipt["files"][noun]["rows"] == len(rows[noun])


def test_numbers_of_any_length_are_written(tmp_path: Path) -> None:
    text = f"The ministry said that 699320266804092929 dollars and {'9' * 400} roubles had been paid to 12 people."
    rows = one([jsonl(tmp_path / "a.jsonl", {"text": text})], tmp_path / "out")
    assert 12 in [row["low"] for row in rows["quantities"]]
    write_shard(tmp_path / "out", 0, rows)


def test_what_cannot_be_written_leaves_no_receipt_and_no_half_file(tmp_path: Path) -> None:
    rows = one([jsonl(tmp_path / "a.jsonl", {"text": SAID})], tmp_path / "out")
    (tmp_path / "out" / "times").rmdir()
    with pytest.raises(RunError, match=r"times/00000\.parquet: write: .*; free some space"):
        write_shard(tmp_path / "out", 0, rows)
    left = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [path for path in left if path.name.startswith(".") or path.parent.name == "shards"]
