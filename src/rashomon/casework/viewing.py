"""The protected view of a case: a case of its own, made of masked readings, that readers and the public get.

It is a folder like any case, so that everything that works on a case works on it; and since what is protected is not
in it, no page, search, export or mistake of ours can show it. It can be made again at any time and is never written to
by people.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from rashomon.casework.protecting import protections_of, secrets_of
from rashomon.errors import ItemError
from rashomon.protect.layers import TooLarge, layers
from rashomon.protect.marks import Protection, state_of
from rashomon.protect.masking import Masked, mask
from rashomon.protect.names import Names
from rashomon.protect.times_places import is_protected_day, protected_place
from rashomon.records import Place, Reading, Secret, Span, content_id
from rashomon.store.base import Case, Kept, Location, LocationKind, Stored
from rashomon.store.folder import Settings
from rashomon.store.judgements import Judgement, Kind, judgement_from, judgement_object, new_judgement
from rashomon.store.judging_targets import ClaimTarget, EntityTarget, MergeTarget, quote

VIEWS: Final = "views"
_TOGETHER: Final = 200


@dataclass(frozen=True, slots=True)
class Hidden:
    """A case as those see it from whom things are kept, before it is written down.

    Attributes:
        protections: what is protected.
        masked: the readings without it.
        secrets: what must not be found in anything made of them.
    """

    protections: tuple[Protection, ...]
    masked: Masked
    secrets: tuple[Secret, ...]

    @property
    def state(self) -> str:
        """A hash of what is protected."""
        return state_of(self.protections)


def hidden(case: Case) -> Hidden:
    """Return a case with everything protected replaced.

    Raises:
        ItemError: a protected passage is not found any more.
        RunError: a stored reading is damaged.
    """
    readings = tuple(case.readings())
    protections = protections_of(readings, tuple(case.judgements()))
    masked = mask(readings, protections, laden=_laden(case, protections) if protections else frozenset())
    return Hidden(protections, masked, secrets_of(protections, masked, readings))


def _laden(case: Case, protections: Sequence[Protection]) -> frozenset[str]:
    """Return the documents whose files tell something protected anywhere, in what was not read of them too."""
    names = Names(protections)
    found = set()
    for document in case.documents():
        if document.media_type == "text/plain":
            continue
        try:
            told = any(names.wholes(text) for text in layers(case.originals.read(document.sha256)))
        except TooLarge:
            told = True
        if told:
            found.add(document.id)
    return frozenset(found)


def make_view(case: Case, folder: Path, *, held: Hidden | None = None, public: bool = False) -> Hidden:
    """Write the protected view of a case into a new folder.

    Args:
        public: leave out what concerns the team alone too: folders of paths, and the names of those who judged.

    Raises:
        ItemError: a protected passage is not found any more: no view is better than one that shows it.
        RunError: the folder is taken or cannot be written.
    """
    held = held or hidden(case)
    identity = content_id("", case.id, "view") + content_id("", "view", case.id)
    settings = Settings(identity, case.settings.created, case.profile, "sqlite")
    try:
        with Case.build(folder, settings, actor="rashomon") as view:
            _fill(case, view, held, _Public() if public else None)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return held


class _Public:
    """What of a view the public gets otherwise than readers of the team."""

    def __init__(self) -> None:
        self._actors: dict[str, str] = {}

    def actor(self, name: str) -> str:
        """Return who judged, by a number."""
        return self._actors.setdefault(name, f"reviewer {len(self._actors) + 1}")

    @staticmethod
    def reading(reading: Reading) -> Reading:
        """Return a reading whose document has a name and no folder."""
        return replace(reading, document=replace(reading.document, path=_bare(reading.document.path)))


def _bare(name: str) -> str:
    """Return a path without its folders, an address as it is."""
    if re.match(r"https?://", name):
        return name
    outer, *inner = name.split("!")
    return "!".join([re.split(r"[/\\]", outer)[-1], *inner])


def _fill(case: Case, view: Case, held: Hidden, public: _Public | None) -> None:
    runs = case.runs()
    kept = {document.id: document for document in case.documents()}
    for document in _documents(case, view, held, kept, public):
        run = runs.get(document[0])
        view.put(document[1], run=run)
    for missing in () if public else case.missing():
        where = Location(kind=missing.kind, name=held.masked.name(missing.name), retrieved=case.settings.created)
        told = tuple(map(held.masked.words, missing.problems))
        view.put([Stored(sha256="", location=where, problems=told)])
    for judgement in judgements_of(case.judgements(), held.masked, held.protections):
        view.judge(replace(judgement, actor=public.actor(judgement.actor)) if public else judgement)
    for judgement in _one_each(held):
        view.judge(judgement)
    view.log.append("view", {"protections": len(held.protections), "state": held.state})


def _documents(
    case: Case, view: Case, held: Hidden, kept: Mapping[str, Kept], public: _Public | None
) -> Iterator[tuple[str, list[Stored]]]:
    """Archive the documents of a view and yield what is to be stored of them, by the run that read them."""
    old = {new: was for was, new in held.masked.documents.items() if new is not None}
    places = case.locations()
    together: list[Stored] = []
    current = ""
    for reading in held.masked.readings:
        document = reading.document
        if not document.sha256:
            continue
        was = kept[old.get(document.id, document.id)]
        if together and (was.run != current or len(together) >= _TOGETHER):
            yield current, together
            together = []
        current = was.run or ""
        data = document.text.encode("utf-8", "replace") if document.id in old else case.originals.read(was.sha256)
        view.add_original(data)
        where = [_location(place, held.masked, bare=public is not None) for place in places.get(was.id, ())]
        together.append(
            Stored(
                sha256=document.sha256,
                size=len(data),
                location=where[0] if where else None,
                reading=public.reading(reading) if public else reading,
                given=None if is_protected_day(was.given, held.protections) else was.given,
                # The first that it was found in, which is stored before it; its reading may know a later one.
                parent=None if was.parent is None else held.masked.documents.get(was.parent, was.parent),
                member=document.member,
            )
        )
        together += [Stored(sha256=document.sha256, size=len(data), location=place) for place in where[1:]]
    if together:
        yield current, together


def _location(row: Any, masked: Masked, *, bare: bool) -> Location:
    """Return where bytes came from; the headers of an answer and the exchange itself stay in the case."""
    return Location(
        kind=LocationKind(row.kind),
        name=_bare(masked.name(row.name)) if bare else masked.name(row.name),
        retrieved=row.retrieved,
        tool=row.tool,
        final_url=None if row.final_url is None else masked.name(row.final_url),
    )


# Judgements


def _one_each(held: Hidden) -> Iterator[Judgement]:
    """Yield a judgement for each pseudonym: one label is one person's in all documents, as the name was."""
    for protection in held.protections:
        label = protection.label
        said = ((r, c) for r in held.masked.readings for c in r.claims if c.source and c.source.canonical == label)
        if (first := next(said, None)) is not None and next(said, None) is not None:
            reading, claim = first
            member = ClaimTarget(claim.document, quote(reading.document.text, claim.content), claim.id)
            target = MergeTarget((EntityTarget(label), member))
            yield new_judgement(Kind.MERGE, target, actor="rashomon", why="one pseudonym, one person")


