"""What was done and by whom: claims about one kind of happening to one set of people or things.

Every claim's events are brought to a class ("killing") and to the stems of those who suffer it; both are keys, so the
cost grows with the number of claims. A happening named without them ("the crime", "this murder") is the one that its
own document speaks of most: what another document says changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from rashomon.link.entities import Actors
from rashomon.link.naming import Naming, voice_of
from rashomon.link.parties import Party, parties, party, same_party
from rashomon.link.slots import DENYING
from rashomon.link.vocabulary import singular, vocabulary
from rashomon.records import Claim, Event, Reading, Stance, words

# What a source that asks, demands, predicts or doubts says of it is no account; what it takes for granted is.
_OPEN: Final = frozenset({Stance.QUESTIONS, Stance.PREDICTS, Stance.DEMANDS, Stance.DECLINES, Stance.DOUBTS})
# Denials that name nothing: "denied the claims", "that is false".
_EMPTY_DENIAL: Final = re.compile(
    r"\A\W*(?:it|that|this|them|those)\W*\Z|\b(?:baseless|false|fabricat\w+|lies?|slander\w*|unfounded|untrue)\b",
    re.IGNORECASE,
)
# What an account is called by whoever rejects it.
_REJECTED: Final = re.compile(
    r"\b(?:absurd|baseless|fabricat\w+|false\w*|groundless|lies?|ridiculous|slander\w*|smear\w*|unfounded|untrue)\b",
    re.IGNORECASE,
)
# "Rejected the murder" condemns it; only words of denying deny a happening named by a noun.
_DENYING_WORDS: Final = re.compile(r"den(?:y|ie)|dismiss|refut|disclaim|disavow", re.IGNORECASE)
_FEW_WORDS: Final = 12
# A name is of a sort when it stands next to words of that sort this often, and in this share of all such cases.
_LEAST_VOTES: Final = 3
_CLEAR: Final = 0.75
# Verbs that are an attack when they are done to people and places, and not to a bargain.
_STRIKING: Final = frozenset({"strike", "hit", "pound", "blast", "fire on"})
_BARGAINS: Final = re.compile(r"\b(?:accord|agreement|bargain|deal|pact|compromise|balance)\b", re.IGNORECASE)
# Phrases kept for those who suffer what a document speaks of most.
_PATIENTS: Final = 4
# "Rejected any reports that ...", "the claims that ...": what the account holds is rejected with it.
_ACCOUNT: Final = re.compile(
    r"\W*(?:(?:all|any|his|its|such|the|their|these|those|whatever)\W+)?(?:\w+\W+)?(?:accounts?|accusations?|"
    r"allegations?|assertions?|charges?|claims?|ideas?|interpretations?|news|notions?|reports?|rumou?rs?|stor(?:y|ies)|"
    r"suggestions?|theor(?:y|ies)|versions?)\b",
    re.IGNORECASE,
)
# What follows "blamed" and "accused": whom, and of what.
_BLAMED: Final = re.compile(r"(?P<who>[^,;:.]{3,80}?)\s+(?:for|of|in|with)\s", re.IGNORECASE)
_OWN_PART: Final = re.compile(
    r"\b(?:connection|involve\w*|links?|participat\w*|part|responsib\w*|role|hand|complicity)\b", re.IGNORECASE
)
# How far back, in claims of the document, a denial that names nothing may look for what it denies.
_BACK: Final = 6
_PRONOUNS: Final = frozenset({"it", "them", "him", "her", "they", "us", "that", "this", "whom", "which"})
_DEED: Final = "deed"
_SUPPORT: Final = "support"
_ARMED: Final = "rebels"
_ARMED_SORTS: Final = frozenset({"rebels", "fighters"})
_GROUPS: Final = re.compile(r"\b(?:groups|forces|movements?)\b", re.IGNORECASE)
PLAN: Final = "plan to "
"""What the kind, and the lemma, of a deed that is only planned begins with."""
# Verbs that say too little for two claims to be of one deed because both use them of one thing.
_DULL: Final = frozenset(
    """add allow answer assume base bear bring call cause change choose come continue contribute cover deal deserve do
    drive enable experience face feature fill find finish follow force give go hand have help hope include increase
    involve join keep know lack lead leave let limit list live lose make mark mean meet mention need note offer open
    pass pay plan play point produce provide put reach read receive reflect remain represent require respect result
    return run see send serve set share show sit stand start stay suffer take talk think touch treat try turn use view
    visit wait walk want watch wear welcome wish work write""".split()
)
# A kind of happening that places suffer too: "the bombing in South Sudan".
_PLACED: Final = "attack"
QUAKE: Final = "quake"
"""The kind of a deed that nobody does, and that is told apart by its story alone."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One claim's account of a happening.

    Attributes:
        kind: class of the happening ("killing").
        lemma: the word used.
        agents, patients: who is said to have done it, and to whom; both as written.
        said: False where the claim rejects it.
        whole: the claim rejects the happening itself, not only that this agent did it.
        main: stated, not taken for granted.
        where: the places and things it is said to have happened at, as written.
        basis: why it is read so, where that is not plain.
        known_as: the sort of party of names in this case.
    """

    claim: Claim
    kind: str
    lemma: str
    agents: tuple[str, ...]
    patients: tuple[str, ...]
    said: bool
    whole: bool = False
    main: bool = True
    where: tuple[str, ...] = ()
    basis: str = ""
    known_as: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who is said to have done it; a name whose sort the case tells ("FMLN guerrillas") has that sort."""
        found = []
        for one in parties(self.agents):
            sorts = frozenset(self.known_as[name] for name in one.names if name in self.known_as)
            found.append(Party(one.sorts or sorts, one.names))
        return tuple(found)

    @property
    def suffering(self) -> frozenset[str]:
        """Stems of the words for those to whom it was done."""
        read = [party(phrase) for phrase in self.patients]
        stems = frozenset(stem for one in read for stem in (*one.names, *one.sorts))
        # Whom a state arms are rebels to one account, a militia or "groups" to the next.
        armed = self.kind == _SUPPORT and (stems & _ARMED_SORTS or any(_GROUPS.search(p) for p in self.patients))
        return frozenset({_ARMED}) if armed else stems


