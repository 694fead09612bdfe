"""The judge of entailment as a torch module: a six-layer encoder over both texts, and a small head.

The head sees the opening place, the mean of each text, how these differ, and, since two texts mostly part at one word,
the strongest of what single places say.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from rashomon.compare.pairing import MARKS, PAD
from training.attribution.model import PARTS, WIDTH, Layer

LABELS = 3
ENTAILS, CONTRADICTS, NEUTRAL = range(LABELS)


class Judge(nn.Module):
    """Takes (batch, length) identifiers, kinds and marks; gives (batch, 3) logits: entails, contradicts, neutral."""

    def __init__(self, dropout: float = 0.1, *, marked: bool = True) -> None:
        super().__init__()
        self.marked = marked
        self.words = nn.Embedding(30522, WIDTH)
        self.words.weight.requires_grad_(requires_grad=False)
        self.places = nn.Embedding(512, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.marks = nn.Embedding(MARKS, WIDTH)
        nn.init.zeros_(self.marks.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        # None within the layers: made pairs do not come twice, and masks cost a processor a tenth of the time.
        self.layers = nn.ModuleList(Layer(WIDTH, 12, 1536, 0.0) for _ in range(6))
        self.hidden = nn.Linear(5 * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, LABELS)
        self.local = nn.Linear(WIDTH, LABELS)

    def forward(self, ids: Tensor, kinds: Tensor, marks: Tensor) -> Tensor:
        """See the class."""
        x = self.words(ids) + self.places.weight[: ids.shape[1]].unsqueeze(0) + self.kinds(kinds)
        if self.marked:
            x = x + self.marks(marks)
        x = self.norm(x)
        real = (ids != PAD).to(x.dtype)
        bias = (1 - real)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        second = kinds.to(x.dtype) * real
        first = real - second
        one, two = _mean(x, first), _mean(x, second)
        pooled = torch.cat([x[:, 0], one, two, (one - two).abs(), one * two], -1)
        logits = self.out(self.dropout(functional.gelu(self.hidden(self.dropout(pooled)))))
        local = self.local(x) - (1 - real).unsqueeze(-1) * 1e4
        found: Tensor = logits + local.amax(1)
        return found

    def load_base(self, folder: Path) -> None:
        """Load the published weights (`model.safetensors`) of all-MiniLM-L6-v2 into the encoder."""
        take = {name.removeprefix("bert."): value for name, value in load_file(folder / "model.safetensors").items()}
        own = self.state_dict()
        own["words.weight"] = take["embeddings.word_embeddings.weight"]
        own["places.weight"] = take["embeddings.position_embeddings.weight"]
        own["kinds.weight"] = take["embeddings.token_type_embeddings.weight"]
        own["norm.weight"] = take["embeddings.LayerNorm.weight"]
        own["norm.bias"] = take["embeddings.LayerNorm.bias"]
        for number in range(6):
            for ours, theirs in PARTS.items():
                for part in ("weight", "bias"):
                    own[f"layers.{number}.{ours}.{part}"] = take[f"encoder.layer.{number}.{theirs}.{part}"]
        self.load_state_dict(own)


def _mean(states: Tensor, which: Tensor) -> Tensor:
    weights = which / which.sum(1, keepdim=True).clamp(min=1)
    return (states * weights.unsqueeze(-1)).sum(1)
