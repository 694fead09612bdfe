"""Time stamps asked for and checked (RFC 3161): what is sent to an authority, and whether its answer holds.

The one module that needs the extra `stamp`. The signature, the certificate that signed and what is stated are checked
here, with or without roots; the chain up to a root by OpenSSL, through rfc3161-client.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rashomon.errors import RunError
from rashomon.store import stamp_der

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

    Roots = Sequence[Certificate]

_HASHES: Final = {
    stamp_der.SHA256: "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_RSA: Final = {
    "1.2.840.113549.1.1.1": "",  # the hash is that of the digest
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
}
_ECDSA: Final = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
_STATUS: Final = ("granted", "granted with changes", "rejected", "waiting", "revocation warning", "revoked")
_MOST_ROOTS: Final = 1 << 22


class BadStampError(Exception):
    """An answer is no stamp that holds; the message says why in one clause."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a stamp that holds says: when, by which policy, and who signed it (name, SHA-256 of the certificate)."""

    time: str
    accuracy: str
    policy: str
    serial: int
    signer: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to an authority, and the number by which its answer is known to be fresh."""

    data: bytes
    nonce: int


def is_installed() -> bool:
    """Tell whether stamps can be checked here."""
    try:
        _library()
    except RunError:
        return False
    return True


def _library() -> None:
    try:
        import rfc3161_client  # noqa: F401
    except ImportError as error:
        raise RunError("stamp: what reads time stamps is not installed; run: pip install 'rashomon[stamp]'") from error


def read_roots(path: Path) -> tuple[Certificate, ...]:
    """Return the certificates of a PEM file.

    Raises:
        RunError: it cannot be read or holds none, or the extra is not installed.
    """
    _library()
    from cryptography.x509 import load_pem_x509_certificates

    remedy = "give a PEM file with the root certificate of the authority, as it publishes it"
    try:
        with path.open("rb") as file:
            return tuple(load_pem_x509_certificates(file.read(_MOST_ROOTS)))
    except OSError as error:
        raise RunError(f"{path}: roots: {error.strerror}; {remedy}") from error
    except ValueError as error:
        raise RunError(f"{path}: roots: it holds no certificates that can be read; {remedy}") from error


def request(data: bytes) -> Request:
    """Return the request for a stamp over the SHA-256 of some bytes; the certificate is asked for too.

    Raises:
        RunError: the extra is not installed.
    """
    _library()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    made = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True)
    built = made.nonce(nonce=True).build()
    if built.nonce is None:
        raise AssertionError("a nonce was asked for")
    return Request(built.as_bytes(), built.nonce)


def check(answer: bytes, imprint: str, *, nonce: int | None = None, roots: Roots = ()) -> Token:
    """Return what an answer states of a SHA-256, after everything in it was checked.

    Args:
        imprint: the hash that must be stamped, hex.
        nonce: that of the request, where it is known.
        roots: the chain must lead to one of these; without any, only the signature itself is checked.

    Raises:
        BadStampError: it is no stamp, not granted, of something else, or its signature or chain does not hold.
        RunError: the extra is not installed.
    """
    _library()
    from rfc3161_client import decode_timestamp_response

    try:
        response = decode_timestamp_response(stamp_der.in_order(answer))
        if response.status != 0:
            raise BadStampError(_refused(response))
        signed = stamp_der.read(answer)
    except ValueError as error:
        raise BadStampError(f"it is no answer of a time-stamping authority ({str(error)[:200]})") from error
    found = signed.statement
    if (found.algorithm, found.imprint.hex()) != (stamp_der.SHA256, imprint):
        raise BadStampError("it is a stamp of something else than this head")
    if nonce is not None and found.nonce != nonce:
        raise BadStampError("it is not the answer to this request (another nonce)")
    certificate = _signer(signed)
    _check_signature(signed, certificate)
    _check_use(certificate, found.time)
    if roots:
        _check_chain(response, imprint, roots)
    return Token(found.time, found.accuracy, found.policy, found.serial, _name(certificate), _sha256(certificate))


def _refused(response: TimeStampResponse) -> str:
    status = _STATUS[response.status] if response.status < len(_STATUS) else str(response.status)
    said = " ".join(" ".join(response.status_string).split())[:200]
    return f"it was not granted: {status}{f' ({said})' if said else ''}"


def _signer(signed: stamp_der.Signed) -> Certificate:
    """Return the certificate that the signed attributes name by its hash, and the signer by its issuer."""
    from cryptography.x509 import load_der_x509_certificate

    name = "sha1" if signed.signer_algorithm == stamp_der.SHA1 else _HASHES.get(signed.signer_algorithm)
    if name is None:
        raise BadStampError("it names its certificate by a hash that is not known")
    for data in signed.certificates:
        if hashlib.new(name, data, usedforsecurity=False).digest() != signed.signer:
            continue
        try:
            if stamp_der.issued(data) == signed.issued:
                return load_der_x509_certificate(data)
        except ValueError as error:
            raise BadStampError("its certificate cannot be read") from error
    raise BadStampError("the certificate that it was signed with is not in it")


def _check_signature(signed: stamp_der.Signed, certificate: Certificate) -> None:
    """Hold the statement to its hash and the signature to the key of the certificate."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    digest = _HASHES.get(signed.digest_algorithm)
    if digest is None:
        raise BadStampError("it was signed over a hash that is too weak or not known")
    if hashlib.new(digest, signed.content).digest() != signed.digest:
        raise BadStampError("it was altered: what it states is not what was signed")
    makers: dict[str, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
    try:
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey) and signed.algorithm in _RSA:
            chosen = makers[_RSA[signed.algorithm] or digest]()
            key.verify(signed.signature, signed.attributes, padding.PKCS1v15(), chosen)
        elif isinstance(key, ec.EllipticCurvePublicKey) and signed.algorithm in _ECDSA:
            key.verify(signed.signature, signed.attributes, ec.ECDSA(makers[_ECDSA[signed.algorithm]]()))
        else:
            raise BadStampError("it is signed in a way that is not known here; check it with openssl ts -verify")
    except InvalidSignature as error:
        raise BadStampError("it was altered: its signature does not hold") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadStampError("its certificate holds no key that is known here") from error


def _check_use(certificate: Certificate, time: str) -> None:
    """Hold the certificate to what it may be used for (RFC 3161, section 2.3) and to the time stated."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        use = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise BadStampError("its certificate is not one for time stamps") from error
    if not use.critical or list(use.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise BadStampError("its certificate is not one for time stamps alone")
    try:
        moment = datetime.fromisoformat(time)
    except ValueError as error:
        raise BadStampError(f"its time is none ({time})") from error
    if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        raise BadStampError(f"its certificate was not valid at the time it states ({time})")


def _check_chain(response: TimeStampResponse, imprint: str, roots: Roots) -> None:
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        VerifierBuilder(roots=list(roots)).build().verify(response, bytes.fromhex(imprint))
    except (VerificationError, ValueError, KeyError) as error:
        found = re.search(r'Verify error: ?([^"]*)', str(error))
        why = found[1] if found else str(error)[:200]
        raise BadStampError(f"the chain of its certificate does not end at a root that was given ({why})") from error


def _name(certificate: Certificate) -> str:
    try:
        return certificate.subject.rfc4514_string()
    except (ValueError, KeyError) as error:
        raise BadStampError("the name in its certificate cannot be read") from error


def _sha256(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex()
