"""Words that exclude each other, words for the same, and words of one class: our own lists, for making pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

NEGATING: Final = (
    "refused to", "failed to", "was unable to", "declined to", "has yet to", "did not manage to", "neglected to",
)  # fmt: skip

OF_NATION: Final = {
    "american": "the United States", "british": "Britain", "french": "France", "german": "Germany",
    "italian": "Italy", "spanish": "Spain", "russian": "Russia", "chinese": "China", "japanese": "Japan",
    "indian": "India", "canadian": "Canada", "australian": "Australia", "mexican": "Mexico",
    "brazilian": "Brazil", "swedish": "Sweden", "irish": "Ireland", "polish": "Poland", "turkish": "Turkey",
    "english": "England", "scottish": "Scotland", "egyptian": "Egypt", "dutch": "the Netherlands",
    "greek": "Greece", "israeli": "Israel", "norwegian": "Norway", "danish": "Denmark", "korean": "Korea",
    "argentine": "Argentina", "austrian": "Austria", "swiss": "Switzerland", "colombian": "Colombia",
}  # fmt: skip

MONTHS: Final = frozenset(
    "january february march april may june july august september october november december".split()
)
NUMBER_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()


def _lines(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return [line.split("|") for line in text.splitlines()]


def _table(name: str) -> dict[str, list[str]]:
    """Return, for each phrase, the others of its lines."""
    found: dict[str, list[str]] = {}
    for line in _lines(name):
        for phrase in line:
            found.setdefault(phrase, []).extend(other for other in line if other != phrase)
    return found


EXCLUSIVE: Final = _table("opposites")
"""Words that exclude each other of one and the same thing (or nearly always)."""
OF_CLASS: Final = _table("classes")
"""Words of one class: another of them, of the same thing, is another claim."""
SAME: Final[dict[str, list[str]]] = {}
"""Phrases that say the same in nearly every sentence, from left to right only: a spouse need not be a wife."""
for _left, _right in _lines("same"):
    SAME.setdefault(_left, []).append(_right)
