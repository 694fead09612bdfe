"""The encoder on a graphics processor beside the processor: articles a second, and whether both say the same.

    python -m benchmarks gpu TEXTS.jsonl [--passes 5] [--json]

TEXTS.jsonl holds one JSON object a line with a `text`. Measured in turn, pass by pass, in one run: the encoder and its
linker over the windows of every article, on one thread, on all threads as reading does, and on the graphics processor
with the windows of one article and of many together; then, where the parser is installed, the parser alone and the
whole reading with either encoder. Where torch finds no graphics processor it says so and measures torch on the
processor. Needs torch and onnx (`pip install 'rashomon[gpu]'`).
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import results
from rashomon.config import ExtractConfig
from rashomon.extract.attribution_model import load_settings
from rashomon.extract.encoder import Network, encode, judge, merged, model_folder, shares, shipped_network
from rashomon.extract.encoder_torch import shipped_torch_network
from rashomon.extract.pieces import Pieces, cut, load_tokenizer
from rashomon.records import Document, Reading

CORES = len(os.sched_getaffinity(0))


def main() -> None:
    """Run from the command line."""
    parser = results.parser(__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--passes", type=int, default=5)
    given = parser.parse_args()
    texts = [json.loads(line)["text"] for line in given.texts.read_text("utf-8").splitlines()]
    device = shipped_torch_network().device
    print(f"{len(texts)} articles, {CORES} cores, torch on {device}: {_device()}", flush=True)
    ways = _encoder_ways(texts) | (_reading_ways(texts) if find_spec("spacy") else {})
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(texts[:8])
    for number in range(given.passes):
        for name, way in list(ways.items())[:: 1 if number % 2 else -1]:
            start = time.perf_counter()
            way(texts)
            seconds[name].append(time.perf_counter() - start)
        print(f"pass {number + 1} of {given.passes}", flush=True)
    speeds = {name: [len(texts) / one for one in taken] for name, taken in seconds.items()}
    for name, found in speeds.items():
        print(f"{name:45s} {statistics.median(found):9.1f} articles/s ({min(found):.1f} to {max(found):.1f})")
    same = _agreement(texts) | (_claims_agreement(texts) if find_spec("spacy") else {})
    for name, value in same.items():
        print(f"{name:45s} {value:9.4f}")
    rows = [results.row(name, "articles/s", *found) for name, found in speeds.items()]
    rows += [results.row(name, "", value) for name, value in same.items()]
    what = f"{len(texts)} articles of PolNeAR: the encoder on a graphics processor ({_device()}) beside the processor"
    results.finish(given, "gpu", what, rows, peers=("torch", "onnx"))


def _device() -> str:
    import torch

    return torch.cuda.get_device_name(0) if torch.cuda.is_available() else platform.processor() or platform.machine()


def _cut(texts: Sequence[str]) -> list[Pieces]:
    tokenizer = load_tokenizer(model_folder() / "tokenizer.json")
    return [cut(text, tokenizer) for text in texts]


def _encoder_ways(texts: Sequence[str]) -> dict[str, Callable[[Sequence[str]], Any]]:
    """Return what reads windows alone; the texts are cut into pieces beforehand."""
    known = dict(zip(texts, _cut(texts), strict=True))
    settings = load_settings(model_folder())
    ours, theirs = shipped_network(), shipped_torch_network()

    def one(network: Network, pieces: Pieces, together: int) -> None:
        for share in shares(len(pieces), window=settings.window, overlap=settings.overlap, together=together):
            judge(network, encode(network, pieces, share), least=settings.least)

    def single(given: Sequence[str]) -> None:
        for text in given:
            one(ours, known[text], 4)

    def threads(given: Sequence[str]) -> None:
        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(lambda text: one(ours, known[text], 4), given))

    def article(given: Sequence[str]) -> None:
        for text in given:
            one(theirs, known[text], 64)

    def many(given: Sequence[str]) -> None:
        # A run of articles as one text: what batching across documents gives at most.
        for first in range(0, len(given), 64):
            one(theirs, _joined([known[text] for text in given[first : first + 64]]), 256)

    return {
        "encoder, processor, one thread": single,
        "encoder, processor, all threads": threads,
        "encoder, torch, an article at a time": article,
        "encoder, torch, 256 windows at a time": many,
    }


def _joined(parts: Sequence[Pieces]) -> Pieces:
    """Return the pieces of several texts as those of one; offsets are of no use in it."""
    return replace(
        parts[0],
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in parts[0].__dataclass_fields__
            if isinstance(getattr(parts[0], name), np.ndarray)
        },
    )


def _read(texts: Sequence[str], attribution: str) -> list[Reading]:
    from rashomon.extract.reading import extract
    from rashomon.ingest.view import tidy

    documents = (
        Document(str(n), sha256(text.encode()).hexdigest(), "text/plain", text) for n, text in enumerate(texts)
    )
    return list(extract(((one, tidy(one)) for one in documents), config=ExtractConfig(attribution=attribution)))


def _reading_ways(texts: Sequence[str]) -> dict[str, Callable[[Sequence[str]], Any]]:
    del texts
    from rashomon.extract.parse import parse

    return {
        "the parser alone, one process": lambda given: [parse(text) for text in given],
        "whole reading, encoder on the processor": lambda given: _read(given, "model"),
        "whole reading, encoder by torch": lambda given: _read(given, "model-gpu"),
    }


def _agreement(texts: Sequence[str]) -> dict[str, float]:
    """Return how far the two networks are apart, piece by piece."""
    settings = load_settings(model_folder())
    chances, tags, cues = [], [], []
    for pieces in _cut(texts):
        both = []
        for network in (shipped_network(), shipped_torch_network()):
            parts = []
            for share in shares(len(pieces), window=settings.window, overlap=settings.overlap):
                batch = encode(network, pieces, share)
                chances.append((network is shipped_network(), batch.chances[batch.own]))
                parts.append(judge(network, batch, least=settings.least))
            both.append(merged(len(pieces), parts))
        tags.append(float(np.abs(both[0].tags - both[1].tags).mean()))
        likely = [{one.place for one in scores.anchored if one.probability >= 0.5} for scores in both]
        cues.append((len(likely[0] & likely[1]), len(likely[0] | likely[1])))
    first, second = (np.concatenate([chance for ours, chance in chances if ours is side]) for side in (True, False))
    return {
        "probability of a cue, mean difference": float(np.abs(first - second).mean()),
        "probability of a cue, 99.9th percentile": float(np.quantile(np.abs(first - second), 0.999)),
        "roles, mean difference": statistics.mean(tags),
        "likely cues that both have, share": sum(a for a, _ in cues) / max(1, sum(b for _, b in cues)),
    }


def _claims_agreement(texts: Sequence[str]) -> dict[str, float]:
    """Return how many claims of sources both readings have word for word."""
    both = [
        {
            (claim.document, claim.source.text, claim.text, claim.stance)
            for reading in _read(texts, name)
            for claim in reading.claims
            if claim.source
        }
        for name in ("model", "model-gpu")
    ]
    return {"claims of sources that both have, share": len(both[0] & both[1]) / max(1, len(both[0] | both[1]))}


if __name__ == "__main__":
    main()
