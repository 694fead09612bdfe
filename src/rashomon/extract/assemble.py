"""From tokens of the parsed view to frozen records whose spans are offsets of the original text."""

from __future__ import annotations

import bisect
import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.claims import Proposition, mode_of
from rashomon.extract.kinds import core, head_of, kind_lexicon, kind_of
from rashomon.extract.mentions import Resolved
from rashomon.extract.stance import content_negated, stance_of
from rashomon.extract.syntax import Range
from rashomon.records import (
    Attribution,
    Claim,
    Document,
    Mention,
    Place,
    Quantity,
    Reading,
    Source,
    SourceKind,
    Span,
    Spans,
    Time,
    View,
    content_id,
    words,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

T = TypeVar("T", Quantity, Time, Place)
U = TypeVar("U")


class Assembler:
    """Knows one document, its view, its parse and who its mentions stand for."""

    def __init__(
        self, document: Document, view: View, doc: Doc, resolved: Sequence[Resolved], quoted: Sequence[bool]
    ) -> None:
        self._document = document
        self._view = view
        self._doc = doc
        self._quoted = quoted
        self._resolved = {mention.run: mention for mention in resolved}
        self._ordered = sorted((self._span(*mention.run), mention.run) for mention in resolved)
        # A text that names no publisher is called by its file, which is what the user knows it by.
        self._publisher = document.publisher or ("standard input" if document.path == "-" else Path(document.path).name)

    def reading(
        self,
        found: Sequence[Candidate],
        said: Sequence[Proposition],
        *,
        quantities: Sequence[Quantity],
        times: Sequence[Time],
        places: Sequence[Place],
    ) -> Reading:
        """Return the reading with every span mapped to the original text."""
        attributions = self._attributions(found)
        amounts = self._all_moved(quantities)
        dates = self._all_moved(times)
        points = self._all_moved(places)
        parents = {id(c): a for c, a in zip(found, attributions, strict=True)}
        claims: dict[str, Claim] = {}
        first: dict[str, str] = {}
        for item in said:
            attribution = parents[id(item.candidate)] if item.candidate is not None else None
            claim = self._claim(item, attribution, amounts, dates, points)
            claims.setdefault(claim.id, claim)
            if attribution is not None:
                first.setdefault(attribution.id, claim.id)
        linked = tuple(
            dataclasses.replace(c, parent=first.get(c.parent) if c.parent else None) for c in claims.values()
        )
        return Reading(
            self._document,
            sentences=tuple(self._span(s.start, s.end) for s in self._doc.sents if s.text.strip()),
            mentions=tuple(self._mention(m) for m in self._resolved.values()),
            attributions=attributions,
            quantities=amounts,
            times=dates,
            places=points,
            claims=tuple(sorted(linked, key=lambda c: c.content)),
        )

    def _span(self, start: int, end: int) -> Span:
        first, last = self._doc[start], self._doc[end - 1]
        while last.is_space and last.i > start:
            last = self._doc[last.i - 1]
        return self._view.to_original(first.idx, last.idx + len(last))

    def _spans(self, ranges: Iterable[Range]) -> Spans:
        return tuple(self._span(start, end) for start, end in ranges if start < end)

    def _all_moved(self, items: Iterable[T]) -> tuple[T, ...]:
        return tuple(sorted((self._moved(item) for item in items), key=lambda item: item.span))

    def _moved(self, item: T) -> T:
        """Return an amount, time or place with its spans mapped from the view to the original."""
        moved = dataclasses.replace(item, span=self._view.to_original(item.span.start, item.span.end))
        if isinstance(moved, Quantity) and moved.counted_span is not None:
            where = self._view.to_original(moved.counted_span.start, moved.counted_span.end)
            return dataclasses.replace(moved, counted_span=where)
        return moved

    def _mention(self, mention: Resolved) -> Mention:
        span = self._span(*mention.run)
        return Mention(
            words(self._document.text, (span,)),
            span,
            mention.kind.value,
            mention.name,
            mention.inferred,
            mention.runner_up,
        )

    def _attributions(self, found: Sequence[Candidate]) -> tuple[Attribution, ...]:
        """Return the attributions with their nesting: the smallest other content that holds the cue is the parent."""
        ids = [
            content_id("a", self._document.sha256, *(self._spans(part) for part in (c.source, c.cue, c.content)))
            for c in found
        ]
        holders: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, candidate in enumerate(found):
            size = sum(end - start for start, end in candidate.content)
            for start, end in candidate.content:
                for i in range(start, end):
                    holders[i].append((size, number))
        result = []
        for number, candidate in enumerate(found):
            around = [holder for holder in holders.get(candidate.anchor, ()) if holder[1] != number]
            result.append(
                Attribution(
                    ids[number],
                    self._spans(candidate.source),
                    self._spans(candidate.cue),
                    self._spans(candidate.content),
                    mode_of(self._doc, candidate.content, self._quoted),
                    stance_of(self._doc, candidate, candidate.content),
                    negated=content_negated(self._doc, candidate.content),
                    tellers=self._tellers(candidate),
                    parent=ids[min(around)[1]] if around else None,
                    rule=candidate.rule,
                    score=candidate.score,
                )
            )
        return tuple(result)

    def _tellers(self, candidate: Candidate) -> tuple[str, ...]:
        """Return through whom the words came: an outlet that was told."""
        found = [self._resolved[run] for run in candidate.addressee if run in self._resolved]
        names = [m.name for m in found if m.kind is SourceKind.OUTLET]
        names.extend(outlet for run in candidate.source for outlet in self._spoke_to(run))
        return tuple(dict.fromkeys(names))

    def _spoke_to(self, run: Range) -> Iterator[str]:
        """Yield the outlets of "a driver who spoke to the BBC"."""
        for verb in head_of(self._doc, run).children:
            if verb.dep_ == "relcl" and verb.lemma_ in ("speak", "talk"):
                for to in verb.children:
                    if to.dep_ == "prep" and to.lower_ == "to":
                        for listener in to.children:
                            where = core(self._doc, (listener.left_edge.i, listener.right_edge.i + 1))
                            if kind_of(self._doc, where) is SourceKind.OUTLET:
                                yield self._doc[where[0] : where[1]].text.removeprefix("the ").removeprefix("The ")

    def _source(self, candidate: Candidate | None) -> Source:
        if candidate is None:
            return Source(self._publisher, (), self._publisher, SourceKind.AUTHOR)
        spans = self._spans(candidate.source)
        if not spans:
            return Source("", (), "not named", SourceKind.UNNAMED)
        mention = self._resolved.get(candidate.source[0])
        text = words(self._document.text, spans)
        if mention is None:
            return Source(text, spans, text, SourceKind.UNNAMED)
        return Source(text, spans, mention.name, mention.kind, mention.inferred, mention.runner_up)

    def _chain(self, source: Source, attribution: Attribution | None) -> tuple[str, ...]:
        """Return who passed the words on: the source, the outlet it told or works for, this document's publisher."""
        links = [source.canonical] if source.kind is not SourceKind.AUTHOR else []
        if attribution is not None:
            links.extend(attribution.tellers)
        works = [source.canonical] if source.kind in (SourceKind.DOCUMENT, SourceKind.FOOTAGE) else []
        # "The makers of the documentary" speak through the outlet that the documentary is of.
        works.extend(
            mention.name
            for part in source.spans
            for mention in self._within(part)
            if mention.kind is SourceKind.DOCUMENT
        )
        links.extend(outlet for work in works if (outlet := kind_lexicon().outlet_in(work)) is not None)
        links.append(self._publisher)
        return tuple(dict.fromkeys(links))

    def _within(self, part: Span) -> Iterator[Resolved]:
        """Yield the mentions that stand inside a span."""
        for span, run in _starting_in(part, self._ordered, lambda item: item[0]):
            if part.contains(span):
                yield self._resolved[run]

    def _claim(
        self,
        item: Proposition,
        attribution: Attribution | None,
        quantities: Sequence[Quantity],
        times: Sequence[Time],
        places: Sequence[Place],
    ) -> Claim:
        content = self._spans(item.content)
        source = self._source(item.candidate)
        text = words(self._document.text, content)
        return Claim(
            id=content_id("c", self._document.sha256, content, source.spans, attribution.cue if attribution else ()),
            document=self._document.id,
            attribution=attribution.id if attribution else None,
            source=source,
            cue=attribution.cue if attribution else (),
            content=content,
            text=text,
            mode=item.mode,
            stance=item.stance,
            negated=item.negated,
            certainty=item.certainty,
            parent=attribution.parent if attribution else None,
            chain=self._chain(source, attribution),
            quantities=_inside(content, quantities),
            times=_inside(content, times),
            places=_inside(content, places),
            predicate=item.predicate,
            topics=item.topics,
            actors=item.actors,
            universal=item.universal,
            denied=item.denied,
            polar=item.polar,
        )


def _inside(content: Spans, items: Sequence[T]) -> tuple[T, ...]:
    """Return the items, given in reading order, that stand inside a content."""
    near = ((span, item) for span in content for item in _starting_in(span, items, lambda item: item.span))
    return tuple(item for span, item in near if span.contains(item.span))


def _starting_in(part: Span, items: Sequence[U], place: Callable[[U], Span]) -> Sequence[U]:
    """Return those of the items, given in reading order, that start inside `part`."""
    low = bisect.bisect_left(items, part.start, key=lambda item: place(item).start)
    high = bisect.bisect_left(items, part.end, lo=low, key=lambda item: place(item).start)
    return items[low:high]
