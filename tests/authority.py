"""A time-stamping authority of the test's own, made of Debian's `openssl ts`; it listens on this machine alone."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"
STAMPING = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
CONFIG = """\
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/{signer}.pem
signer_key = {folder}/{signer}.key
signer_digest = {hash}
certs = {folder}/{chain}.pem
default_policy = 1.2.3.4.1
digests = {digests}
accuracy = secs:1, millisecs:500
clock_precision_digits = 3
ess_cert_id_alg = {ess}
"""
PLAIN = {"signer": "ec", "hash": "sha256", "chain": "mid", "digests": "sha256", "ess": "sha256"}
KINDS: dict[str, dict[str, str]] = {
    "plain": PLAIN,
    "rsa": PLAIN | {"signer": "rsa", "hash": "sha512"},
    "sha1 of the certificate": PLAIN | {"ess": "sha1"},
    "brings its root": PLAIN | {"chain": "both"},
    "weak": PLAIN | {"signer": "rsa", "hash": "sha1"},
    "refuses": PLAIN | {"digests": "sha512"},
}
Answer = Callable[[bytes], bytes]


class Authority:
    """Certificates in a folder, and what is answered to the next requests; `asked` is what was sent, headers first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, bytes]] = []
        self.url = ""
        self.kind = "plain"
        self.change: Answer = lambda query: query
        """Done to a request before it is answered."""
        self.raw: bytes | Iterator[bytes] | None = None
        """Sent instead of an answer, headers included."""
        self.roots, self.others = folder / "root.pem", folder / "other.pem"

    def reset(self) -> Authority:
        """Answer well again."""
        self.asked.clear()
        self.kind, self.change, self.raw = "plain", lambda query: query, None
        return self

    def reply(self, query: bytes) -> bytes:
        """Return the answer to a request, changed first."""
        config = self.folder / "ts.cnf"
        config.write_text(CONFIG.format(folder=self.folder, **KINDS[self.kind]), encoding="utf-8")
        (self.folder / "query").write_bytes(self.change(query))
        self.openssl("ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, timeout=60)

    def certificate(self, name: str, extensions: str, *, issuer: str | None = None, rsa: bool = False) -> None:
        """Make a key and a certificate for it, its own root or by an issuer."""
        key = ["-newkey", "rsa:2048"] if rsa else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        files = ["-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN=Tests {name}"]
        self.openssl("req", "-new", "-nodes", *key, *files)
        (self.folder / f"{name}.ext").write_text(extensions, encoding="utf-8")
        by = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial"] if issuer else []
        by = by or ["-signkey", f"{name}.key"]
        done = ["-days", "3650", "-extfile", f"{name}.ext", "-out", f"{name}.pem"]
        self.openssl("x509", "-req", "-in", f"{name}.csr", *by, *done)


def _prepare(folder: Path) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl program: apt-get install openssl")
    made = Authority(folder)
    (folder / "serial").write_text("01", encoding="utf-8")
    made.certificate("root", CA)
    made.certificate("other", CA)
    made.certificate("mid", CA, issuer="root")
    made.certificate("ec", STAMPING, issuer="mid")
    made.certificate("rsa", STAMPING, issuer="mid", rsa=True)
    (folder / "both.pem").write_bytes((folder / "mid.pem").read_bytes() + (folder / "root.pem").read_bytes())
    return made


@contextmanager
def listening(folder: Path) -> Iterator[Authority]:
    """Make an authority and let it listen; skips the test where there is no openssl."""
    made = _prepare(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            made.asked.append((f"{self.requestline}\n{self.headers}", query))
            with suppress(OSError):  # the other side has had enough
                if made.raw is not None:
                    for piece in [made.raw] if isinstance(made.raw, bytes) else made.raw:
                        self.wfile.write(piece)
                    return
                answer = made.reply(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        made.url = f"http://127.0.0.1:{server.server_address[1]}/tsa"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()
