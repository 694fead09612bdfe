"""Slows down whoever tries passwords: each wrong one more doubles the wait. Kept in memory, within bounds.

Tries count three times: for the account from this address, for the account from anywhere, and for the address. The
first is the strictest. The second catches one who asks from many addresses; it waits a minute at most and does not
hold for an address from which the account has logged in since the server started, so that nobody can lock a colleague
out by guessing at their name.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST = 10_000
"""Entries kept; those with the fewest wrong tries go first."""

FORGET = 24 * 3600.0
"""Seconds without a wrong try after which the earlier ones count no more."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` tries without a wait; then 1, 2, 4 … seconds, `longest` at most."""

    free: int
    longest: float


PAIR, NAME, ADDRESS = Limit(5, 900.0), Limit(20, 60.0), Limit(20, 900.0)


@dataclass(slots=True)
class _Tries:
    wrong: int
    last: float


class Throttle:
    """Counts wrong tries. May be used from any thread."""

    def __init__(self, *, tick: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._tick, self._most = tick, most
        self._tries: dict[tuple[str, str, str], _Tries] = {}
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str, address: str) -> int:
        """Return 0 where a password may be tried now, else the whole seconds to wait.

        The try counts as a wrong one until `succeeded`, so that many at once are no way around.

        Args:
            name: the account, as accounts are told apart; it need not exist.
            address: where the request comes from.
        """
        address = network(address)
        with self._lock:
            now = self._tick()
            limits = _limits(name, address)
            held = limits[:1] if (name, address) in self._known else limits
            wait = max(self._wait(key, limit, now) for key, limit in held)
            if wait > 0:
                return max(1, -int(-wait // 1))
            for key, _ in limits:
                tries = self._tries.setdefault(key, _Tries(0, now))
                tries.wrong = 1 if now - tries.last > FORGET else tries.wrong + 1
                tries.last = now
            self._bound()
            return 0

    def succeeded(self, name: str, address: str) -> None:
        """Forget what this account got wrong from this address, the try that is just told to be right with it."""
        address = network(address)
        with self._lock:
            own = self._tries.pop(("pair", name, address), None)
            for key, _ in _limits(name, address)[1:]:
                tries = self._tries.get(key)
                if own is not None and tries is not None:
                    tries.wrong -= own.wrong
                    if tries.wrong <= 0:
                        del self._tries[key]
            self._known[name, address] = None
            self._known.move_to_end((name, address))
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def __len__(self) -> int:
        return len(self._tries)

    def _wait(self, key: tuple[str, str, str], limit: Limit, now: float) -> float:
        tries = self._tries.get(key)
        if tries is None or tries.wrong < limit.free or now - tries.last > FORGET:
            return 0.0
        return tries.last + min(2.0 ** min(tries.wrong - limit.free, 30), limit.longest) - now

    def _bound(self) -> None:
        if len(self._tries) <= self._most:
            return
        # A tenth at once, so that the sorting is seldom.
        by_weight = sorted(self._tries, key=lambda key: (self._tries[key].wrong, self._tries[key].last))
        for key in by_weight[: len(self._tries) - self._most * 9 // 10]:
            del self._tries[key]


def _limits(name: str, address: str) -> tuple[tuple[tuple[str, str, str], Limit], ...]:
    """Return under which keys a try counts, the strictest first."""
    return (("pair", name, address), PAIR), (("name", name, ""), NAME), (("address", "", address), ADDRESS)


def network(address: str) -> str:
    """Return what counts as one address: of IPv6 the first 64 bits, which one house has to itself."""
    # Some proxies add the port: "192.0.2.7:4711", "[2001:db8::7]:4711".
    plain = address[1:].partition("]")[0] if address.startswith("[") else address
    if plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ipaddress.ip_address(plain)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
    return str(found)
