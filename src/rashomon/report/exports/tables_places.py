"""The tables of the times and places in claims."""

from __future__ import annotations

from typing import Final

from rashomon.records import Span, Time
from rashomon.report.exports.tables import Column, Table, reach
from rashomon.report.exports.tables_claims import item, of_claim, part_id, parts


def _anchor(time: Time) -> str | None:
    return f"{time.anchor.start}-{time.anchor.end}" if isinstance(time.anchor, Span) else time.anchor


def _alternatives(time: Time) -> tuple[str, ...]:
    return tuple("/".join(day.isoformat() if day else ".." for day in pair) for pair in time.alternatives)


_TIMES: Final = (
    part_id("time"),
    Column("text", "text", "The time as it is written.", item("text"), "time.text"),
    Column(
        "first_day",
        "day",
        "First day that it can be; empty: not bound.",
        lambda r: r.item.start,
        "time.start",
        range="inclusive",
    ),
    Column(
        "last_day",
        "day",
        "Last day that it can be; empty: not bound.",
        lambda r: r.item.end,
        "time.end",
        range="inclusive",
    ),
    Column(
        "precision",
        "text",
        "How exact the words are.",
        item("precision"),
        "time.precision",
        range="day, week, month, season, year, span",
    ),
    Column("kind", "text", "What it is.", item("kind"), "time.kind", range="date, time, duration, set"),
    Column("value", "text", "Its value in TIMEX3.", item("value"), "time.value"),
    Column("rule", "text", "How the days were found, or why there are none.", item("rule"), "time.rule"),
    Column(
        "counts_from",
        "text",
        "What a relative time counts from: a place in the text, or “published”.",
        lambda r: _anchor(r.item),
        "time.anchor",
    ),
    Column("zone", "text", "Time zone of a time of day, as written.", item("zone"), "time.zone"),
    Column(
        "alternatives",
        "list",
        "The intervals that the words choose between, as FIRST/LAST; “..” is no bound.",
        lambda r: _alternatives(r.item),
        "time.alternatives",
    ),
    *of_claim("time"),
)


_PLACES: Final = (
    part_id("place"),
    Column("text", "text", "The place as it is written.", item("text"), "place.text"),
    Column("name", "text", "Its name in the gazetteer.", item("name"), "place.name"),
    Column("country", "text", "Its country, ISO 3166-1 alpha-2.", item("country"), "place.country"),
    Column(
        "latitude",
        "number",
        "Of its point; empty: which place is meant is not known.",
        lambda r: r.item.latitude,
        "place.latitude",
        unit="degrees, WGS 84",
        range="-90 to 90",
    ),
    Column(
        "longitude",
        "number",
        "Of its point; empty: which place is meant is not known.",
        lambda r: r.item.longitude,
        "place.longitude",
        unit="degrees, WGS 84",
        range="-180 to 180",
    ),
    Column(
        "precision",
        "text",
        "How large what is meant is; never read the point as more exact.",
        item("precision"),
        "place.precision",
        range="exact, street, neighbourhood, village, town, city, district, province, country, unknown",
    ),
    Column(
        "uncertainty",
        "number",
        "How far from the point it can be, roughly; empty for countries and unknown ones.",
        lambda r: reach(r.item),
        unit="kilometres",
    ),
    Column(
        "facility",
        "text",
        "A building named after the place; the point is the place's and not the building's.",
        item("facility"),
        "place.facility",
    ),
    Column("others", "list", "Other places of that name, best first.", lambda r: r.item.others, "place.others"),
    *of_claim("place"),
)


TABLES: Final = (
    Table("times", "Every date or time in a claim, as written and as read.", _TIMES, parts("times")),
    Table("places", "Every place in a claim, as written and as read.", _PLACES, parts("places")),
)
