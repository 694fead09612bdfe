"""Sources, origins and copies: who speaks through whom, who is one with whom, and what people decided about that."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate, Person, Role
from web.live import ACTOR, KEY

HTML = {"accept": "text/html"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\"'\u202e; DROP TABLE entity --"


def sources(client: TestClient, **wanted: str) -> list[Any]:
    answer = client.get("/api/sources", params=wanted)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["sources"]
    return found


def source(client: TestClient, name: str) -> str:
    return str(next(row["id"] for row in sources(client) if row["source"]["text"] == name))


def card(client: TestClient, name: str) -> Any:
    return client.get(f"/api/sources/{source(client, name)}").json()


def judge(client: TestClient, of: str, **fields: Any) -> Any:
    """Send a form of the page of a source, as a browser without script does."""
    seen = str(client.get("/api/board").json()["seq"])
    return client.post(f"/sources/{of}/judge", data={"seen": seen} | fields, headers=HTML, follow_redirects=False)


def answering(client: TestClient, text: str) -> dict[str, list[str]]:
    """Return who gives which answers to a question."""
    found = client.get("/api/grid").json()
    row = next(row for row in found["rows"] if row["asked"]["text"] == text)
    names = [column["source"]["text"] for column in found["columns"]]
    return {
        name: [e["value"] for e in entries] for name, entries in zip(names, row["cells"], strict=True) if len(entries)
    }


def test_the_list_says_who_speaks_how_often_alone_and_through_whom(client: TestClient) -> None:
    rows = {row["source"]["text"]: row for row in sources(client)}
    claims = [row["claims"] for row in rows.values()]
    assert claims == sorted(claims, reverse=True)
    driver = rows["a local driver"]
    assert [one["who"]["text"] for one in driver["through"]] == ["BBC"]
    assert driver["through"][0]["claims"] == 5
    assert rows["Syrian Democratic Forces"]["also"] == ["SDF"]
    assert rows["Syrian Democratic Forces"]["alone"] > 0
    assert rows["Example Review"]["outlets"] == 0, "an outlet that speaks for itself came through nobody"
    page = client.get("/sources", headers=HTML).text
    assert all(name in page for name in ("a local driver", "Colonel Ryan Dillon", "Example News Agency"))


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"name": "sdf"}, {"Syrian Democratic Forces"}),
        ({"name": "  RYAN   dillon"}, {"Colonel Ryan Dillon"}),
        ({"kind": "outlet"}, {"BBC"}),
        ({"kind": "person", "name": "driver"}, {"driver (in Example Daily)", "driver (in Example Gazette)"}),
        ({"name": "%"}, set()),
    ],
)
def test_sources_are_found_by_any_name_and_kind(client: TestClient, wanted: dict[str, str], names: set[str]) -> None:
    assert {row["source"]["text"] for row in sources(client, **wanted)} == names
    page = client.get("/sources", params=wanted, headers=HTML).text
    assert ("No source fits" in page) is not bool(names)


def test_the_order_is_what_was_asked_for(client: TestClient) -> None:
    by_name = [row["source"]["text"].casefold() for row in sources(client, sort="name")]
    assert by_name == sorted(by_name)
    alone = [row["alone"] for row in sources(client, sort="alone")]
    assert alone == sorted(alone, reverse=True)
    assert alone[0] > 0
    assert client.get("/api/sources", params={"sort": "id; --"}).status_code == 422


def test_a_source_says_why_its_names_are_one_and_how_its_claims_came(client: TestClient) -> None:
    found = card(client, "Colonel Ryan Dillon")
    assert "Ryan Dillon" in found["names"]
    assert any("forms of one person’s name" in words for words in found["evidence"])
    assert sum(way["claims"] for way in found["ways"]) == found["claims"]
    assert ["Colonel Ryan Dillon", "BBC", "Example Wire"] in [
        [teller["text"] for teller in way["tellers"]] for way in found["ways"]
    ]
    boxes = {box["name"]: box["claims"] for box in found["flow"]["boxes"]}
    assert boxes["Colonel Ryan Dillon"] == found["claims"]
    assert boxes["BBC"] == 2
    page = client.get(f"/sources/{found['id']}", headers=HTML).text
    assert all(f"<title>{name}: " in page for name in boxes)
    assert "Example Wire to" not in page.split("</svg>")[0], "a publisher tells nobody on"


def test_the_accounts_of_a_source_are_those_of_the_questions(client: TestClient) -> None:
    found = client.get(f"/api/sources/{source(client, 'BBC')}/accounts").json()
    fighters = [one for one in found["accounts"] if one["question"]["text"] == "How many fighters left Raqqa?"]
    assert [one["value"] for one in fighters] == ["Hundreds", "205", "250"]
    assert [one["alone"] for one in fighters] == [False, False, True]
    assert found["total"] == len(found["accounts"])
    card_alone = card(client, "BBC")["alone"]
    assert sum(one["alone"] for one in found["accounts"]) >= card_alone > 0


def test_the_claims_of_a_source_come_in_pages_each_once(client: TestClient) -> None:
    of, total = source(client, "BBC"), 35
    seen: list[str] = []
    for page in range(1, 4):
        found = client.get(f"/api/sources/{of}/claims", params={"page": page}).json()
        assert (found["total"], found["pages"]) == (total, 3)
        seen += [claim["id"] for claim in found["claims"]]
    assert len(seen) == len(set(seen)) == total
    last = client.get(f"/sources/{of}?page=3", headers=HTML).text
    assert f'id="claim-{seen[-1]}"' in last


def test_two_that_a_person_says_are_one_become_one_and_their_accounts_follow(
    client: TestClient, compared: Callable[[], None]
) -> None:
    before = answering(client, "Was there a deal?")
    assert {"BBC", "media investigation"} <= set(before)
    ours, theirs = source(client, "media investigation"), source(client, "BBC")
    claims = {row["source"]["text"]: row["claims"] for row in sources(client)}
    answer = judge(client, ours, kind="merge", other=theirs, why="it is theirs")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sources/{ours}#decide")
    shown = client.get(f"/api/sources/{ours}").json()
    assert shown["waiting"]
    assert shown["decisions"][0]["kind"] == "merge"
    assert "not yet in the comparison" in client.get(f"/sources/{ours}", headers=HTML).text
    compared()
    after = answering(client, "Was there a deal?")
    assert "media investigation" not in after
    assert "BBC" in after
    joined = card(client, "BBC")
    assert joined["claims"] == claims["BBC"] + claims["media investigation"]
    assert "media investigation" in joined["names"]
    assert any("as a person said" in words for words in joined["evidence"])
    assert not joined["waiting"]
    # Whoever still has the address of the one that is gone is led to the one it is now.
    moved = client.get(f"/sources/{ours}", headers=HTML, follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (303, f"/sources/{theirs}")
    assert client.get(f"/api/sources/{ours}").json()["id"] == theirs
    undo = joined["decisions"][0]["id"]
    assert client.post(f"/api/judgements/{undo}/undo", headers=HTML, follow_redirects=False).status_code == 303
    compared()
    assert answering(client, "Was there a deal?") == before
    assert card(client, "media investigation")["id"] == ours
    assert [one["stands"] for one in card(client, "BBC")["decisions"] if one["kind"] == "merge"] == [False]


def test_a_source_without_a_name_of_its_own_is_joined_by_its_claims(
    client: TestClient, desk: Desk, compared: Callable[[], None]
) -> None:
    ours, theirs = source(client, "driver (in Example Gazette)"), source(client, "a local driver")
    daily = source(client, "driver (in Example Daily)")
    claims = {row["id"]: row["claims"] for row in sources(client)}
    assert judge(client, ours, kind="merge", other=theirs).status_code == 303
    (told,) = desk.case.judgements()
    members = getattr(told.target, "members")  # noqa: B009
    assert [type(member).__name__ for member in members] == ["ClaimTarget", "EntityTarget"]
    assert client.get(f"/api/sources/{ours}").json()["decisions"][0]["kind"] == "merge"
    compared()
    rows = sources(client)
    (joined,) = [row for row in rows if "a local driver" in (row["source"]["text"], *row["also"])]
    assert joined["claims"] == claims[theirs] + claims[ours]
    # The other one who is only called "driver" stays who he was.
    other = next(row for row in rows if row["id"] == daily)
    assert other["claims"] == claims[daily]


def test_names_that_a_person_tells_apart_become_two(client: TestClient, compared: Callable[[], None]) -> None:
    of = source(client, "Colonel Ryan Dillon")
    other = "US-led coalition: Colonel Ryan Dillon"
    assert judge(client, of, kind="split", names=[other]).status_code == 303
    compared()
    assert other not in card(client, "Colonel Ryan Dillon")["names"]
    assert card(client, other)["claims"] == 1
    for name in ("Colonel Ryan Dillon", other):
        decision = card(client, name)["decisions"][0]
        assert (decision["kind"], decision["about"]) == ("split", f"Colonel Ryan Dillon, Ryan Dillon / {other}")


@pytest.mark.parametrize("kind", ["note", "tag"])
def test_what_people_keep_in_mind_about_a_source_is_shown_and_can_be_taken_back(client: TestClient, kind: str) -> None:
    of = source(client, "Colonel Ryan Dillon")
    assert judge(client, of, kind=kind, text=f" {HOSTILE} ").status_code == 303
    (made,) = card(client, "Colonel Ryan Dillon")["decisions"]
    assert (made["kind"], made["about"], made["stands"]) == (kind, "Colonel Ryan Dillon", True)
    assert HOSTILE in made["text"]
    page = client.get(f"/sources/{of}", headers=HTML).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    client.post(f"/api/judgements/{made['id']}/undo")
    assert [one["stands"] for one in card(client, "Colonel Ryan Dillon")["decisions"]] == [True, False]


def test_a_form_with_script_gets_the_changed_part_back(client: TestClient) -> None:
    of = source(client, "US-led coalition")
    seen = str(client.get("/api/board").json()["seq"])
    fields = {"kind": "tag", "text": "official", "seen": seen}
    part = client.post(f"/sources/{of}/judge", data=fields, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "Recorded" in part.text
    assert "official" in part.text
    found = client.get(f"/sources/{of}/alike", params={"other": "led"}, headers={"hx-request": "true"})
    assert "US-led" in found.text
    assert "<html" not in found.text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"kind": "note", "text": "  "}, 422, "write the note first"),
        ({"kind": "praise", "text": "x"}, 422, "praise"),
        ({"kind": "merge"}, 422, "choose another source"),
        ({"kind": "merge", "other": "SELF"}, 422, "choose another source"),
        ({"kind": "merge", "other": "nobody"}, 404, "not there any more"),
        ({"kind": "split"}, 422, "tick"),
        ({"kind": "split", "names": ["BBC", "BBC documentary", "BBC investigation"]}, 422, "leave at least one"),
        ({"kind": "note", "text": "x", "seen": "soon"}, 422, "seen"),
    ],
)
def test_what_cannot_be_recorded_says_why(
    client: TestClient, desk: Desk, fields: dict[str, Any], status: int, said: str
) -> None:
    of = source(client, "BBC")
    answer = judge(client, of, **{name: of if value == "SELF" else value for name, value in fields.items()})
    assert answer.status_code == status
    assert said in answer.text
    assert list(desk.case.judgements()) == []


def test_nobody_decides_over_a_colleague_unseen(client: TestClient, desk: Desk) -> None:
    of = source(client, "BBC")
    told = {"kind": "note", "target": {"entity": "BBC"}, "value": {"text": "state broadcaster?"}}
    desk.judge(told, actor="colleague", seen=0)
    fields = {"kind": "note", "text": "public broadcaster", "seen": "0"}
    late = client.post(f"/sources/{of}/judge", data=fields, headers=HTML)
    assert late.status_code == 409
    assert "colleague" in late.text


def test_who_only_reads_sees_no_forms_and_decides_nothing(desk: Desk) -> None:
    class Readers(KeyGate):
        def person(self, request: Any) -> Person | None:
            known = super().person(request)
            return Person(known.name, Role.READER, known.csrf) if known else None

    gate = Readers("guest", key=KEY)
    with TestClient(create_app(desk, gate, title="The convoy"), base_url="http://127.0.0.1:8410") as client:
        client.get("/open", params={"key": KEY})
        client.headers["x-csrf-token"] = gate.csrf
        of = source(client, "BBC")
        page = client.get(f"/sources/{of}", headers=HTML).text
        assert f"/sources/{of}/judge" not in page
        assert judge(client, of, kind="note", text="x").status_code == 403
        assert list(desk.case.judgements()) == []


@pytest.mark.parametrize("path", ["/sources/nobody", "/origins/nobody"])
def test_what_is_not_there_is_said(client: TestClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404
    assert client.get(f"/api{path}").status_code == 404


def test_an_origin_says_what_makes_it_one(client: TestClient) -> None:
    found = client.get("/api/origins").json()
    row = next(row for row in found["origins"] if row["origin"]["text"] == "Example Broadcaster")
    assert [row["claims"] for row in found["origins"]] == sorted((r["claims"] for r in found["origins"]), reverse=True)
    assert [one["who"]["text"] for one in found["conduits"]] == ["BBC"]
    origin = client.get(f"/api{row['origin']['anchor']}").json()
    assert any("repeats its words" in words for words in origin["evidence"])
    assert len(origin["documents"]) == origin["all_documents"] == 2
    page = client.get(row["origin"]["anchor"], headers=HTML).text
    assert len(re.findall('class="claim claim-card', page)) == origin["claims"] == 5


def test_copies_stand_side_by_side_with_what_was_changed(client: TestClient) -> None:
    found = client.get("/api/echoes").json()
    (pair,) = found["echoes"]
    changed = {
        side: "".join(p["text"] for passage in pair["passages"] for p in passage[side] if "changed" in p["roles"])
        for side in ("source", "copy")
    }
    assert "250" in changed["source"]
    assert "205" in changed["copy"]
    (group,) = found["groups"]
    assert (group["origin"], group["size"]) == ("Example Broadcaster", 2)
    document = pair["copy"]["anchor"].rpartition("/")[2]
    assert client.get("/api/echoes", params={"document": document}).json()["total"] == 1
    assert client.get("/api/echoes", params={"group": group["number"]}).json()["total"] == 1
    assert client.get("/api/echoes", params={"document": "none"}).json()["total"] == 0
    page = client.get("/echoes", headers=HTML).text
    assert re.search(r'class="mark changed[^>]*> 205<', page)


PAGES = ("/grid", "/sources", "/sources?name=alert", "/origins", "/echoes")


def test_hostile_names_stay_names(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "board.db")) as board:
        board.execute("UPDATE entity SET name = ? || place", (HOSTILE,))
        board.execute("UPDATE called SET name = ? || folded, folded = ? || folded", (HOSTILE, HOSTILE.casefold()))
        board.execute("UPDATE account SET source = ? || entity, value = ?, words = ?", (HOSTILE, HOSTILE, HOSTILE))
        board.execute("UPDATE question SET text = ?", (HOSTILE,))
        board.execute("UPDATE way SET tellers = json_array(?, ?)", (HOSTILE, f"{HOSTILE} too"))
        board.execute("UPDATE carried SET name = ? || name", (HOSTILE,))
        board.execute("UPDATE origin SET name = ?", (HOSTILE,))
        board.execute("UPDATE conduit SET name = ?", (HOSTILE,))
        board.execute("UPDATE copied SET origin = ?, evidence = ?", (HOSTILE, HOSTILE))
        board.commit()
    with Desk(folder, actor=ACTOR) as desk:
        app = create_app(desk, KeyGate(ACTOR, key=KEY), title=HOSTILE)
        with TestClient(app, base_url="http://127.0.0.1:8410") as client:
            client.get("/open", params={"key": KEY})
            row, origin = sources(client)[0], client.get("/api/origins").json()["origins"][0]["origin"]["anchor"]
            cell = client.get("/api/grid").json()["rows"][0]
            number = next(entry["number"] for entries in cell["cells"] for entry in entries)
            parts = (f"/grid/{cell['asked']['id']}/{number}", f"/sources/{row['id']}/alike?other=alert")
            for path in (*PAGES, f"/sources/{row['id']}", origin, *parts):
                page = client.get(path, headers=HTML)
                assert page.status_code == 200, path
                assert "alert(1)" in page.text, path
                assert "<script>alert" not in page.text, path
                assert "<img" not in page.text, path
                assert "{{ 7*7 }}" in page.text, path
                assert "\u202e" not in page.text, path
