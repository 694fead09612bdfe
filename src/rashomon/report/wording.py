"""The page's words for the terms of `records`, and numbers with their nouns."""

from __future__ import annotations

from datetime import date

from rashomon.records import Certainty, Mode, QuestionKind, QuestionStatus, ReadState, RelationKind, SourceKind, Stance

STANCE = {
    Stance.ASSERTS: "says so",
    Stance.DENIES: "denies it",
    Stance.ADMITS: "admits it",
    Stance.CONFIRMS: "confirms it",
    Stance.ALLEGES: "alleges it",
    Stance.DOUBTS: "doubts it",
    Stance.QUESTIONS: "asks whether it is so",
    Stance.PREDICTS: "predicts it",
    Stance.DEMANDS: "demands it",
    Stance.DECLINES: "declines to say",
}

CERTAINTY = {
    Certainty.CERTAIN: "told as certain",
    Certainty.PROBABLE: "told as probable",
    Certainty.POSSIBLE: "told as possible",
    Certainty.HEDGED: "teller keeps a distance",
}

MODE = {
    Mode.DIRECT: "quoted word for word",
    Mode.INDIRECT: "reported in other words",
    Mode.MIXED: "partly quoted",
    Mode.NARRATIVE: "the document’s own voice",
}

RELATION = {
    RelationKind.AGREES: ("agrees with", "agrees with"),
    RelationKind.OVERLAPS: ("overlaps with", "overlaps with"),
    RelationKind.REFINES: ("is more exact than", "is less exact than"),
    RelationKind.DIFFERS: ("differs from", "differs from"),
    RelationKind.CONTRADICTS: ("contradicts", "contradicts"),
    RelationKind.DENIES: ("denies", "is denied by"),
    RelationKind.ADMITS: ("admits", "is admitted by"),
    RelationKind.CORRECTS: ("corrects", "is corrected by"),
    RelationKind.RETRACTS: ("takes back", "is taken back by"),
}
"""A relation in words, seen from its first and from its second claim."""

KIND = {
    QuestionKind.QUANTITY: "How many",
    QuestionKind.POLAR: "Whether",
    QuestionKind.WHO: "Who",
    QuestionKind.WHEN: "When",
    QuestionKind.WHERE: "Where",
}

STATUS = {
    QuestionStatus.CONTESTED: "contested",
    QuestionStatus.AGREED: "agreed",
    QuestionStatus.SINGLE: "one source",
}

SOURCE_KIND = {
    SourceKind.PERSON: "person",
    SourceKind.GROUP: "group",
    SourceKind.ORGANISATION: "organisation",
    SourceKind.OUTLET: "outlet",
    SourceKind.DOCUMENT: "document",
    SourceKind.FOOTAGE: "footage",
    SourceKind.UNNAMED: "unnamed",
    SourceKind.AUTHOR: "its own voice",
}

STATE = {ReadState.PARSED: "read", ReadState.PARTIAL: "read in part", ReadState.FAILED: "not read"}

BASIS = {
    "said": "the text gives the day of the statement",
    "published": "day of publication; the text gives none for the statement",
    "unknown": "neither the text nor its publication gives a day",
}
"""What the date of a statement rests on."""

CHANGE = {
    "replaces": "",
    "moves": "",
    "retracts": "",
    "narrows": "more exact",
    "widens": "less exact",
    "overlaps": "overlaps with it",
}
"""What is added to an arrow between two answers of one source."""

SCOPE = {
    "document": "within one text",
    "outlet": "within one outlet’s versions",
    "outlets": "across outlets",
}
"""Where the two answers of a change stand."""

_MONTHS = "January February March April May June July August September October November December".split()

ROLE = {"source": "Who", "cue": "How it is put", "content": "What"}
"""The three marked parts of a sentence."""

LIMITS = (
    "Who says what was found by a program. It misses some statements and misreads others; every entry opens the words "
    "it rests on, so that a reader can check.",
    "An empty cell means that a source is silent on a question in these documents. It does not mean no.",
    "Vague amounts (“a few dozen”) are read as intervals under the named profile. Another profile may draw the line "
    "elsewhere.",
    "Documents that copy one another are counted as one origin where the copying shows in their words. Copying that "
    "leaves no trace in the words is not seen.",
)


def day_words(day: date) -> str:
    """Return a day as a reader writes it: "3 March 2021"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: "1 document", "1,204 claims"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listing(names: list[str], *, most: int = 4) -> str:
    """Join names for a sentence: "A, B and C", "A, B, C and 12 others"."""
    if len(names) > most:
        names = [*names[: most - 1], count(len(names) - most + 1, "other")]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
