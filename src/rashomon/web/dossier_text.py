"""Words of people's own in a dossier: a small part of Markdown, made safe.

Paragraphs, emphasis, lists, quotations and links to the web. Nothing else is read as markup: HTML, pictures and raw
addresses stay the characters that they are.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from rashomon.report.marked import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_RULES = ("emphasis", "list", "blockquote", "newline", "escape", "link", "balance_pairs", "fragments_join")
_SCHEMES = ("http://", "https://")
_NESTING = 12


def own_words(text: str) -> Markup:
    """Return a text as markup that is safe on any page: every character of it that is no mark is escaped."""
    return Markup(_parser().render(clean(text)))  # noqa: S704  markdown-it escapes, and its HTML rules are off


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "maxNesting": _NESTING})
    known = {rule for rules in parser.get_all_rules().values() for rule in rules}
    parser.enable([rule for rule in _RULES if rule in known])
    parser.validateLink = _leads_to_the_web  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _outside)
    return parser


def _leads_to_the_web(url: str) -> bool:
    return url.lower().startswith(_SCHEMES)


def _outside(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
    """Send nothing of ours along where a reader follows a link."""
    tokens[at].attrSet("rel", "noreferrer noopener")
    said: str = renderer.renderToken(tokens, at, options, env)
    return said
