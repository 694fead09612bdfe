from __future__ import annotations

from dataclasses import replace

import stored
from rashomon.records import ReadState
from rashomon.store.base import Case, Location, LocationKind, Stored
from rashomon.store.views import newest_of, reading_of
from rashomon.store.views_documents import (
    Asked,
    child_counts,
    children_of,
    claim_counts,
    document_page,
    documents_of,
    has_missing,
)


def filled(case: Case) -> list[str]:
    """Store five documents and return their ids: read, failed, in part, with a title, inside the first."""
    first = stored.put(case, "The Army denied it.", name="/files/Alpha_1.txt").document
    failed = replace(stored.reading("", state=ReadState.FAILED).document, sha256=case.add_original(b"%PDF-broken"))
    case.put(
        [
            Stored(
                sha256=failed.sha256,
                size=11,
                location=Location(kind=LocationKind.PATH, name="/files/b%.pdf", tool="tests"),
                reading=replace(stored.reading(""), document=failed),
            )
        ],
        run=stored.RUN,
    )
    part = stored.reading("It rained. It snowed.", state=ReadState.PARTIAL)
    stored.put(case, "It rained. It snowed.", name="https://example.org/c", read=part)
    titled = stored.reading("Nobody came.")
    titled = replace(titled, document=replace(titled.document, title="Über den Fluß"))
    stored.put(case, "Nobody came.", name="d.txt", read=titled)
    inside = stored.stored(case, "All left.", name="e.txt", read=stored.reading("All left."))
    case.put([replace(inside, parent=first, member="e.txt", location=None)], run=stored.RUN)
    return [kept.id for kept in case.documents()]


def listed(case: Case, *, most: int = 10, skip: int = 0, **asked: object) -> tuple[list[int], int]:
    with case.base.reading() as connection:
        kept, found = document_page(connection, Asked(**asked), most=most, skip=skip)  # type: ignore[arg-type]
    return [each.number for each in kept], found


def test_a_page_of_documents_is_what_was_asked_for_and_says_how_many_there_are(case: Case) -> None:
    filled(case)
    assert listed(case) == ([1, 2, 3, 4, 5], 5)
    assert listed(case, most=2, skip=2) == ([3, 4], 5)
    assert listed(case, most=2, skip=8) == ([], 5)
    assert listed(case, worst_first=True) == ([2, 3, 1, 4, 5], 5)
    assert listed(case, states=("failed", "partial")) == ([2, 3], 2)


def test_names_are_found_in_titles_publishers_and_places_and_signs_are_signs(case: Case) -> None:
    filled(case)
    assert listed(case, name="alpha_1") == ([1], 1)
    assert listed(case, name="alphaX1") == ([], 0)
    assert listed(case, name="%.pdf") == ([2], 1)
    assert listed(case, name="EXAMPLE.org") == ([3], 1)
    assert listed(case, name="den fluß") == listed(case, name="über") == listed(case, name="Über") == ([4], 1)
    assert listed(case, name="post", most=1, skip=1, worst_first=True)[1] == 5, "the publisher of all"
    assert listed(case, name="post", states=("partial",)) == ([3], 1)


def test_what_stands_around_documents_is_counted(case: Case) -> None:
    ids = filled(case)
    with case.base.reading() as connection:
        assert [kept.id for kept in documents_of(connection, [ids[3], "d0", ids[0]])] == [ids[0], ids[3]]
        assert [kept.id for kept in children_of(connection, ids[0], most=5)] == [ids[4]]
        assert child_counts(connection, ids) == {ids[0]: 1}
        assert claim_counts(connection, ids) == {ids[0]: 1, ids[2]: 1, ids[3]: 1, ids[4]: 1}
        assert not has_missing(connection)
    gone = Location(kind=LocationKind.PATH, name="gone.txt", tool="tests")
    case.put([Stored(sha256="", location=gone, problems=("it is not there; check the name",))])
    with case.base.reading() as connection:
        assert has_missing(connection)


def test_one_reading_is_the_one_that_counts(case: Case) -> None:
    (first,) = [stored.put(case, "The Army denied it.").document]
    assert first is not None
    later = stored.reading("The Army denied it.", source="the Navy")
    sha256 = later.document.sha256
    with case.base.reading() as connection:
        number = newest_of(connection, first)
    case.put([Stored(sha256=sha256, reading=later)], run=stored.LATER)
    with case.base.reading() as connection:
        assert newest_of(connection, first) == number + 1
        assert reading_of(connection, first) == later
        assert (newest_of(connection, "d0"), reading_of(connection, "d0")) == (0, None)
