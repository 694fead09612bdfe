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
    from to of at over through via leaving entering between including
""")

# Lower-case words inside names: "Mazar-i-Sharif", "Rio de Janeiro", "Shah-e Kot".
PARTICLES = word_set("""
    a al an ar as ash at az ad de del dela da das do dos di du d e ed el en er es et ez i la las le les los na of
    o on sur the ul und upon y
""")
ARTICLES_FIRST = word_set("""
    al el an ar as ash at az ad ed es
""")

# Words after a person's name in a text in capitals.
SENTENCE_WORDS = word_set("""
    said says told and who has have had was were is are will would today yesterday that the a an he she they it also
    announced added reported stated denied explained noted replied with on by for as if when after before during
""")

# Beginnings of names that are none alone.
SAINTS = word_set("""
    san santa santo sankt saint st new fort port mount mt lake el los puerto villa ciudad barrio
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
    outer old city town village province governorate oblast region state department countryside district
    prefecture area suburbs county municipality
""")
# What stands before "of" where the name after it is a place: "south of Florence", "the outskirts of Mosul".
DIRECTIONS = word_set("""
    north south east west northeast northwest southeast southwest outskirts suburb suburbs people residents city town
    village streets miles kilometers kilometres km area areas vicinity zone direction mayor governor men
""")
# What a place is called beside its name.
REGION_KINDS = word_set("""
    province provinces governorate governorates oblast region regions state states department departments countryside
    prefecture krai republic
""")
DISTRICT_KINDS = word_set("district districts county counties raion")
TOWN_KINDS = word_set("""
    city cities town towns village villages municipality municipalities township capital port jurisdiction
""")
# What a place has: "Glendale councilmembers", "Peoria Mayor Cathy Carlat".
CIVIC = word_set("""
    mayor mayors council councilmember councilmembers councilman councilwoman residents resident police
    suburb suburbs airport hospital
""")
# What a US state has: "New York Gov. Andrew Cuomo", "the Georgia primary".
STATEWIDE = word_set("""
    gov governor sen senator senators caucus caucuses primary primaries delegate delegates delegation legislature
    statehouse
    republicans democrats
""")
# Buildings and grounds that lie in the town they are named after.
FACILITIES = word_set("""
    hospital hospitals clinic airport airfield airbase airstrip base port harbor harbour camp camps prison jail
    garrison barracks stadium station checkpoint castle court courthouse mosque cathedral market refinery dam facility
    crossing dungeon cemetery zoo hotel theatre theater museum church
""")
FACILITY_WORDS = word_set("""
    military civil civilian general central international refugee air naval army national public state main field power
    train railway bus police university government provincial district transit detention displacement idp testing
    children's pediatric maternity teaching regional municipal
""")
# Names of these are no names of the place: a street, a river, a farm may be anywhere.
FEATURES = word_set("""
    street streets avenue avenues boulevard road highway square plaza park river rivers lake hill hills mountain
    mountains volcano bridge neighborhood neighborhoods neighbourhood neighbourhoods colony colonies canton cantons
    hamlet hamlets corregimiento farm farms ranch estate estates palace tower towers gardens creek
""")
# Before "of" a name, or right before it, they make it that of an organisation: "University of Essex", "Radio America".
ORGANISATIONS_OF = word_set("university college bank institute museum")
ORGANISATIONS_BEFORE = word_set("radio cadena canal banco banca club hotel university")
# The same in small letters lie in the town: "a Paris street".
TOWN_FEATURES = word_set("""
    street streets avenue avenues boulevard road highway square plaza park bridge palace tower towers gardens
""")
# Papers, firms, schools and teams named after a place.
ORGANISATIONS = word_set("""
    observer post times herald tribune dispatch journal globe chronicle gazette mirror news daily examiner inquirer
    university college institute school analytica inc corp ltd co company bank group house cartel press radio tv fc
    united rovers wanderers accords accord agreement agreements treaty conference review star sun record register union
    bulletin telegraph guardian sentinel courier foundation society association club
    hall clause declaration battalion brigade front movement bloc squad team
""")

# Too large for a point to say anything; small towns bear some of these names.
VAST = frozenset({
    "africa", "americas", "asia", "europe", "eurasia", "oceania", "antarctica", "arctic", "atlantic", "pacific",
    "middle east", "far east", "near east", "south america", "north america", "central america", "latin america",
    "southeast asia", "central asia", "south asia", "east africa", "west africa", "north africa", "southern africa",
    "eastern europe", "western europe", "central europe", "balkans", "balkan",
    "caribbean", "west indies", "new england",
    "maghreb", "sahel", "levant",
})  # fmt: skip
# Names of institutions, stages and sides of the world that small towns bear.
NO_PLACES = frozenset({
    "white house", "capitol hill", "broadway", "west", "east", "north", "south", "wall street", "west wing",
    "oval office", "kremlin", "pentagon", "congress", "union", "parliament", "internet", "earth", "world", "republic",
    "northern", "southern", "eastern", "western", "justice",
})  # fmt: skip
# Before one of them a country's name is a part of the world: "South America".
PARTS = word_set("south north central latin")

PARTIES = word_set("republican republicans democrat democrats democratic gop")

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
