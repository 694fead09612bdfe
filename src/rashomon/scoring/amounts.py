"""Quantities, times and places run over gold: what `rashomon evaluate` and the floors measure, one function a suite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from rashomon.config import Config
from rashomon.evaluate.places import PlaceScore, read_places, score_places
from rashomon.evaluate.quantities import (
    PROFILES,
    GoldSentence,
    NewsSentence,
    RecognizerCase,
    read_amounts,
    read_newsquant,
    read_recognizers,
    score_amounts,
    score_newsquant,
    score_numbers,
    score_ranges,
)
from rashomon.evaluate.tally import Tally
from rashomon.evaluate.times import (
    TIMEX_TYPES,
    TimexDocument,
    read_passages,
    read_periods,
    read_timex,
    score_passages,
    score_periods,
    score_timex,
)
from rashomon.evaluate.victims import Victims, read_victims, score_victims
from rashomon.records import Place, Quantity
from rashomon.scoring.said import OnDocument, quiet


def quantities(
    path: Path, *, config: Config, part: str | None = None, on_document: OnDocument = quiet
) -> dict[str, Tally]:
    """Return how well the amounts of `quantities.jsonl` are read: where, how much by each profile, of what."""
    from rashomon.extract.parse import parse
    from rashomon.extract.quantities import find_quantities

    def predictions() -> Iterator[tuple[GoldSentence, dict[str, list[Quantity]]]]:
        for sentence in read_amounts(path):
            if part in (None, sentence.part):
                doc = parse(sentence.text, name=config.extract.parser)
                yield sentence, {profile: find_quantities(doc, profile=profile) for profile in PROFILES}
            on_document(sentence.name)

    return score_amounts(predictions())


def newsquant(path: Path, *, config: Config, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return how many amounts of NewsQuant have the right value, bound and unit."""

    def predictions() -> Iterator[tuple[NewsSentence, Sequence[Quantity]]]:
        for sentence in read_newsquant(path):
            yield sentence, _amounts(sentence.text, config)
            on_document(sentence.text[:20])

    return score_newsquant(predictions())


def numbers(path: Path, *, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return in how many inputs of NumberModel.json all numbers have the right value.

    Numbers that letters touch ("180ml", "4th") are measures and ordinals here and none of the suite's numbers.
    """
    from rashomon.extract.quantity_exclusions import is_glued_after
    from rashomon.extract.quantity_items import lex
    from rashomon.extract.quantity_numbers import read_signed

    def predictions() -> Iterator[tuple[RecognizerCase, list[float]]]:
        for case in read_recognizers(path):
            items, at, found = lex(case.text), 0, []
            while at < len(items):
                number = read_signed(items, at)
                if number is not None and not is_glued_after(items, number.last):
                    found.append(float(number.value))
                at = max(at + 1, number.last if number else 0)
            yield case, found
            on_document(case.text[:20])

    return {"number value": score_numbers(predictions())}


def ranges(path: Path, *, config: Config, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return how many intervals of NumberRangeModel.json have both ends right."""

    def predictions() -> Iterator[tuple[RecognizerCase, Sequence[Quantity]]]:
        for case in read_recognizers(path):
            yield case, _amounts(case.text, config)
            on_document(case.text[:20])

    return {"interval": score_ranges(predictions())}


def victims(folder: Path, *, config: Config, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return how many numbers of victims with a bound in the keys of `muc34` lie in an interval of ours."""

    def predictions() -> Iterator[tuple[Victims, Sequence[Quantity]]]:
        for report in read_victims(folder):
            yield report, _amounts(report.text, config)
            on_document(report.name)

    return score_victims(predictions())


def _amounts(text: str, config: Config) -> list[Quantity]:
    from rashomon.extract.parse import parse
    from rashomon.extract.quantities import find_quantities

    return find_quantities(parse(text, name=config.extract.parser), profile="literal")


def places(
    path: Path, texts: Path, *, config: Config, part: str | None = None, on_document: OnDocument = quiet
) -> dict[str, Tally]:
    """Return how many names of `places.jsonl` got the right point, or rightly none; also by kind, and the precision.

    *wrong point* counts the mentions that got a wrong one, which is worse than none. `texts` holds the collections.
    """
    from rashomon.extract.parse import parse
    from rashomon.extract.places import find_places
    from rashomon.extract.places_gazetteer import Gazetteer

    gazetteer = Gazetteer()

    def find(text: str) -> Sequence[Place]:
        on_document(text[:20])
        return find_places(parse(text, name=config.extract.parser), gazetteer=gazetteer)

    score: PlaceScore = score_places(read_places(path, texts, part=part), find)
    shares = {"point": score.point, **score.kinds, "precision word": score.precision}
    wrong = Tally(score.wrong, score.point.gold, score.point.gold)
    # Every name of the gold gets an answer, if only "no point": what counts is the share that is right.
    return {name: Tally(tally.right, tally.gold, tally.gold) for name, tally in shares.items()} | {"wrong point": wrong}


def timex(folder: Path, *, part: str | None = None, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return F1 of TIMEX3 values over the files of a folder: spans that overlap, values equal to the letter.

    The first two thirds of the files by name (`part` tune, the default) were in sight when rules were written; the
    others are kept aside (test). Of each type of expression only the recall has a meaning.
    """
    from rashomon.extract.times import find_times

    documents: list[TimexDocument] = []
    for document in read_timex(folder, part="kept" if part == "test" else "tune"):
        documents.append(document)
        on_document(str(len(documents)))
    find = cache(find_times)  # each document is scored once for every type
    by_type = {kind: score_timex(documents, find, kinds=(kind,)) for kind in TIMEX_TYPES}
    return {"all": score_timex(documents, find), **by_type}


def periods(folder: Path) -> dict[str, Tally]:
    """Return how many expected intervals of DatePeriodParser.json and DateParser.json in `folder` come out exactly."""
    from rashomon.extract.times import find_times

    files = (folder / "DatePeriodParser.json", folder / "DateParser.json")
    return {"interval": score_periods(read_periods(*files), find_times)}


def times(path: Path, *, part: str | None = None) -> dict[str, Tally]:
    """Return how many expressions of `times.jsonl` have the right days: those that hang on the story, and all.

    Passages with an odd number are `tune`, the others `test`.
    """
    from rashomon.extract.times import find_times

    passages = list(read_passages(path))[
        {"tune": slice(0, None, 2), "test": slice(1, None, 2)}.get(part or "", slice(None))
    ]
    find = cache(find_times)
    return {"relative": score_passages(passages, find), "all": score_passages(passages, find, relative=False)}
