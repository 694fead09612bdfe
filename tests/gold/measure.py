"""How well the program does on texts that people have annotated: one function a suite, each figure under its own name.

The texts are other people's and stay outside the repository; `floors.json` keeps the figures, and a hash of the gold
that they were measured on.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from rashomon import scoring
from rashomon.config import Config, ExtractConfig, IngestConfig
from rashomon.evaluate import Tally
from rashomon.pipeline import compare, read_documents, read_texts
from rashomon.report.contract import dossier_object, layer_objects

HERE = Path(__file__).parent
ASIDE = ", kept aside"
FLOORS = HERE / "floors.json"
PUBLISHED = date(2017, 11, 14)


def fingerprint(files: Iterable[Path]) -> str:
    """Return the SHA-256 of files, names and bytes, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.name):
        total.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def polnear_gold(data: Path) -> str:
    """Return the fingerprint of the PolNeAR development compartment below `data`."""
    return fingerprint(path for path in (data / "polnear" / "dev").glob("*/*") if path.suffix in (".txt", ".ann"))


def polnear(data: Path, *, backend: str = Config().extract.attribution, upper: bool = False) -> dict[str, float]:
    """Return F1 of every attribution measure on the PolNeAR development compartment, percent."""
    config = Config(extract=ExtractConfig(attribution=backend))
    score = scoring.attribution(data / "polnear" / "dev", config=config, upper=upper)
    return {name: round(100 * tally.f1, 1) for name, tally in sorted(score.tallies.items())}


def reference(data: Path) -> dict[str, float]:
    """Return how many sources stand for whom our gold says, percent, all and by kind."""
    tallies = scoring.reference(HERE / "reference.jsonl", data / "polnear", config=Config())
    return {name: _percent(tally) for name, tally in sorted(tallies.items())}


def pronouns(data: Path) -> dict[str, float]:
    """Return how many pronouns of GAP's validation file stand for the right one of two names or neither, percent."""
    return {"accuracy": _percent(scoring.pronouns(data / "gap" / "gap-validation.tsv", config=Config()))}


def stance(data: Path) -> dict[str, float]:
    """Return macro-F1 over the ten stances, percent, on the half that was kept aside and on the other."""
    return {
        part: round(
            100 * scoring.macro_f1(scoring.stance(HERE / "stance.jsonl", data / "polnear", config=Config(), part=part)),
            1,
        )
        for part in ("test", "tune")
    }


def nesting(data: Path) -> dict[str, float]:
    """Return how many outer and inner attributions, and links between them, of our gold were found, percent."""
    tallies = scoring.nesting(HERE / "nested.jsonl", data / "polnear", config=Config())
    return {name: _percent(tally) for name, tally in sorted(tallies.items())}


def chains(data: Path) -> dict[str, float]:
    """Return how many chains of MPQA have the right length, and are right in every name, percent."""
    tallies = scoring.chains(data / "mpqa_chains" / "dev.json", config=Config())
    return {name: _percent(tallies[name]) for name in ("depth", "exact")}


def _percent(tally: Tally) -> float:
    return round(100 * tally.recall, 1)


def _f1(tally: Tally) -> float:
    return round(100 * tally.f1, 1)


def _halves(measure: Callable[[str], Mapping[str, Tally]]) -> dict[str, tuple[Tally, Tally]]:
    """Return each count of a suite over all its gold and over the half kept aside; every half is measured once."""
    seen, aside = measure("tune"), measure("test")
    return {
        name: (Tally(one.right + two.right, one.predicted + two.predicted, one.gold + two.gold), two)
        for name, one, two in ((name, seen[name], aside[name]) for name in seen)
    }


def quantities() -> dict[str, float]:
    """Return F1 of the amounts of our own sentences, percent: found, intervals, what is counted; and kept aside."""
    halves = _halves(lambda part: scoring.quantities(HERE / "quantities.jsonl", config=Config(), part=part))
    names = ("found", "interval", "counted")
    return {name: _f1(halves[name][0]) for name in names} | {f"{name}{ASIDE}": _f1(halves[name][1]) for name in names}


