"""Copied passages: which document repeats another's words, how much of it, and who had them first.

Candidates come from an index of runs of words, so that documents that share nothing are never compared and the cost
grows with the documents, not with their square (`shingles`). An alignment verifies them (`align`); quoted words and the
furniture of pages count for nothing (`reporting`); credits, names and times give the direction (`direction`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
# A notice: stands first or last in both texts, most documents carry it, and little else is common.
_NOTICE_DOCUMENTS, _NOTICE_SHARE = 4, 0.5
# Candidates share so many kept runs, and this part of those of the shorter text.
_LEAST_PRINTS, _LEAST_PRINT_SHARE = 4, 0.03


@dataclass(frozen=True, slots=True)
class _Text:
    """A document with its words; `own` is one byte a word: neither furniture nor quoted."""

    document: Document
    words: Words
    own: bytearray
    prints: frozenset[int]
    reporting: int
    teller: Teller
    captions: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two texts that share reporting: the stretches, how many words of reporting are in them, of how many."""

    a: int
    b: int
    stretches: tuple[Stretch, ...]
    copied: int
    share: float
    direction: Direction


def find_echoes(readings: Sequence[Reading], *, config: CompareConfig) -> Iterator[Echo]:
    """Yield each pair of documents of which one repeats the other's reporting, or both a third's.

    What is said of a pair does not depend on the order of `readings`; where the direction is not "first", the smaller
    id comes first. Where very many documents carry one passage, each is tied to some of them only.
    """
    texts = [_read(reading.document) for reading in readings if reading.document.text]
    pairs = list(_pairs(texts, config.echo_words))
    for pair in _with_what_others_say(pairs, texts):
        yield _echo(pair, texts)


def _read(document: Document) -> _Text:
    words = read_words(document.text)
    quoted = [*quotations(document.text), *(p.span for p in document.passages if p.kind == "quote")]
    body = mask(words.places, furniture(document))
    unquoted = mask(words.places, quoted)
    own = bytearray(x & y for x, y in zip(body, unquoted, strict=True))
    captions = sum(own) < _LEAST_BODY and sum(body) < len(body)
    own = unquoted if captions else own
    return _Text(document, words, own, prints(words, own), sum(own), Teller(document), captions)


def _pairs(texts: Sequence[_Text], length: int) -> Iterator[_Pair]:
    def order(number: int) -> tuple[str, str]:
        document = texts[number].document
        return str(document.published or "9999"), document.id

    held = Counter(run for text in texts for run in text.prints) if len(texts) >= _NOTICE_DOCUMENTS else Counter()
    for pair, count in sorted(shared([text.prints for text in texts], order=order).items()):
        # Which of two is aligned to which, and whose credit is quoted, must not hang on the order of the files.
        one, other = sorted(pair, key=lambda number: texts[number].document.id)
        a, b = texts[one], texts[other]
        fewer = min(len(a.prints), len(b.prints))
        if count < min(_LEAST_PRINTS, fewer) or count < _LEAST_PRINT_SHARE * fewer:
            continue
        if a.document.sha256 == b.document.sha256:
            continue
        found = _without_notices(_reported(a, b, length), a, b, held, len(texts) // 2)
        copied = sum(words for _, words in found)
        share = copied / max(1, min(a.reporting, b.reporting))
        least = 3 * length if share >= _COPY_SHARE else 4 * length
        if copied < least or share < _LEAST_SHARE:
            continue
        stretches = tuple(stretch for stretch, _ in found)
        passages = [(_span(a, s.start, s.end), _span(b, s.other_start, s.other_end)) for s in stretches]
        captions = a.captions and b.captions
        yield _Pair(one, other, stretches, copied, share, direct(a.teller, b.teller, passages, captions=captions))


def _reported(a: _Text, b: _Text, length: int) -> list[tuple[Stretch, int]]:
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


def _without_notices(
    found: list[tuple[Stretch, int]], a: _Text, b: _Text, held: Counter[int], most: int
) -> list[tuple[Stretch, int]]:
    """Leave out what most documents carry at their head or foot, where little else is common."""
    if not held:
        return found
    fewer = max(1, min(a.reporting, b.reporting))
    notices = [
        (stretch, words)
        for stretch, words in found
        if words < 0.6 * fewer and _at_the_edge(stretch, a, b) and _is_common(stretch, a, held, most)
    ]
    rest = [item for item in found if item not in notices]
    return rest if sum(words for _, words in rest) < _NOTICE_SHARE * fewer else found


def _at_the_edge(stretch: Stretch, a: _Text, b: _Text) -> bool:
    head = not any(a.own[: stretch.start]) and not any(b.own[: stretch.other_start])
    return head or (not any(a.own[stretch.end :]) and not any(b.own[stretch.other_end :]))


def _is_common(stretch: Stretch, a: _Text, held: Counter[int], most: int) -> bool:
    kept = [run for start, _, length in stretch.runs for run in a.words.runs[start : start + length] if run in held]
    return sum(held[run] > most for run in kept) > 0.5 * len(kept)


def _with_what_others_say(pairs: list[_Pair], texts: Sequence[_Text]) -> Iterator[_Pair]:
    """Where two texts do not say whose words they share, another copy of the same passage may."""
    told: dict[int, list[tuple[int, int, str, str]]] = {}
    for pair in pairs:
        if pair.direction.third is not None:
            why = pair.direction.why
            for s in pair.stretches:
                told.setdefault(pair.a, []).append((s.start, s.end, pair.direction.third, why))
                told.setdefault(pair.b, []).append((s.other_start, s.other_end, pair.direction.third, why))
    for pair in pairs:
        if pair.direction.sure or pair.direction.third is not None:
            yield pair
            continue
        ours = [(s.start, s.end) for s in pair.stretches]
        theirs = [(s.other_start, s.other_end) for s in pair.stretches]
        hits = [hit for n, spans in ((pair.a, ours), (pair.b, theirs)) if (hit := _covered(spans, told.get(n, ())))]
        names = {name for name, _ in hits}
        if len(names) == 1:
            name, why = min(hits)
            why = why.removeprefix(f"both have it from {name}: ")
            why = f"both have it from {name}: another copy of the passage says so ({why})"
            pair = replace(pair, direction=Direction(None, name, why, False))  # noqa: PLW2901
        yield pair


def _covered(spans: Sequence[tuple[int, int]], told: Sequence[tuple[int, int, str, str]]) -> tuple[str, str] | None:
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


def _echo(pair: _Pair, texts: Sequence[_Text]) -> Echo:
    a, b = texts[pair.a], texts[pair.b]
    passages = [(_span(a, s.start, s.end), _span(b, s.other_start, s.other_end)) for s in pair.stretches]
    if pair.direction.first == 1:
        a, b = b, a
        passages = sorted((there, here) for here, there in passages)
    kind: EchoKind = "copy" if pair.share >= _COPY_SHARE else "partial"
    runs = "one passage" if len(passages) == 1 else f"{len(passages)} passages"
    evidence = (
        f"{runs} in the same words ({pair.copied} words of reporting, {pair.share:.0%} of the shorter text); "
        f"{pair.direction.why}"
    )
    said = pair.direction
    direction: EchoDirection = "first" if said.first is not None else "third" if said.third else "unknown"
    return Echo(
        a.document.id,
        b.document.id,
        round(max(pair.share, 0.001), 3),
        evidence,
        tuple(passages),
        kind,
        direction,
        pair.direction.third,
    )


def _span(text: _Text, start: int, end: int) -> Span:
    return Span(text.words.places[start].start, text.words.places[end - 1].end)
