"""The steps from files to dossier, in order, each a plain call on the output of the one before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from rashomon import __version__
from rashomon.config import LAYERS, Config, Layer
from rashomon.records import (
    Comparison,
    Document,
    Dossier,
    Echo,
    EchoGroup,
    Reading,
    ReadState,
    RelationKind,
    TextPair,
)
from rashomon.records import (
    View as TextView,
)
from rashomon.timings import about, ended, step, stepped

if TYPE_CHECKING:
    from rashomon.compare.entailment import Entailment, Verdict
    from rashomon.store.bundle import Pages
    from rashomon.store.judgements import Judgement
    from rashomon.store.judging_view import View


def read_documents(
    paths: Iterable[str],
    *,
    config: Config,
    stdin: BinaryIO | None = None,
    keep: Callable[[bytes], object] | None = None,
) -> Iterator[Document]:
    """Yield a document for every file, and for every one inside it, in order; one that cannot be read says why.

    The same bytes are one document: given again, under whatever name, they come without text and say so. `keep` is
    called with the bytes of each document before it is given out.
    """
    from rashomon.ingest.load import load

    first: dict[str, str] = {}
    for document in stepped("ingest", load(paths, config=config.ingest, stdin=stdin, keep=keep), path=_path):
        if document.sha256 and document.sha256 in first and document.state is not ReadState.FAILED:
            yield replace(document, text="", passages=(), glyphs=None, problems=(_again(first[document.sha256]),))
        else:
            first.setdefault(document.sha256, document.path)
            yield document


def _path(document: Document) -> str:
    return document.path


def _again(path: str) -> str:
    return f"it has the same bytes as {path}; it is read and counted once"


def read_texts(
    documents: Iterable[Document], *, config: Config, layers: Collection[Layer] = LAYERS
) -> Iterator[Reading]:
    """Yield what is said in each document, in order.

    Args:
        layers: what is wanted of it; the others stay empty, and what only they need is not done.

    Raises:
        RunError: when the configuration names a part that does not exist.
    """
    from rashomon.extract.reading import extract
    from rashomon.ingest.view import tidy

    def tidied() -> Iterator[tuple[Document, TextView]]:
        for document in documents:
            about(document.path)
            with step("header"):
                view = tidy(document)
            yield document, view

    for reading in extract(tidied(), config=config.extract, layers=layers):
        ended(reading.document.path, reading.document.state.value)
        yield reading


def compare(readings: Sequence[Reading], *, config: Config, judged: View | None = None) -> Dossier:
    """Return the dossier of a set of readings: the same set in the same order always gives the same dossier.

    Args:
        judged: what people decided of actors, questions and relations, made of these very readings.

    Raises:
        RunError: two judgements make one actor and two of the same names.
    """
    from rashomon.compare.accounts import is_asked, settle
    from rashomon.compare.corrections import version_corrections
    from rashomon.compare.drift import find_drift
    from rashomon.compare.echoes import find_echoes
    from rashomon.compare.origins import trace
    from rashomon.compare.relations import relate
    from rashomon.compare.retractions import retractions, standing
    from rashomon.link.entities import link_entities
    from rashomon.link.questions import find_questions

    readings = tuple(readings)
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    # 1. Who speaks: sources of all documents to entities.
    actors = (
        link_entities(readings, apart=judged.apart, together=judged.together) if judged else link_entities(readings)
    )
    entities = {entity.id: entity for entity in actors.entities}
    # 2. What is asked: claims to the questions they answer.
    inquiries = tuple(inquiry for inquiry in find_questions(readings, actors) if is_asked(inquiry))
    inquiries = judged.inquiries(inquiries, actors.of_claim) if judged else inquiries
    # 3. How the answers stand to each other, and which of them were taken back.
    retracted = retractions(readings, inquiries, actors.entities, config=config.compare)
    retracted = judged.without(retracted) if judged else retracted
    inquiries = standing(inquiries, retracted)
    relations = (
        *relate(inquiries, claims, config=config.compare),
        *version_corrections(readings, inquiries, config=config.compare),
        *retracted,
    )
    relations = judged.relations(relations, inquiries) if judged else relations
    # 4. Who copied whom, and where each claim came from.
    echoes = tuple(find_echoes(readings, config=config.compare))
    descent = trace(readings, echoes, entities, actors.of_claim)
    # 5. What each source says to each question, and how that changes.
    settled = settle(inquiries, relations, claims, entities, descent.of_claim)
    drift = find_drift(inquiries, retracted, readings, entities)
    questions = tuple(replace(question, drift=drift.get(question.id, ())) for question in settled)
    return Dossier(
        readings,
        actors.entities,
        questions,
        relations,
        descent.origins,
        descent.conduits,
        echoes,
        config.extract.profile,
        __version__,
    )


def dossier_of_case(readings: Sequence[Reading], judgements: Iterable[Judgement], *, config: Config) -> Dossier:
    """Return the dossier of a case as people judged it; what was read is not changed.

    Claims that were rejected are not compared, corrections, actors, questions and relations are as people decided, and
    what could not be applied is said in `Dossier.unapplied`.

    Raises:
        RunError: two judgements make one actor and two of the same names.
    """
    from rashomon.store.judging_view import View

    with step("compare"):
        judged = View(readings, judgements)
        return judged.marked(compare(judged.readings, config=config, judged=judged))


def pages_of_case(readings: Sequence[Reading], judgements: Iterable[Judgement], *, config: Config) -> Pages:
    """Return what a bundle shows of a case: the dossier as people judged it, and every claim as it was read.

    Raises:
        RunError: two judgements make one actor and two of the same names.
    """
    from rashomon.report.contract import claim_object, dossier_object
    from rashomon.report.html import render_html
    from rashomon.store.bundle import Pages

    dossier = dossier_of_case(readings, judgements, config=config)
    claims = (claim_object(claim, reading.document) for reading in readings for claim in reading.claims)
    return Pages(render_html(dossier), dossier_object(dossier), claims)


def read_heads(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents with what their own first lines say of title, publisher and date, where the file does not."""
    from rashomon.extract.header import read_header, with_header
    from rashomon.ingest.view import tidy

    for document in documents:
        yield with_header(document, read_header(tidy(document)))


