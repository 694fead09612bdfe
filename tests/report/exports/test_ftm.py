"""Entities as FollowTheMoney itself reads them: schemata, required fields, clean values, ends of links that exist."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model

from rashomon.records import ReadState, SourceKind
from rashomon.report.exports.base import Material
from rashomon.report.exports.ftm import FORMAT
from rashomon.report.exports.ftm_terms import AGENTS, LANGUAGES, document_schema, language_code
from report.dossier_example import example
from report.exports.full_case import BASE, CASE, ENTITIES, FIRST, MADE, MAIL, MATERIAL, ONE, TWO


def entities(material: Material, folder: Path) -> dict[str, dict[str, Any]]:
    list(FORMAT.write(material, folder))
    lines = (folder / "entities.ftm.json").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert len({one["id"] for one in found}) == len(found)
    return {one["id"].removeprefix(f"rashomon-{CASE}-"): one for one in found}


@pytest.mark.parametrize("material", [MATERIAL, Material(example(), CASE, MADE)], ids=["full", "example"])
def test_followthemoney_takes_every_entity_as_it_is(material: Material, tmp_path: Path) -> None:
    found = entities(material, tmp_path)
    by_id = {one["id"]: model[one["schema"]] for one in found.values()}
    for one in found.values():
        schema, properties = by_id[one["id"]], one["properties"]
        assert not schema.abstract
        assert schema.validate({"properties": properties}) is None
        assert all(properties.get(name) for name in schema.required)
        read = model.get_proxy(one, cleaned=False)
        for name, values in properties.items():
            of = schema.get(name)
            assert of is not None, f"{one['schema']} has no {name}"
            assert sorted(read.get(name)) == sorted(values), name
            assert all(len(value) <= of.max_length for value in values)
            if of.type.name == "entity":
                assert all(by_id[value].is_a(of.range) for value in values), f"{one['schema']}.{name}"


def test_ids_begin_with_the_case_and_are_the_same_each_time(tmp_path: Path) -> None:
    first = entities(MATERIAL, tmp_path)
    assert all(one["id"].startswith(f"rashomon-{CASE}-") for one in first.values())
    assert {"c1", "q1", "earmy", ONE.id} <= first.keys()


def test_a_claim_is_a_note_on_its_document_its_speaker_and_its_question(tmp_path: Path) -> None:
    claim = entities(MATERIAL, tmp_path)["c1"]
    told = claim["properties"]
    assert claim["schema"] == "Note"
    assert [end.rpartition("-")[2] for end in told["entity"]] == [ONE.id, "earmy", "q1"]
    assert told["description"] == ["Army maintains: “that 16 civilians were killed in Old Town on 3 May”"]
    assert told["proof"] == [f"rashomon-{CASE}-{ONE.id}"]
    assert told["sourceUrl"] == [f"{BASE}c1"]
    assert "characters of the text: 18-35, 49-81" in told["notes"]
    assert "came through: Army → Post → Wire" in told["notes"]
    assert "amount: “16” civilians, 14 to 17 in person (about: 10 percent (house))" in told["notes"]
    assert "time: on 3 May (2021-05-02 to 2021-05-03)" in told["notes"]


def test_positions_are_found_in_the_text_that_is_sent(tmp_path: Path) -> None:
    document = entities(MATERIAL, tmp_path)[ONE.id]["properties"]
    (text,) = document["bodyText"]
    assert text == FIRST
    assert (text[18:35], text[49:81]) == ("that 16 civilians", "were killed in Old Town on 3 May")
    assert f"SHA-256 of the text: {hashlib.sha256(text.encode()).hexdigest()}" in document["notes"]
    # The field takes the SHA-1 of a file in the reader's own archive.
    assert "contentHash" not in document


def test_nobody_without_a_name_is_an_entity_that_others_could_be_matched_with(tmp_path: Path) -> None:
    found = entities(MATERIAL, tmp_path)
    assert not {"ea-driver", "efilm"} & found.keys()
    assert not [one for one in found.values() if "a driver" in one["properties"].get("name", [])]
    assert "said by: a driver (unnamed), in the text: a driver" in found["c3"]["properties"]["notes"]
    assert {kind for kind in SourceKind if kind not in AGENTS} == {
        SourceKind.UNNAMED,
        SourceKind.DOCUMENT,
        SourceKind.FOOTAGE,
    }


@pytest.mark.parametrize(
    ("name", "there"), [("Army", True), ("driver (in Post)", False), ("الجيش", True), ("3rd Corps", True)]
)
def test_a_role_is_no_name(name: str, there: bool, tmp_path: Path) -> None:
    one = replace(ENTITIES[0], name=name, kind=SourceKind.PERSON)
    found = entities(replace(MATERIAL, dossier=replace(MATERIAL.dossier, entities=(one,))), tmp_path)
    assert (one.id in found) is there


def test_a_claim_never_becomes_an_event(tmp_path: Path) -> None:
    assert "Event" not in {one["schema"] for one in entities(MATERIAL, tmp_path).values()}


def test_a_hop_is_one_link_with_every_claim_that_took_it(tmp_path: Path) -> None:
    links = [one["properties"] for one in entities(MATERIAL, tmp_path).values() if one["schema"] == "UnknownLink"]
    hops = [link for link in links if link["role"] == ["is reported by"]]
    assert [(hop["subject"], hop["object"], hop["recordId"]) for hop in hops] == [
        ([f"rashomon-{CASE}-earmy"], [f"rashomon-{CASE}-epost"], ["c1"]),
        ([f"rashomon-{CASE}-epost"], [f"rashomon-{CASE}-ewire"], ["c1", "c3"]),
        ([f"rashomon-{CASE}-earmy"], [f"rashomon-{CASE}-ewire"], ["c5"]),
    ]


def test_a_document_lies_in_a_mail_and_in_nothing_that_is_no_folder(tmp_path: Path) -> None:
    assert entities(MATERIAL, tmp_path)[ONE.id]["properties"]["parent"] == [f"rashomon-{CASE}-{MAIL.id}"]
    readings = tuple(
        replace(r, document=replace(r.document, parent=TWO.id)) if r.document.id == ONE.id else r
        for r in MATERIAL.dossier.readings
    )
    other = replace(MATERIAL, dossier=replace(MATERIAL.dossier, readings=readings))
    (folder := tmp_path / "other").mkdir()
    assert "parent" not in entities(other, folder)[ONE.id]["properties"]
    assert any((one.noun, one.field, one.count) == ("document", "parent", 1) for one in FORMAT.write(other, folder))


def test_a_day_of_publication_stays_that_day_where_the_moment_is_of_another_in_utc(tmp_path: Path) -> None:
    when = datetime.fromisoformat("2021-05-04T00:30:00+03:00")
    readings = tuple(
        replace(r, document=replace(r.document, when=when)) if r.document.id == ONE.id else r
        for r in MATERIAL.dossier.readings
    )
    told = entities(replace(MATERIAL, dossier=replace(MATERIAL.dossier, readings=readings)), tmp_path)[ONE.id]
    assert told["properties"]["publishedAt"] == ["2021-05-04"]
    assert "published: 2021-05-04T00:30:00+03:00" in told["properties"]["notes"]


def test_a_judgement_is_a_note_on_what_was_judged(tmp_path: Path) -> None:
    told = entities(MATERIAL, tmp_path)[f"{2:032x}"]["properties"]
    assert told["name"] == ["grade by Reviewer 2"]
    assert told["description"] == ["admiralty-information: 2 casualties; words 2"]
    assert told["entity"] == [f"rashomon-{CASE}-c1"]
    assert told["createdAt"] == ["2026-11-22T08:00:00"]
    assert entities(MATERIAL, tmp_path)[f"{4:032x}"]["properties"]["entity"] == [
        f"rashomon-{CASE}-c1",
        f"rashomon-{CASE}-c3",
    ]


def test_a_failed_document_says_why(tmp_path: Path) -> None:
    failed = replace(ONE, text="", state=ReadState.FAILED, problems=("it is locked; give the password",))
    readings = (replace(MATERIAL.dossier.readings[1], document=failed, claims=()),)
    found = entities(replace(MATERIAL, dossier=replace(MATERIAL.dossier, readings=readings)), tmp_path)
    told = found[ONE.id]["properties"]
    assert told["processingStatus"] == ["failure"]
    assert told["processingError"] == ["it is locked; give the password"]


@pytest.mark.parametrize(
    ("media_type", "schema"),
    [
        ("text/html; charset=utf-8", "HyperText"),
        ("text/plain", "PlainText"),
        ("application/pdf", "Pages"),
        ("message/rfc822", "Email"),
        ("image/png", "Image"),
        ("audio/mpeg", "Audio"),
        ("application/x-unheard-of", "Document"),
        ("", "Document"),
    ],
)
def test_bytes_have_the_schema_that_an_upload_would_get(media_type: str, schema: str) -> None:
    assert document_schema(media_type) == schema
    assert model[schema].is_a("Document")


@pytest.mark.parametrize(
    ("language", "code"), [("en", "eng"), ("en-GB", "eng"), ("ara", "ara"), ("tlh", None), ("", None), (None, None)]
)
def test_languages_have_three_letters(language: str | None, code: str | None) -> None:
    assert language_code(language) == code


def test_the_languages_are_those_that_followthemoney_knows() -> None:
    known = model["Document"].get("language")
    assert known is not None
    assert [code for code in LANGUAGES.values() if known.type.clean(code) != code] == []
    assert {two for two, three in LANGUAGES.items() if known.type.clean(two) != three} == set()
