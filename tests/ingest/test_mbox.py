from __future__ import annotations

import mailbox
from pathlib import Path

from rashomon.ingest.registry import sniff
from rashomon.records import ReadState

from .conftest import LoadAll
from .test_eml import mail


def test_each_message_is_a_document_of_its_own(load_all: LoadAll, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    messages = [mail(f"Message {number}.\n\nFrom here on we walked.\n") for number in range(3)]
    for message in messages:
        box.add(message)
    box.close()
    outer, *inner = load_all((tmp_path / "box").read_bytes(), "a.mbox")
    assert (outer.media_type, outer.text, outer.state) == ("application/mbox", "", ReadState.PARSED)
    assert outer.problems == ("a mailbox of 3 messages, each read as a document of its own",)
    assert [document.member for document in inner] == ["1.eml", "2.eml", "3.eml"]
    assert [f"Message {number}." in document.text for number, document in enumerate(inner)] == [True] * 3
    assert all("here on we walked." in document.text for document in inner)
    assert {document.parent for document in inner} == {outer.id}


def test_limits_are_kept_and_said(load_all: LoadAll) -> None:
    data = b"".join(
        b"From a@b Thu Oct 12 10:00:00 2017\nFrom: a@b\nSubject: x\nMIME-Version: 1.0\n\nWords %d.\n\n" % number
        for number in range(5)
    )
    outer, *inner = load_all(data, "a.mbox", max_members=2)
    assert (outer.state, len(inner)) == (ReadState.PARTIAL, 2)
    assert "its last 3 messages are beyond the limits" in outer.problems[1]


def test_prose_is_no_mailbox() -> None:
    found = sniff(b"From the beginning of 2017\nWe walked: far.")
    assert found is not None
    assert found.media_type == "text/plain"
