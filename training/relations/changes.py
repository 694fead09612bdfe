"""Changes of one value or of the polarity of a sentence, and words for the same: what made pairs are made with.

All of them are plain functions of words, so that they can be tested; what is drawn is drawn from `rng`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from training.relations.claims import Claim, tidy
from training.relations.lexicon import EXCLUSIVE, MONTHS, NEGATING, NUMBER_WORDS, OF_CLASS, OF_NATION, SAME

_YEAR: Final = re.compile(r"(?:1[0-9]|20)\d\d")
_FIGURE: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_TENS: Final = "thirty forty fifty sixty seventy eighty ninety".split()
# After these words a number takes no bound.
_HELD_BEFORE: Final = (
    frozenset("than least most of about first last the no number sept oct nov dec jan feb aug".split()) | MONTHS
)


@dataclass(frozen=True, slots=True)
class Change:
    """A value that can be put in the place of another.

    Attributes:
        old, new: words as they stand in the claim, and what takes their place.
        kind: number, year, month, name, class, opposite.
    """

    old: str
    new: str
    kind: str


def put(text: str, change: Change) -> str | None:
    """Return a text with the old value replaced wherever it stands; None without it, or where the new one stands."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(change.old)}(?![\w-])", re.IGNORECASE)
    if not pattern.search(text) or re.search(rf"(?<!\w){re.escape(change.new)}(?!\w)", text, re.IGNORECASE):
        return None
    return _articles(pattern.sub(lambda _: change.new, text), change.new)


def _articles(text: str, word: str) -> str:
    """Return a text with "a" or "an" before `word` as its first letter wants it."""
    article = "an" if word[:1].lower() in "aeiou" else "a"
    return re.sub(rf"\b([Aa])n? (?={re.escape(word)})", lambda m: m[1] + article[1:] + " ", text)


