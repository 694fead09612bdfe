"""What was looked at, one line each: how it stands, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class State(StrEnum):
    """How a thing stands. A note is no fault: something optional is absent, or soon may be scarce."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at.

    Attributes:
        part: what it is about, such as "models" or "free space".
        said: how it is, in one clause.
        remedy: what to do, in one clause; empty where nothing is to be done.
    """

    part: str
    state: State
    said: str
    remedy: str = ""


def ok(part: str, said: str) -> Line:
    """Return a line on something that is as it should be."""
    return Line(part, State.OK, said)


def note(part: str, said: str, remedy: str = "") -> Line:
    """Return a line on something that is worth knowing and no fault."""
    return Line(part, State.NOTE, said, remedy)


def problem(part: str, said: str, remedy: str) -> Line:
    """Return a line on something that keeps Rashomon from working as it should."""
    return Line(part, State.PROBLEM, said, remedy)


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was looked at.

    Attributes:
        versions: of Rashomon, of Python and of every part that it declares, None for those that are absent.
        lines: in the order in which they are shown.
    """

    versions: dict[str, str | None]
    lines: tuple[Line, ...]

    @property
    def problems(self) -> int:
        """How many lines are problems."""
        return sum(line.state is State.PROBLEM for line in self.lines)

    def as_object(self) -> dict[str, Any]:
        """Return it as `doctor.schema.json` describes it."""
        return {
            "ok": not self.problems,
            "versions": self.versions,
            "lines": [
                {"part": line.part, "state": line.state.value, "said": line.said, "remedy": line.remedy or None}
                for line in self.lines
            ],
        }

    def as_text(self) -> Sequence[str]:
        """Return one printed line for each, and what to do in the same line, and last how many problems there are."""
        shown = [
            f"{line.state.value:8s} {line.part}: {line.said}{'; ' * bool(line.remedy)}{line.remedy}"
            for line in self.lines
        ]
        count = self.problems
        end = "no problems" if not count else "1 problem" if count == 1 else f"{count} problems"
        return [*shown, end]


UNKNOWN: Final = "could not be found out"
