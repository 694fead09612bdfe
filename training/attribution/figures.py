"""Scores of a network: the package's own decoder and scorer over what it says of annotated articles; no torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rashomon.evaluate import GoldDocument, score_attributions
from rashomon.extract.decoder import Run, WordList, word_list
from rashomon.extract.encoder import Network, Scores, encode, judge, merged, shares
from rashomon.extract.selection import Settings, select
from rashomon.records import Span
from training.attribution.data import Item


@dataclass(frozen=True, slots=True)
class Guess:
    """A decoded attribution in text offsets, as the scorer reads it."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def guesses(words: WordList, found: Scores, settings: Settings) -> Iterator[Guess]:
    """Decode one article."""
    for made in select(words, found, settings):
        yield Guess(*(spans(words, runs) for runs in (made.source, made.cue, made.content)))


def spans(words: WordList, runs: Sequence[Run]) -> tuple[Span, ...]:
    """Return runs of words in text offsets."""
    return tuple(Span(int(words.starts[a]), int(words.ends[b - 1])) for a, b in runs)


def read(item: Item, network: Network, settings: Settings) -> tuple[WordList, Scores]:
    """Return the words of an article and what the network says of them."""
    batches = (
        encode(network, item.pieces, share)
        for share in shares(len(item.pieces), window=settings.window, overlap=settings.overlap)
    )
    found = merged(len(item.pieces), (judge(network, batch, least=settings.least) for batch in batches))
    return word_list(item.gold.text, item.pieces), found


def development(network: Network, items: Sequence[Item], settings: Settings) -> dict[str, float]:
    """Return F1 of every measure over `items`, in per cent."""
    return figures((item.gold, list(guesses(*read(item, network, settings), settings))) for item in items)


def figures(pairs: Iterable[tuple[GoldDocument, list[Guess]]]) -> dict[str, float]:
    """Return F1 of every measure, in per cent."""
    score = score_attributions(pairs)
    return {name: round(100 * tally.f1, 1) for name, tally in sorted(score.tallies.items())}
