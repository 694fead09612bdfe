"""Which words of a text are its own reporting: neither somebody's quoted words nor the furniture of a page.

Two reports of one speech share its words without copying each other, and all pages of a site share its notices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rashomon.records import Document, Span

_BLOCK = re.compile(r"\S(?:[^\n]|\n(?![ \t\r]*\n))*")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_QUOTES = {"“": "”", "«": "»", "„": "“”", "‘": "’"}
_OPENING = re.compile(r"[“«„]|(?<!\w)‘(?=\w)|\"")
# Quoted words that are fewer are a phrase of the reporter's sentence, words.
_LEAST_QUOTE = 4
_TURN = re.compile(r"\s*(?:[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}|[QA])\s?(?:\([^()]{1,40}\))?:\s")
# A transcript is in large part turns; a line that begins with a town's name is none.
_TRANSCRIPT = 0.3
_TWEET = re.compile(r"(?:[—–-]\s*[^\n]{1,50}\(@\w+\)|pic\.twitter\.com/|https://t\.co/)")
# Fewer words without a full stop at the end are a heading, a button or a link.
_HEADING = 12
_SENTENCE_END = re.compile(r"[.!?…:;][”\"’')\]]*\s*$|[”\"]\s*$")
_CREDIT = re.compile(
    "|".join(
        (
            r"\b(?:AP|AFP|EPA|EPA-EFE|Reuters|REUTERS|Pool|Lehtikuva|Sputnik|TASS)\s+(?:Photo|PHOTO|photo|file)\b",
            r"/\s?(?:AP|AFP|EPA|Reuters|REUTERS|Getty|Bloomberg|Associated Press|Pool|TASS)\)",
            r"\bGetty Images\b|\bfile photo\b|\bFILE\s*[-–—]\s|\bvia (?:AP|REUTERS|Getty)\b|\(AP\)\s*$",
            r"\((?:Photo|Image|Picture)s?\b|\b[Pp]hotos?(?:graph)?(?: by|:)|^\s*(?:Credit|Caption|Image|Photo)\s*:",
            r"\b(?:Image|Slide) \d+ (?:of|/) \d+",
        )
    ),
    re.M,
)
_CREDIT_LINE = re.compile(
    r"\s*\([^()\n]{2,60}/[^()\n]{2,60}\)\s*$|\s*\((?:AP|AFP|Reuters|EPA) Photo[^()\n]{0,60}\)\s*$"
)
# Longer blocks are no captions and no notices, words.
_CAPTION, _CREDITED, _LONG_NOTICE = 90, 150, 80
_NOTICE = re.compile(
    "|".join(
        (
            r"\ball rights reserved\b|\bcopyright\s+(?:©\s*)?(?:19|20)\d\d|©\s*(?:19|20)\d\d",
            r"\bmay not be (?:published|reproduced|redistributed)\b",
            r"\bsubscri(?:be|ption|ber)s?\b.{0,60}\b(?:now|today|to|for|access|digital)\b|\bnewsletters?\b",
            r"\bsign(?:ed)? (?:up|in)\b.{0,50}\b(?:newsletter|email|account|to|as)\b",
            r"\bprivacy policy\b|\bterms of (?:use|service)\b|\bcookies?\b.{0,40}\b(?:use|accept|policy|consent)\b",
            r"\bread or share this story\b|^\s*share (?:this|on)\b|\bclick here\b|\bdownload (?:the|our) app\b",
            r"\bfollow (?:@|us\b|\w+ (?:\w+ )?on (?:twitter|facebook))",
            r"\bcontributed to this (?:report|story|article)\b|\breporting by\b.*\bediting by\b",
            r"\bfacebook commenting\b|\bcomments?\b.{0,30}\b(?:policy|guidelines|section)\b|^\s*advertisement\b",
            r"^\s*(?:https?://|www\.)\S+\s*$|\bad ?blocker\b|\bnotifications?\b.{0,30}\b(?:turn|enable|browser)\b",
        )
    ),
    re.I | re.M,
)

# What a credit, and a notice, cannot do without: most paragraphs have none of it, and looking is ten times as quick.
_CREDIT_SIGNS = (
    *("hoto", "PHOTO", "file", "FILE", "/", "Getty Images", "via ", "(AP)", "(Image", "(Picture"),
    *("Credit", "Caption", "Image", "Slide"),
)
_NOTICE_SIGNS = (
    *("rights reserved", "copyright", "©", "may not be", "subscri", "newsletter", "sign", "privacy", "terms of"),
    *("cookie", "share", "click", "download", "follow", "contributed", "reporting by", "facebook", "comment"),
    *("advertisement", "http", "www.", "blocker", "notification"),
)


def blocks(text: str) -> list[Span]:
    """Return the paragraphs of a text: parted by blank lines, or each a line where nothing else parts them."""
    expression = _BLOCK if re.search(r"\n[ \t\r]*\n", text) else _LINE
    return [Span(match.start(), match.end()) for match in expression.finditer(text)]


def furniture(document: Document) -> tuple[Span, ...]:
    """Return the paragraphs that are a page's furniture: headings, captions, notices, buttons, lists of links."""
    found = {p.span for p in document.passages if p.kind in ("heading", "caption")}
    before: Span | None = None
    for block in blocks(document.text):
        words = block.of(document.text)
        if _is_furniture(words):
            found.add(block)
            # A photographer's credit on a line of its own stands under the caption.
            if before is not None and _CREDIT_LINE.match(words) and len(before.of(document.text).split()) < _CAPTION:
                found.add(before)
        before = block
    return tuple(sorted(found))


