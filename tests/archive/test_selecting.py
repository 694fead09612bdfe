"""Candidate documents: what each condition finds and where, together and alone, in sound archives and damaged ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive.made import Item, of_files, of_records, write_archive, write_some
from rashomon.archive.conditions_places import Near
from rashomon.archive.copied import groups_of
from rashomon.archive.layout import Origin, arrow, part, receipt
from rashomon.archive.selecting import Query, Selection, rank, select
from rashomon.archive.stored import Archive
from rashomon.errors import RunError
from rashomon.records import Reading, Span
from rashomon.store.words import fold

RECORDS: list[dict[str, Any]] = [
    {
        "text": "The mayor of Ghent said that the café on Hauptstraße had been closed. Nobody was hurt on 3 May 2021.",
        "publisher": "Le Soir d’Été",
        "published": "2021-05-09",
    },
    {"text": "General Abdel Fattah al-Burhan said in Khartoum that 12 soldiers had died. He blamed the militia."},
    {
        "text": "A spokesman for the Syrian Democratic Forces said that nobody had left Tabqa.",
        "published": "2017-10-14",
    },
    {"text": "The minister spoke of Syria. She said that the 2010s had been hard.", "published": "2016-01-01"},
    {
        "text": "The minister denied that anybody had been arrested.",
        "publisher": "Example Daily",
        "published": "2021-05-10",
    },
    {"text": "A driver said that he had been told to wait in Tabqa for hours. The minister was silent."},
    {"text": "The party won an election in Tripoli, Lebanon, the governor said on 3 May 2021."},
]
NEAR_RAQQA = Near(35.95, 39.01, 30)


@pytest.fixture(scope="session")
def items(examples_dir: Path) -> list[Item]:
    """The example case and six records of JSON lines, in the order of an archive."""
    paths = sorted(str(path) for path in (examples_dir / "raqqa").iterdir() if path.is_file())
    return [*of_files(paths), *of_records(RECORDS)]


@pytest.fixture(scope="session")
def folder(items: list[Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("archive") / "corpus", items, size=3)


@pytest.fixture(scope="session")
def archive(folder: Path) -> Archive:
    return Archive.open(folder)


def names(found: Selection) -> set[str]:
    """Return which documents were found: two digits of a file's name, or the number of a record."""
    return {Path(hit.path).name[:2] if "#" not in hit.path else hit.path.rpartition("#")[2] for hit in found.hits}


EXAMPLES = {f"0{number}" for number in range(1, 9)}

CASES: list[tuple[str, Query, set[str]]] = [
    ("one word", Query(words="handcuffed"), set()),
    ("any letters' case and marks", Query(words="CAFE"), {"0"}),
    ("marks in the query", Query(words="Khartôum"), {"1"}),
    ("a letter that is two in folding", Query(words="hauptstrasse"), {"0"}),
    ("a beginning", Query(words="hauptst*"), {"0"}),
    ("a whole word only", Query(words="hauptst"), set()),
    ("all words", Query(words="minister arrested"), {"4"}),
    ("words apart are no phrase", Query(words='"minister arrested"'), set()),
    ("a phrase", Query(words='"the minister spoke"'), {"3"}),
    ("a phrase by option", Query(words="the minister spoke", phrase=True), {"3"}),
    ("an actor under any name", Query(actors=("SDF",), words="tabqa"), {"2"}),
    ("an actor under its long name", Query(actors=("syrian democratic forces",)), EXAMPLES | {"2"}),
    ("part of a name", Query(actors=("Burhan",)), {"1"}),
    ("not a part of a word", Query(actors=("Burha",)), set()),
    ("two actors", Query(actors=("Burhan", "SDF")), set()),
    ("a place by another spelling", Query(place="al-Raqqah", words="raqqa"), EXAMPLES),
    ("what lies in a region", Query(place="Raqqa", earliest=date(2017, 10, 14), words='"nobody had left"'), {"2"}),
    ("what lies in a country", Query(place="Syria", words="minister"), {"3", "5"}),
    ("what may lie in a region", Query(place="Raqqa", words="minister"), {"5"}),
    ("what may be near", Query(near=Near(35.84, 38.55, 5), words="minister"), {"5"}),
    ("a place of a country", Query(place="Tripoli, LB"), {"6"}),
    ("a place of the name elsewhere", Query(place="Tripoli, LY"), set()),
    ("an unknown place", Query(place="Nowhereville"), set()),
    ("near a point", Query(near=NEAR_RAQQA), EXAMPLES),
    ("a country is not near", Query(near=Near(35.0, 38.0, 40), words="minister"), set()),
    ("a day spoken of or of publication", Query(earliest=date(2021, 5, 3), latest=date(2021, 5, 9)), {"0", "6"}),
    ("a day of publication", Query(earliest=date(2021, 5, 3), latest=date(2021, 5, 9), days="published"), {"0"}),
    ("a day spoken of", Query(earliest=date(2021, 5, 9), latest=date(2021, 5, 9), days="spoken"), set()),
    ("a decade is no day", Query(earliest=date(2012, 1, 1), latest=date(2012, 1, 2)), set()),
    ("open to one side", Query(earliest=date(2021, 5, 10)), {"4"}),
    ("a publisher", Query(publisher="soir d'ete"), {"0"}),
    ("all conditions", Query(words="minister", publisher="example daily", latest=date(2021, 5, 10)), {"4"}),
]


