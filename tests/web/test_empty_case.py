"""A case in which nothing was compared yet, and what every page has in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rashomon.store.base import Case
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate
from web.live import ACTOR, KEY

HTML = {"accept": "text/html"}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    """A browser before a case without a document."""
    with Case.create(tmp_path / "empty", actor=ACTOR):
        pass
    with Desk(tmp_path / "empty", actor=ACTOR) as desk:
        app = create_app(desk, KeyGate(ACTOR, key=KEY), title="Nothing yet")
        with TestClient(app, base_url="http://127.0.0.1:8410") as opened:
            opened.get("/open", params={"key": KEY})
            yield opened


@pytest.mark.parametrize("path", ["/", "/review", "/documents"])
def test_a_page_of_an_empty_case_leads_to_adding_files(empty: TestClient, path: str) -> None:
    answer = empty.get(path, headers=HTML)
    assert answer.status_code == 200
    assert '<a href="/add">Add files</a> to begin' in answer.text


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/grid", "Grid"),
        ("/sources", "Sources"),
        ("/origins", "Origins"),
        ("/echoes", "Copied passages"),
        ("/timeline", "Timeline"),
        ("/map", "Map"),
    ],
)
def test_a_page_of_the_comparison_is_there_before_there_is_one(empty: TestClient, path: str, heading: str) -> None:
    answer = empty.get(path, headers=HTML)
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.text
    assert '<a href="/add">Add files</a> to begin' in answer.text
    assert 'aria-current="page"' in answer.text


def test_what_one_address_names_is_not_found_in_an_empty_case(empty: TestClient) -> None:
    assert empty.get("/questions/q1", headers=HTML).status_code == 404
    assert empty.get("/api/grid").status_code == 404


def test_an_address_without_a_page_leads_on(empty: TestClient) -> None:
    answer = empty.get("/nothing", headers=HTML)
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert 'href="/search"' in answer.text


def test_nobody_can_log_out_where_nobody_logs_in(client: TestClient) -> None:
    source = client.get("/api/sources").json()["sources"][0]["id"]
    for path in ("/", "/sources", f"/sources/{source}"):
        assert "Log out" not in client.get(path, headers=HTML).text


def test_a_source_and_a_question_lead_to_their_claims_elsewhere(client: TestClient) -> None:
    source = client.get("/api/sources").json()["sources"][0]["id"]
    question = client.get("/api/overview").json()["questions"][0]["id"]
    found = {
        f"/sources/{source}": (f"/review?source={source}", f"/timeline?source={source}"),
        f"/questions/{question}": (f"/review?question={question}", f"/timeline?question={question}"),
    }
    for path, links in found.items():
        page = client.get(path, headers=HTML).text
        for link in links:
            assert f'href="{link}"' in page
            assert client.get(link, headers=HTML).status_code == 200
