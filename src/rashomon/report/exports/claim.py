"""Claims as schema.org `Claim`, for search engines and editorial systems. None of them is a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.coverage import Coverage, fields_of, reasons
from rashomon.report.exports.linked import IN_BUNDLE, IN_CONTRACT, Directory, unnamed, write_within
from rashomon.report.exports.schema_org import CONTEXT, Works, partly
from rashomon.report.exports.words import factual


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `claims.jsonld`."""
    at = Directory(material)
    works = Works(at)
    claims = [claim for claim in at.claims.values() if factual(claim)]
    made = (works.claim(claim) for claim in claims)
    write_within(folder / "claims.jsonld", (({"@context": CONTEXT}, "@graph"),), made)
    yield from COVERAGE.losses(material)
    yield from unnamed(material)
    yield from partly(at)
    why = f"its source asks, demands or declines to say, and so claims nothing; {IN_CONTRACT}"
    yield Lost("claim", "*", len(at.claims) - len(claims), why)


_ANALYSIS: Final = f"schema.org has no field for it; {IN_BUNDLE}"
_WAY: Final = "schema.org has no way that a claim took; kept in the format 'prov'"
_WORDS: Final = "schema.org has no field for it; kept in the format 'annotation'"
_SET: Final = f"schema.org sets no claims against each other; {IN_CONTRACT}"

CARRIED: Final = fields_of(
    "dossier: readings entities questions origins; reading: document claims;"
    "document: sha256 media_type title publisher author published when language;"
    "claim: id document source content text stance negated certainty quantities times places;"
    "source: canonical kind; quantity: text value low high unit counted rule; time: start end;"
    "place: text name latitude longitude country;"
    "entity: id name names claims; question: id text accounts positions; account: claims; position: claims;"
    "origin: claims; retrieval: kind name final_url"
)
LOST: Final = reasons(
    {
        "reading: sentences mentions attributions quantities times places": _ANALYSIS,
        "document: text": f"only the words of claims are told; {IN_BUNDLE}",
        "document: path encoding passages glyphs state problems parent member": f"how the file is; {IN_CONTRACT}",
        "claim: attribution cue mode parent; source: text spans inferred runner_up": _WORDS,
        "claim: chain outlets; origin: id name documents evidence; dossier: conduits echoes": _WAY,
        "claim: predicate topics actors universal denied polar events": _ANALYSIS,
        "quantity: span bound counted_span trend profile focus event event_words derived": _WORDS,
        "time: text span precision rule value kind anchor zone alternatives": _WORDS,
        "place: span precision others facility": _WORDS,
        "entity: kind documents evidence; question: kind status unit drift": _SET,
        "account: source chain value low high position origin; position: text documents outlets origins": _SET,
        "dossier: relations profile version": _SET,
        "dossier: rejected": f"a person took them out; {IN_CONTRACT}",
        "dossier: unapplied": f"nothing came of them; {IN_CONTRACT}",
        "retrieval: time tool; run: id version config": "how the machine came by it; kept in the format 'prov'",
    }
)
COVERAGE: Final = Coverage(CARRIED, {**LOST, "dossier.judged": f"a claim is no review of itself; {IN_CONTRACT}"})

FORMAT: Final = Format(
    "claim",
    "schema.org Claim: who claims what, where it appears and what it is about; never a verdict",
    ".jsonld",
    write,
)
