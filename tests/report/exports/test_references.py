"""Documents as references, read by other people's parsers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser.entrypoint
import pytest

from rashomon.records import Document
from rashomon.report.exports import bibtex, csl
from rashomon.report.exports.base import Material, Retrieval
from rashomon.report.exports.works import works
from report.exports.filled import MADE, filled_material

HARD = r"100 % of “{braces}” & \emph{x} $5 #1 a_b ~ ^ } { العربية Ærø"


def of(**changes: Any) -> Material:
    """Return a case of one document."""
    material = filled_material()
    reading = material.dossier.readings[0]
    document: Document = replace(reading.document, **changes)
    retrieved = {document.id: next(iter(material.retrieved.values()))}
    dossier = replace(material.dossier, readings=(replace(reading, document=document, claims=()),))
    return replace(material, dossier=dossier, retrieved=retrieved)


def entry(material: Material, folder: Path) -> Any:
    list(bibtex.write(material, folder))
    library = bibtexparser.entrypoint.parse_string((folder / "documents.bib").read_text("utf-8"))
    assert not library.failed_blocks
    (found,) = library.entries
    return found


def item(material: Material, folder: Path) -> dict[str, Any]:
    list(csl.write(material, folder))
    (found,) = json.loads((folder / "documents.csl.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_an_entry_is_read_by_a_parser(tmp_path: Path) -> None:
    found = entry(of(title=HARD, published=date(2017, 11, 4)), tmp_path)
    fields = {field.key: field.value for field in found.fields}
    assert (fields["year"], fields["month"]) == ("2017", "nov")
    assert fields["date"] == "2017-11-04"
    assert fields["url"] == "https://example.org/zzretrievalnamezz"
    assert fields["urldate"] == MADE[:10]


@pytest.mark.parametrize("title", [HARD, "}", "{{{", "\\", "@misc{x,", "a%b", "% comment"])
def test_titles_of_any_letters_leave_the_entry_whole(title: str, tmp_path: Path) -> None:
    text = bibtex.entry(next(iter(works(of(title=title)))))
    assert text.count("{") == text.count("}")
    assert {field.key for field in entry(of(title=title), tmp_path).fields} >= {"title", "author", "note"}


@pytest.mark.parametrize(("text", "told"), [("a & b", r"a \& b"), ("{", r"\textbraceleft{}"), ("é 漢", "é 漢")])
def test_signs_of_tex_are_written_by_name(text: str, told: str) -> None:
    assert bibtex.escaped(text) == told


def test_a_key_is_that_of_the_bytes_and_stays() -> None:
    assert {work.key for work in works(of(title="one"))} == {work.key for work in works(of(title="two"))}


def test_an_author_is_one_name_as_it_stands(tmp_path: Path) -> None:
    material = of(author="Sommerville, Q. and Dalati, R.")
    assert "{{Sommerville, Q. and Dalati, R.}}" in bibtex.entry(next(iter(works(material))))
    assert item(material, tmp_path)["author"] == [{"literal": "Sommerville, Q. and Dalati, R."}]


@pytest.mark.parametrize(
    ("media", "kind", "of_csl"),
    [
        ("text/html", "misc", "webpage"),
        ("application/epub+zip", "book", "book"),
        ("application/pdf", "misc", "document"),
        ("image/png", "misc", "graphic"),
        ("message/rfc822", "misc", "personal_communication"),
        ("", "misc", "document"),
    ],
)
def test_types_by_media(media: str, kind: str, of_csl: str, tmp_path: Path) -> None:
    assert entry(of(media_type=media), tmp_path).entry_type == kind
    assert item(of(media_type=media), tmp_path)["type"] == of_csl


CSL_TEXTS = {"id", "type", "title", "publisher", "URL", "language", "note"}


def test_an_item_is_what_csl_json_allows(tmp_path: Path) -> None:
    found = item(of(title=HARD), tmp_path)
    assert set(found) <= CSL_TEXTS | {"author", "issued", "accessed"}
    assert all(isinstance(found[name], str) for name in CSL_TEXTS & set(found))
    for name in ("issued", "accessed"):
        ((year, month, day),) = found[name]["date-parts"]
        assert date(year, month, day)
    assert found["title"] == HARD


def test_a_citation_processor_takes_it(tmp_path: Path) -> None:
    citeproc_json = pytest.importorskip("citeproc.source.json")
    found = item(of(title="Fire"), tmp_path)
    source = citeproc_json.CiteProcJSON([found])
    assert str(source[found["id"].lower()]["title"]) == "Fire"


def test_a_file_that_was_handed_in_has_no_address(tmp_path: Path) -> None:
    material = of(title=None, path="C/secret folder/report.pdf")
    place = Retrieval("path", "C/secret folder/report.pdf", MADE)
    material = replace(material, retrieved=dict.fromkeys(material.retrieved, (place,)))
    found = item(material, tmp_path)
    assert "URL" not in found
    assert found["title"] == "[report.pdf]"
    assert "secret folder" not in json.dumps(found)


def test_a_place_without_bytes_is_no_reference(tmp_path: Path) -> None:
    list(bibtex.write(of(sha256=""), tmp_path))
    assert (tmp_path / "documents.bib").read_text("utf-8") == ""
