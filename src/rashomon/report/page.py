"""From a dossier to the contexts of the page, section by section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rashomon.records import (
    Account,
    Claim,
    Conduit,
    Dossier,
    Entity,
    Question,
    QuestionKind,
    QuestionStatus,
    ReadState,
    SourceKind,
    Stance,
)
from rashomon.report.chart import Bar, Chart, interval_chart, interval_words
from rashomon.report.contexts import (
    AccountView,
    Badge,
    ChainView,
    DocumentView,
    Grid,
    GridEntry,
    GridRow,
    Link,
    Page,
    QuestionView,
    ShareView,
    SourceView,
)
from rashomon.report.drifts import drift_views
from rashomon.report.echoes import echo_views
from rashomon.report.evidence import Index, claim_view, index_dossier
from rashomon.report.judged import explained, told
from rashomon.report.marked import fit, fold
from rashomon.report.wording import KIND, SOURCE_KIND, STATE, STATUS, count, listing

PRINTED_COLUMNS = 7
"""The most sources whose columns fit on a printed page."""

MOST_CHAINS = 60
_DENIAL = re.compile(r"(?:no|denies|rejects|doubts)\b", re.IGNORECASE)
_ADMISSION = re.compile(r"(?:yes: )?(?:admits|confirms)\b", re.IGNORECASE)


def build_page(dossier: Dossier, *, title: str | None = None) -> Page:
    """Return everything the page of `dossier` shows, in the order it shows it."""
    index = index_dossier(dossier)
    of = {status: [q for q in dossier.questions if q.status is status] for status in QuestionStatus}
    ordered = [question for status in QuestionStatus for question in of[status]]
    numbers = {question.id: number for number, question in enumerate(ordered, start=1)}
    views = {q.id: question_view(q, numbers[q.id], index) for q in ordered}
    sources = _sources(dossier, index)
    return Page(
        title=title or "Accounts side by side",
        summary=_summary(dossier, of, len(sources)),
        figures=_figures(dossier, of, len(sources)),
        failed=tuple(
            link
            for reading, link in zip(dossier.readings, index.documents, strict=True)
            if reading.document.state is ReadState.FAILED
        ),
        contested=tuple(views[q.id] for q in of[QuestionStatus.CONTESTED]),
        agreed=tuple(views[q.id] for q in of[QuestionStatus.AGREED]),
        single=tuple(views[q.id] for q in of[QuestionStatus.SINGLE]),
        grid=_grid(ordered, index),
        sources=sources,
        chains=_chains(dossier),
        origins_heading=f"{count(len(dossier.readings), 'document')}, {count(len(dossier.origins), 'origin')}",
        origins=_origins(dossier, index),
        conduits=tuple(_conduit(conduit, index) for conduit in dossier.conduits),
        echoes=echo_views(dossier, index),
        documents=_documents(dossier, index),
        method=(
            ("Program", f"Rashomon {dossier.version}".strip()),
            ("Amounts read under", f"the {dossier.profile} profile"),
            *explained(dossier),
        ),
    )


# 1. Summary


def _summary(dossier: Dossier, of: dict[QuestionStatus, list[Question]], sources: int) -> tuple[str, ...]:
    claims = len(dossier.claims)
    contested, agreed, single = (len(of[status]) for status in QuestionStatus)
    failed = sum(reading.document.state is ReadState.FAILED for reading in dossier.readings)
    lines = [
        f"In {count(len(dossier.readings), 'document')}, {count(sources, 'source')} make {count(claims, 'claim')}. "
        f"Put together, they answer {count(len(dossier.questions), 'question')}.",
    ]
    sides = ((contested, "the accounts part"), (agreed, "they agree"), (single, "only one source speaks"))
    parts = [f"on {number:,} {words}" for number, words in sides if number]
    if parts:
        lines.append(f"{listing(parts).capitalize()}.")
    if dossier.origins:
        origins = count(len(dossier.origins), "origin")
        lines.append(f"Once copies and retellings are followed back, all of it enters through {origins}.")
    if dossier.conduits:
        conduit = max(dossier.conduits, key=lambda each: each.share)
        lines.append(f"{conduit.share:.0%} of the claims reach the reader by way of {conduit.name}.")
    if decided := told(dossier):
        lines.append(decided)
    if failed:
        verb = "was" if failed == 1 else "were"
        lines.append(f"{count(failed, 'document')} could not be read and {verb} left out.")
    return tuple(lines)


def _figures(dossier: Dossier, of: dict[QuestionStatus, list[Question]], sources: int) -> tuple[tuple[str, str], ...]:
    pairs = (
        (len(dossier.readings), "document"),
        (len(dossier.origins), "origin"),
        (sources, "source"),
        (len(dossier.claims), "claim"),
        (len(of[QuestionStatus.CONTESTED]), "contested question"),
    )
    return tuple((f"{number:,}", noun if number == 1 else f"{noun}s") for number, noun in pairs)


# 2. Questions


def question_view(
    question: Question, number: int, index: Index, *, most_claims: int | None = None, most_bars: int | None = None
) -> QuestionView:
    """Show a question with all its accounts.

    Args:
        most_claims: claims written out under one account; all of them if None.
        most_bars: accounts drawn in the picture of intervals; all of them if None.
    """
    accounts = sorted(enumerate(question.accounts), key=lambda pair: _account_order(question, pair[1], index))
    documents = {claim.document for account in question.accounts for claim in _claims(account, index)}
    origins = {account.origin for account in question.accounts if account.origin}
    counts = [count(len(question.accounts), "account"), count(len(documents), "document")]
    if origins:
        counts.append(count(len(origins), "origin"))
    contested = question.status is QuestionStatus.CONTESTED
    return QuestionView(
        anchor=index.question_anchors[question.id],
        number=number,
        text=question.text,
        status=Badge(question.status.value, STATUS[question.status]),
        kind=KIND[question.kind],
        counts=" · ".join(counts),
        parting=tuple(_parting(question, index)),
        chart=_chart(question, [account for _, account in accounts[:most_bars]], index) if contested else None,
        accounts=tuple(_account(question, at, account, index, most_claims) for at, account in accounts),
        drifts=drift_views(question, index),
        grades=index.graded.get(("question", question.id), ()),
    )


def _claims(account: Account, index: Index) -> list[Claim]:
    return [index.claims[claim] for claim in dict.fromkeys(account.claims) if claim in index.claims]


def position_badge(account: Account, index: Index) -> Badge:
    """Return the position in words, and its style: what the account says of itself goes before its claims' stances."""
    stances = [claim.stance for claim in _claims(account, index)]
    if _DENIAL.match(account.position) or (stances and all(s is Stance.DENIES for s in stances)):
        kind = "denies"
    elif _ADMISSION.match(account.position) or (stances and all(s is Stance.ADMITS for s in stances)):
        kind = "admits"
    else:
        kind = "says"
    default = {"denies": "denies", "admits": "admits", "says": "says so"}[kind]
    return Badge(kind, account.position or default)


