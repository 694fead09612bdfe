"""The commands `account` and `serve` as a lead meets them: accounts from the shell, and a server for a team."""

from __future__ import annotations

import json
import os
import pty
import select
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest

from commandline import RASHOMON, called
from rashomon.store.accounts import Accounts
from rashomon.store.base import Case

PASSWORD = b"four unlikely words here\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Case.create(tmp_path / "case", actor="tester").close()
    return tmp_path / "case"


def as_text(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def account(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    return as_text(called("account", str(folder), *arguments, stdin=stdin))


def add(folder: Path, name: str, role: str) -> None:
    assert account(folder, "add", name, "--role", role, "--password-stdin", stdin=PASSWORD).returncode == 0


def listed(folder: Path) -> list[list[str]]:
    return [line.split("\t")[:3] for line in account(folder).stdout.splitlines()]


def test_accounts_from_the_first_lead_to_the_last(folder: Path) -> None:
    first = account(folder, "add", "Ron", "--role", "reader", "--password-stdin", stdin=PASSWORD)
    assert first.returncode == 2
    assert "the first account of a case is a lead" in first.stderr
    add(folder, "Ada", "lead")
    add(folder, "Ron", "reader")
    assert listed(folder) == [["Ada", "lead", "active"], ["Ron", "reader", "active"]]
    assert account(folder, "role", "RON", "reviewer").stderr == "Ron: reviewer\n"
    assert account(folder, "disable", "Ron").stderr == "Ron: disabled\n"
    (_, (_, role, state)) = listed(folder)
    assert (role, state.split()[0]) == ("reviewer", "disabled")
    assert account(folder, "enable", "Ron").stderr == "Ron: enabled\n"
    assert account(folder, "password", "Ron", "--password-stdin", stdin=b"other four words\n").returncode == 0
    for refused in (("disable", "Ada"), ("role", "Ada", "reader")):
        done = account(folder, *refused)
        assert (done.returncode, "the last lead" in done.stderr) == (2, True)
    with Case.open(folder) as case:
        entries = [entry for entry in case.log.entries() if entry.action == "account"]
        assert [entry.detail["what"] for entry in entries] == ["add", "add", "role", "disable", "enable", "password"]
        assert "argon2" not in json.dumps([dict(entry.detail) for entry in entries])
        assert list(case.verify()) == []


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("add", "Ada", "--role", "lead", "--password-stdin"), b"short\n", "fewer than 12 characters"),
        (("add", "Ada", "--role", "lead", "--password-stdin"), b"", "fewer than 12 characters"),
        (("add", "Ada", "--role", "lead"), PASSWORD, "there is no terminal to ask for a password at"),
        (("add", "Ada", "--role", "king"), b"", "'king' is no role; choose one of reader, reviewer, lead"),
        (("add", "Ada"), b"", "'add NAME --role ROLE'"),
        (("add",), b"", "it needs a name"),
        (("list", "Ada"), b"", "it takes no name"),
        (("role", "Ada"), b"", "'role NAME ROLE'"),
        (("role", "Ada", "lead"), b"", "there is no such account"),
        (("disable", "Ada", "--password-stdin"), b"", "it takes no password"),
        (("praise", "Ada"), b"", "'praise' is not one of"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, arguments: tuple[str, ...], stdin: bytes, said: str) -> None:
    done = account(folder, *arguments, stdin=stdin)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())
    with Case.open(folder) as case:
        assert not Accounts(case.base).exist()


