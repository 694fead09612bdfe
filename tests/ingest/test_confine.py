"""What a reader that was taken over can do: nothing that leaves its room. Each case really tries, in a real worker."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from rashomon.config import IngestConfig
from rashomon.ingest import confine, confine_landlock, wall
from rashomon.ingest.confine import Walls
from rashomon.ingest.load import load
from rashomon.ingest.wall import Wall
from rashomon.records import ReadState

from .conftest import hand_pdf, show

GOOD = hand_pdf([show(50, 700, "The ministry denied it.")])
linux = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")

# A worker whose PDF reader runs the Python that the file ends with, and tells as its title what came of it.
WORKER = """
import ctypes, dataclasses, os, signal, socket, subprocess, sys, time
from rashomon.ingest import registry, worker

real = registry.BY_MEDIA_TYPE["application/pdf"]

def read(data, blank, config):
    document = real.read(data, blank, config)
    _, found, program = data.partition(b"%do ")
    if not found:
        return document
    names = {"libc": ctypes.CDLL(None, use_errno=True), "parent": os.getppid(), **globals()}
    try:
        done = eval(program.decode(), names)
    except OSError as error:
        done = "refused: " + type(error).__name__
    return dataclasses.replace(document, title=repr(done))

registry.BY_MEDIA_TYPE["application/pdf"] = dataclasses.replace(real, read=read, programs=PROGRAMS)
worker.main()
"""


def outcome(
    program: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, programs: bool = False
) -> tuple[str | None, str]:
    """Return what became of a program in a reader (its title), and its file's problem; the next file must be read."""
    monkeypatch.setattr(wall, "COMMAND", (sys.executable, "-P", "-c", f"PROGRAMS = {programs}\n{WORKER}"))
    (folder / "bad.pdf").write_bytes(GOOD + b"%do " + program.encode())
    (folder / "good.pdf").write_bytes(GOOD)
    bad, good = load([str(folder / "bad.pdf"), str(folder / "good.pdf")], config=IngestConfig(timeout=20))
    assert good.text == "The ministry denied it."
    assert good.state is ReadState.PARSED
    return bad.title, " ".join(bad.problems)


REFUSED = {
    "internet": "socket.socket(socket.AF_INET)",
    "internet, version 6": "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "local socket": "socket.socket(socket.AF_UNIX)",
    "raw packets": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "kernel messages": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "look-up of a name": "socket.create_connection(('localhost', 9))",
    "new process": "os.fork()",
    "new program": "os.execv('/bin/true', ['true'])",
    "subprocess": "subprocess.run(['/bin/true'])",
    "signal to the worker": "os.kill(parent, signal.SIGKILL)",
    "signal to the group": "os.killpg(0, signal.SIGSTOP)",
    "memory of the worker": "open(f'/proc/{parent}/mem', 'rb').read(1)",
    "variables of the worker": "open(f'/proc/{parent}/environ', 'rb').read(1)",
    "limits of the worker": "__import__('resource').prlimit(parent, 0, (0, 0))",
    "session of its own": "os.setsid()",
    "new file": "os.open(TARGET + '.new', os.O_WRONLY | os.O_CREAT)",
    "nameless file": "os.open(os.path.dirname(TARGET), os.O_WRONLY | os.O_TMPFILE)",
    "change of a file": "os.write(os.open(TARGET, os.O_RDWR), b'x')",
    "emptied file": "os.truncate(TARGET, 0)",
    "removed file": "os.unlink(TARGET)",
    "renamed file": "os.rename(TARGET, TARGET + '.old')",
    "new folder": "os.mkdir(TARGET + '.folder')",
    "link": "os.symlink('/', TARGET + '.link')",
    "rights of a file": "os.chmod(TARGET, 0o777)",
    "time of a file": "os.utime(TARGET, (0, 0))",
    "private file": "open(TARGET).read()",
    "private folder": "os.listdir(os.path.dirname(TARGET))",
    "many open files": "[open(os.devnull) for _ in range(100)]",
    "more memory": "__import__('resource').setrlimit(__import__('resource').RLIMIT_AS, (1 << 40, 1 << 40))",
}


