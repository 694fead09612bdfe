"""A bundle: a case as files that a stranger can check without this program, without a network.

What it holds is bound to the log: the hash of all files but log, receipt and manifest goes into the log's last entry,
the export, and the receipt is the hash of that entry. So whoever changes a word and every hash in the bundle still
gives another receipt. The ZIP is the same for the same contents: names sorted, times fixed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

from rashomon import __version__
from rashomon.errors import RunError
from rashomon.records import Reading
from rashomon.store import bundle_reading, bundle_verify, stamps
from rashomon.store.bundle_readme import README
from rashomon.store.zipping import write_zip

Object = dict[str, Any]
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_PROTECTED: Final = "it is protected"


class BundleEntry(Protocol):
    """One entry of the log."""

    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def time(self) -> str: ...  # noqa: D102
    @property
    def actor(self) -> str: ...  # noqa: D102
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def detail(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def previous(self) -> str: ...  # noqa: D102
    @property
    def hash(self) -> str: ...  # noqa: D102


class BundleLog(Protocol):
    """The log of a case."""

    def append(self, action: str, detail: Mapping[str, Any]) -> BundleEntry:
        """Add an entry."""
        ...

    def entries(self) -> Iterable[BundleEntry]:
        """Yield all entries in order."""
        ...


class BundleDocument(Protocol):
    """A document of a case, read or only archived; `sha256` is that of its bytes."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102


class BundleOriginals(Protocol):
    """The originals of a case."""

    def path(self, sha256: str) -> Path:
        """Return where the bytes of a hash lie."""
        ...


