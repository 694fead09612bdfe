"""A web page written anew from a list of what may stay: words, their order, their look; nothing that acts or loads.

The frame that shows it forbids the same once more; neither relies on the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from rashomon.ingest.encoding import is_binary
from rashomon.ingest.format import unreadable
from rashomon.ingest.html import MAX_SOURCE, source_of
from rashomon.records import Document

WARM: Final = ("charset_normalizer", "lxml.html")

_KEPT: Final = frozenset(
    "html body header footer main nav section article aside address h1 h2 h3 h4 h5 h6 hgroup p div span blockquote pre "
    "ul ol li dl dt dd figure figcaption table caption colgroup col thead tbody tfoot tr td th a abbr b bdi bdo big br "
    "center cite code data del dfn em font hr i ins kbd mark q rp rt ruby s samp small strike strong sub sup time tt u "
    "var wbr details summary legend fieldset label noscript".split()
)
"""Elements that stay as they are. Of all others but those below only what is in them stays."""

_GONE: Final = frozenset(
    "script template iframe frame frameset noframes object embed applet param link meta base title head svg math audio "
    "video source track canvas map area portal input button select option optgroup textarea datalist output progress "
    "meter keygen bgsound dialog plaintext xmp".split()
)
"""Elements that go with all that is in them; of `head` the style sheets in it stay."""

_EMPTY: Final = frozenset("br hr col wbr".split())
_ATTRIBUTES: Final = frozenset(
    "class style dir lang align valign colspan rowspan start type value reversed border cellpadding cellspacing width "
    "height bgcolor color size face datetime cite open".split()
)
_LONGEST: Final = 20_000
_LOOK: Final = (
    "html{color-scheme:light;background:#fff;color:#111}body{font:16px/1.5 system-ui,sans-serif;margin:1rem}"
    "[id^=place-]:target::before{content:'\\25B6  ';color:#9c1c1c}[id^=place-]:target{scroll-margin:6rem}"
    ".rashomon-picture{border:1px dashed #777;padding:0 .4em;color:#555}"
)


def inert(data: bytes, blank: Document, places: Sequence[int]) -> str:
    """Return a web page without anything that could act, load or lead away.

    Args:
        data: its bytes.
        blank: named in errors.
        places: offsets of the decoded source before which a mark with the id `place-<offset>` is put.

    Raises:
        ItemError: it is too large, or no text.
    """
    from lxml import html

    if len(data) > MAX_SOURCE:
        raise unreadable(blank, reason="the page is too large to be shown", remedy="look at its text")
    source = source_of(data).text
    if is_binary(source):
        raise unreadable(blank, reason="it begins like a web page but is binary", remedy="look at its text")
    source = source.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    # The encoding has been told already; what the page declares would be taken for that of the parser's own input.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(_marked(source, places).encode("utf-8", "replace"), parser=parser)
    return f"<!doctype html>\n{''.join(_written(tree))}"


def _marked(source: str, places: Sequence[int]) -> str:
    parts, at = [], 0
    for place in sorted({place for place in places if 0 <= place <= len(source)}):
        parts += [source[at:place], f'<span rashomon="{place}"></span>']
        at = place
    return "".join([*parts, source[at:]])


def _written(tree: Any) -> Iterator[str]:
    """Yield a tree as markup: every name from our lists, every text and value escaped."""
    yield f"<html{_attributes(tree)}><head><meta charset=utf-8>"
    for style in tree.iter("style"):
        # Text of a style sheet cannot be escaped, so one that could end it early is left out.
        if style.text and "<" not in style.text:
            yield f"<style>{style.text}</style>"
    yield f"<style>{_LOOK}</style></head>"
    body = tree.find("body")
    if body is not None:
        yield from _element(body)
    yield "</html>"


def _element(element: Any) -> Iterator[str]:
    """Yield an element and what is in it. The parser makes no tree deeper than 256."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag == "img":
        words = escape((element.get("alt") or "").strip()[:300])
        yield f'<span class="rashomon-picture">picture{f": {words}" if words else ""}</span>'
        return
    if tag in _GONE or tag == "style" or not tag:
        return
    kept = tag in _KEPT and tag != "html"
    if kept:
        yield f"<{tag}{_attributes(element)}>"
    if element.text and tag not in _EMPTY:
        yield escape(element.text)
    for child in element:
        yield from _element(child)
        if child.tail:
            yield escape(child.tail)
    if kept and tag not in _EMPTY:
        yield f"</{tag}>"


def _attributes(element: Any) -> str:
    found = [f' {name}="{escape(str(value)[:_LONGEST])}"' for name, value in element.items() if name in _ATTRIBUTES]
    if element.tag == "a" and element.get("href"):
        found.append(f' title="{escape(element.get("href")[:500])}"')  # where it led can be read, not followed
    if element.tag == "span" and (place := element.get("rashomon", "")).isascii() and place.isdigit():
        found.append(f' id="place-{place[:12]}"')
    return "".join(found)
