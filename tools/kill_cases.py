"""Kill whoever works on a case, at random moments, and see what is left: `python tools/kill_cases.py --times 1000`.

A child process adds documents, adds versions, reads again, judges, backs up and makes cases, as fast as it can, and
writes down each thing after the store said that it is safe. It is killed (SIGKILL) at a random moment. Then the case
must pass all checks, hold everything that was written down, find and count it, and show nothing half-made; every backup
under its own name must be whole. Files are added and read again by `casework.add` and `casework.reread` themselves;
only the reader that they call is one of ours, for texts that are made up: no model is loaded and no other process
started, so that many kills fit into a minute.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch
from uuid import uuid4

from sqlalchemy import select

from rashomon.casework import adding
from rashomon.casework.reading import Archived
from rashomon.config import Config
from rashomon.records import Document, Reading, ReadState, Span
from rashomon.store import schema
from rashomon.store.backup import check
from rashomon.store.base import Case, Kept, Location, LocationKind, Outcome, Run, SearchQuery, Stored, is_case

CHANGE_CASE = 20
"""Kills after which a new case is begun: checks take time in proportion to what is in one."""

LONGEST = 0.3
"""Longest time a child may work before it is killed, seconds."""

SEARCHED = 5
"""How many of the last documents that were acknowledged as read are searched for after a kill."""

WORDS = "convoy town bridge army council river night truck driver market school north road statement report".split()


class Worker:
    """What the child does. Every acknowledgement is one line: kind, identity."""

    def __init__(self, case: Case, space: Path, draw: random.Random) -> None:
        self.case, self.space, self.draw = case, space, draw
        self.run = Run("kill", {"pass": 1})
        self._notes = os.open(space / "notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def work(self) -> NoReturn:
        """Do one thing after another, for ever."""
        steps = self._steps()
        with self._reader():
            while True:
                self.draw.choices([*steps], [*steps.values()])[0]()

    def once(self) -> None:
        """Do each thing once, so that a case holds something of every kind before the first kill."""
        with self._reader():
            for step in self._steps():
                step()
        os.close(self._notes)

    def _steps(self) -> dict[Callable[[], None], int]:
        """Return what there is to do, and how often one is done for the others."""
        return {
            self._read: 20,
            self._keep: 15,
            self._version: 15,
            self._add: 20,
            self._again: 10,
            self._judge: 20,
            self._backup: 4,
            self._retry: 6,
        }

    def _reader(self) -> AbstractContextManager[object]:
        """Put our reader and our run in the place of those that `add` and `reread` use."""
        return patch.multiple(adding, read_archived=self._by_hand, this_run=lambda _: self.run)

    def _by_hand(self, items: Iterable[Archived], **_: Any) -> Iterator[tuple[str, Reading, bytes]]:
        """Stand in for `casework.reading.read_archived`: other readings in each run, some failed, some with members."""
        number = int(self.run.config["pass"])
        for item in items:
            reading = reading_of(item.data, pieces=number)
            document = replace(reading.document, path=item.name, parent=item.parent, member=item.member)
            if number == 1 and item.data.startswith(b"truck"):
                failed = replace(document, text="", state=ReadState.FAILED, problems=("it is a truck; read it again",))
                yield item.sha256, Reading(failed), item.data
                continue
            yield item.sha256, replace(reading, document=document), item.data
            data = item.data.partition(b". ")[2]
            if item.data.startswith(b"convoy") and data:
                inner = reading_of(data, pieces=number)
                path = f"{item.name}!rest.txt"
                inside = replace(inner.document, path=path, parent=document.id, member="rest.txt")
                yield item.sha256, replace(inner, document=inside), data

    def _acknowledge(self, kind: str, *names: str) -> None:
        os.write(self._notes, "".join(f"{kind} {name}\n" for name in names).encode("ascii"))

    def _told(self, outcome: Outcome, _: tuple[str, ...]) -> None:
        """Write down what `add` said of a file."""
        if outcome.document is not None:
            self._acknowledge("document" if outcome.state == "archived" else "reading", outcome.document)

    def _told_again(self, outcome: Outcome, _: tuple[str, ...]) -> None:
        """Write down what `reread` said of a document: it was read in this very run."""
        self._acknowledge("again", f"{outcome.document}:{self.run.id}")

    def _text(self) -> bytes:
        sentences = self.draw.randint(1, 30)
        return " ".join(" ".join(self.draw.choices(WORDS, k=8)) + "." for _ in range(sentences)).encode("ascii")

    def _stored(self, *, read: bool, name: str | None = None) -> Stored:
        data = self._text()
        sha256 = self.case.add_original(data)
        reading = reading_of(data) if read else None
        location = Location(kind=LocationKind.URL, name=name or f"https://example.org/{uuid4().hex}")
        return Stored(sha256=sha256, size=len(data), location=location, reading=reading)

    def _put(self, items: list[Stored]) -> None:
        for outcome in self.case.put(items, run=Run("kill", {"pass": 1})):
            self._told(outcome, ())

    def _read(self) -> None:
        self._put([self._stored(read=True) for _ in range(self.draw.randint(1, 6))])

    def _keep(self) -> None:
        self._put([self._stored(read=False) for _ in range(self.draw.randint(1, 30))])

    def _version(self) -> None:
        self._put([self._stored(read=True, name=f"https://example.org/{self.draw.randint(1, 5)}")])

    def _retry(self) -> None:
        place = Location(kind=LocationKind.PATH, name=f"gone-{self.draw.randint(1, 99)}")
        self.case.put([Stored(sha256="", location=place, problems=("there is no such file; check the name",))])

    def _add(self) -> None:
        folder = self.space / "files"
        folder.mkdir(exist_ok=True)
        paths = [folder / f"{self.draw.randint(1, 200)}.txt" for _ in range(self.draw.randint(1, 40))]
        for path in paths:
            path.write_bytes(self._text())
        names = [str(folder)] if self.draw.random() < 0.1 else [*map(str, paths)]
        read, retry = self.draw.random() < 0.8, self.draw.random() < 0.3
        adding.add(self.case, names, config=Config(), read=read, retry=retry, on_outcome=self._told)

    def _again(self) -> None:
        self.run = Run("kill", {"pass": self.draw.randint(1, 3)})
        adding.reread(self.case, config=Config(), on_outcome=self._told_again)

    def _judge(self) -> None:
        judgement = {
            "id": uuid4().hex,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "actor": "kill",
            "kind": "note",
            "target": {"entity": self.draw.choice(WORDS)},
            "value": {"text": self.draw.choice(WORDS)},
            "why": "",
            "supersedes": None,
        }
        self.case.judge_object(judgement)
        self._acknowledge("judgement", str(judgement["id"]))

    def _backup(self) -> None:
        path = self.case.folder.parent / f"{uuid4().hex}.tar"
        self._acknowledge("backup", f"{self.case.backup(path)}:{path.name}")


def reading_of(data: bytes, *, pieces: int = 1) -> Reading:
    """Return a reading made by hand: one sentence after each full stop, cut into `pieces`."""
    text = data.decode("ascii")
    ends = [at + 1 for at, character in enumerate(text) if character == "."][::pieces]
    spans = tuple(Span(start, end) for start, end in zip([0, *ends], ends, strict=False))
    document = Document("a.txt", hashlib.sha256(data).hexdigest(), "text/plain", text)
    return Reading(document, sentences=spans)


def killed(space: Path, draw: random.Random, *, database: str | None, new: Path | None) -> None:
    """Let a child work in `space`, or make the case `new`, and kill it at a random moment."""
    ours, theirs = os.pipe()
    seed, delay = draw.random(), draw.uniform(0, LONGEST)
    child = os.fork()
    if child == 0:
        try:
            os.close(ours)
            if new is not None:
                os.write(theirs, b"!")
                Case.create(new, database=database).close()
                time.sleep(60)
            case = Case.open(space / "case", database=database)
            os.write(theirs, b"!")
            Worker(case, space, random.Random(seed)).work()  # noqa: S311
        except BaseException as error:  # noqa: BLE001  whatever ends the child must be seen, and must not return
            print(f"the child ended: {error!r}", file=sys.stderr, flush=True)
        os._exit(9)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        if not pipe.read(1):
            raise SystemExit("the child did not begin")
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        raise SystemExit("the child ended by itself")


def problems(space: Path, *, database: str | None) -> list[str]:
    """Return what is wrong after a kill: findings of the checks, and what was acknowledged and is not there."""
    with Case.open(space / "case", database=database) as case:
        wrong = [f"{finding.part} {finding.where}: {finding.problem}" for finding in case.verify()]
        kept = {document.id: document for document in case.documents()}
        judged = {judgement["id"] for judgement in case.judgement_objects()}
        with case.base.reading() as connection:
            runs = {f"{row.document}:{row.run}" for row in connection.execute(select(schema.reading))}
        read: dict[str, Kept] = {}
        for kind, name in _noted(space):
            lost = (
                (kind in ("document", "reading") and name not in kept)
                or (kind == "reading" and kept[name].run is None)
                or (kind == "again" and name not in runs)
                or (kind == "judgement" and name not in judged)
                or (kind == "backup" and not _same(space, *name.split(":")))
            )
            if lost:
                wrong.append(f"acknowledged and lost: {kind} {name}")
            elif kind in ("reading", "again"):
                document = name.partition(":")[0]
                read.pop(document, None)  # so that the last ones told of come last
                read[document] = kept[document]
        wrong += _miscounted(case, list(kept.values()), len(judged))
        wrong += _not_found(case, [document for document in read.values() if document.state == "parsed"][-SEARCHED:])
    for path in space.glob("*.tar"):
        check(path)
    return wrong


def _noted(space: Path) -> list[tuple[str, str]]:
    """Return what was acknowledged, in order: kind, identity. A last line that was cut short counts as not told."""
    path = space / "notes"
    whole, _, _ = (path.read_text(encoding="ascii") if path.exists() else "").rpartition("\n")
    return [(kind, name) for kind, name in (note.split() for note in whole.splitlines())]


def _miscounted(case: Case, kept: list[Kept], judgements: int) -> list[str]:
    """Return where `status` tells other numbers than there are."""
    status = case.status()
    told = (dict(status.counts), status.judgements)
    there = (dict(Counter(document.state for document in kept)), judgements)
    unread = sum((document.state == "archived") != (document.run is None) for document in kept)
    wrong = [f"status tells {told}, there are {there}"] if told != there else []
    return wrong + ([f"{unread} documents are read and archived only, or neither"] if unread else [])


def _not_found(case: Case, documents: list[Kept]) -> list[str]:
    """Return which documents are not found by their own first words."""
    wrong = []
    for document in documents:
        first = case.originals.read(document.sha256).decode("ascii").partition(".")[0]
        query = SearchQuery(words=f'"{first}"')
        if document.id not in {hit.document for hit in case.search(query)}:
            wrong.append(f"acknowledged and not found: {document.id} by {first!r}")
    return wrong


def _same(space: Path, digest: str, name: str) -> bool:
    return hashlib.sha256((space / name).read_bytes()).hexdigest() == digest


def run(times: int, *, database: str | None, seed: int) -> Counter[str]:
    """Kill so many times; return counts. Stops the program where anything is wrong, and leaves the case there."""
    draw = random.Random(seed)  # noqa: S311
    done: Counter[str] = Counter()
    while done["kills"] < times:
        with tempfile.TemporaryDirectory(prefix="kill-") as folder:
            space = Path(folder)
            with Case.create(space / "case", database=database) as case:
                Worker(case, space, draw).once()
            for _ in range(min(CHANGE_CASE, times - done["kills"])):
                new = space / f"new-{done['kills']}" if draw.random() < 0.05 else None
                killed(space, draw, database=database, new=new)
                done["kills"] += 1
                if new is not None:
                    done["kills while a case was made"] += 1
                    _check_new(new, database=database)
                if wrong := problems(space, database=database):
                    print(*wrong[:20], sep="\n", flush=True)
                    raise SystemExit(f"kill {done['kills']} (seed {seed}): {len(wrong)} findings")
                if done["kills"] % 50 == 0:
                    print(f"{time.strftime('%H:%M:%S')} {done['kills']} kills, nothing lost", flush=True)
            done.update(kind for kind, _ in _noted(space))
            with Case.open(space / "case", database=database) as case:
                done["entries of logs"] += case.status().entries
                if database:
                    case.discard()
    return done


def _check_new(folder: Path, *, database: str | None) -> None:
    """A case that was being made is either no case at all or a whole one."""
    if is_case(folder):
        with Case.open(folder, database=database) as case:
            if wrong := list(case.verify()):
                raise SystemExit(f"{folder}: {wrong}")
            case.discard()


def main() -> None:
    """Run from the command line; exit status 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="how many kills")
    parser.add_argument("--database", help="a PostgreSQL URL; else SQLite")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and texts")
    given = parser.parse_args()
    begun = time.monotonic()
    done = run(given.times, database=given.database, seed=given.seed)
    told = ", ".join(f"{count} {what}" for what, count in done.items())
    print(f"{told}; nothing lost, nothing half-written, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
