"""A case as FollowTheMoney entities, JSON lines, for OpenAleph and what else reads them (checked with 4.11).

A claim is a `Note` on its document and on whoever speaks: it says that something was said, where an `Event` would say
that it happened. Only those who have a name become entities, since OpenAleph matches entities by name across
collections and a "local driver" is nobody in particular. The field for a checksum takes the SHA-1 of a file in the
archive of the reader, so the SHA-256 stands among the notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.coverage import Coverage, fields_of, reasons
from rashomon.report.exports.ftm_entities import Entities
from rashomon.report.exports.linked import IN_BUNDLE, IN_CONTRACT, Directory, unnamed, write_lines


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `entities.ftm.json`."""
    at = Directory(material)
    entities = Entities(at)
    write_lines(folder / "entities.ftm.json", entities.all())
    yield from COVERAGE.losses(material)
    yield from unnamed(material)
    yield from entities.losses()


_ANALYSIS: Final = f"FollowTheMoney has no field for it; {IN_BUNDLE}"
_WORDS: Final = "FollowTheMoney has no field for it; kept in the format 'annotation'"
_SET: Final = f"FollowTheMoney has no field for it; {IN_CONTRACT}"

COVERAGE: Final = Coverage(
    fields_of(
        "dossier: readings entities questions relations origins echoes judged version; reading: document claims;"
        "document: path sha256 media_type text title publisher author published when language encoding state problems"
        " parent;"
        "claim: id document source content text mode stance negated certainty chain quantities times places;"
        "source: text canonical kind; quantity: text low high unit counted rule; time: text start end;"
        "place: text name latitude longitude precision country;"
        "entity: id name kind names documents claims; question: id text kind status accounts unit positions;"
        "account: claims; position: claims; origin: name claims; relation: a b relation reason;"
        "echo: source copy evidence direction;"
        "mark: judgement kind of about actor time why text grade; grade: scale value topic;"
        "retrieval: kind name time final_url"
    ),
    reasons(
        {
            "reading: sentences mentions attributions quantities times places; document: passages glyphs": _ANALYSIS,
            "document: member": f"OpenAleph names what lies in a file by its title; {IN_CONTRACT}",
            "claim: attribution cue parent outlets; source: spans inferred runner_up": _WORDS,
            "claim: predicate topics actors universal denied polar events": _ANALYSIS,
            "quantity: span value bound counted_span trend profile focus event event_words derived": _WORDS,
            "time: span precision rule value kind anchor zone alternatives; place: span others facility": _WORDS,
            "entity: evidence; origin: id documents evidence; question: drift": _SET,
            "account: source chain value low high position origin; position: text documents outlets origins": _SET,
            "relation: score question; dossier: conduits profile; echo: score passages kind origin": _SET,
            "dossier: rejected": f"a person took them out; {IN_CONTRACT}",
            "dossier: unapplied": f"nothing came of them; {IN_CONTRACT}",
            "mark: review": f"a task for those who work on the case; {IN_CONTRACT}",
            "retrieval: tool; run: id version config": "how the machine came by it; kept in the format 'prov'",
        }
    ),
)

FORMAT: Final = Format(
    "ftm",
    "FollowTheMoney entities for OpenAleph: documents, people, claims as notes, and what ties them",
    ".ftm.json",
    write,
)
