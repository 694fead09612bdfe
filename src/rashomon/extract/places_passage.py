"""A text with its words and the parser's labels, and what stands beside a name in it."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.extract.places_candidates import Labels, Match, Word

# Longest gap between two words that still stand side by side: a space, a line break, a quotation mark.
MAX_GAP = 4
_QUOTES = " \t\r\n\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its words and labels.

    Attributes:
        upper: it is written in capitals, so that they say nothing.
    """

    text: str
    words: list[Word]
    labels: Labels
    upper: bool

    def near(self, index: int) -> bool:
        """Tell whether only a little white space, or a quotation mark, lies between words `index` and `index + 1`."""
        if index < 0 or index + 1 >= len(self.words):
            return False
        gap = self.text[self.words[index].end : self.words[index + 1].start]
        return 0 < len(gap) <= MAX_GAP and not gap.strip(_QUOTES) and (gap.isspace() or " " in gap)

    def before(self, match: Match) -> str:
        """Return the word before the match, small, past "the"; "" where something else stands between."""
        index = self._before(match)
        if index < 0:
            return ""
        word = self.words[index].text.lower()
        # Persons and papers follow "according to", hardly places.
        return "according" if word == "to" and index and self.words[index - 1].text.lower() == "according" else word

    def before_of(self, match: Match) -> str:
        """Return the word before "of" before the match, small: "province" in "the province of Idlib"; else ""."""
        index = self._before(match)
        if index > 0 and self.words[index].text.lower() == "of" and self.near(index - 1):
            return self.words[index - 1].text.lower()
        return ""

    def _before(self, match: Match) -> int:
        index = match.first - 1
        if index >= 0 and self.words[index].text.lower() == "the" and self.near(index):
            index -= 1
        return index if self.near(index) else -1

    def following(self, match: Match, count: int) -> list[Word]:
        """Return up to `count` words after the match that stand side by side with it."""
        found: list[Word] = []
        index = match.last
        while len(found) < count and self.near(index):
            index += 1
            found.append(self.words[index])
        return found

    def after(self, match: Match) -> str:
        """Return the word after the match as written, when only white space stands between; else ""."""
        return next((word.text for word in self.following(match, 1)), "")

    def opens_sentence(self, match: Match) -> bool:
        """Tell whether the match stands where any word would have a capital."""
        return self.sentence_opens_at(match.start)

    def sentence_opens_at(self, start: int) -> bool:
        """Tell whether a sentence, a line or a quotation begins at the offset."""
        left = self.text[max(start - 4, 0) : start].rstrip(" \t\"'“‘(")
        return not left or left[-1] in ".!?\n:"
