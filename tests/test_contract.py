"""The machine-readable outputs, held to their schemas and to what schemas cannot say: offsets, identities, links."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from commandline import RASHOMON
from rashomon.config import Config, IngestConfig, Layer
from rashomon.pipeline import compare, dossier_of_case, find_copies, read_documents, read_texts, relate_texts
from rashomon.records import (
    Certainty,
    ChangeKind,
    ChangeScope,
    DateBasis,
    EchoDirection,
    EchoKind,
    Mode,
    QuestionKind,
    QuestionStatus,
    Reading,
    ReadState,
    RelationKind,
    SourceKind,
    Stance,
    TextPair,
)
from rashomon.report.contract import comparison_object, dossier_object, echo_lines, layer_objects
from rashomon.store.judgements import Kind, new_judgement
from rashomon.store.judging_targets import (
    ClaimTarget,
    DocumentTarget,
    EntityTarget,
    NewGrade,
    NewRelation,
    NewStance,
    PairTarget,
    QuestionTarget,
    SplitTarget,
    Target,
    Text,
    Value,
    quote,
)

SCHEMA_OF = {
    "claims": "claim",
    "sentences": "sentence",
    "mentions": "mention",
    "attributions": "attribution",
    "quantities": "quantity",
    "times": "time",
    "places": "place",
}
NAMES = (*SCHEMA_OF.values(), "dossier", "echo", "group", "comparison", "common")


@cache
def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("rashomon.schemas").joinpath(f"{name}.schema.json").read_text("utf-8"))
    return found


def closed(node: Any) -> Any:
    """Return a copy of a schema in which every object may hold only the fields that are described."""
    if isinstance(node, dict):
        more = {"additionalProperties": False} if node.get("type") == "object" else {}
        return {key: closed(value) for key, value in node.items()} | more
    return [closed(item) for item in node] if isinstance(node, list) else node


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of an output, in which a field that the schema does not describe is an error too."""
    resources = [(f"{n}.schema.json", Resource.from_contents(closed(schema(n)))) for n in NAMES]
    return Draft202012Validator(closed(schema(name)), registry=Registry().with_resources(resources))


def complaints(name: str, item: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(item)]


@dataclass(frozen=True)
class Case:
    """A case read once: its files, its readings in order, and its dossier as anybody's JSON reader gets it."""

    paths: tuple[str, ...]
    config: Config
    readings: tuple[Reading, ...]
    dossier: dict[str, Any]

    def layer(self, name: str) -> Iterator[tuple[Reading, dict[str, Any]]]:
        for reading in self.readings:
            for item in layer_objects(reading, name):
                yield reading, json.loads(json.dumps(item))


def read_case(paths: Sequence[str], config: Config) -> Case:
    readings = tuple(read_texts(read_documents(paths, config=config), config=config))
    dossier = json.loads(json.dumps(dossier_object(compare(readings, config=config))))
    return Case(tuple(paths), config, readings, dossier)


