"""Numbers with their units, pairs of them, and which numbers are amounts at all."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rashomon.extract import quantity_exclusions as exclusions
from rashomon.extract.quantity_cardinals import SCALES, Number
from rashomon.extract.quantity_counted import Tokens, is_plural, noun_phrase
from rashomon.extract.quantity_items import is_hyphen, lex, touches, word, word_set
from rashomon.extract.quantity_numbers import read_number, read_sign
from rashomon.extract.quantity_people import is_countable, is_person, names_people
from rashomon.extract.quantity_phrases import has_filler, read_before, read_trend
from rashomon.extract.quantity_units import Unit, read_prefix, read_rate, read_unit

_MONEY_SUFFIXES = {"m": 10**6, "mm": 10**6, "b": 10**9, "t": 10**12}
"""Letters that are a scale only beside a currency: "1.5m" of rope is something else."""
AGE = Unit("year of age", "age")
SHARE = Unit("fraction", "share")
DASHES = frozenset("-–—‑")
_JOINERS = DASHES | {"to", "through", "till", "or", "~"}
_HEDGES = word_set("about around roughly approximately perhaps possibly maybe even some nearly almost")
_MAYBE = word_set("perhaps maybe possibly")
_ONE_OF = word_set("of another day night thing way hand side point reason time moment by who that which")
_NO_ONE = word_set("no that this the which every each any some another than")
_CLOCK = frozenset(("a.m", "p.m", "am", "pm", "o'clock"))
_HALF_OF_GAME = word_set("first second other latter better top bottom final")
_GROUPED = word_set("member man woman person strong nation country truck vehicle car ship boat")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: items `first` to `last`; `digits` is the item where the number itself starts.

    `value` has the sign; `prefixed` says that a currency stands before the number.
    """

    first: int
    last: int
    digits: int
    number: Number
    value: Fraction
    unit: Unit | None
    prefixed: bool = False


