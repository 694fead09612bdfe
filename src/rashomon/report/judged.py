"""What people decided, as the machine-readable outputs give it: beside the part that it is about, and all in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rashomon.records import Dossier, Grade, Mark, MarkOf
from rashomon.report.marked import fit, fold
from rashomon.report.wording import count

Object = dict[str, Any]


def mark_object(mark: Mark) -> Object:
    """Return one decision."""
    return {
        "judgement": mark.judgement,
        "kind": mark.kind,
        "of": mark.of,
        "about": mark.about,
        "actor": mark.actor,
        "time": mark.time,
        "why": mark.why,
        "text": mark.text,
        "review": mark.review,
        **({"grade": _grade_object(mark.grade)} if mark.grade is not None else {}),
    }


def _grade_object(grade: Grade) -> Object:
    return {"scale": grade.scale, "value": grade.value, "topic": grade.topic}


class Marks:
    """The decisions of a dossier by the part that they are about."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._by_part: dict[tuple[str, str], list[Mark]] = defaultdict(list)
        for mark in marks:
            self._by_part[mark.of, mark.about].append(mark)

    def on(self, of: MarkOf, about: str) -> Object:
        """Return the field `judged` of a part, or nothing where nobody judged it."""
        marks = self._by_part.get((of, about))
        return {"judged": [mark_object(mark) for mark in marks]} if marks else {}

    def on_relation(self, a: str, b: str) -> Object:
        """Return the field `judged` of a relation between two claims."""
        return self.on("relation", " ".join(sorted((a, b))))


def graded(mark: Mark) -> str:
    """Return a grade in words, with who gave it and on which day; it is theirs, and says nothing of other axes."""
    said = [f"{mark.text}, graded by {mark.actor} on {mark.time[:10]}", mark.why]
    said.append(f"look again: {mark.review}" if mark.review else "")
    return "; ".join(part for part in said if part)


def told(dossier: Dossier) -> str:
    """Return one sentence about what people decided, for the page; empty where nobody judged."""
    if not (dossier.judged or dossier.unapplied):
        return ""
    decided = len({mark.judgement for mark in dossier.judged})
    parts = [f"{count(decided, 'decision')} of people {'is' if decided == 1 else 'are'} taken into account"]
    if out := len(dossier.rejected):
        parts.append(f"{count(out, 'claim')} {'was' if out == 1 else 'were'} left out by them")
    if lost := len(dossier.unapplied):
        parts.append(f"{count(lost, 'decision')} could not be applied as it stands")
    return f"{'; '.join(parts)}."


def explained(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield what was left out by whom, and what could not be applied, as terms and texts for the page."""
    for claim in dossier.rejected:
        by = next(mark for mark in dossier.judged if mark.about == claim.id and mark.kind == "reject")
        why = f": {by.why}" if by.why else ""
        yield "Left out", f"“{fit(fold(claim.text), 160)}”, rejected by {by.actor} on {by.time[:10]}{why}"
    yield from (("Not applied", note) for note in dossier.unapplied)


def judged_fields(dossier: Dossier) -> Object:
    """Return the lists of a dossier that a person judged; nothing where nobody did.

    The claims that were rejected are for the caller to write.
    """
    if not (dossier.judged or dossier.unapplied or dossier.rejected):
        return {}
    return {"judged": [mark_object(mark) for mark in dossier.judged], "unapplied": list(dossier.unapplied)}
