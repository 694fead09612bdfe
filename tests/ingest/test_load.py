from __future__ import annotations

import hashlib
import io
import os
import random
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.config import IngestConfig
from rashomon.ingest.load import load
from rashomon.records import Document, ReadState

from .conftest import Load, hand_pdf, show

HTML = b"<html><head><title>T</title></head><body><p>The ministry denied it.</p></body></html>"
PDF = hand_pdf([show(50, 700, "The ministry denied it.")])


def states(documents: list[Document]) -> list[str]:
    return [document.state.value for document in documents]


def pptx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("ppt/presentation.xml", "")
    return buffer.getvalue()


def test_files_come_in_the_order_given_with_the_hash_of_their_bytes(tmp_path: Path) -> None:
    given_files = {"b.txt": b"One.\r\nTwo.", "a.pdf": PDF, "c.html": HTML}
    for name, data in given_files.items():
        (tmp_path / name).write_bytes(data)
    documents = list(load([str(tmp_path / name) for name in given_files], config=IngestConfig()))
    assert [document.sha256 for document in documents] == [
        hashlib.sha256(data).hexdigest() for data in given_files.values()
    ]
    assert [document.text for document in documents] == [
        "One.\r\nTwo.",
        "The ministry denied it.",
        "The ministry denied it.",
    ]
    assert [document.media_type for document in documents] == ["text/plain", "application/pdf", "text/html"]
    assert [document.problems for document in documents] == [(), (), ()]
    assert documents[1].glyphs is not None
    assert documents[1].passages[0].page == 1


def test_a_folder_is_walked_in_sorted_order_without_hidden_files_or_links(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.txt", ".hidden", "empty/.keep"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Words.")
    (tmp_path / "d").symlink_to(tmp_path)
    documents = list(load([str(tmp_path)], config=IngestConfig()))
    names = [os.path.relpath(document.path, tmp_path) for document in documents]
    assert names == ["a.txt", "b/10.txt", "b/2.txt", "c.txt", "d", "empty"]
    assert [document.problems for document in documents if document.state is ReadState.FAILED] == [
        ("it is a link inside a folder; give the file it points to by its own name",),
        ("the folder is empty; put files in it or give another one",),
    ]


def test_a_link_given_by_name_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    (document,) = load([str(tmp_path / "link")], config=IngestConfig())
    assert (document.text, document.path) == ("Words.", str(tmp_path / "link"))


def test_a_dash_reads_standard_input() -> None:
    (document,) = load(["-"], config=IngestConfig(), stdin=io.BytesIO(b"From a pipe.\n"))
    assert (document.path, document.text, document.media_type) == ("-", "From a pipe.\n", "text/plain")


def test_documents_are_given_out_as_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    documents = load(iter([str(tmp_path / "a.txt"), str(tmp_path / "later.txt")]), config=IngestConfig())
    assert next(documents).text == "Words."
    (tmp_path / "later.txt").write_text("Written in between.")
    assert next(documents).text == "Written in between."


@pytest.mark.parametrize(
    ("data", "options", "problem"),
    [
        (b"", {}, "the file is empty; check that it was saved or downloaded in full"),
        (b"  \n", {}, "it holds only white space; give a file with text in it"),
        (
            bytes(range(256)) * 4,
            {},
            "it is a binary file of a kind that is not read; give it as PDF, HTML or plain text (UTF-8)",
        ),
        (
            pptx(),
            {},
            "it is a presentation (PPTX), which is not read yet; save it as PDF and give that",
        ),
        (
            b"GIF89a" + bytes(20),
            {},
            "it is an image (GIF); run OCR (text recognition) on it first and give the resulting PDF or text",
        ),
        (b"words " * 10, {"max_bytes": 20}, "it is larger than the limit of 20 bytes; split it or raise the limit"),
        (
            hand_pdf(["x"], encrypted=True),
            {},
            "the PDF is encrypted and asks for a password; save a copy without password",
        ),
        (PDF[:200], {}, "the PDF is cut short and cannot be opened; get it again from its source"),
        (
            hand_pdf([""]),
            {},
            "the PDF has no text layer (it may be a scan); "
            "install Debian's tesseract-ocr, or run OCR (text recognition) on it first and give the result",
        ),
        (
            b"<html><body><script>app()</script></body></html>",
            {},
            "the page shows no text (it may be built by scripts); open it in a browser, save it as PDF and give that",
        ),
    ],
)
def test_what_cannot_be_read_fails_with_one_sentence(
    load_bytes: Load, data: bytes, options: dict[str, int], problem: str
) -> None:
    document = load_bytes(data, "a", **options)
    assert (document.state, document.text, document.problems) == (ReadState.FAILED, "", (problem,))


