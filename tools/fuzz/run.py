"""Fuzz one target with atheris: `python tools/fuzz/run.py TARGET --seconds 1800 --corpus FOLDER`.

atheris (Apache-2.0) is no dependency of the project: install it into an environment of its own, and let this project
and its dependencies be found there. Crashing inputs are written to the corpus folder; whoever fixes one keeps it in
`tests/hostile/findings/<target>/`. Everything after `--` goes to libFuzzer.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

import atheris

OURS = ["rashomon", "html", "_markupbase"]
"""Modules whose branches guide the fuzzer: ours, and the tag reader of the standard library that we rest on."""


def main() -> None:
    """Read the arguments, instrument the code under test and run libFuzzer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=1800)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("rest", nargs="*")
    arguments = parser.parse_args()
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(Path(__file__).parent))
    with atheris.instrument_imports(include=OURS):
        targets = importlib.import_module("targets")
    options = [
        f"-max_total_time={arguments.seconds}",
        f"-artifact_prefix={arguments.corpus}/",
        "-max_len=4096",
        "-timeout=25",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
    ]
    dictionary = Path(__file__).with_name(f"{arguments.target}.dict")
    if dictionary.exists():
        options.append(f"-dict={dictionary}")
    seeds = arguments.corpus / "seeds"
    seeds.mkdir(exist_ok=True)
    for number, seed in enumerate(targets.SEEDS[arguments.target]):
        (seeds / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, *arguments.rest, str(seeds)], targets.TARGETS[arguments.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
