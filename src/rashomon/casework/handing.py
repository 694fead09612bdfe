"""Handing a case to others: in any format, for the team or for the public, with the entry in the log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rashomon.casework.adding import of_case
from rashomon.casework.exporting import material_of, write_export
from rashomon.casework.publishing import Public, move_checked, public_case
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.pipeline import pages_of_case
from rashomon.report.exports.base import Audience, Lost
from rashomon.report.exports.registry import format_named
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
    case: Case, out: Path, name: str, *, audience: Audience = "team", base: str = "", originals: bool = True
) -> Handed:
    """Export a case and note it in its log.

    Args:
        name: "bundle", or a format of `report.exports.registry`.
        base: what the addresses of claims and documents begin with.
        originals: of a bundle, put the originals in, or only their hashes.

    Raises:
        Leaking: it is for the public and would tell something protected; nothing is written then.
        ItemError: a protected passage is not found any more.
        RunError: nothing was read yet, or the place is taken or cannot be written.
    """
    if audience == "team":
        if name == BUNDLE:
            return Handed(head=_bundle(case, out, originals=originals))
        lost = write_export(format_named(name), material_of(case, config=Config(), base=base), out)
        case.log.append("export", {"format": name, "for": audience})
        return Handed(lost)
    with public_case(case) as public:
        handed = _public(public, out, name, base, originals=originals)
        case.log.append("export", {"format": name, "for": audience})
    return handed


def _public(public: Public, out: Path, name: str, base: str, *, originals: bool) -> Handed:
    hidden = len(public.held.protections)
    if name != BUNDLE:
        material = material_of(public.view, config=Config(), audience="public", base=base)
        return Handed(write_export(format_named(name), material, out, check=public.check), hidden)
    if out.exists() or out.is_symlink():
        raise RunError(f"{out}: export: there is something of that name already; give another name")
    made = out.with_name(f".unchecked-{out.name}")
    head = _bundle(public.view, made, originals=originals)
    move_checked(made, out, public.check)
    return Handed((), hidden, head)


def _bundle(case: Case, out: Path, *, originals: bool) -> str:
    readings = tuple(case.readings())
    if not readings:
        raise RunError(f"{case.folder}: export: nothing was read yet; add files, or run 'rashomon reread'")
    pages = pages_of_case(readings, tuple(case.judgements()), config=of_case(case, Config()))
    receipt = write_bundle(case, out, pages, with_originals=originals)
    return f"{receipt['seq']} {receipt['head']}"
