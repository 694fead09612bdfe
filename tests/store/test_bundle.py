"""Bundles: what goes in, and that the program that travels with them sees every change."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from factories import claim, document, quantity, source
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.pipeline import pages_of_case
from rashomon.records import Claim, Document, Reading, SourceKind, Span
from rashomon.store.bundle import bundle_report, is_bundle, verifier, verify_bundle, write_bundle
from rashomon.store.judgements import Judgement, Kind, judgement_object, log_detail, new_judgement
from rashomon.store.judging_targets import ClaimTarget, NewAmount, NewSource, Text, quote

NOW = datetime(2026, 11, 26, 2, 16, 16, tzinfo=UTC)
Change = Callable[[Path], None]


# A case as a bundle sees it


@dataclass
class Entry:
    seq: int
    time: str
    actor: str
    action: str
    detail: Mapping[str, Any]
    previous: str
    hash: str = ""


@dataclass
class Log:
    kept: list[Entry] = field(default_factory=list)

    def append(self, action: str, detail: Mapping[str, Any]) -> Entry:
        previous = self.kept[-1].hash if self.kept else "0" * 64
        made = Entry(len(self.kept) + 1, "2026-11-26T02:16:16Z", "ada", action, detail, previous)
        made.hash = entry_hash(vars(made))
        self.kept.append(made)
        return made

    def entries(self) -> Iterator[Entry]:
        yield from self.kept


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry_hash(entry: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical({k: v for k, v in entry.items() if k != "hash"})).hexdigest()


@dataclass
class Originals:
    folder: Path

    def path(self, sha256: str) -> Path:
        return self.folder / sha256


@dataclass
class FakeCase:
    originals: Originals
    read: tuple[Reading, ...]
    judged: list[Judgement] = field(default_factory=list)
    log: Log = field(default_factory=Log)
    id: str = "c" * 32
    archived: tuple[Document, ...] = ()

    def documents(self) -> list[Document]:
        return [*(reading.document for reading in self.read), *self.archived]

    def readings(self) -> Sequence[Reading]:
        return self.read

    def judgement_objects(self) -> list[dict[str, Any]]:
        return [judgement_object(judgement) for judgement in self.judged]

    def judge(self, judgement: Judgement) -> None:
        self.judged.append(replace(judgement, seq=len(self.judged) + 1, id=f"{len(self.judged) + 1:032x}"))
        self.log.append("judge", log_detail(self.judged[-1]))


TEXTS = (
    "“We saw 40 fighters leave,” the driver said.\r\n\r\nHe was sure – naïve 🚚. The mayor spoke of 60 fighters.",
    "The mayor said 60 fighters left. Nobody con\u2010\nfirmed it.",
    "Archived only.",
)


def said(about: Document, words: str, by: str, value: str) -> Claim:
    start, at = about.text.index(words), about.text.index(value)
    amount = replace(quantity(value, float(value)), span=Span(at, at + len(value)))
    made = claim(about, words, source(by), at=start, quantities=[amount])
    where = about.text.index(by)
    who = replace(source(by), spans=(Span(where, where + len(by)),))
    return replace(made, content=(Span(start, start + len(words)),), source=who)


def make_case(folder: Path) -> FakeCase:
    """Return a case of two documents that were read, one that was only archived, and three judgements."""
    folder.mkdir()
    made = []
    for number, text in enumerate(TEXTS):
        data = text.encode()
        about = document(f"{number}.txt", text, publisher=f"Paper {number}", published=date(2017, 10, 14))
        about = replace(about, sha256=hashlib.sha256(data).hexdigest())
        (folder / about.sha256).write_bytes(data)
        made.append(about)
    first, second, third = made
    read = (
        Reading(first, claims=(said(first, "We saw 40 fighters leave", "the driver", "40"),)),
        Reading(second, claims=(said(second, "60 fighters left", "The mayor", "60"),)),
    )
    case = FakeCase(Originals(folder), read, archived=(third,))
    for one in made:
        case.log.append("add", {"sha256": one.sha256})
    targets = [ClaimTarget(r.document.id, quote(r.document.text, r.claims[0].content), r.claims[0].id) for r in read]
    case.judge(new_judgement(Kind.CORRECT, targets[0], NewAmount(40.5, None), actor="ada", why="naïve 🚚", now=NOW))
    case.judge(new_judgement(Kind.NOTE, targets[1], Text("see the archive"), actor="bob", now=NOW))
    general = NewSource("General Staff", SourceKind.ORGANISATION)
    case.judge(new_judgement(Kind.CORRECT, targets[1], general, actor="ada", now=NOW))
    return case


def export(case: FakeCase, out: Path, **more: Any) -> Mapping[str, Any]:
    return write_bundle(case, out, pages_of_case(case.read, case.judged, config=Config()), **more)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bundle, for tests that copy it before they change it."""
    folder = tmp_path_factory.mktemp("bundle")
    export(make_case(folder / "case"), folder / "bundle")
    return folder / "bundle"


