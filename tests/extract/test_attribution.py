"""Who says what: sentences of our own, with the source, cue, content and stance that a reader would mark."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.records import Mode, Stance, words
from texts import only, reading, spoken


@dataclass(frozen=True)
class Case:
    """A text with the one attribution it holds."""

    text: str
    source: str
    cue: str
    content: str
    stance: Stance = Stance.ASSERTS
    mode: Mode = Mode.INDIRECT

    def __str__(self) -> str:
        return self.text[:48]


DIRECT, MIXED = Mode.DIRECT, Mode.MIXED

PHRASES = [
    Case(
        "According to the hospital, twelve people were hurt in the blast.",
        "the hospital",
        "According to",
        "twelve people were hurt in the blast",
    ),
    Case(
        "Twelve people were hurt in the blast, according to the hospital.",
        "the hospital",
        "according to",
        "Twelve people were hurt in the blast",
    ),
    Case(
        "Twelve people, according to the hospital, were hurt in the blast.",
        "the hospital",
        "according to",
        "Twelve people were hurt in the blast",
    ),
    Case("The mine was closed, as reported by the BBC.", "the BBC", "as reported by", "The mine was closed"),
    Case("In the words of the mayor, the mine was closed.", "the mayor", "In the words of", "the mine was closed"),
]

INDIRECT = [
    Case("The minister said that the road was closed.", "The minister", "said", "that the road was closed"),
    Case("The road was closed, the minister said.", "the minister", "said", "The road was closed"),
    Case("Witnesses say soldiers fired on the crowd.", "Witnesses", "say", "soldiers fired on the crowd"),
    Case("The ministry insists the mine is safe.", "The ministry", "insists", "the mine is safe"),
    Case(
        "Twelve people were hurt, hospital officials said on Monday.",
        "hospital officials",
        "said",
        "Twelve people were hurt",
    ),
    Case(
        "Twelve people were hurt, said a nurse who works at the hospital.",
        "a nurse who works at the hospital",
        "said",
        "Twelve people were hurt",
    ),
    Case(
        "The ministry said in a statement that twelve people were hurt.",
        "The ministry",
        "said",
        "that twelve people were hurt",
    ),
    Case(
        "In a statement, the ministry said that twelve people were hurt.",
        "the ministry",
        "said",
        "that twelve people were hurt",
    ),
    Case(
        "Asked about the dam, the mayor said that it was safe.",
        "the mayor",
        "said",
        "that it was safe",
    ),
    Case(
        "Officials have confirmed that the prisoners were moved.",
        "Officials",
        "have confirmed",
        "that the prisoners were moved",
        Stance.CONFIRMS,
    ),
    Case(
        "The army denied that it had shelled the school.",
        "The army",
        "denied",
        "that it had shelled the school",
        Stance.DENIES,
    ),
    Case("The report says that forty trucks left the city.", "The report", "says", "that forty trucks left the city"),
    Case("A letter saying that the mine was unsafe was found.", "A letter", "saying", "that the mine was unsafe"),
    Case(
        "A homeless man said that the police had burned his tent.",
        "A homeless man",
        "said",
        "that the police had burned his tent",
    ),
    Case(
        "Anna Keller, who runs the hospital, said that the wards were full.",
        "Anna Keller, who runs the hospital",
        "said",
        "that the wards were full",
    ),
    Case(
        "The company, which makes pumps, said that the plant would close.",
        "The company, which makes pumps",
        "said",
        "that the plant would close",
        Stance.PREDICTS,
    ),
    Case(
        "The commander, General Peter Novak, said that the town had fallen.",
        "The commander, General Peter Novak",
        "said",
        "that the town had fallen",
    ),
    Case(
        "The engineer who said that the dam was safe has resigned.",
        "who",
        "said",
        "that the dam was safe",
    ),
    Case(
        'Frank "Two Fingers" Moretti said that the shop was empty.',
        'Frank "Two Fingers" Moretti',
        "said",
        "that the shop was empty",
    ),
    Case(
        "The rebels accused the army of shelling the market.",
        "The rebels",
        "accused",
        "the army of shelling the market",
        Stance.ALLEGES,
    ),
    Case(
        "The minister's claim that the mine was safe was repeated on Monday.",
        "The minister",
        "claim",
        "that the mine was safe",
        Stance.ALLEGES,
    ),
    Case("The army announced the end of the siege.", "The army", "announced", "the end of the siege"),
]

INSERTED = [
    Case("The dam, he said, was safe.", "he", "said", "The dam was safe"),
    Case(
        "The road, the minister said, was closed for two days.",
        "the minister",
        "said",
        "The road was closed for two days",
    ),
    Case("The dam, engineers said, was safe and would hold.", "engineers", "said", "The dam was safe and would hold"),
    Case("No one, the doctor said, had been hurt.", "the doctor", "said", "No one had been hurt"),
]

HEADLINES = [
    Case("Minister denies talks with rebels", "Minister", "denies", "talks with rebels", Stance.DENIES),
    Case(
        "US-led coalition admits role in convoy deal",
        "US-led coalition",
        "admits",
        "role in convoy deal",
        Stance.ADMITS,
    ),
]

SPEECH = [
    Case(
        '"The road was closed for two days," the minister said.',
        "the minister",
        "said",
        '"The road was closed for two days,"',
        mode=DIRECT,
    ),
    Case(
        'The minister said: "The road was closed for two days."',
        "The minister",
        "said",
        '"The road was closed for two days."',
        mode=DIRECT,
    ),
    Case(
        '"The road," the minister said, "was closed for two days."',
        "the minister",
        "said",
        '"The road," "was closed for two days."',
        mode=DIRECT,
    ),
    Case(
        '"The road was closed. We lost two days. Nobody came," the minister said.',
        "the minister",
        "said",
        '"The road was closed. We lost two days. Nobody came,"',
        mode=DIRECT,
    ),
    Case(
        '"The road was closed," the minister said. "We lost two days. Nobody came."',
        "the minister",
        "said",
        '"The road was closed," "We lost two days. Nobody came."',
        mode=DIRECT,
    ),
    Case(
        'The minister said: "The road was closed.\n\n"We lost a week of harvest.\n\n"Nobody came to help us."',
        "The minister",
        "said",
        '"The road was closed. "We lost a week of harvest. "Nobody came to help us."',
        mode=DIRECT,
    ),
    Case(
        '"They burned my tent in the night," said a homeless man.',
        "a homeless man",
        "said",
        '"They burned my tent in the night,"',
        mode=DIRECT,
    ),
    Case("“Is the road closed?” she asked.", "she", "asked", "“Is the road closed?”", Stance.QUESTIONS, DIRECT),
    Case(
        "“Who closed the road?” asked the mayor.",
        "the mayor",
        "asked",
        "“Who closed the road?”",
        Stance.QUESTIONS,
        DIRECT,
    ),
    Case(
        'The mayor said she was "very, very tired" of the talks.',
        "The mayor",
        "said",
        'she was "very, very tired" of the talks',
        mode=MIXED,
    ),
    Case(
        'The mayor called the deal "a trap for the whole valley".',
        "The mayor",
        "called",
        'the deal "a trap for the whole valley"',
        mode=MIXED,
    ),
    Case(
        "“We were told that the road was closed,” the driver said.",
        "the driver",
        "said",
        "“We were told that the road was closed,”",
        mode=DIRECT,
    ),
]


@pytest.mark.parametrize("case", [*PHRASES, *INDIRECT, *INSERTED, *HEADLINES, *SPEECH], ids=str)
def test_a_sentence_with_one_attribution(case: Case) -> None:
    found = reading(case.text)
    attribution, _ = only(found)
    assert spoken(found, attribution) == (case.source, case.cue, case.content)
    assert (attribution.stance, attribution.mode) == (case.stance, case.mode)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The mayor was quoted as saying that the bridge would open in May.", "that the bridge would open in May"),
        ("“The bridge will open in May,” the mayor was quoted as saying.", "“The bridge will open in May,”"),
    ],
)
def test_who_was_quoted_as_saying_is_the_source(text: str, content: str) -> None:
    found = reading(text)
    attribution, source = only(found)
    said = spoken(found, attribution)
    assert (said[0].lower(), said[2]) == ("the mayor", content)
    assert "saying" in said[1]
    assert source.canonical == "mayor"


PAIRS = [('"', '"'), ("“", "”"), ("‘", "’"), ("«", "»"), ("„", "“"), ("''", "''")]


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
@pytest.mark.parametrize("order", ["quotation first", "cue first"])
def test_all_marks_make_speech(opening: str, closing: str, order: str) -> None:
    if order == "cue first":
        text = f"The minister said: {opening}The road was closed for two days.{closing}"
    else:
        text = f"{opening}The road was closed for two days,{closing} the minister said."
    found = reading(text)
    attribution, _ = only(found)
    source, cue, content = spoken(found, attribution)
    assert (source.lower(), cue) == ("the minister", "said")
    assert content.removeprefix(opening).removesuffix(closing).rstrip(",.") == "The road was closed for two days"
    assert attribution.mode is Mode.DIRECT


TOLD = [
    # text, source, who was told
    ("A nurse told the BBC that the ward was full.", "A nurse", "BBC"),
    ("“The ward was full,” a nurse told Reuters.", "a nurse", "Reuters"),
    ("The mine was closed on Monday, the mayor told Reuters.", "the mayor", "Reuters"),
    ("The mayor told The Daily Record that the mine was closed.", "The mayor", "Daily Record"),
    ("“The mine is closed,” the mayor told The New York Times on Monday.", "the mayor", "New York Times"),
    ("The mayor said to the BBC that the mine was closed.", "The mayor", "BBC"),
]


@pytest.mark.parametrize(("text", "source", "teller"), TOLD)
def test_an_outlet_that_was_told_passed_the_words_on(text: str, source: str, teller: str) -> None:
    found = reading(text, publisher="Example Post")
    attribution, _ = only(found)
    assert spoken(found, attribution)[0] == source
    assert attribution.tellers == (teller,)
    assert found.claims[0].chain[1:] == (teller, "Example Post")


@pytest.mark.parametrize(
    "text",
    [
        "The mayor told reporters: “The mine is closed.”",
        "The mayor told his brother that the mine was closed.",
        "The mayor told the police that the mine was closed.",
    ],
)
def test_who_was_told_but_is_no_outlet_is_no_teller(text: str) -> None:
    assert only(reading(text))[0].tellers == ()


NO_SPEECH = [
    'The film "The Long Road Home" was shown in Geneva.',
    'He was shown the headline "Deal Let Hundreds Leave" on a screen.',
    'She had read "The Long Winter" twice.',
    'The "road" was a field.',
    "The rain fell for two days and the river rose.",
    "",
]


@pytest.mark.parametrize("text", NO_SPEECH)
def test_a_title_or_a_term_between_marks_is_no_speech(text: str) -> None:
    assert reading(text).attributions == ()


def test_a_title_before_a_cue_does_not_become_its_words() -> None:
    found = reading('She had read "The Long Winter" twice. The mayor said the library was shut.')
    assert spoken(found, only(found)[0]) == ("The mayor", "said", "the library was shut")


NESTED = [
    # text, outer source, inner source, inner content
    (
        "The ministry said that a witness had told police that the truck was empty.",
        "The ministry",
        "a witness",
        "that the truck was empty",
    ),
    (
        "The minister said that the mayor had told him that the truck was empty.",
        "The minister",
        "the mayor",
        "that the truck was empty",
    ),
    (
        "The paper reported that the mayor had said that the mine was unsafe.",
        "The paper",
        "the mayor",
        "that the mine was unsafe",
    ),
]


@pytest.mark.parametrize(("text", "outer", "inner", "content"), NESTED)
def test_words_inside_words_are_nested(text: str, outer: str, inner: str, content: str) -> None:
    found = reading(text)
    whole, part = found.attributions
    assert spoken(found, whole)[0] == outer
    assert spoken(found, part)[0] == inner
    assert spoken(found, part)[2] == content
    assert (whole.parent, part.parent) == (None, whole.id)


def test_a_relative_pronoun_stands_for_its_noun() -> None:
    found = reading("Anna Keller, who said the dam was safe, left on Monday.")
    attribution, source = only(found)
    assert spoken(found, attribution)[2] == "the dam was safe"
    assert (source.text, source.canonical, source.inferred) == ("who", "Anna Keller", True)


def test_what_follows_in_the_next_paragraph_is_the_same_speaker_s() -> None:
    found = reading("“We lost a week,” he said.\n\n“Nobody came to help us.”\n\nThe road is open again.")
    assert [spoken(found, a)[2] for a in found.attributions] == ["“We lost a week,”", "“Nobody came to help us.”"]
    assert {spoken(found, a)[0] for a in found.attributions} == {"he"}


def test_two_speakers_in_one_paragraph_are_kept_apart() -> None:
    found = reading("“We had no bed,” the doctor said. “The ward was full.” The mayor said the school would open.")
    assert [spoken(found, a)[::2] for a in found.attributions] == [
        ("the doctor", "“We had no bed,” “The ward was full.”"),
        ("The mayor", "the school would open"),
    ]


BROKEN = [
    "“The road was closed for two days, the minister said. The bridge was open.",
    "The road was closed for two days,” the minister said. The bridge was open.",
    '"The road was closed for two days, the minister said. The bridge was open.',
    "«The road was closed for two days, the minister said. The bridge was open.",
]


@pytest.mark.parametrize("broken", BROKEN)
def test_an_unbalanced_mark_costs_no_quotation_of_another_paragraph(broken: str) -> None:
    found = reading(f"{broken}\n\n“The bridge was open all week,” said Anna Keller.\n\nThe river rose.")
    last = spoken(found, found.attributions[-1])
    assert last == ("Anna Keller", "said", "“The bridge was open all week,”")
    assert found.attributions[-1].mode is Mode.DIRECT
    assert len(found.attributions) <= 2


BEFORE = [
    "",
    "🙂🙂 👨\u200d👩\u200d👧 🇸🇾",
    "cafe\u0301 nai\u0308ve",
    "שלום עולם",
    "\u202eabc\u202c",
    "x\u00ady\u200bz",
    "\t \r\n",
    "𝔘𝔫𝔦",
]


@pytest.mark.parametrize("before", BEFORE)
def test_offsets_count_code_points_whatever_stands_before(before: str) -> None:
    sentence = "“The road was closed,” the minister said."
    found = reading(f"{before}\n\n{sentence}\n")
    attribution = found.attributions[-1]
    assert spoken(found, attribution) == ("the minister", "said", "“The road was closed,”")
    start = found.document.text.index(sentence)
    assert attribution.content[0].start == start
    assert attribution.source[0].start == start + sentence.index("the minister")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_offsets_hold_after_any_first_paragraph(before: str) -> None:
    found = reading(f"{before}\n\nThe minister said that the road was closed.\n")
    for attribution in found.attributions:
        for span in (*attribution.source, *attribution.cue, *attribution.content):
            assert 0 <= span.start < span.end <= len(found.document.text)
    last = found.attributions[-1]
    assert words(found.document.text, last.cue) == "said"


def test_line_breaks_inside_a_sentence_change_nothing() -> None:
    flat = "The minister said that the road to the northern valley was closed for two days after the rain."
    broken = flat.replace("northern valley", "northern\nvalley").replace("days after", "days\nafter")
    said = [spoken(found, only(found)[0]) for found in (reading(flat), reading(broken))]
    assert said[0] == said[1]
