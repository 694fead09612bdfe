"""One address of the web, asked because the user gave it: its bytes, how they were got, and the exchange as WARC.

HTTP/1.1 over the standard library (RFC 9110, 9112). Nothing is sent that tells of the user beyond the request itself:
no cookies, no password, no proxy from the environment, one plain User-Agent. Each redirect is judged like the first
address, and the connection goes to the very number that was judged.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast
from urllib.parse import urljoin

from rashomon import __version__
from rashomon.config import FetchConfig
from rashomon.ingest.fetch_address import Resolve, Target, allowed, look_up, parse, refusal
from rashomon.ingest.fetch_warc import Exchange, write

TOOL = f"rashomon/{__version__}"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Redirect:
    """A step on the way: the address asked for, the status it answered with, and where it pointed."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave.

    Attributes:
        url, final_url: the address given, and the one that answered after all redirects.
        status: of the last answer (RFC 9110, section 15); a page that says "not found" is an answer too.
        headers: of the last answer, names as sent, in order.
        data: the content, without transfer and content coding.
        redirects: the steps between the two addresses, in order.
        retrieved: when the last request was sent, UTC.
        address: the numeric address that gave the content.
        tool: name and version of what fetched it.
        warc: every exchange, byte by byte, as WARC/1.1.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    data: bytes
    redirects: tuple[Redirect, ...]
    retrieved: datetime
    address: str
    tool: str
    warc: bytes

    @property
    def ok(self) -> bool:
        """Whether the address gave what it was asked for (2xx)."""
        return 200 <= self.status < 300


class _TooMuchError(Exception):
    """The other side sends more than is taken."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked: the method, the headers that go with it, and what is sent."""

    method: str
    headers: tuple[str, ...]
    body: bytes = b""


_GET = _Question("GET", ("Accept: */*", "Accept-Encoding: gzip"))


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    exchange: Exchange

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key.lower() == name)


