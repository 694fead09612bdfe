"""The style sheets, scripts and pictures of the pages, each under an address that changes with what it holds."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import HTTPException
from fastapi.responses import FileResponse

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_KEPT: Final = {True: "private, max-age=31536000, immutable", False: "no-cache"}
"""Whether the address tells what the file holds → how long a browser may keep it without asking again."""


@cache
def _files() -> dict[str, Path]:
    folder = Path(__file__).parent
    # The look of the dossier is the look of the workbench.
    files = (*(folder / "static").iterdir(), folder.parent / "report" / "templates" / "dossier.css")
    return {path.name: path for path in files if path.suffix in _TYPES}


@cache
def _version(name: str) -> str:
    return sha256(_files()[name].read_bytes()).hexdigest()[:12]


def address(name: str) -> str:
    """Return the address of a file for a page: the same file is asked for once, another one always.

    Raises:
        KeyError: there is no such file.
    """
    return f"/static/{name}?v={_version(name)}"


def answer(name: str, version: str = "") -> FileResponse:
    """Return the answer to who asks for a file, by its name and the version that its address told.

    Raises:
        HTTPException: 404, there is no such file.
    """
    if name not in _files():
        raise HTTPException(404, "there is no such file")
    path = _files()[name]
    headers = {"cache-control": _KEPT[version == _version(name)]}
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)
