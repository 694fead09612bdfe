"""Train the judge of entailment: `python -m training.relations --data DATA --base WEIGHTS --out FOLDER --seed 1`.

Makes pairs from texts, mixes them with the published ones, trains, logs a line of figures after every epoch to
`log.jsonl`, and keeps a running average of the weights. FeverSymmetric is measured and never learnt from.

Several workers each learn from a share of the pairs, on a thread of their own, and put the mean of their weights in
place of them every few steps (local SGD, Stich 2019): on a busy processor that loses less than sharing each product.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.distributed
import torch.multiprocessing
from torch import nn
from torch.nn import functional

from rashomon.compare.pairing import load_tokenizer
from training.relations import data, figures, pairs
from training.relations.data import Batch, Pair, Row
from training.relations.model import Judge

LONGEST = 64  # places of a made pair: longer ones cost more than they teach
TOGETHER = 8  # steps after which workers put their weights together


def main() -> None:
    """Train one judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds sick/, anli/, wice/, polnear/ ...")
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2 (model.safetensors)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1e-4, help="peak learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=5e-4)
    parser.add_argument("--made", type=int, default=30000, help="made pairs an epoch; 0 for none")
    parser.add_argument("--published", type=int, default=1, help="how often published pairs come in an epoch")
    parser.add_argument("--unmarked", action="store_true", help="without the marks of shared words")
    parser.add_argument("--begin", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--stop-after", type=int, default=0, help="stop after this epoch of the schedule")
    parser.add_argument(
        "--wordnet", type=Path, help="the folder dict of WordNet 3.0: pairs are made with its words too"
    )
    parser.add_argument("--pairs-seed", type=int, default=1, help="of the making of pairs")
    parser.add_argument("--words", type=int, default=420_000, help="words of text that pairs are made from")
    parser.add_argument("--entailing", type=float, default=0.45, help="share of entailing ones among made pairs")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.made:
        _made(options)
    if options.workers == 1:
        train(0, options)
    else:
        torch.multiprocessing.start_processes(train, args=(options,), nprocs=options.workers, start_method="fork")


class Held:
    """What is measured after every epoch, laid out."""

    def __init__(self, folder: Path, tuned: Sequence[Pair], made: Sequence[Pair], tokenizer: object) -> None:
        sets = {
            "sick": data.sick(folder, "trial.txt"),
            "fever": data.fever(folder),
            "numeric": data.anli(folder)[2],
            "anli": list(tuned),
            "made": list(made),
        }
        self.rows = {name: data.rows(pairs, tokenizer) for name, pairs in sets.items() if pairs}  # type: ignore[arg-type]

    def figures(self, model: Judge) -> dict[str, object]:
        """Return the figures of a judge."""
        line: dict[str, object] = {}
        found = {name: logits_of(model, rows) for name, rows in self.rows.items()}
        gold = {name: np.array([row.label for row in rows]) for name, rows in self.rows.items()}
        for name, logits in found.items():
            line[f"{name} two-way"] = figures.two_way(logits, gold[name])
            line[f"{name} accuracy"] = figures.accuracy(logits, gold[name])
            chances = figures.chances(logits)
            limit = figures.threshold_for(chances, gold[name], 0.03)
            line[f"{name} recall at 3 %"] = figures.alarms(chances, gold[name], limit)[1]
        line["numeric F1"] = figures.contradiction_f1(found["numeric"], gold["numeric"])
        return line


@torch.no_grad()
def logits_of(model: Judge, rows: Sequence[Row]) -> figures.Floats:
    """Return (rows, 3) logits."""
    model.eval()
    out = np.zeros((len(rows), 3))
    for numbers, batch in data.in_order(rows):
        out[list(numbers)] = model(*(torch.from_numpy(x) for x in (batch.ids, batch.kinds, batch.marks))).numpy()
    return out


def train(worker: int, options: argparse.Namespace) -> None:
    """Train as told, logging to `out`; one of `workers` that share the pairs."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    rng = random.Random(f"relations {options.seed} {worker}")
    if options.workers > 1:
        meeting = f"file://{(options.out / 'meeting').resolve()}"
        torch.distributed.init_process_group("gloo", meeting, rank=worker, world_size=options.workers)
    tokenizer = load_tokenizer(options.base / "tokenizer.json")
    learnt, tuned, _ = data.anli(options.data)
    share = slice(worker, None, options.workers)
    published = data.rows([*learnt, *data.sick(options.data, "train.txt"), *data.wice(options.data)][share], tokenizer)
    published = published[: len(published) // options.batch * options.batch]
    made, held_made = _made(options)
    held = Held(options.data, tuned, held_made, tokenizer) if worker == 0 else None
    made_rows = [row for row in data.rows(made[share], tokenizer) if len(row.laid) <= LONGEST]
    print(f"{len(published)} published pairs, {len(made_rows)} made ones", flush=True)
    model = Judge(marked=not options.unmarked)
    if options.begin:
        model.load_state_dict(torch.load(options.begin, weights_only=True))
    else:
        model.load_base(options.base)
    began = time.monotonic()
    for epoch, average, loss in _epochs(model, published, made_rows, options, rng):
        if held is not None:
            progress = {"epoch": epoch, "seconds": round(time.monotonic() - began), "loss": loss}
            _keep(average, options, held.figures(average), progress)
        if epoch == options.stop_after:
            break
    if options.workers > 1:
        torch.distributed.destroy_process_group()
        (options.out / "meeting").unlink(missing_ok=True)


def _keep(model: Judge, options: argparse.Namespace, found: dict[str, object], progress: dict[str, float]) -> None:
    """Write a checkpoint and a line of the log."""
    for name in (f"judge-{progress['epoch']}.pt", "judge.pt"):
        torch.save(model.state_dict(), options.out / name)
    line = {"seed": options.seed, **progress, **found}
    with (options.out / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
    print(line, flush=True)


class _Supply:
    """Made pairs, drawn without repeating one before all have come, so many of each label."""

    def __init__(self, rows: Sequence[Row], entailing: float, rng: random.Random) -> None:
        self._shares = (entailing, 0.8 - entailing, 0.2)
        self._every = [[row for row in rows if row.label == label] for label in range(3)]
        self._left: list[list[Row]] = [[], [], []]
        self._rng = rng

    def take(self, number: int) -> list[Row]:
        """Return about `number` of them."""
        found: list[Row] = []
        for label, share in enumerate(self._shares):
            wanted = min(int(share * number), len(self._every[label]))
            if len(self._left[label]) < wanted:
                self._left[label] = self._rng.sample(self._every[label], len(self._every[label]))
            found += self._left[label][:wanted]
            self._left[label] = self._left[label][wanted:]
        return found


def _made(options: argparse.Namespace) -> tuple[list[Pair], list[Pair]]:
    """Return made pairs to learn from and to tune on."""
    if not options.made:
        return [], []
    cache = options.out / "made.jsonl"
    made, held = pairs.load(options.data, cache, words=options.words, seed=options.pairs_seed, wordnet=options.wordnet)
    # Not more than will be used: laying them out takes its time.
    return random.Random(options.seed).sample(made, min(len(made), int(1.3 * options.made * options.epochs))), held[
        :600
    ]


def _epochs(
    model: Judge, published: list[Row], made: list[Row], options: argparse.Namespace, rng: random.Random
) -> Iterator[tuple[int, Judge, float]]:
    """Train; after each epoch yield its number, the averaged weights and the mean loss."""
    supply, each = _Supply(made, options.entailing, rng), options.made // options.workers
    steps = options.epochs * ((options.published * len(published) + each) // options.batch)
    optimiser, schedule = _optimiser(model, options, steps)
    average = copy.deepcopy(model).eval()
    step, began = 0, time.monotonic()
    for epoch in range(1, options.epochs + 1):
        model.train()
        fresh = supply.take(each)
        total, number = 0.0, 0
        batches = data.batches([*published * options.published, *fresh], size=options.batch, rng=rng)
        # As many steps for every worker, since they wait for each other.
        for number, batch in enumerate(batches[: steps // options.epochs], start=1):
            loss = _loss(model, batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if options.workers > 1 and step % TOGETHER == 0:
                _meet(model, options.workers)
            _follow(average, model, min(0.998, step / (step + 50)))
            total += float(loss.detach())
            if step % 25 == 0:
                print(
                    f"step {step} of {steps}, {time.monotonic() - began:.0f} s, loss {total / number:.4f}", flush=True
                )
        yield epoch, average, round(total / max(1, number), 4)


def _loss(model: Judge, batch: Batch) -> torch.Tensor:
    ids, kinds, marks, labels = (torch.from_numpy(x) for x in (batch.ids, batch.kinds, batch.marks, batch.labels))
    return functional.cross_entropy(model(ids, kinds, marks), labels, label_smoothing=0.05)


def _optimiser(
    model: Judge, options: argparse.Namespace, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    groups = []
    own = ("marks.", "hidden.", "out.", "local.")
    for new in (True, False):
        for flat in (True, False):
            members = [
                p
                for name, p in model.named_parameters()
                if p.requires_grad and name.startswith(own) == new and (p.ndim < 2) == flat
            ]
            rate = options.head_rate if new else options.rate
            groups.append({"params": members, "lr": rate, "weight_decay": 0.0 if flat else 0.01})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    warm = max(1, int(0.06 * steps))

    def factor(step: int) -> float:
        if step < warm:
            return step / warm
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, steps - warm))))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, factor)


@torch.no_grad()
def _meet(model: Judge, workers: int) -> None:
    """Give every worker the mean of all workers' weights."""
    learning = [p for p in model.parameters() if p.requires_grad]
    flat = torch.cat([p.flatten() for p in learning])
    torch.distributed.all_reduce(flat)
    flat /= workers
    start = 0
    for parameter in learning:
        parameter.copy_(flat[start : start + parameter.numel()].view_as(parameter))
        start += parameter.numel()


@torch.no_grad()
def _follow(average: Judge, model: Judge, keep: float) -> None:
    """Move the running average of the weights, which is what is kept."""
    for slow, fast in zip(average.parameters(), model.parameters(), strict=True):
        if fast.requires_grad:
            slow.lerp_(fast, 1 - keep)


if __name__ == "__main__":
    main()
