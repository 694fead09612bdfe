"""From tokens of the parsed view to frozen records whose spans are offsets of the original text."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.claims import Proposition, mode_of
from rashomon.extract.kinds import core, kind_lexicon
from rashomon.extract.mentions import Resolved
from rashomon.extract.stance import content_negated, stance_of
from rashomon.extract.syntax import Range
from rashomon.extract.tellers import cited, tellers
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

_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)

T = TypeVar("T", Quantity, Time, Place)
U = TypeVar("U")


def moved(items: Iterable[T], view: View) -> tuple[T, ...]:
    """Return amounts, times or places of a view with their spans mapped to the original text, in its order."""
    return tuple(sorted((_moved(item, view) for item in items), key=lambda item: item.span))


def _moved(item: T, view: View) -> T:
    now = dataclasses.replace(item, span=view.to_original(item.span.start, item.span.end))
    if isinstance(now, Quantity) and now.counted_span is not None:
        where = view.to_original(now.counted_span.start, now.counted_span.end)
        return dataclasses.replace(now, counted_span=where)
    if isinstance(now, Time) and isinstance(now.anchor, Span):
        return dataclasses.replace(now, anchor=view.to_original(now.anchor.start, now.anchor.end))
    return now


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
        self._judged: dict[int, Proposition] = {}
        self._made: dict[str, tuple[Attribution, Candidate]] = {}
        # A text that names no publisher is called by its file, which is what the user knows it by.
        self._publisher = document.publisher or ("standard input" if document.path == "-" else Path(document.path).name)

    def judged(self, said: Sequence[Proposition]) -> None:
        """Take what was judged on this very parse: an attribution that is one claim needs no second look."""
        whole = (p for p in said if p.candidate is not None and p.content == p.candidate.content)
        self._judged = {id(p.candidate): p for p in whole}

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
        amounts = moved(quantities, self._view)
        dates = moved(times, self._view)
        points = moved(places, self._view)
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
        parents = self._parents(found)
        result = []
        for number, candidate in enumerate(found):
            parent = parents[number]
            claim = self._judged.get(id(candidate))
            result.append(
                Attribution(
                    ids[number],
                    self._spans(candidate.source),
                    self._spans(candidate.cue),
                    self._spans(candidate.content),
                    claim.mode if claim else mode_of(self._doc, candidate.content, self._quoted),
                    claim.stance if claim else stance_of(self._doc, candidate, candidate.content),
                    negated=claim.negated if claim else content_negated(self._doc, candidate.content),
                    tellers=self._names(tellers(self._doc, candidate)),
                    parent=ids[parent] if parent is not None else None,
                    rule=candidate.rule,
                    score=candidate.score,
                )
            )
        self._made = {made.id: (made, candidate) for made, candidate in zip(result, found, strict=True)}
        return tuple(result)

    def _parents(self, found: Sequence[Candidate]) -> list[int | None]:
        """Return for each candidate the number of the smallest other content that holds its cue.

        A parent's content is longer than the child's, so nothing is its own ancestor.
        """
        sizes = [sum(end - start for start, end in candidate.content) for candidate in found]
        holders: dict[int, list[int]] = defaultdict(list)
        for number, candidate in enumerate(found):
            for start, end in candidate.content:
                for i in range(start, end):
                    holders[i].append(number)
        by_anchor = {candidate.anchor: number for number, candidate in enumerate(found)}
        parents: list[int | None] = []
        for number, candidate in enumerate(found):
            around = [n for n in holders.get(candidate.anchor, ()) if sizes[n] > sizes[number]]
            saying = self._doc[candidate.anchor]
            if not around and saying.dep_ == "pcomp" and saying.head.lower_ == "as":
                # "The BBC quoted him as saying": whoever quotes is the outer source, whatever its content is taken for.
                quoting = by_anchor.get(saying.head.head.i)
                around = [quoting] if quoting is not None and sizes[quoting] >= sizes[number] else []
                around = [n for n in around if found[n].source != candidate.source]
            parents.append(min(around, key=lambda n: sizes[n], default=None))
        return parents

    def _names(self, found: Iterable[Range]) -> tuple[str, ...]:
        """Return what noun phrases are called, each name once."""
        names = []
        for run in found:
            mention = self._resolved.get(run)
            written = " ".join(self._doc[slice(*core(self._doc, run))].text.split())
            names.append(mention.name if mention is not None else _ARTICLE.sub("", written))
        return tuple(dict.fromkeys(names))

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
        """Return who passed the words on, origin first: the source, whom it told, who reports that, the publisher."""
        links: list[str] = []
        if source.kind is not SourceKind.AUTHOR:
            links.extend(self._spoken(source, attribution))
        # Attributions that hold each other cannot be: parents are strictly longer, so this ends.
        while attribution is not None and attribution.parent is not None:
            attribution, candidate = self._made[attribution.parent]
            if candidate.source:
                links.extend(self._spoken(self._source(candidate), attribution))
        return _without_loops([*links, self._publisher])

    def _spoken(self, source: Source, attribution: Attribution | None) -> Iterator[str]:
        """Yield one source with those around it: whom it cites, itself, the outlet it told or works for."""
        if attribution is not None:
            yield from self._names(cited(self._doc, self._made[attribution.id][1]))
        yield source.canonical
        yield from self._outlets(source, attribution)

    def _outlets(self, source: Source, attribution: Attribution | None) -> tuple[str, ...]:
        """Return the outlets that a source told, or whose work it is or made."""
        works = [source.canonical] if source.kind in (SourceKind.DOCUMENT, SourceKind.FOOTAGE) else []
        # "The makers of the documentary" speak through the outlet that the documentary is of.
        works.extend(
            mention.name
            for part in source.spans
            for mention in self._within(part)
            if mention.kind is SourceKind.DOCUMENT
        )
        owners = (outlet for work in works if (outlet := kind_lexicon().outlet_in(work)) is not None)
        told = attribution.tellers if attribution is not None else ()
        return tuple(dict.fromkeys((*told, *owners)))

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
            outlets=self._outlets(source, attribution),
            quantities=_inside(content, quantities),
            times=tuple(time for time in _inside(content, times) if _is_when(time)),
            places=_inside(content, places),
            predicate=item.predicate,
            topics=item.topics,
            actors=item.actors,
            universal=item.universal,
            denied=item.denied,
            polar=item.polar,
            events=item.events,
        )


def _without_loops(links: Iterable[str]) -> tuple[str, ...]:
    """Return the links without what lies between a name and its return: A, B, A is A."""
    path: list[str] = []
    for link in links:
        known = [_ARTICLE.sub("", name).casefold() for name in path]
        key = _ARTICLE.sub("", link).casefold()
        if key in known:
            del path[known.index(key) + 1 :]
        else:
            path.append(link)
    return tuple(path)


def _is_when(time: Time) -> bool:
    """Tell a time that says when, or tries to, from a length of time, a repeated one and "now"."""
    placed = time.start is not None or time.end is not None
    return placed or (time.kind in {"date", "time"} and not time.value.endswith("_REF"))


def _inside(content: Spans, items: Sequence[T]) -> tuple[T, ...]:
    """Return the items, given in reading order, that stand inside a content."""
    near = ((span, item) for span in content for item in _starting_in(span, items, lambda item: item.span))
    return tuple(item for span, item in near if span.contains(item.span))


def _starting_in(part: Span, items: Sequence[U], place: Callable[[U], Span]) -> Sequence[U]:
    """Return those of the items, given in reading order, that start inside `part`."""
    low = bisect.bisect_left(items, part.start, key=lambda item: place(item).start)
    high = bisect.bisect_left(items, part.end, lo=low, key=lambda item: place(item).start)
    return items[low:high]