def _account_order(question: Question, account: Account, index: Index) -> tuple[int, float, float]:
    if question.kind is not QuestionKind.QUANTITY:
        return (0, 0.0, 0.0)
    low = account.low if account.low is not None else account.high
    high = account.high if account.high is not None else float("inf")
    denied = position_badge(account, index).kind == "denies"
    return (2 if low is None else int(denied), low or 0.0, high)


def _parting(question: Question, index: Index) -> list[tuple[str, str]]:
    """Where the accounts part, in one line a side: who holds it, and how much stands behind it."""
    speakers = {claim: account.source for account in question.accounts for claim in account.claims}
    lines = []
    for side in question.positions:
        names = list(dict.fromkeys(speakers[claim] for claim in side.claims if claim in speakers))
        numbers = (
            count(len(side.documents), "document"),
            count(len(side.outlets), "outlet"),
            count(len(side.origins), "independent origin"),
        )
        lines.append((side.text, f"{listing(names)} ({', '.join(numbers)})"))
    return lines


def _chart(question: Question, accounts: Sequence[Account], index: Index) -> Chart | None:
    if question.kind is not QuestionKind.QUANTITY:
        return None
    bars = []
    counted: Counter[str] = Counter()
    for account in accounts:
        quantities = [q for claim in _claims(account, index) for q in claim.quantities]
        matching = [q for q in quantities if (q.low, q.high) == (account.low, account.high)]
        counted.update(q.counted for q in matching if q.counted)
        points = tuple(dict.fromkeys(float(q.value) for q in matching if isinstance(q.value, int | float)))
        badge = position_badge(account, index)
        words = account.value or badge.text
        bars.append(Bar(account.source, fold(words), account.low, account.high, points, badge.kind == "denies"))
    unit = question.unit or next((words for words, _ in counted.most_common(1)), None)
    return interval_chart(bars, title=question.text, unit=unit)


