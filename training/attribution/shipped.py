"""The weights that ship, as a torch module again, so that training can go on from them.

What ships is int8; a few steps of training make up for the half step that its numbers may be off.
"""

from __future__ import annotations

from pathlib import Path

import torch

from rashomon.extract.weights import read_weights
from training.attribution.model import Reader


def shipped(folder: Path) -> dict[str, torch.Tensor]:
    """Return a state of `Reader` from `encoder.onnx`, `linker.onnx` and `pointer.onnx`.

    Raises:
        ValueError: when a weight of the module is not among them, or has another shape.
    """
    found = read_weights(folder)
    state = Reader().state_dict()
    missing = sorted(name for name in state if name not in found or found[name].shape != tuple(state[name].shape))
    if missing:
        raise ValueError(f"{folder}: these weights are not as the module has them: {', '.join(missing)}")
    return {name: torch.from_numpy(found[name].copy()) for name in state}
