"""Real texts with something in them protected and masked by a plain masker, for the benchmark of the leak check.

Names are taken from the texts, so what stays around them is real: others of the same surname or forename, places with
the same word, other days of the same month. The masker is the benchmark's own and knows nothing of the check.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from rashomon.protect.leaks_words import given
from rashomon.records import Secret

MONTHS = "January February March April May June July August September October November December".split()
_PERSON = re.compile(r"\b([A-Z][a-z]{2,}) ([A-Z][a-z]+(?:[A-Z][a-z]+)?)\b")
_PLACE = re.compile(
    r"\b(?:in|at|from|near) ((?:New |San |Los |Las |North |South |West |East )?[A-Z][a-z]{4,}(?: City)?)\b"
)
_DAY = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})(?:, (\d{{4}}))?\b")
_NO_PLACE = {
    *MONTHS,
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Congress",
    "Twitter",
    "English",
    "Facebook",
}
_NO_SURNAME = set("Street University State House County City Avenue School Times Post News Press Center Party".split())


@dataclass
class Sample:
    """Masked texts and what is protected in them."""

    paragraphs: list[str]
    secrets: list[Secret]
    person: Secret
    names: list[str] = field(default_factory=list)

    def of(self, kind: str) -> Secret:
        return next(secret for secret in self.secrets if secret.kind == kind)


@cache
def corpus(data: Path) -> tuple[str, ...]:
    """Return articles: PolNeAR's, the Helsinki set's, and the example case's plain ones."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((data / "polnear").rglob("*.txt"))]
    with (data / "helsinki" / "articles.csv").open(encoding="utf-8", newline="") as file:
        texts += [row["text"].replace(" ### ", "\n\n") for row in csv.DictReader(file)]
    texts += [path.read_text(encoding="utf-8") for path in sorted(Path("examples/raqqa").glob("*.txt"))]
    texts = [re.sub("[\x00-\x08\x0b-\x1f\x7f]", " ", text) for text in texts]  # spreadsheets take no control characters
    return tuple(text for text in texts if 1500 < len(text) < 20000)


def sample(rng: random.Random, data: Path) -> Sample:
    """Return a few articles with a person, a place, a day and a passage masked."""
    while True:
        text = "\n\n".join(rng.sample(corpus(data), rng.randint(2, 4)))
        found = _persons(text)
        place = [name for name, n in Counter(_PLACE.findall(text)).items() if n > 1 and name not in _NO_PLACE]
        if found and place:
            break
    forename, surname = rng.choice(found)
    chosen = rng.choice([name for name in place if not {forename, surname} & set(name.split())] or ["Nowhereville"])
    day = _day(rng, text)
    sentence = _sentence(rng, text, (forename, surname, chosen))
    person = Secret(
        "j1", "source", "Witness A", (f"{forename} {surname}",), lengths=(len(forename) + 1 + len(surname),)
    )
    secrets = [
        person,
        Secret("j2", "place", "a place in the region", (chosen,), point=(rng.uniform(31, 37), rng.uniform(36, 44))),
        Secret("j3", "date", "in that month", days=(day, day)),
        Secret("j4", "passage", "a passage left out", (sentence,)),
        Secret(
            "j5",
            "document",
            "a document",
            (f"interview_{rng.randint(10, 99)}_{surname.lower()}x.mp3",),
            hashes=(f"{rng.getrandbits(256):064x}",),
        ),
    ]
    text = _masked(text, (forename, surname), chosen, day, sentence, ordinary(data))
    return Sample([p for p in text.split("\n\n") if p.strip()], secrets, person, [forename, surname])


def _persons(text: str) -> list[tuple[str, str]]:
    pairs = [m.groups() for m in _PERSON.finditer(text)]
    return sorted(
        {
            (a, b)
            for a, b in pairs
            if a.lower() in given() and b not in _NO_SURNAME and len(b) > 3 and b.lower() not in given()
        }
    )


def _day(rng: random.Random, text: str) -> date:
    days = []
    for month, day, year in _DAY.findall(text):
        try:
            days.append(date(int(year or 2016), MONTHS.index(month) + 1, int(day)))
        except ValueError:
            continue
    return rng.choice(days) if days else date(2016, rng.randint(1, 12), rng.randint(1, 28))