def _account(question: Question, number: int, account: Account, index: Index, most_claims: int | None) -> AccountView:
    claims = _claims(account, index)
    documents = count(len({claim.document for claim in claims}), "document")
    origin = index.origins.get(account.origin)
    position, reading = position_badge(account, index), ""
    value, kind = fold(account.value or ""), "amount"
    if question.kind is QuestionKind.QUANTITY and (account.low is not None or account.high is not None):
        interval = interval_words(account.low, account.high)
        reading = "" if interval == value else f"read as {interval}{f' ({question.unit})' if question.unit else ''}"
        if interval in account.position and account.position.strip("“” ()").startswith((interval, value)):
            position = Badge("amount", "")
    if not value:
        value, kind, position = position.text, position.kind, Badge(position.kind, "")
    elif position.kind == "says":
        position = Badge("amount", position.text)
    told: set[tuple[str, str]] = set()
    return AccountView(
        anchor=index.account_anchors[question.id, number],
        source=Link(account.source, index.source_anchors[account.source]),
        chain=tuple(filter(None, account.chain)),
        value=Badge(kind, value),
        reading=reading,
        position=position,
        support=f"{documents}, 1 origin: {origin.name}" if origin else documents,
        claims=tuple(
            claim_view(c, index, place=(question.id, number), account=account, told=told) for c in claims[:most_claims]
        ),
        opens=f"The words ({count(len(claims), 'claim')})",
    )


def _grid(questions: Sequence[Question], index: Index) -> Grid:
    """Questions by sources; the sources that speak to most questions stand first."""
    spoken: Counter[str] = Counter()
    for question in questions:
        spoken.update({account.source: 1 for account in question.accounts})
    sources = sorted(spoken, key=lambda name: -spoken[name])
    rows = []
    for question in questions:
        cells: dict[str, list[GridEntry]] = {}
        for number, account in enumerate(question.accounts):
            claims = _claims(account, index)
            badge = position_badge(account, index)
            cells.setdefault(account.source, []).append(
                GridEntry(
                    badge=badge,
                    value=fit(fold(account.value or badge.text), 40),
                    words=fit(fold(claims[0].text), 160) if claims else "",
                    target=index.account_anchors[question.id, number],
                )
            )
        link = Link(question.text, index.question_anchors[question.id])
        status = Badge(question.status.value, STATUS[question.status])
        rows.append(GridRow(link, status, tuple(tuple(cells.get(name, ())) for name in sources)))
    links = tuple(Link(name, index.source_anchors[name]) for name in sources)
    return Grid(links, tuple(rows), wide=len(sources) > PRINTED_COLUMNS)


# 3. Sources, chains, origins


