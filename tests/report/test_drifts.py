"""How changes of an account look on the page and in the JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rashomon.records import Change, Dossier, Drift, Statement
from rashomon.report.contract import dossier_object
from rashomon.report.html import render_html
from report.dossier_example import HOSTILE, example
from report.test_html import Tree


def drifting() -> Dossier:
    """The example with a drift in its first question: two days, then two answers of one day, then one without a day."""
    dossier = example()
    first, *rest = dossier.questions
    ids = [claim for account in first.accounts for claim in account.claims]
    days = date(2017, 11, 13), date(2017, 11, 14), date(2017, 11, 16)
    old = Statement("250", (ids[0],), days[0], days[0], "said", 0, 250, 250)
    new = Statement("205", (ids[1],), days[1], days[1], "published", 1, 205, 205)
    again = replace(new, text="only 205", start=days[2], end=days[2], order=2)
    late = Statement(HOSTILE, (ids[2],), order=None)
    source = first.accounts[0].source
    drift = Drift(source, (old, new, again, late), (Change(old, new, ids[0], ids[1], "replaces", "outlet"),))
    same_day = Drift(source, (old, replace(new, order=0, start=days[0], end=days[0])), ())
    return replace(dossier, questions=(replace(first, drift=(drift, same_day)), *rest))


def test_a_line_tells_the_answers_their_days_and_where_they_stand() -> None:
    page = render_html(drifting())
    tree = Tree(page)
    assert "How accounts change" in tree.words
    assert "250 (13 November 2017" in tree.words
    assert "205 (14 November 2017 to 16 November 2017; within one outlet’s versions" in tree.words
    assert "the text gives the day of the statement" in tree.words
    assert "(no date; order unknown" in tree.words
    assert "which of these came last is not known" in tree.words
    assert "13 November 2017; order unknown" in tree.words


def test_every_answer_leads_to_its_words_and_text_stays_text() -> None:
    page = render_html(drifting())
    ids = set(Tree(page).values("id"))
    assert {href[1:] for href in Tree(page).values("href")} <= ids
    section = page[page.index('<section class="drift"') :]
    section = section[: section.index("</section>")]
    assert section.count('href="#claim-') == 5
    assert "<script" not in page


def test_a_long_line_counts_its_middle_and_many_sources_are_folded() -> None:
    dossier = drifting()
    first, *rest = dossier.questions
    claims = first.drift[0].statements[0].claims
    days = [date(2017, 11, day) for day in range(1, 31)]
    told = tuple(Statement(f"{n}", claims, day, day, "published", n, n, n) for n, day in enumerate(days))
    many = replace(first, drift=(Drift(first.accounts[0].source, told, ()),) * 11)
    tree = Tree(render_html(replace(dossier, questions=(many, *rest))))
    assert "18 answers not shown; 7 November 2017 to 24 November 2017" in tree.words
    assert "3 more" in tree.words


def test_a_question_without_drift_has_no_such_part() -> None:
    assert 'class="drift"' not in render_html(example())


def test_the_json_gives_both_claims_and_both_days() -> None:
    question = next(q for q in dossier_object(drifting())["questions"] if q["drift"])
    (change,) = question["drift"][0]["changes"]
    first, second = drifting().questions[0].drift[0].statements[:2]
    assert (change["from"], change["to"]) == (first.claims[0], second.claims[0])
    assert (change["text"], change["kind"], change["scope"]) == ("250 → 205", "replaces", "outlet")
    assert change["before"] == {"from": "2017-11-13", "to": "2017-11-13", "basis": "said"}
    assert change["after"] == {"from": "2017-11-14", "to": "2017-11-14", "basis": "published"}
    assert [told["order"] for told in question["drift"][0]["statements"]] == [0, 1, 2, None]