class AmountReader:
    """Reads numbers with their units in one text, each with a bounded look around."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        # Put together from the tokens each time that it is asked for.
        self.text: str = doc.text
        self.items = lex(self.text)
        self.tokens = Tokens(doc, self.text)
        self.spent = exclusions.Exclusions(self.text)

    def amount(self, i: int) -> Amount | None:
        """Read sign, currency, number, scale letter and unit at item `i`."""
        items = self.items
        at, sign = read_sign(items, i)
        if word(items, at) == "half" and word(items, at + 1) in ("a", "an"):
            measured = read_unit(items, at + 2)
            if measured:  # "half a tonne", "half an hour"
                part = Number(at + 2, Fraction(1, 2), Fraction(1, 2), words=True)
                return Amount(i, measured[1], at, part, part.value, measured[0])
        if word(items, at) in ("a", "an") and (measured := read_unit(items, at + 1)) and self._is_limited(at):
            one = Number(at + 1, Fraction(1), Fraction(1), words=True)  # "less than a litre"
            return Amount(i, measured[1], at, one, one.value, measured[0])
        prefix = read_prefix(items, at)
        digits = prefix[1] if prefix else at
        number = read_number(items, digits)
        if number is None or self.spent.cover(items[digits].start):
            return None
        number = self._with_letter(number, money=prefix is not None)
        unit, last = None, number.last
        if prefix:
            unit, last = read_rate(items, last, prefix[0])
        elif measured := read_unit(items, last):
            unit, last = measured
        elif number.share:
            unit = SHARE
        return Amount(i, last, digits, number, sign * number.value, unit, prefix is not None)

    def _is_limited(self, i: int) -> bool:
        """Tell whether a limit stands before the article at item `i`."""
        return read_before(self.items, i)[1] in ("under", "over", "almost", "at_least", "at_most")

    def _with_letter(self, number: Number, *, money: bool) -> Number:
        """Add "m" or "bn" after the digits; "m" without a currency is a million only before things or a unit."""
        items, at = self.items, number.last
        size = _MONEY_SUFFIXES.get(word(items, at), 0) if number.scale == 1 and not number.words else 0
        if not size or not (touches(items, at) or (money and items[at].text in ("M", "B"))):
            return number
        if not money:
            after = word(items, at + 1)
            things = after == "of" or self.counts_plural(at + 1) or read_unit(items, at + 1) is not None
            if items[at].lower != "m" or not things or after in ("a", "an"):
                return number
        return Number(at + 1, number.value * size, number.value, size)

    def contradiction(self, amount: Amount) -> str:
        """Say which two units an amount has that cannot both be meant ("5 kg metres"); empty where it has one."""
        items, last = self.items, amount.last
        if amount.unit is None or amount.prefixed or last >= len(items) or is_hyphen(items, last):
            return ""
        spelt = items[last - 1].lower
        other = read_unit(items, last) if len(spelt) <= 3 or spelt.endswith("s") else None
        if other is None or other[0].kind == amount.unit.kind or not items[other[1] - 1].lower.endswith("s"):
            return ""
        return f"not read: {amount.unit.name} and {other[0].name} cannot both be the unit"

    # --- what is no amount -----------------------------------------------------------------------------------------

    def is_no_amount(self, amount: Amount, other: Amount | None = None) -> bool:
        """Tell whether a number is a date, a name, a label, a list mark or a pronoun.

        `other` is the second number of a range, whose unit speaks for the first.
        """
        items, i = self.items, amount.digits
        unit = amount.unit or (other.unit if other else None)
        last = (other or amount).last
        if word(items, last) in _CLOCK or self.spent.cover(items[last - 1].end - 1):
            return True
        age = unit is not None and unit.kind == "age"
        left = amount.first if amount.prefixed else i
        if not age and (exclusions.is_glued_before(items, left) or exclusions.is_glued_after(items, last)):
            return True
        if amount.prefixed:
            return False
        placed = exclusions.is_place_label(items, amount.first) and not self.tokens.shouted(
            self.tokens.at(items[i].start)
        )
        if placed and (items[amount.first - 1].text[0].isupper() or not self.counts_plural(last)):
            return unit is None
        if exclusions.is_label(items, amount.first) and (unit is None or unit.kind == "time"):
            return True
        if items[i].kind == "w":
            return self._is_other_word(amount, other, unit)
        return unit is None and self._is_other_numeral(amount, other)

    def _is_other_numeral(self, amount: Amount, other: Amount | None) -> bool:
        """Tell whether a bare numeral is a mark in brackets, a year, or part of the name before it."""
        items, i = self.items, amount.digits
        if exclusions.is_enclosed(items, i, amount.last, amount.value):
            return True
        if exclusions.looks_like_year(items, i, amount.number) and self._is_year(amount):
            return True
        if other is None and (self._is_compound(amount.last) or self._is_code(amount)):
            return True
        version = items[i].text.count(".") == 1 and amount.value < 100 and not self.counts_plural(amount.last)
        return amount.number.last == i + 1 and (items[i].plain or version) and self._follows_name(i)

    def _is_other_word(self, amount: Amount, other: Amount | None, unit: Unit | None) -> bool:
        """Tell whether a number word is a pronoun, part of a name ("the Big Four") or an empty "zero"."""
        items, i = self.items, amount.digits
        before, single = word(items, i - 1), amount.number.last == i + 1 and other is None
        if items[i].text[0].isupper() and not items[i].text.isupper() and self._is_in_name(items[i].start):
            return True
        if amount.number.share:
            return before in _HALF_OF_GAME
        lonely = unit is None and other is None and self.things(amount.last) is None
        if single and items[i].lower == "one" and read_before(items, i)[1] not in ("at_least", "over"):
            return lonely or before in _NO_ONE or word(items, i + 1) in _ONE_OF
        if single and items[i].lower == "one":
            return word(items, i + 1) in _ONE_OF
        if single and items[i].lower in SCALES:  # "a baker's dozen", "per thousand"
            return lonely or before in ("per", "every")
        if unit is None and other is None and self._is_compound(amount.last):
            return True
        return lonely and ((before == "at" and amount.value <= 12) or amount.value == 0)

    def _is_code(self, amount: Amount) -> bool:
        """Tell whether digits are a clock time ("at 0200"), an emergency number, or a lone 1 ("Canal 1")."""
        digits, i = self.items[amount.digits].text, amount.digits
        if amount.number.last != i + 1 or self.counts_plural(amount.last):
            return False
        if digits == "1":
            return i > 0 and self.items[i - 1].kind == "w" and self.things(amount.last) is None
        return digits in ("911", "999") or (len(digits) > 1 and digits[0] == "0" and digits.isdigit())

    def _is_compound(self, last: int) -> bool:
        """Tell whether a hyphen makes the number a mere kind of thing: "six-speed", but not "12-member"."""
        items = self.items
        if not (is_hyphen(items, last) and touches(items, last) and touches(items, last + 1)):
            return False
        noun = word(items, last + 1)
        if noun in _GROUPED or noun in ("plus", "odd", "ish") or items[last + 1].kind == "n":
            return False
        return not is_countable(self.doc[self.tokens.at(items[last + 1].start)])

    def _is_in_name(self, offset: int) -> bool:
        """Tell whether the capital at `offset` is no mere start of a sentence or word of a headline."""
        token = self.tokens.at(offset)
        start = self.tokens.sentence_start(token)
        if token == start or self.tokens.titled(token) or self.tokens.shouted(token):
            return False
        if self.doc[token - 1].text[-1:] in "“\"'‘:\n—–-•":
            return False
        return any(self.doc[k].text[:1].isalnum() for k in range(start, min(token, start + 20)))

    def _is_year(self, amount: Amount) -> bool:
        """Tell whether four digits that could be a year are one here."""
        items, i, recent = self.items, amount.digits, amount.value >= 1900
        things = self.counts_plural(amount.last)
        start, row, _ = read_before(items, i)
        if has_filler(items, i):
            return False
        if exclusions.has_year_cue(items, start, recent=recent):
            return recent or not things
        kind = self.doc[self.tokens.at(items[i].start)].ent_type_
        if kind == "DATE" or not recent:
            return bool(kind == "DATE") and not (things and row)
        return not (things and (row or kind in ("CARDINAL", "QUANTITY", "")))

    def _follows_name(self, i: int) -> bool:
        """Tell whether digits belong to the name before them: "Boeing 747", "Game 2", not "Raqqa 250 fighters left"."""
        items, tokens = self.items, self.tokens
        before = items[i - 1] if i else items[i]
        if before.kind != "w" or touches(items, i) or before.text.islower():
            return False
        token, previous = tokens.at(items[i].start), tokens.at(before.start)
        if tokens.sentence(previous) != tokens.sentence(token) or exclusions.is_calendar_word(before.lower):
            return False
        number, name = self.doc[token], self.doc[previous]
        first = previous == tokens.sentence_start(token)
        if tokens.shouted(token) or not (name.pos_ == "PROPN" or (name.pos_ == "NOUN" and not first)):
            return False
        if len(before.text) == 1 or not self.counts_plural(i + 1):
            return True
        return bool(number.head.i == previous or (name.dep_ in ("compound", "nmod", "nummod") and name.head.i > token))

    def is_age(self, amount: Amount) -> bool:
        """Tell whether a bare number is an age: "aged 34", "Jane Doe, 34, said"."""
        items, i = self.items, amount.first
        if amount.number.value.denominator != 1 or not 0 < amount.value < 120:
            return False
        if self._is_age_limit(amount):
            return True
        if word(items, i - 1) in ("aged", "age") or (word(items, i - 1) == "of" and word(items, i - 2) == "age"):
            return True
        paired = word(items, amount.last) == "and" and word(items, amount.last + 2) == "," and i > 2
        if paired and word(items, i - 1) == "," and names_people(self.doc[self.tokens.at(items[i - 2].start)]):
            return True  # "The sisters, 11 and 15, were"
        if not (word(items, i - 1) == "," and word(items, amount.last) == "," and i > 2):
            return False
        name, before = (self.doc[self.tokens.at(items[k].start)] for k in (i - 2, i - 3))
        named = name.ent_type_ == "PERSON" or name.pos_ == before.pos_ == "PROPN"
        return bool(named or (name.tag_ == "NN" and is_person(name)))

    def _is_age_limit(self, amount: Amount) -> bool:
        """Tell whether a limit right after people is one of age: "children under five", "are under 18"."""
        first, row, _ = read_before(self.items, amount.first)
        if row not in ("under", "over") or first == 0 or self.counts_plural(amount.last):
            return False
        before = self.doc[self.tokens.at(self.items[first - 1].start)]
        if before.lower_ in ("are", "were") and amount.value >= 12 and amount.last < len(self.items):
            return self.items[amount.last].kind == "s" and amount.value <= 25
        return names_people(before) and self.items[first].lower in ("under", "over", "below", "above")

    # --- ranges ----------------------------------------------------------------------------------------------------

    def second(self, amount: Amount, opener: str) -> Amount | None:
        """Return the second number of a range or an alternative, None where there is none.

        `opener` is the word before the first number's approximators: "between" makes "and" a joiner.
        """
        items, at = self.items, amount.last
        if is_hyphen(items, at) and word(items, at + 1) in ("to", "or") and touches(items, at):  # "7- or 8-inch"
            at += 1
        joiner, glued = word(items, at), touches(items, at)
        if opener == "from" and joiner == "up" and word(items, at + 1) == "to":
            joiner, at = "to", at + 1
        guessed = joiner == "," and word(items, at + 1) in _MAYBE  # "ten, perhaps twelve"
        if joiner not in _JOINERS and not guessed and not (joiner == "and" and opener == "between"):
            return None
        if joiner in DASHES and glued != touches(items, at + 1):
            return None
        after = at + 1 + (is_hyphen(items, at + 1) and touches(items, at + 1))
        if not (glued and joiner in DASHES):
            for _ in range(2):
                after += word(items, after) in _HEDGES
        other = self.amount(after) if after < len(items) else None
        if other is None or not self._is_pair(amount, other, joiner, opener):
            return None
        return other

    def _is_pair(self, one: Amount, other: Amount, joiner: str, opener: str) -> bool:
        """Tell whether two numbers make one range: "$10 to $15 billion", not "rose 8 percent to 99 yuan"."""
        if one.number.share or other.number.share or (joiner == "-" and other.value < 0):
            return False
        if one.unit and other.unit is None and not (one.prefixed and (other.number.scale > 1 or joiner == "-")):
            return False
        if one.unit and other.unit and one.unit != other.unit:
            return other.unit.name.startswith(f"{one.unit.name} per ")
        if joiner in ("or", ","):
            low, high = scaled_pair(one, other)
            return low < high
        if opener in ("from", "between") or joiner != "to":
            return True
        low, high = scaled_pair(one, other)  # "leads 47 percent to 44 percent", "rose 12 to 40" are no ranges
        shared = one.unit is None and other.unit is not None and not one.prefixed
        return low < high and (shared or not read_trend(self.items, one.first))

    # --- what follows ----------------------------------------------------------------------------------------------

    def things(self, last: int) -> tuple[int, int] | None:
        """Return the noun phrase at item `last`, past a hyphen that joins it to the number ("12-member"), as tokens."""
        items = self.items
        if is_hyphen(items, last) and touches(items, last) and touches(items, last + 1):
            last += 1
        if word(items, last) == "," and word(items, last + 1) == "of":  # "hundreds, if not thousands, of people"
            last += 1
        if last >= len(items) or (items[last].kind != "w" and items[last].text not in "‘“\"'"):
            return None
        return noun_phrase(self.tokens, self.tokens.after(items[last].start))

    def counts_plural(self, last: int) -> bool:
        """Tell whether a plural noun phrase stands at item `last`."""
        phrase = self.things(last)
        return phrase is not None and is_plural(self.doc[phrase[1] - 1])


def scaled_pair(one: Amount, other: Amount) -> tuple[Fraction, Fraction]:
    """Give the first number the second's scale where the words share it: "four to five thousand"."""
    shared = one.number.scale == 1 and other.number.scale > 1 and abs(one.value) <= other.number.coefficient
    return (one.value * other.number.scale if shared else one.value), other.value
