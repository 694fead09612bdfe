"""Parsing in pieces: offsets of tokens are offsets of the text, however long its lines are."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from growth import in_proportion
from rashomon.errors import RunError
from rashomon.extract.parse import parse, parser

SENTENCE = "The mayor said that the road was closed. "
LONG = [
    # what, text
    ("one line of 100,000 characters", (SENTENCE * 2500)[:100_000]),
    ("one line without a full stop", "the road and the bridge and the river " * 700),
    ("a run without any space", "x" * 20_000),
    ("runs of marks", "“" * 2_000 + " " + "-" * 2_000),
    ("many paragraphs", f"{SENTENCE}\n\n" * 100),
    ("emoji without a space", "🙂" * 2_000),
]


@pytest.mark.parametrize("text", [text for _, text in LONG], ids=[what for what, _ in LONG])
def test_a_long_text_keeps_its_offsets(text: str) -> None:
    docs: list[Doc] = []
    assert in_proportion(lambda length: lambda: docs.append(parse(text[:length])), len(text) // 8, len(text))
    doc = docs[-1]
    assert doc.text == text
    assert all(text.startswith(token.text, token.idx) for token in doc)


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\n \t“”\"'.,🙂\u0301\u202e")),
        max_size=200,
    )
)
def test_any_text_comes_back_unchanged(text: str) -> None:
    doc = parse(text)
    assert doc.text == text
    assert [token.idx for token in doc] == [n for n, _ in sorted((token.idx, token.i) for token in doc)]


def test_no_sentence_runs_over_a_paragraph() -> None:
    doc = parse("The road was\n\nclosed. The bridge was open.")
    assert [sentence.text.strip() for sentence in doc.sents] == ["The road was", "closed.", "The bridge was open."]


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", " "])
def test_nothing_to_parse(text: str) -> None:
    assert parse(text).text.strip() == ""


def test_the_same_text_is_parsed_the_same_alone_and_among_others() -> None:
    alone = parse(SENTENCE.strip())
    among = parse(f"Rain fell.\n\n{SENTENCE.strip()}\n\nThe river rose.")
    start = next(token.i for token in among if token.text == "mayor") - 1
    same = among[start : start + len(alone)]
    assert [(t.text, t.dep_, t.tag_) for t in alone] == [(t.text, t.dep_, t.tag_) for t in same]


def test_a_parser_is_loaded_once() -> None:
    assert parser("spacy-sm") is parser("spacy-sm")


def test_an_unknown_parser_is_named() -> None:
    with pytest.raises(RunError, match=r"parser 'oracle': not known; choose one of spacy-sm"):
        parse("He left.", name="oracle")


def test_what_downloads_models_is_not_imported_with_the_parser_and_can_be_afterwards() -> None:
    program = """
import sys
from rashomon.extract.parse import parse
assert parse("He said it.")[1].lemma_ == "say"
print(sorted({"spacy.cli", "weasel", "requests", "httpx"} & set(sys.modules)))
import spacy
print(spacy.info(silent=True)["spacy_version"] == spacy.__version__)
from spacy.cli import download
print(callable(download))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["[]", "True", "True"], done.stderr
