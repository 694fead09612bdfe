"""The trained encoder on a graphics processor: the same weights as the int8 networks, run by torch in half precision.

Results differ from those of int8 within what rounding costs there (activations are not quantised here), so it is a back
end with a name of its own, `--attribution model-gpu`, and never taken unasked: two machines with one configuration give
one result. Without a graphics processor it runs on the processor in single precision, which is how it is tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from rashomon.errors import RunError
from rashomon.extract.encoder import Floats, Ints, model_folder
from rashomon.extract.pieces import PAD
from rashomon.extract.weights import read_weights

_HEADS, _LINK_HEADS = 12, 4
_DISTANCES: Final = 128
"""Pieces farther apart than this share a distance."""


class TorchNetwork:
    """A `rashomon.extract.encoder.Network` run by torch.

    Attributes:
        device: "cuda" where there is a graphics processor that torch can use, "cpu" otherwise.
    """

    def __init__(self, folder: Path) -> None:
        """Load the weights of `folder`.

        Raises:
            RunError: torch or onnx is not installed.
        """
        weights = read_weights(folder)
        try:
            import torch
        except ImportError as error:
            raise RunError("attribution model-gpu: needs torch and onnx; pip install 'rashomon[gpu]'") from error
        self._torch: Any = torch
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        kind = torch.float16 if self.device == "cuda" else torch.float32
        self._of = {name: torch.tensor(value, dtype=kind, device=self.device) for name, value in weights.items()}

    def encode(self, ids: Ints) -> tuple[Floats, Floats, Floats]:
        """See `Network.encode`."""
        torch, of = self._torch, self._of
        with torch.inference_mode():
            given = torch.from_numpy(ids).to(self.device)
            x = of["encoder.words.weight"][given] + of["encoder.places.weight"][: given.shape[1]]
            x = self._norm(x, "encoder.norm", 1e-12)
            seen = (given != PAD)[:, None, None, :]
            for number in range(6):
                x = self._layer(x, seen, f"encoder.layers.{number}", _HEADS)
            tags = self._linear(x, "tag").float()
            return _out(x), _out(torch.sigmoid(tags[..., 0])), _out(torch.softmax(tags[..., 1:], -1))

    def link(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """See `Network.link`."""
        return self._head("linker", ids, states, window, place)

    def point(self, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """See `Network.point`."""
        return self._head("pointer", ids, states, window, place)[..., 0]

    def _head(self, name: str, ids: Ints, states: Floats, window: Ints, place: Ints) -> Floats:
        """Return (anchors, length, outputs) of the linker or the pointer."""
        torch, of = self._torch, self._of
        with torch.inference_mode():
            rows = torch.from_numpy(window).to(self.device)
            places = torch.from_numpy(place).to(self.device)
            seen = (torch.from_numpy(ids).to(self.device) != PAD)[:, None, None, :]
            all_states = torch.from_numpy(states).to(self.device, of["tag.weight"].dtype)
            heads = all_states[rows, places]
            left = self._linear(all_states, f"{name}.left")[rows]
            right = self._linear(heads, f"{name}.right").unsqueeze(1)
            product = of[f"{name}.product.weight"]
            share = left.shape[-1] // product.shape[1]
            products = (left * right) @ (product.repeat_interleave(share, dim=1) / share**0.5).T
            far = torch.arange(all_states.shape[1], device=self.device).unsqueeze(0) - places.unsqueeze(1)
            distance = of[f"{name}.distance.weight"][far.clamp(-_DISTANCES, _DISTANCES) + _DISTANCES]
            pair = self._linear(all_states, f"{name}.piece")[rows]
            pair = pair + self._linear(heads, f"{name}.anchor").unsqueeze(1) + products + distance
            pair = self._norm(torch.nn.functional.gelu(pair), f"{name}.norm", 1e-5)
            return _out(self._linear(self._layer(pair, seen[rows], f"{name}.layer", _LINK_HEADS), f"{name}.role"))

    def _layer(self, x: Any, seen: Any, name: str, heads: int) -> Any:
        """Return (batch, length, width) after one post-norm layer; `seen` (batch, 1, 1, length) is False at padding."""
        functional = self._torch.nn.functional
        batch, length, width = x.shape
        query, key, value = (
            self._linear(x, f"{name}.{part}").view(batch, length, heads, width // heads).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        attended = attended.transpose(1, 2).reshape(batch, length, width)
        x = self._norm(x + self._linear(attended, f"{name}.out"), f"{name}.norm", 1e-12)
        inner = functional.gelu(self._linear(x, f"{name}.up"))
        return self._norm(x + self._linear(inner, f"{name}.down"), f"{name}.norm_out", 1e-12)

    def _linear(self, x: Any, name: str) -> Any:
        return self._torch.nn.functional.linear(x, self._of[f"{name}.weight"], self._of[f"{name}.bias"])

    def _norm(self, x: Any, name: str, least: float) -> Any:
        weight: Mapping[str, Any] = self._of
        shape = (x.shape[-1],)
        return self._torch.nn.functional.layer_norm(x, shape, weight[f"{name}.weight"], weight[f"{name}.bias"], least)


def _out(x: Any) -> Floats:
    """Return a tensor as numbers of the processor's, single precision."""
    found: Floats = x.float().cpu().numpy().astype(np.float32, copy=False)
    return found


@lru_cache(maxsize=1)
def shipped_torch_network() -> TorchNetwork:
    """Return the network that ships with the package, loaded at first use.

    Raises:
        RunError: torch or onnx is not installed.
    """
    return TorchNetwork(model_folder())
