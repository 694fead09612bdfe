"""Annotations as others read them: words found again by position and quotation, and the shapes of the standard."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, Namespace

import factories
from rashomon.records import Dossier, Span, Stance
from rashomon.report.exports.annotation import FORMAT
from rashomon.report.exports.base import Material
from report.dossier_example import example
from report.exports.full_case import BASE, CASE, FIRST, MADE, MATERIAL, ONE, TWO
from report.exports.linked_rdf import RASHOMON, conforms, graph_of

OA = Namespace("http://www.w3.org/ns/oa#")


def collected(material: Material, folder: Path) -> dict[str, Any]:
    list(FORMAT.write(material, folder))
    collection: dict[str, Any] = json.loads((folder / "annotations.jsonld").read_text(encoding="utf-8"))
    items = collection["first"]["items"]
    assert len(items) == collection["total"]
    assert len({item["id"] for item in items}) == len(items)
    return {item["id"].removeprefix(material.iri("")): item for item in items}


def by_position(text: str, selector: dict[str, Any]) -> str:
    """Return the words of a TextPositionSelector (4.2.5): positions between code points, the end left out."""
    assert selector["type"] == "TextPositionSelector"
    points = [text[place : place + 1] for place in range(len(text))]
    return "".join(points[selector["start"] : selector["end"]])


def by_quotation(text: str, selector: dict[str, Any]) -> list[int]:
    """Return where a TextQuoteSelector (4.2.4) finds its words: every place with that before and after it."""
    assert selector["type"] == "TextQuoteSelector"
    before, after = selector.get("prefix", ""), selector.get("suffix", "")
    whole = before + selector["exact"] + after
    return [place + len(before) for place in range(len(text)) if text.startswith(whole, place)]


def selected(text: str, resource: dict[str, Any]) -> str:
    """Return the words of a segment, found by both of its selectors."""
    position, quotation = resource["selector"]
    assert position["start"] in by_quotation(text, quotation)
    assert by_position(text, position) == quotation["exact"]
    return str(quotation["exact"])


def segments(item: dict[str, Any]) -> list[dict[str, Any]]:
    target = item["target"]
    return target if isinstance(target, list) else [target]


TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("🕊𝔄👩‍👩‍👧𐍈é\u202e\r\n")),
    min_size=1,
    max_size=120,
)


@given(TEXTS, st.data())
def test_the_words_of_a_claim_are_found_again_in_any_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    document = factories.document("a.txt", text)
    claim = replace(factories.claim(document, "x", factories.source("Army")), content=spans, cue=(spans[0],))
    claim = replace(claim, source=replace(factories.source("Army"), spans=(spans[-1],)))
    material = Material(replace(EMPTY, readings=factories.readings(claim, documents=[document])), CASE, MADE)
    with tempfile.TemporaryDirectory() as folder:
        item = collected(material, Path(folder))[claim.id]
    assert [selected(text, segment) for segment in segments(item)] == [span.of(text) for span in spans]
    parts = {body["rashomon:role"]: selected(text, body) for body in item["body"] if "selector" in body}
    assert parts == {"source": spans[-1].of(text), "cue": spans[0].of(text)}
    read = segments(item)[0]["state"]["cached"]["rashomon:text"]
    assert read["schema:sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert read["rashomon:characters"] == len(text)


EMPTY = Dossier((), (), (), (), (), (), ())


def test_positions_are_no_utf_16_units(tmp_path: Path) -> None:
    item = collected(MATERIAL, tmp_path)["c2"]
    (segment,) = segments(item)
    start = segment["selector"][0]["start"]
    assert FIRST[start:].startswith("The Ministry agrees")
    assert FIRST.encode("utf-16-le")[2 * start :].decode("utf-16-le").startswith(". The Ministry agrees") is False
    assert len(FIRST[:start].encode("utf-16-le")) // 2 == start + 1  # the dove is one code point and two units


def test_half_a_surrogate_pair_does_not_stop_the_export(tmp_path: Path) -> None:
    document = replace(factories.document("a.txt"), text="x\ud800y")
    claim = factories.claim(document, "x\ud800y")
    material = Material(replace(EMPTY, readings=factories.readings(claim, documents=[document])), CASE, MADE)
    (segment,) = segments(collected(material, tmp_path)[claim.id])
    assert selected(document.text, segment) == "x\ud800y"


def test_words_with_a_gap_are_targets_of_their_own_in_order(tmp_path: Path) -> None:
    item = collected(MATERIAL, tmp_path)["c1"]
    assert [selected(FIRST, segment) for segment in segments(item)] == [
        "that 16 civilians",
        "were killed in Old Town on 3 May",
    ]


def test_a_claim_says_who_how_and_what_each_on_its_own_words(tmp_path: Path) -> None:
    item = collected(MATERIAL, tmp_path)["c1"]
    parts = [(b["rashomon:role"], selected(FIRST, b), b["purpose"]) for b in item["body"] if "selector" in b]
    assert parts == [
        ("source", "The Army", "identifying"),
        ("cue", "denied", "highlighting"),
        ("quantity", "16", "classifying"),
        ("quantity", "16", "classifying"),
        ("time", "3 May", "classifying"),
        ("place", "Old Town", "classifying"),
    ]
    source = next(b for b in item["body"] if b.get("rashomon:role") == "source")
    assert source["rashomon:who"] == {"id": f"{BASE}earmy", "type": "Organization", "name": "Army"}
    (question,) = [b["source"] for b in item["body"] if b.get("rashomon:role") == "question"]
    assert question == {"id": f"{BASE}q1", "label": "How many civilians were killed?"}


@pytest.mark.parametrize(
    ("stance", "negated", "begins"),
    [
        (Stance.ASSERTS, False, "the Army says: “"),
        (Stance.DENIES, False, "the Army denies: “"),
        # Words that say themselves that it is not so would be turned round by another "denies".
        (Stance.DENIES, True, "the Army maintains: “"),
        (Stance.QUESTIONS, False, "the Army asks: “"),
    ],
)
def test_the_sentence_that_people_read_has_the_stance_in_it(
    stance: Stance, negated: bool, begins: str, tmp_path: Path
) -> None:
    document = factories.document("a.txt", "A deal was struck.", publisher="Post")
    claim = factories.claim(document, "A deal was struck", factories.source("the Army"), stance=stance, negated=negated)
    material = Material(replace(EMPTY, readings=factories.readings(claim, documents=[document])), CASE, MADE)
    told = collected(material, tmp_path)[claim.id]["body"][0]
    assert told["purpose"] == "describing"
    assert told["value"] == f"{begins}A deal was struck” (the Army → Post)"


def test_an_address_of_the_web_is_the_source_and_anything_else_is_ours(tmp_path: Path) -> None:
    found = collected(MATERIAL, tmp_path)
    (ours,), (web,) = segments(found["c2"]), segments(found["c3"])
    assert ours["source"] == f"{BASE}{ONE.id}"
    assert web["source"] == "https://news.example.org/two%20page.html"
    assert web["state"]["sourceDate"] == ["2026-11-20T09:00:02Z"]
    copy = web["state"]["cached"]
    assert (copy["id"], copy["via"], copy["schema:sha256"]) == (
        f"{BASE}{TWO.id}",
        "https://n.example.org/2",
        TWO.sha256,
    )


@pytest.mark.parametrize(
    ("number", "motive", "target"),
    [
        (1, "assessing", ["c1"]),
        (2, "assessing", ["c1"]),
        (4, "editing", ["rdfe40d4c0a370400"]),
        (5, "commenting", ["q1"]),
        (6, "tagging", ["earmy"]),
        (8, "editing", ["c3"]),
    ],
)
def test_a_judgement_is_an_annotation_of_what_was_judged(
    number: int, motive: str, target: list[str], tmp_path: Path
) -> None:
    found = collected(MATERIAL, tmp_path)
    item = found[f"{number:032x}"]
    assert item["motivation"] == motive
    assert item["target"] == [f"{BASE}{one}" for one in target]
    assert item["creator"]["name"] == f"Reviewer {number}"
    assert item["creator"]["type"] == "Person"
    assert item["created"] == f"2026-11-2{number}T08:00:00Z"
    assert f"reason {number}" in [body["value"] for body in item["body"]]
    assert all(one in found or one.startswith("e") for one in target)


def test_a_grade_is_told_with_its_scale(tmp_path: Path) -> None:
    item = collected(MATERIAL, tmp_path)[f"{2:032x}"]
    assert "admiralty-information: 2" in [body["value"] for body in item["body"]]


@pytest.mark.parametrize("material", [MATERIAL, Material(example(), CASE, MADE)], ids=["full", "example"])
def test_it_keeps_to_the_standard(material: Material, tmp_path: Path) -> None:
    list(FORMAT.write(material, tmp_path))
    assert conforms(graph_of(tmp_path / "annotations.jsonld"), "annotation.ttl") == ""


def test_the_shapes_find_what_is_wrong() -> None:
    graph = Graph().parse(data="@prefix oa: <http://www.w3.org/ns/oa#> . <urn:a> a oa:Annotation .", format="turtle")
    assert "hasTarget" in conforms(graph, "annotation.ttl")


def test_the_graph_answers_who_denies_what(tmp_path: Path) -> None:
    list(FORMAT.write(MATERIAL, tmp_path))
    found = graph_of(tmp_path / "annotations.jsonld").query(
        """SELECT ?name ?words WHERE {
             ?claim oa:hasBody [ r:field "stance" ; r:value "denies" ] , ?source .
             ?source r:role "source" ; r:who [ foaf:name ?name ] ; oa:hasSelector [ oa:exact ?words ] }""",
        initNs={"oa": OA, "r": RASHOMON, "foaf": "http://xmlns.com/foaf/0.1/"},
    )
    assert [tuple(row) for row in found] == [(Literal("Army"), Literal("The Army"))]  # type: ignore[arg-type]
