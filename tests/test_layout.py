"""What holds the code base together: who may import whom, how long things may get, and what no file may carry."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "rashomon"

BOTTOM = frozenset({"records", "config", "errors", "machine", "timings"})
# `evaluate` is no room but keeps the same rule: a scorer must not know what it scores.
ROOMS = frozenset({"ingest", "extract", "link", "compare", "report", "store", "protect", "grading", "evaluate"})
FREE = frozenset(
    {
        *("api", "archive", "pipeline", "casework", "doctor", "scoring", "engine", "web"),
        *(path.stem for path in PACKAGE.glob("cli*.py")),
    }
)
WITHOUT_CODE = frozenset({"", "data", "models", "schemas"})

MODULE_CEILING, FUNCTION_CEILING = 400, 60
SLOW_IMPORTS = (
    *("spacy", "thinc", "numpy", "trafilatura", "lxml", "pypdfium2", "jinja2", "rich.markdown", "jsonschema"),
    *("docx", "openpyxl", "fastwarc", "webvtt", "striprtf", "markdown_it", "PIL"),
    *("sqlalchemy", "alembic", "psycopg", "fastapi", "uvicorn", "argon2", "cryptography", "rfc3161_client"),
    *("pyrage", "pandas", "polars", "daft", "ray", "pyarrow"),
)


def part(module: str) -> str:
    """Return the room or top-level module that a dotted name belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


def name_of(path: Path) -> str:
    inside = path.relative_to(PACKAGE.parent).with_suffix("")
    return ".".join(inside.parts[:-1] if inside.name == "__init__" else inside.parts)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything of ours that a module imports, inside functions too."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.split(".")[0] == "rashomon")


