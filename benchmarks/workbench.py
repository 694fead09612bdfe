"""How quick the workbench is on a large case, how much memory it takes, and what twenty people at once do to it.

    python -m benchmarks workbench make CASE [--claims 100000] [--database URL]
    python -m benchmarks workbench pages CASE [--times 40]
    python -m benchmarks workbench paint CASE [--times 40]
    python -m benchmarks workbench people CASE [--people 20] [--minutes 10]

`make` copies the claims of the example case into stories of their own, as `compare.py` does, keeps them in a case and
compares it. `pages` starts the server and asks for every page, with filters and far pages, in turn; asked for: 95 of
100 answers within 200 ms, a judgement within 100 ms. `paint` opens the overview in a browser; asked for: first seen
within a second. `people` lets people look around and judge at once, each with a pause for reading; asked for: no error.
Times are of whole answers over the loopback; memory is that of the server.
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import httpx

from benchmarks import results
from benchmarks.compare import EXAMPLES, story
from benchmarks.results import Row
from rashomon.config import Config
from rashomon.pipeline import read_documents, read_texts
from rashomon.store.base import Case, Location, LocationKind, Run, Stored
from rashomon.web.board import BoardFile

TOGETHER = 200
PAUSE = (0.5, 4.0)
"""Seconds that a person looks at a page."""


def make(folder: Path, claims: int, database: str | None) -> list[Row]:
    """Make a case of at least so many claims, compare it, and return what that took."""
    config = Config()
    files = [str(path) for path in sorted(EXAMPLES.glob("*.*")) if path.suffix != ".md"]
    readings = list(read_texts(read_documents(files, config=config), config=config))
    each = sum(len(reading.claims) for reading in readings)
    with Case.create(folder, database=database) as case:
        begun = time.perf_counter()
        waiting: list[Stored] = []
        for number in range(-(-claims // each)):
            for reading in story(readings, number):
                data = reading.document.text.encode()
                digest = sha256(data).hexdigest()
                document = replace(reading.document, sha256=digest, glyphs=None)
                named = [replace(claim, document=document.id) for claim in reading.claims]
                kept = replace(reading, document=document, claims=tuple(named))
                place = Location(kind=LocationKind.PATH, name=f"{number}/{reading.document.title or 'x'}.txt")
                case.add_original(data)
                waiting.append(Stored(sha256=digest, size=len(data), location=place, reading=kept))
            if len(waiting) >= TOGETHER:
                case.put(waiting, run=Run("bench"))
                waiting.clear()
        case.put(waiting, run=Run("bench"))
        kept_in, number_of = time.perf_counter() - begun, case.status().claims
        print(f"{number_of:,} claims kept in {kept_in:.0f} s", flush=True)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "rashomon.web.boarding", str(folder)], check=True)
    size = BoardFile(folder).path.stat().st_size >> 20
    laid_out = time.perf_counter() - begun
    print(f"compared and laid out in {laid_out:.0f} s, {size} MB", flush=True)
    return [Row("kept", "s", (kept_in,)), Row("compared and laid out", "s", (laid_out,)), Row("board", "MiB", (size,))]


@contextmanager
def served(folder: Path) -> Iterator[tuple[httpx.Client, int]]:
    """Start the server on a free port; give a client with its key, and the number of its process."""
    start = "from rashomon.cli import main; main()"
    command = [sys.executable, "-c", start, "serve", str(folder), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"(http://[^/]+)/open\?key=(\S+)", process.stderr.readline())
            if found is None:
                raise SystemExit(f"the server did not start: {process.stderr.read()}")
            threading.Thread(target=process.stderr.read, daemon=True).start()
            headers = {"authorization": f"Bearer {found[2]}", "accept": "text/html"}
            with httpx.Client(base_url=found[1], headers=headers, timeout=60) as client:
                for _ in range(100):
                    try:
                        client.get("/")
                        break
                    except httpx.TransportError:
                        time.sleep(0.2)
                yield client, process.pid
        finally:
            process.terminate()


class Known:
    """Ids that are there, to ask for."""

    def __init__(self, folder: Path, draw: random.Random) -> None:
        with BoardFile(folder).open() as connection:
            if connection is None:
                raise SystemExit(f"{folder}: there is no board; run 'make' first")

            def ids(table: str, order: str) -> list[str]:
                return [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY {order} LIMIT 50000")]

            self.questions, self.claims = ids("question", "number"), ids("claim", "number")
            self.entities, self.documents = ids("entity", "place"), ids("document", "number")
        self.draw = draw

    def addresses(self) -> dict[str, str]:
        """Return an address of every kind of page."""
        pick = self.draw.choice
        return {
            "overview": f"/?status={pick(['contested', 'agreed', 'single', 'all'])}",
            "overview, far": f"/?status=all&page={self.draw.randint(1, max(1, len(self.questions) // 25))}",
            "question": f"/questions/{pick(self.questions)}",
            "claim": f"/claims/{pick(self.claims)}",
            "grid": f"/grid?page={self.draw.randint(1, 20)}",
            "grid, filtered": "/grid?status=contested&stance=denies",
            "sources": f"/sources?page={self.draw.randint(1, 20)}",
            "source": f"/sources/{pick(self.entities)}",
            "echoes": "/echoes",
            "timeline": "/timeline",
            "timeline, month": "/timeline?from=2017-10-01&to=2017-10-31",
            "map": "/map",
            "documents": f"/documents?page={self.draw.randint(1, 20)}",
            "document": f"/documents/{pick(self.documents)}",
            "search": f"/search?q={pick(['convoy', 'fighters', 'deal', 'trucks'])}",
            "search, source": "/search?q=fighters&source=dillon",
            "review": "/review",
            "dossier": "/dossier",
            "add": "/add",
            "log": "/log",
            "judgement": "",
        }

    def ask(self, client: httpx.Client, kind: str, address: str) -> httpx.Response:
        """Ask for a page, or record a judgement."""
        if kind != "judgement":
            return client.get(address)
        seen = client.get("/api/board", headers={"accept": "application/json"}).json()["seq"]
        told = {"kind": self.draw.choice(["accept", "reject"]), "claim": self.draw.choice(self.claims), "seen": seen}
        return client.post("/api/judgements", json=told, headers={"accept": "application/json"})


def memory(process: int) -> int:
    """Return the resident memory of a process, MB."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE") >> 20


