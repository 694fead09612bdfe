"""An open case as a library gives it: its parts as records, the comparison made once for each state of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, overload

from rashomon.api.judging import Judging
from rashomon.api.listed import Listed
from rashomon.api.reading import Paths, configured, names
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.records import Claim, Document, Dossier, Entity, Mark, Origin, Question, Relation

if TYPE_CHECKING:
    import pandas
    import polars

    from rashomon.casework import OnOutcome
    from rashomon.report.exports.base import Lost
    from rashomon.report.exports.tables import Index
    from rashomon.store import base
    from rashomon.store.entries import Finding, Hit, Outcome, Status
    from rashomon.store.judgements import Judgement


def open_case(path: str | Path, *, write: bool = True, database: str | None = None, actor: str | None = None) -> Case:
    """Open a case; a context manager, or call `close` at the end.

    Args:
        path: the folder of the case.
        write: False for looking only: nothing in the folder is touched then, and an older case is not brought up to
            date.
        database: a PostgreSQL URL with what the case does not keep; None takes RASHOMON_DATABASE or what it keeps.
        actor: who works on it, for judgements and the log; the system's user name by default.

    Raises:
        RunError: it is no case, a newer program made it, or its database cannot be reached.
    """
    from rashomon.store import base

    return Case(base.Case.open(Path(path), database=database, write=write, actor=actor))


def create_case(
    path: str | Path, *, profile: str = "literal", database: str | None = None, actor: str | None = None
) -> Case:
    """Make a new, empty case and open it. The folder must not exist, or be empty.

    Raises:
        RunError: the folder is taken, there is no such profile, or the database cannot be reached.
    """
    from rashomon.extract.reading import check
    from rashomon.store import base

    check(configured(profile=profile).extract)
    return Case(base.Case.create(Path(path), database=database, profile=profile, actor=actor))


class Case(Judging):
    """An open case.

    What it gives are the records of `rashomon.records`, as people judged them; what is rejected is in `rejected`. A
    list that you hold does not change when the case does: ask the case again.

    Attributes:
        store: the case as the store knows it, for what has no short way here.
    """

    def __init__(self, store: base.Case) -> None:
        self.store = store
        self._dossier: tuple[str, Dossier] | None = None
        self._tables: Index | None = None

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Case {self.folder.name!r} {self.id[:8]}>"

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    @property
    def id(self) -> str:
        """Identity of the case, 32 hex digits."""
        return self.store.id

    @property
    def folder(self) -> Path:
        """The folder of the case."""
        return self.store.folder

    @property
    def actor(self) -> str:
        """Who works on it."""
        return self.store.actor

    # What it holds

    @property
    def dossier(self) -> Dossier:
        """The comparison of all that was read; made when first asked for, and anew after a change by whomever.

        Raises:
            RunError: a stored reading is damaged.
        """
        from rashomon.casework import case_dossier
        from rashomon.store.views import freshness

        with self.store.base.reading() as connection:
            mark, _ = freshness(connection)
        if self._dossier is None or self._dossier[0] != mark:
            unread = mark.startswith("0.")  # no reading yet
            made = Dossier((), (), (), (), (), (), (), self.store.profile)
            self._dossier = mark, made if unread else case_dossier(self.store, config=Config())
        return self._dossier[1]

    @property
    def documents(self) -> Listed[Document]:
        """The documents that were read or could not be, with their texts, in the order added."""
        return Listed(reading.document for reading in self.dossier.readings)

    @property
    def claims(self) -> Listed[Claim]:
        """All claims that stand, document by document. The words of one are spans of its document's text."""
        return Listed(self.dossier.claims)

    @property
    def rejected(self) -> Listed[Claim]:
        """Claims that a person took out."""
        return Listed(self.dossier.rejected)

    @property
    def questions(self) -> Listed[Question]:
        """What the claims answer, with the accounts of each source; the contested first."""
        return Listed(self.dossier.questions)

    @property
    def sources(self) -> Listed[Entity]:
        """Who speaks, across documents."""
        return Listed(self.dossier.entities)

    @property
    def relations(self) -> Listed[Relation]:
        """How pairs of claims stand to each other, and why."""
        return Listed(self.dossier.relations)

    @property
    def origins(self) -> Listed[Origin]:
        """Where claims enter, once chains and copies are collapsed."""
        return Listed(self.dossier.origins)

    @property
    def marks(self) -> Listed[Mark]:
        """What people decided and is applied, part by part."""
        return Listed(self.dossier.judged)

    @property
    def judgements(self) -> Listed[Judgement]:
        """Everything that people decided, in the order made, also what was undone."""
        return Listed(self.store.judgements())

    def status(self) -> Status:
        """Return how many documents are in each state, which were not read in full, and why."""
        return self.store.status()

    def search(  # noqa: PLR0913
        self,
        words: str = "",
        *,
        source: str | None = None,
        stance: str | None = None,
        earliest: date | None = None,
        latest: date | None = None,
        limit: int = 50,
    ) -> tuple[Hit, ...]:
        """Return sentences that fit all conditions, in the order of the case.

        Args:
            words: words, "phrases in quotation marks" and beginnings (convo*), all in one sentence.
            source: part of the name of who says it.
            stance: how the source stands to it ("denies").
            earliest, latest: when the document was published, inclusive.
            limit: most sentences.

        Raises:
            RunError: nothing is asked for.
        """
        from rashomon.store.entries import SearchQuery

        asked = SearchQuery(
            words=words, source=source, stance=stance, earliest=earliest, latest=latest, limit=limit, claims=True
        )
        return tuple(self.store.search(asked))

    # Going in

    def add(
        self,
        paths: Paths = (),
        *,
        published: date | None = None,
        language: str | None = None,
        retry: bool = False,
        on_outcome: OnOutcome = lambda *_: None,
    ) -> tuple[Outcome, ...]:
        """Archive files, folders, patterns and addresses, read them, and return what became of each file.

        Args:
            paths: one or several; an address (https://…) is fetched.
            published: publication date of documents that give none.
            language: of scans, as Tesseract names it.
            retry: also try again what could not be read before.
            on_outcome: called for each file once it is safe, with its outcome and its problems.

        Raises:
            RunError: the case cannot be written.
        """
        from rashomon import casework

        outcomes: list[Outcome] = []

        def told(outcome: Outcome, problems: tuple[str, ...]) -> None:
            outcomes.append(outcome)
            on_outcome(outcome, problems)

        config = configured(published=published, language=language)
        casework.add(self.store, names(paths), config=config, language=language, retry=retry, on_outcome=told)
        return tuple(outcomes)

    # Going out

    def report(self, path: str | Path) -> Path:
        """Write the dossier as one page without scripts, and return where; a file of that name is replaced.

        Raises:
            RunError: it cannot be written.
        """
        from rashomon.cli_output import write_output
        from rashomon.report.html import render_html

        out = Path(path)
        write_output(out, render_html(self.dossier))
        return out

    def export(
        self, name: str, path: str | Path, *, base: str = "", audience: Literal["team", "public"] = "team"
    ) -> tuple[Lost, ...]:
        """Write the case in one of the formats of `rashomon formats`; return what that cannot carry.

        Args:
            name: of the format ("contract", "csv"); "bundle" for a case as files that checks itself.
            path: a folder, a name ending in ".zip", or the one data file; nothing of that name may be there.
            base: what the addresses of claims and documents begin with.
            audience: "public" leaves out what is protected, and refuses where the check finds anything of it.

        Raises:
            Leaking: it is for the public and would tell something protected (`rashomon.casework.publishing`).
            RunError: there is no such format, nothing was read yet, or the place is taken or cannot be written.
        """
        from rashomon.casework.handing import hand_out, names

        if name not in names():
            raise RunError(f"export: {name!r} is no format; choose one of {', '.join(names())}")
        return hand_out(self.store, Path(path), name, audience=audience, base=base).lost

    def backup(self, path: str | Path, *, to: Iterable[str] = ()) -> str:
        """Write the whole case into one new file and return the file's SHA-256.

        Args:
            to: public keys ("age1…", "ssh-ed25519 …") that the file is encrypted to; in clear without one. There is no
                passphrase here, since notebooks keep what is written in them; `rashomon backup --encrypt` asks for one.

        Raises:
            RunError: the file is there already or cannot be written, an original is damaged, or a key is none.
        """
        from rashomon.store.sealed import Seal

        recipients = tuple(to)
        return self.store.backup(Path(path), seal=Seal(recipients=recipients) if recipients else None)

    def verify(self) -> tuple[Finding, ...]:
        """Return everything that is not as it was written; empty where all is."""
        return tuple(self.store.verify())

    # As tables

    @overload
    def frame(self, noun: str, kind: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...

    @overload
    def frame(self, noun: str, kind: Literal["polars"]) -> polars.DataFrame: ...

    def frame(self, noun: str, kind: Literal["pandas", "polars"] = "pandas") -> Any:
        """Return a table of the case as a data frame: one row a record, ids that join, dates and numbers as such.

        Args:
            noun: "questions", "accounts", "positions", "claims", "quantities", "times", "places", "relations",
                "sources", "origins", "documents", "judgements" and so on: a wrong one is answered with them all.
            kind: "pandas" (`pip install 'rashomon[pandas]'`) or "polars" (`pip install 'rashomon[polars]'`).

        Raises:
            RunError: there is no such table, or the library is not installed.
        """
        from rashomon.api.frames import frame

        return frame(self._index(), noun, kind)

    def rows(self, noun: str) -> Iterator[dict[str, object]]:
        """Yield the rows of a table as plain dicts: text, numbers, dates, tuples, None.

        Raises:
            RunError: there is no such table.
        """
        from rashomon.api.frames import rows

        return rows(self._index(), noun)

    def _index(self) -> Index:
        """Return what tables are made from, once for each comparison."""
        from rashomon.casework.exporting import material_of
        from rashomon.report.exports.tables import Index

        dossier = self.dossier
        if self._tables is None or self._tables.dossier is not dossier:
            self._tables = Index(material_of(self.store, config=Config(), dossier=dossier))
        return self._tables
