"""Claims in words that stand by themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

import factories
from rashomon.records import Stance
from rashomon.report.exports.words import VERB, factual, held, proposition, speaker, stated

DOCUMENT = factories.document("a.txt", "It rained.")


def test_every_stance_has_a_verb() -> None:
    assert set(VERB) == set(Stance)


@pytest.mark.parametrize("stance", Stance)
@pytest.mark.parametrize("negated", [False, True])
def test_words_stand_alone_only_where_their_source_stands_behind_them(stance: Stance, negated: bool) -> None:
    claim = factories.claim(DOCUMENT, "It  rained", factories.source("the Army"), stance=stance, negated=negated)
    assert (proposition(claim) == claim.text) is held(claim)
    assert stated(claim).startswith("the Army ")
    assert stated(claim).endswith(": “It rained”")
    assert not (held(claim) and not factual(claim))


def test_a_document_that_names_no_source_speaks_itself() -> None:
    assert speaker(replace(factories.claim(DOCUMENT, "It rained"), source=None)) == "the document"
