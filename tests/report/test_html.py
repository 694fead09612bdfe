"""What a reader finds on the page: read back with a parser, not compared with a stored copy."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rashomon.records import Dossier, Relation, RelationKind
from rashomon.report.html import render_html
from report.dossier_example import HOSTILE, example
from report.dossier_factory import empty, large

VOID = {"meta", "link", "img", "br", "line", "path", "circle", "rect", "input", "hr"}


class Tree(HTMLParser):
    """Collects tags, attributes and text; fails on tags that are closed wrongly."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in {"style", "title"}:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())

    def values(self, name: str) -> list[str]:
        return [value for _, key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(example(), title="Raqqa & <beyond>")


@pytest.fixture(scope="module")
def tree(page: str) -> Tree:
    return Tree(page)


def test_the_page_is_one_file_without_script_and_says_so_to_the_browser(page: str, tree: Tree) -> None:
    assert page.startswith("<!doctype html>")
    assert not {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & set(tree.tags)
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in " ".join(tree.values("content"))
    assert all(href.startswith("#") for href in tree.values("href"))
    assert not tree.values("src")
    assert not [name for _, name, _ in tree.attributes if name.startswith("on")]
    assert "url(" not in page
    assert "@import" not in page


def test_text_of_the_documents_stays_text(page: str, tree: Tree) -> None:
    assert "<script" not in page
    assert "</script" not in page
    assert HOSTILE in tree.words
    assert "Raqqa & <beyond>" in tree.words
    assert "\u202e" not in page


def test_every_link_leads_somewhere_and_every_id_is_given_once(tree: Tree) -> None:
    ids = Counter(tree.values("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    assert {href[1:] for href in tree.values("href")} <= set(ids)
    assert {name for value in tree.values("aria-labelledby") for name in value.split()} <= set(ids)


def test_every_question_claim_and_document_can_be_linked_to(tree: Tree) -> None:
    dossier, ids = example(), set(tree.values("id"))
    assert {f"question-{question.id}" for question in dossier.questions} <= ids
    assert {f"claim-{claim.id}" for claim in dossier.claims} <= ids
    assert {f"document-{reading.document.id}" for reading in dossier.readings} <= ids


@pytest.mark.parametrize(
    "words",
    [
        "In 6 documents, 6 sources make 14 claims. Put together, they answer 6 questions.",
        "On 3 the accounts part, on 1 they agree and on 2 only one source speaks.",
        "all of it enters through 3 origins",
        "57% of the claims reach the reader by way of BBC",
        "1 document could not be read",
        "What this page does not decide.",
        "6 documents, 3 origins",
        "read as 24 to 60",
        "24 to 60 and 250 cannot both be the number of fighters.",
        "is corrected by BBC",
        "“It” was taken to be Syrian Democratic Forces",
        "The file is encrypted; save it without a password and add it again.",
        "Page 3 holds a picture and no text",
        "Rashomon 0.1.0",
        "the literal profile",
        "“October 12” is read as 2017-10-12",
        "let go], according to [Who: Colonel Ryan Dillon].",
        "teller keeps a distance",
        "2 claims, 1 of them in no question above",
    ],
)
def test_the_page_tells(words: str, tree: Tree) -> None:
    assert words in tree.words


def test_contested_questions_come_before_the_grid_and_all_others(page: str) -> None:
    order = [
        "question-qfighters",
        "question-qdeal",
        "question-qforeign",
        "grid",
        "question-qofficer",
        "question-qlong",
        "sources",
    ]
    places = [page.index(f'id="{name}"') for name in order]
    assert places == sorted(places)


def test_chains_are_told_from_the_origin_to_the_publisher(tree: Tree) -> None:
    way = "a local driver→ told to or carried by BBC→ told to or carried by Example Broadcaster"
    assert way in tree.words


def test_the_sentence_shows_who_how_and_what_to_those_who_cannot_see_it(tree: Tree) -> None:
    assert "[What: There was no such deal], [Who: the SDF] [How it is put: maintains]." in tree.words


def test_an_empty_cell_is_silent_and_not_no(tree: Tree) -> None:
    sources = 6
    spoken = {(q.id, account.source) for q in example().questions for account in q.accounts}
    assert tree.words.count("·silent") == sources * len(example().questions) - len(spoken)


def test_the_figure_has_a_title_a_description_and_a_table(page: str) -> None:
    assert page.count('<svg role="img"') == 2
    assert '<desc id="question-qfighters-words">Syrian Democratic Forces: 24 to 60; BBC: 100 to 999;' in page
    assert page.count("The same as a table") == 2


def test_the_changed_figure_of_the_copy_is_marked(page: str) -> None:
    changed = re.findall(r'class="mark changed[^"]*">([^<]*)<', page)
    assert " 250" in changed
    assert " 205" in changed


def test_equal_dossiers_give_equal_pages(page: str) -> None:
    assert render_html(example(), title="Raqqa & <beyond>") == page


@pytest.mark.parametrize(
    ("position", "kind"),
    [
        ("no: denies it", "denies"),
        ("no", "denies"),
        ("Denies", "denies"),
        ("yes: admits it", "admits"),
        ("confirms", "admits"),
        ("yes", "says"),
        ("nobody was asked", "says"),
        ("“no more than a few dozen” (0 to 60)", "says"),
    ],
)
def test_a_denial_and_an_admission_have_marks_of_their_own(position: str, kind: str) -> None:
    case = example()
    question = next(question for question in case.questions if question.id == "qdeal")
    account = replace(question.accounts[0], position=position)
    tree = Tree(render_html(replace(case, questions=(replace(question, accounts=(account,)),))))
    assert f"account side-{kind}" in tree.values("class")
    assert position in tree.words


def test_a_position_that_only_repeats_the_amount_is_not_written_twice() -> None:
    case = example()
    question = case.questions[0]
    account = replace(question.accounts[1], position="“Hundreds” (100 to 999)")
    words = Tree(render_html(replace(case, questions=(replace(question, accounts=(account,)),)))).words
    assert "read as 100 to 999" in words
    assert "“Hundreds” (100 to 999)" not in words


def test_an_empty_dossier_is_a_page_that_says_so() -> None:
    tree = Tree(render_html(empty()))
    assert "In 0 documents, 0 sources make 0 claims." in tree.words
    assert "No question is contested in these documents." in tree.words
    assert "No document was given." in tree.words


def test_odd_characters_and_ids_do_no_harm() -> None:
    case = example()
    first = case.readings[0]
    odd = replace(
        first,
        document=replace(first.document, title='"><b>\x00\ud800 衆議院', publisher="\x1b[31m", language='x" onload="'),
    )
    questions = tuple(replace(question, id=f'{question.id} "><i>') for question in case.questions)
    page = render_html(replace(case, readings=(odd, *case.readings[1:]), questions=questions, relations=()))
    page.encode("utf-8")
    tree = Tree(page)
    assert '"><b>\ufffd\ufffd 衆議院' in tree.words
    assert "b" not in {tag for tag, _, value in tree.attributes if "onload" in value}
    assert not [name for _, name, _ in tree.attributes if name == "onload"]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in tree.values("id"))


def test_unknown_references_are_left_out_and_break_nothing() -> None:
    case = example()
    lost = Relation("c01", "nowhere", RelationKind.AGREES, "lost", 1.0)
    question = case.questions[0]
    account = replace(question.accounts[0], claims=("nowhere",), origin="nowhere")
    broken = replace(question, accounts=(account, *question.accounts[1:]))
    tree = Tree(render_html(replace(case, questions=(broken, *case.questions[1:]), relations=(lost,))))
    assert "0 documents" in tree.words
    assert "lost" not in tree.words.split()


def test_the_same_file_given_twice_is_shown_twice_with_ids_of_its_own() -> None:
    case = example()
    page = render_html(replace(case, readings=(*case.readings, case.readings[0])))
    ids = Counter(Tree(page).values("id"))
    assert max(ids.values()) == 1
    assert f"document-{case.readings[0].document.id}-2" in ids


@pytest.fixture(scope="module")
def big() -> tuple[Dossier, str]:
    dossier = large(30, 20)
    return dossier, render_html(dossier)


def test_a_large_dossier_stays_a_page(big: tuple[Dossier, str]) -> None:
    dossier, page = big
    tree = Tree(page)
    assert len(page) < 5_000 * len(dossier.claims)
    assert len(set(tree.values("id"))) == len(tree.values("id"))
    assert "and 14 more: contradicts 14" in tree.words


def luminance(colour: str) -> float:
    colour = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def palettes(page: str) -> list[dict[str, str]]:
    blocks = re.findall(r":root \{([^}]*)\}", page)
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})\b", block)) for block in blocks]


@pytest.mark.parametrize("which", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_has_contrast_enough(which: int, page: str) -> None:
    palette = palettes(page)[which]
    for ink in ("ink", "muted", "link", "who", "how", "what", "denies", "admits", "says"):
        for ground in ("paper", "card", "tint"):
            if ground == "tint" and ink not in {"ink", "what", "who", "how"}:
                continue
            dark, bright = sorted((luminance(palette[ink]), luminance(palette[ground])))
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"
