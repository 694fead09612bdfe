"""What of a case a format carries and what it leaves behind, counted field by field over the records.

A format declares both in a `Coverage`; whatever is in neither is an omission that the tests find. A field is named by
the noun of its record and its own name: "claim.text", "quantity.low".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from typing import Any, Final

from rashomon.records import Dossier, Glyphs, Span
from rashomon.report.exports.base import Lost, Material

LEAVES: Final = (Span, Glyphs)
"""Records that are values: they are carried or lost as a whole."""
_NOTHING: Final[tuple[object, ...]] = (None, "", (), frozenset())


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a format does with each field of the records that it comes to.

    Attributes:
        carried: names of the fields whose value can be told from what is written, exactly as it was.
        lost: of those that cannot, by name, the reason in one sentence and where the value is instead. What records
            below a lost field hold is lost with it and not named.
    """

    carried: frozenset[str]
    lost: Mapping[str, str] = field(default_factory=dict)

    def losses(self, material: Material) -> Iterator[Lost]:
        """Yield what the format leaves behind of a case, in the order of the declaration; counts are of values.

        A value is one element of a tuple, else the field itself; what is not given, or is as the record has it where
        nothing else is said, is no value.
        """
        counts = dict.fromkeys(self.lost, 0)
        parts: dict[type, tuple[tuple[str, str, Any], ...]] = {}
        waiting: list[Any] = [material.dossier, *{run.id: run for run in material.runs.values()}.values()]
        waiting.extend(place for places in material.retrieved.values() for place in places)
        while waiting:
            one = waiting.pop()
            if type(one) not in parts:
                parts[type(one)] = _parts(type(one))
            for name, key, default in parts[type(one)]:
                value = getattr(one, name)
                if key in counts:
                    counts[key] += _values(value, default)
                elif type(value) is tuple:
                    waiting.extend(each for each in value if _record(each))
                elif _record(value):
                    waiting.append(value)
        for key, count in counts.items():
            if count:
                yield _lost(key, count, self.lost[key])


def noun(record: type) -> str:
    """Return what a record is called in a `Lost`: "claim", "text pair"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", record.__name__).lower()


def fields_of(text: str) -> frozenset[str]:
    """Return names of fields from a compact list: "claim: text stance; quantity: low high"."""
    found = (part.partition(":") for part in text.split(";") if part.strip())
    return frozenset(f"{of.strip()}.{name}" for of, _, names in found for name in names.split())


def reasons(why: Mapping[str, str]) -> dict[str, str]:
    """Return the reason of each field from reasons that several fields share, by compact lists of the fields."""
    return {name: reason for names, reason in why.items() for name in sorted(fields_of(names))}


def _record(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, LEAVES)


def _parts(record: type[Any]) -> tuple[tuple[str, str, Any], ...]:
    return tuple((part.name, f"{noun(record)}.{part.name}", _default(part)) for part in fields(record))


def _default(part: Field[Any]) -> Any:
    return part.default_factory() if part.default_factory is not MISSING else part.default


def _values(value: Any, default: Any) -> int:
    if value is False or any(value == nothing for nothing in _NOTHING) or (default is not MISSING and value == default):
        return 0
    return len(value) if isinstance(value, (tuple, frozenset, Mapping)) else 1


def _lost(key: str, count: int, why: str) -> Lost:
    of, _, name = key.partition(".")
    if of == noun(Dossier) and name in WHOLE:
        return Lost(WHOLE[name], "*", count, why)
    return Lost(of, name, count, why)


WHOLE: Final = {
    "entities": "entity",
    "questions": "question",
    "relations": "relation",
    "origins": "origin",
    "conduits": "conduit",
    "echoes": "echo",
    "judged": "judgement",
    "rejected": "rejected claim",
    "unapplied": "judgement that could not be applied",
}
"""What the lists of a dossier are lists of."""
