"""An export in the format json gives a case of the same content again; a damaged or hostile one leaves nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from sqlalchemy import select

from rashomon.casework import case_dossier, importing_package
from rashomon.casework.exporting import material_of, write_export
from rashomon.casework.exporting_json import SCHEMAS, json_format
from rashomon.casework.importing import import_case
from rashomon.config import Config
from rashomon.errors import ItemError, RashomonError, RunError
from rashomon.records import Stance
from rashomon.report.contract import dossier_object
from rashomon.store import dossiers, schema
from rashomon.store.base import Case, Location, LocationKind, SearchQuery, Stored
from rashomon.store.content import PARTS
from stored import LATER, judgement, put, reading


def fill(case: Case) -> None:
    """Fill a case with something of every kind: versions, an older reading, a record, a file never read, decisions."""
    put(case, "Twelve people died. It rained in Zürich \x00.", name="a.txt")
    put(case, "The Army denies it.", name="https://example.org/a")
    put(case, "The Army regrets it.", name="https://example.org/a")
    again = reading("The Army regrets it.", source="the Navy")
    case.put([Stored(sha256=again.document.sha256, reading=again)], run=LATER)
    warc = case.add_original(b"WARC/1.1 a record")
    sha256 = case.add_original(b"A page.")
    place = Location(kind=LocationKind.URL, name="https://example.org/b", headers=(("a", "b"),), warc=warc)
    case.put([Stored(sha256=sha256, size=7, location=place)])
    case.put([Stored(sha256="", location=Location(kind=LocationKind.PATH, name="gone.txt"), problems=("it is gone",))])
    case.judge_object(judgement(1))
    case.judge_object(judgement(2) | {"value": {"text": "\U0001f600 \u2028 “so”"}})
    with case.base.writing() as connection:
        says = dossiers.Arrangement("For print", (dossiers.Part("a", "Words of ours."),))
        dossiers.save(connection, "ab" * 16, says, version=0, actor="tester")


def exported(case: Case, out: Path, *, originals: bool = True) -> list[str]:
    """Export a case; return what is told as lost."""
    made = json_format(case, originals=originals)
    lost = write_export(made, material_of(case, config=Config()), out)
    return [f"{one.noun}.{one.field}" for one in lost]


def report(case: Case) -> str:
    return json.dumps(dossier_object(case_dossier(case, config=Config())), ensure_ascii=False)


def tables(case: Case) -> dict[str, list[Any]]:
    """Return every row of the tables that hold a content, with the bytes of readings."""
    with case.base.reading() as connection:
        return {
            name: [
                tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                for row in connection.execute(select(table).order_by(next(iter(table.primary_key.columns))))
            ]
            for name, table in PARTS.items()
        }


@pytest.fixture(params=["to sqlite", "to postgresql"])
def other(request: pytest.FixtureRequest) -> str | None:
    """The engine that is imported to."""
    if request.param == "to sqlite":
        return None
    url: str = request.getfixturevalue("postgresql")
    return url


@pytest.mark.parametrize("name", ["case.json.zip", "folder"])
def test_an_import_gives_the_same_content(case: Case, other: str | None, name: str, tmp_path: Path) -> None:
    fill(case)
    assert exported(case, tmp_path / name) == []
    with import_case(tmp_path / name, tmp_path / "again", database=other, actor="archivist") as again:
        assert report(again) == report(case)
        assert tables(again) == tables(case)
        assert list(again.readings()) == list(case.readings())
        assert list(again.documents()) == list(case.documents())
        assert again.missing() == case.missing()
        assert again.judgement_objects() == case.judgement_objects()
        query = SearchQuery(words="army")
        assert list(again.search(query)) == list(case.search(query)) != []
        assert list(again.verify()) == []
        assert put(again, "Work goes on.", name="new.txt").what == "new"
        again.judge_object(judgement(3))
        assert list(again.verify()) == []


def test_the_new_case_is_another_and_its_log_begins_with_the_old_one(case: Case, tmp_path: Path) -> None:
    fill(case)
    head = case.log.receipt()
    exported(case, tmp_path / "out")
    with import_case(tmp_path / "out", tmp_path / "again", actor="archivist") as again:
        assert again.id != case.id
        first = next(again.log.entries())
        assert (first.action, first.actor, first.detail["case"]) == ("import", "archivist", again.id)
        origin = first.detail["from"]
        assert (origin["case"], origin["seq"], origin["head"]) == (case.id, head.seq, head.head)
        assert origin["manifest"] == hashlib.sha256((tmp_path / "out" / "manifest.json").read_bytes()).hexdigest()
        assert {told["actor"] for told in again.judgement_objects()} == {"tester"}


def test_an_export_of_an_import_has_the_same_content(case: Case, tmp_path: Path) -> None:
    fill(case)
    exported(case, tmp_path / "one")
    with import_case(tmp_path / "one", tmp_path / "again") as again:
        exported(again, tmp_path / "two")
    for path in (tmp_path / "one").rglob("*"):
        name = path.relative_to(tmp_path / "one")
        if path.is_file() and name.name not in ("case.json", "manifest.json", "loss.json", "log.jsonl"):
            assert (tmp_path / "two" / name).read_bytes() == path.read_bytes()


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(
    lambda text: text.strip() and "." not in text
)
STANCES = st.sampled_from(list(Stance))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.tuples(WORDS, WORDS, STANCES), min_size=1, max_size=4, unique_by=lambda item: item[0]),
    notes=st.lists(WORDS, max_size=3),
)
def test_whatever_was_read_and_judged_comes_back(
    memory: Path, texts: list[tuple[str, str, Stance]], notes: list[str]
) -> None:
    for folder in ("case", "again", "out"):
        shutil.rmtree(memory / folder, ignore_errors=True)
    with Case.create(memory / "case", actor="tester") as case:
        for words, source, stance in texts:
            put(case, f"{words}.", name=f"{words[:9]}.txt", read=reading(f"{words}.", source=source, stance=stance))
        for number, note in enumerate(notes):
            if schema.storable(note) == note:
                case.judge_object(judgement(number) | {"value": {"text": note}, "why": note})
        lost = exported(case, memory / "out")
        with import_case(memory / "out", memory / "again") as again:
            assert lost == []
            assert tables(again) == tables(case)
            assert report(again) == report(case)


def test_every_file_fits_the_schemas_that_travel_along(case: Case, tmp_path: Path) -> None:
    fill(case)
    exported(case, tmp_path / "out")
    folder = tmp_path / "out"
    found = {path.name: json.loads(path.read_text("utf-8")) for path in (folder / "schemas").iterdir()}
    registry: Registry[Any] = Registry().with_resources(
        [(name, Resource.from_contents(schema_)) for name, schema_ in found.items()]
    )
    whole = "export.schema.json"

    def fits(item: Any, ref: str) -> None:
        errors = Draft202012Validator({"$ref": ref}, registry=registry).iter_errors(item)
        assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []

    fits(json.loads((folder / "case.json").read_text("utf-8")), whole)
    fits(json.loads((folder / "manifest.json").read_text("utf-8")), f"{whole}#/$defs/manifest")
    fits(json.loads((folder / "dossier.json").read_text("utf-8")), "dossier.schema.json")
    for name, of in (*((f"{part}.jsonl", part.removesuffix("s")) for part in PARTS), ("log.jsonl", "entry")):
        lines = (folder / name).read_text("utf-8").split("\n")[:-1]
        assert lines
        for line in lines:
            fits(json.loads(line), f"{whole}#/$defs/{of}")
    assert len(SCHEMAS) == len(found)
    for name in found:
        assert files("rashomon.schemas").joinpath(name).read_bytes() == (folder / "schemas" / name).read_bytes()


def test_without_originals_it_is_told_and_refused_until_they_are_there(case: Case, tmp_path: Path) -> None:
    fill(case)
    assert exported(case, tmp_path / "out", originals=False) == ["document.bytes"]
    assert not (tmp_path / "out" / "originals").exists()
    with pytest.raises(RunError, match=r"the bytes of 5 of 5 originals are not in it .*--originals FOLDER"):
        import_case(tmp_path / "out", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    elsewhere = tmp_path / "disk" / "deep"
    elsewhere.mkdir(parents=True)
    for number, sha256 in enumerate(case.originals.hashes()):
        shutil.copyfile(case.originals.path(sha256), elsewhere / f"file {number}")
    with import_case(tmp_path / "out", tmp_path / "again", originals=tmp_path / "disk") as again:
        assert list(again.verify()) == []
        assert report(again) == report(case)


def test_a_program_may_leave_out_what_can_be_worked_out(case: Case, tmp_path: Path) -> None:
    fill(case)
    exported(case, tmp_path / "out")

    def less(members: dict[str, bytes]) -> None:
        for name in [n for n in members if n.startswith(("texts/", "schemas/")) or n in ("log.jsonl", "dossier.json")]:
            del members[name]
        lines = [json.loads(line) | {"sha256": None} for line in members["readings.jsonl"].splitlines()]
        members["readings.jsonl"] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)

    with import_case(changed(tmp_path / "out", less, tmp_path / "less"), tmp_path / "again") as again:
        assert report(again) == report(case)
        assert list(again.verify()) == []


def test_a_case_that_changes_meanwhile_is_not_exported(case: Case, tmp_path: Path) -> None:
    fill(case)
    made = json_format(case)
    material = material_of(case, config=Config())
    case.judge_object(judgement(9))
    with pytest.raises(RunError, match="somebody worked on the case"):
        write_export(made, material, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# Exports that somebody changed

Members = dict[str, bytes]
Change = Callable[[Members], object]


def changed(export: Path, change: Change, out: Path, *, listed: bool = True) -> Path:
    """Write an export with some files changed, and with `listed` a manifest made to fit."""
    members = {path.relative_to(export).as_posix(): path.read_bytes() for path in export.rglob("*") if path.is_file()}
    change(members)
    if listed:
        told = [
            {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
            if name not in ("manifest.json", "loss.json")
        ]
        members["manifest.json"] = json.dumps({"files": told}).encode()
    for name, data in members.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return out


def line(name: str, at: int, /, **fields: Any) -> Change:
    """Change fields of one line of a file; a field that is `...` is taken away."""

    def change(members: Members) -> None:
        lines = members[f"{name}.jsonl"].decode().split("\n")
        told = json.loads(lines[at]) | fields
        lines[at] = json.dumps({key: value for key, value in told.items() if value is not ...})
        members[f"{name}.jsonl"] = "\n".join(lines).encode()

    return change


def again(name: str) -> Change:
    """Write the first line of a file twice."""

    def change(members: Members) -> None:
        first = members[f"{name}.jsonl"].split(b"\n")[0]
        members[f"{name}.jsonl"] += first + b"\n"

    return change


def set_member(name: str, data: bytes) -> Change:
    return lambda members: members.update({name: data})


def about(**fields: Any) -> Change:
    return lambda members: members.update({"case.json": json.dumps(json.loads(members["case.json"]) | fields).encode()})


def reworded(members: Members) -> None:
    """Change a word in a reading, and its hash with it."""
    lines = members["readings.jsonl"].decode().split("\n")
    told = json.loads(lines[0])
    told["reading"]["claims"][0]["stance"] = "asserts"
    told["sha256"] = None
    text = json.dumps(told["reading"]["document"]["text"].replace("Twelve", "Twenty"))
    told["reading"]["document"]["text"] = json.loads(text)
    lines[0] = json.dumps(told)
    members["readings.jsonl"] = "\n".join(lines).encode()


def swapped(members: Members) -> None:
    name = next(name for name in members if name.startswith("originals/"))
    members[name] = b"x" * len(members[name])


DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
CHANGES: list[tuple[str, Change, str]] = [
    ("a document of other bytes", line("documents", 0, sha256="0" * 64), "not that of its bytes"),
    ("a document twice", again("documents"), "is there twice"),
    ("a judgement twice", again("judgements"), "is there twice"),
    ("a reading twice", again("readings"), "must be higher"),
    ("a number that is text", line("documents", 0, number="1"), "a whole number"),
    ("a number that is true", line("documents", 0, number=True), "a whole number"),
    ("a huge number", line("documents", 0, size=2**70), "a whole number"),
    ("a text that is a list", line("locations", 0, name=["a"]), "a text is needed"),
    ("a text with NUL", line("locations", 0, name="a\0"), "no database keeps"),
    ("half a character", line("locations", 0, name="a\ud800"), "no database keeps"),
    ("a missing field", line("documents", 0, size=...), "it is missing"),
    ("a field too many", line("documents", 0, colour="red"), "no such field"),
    ("a state that is none", line("documents", 0, state="good"), "state"),
    ("another title than the reading", line("documents", 0, title="Other"), "not that of its last reading"),
    ("a parent that is not there", line("documents", 1, parent="d0123456789abcdef"), "no line before"),
    ("a parent that comes later", line("documents", 0, parent="d" + "f" * 16), "no line before"),
    ("a place of no document", line("locations", 0, document="d0123456789abcdef"), "no such document"),
    ("a day that is none", line("documents", 0, given="yesterday"), "yesterday"),
    ("problems that are no texts", line("documents", 0, problems=[1]), "texts are needed"),
    ("a kind of place that is none", line("locations", 0, kind="dream"), "dream"),
    ("headers that are no pairs", line("locations", 0, headers=["a"]), "pairs of texts"),
    ("a record that is no hash", line("locations", 0, warc="../../evil"), "SHA-256"),
    ("a run that is not there", line("readings", 0, run="r0123456789abcdef"), "no such run"),
    ("a run of another version", line("runs", 0, version="9"), "not that of this version"),
    ("a reading of other words", reworded, "texts/"),
    ("a reading with another hash", line("readings", 0, sha256="0" * 64), "was changed"),
    ("a reading that is none", line("readings", 0, reading={"a": 1}, sha256=None), "not a reading"),
    ("a reading that is a list", line("readings", 0, reading=[]), "an object is needed"),
    ("a judgement of no kind", line("judgements", 0, kind="guess"), "kind"),
    ("a judgement without a target", line("judgements", 0, target={}), "import: document: a text is needed"),
    ("a judgement with a number", line("judgements", 0, value={"text": 1.5}), "float"),
    ("a dossier that is none", line("dossiers", 0, body={}), "no dossier"),
    ("a log that was altered", line("log", 0, actor="nobody"), "altered"),
    ("a log that lacks its beginning", lambda m: m.update({"log.jsonl": m["log.jsonl"].split(b"\n", 1)[1]}), "altered"),
    ("no JSON", set_member("runs.jsonl", b"{"), "no JSON"),
    ("not an object", set_member("runs.jsonl", b"[]\n"), "no JSON object"),
    ("not UTF-8", set_member("runs.jsonl", b"\xff\n"), "no JSON"),
    ("infinity", set_member("runs.jsonl", b'{"a": Infinity}\n'), "no number"),
    ("depth", set_member("runs.jsonl", DEEP), "too deep"),
    ("no documents", lambda members: members.pop("documents.jsonl"), "it is missing"),
    ("another format", about(format="zip"), "no export in the format"),
    ("a newer program", about(version=99), "a newer Rashomon"),
    ("no case", about(case="../x"), "names no case"),
    ("a profile that is none", about(profile="guess"), "profile"),
    ("an original of other bytes", swapped, "its bytes are not those of its name"),
    ("a name that climbs out", set_member("originals/../../evil", b"x"), ""),
    ("a name of no such file", set_member("run.sh", b"x"), "has such a name"),
    ("a hidden file", set_member("texts/.hidden", b"x"), "has such a name"),
]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An export of a filled case, made once."""
    folder = tmp_path_factory.mktemp("export")
    with Case.create(folder / "case", actor="tester") as case:
        fill(case)
        exported(case, folder / "out")
    yield folder / "out"


