"""Where claims enter and through whom they came: chains and copies collapsed, the ends of a chain no conduits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from factories import claim, document, entity, readings, source
from rashomon.compare.origins import Descent, trace
from rashomon.records import Claim, Document, Echo, Entity, SourceKind, Span

DAILY, HERALD = document("Example Daily"), document("Example Herald")
DRIVER = source("a local driver", SourceKind.UNNAMED)
FILM = source("BBC documentary", SourceKind.DOCUMENT)
FOOTAGE = source("Footage", SourceKind.FOOTAGE)
VERSION = source("An earlier version", SourceKind.DOCUMENT)
ARMY = source("army")


def traced(*claims: Claim, echoes: tuple[Echo, ...] = (), speakers: tuple[Entity, ...] = ()) -> Descent:
    """Trace claims of the two documents; each is said by the entity of its source's name."""
    entities = {e.id: e for e in (*speakers, *(entity(c.source.canonical, c.source.kind) for c in claims if c.source))}
    of = {e.name: e.id for e in entities.values()}
    of_claim = {c.id: of[c.source.canonical] for c in claims if c.source}
    return trace(readings(*claims, documents=[DAILY, HERALD]), echoes, entities, of_claim)


@dataclass(frozen=True)
class Case:
    """A claim, its first teller, and whether the origin says why."""

    claim: Claim
    origin: str
    explained: bool = False


ORIGINS = [
    Case(claim(DAILY, "Forty left."), "Example Daily"),
    Case(claim(DAILY, "Forty left.", ARMY), "army"),
    Case(claim(DAILY, "Forty left.", DRIVER, via=["BBC"]), "a local driver"),
    Case(claim(DAILY, "Forty left.", FILM, via=["BBC"]), "BBC", explained=True),
    Case(claim(DAILY, "Trucks leave.", FOOTAGE, via=["BBC"]), "BBC", explained=True),
    Case(claim(DAILY, "Forty left.", VERSION), "Example Daily", explained=True),
    Case(claim(DAILY, "Forty left.", source("report", SourceKind.DOCUMENT)), "report"),
]


@pytest.mark.parametrize("case", ORIGINS, ids=lambda case: " > ".join(case.claim.chain))
def test_the_first_teller_of_a_claim(case: Case) -> None:
    descent = traced(case.claim)
    (origin,) = descent.origins
    assert (origin.name, origin.claims, origin.documents) == (case.origin, (case.claim.id,), (DAILY.id,))
    assert descent.of_claim == {case.claim.id: origin.id}
    assert bool(origin.evidence) is case.explained


def test_two_documents_with_one_teller_have_one_origin() -> None:
    a = claim(DAILY, "Forty left.", DRIVER, via=["BBC"])
    b = claim(HERALD, "Forty men left.", DRIVER, via=["BBC"])
    (origin,) = traced(a, b).origins
    assert set(origin.documents) == {DAILY.id, HERALD.id}


CONDUITS = [
    # who said it, through whom, the conduits
    (None, [], []),
    (ARMY, [], []),
    (DRIVER, ["BBC"], ["BBC"]),
    (DRIVER, ["BBC", "Example Wire"], ["BBC", "Example Wire"]),
    (DRIVER, ["Example Daily"], []),
    (DRIVER, ["a local driver"], []),
]


@pytest.mark.parametrize(("by", "via", "names"), CONDUITS)
def test_neither_the_first_nor_the_last_of_a_chain_is_a_conduit(by: object, via: list[str], names: list[str]) -> None:
    said = claim(DAILY, "Forty left.", ARMY if by is ARMY else DRIVER if by is DRIVER else None, via=via)
    assert sorted(c.name for c in traced(said).conduits) == sorted(names)


def test_a_conduit_s_share_is_of_all_claims() -> None:
    passed = [claim(DAILY, f"{n} left.", DRIVER, via=["BBC"]) for n in range(3)]
    (conduit,) = traced(*passed, claim(HERALD, "Rain fell.")).conduits
    assert (conduit.name, conduit.share, set(conduit.claims)) == ("BBC", 0.75, {c.id for c in passed})
    assert conduit.documents == (DAILY.id,)


def echo(original: Document, copy: Document, start: int, end: int) -> Echo:
    passages = ((Span(start, end), Span(start, end)),)
    return Echo(original.id, copy.id, 0.8, "the same words", passages, "copy", "first")


