from __future__ import annotations

import pytest

from rashomon.ingest.registry import sniff
from rashomon.ingest.view import tidy
from rashomon.records import ReadState

from .conftest import Load, blocks

SRT = """1
00:00:01,000 --> 00:00:03,500
DRIVER: We were scared from the moment
we entered <i>Raqqa</i>.

2
00:00:03,600 --> 00:00:05,000
There were 50 trucks.

3
00:00:06,000 --> 00:00:07,000
- How many fighters?
- COLONEL DILLON: Only a few dozen.
"""
VTT = """WEBVTT - Interview

NOTE made by hand

STYLE
::cue { color: white }

intro
00:01.000 --> 00:02.000 align:start
<v.loud Abu Fawzi>There were &gt; 4,000 people,

00:02.000 --> 00:03.000
<v Abu Fawzi>I think.</v>
<v Reporter>And <00:02.500>weapons?

00:05.000 --> 00:06.000
(silence)
"""


def test_a_turn_is_a_paragraph_that_begins_with_its_speaker(load_bytes: Load) -> None:
    document = load_bytes(SRT.encode(), "a.srt")
    assert (document.media_type, document.state, document.problems) == ("application/x-subrip", ReadState.PARSED, ())
    assert document.text == (
        "DRIVER: We were scared from the moment\nwe entered Raqqa.\nThere were 50 trucks.\n\n"
        "How many fighters?\n\nCOLONEL DILLON: Only a few dozen."
    )
    assert tidy(document).text == (
        "DRIVER: We were scared from the moment we entered Raqqa. There were 50 trucks.\n\n"
        "How many fighters?\n\nCOLONEL DILLON: Only a few dozen."
    )


def test_each_cue_keeps_its_times(load_bytes: Load) -> None:
    document = load_bytes(SRT.encode(), "a.srt")
    assert [(p.kind, p.place, p.span.of(document.text)[:12]) for p in document.passages] == [
        ("cue", "00:00:01.000 --> 00:00:03.500", "DRIVER: We w"),
        ("cue", "00:00:03.600 --> 00:00:05.000", "There were 5"),
        ("cue", "00:00:06.000 --> 00:00:07.000", "How many fig"),
        ("cue", "00:00:06.000 --> 00:00:07.000", "COLONEL DILL"),
    ]


def test_voices_are_written_out_as_speakers(load_bytes: Load) -> None:
    document = load_bytes(VTT.encode(), "a.vtt")
    assert document.media_type == "text/vtt"
    assert [words for _, words in blocks(document)] == [
        "Abu Fawzi: There were > 4,000 people,",
        "I think.",
        "Reporter: And weapons?",
        "(silence)",
    ]
    assert tidy(document).text.split("\n\n") == [
        "Abu Fawzi: There were > 4,000 people, I think.",
        "Reporter: And weapons?",
        "(silence)",
    ]


def test_subtitles_without_speakers_are_parted_at_pauses(load_bytes: Load) -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\nOne thing\n\n2\n00:00:09,000 --> 00:00:10,000\nwas said.\n\n" \
           "3\n00:00:10,500 --> 00:00:11,000\nAnd more.\n\n4\n00:00:19,000 --> 00:00:20,000\nLater.\n"  # fmt: skip
    view = tidy(load_bytes(cues.encode(), "a.srt"))
    assert view.text == "One thing was said. And more.\n\nLater."


@pytest.mark.parametrize(
    "data", [SRT.replace("\n", "\r\n").encode("utf-8-sig"), SRT.encode("utf-16"), b"\n" + SRT.encode()]
)
def test_common_ways_of_writing_are_known(load_bytes: Load, data: bytes) -> None:
    document = load_bytes(data, "a.srt")
    assert (document.media_type, len(document.passages)) == ("application/x-subrip", 4)


def test_a_broken_cue_is_said(load_bytes: Load) -> None:
    document = load_bytes(SRT.replace("--> 00:00:05,000", "--> ").encode(), "a.srt")
    assert document.state is ReadState.PARTIAL
    assert "There were 50" not in document.text
    assert document.problems == ("1 of its cues are empty or damaged and were left out; check the file",)


def test_subtitles_without_words_fail(load_bytes: Load) -> None:
    assert load_bytes(b"WEBVTT\n\n", "a.vtt").problems[0].startswith("no cue in it has words")


@pytest.mark.parametrize(
    "data", [b"WEBVTTX", b"1\nThe first point", b"At 00:00:01,000 --> it began", b"1984\n12:30 was the time"]
)
def test_prose_is_no_subtitles(data: bytes) -> None:
    found = sniff(data)
    assert found is not None
    assert found.media_type == "text/plain"
