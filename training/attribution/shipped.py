"""The weights that ship, as a torch module again, so that training can go on from them.

Full-precision checkpoints are large and stay out of the repository. What ships is int8; its weights times their scales
are within half a step of what was trained, and a few steps of training make up for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.attribution.model import Reader

_HEADS = ("query", "key", "value")


def shipped(folder: Path) -> dict[str, torch.Tensor]:
    """Return a state of `Reader` from `encoder.onnx`, `linker.onnx` and `pointer.onnx`.

    Raises:
        ValueError: when a weight of the module is not among them, or has another shape.
    """
    found: dict[str, NDArray[np.float32]] = {}
    for name in ("encoder", "linker", "pointer"):
        found.update(_weights(onnx.load(str(folder / f"{name}.onnx"))))
    state = Reader().state_dict()
    missing = sorted(name for name in state if name not in found or found[name].shape != tuple(state[name].shape))
    if missing:
        raise ValueError(f"{folder}: these weights are not as the module has them: {', '.join(missing)}")
    return {name: torch.from_numpy(found[name].copy()) for name in state}


def _weights(model: onnx.ModelProto) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield name and value of each weight of one exported network."""
    kept = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    for name, value in kept.items():
        if name.startswith("reader.") and value.dtype == np.float32 and not name.endswith("_scale"):
            yield name.removeprefix("reader."), value
        elif name.startswith("reader.") and name.endswith(".weight_quantized") and _is_table(name):
            yield name.removeprefix("reader.").removesuffix("_quantized"), _whole(kept, name)
    for node in model.graph.node:
        # The names of nodes tell which module they came from: "/encoder/layers.0/up/MatMul_quant".
        path = node.name.removeprefix("/").split("/")
        module = ".".join(path[:-1])
        if node.op_type == "MatMulInteger" and node.input[1] in kept:
            weight = _whole(kept, node.input[1]).T
            if module.rsplit(".", 1)[-1].isdigit() or module.endswith(".layer"):
                for head, part in zip(_HEADS, np.split(weight, 3), strict=True):
                    yield f"{module}.{head}.weight", part
            else:
                yield f"{module}.weight", weight
        elif node.op_type == "Add":
            for bias in (kept[name] for name in node.input if name in kept and name.startswith("onnx::Add")):
                for head, part in zip(_HEADS, np.split(bias, 3), strict=True):
                    yield f"{module}.{head}.bias", part
        elif node.op_type == "Tile" and node.input[0] in kept:
            yield f"{module}.product.weight", kept[node.input[0]][..., 0]


def _is_table(name: str) -> bool:
    """Tell an embedding, whose rows are looked up, from the matrix of a product."""
    return name.split(".")[-2] in ("words", "distance")


def _whole(kept: dict[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    """Return a quantised weight as the numbers it stands for."""
    base = name.removesuffix("_quantized")
    shift = kept[f"{base}_zero_point"].astype(np.float32)
    return (kept[name].astype(np.float32) - shift) * kept[f"{base}_scale"]
