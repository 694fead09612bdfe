"""The parser's later components give what spaCy's own give, token by token."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from rashomon.extract.parse import annotated, parse, parser
from rashomon.extract.parse_components import Names, WordClasses

TEXTS = [
    "Reuters said on Tuesday that Angela Merkel met 250 fighters near Raqqa.",
    "I ain't gonna say nothin', y'all gotta let's go; c'mon, there were three of them.",
    "There was a deal. There is none, the New York Times reported, and John Smith",
    "  \tHe left.\n\n   She stayed in Deir  ez-Zor on May 3, 2017.  ",
    "THE U.S. ARMY DENIED IT. Bank of America Corp",
    "Let him go. Y' all got it, she's gon na leave",
    "Mr. Obama",
    "“We’re nothin’,” said Ms. Lee-Jones of CNN's “State of the Union.”",
    "?",
    " ",
]


def values(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_iob_, t.ent_type_, t.is_sent_start)
        for t in doc
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_annotated_as_the_pipeline_does(text: str) -> None:
    (ours,) = annotated([text])
    assert values(ours) == values(parser("spacy-sm")(text))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_annotated_as_the_published_pipeline_does(text: str, nlp: Language) -> None:
    """Other products of matrices and other tables of lemmas than spaCy's own make it faster and nothing else."""
    (ours,) = annotated([text])
    assert values(ours) == values(nlp(text))


def test_texts_read_together_do_not_change_each_other() -> None:
    together = [values(doc) for doc in annotated(TEXTS * 4)]
    assert together == [values(doc) for doc in parser("spacy-sm").pipe(TEXTS * 4)]


WORDS = "Obama said New York there was were is ain't gonna let 's us got ta May 3 , . \n The CNN nothin' all y'".split(
    " "
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_any_row_of_words_is_annotated_as_the_pipeline_does(words: list[str]) -> None:
    text = " ".join(words)
    (ours,) = annotated([text])
    assert values(ours) == values(parser("spacy-sm")(text))


def test_the_shipped_parser_is_one_whose_components_are_known() -> None:
    ruler, recognizer = (parser("spacy-sm").get_pipe(name) for name in ("attribute_ruler", "ner"))
    assert WordClasses(ruler).known
    assert Names(recognizer).known


def test_entities_that_are_there_already_are_left_to_the_recogniser() -> None:
    """A document with preset entities keeps them, whatever the words would be taken for."""
    nlp = parser("spacy-sm")
    doc = nlp("Angela Merkel met John Smith.", disable=["ner"])
    doc.set_ents([Span(doc, 0, 2, label="ORG")], default="missing")
    Names(nlp.get_pipe("ner"))([doc])
    assert next((ent.text, ent.label_) for ent in doc.ents) == ("Angela Merkel", "ORG")


def test_names_are_left_out_where_nobody_asks() -> None:
    (doc,) = annotated([TEXTS[0]], names=False)
    assert not doc.ents
    assert [t.lemma_ for t in doc] == [t.lemma_ for t in parse(TEXTS[0])]