def allowed(importer: str, name: str) -> bool:
    if name == "rashomon.__version__" or importer in FREE:
        return True
    if importer == "":  # the package itself hands out the names of its API, when they are first asked for
        return part(name) == "api"
    # A module of the bottom layer may be a package of its own parts, but knows nothing beside itself.
    return (importer in ROOMS and part(name) in BOTTOM | {importer}) or (importer in BOTTOM and part(name) == importer)


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@cache
def tracked() -> tuple[Path, ...]:
    """The files that belong to the project: those git knows, or all but hidden ones where there is no git."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [p for p in ROOT.rglob("*") if not any(s.startswith(".") for s in p.relative_to(ROOT).parts)]
    return tuple(path for path in found if path.is_file() and not path.is_symlink())


def texts() -> Iterator[tuple[str, str]]:
    """Yield name and text of every tracked text file."""
    for path in tracked():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_every_part_of_the_package_has_its_place_in_the_import_rule() -> None:
    parts = {part(name_of(path)) for path in modules()}
    assert parts <= BOTTOM | ROOMS | FREE | WITHOUT_CODE
    assert parts >= BOTTOM | {"ingest", "extract", "link", "compare", "report", "pipeline", "cli"}


def test_rooms_import_the_bottom_layer_and_themselves_only() -> None:
    offences = [
        f"{path.relative_to(ROOT)}:{line}: {part(name_of(path)) or 'the package'} must not import {name}"
        for path in modules()
        for line, name in imported(path)
        if not allowed(part(name_of(path)), name)
    ]
    assert not offences, "\n".join(["", *offences])


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import rashomon.link.entities", ["rashomon.link.entities"]),
        ("from rashomon import __version__", ["rashomon.__version__"]),
        ("def f():\n    from rashomon.compare import echoes", ["rashomon.compare.echoes"]),
        ("from ..compare.echoes import find", ["rashomon.compare.echoes.find"]),
        ("from . import html", ["rashomon.report.html"]),
        ("import json", []),
    ],
)
def test_no_way_of_importing_escapes_the_rule(
    source: str, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "rashomon")
    path = tmp_path / "rashomon" / "report" / "page.py"
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert [name for _, name in imported(path)] == names


def test_modules_and_functions_stay_short() -> None:
    offences = []
    for path in tracked():
        if path.suffix != ".py" or path.is_relative_to(ROOT / "tests"):
            continue
        name, source = path.relative_to(ROOT), path.read_text(encoding="utf-8")
        if (length := len(source.splitlines())) > MODULE_CEILING:
            offences.append(f"{name}: {length} lines (ceiling {MODULE_CEILING})")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_CEILING:
                    offences.append(
                        f"{name}:{node.lineno}: {node.name} has {length} lines (ceiling {FUNCTION_CEILING})"
                    )
    assert not offences, "\n".join(["", *offences])


def test_help_loads_nothing_slow() -> None:
    program = (
        "import sys, rashomon.cli\n"
        "sys.argv = ['rashomon', '--help']\n"
        "try:\n    rashomon.cli.main()\n"
        f"finally:\n    print(*[m for m in {SLOW_IMPORTS!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "rashomon" in done.stdout
    assert done.stderr.split() == []


def test_importing_the_package_loads_nothing_but_itself() -> None:
    program = (
        "import sys, rashomon\n"
        f"print(*[m for m in sys.modules if m.startswith('rashomon.') or m in {SLOW_IMPORTS!r}])\n"
        "rashomon.open_case\n"
        f"print(*[m for m in {SLOW_IMPORTS!r} if m in sys.modules])\n"
        "print(sorted(set(rashomon.__all__) - set(dir(rashomon))))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "", "[]"]


# Folders that exist on one machine only, and addresses of single packages, which change and say where somebody works.
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:work|farm|root|home|opt|Users)/\w")
PACKAGE_ADDRESS = re.compile(r"https?://(?:\S+\.(?:whl|tar\.gz|tgz)\b|files\.pythonhosted\b|\S*/simple/)")


@pytest.mark.parametrize("pattern", [MACHINE_PATH, PACKAGE_ADDRESS], ids=["machine path", "package address"])
def test_no_file_tells_of_the_machine_it_was_made_on(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts()
        for match in pattern.finditer(text)
    ]
    assert not found, "\n".join(["", *found])


def grams(text: str, length: int = 12) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_no_file_holds_twelve_words_in_a_row_from_the_first_report(seed_dir: Path) -> None:
    theirs: set[tuple[str, ...]] = set()
    for path in seed_dir.glob("*.txt"):
        theirs |= grams(path.read_text(encoding="utf-8", errors="replace"))
    assert theirs
    copied = []
    for name, text in texts():
        # Markup between two words does not make them ours.
        shared = (grams(text) | grams(re.sub(r"<[^>]{0,500}>", " ", text))) & theirs
        copied += [f"{name}: {' '.join(gram)}" for gram in sorted(shared)[:1]]
    assert not copied, "\n".join(["", *copied])


def pinned(name: str) -> dict[str, list[str]]:
    """Return the versions that a lock names, after making sure that each has its hash and nothing an address."""
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in lock
    pins: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=\w)", lock.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
        package, version = re.split(r"==", entry.split()[0])
        pins.setdefault(package, []).append(version)
    return pins


def test_the_installer_is_pinned_by_hash() -> None:
    assert list(pinned("requirements-pip.lock")) == ["pip"]


def test_the_lock_holds_every_dependency_by_hash_and_no_address() -> None:
    pins = pinned("requirements.lock")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    wanted += project["dependency-groups"]["dev"]
    stale = [w for w in map(Requirement, wanted) if not any(w.specifier.contains(v) for v in pins.get(w.name, []))]
    assert not stale, f"run make lock: {[str(requirement) for requirement in stale]}"


def test_the_patterns_see_what_they_are_for() -> None:
    folder, host = "work", "files.pythonhosted"
    assert MACHINE_PATH.search(f'open("/{folder}/project/a.txt")')
    assert not MACHINE_PATH.search("see ./work/notes, ~/home/x and example.org/opt/in")
    assert PACKAGE_ADDRESS.search(f"https://{host}.org/packages/a")
    assert not PACKAGE_ADDRESS.search("https://example.org/page.html")
