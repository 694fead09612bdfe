"""The texts of third-party corpora, put together the same way every time, so that offsets into them can be gold.

ECB+ (Cybulska & Vossen 2014) holds tokens, MUC-3/4 (1991/92) many reports a file, the Helsinki set a table.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from rashomon.errors import ItemError

_REPORT: Final = re.compile(r"(?m)^(?=(?:DEV|TST\d)-MUC\d-\d+ )")
_NO_SPACE_BEFORE: Final = frozenset(".,;:!?)]}%’-–…")
_NO_SPACE_AFTER: Final = frozenset("([{$£€#-–’")
_CLITICS: Final = frozenset({"s", "t", "re", "ve", "ll", "d", "m"})
_TAKE: Final = "take the file as it was published"


@dataclass(frozen=True, slots=True)
class CorpusText:
    """A text of a corpus.

    Attributes:
        name: what gold names it by, unique within its corpus.
        published: the day, where the corpus gives one.
    """

    name: str
    text: str
    published: date | None = None
    publisher: str | None = None
    when: datetime | None = None


def read_ecb(folder: Path) -> Iterator[CorpusText]:
    """Yield the articles of one topic of ECB+, by name; a sentence a line, spaced as English is, addresses left out.

    Raises:
        ItemError: when the folder has none, or one of them is not such XML.
    """
    paths = sorted(folder.glob("*.xml"))
    if not paths:
        raise ItemError(str(folder), step="read gold", reason="no .xml files in it", remedy="name a topic of ecbplus")
    for path in paths:
        # Our users' own copy of a published corpus; expat expands no outside entities.
        try:
            root = ET.fromstring(path.read_bytes())  # noqa: S314
        except ET.ParseError as error:
            raise ItemError(str(path), step="read gold", reason=f"no XML ({error})", remedy=_TAKE) from error
        sentences: dict[str, list[str]] = {}
        for token in root.iter("token"):
            sentences.setdefault(token.get("sentence", ""), []).append(token.text or "")
        lines = [_spaced(tokens) for tokens in sentences.values() if tokens[0] != "http"]
        yield CorpusText(path.stem, "\n".join(lines), publisher=path.stem)


def _spaced(pieces: list[str]) -> str:
    """Return pieces as one line: no space before a full stop, inside a hyphened word, within quotation marks."""
    line, glued = "", True
    opened = {'"': False, "'": False}
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else ""
        after = pieces[number + 1] if number + 1 < len(pieces) else ""
        hugs, glues = piece[0] in _NO_SPACE_BEFORE, piece[-1] in _NO_SPACE_AFTER
        if piece == "'" and (after in _CLITICS or (not opened["'"] and "'" not in pieces[number + 1 :])):
            hugs, glues = True, after in _CLITICS
        elif piece in opened:
            hugs, glues = opened[piece], not opened[piece]
            opened[piece] = not opened[piece]
        elif piece[0] == '"':
            opened['"'] = piece.count('"') % 2 == 1
        elif piece == "." and len(before) == 1 and before.isalpha() and len(after) == 1:
            glues = after.isalpha()  # "U. S.", "p. m."
        elif piece in (":", ".", ",") and before.isdigit() and after.isdigit():
            glues = piece != "," or len(after) == 3
        line += piece if glued or hugs else f" {piece}"
        glued = glues
    return line


def read_muc(folder: Path, *, words: re.Pattern[str] | None = None, part: str = "DEV") -> Iterator[CorpusText]:
    """Yield the reports of MUC-3/4 in `muc34`, those in which `words` occur; each begins with its name.

    Raises:
        ItemError: when the folder has no reports.
    """
    for name, report in muc_reports(folder):
        if name.startswith(part) and (words is None or words.search(report)):
            yield CorpusText(name, report.partition("\n")[2].strip() + "\n", publisher=name)


def muc_reports(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of every report of MUC-3/4, as it stands in its file: the first line holds the name.

    Raises:
        ItemError: when the folder has no reports.
    """
    paths = sorted(p for p in folder.glob("*") if p.name.startswith(("dev-", "tst")))
    if not paths:
        raise ItemError(str(folder), step="read gold", reason="no dev-* or tst* files in it", remedy="name muc34")
    for path in paths:
        for report in _REPORT.split(path.read_text(encoding="latin-1")):
            if report.strip():
                yield report.split(None, 1)[0], report


def read_helsinki(path: Path) -> Iterator[CorpusText]:
    """Yield the articles of `helsinki/articles.csv`, in its order; its "###" between paragraphs are line breaks here.

    Raises:
        ItemError: when it is not that table.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                text = re.sub(r" *### *", "\n\n", row["text"]).strip() + "\n"
                scraped = datetime.fromisoformat(row["scrape_time"])
                yield CorpusText(row["id"], text, scraped.date(), row["publisher"], scraped)
    except (OSError, KeyError, ValueError) as error:
        reason = f"no table of articles ({error})"
        raise ItemError(str(path), step="read gold", reason=reason, remedy=_TAKE) from error
