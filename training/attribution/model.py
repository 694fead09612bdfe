"""The attribution reader as a torch module: a six-layer encoder (or fewer), an anchor detector and a linker.

Every attribution hangs on its cue. The *anchor* is the first word piece of the cue. For each anchor the linker gives
every piece of the window one of four roles (none, source, cue, content), so that who speaks, with which word, and what
is said are decided together and in one place: pieces of one content cannot end up with different speakers, and a
content in several parts needs no joining afterwards. The idea is that of predicate-conditioned role labelling, as in
He et al. 2017, "Deep Semantic Role Labeling", with the predicate pointed to inside one pass of the encoder.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from rashomon.extract.pieces import PAD, PARAGRAPH

WIDTH = 384
LAYERS = 6
ROLES = 4
DISTANCES = 128  # pieces; farther ones share a bucket
# Names of the parts of a layer, ours and those of the published encoder.
PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_out": "output.LayerNorm",
}


class Layer(nn.Module):
    """One post-norm transformer layer of BERT."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm_out = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Take (batch, length, width) and an additive mask (batch, 1, 1, length)."""
        batch, length, width = x.shape
        # One product for the three: the exported network then quantises its input once.
        heads = (self.query, self.key, self.value)
        weight, shift = torch.cat([h.weight for h in heads]), torch.cat([h.bias for h in heads])
        parts = functional.linear(x, weight, shift).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: on a CPU the fused kernel's backward pass takes three times as long as these two products.
        # The query is scaled, not the product: that is larger by far.
        scores = query * (width // self.heads) ** -0.5 @ key.transpose(-1, -2) + bias.to(query.dtype)
        attended = torch.softmax(scores, -1, dtype=scores.dtype) @ value
        attended = attended.transpose(1, 2).reshape(batch, length, width)
        x = self.norm(x + self.dropout(self.out(attended)))
        return self.norm_out(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """The body of all-MiniLM-L6-v2; word embeddings stay as they are, but for one learned paragraph mark."""

    def __init__(self, dropout: float, layers: int = LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.words.weight.requires_grad_(requires_grad=False)
        self.mark = nn.Parameter(torch.zeros(WIDTH))
        self.places = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(WIDTH, 12, 1536, dropout) for _ in range(layers))

    def forward(self, ids: Tensor) -> Tensor:
        """Take (batch, length) identifiers; return (batch, length, width) states."""
        marks = (ids == PARAGRAPH).unsqueeze(-1).to(self.mark.dtype) * self.mark
        places = self.places.weight[: ids.shape[1]].unsqueeze(0)
        x = self.dropout(self.norm(self.words(ids) + marks + places))
        bias = _mask(ids, x)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_base(self, folder: Path) -> None:
        """Load the published weights (`model.safetensors`) of all-MiniLM-L6-v2."""
        weights = load_file(folder / "model.safetensors")
        take = {name.removeprefix("bert."): value for name, value in weights.items()}
        kind = take["embeddings.token_type_embeddings.weight"][0]
        own = {
            "words.weight": take["embeddings.word_embeddings.weight"],
            "places.weight": take["embeddings.position_embeddings.weight"] + kind,
            "norm.weight": take["embeddings.LayerNorm.weight"],
            "norm.bias": take["embeddings.LayerNorm.bias"],
            "mark": self.mark.data,
        }
        for number in range(LAYERS):
            for ours, theirs in PARTS.items():
                for part in ("weight", "bias"):
                    own[f"layers.{number}.{ours}.{part}"] = take[f"encoder.layer.{number}.{theirs}.{part}"]
        self.load_state_dict(own)


class Linker(nn.Module):
    """Scores each piece of a window for one anchor: four roles for a cue, one score for a pronoun."""

    def __init__(self, outputs: int, width: int = 128, dropout: float = 0.1, products: int = 8) -> None:
        super().__init__()
        self.width, self.products = width, products
        self.piece = nn.Linear(WIDTH, width)
        self.anchor = nn.Linear(WIDTH, width)
        self.left = nn.Linear(WIDTH, width)
        self.right = nn.Linear(WIDTH, width)
        self.product = nn.Linear(products, width, bias=False)
        self.distance = nn.Embedding(2 * DISTANCES + 1, width)
        self.norm = nn.LayerNorm(width)
        self.layer = Layer(width, 4, 2 * width, dropout)
        self.role = nn.Linear(width, outputs)

    def forward(self, states: Tensor, window: Tensor, place: Tensor, bias: Tensor) -> Tensor:
        """Score roles.

        Args:
            states: (batch, length, 384) of the encoder.
            window: (anchors,) the row of `states` each anchor stands in.
            place: (anchors,) its place in that row.
            bias: (batch, 1, 1, length) additive mask.

        Returns:
            (anchors, length, outputs) logits.
        """
        length = states.shape[1]
        heads = states[window, place]
        left = self.left(states)[window]
        right = self.right(heads).unsqueeze(1)
        # Sums of `share` neighbouring products, each weighted: written as one product of matrices, which is faster.
        share = self.width // self.products
        weights = self.product.weight.repeat_interleave(share, dim=1) / share**0.5
        products = (left * right) @ weights.T
        far = torch.arange(length, device=states.device).unsqueeze(0) - place.unsqueeze(1)
        distance = self.distance(far.clamp(-DISTANCES, DISTANCES) + DISTANCES)
        pair = self.piece(states)[window] + self.anchor(heads).unsqueeze(1) + products + distance
        pair = self.norm(functional.gelu(pair))
        return self.role(self.layer(pair, bias[window]))


class Reader(nn.Module):
    """Encoder, anchor detector, role tagger (a second teacher for the encoder), linker, and pointer for pronouns."""

    def __init__(self, dropout: float = 0.1, layers: int = LAYERS) -> None:
        super().__init__()
        self.encoder = Encoder(dropout, layers)
        self.tag = nn.Linear(WIDTH, 1 + ROLES)
        self.linker = Linker(ROLES, dropout=dropout)
        self.pointer = Linker(1, dropout=dropout)

    @classmethod
    def of(cls, checkpoint: Path) -> Reader:
        """Load what training wrote, of however many layers it was told to keep, without dropout."""
        state: dict[str, Tensor] = torch.load(checkpoint, weights_only=True)
        layers = {name.split(".")[2] for name in state if name.startswith("encoder.layers.")}
        reader = cls(dropout=0.0, layers=len(layers))
        reader.load_state_dict(state)
        reader.eval()
        return reader

    def encode(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Return states (batch, length, 384) and tags (batch, length, 1 + 4): anchor logit, then role logits."""
        states = self.encoder(ids)
        return states, self.tag(states)

    def link(self, ids: Tensor, states: Tensor, window: Tensor, place: Tensor) -> Tensor:
        """Return role logits (anchors, length, 4)."""
        logits: Tensor = self.linker(states, window, place, _mask(ids, states))
        return logits

    def point(self, ids: Tensor, states: Tensor, window: Tensor, place: Tensor) -> Tensor:
        """Return (pronouns, length) scores: which pieces name what the pronoun at `place` stands for.

        Place 0, the window's opening mark, stands for "nothing here".
        """
        logits: Tensor = self.pointer(states, window, place, _mask(ids, states)).squeeze(-1)
        return logits


def _mask(ids: Tensor, states: Tensor) -> Tensor:
    return (ids == PAD)[:, None, None, :].to(states.dtype) * -1e4
