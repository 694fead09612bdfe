"""Fetching: from a server of the test's own, with a resolver of the test's own; nothing leaves this machine."""

from __future__ import annotations

import gzip
import io
import ipaddress
import re
import socket
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rashomon import __version__
from rashomon.config import FetchConfig
from rashomon.errors import ItemError
from rashomon.ingest.fetch import Fetched, Message, fetch, send
from rashomon.ingest.fetch_address import is_public, parse

LOCAL = FetchConfig(allow_private=True, timeout=5)
PAGE = b"<p>The ministry denied it.</p>"


class Server:
    """Answers every request with given bytes; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.answers: dict[str, bytes | Callable[[socket.socket], None]] = {}
        self.port = 0

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, path: str, body: bytes = PAGE, *headers: str, status: str = "200 OK") -> str:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        self.answers[path] = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
        return self.url(path)

    def raw(self, path: str, answer: bytes | Callable[[socket.socket], None]) -> str:
        self.answers[path] = answer
        return self.url(path)

    def redirect(self, path: str, to: str, status: str = "302 Found") -> str:
        return self.answer(path, b"", f"Location: {to}", status=status)


@pytest.fixture
def server() -> Iterator[Server]:
    ours = Server()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            request = b""
            while b"\r\n\r\n" not in request and (piece := self.request.recv(65536)):
                request += piece
            if not request:
                return
            ours.asked.append(request)
            answer = ours.answers.get(
                request.split()[1].decode(), b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            )
            with suppress(OSError):  # the other side has had enough
                answer(self.request) if callable(answer) else self.request.sendall(answer)

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Listener(("127.0.0.1", 0), Handler) as listener:
        ours.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield ours
        listener.shutdown()
        thread.join()


def why(url: str, config: FetchConfig = LOCAL, **options: object) -> str:
    """Return the reason that `url` is not fetched for."""
    with pytest.raises(ItemError) as caught:
        fetch(url, config=config, **options)  # type: ignore[arg-type]
    assert caught.value.step == "fetch"
    assert caught.value.remedy
    return caught.value.reason


def test_a_page_is_fetched_with_how_it_was_got(server: Server) -> None:
    url = server.answer("/a?b=1", PAGE, "Content-Type: text/html; charset=utf-8", "X-Odd: caf\xe9")
    before = datetime.now(UTC).replace(microsecond=0)
    found = fetch(url + "#part", config=LOCAL)
    assert (found.data, found.status, found.ok, found.final_url, found.redirects) == (PAGE, 200, True, url, ())
    assert found.url == url + "#part"
    assert ("Content-Type", "text/html; charset=utf-8") in found.headers
    assert before <= found.retrieved <= datetime.now(UTC)
    assert (found.address, found.tool) == ("127.0.0.1", f"rashomon/{__version__}")


def test_a_request_tells_little(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answer("/a", b"", "Location: /b", "Set-Cookie: a=b", status="302 Found")
    server.answer("/b")
    fetch(server.url("/a"), config=LOCAL)
    for request, path in zip(server.asked, ("/a", "/b"), strict=True):
        assert request.decode().split("\r\n") == [
            f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"User-Agent: rashomon/{__version__}",
            "Accept: */*", "Accept-Encoding: gzip", "Connection: close", "", "",
        ]  # fmt: skip


def test_redirects_are_followed_and_kept(server: Server) -> None:
    server.redirect("/a", "/b", "301 Moved Permanently")
    server.redirect("/b", "c?x#y", "307 Temporary Redirect")
    server.answer("/c?x")
    found = fetch(server.url("/a"), config=LOCAL)
    assert found.final_url == server.url("/c?x")
    assert [(step.status, step.location) for step in found.redirects] == [
        (301, server.url("/b")),
        (307, server.url("/c?x#y")),
    ]


@pytest.mark.parametrize(
    ("status", "ok"),
    [("404 Not Found", False), ("500 Oh", False), ("204 No Content", True), ("304 Not Modified", False)],
)
def test_an_answer_without_the_page_is_an_answer(server: Server, status: str, ok: bool) -> None:
    found = fetch(server.answer("/", b"", status=status), config=LOCAL)
    assert (str(found.status), found.ok) == (status[:3], ok)


CODED = {
    "gzip": ("gzip", gzip.compress(PAGE, mtime=0)),
    "two members": ("gzip", gzip.compress(PAGE[:5], mtime=0) + gzip.compress(PAGE[5:], mtime=0)),
    "deflate": ("deflate", zlib.compress(PAGE)),
    "raw deflate": ("deflate", zlib.compress(PAGE)[2:-4]),
    "identity": ("identity", PAGE),
    "twice": ("gzip, gzip", gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0)),
}  # fmt: skip


@pytest.mark.parametrize("name", CODED)
def test_content_is_unpacked(server: Server, name: str) -> None:
    coding, body = CODED[name]
    assert fetch(server.answer("/", body, f"Content-Encoding: {coding}"), config=LOCAL).data == PAGE


def test_chunks_and_open_ends_are_read(server: Server) -> None:
    chunks = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
        + PAGE[:5]
        + b"\r\n19\r\n"
        + PAGE[5:]
        + b"\r\n0\r\n\r\n"
    )
    assert fetch(server.raw("/chunks", chunks), config=LOCAL).data == PAGE
    assert fetch(server.raw("/open", b"HTTP/1.0 200 OK\r\n\r\n" + PAGE), config=LOCAL).data == PAGE


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https are fetched"),
        ("ftp://example.org/", "only http and https are fetched"),
        ("gopher://example.org/", "only http and https are fetched"),
        ("javascript:alert(1)", "only http and https are fetched"),
        ("data:text/plain,x", "only http and https are fetched"),
        ("example.org", "only http and https are fetched"),
        ("http://", "it names no host"),
        ("http:///path", "it names no host"),
        ("http://a b/", "it is no address of the web (too long, or with blanks or backslashes)"),
        ("http://example.org\\@127.0.0.1/", "it is no address of the web (too long, or with blanks or backslashes)"),
        (
            "http://example.org/\r\nX-Injected: 1",
            "it is no address of the web (too long, or with blanks or backslashes)",
        ),
        ("http://example.org/" + "a" * 9000, "it is no address of the web (too long, or with blanks or backslashes)"),
        ("http://user:secret@example.org/", "it holds a user name or password"),
        ("http://user@example.org/", "it holds a user name or password"),
        ("http://example.org:99999/", "it is no address of the web"),
        ("http://example.org:x/", "it is no address of the web"),
        ("http://example.org:0/", "it names no host"),
        ("http://[::1", "it is no address of the web"),
        ("http://exa%6dple.org/", "it names no host"),
        ("http://" + "a" * 70 + ".org/", "it is no address of the web"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str, reason: str) -> None:
    assert why(url, resolve=_never) == reason


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(ItemError) as caught:
        fetch("http://user:secret@example.org/", config=LOCAL)
    assert "secret" not in str(caught.value)


def _never(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host}:{port} was looked up")


PRIVATE = """
    127.0.0.1 127.9.9.9 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200
    192.0.0.1 192.0.2.1 198.18.0.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16
    ::1 :: fe80::1 fc00::1 fd00:ec2::254
    ff02::1 fec0::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001:db8::1 2001::1 100::1 fe80::1%lo ::127.0.0.1
