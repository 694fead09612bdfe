"""Files that pages are made of: asked for once as long as they are the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rashomon.web import assets

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

PAGES = ("/", "/grid", "/sources", "/timeline", "/map", "/documents", "/search", "/review", "/dossier", "/log")


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_asks_once_for_each_file_of_a_page(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"accept": "text/html"}).text
    asked = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(asked) >= 5
    for file in asked:
        answer = client.get(file)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), file


def test_a_file_that_holds_something_else_has_another_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_files", lambda: {"page.css": tmp_path / "page.css"})
    addresses = []
    for held in ("a { color: red }", "a { color: blue }", "a { color: red }"):
        (tmp_path / "page.css").write_text(held, encoding="utf-8")
        assets._version.cache_clear()  # as a server that is started again
        addresses.append(assets.address("page.css"))
    assets._version.cache_clear()
    assert {address.partition("?")[0] for address in addresses} == {"/static/page.css"}
    assert addresses[0] == addresses[2] != addresses[1]


@pytest.mark.parametrize("version", ["", "?v=", "?v=0123456789ab"])
def test_what_is_asked_for_without_its_version_is_asked_for_again(client: TestClient, version: str) -> None:
    answer = client.get(f"/static/workbench.js{version}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2fapp.py", "..%2f..%2freport%2ftemplates%2fdossier.css", "%2fetc%2fpasswd", "app.py"]
)
def test_nothing_else_is_given_out(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