@pytest.mark.parametrize(("query", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_condition_finds_its_documents_and_no_others(archive: Archive, query: Query, wanted: set[str]) -> None:
    assert names(select(archive, query)) == wanted


def test_conditions_together_find_what_each_finds(archive: Archive) -> None:
    alone = [Query(words="convoy"), Query(actors=("Dillon",)), Query(earliest=date(2017, 11, 15)), Query(place="Raqqa")]
    both = Query(words="convoy", actors=("Dillon",), earliest=date(2017, 11, 15), place="Raqqa")
    found = select(archive, both)
    assert names(found) == set.intersection(*(names(select(archive, query)) for query in alone))
    assert found.found == len(found.hits) > 1
    for hit in found.hits:
        assert {why.condition.split()[0] for why in hit.whys} == {"words", "actor", "days", "place"}


def test_places_in_the_text_hold_what_the_reason_says(archive: Archive, items: list[Item]) -> None:
    readings: dict[str, Reading] = {reading.document.id: reading for reading, _ in items}
    query = Query(words='convo* "foreign fighters"', actors=("SDF",), place="Raqqa", earliest=date(2017, 10, 1))
    told = 0
    for hit in select(archive, query).hits:
        reading = readings[hit.document]
        text = reading.document.text
        kept: dict[str, set[tuple[Span, str | None]]] = {
            "mention": {(mention.span, mention.entity) for mention in reading.mentions},
            "place": {(place.span, place.name) for place in reading.places},
            "time": {(time.span, None) for time in reading.times},
        }
        for why, snippet in zip(hit.whys, hit.snippets, strict=True):
            for span in why.spans:
                told += 1
                if why.where == "text":
                    wanted = "foreign fighters" if "foreign" in why.condition else "convo"
                    assert fold(span.of(text)).startswith(wanted)
                elif why.where == "source":
                    assert any(c.content[0].start == span.start for c in reading.claims if c.source)
                else:
                    assert (span, None if why.where == "time" else why.value) in kept[why.where]
            if why.spans:
                assert " ".join(why.spans[0].of(text)[:60].split()) in (snippet or "")
    assert told > 50


def test_an_actor_is_found_with_every_name_that_the_document_has_for_it(archive: Archive, items: list[Item]) -> None:
    (hit,) = select(archive, Query(actors=("Burhan",))).hits
    text = next(reading.document.text for reading, _ in items if reading.document.id == hit.document)
    named = {span.of(text) for why in hit.whys if why.where == "mention" for span in why.spans}
    assert {"General Abdel Fattah al-Burhan", "He"} <= named
    assert [why.where for why in hit.whys].count("source") >= 1


def test_days_spoken_of_and_the_day_of_publication_are_told_apart(archive: Archive) -> None:
    (hit,) = select(archive, Query(earliest=date(2021, 5, 1), latest=date(2021, 5, 31), publisher="soir")).hits
    reasons = [(why.where, why.value, why.note) for why in hit.whys if why.condition.startswith("days")]
    assert reasons == [("time", "2021-05-03", "day"), ("published", "2021-05-09", None)]


def test_what_is_near_tells_how_far_and_how_well_it_is_known(archive: Archive) -> None:
    hit = select(archive, Query(near=NEAR_RAQQA)).hits[0]
    assert hit.whys[0].note == "city, 0 km away, known to within 10 km"


def test_what_contains_a_place_is_told(archive: Archive) -> None:
    (hit,) = select(archive, Query(place="Raqqa", words='"left tabqa"')).hits
    assert "in Raqqa (region)" in (hit.whys[0].note or "")


def test_a_name_that_the_reader_left_open_is_told_as_such(archive: Archive) -> None:
    (hit,) = select(archive, Query(place="Raqqa", words="minister")).hits
    assert hit.whys[0].note == "unknown, perhaps Al-Tabqa, SY, in Raqqa (region)"


def test_claims_that_meet_several_conditions_come_first(archive: Archive) -> None:
    hits = select(archive, Query(words="fighters", actors=("SDF",))).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert int(hits[0].score) == 2
    assert all(hit.score == round(int(hit.score) + hit.claims / (hit.claims + 1), 3) for hit in hits)


@pytest.mark.parametrize("size", [1, 5, 100])
def test_how_the_archive_is_cut_changes_nothing(items: list[Item], archive: Archive, tmp_path: Path, size: int) -> None:
    other = Archive.open(write_archive(tmp_path / "other", items, size=size))
    for query in (Query(words="the", place="Raqqa"), Query(actors=("SDF",)), Query(words="unheard-of")):
        assert select(other, query, limit=5) == select(archive, query, limit=5)


def test_bytes_that_were_found_again_are_one_document_with_all_its_places(items: list[Item], tmp_path: Path) -> None:
    reading = next(reading for reading, origin in items if origin.record == 4)
    blank = replace(reading.document, path="b.jsonl#7", text="", published=date(2000, 1, 1))
    again, far = (Reading(blank), Origin("b.jsonl", 7)), (reading, Origin("z.jsonl", 1))
    folder = write_archive(tmp_path / "twice", [(reading, Origin("made-up.jsonl", 4)), again, far], size=2)
    (hit,) = select(Archive.open(folder), Query(words="arrested")).hits
    assert [(place.source, place.record) for place in hit.sources] == [
        ("b.jsonl", 7),
        ("made-up.jsonl", 4),
        ("z.jsonl", 1),
    ]
    assert "anybody had been arrested" in (hit.snippets[0] or "")


def test_the_best_are_given_and_all_are_counted(archive: Archive) -> None:
    every, best = select(archive, Query(words="the")), select(archive, Query(words="the"), limit=2)
    assert best.hits == every.hits[:2]
    assert best.found == every.found == len(every.hits) == 15
    assert rank(archive, Query(words="the"), limit=2).order == tuple(hit.document for hit in best.hits)


def test_one_of_each_group_of_copies_is_given(items: list[Item], tmp_path: Path) -> None:
    archive = Archive.open(write_archive(tmp_path / "linked", items))
    with pytest.raises(RunError, match=r"--copies one: .*rashomon archive link"):
        groups_of(archive)
    ids = [reading.document.id for reading, _ in items]
    pa = arrow()
    place = tmp_path / "linked" / "links" / "groups"
    place.mkdir(parents=True)
    rows = {"documents": [[ids[0], ids[1], "d0"], [ids[12]]], "origin": [ids[0], None], "evidence": ["", ""]}
    pa.parquet.write_table(pa.table(rows), place / "00000.parquet")
    every, some = select(archive, Query(words="the")), select(archive, Query(words="the"), groups=groups_of(archive))
    assert (len(every.hits), len(some.hits), some.found, some.copies) == (15, 14, 15, 1)
    first = next(hit.document for hit in every.hits if hit.document in ids[:2])
    assert {hit.document: hit.copies for hit in some.hits if hit.copies} == {first: 1}
    (place / "00000.parquet").write_bytes(b"PAR1 cut")
    with pytest.raises(RunError, match=r"00000\.parquet: archive: it is damaged; delete .*links"):
        groups_of(archive)(ids)


def test_where_nothing_is_found_each_condition_tells_what_it_finds(archive: Archive) -> None:
    found = select(archive, Query(words="convoy arrested", actors=("Dillon",)))
    assert found.hits == ()
    told = {name: (alone, others) for name, alone, others in found.alone}
    dillon = len(select(archive, Query(actors=("Dillon",))).hits)
    assert told["words arrested"] == (1, len(select(archive, Query(words="convoy", actors=("Dillon",))).hits))
    assert told["actor Dillon"] == (dillon, 0)
    assert select(archive, Query(words="convoy")).alone == ()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (Query(), "nothing to look for; give --words"),
        (Query(words=" "), "nothing to look for"),
        (Query(words="!?"), "holds no word"),
        (Query(phrase=True), "--phrase is about --words"),
        (Query(words="!?", phrase=True), "holds no word"),
        (Query(actors=("SDF", " ")), "--actor ' ' holds no word"),
        (Query(place="-"), "--place '-' holds no word"),
        (Query(publisher=""), "--publisher '' holds no word"),
        (Query(place="Raqqa", near=NEAR_RAQQA), "give one of them"),
        (Query(earliest=date(2020, 1, 2), latest=date(2020, 1, 1)), "--from 2020-01-02 is after --to 2020-01-01"),
    ],
    ids=str,
)
def test_a_query_that_says_nothing_is_refused(archive: Archive, query: Query, message: str) -> None:
    with pytest.raises(RunError) as caught:
        select(archive, query)
    assert message in str(caught.value)


