"""Figures of a judge from its logits: accuracy, false contradictions, calibration; no torch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.relations.data import CONTRADICTS, ENTAILS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def chances(logits: Floats, temperature: float = 1.0) -> Floats:
    """Return (pairs, 3) probabilities from logits."""
    scaled = logits / temperature
    grown = np.exp(scaled - scaled.max(1, keepdims=True))
    found: Floats = grown / grown.sum(1, keepdims=True)
    return found


def accuracy(logits: Floats, gold: Ints) -> float:
    """Return the share of pairs whose likeliest label is right, in per cent."""
    return round(100 * float((logits.argmax(1) == gold).mean()), 2)


def two_way(logits: Floats, gold: Ints) -> float:
    """Return balanced accuracy of entailing against contradicting pairs by the likelier of the two, in per cent."""
    leaning = np.where(logits[:, CONTRADICTS] > logits[:, ENTAILS], CONTRADICTS, ENTAILS)
    shares = [float((leaning[gold == label] == label).mean()) for label in (ENTAILS, CONTRADICTS)]
    return round(50 * sum(shares), 2)


def contradiction_f1(logits: Floats, gold: Ints) -> float:
    """Return F1 of the label contradicts by the likeliest of three, 0 to 1."""
    said, is_so = logits.argmax(1) == CONTRADICTS, gold == CONTRADICTS
    right = float((said & is_so).sum())
    return round(2 * right / max(1.0, float(said.sum() + is_so.sum())), 4)


def alarms(found: Floats, gold: Ints, threshold: float) -> tuple[float, float]:
    """Return the shares of non-contradictions and of contradictions with at least this chance of one, in per cent."""
    said = found[:, CONTRADICTS] >= threshold
    false, right = said[gold != CONTRADICTS], said[gold == CONTRADICTS]
    return round(100 * float(false.mean()), 2), round(100 * float(right.mean()), 2)


def threshold_for(found: Floats, gold: Ints, rate: float) -> float:
    """Return the least chance of contradiction that at most the share `rate` of non-contradictions reach."""
    others = np.sort(found[gold != CONTRADICTS, CONTRADICTS])[::-1]
    allowed = int(rate * len(others))
    return float(others[allowed]) + 1e-6


def calibration_error(found: Floats, gold: Ints, bins: int = 15) -> float:
    """Return the expected calibration error of the likeliest label, in equally wide bins, 0 to 1."""
    sure, right = found.max(1), found.argmax(1) == gold
    places = np.minimum((sure * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = places == number
        if inside.any():
            error += float(inside.mean()) * abs(float(sure[inside].mean()) - float(right[inside].mean()))
    return round(error, 4)


def temperature(logits: Floats, gold: Ints) -> float:
    """Return the temperature, 0.5 to 5, under which the gold is likeliest."""
    tries = np.linspace(0.5, 5, 181)
    losses = [-np.log(chances(logits, t)[np.arange(len(gold)), gold] + 1e-12).mean() for t in tries]
    return float(tries[int(np.argmin(losses))])
