"""Values of tables as text, and text that a spreadsheet program will not take for a formula.

A program that opens a CSV file runs what begins with `=`, `+`, `-`, `@` or a wide form of these, and some drop white
space or a tab before it. A program that expects semicolons cuts a quoted cell there and begins anew, and so do line
breaks. So an apostrophe is put right before such a sign at the beginning of a text and after a semicolon, tab or line
break, with nothing between but blanks, quotation marks and apostrophes. Whoever takes away the apostrophe
before each such sign has the words again, letter by letter (`unmarked`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rashomon.records import Span

MARK: Final = "'"

_SIGNS: Final = "".join(
    chr(code)
    for code in range(0x10000)
    if not 0xD800 <= code <= 0xDFFF and unicodedata.normalize("NFKC", chr(code))[:1] in ("=", "+", "-", "@")
)
"""`=`, `+`, `-`, `@` and every sign that a program may fold to one of them: wide, small, raised and lowered forms."""

_BLANK: Final = r"\s\x00-\x20\x7f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\""
"""What a program may drop before a sign: white space, what is not seen, quotation marks."""

_RUN: Final = re.compile(rf"([{_BLANK};{MARK}]++)([{re.escape(_SIGNS)}])?")
_CUT: Final = re.compile(r"[;\t\r\n]")
_LIKELY: Final = re.compile(f"[{re.escape(_SIGNS)}]")


def marked(text: str) -> str:
    """Return a text with an apostrophe before every sign that a spreadsheet program could begin a formula at."""
    if not _LIKELY.search(text):
        return text
    safe = _RUN.sub(lambda run: f"{run[1]}{MARK}{run[2]}" if _begins(run) else run[0], text)
    return f"{MARK}{safe}" if text[0] in _SIGNS else safe


def unmarked(text: str) -> str:
    """Return the text that `marked` was given."""
    return _RUN.sub(lambda run: f"{run[1].removesuffix(MARK)}{run[2]}" if _begins(run) else run[0], text)


def _begins(run: re.Match[str]) -> bool:
    """Tell whether a sign after a run of blanks, apostrophes and semicolons can be the first of a cell."""
    return run[2] is not None and (run.start() == 0 or bool(_CUT.search(run[1])))


_HALF: Final = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """Return a text that UTF-8 can hold: half a surrogate pair becomes U+FFFD."""
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def listed(items: Iterable[str]) -> str:
    r"""Return words as one text: " | " between them, and a backslash before a backslash or bar in one (`\|`)."""
    return " | ".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def unlisted(text: str) -> tuple[str, ...]:
    """Return the words that `listed` was given; one empty word and none look the same, and are none."""
    if not text:
        return ()
    parts = re.findall(r"(?:[^\\|]|\\.)+", text, flags=re.DOTALL)
    last = len(parts) - 1
    bare = [part[(at > 0) : (-1 if at < last else None)] for at, part in enumerate(parts)]
    return tuple(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in bare)


def stretches(spans: Iterable[Span]) -> str:
    """Return spans as "start-end", with spaces between them."""
    return " ".join(f"{span.start}-{span.end}" for span in spans)


def number(value: float) -> str:
    """Return a number in digits: whole ones without a point, never with an exponent or a sign of thousands."""
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def _flag(value: bool) -> str:
    return "yes" if value else "no"


_FORMS: Final[dict[str, Callable[[Any], str]]] = {
    "id": str,
    "ids": " ".join,
    "text": str,
    "list": listed,
    "whole": str,
    "number": number,
    "day": date.isoformat,
    "moment": str,
    "flag": _flag,
    "spans": stretches,
}
NUMBERS: Final = frozenset({"whole", "number"})


def as_text(kind: str, value: Any) -> str:
    """Return a value of a column of a kind as text, as it stands in the record; None is empty."""
    return "" if value is None else _FORMS[kind](value)
