"""Claims: one statement each, in its own words, with what makes it comparable."""

from __future__ import annotations

import pytest

from rashomon.records import Certainty, Mode, SourceKind, Stance, words
from texts import PUBLISHER, reading

SPLIT = [
    # text, the claims in it
    (
        "The company said that the plant was closed and that forty workers were dismissed.",
        ["that the plant was closed", "that forty workers were dismissed"],
    ),
    (
        "The minister said that soldiers had burned the mill and that rebels had shot two guards.",
        ["that soldiers had burned the mill", "that rebels had shot two guards"],
    ),
    (
        "A witness said that the trucks crossed the river at night, and reached the border on the third day.",
        ["that the trucks crossed the river at night", "the trucks reached the border on the third day"],
    ),
    (
        "The minister said that the bridge and the road were open.",
        ["that the bridge and the road were open"],
    ),
    (
        "The mayor said: “The bridge is safe and the road is open.”",
        ["“The bridge is safe and the road is open.”"],
    ),
]


@pytest.mark.parametrize(("text", "claims"), SPLIT)
def test_two_statements_in_one_sentence_are_two_claims(text: str, claims: list[str]) -> None:
    found = reading(text)
    assert [claim.text for claim in found.claims] == claims
    assert len({claim.attribution for claim in found.claims}) == 1
    assert len({claim.id for claim in found.claims}) == len(claims)


def test_a_second_statement_keeps_the_subject_of_the_first() -> None:
    text = "A witness said that the trucks crossed the river at night, and reached the border on the third day."
    second = reading(text).claims[1]
    assert [words(text, (span,)) for span in second.content] == ["the trucks", "reached the border on the third day"]
    assert second.predicate == "reach"


UNIVERSAL = [
    ("The mayor said that a few dozen fighters left, all of them locals.", "all of them locals"),
    ("The mayor said that everyone who left was local.", "everyone who left was local"),
    ("The mayor said that all of them were soldiers.", "all of them were soldiers"),
    ("The mayor said that all of the trucks had left.", None),
    ("The mayor said that not all of them were locals.", None),
    ("The mayor said that almost all of them were locals.", None),
    ("The mayor said that nearly everyone who left was local.", None),
    ("The mayor said that forty locals left.", None),
    ("The mayor said that the hall was full.", None),
]


@pytest.mark.parametrize(("text", "said"), UNIVERSAL)
def test_what_is_said_of_all(text: str, said: str | None) -> None:
    (claim,) = reading(text).claims
    assert claim.universal == said


POLAR = [
    # text, the question that its claim answers
    ("The mayor said the soldiers took the bridge.", "Did the soldiers take the bridge?"),
    ("The mayor said the bridge was not safe.", "Was the bridge safe?"),
    ("The army said it did not shell the hospital.", "Did the army shell the hospital?"),
    ("Anna Keller said that she had not signed the paper.", "Had Anna Keller signed the paper?"),
    ("The group maintains that no such deal was done.", "Was any deal done?"),
    ("The minister said that there was no truth in the report.", "Was there any truth in the report?"),
    ("The mayor said that nobody was hurt.", "Was anybody hurt?"),
    ("The minister said the report was untrue.", "Was the report true?"),
    ("The rebels will leave the town, the mayor said.", "Will the rebels leave the town?"),
    ("The dam, the mayor said, was not safe.", "Was the dam safe?"),
    ("They said that they had seen no weapons.", "Had they seen any weapons?"),
    ("The driver knows Geneva, the mayor said.", "Does the driver know Geneva?"),
    ("The mayor did not say who had paid.", ""),
    ("The officer told the drivers to wait.", ""),
]


@pytest.mark.parametrize(("text", "question"), POLAR)
def test_a_statement_put_as_a_question(text: str, question: str) -> None:
    (claim,) = reading(text).claims
    assert claim.polar == question


DENIED = [
    ("The group maintains that no such deal was done.", "deal"),
    ("The mayor said that no deal was made with the rebels.", "deal"),
    ("The mayor said that there was no agreement.", "agreement"),
    ("The mayor said that no flags were allowed to be flown.", None),
    ("The mayor said that no civilians were hurt.", None),
    ("“No one was hurt,” the police said.", None),
    ("The mayor said that the deal was done.", None),
]


