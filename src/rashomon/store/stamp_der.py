"""A time stamp taken apart: the answer of RFC 3161, in it the signed message of RFC 5652, in that the statement.

The library that checks chains (`stamp_token.py`) gives out neither the signed attributes nor fractions of a second, and
takes the certificates of a token in the order of DER only, which OpenSSL's own authority does not keep. So the bytes
are taken apart here: strictly, without recursion, and without trusting any of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

_SEQUENCE, _SET, _INTEGER, _OCTETS, _OID, _TIME = 0x30, 0x31, 0x02, 0x04, 0x06, 0x18
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_STATEMENT: Final = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_DIGEST: Final = "1.2.840.113549.1.9.4"
_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.12"
_CERTIFICATE_2: Final = "1.2.840.113549.1.9.16.2.47"
SHA1: Final = "1.3.14.3.2.26"
SHA256: Final = "2.16.840.1.101.3.4.2.1"
_MOMENT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z", re.ASCII)


class Piece(NamedTuple):
    """One value of DER in a buffer: where its header, its content and its end are."""

    data: bytes
    tag: int
    head: int
    start: int
    end: int

    @property
    def raw(self) -> bytes:
        """The value with its header."""
        return self.data[self.head : self.end]

    @property
    def body(self) -> bytes:
        """The content alone."""
        return self.data[self.start : self.end]

    def inside(self) -> list[Piece]:
        """Return the values in this one. Raises `ValueError`."""
        found, at = [], self.start
        while at < self.end:
            found.append(_piece(self.data, at, self.end))
            at = found[-1].end
        return found


@dataclass(frozen=True, slots=True)
class Statement:
    """What an authority signs: `imprint` existed at `time` (ISO 8601, UTC, fractions as given).

    `accuracy` is how far off the time may be, in seconds, as text ("" where it is not said).
    """

    policy: str
    algorithm: str
    imprint: bytes
    serial: int
    time: str
    accuracy: str
    nonce: int | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A token taken apart.

    Attributes:
        content: the statement as it was signed.
        certificates: what comes with it, DER.
        issued: who issued the signer's certificate, and its number, as the two stand in `issued`.
        attributes: the bytes that the signature is over.
        digest: the hash of `content` that the attributes hold; `digest_algorithm` is how it was made.
        signer: the hash of the signer's certificate, and `signer_algorithm`.
        algorithm: how it was signed.
    """

    statement: Statement
    content: bytes
    certificates: tuple[bytes, ...]
    issued: bytes
    attributes: bytes
    digest: bytes
    digest_algorithm: str
    signer: bytes
    signer_algorithm: str
    algorithm: str
    signature: bytes


def in_order(answer: bytes) -> bytes:
    """Return an answer with the certificates of its token in the order of DER; no signature is over that order.

    Raises:
        ValueError: it is no answer.
    """
    parts = _whole(answer).inside()
    if len(parts) < 2:
        return answer
    for part in _message(parts[1])[3:]:
        if part.tag == 0xA0:
            members = b"".join(sorted(member.raw for member in part.inside()))
            return answer[: part.start] + members + answer[part.end :]
    return answer


def read(answer: bytes) -> Signed:
    """Take the token of an answer apart.

    Raises:
        ValueError: it holds none, or not in the form of a time stamp.
    """
    parts = _whole(answer).inside()
    if len(parts) < 2:
        raise ValueError("it holds no token")
    _, _, about, *more = _message(parts[1])
    kind, inner = _of(about.inside(), _OID, 0xA0)
    (content,) = _of(inner.inside(), _OCTETS)
    if _oid(kind) != _STATEMENT:
        raise ValueError("what is signed is no statement of a time")
    certificates = tuple(member.raw for part in more if part.tag == 0xA0 for member in part.inside())
    signers = [member for part in more if part.tag == _SET for member in part.inside()]
    if len(signers) != 1:
        raise ValueError(f"it has {len(signers)} signers, not one")
    _, named, hashing, attributes, signing, signature = _of(
        signers[0].inside()[:6], _INTEGER, _SEQUENCE, _SEQUENCE, 0xA0, _SEQUENCE, _OCTETS
    )
    values = _attributes(attributes)
    if _oid(_value(values, _CONTENT_TYPE, _OID)) != _STATEMENT:
        raise ValueError("its signed attributes are about something else")
    signer, signer_algorithm = _signer(values)
    # The signature is over the attributes as a set in the order of DER (RFC 5652, section 5.4).
    members = b"".join(sorted(member.raw for member in attributes.inside()))
    return Signed(
        statement=_statement(content.body),
        content=content.body,
        certificates=certificates,
        issued=named.body,
        attributes=bytes([_SET]) + answer[attributes.head + 1 : attributes.start] + members,
        digest=_value(values, _DIGEST, _OCTETS).body,
        digest_algorithm=_algorithm(hashing),
        signer=signer,
        signer_algorithm=signer_algorithm,
        algorithm=_algorithm(signing),
        signature=signature.body,
    )


def issued(certificate: bytes) -> bytes:
    """Return issuer and number of a certificate, joined: what tells it apart (RFC 5652, section 10.2.4).

    Raises:
        ValueError: it is no certificate.
    """
    about, _, _ = _whole(certificate).inside()
    parts = [part for part in about.inside() if part.tag != 0xA0]
    number, _, issuer = _of(parts[:3], _INTEGER, _SEQUENCE, _SEQUENCE)
    return issuer.raw + number.raw


