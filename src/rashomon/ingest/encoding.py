"""Bytes to text: which encoding a file is in, and the text exactly as it stands there.

The order is byte order mark, strict UTF-8, what the file declares, then a statistical guess (charset-normalizer). What
decodes as UTF-8 with characters beyond ASCII hardly ever is anything else, so it goes before the declaration, which on
old pages is often wrong.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SUPERSETS = {  # what browsers read a label as: https://encoding.spec.whatwg.org/#names-and-labels
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_LABELS = {"x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "windows-874": "cp874", "unicode": "utf-8"}
_DECLARABLE = frozenset(
    [
        "utf-8",
        "cp866",
        "cp874",
        "cp932",
        "cp949",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-10",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "gb18030",
        "big5",
        "euc_jp",
        "iso2022_jp",
    ]
)
"""Encodings a file may ask for. Others that Python knows (UTF-7, punycode, unicode_escape) hide text or burn time."""

_GUESSABLE = sorted(_DECLARABLE - {"utf-8", "mac-roman", "mac-cyrillic", "iso8859-16"})
_GUESS_FROM = 1 << 16
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded file.

    Attributes:
        text: the characters, line ends untouched; `data.decode(encoding)` again, unless bytes were damaged.
        encoding: the name of the Python codec.
        damaged: how many characters stand for bytes that could not be decoded (U+FFFD).
        guessed: True where neither the bytes nor the file say what the encoding is.
    """

    text: str
    encoding: str
    damaged: int = 0
    guessed: bool = False

    @property
    def problems(self) -> tuple[str, ...]:
        """What a reader has to know about the decoding, one sentence each."""
        if self.damaged:
            return (
                f"{self.damaged} character(s) could not be decoded as {self.encoding} and are shown as "
                "\N{REPLACEMENT CHARACTER}; get an undamaged copy or save it as UTF-8",
            )
        if self.guessed:
            return (f"it does not say its encoding, read as {self.encoding}; if letters look wrong, save it as UTF-8",)
        return ()


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode `data`; never raises. `declared` is the label the file itself gives, if any.

    A byte order mark is taken off; line ends stay as they are.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding) or _replaced(data, encoding)
    if whole := _strict(data, "utf-8"):
        return whole
    mostly = _replaced(data, "utf-8")
    # Damage to a UTF-8 file leaves most of its multi-byte characters whole; other encodings yield next to none.
    if sum(ch > "\x7f" for ch in mostly.text) - mostly.damaged >= 4 * mostly.damaged:
        return mostly
    if name := _declarable(declared):
        return _strict(data, name) or _replaced(data, name)
    return _guess(data) or mostly


def is_binary(text: str) -> bool:
    """Tell whether decoded text is no text at all: more than 2 % of it control characters, NUL among them."""
    return len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text)


def _strict(data: bytes, encoding: str, *, guessed: bool = False) -> Decoded | None:
    try:
        return Decoded(_without_surrogates(data.decode(encoding)), encoding, guessed=guessed)
    except UnicodeDecodeError:
        return None


def _replaced(data: bytes, encoding: str) -> Decoded:
    text = _without_surrogates(data.decode(encoding, errors="replace"))
    return Decoded(text, encoding, damaged=max(1, text.count("\N{REPLACEMENT CHARACTER}")))


def _without_surrogates(text: str) -> str:
    """Keep lone surrogates out, which no output could encode. Only UTF-16 and UTF-32 decoders could let one through."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


def _declarable(label: str | None) -> str | None:
    """Return the codec for a declared label, or None when it is unknown or not one a file may ask for."""
    if label is None or not re.fullmatch(r"[A-Za-z0-9_.:-]{1,40}", label):
        return None
    label = label.lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except LookupError:
        return None
    name = _SUPERSETS.get(name, name)
    return name if name in _DECLARABLE else None


def _guess(data: bytes) -> Decoded | None:
    """Guess an 8-bit or multi-byte encoding from the bytes beyond ASCII and what stands around them."""
    from charset_normalizer import from_bytes

    matches = list(from_bytes(_sample(data), cp_isolation=_GUESSABLE))
    best = [match for match in matches if (match.chaos, match.coherence) == (matches[0].chaos, matches[0].coherence)]
    names = [name for match in best for name in (match.encoding, *sorted(match.could_be_from_charset))]
    # Codecs that do equally well are told apart by how common they are: a few accents decode as nearly anything.
    for name in sorted(names, key=lambda name: name != "cp1252"):
        if decoded := _strict(data, codecs.lookup(name).name, guessed=True):
            return decoded
    return None


def _sample(data: bytes) -> bytes:
    """Return enough of the file to guess from: whole lines, about 64 kB, from the first byte beyond ASCII on."""
    first = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    end = data.rfind(b"\n", start, start + _GUESS_FROM)
    return data[start : end if end > start and len(data) > start + _GUESS_FROM else start + _GUESS_FROM]
