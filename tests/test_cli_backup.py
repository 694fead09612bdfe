"""Encrypted backups as a user makes them; that they hold is tested in `store/test_sealed.py`."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commandline import RASHOMON
from rashomon.cli import app
from rashomon.store.base import Case, is_case
from stored import put

pytest.importorskip("pyrage")

PASSPHRASE = "four words and a lamp"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a case and the file of a passphrase."""
    with Case.create(tmp_path / "case", actor="tester") as case:
        put(case, "Twelve people died at the mill.")
    (tmp_path / "words").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    (tmp_path / "words").chmod(0o600)
    return tmp_path


def rashomon(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def ok(*arguments: str | Path) -> str:
    done = rashomon(*arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def test_a_key_encrypts_a_backup_and_opens_it(folder: Path) -> None:
    words = ("--passphrase-file", folder / "words")
    public = ok("key", folder / "desk.key", *words)
    (folder / "desk.pub").write_text(f"# the desk\n{public}", encoding="utf-8")
    assert public.startswith("age1")
    assert (folder / "desk.key").stat().st_mode & 0o077 == 0
    ok("backup", folder / "case", folder / "one.age", "--to", folder / "desk.pub")
    ok("backup", folder / "case", folder / "two.age", "--to", public.strip())
    for name in ("one", "two"):
        ok("restore", folder / f"{name}.age", folder / name, "--identity", folder / "desk.key", *words)
        assert is_case(folder / name)


def test_a_passphrase_from_a_file_encrypts_a_backup_and_opens_it(folder: Path) -> None:
    words = ("--passphrase-file", folder / "words")
    ok("backup", folder / "case", folder / "case.age", *words)
    ok("restore", folder / "case.age", folder / "again", *words)
    assert is_case(folder / "again")


REFUSED = [
    (("backup", "{0}/case", "{0}/case.age"), "the name says that it is encrypted"),
    (("backup", "{0}/case", "{0}/x", "--encrypt"), "no terminal to ask at; give --passphrase-file"),
    (("backup", "{0}/case", "{0}/x", "--encrypt", "--to", "age1x"), "not both"),
    (("backup", "{0}/case", "{0}/x", "--to", "age1x"), "no public key of age"),
    (("backup", "{0}/case", "{0}/x", "--to", "{0}/none"), "no file of such keys"),
    (("backup", "{0}/case", "{0}/x", "--passphrase-file", "{0}/none"), "name a file with the passphrase"),
    (("backup", "{0}/case", "{0}/x", "--passphrase-file", "{0}/open"), "chmod 600"),
    (("backup", "{0}/case", "{0}/x", "--passphrase-file", "{0}/short"), "choose six words"),
    (("backup", "{0}/case", "{0}/x", "--passphrase-file", "{0}/empty"), "empty or too long"),
    (("backup", "{0}/case", "{0}/x", "--passphrase-file", "{0}/bytes"), "no text in UTF-8"),
    (("restore", "{0}/case.age", "{0}/x"), "no terminal to ask at"),
    (("restore", "{0}/none.age", "{0}/x"), "No such file"),
    (("key", "{0}/words", "--passphrase-file", "{0}/words"), "it is there already"),
    (("key", "{0}/no/where", "--passphrase-file", "{0}/words"), "choose another place"),
]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that is tried below."""
    folder = tmp_path_factory.mktemp("tried")
    with Case.create(folder / "case", actor="tester") as case:
        put(case, "Twelve people died at the mill.")
    for name, data, mode in (
        ("words", PASSPHRASE.encode(), 0o600),
        ("open", PASSPHRASE.encode(), 0o644),
        ("short", b"short", 0o600),
        ("empty", b"\n", 0o600),
        ("bytes", b"\xff" * 30, 0o600),
        ("case.age", b"age-encryption.org/v1\n-> scrypt x 18\n", 0o600),
    ):
        (folder / name).write_bytes(data)
        (folder / name).chmod(mode)
    return folder


@pytest.mark.parametrize(("arguments", "said"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_cannot_be_says_why_and_writes_nothing(tried: Path, arguments: tuple[str, ...], said: str) -> None:
    before = sorted(tried.iterdir())
    done = rashomon(*(argument.format(tried) for argument in arguments))
    assert done.exit_code != 0
    assert said in str(done.exception)
    assert sorted(tried.iterdir()) == before


def test_no_option_takes_a_passphrase_itself() -> None:
    for command in ("backup", "restore", "key"):
        shown = ok(command, "--help")
        assert "--passphrase-file" in shown
        assert "--passphrase " not in shown


def at_a_terminal(arguments: list[str], typed: list[str]) -> tuple[int, str]:
    """Run a command at a terminal of its own, answer each question, and return its status and all that was shown."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(RASHOMON, [RASHOMON, *arguments])
    shown, answered = "", 0
    while True:
        if not select.select([terminal], [], [], 60)[0]:
            raise TimeoutError(shown)
        try:
            data = os.read(terminal, 4096).decode()
        except OSError:  # the terminal closes with its last program
            break
        shown += data
        if shown[answered:].endswith(": ") and typed:
            answer, answered = typed.pop(0), len(shown)
            made = [line.strip() for line in shown.splitlines() if line.count("-") == 5]
            os.write(terminal, (made[-1] if answer == "that" else answer).encode() + b"\n")
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown


def test_a_passphrase_is_asked_for_twice_and_never_shown(folder: Path) -> None:
    backup = ["backup", str(folder / "case"), str(folder / "case.age"), "--encrypt"]
    status, shown = at_a_terminal(backup, [PASSPHRASE, "something else altogether"])
    assert (status, "the two are not the same" in shown) == (2, True)
    assert not (folder / "case.age").exists()
    status, shown = at_a_terminal(backup, [PASSPHRASE, PASSPHRASE])
    assert (status, PASSPHRASE in shown) == (0, False)
    status, shown = at_a_terminal(["restore", str(folder / "case.age"), str(folder / "again")], [PASSPHRASE])
    assert (status, PASSPHRASE in shown) == (0, False)
    assert is_case(folder / "again")


def test_a_passphrase_is_made_and_shown_once_where_none_is_given(folder: Path) -> None:
    backup = ["backup", str(folder / "case"), str(folder / "case.age"), "--encrypt"]
    status, shown = at_a_terminal(backup, ["", "that"])
    assert status == 0
    (made,) = {line.strip() for line in shown.splitlines() if line.count("-") == 5}
    (folder / "words").write_text(made, encoding="utf-8")
    ok("restore", folder / "case.age", folder / "again", "--passphrase-file", folder / "words")


def test_a_pipe_gives_a_passphrase(folder: Path) -> None:
    read, write = os.pipe()
    os.write(write, f"{PASSPHRASE}\n".encode())
    os.close(write)
    done = subprocess.run(
        [RASHOMON, "backup", folder / "case", folder / "case.age", "--passphrase-file", f"/dev/fd/{read}"],
        pass_fds=[read],
        capture_output=True,
        check=False,
    )
    os.close(read)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_case_is_locked_and_unlocked(folder: Path) -> None:
    words = ("--passphrase-file", folder / "words")
    ok("lock", folder / "case", folder / "case.age", *words)
    assert not (folder / "case").exists()
    ok("unlock", folder / "case.age", folder / "case", *words)
    assert is_case(folder / "case")
    public = ok("key", folder / "desk.key", *words).strip()
    with_key = ("--identity", folder / "desk.key", *words)
    assert "give --identity too" in str(rashomon("lock", folder / "case", folder / "b.age", "--to", public).exception)
    ok("lock", folder / "case", folder / "b.age", "--to", public, *with_key)
    assert "--identity" in str(rashomon("unlock", folder / "b.age", folder / "case").exception)
    ok("unlock", folder / "b.age", folder / "case", *with_key)
    assert is_case(folder / "case")
