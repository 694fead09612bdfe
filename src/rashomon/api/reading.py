"""Reading without a case: files to a dossier, a string to claims. Nothing is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from rashomon.config import Config
from rashomon.records import Claim, Document, Dossier, Reading

Paths = str | Path | Iterable[str | Path]


def read(
    paths: Paths,
    *,
    published: date | None = None,
    profile: str = "literal",
    language: str = "eng",
    on_reading: Callable[[Reading], None] = lambda _: None,
) -> Dossier:
    """Return the dossier of files, as `rashomon report` shows it. A file that cannot be read says why in its document.

    Args:
        paths: a file, a folder, or several.
        published: publication date of documents that give none.
        profile: how vague amounts are read: "literal", "airwars" or "acled".
        language: of scans, as Tesseract names it ("ara+eng").
        on_reading: called after each document.

    >>> dossier = read(sorted(Path("examples/raqqa").glob("0*")))
    >>> len(dossier.readings), dossier.questions[0].text
    (8, 'How many fighters left Raqqa?')

    Raises:
        RunError: there is no such profile, or Tesseract cannot read the language here.
    """
    from rashomon.pipeline import build_dossier

    config = configured(published=published, profile=profile, language=language)
    return build_dossier(names(paths), config=config, on_reading=on_reading)


def claims(
    text: str, *, published: date | None = None, publisher: str = "text", profile: str = "literal"
) -> tuple[Claim, ...]:
    """Return what is claimed in a text, and by whom; every span is one of `text`.

    Args:
        published: the day that "yesterday" counts from.
        publisher: who the text is by: the last teller of every chain.

    >>> text = "The mayor denied on Monday that at least twelve people had been killed."
    >>> (claim,) = claims(text)
    >>> claim.source.canonical, str(claim.stance), claim.quantities[0].low, claim.content[0].of(text)
    ('mayor', 'denies', 12, 'that at least twelve people had been killed')

    Raises:
        RunError: there is no such profile.
    """
    from rashomon.pipeline import read_texts

    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    # As everywhere: one sign for one sign, so that offsets stay.
    tidy = text.replace("\0", "\ufffd")
    document = Document("text", digest, "text/plain", tidy, publisher=publisher, published=published)
    (reading,) = read_texts([document], config=configured(profile=profile))
    return reading.claims


def configured(*, published: date | None = None, profile: str | None = None, language: str | None = None) -> Config:
    """Return the configuration of a run; None leaves what the configuration has.

    Raises:
        RunError: there is no such profile, or Tesseract cannot read the language here.
    """
    config = Config()
    if language is not None and language != config.ingest.ocr_language:
        from rashomon.ingest.ocr import check

        check(language)
        config = replace(config, ingest=replace(config.ingest, ocr_language=language))
    if profile is not None:
        config = replace(config, extract=replace(config.extract, profile=profile))
    return replace(config, ingest=replace(config.ingest, published=published))


def names(paths: Paths) -> list[str]:
    """Return paths as the readers take them."""
    return [str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
