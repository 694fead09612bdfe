"""What a grade must fit: a scale that there is, a value of it, a fitting target, and origins enough behind it."""

from __future__ import annotations

from collections.abc import Mapping

from rashomon.errors import ItemError
from rashomon.grading.scales import Scale, Target, Value
from rashomon.records import Side, Support


def checked(scales: Mapping[str, Scale], scale: str, value: str, target: Target) -> tuple[Scale, Value]:
    """Return the scale and the value that a grade names.

    Raises:
        ItemError: there is no such scale or value, or the scale is not for such a target.
    """
    found = scales.get(scale)
    if found is None:
        raise _refused(f"there is no scale {scale[:40]!r}", f"choose one of {', '.join(scales)}")
    if target not in found.targets:
        fitting = [each.name for each in scales.values() if target in each.targets]
        reason = f"“{found.title}” grades a {' or a '.join(found.targets)}, not a {target}"
        raise _refused(reason, f"for a {target} choose one of {', '.join(fitting)}")
    chosen = found.value(value)
    if chosen is None:
        known = ", ".join(f"{each.value} ({each.title})" for each in found.values)
        raise _refused(f"“{found.title}” has no value {value[:40]!r}", f"its values are {known}")
    return found, chosen


def enough(scale: Scale, value: Value, support: Support | None) -> None:
    """Refuse a value that says that others confirm it while too few origins stand behind what is graded.

    Args:
        support: what stands behind the claim or the question; None where that is not in the comparison.

    Raises:
        ItemError: it rests on fewer independent origins than the value asks for, or which side is meant is unclear.
    """
    if not value.origins:
        return
    given = f"{value.value} on “{scale.title}” is “{value.title}” and asks for {value.origins} independent origins"
    if support is None:
        raise _refused(f"{given}, and this is not in the comparison, so none can be counted", "compare the case first")
    if support.unclear:
        sides = "; ".join(_counted(side) for side in support.sides)
        raise _refused(
            f"the question has several answers, and {value.value} can only be said of one",
            f"give the answer that is meant, word for word, as the topic, or grade a claim. The answers: {sides}",
        )
    if len(support.weakest.origins) >= value.origins:
        return
    side = support.weakest
    asked = f" as an answer to “{side.question}” ({side.text})" if side.question else ""
    names = [name for name in side.origins.values() if name]
    who = "one origin stands" if len(side.origins) == 1 else f"{len(side.origins) or 'no'} origins stand"
    reason = f"{given}, and {who} behind it{asked}{': ' + ', '.join(names) if names else ''}"
    lacking = "another origin that says so" if value.origins - len(side.origins) == 1 else "other origins that say so"
    remedy = (
        f"needed is {lacking} without drawing on {'it' if len(side.origins) == 1 else 'these'}; many documents that "
        "repeat one origin are one origin still"
    )
    raise _refused(reason, remedy)


def _counted(side: Side) -> str:
    number = len(side.origins)
    return f"{side.text}, {number} origin{'' if number == 1 else 's'}"


def _refused(reason: str, remedy: str) -> ItemError:
    return ItemError("grade", step="check", reason=reason, remedy=remedy)