"""
PUBLIC = "93.184.215.14 8.8.8.8 2606:2800:21f:cb07:6820:80da:af6b:8b2c ::ffff:8.8.8.8 64:ff9b::808:808"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return [address]

    reason = why("http://news.example.org/", FetchConfig(timeout=3), resolve=resolve)
    assert reason == "its name means this machine or one of a private network"
    assert asked == ["news.example.org"]


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "LOCALHOST.",
    ],
)
def test_this_machine_under_any_name_is_refused(server: Server, host: str) -> None:
    server.answer("/")
    reason = why(f"http://{host}:{server.port}/", FetchConfig(timeout=3))
    assert reason in {"its name means this machine or one of a private network", "its host is not known"}
    assert server.asked == []


def test_a_redirect_inside_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address is public as far as the check knows; what it redirects to is not."""
    server.redirect("/a", f"http://inside.example.org:{server.port}/secret")
    server.answer("/secret")
    real = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda where, **options: real(("127.0.0.1", where[1]), **options))
    names = {"outside.example.org": ["93.184.215.14"], "inside.example.org": ["10.0.0.7"]}
    reason = why(
        f"http://outside.example.org:{server.port}/a", FetchConfig(timeout=3), resolve=lambda host, port: names[host]
    )
    assert reason == "its name means this machine or one of a private network"
    assert len(server.asked) == 1


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://example.org/", "//user:pw@example.org/", "http://a b/"])
def test_a_redirect_is_judged_like_the_first_address(server: Server, to: str) -> None:
    assert why(server.redirect("/a", to)) in {
        "only http and https are fetched",
        "it holds a user name or password",
        "it is no address of the web (too long, or with blanks or backslashes)",
    }


