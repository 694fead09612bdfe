"""Rashomon lays every account of a contested event side by side.

For programs: `open_case`, `create_case`, `read` and `claims`, explained in `rashomon.api`; loaded when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rashomon.api import claims, create_case, open_case, read

__version__ = "0.1.0"
__all__ = ["__version__", "claims", "create_case", "open_case", "read"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'rashomon' has no attribute {name!r}")
    from rashomon import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
