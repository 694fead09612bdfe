"""Options that several commands share, and the configuration that they make."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rashomon.config import Config, ExtractConfig, IngestConfig

Files = Annotated[
    list[str], typer.Argument(metavar="FILES...", help="Documents, mails, archives, folders, or - for standard input.")
]
Folder = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Published = Annotated[
    datetime | None,
    typer.Option(
        "--published", metavar="DATE", formats=["%Y-%m-%d"], help="Publication date for documents that give none."
    ),
]
Profile = Annotated[
    str | None, typer.Option("--profile", help="How vague amounts are read: literal, airwars or acled; else literal.")
]
Backend = Annotated[str | None, typer.Option("--attribution", help="Attribution back end: rules or model; else model.")]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="CODES", help="Languages of scans, as Tesseract names them: ara+eng; else eng."),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="PostgreSQL database, postgresql://user@host/name, where the case does not keep its own; passwords come "
        "from PGPASSWORD or a .pgpass file.",
    ),
]
Timings = Annotated[
    Path | None,
    typer.Option("--timings", metavar="FILE", help="Also write where the time went: JSON in FILE, a table on stderr."),
]
Actor = Annotated[str | None, typer.Option("--actor", help="Who works, for the log; else your user name.")]


def configured(
    published: datetime | None = None,
    *,
    profile: str | None = None,
    backend: str | None = None,
    language: str | None = None,
) -> Config:
    """Return the configuration of a run; None leaves what the configuration has.

    Raises:
        RunError: Tesseract cannot read a language here.
    """
    usual = Config()
    return Config(
        ingest=IngestConfig(
            published=published.date() if published else None,
            ocr_language=spoken(language) or usual.ingest.ocr_language,
        ),
        extract=ExtractConfig(
            profile=profile or usual.extract.profile, attribution=backend or usual.extract.attribution
        ),
    )


def spoken(language: str | None) -> str | None:
    """Return languages as given, once it is sure that scans can be read in them here.

    Raises:
        RunError: they cannot.
    """
    if language is not None:
        from rashomon.ingest.ocr import check

        check(language)
    return language
