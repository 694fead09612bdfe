"""Questions about deeds in plain words: "Who bombed the camp?", "Did the army plan to invade the north?"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rashomon.link.deeds import PLAN, QUAKE, Deed
from rashomon.link.parties import Party, party, same_party
from rashomon.link.vocabulary import vocabulary

# Verbs with irregular forms, as "verb past participle"; one form where both are the same.
_IRREGULAR: Final = """
    admit admitted | ban banned | bar barred | beat beat beaten | begin began begun | bend bent | bind bound |
    bite bit bitten | bleed bled | blow blew blown | break broke broken | breed bred | bring brought | build built
    | burst burst | buy bought | cast cast | catch caught | choose chose chosen | commit committed | cut cut |
    deal dealt | dig dug | draw drew drawn | drive drove driven | drop dropped | feed fed | fight fought | find
    found | flee fled | forbid forbade forbidden | forgive forgave forgiven | freeze froze frozen | give gave
    given | grind ground | gun gunned | hang hanged | hide hid hidden | hit hit | hold held | hurt hurt | keep
    kept | lay laid | lead led | leave left | lend lent | let let | lose lost | make made | meet met | overrun
    overran overrun | overthrow overthrew overthrown | pay paid | permit permitted | plan planned | put put | quit
    quit | read read | rebuild rebuilt | rig rigged | rob robbed | seek sought | sell sold | send sent | set set |
    shake shook shaken | shed shed | shoot shot | shut shut | slay slew slain | split split | spread spread | stab
    stabbed | steal stole stolen | stop stopped | strike struck | swear swore sworn | take took taken | teach
    taught | tear tore torn | throw threw thrown | transfer transferred | trap trapped | undergo underwent
    undergone | withdraw withdrew withdrawn | wrap wrapped | write wrote written
"""
_SMALL_WORDS: Final = frozenset(
    """a an and as at but by for from in into nor of off on or out over per that the their to with who which were
    was""".split()
)
_LONGEST: Final = 60
# Words in capitals with fewer vowels than this share of their letters, or alone and no longer, are abbreviations.
_SPOKEN: Final = 0.25
_ABBREVIATION: Final = 5
_UNNAMED: Final = re.compile(r"\b(?:some|unidentified|unknown|unnamed|us|we)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, str]]:
    """Return verb → its past and its participle."""
    rows = (entry.split() for entry in _IRREGULAR.split("|") if entry.strip())
    return {row[0]: (row[1], row[-1]) for row in rows}


def past(verb: str, *, participle: bool = False) -> str:
    """Return the past of a verb with its particle, or its participle: "set fire to" → "set fire to"."""
    first, _, rest = verb.partition(" ")
    if first in _irregular():
        form = _irregular()[first][int(participle)]
    elif first.endswith("e"):
        form = f"{first}d"
    elif first.endswith("y") and len(first) > 1 and first[-2] not in "aeiou":
        form = f"{first[:-1]}ied"
    else:
        form = f"{first}ed"
    return f"{form} {rest}".strip()


def be(whom: str) -> str:
    """Return "were" or "was", as the noun phrase asks for."""
    return "were" if (whom.endswith("s") and not whom.endswith("ss")) or " and " in whom else "was"


def sufferers(group: Sequence[Deed]) -> str:
    """Return those who suffered as the claims call them most often, shorter names first."""
    phrases = [phrase for deed in group for phrase in deed.patients]
    counts = Counter(plain(phrase) for phrase in phrases if party(phrase).names) or Counter(map(plain, phrases))
    best = max(sorted(counts, key=len), key=lambda phrase: counts[phrase], default="them")
    return best[:_LONGEST]


def did_title(one: Party, group: Sequence[Deed], kind: str) -> str:
    """Return "Did the army bomb the camp?", or "Was the camp bombed?" where nobody is named."""
    if one.is_nobody:
        whom = sufferers(group)
        return f"{be(whom).capitalize()} {whom} {_done(kind)}?"
    agents = [a for deed in group for a in deed.agents if same_party(party(a), one) and len(a) < _LONGEST]
    names = Counter(plain(a) for a in agents if not _UNNAMED.search(a)) or Counter(map(plain, agents))
    who = max(sorted(names, key=len), key=lambda name: names[name], default="they")
    return f"Did {who} {_verb(kind, group)} {sufferers(group)}?"


def who_title(group: Sequence[Deed], kind: str) -> str:
    """Return "Who bombed the camp?"."""
    verb = _verb(kind, group)
    told = vocabulary().did[kind] if verb in ("die", "perish", "collapse") else past(verb)
    return f"Who {told} {sufferers(group)}?"


def when_title(group: Sequence[Deed], kind: str) -> str:
    """Return "When was the camp attacked?"."""
    if kind == QUAKE:
        return "When did the quake strike?"
    whom = sufferers(group)
    return f"When {be(whom)} {whom} {_done(kind)}?"


def where_title(group: Sequence[Deed], kind: str) -> str:
    """Return "Where was the camp attacked?", "Where did the bombs fall?"."""
    if kind == QUAKE:
        return "Where did the quake strike?"
    if all(deed.lemma == "bomb" for deed in group):
        return "Where did the bombs fall?"
    return f"Where{when_title(group, kind).removeprefix('When')}"


def _done(kind: str) -> str:
    """Return the participle that a question about a kind of deed puts last."""
    if kind.startswith(PLAN):
        return f"planned to be {_done(kind.removeprefix(PLAN))}"
    return vocabulary().done.get(kind) or past(kind, participle=True)


def _verb(kind: str, group: Sequence[Deed]) -> str:
    """Return the verb that the claims use most, where it is one: "bomb"."""
    if kind.startswith(PLAN):
        planned = Counter(deed.lemma for deed in group if deed.lemma.startswith(PLAN))
        return max(sorted(planned), key=lambda verb: planned[verb], default=kind)
    did = vocabulary().did.get(kind)
    if did is None:
        return kind
    verbs = Counter(deed.lemma for deed in group if deed.lemma in vocabulary().event_of)
    stems = (did.removesuffix("ed"), did.removesuffix("d"))
    plain_form = next((verb for verb in stems if verb in vocabulary().event_of), did)
    return max(sorted(verbs), key=lambda verb: verbs[verb], default=plain_form)


def _capital(word: str) -> str:
    """Return a word of a telegram with one capital; abbreviations ("FMLN", "UNHCR", "U.S.") keep theirs."""
    vowels = sum(letter in "AEIOU" for letter in word)
    short = vowels < _SPOKEN * len(word) or "." in word
    return word if short and len(word) > 1 else word.capitalize()


def plain(phrase: str) -> str:
    """Return a noun phrase as it stands inside a title: one space, no capitals of a telegram, no capital article."""
    text = " ".join(phrase.replace(" 's", "'s").replace(" 'S", "'s").replace(" - ", "-").split()).strip(" \"'“”,")
    if text.replace("'s", "").isupper() and (" " in text or len(text) > _ABBREVIATION):
        text = " ".join(w.lower() if w.lower() in _SMALL_WORDS else _capital(w) for w in text.split())
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in _SMALL_WORDS and rest else text
