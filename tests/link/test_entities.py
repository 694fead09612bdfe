"""Sources of many documents to entities: what is joined, on what evidence, and what is kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import claim, document, readings, source
from growth import in_proportion
from rashomon.errors import RunError
from rashomon.link.actors_names import Sort, read_name
from rashomon.link.actors_spelling import spelt_alike
from rashomon.link.entities import Actors, link_entities
from rashomon.records import Claim, Mention, Reading, Source, SourceKind, Span

A, B, C = document("A Daily"), document("B Herald"), document("C Wire")
PERSON, ORGANISATION, UNNAMED = SourceKind.PERSON, SourceKind.ORGANISATION, SourceKind.UNNAMED
OUTLET, GROUP = SourceKind.OUTLET, SourceKind.GROUP
DOCUMENTS = (A, B, C)


def linked(*claims: Claim) -> Actors:
    return link_entities(readings(*claims, documents=DOCUMENTS))


def in_two(first: Source, second: Source) -> tuple[Claim, Claim]:
    return claim(A, "x", first), claim(B, "y", second)


@dataclass(frozen=True)
class Case:
    """Two sources of two documents; `name` is that of their one entity, None where they are two."""

    first: Source
    second: Source
    name: str | None
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.first.text} / {self.second.text}"


CASES = [
    Case(source("Hamas"), source("Hamas"), "Hamas"),
    Case(source("BBC", OUTLET), source("The BBC", OUTLET), "BBC"),
    Case(source("Zürich Post", OUTLET), source("Zurich Post", OUTLET), "Zürich Post"),
    # Letters and what they stand for: from the list, or by initials.
    Case(source("SDF", ORGANISATION), source("Syrian Democratic Forces"), "Syrian Democratic Forces", "one body"),
    Case(source("IRG", ORGANISATION), source("International Relief Group"), "International Relief Group", "initials"),
    Case(source("USGS", ORGANISATION), source("U.S. Geological Survey"), "U.S. Geological Survey", "one body"),
    Case(source("UN refugee agency", OUTLET), source("UNHCR", ORGANISATION), "UN refugee agency", "one body"),
    Case(source("UNHCR", ORGANISATION), source("United Nations"), None),
    Case(source("AP", OUTLET), source("Associated Press", OUTLET), "Associated Press", "one body"),
    # People: titles, surnames, middle names, spellings, capitals.
    Case(source("Dillon", PERSON), source("Ryan Dillon", PERSON), "Ryan Dillon", "surname"),
    Case(source("Ryan Dillon", PERSON), source("Colonel Ryan Dillon", PERSON), "Colonel Ryan Dillon", "forms of one"),
    Case(source("Mr. Lang", PERSON), source("Miabek Lang", PERSON), "Miabek Lang", "surname"),
    Case(source("DILLON", ORGANISATION), source("Colonel Ryan Dillon", PERSON), "Colonel Ryan Dillon", "surname"),
    Case(source("Salva Kiir", PERSON), source("Salva Kiir Mayardit", PERSON), "Salva Kiir Mayardit", "forms of one"),
    Case(source("Omar al-Bashir", PERSON), source("Omar El Bashir", PERSON), "Omar El Bashir", "forms of one"),
    Case(source("Sergei Lavrov", PERSON), source("Sergey Lavrov", PERSON), "Sergei Lavrov", "forms of one"),
    Case(source("Anna Mabry", PERSON), source("John Mabry", PERSON), None),
    Case(source("Maria Torres", PERSON), source("Mario Torres", PERSON), None),
    Case(source("George W. Bush", PERSON), source("George H.W. Bush", PERSON), None),
    Case(source("Mrs. Torres", PERSON), source("John Torres", PERSON), None),
    # Governments, their capitals, their forces and ministries.
    Case(source("Khartoum"), source("Sudan"), "Sudan", "capital"),
    Case(source("the US government"), source("Washington"), "the US government", "government"),
    Case(source("government of Sudan"), source("Sudanese government"), "Sudanese government", "one government"),
    Case(source("Sudan"), source("South Sudan"), None),
    Case(source("Russians"), source("Russian Foreign Ministry"), None),
    Case(source("American officials", UNNAMED), source("the US government"), None),
    Case(source("Sudanese army"), source("Sudan's military"), "Sudan's military", "one body"),
    Case(source("Khartoum"), source("Sudanese army"), None),
    Case(source("Russian Foreign Ministry"), source("Russia's foreign ministry"), "Russia's foreign ministry"),
    Case(source("Russian Foreign Ministry"), source("Russian Foreign Minister Ivan Orlov", PERSON), None),
    # Who speaks for a body, or works for one, is not the body.
    Case(source("UNHCR", ORGANISATION), source("UNHCR spokesman Adrian Edwards", PERSON), None),
    Case(source("a SAF spokesman", UNNAMED), source("SAF", ORGANISATION), None),
    Case(source("Reuters", OUTLET), source("a Reuters reporter", UNNAMED), None),
    # Offices: of one country with their holder.
    Case(
        source("South Sudan's president", PERSON),
        source("South Sudan President Salva Kiir", PERSON),
        "South Sudan President Salva Kiir",
        "a text calls|office",
    ),
    Case(source("the Russian president", PERSON), source("South Sudan President Salva Kiir", PERSON), None),
    Case(source("former Sudanese president", PERSON), source("Sudanese President Omar al-Bashir", PERSON), None),
    # What the forces of a country call themselves, and whose government it was.
    Case(source("SAF", ORGANISATION), source("the Sudanese military"), "the Sudanese military", "one body"),
    Case(source("Kestler administration"), source("Kestler Administration"), "Kestler Administration"),
    Case(source("Reporters Without Borders"), source("RSF", ORGANISATION), "Reporters Without Borders", "one body"),
    Case(
        source("River Power Station Works", ORGANISATION),
        source("RPS Works", ORGANISATION),
        "River Power Station Works",
        "initials",
    ),
    # Nobody whom a text has named.
    Case(source("army"), source("rebels"), None),
    Case(source("a driver", UNNAMED), source("a driver", UNNAMED), None),
    Case(source("officials", UNNAMED), source("officials", UNNAMED), None),
    Case(source("the spokesman", PERSON), source("the spokesman", PERSON), None),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_two_spellings(case: Case) -> None:
    claims = in_two(case.first, case.second)
    actors = linked(*claims)
    same = actors.of_claim[claims[0].id] == actors.of_claim[claims[1].id]
    assert same is (case.name is not None)
    if case.name is not None:
        (entity,) = actors.entities
        assert entity.name == case.name
        assert set(entity.names) == {case.first.canonical, case.second.canonical}
        assert set(entity.documents) == {A.id, B.id}
        assert any(words in " ".join(entity.evidence) for words in case.evidence.split("|"))
        assert "{actor}" not in " ".join(entity.evidence)
        # Every join of two names says why; equal names need no words.
        assert entity.evidence or len({name.casefold() for name in entity.names}) == 1 or not case.evidence


def test_a_surname_with_two_bearers_is_nobody_s() -> None:
    claims = [
        claim(C, "x", source("Mabry", PERSON)),
        *in_two(source("Anna Mabry", PERSON), source("John Mabry", PERSON)),
    ]
    assert len({linked(*claims).of_claim[c.id] for c in claims}) == 3


def test_a_surname_is_its_bearer_s_in_the_document_first() -> None:
    anna, john = in_two(source("Anna Mabry", PERSON), source("John Mabry", PERSON))
    short = claim(A, "z", source("Mabry", PERSON))
    actors = linked(anna, john, short)
    assert actors.of_claim[short.id] == actors.of_claim[anna.id] != actors.of_claim[john.id]


def test_a_surname_alone_is_of_the_bearer_whom_most_texts_name() -> None:
    papers = [document(f"Paper {number}") for number in range(4)]
    named = [claim(paper, f"x{n}", source("John Mabry", PERSON)) for n, paper in enumerate(papers)]
    other = claim(papers[0], "y", source("Anna Mabry", PERSON))
    short = claim(papers[0], "z", source("Mabry", PERSON))
    actors = link_entities(readings(*named, other, short, documents=papers))
    assert actors.of_claim[short.id] == actors.of_claim[named[0].id] != actors.of_claim[other.id]


@dataclass(frozen=True)
class Described:
    """Texts, and the descriptions or names in them, by document, that are of one actor or of two."""

    texts: tuple[str, ...]
    first: tuple[int, str, SourceKind]
    second: tuple[int, str, SourceKind]
    same: bool

    def __str__(self) -> str:
        return f"{self.first[1]} / {self.second[1]}"


DESCRIBED = [
    Described(
        (
            "A Finnish newspaper asked for calm. The billboards are of the newspaper Pohjan Sanat.",
            "Pohjan Sanat agreed.",
        ),
        (0, "A Finnish newspaper", OUTLET),
        (1, "Pohjan Sanat", OUTLET),
        True,
    ),
    Described(
        (
            "A Finnish newspaper asked. The newspapers Pohjan Sanat and the tabloid Etelä Ilta wrote.",
            "Pohjan Sanat agreed.",
        ),
        (0, "A Finnish magazine", OUTLET),
        (1, "Pohjan Sanat", OUTLET),
        False,
    ),
    Described(
        ("A local radio station said it rained. Radio Harbour said so.", ""),
        (0, "A local radio station", OUTLET),
        (0, "Radio Harbour", OUTLET),
        True,
    ),
    Described(
        ("The FMLN guerrillas left. The guerrillas said so.", "Talks with FMLN guerrillas began. The FMLN agreed."),
        (0, "The guerrillas", GROUP),
        (1, "FMLN", ORGANISATION),
        True,
    ),
    Described(
        ("The FMLN guerrillas left. The guerrillas said so.", "The FMLN agreed."),
        (0, "The guerrillas", GROUP),
        (1, "FMLN", ORGANISATION),
        False,
    ),
    Described(
        ("Mabry, a former official, said it rained.", ""),
        (0, "a former official", UNNAMED),
        (0, "Mabry", PERSON),
        True,
    ),
    Described(
        ("They had met Mabry, a former official said.", ""),
        (0, "a former official", UNNAMED),
        (0, "Mabry", PERSON),
        False,
    ),
]


@pytest.mark.parametrize("case", DESCRIBED, ids=str)
def test_what_texts_say_beside_a_name(case: Described) -> None:
    papers = [document(f"Paper {number}", text) for number, text in enumerate(case.texts)]
    claims = []
    for number, name, kind in (case.first, case.second):
        start = max(case.texts[number].find(name), 0)
        where = replace(source(name, kind), spans=(Span(start, start + len(name)),))
        claims.append(claim(papers[number], f"it rained, {name}", where))
    actors = link_entities(readings(*claims, documents=papers))
    assert (actors.of_claim[claims[0].id] == actors.of_claim[claims[1].id]) is case.same


def test_a_title_tells_two_bearers_apart() -> None:
    judge, senator = in_two(source("Judge Anna Mabry", PERSON), source("Senator Eva Mabry", PERSON))
    short = claim(C, "z", source("Senator Mabry", PERSON))
    actors = linked(judge, senator, short)
    assert actors.of_claim[short.id] == actors.of_claim[senator.id] != actors.of_claim[judge.id]


def test_an_acronym_with_two_readings_is_neither() -> None:
    acronym = claim(A, "x", source("IRG", ORGANISATION))
    others = in_two(source("International Relief Group"), source("Internal Revenue Guild"))
    actors = linked(acronym, *others)
    assert len({actors.of_claim[c.id] for c in (acronym, *others)}) == 3


def test_nameless_sources_of_one_document_are_one() -> None:
    driver = source("a driver", UNNAMED)
    claims = [claim(A, "x", driver), claim(A, "y", driver)]
    assert len(linked(*claims).entities) == 1


def test_nameless_sources_who_spoke_to_one_outlet_are_one_and_say_why() -> None:
    driver = source("a local driver", UNNAMED)
    claims = [claim(d, "x", driver, via=["BBC"]) for d in (A, B)]
    (entity,) = linked(*claims).entities
    assert entity.name == "a local driver"
    assert "BBC" in entity.evidence[0]


def test_nameless_sources_heard_by_different_outlets_are_kept_apart_by_name_too() -> None:
    driver = source("a local driver", UNNAMED)
    actors = linked(claim(A, "x", driver, via=["BBC"]), claim(B, "y", driver, via=["Reuters"]), claim(C, "z", driver))
    names = [entity.name for entity in actors.entities]
    assert len(set(names)) == 3
    assert [name for name in names if "BBC" in name]
    assert [name for name in names if "Reuters" in name]


def test_the_work_of_an_outlet_speaks_for_it() -> None:
    film = source("BBC documentary", SourceKind.DOCUMENT)
    a, b = claim(A, "x", film, via=["BBC"]), claim(B, "y", source("BBC", SourceKind.OUTLET))
    actors = linked(a, b)
    (entity,) = actors.entities
    assert (entity.name, entity.kind) == ("BBC", SourceKind.OUTLET)
    assert "is a work of BBC" in entity.evidence[0]
    assert entity.name == "BBC"


def test_a_document_s_own_voice_is_its_publisher_s() -> None:
    own, quoted = claim(A, "x"), claim(B, "y", source("A Daily", SourceKind.OUTLET))
    actors = linked(own, quoted)
    assert actors.of_claim[own.id] == actors.of_claim[quoted.id]


def test_every_claim_has_one_entity_and_every_entity_its_claims() -> None:
    claims = [
        c for n, case in enumerate(CASES) for c in (claim(A, f"a{n}", case.first), claim(B, f"b{n}", case.second))
    ]
    actors = linked(*claims)
    assert set(actors.of_claim) == {c.id for c in claims}
    for entity in actors.entities:
        assert {c for c, e in actors.of_claim.items() if e == entity.id} == set(entity.claims)
    assert len({entity.id for entity in actors.entities}) == len(actors.entities)


def test_the_order_of_documents_changes_nothing_but_the_order() -> None:
    driver = source("a local driver", UNNAMED)
    claims = [
        claim(A, "a", source("SDF", ORGANISATION)),
        claim(B, "b", source("Syrian Democratic Forces")),
        claim(C, "c", source("Dillon", PERSON)),
        claim(A, "d", source("Colonel Ryan Dillon", PERSON)),
        claim(B, "e", source("General Ryan Dillon", PERSON)),
        claim(A, "f", driver, via=["BBC"]),
        claim(C, "g", driver, via=["BBC"]),
        claim(B, "h", driver),
    ]
    seen = set()
    for order in permutations(DOCUMENTS):
        actors = link_entities(readings(*claims, documents=order))
        entities = frozenset(
            replace(e, name="", evidence=(), documents=tuple(sorted(e.documents)), claims=tuple(sorted(e.claims)))
            for e in actors.entities
        )
        seen.add((frozenset(actors.of_claim.items()), entities))
    assert len(seen) == 1


def test_nobody_is_linked_to_nobody() -> None:
    assert link_entities(()) == Actors((), {})


def test_letters_are_what_a_text_spells_them_out_as() -> None:
    said = document("D", "The Northern River Alliance (NRA) met. The NRA said it would talk.")
    spelt = Reading(said, claims=(claim(said, "it would talk", source("Northern River Alliance")),))
    short = claim(B, "y", source("NRA", ORGANISATION))
    actors = link_entities((spelt, *readings(short, documents=[B])))
    (entity,) = actors.entities
    assert "NRA" in entity.names
    assert "“NRA” " in entity.evidence[0]


def test_a_description_is_a_person_where_the_text_says_so() -> None:
    text = "Miabek Lang, the regional commander, left. The regional commander said no."
    said = document("D", text)
    lang = Mention("Miabek Lang", Span(0, 11), "person", "Miabek Lang")
    described = claim(said, "no", source("regional commander", PERSON))
    named = claim(B, "y", source("Miabek Lang", PERSON))
    actors = link_entities((Reading(said, mentions=(lang,), claims=(described,)), *readings(named, documents=[B])))
    (entity,) = actors.entities
    assert "is what a text calls “Miabek Lang”" in " ".join(entity.evidence)


def said_in_turn(*spoken: tuple[str, SourceKind]) -> tuple[Claim, ...]:
    """Return claims of sources that stand in one text one after the other."""
    claims, at = [], 0
    for text, kind in spoken:
        bare = text.removeprefix("the ").removeprefix("an ")
        by = Source(text, (Span(at, at + len(text)),), bare, kind)
        claims.append(claim(A, f"words {at}", by, at=at))
        at += 50
    return tuple(claims)


@pytest.mark.parametrize(
    ("first", "then", "one"),
    [
        (("Fauzi Abdul", PERSON), ("the official", PERSON), True),
        (("Ryan Dillon", PERSON), ("the driver", PERSON), False),
        (("President Anna Keller", PERSON), ("the minister", PERSON), False),
        (("Ryan Dillon", PERSON), ("an official", UNNAMED), False),
        (("Reuters", OUTLET), ("the official", PERSON), False),
    ],
)
def test_the_last_speaker_is_named_again(
    first: tuple[str, SourceKind], then: tuple[str, SourceKind], one: bool
) -> None:
    named, described = said_in_turn(first, then)
    actors = linked(named, described)
    assert (actors.of_claim[named.id] == actors.of_claim[described.id]) is one


def test_the_official_is_the_one_of_whom_a_document_spoke() -> None:
    named, unnamed, again = said_in_turn(
        ("Ryan Dillon", PERSON), ("an army official", UNNAMED), ("the official", PERSON)
    )
    of_claim = linked(named, unnamed, again).of_claim
    assert of_claim[again.id] == of_claim[unnamed.id] != of_claim[named.id]


WORDS = "the lorries waited at the bridge until the morning came"


def test_the_same_words_make_one_of_a_description_and_a_name() -> None:
    unnamed, named = claim(A, WORDS, source("a driver", UNNAMED)), claim(B, WORDS, source("Abu Fawzi", PERSON))
    (entity,) = linked(unnamed, named).entities
    assert entity.name == "Abu Fawzi"
    assert "the same words" in " ".join(entity.evidence)


def test_the_same_words_make_no_one_of_two_names() -> None:
    claims = [
        claim(A, WORDS, source("Anna Mabry", PERSON)),
        claim(B, WORDS, source("Ryan Dillon", PERSON)),
        claim(C, WORDS, source("a driver", UNNAMED)),
    ]
    assert len({linked(*claims).of_claim[c.id] for c in claims}) == 3


# What a person said.

JOINED = [case for case in CASES if case.name is not None and case.first.canonical != case.second.canonical]


@pytest.mark.parametrize("case", JOINED, ids=str)
@pytest.mark.parametrize("by_id", [False, True], ids=["names", "claims"])
def test_what_a_person_split_no_rule_joins(case: Case, by_id: bool) -> None:
    one, other = in_two(case.first, case.second)
    pair = {one.id, other.id} if by_id else {case.first.canonical, case.second.canonical}
    actors = link_entities(readings(one, other, documents=DOCUMENTS), apart={frozenset(pair)})
    assert actors.of_claim[one.id] != actors.of_claim[other.id]
    assert len({entity.id for entity in actors.entities}) == 2


def test_the_same_name_is_split_by_claims() -> None:
    one, other = in_two(source("Hamas"), source("Hamas"))
    actors = link_entities(readings(one, other, documents=DOCUMENTS), apart={frozenset({one.id, other.id})})
    assert actors.of_claim[one.id] != actors.of_claim[other.id]


def test_a_third_joins_no_two_that_a_person_split() -> None:
    claims = [
        claim(A, "x", source("Khartoum")),
        claim(B, "y", source("Sudan")),
        claim(C, "z", source("government of Sudan")),
    ]
    for order in permutations(DOCUMENTS):
        actors = link_entities(readings(*claims, documents=order), apart={frozenset({"Khartoum", "Sudan"})})
        assert actors.of_claim[claims[0].id] != actors.of_claim[claims[1].id]


def test_what_a_person_joined_is_one_and_says_so() -> None:
    one, other = in_two(source("army"), source("rebels"))
    actors = link_entities(readings(one, other, documents=DOCUMENTS), together={frozenset({"army", "rebels"})})
    (entity,) = actors.entities
    assert entity.evidence == ("“army” and “rebels” are one, as a person said",)


def test_judgements_that_contradict_each_other_are_an_error() -> None:
    claims = [claim(A, "x", source("army")), claim(B, "y", source("rebels")), claim(C, "z", source("Hamas"))]
    with pytest.raises(RunError, match="said to be one actor"):
        link_entities(
            readings(*claims, documents=DOCUMENTS),
            together={frozenset({"army", "Hamas"}), frozenset({"rebels", "Hamas"})},
            apart={frozenset({"army", "rebels"})},
        )


# What does not depend on what.

SPEAKERS = [s for case in CASES for s in (case.first, case.second)]
MANY = [document(f"Paper {n}") for n in range(5)]


def made(chosen: Sequence[tuple[int, int]]) -> list[Claim]:
    return list({(c := claim(MANY[where], f"says {who}", SPEAKERS[who])).id: c for where, who in chosen}.values())


chosen = st.lists(st.tuples(st.integers(0, 4), st.integers(0, len(SPEAKERS) - 1)), min_size=1, max_size=25)


@given(chosen, st.permutations(MANY))
def test_no_order_of_documents_changes_who_is_who(picked: list[tuple[int, int]], order: list[object]) -> None:
    claims = made(picked)
    one = link_entities(readings(*claims, documents=MANY))
    other = link_entities(readings(*claims, documents=[d for d in order if d in MANY]))
    assert one.of_claim == other.of_claim
    assert [(e.id, e.name, e.kind, e.names, e.evidence) for e in one.entities] == [
        (e.id, e.name, e.kind, e.names, e.evidence) for e in other.entities
    ]


NAMED = [
    s for s in SPEAKERS if s.kind is not UNNAMED and len(s.canonical.split()) > 1 and "spokesman" not in s.canonical
]


@given(
    st.lists(st.integers(0, len(NAMED) - 1), min_size=1, max_size=12),
    st.lists(st.integers(0, len(NAMED) - 1), max_size=6),
)
def test_a_document_more_changes_no_id_of_an_entity_whose_names_stay(first: list[int], more: list[int]) -> None:
    old = [claim(MANY[n % 3], f"says {who}", NAMED[who]) for n, who in enumerate(first)]
    new = [claim(MANY[4], f"says {who}", NAMED[who]) for who in more]
    before = link_entities(readings(*old, documents=MANY)).entities
    after: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for entity in link_entities(readings(*old, *new, documents=MANY)).entities:
        after[entity.names].add(entity.id)
    assert all(entity.id in after[entity.names] for entity in before if entity.names in after)


def test_ten_thousand_sources_take_ten_times_as_long_as_a_thousand() -> None:
    letter = "abcdefghijklmnopqrstuvwxyz"
    given_names, places = ("Anna", "John", "Eva", "Omar", "Salva"), ("mayor", "Judge", "Senator", "driver")
    claims = []
    for n in range(10_000):
        name = f"{places[n % 4]} {given_names[n % 5]} B{letter[n % 26]}r{letter[n // 26 % 26]}t{letter[n // 676]}n"
        said = MANY[n % 5] if n % 2 else A
        claims.append(claim(said, f"word {n}", source(name, PERSON)))
    assert in_proportion(
        lambda count: partial(link_entities, readings(*claims[:count], documents=[*MANY, A])), 1_000, 10_000
    )


# How names are read.


@pytest.mark.parametrize(
    ("text", "kind", "sort", "name"),
    [
        ("President Omar al-Bashir", PERSON, Sort.PERSON, ("omar", "bashir")),
        ("Gen. Bustillo", PERSON, Sort.PERSON, ("bustillo",)),
        ("Mr Lang", PERSON, Sort.PERSON, ("lang",)),
        ("South Sudan's president Salva Kiir", PERSON, Sort.PERSON, ("salva", "kiir")),
        ("Taban Deng, the governor of Unity State", PERSON, Sort.PERSON, ("taban", "deng")),
        ("U.S. Ambassador to Russia Jon Huntsman", PERSON, Sort.PERSON, ("jon", "huntsman")),
        ("the office of President Sauli Niinistö", ORGANISATION, Sort.BODY, ()),
        ("Anna Keller and John Mabry", GROUP, Sort.BODY, ()),
        ("President Vladimir Putin's spokesman", PERSON, Sort.OFFICE, ()),
        ("the Sudanese government", GROUP, Sort.GOVERNMENT, ()),
        ("the government", GROUP, Sort.GENERIC, ()),
        ("witnesses at the camp", UNNAMED, Sort.ROLE, ()),
        ("we", GROUP, Sort.PRONOUN, ()),
        ("U.S.", GROUP, Sort.GOVERNMENT, ()),
        ("", UNNAMED, Sort.PRONOUN, ()),
    ],
)
def test_a_name_is_read(text: str, kind: SourceKind, sort: Sort, name: tuple[str, ...]) -> None:
    form = read_name(text, kind)
    assert (form.sort, form.name) == (sort, name)


@pytest.mark.parametrize(
    "pair", ["khaled khalid", "sergei sergey", "gaddafi qaddafi", "raqqa raqqah", "huntsman hunstman"]
)
def test_two_spellings_are_of_one_word(pair: str) -> None:
    one, other = pair.split()
    assert spelt_alike(one, other)
    assert spelt_alike(other, one)


@pytest.mark.parametrize(
    "pair", ["maria mario", "lang long", "baker maker", "hassan hussein", "kerry carey", "perez peres"]
)
def test_two_words_are_two(pair: str) -> None:
    one, other = pair.split()
    assert not spelt_alike(one, other)