@pytest.fixture(scope="module", params=["example", "first report"])
def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "example":
        folder = request.getfixturevalue("examples_dir") / "raqqa"
        return read_case(sorted(str(path) for path in folder.iterdir() if path.is_file()), Config())
    seeds = sorted(request.getfixturevalue("seed_dir").glob("*.txt"))
    config = Config(ingest=IngestConfig(published=date(2017, 11, 14)))
    return read_case([str(path) for path in seeds], config)


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_valid_and_say_what_they_are(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"] == f"{name}.schema.json"
    assert schema(name)["description"]


def test_every_layer_has_a_schema() -> None:
    assert set(SCHEMA_OF) == set(Layer)


@pytest.mark.parametrize(
    ("listed", "kinds"),
    [
        (schema("common")["$defs"]["mode"], Mode),
        (schema("common")["$defs"]["stance"], Stance),
        (schema("common")["$defs"]["certainty"], Certainty),
        (schema("common")["$defs"]["source_kind"], SourceKind),
        (schema("common")["$defs"]["relation_kind"], RelationKind),
        (schema("dossier")["properties"]["questions"]["items"]["properties"]["kind"], QuestionKind),
        (schema("dossier")["properties"]["questions"]["items"]["properties"]["status"], QuestionStatus),
        (schema("dossier")["properties"]["documents"]["items"]["properties"]["state"], ReadState),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_listed_values_are_those_of_the_records(listed: dict[str, Any], kinds: type[StrEnum]) -> None:
    assert set(listed["enum"]) == {kind.value for kind in kinds}


@pytest.mark.parametrize("layer", Layer)
def test_every_object_of_every_layer_fits_its_schema(case: Case, layer: str) -> None:
    items = [item for _, item in case.layer(layer)]
    assert items
    wrong = {complaint for item in items for complaint in complaints(SCHEMA_OF[layer], item)}
    assert not wrong


def test_the_dossier_fits_its_schema(case: Case) -> None:
    assert not complaints("dossier", case.dossier)


def test_what_people_decided_fits_the_schema_too(case: Case) -> None:
    """Every kind of decision about the case, and the rejected claim as it was read."""
    readings = [reading for reading in case.readings if len(reading.claims) > 2]
    (reading, *_), claims = readings, readings[0].claims
    targets = [ClaimTarget(reading.document.id, quote(reading.document.text, c.content), c.id) for c in claims]
    pair = PairTarget(targets[0], targets[1])
    question = QuestionTarget(case.dossier["questions"][0]["id"])
    decided: list[tuple[Kind, Target, Value | None]] = [
        (Kind.ACCEPT, targets[0], None),
        (Kind.CORRECT, targets[0], NewStance(Stance.DENIES, True)),
        (Kind.REJECT, targets[2], None),
        (Kind.SPLIT, SplitTarget(((targets[0],), (targets[1],))), None),
        (Kind.RELATION, pair, NewRelation(RelationKind.DIFFERS)),
        (Kind.GRADE, question, Text("B2")),
        (Kind.GRADE, question, NewGrade("airwars-harm", "weak", "")),
        (Kind.NOTE, DocumentTarget(reading.document.id), Text("archived")),
        (Kind.TAG, EntityTarget("nobody of that name"), Text("urgent")),
    ]
    judgements = [
        replace(new_judgement(kind, target, value, actor="ada", why="for the test"), seq=number)
        for number, (kind, target, value) in enumerate(decided, start=1)
    ]
    dossier = json.loads(json.dumps(dossier_object(dossier_of_case(case.readings, judgements, config=case.config))))
    assert not complaints("dossier", dossier)
    assert [claim["id"] for claim in dossier["rejected"]] == [claims[2].id]
    assert {mark["kind"] for mark in dossier["judged"]} == {kind.value for kind, _, _ in decided} - {"tag"}
    assert len(dossier["unapplied"]) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("stance",), "shouts"),
        (("document", "sha256"), "abc"),
        (("content", "spans"), [[0]]),
        (("chain",), []),
        (("extra",), 1),
        (("source", "kind"), "place"),
    ],
    ids=str,
)
def test_a_wrong_object_is_seen(case: Case, path: tuple[str, ...], value: object) -> None:
    _, item = next(case.layer("claims"))
    wrong = copy.deepcopy(item)
    at = wrong
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert complaints("claim", wrong)


def quoted(node: Any) -> Iterator[tuple[str, list[list[int]]]]:
    """Yield every text with the spans it claims to be the words of."""
    if isinstance(node, dict):
        spans = node.get("spans") or ([node["span"]] if "span" in node else [])
        if "text" in node and spans:
            yield node["text"], spans
        for value in node.values():
            yield from quoted(value)
    elif isinstance(node, list):
        for value in node:
            yield from quoted(value)


def fold(text: str) -> str:
    """Fold white space; a word that a typesetter cut at the end of a line is whole again."""
    return " ".join(re.sub("[\u2010\u00ad]\\s*\n\\s*|\u00ad", "", text).split())


@pytest.mark.parametrize("layer", Layer)
def test_every_span_gives_the_stated_words(case: Case, layer: str) -> None:
    seen = 0
    for reading, item in case.layer(layer):
        text = reading.document.text
        for words, spans in quoted(item):
            seen += 1
            assert fold(" ".join(text[start:end] for start, end in spans)) == fold(words)
            assert all(a[1] <= b[0] for a, b in pairwise(spans)), "spans overlap or run backwards"
    assert seen


def test_amounts_times_and_places_of_a_claim_lie_in_its_content(case: Case) -> None:
    for _, claim in case.layer("claims"):
        for part in (*claim["quantities"], *claim["times"], *claim["places"]):
            start, end = part["span"]
            assert any(a <= start and end <= b for a, b in claim["content"]["spans"]), (claim["id"], part["text"])


def test_bounds_are_in_order(case: Case) -> None:
    for _, quantity in case.layer("quantities"):
        if quantity["low"] is not None and quantity["high"] is not None:
            assert quantity["low"] <= quantity["high"], quantity
    for _, time in case.layer("times"):
        if time["from"] and time["to"]:
            assert time["from"] <= time["to"], time


def test_a_chain_begins_with_the_source_and_ends_with_the_publisher(case: Case) -> None:
    for reading, claim in case.layer("claims"):
        publisher = reading.document.publisher or Path(reading.document.path).name
        assert claim["chain"][-1] == publisher
        assert claim["chain"][0] == claim["source"]["canonical"]
        assert len(set(claim["chain"])) == len(claim["chain"])


@pytest.mark.parametrize("layer", ["claims", "attributions"])
def test_ids_are_unique_and_parents_exist_without_going_round(case: Case, layer: str) -> None:
    parents: dict[str, str | None] = {}
    for _, item in case.layer(layer):
        assert item["id"] not in parents
        parents[item["id"]] = item["parent"]
    for at, parent in parents.items():
        above, way = parent, [at]
        while above is not None:
            assert above not in way, "nested in itself"
            way.append(above)
            above = parents[above]


