"""Every record of a reading, written anew over the changed text.

The walk is over all fields of all records: a text is searched for names, a span is moved, whatever the field is called.
So a field that is added to a record later is safe before anybody thinks of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Final, TypeVar

from rashomon.protect.folding import folded
from rashomon.protect.marks import Protection
from rashomon.protect.moving import Moved, disjoint
from rashomon.protect.names import Names
from rashomon.protect.times_places import (
    coarse_place,
    coarse_time,
    is_protected_day,
    protected_place,
    unknown_time,
)
from rashomon.records import (
    Claim,
    Document,
    Mention,
    Place,
    Quantity,
    Reading,
    Source,
    Span,
    Spans,
    Time,
    words,
)

Record = TypeVar("Record")

# Fields that hold no words of the document but our own terms, hashes or names of kinds.
_WHO: Final = frozenset({"entity", "runner_up", "canonical", "chain", "actors", "outlets", "tellers"})
_OURS: Final = frozenset({"id", "sha256", "document", "attribution", "parent", "media_type", "encoding", "language"})


def _source(claim: Claim) -> Spans:
    return claim.source.spans if claim.source else ()


class Rewriting:
    """Rewrites one reading."""

    def __init__(  # noqa: PLR0913
        self,
        moved: Moved,
        names: Names,
        named: frozenset[str],
        protections: Sequence[Protection],
        counted: Mapping[Span, Protection],
        told: Names,
    ) -> None:
        """Prepare to rewrite the records of a document.

        Args:
            moved: its text, changed.
            named: ids of the protections whose whole names it gives.
            counted: times that count from a protected day.
            told: finds the very words that tell a day or a place in this document.
        """
        self._moved, self._names, self._named, self._counted = moved, names, named, counted
        self._protections, self._told = protections, told
        self._by_id = {protection.id: protection for protection in protections}
        self._known: dict[str, str] = {}
        self._files: tuple[str, ...] = ()
        gone = [s for s in moved.stretches if self._by_id[s.protection].kind == "passage"]
        self._gone = [(folded(moved.original[s.start : s.end]), s.label) for s in gone]
        self._left = folded(moved.text) if gone else ""

    def reading(self, reading: Reading) -> Reading:
        """Return the reading with all that is protected replaced; what touches a protected passage is left out."""
        path = reading.document.path
        self._files = tuple(file for file in (path, re.split(r"[/\\!]", path)[-1]) if file and self._path(file) != file)
        kept = replace(
            reading,
            attributions=tuple(
                a for a in reading.attributions if not self._in_passage((*a.content, *a.source, *a.cue))
            ),
            claims=tuple(c for c in reading.claims if not self._in_passage((*c.content, *_source(c), *c.cue))),
            mentions=tuple(m for m in reading.mentions if not self._in_passage((m.span,))),
            quantities=self._amounts(reading.quantities),
            times=tuple(t for t in reading.times if not self._in_passage((t.span,))),
            places=tuple(p for p in reading.places if not self._in_passage((p.span,))),
            document=replace(reading.document, text="", passages=(), glyphs=None),
        )
        done = self._record(kept)
        return replace(done, document=self._document(reading.document, done.document))

    def _in_passage(self, spans: Spans) -> bool:
        """Tell whether any of it lies in a protected passage: what was read in it stands in fields made of it too."""
        return any(self._by_id[s.protection].kind == "passage" for span in spans for s in self._moved.touched(span))

    def _amounts(self, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
        return tuple(q for q in quantities if not self._moved.touched(q.span))

    def _document(self, old: Document, changed: Document) -> Document:
        document = replace(
            changed, text=self._moved.text, passages=old.passages, glyphs=old.glyphs, path=self._path(old.path)
        )
        if is_protected_day(old.published, self._protections):
            document = replace(document, published=None, when=None)
        if document == old and not self._moved.stretches:
            return document
        # Where a letter stands on a page tells how long the replaced words are.
        passages = tuple(
            replace(p, span=self._moved.span(p.span), source=None, place=self.text(p.place) if p.place else p.place)
            for p in old.passages
        )
        member = None if old.member is None else self._path(old.member)
        return replace(document, passages=passages, glyphs=None, member=member)

    def _path(self, path: str) -> str:
        found = self._names.in_words(path, self._named, loose=True)
        return Moved(path, disjoint(found), marked=False).text if found else path

    def text(self, text: str) -> str:
        """Return words that were taken out of the document, with labels for what is protected."""
        if text not in self._known:
            found = self._names.in_words(text, self._named) + self._told.wholes(text) if text else []
            found = disjoint(found)
            said = Moved(text, found, marked=False).text if found else text
            for file in self._files:  # a file speaks by its name, where the text names nobody
                said = said.replace(file, self._path(file))
            self._known[text] = said
        return self._known[text]

    def _any(self, value: Any) -> Any:
        if isinstance(value, Enum) or value is None:
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Span):
            return self._moved.span(value)
        if isinstance(value, tuple):
            return tuple(self._any(item) for item in value)
        if isinstance(value, frozenset):
            return frozenset(self._any(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            return self._record(value)
        if isinstance(value, bool | int | float | date):
            return value
        raise TypeError(f"{type(value).__name__}: nobody decided how to keep what is protected out of it")

    def _record(self, record: Record) -> Record:
        given = {f.name: getattr(record, f.name) for f in fields(record)}  # type: ignore[arg-type]
        if isinstance(record, Claim):
            # An amount whose words are replaced in part says no longer what its source said.
            given["quantities"] = self._amounts(record.quantities)
            told = self._told_words(record.content)
            named = self._told_words(record.content, "source", "name")
            given["topics"] = tuple(
                topic
                for topic in record.topics
                if folded(topic) not in told and (folded(topic) not in named or self.text(topic) != topic)
            )
            if told and re.search(r"\d", self.text(record.polar)) and self._dated(record.content):
                given["polar"] = ""  # its words are put together anew: "1112 October" of "11-12 October"
            if self._in_passages(record.content):
                # What was worked out of the content was worked out of the passage too.
                given |= {"predicate": "", "topics": (), "polar": "", "events": (), "universal": None, "denied": None}
                given["times"] = tuple(t for t in record.times if not self._in_passages((t.span,)))
                given["places"] = tuple(p for p in record.places if not self._in_passages((p.span,)))
        changed = {
            name: value if name in _OURS and isinstance(value, str) else self._any(self._only_left(name, value))
            for name, value in given.items()
        }
        done: Record = self._worded(record, replace(record, **changed))  # type: ignore[type-var]
        return done

    def _dated(self, spans: Spans) -> bool:
        touched = (s for span in spans for s in self._moved.touched(span))
        return any(self._by_id[s.protection].kind == "date" for s in touched)

    def _told_words(self, spans: Spans, *kinds: str) -> set[str]:
        """Return the words of protected things within spans, of which lemmas may be kept."""
        stretches = [s for span in spans for s in self._moved.touched(span)]
        return {
            word
            for s in stretches
            if self._by_id[s.protection].kind in (kinds or ("date", "place"))
            for word in re.findall(r"\w+", folded(self._moved.original[s.start : s.end]))
        }

    def _in_passages(self, spans: Spans) -> bool:
        touched = (s for span in spans for s in self._moved.touched(span))
        return any(self._by_id[s.protection].kind == "passage" for s in touched)

    def _only_left(self, name: str, value: Any) -> Any:
        """Return who is meant, without a name that only a protected passage gives ("He" of "Omar Saleh")."""
        if not self._gone or name not in _WHO:
            return value
        if isinstance(value, tuple):
            return tuple(self._only_left(name, each) for each in value)
        if not isinstance(value, str) or not (key := folded(value)) or key in self._left:
            return value
        return next((label for words, label in self._gone if key in words), value)

    def _worded(self, old: Any, new: Any) -> Any:
        """Return a record with the words that stand at its new place."""
        moved = self._moved
        match old:
            case Claim():
                return replace(new, text=words(moved.text, new.content)) if self._touched(old.content) else new
            case Source():
                return replace(new, text=words(moved.text, new.spans)) if self._touched(old.spans) else new
            case Mention():
                return replace(new, text=words(moved.text, (new.span,))) if moved.touched(old.span) else new
            case Time():
                return self._time(old, new)
            case Place():
                return self._place(old, new)
            case _:
                return new

    def _touched(self, spans: Spans) -> bool:
        return any(self._moved.touched(span) for span in spans)

    def _time(self, old: Time, new: Time) -> Time:
        if old.span in self._counted:
            return unknown_time(new)
        told = [self._by_id[s.protection] for s in self._moved.touched(old.span)]
        said = words(self._moved.text, (new.span,))
        for protection in told:
            if protection.kind == "date":
                return coarse_time(new, protection, said)
        return replace(new, text=said) if told else new

    def _place(self, old: Place, new: Place) -> Place:
        said = words(self._moved.text, (new.span,))
        if (protection := protected_place(old, self._protections)) is not None:
            return coarse_place(new, protection, said)
        return replace(new, text=said) if self._moved.touched(old.span) else new
