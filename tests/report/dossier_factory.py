"""Parts of dossiers built by hand for the tests of the page, and one dossier larger than any page likes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date

from rashomon.records import (
    Account,
    Certainty,
    Claim,
    Document,
    Dossier,
    Entity,
    Mode,
    Origin,
    Place,
    Quantity,
    Question,
    QuestionKind,
    QuestionStatus,
    Reading,
    ReadState,
    Relation,
    RelationKind,
    Source,
    SourceKind,
    Span,
    Spans,
    Stance,
    Time,
)

SENTENCE = re.compile(r"\S[^.]*\.")


def find(text: str, words: str, start: int = 0) -> Spans:
    """Return the first span of `words` in `text`, or nothing for no words."""
    if not words:
        return ()
    at = text.index(words, start)
    return (Span(at, at + len(words)),)


def reading(
    path: str, text: str, *, title: str, publisher: str, published: date, problems: tuple[str, ...] = ()
) -> Reading:
    """A document with its sentences and no claims yet."""
    document = Document(
        path=path,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        media_type={"html": "text/html", "pdf": "application/pdf"}.get(path.rsplit(".", 1)[-1], "text/plain"),
        text=text,
        title=title,
        publisher=publisher,
        published=published,
        language="en",
        state=ReadState.PARTIAL if problems else ReadState.PARSED,
        problems=problems,
    )
    return Reading(document, tuple(Span(m.start(), m.end()) for m in SENTENCE.finditer(text)))


def claim(
    of: Reading,
    name: str,
    who: str,
    cue: str,
    content: str,
    *,
    canonical: str,
    kind: SourceKind = SourceKind.ORGANISATION,
    stance: Stance = Stance.ASSERTS,
    certainty: Certainty = Certainty.CERTAIN,
    mode: Mode = Mode.INDIRECT,
    through: tuple[str, ...] = (),
    amount: Quantity | None = None,
) -> Claim:
    """A claim whose spans are found by their words."""
    text = of.document.text
    start = text.index(content)
    near = max(text.rfind(".", 0, start), 0)
    source = (
        Source(who or canonical, find(text, who, near), canonical, kind, inferred=who in {"It", "he"})
        if canonical
        else None
    )
    return Claim(
        id=f"c{name}",
        document=of.document.id,
        attribution=f"a{name}",
        source=source,
        cue=find(text, cue, near),
        content=find(text, content),
        text=content,
        mode=mode,
        stance=stance,
        negated=False,
        certainty=certainty,
        parent=None,
        chain=(canonical, *through, of.document.publisher or "?"),
        quantities=(amount,) if amount else (),
        times=(Time("October 12", Span(0, 10), date(2017, 10, 12), date(2017, 10, 12)),)
        if "October" in content
        else (),
        places=(Place("Raqqa", Span(0, 5), "Ar Raqqah", 35.95, 39.01, "city", "SY"),) if "Raqqa" in content else (),
    )


def amount(
    words: str, low: float | None, high: float | None, value: float | None, counted: str = "fighters"
) -> Quantity:
    """A quantity; its span does not matter to the page."""
    bound = "vague" if value is None else "exact"
    return Quantity(words, Span(0, 1), value, bound, low, high, counted=counted, rule=bound)


def large(questions: int = 60, accounts: int = 40) -> Dossier:
    """`questions` contested counts with `accounts` accounts each, every account resting on one claim of its own."""
    names = [f"Source number {number} of a case with long names" for number in range(accounts)]
    text = " ".join(f"Speaker {n} said that {n + 1} people were hurt." for n in range(accounts))
    readings = []
    asked = []
    relations = []
    for q in range(questions):
        of = reading(
            f"{q}.txt",
            f"{text} Number {q}.",
            title=f"Document {q}",
            publisher="Example Wire",
            published=date(2017, 11, 14),
        )
        claims = [
            replace(
                claim(of, f"{q}-{n}", f"Speaker {n}", "said", f"{n + 1} people were hurt", canonical=names[n]),
                quantities=(amount(str(n + 1), n + 1, n + 1, n + 1, "people"),),
            )
            for n in range(accounts)
        ]  # fmt: skip
        readings.append(replace(of, claims=tuple(claims)))
        asked.append(
            Question(
                f"q{q}",
                f"How many people were hurt in place {q}?",
                QuestionKind.QUANTITY,
                QuestionStatus.CONTESTED,
                tuple(
                    Account(names[n], claims[n].chain, str(n + 1), n + 1, n + 1, str(n + 1), (claims[n].id,), "o1")
                    for n in range(accounts)
                ),
            )
        )
        relations += [
            Relation(a.id, b.id, RelationKind.CONTRADICTS, "Two exact numbers differ.", 0.9, f"q{q}")
            for index, a in enumerate(claims)
            for b in claims[index + 1 :]
        ]
    ids = tuple(each.document.id for each in readings)
    return Dossier(
        readings=tuple(readings),
        entities=tuple(Entity(f"e{n}", name, SourceKind.PERSON, (name,), ids) for n, name in enumerate(names)),
        questions=tuple(asked),
        relations=tuple(relations),
        origins=(Origin("o1", "Example Wire", ids, (), ()),),
        conduits=(),
        echoes=(),
        version="0.1.0",
    )


def empty() -> Dossier:
    """No document at all."""
    return Dossier((), (), (), (), (), (), ())
