"""Train the attribution reader: `python -m training.attribution --data DATA --base WEIGHTS --out FOLDER --seed 1`.

Writes a checkpoint and a line of `log.jsonl` after every epoch. Runs on a GPU where torch finds one, else on the CPU
(in bfloat16 where the device has it: elsewhere it is a hundred times slower than single precision).

Training goes in cycles: in each the learning rate rises and falls once (warm restarts, Loshchilov and Hutter 2017), and
the next goes on from the averaged weights of the one before. Word embeddings are frozen in the first and learn in the
second; in the third the pointer learns alone, for a single pass. `--from-cycle 2` goes on where the first ended.

`--refine` is a cycle apart: it begins with the weights that ship, lets all of them learn at half the rate, and replaces
fewer names, so that articles are nearly as they will be read. Several seeds of it are averaged by
`training.attribution.average`.

`--refine --layers 0 2 4` distils: of the encoder that ships only those layers are kept, and what is left learns beside
the labels to give the states that the whole gives (mean squared error, as in TinyBERT, Jiao et al. 2020).
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from rashomon.extract.encoder import model_folder
from rashomon.extract.pieces import PAD, load_tokenizer
from rashomon.extract.selection import Settings
from training.attribution import data, evaluation, figures, reference
from training.attribution.model import LAYERS, ROLES, Reader
from training.attribution.shipped import shipped, with_layers

GAP_BATCH = 16
POINTING = 3  # the cycle in which the pointer learns alone
REFINING = 4  # the one that begins with what ships


def main() -> None:
    """Train one seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds polnear/")
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2 (model.safetensors)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=5, help="passes over the data in each cycle")
    parser.add_argument("--cycles", type=int, default=3)
    parser.add_argument("--from-cycle", type=int, default=1, help="go on from the end of the cycle before this one")
    parser.add_argument("--batch", type=int, default=8, help="windows a step")
    parser.add_argument("--window", type=int, default=254, help="pieces a window, without the two at its ends")
    parser.add_argument("--rate", type=float, default=1.2e-4, help="peak learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=6e-4)
    parser.add_argument("--refine", action="store_true", help="one cycle from the weights that ship")
    parser.add_argument("--layers", type=int, nargs="+", default=[*range(LAYERS)], help="what --refine keeps of six")
    parser.add_argument("--limit", type=int, default=0, help="only so many articles and pronouns (a trial run)")
    options = parser.parse_args()
    if len(options.layers) < LAYERS and not options.refine:
        parser.error("--layers: only with --refine; what ships is the teacher")
    if options.refine:
        options.from_cycle = options.cycles = REFINING
        options.rate, options.head_rate = options.rate / 2, options.head_rate / 2
    train(options)


@dataclass(frozen=True)
class _Corpora:
    """What is learnt from, and what is held for development."""

    items: list[data.Item]
    gap: list[reference.GapItem]
    held: list[data.Item]
    held_gap: list[reference.GapItem]
    replacer: reference.Replacer

    def epoch(
        self, options: argparse.Namespace, rng: random.Random, *, alone: bool = False
    ) -> list[data.Batch | reference.Pointer]:
        """Return the batches of one epoch, shuffled: windows of articles, and passages of GAP.

        Where the pointer learns alone, GAP comes three times, and of the articles only what has pronouns.
        """
        batches: list[data.Batch | reference.Pointer] = []
        batches.extend(
            data.epoch(self.items, size=options.window, batch=options.batch, rng=rng, replacer=self.replacer)
        )
        for _ in range(3 if alone else 1):
            batches.extend(
                reference.gap_batches(self.gap, size=options.window, batch=GAP_BATCH, rng=rng, replacer=self.replacer)
            )
        if alone:
            batches = [b.pronouns if isinstance(b, data.Batch) else b for b in batches]
            batches = [b for b in batches if isinstance(b, reference.Pointer) and len(b.window)]
        rng.shuffle(batches)
        return batches


def _load(options: argparse.Namespace, rng: random.Random) -> _Corpora:
    tokenizer = load_tokenizer(options.base / "tokenizer.json")
    polnear, gap = options.data / "polnear", options.data / "gap"
    items = data.load(polnear / "train", tokenizer)[: options.limit or None]
    items = data.with_names(items, options.out.parent / "names.json")
    passages = reference.with_names(reference.read_gap(gap / "gap-development.tsv", tokenizer)[: options.limit or None])
    every: list[data.Item | reference.GapItem] = [*items, *passages]
    gender = reference.genders([item.pieces for item in every], [item.named for item in every], tokenizer)
    found = _Corpora(
        items,
        passages,
        data.load(polnear / "dev", tokenizer),
        reference.read_gap(gap / "gap-validation.tsv", tokenizer),
        reference.Replacer(tokenizer, gender, rng, windows=0.2 if options.refine else 0.5),
    )
    print(f"{len(items)} articles, {len(gender)} names with a gender, {len(found.gap)} pronouns", flush=True)
    return found


def train(options: argparse.Namespace) -> None:
    """Train as told, logging to `out`."""
    random.seed(options.seed)
    np.random.seed(options.seed)
    torch.manual_seed(options.seed + 1000 * (options.from_cycle - 1))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    options.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{options.seed} {options.from_cycle}")
    corpora = _load(options, rng)
    model = Reader(layers=len(options.layers))
    teacher = None
    if options.refine:
        whole = shipped(model_folder())
        model.load_state_dict(with_layers(whole, options.layers))
        if len(options.layers) < LAYERS:
            teacher = Reader().eval()
            teacher.load_state_dict(whole)
            teacher.to(device)
    elif options.from_cycle == 1:
        model.encoder.load_base(options.base)
    else:
        model.load_state_dict(torch.load(options.out / f"cycle-{options.from_cycle - 1}.pt", weights_only=True))
    model.to(device)
    began = time.monotonic()
    for cycle in range(options.from_cycle, options.cycles + 1):
        _open(model, cycle)
        for epoch, average, losses in _cycle(model, corpora, options, rng, device, teacher):
            torch.save(average.state_dict(), options.out / "reader.pt")
            line: dict[str, object] = {"seed": options.seed, "cycle": cycle, "epoch": epoch}
            line["seconds"] = round(time.monotonic() - began)
            line |= figures.development(evaluation.TorchNetwork(average, device), corpora.held, Settings())
            line["gap"] = evaluation.gap_accuracy(average, corpora.held_gap, device)
            line["loss"] = losses
            with (options.out / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
            print(line, flush=True)
        (options.out / "reader.pt").replace(options.out / f"cycle-{cycle}.pt")
        model.load_state_dict(torch.load(options.out / f"cycle-{cycle}.pt", weights_only=True))


def _open(model: Reader, cycle: int) -> None:
    """Let learn what learns in a cycle."""
    for parameter in model.parameters():
        parameter.requires_grad_(cycle != POINTING)
    for parameter in model.pointer.parameters():
        parameter.requires_grad_(True)
    model.encoder.words.weight.requires_grad_(cycle in (POINTING - 1, REFINING))


def _cycle(  # noqa: PLR0913
    model: Reader,
    corpora: _Corpora,
    options: argparse.Namespace,
    rng: random.Random,
    device: torch.device,
    teacher: Reader | None,
) -> Iterator[tuple[int, Reader, list[float]]]:
    """Train for one cycle; after each epoch yield its number, the averaged weights and the five mean losses."""
    alone = not model.tag.weight.requires_grad
    epochs = 1 if alone else options.epochs
    steps = len(corpora.epoch(options, random.Random(0), alone=alone)) * epochs
    optimiser, schedule = _optimiser(model, options, steps)
    average = copy.deepcopy(model).eval()
    step, began = 0, time.monotonic()
    for epoch in range(1, epochs + 1):
        model.train(not alone)
        model.pointer.train()
        total = np.zeros(5)
        batches = corpora.epoch(options, rng, alone=alone)
        for number, batch in enumerate(batches, start=1):
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=_has_bfloat16(device)):
                losses = _losses(model, batch, device, teacher)
            loss = losses[0] + 0.5 * losses[1] + losses[2] + 0.5 * losses[3] + losses[4]
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            _follow(average, model, min(0.998, step / (step + 50)))
            total += [float(x.detach()) for x in losses]
            if step % 50 == 0:
                print(f"step {step} of {steps}, {time.monotonic() - began:.0f} s {total / number}", flush=True)
        yield epoch, average, [round(float(x), 4) for x in total / len(batches)]


def _has_bfloat16(device: torch.device) -> bool:
    """Tell whether products of bfloat16 are made by the device itself."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _losses(
    model: Reader, batch: data.Batch | reference.Pointer, device: torch.device, teacher: Reader | None
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return the losses of anchors, of roles by piece, by anchor and piece, of pronouns, and beside the teacher."""
    ids = torch.from_numpy(batch.ids).to(device)
    with torch.set_grad_enabled(model.tag.weight.requires_grad):
        states, found = model.encode(ids)
    nothing = states.sum() * 0
    taught = nothing if teacher is None else _taught(teacher, ids, states)
    if isinstance(batch, reference.Pointer):
        return nothing, nothing, nothing, _pointed(model, ids, states, batch, device), taught
    tags, window, place, roles = (
        torch.from_numpy(x).to(device) for x in (batch.tags, batch.window, batch.place, batch.roles)
    )
    real = tags != data.IGNORE
    is_anchor = torch.zeros_like(found[..., 0])
    is_anchor[window, place] = 1
    anchors = functional.binary_cross_entropy_with_logits(found[..., 0].float()[real], is_anchor.float()[real])
    tagged = functional.cross_entropy(found[..., 1:].float().flatten(0, 1), tags.flatten(), ignore_index=data.IGNORE)
    linked = nothing
    if len(window):
        logits = model.link(ids, states, window, place).float().view(-1, ROLES)
        linked = functional.cross_entropy(logits, roles.flatten(), ignore_index=data.IGNORE, reduction="sum")
        linked = linked / (len(window) * 30)
    pointed = _pointed(model, ids, states, batch.pronouns, device) if len(batch.pronouns.window) else nothing
    return 10 * anchors, tagged, linked, pointed, taught


def _taught(teacher: Reader, ids: Tensor, states: Tensor) -> Tensor:
    """Return how far the states are from those of the whole encoder, as a share of how much those vary."""
    with torch.no_grad():
        target = teacher.encoder(ids).float()
    real = ids != PAD
    return functional.mse_loss(states.float()[real], target[real]) / target[real].var()


def _pointed(model: Reader, ids: Tensor, states: Tensor, pronouns: reference.Pointer, device: torch.device) -> Tensor:
    """Return the loss of pointing: the share of the probability that does not fall on a right piece, as a logarithm."""
    window, place, marks = (torch.from_numpy(x).to(device) for x in (pronouns.window, pronouns.place, pronouns.marks))
    scores = model.point(ids, states, window, place).float()
    every = scores.masked_fill(marks == reference.IGNORE, -1e4).logsumexp(1)
    right = scores.masked_fill(marks != reference.RIGHT, -1e4).logsumexp(1)
    return (every - right).mean()


def _optimiser(
    model: Reader, options: argparse.Namespace, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    groups = []
    for part, rate in (
        (model.encoder, options.rate),
        (model.tag, options.head_rate),
        (model.linker, options.head_rate),
        (model.pointer, options.head_rate),
    ):
        for flat in (True, False):
            members = [p for p in part.parameters() if p.requires_grad and (p.ndim < 2) == flat]
            if members:
                groups.append({"params": members, "lr": rate, "weight_decay": 0.0 if flat else 0.01})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    warm = max(1, int(0.06 * steps))

    def factor(step: int) -> float:
        if step < warm:
            return step / warm
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, factor)


@torch.no_grad()
def _follow(average: Reader, model: Reader, keep: float) -> None:
    """Move the running average of the weights, which is what is kept."""
    for slow, fast in zip(average.parameters(), model.parameters(), strict=True):
        if fast.requires_grad:
            slow.lerp_(fast, 1 - keep)


if __name__ == "__main__":
    main()
