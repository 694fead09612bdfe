"""Fingerprints of protected things: of whole documents, and of names, which anybody can make of a guess and compare."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from rashomon.protect.leaks_fold import WORD, fold
from rashomon.protect.leaks_parts import Hit
from rashomon.records import Secret

SHORTEST: Final = 12
"""Fewest hex digits of a fingerprint that count; ids have 16."""

_DIGEST: Final = re.compile(r"[0-9a-f]{12,128}")
_LETTERED: Final = re.compile(r"[a-z]{1,4}?([0-9a-f]{12,128})")


class Hashes:
    """Looks for SHA-256, SHA-1, MD5 and SHA-512 of protected strings and documents, also cut short."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._of: dict[str, list[tuple[str, int, str]]] = {}
        for number, secret in enumerate(secrets):
            for digest in secret.hashes:
                for bare in _bare(digest):
                    self._add(bare, number, "document-hash")
            for string in secret.strings:
                for form in _forms(string):
                    for name in ("sha256", "sha1", "md5", "sha512"):
                        made = hashlib.new(name, form.encode(), usedforsecurity=False).hexdigest()
                        self._add(made, number, "name-hash")

    def _add(self, digest: str, number: int, kind: str) -> None:
        self._of.setdefault(digest[:SHORTEST], []).append((digest, number, kind))

    def hits(self, text: str, words: AbstractSet[str]) -> Iterator[Hit]:
        """Yield the fingerprints in a text whose distinct words are `words`."""
        for word in words:
            if len(word) < SHORTEST:
                continue
            for found in _bare(word):
                for digest, number, kind in self._of.get(found[:SHORTEST], ()):
                    if digest.startswith(found) or found.startswith(digest):
                        at = text.find(word)
                        yield Hit(at, at + len(word), number, kind, digest)
                        break


def _bare(word: str) -> list[str]:
    """Return the hex digits of a word, and those after the letters that an id begins with."""
    low = word.lower()
    lettered = _LETTERED.fullmatch(low)
    return ([low] if _DIGEST.fullmatch(low) else []) + ([lettered[1]] if lettered else [])


def _forms(string: str) -> set[str]:
    """Return the spellings of a string that somebody may have made a fingerprint of."""
    spaced = " ".join(string.split())
    bare = {
        string,
        spaced,
        " ".join(map(fold, WORD.findall(spaced))),
        "".join(spaced.split()),
        "_".join(spaced.split()),
    }
    bare |= {form.lower() for form in bare} | {form.upper() for form in bare} | {form.title() for form in bare}
    return {form for form in bare if form} | {f"{form}\n" for form in bare if form}
