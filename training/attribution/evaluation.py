"""Scores of a reader during training: the package's own decoder and scorer over the torch module's output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rashomon.evaluate import GoldDocument, score_attributions
from rashomon.extract.decoder import WordList, word_list
from rashomon.extract.encoder import Floats, Ints, Network, Scores, encode, judge, merged, shares
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
    def encode(self, ids: Ints) -> tuple[Floats, Floats, Floats]:
        """See `rashomon.extract.encoder.Network.encode`."""
        states, tags = self._reader.encode(torch.from_numpy(ids).to(self._device))
        chances, roles = torch.sigmoid(tags[..., 0]), torch.softmax(tags[..., 1:], -1)
        return states.cpu().numpy(), chances.cpu().numpy(), roles.cpu().numpy()

    @torch.no_grad()
    def link(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """See `rashomon.extract.encoder.Network.link`."""
        return self._head(self._reader.link, ids, states, window, place)

    @torch.no_grad()
    def point(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """See `rashomon.extract.encoder.Network.point`."""
        return self._head(self._reader.point, ids, states, window, place)

    def _head(self, head: Callable[..., torch.Tensor], *arrays: NDArray[np.generic]) -> Floats:
        """Run the linker or the pointer, which take the same."""
        found: Floats = head(*(torch.from_numpy(x).to(self._device) for x in arrays)).cpu().numpy()
        return found


@dataclass(frozen=True, slots=True)
class Guess:
    """A decoded attribution in text offsets, as the scorer reads it."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def guesses(words: WordList, found: Scores, settings: Settings) -> Iterator[Guess]:
    """Decode one article."""

    def spans(runs: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        return tuple(Span(int(words.starts[a]), int(words.ends[b - 1])) for a, b in runs)

    for made in select(words, found, settings):
        yield Guess(spans(made.source), spans(made.cue), spans(made.content))


def read(item: Item, network: Network, settings: Settings) -> tuple[WordList, Scores]:
    """Return the words of an article and what the network says of them."""
    batches = (
        encode(network, item.pieces, share)
        for share in shares(len(item.pieces), window=settings.window, overlap=settings.overlap)
    )
    found = merged(len(item.pieces), (judge(network, batch, least=settings.least) for batch in batches))
    return word_list(item.gold.text, item.pieces), found


def development(network: Network, items: Sequence[Item], settings: Settings) -> dict[str, float]:
    """Return F1 of every measure over `items`, in per cent."""
    return figures((item.gold, list(guesses(*read(item, network, settings), settings))) for item in items)


def figures(pairs: Iterable[tuple[GoldDocument, list[Guess]]]) -> dict[str, float]:
    """Return F1 of every measure, in per cent."""
    score = score_attributions(pairs)
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
