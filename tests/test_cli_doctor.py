"""`rashomon doctor` as a user sends it: whole, telling nothing of people, and ending with status 1 where it must."""

from __future__ import annotations

import getpass
import json
import os
import platform
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import rashomon
from rashomon.store.base import Case

RUN = "import sys; from rashomon.cli import main; sys.argv[0] = 'rashomon'; main()"
PACKAGE = Path(rashomon.__file__).parent


def doctor(
    *arguments: str | Path, package: Path = PACKAGE, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, "doctor", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(package.parent), **environment},
        timeout=120,
        check=False,
    )


def parts(found: dict[str, Any], state: str) -> list[str]:
    return [line["part"] for line in found["lines"] if line["state"] == state]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    Case.create(tmp_path / "case", actor="somebody").close()
    return tmp_path / "case"


def test_the_object_fits_its_schema_and_tells_of_everything(case: Path) -> None:
    done = doctor(case, "--json")
    found = json.loads(done.stdout)
    schema = json.loads(files("rashomon.schemas").joinpath("doctor.schema.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert found["ok"] is (done.returncode == 0) is (not parts(found, "problem"))
    assert {"rashomon", "python", "spacy", "onnxruntime", "pyarrow"} <= set(found["versions"])
    told = {line["part"] for line in found["lines"]}
    assert told >= {"program", "system", "encoding", "SQLite", "cores", "memory", "work folder", "temporary files"}
    assert told >= {"parts", "extra postgresql", "text recognition", "models", "parser", "walls", "case"}


def test_it_can_be_read_and_names_no_user_host_or_folder(case: Path) -> None:
    done = doctor(case.name, cwd=case.parent, USER="yusuf", LOGNAME="yusuf", HOME=str(case.parent / "yusuf"))
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:-1] if line.split()[0] not in ("ok", "note", "problem")] == []
    assert lines[-1] == "no problems" or lines[-1].endswith(("1 problem", "problems"))
    for private in ("yusuf", str(case.parent), str(Path(sys.prefix)), platform.node()):
        assert private not in done.stdout
    assert f" {getpass.getuser()} " not in done.stdout
    assert done.stderr == ""


def test_nothing_is_written(case: Path, tmp_path: Path) -> None:
    home, place = tmp_path / "home", tmp_path / "place"
    for folder in (home, place):
        folder.mkdir()
    before = sorted(case.rglob("*"))
    doctor(case, cwd=place, HOME=str(home), TMPDIR=str(place))
    assert sorted(case.rglob("*")) == before
    assert [*home.iterdir(), *place.iterdir()] == []


def test_damaged_weights_end_with_status_1_and_a_remedy(tmp_path: Path) -> None:
    package = tmp_path / "rashomon"
    (package / "models" / "attribution").mkdir(parents=True)
    for path in PACKAGE.iterdir():
        if path.name != "models":
            (package / path.name).symlink_to(path)
    for path in (PACKAGE / "models").iterdir():
        if path.name != "attribution":
            (package / "models" / path.name).symlink_to(path)
    for path in (PACKAGE / "models" / "attribution").iterdir():
        if path.name != "encoder.onnx":
            (package / "models" / "attribution" / path.name).symlink_to(path)
    data = (PACKAGE / "models" / "attribution" / "encoder.onnx").read_bytes()
    (package / "models" / "attribution" / "encoder.onnx").write_bytes(data[:1000])
    done = doctor(package=package)
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if "encoder.onnx" in line]
    assert line.startswith("problem  model attribution/encoder.onnx: is damaged: ")
    assert "install Rashomon again" in line


def test_a_case_that_is_none_ends_with_status_1(tmp_path: Path) -> None:
    done = doctor("nothing", cwd=tmp_path)
    assert done.returncode == 1
    assert "problem  case: nothing: open: this is no case" in done.stdout


def test_a_database_without_a_case_is_an_error(tmp_path: Path) -> None:
    done = doctor("--database", "postgresql://a@b/c", cwd=tmp_path)
    assert done.returncode == 2
    assert "--database is for a case" in done.stderr


def test_no_heavy_part_is_imported_to_look_for_it() -> None:
    program = (
        "import sys\nfrom rashomon.doctor import examine\nexamine()\n"
        "print(*[m for m in ('spacy', 'onnxruntime', 'numpy', 'pandas', 'polars', 'pyarrow', 'psycopg', 'daft', 'ray',"
        " 'pyrage', 'fastapi', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