def test_a_name_is_asked_once_and_that_number_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the second answer would be this machine. There is no second question."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    connected: list[tuple[str, int]] = []

    def connect(where: tuple[str, int], **options: object) -> socket.socket:
        connected.append(where)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    reason = why("http://rebinding.example.org/", FetchConfig(timeout=3), resolve=lambda host, port: next(answers))
    assert reason == "it cannot be reached (Connection refused)"
    assert connected == [("93.184.215.14", 80)]
    assert next(answers) == ["127.0.0.1"]


def test_of_several_numbers_only_public_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []

    def connect(where: tuple[str, int], **options: object) -> socket.socket:
        connected.append(where[0])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    found = ["10.0.0.1", "93.184.215.14", "::1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    why("http://several.example.org/", FetchConfig(timeout=3), resolve=lambda host, port: found)
    assert connected == ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]


def _drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    for _ in range(1200):
        connection.sendall(b"x")
        time.sleep(0.05)


def _silence(connection: socket.socket) -> None:
    connection.recv(1)  # until the other side has had enough


def _endless(start: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)

    return answer


SMALL = FetchConfig(
    allow_private=True, timeout=20, max_bytes=10_000, max_unpacked=20_000, max_header_bytes=4_000, max_redirects=3
)
SLOW = ("silence", "dripping")
OPEN = b"HTTP/1.1 200 OK\r\n\r\n"
FAULTS: dict[str, tuple[bytes | Callable[[socket.socket], None], str]] = {
    "silence": (_silence, "it took longer than 1 seconds"),
    "dripping": (_drip, "it took longer than 1 seconds"),
    "endless content": (_endless(OPEN, b"x" * 1000), "its content go beyond the limit of 10000 bytes"),
    "endless chunks": (
        _endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        "its content go beyond the limit of 10000 bytes",
    ),
    "endless headers": (
        _endless(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 90 + b"\r\n"),
        "its headers go beyond the limit of 4000 bytes",
    ),
    "endless header": (
        _endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 100),
        "its headers go beyond the limit of 4000 bytes",
    ),
    "endless status": (_endless(b"HTTP/1.1 200 ", b"y" * 100), "its headers go beyond the limit of 4000 bytes"),
    "endless 100": (_endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "its headers go beyond the limit of 4000 bytes"),
    "many headers": (
        b"HTTP/1.1 200 OK\r\n" + b"A:b\r\n" * 200 + b"\r\n",
        "the answer is no proper HTTP (HTTPException)",
    ),
    "not HTTP": (b"SSH-2.0-OpenSSH_9\r\n", "the answer is no proper HTTP (BadStatusLine)"),
    "nothing": (b"", "it ended the connection without an answer"),
    "cut short": (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc", "the answer ended in the middle"),
    "chunk cut short": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nabc",
        "the answer ended in the middle",
    ),
    "chunk of no size": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        "the answer ended in the middle",
    ),
    "bomb": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(1_000_000)),
        "its content is larger than the limit of 20000 bytes once unpacked",
    ),
    "bombs in a row": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(5_000)) * 9,
        "its content is larger than the limit of 20000 bytes once unpacked",
    ),
    "packed often": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, gzip\r\n\r\nx",
        "its content is packed in a way that is not read",
    ),
    "packed oddly": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx",
        "its content is packed in a way that is not read",
    ),
    "packed and damaged": (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxxxx", "its packed content is damaged"),
    "packed and cut": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)[:-9],
        "its packed content ends in the middle",
    ),
    "round and round": (
        b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
        "it redirects more than 3 times",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_server_that_misbehaves(server: Server, name: str) -> None:
    answer, reason = FAULTS[name]
    started = time.monotonic()
    assert why(server.raw("/", answer), replace(SMALL, timeout=1) if name in SLOW else SMALL) == reason
    assert time.monotonic() - started < 30  # a second, and what a busy machine makes of it; they go on for a minute


def test_a_look_up_that_hangs_is_given_up() -> None:
    def hang(host: str, port: int) -> Sequence[str]:
        given_up.wait(60)
        ended.set()
        return []

    given_up, ended = threading.Event(), threading.Event()
    reason = why("http://slow.example.org/", FetchConfig(timeout=0.3), resolve=hang)
    assert not ended.is_set()
    given_up.set()
    assert reason == "looking up its host took too long"


def test_content_of_just_the_limit_is_taken(server: Server) -> None:
    url = server.raw("/", OPEN + b"x" * 10_000)
    assert len(fetch(url, config=SMALL).data) == 10_000


@pytest.mark.parametrize(
    ("url", "requested"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("http://example.org:80/a#b", "http://example.org/a"),
        ("https://example.org:8443?x=1", "https://example.org:8443/?x=1"),
        ("http://b\u00fccher.example/\u00e9 t".replace(" ", ""), "http://xn--bcher-kva.example/%C3%A9t"),
        ("http://example.org/a%20b?c=%2F\u00e9", "http://example.org/a%20b?c=%2F%C3%A9"),
        ("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"),
    ],
)
def test_how_an_address_is_requested(url: str, requested: str) -> None:
    assert parse(url).url == requested


def records(warc: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Read WARC records by the letter of the standard, independently of the writer."""
    found = []
    stream = io.BytesIO(warc)
    while line := stream.readline():
        assert line == b"WARC/1.1\r\n"
        fields = {}
        while (line := stream.readline()) != b"\r\n":
            name, _, value = line.decode().rstrip("\r\n").partition(": ")
            fields[name] = value
        found.append((fields, stream.read(int(fields["Content-Length"]))))
        assert stream.read(4) == b"\r\n\r\n"
    return found


def test_the_exchange_is_kept_byte_by_byte(server: Server) -> None:
    server.redirect("/a", "/b")
    server.answer("/b", gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip")
    found = fetch(server.url("/a"), config=LOCAL)
    kept = records(found.warc)
    assert [fields["WARC-Type"] for fields, _ in kept] == ["warcinfo", *["response", "request", "metadata"] * 2]
    assert [block for fields, block in kept if fields["WARC-Type"] == "request"] == server.asked
    responses = [block for fields, block in kept if fields["WARC-Type"] == "response"]
    assert responses == [server.answers["/a"], server.answers["/b"]]
    assert len({fields["WARC-Record-ID"] for fields, _ in kept}) == len(kept)
    for fields, block in kept:
        assert re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", fields["WARC-Record-ID"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fields["WARC-Date"])
        assert fields["WARC-Block-Digest"].startswith("sha256:")
        assert len(block) == int(fields["Content-Length"])
    first, second = (fields for fields, _ in kept if fields["WARC-Type"] == "response")
    assert (first["WARC-Target-URI"], second["WARC-Target-URI"]) == (server.url("/a"), server.url("/b"))
    assert kept[3][0]["WARC-Concurrent-To"] == first["WARC-Record-ID"]
    assert f"via: {server.url('/a')}".encode() in kept[6][1]


def test_other_programs_read_the_exchange(server: Server) -> None:
    warc = pytest.importorskip("fastwarc.warc")
    found: Fetched = fetch(server.answer("/a", PAGE, "Content-Type: text/html"), config=LOCAL)
    kinds, bodies = [], []
    for record in warc.ArchiveIterator(io.BytesIO(found.warc), parse_http=True):
        kinds.append(record.headers["WARC-Type"])
        if record.headers["WARC-Type"] == "response":
            bodies.append(record.reader.read())
    assert kinds == ["warcinfo", "response", "request", "metadata"]
    assert bodies == [PAGE]


# Sending


def test_what_is_sent_is_sent_once_and_tells_little(server: Server) -> None:
    server.answer("/a", b"thanks", "Content-Type: text/plain")
    found = send(server.url("/a"), Message(b"\x00hash", "application/one", "application/two"), config=LOCAL)
    assert (found.data, found.status, found.redirects) == (b"thanks", 200, ())
    (request,) = server.asked
    headers, body = request.split(b"\r\n\r\n")
    assert body == b"\x00hash"
    assert headers.decode().split("\r\n") == [
        "POST /a HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"User-Agent: rashomon/{__version__}",
        "Accept: application/two", "Content-Type: application/one", "Content-Length: 5", "Connection: close",
    ]  # fmt: skip


def test_what_is_sent_is_sent_nowhere_else(server: Server) -> None:
    server.redirect("/a", server.url("/b"), status="307 Temporary Redirect")
    with pytest.raises(ItemError, match="it points to another address"):
        send(server.url("/a"), Message(b"hash", "text/plain", "*/*"), config=LOCAL)
    with pytest.raises(ItemError, match="this machine or one of a private network"):
        send(server.url("/a"), Message(b"hash", "text/plain", "*/*"), config=FetchConfig())
    assert len(server.asked) == 1
