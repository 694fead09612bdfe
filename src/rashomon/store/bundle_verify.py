"""Check a bundle that Rashomon exported: every file, every quoted word, the log. Python 3.8 or newer, nothing else.

    python verify.py [BUNDLE] [--receipt FILE]

BUNDLE is the ZIP or the folder that it was unpacked to; without it, the folder in which this file lies. Nothing is
unpacked, written or fetched. The exit status is 0 where all that can be checked holds, 1 where something does not, and
2 where it cannot be checked at all.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Callable, Iterator

from rashomon.store.bundle_reading import (
    FIRST,
    Files,
    Folder,
    Json,
    UnusableError,
    Zip,
    broken,
    canonical,
    content,
    ended,
    fold,
    lines,
    parse,
    plain,
    quoted,
    sha256,
    unsafe,
    words,
)

MANIFEST = "manifest.json"
FORMAT = "rashomon-bundle"
NEEDED = (
    "README.txt",
    "claims.jsonl",
    "dossier.html",
    "dossier.json",
    "judgements.jsonl",
    "log.jsonl",
    "receipt.json",
    "verify.py",
)
MOST_TOLD = 20
MOST_STAMP = 1 << 20
MOST_STAMPS = 5


class Report:
    """What was checked, what does not hold, and what cannot be checked, each in one sentence."""

    def __init__(self) -> None:
        self.checked: list[str] = []
        self.failed: list[str] = []
        self.unchecked: list[str] = []
        self.case = "unknown"

    def lines(self) -> Iterator[str]:
        """Yield the report for a reader."""
        for title, sentences in (
            ("Checked:", self.checked),
            ("NOT AS IT WAS EXPORTED:", self.failed),
            ("Not checked, and why:", self.unchecked),
        ):
            if sentences:
                yield title
                for sentence in sentences[:MOST_TOLD]:
                    yield "  - " + sentence
                if len(sentences) > MOST_TOLD:
                    yield f"  - and {len(sentences) - MOST_TOLD} more"
        verdict = "Something is not as it was exported: do not rely on this bundle."
        yield verdict if self.failed else "All that can be checked here is as it was exported."


# Checks


class Check:
    """One check of one bundle."""

    def __init__(self, files: Files, kept: Json | None = None) -> None:
        self.files = files
        self.kept = kept
        self.report = Report()
        self.texts: dict[str, str | None] = {}
        try:
            self.manifest = parse(files.read(MANIFEST))
        except ValueError as error:
            raise UnusableError(f"there is no manifest.json that can be read: {error}") from error
        listed = self.manifest.get("files") if isinstance(self.manifest, dict) else None
        if not isinstance(listed, list) or self.manifest.get("format") != FORMAT:
            raise UnusableError("manifest.json is not that of a bundle")
        if self.manifest.get("version") != 1:
            version = repr(self.manifest.get("version"))[:80]
            raise UnusableError(f"the bundle is of version {version}; this program knows 1")

        self.report.case = plain(str(self.manifest.get("case"))[:80])

    def run(self) -> Report:
        """Make all checks; each by itself, so that one that fails does not hide the others."""
        steps: list[Callable[[], None]] = [self.all_files, self.documents, self.claims, self.log]
        steps.extend([self.judgements, self.stamps])
        for step in steps:
            try:
                step()
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                told = f"{type(error).__name__}: {str(error)[:200]}"
                self.report.failed.append("{} are not in their form ({})".format(step.__name__.replace("_", " "), told))
        self.limits()
        for sentences in (self.report.checked, self.report.failed, self.report.unchecked):
            sentences[:] = map(plain, sentences)
        return self.report

    def all_files(self) -> None:
        """Compare every file with the manifest: its size, its hash, and that there is no other."""
        failed = self.report.failed
        failed.extend(self.files.problems)
        listed = {}
        for item in self.manifest["files"]:
            name = item["path"]
            if unsafe(name) or name in listed or name == MANIFEST:
                failed.append(f"manifest.json lists {name[:80]!r}, which is unsafe, listed twice, or itself")
            else:
                listed[name] = item
        there = set(self.files.names) - {MANIFEST}
        failed.extend(f"{name!r} is not in the manifest" for name in sorted(there - set(listed)))
        failed.extend(f"{name!r} is missing" for name in sorted((set(listed) | set(NEEDED)) - there))
        good = 0
        for name in sorted(there & set(listed)):
            try:
                if self.files.digest(name, listed[name]["size"]) == listed[name]["sha256"]:
                    good += 1
                else:
                    failed.append(f"{name!r} was altered: its hash is not the one listed")
            except ValueError as error:
                failed.append(f"{name!r} was altered: {error}")
        self.report.checked.append(f"{good} of {len(listed)} files have the size and hash of the manifest")

    def documents(self) -> None:
        """Check that texts and originals are those of the documents, and tell which are withheld."""
        hashes = {item["path"]: item["sha256"] for item in self.manifest["files"]}
        withheld: dict[str, int] = {}
        used: set[str] = set()
        for item in self.manifest["documents"]:
            for name, part, digest in (
                (item["original"], f"originals/{item['sha256']}", item["sha256"]),
                (item["text"], f"texts/{item['id']}.txt", item["text_sha256"]),
            ):
                if name is not None and (name != part or hashes.get(name) != digest):
                    self.report.failed.append(f"{part} is not what document {item['id']} says it is")
                used.add(str(name))
            if item["id"] != f"d{item['sha256'][:16]}":
                self.report.failed.append(f"document {item['id']} has the hash of another")
            for reason in (item["withheld"], item["text_withheld"]):
                if reason:
                    withheld[reason] = withheld.get(reason, 0) + 1
        loose = [n for n in sorted(hashes) if n.startswith(("originals/", "texts/")) and n not in used]
        self.report.failed.extend(f"{name} is of no document" for name in loose)
        kinds = [sum(name.startswith(part) for name in used) for part in ("originals/", "texts/")]
        self.report.checked.append(f"{kinds[0]} originals and {kinds[1]} texts are those that their documents name")
        for reason, number in sorted(withheld.items()):
            self.report.unchecked.append(f"of {number} documents: {reason}")

    # Words

    def text(self, document: str) -> str | None:
        """Return the text of a document, None where the bundle has none."""
        if document not in self.texts:
            while len(self.texts) > 8:
                self.texts.pop(next(iter(self.texts)))
            name = f"texts/{document}.txt"
            data = self.files.read(name) if name in self.files.names and not unsafe(name) else None
            self.texts[document] = None if data is None else data.decode("utf-8")
        return self.texts[document]

    def claims(self) -> None:
        """Compare every quoted word of claims.jsonl and dossier.json with the text at its place."""
        found = []
        for number, claim, complaint in lines(self.files.read("claims.jsonl")):
            if complaint:
                self.report.failed.append(f"claims.jsonl, line {number}: it is no claim: {complaint}")
            else:
                found.append((f"claims.jsonl, line {number}", claim))
        dossier = parse(self.files.read("dossier.json"))
        for part in ("claims", "rejected"):
            found.extend(("dossier.json, claim {}".format(claim["id"]), claim) for claim in dossier.get(part, []))
        good = unseen = 0
        for where, claim in found:
            text = self.text("d" + claim["document"]["sha256"][:16])
            for said, spans in quoted(claim):
                if text is None:
                    unseen += 1
                elif words(text, spans) == fold(said):
                    good += 1
                else:
                    self.report.failed.append(f"{where}: “{said[:60]}” does not stand at {spans} of the text")
        self.report.checked.append(f"{good} quoted words stand in the texts, letter for letter, where they are said to")
        if unseen:
            self.report.unchecked.append(f"{unseen} quoted words stand in texts that are withheld")

    # The log

    def log(self) -> None:
        """Check the chain of the log, its end against the receipt, and what it says of this bundle."""
        entries = list(lines(self.files.read("log.jsonl")))
        problem = broken([entry for _, entry, _ in entries])
        if problem:
            self.report.failed.append("log.jsonl: " + problem)
            return
        receipt = parse(self.files.read("receipt.json"))
        last: Json = {"seq": 0, "hash": FIRST, "action": "", "detail": {}}
        last = entries[-1][1] if entries else last
        problem = ended(last, receipt, "the receipt")
        if problem:
            self.report.failed.append("log.jsonl: " + problem)
        if receipt["case"] != self.manifest["case"]:
            self.report.failed.append("receipt.json is that of another case")
        if entries and receipt["time"] != last["time"]:
            self.report.failed.append("receipt.json has another time than the entry that it is the receipt of")
        self.report.checked.append(f"{len(entries)} entries of the log follow from each other by their hashes")
        if last["action"] == "export" and last["detail"].get("content") == content(self.manifest):
            self.report.checked.append(
                "the last entry of the log holds the hash of the other files of this very bundle"
            )
        else:
            self.report.failed.append("log.jsonl: its last entry is not the export of what is in this bundle")
        self.against_kept([entry for _, entry, _ in entries])

    def against_kept(self, entries: list[Json]) -> None:
        """Compare the log with a receipt that the reader got in another way."""
        if self.kept is None:
            return
        seq, head = self.kept["seq"], self.kept["head"]
        if self.kept["case"] != self.manifest["case"]:
            self.report.failed.append("the receipt that you gave is that of another case")
        elif seq > len(entries):
            self.report.failed.append(f"log.jsonl: entry {len(entries) + 1} is missing: your receipt was given for it")
        elif seq and entries[seq - 1]["hash"] != head:
            self.report.failed.append(f"log.jsonl: entry {seq} or one before it is not the one of your receipt")
        else:
            self.report.checked.append(f"nothing up to entry {seq} was changed since your receipt was given")

    def judgements(self) -> None:
        """Check that the judgements are those that the log tells of."""
        told = {}
        for _, entry, _ in lines(self.files.read("log.jsonl")):
            if isinstance(entry, dict) and entry.get("action") == "judge" and "judgement" in entry["detail"]:
                told[entry["detail"]["judgement"]] = entry["detail"]["sha256"]
        number = 0
        for number, judgement, complaint in lines(self.files.read("judgements.jsonl")):
            if complaint:
                self.report.failed.append(f"judgements.jsonl, line {number}: {complaint}")
            elif told.pop(judgement["id"], None) != sha256(canonical(judgement)):
                self.report.failed.append(f"judgements.jsonl, line {number}: it is not as the log tells of it")
        self.report.failed.extend(f"judgement {name} is missing: the log tells of it" for name in sorted(told))
        self.report.checked.append(f"{number} judgements were compared with what the log holds of them")

    # Time stamps

    def stamps(self) -> None:
        """Hold the time stamps to the log, and say how to check what the standard library cannot."""
        entries = [entry for _, entry, _ in lines(self.files.read("log.jsonl"))]
        loose = {name for name in self.files.names if name.startswith("stamps/")}
        if broken(entries):
            return
        good = []
        for entry in entries:
            if entry["action"] != "stamp":
                continue
            name = "stamps/{}.tsr".format(entry["seq"])
            problem = self.unlike(name, entry, entries)
            loose.discard(name)
            if problem:
                self.report.failed.append(f"{name}: {problem}")
            else:
                good.append((name, entry["detail"]))
        self.report.failed.extend(f"{name} is a time stamp of which the log does not tell" for name in sorted(loose))
        if good:
            self.report.checked.append(f"{len(good)} time stamps are those that the log tells of, for its own entries")
        for name, told in good[-MOST_STAMPS:]:
            self.report.unchecked.append(
                "whether {} is signed by the authority that the log names, which would show that entry {} and all "
                "before it existed no later than {} (asked: {}); with the root certificates of the authority in "
                "ROOTS.pem: openssl ts -verify -digest {} -in {} -CAfile ROOTS.pem".format(
                    name, told["seq"], str(told["time"])[:40], str(told["authority"])[:200], told["head"], name
                )
            )
        if len(good) > MOST_STAMPS:
            self.report.unchecked.append(f"the same of {len(good) - MOST_STAMPS} earlier time stamps")

    def unlike(self, name: str, entry: Json, entries: list[Json]) -> str:
        """Return how a time stamp differs from what the log tells of it; empty where it does not."""
        told = entry["detail"]
        if name not in self.files.names:
            return "it is missing: the log tells of it"
        data = self.files.read(name, MOST_STAMP)
        if sha256(data) != told["sha256"]:
            return "it was altered: its hash is not the one that the log names"
        seq = told["seq"]
        if type(seq) is not int or not 0 < seq < entry["seq"] or entries[seq - 1]["hash"] != told["head"]:
            return "it is said to be of a head that is not in this log"
        # The hash as a value of DER stands in what was signed; that it was signed is for openssl to say.
        return "" if b"\x04\x20" + bytes.fromhex(told["head"]) in data else "it is a time stamp of something else"

    def limits(self) -> None:
        """Say what no check of a bundle by itself can tell."""
        self.report.unchecked.extend(
            [
                "whether whoever made the bundle rewrote the whole log before: for that, compare with a receipt of the "
                "case that you got in another way (--receipt)",
                "whether this program is the one that was exported: take it from the source code of Rashomon, or run "
                "'rashomon verify' on the bundle",
                "whether dossier.html shows what dossier.json says: only its hash was compared",
                "whether the texts are what a reader sees in the originals: for that, read the originals again",
                "whether the originals are what a site or a sender gave at the time, and whether what they say is true",
            ]
        )


def check(path: Path, kept: Json | None = None) -> Report:
    """Return what was found in a bundle.

    Args:
        path: the ZIP or the folder.
        kept: a receipt of the case that was got in another way.

    Raises:
        UnusableError: there is no bundle, or none that this program knows.
    """
    if path.is_dir():
        return Check(Folder(path), kept).run()
    return Check(Zip(path), kept).run()


def read_receipt(path: Path) -> Json:
    """Return a receipt.

    Raises:
        UnusableError: the file is none.
    """
    try:
        found = parse(path.read_bytes())
        if not (type(found["seq"]) is int and found["seq"] >= 0 and found["head"] and found["case"]):
            raise ValueError("a field is missing")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableError(f"{path}: it is no receipt ({error})") from error
    return found  # type: ignore[no-any-return]


def main() -> int:
    """Check a bundle and print what was found; return the exit status."""
    parser = argparse.ArgumentParser(
        description="Check a bundle that Rashomon exported. Nothing is written or fetched."
    )
    parser.add_argument("bundle", nargs="?", help="the ZIP, or the folder that it was unpacked to")
    parser.add_argument("--receipt", help="a receipt of the case that you got in another way (JSON)")
    given = parser.parse_args()
    path = Path(given.bundle) if given.bundle else Path(__file__).resolve().parent
    # A console that cannot show a sign must not end the check.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        report = check(path, read_receipt(Path(given.receipt)) if given.receipt else None)
    except UnusableError as error:
        print(f"It cannot be checked: {error}")
        return 2
    print(f"{path}: a bundle of case {report.case}")
    for line in report.lines():
        print(line)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
