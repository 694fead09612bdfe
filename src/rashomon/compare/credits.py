"""Agency credits: the by-line, dateline or note by which a text says that it, or a part of it, is an agency's.

A credit of a photograph ("(AP Photo/…)", "Evan Vucci, AP") and a report of what somebody told an agency are none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rashomon.compare.wires import Wire, mentions, of_publisher
from rashomon.records import Document, Span

Kind = Literal["by-line", "dateline", "credit", "contribution"]


@dataclass(frozen=True, slots=True, order=True)
class Credit:
    """Words by which a text names an agency as its author.

    Attributes:
        span: their place.
        agency: name of the agency (or outlet), as `data/agencies.toml` has it.
        kind: "by-line" and "credit" speak for the whole text, "dateline" for what follows it; a "contribution" is help
            with a text that is not the agency's.
    """

    span: Span
    agency: str
    kind: Kind


# A line longer than this is a paragraph, code points.
_LINE = 250
# A credit that ends a text stands in one of so many last lines.
_LAST_LINES = 6
# A dateline further down opens a part of a text, code points.
_HEAD = 1500
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = rf"(?:(?:Published|Updated|Posted|Originally published)\b|{_DAYS}\b|{_MONTHS}\s+\d|\d{{1,2}}[ :./-])"
_DATED = re.compile(rf"\s*{_DATE}")
# "July 16, 2018 | " and "Ada Example | " before an agency's name.
_DATED_LEFT = re.compile(
    rf"\s*(?:{_DAYS},?\s+)?(?:{_MONTHS}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTHS}),?\s+\d{{4}}[^\n]{{0,20}}?\s*[|•·–—-]\s*"
)
# Names of writers and places: capitalised words and the small ones between them.
_CAPITAL = r"[^\W\d_a-zß-ÿ][\w.'’-]*"
_SMALL = r"(?:and|und|of|de|del|la|van|von|der|den|al|bin|el|in|on|the|for|with)"
_PERSONS = re.compile(rf"\s*(?:(?:{_CAPITAL}|{_SMALL})(?:[ \t,|&/–—-]+|$)){{1,24}}")
_PIPED = re.compile(rf"\s*(?:{_CAPITAL}[ \t]+){{2,4}}\|[ \t]*")
_PLACES = re.compile(rf"\s*(?:(?:{_CAPITAL}|{_SMALL}|\d+)(?:[ \t,/&–—-]+|(?=\()|$)){{0,12}}")
_BY = re.compile(r"\s*(?:[^\n]{3,40}\s[–—-]+\s*)?(?:By|BY|by|From)\s+")
_AFTER_TITLE = re.compile(
    r"(?:'s)?[ \t,]+(?:[A-Z][\w&-]*[ \t]+){0,4}(?i:writers?|correspondents?|reporters?|editors?|staff|analyst|bureau)\b"
)
_END = re.compile(rf"\s*(?:$|[-–—|•·,;©]|\.\s*$|{_DATE})")
_DASH = re.compile(r"\s*(?:[/–—-][^()\n]{1,30})?\s*[)/]\.?\s*(?P<dash>[-–—:\[]|$)?")
_OPEN = re.compile(r"(?P<place>[^()\n]{0,100}?)[(/]\s*(?:[A-Z][\w-]*\s*[-/–—,]\s*)?")
_ALONE_BEFORE = re.compile(r"\s*(?:The\s+|©\s*)?")
_ALONE_AFTER = re.compile(rf"(?:\s+Staff)?\s*(?:[|,/–—-]\s*)?(?P<date>{_DATE}[^\n]*|[•·])?\s*$")
_DATELINE = re.compile(r"\s*[A-Z][A-Z ,./]{3,40}[\w, .]{0,30} [–—-]{1,2} ")
_COPYRIGHT = re.compile(
    r"(?:(?i:copyright)|©|\([cC]\))\s*(?:©\s*)?(?P<year>\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)?(?i:by\s+)?(?:[Tt]he\s+)?$"
    r"|(?i:distributed by)\s+(?:[Tt]he\s+)?$|^\s*(?i:source)\s*[:|]\s*$"
    r"|(?i:this (?:story|article|report|dispatch) (?:was|is)\s+(?:(?:originally|first)\s+)?"
    r"(?:published|distributed|provided|produced|written|reported) by)\s+(?:[Tt]he\s+)?$"
)
# "© AFP 2018" ends a text; "© AFP 2018 / Ada Example" is under a photograph.
_YEAR_AFTER = re.compile(r"[,\s]\s*\d{4}\s*(?:$|\.|(?i:all rights))|\.?\s+(?i:all rights reserved)")
_LAST = re.compile(r"(?:^\s*|[.!?”\"’']\s*)[(\[]\s*$|(?:^\s*|[.!?”\"’']\s*)[-–—]{1,2}\s*$|^\s*(?i:source)\s*[-–—]\s*$")
_LAST_END = re.compile(r"\s*[)\]]?\.?\s*$")
# "Ada Example is an Associated Press writer", "… covers the courts for Reuters", said of the writer at the end.
_TAGLINE = re.compile(
    rf"\s*(?:(?i:editor['’]s note)\s*[:–—-]+\s*)?(?:(?:{_CAPITAL}|{_SMALL})[ \t,]+){{1,12}}"
    r"(?:(?:is|are)\s+(?:an?\s+)?(?:[a-z-]+\s+){0,2}|(?:is|are)\s+the\s+|(?P<does>(?:covers?|reports?|writes?)\b[^.\n]{0,80}"
    r"\sfor\s+))(?:[Tt]he\s+)?$"
)
_WRITES = re.compile(
    r"(?:['’]s)?\s+(?:[A-Z]?[\w-]+\s+){0,4}(?i:writers?|correspondents?|reporters?|editors?|columnists?)\b"
)
_HEADLINE = re.compile(r"\s*AP (?:FACT CHECK|Fact Check|Interview|Exclusive|EXCLUSIVE|Explains|NewsBreak|Analysis)\s*:")
_CONTRIBUTED = re.compile(
    r"[^\n]{0,300}?\bcontributed\b\s*(?:to (?:this|the) (?:report|story|article|dispatch)|report|from|\.|$)", re.M
)
_MATERIAL = re.compile(
    r"\b(?i:with|contains?|includes?|additional|using|information|material|agency)\s+"
    r"(?i:files|reporting|material|information|inputs?|from|by)\s+(?:(?i:from|by)\s+)?(?i:the\s+)?$"
)
# The house style of one agency, recognisable where its name was cut away.
_REUTERS_STYLE = re.compile(
    r"\((?:Additional )?(?:Reporting|Writing) (?:and writing )?by\b[^\n]{0,600}?\bEditing by\b", re.I
)


def find_credits(text: str, *, outlets: bool = False) -> tuple[Credit, ...]:
    """Return the agency credits of a text, in order; of overlapping ones the first.

    Args:
        outlets: also by-lines and credits of papers and broadcasters whose texts others print.
    """
    # Whole texts are searched for names, and only the lines that have one are looked at.
    lines = _Lines(text)
    named = [(start, end, wire) for start, end, wire in mentions(text) if outlets or wire.agency]
    found = [credit for start, end, wire in named for credit in _at(lines, start, end, wire)]
    found += (Credit(Span(m.start(), m.end()), "Reuters", "credit") for m in _REUTERS_STYLE.finditer(text))
    found.sort()
    kept: list[Credit] = []
    for credit in found:
        if not kept or not kept[-1].span.overlaps(credit.span):
            kept.append(credit)
    return tuple(kept)


class _Lines:
    """The lines of a text that are not empty, looked up by offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
        self._starts = [start for start, _ in self._spans]
        self._short: dict[int, bool] = {}

    def at(self, offset: int) -> int:
        """Return the number of the line at `offset`."""
        return bisect_right(self._starts, offset) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Return where a line stands."""
        return self._spans[number]

    def words(self, number: int) -> str:
        """Return a line, or the beginning of a long one; empty where there is no such line."""
        if not 0 <= number < len(self._spans):
            return ""
        start, end = self._spans[number]
        return self.text[start : min(end, start + 2 * _LINE)]

    def after(self, number: int) -> int:
        """Return how many lines come after one."""
        return len(self._spans) - 1 - number

    def is_short(self, number: int) -> bool:
        """Tell whether a line, white space folded, is no paragraph."""
        if number not in self._short:
            start, end = self._spans[number]
            self._short[number] = end - start < 20 * _LINE and len(" ".join(self.text[start:end].split())) <= _LINE
        return self._short[number]


def _at(lines: _Lines, start: int, end: int, wire: Wire) -> Iterator[Credit]:
    """Yield the credits that the name at `start` is part of."""
    number = lines.at(start)
    begin, stop = lines.span(number)
    name = lines.text[start:end]
    # Of a long paragraph only what is near a name is looked at, so that many names cost no more than their number.
    near = max(begin, start - _LINE)
    left, right = lines.text[near:start], lines.text[end : min(stop, end + 2 * _LINE)]

    def credit(since: int, until: int, kind: Kind) -> Credit:
        words = lines.text[since:until]
        return Credit(Span(since + len(words) - len(words.lstrip()), since + len(words.rstrip())), wire.name, kind)

    if lines.is_short(number):
        whole_left = lines.text[begin:start]
        beside = (lines.words(number - 1), lines.words(number + 1))
        if _is_by_line(whole_left, name, lines.text[end:stop], beside, sure=name not in wire.short):
            yield credit(begin, end, "by-line")
    if (
        near == begin
        and (dash := _DASH.match(right))
        and _opens_a_text(left, dash, lines.text[max(begin, stop - 9) : stop])
    ):
        yield credit(begin, end + dash.end(), "dateline")
    if (match := _COPYRIGHT.search(left[-120:])) and (len(name) > 5 or match["year"] or _YEAR_AFTER.match(right)):
        yield credit(start - len(match.group()), end, "credit")
    if lines.after(number) < _LAST_LINES and (match := _LAST.search(left[-20:])) and _LAST_END.match(right):
        yield credit(start - len(match.group()), stop, "credit")
    if lines.after(number) < _LAST_LINES and _is_tagline(lines.text[begin:start] if near == begin else "", right):
        yield credit(begin, end, "credit")
    if not number and (match := _HEADLINE.match(lines.words(0))) and begin <= start < begin + match.end():
        yield credit(begin, begin + match.end(), "by-line")
    if match := _CONTRIBUTED.match(right):
        yield credit(start, end + match.end(), "contribution")
    if match := _MATERIAL.search(left[-80:]):
        yield credit(start - len(match.group()), end, "contribution")


def _is_by_line(left: str, name: str, right: str, beside: tuple[str, str], *, sure: bool) -> bool:
    title = _AFTER_TITLE.match(right)
    rest = right[title.end() :] if title else right
    if not _END.match(rest):
        return False
    if (by := _BY.match(left)) and (by.end() == len(left) or _are_names(left[by.end() :])):
        return True
    if _ALONE_BEFORE.fullmatch(left) and (alone := _ALONE_AFTER.match(right)):
        return bool(alone["date"]) or _stands_for_the_text(name, *beside)
    if _DATED_LEFT.fullmatch(left) and not rest.strip(" \t|•·–—-."):
        return True
    if sure and _PIPED.fullmatch(left) and not rest.strip(" \t|•·–—-."):
        return _stands_for_the_text(name, *beside)
    # Nothing but a date comes after the names of writers.
    dated = bool(_DATED.match(rest.lstrip(" \t|•·,–—-")))
    if not _are_names(left) or (rest.strip(" \t|•·–—-.") and not dated):
        return False
    return bool(title) or dated or _are_authors(left, beside[1], sure=sure)


def _is_tagline(left: str, right: str) -> bool:
    """Tell whether a line at the end says that the writer is the agency's."""
    match = _TAGLINE.fullmatch(left)
    return match is not None and bool(match["does"] or _WRITES.match(right)) and "contributed" not in right[:200]


