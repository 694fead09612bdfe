"""Everything extracted from one document: spans inside the text, words as the spans say, the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.config import ExtractConfig, Layer
from rashomon.errors import RunError
from rashomon.extract import reading as rules
from rashomon.extract.attribution import BACKENDS
from rashomon.extract.reading import extract, read
from rashomon.extract.times import find_times
from rashomon.ingest.view import tidy
from rashomon.records import Document, Reading, ReadState, Span, Time, words
from texts import document, reading

MARKS = "\"'“”„«»‘’「」''``"
STORY = (
    "Title: Road closed\nDate: 14 November 2017\n\nForty trucks left Geneva on Monday. “The road was closed,” the "
    "minister said. “Nobody came.” Anna Keller told the BBC that twelve people were hurt, and that the dam was safe.\n"
)
WORDS = ["said", "that", "the", "mayor", "denied", "forty", "trucks", "told", "BBC", "according", "to", "Monday", "not"]
UNICODE = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("🙂👨\u200d👩🇸🇾שלוםمرحبا\u0301\u0308\u202e\u202c\u200b\u00ad\u2010\n\n \t.,:"),
    ),
    max_size=160,
)
TEXTS = st.one_of(
    UNICODE,
    st.text(alphabet=f"{MARKS} \n", max_size=80),
    st.lists(st.sampled_from([*WORDS, *MARKS, ".", ",", "\n\n", "🙂", "שלום", "cafe\u0301"]), max_size=40).map(
        " ".join
    ),
)


def spans(found: Reading) -> Iterator[tuple[str, Span]]:
    """Yield every span of every layer with the name of its layer."""
    layers = [("sentence", found.sentences)]
    layers += [("mention", tuple(m.span for m in found.mentions))]
    layers += [("amount", tuple(q.span for q in found.quantities))]
    layers += [("counted", tuple(q.counted_span for q in found.quantities if q.counted_span is not None))]
    layers += [("time", tuple(t.span for t in found.times)), ("place", tuple(p.span for p in found.places))]
    for attribution in found.attributions:
        layers += [("source", attribution.source), ("cue", attribution.cue), ("content", attribution.content)]
    for claim in found.claims:
        layers += [("claim", claim.content), ("claim cue", claim.cue)]
        layers += [("claim source", claim.source.spans)] if claim.source else []
        layers += [("claim amount", tuple(q.span for q in claim.quantities))]
    yield from ((layer, span) for layer, group in layers for span in group)


def assert_sound(found: Reading) -> None:
    text = found.document.text
    length = len(text)
    for layer, span in spans(found):
        assert 0 <= span.start < span.end <= length, layer
    for claim in found.claims:
        assert claim.text == words(text, claim.content)
        assert claim.content == tuple(sorted(claim.content))
        assert claim.chain
    for mention in found.mentions:
        assert mention.text == words(text, (mention.span,))
    for items in (found.claims, found.attributions):
        assert len({item.id for item in items}) == len(items)
    known = {claim.id for claim in found.claims}
    assert all(claim.parent in known for claim in found.claims if claim.parent)


no_torch = pytest.mark.skipif(
    not (find_spec("torch") and find_spec("onnx")), reason="torch or onnx is not installed: the extra gpu"
)
every = pytest.mark.parametrize(
    "backend", [pytest.param(name, marks=no_torch) if name == "model-gpu" else name for name in BACKENDS]
)


@every
@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_any_text_gives_a_sound_reading(backend: str, text: str) -> None:
    found = reading(text, narrative=True, backend=backend)
    assert found.document.text == text
    assert_sound(found)


@every
@settings(max_examples=25, deadline=None)
@given(text=TEXTS)
def test_the_same_text_is_read_the_same_twice(backend: str, text: str) -> None:
    assert reading(text, narrative=True, backend=backend) == reading(text, narrative=True, backend=backend)


SENTENCE = "The mayor of 🙂 said that the dam was safe, but residents denied it. "
# Texts that broke other readers: (text, how many attributions there are at least).
HOSTILE = {
    "one line of 50,000 characters": (SENTENCE * (50_000 // len(SENTENCE)), 500),
    "one word of 100,000 characters": ("a" * 100_000 + " said that the road was closed.", 0),
    "15,000 quotation marks": (MARKS * 1000, 0),
    "a mark that is never closed": ("“The road was closed, the mayor said. " + SENTENCE * 40, 40),
    "right to left": ("אמר ראש העיר שהכביש נסגר. " * 60 + SENTENCE, 1),
    "mixed scripts and marks of direction": (
        "\u202eقال العمدة\u202c The mayor said that the road was closed. " * 60,
        30,
    ),
    "emoji": ("👨\u200d👩\u200d👧🇸🇾" * 400 + " " + SENTENCE, 1),
    "empty lines": ("\n" * 5000 + SENTENCE, 1),
}


@every
@pytest.mark.parametrize(("text", "least"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_whole_with_exact_offsets(backend: str, text: str, least: int) -> None:
    found = reading(text, backend=backend)
    assert found.document.text == text
    assert found.document.state is not ReadState.FAILED
    assert_sound(found)
    assert len(found.attributions) >= least


def test_a_story_is_read_whole() -> None:
    found = reading(STORY, narrative=True)
    assert {layer for layer, _ in spans(found)} >= {"sentence", "mention", "amount", "time", "place", "source", "claim"}
    assert [claim.text for claim in found.claims] == [
        "Forty trucks left Geneva on Monday",
        "“The road was closed,” “Nobody came.”",
        "that twelve people were hurt",
        "that the dam was safe",
    ]
    assert (found.document.title, str(found.document.published)) == ("Road closed", "2017-11-14")


LAYERED = [
    # text, back end
    (STORY, "model"),
    (STORY, "rules"),
    (STORY.upper(), "model"),
    ("🙂 \u200bThe mayor denied on 3 May that 40 to 50 trucks had left Geneva, the BBC said.", "model"),
    (MARKS * 5, "rules"),
    ("", "rules"),
]


@pytest.mark.parametrize("layer", Layer)
@pytest.mark.parametrize(("text", "backend"), LAYERED)
def test_a_layer_alone_is_that_layer_of_the_whole_and_nothing_else(text: str, backend: str, layer: Layer) -> None:
    given, config = document(text), ExtractConfig(attribution=backend)
    (whole,) = extract([(given, tidy(given))], config=config)
    (alone,) = extract([(given, tidy(given))], config=config, layers={layer})
    assert alone == replace(Reading(whole.document), **{layer.value: getattr(whole, layer)})


@pytest.mark.parametrize(
    ("layers", "undone"),
    [
        ({Layer.TIMES}, ["parse", "BACKENDS", "find_quantities", "find_places", "propositions"]),
        ({Layer.QUANTITIES}, ["BACKENDS", "find_times", "find_places", "propositions"]),
        ({Layer.PLACES, Layer.SENTENCES}, ["BACKENDS", "find_times", "find_quantities", "propositions"]),
        ({Layer.ATTRIBUTIONS, Layer.MENTIONS}, ["find_times", "find_quantities", "find_places", "propositions"]),
    ],
)
def test_a_layer_alone_costs_only_what_it_needs(
    layers: set[Layer], undone: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in undone:
        monkeypatch.setattr(rules, name, None)
    given = document(STORY)
    found = read(given, tidy(given), config=ExtractConfig(), layers=layers)
    assert all(getattr(found, layer) for layer in layers)


@pytest.mark.parametrize("layers", [{"quantites"}, "times"])
def test_an_unknown_layer_is_named(layers: Any) -> None:
    given = document(STORY)
    with pytest.raises(RunError, match="not known; choose of claims, sentences, mentions, attributions, quantities"):
        list(extract([(given, tidy(given))], config=ExtractConfig(), layers=layers))


def test_header_lines_claim_nothing() -> None:
    found = reading("Title: Minister denies talks\nDate: 14 November 2017\n\nThe road was closed.", narrative=True)
    assert [claim.text for claim in found.claims] == ["The road was closed"]


def test_a_text_of_marks_only_says_nothing() -> None:
    assert reading(MARKS * 40).claims == ()


def test_documents_come_back_in_order_and_the_failed_ones_empty() -> None:
    failed = Document(
        "lost.txt", "", "", "", state=ReadState.FAILED, problems=("lost.txt: read: no such file; check it",)
    )
    given_documents = [document("The mayor said that the road was closed."), failed, document("Rain fell on the town.")]
    found = list(extract(((d, tidy(d)) for d in given_documents), config=ExtractConfig()))
    assert [r.document.path for r in found] == ["story.txt", "lost.txt", "story.txt"]
    assert [len(r.claims) for r in found] == [1, 0, 1]
    assert found[1] == Reading(failed)


def test_a_document_is_read_when_it_is_asked_for() -> None:
    def never() -> Iterator[Document]:
        yield document("The mayor said that the road was closed.")
        raise AssertionError("read ahead")

    found = extract(((d, tidy(d)) for d in never()), config=ExtractConfig())
    assert next(found).claims


UNKNOWN = [ExtractConfig(parser="oracle"), ExtractConfig(attribution="oracle"), ExtractConfig(profile="oracle")]


@pytest.mark.parametrize("config", UNKNOWN, ids=["parser", "attribution", "profile"])
def test_a_part_that_does_not_exist_is_named_before_anything_is_read(config: ExtractConfig) -> None:
    with pytest.raises(RunError, match="oracle"):
        next(extract(iter(()), config=config))


def test_a_text_that_trips_a_rule_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(text: str, *, published: date | None) -> list[Time]:
        if "Rain" in text:
            raise ZeroDivisionError("a rule")
        return find_times(text, published=published)

    monkeypatch.setattr(rules, "find_times", trips)
    texts = [document("The mayor said that the road was closed."), document("Rain fell on the town.")]
    good, bad = extract(((d, tidy(d)) for d in texts), config=ExtractConfig())
    assert (good.document.state, len(good.claims)) == (ReadState.PARSED, 1)
    assert (bad.document.state, bad.claims) == (ReadState.FAILED, ())
    assert "a rule" in bad.document.problems[0]


def test_the_bounds_of_vague_words_follow_the_profile() -> None:
    given_document = document("Dozens of trucks left, the mayor said.")
    lows = {
        profile: read(given_document, tidy(given_document), config=ExtractConfig(profile=profile)).quantities[0].low
        for profile in ("literal", "airwars", "acled")
    }
    assert lows == {"literal": 24, "airwars": 12, "acled": 12}


@pytest.mark.parametrize("name", ["03-sdf-statement.txt", "06-correction.txt", "08-agency-note.txt"])
def test_the_example_texts_have_sound_spans(name: str, examples_dir: Path) -> None:
    text = (examples_dir / "raqqa" / name).read_text(encoding="utf-8")
    found = reading(text, publisher=None, narrative=True)
    assert found.claims
    assert all(0 <= span.start < span.end <= len(text) for _, span in spans(found))
    assert all(claim.text == words(text, claim.content) for claim in found.claims)
