from __future__ import annotations

import base64
import io
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from rashomon.config import IngestConfig
from rashomon.errors import RunError
from rashomon.ingest import ocr, pdf
from rashomon.ingest.load import load
from rashomon.records import Document, ReadState

from .conftest import Load, MakePdf

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")

LINES = ("The ministry denied that", "45 people were killed.")


def page(lines: tuple[str, ...] = LINES, *, size: tuple[int, int] = (1000, 300)) -> Image.Image:
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((60, 60 + 60 * number), line, fill=0, font=ImageFont.load_default(36))
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def scan(*pictures: Image.Image, rotate: int = 0) -> bytes:
    """Return a PDF whose pages are pictures of 150 dots an inch, without a text layer, each turned by `rotate`."""
    data = saved(pictures[0], "PDF", resolution=150, save_all=True, append_images=list(pictures[1:]))
    return data.replace(b"/MediaBox", f"/Rotate {rotate} /MediaBox".encode()) if rotate else data


def box_of(document: Document, words: str) -> tuple[int, float, float, float, float]:
    """Return page and the box around the first occurrence of some words."""
    assert document.glyphs is not None
    start = document.text.index(words)
    boxes = [
        document.glyphs.box(offset) for offset in range(start, start + len(words)) if document.glyphs.pages[offset]
    ]
    pages, lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return pages[0], min(lefts), min(bottoms), max(rights), max(tops)


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_picture_is_read_with_boxes_in_its_pixels(load_bytes: Load, kind: str) -> None:
    document = load_bytes(saved(page(), kind), f"a.{kind.lower()}")
    assert " ".join(document.text.split()) == " ".join(LINES)
    assert document.media_type == f"image/{kind.lower()}"
    assert document.state is ReadState.PARSED
    assert document.problems[0].startswith("page 1 read by OCR, mean confidence 9")
    number, left, bottom, right, top = box_of(document, "ministry")
    assert number == 1
    assert 100 < left < right < 350
    assert 190 < bottom < top < 245  # of a picture 300 pixels high, the words 60 to 96 pixels from its top
    second = box_of(document, "killed")
    assert second[4] < bottom


@needs_tesseract
def test_every_frame_is_a_page(load_bytes: Load) -> None:
    data = saved(
        page(("The first page says so.",)), "TIFF", save_all=True, append_images=[page(("The second denies it.",))]
    )
    document = load_bytes(data, "a.tif")
    assert [passage.page for passage in document.passages] == [1, 2]
    assert box_of(document, "second")[0] == 2
    assert "page 2 read by OCR" in document.problems[0]


@needs_tesseract
def test_a_picture_without_words_is_read_and_says_so(load_bytes: Load) -> None:
    document = load_bytes(saved(Image.new("L", (200, 200), 255)), "a.png")
    assert (document.state, document.text) == (ReadState.PARSED, "")
    assert document.problems == ("no words were recognised in the picture; look at it",)


@needs_tesseract
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_scanned_pdf_is_read_with_boxes_in_the_pages_own_space(load_bytes: Load, rotate: int) -> None:
    picture = page().rotate(rotate, expand=True)  # counter-clockwise: shown turned back, it is upright
    document = load_bytes(scan(picture, rotate=rotate), "a.pdf")
    assert " ".join(document.text.split()) == " ".join(LINES)
    assert document.state is ReadState.PARSED
    assert "page 1 read by OCR, mean confidence" in document.problems[0]
    number, left, bottom, right, top = box_of(document, "ministry")
    width, height = (480, 144) if rotate % 180 == 0 else (144, 480)
    assert number == 1
    assert 0 <= left < right <= width
    assert 0 <= bottom < top <= height
    # The word is long along the line: upright on a sheet that lies upright or on its head, else on its side.
    assert (right - left > top - bottom) == (rotate % 180 == 0)
    centre = ((left + right) / 2, (bottom + top) / 2)
    upright = {
        0: centre,
        90: (centre[1], width - centre[0]),
        180: (width - centre[0], height - centre[1]),
        270: (height - centre[1], centre[0]),
    }[rotate]
    assert upright == pytest.approx((97, 107), abs=12)  # points, of a sheet of 480 by 144


