"""Fit `settings.json` to exported weights: `python -m training.relations.calibrate --help`.

Runs the eight-bit network that ships. Scale and shift of the logits are fitted (by likelihood) on SICK's trial pairs, a
tenth of ANLI's passages that no number is asked of, and made pairs of passages kept aside, each set counting the same;
thresholds are the least under which few non-contradictions of any of these are called contradictions. FeverSymmetric
and ANLI's numeric rows are measured only.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from rashomon.compare.entailment import Entailment, Settings
from rashomon.compare.pairing import load_tokenizer
from training.relations import data, figures, pairs
from training.relations.data import CONTRADICTS, ENTAILS, Pair

_PLAIN = Settings(data.WINDOW, 1.0, (0.0, 0.0, 0.0), 0.5, 0.5)
# Half a per cent: texts from elsewhere are harder than these, by a good deal.
_RATE = {"sick": 0.005, "made": 0.005, "anli": 0.005}


class _Raw(Entailment):
    """The network with no calibration."""

    settings = _PLAIN


def logits(folder: Path, tokenizer: Path, items: list[Pair]) -> tuple[figures.Floats, figures.Ints]:
    """Return logits (pairs, 3), up to a constant a pair, and the gold."""
    judge = _Raw(folder)
    judge.__dict__["_tokenizer"] = load_tokenizer(tokenizer)
    found = judge.judge([(pair.first, pair.second) for pair in items])
    chances = np.array([(v.entails, v.contradicts, v.neutral) for v in found])
    return np.log(np.maximum(chances, 1e-12)), np.array([pair.label for pair in items])


def fit(sets: dict[str, tuple[figures.Floats, figures.Ints]]) -> tuple[float, figures.Floats]:
    """Return scale and shift under which the gold is likeliest, each set counting the same."""
    scale, shift = 1.0, np.zeros(3)
    for step in range(3000):
        grow, move = 0.0, np.zeros(3)
        for values, gold in sets.values():
            off = figures.chances(values * scale + shift)
            off[np.arange(len(gold)), gold] -= 1
            grow += float((off * values).sum(1).mean())
            move += off.mean(0)
        rate = 0.2 / (1 + step / 500)
        scale = max(0.05, scale - rate * 0.1 * grow)
        shift = shift - rate * move
    return scale, shift - shift.mean()


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--made", type=Path, required=True, help="made.jsonl, as training wrote it")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the folder of encoder.onnx")
    options = parser.parse_args()
    _, tuned, numbers = data.anli(options.data)
    tuning = {
        "sick": data.sick(options.data, "trial.txt"),
        "made": pairs.load(options.data, options.made)[1][:600],
        "anli": tuned,
    }
    measured = tuning | {"fever": data.fever(options.data), "numeric": numbers}
    found = {name: logits(options.out, options.tokenizer, items) for name, items in measured.items()}
    scale, shift = fit({name: found[name] for name in tuning})
    chances = {name: figures.chances(values * scale + shift) for name, (values, _) in found.items()}
    limits = [figures.threshold_for(chances[name], found[name][1], rate) for name, rate in _RATE.items()]
    says = [_entails_from(chances[name], found[name][1], rate) for name, rate in _RATE.items()]
    row = {
        "window": data.WINDOW,
        "scale": round(scale, 4),
        "shift": [round(float(x), 4) for x in shift],
        "contradicts": round(max(limits), 4),
        "entails": round(max(says), 4),
    }
    (options.out / "settings.json").write_text(json.dumps(row, indent=2) + "\n", encoding="utf-8")
    print(row, "thresholds by set:", dict(zip(_RATE, limits, strict=True)))
    for name, (values, gold) in found.items():
        false, right = figures.alarms(chances[name], gold, row["contradicts"])  # type: ignore[arg-type]
        supported = chances[name][gold == ENTAILS, CONTRADICTS] >= row["contradicts"]
        print(
            f"{name:8s} accuracy {figures.accuracy(values * scale + shift, gold)} two-way"
            f" {figures.two_way(values * scale + shift, gold)} contradiction F1"
            f" {figures.contradiction_f1(values * scale + shift, gold)} error of calibration"
            f" {figures.calibration_error(figures.chances(values), gold)} ->"
            f" {figures.calibration_error(chances[name], gold)}; said contradictions: {false} % false"
            f" ({100 * float(supported.mean()):.2f} % of entailing), {right} % found"
        )


def _entails_from(chances: figures.Floats, gold: figures.Ints, rate: float) -> float:
    """Return the least chance of entailment that at most the share `rate` of contradictions reach."""
    others = np.sort(chances[gold == CONTRADICTS, ENTAILS])[::-1]
    return float(others[int(rate * len(others))]) + 1e-6


if __name__ == "__main__":
    main()
