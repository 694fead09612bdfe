"""Words by which happenings, and those who do and suffer them, are told."""

from __future__ import annotations

from typing import Final

# Verbs that only lead to the happening: "carried out the attack", "committed the murder".
LIGHT: Final = frozenset(
    """carry commit conduct do execute extend give launch lend make mount offer perform perpetrate provide stage
    take""".split()
)
# "Accused Sudan of the bombing", "blamed the army for it": the one accused is the one who did it.
BLAMING: Final = frozenset(
    {"accuse", "blame", "charge", "hold", "suspect", "implicate", "involve", "condemn", "indict", "convict", "point"}
)
# "Responsible for", "behind", "guilty of" the attack.
ANSWERABLE: Final = frozenset(
    {
        "responsible",
        "guilty",
        "accountable",
        "behind",
        "culpable",
        "involved",
        "implicated",
        "blame",
        "author",
        "perpetrator",
        "responsibility",
        "hand",
        "part",
        "role",
        "complicity",
        "involvement",
    }
)
# "The target of an air strike": what is that, suffers it.
STRUCK: Final = frozenset({"object", "scene", "site", "target", "victim"})
# Names in front of a happening that say whom it befell: "the Yida bombing".
NAMED: Final = frozenset({"GPE", "LOC", "FAC", "ORG", "NORP"})
BOMBS: Final = frozenset({"bomb", "missile", "rocket", "shell"})
# Verbs whose subject suffers what they say.
UNDERGO: Final = frozenset(
    {
        "die",
        "perish",
        "explode",
        "collapse",
        "fall",
        "land",
        "suffer",
        "drown",
        "disappear",
        "vanish",
        "burn",
        "sink",
        "crash",
        "fail",
        "occur",
        "happen",
        "remain",
    }
)
# Those who did it, named by what they did: "the murderers of the priests".
DOERS: Final = {
    "murderer": "murder",
    "assassin": "murder",
    "killer": "kill",
    "slayer": "kill",
    "attacker": "attack",
    "bomber": "bomb",
    "kidnapper": "kidnap",
    "torturer": "torture",
    "perpetrator": "deed",
    "culprit": "deed",
}
ADJECTIVES: Final = frozenset({"responsible", "guilty", "culpable", "accountable"})
# What these govern is not said to have happened.
UNREAL: Final = frozenset(
    {
        "plan",
        "intend",
        "want",
        "threaten",
        "hope",
        "fear",
        "prepare",
        "aim",
        "seek",
        "try",
        "attempt",
        "consider",
        "refuse",
        "ask",
        "urge",
        "demand",
        "call",
        "order",
        "promise",
        "vow",
        "expect",
        "warn",
        "avoid",
        "prevent",
    }
)
# "Pending", "planned": what these stand before has not happened.
UNREAL_ADJECTIVES: Final = frozenset(
    "attempted expected feared future imminent impending intended pending planned possible potential threatened".split()
)
# To plan a deed is told of as such, apart from the deed.
PLANNING: Final = frozenset({"plan", "intend", "prepare", "intention", "preparation", "aim", "plot", "conspire"})
# "Denied the bombing", "dismissed claims that ...": what these govern is said not to be so.
DENYING: Final = frozenset({"deny", "refute", "disclaim", "disavow", "dismiss"})
# "No evidence that the army did it" leaves open whether it did.
KNOWING: Final = frozenset({"evidence", "indication", "proof", "sign", "reason", "information", "ground"})
# "Lied about the bombing": says that there was one, and that the liar made it.
LYING: Final = frozenset({"lie"})
# How bombs come down.
FALLING: Final = frozenset({"detonate", "drop", "explode", "fall", "hit", "land", "strike"})
MODALS: Final = frozenset({"will", "would", "could", "can", "may", "might", "should", "must", "shall", "to"})
OPEN_MODALS: Final = frozenset({"could", "may", "might", "would", "should"})
# "The attack occurred": what comes about is stated.
COMING_ABOUT: Final = frozenset({"begin", "happen", "occur", "start", "take"})
NOT_EVENTS: Final = frozenset(
    {
        "be",
        "have",
        "do",
        "get",
        "become",
        "seem",
        "appear",
        "say",
        "tell",
        "use",
        "include",
        "need",
        "let",
        "keep",
        "know",
        "think",
        "believe",
        "want",
        "like",
        "see",
        "hear",
        "feel",
        "mean",
        "try",
        "begin",
        "start",
        "continue",
        "happen",
        "occur",
        "exist",
    }
)
OBJECTS: Final = frozenset({"dobj", "obj", "attr", "dative"})
# "The murder was the work of the army", "was an action by": whose work it was.
WORKS: Final = frozenset({"action", "act", "work", "deed", "doing", "crime", "operation", "responsibility", "fault"})
AT: Final = frozenset({"at", "in", "inside", "into", "near", "off", "on", "outside", "within", "around", "over"})
# What a preposition of place also leads to, and is no place.
DAYS: Final = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
NO_PLACE: Final = frozenset({"DATE", "TIME", "CARDINAL", "PERCENT", "MONEY"})
# Kinds of happening whose noun belongs to those who suffer it: "the priests' murder".
SUFFERED: Final = ("abduction", "detention", "displacement", "injury", "killing", "loss", "torture")
