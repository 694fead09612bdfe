"""PolNeAR as training examples: windows of word pieces, the anchors in them, and each piece's role for each anchor."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rashomon.evaluate import GoldDocument, read_polnear
from rashomon.extract.pieces import CLOSE, OPEN, PAD, Pieces, cut
from training.attribution.reference import RIGHT, WRONG, Named, Pointer, Replacer, Told, names, natural, told

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NONE, SOURCE, CUE, CONTENT = range(4)
NAMES = {"source": SOURCE, "cue": CUE, "content": CONTENT}
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Item:
    """One article: its pieces; an attribution a row: the anchor, all roles; whom it names and means."""

    gold: GoldDocument
    pieces: Pieces
    anchors: NDArray[np.int64]
    roles: NDArray[np.int8]
    named: tuple[Named, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of one size.

    `ids` and `tags` (windows, size); anchors by `window` and `place` with their `roles` (anchors, size); `pronouns`
    are names that were replaced, with what they stand for.
    """

    ids: NDArray[np.int64]
    tags: NDArray[np.int64]
    window: NDArray[np.int64]
    place: NDArray[np.int64]
    roles: NDArray[np.int64]
    pronouns: Pointer


def load(folder: Path, tokenizer: Tokenizer) -> list[Item]:
    """Read a compartment of PolNeAR."""
    return [item(gold, tokenizer) for gold in read_polnear(folder)]


def item(gold: GoldDocument, tokenizer: Tokenizer) -> Item:
    """Give each piece its role in each attribution that has a cue."""
    pieces = cut(gold.text, tokenizer)
    anchors, rows = [], []
    for attribution in gold.attributions:
        row = np.zeros(len(pieces), np.int8)
        for name, role in NAMES.items():
            for span in attribution.get(name, ()):
                inside = (pieces.starts < span.end) & (pieces.ends > span.start)
                row[inside] = role
        cue = np.flatnonzero(row == CUE)
        if cue.size:
            anchors.append(int(cue[0]))
            rows.append(row)
    shape = (len(rows), len(pieces))
    return Item(gold, pieces, np.array(anchors, np.int64), np.stack(rows) if rows else np.zeros(shape, np.int8))


def with_names(items: Sequence[Item], cache: Path) -> list[Item]:
    """Say of each article who is named and meant in it; `cache` keeps that, for it takes minutes over the corpus."""
    if not cache.exists():
        named = names([item.gold.text for item in items], [item.pieces for item in items])
        lines = {
            item.gold.name: {
                "named": [astuple(m) for m in own],
                "told": [astuple(m) for m in told(item.gold.text, item.pieces)],
            }
            for item, own in zip(items, named, strict=True)
        }
        cache.write_text(json.dumps(lines), encoding="utf-8")
    kept = json.loads(cache.read_text("utf-8"))
    return [
        replace(
            item,
            named=tuple(Named(*values) for values in kept[item.gold.name]["named"]),
            told=tuple(Told(*values) for values in kept[item.gold.name]["told"]),
        )
        for item in items
    ]


def epoch(
    items: Sequence[Item], *, size: int, batch: int, rng: random.Random, replacer: Replacer | None = None
) -> list[Batch]:
    """Cut all items into windows, from a random start each, shuffled into batches.

    The replacer's share of them get pronouns for names; the others teach the pronouns that the articles have.
    """
    share = replacer.windows if replacer is not None else 0.0
    cuts: list[tuple[int, int, int]] = []
    for number, one in enumerate(items):
        length = len(one.pieces)
        start = -rng.randrange(size // 2) if length > size else 0
        while start < length:
            end = min(start + size, length)
            if end - max(start, 0) > 24:
                cuts.append((number, max(start, 0), end))
            start = end
    rng.shuffle(cuts)
    # windows of like length together, so that little is padding
    cuts.sort(key=lambda c: (c[2] - c[1]) // 64)
    groups = [cuts[i : i + batch] for i in range(0, len(cuts), batch)]
    rng.shuffle(groups)
    return [
        _lay([_window(items[n], a, b, replacer, puts=rng.random() < share) for n, a, b in group]) for group in groups
    ]


@dataclass(frozen=True, slots=True)
class _Window:
    ids: NDArray[np.int64]
    roles: NDArray[np.int8]
    anchors: list[int]
    pronouns: list[tuple[int, NDArray[np.int64]]]


def _window(one: Item, start: int, end: int, replacer: Replacer | None, *, puts: bool) -> _Window:
    """Cut one window out of an article, with pronouns put in or those that are there."""
    inside = (one.anchors >= start) & (one.anchors < end)
    ids, roles = one.pieces.ids[start:end], one.roles[:, start:end]
    tags = roles.max(0, initial=0)[None, :]
    roles = np.concatenate([roles[inside], tags])
    origin = np.arange(len(ids))
    pronouns: list[tuple[int, NDArray[np.int64]]] = []
    if replacer is not None and not puts:
        inside_too = [m for m in one.told if start <= m.start and m.end <= end]
        moved = [replace(m, start=m.start - start, end=m.end - start) for m in inside_too]
        pronouns = natural(ids, moved, replacer.pronouns)
    elif replacer is not None:
        named = [
            replace(m, start=m.start - start, end=m.end - start) for m in one.named if start <= m.start and m.end <= end
        ]
        ids, roles, origin, pronouns = replacer.apply(ids, roles, named)
    anchors = np.searchsorted(origin, one.anchors[inside] - start).tolist()
    return _Window(ids, roles, anchors, pronouns)


def _lay(group: Sequence[_Window]) -> Batch:
    """Lay windows side by side, padded to the longest; the last row of a window's roles is its tags."""
    size = max(len(one.ids) for one in group) + 2
    ids = np.full((len(group), size), PAD, np.int64)
    tags = np.full((len(group), size), IGNORE, np.int64)
    window, place, roles = [], [], []
    rows, places, marks = [], [], []
    for row, one in enumerate(group):
        length = len(one.ids)
        ids[row, 0], ids[row, length + 1] = OPEN, CLOSE
        ids[row, 1 : length + 1] = one.ids
        tags[row, 1 : length + 1] = one.roles[-1]
        for anchor, role in zip(one.anchors, one.roles[:-1], strict=True):
            window.append(row)
            place.append(anchor + 1)
            roles.append(_padded(role, size, IGNORE))
        for at, mark in one.pronouns:
            rows.append(row)
            places.append(at + 1)
            line = _padded(mark, size, IGNORE)
            line[0] = WRONG if (mark == RIGHT).any() else RIGHT
            marks.append(line)
    return Batch(
        ids,
        tags,
        _line(window),
        _line(place),
        _stack(roles, size),
        Pointer(ids, _line(rows), _line(places), _stack(marks, size)),
    )


def _padded(values: NDArray[np.int8] | NDArray[np.int64], size: int, fill: int) -> NDArray[np.int64]:
    line = np.full(size, fill, np.int64)
    line[1 : len(values) + 1] = values
    return line


def _line(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def _stack(rows: list[NDArray[np.int64]], size: int) -> NDArray[np.int64]:
    return np.stack(rows) if rows else np.zeros((0, size), np.int64)
