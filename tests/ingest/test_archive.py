from __future__ import annotations

import io
import struct
import zipfile

import pytest

from rashomon.records import ReadState

from .conftest import LoadAll, hand_pdf, show, zipped

PDF = hand_pdf([show(50, 700, "The ministry denied it.")])


def test_members_are_documents_of_their_own(load_all: LoadAll) -> None:
    data = zipped(
        {"b/one.txt": "One.", "a.pdf": PDF, ".hidden": "x", "__MACOSX/b/._one.txt": "x", "d/": "", "e.bin": b"\0" * 99}
    )
    outer, *inner = load_all(data, "a.zip")
    assert (outer.media_type, outer.text, outer.state) == ("application/zip", "", ReadState.PARSED)
    assert outer.problems == ("an archive of 3 members, each read as a document of its own",)
    assert [(document.member, document.text) for document in inner] == [
        ("b/one.txt", "One."),
        ("a.pdf", "The ministry denied it."),
        ("e.bin", ""),
    ]
    assert [document.state.value for document in inner] == ["parsed", "parsed", "failed"]
    assert all(document.parent == outer.id for document in inner)


def test_names_of_members_are_kept_apart_and_printable(load_all: LoadAll) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name in ("a.txt", "a.txt", "../up\n\u202e.txt"):
            archive.writestr(name, f"Words of {len(name)}.")
    _, *inner = load_all(buffer.getvalue(), "a.zip")
    assert [document.member for document in inner] == ["a.txt", "a.txt (2)", "../up\ufffd\ufffd.txt"]


def encrypted(data: bytes) -> bytes:
    """Return an archive whose only member claims to be encrypted."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[changed.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def overlapping() -> bytes:
    """Return an archive in which two directory entries point to the same bytes."""
    data = bytearray(zipped({"a.txt": "words " * 50, "b.txt": "words " * 50}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (encrypted(zipped({"a.txt": "words"})), "none of its 1 members can be read: a.txt (it is encrypted)"),
        (zipped({"a.txt": "words " * 100})[:60], "it is damaged and cannot be unpacked"),
        (zipped({"a.txt": b"\0" * (20 << 20)}), "a decompression bomb"),
        (overlapping(), "its members overlap (a decompression bomb)"),
        (zipped({}), "an archive holds no documents"),
        (zipped({"ppt/slides/slide1.xml": "", "[Content_Types].xml": ""}), "it is a presentation (PPTX)"),
    ],
    # Not by the bytes: processes that share the tests must call each by one name.
    ids=["encrypted", "cut short", "bomb", "overlapping", "empty", "presentation"],
)
def test_what_cannot_be_unpacked_fails_with_a_remedy(load_all: LoadAll, data: bytes, problem: str) -> None:
    (document,) = load_all(data, "a.zip")
    assert document.state is ReadState.FAILED
    assert problem in document.problems[0]


def test_a_member_that_is_damaged_is_said_and_the_others_are_read(load_all: LoadAll) -> None:
    data = zipped({"a.txt": "some words", "b.txt": "other words"}, stored=("a.txt",)).replace(
        b"some words", b"same words"
    )
    outer, inner = load_all(data, "a.zip")
    assert outer.state is ReadState.PARTIAL
    assert "not read: a.txt (it is damaged)" in outer.problems[1]
    assert inner.text == "other words"
