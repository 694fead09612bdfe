"""The encoder run by torch gives what the int8 networks give, within what rounding costs there."""

from __future__ import annotations

import numpy as np
import pytest

from rashomon.errors import RunError
from rashomon.extract.attribution_model import load_settings
from rashomon.extract.encoder import encode, judge, model_folder, shares, shipped_network
from rashomon.extract.pieces import cut, load_tokenizer
from rashomon.extract.weights import NETWORKS, read_weights

TEXT = """The ministry said on Tuesday that the convoy had left the city. "Nobody was harmed," its spokesman told us.

A driver disputed that. He said that he had seen two lorries burn, and that the army's account was wrong.
"""


def test_weights_are_those_of_all_three_networks() -> None:
    pytest.importorskip("onnx", reason="the package onnx is not installed")
    weights = read_weights(model_folder())
    assert {name.split(".")[0] for name in weights} == {*NETWORKS, "tag"}
    assert weights["encoder.words.weight"].shape == (30522, 384)
    assert all(
        weights[f"encoder.layers.{n}.{part}.weight"].shape == (384, 384) for n in range(6) for part in ("query", "out")
    )


def test_torch_reads_as_the_int8_networks_do() -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    pytest.importorskip("onnx", reason="the package onnx is not installed")
    from rashomon.extract.encoder_torch import shipped_torch_network

    pieces = cut(TEXT, load_tokenizer(model_folder() / "tokenizer.json"))
    settings = load_settings(model_folder())
    (share,) = shares(len(pieces), window=settings.window, overlap=settings.overlap)
    theirs, ours = (encode(network, pieces, share) for network in (shipped_network(), shipped_torch_network()))
    assert np.abs(theirs.chances - ours.chances).max() < 0.15
    assert np.abs(theirs.tags - ours.tags).mean() < 0.02
    wanted, given = (
        judge(network, batch, least=settings.least)
        for network, batch in ((shipped_network(), theirs), (shipped_torch_network(), ours))
    )
    surest = {one.place: one for one in given.anchored}
    for anchor in wanted.anchored:
        if anchor.probability > 0.5:
            roles = anchor.logits.argmax(-1) == surest[anchor.place].logits.argmax(-1)
            assert roles.mean() > 0.97
    rows, columns = np.array([0]), np.array([9])
    points = [
        network.point(batch.ids, batch.states, rows, columns)
        for network, batch in ((shipped_network(), theirs), (shipped_torch_network(), ours))
    ]
    assert points[0].shape == points[1].shape
    assert points[0].argmax() == points[1].argmax()


def test_without_its_parts_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(RunError, match=r"pip install 'rashomon\[gpu\]'"):
        read_weights(model_folder())
