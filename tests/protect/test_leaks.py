"""The leak check finds what is planted, in every form, and leaves alone what only looks like it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from rashomon.protect.leaks import find_leaks
from rashomon.records import Leak, Secret

WITNESS = Secret("j1", "source", "Witness A", ("Karim al-Dhuwayb", "Abu Karim Dhuwayb"), lengths=(16,))
MIRA = Secret("j2", "name", "a nurse", ("Mira Kovačević",))
SINGLE = Secret("j3", "place", "a village in the province", ("Hazimah",), point=(36.2034, 38.8951))
DAY = Secret("j4", "date", "in October 2017", days=(date(2017, 10, 12), date(2017, 10, 12)))
PASSAGE = Secret(
    "j5",
    "passage",
    "a passage",
    ("We hid three nights under the broken grain silo before the drivers dared to cross the river.",),
)
DOCUMENT = Secret("j6", "document", "a document", ("interview_07_silo.mp3",), hashes=("ab12" * 16, "dab12ab12ab12ab12"))
ORGANISATION = Secret("j7", "source", "a group", ("Hazimah Relief and Records Group",))
MOHAMMED = Secret("j8", "source", "Witness B", ("Mohammed Qadhafi",))
WEI = Secret("j9", "source", "Witness C", ("张伟明", "김철수"))
ALL = (WEI, WITNESS, MIRA, SINGLE, DAY, PASSAGE, DOCUMENT, ORGANISATION, MOHAMMED)


def leaks_in(text: str | bytes, folder: Path, name: str = "export.txt", secrets: Sequence[Secret] = ALL) -> list[Leak]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(find_leaks(path, secrets))


TOLD = [
    ("exact", "a man, Karim al-Dhuwayb, said so"),
    ("case", "a man, KARIM AL-DHUWAYB, said so"),
    ("spacing", "a man, Karim  al\u00a0Dhuwayb, said so"),
    ("spacing", "Karim Al Dhuwayb"),
    ("zero-width", "a man, Ka\u200brim al-Dhu\u00adwayb, said so"),
    ("hyphenation", "a man, Karim al-Dhu-\nwayb, said so"),
    ("spread", "a man, K a r i m  D h u w a y b, said so"),
    ("diacritics", "a nurse, Mira Kovacevic, said so"),
    ("diacritics", "a nurse, Mirá Kovačevič, said so"),
    ("transliteration", "a man, Kareem ad-Dhuweib, said so"),
    ("transliteration", "Muhammad Gaddafi"),
    ("transliteration", "Mohamed el-Kadhafi"),
    ("script", "قال محمد القذافي"),
    ("script", "сказал Карим Дувайб"),
    ("script", "قال ومحمد القذافي"),
    ("exact", "昨天张伟明说了"),
    ("exact", "어제 김철수가 말했다"),
    ("homoglyph", "a man, Kаrim al-Dhuwаyb, said so"),
    ("homoglyph", "K4rim Dhuw4yb"),
    ("initials", "the driver, K. Dhuwayb, said so"),
    ("initials", "the driver, Karim D., said so"),
    ("initials", "the witness K.D. said so"),
    ("initials", "Witness KD was there"),
    ("initials", "the records of HRRG show it"),
    ("name-part", "According to Dhuwayb, the road was open."),
    ("name-part", "We met Mr Kovačević there."),
    ("reversed", "Dhuwayb, Karim"),
    ("inflected", "a nurse, Mira Kovačevićem, said so"),
    ("exact", "Karim al-Dhuwayb's car"),
    ("handle", "see @karimdhuwayb84 there"),
    ("handle", "#KarimDhuwayb"),
    ("handle", "#VisitHazimah"),
    ("initials", "mail k.dhuwayb@example.org"),
    ("handle", "mail kdhuwayb@example.org"),
    ("spacing", "https://example.org/karim-al-dhuwayb"),
    ("misspelt", "Karim al-Dhuwzyb"),
    ("inserted", "Mira Ana Kovačević"),
    ("percent-encoding", "?q=Mira%20Kova%C4%8Devi%C4%87"),
    ("html-entity", "Mira Kova&#269;evi&#x107;"),
    ("json-escape", '{"a": "Mira Kova\\u010devi\\u0107"}'),
    ("quoted-printable", "Mira Kova=C4=8Devi=C4=87"),
    ("base64", base64.b64encode("the nurse Mira Kovačević".encode()).decode()),
    ("hex", b"Karim al-Dhuwayb".hex()),
    ("encoded-word", "From: =?utf-8?b?TWlyYSBLb3ZhxI1ldmnEhw==?="),
    ("backwards", "byawuhd-la mirak"),
    ("cipher", "Xnevz ny-Quhjnlo"),
    ("name-hash", hashlib.sha256(b"mira kova\xc4\x8devi\xc4\x87").hexdigest()),
    ("name-hash", hashlib.md5(b"Karim al-Dhuwayb").hexdigest()),
    ("document-hash", "AB12" * 16),
    ("document-hash", "/d/dab12ab12ab12ab12"),
    ("exact", "from interview_07_silo.mp3"),
    ("exact", "from interview_07_silo"),
    ("passage", "they hid three nights under the damaged grain silo"),
    ("passage", "“under the broken grain silo before”"),
    ("date", "on 12 October 2017"),
    ("date", "on Oct. 12th"),
    ("date", "12/10/2017"),
    ("date", "10/12/17"),
    ("date", "2017-10-12T05:00:00Z"),
    ("date", "IMG_20171012_051000"),
    ("date", "12. X. 2017"),
    ("date", "the twelfth of October"),
    ("date", "le 12 octobre 2017"),
    ("date", "2017-W41-4"),
    ("date", "2017-285"),
    ("date-epoch", "at 1507800000"),
    ("date-relative", "two days after 10 October 2017"),
    ("date-relative", "the Thursday before 13 October 2017"),
    ("coordinates", "at 36.2034, 38.8951"),
    ("coordinates", '{"type": "Point", "coordinates": [38.897, 36.206]}'),
    ("coordinates", '{"latitude": 36.20, "name": "x", "longitude": 38.90}'),
    ("coordinates-degrees", "36°12'12\"N 38°53'42\"E"),
    ("coordinates-grid", "37S 490500 4006600"),
    ("coordinates-grid", "near sy7tvnds here"),
    ("coordinates-grid", "8G86 no, 8G8W6V3W+92"),
    ("gap-length", "the witness, ████████████████, said"),
    ("gap-length", "the witness, ________________, said"),
    ("gap-length", "the witness, K**** al-D******, said"),
    ("offsets", '{"source": {"text": "Witness A", "spans": [[120, 136]]}}'),
    ("small-count", '[{"who": "Witness A", "role": "driver", "place": "Tabqa", "count": 1}]'),
    ("small-count", "label,role,age,n\nWitness A,driver,34,2\n"),
]


@pytest.mark.parametrize(("kind", "text"), TOLD, ids=[f"{kind}: {text[:40]!r}" for kind, text in TOLD])
def test_what_tells_is_found(kind: str, text: str, tmp_path: Path) -> None:
    found = leaks_in(text, tmp_path)
    assert kind in {leak.kind for leak in found}, found


SILENT = [
    "Witness A and a nurse spoke of a village in the province in October 2017.",
    "Karim Mansour and Leila Dhuwayb-Haddad were there. Karim said so.",
    "President Qadhafi, Saif Qadhafi said.",
    "On 12 October 2016 and on 13 October 2017, 12 people were seen.",
    "Version 12.10, section 10.12, call 12-10-34.",
    "at 36.9, 38.1 and at 35.2034, 38.8951",
    "They crossed the river before the drivers of the other group did.",
    "The records group said in a statement on relief.",
    "_" * 16,
    "the kd of the M.K. Gandhi school",
    "Karim2019 was the name of the ship, in the U.S. and the U.K.",
    "Mira loved it. " * 0 + "admiral kovac",
    hashlib.sha256(b"another name").hexdigest(),
    '{"source": {"text": "Witness A", "spans": [[120, 129]]}}',
    '[{"who": "Witness A", "role": "driver", "place": "Tabqa", "count": 12}]',
    "The af and the AL of it, 张先生说",
    "Dhuwayb Street lies beside Kovačević Hospital.",
]


BAKER = Secret("j10", "source", "Witness D", ("Jonas Baker",))
KUPCHAN = Secret("j11", "source", "Witness E", ("Charles Kupchan",))
ORDINARY = Secret(
    "j12", "passage", "a passage", ("About four in ten of them said that they were with us on the way there.",)
)

OF_ORDINARY_WORDS = [
    ("name-part", "The account was given by Baker in the yard.", BAKER),
    ("script", "it was given by Κχαρλεσ Κουπκχαν there", KUPCHAN),
    ("passage", "ten of them said that some were with us", ORDINARY),
]


@pytest.mark.parametrize(("kind", "text", "secret"), OF_ORDINARY_WORDS)
def test_what_tells_in_ordinary_words_is_found(kind: str, text: str, secret: Secret, tmp_path: Path) -> None:
    found = leaks_in(text, tmp_path, secrets=(secret,))
    assert kind in {leak.kind for leak in found}, found


@pytest.mark.parametrize(
    "text",
    [
        "The account was given by a baker in the yard. Baker Street is near.",
        "Baker went. They spoke of the baker and of Baker too.",
        "about four in ten of us came",
    ],
)
def test_ordinary_words_are_left_alone(text: str, tmp_path: Path) -> None:
    assert not leaks_in(text, tmp_path, secrets=(BAKER, ORDINARY))


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_what_only_looks_like_it_is_left_alone(text: str, tmp_path: Path) -> None:
    assert not leaks_in(text, tmp_path)
