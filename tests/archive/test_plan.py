"""An archive goes on with what it was begun with, or says what is different and what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rashomon.archive.plan import clear, plan, planned
from rashomon.archive.running import Progress, locked
from rashomon.archive.sources import Cut
from rashomon.archive.sources_fields import Fields
from rashomon.cli_archive import duration, told
from rashomon.config import Config, ExtractConfig, IngestConfig
from rashomon.errors import RunError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "out").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "news" / f"{name}.txt").write_text(name, encoding="utf-8")
    return tmp_path


USUAL, NAMES, TWO = Config(), Fields(), Cut(documents=2)


def begin(
    *given: str,
    config: Config = USUAL,
    fields: Fields = NAMES,
    cut: Cut = TWO,
) -> int:
    return plan(list(given) or ["news"], Path("out"), config=config, fields=fields, cut=cut).shards


def test_the_plan_is_the_same_from_wherever_it_is_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert begin() == 2
    kept = {path.name: path.read_bytes() for path in (folder / "out" / "plan").iterdir()}
    monkeypatch.chdir(folder / "news")
    made = plan(["../news/"], folder / "out", config=Config(), fields=Fields(), cut=Cut(documents=2))
    assert (made.shards, made.folder) == (2, folder)
    assert {path.name: path.read_bytes() for path in (folder / "out" / "plan").iterdir()} == kept
    assert [piece.source.path for number in (0, 1) for piece in planned(folder / "out", number)] == [
        "news/a.txt",
        "news/b.txt",
        "news/c.txt",
    ]


def change(folder: Path) -> None:
    (folder / "news" / "b.txt").write_text("other", encoding="utf-8")


def touch(folder: Path) -> None:
    os.utime(folder / "news" / "b.txt", ns=(1, 1))


def remove(folder: Path) -> None:
    (folder / "news" / "b.txt").unlink()


def add(folder: Path) -> None:
    (folder / "news" / "aa.txt").write_text("new", encoding="utf-8")


def add_last(folder: Path) -> None:
    (folder / "news" / "z.txt").write_text("new", encoding="utf-8")


@pytest.mark.parametrize(
    ("happens", "message"),
    [
        (change, r"b\.txt: it was changed since"),
        (touch, r"b\.txt: it was changed since"),
        (remove, r"b\.txt: it is gone since"),
        (add, r"aa\.txt: it is new since"),
        (add_last, r"z\.txt: it is new since"),
    ],
)
def test_changed_sources_are_named(folder: Path, happens: Callable[[Path], None], message: str) -> None:
    begin()
    happens(folder)
    with pytest.raises(RunError, match=f"{message} the archive was begun; choose a new --out, .* --again"):
        begin()
    clear(folder / "out")
    begin()


AIRWARS = replace(Config(), extract=ExtractConfig(profile="airwars"))
DATED = replace(Config(), ingest=IngestConfig(published=date(2017, 11, 14)))


@pytest.mark.parametrize(
    ("again", "message"),
    [
        (lambda: begin("news", "news/a.txt"), "another list of sources"),
        (lambda: begin(config=AIRWARS), r"another configuration \(--profile"),
        (lambda: begin(config=DATED), "another --published"),
        (lambda: begin(fields=Fields((("text", "a"),))), "another --field"),
        (lambda: begin(cut=Cut(documents=3)), "another --shard-documents or --shard-bytes"),
    ],
)
def test_another_configuration_is_refused_and_named(folder: Path, again: Callable[[], int], message: str) -> None:
    begin()
    with pytest.raises(RunError, match=message):
        again()


@pytest.mark.parametrize("content", ["", "[]", '{"format": 2}', "{"])
def test_a_manifest_that_is_none_is_refused(folder: Path, content: str) -> None:
    (folder / "out" / "archive.json").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=r"out/archive\.json: read: .*--again"):
        begin()


def test_nothing_is_begun_where_there_is_nothing_to_read(folder: Path) -> None:
    (folder / "empty.jsonl").touch()
    with pytest.raises(RunError, match=r"empty\.jsonl: read: there is nothing to read"):
        begin("empty.jsonl")
    assert not (folder / "out" / "archive.json").exists()


def test_clearing_removes_what_is_ours_and_nothing_else(folder: Path) -> None:
    begin()
    (folder / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "out" / "links").mkdir()
    clear(folder / "out")
    assert [path.name for path in (folder / "out").iterdir()] == ["notes.txt"]


def test_one_process_at_a_time_works_on_an_archive(folder: Path) -> None:
    with (
        locked(folder / "out"),
        pytest.raises(RunError, match="out: another command works on this archive"),
        locked(folder / "out"),
    ):
        pass
    with locked(folder / "out"):
        pass
    with pytest.raises(RunError, match=r"a\.txt/out: write: Not a directory; choose another --out"):
        locked(folder / "news" / "a.txt" / "out").__enter__()


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(10, 0, 0), "0 of 10 shards, 0 documents, 0.0 a second"),
        (
            Progress(10, 6, 4, documents=512, rejected=3, seconds=60),
            "6 of 10 shards, 512 documents, 8.5 a second, 3 set aside, 2 min left, until about ",
        ),
        (Progress(10, 10, 4, documents=51200, seconds=60), "10 of 10 shards, 51,200 documents, 853 a second"),
    ],
)
def test_progress_is_told_with_rate_and_end(progress: Progress, line: str) -> None:
    assert told(progress)[: len(line)] == line
    assert ("left" in told(progress)) is ("left" in line)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (99, "99 s"), (150, "2 min"), (7200, "2 h 0 min"), (200_000, "2 d 7 h")],
)
def test_durations_are_said_as_people_do(seconds: float, said: str) -> None:
    assert duration(seconds) == said
