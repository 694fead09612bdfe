"""Bytes as text, and text with its encodings undone: percent, entities, escapes, base64, hex and their like.

Only what stands around something encoded is decoded, so that a long text costs one look for each notation.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from email.header import decode_header
from typing import Final

from rashomon.protect.leaks_fold import UNSEEN
from rashomon.protect.leaks_parts import Part, Written, replaced, through

DEEP: Final = 3
"""How many encodings are undone one inside the other."""

_AROUND: Final = 90
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"))
_LEGACY: Final = ("cp1252", "cp1251", "cp1256", "koi8_r", "cp1253", "mac_roman")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STRINGS: Final = re.compile(rb"[\t\n\r\x20-\x7e\xc2-\xf4\x80-\xbf]{4,}")
_WIDE: Final = re.compile(rb"(?:[\t\n\r\x20-\x7e]\x00){4,}")


def decoded(data: bytes) -> tuple[tuple[str, str], ...]:
    """Return a text in the encodings that its bytes may be in, each with its name; nothing for what is no text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return ((data[len(mark) :].decode(name, "replace"), name),)
    if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return ((data.decode("utf-16", "replace"), "utf-16"),)
    head = data[:4096]
    if head.count(0) > len(head) // 5:
        name = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        text = data.decode(name, "replace")
        return ((text, name),) if not _binary(text) else ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        return () if _binary(text) else tuple((data.decode(name, "replace"), name) for name in _LEGACY)
    return () if _binary(text) else ((text, "utf-8"),)


def _binary(text: str) -> bool:
    head = text[:65536]
    return len(_CONTROL.findall(head)) > len(head) // 200 + 1


def strings(data: bytes) -> str:
    """Return the readable stretches of bytes that are no text, one a line, in one and in two bytes a letter."""
    narrow = [m[0].decode("utf-8", "replace") for m in _STRINGS.finditer(data)]
    wide = [m[0].decode("utf-16-le") for m in _WIDE.finditer(data)]
    return "\n\n".join([*narrow, *wide])


def _bytes(found: bytes) -> str:
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError:
        return found.decode("cp1252", "replace")


def _percent(match: re.Match[str]) -> str:
    if match[0][1] in "uU":
        return chr(int(match[0][2:6], 16))
    return _bytes(bytes.fromhex(match[0].replace("%", "")))


def _escaped(match: re.Match[str]) -> str:
    run = match[0]
    try:
        if run[1] == "u" and "{" not in run:
            return str(json.loads(f'"{run}"')).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if run[1] in "uU":
            return chr(int(run[2:].strip("{}"), 16))
        if run[1] == "x":
            return _bytes(bytes.fromhex(run.replace("\\x", "")))
        if run[1] == "'":
            return _bytes(bytes.fromhex(run.replace("\\'", "")))
        return {"n": "\n", "t": "\t", "r": "\n", "/": "/", '"': '"'}.get(run[1], " ")
    except (ValueError, OverflowError):
        return " "


def _quoted(match: re.Match[str]) -> str:
    run = re.sub(r"=\r?\n", "", match[0])
    return _bytes(bytes.fromhex(run.replace("=", ""))) if run else ""


def _header_word(match: re.Match[str]) -> str:
    try:
        return "".join(
            p if isinstance(p, str) else p.decode(c or "ascii", "replace") for p, c in decode_header(match[0])
        )
    except (ValueError, LookupError, binascii.Error):
        return match[0]


def _punycode(match: re.Match[str]) -> str:
    try:
        return match[1].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return match[0]