def deeds_of(readings: Sequence[Reading], actors: Actors) -> list[Deed]:
    """Return what every claim says was done, in order; happenings without a class of ours are left to other rules."""
    found: list[Deed] = []
    known_as = _known_as(readings)
    naming = Naming(readings, actors)
    often: Counter[tuple[str, str]] = Counter()
    plainly: list[tuple[list[Claim], dict[str, list[Deed]]]] = []
    for reading in readings:
        own = [c for c in reading.claims if c.id in actors.of_claim]
        cues = {claim.id: words(reading.document.text, claim.cue) for claim in own}
        plain = {claim.id: list(_plain(claim, cues[claim.id], naming, known_as)) for claim in own}
        often.update((d.kind, stem) for deeds in plain.values() for d in deeds for stem in d.suffering)
        plainly.append((own, plain))
    for own, plain in plainly:
        found.extend(_of_document(own, plain, often, naming))
    return found


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """Return the pattern of a name beside a word for a sort of party: "FMLN guerrillas", "rebels of the FMLN"."""
    sorts = "|".join(re.escape(name) for name in sorted(vocabulary().parties, key=len, reverse=True))
    name = r"[A-Z][\w-]+"
    return re.compile(
        rf"\b(?P<name>{name})\s+(?i:(?P<sort>{sorts}))\b|"
        rf"\b(?i:(?P<kind>{sorts})\s+(?:of|from)\s+(?:the\s+)?)(?P<whose>{name})\b"
    )


