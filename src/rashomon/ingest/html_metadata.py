"""What a web page says about itself: title, author, publisher, date, language.

Order of trust: JSON-LD of the article (schema.org), meta elements (Open Graph, Dublin Core and kin), marked elements.
Everything in it was written by a stranger: wrong types, nested graphs and nonsense are passed over, never fatal.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rashomon.ingest.html_source import Page

_MAX_NODES = 10_000
_MAX_LENGTH = 300
_PAGE_TYPES = frozenset({"WebPage", "Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Statement"})
_DATE_METAS = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "sailthru.date",
    "parsely-pub-date",
    "citation_publication_date",
    "citation_date",
    "article.published",
]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO = re.compile(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?[ .-]+([A-Za-z]{3})[a-z]*\.?,?[ .-]+(\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
"""Fixed bounds of a believable date: the day the program runs plays no part."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; None where it does not say."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: date | None = None
    language: str | None = None
    when: datetime | None = None

    def or_else(self, other: Metadata) -> Metadata:
        """Return this metadata with its gaps filled from `other`."""
        return Metadata(
            self.title or other.title,
            self.author or other.author,
            self.publisher or other.publisher,
            self.published or other.published,
            self.language or other.language,
            # The moment belongs to the day: another source's may be that of another day.
            self.when if self.published else other.when,
        )


def read_metadata(page: Page) -> Metadata:
    """Return what the page's JSON-LD, meta elements and marked times say, the more reliable first."""
    first: dict[str, str] = {}
    for name, content in page.metas:
        first.setdefault(name, content)
    marked = [value for value, is_published in page.times if is_published]
    dates = [first[name] for name in _DATE_METAS if name in first] + marked
    stated = next(((day, value) for value in dates if (day := parse_date(value))), None)
    metas = Metadata(
        title=clean(first.get("og:title")) or clean(first.get("twitter:title")),
        author=_person(first.get("author")) or _person(first.get("article:author")) or _person(first.get("dc.creator")),
        publisher=clean(first.get("og:site_name")) or clean(first.get("dc.publisher")) or clean(first.get("publisher")),
        published=stated[0] if stated else None,
        language=_language(page.language)
        or _language(first.get("content-language"))
        or _language(first.get("og:locale"))
        or _language(first.get("dc.language")),
        when=parse_moment(stated[1]) if stated else None,
    )
    return _json_ld(page.json_ld).or_else(metas)


def parse_date(value: object) -> date | None:
    """Read a date as pages write them: ISO 8601, "14 November 2017", "Nov 14, 2017", RFC 2822. The day as written.

    >>> parse_date("2017-11-14T23:30:00+02:00")
    datetime.date(2017, 11, 14)
    """
    if not isinstance(value, str):
        return None
    value = value[:100]
    if match := _ISO.match(value):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.search(value):
        year, month, day = int(match[3]), _month(match[2]), int(match[1])
    elif match := _MONTH_FIRST.search(value):
        year, month, day = int(match[3]), _month(match[1]), int(match[2])
    else:
        return None
    try:
        return date(year, month, day) if _FIRST_YEAR <= year < _LAST_YEAR else None
    except ValueError:
        return None


def parse_moment(value: object) -> datetime | None:
    """Read a moment as ISO 8601 writes it, with its offset from UTC; None for a day, or a time of no stated place.

    >>> parse_moment("2017-11-14T23:30:00Z")
    datetime.datetime(2017, 11, 14, 23, 30, tzinfo=datetime.timezone.utc)
    """
    if not isinstance(value, str) or parse_date(value) is None:
        return None
    try:
        moment = datetime.fromisoformat(value.strip()[:40])
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def clean(value: object) -> str | None:
    """Return a short line of text from anything found in metadata: entities read, white space folded; None if empty."""
    if not isinstance(value, str):
        return None
    line = html.unescape(value[: 10 * _MAX_LENGTH])
    line = " ".join("".join(ch if ch.isprintable() else " " for ch in line).split())
    return line[:_MAX_LENGTH] or None


def _month(word: str) -> int:
    """Return 1-12 for the first three letters of an English month; 0, which no date has, for another word."""
    word = word.lower()
    return _MONTHS.index(word) + 1 if word in _MONTHS else 0


def _person(value: object) -> str | None:
    """Return a by-line without "By"; addresses of profile pages are no names."""
    name = clean(value)
    if name is None or "://" in name or name.startswith("@"):
        return None
    return re.sub(r"^[Bb]y:? ", "", name)


def _language(value: object) -> str | None:
    """Return the primary language subtag ("en" of "en-GB"), or None when it is not one."""
    if not isinstance(value, str):
        return None
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_,; ]|\s*$)", value[:20])
    return match[1].lower() if match else None


def _json_ld(scripts: Iterable[str]) -> Metadata:
    """Return what the first article among the JSON-LD nodes says, or else the first page or report."""
    nodes: list[dict[str, Any]] = []
    for script in scripts:
        try:
            nodes.extend(_nodes(json.loads(script.strip().removeprefix("<!--").removesuffix("-->"))))
        except (ValueError, RecursionError):
            continue
    by_id: dict[str, dict[str, Any]] = {}
    for node in nodes:
        if isinstance(node.get("@id"), str) and "name" in node:
            by_id.setdefault(node["@id"], node)
    found = Metadata()
    for node in sorted((node for node in nodes if _rank(node) < 2), key=_rank):  # a stable sort keeps their order
        found = found.or_else(
            Metadata(
                title=clean(node.get("headline")),
                author=", ".join(filter(None, map(_person, _names(node.get("author"), by_id)))) or None,
                publisher=next(filter(None, map(clean, _names(node.get("publisher"), by_id))), None),
                published=parse_date(node.get("datePublished")),
                language=_language(node.get("inLanguage")),
                when=parse_moment(node.get("datePublished")),
            )
        )
    return found


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON value, outer ones first: a page's own article stands above those it mentions."""
    waiting = deque([value])
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        item = waiting.popleft()
        if isinstance(item, dict):
            yield item
            waiting.extend(part for part in item.values() if isinstance(part, dict | list))
        elif isinstance(item, list):
            waiting.extend(item[:_MAX_NODES])


def _rank(node: dict[str, Any]) -> int:
    """Return 0 for an article, 1 for another kind of page, 2 for what says nothing about the page."""
    kinds = node.get("@type")
    names = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    if any(name.rpartition("/")[2].endswith("Article") for name in names):
        return 0
    return 1 if any(name.rpartition("/")[2] in _PAGE_TYPES for name in names) else 2


def _names(value: object, by_id: dict[str, dict[str, Any]]) -> list[str]:
    """Return the names in an `author` or `publisher`: texts, objects with a name, or references to such."""
    names = []
    for item in (value if isinstance(value, list) else [value])[:20]:
        if isinstance(item, dict):
            reference = item.get("@id")
            target = item if "name" in item else by_id.get(reference, {}) if isinstance(reference, str) else {}
            item = target.get("name")  # noqa: PLW2901
        if isinstance(item, str) and item not in names:
            names.append(item)
    return names
