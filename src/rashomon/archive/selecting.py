"""An event's candidate documents: those of an archive that meet every condition, with the reasons, best first.

Shards are gone through one after the other, so that memory is bounded by a shard and by what was found. The first
time only scores are kept; the reasons and the words are worked out again for those that are given out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Final, Literal

from rashomon.archive.conditions import Actor, Condition, Days, Found, Publisher, Why, Words
from rashomon.archive.conditions_places import InPlace, Near
from rashomon.archive.stored import Archive, Shard
from rashomon.errors import RunError
from rashomon.records import Span
from rashomon.store.words import Term, parse, tokens

AROUND: Final = 90
"""Code points of a snippet on either side of what was found."""

_Key = tuple[float, str, str, int]
"""What documents are sorted by: score downwards, day of publication, file, number in the file."""

Groups = Callable[[Collection[str]], Mapping[str, str]]
"""Gives the group of each of some documents that belongs to one."""

OnShard = Callable[[int], None]
"""Told the number of each shard after it was searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked for; all conditions must hold.

    Attributes:
        words: words, "phrases in quotation marks" and beginnings (convo*), each anywhere in the text.
        phrase: all words are one phrase.
        actors: names, each of which must be mentioned or be a source.
        place: the name of a place, country or region, which contains others; a code may follow: "Tripoli, LB".
        near: a point and kilometres around it.
        earliest, latest: days that the text speaks of or that it was published on, inclusive.
        days: which of the two.
        publisher: words of the publisher's name.
    """

    words: str = ""
    phrase: bool = False
    actors: tuple[str, ...] = ()
    place: str | None = None
    near: Near | None = None
    earliest: date | None = None
    latest: date | None = None
    days: Literal["either", "spoken", "published"] = "either"
    publisher: str | None = None

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions, the cheapest first.

        Raises:
            RunError: nothing is asked for, or something that says nothing.
        """
        made: list[Condition] = []
        if self.publisher is not None:
            made.append(Publisher(_worded("--publisher", self.publisher)))
        if self.earliest or self.latest:
            if self.earliest and self.latest and self.earliest > self.latest:
                raise RunError(f"select: --from {self.earliest} is after --to {self.latest}; change one of them")
            made.append(
                Days(self.earliest, self.latest, spoken=self.days != "published", published=self.days != "spoken")
            )
        if self.place is not None and self.near is not None:
            raise RunError("select: --place and --near ask for the same in two ways; give one of them")
        if self.place is not None:
            made.append(InPlace(_worded("--place", self.place)))
        if self.near is not None:
            made.append(self.near)
        made += [Actor(_worded("--actor", name)) for name in dict.fromkeys(self.actors)]
        made += [Words(term) for term in self._terms()]
        if not made:
            raise RunError(
                "select: nothing to look for; give --words, --actor, --place, --near, --from, --to or --publisher"
            )
        return tuple(made)

    def _terms(self) -> Sequence[Term]:
        if not self.words.strip():
            if self.phrase:
                raise RunError("select: --phrase is about --words; give them, or leave it out")
            return ()
        told = tuple(word for word, _, _ in tokens(self.words))
        terms = (Term(told),) if self.phrase and told else parse(self.words)
        if not terms:
            raise RunError(f'select: --words {self.words!r} holds no word; give words, "a phrase" or a beginning*')
        return terms


def _worded(option: str, given: str) -> str:
    if not tokens(given):
        raise RunError(f"select: {option} {given!r} holds no word; give a name")
    return " ".join(given.split())