def find_copies(documents: Sequence[Document], *, config: Config) -> tuple[tuple[Echo, ...], tuple[EchoGroup, ...]]:
    """Return the copied pairs among documents, and the groups that they make; nothing else is read in them."""
    from rashomon.compare.echoes import find_echoes
    from rashomon.compare.groups import groups

    echoes = tuple(find_echoes([Reading(document) for document in documents], config=config.compare))
    return echoes, groups(echoes, documents)


def build_dossier(
    paths: Iterable[str],
    *,
    config: Config,
    stdin: BinaryIO | None = None,
    on_reading: Callable[[Reading], None] = lambda _: None,
) -> Dossier:
    """Return the dossier of the given files; `on_reading` is called after each one.

    Raises:
        RunError: when the configuration names a part that does not exist.
    """
    readings: dict[str, Reading] = {}
    for number, reading in enumerate(read_texts(read_documents(paths, config=config, stdin=stdin), config=config)):
        on_reading(reading)
        # A file whose bytes could not be read has no identity but its place.
        key = reading.document.sha256 or f"unread {number}"
        same = readings.get(key)
        readings[key] = reading if same is None else _also(same, reading.document.path)
    with step("compare"):
        return compare(tuple(readings.values()), config=config)


def _also(reading: Reading, path: str) -> Reading:
    """Return a reading whose document says that the same bytes were given under another name too."""
    document = reading.document
    return replace(reading, document=replace(document, problems=(*document.problems, f"also given as {path}")))


# Pairs of texts

# What is said of a pair whose claims stand to each other in several ways: the first of these that occurs.
_ORDER: Final = (
    RelationKind.RETRACTS,
    RelationKind.CORRECTS,
    RelationKind.DENIES,
    RelationKind.CONTRADICTS,
    RelationKind.ADMITS,
    RelationKind.DIFFERS,
    RelationKind.REFINES,
    RelationKind.OVERLAPS,
    RelationKind.AGREES,
)
# Pairs that are read before the trained reader is asked for those that rules left open.
_TOGETHER: Final = 64


def relate_texts(
    pairs: Iterable[TextPair], *, config: Config, entailment: Entailment | None = None
) -> Iterator[Comparison]:
    """Yield how each pair of texts stands, in order.

    Args:
        entailment: the trained reader; the one that ships if None.

    Raises:
        RunError: when the configuration names a part that does not exist, or a file of the package is missing.
    """
    from rashomon.compare.entailment import shipped_entailment

    judge = entailment or shipped_entailment()
    stream = iter(pairs)
    while group := list(islice(stream, _TOGETHER)):
        documents = [_document(text, side, pair) for pair in group for side, text in (("a", pair.a), ("b", pair.b))]
        readings = list(read_texts(documents, config=config))
        found = [_by_rule(readings[2 * n], readings[2 * n + 1], config) for n in range(len(group))]
        left = [n for n, comparison in enumerate(found) if comparison is None]
        judged = judge.judge([(group[n].a, group[n].b) for n in left])
        by_reader = {n: _by_reader(judge, verdict) for n, verdict in zip(left, judged, strict=True)}
        yield from (comparison or by_reader[n] for n, comparison in enumerate(found))


def _document(text: str, side: str, pair: TextPair) -> Document:
    digest = sha256(f"{side} {text}".encode(errors="surrogatepass")).hexdigest()
    return Document(side, digest, "text/plain", text, publisher=f"text {side}", published=pair.published)


def _by_rule(first: Reading, second: Reading, config: Config) -> Comparison | None:
    """Return the strongest relation that the rules of a dossier find between claims of the two."""
    ours, theirs = ({claim.id for claim in reading.claims} for reading in (first, second))
    relations = [
        relation
        for relation in compare((first, second), config=config).relations
        if len({relation.a, relation.b} & ours) == len({relation.a, relation.b} & theirs) == 1
    ]
    if not relations:
        return None
    best = min(relations, key=lambda relation: (_ORDER.index(relation.relation), -relation.score))
    return Comparison(best.relation, best.reason, best.score)


def _by_reader(judge: Entailment, verdict: Verdict) -> Comparison:
    says = judge.says(verdict)
    if says == "contradicts":
        # On texts unlike those it was trained on it is wrong one time in three: a suspicion is no finding.
        reason = "no rule finds the same question in both; the trained reader suspects that both cannot be true"
        return Comparison(None, reason, round(verdict.contradicts, 3))
    if says == "entails":
        reason = "a reader trained on pairs of sentences finds that the second follows from the first"
        return Comparison(RelationKind.AGREES, reason, round(verdict.entails, 3))
    reason = "no rule finds the same question in both, and the trained reader is not sure"
    return Comparison(None, reason, round(max(verdict.contradicts, verdict.entails), 3))
