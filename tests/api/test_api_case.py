"""The library as a notebook uses it, on both kinds of database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import rashomon
from rashomon.api import Case, Listed
from rashomon.errors import ItemError, RunError
from rashomon.records import Entity, RelationKind, SourceKind
from rashomon.store.bundle import is_bundle
from rashomon.store.judging_targets import EntityTarget, MergeTarget, NewRelation
from stored import put, reading

ARMY, NAVY = "Twelve people died at the mill. It rained.", "The Army regrets it. Work goes on."


@pytest.fixture
def case(memory: Path, database: str | None) -> Iterator[Case]:
    with rashomon.create_case(memory / "case", database=database, actor="Ada") as made:
        put(made.store, ARMY, name="a.txt")
        put(made.store, NAVY, name="b.txt", read=reading(NAVY, name="b.txt", source="the Navy"))
        yield made


def test_what_a_case_holds_are_records_found_by_place_id_or_field(case: Case) -> None:
    assert [document.path for document in case.documents] == ["a.txt", "b.txt"]
    (first, second) = case.claims
    assert case.documents[first.document].text == ARMY
    assert case.claims[second.id] == second
    assert [claim.id for claim in case.claims.where(document=second.document)] == [second.id]
    assert {source.name for source in case.sources} >= {"the Army", "the Navy"}
    assert first.content[0].of(ARMY) == "Twelve people died at the mill."
    with pytest.raises(KeyError):
        case.claims["c0"]


def test_a_case_that_holds_nothing_is_empty_and_no_error(tmp_path: Path) -> None:
    with rashomon.create_case(tmp_path / "case", profile="acled") as case:
        assert (len(case.claims), len(case.questions), case.dossier.profile) == (0, 0, "acled")
        assert list(case.rows("claims")) == []
        with pytest.raises(RunError, match="nothing was read yet"):
            case.export("contract", tmp_path / "out")
        with pytest.raises(RunError, match="nothing was read yet"):
            case.export("bundle", tmp_path / "out")


def test_the_comparison_is_made_once_for_each_state_of_the_case(case: Case, database: str | None) -> None:
    dossier = case.dossier
    assert case.dossier is dossier
    with rashomon.open_case(case.folder, database=database, actor="Ron") as other:
        assert len(other.claims) == 2
        other.reject(other.claims[0])
    assert case.dossier is not dossier
    assert (len(case.claims), len(case.rejected)) == (1, 1)
    put(case.store, "Nobody died. It was dry.", name="c.txt")
    assert len(case.documents) == 3


def claim(case: Case) -> Any:
    return case.claims[0]


ABOUT: list[tuple[str, Callable[[Case], Any], Any]] = [
    ("accept", claim, None),
    ("accept", lambda case: case.claims[0].id, None),
    ("reject", claim, None),
    ("note", lambda case: case.sources[0], "ask again"),
    ("note", lambda case: case.sources[0].id, "ask again"),
    ("tag", lambda case: case.documents[1], "north"),
    ("tag", lambda case: case.documents[1].id, "north"),
    ("grade", claim, "B2"),
    ("relation", lambda case: (case.claims[0], case.claims[1]), NewRelation(RelationKind.CONTRADICTS)),
    ("merge", lambda _: MergeTarget((EntityTarget("the Army"), EntityTarget("the Navy"))), None),
]


@pytest.mark.parametrize(("kind", "about", "value"), ABOUT)
def test_a_decision_is_recorded_with_who_and_why_and_applied(
    case: Case, kind: str, about: Callable[[Case], Any], value: Any
) -> None:
    made = case.judge(kind, about(case), value, why="as heard")
    assert (made.seq, made.actor, made.why, made.kind) == (1, "Ada", "as heard", kind)
    assert case.judgements[made.id] == made
    assert {mark.kind for mark in case.marks} == {kind}
    assert case.dossier.unapplied == ()
    case.undo(made)
    assert list(case.marks) == []
    assert case.verify() == ()


@pytest.mark.parametrize(
    ("kind", "about", "value", "said"),
    [
        ("accept", lambda case: case.sources[0], None, "accept is not about a entity"),
        ("note", lambda _: "nothing", "x", "nothing in the case has this id"),
        ("note", claim, None, "note needs one"),
        ("praise", claim, None, "'praise' is not a valid Kind"),
        ("note", lambda _: 3, "x", "a int is nothing that can be decided about"),
    ],
)
def test_what_cannot_be_decided_records_nothing(
    case: Case, kind: str, about: Callable[[Case], Any], value: Any, said: str
) -> None:
    with pytest.raises(ItemError, match=said):
        case.judge(kind, about(case), value)
    assert len(case.judgements) == 0


def test_a_source_whose_name_another_one_has_too_is_not_judged_by_it(case: Case) -> None:
    one, other = (
        Entity(identity, "the driver", SourceKind.UNNAMED, names, ())
        for identity, names in (("e1", ("the driver",)), ("e2", ("The Driver", "a driver from Tabqa")))
    )
    dossier = case.dossier
    case._dossier = (_mark(case), _with(dossier, (one, other)))
    assert case.note(other, "x").target == EntityTarget("a driver from Tabqa")
    case._dossier = (_mark(case), _with(dossier, (one, other)))
    with pytest.raises(ItemError, match="decide about its claims instead"):
        case.note(one, "x")


def _with(dossier: Any, entities: tuple[Entity, ...]) -> Any:
    from dataclasses import replace

    return replace(dossier, entities=entities)


def _mark(case: Case) -> str:
    from rashomon.store.views import freshness

    with case.store.base.reading() as connection:
        return freshness(connection)[0]


def test_a_case_opened_for_looking_is_not_changed(case: Case, database: str | None) -> None:
    with rashomon.open_case(case.folder, write=False, database=database) as other:
        assert len(other.claims) == 2
        with pytest.raises(RunError, match="open for reading only"):
            other.accept(other.claims[0])


def test_what_goes_out(case: Case, tmp_path: Path) -> None:
    assert case.report(tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    lost = case.export("contract", tmp_path / "out.json")
    assert [one.noun for one in lost] == ["document"]
    assert case.export("bundle", tmp_path / "bundle.zip") == ()
    assert is_bundle(tmp_path / "bundle.zip")
    assert len(case.backup(tmp_path / "case.tar")) == 64
    pyrage = pytest.importorskip("pyrage")
    case.backup(tmp_path / "case.age", to=[str(pyrage.x25519.Identity.generate().to_public())])
    assert (tmp_path / "case.age").read_bytes().startswith(b"age-encryption.org/v1")
    with pytest.raises(RunError, match="'word' is no format; choose one of bundle, acled"):
        case.export("word", tmp_path / "x")
    exported = [entry.action for entry in case.store.log.entries() if entry.action in ("export", "backup")]
    assert exported == ["export", "export", "backup", "backup"]


def test_files_are_added_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor denied that 12 people had died.", encoding="utf-8")
    told: list[str] = []
    with rashomon.create_case(tmp_path / "case") as case:
        one, none = case.add(
            [tmp_path / "a.txt", str(tmp_path / "none.txt")], on_outcome=lambda outcome, _: told.append(outcome.what)
        )
        assert (one.what, none.what, told) == ("new", "failed", ["new", "failed"])
        (hit,) = case.search("people", source="mayor")
        assert hit.claims[0][1:] == ("mayor", "denies")
        assert [document.state for document in case.documents] == ["parsed", "failed"]
        assert case.status().counts == {"parsed": 1}


def test_the_names_of_the_package_are_those_of_the_api() -> None:
    assert rashomon.open_case is rashomon.api.open_case
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = rashomon.nothing
    with pytest.raises(RunError, match="no case"):
        rashomon.open_case("nowhere")
    with pytest.raises(RunError, match="profile"):
        rashomon.create_case("nowhere", profile="none")
    assert not Path("nowhere").exists()


@pytest.mark.parametrize(
    "text", ["", "a\0b. The mayor said that 3 men \U0001f30d left.", "\ud800 He said that it fell."]
)
def test_claims_of_any_string_are_spans_of_it(text: str) -> None:
    for found in rashomon.claims(text):
        assert all(0 <= span.start < span.end <= len(text) for span in found.content)
    assert rashomon.claims(text) == rashomon.claims(text)


def test_a_list_of_records_is_a_sequence() -> None:
    sources: Any = Listed(Entity(f"e{n}", f"n{n}", SourceKind.GROUP, (), ()) for n in range(4))
    assert (sources[1:3][0].id, sources[-1].id, len(sources[:0])) == ("e1", "e3", 0)
    assert ("e2" in sources, sources[2] in sources, "e9" in sources, sources.index(sources["e2"])) == (
        True,
        True,
        False,
        2,
    )
    assert (sources == Listed(tuple(sources)), sources == tuple(sources), len({sources, sources[:]})) == (
        True,
        False,
        1,
    )
    assert repr(sources) == "<4 × Entity>"
    with pytest.raises(AttributeError):
        sources.where(colour="red")


SILENT = """
import sys
watched = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.send", "urllib.")
sys.addaudithook(lambda event, args: event.startswith(watched) and print("CALLED", event, args))
import rashomon
print(len(rashomon.claims("The mayor said that 3 men left.")))
print(len(rashomon.read("a.txt").claims))
with rashomon.create_case("case") as case:
    case.add("a.txt")
    print(len(case.frame("claims")), len(case.frame("claims", "polars")), len(case.claims))
"""


def test_it_talks_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor denied that 12 people had died.", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", SILENT], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == ["1", "1", "1", "1", "1"]
