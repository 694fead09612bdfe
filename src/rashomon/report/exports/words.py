"""Claims in words that stand by themselves, since a field for "the text of a claim" knows nothing of stances.

"A deal was struck", denied by somebody, must not arrive anywhere as that somebody's claim.
"""

from __future__ import annotations

from typing import Final

from rashomon.records import Claim, Stance

VERB: Final = {
    Stance.ASSERTS: "says",
    Stance.DENIES: "denies",
    Stance.ADMITS: "admits",
    Stance.CONFIRMS: "confirms",
    Stance.ALLEGES: "alleges",
    Stance.DOUBTS: "doubts",
    Stance.QUESTIONS: "asks",
    Stance.PREDICTS: "predicts",
    Stance.DEMANDS: "demands",
    Stance.DECLINES: "declines to say",
}
_HELD: Final = frozenset({Stance.ASSERTS, Stance.ADMITS, Stance.CONFIRMS, Stance.ALLEGES})
_NO_CLAIM: Final = frozenset({Stance.QUESTIONS, Stance.DEMANDS, Stance.DECLINES})


def speaker(claim: Claim) -> str:
    """Return who says it, as the claim knows them; never empty."""
    return claim.source.canonical if claim.source and claim.source.canonical else "the document"


def held(claim: Claim) -> bool:
    """Tell whether the source stands behind the words as they are.

    A denial does where its own words already say that it is not so ("there was no such deal").
    """
    return claim.stance in _HELD or (claim.stance is Stance.DENIES and claim.negated)


def factual(claim: Claim) -> bool:
    """Tell whether anything is held to be so or not so, now or later: asking, demanding and declining hold nothing."""
    return claim.stance not in _NO_CLAIM


def stated(claim: Claim) -> str:
    """Return the claim as a sentence of its own: "SDF denies: “that a deal was struck”"."""
    verb = "maintains" if claim.stance is Stance.DENIES and claim.negated else VERB[claim.stance]
    return f"{speaker(claim)} {verb}: “{' '.join(claim.text.split())}”"


def proposition(claim: Claim) -> str:
    """Return what the source holds: the words alone where it stands behind them, else with its stance."""
    return claim.text if held(claim) else stated(claim)


def told_through(claim: Claim) -> str:
    """Return the way the words took, origin first: "a local driver → BBC → Example Daily"."""
    return " → ".join(claim.chain)
