"""The scorer of attributions on gold made by hand, and the reader of the corpus it is measured on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rashomon.errors import ItemError
from rashomon.evaluate import AttributionScore, GoldDocument, Tally, read_polnear, score_attributions
from rashomon.records import Attribution, Mode, Span, Spans, Stance

TEXT = "The minister said that the road was closed. Nobody came, a nurse told the BBC."


def spans(*words: str, text: str = TEXT) -> Spans:
    """Return the span of each piece of words where it first stands."""
    return tuple(Span(text.index(piece), text.index(piece) + len(piece)) for piece in words)


def gold(*items: Mapping[str, Sequence[str]]) -> GoldDocument:
    return GoldDocument("a", TEXT, tuple({role: spans(*pieces) for role, pieces in item.items()} for item in items))


def predicted(content: Sequence[str], source: Sequence[str] = (), cue: Sequence[str] = ()) -> Attribution:
    return Attribution("a1", spans(*source), spans(*cue), spans(*content), mode=Mode.INDIRECT, stance=Stance.ASSERTS)


MINISTER = {"source": ["The minister"], "cue": ["said"], "content": ["that the road was closed"]}
NURSE = {"source": ["a nurse"], "cue": ["told"], "content": ["Nobody came"]}


def scored(want: GoldDocument, *have: Attribution) -> AttributionScore:
    return score_attributions([(want, have)])


def counts(score: AttributionScore, measure: str) -> tuple[int, int, int]:
    tally = score.tally(measure)
    return tally.right, tally.predicted, tally.gold


def test_a_perfect_prediction_has_full_marks() -> None:
    score = scored(
        gold(MINISTER, NURSE),
        predicted(["Nobody came"], ["a nurse"], ["told"]),
        predicted(["that the road was closed"], ["The minister"], ["said"]),
    )
    measures = [f"{kind} {role}" for kind in ("words", "exact") for role in ("source", "cue", "content")]
    assert {score.tally(measure).f1 for measure in [*measures, "linked"]} == {1.0}
    assert counts(score, "words content") == (7, 7, 7)
    assert score.documents == 1


PARTIAL = [
    # content, source; words of the content, exact content, linked
    (["that the road was closed"], ["The minister"], (5, 5, 5), (1, 1, 1), (1, 1, 1)),
    (["the road was closed"], ["The minister"], (4, 4, 5), (0, 1, 1), (1, 1, 1)),
    (["the road was closed"], ["minister"], (4, 4, 5), (0, 1, 1), (1, 1, 1)),
    (["that the", "was closed"], ["The minister"], (4, 4, 5), (1, 1, 1), (1, 1, 1)),
    (["the road"], ["The minister"], (2, 2, 5), (0, 1, 1), (0, 1, 1)),
    (["that the road was closed"], ["a nurse"], (5, 5, 5), (1, 1, 1), (0, 1, 1)),
    (["that the road was closed"], [], (5, 5, 5), (1, 1, 1), (0, 1, 1)),
    (["that the road was closed. Nobody came"], ["The minister"], (5, 7, 5), (0, 1, 1), (1, 1, 1)),
    (["Nobody came"], ["The minister"], (0, 2, 5), (0, 1, 1), (0, 1, 1)),
]


@pytest.mark.parametrize(("content", "source", "words", "exact", "linked"), PARTIAL)
def test_partial_predictions(
    content: list[str],
    source: list[str],
    words: tuple[int, int, int],
    exact: tuple[int, int, int],
    linked: tuple[int, int, int],
) -> None:
    score = scored(gold(MINISTER), predicted(content, source))
    assert counts(score, "words content") == words
    assert counts(score, "exact content") == exact
    assert counts(score, "linked") == linked


def test_gold_without_a_source_counts_as_missed() -> None:
    nobody = {"content": MINISTER["content"]}
    score = scored(gold(nobody), predicted(["that the road was closed"], ["The minister"]))
    assert counts(score, "linked") == (0, 1, 1)
    assert counts(score, "exact source") == (0, 1, 0)


def test_one_prediction_links_to_one_attribution_only() -> None:
    score = scored(gold(MINISTER, MINISTER), predicted(["that the road was closed"], ["The minister"]))
    assert counts(score, "linked") == (1, 1, 2)
    both = scored(gold(MINISTER), *[predicted(["that the road was closed"], ["The minister"])] * 2)
    assert counts(both, "linked") == (1, 2, 1)
    assert counts(both, "exact content") == (1, 2, 1)
    assert counts(both, "words content") == (5, 5, 5)


def test_the_best_content_is_linked_first() -> None:
    whole = {"source": ["The minister"], "content": ["that the road was closed"]}
    part = {"source": ["The minister"], "content": ["the road was"]}
    score = scored(
        gold(part, whole),
        predicted(["that the road was closed"], ["The minister"]),
        predicted(["the road was"], ["The minister"]),
    )
    assert counts(score, "linked") == (2, 2, 2)


def test_white_space_and_marks_at_the_ends_cost_nothing() -> None:
    score = scored(gold(MINISTER), predicted([" that the road was closed."], ["The minister "]))
    assert score.tally("exact content").f1 == score.tally("exact source").f1 == 1.0


def test_documents_are_added_up() -> None:
    pairs = [(gold(MINISTER), [predicted(["that the road was closed"], ["The minister"])]), (gold(NURSE), [])]
    score = score_attributions(pairs)
    assert score.documents == 2
    assert counts(score, "linked") == (1, 1, 2)
    assert (score.tally("linked").precision, score.tally("linked").recall) == (1.0, 0.5)


def test_nothing_against_nothing_is_nought() -> None:
    assert scored(gold()).tally("linked") == Tally(0, 0, 0)
    assert Tally(0, 0, 0).f1 == Tally(0, 3, 0).f1 == Tally(0, 0, 3).f1 == 0.0


def written(folder: Path, *lines: str, text: str = TEXT, name: str = "story") -> Path:
    """Write one text with its annotations in brat stand-off and return the compartment."""
    for part in ("text", "attributions"):
        (folder / part).mkdir(exist_ok=True)
    (folder / "text" / f"{name}.txt").write_bytes(text.encode())
    (folder / "attributions" / f"{name}_one.ann").write_bytes("\n".join(lines).encode())
    return folder


def bound(number: int, role: str, *words: str, text: str = TEXT) -> str:
    places = ";".join(f"{span.start} {span.end}" for span in spans(*words, text=text))
    return f"T{number}\t{role} {places}\t{' '.join(words)}"


def test_a_compartment_is_read_with_discontinuous_spans(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        bound(1, "Source", "The minister"),
        bound(2, "Cue", "said"),
        bound(3, "Content", "that the road", "closed"),
        bound(4, "Content", "Nobody came"),
        "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3",
        "E2\tAttribution:T4 Content:T4",
        "E3\tAttribution:T2 Source:T1 Cue:T2",
        "A1\tKind E1 direct",
        "#1\tAnnotatorNotes T1\tsure",
    )
    (document,) = read_polnear(folder)
    assert (document.name, document.text) == ("story", TEXT)
    first, second = document.attributions
    assert first == {
        "source": spans("The minister"),
        "cue": spans("said"),
        "content": spans("that the road", "closed"),
    }
    assert second["content"] == spans("Nobody came")
    assert "source" not in second


def test_numbered_roles_are_one_discontinuous_role(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        bound(1, "Content", "closed"),
        bound(2, "Content", "that the road"),
        "E1\tAttribution:T1 Content:T1 Content2:T2",
    )
    (document,) = read_polnear(folder)
    assert document.attributions[0]["content"] == spans("that the road", "closed")


def test_offsets_count_code_points_and_every_character_of_the_file(tmp_path: Path) -> None:
    text = "🙂\r\ncafe\u0301 The minister said that the road was closed."
    line = bound(1, "Content", "that the road was closed", text=text)
    folder = written(tmp_path, line, "E1\tAttribution:T1 Content:T1", text=text)
    (document,) = read_polnear(folder)
    ((span,),) = (item["content"] for item in document.attributions)
    assert span.of(document.text) == "that the road was closed"


def test_texts_without_annotations_are_left_out_and_the_first_annotator_counts(tmp_path: Path) -> None:
    folder = written(tmp_path, bound(1, "Content", "closed"), "E1\tAttribution:T1 Content:T1")
    (folder / "attributions" / "story_two.ann").write_text("", encoding="utf-8")
    (folder / "text" / "alone.txt").write_text("Rain.", encoding="utf-8")
    found = list(read_polnear(folder))
    assert [document.name for document in found] == ["story"]
    assert len(found[0].attributions) == 1


@pytest.mark.parametrize("parts", [[], ["text"], ["attributions"]])
def test_a_folder_that_is_no_compartment_is_named(parts: list[str], tmp_path: Path) -> None:
    for part in parts:
        (tmp_path / part).mkdir()
    with pytest.raises(ItemError, match="PolNeAR compartment") as caught:
        list(read_polnear(tmp_path))
    assert caught.value.item == str(tmp_path)


@pytest.mark.data
def test_the_corpus_itself_is_read(data_dir: Path) -> None:
    first = next(read_polnear(data_dir / "polnear" / "dev"))
    assert len(first.attributions) > 5
    for item in first.attributions:
        for pieces in item.values():
            assert all(0 <= span.start < span.end <= len(first.text) for span in pieces)