def fetch(url: str, *, config: FetchConfig, resolve: Resolve = look_up) -> Fetched:
    """Fetch one address, following redirects.

    Args:
        url: http or https; a fragment is left out.
        config: limits, and whether private addresses may be fetched.
        resolve: how a name becomes addresses; the system's way by default.

    Raises:
        ItemError: the address may not be fetched, cannot be reached, or answers with more than the limits allow.
    """
    deadline = time.monotonic() + config.timeout
    target = parse(url)
    exchanges: list[Exchange] = []
    redirects: list[Redirect] = []
    while True:
        answer = _ask(target, _GET, config, resolve, deadline)
        exchanges.append(answer.exchange)
        location = answer.header("location")
        if answer.status not in _REDIRECTS or not location:
            break
        if len(redirects) >= config.max_redirects:
            raise refusal(
                url, f"it redirects more than {config.max_redirects} times", "open it in a browser and save it"
            )
        following = urljoin(target.url, location.encode("latin-1", "replace").decode("utf-8", "replace"))
        redirects.append(Redirect(target.url, answer.status, following))
        target = parse(following)
    return Fetched(
        url=url,
        final_url=target.url,
        status=answer.status,
        headers=answer.headers,
        data=_unpacked(answer, target, config),
        redirects=tuple(redirects),
        retrieved=answer.exchange.time,
        address=answer.exchange.address,
        tool=TOOL,
        warc=write(exchanges, TOOL),
    )


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to an address: the bytes, their media type, and the one that the answer should have."""

    data: bytes
    media_type: str
    accept: str


def send(url: str, message: Message, *, config: FetchConfig, resolve: Resolve = look_up) -> Fetched:
    """Send bytes to one address (POST) and return its answer, under the same limits and the same guard as `fetch`.

    No redirect is followed: what was meant for one address is not sent to another.

    Raises:
        ItemError: the address may not be asked, cannot be reached, points elsewhere, or answers with too much.
    """
    target = parse(url)
    about = (f"Content-Type: {message.media_type}", f"Content-Length: {len(message.data)}")
    question = _Question("POST", (f"Accept: {message.accept}", *about), message.data)
    answer = _ask(target, question, config, resolve, time.monotonic() + config.timeout)
    if answer.status in _REDIRECTS:
        raise refusal(url, "it points to another address", "give that address, if you trust it")
    return Fetched(
        url=url,
        final_url=target.url,
        status=answer.status,
        headers=answer.headers,
        data=_unpacked(answer, target, config),
        redirects=(),
        retrieved=answer.exchange.time,
        address=answer.exchange.address,
        tool=TOOL,
        warc=write([answer.exchange], TOOL),
    )


def _ask(target: Target, question: _Question, config: FetchConfig, resolve: Resolve, deadline: float) -> _Answer:
    """Send one request and read its answer; whatever goes wrong on the way becomes an `ItemError`."""
    left = deadline - time.monotonic()
    addresses = allowed(target, resolve, private=config.allow_private, seconds=left)
    try:
        connection, address = _connect(target, addresses, deadline)
        with connection:
            return _exchange(connection, address, target, question, config, deadline)
    except _TooMuchError as error:
        raise refusal(target.url, str(error), "save it yourself and give it, or raise the limit") from error
    except TimeoutError as error:
        reason = f"it took longer than {config.timeout:g} seconds"
        raise refusal(target.url, reason, "try again later or allow more time") from error
    except ssl.SSLCertVerificationError as error:
        reason = f"its certificate is not valid ({(error.verify_message or 'unknown reason').rstrip('.')})"
        raise refusal(target.url, reason, "somebody may be in between: check it in a browser") from error
    except ssl.SSLError as error:
        said = (error.reason or "unknown reason").replace("_", " ").lower()
        reason = f"no secure connection could be made ({said})"
        raise refusal(target.url, reason, "open it in a browser and save it") from error
    except http.client.RemoteDisconnected as error:
        raise refusal(target.url, "it ended the connection without an answer", "try again later") from error
    except http.client.IncompleteRead as error:
        raise refusal(target.url, "the answer ended in the middle", "try again") from error
    except (http.client.HTTPException, ValueError) as error:
        reason = f"the answer is no proper HTTP ({type(error).__name__})"
        raise refusal(target.url, reason, "open it in a browser and save it") from error
    except OSError as error:
        reason = f"it cannot be reached ({error.strerror or type(error).__name__})"
        raise refusal(target.url, reason, "check the address and the connection, then try again") from error


def _connect(target: Target, addresses: list[str], deadline: float) -> tuple[socket.socket, str]:
    """Connect to the first address that answers, with TLS for https: the name is verified, the number stays."""
    failure: OSError = OSError("no address")
    for address in addresses:
        try:
            plain = socket.create_connection((address, target.port), timeout=_left(deadline))
        except OSError as error:
            failure = error
            continue
        if target.scheme == "http":
            return plain, address
        try:
            plain.settimeout(_left(deadline))
            return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host), address
        except BaseException:
            plain.close()
            raise
    raise failure


def _exchange(  # noqa: PLR0913
    connection: socket.socket,
    address: str,
    target: Target,
    question: _Question,
    config: FetchConfig,
    deadline: float,
) -> _Answer:
    """Send the request on an open connection and read the answer, keeping every byte of both."""
    first = (f"{question.method} {target.path} HTTP/1.1", f"Host: {target.authority}", f"User-Agent: {TOOL}")
    lines = (*first, *question.headers, "Connection: close", "", "")
    request = "\r\n".join(lines).encode("ascii") + question.body
    started, sent = time.monotonic(), datetime.now(UTC).replace(microsecond=0)
    connection.settimeout(_left(deadline))
    connection.sendall(request)
    record = _Recorder(connection, config, deadline)
    # Of a socket the reader of HTTP asks for `makefile` alone.
    response = http.client.HTTPResponse(cast(socket.socket, record), method=question.method)
    response.begin()
    record.headers_read()
    pieces = []
    while piece := response.read(_CHUNK):
        pieces.append(piece)
    if response.length:  # read in pieces, a body that ends early is not told by itself
        raise http.client.IncompleteRead(b"", response.length)
    payload = b"".join(pieces)
    took = round((time.monotonic() - started) * 1000)
    exchange = Exchange(target.url, address, sent, request, bytes(record.received), payload, took, _secured(connection))
    return _Answer(response.status, tuple(response.getheaders()), payload, exchange)


class _Recorder(io.RawIOBase):
    """Reads from a connection, keeps what was read, and ends what takes too long or is too much."""

    def __init__(self, connection: socket.socket, config: FetchConfig, deadline: float) -> None:
        self._connection = connection
        self._config = config
        self._deadline = deadline
        self._limit = config.max_header_bytes
        self._about = "headers"
        self.received = bytearray()

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the stream that the reader of HTTP asks a socket for."""
        del mode
        return io.BufferedReader(self, 1024)

    def headers_read(self) -> None:
        """Note that from here on the content comes."""
        self._limit = len(self.received) + self._config.max_bytes
        self._about = "content"

    def readable(self) -> bool:
        """Tell that it can be read from."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what there is; 0 at the end."""
        if len(self.received) >= self._limit:
            # At the limit one more byte is asked for: an answer of just that size ends here.
            if not self._receive(1):
                return 0
            raise _TooMuchError(f"its {self._about} go beyond the limit of {self._allowance()} bytes")
        data = self._receive(min(len(buffer), self._limit - len(self.received)))
        self.received += data
        buffer[: len(data)] = data
        return len(data)

    def _receive(self, size: int) -> bytes:
        self._connection.settimeout(_left(self._deadline))
        return self._connection.recv(size)

    def _allowance(self) -> int:
        return self._config.max_header_bytes if self._about == "headers" else self._config.max_bytes


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _secured(connection: socket.socket) -> tuple[tuple[str, str], ...]:
    """Return how a connection was secured: version, cipher and the hash of the certificate that was verified."""
    if not isinstance(connection, ssl.SSLSocket):
        return ()
    cipher = connection.cipher()
    certificate = connection.getpeercert(binary_form=True) or b""
    return (
        ("tls", f"{connection.version()} {cipher[0] if cipher else ''}"),
        ("certificate-sha256", sha256(certificate).hexdigest()),
    )


