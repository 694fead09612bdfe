"""From the fields of the builder's form to a dossier, and what its buttons do to one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from starlette.datastructures import FormData

from rashomon.errors import ItemError
from rashomon.store.dossiers import Arrangement, Part, Show, shown

TITLE = "Untitled dossier"


def new_key() -> str:
    """Return a name for a new part."""
    return secrets.token_hex(4)


def arrangement(form: FormData) -> Arrangement:
    """Return the dossier that a form holds: its parts in the order in which they stand there.

    Raises:
        ItemError: a field is not what the form sends.
    """
    title = _text(form, "title").strip() or TITLE
    parts = []
    for key in form.getlist("part"):
        if not isinstance(key, str):
            raise ItemError("dossier", step="save", reason="part: a text is needed", remedy="load the page again")
        question, text = _text(form, f"question-{key}"), _text(form, f"text-{key}")
        show = shown(each for each in form.getlist(f"show-{key}") if isinstance(each, str)) if question else ()
        parts.append(Part(key, text.replace("\r\n", "\n"), question, show))
    return Arrangement(title, tuple(parts))


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def acted(says: Arrangement, act: str, about: str, *, text: str = "") -> tuple[Arrangement, str]:
    """Return a dossier after a button was pressed, and the part to look at next.

    Args:
        act: up, down or remove (a part), text (new words, after a part or at the start), add (a question, at the end).
        about: key of the part, or id of the question.
        text: title of the question that is added.
    """
    parts = list(says.parts)
    at = next((place for place, part in enumerate(parts) if part.key == about), -1)
    match act:
        case "up" if at > 0:
            parts[at - 1], parts[at] = parts[at], parts[at - 1]
        case "down" if 0 <= at < len(parts) - 1:
            parts[at + 1], parts[at] = parts[at], parts[at + 1]
        case "remove" if at >= 0:
            del parts[at]
            about = parts[min(at, len(parts) - 1)].key if parts else ""
        case "text":
            about = new_key()
            parts.insert(at + 1, Part(about))
        case "add":
            about = _added(parts, about, text)
    return replace(says, parts=tuple(parts), of=None), about


def _added(parts: list[Part], question: str, text: str) -> str:
    """Add a question at the end; one that is there already is only looked at."""
    for part in parts:
        if part.question == question:
            return part.key
    parts.append(Part(new_key(), text, question, tuple(Show)))
    return parts[-1].key


def listed_parts(given: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts as a program sends them, each with a key of its own where it has none."""
    return tuple(replace(part, key=part.key or new_key()) for part in given)
