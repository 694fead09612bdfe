"""Several seeds and their average: `python -m training.attribution.average --data DATA --base BASE OUT RUN RUN RUN`.

Each RUN is a folder that training wrote, all begun from the same weights, so that their weights may be averaged (a
"model soup": Wortsman et al. 2022). Prints mean and spread of the development figures over the runs, then those of the
average, which is written to OUT/reader.pt; `training.attribution.export` takes it from there.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence
from pathlib import Path

import torch

from rashomon.extract.encoder import model_folder
from rashomon.extract.pieces import load_tokenizer
from rashomon.extract.selection import Settings
from training.attribution import data, evaluation, figures, reference
from training.attribution.model import Reader
from training.attribution.shipped import shipped


def main() -> None:
    """Average and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds polnear/ and gap/")
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--shipped", action="store_true", help="average with what ships, from which the runs began")
    parser.add_argument("out", type=Path)
    parser.add_argument("runs", type=Path, nargs="+")
    options = parser.parse_args()
    logs = [json.loads((run / "log.jsonl").read_text("utf-8").splitlines()[-1]) for run in options.runs]
    for measure, (mean, spread) in spreads(logs).items():
        print(f"{measure:16s} mean {mean:.1f}, standard deviation {spread:.1f} over {len(logs)} seeds")
    reader = Reader(dropout=0.0)
    begun = [shipped(model_folder())] if options.shipped else []
    reader.load_state_dict(averaged([*begun, *(run_weights(run) for run in options.runs)]))
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(reader.state_dict(), options.out / "reader.pt")
    device, tokenizer = torch.device("cpu"), load_tokenizer(options.base / "tokenizer.json")
    held = data.load(options.data / "polnear" / "dev", tokenizer)
    found = figures.development(evaluation.TorchNetwork(reader, device), held, Settings())
    gap = reference.read_gap(options.data / "gap" / "gap-validation.tsv", tokenizer)
    line = {"runs": len(options.runs), **found, "gap": evaluation.gap_accuracy(reader, gap, device)}
    (options.out / "log.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    print(line)


def run_weights(run: Path) -> dict[str, torch.Tensor]:
    """Return the weights of the last cycle that a run finished."""
    last = max(run.glob("cycle-*.pt"), key=lambda path: int(path.stem.rpartition("-")[2]))
    state: dict[str, torch.Tensor] = torch.load(last, weights_only=True)
    return state


def averaged(states: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of each weight over runs."""
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def spreads(logs: Sequence[dict[str, object]]) -> dict[str, tuple[float, float]]:
    """Return mean and standard deviation of each figure over the last lines of several logs."""
    found = {}
    for measure, first in logs[0].items():
        values = [float(str(log[measure])) for log in logs if isinstance(log[measure], float)]
        if isinstance(first, float) and len(values) == len(logs):
            found[measure] = (statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0)
    return found


if __name__ == "__main__":
    main()
