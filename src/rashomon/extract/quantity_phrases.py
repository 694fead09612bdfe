"""The words around a number: approximators before and after it, focus words, verbs of change."""

from __future__ import annotations

from rashomon.extract.quantity_items import Item, is_hyphen, touches, word, word_list, word_set

_BEFORE = {
    "about": (
        "about, around, some, roughly, approximately, approx, estimated, circa, ca, ~, ≈, perhaps about, perhaps, "
        "maybe, an estimated, approx ., c ., in the region of, somewhere around, in the order of, an approximate, "
        "about some"
    ),
    "almost": (
        "almost, nearly, close to, approaching, just under, just short of, virtually, nigh on, not quite, slightly "
        "under, slightly less than, just below"
    ),
    "over": (
        "more than, over, above, upwards of, upward of, well over, just over, slightly over, exceeding, exceeded, "
        "exceeds, exceed, in excess of, greater than, larger than, higher than, bigger than, north of, far more "
        "than, well above, >, surpassed, surpass, surpassing, significantly more than, slightly more than, much "
        "more than, comfortably over"
    ),
    "at_least": (
        "at least, no fewer than, no less than, not less than, not fewer than, a minimum of, minimum of, minimum, "
        "≥, > =, as few as, as little as, greater than or equal to, more than or equal to, equal to or more than, "
        "at least or equal to, bigger or equal than, higher or equal than, greater or equal than"
    ),
    "under": (
        "fewer than, less than, under, below, lower than, smaller than, <, sub, sub -, well under, well below, "
        "short of, far fewer than, far less than"
    ),
    "at_most": (
        "up to, as many as, as much as, no more than, not more than, at most, a maximum of, maximum of, ≤, < =, at "
        "the most, less than or equal to, equal to or less than, smaller or equal than, less or equal than, lower "
        "or equal than"
    ),
}
_AFTER = {
    "about": ("or so, or thereabouts, - odd, odd, give or take, - ish, or thereabout"),
    "at_least": (
        "or more, and more, or above, and above, or over, and over, or greater, - plus, plus, +, and counting, or "
        "higher, at least, or longer, or more than, or greater than"
    ),
    "at_most": ("or fewer, or less, or under, or below, at most, at the most, or lower, and under"),
}
_FOCUS = "only, just, merely, a mere, mere, exactly only, barely -, but only"
_FILLERS = "a further, an additional, another, a total of, an average of, a combined, a staggering, additional, further"
_UP = (
    "rose rise rises risen rising up climbed climb climbs climbing increased increase increases increasing grew "
    "grow grows grown growing jumped jump jumps surged surge surges gained gain gains gaining soared soar advanced "
    "advance advances advancing rallied doubled swelled higher"
)
_DOWN = (
    "fell fall falls fallen falling down dropped drop drops dropping declined decline declines decreased decrease "
    "decreases lost loses lose losing slid slide slides plunged plunge plunges sank sink sinks tumbled tumble "
    "tumbles plummeted plummet shed slipped slip slips dipped dip slumped slump eased shrank shrunk lower slow "
    "slowed slashed"
)

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


def _by_edge(groups: dict[str, str], *, edge: int) -> Phrases:
    """Index phrases by their last word (`edge` -1) or first (0), the longest first."""
    index: Phrases = {}
    for name, spelt in groups.items():
        for spelling in spelt.split(", "):
            phrase = word_list(spelling)
            index.setdefault(phrase[edge], []).append((phrase, name))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


_BEFORE_INDEX = _by_edge(_BEFORE, edge=-1)
_AFTER_INDEX = _by_edge(_AFTER, edge=0)
_FOCUS_INDEX = _by_edge({"focus": _FOCUS}, edge=-1)
_FILLER_INDEX = _by_edge({"filler": _FILLERS}, edge=-1)
TRENDS = dict.fromkeys(word_list(_UP), "up") | dict.fromkeys(word_list(_DOWN), "down")
"""Verbs and adverbs of change by what they say."""


