"""The installed command, for tests that need the real thing: another process, its streams and its exit status."""

from __future__ import annotations

import sysconfig
from pathlib import Path

RASHOMON = str(Path(sysconfig.get_path("scripts")) / "rashomon")
