"""Does one short text entail another, contradict it, or leave it open: a small network, on the processor, offline.

What it says of a pair does not hang on what is judged beside it: weights are eight bits wide in the file and floats
when they run, so nothing is scaled by what else is in a batch, and padding takes no part. It is asked in one direction;
whoever wants to know both ways asks twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from rashomon.compare.pairing import Laid, lay_out, load_tokenizer, stack
from rashomon.errors import RunError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Saying = Literal["entails", "contradicts"]

# Pairs that go through the network together; they are of like length.
_BATCH: Final = 16


@dataclass(frozen=True, slots=True)
class Verdict:
    """Calibrated chances, 0 to 1, summing to 1: the second text follows from the first, clashes with it, or neither."""

    entails: float
    contradicts: float
    neutral: float


NOTHING: Final = Verdict(0.0, 0.0, 1.0)
"""The verdict on a pair of which one text holds no word."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was fitted on development pairs.

    Attributes:
        window: places of a row, both texts and three marks together; what does not fit is cut.
        scale, shift: calibrated log-chances are logits times `scale` plus `shift` (entails, contradicts, neutral).
        contradicts, entails: the chance from which on that is said.
    """

    window: int
    scale: float
    shift: tuple[float, float, float]
    contradicts: float
    entails: float


class Entailment:
    """The judge; its files are read at the first pair."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the folder of `encoder.onnx` and `settings.json`; the one that ships if None."""
        self._folder = folder or Path(str(files("rashomon"))) / "models" / "relations"

    @cached_property
    def settings(self) -> Settings:
        """What was fitted.

        Raises:
            RunError: when the file is not there.
        """
        try:
            row = json.loads((self._folder / "settings.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise RunError(f"{self._folder}: the model of entailment is missing; reinstall the package") from error
        return Settings(**row | {"shift": tuple(row["shift"])})

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
        """Return a verdict for each (first, second): how the second stands to the first.

        Texts in capitals are read as if they were not. Each verdict is the same whatever else is judged, and in
        whatever order, up to 1e-5.

        Raises:
            RunError: when the model's files are not there.
        """
        verdicts = [NOTHING] * len(pairs)
        laid = lay_out(pairs, self._tokenizer, window=self.settings.window)
        for numbers, rows in _batches(laid):
            for number, chances in zip(numbers, self._chances(rows), strict=True):
                verdicts[number] = Verdict(*(float(chance) for chance in chances))
        return verdicts

    def says(self, verdict: Verdict) -> Saying | None:
        """Return what is certain enough to be said; None is undecided."""
        if verdict.contradicts >= self.settings.contradicts:
            return "contradicts"
        return "entails" if verdict.entails >= self.settings.entails else None

    def _chances(self, rows: Sequence[Laid]) -> NDArray[np.float64]:
        """Return calibrated chances (rows, 3)."""
        ids, kinds, marks = stack(rows)
        (logits,) = self._session.run(None, {"ids": ids, "kinds": kinds, "marks": marks})
        scaled = logits.astype(np.float64) * self.settings.scale + np.array(self.settings.shift)
        grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        chances: NDArray[np.float64] = grown / grown.sum(axis=1, keepdims=True)
        return chances

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        # The vocabulary is that of the reader of attributions: one file serves both.
        own, shared = self._folder / "tokenizer.json", self._folder.parent / "attribution" / "tokenizer.json"
        path = own if own.is_file() else shared
        if not path.is_file():
            raise RunError(f"{path}: the tokenizer is missing; reinstall the package")
        return load_tokenizer(path)

    @cached_property
    def _session(self) -> InferenceSession:
        # Set before the import: some builds of the library report to their maker otherwise.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        path = self._folder / "encoder.onnx"
        if not path.is_file():
            raise RunError(f"{path}: the model of entailment is missing; reinstall the package")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Sums are put together in one order only, so that a verdict is the same on every run.
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def shipped_entailment() -> Entailment:
    """Return the judge that ships with the package; loading it takes a quarter of a second at the first pair."""
    return Entailment()


def _batches(laid: Sequence[Laid | None]) -> Iterator[tuple[list[int], list[Laid]]]:
    """Yield rows of like length with their numbers; what was not laid out is left out."""
    rows = sorted(((number, row) for number, row in enumerate(laid) if row is not None), key=lambda pair: len(pair[1]))
    for start in range(0, len(rows), _BATCH):
        group = rows[start : start + _BATCH]
        yield [number for number, _ in group], [row for _, row in group]