def _ending(index: Phrases, items: list[Item], i: int) -> tuple[int, str] | None:
    """Return the start and name of the longest phrase that ends before item `i`."""
    for phrase, name in index.get(word(items, i - 1), ()):
        start = i - len(phrase)
        if start >= 0 and all(items[start + k].lower == part for k, part in enumerate(phrase)):
            return start, name
    return None


def read_before(items: list[Item], i: int) -> tuple[int, str | None, str | None]:
    """Read approximators and focus words that end before item `i`; return their start, the row's name, the focus word.

    The word nearest the number wins, but "at least about 200" is at least 200. Words between ("another") are passed.
    """
    start, row, focus = i, None, None
    for _ in range(4):
        found = _ending(_BEFORE_INDEX, items, start)
        if found is None and (filler := _ending(_FILLER_INDEX, items, start)):
            found = _ending(_BEFORE_INDEX, items, filler[0])
        if found is not None and not _is_other_sense(items, *found):
            start = found[0]
            row = found[1] if row in (None, "about") else row
            continue
        marked = _ending(_FOCUS_INDEX, items, start)
        if marked is None or focus is not None:
            break
        start, focus = marked[0], items[start - 1].lower
    return start, row, focus


def has_filler(items: list[Item], i: int) -> bool:
    """Tell whether words that only lead to a number end before item `i`: "an average of", "another"."""
    return _ending(_FILLER_INDEX, items, i) is not None and word(items, i - 1) != "the"


def _is_other_sense(items: list[Item], start: int, name: str) -> bool:
    """Tell whether the words are used otherwise: "the ones above", "-" of a name before "<"."""
    first = items[start].lower
    if first == "ca" or (first == "c" and items[start].text != "c"):
        return items[start].text != first
    if first == "odd":
        return True
    return name == "under" and first == "sub" and not is_hyphen(items, start + 1)


def read_after(items: list[Item], i: int) -> tuple[int, str] | None:
    """Read an approximator after the number, at item `i`: "or so", "-plus"; return the next item and the row."""
    for phrase, name in _AFTER_INDEX.get(word(items, i), ()):
        if tuple(item.lower for item in items[i : i + len(phrase)]) != phrase:
            continue
        end = i + len(phrase)
        if phrase[0] in ("-", "+") and not touches(items, i):
            continue
        if phrase in (("plus",), ("+",)) and end < len(items) and (items[end].kind == "n" or items[end].lower in "$€£"):
            continue
        if phrase[0] == "or" and (word(items, end) == "than" or (phrase[-1] == "than" and not _closes(items, end))):
            continue
        return end, name
    return None


def _closes(items: list[Item], i: int) -> bool:
    """Tell whether a clause ends before item `i`."""
    return i >= len(items) or items[i].text in ".,;:)!?"


_TAKES_OBJECT = word_set("lost lose loses losing gained gain gains gaining dropped drop drops dropping shed slashed")


def read_trend(items: list[Item], i: int, *, changed: bool = False, kind: str = "") -> str | None:
    """Return "up" or "down" where a verb of change stands before item `i` ("rose by", "fell to", "was up about").

    Args:
        changed: the amount is the whole change ("fell from 5 to 3"), so that "from" may stand between.
        kind: what the unit measures, "thing" where things are counted: "lost 12 soldiers" is a loss, not a fall, and
            "blew up 5 metres of pipe" is no rise.
    """
    for _ in range(5):
        i -= 1
        text = word(items, i)
        if text in TRENDS:
            other = (text in _TAKES_OBJECT and kind == "thing") or (text in _ADVERBS and kind in _EXTENTS)
            return None if other else TRENDS[text]
        if text not in _BETWEEN and not (text.endswith("ly") and len(text) > 4) and not (changed and text == "from"):
            return None
    return None


_ADVERBS = word_set("up down higher lower")
_EXTENTS = word_set("thing length mass area volume time")
_BETWEEN = word_set("by to a an the about around as back even another further some between much sharply")