def _is_furniture(block: str) -> bool:
    count = len(block.split())
    if count < _HEADING and not _SENTENCE_END.search(block):
        return True
    if count < _CREDITED and ((_has(block, _CREDIT_SIGNS) and _CREDIT.search(block)) or _CREDIT_LINE.match(block)):
        return True
    return count < _LONG_NOTICE and _has(block.casefold(), _NOTICE_SIGNS) and bool(_NOTICE.search(block))


def _has(block: str, signs: Sequence[str]) -> bool:
    return any(sign in block for sign in signs)


def quotations(text: str) -> tuple[Span, ...]:
    """Return what is quoted: between marks, as turns of a transcript, as posts; paragraph by paragraph."""
    found: list[Span] = []
    parts = blocks(text)
    turns = [part for part in parts if _TURN.match(part.of(text))]
    spoken = sum(map(len, turns))
    found += turns if len(turns) > 2 and spoken > _TRANSCRIPT * len(text) else []
    for number, part in enumerate(parts):
        words = part.of(text)
        if _TWEET.search(words):
            found.append(part)
            if number and len(words.split()) < 15:
                found.append(parts[number - 1])
        found += (Span(part.start + a, part.start + b) for a, b in _marked(words))
    return tuple(sorted(set(found)))


def _marked(words: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between quotation marks; what is opened and not closed is quoted to the end."""
    place = 0
    while (match := _OPENING.search(words, place)) is not None:
        opened = match.group()
        closing = _QUOTES.get(opened, '"')
        end = match.end()
        while end < len(words) and not _closes(words, end, closing):
            end += 1
        if opened == "‘" and end == len(words):
            place = match.end()
            continue
        if len(words[match.end() : end].split()) >= _LEAST_QUOTE:
            yield match.start(), min(end + 1, len(words))
        place = max(end + 1, match.end())


def _closes(words: str, at: int, closing: str) -> bool:
    if words[at] not in closing:
        return False
    # An apostrophe inside a word closes nothing.
    return words[at] != "’" or not words[at + 1 : at + 2].isalnum()


def mask(places: Sequence[Span], out: Sequence[Span]) -> bytearray:
    """Return one byte a word, 1 where it lies outside all of `out`; both are in order of their starts."""
    kept = bytearray(b"\1" * len(places))
    number = 0
    for span in sorted(out):
        while number < len(places) and places[number].end <= span.start:
            number += 1
        at = number
        while at < len(places) and places[at].start < span.end:
            kept[at] = 0
            at += 1
    return kept