@pytest.mark.parametrize(("change", "said"), [pytest.param(c, s, id=name) for name, c, s in CHANGES])
def test_what_is_wrong_is_named_and_nothing_stays(change: Change, said: str, export: Path, tmp_path: Path) -> None:
    bad = changed(export, change, tmp_path / "bad" / "bad")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RashomonError, match="import") as caught:
        import_case(bad, tmp_path / "again")
    assert said in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda members: members.update({"runs.jsonl": members["runs.jsonl"].replace(b"0.1.0", b"0.1.1")}),
            "was changed",
        ),
        (set_member("runs.jsonl", b""), "the manifest says"),
        (set_member(f"originals/{'0' * 64}", b"x"), "does not list it"),
        (lambda members: members.pop("judgements.jsonl"), "it is missing"),
        (lambda members: members.pop("manifest.json"), "manifest.json: import: it is missing"),
        (set_member("manifest.json", b"{}"), "no list of files"),
        (set_member("manifest.json", b'{"files": [1]}'), "lacks path"),
    ],
)
def test_files_are_held_to_the_manifest(change: Change, said: str, export: Path, tmp_path: Path) -> None:
    bad = changed(export, change, tmp_path / "bad", listed=False)
    with pytest.raises(ItemError) as caught:
        import_case(bad, tmp_path / "again")
    assert said in str(caught.value)
    assert not (tmp_path / "again").exists()


