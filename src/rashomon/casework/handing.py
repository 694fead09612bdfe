"""Handing a case to others: in any format, for the team or for the public, with the entry in the log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rashomon.casework.adding import of_case
from rashomon.casework.exporting import material_of, write_export
from rashomon.casework.exporting_json import NAME as JSON
from rashomon.casework.exporting_json import TITLE, json_format
from rashomon.casework.publishing import Public, move_checked, public_case
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.pipeline import pages_of_case
from rashomon.report.exports.base import Audience, Format, Lost, Reviewer
from rashomon.report.exports.registry import FORMATS, format_named
from rashomon.store.base import Case
from rashomon.store.bundle import write_bundle

BUNDLE: Final = "bundle"
"""Not one of the formats of `report.exports`, since it is bound to the log and checks itself."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed out. `hidden` counts the protected things replaced; `head` is of the log, of a bundle."""

    lost: tuple[Lost, ...] = ()
    hidden: int = 0
    head: str = ""


def hand_out(  # noqa: PLR0913
    case: Case,
    out: Path,
    name: str,
    *,
    audience: Audience = "team",
    base: str = "",
    originals: bool = True,
    reviewer: Reviewer | None = None,
) -> Handed:
    """Export a case and note it in its log.

    Args:
        name: "bundle", "json", or a format of `report.exports.registry`.
        base: what the addresses of claims and documents begin with.
        reviewer: of claimreview, the organisation that reviews.
        originals: of a bundle or of json, put the originals in, or only their hashes.

    Raises:
        Leaking: it is for the public and would tell something protected; nothing is written then.
        ItemError: a protected passage is not found any more.
        RunError: nothing was read yet, or the place is taken or cannot be written.
    """
    if audience == "team":
        if name == BUNDLE:
            return Handed(head=_bundle(case, out, originals=originals))
        made = _format(case, name, originals=originals)
        lost = write_export(made, material_of(case, config=Config(), base=base, reviewer=reviewer), out)
        case.log.append("export", {"format": name, "for": audience})
        return Handed(lost)
    with public_case(case) as public:
        handed = _public(public, out, name, base, originals=originals, reviewer=reviewer)
        case.log.append("export", {"format": name, "for": audience})
    return handed


def _public(  # noqa: PLR0913
    public: Public, out: Path, name: str, base: str, *, originals: bool, reviewer: Reviewer | None
) -> Handed:
    hidden = len(public.held.protections)
    if name != BUNDLE:
        made = _format(public.view, name, originals=originals)
        material = material_of(public.view, config=Config(), audience="public", base=base, reviewer=reviewer)
        return Handed(write_export(made, material, out, check=public.check), hidden)
    if out.exists() or out.is_symlink():
        raise RunError(f"{out}: export: there is something of that name already; give another name")
    unchecked = out.with_name(f".unchecked-{out.name}")
    head = _bundle(public.view, unchecked, originals=originals)
    move_checked(unchecked, out, public.check)
    return Handed((), hidden, head)


def _format(case: Case, name: str, *, originals: bool) -> Format:
    """Return a format by its name; asked for before the material is made, since JSON holds the case to its log."""
    return json_format(case, originals=originals) if name == JSON else format_named(name)


def names() -> dict[str, str]:
    """Return what a case can be handed out as, and what each is for."""
    titles = {name: format_named(name).title for name in FORMATS} | {JSON: TITLE}
    return {BUNDLE: "a case as files that a stranger can check without Rashomon", **dict(sorted(titles.items()))}


def _bundle(case: Case, out: Path, *, originals: bool) -> str:
    readings = tuple(case.readings())
    if not readings:
        raise RunError(f"{case.folder}: export: nothing was read yet; add files, or run 'rashomon reread'")
    pages = pages_of_case(readings, tuple(case.judgements()), config=of_case(case, Config()))
    receipt = write_bundle(case, out, pages, with_originals=originals)
    return f"{receipt['seq']} {receipt['head']}"
