"""Blacked-out pages: every pixel of a box, nothing under it, nothing beside the pixels, no width that tells."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from rashomon.casework.redacting import Box, boxes_of, redacted
from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.load import load
from rashomon.records import Document, Span

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "raqqa" / "04-coalition-briefing.pdf"


@pytest.fixture(scope="module")
def briefing() -> Document:
    return next(iter(load([str(EXAMPLE)], config=IngestConfig())))


def spans(text: str, word: str) -> list[Span]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(Span(at, at + len(word)))
        at = text.find(word, at + 1)
    return found


def rendered(data: bytes, number: int = 1) -> Any:
    return pdfium.PdfDocument(data)[number - 1].render(scale=2.0).to_pil().convert("RGB")


def test_every_pixel_of_a_box_is_black_when_the_page_is_drawn_again(briefing: Document) -> None:
    assert briefing.glyphs is not None
    boxes = boxes_of(briefing.glyphs, spans(briefing.text, "Coalition"))
    made = redacted(EXAMPLE.read_bytes(), "application/pdf", boxes)
    for number, found in boxes.items():
        page = rendered(made, number)
        height = pdfium.PdfDocument(made)[number - 1].get_height()
        for box in found:
            strip = page.crop((0, int((height - box.top) * 2), page.width, int((height - box.bottom) * 2)))
            assert strip.getcolors() == [(strip.width * strip.height, (0, 0, 0))]


def test_nothing_but_pixels_is_left_of_a_pdf(briefing: Document) -> None:
    assert briefing.glyphs is not None
    data = EXAMPLE.read_bytes()
    made = redacted(data, "application/pdf", boxes_of(briefing.glyphs, spans(briefing.text, "Coalition")))
    pdf = pdfium.PdfDocument(made)
    assert len(pdf) == len(pdfium.PdfDocument(data))
    assert [page.get_textpage().get_text_range() for page in pdf] == [""] * len(pdf)
    assert pdf.get_metadata_dict(skip_empty=True) == {}
    assert not any(word in made for word in (b"/Font", b"/Info", b"/ID", b"/Metadata", b"/Annot", b"D:20"))
    assert made == redacted(data, "application/pdf", boxes_of(briefing.glyphs, spans(briefing.text, "Coalition")))


def test_pages_keep_their_size(briefing: Document) -> None:
    data = EXAMPLE.read_bytes()
    before, after = (pdfium.PdfDocument(d)[0].get_size() for d in (data, redacted(data, "application/pdf", {})))
    assert after == pytest.approx(before, abs=0.6)


@pytest.mark.parametrize("grow", ["line", "grid"])
def test_the_width_of_a_name_does_not_show(grow: str) -> None:
    picture = Image.new("RGB", (600, 200), "white")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    made = [
        redacted(buffer.getvalue(), "image/png", {1: [Box(210, 100, 210 + width, 112)]}, grow=grow)  # type: ignore[arg-type]
        for width in (20, 60)
    ]
    assert made[0] == made[1]


def test_ascenders_and_descenders_are_covered() -> None:
    picture = Image.new("RGB", (600, 200), "white")
    ImageDraw.Draw(picture).rectangle((100, 84, 140, 103), fill="red")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    # The box of the letters without what stands out above and below.
    made = redacted(buffer.getvalue(), "image/png", {1: [Box(100, 100, 140, 112)]})
    assert {colour for _, colour in Image.open(io.BytesIO(made)).getcolors()} == {(0, 0, 0), (255, 255, 255)}  # type: ignore[union-attr]


def test_a_label_is_written_in_white(briefing: Document) -> None:
    made = redacted(EXAMPLE.read_bytes(), "application/pdf", {1: [Box(100, 500, 160, 520, "Witness A")]})
    page = rendered(made)
    height = pdfium.PdfDocument(made)[0].get_height()
    strip = page.crop((0, int((height - 520) * 2), page.width, int((height - 500) * 2)))
    shades = {colour for _, colour in strip.getcolors(4096)}
    assert {(0, 0, 0), (255, 255, 255)} <= shades
    assert all(red == green == blue for red, green, blue in shades)


def photograph(kind: str) -> bytes:
    picture = Image.new("RGB", (160, 96), "white")
    ImageDraw.Draw(picture).rectangle((30, 30, 130, 60), fill=(200, 30, 30))
    exif = Image.Exif()
    exif[0x013B] = "Karim Dhuwayb"
    settings: dict[str, Any] = {"exif": exif, "icc_profile": b"Karim Dhuwayb"}
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Author", "Karim Dhuwayb")
        settings = {"pnginfo": told, "exif": exif}
    if kind == "TIFF":
        settings = {"save_all": True, "append_images": [picture], "tiffinfo": {315: "Karim Dhuwayb"}}
    buffer = io.BytesIO()
    picture.save(buffer, kind, **settings)
    assert b"Karim Dhuwayb" in buffer.getvalue()
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_picture_loses_its_metadata_and_keeps_its_frames(kind: str) -> None:
    data = photograph(kind)
    made = redacted(data, f"image/{kind.lower()}", {1: [Box(40, 40, 60, 50)]})
    assert b"Karim" not in made
    image = Image.open(io.BytesIO(made))
    assert (image.format, image.size) == (kind, (160, 96))
    assert not image.getexif().get(0x013B)
    assert getattr(image, "n_frames", 1) == (2 if kind == "TIFF" else 1)
    assert image.convert("RGB").crop((0, 46, 160, 56)).getcolors() == [(1600, (0, 0, 0))]


@pytest.mark.parametrize(
    ("boxes", "reason"),
    [
        ({9: [Box(0, 0, 10, 10)]}, "no page 9"),
        ({1: [Box(10, 10, 10, 20)]}, "no size"),
        ({1: [Box(float("nan"), 10, 20, 20)]}, "no size"),
        ({1: [Box(5000, 10, 5010, 20)]}, "beside the page"),
    ],
)
def test_a_box_that_would_hide_nothing_is_refused(boxes: dict[int, list[Box]], reason: str) -> None:
    with pytest.raises(ItemError, match=reason):
        redacted(photograph("PNG"), "image/png", boxes, name="photo.png")


def test_other_files_and_damaged_ones_are_refused() -> None:
    with pytest.raises(ItemError, match="no pages to black out"):
        redacted(b"text", "text/plain", {})
    with pytest.raises(ItemError, match=r"photo\.pdf: black out"):
        redacted(b"%PDF-1.4 nothing", "application/pdf", {}, name="photo.pdf")
