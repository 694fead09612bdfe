"""Readings with everything protected replaced: in the text, in every field made of it, and in where it came from.

A document that holds something protected becomes another document: a text of its own with its own hash, so that
neither lengths nor offsets nor ids of the original are left. What is compared, shown, searched or exported afterwards
is made of these readings alone and cannot hold what they do not hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rashomon.protect.days import spellings
from rashomon.protect.folding import fold, folded
from rashomon.protect.marks import Protection
from rashomon.protect.moving import Moved, disjoint
from rashomon.protect.names import Names, Stretch
from rashomon.protect.rewriting import Rewriting
from rashomon.protect.times_places import other_day, place_stretches, time_stretches
from rashomon.records import Document, Reading, ReadState, content_id


@dataclass(slots=True)
class Masked:
    """Readings as those may see them from whom things are kept.

    Attributes:
        readings: in the order given, without protected documents.
        documents, claims: what each id is now, None where it is left out; those that stay are not listed.
        moved: of each changed document, by its old id, its new text and the way there.
        everything: the readings given.
        hidden: SHA-256 and ids of the documents that are left out or changed.
        names: what looks for protected names in the documents.
        spoken: the same for words that people of this case write: notes, reasons, names of files.
    """

    names: Names
    spoken: Names
    readings: list[Reading] = field(default_factory=list)
    documents: dict[str, str | None] = field(default_factory=dict)
    claims: dict[str, str | None] = field(default_factory=dict)
    moved: dict[str, Moved] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    everything: list[Reading] = field(default_factory=list)

    def words(self, text: str) -> str:
        """Return words that a person wrote, with what is protected replaced."""
        return replaced(text, self.spoken.in_words(text, self.everybody, loose=True))

    def name(self, text: str) -> str:
        """Return a path or address, with what is protected replaced."""
        return replaced(text, self.spoken.in_words(text, self.everybody, loose=True))

    @property
    def everybody(self) -> frozenset[str]:
        """Ids of all protections of names."""
        return self.names.ids


def replaced(text: str, stretches: Sequence[Stretch]) -> str:
    """Return a text with labels for stretches of it."""
    return Moved(text, disjoint(stretches), marked=False).text if stretches else text


def mask(
    readings: Iterable[Reading], protections: Sequence[Protection], *, laden: frozenset[str] = frozenset()
) -> Masked:
    """Return readings with everything that is protected replaced.

    Args:
        laden: ids of documents whose files tell something protected beside their texts.

    The same readings and protections always give the same result. Nothing is decided by who asks: whoever may not see
    one thing sees none of them.
    """
    # A day without a year is that day where a person of this case writes it, and in a document where that says so.
    bare = [replace(p, names=tuple(spellings(p.days[0], year=False))) for p in protections if p.days]
    result = Masked(Names(protections), Names([*protections, *bare]))
    held = list(readings)
    result.everything = held
    withheld = _withheld(held, protections)
    for reading in held:
        if reading.document.id in withheld and reading.document.sha256:
            _leave_out(result, reading)
            continue
        changed = _masked(reading, protections, result)
        if changed is reading:
            result.readings.append(reading)
        else:
            result.readings.append(_renamed(reading, changed, result))
    _close(result, laden)
    result.readings = [_with_parents(reading, result.documents) for reading in result.readings]
    return result


def _close(result: Masked, laden: frozenset[str]) -> None:
    """Make documents of their own of those whose files hold what was changed or left out, or tell it otherwise."""
    parents = {r.document.id: r.document.parent for r in result.everything}
    outer: set[str] = set(laden)
    for changed in result.documents:
        above = parents.get(changed)
        while above is not None and above not in outer:
            outer.add(above)
            above = parents.get(above)
    number = 0
    for at, reading in enumerate(result.readings):
        document = reading.document
        if document.id not in outer or document.id in result.documents or not document.sha256:
            continue
        number += 1
        text = document.text or f"[File {number}: what it is made of is withheld; what lies in it is read by itself.]"
        passages = tuple(replace(p, source=None) for p in document.passages)
        closed = replace(document, text=text, passages=passages, glyphs=None)
        result.moved[document.id] = Moved(document.text, ())
        result.readings[at] = _renamed(reading, replace(reading, document=closed), result)


def _withheld(readings: Sequence[Reading], protections: Sequence[Protection]) -> frozenset[str]:
    """Return the ids of the protected documents and of those that lie within them."""
    found = {p.document for p in protections if p.kind == "document" and p.document}
    more = True
    while more:
        inside = {r.document.id for r in readings if r.document.parent in found} - found
        found |= inside
        more = bool(inside)
    return frozenset(found)


def _leave_out(result: Masked, reading: Reading) -> None:
    result.documents[reading.document.id] = None
    result.claims.update((claim.id, None) for claim in reading.claims)
    result.hidden += (reading.document.sha256, reading.document.id)


def _masked(reading: Reading, protections: Sequence[Protection], result: Masked) -> Reading:
    """Return a reading without what is protected; the very same where there is nothing."""
    document = reading.document
    view = fold(document.text)
    found = result.names.wholes(document.text, view)
    whole = [stretch for stretch in found if not other_day(stretch, reading, protections)]
    known = frozenset(s.protection for s in whole) | _in_metadata(document, result.names)
    beside = result.names.beside(document.text, view, known)
    whole += [stretch for stretch in beside if not other_day(stretch, reading, protections)]
    fixed = [*whole, *_passages(document.id, protections), *_described(reading, protections)]
    fixed += place_stretches(reading, protections)
    dated, anchored = time_stretches(reading, protections)
    fixed += dated
    parts = list(result.names.parts(document.text, view, known, fixed))
    stretches = disjoint([*fixed, *parts])
    moved = Moved(document.text, stretches)
    rewriting = Rewriting(moved, result.names, known, protections, anchored, _told_here(document.text, fixed))
    changed = rewriting.reading(reading)
    if not stretches and not anchored and changed == reading:
        return reading
    result.moved[document.id] = moved
    return changed


def _told_here(text: str, stretches: Sequence[Stretch]) -> Names:
    """Return what looks for the very words that tell a day or a place in this document, in fields made of them."""
    told: dict[tuple[str, str], list[str]] = {}
    for stretch in stretches:
        told.setdefault((stretch.protection, stretch.label), []).append(text[stretch.start : stretch.end])
    return Names(Protection(id_, "place", label, tuple(dict.fromkeys(words))) for (id_, label), words in told.items())


def _described(reading: Reading, protections: Sequence[Protection]) -> Iterable[Stretch]:
    """Yield where a source without a name is meant by a description of it: "The driver" of "A local driver"."""
    by_name = {
        folded(name): p
        for p in protections
        if p.kind == "source" and not any(word[:1].isupper() for name in p.names for word in name.split()[1:])
        for name in p.names
    }
    for mention in reading.mentions if by_name else ():
        protection = by_name.get(folded(mention.entity))
        if protection is not None and folded(mention.text) not in _PRONOUNS:
            yield Stretch(mention.span.start, mention.span.end, protection.label, protection.id)


_PRONOUNS = frozenset("i he she it we they you him her his hers its them their theirs who whom whose this that".split())


def _passages(document: str, protections: Sequence[Protection]) -> list[Stretch]:
    return [
        Stretch(span.start, span.end, protection.label, protection.id)
        for protection in protections
        if protection.kind == "passage" and protection.document == document
        for span in protection.spans
    ]


def _in_metadata(document: Document, names: Names) -> frozenset[str]:
    told = (document.title, document.author, document.publisher, document.path, document.member)
    return frozenset(s.protection for text in told if text for s in names.wholes(text))


def _renamed(old: Reading, changed: Reading, result: Masked) -> Reading:
    """Return a changed reading as a document of its own, under ids that tell nothing of the one it was made from."""
    was = old.document
    if not was.sha256:  # a place that gave no bytes
        return changed
    digest = hashlib.sha256(changed.document.text.encode("utf-8", "replace")).hexdigest()
    document = replace(
        changed.document,
        sha256=digest,
        media_type="text/plain",
        encoding="utf-8",
        state=ReadState.PARSED if changed.document.text else changed.document.state,
    )
    claims = {c.id: content_id("c", digest, "claim", number) for number, c in enumerate(changed.claims)}
    said = {a.id: content_id("a", digest, "attribution", number) for number, a in enumerate(changed.attributions)}
    result.documents[was.id] = document.id
    result.claims.update((claim.id, claims.get(claim.id)) for claim in old.claims)
    if digest != was.sha256:  # else only what stands around the text was changed
        result.hidden += (was.sha256, was.id)
    return replace(
        changed,
        document=document,
        attributions=tuple(replace(a, id=said[a.id], parent=said.get(a.parent or "")) for a in changed.attributions),
        claims=tuple(
            replace(
                c,
                id=claims[c.id],
                document=document.id,
                attribution=said.get(c.attribution or ""),
                parent=claims.get(c.parent or ""),
            )
            for c in changed.claims
        ),
    )


def _with_parents(reading: Reading, documents: Mapping[str, str | None]) -> Reading:
    parent = reading.document.parent
    if parent is None or parent not in documents:
        return reading
    return replace(reading, document=replace(reading.document, parent=documents[parent]))
