"""Reviewed claims as schema.org `ClaimReview`: those that a person both checked and graded, and no others.

The grade is the one on the Admiralty's axis for information. It runs from 1, confirmed, to 6, no basis to judge, which
is no rating; schema.org counts upwards, so 1 becomes 5 of 5. What it is called there is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rashomon.records import Claim, Mark
from rashomon.report.exports.base import Format, Lost, Material
from rashomon.report.exports.claim import CARRIED
from rashomon.report.exports.claim import LOST as CLAIM_LOST
from rashomon.report.exports.coverage import Coverage, fields_of, reasons
from rashomon.report.exports.linked import IN_CONTRACT, Directory, Object, some, unnamed, web_address, write_within
from rashomon.report.exports.schema_org import CONTEXT, Works, partly
from rashomon.report.exports.words import factual, stated

SCALE: Final = "admiralty-information"
CREDIBILITY: Final = MappingProxyType(
    {
        "1": "Confirmed",
        "2": "Probably true",
        "3": "Possibly true",
        "4": "Doubtful",
        "5": "Improbable",
        "6": "Truth cannot be judged",
    }
)
"""What the values of the axis are called (NATO STANAG 2511)."""
BEST, WORST = 5, 1
_NO_BASIS: Final = "6"
_CHECKED: Final = frozenset({"accept", "correct"})


def write(material: Material, folder: Path) -> Iterator[Lost]:
    """Write `reviews.jsonld`."""
    at = Directory(material)
    found = _Reviewed(at)
    made = (found.review(at.claims[claim], mark, value) for claim, (mark, value) in found.graded.items())
    write_within(folder / "reviews.jsonld", (({"@context": CONTEXT}, "@graph"),), made)
    yield from COVERAGE.losses(material)
    yield from unnamed(material)
    yield from partly(at)
    yield from found.losses()


class _Reviewed:
    """Which claims have a review."""

    def __init__(self, at: Directory) -> None:
        self.at = at
        self.works = Works(at)
        on_claims = [mark for mark in at.material.dossier.judged if mark.of == "claim" and mark.about in at.claims]
        self.checked = {mark.about for mark in on_claims if mark.kind in _CHECKED}
        grades = [(mark, mark.grade) for mark in on_claims if mark.kind == "grade" and mark.grade is not None]
        on_scale = [(mark, grade.value) for mark, grade in grades if grade.scale == SCALE]
        self.known = [(mark, value) for mark, value in on_scale if value in CREDIBILITY]
        self.strange = len(on_scale) - len(self.known)
        standing = {mark.about: (mark, value) for mark, value in sorted(self.known, key=lambda one: one[0].time)}
        self.doubtful = {about for about, (mark, _) in standing.items() if mark.review}
        self.graded = {
            about: told
            for about, told in standing.items()
            if about in self.checked and about not in self.doubtful and factual(at.claims[about])
        }

    def review(self, claim: Claim, mark: Mark, value: str) -> Object:
        """Return the review of a claim: its rating is the grade that a person set, and nothing but that."""
        material = self.at.material
        identity = material.iri(f"{claim.id}-review")
        named = f"{CREDIBILITY[value]} (Admiralty, information: {value})"
        return some(
            **{
                "@type": "ClaimReview",
                "@id": identity,
                "url": web_address(identity),
                "claimReviewed": stated(claim),
                "itemReviewed": self.works.claim(claim),
                "reviewRating": _rating(mark, value),
                "reviewBody": f"{named}. {mark.why}" if mark.why else named,
                "datePublished": mark.time[:10],
                "author": _organisation(material),
                "identifier": {"@type": "PropertyValue", "propertyID": "judgement", "value": mark.judgement},
            }
        )

    def losses(self) -> Iterator[Lost]:
        """Yield which claims were checked or graded and yet have no review, and what a review lacks."""
        graded = {mark.about for mark, _ in self.known}
        no_claim = sum(not factual(self.at.claims[about]) for about in graded & self.checked)
        reviews = len(self.graded)
        no_basis = sum(value == _NO_BASIS for _, value in self.graded.values())
        why = f"no person checked it, and a review needs somebody who did; {IN_CONTRACT}"
        yield Lost("claim", "*", len(self.at.claims.keys() - self.checked), why)
        why = f"checked, but nobody graded it on {SCALE}, and no verdict is made up; {IN_CONTRACT}"
        yield Lost("claim", "*", len(self.checked - graded), why)
        why = f"graded, but no person accepted or corrected its words; {IN_CONTRACT}"
        yield Lost("grade", "*", len(graded - self.checked), why)
        why = f"what it rests on changed since, so it waits for another look; {IN_CONTRACT}"
        yield Lost("grade", "*", len(self.doubtful & self.checked), why)
        why = f"several people graded it: the latest grade is told; {IN_CONTRACT}"
        yield Lost("grade", "*", len(self.known) - len(graded), why)
        yield Lost("grade", "value", self.strange, f"no value of {SCALE}; {IN_CONTRACT}")
        yield Lost("claim", "*", no_claim, f"its source asks, demands or declines to say; {IN_CONTRACT}")
        yield Lost("grade", "value", no_basis, "6 is no basis to judge and no middle, so the review has no rating")
        missing = 0 if self.at.material.reviewer else reviews
        yield Lost("review", "author", missing, "search engines need the organisation that reviews: give --publisher")
        addressed = web_address(self.at.material.base)
        why = "search engines need the page of a review: give --base with an address of the web"
        yield Lost("review", "url", 0 if addressed else reviews, why)


def _organisation(material: Material) -> Object | None:
    by = material.reviewer
    return some(**{"@type": "Organization", "name": by.name, "url": web_address(by.url)}) if by else None


def _rating(mark: Mark, value: str) -> Object | None:
    if value == _NO_BASIS:
        return None
    return some(
        **{
            "@type": "Rating",
            "ratingValue": BEST + 1 - int(value),
            "bestRating": BEST,
            "worstRating": WORST,
            "alternateName": CREDIBILITY[value],
            "ratingExplanation": mark.why,
            "reviewAspect": f"{SCALE} {value}",
        }
    )


COVERAGE: Final = Coverage(
    CARRIED | fields_of("dossier: judged; mark: judgement kind of about time why grade; grade: scale value"),
    {
        **CLAIM_LOST,
        **reasons(
            {
                "mark: review": "what is to be looked at again has no review",
                "mark: actor text": f"a review is an organisation's, not a person's; {IN_CONTRACT}",
                "grade: topic": f"grades of sources are no reviews of claims; {IN_CONTRACT}",
            }
        ),
    },
)

FORMAT: Final = Format(
    "claimreview",
    "schema.org ClaimReview of claims that a person checked and graded, and of no others",
    ".jsonld",
    write,
)
