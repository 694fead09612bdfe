"""BibTeX: the documents of a case for a list of references, readable by BibTeX, biblatex, JabRef and Zotero.

UTF-8, as biber and every program of today reads it: letters of other scripts have no name in TeX and stay themselves.
Signs that mean something to TeX are written by name, braces by macros, since BibTeX counts braces whatever is before
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.cells import whole
from rashomon.report.exports.works import PLAN, Work, works

_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_URL: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_SAID: Final = {"mail": "E-mail", "data": "Data", "picture": "Picture", "document": "Document", "webpage": "Web page"}


def escaped(text: str) -> str:
    """Return a text as TeX prints it letter by letter."""
    return text.translate(_TEX)


def entry(work: Work) -> str:
    """Return one document as an entry; its key is the id of the document."""
    fields: list[tuple[str, str]] = [("title", f"{{{{{escaped(work.title)}}}}}")]
    if work.author:
        # Two pairs of braces: one name as it stands, never cut at "and" or turned about at a comma.
        fields.append(("author", f"{{{{{escaped(work.author)}}}}}"))
    if work.publisher:
        fields.append(("publisher", f"{{{escaped(work.publisher)}}}"))
    if work.issued:
        fields.append(("date", f"{{{work.issued.isoformat()}}}"))
        fields.append(("year", f"{{{work.issued.year:04d}}}"))
        fields.append(("month", _MONTHS[work.issued.month - 1]))
    if work.kind in _SAID:
        fields.append(("howpublished", f"{{{_SAID[work.kind]}}}"))
    if work.url:
        fields.append(("url", f"{{{work.url.translate(_URL)}}}"))
    if work.accessed:
        fields.append(("urldate", f"{{{work.accessed.isoformat()}}}"))
    if work.language:
        fields.append(("langid", f"{{{escaped(work.language)}}}"))
    fields.append(("note", f"{{{escaped(work.note)}}}"))
    body = ",\n".join(f"  {name} = {value}" for name, value in fields)
    return f"@{'book' if work.kind == 'book' else 'misc'}{{{work.key},\n{body}\n}}\n"


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `documents.bib`."""
    with (folder / "documents.bib").open("w", encoding="utf-8") as file:
        file.write(whole("\n".join(entry(work) for work in works(material))))
    yield from PLAN.lost(material)


FORMAT: Final = Format("bibtex", "the documents as references, for TeX, JabRef and Zotero", ".bib", write)
