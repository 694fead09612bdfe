"""Office files (DOCX, XLSX, ODT and their like): which part is kept how, and the cells of sheets put together."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final

from rashomon.protect.leaks_parts import Part, Serial

_KINDS: Final = (
    (re.compile(r"(?:^|/)docProps/thumbnail|(?:^|/)Thumbnails/"), "thumbnail"),
    (re.compile(r"^docProps/|^meta\.xml$|^settings\.xml$"), "office-properties"),
    (
        re.compile(
            r"(?:comments|people|persons?|threadedComment|commentsExt)[^/]*\.xml$|/persons/|/threadedComments/", re.I
        ),
        "office-comment",
    ),
    (re.compile(r"^customXml/"), "office-custom-xml"),
    (re.compile(r"(?:footnotes|endnotes|header\d*|footer\d*)\.xml$"), "office-margin"),
    (re.compile(r"\.rels$"), "office-link"),
)
_VALUE: Final = re.compile(r"<v\b[^<>]*>([^<]*)</v>")
_TEXT: Final = re.compile(r"<t\b[^<>]*>([^<]*)</t>")
_SHEET: Final = re.compile(r"<sheet\b([^<>]*)/?>")
_FORMAT: Final = re.compile(r"<numFmt\b([^<>]*)")
_STYLE: Final = re.compile(r"<xf\b([^<>]*)")


def office(names: frozenset[str]) -> bool:
    """Tell whether the members of a ZIP archive are those of an office file or an e-book."""
    return "[Content_Types].xml" in names or "mimetype" in names


def kind_of(member: str) -> str:
    """Return how a part of an office file is kept; "" for its body."""
    return next((kind for pattern, kind in _KINDS if pattern.search(member)), "")


def _attribute(inside: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', inside)
    return match[1] if match else ""


def sheets(members: Mapping[str, str], file: str) -> Iterator[Part | Serial]:
    """Yield the sheets of an XLSX row by row, hidden ones and hidden rows apart, and the cells that hold a day.

    Args:
        members: name and text of each XML part.
    """
    shared = ["".join(_TEXT.findall(item)) for _, item in _elements(members.get("xl/sharedStrings.xml", ""), "si")]
    dated = _dated(members.get("xl/styles.xml", ""))
    hidden = _hidden(members)
    for name in sorted(members):
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        kept: dict[str, list[tuple[str, str]]] = {"": [], "office-hidden": []}
        for attributes, row in _elements(members[name], "row"):
            kind = "office-hidden" if name in hidden or _attribute(attributes, "hidden") in {"1", "true"} else ""
            for told, cell in _elements(row, "c"):
                value, where = _value(told, cell, shared), _attribute(told, "r")
                kept[kind].append((where, value))
                if re.fullmatch(r"\d{5}(?:\.\d+)?", value) and _attribute(told, "s") in dated:
                    yield Serial(file, f"{name.rpartition('/')[2]}, cell {where}", int(float(value)))
            kept[kind].append(("", "\n"))
        for kind, cells in kept.items():
            if any(where for where, _ in cells):
                yield _sheet(cells, kind, f"{file}!{name}")


def _elements(text: str, tag: str) -> Iterator[tuple[str, str]]:
    """Yield attributes and inside of the elements of a name, none within another; each character is read once."""
    for piece in text.split(f"</{tag}>")[:-1]:
        opened = max(piece.rfind(f"<{tag}>"), piece.rfind(f"<{tag} "))
        if opened >= 0:
            attributes, _, inside = piece[opened + 1 + len(tag) :].partition(">")
            yield attributes, inside


def _sheet(cells: list[tuple[str, str]], kind: str, file: str) -> Part:
    starts, pieces, length = [], [], 0
    for where, value in cells:
        starts.append((length, where))
        piece = value if value == "\n" else f"{value}\t"
        pieces.append(piece)
        length += len(piece)

    def place(offset: int) -> str:
        where = next((where for start, where in reversed(starts) if start <= offset and where), "")
        return f"cell {where}" if where else "a cell"

    return Part(file, "".join(pieces), kind, place, form="table")


def _value(attributes: str, inside: str, shared: list[str]) -> str:
    value = _VALUE.search(inside)
    if _attribute(attributes, "t") == "s" and value and value[1].isdigit() and int(value[1]) < len(shared):
        return html.unescape(shared[int(value[1])])
    texts = _TEXT.findall(inside)
    return html.unescape("".join(texts) if texts else value[1] if value else "")


def _dated(styles: str) -> frozenset[str]:
    """Return the numbers of the cell styles that show a number as a day (ECMA-376 part 1, 18.8.30)."""
    of_day = {str(number) for number in (*range(14, 18), 22, *range(27, 37), *range(50, 59))}
    for row in _FORMAT.findall(styles):
        bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", html.unescape(_attribute(row, "formatCode"))[:1000])
        if re.search("[dy]", bare, re.I):
            of_day.add(_attribute(row, "numFmtId"))
    rows = _STYLE.findall(styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    return frozenset(str(at) for at, row in enumerate(rows) if _attribute(row, "numFmtId") in of_day)


def _hidden(members: Mapping[str, str]) -> frozenset[str]:
    """Return the parts of an XLSX that hold hidden sheets."""
    targets = {
        _attribute(row, "Id"): _attribute(row, "Target")
        for row in re.findall(r"<Relationship\b([^<>]*)>", members.get("xl/_rels/workbook.xml.rels", ""))
    }
    marked = [
        row
        for row in _SHEET.findall(members.get("xl/workbook.xml", ""))
        if _attribute(row, "state") in {"hidden", "veryHidden"}
    ]
    found = (targets.get(_attribute(row, "r:id"), "") for row in marked)
    return frozenset(f"xl/{target.removeprefix('/xl/')}" for target in found if target)
