"""Which addresses may be fetched: what the URL may say, and what its name may turn out to mean.

A document or a redirect may name a machine that only the user's own network reaches (server-side request forgery), and
a name may mean another machine each time it is asked (DNS rebinding). So the numeric address is judged, and that very
address is connected to.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from rashomon.errors import ItemError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Host name and port to numeric addresses, the preferred one first. Raises `OSError`."""

_PORTS = {"http": 80, "https": 443}
_MAX_URL = 8192
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9._-]{1,253}|\[[0-9a-f:.]+\]", re.I)
_KEPT = "/%:@!$&'()*+,;=~?-._[]"
_NEVER = tuple(
    ipaddress.ip_network(net)
    for net in (
        "168.63.129.16/32",  # a cloud's own services, under a public number
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "fec0::/10",
    )
)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: `url` as it is requested, without its fragment; `path` with the query; `host` in ASCII."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of the Host header (RFC 9110, section 7.2): the port only where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def refusal(url: str, reason: str, remedy: str) -> ItemError:
    """Return the error for an address that is not fetched: `reason` and `remedy` are one clause each."""
    return ItemError(_shown(url), step="fetch", reason=reason, remedy=remedy)


def parse(url: str) -> Target:
    """Take a URL apart.

    Raises:
        ItemError: it is not of http or https, names no host, holds a user name, or is no URL.
    """
    text = url.strip()
    if len(text) > _MAX_URL or _ODD.search(text):
        raise refusal(url, "it is no address of the web (too long, or with blanks or backslashes)", "check the address")
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise refusal(url, "it is no address of the web", "check the address") from error
    if parts.scheme not in _PORTS:
        raise refusal(url, "only http and https are fetched", "save the file yourself and give it")
    if "@" in parts.netloc:
        raise refusal(url, "it holds a user name or password", "leave them out, or save the page yourself and give it")
    if not _HOST.fullmatch(f"[{host}]" if ":" in host else host) or port == 0:
        raise refusal(url, "it names no host", "check the address")
    path = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    target = Target("", parts.scheme, host, port or _PORTS[parts.scheme], path)
    return Target(f"{target.scheme}://{target.authority}{path}", target.scheme, host, target.port, path)


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to a machine of the public internet.

    Not to this machine, a private or link-local network, a group, or something reserved (IANA special-purpose address
    registries); addresses that carry one of version 4 inside (mapped, 6to4, Teredo, NAT64) are judged by that too.
    """
    if any(address.version == net.version and address in net for net in _NEVER):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _TRANSLATED:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        inner = [one for one in inner if one is not None]
        if inner:
            return all(is_public(one) for one in inner if one is not None)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def allowed(target: Target, resolve: Resolve, *, private: bool, seconds: float) -> list[str]:
    """Return the numeric addresses of a host that may be connected to, in order.

    Raises:
        ItemError: the name is not known, or means no public machine.
    """
    found = _within(lambda: resolve(target.host, target.port), seconds, target.url)
    kept = [text for text in found if private or is_public(ipaddress.ip_address(text))]
    if not kept:
        raise refusal(
            target.url,
            "its name means this machine or one of a private network",
            "save the page yourself and give it, or allow private addresses if that is what you want",
        )
    return kept


def look_up(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _within(ask: Callable[[], Sequence[str]], seconds: float, url: str) -> Sequence[str]:
    """Return what `ask` gives within a time: the system's look-up knows no limit of its own."""
    results: list[Sequence[str]] = []
    failures: list[Exception] = []

    def work() -> None:
        try:
            results.append(ask())
        except (OSError, UnicodeError) as error:
            failures.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if results:
        return results[0]
    if failures:
        raise refusal(url, "its host is not known", "check the address and the connection") from failures[0]
    raise refusal(url, "looking up its host took too long", "check the connection and try again")


def _shown(url: str) -> str:
    """Return a URL for messages: printable, not too long, without a password."""
    text = re.sub(r"//[^/@\s]*@", "//…@", url[:500])
    return "".join(ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in text)
