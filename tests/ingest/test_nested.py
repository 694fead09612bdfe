from __future__ import annotations

import hashlib
from pathlib import Path

from rashomon.config import IngestConfig
from rashomon.ingest.load import load
from rashomon.records import Document, ReadState

from .conftest import LoadAll, zipped


def nest(depth: int) -> bytes:
    data = b"The innermost words."
    for level in range(depth):
        data = zipped({f"{level}.zip" if level else "a.txt": data})
    return data


def test_depth_is_limited_and_said(load_all: LoadAll) -> None:
    documents = load_all(nest(4), "a.zip")
    assert documents[-1].text == "The innermost words."
    assert documents[-1].path.endswith("a.zip!3.zip!2.zip!1.zip!a.txt")
    documents = load_all(nest(5), "a.zip")
    assert len(documents) == 5
    assert documents[-1].state is ReadState.PARTIAL
    assert "they lie deeper than 4 levels" in documents[-1].problems[-1]
    assert [document.state.value for document in documents[:-1]] == ["parsed"] * 4


def test_a_file_that_multiplies_itself_is_stopped_by_its_total(load_all: LoadAll) -> None:
    inner = zipped({f"{number}.txt": f"Words {number}." for number in range(30)})
    data = zipped({f"{number}.zip": inner + bytes([number]) * 0 for number in range(30)})
    documents = load_all(data, "a.zip", max_members=100)
    assert len(documents) <= 101
    assert sum(document.state is ReadState.PARTIAL for document in documents) > 0
    assert any("only the first" in problem for document in documents for problem in document.problems)


def test_the_total_size_is_limited(load_all: LoadAll) -> None:
    data = zipped({f"{number}.txt": "words " * 1000 for number in range(10)})
    documents = load_all(data, "a.zip", max_unpacked=20_000)
    assert len(documents) == 4
    assert documents[0].state is ReadState.PARTIAL
    assert "7 members are beyond the limits" in documents[0].problems[-1]


def test_one_document_inside_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a!b.zip"
    path.write_bytes(zipped({"x/one.txt": "One.", "two.zip": zipped({"three.txt": "Three."})}))
    config = IngestConfig()

    def texts(name: str) -> list[str]:
        return [document.text for document in load([f"{path}!{name}"], config=config)]

    assert texts("x/one.txt") == ["One."]
    assert texts("two.zip") == ["", "Three."]
    assert texts("two.zip!three.txt") == ["Three."]
    (missing,) = load([f"{path}!four.txt"], config=config)
    assert missing.problems[0].startswith("there is no such document in ")
    assert [document.text for document in load([str(path)], config=config)] == ["", "One.", "", "Three."]


def test_the_bytes_of_every_document_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"one.txt": "One.", "bad.bin": b"\0" * 50}))
    kept: list[bytes] = []
    documents: list[Document] = []
    for document in load([str(path)], config=IngestConfig(), keep=kept.append):
        documents.append(document)
        assert len(kept) == len(documents)
    assert [hashlib.sha256(data).hexdigest() for data in kept] == [document.sha256 for document in documents]