def zipped(export: Path, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(export.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(export).as_posix())


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "texts/../../evil", "a\\b", "CASE.JSON", "originals/" + "A" * 64]
)
def test_no_name_in_a_zip_leads_anywhere(name: str, export: Path, tmp_path: Path) -> None:
    zipped(export, tmp_path / "bad.zip")
    with zipfile.ZipFile(tmp_path / "bad.zip", "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(ItemError, match="has such a name"):
        import_case(tmp_path / "bad.zip", tmp_path / "again")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.zip"]


def test_a_file_twice_in_a_zip_is_refused(export: Path, tmp_path: Path) -> None:
    zipped(export, tmp_path / "bad.zip")
    with zipfile.ZipFile(tmp_path / "bad.zip", "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("runs.jsonl", "")
    with pytest.raises(ItemError, match="two files of that name"):
        import_case(tmp_path / "bad.zip", tmp_path / "again")


def test_a_bomb_is_refused_unread(export: Path, tmp_path: Path) -> None:
    bad = changed(export, set_member("dossier.json", b" " * (64 << 20)), tmp_path / "bad")
    zipped(bad, tmp_path / "bad.zip")
    with pytest.raises(ItemError, match="out of all proportion"):
        import_case(tmp_path / "bad.zip", tmp_path / "again")


def test_too_many_lists_and_too_long_lines_are_refused(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_package, "MOST_BRACKETS", 1000)
    bad = changed(export, set_member("runs.jsonl", b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}"), tmp_path / "one")
    with pytest.raises(ItemError, match="more lists"):
        import_case(bad, tmp_path / "again")
    monkeypatch.setattr(importing_package, "LONGEST_LINE", 50)
    with pytest.raises(ItemError, match="more than 50 bytes"):
        import_case(export, tmp_path / "again")


def test_a_link_is_not_followed(export: Path, tmp_path: Path) -> None:
    shutil.copytree(export, tmp_path / "bad")
    (tmp_path / "secret").write_text("x")
    (tmp_path / "bad" / "dossier.json").unlink()
    (tmp_path / "bad" / "dossier.json").symlink_to(tmp_path / "secret")
    with pytest.raises(ItemError, match="no plain file"):
        import_case(tmp_path / "bad", tmp_path / "again")


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_what_is_no_export_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(RunError, match="import"):
        import_case(tmp_path / name, tmp_path / "again")


def test_no_case_is_overwritten(case: Case, export: Path) -> None:
    with pytest.raises(RunError, match="there already"):
        import_case(export, case.folder)


def test_a_full_disk_is_said_before_anything_is_made(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    with pytest.raises(RunError, match="make room"):
        import_case(export, tmp_path / "again")
    assert not (tmp_path / "again").exists()


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([2**70, 1.5, "", "x", "d0123456789abcdef", "2017-13-45", "0" * 64, "\0", "\ud800", "../x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["text", "a"]), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_odd_value_is_an_error_of_ours_or_a_sound_case(export: Path, memory: Path, data: st.DataObject) -> None:
    for folder in ("bad", "again"):
        shutil.rmtree(memory / folder, ignore_errors=True)
    name = data.draw(st.sampled_from([*PARTS, "log"]))
    lines = (export / f"{name}.jsonl").read_text("utf-8").split("\n")[:-1]
    at = data.draw(st.integers(0, len(lines) - 1))
    field = data.draw(st.sampled_from(sorted(json.loads(lines[at]))))
    bad = changed(export, line(name, at, **{field: data.draw(ODD)}), memory / "bad")
    try:
        with import_case(bad, memory / "again") as again:
            assert list(again.verify()) == []
            assert report(again)
    except RashomonError:
        assert not (memory / "again").exists()
