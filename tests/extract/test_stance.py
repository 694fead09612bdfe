"""How a source stands to what it says: all ten stances, turned cues, and denials that no cue announces."""

from __future__ import annotations

import pytest

from rashomon.records import Certainty, Stance
from texts import reading

STANCES = {
    Stance.ASSERTS: [
        "The minister said that the road was closed.",
        "Officials warned that the river would rise.",
        "According to the police, the bridge was open.",
        "The mayor said the soldiers were not at the bridge.",
        "The mayor said that no flags were allowed to be flown.",
        "The army said its soldiers did not take part in the talks.",
    ],
    Stance.DENIES: [
        "The army denied that it had shelled the hospital.",
        "The army said it did not shell the hospital.",
        "The group maintains that no such deal was done.",
        "The mayor said that there was no agreement.",
        "The mayor said that no civilians were hurt.",
        "The company insisted that it had never sold the chemicals.",
        "The minister said the report was untrue.",
        "The minister said that there was no truth in the report.",
        "The general does not believe that the town has fallen.",
        "Minister denies talks with rebels",
    ],
    Stance.ADMITS: [
        "The ministry admitted that the shell hit a school.",
        "The company acknowledged that the plant was unsafe.",
        "US-led coalition admits role in convoy deal",
    ],
    Stance.CONFIRMS: [
        "The spokesman confirmed that the talks had begun.",
        "The agency verified that the letter was real.",
    ],
    Stance.ALLEGES: [
        "Residents alleged that soldiers had burned the mill.",
        "The rebels accused the army of shelling the market.",
        "Police suspect that the fire was set.",
    ],
    Stance.DOUBTS: ["Experts doubt that the dam will hold.", "Senators questioned whether the vote was fair."],
    Stance.QUESTIONS: ["The reporter asked whether the bridge was safe.", "“Is the bridge safe?” the reporter asked."],
    Stance.PREDICTS: [
        "Forecasters predict that the river will rise.",
        "The president vowed that the prisoners would be freed.",
    ],
    Stance.DEMANDS: [
        "The union demanded that the mine be closed.",
        "The court ordered the company to pay the farmers.",
        "The officer told the drivers to wait.",
    ],
    Stance.DECLINES: [
        "The mayor did not say who had paid.",
        "The mayor did not deny that the money was paid.",
        "The governor never said that the dam was safe.",
    ],
}
CASES = [(text, stance) for stance, texts in STANCES.items() for text in texts]


@pytest.mark.parametrize(("text", "stance"), CASES, ids=[f"{stance}: {text[:40]}" for text, stance in CASES])
def test_the_stance_of_a_source(text: str, stance: Stance) -> None:
    found = reading(text)
    assert [attribution.stance for attribution in found.attributions] == [stance]
    assert [claim.stance for claim in found.claims] == [stance]


def test_every_stance_is_tried() -> None:
    assert set(STANCES) == set(Stance)


def test_a_double_negation_is_none() -> None:
    (claim,) = reading("The general did not doubt that the town had fallen.").claims
    assert (claim.stance, claim.negated) == (Stance.ASSERTS, False)


@pytest.mark.parametrize(
    "text",
    [
        "The minister declined to say who signed the paper.",
        "The mayor refused to confirm that the money was paid.",
    ],
)
def test_a_refusal_to_speak_is_no_statement_of_what_was_not_said(text: str) -> None:
    assert {claim.stance for claim in reading(text).claims} == {Stance.DECLINES}


def test_a_rejected_claim_is_not_the_rejecting_one_s() -> None:
    found = reading("The minister rejected the claim that he took a bribe.")
    assert found.claims[0].stance is Stance.DENIES


NEGATED = [
    ("The mayor said the bridge was not safe.", True),
    ("The mayor said that nobody was hurt.", True),
    ("The mayor said that no civilians were hurt.", True),
    ("The mayor said that the guards never slept.", True),
    ("The dam, he said, was not safe.", True),
    ("The mayor said the bridge was safe.", False),
    ("The mayor denied that the bridge was safe.", False),
    ("The mayor did not say that the bridge was safe.", False),
]


@pytest.mark.parametrize(("text", "negated"), NEGATED)
def test_whether_the_content_says_that_something_is_not_so(text: str, negated: bool) -> None:
    (claim,) = reading(text).claims
    assert claim.negated is negated


CERTAINTIES = [
    ("The mayor said the bridge is safe.", Certainty.CERTAIN),
    ("The mayor said the bridge will probably collapse.", Certainty.PROBABLE),
    ("The mayor said that the bridge is likely to fall.", Certainty.PROBABLE),
    ("Engineers believe that the bridge is safe.", Certainty.PROBABLE),
    ("The mayor said the bridge may collapse.", Certainty.POSSIBLE),
    ("The mayor said the bridge could collapse.", Certainty.POSSIBLE),
    ("Engineers think the dam might break.", Certainty.POSSIBLE),
    ("The army, the mayor said, may have left the town.", Certainty.POSSIBLE),
    ("The mayor said that forty rebels had allegedly crossed the border.", Certainty.HEDGED),
    ("The mayor said that forty people were reportedly hurt.", Certainty.HEDGED),
    ("The alleged attack was planned in Geneva, the police said.", Certainty.HEDGED),
]


@pytest.mark.parametrize(("text", "certainty"), CERTAINTIES)
def test_how_sure_the_telling_is(text: str, certainty: Certainty) -> None:
    (claim,) = reading(text).claims
    assert claim.certainty is certainty
