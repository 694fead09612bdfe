"""Accounts of a case: who may be one, what is kept of a password, what the log tells; on either engine."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from rashomon.errors import ItemError
from rashomon.store import migrating, passwords, schema
from rashomon.store.accounts import MOST_SESSIONS, Accounts, digest, fold, tidy
from rashomon.store.base import Case, restore

HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$of-the-tests"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(case: Case, clock: Clock) -> Accounts:
    return Accounts(case.base, clock=clock)


@pytest.fixture
def ada(accounts: Accounts) -> str:
    return accounts.add("Ada", "lead", actor="shell", password=HASH).id


def told(case: Case) -> list[tuple[str, Mapping[str, Any]]]:
    return [(entry.actor, entry.detail) for entry in case.log.entries() if entry.action == "account"]


def opened(accounts: Accounts, identity: str) -> str:
    token = accounts.open_session(identity, HASH)
    assert token is not None
    return token


def everything(case: Case) -> str:
    """Return all that the database holds, as text."""
    with case.base.reading() as connection:
        return "\n".join(
            repr(tuple(row)) for table in schema.metadata.sorted_tables for row in connection.execute(select(table))
        )


def test_a_name_is_one_whatever_its_capitals_spaces_and_accents(accounts: Accounts, ada: str) -> None:
    made = accounts.add(" Åsa   Straße ", "reader", actor="Ada", password=None)
    assert made.name == "Åsa Straße"
    for same in ("Åsa Straße", "åsa strasse", "A\u030asa Straße", "ＡＤＡ"):
        with pytest.raises(ItemError, match="there is an account of that name"):
            accounts.add(same, "reader", actor="Ada")
        assert accounts.named(same).name in ("Åsa Straße", "Ada")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\x00b", "a\u202eb", "a\u200bb", "\ud800", "a\x1b[31m"])
def test_a_name_that_cannot_be_seen_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(ItemError, match="1 to 64 characters that can be seen"):
        accounts.add(name, "lead", actor="shell")
    assert not accounts.exist()


def test_the_first_is_a_lead_and_the_last_lead_stays(accounts: Accounts) -> None:
    with pytest.raises(ItemError, match="the first account of a case is a lead"):
        accounts.add("Ada", "reviewer", actor="shell", password=HASH)
    ada = accounts.add("Ada", "lead", actor="shell", password=HASH).id
    invited = accounts.add("Bob", "lead", actor="shell").id
    refusals: tuple[Callable[[], None], ...] = (
        lambda: accounts.disable(ada, actor="Bob"),
        lambda: accounts.set_role(ada, "reader", actor="Bob"),
    )
    for refused in refusals:
        with pytest.raises(ItemError, match="the last lead who can log in"):
            refused()
    accounts.set_password(invited, HASH, actor="Bob")
    accounts.set_role(ada, "reader", actor="Bob")
    with pytest.raises(ItemError, match="the last lead who can log in"):
        accounts.disable(invited, actor="Bob")
    accounts.disable(ada, actor="Bob")
    assert [(one.name, one.role, one.able) for one in accounts.all()] == [
        ("Ada", "reader", False),
        ("Bob", "lead", True),
    ]


def test_the_log_tells_who_did_what_to_whom_and_nothing_of_passwords(case: Case, accounts: Accounts, ada: str) -> None:
    bob = accounts.add("Bob", "reader", actor="Ada").id
    token = accounts.invite(bob, actor="Ada")
    assert accounts.accept(token, HASH) is not None
    accounts.set_role(bob, "reviewer", actor="Ada")
    accounts.set_role(bob, "reviewer", actor="Ada")
    accounts.set_password(bob, HASH, actor="Bob")
    accounts.end_sessions(bob, actor="Ada")
    accounts.disable(bob, actor="Ada")
    accounts.disable(bob, actor="Ada")
    accounts.enable(bob, actor="Ada")
    done = [(actor, detail["what"], detail["name"], detail["role"]) for actor, detail in told(case)]
    assert done == [
        ("shell", "add", "Ada", "lead"),
        ("Ada", "add", "Bob", "reader"),
        ("Ada", "invite", "Bob", "reader"),
        ("Bob", "password", "Bob", "reader"),
        ("Ada", "role", "Bob", "reviewer"),
        ("Bob", "password", "Bob", "reviewer"),
        ("Ada", "sign_out", "Bob", "reviewer"),
        ("Ada", "disable", "Bob", "reviewer"),
        ("Ada", "enable", "Bob", "reviewer"),
    ]
    log = repr(told(case))
    assert not any(secret in log for secret in (HASH, "argon2", token, digest(token)))
    assert list(case.verify()) == []


def test_of_tokens_only_hashes_are_kept(case: Case, accounts: Accounts, ada: str) -> None:
    session, invitation = opened(accounts, ada), accounts.invite(ada, actor="Ada")
    kept = everything(case)
    assert session not in kept
    assert invitation not in kept
    assert digest(session) in kept
    assert digest(invitation) in kept


def test_an_invitation_opens_once_within_two_days_and_the_newest_alone(
    accounts: Accounts, ada: str, clock: Clock
) -> None:
    bob = accounts.add("Bob", "reader", actor="Ada").id
    old, new = accounts.invite(bob, actor="Ada"), accounts.invite(bob, actor="Ada")
    assert accounts.invited(old) is None
    assert accounts.accept(old, HASH) is None
    clock.now += timedelta(hours=47, minutes=59)
    assert accounts.invited(new) is not None
    assert accounts.accept(new, HASH) is not None
    assert accounts.accept(new, HASH) is None, "once"
    late = accounts.invite(bob, actor="Ada")
    clock.now += timedelta(hours=48)
    assert accounts.accept(late, HASH) is None
    shut = accounts.invite(bob, actor="Ada")
    accounts.disable(bob, actor="Ada")
    accounts.enable(bob, actor="Ada")
    assert accounts.accept(shut, HASH) is None
    assert accounts.accept("", HASH) is None


def test_sessions_end_with_a_new_password_with_disabling_and_by_being_ended(accounts: Accounts, ada: str) -> None:
    bob = accounts.add("Bob", "reader", actor="Ada", password=HASH).id
    for end in (
        lambda: accounts.set_password(bob, HASH, actor="Bob"),
        lambda: accounts.disable(bob, actor="Ada"),
        lambda: accounts.end_sessions(bob),
    ):
        accounts.enable(bob, actor="Ada")
        tokens, mine = [opened(accounts, bob) for _ in range(2)], opened(accounts, ada)
        end()
        assert [accounts.session(digest(token)) for token in tokens] == [None, None]
        assert accounts.session(digest(mine)) is not None, "only those of that account"
    accounts.enable(bob, actor="Ada")
    here, there = opened(accounts, bob), opened(accounts, bob)
    assert accounts.end_sessions(bob, but=digest(here)) == 1
    assert accounts.session(digest(there)) is None
    accounts.end_session(digest(here))
    assert accounts.session(digest(here)) is None


def test_no_session_begins_on_a_password_that_was_changed_meanwhile(accounts: Accounts, ada: str) -> None:
    accounts.set_password(ada, HASH + "new", actor="Ada")
    assert accounts.open_session(ada, HASH) is None
    bob = accounts.add("Bob", "reader", actor="Ada", password=HASH).id
    accounts.disable(bob, actor="Ada")
    assert accounts.open_session(bob, HASH) is None


def test_old_sessions_are_cleared_away_and_their_number_is_bounded(accounts: Accounts, ada: str, clock: Clock) -> None:
    stale = opened(accounts, ada)
    clock.now += timedelta(hours=8)
    tokens = []
    for _ in range(MOST_SESSIONS + 5):
        clock.now += timedelta(seconds=1)
        tokens.append(opened(accounts, ada))
    assert accounts.session(digest(stale)) is None
    assert len(accounts.sessions(ada)) == MOST_SESSIONS
    assert [accounts.session(digest(token)) is not None for token in tokens] == [False] * 5 + [True] * MOST_SESSIONS
    assert accounts.in_use()[ada][0] == MOST_SESSIONS


def test_a_note_of_use_never_goes_back(accounts: Accounts, ada: str) -> None:
    token = digest(opened(accounts, ada))
    accounts.touch({token: "2026-03-01T10:00:00Z", "0" * 64: "2026-03-01T10:00:00Z"})
    accounts.touch({token: "2026-03-01T09:30:00Z"})
    assert [one.used for one in accounts.sessions(ada)] == ["2026-03-01T10:00:00Z"]


def test_accounts_are_in_no_backup(
    case: Case, accounts: Accounts, ada: str, tmp_path: Path, database: str | None
) -> None:
    opened(accounts, ada)
    case.backup(tmp_path / "case.tar")
    with tarfile.open(tmp_path / "case.tar") as archive:
        held = {member.name: archive.extractfile(member) for member in archive.getmembers() if member.isfile()}
        assert not any(name.startswith(("tables/account", "tables/session")) for name in held)
        assert not any(b"argon2" in file.read() for file in held.values() if file is not None)
    with restore(tmp_path / "case.tar", tmp_path / "again", database=database) as again:
        assert not Accounts(again.base).exist()
        assert told(again) == told(case), "what was done to them is in the log all the same"


def test_a_case_from_before_accounts_gets_their_tables(case: Case, database: str | None) -> None:
    with case.base.writing() as connection:
        for table in reversed(schema.ACCESS):
            connection.execute(text(f"DROP TABLE {table.name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    case.close()
    with Case.open(case.folder, database=database) as opened_again:
        assert opened_again.status().schema == migrating.HEAD
        assert Accounts(opened_again.base).add("Ada", "lead", actor="shell", password=HASH).able


def test_a_copy_before_a_migration_holds_no_accounts_where_it_is_a_file_of_its_own(
    case: Case, accounts: Accounts, ada: str, tmp_path: Path
) -> None:
    from rashomon.store.tables import dump_reflected

    with case.base.reading() as connection, (tmp_path / "copy.jsonl").open("wb") as file:
        dump_reflected(connection, file)
    assert b"argon2" not in (tmp_path / "copy.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevenchars", "fewer than 12"),
        ("x" * 1025, "more than 1024"),
        ("aaaaaaaaaaaaAAAA", "one character repeated"),
        ("ada lovelace", "it is the name"),
        ("ADA LOVELACEada lovelace", "it is the name"),
        ("correct horse", ""),
        ("пароль из слов", ""),
        ("123456789012", ""),
    ],
)
def test_few_passwords_are_refused(password: str, said: str) -> None:
    if said:
        with pytest.raises(ItemError, match=said):
            passwords.check(password, "Ada Lovelace")
    else:
        passwords.check(password, "Ada Lovelace")


def test_a_password_is_kept_as_argon2id_with_memory_of_at_least_64_mib() -> None:
    kept = passwords.hashed("corre\u0301ct horse")
    kind, version, cost = kept.split("$")[1:4]
    assert (kind, version) == ("argon2id", "v=19")
    assert int(cost.split(",")[0].removeprefix("m=")) >= 64 << 10
    assert passwords.fits(kept, "corréct horse"), "the same letters from another keyboard"
    assert not passwords.fits(kept, "correct horse")
    assert not passwords.fits(kept, "\ud800")
    assert not passwords.fits("no hash at all", "correct horse")
    assert not passwords.outdated(kept)
    assert passwords.outdated(kept.replace("t=3", "t=1"))


def test_names_fold_once() -> None:
    for name in ("Straße", "ＡＤＡ", "ǅ", "İ", "Ada  Byron"):
        assert fold(fold(name)) == fold(name)
        assert fold(tidy(name)) == fold(name)
