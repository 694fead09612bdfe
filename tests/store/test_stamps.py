"""Stamps of a log: what holds, what does not, and that neither a changed token nor a changed log goes unseen."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from authority import STAMPING, Authority, listening
from rashomon.casework import stamping
from rashomon.casework.stamping import stamp
from rashomon.cli import app
from rashomon.errors import ItemError, RunError
from rashomon.store import stamp_der, stamp_token
from rashomon.store.base import Case, LogEntry, restore
from rashomon.store.bundle import Pages, write_bundle
from rashomon.store.folder import DATABASE
from rashomon.store.log import entry_hash
from rashomon.store.stamp_token import BadStampError, check, read_roots
from rashomon.store.stamps import Verdict
from rashomon.store.stamps import check as check_stamps
from stored import put

Detail = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    pytest.importorskip("rfc3161_client", reason="needs the extra: pip install 'rashomon[stamp]'")
    with listening(tmp_path_factory.mktemp("authority")) as authority:
        yield authority


@pytest.fixture
def authority(made: Authority) -> Authority:
    return made.reset()


@pytest.fixture
def folder(memory: Path) -> Path:
    """A case with one document in SQLite."""
    with Case.create(memory / "case", actor="tester") as case:
        put(case, "Forty people were seen.")
    return memory / "case"


def stamped(folder: Path, authority: Authority, *, roots: bool = True) -> LogEntry:
    with Case.open(folder, actor="tester") as case:
        return stamp(case, authority.url, roots=read_roots(authority.roots) if roots else (), private=True)


def verdicts(folder: Path, roots: Path | None = None) -> list[Verdict]:
    with Case.open(folder, write=False) as case:
        return list(check_stamps(case.log.entries(), roots=read_roots(roots) if roots else ()))


def why(folder: Path, authority: Authority, *, roots: Path | None = None, private: bool = True) -> str:
    """Return why no stamp is taken; the log is as before then."""
    with Case.open(folder, actor="tester") as case:
        before = case.log.receipt().head
        with pytest.raises(ItemError) as caught:
            stamp(case, authority.url, roots=read_roots(roots or authority.roots), private=private)
        assert case.log.receipt().head == before
    assert (caught.value.item, caught.value.step) == (authority.url, "stamp")
    assert caught.value.remedy.startswith("nothing was stamped: ")
    return caught.value.reason


# What holds


@pytest.mark.parametrize("kind", ["plain", "rsa", "sha1 of the certificate", "brings its root"])
def test_a_good_stamp_is_kept_and_says_which_head_existed_when(folder: Path, authority: Authority, kind: str) -> None:
    authority.kind = kind
    before = datetime.now(UTC)
    with Case.open(folder) as case:
        head = case.log.receipt()
    kept = stamped(folder, authority)
    assert (kept.action, kept.detail["seq"], kept.detail["head"]) == ("stamp", head.seq, head.head)
    assert kept.detail["authority"] == authority.url
    moment = datetime.fromisoformat(kept.detail["time"])
    assert before - timedelta(seconds=2) < moment < datetime.now(UTC) + timedelta(seconds=2)
    (verdict,) = verdicts(folder, authority.roots)
    assert (verdict.entry, verdict.holds) == (kept.seq, True)
    signer = "CN=Tests rsa" if kind == "rsa" else "CN=Tests ec"
    assert verdict.sentence == (
        f"entry {head.seq} ({head.head}) and all before it existed no later than {kept.detail['time']} "
        f"(accurate to 1.5 s), says {signer} ({authority.url}); its certificate leads to a root that was given"
    )
    (verdict,) = verdicts(folder)
    assert verdict.holds is True
    assert verdict.sentence.endswith("was not checked: give --roots")
    with Case.open(folder) as case:
        assert list(case.verify()) == []


def test_all_that_is_sent_is_the_hash_of_an_entry_and_a_number(folder: Path, authority: Authority) -> None:
    kept = stamped(folder, authority)
    ((headers, query),) = authority.asked
    parts = stamp_der.Piece(query, 0x30, 0, 2, len(query)).inside()
    assert [part.tag for part in parts] == [0x02, 0x30, 0x02, 0x01]
    assert parts[1].inside()[1].body.hex() == kept.detail["head"]
    names = [line.split(":")[0] for line in headers.splitlines()[1:] if line]
    assert names == ["Host", "User-Agent", "Accept", "Content-Type", "Content-Length", "Connection"]
    assert "Content-Type: application/timestamp-query" in headers


def test_a_key_in_the_address_is_not_kept(folder: Path, authority: Authority) -> None:
    with Case.open(folder) as case:
        kept = stamp(case, f"{authority.url}?key=secret", private=True)
    assert "POST /tsa?key=secret " in authority.asked[0][0]
    assert kept.detail["authority"] == authority.url


def test_stamps_of_several_heads_are_told_apart(folder: Path, authority: Authority) -> None:
    first, second = stamped(folder, authority), stamped(folder, authority)
    assert [verdict.holds for verdict in verdicts(folder, authority.roots)] == [True, True]
    assert second.detail["head"] == first.hash


def test_a_restored_case_keeps_its_stamps(case: Case, authority: Authority, tmp_path: Path) -> None:
    put(case, "Forty people were seen.")
    kept = stamp(case, authority.url, roots=read_roots(authority.roots), private=True)
    case.backup(tmp_path / "case.tar")
    with restore(tmp_path / "case.tar", tmp_path / "again") as again:
        (verdict,) = check_stamps(again.log.entries(), roots=read_roots(authority.roots))
    assert (verdict.entry, verdict.holds) == (kept.seq, True)


# Answers that are none


def other_hash(query: bytes) -> bytes:
    at = query.index(b"\x04\x20") + 2
    return query[:at] + hashlib.sha256(b"else").digest() + query[at + 32 :]


def other_nonce(query: bytes) -> bytes:
    at = query.index(b"\x04\x20") + 34
    assert query[at] == 0x02, "the nonce"
    last = at + 1 + query[at + 1]
    return query[:last] + bytes([query[last] ^ 1]) + query[last + 1 :]


def no_certificate(query: bytes) -> bytes:
    assert query.endswith(b"\x01\x01\xff")
    return query[:-1] + b"\x00"


@pytest.mark.parametrize(
    ("kind", "change", "reason"),
    [
        ("refuses", bytes, "it was not granted: rejected"),
        ("weak", bytes, "it was signed over a hash that is too weak or not known"),
        ("plain", other_hash, "it is a stamp of something else than this head"),
        ("plain", other_nonce, "it is not the answer to this request (another nonce)"),
        ("plain", no_certificate, "the certificate that it was signed with is not in it"),
    ],
)
def test_an_answer_that_is_no_stamp_of_this_head_is_refused(
    folder: Path, authority: Authority, kind: str, change: Callable[[bytes], bytes], reason: str
) -> None:
    authority.kind, authority.change = kind, change
    assert reason in why(folder, authority)


@pytest.mark.parametrize("kind", ["plain", "brings its root"])
def test_a_chain_to_another_root_is_refused(folder: Path, authority: Authority, kind: str) -> None:
    authority.kind = kind
    reason = "the chain of its certificate does not end at a root that was given"
    assert reason in why(folder, authority, roots=authority.others)
    stamped(folder, authority)
    (verdict,) = verdicts(folder, authority.others)
    assert verdict.holds is False
    assert reason in verdict.sentence


def test_an_intermediate_certificate_is_no_root(folder: Path, authority: Authority) -> None:
    assert "unable to get issuer certificate" in why(folder, authority, roots=authority.folder / "mid.pem")


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def endless() -> Iterator[bytes]:
    return itertools.chain([http(b"")], itertools.repeat(bytes(4096)))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (http(b"<html>Hello</html>", "Content-Length: 18"), "it is no answer of a time-stamping authority"),
        (http(b"", "Content-Length: 0"), "it is no answer of a time-stamping authority"),
        (http(bytes.fromhex("30053003020100"), "Content-Length: 7"), "it is no answer of a time-stamping authority"),
        (http(bytes(70000), "Content-Length: 70000"), "go beyond the limit of 65536 bytes"),
        (endless, "go beyond the limit of 65536 bytes"),
        (http(b"no", "Content-Length: 2", status="404 Not Found"), "it answered with status 404"),
        (http(b"", "Location: http://127.0.0.1:9/", status="307 Temporary Redirect"), "it points to another address"),
        (b"\x00\x01 not HTTP\r\n\r\n", "the answer is no proper HTTP"),
        (b"", "it ended the connection without an answer"),
    ],
)
def test_an_authority_that_is_none_is_refused(
    folder: Path, authority: Authority, raw: bytes | Callable[[], Iterator[bytes]], reason: str
) -> None:
    authority.raw = raw() if callable(raw) else raw
    assert reason in why(folder, authority)


def dribbling() -> Iterator[bytes]:
    yield http(b"", "Content-Length: 60000")
    while True:
        time.sleep(0.05)
        yield b"0"


def test_an_authority_that_does_not_come_to_an_end_is_given_up(
    folder: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamping, "_SECONDS", 0.3)
    authority.raw = dribbling()
    assert "it took longer than 0.3 seconds" in why(folder, authority)


def test_an_authority_that_is_not_there_is_said(folder: Path, authority: Authority) -> None:
    away = Authority(authority.folder)
    away.url = "http://127.0.0.1:9/tsa"
    assert "it cannot be reached" in why(folder, away)


def test_a_private_address_is_asked_only_with_consent(folder: Path, authority: Authority) -> None:
    assert "its name means this machine or one of a private network" in why(folder, authority, private=False)
    assert authority.asked == []


def test_a_damaged_log_is_not_stamped(folder: Path, authority: Authority) -> None:
    with sqlite3.connect(folder / DATABASE) as base:
        base.execute("DROP TRIGGER log_fixed")
        base.execute("UPDATE log SET actor = 'nobody' WHERE seq = 1")
    with Case.open(folder) as case, pytest.raises(RunError, match="log stamp: entry 1: it was altered"):
        stamp(case, authority.url, private=True)
    assert authority.asked == []


# Tokens and logs that were changed


def test_no_changed_byte_of_a_token_gives_another_statement(folder: Path, authority: Authority) -> None:
    kept = stamped(folder, authority)
    answer, head = base64.b64decode(kept.detail["answer"]), kept.detail["head"]
    good, refused = check(answer, head), 0
    for at in range(len(answer)):
        for bit in (1, 0x80):
            changed = bytearray(answer)
            changed[at] ^= bit
            try:
                assert check(bytes(changed), head) == good, at
            except BadStampError:
                refused += 1
    # What is left are bytes that nothing rests on here: the status, the certificate of the issuer.
    assert refused > len(answer)
    for end in range(len(answer)):
        with pytest.raises(BadStampError):
            check(answer[:end], head)


def rewrite(folder: Path, seq: int, change: Callable[[Detail], Detail]) -> None:
    """Change the detail of one entry, and all hashes from there on, as somebody would who has the database."""
    with sqlite3.connect(folder / DATABASE) as base:
        base.row_factory = sqlite3.Row
        base.execute("DROP TRIGGER IF EXISTS log_fixed")
        previous = "0" * 64
        for row in base.execute("SELECT * FROM log ORDER BY seq").fetchall():
            fields = {name: row[name] for name in ("seq", "time", "actor", "action")}
            told = json.loads(row["detail"])
            told = change(told) if row["seq"] == seq else told
            digest = entry_hash(fields | {"previous": previous, "detail": told})
            text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            base.execute(
                "UPDATE log SET detail = ?, previous = ?, hash = ? WHERE seq = ?", (text, previous, digest, row["seq"])
            )
            previous = digest
        head = json.dumps({"head": previous, "seq": row["seq"]}, separators=(",", ":"))
        base.execute("UPDATE meta SET value = ? WHERE key = 'log'", (head,))


def altered(told: Detail) -> Detail:
    """Change the time that the token states, and make the hash in the log fit."""
    answer = base64.b64decode(told["answer"])
    at = answer.index(told["time"][:4].encode())
    answer = answer[:at] + b"1999" + answer[at + 4 :]
    told |= {"time": f"1999{told['time'][4:]}", "sha256": hashlib.sha256(answer).hexdigest()}
    return told | {"answer": base64.b64encode(answer).decode()}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (altered, "it was altered: what it states is not what was signed"),
        (lambda told: told | {"answer": told["answer"][:-8]}, "it was altered: it has another hash than the log names"),
        (lambda told: told | {"answer": "?"}, "it was altered"),
        (lambda told: told | {"sha256": "0" * 64}, "it was altered: it has another hash than the log names"),
        (lambda told: told | {"time": "1999-01-01T00:00:00Z"}, "the log says something else than the stamp (time)"),
        (lambda told: told | {"signer": "CN=Someone", "serial": "0"}, "something else than the stamp (serial, signer)"),
        (lambda told: told | {"seq": told["seq"] - 1}, "it is of a head that is not in this log"),
        (lambda told: told | {"seq": told["seq"] + 1}, "it is of a head that is not in this log"),
        (lambda told: told | {"seq": 1 << 80}, "it is of a head that is not in this log"),
        (lambda told: told | {"seq": "2"}, "it is not in the form of a stamp"),
        (lambda _: {}, "it is not in the form of a stamp"),
    ],
)
def test_a_changed_stamp_is_found_even_in_a_log_that_was_made_to_fit(
    folder: Path, authority: Authority, change: Callable[[Detail], Detail], problem: str
) -> None:
    kept = stamped(folder, authority)
    rewrite(folder, kept.seq, change)
    (verdict,) = verdicts(folder)
    assert verdict.holds is False
    assert problem in verdict.sentence
    done = rashomon("log", folder, "verify")
    assert done.exit_code == 1
    assert f"stamp in entry {kept.seq}: " in done.stdout
    assert rashomon("verify", folder).exit_code == 1


def test_a_log_that_was_written_anew_no_longer_holds_the_head_that_was_stamped(
    folder: Path, authority: Authority
) -> None:
    kept = stamped(folder, authority)
    rewrite(folder, 2, lambda told: told | {"places": []})
    with Case.open(folder, write=False) as case:
        assert case.log.verify() is None, "the chain by itself does not show it"
    (verdict,) = verdicts(folder)
    assert f"it is of a head that is not in this log (entry {kept.detail['seq']}, {kept.detail['head']})" == (
        verdict.sentence
    )


def test_a_stamp_of_the_old_head_does_not_pass_for_the_new_one(folder: Path, authority: Authority) -> None:
    kept = stamped(folder, authority)
    rewrite(folder, 2, lambda told: told | {"places": []})
    with Case.open(folder, write=False) as case:
        heads = {entry.seq: entry.hash for entry in case.log.entries()}
    rewrite(folder, kept.seq, lambda told: told | {"head": heads[kept.detail["seq"]]})
    (verdict,) = verdicts(folder)
    assert verdict.sentence == "it is a stamp of something else than this head"


@pytest.mark.parametrize(
    ("extensions", "moment", "reason"),
    [
        ("keyUsage=critical,digitalSignature\n", None, "its certificate is not one for time stamps"),
        ("extendedKeyUsage=timeStamping\n", None, "not one for time stamps alone"),
        ("extendedKeyUsage=critical,timeStamping,codeSigning\n", None, "not one for time stamps alone"),
        (STAMPING, "1999-01-01T00:00:00Z", "its certificate was not valid at the time it states (1999-"),
        (STAMPING, "2999-01-01T00:00:00Z", "its certificate was not valid at the time it states (2999-"),
        (STAMPING, "1999-02-30T00:00:00Z", "its time is none (1999-02-30"),
    ],
)
def test_a_certificate_for_something_else_or_another_time_signs_no_stamps(
    folder: Path,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    extensions: str,
    moment: str | None,
    reason: str,
) -> None:
    """The program `openssl` signs with no such certificate, so it is put in the place of the one that signed."""
    from cryptography.x509 import load_pem_x509_certificate

    kept = stamped(folder, authority)
    answer, head = base64.b64decode(kept.detail["answer"]), kept.detail["head"]
    authority.certificate("odd", extensions, issuer="mid")
    odd = load_pem_x509_certificate((authority.folder / "odd.pem").read_bytes())
    read = stamp_der.read(answer)
    stated = replace(read.statement, time=moment or read.statement.time)
    monkeypatch.setattr(stamp_der, "read", lambda _: replace(read, statement=stated))
    monkeypatch.setattr(stamp_token, "_signer", lambda _: odd)
    monkeypatch.setattr(stamp_token, "_check_signature", lambda *_: None)
    with pytest.raises(BadStampError) as caught:
        check(answer, head)
    assert reason in str(caught.value)


# From the command line


def rashomon(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_commands(folder: Path, authority: Authority) -> None:
    asking = ("log", folder, "stamp", "--authority", authority.url, "--allow-private")
    done = rashomon(*asking, "--roots", authority.roots, "--actor", "ada")
    assert done.exit_code == 0, done.exception
    assert re.fullmatch(
        r"entry 4 \([0-9a-f]{64}\) stamped [0-9T:.-]+Z \(accurate to 1.5 s\) by CN=Tests ec\n", done.stdout
    )
    assert "was not checked" in rashomon(*asking).stderr
    said = rashomon("log", folder, "verify", "--roots", authority.roots).stdout.splitlines()
    assert said[0].startswith("6 entries, none altered, missing or moved; head ")
    assert [line.split(": ")[0] for line in said[1:]] == ["stamp in entry 5", "stamp in entry 6"]
    assert all(line.endswith("its certificate leads to a root that was given") for line in said[1:])
    assert rashomon("log", folder, "verify", "--roots", authority.others).exit_code == 1
    assert "stamp in entry 5: entry 4 " in rashomon("verify", folder).stdout
    shown = [json.loads(line) for line in rashomon("log", folder).stdout.splitlines()]
    assert [(entry["action"], entry["actor"]) for entry in shown[4:5]] == [("stamp", "ada")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("stamp",), "'stamp' and --authority go together"),
        (("verify", "--authority", "http://127.0.0.1:9/"), "'stamp' and --authority go together"),
        (("verify", "--roots", "no.pem"), "no.pem: roots: No such file"),
        (("verify", "--roots", "case.toml"), "case.toml: roots: it holds no certificates"),
        (("stamp", "--authority", "ftp://127.0.0.1/"), "only http and https are fetched"),
        (("stamp", "--authority", "http://127.0.0.1:9/"), "needs --allow-private"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("rfc3161_client")
    monkeypatch.chdir(folder)
    done = rashomon("log", folder, *arguments)
    assert done.exit_code != 0
    assert said in str(done.exception)


def test_without_the_extra_it_is_named_and_a_stamp_is_not_said_to_be_checked(
    folder: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamped(folder, authority)
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    done = rashomon("log", folder, "stamp", "--authority", authority.url, "--allow-private")
    assert "pip install 'rashomon[stamp]'" in str(done.exception)
    done = rashomon("log", folder, "verify")
    assert done.exit_code == 0
    assert "by the log; the stamp itself was not checked: run: pip install 'rashomon[stamp]'" in done.stdout
    assert "rashomon[stamp]" in str(rashomon("log", folder, "verify", "--roots", authority.roots).exception)
    assert rashomon("verify", folder).exit_code == 0


# In a bundle

PAGES = Pages("<p>nothing</p>", {}, [])


def verified(bundle: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "verify.py"]
    return subprocess.run(command, cwd=bundle, capture_output=True, text=True, timeout=60, check=False)


def bundled(folder: Path, out: Path, authority: Authority) -> tuple[Path, LogEntry]:
    kept = stamped(folder, authority)
    with Case.open(folder) as case:
        write_bundle(case, out, PAGES)
    return out, kept


def test_a_bundle_brings_its_stamps_and_the_command_that_checks_them(
    folder: Path, authority: Authority, tmp_path: Path
) -> None:
    bundle, kept = bundled(folder, tmp_path / "bundle", authority)
    done = verified(bundle)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 time stamps are those that the log tells of, for its own entries" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "openssl ts" in line]
    assert f"entry {kept.detail['seq']} and all before it existed no later than {kept.detail['time']}" in line
    command = shlex.split(line[line.index("openssl ") :])
    for roots, code in ((authority.roots, 0), (authority.others, 1)):
        shutil.copy(roots, bundle / "ROOTS.pem")
        ran = subprocess.run(command, cwd=bundle, capture_output=True, timeout=60, check=False)
        assert ran.returncode == code, ran.stderr
    command[command.index("-digest") + 1] = hashlib.sha256(b"else").hexdigest()
    assert subprocess.run(command, cwd=bundle, capture_output=True, timeout=60, check=False).returncode == 1


def altered_name(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Tests", b"Texts"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (altered_name, "stamps/5.tsr: it was altered: its hash is not the one that the log names"),
        (Path.unlink, "stamps/5.tsr: it is missing: the log tells of it"),
        (lambda path: shutil.copy(path, path.with_name("4.tsr")), "stamps/4.tsr is a time stamp of which the log does"),
    ],
)
def test_a_bundle_shows_stamps_that_were_changed(
    folder: Path, authority: Authority, tmp_path: Path, change: Callable[[Path], object], said: str
) -> None:
    bundle, _ = bundled(folder, tmp_path / "bundle", authority)
    change(bundle / "stamps" / "5.tsr")
    done = verified(bundle)
    assert done.returncode == 1
    assert said in done.stdout


def seal(bundle: Path, change: Callable[[list[Detail]], None]) -> None:
    """Change the log of a bundle and make all hashes but that of the stamps fit, as whoever made it could."""
    from rashomon.store.bundle_reading import content

    entries = [json.loads(line) for line in (bundle / "log.jsonl").read_text("utf-8").splitlines()]
    change(entries)
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    entries[-1]["detail"]["content"] = content(manifest)
    previous = "0" * 64
    for entry in entries:
        entry["previous"] = previous
        previous = entry["hash"] = entry_hash({name: value for name, value in entry.items() if name != "hash"})
    lines = [json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for entry in entries]
    receipt = json.loads((bundle / "receipt.json").read_bytes()) | {"head": previous}
    files = {"log.jsonl": "".join(f"{line}\n" for line in lines), "receipt.json": json.dumps(receipt)}
    for name, text in files.items():
        (bundle / name).write_text(text, encoding="utf-8")
        for item in manifest["files"]:
            if item["path"] == name:
                item |= {"sha256": hashlib.sha256(text.encode()).hexdigest(), "size": len(text.encode())}
    (bundle / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_bundle_whose_log_was_written_anew_no_longer_has_the_head_that_was_stamped(
    folder: Path, authority: Authority, tmp_path: Path
) -> None:
    bundle, kept = bundled(folder, tmp_path / "bundle", authority)

    def nothing(_: list[Detail]) -> None: ...

    def before(entries: list[Detail]) -> None:
        entries[1]["actor"] = "nobody"

    def moved(entries: list[Detail]) -> None:
        before(entries)
        entries[4]["detail"]["head"] = head_of(entries[:4])

    seal(bundle, nothing)
    assert verified(bundle).returncode == 0, "what follows fails for its own reason"
    seal(shutil.copytree(bundle, tmp_path / "before"), before)
    done = verified(tmp_path / "before")
    assert done.returncode == 1
    assert f"stamps/{kept.seq}.tsr: it is said to be of a head that is not in this log" in done.stdout
    seal(shutil.copytree(bundle, tmp_path / "moved"), moved)
    done = verified(tmp_path / "moved")
    assert done.returncode == 1
    assert f"stamps/{kept.seq}.tsr: it is a time stamp of something else" in done.stdout


def head_of(entries: Sequence[Mapping[str, Any]]) -> str:
    previous = "0" * 64
    for entry in entries:
        fields = {name: value for name, value in entry.items() if name != "hash"} | {"previous": previous}
        previous = entry_hash(fields)
    return previous


def test_an_export_during_which_the_log_was_stamped_is_refused(
    folder: Path, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = stamped(folder, authority)
    with Case.open(folder) as case:
        append = case.log.append

        def meanwhile(action: str, detail: Mapping[str, Any]) -> LogEntry:
            append("stamp", kept.detail)
            return append(action, detail)

        monkeypatch.setattr(case.log, "append", meanwhile)
        with pytest.raises(RunError, match="the log was stamped while the case was exported"):
            write_bundle(case, tmp_path / "bundle", PAGES)
    assert not (tmp_path / "bundle").exists()


def test_an_export_of_a_damaged_stamp_is_refused(folder: Path, authority: Authority, tmp_path: Path) -> None:
    kept = stamped(folder, authority)
    rewrite(folder, kept.seq, lambda told: told | {"answer": ""})
    with Case.open(folder) as case, pytest.raises(RunError, match=f"stamp in entry {kept.seq}: export: it was altered"):
        write_bundle(case, tmp_path / "bundle", PAGES)
