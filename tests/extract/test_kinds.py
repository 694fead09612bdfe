"""What speaks: person, group, organisation, outlet, document, footage or somebody without a name."""

from __future__ import annotations

import pytest
from spacy.language import Language

from rashomon.extract.kinds import core, head_of, kind_lexicon, kind_of
from rashomon.records import SourceKind

KINDS = {
    SourceKind.PERSON: [
        "Anna Keller",
        "President John Mabry",
        "Colonel Ryan Dillon",
        "The minister",
        "The spokesman",
        "She",
    ],
    SourceKind.UNNAMED: [
        "A driver",
        "Officials",
        "A US official",
        "Residents",
        "Two guards",
        "A homeless man",
        "Local officials",
    ],
    SourceKind.GROUP: ["The army", "The Syrian Democratic Forces", "Syrians", "Israeli police", "The Islamic State"],
    SourceKind.ORGANISATION: [
        "The United Nations",
        "The hospital",
        "The court",
        "The Pentagon",
        "Amnesty International",
        "The World Health Organization",
    ],
    SourceKind.OUTLET: [
        "The BBC",
        "Reuters",
        "The Daily Record",
        "Sky News",
        "The newspaper",
        "The New York Times",
        "The Associated Press",
    ],
    SourceKind.DOCUMENT: ["The report", "A study by the university", "The BBC documentary", "An earlier version"],
    SourceKind.FOOTAGE: ["The video", "Footage shot in secret", "A video shot by a driver"],
}
PHRASES = [(phrase, kind) for kind, phrases in KINDS.items() for phrase in phrases]


@pytest.mark.parametrize(("phrase", "kind"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_the_kind_of_a_source(phrase: str, kind: SourceKind, nlp: Language) -> None:
    doc = nlp(f"{phrase} said that the road was closed.")
    assert kind_of(doc, (0, len(nlp.make_doc(phrase)))) is kind


CORES = [
    # phrase, its head, its core
    ("The mayor of the town, who runs the bank,", "mayor", "The mayor of the town"),
    ("The old driver", "driver", "The old driver"),
    ("Anna Keller, the mayor,", "Keller", "Anna Keller"),
    ("The Ministry of Health", "Ministry", "The Ministry of Health"),
]


@pytest.mark.parametrize(("phrase", "head", "short"), CORES)
def test_the_core_of_a_phrase(phrase: str, head: str, short: str, nlp: Language) -> None:
    doc = nlp(f"{phrase} said that the road was closed.")
    run = (0, len(nlp.make_doc(phrase)))
    start, end = core(doc, run)
    assert head_of(doc, run).text == head
    assert doc[start:end].text == short


OUTLETS = [
    ("BBC", True),
    ("the BBC", True),
    ("The Example Daily", True),
    ("Springfield Gazette", True),
    ("BBC documentary", False),
    ("ABCD", False),
    ("", False),
    ("The", False),
]


@pytest.mark.parametrize(("name", "outlet"), OUTLETS)
def test_names_of_outlets(name: str, outlet: bool) -> None:
    assert kind_lexicon().is_outlet(name) is outlet


@pytest.mark.parametrize(
    ("name", "outlet"),
    [("BBC documentary", "BBC"), ("a Sky News report", "Sky News"), ("the report", None), ("ABBCD", None), ("", None)],
)
def test_the_outlet_inside_a_name(name: str, outlet: str | None) -> None:
    assert kind_lexicon().outlet_in(name) == outlet


def test_the_tables_are_in_the_form_they_are_looked_up_in() -> None:
    table = kind_lexicon()
    assert [noun for noun in (*table.heads, *table.anaphora) if noun != noun.lower()] == []
    assert set(KINDS) - {SourceKind.UNNAMED} <= set(table.heads.values())