def percentile(times: list[float], share: int) -> float:
    """Return the time within which `share` of 100 answers came, ms."""
    return 1000 * statistics.quantiles(times, n=100, method="inclusive")[share - 1]


def pages(folder: Path, times: int) -> list[Row]:
    """Ask for every page in turn, and print and return a line a kind."""
    known = Known(folder, random.Random(1))
    taken: dict[str, list[float]] = defaultdict(list)
    sizes: dict[str, int] = {}
    with served(folder) as (client, process):
        for turn in range(times + 1):
            for kind, address in known.addresses().items():
                if kind == "judgement":
                    seen = client.get("/api/board").json()["seq"]
                    told = {"kind": "accept", "claim": known.draw.choice(known.claims), "seen": seen}
                    begun = time.perf_counter()
                    answer = client.post("/api/judgements", json=told, headers={"accept": "application/json"})
                else:
                    begun = time.perf_counter()
                    answer = client.get(address)
                if answer.status_code >= 400:
                    print(f"{kind}: {address}: {answer.status_code} {answer.text[:200]}")
                elif turn:  # the first turn warms up
                    taken[kind].append(time.perf_counter() - begun)
                    sizes[kind] = len(answer.content) >> 10
        print(f"{'page':18s} {'p50 ms':>8s} {'p95 ms':>8s} {'max ms':>8s} {'KB':>6s}")
        for kind, found in taken.items():
            print(f"{kind:18s} {percentile(found, 50):8.1f} {percentile(found, 95):8.1f} {1000 * max(found):8.1f} "
                  f"{sizes[kind]:6d}")  # fmt: skip
        held = memory(process)
        print(f"server: {held} MB")
    rows = [Row(kind, "ms", tuple(1000 * one for one in found)) for kind, found in taken.items()]
    return [*rows, Row("memory of the server", "MiB", (held,))]


