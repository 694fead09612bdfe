"""What a text says about itself at its head: title, publisher, author, date.

Files saved by hand, agency copy and statements often carry lines such as "Publisher: …" or "Date: …" above the text.
They fill what the file's own metadata left open and never overrule it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from rashomon.extract.kinds import kind_lexicon
from rashomon.extract.times import find_times
from rashomon.records import Document, View

_FIELDS = {
    "title": "title", "headline": "title", "publisher": "publisher", "outlet": "publisher", "source": "publisher",
    "author": "author", "by": "author", "date": "published", "published": "published", "posted": "published",
}  # fmt: skip
_LINE = re.compile(r"(?P<key>[A-Za-z]+)\s?:\s+(?P<value>\S.*)")
_PUBLISHED = re.compile(r"(?:Published|Posted|Updated)(?: on| at)? (?P<value>.*\d.*)")
_BYLINE = re.compile(r"[Bb][Yy] (?P<value>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,4})")
_LONGEST_LINE = 200
_LINES_READ = 8
# "Example Herald · 14 November 2017": an outlet and a date on one line.
_OUTLET_AND_DATE = re.compile(r"(?P<outlet>[^·|•]{3,60}?)\s*[·|•]\s*(?P<date>[^·|•]{6,40})")
_OUTLET_PUBLISHED = re.compile(
    r"(?P<outlet>(?:[A-Z][\w’'&.-]* ?){1,5}?),? (?:Published|Posted|Updated)(?: on| at)? (?P<date>.*\d.*)"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a text says; `end` is the offset in the view where the header lines end."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    end: int = 0


def read_header(view: View) -> Header:
    """Read the header lines at the head of a view; a text without any gives an empty header."""
    found: dict[str, str] = {}
    end = 0
    title_line: str | None = None
    for number, match in enumerate(re.finditer(r"[^\n]+", view.text)):
        line = match.group().strip()
        if number >= _LINES_READ or len(line) > _LONGEST_LINE:
            break
        fields = _fields_of(line)
        if fields:
            end = match.end()
        for name, value in fields.items():
            found.setdefault(name, value)
        if title_line is None and _is_headline(line) and not fields:
            title_line = line
    published = _day(found["published"]) if "published" in found else None
    return Header(found.get("title") or title_line, found.get("publisher"), found.get("author"), published, end)


def with_header(document: Document, header: Header) -> Document:
    """Return the document with what it lacked filled from its header."""
    return replace(
        document,
        title=document.title or header.title,
        publisher=document.publisher or header.publisher,
        author=document.author or header.author,
        published=document.published or header.published,
    )


def _fields_of(line: str) -> dict[str, str]:
    match = _LINE.fullmatch(line)
    if match and match["key"].lower() in _FIELDS:
        name = _FIELDS[match["key"].lower()]
        value = match["value"].strip()
        # "Date: unknown" is no date, and "Source: officials said ..." is prose.
        if (name == "published" and _day(value) is None) or (name != "title" and len(value.split()) > 8):
            return {}
        return {name: value}
    published = _PUBLISHED.fullmatch(line)
    if published and _day(published["value"]) is not None:
        return {"published": published["value"]}
    # A line that is nothing but the name of an outlet: the masthead.
    if len(line.split()) <= 4 and kind_lexicon().is_outlet(line):
        return {"publisher": line}
    byline = _BYLINE.fullmatch(line)
    if byline:
        return {"author": byline["value"]}
    pair = _OUTLET_AND_DATE.fullmatch(line) or _OUTLET_PUBLISHED.fullmatch(line)
    if pair and _is_name(pair["outlet"]) and _day(pair["date"]) is not None:
        return {"publisher": pair["outlet"].strip(), "published": pair["date"]}
    return {}


def _is_name(words: str) -> bool:
    """Tell the name of an outlet from a headline that a date follows: every longer word has its capital."""
    return not words.lower().startswith("by ") and all(w[0].isupper() for w in words.split() if len(w) > 3)


def _day(value: str) -> date | None:
    """Return the one day a line names, or None."""
    days = [
        time.start for time in find_times(value, published=None) if time.start is not None and time.start == time.end
    ]
    return days[0] if days else None


def _is_headline(line: str) -> bool:
    """A line of a few words without a full stop, long enough to say something."""
    return 3 <= len(line.split()) <= 25 and line[-1] not in ".;,:" and line[0].isupper()
