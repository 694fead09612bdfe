"""The example case in small, as a dossier built by hand: what the tests of the page look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rashomon.records import (
    Account,
    Certainty,
    Conduit,
    Document,
    Dossier,
    Echo,
    Entity,
    Mode,
    Origin,
    Question,
    QuestionKind,
    QuestionStatus,
    Reading,
    ReadState,
    Relation,
    RelationKind,
    SourceKind,
    Stance,
)
from report.dossier_factory import amount, claim, find, reading

HOSTILE = 'Secret deal </script><script>alert("x")</script><img src=x onerror=alert(1)> & more'
RTL = "قوات سوريا الديمقراطية \u202eevil"


def example() -> Dossier:
    """The example case in small: six documents, one of them unreadable; contested, agreed and lonely questions."""
    one = reading(
        "raqqa/01-investigation.html",
        "Hundreds of ISIS fighters left Raqqa under a secret agreement, a BBC investigation has found. "
        "The convoy took 250 fighters and 3,500 of their relatives out of the city, according to the BBC. "
        "Local officials settled the terms on October 12, it said. "
        "There was a huge number of foreigners, a local driver told the BBC. "
        "The line of vehicles was six to seven kilometres long, he added.",
        title="Convoy took ISIS fighters out of Raqqa under a secret deal, BBC finds",
        publisher="Example Broadcaster",
        published=date(2017, 11, 13),
    )
    two = reading(
        "raqqa/02-secret-deal.html",
        "Hundreds of ISIS fighters left Raqqa under a secret agreement, the BBC reported. "
        "The convoy took 205 fighters and 3,500 of their relatives out of the city, according to the BBC.",
        title=HOSTILE,
        publisher="Example Daily",
        published=date(2017, 11, 14),
    )
    three = reading(
        "raqqa/03-sdf-statement.txt",
        "There was no such deal, the SDF maintains. "
        "It claims that only a few dozen fighters managed to leave the city, every one of them a local.",
        title="SDF rejects report of a deal",
        publisher="Example Wire",
        published=date(2017, 11, 14),
    )
    four = reading(
        "raqqa/04-coalition-briefing.pdf",
        "The US-led coalition has admitted that it had a part in the agreement. "
        "Only four foreign fighters were let go, accor\u2010\nding to Colonel Ryan Dillon. "
        "Dillon confirmed that a Western officer had been present at the negotiations.",
        title="Coalition admits part in Raqqa deal",
        publisher="Example Herald",
        published=date(2017, 11, 14),
        problems=("Page 3 holds a picture and no text; run OCR over it and add the file again.",),
    )
    correction = reading(
        "raqqa/06-correction.txt",
        "An earlier version said that 205 fighters had left the city. The correct figure, as given by the BBC, is 250.",
        title="Correction: number of fighters in the Raqqa convoy",
        publisher="Example Daily",
        published=date(2017, 11, 16),
    )
    failed = Reading(
        Document(
            path="raqqa/scan-of-a-very-long-file-name-that-somebody-saved-from-a-telephone-2017-11-15T18-22-07.pdf",
            sha256="",
            media_type="",
            text="",
            state=ReadState.FAILED,
            problems=("The file is encrypted; save it without a password and add it again.",),
        )
    )
    bbc, sdf, driver, dillon = "BBC", "Syrian Democratic Forces", "a local driver", "Colonel Ryan Dillon"
    dozen = amount("a few dozen", 24, 60, None)
    made = {
        "01": claim(
            one,
            "01",
            "a BBC investigation",
            "has found",
            "Hundreds of ISIS fighters left Raqqa under a secret agreement",
            canonical=bbc,
            amount=amount("Hundreds", 100, 999, None),
        ),
        "02": claim(
            one,
            "02",
            "the BBC",
            "according to",
            "The convoy took 250 fighters",
            canonical=bbc,
            amount=amount("250", 250, 250, 250),
        ),
        "03": claim(
            one,
            "03",
            "it",
            "said",
            "Local officials settled the terms on October 12",
            canonical=bbc,
            certainty=Certainty.PROBABLE,
        ),
        "04": claim(
            one,
            "04",
            "a local driver",
            "told",
            "There was a huge number of foreigners",
            canonical=driver,
            kind=SourceKind.UNNAMED,
            through=(bbc,),
            mode=Mode.DIRECT,
            amount=amount("a huge number", 100, None, None, "foreigners"),
        ),
        "05": claim(
            one,
            "05",
            "he added",
            "added",
            "six to seven kilometres long",
            canonical=driver,
            kind=SourceKind.UNNAMED,
            through=(bbc,),
            amount=replace(amount("six to seven", 6, 7, None, ""), unit="kilometre", counted=None),
        ),
        "06": claim(
            two,
            "06",
            "the BBC",
            "reported",
            "Hundreds of ISIS fighters left Raqqa under a secret agreement",
            canonical=bbc,
            amount=amount("Hundreds", 100, 999, None),
        ),
        "07": claim(
            two,
            "07",
            "the BBC",
            "according to",
            "The convoy took 205 fighters",
            canonical=bbc,
            amount=amount("205", 205, 205, 205),
        ),
        "08": claim(three, "08", "the SDF", "maintains", "There was no such deal", canonical=sdf, stance=Stance.DENIES),
        "09": claim(
            three,
            "09",
            "It",
            "claims",
            "only a few dozen fighters managed to leave the city, every one of them a local",
            canonical=sdf,
            certainty=Certainty.HEDGED,
            amount=replace(dozen, focus="only"),
        ),
        "10": claim(
            four,
            "10",
            "The US-led coalition",
            "admitted",
            "it had a part in the agreement",
            canonical="US-led coalition",
            stance=Stance.ADMITS,
        ),
        "11": claim(
            four,
            "11",
            "Colonel Ryan Dillon",
            "",
            "Only four foreign fighters were let go",
            canonical=dillon,
            kind=SourceKind.PERSON,
            amount=amount("four", 4, 4, 4, "foreign fighters"),
        ),
        "12": claim(
            four,
            "12",
            "Dillon",
            "confirmed",
            "a Western officer had been present at the negotiations",
            canonical=dillon,
            kind=SourceKind.PERSON,
            stance=Stance.CONFIRMS,
        ),
        "13": claim(
            correction,
            "13",
            "",
            "",
            "An earlier version said that 205 fighters had left the city",
            canonical="",
            mode=Mode.NARRATIVE,
        ),
        "14": claim(
            correction,
            "14",
            "the BBC",
            "as given by",
            "The correct figure",
            canonical=bbc,
            amount=amount("250", 250, 250, 250),
        ),
    }

    def given(of: Reading) -> Reading:
        return replace(of, claims=tuple(c for c in made.values() if c.document == of.document.id))

    def account(
        source: str,
        value: str | None,
        low: float | None,
        high: float | None,
        position: str,
        *claims: str,
        origin: str = "o1",
    ) -> Account:
        return Account(
            source, made[claims[0]].chain, value, low, high, position, tuple(f"c{c}" for c in claims), origin
        )

    questions = (
        Question(
            "qfighters",
            "How many fighters left Raqqa?",
            QuestionKind.QUANTITY,
            QuestionStatus.CONTESTED,
            (
                account(bbc, "250", 250, 250, "250", "02", "14"),
                account(bbc, "Hundreds", 100, 999, "100 to 999", "01", "06"),
                account("Example Daily", "205", 205, 205, "205, later corrected", "07"),
                account(sdf, "only a few dozen", 24, 60, "24 to 60", "09", origin="o2"),
            ),
        ),
        Question(
            "qdeal",
            "Was there a deal to let ISIS leave Raqqa?",
            QuestionKind.POLAR,
            QuestionStatus.CONTESTED,
            (
                account(bbc, None, None, None, "says so", "01", "06"),
                account(sdf, None, None, None, "denies", "08", origin="o2"),
                account("US-led coalition", None, None, None, "admits a part", "10", origin="o3"),
            ),
        ),
        Question(
            "qforeign",
            "How many foreign fighters left with the convoy?",
            QuestionKind.QUANTITY,
            QuestionStatus.CONTESTED,
            (
                account(driver, "a huge number", 100, None, "100 or more", "04"),
                account(dillon, "Only four", 4, 4, "4", "11", origin="o3"),
                account(sdf, None, None, None, "denies: all were locals", "09", origin="o2"),
            ),
        ),
        Question(
            "qofficer",
            "Was a Western officer at the negotiations?",
            QuestionKind.POLAR,
            QuestionStatus.AGREED,
            (
                account(bbc, None, None, None, "says so", "03"),
                account(dillon, None, None, None, "confirms", "12", origin="o3"),
            ),
        ),
        Question(
            "qlong",
            "How long was the convoy?",
            QuestionKind.QUANTITY,
            QuestionStatus.SINGLE,
            (account(driver, "six to seven kilometres", 6, 7, "6 to 7", "05"),),
            unit="kilometre",
        ),
        Question(
            "qwhen",
            "When was the deal settled?",
            QuestionKind.WHEN,
            QuestionStatus.SINGLE,
            (account(bbc, "October 12", None, None, "2017-10-12", "03"),),
        ),
    )
    relations = (
        Relation(
            "c09",
            "c02",
            RelationKind.CONTRADICTS,
            "24 to 60 and 250 cannot both be the number of fighters.",
            0.92,
            "qfighters",
        ),
        Relation(
            "c14",
            "c07",
            RelationKind.CORRECTS,
            "Example Daily names the earlier figure, 205, and replaces it by 250.",
            0.97,
            "qfighters",
        ),
        Relation("c01", "c02", RelationKind.OVERLAPS, "250 lies within 100 to 999.", 0.8, "qfighters"),
        Relation(
            "c08",
            "c01",
            RelationKind.DENIES,
            "The SDF maintains that there was no such deal; the BBC reports one.",
            0.95,
            "qdeal",
        ),
        Relation(
            "c10",
            "c01",
            RelationKind.ADMITS,
            "The coalition admits a part in the agreement that the BBC reports.",
            0.88,
            "qdeal",
        ),
        Relation(
            "c11",
            "c04",
            RelationKind.CONTRADICTS,
            "4 and 100 or more cannot both be the number of foreigners.",
            0.9,
            "qforeign",
        ),
    )
    readings = (*(given(each) for each in (one, two, three, four, correction)), failed)
    ids = [each.document.id for each in readings]
    first, second = one.document.text, two.document.text
    runs = (
        "Hundreds of ISIS fighters left Raqqa under a secret agreement",
        "fighters and 3,500 of their relatives out of the city, according to the BBC.",
        "The convoy took",
    )
    return Dossier(
        readings=readings,
        entities=(
            Entity("e1", bbc, SourceKind.OUTLET, ("BBC", "a BBC investigation"), tuple(ids[:2])),
            Entity("e2", sdf, SourceKind.GROUP, ("SDF", sdf, RTL), (ids[2],), (f"“SDF” is the acronym of “{sdf}”.",)),
            Entity("e3", driver, SourceKind.UNNAMED, ("a local driver",), (ids[0],)),
            Entity("e4", dillon, SourceKind.PERSON, ("Colonel Ryan Dillon", "Dillon"), (ids[3],)),
            Entity("e5", "US-led coalition", SourceKind.ORGANISATION, (), (ids[3],)),
        ),
        questions=questions,
        relations=relations,
        origins=(
            Origin(
                "o1",
                bbc,
                (ids[0], ids[1], ids[4]),
                ("c01", "c02", "c03", "c04", "c05", "c06", "c07", "c14"),
                ("Two documents hold the same 11 words in a row.", "The credit names the BBC."),
            ),
            Origin("o2", sdf, (ids[2],), ("c08", "c09"), ("The SDF is quoted without another teller.",)),
            Origin("o3", "US-led coalition", (ids[3],), ("c10", "c11", "c12"), ()),
        ),
        conduits=(Conduit(bbc, (ids[0], ids[1]), ("c01", "c02", "c04", "c05", "c06"), 0.57),),
        echoes=(
            Echo(
                ids[0],
                ids[1],
                0.91,
                "11 and 14 words in a row are the same; the copy was published a day later.",
                tuple((find(first, run)[0], find(second, run)[0]) for run in runs),
            ),
        ),
        profile="literal",
        version="0.1.0",
    )
