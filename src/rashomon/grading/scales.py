"""Scales that people grade on: read from small TOML files, checked, and looked up by name.

The published scales stand in `scales.toml` beside this module; a case may bring more in a `scales.toml` of its own. A
value says what it means in words; one that says that there is no basis to judge has no place in the order.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from rashomon.errors import RunError

FILE: Final = "scales.toml"
"""Name of the file in the folder of a case."""

_SHIPPED: Final = Path(__file__).with_name(FILE)
_LARGEST, _MOST_SCALES, _MOST_VALUES, _LONGEST = 1 << 18, 40, 40, 500
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_VALUE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_SCALE: Final = {"title": str, "axis": str, "target": list, "source": str, "values": list}
_FIELDS: Final = {"value": str, "title": str, "meaning": str, "order": int, "basis": bool, "origins": int}


class Target(StrEnum):
    """What a scale applies to."""

    SOURCE = "source"
    CLAIM = "claim"
    QUESTION = "question"
    DOCUMENT = "document"


SUPPORTED: Final = frozenset({Target.CLAIM, Target.QUESTION})
"""Targets whose origins can be counted."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a scale.

    Attributes:
        value: what is recorded ("B", "2", "contested").
        title, meaning: what it is called and what it says, in words.
        order: its rank, 1 the strongest; None where it has none.
        no_basis: it says that there is no basis to judge; then it has no order.
        origins: least number of independent origins that must stand behind what is graded; 0 asks for none.
    """

    value: str
    title: str
    meaning: str
    order: int | None = None
    no_basis: bool = False
    origins: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale.

    Attributes:
        name: by which grades refer to it; for good, since old grades keep it.
        title: what it is called.
        axis: what it measures; two scales of one case may measure the same, and are still never turned into another.
        targets: what it applies to, at least one.
        values: at least two, in the order of the file.
        source: whose method it is, and which words are ours.
    """

    name: str
    title: str
    axis: str
    targets: tuple[Target, ...]
    values: tuple[Value, ...]
    source: str

    def value(self, value: str) -> Value | None:
        """Return one of its values, whatever the case of its letters; None where it has none such."""
        return next((each for each in self.values if each.value.casefold() == value.casefold()), None)

    @property
    def no_basis(self) -> Value | None:
        """The value that says that there is no basis to judge, where it has one."""
        return next((each for each in self.values if each.no_basis), None)


def shipped() -> Mapping[str, Scale]:
    """Return the scales that come with the program, by name."""
    return _shipped()


@cache
def _shipped() -> Mapping[str, Scale]:
    return _read(_SHIPPED)


def scales_of(folder: Path) -> Mapping[str, Scale]:
    """Return the scales of a case, by name: those of the program, then those of its own `scales.toml`.

    Raises:
        RunError: its file cannot be read, says something no scale can be, or gives a name that is taken.
    """
    own = folder / FILE
    if not own.exists():
        return shipped()
    found = _read(own)
    if taken := sorted(set(found) & set(shipped())):
        raise _wrong(own, taken[0], "comes with the program, and grades on it mean that one; choose another name")
    return {**shipped(), **found}


def _wrong(path: Path, where: str, said: str) -> RunError:
    return RunError(f"{path}: read scales: {where}: {said}")


def _read(path: Path) -> Mapping[str, Scale]:
    try:
        if path.stat().st_size > _LARGEST:
            raise _wrong(path, "the file", f"it is larger than {_LARGEST >> 10} KiB; keep scales only in it")
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, "the file", f"it cannot be read ({error}); make it a text file in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, "the file", f"it is no TOML: {error}") from error
    if len(told) > _MOST_SCALES:
        raise _wrong(path, "the file", f"{len(told)} scales; {_MOST_SCALES} are the most")
    return {name: _scale(path, name, given) for name, given in told.items()}


def _scale(path: Path, name: str, given: object) -> Scale:
    if not _NAME.fullmatch(name):
        raise _wrong(path, name[:60], "a name is small letters, digits and hyphens, at most 40, such as my-scale")
    if not isinstance(given, dict):
        raise _wrong(path, name, f"a scale is a table that begins with [{name}]")
    fields = _checked(path, name, given, _SCALE, needed=("title", "axis", "target", "source", "values"))
    targets = tuple(_targets(path, name, fields["target"]))
    rows = fields["values"]
    if not 2 <= len(rows) <= _MOST_VALUES:
        raise _wrong(path, name, f"it has {len(rows)} values; 2 to {_MOST_VALUES} are needed")
    values = tuple(_value(path, f"{name}, value {number}", row) for number, row in enumerate(rows, start=1))
    _together(path, name, targets, values)
    return Scale(name, fields["title"], fields["axis"], targets, values, fields["source"])


def _targets(path: Path, name: str, given: list[object]) -> Iterator[Target]:
    known = ", ".join(Target)
    if not given:
        raise _wrong(path, name, f"target: it is empty; give one or more of {known}")
    for each in dict.fromkeys(map(str, given)):
        if each not in set(Target):
            raise _wrong(path, name, f"target: {each[:40]!r} is none of {known}")
        yield Target(each)


def _value(path: Path, where: str, given: object) -> Value:
    if not isinstance(given, dict):
        raise _wrong(path, where, "a value is a table with value, title and meaning")
    fields = _checked(path, where, given, _FIELDS, needed=("value", "title", "meaning"))
    if not _VALUE.fullmatch(fields["value"]):
        raise _wrong(path, where, "value: letters, digits and hyphens are needed, at most 40, such as B or weak")
    order, origins, no_basis = fields.get("order"), fields.get("origins", 0), not fields.get("basis", True)
    if no_basis and (order is not None or origins):
        raise _wrong(path, where, "no basis to judge is no rank: leave out order and origins")
    if order is not None and order < 1:
        raise _wrong(path, where, "order: a whole number from 1 is needed, 1 the strongest")
    if not 0 <= origins <= 100:
        raise _wrong(path, where, "origins: a whole number from 0 to 100 is needed")
    return Value(fields["value"], fields["title"], fields["meaning"], order, no_basis, origins)


def _checked(
    path: Path, where: str, given: Mapping[str, Any], known: Mapping[str, type], *, needed: tuple[str, ...]
) -> Mapping[str, Any]:
    """Return fields whose names and types are right; a slip in a name would lose what somebody meant."""
    for name in needed:
        if name not in given:
            raise _wrong(path, where, f"{name} is missing")
    for name, value in given.items():
        if name not in known:
            raise _wrong(path, where, f"{name}: no such field; known are {', '.join(known)}")
        if type(value) is not known[name]:
            words = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}[known[name]]
            raise _wrong(path, where, f"{name}: {words} is needed")
        if isinstance(value, str) and not 0 < len(value.strip()) <= _LONGEST:
            raise _wrong(path, where, f"{name}: 1 to {_LONGEST} characters are needed")
    return given


def _together(path: Path, name: str, targets: tuple[Target, ...], values: tuple[Value, ...]) -> None:
    """Refuse values that cannot stand beside each other."""
    told = [each.value.casefold() for each in values]
    if len(told) != len(set(told)):
        raise _wrong(path, name, "two values are the same")
    orders = [each.order for each in values if each.order is not None]
    if len(orders) != len(set(orders)):
        raise _wrong(path, name, "two values have the same order")
    if sum(each.no_basis for each in values) > 1:
        raise _wrong(path, name, "only one value can say that there is no basis to judge")
    if any(each.origins for each in values) and not SUPPORTED.issuperset(targets):
        raise _wrong(
            path, name, "origins can be asked for claims and questions only; leave it out, or the other targets"
        )
