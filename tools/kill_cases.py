"""Kill whoever works on a case, at random moments, and see what is left: `python tools/kill_cases.py --times 1000`.

A child process adds documents, adds versions, reads again, judges, backs up and makes cases, as fast as it can, and
writes down each thing after the store said that it is safe. It is killed (SIGKILL) at a random moment. Then the case
must pass all checks, hold everything that was written down, and show nothing half-made; every backup under its own name
must be whole. Texts are made up; no model is loaded, so that many kills fit into a minute.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

from rashomon.records import Document, Reading, Span
from rashomon.store.backup import check
from rashomon.store.base import Case, Location, LocationKind, Run, Stored, is_case

CHANGE_CASE = 20
"""Kills after which a new case is begun: checks take time in proportion to what is in one."""

LONGEST = 0.3
"""Longest time a child may work before it is killed, seconds."""

WORDS = "convoy town bridge army council river night truck driver market school north road statement report".split()


class Worker:
    """What the child does. Every acknowledgement is one line: kind, identity."""

    def __init__(self, case: Case, notes: Path, draw: random.Random) -> None:
        self.case, self.draw = case, draw
        self._notes = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def work(self) -> NoReturn:
        """Do one thing after another, for ever."""
        while True:
            steps = (self._read, self._keep, self._version, self._again, self._judge, self._backup, self._retry)
            self.draw.choices(steps, (30, 15, 15, 10, 20, 4, 6))[0]()

    def _acknowledge(self, kind: str, *names: str) -> None:
        os.write(self._notes, "".join(f"{kind} {name}\n" for name in names).encode("ascii"))

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
        self.case.put(items, run=Run("kill", {"pass": 1}))
        self._acknowledge("document", *(item.sha256 for item in items))
        self._acknowledge("reading", *(item.sha256 for item in items if item.reading))

    def _read(self) -> None:
        self._put([self._stored(read=True) for _ in range(self.draw.randint(1, 6))])

    def _keep(self) -> None:
        self._put([self._stored(read=False) for _ in range(self.draw.randint(1, 30))])

    def _version(self) -> None:
        self._put([self._stored(read=True, name=f"https://example.org/{self.draw.randint(1, 5)}")])

    def _retry(self) -> None:
        place = Location(kind=LocationKind.PATH, name=f"gone-{self.draw.randint(1, 99)}")
        self.case.put([Stored(sha256="", location=place, problems=("there is no such file; check the name",))])

    def _again(self) -> None:
        kept = list(self.case.documents())
        for document in self.draw.sample(kept, min(len(kept), 5)):
            reading = reading_of(self.case.originals.read(document.sha256), pieces=2)
            self.case.put([Stored(sha256=document.sha256, reading=reading)], run=Run("kill", {"pass": 2}))
            self._acknowledge("reading", document.sha256)

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
            Worker(case, space / "notes", random.Random(seed)).work()  # noqa: S311
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
        kept = {document.sha256: document for document in case.documents()}
        judged = {judgement["id"] for judgement in case.judgement_objects()}
        notes = (space / "notes").read_text(encoding="ascii").splitlines() if (space / "notes").exists() else []
        for kind, name in (note.split() for note in notes):
            lost = (
                (kind == "document" and name not in kept)
                or (kind == "reading" and (name not in kept or kept[name].run is None))
                or (kind == "judgement" and name not in judged)
                or (kind == "backup" and not _same(space, *name.split(":")))
            )
            if lost:
                wrong.append(f"acknowledged and lost: {kind} {name}")
    for path in space.glob("*.tar"):
        check(path)
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
            case = Case.create(space / "case", database=database)
            case.close()
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
            if (space / "notes").exists():
                done.update(line.split()[0] for line in (space / "notes").read_text(encoding="ascii").splitlines())
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
