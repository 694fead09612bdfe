"""Schemata and codes of FollowTheMoney (4.11) that a case is written with."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from rashomon.records import SourceKind

AGENTS: Final = MappingProxyType(
    {
        SourceKind.PERSON: "Person",
        SourceKind.ORGANISATION: "Organization",
        SourceKind.OUTLET: "Organization",
        SourceKind.GROUP: "LegalEntity",
        SourceKind.AUTHOR: "LegalEntity",
    }
)
"""What becomes of those who speak; the other kinds are nobody who could be matched by name."""

_MEDIA: Final = MappingProxyType(
    {
        "text/html": "HyperText",
        "application/xhtml+xml": "HyperText",
        "text/plain": "PlainText",
        "text/markdown": "PlainText",
        "application/x-subrip": "PlainText",
        "text/vtt": "PlainText",
        "application/pdf": "Pages",
        "application/rtf": "Pages",
        "application/msword": "Pages",
        "application/epub+zip": "Pages",
        "application/vnd.oasis.opendocument.text": "Pages",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Pages",
        "text/csv": "Table",
        "text/tab-separated-values": "Table",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Workbook",
        "message/rfc822": "Email",
        "application/mbox": "Package",
        "application/zip": "Package",
        "application/gzip": "Package",
        "application/x-tar": "Package",
        "application/warc": "Package",
        "application/wacz": "Package",
    }
)
FOLDERS: Final = frozenset({"Email", "Package", "Workbook"})
"""Schemata that other documents may lie in."""

LANGUAGES: Final = MappingProxyType(
    dict(
        pair.split("=")
        for pair in (
            "af=afr am=amh ar=ara az=aze be=bel bg=bul bn=ben bs=bos ca=cat cs=ces da=dan de=deu el=ell en=eng es=spa "
            "et=est fa=fas fi=fin fr=fra he=heb hi=hin hr=hrv hu=hun hy=hye id=ind is=isl it=ita ja=jpn ka=kat kk=kaz "
            "km=khm ko=kor lt=lit lv=lav mk=mkd my=mya nl=nld no=nor pl=pol pt=por ro=ron ru=rus sk=slk sl=slv sq=sqi "
            "sr=srp sv=swe sw=swa tg=tgk th=tha tr=tur uk=ukr ur=urd uz=uzb vi=vie zh=zho"
        ).split()
    )
)
"""ISO 639-1 to 639-3, of the languages that FollowTheMoney knows."""


def document_schema(media_type: str) -> str:
    """Return the schema of a document by what its bytes are."""
    kind = media_type.partition(";")[0].strip().lower()
    return _MEDIA.get(kind) or {"image": "Image", "audio": "Audio", "video": "Video"}.get(
        kind.partition("/")[0], "Document"
    )


def language_code(language: str | None) -> str | None:
    """Return the three letters of a language ("en", "en-GB" and "eng" are eng); None where it has none there."""
    first = (language or "").replace("_", "-").partition("-")[0].lower()
    return first if first in LANGUAGES.values() else LANGUAGES.get(first)
