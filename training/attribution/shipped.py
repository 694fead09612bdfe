"""The weights that ship, as a torch module again, so that training can go on from them.

What ships is int8; a few steps of training make up for the half step that its numbers may be off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def with_layers(state: dict[str, torch.Tensor], layers: Sequence[int]) -> dict[str, torch.Tensor]:
    """Return a state of a `Reader` that has only some layers of the encoder, numbered anew in the order given."""
    found = {}
    for name, value in state.items():
        layer = re.match(r"encoder\.layers\.(\d+)\.", name)
        if layer is None:
            found[name] = value
        elif int(layer[1]) in layers:
            found[f"encoder.layers.{layers.index(int(layer[1]))}.{name[layer.end() :]}"] = value
    return found
