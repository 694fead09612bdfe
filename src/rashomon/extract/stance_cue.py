"""The stance that a cue takes by itself: its word in the lexicon, turned by negation, refusal and construction.

"Declined to say" declines, "is not sure" doubts; "asked her to leave" demands and "asked whether she left" questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from rashomon.extract.attribution_cues import cue_entry, cue_stance, cue_token
from rashomon.extract.cues import lexicon
from rashomon.extract.syntax import Range, is_negated, sentence_of, subject
from rashomon.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Idioms: lemmas that follow one another in a cue, other words between them or not. The first that fits counts.
_IDIOMS: Mapping[Stance, str] = MappingProxyType(
    {
        Stance.DENIES: (
            "plead not guilty, take issue, beg differ, push back, shoot down, knock down, brush off, "
            "brush aside, wave off, wave away, shrug off, laugh off, rule out, scoff at, balk at, "
            "bristle at, walk back, back away"
        ),
        Stance.ADMITS: (
            "plead guilty, claim responsibility, take responsibility, accept responsibility, take blame, "
            "accept blame, own up, fess up, come clean, mea culpa"
        ),
        Stance.ALLEGES: "point finger",
        Stance.CONFIRMS: "back up, bear out, stand by",
        Stance.DOUBTS: "call into, throw cold water, pour cold water, remain see, too early, too soon",
        Stance.QUESTIONS: "want know, demand know, demand answer, like know, pose question, ask question, put question",
        Stance.DEMANDS: (
            "call for, call on, call upon, insist on, insist upon, warn against, caution against, "
            "advise against, appeal for, appeal to, argue for, speak out for"
        ),
        Stance.PREDICTS: "warn of, look forward, brace for, be likely, be set, be slate, be schedule, be due, be poise",
        Stance.DECLINES: (
            "no comment, remain silent, stay silent, keep silent, stay mum, remain mum, keep mum, "
            "stay quiet, unavailable for"
        ),
    }
)
_IDIOM_WORDS = tuple(
    (tuple(idiom.split()), stance) for stance, idioms in _IDIOMS.items() for idiom in idioms.split(", ")
)
# What somebody does who answers: to refuse it, or not to do it, is to decline.
_SPEECH = frozenset(
    "address announce answer characterize clarify comment confirm deny describe detail detailed disclose discuss "
    "divulge elaborate engage expand explain identify indicate mention name offer provide quantify release reply "
    "respond return reveal say share specify speculate state talk tell verify volunteer weigh".split()
)
# These take what is told as an object; with any other ("declined to offer aid") nothing is left unsaid.
_GIVING = frozenset({"provide", "offer", "share", "release", "return", "announce", "engage", "take", "give"})
_INFORMATION = frozenset(
    "account answer assessment call clue comment contact copy data date detail document documentation email "
    "estimate evidence example explanation figure guidance information inquiry interview letter list message "
    "name number opinion query question reason record request response specific specifics statement text thought "
    "timeline timetable view voicemail word".split()
)
_INQUIRIES = frozenset({"question", "inquiry", "enquiry", "query", "request", "interview", "comment"})
_EVADING = frozenset(
    "avoid bat brush brush deflect dismiss dodge duck evade ignore parry rebuff shrug sidestep skirt wave".split()
)
_REFUSING = frozenset({"decline", "refuse", "refusal"})
_FAILING = frozenset({"fail", "failure", "avoid", "refrain", "neglect", "hesitate", "balk", "demur", "stop"})
# As good as a "not" before what they lead to: "unable to confirm".
_LACKING = frozenset({"unable", "inability", "unwilling", "unwillingness", "reluctant", "reluctance", "loath"})
# Not to do these is to hold that the thing is not so.
_ACCEPTING = frozenset(
    "accept acknowledge admit agree believe buy concede concur expect feel recognise recognize suppose think".split()
)
# Not to be that is to be in doubt.
_CERTAIN = frozenset(
    "certain clear confident convince convinced know persuade persuaded satisfied sure understand".split()
)
# Verbs that want an act of whoever is their object when an infinitive follows ("told them to leave").
_DIRECTING = frozenset(
    "advise ask beg beseech call caution challenge coax command counsel dare direct encourage entreat exhort "
    "forbid get implore instruct invite like lobby love need nudge order persuade petition plead prefer press "
    "pressure prod push rally remind request require summon tell urge want warn".split()
)
# Verbs that bind their own subject when an infinitive follows ("agreed to leave").
_COMMITTING = frozenset(
    "agree aim commit consent expect guarantee hope intend mean offer plan pledge prepare promise resolve seek "
    "swear threaten undertake volunteer vow".split()
)
_PRESSING = frozenset({"press", "push", "grill", "quiz", "challenge", "pepper"})
_REPLIES = frozenset(
    "advice answer clarification comment detail explanation impression information opinion position preference "
    "reaction reason response stance take thought update view".split()
)
_DOUBTING = frozenset(
    "face fuel linger loom persist prompt provoke raise remain renew spark stir surround swirl".split()
)
_EXCHANGING = frozenset(
    "address answer ask bombard deflect dodge email evade field get interrupt pelt pepper pose reply respond send "
    "shout submit take".split()
)
_FALSELY = frozenset("baselessly dubiously erroneously falsely groundlessly incorrectly misleadingly wrongly".split())
_WH = frozenset({"WDT", "WP", "WP$", "WRB"})
_NOBODY = frozenset({"neither", "nobody", "none", "nothing", "little", "few"})
_TURNED = {
    Stance.DENIES: Stance.ADMITS,
    Stance.ADMITS: Stance.DENIES,
    Stance.CONFIRMS: Stance.DECLINES,
    Stance.ALLEGES: Stance.ASSERTS,
    Stance.DOUBTS: Stance.ASSERTS,
    Stance.QUESTIONS: Stance.ASSERTS,
    Stance.PREDICTS: Stance.DECLINES,
    Stance.DEMANDS: Stance.ASSERTS,
    Stance.DECLINES: Stance.ASSERTS,
}


def stance_of_cue(
    doc: Doc, source: Sequence[Range], cue: Sequence[Range], anchor: int, content: Sequence[Range]
) -> Stance | None:
    """Return the stance that a cue takes, or None where it only tells and the content decides."""
    words = [doc[i] for start, end in cue for i in range(start, end)]
    if not words:
        return None
    word = cue_token(doc, cue, anchor)
    said = [doc[i] for start, end in content for i in range(start, end)]
    # Rules may read "declined to say" twice, once with "say" alone as its cue.
    refusing = [token for token in _governors(word) if token not in words and token.lemma_.lower() in _REFUSING]
    refusal = _refusal([*refusing, *words], said)
    if refusal is not None:
        return refusal
    if word.lemma_.lower() in _EVADING and _about_an_inquiry(words, said):
        return Stance.DECLINES
    if any(token.lower_ in _CERTAIN and token.dep_ == "acomp" and _is_negated(token) for token in words):
        return Stance.DOUBTS
    idiom = _idiom(doc, words)
    if _is_negated(word):
        return _negated(word, idiom, words, said)
    built = idiom or _construction(word, words, said)
    if built is not None:
        return built
    verb = lexicon().verbs.get(word.lemma_.lower()) if _is_hidden_verb(word, source) else None
    stance = verb.stance if verb is not None else cue_stance(word)
    if stance is Stance.ASSERTS:
        return Stance.ALLEGES if _unproven(word, words) else None
    return stance


def _is_hidden_verb(word: Token, source: Sequence[Range]) -> bool:
    """Tell whether a cue tagged as a noun is a verb: its source stands right before it and owns nothing."""
    if word.pos_ != "NOUN" or all(end != word.i for _, end in source):
        return False
    return word.nbor(-1).tag_ not in ("POS", "PRP$")


def _unproven(word: Token, words: Sequence[Token]) -> bool:
    """Tell whether a text marks what it passes on as unproven: "falsely said", "claimed without evidence"."""
    near = {token.lower_ for token in (*words, *word.children)}
    lacking = {grand.lower_ for child in word.children if child.lower_ == "without" for grand in child.children}
    return bool(near & _FALSELY or (lacking | near if "without" in near else set()) & {"evidence", "proof"})


def _idiom(doc: Doc, words: Sequence[Token]) -> Stance | None:
    """Return the stance of the first idiom that the cue holds, its last word a preposition right after it or not."""
    after = doc[words[-1].i + 1 : words[-1].i + 2]
    forms = [(token.lemma_.lower(), token.lower_) for token in (*words, *(t for t in after if t.pos_ == "ADP"))]
    for idiom, stance in _IDIOM_WORDS:
        place = iter(forms)
        if all(any(part in form for form in place) for part in idiom):
            return stance
    return None


def _refusal(words: Sequence[Token], said: Sequence[Token]) -> Stance | None:
    """Read "declined to say", "failed to respond", "refused to accept that"; refusing another act only asserts."""
    for number, word in enumerate(words):
        lemma = word.lemma_.lower()
        if lemma not in _REFUSING | _FAILING or word.pos_ not in ("VERB", "NOUN", "PROPN"):
            continue
        following = [*words[number + 1 :], *said]
        act = next((t for t in following if t.pos_ == "VERB" or t.lemma_.lower() in _SPEECH), None)
        if act is not None and (_withholds(act, following) or act.lemma_.lower() in _ACCEPTING):
            return Stance.DENIES if act.lemma_.lower() in _ACCEPTING else Stance.DECLINES
        if lemma in _REFUSING and any(t.lemma_.lower() in _INQUIRIES for t in following[:6]):
            return Stance.DECLINES
        if lemma in _REFUSING:
            return Stance.ASSERTS
    gives = any(word.lemma_.lower() in _GIVING | {"have", "make"} for word in words)
    nothing = [word for word in (*words, *said[:2]) if word.lower_ == "no" and word.head.lemma_.lower() in _INFORMATION]
    return Stance.DECLINES if gives and nothing else None


def _withholds(act: Token, following: Sequence[Token]) -> bool:
    """Tell whether not doing `act` is to leave something unsaid."""
    lemma = act.lemma_.lower()
    if act.lower_ == "drawn":
        return True
    if lemma in _GIVING:
        return any(token.lemma_.lower() in _INFORMATION for token in following)
    return lemma in _SPEECH


def _about_an_inquiry(words: Sequence[Token], said: Sequence[Token]) -> bool:
    heads = [token for token in said if token.head not in said]
    return any(token.lemma_.lower() in _INQUIRIES for token in (*words, *heads))


def _is_negated(word: Token) -> bool:
    """Tell whether a cue's word, the verb it complements, or the one it is the object of is negated."""
    for token in (word, *_governors(word)):
        if token.lower_ in _LACKING:
            return True
        if is_negated(token) and not any(child.lower_ in ("only", "merely") for child in token.children):
            return True
        head = subject(token) if token.pos_ in ("VERB", "AUX") else None
        if head is None or head.head != token:
            continue
        if head.lower_ in _NOBODY or any(child.lower_ in ("no", "neither", "few") for child in head.children):
            return True
    return False


