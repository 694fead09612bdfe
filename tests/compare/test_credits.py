"""Agency credits: what says that a text is an agency's, and what only looks like it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import document
from growth import in_proportion
from rashomon.compare.credits import credited, find_credits
from rashomon.compare.wires import mentions, named, of_publisher, wires

BODY = "The convoy left the town before dawn, and the bridges were closed behind it until noon."


@dataclass(frozen=True)
class Case:
    """A text, and what credits it: kind, agency and words; None where nothing does."""

    text: str
    kind: str | None = None
    agency: str | None = None
    words: str | None = None


CREDITS = [
    Case("By MATTHEW LEE, AP Diplomatic Writer", "by-line", "AP"),
    Case("By GEOFF MULVIHILL Associated Press", "by-line", "AP"),
    Case("By The Associated Press", "by-line", "AP"),
    Case("By Ada Example and Bo Sample - Associated Press - Monday, July 16, 2018", "by-line", "AP"),
    Case(
        "By                ADA EXAMPLE                      and                 BO SAMPLE Associated Press",
        "by-line",
        "AP",
    ),
    Case("Ada Example and Bo SampleAssociated Press", "by-line", "AP"),
    Case("Ada Example, Associated Press Published 6:18 a.m. ET July 16, 2018", "by-line", "AP"),
    Case("The Associated Press | Sunday, July 15, 2018, 11:30 a.m.", "by-line", "AP"),
    Case("AP\n\nJuly 16, 2018", "by-line", "AP", "AP"),
    Case("Associated Press\n\nTURNBERRY, Scotland — Rain fell.", "by-line", "AP", "Associated Press"),
    Case("Bloomberg•", "by-line", "Bloomberg"),
    Case("Reuters UK•", "by-line", "Reuters"),
    Case("By Reuters", "by-line", "Reuters"),
    Case("HELSINKI (AP) — Rain fell.", "dateline", "AP", "HELSINKI (AP) —"),
    Case("MOSCOW, July 15 (Reuters) - Rain fell.", "dateline", "Reuters"),
    Case("DES MOINES, Iowa, Aug. 10 (UPI) — Rain fell.", "dateline", "UPI"),
    Case("Mexico City (AFP) – Rain fell.", "dateline", "AFP"),
    Case("Dec 29 (Reuters) - Rain fell.", "dateline", "Reuters"),
    Case("(ANSA) - Rome, July 15 - Rain fell.", "dateline", "ANSA"),
    Case("MOSCOW, July 15. /TASS/. Rain fell on the town - and on the hills.", None),
    Case("SAN SALVADOR, 8 JAN 90 (ACAN-EFE) -- [TEXT] RAIN FELL ON THE TOWN.", "dateline", "EFE"),
    Case("   BOGOTA, 12 JAN 90 (DPA) -- [TEXT] RAIN FELL.", "dateline", "dpa"),
    Case("WASHINGTON (CNN)  — Rain fell.", "dateline", "CNN"),
    Case("(Reporting by Ada Example; Editing by Bo Sample)", "credit", "Reuters"),
    Case("Copyright 2018 The Associated Press. All rights reserved.", "credit", "AP"),
    Case("© 2018 AFP", "credit", "AFP"),
    Case("- Reuters.", "credit", "Reuters"),
    Case("Rain fell until noon. (AFP)", "credit", "AFP"),
    Case("© AFP 2018", "credit", "AFP"),
    Case("© 2018 Thomson/Reuters", "credit", "Reuters"),
    Case("Rain fell.\n\nThis story was originally published by Reuters.", "credit", "Reuters"),
    Case("Rain fell until noon. —AFP", "credit", "AFP"),
    Case("Ada Example | Associated Press\n\nJuly 16, 2018", "by-line", "AP"),
    Case("July 16, 2018 | Reuters", "by-line", "Reuters"),
    Case("Rain fell.\n\nAda Example is an Associated Press writer in Helsinki.", "credit", "AP"),
    Case("Rain fell.\n\nAda Example covers the courts for The Associated Press.", "credit", "AP"),
    Case("AP FACT CHECK: Rain in Helsinki\n\nRain fell.", "by-line", "AP", "AP FACT CHECK:"),
    Case("(With inputs from PTI)", "contribution", "PTI"),
    Case("Ada Example and The Associated Press contributed to this report.", "contribution", "AP"),
    Case("Associated Press writer Ada Example in Paris contributed to this report.", "contribution", "AP"),
    Case("With files from Reuters", "contribution", "Reuters"),
    # Nothing of these says whose the text is.
    Case("(AP Photo/Ada Example)"),
    Case("Ada Example, AP"),
    Case("Ada Example / Reuters"),
    Case("© AFP 2018 / Ada Example"),
    Case("Rain fell.\n\nAda Example is a former Reuters official."),
    Case("Ada Example is an Associated Press writer." + "\n\nRain fell." * 9),
    Case("Credit: The Associated Press"),
    Case("ADA EXAMPLE, EPA-EFE"),
    Case("ADA EXAMPLE, AFP/Getty Images"),
    Case("Smoke over the town on Monday.Ada Example/Associated Press"),
    Case("President Example shakes hands in Helsinki. Reuters"),
    Case("The mayor told Reuters that the town was empty."),
    Case("The mayor told The Associated Press on Monday that the town was empty."),
    Case("By the Associated Press's tally, forty left."),
    Case("By Thursday afternoon, the mayor had accepted interviews with Reuters and CNN"),
    Case("MOSCOW (Reuters) - The president told his guests that ..."),
    Case("A spokesman of the Pa. police said so."),
]


@pytest.mark.parametrize("case", CREDITS, ids=lambda case: case.text[:50])
def test_a_credit_has_its_kind_its_agency_and_its_words(case: Case) -> None:
    text = f"{BODY}\n\n{case.text}\n" if case.kind in ("credit", "contribution") else f"{case.text}\n\n{BODY}\n"
    found = find_credits(text)
    if case.kind is None:
        assert found == ()
        return
    assert [(c.kind, c.agency) for c in found] == [(case.kind, case.agency)]
    words = found[0].span.of(text)
    assert words in text
    assert words.strip() == words
    if case.words is not None:
        assert words == case.words


WHOLES = [
    # what, text, publisher, agency of the whole
    ("by-line", f"By The Associated Press\n\n{BODY}", "Example Daily", "AP"),
    ("dateline", f"HELSINKI (AP) — {BODY}", "Example Daily", "AP"),
    ("contribution only", f"{BODY}\n\nThe Associated Press contributed to this report.", "Example Daily", None),
    ("the agency itself", f"WASHINGTON (CNN) — {BODY}", "cnn.com", None),
    ("digest", f"KYIV (AP) — {BODY}\n\nMOSCOW (Reuters) - {BODY}", "Example Daily", None),
    ("by-line over datelines", f"By Reuters\n\nKYIV (AP) — {BODY}", "Example Daily", "Reuters"),
    ("a part far down", "\n\n".join([BODY] * 40) + f"\n\nKYIV (AP) — {BODY}", "Example Daily", None),
]


@pytest.mark.parametrize(("text", "publisher", "agency"), [w[1:] for w in WHOLES], ids=[w[0] for w in WHOLES])
def test_whose_a_whole_text_is(text: str, publisher: str, agency: str | None) -> None:
    credit = credited(document("a", text, publisher=publisher))
    assert (credit.agency if credit else None) == agency


def test_outlets_count_where_they_are_asked_for() -> None:
    text = f"Ada Example and Bo Sample, The Washington Post\n\n{BODY}"
    assert find_credits(text) == ()
    (credit,) = find_credits(text, outlets=True)
    assert (credit.kind, credit.agency) == ("by-line", "The Washington Post")


def test_names_are_told_apart() -> None:
    spelled = [name.casefold() for wire in wires() for name in {*wire.spellings, *wire.short}]
    assert len({wire.name for wire in wires()}) == len(wires())
    assert all(named(name) for name in spelled)
    for wire in wires():
        assert all(re.fullmatch(r"[\w.-]+", site) for site in wire.sites)
        assert all(of_publisher(f"www.{site}") is wire for site in wire.sites)


@pytest.mark.parametrize(
    ("publisher", "name"),
    [("edition.cnn.com", "CNN"), ("https://www.reuters.com/world", "Reuters"), ("The Associated Press", "AP"),
     ("scan.com", None), ("Example Daily", None), ("", None), (None, None)],
)  # fmt: skip
def test_the_agency_that_a_publisher_is(publisher: str | None, name: str | None) -> None:
    wire = of_publisher(publisher)
    assert (wire.name if wire else None) == name


PIECES = ["By", "AP", "Associated Press", "(Reuters)", "-", "—", "MOSCOW,", "July 15", "\n", "\n\n", "Editing by",
          "(Reporting by", "contributed to this report", "©", "2018", "ſİ", "the", "x" * 40]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_credits_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = find_credits(text, outlets=True)
    for credit in found:
        assert 0 <= credit.span.start < credit.span.end <= len(text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for start, end, wire in mentions(text):
        assert named(text[start:end].replace("\n", " ")) is wire


def test_reading_takes_time_in_proportion_to_length() -> None:
    bad = "By AAAA BBBB, CCCC and DDDD AP (AP / Reporting by " * 50

    assert in_proportion(lambda times: partial(find_credits, bad * times), 4, 40)
