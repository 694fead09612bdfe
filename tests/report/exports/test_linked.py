"""JSON as it is written, addresses as they are made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.report.exports.linked import number, some, web_address, write_within


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        ("https://a.example/two words", "https://a.example/two%20words"),
        ("https://a.example/%20", "https://a.example/%20"),
        ('https://a.example/ü<">', "https://a.example/%C3%BC%3C%22%3E"),
        ("files/a.html", None),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_only_an_address_of_the_web_is_one_and_it_is_valid(given: str | None, address: str | None) -> None:
    assert web_address(given) == address


@pytest.mark.parametrize("items", [[], [{"a": 1}], [{"a": 1}, {"b": "ü\n"}]])
def test_a_long_list_is_written_as_whole_json_one_item_a_line(items: list[dict[str, object]], tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_within(path, (({"x": 1}, "page"), ({"y": 2}, "items")), iter(items))
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == {"x": 1, "page": {"y": 2, "items": items}}
    assert text.count("\n") == (len(items) + 2 if items else 1)


def test_zero_and_false_are_values() -> None:
    assert some(a=0, b=False, c=None, d="", e=[]) == {"a": 0, "b": False}
    assert number(3.0) == 3
    assert number(2.5) == 2.5
    assert number(None) is None
