"""Files in a ZIP, the same for the same files: names sorted, times and rights fixed."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_TIME: Final = (1980, 1, 1, 0, 0, 0)


def write_zip(folder: Path, names: Iterable[str], path: Path) -> None:
    """Write files of a folder, by their names in it, to a new ZIP and have it on the disk.

    Raises:
        OSError: the ZIP is there already or cannot be written, or a file cannot be read.
    """
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(names):
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100644 << 16
            info.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
