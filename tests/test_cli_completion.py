"""The Tab key in bash, zsh and fish: commands, options and their values are offered, and files where they are meant."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from rashomon.cli import app
from rashomon.cli_completion import VARIABLE, Shell, answer_the_shell, install, place, script
from rashomon.errors import RunError

SCRIPTS = sysconfig.get_path("scripts")
COMMANDS = [
    *(command.name or command.callback.__name__ for command in app.registered_commands if command.callback),
    *(group.name for group in app.registered_groups if group.name),
]


def run(command: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{SCRIPTS}:{os.environ['PATH']}", **environment}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, timeout=120, check=False)


def shell(name: str) -> str:
    """Return the program of a shell, or skip the test."""
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], list[str]]:
    """What the program answers bash about a line; its last word is what was typed of the next one."""

    def answer(line: str) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
        monkeypatch.setenv(VARIABLE, "complete_bash")
        answer_the_shell()
        with pytest.raises(SystemExit):
            app(prog_name="rashomon")
        return capsys.readouterr().out.split()

    return answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("rashomon rep", ["report"]),
        ("rashomon report --tim", ["--timings"]),
        ("rashomon doctor --js", ["--json"]),
        ("rashomon extract --layer pl", ["places"]),
        ("rashomon report --format ", ["html", "json"]),
        ("rashomon --show-completion f", ["fish"]),
        ("rashomon report art", []),
        ("rashomon doctor ca", []),
    ],
)
def test_the_program_says_what_may_come_next(
    line: str, answer: list[str], asked: Callable[[str], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "article.txt").touch()
    (tmp_path / "case").mkdir()
    monkeypatch.chdir(tmp_path)
    assert asked(line) == answer, "empty where a file is meant: the shell completes that by itself"


def test_every_command_is_offered(asked: Callable[[str], list[str]]) -> None:
    assert sorted(asked("rashomon ")) == sorted(COMMANDS)


def test_bash_offers_commands_and_files(tmp_path: Path) -> None:
    program = """
eval "$(rashomon --show-completion bash)"
try() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    _rashomon_completion rashomon
    echo "${#COMPREPLY[@]}:${COMPREPLY[*]}"
}
try rashomon rep
try rashomon report art
complete -p rashomon
"""
    done = run([shell("bash"), "--norc", "-c", program], tmp_path)
    first, second, how = done.stdout.splitlines()
    assert first == "1:report"
    assert second == "0:", "not one empty word, which would be completed to nothing"
    assert "-o default" in how, "files, where nothing else is offered"


def test_zsh_offers_commands_and_files(tmp_path: Path) -> None:
    program = """
compdef() { print "bound $@" }
_arguments() { print -r -- "offered $@" }
_files() { print "files" }
eval "$(rashomon --show-completion zsh)"
words=(rashomon rep) CURRENT=2; _rashomon_completion
words=(rashomon report art) CURRENT=3; _rashomon_completion
"""
    done = run([shell("zsh"), "-f", "-c", program], tmp_path)
    bound, offered, files = done.stdout.splitlines()
    assert bound == "bound _rashomon_completion rashomon"
    assert offered.startswith('offered *: :(("report":')
    assert files == "files"


def test_fish_offers_commands_and_files(tmp_path: Path) -> None:
    (tmp_path / "article.txt").touch()
    program = "rashomon --show-completion fish | source; complete -C 'rashomon rep'; complete -C 'rashomon report art'"
    done = run([shell("fish"), "--no-config", "-c", program], tmp_path, HOME=str(tmp_path))
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["report", "article.txt"]


@pytest.mark.parametrize("name", Shell)
def test_it_is_put_where_the_shell_looks_and_nowhere_else(
    name: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    said = install(name)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [place(name, tmp_path, {})]
    assert place(name, tmp_path, {}).read_text(encoding="utf-8") == script(name)
    assert said.startswith(f"{place(name, tmp_path, {})}: written; ")


def test_a_home_that_cannot_be_written_is_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    with pytest.raises(RunError, match="--show-completion zsh"):
        install(Shell.ZSH)


def test_an_unknown_shell_is_refused(tmp_path: Path) -> None:
    done = run(["rashomon", "--show-completion", "csh"], tmp_path)
    assert done.returncode == 2
    assert "'csh' is not one of 'bash', 'zsh', 'fish'" in done.stderr


def test_the_shell_is_never_found_out(tmp_path: Path) -> None:
    program = (
        "import sys, shellingham\n"
        "def found_out(*_):\n    raise SystemExit('looked at other processes')\n"
        "shellingham.detect_shell = found_out\n"
        "from rashomon.cli import main\nsys.argv[0] = 'rashomon'\nmain()\n"
    )
    for option in ("--show-completion", "--install-completion"):
        done = run([sys.executable, "-c", program, option, "fish"], tmp_path, HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
