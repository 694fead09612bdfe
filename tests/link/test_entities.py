"""Sources of many documents to entities: what is joined, on what evidence, and what is kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

import pytest

from factories import claim, document, readings, source
from rashomon.link.entities import Actors, link_entities
from rashomon.records import Claim, Source, SourceKind

A, B, C = document("A Daily"), document("B Herald"), document("C Wire")
PERSON, ORGANISATION, UNNAMED = SourceKind.PERSON, SourceKind.ORGANISATION, SourceKind.UNNAMED
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
    Case(source("BBC", SourceKind.OUTLET), source("The BBC", SourceKind.OUTLET), "BBC"),
    Case(source("Zürich Post", SourceKind.OUTLET), source("Zurich Post", SourceKind.OUTLET), "Zürich Post"),
    Case(source("SDF", ORGANISATION), source("Syrian Democratic Forces"), "Syrian Democratic Forces", "initials"),
    Case(source("Dillon", PERSON), source("Ryan Dillon", PERSON), "Ryan Dillon", "surname"),
    Case(source("Ryan Dillon", PERSON), source("Colonel Ryan Dillon", PERSON), "Colonel Ryan Dillon", "surname"),
    Case(source("Anna Mabry", PERSON), source("John Mabry", PERSON), None),
    Case(source("army"), source("rebels"), None),
    Case(source("a driver", UNNAMED), source("a driver", UNNAMED), None),
    Case(source("officials", UNNAMED), source("officials", UNNAMED), None),
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
        assert case.evidence in " ".join(entity.evidence)
        assert bool(entity.evidence) is bool(case.evidence)


def test_a_surname_with_two_bearers_is_nobody_s() -> None:
    claims = [
        claim(A, "x", source("Mabry", PERSON)),
        *in_two(source("Anna Mabry", PERSON), source("John Mabry", PERSON)),
    ]
    assert len({linked(*claims).of_claim[c.id] for c in claims}) == 3


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
