"""Places: which names become places, which point they get, and which get none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from growth import in_proportion
from rashomon.errors import RunError
from rashomon.extract.places import find_places
from rashomon.extract.places_gazetteer import MAX_READINGS, Gazetteer, fold_name
from rashomon.records import Place

POINT = 0.05  # degrees


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    with Gazetteer() as opened:
        yield opened


FOLDED = [
    ("Deir ez-Zor", "deir al zor"),
    ("Deir al-Zor", "deir al zor"),
    ("Ma'arrat al-Nu‘mān", "maarrat al numan"),
    ("St. Louis", "st louis"),
    ("Łódź", "lodz"),
    ("Şanlıurfa", "sanliurfa"),
    ("  N'Djamena\n", "ndjamena"),
    ("al-Bab", "al bab"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "key"), FOLDED)
def test_names_are_folded_alike(name: str, key: str) -> None:
    assert fold_name(name) == key


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


KNOWN = [
    # name, country, latitude, longitude of the first reading that is no region
    ("Raqqa", "SY", 35.95, 39.01),
    ("Kobani", "SY", 36.89, 38.35),
    ("Mosul", "IQ", 36.34, 43.13),
    ("Fallujah", "IQ", 33.35, 43.78),
    ("Kyiv", "UA", 50.45, 30.52),
    ("Kiev", "UA", 50.45, 30.52),
    ("Bucha", "UA", 50.55, 30.21),
    ("Khan Younis", "PS", 31.34, 34.30),
    ("Deir al-Balah", "PS", 31.42, 34.35),
    ("Hodeidah", "YE", 14.80, 42.95),
    ("Goma", "CD", -1.68, 29.22),
    ("Soyapango", "SV", 13.71, -89.14),
    ("Srebrenica", "BA", 44.10, 19.30),
]


@pytest.mark.parametrize(("name", "country", "latitude", "longitude"), KNOWN)
def test_the_gazetteer_knows_places_of_conflicts(
    gazetteer: Gazetteer, name: str, country: str, latitude: float, longitude: float
) -> None:
    first = next(r for r in gazetteer.lookup(name) if r.kind == "settlement")
    assert first.country == country
    assert first.latitude == pytest.approx(latitude, abs=POINT)
    assert first.longitude == pytest.approx(longitude, abs=POINT)


def test_readings_come_largest_first_and_are_limited(gazetteer: Gazetteer) -> None:
    readings = gazetteer.lookup("San José")
    people = [r.population for r in readings]
    assert people == sorted(people, reverse=True)
    assert 1 < len(readings) <= MAX_READINGS


@pytest.mark.parametrize("name", ["", "Zzyzxgrad", "x" * 10_000, "'; DROP TABLE names; --"])
def test_an_unknown_name_has_no_readings(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name) == ()


def test_the_gazetteer_names_its_source_and_licence(gazetteer: Gazetteer) -> None:
    assert "GeoNames" in gazetteer.meta["source"]
    assert "CC BY 4.0" in gazetteer.meta["licence"]


def test_the_gazetteer_cannot_be_written(gazetteer: Gazetteer) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        gazetteer._connection.execute("DELETE FROM names")


def test_a_missing_gazetteer_stops_the_run_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="reinstall"):
        Gazetteer(tmp_path / "none.sqlite").lookup("Raqqa")


def test_a_broken_gazetteer_stops_the_run_and_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database" * 100)
    with Gazetteer(broken) as opened, pytest.raises(RunError, match="build the file again"):
        opened.lookup("Raqqa")


def test_a_closed_gazetteer_opens_again() -> None:
    gazetteer = Gazetteer()
    before = gazetteer.lookup("Raqqa")
    gazetteer.close()
    assert gazetteer.lookup("Mosul")
    assert gazetteer.lookup("Raqqa") == before
    gazetteer.close()


PLACES = [
    # text, (words, country, precision) of each place
    ("Fighters left Raqqa in Syria.", [("Raqqa", "SY", "city"), ("Syria", "SY", "country")]),
    ("RAQQA, Syria (Reuters) - Fighters left.", [("RAQQA", "SY", "city"), ("Syria", "SY", "country")]),
    ("Raqqa’s centre fell, activists in Raqqa said.", [("Raqqa", "SY", "city"), ("Raqqa", "SY", "city")]),
    ("A New York-based group said so.", [("New York", "US", "city")]),
    ("The US-led coalition and U.S. troops came.", [("US", "US", "country"), ("U.S.", "US", "country")]),
    (
        "Aid came from the UAE, the UK and the DRC.",
        [("UAE", "AE", "country"), ("UK", "GB", "country"), ("DRC", "CD", "country")],
    ),
    ("He lived in Tripoli, Lebanon.", [("Tripoli", "LB", "city"), ("Lebanon", "LB", "country")]),
    (
        "Clashes in Tripoli and Benghazi, Libya.",
        [("Tripoli", "LY", "city"), ("Benghazi", "LY", "city"), ("Libya", "LY", "country")],
    ),
    ("He flew to Atlanta, Georgia.", [("Atlanta", "US", "city"), ("Georgia", "US", "province")]),
    ("Protests in Tbilisi shook Georgia.", [("Tbilisi", "GE", "city"), ("Georgia", "GE", "country")]),
    ("He lives in Portland, Ore.", [("Portland", "US", "city")]),
    ("They took Deir ez-Zor province from ISIS.", [("Deir ez-Zor", "SY", "province")]),
    ("Shelling hit Idlib province, Syria.", [("Idlib", "SY", "province"), ("Syria", "SY", "country")]),
    ("Trucks went towards Hajin in Syria.", [("Hajin", "SY", "town"), ("Syria", "SY", "country")]),
    ("Activists fled to al-Bab.", [("al-Bab", "SY", "city")]),
    ("The war in Gaza City and the West Bank.", [("Gaza City", "PS", "city"), ("West Bank", "PS", "province")]),
    (
        "THE ARMY IN CHALATENANGO, EL SALVADOR DENIED IT.",
        [("CHALATENANGO", "SV", "town"), ("EL SALVADOR", "SV", "country")],
    ),
    (
        "From France, Turkey, Yemen, China and Tunisia they came.",
        [
            (n, c, "country")
            for n, c in [("France", "FR"), ("Turkey", "TR"), ("Yemen", "YE"), ("China", "CN"), ("Tunisia", "TN")]
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_names_get_the_place_that_is_meant(
    nlp: Any, gazetteer: Gazetteer, text: str, expected: list[tuple[str, str, str]]
) -> None:
    found = find_places(nlp(text), gazetteer=gazetteer)
    assert [(p.text, p.country, p.precision) for p in found] == expected
    assert all(p.latitude is not None and p.longitude is not None for p in found)


NO_PLACE = [
    "Michael Jordan met Chad Smith.",
    "Mr. Washington told Florence that Victoria left.",
    "In March he may visit; May said nothing on Friday.",
    "The Syrian Democratic Forces and the Iraqi army came.",
    "The BBC Syria Desk said so.",
    "Police reached a deal. Most of it was of no use.",
    "ISIS, the SDF and the IS fought.",
    "They told us, and it is up to us.",
    "President Hamilton and General Santiago agreed.",
    "",
]


@pytest.mark.parametrize("text", NO_PLACE)
def test_names_of_people_groups_and_days_get_no_point(nlp: Any, gazetteer: Gazetteer, text: str) -> None:
    assert [p for p in find_places(nlp(text), gazetteer=gazetteer) if p.latitude is not None] == []


UNSURE = [
    # text, a name in it that must be kept without a point
    ("Zzyzxgrad fell in Qwertystan.", "Zzyzxgrad"),
    ("The hospital in Springfield, Syria was hit.", "Springfield"),
    ("Drought hit Africa and Asia.", "Africa"),
    ("A SALVADORAN PATROL WAS ATTACKED IN SAN ISIDRO, LA LIBERTAD DEPARTMENT.", "SAN ISIDRO"),
    ("A PROJECT BEGAN IN ASTURIAS, JINOTEGA, NORTHERN NICARAGUA.", "ASTURIAS"),
    ("LIMA, 9 JAN 90 (EFE) -- PERUVIAN REBELS HEADED FOR THE TOWN OF SANTA BARBARA.", "SANTA BARBARA"),
]


@pytest.mark.parametrize(("text", "name"), UNSURE)
def test_no_point_is_better_than_a_wrong_one(nlp: Any, gazetteer: Gazetteer, text: str, name: str) -> None:
    place = next(p for p in find_places(nlp(text), gazetteer=gazetteer) if p.text == name)
    assert (place.latitude, place.longitude, place.precision) == (None, None, "unknown")


def test_the_runners_up_are_kept(nlp: Any, gazetteer: Gazetteer) -> None:
    (place,) = find_places(nlp("Clashes broke out in Tripoli."), gazetteer=gazetteer)
    assert place.country == "LY"
    assert "Tripoli, LB" in place.others
    assert len(place.others) <= 3


def test_the_seed_report_names_raqqa_and_syria(nlp: Any, gazetteer: Gazetteer, seed_dir: Path) -> None:
    text = next(seed_dir.glob("*.txt")).read_text(encoding="utf-8")
    found = find_places(nlp(text), gazetteer=gazetteer)
    raqqa = [p for p in found if p.text == "Raqqa"]
    assert len(raqqa) == 5
    assert {(p.country, p.precision) for p in raqqa} == {("SY", "city")}
    assert {"Syria", "Iraq", "US", "UK", "France", "Egypt"} <= {p.text for p in found}
    assert [p.text for p in found if p.latitude is None] == []


CONTEXT = [
    # what the rest of the text says: text, name, country (None: no point), precision
    # containment
    ("Gunmen came to Springfield, Va., at night.", "Springfield", "US", "town"),
    ("He spoke in Manchester, N.H., and left.", "Manchester", "US", "city"),
    ("He spoke in Manchester, Iowa, and left.", "Manchester", "US", "town"),
    ("He was born in Paris, Texas.", "Paris", "US", "town"),
    ("TROOPS CLASHED IN CORINTO, MORAZAN DEPARTMENT, EL SALVADOR.", "CORINTO", "SV", "village"),
    ("Soldiers killed peasants in Cayara, Ayacucho, Peru.", "Cayara", "PE", "village"),
    ("Gunmen fired in the town of Chaman in Baluchistan.", "Chaman", "PK", "city"),
    ("CLASHES WERE HEARD IN COLON, LIBERTAD DEPARTMENT, EL SALVADOR.", "COLON", None, "unknown"),
    ("BOGOTA, 3 JAN 90 (EFE) -- THE MAYOR OF GRANADA, ANTIOQUIA, WAS KIDNAPPED.", "GRANADA", "CO", "town"),
    # kinds
    ("REBELS OF THE ELN LEFT NORTHERN SANTANDER AND OTHER AREAS OF COLOMBIA.", "NORTHERN SANTANDER", "CO", "province"),
    ("Fighting went on in San Miguel Department, El Salvador.", "San Miguel", "SV", "province"),
    ("Floods hit Fairfax County, Virginia.", "Fairfax County", "US", "district"),
    ("The primary is held in Washington state.", "Washington", "US", "province"),
    ("New York Gov. Andrew Cuomo signed the bill.", "New York", "US", "province"),
    # lists
    ("The party held conventions in Virginia, Georgia and South Carolina.", "Georgia", "US", "province"),
    ("Scientists came from Ukraine, Armenia and Georgia.", "Georgia", "GE", "country"),
    ("They met in Boston, Chicago, New York and Los Angeles.", "New York", "US", "city"),
    (
        "THE ARMY OF EL SALVADOR CONTROLS SANTA ANA, SONSONATE, AND AHUACHAPAN DEPARTMENTS.",
        "SANTA ANA",
        "SV",
        "province",
    ),
    # the countries spoken of, the dateline
    ("SAN SALVADOR, 3 JAN 90 (AFP) -- REBELS CAME TO BERLIN AND TO APOPA.", "BERLIN", "SV", "town"),
    ("He flew from Bonn to Berlin.", "Berlin", "DE", "city"),
    ("Russian agents were seen in Salisbury, the British police said.", "Salisbury", "GB", "town"),
    ("The Costa Rican president spoke in San Jose.", "San Jose", "CR", "city"),
    ("The attacks in Paris and in San Bernardino, Calif., changed the race.", "Paris", "FR", "city"),
    ("They fled to Laos and to the Philippines.", "Philippines", "PH", "country"),
    # one sense a document
    ("He lives in Portland, Maine. In Portland it rains.", "Portland", "US", "town"),
    ("LIMA, 9 JAN 90 (EFE) -- BOMBS WERE HEARD IN HUANTA. YESTERDAY HUANTA WAS DARK.", "HUANTA", "PE", "town"),
    # a text in capitals: datelines, lists, countries after a preposition, cities that tell the country
    ("LIMA, 9 JAN 90 (EFE) -- BOMBS WENT OFF.", "LIMA", "PE", "city"),
    ("A PERUVIAN PATROL WENT BETWEEN THE TOWNS OF SAN PEDRO DE GUAILLAS AND HUANCAPI.", "HUANCAPI", "PE", "village"),
    ("THE PERUVIAN POLICE CAME TO THE PROVINCE OF TARMA.", "TARMA", "PE", "district"),
    ("WE FIGHT IN SAN SALVADOR, INCLUDING AYUTUXTEPEQUE AND MEJICANOS.", "AYUTUXTEPEQUE", "SV", "town"),
    ("TALKS WERE HELD IN GENEVA (SWITZERLAND) WITH EL SALVADOR.", "GENEVA", "CH", "city"),
    ("COLOMBIAN POLICE CAME FROM CALI AND MET U.S. AGENTS IN PANAMA CITY.", "PANAMA CITY", "PA", "city"),
]


@pytest.mark.parametrize(("text", "name", "country", "precision"), CONTEXT)
def test_the_rest_of_the_text_decides_among_namesakes(
    nlp: Any, gazetteer: Gazetteer, text: str, name: str, country: str | None, precision: str
) -> None:
    found = [p for p in find_places(nlp(text), gazetteer=gazetteer) if p.text == name]
    assert found or country is None
    assert {(p.country, p.precision) for p in found} <= {(country, precision)}


NAMED_AFTER = [
    "The London Observer and The Columbus Dispatch said so.",
    "He owns the Washington Post.",
    "She teaches at Columbia University and at the University of Essex.",
    "THE GENERAL SPOKE TO RADIO AMERICA.",
    "THE POLICE GUARDED BOLIVAR SQUARE IN BOGOTA WELL.",
    "Elise Jordan met Hillary Clinton; Clinton laughed.",
    "COLONEL RENE EMILIO PONCE SAID THAT PONCE WAS WRONG.",
    "The White House and the Justice Department denied it.",
    "They came from New England, South America and the Middle East.",
    "THE ATTACKERS OF US ALL LEFT.",
    "BOGOTA, 7 NOV 89 (MOSCOW KRASNAYA ZVEZDA) -- BOMBS WENT OFF.",
    "BOMBS WENT OFF IN THE COSTA RICA NEIGHBORHOOD OF BOGOTA.",
]


@pytest.mark.parametrize("text", NAMED_AFTER)
def test_what_is_named_after_a_place_is_none(nlp: Any, gazetteer: Gazetteer, text: str) -> None:
    found = {(p.text, p.country) for p in find_places(nlp(text), gazetteer=gazetteer) if p.latitude is not None}
    assert found <= {("BOGOTA", "CO")}


FACILITIES = [
    # text, words, name, country, facility; None: there is no such place
    ("Shells hit the Aleppo hospital in Syria.", "Aleppo", "Aleppo", "SY", "hospital"),
    ("The queen waited at Windsor Castle in England, the British press said.", "Windsor", "Windsor", "GB", "Castle"),
    ("A blast tore through Beirut port in Lebanon.", "Beirut", "Beirut", "LB", "port"),
    ("Jets bombed Raqqa in Syria. The city's military hospital burnt.", "city's military hospital", "Ar Raqqah", "SY",
     "military hospital"),
    ("Jets bombed Raqqa and Mosul. The city's hospital burnt.", "city's hospital", None, None, None),
    ("The city's hospital burnt.", "city's hospital", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "name", "country", "facility"), FACILITIES)
def test_a_building_lies_in_its_town_and_says_so(
    nlp: Any, gazetteer: Gazetteer, text: str, words: str, name: str | None, country: str | None, facility: str | None
) -> None:
    found = [p for p in find_places(nlp(text), gazetteer=gazetteer) if p.text == words]
    assert [(p.name, p.country, p.facility) for p in found] == ([(name, country, facility)] if name else [])
    assert not {p.precision for p in found} & {"exact", "street", "neighbourhood"}


def test_the_runners_up_are_kept_where_no_point_is_given(nlp: Any, gazetteer: Gazetteer) -> None:
    text = "Police in Springfield, Syria, said nothing."
    place = next(p for p in find_places(nlp(text), gazetteer=gazetteer) if p.text == "Springfield")
    assert place.latitude is None
    assert "Springfield, US" in place.others


def check(text: str, found: list[Place]) -> None:
    end = 0
    for place in found:
        assert place.facility is None or place.facility
        assert place.span.start >= end
        assert place.span.of(text) == place.text != ""
        assert (place.latitude is None) == (place.longitude is None) == (place.precision == "unknown")
        assert place.latitude is None or (-90 <= place.latitude <= 90 and -180 <= (place.longitude or 0) <= 180)
        end = place.span.end


PIECES = st.sampled_from(
    [
        *(
            "Raqqa",
            "Syria",
            "US",
            "U.S.",
            "’s",
            "'s",
            "in",
            "the",
            "New",
            "York",
            "-based",
            ",",
            ".",
            "Mr.",
            "al-",
            "Bab",
        ),
        *(
            "Ore.",
            "\n",
            "province",
            "and",
            "of",
            "(",
            "SAN SALVADOR",
            "Georgia",
            "İstanbul",
            "e\u0301",
            "\u200b",
            "北京",
        ),
        *("May", "ez", "-", "Zor", "city's", "hospital", "neighborhoods", "Texas", "Paris", "[", "]", "[PONCE]"),
        *("SAN MIGUEL DE", "DEPARTMENT", "Costa Rican", "Gov.", "Street", "/", "COLONEL", "in", "Fairfax County"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(PIECES | st.text(max_size=6), max_size=20), st.sampled_from(["", " ", "  ", "\n"]))
def test_any_text_is_read_without_an_accident(nlp: Any, gazetteer: Gazetteer, pieces: list[str], gap: str) -> None:
    text = gap.join(pieces)
    check(text, find_places(nlp(text), gazetteer=gazetteer))


@pytest.mark.parametrize(
    "piece",
    [
        "Raqqa ",
        "Raqqa, ",
        "RAQQA, AND ",
        "TOWNS OF RAQQA, ",
        "city's hospital ",
        "Texas, ",
        "COLONEL ",
        "US ",
        "al-",
        "A.",
        "San ",
        "x",
        "’",
        "In ",
    ],
)
def test_finding_takes_time_in_proportion_to_length(nlp: Any, gazetteer: Gazetteer, piece: str) -> None:
    def finding(length: int) -> Callable[[], None]:
        words = [piece] * (length // len(piece))
        doc = Doc(nlp.vocab, words=words, spaces=[False] * len(words))
        return lambda: check(doc.text, find_places(doc, gazetteer=gazetteer))

    assert in_proportion(finding, 4_000, 40_000)
