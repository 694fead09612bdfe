"""Rashomon in programs and notebooks: open a case, read files, look at claims, as the records of `rashomon.records`.

    with rashomon.open_case("raqqa") as case:
        for question in case.questions.where(status="contested"):
            for account in question.accounts:
                print(account.source, account.position)

Errors are those of `rashomon.errors`: `ItemError` for one thing that cannot be done, `RunError` where nothing can go
on. Nothing here opens a network connection, except `Case.add` for an address that is given to it.
"""

from __future__ import annotations

import os

from rashomon.api.case import Case, create_case, open_case
from rashomon.api.listed import Listed
from rashomon.api.reading import claims, read

# Parts that would report home are told not to before anything imports them.
for _switch in ("DO_NOT_TRACK", "ORT_DISABLE_TELEMETRY"):
    os.environ.setdefault(_switch, "1")

__all__ = ["Case", "Listed", "claims", "create_case", "open_case", "read"]
