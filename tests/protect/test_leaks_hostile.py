"""Exports made to blind the check or to tie it up: everything unread is told, and nothing takes long."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import in_proportion
from rashomon.errors import RunError
from rashomon.protect.leaks import NOTE, UNCHECKED, find_leaks, stops
from rashomon.protect.leaks_parts import Limits, Mapped, Opened, Written, replaced
from rashomon.protect.leaks_text import NOTATIONS
from rashomon.records import Leak, Secret

SECRET = Secret("j1", "source", "Witness A", ("Karim al-Dhuwayb",), lengths=(16,))


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def nested(data: bytes, levels: int) -> bytes:
    for _ in range(levels):
        data = zipped(("inner.zip", data))
    return data


def encrypted() -> bytes:
    data = bytearray(zipped(("a.txt", b"words")))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


BAD = {
    "deeper than": ("deep.zip", nested(b"Karim al-Dhuwayb", 9), Limits()),
    "larger than": ("large.zip", zipped(("a.txt", b"words " * 4000)), Limits(file=2000)),
    "bomb": ("bomb.zip", zipped(("a.txt", bytes(30 << 20))), Limits(ratio=100)),
    "encrypted": ("locked.zip", encrypted(), Limits()),
    "damaged archive": ("damaged.zip", b"PK\x03\x04" + bytes(40), Limits()),
    "cannot be unpacked": ("damaged.gz", b"\x1f\x8b\x08\x00" + bytes(40), Limits()),
    "cut short": ("short.gz", gzip.compress(b"words" * 9000)[:-20], Limits()),
    "kind that is not known": ("thing.bin", bytes(range(32)) * 40, Limits()),
    "nothing that opens": ("page.pdf", b"%PDF-1.4\n", Limits()),
    "more than 3 files": ("many.zip", zipped(*((f"{n}.txt", b"words") for n in range(9))), Limits(members=3)),
    "bytes in all": ("total.zip", zipped(("a.txt", b"words" * 300), ("b.txt", b"words" * 300)), Limits(total=1000)),
}


@pytest.mark.parametrize("reason", BAD)
def test_what_cannot_be_looked_into_is_told(reason: str, tmp_path: Path) -> None:
    name, data, limits = BAD[reason]
    path = tmp_path / name
    path.write_bytes(data)
    told = [leak for leak in find_leaks(path, [SECRET], limits=limits) if leak.kind == UNCHECKED]
    assert any(reason in leak.found for leak in told), told
    assert all(map(stops, told))


def test_a_link_is_not_followed_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    assert [leak.kind for leak in find_leaks(tmp_path / "export", [SECRET])] == [UNCHECKED]


def test_what_nobody_could_look_at_for_want_of_a_program_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    told = list(find_leaks(path, [SECRET], opener=lambda data, media_type: Opened(notes=("no Tesseract",))))
    assert [(leak.kind, stops(leak)) for leak in told] == [(NOTE, False)]


def test_an_export_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no such file"):
        list(find_leaks(tmp_path / "nowhere", [SECRET]))


SLOW = [
    '<a "',
    "<!--",
    "<a b='",
    "<p><b>K",
    "&#75;",
    "%4",
    "%4B",
    "\\u004b",
    "=4B",
    "K a ",
    "K.",
    "Karim ",
    "al-",
    "1.23 ",
    "12 Oct ",
    "12/10/",
    "36° ",
    "AB1/",
    "4b 4c ",
    "[{",
    "K****",
    "____ ",
    "=?utf-8?q?",
    "e\u0301",
    "\u200b",
    "xn--",
    "karim",
]


@pytest.mark.parametrize("piece", SLOW)
def test_time_grows_with_length_only(piece: str, tmp_path: Path) -> None:
    def searching(length: int) -> Callable[[], object]:
        path = tmp_path / f"{length}.txt"
        path.write_text(piece * (length // len(piece)), encoding="utf-8")
        return lambda: list(find_leaks(path, [SECRET]))

    assert in_proportion(searching, 15_000, 150_000)


@pytest.mark.parametrize("piece", [b"stream\n", b"(", b"<41", b"endstream", b"stream\nx(\\"])
def test_bytes_of_a_pdf_take_no_longer_than_their_length(piece: bytes, tmp_path: Path) -> None:
    def searching(length: int) -> Callable[[], object]:
        path = tmp_path / f"{length}.pdf"
        path.write_bytes(b"%PDF-1.4\n" + piece * (length // len(piece)))
        return lambda: list(find_leaks(path, [SECRET], opener=lambda data, media_type: Opened()))

    assert in_proportion(searching, 30_000, 300_000)


def test_an_original_of_a_pdf_that_an_update_covers_is_found(tmp_path: Path) -> None:
    path = tmp_path / "export.pdf"
    path.write_bytes(b"%PDF-1.4\n4 0 obj\n<<>>\nstream\nBT (Karim al-) Tj (Dhuwayb) Tj ET\nendstream\nendobj\n%%EOF\n")
    told: list[Leak] = list(find_leaks(path, [SECRET], opener=lambda data, media_type: Opened()))
    assert {leak.kind for leak in told} == {"pdf-stream"}


@given(st.text(alphabet="ab%41&#;=\\u00\u200b-\n ", max_size=60))
def test_the_way_back_is_never_outside_the_text(text: str) -> None:
    for _, pattern, by in NOTATIONS:
        made = replaced(text, pattern, by)
        origins = [made.origin(offset) for offset in range(len(made.text))]
        assert origins == sorted(origins)
        assert all(0 <= origin <= len(text) for origin in origins)


@given(st.lists(st.text(min_size=1, max_size=5), max_size=8))
def test_pieces_put_together_keep_their_places(pieces: list[str]) -> None:
    written = Written()
    for at, piece in enumerate(pieces):
        written.take(Mapped(piece), 100 * at) if at % 2 else written.add(piece, 100 * at)
    made, offset = written.mapped(), 0
    for at, piece in enumerate(pieces):
        assert [made.origin(offset + n) for n in range(len(piece))] == [100 * at + n for n in range(len(piece))]
        offset += len(piece)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=30).filter(str.isprintable),
    st.sampled_from(["Karim al-Dhuwayb", "KARIM DHUWAYB", "Dhuwayb, Karim"]),
)
def test_a_name_is_found_whatever_stands_before_it(
    tmp_path_factory: pytest.TempPathFactory, before: str, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "export.txt"
    path.write_text(f"{before}\n\nIt was {name} who said it.", encoding="utf-8")
    assert any(leak.label == "Witness A" for leak in find_leaks(path, [SECRET]))
