"""What speed costs in accuracy: `python -m training.attribution.trade --data DATA [FOLDER...]`.

Reads PolNeAR's development articles with the weights that ship and with those in each FOLDER (see `--layers` of
`training.attribution`), and the shipped ones with other windows. Prints a table of processor seconds of encoder and
linker for 1,000 words, as the median of three rounds over all rows, and of F1; the decoder's model is fitted anew for
each row by five-fold cross-validation over articles, and what is kept is where it ships. Every third article is timed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from rashomon.extract.encoder import OnnxNetwork, model_folder
from rashomon.extract.pieces import load_tokenizer
from rashomon.extract.selection import Settings
from training.attribution import data
from training.attribution.figures import read
from training.attribution.tune import fitted, prepared, scored

ROUNDS = 3
TIMED = slice(None, None, 3)
WINDOWS = {
    "windows that overlap by 16, not 48": Settings(overlap=16),
    "windows of 126 pieces, not 254": Settings(window=128),
    "windows of 510 pieces": Settings(window=512),
    "cues looked at from 0.3 on, not 0.08": Settings(least=0.3),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds polnear/")
    parser.add_argument("folders", type=Path, nargs="*", help="other weights, as `training.attribution.export` writes")
    options = parser.parse_args()
    shipped = model_folder()
    items = data.load(options.data / "polnear" / "dev", load_tokenizer(shipped / "tokenizer.json"))
    words = sum(len(item.gold.text.split()) for item in items[TIMED])
    network = OnnxNetwork(shipped)
    rows = {"as it ships": (network, Settings())}
    rows |= {folder.name: (OnnxNetwork(folder), Settings()) for folder in options.folders}
    rows |= {name: (network, settings) for name, settings in WINDOWS.items()}
    seconds: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):
        for name, (run, settings) in rows.items():
            began = time.process_time()
            for item in items[TIMED]:
                read(item, run, settings)
            seconds[name].append(1000 * (time.process_time() - began) / words)
    whole = statistics.median(seconds["as it ships"])
    print(
        "| | s for 1,000 words | of what ships | linked | exact content | source's words |\n|---|---|---|---|---|---|"
    )
    for name, (run, settings) in rows.items():
        articles = [prepared(run, item, settings) for item in items]
        found = scored(articles, fitted(articles, keep=0.36))
        cost = statistics.median(seconds[name])
        scores = " | ".join(f"{found[measure]:.1f}" for measure in ("linked", "exact content", "words source"))
        print(f"| {name} | {cost:.3f} | {100 * cost / whole:.0f} % | {scores} |", flush=True)


if __name__ == "__main__":
    main()
