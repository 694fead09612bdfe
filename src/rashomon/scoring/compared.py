"""The comparison of documents over gold: pairs of claims that answer one question or oppose each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon.config import Config
from rashomon.evaluate import Tally
from rashomon.evaluate.corpora import CorpusText, read_ecb, read_muc
from rashomon.evaluate.pairs import read_pairs, score_pairs
from rashomon.scoring.documents import as_document
from rashomon.scoring.said import OnDocument, quiet

_JESUITS: Final = re.compile("JESUIT|ELLACURIA")


def group_texts(group: str, texts: Path) -> Iterator[CorpusText]:
    """Yield the texts of a group of documents in a folder of corpora.

    Groups are topics of ECB+ by number ("37", "41"), and "jesuit": the reports of MUC-3/4 on the murders of 1989.

    Raises:
        ItemError: when they are not there.
    """
    if group == "jesuit":
        yield from read_muc(texts / "muc34", words=_JESUITS)
    else:
        yield from read_ecb(texts / "ecbplus" / group)


def pairs(
    gold: Path, texts: Path, *, config: Config, part: str | None = None, on_document: OnDocument = quiet
) -> dict[str, Tally]:
    """Return how many pairs of claims of `pairs.jsonl` share a question, and are opposed, as the gold has it.

    All documents of a group are read and compared together, as a user would; `texts` is the folder of corpora. Without
    a `part` the figures of the half kept aside stand beside those of all, under "NAME, test".
    """
    from rashomon.pipeline import compare, read_texts

    wanted = list(read_pairs(gold, part=part))
    dossiers = {}
    for group in sorted({pair.group for pair in wanted}):
        readings = []
        for reading in read_texts(map(as_document, group_texts(group, texts)), config=config):
            readings.append(reading)
            on_document(reading.document.path)
        dossiers[group] = compare(readings, config=config)
    tallies = score_pairs(wanted, dossiers)
    if part is None:
        aside = score_pairs((pair for pair in wanted if pair.part == "test"), dossiers)
        tallies |= {f"{name}, test": tally for name, tally in aside.items()}
    return tallies
