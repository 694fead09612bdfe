"""The extract room's one entry: a document and its cleaned view to everything that is said in it.

Steps, with what each needs and gives:

1. header       view → title, publisher, author and date where the file did not say
2. parse        view → tokens, sentences, names (one spaCy Doc)
3. attributions tokens → candidates: source, cue, content, in tokens
4. mentions     tokens, candidates → who each source stands for
5. amounts      tokens → quantities, times, places
6. claims       all of these → propositions, split and judged for stance, polarity, certainty
7. records      all of these → frozen records with offsets of the original text

Who wants one layer alone gets it with the steps that it needs: times need the view, amounts and places the parse too,
mentions and attributions the encoder besides, claims all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from rashomon.config import LAYERS, ExtractConfig, Layer
from rashomon.errors import RashomonError, RunError
from rashomon.extract.assemble import Assembler, moved
from rashomon.extract.attribution import BACKENDS
from rashomon.extract.attribution_quotes import speeches
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.attribution_turns import of_turns, with_turns
from rashomon.extract.claims import Proposition, propositions, with_event
from rashomon.extract.header import read_header, with_header
from rashomon.extract.mentions import Resolved, Resolver
from rashomon.extract.parse import PARSERS, parse
from rashomon.extract.places import find_places
from rashomon.extract.places_gazetteer import Gazetteer
from rashomon.extract.quantities import find_quantities
from rashomon.extract.quantity_profiles import profile_rows
from rashomon.extract.recase import plain_syntax
from rashomon.extract.syntax import Range
from rashomon.extract.times import find_times
from rashomon.records import Document, Place, Quantity, Reading, ReadState, Time, View
from rashomon.timings import step

if TYPE_CHECKING:
    from spacy.tokens import Doc


_SPOKEN: Final = frozenset({Layer.MENTIONS, Layer.ATTRIBUTIONS, Layer.CLAIMS})


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer()


def extract(
    items: Iterable[tuple[Document, View]], *, config: ExtractConfig, layers: Collection[Layer] = LAYERS
) -> Iterator[Reading]:
    """Yield the reading of each document, in order; a failed or empty document gives an empty reading.

    Args:
        layers: what is read; the others stay empty, and what only they need is not done.

    Raises:
        RunError: when the configuration names a parser, back end or profile that does not exist, or there is no such
            layer.
    """
    check(config)
    for layer in layers:
        if layer not in LAYERS:
            raise RunError(f"layer {layer!r}: not known; choose of {', '.join(Layer)}")
    for document, view in items:
        if not view.text:
            yield Reading(document)
            continue
        try:
            yield read(document, view, config=config, layers=layers)
        except RashomonError:
            raise
        except Exception as error:  # noqa: BLE001 - one text that trips a rule must not cost the others
            reason = f"reading it stopped at an error of ours ({type(error).__name__}: {error})"
            problem = f"{reason}; please report it, the other files are not affected"
            yield Reading(replace(document, state=ReadState.FAILED, problems=(*document.problems, problem)))


def check(config: ExtractConfig) -> None:
    """Refuse a configuration that names what does not exist, before any long work.

    Raises:
        RunError: when it does.
    """
    profile_rows(config.profile)
    for name, known, what in (
        (config.parser, PARSERS, "parser"),
        (config.attribution, BACKENDS, "attribution"),
    ):
        if name not in known:
            raise RunError(f"{what} {name!r}: not known; choose one of {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A parsed view with who says what in it: what steps 1 to 4 give."""

    document: Document
    doc: Doc
    candidates: Sequence[Candidate]
    quoted: Sequence[bool]
    resolved: Sequence[Resolved]
    opening: int

    def is_header(self, content: Sequence[Range]) -> bool:
        """Tell whether a content begins in the lines that give title, author and date."""
        return bool(self.doc[content[0][0]].idx < self.opening)


def attributed(document: Document, view: View, *, config: ExtractConfig, spoken: bool = True) -> Attributed:
    """Return who says what in a document, in tokens: steps 1 to 4; without the encoder's if not `spoken`."""
    with step("header"):
        header = read_header(view)
    # The encoder reads on threads of its own while the parser does: what is left of it after the parse is waited for.
    begun = None
    if spoken:
        with step("attribution"):
            begun = BACKENDS[config.attribution](view.text)
    with step("parse"):
        doc = parse(view.text, name=config.parser)
    if begun is None:
        return Attributed(with_header(document, header), doc, (), (), (), header.end)
    with step("attribution"):
        found = [c for c in begun.candidates(doc) if doc[c.content[0][0]].idx >= header.end]
    if of_turns(document):
        found = with_turns(doc, found)
    quoted = _quoted(doc, view.text)
    with step("mentions"):
        resolved = Resolver(
            doc,
            quoted=quoted,
            sources=[run for c in found for run in c.source + c.addressee],
            speeches=[(c.source, c.content) for c in found],
            pointer=begun.pointer(),
        ).resolve()
    return Attributed(with_header(document, header), doc, found, quoted, resolved, header.end)


def read(document: Document, view: View, *, config: ExtractConfig, layers: Collection[Layer] = LAYERS) -> Reading:
    """Return what is extracted from one document: a pure function of its text and the configuration.

    Args:
        layers: what is wanted. Each is the same whichever others are; those not wanted are empty.
    """
    wanted = frozenset(layers)
    if wanted == {Layer.TIMES}:
        with step("header"):
            document = with_header(document, read_header(view))
        return Reading(document, times=moved(_times(document, view), view))
    base = attributed(document, view, config=config, spoken=bool(wanted & _SPOKEN))
    inside = LAYERS if Layer.CLAIMS in wanted else wanted
    assembler = Assembler(base.document, view, base.doc, base.resolved, base.quoted)
    said = _said(base, assembler, config=config) if Layer.CLAIMS in wanted else []
    quantities = _quantities(base.doc, config) if Layer.QUANTITIES in inside else []
    times = _times(base.document, view) if Layer.TIMES in inside else []
    places = _places(base.doc) if Layer.PLACES in inside else []
    with step("assemble"):
        reading = assembler.reading(base.candidates, said, quantities=quantities, times=times, places=places)
        unasked: dict[str, Any] = {layer.value: () for layer in LAYERS - wanted}
        return replace(reading, **unasked) if unasked else reading


def _said(base: Attributed, assembler: Assembler, *, config: ExtractConfig) -> list[Proposition]:
    """Return the propositions of the attributions and of the document's own voice, split and judged."""
    with step("claims"):
        plain = plain_syntax(base.doc, name=config.parser)
        said = [
            p
            for p in propositions(plain, base.candidates, base.quoted, base.resolved, narrative=config.narrative)
            if not base.is_header(p.content)
        ]
    if plain is base.doc:
        assembler.judged(said)
    return said


def _quantities(doc: Doc, config: ExtractConfig) -> list[Quantity]:
    with step("quantities"):
        return [with_event(doc, quantity) for quantity in find_quantities(doc, profile=config.profile)]


def _times(document: Document, view: View) -> list[Time]:
    with step("times"):
        return find_times(view.text, published=document.published)


def _places(doc: Doc) -> list[Place]:
    with step("places"):
        return find_places(doc, gazetteer=_gazetteer())


def _quoted(doc: Doc, text: str) -> list[bool]:
    """Tell for each token whether it stands inside a quotation, marks included."""
    inside = [False] * len(doc)
    for speech in speeches(doc, text):
        if speech.spoken or speech.end - speech.start > 2:
            inside[speech.start : speech.end] = [True] * (speech.end - speech.start)
    return inside
