"""A slice of an archive as a case: the same as adding the files, held to their bytes, and nothing twice."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from archive.made import Item, of_files, of_records, write_archive
from factories import MAIL
from rashomon import casework
from rashomon.archive.layout import MANIFEST, Origin, arrow, part
from rashomon.archive.slicing import archive_run, check_size, open_case, put_slice, read_selection
from rashomon.archive.stored import Archive
from rashomon.config import Config, ExtractConfig
from rashomon.errors import RunError
from rashomon.records import Document, Reading
from rashomon.report.contract import dossier_object
from rashomon.store.base import Case, Outcome

TEXTS = {
    "a.txt": "The ministry said on Monday that 12 people had died in the harbour.",
    "b.txt": "Residents denied that the harbour had been closed. The mayor said that 40 trucks had left.",
    "c.txt": 'The mayor said that 14 people had died. "Nobody was harmed," Colonel Reed told reporters.',
}
QUICK = Config(extract=ExtractConfig(attribution="rules"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Three texts, one of them twice."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "d.txt").write_text(TEXTS["a.txt"], encoding="utf-8")
    return folder


def archived(tmp_path: Path, items: Sequence[Item], *, size: int = 2, config: Config = QUICK) -> Archive:
    return Archive.open(write_archive(tmp_path / "corpus", items, size=size, config=config))


def of_folder(folder: Path) -> list[Item]:
    return of_files(sorted(str(path) for path in folder.iterdir()), QUICK)


def every(archive: Archive) -> list[str]:
    """Return all ids, in an order that is not the archive's."""
    return sorted(identity for number in archive.shards for identity in archive.shard(number).ids)


def dossier(case: Case, config: Config = QUICK) -> str:
    return json.dumps(dossier_object(casework.case_dossier(case, config=config)))


def put(archive: Archive, case: Path, documents: Sequence[str], originals: Path | None = None) -> list[Outcome]:
    told: list[Outcome] = []
    with open_case(archive, case, actor="tester") as opened:
        put_slice(archive, opened, documents, originals=originals, on_outcome=lambda outcome, _: told.append(outcome))
        assert list(opened.verify()) == []
    return told


def test_the_dossier_is_that_of_the_same_files_added(tmp_path: Path, files: Path, memory: Path) -> None:
    archive = archived(tmp_path, of_folder(files))
    assert len(every(archive)) == 4
    put(archive, memory / "slice", every(archive))
    with Case.create(memory / "added") as added, Case.open(memory / "slice", write=False) as sliced:
        casework.add(added, [str(files)], config=QUICK)
        assert dossier(sliced) == dossier(added)
        assert "also given as" in dossier(sliced)
        assert [k.names for k in sliced.documents()] == [k.names for k in added.documents()]
        assert sliced.runs().keys() == added.runs().keys()
        assert casework.due(sliced, config=QUICK) == 0, "nothing is to be read again"


def test_the_example_case_comes_out_as_if_it_had_been_added(examples_dir: Path, tmp_path: Path, memory: Path) -> None:
    folder = str(examples_dir / "raqqa")
    paths = sorted(str(path) for path in (examples_dir / "raqqa").iterdir() if path.is_file())
    archive = archived(tmp_path, of_files(paths), size=3, config=Config())
    put(archive, memory / "slice", every(archive))
    with Case.create(memory / "added") as added, Case.open(memory / "slice", write=False) as sliced:
        casework.add(added, paths, config=Config())
        assert dossier(sliced, Config()) == dossier(added, Config())
    assert folder


def test_a_slice_put_again_changes_nothing(tmp_path: Path, files: Path, memory: Path) -> None:
    archive = archived(tmp_path, of_folder(files))
    first = put(archive, memory / "case", every(archive)[:2])
    with Case.open(memory / "case", write=False) as case:
        before, head = dossier(case), case.log.receipt()
    assert {outcome.what for outcome in first} == {"new", "place"} or {outcome.what for outcome in first} == {"new"}
    again = put(archive, memory / "case", every(archive)[:2])
    assert {outcome.what for outcome in again} == {"known"}
    with Case.open(memory / "case", write=False) as case:
        assert (dossier(case), case.log.receipt()) == (before, head)
    put(archive, memory / "case", every(archive))
    with Case.open(memory / "case", write=False) as case:
        assert len(list(case.documents())) == 3
        last = list(case.log.entries())[-1]
        assert (last.action, last.detail["documents"]) == ("archive", 1)