def judgements_of(
    judgements: Iterable[Judgement], masked: Masked, protections: Sequence[Protection]
) -> Iterator[Judgement]:
    """Yield the judgements of a case as its view knows them: of the masked words, and none of what is left out."""
    left_out: set[str] = set()
    for judgement in judgements:
        told = judgement_object(judgement)
        undone = told["target"].get("judgement")
        if judgement.kind is Kind.PROTECT or undone in left_out:
            left_out.add(judgement.id)
            continue
        try:
            yield judgement_from(_masked_object(told, masked, protections))
        except (_LeftOut, ItemError):  # what it is about, or all that it says, is not in the view
            left_out.add(judgement.id)


class _LeftOut(Exception):  # noqa: N818  no fault
    """What a judgement is about is not in the view."""


# Fields that hold terms of ours and no words of anybody.
_TERMS: Final = frozenset({"field", "kind", "stance", "relation", "precision", "scale", "country"})
_QUOTED: Final = frozenset({"words", "before", "after"})  # of a text that is unchanged, as it stands there
_IDS: Final = ("judgement", "supersedes", "question")


def _masked_object(told: Mapping[str, Any], masked: Masked, protections: Sequence[Protection]) -> dict[str, Any]:
    document = told["target"].get("document")
    if isinstance(told["value"], dict):
        _refuse(told["value"], protections)
    return dict(told) | {
        "actor": masked.words(told["actor"]),
        "why": masked.words(told["why"]),
        "target": _masked_value(told["target"], masked, document),
        "value": _masked_value(told["value"], masked, document),
    }


def _refuse(value: Mapping[str, Any], protections: Sequence[Protection]) -> None:
    """Leave out a correction that gives a protected day or place: without it the masked reading stands.

    Raises:
        _LeftOut: it does.
    """
    if value.get("field") == "date":
        days = [date.fromisoformat(value[name]) for name in ("from", "to") if value.get(name)]
        if any(is_protected_day(day, protections) for day in days):
            raise _LeftOut
    if value.get("field") == "place":
        point = [None if value.get(name) is None else float(value[name]) for name in ("latitude", "longitude")]
        place = Place(value["name"], Span(0, 0), value["name"], point[0], point[1], "unknown")
        if protected_place(place, protections) is not None:
            raise _LeftOut


def _masked_value(value: Any, masked: Masked, document: str | None) -> Any:
    """Return a part of a judgement's object over the masked texts; see `store.judging_write` for its form.

    Args:
        document: id of the one that quoted words stand in, where the part does not say.
    """
    if isinstance(value, str):
        return masked.words(value)
    if isinstance(value, list):
        return [_masked_value(item, masked, document) for item in value]
    if not isinstance(value, dict):
        return value
    document = value.get("document", document)
    if "question" in value and "text" in value and masked.words(value["text"]) != value["text"]:
        # The id of a question is a hash of what it asks about, which could be guessed.
        value = value | {"question": f"q{uuid4().hex[:16]}"}
    changed = {
        name: item
        if name in _TERMS or name in _IDS or (name in _QUOTED and document not in masked.moved and "spans" in value)
        else _masked_value(item, masked, document)
        for name, item in value.items()
    }
    if "claim" in value:
        changed["claim"] = _still(masked.claims, value["claim"])
    if "document" in value:
        changed["document"] = _still(masked.documents, value["document"])
    if "scale" in value:  # origins go by their names here, which are not those of the case: they count as uncounted
        changed.pop("origins", None)
    if "spans" in value and document in masked.moved:
        changed |= _quoted(value, masked, document)
    return changed


def _still(ids: Mapping[str, str | None], identity: str) -> str:
    found = ids.get(identity, identity)
    if found is None:
        raise _LeftOut
    return found


def _quoted(value: Mapping[str, Any], masked: Masked, document: str) -> dict[str, Any]:
    """Return quoted words as they stand in the masked text, with what stands around them there."""
    moved = masked.moved[document]
    spans = tuple(moved.span(Span(start, end)) for start, end in value["spans"])
    there = quote(moved.text, spans)
    return {
        "spans": [[span.start, span.end] for span in spans],
        "words": there.words,
        "before": there.before,
        "after": there.after,
    }
