"""A dossier as one file that opens from a disk: no script, no request, everything in it; and the entry in the log."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from markupsafe import Markup

from rashomon import __version__
from rashomon.casework.publishing import refuse_leaks
from rashomon.errors import RashomonError
from rashomon.records import Secret
from rashomon.report.wording import LIMITS, ROLE, count
from rashomon.store.dossiers import KeptDossier
from rashomon.store.views import freshness
from rashomon.web import shapes_dossier as shown
from rashomon.web.board import meta
from rashomon.web.desk import Desk
from rashomon.web.dossier_made import made
from rashomon.web.dossier_page import cited, figures, gather, parts, speaking
from rashomon.web.rendering import render
from rashomon.web.veil import Veil

_CSS = (
    Path(__file__).parent.parent / "report/templates/dossier.css",
    Path(__file__).parent / "static/dossier_file.css",
)
_NAME = re.compile(r"[^a-z0-9]+")


class Behind(RashomonError):  # noqa: N818  the name of an answer, not of a fault
    """The comparison does not yet know of everything in the case: a file made now would not be what people decided."""


@dataclass(frozen=True, slots=True)
class File:
    """An exported dossier, with the SHA-256 of its bytes, hex."""

    name: str
    data: bytes
    sha256: str


def look(desk: Desk, kept: KeptDossier, *, title: str, actor: str) -> shown.DossierPage:
    """Return everything that the file of a dossier shows, all of one moment.

    Raises:
        Missing: nothing was compared yet.
        Behind: the comparison is not up to date; it is asked for.
        ItemError: the dossier would quote more than anybody reads.
    """
    desk.decisions.refresh()
    with desk.rows() as board, desk.case.base.reading() as case:
        if meta(board, "mark") != f"{__version__} {freshness(case)[0]}":
            desk.regroup.want()
            why = desk.regroup.problem or "it is being made again"
            raise Behind(f"the comparison does not know of the last decisions yet ({why}); try again in some seconds")
        found = gather(board, kept)
        shown_parts = tuple(parts(desk, board, kept, found))
        documents, speakers = cited(case, board, found), speaking(found)
        return shown.DossierPage(
            title=kept.says.title,
            case=title,
            version=kept.version,
            figures=figures(found, len(documents), len(speakers)),
            parts=shown_parts,
            # Words that are not written out in their place stand at the end: a number without its words is none.
            words=tuple(p.question for p in shown_parts if p.question is not None and "words" not in p.question.show),
            speaking=speakers,
            cited=documents,
            made=made(desk, case, board, kept, found, actor=actor),
        )


def written(page: shown.DossierPage, *, back: str = "") -> str:
    """Return a dossier as HTML.

    Args:
        back: the address of the builder, where the page is a preview; a file leads nowhere.
    """
    return render(
        "dossier_file.html",
        page=page,
        limits=LIMITS,
        roles=ROLE,
        style=style(),
        policy=policy(),
        back=back,
        count=count,
    )


def export(desk: Desk, kept: KeptDossier, *, title: str, actor: str, public: bool = False) -> File:
    """Return the file of a dossier, after its hash was written into the log of the case.

    Args:
        public: make it of what the public may have, and refuse it where the check finds what is protected.

    Raises:
        Missing, Behind, ItemError: as `look`.
        Veiled: what the public may have is not made yet.
        Leaking: it would tell something protected.
        RunError: the log cannot be written.
    """
    shown: Desk = desk
    secrets: tuple[Secret, ...] = ()
    if public and desk.veil is not None:
        shown, secrets = desk.veil.public()
        kept, title, actor = _worded(kept, desk.veil), desk.veil.words(title), "the team of this case"
    page = look(shown, kept, title=title, actor=actor)
    data = written(page).encode("utf-8")
    if secrets:
        refuse_leaks(desk.case, data, secrets)
    file = File(f"{_slug(kept.says.title)}.html", data, hashlib.sha256(data).hexdigest())
    told = {"format": "dossier", "dossier": kept.id, "version": kept.version, "file": file.name, "sha256": file.sha256}
    told |= {"for": "public"} if public else {}
    desk.case.log.append("export", told, actor=actor)
    return file


def _worded(kept: KeptDossier, veil: Veil) -> KeptDossier:
    """Return a dossier with what is protected replaced in what people wrote."""
    parts = tuple(replace(part, text=veil.words(part.text)) for part in kept.says.parts)
    return replace(kept, says=replace(kept.says, title=veil.words(kept.says.title), parts=parts))


@cache
def style() -> Markup:
    """Return the look of the file; all of it ours, so that it is no document's text."""
    return Markup("\n".join(path.read_text(encoding="utf-8") for path in _CSS))  # noqa: S704


@cache
def policy() -> str:
    """Return the policy of the file: nothing is loaded from anywhere, and no style but the one in it, by its hash."""
    digest = base64.b64encode(hashlib.sha256(style().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    return _NAME.sub("-", plain).strip("-")[:60] or "dossier"
