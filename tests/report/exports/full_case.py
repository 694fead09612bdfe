"""A small case in which every field of every record is given, so that nothing can be left out unnoticed."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import replace
from datetime import UTC, date, datetime

from rashomon.records import (
    Account,
    Attribution,
    Certainty,
    Change,
    Claim,
    Conduit,
    Document,
    Dossier,
    Drift,
    Echo,
    Entity,
    Event,
    Glyphs,
    Grade,
    Mark,
    Mention,
    Mode,
    Origin,
    Passage,
    Place,
    Position,
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
    Stance,
    Statement,
    Time,
)
from rashomon.report.exports.base import Material, Retrieval, Reviewer, Run

CASE = "0123456789abcdef0123456789abcdef"
MADE = "2026-11-26T10:00:00Z"
BASE = "https://cases.example.org/raqqa/"
FIRST = "🕊 The Army denied that 16 civilians, or “a few”, were killed in Old Town on 3 May. The Ministry agrees."
SECOND = "Sixteen civilians were killed, a driver told the Post, whose film shows it. The Army corrects itself: 14."


def at(text: str, words: str) -> Span:
    """Return where words stand in a text."""
    start = text.index(words)
    return Span(start, start + len(words))


def _document(name: str, text: str, *, day: int) -> Document:
    return Document(
        path=f"files/{name}",
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        media_type="text/html",
        text=text,
        title=f"Title of {name}",
        publisher=f"Publisher of {name}",
        author=f"Author of {name}",
        published=date(2021, 5, day),
        language="en",
        encoding="utf-8",
        passages=(Passage(Span(0, 4), "heading", Span(1, 5), 2, "row 1"),),
        glyphs=Glyphs(array("i", [1]), array("d", [0.0, 0.0, 1.0, 1.0])),
        state=ReadState.PARTIAL,
        problems=("a page is torn; scan it anew",),
        when=datetime(2021, 5, day, 12, 30, tzinfo=UTC),
    )


MAIL = replace(_document("mail.eml", "A mail.", day=1), media_type="message/rfc822", when=None)
ONE = replace(_document("one.html", FIRST, day=4), parent=MAIL.id, member="one.html")
TWO = replace(_document("two.html", SECOND, day=5), when=None)
THREE = _document("three.html", SECOND.replace("Sixteen", "Some sixteen"), day=6)

QUANTITY = Quantity(
    text="16",
    span=at(FIRST, "16"),
    value=(15.0, 16.0),
    bound="about",
    low=14,
    high=17,
    unit="person",
    counted="civilians",
    counted_span=at(FIRST, "civilians"),
    trend="up",
    profile="house",
    rule="about: 10 percent (house)",
    focus="only",
    event="kill",
    event_words="were killed",
    derived=True,
)
TIME = Time(
    text="on 3 May",
    span=at(FIRST, "3 May"),
    start=date(2021, 5, 2),
    end=date(2021, 5, 3),
    precision="week",
    rule="year of publication",
    value="2021-05-03",
    kind="time",
    anchor="published",
    zone="CET",
    alternatives=((date(2021, 5, 2), date(2021, 5, 3)),),
)
PLACE = Place(
    text="Old Town",
    span=at(FIRST, "Old Town"),
    name="Oldtown",
    latitude=35.5,
    longitude=39.25,
    precision="town",
    country="SY",
    others=("Old Town, GB", "Oldtown, IE"),
    facility="hospital",
)
SOURCE = Source("The Army", (at(FIRST, "The Army"),), "Army", SourceKind.ORGANISATION, True, "Ministry")
EVENT = Event("kill", ("Army",), ("civilians",), True, False, False, ("Old Town",))


def _claim(name: str, said_in: Document, words: tuple[str, ...], source: Source, chain: tuple[str, ...]) -> Claim:
    return Claim(
        id=f"c{name}",
        document=said_in.id,
        attribution=f"a{name}",
        source=source,
        cue=(at(said_in.text, "denied" if said_in is ONE else "told"),),
        content=tuple(at(said_in.text, each) for each in words),
        text=" ".join(words),
        mode=Mode.INDIRECT,
        stance=Stance.ASSERTS,
        negated=False,
        certainty=Certainty.CERTAIN,
        parent=None,
        chain=chain,
        outlets=chain[1:2],
    )


DENIED = replace(
    _claim("1", ONE, ("that 16 civilians", "were killed in Old Town on 3 May"), SOURCE, ("Army", "Post", "Wire")),
    stance=Stance.DENIES,
    negated=True,
    certainty=Certainty.HEDGED,
    parent="c2",
    quantities=(QUANTITY, replace(QUANTITY, value=16.0, low=16, high=16, unit=None, bound="exact")),
    times=(TIME,),
    places=(PLACE,),
    predicate="kill",
    topics=("civilian", "kill"),
    actors=("Army",),
    universal="all",
    denied="killing",
    polar="Were 16 civilians killed?",
    events=(EVENT,),
)
AGREES = _claim("2", ONE, ("The Ministry agrees",), Source("", (), "Wire", SourceKind.AUTHOR), ("Wire",))
DRIVER = _claim(
    "3",
    TWO,
    ("Sixteen civilians were killed",),
    Source("a driver", (at(SECOND, "a driver"),), "a driver", SourceKind.UNNAMED),
    ("a driver", "Post", "Wire"),
)
FILM = _claim(
    "4",
    TWO,
    ("shows it",),
    Source("film", (at(SECOND, "film"),), "film", SourceKind.FOOTAGE),
    ("film", "Post"),
)
# Who speaks here is known by what was joined, not by the name.
CORRECTS = _claim(
    "5",
    TWO,
    ("14",),
    Source("The Army", (at(SECOND, "The Army"),), "The Generals", SourceKind.ORGANISATION),
    ("The Generals", "Wire"),
)
ASKS = replace(
    _claim("6", TWO, ("itself",), Source("Post", (), "Post", SourceKind.OUTLET), ("Post",)), stance=Stance.QUESTIONS
)
REJECTED = replace(FILM, id="c7")


def _entity(name: str, kind: SourceKind, claims: tuple[str, ...], *names: str) -> Entity:
    return Entity(
        f"e{name.lower()}".replace(" ", "-"),
        name,
        kind,
        (name, *names),
        (ONE.id, TWO.id),
        (f"{name}: written so",),
        claims,
    )


ENTITIES = (
    _entity("Army", SourceKind.ORGANISATION, ("c5", "c1"), "The Army"),
    _entity("Wire", SourceKind.AUTHOR, ("c2",), "The Wire"),
    _entity("a driver", SourceKind.UNNAMED, ("c3",)),
    _entity("film", SourceKind.FOOTAGE, ("c4",)),
    _entity("Post", SourceKind.OUTLET, ("c6",), "The Post"),
)

BEFORE = Statement("16", ("c1",), date(2021, 5, 3), date(2021, 5, 4), "said", 0, 16, 16)
AFTER = Statement("14", ("c5",), date(2021, 5, 5), date(2021, 5, 5), "published", 1, 14, 14)
CHANGES = (
    Change(BEFORE, AFTER, "c1", "c5", "replaces", "outlet"),
    Change(BEFORE, AFTER, "c3", "c5", "narrows", "document"),
    Change(BEFORE, AFTER, "c1", "c4", "moves", "outlets"),
)
QUESTION = Question(
    "q1",
    "How many civilians were killed?",
    QuestionKind.QUANTITY,
    QuestionStatus.CONTESTED,
    (
        Account("Army", ("Army", "Post"), "16", 14, 17, "“16”", ("c1",), "o1"),
        Account("a driver", ("a driver",), "16", 16, 16, "“16”", ("c3", "c4"), "o2"),
    ),
    "person",
    (
        Position("“16”", (ONE.id, TWO.id), ("Wire",), ("o1", "o2"), ("c1", "c5")),
        Position("“14”", (TWO.id,), ("Wire",), ("o1",), ("c2",)),
    ),
    (Drift("Army", (BEFORE, AFTER), CHANGES),),
)
RELATIONS = (
    Relation("c1", "c3", RelationKind.CONTRADICTS, "16 is not none", 0.9, "q1"),
    Relation("c5", "c1", RelationKind.CORRECTS, "Army corrects “16” to “14”", 0.95, "q1"),
    Relation("c4", "c3", RelationKind.RETRACTS, "the film takes it back", 0.5, "q1"),
)
INFORMATION = Grade("admiralty-information", "2", "casualties")


def _mark(number: int, kind: str, of: str, about: str, **more: object) -> Mark:
    known = {"why": f"reason {number}", "text": f"words {number}", "review": ""} | more
    who, time = f"Reviewer {number}", f"2026-11-2{number}T08:00:00Z"
    return Mark(f"{number:032x}", kind, of, about, who, time, **known)  # type: ignore[arg-type]


MARKS = (
    _mark(1, "accept", "claim", "c1"),
    _mark(2, "grade", "claim", "c1", grade=INFORMATION),
    _mark(3, "grade", "claim", "c5", grade=replace(INFORMATION, value="6"), review="its origins changed"),
    _mark(4, "relation", "relation", "c1 c3"),
    _mark(5, "note", "question", "q1"),
    _mark(6, "tag", "entity", "earmy"),
    _mark(8, "correct", "claim", "c3"),
    _mark(9, "grade", "claim", "c3", grade=replace(INFORMATION, value="3")),
    _mark(7, "grade", "document", ONE.id, grade=Grade("house", "good", "dates")),
)


def _reading(document: Document, *claims: Claim) -> Reading:
    span = Span(0, min(4, len(document.text)))
    return Reading(
        document,
        (span,),
        (Mention("The", span, "person", "The", True, "A"),),
        (
            Attribution(
                "a1", (span,), (span,), (span,), Mode.DIRECT, Stance.DENIES, True, ("Post",), "a2", "model", 0.5
            ),
        ),
        (QUANTITY,),
        (TIME,),
        (PLACE,),
        claims,
    )


DOSSIER = Dossier(
    readings=(
        _reading(MAIL),
        _reading(ONE, DENIED, AGREES),
        _reading(TWO, DRIVER, FILM, CORRECTS, ASKS),
        _reading(THREE),
        Reading(Document("gone.pdf", "", "", "", state=ReadState.FAILED, problems=("it is not there; look",))),
    ),
    entities=ENTITIES,
    questions=(QUESTION,),
    relations=RELATIONS,
    origins=(
        Origin("o1", "Army", (ONE.id, TWO.id), ("c1", "c5"), ("both name the Army",)),
        Origin("o2", "a driver", (TWO.id,), ("c3",), ("only here",)),
        Origin("o3", "film", (TWO.id,), ("c4",), ("only here",)),
    ),
    conduits=(Conduit("Post", (ONE.id,), ("c1",), 0.25),),
    echoes=(
        Echo(TWO.id, THREE.id, 0.8, "7 words in 10 are the same", ((Span(0, 5), Span(0, 5)),), "copy", "first", "Wire"),
        Echo(
            ONE.id, TWO.id, 0.3, "3 words in 10 are the same", ((Span(1, 5), Span(0, 5)),), "partial", "third", "Wire"
        ),
        Echo(ONE.id, THREE.id, 0.2, "2 words in 10", ((Span(1, 5), Span(0, 5)),), "partial", "unknown", "Wire"),
    ),
    profile="house",
    version="9.8.7",
    judged=MARKS,
    rejected=(REJECTED,),
    unapplied=("a note on a claim that is gone",),
)

_PAGE = "https://news.example.org/two page.html"
RETRIEVED = {
    MAIL.id: (Retrieval("path", "files/mail.eml", "2026-11-20T09:00:00Z", "rashomon 9.8.7", "file:///mail.eml"),),
    ONE.id: (Retrieval("member", "one.html", "2026-11-20T09:00:01Z", "rashomon 9.8.7", "file:///one.html"),),
    TWO.id: (Retrieval("url", "https://n.example.org/2", "2026-11-20T09:00:02Z", "rashomon 9.8.7", _PAGE),),
    THREE.id: (Retrieval("url", "https://n.example.org/2", "2026-11-21T09:00:02Z", "rashomon 9.8.7", _PAGE),),
}
RUN = Run("r1", "9.8.6", {"extract": {"profile": "house"}, "models": {"models/a.onnx": "ab" * 32}})

MATERIAL = Material(
    dossier=DOSSIER,
    case=CASE,
    made=MADE,
    base=BASE,
    retrieved=RETRIEVED,
    runs={document.id: RUN for document in (MAIL, ONE, TWO, THREE)},
    reviewer=Reviewer("Example Checkers", "https://checkers.example.org/"),
)
