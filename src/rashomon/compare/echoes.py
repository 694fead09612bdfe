"""Copied passages: which document repeats another's words, how much of it, and who had them first.

Candidates come from an index of runs of words, so that documents that share nothing are never compared and the cost
grows with the documents, not with their square (`shingles`). An alignment verifies them (`align`); quoted words and the
furniture of pages count for nothing (`reporting`); credits, names and times give the direction (`direction`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from rashomon.compare.align import Stretch, align
from rashomon.compare.direction import Direction, Teller, direct
from rashomon.compare.reporting import furniture, mask, quotations
from rashomon.compare.shingles import Words, prints, read_words, shared
from rashomon.config import CompareConfig
from rashomon.records import Document, Echo, EchoDirection, EchoKind, Reading, Span

# Measured on the half of `copies.jsonl` marked "tune".
# A text with fewer reporting words is taken as it is: what would be furniture elsewhere is all it has.
_LEAST_BODY = 40
# Quoted or not, a stretch of fewer words between quotations is "he said", not reporting.
_LEAST_RUN = 6
# Of the shorter text's reporting, that much is a copied passage, and that much a copied text.
_LEAST_SHARE, _COPY_SHARE = 0.1, 0.55
NOTICES = 4
"""Among fewer documents nothing is taken for a notice."""
# A notice: stands first or last in both texts, most documents carry it, and little else is common.
_NOTICE_SHARE = 0.5
# Candidates share so many kept runs, and this part of those of the shorter text.
_LEAST_PRINTS, _LEAST_PRINT_SHARE = 4, 0.03


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its words; `own` is one byte a word: neither furniture nor quoted.

    Attributes:
        prints: what stands for it in the index of runs.
        reporting: how many words are its own.
    """

    document: Document
    words: Words
    own: bytearray
    prints: frozenset[int]
    reporting: int
    teller: Teller
    captions: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that share reporting, before it is asked what other copies of the same passages say.

    Attributes:
        a, b: ids of the documents, the smaller one first.
        places: the stretches as (start, end) in words of `a`, (start, end) in words of `b`, in the order of `a`.
        passages: the same as spans of the texts.
        copied: how many words of reporting are in them; `share` is their part of the shorter text's reporting.
        direction: who had the words first; `first` counts from `a`.
    """

    a: str
    b: str
    places: tuple[tuple[int, int, int, int], ...]
    passages: tuple[tuple[Span, Span], ...]
    copied: int
    share: float
    direction: Direction


Telling = tuple[int, int, str, str]
"""A stretch of a document, in words, whose origin is known through a pair: start, end, name of the origin, why."""


def find_echoes(readings: Sequence[Reading], *, config: CompareConfig) -> Iterator[Echo]:
    """Yield each pair of documents of which one repeats the other's reporting, or both a third's.

    What is said of a pair does not depend on the order of `readings`; where the direction is not "first", the smaller
    id comes first. Where very many documents carry one passage, each is tied to some of them only.
    """
    texts = [read_text(reading.document) for reading in readings if reading.document.text]
    pairs = list(_pairs(texts, config.echo_words))
    told: dict[str, list[Telling]] = defaultdict(list)
    for pair in pairs:
        for document, telling in tellings(pair):
            told[document].append(telling)
    for pair in pairs:
        yield echo_of(pair, heard(pair, told))


def read_text(document: Document) -> Text:
    """Return a document as it is held against others."""
    words = read_words(document.text)
    quoted = [*quotations(document.text), *(p.span for p in document.passages if p.kind == "quote")]
    body = mask(words.places, furniture(document))
    unquoted = mask(words.places, quoted)
    own = bytearray(x & y for x, y in zip(body, unquoted, strict=True))
    captions = sum(own) < _LEAST_BODY and sum(body) < len(body)
    own = unquoted if captions else own
    return Text(document, words, own, prints(words, own), sum(own), Teller(document), captions)


def preference(document: Document) -> tuple[str, str]:
    """Return the key by which a document comes before others that carry the same runs: the earlier one first."""
    return str(document.published or "9999"), document.id


def likely(count: int, fewer: int) -> bool:
    """Tell whether two texts share enough kept runs to be aligned, `fewer` being those of the one that has fewer."""
    return count >= min(_LEAST_PRINTS, fewer) and count >= _LEAST_PRINT_SHARE * fewer


def common_runs(held: Mapping[int, int], documents: int) -> frozenset[int]:
    """Return the kept runs that more than half of all documents hold; none where there are too few to tell."""
    return frozenset(run for run, n in held.items() if n > documents // 2) if documents >= NOTICES else frozenset()


def _pairs(texts: Sequence[Text], length: int) -> Iterator[Pair]:
    common = common_runs(Counter(run for text in texts for run in text.prints), len(texts))
    found = shared([text.prints for text in texts], order=lambda number: preference(texts[number].document))
    for (one, other), count in sorted(found.items()):
        a, b = texts[one], texts[other]
        if likely(count, min(len(a.prints), len(b.prints))) and (pair := verify(a, b, common, length=length)):
            yield pair


def verify(a: Text, b: Text, common: Set[int], *, length: int) -> Pair | None:
    """Return what two texts have in common beyond quotations, furniture and notices; None where that is no copying.

    Args:
        a, b: in any order.
        common: the runs that most documents carry.
        length: shortest run of equal words that shows copying, words.
    """
    # Which of two is aligned to which, and whose credit is quoted, must not hang on the order of the files.
    if a.document.id > b.document.id:
        a, b = b, a
    if a.document.sha256 == b.document.sha256:
        return None
    found = _without_notices(_reported(a, b, length), a, b, common)
    copied = sum(words for _, words in found)
    share = copied / max(1, min(a.reporting, b.reporting))
    least = 3 * length if share >= _COPY_SHARE else 4 * length
    if copied < least or share < _LEAST_SHARE:
        return None
    places = tuple((s.start, s.end, s.other_start, s.other_end) for s, _ in found)
    passages = tuple((_span(a, p[0], p[1]), _span(b, p[2], p[3])) for p in places)
    said = direct(a.teller, b.teller, passages, captions=a.captions and b.captions)
    return Pair(a.document.id, b.document.id, places, passages, copied, share, said)


def _reported(a: Text, b: Text, length: int) -> list[tuple[Stretch, int]]:
    """Return what two texts have in common beyond quotations and furniture, with its words of reporting."""
    found = []
    for stretch in align(a.words, b.words):
        if stretch.equal < length:
            continue
        words = sum(_reporting(a.own, b.own, *run) for run in stretch.runs)
        if words:
            found.append((stretch, words))
    return found


def _reporting(a: bytearray, b: bytearray, place: int, other: int, length: int) -> int:
    total = run = 0
    for step in range(length + 1):
        if step < length and a[place + step] and b[other + step]:
            run += 1
            continue
        total += run if run >= min(_LEAST_RUN, length) else 0
        run = 0
    return total


def _without_notices(found: list[tuple[Stretch, int]], a: Text, b: Text, common: Set[int]) -> list[tuple[Stretch, int]]:
    """Leave out what most documents carry at their head or foot, where little else is common."""
    if not common:
        return found
    fewer = max(1, min(a.reporting, b.reporting))
    notices = [
        (stretch, words)
        for stretch, words in found
        if words < 0.6 * fewer and _at_the_edge(stretch, a, b) and _is_common(stretch, a, b, common)
    ]
    rest = [item for item in found if item not in notices]
    return rest if sum(words for _, words in rest) < _NOTICE_SHARE * fewer else found


def _at_the_edge(stretch: Stretch, a: Text, b: Text) -> bool:
    head = not any(a.own[: stretch.start]) and not any(b.own[: stretch.other_start])
    return head or (not any(a.own[stretch.end :]) and not any(b.own[stretch.other_end :]))


def _is_common(stretch: Stretch, a: Text, b: Text, common: Set[int]) -> bool:
    runs = (run for start, _, length in stretch.runs for run in a.words.runs[start : start + length])
    kept = [run for run in runs if run in a.prints or run in b.prints]
    return sum(run in common for run in kept) > 0.5 * len(kept)


def tellings(pair: Pair) -> Iterator[tuple[str, Telling]]:
    """Yield what a pair says of the origin of passages of its documents: id of the document, what is said."""
    name = pair.direction.third
    if name is not None:
        for start, end, other_start, other_end in pair.places:
            yield pair.a, (start, end, name, pair.direction.why)
            yield pair.b, (other_start, other_end, name, pair.direction.why)


def is_open(pair: Pair) -> bool:
    """Tell whether two texts do not say themselves whose words they share: another copy of the passage may."""
    return not pair.direction.sure and pair.direction.third is None


def heard(pair: Pair, told: Mapping[str, Sequence[Telling]]) -> tuple[str, str] | None:
    """Return the origin that other copies of a pair's passages give it, with the reason; None where they do not.

    Args:
        told: id of a document → all that is said of its passages.
    """
    if not is_open(pair):
        return None
    sides = ((pair.a, [p[:2] for p in pair.places]), (pair.b, [p[2:] for p in pair.places]))
    return agreed([hit for document, spans in sides if (hit := covered(spans, told.get(document, ())))])


def agreed(hits: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the origin, with its reason, that the two sides of a pair were given, where they do not differ."""
    return min(hits) if len({name for name, _ in hits}) == 1 else None


