"""Fetching over TLS, from a server of the test's own whose certificates a throwaway authority made."""

from __future__ import annotations

import hashlib
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from rashomon.config import FetchConfig
from rashomon.errors import ItemError
from rashomon.ingest.fetch import Fetched, fetch

LOCAL = FetchConfig(allow_private=True, timeout=5)
PAGE = b"<p>The ministry denied it.</p>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
HOST = "harbour.example"

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


class Authority:
    """Makes certificates with the program `openssl`, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.certificate = self.root("authority")

    def root(self, name: str, *names: str) -> Path:
        """Return a certificate that vouches for itself, valid for these names."""
        more = ["-addext", f"subjectAltName={','.join(names)}"] if names else []
        self._run("req", "-x509", *self._key(name), "-days", "2", *more, "-out", f"{name}.pem")
        return self.folder / f"{name}.pem"

    def issued(self, name: str, *names: str, days: int = 2) -> Path:
        """Return a certificate that the authority vouches for; of `days` -1 it ended yesterday."""
        self._run("req", *self._key(name), "-addext", f"subjectAltName={','.join(names)}", "-out", f"{name}.csr")
        self._run("x509", "-req", "-in", f"{name}.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
                  "-CAcreateserial", "-copy_extensions", "copy", "-days", str(days), "-out", f"{name}.pem")  # fmt: skip
        return self.folder / f"{name}.pem"

    def _key(self, name: str) -> list[str]:
        kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        return ["-new", *kind, "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key"]

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, timeout=60)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that is trusted in this process, and no other one is."""
    made = Authority(tmp_path / "authority")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    return made


@contextmanager
def served(certificate: Path | None, *, named: list[str | None] | None = None) -> Iterator[int]:
    """Answer every connection with the page, as whoever the certificate is for; without one, in plain HTTP."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate is not None:
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    if named is not None:
        context.sni_callback = lambda _, name, __: named.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer(connection: socket.socket) -> None:
            request = b""
            while b"\r\n\r\n" not in request and (piece := connection.recv(65536)):
                request += piece
            connection.sendall(ANSWER)

        def serve() -> None:
            with suppress(OSError):  # the handshake is broken off, or the listener closed
                while True:
                    plain, _ = listener.accept()
                    with suppress(OSError), plain:
                        if certificate is None:
                            plain.sendall(ANSWER)
                            continue
                        with context.wrap_socket(plain, server_side=True) as secured:
                            answer(secured)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def got(port: int, host: str = HOST) -> Fetched:
    return fetch(f"https://{host}:{port}/a", config=LOCAL, resolve=lambda *_: ["127.0.0.1"])


def refused(port: int, host: str = HOST) -> ItemError:
    with pytest.raises(ItemError) as caught:
        got(port, host)
    assert caught.value.item == f"https://{host}:{port}/a"
    assert caught.value.step == "fetch"
    return caught.value


def test_a_page_comes_over_tls_with_what_secured_it(authority: Authority) -> None:
    certificate = authority.issued("server", f"DNS:{HOST}")
    named: list[str | None] = []
    with served(certificate, named=named) as port:
        found = got(port)
    assert (found.data, found.status, found.address) == (PAGE, 200, "127.0.0.1")
    assert found.final_url == f"https://{HOST}:{port}/a"
    assert named == [HOST], "the server is told which of its names is meant"
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="ascii"))).hexdigest()
    assert f"certificate-sha256: {digest}\r\n".encode() in found.warc
    assert b"\r\ntls: TLSv1.3 " in found.warc
    assert PAGE in found.warc


def test_an_address_in_numbers_is_verified_too(authority: Authority) -> None:
    with served(authority.issued("server", "IP:127.0.0.1")) as port:
        assert got(port, "127.0.0.1").data == PAGE
    with served(authority.issued("other", "IP:127.0.0.2")) as port:
        assert "IP address mismatch" in refused(port, "127.0.0.1").reason


def test_a_private_address_is_not_fetched_over_tls_either(authority: Authority) -> None:
    named: list[str | None] = []
    with (
        served(authority.issued("server", f"DNS:{HOST}"), named=named) as port,
        pytest.raises(ItemError, match="this machine or one of a private network"),
    ):
        fetch(f"https://{HOST}:{port}/a", config=FetchConfig(timeout=5), resolve=lambda *_: ["127.0.0.1"])
    assert named == []


def other_name(authority: Authority) -> Path:
    return authority.issued("server", "DNS:other.example", "DNS:*.harbour.example")


def expired(authority: Authority) -> Path:
    return authority.issued("server", f"DNS:{HOST}", days=-1)


def self_signed(authority: Authority) -> Path:
    return authority.root("server", f"DNS:{HOST}")


def of_others(authority: Authority) -> Path:
    """Return what an authority of the same name, which is not trusted, vouches for."""
    return Authority(authority.folder / "others").issued("server", f"DNS:{HOST}")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (other_name, f"Hostname mismatch, certificate is not valid for '{HOST}'"),
        (expired, "certificate has expired"),
        (self_signed, "self-signed certificate"),
        (of_others, "certificate"),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused(authority: Authority, make: object, why: str) -> None:
    assert callable(make)
    with served(make(authority)) as port:
        error = refused(port)
    assert error.reason.startswith("its certificate is not valid (")
    assert why in error.reason
    assert error.remedy == "somebody may be in between: check it in a browser"


def test_nobody_is_trusted_whom_the_system_does_not_trust(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = authority.issued("server", f"DNS:{HOST}")
    monkeypatch.delenv("SSL_CERT_FILE")
    with served(certificate) as port:
        assert "unable to get local issuer certificate" in refused(port).reason


@pytest.mark.usefixtures("authority")
def test_a_server_that_speaks_no_tls() -> None:
    with served(None) as port:
        error = refused(port)
    assert error.reason == "no secure connection could be made (wrong version number)"
    assert error.remedy == "open it in a browser and save it"
