"""Encrypted backups: whoever has the key has the case, nobody else, and the program age reads them too."""

from __future__ import annotations

import io
import os
import pty
import resource
import select
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from rashomon.errors import RunError
from rashomon.store import sealed
from rashomon.store.backup import check
from rashomon.store.base import Case, is_case, restore
from rashomon.store.sealed import Key, Seal
from stored import put

pyrage = pytest.importorskip("pyrage")

PASSPHRASE = "four words and a lamp"
SECRET = "Twelve people died at the mill."


@pytest.fixture(scope="module")
def pair() -> tuple[bytes, str]:
    """A private key, in clear, and the public one."""
    identity = pyrage.x25519.Identity.generate()
    return f"{identity}\n".encode(), str(identity.to_public())


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case", actor="tester") as case:
        put(case, SECRET, name="mill.txt")
        yield case


def by_passphrase(_: tuple[bytes, str]) -> tuple[Seal, Key]:
    return Seal(passphrase=PASSPHRASE), Key(passphrase=PASSPHRASE)


def by_key(pair: tuple[bytes, str]) -> tuple[Seal, Key]:
    return Seal(recipients=(pair[1],)), Key(identities=(pair[0],))


Way = Callable[[tuple[bytes, str]], tuple[Seal, Key]]
Change = Callable[[bytes], bytes]
WAYS = pytest.mark.parametrize("way", [by_passphrase, by_key])


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@WAYS
def test_an_encrypted_backup_gives_the_case_again_and_shows_nothing(
    filled: Case, way: Way, pair: tuple[bytes, str], tmp_path: Path
) -> None:
    seal, key = way(pair)
    digest = filled.backup(tmp_path / "case.age", seal=seal)
    data = (tmp_path / "case.age").read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert not any(word in data for word in (b"mill", b"case.json", b"originals", filled.id.encode()))
    assert (tmp_path / "case.age").stat().st_mode & 0o077 == 0
    assert check(tmp_path / "case.age", key=key)["case"] == filled.id
    with restore(tmp_path / "case.age", tmp_path / "again", key=key) as again:
        assert list(again.readings()) == list(filled.readings())
        assert list(again.verify()) == []
        assert list(again.log.entries())[-1].detail["sha256"] == digest
    assert left(tmp_path) == ["again", "case", "case.age"]


@WAYS
def test_the_log_says_that_it_is_encrypted_and_not_with_what(
    filled: Case, way: Way, pair: tuple[bytes, str], tmp_path: Path
) -> None:
    seal, _ = way(pair)
    filled.backup(tmp_path / "case.age", seal=seal)
    told = list(filled.log.entries())[-1].detail["encrypted"]
    assert told == ("passphrase" if seal.passphrase else [pair[1]])
    assert PASSPHRASE not in repr(seal)
    ssh = Seal(recipients=("ssh-ed25519 AAAAC3Nza Ada@desk",))
    assert ssh.told() == ["ssh-ed25519 AAAAC3Nza"]


def cut(share: float) -> Change:
    return lambda data: data[: int(len(data) * share)]


def flipped(share: float) -> Change:
    def change(data: bytes) -> bytes:
        at = int(len(data) * share)
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    return change


DAMAGES: dict[str, Change] = {
    **{f"cut at {share}": cut(share) for share in (0.0, 0.001, 0.3, 0.9, 0.9999)},
    **{f"a bit at {share}": flipped(share) for share in (0.002, 0.005, 0.4, 0.99999)},
    "a sign more": lambda data: data + b"x",
}
TRIED = [(by_key, name) for name in DAMAGES] + [(by_passphrase, name) for name in ("cut at 0.9999", "a bit at 0.4")]


@pytest.fixture(scope="module")
def files(pair: tuple[bytes, str], tmp_path_factory: pytest.TempPathFactory) -> dict[object, bytes]:
    """A backup encrypted in each way."""
    folder = tmp_path_factory.mktemp("sealed")
    with Case.create(folder / "case") as case:
        put(case, SECRET)
        for way in (by_key, by_passphrase):
            case.backup(folder / way.__name__, seal=way(pair)[0])
    return {way: (folder / way.__name__).read_bytes() for way in (by_key, by_passphrase)}