def typed(folder: Path, *words: bytes) -> tuple[int, bytes]:
    """Add Ada from a terminal where these words are typed; return exit status and all that the terminal shows."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover  the other process
        os.execv(RASHOMON, [RASHOMON, "account", str(folder), "add", "Ada", "--role", "lead"])
    shown, waiting, deadline = b"", list(words), time.monotonic() + 120
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                got = os.read(terminal, 4096)
            except OSError:  # how Linux says that the other end is gone
                break
            shown += got
            if got.endswith(b": ") and waiting:
                os.write(terminal, waiting.pop(0))
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


def test_a_password_is_typed_twice_and_never_seen(folder: Path) -> None:
    status, shown = typed(folder, PASSWORD, b"something else here\n")
    assert status == 2
    assert b"the two passwords are not the same" in shown
    status, shown = typed(folder, PASSWORD, PASSWORD)
    assert status == 0, shown
    assert b"Password for Ada: " in shown
    assert PASSWORD.strip() not in shown
    assert listed(folder) == [["Ada", "lead", "active"]]


# The server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost with its key, made for this run."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)
    return folder / "cert.pem", folder / "key.pem"


def serve(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return as_text(called("serve", str(folder), "--no-browser", "--port", "0", *arguments))


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[str]:
    """Start the server; give the address that it prints."""
    command = [RASHOMON, "serve", str(folder), "--no-browser", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        try:
            assert ": open " in line, line + process.stderr.read()
            yield line.split(": open ")[1].strip()
        finally:
            process.terminate()
            process.stderr.read()


@pytest.mark.parametrize(
    ("accounts", "arguments", "said"),
    [
        (False, ("--accounts",), "the case has none; make the first account: rashomon account"),
        (False, ("--behind-proxy", "--name", "desk.example"), "without accounts a case is shown on this machine only"),
        (True, ("--host", "0.0.0.0"), "passwords must not travel in the clear; give --tls-cert and --tls-key"),
        (True, ("--host", "0.0.0.0", "--name", "desk.example"), "passwords must not travel in the clear"),
        (True, ("--behind-proxy",), "say by which name it is asked"),
        (True, ("--behind-proxy", "--name", "https://desk.example"), "this is no name of a machine"),
        (True, ("--tls-cert", "x.pem"), "--tls-cert and --tls-key go together"),
        (True, ("--tls-cert", "x.pem", "--tls-key", "y.pem"), "check names and permissions"),
        (True, ("--behind-proxy", "--name", "a", "--tls-cert", "x", "--tls-key", "y"), "the proxy speaks TLS"),
    ],
)
def test_a_case_is_not_served_in_a_way_that_gives_it_away(
    folder: Path, accounts: bool, arguments: tuple[str, ...], said: str
) -> None:
    if accounts:
        add(folder, "Ada", "lead")
    done = serve(folder, *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_file_that_is_no_key_is_told_before_anything_is_served(folder: Path, certificate: tuple[Path, Path]) -> None:
    add(folder, "Ada", "lead")
    cert, _ = certificate
    done = serve(folder, "--host", "0.0.0.0", "--name", "localhost", "--tls-cert", str(cert), "--tls-key", str(cert))
    assert done.returncode == 2
    assert "are no certificate with its key" in done.stderr


class _Stay(urllib.request.HTTPRedirectHandler):
    """Take a redirect as the answer."""

    def redirect_request(self, *_: object) -> None:
        """Go nowhere."""


def asked(
    address: str, *, cert: Path | None = None, form: dict[str, str] | None = None, **headers: str
) -> tuple[int, Message, bytes]:
    """Return status, headers and body of the answer to a request."""
    context = ssl.create_default_context(cafile=cert)
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _Stay())
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(address, data=data, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_a_team_logs_in_over_tls_by_the_name_that_was_given(folder: Path, certificate: tuple[Path, Path]) -> None:
    add(folder, "Ada", "lead")
    cert, key = certificate
    way = ("--host", "0.0.0.0", "--name", "localhost", "--tls-cert", str(cert), "--tls-key", str(key))
    with served(folder, *way) as address:
        assert address.startswith("https://localhost:")
        form = {"name": "ada", "password": PASSWORD.decode().strip()}
        status, headers, _ = asked(f"{address}login", cert=cert, form=form)
        assert (status, headers["location"]) == (303, "/")
        cookie = headers["set-cookie"]
        assert cookie.startswith("__Host-rashomon_session_")
        assert "Secure" in cookie
        proof = cookie.partition(";")[0]
        status, _, body = asked(f"{address}api/me", cert=cert, cookie=proof)
        assert (status, json.loads(body)["name"]) == (200, "Ada")
        assert asked(f"{address}api/me", cert=cert, cookie=proof, host="evil.example")[0] == 403
        assert asked(f"{address}api/me", cert=cert)[0] == 401


def test_who_asks_cannot_be_made_up_without_a_proxy(folder: Path) -> None:
    add(folder, "Ada", "lead")
    form = {"name": "ada", "password": "wrong"}
    with served(folder) as address:
        assert "key=" not in address
        codes = [
            asked(f"{address}login", form=form, x_forwarded_for=f"203.0.113.{n}", x_forwarded_proto="https")[0]
            for n in range(6)
        ]
    assert codes == [401] * 5 + [429]
