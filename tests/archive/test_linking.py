"""An archive linked: the same as a case compared, whatever the shards, and after any interruption."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.compare import story

from archive.archives import write_archive
from factories import document
from rashomon.archive.linking import link
from rashomon.archive.linking_layout import LINKS, archive_state
from rashomon.archive.linking_steps import Here, Progress
from rashomon.archive.running import locked
from rashomon.compare.echoes import find_echoes
from rashomon.compare.groups import groups
from rashomon.config import CompareConfig, Config
from rashomon.errors import RunError
from rashomon.pipeline import compare, read_documents, read_texts
from rashomon.records import Dossier, Reading, ReadState

SMALL = {"bucket": 700, "part": 6, "compared": 6}
"""Sizes that cut even a small archive into many parts."""
WORDS = "river council bridge winter market soldier teacher harbour engine letter border village doctor signal".split()


@pytest.fixture(scope="module")
def raqqa(examples_dir: Path) -> list[Reading]:
    files = sorted(str(path) for path in (examples_dir / "raqqa").glob("0*"))
    return list(read_texts(read_documents(files, config=Config()), config=Config()))


@pytest.fixture(scope="module")
def readings(raqqa: list[Reading]) -> list[Reading]:
    """The example, a story like it of other names, and copies."""
    made = [*raqqa, *story(raqqa, 1)]
    return [*made, *(Reading(one) for one in papers())]


def papers() -> list[Any]:
    """Five papers of which two repeat another one's words, and one that stands alone."""
    text, other, alone = (passage(seed) for seed in (1, 2, 3))
    return [
        document("A Daily", text, published=date(2017, 1, 1)),
        document("B Herald", f"{other} {text}", published=date(2017, 1, 2)),
        document("C Post", f"Source: Reuters. {text}", published=date(2017, 1, 3)),
        document("D Times", text[: len(text) // 2], published=date(2017, 1, 4)),
        document("E News", alone, published=date(2017, 1, 4)),
    ]


def passage(seed: int, words: int = 80) -> str:
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(WORDS)}{chance.randrange(90)}" for _ in range(words)) + "."


def cut(readings: Sequence[Reading], shards: int, seed: int = 0) -> list[list[Reading]]:
    mixed = list(readings)
    random.Random(seed).shuffle(mixed)
    return [mixed[number::shards] for number in range(shards)]


def rows(out: Path, noun: str) -> list[dict[str, Any]]:
    found = pq.read_table(out / "links" / noun).to_pylist()
    return sorted(found, key=repr)


def everything(out: Path) -> Mapping[str, list[dict[str, Any]]]:
    return {noun: rows(out, noun) for noun in LINKS if noun != "repeats"}


@pytest.fixture(scope="module")
def whole(readings: list[Reading], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive in one shard, linked undisturbed."""
    out = write_archive(tmp_path_factory.mktemp("archive"), [readings])
    link(out, config=Config())
    return out


def test_copies_and_groups_are_those_of_a_dossier(readings: list[Reading], whole: Path) -> None:
    echoes = list(find_echoes(readings, config=CompareConfig()))
    assert len(echoes) > 5
    expected = {
        (e.source, e.copy, e.score, e.kind, e.direction, e.origin, e.evidence): [
            n for there, here in e.passages for n in (there.start, there.end, here.start, here.end)
        ]
        for e in echoes
    }
    columns = ("source", "copy", "score", "kind", "direction", "origin", "evidence")
    assert {tuple(row[c] for c in columns): row["passages"] for row in rows(whole, "pairs")} == expected
    made = groups(echoes, [reading.document for reading in readings])
    assert {(tuple(r["documents"]), r["origin"], r["evidence"]) for r in rows(whole, "groups")} == {
        (group.documents, group.origin, group.evidence) for group in made
    }


def test_each_story_is_compared_as_a_case(raqqa: list[Reading], readings: list[Reading], whole: Path) -> None:
    known = {reading.document.id: reading for reading in readings}
    found = {row["story"]: row["documents"] for row in rows(whole, "stories")}
    assert sorted(d for documents in found.values() for d in documents) == sorted(known)
    ours = max(found.values(), key=lambda documents: len({r.document.id for r in raqqa} & set(documents)))
    assert set(ours) == {reading.document.id for reading in raqqa}
    for name, documents in found.items():
        dossier = compare([known[one] for one in documents], config=Config())
        assert asked(dossier) == [
            (r["id"], r["text"], r["status"], r["positions"]) for r in rows(whole, "questions") if r["story"] == name
        ]
        assert {(r.a, r.b, r.relation.value, r.reason) for r in dossier.relations} == {
            (r["a"], r["b"], r["relation"], r["reason"]) for r in rows(whole, "relations") if r["story"] == name
        }
        assert {(o.id, o.name, o.claims) for o in dossier.origins} == {
            (r["id"], r["name"], tuple(r["claims"])) for r in rows(whole, "origins") if r["story"] == name
        }
        accounts = [r for r in rows(whole, "accounts") if r["story"] == name]
        assert len(accounts) == sum(len(question.accounts) for question in dossier.questions)


def asked(dossier: Dossier) -> list[tuple[str, str, str, list[str]]]:
    made = [(q.id, q.text, q.status.value, [p.text for p in q.positions]) for q in dossier.questions]
    return sorted(made, key=lambda one: repr({"story": "", "id": one[0]}))


@pytest.mark.parametrize(("shards", "seed"), [(2, 1), (5, 2)])
def test_the_outcome_does_not_depend_on_shards_their_order_or_the_size_of_parts(
    readings: list[Reading], whole: Path, tmp_path: Path, shards: int, seed: int
) -> None:
    out = write_archive(tmp_path / "other", cut(readings, shards, seed))
    link(out, config=Config(), sizes=SMALL)
    assert everything(out) == everything(whole)


def test_two_processes_find_the_same_as_one(readings: list[Reading], whole: Path, tmp_path: Path) -> None:
    out = write_archive(tmp_path / "other", cut(readings, 3))
    with Here(2) as engine:
        link(out, config=Config(), engine=engine, sizes=SMALL)
    assert everything(out) == everything(whole)


def test_what_is_done_is_not_done_again(readings: list[Reading], whole: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (whole / "links").rglob("*")}
    told = link(whole, config=Config())
    assert {path: path.stat().st_mtime_ns for path in (whole / "links").rglob("*")} == before
    assert told["rank"]["texts"] == sum(bool(reading.document.text) for reading in readings)


def _link_and_die(out: Path, step: str) -> None:
    def watch(progress: Progress) -> None:
        if progress.step == step:
            os.kill(os.getpid(), signal.SIGKILL)

    link(out, config=Config(), sizes=SMALL, on_progress=watch)


@pytest.mark.parametrize("step", ["choose", "align", "compare"])
def test_a_killed_run_goes_on_to_the_same_end(readings: list[Reading], whole: Path, tmp_path: Path, step: str) -> None:
    out = write_archive(tmp_path / "other", cut(readings, 3))
    process = multiprocessing.get_context("spawn").Process(target=_link_and_die, args=(out, step))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    done = {path: path.stat().st_mtime_ns for path in (out / "links" / "steps").rglob("*.json")}
    assert done
    link(out, config=Config(), sizes=SMALL)
    assert everything(out) == everything(whole)
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert not list((out / "links").rglob(".*.part"))


class _Killed(Here):
    """Two processes, one of which is killed in the middle of each long step."""

    def do(self, task: Any, numbers: Sequence[int]) -> None:
        super().do(_Once(task), numbers)


class _Once:
    def __init__(self, task: Any) -> None:
        self.task = task

    def __call__(self, number: int) -> None:
        mark = self.task.args[1].out / "killed"
        if self.task.args[0].name == "compare" and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        self.task(number)


def test_a_worker_that_is_killed_costs_its_part_alone(readings: list[Reading], whole: Path, tmp_path: Path) -> None:
    out = write_archive(tmp_path / "other", cut(readings, 3))
    with _Killed(2) as engine:
        link(out, config=Config(), engine=engine, sizes=SMALL)
    assert (out / "killed").exists()
    assert everything(out) == everything(whole)


def test_links_of_another_state_of_the_archive_are_made_anew(readings: list[Reading], tmp_path: Path) -> None:
    out = write_archive(tmp_path / "other", [readings[:3]])
    link(out, config=Config())
    first = rows(out, "stories")
    write_archive(out, [readings[:3], readings[3:5]])
    link(out, config=Config())
    assert sum(len(row["documents"]) for row in first) == 3
    assert sum(len(row["documents"]) for row in rows(out, "stories")) == 5


def test_a_story_is_no_larger_than_it_may_be_and_what_was_cut_is_told(raqqa: list[Reading], tmp_path: Path) -> None:
    out = write_archive(tmp_path / "other", [raqqa])
    totals = link(out, config=Config(), story_size=3)
    assert max(len(row["documents"]) for row in rows(out, "stories")) <= 3
    assert totals["part"]["full"] > 0
    assert len(rows(out, "cut")) == totals["part"]["cut"] > 0
    of = {document: row["story"] for row in rows(out, "stories") for document in row["documents"]}
    for row in rows(out, "cut"):
        assert {of[row["document"]], of[row["with"]]} == {row["story"], row["other"]}


def test_the_same_bytes_are_one_document(tmp_path: Path) -> None:
    once, *rest = papers()
    again = replace(once, text="", state=ReadState.PARSED, path="again")
    out = write_archive(tmp_path / "other", [[Reading(again), Reading(once)], [Reading(p) for p in [*rest, once]]])
    totals = link(out, config=Config())
    assert totals["rank"]["repeats"] == 2 == len(rows(out, "repeats"))
    assert {row["document"] for row in rows(out, "repeats")} == {once.id}
    assert {row["source"] for row in rows(out, "pairs")} >= {once.id}
    documents = [d for row in rows(out, "stories") for d in row["documents"]]
    assert len(documents) == len(set(documents)) == 5


def test_what_was_not_read_again_in_its_shard_is_told_too(tmp_path: Path) -> None:
    once, *rest = papers()
    out = write_archive(tmp_path / "other", [[Reading(p) for p in (once, *rest)]])
    path = out / "documents" / "00000.parquet"
    table = pq.read_table(path)
    again = {**table.slice(0, 1).to_pylist()[0], "text": "", "length": 0, "source": "elsewhere", "record": 7}
    pq.write_table(pa.concat_tables([pa.Table.from_pylist([again], schema=table.schema), table]), path)
    link(out, config=Config(), copies_only=True)
    assert rows(out, "repeats") == [{"document": once.id, "source": "elsewhere", "record": 7}]
    assert {row["source"] for row in rows(out, "pairs")} >= {once.id}


def test_a_story_that_fails_does_not_end_the_run_and_says_so(
    readings: list[Reading], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rashomon.archive import linking_compared

    def fails(readings: Sequence[Reading], *, config: Config) -> Dossier:
        if len(readings) > 1:
            raise ValueError("told")
        return compare(readings, config=config)

    monkeypatch.setattr(linking_compared, "compare", fails)
    out = write_archive(tmp_path / "other", [readings[:8]])
    totals = link(out, config=Config())
    problems = [row["problem"] for row in rows(out, "stories") if row["problem"]]
    assert totals["compare"]["failed"] == len(problems) == 1
    assert "ValueError: told" in problems[0]


def test_actors_of_several_stories_are_one(raqqa: list[Reading], tmp_path: Path) -> None:
    out = write_archive(tmp_path / "other", [raqqa])
    link(out, config=Config(), story_size=2)
    actors = rows(out, "actors")
    assert len({row["id"] for row in actors}) == len(actors)
    assert any(len(row["stories"]) > 1 for row in actors)
    for row in actors:
        assert row["id"] not in row["perhaps"]


def test_an_archive_that_is_not_there_or_not_finished_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="first: rashomon archive read"):
        link(tmp_path, config=Config())
    out = write_archive(tmp_path / "empty", [[]])
    with pytest.raises(RunError, match="no documents"):
        link(out, config=Config())
    (out / "archive.json").write_text('{"shards": 3}')
    with pytest.raises(RunError, match="1 of 3 shards"):
        archive_state(out)


def test_one_process_at_a_time_links(readings: list[Reading], tmp_path: Path) -> None:
    out = write_archive(tmp_path / "other", [readings[:2]])
    with locked(out), pytest.raises(RunError, match="another command"):
        link(out, config=Config())


def test_progress_tells_every_step_to_its_end(readings: list[Reading], tmp_path: Path) -> None:
    out = write_archive(tmp_path / "other", cut(readings[:6], 2))
    told: list[Progress] = []
    totals = link(out, config=Config(), on_progress=told.append)
    assert {one.step for one in told if one.done == one.tasks} == set(totals)
