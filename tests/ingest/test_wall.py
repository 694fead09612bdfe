from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from growth import in_proportion
from rashomon.config import IngestConfig
from rashomon.errors import RunError
from rashomon.ingest import wall
from rashomon.ingest.load import load
from rashomon.records import ReadState

from .conftest import hand_pdf, show

GOOD = hand_pdf([show(50, 700, "The ministry denied it.")])

# A worker whose PDF reader misbehaves on files that ask for it; everything else is the real thing.
WORKER = """
import dataclasses, os, time
from rashomon.ingest import registry, worker

real = registry.BY_MEDIA_TYPE["application/pdf"]

def read(data, blank, config):
    if b"%crash" in data: os.abort()
    if b"%raise" in data: raise LookupError("a bug in a parser")
    if b"%hang" in data: time.sleep(30)
    if b"%spin" in data:
        while True: pass
    if b"%eat" in data: bytearray(8 << 30)
    if b"%write" in data: open(data.rpartition(b"%write ")[2].decode(), "w").write("x")
    if b"%print" in data: os.write(1, b"noise on standard output")
    if b"%quit" in data: os._exit(0)
    return real.read(data, blank, config)

registry.BY_MEDIA_TYPE["application/pdf"] = dataclasses.replace(real, read=read)
worker.main()
"""


@pytest.fixture
def misbehaving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(wall, "COMMAND", (sys.executable, "-P", "-c", WORKER))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        ("crash", "the PDF reader crashed on it (signal 6)"),
        ("raise", "the PDF reader failed on it (LookupError); convert it and try again"),
        ("hang", "reading it took longer than 1.5 seconds; allow more time or split it"),
        ("eat", "it needs more memory than a reader may use; split it or simplify it"),
        ("quit", "the PDF reader crashed on it (garbled answer)"),
    ],
)
def test_a_parser_that_misbehaves_fails_its_own_file_only(
    misbehaving: Path, behaviour: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What ends a reader that takes too long is the clock beside it, and not the patience of whoever waits for both.
    monkeypatch.setattr(wall, "GRACE", 3600.0)
    names = []
    for number, tail in enumerate((b"", f"%{behaviour}".encode(), b"")):
        names.append(str(misbehaving / f"{number}.pdf"))
        Path(names[-1]).write_bytes(GOOD + tail)
    first, bad, last = load(names, config=IngestConfig(timeout=1.5))
    assert (first.text, last.text) == ("The ministry denied it.", "The ministry denied it.")
    assert (bad.state, bad.text, len(bad.problems)) == (ReadState.FAILED, "", 1)
    assert bad.problems[0].startswith(problem)
    assert bad.sha256


def test_a_parser_can_write_no_file(misbehaving: Path) -> None:
    written = misbehaving / "written-by-parser"
    (misbehaving / "a.pdf").write_bytes(GOOD + f"%write {written}".encode())
    list(load(["a.pdf"], config=IngestConfig()))
    assert not written.exists() or written.stat().st_size == 0


def test_what_a_parser_prints_does_not_mix_with_the_answer(misbehaving: Path) -> None:
    (misbehaving / "a.pdf").write_bytes(GOOD + b"%print")
    (document,) = load(["a.pdf"], config=IngestConfig())
    assert document.text == "The ministry denied it."


def test_modules_beside_the_documents_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pypdfium2.py").write_text("raise SystemExit")
    (tmp_path / "a.pdf").write_bytes(GOOD)
    (document,) = load(["a.pdf"], config=IngestConfig())
    assert document.text == "The ministry denied it."


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(GOOD)
    documents = load([str(tmp_path / "a.pdf")] * 2, config=IngestConfig())
    next(documents)
    frame = documents.gi_frame  # type: ignore[attr-defined]
    worker = frame.f_locals["wall"]._worker
    assert worker.poll() is None
    documents.close()  # type: ignore[attr-defined]
    assert worker.poll() is not None


def test_a_process_that_cannot_start_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "COMMAND", (str(tmp_path / "no-python"),))
    (tmp_path / "a.pdf").write_bytes(GOOD)
    with pytest.raises(RunError, match="cannot start a process"):
        list(load([str(tmp_path / "a.pdf")], config=IngestConfig()))


def test_a_small_pdf_costs_little(tmp_path: Path) -> None:
    """What is imported to read a file is imported once: twenty files cost little more than one."""
    (tmp_path / "a.pdf").write_bytes(GOOD)

    def reading(times: int) -> Callable[[], None]:
        def read() -> None:
            documents = list(load([str(tmp_path / "a.pdf")] * times, config=IngestConfig()))
            assert all(document.text for document in documents)

        return read

    assert in_proportion(reading, 1, 20, clock=_seconds_of_readers, most=4)


def _seconds_of_readers() -> float:
    """Return the processor time of processes that this one started and that ended, with those they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
