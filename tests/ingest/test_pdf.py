from __future__ import annotations

import difflib
import re

import pypdfium2
import pytest

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest import ocr
from rashomon.ingest.pdf import read
from rashomon.records import Document, ReadState

from .conftest import MakePdf, hand_pdf, show

BLANK = Document("a.pdf", "", "application/pdf", "")
PARAGRAPHS = (
    "Officials in the northern province said on Monday that the number of displaced families had risen to more than "
    "four thousand since the bridge was destroyed, contradicting earlier statements from the regional administration.",
    "A spokesman for the relief organisation, who asked not to be identified, told reporters that conditions in the "
    "camps were deteriorating rapidly and that supplies of water would be exhausted within seventy-two hours.",
    "The ministry rejected the allegation. It insisted that infrastructure remained functional, that "
    "telecommunications had been restored everywhere and that observers had been granted unrestricted access.",
    "Residents of three neighbourhoods gave differing accounts: some spoke of dozens of vehicles leaving before dawn, "
    "others of a single convoy, and one shopkeeper denied having seen any movement whatsoever.",
)
STYLE = "@page{size:A4;margin:2cm} body{font:10pt 'DejaVu Serif'} p{margin:0 0 8pt}"
BOX = "<b>Timeline</b><p>First shelling was reported in March.</p><p>The bridge fell in April, the council said.</p>"
BOX += "<p>Observers arrived in May and left again in June after the talks.</p>"
QUOTED = "".join(f"<p>{p}</p><blockquote>{q}</blockquote>" for p, q in zip(PARAGRAPHS, PARAGRAPHS[::-1], strict=True))
PLAIN = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
COLUMNS = "<div style='columns:{};column-gap:8mm;text-align:justify;hyphens:auto'>{}</div>"
FLOAT = "<aside style='float:{};width:30%;border:1px solid;padding:5pt;margin:6pt;font-size:8pt'>{}</aside>"

LAYOUTS = {
    "one column with quotations": QUOTED * 2,
    "two columns": COLUMNS.format(2, PLAIN * 3),
    "three columns": COLUMNS.format(3, PLAIN * 3),
    "columns above and below a full line": COLUMNS.format(2, PLAIN * 2)
    + f"<p>{PARAGRAPHS[0]}</p>"
    + COLUMNS.format(2, PLAIN * 2),
    "two columns over pages": COLUMNS.format(2, PLAIN * 12),
}


def parse(data: bytes, **options: int) -> Document:
    return read(data, BLANK, IngestConfig(**options))  # type: ignore[arg-type]


def page_of(body: str) -> str:
    return f"<html lang='en'><head><title>Bridge report</title><style>{STYLE}</style></head><body>{body}</body></html>"


def word_list(text: str) -> list[str]:
    return re.sub(r"[\u2010\u00ad]\n", "", text).split()


def agreement(text: str, html: str) -> float:
    """Share of words in the same order as in the source, 0 to 1."""
    source = re.sub(r"<[^>]+>", " ", html)
    return difflib.SequenceMatcher(None, word_list(text), source.split(), autojunk=False).ratio()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_come_in_the_order_of_the_source(make_pdf: MakePdf, layout: str) -> None:
    document = parse(make_pdf(page_of(LAYOUTS[layout])))
    assert agreement(document.text, LAYOUTS[layout]) >= 0.98
    assert document.state is ReadState.PARSED


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_box_beside_the_text_does_not_cut_its_sentences(make_pdf: MakePdf, side: str) -> None:
    document = parse(make_pdf(page_of(f"<p>{PARAGRAPHS[0]}</p>{FLOAT.format(side, BOX)}{PLAIN}")))
    words = " ".join(word_list(document.text))
    assert all(paragraph in words for paragraph in PARAGRAPHS)
    assert "First shelling was reported in March." in words


def test_paragraphs_and_kinds(make_pdf: MakePdf) -> None:
    document = parse(make_pdf(page_of(f"<h1>Bridge report</h1>{QUOTED}")))
    expected = [("heading", "Bridge report")]
    for paragraph, quote in zip(PARAGRAPHS, PARAGRAPHS[::-1], strict=True):
        expected += [("paragraph", paragraph), ("quote", quote)]
    assert [(p.kind, " ".join(word_list(p.span.of(document.text)))) for p in document.passages] == expected
    assert document.text == "\n\n".join(p.span.of(document.text) for p in document.passages)


