"""The weights that ship, int8 in ONNX files, as the numbers they stand for.

Full-precision checkpoints are large and stay out of the package. An int8 weight times its scale is within half a step
of what was trained. Needs the package `onnx` (extras `gpu` and the environment of training).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rashomon.errors import RunError

if TYPE_CHECKING:
    from onnx import ModelProto

Floats = NDArray[np.float32]

NETWORKS = ("encoder", "linker", "pointer")
_HEADS = ("query", "key", "value")


def read_weights(folder: Path) -> dict[str, Floats]:
    """Return the weights of `encoder.onnx`, `linker.onnx` and `pointer.onnx` by the names that training gives them.

    Matrices of products are (out, in), as in `torch.nn.Linear`.

    Raises:
        RunError: the package `onnx` is not installed.
    """
    try:
        import onnx
    except ImportError as error:
        raise RunError("attribution model-gpu: needs torch and onnx; pip install 'rashomon[gpu]'") from error
    found: dict[str, Floats] = {}
    for name in NETWORKS:
        found.update(_weights(onnx.load(str(folder / f"{name}.onnx"))))
    return found


def _weights(model: ModelProto) -> Iterator[tuple[str, Floats]]:
    """Yield name and value of each weight of one exported network."""
    from onnx import numpy_helper

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


def _whole(kept: dict[str, Floats], name: str) -> Floats:
    """Return a quantised weight as the numbers it stands for."""
    base = name.removesuffix("_quantized")
    shift = kept[f"{base}_zero_point"].astype(np.float32)
    whole: Floats = (kept[name].astype(np.float32) - shift) * kept[f"{base}_scale"]
    return whole