def _governors(word: Token) -> Iterator[Token]:
    """Yield the verbs that a cue's word hangs on as a complement: "was not willing to say", "is not sure"."""
    for _ in range(3):
        light = word.pos_ == "NOUN" and word.dep_ in ("dobj", "attr")
        lacks = word.dep_ in ("acl", "ccomp", "advcl") and word.head.lower_ in _LACKING
        if not (light or lacks or word.dep_ in ("xcomp", "acomp", "oprd")) or word.head == word:
            return
        word = word.head
        yield word


def _negated(word: Token, idiom: Stance | None, words: Sequence[Token], said: Sequence[Token]) -> Stance:
    lemma = word.lemma_.lower()
    if lemma in _ACCEPTING:
        return Stance.DENIES
    if lemma == "rule" and idiom is not None:
        return Stance.DOUBTS  # who does not rule a thing out holds it for possible
    if lemma in _CERTAIN:
        return Stance.DOUBTS
    if lemma in ("reach", "contact", "available", "reachable"):
        return Stance.DECLINES
    following = [*(token for token in words if token.i > word.i), *said]
    if lemma in _GIVING:
        return Stance.DECLINES if _withholds(word, following) else Stance.ASSERTS
    stance = idiom or cue_stance(word)
    if stance is Stance.CONFIRMS and _unable(word):
        return Stance.DOUBTS
    if stance is not Stance.ASSERTS:
        return _TURNED[stance]
    entry = cue_entry(word)
    if lemma in _SPEECH or (entry is not None and "quote" in entry.frames):
        return Stance.DECLINES
    act = next((token for token in following if token.pos_ == "VERB"), None)
    wanting = lemma in ("want", "wish", "like", "care", "need", "dare", "willing", "able", "ready", "inclined")
    return Stance.DECLINES if wanting and act is not None and _withholds(act, following) else Stance.ASSERTS