def test_paragraphs_by_indent_only(make_pdf: MakePdf) -> None:
    body = COLUMNS.format(2, PLAIN.replace("<p>", "<p style='margin:0;text-indent:1em'>"))
    document = parse(make_pdf(page_of(body)))
    assert [" ".join(word_list(p.span.of(document.text))) for p in document.passages] == list(PARAGRAPHS)


def test_characters_at_line_ends_stay_as_they_are(make_pdf: MakePdf) -> None:
    text = parse(make_pdf(page_of(COLUMNS.format(3, PLAIN)))).text
    assert "\u2010\n" in text


def test_the_file_says_title_author_and_language_but_no_publication_date(make_pdf: MakePdf) -> None:
    html = page_of(PLAIN).replace("<title>", "<meta name='author' content='Jane Roe'><title>")
    document = parse(make_pdf(html.replace("<title>", "<meta name='dcterms.created' content='2017-11-14'><title>")))
    assert (document.title, document.author, document.language, document.published) == (
        "Bridge report",
        "Jane Roe",
        "en",
        None,
    )


@pytest.mark.parametrize("layout", ["two columns over pages", "one column with quotations"])
def test_the_boxes_of_a_word_hold_that_word_on_its_page(make_pdf: MakePdf, layout: str) -> None:
    data = make_pdf(page_of(LAYOUTS[layout]))
    document = parse(data)
    assert document.glyphs is not None
    assert len(document.glyphs.pages) == len(document.text)
    assert len(document.glyphs.boxes) == 4 * len(document.text)
    pdf = pypdfium2.PdfDocument(data)
    found = list(re.finditer(r"\bcontradicting|shopkeeper|identified\b", document.text))
    assert len(found) >= 6
    for match in found:
        boxes = [document.glyphs.box(offset) for offset in range(*match.span())]
        (page,) = {box[0] for box in boxes}
        left, bottom, right, top = (f(box[i] for box in boxes) for f, i in ((min, 1), (min, 2), (max, 3), (max, 4)))
        width, height = pdf[page - 1].get_size()
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height
        assert match[0] in pdf[page - 1].get_textpage().get_text_bounded(left - 0.5, bottom + 2, right + 0.5, top - 2)
    for passage in document.passages:
        pages = {document.glyphs.pages[offset] for offset in range(passage.span.start, passage.span.end)} - {0}
        assert min(pages) == passage.page


def test_inserted_white_space_stands_on_no_page() -> None:
    document = parse(hand_pdf([show(50, 700, "One line.") + show(50, 600, "Another line.")]))
    assert document.text == "One line.\n\nAnother line."
    assert document.glyphs is not None
    assert [document.glyphs.box(offset) for offset in (9, 10)] == [(0, 0.0, 0.0, 0.0, 0.0)] * 2
    page, left, bottom, _, top = document.glyphs.box(0)
    assert (page, round(left)) == (1, 50)
    assert bottom < 705 < top


def interleaved() -> list[str]:
    left = [f"The left column speaks in line {i} of it" for i in range(20)]
    right = [f"but the right column answers in line {i}" for i in range(20)]
    return [
        "".join(
            show(50, 700 - 12 * i, a) + show(320, 700 - 12 * i, b)
            for i, (a, b) in enumerate(zip(left, right, strict=True))
        )
    ]


def test_columns_written_line_by_line_across_the_page_are_told_apart() -> None:
    text = parse(hand_pdf(interleaved())).text
    assert text.index("speaks in line 19") < text.index("answers in line 0")


def test_a_table_of_short_cells_is_read_row_by_row() -> None:
    rows = [("Month", "Dead"), ("March", "12"), ("April", "30"), ("May", "7"), ("June", "41")]
    stream = "".join(show(50, 700 - 14 * i, a) + show(300, 700 - 14 * i, b) for i, (a, b) in enumerate(rows))
    assert parse(hand_pdf([stream])).text.split() == [cell for row in rows for cell in row]


