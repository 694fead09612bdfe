"""What a finding says: what stands there, veiled, why it tells, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rashomon.protect.leaks_fold import WORD

_WAYS: Final[Mapping[str, str]] = {
    "exact": "as it is written",
    "case": "in other capitals",
    "spacing": "with other spaces or marks between",
    "diacritics": "with other accents",
    "homoglyph": "with letters that look alike",
    "inflected": "with an ending",
    "transliteration": "in another romanisation",
    "script": "in another script",
    "near": "in a spelling near to it",
    "misspelt": "with a slip of one letter",
    "reversed": "with its words in another order",
    "shortened": "with words left out",
    "inserted": "with a word put in",
    "initials": "as initials",
    "name-part": "in part",
    "handle": "run together, as in a user name or an address",
    "spread": "with its letters spread out",
    "passage": "as a run of its words",
    "backwards": "written backwards",
    "cipher": "with its letters moved (ROT13)",
}
_REASONS: Final[Mapping[str, str]] = {
    "gap-length": "The gap is as long as what it hides, so a guess can be tested against it.",
    "offsets": "The offsets have the length of the words that were masked, so a guess can be tested against them.",
    "small-count": "A count of one or two beside what is known of the person tells who it is.",
    "document-hash": "A fingerprint lets anybody who has the document, or guesses it, prove that it is this one.",
    "name-hash": "A fingerprint of a name gives it away to anybody who tries a list of names.",
    "date": "The protected day can be read here.",
    "date-epoch": "The number is a count of seconds that falls on the protected day.",
    "date-relative": "The protected day follows from the day beside it.",
    "date-serial": "The number is the protected day as spreadsheets count days.",
    "coordinates": "The point lies at the protected place.",
    "coordinates-degrees": "The point lies at the protected place.",
    "coordinates-grid": "The code stands for a small square with the protected place in it.",
}
_KEPT: Final[Mapping[str, str]] = {
    "file-name": "the name of a file",
    "archive-comment": "the comment of an archive",
    "pdf-metadata": "the properties of the PDF",
    "pdf-annotation": "a note on a page",
    "pdf-bookmark": "a bookmark",
    "pdf-form": "a form field",
    "pdf-link": "a link",
    "pdf-hidden": "the text under a page's picture",
    "pdf-stream": "the bytes of the PDF, though perhaps on no page",
    "pixels": "the picture itself, where it can be read",
    "thumbnail": "a small picture kept beside the large one",
    "image-metadata": "what the camera or a program wrote into the picture",
    "office-properties": "the properties of the file",
    "office-comment": "a comment",
    "office-tracked": "a tracked change",
    "office-hidden": "hidden cells or words",
    "office-custom-xml": "data kept inside the file",
    "office-margin": "a margin or note of the file",
    "office-link": "a link of the file",
    "alt-text": "the description of a picture or a tooltip",
    "html-attribute": "an attribute of the page",
    "html-comment": "a comment in the page",
    "html-hidden": "an element that is not shown",
    "html-script": "a script or style of the page",
    "html-title": "the title of the page",
    "svg-text": "the description of a drawing",
    "binary": "the bytes of a file",
}
_REMEDIES: Final[Mapping[str, str]] = {
    "file-name": "Give the file a name that tells nothing and export again.",
    "pixels": "Black out the words in the picture and make a flat picture of it.",
    "thumbnail": "Take the small picture out: write the picture anew without metadata.",
    "image-metadata": "Write the picture anew without metadata.",
    "gap-length": "Put the label in its place, or a gap of a length that is the same everywhere.",
    "offsets": "Make the offsets anew from the masked text.",
    "small-count": "Leave out a column or put rows together until no row stands for fewer than three.",
    "date": "Write the coarser time that the label gives.",
    "coordinates": "Write the coarser place that the label gives, with two decimals at most.",
}


def veiled(found: str, how: str) -> str:
    """Return the words found, each cut to its first letter and a count, so that a finding is no leak itself."""
    if how.startswith(("coordinates", "date")):
        return f"{len(found)} signs that give it"
    words = WORD.findall(found)
    shown = " ".join(f"{word[0]}…" for word in words[:4]) if how != "spread" else "…"
    shown = f"{shown} and {len(words) - 4} more words" if len(words) > 4 else shown
    if how in {"document-hash", "name-hash", "gap-length", "initials"}:
        shown = "…"
    return f"{shown or '…'} ({len(found)} signs)"


def reason(kind: str, how: str, protected: str) -> str:
    """Return why a finding tells, in one sentence."""
    if kind == how and kind in _REASONS:
        return _REASONS[kind]
    thing = {"source": "name of a source", "name": "name", "place": "place", "date": "day"}.get(protected, protected)
    told = _REASONS.get(how, f"The protected {thing} stands here {_WAYS.get(how, 'in another form')}.")
    if kind == how:
        return told
    where = _KEPT.get(kind)
    return f"{told[:-1]}, in {where}." if where else f"{told[:-1]}, written as {kind.replace('-', ' ')}."


def remedy(kind: str) -> str:
    """Return what to do about a finding, in one sentence."""
    for beginning in (kind, kind.partition("-")[0]):
        if beginning in _REMEDIES:
            return _REMEDIES[beginning]
    if kind.startswith(("pdf", "office")):
        return "Leave the file out, or make a flat copy of it without metadata."
    return "Mask it where it stands in the case, then export again; if it is somebody else, say so and mark that one."
