"""Word lists by which the leak check tells a person's name from an ordinary word, an office, a street or a firm."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

ARTICLES: Final = frozenset(
    "al el ul il ar er ur as es us ash esh ush an en un at et ad ed ud az ez uz bin ben ibn bint von van de "
    "der den di da do dos la le du the".split()
)
"""Small words inside names, which some write and some leave out."""

PARTICLES: Final = ARTICLES | frozenset(
    "abu abou abo umm um om abd bani banu haj hajj hajji sheikh shaikh sayyid sayed mr mrs ms miss dr prof sir "
    "dame lord lady st saint san santa o mc mac jr sr ii iii iv and of for in on to".split()
)
"""Words that tell nobody when they stand alone."""

TITLES: Final = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president minister secretary senator congressman "
    "congresswoman representative governor mayor judge justice general colonel major captain lieutenant "
    "sergeant corporal private officer detective sheriff commander admiral inspector chief king queen prince "
    "princess sheikh imam father sister brother pastor reverend rabbi bishop pope ambassador director chairman "
    "chairwoman doctor nurse witness source victim survivor driver teacher resident uncle aunt mother haj hajj "
    "hajji sayyid sayed abu umm um".split()
)
"""What may stand before a name without being part of it."""

PERSON_SIGNS: Final = frozenset(
    "mr mrs ms miss dr prof witness source interviewee victim survivor resident detainee named called by from".split()
)
SPEAKING: Final = frozenset(
    "said says told tells added adds recalled recalls testified testifies explained explains described "
    "describes claimed claims saw heard denied denies replied wrote writes insisted".split()
)

THINGS: Final = frozenset(
    "street st road rd avenue ave lane drive square bridge park university college school hospital clinic "
    "church mosque cathedral bank inc corp corporation company co ltd llc plc group foundation institute "
    "center centre hall house county city town village river lake mount mountain valley island beach airport "
    "station stadium museum library gallery theatre theater hotel brothers sons associates partners act award "
    "prize cup trophy report times post journal herald tribune news gazette barracks camp cemetery building "
    "tower district province governorate amendment doctrine court".split()
)
"""What makes a street, a firm or a law of the name before it."""

OFFICES: Final = frozenset(
    "ministry department office agency council committee commission union association society organization "
    "organisation institute observatory network front army forces force brigade battalion party movement "
    "bureau authority administration government court police coalition campaign foundation centre center "
    "hospital university media press group company channel television radio times post news village town city "
    "province district street road river camp mosque school".split()
)
"""What shows that a name is of something, not of somebody."""

CAPITALS: Final = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday north south east west house senate "
    "congress parliament church state christmas easter english french german spanish black white green young "
    "republican democrat democratic".split()
)
"""Words that have a capital letter of their own in the middle of a sentence, though nobody's name."""

COMMON: Final = frozenset(
    "abbot able alder amber angel archer ash august autumn baker ball banks bar barber barn baron bass bay "
    "bean bear beck bell berry best bill bird bishop black blue bob bond boot booth bow boy bright brook "
    "brooks brown bull burns bush butler camp care carpenter carter case castle chance chase chin church clay "
    "clerk cliff close coal cole colt cook cooper cotton court craft crane cross crow crystal curry daisy dale "
    "dance dawn day days dean deer dick dove drake draw drew duke early east eve ever fair faith farmer fern "
    "field fields finch fine fire fisher fish flood flowers foot ford forest fox france frank free freeman "
    "french friend frost gale game garden gardener gates gay gene ginger glass glen gold golden good grace "
    "grand grant grass gray green grey ground grove guard guest guy hale hall hand hands hardy harm harper "
    "hart haven hay head heart heath hill hills hobbs hogg holder holly holmes holy home hood hook hope horn "
    "house hunt hunter ivory ivy jack jade james jasmine jay jet jewel job john joy june just keen key keys "
    "king kings kitchen knight lake lamb land lane lark law leaf lee light lily lion little lock long lord "
    "love low lucky mace major march mark marks marsh marshall martin mason masters may mercy merry miles mill "
    "miller mills mint monday moon moor more moss mouse nation new newman nick noble noon north oak olive page "
    "paige pain paine palm park parker parks parsons pat patience peace pearl penny pepper pike piper place "
    "plant pleasant pole pond pool poor pope porter post potter pound power powers pray price prince prior "
    "proctor queen quick rain ray read reader reed rice rich ride ring rivers rob robin rock rocks roman root rose "
    "rowan royal ruby rush rust sage sailor sand sands savage sawyer sharp shaw shepherd short silver singer "
    "skinner sky slaughter small smart smith snow south spring star steel stern stone storm street strange "
    "strong sue summer summers sun sutton swan swift tanner taylor temple thatcher thorn tiger todd town tree "
    "trinity trip trump turner twin underwood usher vale van victor victory viola violet virtue wade walk "
    "walker wall wallace ward warden water waters weaver webb weeks weir well wells west wheat wheeler white "
    "wild will willow winter wise wolf wood woods words world worth wren wright year york young".split()
)
"""Ordinary words that are names too. Only small letters or the beginning of a sentence make them doubtful."""

ABBREVIATIONS: Final = frozenset(
    "us uk un eu am pm dc la ny nj ad bc ba ma bs ms md jd pr pc tv id it ok vs ps eg ie cv hr ph dr st mt ft "
    "no co vp hq pg usa uae usd fbi cia nsa gop epa irs hiv dna rna bbc cnn nbc abc cbs npr sdf idf isis isil "
    "nato faq ceo cfo cto phd llb llm mba usb pdf url api xml csv gmt utc est pst".split()
)

FUNCTION: Final = frozenset(
    "a about after again against all also although am among an and another any are as at be because been "
    "before being both but by can could did do does during each either even every few first for from had has "
    "have he her here him his how i if in into is it its just last later like many me more most much my near "
    "no nor not now of off on once one only or other our out over own same she should since so some still such "
    "than that the their them then there these they this those three through to too two under until up upon "
    "very was we were what when where which while who whom whose why will with without would yesterday yet you "
    "your".split()
)

REPORTING: Final = frozenset(
    "said says say told tell tells according reported report reports reporters statement spokesman spokeswoman "
    "spokesperson press conference news monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december week month year day days "
    "years percent million billion asked added government people officials official president minister "
    "ministry united states new york time times".split()
)
"""Words of which reports are full: a run of these is nobody's words in particular."""


WEAK: Final = frozenset(
    "former senior law enforcement department security foreign affairs "
    "highest high lowest low past second seconds percentage number numbers rate level total average "
    "able ask away back become believe call came come done end even fact find gave get give go going gone good "
    "got great happen help keep kind knew know left let line little long look lot made make making man matter "
    "mean men might must need never next often part place point put really right run saw say see seem seen set "
    "show side something start still take talk thing things think thought three took tried try turn two use "
    "used want way week well went will woman women work world".split()
)
"""Words of so little meaning of their own that a few of them in a row belong to nobody."""


@cache
def given() -> frozenset[str]:
    """Return given names, folded, from the names that readings use."""
    rows = (resources.files("rashomon.data") / "given_names.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(row.partition("\t")[0].lower() for row in rows if row and not row.startswith("#"))
