"""How a source stands to what it says: all ten stances, turned cues, and denials that no cue announces."""

from __future__ import annotations

import pytest

from rashomon.extract.stance import stance_at
from rashomon.records import Certainty, Span, Spans, Stance
from texts import reading

STANCES = {
    Stance.ASSERTS: [
        "The minister said that the road was closed.",
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
        "The mayor did not deny that the money was paid.",
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
        "Officials warned that the river would rise.",
        "The mayor said the road will open in May.",
    ],
    Stance.DEMANDS: [
        "The union demanded that the mine be closed.",
        "The court ordered the company to pay the farmers.",
        "The officer told the drivers to wait.",
        "The senator said the law should be repealed.",
    ],
    Stance.DECLINES: [
        "The mayor did not say who had paid.",
        "The governor never said that the dam was safe.",
    ],
}
# Attributions as given: [source] {cue} <content>; what the rules would find in the sentence is not asked.
GIVEN = {
    Stance.ASSERTS: [
        "[The council] {refused to fund} <the stadium>.",
        "[The coach] {wants} <to stay in the second division>.",
        "{There is no question} <that the harvest was poor>.",
        "[The clerk] {answered questions about} <the missing files>.",
        "[The mayor] {called} <the measure a waste of money>.",
        "[The party leader] {said} <they don't have enough seats to pass it>.",
        "[The company] {said} <it has no plans to raise prices>.",
        "<“I would say that it was a draw,”> [the referee] {said}.",
        "[The doctor] {said} <it could have been worse>.",
    ],
    Stance.DENIES: [
        "<“That is simply false,”> [the trainer] {said}.",
        "<“I did not take a single coin,”> [the treasurer] {told} the court.",
        "[The minister] {refused to accept} <that the election was lost>.",
        "[The firm] {pushed back on} <claims that its cars are unsafe>.",
        "[Neither side] {believes} <that the other will keep the truce>.",
        "[The driver] {pleaded not guilty to} <fraud>.",
        "[The club] {issued a denial of} <the rumors>.",
        "Minister {Rejects} <Calls for Inquiry>",
    ],
    Stance.ADMITS: [
        "[The mayor's] {admission} <that the dam was unsafe>",
        "[The group] {claimed responsibility for} <the blast>.",
        "<“I was wrong about the bridge,”> [the engineer] {said}.",
        "[The paper] {issued an apology for} <the story>.",
    ],
    Stance.CONFIRMS: [
        "[The ministry] {appeared to confirm} <the leak>.",
        "<The sale> {was confirmed by} [the bank].",
        "[The record] {bears out} <her story>.",
    ],
    Stance.ALLEGES: [
        "[The duke] {falsely claimed} <that he won every seat>.",
        "[The candidate] {said without evidence} <that the dead had voted>.",
        "[The paper] {repeated its claim} <that the fund was empty>.",
        "[The envoy] {seemed to blame} <the neighbors for the shortage>.",
        "[The group] {filed a lawsuit alleging} <that the river was poisoned>.",
        "Governor {Accused Of} <Hiding Debt>",
    ],
    Stance.DOUBTS: [
        "[The report] {raised questions about} <the safety of the bridge>.",
        "[The auditors] {called into question} <the chairman's expenses>.",
        "[The farmers] {are not sure} <that the rain will come>.",
        "[The agency] {was unable to confirm} <the report>.",
        "{It is unclear} <whether the road will open>.",
        "[The coach] {said} <it was unlikely that the match would be replayed>.",
        "[Some members] {have expressed reservations about} <the budget>.",
        "{Questions about} <the vote count> linger.",
    ],
    Stance.QUESTIONS: [
        "<“Is that what we want?”> [the senator] {said}.",
        "[Lawmakers] {demanded to know} <who had signed the order>.",
        "{When pressed about} <the debt>, the minister walked out.",
        "[The teacher] {asked for} <his opinion of the book>.",
        "[The lawyer] {asked} <him if he owned a gun>.",
        "{In response to a question about} <the strike>, the minister smiled.",
    ],
    Stance.PREDICTS: [
        "[The premier] {said} <he would resign after the vote>.",
        "<“It's going to be a hard winter,”> [the baker] {said}.",
        "[The general] {warned} <that the dam could break>.",
        "[The company] {agreed} <to pay the farmers>.",
        "[The premier] {announced plans to} <sell the airline>.",
        "[Party leaders] {worry} <that the nominee will drag them down>.",
        "<“I think the tunnel will be finished by June,”> [the foreman] {said}.",
    ],
    Stance.DEMANDS: [
        "[The teacher] {asked} <the children to be quiet>.",
        "<The residents> {were told} <to boil their water>.",
        "[The guard] {warned} <the hikers not to cross the river>.",
        "[The opposition] {called for} <new elections>.",
        "[The editor] {wants} <the mayor to resign>.",
        "[The owner] {insisted} <that the money be returned>.",
        "<“Please stay at home,”> [the nurse] {said}.",
        "<“Let's build the school first,”> [the elder] {said}.",
        "<“You need to listen to the farmers,”> [the elder] {told} the council.",
        "[Lawmakers] {renewed their call for} <a hearing>.",
    ],
    Stance.DECLINES: [
        "[The ministry] {did not respond to} <a request for comment>.",
        "[The mayor] {would not say} <whether he had paid>.",
        "[The owner] {sidestepped} <questions about the debt>.",
        "[The chairman] {had no comment on} <the inquiry>.",
        "[The mayor's] {refusal to discuss} <the loan>",
        "[Neither camp] {would confirm} <the meeting>.",
        "[The senator] {said} <he would not comment on the case>.",
    ],
}


def marked(line: str) -> tuple[str, tuple[Spans, Spans, Spans]]:
    """Return the sentence without its marks, and where source, cue and content stand."""
    text, opened = "", 0
    found: dict[str, list[Span]] = {"]": [], "}": [], ">": []}
    for character in line:
        if character in "[{<":
            opened = len(text)
        elif character in found:
            found[character].append(Span(opened, len(text)))
        else:
            text += character
    return text, (tuple(found["]"]), tuple(found["}"]), tuple(found[">"]))


@pytest.mark.parametrize(("line", "stance"), [(line, stance) for stance, lines in GIVEN.items() for line in lines])
def test_the_stance_of_an_attribution_that_is_given(line: str, stance: Stance) -> None:
    text, attribution = marked(line)
    assert stance_at(text, [attribution], parser="spacy-sm") == [stance]


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


@pytest.mark.parametrize(("line", "stance"), [(lines[0], stance) for stance, lines in GIVEN.items()])
def test_other_paragraphs_have_no_part_in_a_stance(line: str, stance: Stance) -> None:
    text, attribution = marked(f"Nobody denied a thing, not even the\n\n{line}\nHe would not say whether it is so.")
    assert stance_at(text, [attribution], parser="spacy-sm") == [stance]