def test_a_copied_passage_is_the_original_s() -> None:
    own = claim(HERALD, "Rain fell.", at=200)
    copied = claim(HERALD, "Forty left.", at=20)
    first = claim(DAILY, "Forty left.", at=20)
    descent = traced(first, copied, own, echoes=(echo(DAILY, HERALD, 0, 100),))
    names = {o.id: o.name for o in descent.origins}
    assert [names[descent.of_claim[c.id]] for c in (first, copied, own)] == [
        "Example Daily",
        "Example Daily",
        "Example Herald",
    ]
    evidence = next(o.evidence for o in descent.origins if o.name == "Example Daily")
    assert evidence == ("Example Herald repeats its words: the same words",)


def test_a_passage_that_both_have_from_an_agency_is_the_agency_s() -> None:
    copied = [claim(DAILY, "Forty left.", at=20), claim(HERALD, "Forty left.", at=20)]
    own = [claim(DAILY, "Rain fell.", at=200), claim(HERALD, "Rain fell.", at=200)]
    third = replace(echo(DAILY, HERALD, 0, 100), direction="third", origin="AP")
    descent = traced(*copied, *own, echoes=(third,))
    names = {o.id: o.name for o in descent.origins}
    assert [names[descent.of_claim[c.id]] for c in (*copied, *own)] == ["AP", "AP", "Example Daily", "Example Herald"]
    evidence = next(o.evidence for o in descent.origins if o.name == "AP")
    assert evidence[0] == "Example Daily repeats its words: the same words"


def test_where_it_is_not_known_who_copied_claims_stay_the_publisher_s() -> None:
    copied = [claim(DAILY, "Forty left.", at=20), claim(HERALD, "Forty left.", at=20)]
    descent = traced(*copied, echoes=(replace(echo(DAILY, HERALD, 0, 100), direction="unknown"),))
    assert {o.name for o in descent.origins} == {"Example Daily", "Example Herald"}


WIRED = document("Example Post", "Convoy leaves\n\nBy The Associated Press\n\nForty men left the town.")


def test_claims_of_a_text_credited_to_an_agency_are_the_agency_s() -> None:
    told = claim(WIRED, "Forty men left the town.", at=40)
    said = claim(WIRED, "Nobody left.", ARMY, at=40)
    army = entity("army")
    descent = trace(readings(told, said, documents=[WIRED]), (), {army.id: army}, {said.id: army.id})
    names = {o.id: o for o in descent.origins}
    assert names[descent.of_claim[told.id]].name == "AP"
    assert names[descent.of_claim[told.id]].evidence == ("its by-line names AP: “By The Associated Press”",)
    assert names[descent.of_claim[said.id]].name == "army"


def test_a_copy_of_an_agency_s_text_goes_back_to_the_agency() -> None:
    copied = claim(HERALD, "Forty men left the town.", at=5)
    echoes = (echo(WIRED, HERALD, 0, 60),)
    descent = trace(readings(copied, documents=[WIRED, HERALD]), echoes, {}, {})
    assert [o.name for o in descent.origins] == ["AP"]


def test_a_copy_of_somebody_s_words_leaves_them_the_speaker_s() -> None:
    said = claim(HERALD, "Forty left.", ARMY, at=20)
    (origin,) = traced(said, echoes=(echo(DAILY, HERALD, 0, 100),)).origins
    assert origin.name == "army"


def test_every_claim_has_one_origin_and_every_origin_its_claims() -> None:
    claims = [case.claim for case in ORIGINS]
    descent = traced(*claims)
    assert set(descent.of_claim) == {c.id for c in claims}
    listed = [c for origin in descent.origins for c in origin.claims]
    assert sorted(listed) == sorted(set(listed)) == sorted({c.id for c in claims})


def test_the_order_of_documents_does_not_change_ids() -> None:
    claims = [claim(DAILY, "a", DRIVER, via=["BBC"]), claim(HERALD, "b", ARMY), claim(DAILY, "c")]
    entities = {e.id: e for e in (entity(c.source.canonical) for c in claims if c.source)}
    of = {c.id: next(e.id for e in entities.values() if c.source and e.name == c.source.canonical) for c in claims}
    both = [
        trace(readings(*claims, documents=documents), (), entities, of)
        for documents in ([DAILY, HERALD], [HERALD, DAILY])
    ]
    assert both[0].of_claim == both[1].of_claim
    assert {o.id for o in both[0].origins} == {o.id for o in both[1].origins}
    assert [c.name for c in both[0].conduits] == [c.name for c in both[1].conduits]


def test_a_claim_without_a_known_speaker_goes_by_the_first_of_its_chain() -> None:
    nobody = claim(DAILY, "Forty left.", source("not named", SourceKind.UNNAMED))
    assert trace(readings(nobody, documents=[DAILY]), (), {}, {}).origins[0].name == "not named"


def test_no_readings_have_no_origins() -> None:
    assert trace((), (), {}, {}) == Descent((), (), {})
