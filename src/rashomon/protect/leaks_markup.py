"""HTML, SVG and XML taken apart by a reader of our own: words, attributes, comments, and what is not shown.

No tree is built and no entity declared in the file is followed, so that nothing in it can make the reader work more
than once over its length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from rashomon.protect.leaks_parts import Part, Written, lines, through

_INLINE: Final = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong "
    "sub sup time tt u var wbr tspan textpath".split()
)
_RUNS: Final = frozenset("w a text m mc w14 w15 wp pic r o v style office".split())
"""Prefixes of office formats whose elements lie inside words; those of `_BREAKS` end them."""

_BREAKS: Final = frozenset(
    "p h tab br cr tc tr table-row table-cell line-break s sp annotation list-item creator author title subject "
    "keyword description".split()
)
_REGIONS: Final[Mapping[str, str]] = {
    "script": "html-script",
    "style": "html-script",
    "template": "html-hidden",
    "noscript": "html-hidden",
    "desc": "svg-text",
    "metadata": "svg-text",
    "title": "html-title",
    "w:del": "office-tracked",
    "w:ins": "office-tracked",
    "w:movefrom": "office-tracked",
    "text:tracked-changes": "office-tracked",
    "office:annotation": "office-comment",
}
_SHOWN: Final = frozenset(
    "alt title aria-label aria-description summary caption descr label placeholder longdesc".split()
)
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|font-size\s*:\s*0"
)
_ATTRIBUTE: Final = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_STOP: Final = re.compile("[\"'>]")
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())


class Markup:
    """Reads one file of markup.

    Args:
        office: kind of what stands in it, where the file itself is kept apart ("office-properties").
    """

    def __init__(self, text: str, file: str, office: str = "") -> None:
        self._text, self._file, self._office = text, file, office
        self._out: dict[str, Written] = defaultdict(Written)
        self._region: tuple[str, str, int] | None = None
        self._vanished = False

    def parts(self) -> Iterator[Part]:
        """Yield its words by how they are kept."""
        self._read()
        place = lines(self._text)
        for kind, written in self._out.items():
            made = written.mapped()
            prose = kind not in {"html-attribute", "html-script"}
            yield Part(self._file, made.text, kind or self._office, through(place, made), prose)

    def _read(self) -> None:
        text, at = self._text, 0
        while at < len(text):
            start = text.find("<", at)
            if start < 0:
                break
            self._words(at, start)
            at = self._markup(start)
        self._words(at, len(text))

    def _markup(self, start: int) -> int:
        """Read what begins with a bracket; return where it ends."""
        text = self._text
        for opened, closed, kind in (
            ("<!--", "-->", "html-comment"),
            ("<![CDATA[", "]]>", ""),
            ("<?", "?>", "html-comment"),
        ):
            if text.startswith(opened, start):
                end = text.find(closed, start)
                inside = start + len(opened)
                end = len(text) if end < 0 else end
                if kind:
                    self._out[kind].add(f"{text[inside:end]}\n\n", inside)
                else:
                    self._words(inside, end)
                return end + len(closed)
        if not re.match(r"[A-Za-z/!]", text[start + 1 : start + 2]):
            self._words(start, start + 1)
            return start + 1
        end = self._tag_end(start + 1)
        self._tag(start, end)
        return end + 1

    def _tag_end(self, at: int) -> int:
        """Return where a tag ends; brackets in quotation marks do not end it."""
        while match := _STOP.search(self._text, at):
            if match[0] == ">":
                return match.start()
            at = self._text.find(match[0], match.end()) + 1
            if not at:
                break
        return len(self._text)

    def _tag(self, start: int, end: int) -> None:
        inside = self._text[start + 1 : end]
        closing = inside.startswith("/")
        name = re.match(r"[^\s/>]*", inside[closing:])
        tag = name[0].lower() if name else ""
        alone = inside.endswith("/") or tag in _VOID
        if tag == "w:vanish":
            self._vanished = 'val="0"' not in inside and 'val="false"' not in inside
        if tag == "w:r" and closing:
            self._vanished = False
        attributes = {} if closing else self._attributes(inside, start + 1, len(tag))
        self._regions(tag, closing, alone, attributes)
        prefix, _, local = tag.rpartition(":")
        inline = local not in _BREAKS if prefix in _RUNS else tag in _INLINE
        if not inline:
            self._out[self._kind()].end("\t" if local in {"tab", "td", "th", "c", "tc"} else "\n", start)
        if tag == "text:s":
            self._out[self._kind()].add(" ", start)

    def _regions(self, tag: str, closing: bool, alone: bool, attributes: Mapping[str, str]) -> None:
        if self._region is not None:
            opened, kind, deep = self._region
            if tag == opened and not alone:
                deep += -1 if closing else 1
                self._region = (opened, kind, deep) if deep else None
            return
        if closing or alone:
            return
        kind = _REGIONS.get(tag, "")
        hidden = "hidden" in attributes or _HIDDEN.search(attributes.get("style", "").lower())
        if hidden or attributes.get("aria-hidden") == "true":
            kind = "html-hidden"
        if kind:
            self._region = (tag, kind, 1)

    def _kind(self) -> str:
        if self._vanished:
            return "office-hidden"
        return self._region[1] if self._region else ""

    def _words(self, start: int, end: int) -> None:
        self._out[self._kind()].add(self._text[start:end], start)

    def _attributes(self, inside: str, at: int, after: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(inside, after):
            name = match[1].lower()
            value = next((group for group in match.groups()[1:] if group is not None), "")
            found[name] = value
            if len(value) > 1:
                group = next(n for n in (2, 3, 4) if match[n] is not None)
                kind = "alt-text" if name.rpartition(":")[2] in _SHOWN else "html-attribute"
                self._out[self._office or kind].add(f"{value}\n\n", at + match.start(group))
            if name.startswith("data-") and len(name) > 8:
                self._out[self._office or "html-attribute"].add(f"{match[1]}\n\n", at + match.start(1))
        return found
