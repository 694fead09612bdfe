"""Protected names in a text: whole in any spelling and order, run together, spread out, as initials, in part.

Words are looked up, not searched for: every distinct word of a text is compared with the protected ones once, so the
cost does not grow with the number of names. Only where a word is like a protected one are its neighbours looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rashomon.protect.leaks_fold import UNSPACED, WORD, fold, unvowelled
from rashomon.protect.leaks_known import RANK, STRONG, Known, Match, Name
from rashomon.protect.leaks_parts import Hit, chunks
from rashomon.protect.leaks_words import (
    ARTICLES,
    CAPITALS,
    COMMON,
    FUNCTION,
    PARTICLES,
    SPEAKING,
    THINGS,
    TITLES,
    given,
)

_SPREAD: Final = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){4,60}")
_END: Final = re.compile(r"[.!?:;]['\"”’)]*\s+$|\n\s*\n|^\W*$|[\[{>|\x1e]\W*$|\"[:,]?\s*\"?$")
_GAP: Final = 8
"""Longest stretch without letters between two words of one name, code points."""

_REACH: Final = 120
"""How far around a word like a protected one its neighbours are looked at, code points."""

_PHRASE: Final = re.compile(r"[ \t]|\n[ \t]*|[.] |-| & |_|’|'| [“\"'(]|[”\"')] ")
"""What stands between two words of one name, of whoever."""

_TIGHT: Final = re.compile(r"[._+%-]{1,2}|")


@dataclass(slots=True)
class Token:
    """One word of a text: offsets, itself, and the protected words it is like."""

    start: int
    end: int
    raw: str
    matches: tuple[Match, ...]


def vocabulary(text: str) -> set[str]:
    """Return the distinct words of a text."""
    found: set[str] = set()
    for _, chunk in chunks(text):
        found.update(WORD.findall(chunk))
    return found


class Names:
    """Looks for protected names in one text.

    Args:
        words: the distinct words of the text, by which an ordinary word is told from a name.
        prose: whether capitals and neighbours mean something in it.
    """

    def __init__(self, known: Known, text: str, words: AbstractSet[str], *, prose: bool = True) -> None:
        self.known, self.text, self.words, self.prose = known, text, words, prose
        self.like = {word for word in words if known.matches(word)}
        self.run = {word for word in words if known.handle(word) is not None}
        self._borne: set[int] = set()
        self._parts: list[tuple[int, Hit]] = []
        self._covered: list[tuple[int, int]] = []

    def hits(self) -> Iterator[Hit]:
        """Yield what tells, each once; parts of names last, when it is known who else bears them."""
        yield from self._spread()
        yield from self._unspaced()
        for tokens in self._rows():
            marked = [at for at, token in enumerate(tokens) if token.matches or token.raw in self.run]
            used: set[int] = set()
            for at in marked:
                if at in used:
                    continue
                found = self._at(tokens, at)
                if found is not None:
                    hit, last = found
                    used.update(range(min(at, last), max(at, last) + 1))
                    yield hit
            for at in marked:
                if at not in used and tokens[at].matches:
                    self._part(tokens, at)
        yield from (hit for number, hit in self._parts if number not in self._borne)

    def _rows(self) -> Iterator[list[Token]]:
        """Yield the words around those that are like protected ones; neighbourhoods that touch as one row."""
        places: list[int] = []
        for word in self.like | self.run:
            at = self.text.find(word)
            while at >= 0:
                end = at + len(word)
                if not (self.text[at - 1 : at].isalnum() or self.text[end : end + 1].isalnum()):
                    places.append(at)
                at = self.text.find(word, end)
        begun = end = -1
        for at in sorted(places):
            if begun >= 0 and at - _REACH > end:
                yield self._tokens(begun, end)
                begun = -1
            begun = max(0, at - _REACH) if begun < 0 else begun
            end = at + _REACH
        if begun >= 0:
            yield self._tokens(begun, end)

    def _tokens(self, start: int, end: int) -> list[Token]:
        while start > 0 and self.text[start - 1].isalnum():
            start -= 1
        while end < len(self.text) and self.text[end].isalnum():
            end += 1
        like, matches = self.like, self.known.matches
        return [
            Token(m.start(), m.end(), m[0], matches(m[0]) if m[0] in like else ())
            for m in WORD.finditer(self.text, start, end)
        ]

    def _at(self, tokens: Sequence[Token], at: int) -> tuple[Hit, int] | None:
        """Return the best name that begins at a word, and the number of its last word."""
        best: tuple[int, Hit, int] | None = None
        for number, _ in tokens[at].matches:
            for index in self.known.of_word[number]:
                name = self.known.names[index]
                for order in name.orders:
                    found = self._ordered(tokens, at, name, order) if order[0] == number else None
                    found = found or self._initial(tokens, at, name, number)
                    if found is not None:
                        length = found[0].end - found[0].start
                        if best is None or length > best[0]:
                            best = (length, *found)
        if best is not None:
            return best[1], best[2]
        handle = self.known.handle(tokens[at].raw) if tokens[at].raw in self.run else None
        if handle is not None:
            name = self.known.names[handle]
            return Hit(tokens[at].start, tokens[at].end, name.secret, "handle", name.string), at
        return None

    def _ordered(self, tokens: Sequence[Token], at: int, name: Name, order: tuple[int, ...]) -> tuple[Hit, int] | None:
        hows: list[str] = []
        inserted = False
        here = at
        for step, number in enumerate(order):
            if step:
                following = self._next(
                    tokens, here, number, insert=name.person and not inserted and order == name.orders[0]
                )
                if following is None:
                    return None
                inserted = inserted or following[1]
                here = following[0]
            hows.append(dict(tokens[here].matches)[number])
        if name.kind and not {"exact", "case"}.issuperset(hows):
            return None
        if not any(how in STRONG for how in hows) or (len(order) == 1 and not self._single(tokens, at, hows[0])):
            return None
        if len(order) > 1 and not self._serious(tokens[at : here + 1], hows):
            return None
        start, end = self._with_articles(tokens, at, name), tokens[here].end
        return Hit(
            start,
            end,
            name.secret,
            self._kind(name, order, [*hows, "inserted"] if inserted else hows, start, end),
            name.string,
        ), here

    def _with_articles(self, tokens: Sequence[Token], at: int, name: Name) -> int:
        before = tokens[at - 1] if at else None
        if before and fold(before.raw) in ARTICLES and tokens[at].start - before.end == 1:
            whole = self.text[before.start : before.start + len(name.string)]
            if whole.casefold() == name.string.casefold():
                return before.start
        return tokens[at].start

    def _kind(self, name: Name, order: tuple[int, ...], hows: Sequence[str], start: int, end: int) -> str:
        if name.kind:
            return name.kind
        if len(order) < len(name.words):
            return "shortened"
        if order != name.orders[0]:
            return "reversed"
        if "inserted" in hows:
            return "inserted"
        worst = max(hows, key=RANK.index)
        whole = self.text[start:end]
        if worst in {"exact", "case"} and whole != name.string:
            if whole.casefold() == name.string.casefold():
                return "case"
            return "spacing" if len(name.words) > 1 else worst
        return "diacritics" if worst == "spacing" else worst

    def _next(self, tokens: Sequence[Token], here: int, number: int, *, insert: bool) -> tuple[int, bool] | None:
        """Return where the next word of a name stands after one, and whether a stranger's word stands between."""
        skipped = False
        for at in range(here + 1, min(here + 5, len(tokens))):
            token = tokens[at]
            if not self._close(tokens[at - 1], token):
                return None
            if any(match[0] == number for match in token.matches):
                return at, skipped
            if fold(token.raw) in ARTICLES:
                continue
            if skipped or not insert or not token.raw[:1].isupper() or token.raw.lower() in FUNCTION:
                return None
            skipped = True
        return None

    def _close(self, one: Token, other: Token) -> bool:
        return other.start - one.end <= _GAP and "\n\n" not in self.text[one.end : other.start]

    def _serious(self, tokens: Sequence[Token], hows: Sequence[str]) -> bool:
        """Tell whether the words of a name are more than ordinary words that happen to follow each other."""
        if not self.prose or any(token.raw[:1].isupper() or not token.raw[:1].islower() for token in tokens):
            return True
        spaced = all(self.text[a.end : b.start].isspace() for a, b in pairwise(tokens))
        return not spaced or not all(fold(token.raw) in COMMON | FUNCTION for token in tokens)

    def _single(self, tokens: Sequence[Token], at: int, how: str) -> bool:
        """Tell whether a name of one word stands here, rather than an ordinary word of the same letters."""
        token = tokens[at]
        if how not in STRONG or (len(token.raw) <= 3 and how != "exact"):
            return False
        if how == "exact" and token.raw[:1] != token.raw[:1].lower():
            return True
        lower = token.raw.islower()
        if how in {"transliteration", "inflected", "script"}:
            known = self.known.words[next(number for number, told in token.matches if told == how)]
            if len(known.folded) < 5 or (not lower and token.raw.lower() in self.words):
                return False
            if how != "script" and self.prose and self._begins(tokens, at):
                return False  # the capital letter is the sentence's
            return (not lower or unvowelled(token.raw)) and fold(token.raw) not in COMMON
        if how == "homoglyph":
            return len(token.raw) >= 4
        return not (lower and self.prose and fold(token.raw) in COMMON | FUNCTION and self._loose(token))

    def _loose(self, token: Token) -> bool:
        """Tell whether a word stands between spaces or marks of punctuation, as words of sentences do."""
        around = self.text[max(0, token.start - 1) : token.start] + self.text[token.end : token.end + 1]
        return not set(around) & set("_-/@#.") or around.strip() == "."

    def _initial(self, tokens: Sequence[Token], at: int, name: Name, number: int) -> tuple[Hit, int] | None:
        """Return a name of which one word is an initial: "A. Fawzi", "Abu F.", "a.fawzi@example.org"."""
        if not name.person or dict(tokens[at].matches)[number] not in STRONG:
            return None
        words = self.known.words
        first, last = words[name.words[0]].folded, words[name.words[-1]].folded
        if number == name.words[-1]:
            for back in (1, 2):
                if at < back or not self._close(tokens[at - back], tokens[at - back + 1]):
                    break
                before = tokens[at - back]
                if len(before.raw) != 1:
                    break
                gap = self.text[before.end : tokens[at].start]
                proper = (
                    before.raw.isupper() and tokens[at].raw[:1].isupper() and (back == 2 or "." in gap or gap == " ")
                )
                if fold(before.raw) == first[0] and (proper or _TIGHT.fullmatch(gap)) and before.raw != "I":
                    return Hit(before.start, tokens[at].end, name.secret, "initials", name.string), at
        if number == name.words[0] and at + 1 < len(tokens):
            after = tokens[at + 1]
            gap = self.text[tokens[at].end : after.start]
            if len(after.raw) == 1 and fold(after.raw) == last[0]:
                dotted = self.text[after.end : after.end + 1] == "." and after.raw.isupper() and gap == " "
                if (dotted and not self._named(tokens, at + 2)) or (_TIGHT.fullmatch(gap) and gap):
                    return Hit(tokens[at].start, after.end, name.secret, "initials", name.string), at + 1
        return None

    def _unspaced(self) -> Iterator[Hit]:
        """Yield names in scripts that put no spaces between words, or endings right behind them."""
        for name in self.known.names:
            if not UNSPACED.search(name.string) or name.kind:
                continue
            at = self.text.find(name.string)
            while at >= 0:
                yield Hit(at, at + len(name.string), name.secret, "exact", name.string)
                at = self.text.find(name.string, at + 1)

    def _spread(self) -> Iterator[Hit]:
        """Yield names whose letters stand apart: "F a w z i", "F.a.w.z.i"."""
        for match in _SPREAD.finditer(self.text):
            letters = fold("".join(WORD.findall(match[0])))
            for form, at in self.known.joined.items():
                if form in letters and not form.startswith("~"):
                    name = self.known.names[at]
                    yield Hit(match.start(), match.end(), name.secret, "spread", name.string)
                    break

    def _part(self, tokens: Sequence[Token], at: int) -> None:
        """Note a word that is part of a person's name, or who else bears it."""
        token = tokens[at]
        for number, how in token.matches:
            word = self.known.words[number]
            names = [n for n in (self.known.names[i] for i in self.known.of_word[number]) if n.person]
            if not names or how not in STRONG or how in {"inflected", "script"} or word.folded in PARTICLES:
                continue
            if not token.raw.isalpha() or len(word.folded) < (5 if how == "transliteration" else 3):
                continue
            if not self._part_told(tokens, at, how):
                continue
            if self.prose and self._borne_by_other(tokens, at, number, names):
                self._borne.add(number)
                continue
            if self.prose and at + 1 < len(tokens) and tokens[at + 1].raw.lower() in THINGS:
                continue
            self._parts.append((number, Hit(token.start, token.end, names[0].secret, "name-part", names[0].string)))
            return

    def _part_told(self, tokens: Sequence[Token], at: int, how: str) -> bool:
        """Tell whether a part of a name is written as a name, rather than as an ordinary word."""
        raw = tokens[at].raw
        if not raw[:1].isupper():
            return not self._loose(tokens[at]) and fold(raw) not in COMMON
        if how == "transliteration" and raw.lower() in self.words:
            return False
        if fold(raw) in COMMON or raw.lower() in self.words:
            titled = at and tokens[at - 1].raw.lower() in TITLES and tokens[at].start - tokens[at - 1].end <= 2
            speaks = at + 1 < len(tokens) and tokens[at + 1].raw in SPEAKING and not self._begins(tokens, at)
            return bool(titled or speaks or (raw.lower() not in self.words and self._capital(tokens, at)))
        return True

    def _capital(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a word has a capital letter that neither a sentence nor a title around it explains."""
        if not self.prose or at == 0 or self._begins(tokens, at) or not tokens[at].raw[1:].islower():
            return False
        before, token = tokens[at - 1], tokens[at]
        if not before.raw.islower() or before.raw in ARTICLES or self.text[before.end : token.start] != " ":
            return False
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        close = after is not None and after.start - token.end <= 1
        return token.raw.lower() not in CAPITALS and not (close and after is not None and not after.raw.islower())

    def _borne_by_other(self, tokens: Sequence[Token], at: int, number: int, names: Sequence[Name]) -> bool:
        """Tell whether a neighbour makes this the name of somebody or something else."""
        others = {w for name in names for w in name.words}
        last = any(number == name.words[-1] for name in names)
        if self._named(tokens, at - 1, others, after=tokens[at]):
            return True
        beyond = tokens[at + 2] if at + 2 < len(tokens) else None
        if beyond and tokens[at + 1].raw.isupper() and len(tokens[at + 1].raw) == 1 and beyond.raw[:1].isupper():
            # "Lawrence H. Summers": a middle initial, and a name that is not the protected one.
            gaps = self.text[tokens[at].end : tokens[at + 1].start], self.text[tokens[at + 1].end : beyond.start]
            if gaps == (" ", ". ") and not any(match[0] in others for match in beyond.matches):
                return True
        if not self._named(tokens, at + 1, others, before=tokens[at]):
            return False
        # A surname with a name after it is another's, too ("Fawzi Karim"), unless the two stand in a list.
        return not last or self.text[tokens[at].end : tokens[at + 1].start] in {" ", "-", " & "}

    def _named(
        self,
        tokens: Sequence[Token],
        at: int,
        own: AbstractSet[int] = frozenset(),
        *,
        after: Token | None = None,
        before: Token | None = None,
    ) -> bool:
        """Tell whether a neighbouring word is a name that belongs to the same phrase."""
        if not 0 <= at < len(tokens):
            return False
        token = tokens[at]
        left, right = (token.end, after.start) if after else (before.end if before else token.start, token.start)
        gap = self.text[left:right]
        if (after or before) and not _PHRASE.fullmatch(gap):
            return False
        if gap == ". " and len(token.raw) > 2:
            return False
        if len(token.raw) == 1:
            # An initial: "J. Smith" is somebody, "I Smith" and the end of a sentence are not.
            return bool(after) and token.raw.isupper() and gap in {". ", "."}
        if not token.raw[:1].isupper() or any(number in own for number, how in token.matches if how in STRONG):
            return False
        lower = token.raw.lower()
        if lower in given() or (before is not None and lower in ARTICLES - {"the"}):
            return True  # "Colin Van Ostern"
        if lower in TITLES or lower in FUNCTION or lower in SPEAKING or lower in self.words:
            return False
        # "Jill June" is somebody else, "Jill, June 3" and "Brown Jill" are not.
        return lower not in COMMON or (
            before is not None and not self.text[token.end : token.end + 2].strip().isdigit()
        )

    def _begins(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a word begins a sentence."""
        return bool(_END.search(self.text[max(0, tokens[at].start - 12) : tokens[at].start]))
