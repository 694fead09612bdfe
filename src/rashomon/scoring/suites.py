"""The suites by the names that `rashomon evaluate` knows them under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rashomon import scoring
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.evaluate import Tally
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


_WITH_TEXTS = {"reference": scoring.reference, "nesting": scoring.nesting}
_ALONE: Mapping[str, Callable[..., Mapping[str, Tally]]] = {
    "chains": scoring.chains,
    "newsquant": scoring.newsquant,
    "ranges": scoring.ranges,
    "victims": scoring.victims,
}
NEED_TEXTS = frozenset({"stance", "places", *_WITH_TEXTS})
"""Suites whose gold is offsets into articles that lie elsewhere."""
NAMES = (
    "attribution",
    "agreement",
    "stance",
    "reference",
    "pronouns",
    "nesting",
    "chains",
    "quantities",
    "newsquant",
    "numbers",
    "ranges",
    "victims",
    "places",
    "times",
    "timex",
    "periods",
)


def score(name: str, run: Run) -> Outcome:
    """Run one suite.

    Raises:
        RunError: there is no such suite.
        ItemError: the gold cannot be read.
    """
    match name:
        case "attribution":
            return _attribution(run)
        case "agreement":
            return _agreement(run)
        case "stance":
            return _stance(run)
        case "pronouns":
            tally = scoring.pronouns(run.gold, config=run.config, on_document=run.on_document)
            return Outcome({name: tally}, name)
        case "quantities":
            rows = scoring.quantities(run.gold, config=run.config, part=run.part, on_document=run.on_document)
            return Outcome(rows, f"{name}, {run.part or 'all parts'}")
        case "times":
            return Outcome(scoring.times(run.gold, part=run.part), f"{name}, {run.part or 'all parts'}")
        case "timex":
            rows = scoring.timex(run.gold, part=run.part, on_document=run.on_document)
            return Outcome(rows, f"{name}, {run.part or 'tune'}; of each type the recall counts")
        case "periods":
            return Outcome(scoring.periods(run.gold), name)
        case "places":
            rows = scoring.places(run.gold, run.texts, config=run.config, part=run.part, on_document=run.on_document)
            return Outcome(rows, f"{name}, {run.part or 'all parts'}; recall is the share that is right")
        case "numbers":
            return Outcome(scoring.numbers(run.gold, on_document=run.on_document), name)
        case _ if name in _WITH_TEXTS:
            rows = _WITH_TEXTS[name](run.gold, run.texts, config=run.config, on_document=run.on_document)
            return Outcome(rows, name)
        case _ if name in _ALONE:
            return Outcome(_ALONE[name](run.gold, config=run.config, on_document=run.on_document), name)
    raise RunError(f"evaluate: there is no suite {name!r}; choose one of {', '.join(NAMES)}")
