"""Texts of corpora: put together as English is spaced, and the same way every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from rashomon.errors import ItemError
from rashomon.evaluate.corpora import read_ecb, read_helsinki, read_muc

SPACED = [
    # tokens, one line
    ("The camp , he said , is 10 - 12 km away .", "The camp, he said, is 10-12 km away."),
    ('He said : " We left . "', 'He said: "We left."'),
    ("Sudan ' s army didn ' t come", "Sudan's army didn't come"),
    ("the refugees ' camp", "the refugees' camp"),
    ("' Completely false '", "'Completely false'"),
    ("more than 20 , 000 at 12 : 41", "more than 20,000 at 12:41"),
    ("the U . S . army at 3 p . m . ( local )", "the U.S. army at 3 p.m. (local)"),
]


@pytest.mark.parametrize(("tokens", "line"), SPACED)
def test_tokens_are_spaced_as_english_is(tmp_path: Path, tokens: str, line: str) -> None:
    written = "".join(f'<token t_id="{n}" sentence="0">{t}</token>' for n, t in enumerate(tokens.split()))
    (tmp_path / "1_1ecb.xml").write_text(f"<Document>{written}</Document>".replace(' "', ' "'), encoding="utf-8")
    (text,) = read_ecb(tmp_path)
    assert (text.name, text.text) == ("1_1ecb", line)


def test_addresses_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        '<D><token sentence="0">http</token><token sentence="0">:</token><token sentence="1">Rain</token></D>',
        encoding="utf-8",
    )
    assert [text.text for text in read_ecb(tmp_path)] == ["Rain"]


def test_reports_of_muc_are_named_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "dev-muc3-0001-0100").write_text(
        "DEV-MUC3-0001 (A)\n\n   RAIN FELL.\n\nDEV-MUC3-0002 (A)\n\n   SNOW FELL.\n", encoding="latin-1"
    )
    assert [(text.name, text.text) for text in read_muc(tmp_path)] == [
        ("DEV-MUC3-0001", "RAIN FELL.\n"),
        ("DEV-MUC3-0002", "SNOW FELL.\n"),
    ]


def test_paragraphs_of_helsinki_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    path.write_text(
        'id,publisher,scrape_time,text\n7,example.org,2018-07-15T07:54:28-04:00,"Rain ### By A. ### It rained."\n',
        encoding="utf-8",
    )
    (text,) = read_helsinki(path)
    assert text.text == "Rain\n\nBy A.\n\nIt rained.\n"
    assert text.published is not None
    assert text.published.isoformat() == "2018-07-15"


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for read in (read_ecb, read_muc):
        with pytest.raises(ItemError, match="name"):
            list(read(tmp_path))
    with pytest.raises(ItemError, match="no table"):
        list(read_helsinki(tmp_path / "none.csv"))