def _sources(dossier: Dossier, index: Index) -> tuple[SourceView, ...]:
    """Who speaks, the ones with most claims first; entities that only get mentioned are left out."""
    known: dict[str, Entity] = {}
    for entity in dossier.entities:
        for name in (entity.name, *entity.names):
            known.setdefault(name.casefold(), entity)
    claims: dict[str, list[Claim]] = {}
    kinds: dict[str, SourceKind] = {}
    for claim in dossier.claims:
        name = index.speaker(claim)
        same = known.get(name.casefold())
        name = same.name if same else name
        claims.setdefault(name, []).append(claim)
        kinds.setdefault(name, same.kind if same else claim.source.kind if claim.source else SourceKind.AUTHOR)
    for question in dossier.questions:
        for account in question.accounts:
            claims.setdefault(account.source, [])
    views = []
    for name, made in sorted(claims.items(), key=lambda pair: -len(pair[1])):
        found = known.get(name.casefold())
        documents = dict.fromkeys(claim.document for claim in made)
        views.append(
            SourceView(
                anchor=index.source_anchors.get(name, ""),
                name=name,
                kind=SOURCE_KIND[kinds[name]] if name in kinds else "",
                names=tuple(each for each in (found.names if found else ()) if each != name),
                evidence=found.evidence if found else (),
                claims=len(made),
                documents=tuple(index.by_number[document] for document in documents),
                grades=index.graded.get(("entity", found.id), ()) if found else (),
            )
        )
    return tuple(views)


def _chains(dossier: Dossier) -> tuple[ChainView, ...]:
    chains = Counter(tuple(filter(None, claim.chain)) for claim in dossier.claims)
    return tuple(ChainView(chain, count(number, "claim")) for chain, number in chains.most_common(MOST_CHAINS) if chain)


def _origins(dossier: Dossier, index: Index) -> tuple[ShareView, ...]:
    total = len(dossier.claims) or 1
    return tuple(
        ShareView(
            anchor=index.origin_anchors[origin.id],
            name=origin.name,
            counts=f"{count(len(origin.documents), 'document')}, {count(len(origin.claims), 'claim')}",
            percent=min(round(100 * len(origin.claims) / total), 100),
            documents=tuple(index.by_number[d] for d in origin.documents if d in index.by_number),
            evidence=origin.evidence,
        )
        for origin in sorted(dossier.origins, key=lambda each: -len(each.claims))
    )


def _conduit(conduit: Conduit, index: Index) -> ShareView:
    return ShareView(
        anchor="",
        name=conduit.name,
        counts=f"{count(len(conduit.documents), 'document')}, {count(len(conduit.claims), 'claim')}",
        percent=min(max(round(100 * conduit.share), 0), 100),
        documents=tuple(index.by_number[d] for d in conduit.documents if d in index.by_number),
        evidence=(),
    )


# 4. Documents

_FORMATS = {"text/plain": "plain text", "text/html": "HTML", "application/pdf": "PDF"}


def _documents(dossier: Dossier, index: Index) -> tuple[DocumentView, ...]:
    views = []
    shown: set[str] = set()
    for reading, link in zip(dossier.readings, index.documents, strict=True):
        document = reading.document
        others = [claim for claim in reading.claims if claim.id not in index.homes and claim.id not in shown]
        shown.update(claim.id for claim in others)
        facts = (
            ("Publisher", document.publisher or "not stated"),
            ("Published", document.published.isoformat() if document.published else "not stated"),
            ("Author", document.author or ""),
            ("Language", document.language or ""),
            ("Format", _FORMATS.get(document.media_type, document.media_type or "unknown")),
            ("File", document.path),
            *(("Graded", words) for words in index.graded.get(("document", document.id), ())),
        )
        views.append(
            DocumentView(
                anchor=link.anchor,
                title=link.text,
                facts=tuple((name, value) for name, value in facts if value),
                sha256=document.sha256,
                state=Badge(document.state.value, STATE[document.state]),
                problems=document.problems,
                claims=count(len(reading.claims), "claim"),
                others=tuple(claim_view(claim, index) for claim in others),
            )
        )
    return tuple(views)
