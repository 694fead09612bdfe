"""Stories compared one by one, each by the very function that compares a case, on its readings alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from typing import Any

import numpy as np

from rashomon.archive.layout import Row, arrow
from rashomon.archive.linking_layout import LINKS, Job, write_rows
from rashomon.archive.linking_parts import Parts, load
from rashomon.archive.linking_steps import Counts
from rashomon.archive.linking_stories import day_of, stories_of, story_id
from rashomon.pipeline import compare
from rashomon.records import Dossier, Question, Reading
from rashomon.store.codec import unpack_reading

NOUNS = ("stories", "questions", "accounts", "relations", "origins", "conduits")
ACTOR_TASKS = 64


def actors_of(job: Job) -> Parts:
    """Return where sources are handed on, by their id."""
    return Parts(job.work("actors"), min(ACTOR_TASKS, job.plan.compared))


def compare_stories(job: Job, number: int) -> Counts:
    """Compare the stories of a task and write what was found."""
    ids, days = load(job.work("ids.npy")), load(job.work("day.npy"))
    rows: dict[str, list[Row]] = {noun: [] for noun in NOUNS}
    actors: list[tuple[str, Row]] = []
    failed = 0
    for root, ranks, readings in _stories(job, number):
        story = story_id(ids[root])
        row: Row = {"story": story, "documents": [ids[rank].decode() for rank in ranks], "problem": None}
        known = [day for rank in ranks if (day := day_of(int(days[rank])))]
        rows["stories"].append({**row, "first": min(known, default=None), "last": max(known, default=None)})
        try:
            dossier = compare(readings, config=job.config)
        except Exception as error:  # noqa: BLE001 - one story in millions must not end the run, and it is told
            failed += 1
            problem = f"not compared: an error of ours ({type(error).__name__}: {error}); please report it"
            rows["stories"][-1]["problem"] = problem
            continue
        for noun, found in _rows(story, dossier):
            rows[noun].append(found)
        actors += ((entity.id, _actor(story, entity)) for entity in dossier.entities)
    for noun in NOUNS:
        write_rows(job, noun, number, rows[noun])
    _hand_on(job, number, actors)
    contested = sum(row["status"] == "contested" for row in rows["questions"])
    counts = {noun: len(rows[noun]) for noun in NOUNS}
    return {**counts, "contested": contested, "failed": failed}


def _stories(job: Job, number: int) -> Iterator[tuple[int, list[int], list[Reading]]]:
    """Yield the first document of each story, its documents in the order of time, and their readings."""
    held: dict[int, list[tuple[int, Any, int]]] = defaultdict(list)
    for batch in stories_of(job).read(number):
        column = batch.column("reading")
        stories, ranks = batch.column("story").to_pylist(), batch.column("rank").to_pylist()
        for row, (story, rank) in enumerate(zip(stories, ranks, strict=True)):
            held[story].append((rank, column, row))
    for story in sorted(held):
        members = sorted(held[story], key=lambda member: member[0])
        readings = [unpack_reading(column[row].as_py()) for _, column, row in members]
        yield story, [rank for rank, _, _ in members], readings


def _rows(story: str, dossier: Dossier) -> Iterator[tuple[str, Row]]:
    """Yield (noun, row) for all that is kept of a comparison."""
    for question in dossier.questions:
        yield "questions", _question(story, question)
        for account in question.accounts:
            yield "accounts", _plain("accounts", account) | {"story": story, "question": question.id}
    for noun, items in (
        ("relations", dossier.relations),
        ("origins", dossier.origins),
        ("conduits", dossier.conduits),
    ):
        for item in items:
            yield noun, _plain(noun, item) | {"story": story}


def _question(story: str, question: Question) -> Row:
    return _plain("questions", question) | {
        "story": story,
        "positions": [position.text for position in question.positions],
        "documents": sorted({d for position in question.positions for d in position.documents}),
        "claims": sorted({c for account in question.accounts for c in account.claims}),
    }


def _plain(noun: str, item: Any) -> Row:
    """Return the fields of a record that are columns of a noun."""
    found = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name in LINKS[noun]:
            found[field.name] = (
                value.value if isinstance(value, Enum) else list(value) if isinstance(value, tuple) else value
            )
    return found


def _actor(story: str, entity: Any) -> Row:
    numbers = {"documents": len(entity.documents), "claims": len(entity.claims)}
    return {"story": story, "name": entity.name, "kind": entity.kind.value, "names": list(entity.names), **numbers}


def _hand_on(job: Job, number: int, actors: list[tuple[str, Row]]) -> None:
    pa, where = arrow(), actors_of(job)
    columns: dict[str, Any] = {"id": pa.array([i for i, _ in actors], pa.string())}
    kinds = {"names": pa.list_(pa.string()), "documents": pa.int64(), "claims": pa.int64()}
    for name in ("story", "name", "kind", "names", "documents", "claims"):
        columns[name] = pa.array([row[name] for _, row in actors], kinds.get(name, pa.string()))
    where.write(number, np.array([int(i[1:9], 16) % where.count for i, _ in actors], np.int64), columns)
