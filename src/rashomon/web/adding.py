"""Reading files into a case, in a process of its own: `python -m rashomon.web.adding CASE`.

Lines of standard input are jobs, one JSON object each; lines of standard output tell what became of them, the last one
of each job with `done`. So the models are loaded once for many files, and never into the server. The address of a
PostgreSQL database comes from RASHOMON_DATABASE.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rashomon.casework import add_taken, take
from rashomon.casework.taking import TOOL, Taken
from rashomon.config import Config, IngestConfig
from rashomon.errors import ItemError, RashomonError
from rashomon.ingest.load import take_file
from rashomon.ingest.wall import Wall
from rashomon.store.base import Case, Location, LocationKind, Outcome


def taken(case: Case, job: dict[str, Any], config: IngestConfig) -> Taken:
    """Return the bytes that a job is about: those of an upload, of an address, or of a document in the case.

    Raises:
        ItemError: there are none.
        RunError: the archive is damaged.
    """
    if "url" in job:
        (found,) = take([job["url"]], config=config)
        return found
    location = Location(kind=LocationKind.PATH, name=job["name"], tool=TOOL)
    if "path" in job:
        return Taken(location, take_file(job["path"], limit=config.max_bytes, followed=False))
    for kept in case.documents(states=("failed", "archived")):
        if kept.id == job["document"]:
            return Taken(location, case.originals.read(kept.sha256))
    raise ItemError(
        job["name"],
        step="read again",
        reason="no document of the case waits to be read again by that name",
        remedy="add the file anew",
    )


def run(folder: Path, job: dict[str, Any], *, config: Config, wall: Wall) -> None:
    """Do one job, and tell of every document that it gives; the first is the file itself, the others lie in it."""

    def told(outcome: Outcome, problems: tuple[str, ...]) -> None:
        tell(job, document=outcome.document, what=outcome.what, state=outcome.state, problems=problems)

    published = date.fromisoformat(job["published"]) if job.get("published") else None
    config = replace(config, ingest=replace(config.ingest, published=published))
    problem = ""
    try:
        # Opened anew for each job: the log names who added the file.
        with Case.open(folder, actor=job["actor"]) as case:
            found = taken(case, job, config.ingest)
            add_taken(case, [found], config=config, wall=wall, retry=bool(job.get("retry")), on_outcome=told)
    except ItemError as error:
        problem = f"{error.reason}; {error.remedy}"
    except RashomonError as error:
        problem = str(error)
    tell(job, done=True, problem=problem)


def tell(job: dict[str, Any], **about: Any) -> None:
    """Write one line about a job."""
    print(json.dumps({"job": job["job"], **about}), flush=True)  # noqa: T201


def main(arguments: list[str]) -> int:
    """Do jobs until standard input ends."""
    folder, config = Path(arguments[0]), Config()
    done = False
    with Wall(config.ingest) as wall:
        for line in sys.stdin:
            run(folder, json.loads(line), config=config, wall=wall)
            done = True
    if done:
        try:
            with Case.open(folder) as case:
                case.settle()
        except RashomonError as error:
            print(str(error), file=sys.stderr)  # noqa: T201
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
