"""What the machine proposes: modest, with reasons that rest on claims, and never a grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

import factories
from rashomon.grading.proposals import INFORMATION, SOURCE, Proposal, Proposer, propose
from rashomon.grading.scales import Target, shipped
from rashomon.records import (
    Claim,
    Document,
    Dossier,
    Entity,
    Event,
    Origin,
    Position,
    Question,
    QuestionKind,
    QuestionStatus,
    Relation,
    RelationKind,
    SourceKind,
    Stance,
    content_id,
)

Says = tuple[str, str, SourceKind]


def claim(name: str, words: str, said_in: Document, kind: SourceKind = SourceKind.PERSON, **more: Any) -> Claim:
    if kind is SourceKind.AUTHOR:
        return factories.claim(said_in, words, **more)
    return factories.claim(said_in, words, factories.source(name, kind), **more)


def dossier(
    sides: dict[str, Sequence[Claim]], *, relations: Sequence[Relation] = (), others: Sequence[Claim] = ()
) -> Dossier:
    """Return a dossier of one question with these sides; each source is an entity and an origin."""
    claims = [each for side in sides.values() for each in side] + list(others)
    documents = dict.fromkeys(each.document for each in claims)
    made = {name: [c for c in claims if _name(c) == name] for name in dict.fromkeys(map(_name, claims))}
    entities = tuple(
        Entity(content_id("e", name), name, _kind(of[0]), (name,), (), (), tuple(c.id for c in of))
        for name, of in made.items()
    )
    origins = tuple(
        Origin(content_id("o", name), name, tuple(c.document for c in of), tuple(c.id for c in of), ())
        for name, of in made.items()
    )
    positions = tuple(
        Position(
            text,
            tuple(dict.fromkeys(c.document for c in of)),
            tuple(dict.fromkeys(c.chain[-1] for c in of)),
            tuple(dict.fromkeys(content_id("o", _name(c)) for c in of)),
            tuple(c.id for c in of),
        )
        for text, of in sides.items()
    )
    question = Question("q1", "How many died?", QuestionKind.QUANTITY, QuestionStatus.CONTESTED, (), None, positions)
    texts = {c.document: DOCUMENTS[c.document] for c in claims}
    readings = factories.readings(*claims, documents=[texts[d] for d in documents])
    return Dossier(readings, entities, (question,), tuple(relations), origins, (), ())


def _name(each: Claim) -> str:
    assert each.source is not None
    return each.source.canonical


def _kind(each: Claim) -> SourceKind:
    assert each.source is not None
    return SourceKind.OUTLET if each.source.kind is SourceKind.AUTHOR else each.source.kind


ONE, TWO, THREE = (factories.document(name, publisher=f"{name} Post") for name in ("One", "Two", "Three"))
DOCUMENTS = {each.id: each for each in (ONE, TWO, THREE)}
MAYOR = claim("Mayor Hill", "12 died", ONE)
NURSE = claim("Nurse Ray", "12 people died", TWO)
ARMY = claim("the Army", "nobody died", THREE, SourceKind.GROUP, stance=Stance.DENIES)
AGAINST = [Relation(ARMY.id, MAYOR.id, RelationKind.DENIES, "x", 0.9, "q1")]


def first(made: Dossier) -> Proposal:
    return Proposer(made).question(made.questions[0])[0]


def told(proposal: Proposal, weighs: str = "") -> str:
    return "\n".join(reason.text for reason in proposal.reasons if not weighs or reason.weighs == weighs)


def test_two_named_origins_in_two_documents_are_probable_to_possible_and_never_confirmed() -> None:
    found = first(dossier({"12": [MAYOR, NURSE]}))
    assert found.values == ("2", "3")
    assert "2 origins say so: Mayor Hill and Nurse Ray" in told(found, "for")
    assert "1 is for a person" in found.changes


def test_one_origin_is_no_basis_however_many_documents_repeat_it() -> None:
    again = claim("Mayor Hill", "12 died there", TWO)
    found = first(dossier({"12": [MAYOR, again]}))
    assert found.values == ("6",)
    assert "one origin stands behind it: Mayor Hill, in 2 documents" in told(found, "against")
    assert "Another origin" in found.changes


def test_word_against_word_is_no_basis_whoever_has_more_on_his_side() -> None:
    found = Proposer(made := dossier({"12": [MAYOR], "0": [ARMY]}, relations=AGAINST)).question(made.questions[0])
    assert [each.values for each in found] == [("6",), ("6",)]
    assert "contradicted by the Army (1 origin)" in told(found[0], "against")
    assert [each.side for each in found] == ["12", "0"]


def test_several_origins_that_are_contradicted_are_possible() -> None:
    assert first(dossier({"12": [MAYOR, NURSE], "0": [ARMY]}, relations=AGAINST)).values == ("3",)


PAPER = factories.claim(THREE, "12 died here")
DOUBTFUL: list[tuple[str, list[Claim], str]] = [
    ("own voice", [MAYOR, PAPER], "says it in its own voice"),
    ("one document", [MAYOR, claim("Nurse Ray", "12 died too", ONE)], "through one document"),
    ("one outlet between", [
        claim("Mayor Hill", "12 died", ONE, via=("BBC",)), claim("Nurse Ray", "12", TWO, via=("BBC",))
    ], "all of them reached us through BBC"),
    ("a carrier", [claim("Mayor Hill", "12 died", ONE, via=("BBC",)), claim("BBC", "12", TWO, SourceKind.OUTLET)],
     "BBC also passes on words of Mayor Hill"),
    ("no names", [
        claim("a driver", "12", ONE, SourceKind.UNNAMED), claim("residents", "12 d", TWO, SourceKind.UNNAMED)
    ], "two of them may be one"),
    ("a report", [MAYOR, claim("the inquiry's report", "12", TWO, SourceKind.DOCUMENT)], "a report or footage"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "claims", "said"), DOUBTFUL, ids=[what for what, _, _ in DOUBTFUL])
def test_origins_of_doubtful_independence_make_it_possible_at_most(what: str, claims: list[Claim], said: str) -> None:
    found = first(dossier({"12": claims}))
    assert found.values == ("3",), what
    assert said in told(found, "against")


def test_whoever_answers_twice_does_not_count_twice() -> None:
    other = claim("Nurse Ray", "14 died", THREE)
    found = first(dossier({"12": [MAYOR, NURSE], "14": [other]}))
    assert found.values == ("3",)
    assert "Nurse Ray also answers 14" in told(found)


def test_what_its_own_source_corrected_is_doubtful() -> None:
    better = claim("Mayor Hill", "it was 9", TWO)
    relation = Relation(better.id, MAYOR.id, RelationKind.CORRECTS, "x", 0.9, "q1")
    found = first(dossier({"12": [MAYOR], "9": [better]}, relations=[relation]))
    assert found.values == ("4", "5")
    assert "Mayor Hill corrected it or took it back" in told(found, "against")
    elsewhere = first(dossier({"12": [MAYOR], "9": [better]}, relations=[replace(relation, question="q2")]))
    assert elsewhere.values == ("6",), "it was corrected as the answer to another question"
    strange = Relation(ARMY.id, MAYOR.id, RelationKind.CORRECTS, "x", 0.9, "q1")
    by_another = first(dossier({"12": [MAYOR], "0": [ARMY]}, relations=[strange]))
    assert by_another.values == ("6",), "what somebody else says it should be is no withdrawal"


def test_a_claim_that_answers_nothing_has_no_basis_unless_it_was_taken_back() -> None:
    lone = claim("Nurse Ray", "it rained", TWO)
    back = claim("Nurse Ray", "it did not", THREE)
    relation = Relation(back.id, lone.id, RelationKind.RETRACTS, "x", 0.9)
    assert Proposer(dossier({"12": [MAYOR]}, others=[lone])).claim(lone.id).values == ("6",)
    found = Proposer(dossier({"12": [MAYOR]}, others=[lone, back], relations=[relation])).claim(lone.id)
    assert found.values == ("4", "5")


def test_a_claim_is_weighed_as_the_answer_that_it_gives() -> None:
    found = Proposer(dossier({"12": [MAYOR, NURSE]})).claim(MAYOR.id)
    assert (found.target, found.values, found.side) == (Target.CLAIM, ("2", "3"), "")
    assert "as an answer to “How many died?”: 12" in told(found)


# Sources


def source(made: Dossier, name: str) -> Proposal:
    return Proposer(made).source(content_id("e", name))


def test_reliability_is_never_proposed_beyond_no_basis() -> None:
    made = dossier({"12": [MAYOR, NURSE], "0": [ARMY]}, relations=AGAINST)
    found = [each for each in propose(made) if each.target is Target.SOURCE]
    assert len(found) == 3
    assert {each.values for each in found} == {("F",)}
    assert all(each.reasons and each.scale == SOURCE for each in found)
    assert all("A to E" in each.changes for each in found)


def test_reasons_of_a_source_say_what_bears_on_it_and_on_which_claims_they_rest() -> None:
    seen = claim("Nurse Ray", "I saw 12 dead", TWO, via=("BBC",))
    seen = replace(seen, events=(Event("see", agents=("Nurse Ray",), patients=("12 dead",)),))
    bombed = replace(claim("Mayor Hill", "the army bombed them", ONE), events=(Event("bomb", agents=("the army",)),))
    made = dossier({"12": [MAYOR, seen], "0": [ARMY], "bombed": [bombed]}, relations=AGAINST)
    nurse, army = source(made, "Nurse Ray"), source(made, "the Army")
    assert "what it saw or heard itself" in told(nurse, "for")
    assert "its one answer is given by another origin too" in told(nurse, "for")
    assert "its one claim reached us through others (BBC)" in told(nurse, "against")
    assert "it takes part in what is asked about" in told(army, "against")
    assert "its one answer is contradicted, which does not say who is right" in told(army, "neither")
    known = {c.id for c in made.claims}
    assert all(set(r.claims) <= known for p in propose(made) for r in p.reasons)


@pytest.mark.parametrize(
    "event",
    [
        Event("see", agents=("Nurse Ray",), negated=True),
        Event("see", agents=("Nurse Ray",), real=False),
        Event("see", agents=("others",)),
        Event("say", agents=("Nurse Ray",)),
    ],
)
def test_what_was_not_seen_or_seen_by_others_is_no_own_sight(event: Event) -> None:
    made = dossier({"12": [replace(NURSE, events=(event,))]})
    assert "saw or heard itself" not in told(source(made, "Nurse Ray"))


def test_a_role_has_no_record_to_look_up() -> None:
    made = dossier({"12": [claim("a local driver", "12", ONE, SourceKind.UNNAMED)]})
    assert "described, not named" in told(source(made, "a local driver"), "against")


def test_every_proposal_is_a_value_of_a_scale_for_its_target_and_says_what_would_change_it() -> None:
    made = dossier({"12": [MAYOR, NURSE], "0": [ARMY]}, relations=AGAINST)
    scales = shipped()
    claims = [Proposer(made).claim(c.id) for c in made.claims]
    for each in (*propose(made), *claims):
        scale = scales[each.scale]
        assert each.target in scale.targets
        assert all(scale.value(value) for value in each.values)
        assert each.changes
        assert (each.scale, "1") != (INFORMATION, each.values[0])