def test_turned_pages_read_like_upright_ones() -> None:
    sideways = "".join(f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * i} 50 Tm (Line {i} of the page.) Tj ET\n" for i in range(5))
    text = parse(hand_pdf([sideways], rotate=90)).text
    assert text.split("\n") == [f"Line {i} of the page." for i in range(5)]


def paged(count: int, last: str = "Dead: {}") -> list[str]:
    return [
        show(50, 770, "The Valley Post, yearbook")
        + "".join(show(50, 700 - 12 * i, f"Line {i} on page {number} goes on") for i in range(20))
        + show(50, 42, last.format(number * number))
        + show(300, 30, str(number))
        for number in range(1, count + 1)
    ]


def test_page_heads_and_numbers_repeated_on_three_pages_are_left_out() -> None:
    text = parse(hand_pdf(paged(3))).text
    assert "yearbook" not in text
    assert not re.search(r"^\d+$", text, re.MULTILINE)
    assert text.count("goes on") == 60


def test_on_two_pages_nothing_is_left_out() -> None:
    text = parse(hand_pdf(paged(2))).text
    assert text.count("yearbook") == 2
    assert re.findall(r"^\d+$", text, re.MULTILINE) == ["1", "2"]


def test_numbers_that_do_not_count_pages_are_kept() -> None:
    text = parse(hand_pdf(paged(4, last="{}"))).text
    assert all(re.search(rf"^{n * n}$", text, re.MULTILINE) for n in (2, 3, 4))


def test_a_sentence_runs_on_over_a_page() -> None:
    first = [f"The ministry of line {i} maintained that no one at all had ever left the city by" for i in range(5)]
    pages = ["".join(show(50, 700 - 12 * i, line) for i, line in enumerate(first)), show(50, 700, "the northern road.")]
    document = parse(hand_pdf(pages))
    assert "left the city by\nthe northern road." in document.text
    assert document.glyphs is not None
    assert document.glyphs.pages[document.text.index("northern")] == 2


@pytest.mark.parametrize(
    ("data", "reason", "remedy"),
    [
        (
            hand_pdf(["x"], encrypted=True),
            "the PDF is encrypted and asks for a password",
            "save a copy without password",
        ),
        (b"%PDF-1.7\nnothing", "the PDF is cut short and cannot be opened", "get it again from its source"),
        (b"%PDF-1.7\nnothing\n%%EOF", "the PDF is damaged and cannot be opened", "get it again from its source"),
        (hand_pdf([""]), "the PDF has no text layer (it may be a scan)", ocr.REMEDY),
    ],
)
def test_pdfs_that_cannot_be_read(data: bytes, reason: str, remedy: str) -> None:
    with pytest.raises(ItemError) as caught:
        parse(data)
    assert (caught.value.reason, caught.value.remedy) == (reason, remedy)


def test_a_scanned_page_among_others_makes_it_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")
    document = parse(hand_pdf([show(50, 700, "A line."), "", ""], image_on=(1,)))
    assert document.state is ReadState.PARTIAL
    assert document.problems[0].startswith("page(s) 2 hold pictures but no text layer, and text recog")


def test_a_truncated_pdf_gives_what_is_left_and_says_so() -> None:
    data = hand_pdf([show(50, 700, "A line.")])
    document = parse(data[: data.rindex(b"startxref")])
    assert (document.text, document.state) == ("A line.", ReadState.PARTIAL)
    assert document.problems == ("the PDF is cut short, so text may be missing; get it again from its source",)


def test_more_pages_than_the_limit_make_it_partial() -> None:
    document = parse(hand_pdf([show(50, 700, f"Page {n}.") for n in range(5)]), max_pages=2)
    assert document.text == "Page 0.\n\nPage 1."
    assert document.problems == ("only the first 2 of its 5 pages were read; split it or raise the limit",)


@pytest.mark.parametrize("title", ["Microsoft Word - bridge.docx", "untitled", "a.indd", "--", ""])
def test_titles_left_by_programs_are_no_titles(make_pdf: MakePdf, title: str) -> None:
    assert parse(make_pdf(f"<html><head><title>{title}</title></head><body>Words.</body></html>")).title is None
