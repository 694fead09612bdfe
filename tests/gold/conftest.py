"""Suites share texts, and to read them is nearly all that a suite costs: what one has read in a run, the others take.

Nothing is kept from one run to the next, so a figure is always that of the code as it stands.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest

from once import run_folder
from rashomon import pipeline
from rashomon.config import LAYERS, Config, Layer
from rashomon.records import Document, Reading

ReadTexts = Callable[..., Iterator[Reading]]


def remembering(read_texts: ReadTexts, folder: Path) -> ReadTexts:
    """Return `pipeline.read_texts` with a memory in `folder`, which several processes may share at once.

    A reading is a function of the document, the configuration and the layers alone; all of them are its key.
    """

    def read(documents: Iterable[Document], *, config: Config, layers: Collection[Layer] = LAYERS) -> Iterator[Reading]:
        for document in documents:
            key = repr((document, config, sorted(layers)))
            path = folder / sha256(key.encode(errors="surrogatepass")).hexdigest()
            if not path.exists():
                (found,) = read_texts([document], config=config, layers=layers)
                # Another process may be writing the same: whole files take each other's place.
                own = path.with_suffix(f".{os.getpid()}")
                own.write_bytes(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
                own.replace(path)
            reading: Reading = pickle.loads(path.read_bytes())
            yield reading

    return read


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers keep their readings in."""
    folder = run_folder(tmp_path_factory) / "readings"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def _texts_are_read_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the suites the memory: every module that they read texts through."""
    read = remembering(pipeline.read_texts, kept)
    for module in ("rashomon.pipeline", "rashomon.scoring.actors", "rashomon.scoring.said"):
        monkeypatch.setattr(import_module(module), "read_texts", read)
