"""Copied passages and agency credits run over gold."""

from __future__ import annotations

from pathlib import Path

from rashomon.config import Config
from rashomon.evaluate.copies import Found, read_articles, read_copies, read_credits, score_copies, score_credits
from rashomon.evaluate.tally import Tally
from rashomon.records import Reading
from rashomon.scoring.documents import as_document
from rashomon.scoring.said import OnDocument, quiet


def echoes(
    path: Path, texts: Path, *, config: Config, part: str | None = None, on_document: OnDocument = quiet
) -> dict[str, Tally]:
    """Return how many pairs of `copies.jsonl` are found, with their kind and direction; `texts` is the data folder.

    The time of publication is when the article was fetched, which is all that the set gives.
    """
    from rashomon.compare.echoes import find_echoes

    documents = {name: as_document(article) for name, article in read_articles(path, texts).items()}
    readings = [Reading(document) for document in documents.values()]
    found = {frozenset((e.source, e.copy)): e for e in find_echoes(readings, config=config.compare)}
    on_document(str(path))
    items = [item for item in read_copies(path) if part in (None, item.part)]
    return score_copies(items, found, {name: document.id for name, document in documents.items()})


def credits_(path: Path, texts: Path, *, part: str | None = None, on_document: OnDocument = quiet) -> dict[str, Tally]:
    """Return how many agency credits are found, of `credits.jsonl` or PolNeAR's table; `texts` is the data folder."""
    from rashomon.compare.credits import find_credits, whole

    articles = read_articles(path, texts)

    def credit_of(name: str) -> tuple[Found | None, Found | None]:
        article = articles[name]
        found = find_credits(article.text)
        one = whole(found, as_document(article))
        helped = next((credit for credit in found if credit.kind == "contribution"), None)
        on_document(name)
        return (one.agency, one.span) if one else None, (helped.agency, helped.span) if helped else None

    return score_credits((item for item in read_credits(path) if part in (None, item.part)), credit_of)
