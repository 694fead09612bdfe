"""Word lists for finding and ranking place names; the ambiguous names themselves are marked in the gazetteer."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list written with white space between them."""
    return frozenset(words.split())


# Countries by the letters that reports use, less a last full stop; case-sensitive, since "us" is a pronoun.
ABBREVIATIONS = {
    "US": "US", "U.S": "US", "USA": "US", "U.S.A": "US", "UK": "GB", "U.K": "GB", "UAE": "AE", "U.A.E": "AE",
    "DRC": "CD", "KSA": "SA", "PRC": "CN", "DPRK": "KP", "ROK": "KR",
}  # fmt: skip

# A name after one of these is a place whatever the parser calls it.
STRONG_PREPOSITIONS = word_set("""
    in near outside inside towards toward around across throughout into northern southern eastern western central
""")
# After these it often is, but persons and groups follow them too.
WEAK_PREPOSITIONS = word_set("""
    from to of at over through via leaving entering between
""")

# Lower-case words inside names: "Mazar-i-Sharif", "Rio de Janeiro", "Shah-e Kot".
PARTICLES = word_set("""
    a al an ar as ash at az ad de del dela da das do dos di du d e ed el en er es et ez i la las le les los na of
    o on sur the ul und upon y
""")
ARTICLES_FIRST = word_set("""
    al el an ar as ash at az ad ed es
""")

TITLES = word_set("""
    mr mrs ms miss dr sir dame lord lady prof professor rev president premier chancellor minister senator sen gov
    governor rep ambassador judge justice mayor king queen prince princess sheikh imam mullah pope bishop general
    gen colonel col major maj captain capt lieutenant lt sergeant sgt corporal cpl commander cmdr admiral adm
    brigadier brig private pvt officer agent spokesman spokeswoman spokesperson brother sister uncle aunt
""")

# Capitalised words beside a name that leave it the same place: "Northern Syria", "Greater London", "Aleppo City".
MODIFIERS = word_set("""
    the north south east west northern southern eastern western northeast northwest southeast southwest
    northeastern northwestern southeastern southwestern central greater downtown mainland rural upper lower inner
    outer old city town village province governorate oblast region state department county countryside district
    prefecture area suburbs
""")
REGION_AFTER = word_set("""
    province provinces governorate oblast region state department countryside prefecture krai republic
""")
REGION_BEFORE = REGION_AFTER | {"rural"}

# Too large for a point to say anything; small towns bear some of these names.
VAST = word_set("africa americas asia europe eurasia oceania antarctica arctic atlantic pacific")

CALENDAR = word_set("""
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn winter christmas easter ramadan
""")

# US states as news agencies and the post write them after a town: "Portland, Ore.".
STATES = {
    "Ala": "AL", "Ariz": "AZ", "Ark": "AR", "Calif": "CA", "Colo": "CO", "Conn": "CT", "Del": "DE", "Fla":
    "FL", "Ga": "GA", "Ill": "IL", "Ind": "IN", "Kan": "KS", "Ky": "KY", "La": "LA", "Md": "MD", "Mass": "MA",
    "Mich": "MI", "Minn": "MN", "Miss": "MS", "Mo": "MO", "Mont": "MT", "Neb": "NE", "Nev": "NV", "Okla":
    "OK", "Ore": "OR", "Pa": "PA", "Tenn": "TN", "Tex": "TX", "Va": "VA", "Vt": "VT", "Wash": "WA", "Wis":
    "WI", "Wyo": "WY", "N.H.": "NH", "N.J.": "NJ", "N.M.": "NM", "N.Y.": "NY", "N.C.": "NC", "N.D.": "ND",
    "R.I.": "RI", "S.C.": "SC", "S.D.": "SD", "W.Va": "WV", "D.C.": "DC", "AL": "AL", "AZ": "AZ", "CA": "CA",
    "CO": "CO", "CT": "CT", "DC": "DC", "FL": "FL", "GA": "GA", "IL": "IL", "MA": "MA", "MD": "MD", "MI":
    "MI", "MN": "MN", "MO": "MO", "NC": "NC", "NJ": "NJ", "NM": "NM", "NV": "NV", "NY": "NY", "OH": "OH",
    "PA": "PA", "TN": "TN", "TX": "TX", "UT": "UT", "VA": "VA", "WA": "WA", "WI": "WI",
}  # fmt: skip
