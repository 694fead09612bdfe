"""The protected view of a case: what beside texts could tell what is protected is not in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rashomon.casework import viewing
from rashomon.casework.adding import add
from rashomon.casework.protecting import new_protection, protecting
from rashomon.casework.viewing import make_view
from rashomon.config import Config
from rashomon.records import Reading, SourceKind
from rashomon.store.base import Case
from rashomon.store.judgements import Kind, judgement_object, new_judgement
from rashomon.store.judging_targets import (
    ClaimTarget,
    EntityTarget,
    JudgementTarget,
    NewSource,
    QuestionTarget,
    Text,
    quote,
)
from rashomon.web import veiling

SAID = "Yusuf Fulan said that forty men left Homs.\n"
OTHER = "The army said that nobody died near Homs.\n"
Files = dict[str, bytes | str]
View = Callable[..., str]


def zipped(members: Files) -> bytes:
    """Return an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def put(case: Case, folder: Path, files: Files, *, published: date | None = None) -> list[Reading]:
    """Add files to a case; return its readings."""
    paths = []
    for name, data in files.items():
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        paths.append(str(path))
    config = Config()
    add(case, paths, config=replace(config, ingest=replace(config.ingest, published=published)))
    return list(case.readings())


def held_by(folder: Path) -> str:
    """Return all that a case holds, its originals too, in small letters."""
    told: list[str] = []
    with Case.open(folder, write=False) as view:
        for reading in view.readings():
            told += (repr(reading), view.originals.read(reading.document.sha256).decode("latin-1"))
        told += [json.dumps(judgement_object(judgement)) for judgement in view.judgements()]
        told += [repr(document) for document in view.documents()]
        told += [repr(entry) for entry in view.log.entries()]
    return "\n".join(told).casefold()


@pytest.fixture
def viewed(tmp_path: Path) -> View:
    def view(
        files: Files,
        protected: Sequence[tuple[str, str]],
        judge: Callable[[Case, list[Reading]], None] = lambda *_: None,
        published: date | None = None,
    ) -> str:
        with Case.create(tmp_path / "case", actor="lead") as case:
            readings = put(case, tmp_path, files, published=published)
            for kind, words in protected:
                ids = [r.document.id for r in readings if kind == "document" and words in r.document.path]
                case.judge(
                    new_protection(
                        kind, ids[0] if ids else words, list(case.judgements()), actor="lead", readings=readings
                    )
                )
            judge(case, readings)
            make_view(case, tmp_path / "view")
        return held_by(tmp_path / "view")

    return view


WITH_COMMENT = "<html><body><!-- by Yusuf Fulan --><p>The army said that nobody died.</p></body></html>"


@pytest.mark.parametrize(
    ("files", "protected", "told"),
    [
        ({"p.zip": zipped({"a.txt": SAID})}, ("name", "Yusuf Fulan"), "fulan"),
        ({"p.zip": zipped({"a.txt": SAID, "b.txt": OTHER})}, ("document", "a.txt"), "forty men"),
        (
            {"p.zip": zipped({"a.txt": SAID}), "q.zip": zipped({"a.txt": SAID, "b": OTHER})},
            ("name", "Yusuf Fulan"),
            "fulan",
        ),
        ({"a.txt": SAID, "q.zip": zipped({"a.txt": SAID, "b": OTHER})}, ("name", "Yusuf Fulan"), "fulan"),
        ({"page.html": WITH_COMMENT}, ("name", "Yusuf Fulan"), "fulan"),
        ({"fulan-notes.txt": OTHER}, ("name", "Yusuf Fulan"), "fulan"),
        ({"a.txt": "The army said that it attacked Ar-Raqqah.\n"}, ("place", "Raqqa"), "raqqa"),
    ],
)
def test_files_and_their_names_tell_nothing(viewed: View, files: Files, protected: tuple[str, str], told: str) -> None:
    assert told not in viewed(files, [protected])


def test_a_day_that_a_person_gave_to_a_file_is_left_out(viewed: View) -> None:
    told = viewed({"a.txt": OTHER}, [("date", "2017-10-12")], published=date(2017, 10, 12))
    assert "2017, 10, 12" not in told


def test_notes_in_small_letters_tell_nothing(viewed: View) -> None:
    def judge(case: Case, _: list[Reading]) -> None:
        note = Text("yusuf told me on 12 oct, see secret-minutes-of-the-junta.txt")
        case.judge(new_judgement(Kind.NOTE, EntityTarget("The army"), note, actor="lead", why="fulan knows"))

    files: Files = {"a.txt": SAID, "secret-minutes-of-the-junta.txt": OTHER}
    told = viewed(files, [("name", "Yusuf Fulan"), ("date", "2017-10-12"), ("document", "junta")], judge)
    assert not [word for word in ("yusuf", "fulan", "12 oct", "junta") if word in told]
    assert "told me on" in told


def test_a_name_whose_spelling_is_corrected_later_is_still_protected(viewed: View) -> None:
    def judge(case: Case, readings: list[Reading]) -> None:
        reading = readings[0]
        claim = next(c for c in reading.claims if c.source and "Fulan" in c.source.canonical)
        target = ClaimTarget(reading.document.id, quote(reading.document.text, claim.content), claim.id)
        case.judge(
            new_judgement(Kind.CORRECT, target, NewSource(name="Yussef Foulanov", kind=SourceKind.PERSON), actor="lead")
        )

    assert "foulan" not in viewed({"a.txt": SAID}, [("source", "Yusuf Fulan")], judge)


def test_the_id_of_a_question_about_somebody_is_not_kept(viewed: View) -> None:
    def judge(case: Case, _: list[Reading]) -> None:
        asked = QuestionTarget("q87f3dab039201575", "Did Yusuf Fulan kill three people?")
        case.judge(new_judgement(Kind.NOTE, asked, Text("hm"), actor="lead"))

    assert "q87f3dab039201575" not in viewed({"a.txt": SAID}, [("name", "Yusuf Fulan")], judge)


def test_a_protection_lifted_while_the_view_is_made_and_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, hidden = tmp_path / "case", viewing.hidden
    with Case.create(folder, actor="lead") as case:
        put(case, tmp_path, {"a.txt": SAID})
        case.judge(new_protection("name", "Yusuf Fulan", (), actor="lead"))

    def undo(identity: str) -> str:
        with Case.open(folder, actor="lead") as case:
            return case.judge(new_judgement(Kind.UNDO, JudgementTarget(identity), actor="lead")).id

    lifted: list[str] = []

    def slow(case: Case) -> object:
        lifted.append(undo(protecting(case.judgements())[0].id))
        return hidden(case)

    monkeypatch.setattr(veiling, "hidden", slow)
    veiling.make(folder, view=True)
    undo(lifted[0])
    with Case.open(folder, write=False) as case:
        stand = veiling.ids_of(tuple(case.judgements()))
    pointer = veiling.read_pointer(folder)
    assert stand
    assert pointer is None or pointer.protections != stand, "what was made hides nothing"
