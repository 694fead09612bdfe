from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rashomon.ingest.zipped import peek

from .conftest import zipped

DATA = zipped({"mimetype": "application/epub+zip", "é/b.txt": "words", "c": "x"}, stored=("mimetype",))


def test_names_and_media_type_are_read_off_without_unpacking() -> None:
    assert peek(DATA) == (frozenset({"mimetype", "é/b.txt", "c"}), "application/epub+zip")
    assert peek(b"something before it" + DATA).names == frozenset({"mimetype", "é/b.txt", "c"})
    assert peek(zipped({"mimetype": "compressed, so not the mark of a format"})).mimetype == ""


@given(st.integers(0, len(DATA) - 1), st.binary(max_size=8), st.integers(0, len(DATA)))
def test_a_damaged_archive_is_looked_at_without_harm(at: int, noise: bytes, end: int) -> None:
    damaged = (DATA[:at] + noise + DATA[at + len(noise) :])[:end]
    assert len(peek(damaged).names) <= 4000
