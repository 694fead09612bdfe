"""OpenDocument texts (ODT, OASIS ODF 1.3): body, tables and notes, by a walk of their XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import CELL, PARAGRAPH, ROW, Block, assemble, clean, language, local, one_line, parse_xml
from rashomon.ingest.format import Format, Zipped, never, unreadable
from rashomon.ingest.zipped import MemberError, check_total, member, open_zip, optional, refuse_entities
from rashomon.records import Document, ReadState

_TEXT_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE_NS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TYPES = frozenset(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "text-template", "text-master", "text-web")
)
_ASIDE = frozenset({"note", "annotation", "annotation-end", "tracked-changes", "text-box", "ruby-text"})
_MAX_REPEAT = 1000


@dataclass(slots=True)
class _Body:
    """Counts, and what is put aside, on a walk through a text."""

    notes: list[Block] = field(default_factory=list)
    annotations: int = 0
    tables: int = 0
    tracked: bool = False

    def walk(self, element: Any, kind: str = "paragraph", place: str | None = None) -> Iterator[Block]:
        """Yield the blocks below an element: paragraphs, headings, and cells of tables."""
        for child in element:
            name = local(child)
            if name == "h" or (name == "p" and child.tag.startswith(_TEXT_NS)):
                aside: list[Any] = []
                text = self._words(child, aside)
                yield Block(text, "heading" if name == "h" else kind, place=place)
                for box in aside:
                    yield from self.walk(box, place="text box")
            elif name == "table" and child.tag.startswith(_TABLE_NS):
                self.tables += 1
                yield from self._table(child, self.tables)
            elif name == "tracked-changes":
                self.tracked = True
            elif name == "annotation":
                self.annotations += 1
            elif name != "note":
                yield from self.walk(child, "list" if name in {"list-item", "list-header"} else kind, place)

    def _words(self, element: Any, boxes: list[Any]) -> str:
        """Return the words of a paragraph; notes go to the end of the text, text boxes to `boxes`."""
        parts: list[str] = []

        def collect(node: Any) -> None:
            # Line ends and runs of space in the source mean one space (ODF 1.3 part 3, 6.1.2).
            parts.append(_folded(node.text))
            for child in node:
                name = local(child)
                if name == "s":
                    count = child.get(f"{_TEXT_NS}c", "1")
                    parts.append(" " * min(int(count), _MAX_REPEAT) if count.isascii() and count.isdigit() else " ")
                elif name == "tab":
                    parts.append(" ")
                elif name == "line-break":
                    parts.append("\n")
                elif name in _ASIDE:
                    self._put_aside(child, name, boxes)
                elif name:
                    collect(child)
                parts.append(_folded(child.tail))

        collect(element)
        return clean("".join(parts)).strip()

    def _put_aside(self, element: Any, name: str, boxes: list[Any]) -> None:
        if name == "note":
            kind = element.get(f"{_TEXT_NS}note-class", "footnote")
            citation = "".join(element.find(f"{_TEXT_NS}note-citation").itertext()).strip() if len(element) else ""
            for body in element.iter(f"{_TEXT_NS}note-body"):
                self.notes.extend(self.walk(body, place=f"{kind} {citation}".strip()))
        elif name == "text-box":
            boxes.append(element)
        elif name == "annotation":
            self.annotations += 1

    def _table(self, table: Any, number: int) -> Iterator[Block]:
        """Yield the paragraphs of a table's cells, a line a row, cells apart by tabs."""
        first = True
        for row_number, row in enumerate(table.iter(f"{_TABLE_NS}table-row"), start=1):
            fresh, gap = True, ""
            for column, item in enumerate((c for c in row if local(c).endswith("table-cell")), start=1):
                place = f"table {number}, row {row_number}, column {column}"
                for paragraph in item.iter(f"{_TEXT_NS}p", f"{_TEXT_NS}h"):
                    aside: list[Any] = []
                    text = " ".join(self._words(paragraph, aside).split())
                    if not text:
                        continue
                    joint = PARAGRAPH if first else ROW if fresh else (gap or " ")
                    yield Block(text, "table", place=place, joint=joint)
                    first, fresh, gap = False, False, ""
                gap += CELL


def _folded(text: str | None) -> str:
    if not text:
        return ""
    words = " ".join(text.split())
    if not words:
        return " "
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def holds(archive: Zipped) -> bool:
    """Tell an OpenDocument text by the media type stored first; one zipped anew by hand has lost it and its order."""
    return archive.mimetype in _TYPES or (
        not archive.mimetype and {"content.xml", "meta.xml", "styles.xml"} <= archive.names
    )


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the text of an OpenDocument text: body first, then its notes.

    Raises:
        ItemError: it is damaged, encrypted, too large, no text document, or holds no text.
    """
    archive = open_zip(data, blank, config)
    check_total(archive, blank, config)
    if b"encryption-data" in (optional(archive, "META-INF/manifest.xml") or b""):
        raise unreadable(blank, reason="it is encrypted and asks for a password", remedy="save a copy without password")
    refuse_entities(archive, blank)
    try:
        root = parse_xml(member(archive, "content.xml"))
    except (MemberError, ValueError) as error:
        raise unreadable(
            blank, reason="its text is damaged and cannot be read", remedy="get it again from its source"
        ) from error
    text_root = next(
        (node for node in root.iter() if local(node) == "text" and local(node.getparent()) == "body"), None
    )
    if text_root is None:
        raise unreadable(blank, reason="it is no text but another kind of OpenDocument", remedy="save it as PDF")
    body = _Body()
    blocks = list(body.walk(text_root))
    text, passages = assemble([*blocks, *body.notes])
    if not text:
        raise unreadable(
            blank, reason="it holds no text (its pages may be pictures)", remedy="save it as PDF and give that"
        )
    problems = []
    if body.tracked:
        problems.append(
            "it has tracked changes: what they insert is read, what they delete is not; accept or reject them"
        )
    if body.annotations:
        problems.append(f"its {body.annotations} comment(s) are not part of the text; save them with it if they matter")
    meta = _metadata(optional(archive, "meta.xml"))
    return replace(
        blank,
        text=text,
        passages=passages,
        title=one_line(meta.get("title")),
        author=one_line(meta.get("initial-creator") or meta.get("creator")),
        language=language(meta.get("language")),
        state=ReadState.PARSED,
        problems=tuple(problems),
    )


def _metadata(data: bytes | None) -> dict[str, str]:
    """Return the fields of `meta.xml` by their local names; damaged metadata is no reason to fail a document."""
    if data is None:
        return {}
    try:
        root = parse_xml(data)
    except ValueError:
        return {}
    return {local(node): node.text for node in root.iter() if node.text}


FORMAT = Format(
    name="OpenDocument text",
    media_type="application/vnd.oasis.opendocument.text",
    suffixes=(".odt", ".ott"),
    recognise=never,
    holds=holds,
    read=read,
    walled=True,
    warm=("lxml.etree",),
)
