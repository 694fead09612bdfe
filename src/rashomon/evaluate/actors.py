"""Actors against gold: are the speakers at two places of two documents held to be the same one where they are?

Gold is pairs of mentions in documents on the same events, by offsets into texts that lie elsewhere and never as text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rashomon.errors import ItemError
from rashomon.evaluate.corpora import CorpusText, read_ecb, read_helsinki, read_muc
from rashomon.evaluate.tally import Tally
from rashomon.records import Claim, Span


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A place where somebody is named or described as a source: a document of a corpus, and a span of its text."""

    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class ActorPair:
    """Two mentions, and whether they are of one actor.

    Attributes:
        group: the documents that are linked together: "37" or "41" (topics of ECB+), "muc" or "helsinki".
        part: tune or test.
    """

    group: str
    a: ActorMention
    b: ActorMention
    same: bool
    part: str


def read_actors(path: Path) -> list[ActorPair]:
    """Read `actors.jsonl`.

    Raises:
        ItemError: a line is no gold.
    """
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            item = json.loads(line)
            pairs.append(ActorPair(item["group"], _mention(item["a"]), _mention(item["b"]), item["same"], item["part"]))
        except (ValueError, KeyError, TypeError) as error:
            reason = f"line {number} is not gold ({error!r})"
            raise ItemError(str(path), step="read gold", reason=reason, remedy="take the file as it was") from error
    return pairs


def _mention(item: Mapping[str, Any]) -> ActorMention:
    return ActorMention(item["doc"], Span(item["start"], item["end"]))


def texts_of(group: str, names: Collection[str], data: Path) -> Iterator[CorpusText]:
    """Yield the named documents of a group, found under `data` (with `ecbplus`, `muc34` and `helsinki`).

    Raises:
        ItemError: the corpus is not there, or lacks one of them.
    """
    if group == "muc":
        corpus = read_muc(data / "muc34")
    elif group == "helsinki":
        corpus = read_helsinki(data / "helsinki" / "articles.csv")
    else:
        corpus = read_ecb(data / "ecbplus" / group)
    missing = set(names)
    for text in corpus:
        if text.name in missing:
            missing.discard(text.name)
            yield text
    if missing:
        reason = f"no text of {min(missing)}"
        raise ItemError(str(data), step="read gold", reason=reason, remedy="name the folder of the corpora")


def entity_at(claims: Sequence[Claim], of_claim: Mapping[str, str], span: Span) -> str | None:
    """Return the entity of the claim whose source has most in common with a span, None where no source has anything."""
    best, found = 0, None
    for claim in claims:
        for part in claim.source.spans if claim.source is not None else ():
            common = min(part.end, span.end) - max(part.start, span.start)
            if common > best:
                best, found = common, of_claim.get(claim.id)
    return found


def score_actors(found: Sequence[tuple[ActorPair, str | None, str | None]]) -> dict[str, Tally]:
    """Count the pairs that are said to be one actor, all, by group and by part.

    Args:
        found: a gold pair and the entities of its mentions; None, a mention without a claim, is nobody else's entity.
    """
    tallies = {"same": Tally()}
    for pair, one, other in found:
        said = one is not None and one == other
        for name in ("same", f"same, {pair.group}", f"same, {pair.part}"):
            tallies.setdefault(name, Tally()).add(int(said and pair.same), int(said), int(pair.same))
    return tallies
