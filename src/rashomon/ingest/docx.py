"""Word documents (DOCX, ECMA-376): body, tables, text boxes and notes, by python-docx and a walk of its XML.

Text that tracked changes inserted is read, text that they deleted is not; what was left out is said.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import CELL, PARAGRAPH, ROW, Block, assemble, clean, language, local, one_line, parse_xml
from rashomon.ingest.format import Format, Zipped, never, unreadable
from rashomon.ingest.zipped import check_total, open_zip, refuse_entities
from rashomon.records import Document, ReadState

_MACRO_ENABLED = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = frozenset({"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr"})
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_KINDS = (
    ("heading", "heading"),
    ("title", "heading"),
    ("subtitle", "heading"),
    ("list", "list"),
    ("caption", "caption"),
)
_QUOTES = frozenset({"quote", "intense quote", "block text"})


@dataclass(slots=True)
class _Body:
    """What a walk needs to know and counts on its way."""

    styles: dict[str, str]
    boxes: list[Any] = field(default_factory=list)
    tables: int = 0
    deleted: int = 0
    inserted: int = 0

    def walk(self, element: Any, place: str | None = None) -> Iterator[Block]:
        """Yield the blocks below an element: paragraphs, and cells of tables."""
        for child in element:
            name = local(child)
            if name == "p":
                text = self.words(child)
                boxes, self.boxes = self.boxes, []
                yield Block(text, self._kind(child), place=place)
                for box in boxes:
                    yield from self.walk(box, "text box")
            elif name == "tbl":
                self.tables += 1
                yield from self._table(child, self.tables)
            elif name in ("del", "moveFrom"):
                self.deleted += 1
            elif name not in _GONE and name != "Fallback":
                yield from self.walk(child, place)

    def words(self, element: Any) -> str:
        """Return the words of a paragraph; text boxes anchored in it are put aside."""
        parts: list[str] = []

        def collect(node: Any) -> None:
            for child in node:
                name = local(child)
                if name == "t":
                    parts.append(child.text or "")
                elif name in _BREAKS:
                    parts.append(_BREAKS[name])
                elif name == "txbxContent":
                    self.boxes.append(child)
                elif name in _GONE:
                    self.deleted += name in ("del", "moveFrom")
                elif name != "Fallback":  # the same once more, for programs that cannot show the first
                    self.inserted += name == "ins"
                    collect(child)

        collect(element)
        return clean("".join(parts)).strip()

    def _kind(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "paragraph"
        style = properties.find(f"{_W}pStyle")
        name = self.styles.get(style.get(f"{_W}val", ""), "").lower() if style is not None else ""
        if name in _QUOTES:
            return "quote"
        for start, kind in _KINDS:
            if name.startswith(start):
                return kind
        return "list" if properties.find(f"{_W}numPr") is not None else "paragraph"

    def _table(self, table: Any, number: int) -> Iterator[Block]:
        """Yield the paragraphs of a table's cells, a line a row, cells apart by tabs; tables inside are flattened."""
        first = True
        for row_number, row in enumerate(_below(table, "tr"), start=1):
            fresh, gap = True, ""
            for cell_number, cell in enumerate(_below(row, "tc"), start=1):
                place = f"table {number}, row {row_number}, column {cell_number}"
                for paragraph in cell.iter(f"{_W}p"):
                    text = " ".join(self.words(paragraph).split())
                    if not text:
                        continue
                    joint = PARAGRAPH if first else ROW if fresh else (gap or " ")
                    yield Block(text, "table", place=place, joint=joint)
                    first, fresh, gap = False, False, ""
                gap += CELL
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            yield from self.walk(box, "text box")


def _below(element: Any, name: str) -> Iterator[Any]:
    """Yield the children of that name, those inside content controls and insertions too."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _below(child, name)


def holds(archive: Zipped) -> bool:
    """Tell a Word document by the parts that every one has."""
    return "[Content_Types].xml" in archive.names and any(name.startswith("word/") for name in archive.names)


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the text of a Word document: body first, then footnotes and endnotes.

    Raises:
        ItemError: it is damaged, too large, or holds no text.
    """
    archive = open_zip(data, blank, config)
    check_total(archive, blank, config)
    refuse_entities(archive, blank)
    document = _open(data, blank)
    styles = {style.style_id: style.name or "" for style in document.styles if style.style_id}
    body = _Body(styles)
    blocks = list(body.walk(document.element.body))
    problems = []
    for kind in ("footnote", "endnote"):
        notes = _part(document, f"{kind}s")
        try:
            blocks += [] if notes is None else list(_notes(body, parse_xml(notes), kind))
        except ValueError:
            problems.append(f"its {kind}s are damaged and were left out; save it anew from its program")
    missing = bool(problems)
    if body.deleted or body.inserted:
        problems.append(
            "it has tracked changes: what they insert is read, what they delete is not; accept or reject them"
        )
    if comments := (_part(document, "comments") or b"").count(b"<w:comment "):
        problems.append(f"its {comments} comment(s) are not part of the text; save them with it if they matter")
    text, passages = assemble(blocks)
    if not text:
        raise unreadable(
            blank, reason="it holds no text (its pages may be pictures)", remedy="save it as PDF and give that"
        )
    core = document.core_properties
    return replace(
        blank,
        text=text,
        passages=passages,
        title=one_line(core.title),
        author=one_line(core.author),
        language=language(core.language),
        state=ReadState.PARTIAL if missing else ReadState.PARSED,
        problems=tuple(problems),
    )


def _open(data: bytes, blank: Document) -> Any:
    """Open the package with python-docx, documents with macros and templates too (macros are never run)."""
    from docx.opc.exceptions import PackageNotFoundError
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart
    from lxml.etree import XMLSyntaxError

    for media_type in _MACRO_ENABLED:
        PartFactory.part_type_for[media_type] = DocumentPart
    try:
        part = Package.open(io.BytesIO(data)).main_document_part
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, XMLSyntaxError) as error:
        raise unreadable(
            blank, reason="the Word document is damaged and cannot be opened", remedy="get it again from its source"
        ) from error
    if not isinstance(part, DocumentPart) or part.element.body is None:
        raise unreadable(blank, reason="it holds no Word document", remedy="save it anew as DOCX or PDF")
    return part.document


def _part(document: Any, kind: str) -> bytes | None:
    """Return the bytes of a part that the body refers to ("footnotes"), None where there is none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            blob: bytes = relation.target_part.blob
            return blob
    return None


def _notes(body: _Body, root: Any, kind: str) -> Iterator[Block]:
    """Yield the paragraphs of footnotes or endnotes; the separators among them are typed and have no words."""
    for note in root.iter(f"{_W}{kind}"):
        if note.get(f"{_W}type") is None:
            yield from body.walk(note, f"{kind} {note.get(f'{_W}id')}")


FORMAT = Format(
    name="Word document",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    suffixes=(".docx", ".docm", ".dotx", ".dotm"),
    recognise=never,
    holds=holds,
    read=read,
    walled=True,
    warm=("docx", "lxml.etree"),
)