def _unpacked(answer: _Answer, target: Target, config: FetchConfig) -> bytes:
    """Take off the content coding (RFC 9110, section 8.4.1), up to the limit."""
    data = answer.payload
    codings = [part.strip().lower() for part in answer.header("content-encoding").split(",") if part.strip()]
    for coding in reversed([coding for coding in codings if coding != "identity"]):
        if coding not in {"gzip", "x-gzip", "deflate"} or len(codings) > 2:
            raise refusal(
                target.url, "its content is packed in a way that is not read", "open it in a browser and save it"
            )
        if data:
            data = _inflated(data, coding, target, config)
    return data


def _inflated(data: bytes, coding: str, target: Target, config: FetchConfig) -> bytes:
    """Unpack gzip (RFC 1952; several members in a row are one) or zlib (RFC 1950), raw deflate as some send it."""
    windows = [31] if "gzip" in coding else [15, -15]
    for bits in windows:
        unpacked = bytearray()
        rest = data
        try:
            while rest:
                machine = zlib.decompressobj(bits)
                unpacked += machine.decompress(rest, config.max_unpacked + 1 - len(unpacked))
                if len(unpacked) > config.max_unpacked:
                    reason = f"its content is larger than the limit of {config.max_unpacked} bytes once unpacked"
                    raise refusal(target.url, reason, "save it yourself and give it, or raise the limit")
                if not machine.eof:
                    raise refusal(target.url, "its packed content ends in the middle", "try again")
                rest = machine.unused_data if bits == 31 else b""
        except zlib.error:
            continue
        return bytes(unpacked)
    raise refusal(target.url, "its packed content is damaged", "try again, or open it in a browser and save it")
