"""Makers of test files: small PDFs written by hand, laid-out ones by weasyprint, and a way to load bytes."""

from __future__ import annotations

import io
import logging
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rashomon.config import IngestConfig
from rashomon.ingest.load import load
from rashomon.ingest.nested import Reader
from rashomon.ingest.wall import Wall
from rashomon.records import Document

Load = Callable[..., Document]
LoadAll = Callable[..., list[Document]]
MakePdf = Callable[[str], bytes]


@pytest.fixture(scope="session")
def shared_wall() -> Iterator[Wall]:
    """One reading process for all tests that need no limits of their own: to start one takes most of a test's time."""
    with Wall(IngestConfig()) as wall:
        yield wall


@pytest.fixture
def load_all(tmp_path: Path, shared_wall: Wall) -> LoadAll:
    """Write bytes to a file and load it and what lies in it: `load_all(b"...", "a.zip", **config)`."""

    def load_(data: bytes, name: str = "a", **options: object) -> list[Document]:
        path = tmp_path / name
        path.write_bytes(data)
        if options:
            return list(load([str(path)], config=IngestConfig(**options)))  # type: ignore[arg-type]
        return list(Reader(IngestConfig(), shared_wall).read(data, str(path)))

    return load_


@pytest.fixture
def load_bytes(load_all: LoadAll) -> Load:
    """Do the same with a file that is one document: `load_bytes(b"...", "a.txt", **config)`."""

    def load_(data: bytes, name: str = "a.txt", **options: object) -> Document:
        (document,) = load_all(data, name, **options)
        return document

    return load_


def zipped(members: dict[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """Return a ZIP archive of the given members, compressed but for those `stored`; the same bytes at any moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return buffer.getvalue()


def compound(*names: str, inside: tuple[str, ...] = (), padding: int = 0) -> bytes:
    """Return a compound file (MS-CFB, version 3) with these empty streams under its root, and others in a storage.

    Args:
        padding: free sectors that come before the directory.
    """
    none, end, free = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
    tree = [("Root Entry", 5, none, 1), *((name, 2, at + 2, none) for at, name in enumerate(names))]
    tree.append(("ObjectPool", 1, none, len(tree) + 1 if inside else none))
    tree += [(name, 2, len(tree) + at + 1, none) for at, name in enumerate(inside)]
    if inside:
        tree[-1] = (tree[-1][0], 2, none, none)
    entries = b""
    for name, kind, right, child in tree:
        letters = name.encode("utf-16-le")
        entries += letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters) + 2, kind, 1, none, right, child)
        entries += bytes(128 - 80)
    entries += bytes(-len(entries) % 512)
    size = len(entries) // 512
    tables = -(-(1 + padding + size) // 128) + (padding > 109 * 128)
    first = tables + padding
    lists = 1 if tables > 109 else 0  # of more tables than the header can name, a sector names the rest
    first += lists
    chain = [free] * first + [first + at + 1 for at in range(size - 1)] + [end]
    chain += [free] * (tables * 128 - len(chain))
    assert len(chain) == tables * 128
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, first, 0, 4096, end, 0, tables if lists else end, lists)
    listed = [*range(tables), *[free] * max(0, 109 - tables)]
    header += struct.pack("<109I", *listed[:109])
    more = struct.pack("<128I", *[*listed[109:], *[free] * 127][:127], end) if lists else b""
    return header + struct.pack(f"<{tables * 128}I", *chain) + more + bytes(512 * padding) + entries


def blocks(document: Document) -> list[tuple[str, str]]:
    """Return kind and words of each passage: what every span of a document is good for."""
    return [(passage.kind, passage.span.of(document.text)) for passage in document.passages]


def places(document: Document) -> dict[str, str]:
    """Return the words of each passage by its place."""
    return {passage.place or "": passage.span.of(document.text) for passage in document.passages}


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    """Lay out a page of HTML and CSS as PDF."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import weasyprint

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)

    def make(html: str) -> bytes:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return bytes(weasyprint.HTML(string=html).write_pdf())

    return make


def hand_pdf(streams: list[str], *, image_on: tuple[int, ...] = (), encrypted: bool = False, rotate: int = 0) -> bytes:
    """Return an uncompressed PDF whose pages (600 x 800 points, Helvetica as /F1) have the given content streams."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    image = (
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    )
    objects.append(f"{image}\nstream\nA\nendstream")
    kids = []
    for number, stream in enumerate(streams):
        content = stream + (" q 500 0 0 700 50 50 cm /I1 Do Q" if number in image_on else "")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate {rotate} /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in places)
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]"
    data += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {lock if encrypted else ''} >>\nstartxref\n{start}\n%%EOF\n"
    )
    return data.encode("latin-1")


def show(x: float, y: float, text: str, size: float = 10) -> str:
    """Return the operators that print one line of text."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET\n"
