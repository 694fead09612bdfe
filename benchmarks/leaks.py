"""The leak check on planted leaks and on clean exports of real texts: what is found, and what is told for nothing.

    make bench-leaks DATA=../shared/data
    python -m benchmarks leaks DATA [--seed 1] [--planted 200] [--clean 200]

Every export is made of news texts in which a person, a place, a day and a passage are masked (`leaks_texts`). One half
then gets one leak, of a kind and in a format drawn by the seed (`KINDS`); its twin without the leak is checked too, so
that a false alarm is not taken for the find. The other half stays clean, with everything in it that only looks like a
leak. Rules of the check were fitted on seed 1; figures to be told are of seeds that nobody looked into.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import hashlib
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks import results
from benchmarks.leaks_files import LABEL, WRITERS, Draft, written
from benchmarks.leaks_texts import MONTHS, Sample, sample
from benchmarks.results import Row
from rashomon.casework.checking import WalledOpener
from rashomon.protect.leaks import find_leaks, stops
from rashomon.records import Leak, Secret

TEXTS = ("txt", "utf16.txt", "json", "jsonl", "csv", "html", "xlsx", "docx", "zip")
LATIN = (*TEXTS, "latin.txt", "ascii.json", "pdf")

Make = Callable[[Sample, random.Random], str]
_CYRILLIC = dict(
    zip("abcdefghijklmnopqrstuvwxyz", "а б к д е ф г х и дж к л м н о п к р с т у в в кс й з".split(), strict=True)
)
_GREEK = dict(
    zip("abcdefghijklmnopqrstuvwxyz", "α μπ κ ντ ε φ γκ χ ι τζ κ λ μ ν ο π κ ρ σ τ ου β ου ξ ι ζ".split(), strict=True)
)


def name(s: Sample) -> str:
    return s.person.strings[0]


def said(words: str) -> str:
    return f"The account was given by {words}, who stood nearby."


def _script(table: dict[str, str], text: str) -> str:
    return "".join(table.get(ch.lower(), ch).title() if ch.isupper() else table.get(ch, ch) for ch in text)


def _romanised(s: Sample, rng: random.Random) -> str:
    """Return a name in another romanisation; a doubled letter where no rule applies."""
    rules = [
        ("ph", "f"),
        ("oo", "ou"),
        ("ee", "i"),
        ("ck", "k"),
        ("y", "i"),
        ("sh", "ch"),
        ("th", "t"),
        ("u", "ou"),
        ("i", "y"),
        ("o", "u"),
    ]
    rng.shuffle(rules)
    for old, new in rules:
        made = re.sub(f"(?<=.){old}(?=.)", new, name(s), count=1)
        if made != name(s):
            return made
    return re.sub(r"(?<=[a-z])([bdfklmnprst])(?=[a-z])", r"\1\1", name(s), count=1)


def _slip(s: Sample, rng: random.Random) -> str:
    forename, surname = s.names
    at = rng.randrange(1, len(surname) - 1)
    return (
        f"{forename} {surname[:at]}{surname[at + 1]}{surname[at]}{surname[at + 2 :]}"
        if surname[at] != surname[at + 1]
        else f"{forename} {surname[:at]}{surname[at : at + 1]}{surname[at:]}"
    )


def _run(s: Sample, rng: random.Random, *, changed: bool) -> str:
    words = s.of("passage").strings[0].split()
    at = rng.randrange(0, len(words) - 9)
    run = words[at : at + 9]
    if changed:
        run[5] = "something"
    return f"Somebody else said {' '.join(run)} and left."


def _spelled(day: date, rng: random.Random) -> str:
    month = MONTHS[day.month - 1]
    return rng.choice(
        [f"{day}", f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day.day} {month} {day.year}",
         f"{month} {day.day}, {day.year}", f"{day.day} {month[:3]}.",
         f"{month} {day.day}th", f"{day:%Y%m%d}", f"{day:%d.%m.%y}", f"the {day.day}th of {month}", f"{day}T06:30:00Z"]
    )  # fmt: skip


def _point(s: Sample, rng: random.Random) -> str:
    north, east = s.of("place").point or (0.0, 0.0)
    north, east = north + rng.uniform(-0.004, 0.004), east + rng.uniform(-0.004, 0.004)

    def minutes(v: float) -> str:
        return f"{int(v)}°{int(v * 60) % 60}'{v * 3600 % 60:.0f}\""

    return rng.choice(
        [f"{north:.4f}, {east:.4f}", f"POINT({east:.5f} {north:.5f})", f"{minutes(north)}N {minutes(east)}E",
         f"lat={north:.3f}&lon={east:.3f}", f"{north:.4f}N {east:.4f}E"]
    )  # fmt: skip


def _joined(s: Sample, rng: random.Random) -> str:
    a, b = (part.lower() for part in s.names)
    return rng.choice(
        [f"@{a}{b}", f"#{s.names[0]}{s.names[1]}", f"{a}.{b}@example.org", f"{a}_{b}{rng.randint(60, 99)}",
         f"{a[0]}.{b}@example.org", f"https://example.org/people/{a}-{b}"]
    )  # fmt: skip


def _spaced(s: Sample, rng: random.Random) -> str:
    return name(s).replace(" ", rng.choice(["  ", "\u00a0", " \n", "\t", "-", " - "]))


def _digest(s: Sample, rng: random.Random) -> str:
    made = getattr(hashlib, rng.choice(["sha256", "sha1", "md5"]))
    return str(made(rng.choice([name(s), name(s).lower()]).encode()).hexdigest())


def _day(s: Sample) -> date:
    days = s.of("date").days
    assert days
    return days[0]


def _seconds(s: Sample) -> int:
    return int(datetime.combine(_day(s), datetime.min.time(), UTC).timestamp()) + 40000


def _after(s: Sample) -> str:
    before = _day(s) - timedelta(2)
    return f"Seen two days after {before:%B} {before.day}, {before.year}."


KINDS: dict[str, tuple[str, tuple[str, ...], Make]] = {
    "exact": ("source", LATIN, lambda s, r: said(name(s))),
    "case": ("source", LATIN, lambda s, r: said(r.choice([name(s).upper(), name(s).lower(), name(s).swapcase()]))),
    "spacing": ("source", TEXTS, lambda s, r: said(_spaced(s, r))),
    "zero-width": ("source", TEXTS, lambda s, r: said("\u200b".join([name(s)[:3], name(s)[3:-2], name(s)[-2:]]))),
    "soft-hyphen": ("source", TEXTS, lambda s, r: said(f"{name(s)[:-3]}\u00ad{name(s)[-3:]}")),
    "hyphenation": ("source", ("txt", "html", "utf16.txt"), lambda s, r: said(f"{name(s)[:-3]}-\n{name(s)[-3:]}")),
    "spread": ("source", TEXTS, lambda s, r: said(r.choice([" ", ".", "-", "_"]).join(name(s).replace(" ", "")))),
    "diacritics": ("source", TEXTS, lambda s, r: said(re.sub("[aeiou]", lambda m: f"{m[0]}\u0301", name(s), count=2))),
    "romanisation": ("source", TEXTS, lambda s, r: said(_romanised(s, r))),
    "cyrillic": ("source", TEXTS, lambda s, r: said(_script(_CYRILLIC, name(s)))),
    "greek": ("source", TEXTS, lambda s, r: said(_script(_GREEK, name(s)))),
    "homoglyph": ("source", TEXTS, lambda s, r: said(name(s).translate(str.maketrans("aeoc", "аеос")))),
    "initial": ("source", LATIN, lambda s, r: said(f"{s.names[0][0]}. {s.names[1]}")),
    "initials": ("source", LATIN, lambda s, r: f"It was Witness {s.names[0][0]}.{s.names[1][0]}. who saw it."),
    "reversed": ("source", LATIN, lambda s, r: said(f"{s.names[1]}, {s.names[0]}")),
    "possessive": ("source", LATIN, lambda s, r: f"They took {name(s)}'s car."),
    "inserted": ("source", LATIN, lambda s, r: said(f"{s.names[0]} {r.choice(['Q.', 'Ahmad', 'Lee'])} {s.names[1]}")),
    "misspelt": ("source", LATIN, lambda s, r: said(_slip(s, r))),
    "handle": ("source", LATIN, lambda s, r: said(_joined(s, r))),
    "percent": ("source", TEXTS, lambda s, r: f"https://example.org/?q={''.join(f'%{ord(ch):02X}' for ch in name(s))}"),
    "entities": ("source", ("txt", "json"), lambda s, r: said("".join(f"&#{ord(ch)};" for ch in name(s)))),
    "escapes": ("source", ("txt", "jsonl"), lambda s, r: said("".join(f"\\u{ord(ch):04x}" for ch in name(s)))),
    "base64": ("source", TEXTS, lambda s, r: f"key {base64.b64encode(said(name(s)).encode()).decode()} end"),
    "hex": ("source", TEXTS, lambda s, r: f"key {name(s).encode().hex()} end"),
    "quoted-printable": ("source", ("txt",), lambda s, r: said("".join(f"={ord(ch):02X}" for ch in name(s)))),
    "rot13": ("source", TEXTS, lambda s, r: said(codecs.encode(name(s), "rot13"))),
    "name-hash": ("source", TEXTS, lambda s, r: f"id {_digest(s, r)}"),
    "document-hash": ("document", TEXTS, lambda s, r: f"from {s.of('document').hashes[0][: r.choice([64, 64, 16])]}"),
    "document-name": ("document", TEXTS, lambda s, r: f"taken from {s.of('document').strings[0]} there"),
    "place": ("place", LATIN, lambda s, r: f"It was seen in {s.of('place').strings[0]} that day."),
    "passage": ("passage", LATIN, lambda s, r: _run(s, r, changed=False)),
    "passage-changed": ("passage", LATIN, lambda s, r: _run(s, r, changed=True)),
    "date": ("date", LATIN, lambda s, r: f"Seen on {_spelled(_day(s), r)} there."),
    "date-epoch": ("date", LATIN, lambda s, r: f"at {_seconds(s)}"),
    "date-relative": ("date", LATIN, lambda s, r: _after(s)),
    "coordinates": ("place", LATIN, lambda s, r: f"Seen at {_point(s, r)} there."),
    "gap-length": ("source", LATIN, lambda s, r: said(r.choice("_*X") * len(name(s)))),
    "name-part": ("source", LATIN, lambda s, r: f"The account was given by {s.names[1]} in the yard."),
}  # fmt: skip
"""Kinds of leaks in the words: what is told, in which formats, and the words."""

_SLOTS: dict[str, tuple[str, str]] = {
    "file-name": ("file", "txt"),
    "member-name": ("name", "zip"),
    "archive-comment": ("archive", "zip"),
    "html-comment": ("comment", "html"),
    "alt-text": ("alt", "html"),
    "data-attribute": ("data", "html"),
    "tooltip": ("tip", "html"),
    "hidden-element": ("hidden", "html"),
    "svg-description": ("desc", "html"),
    "script": ("script", "html"),
    "page-title": ("title", "html"),
    "xlsx-hidden": ("hidden", "xlsx"),
    "xlsx-properties": ("properties", "xlsx"),
    "xlsx-two-cells": ("cells", "xlsx"),
    "docx-properties": ("properties", "docx"),
    "docx-comment": ("comment", "docx"),
    "docx-tracked": ("tracked", "docx"),
    "docx-custom": ("custom", "docx"),
    "docx-footer": ("footer", "docx"),
    "docx-runs": ("runs", "docx"),
    "pdf-info": ("info", "pdf"),
    "pdf-note": ("note", "pdf"),
    "pdf-after-end": ("after", "pdf"),
    "scan-info": ("info", "scan.pdf"),
    "scan-pixels": ("pixels", "scan.pdf"),
    "png-pixels": ("pixels", "png"),
    "png-text": ("text", "png"),
    "png-itxt": ("itxt", "png"),
    "jpeg-exif": ("exif", "jpg"),
    "jpeg-pixels": ("pixels", "jpg"),
}
"""Kinds of leaks beside the words: the place, and the format that has it."""


class Planted(NamedTuple):
    """An export with one leak and its twin without: what is told, the format, and the drafts of both."""

    secret: Secret
    suffix: str
    clean: Draft
    leaky: Draft


def planted(kind: str, one: Sample, rng: random.Random) -> Planted:
    """Leave one thing in a sample by mistake."""
    paragraphs, clean = list(one.paragraphs), Draft(one.paragraphs)
    if kind in _SLOTS:
        slot, suffix = _SLOTS[kind]
        return Planted(one.person, suffix, clean, Draft(paragraphs, {slot: name(one)}))
    if kind == "jpeg-gps":
        north, east = one.of("place").point or (0.0, 0.0)
        return Planted(one.of("place"), "jpg", clean, Draft(paragraphs, {"gps": f"{north} {east}"}))
    if kind == "xlsx-serial":
        days = (_day(one) - date(1899, 12, 30)).days
        return Planted(one.of("date"), "xlsx", clean, Draft(paragraphs, {"serial": str(days)}))
    if kind == "offsets":
        return Planted(one.person, rng.choice(["json", "jsonl"]), clean, Draft(paragraphs, spans=len(name(one))))
    if kind == "small-count":
        row = {"who": LABEL, "role": "nurse", "district": "north", "count": rng.choice([1, 2])}
        return Planted(one.person, rng.choice(["json", "jsonl", "csv"]), clean, Draft(paragraphs, rows=[row]))
    of, formats, make = KINDS[kind]
    suffix, words = rng.choice(formats), make(one, rng)
    if suffix == "pdf":
        return Planted(one.of(of), suffix, clean, Draft(paragraphs, {"last": words}))
    paragraphs.insert(rng.randrange(len(paragraphs) + 1), words)
    return Planted(one.of(of), suffix, clean, Draft(paragraphs))


def fitting(kind: str, rng: random.Random, data: Path) -> Sample:
    """Return a sample; for a part of a name one in which nobody else bears it, else it tells of nobody."""
    while True:
        one = sample(rng, data)
        if kind != "name-part" or one.names[1].lower() not in " ".join(one.paragraphs).lower():
            return one


def told_more(one: Sample, made: Planted, folder: Path, opener: WalledOpener) -> tuple[bool, list[Leak]]:
    """Tell whether the check finds the leak: more of what is told in the export than in its twin without it."""
    twin = checked(written(folder / "twin", made.suffix, made.clean), one, opener)
    told = checked(written(folder / "leak", made.suffix, made.leaky), one, opener)
    before, after = (sum(leak.label == made.secret.label for leak in leaks) for leaks in (twin, told))
    return after > before, told


ALL = (*KINDS, *_SLOTS, "jpeg-gps", "xlsx-serial", "offsets", "small-count")


def checked(path: Path, one: Sample, opener: WalledOpener) -> list[Leak]:
    return [leak for leak in find_leaks(path, one.secrets, opener=opener) if stops(leak)]


def _around(one: Sample, leak: Leak) -> list[str]:
    """Return what stands around words like those found, for whoever fits the rules (on seed 1 alone)."""
    rest = "\n".join(one.paragraphs)
    words = [
        w
        for s in one.secrets
        for string in s.strings[:1]
        for w in string.split()
        if s.label == leak.label and len(w) > 3
    ]
    words += [
        MONTHS[s.days[0].month - 1][:3] + r"\w*\.? " + str(s.days[0].day)
        for s in one.secrets
        if s.days and s.label == leak.label
    ]
    return [rest[max(0, m.start() - 40) : m.end() + 40] for w in words[:2] for m in re.finditer(f"(?i){w}", rest)][:4]


def main() -> None:
    parser = results.parser(__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--planted", type=int, default=200)
    parser.add_argument("--clean", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print what was missed and what was told for nothing")
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, WalledOpener() as opener:
        rows = [_planted(asked, rng, Path(folder), opener), _clean(asked, rng, Path(folder), opener)]
    seconds = time.perf_counter() - start
    print(f"{seconds:.0f} s in all")
    what = f"leaks found in {asked.planted} exports with one, and false alarms in {asked.clean} without"
    results.finish(asked, "leaks", what, [*rows, Row("making and checking all of them", "s", (seconds,))])


def _planted(asked: argparse.Namespace, rng: random.Random, folder: Path, opener: WalledOpener) -> Row:
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for number in range(asked.planted):
        kind = ALL[number % len(ALL)]
        one = fitting(kind, rng, asked.data)
        made = planted(kind, one, rng)
        seen, told = told_more(one, made, folder / f"planted{number}", opener)
        total[kind] += 1
        found[kind] += seen
        if asked.show and not seen:
            lost = [p for p in made.leaky.paragraphs if p not in made.clean.paragraphs]
            print(
                "MISSED", kind, made.suffix, made.secret.strings, lost, [(leak.kind, leak.found) for leak in told][:3]
            )
    print(f"{'kind':20} found of")
    for kind in ALL:
        print(f"{kind:20} {found[kind]:5} {total[kind]:2}")
    print(f"{'all':20} {found.total():5} {total.total():2}, of {sum(n > 0 for n in total.values())} kinds")
    return Row(f"planted leaks found, of {total.total()}", "%", (100 * found.total() / max(1, total.total()),))


def _clean(asked: argparse.Namespace, rng: random.Random, folder: Path, opener: WalledOpener) -> Row:
    alarms: Counter[str] = Counter()
    wrong = 0
    formats = [*WRITERS]
    for number in range(asked.clean):
        one, suffix = sample(rng, asked.data), formats[number % len(formats)]
        row = {"who": LABEL, "role": "nurse", "district": "north", "count": rng.randint(5, 90)}
        told = checked(written(folder / f"clean{number}", suffix, Draft(one.paragraphs, rows=[row])), one, opener)
        wrong += bool(told)
        alarms.update({leak.kind for leak in told})
        if asked.show:
            for leak in told[:3]:
                print(
                    "ALARM",
                    number,
                    suffix,
                    one.person.strings,
                    one.of("place").strings,
                    one.of("date").days,
                    leak.kind,
                    leak.found,
                    _around(one, leak),
                )
    print(
        f"clean exports with a false alarm: {wrong} of {asked.clean} ({100 * wrong / max(1, asked.clean):.1f} %)",
        dict(alarms),
    )
    return Row(f"clean exports with a false alarm, of {asked.clean}", "%", (100 * wrong / max(1, asked.clean),))


if __name__ == "__main__":
    main()
