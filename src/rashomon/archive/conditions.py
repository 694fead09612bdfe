"""What a document of an archive is asked for: words, an actor, a place, days, a publisher; each finds by itself.

A condition looks at the columns that it needs, in one shard, and says of every document that fits why it does: what
stands where, in code points of the document's text. Conditions know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, Protocol

from rashomon.archive.layout import arrow
from rashomon.archive.prefilter import may_hold
from rashomon.archive.stored import Shard
from rashomon.records import Span
from rashomon.store.words import Term, matches, tokens

Where = Literal["text", "mention", "source", "place", "time", "published", "publisher"]

MOST_DAYS: Final = 366
"""Longest period of which a text may be said to speak of a day in it: a decade speaks of no day."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why a document fits.

    Attributes:
        condition: as it was asked for: `words "foreign fighters"`.
        where: what it was found in. A time is one that the text speaks of, `published` the day of publication.
        value: what is there, as the archive calls it: a word, a name, a day.
        spans: places in the text, rising; empty for what stands outside it. Of a source they are those of the claims
            it makes.
        note: how close it is: the precision of a day or place, the distance, what contains it.
    """

    condition: str
    where: Where
    value: str
    spans: tuple[Span, ...] = ()
    note: str | None = None


Found = dict[str, list[Why]]
"""Reasons by document; a document that does not fit is not there."""


class Condition(Protocol):
    """Something that a document is asked for."""

    @property
    def name(self) -> str:
        """The condition in words, as a user would know it again."""

    def find(self, shard: Shard, only: Collection[str] | None) -> Found:
        """Return the documents of a shard that fit, among `only` or all."""


@dataclass(slots=True)
class Gathered:
    """Reasons of one shard while they are collected: spans by document and what they are spans of."""

    condition: str
    where: Where
    spans: dict[str, dict[tuple[str, str | None], set[tuple[int, int]]]] = field(default_factory=dict)

    def add(self, document: str, value: str, note: str | None, start: int, end: int) -> None:
        """Note one place; one that is none, as only a damaged file has it, is left out."""
        if 0 <= start <= end:
            self.spans.setdefault(document, {}).setdefault((value, note), set()).add((start, end))

    def found(self) -> Found:
        """Return the reasons, what is there most often first."""
        return {document: list(self._whys(values)) for document, values in self.spans.items()}

    def _whys(self, values: Mapping[tuple[str, str | None], set[tuple[int, int]]]) -> Iterable[Why]:
        for (value, note), places in sorted(values.items(), key=lambda item: (-len(item[1]), str(item[0]))):
            yield Why(self.condition, self.where, value, tuple(Span(*place) for place in sorted(places)), note)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that follow each other somewhere in the text; case and marks of letters do not count."""

    term: Term

    @property
    def name(self) -> str:
        """The words, in quotation marks where they are several."""
        said = " ".join(self.term.words)
        return f'words "{said}"' if len(self.term.words) > 1 else f"words {said}{'*' if self.term.beginning else ''}"

    def find(self, shard: Shard, only: Collection[str] | None) -> Found:
        """Return the documents whose text has them."""
        table = shard.table("documents", ("id", "text"), only=only)
        table = table.filter(may_hold(table["text"], self.term.words))
        found: Found = {}
        for document, text in zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True):
            places = matches(text, (self.term,))
            if places:
                spans = tuple(Span(start, end) for start, end in places)
                found[document] = [Why(self.name, "text", spans[0].of(text), spans)]
        return found


