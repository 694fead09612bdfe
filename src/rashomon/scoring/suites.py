"""The suites by the names that `rashomon evaluate` knows them under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rashomon import scoring
from rashomon.config import Config
from rashomon.evaluate import Tally
from rashomon.evaluate.entailment import balanced
from rashomon.scoring import OnDocument


@dataclass(frozen=True, slots=True)
class Run:
    """What a suite is run with: the gold, where its texts are if not in it, and which part of it."""

    gold: Path
    texts: Path
    config: Config
    on_document: OnDocument
    part: str | None = None
    upper: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts by measure, and a line that heads them."""

    tallies: Mapping[str, Tally]
    head: str


def _attribution(run: Run) -> Outcome:
    score = scoring.attribution(run.gold, config=run.config, upper=run.upper, on_document=run.on_document)
    head = f"{score.documents} documents, attribution back end {run.config.extract.attribution!r}"
    return Outcome(score.tallies, head)


def _agreement(run: Run) -> Outcome:
    score = scoring.agreement(run.gold, on_document=run.on_document)
    return Outcome(score.tallies, f"{score.documents} pairs of annotations of the same article")


def _stance(run: Run) -> Outcome:
    rows = scoring.stance(run.gold, run.texts, config=run.config, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"stance, macro-F1 {100 * scoring.macro_f1(rows):.1f}")


def _pronouns(run: Run) -> Outcome:
    return Outcome({"pronouns": scoring.pronouns(run.gold, config=run.config, on_document=run.on_document)}, "pronouns")


def _quantities(run: Run) -> Outcome:
    rows = scoring.quantities(run.gold, config=run.config, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"quantities, {run.part or 'all parts'}")


def _places(run: Run) -> Outcome:
    rows = scoring.places(run.gold, run.texts, config=run.config, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"places, {run.part or 'all parts'}; recall is the share that is right")


def _pairs(run: Run) -> Outcome:
    rows = scoring.pairs(run.gold, run.texts, config=run.config, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"pairs of claims, {run.part or 'all parts'}")


def _echoes(run: Run) -> Outcome:
    rows = scoring.echoes(run.gold, run.texts, config=run.config, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"copied passages, {run.part or 'all parts'}; kind and direction of those found")


def _credits(run: Run) -> Outcome:
    rows = scoring.credits_(run.gold, run.texts, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"agency credits, {run.part or 'all parts'}")


def _actors(run: Run) -> Outcome:
    rows = scoring.actors(run.gold, run.texts, config=run.config, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"actors, {run.part or 'all parts'}: pairs of mentions held to be of one actor")


def _timex(run: Run) -> Outcome:
    rows = scoring.timex(run.gold, part=run.part, on_document=run.on_document)
    return Outcome(rows, f"timex, {run.part or 'tune'}; of each type the recall counts")


def _read(name: str, score: Callable[..., Mapping[str, Tally]]) -> Callable[[Run], Outcome]:
    """Return a suite whose gold holds its texts."""
    return lambda run: Outcome(score(run.gold, config=run.config, on_document=run.on_document), name)


def _located(name: str, score: Callable[..., Mapping[str, Tally]]) -> Callable[[Run], Outcome]:
    """Return a suite whose gold is offsets into articles that lie elsewhere."""
    return lambda run: Outcome(score(run.gold, run.texts, config=run.config, on_document=run.on_document), name)


def _related(name: str, score: Callable[..., Mapping[str, Tally]]) -> Callable[[Run], Outcome]:
    """Return a suite of pairs of texts."""

    def run(given: Run) -> Outcome:
        rows = score(given.gold, on_document=given.on_document)
        return Outcome(rows, f"{name}: balanced accuracy {100 * balanced(rows):.1f}; of leans the recall counts")

    return run


SUITES: Mapping[str, Callable[[Run], Outcome]] = {
    "attribution": _attribution,
    "agreement": _agreement,
    "stance": _stance,
    "reference": _located("reference", scoring.reference),
    "pronouns": _pronouns,
    "nesting": _located("nesting", scoring.nesting),
    "chains": _read("chains", scoring.chains),
    "quantities": _quantities,
    "newsquant": _read("newsquant", scoring.newsquant),
    "numbers": lambda run: Outcome(scoring.numbers(run.gold, on_document=run.on_document), "numbers"),
    "ranges": _read("ranges", scoring.ranges),
    "victims": _read("victims", scoring.victims),
    "places": _places,
    "actors": _actors,
    "times": lambda run: Outcome(scoring.times(run.gold, part=run.part), f"times, {run.part or 'all parts'}"),
    "timex": _timex,
    "pairs": _pairs,
    "echoes": _echoes,
    "credits": _credits,
    "periods": lambda run: Outcome(scoring.periods(run.gold), "periods"),
    "fever": _related("fever", scoring.fever),
    "sick": _related("sick", scoring.sick),
    "anli": _related("anli, numeric", scoring.anli),
}
"""A suite by its name. What it runs raises `ItemError` where the gold cannot be read."""
NEED_TEXTS = frozenset({"stance", "reference", "nesting", "actors", "pairs", "places", "echoes", "credits"})
"""Suites whose gold is offsets into articles that lie elsewhere."""
