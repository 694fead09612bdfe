"""Imported once by the process that reads pages: lets the extractor build its tables before the first page is read.

It loads word lists of a hundred languages the first time that a page is short, half a second; every page is read in a
child of its own, which would pay that again each time.
"""

from __future__ import annotations

from rashomon.config import IngestConfig
from rashomon.ingest.html import read
from rashomon.records import Document

_PAGE = b"<html><head><title>A page</title></head><body><p>The page that is read first is short, like many.</p></body>"

read(_PAGE, Document(path="", sha256="", media_type="text/html", text=""), IngestConfig())
