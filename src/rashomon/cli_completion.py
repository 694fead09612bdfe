"""Completion by the Tab key, for bash, zsh and fish: the shell asks the program what may come next.

The shell is named, never found out: no other process is looked at. `--show-completion` prints what the shell has to
read; `--install-completion` puts it where that shell looks for it in the home folder, the one thing that Rashomon ever
writes there, and only when asked to.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from rashomon.errors import RunError

PROGRAM: Final = "rashomon"
VARIABLE: Final = "_RASHOMON_COMPLETE"
"""Set by the script below to what is asked: with it the program answers and does nothing else."""


class Shell(StrEnum):
    """A shell that can be completed in."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


# Where nothing of ours may come next, each shell is left to its own way of completing names of files: in bash an empty
# answer must give no word at all, which a substitution that is parted at line breaks does.
_SCRIPTS: Final = {
    Shell.BASH: f"""\
# Completion of {PROGRAM} for bash 4.4 or later.
_{PROGRAM}_completion() {{
    local IFS=$'\\n'
    COMPREPLY=( $(COMP_WORDS="${{COMP_WORDS[*]}}" COMP_CWORD=$COMP_CWORD {VARIABLE}=complete_bash "$1" 2>/dev/null) )
    return 0
}}
complete -o default -o bashdefault -F _{PROGRAM}_completion {PROGRAM}
""",
    Shell.ZSH: f"""\
#compdef {PROGRAM}
# Completion of {PROGRAM} for zsh.
_{PROGRAM}_completion() {{
    eval "$(_TYPER_COMPLETE_ARGS="${{words[1,$CURRENT]}}" {VARIABLE}=complete_zsh {PROGRAM} 2>/dev/null)"
}}
if [ "$funcstack[1]" = "_{PROGRAM}" ]; then
    _{PROGRAM}_completion "$@"
else
    compdef _{PROGRAM}_completion {PROGRAM}
fi
""",
    Shell.FISH: f"""\
# Completion of {PROGRAM} for fish.
function __{PROGRAM}_asked
    env {VARIABLE}=complete_fish _TYPER_COMPLETE_FISH_ACTION=$argv[1] _TYPER_COMPLETE_ARGS=(commandline -cp) \\
        {PROGRAM} 2>/dev/null
end
complete --command {PROGRAM} --no-files --condition "__{PROGRAM}_asked is-args" \\
    --arguments "(__{PROGRAM}_asked get-args)"
""",
}


def script(shell: Shell) -> str:
    """Return what a shell has to read."""
    return _SCRIPTS[shell]


def place(shell: Shell, home: Path, environment: Mapping[str, str]) -> Path:
    """Return the file in which a shell looks for it: each has a folder of its own for that (XDG's, where it is set)."""
    if shell is Shell.BASH:  # bash-completion, the user's folder
        folder = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "bash-completion" / "completions"
        return folder / PROGRAM
    if shell is Shell.FISH:
        return Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions" / f"{PROGRAM}.fish"
    return home / ".zfunc" / f"_{PROGRAM}"


def install(shell: Shell) -> str:
    """Write the script where the shell looks for it; return what is left to be done, in one sentence.

    Raises:
        RunError: it cannot be written.
    """
    try:
        path = place(shell, Path.home(), os.environ)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script(shell), encoding="utf-8")
    except (OSError, RuntimeError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise RunError(
            f"--install-completion {shell}: write: {said}; write it elsewhere with --show-completion {shell}, and let "
            "your shell read it"
        ) from error
    if shell is Shell.ZSH:
        rest = "have the line 'fpath+=~/.zfunc; autoload -Uz compinit; compinit' in ~/.zshrc"
    elif shell is Shell.BASH:
        rest = "it needs the package bash-completion, or the line 'source FILE' in ~/.bashrc"
    else:
        rest = "fish finds it by itself"
    return f"{path}: written; {rest}, and open a new terminal"


def answer_the_shell() -> None:
    """Make ready to answer where a shell asks what may come next; else do nothing."""
    if VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()


def _show(shell: Shell | None) -> None:
    if shell is not None:
        typer.echo(script(shell), nl=False)
        raise typer.Exit


def _install(shell: Shell | None) -> None:
    if shell is not None:
        typer.echo(install(shell), err=True)
        raise typer.Exit


ShowCompletion = Annotated[
    Shell | None,
    typer.Option(
        "--show-completion", metavar="SHELL", callback=_show, is_eager=True,
        help="Print the completion for bash, zsh or fish.",
    ),
]  # fmt: skip
InstallCompletion = Annotated[
    Shell | None,
    typer.Option(
        "--install-completion", metavar="SHELL", callback=_install, is_eager=True,
        help="Put it where that shell finds it.",
    ),
]  # fmt: skip