def test_what_a_case_read_itself_is_not_replaced(tmp_path: Path, files: Path, memory: Path) -> None:
    archive = archived(tmp_path, of_folder(files))
    with Case.create(memory / "case") as case:
        casework.add(case, [str(files / "a.txt")], config=Config())
        casework.add(case, [str(files / "b.txt")], config=Config(), read=False)
        own = {kept.names[0]: kept.run for kept in case.documents()}
    put(archive, memory / "case", every(archive))
    with Case.open(memory / "case", write=False) as case:
        runs = {Path(kept.names[0]).name: kept.run for kept in case.documents()}
    theirs = archive_run(archive).id
    assert runs == {"a.txt": own[str(files / "a.txt")], "b.txt": theirs, "c.txt": theirs}
    assert runs["a.txt"] != theirs


@pytest.mark.parametrize(("harm", "said"), [("change", "it was changed since"), ("remove", "there is no such file")])
def test_what_was_changed_or_is_gone_is_kept_out_and_told(
    tmp_path: Path, files: Path, memory: Path, harm: str, said: str
) -> None:
    html = "<html><body><p>The governor denied that more than 20 people had been killed.</p></body></html>"
    (files / "page.html").write_text(html, encoding="utf-8")
    archive = archived(tmp_path, of_folder(files))
    path = files / "page.html"
    path.unlink() if harm == "remove" else path.write_text(html.replace("20", "30"), encoding="utf-8")
    with open_case(archive, memory / "case") as case:
        done = put_slice(archive, case, every(archive))
        assert (done.stored, done.new) == (3, 3)
        (left,) = done.kept_out
        assert left.path == str(path)
        assert left.reason.startswith(f"{path}: {said}")
        assert left.reason.endswith("--originals FOLDER")
        assert len(list(case.documents())) == 3
        (tmp_path / "kept").mkdir()
        (tmp_path / "kept" / "another name").write_text(html, encoding="utf-8")
        done = put_slice(archive, case, every(archive), originals=tmp_path / "kept")
        assert (done.stored, done.new, done.kept_out) == (4, 1, ())
        assert case.originals.read(hashlib.sha256(html.encode()).hexdigest()) == html.encode()
        assert list(case.verify()) == []


def test_a_record_needs_its_file_no_more(tmp_path: Path, memory: Path) -> None:
    records = [{"text": text, "publisher": "Example Daily", "published": "2017-11-14"} for text in TEXTS.values()]
    mark = of_records([{"text": "\ufeffThe mayor said that it was over."}], "m.jsonl", QUICK)[0]
    bare = replace(mark[0].document, text=mark[0].document.text[1:])
    marked = (Reading(bare), mark[1])
    archive = archived(tmp_path, [*of_records(records, "gone.jsonl", QUICK), marked])
    assert len(put(archive, memory / "case", every(archive))) == 4
    with Case.open(memory / "case") as case:
        kept = list(case.documents())
        assert [k.names[0] for k in kept] == ["gone.jsonl#0", "gone.jsonl#1", "gone.jsonl#2", "m.jsonl#0"]
        assert {k.publisher for k in kept[:3]} == {"Example Daily"}
        # Bytes that are read again say nothing of the record, but the day is kept with them.
        assert {str(k.given) for k in kept[:3]} == {"2017-11-14"}
        assert case.originals.read(kept[0].sha256) == TEXTS["a.txt"].encode()


