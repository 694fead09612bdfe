"""Runs of a protected passage, also with a word changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from rashomon.protect.leaks_fold import WORD, fold, seen
from rashomon.protect.leaks_parts import Hit, chunks
from rashomon.protect.leaks_words import FUNCTION, REPORTING, WEAK
from rashomon.records import Secret

RUN: Final = 5
"""Fewest words of a passage, in its order, that tell."""

_LONG: Final = 9
"""So many words in a row tell even where each is ordinary; one fewer, where one is not or they are half of all."""

_SEED: Final = 3


class Phrases:
    """Looks for words of protected passages. Three words in a row are looked up, and what is around them compared."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._texts: list[tuple[int, list[str], list[str]]] = []
        self._numbers: dict[str, int] = {}
        self._seeds: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, secret in enumerate(secrets):
            for string in secret.strings:
                raw = WORD.findall(seen(string))
                words = [fold(word) for word in raw]
                if len(words) >= RUN and (secret.kind in {"passage", "document"} or len(words) > 8):
                    self._add(number, raw, words)

    def _add(self, number: int, raw: list[str], words: list[str]) -> None:
        at = len(self._texts)
        self._texts.append((number, raw, words))
        ids = [self._numbers.setdefault(word, len(self._numbers) + 1) for word in words]
        for start in range(len(ids) - _SEED + 1):
            self._seeds[tuple(ids[start : start + _SEED])].append((at, start))

    def hits(self, text: str, words: AbstractSet[str]) -> Iterator[Hit]:
        """Yield the runs of protected passages in a text whose distinct words are `words`."""
        if not self._texts:
            return
        ids = {word: self._numbers[fold(word)] for word in words if fold(word) in self._numbers}
        if len(set(ids.values())) < _SEED:
            return
        seeds = self._seeds
        for offset, chunk in chunks(text):
            found = WORD.findall(chunk)
            row = [ids.get(word, 0) for word in found]
            places = [
                at for at, seed in enumerate(zip(row, row[1:], row[2:], strict=False)) if seed[1] and seed in seeds
            ]
            if places:
                yield from self._verified(chunk, offset, row, places)

    def _verified(self, chunk: str, offset: int, row: Sequence[int], places: Sequence[int]) -> Iterator[Hit]:
        spans = [match.span() for match in WORD.finditer(chunk)]
        beyond = -1
        for at in places:
            if at < beyond:
                continue
            for index, start in self._seeds[tuple(row[at : at + _SEED])]:
                number, raw, words = self._texts[index]
                first, last, same = self._grown(row, at, words, start)
                whole = last - first == max(same) - min(same) == len(same) - 1
                if self._tells(raw, words, same, whole=whole):
                    beyond = last + 1
                    string = " ".join(raw[i] for i in sorted(same))
                    yield Hit(offset + spans[first][0], offset + spans[last][1], number, "passage", string)
                    break

    def _grown(self, row: Sequence[int], at: int, words: Sequence[str], start: int) -> tuple[int, int, set[int]]:
        """Return first and last word in the text, and the words of the passage that are the same, one may differ."""
        same = set(range(start, start + _SEED))
        first, last = at, at + _SEED - 1
        for step in (1, -1):
            here, there, spare = (last, start + _SEED - 1, 1) if step == 1 else (at, start, 1)
            while 0 <= here + step < len(row) and 0 <= there + step < len(words):
                here, there = here + step, there + step
                if row[here] == self._numbers[words[there]]:
                    same.add(there)
                    first, last = min(first, here), max(last, here)
                    continue
                slid = self._slid(row, here, words, there, step)
                if not spare or slid is None:
                    break
                spare -= 1
                here, there = slid
        return first, last, same

    def _slid(
        self, row: Sequence[int], here: int, words: Sequence[str], there: int, step: int
    ) -> tuple[int, int] | None:
        """Return where to go on after a word that was changed, put in or left out; None where nothing goes on."""
        for more, less in ((0, 0), (0, -1), (-1, 0)):
            one, other = here + more * step, there + less * step
            ahead, beside = one + step, other + step
            if 0 <= ahead < len(row) and 0 <= beside < len(words) and row[ahead] == self._numbers[words[beside]]:
                return one, other
        return None

    def _tells(self, raw: Sequence[str], words: Sequence[str], same: AbstractSet[int], *, whole: bool) -> bool:
        """Tell whether a run is this passage's own, rather than a turn of phrase or an office's name."""
        usual = FUNCTION | REPORTING | WEAK
        telling = [at for at in same if words[at] not in usual and len(words[at]) > 2]
        plain = [at for at in telling if raw[at].islower()]
        enough = len(plain) >= (2 if whole else 3) or (plain and len(same) >= _LONG - 2)
        much = bool(telling) or 2 * len(same) >= len(words)
        long = len(same) >= _LONG or (much and len(same) >= _LONG - 1)
        return len(same) >= RUN and ((len(telling) >= 3 and bool(enough)) or long)
