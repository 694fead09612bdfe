from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest

from rashomon.ingest.registry import sniff
from rashomon.records import ReadState

from .conftest import LoadAll, blocks, hand_pdf, show, zipped

PDF = hand_pdf([show(50, 700, "The ministry denied it.")])


def mail(body: str = "We deny it.\n\n> You said so.\n\nRegards\n") -> EmailMessage:
    message = EmailMessage()
    message["From"] = '"Müller, Press Office" <press@example.org>'
    message["To"] = "desk@example.com"
    message["Subject"] = "Über the convoy"
    message["Date"] = "Thu, 12 Oct 2017 23:30:00 -0200"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(body)
    return message


def test_heading_and_body_are_the_text_and_the_heading_gives_author_and_date(load_all: LoadAll) -> None:
    (document,) = load_all(mail().as_bytes(), "a.eml")
    assert document.media_type == "message/rfc822"
    assert [words for _, words in blocks(document)] == [
        "From: Müller, Press Office <press@example.org>",
        "To: desk@example.com",
        "Subject: Über the convoy",
        "Date: Thu, 12 Oct 2017 23:30:00 -0200",
        "We deny it.",
        "> You said so.",
        "Regards",
    ]
    assert blocks(document)[5][0] == "quote"
    assert (document.title, document.author) == ("Über the convoy", "Müller, Press Office")
    assert document.published == date(2017, 10, 12)
    assert document.when == datetime(2017, 10, 12, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
    assert (document.state, document.problems) == (ReadState.PARSED, ())


def test_attachments_are_documents_of_their_own(load_all: LoadAll) -> None:
    inner = mail("The inner words.\n")
    inner.replace_header("Subject", "Inner")
    message = mail()
    message.add_attachment(PDF, maintype="application", subtype="octet-stream", filename="ännex.pdf")
    message.add_attachment(b"Two.", maintype="application", subtype="x", filename="../../note\x07.txt")
    message.add_attachment(b"\x00\x01\x02" * 40, maintype="application", subtype="x", filename="note.bin")
    message.add_attachment(inner)
    message.add_attachment(
        zipped({"a/b.txt": "In the archive."}), maintype="application", subtype="zip", filename="c.zip"
    )
    documents = load_all(message.as_bytes(), "a.eml")
    outer = documents[0]
    names = [document.path.removeprefix(f"{outer.path}!") for document in documents[1:]]
    assert names == ["ännex.pdf", "../../note.txt", "note.bin", "Inner.eml", "c.zip", "c.zip!a/b.txt"]
    assert [document.state.value for document in documents] == [
        "parsed", "parsed", "parsed", "failed", "parsed", "parsed", "parsed",
    ]  # fmt: skip
    assert documents[1].sha256 == hashlib.sha256(PDF).hexdigest()
    assert documents[1].text == "The ministry denied it."
    assert documents[1].glyphs is not None
    assert {document.parent for document in documents[1:6]} == {outer.id}
    assert (documents[6].parent, documents[6].member, documents[6].text) == (
        documents[5].id,
        "a/b.txt",
        "In the archive.",
    )
    assert "The inner words." in documents[4].text
    assert (outer.parent, outer.member) == (None, None)


def test_html_alone_is_read_as_a_page_and_of_two_forms_one_is_read(load_all: LoadAll) -> None:
    message = mail()
    message.add_alternative(
        "<html><body><h1>Head</h1><p>We <b>deny</b> it &amp; all.</p></body></html>", subtype="html"
    )
    (document,) = load_all(message.as_bytes(), "a.eml")
    assert "Head" not in document.text
    message = mail()
    message.set_content("<html><body><h1>Head</h1><p>We <b>deny</b> it &amp; all.</p></body></html>", subtype="html")
    (document,) = load_all(message.as_bytes(), "a.eml")
    assert blocks(document)[-2:] == [("heading", "Head"), ("paragraph", "We deny it & all.")]


def test_an_encrypted_mail_says_so(load_all: LoadAll) -> None:
    head = b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary=b\n"
    data = head + b"\n--b\n\nx\n--b--\n"
    (document,) = load_all(data, "a.eml")
    assert document.state is ReadState.PARTIAL
    assert "encrypted" in document.problems[0]


@pytest.mark.parametrize(
    "data",
    [
        b"From: =?bad?q?x?= <a@b>\nDate: no date\nSubject: =?utf-8?b?////?=\nMIME-Version: 1.0\n\nWords.",
        b"From: a@b\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWords.",
        b"From: a@b\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=nonsense\n"
        b"Content-Transfer-Encoding: base64\n\nV29yZHMu",
    ],
)
def test_damaged_headings_and_parts_leave_the_words(load_all: LoadAll, data: bytes) -> None:
    (document,) = load_all(data, "a.eml")
    assert document.media_type == "message/rfc822"
    assert "Words." in document.text


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"From: The editor\nTo: All\nSubject: Rules\n\nWords.", "text/plain"),
        (b"From: A <a@b>\nTo: c@d\nDate: Thu, 12 Oct 2017 10:00:00 +0200\n\nWords.", "message/rfc822"),
        (b"Received: by x\r\n\tfrom y\r\nFrom: a@b\r\nTo: c@d\r\n\r\nWords.", "message/rfc822"),
        (b"Publisher: Example Herald\nDate: 12 October 2017\n\nWords.", "text/plain"),
        (b"From: <Saved by Blink>\nSnapshot-Content-Location: x\nMIME-Version: 1.0\nSubject: x\n\n", "text/plain"),
    ],
)
def test_a_mail_is_told_by_its_heading(data: bytes, media_type: str) -> None:
    found = sniff(data)
    assert found is not None
    assert found.media_type == media_type