def number_change(word: str, rng: random.Random) -> Change | None:
    """Return another number in the place of one in digits or words; None where `word` is none."""
    low = word.lower()
    if _YEAR.fullmatch(word):
        return Change(
            word, str(int(word) + rng.choice([-1, 1]) * rng.choice([1, 2, 3, 4, 5, 7, 10, 12, 20, 31, 60])), "year"
        )
    if low in NUMBER_WORDS:
        others = [w for w in NUMBER_WORDS[1:] if w != low]
        new = rng.choice(others)
        return Change(word, new.capitalize() if word[0].isupper() else new, "number")
    if low in _TENS:
        return Change(word, rng.choice([w for w in _TENS if w != low]), "number")
    if _FIGURE.fullmatch(word):
        value = float(word.replace(",", ""))
        if value == int(value):
            near = (value + 1, value - 1, value + 2, value * 2, value // 2, value + 5, value * 10, value - 3)
            changed = rng.choice([v for v in near if v >= 0 and v != value])
            text = f"{int(changed):,}" if "," in word else str(int(changed))
        else:
            text = f"{abs(value + rng.choice([-1, 1]) * rng.choice([0.5, 1, 2.2, 3.1])):.1f}"
        return Change(word, text, "number") if text != word else None
    return None


def word_changes(text: str, rng: random.Random) -> list[Change]:
    """Return changes of single words and phrases by the tables: opposites and others of a class."""
    found = []
    words = text.rstrip(".").split()
    for size in (1, 2):
        for start in range(len(words) - size + 1):
            old = " ".join(words[start : start + size])
            for table, kind in ((EXCLUSIVE, "opposite"), (OF_CLASS, "class")):
                others = table.get(old.lower())
                if others and not (kind == "class" and old.lower() == "may" and old[0].islower()):
                    found.append(
                        Change(old, _like(rng.choice(others), old), "month" if old.lower() in MONTHS else kind)
                    )
    return found


def _like(new: str, old: str) -> str:
    """Return `new` with capitals where `old` has them."""
    return new.title() if old[:1].isupper() else new


def negated(claim: Claim, rng: random.Random) -> tuple[str, str] | None:
    """Return a claim with its polarity turned, and how; None where that cannot be done."""
    words = list(claim.words)
    if claim.negated is not None:
        words.pop(claim.negated)
        return tidy(" ".join(words)), "without not"
    turned = turn(words, claim, claim.verb, rng)
    return None if turned is None else (tidy(" ".join(turned[0])), turned[1])


def turn(words: Sequence[str], claim: Claim, at: int | None, rng: random.Random) -> tuple[list[str], str] | None:
    """Return the words of a claim, or of its sentence, with a negation at the verb, which stands at `at`."""
    if at is None or at >= len(words) or claim.negated is not None:
        return None
    words = list(words)
    if claim.has_aux:
        how = rng.choice(["not", "never", "not", "n't"])
        if how == "n't" and words[at].lower() in {
            "is",
            "was",
            "were",
            "are",
            "did",
            "does",
            "has",
            "had",
            "have",
            "would",
        }:
            words[at] += "n't"
        else:
            how = "not" if how == "n't" else how
            words.insert(at + 1, how)
        return words, how
    simple = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(claim.tag)
    if simple is None or claim.lemma in {"be", "have"}:
        return None
    draw = rng.random()
    if draw < 0.25:
        words.insert(at, "never")
        return words, "never"
    if draw < 0.5 and claim.tag == "VBD":
        how = rng.choice(NEGATING)
        words[at : at + 1] = [*how.split(), claim.lemma]
        return words, how
    words[at : at + 1] = [simple, "not", claim.lemma]
    return words, "did not"


def supposed(words: Sequence[str], claim: Claim, at: int | None, rng: random.Random) -> list[str] | None:
    """Return the words of a sentence in which what the claim says is only planned, possible or feared."""
    if at is None or at >= len(words) or claim.has_aux or claim.negated is not None:
        return None
    if claim.tag not in {"VBD", "VBZ"} or claim.lemma in {"be", "have"}:
        return None
    how = rng.choice(
        ["may", "might", "could", "is expected to", "wants to", "plans to", "threatened to", "hopes to", "should"]
    )
    changed = list(words)
    changed[at : at + 1] = [*how.split(), claim.lemma]
    return changed


def only(claim: Claim) -> str | None:
    """Return the claim that what is one of several is the only one."""
    if not claim.more or claim.verb is None or claim.negated is not None:
        return None
    words = list(claim.words)
    words.insert(claim.verb + 1 if claim.has_aux else claim.verb, "only")
    return tidy(" ".join(words))


def other_of_list(claim: Claim, core: str) -> str | None:
    """Return the claim with `core`, its value, replaced by another of the same list."""
    if not claim.more or core not in claim.words:
        return None
    return tidy(" ".join(claim.more[0] if word == core else word for word in claim.words))


def bounded(text: str, rng: random.Random) -> tuple[str, str] | None:
    """Return a claim with a bound that its number or year keeps, and one that it breaks; None without a number."""
    year = re.search(rf"\b(?:in|on|since) (?:[A-Z][a-z]+ )?(?:\d{{1,2}},? )?({_YEAR.pattern})\b", text)
    if year:
        value = int(year[1])
        far = rng.choice([1, 2, 3, 5, 8, 15])
        decade = value // 10 * 10
        keeps = rng.choice([f"before {value + far}", f"after {value - far}", f"in the {decade}s", f"in {value}"])
        breaks = rng.choice(
            [f"before {value - far}", f"after {value + far}", f"in the {decade + rng.choice([-20, -10, 10, 20])}s"]
        )
        return tuple(text.replace(year[0], bound) for bound in (keeps, breaks))  # type: ignore[return-value]
    for match in re.finditer(r"(?<![\w$€£.,-])(\d{1,3}(?:,\d{3})+|\d{1,6}|[a-z]+)(?= [a-z])", text):
        word = match[1]
        number = NUMBER_WORDS.index(word) if word in NUMBER_WORDS else _whole(word)
        before = text[: match.start()].rsplit(" ", 2)[-2:]
        if number is None or number < 2 or _HELD_BEFORE & {w.lower() for w in before}:
            continue
        less, more = max(1, number - _far(number, rng)), number + _far(number, rng)
        keeps = rng.choice(
            [f"more than {less}", f"at least {less}", f"fewer than {more}", f"at most {more}", f"over {less}"]
        )
        breaks = rng.choice(
            [f"more than {more}", f"at least {more}", f"fewer than {less}", f"at most {less}", f"over {more}"]
        )
        return tuple(text[: match.start()] + bound + text[match.end() :] for bound in (keeps, breaks))  # type: ignore[return-value]
    return None


def _whole(word: str) -> int | None:
    return int(word.replace(",", "")) if word[0].isdigit() and not _YEAR.fullmatch(word) else None


def _far(value: int, rng: random.Random) -> int:
    return max(1, round(value * rng.choice([0.1, 0.2, 0.3, 0.5])))


def coarser(text: str) -> str:
    """Return a claim with a whole date cut to its year."""
    return re.sub(
        rf"\bon (?:[A-Z][a-z]+ \d{{1,2}} ?,? ?|\d{{1,2}} [A-Z][a-z]+ ,? ?)({_YEAR.pattern})\b", r"in \1", text
    )


def said_otherwise(text: str, rng: random.Random, chance: float = 0.5) -> str:
    """Return a claim with some of its words put otherwise, meaning the same."""
    words = text.rstrip(".").split()
    for size in (3, 2, 1):
        for start in range(len(words) - size, -1, -1):
            old = " ".join(words[start : start + size])
            others = SAME.get(old.lower())
            if others and rng.random() < chance:
                words[start : start + size] = (
                    _like(rng.choice(others), old).split() if size == 1 else rng.choice(others).split()
                )
    words = [_digits(word, rng) for word in words]
    text = " ".join(words)
    nation = re.match(r"(.+? (?:is|was) an?) ([A-Z]\w+) ([a-z][\w ]+)$", text)
    if nation and nation[2].lower() in OF_NATION and rng.random() < 0.4:
        text = f"{nation[1]} {nation[3]} from {OF_NATION[nation[2].lower()]}"
    text = (
        re.sub(
            r"^(.+? is an?) ",
            lambda m: m[0] + (rng.choice(["", "", "person who is a "]) if "," not in m[0] else ""),
            text,
        )
        if rng.random() < 0.1
        else text
    )
    return tidy(_articles(text, words[-1]))


def _digits(word: str, rng: random.Random) -> str:
    low = word.lower()
    if low in NUMBER_WORDS[2:] and rng.random() < 0.5:
        return str(NUMBER_WORDS.index(low))
    if re.fullmatch(r"\d{1,2}", word) and int(word) <= 12 and rng.random() < 0.3:
        return NUMBER_WORDS[int(word)]
    return word


def active(claim: Claim) -> str | None:
    """Return "Y directed X" for "X was directed by Y", where the participle is also the past tense."""
    if claim.passive is None:
        return None
    undergoer, verb, doer = claim.passive
    if not verb.endswith("ed") and verb not in {"led", "won", "shot", "held", "built", "founded", "bought", "sold"}:
        return None
    return tidy(
        f"{doer} {verb} {undergoer[:1].lower() + undergoer[1:] if undergoer.startswith(('The ', 'A ')) else undergoer}"
    )
