from __future__ import annotations

import pytest

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.plain import read
from rashomon.records import Document, ReadState

BLANK = Document("a.txt", "", "text/plain", "")


def test_offsets_are_those_of_the_decoded_file_with_its_line_ends() -> None:
    data = b"\xef\xbb\xbfFirst line.\r\nSecond\rthird\n\n  Fourth \xe2\x80\x93 end. \r\n"
    document = read(data, BLANK, IngestConfig())
    assert document.text == "First line.\r\nSecond\rthird\n\n  Fourth – end. \r\n"
    assert (document.state, document.encoding, document.title, document.problems) == (
        ReadState.PARSED,
        "utf-8-sig",
        None,
        (),
    )


def test_undecodable_bytes_make_it_partial() -> None:
    document = read("Жители отрицают это".encode() + b"\xff", BLANK, IngestConfig())
    assert document.state is ReadState.PARTIAL
    assert "could not be decoded as utf-8" in document.problems[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(bytes(range(256)), "it is a binary file of a kind that is not read"), (b" \n\t", "it holds only white space")],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ItemError) as caught:
        read(data, BLANK, IngestConfig())
    assert caught.value.reason == reason