@pytest.mark.parametrize("given", ["", "1,2", "a,b,c", "91,0,5", "0,181,5", "0,0,0", "0,0,-1", "nan,0,5", "0,0,inf"])
def test_no_point_is_refused(given: str) -> None:
    with pytest.raises(RunError, match=r"--near .*such as 35\.95,39\.01,30"):
        Near.read(given)
    assert Near.read("35.95, 39.01,30") == NEAR_RAQQA


def test_a_limit_below_one_is_refused(archive: Archive) -> None:
    with pytest.raises(RunError, match="--limit must be 1 or more"):
        select(archive, Query(words="the"), limit=0)


@pytest.mark.parametrize("words", ["'; --", "a" * 100_000, '\x00 * "', "(*) " * 1000, "\ud800", "\u202e convoy"])
def test_hostile_words_find_nothing_or_say_why(archive: Archive, words: str) -> None:
    try:
        found = select(archive, Query(words=words))
    except RunError as error:
        assert "holds no word" in str(error)
    else:
        assert names(found) <= EXAMPLES | set("0123456")


@pytest.fixture
def fragile(items: list[Item], tmp_path: Path) -> Path:
    """An archive that may be damaged."""
    return write_archive(tmp_path / "fragile", items, size=3)


@pytest.mark.parametrize(
    ("noun", "damage", "message"),
    [
        ("documents", "cut", "it is damaged or cut short"),
        ("mentions", "empty", "it is damaged or cut short"),
        ("places", "text", "it is damaged or cut short"),
        ("times", "gone", "it is missing"),
        ("claims", "other", "its column 'document' is not as this version"),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(fragile: Path, noun: str, damage: str, message: str) -> None:
    path = part(fragile, noun, 1)
    if damage == "gone":
        path.unlink()
    elif damage == "other":
        arrow().parquet.write_table(arrow().table({"document": [1]}), path)
    else:
        data = path.read_bytes()
        path.write_bytes({"cut": data[: len(data) // 2], "empty": b"", "text": b"no Parquet"}[damage])
    query = Query(words="the", actors=("SDF",), place="Raqqa", earliest=date(2017, 1, 1))
    with pytest.raises(RunError) as caught:
        select(Archive.open(fragile), query)
    assert str(caught.value).startswith(f"{path}: archive: {message}")
    assert "again" in str(caught.value)
    if damage != "other":
        assert f"delete {receipt(fragile, 1)}" in str(caught.value)


def test_a_value_that_is_none_and_a_place_that_is_nowhere_are_passed_over(items: list[Item], tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "odd", items[:1])
    pa = arrow()
    for noun, column, value in (
        ("documents", "text", None),
        ("mentions", "entity", None),
        ("places", "longitude", float("nan")),
        ("times", "earliest", None),
        ("claims", "source", None),
    ):
        path = part(folder, noun, 0)
        table = pa.parquet.read_table(path, partitioning=None)
        at = table.column_names.index(column)
        kind = table.schema.field(column)
        odd = pa.array([value] * table.num_rows, kind.type)
        pa.parquet.write_table(table.set_column(at, kind, odd), path)
    archive = Archive.open(folder)
    for query in (Query(words="the"), Query(actors=("SDF",)), Query(near=NEAR_RAQQA), Query(earliest=date(2999, 1, 1))):
        for hit in select(archive, query).hits:
            assert {why.where for why in hit.whys} == {"mention"}


def test_a_folder_without_a_finished_archive_is_refused(tmp_path: Path, items: list[Item]) -> None:
    with pytest.raises(RunError, match=r"there is no archive\.json in it; name the folder"):
        Archive.open(tmp_path)
    folder = write_archive(tmp_path / "begun", items[:1])
    receipt(folder, 0).unlink()
    with pytest.raises(RunError, match="no shard of it was read to its end yet"):
        Archive.open(folder)
    write_some(folder, 0, items[:1])
    (folder / "archive.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match=r"archive\.json: archive: it is damaged .*new folder"):
        Archive.open(folder)
