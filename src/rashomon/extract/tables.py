"""The lexicons of the package: tab-separated lines in `data/` with comments after #, and TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any


def rows(name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the fields of every line of `data/NAME` that is neither empty nor a comment."""
    text = files("rashomon.data").joinpath(name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line and not line.startswith("#"):
            yield number, line.split("\t")


def toml(name: str) -> dict[str, Any]:
    """Return the TOML file `data/NAME`."""
    return tomllib.loads(files("rashomon.data").joinpath(name).read_text(encoding="utf-8"))
