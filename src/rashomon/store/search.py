"""Search in the sentences of a case, the same on both engines: FTS5 on SQLite, tsvector on PostgreSQL.

Hits come in the order of the case (documents as added, sentences as they stand), so that the first page of a search is
quick however common the word is, and is the same tomorrow and on the other engine.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
    text,
)

from rashomon.errors import RunError
from rashomon.records import Reading, Span, Stance
from rashomon.store import schema
from rashomon.store.entries import Finding, Hit, SearchQuery
from rashomon.store.paging import paged
from rashomon.store.schema import storable
from rashomon.store.words import Term, fold, matches, parse, tokens

_SHIFT = 23
"""Sentences of one document have numbers from `document << 23` on: more of them than a text has code points at most."""

MAX_ROW = 10_000
"""Longest piece of a sentence that is one row, code points. PostgreSQL indexes no more than 16,383 places a row."""

_LISTED = 5000
"""Most sentences that are listed in a statement by their numbers."""

_FTS = table("sentence_fts", column("rowid"), column("sentence_fts"))
_FTS_IN = text("INSERT INTO sentence_fts(rowid, text) VALUES (:number, :text)")
_FTS_OUT = text(
    "INSERT INTO sentence_fts(sentence_fts, rowid, text) "
    "SELECT 'delete', number, text FROM sentence WHERE document = :document"
)


_TSVECTORS = text(
    "SELECT to_tsvector('simple', folded)::text "
    "FROM unnest(CAST(:folded AS text[])) WITH ORDINALITY AS given(folded, at) ORDER BY at"
)


def clear(connection: Connection) -> None:
    """Empty what serves search."""
    for derived in schema.DERIVED:
        connection.execute(delete(derived))
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO sentence_fts(sentence_fts) VALUES ('delete-all')"))


def sentence_rows(number: int, reading: Reading) -> list[dict[str, Any]]:
    """Return the rows for search of a document's sentences; a text without sentences is cut into pieces."""
    document = reading.document
    spans: Sequence[Span] = reading.sentences or ([Span(0, len(document.text))] if document.text.strip() else [])
    pieces = [piece for span in spans for piece in _pieces(document.text, span)]
    return [
        {
            "number": (number << _SHIFT) + index,
            "document": document.id,
            "start": piece.start,
            "end": piece.end,
            "text": storable(piece.of(document.text)),
        }
        for index, piece in enumerate(pieces[: 1 << _SHIFT])
    ]