def test_what_a_document_lies_in_comes_along(tmp_path: Path, memory: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(MAIL)
    archive = archived(tmp_path, of_files([str(tmp_path / "mail.eml")], QUICK), size=1)
    mail, annex = (archive.shard(number).ids[0] for number in (0, 1))
    with open_case(archive, memory / "case") as case:
        done = put_slice(archive, case, [annex])
        assert (done.stored, done.brought, done.kept_out) == (2, (mail,), ())
        assert [(kept.id, kept.parent) for kept in case.documents()] == [(mail, None), (annex, mail)]
        assert list(case.verify()) == []


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_of_a_web_archive_is_taken_from_its_record(tmp_path: Path, memory: Path, packed: bool) -> None:
    page = b"<html><body><p>The governor said that 20 people had been killed.</p></body></html>"
    answers = [page.replace(b"20", str(number).encode()) for number in range(3)]
    stretches = [_record(f"https://example.org/{n}", answer) for n, answer in enumerate(answers)]
    stretches = [gzip.compress(one, mtime=0) if packed else one for one in stretches]
    source = tmp_path / ("web.warc.gz" if packed else "web.warc")
    source.write_bytes(b"".join(stretches))
    whole = of_files([str(source)], QUICK)
    # As an archive has them: each by itself, in a web archive of one record, which is none of its documents.
    items: list[Item] = []
    for number, (reading, _) in enumerate(whole[1:]):
        document = replace(reading.document, parent="d0123456789abcdef")
        place = Origin(str(source), sum(map(len, stretches[:number])))
        items.append((replace(reading, document=document), place))
    archive = archived(tmp_path, items)
    put(archive, memory / "case", every(archive)[1:])
    with Case.open(memory / "case", write=False) as case:
        found = {case.originals.read(kept.sha256) for kept in case.documents()}
    assert found < set(answers)
    assert len(found) == 2


def _record(address: str, page: bytes) -> bytes:
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
    head += "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content + b"\r\n\r\n"


def test_relative_names_start_where_the_archive_was_begun(
    tmp_path: Path, files: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "page.html").write_text("<p>The governor said that 20 people had been killed.</p>", encoding="utf-8")
    monkeypatch.chdir(files)
    archive = archived(tmp_path, of_files(["page.html"], QUICK))
    manifest = json.loads((archive.folder / MANIFEST).read_text(encoding="utf-8"))
    (archive.folder / MANIFEST).write_text(json.dumps(manifest | {"folder": str(files)}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with open_case(Archive.open(archive.folder), memory / "case") as case:
        assert put_slice(Archive.open(archive.folder), case, every(archive)).kept_out == ()
        assert [kept.names for kept in case.documents()] == [("page.html",)]


def test_a_case_of_another_profile_is_refused(tmp_path: Path, files: Path, memory: Path) -> None:
    archive = archived(tmp_path, of_folder(files))
    Case.create(memory / "case", profile="airwars").close()
    with pytest.raises(RunError, match="under the profile airwars, the archive under literal; name a new folder"):
        open_case(archive, memory / "case")


def test_a_manifest_that_does_not_say_how_was_read_is_refused(tmp_path: Path, files: Path, memory: Path) -> None:
    archive = archived(tmp_path, of_folder(files))
    (archive.folder / MANIFEST).write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match="does not say with which version and configuration"):
        open_case(Archive.open(archive.folder), memory / "case")
    assert not (memory / "case").exists()


def test_documents_of_another_archive_are_refused(tmp_path: Path, files: Path, memory: Path) -> None:
    archive = archived(tmp_path, of_folder(files))
    with (
        open_case(archive, memory / "case") as case,
        pytest.raises(RunError, match="it has no document d0123456789abcdef and 1 others"),
    ):
        put_slice(archive, case, [*every(archive), "d0123456789abcdef", "d1123456789abcdef"])


def _emptied(reading: bytes) -> bytes:
    return reading[: len(reading) // 2]


def _other(_: bytes) -> bytes:
    from rashomon.store.codec import pack_reading

    return pack_reading(Reading(Document("x", "0" * 64, "text/plain", "x")))


def _outside(reading: bytes) -> bytes:
    from rashomon.store.codec import pack_reading, unpack_reading

    found = unpack_reading(reading)
    return pack_reading(replace(found, document=replace(found.document, text="")))


@pytest.mark.parametrize(
    ("harm", "said"),
    [(_emptied, "not a packed reading"), (_other, "it is of another document"), (_outside, "outside the text")],
)
def test_a_damaged_reading_is_named_with_what_to_do(
    tmp_path: Path, files: Path, memory: Path, harm: object, said: str
) -> None:
    assert callable(harm)
    archive = archived(tmp_path, of_folder(files))
    path = part(archive.folder, "readings", 0)
    pa = arrow()
    table = pa.parquet.read_table(path, partitioning=None)
    harmed = pa.array([harm(reading) for reading in table["reading"].to_pylist()], pa.binary())
    pa.parquet.write_table(table.set_column(1, table.schema.field("reading"), harmed), path)
    with open_case(archive, memory / "case") as case, pytest.raises(RunError) as caught:
        put_slice(archive, case, every(archive))
    assert str(caught.value).startswith(f"{path}: archive: the reading of d")
    assert said in str(caught.value)
    assert "00000.json and run 'rashomon archive read'" in str(caught.value)


def test_a_selection_is_json_lines_or_ids_each_once() -> None:
    one, two = "d0123456789abcdef", "d1123456789abcdef"
    assert read_selection([one, "", json.dumps({"document": two, "score": 2}), one], "-") == (one, two)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "no document in it"),
        (["", " "], "no document in it"),
        (["d0123456789abcdef", "a.txt"], "line 2: no document of a selection"),
        (["{"], "line 1: no document of a selection"),
        (['{"id": "d0123456789abcdef"}'], "line 1"),
        (['{"document": 7}'], "line 1"),
        (["[" * 100_000], "line 1"),
        (['{"document": ' + "[" * 100_000], "line 1"),
        (["d"], "line 1"),
        (["dzzzzzzzzzzzzzzzz"], "line 1"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_selection_is_refused(lines: list[str], said: str) -> None:
    with pytest.raises(RunError, match=f"^picked: {said}"):
        read_selection(lines, "picked")


def test_a_slice_too_large_for_a_case_is_refused_unless_the_user_is_sure() -> None:
    check_size(20_000, sure=False)
    check_size(20_001, sure=True)
    with pytest.raises(RunError, match=r"20,001 documents, more than 20,000.*--yes"):
        check_size(20_001, sure=False)
