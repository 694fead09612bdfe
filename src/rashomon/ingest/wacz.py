"""Web archives in a ZIP (WACZ 1.1.1): the WARC files in them, as documents inside, which hold the pages."""

from __future__ import annotations

import json
from dataclasses import replace

from rashomon.config import IngestConfig
from rashomon.ingest.archive import parcel, unpack
from rashomon.ingest.blocks import one_line
from rashomon.ingest.format import Format, Parcel, Zipped, never
from rashomon.ingest.zipped import open_zip, optional, peek
from rashomon.records import Document

_DESCRIPTION = "datapackage.json"


def _warcs(archive: Zipped) -> frozenset[str]:
    return frozenset(n for n in archive.names if n.startswith("archive/") and n.endswith((".warc", ".warc.gz")))


def holds(archive: Zipped) -> bool:
    """Tell a WACZ by its description and its folder of archives."""
    return _DESCRIPTION in archive.names and bool(_warcs(archive))


def read(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Return the WARC files of a WACZ; indexes and lists of pages only repeat what these hold.

    Raises:
        ItemError: it is damaged, a decompression bomb, or holds no archive that can be read.
    """
    contents = unpack(data, blank, config, _warcs(peek(data)))
    document, members = parcel(contents, blank, "a web archive (WACZ)")
    with open_zip(data, blank, config) as archive:
        return Parcel(replace(document, title=_title(optional(archive, _DESCRIPTION))), members)


def _title(description: bytes | None) -> str | None:
    try:
        fields = json.loads(description or b"{}")
    except (ValueError, RecursionError):
        return None
    title = fields.get("title") if isinstance(fields, dict) else None
    return one_line(title) if isinstance(title, str) else None


FORMAT = Format(
    name="web archive (WACZ)",
    media_type="application/wacz",
    suffixes=(".wacz",),
    recognise=never,
    holds=holds,
    read=read,
    walled=True,
)
