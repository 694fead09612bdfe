"""How an archive stands, told in full: what was set aside and why, and which files are not as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.made import Item, of_records, write_archive
from rashomon.archive.layout import NOUNS, arrow, part, receipt
from rashomon.archive.state import size, state, state_lines, state_object
from rashomon.config import Config, ExtractConfig
from rashomon.errors import RunError

QUICK = Config(extract=ExtractConfig(attribution="rules"))
REJECTED = [("b.jsonl", number, "it is no JSON", f"{{broken {number}") for number in range(5)]
REJECTED += [("c.warc", 0, "the record is damaged \x1b[2J", "x" * 200)]


@pytest.fixture
def items() -> list[Item]:
    return of_records([{"text": f"The mayor said that {n} people had left."} for n in range(5)], config=QUICK)


@pytest.fixture
def folder(items: list[Item], tmp_path: Path) -> Path:
    return write_archive(tmp_path / "corpus", items, size=2, config=QUICK, rejected=REJECTED, planned=4)


def test_everything_is_counted(folder: Path) -> None:
    found = state(folder)
    assert (found.shards, found.of, found.rows["documents"], found.states, found.repeats) == (3, 4, 5, {"parsed": 5}, 0)
    assert found.config["extract"]["attribution"] == "rules"
    assert found.rows.keys() == found.sizes.keys() == NOUNS.keys()
    for noun in NOUNS:
        assert found.sizes[noun] == sum(part(folder, noun, number).stat().st_size for number in range(3))
    assert found.rows["claims"] == sum(len(arrow().parquet.read_table(part(folder, "claims", n))) for n in range(3)) > 0


def test_what_was_set_aside_is_told_by_reason_with_examples(folder: Path) -> None:
    reasons = {reason: (number, len(examples)) for reason, (number, examples) in state(folder).rejected.items()}
    assert list(reasons.items()) == [("it is no JSON", (5, 3)), ("the record is damaged \x1b[2J", (1, 1))]
    told = state_object(state(folder))["rejected"]
    assert told[0]["examples"][0] == {"source": "b.jsonl", "record": 0, "head": "{broken 0"}
    lines = list(state_lines(state(folder)))
    assert "set aside   6" in lines
    assert "set aside: 5: it is no JSON" in lines
    assert not any("\x1b" in line for line in lines), "nothing in an archive may command the terminal"
    assert any(line.startswith("not finished: run 'rashomon archive read'") for line in lines)


def test_links_are_counted_where_there_are_any(folder: Path) -> None:
    assert any("run 'rashomon archive link'" in line for line in state_lines(state(folder)))
    place = folder / "links" / "pairs"
    place.mkdir(parents=True)
    arrow().parquet.write_table(arrow().table({"source": ["a", "b"]}), place / "00000.parquet")
    (folder / "links" / "links.json").write_text("{}", encoding="utf-8")
    found = state(folder)
    assert found.links == {"pairs": (2, (place / "00000.parquet").stat().st_size)}
    assert not any("archive link" in line for line in state_lines(found))
    (place / "00000.parquet").write_bytes(b"x")
    with pytest.raises(RunError, match=r"00000\.parquet: archive: it is damaged; delete .*links"):
        state(folder)


def test_a_file_that_is_not_as_it_was_written_is_found(folder: Path) -> None:
    assert state(folder, check=True).damaged == ()
    path = part(folder, "claims", 1)
    table = arrow().parquet.read_table(path, partitioning=None)
    arrow().parquet.write_table(table.slice(0, 0), path)
    assert state(folder).damaged == ()
    (problem,) = state(folder, check=True).damaged
    assert problem.startswith(f"{path}: it is not as it was written; delete {receipt(folder, 1)} and run")
    assert problem in list(state_lines(state(folder, check=True)))


def test_an_archive_without_a_finished_shard_has_a_state_too(folder: Path, tmp_path: Path) -> None:
    for number in range(3):
        receipt(folder, number).unlink()
    found = state(folder)
    assert (found.shards, found.of, found.rows.get("documents", 0)) == (0, 4, 0)
    with pytest.raises(RunError, match=r"there is no archive\.json"):
        state(tmp_path)
    (folder / "shards" / "00000.json").write_text("[]", encoding="utf-8")
    with pytest.raises(RunError, match=r"00000\.json: archive: it is damaged"):
        state(folder, check=True)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (5 << 20, "5.0 MiB"), (3 << 30, "3.0 GiB")],
)
def test_sizes_are_told_in_words(number: int, said: str) -> None:
    assert size(number) == said
    assert size(2 << 40) == "2.0 TiB"