def test_names_that_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").write_text("Words.")
    paths = [tmp_path / "none.txt", tmp_path / "a.txt" / "b.txt", tmp_path / "pipe", tmp_path / ("x" * 300)]
    documents = list(load([*map(str, paths), "a\0b"], config=IngestConfig()))
    assert [document.problems for document in documents] == [
        ("there is no such file; check the name",),
        ("there is no such file; check the name",),
        ("it is no regular file (a pipe or device); give its content on standard input, as -",),
        ("the system could not read it (File name too long); check the disk and the name, then try again",),
        ("its name cannot be the name of a file; check the name",),
    ]
    assert set(states(documents)) == {"failed"}
    assert {document.sha256 for document in documents} == {""}


@pytest.mark.parametrize("where", ["file", "folder"])
def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    path = tmp_path / "a.txt" if where == "file" else tmp_path
    (tmp_path / "a.txt").write_text("Words.")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The administrator may read everything, so the refusal is played here rather than set on the disk.
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "listdir", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    (document,) = load([str(path)], config=IngestConfig())
    assert document.problems == (f"you may not read this {where}; change its permissions or copy it",)


@pytest.mark.parametrize(
    ("name", "data", "note"),
    [
        ("a.txt", PDF, "it is named .txt but is PDF and was read as that; rename it to .pdf"),
        ("a.pdf", HTML, "it is named .pdf but is HTML and was read as that; rename it to .html"),
        ("a.html", b"Only words.", "it is named .html but is plain text and was read as that; rename it to .txt"),
    ],
)
def test_a_wrong_name_is_noted_and_the_content_read(load_bytes: Load, name: str, data: bytes, note: str) -> None:
    document = load_bytes(data, name)
    assert (document.state, document.problems) == (ReadState.PARSED, (note,))
    assert document.text


def test_the_publication_date_of_the_user_fills_a_gap_only(load_bytes: Load) -> None:
    dated = HTML.replace(b"<head>", b'<head><meta name="date" content="2016-05-04">')
    assert load_bytes(b"Words.", published=date(2017, 11, 14)).published == date(2017, 11, 14)
    assert load_bytes(dated, published=date(2017, 11, 14)).published == date(2016, 5, 4)


@pytest.mark.parametrize("data", [b"The ministry denied it.", PDF, HTML])
def test_a_text_over_the_limit_is_cut_and_says_so(load_bytes: Load, data: bytes) -> None:
    document = load_bytes(data, "a", max_characters=12)
    assert (document.text, document.state) == ("The ministry", ReadState.PARTIAL)
    assert document.problems == ("only its first 12 characters were kept; split it or raise the limit",)
    assert all(passage.span.end <= 12 for passage in document.passages)
    assert document.glyphs is None or len(document.glyphs.boxes) == 48


def test_names_that_are_not_utf8_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Words.")
    (document,) = load([str(tmp_path)], config=IngestConfig())
    assert document.text == "Words."
    assert document.path.endswith("caf\\xe9.txt")


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5))
@settings(max_examples=30)
def test_any_bytes_end_in_one_of_three_states(contents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(contents):
            Path(folder, f"{number}.bin").write_bytes(data)
        documents = list(load([folder], config=IngestConfig()))  # one process reads them all
    assert len(documents) >= len(contents)
    for document in documents:
        assert document.state in ReadState
        assert (document.state is ReadState.FAILED) == (document.text == "")
        assert document.problems or document.state is ReadState.PARSED


def test_damaged_files_end_in_one_of_three_states(tmp_path: Path) -> None:
    chance = random.Random(7)
    paths = []
    for number in range(20):
        data = bytearray(chance.choice((PDF, HTML)))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(8, len(data))
            data[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 4))
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(data)
    documents = list(load(map(str, paths), config=IngestConfig(timeout=20)))
    assert len(documents) == 20
    for document in documents:
        assert (document.state is ReadState.FAILED) == (document.text == "")
        assert all("crashed" not in problem and "reader failed" not in problem for problem in document.problems)
    assert {"parsed", "failed"} <= set(states(documents))
