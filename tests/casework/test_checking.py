"""PDFs and pictures in an export, opened behind the wall: what lies beside their words is looked at too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from rashomon.casework.checking import WalledOpener, check_export
from rashomon.casework.redacting import boxes_of, redacted
from rashomon.config import IngestConfig
from rashomon.ingest.load import load
from rashomon.protect.leaks import UNCHECKED, stops
from rashomon.records import Secret, Span

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "raqqa" / "04-coalition-briefing.pdf"
SECRET = Secret("j1", "source", "Witness A", ("Karim al-Dhuwayb",), lengths=(16,))


@pytest.fixture(scope="module")
def opener() -> Iterator[WalledOpener]:
    with WalledOpener() as one:
        yield one


def jpeg(picture: Image.Image, exif: Image.Exif | bytes = b"") -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def with_thumbnail(small: Image.Image, large: Image.Image) -> bytes:
    """Return a JPEG with a small one in its EXIF, as cameras write it."""
    inner = jpeg(small)
    head = b"Exif\0\0II*\0\x08\0\0\0\0\0\x0e\0\0\0\x02\0\x01\x02\x04\0\x01\0\0\0\x2c\0\0\0\x02\x02\x04\0\x01\0\0\0"
    return jpeg(large, head + len(inner).to_bytes(4, "little") + bytes(4) + inner)


def face(*, covered: bool) -> Image.Image:
    picture = Image.new("RGB", (320, 240), (90, 120, 150))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((100, 60, 220, 180), fill=(240, 200, 170))
    if covered:
        draw.rectangle((90, 50, 230, 190), fill=(0, 0, 0))
    return picture


def test_a_small_picture_that_shows_what_the_large_one_hides_stops_an_export(tmp_path: Path) -> None:
    bare = face(covered=False).resize((80, 60))
    (tmp_path / "same.jpg").write_bytes(with_thumbnail(bare, face(covered=False)))
    assert not check_export(tmp_path / "same.jpg", [SECRET])
    (tmp_path / "other.jpg").write_bytes(with_thumbnail(bare, face(covered=True)))
    (leak,) = check_export(tmp_path / "other.jpg", [SECRET])
    assert leak.kind == UNCHECKED
    assert stops(leak)
    assert "shows something else" in leak.found


def test_a_damaged_pdf_stops_an_export(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert [leak.kind for leak in check_export(tmp_path / "page.pdf", [SECRET])] == [UNCHECKED]


def test_a_page_is_told_and_its_flat_copy_with_black_boxes_is_not(tmp_path: Path) -> None:
    secret = Secret("j2", "name", "a body", ("The Coalition",))
    found = check_export(EXAMPLE, [secret])
    assert found
    document = next(iter(load([str(EXAMPLE)], config=IngestConfig())))
    assert document.glyphs is not None
    lower = document.text.lower()
    spans = [Span(at, at + 9) for at in range(len(lower)) if lower.startswith("coalition", at)]
    flat = redacted(EXAMPLE.read_bytes(), "application/pdf", boxes_of(document.glyphs, spans))
    (tmp_path / "page.pdf").write_bytes(flat)
    assert not [leak for leak in check_export(tmp_path / "page.pdf", [secret]) if leak.label]


def test_the_name_of_a_file_is_not_repeated_in_a_finding(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("notes/Karim al-Dhuwayb.txt", "It was Karim al-Dhuwayb.")
        archive.writestr("notes/Karim al-Dhuwayb.bin", bytes(range(32)) * 40)
    found = check_export(tmp_path / "export.zip", [SECRET])
    assert {leak.kind for leak in found} == {"file-name", "exact", UNCHECKED}
    assert not any("Dhuwayb" in str(leak) for leak in found)
