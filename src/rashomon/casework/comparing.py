"""The dossier of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.casework.adding import of_case
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.pipeline import dossier_of_case
from rashomon.records import Document, Dossier, Reading, ReadState
from rashomon.store.base import Case


def case_dossier(case: Case, *, config: Config) -> Dossier:
    """Return the dossier of everything that was read in a case, in the order added; places without bytes come last.

    Raises:
        RunError: nothing was read yet, or a stored reading is damaged.
    """
    names = {kept.sha256: kept.names for kept in case.documents()}
    readings = [_with_names(reading, names.get(reading.document.sha256, ())) for reading in case.readings()]
    if not readings:
        raise RunError(f"{case.folder}: report: nothing was read yet; add files, or run 'rashomon reread'")
    failed = [
        Reading(Document(missing.name, "", "", "", state=ReadState.FAILED, problems=missing.problems))
        for missing in case.missing()
    ]
    return dossier_of_case((*readings, *failed), case.judgements(), config=of_case(case, config))


def _with_names(reading: Reading, names: Sequence[str]) -> Reading:
    """Return a reading whose document says under which other names the same bytes were given."""
    document = reading.document
    also = tuple(f"also given as {name}" for name in names if name != document.path)
    return replace(reading, document=replace(document, problems=(*document.problems, *also)))
