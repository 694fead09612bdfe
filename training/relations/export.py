"""Write a trained judge as the ONNX file that the package loads: `python -m training.relations.export CHECKPOINT OUT`.

Weights are eight bits wide in the file, one scale a column (of the word table: a row), and floats when they run. So
what is said of a pair does not hang on the pairs beside it, as it does where activations are quantised by their range
in the batch.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from training.relations.model import Judge

_LEAST = 4096  # weights; smaller tables stay as they are


def export(checkpoint: Path, out: Path, *, marked: bool = True) -> None:
    """Write `encoder.onnx` into `out`."""
    model = Judge(dropout=0.0, marked=marked)
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    row = torch.randint(1000, 2000, (2, 32))
    kinds = (torch.arange(32) > 20).long().expand(2, 32).contiguous()
    names = ["ids", "kinds", "marks"]
    full = out / "encoder.full.onnx"
    torch.onnx.export(
        model,
        (row, kinds, kinds),
        str(full),
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "pairs", 1: "length"} for name in names} | {"logits": {0: "pairs"}},
        opset_version=17,
        dynamo=False,
    )
    network = onnx.load(str(full))
    narrow(network)
    onnx.save(network, str(out / "encoder.onnx"))
    full.unlink()


def narrow(network: onnx.ModelProto) -> None:
    """Replace every large weight by eight-bit ones, a scale, and the product of the two."""
    graph = network.graph
    gathered = {node.input[0]: node for node in graph.node if node.op_type == "Gather"}
    nodes = []
    for weight in list(graph.initializer):
        values = numpy_helper.to_array(weight)
        if values.ndim != 2 or values.size < _LEAST or values.dtype != np.float32:
            continue
        graph.initializer.remove(weight)
        name = weight.name
        if name in gathered:
            # Only the rows that are looked up are made floats.
            small, scale = _quantised(values, axis=1)
            node = gathered[name]
            place, result = node.input[1], node.output[0]
            graph.node.remove(node)
            nodes += [
                helper.make_node("Gather", [f"{name}.small", place], [f"{name}.rows"]),
                helper.make_node("Gather", [f"{name}.scale", place], [f"{name}.scales"]),
                helper.make_node("Cast", [f"{name}.rows"], [f"{name}.wide"], to=onnx.TensorProto.FLOAT),
                helper.make_node("Mul", [f"{name}.wide", f"{name}.scales"], [result]),
            ]
        else:
            small, scale = _quantised(values, axis=_shared(graph, name))
            nodes += [
                helper.make_node("Cast", [f"{name}.small"], [f"{name}.wide"], to=onnx.TensorProto.FLOAT),
                helper.make_node("Mul", [f"{name}.wide", f"{name}.scale"], [name]),
            ]
        graph.initializer.extend(
            [numpy_helper.from_array(small, f"{name}.small"), numpy_helper.from_array(scale, f"{name}.scale")]
        )
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes + rest)


def _shared(graph: onnx.GraphProto, name: str) -> int:
    """Return the axis along which a matrix is summed when it is used: the other one has a scale each."""
    for node in graph.node:
        if name in node.input and node.op_type == "Gemm":
            turned = any(a.name == "transB" and a.i == 1 for a in node.attribute)
            return 1 if turned else 0
    return 0


def _quantised(values: NDArray[np.float32], *, axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), 1e-8).astype(np.float32) / np.float32(127)
    return np.round(values / scale).astype(np.int8), scale


def main() -> None:
    """Export one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    export(options.checkpoint, options.out)


if __name__ == "__main__":
    main()