def paint(folder: Path, times: int) -> list[Row]:
    """Open the overview in Debian's Chromium, each time in a new profile, and print when something was first seen."""
    from playwright.sync_api import sync_playwright

    taken: list[float] = []
    with served(folder) as (client, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for _turn in range(times):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            key = client.headers["authorization"].removeprefix("Bearer ")
            page.goto(f"{client.base_url}/open?key={key}", wait_until="load")
            page.goto(str(client.base_url), wait_until="load")
            page.wait_for_timeout(500)  # the entry comes a little after the picture
            painted = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            taken.append(page.evaluate(painted) / 1000)
            context.close()
        browser.close()
    print(f"overview first seen after {percentile(taken, 50):.0f} ms, 95 of 100 within {percentile(taken, 95):.0f} ms")
    return [Row("overview first seen", "ms", tuple(1000 * one for one in taken))]


def people(folder: Path, number: int, minutes: float) -> list[Row]:
    """Let people look around and judge at once; print and return how it went."""
    taken: list[float] = []
    errors: list[str] = []
    gone: list[str] = []
    with served(folder) as (client, process):
        until = time.monotonic() + 60 * minutes

        def one(seed: int) -> None:
            known = Known(folder, random.Random(seed))
            time.sleep(known.draw.uniform(0, 3))
            while time.monotonic() < until:
                kind, address = known.draw.choice(list(known.addresses().items()))
                begun = time.perf_counter()
                try:
                    answer = known.ask(client, kind, address)
                except httpx.HTTPError as error:
                    errors.append(f"{kind}: {error!r}")
                    continue
                taken.append(time.perf_counter() - begun)
                if answer.status_code == 404:  # what people decided regrouped a question: its address says so
                    gone.append(address)
                    known = Known(folder, random.Random(seed))
                elif answer.status_code >= 400:
                    errors.append(f"{kind}: {answer.status_code} {json.dumps(answer.text[:200])}")
                time.sleep(known.draw.uniform(*PAUSE))

        threads = [threading.Thread(target=one, args=(seed,)) for seed in range(number)]
        most = memory(process)
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            most = max(most, memory(process))
            time.sleep(1)
        print(f"{number} people, {minutes:g} minutes: {len(taken)} answers, {len(errors)} errors")
        print(f"{len(gone)} times told that a question was regrouped")
        print(f"p50 {percentile(taken, 50):.0f} ms, p95 {percentile(taken, 95):.0f} ms, server at most {most} MB")
        print(*errors[:20], sep="\n")
    return [
        *(Row(f"{share} of 100 answers within", "ms", (percentile(taken, share),)) for share in (50, 95)),
        Row("answers", "number", (len(taken),)),
        Row("errors", "number", (len(errors),)),
        Row("memory of the server, most", "MiB", (most,)),
    ]


def main() -> None:
    """Run from the command line."""
    parser = results.parser(__doc__)
    parser.add_argument("what", choices=("make", "pages", "paint", "people"))
    parser.add_argument("case", type=Path)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--database")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args()
    if given.what == "make":
        rows, what = make(given.case, given.claims, given.database), f"a case of {given.claims:,} claims made"
    elif given.what == "pages":
        rows, what = pages(given.case, given.times), "answers of the workbench, one after the other"
    elif given.what == "paint":
        rows, what = paint(given.case, given.times), "the workbench in a browser"
    else:
        rows = people(given.case, given.people, given.minutes)
        what = f"answers of the workbench to {given.people} people at once, for {given.minutes:g} minutes"
    results.finish(given, f"workbench-{given.what}", what, rows)


if __name__ == "__main__":
    main()
