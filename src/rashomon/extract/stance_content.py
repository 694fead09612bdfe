"""The stance that words take where their cue only tells: who "said" may have asked, demanded, foretold or denied.

Read off the main clause of what is said: its modal, its mood, its subject and its negation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rashomon.extract.attribution_cues import cue_stance
from rashomon.extract.syntax import SUBJECTS, Range, is_negated, sentence_of, subject
from rashomon.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_VERBAL = ("VERB", "AUX")
_NEGATION = frozenset({"no", "not", "n't", "n’t", "never", "none", "nobody", "nothing", "neither", "nor", "without"})
_FALSE = frozenset({"untrue", "fabricated", "baseless", "unfounded", "groundless"})
_MARKS = frozenset({'"', "“", "”", "''", "``", "‘‘", "’’"})
_FIRST = frozenset({"i", "we"})
# "No doubt", "no one", "no longer": nothing is said not to exist.
_NO_DENIAL = frozenset(
    "alternative choice doubt excuse guarantee idea intention longer matter need one option place plan question reason "
    "room secret time way wonder".split()
)
_TRUE = frozenset(
    {"true", "case", "accurate", "right", "correct", "fact", "view", "so", "happen", "intention", "intent"}
)
_WRONG = frozenset(
    "absurd bogus defamatory fabrication fake false hoax inaccurate incorrect lie myth nonsense preposterous "
    "ridiculous rubbish slander smear untrue wrong".split()
)
_CHARGES = frozenset(
    "accusation allegation assertion charge claim criticism idea insinuation it notion report rumor rumour story "
    "suggestion that these this those".split()
)
_OPINION = frozenset("believe feel figure guess know mean reckon say suppose think".split())
_OPENS_QUESTION = frozenset({"WDT", "WP", "WP$", "WRB", "MD", "VBZ", "VBP", "VBD"})
_FUTURE = frozenset({"will", "'ll", "’ll", "wo", "shall", "gonna"})
_DUE = frozenset("about bound destined due likely poised set slated scheduled unlikely expected".split())
_MAYBE = frozenset({"may", "might", "could"})
_ADVICE = frozenset({"should", "must", "ought"})
_PERFECT = frozenset({"have", "'ve", "’ve"})
_URGENT = frozenset("critical crucial essential imperative important necessary time urgent vital".split())
_OPEN = frozenset("doubtful hard dubious skeptical sceptical uncertain unclear unlikely unsure".split())
_SURE = frozenset("certain clear convinced sure".split())
_TO_COME = frozenset("tomorrow soon eventually next upcoming coming someday".split())
_TO_COME_PAIRS = frozenset({("the", "end"), ("this", "week"), ("this", "year"), ("later", "this")})
_ABLE = frozenset("ca can cannot could may might must should would".split())
_PAST = frozenset("did had has have was were 've ’ve".split())
_LIKING = frozenset("care enjoy expect feel hope like mind need want wish".split())
_WISHING = frozenset("bet bless guess hope imagine suppose thank welcome".split())
_HELD = frozenset("anticipate doubt expect fear foresee hope intend plan predict".split())
_SILENT = frozenset("answer comment discuss elaborate speculate".split())
_SUBJUNCTIVE = frozenset("advise ask demand insist move order propose recommend request require suggest urge".split())


def stance_of_content(doc: Doc, content: Sequence[Range], source: Sequence[Range], cue: Token | None) -> Stance | None:
    """Return the stance that most sentences of a content take, None where they state."""
    found: list[Stance | None] = []
    for root, last in _sentences(doc, content):
        if last is not None and last.text[-1] == "?":
            found.append(Stance.QUESTIONS)
        else:
            found.append(_of_clause(root, source, cue))
    taken = [stance for stance in found if stance is not None]
    if not taken or 2 * len(taken) < len(found):
        return None
    return max(taken, key=taken.count)


def _sentences(doc: Doc, content: Sequence[Range]) -> list[tuple[Token, Token | None]]:
    """Return the head of every sentence of a content, and its closing mark: pieces of one sentence count once."""
    heads: dict[int, Token] = {}
    closing: dict[int, Token] = {}
    number = 0
    for start, end in content:
        members = range(start, end)
        for token in doc[start:end]:
            if token.i > start and token.is_sent_start:
                number += 1
            if token.text[-1] in ".?!" and token.is_punct:
                closing.setdefault(number, token)
            if token.is_punct or token.is_space:
                continue
            if token.head == token or token.head.i not in members:
                held = heads.get(number)
                if held is None or (held.pos_ not in _VERBAL and token.pos_ in _VERBAL):
                    heads[number] = token
        after = doc[end] if end < len(doc) else None
        if (
            after is not None
            and after.text == "?"
            and (doc[start].tag_ in _OPENS_QUESTION or doc[start].text in _MARKS)
        ):
            closing.setdefault(number, after)  # a content given without its mark
    return [(head, closing.get(number)) for number, head in heads.items()]


def _of_clause(root: Token, source: Sequence[Range], cue: Token | None) -> Stance | None:
    """Return the stance of one main clause, looking through "he thinks that ..."."""
    quoted = _is_quoted(root)
    for _ in range(3):
        held = _of_own_verb(root, source, quoted=quoted)
        if held is not None:
            return held
        inner = next((child for child in root.children if child.dep_ == "ccomp" and child.pos_ in _VERBAL), None)
        if root.lemma_.lower() not in _OPINION or inner is None or not _is_own(subject(root), root, source):
            break
        root = inner
    if _is_advice(root, cue, quoted=quoted):
        return Stance.DEMANDS
    if is_future(root, cue, quoted=quoted):
        return Stance.PREDICTS
    return Stance.DOUBTS if _is_open(root) else None


def _is_quoted(token: Token) -> bool:
    """Tell whether a word stands in a quotation, by the marks before it in its sentence and just before that."""
    doc, low = token.doc, sentence_of(token)[0]
    marks = [t.text for t in doc[max(0, low - 1) : token.i] if t.text in _MARKS]
    return bool(marks) and (marks[-1] == "“" or (marks[-1] != "”" and len(marks) % 2 == 1))


def _is_own(head: Token | None, verb: Token, source: Sequence[Range]) -> bool:
    """Tell whether a subject is the speaker: "I" and "we" in a quotation, else the pronoun that fits the source."""
    if head is None:
        return False
    if head.lower_ in _FIRST:
        return True
    if not source:
        return False
    members = range(*source[0])
    speaker = next((t for t in verb.doc[source[0][0] : source[0][1]] if t.head.i not in members or t.head == t), head)
    several = any(child.dep_ == "conj" and child.i in members for child in speaker.children)
    singular = speaker.tag_ in ("NN", "NNP", "PRP") and speaker.lower_ not in ("they", "we") and not several
    return head.lower_ in ({"it", "he", "she"} if singular else {"they"})


def _of_own_verb(root: Token, source: Sequence[Range], *, quoted: bool) -> Stance | None:
    """Read what a speaker says of his own mind: "I doubt it", "he expects rain", "she did not know", "no comment"."""
    lemma, head = root.lemma_.lower(), subject(root)
    if not _is_own(head, root, source) or root.pos_ not in _VERBAL:
        return None
    negated = is_negated(root)
    if negated:
        if lemma in _SILENT:
            return Stance.DECLINES
        if lemma in ("think", "believe", "agree"):
            return Stance.DENIES
        asked = any(c.dep_ in ("ccomp", "xcomp") and _opens_question(c) for c in root.children)
        return Stance.DOUBTS if lemma == "know" and asked else None
    if lemma in ("apologize", "apologise", "regret") or any(
        (child.dep_ in ("acomp", "attr") and child.lower_ in ("wrong", "sorry", "mistaken"))
        or (lemma == "make" and child.dep_ == "dobj" and child.lemma_ in ("mistake", "error"))
        for child in root.children
    ):
        return Stance.ADMITS
    present = root.tag_ in ("VBP", "VBZ") or (
        root.tag_ == "VBG" and any(c.lower_ in ("am", "are", "is", "'m", "'re") for c in root.children)
    )
    if lemma in _HELD and (present or not quoted):
        return cue_stance(root)
    performs = present and head is not None and head.lower_ in _FIRST
    stance = cue_stance(root)
    return stance if performs and stance in (Stance.DENIES, Stance.DEMANDS, Stance.PREDICTS, Stance.ADMITS) else None


def _opens_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.tag_ in ("WDT", "WP", "WP$", "WRB") or first.lower_ in ("whether", "if")


def _is_advice(root: Token, cue: Token | None, *, quoted: bool) -> bool:
    """Tell whether a clause wants something done: should, must, need to, imperatives, subjunctives."""
    aux = _auxiliaries(root)
    head = subject(root)
    if aux & _ADVICE or root.lower_ in _ADVICE:
        # "Must have known" infers and "should have known" regrets; "I should" is no advice to others.
        return not aux & _PERFECT and (head is None or head.lower_ != "i")
    if root.lemma_.lower() in ("need", "have"):
        return _is_need(root, head, aux)
    if root.lemma_.lower() == "be":
        urgent = any(child.dep_ in ("acomp", "attr") and child.lower_ in _URGENT for child in root.children)
        if urgent and any(_has_to(t) for c in root.children for t in (c, *c.children) if t.i > root.i):
            return True  # "it is time to go", "it is vital for them to go"
    if root.lower_ == "let" and root.i + 1 < len(root.doc) and root.nbor().lower_ in ("us", "'s", "’s"):
        return True
    return _is_subjunctive(root, head, aux, cue) or (quoted and _is_imperative(root, aux))


def _is_need(root: Token, head: Token | None, aux: set[str]) -> bool:
    """Read "you need to", "we have to" as advice; what the speaker himself needs to do is none."""
    if is_negated(root) or aux & (_MAYBE | _FUTURE | {"would", "to"}) or root.tag_ not in ("VBP", "VBZ", "VB"):
        return False
    own = head is not None and head.lower_ in ("i", "he", "she")
    return not own and any(c.dep_ in ("xcomp", "ccomp") and c.i > root.i and _has_to(c) for c in root.children)


def _auxiliaries(verb: Token) -> set[str]:
    """Return the auxiliaries of a verb; parsers hang one on another at times ("would ultimately be heard")."""
    near = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    return {token.lower_ for one in near for token in (one, *(c for c in one.children if c.dep_ == "aux"))}


def _has_to(verb: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _is_subjunctive(root: Token, head: Token | None, aux: set[str], cue: Token | None) -> bool:
    """Read "suggested that he resign": a bare verb under a cue that may ask for something."""
    if cue is None or head is None or aux - {"be"} or cue.lemma_.lower() not in _SUBJUNCTIVE or root.head != cue:
        return False
    return root.tag_ == "VB" or (root.tag_ == "VBP" and head.tag_ in ("NN", "NNP")) or "be" in (root.lower_, *aux)


def _is_imperative(root: Token, aux: set[str]) -> bool:
    """Tell whether a quoted clause orders: a bare verb without a subject that opens it, or nearly so."""
    if root.tag_ not in ("VB", "VBP") or aux - {"do"} or any(child.dep_ in SUBJECTS for child in root.children):
        return False
    if root.lemma_.lower() in _WISHING:
        return False
    if any(child.lower_ == "please" for child in root.children):
        return True
    before = [t for t in root.doc[root.left_edge.i : root.i] if not t.is_punct and not t.is_space]
    return root.dep_ in ("ROOT", "ccomp", "advcl") and all(
        t.dep_ in ("neg", "aux", "advmod", "intj", "cc") for t in before
    )


def is_future(root: Token, cue: Token | None, *, quoted: bool) -> bool:
    """Tell whether a clause speaks of what is going to be: will, "going to", likely to, reported would."""
    aux = _auxiliaries(root)
    if aux & _FUTURE or root.lower_ in _FUTURE:
        return True
    lemma = root.lemma_.lower()
    if lemma == "go" and root.tag_ == "VBG" and any(child.dep_ == "xcomp" for child in root.children):
        return True
    if (lemma == "be" or root.lower_ in _DUE) and any(
        (c.lower_ in _DUE and any(_has_to(g) for g in c.children)) or (root.lower_ in _DUE and _has_to(c))
        for c in root.children
    ):
        return True
    if lemma in ("plan", "intend") and any(child.dep_ == "xcomp" for child in root.children):
        return True
    if aux & {"would", "'d", "’d"} and not quoted:
        return not aux & {"have", "'ve"} and lemma not in ("like", "love", "prefer", "rather", "say")
    warns = cue is not None and cue.lemma_.lower() in ("warn", "warning", "fear", "worry", "caution", "concern")
    return bool(aux & _MAYBE) and "have" not in aux and (warns or _has_future_time(root))


def _has_future_time(root: Token) -> bool:
    """Tell whether a clause names a time to come: "next week", "by Friday", "through the end of the month"."""
    words = [token.lower_ for token in root.subtree]
    return any(word in _TO_COME for word in words) or any(pair in _TO_COME_PAIRS for pair in pairwise(words))


def _is_open(root: Token) -> bool:
    """Tell whether a clause leaves a thing open: "it is unclear whether", "I am not sure that"."""
    if root.lemma_.lower() not in ("be", "seem", "appear", "remain"):
        return False
    negated = is_negated(root)
    for child in root.children:
        if child.dep_ in ("acomp", "attr", "oprd"):
            clause = any(grand.dep_ in ("ccomp", "xcomp", "prep") for grand in (*child.children, *root.children))
            if clause and (child.lower_ in _OPEN - {"hard"} or (negated and child.lower_ in _SURE)):
                return True
    return False


def rejects(doc: Doc, content: tuple[Range, ...], source: tuple[Range, ...], root: Token) -> bool:
    """Tell whether an asserted content rejects a charge: "no such deal was done", "it did not shell the town".

    A content does so when it calls the thing untrue, when, negated, it says that the thing itself does not exist ("no
    deal"), or when the source clears itself: the subject of the negated clause is the source's own pronoun.
    """
    words = {token.lower_ for start, end in content for token in doc[start:end]}
    if words & _FALSE or {"no", "truth"} <= words or {"nothing", "wrong"} <= words:
        return True
    head = subject(root)
    if root.lower_ == "innocence" or _calls_wrong(root, head):
        return True
    if not negated_clause(root):
        return False
    for child in root.children:
        bare = any(grand.lower_ == "no" for grand in child.children) and child.lemma_.lower() not in _NO_DENIAL
        if bare and child.dep_ in ("nsubj", "nsubjpass", "attr", "dobj"):
            # "No flags were allowed" is a rule, "no deal was made" a rejection: the modal makes the difference.
            return not any(c.dep_ == "xcomp" for c in root.children)
    return _is_own(head, root, source) and _clears(root)


def _clears(root: Token) -> bool:
    """Tell an act or a tie that a speaker says is not his ("I did not take it") from what he lacks ("we can't pay")."""
    children = list(root.children)
    if any(child.lower_ == "never" for child in children):
        return True
    aux = _auxiliaries(root)
    if not any(child.dep_ == "neg" for child in children) or aux & _ABLE:
        return False
    lemma = root.lemma_.lower()
    if root.tag_ in ("VBD", "VBN") or aux & _PAST:
        return lemma not in _LIKING
    if lemma == "be":
        return any(child.dep_ == "attr" or child.lower_ in ("aware", "involved", "guilty") for child in children)
    return lemma not in _LIKING | {"have", "see", "think", "understand"}


def _calls_wrong(root: Token, head: Token | None) -> bool:
    """Read "that is not true", "the report is wrong", "those claims are false"."""
    if root.lemma_.lower() != "be" or head is None or head.lemma_.lower() not in _CHARGES:
        return False
    said = {child.lemma_.lower() for child in root.children if child.dep_ in ("acomp", "attr", "advmod")}
    return bool(said & _TRUE) if is_negated(root) else bool(said & _WRONG)


def negated_clause(root: Token) -> bool:
    """Tell whether a clause says that something is not so, by its verb or by a "no" on its subject or object."""
    if is_negated(root) or any(child.lower_ in _NEGATION for child in root.children):
        return True
    return any(
        grand.lower_ in ("no", "neither", "none") and grand.dep_ in ("det", "preconj")
        for child in root.children
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr")
        for grand in child.children
    )