def _are_names(words: str) -> bool:
    # The last name and the agency are sometimes printed as one word ("OlsenAssociated Press").
    return len(words) < 3 * _LINE and _PERSONS.fullmatch(words) is not None and words[-1:] not in "/|"


def _opens_a_text(left: str, dash: re.Match[str], end: str) -> bool:
    """A dateline has a dash after it, or capitals before it; a teaser that breaks off opens no text.

    Args:
        end: the last characters of the line.
    """
    match = _OPEN.fullmatch(left)
    if match is None or end.rstrip().endswith(("...", "…")) or not _PLACES.fullmatch(match["place"].rstrip(". ")):
        return False
    place = match["place"].strip()
    if left.rstrip().endswith("/") and not place:
        return False
    return bool(dash["dash"]) or (place.isupper() and dash["dash"] is not None)


def _stands_for_the_text(name: str, before: str, after: str) -> bool:
    """An agency on a line of its own is a by-line where a date or a dateline is next to it, else a photo's."""
    if _DATED.match(after) or _DATELINE.match(after) or _has_dateline(after) or before.strip().isupper():
        return True
    return len(name) > 12 and len(before) < _LINE and not re.search(r"[.!?”\"]\s*$", before)


def _has_dateline(line: str) -> bool:
    for start, end, _ in mentions(line[:120]):
        dash = _DASH.match(line, end)
        return dash is not None and _opens_a_text(line[:start], dash, line)
    return False


def _are_authors(left: str, after: str, *, sure: bool) -> bool:
    """Names before an agency are its writers' where there are two of them, or a date or a dateline follows."""
    if sure and re.search(r"\b(?i:and)\b|&", left) and len(left.split()) <= 16:
        return True
    if re.search(r"\d", left):
        return False
    return bool(_DATED.match(after)) or (left.isupper() and _has_dateline(after))


def credited(document: Document, *, outlets: bool = False) -> Credit | None:
    """Return the credit by which a whole text is an agency's; None where it is not, or is the publisher's own."""
    return whole(find_credits(document.text, outlets=outlets), document)


def whole(found: Sequence[Credit], document: Document) -> Credit | None:
    """Return the one of a document's credits that stands for all of its text, None where none does.

    A dateline does so only near the head, and where no other agency's opens another part: such a text is a digest.
    """
    own = of_publisher(document.publisher)
    others = [c for c in found if c.kind != "contribution" and (own is None or c.agency != own.name)]
    firm = [credit for credit in others if credit.kind != "dateline"]
    if firm:
        return firm[0]
    if not others or len({credit.agency for credit in others}) > 1:
        return None
    near = others[0].span.start <= max(_HEAD, len(document.text) // 3)
    return others[0] if near else None