@dataclass(frozen=True, slots=True)
class Source:
    """A place that gave a document: the file and the number of the record in it."""

    source: str
    record: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that meets all conditions.

    Attributes:
        score: how many of the conditions one claim of the document meets, in its words or by its source, at best; plus
            c / (c + 1), where c claims meet at least one. Claims say who says so, so what they hold comes first.
        path: what the document is called in the archive.
        sources: every place that gave its bytes.
        claims: how many claims meet at least one condition.
        whys: the reasons, in the order of the conditions.
        snippets: for each reason the words around the first place, None for what stands outside the text.
        copies: how many other documents of the same group of copies were found and left out.
    """

    document: str
    score: float
    path: str
    sources: tuple[Source, ...]
    title: str | None
    publisher: str | None
    published: date | None
    state: str
    claims: int
    whys: tuple[Why, ...]
    snippets: tuple[str | None, ...]
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """What was found.

    Attributes:
        hits: the best ones, best first.
        found: how many documents meet all conditions, those left out as copies or beyond the limit among them.
        copies: how many of these were left out as copies.
        alone: where nothing was found: for each condition how many documents meet it alone, and how many meet all the
            others. A document that stands in several shards counts once in each.
    """

    hits: tuple[Hit, ...]
    found: int
    copies: int = 0
    alone: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """What meets a query, without the reasons.

    Attributes:
        order: ids of the documents that are given, best first.
        shards: the shard of each.
        found, alone: as in `Selection`.
        copies: by document, how many others of its group were left out.
    """

    order: tuple[str, ...]
    shards: Mapping[str, int]
    found: int
    copies: Mapping[str, int]
    alone: tuple[tuple[str, int, int], ...] = ()


def rank(
    archive: Archive,
    query: Query,
    *,
    limit: int | None = None,
    groups: Groups | None = None,
    on_shard: OnShard = lambda _: None,
) -> Ranking:
    """Return the documents of an archive that meet a query, best first; see `select`.

    Raises:
        RunError: the query asks for nothing, or a file of the archive is damaged.
    """
    conditions = query.conditions()
    if limit is not None and limit < 1:
        raise RunError("select: --limit must be 1 or more")
    ranked: dict[str, tuple[_Key, int]] = {}
    for number in archive.shards:
        shard = archive.shard(number)
        found = meeting(shard, conditions)
        for document, key in _keys(shard, conditions, found):
            if document not in ranked or key < ranked[document][0]:
                ranked[document] = key, number
        on_shard(number)
    if not ranked:
        return Ranking((), {}, 0, {}, _alone(archive, conditions))
    order = sorted(ranked, key=lambda document: (ranked[document][0], document))
    copies = Counter[str]()
    if groups is not None:
        order, copies = _one_of_each(order, groups(ranked.keys()))
    given = tuple(order[:limit])
    return Ranking(given, {document: ranked[document][1] for document in given}, len(ranked), copies)


def select(
    archive: Archive,
    query: Query,
    *,
    limit: int | None = None,
    groups: Groups | None = None,
    on_shard: OnShard = lambda _: None,
) -> Selection:
    """Return the documents of an archive that meet a query, the same for the same archive however it is cut.

    Args:
        limit: most hits; None gives all.
        groups: gives the groups of copies that documents belong to; only the best document of each is given then.
            None gives all.

    Raises:
        RunError: the query asks for nothing, or a file of the archive is damaged.
    """
    ranking = rank(archive, query, limit=limit, groups=groups, on_shard=on_shard)
    chosen: dict[int, set[str]] = {}
    for document in ranking.order:
        chosen.setdefault(ranking.shards[document], set()).add(document)
    conditions = query.conditions()
    hits: dict[str, Hit] = {}
    for number in sorted(chosen):
        hits |= {hit.document: hit for hit in _hits(archive.shard(number), conditions, chosen[number])}
    every = _sources(archive, ranking.order)
    final = (replace(hits[d], copies=ranking.copies.get(d, 0), sources=every[d]) for d in ranking.order)
    return Selection(tuple(final), ranking.found, sum(ranking.copies.values()), ranking.alone)


def meeting(shard: Shard, conditions: Iterable[Condition], only: Collection[str] | None = None) -> Found:
    """Return the documents of a shard that meet all conditions, with the reasons in their order."""
    found: Found | None = None
    for condition in conditions:
        new = condition.find(shard, only)
        found = new if found is None else {d: [*found[d], *new[d]] for d in found if d in new}
        only = found.keys()
        if not found:
            break
    return found or {}


def _claims_meeting(shard: Shard, conditions: Sequence[Condition], found: Found) -> dict[str, tuple[int, int]]:
    """Return, by document, how many conditions the best of its claims meets and how many claims meet any."""
    names = [condition.name for condition in conditions]
    table = shard.table("claims", ("document", "start", "end"), only=found.keys())
    places = {
        document: [_Places(span for why in whys if why.condition == name for span in why.spans) for name in names]
        for document, whys in found.items()
    }
    best: dict[str, tuple[int, int]] = {}
    rows = zip(*(table[name].to_pylist() for name in ("document", "start", "end")), strict=True)
    for document, start, end in rows:
        met = sum(place.touch(start, end) for place in places[document])
        if met:
            most, claims = best.get(document, (0, 0))
            best[document] = max(most, met), claims + 1
    return best


class _Places:
    """Places in a text, asked whether one of them touches a stretch of it."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._ends = list(accumulate((span.end for span in ordered), max))

    def touch(self, start: int, end: int) -> bool:
        """Tell whether a place shares a code point with `[start, end)`."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start


def _score(best: tuple[int, int]) -> float:
    most, claims = best
    return round(most + claims / (claims + 1), 3)


def _keys(shard: Shard, conditions: Sequence[Condition], found: Found) -> Iterator[tuple[str, _Key]]:
    """Yield documents with what they are sorted by: score, day, and where they stand."""
    if not found:
        return
    best = _claims_meeting(shard, conditions, found)
    table = shard.table("documents", ("id", "published", "source", "record"), only=found.keys())
    for row in table.to_pylist():
        day = row["published"].isoformat() if row["published"] else "9999"
        key = (-_score(best.get(row["id"], (0, 0))), day, row["source"] or "", row["record"] or 0)
        yield row["id"], key


def _one_of_each(order: Sequence[str], groups: Mapping[str, str]) -> tuple[list[str], Counter[str]]:
    """Return the first document of each group in their order, and how many of its group follow."""
    first: dict[str, str] = {}
    kept: list[str] = []
    copies = Counter[str]()
    for document in order:
        group = groups.get(document)
        if group is not None and group in first:
            copies[first[group]] += 1
            continue
        if group is not None:
            first[group] = document
        kept.append(document)
    return kept, copies


def _hits(shard: Shard, conditions: Sequence[Condition], some: Collection[str]) -> Iterator[Hit]:
    found = meeting(shard, conditions, some)
    best = _claims_meeting(shard, conditions, found)
    columns = ("id", "path", "source", "record", "title", "publisher", "published", "state", "text")
    rows = shard.table("documents", columns, only=some).to_pylist()
    seen: set[str] = set()
    # Where the same bytes were found again, the first place alone has the text.
    for row in sorted(rows, key=lambda row: (not row["text"], row["source"] or "", row["record"] or 0)):
        if row["id"] in seen or row["id"] not in found:
            continue
        seen.add(row["id"])
        whys = tuple(found[row["id"]])
        claims = best.get(row["id"], (0, 0))
        yield Hit(
            row["id"],
            _score(claims),
            row["path"] or row["id"],
            (Source(row["source"] or "", row["record"] or 0),),
            row["title"],
            row["publisher"],
            row["published"],
            row["state"] or "",
            claims[1],
            whys,
            tuple(_snippet(row["text"] or "", why.spans[0]) if why.spans else None for why in whys),
        )


def _snippet(text: str, span: Span) -> str:
    """Return the words around a place, white space folded; a long place is cut after as many as stand around it."""
    start, end = max(0, span.start - AROUND), min(len(text), min(span.end, span.start + 2 * AROUND) + AROUND)
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def _sources(archive: Archive, documents: Sequence[str]) -> dict[str, tuple[Source, ...]]:
    """Return every place of some documents in the whole archive."""
    wanted = frozenset(documents)
    every: dict[str, set[tuple[str, int]]] = {}
    for number in archive.shards if wanted else ():
        shard = archive.shard(number)
        if wanted.isdisjoint(shard.ids):
            continue
        for row in shard.table("documents", ("id", "source", "record"), only=wanted).to_pylist():
            every.setdefault(row["id"], set()).add((row["source"] or "", row["record"] or 0))
    return {document: tuple(Source(*place) for place in sorted(places)) for document, places in every.items()}


def _alone(archive: Archive, conditions: Sequence[Condition]) -> tuple[tuple[str, int, int], ...]:
    """Return what each condition finds alone, and what the others find without it."""
    alone, without = [0] * len(conditions), [0] * len(conditions)
    for number in archive.shards:
        shard = archive.shard(number)
        found = [frozenset(condition.find(shard, None)) for condition in conditions]
        for at, documents in enumerate(found):
            alone[at] += len(documents)
            others = [other for i, other in enumerate(found) if i != at]
            without[at] += len(frozenset.intersection(*others)) if others else 0
    return tuple(zip((condition.name for condition in conditions), alone, without, strict=True))
