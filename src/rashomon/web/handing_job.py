"""An export in a process of its own: `python -m rashomon.web.handing_job CASE FORMAT team|public OUT ACTOR`.

The last line of standard output says, as JSON, what became of it. The address of a PostgreSQL database comes from
RASHOMON_DATABASE.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rashomon.casework.handing import hand_out
from rashomon.casework.publishing import Leaking
from rashomon.errors import RashomonError
from rashomon.store.base import Case


def run(folder: Path, name: str, audience: str, out: Path, actor: str) -> dict[str, Any]:
    """Export a case and return what became of it."""
    try:
        with Case.open(folder, actor=actor) as case:
            handed = hand_out(case, out, name, audience="public" if audience == "public" else "team")
    except Leaking as found:
        return {"problem": str(found), "leaks": [asdict(leak) for leak in found.leaks]}
    except RashomonError as error:
        return {"problem": str(error)}
    return {"lost": [asdict(one) for one in handed.lost], "hidden": handed.hidden}


def main(arguments: list[str]) -> int:
    """Export, and say what became of it."""
    folder, name, audience, out, actor = arguments
    told = run(Path(folder), name, audience, Path(out), actor)
    print(json.dumps(told), flush=True)  # noqa: T201
    return 1 if "problem" in told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
