"""Two components of the parser, with spaCy's own weights and patterns and the same results, in less time.

spaCy's entity recogniser asks at every token whether each of its 74 moves is allowed, and takes the interpreter's lock
for every answer; its attribute ruler matches 179 patterns at every token. Here all tokens of a batch are scored in one
product as if outside of names, so that only inside of one is there anything to do token by token; and what the ruler
makes of one kind of token is worked out once, by the ruler itself. A ruler or a recogniser that is built otherwise than
the ones known here is left to spaCy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc

# What a pattern of the ruler may ask of a token for the token's kind to tell the answer.
_ASKED: Final = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
# The features of a state of the recogniser: the next token, the first of the open name, the last of it.
_FEATURES: Final = 3

# Words of which it is remembered whether a pattern names them.
_REMEMBERED: Final = 100_000

Floats = NDArray[np.float32]


class WordClasses:
    """The attribute ruler: parts of speech, morphology and irregular lemmas by the kind of token."""

    def __init__(self, ruler: Any) -> None:
        """Take the `AttributeRuler` of a loaded pipeline."""
        self._ruler = ruler
        tokens = [token for entry in ruler.patterns for pattern in entry["patterns"] for token in pattern]
        pairs = [pattern for entry in ruler.patterns for pattern in entry["patterns"] if len(pattern) > 1]
        self._patterned = _Asked(ruler, tokens)
        self._opening = _Asked(ruler, [first for first, *_ in pairs])
        self.known = (
            all(set(token) <= _ASKED for token in tokens)
            and not self._patterned.unknown
            and all(len(pattern) == 2 and "LOWER" in pattern[1] for pattern in pairs)
            and all("LOWER" in first or "DEP" in first for first, _ in pairs)
        )
        # Of a kind of token (its word and relation where patterns name them, its tag, whether it is white space): what
        # the ruler makes of it as tag, part of speech, morphology, lemma; and the relation, where that changes.
        self._kinds: dict[tuple[int, int, int, int], tuple[tuple[int, int, int, int], int | None]] = {}

    def __call__(self, doc: Doc) -> None:
        """Set the attributes of a tagged and parsed document."""
        from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, POS, TAG

        patterned, opening = self._patterned, self._opening
        made, relations = [], []
        opened = not self.known
        for i, (word, tag, relation, space) in enumerate(doc.to_array([LOWER, TAG, DEP, IS_SPACE]).tolist()):
            named = patterned.word(word)
            if opened and (named or not self.known):
                # Two words that a pattern may want together: the ruler reads the text itself.
                self._ruler(doc)
                return
            opened = relation in opening.relations or (named and opening.word(word))
            kind = (word if named else 0, tag, relation if relation in patterned.relations else -1, space)
            if kind not in self._kinds:
                self._kinds[kind] = self._ruled(doc, i)
            values, changed = self._kinds[kind]
            made.append(values)
            if changed is not None:
                relations.append((i, changed))
        if made:
            table: Any = np.array(made, np.uint64)
            doc.from_array([TAG, POS, MORPH, LEMMA], table)
        for i, changed in relations:
            doc[i].dep = changed

    def _ruled(self, doc: Doc, i: int) -> tuple[tuple[int, int, int, int], int | None]:
        """Return what the ruler makes of a token that stands alone."""
        from spacy.tokens import Doc

        alone = Doc(doc.vocab, words=[doc[i].text], spaces=[False])
        token: Any = alone[0]
        token.tag, token.dep = doc[i].tag, doc[i].dep
        self._ruler(alone)
        changed = token.dep if token.dep != doc[i].dep else None
        return (token.tag, token.pos, token.morph.key if token.has_morph() else 0, token.lemma), changed


class _Asked:
    """What token patterns name: words, exactly or by an expression, and relations.

    Attributes:
        relations: the identifiers of those that are named.
        unknown: whether something is asked in a way that is not known here.
    """

    def __init__(self, ruler: Any, tokens: Sequence[Mapping[str, Any]]) -> None:
        self._strings = ruler.vocab.strings
        words = [_values(token["LOWER"]) for token in tokens if "LOWER" in token]
        relations = [_values(token["DEP"]) for token in tokens if "DEP" in token]
        self._words = frozenset(word for found in words for word in found.plain)
        self._expressions = [re.compile(one) for found in words for one in found.expressions]
        self._seen: dict[int, bool] = {}
        named = (word for found in relations for word in found.plain)
        self.relations = frozenset(self._strings.add(word) if word else 0 for word in named)
        self.unknown = any(found.unknown for found in words + relations) or any(f.expressions for f in relations)

    def word(self, word: int) -> bool:
        """Tell whether a word, by its identifier in small letters, is named."""
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            text = self._strings[word]
            found = text in self._words or any(one.search(text) for one in self._expressions)
            self._seen[word] = found
        return found


class _Values(NamedTuple):
    plain: Sequence[str]
    expressions: Sequence[str]
    unknown: bool


def _values(asked: str | Mapping[str, Any]) -> _Values:
    """Return what one attribute of a token pattern names."""
    if isinstance(asked, str):
        return _Values((asked,), (), False)
    plain = [word for key in ("IN", "NOT_IN") for word in asked.get(key, ())]
    return _Values(plain, [asked["REGEX"]] if "REGEX" in asked else [], not set(asked) <= {"IN", "NOT_IN", "REGEX"})


class Names:
    """The entity recogniser: greedy moves over batches of documents (begin, in, last, unit, out)."""

    def __init__(self, recognizer: Any) -> None:
        """Take the `EntityRecognizer` of a loaded pipeline."""
        self._recognizer, self._model = recognizer, recognizer.model
        moves = [recognizer.moves.get_class_name(i).partition("-")[::2] for i in range(recognizer.moves.n_moves)]
        self._moves = moves
        self._number = {move: i for i, move in enumerate(moves)}
        lower = self._model.get_ref("lower")
        self.known = (
            recognizer.cfg["beam_width"] == 1
            and lower.get_dim("nF") == _FEATURES
            and lower.get_dim("nP") > 1
            and self._model.attrs["has_upper"]
            and not self._model.attrs["unseen_classes"]
            and not recognizer.postprocesses
        )
        # Moves that are open to a token outside of names, wherever it stands; and those that need a token after it.
        self._never = np.array([step not in {"B", "U", "O"} or (step != "O" and not label) for step, label in moves])
        self._begins = np.array([step == "B" for step, _ in moves])
        self._names = self._begins | np.array([step == "U" for step, _ in moves])

    def __call__(self, docs: Sequence[Doc]) -> None:
        """Set the entities of parsed documents that have none."""
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        if not self.known or any(doc.has_annotation("ENT_IOB") for doc in docs):
            self._recognizer.set_annotations(docs, self._recognizer.predict(docs))
            return
        lower, upper = self._model.get_ref("lower"), self._model.get_ref("upper")
        vectors = self._model.get_ref("tok2vec").predict(docs)
        # One row a token, its shares as each feature (3, hidden, pieces); the first row stands for "no token".
        shares: Floats = lower.predict(vectors)
        bias: Floats = lower.get_param("b")
        outside = shares[1:, 0] + shares[0, 1] + shares[0, 2] + bias
        scores: Floats = upper.predict(np.ascontiguousarray(outside.max(-1)))
        weights, constant = upper.get_param("W"), upper.get_param("b")
        at = 0
        for doc in docs:
            end = at + len(doc)
            best = self._outside(doc, scores[at:end])
            closing = _Inside(shares[at + 1 : end + 1], bias, weights, constant)
            doc.set_ents(list(self._spans(doc, best, closing)), default="outside")
            at = end

    def _outside(self, doc: Doc, scores: Floats) -> list[int]:
        """Return the best allowed move at each token, were no name open there."""
        from spacy.attrs import IS_SPACE, SENT_START

        flags = doc.to_array([IS_SPACE, SENT_START])
        alone = np.ones(len(doc), bool)
        alone[:-1] = flags[1:, 1] == 1
        scores[:, self._never] = -np.inf
        scores[np.ix_(alone, self._begins)] = -np.inf
        scores[np.ix_(flags[:, 0] == 1, self._names)] = -np.inf
        best: list[int] = scores.argmax(1).tolist()
        return best

    def _spans(self, doc: Doc, best: Sequence[int], inside: _Inside) -> Iterator[Any]:
        from spacy.tokens import Span

        i = 0
        while i < len(best):
            step, label = self._moves[best[i]]
            start = i
            if step == "B":
                more, last = self._number["I", label], self._number["L", label]
                i += 1
                # A name ends with its text and with its sentence.
                while (
                    i + 1 < len(best) and doc[i + 1].is_sent_start is not True and inside.goes_on(start, i, more, last)
                ):
                    i += 1
            i += 1
            if step in {"B", "U"}:
                yield Span(doc, start, i, label=label)


class _Inside:
    """Whether an open name goes on or closes at a token, by the scores of these two moves."""

    def __init__(self, shares: Floats, bias: Floats, weights: Floats, constant: Floats) -> None:
        self._shares, self._bias, self._weights, self._constant = shares, bias, weights, constant

    def goes_on(self, start: int, i: int, more: int, last: int) -> bool:
        """Tell whether move `more` is better than `last`, or as good and earlier, in a name from `start` on."""
        hidden = (self._shares[i, 0] + self._shares[start, 1] + self._shares[i - 1, 2] + self._bias).max(-1)
        on = float(self._weights[more] @ hidden + self._constant[more])
        off = float(self._weights[last] @ hidden + self._constant[last])
        return on > off or (on == off and more < last)
