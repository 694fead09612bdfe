"""Logging in: what a stranger learns, what a cookie is worth and for how long, what only its own session may do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import select
from starlette.requests import Request

from rashomon.store import passwords, schema
from rashomon.store.base import Case
from rashomon.web.desk import Desk
from rashomon.web.entering import inside
from rashomon.web.team import WRONG, Hashing, csrf_of
from web.teamwork import BASE, HTML, PASSWORD, TITLE, Team, csrf, log_in, quick_hashes, team_of


@pytest.fixture
def desk(case: Case, database: str | None) -> Iterator[Desk]:
    """A desk with an empty case, on either engine."""
    with Desk(case.folder, database=database, actor="server") as opened:
        yield opened


@pytest.fixture
def team(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """Ada leads, Rita reviews, Ron reads."""
    quick_hashes(monkeypatch)
    with team_of(desk) as made:
        for name, role in (("Ada", "lead"), ("Rita", "reviewer"), ("Ron", "reader")):
            made.add(name, role)
        yield made


def status(browser: TestClient, **headers: str) -> int:
    return browser.get("/api/me", headers=headers).status_code


def cookie_of(answer: Any) -> str:
    """Return the cookie of the session that an answer sets, as it is written."""
    (found,) = [value for value in answer.headers.get_list("set-cookie") if "rashomon_session" in value]
    return str(found)


def member(team: Team, name: str) -> str:
    return team.gate.members.named(name).id


# What a stranger learns


def test_unknown_disabled_invited_and_wrong_take_the_same_work_and_give_the_same_answer(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.gate.members.disable(team.add("Dora", "reader"), actor="Ada")
    team.gate.members.add("Ivo", "reader", actor="Ada")
    checked: list[str] = []
    fits = passwords.fits

    def counted(kept: str, password: str) -> bool:
        checked.append(kept)
        return fits(kept, password)

    monkeypatch.setattr(passwords, "fits", counted)
    answers = set()
    with team.browser() as stranger:
        for name, password in (("Ada", "wrong"), ("Nobody", PASSWORD), ("Dora", PASSWORD), ("Ivo", ""), ("", "")):
            answer = log_in(stranger, name, password)
            answers.add((answer.status_code, answer.text.replace(f'value="{name}"', 'value=""')))
            assert "set-cookie" not in answer.headers
            answers.add((stranger.post("/api/sessions", json={"name": name, "password": password}).status_code, ""))
    assert len(checked) == 10, "each try is one check of a hash"
    assert len({tuple(kept.split("$")[1:4]) for kept in checked}) == 1, "with the same parameters"
    assert checked[0].startswith("$argon2id$")
    assert {code for code, _ in answers} == {401}
    texts = {text.replace(" autofocus", "") for _, text in answers if text}
    assert len(texts) == 1
    assert WRONG.capitalize() in texts.pop()


def test_strangers_are_led_to_the_login_and_learn_nothing_of_the_case(team: Team) -> None:
    with team.browser() as stranger:
        led = stranger.get("/?status=agreed&page=2", headers=HTML)
        assert (led.status_code, led.headers["location"]) == (303, "/login?next=%2F%3Fstatus%3Dagreed%26page%3D2")
        assert stranger.get("/", headers=HTML).headers["location"] == "/login"
        assert stranger.get("/api/overview").status_code == 401
        part = stranger.get("/", headers={**HTML, "hx-request": "true"})
        assert part.status_code == 401
        assert "<html" not in part.text
        pages = [stranger.get(path, headers=HTML).text for path in ("/login", "/invitation?token=x", "/nowhere")]
        pages.append(stranger.post("/api/judgements", headers=HTML).text)
        assert not any(TITLE in page for page in pages)
        assert stranger.get("/open", params={"key": "x"}).status_code == 401
    with team.of("Ron") as ron:
        assert TITLE in ron.get("/", headers=HTML).text


def test_after_logging_in_one_is_where_one_wanted_to_be(team: Team) -> None:
    with team.browser() as browser:
        form = browser.get("/login", params={"next": "/?status=all"}, headers=HTML).text
        assert 'name="next" value="/?status=all"' in form
        assert log_in(browser, "ADA", next="/?status=all").headers["location"] == "/?status=all"
        assert browser.get("/login", params={"next": "/me"}).headers["location"] == "/me", "and the login is skipped"


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
        *("evil", "", "/\t/evil.example", "/\n/evil.example", "http:/evil.example", "///evil.example"),
    ],
)
def test_nobody_is_sent_elsewhere_after_logging_in(address: str) -> None:
    assert inside(address) == "/"


def test_what_strangers_send_is_bounded(team: Team) -> None:
    with team.browser() as stranger:
        assert stranger.post("/login", data={"name": "Ada", "password": "x" * 20_000}).status_code == 413
        assert stranger.post("/login", content=b"&".join(b"a=b" for _ in range(100))).status_code == 400
        for body in (b"{", b"[]", b"[" * 10_000):
            kind = {"content-type": "application/json"}
            assert stranger.post("/api/sessions", content=body, headers=kind).status_code == 400
        odd = b'{"name": "\\ud800", "password": "\\ud800\\u0000"}'
        assert stranger.post("/api/sessions", content=odd, headers=kind).status_code == 401
        assert stranger.post("/login", data={"name": "a\x00b" * 500, "password": "x"}, headers=HTML).status_code == 401


# The cookie


@pytest.mark.parametrize("behind_proxy", [False, True])
def test_flags_of_the_cookie(desk: Desk, monkeypatch: pytest.MonkeyPatch, behind_proxy: bool) -> None:
    quick_hashes(monkeypatch)
    with team_of(desk, behind_proxy=behind_proxy) as team:
        team.add("Ada", "lead")
        with team.browser() as plain:
            flags = cookie_of(log_in(plain, "Ada")).split("; ")
            assert sorted(flags[1:]) == ["HttpOnly", "Path=/", "SameSite=lax"]
        with team.browser("https://127.0.0.1:8410") as secure:
            flags = cookie_of(log_in(secure, "Ada")).split("; ")
            assert flags[0].startswith("__Host-")
            assert sorted(flags[1:]) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]
            assert status(secure) == 200
        with team.browser() as proxied:
            proxied.headers["x-forwarded-proto"] = "https"
            assert ("Secure" in cookie_of(log_in(proxied, "Ada"))) is behind_proxy


def test_a_proxys_word_about_the_address_counts_only_where_there_is_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_hashes(monkeypatch)
    sent = Request(
        {
            "type": "http",
            "headers": [(b"x-forwarded-for", b"203.0.113.9, 192.0.2.44"), (b"x-forwarded-for", b"6.6.6.6, 192.0.2.55")],
            "client": ("10.0.0.1", 1),
        }
    )
    with team_of(desk) as alone, team_of(desk, behind_proxy=True) as proxied:
        assert alone.gate.address(sent) == "10.0.0.1"
        assert proxied.gate.address(sent) == "192.0.2.55", "the last one, which the proxy itself saw"


def test_a_session_that_somebody_else_chose_is_never_taken_up(team: Team) -> None:
    name = cookie_name(team)
    with team.browser() as browser:
        browser.cookies.set(name, "chosen-by-an-attacker", domain="127.0.0.1", path="/")
        assert log_in(browser, "Ada").status_code == 303
        first = browser.cookies[name]
        assert first != "chosen-by-an-attacker"
        assert len(first) == 43, "32 bytes"
        log_in(browser, "Ada")
        assert browser.cookies[name] != first
        assert status(browser) == 200
    with team.browser() as other:
        for token in ("chosen-by-an-attacker", first):
            assert status(other, authorization=f"Bearer {token}") == 401
    assert len(team.gate.members.sessions(member(team, "Ada"))) == 1, "the one of before ended"


def cookie_name(team: Team) -> str:
    return f"rashomon_session_{team.desk.case.id[:12]}"


def test_neither_token_nor_password_is_kept_in_the_clear(team: Team) -> None:
    with team.of("Ada") as ada:
        secrets = [ada.cookies[cookie_name(team)], csrf(ada), PASSWORD]
        made = ada.post("/api/people", json={"name": "Ivo", "role": "reader"}).json()
        secrets.append(made["link"].partition("token=")[2])
    with team.desk.case.base.reading() as connection:
        rows = [
            repr(tuple(row)) for table in schema.metadata.sorted_tables for row in connection.execute(select(table))
        ]
    files = [path.read_bytes() for path in team.desk.case.folder.rglob("*") if path.is_file()]
    for secret in secrets:
        assert len(secret) > 20
        assert not any(secret in row for row in rows)
        assert not any(secret.encode() in data for data in files)


def test_a_session_of_one_case_is_none_in_another(
    team: Team, memory: Path, database: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Case.create(memory / "other", database=database, actor="tester").close()
    with Desk(memory / "other", database=database) as desk, team_of(desk) as other:
        other.add("Ada", "lead", "another password of hers")
        with team.of("Ada") as here, other.browser() as there:
            token = here.cookies[cookie_name(team)]
            there.cookies.set(cookie_name(other), token)
            there.cookies.set(cookie_name(team), token)
            assert status(there) == 401
            assert status(there, authorization=f"Bearer {token}") == 401
            assert log_in(there, "Ada").status_code == 401, "nor is the account"
            assert cookie_name(other) != cookie_name(team), "and both may be open in one browser"


# How long it lasts


def test_a_session_ends_after_eight_hours_without_use_and_after_seven_days(team: Team) -> None:
    with team.of("Ada") as ada:
        team.clock.forward(hours=7, minutes=59)
        assert status(ada) == 200
        team.clock.forward(hours=7, minutes=59)
        assert status(ada) == 200, "use keeps it"
        team.clock.forward(hours=8)
        assert status(ada) == 401
    with team.of("Ada") as ada:
        for _ in range(7 * 4 - 1):
            team.clock.forward(hours=6)
            assert status(ada) == 200
        team.clock.forward(hours=6)
        assert status(ada) == 401, "whatever its use"


def test_what_an_open_page_asks_by_itself_keeps_no_session_alive(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team.desk.live, "stream", once)
    with team.of("Ada") as ada:
        for _ in range(5):
            team.clock.forward(hours=1, minutes=30)
            assert ada.get("/api/live").status_code == 200
        team.clock.forward(minutes=30)
        assert status(ada) == 401


async def once() -> Any:
    yield "event: case\ndata: {}\n\n"


def test_a_use_is_written_down_and_outlives_the_server(team: Team) -> None:
    with team.of("Ada") as ada:
        team.clock.forward(hours=7)
        assert status(ada) == 200
        team.gate.noted()
        (session,) = team.gate.members.sessions(member(team, "Ada"))
        assert session.used == "2026-03-01T16:00:00Z"


def test_an_open_stream_ends_with_its_session(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    ron = member(team, "Ron")

    async def lines() -> Any:
        yield "first\n\n"
        await asyncio.to_thread(team.gate.members.disable, ron, actor="Ada")
        yield "second\n\n"

    monkeypatch.setattr(team.desk.live, "stream", lines)
    with team.of("Ron") as browser:
        assert browser.get("/api/live").text == "first\n\n"


@pytest.mark.parametrize(
    "end",
    [
        lambda team, browser: browser.post("/logout"),
        lambda team, browser: team.gate.members.disable(member(team, "Rita"), actor="Ada"),
        lambda team, browser: team.gate.members.set_password(
            member(team, "Rita"), passwords.hashed("something else entirely"), actor="Rita"
        ),
        lambda team, browser: team.gate.members.end_sessions(member(team, "Rita"), actor="Ada"),
    ],
    ids=["logout", "disable", "password", "sign out"],
)
def test_what_ends_a_session(team: Team, end: Callable[[Team, TestClient], object]) -> None:
    with team.of("Rita") as rita:
        token = rita.cookies[cookie_name(team)]
        assert status(rita) == 200
        end(team, rita)
        rita.cookies.set(cookie_name(team), token, domain="127.0.0.1", path="/")
        assert status(rita) == 401
        assert status(rita, authorization=f"Bearer {token}") == 401


def test_logging_out_takes_the_cookie_away_and_leads_to_the_login(team: Team) -> None:
    with team.of("Ada") as ada:
        left = ada.post("/logout", headers=HTML)
        assert (left.status_code, left.headers["location"]) == (303, "/login")
        assert "Max-Age=0" in cookie_of(left)
        assert cookie_name(team) not in ada.cookies
        again = ada.post("/logout", headers=HTML)
        assert (again.status_code, again.headers["location"]) == (303, "/login")


def test_a_role_holds_from_the_next_request_on(team: Team) -> None:
    with team.of("Rita") as rita:
        assert rita.post("/api/compare").status_code == 202
        team.gate.members.set_role(member(team, "Rita"), "reader", actor="Ada")
        assert rita.post("/api/compare").status_code == 403


# Forms


def test_a_form_of_another_session_is_refused(team: Team) -> None:
    with team.of("Ada") as ada, team.of("Rita") as rita, team.of("Rita") as elsewhere:
        for foreign in (csrf(ada), csrf(elsewhere), "", "x"):
            assert rita.post("/api/compare", headers={"x-csrf-token": foreign}).status_code == 403
        own = {"csrf": csrf(rita)}
        del rita.headers["x-csrf-token"]
        assert rita.post("/api/compare").status_code == 403
        assert rita.post("/api/compare", data=own).status_code == 202
        assert csrf(rita) == csrf_of(rita.cookies[cookie_name(team)])


def test_another_site_can_log_nobody_in(team: Team) -> None:
    with team.browser() as browser:
        for origin in ("https://evil.example", "null"):
            sent = {"name": "Ada", "password": PASSWORD}
            assert browser.post("/login", data=sent, headers={"origin": origin}).status_code == 403
        assert browser.post("/login", data=sent, headers={"origin": BASE}).status_code == 303


def test_a_program_logs_in_for_a_token(team: Team) -> None:
    with team.browser() as program:
        entered = program.post("/api/sessions", json={"name": "rita", "password": PASSWORD})
        assert entered.status_code == 201
        told = entered.json()
        assert (told["name"], told["role"], told["expires"]) == ("Rita", "reviewer", "2026-03-08T09:00:00Z")
        assert "set-cookie" not in entered.headers
        bearer = {"authorization": f"Bearer {told['token']}"}
        assert program.post("/api/compare", headers=bearer).status_code == 202
        assert program.get("/api/me", headers=bearer).json()["csrf"] == ""
        assert program.post("/logout", headers=bearer).status_code == 303
        assert program.get("/api/me", headers=bearer).status_code == 401


# Guessing


def test_after_five_wrong_passwords_even_the_right_one_waits(team: Team) -> None:
    with team.browser() as browser, team.browser(address="198.51.100.7") as elsewhere:
        for _ in range(5):
            assert log_in(browser, "Ada", "wrong").status_code == 401
        refused = log_in(browser, "Ada")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "1"
        assert "Too many tries; wait 1 s" in refused.text
        assert browser.post("/api/sessions", json={"name": "ada", "password": PASSWORD}).headers["retry-after"] == "1"
        assert log_in(browser, "Rita").status_code == 303, "a colleague at the same desk does not"
        assert log_in(elsewhere, "Ada").status_code == 303, "nor she herself at another one"
        team.clock.forward(seconds=1)
        assert log_in(browser, "Ada", "wrong").status_code == 401
        assert log_in(browser, "Ada").headers["retry-after"] == "2"
        team.clock.forward(seconds=2)
        assert log_in(browser, "Ada").status_code == 303
        assert log_in(browser, "Ada", "wrong").status_code == 401, "and then the count begins anew"


def test_a_stolen_session_cannot_be_used_to_guess_the_password(team: Team) -> None:
    with team.of("Rita") as thief:
        sent = {"current": "guess", "password": "some new words here"}
        assert [thief.post("/api/me/password", json=sent).status_code for _ in range(6)] == [422] * 5 + [429]


def test_few_passwords_are_hashed_at_once_and_few_wait() -> None:
    running, most, lock, go = 0, 0, threading.Lock(), threading.Event()

    def work() -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        go.wait(10)
        with lock:
            running -= 1
        return "done"

    async def run() -> list[Any]:
        hashing = Hashing(at_once=2, waiting=5)
        tasks = [asyncio.create_task(hashing.run(work)) for _ in range(12)]
        while running < 2:
            await asyncio.sleep(0.001)
        go.set()
        first = await asyncio.gather(*tasks, return_exceptions=True)
        return [*first, await hashing.run(work)]

    results = asyncio.run(run())
    assert most == 2
    assert results.count("done") == 2 + 5 + 1, "those that were refused left no trace"
    assert {getattr(one, "status_code", 200) for one in results} == {200, 503}


def test_a_login_that_finds_no_place_is_no_wrong_try(team: Team) -> None:
    hashing, team.gate.hashing = team.gate.hashing, Hashing(at_once=1, waiting=-1)
    with team.browser() as browser:
        for _ in range(8):
            busy = log_in(browser, "Ada")
            assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
        team.gate.hashing = hashing
        assert log_in(browser, "Ada").status_code == 303


def test_a_hash_of_older_parameters_is_made_anew_at_the_login(team: Team) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=32, parallelism=1).hash(PASSWORD)
    team.gate.members.set_password(member(team, "Ada"), old, actor="shell")
    before = len(team.log())
    with team.of("Ada") as ada, team.of("Ada"):
        found = team.gate.members.credentials("Ada")
        assert found is not None
        assert found[1] is not None
        assert "m=64,t=1" in found[1]
        assert status(ada) == 200, "which ends no session"
    assert len(team.log()) == before, "and changes nothing that anybody decided"


# Invitations and accounts


def test_an_invitation_makes_an_account_with_a_password_of_ones_own(team: Team) -> None:
    with team.of("Ada") as ada, team.browser() as ivo:
        shown = ada.post("/api/people", data={"name": "Ivo", "role": "reviewer", "csrf": csrf(ada)}, headers=HTML)
        assert shown.status_code == 201
        link = shown.text.partition(f'value="{BASE}')[2].partition('"')[0]
        assert link.startswith("/invitation?token=")
        assert link not in ada.get("/people", headers=HTML).text, "shown once"
        for _ in range(3):
            form = ivo.get(link, headers=HTML)
            assert form.status_code == 200, "a program that previews links uses nothing up"
            assert "Ivo" in form.text
        sent = {"token": link.partition("token=")[2], "password": "short", "again": "short"}
        weak = ivo.post("/invitation", data=sent, headers=HTML)
        assert weak.status_code == 422
        assert "fewer than 12 characters" in weak.text
        sent["password"] = "my own four words"
        assert "not the same" in ivo.post("/invitation", data=sent, headers=HTML).text
        sent["again"] = sent["password"]
        entered = ivo.post("/invitation", data=sent, headers=HTML)
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert ivo.get("/api/me").json()["role"] == "reviewer"
        assert ivo.post("/invitation", data=sent, headers=HTML).status_code == 404, "once"
        assert ivo.get(link, headers=HTML).status_code == 404
    assert [(one["actor"], one["what"]) for one in team.log()[-3:]] == [
        ("Ada", "add"),
        ("Ada", "invite"),
        ("Ivo", "password"),
    ]
    with team.browser() as again:
        assert log_in(again, "Ivo", "my own four words").status_code == 303


def test_a_program_accepts_an_invitation(team: Team) -> None:
    with team.of("Ada") as ada, team.browser() as program:
        made = ada.post("/api/people", json={"name": "Ivo", "role": "reader"}).json()
        assert (made["member"]["state"], made["until"]) == ("invited", "2026-03-03T09:00:00Z")
        token = made["link"].partition("token=")[2]
        refused = program.post("/api/invitations", json={"token": token, "password": "Ivo"})
        assert (refused.status_code, "fewer than 12" in refused.json()["detail"]) == (422, True)
        team.clock.forward(hours=47)
        told = program.post("/api/invitations", json={"token": token, "password": "my own four words"}).json()
        assert status(program, authorization=f"Bearer {told['token']}") == 200
        forgotten = ada.get("/api/me").status_code
        assert forgotten == 401, "two days later she must log in again"


def test_a_lead_changes_accounts_and_the_last_lead_stays(team: Team) -> None:
    with team.of("Ada") as ada, team.of("Ron") as ron:
        people = {one["name"]: one for one in ada.get("/api/people").json()}
        assert [(name, one["role"], one["state"], one["sessions"]) for name, one in people.items()] == [
            ("Ada", "lead", "active", 1),
            ("Rita", "reviewer", "active", 0),
            ("Ron", "reader", "active", 1),
        ]
        own, his = f"/api/people/{people['Ada']['id']}", f"/api/people/{people['Ron']['id']}"
        for path, sent in (("role", {"role": "reader"}), ("disable", {})):
            refused = ada.post(f"{own}/{path}", json=sent)
            assert refused.status_code == 422
            assert "last lead" in refused.json()["detail"]
        assert "last lead" in ada.post(f"{own}/disable", headers=HTML).text
        assert ada.post(f"{his}/role", json={"role": "king"}).status_code == 422
        assert ada.post(f"{his}/role", json={"role": "reviewer"}).json()["role"] == "reviewer"
        assert ada.post(f"{his}/sign-out", json={}).json()["sessions"] == 0
        assert status(ron) == 401
        assert log_in(ron, "Ron").status_code == 303
        assert ada.post(f"{his}/disable", headers=HTML).headers["location"] == f"/people#person-{people['Ron']['id']}"
        assert status(ron) == 401
        assert log_in(ron, "Ron").status_code == 401
        assert ada.post(f"{his}/invitation", json={}).status_code == 422, "no way in past the disabling"
        assert ada.post(f"{his}/enable", json={}).json()["state"] == "active"
        assert log_in(ron, "Ron").status_code == 303
        assert ada.post("/api/people/nobody/disable", json={}).status_code == 404
        taken = ada.post("/api/people", data={"name": "RON", "role": "lead", "csrf": csrf(ada)}, headers=HTML)
        assert taken.status_code == 422
        assert "There is an account of that name" in taken.text
    assert {one["actor"] for one in team.log()[3:]} == {"Ada"}
    assert [one["what"] for one in team.log()[3:]] == ["role", "sign_out", "disable", "enable"]


def test_a_new_password_ends_all_sessions_but_gives_a_new_one(team: Team) -> None:
    with team.of("Rita") as here, team.of("Rita") as there:
        old = here.cookies[cookie_name(team)]
        sent = {"csrf": csrf(here), "current": PASSWORD, "password": "some new words here", "again": "other words"}
        assert "not the same" in here.post("/api/me/password", data=sent, headers=HTML).text
        sent["again"] = sent["password"]
        sent["current"] = "wrong"
        assert "password of now is not that" in here.post("/api/me/password", data=sent, headers=HTML).text
        assert status(there) == 200, "what was refused ended nothing"
        sent["current"] = PASSWORD
        done = here.post("/api/me/password", data=sent, headers=HTML)
        assert (done.status_code, done.headers["location"]) == (303, "/me?done=password")
        assert here.cookies[cookie_name(team)] != old
        assert (status(here), status(there)) == (200, 401)
        assert status(there, authorization=f"Bearer {old}") == 401
        assert log_in(there, "Rita").status_code == 401
        assert log_in(there, "Rita", "some new words here").status_code == 303
        assert len(here.get("/api/me").json()["places"]) == 2
        here.headers["x-csrf-token"] = csrf(here)
        assert here.post("/api/me/sessions/end").json() == {"ended": 1}
        assert (status(here), status(there)) == (200, 401)


def test_a_judgement_carries_the_name_of_the_account(team: Team) -> None:
    target = {"question": "Q"}
    with team.of("rita") as rita:
        answer = rita.post("/api/judgements", json={"kind": "note", "target": target, "value": {"text": "look again"}})
        made = answer.json()
        assert answer.status_code == 201, made
        assert made["actor"] == "Rita"
    assert [one.actor for one in team.desk.case.judgements()] == ["Rita"]


HOSTILE = "<script>alert(1)</script>\"'{{7*7}}"


def test_a_hostile_name_stays_text(team: Team) -> None:
    with team.of("Ada") as ada:
        made = ada.post("/api/people", data={"name": HOSTILE, "role": "reader", "csrf": csrf(ada)}, headers=HTML)
        assert made.status_code == 201
        refused = ada.post("/api/people", data={"name": HOSTILE, "role": "reader", "csrf": csrf(ada)}, headers=HTML)
        failed = log_in(ada, HOSTILE, "wrong")
        for answer in (made, refused, failed, ada.get("/people", headers=HTML)):
            assert "<script>alert" not in answer.text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
            assert "49" not in answer.text.partition("alert(1)")[2][:60]
