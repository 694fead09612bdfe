"""Link an archive: near-copies and their origins over the whole, then stories, each compared like a case.

Steps in order, each cut into tasks that know only the files of the step before, so that no task needs more memory than
one part of the work. What is done has a receipt: a run that was stopped goes on there, and a finished one does nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rashomon import __version__
from rashomon.archive import (
    copies,
    copies_grouped,
    copies_verified,
    linking_actors,
    linking_compared,
    linking_keys,
    linking_stories,
)
from rashomon.archive.linking_layout import FOLDER, Job, archive_state, planned
from rashomon.archive.linking_parts import writing
from rashomon.archive.linking_steps import Counts, Engine, Here, Progress, Step, run
from rashomon.archive.running import locked
from rashomon.config import Config
from rashomon.errors import RunError

STORY_SIZE = 200
"""Most documents compared as one story."""

Totals = Mapping[str, Counts]


def link(  # noqa: PLR0913
    out: Path,
    *,
    config: Config,
    engine: Engine | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    copies_only: bool = False,
    story_size: int = STORY_SIZE,
    sizes: Mapping[str, int] | None = None,
) -> Totals:
    """Link the archive in a folder and return what each step counted. What is there already is not done again.

    Args:
        engine: what runs the tasks; this process if None.
        copies_only: find copied passages and groups, and compare no stories.
        story_size: most documents that are compared as one story.
        sizes: how large the parts of the work are; the outcome does not depend on it.

    Raises:
        RunError: there is no archive, or it is not read to the end, or a file is damaged.
    """
    counts, state = archive_state(out)
    if not sum(counts):
        raise RunError(f"{out}: link: the archive has no documents; read some first: rashomon archive read")
    plan = planned(counts, story_size=story_size, sizes=sizes)
    job = Job(out, plan, config)
    told = {"archive": state, "version": __version__, "config": asdict(config.compare), "story_size": story_size}
    totals: dict[str, Counts] = {}
    with locked(out):
        _begin(out, {**told, "plan": asdict(plan)})
        for step in _steps(job, copies_only=copies_only):
            totals[step.name] = run(step, job, engine or Here(), on_progress)
        if not copies_only:
            shutil.rmtree(job.work(""), ignore_errors=True)
    return totals


def _begin(out: Path, told: Mapping[str, Any]) -> None:
    """Keep what is linked; take away the links of another state of the archive, or of other settings."""
    path = out / FOLDER / "links.json"
    text = json.dumps(told, sort_keys=True, indent=1)
    try:
        if path.read_text(encoding="utf-8") == text:
            return
    except FileNotFoundError:
        pass
    try:
        if path.parent.exists():
            shutil.rmtree(path.parent)
        with writing(path) as part:
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{path.parent}: link: {error.strerror}; make it writable, and link again") from error


def _steps(job: Job, *, copies_only: bool) -> Iterator[Step]:
    plan, lots = job.plan, len(job.plan.lots) - 1
    yield Step("sign", "runs of words", copies.sign, lots)
    yield Step("rank", "documents in order", copies.rank, 1)
    yield Step("tie", "runs in common", copies.tie, plan.buckets)
    yield Step("choose", "likely pairs", copies.choose, plan.parts)
    yield Step("send", "texts to be compared", copies_verified.send, lots)
    yield Step("align", "passages aligned", copies_verified.align, plan.parts)
    yield Step("answer", "what other copies say", copies_verified.answer, plan.parts)
    yield Step("conclude", "copies", copies_verified.conclude, plan.parts)
    yield Step("unite", "what hangs together", copies_grouped.unite, 1)
    yield Step("scatter", "pairs by set", copies_grouped.scatter, plan.parts)
    yield Step("group", "groups and origins", copies_grouped.group, plan.parts)
    if copies_only:
        return
    names = linking_compared.actors_of(job).count
    yield Step("look up", "names and deeds", linking_keys.look_up, lots)
    yield Step("meet", "names and deeds in common", linking_keys.meet, plan.buckets)
    yield Step("weigh", "documents alike", linking_keys.weigh, plan.parts)
    yield Step("part", "stories", linking_stories.part_stories, 1)
    yield Step("deal", "readings by story", linking_stories.deal, lots)
    yield Step("compare", "stories compared", linking_compared.compare_stories, plan.compared)
    yield Step("bear", "names of sources", linking_actors.bear, names)
    yield Step("pair", "names in common", linking_actors.pair_names, names)
    yield Step("list", "sources", linking_actors.list_actors, names)