def newsquant(data: Path) -> dict[str, float]:
    """Return F1 of values, with bound and with unit, on the development half of NewsQuant, percent."""
    tallies = scoring.newsquant(data / "newsquant" / "dev.json", config=Config())
    return {name: _f1(tally) for name, tally in tallies.items()}


def recognizers(data: Path) -> dict[str, float]:
    """Return how many inputs of Recognizers-Text have all numbers right, and how many ranges, percent."""
    folder = data / "recognizers"
    numbers = scoring.numbers(folder / "NumberModel.json")
    ranges = scoring.ranges(folder / "NumberRangeModel.json", config=Config())
    return {name: _percent(tally) for name, tally in (numbers | ranges).items()}


def places(data: Path) -> dict[str, float]:
    """Return how many names got the right point or rightly none, percent, and how many did not get a wrong one."""
    halves = _halves(lambda part: scoring.places(HERE / "places.jsonl", data, config=Config(), part=part))
    figures = {}
    for suffix, point, wrong in zip(("", ASIDE), halves["point"], halves["wrong point"], strict=True):
        figures[f"point{suffix}"] = _percent(point)
        figures[f"no wrong point{suffix}"] = round(100 - 100 * wrong.recall, 1)
    return figures


def actors(data: Path) -> dict[str, float]:
    """Return F1 of pairs of mentions held to be of one actor, percent, and their precision; all, and kept aside."""
    tallies = scoring.actors(HERE / "actors.jsonl", data, config=Config())
    both, aside = tallies["same"], tallies["same, test"]
    return {
        "same": _f1(both),
        f"same{ASIDE}": _f1(aside),
        "precision": round(100 * both.precision, 1),
        f"precision{ASIDE}": round(100 * aside.precision, 1),
    }


def pairs(data: Path) -> dict[str, float]:
    """Return F1 of pairs of claims that share a question, beside bare main verbs, and how opposed ones are found."""
    tallies = scoring.pairs(HERE / "pairs.jsonl", data, config=Config())
    figures = {}
    for part, suffix in (("", ""), (", test", ASIDE)):
        opposed = tallies[f"opposed{part}"]
        figures[f"same question{suffix}"] = _f1(tallies[f"same question{part}"])
        figures[f"same head lemma{suffix}"] = _f1(tallies[f"same head lemma{part}"])
        figures[f"opposed, precision{suffix}"] = round(100 * opposed.precision, 1)
        figures[f"opposed, recall{suffix}"] = _percent(opposed)
    return figures


def timex(data: Path) -> dict[str, float]:
    """Return F1 of TIMEX3 values, percent, on the files that rules were written on and on the third kept aside."""
    folder = data / "tempeval3_tbaq"
    return {
        "value": _f1(scoring.timex(folder)["all"]),
        f"value{ASIDE}": _f1(scoring.timex(folder, part="test")["all"]),
    }


def periods(data: Path) -> dict[str, float]:
    """Return how many expected intervals of days come out exactly, percent."""
    return {"interval": _percent(scoring.periods(data / "recognizers")["interval"])}


def times() -> dict[str, float]:
    """Return how many times that hang on the story have the right days, percent; all, and kept aside."""
    both, aside = _halves(lambda part: scoring.times(HERE / "times.jsonl", part=part))["relative"]
    return {"relative": _percent(both), f"relative{ASIDE}": _percent(aside)}


def victims(data: Path) -> dict[str, float]:
    """Return how many victims' numbers of MUC's keys lie in an interval of ours, percent."""
    return {name: _percent(tally) for name, tally in scoring.victims(data / "muc34", config=Config()).items()}


def echoes(data: Path) -> dict[str, float]:
    """Return precision and recall of copied pairs, and how many of those found have the right kind and direction."""
    halves = _halves(lambda part: scoring.echoes(HERE / "copies.jsonl", data, config=Config(), part=part))
    figures = {}
    for number, suffix in enumerate(("", ASIDE)):
        copied = halves["copied"][number]
        figures[f"precision{suffix}"] = round(100 * copied.precision, 1)
        figures[f"recall{suffix}"] = _percent(copied)
        figures |= {f"{name}{suffix}": _percent(halves[name][number]) for name in ("kind", "direction")}
    return figures


