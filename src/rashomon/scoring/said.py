"""Attribution and what hangs on it run over gold, one function a suite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, permutations
from pathlib import Path
from typing import Final

from rashomon.config import LAYERS, Config, Layer
from rashomon.evaluate import (
    AttributionScore,
    ChainItem,
    GoldDocument,
    NestedItem,
    Said,
    Tally,
    gap_right,
    read_annotators,
    read_gap,
    read_mpqa,
    read_nested,
    read_polnear,
    read_reference,
    read_stances,
    reference_right,
    score_attributions,
    score_chains,
    score_nesting,
    score_stances,
)
from rashomon.pipeline import read_texts
from rashomon.records import Attribution, Document, Reading, Span, Spans, Stance

OnDocument = Callable[[str], None]


def quiet(_: str) -> None:
    """Show nothing."""


# What the suites here score. Either takes nearly all the work of both, so they ask for both and can share readings.
_SAID: Final = frozenset({Layer.ATTRIBUTIONS, Layer.MENTIONS})


def read_text(name: str, text: str, *, config: Config, layers: Collection[Layer] = LAYERS) -> Reading:
    """Return the reading of a text that is no file, or some layers of it."""
    document = Document(path=name, sha256="0" * 64, media_type="text/plain", text=text)
    (reading,) = read_texts([document], config=config, layers=layers)
    return reading


def attribution(
    folder: Path, *, config: Config, upper: bool = False, on_document: OnDocument = quiet
) -> AttributionScore:
    """Return the scores of the attribution back end on a PolNeAR compartment.

    Args:
        folder: the compartment.
        config: names the back end.
        upper: give the texts in capitals, as wire services did.
        on_document: called after each one.

    Raises:
        ItemError: when the folder is not one.
    """

    def predictions() -> Iterator[tuple[GoldDocument, Sequence[Attribution]]]:
        for gold in read_polnear(folder):
            # A letter at a time: the capitals of a few letters are two characters, which would move the gold.
            text = "".join(c.upper() if len(c.upper()) == 1 else c for c in gold.text) if upper else gold.text
            yield gold, read_text(gold.name, text, config=config, layers=_SAID).attributions
            on_document(gold.name)

    return score_attributions(predictions())


@dataclass(frozen=True, slots=True)
class _Annotated:
    """An attribution as one annotator saw it."""

    source: Spans
    cue: Spans
    content: Spans


def agreement(folder: Path, *, on_document: OnDocument = quiet) -> AttributionScore:
    """Return how well annotators agree, by the measures that programs are scored by.

    Takes the articles of a PolNeAR compartment that several people annotated, and every ordered pair of them: one as
    the gold, the other as the prediction. What a program can reach at most lies near these figures.

    Raises:
        ItemError: when the folder is not a compartment.
    """

    def pairs() -> Iterator[tuple[GoldDocument, Sequence[Said]]]:
        for readings in read_annotators(folder):
            for gold, other in permutations(readings, 2):
                parts = [[one.get(role, ()) for role in ("source", "cue", "content")] for one in other.attributions]
                yield gold, [_Annotated(*spans) for spans in parts]
            on_document(readings[0].name)

    return score_attributions(pairs())


def pronouns(path: Path, *, config: Config, on_document: OnDocument = quiet) -> Tally:
    """Return how many pronouns of a GAP file stand for the right one of two names, or for neither."""
    tally = Tally()
    for item in read_gap(path):
        tally.add(int(gap_right(item, read_text(item.name, item.text, config=config, layers=_SAID).mentions)), 1, 1)
        on_document(item.name)
    return tally


def reference(path: Path, texts: Path, *, config: Config, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return how many sources of `reference.jsonl` stand for whom the gold says: all, and by kind and label."""
    tallies: dict[str, Tally] = {}
    for name, items in groupby(read_reference(path, texts), key=lambda item: item.document):
        group = list(items)
        mentions = read_text(name, group[0].text, config=config, layers=_SAID).mentions
        for item in group:
            right = int(reference_right(item, mentions))
            for key in ("all", item.kind, item.label):
                tallies.setdefault(key, Tally()).add(right, 1, 1)
        on_document(name)
    return tallies


def stance(
    path: Path, texts: Path, *, config: Config, part: str | None = None, on_document: OnDocument = quiet
) -> dict[str, Tally]:
    """Return counts by class for the attributions of `stance.jsonl`, or of one `part` of it (tune, test).

    Source, cue and content are given as in the gold: the judgement of stance is measured, not the finding.
    """
    from rashomon.extract.stance import stance_at

    pairs: list[tuple[Stance, Stance | None]] = []
    for name, items in groupby(read_stances(path, texts), key=lambda item: item.document):
        group = [item for item in items if part in (None, item.part)]
        if group:
            spans = [(item.source, item.cue, item.content) for item in group]
            found = stance_at(group[0].text, spans, parser=config.extract.parser)
            pairs.extend(zip([item.stance for item in group], found, strict=True))
        on_document(name)
    return score_stances(pairs)


def chains(path: Path, *, config: Config, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return at how many stretches of an MPQA file the chain of sources is right.

    *depth* is as long as the gold chain, *exact* also names the same sources; *two links* is what always answering the
    writer and one source would get.
    """
    from rashomon.extract.chains import chains as chains_at
    from rashomon.extract.reading import attributed
    from rashomon.ingest.view import tidy

    def predictions() -> Iterator[tuple[ChainItem, Sequence[tuple[str, ...]]]]:
        for item in read_mpqa(path):
            document = Document(path=item.name, sha256="0" * 64, media_type="text/plain", text=item.text)
            view = tidy(document)
            base = attributed(document, view, config=config.extract)
            places = [Span(view.from_original(s.start), view.from_original(s.end - 1) + 1) for s in item.spans]
            yield item, chains_at(base.doc, base.candidates, base.quoted, base.resolved, places)
            on_document(item.name)

    score = score_chains(predictions())
    rights = {"depth": score.depth, "exact": score.exact, "two links": score.two_links}
    return {name: Tally(right, score.items, score.items) for name, right in rights.items()}


def macro_f1(tallies: dict[str, Tally]) -> float:
    """Return the mean F1 of the classes that the gold holds, 0 to 1."""
    present = [tally.f1 for tally in tallies.values() if tally.gold]
    return sum(present) / len(present) if present else 0.0


def nesting(path: Path, texts: Path, *, config: Config, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return how many pairs of `nested.jsonl` were found: the outer attribution, the inner one, and their link."""
    pairs: list[tuple[NestedItem, Sequence[Attribution]]] = []
    for name, items in groupby(read_nested(path, texts), key=lambda item: item.document):
        group = list(items)
        found = read_text(name, group[0].text, config=config, layers=_SAID).attributions
        pairs.extend((item, found) for item in group)
        on_document(name)
    return score_nesting(pairs)
