"""Readings with what is protected replaced: nothing of it is left, and every place is still a place in the text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from rashomon.protect.folding import fold, folded
from rashomon.protect.marks import Protection, state_of
from rashomon.protect.masking import mask
from rashomon.protect.moving import Moved, disjoint
from rashomon.protect.names import Names, Stretch
from rashomon.records import (
    Document,
    Mention,
    Passage,
    Place,
    Quantity,
    Reading,
    SourceKind,
    Span,
    Time,
)

WITNESS = Protection("1", "source", "Witness A", ("Yusuf Fulan", "Colonel Yusuf al-Fulan"))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Yusuf Fulan said so.", "[Witness A] said so."),
        ("yusuf  fulan", "[Witness A]"),
        ("YUSUF\nFULAN", "[Witness A]"),
        ("Yúsuf Fulân", "[Witness A]"),
        ("Yu\u00adsuf\u200b Fulan", "[Witness A]"),
        ("Yusuf Fulan's car", "[Witness A]'s car"),
        ("Yusuf Fulan’s car", "[Witness A]’s car"),
        ("yusuf_fulan.jpg", "[Witness A].jpg"),
        ("Colonel Yusuf al-Fulan spoke. Fulan left.", "[Witness A] spoke. [Witness A] left."),
        ("Yusuf Fulan spoke. Then Yusuf left.", "[Witness A] spoke. Then [Witness A] left."),
        ("Yusuf Fulan spoke. Mr. Fulan left.", "[Witness A] spoke. Mr. [Witness A] left."),
        ("Yusuf Fulan spoke, as did Yusuf Saleh.", "[Witness A] spoke, as did Yusuf Saleh."),
        ("Yusuf Fulan and Maryam Fulan spoke.", "[Witness A] and Maryam [name withheld] spoke."),
        ("Yusuf Fulan wrote from fulan@example.org.", "[Witness A] wrote from [Witness A]@example.org."),
        ("Yusuf Fulan3 said so.", "[Witness A]3 said so."),  # the number of a footnote
        ("maryam and yusuf_fulan2.txt", "maryam and [Witness A]2.txt"),
        ("Yu\u202asuf Fu\u034flan, Yusuf Ful\u0430n", "[Witness A], [Witness A]"),  # directions, joiners, look-alikes
        ("Yusuf Fu-\nlan, Yusuf\n        Fulan", "[Witness A], [Witness A]"),
        ("Fulan, Yusuf", "[Witness A]"),
        ("Yusuf M. Fulan, Yusuf 'Abu Ali' Fulan", "[Witness A], [Witness A]"),
        ("Y. Fulan, yfulan@example.org", "[name withheld], [name withheld]@example.org"),
        ("https://x.org/Yusuf%20Fulan #YusufFulanFree", "https://x.org/[Witness A] #[Witness A]Free"),
        ("Yusuf Tells of Dawn Raid\nYusuf Fulan spoke.", "[name withheld] Tells of Dawn Raid\n[Witness A] spoke."),
        ("Mr. Fulan spoke.", "Mr. [name withheld] spoke."),  # in a text that never gives the whole
        ("Maryam Fulan spoke.", "Maryam Fulan spoke."),  # nobody of that name in this text is protected
        ("Yusuf Saleh spoke.", "Yusuf Saleh spoke."),
        ("The fulanese spoke of Yusuf Fulanov.", "The fulanese spoke of Yusuf Fulanov."),
    ],
)
def test_names_in_all_their_forms(text: str, masked: str) -> None:
    (done,) = mask([Reading(factories.document("a", text))], [WITNESS]).readings
    assert done.document.text == masked


@pytest.mark.parametrize(
    ("names", "text", "masked"),
    [
        (("John King",), "John King spoke. King denied it.", "[X] spoke. [X] denied it."),
        (("Theresa May",), "Theresa May spoke in May 2017. May left.", "[X] spoke in May 2017. [X] left."),
        (("Bo Li",), "Bo Li spoke. Mr. Li left.", "[X] spoke. Mr. [X] left."),
        (("Annalee", "Anna Lee"), "Anna Lee spoke.", "[X] spoke."),  # two spellings of one run of letters
        (("Jürgen Müller",), "Juergen Mueller spoke.", "[X] spoke."),
        (("Bob Brown",), "B O B  B R O W N", "[X]"),
        (("O'Brien",), "O Brien, O&#39;Brien", "[X], [X]"),
        (("\u674e\u660e",), "\u8bb0\u8005\u674e\u660e\u8bf4", "\u8bb0\u8005[X]\u8bf4"),  # a script without spaces
        (("\u064a\u0648\u0633\u0641",), "\u0648\u064a\u0648\u0633\u0641", "\u0648[X]"),  # "and Yusuf"
        (("\u042e\u0441\u0443\u0444",), "\u042e\u0441\u0443\u0444\u043e\u043c", "[X]"),  # "by Yusuf"
    ],
)
def test_names_of_other_sorts(names: tuple[str, ...], text: str, masked: str) -> None:
    (done,) = mask([Reading(factories.document("a", text))], [Protection("1", "source", "X", names)]).readings
    assert done.document.text == masked


DAY = Protection(
    "1",
    "date",
    "that week",
    days=(date(2017, 10, 12),) * 2,
    within=(date(2017, 10, 9), date(2017, 10, 15)),
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("On October 12th they met.", "On [that week] they met."),
        ("2017-10-12, 12.10.17, 12/10/2017, 12 Oct 2017", "[that week], [that week], [that week], [that week]"),
        ("On Thursday, 12 October 2017, a Thursday.", "On [that week]."),
        ("12 October 2017. The army left that Thursday.", "[that week]. The army left that [that week]."),
        ("From 10 to 12 October they met.", "From [that week] they met."),
        ("On 12 October 2016 they met.", "On 12 October 2016 they met."),
        ("On Thursday they met.", "On Thursday they met."),
    ],
)
def test_a_day_however_it_is_written(text: str, masked: str) -> None:
    (done,) = mask([Reading(factories.document("a", text))], [DAY]).readings
    assert done.document.text == masked


def test_a_day_in_the_name_of_a_file_and_in_a_title() -> None:
    document = replace(factories.document("a", "They met."), path="minutes-2017-10-12.txt", title="Raid of 12 October")
    (done,) = mask([Reading(document)], [DAY]).readings
    assert (done.document.path, done.document.title) == ("minutes-that week.txt", "Raid of that week")


@pytest.mark.parametrize(
    "text", ["the Raqqawi fighters", "@RaqqaSL and raqqa24.net", "at 35.9528, 39.0079", "at 35°57'N 39°0'E"]
)
def test_a_place_by_its_people_handles_and_point(text: str) -> None:
    place = Protection("1", "place", "a city", ("Raqqa",), point=(35.95, 39.0))
    (done,) = mask([Reading(factories.document("a", text))], [place]).readings
    assert "[a city]" in done.document.text
    assert not [each for each in ("aqqa", "35", "39") if each in done.document.text]


def test_what_a_passage_told_is_in_no_field_of_what_is_left() -> None:
    text = "Omar Saleh, the mayor, came. He said that it was empty and that forty men were shot in Homs."
    document = factories.document("Post", text)
    at, said, gone = text.index("He"), text.index("that it"), text.index("that forty")
    speaker = replace(factories.source("Omar Saleh", SourceKind.PERSON), text="He", spans=(Span(at, at + 2),))
    homs = Place("Homs", Span(len(text) - 5, len(text) - 1), "Homs", 34.7, 36.7, "city", "SY")
    claim = replace(
        factories.claim(document, text[said:-1], speaker, polar="Were forty men shot in Homs?", predicate="shoot"),
        content=(Span(said, len(text) - 1),),
        places=(homs,),
    )
    spans = Span(0, text.index(" He")), Span(gone, len(text) - 1)
    held = [Protection(str(n), "passage", "withheld", (s.of(text),), document.id, (s,)) for n, s in enumerate(spans)]
    (done,) = mask([Reading(document, claims=(claim,), places=(homs,))], held).readings
    told = " ".join(strings(done)).casefold()
    assert not [word for word in ("saleh", "homs", "forty", "shoot") if word in told]


def test_a_part_of_a_passage_goes_elsewhere_too() -> None:
    copied = Reading(factories.document("b", "As told: 40 men were shot near the old mill, he wrote."))
    words = "Forty men were shot near the old mill on Tuesday"
    (done,) = mask([copied], [Protection("1", "passage", "withheld", (words,), "d" + "0" * 16)]).readings
    assert "old mill" not in done.document.text


def test_an_archive_goes_with_what_lies_in_it() -> None:
    outer = Reading(Document("p.zip", "a" * 64, "application/zip", ""))
    inner = Reading(Document("p.zip!x", "b" * 64, "text/plain", "Yusuf Fulan spoke.", parent=outer.document.id))
    held = mask([outer, inner], [WITNESS])
    archive, member = held.readings
    assert archive.document.sha256 != "a" * 64, "its bytes hold those of the member"
    assert archive.document.id == member.document.parent
    assert "a" * 64 in held.hidden


def claimed(text: str, content: str, source: str) -> Reading:
    """Return a reading with one claim of a named source."""
    document = factories.document("Post", text)
    at = text.index(source)
    speaker = replace(factories.source(source, SourceKind.PERSON), spans=(Span(at, at + len(source)),))
    said = text.index(content)
    claim = replace(factories.claim(document, content, speaker), content=(Span(said, said + len(content)),))
    word = Mention(source, Span(at, at + len(source)), "person", source)
    return Reading(document, sentences=(Span(0, len(text)),), claims=(claim,), mentions=(word,))


def strings(value: Any) -> list[str]:
    """Return every text in a record, however deep."""
    if isinstance(value, Enum):
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list | frozenset):
        return [text for item in value for text in strings(item)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in strings(getattr(value, field.name))]
    return []


def test_a_claim_of_a_protected_source_keeps_all_but_the_name() -> None:
    reading = claimed("Yusuf Fulan said that forty died.", "that forty died", "Yusuf Fulan")
    held = mask([reading], [WITNESS])
    (done,) = held.readings
    (claim,) = done.claims
    assert done.document.text == "[Witness A] said that forty died."
    assert (claim.text, claim.content[0].of(done.document.text)) == ("that forty died", "that forty died")
    assert claim.source is not None
    assert (claim.source.canonical, claim.source.text) == ("Witness A", "[Witness A]")
    assert claim.chain[0] == "Witness A"
    assert not [text for text in strings(done) if "fulan" in text.casefold()]
    assert held.documents == {reading.document.id: done.document.id}
    assert done.document.id != reading.document.id
    assert claim.id != reading.claims[0].id, "an id is made of the place, which tells how long the name is"
    assert claim.document == done.document.id


def test_what_tells_nothing_stays_the_very_same() -> None:
    reading = claimed("The army said that forty died.", "that forty died", "The army")
    assert mask([reading], [WITNESS]).readings == [reading]


def test_a_protected_document_and_what_lies_in_it_are_left_out() -> None:
    outer = Reading(Document("mail.eml", "a" * 64, "message/rfc822", "See the annex."))
    inner = Reading(Document("mail.eml!x", "b" * 64, "text/plain", "The annex.", parent=outer.document.id))
    other = Reading(Document("c.txt", "c" * 64, "text/plain", "Something else."))
    held = mask([outer, inner, other], [Protection("1", "document", "Document A", (), outer.document.id)])
    assert held.readings == [other]
    assert set(held.hidden) >= {"a" * 64, "b" * 64}


def test_a_passage_goes_with_everything_that_was_read_in_it() -> None:
    text = "Before. Yusuf Fulan said that forty died. After."
    reading = claimed(text, "that forty died", "Yusuf Fulan")
    start = text.index("Yusuf")
    passage = Protection("1", "passage", "passage withheld", (text[start:-7],), reading.document.id, (Span(start, 41),))
    (done,) = mask([reading], [passage]).readings
    assert done.document.text == "Before. [passage withheld] After."
    assert (done.claims, done.mentions) == ((), ())


def test_the_same_passage_elsewhere_goes_too() -> None:
    copied = Reading(factories.document("b", "As told: forty  men\ndied at dawn, he wrote."))
    passage = Protection("1", "passage", "passage withheld", ("forty men died at dawn",), "d" + "0" * 16)
    (done,) = mask([copied], [passage]).readings
    assert done.document.text == "As told: [passage withheld], he wrote."


def test_a_day_becomes_its_week_and_what_counts_from_it_none() -> None:
    text = "On 12 October 2017 they met. Two days later they left. On 1 November they told."
    document = factories.document("a", text, published=date(2017, 10, 12))
    day, later = Span(3, 18), Span(29, 43)
    times = (
        Time("12 October 2017", day, date(2017, 10, 12), date(2017, 10, 12), value="2017-10-12"),
        Time("Two days later", later, date(2017, 10, 14), date(2017, 10, 14), anchor=day),
        Time("1 November", Span(58, 68), date(2017, 11, 1), date(2017, 11, 1)),
    )
    week = date(2017, 10, 9), date(2017, 10, 15)
    protected = Protection("1", "date", "the week of 9 October 2017", days=(date(2017, 10, 12),) * 2, within=week)
    (done,) = mask([Reading(document, times=times)], [protected]).readings
    assert done.document.text.startswith("On [the week of 9 October 2017] they met. Two days later")
    assert [(t.start, t.end) for t in done.times] == [week, (None, None), (date(2017, 11, 1), date(2017, 11, 1))]
    assert "2017-10-12" not in [t.value for t in done.times]
    assert done.document.published is None, "the day stands in no field either"


def test_a_place_loses_its_point_under_every_name() -> None:
    text = "They met in Raqqa, that is Ar-Raqqah, not in Homs."
    places = (
        Place("Raqqa", Span(12, 17), "Ar Raqqah", 35.95, 39.0, "city", "SY"),
        Place("Ar-Raqqah", Span(27, 36), "Ar Raqqah", 35.95, 39.0, "city", "SY", others=("Raqqa, TN",)),
        Place("Homs", Span(45, 49), "Homs", 34.7, 36.7, "city", "SY"),
    )
    protected = Protection("1", "place", "a city in Syria", ("Raqqa",), point=(35.95, 39.0))
    (done,) = mask([Reading(factories.document("a", text), places=places)], [protected]).readings
    assert done.document.text == "They met in [a city in Syria], that is [a city in Syria], not in Homs."
    assert [(p.name, p.latitude) for p in done.places] == [
        ("a city in Syria", None),
        ("a city in Syria", None),
        ("Homs", 34.7),
    ]
    assert "raqqa" not in " ".join(strings(done)).casefold()


def test_where_letters_stood_is_left_out_with_the_name() -> None:
    document = replace(
        factories.document("a", "Yusuf Fulan said so."),
        passages=(Passage(Span(0, 20), source=Span(40, 60), place="Sheet1!B7"),),
        title="What Fulan said",
        author="Y. Fulan",
        path="files/fulan-2017.txt",
    )
    (done,) = mask([Reading(document)], [WITNESS]).readings
    assert done.document.passages == (Passage(Span(0, 20), source=None, place="Sheet1!B7"),)
    assert (done.document.title, done.document.author) == ("What Witness A said", "name withheld")
    assert done.document.path == "files/Witness A-2017.txt"


def test_an_amount_that_holds_a_name_is_left_out() -> None:
    text = "He saw two Yusuf Fulan brigades."
    amount = Quantity("two Yusuf Fulan brigades", Span(7, 31), 2, "exact", 2, 2)
    (done,) = mask([Reading(factories.document("a", text), quantities=(amount,))], [WITNESS]).readings
    assert done.quantities == ()


@given(st.text(alphabet="Yusuf Fulan’s.\nMaryÉ\u0301ﬁ_@😀", max_size=80), st.data())
def test_every_place_is_a_place_and_no_whole_name_is_left(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = factories.document("a", text)
    reading = Reading(document, sentences=(Span(start, end),))
    (done,) = mask([reading], [WITNESS]).readings
    (span,) = done.sentences
    assert 0 <= span.start <= span.end <= len(done.document.text)
    assert not Names([WITNESS]).told(done.document.text)
    if "[" not in done.document.text[span.start : span.end]:
        assert span.of(done.document.text) == text[start:end], "what was not touched says what it said"


@given(
    st.text(alphabet="abc", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 6)), max_size=6),
    st.integers(0, 29),
    st.integers(1, 8),
)
def test_places_keep_their_order(text: str, cuts: list[tuple[int, int]], at: int, length: int) -> None:
    stretches = disjoint(Stretch(a, min(a + n, len(text)), "X", "1") for a, n in cuts if a < len(text))
    moved = Moved(text, stretches)
    start, end = min(at, len(text)), min(at + length, len(text))
    span = moved.span(Span(start, end))
    assert 0 <= span.start <= span.end <= len(moved.text)
    free = not moved.touched(Span(start, end))
    assert not free or span.of(moved.text) == text[start:end]
    assert moved.text.count("[X]") == len(stretches)


@given(st.text(max_size=60))
def test_folding_leads_back(text: str) -> None:
    view = fold(text)
    assert len(view.origins) == len(view.text)
    assert folded(text) == view.text
    assert all(0 <= place < len(text) for place in view.origins)


def test_the_state_tells_every_change() -> None:
    other = replace(WITNESS, label="Witness B")
    assert len({state_of([]), state_of([WITNESS]), state_of([other]), state_of([WITNESS, other])}) == 4
    assert state_of([WITNESS, other]) == state_of([other, WITNESS])
