"""The formats that can be read, and how a file's own bytes tell which one it is."""

from __future__ import annotations

from collections import ChainMap

from rashomon.ingest import (
    archive,
    delimited,
    docx,
    drawing,
    eml,
    epub,
    html,
    image,
    innards,
    markdown,
    mbox,
    odt,
    pdf,
    plain,
    rtf,
    subtitles,
    wacz,
    warc,
    xlsx,
)
from rashomon.ingest.format import HEAD, Format
from rashomon.ingest.zipped import SIGNATURES, peek

FORMATS: tuple[Format, ...] = (
    pdf.FORMAT,
    html.FORMAT,
    rtf.FORMAT,
    image.PNG,
    image.JPEG,
    image.TIFF,
    image.WEBP,
    warc.FORMAT,
    docx.FORMAT,
    xlsx.FORMAT,
    odt.FORMAT,
    epub.FORMAT,
    wacz.FORMAT,
    archive.FORMAT,
    subtitles.VTT,
    subtitles.SRT,
    mbox.FORMAT,
    eml.FORMAT,
    markdown.FORMAT,
    delimited.FORMAT,
    plain.FORMAT,
)
"""Asked in this order; the first that recognises the file reads it. Plain text takes what is left, so it stays last."""

BY_MEDIA_TYPE: dict[str, Format] = {item.media_type: item for item in FORMATS}

JOBS = ChainMap(BY_MEDIA_TYPE, {item.media_type: item for item in (*drawing.FORMATS, *innards.FORMATS)})
"""Everything that the process behind the wall can be asked for: to read a file, or to make one fit to be looked at."""


def sniff(data: bytes) -> Format | None:
    """Return the format of a file, told by its first bytes alone, or None when it is none of ours.

    What begins like a ZIP archive is told by the names of its members instead, which stand at its end.
    """
    if data.startswith(SIGNATURES):
        names = peek(data)
        return next((item for item in FORMATS if item.holds is not None and item.holds(names)), plain.FORMAT)
    head = data[:HEAD]
    return next((item for item in FORMATS if item.recognise(head)), None)


def expected(suffix: str) -> Format | None:
    """Return the format that a file name ending (".pdf") promises, or None when it promises none of ours."""
    return next((item for item in FORMATS if suffix.lower() in item.suffixes), None)