@linux
@pytest.mark.parametrize("what", REFUSED)
def test_a_reader_cannot(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "private"
    target.write_text("a secret")
    os.utime(target, (1_000_000, 1_000_000))
    before = target.stat()
    title, problem = outcome(REFUSED[what].replace("TARGET", repr(str(target))), tmp_path, monkeypatch)
    allowed = {"private file", "private folder"} if confine_landlock.version() == 0 else set()
    if "ValueError" in problem:  # `setrlimit` says so in its own way
        assert what == "more memory"
    elif what not in allowed:
        assert title is not None, problem
        assert title.startswith("'refused: "), title
    after = target.stat()
    assert (after.st_mode, after.st_mtime, after.st_size) == (before.st_mode, before.st_mtime, before.st_size)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.pdf", "good.pdf", "private"]


WITHOUT = {
    "seccomp": "confine_seccomp.refuse_outside = confine_seccomp.refuse_more = missing",
    "Landlock and namespace": "confine_landlock.restrict = missing; confine._own_network = lambda: False",
}
"""How a worker is made to stand behind the other walls alone, as on kernels that lack one."""


@linux
@pytest.mark.parametrize("lacking", WITHOUT)
@pytest.mark.parametrize("what", ["internet", "look-up of a name", "new file", "removed file", "change of a file"])
def test_either_wall_holds_alone(lacking: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if lacking == "seccomp" and (confine_landlock.version() == 0 or not _has_network_of_its_own()):
        pytest.skip("nothing else is there")
    target = tmp_path / "private"
    target.write_text("a secret")
    before = (
        "from rashomon.ingest import confine, confine_landlock, confine_seccomp\n"
        f"def missing(*_, **__): raise OSError(38, 'not there')\n{WITHOUT[lacking]}\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "WORKER", before + WORKER)
    connect = "socket.create_connection(('127.0.0.1', 9), 2)"  # a socket alone is not refused by a namespace
    program = connect if what == "internet" else REFUSED[what].replace("TARGET", repr(str(target)))
    title, problem = outcome(program, tmp_path, monkeypatch)
    assert title is not None, problem
    assert title.startswith("'refused: "), title
    assert "ConnectionRefusedError" not in title
    assert target.read_text() == "a secret"
    assert len(list(tmp_path.iterdir())) == 3


def _has_network_of_its_own() -> bool:
    with Wall(IngestConfig()) as walled:
        return walled.walls.namespace


@linux
@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("libc.syscall(41 if os.uname().machine == 'x86_64' else 198, 2, 1, 0)", 1),  # socket, past Python
        ("libc.syscall(425, 1, None)", 1),  # io_uring_setup: sockets and files by another door
        ("libc.unshare(0x10000000)", 1),
        ("libc.ptrace(16, parent, None, None)", 1),
    ],
)
def test_native_code_is_refused_too(call: str, error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    title, _ = outcome(f"({call}, ctypes.get_errno())", tmp_path, monkeypatch)
    assert title == f"(-1, {error})"


@linux
def test_a_listener_hears_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()  # anybody else is heard
        server.accept()[0].close()
        title, _ = outcome(f"socket.create_connection(('127.0.0.1', {port}), 2)", tmp_path, monkeypatch)
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert title == "'refused: PermissionError'"


@linux
def test_a_program_that_a_reader_starts_is_walled_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OCR has to start a program; that one reaches no network and writes nothing either."""
    program = (
        "import os, socket\n"
        "for what in (lambda: socket.socket(), lambda: os.mkdir({!r}), lambda: open({!r}, 'w')):\n"
        "    try: print(what())\n"
        "    except PermissionError: print('refused')\n"
    ).format(str(tmp_path / "new"), str(tmp_path / "file"))
    run = (
        f"subprocess.run([sys.executable, '-c', {program!r}], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout"
    )
    title, problem = outcome(run, tmp_path, monkeypatch, programs=True)
    assert title == repr(b"refused\n" * 3), problem


@linux
def test_a_program_that_outlives_its_reader_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = "[subprocess.Popen(['/bin/sleep', '77.125']), time.sleep(60)]"
    monkeypatch.setattr(wall, "COMMAND", (sys.executable, "-P", "-c", f"PROGRAMS = True\n{WORKER}"))
    (tmp_path / "bad.pdf").write_bytes(GOOD + b"%do " + start.encode())
    (document,) = load([str(tmp_path / "bad.pdf")], config=IngestConfig(timeout=2))
    assert "took longer than 2 seconds" in document.problems[0]
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"77.125" in _bytes(path)]
    assert left == []


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""


def test_a_reader_sees_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "token")
    title, _ = outcome("(os.getcwd(), os.environ.get('A_SECRET'), sys.stdin.buffer.read())", tmp_path, monkeypatch)
    assert title == "('/', None, b'')"


def test_an_endless_answer_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = WORKER.replace("done = eval", "os.closerange(0, 3); [os.write(f, bytes(1 << 16)) for f in FOREVER()]")
    forever = (
        "import os, stat\n"
        "def FOREVER():\n"
        "    pipes = [f for f in range(3, 64) if open_pipe(f)]\n"
        "    while True: yield from pipes\n"
        "def open_pipe(f):\n"
        "    try: return stat.S_ISFIFO(os.fstat(f).st_mode)\n"
        "    except OSError: return False\n"
    )
    monkeypatch.setattr(wall, "COMMAND", (sys.executable, "-P", "-c", f"PROGRAMS = False\n{forever}{endless}"))
    (tmp_path / "a.pdf").write_bytes(GOOD + b"%do 1")
    (tmp_path / "b.pdf").write_bytes(GOOD)
    bad, good = load([str(tmp_path / name) for name in ("a.pdf", "b.pdf")], config=IngestConfig(max_answer=1 << 20))
    assert bad.problems[0].startswith("reading it gave more than 1048576 bytes; ")
    assert good.state is ReadState.PARSED


@pytest.mark.parametrize("hello", ["b''", "b'x' * 100", "b'\\0' * 12 + b'{}'", "b'\\0' * 11 + b'\\2' + b'[]'"])
def test_a_worker_that_does_not_greet_stops_the_run(hello: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from rashomon.errors import RunError

    program = f"import os, time; os.write(1, {hello}); os.close(1); time.sleep(5)"
    monkeypatch.setattr(wall, "COMMAND", (sys.executable, "-c", program))
    with Wall(IngestConfig()) as walled, pytest.raises(RunError, match="does not start"):
        _ = walled.walls


def test_a_worker_that_takes_nothing_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import os, time; from rashomon.ingest.pipes import ANSWER; from rashomon.ingest.confine import Walls\n"
        "hello = Walls().packed(); os.write(1, ANSWER.pack(0, len(hello)) + hello); time.sleep(60)"
    )
    monkeypatch.setattr(wall, "COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(wall, "GRACE", 0.0)
    (tmp_path / "a.txt").write_bytes(b"word " * 200_000)  # more than a pipe holds
    (document,) = load([str(tmp_path / "a.txt")], config=IngestConfig(timeout=0.5))
    assert document.problems[0].startswith("reading it took longer than 0.5 seconds")


@linux
def test_the_walls_that_stand_are_told() -> None:
    with Wall(IngestConfig()) as walled:
        walls = walled.walls
    assert walls.seccomp == (os.uname().machine in {"x86_64", "aarch64"})
    assert walls.landlock == confine_landlock.version()
    assert Walls.unpacked(walls.packed()) == walls
    assert walls.lines()[0] == f"network closed to readers: {'yes' if walls.network else 'NO'}"


def test_variables_are_chosen_and_folders_made_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["src", "", "/usr/lib/x"]))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    found = confine.environment()
    assert found["PYTHONPATH"] == os.pathsep.join([str(Path("src").absolute()), "/usr/lib/x"])
    assert set(found) <= confine.KEPT | {"HOME"}
