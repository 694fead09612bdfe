"""Write a trained reader as the three ONNX files that the package loads, quantised to int8.

`python -m training.attribution.export CHECKPOINT BASE OUT`. Weights are quantised per channel, activations when the
network runs; the embedding table and the matrix products carry nearly all of the bytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from rashomon.extract.pieces import PARAGRAPH
from rashomon.extract.selection import Settings
from training.attribution.model import WIDTH, Reader


class _Encode(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        states = self.reader.encoder(ids)
        tags = self.reader.tag(states)
        return states, torch.sigmoid(tags[..., 0]), torch.softmax(tags[..., 1:], -1)


class _Head(nn.Module):
    """The linker or the pointer: they take the same."""

    def __init__(self, reader: Reader, *, links: bool) -> None:
        super().__init__()
        self.reader = reader
        self.links = links

    def forward(self, ids: Tensor, states: Tensor, window: Tensor, place: Tensor) -> Tensor:
        read = self.reader.link if self.links else self.reader.point
        return read(ids, states, window, place)


def export(checkpoint: Path, base: Path, out: Path) -> None:
    """Fold the paragraph mark into the embedding table, export and quantise."""
    reader = Reader.of(checkpoint)
    with torch.no_grad():
        reader.encoder.words.weight[PARAGRAPH] += reader.encoder.mark
        reader.encoder.mark.zero_()
    out.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(1000, 2000, (2, 32))
    states = torch.zeros(2, 32, WIDTH)
    window, place = torch.tensor([0, 1, 1]), torch.tensor([3, 4, 9])
    _write(
        _Encode(reader),
        (ids,),
        out / "encoder.onnx",
        {
            "ids": {0: "windows", 1: "length"},
            "states": {0: "windows", 1: "length"},
            "chances": {0: "windows", 1: "length"},
            "tags": {0: "windows", 1: "length"},
        },
    )
    for name, head in (("linker", _Head(reader, links=True)), ("pointer", _Head(reader, links=False))):
        _write(
            head,
            (ids, states, window, place),
            out / f"{name}.onnx",
            {
                "ids": {0: "windows", 1: "length"},
                "states": {0: "windows", 1: "length"},
                "window": {0: "anchors"},
                "place": {0: "anchors"},
                "scores": {0: "anchors", 1: "length"},
            },
        )
    shutil.copy(base / "tokenizer.json", out / "tokenizer.json")
    if not (out / "settings.json").exists():
        (out / "settings.json").write_text(json.dumps(asdict(Settings()), indent=2) + "\n", encoding="utf-8")


def _write(module: nn.Module, example: tuple[Tensor, ...], path: Path, axes: dict[str, dict[int, str]]) -> None:
    names = list(axes)
    full = path.with_suffix(".full.onnx")
    torch.onnx.export(
        module,
        example,
        str(full),
        input_names=names[: len(example)],
        output_names=names[len(example) :],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(full), str(path), per_channel=True, weight_type=QuantType.QUInt8)
    make_signed(path)
    full.unlink()


def make_signed(path: Path) -> None:
    """Store the weights of a quantised file's products as signed bytes: the same numbers, 128 less with their zeros.

    Processors that multiply bytes in one instruction want one factor signed; with it the network takes about half the
    time, and gives the same to the last bit.
    """
    model = onnx.load(str(path))
    products = [node for node in model.graph.node if node.op_type == "MatMulInteger"]
    weights = {node.input[place] for node in products for place in (1, 3)}
    for tensor in model.graph.initializer:
        if tensor.name in weights and tensor.data_type == onnx.TensorProto.UINT8:
            values = onnx.numpy_helper.to_array(tensor)
            moved = (values.astype(np.int16) - 128).astype(np.int8)
            tensor.CopyFrom(onnx.numpy_helper.from_array(moved, tensor.name))
    onnx.save(model, str(path))


def main() -> None:
    """Export one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    export(options.checkpoint, options.base, options.out)


if __name__ == "__main__":
    main()
