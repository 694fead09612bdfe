"""Subtitles (SubRip and WebVTT), by webvtt-py: cues with their times, and speakers' turns as paragraphs.

A turn begins with its speaker's name and a colon, as in an interview: where the subtitles write it so ("DRIVER: …") it
stands in the text as they have it; WebVTT's voice spans (`<v Driver>`) are written out in the same way.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import PARAGRAPH, ROW, Block, assemble, clean
from rashomon.ingest.encoding import decode
from rashomon.ingest.format import Format, unreadable
from rashomon.records import Document, ReadState

_BOM = b"\xef\xbb\xbf"
_SRT = re.compile(rb"\s*\d{1,6}[ \t]*\r?\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->[ \t]*\d{1,3}:\d\d:\d\d[,.]\d{1,3}")
_VTT = re.compile(rb"WEBVTT(?:[ \t\r\n]|\Z)")
_ARROW = re.compile(r"(?m)^[ \t]*\d[\d:,.]*[ \t]*-->")
_VOICE = re.compile(r"<v(?:\.[\w.]{1,60})?[ \t]+([^>\n]{1,100})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|</?[cv]?[.\d:]*>|\{\\[^{}\n]{0,60}\}")
_NAMED = re.compile(r"(?:>>+|[-–—])?\s*[A-Z][\w.'’()/& -]{0,59}:(?:\s|$)")
_OTHER_SPEAKER = re.compile(r"\s*(?:>>+|[-–—])\s*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_PAUSE = 2.0
_LONG = 600
"""A paragraph of subtitles without names ends at a sentence followed by two seconds' pause, or at this length."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one voice says in one cue, or what a line without a voice holds."""

    voice: str | None
    text: str
    place: str
    start: float
    end: float


def recognise_srt(head: bytes) -> bool:
    """Tell SubRip by its first cue: a number and, on the next line, two times and an arrow."""
    return _SRT.match(_narrow(head)) is not None


def recognise_vtt(head: bytes) -> bool:
    """Tell WebVTT by its signature (W3C WebVTT, section 4.1)."""
    return _VTT.match(_narrow(head)) is not None


def _narrow(head: bytes) -> bytes:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\x00", b"")
    return head.removeprefix(_BOM)


def read_srt(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the cues of a SubRip file, a turn a paragraph, a cue a line with its times as the passage's place.

    Raises:
        ItemError: no cue can be read.
    """
    return _read(data, blank, "srt")


def read_vtt(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the cues of a WebVTT file in the same way.

    Raises:
        ItemError: no cue can be read.
    """
    return _read(data, blank, "vtt")


def _read(data: bytes, blank: Document, kind: str) -> Document:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    decoded = decode(data)
    source = clean(decoded.text).lstrip()
    try:
        captions: list[Any] = webvtt.WebVTT.from_buffer(io.StringIO(source), format=kind).captions
    except (MalformedFileError, MalformedCaptionError) as error:
        raise unreadable(
            blank, reason="the subtitles are damaged and cannot be read", remedy="save them again or as plain text"
        ) from error
    text, passages = assemble(_turns(piece for caption in captions for piece in _pieces(caption, kind)))
    if not text:
        raise unreadable(blank, reason="no cue in it has words", remedy="get the subtitles again from their source")
    problems = list(decoded.problems)
    lost = len(_ARROW.findall(source)) - len(captions)
    if lost > 0:
        problems.append(f"{lost} of its cues are empty or damaged and were left out; check the file")
    return replace(
        blank,
        text=text,
        passages=passages,
        encoding=decoded.encoding,
        state=ReadState.PARTIAL if decoded.damaged or lost > 0 else ReadState.PARSED,
        problems=tuple(problems),
    )


def _pieces(caption: Any, kind: str) -> Iterator[_Piece]:
    """Yield what each voice says in a cue; a cue without voice spans is one piece a line that begins a turn."""
    place = f"{caption.start} --> {caption.end}"
    times = _seconds(caption.start), _seconds(caption.end)
    lines: list[str] = []
    voice: str | None = None

    def flush() -> Iterator[_Piece]:
        if words := "\n".join(lines).strip():
            yield _Piece(voice, words, place, *times)
        lines.clear()

    for line in caption.lines:
        first, *spans = _VOICE.split(line)
        if words := _bare(first, kind):
            if _NAMED.match(words) or _OTHER_SPEAKER.match(words):
                yield from flush()
            lines.append(words)
        for name, said in zip(spans[::2], spans[1::2], strict=True):
            yield from flush()
            voice = _bare(name, kind) or None
            lines.append(_bare(said, kind))
    yield from flush()


def _bare(line: str, kind: str) -> str:
    line = _TAG.sub("", line)
    return " ".join((html.unescape(line) if kind == "vtt" or "&" in line else line).split())


def _turns(pieces: Iterator[_Piece]) -> Iterator[Block]:
    """Yield a block a piece; what continues a turn is joined to it by one line break."""
    before: _Piece | None = None
    named = False
    length = 0
    for piece in pieces:
        named_here = bool(_NAMED.match(piece.text))
        fresh = before is None or named_here or piece.voice != before.voice or bool(_OTHER_SPEAKER.match(piece.text))
        if before is not None and not fresh and not named and piece.voice is None and _SENTENCE_END.search(before.text):
            fresh = piece.start - before.end >= _PAUSE or length > _LONG
        words = _OTHER_SPEAKER.sub("", piece.text, count=1) if _OTHER_SPEAKER.match(piece.text) else piece.text
        if fresh and piece.voice and not named_here:
            words = f"{piece.voice}: {words}"
        yield Block(words, "cue", place=piece.place, joint=PARAGRAPH if fresh else ROW)
        named = named_here if fresh else named
        length = len(words) if fresh else length + len(words)
        before = piece


def _seconds(time: str) -> float:
    hours, minutes, seconds = time.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


SRT = Format(
    name="SubRip subtitles",
    media_type="application/x-subrip",
    suffixes=(".srt",),
    recognise=recognise_srt,
    read=read_srt,
    walled=True,
    warm=("webvtt",),
)

VTT = Format(
    name="WebVTT subtitles",
    media_type="text/vtt",
    suffixes=(".vtt",),
    recognise=recognise_vtt,
    read=read_vtt,
    walled=True,
    warm=("webvtt",),
)