def covered(spans: Sequence[tuple[int, int]], told: Sequence[Telling]) -> tuple[str, str] | None:
    """Return the origin, with its reason, of whom most words of `spans` are; None where two have a claim to them."""
    total = sum(end - start for start, end in spans)
    best: dict[str, tuple[int, str]] = {}
    for name in sorted({name for _, _, name, _ in told}):
        marked: set[int] = set()
        for start, end, whose, _ in told:
            if whose == name:
                marked.update(range(start, end))
        inside = sum(place in marked for start, end in spans for place in range(start, end))
        if inside >= 0.5 * total:
            best[name] = (inside, min(why for _, _, whose, why in told if whose == name))
    if len(best) != 1:
        return None
    ((name, (_, why)),) = best.items()
    return name, why


def echo_of(pair: Pair, other: tuple[str, str] | None = None) -> Echo:
    """Return what is said of a pair; `other` is the origin, with its reason, that other copies give it (`heard`)."""
    said = pair.direction
    if other is not None:
        name, why = other
        why = why.removeprefix(f"both have it from {name}: ")
        why = f"both have it from {name}: another copy of the passage says so ({why})"
        said = Direction(None, name, why, False)
    source, copy, passages = pair.a, pair.b, list(pair.passages)
    if said.first == 1:
        source, copy = copy, source
        passages = sorted((there, here) for here, there in passages)
    kind: EchoKind = "copy" if pair.share >= _COPY_SHARE else "partial"
    runs = "one passage" if len(passages) == 1 else f"{len(passages)} passages"
    evidence = (
        f"{runs} in the same words ({pair.copied} words of reporting, {pair.share:.0%} of the shorter text); {said.why}"
    )
    direction: EchoDirection = "first" if said.first is not None else "third" if said.third else "unknown"
    score = round(max(pair.share, 0.001), 3)
    return Echo(source, copy, score, evidence, tuple(passages), kind, direction, said.third)


def _span(text: Text, start: int, end: int) -> Span:
    return Span(text.words.places[start].start, text.words.places[end - 1].end)
