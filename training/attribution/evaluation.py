"""Scores of a reader during training: the package's own decoder and scorer over the torch module's output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rashomon.evaluate import GoldDocument, score_attributions
from rashomon.extract.decoder import word_list
from rashomon.extract.encoder import Network, encoded, scores
from rashomon.extract.pieces import CLOSE, OPEN
from rashomon.extract.selection import Settings, select
from rashomon.records import Span
from training.attribution.data import Item
from training.attribution.model import Reader
from training.attribution.reference import GapItem


class TorchNetwork:
    """A reader in training as the package's `Network`."""

    def __init__(self, reader: Reader, device: torch.device) -> None:
        self._reader, self._device = reader.eval(), device

    @torch.no_grad()
    def encode(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """See `rashomon.extract.encoder.Network.encode`."""
        states, tags = self._reader.encode(torch.from_numpy(ids).to(self._device))
        chances, roles = torch.sigmoid(tags[..., 0]), torch.softmax(tags[..., 1:], -1)
        return states.cpu().numpy(), chances.cpu().numpy(), roles.cpu().numpy()

    @torch.no_grad()
    def link(
        self,
        ids: NDArray[np.int64],
        states: NDArray[np.float32],
        window: NDArray[np.int64],
        place: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        """See `rashomon.extract.encoder.Network.link`."""
        parts = [torch.from_numpy(x).to(self._device) for x in (ids, states, window, place)]
        found: NDArray[np.float32] = self._reader.link(*parts).cpu().numpy()
        return found

    @torch.no_grad()
    def point(
        self,
        ids: NDArray[np.int64],
        states: NDArray[np.float32],
        window: NDArray[np.int64],
        place: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        """See `rashomon.extract.encoder.Network.point`."""
        parts = [torch.from_numpy(x).to(self._device) for x in (ids, states, window, place)]
        found: NDArray[np.float32] = self._reader.point(*parts).cpu().numpy()
        return found


@dataclass(frozen=True, slots=True)
class Guess:
    """A decoded attribution in text offsets, as the scorer reads it."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def guesses(item: Item, network: Network, settings: Settings) -> Iterator[Guess]:
    """Read one article."""
    words = word_list(item.gold.text, item.pieces)

    def spans(runs: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        return tuple(Span(int(words.starts[a]), int(words.ends[b - 1])) for a, b in runs)

    batches = encoded(network, item.pieces, window=settings.window, overlap=settings.overlap)
    for made in select(words, scores(network, item.pieces, batches, least=settings.least), settings):
        yield Guess(spans(made.source), spans(made.cue), spans(made.content))


def development(network: Network, items: Sequence[Item], settings: Settings) -> dict[str, float]:
    """Return F1 of every measure over `items`, in per cent."""
    pairs: list[tuple[GoldDocument, list[Guess]]] = [
        (item.gold, list(guesses(item, network, settings))) for item in items
    ]
    score = score_attributions(pairs)  # type: ignore[arg-type]  # the scorer reads the three roles only
    return {name: round(100 * tally.f1, 1) for name, tally in sorted(score.tallies.items())}


@torch.no_grad()
def gap_accuracy(reader: Reader, items: Sequence[GapItem], device: torch.device) -> float:
    """Return the share of pronouns given to the right one of A, B and neither, in per cent.

    A name scores the probability of its likeliest piece; neither scores that of the window's opening mark.
    """
    reader.eval()
    right = 0
    for one in items:
        ids = torch.tensor([[OPEN, *one.pieces.ids[:510], CLOSE]], device=device)
        states, _ = reader.encode(ids)
        place = torch.tensor([one.place + 1], device=device)
        found = reader.point(ids, states, torch.zeros_like(place), place)[0].cpu().numpy()
        best = {"A": found[1:][one.a].max(), "B": found[1:][one.b].max(), "N": found[0]}
        right += max(best, key=lambda name: best[name]) == one.answer
    return round(100 * right / len(items), 1)