@pytest.mark.parametrize(("way", "damage"), TRIED, ids=[f"{way.__name__} {name}" for way, name in TRIED])
def test_a_file_that_was_cut_or_changed_is_refused_and_leaves_nothing(
    files: dict[object, bytes], way: Way, damage: str, pair: tuple[bytes, str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.age"
    bad.write_bytes(DAMAGES[damage](files[way]))
    with pytest.raises(RunError, match=r"bad\.age"):
        restore(bad, tmp_path / "again", key=way(pair)[1])
    assert left(tmp_path) == ["bad.age"]


def test_a_wrong_key_is_told_and_leaves_nothing(filled: Case, pair: tuple[bytes, str], tmp_path: Path) -> None:
    other = f"{pyrage.x25519.Identity.generate()}\n".encode()
    filled.backup(tmp_path / "key.age", seal=Seal(recipients=(pair[1],)))
    filled.backup(tmp_path / "words.age", seal=Seal(passphrase=PASSPHRASE))
    wrong = [
        ("key.age", Key(identities=(other,)), "the key is not the one"),
        ("key.age", Key(passphrase=PASSPHRASE), "the passphrase is not the one"),
        ("key.age", Key(identities=(b"nothing",)), "no private key"),
        ("words.age", Key(passphrase=PASSPHRASE + "."), "the passphrase is not the one"),
        ("words.age", Key(identities=(other,)), "the key is not the one"),
    ]
    for name, key, said in wrong:
        with pytest.raises(RunError, match=said):
            restore(tmp_path / name, tmp_path / "again", key=key)
    with pytest.raises(RunError, match="it is encrypted; give its passphrase"):
        restore(tmp_path / "words.age", tmp_path / "again")
    with pytest.raises(RunError, match="private key to it"):
        restore(tmp_path / "key.age", tmp_path / "again")
    assert not is_case(tmp_path / "again")
    assert left(tmp_path) == ["case", "key.age", "words.age"]


def test_each_of_several_keys_opens_it(filled: Case, pair: tuple[bytes, str], tmp_path: Path) -> None:
    second = pyrage.x25519.Identity.generate()
    filled.backup(tmp_path / "case.age", seal=Seal(recipients=(pair[1], str(second.to_public()))))
    for identity in (pair[0], f"# mine\n{second}\n".encode()):
        assert check(tmp_path / "case.age", key=Key(identities=(identity,)))["case"] == filled.id


def test_nothing_is_written_where_it_cannot_be_encrypted(
    filled: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "MOST_BY_PASSPHRASE", 1000)
    for seal, said in (
        (Seal(passphrase=PASSPHRASE), "too much for a passphrase"),
        (Seal(recipients=("age1nothing",)), "no public key"),
        (Seal(recipients=("ssh-ed25519 nothing",)), "no public key"),
        (Seal(), "neither a passphrase nor a public key"),
    ):
        with pytest.raises(RunError, match=said):
            filled.backup(tmp_path / "case.age", seal=seal)
    assert left(tmp_path) == ["case"]
    assert [entry.action for entry in filled.log.entries()].count("backup") == 0


def test_a_damaged_original_is_not_encrypted_as_if_it_were_whole(
    filled: Case, pair: tuple[bytes, str], tmp_path: Path
) -> None:
    path = filled.originals.path(next(filled.documents()).sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(RunError, match="changed since it was archived"):
        filled.backup(tmp_path / "case.age", seal=Seal(recipients=(pair[1],)))
    assert left(tmp_path) == ["case"]


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs the device /dev/full")
def test_a_full_disk_is_told_as_such(pair: tuple[bytes, str]) -> None:
    with (
        pytest.raises(RunError, match="No space left"),
        Path("/dev/full").open("wb", buffering=0) as full,
        sealed.sealing(full, Seal(recipients=(pair[1],))) as clear,
    ):
        for _ in range(64):
            clear.write(bytes(1 << 20))


def test_a_large_file_is_encrypted_in_little_memory(pair: tuple[bytes, str], tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (tmp_path / "large.age").open("wb") as file, sealed.sealing(file, Seal(recipients=(pair[1],))) as clear:
        for _ in range(200):
            clear.write(bytes(1 << 20))
    size = 0
    with (
        (tmp_path / "large.age").open("rb") as source,
        sealed.opening(source, Key(identities=(pair[0],)), "large.age") as clear,
    ):
        while data := clear.read(1 << 20):
            size += len(data)
    assert size == 200 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 << 10  # KiB


@pytest.mark.parametrize(
    ("head", "needed"),
    [
        (b"case.json" + bytes(300), None),
        (b"", None),
        (b"age-encryption.org/v1\n-> scrypt abc 18\n", "passphrase"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "key"),
        (pyrage.passphrase.encrypt(b"x" * 999, "a", armored=True), "passphrase"),
        (pyrage.encrypt(b"x" * 999, [pyrage.x25519.Identity.generate().to_public()], armored=True), "key"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n\xff\xfe", None),
    ],
)
def test_the_head_tells_what_opens_a_file(head: bytes, needed: str | None, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(head)
    assert sealed.sealed_with(tmp_path / "file") == needed


def test_a_passphrase_that_is_made_is_random_and_can_be_read_out() -> None:
    made = {sealed.new_passphrase() for _ in range(50)}
    assert len(made) == 50
    for passphrase in made:
        sealed.check_passphrase(passphrase)
        assert [len(group) for group in passphrase.split("-")] == [4] * 6


@pytest.mark.parametrize("passphrase", ["short", "", "a" * 40, "ababababababababab", "fifteen letters"])
def test_a_passphrase_that_is_tried_first_is_refused(passphrase: str) -> None:
    with pytest.raises(RunError, match="choose six words"):
        sealed.check_passphrase(passphrase)


@pytest.mark.parametrize("busy", [2, 3])
def test_a_moment_in_which_the_machine_is_busy_is_no_wrong_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, busy: int
) -> None:
    """The library measures the machine at each call, and refuses what would take it too long."""
    rage, path = sealed.library(), tmp_path / "desk.key"
    path.write_bytes(sealed.new_key(PASSPHRASE)[0])
    refused = iter(range(busy))

    def decrypt(data: bytes, passphrase: str) -> bytes:
        if next(refused, None) is not None:
            raise rage.DecryptError(
                "Excessive work parameter for passphrase.\nDecryption would take around 64 seconds."
            )
        found: bytes = rage.passphrase.decrypt(data, passphrase)
        return found

    fake = SimpleNamespace(**{**vars(rage), "passphrase": SimpleNamespace(decrypt=decrypt)})
    monkeypatch.setattr(sealed, "library", lambda: fake)
    if busy < 3:
        assert sealed.read_identity(path, lambda: PASSPHRASE)
    else:
        with pytest.raises(RunError, match=r"too slow or too busy .*; close other programs and try again"):
            sealed.read_identity(path, lambda: PASSPHRASE)


def test_a_private_key_is_itself_encrypted(tmp_path: Path) -> None:
    data, public = sealed.new_key(PASSPHRASE)
    assert b"AGE-SECRET-KEY" not in data
    (tmp_path / "desk.key").write_bytes(data)
    identity = sealed.read_identity(tmp_path / "desk.key", lambda: PASSPHRASE)
    out = io.BytesIO()
    with sealed.sealing(out, Seal(recipients=(public,))) as clear:
        clear.write(b"words")
    with sealed.opening(io.BytesIO(out.getvalue()), Key(identities=(identity,)), "x") as clear:
        assert clear.read() == b"words"
    with pytest.raises(RunError, match="the passphrase is not the one"):
        sealed.read_identity(tmp_path / "desk.key", lambda: "another one altogether")
    with pytest.raises(RunError, match="name the file of your private key"):
        sealed.read_identity(tmp_path / "none.key", lambda: PASSPHRASE)


# The program of those who designed the format

AGE = pytest.mark.skipif(not (shutil.which("age") or os.environ.get("RASHOMON_AGE")), reason="age is not installed")


def age(*arguments: str, typed: str = "") -> None:
    """Run age, which reads passphrases from a terminal of its own only."""
    program = os.environ.get("RASHOMON_AGE") or "age"
    if not typed:
        subprocess.run([program, *arguments], check=True, capture_output=True, timeout=60)
        return
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(program, [program, *arguments])
    for _ in range(typed.count("\n")):
        assert select.select([terminal], [], [], 30)[0]
        os.read(terminal, 1000)
        time.sleep(0.3)
        os.write(terminal, typed.split("\n", 1)[0].encode() + b"\n")
        typed = typed.split("\n", 1)[1]
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@AGE
def test_the_program_age_opens_what_we_encrypt(filled: Case, pair: tuple[bytes, str], tmp_path: Path) -> None:
    (tmp_path / "plain.key").write_bytes(pair[0])
    data, public = sealed.new_key(PASSPHRASE)
    (tmp_path / "desk.key").write_bytes(data)
    ways = [
        (Seal(recipients=(pair[1],)), ("-i", str(tmp_path / "plain.key")), ""),
        (Seal(recipients=(public,)), ("-i", str(tmp_path / "desk.key")), f"{PASSPHRASE}\n"),
        (Seal(passphrase=PASSPHRASE), (), f"{PASSPHRASE}\n"),
    ]
    for number, (seal, key, typed) in enumerate(ways):
        file, out = str(tmp_path / f"{number}.age"), str(tmp_path / f"{number}.tar")
        filled.backup(Path(file), seal=seal)
        age("-d", *key, "-o", out, file, typed=typed)
        with tarfile.open(out) as archive:
            assert archive.getnames()[0] == "case.json"
        assert check(Path(out))["case"] == filled.id


@AGE
def test_we_open_what_the_program_age_encrypts(filled: Case, pair: tuple[bytes, str], tmp_path: Path) -> None:
    filled.backup(tmp_path / "case.tar")
    plain = str(tmp_path / "case.tar")
    age("-r", pair[1], "-o", str(tmp_path / "key.age"), plain)
    age("-a", "-r", pair[1], "-o", str(tmp_path / "letters.age"), plain)
    age("-p", "-o", str(tmp_path / "words.age"), plain, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    for name, key in (
        ("key.age", Key(identities=(pair[0],))),
        ("letters.age", Key(identities=(pair[0],))),
        ("words.age", Key(passphrase=PASSPHRASE)),
    ):
        assert check(tmp_path / name, key=key)["case"] == filled.id
