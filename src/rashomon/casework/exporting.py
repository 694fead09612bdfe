"""A case written in another format: a folder, a ZIP, or one data file with its loss beside it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rashomon.casework.comparing import case_dossier
from rashomon.config import Config
from rashomon.errors import RunError
from rashomon.records import Dossier
from rashomon.report.exports.base import Audience, Format, Lost, Material, Retrieval, Reviewer, Run, loss_object
from rashomon.store.base import Case, now
from rashomon.store.zipping import write_zip

LOSS: Final = "loss.json"


def material_of(  # noqa: PLR0913
    case: Case,
    *,
    config: Config,
    audience: Audience = "team",
    base: str = "",
    reviewer: Reviewer | None = None,
    dossier: Dossier | None = None,
) -> Material:
    """Return a case as an export sees it.

    Args:
        dossier: the comparison, where the caller has it already.

    Raises:
        RunError: nothing was read yet, or a stored reading is damaged.
    """
    dossier = dossier or case_dossier(case, config=config)
    runs = {run: Run(run, kept.version, kept.config) for run, kept in case.runs().items()}
    of = {kept.id: runs[kept.run] for kept in case.documents() if kept.run in runs}
    return Material(dossier, case.id, now(), audience, base, _retrieved(case), of, reviewer)


def _retrieved(case: Case) -> dict[str, tuple[Retrieval, ...]]:
    return {
        document: tuple(Retrieval(row.kind, row.name, row.retrieved, row.tool, row.final_url) for row in rows)
        for document, rows in case.locations().items()
    }


def write_export(
    made: Format, material: Material, out: Path, *, check: Callable[[Path], None] = lambda _: None
) -> tuple[Lost, ...]:
    """Write a case in a format and return what the format could not carry.

    Args:
        out: a ZIP if its name ends in ".zip"; one file, with "NAME.loss.json" beside it, if it ends as the format's
            data file does; else a folder. Nothing of that name may be there.
        check: called with the folder of finished files; whatever it raises stops the export, and nothing stays.

    Raises:
        RunError: the place is taken or cannot be written.
    """
    single = bool(made.suffix) and out.name.lower().endswith(made.suffix)
    beside = out.with_name(f"{out.name}.{LOSS}")
    for path in (out, beside) if single else (out,):
        if path.exists() or path.is_symlink():
            raise RunError(f"{path}: export: there is something of that name already; take it away or give another")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
            folder = Path(temporary) / "export"
            folder.mkdir()
            lost = tuple(one for one in made.write(material, folder) if one.count)
            files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
            told = json.dumps(loss_object(made, material, lost, files), ensure_ascii=False, indent=1)
            (folder / LOSS).write_text(f"{told}\n", encoding="utf-8")
            check(folder)
            if single and len(files) == 1:
                (folder / LOSS).rename(beside)
                (folder / files[0]).rename(out)
            elif out.suffix.lower() == ".zip":
                write_zip(folder, [*files, LOSS], Path(temporary) / "export.zip")
                (Path(temporary) / "export.zip").rename(out)
            else:
                folder.rename(out)
    except OSError as error:
        raise RunError(f"{out}: export: {error.strerror}; choose a folder with room that can be written") from error
    return lost
