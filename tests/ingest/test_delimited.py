from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.config import IngestConfig
from rashomon.ingest import delimited
from rashomon.ingest.registry import sniff
from rashomon.records import Document, ReadState

from .conftest import Load, places

CSV = 'date,place,note\n2017-10-12,Raqqa,"12 killed, the mayor said.\nMore were hurt."\n2017-10-13,,"He said ""no""."\n'


def test_cells_stand_in_rows_with_their_positions(load_bytes: Load) -> None:
    document = load_bytes(CSV.encode(), "a.csv")
    assert document.text == (
        'date\tplace\tnote\n2017-10-12\tRaqqa\t12 killed, the mayor said. More were hurt.\n2017-10-13\t\tHe said "no".'
    )
    assert places(document)["row 2, column 3"] == "12 killed, the mayor said. More were hurt."
    assert places(document)["row 3, column 3"] == 'He said "no".'
    assert (document.media_type, document.state, document.problems) == ("text/csv", ReadState.PARSED, ())


@pytest.mark.parametrize(
    "data",
    [CSV.encode(), b"a;b\n1;2\n3;4\n", b"a\tb c\n1\t2\n3\t4\n", b"a|b\n1|2\n3|4\n", CSV.encode("utf-16"),
     ("name,text\n" + "x,\"" + "long " * 1000 + "\"\n").encode() + b"a,b\n" * 3],
)  # fmt: skip
def test_tables_are_known(data: bytes) -> None:
    found = sniff(data)
    assert found is not None
    assert (found.media_type == "text/csv") == (len(data) < 4096)


PROSE = [
    "The ministry, which had denied it, fell silent.\nThe mayor, who was there, spoke.\nThe army, by then, had left.\n",
    "One.\nTwo.\nThree.\n",
    "Dear Sir,\nwe came, we saw.\nWe left, then.\n",
    "a,b\n1,2\n",
    "RAQQA, Syria\nOct 12, 2017\nBy A, B\n",
    "Ten trucks; six buses.\nNo weapons; no banners.\nNo deal; none.\n",
    "12,000 people\n13,000 people\n",
    "",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_table(text: str) -> None:
    assert not delimited.recognise(text.encode())


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=9)] * 3), min_size=3
    )
)
def test_every_cell_comes_back_at_its_position(rows: list[tuple[str, ...]]) -> None:
    import csv
    import io

    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter="\t").writerows(rows)
    document = delimited.read(buffer.getvalue().encode(), Document("a", "", "", ""), IngestConfig())
    assert isinstance(document, Document)
    assert places(document) == {
        f"row {r}, column {c}": word for r, row in enumerate(rows, 1) for c, word in enumerate(row, 1)
    }


def test_a_quotation_mark_that_never_ends_is_said(load_bytes: Load) -> None:
    document = load_bytes(b"a,b\n1,2\n3,4\n5,6\n" * 400 + b'7,"' + b"x" * (2 << 20), "a.csv")
    assert document.state is ReadState.PARTIAL
    assert "where a field does not end" in document.problems[0]
