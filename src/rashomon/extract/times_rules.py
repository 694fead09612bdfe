"""The rules that find time expressions: a pattern whose group `t` is the expression, and its reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rashomon.extract import times_readers as read
from rashomon.extract.times_calendar import Reading
from rashomon.extract.times_words import (
    CLEAR_MONTH,
    DASH,
    DAY,
    EARLY_LATE_PREFIX,
    END,
    MONTH,
    NUMBER,
    PART_OF_DAY,
    SEASON,
    START,
    TENS,
    UNIT,
    VAGUE,
    WEEKDAY,
    YEAR,
    W,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with a group `t`, and its reading."""

    pattern: re.Pattern[str]
    read: Callable[[read.Context], Reading | None]


def _rule(pattern: str, reader: Callable[[read.Context], Reading | None]) -> Rule:
    return Rule(re.compile(pattern), reader)


_RELATIVE = "last|past|next|this|coming"
RULES: tuple[Rule, ...] = (
    _rule(
        rf"{START}(?P<t>(?P<y>\d{{4}})(?P<s>[-/])(?P<m>\d\d)(?P=s)(?P<d>\d\d))(?=T\d\d|{END})",
        read.iso,
    ),
    _rule(
        rf"{START}(?P<t>(?P<y>{YEAR})-(?P<m>\d\d)){END}",
        read.iso_month,
    ),
    _rule(
        rf"{START}(?P<t>(?P<a>\d{{1,2}})(?P<s>[/.])(?P<b>\d{{1,2}})(?P=s)(?P<y>\d{{4}}|\d\d)){END}",
        read.figures,
    ),
    _rule(
        rf"{START}(?P<t>(?P<a>\d{{1,2}})(?P<s>-)(?P<b>\d{{1,2}})-(?P<y>{YEAR})){END}",
        read.figures,
    ),
    _rule(
        rf"(?<!\w)(?P<t>(?:(?P<w>{WEEKDAY}),?{W})?(?:the{W})?(?<![\w.,:/$€£#-])(?P<d>{DAY})(?:{W}|-|{W}of{W}|(?=[A-Z]))(?P<m>{MONTH})"
        rf"(?:(?:,?{W}|-)(?P<y>\d{{4}}|['’]?\d\d(?=\b)(?![:.]\d)(?!{W}[a-z]))(?![\w%])(?![,.]\d))?)",
        read.named_day,
    ),
    _rule(
        rf"(?<!\w)(?P<t>(?:(?P<w>{WEEKDAY}),?{W})?(?P<m>{MONTH}){W}(?:the{W})?(?P<d>{DAY})(?![:.,]\d)(?!{W}(?:people|percent))"
        rf"(?:(?:,?{W})(?P<y>\d{{4}}|['’]\d\d)(?![\w%])(?![,.]\d))?)",
        read.named_day,
    ),
    _rule(
        rf"(?<![\w.,:/-])(?P<t>(?:(?i:from|between){W})?(?P<d>{DAY})(?:{W}?{DASH}{W}?|{W}(?i:to|until|till|through|and){W})(?P<e>{DAY})"
        rf"(?:{W}|{W}of{W})(?P<m>{MONTH})(?:,?{W}(?P<y>\d{{4}})(?![\w%])(?![,.]\d))?)",
        read.named_days,
    ),
    _rule(
        rf"(?<!\w)(?P<t>(?:(?i:from|between){W})?(?P<m>{MONTH}){W}(?P<d>{DAY})(?:{W}?{DASH}{W}?|{W}(?i:to|until|till|through|and){W})"
        rf"(?P<e>{DAY})(?![:.,]\d)(?:,?{W}(?P<y>\d{{4}})(?![\w%])(?![,.]\d))?)",
        read.named_days,
    ),
    _rule(
        rf"(?<!\w)(?P<t>{EARLY_LATE_PREFIX}?(?P<m>{MONTH})(?:,?{W}|{W}of{W})(?P<y>{YEAR})){END}",
        read.named_month,
    ),
    _rule(
        rf"(?<!\w)(?P<t>(?:(?P<part>(?i:early|mid|late))(?:{W}|-))?(?P<which>(?i:{_RELATIVE})){W}(?P<m>{MONTH}))",
        read.named_month,
    ),
    _rule(
        rf"(?<!\w)(?P<t>(?P<m>{MONTH}){W}(?:of{W})?(?P<which>(?i:last|this|next){W}(?i:year)))\b",
        read.named_month,
    ),
    _rule(
        rf"(?<!\w)(?P<t>{EARLY_LATE_PREFIX}(?:the{W}month{W}of{W})?(?P<m>{MONTH}))",
        read.named_month,
    ),
    _rule(
        rf"\b(?i:in|since|until|till|during|of|by|from|through|throughout|for|before|after|between|to|and){W}(?P<t>(?P<m>{MONTH}))",
        read.bare_month,
    ),
    _rule(
        rf"(?<![\w-])(?P<t>(?P<m>{CLEAR_MONTH}))",
        read.bare_month,
    ),
    _rule(
        rf"(?<!\w)(?<!every )(?<!each )(?<!Black )(?<!Good )(?<!Ash )"
        rf"(?P<t>(?:(?P<which>(?i:{_RELATIVE})){W})?(?P<w>{WEEKDAY})(?:{W}(?i:{PART_OF_DAY}))?)(?!\w)",
        read.weekday,
    ),
    _rule(
        rf"\b(?P<t>(?i:the{W}day{W}(?:before{W}yesterday|after{W}tomorrow)|(?:yesterday|today|tomorrow)(?:{W}{PART_OF_DAY})?"
        rf"|tonight|last{W}(?:night|evening)|this{W}(?:morning|afternoon|evening)|overnight))\b(?!-)",
        read.day_word,
    ),
    _rule(
        rf"\b(?P<t>(?i:(?:(?P<side>earlier|later){W}|(?P<part>early|mid|late|(?:the{W})?(?:beginning|start|middle|end)(?={W}of))(?:{W}of)?(?:{W}|-))?"
        rf"(?P<which>last|past|next|coming|this){W}(?P<u>week|weekend|month|quarter|year|decade|century|spring|summer|autumn|fall|winter)))\b(?!-)",
        read.unit,
    ),
    _rule(
        rf"\b(?P<t>(?i:(?P<which>the){W}(?P<u>weekend)))\b",
        read.unit,
    ),
    _rule(
        rf"\b(?P<t>(?i:(?P<part>(?:the{W})?(?:end|beginning|start|middle)){W}of{W}the{W}(?P<u>week|month|year|decade|century)))\b",
        read.unit,
    ),
    _rule(
        rf"(?<![\w.,-])(?P<t>(?:(?P<n>{NUMBER}|(?i:an?))|(?P<v>{VAGUE}))(?:{W}|-)(?P<u>(?i:{UNIT}))(?i:s)?{W}(?P<dir>(?i:ago|from{W}now|hence)))\b",
        read.ago,
    ),
    _rule(
        rf"\b(?P<t>(?P<v>(?i:{UNIT}s)){W}(?i:ago))\b",
        read.ago,
    ),
    _rule(
        rf"(?<![\w.,-])(?P<t>(?:(?:{NUMBER}|(?i:an?)|{VAGUE}){W})?(?i:{UNIT}s?){W}(?i:later|earlier|afterwards|before|after(?=[,.]))(?!{W}(?i:the|that|a)\b))\b",
        read.anchored,
    ),
    _rule(
        rf"\b(?P<t>(?i:the{W}(?:following|next|previous|same|preceding|day|week){W}(?:day|week|month|year|morning|night|evening|weekend|before|after))"
        rf"|(?i:that{W}(?:same{W})?(?:day|week|month|year|night|morning|evening)))\b",
        read.anchored,
    ),
    _rule(
        rf"\b(?P<t>(?:(?i:the){W})?(?P<which>(?i:past|last|next|coming|previous)){W}(?:(?P<n>{NUMBER})|(?P<v>{VAGUE}|(?i:few|several|couple{W}of)))(?:{W}|-)"
        rf"(?P<u>(?i:{UNIT}))(?i:s)?)\b",
        read.rolling,
    ),
    _rule(
        rf"\b(?P<t>(?i:the{W}(?P<which>past|last){W}(?P<u>day|week|month|year|decade|century)))\b",
        read.rolling,
    ),
    _rule(
        rf"(?<![\w.,$€£-])(?P<t>(?:{NUMBER}|{VAGUE}|(?i:half{W}an?))(?:{W}|-)(?i:{UNIT})(?:(?i:s)?(?:-(?i:long))?))\b(?!-|{W}?old\b)(?!{W}(?i:ago|old)\b)",
        read.duration,
    ),
    _rule(
        rf"\b(?P<p>(?i:in|since|during|until|till|year|years|fiscal|late|early|circa|throughout)){W}(?:(?i:the{W}year){W})?"
        rf"(?P<t>(?P<y>{YEAR})){END}",
        read.year,
    ),
    _rule(
        rf"\b(?P<t>{EARLY_LATE_PREFIX}(?P<y>{YEAR})){END}",
        read.year,
    ),
    _rule(
        rf"\b(?P<p>(?i:by|from|before|after|of|through|around)){W}(?P<t>(?P<y>{YEAR})){END}",
        read.weak_year,
    ),
    _rule(
        rf"(?<=[\[(])(?P<t>(?P<y>{YEAR}))(?=[\])])",
        read.year,
    ),
    _rule(
        rf"(?<=[^\W\d_],)[ \n](?P<t>(?P<y>{YEAR}))(?=[.,;)\n]|\Z){END}",
        read.year,
    ),
    _rule(
        rf"\b{YEAR}(?:,|{W}(?:and|or|to)){W}(?:and{W})?(?P<t>(?P<y>{YEAR})){END}",
        read.weak_year,
    ),
    _rule(
        rf"(?:\b(?i:the|an?|his|her|its|their|our)|['’]s){W}(?P<t>(?P<y>1[89]\d\d|20\d\d)){END}",
        read.described_year,
    ),
    _rule(
        rf"\b(?P<t>(?i:from|between){W}(?P<y>{YEAR}){W}(?i:to|until|and){W}(?P<z>{YEAR})){END}",
        read.years,
    ),
    _rule(
        rf"{START}(?P<t>(?P<y>{YEAR})(?:[–—]|-)(?P<z>{YEAR}|\d\d)){END}",
        read.years,
    ),
    _rule(
        rf"(?<![\w.,:/$-])(?P<t>(?:(?i:the){W})?{EARLY_LATE_PREFIX}?(?P<y>(?:1[5-9]|20)\d0|['’]\d0)['’]?s)\b",
        read.decade,
    ),
    _rule(
        rf"\b(?P<t>(?:(?i:the){W})?(?P<n>\d{{1,2}}(?:st|nd|rd|th))(?:{W}|-)(?i:century))\b",
        read.century,
    ),
    _rule(
        rf"\b(?P<t>(?i:nineteen){W}(?P<y>(?i:{'|'.join(TENS)})(?:(?:-|{W})(?i:one|two|three|four|five|six|seven|eight|nine))?))\b",
        read.spoken_year,
    ),
    _rule(
        rf"\b(?P<t>(?:(?i:the){W})?(?P<s>{SEASON}),?{W}(?:of{W})?(?P<y>{YEAR})){END}",
        read.season,
    ),
    _rule(
        rf"\b(?P<t>(?:(?i:the|(?P<which>this|last){W}year['’]s){W})?(?P<q>(?i:first|second|third|fourth))(?:{W}|-)(?i:quarter)"
        rf"(?:{W}(?:(?i:of|in){W})?(?P<y>{YEAR}){END})?)\b",
        read.quarter,
    ),
    _rule(
        rf"\b(?P<t>Q(?P<q>[1-4])(?:{W}(?P<y>{YEAR}){END})?)\b",
        read.quarter,
    ),
    _rule(
        rf"{START}(?P<t>(?P<h>\d{{1,2}})(?:[:.](?P<min>\d\d))?[ \u00a0]?(?P<ampm>(?i:a\.?m\.?|p\.?m\.?))"
        rf"(?:{W}(?:[ECMP][SD]?T|GMT|UTC))?)(?!\w)",
        read.clock,
    ),
    _rule(
        rf"(?:\b(?i:at|by|around|about|until|from|before|after|since){W})"
        rf"(?P<t>(?P<h>\d{{1,2}}):(?P<min>\d\d)(?:{W}(?:GMT|UTC|(?i:local time|hours|hrs)))?)(?![\w:])",
        read.clock,
    ),
    _rule(
        rf"{START}(?P<t>(?P<h>[012]\d):?(?P<min>[0-5]\d){W}?(?:GMT|UTC|Z|(?i:local{W}time|hours|hrs|h)))\b",
        read.clock,
    ),
    _rule(
        r"\b(?P<t>(?i:noon|midnight|midday))\b",
        read.clock,
    ),
)