@pytest.fixture
def copy(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "copy"))


def run(
    path: Path, *more: str, program: Path | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program of a bundle as a stranger would: no site packages, no environment."""
    command = [sys.executable, "-I", "-S", str(program or path / "verify.py"), *more]
    return subprocess.run(command, capture_output=True, check=False, env={}, encoding="utf-8", cwd=cwd, timeout=60)


def zipped(folder: Path, out: Path) -> Path:
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return out


# What goes in


def test_a_bundle_holds_everything_and_passes_its_own_check(bundle: Path, tmp_path: Path) -> None:
    done = run(bundle)
    assert (done.returncode, done.stderr) == (0, "")
    assert "All that can be checked here is as it was exported." in done.stdout
    for told in ("13 of 13 files", "3 originals and 2 texts", "7 entries of the log", "3 judgements"):
        assert told in done.stdout
    assert "whether whoever made the bundle rewrote the whole log" in done.stdout
    names = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    files = json.loads((bundle / "manifest.json").read_bytes())["files"]
    assert names == {item["path"] for item in files} | {"manifest.json"}
    assert [item["path"] for item in files] == sorted(names - {"manifest.json"})
    texts = {path.read_bytes() for path in (bundle / "texts").iterdir()}
    assert texts == {text.encode() for text in TEXTS[:2]}


def test_claims_are_as_read_and_the_dossier_as_judged(bundle: Path) -> None:
    claims = [json.loads(line) for line in (bundle / "claims.jsonl").read_text("utf-8").splitlines()]
    dossier = json.loads((bundle / "dossier.json").read_text("utf-8"))
    assert [c["quantities"][0]["low"] for c in claims] == [40, 60]
    assert [c["quantities"][0]["low"] for c in dossier["claims"]] == [40.5, 60]
    assert [c["source"]["text"] for c in dossier["claims"]] == ["the driver", "General Staff"]
    assert len(dossier["judged"]) == 3
    page = (bundle / "dossier.html").read_text("utf-8")
    assert "corrected by ada: naïve 🚚" in page
    assert "3 decisions of people are taken into account." in page


def test_the_zip_is_the_same_bytes_each_time_and_passes(tmp_path: Path) -> None:
    made = []
    for number in range(2):
        export(make_case(tmp_path / f"case{number}"), tmp_path / f"{number}.zip")
        made.append((tmp_path / f"{number}.zip").read_bytes())
    assert made[0] == made[1]
    (tmp_path / "verify.py").write_text(verifier(), encoding="utf-8")
    done = run(tmp_path, str(tmp_path / "0.zip"))
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.zip", "1.zip", "case0", "case1", "verify.py"]
    with zipfile.ZipFile(tmp_path / "0.zip") as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("verify.py").decode() == verifier()


def test_originals_can_be_left_out_and_protected_ones_always_are(tmp_path: Path) -> None:
    case = make_case(tmp_path / "case")
    secret = case.read[0].document
    export(case, tmp_path / "some", protected={secret.sha256})
    held = {path.name for path in (tmp_path / "some" / "originals").iterdir()}
    assert held == {d.sha256 for d in case.documents()} - {secret.sha256}
    assert not (tmp_path / "some" / "texts" / f"{secret.id}.txt").exists()
    (listed,) = [d for d in manifest(tmp_path / "some")["documents"] if d["id"] == secret.id]
    assert (listed["original"], listed["text"]) == (None, None)
    assert listed["withheld"] == "the original is not in the bundle, only its hash (it is protected)"
    assert listed["text_sha256"] == hashlib.sha256(secret.text.encode()).hexdigest()
    done = run(tmp_path / "some")
    assert done.returncode == 0
    assert "of 1 documents: the original is not in the bundle, only its hash (it is protected)" in done.stdout
    assert "quoted words stand in texts that are withheld" in done.stdout
    export(case, tmp_path / "none", with_originals=False)
    assert not (tmp_path / "none" / "originals").exists()
    done = run(tmp_path / "none")
    assert done.returncode == 0
    assert "of 3 documents: the original is not in the bundle, only its hash (originals were not asked" in done.stdout


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return found


def test_what_is_in_the_way_or_damaged_is_said(tmp_path: Path) -> None:
    case = make_case(tmp_path / "case")
    (tmp_path / "taken").mkdir()
    with pytest.raises(RunError, match="there is something of that name already"):
        export(case, tmp_path / "taken")
    with pytest.raises(RunError, match="export: No such file or directory; choose a folder"):
        export(case, tmp_path / "nowhere" / "out.zip")
    path = case.originals.path(case.archived[0].sha256)
    path.write_bytes(b"other")
    with pytest.raises(RunError, match="its bytes were changed; run 'rashomon verify'"):
        export(case, tmp_path / "out")
    path.unlink()
    with pytest.raises(RunError, match="it is missing; run 'rashomon verify'"):
        export(case, tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case", "taken"], "nothing half-made is left"


def test_a_judgement_made_meanwhile_stops_the_export(tmp_path: Path) -> None:
    case = make_case(tmp_path / "case")
    case.log.append("judge", {"judgement": "f" * 32, "sha256": "0" * 64})
    with pytest.raises(RunError, match="somebody judged while the case was exported"):
        export(case, tmp_path / "out")


def test_the_export_is_in_the_log_and_the_receipt_is_its_hash(tmp_path: Path) -> None:
    case = make_case(tmp_path / "case")
    receipt = export(case, tmp_path / "out")
    last = case.log.kept[-1]
    assert (last.action, last.detail["format"], receipt["head"], receipt["seq"]) == ("export", "bundle", last.hash, 7)
    assert json.loads((tmp_path / "out" / "receipt.json").read_bytes()) == receipt


# Tampering: everything is seen, even where all hashes that can be are made anew


def seal(folder: Path, *, keep: Sequence[str] = ()) -> None:
    """Make the hashes of the manifest anew, as somebody who knows the format would."""
    told = manifest(folder)
    for item in told["files"]:
        path = folder / item["path"]
        if path.exists() and item["path"] not in keep:
            item["sha256"], item["size"] = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    for item in told["documents"]:
        if item["text"] and (folder / item["text"]).exists():
            item["text_sha256"] = hashlib.sha256((folder / item["text"]).read_bytes()).hexdigest()
    told["files"] = [item for item in told["files"] if (folder / item["path"]).exists()]
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")


def all_names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_every_changed_byte_of_every_file_is_seen(copy: Path) -> None:
    program = copy.parent / "kept.py"
    shutil.copy(copy / "verify.py", program)
    for name in all_names(copy):
        path = copy / name
        plain = path.read_bytes()
        for at in sorted({0, len(plain) // 2, len(plain) - 1}):
            path.write_bytes(plain[:at] + bytes([plain[at] ^ 1]) + plain[at + 1 :])
            try:
                found = verify_bundle(copy)
            except RunError:
                found = ["unusable"] if name == "manifest.json" else []
            white = name == "manifest.json" and json_like(plain) == json_like(path.read_bytes())
            assert found or white, (name, at)
            if found != ["unusable"] and name != "manifest.json":
                assert any(repr(name) in one for one in found), (name, found)
        path.write_bytes(plain)
    assert verify_bundle(copy) == []
    (copy / "texts" / "x").write_bytes(b"")
    done = run(copy, str(copy), program=program)
    assert done.returncode == 1
    assert "'texts/x' is not in the manifest" in done.stdout


def json_like(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return data


def test_every_missing_file_is_seen(copy: Path) -> None:
    for name in all_names(copy):
        if name == "manifest.json":
            continue
        plain = (copy / name).read_bytes()
        (copy / name).unlink()
        assert f"'{name}' is missing" in verify_bundle(copy)
        (copy / name).write_bytes(plain)
    (copy / "manifest.json").unlink()
    done = run(copy)
    assert done.returncode == 2
    assert "there is no manifest.json that can be read" in done.stdout


def edit(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        path = folder / name if "*" not in name else sorted(folder.glob(name))[0]
        plain = path.read_bytes().decode()
        assert old in plain, (name, old)
        path.write_bytes(plain.replace(old, new, 1).encode())

    return change


def over(name: str, plain: str) -> Change:
    def change(folder: Path) -> None:
        sorted(folder.glob(name))[0].write_text(plain)

    return change


def lines(name: str, work: Callable[[list[Any]], list[Any]], *, again: bool = False) -> Change:
    """Return a change of the values of JSON lines; `again` makes the hashes of a log anew."""

    def change(folder: Path) -> None:
        rows = work([json.loads(row) for row in (folder / name).read_bytes().decode().splitlines()])
        if again:
            previous = "0" * 64
            for number, row in enumerate(rows, 1):
                row |= {"seq": number, "previous": previous}
                previous = row["hash"] = entry_hash(row)
        (folder / name).write_bytes(b"".join(canonical(row) + b"\n" for row in rows))

    return change


def put(at: int, **fields: Any) -> Callable[[list[Any]], list[Any]]:
    return lambda rows: [row | fields if n == at else row for n, row in enumerate(rows)]


def resealed_entry(at: int, **fields: Any) -> Callable[[list[Any]], list[Any]]:
    def work(rows: list[Any]) -> list[Any]:
        rows[at] |= fields
        rows[at]["hash"] = entry_hash(rows[at])
        return rows

    return work


def new_receipt(folder: Path) -> None:
    last = json.loads((folder / "log.jsonl").read_bytes().decode().splitlines()[-1])
    told = json.loads((folder / "receipt.json").read_bytes())
    (folder / "receipt.json").write_text(json.dumps(told | {"seq": last["seq"], "head": last["hash"]}))


NOT_EXPORTED = "log.jsonl: its last entry is not the export of what is in this bundle"
TAMPERED: Sequence[tuple[str, Sequence[Change], str]] = [
    ("a claim's words", [edit("claims.jsonl", "40 fighters leave", "90 fighters leave")], "does not stand at"),
    ("a claim's span", [edit("claims.jsonl", '"spans": [[1, 25]]', '"spans": [[1, 24]]')], "does not stand at"),
    ("a span out of the text", [edit("claims.jsonl", "[[1, 25]]", "[[1, 2500]]")], "does not stand at"),
    ("an amount's span", [edit("claims.jsonl", '"span": [8, 10]', '"span": [7, 9]')], "does not stand at"),
    ("a negative span", [edit("claims.jsonl", '"span": [8, 10]', '"span": [-10, -8]')], "does not stand at"),
    ("a claim's meaning", [edit("claims.jsonl", '"asserts"', '"denies"')], NOT_EXPORTED),
    ("a claim in the dossier", [edit("dossier.json", "40 fighters leave", "90 fighters leave")], "does not stand at"),
    ("a position in the dossier", [edit("dossier.json", '"position": "', '"position": "no ')], NOT_EXPORTED),
    ("the page", [edit("dossier.html", "driver", "mayor")], NOT_EXPORTED),
    ("a text", [edit("texts/*.txt", "60", "90")], NOT_EXPORTED),
    ("a claim taken out", [lines("claims.jsonl", lambda rows: rows[1:])], NOT_EXPORTED),
    ("the program", [edit("verify.py", "import argparse", "import argparse\n")], NOT_EXPORTED),
    ("an original", [over("originals/*", "x")], "is not what document"),
    ("a judgement", [edit("judgements.jsonl", "see the archive", "see nothing")], "line 2: it is not as the log tells"),
    ("a judge", [edit("judgements.jsonl", '"actor":"bob"', '"actor":"eve"')], "line 2: it is not as the log tells"),
    ("a judgement taken out", [lines("judgements.jsonl", lambda r: r[:-1])], "is missing: the log tells of it"),
    ("a judgement twice", [lines("judgements.jsonl", lambda r: [*r, r[0]])], "line 4: it is not as the log tells"),
    ("a judgement put in", [lines("judgements.jsonl", lambda r: [*r, r[0] | {"id": "e" * 32}])], "line 4: it is not"),
    ("an entry altered", [lines("log.jsonl", put(2, actor="eve"))], "entry 3 was altered: what it says"),
    ("an entry's time", [lines("log.jsonl", put(0, time="2025-01-01T00:00:00Z"))], "entry 1 was altered"),
    ("an entry resealed", [lines("log.jsonl", resealed_entry(2, actor="eve"))], "entry 4 does not follow"),
    ("an entry with more", [lines("log.jsonl", put(1, more=1))], "entry 2 was altered: it is not in the form"),
    ("a number with a float", [edit("log.jsonl", '"seq":5,"time"', '"seq":5.0,"time"')], "entry 5 was altered"),
    ("an entry with a float", [edit("log.jsonl", '"kind":"note"', '"kind":1.5')], "a number with a decimal point"),
    ("an entry taken out", [lines("log.jsonl", lambda r: r[:2] + r[3:])], "entry 3 is missing"),
    ("the first taken out", [lines("log.jsonl", lambda r: r[1:])], "entry 1 is missing"),
    ("the end cut off", [lines("log.jsonl", lambda r: r[:-1])], "entry 7 is missing: the receipt"),
    ("the log emptied", [lines("log.jsonl", lambda r: [])], "entry 1 is missing: the receipt"),
    ("two entries moved", [lines("log.jsonl", lambda r: [r[0], r[2], r[1], *r[3:]])], "entry 2 was moved: entry 3"),
    (
        "an entry put in",
        [lines("log.jsonl", lambda r: [*r[:3], r[1], *r[3:]])],
        "number 2 stands twice",
    ),
    ("an entry at the end", [lines("log.jsonl", lambda r: [*r, r[-1] | {"seq": 8}])], "entry 8 was altered"),
    ("a line that is no JSON", [edit("log.jsonl", '{"action":"add"', '{"action":"add')], "entry 1 was altered"),
    ("a key twice", [edit("log.jsonl", '{"action":"add"', '{"action":"x","action":"add"')], "entry 1 was altered"),
    ("a log made anew", [lines("log.jsonl", put(2, actor="eve"), again=True)], "is not the one of the receipt"),
    ("the receipt", [edit("receipt.json", '"seq": 7', '"seq": 6')], "entry 7 was added after the receipt"),
    ("the receipt's time", [edit("receipt.json", "2026-", "2025-")], "receipt.json has another time"),
    ("the receipt's case", [edit("receipt.json", "c" * 32, "d" * 32)], "receipt.json is that of another case"),
    ("the log without its export", [lines("log.jsonl", lambda r: r[:-1]), new_receipt], NOT_EXPORTED),
    ("a reader's nightmare", [over("dossier.json", "[" * 100_000)], "nested too deep"),
    ("no dossier", [over("dossier.json", "[]")], "claims are not in their form"),
]


@pytest.mark.parametrize(("name", "changes", "told"), TAMPERED, ids=[name for name, _, _ in TAMPERED])
def test_whoever_changes_something_and_its_hashes_is_seen(
    name: str, changes: Sequence[Change], told: str, copy: Path
) -> None:
    for change in changes:
        change(copy)
    assert verify_bundle(copy), name
    seal(copy)
    found = verify_bundle(copy)
    assert any(told in one for one in found), found


def test_the_program_of_the_bundle_says_the_same(copy: Path) -> None:
    lines("log.jsonl", lambda r: [r[0], r[2], r[1], *r[3:]])(copy)
    seal(copy)
    done = run(copy, cwd=copy)
    assert done.returncode == 1
    assert "  - log.jsonl: entry 2 was moved: entry 3 stands in its place" in done.stdout.splitlines()
    assert "do not rely on this bundle" in done.stdout


MANIFESTS: Sequence[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("a file unlisted", lambda m: m["files"].pop(0), "is not in the manifest"),
    ("a way out", lambda m: m["files"].append({"path": "../x", "sha256": "", "size": 0}), "'../x', which is unsafe"),
    ("a full path", lambda m: m["files"].append({"path": "/etc/passwd", "sha256": "", "size": 0}), "which is unsafe"),
    ("another drive", lambda m: m["files"].append({"path": "C:\\x", "sha256": "", "size": 0}), "which is unsafe"),
    ("a file twice", lambda m: m["files"].append(m["files"][0]), "listed twice"),
    ("the size", lambda m: m["files"][0].update(size=1), "was altered: it is longer"),
    ("a wrong size", lambda m: m["files"][0].update(size="x"), "are not in their form"),
    ("the case", lambda m: m.update(case="d" * 32), "receipt.json is that of another case"),
    ("the version of the exporter", lambda m: m.update(program="rashomon 9"), NOT_EXPORTED),
    ("a reason", lambda m: m["documents"][0].update(withheld="lost"), NOT_EXPORTED),
    ("a document out", lambda m: m["documents"].pop(0), "is of no document"),
    ("a document's id", lambda m: m["documents"][0].update(id="d0"), "has the hash of another"),
    ("a document's text", lambda m: m["documents"][0].update(text="README.txt"), "is not what document"),
    ("no documents", lambda m: m.pop("documents"), "documents are not in their form"),
]


@pytest.mark.parametrize(("name", "change", "told"), MANIFESTS, ids=[name for name, _, _ in MANIFESTS])
def test_a_changed_manifest_is_seen(
    name: str, change: Callable[[dict[str, Any]], object], told: str, copy: Path
) -> None:
    plain = manifest(copy)
    change(plain)
    (copy / "manifest.json").write_text(json.dumps(plain))
    found = verify_bundle(copy)
    assert any(told in one for one in found), (name, found)


@pytest.mark.parametrize("change", [{"format": "other"}, {"version": 2}, {"version": None}, {"files": None}, {}])
def test_what_the_program_does_not_know_it_does_not_pass(change: dict[str, Any], copy: Path) -> None:
    unlike = manifest(copy) | change if change else {"format": "rashomon-bundle", "files": []}
    (copy / "manifest.json").write_text(json.dumps(unlike))
    done = run(copy)
    assert done.returncode == 2
    assert done.stdout.startswith("It cannot be checked: ")
    with pytest.raises(RunError, match="; name a bundle that 'rashomon export' wrote"):
        verify_bundle(copy)


def test_hostile_signs_do_not_reach_the_terminal(copy: Path) -> None:
    edit("claims.jsonl", "40 fighters leave", "\\u001b[2J\u202e\u009b0m")(copy)
    (copy / "a\x1bb").write_bytes(b"")
    done = run(copy)
    assert done.returncode == 1
    assert not set(done.stdout) & set("\x1b\u202e\u009b")
    assert "\ufffd[2J" in done.stdout


def test_a_receipt_from_elsewhere_shows_a_log_that_was_written_anew(tmp_path: Path) -> None:
    case = make_case(tmp_path / "case")
    kept = {"case": case.id, "seq": 4, "head": case.log.kept[3].hash, "time": ""}
    export(case, tmp_path / "true")
    liar = make_case(tmp_path / "other")
    liar.log.kept = []
    for judgement in liar.judged:
        liar.log.append("judge", log_detail(judgement))
    export(liar, tmp_path / "false")
    (tmp_path / "kept.json").write_text(json.dumps(kept))
    given = ["--receipt", str(tmp_path / "kept.json")]
    assert [run(tmp_path / name).returncode for name in ("true", "false")] == [0, 0]
    assert [run(tmp_path / name, *given).returncode for name in ("true", "false")] == [0, 1]
    assert "nothing up to entry 4 was changed since your receipt" in run(tmp_path / "true", *given).stdout
    wrong = [kept | {"head": "0" * 64}, kept | {"seq": 99}, kept | {"case": "d" * 32}]
    told = ["or one before it is not the one of your receipt", "entry 8 is missing", "that of another case"]
    for receipt, words in zip(wrong, told, strict=True):
        assert any(words in one for one in bundle_report(tmp_path / "true", receipt).failed)
    (tmp_path / "kept.json").write_text("{}")
    done = run(tmp_path / "true", *given)
    assert (done.returncode, "it is no receipt" in done.stdout) == (2, True)


# Tricks of the container


def test_links_and_special_files_are_not_followed(copy: Path) -> None:
    target = copy.parent / "outside"
    shutil.copy(copy / "README.txt", target)
    (copy / "README.txt").unlink()
    (copy / "README.txt").symlink_to(target)
    found = verify_bundle(copy)
    assert "'README.txt' is a link or no plain file; it was not followed" in found
    assert "'README.txt' is missing" in found
    (copy / "README.txt").unlink()
    os.mkfifo(copy / "README.txt")
    assert any("no plain file" in one for one in verify_bundle(copy))
    (copy / "README.txt").unlink()
    shutil.move(copy / "texts", copy.parent / "texts")
    (copy / "texts").symlink_to(copy.parent / "texts")
    assert any("'texts' is a link" in one for one in verify_bundle(copy))


def info(name: str, mode: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


ENTRIES = [
    ("../escape.txt", 0, "is not safe: it leads out of the bundle"),
    ("/etc/passwd", 0, "is not safe: it leads out of the bundle"),
    ("texts/../../x", 0, "is not safe: it leads out of the bundle"),
    ("a\\..\\x", 0, "is not safe: it has signs"),
    ("C:x", 0, "is not safe: it has signs"),
    ("a\nb", 0, "is not safe: it has signs"),
    ("link", stat.S_IFLNK | 0o777, "is a link or no plain file"),
    ("README.TXT", 0, "stands twice in the ZIP"),
    ("extra.txt", 0, "'extra.txt' is not in the manifest"),
]


@pytest.mark.parametrize(("name", "mode", "told"), ENTRIES)
def test_names_in_a_zip_lead_nowhere(name: str, mode: int, told: str, bundle: Path, tmp_path: Path) -> None:
    path = zipped(bundle, tmp_path / "b.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info(name, mode), "x")
    done = run(bundle, str(path), cwd=tmp_path)
    assert done.returncode == 1
    assert told in done.stdout
    assert [p.name for p in tmp_path.iterdir()] == ["b.zip"]


def test_a_file_twice_in_a_zip_is_seen(bundle: Path, tmp_path: Path) -> None:
    path = zipped(bundle, tmp_path / "b.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("README.txt", (bundle / "README.txt").read_bytes())
    assert any("'README.txt' stands twice" in one for one in verify_bundle(path))


def test_folders_in_a_zip_do_no_harm(bundle: Path, tmp_path: Path) -> None:
    path = zipped(bundle, tmp_path / "b.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.mkdir("texts")
    assert verify_bundle(path) == []


def test_a_bomb_is_not_unpacked(bundle: Path, tmp_path: Path) -> None:
    """A file that is longer than it says is read no further than that."""
    folder = Path(shutil.copytree(bundle, tmp_path / "copy"))
    (folder / "README.txt").write_bytes(b"\0" * (1 << 25))
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in folder.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    assert any("'README.txt' was altered: it is longer" in one for one in verify_bundle(tmp_path / "b.zip"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_or_damaged_zip_is_refused_or_seen(share: float, bundle: Path, tmp_path: Path) -> None:
    whole = zipped(bundle, tmp_path / "b.zip").read_bytes()
    at = int(len(whole) * share)
    (tmp_path / "cut.zip").write_bytes(whole[:at])
    assert run(bundle, str(tmp_path / "cut.zip")).returncode == 2
    (tmp_path / "changed.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    done = run(bundle, str(tmp_path / "changed.zip"))
    assert done.returncode in (1, 2)
    assert not done.stderr


def test_what_is_no_bundle_is_told_apart(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert [is_bundle(p) for p in (bundle, zipped(bundle, tmp_path / "b.zip"), tmp_path, tmp_path / "a.txt")] == [
        True,
        True,
        False,
        False,
    ]
    for path in (tmp_path / "a.txt", tmp_path / "none", tmp_path):
        assert run(bundle, str(path)).returncode == 2


# The program itself


def test_the_program_needs_python_3_8_and_its_library_only() -> None:
    tree = ast.parse(verifier(), feature_version=(3, 8))
    modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    modules |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert modules <= sys.stdlib_module_names
    assert not modules & {"socket", "urllib", "http", "ssl", "subprocess", "ctypes"}
    # Newer than 3.8, and not seen by a parser.
    names = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    assert not names & {"removeprefix", "removesuffix", "is_relative_to", "readlink", "bit_count", "walk_up"}


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.12", "3.13", "3.14"])
def test_the_program_runs_on_other_versions_where_they_are(version: str, bundle: Path, tmp_path: Path) -> None:
    python = shutil.which(f"python{version}")
    probe = python and subprocess.run([python, "-I", "-S", "-c", "0"], capture_output=True, check=False)
    if not python or not probe or probe.returncode:
        pytest.skip(f"there is no Python {version} here")
    for path in (bundle, zipped(bundle, tmp_path / "b.zip")):
        command = [python, "-I", "-S", "-W", "error", str(bundle / "verify.py"), str(path)]
        done = subprocess.run(command, capture_output=True, check=False, env={}, encoding="utf-8")
        assert (done.returncode, done.stderr) == (0, "")


def test_the_program_writes_nothing(copy: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    for path in copy.rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    copy.chmod(0o500)
    done = run(copy, cwd=copy)
    copy.chmod(0o700)
    for path in copy.rglob("*"):
        path.chmod(0o700)
    assert done.returncode == 0
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
