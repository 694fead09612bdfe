"""The dossier as `rashomon report --format json` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon.report.contract import dossier_object
from rashomon.report.exports.base import Format, Lost, Material


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `dossier.json`."""
    with (folder / "dossier.json").open("w", encoding="utf-8") as file:
        json.dump(dossier_object(material.dossier), file, ensure_ascii=False, indent=1)
        file.write("\n")
    documents = material.documents.values()
    yield Lost("document", "text", sum(bool(d.text) for d in documents), "the words of documents stand in claims alone")


FORMAT: Final = Format("contract", "the dossier as JSON, as 'report --format json' writes it", ".json", write)