def _sentence(rng: random.Random, text: str, names: Sequence[str]) -> str:
    whole = [" ".join(s.split()) for s in re.split(r"(?<=[.?!])\s+", text)]
    good = [
        s
        for s in whole
        if 12 <= len(s.split()) <= 40
        and not {"<", ">"} & set(s)
        and not any(n in s for n in names)
        and sum(w.islower() for w in s.split()) > 9
    ]
    return rng.choice(good)


def _masked(  # noqa: PLR0913
    text: str, names: tuple[str, str], place: str, day: date, sentence: str, lower: Set[str]
) -> str:
    forename, surname = names
    text = re.sub(r"\s+".join(map(re.escape, sentence.split())), "[a passage left out]", text)
    run = _runs(sentence)
    # Articles retell each other: a text that has the passage in nearly the same words is not clean of it.
    text = "\n\n".join(
        "[a passage left out]" if run & _runs(p) or fuzz.partial_ratio(sentence.lower(), p.lower()) > 75 else p
        for p in re.split(r"\n\s*\n", text)
    )
    for pattern in (
        rf"(?i)\b{forename}(?:\s+[A-Z][\w.]*)?\s+{surname}\b",
        rf"(?i)\b{surname},\s+{forename}\b",
        rf"(?i)@?\w*{forename}_?{surname}\w*",
        rf"(?i)[@#]\w*{surname}\w*",
        rf"(?i)\b{forename[0]}[._]?{surname}\w*@",
        rf"\b{forename[0]}\.\s*{surname}\b",
    ):
        text = re.sub(pattern, "Witness A", text)
    text = _alone(text, forename, surname, lower)
    text = re.sub(rf"(?i){re.escape(place).replace(chr(92) + ' ', ' ?')}\w{{0,5}}", "a place in the region", text)
    month = f"(?:{MONTHS[day.month - 1]}|{MONTHS[day.month - 1][:3]}\\.?|{MONTHS[day.month - 1][:4]}\\.)"
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    text = re.sub(rf"(?i)\b{month}\s+{number}\b(?:, {day.year})?(?!, \d{{4}})", "in that month", text)
    numbers = "|".join(
        [f"{day.year}-{day:%m}-{day:%d}", f"0?{day.month}/0?{day.day}/(?:{day.year}|{day:%y})", f"{day:%Y%m%d}"]
    )
    text = re.sub(rf"(?<!\d)(?:{numbers})(?!\d)", "in that month", text)
    return re.sub(rf"(?i)\b{number}\s+(?:of )?{month}(?!\w)", "in that month", text)


@cache
def ordinary(data: Path) -> frozenset[str]:
    """Return the words that some article has in small letters: after a forename these are no surname."""
    return frozenset(word for text in corpus(data) for word in re.findall(r"\b[a-z]+\b", text))


def _alone(text: str, forename: str, surname: str, lower: Set[str]) -> str:
    """Mask a surname or forename that stands alone; after another forename, or as a street, it is another's."""
    things = "Street|University|County|Avenue|Tower|Hotel|School|Jr"

    def surnamed(match: re.Match[str]) -> str:
        before, gap = (match[1] or ""), (match[2] or "")
        anothers = gap == " " and before.lower() in given() and before.lower() != forename.lower()
        initialled = gap == ". " and len(before) == 1
        return match[0] if anothers or initialled or match[3].islower() else f"{before}{gap}Witness A"

    def forenamed(match: re.Match[str]) -> str:
        following = match[1] or ""
        return (
            match[0]
            if following and following.lower() not in lower
            else f"Witness A{f' {following}' if following else ''}"
        )

    text = re.sub(rf"(?:\b([A-Za-z]+)(\.? ))?(?i:\b({surname})s?)\b(?! (?:{things})\b)", surnamed, text)
    return re.sub(rf"\b(?:{forename}|{forename.upper()})\b(?: ([A-Z]\w+))?", forenamed, text)


def _runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}