@pytest.mark.parametrize(("text", "noun"), DENIED)
def test_the_noun_whose_existence_is_denied(text: str, noun: str | None) -> None:
    (claim,) = reading(text).claims
    assert claim.denied == noun


PREDICATES = [
    ("The mayor said the rebels managed to slip away.", "slip away"),
    ("The mayor said the rebels were allowed to leave.", "leave"),
    ("The mayor said the army burned the mill.", "burn"),
]


@pytest.mark.parametrize(("text", "predicate"), PREDICATES)
def test_what_happens_in_a_claim(text: str, predicate: str) -> None:
    (claim,) = reading(text).claims
    assert claim.predicate == predicate


def test_what_a_claim_is_about_and_who_acts_in_it() -> None:
    (claim,) = reading("The mayor said that twelve hostages were freed by the army.").claims
    assert claim.topics == ("hostage", "free", "army")
    assert claim.actors == ("the army",)


NARRATIVE = [
    # text, what the text says in its own voice
    (
        "Forty houses burned down on Monday. “Nobody slept,” a farmer said. The rain stopped after two days.",
        ["Forty houses burned down on Monday", "The rain stopped after two days"],
    ),
    ("The mayor said that the road was closed.", []),
    ("Heavy rain in the north.", []),
    ("It rained.", []),
]


@pytest.mark.parametrize(("text", "own"), NARRATIVE)
def test_what_the_document_says_in_its_own_voice(text: str, own: list[str]) -> None:
    claims = [claim for claim in reading(text, narrative=True).claims if claim.mode is Mode.NARRATIVE]
    assert [claim.text for claim in claims] == own
    for claim in claims:
        assert claim.source is not None
        assert (claim.source.kind, claim.source.spans) == (SourceKind.AUTHOR, ())
        assert (claim.stance, claim.attribution, claim.chain) == (Stance.ASSERTS, None, (PUBLISHER,))


def test_its_own_voice_can_keep_a_distance() -> None:
    (claim,) = reading("Forty rebels allegedly crossed the border on Monday.", narrative=True).claims
    assert claim.certainty is Certainty.HEDGED


def test_without_narrative_only_attributed_claims_remain() -> None:
    text = "Forty houses burned down. The mayor said that nobody was hurt."
    kept, all_claims = reading(text).claims, reading(text, narrative=True).claims
    assert [c.id for c in all_claims if c.attribution] == [c.id for c in kept]
    assert len(all_claims) == 2


CHAINS = [
    # text, publisher, chain
    ("The mayor said that the road was closed.", "Example Post", ("mayor", "Example Post")),
    ("A nurse told the BBC that the ward was full.", "Example Post", ("A nurse", "BBC", "Example Post")),
    ("The BBC documentary says that forty trucks left.", "Example Post", ("BBC documentary", "BBC", "Example Post")),
    ("The BBC said that forty trucks left.", "BBC", ("BBC",)),
    ("The mayor said that the road was closed.", None, ("mayor", "story.txt")),
]


@pytest.mark.parametrize(("text", "publisher", "chain"), CHAINS)
def test_how_words_reached_the_reader(text: str, publisher: str | None, chain: tuple[str, ...]) -> None:
    (claim,) = reading(text, publisher=publisher).claims
    assert claim.chain == chain


def test_amounts_times_and_places_go_to_the_claim_they_stand_in() -> None:
    found = reading("The mayor said on Monday that forty trucks left Geneva on 3 May 2017. Ten buses stayed.")
    (claim,) = found.claims
    assert [q.text for q in claim.quantities] == ["forty"]
    assert [q.text for q in found.quantities] == ["forty", "Ten"]
    assert [(t.text, str(t.start)) for t in claim.times] == [("3 May 2017", "2017-05-03")]
    assert [p.name for p in claim.places] == ["Geneva"]


def test_nested_claims_know_their_parent() -> None:
    found = reading("The ministry said that a witness had told police that the truck was empty.")
    outer, inner = sorted(found.claims, key=lambda claim: claim.content)
    assert (outer.parent, inner.parent) == (None, outer.id)
