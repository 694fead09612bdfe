"""What `archive select` and `archive status` print: objects as the schemas describe them, and lines to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rashomon.archive.conditions import Why
from rashomon.archive.selecting import Hit, Selection

MOST_SPANS: Final = 20
"""Most places in the text that are told of one reason; `count` says how many there are."""

Object = dict[str, Any]


def hit_object(hit: Hit) -> Object:
    """Return a hit as the JSON object that `selection.schema.json` describes."""
    return {
        "document": hit.document,
        "score": hit.score,
        "path": hit.path,
        "sources": [{"source": place.source, "record": place.record} for place in hit.sources],
        "title": hit.title,
        "publisher": hit.publisher,
        "published": hit.published.isoformat() if hit.published else None,
        "state": hit.state,
        "claims": hit.claims,
        "copies": hit.copies,
        "why": [_why_object(why, snippet) for why, snippet in zip(hit.whys, hit.snippets, strict=True)],
    }


def _why_object(why: Why, snippet: str | None) -> Object:
    return {
        "condition": why.condition,
        "where": why.where,
        "value": why.value,
        "note": why.note,
        "count": max(1, len(why.spans)),
        "spans": [[span.start, span.end] for span in why.spans[:MOST_SPANS]],
        "snippet": snippet,
    }


def json_lines(selection: Selection) -> Iterator[str]:
    """Yield the hits as lines of JSON, best first."""
    return (json.dumps(hit_object(hit), ensure_ascii=False) + "\n" for hit in selection.hits)


def table_lines(selection: Selection) -> Iterator[str]:
    """Yield the hits as lines to read: one of each document, and one below it for each reason."""
    for hit in selection.hits:
        head = (f"{hit.score:.2f}", str(hit.published or "no date"), hit.publisher or "no publisher", hit.path)
        yield printable("  ".join(head)) + "\n"
        for why, snippet in zip(hit.whys, hit.snippets, strict=True):
            yield printable(f"      {_why_line(why, snippet)}") + "\n"
        if hit.copies:
            yield f"      and {hit.copies} more of the same group of copies\n"


_WORDED: Final = {
    "text": "in the text",
    "mention": "named",
    "source": "source of claims",
    "place": "place",
    "time": "speaks of",
    "published": "published",
    "publisher": "publisher",
}


def _why_line(why: Why, snippet: str | None) -> str:
    times = f", {len(why.spans)} places" if len(why.spans) > 1 else ""
    note = f" ({why.note})" if why.note else ""
    line = f"{why.condition}: {_WORDED[why.where]}: {why.value}{note}{times}"
    return f"{line}, {why.spans[0].start}-{why.spans[0].end}: {snippet}" if why.spans else line


def empty_lines(told: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """Yield what each condition of a query that found nothing would have found, for whoever looks for the fault."""
    if len(told) == 1:
        yield f"nothing in the archive meets {printable(told[0][0])}"
        return
    yield "no document meets all conditions; alone, and all the others without it:"
    for name, alone, others in told:
        yield f"{alone:9,} {others:9,}  {printable(name)}"


def printable(text: str) -> str:
    """Return text that cannot command a terminal: signs that show nothing are written as escapes."""
    return "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in text)