def _known_as(readings: Sequence[Reading]) -> Mapping[str, str]:
    """Return the sort of party that names stand next to: "the FMLN guerrillas", "rebels of the FMLN" make it rebels.

    A name that stands with several sorts ("the Sudanese army", "the Sudanese government") has none; nor has one that
    is mostly no name at all ("YOUNG SOLDIERS" in a telegram).
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    texts: dict[str, set[str]] = defaultdict(set)
    for reading in readings:
        stands = list(_beside().finditer(reading.document.text))
        if not stands:
            continue
        places = {word for place in reading.places for word in place.name.lower().split()}
        named = {word for mention in reading.mentions for word in mention.entity.lower().split()} - places
        for found in stands:
            written = found["name"] or found["whose"]
            if written.lower() in named:
                sort = vocabulary().parties[(found["sort"] or found["kind"]).lower()]
                for name in party(written).names:
                    votes[name][sort] += 1
                    texts[name].add(reading.document.id)
    known = {}
    for name, sorts in votes.items():
        (sort, most), total = sorts.most_common(1)[0], sum(sorts.values())
        if most >= _LEAST_VOTES and most >= _CLEAR * total and len(texts[name]) > 1:
            known[name] = sort
    return known


def _of_document(
    claims: Sequence[Claim],
    plain: Mapping[str, Sequence[Deed]],
    often: Mapping[tuple[str, str], int],
    naming: Naming,
) -> Iterator[Deed]:
    usual = _usual((deed for deeds in plain.values() for deed in deeds), often)
    last: list[Deed] = []
    for claim in claims:
        made = [_completed(deed, usual) for deed in plain[claim.id]]
        made = [deed for deed in made if deed.kind != _DEED]
        if not made and _names_nothing(claim):
            made = list(_of_last(claim, last, naming))
        yield from made
        if made and not any(deed.basis for deed in made):
            last = [*last, *(deed for deed in made if deed.kind in vocabulary().did)][-_BACK:]


def _names_nothing(claim: Claim) -> bool:
    """Tell a denial that says what it denies only by "the claims" or "it"."""
    if claim.stance not in DENYING or (claim.negated and claim.events):
        return False
    return bool(
        _EMPTY_DENIAL.search(claim.text) or (_ACCOUNT.match(claim.text) and len(claim.text.split()) < _FEW_WORDS)
    )


def _plain(claim: Claim, cue: str, naming: Naming, known_as: Mapping[str, str]) -> Iterator[Deed]:
    """Yield the happenings of a claim that have a class."""
    table = vocabulary()
    for event in claim.events:
        kind = kind_of(event)
        if event.lemma == "it" and any(p.sorts or p.names & known_as.keys() for p in parties(event.agents)):
            kind = _DEED
        if event.lemma in _STRIKING and event.patients and not _BARGAINS.search(" ".join(event.patients)):
            kind = QUAKE if any(map(_is_quake, event.agents)) else _PLACED
        if kind is None or not event.real:
            continue
        if claim.stance in _OPEN and event.main:
            continue
        agents = tuple(naming.named(claim, name) for name in event.agents)
        said, whole = _polarity(claim, event)
        if whole and event.lemma in table.noun_event and not event.negated and not _DENYING_WORDS.search(cue):
            said, whole = True, False
        if not agents and claim.stance is Stance.ALLEGES and (blamed := _BLAMED.match(claim.text)):
            agents = (blamed["who"],)
        if not said and not agents and _OWN_PART.search(claim.text):
            agents = (voice_of(claim),)
        struck = event.patients if kind not in (_PLACED, QUAKE) else (*event.patients, *event.where)
        patients = tuple(naming.named(claim, name) for name in struck)
        yield Deed(claim, kind, event.lemma, agents, patients, said, whole, event.main, event.where, known_as=known_as)


def _is_quake(doer: str) -> bool:
    """Tell "a strong earthquake" by the noun it ends in."""
    return vocabulary().noun_event.get(singular(doer.rpartition(" ")[2])) == QUAKE


def kind_of(event: Event) -> str | None:
    """Return the class of a happening; of one without a class its verb, where somebody or something suffers it."""
    table = vocabulary()
    lemma = event.lemma.removeprefix(PLAN)
    kind = table.noun_event.get(lemma) or table.event_of.get(lemma)
    if kind is None and event.patients and lemma.isalpha() and lemma not in _DULL:
        kind = lemma
    elif kind is not None and kind not in table.did and kind != _DEED:
        kind = None
    return f"{PLAN}{kind}" if kind is not None and lemma != event.lemma else kind


def _polarity(claim: Claim, event: Event) -> tuple[bool, bool]:
    """Return whether the happening is said to be so, and whether a denial is of it all."""
    if event.negated:
        return False, not event.agents and event.main
    if claim.stance in DENYING and not claim.negated:
        if event.main or _ACCOUNT.match(claim.text) or _REJECTED.search(claim.text):
            return False, not event.agents and event.main
        if _OWN_PART.search(claim.text):
            return False, False
    return True, False


def _usual(deeds: Iterator[Deed], often: Mapping[tuple[str, str], int]) -> Mapping[str, Deed]:
    """Return for each class, and for "deed", the happening that a document speaks of most; the case breaks ties."""
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    holders: dict[tuple[str, str], list[Deed]] = defaultdict(list)
    for deed in deeds:
        if deed.kind == _DEED:
            continue
        for stem in deed.suffering:
            for kind in (deed.kind, *([_DEED] if deed.kind in vocabulary().did else [])):
                counts[kind][deed.kind, stem] += 1
            holders[deed.kind, stem].append(deed)
    usual: dict[str, Deed] = {}
    for kind, stems in counts.items():
        most = max(sorted(stems), key=lambda s: (stems[s], often[s]))
        patients = dict.fromkeys(phrase for deed in holders[most] for phrase in deed.patients)
        usual[kind] = replace(holders[most][0], patients=tuple(patients)[:_PATIENTS])
    return usual


def _completed(deed: Deed, usual: Mapping[str, Deed]) -> Deed:
    """Return a happening that names nobody as the one its document speaks of most."""
    # "Twelve people were killed" names those who suffered, if not by name: they need not be the ones of the usual deed.
    told = any(phrase.lower() not in _PRONOUNS for phrase in deed.patients)
    if deed.kind != _DEED and (deed.suffering or told or deed.kind not in usual):
        return deed
    model = usual.get(deed.kind)
    if model is None:
        return deed
    basis = f"“{deed.lemma}” is read as the {model.kind} of {', '.join(model.patients)} that the document tells of"
    return replace(deed, kind=model.kind, patients=model.patients, basis=basis)


def _of_last(claim: Claim, last: Sequence[Deed], naming: Naming) -> Iterator[Deed]:
    """Yield what a denial that names nothing denies: the last thing that another source says its side did.

    Where nobody says that of its side, it is the last accusation of nobody in particular, or the last that was told.
    """
    ours = party(naming.called(claim))
    others = [deed for deed in reversed(last) if deed.said and not _one_voice(deed.claim, claim)]
    accused = next((deed for deed in others if any(same_party(one, ours) for one in deed.parties)), None)
    alleged = next((deed for deed in others if deed.claim.stance is Stance.ALLEGES and not deed.parties), None)
    told = next((deed for deed in others if not deed.agents), None)
    deed = accused or alleged or told
    if deed is not None:
        basis = f"“{claim.text}” is taken to answer what was said before: {deed.claim.text}"
        agents = deed.agents or (voice_of(claim),)
        yield Deed(claim, deed.kind, deed.lemma, agents, deed.patients, said=False, basis=basis)


def _one_voice(one: Claim, other: Claim) -> bool:
    return one.source is not None and other.source is not None and one.source.canonical == other.source.canonical
