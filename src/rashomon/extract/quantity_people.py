"""Which nouns are people, and which are things that reports count."""

from __future__ import annotations

from typing import Any

from rashomon.extract.kinds import kind_lexicon
from rashomon.extract.quantity_items import word_set
from rashomon.records import SourceKind

_PEOPLE = word_set(
    "people person persons civilian civilians casualty casualties victim victims survivor survivors man men woman "
    "women child children soldier soldiers troops hostage hostages prisoner prisoners refugees militants police "
    "passengers students families guards casualities suspects boys girls conscripts medics nurses patients pupils "
    "journalists inmates recruits crew staff personnel monks nuns doctors residents adults babies infants toddlers"
)
# What these endings of people's names also end.
_NO_PEOPLE = word_set(
    "floors doors sectors motors tractors reactors corridors mirrors numbers letters orders papers waters rivers "
    "powers offers towers containers shelters metres meters kilometres kilometers litres liters centers centres "
    "quarters computers helicopters bunkers bulldozers boulders shoulders borders matters answers layers trailers "
    "tankers lorries steamers chambers chapters posters banners cylinders fingers flowers disasters errors factors "
    "plants restaurants tenants warrants grants fires tires wires acres theatres theaters specimens omens "
    "trees degrees fees knees committees guarantees rockets launchers mortars scanners printers "
    "trackers barriers carriers freezers boilers burners timers routers servers stickers counters registers "
    "sewers craters quivers slivers rumours rumors favours favors harbours harbors labours labors tumours tumors "
    "colours colors hours tours behaviours scores stores shores cores spores wars bars cars years ears tears dollars "
    "pillars headquarters"
)
_COUNTED = _PEOPLE | word_set(
    "death deaths fatality fatalities injury vehicles vehicle trucks buses weapons aircraft planes bodies body arrests "
    "attacks attack flags houses homes arrest injuries losses shots strikes"
)
_KIN = word_set(
    "father mother son daughter brother sister wife husband uncle aunt cousin child baby infant boy girl man woman "
    "grandmother grandfather nephew niece conscript medic guard nurse pupil passer-by bystander passenger pedestrian"
)


def is_countable(token: Any) -> bool:
    """Tell whether a noun is one that reports count: people, casualties, vehicles, names for those who do things."""
    return token.lower_ in _COUNTED or names_people(token)


def names_people(token: Any) -> bool:
    """Tell whether a noun in the plural is one for people, as far as its form tells."""
    lower = token.lower_
    if lower in _PEOPLE:
        return True
    if lower in _NO_PEOPLE or token.tag_ not in ("NNS", "NNPS"):
        return False
    return bool(lower.endswith(("ers", "ors", "ists", "ians", "ants", "men", "ees")) or is_person(token))


def is_person(token: Any) -> bool:
    """Tell whether a noun is a word for one person, or the plural of one."""
    lemma = token.lemma_.lower()
    return lemma in _KIN or lemma == "couple" or kind_lexicon().heads.get(lemma) is SourceKind.PERSON