def _unable(word: Token) -> bool:
    """Tell whether something cannot, or could not, be done."""
    chain = (word, *_governors(word))
    return any(
        t.lower_ in ("able", "unable", "inability") or any(c.lower_ in ("can", "could", "ca") for c in t.children)
        for t in chain
    )


def _construction(word: Token, words: Sequence[Token], said: Sequence[Token]) -> Stance | None:
    """Return the stance that a cue takes by what it is built with: an infinitive, a subjunctive, a question word."""
    lemma = word.lemma_.lower()
    bare = word.tag_ == "VBN" and all(child.dep_ not in ("aux", "nsubj", "dobj") for child in word.children)
    passive = bare or any(child.dep_ in ("auxpass", "nsubjpass") for child in word.children)
    if lemma == "ask":
        return _of_asking(word, words, said)
    if lemma == "question" and word.pos_ == "NOUN" and _is_inquiry(word, words):
        return Stance.QUESTIONS
    if lemma in _PRESSING and (_asks(said) or (passive and _follows(word, words, ("on", "about")))):
        return Stance.QUESTIONS
    if lemma == "question" and word.pos_ == "VERB" and _follows(word, words, ("about", "on")):
        return Stance.QUESTIONS
    own = _infinitive(word, words, said)
    if own is not None and lemma in _DIRECTING | _COMMITTING:
        directs = passive or not own
        if lemma in _DIRECTING and (directs or lemma in ("ask", "request", "beg", "plead", "demand")):
            return Stance.DEMANDS
        if lemma in _COMMITTING and not directs:
            return Stance.PREDICTS
    if lemma == "want" and own is None and word.pos_ == "VERB" and said and said[0].dep_ != "mark":
        return Stance.DEMANDS
    if lemma == "say" and own and not passive:
        return Stance.DEMANDS  # "he said to wait"
    if lemma == "call":
        # Alone it names: "called him a liar". Asking for something takes a preposition, an idiom of the list above.
        return Stance.DEMANDS if own is not None and not passive else Stance.ASSERTS if word.pos_ == "VERB" else None
    return None