@needs_tesseract
def test_pages_with_text_and_scanned_pages_come_in_their_order(load_bytes: Load, make_pdf: MakePdf) -> None:
    picture = "data:image/png;base64," + base64.b64encode(saved(page())).decode()
    html = (
        "<style>@page{size:400pt 200pt;margin:20pt}p,img{display:block;page-break-after:always}</style>"
        f"<p>Before the scan.</p><img src='{picture}' style='width:360pt'><p>After the scan.</p>"
    )
    document = load_bytes(make_pdf(html), "a.pdf")
    assert " ".join(document.text.split()) == f"Before the scan. {' '.join(LINES)} After the scan."
    assert document.passages[0].page == 1
    assert "page 2 read by OCR" in document.problems[0]
    assert box_of(document, "killed")[0] == 2


@needs_tesseract
def test_a_language_that_is_not_installed_is_named(load_bytes: Load) -> None:
    document = load_bytes(saved(page()), "a.png", ocr_language="xyz")
    assert document.state is ReadState.FAILED
    assert "Tesseract lacks the language 'xyz' (Debian's tesseract-ocr-xyz)" in document.problems[0]
    document = load_bytes(saved(page()), "a.png", ocr_language="eng+xyz+chi_sim")
    assert document.state is ReadState.FAILED, "words of a language that was left out would be missing unseen"
    assert "languages 'xyz', 'chi_sim' (Debian's tesseract-ocr-xyz, tesseract-ocr-chi-sim)" in document.problems[0]
    document = load_bytes(saved(page()), "a.png", ocr_language="eng --tessdata-dir x")
    assert "names no languages of Tesseract" in document.problems[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ara", "Tesseract lacks the language 'ara' (Debian's tesseract-ocr-ara); install that, or leave"),
        ("eng+chi_sim+ara", "'chi_sim', 'ara' (Debian's tesseract-ocr-chi-sim, tesseract-ocr-ara)"),
        ("eng,ara", "no names of languages as Tesseract has them; give codes such as eng, or ara+eng"),
        ("--version", "no names of languages"),
        ("", "no names of languages"),
    ],
)
def test_languages_are_checked_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        "#!/bin/sh\necho 'List of available languages in x (2):'\necho eng\necho rus\n", encoding="utf-8"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.check("eng")
    ocr.check("rus+eng")
    with pytest.raises(RunError) as caught:
        ocr.check(language)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"--language {language!r}: ")


def test_without_tesseract_a_language_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match=r"not installed; install Debian's tesseract-ocr and tesseract-ocr-ara$"):
        ocr.check("ara")


@needs_tesseract
def test_pages_that_time_runs_out_on_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    table = ocr._run(page(), "eng", 60)

    def slow(*_: object) -> str:
        time.sleep(0.5)
        return table

    monkeypatch.setattr(ocr, "_run", slow)
    document = pdf.read(scan(*[page()] * 6), Document("a.pdf", "", "", ""), IngestConfig(timeout=2))
    assert document.state is ReadState.PARTIAL
    assert "there was no time left for it" in document.problems[-1]
    assert 1 <= document.text.count("denied") < 6


def without_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    empty = path.parent / "empty"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    (document,) = load([str(path)], config=IngestConfig())
    return document


@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
def test_without_the_program_a_scan_fails_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_bytes(saved(page()) if name.endswith("png") else scan(page()))
    document = without_program(tmp_path / name, monkeypatch)
    assert document.state is ReadState.FAILED
    assert document.problems[0].endswith(ocr.REMEDY)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (saved(page())[:200], "the picture is damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "the picture is damaged"),
        (saved(Image.new("1", (9000, 9000))), "the picture has more than 40 million pixels"),
    ],
)
@needs_tesseract
def test_what_cannot_be_read_fails_with_a_remedy(load_bytes: Load, data: bytes, problem: str) -> None:
    document = load_bytes(data, "a.png")
    assert document.state is ReadState.FAILED
    assert problem in document.problems[0]