def test_the_dossier_refers_only_to_what_it_holds(case: Case) -> None:
    dossier = case.dossier
    ids = {kind: [item["id"] for item in dossier[kind]] for kind in ("claims", "documents", "origins", "questions")}
    for kind, found in ids.items():
        assert len(found) == len(set(found)), kind
    claims, documents = set(ids["claims"]), set(ids["documents"])
    for relation in dossier["relations"]:
        assert {relation["a"], relation["b"]} <= claims
        assert relation["a"] != relation["b"]
        assert relation["question"] in ids["questions"]
    for account in (account for question in dossier["questions"] for account in question["accounts"]):
        assert set(account["claims"]) <= claims
        assert account["origin"] in ids["origins"]
    for question in dossier["questions"]:
        sources = {account["source"] for account in question["accounts"]}
        for drift in question["drift"]:
            assert drift["source"] in sources
            assert {claim for told in drift["statements"] for claim in told["claims"]} <= claims
            assert {claim for change in drift["changes"] for claim in (change["from"], change["to"])} <= claims
    for group in (*dossier["origins"], *dossier["conduits"]):
        assert set(group["claims"]) <= claims
        assert set(group["documents"]) <= documents
    for echo in dossier["echoes"]:
        assert {echo["from"], echo["to"]} <= documents
    # Every claim enters somewhere, and at one place.
    assert sorted(c for origin in dossier["origins"] for c in origin["claims"]) == sorted(claims)


def test_changes_go_forward_in_time(case: Case) -> None:
    """What is dated has a place, what is not has none, and a change goes from an earlier day to a later one."""
    drifts = [drift for question in case.dossier["questions"] for drift in question["drift"]]
    for drift in drifts:
        orders = [told["order"] for told in drift["statements"]]
        placed = [order for order in orders if order is not None]
        assert placed == sorted(placed) == orders[: len(placed)]
        for told in drift["statements"]:
            assert (told["order"] is None) == (told["date"]["basis"] == "unknown") == (told["date"]["from"] is None)
        for change in drift["changes"]:
            assert change["before"]["to"] <= change["after"]["from"]
            assert change["text"].count("→") == 1


def test_the_copied_passages_of_an_echo_are_the_same_but_for_small_edits(case: Case) -> None:
    text = {reading.document.id: reading.document.text for reading in case.readings}
    for echo in case.dossier["echoes"]:
        for (a, b), (c, d) in echo["spans"]:
            theirs, ours = (fold(t).lower().split() for t in (text[echo["from"]][a:b], text[echo["to"]][c:d]))
            assert SequenceMatcher(None, theirs, ours, autojunk=False).ratio() > 0.75


def test_every_line_of_echoes_fits_its_schema(case: Case) -> None:
    documents = [reading.document for reading in case.readings]
    pairs, groups = find_copies(documents, config=case.config)
    lines = json.loads(json.dumps(list(echo_lines(pairs, groups, documents))))
    assert len(lines) == len(pairs) + len(groups)
    for line in lines:
        assert not complaints("group" if "group" in line else "echo", line)
        named = line["group"] if "group" in line else [line["from"], line["to"]]
        assert set(named) <= {document.id for document in documents}
        assert named == [document["id"] for document in line["documents"]]
    # The same as in a dossier, which names its documents once for all.
    pairs_alone = [{name: line[name] for name in line if name != "documents"} for line in lines if "from" in line]
    assert pairs_alone == case.dossier["echoes"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("echo_kind", get_args(EchoKind)),
        ("echo_direction", get_args(EchoDirection)),
        ("change_kind", get_args(ChangeKind)),
        ("change_scope", get_args(ChangeScope)),
        ("date_basis", get_args(DateBasis)),
    ],
)
def test_listed_words_are_those_of_the_records(name: str, words: tuple[str, ...]) -> None:
    assert schema("common")["$defs"][name]["enum"] == list(words)


def test_another_run_in_another_process_gives_the_same_bytes(case: Case) -> None:
    published = case.config.ingest.published
    command = [RASHOMON, "report", *case.paths, "--format", "json"]
    command += ["--published", published.isoformat()] if published else []
    # Another seed for the hashes of strings: an order that comes from a set would show.
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert json.loads(done.stdout) == case.dossier


def test_readings_come_while_files_are_still_to_be_read(examples_dir: Path) -> None:
    taken: list[str] = []

    def paths() -> Iterator[str]:
        for path in sorted((examples_dir / "raqqa").glob("*.txt")):
            taken.append(path.name)
            yield str(path)

    readings = read_texts(read_documents(paths(), config=Config()), config=Config())
    first = next(readings)
    assert next(layer_objects(first, "claims"))
    assert taken == [Path(first.document.path).name]


def test_every_line_of_relate_fits_its_schema() -> None:
    pairs = [("12 men died.", "No man died."), ("Rain fell.", "A mayor bought a horse."), ("", "")]
    compared = relate_texts([TextPair(a, b) for a, b in pairs], config=Config())
    items = [comparison_object(comparison) for comparison in compared] + [comparison_object("no pair")]
    assert len(items) == 4
    for item in items:
        assert not complaints("comparison", item)