_COMBINED: Final = re.compile(r"\w[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
"""A letter with marks written after it, which the pattern of a word does not hold together."""


def _composed(match: re.Match[str]) -> str:
    made = unicodedata.normalize("NFC", match[0])
    return "".join(ch for ch in made if not unicodedata.combining(ch))


_RTF: Final = re.compile(r"\\u(-?\d{1,6})\s?\??")
NOTATIONS: Final[tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    ("diacritics", _COMBINED, _composed),
    ("zero-width", UNSEEN, lambda _: ""),
    ("hyphenation", re.compile(r"(?<=[^\W\d_])[-‐\u00ad]\s{0,3}\n\s{0,20}(?=[^\W\d_])"), lambda _: ""),
    ("percent-encoding", re.compile(r"(?:%[0-9A-Fa-f]{2})++|%[uU][0-9A-Fa-f]{4}"), _percent),
    (
        "html-entity",
        re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"),
        lambda m: html.unescape(m[0]),
    ),
    (
        "json-escape",
        re.compile(
            r"(?:\\u[0-9a-fA-F]{4})++|\\u\{[0-9a-fA-F]{1,6}\}|\\U[0-9a-fA-F]{8}|(?:\\x[0-9a-fA-F]{2})++|(?:\\'[0-9a-fA-F]{2})++"
            r"|\\[ntr/\"]"
        ),
        _escaped,
    ),
    ("quoted-printable", re.compile(r"(?:=[0-9A-F]{2}|=\r?\n)++"), _quoted),
    ("encoded-word", re.compile(r"=\?[\w-]{2,30}\?[bBqQ]\?[^\s?]{1,500}\?="), _header_word),
    ("punycode", re.compile(r"\bxn--([a-z0-9-]{2,60})", re.I), _punycode),
    ("rtf-escape", _RTF, lambda m: chr(int(m[1]) % 65536) if not 0xD800 <= int(m[1]) % 65536 < 0xE000 else " "),
)
"""The ways in which text is written in other signs: name, what to look for, what it stands for."""


def unwrapped(part: Part, level: int = 0) -> Iterator[Part]:
    """Yield what stands around encoded stretches of a part, decoded, and what is encoded in that."""
    if level >= DEEP:
        return
    for kind, pattern, by in NOTATIONS:
        written = Written()
        for start, end in _windows(part.text, pattern):
            made = replaced(part.text[start:end], pattern, by)
            if made.text != part.text[start:end]:
                written.take(made, start)
                written.add("\n\n", end)
        if written.length:
            made = written.mapped()
            inner = replace(part, text=made.text, kind=part.kind or kind, place=through(part.place, made), form="")
            yield inner
            yield from unwrapped(inner, level + 1)


def _windows(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches around matches, those that touch as one, none cut inside a word."""
    begun, end = -1, -1
    for match in pattern.finditer(text):
        if begun >= 0 and match.start() - _AROUND <= end:
            end = max(end, match.end() + _AROUND)
            continue
        if begun >= 0:
            yield _whole(text, begun, end)
        begun, end = max(0, match.start() - _AROUND), match.end() + _AROUND
    if begun >= 0:
        yield _whole(text, begun, end)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
        if start >= end:
            return end, end
    return start, min(end, len(text))


_BASE64: Final = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?:(?:[A-Za-z0-9+/]{60,76}\r?\n)++[A-Za-z0-9+/]{2,76}={0,2}|[A-Za-z0-9+/_-]{10,}+={0,2})"
)
_HEX: Final = re.compile(
    r"(?<![^\W_])(?:[0-9a-fA-F]{2}){5,}+(?![^\W_])|(?<![^\W_])[0-9a-fA-F]{2}(?:[ :,-][0-9a-fA-F]{2}){4,}+(?![^\W_])"
)


def packed(text: str) -> Iterator[tuple[str, int, bytes]]:
    """Yield what runs of base64, base32 and hex digits stand for: the notation, where it begins, the bytes."""
    for match in _BASE64.finditer(text):
        run = re.sub(r"\s", "", match[0])
        if run.isdigit() or run.islower():
            continue
        if run.rstrip("=").isupper() and not set("0189+/_-") & set(run):
            with_pad = run.rstrip("=") + "=" * (-len(run.rstrip("=")) % 8)
            with suppress(ValueError, binascii.Error):
                yield "base32", match.start(), base64.b32decode(with_pad)
        bare = run.rstrip("=").replace("-", "+").replace("_", "/")
        if len(bare) % 4 != 1:
            yield "base64", match.start(), base64.b64decode(bare + "=" * (-len(bare) % 4))
    for match in _HEX.finditer(text):
        digits = re.sub(r"[^0-9a-fA-F]", "", match[0])
        yield "hex", match.start(), bytes.fromhex(digits[: len(digits) // 2 * 2])


def readable(data: bytes) -> str:
    """Return what bytes say, in one or two bytes a letter; "" where they say nothing."""
    for name in ("utf-8", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if text.isprintable() or not _CONTROL.search(text):
            letters = sum(ch.isalpha() or ch.isspace() for ch in text)
            rare = sum(ord(ch) > 0x2FFF for ch in text)
            if letters >= 0.6 * len(text) and not rare:
                return text
    return ""