class BundleCase(Protocol):
    """What a bundle takes from a case; `rashomon.store.base.Case` is one."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def log(self) -> BundleLog: ...  # noqa: D102
    @property
    def originals(self) -> BundleOriginals: ...  # noqa: D102

    def documents(self) -> Iterable[BundleDocument]:
        """Yield the documents in the order added."""
        ...

    def readings(self) -> Iterable[Reading]:
        """Yield the reading that counts of every document that was read."""
        ...

    def judgement_objects(self) -> Iterable[Mapping[str, Any]]:
        """Yield all judgements in the order made, as JSON objects."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """What the report makes of a case, for the bundle.

    Attributes:
        html: the page.
        dossier: the comparison as people judged it, a JSON object.
        claims: every claim as the machine read it, JSON objects (`claim.schema.json`).
    """

    html: str
    dossier: Mapping[str, Any]
    claims: Iterable[Mapping[str, Any]]


def write_bundle(
    case: BundleCase,
    out: Path,
    pages: Pages,
    *,
    with_originals: bool = True,
    protected: Collection[str] = frozenset(),
) -> Object:
    """Write a bundle and return its receipt; an entry "export" is added to the log.

    Args:
        out: a ZIP if its name ends with ".zip", else a folder; it must not exist yet.
        with_originals: False gives only the hashes of the originals.
        protected: SHA-256 of documents of which neither the original nor the text goes into the bundle, only their
            hashes. What is quoted from them in claims, in judgements and on the page stays.

    Raises:
        RunError: the place is taken or cannot be written, an original is missing or damaged, or the case was changed
            while it was exported.
    """
    if out.exists() or out.is_symlink():
        raise RunError(f"{out}: export: there is something of that name already; take it away, or give another name")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
            stage = _Stage(Path(folder) / "bundle")
            receipt = _fill(stage, case, pages, with_originals, protected)
            if out.suffix.lower() == ".zip":
                write_zip(stage.root, stage.files, Path(folder) / "bundle.zip")
                (Path(folder) / "bundle.zip").rename(out)
            else:
                stage.root.rename(out)
            _sync(out.parent)
    except OSError as error:
        raise RunError(f"{out}: export: {error.strerror}; choose a folder with room that can be written") from error
    return receipt


class _Stage:
    """The files of a bundle while it is made."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, Object] = {}
        root.mkdir()

    def add(self, name: str, blocks: Iterable[bytes]) -> str:
        """Write a file and return its SHA-256."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with path.open("xb") as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
                size += len(block)
            file.flush()
            os.fsync(file.fileno())
        self.files[name] = {"path": name, "sha256": digest.hexdigest(), "size": size}
        return digest.hexdigest()


def _fill(stage: _Stage, case: BundleCase, pages: Pages, with_originals: bool, protected: Collection[str]) -> Object:
    """Write all files of a bundle, in the order in which they bind each other, and return the receipt."""
    documents = _documents(stage, case, with_originals, protected)
    stage.add("dossier.html", [pages.html.encode()])
    stage.add("dossier.json", [_json(pages.dossier).encode()])
    stage.add("claims.jsonl", (f"{_json(claim)}\n".encode() for claim in pages.claims))
    judged = [bundle_reading.canonical(dict(judgement)) for judgement in case.judgement_objects()]
    stage.add("judgements.jsonl", (judgement + b"\n" for judgement in judged))
    stamped = _stamps(stage, case)
    stage.add("verify.py", [verifier().encode()])
    stage.add("README.txt", [README.encode()])
    manifest: Object = {
        "format": bundle_verify.FORMAT,
        "version": 1,
        "program": f"rashomon {__version__}",
        "case": case.id,
        "documents": documents,
        "files": sorted(stage.files.values(), key=lambda file: str(file["path"])),
    }
    entry = case.log.append("export", {"format": "bundle", "content": bundle_reading.content(manifest)})
    log = [_entry(one) for one in case.log.entries() if one.seq <= entry.seq]
    _unchanged(log, judged, stamped)
    stage.add("log.jsonl", (bundle_reading.canonical(one) + b"\n" for one in log))
    receipt = {"case": case.id, "seq": entry.seq, "head": entry.hash, "time": entry.time}
    stage.add("receipt.json", [f"{_json(receipt)}\n".encode()])
    manifest["files"] = sorted(stage.files.values(), key=lambda file: str(file["path"]))
    plain = json.dumps(manifest, ensure_ascii=False, indent=1)
    stage.add(bundle_verify.MANIFEST, [f"{plain}\n".encode()])
    return receipt


def _documents(stage: _Stage, case: BundleCase, with_originals: bool, protected: Collection[str]) -> list[Object]:
    """Write texts and originals, and return what the manifest says of each document."""
    texts: dict[str, str] = {}
    for reading in case.readings():
        document = reading.document
        # Half a surrogate pair has no UTF-8; one sign stands for it, so that offsets stay.
        data = document.text.encode("utf-8", "replace")
        if document.sha256 in protected:
            texts[document.id] = hashlib.sha256(data).hexdigest()
        elif document.text:
            texts[document.id] = stage.add(f"texts/{document.id}.txt", [data])
    listed = []
    for kept in case.documents():
        if not _HASH.fullmatch(kept.sha256):
            continue
        withheld = _PROTECTED if kept.sha256 in protected else "" if with_originals else "originals were not asked for"
        name = f"originals/{kept.sha256}"
        if not withheld:
            stage.add(name, _original(case.originals.path(kept.sha256), kept.sha256))
        is_secret = kept.sha256 in protected
        about_text = (
            f"the text is not in the bundle, only its hash ({_PROTECTED})" if is_secret and kept.id in texts else None
        )
        listed.append(
            {
                "id": kept.id,
                "sha256": kept.sha256,
                "original": None if withheld else name,
                "withheld": f"the original is not in the bundle, only its hash ({withheld})" if withheld else None,
                "text": None if is_secret or kept.id not in texts else f"texts/{kept.id}.txt",
                "text_sha256": texts.get(kept.id),
                "text_withheld": about_text,
            }
        )
    return listed


def _original(path: Path, sha256: str) -> Iterator[bytes]:
    """Yield the bytes of an original.

    Raises:
        RunError: they are not there, or not those of its hash.
    """
    remedy = "run 'rashomon verify', get it back from a backup, or export without originals"
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                yield block
    except OSError as error:
        what = "it is missing" if isinstance(error, FileNotFoundError) else f"it cannot be read ({error.strerror})"
        raise RunError(f"original {sha256}: export: {what}; {remedy}") from error
    if digest.hexdigest() != sha256:
        raise RunError(f"original {sha256}: export: its bytes were changed; {remedy}")


def _entry(entry: BundleEntry) -> Object:
    names = ("seq", "time", "actor", "action", "detail", "previous", "hash")
    return {name: getattr(entry, name) for name in names} | {"detail": dict(entry.detail)}


def _stamps(stage: _Stage, case: BundleCase) -> set[int]:
    """Write the time stamps of the log as files of their own; return the numbers of their entries.

    Raises:
        RunError: one is damaged.
    """
    written = set()
    for stamp in stamps.stamps(case.log.entries()):
        if stamp.problem:
            raise RunError(f"stamp in entry {stamp.entry}: export: {stamp.problem}; find out with 'rashomon verify'")
        stage.add(f"stamps/{stamp.entry}.tsr", [stamp.answer])
        written.add(stamp.entry)
    return written


def _unchanged(log: Collection[Object], judged: Iterable[bytes], stamped: set[int]) -> None:
    """Refuse a bundle that lacks judgements or stamps which the log tells of: somebody worked on it meanwhile."""
    told = {e["detail"]["sha256"] for e in log if e["action"] == "judge" and "sha256" in e["detail"]}
    if told - {hashlib.sha256(judgement).hexdigest() for judgement in judged}:
        raise RunError("export: somebody judged while the case was exported; export it again")
    if {e["seq"] for e in log if e["action"] == stamps.ACTION} - stamped:
        raise RunError("export: the log was stamped while the case was exported; export it again")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def _sync(folder: Path) -> None:
    """Make sure that a new name outlives a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def verifier() -> str:
    """Return the single-file program that checks a bundle: its two modules, one within the other."""
    here = files(__package__ or "rashomon.store")
    reading = here.joinpath("bundle_reading.py").read_text("utf-8")
    body = reading[reading.index("import hashlib") :]
    source = here.joinpath("bundle_verify.py").read_text("utf-8")
    start = source.index("from rashomon.store.bundle_reading import (")
    end = source.index(")\n", start) + 2
    return f"{source[:start]}{body}{source[end:]}"


def verify_bundle(path: Path) -> list[str]:
    """Return what is not as it was exported in a bundle, a ZIP or a folder, one sentence each.

    Raises:
        RunError: it cannot be checked.
    """
    return bundle_report(path).failed


def bundle_report(path: Path, receipt: Mapping[str, Any] | None = None) -> bundle_verify.Report:
    """Return what was checked in a bundle, what does not hold, and what cannot be checked.

    Args:
        receipt: one of the case that was got in another way.

    Raises:
        RunError: it cannot be checked.
    """
    try:
        return bundle_verify.check(path, dict(receipt) if receipt is not None else None)
    except bundle_reading.UnusableError as error:
        raise RunError(f"{path}: verify: {error}; name a bundle that 'rashomon export' wrote") from error


def is_bundle(path: Path) -> bool:
    """Tell whether a file or folder looks like a bundle."""
    if path.is_dir():
        return (path / bundle_verify.MANIFEST).is_file()
    try:
        with zipfile.ZipFile(path) as archive:
            return bundle_verify.MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