def _piece(data: bytes, at: int, end: int) -> Piece:
    if at + 2 > end:
        raise ValueError("it ends in the middle of a value")
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F or length == 0x80 or length > 0x84:
        raise ValueError("it holds a value in a form that no time stamp has")
    if length > 0x80:
        start += length - 0x80
        length = int.from_bytes(data[at + 2 : start], "big")
    if start + length > end:
        raise ValueError("a value in it goes beyond its end")
    return Piece(data, tag, at, start, start + length)


def _whole(answer: bytes) -> Piece:
    piece = _piece(answer, 0, len(answer))
    if piece.tag != _SEQUENCE or piece.end != len(answer):
        raise ValueError("it is not one value of DER")
    return piece


def _of(pieces: list[Piece], *tags: int) -> list[Piece]:
    """Return the pieces, which must have just these tags."""
    if [piece.tag for piece in pieces] != list(tags):
        raise ValueError("its parts are not those of a time stamp")
    return pieces


def _message(token: Piece) -> list[Piece]:
    """Return the parts of the signed message in a token: version, algorithms, content, and what follows."""
    kind, inner = _of(token.inside(), _OID, 0xA0)
    (message,) = _of(inner.inside(), _SEQUENCE)
    parts = message.inside()
    _of(parts[:3], _INTEGER, _SET, _SEQUENCE)
    if _oid(kind) != _SIGNED_DATA:
        raise ValueError("its token is no signed message")
    return parts


def _attributes(attributes: Piece) -> dict[str, Piece]:
    """Return the one value of each signed attribute."""
    found: dict[str, Piece] = {}
    for attribute in attributes.inside():
        kind, values = _of(attribute.inside(), _OID, _SET)
        name, held = _oid(kind), values.inside()
        if name in found or not held:
            raise ValueError("a signed attribute stands twice or is empty")
        found[name] = held[0]
        if len(held) > 1 and name in (_CONTENT_TYPE, _DIGEST, _CERTIFICATE, _CERTIFICATE_2):
            raise ValueError("a signed attribute has two values")
    return found


def _value(values: dict[str, Piece], name: str, tag: int) -> Piece:
    if name not in values or values[name].tag != tag:
        raise ValueError("a signed attribute is missing or of another kind")
    return values[name]


def _signer(values: dict[str, Piece]) -> tuple[bytes, str]:
    """Return the hash of the signer's certificate in the attributes (RFC 5816, RFC 2634), and how it was made."""
    name = _CERTIFICATE_2 if _CERTIFICATE_2 in values else _CERTIFICATE
    named = _value(values, name, _SEQUENCE).inside()
    first = named[0].inside()[0].inside() if named and named[0].inside() else []
    algorithm = SHA256 if name == _CERTIFICATE_2 else SHA1
    if first and first[0].tag == _SEQUENCE and name == _CERTIFICATE_2:
        algorithm = _algorithm(first.pop(0))
    if not first or first[0].tag != _OCTETS:
        raise ValueError("its signed attributes name no certificate")
    return first[0].body, algorithm


def _statement(content: bytes) -> Statement:
    parts = _whole(content).inside()
    _, policy, about, serial, moment = _of(parts[:5], _INTEGER, _OID, _SEQUENCE, _INTEGER, _TIME)
    hashing, imprint = _of(about.inside(), _SEQUENCE, _OCTETS)
    nonces = [_integer(part) for part in parts[5:] if part.tag == _INTEGER]
    accuracies = [_accuracy(part) for part in parts[5:] if part.tag == _SEQUENCE]
    return Statement(
        policy=_oid(policy),
        algorithm=_algorithm(hashing),
        imprint=imprint.body,
        serial=_integer(serial),
        time=_moment(moment),
        accuracy=accuracies[0] if accuracies else "",
        nonce=nonces[0] if nonces else None,
    )


def _moment(piece: Piece) -> str:
    found = _MOMENT.fullmatch(piece.body.decode("ascii", "replace"))
    if not found:
        raise ValueError("its time is not in the form of RFC 3161")
    year, month, day, hour, minute, second, fraction = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{fraction or ''}Z"


def _accuracy(piece: Piece) -> str:
    """Return seconds, thousandths and millionths of an accuracy as one decimal number."""
    millionths = 0
    for part in piece.inside():
        scale = {_INTEGER: 1_000_000, 0x80: 1000, 0x81: 1}.get(part.tag)
        if scale is None or len(part.body) > 8:
            raise ValueError("its accuracy is not in the form of RFC 3161")
        millionths += scale * _integer(part)
    whole, rest = divmod(millionths, 1_000_000)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


def _integer(piece: Piece) -> int:
    return int.from_bytes(piece.body, "big", signed=True)


def _algorithm(piece: Piece) -> str:
    parts = piece.inside()
    if not parts or parts[0].tag != _OID:
        raise ValueError("it names no algorithm")
    return _oid(parts[0])


def _oid(piece: Piece) -> str:
    """Return an object identifier with dots."""
    numbers, value = [], 0
    for byte in piece.body[:64]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    if not numbers or value or len(piece.body) > 64:
        raise ValueError("it holds a name of an algorithm or a kind that is none")
    first = min(numbers[0] // 40, 2)
    return ".".join(str(number) for number in (first, numbers[0] - 40 * first, *numbers[1:]))
