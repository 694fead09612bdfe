from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.ingest.encoding import decode, is_binary

TEXTS = {
    "western": "“We saw dozens of trucks”, a driver said – and the café owner’s brother agreed.",
    "accents": "café “said” naïve résumé déjà",
    "german": "Das Ministerium erklärte, die Brücke sei zerstört. Für Müller ein größeres Übel.",
    "russian": "Министерство заявило, что мост был разрушен в понедельник. Жители отрицают это.",
    "japanese": "当局は月曜日、橋が破壊されたと発表した。住民はこれを否定している。",
    "polish": "Rzecznik powiedział, że most został zniszczony, ale mieszkańcy temu zaprzeczają. Źródła",
    "greek": "Το υπουργείο ανακοίνωσε ότι η γέφυρα καταστράφηκε τη Δευτέρα.",
    "arabic": "قالت الوزارة إن الجسر دمر يوم الاثنين ونفى السكان ذلك",
    "chinese": "当局周一表示，桥梁被毁。居民否认这一说法。",
}


@pytest.mark.parametrize(
    ("name", "codec", "encoding", "guessed"),
    [
        ("western", "utf-8", "utf-8", False),
        ("russian", "utf-8-sig", "utf-8-sig", False),
        ("japanese", "utf-16", "utf-16", False),
        ("greek", "utf-32", "utf-32", False),
        ("western", "cp1252", "cp1252", True),
        ("accents", "cp1252", "cp1252", True),
        ("german", "cp1252", "cp1252", True),
        ("russian", "cp1251", "cp1251", True),
        ("russian", "koi8-r", "koi8-r", True),
        ("japanese", "shift_jis", "cp932", True),
        ("polish", "cp1250", "cp1250", True),
        ("greek", "cp1253", "cp1253", True),
        ("arabic", "cp1256", "cp1256", True),
        ("chinese", "gb18030", "gb18030", True),
    ],
)
def test_the_text_and_its_encoding_are_recovered(name: str, codec: str, encoding: str, guessed: bool) -> None:
    decoded = decode(TEXTS[name].encode(codec))
    assert (decoded.text, decoded.encoding, decoded.guessed, decoded.damaged) == (TEXTS[name], encoding, guessed, 0)


def test_big_endian_utf16_with_a_mark() -> None:
    assert decode(b"\xfe\xff" + "Рапорт".encode("utf-16-be")).text == "Рапорт"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("ISO-8859-1", "cp1252"), ("windows-1251", "cp1251"), ("latin2", "iso8859-2"), ("x-sjis", "cp932")],
)
def test_a_declaration_decides_where_the_bytes_do_not(declared: str, encoding: str) -> None:
    assert decode("é é".encode("cp1252"), declared=declared).encoding == encoding


@pytest.mark.parametrize("declared", ["utf-7", "punycode", "unicode_escape", "rot13", "zip", "../x", "no-such", ""])
def test_a_declaration_cannot_ask_for_an_encoding_that_hides_text(declared: str) -> None:
    assert decode("Das größere Übel für Müller".encode("cp1252"), declared=declared).encoding == "cp1252"


def test_utf8_wins_over_a_wrong_declaration() -> None:
    assert decode("größere Brücke".encode(), declared="iso-8859-1").text == "größere Brücke"


def test_a_damaged_utf8_file_stays_utf8_and_says_what_is_lost() -> None:
    decoded = decode(TEXTS["russian"].encode() + b"\xff\xd0")
    assert decoded.text == TEXTS["russian"] + "\ufffd\ufffd"
    assert decoded.problems == (
        "2 character(s) could not be decoded as utf-8 and are shown as \ufffd; "
        "get an undamaged copy or save it as UTF-8",
    )


@pytest.mark.parametrize(
    ("text", "binary"),
    [
        ("Plain words.\r\n\tMore\f", False),
        ("a\x00" * 50, True),
        ("\x01\x02\x03", True),
        ("", False),
        ("x" * 99 + "\x00", False),
    ],
)
def test_control_characters_tell_binary_from_text(text: str, binary: bool) -> None:
    assert is_binary(text) is binary


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_utf8_text_round_trips_with_its_line_ends(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@given(st.binary())
def test_any_bytes_decode_and_the_encoding_named_gives_the_same_text(data: bytes) -> None:
    decoded = decode(data)
    if not decoded.damaged:
        assert data.decode(decoded.encoding) == decoded.text
    decoded.text.encode("utf-8")  # nothing that an output could not hold
