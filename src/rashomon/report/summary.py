"""The lines that end a report on the terminal."""

from __future__ import annotations

from pathlib import Path

from rashomon.records import Dossier


def summary(dossier: Dossier, output: Path) -> list[str]:
    """Return the ten lines that end a report: what was read, what is contested, where the page lies."""
    states = [reading.document.state.value for reading in dossier.readings]
    contested = [q for q in dossier.questions if q.status.value == "contested"]
    sources = {account.source for question in dossier.questions for account in question.accounts}
    conduit = dossier.conduits[0] if dossier.conduits else None
    through = f"{conduit.name} ({len(conduit.claims)} claims came through it)" if conduit else "none"
    return [
        f"documents            {len(states)} ({', '.join(f'{states.count(s)} {s}' for s in dict.fromkeys(states))})",
        f"sources              {len(dossier.entities)} ({len(sources)} of them answer a question)",
        f"claims               {len(dossier.claims)}",
        f"questions            {len(dossier.questions)}",
        f"contested questions  {len(contested)}",
        f"  first of them      {contested[0].text if contested else 'none'}",
        f"relations            {len(dossier.relations)}",
        f"origins              {len(dossier.origins)}, copied documents {len(dossier.echoes)}",
        f"main conduit         {through}",
        f"dossier              {output.resolve()}",
    ]
