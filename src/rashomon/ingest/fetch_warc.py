"""What was fetched as a WARC/1.1 file (ISO 28500:2017): the exchange itself, byte by byte, for whoever doubts it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    Attributes:
        url: what was asked for.
        address: the numeric address that answered.
        time: when the request was sent, UTC.
        request, response: the bytes sent and received, headers and body.
        payload: the body of the answer without its transfer coding.
        milliseconds: how long it took.
        connection: how the connection was secured, one line each; empty for http.
    """

    url: str
    address: str
    time: datetime
    request: bytes
    response: bytes
    payload: bytes
    milliseconds: int
    connection: tuple[tuple[str, str], ...] = ()


def write(exchanges: Sequence[Exchange], software: str) -> bytes:
    """Return the exchanges, in order, as WARC records, not compressed: response, request and metadata of each."""
    about = _fields([("software", software), ("format", "WARC File Format 1.1"), ("isPartOf", "rashomon case")])
    first = exchanges[0].time if exchanges else datetime.now(UTC)
    records = [_record("warcinfo", _id(), first, about, [("Content-Type", "application/warc-fields")])]
    via = ""
    for exchange in exchanges:
        response, request = _id(), _id()
        same = [("WARC-Target-URI", exchange.url), ("WARC-IP-Address", exchange.address)]
        http = "application/http;msgtype="
        payload = ("WARC-Payload-Digest", _digest(exchange.payload))
        records.append(
            _record(
                "response",
                response,
                exchange.time,
                exchange.response,
                [*same, ("Content-Type", f"{http}response"), payload],
            )
        )
        linked = ("WARC-Concurrent-To", response)
        records.append(
            _record(
                "request", request, exchange.time, exchange.request, [*same, linked, ("Content-Type", f"{http}request")]
            )
        )
        told = [("fetchTimeMs", str(exchange.milliseconds)), *exchange.connection, *([("via", via)] if via else [])]
        records.append(
            _record(
                "metadata", _id(), exchange.time, _fields(told),
                [same[0], linked, ("Content-Type", "application/warc-fields")],
            )
        )  # fmt: skip
        via = exchange.url
    return b"".join(records)


def _record(kind: str, name: str, time: datetime, block: bytes, fields: Sequence[tuple[str, str]]) -> bytes:
    """Return one record: version, named fields, a blank line, the block, two line ends (section 4 of the standard)."""
    head = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", name),
        ("WARC-Date", time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        *fields,
        ("WARC-Block-Digest", _digest(block)),
        ("Content-Length", str(len(block))),
    ]
    return b"WARC/1.1\r\n" + _fields(head) + b"\r\n" + block + b"\r\n\r\n"


def _fields(pairs: Sequence[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in pairs).encode()


def _digest(data: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode("ascii").rstrip("=")


def _id() -> str:
    return f"<urn:uuid:{uuid4()}>"
