"""The torch module as the package's `Network`, and how often its pointer is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from rashomon.extract.encoder import Floats, Ints
from rashomon.extract.pieces import CLOSE, OPEN
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
