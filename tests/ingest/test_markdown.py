from __future__ import annotations

from datetime import date

import pytest

from rashomon.ingest.registry import sniff

from .conftest import Load, blocks

TEXT = """---
title: "On the convoy"
date: 2017-11-14
author: A desk
---

# What *was* said

The ministry **denied** it
on [Tuesday](https://example.org/a), the mayor said.

> Nobody was let out.

- First point
- Second point

| Place | Killed |
|-------|--------|
| Raqqa | 45 |

```
code
```
"""


def test_words_come_without_marks_and_with_their_lines(load_bytes: Load) -> None:
    document = load_bytes(TEXT.encode(), "a.md")
    assert blocks(document) == [
        ("heading", "What was said"),
        ("paragraph", "The ministry denied it on Tuesday, the mayor said."),
        ("quote", "Nobody was let out."),
        ("list", "First point"),
        ("list", "Second point"),
        ("table", "Place"),
        ("table", "Killed"),
        ("table", "Raqqa"),
        ("table", "45"),
        ("paragraph", "code"),
    ]
    assert "Place\tKilled\nRaqqa\t45\n\ncode" in document.text
    source = document.passages[1].source
    assert source is not None
    assert source.of(TEXT) == "The ministry **denied** it\non [Tuesday](https://example.org/a), the mayor said.\n"
    assert (document.title, document.author, document.published) == ("On the convoy", "A desk", date(2017, 11, 14))


def test_line_ends_of_any_kind_keep_the_lines(load_bytes: Load) -> None:
    text = TEXT.replace("\n", "\r\n")
    document = load_bytes(text.encode(), "a.md")
    source = document.passages[2].source
    assert source is not None
    assert source.of(text) == "> Nobody was let out.\r\n"


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("# Head\n\nSome **strong** words.", "text/markdown"),
        ("See [a](https://example.org) and ![b](c.png).", "text/markdown"),
        ("# Raqqa\n\nJust one kind of mark.", "text/plain"),
        ("#Raqqa #Syria\n2 * 3 ** 4, a[1](x)", "text/plain"),
        ("* a\n* b\n\n> quoted\n\n- c", "text/plain"),
        ("#!/bin/sh\n# comment\n```\n", "text/plain"),
        ("Title\n-----\n\nWords --- and more.", "text/plain"),
    ],
)
def test_only_plain_markdown_is_markdown(text: str, media_type: str) -> None:
    found = sniff(text.encode())
    assert found is not None
    assert found.media_type == media_type


def test_a_plain_text_may_be_named_md(load_bytes: Load) -> None:
    document = load_bytes(b"Just words.", "a.md")
    assert (document.media_type, document.problems) == ("text/plain", ())