@dataclass(frozen=True, slots=True)
class Publisher:
    """Words of the publisher's name."""

    asked: str

    @property
    def name(self) -> str:
        """What is asked for."""
        return f"publisher {self.asked}"

    def find(self, shard: Shard, only: Collection[str] | None) -> Found:
        """Return the documents whose publisher has all of the words, one after the other."""
        table = shard.table("documents", ("id", "publisher"), only=only)
        wanted = _that(table["publisher"], lambda value: holds(value, self.asked))
        rows = zip(table["id"].to_pylist(), table["publisher"].to_pylist(), strict=True)
        return {document: [Why(self.name, "publisher", value)] for document, value in rows if value in wanted}


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `earliest` to `latest`, inclusive, that a text speaks of or that it was published on."""

    earliest: date | None
    latest: date | None
    spoken: bool = True
    published: bool = True

    @property
    def name(self) -> str:
        """The days."""
        ends = [f"{word} {day}" for word, day in (("from", self.earliest), ("to", self.latest)) if day]
        kinds = {(True, False): " (spoken of)", (False, True): " (published)"}
        return f"days {' '.join(ends)}{kinds.get((self.spoken, self.published), '')}"

    def find(self, shard: Shard, only: Collection[str] | None) -> Found:
        """Return the documents that speak of such a day or period, or were published on one."""
        found = self._spoken(shard, only) if self.spoken else {}
        if self.published:
            table = shard.table("documents", ("id", "published"), only=only)
            for document, day in zip(table["id"].to_pylist(), table["published"].to_pylist(), strict=True):
                if day is not None and (self.earliest or day) <= day <= (self.latest or day):
                    # A document that was found at several places has one row each.
                    reasons = found.setdefault(document, [])
                    if not any(why.where == "published" and why.value == day.isoformat() for why in reasons):
                        reasons.append(Why(self.name, "published", day.isoformat()))
        return found

    def _spoken(self, shard: Shard, only: Collection[str] | None) -> Found:
        import pyarrow.compute as pc

        table = shard.table("times", ("document", "start", "end", "earliest", "latest", "precision"), only=only)
        mask = pc.and_(pc.is_valid(table["earliest"]), pc.is_valid(table["latest"]))
        if self.latest:
            mask = pc.and_(mask, pc.less_equal(table["earliest"], self.latest))
        if self.earliest:
            mask = pc.and_(mask, pc.greater_equal(table["latest"], self.earliest))
        gathered = Gathered(self.name, "time")
        for row in table.filter(mask).to_pylist():
            if (row["latest"] - row["earliest"]).days <= MOST_DAYS:
                day = str(row["earliest"])
                value = day if row["latest"] == row["earliest"] else f"{day} to {row['latest']}"
                gathered.add(row["document"], value, row["precision"], row["start"], row["end"])
        return gathered.found()


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something by its name, or by any other name that the document has for it."""

    asked: str

    @property
    def name(self) -> str:
        """What is asked for."""
        return f"actor {self.asked}"

    def find(self, shard: Shard, only: Collection[str] | None) -> Found:
        """Return the documents that mention the actor, and those in which it is the source of claims."""
        import pyarrow.compute as pc

        mentions = shard.table("mentions", ("document", "text", "start", "end", "entity"), only=only)
        claims = shard.table("claims", ("document", "source", "start", "end"), only=only)
        texts = _that(mentions["text"], self._is_called)
        entities = _that(mentions["entity"], self._is_named)
        mask = pc.or_(_among(mentions["entity"], entities), _among(mentions["text"], texts))
        same = mentions.filter(pc.fill_null(mask, fill_value=False))
        named = set(zip(same["document"].to_pylist(), same["entity"].to_pylist(), strict=True))
        # All names of the entity in that document, pronouns too.
        wide = mentions.filter(_among(mentions["document"], {document for document, _ in named}))
        gathered = Gathered(self.name, "mention")
        for row in wide.to_pylist():
            if (row["document"], row["entity"]) in named:
                gathered.add(row["document"], row["entity"], None, row["start"], row["end"])
        found = gathered.found()
        sources = _that(claims["source"], self._is_named)
        told = Gathered(self.name, "source")
        for row in claims.filter(pc.is_valid(claims["source"])).to_pylist():
            if row["source"] in sources or (row["document"], row["source"]) in named:
                told.add(row["document"], row["source"], None, row["start"], row["end"])
        for document, whys in told.found().items():
            found.setdefault(document, []).extend(whys)
        return found

    def _is_named(self, name: str) -> bool:
        return _body(name) == (_body(self.asked) or "") or holds(name, self.asked)

    def _is_called(self, text: str) -> bool:
        return _body(text) == (_body(self.asked) or "") or folded(text) == folded(self.asked)


@lru_cache(maxsize=65536)
def _body(name: str) -> str | None:
    """Return the key of a body known under this name: "SDF" and "Syrian Democratic Forces" have one."""
    from rashomon.link.actors_names import known_body

    return known_body(name)


@lru_cache(maxsize=65536)
def folded(name: str) -> tuple[str, ...]:
    """Return the words of a name without case and marks, and without an article before it."""
    words = tuple(word for word, _, _ in tokens(name))
    return words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words


def holds(name: str, asked: str) -> bool:
    """Tell whether the words that are asked for follow each other in a name."""
    words, wanted = folded(name), folded(asked)
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


def _that(column: Any, fits: Callable[[str], bool]) -> set[str]:
    """Return the different values of a column that fit."""
    import pyarrow.compute as pc

    return {value for value in pc.unique(column).to_pylist() if value is not None and fits(value)}


def _among(column: Any, values: Collection[str]) -> Any:
    import pyarrow.compute as pc

    return pc.is_in(column, value_set=arrow().array(sorted(values), arrow().string()))