def _pieces(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > MAX_ROW:
        cut = text.rfind(" ", start + 1, start + MAX_ROW) + 1
        end = cut if cut > start else start + MAX_ROW
        yield Span(start, end)
        start = end
    if start < span.end:
        yield Span(start, span.end)


def claim_rows(number: int, reading: Reading) -> list[dict[str, Any]]:
    """Return the rows for search of a document's claims, each with the numbers of the sentences it touches."""
    sentences = sentence_rows(number, reading) if reading.claims else []
    starts, ends = [row["start"] for row in sentences], [row["end"] for row in sentences]
    rows = []
    for index, claim in enumerate(reading.claims[: 1 << _SHIFT]):
        source = claim.source.canonical if claim.source else ""
        start = min((span.start for span in claim.content), default=0)
        end = max((span.end for span in claim.content), default=0)
        rows.append(
            {
                "number": (number << _SHIFT) + index,
                "id": claim.id,
                "document": reading.document.id,
                "source": storable(source),
                "source_folded": storable(fold(source)),
                "stance": claim.stance.value,
                "start": start,
                "end": end,
                # Sentences do not overlap, so both lists rise. Where none is touched, the last is before the first.
                "first_sentence": (number << _SHIFT) + bisect_right(ends, start),
                "last_sentence": (number << _SHIFT) + bisect_left(starts, end) - 1,
                "text": storable(claim.text),
            }
        )
    return rows


def index(connection: Connection, readings: Iterable[tuple[int, Reading]], *, old: Sequence[str] = ()) -> None:
    """Put the sentences and claims of readings (with the numbers of their documents) in place of those of `old`."""
    for document in old:
        if connection.dialect.name == "sqlite":
            connection.execute(_FTS_OUT, {"document": document})
        for derived in schema.DERIVED:
            connection.execute(delete(derived).where(derived.c.document == document))
    sentences: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    for number, reading in readings:
        sentences += sentence_rows(number, reading)
        claims += claim_rows(number, reading)
    insert_sentences(connection, sentences)
    if claims:
        connection.execute(insert(schema.claim), claims)


def insert_sentences(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert rows of sentences with what the engine needs to find them."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        # Not by triggers, which may use FTS5 only where the schema of the file is trusted; a case may be a stranger's.
        connection.execute(insert(schema.sentence), rows)
        connection.execute(_FTS_IN, [{"number": row["number"], "text": row["text"]} for row in rows])
        return
    statement = text(
        'INSERT INTO sentence (number, document, start, "end", text, words) '
        "VALUES (:number, :document, :start, :end, :text, to_tsvector('simple', :folded))"
    )
    connection.execute(statement, [row | {"folded": _joined(row["text"])} for row in rows])


def _joined(text: str) -> str:
    return " ".join(word for word, _, _ in tokens(text))


def search(connection: Connection, query: SearchQuery) -> Iterator[Hit]:
    """Yield what fits, in the order of the case.

    Raises:
        RunError: the query asks for nothing, or for a stance that does not exist.
    """
    terms = parse(query.words)
    _check(query, terms)
    condition = _claim_condition(query)
    rows = iter(connection.execute(_statement(connection, query, terms, condition)).all())
    while page := list(islice(rows, 500)):
        claims = _claims(connection, condition, page) if condition is not None or query.claims else {}
        for row in page:
            places = matches(row.text, terms)
            yield Hit(
                row.document,
                row.name or "",
                row.title,
                date.fromisoformat(row.published) if row.published else None,
                Span(row.start, row.end),
                tuple(Span(row.start + start, row.start + end) for start, end in places),
                row.text,
                tuple(
                    (claim.id, claim.source, claim.stance)
                    for claim in claims.get(row.document, ())
                    if claim.first_sentence <= row.number <= claim.last_sentence
                ),
                row.number,
            )


def _claims(connection: Connection, condition: ColumnElement[bool] | None, page: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the claims that fit, by document, of the documents of some hits, from the first hit to the last."""
    claim = schema.claim.c
    documents = list(dict.fromkeys(row.document for row in page))
    columns = (claim.id, claim.document, claim.source, claim.stance, claim.first_sentence, claim.last_sentence)
    conditions = [
        claim.document.in_(documents),
        claim.last_sentence >= page[0].number,
        claim.first_sentence <= page[-1].number,
    ]
    if condition is not None:
        conditions.append(condition)
    found: dict[str, list[Any]] = {}
    for row in connection.execute(select(*columns).where(*conditions).order_by(claim.number)):
        found.setdefault(row.document, []).append(row)
    return found


def _check(query: SearchQuery, terms: tuple[Term, ...]) -> None:
    if query.words.strip() and not terms:
        raise RunError(f'search: {query.words!r} holds no word; give words, "a phrase" or a beginning*')
    if query.stance is not None and query.stance not in list(Stance):
        raise RunError(f"search: --stance {query.stance!r}: no such stance; choose one of {', '.join(Stance)}")
    if not (terms or query.source or query.stance or query.earliest or query.latest):
        raise RunError("search: nothing to look for; give words, or --source, --stance, --from, --to")
    if query.limit < 1:
        raise RunError("search: --limit must be 1 or more")


def _statement(
    connection: Connection, query: SearchQuery, terms: tuple[Term, ...], claims: ColumnElement[bool] | None
) -> Select[Any]:
    sentence, document, location = schema.sentence, schema.document, schema.location
    name = (
        select(location.c.name)
        .where(location.c.document == document.c.id)
        .order_by(location.c.number)
        .limit(1)
        .scalar_subquery()
    )
    columns = (
        sentence.c.number,
        sentence.c.document,
        sentence.c.start,
        sentence.c.end,
        sentence.c.text,
        document.c.title,
    )
    base = sentence.join(document, document.c.id == sentence.c.document)
    order: ColumnElement[Any] = sentence.c.number
    conditions: list[ColumnElement[bool]] = []
    if terms and connection.dialect.name == "sqlite":
        base = base.join(_FTS, _FTS.c.rowid == sentence.c.number)
        conditions.append(_FTS.c.sentence_fts.op("MATCH", is_comparison=True)(_match(terms)))
        order = _FTS.c.rowid
    elif terms:
        conditions.append(sentence.c.words.op("@@", is_comparison=True)(_tsquery(terms)))
    if query.earliest:
        conditions.append(document.c.published >= query.earliest.isoformat())
    if query.latest:
        conditions.append(document.c.published <= query.latest.isoformat())
    if query.after:
        conditions.append(order > query.after)
    if claims is not None:
        numbers = _numbers(connection, claims) if query.source or not terms else None
        # An expression has no index, by which SQLite would ask for each number whether its sentence has the words.
        number = sentence.c.number + 0 if terms and connection.dialect.name == "sqlite" else sentence.c.number
        conditions.append(_touching(claims) if numbers is None else number.in_(numbers))
    return (
        select(*columns, document.c.published, name.label("name"))
        .select_from(base)
        .where(*conditions)
        .order_by(order)
        .limit(query.limit)
    )


def _touching(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a claim touches the sentence: good where many do, or few sentences are asked about."""
    claim, sentence = schema.claim.c, schema.sentence.c
    inside = sentence.number.between(claim.first_sentence, claim.last_sentence)
    return select(claim.number).where(claim.document == sentence.document, inside, condition).exists()


def _numbers(connection: Connection, condition: ColumnElement[bool]) -> list[int] | None:
    """Return the numbers of the sentences that claims under a condition touch, None where they are too many to list.

    Asked for by itself, since no planner knows how few claims hold a part of a name: PostgreSQL went through all
    sentences in their order instead.
    """
    claim = schema.claim.c
    some = select(claim.first_sentence, claim.last_sentence).where(
        condition, claim.first_sentence <= claim.last_sentence
    )
    ranges = connection.execute(some.limit(_LISTED + 1)).all()
    numbers = {number for first, last in ranges for number in range(first, min(last, first + _LISTED) + 1)}
    return sorted(numbers) if max(len(numbers), len(ranges)) <= _LISTED else None


def _claim_condition(query: SearchQuery) -> ColumnElement[bool] | None:
    claim = schema.claim.c
    conditions: list[ColumnElement[bool]] = []
    if query.source:
        conditions.append(claim.source_folded.contains(storable(fold(query.source)), autoescape=True))
    if query.stance:
        # Through a function, or SQLite makes an index for the occasion and goes through all sentences with it.
        conditions.append(func.lower(claim.stance) == query.stance)
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else conditions[0] & conditions[1]


def _match(terms: tuple[Term, ...]) -> str:
    """Return an FTS5 query of strings alone: no sign of the user's can be syntax there."""
    return " AND ".join('"' + " ".join(term.words) + '"' + (" *" if term.beginning else "") for term in terms)


def _tsquery(terms: tuple[Term, ...]) -> ColumnElement[Any]:
    """Return a tsquery of quoted words: letters and digits only, so that none can be syntax."""
    parts = []
    for term in terms:
        words = [f"'{word}'" for word in term.words]
        if term.beginning:
            words[-1] += ":*"
        parts.append("(" + " <-> ".join(words) + ")")
    return func.to_tsquery("simple", literal(" & ".join(parts)))


def check_index(connection: Connection) -> Iterator[Finding]:
    """Yield where the index for words is out of step with the sentences, as far as a reader can see."""
    if connection.dialect.name == "sqlite":
        other = connection.execute(
            text(
                "SELECT number FROM sentence EXCEPT SELECT id FROM sentence_fts_docsize UNION ALL "
                "SELECT id FROM (SELECT id FROM sentence_fts_docsize EXCEPT SELECT number FROM sentence) LIMIT 1"
            )
        ).first()
        if other:
            yield Finding("index", f"sentence {other[0]}", "the index for words is out of step with the sentences")
        return
    table = schema.sentence
    rows = paged(connection, select(table.c.number, table.c.text, cast(table.c.words, Text)), table.c.number)
    while some := list(islice(rows, 500)):
        folded = [_joined(row.text) for row in some]
        for row, words in zip(some, connection.execute(_TSVECTORS, {"folded": folded}).scalars(), strict=True):
            if words != row.words:
                yield Finding("index", f"sentence {row.number}", "the index for words is out of step with its text")


def check_fts(connection: Connection) -> Iterator[Finding]:
    """Yield what SQLite's own check of the index for words finds; it is put as a write, though it changes nothing."""
    from sqlalchemy.exc import DBAPIError

    try:
        connection.execute(text("INSERT INTO sentence_fts(sentence_fts, rank) VALUES ('integrity-check', 1)"))
    except DBAPIError as error:
        yield Finding("index", "sentence_fts", f"the index for words is out of step with the sentences ({error.orig})")


def to_object(hit: Hit) -> dict[str, Any]:
    """Return a hit as one JSON object."""
    return {
        "document": hit.document,
        "name": hit.name,
        "title": hit.title,
        "published": hit.published.isoformat() if hit.published else None,
        "span": [hit.span.start, hit.span.end],
        "matches": [[span.start, span.end] for span in hit.matches],
        "snippet": hit.snippet,
        "claims": [{"id": id_, "source": source, "stance": stance} for id_, source, stance in hit.claims],
    }


def to_line(hit: Hit) -> str:
    """Return a hit as one line of JSON."""
    return json.dumps(to_object(hit), ensure_ascii=False)