def _is_inquiry(noun: Token, words: Sequence[Token]) -> bool:
    """Tell a question that somebody asks ("a question about", "took questions on") from those that cast doubt.

    Questions raise doubt in the plural ("questions about his health"), or where they are raised and remain.
    """
    over = noun.head.head if noun.head.pos_ == "ADP" else noun.head
    verbs = {over.lemma_.lower(), *(token.lemma_.lower() for token in words if token.pos_ == "VERB")}
    if verbs & _DOUBTING:
        return False
    owned = any(child.dep_ == "poss" or child.lower_ == "from" for child in noun.children)
    return owned or noun.tag_ == "NN" or bool(verbs & _EXCHANGING)


def _of_asking(word: Token, words: Sequence[Token], said: Sequence[Token]) -> Stance:
    """Tell "asked her to leave", "asked for help" and "asked that it stop" from asking a question."""
    said = [token for token in said if token.i > word.i]
    if _infinitive(word, words, said) is not None or (len(said) > 2 and said[0].lower_ == "that"):
        return Stance.DEMANDS
    if _follows(word, words, ("for",)) or (said and said[0].lower_ == "for"):
        heads = [token for token in said if token.head not in said or token.head.lower_ == "for"]
        return Stance.QUESTIONS if any(t.lemma_.lower() in _REPLIES for t in heads) else Stance.DEMANDS
    return Stance.QUESTIONS


def _follows(word: Token, words: Sequence[Token], prepositions: Sequence[str]) -> bool:
    """Tell whether one of `prepositions` stands in the cue after its word, or right after the cue."""
    last = words[-1].i + 1
    after = [token.lower_ for token in words if token.i > word.i] + [t.lower_ for t in word.doc[last : last + 1]]
    return any(preposition in after for preposition in prepositions)


def _asks(said: Sequence[Token]) -> bool:
    """Tell whether a content opens as an indirect question."""
    first = next((token for token in said if token.pos_ != "ADP"), None)
    return first is not None and (first.tag_ in _WH or first.lower_ in ("whether", "if"))


def _infinitive(word: Token, words: Sequence[Token], said: Sequence[Token]) -> bool | None:
    """Tell whether the infinitive after a cue is what its own subject does (True) or another (False); None without one.

    Positions are read rather than arcs: contents often open inside a clause, or with a quotation mark.
    """
    if any(token.lower_ == "to" and token.tag_ == "TO" and token.i > word.i for token in words):
        return True
    low, high = sentence_of(word)
    for number, token in enumerate(said):
        if token.i < word.i or not low <= token.i < high:
            continue
        if token.tag_ in _WH or token.lower_ in ("whether", "if", "that"):
            return None
        if token.pos_ in ("VERB", "AUX") or (token.is_punct and token.text in ",:;"):
            return None
        if token.tag_ == "TO" or (token.lower_ == "to" and _opens_verb(said[number + 1 :])):
            between = word.doc[word.i + 1 : token.i]
            return not any(t.pos_ in ("NOUN", "PROPN", "PRON", "NUM") for t in between)
    return None


def _opens_verb(rest: Sequence[Token]) -> bool:
    first = next((token for token in rest if not token.is_punct), None)
    return first is not None and first.tag_ == "VB"
