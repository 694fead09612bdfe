"""CSL-JSON: the documents of a case for citation processors, pandoc and Zotero.

What the format allows, in our words: a list of objects, each with an `id` and a `type` from a closed list; names are
objects, of which `literal` holds a name as it stands; dates are `date-parts`, lists of year, month, day as numbers;
everything else here is text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from rashomon.report.exports.base import Format, Lost, Material, Object
from rashomon.report.exports.cells import whole
from rashomon.report.exports.works import PLAN, Work, works

TYPES: Final = {
    "webpage": "webpage",
    "book": "book",
    "mail": "personal_communication",
    "data": "dataset",
    "picture": "graphic",
    "document": "document",
}


def item(work: Work) -> Object:
    """Return one document as an item; its `id` is that of the document."""
    made: Object = {"id": work.key, "type": TYPES[work.kind], "title": work.title}
    if work.author:
        made["author"] = [{"literal": work.author}]
    if work.publisher:
        made["publisher"] = work.publisher
    if work.issued:
        made["issued"] = _day(work.issued)
    if work.url:
        made["URL"] = work.url
    if work.accessed:
        made["accessed"] = _day(work.accessed)
    if work.language:
        made["language"] = work.language
    return made | {"note": work.note}


def _day(day: date) -> Object:
    return {"date-parts": [[day.year, day.month, day.day]]}


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `documents.csl.json`."""
    with (folder / "documents.csl.json").open("w", encoding="utf-8") as file:
        told = json.dumps([item(work) for work in works(material)], ensure_ascii=False, indent=1)
        file.write(f"{whole(told)}\n")
    yield from PLAN.lost(material)


FORMAT: Final = Format("csl", "the documents as references in CSL-JSON, for citation programs", ".json", write)
