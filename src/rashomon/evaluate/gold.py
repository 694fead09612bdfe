"""Reading of gold files: JSON lines of our own, which name a PolNeAR article and hold offsets, never text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rashomon.errors import ItemError
from rashomon.records import Span, Spans

_WORD = re.compile(r"\w+")


def read_lines(path: Path, texts: Path) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield each line of a gold file with the text of its article, found under `texts` (the folder `polnear`).

    Raises:
        ItemError: when a line is no JSON, or its article is not there.
    """
    known: dict[Path, str] = {}
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            try:
                item = json.loads(line)
                article = texts / item["compartment"] / "text" / f"{item['document']}.txt"
                if article not in known:
                    # newline="": offsets count every character of the file
                    with article.open(encoding="utf-8", newline="") as text:
                        known[article] = text.read()
            except (ValueError, KeyError, TypeError) as error:
                raise _problem(path, f"line {number} is not gold ({error})", "take the file as it was") from error
            except OSError as error:
                raise _problem(path, f"line {number}: {error.strerror}: {error.filename}", "name polnear/") from error
            yield item, known[article]


def spans(value: Sequence[Sequence[int]]) -> Spans:
    """Return spans of [[start, end], ...]."""
    return tuple(Span(start, end) for start, end in value)


def telling(name: str, empty: frozenset[str]) -> set[str]:
    """Return the words of a name by which it can be known, small and without a plural's s; all of them if none is."""
    words = {word.lower() for word in _WORD.findall(name)}
    return {word.removesuffix("s") if len(word) > 3 else word for word in words - empty} or words


def _problem(path: Path, reason: str, remedy: str) -> ItemError:
    return ItemError(str(path), step="read gold", reason=reason, remedy=remedy)