def credits_(data: Path) -> dict[str, float]:
    """Return F1 of the agencies that texts are credited to, percent: our gold, and PolNeAR's own table."""
    both, aside = _halves(lambda part: scoring.credits_(HERE / "credits.jsonl", data, part=part))["agency"]
    table = scoring.credits_(data / "polnear" / "metadata.tsv", data)["agency"]
    return {"agency": _f1(both), f"agency{ASIDE}": _f1(aside), "table": _f1(table)}


# Suite → files that its gold lies in, below the data folder or here, and how it is measured.
DATA_SUITES: dict[str, tuple[Callable[[Path], str], Callable[[Path], dict[str, float]]]] = {
    "attribution": (polnear_gold, polnear),
    "attribution, rules": (polnear_gold, partial(polnear, backend="rules")),
    "attribution, capitals": (polnear_gold, partial(polnear, upper=True)),
    "reference": (lambda _: fingerprint([HERE / "reference.jsonl"]), reference),
    "pronouns": (lambda data: fingerprint([data / "gap" / "gap-validation.tsv"]), pronouns),
    "stance": (lambda _: fingerprint([HERE / "stance.jsonl"]), stance),
    "nesting": (lambda _: fingerprint([HERE / "nested.jsonl"]), nesting),
    "chains": (lambda data: fingerprint([data / "mpqa_chains" / "dev.json"]), chains),
    "newsquant": (lambda data: fingerprint([data / "newsquant" / "dev.json"]), newsquant),
    "recognizers": (
        lambda data: fingerprint(data / "recognizers" / f"{name}.json" for name in ("NumberModel", "NumberRangeModel")),
        recognizers,
    ),
    "places": (lambda _: fingerprint([HERE / "places.jsonl"]), places),
    "echoes": (lambda _: fingerprint([HERE / "copies.jsonl"]), echoes),
    "credits": (
        lambda data: fingerprint([HERE / "credits.jsonl", data / "polnear" / "metadata.tsv"]),
        credits_,
    ),
    "actors": (lambda _: fingerprint([HERE / "actors.jsonl"]), actors),
    "pairs": (lambda _: fingerprint([HERE / "pairs.jsonl"]), pairs),
    "timex": (lambda data: fingerprint((data / "tempeval3_tbaq").glob("*.tml")), timex),
    "date periods": (
        lambda data: fingerprint(data / "recognizers" / f"{name}.json" for name in ("DatePeriodParser", "DateParser")),
        periods,
    ),
    "victims": (lambda data: fingerprint((data / "muc34").glob("key-dev*")), victims),
}
# Suites whose gold and texts are both ours.
OWN_SUITES: dict[str, tuple[Callable[[], str], Callable[[], dict[str, float]]]] = {
    "quantities": (lambda: fingerprint([HERE / "quantities.jsonl"]), quantities),
    "times": (lambda: fingerprint([HERE / "times.jsonl"]), times),
}


def first_report_gold(acceptance: Path) -> str:
    """Return the fingerprint of the hand-written gold of the first report, and of its scorer."""
    return fingerprint([acceptance / "seed_gold.json", acceptance / "check_seed.py"])


def first_report(acceptance: Path, seeds: Path) -> dict[str, float]:
    """Return the share of gold items found in the first report, percent, and how many of its disputes."""
    config = Config(ingest=IngestConfig(published=PUBLISHED))
    (seed,) = seeds.glob("*.txt")
    readings = tuple(read_texts(read_documents([str(seed)], config=config), config=config))
    with tempfile.TemporaryDirectory() as folder:
        claims, dossier = Path(folder, "claims.jsonl"), Path(folder, "dossier.json")
        lines = [json.dumps(item) for reading in readings for item in layer_objects(reading, "claims")]
        claims.write_text("\n".join(lines), encoding="utf-8")
        dossier.write_text(json.dumps(dossier_object(compare(readings, config=config))), encoding="utf-8")
        command = [sys.executable, str(acceptance / "check_seed.py"), str(claims), str(dossier)]
        # It ends with status 1 when a single item is missed; what counts here is how many.
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = {name: (int(got), int(of)) for name, got, of in re.findall(r"^(\w+) +(\d+) of +(\d+)", said, re.MULTILINE)}
    got, of = found["all"]
    return {"items": round(100 * got / of, 1), "disputes": float(found["dispute"][0])}
