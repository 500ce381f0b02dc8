"""Files are written whole or not at all, private, and never over one another."""

from __future__ import annotations

import errno
import os
import resource
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noticegen import fsio
from noticegen.errors import OutputError

DATA = b"notice " * 1000


def left_behind(folder: Path) -> list[str]:
    """Names of temporary files below a folder."""
    return [p.name for p in folder.rglob("*") if fsio.is_temporary(p)]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_modes_do_not_depend_on_the_umask(tmp_path: Path, umask: int) -> None:
    """Files are 0600 and new folders 0700 under any umask."""
    before = os.umask(umask)
    try:
        fsio.publish(tmp_path / "a" / "b" / "x.pdf", DATA)
    finally:
        os.umask(before)

    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.rglob("*")}
    assert modes == {"a": 0o700, "b": 0o700, "x.pdf": 0o600}


def test_the_same_bytes_again_are_fine(tmp_path: Path) -> None:
    """Publishing twice leaves one file and nothing else."""
    fsio.publish(tmp_path / "x", DATA)
    fsio.publish(tmp_path / "x", DATA)

    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == DATA


@pytest.mark.parametrize("other", [b"", DATA[:-1], DATA + b"x", b"N" + DATA[1:]])
def test_other_bytes_are_refused(tmp_path: Path, other: bytes) -> None:
    """What stands under a name is never overwritten by other content."""
    fsio.publish(tmp_path / "x", DATA)

    with pytest.raises(OutputError, match="exists already"):
        fsio.publish(tmp_path / "x", other)
    assert (tmp_path / "x").read_bytes() == DATA
    assert left_behind(tmp_path) == []


def test_a_link_or_a_folder_under_the_name_is_refused(tmp_path: Path) -> None:
    """A symbolic link is not followed, even to the same bytes; a folder is no file."""
    (tmp_path / "real").write_bytes(DATA)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "folder").mkdir()

    for name in ("link", "folder"):
        with pytest.raises(OutputError):
            fsio.publish(tmp_path / name, DATA)
    assert (tmp_path / "link").is_symlink()


def test_a_draft_replaces_the_one_before(tmp_path: Path) -> None:
    """`replace` puts new bytes over old ones, privately."""
    fsio.replace(tmp_path / "d", b"one")
    fsio.replace(tmp_path / "d", b"two")

    assert (tmp_path / "d").read_bytes() == b"two"
    assert stat.S_IMODE((tmp_path / "d").stat().st_mode) == 0o600


def test_short_writes_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that takes 7 bytes at a time still gives the whole file."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:7]))

    fsio.publish(tmp_path / "x", DATA)

    assert (tmp_path / "x").read_bytes() == DATA


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("operation", ["open", "write", "fsync", "link"])
def test_a_refusal_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, code: int
) -> None:
    """Whatever the system refuses comes out as OutputError, with no file and no temporary left."""

    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(code, "refused")

    monkeypatch.setattr(os, operation, refuse)
    with pytest.raises(OutputError, match=errno.errorcode[code]):
        fsio.publish(tmp_path / "x", DATA)
    monkeypatch.undo()

    assert list(tmp_path.iterdir()) == []


def test_a_failing_write_at_every_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the disk full at the k-th write there is no file, for each k, and one when it suffices."""
    real = os.write
    results = []
    for limit in range(8):
        calls = 0

        def write(handle: int, data: bytes, limit: int = limit) -> int:
            nonlocal calls
            calls += 1
            if calls > limit:
                raise OSError(errno.ENOSPC, "full")
            return real(handle, bytes(data)[:1000])

        monkeypatch.setattr(os, "write", write)
        path = tmp_path / str(limit)
        try:
            fsio.publish(path, DATA)
        except OutputError:
            assert not path.exists()
        results.append(path.exists())
        assert left_behind(tmp_path) == []

    assert results == [False] * 7 + [True]  # 7000 bytes in pieces of 1000


def test_a_file_size_limit(tmp_path: Path) -> None:
    """Under RLIMIT_FSIZE nothing torn stands under the final name and the error says why."""
    code = (
        "import resource, sys; from pathlib import Path; from noticegen import fsio, errors\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "try: fsio.publish(Path(sys.argv[1]), b'x' * 7000)\n"
        "except errors.OutputError as e: print(e)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "x")],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "EFBIG" in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_full_disk(tmp_path: Path) -> None:
    """On a full file system of 64 KiB the first files stay whole and the rest are refused."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:  # only root can mount; RLIMIT_FSIZE above shows the same to others
        assert os.geteuid() != 0 or b"permission denied" in mounted.stderr.lower()
        return
    try:
        written = 0
        with pytest.raises(OutputError, match="ENOSPC"):
            for n in range(20):
                fsio.publish(disk / str(n), bytes([n]) * 9000)
                written += 1
        sizes = {p.name: p.stat().st_size for p in disk.iterdir()}
        assert dict.fromkeys(map(str, range(written)), 9000) == sizes
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_leavings_of_a_dead_writer_are_swept(tmp_path: Path) -> None:
    """A temporary of the same file whose writer is gone disappears; another file's stays."""
    (tmp_path / ".x.00000000.part").write_bytes(b"torn")
    (tmp_path / ".y.00000000.part").write_bytes(b"torn")

    fsio.publish(tmp_path / "x", DATA)

    assert left_behind(tmp_path) == [".y.00000000.part"]


def test_a_living_writer_is_not_disturbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two writers of the same file at once both succeed and leave one file."""
    real, waiting, go = os.fsync, threading.Event(), threading.Event()

    def fsync(handle: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            waiting.set()
            assert go.wait(10)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    slow = threading.Thread(target=fsio.publish, args=(tmp_path / "x", DATA))
    slow.start()
    assert waiting.wait(10)
    fsio.publish(tmp_path / "x", DATA)  # while the other holds its temporary open
    go.set()
    slow.join(10)

    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_without_hard_links_nothing_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system without links the file is renamed into place, but never over another."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    fsio.publish(tmp_path / "x", DATA)
    with pytest.raises(OutputError, match="exists already"):
        fsio.publish(tmp_path / "x", b"other")

    assert (tmp_path / "x").read_bytes() == DATA


def test_the_file_is_flushed_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Order: write, fsync of the file, link, fsync of the folder."""
    done: list[str] = []
    for name in ("write", "fsync", "link"):
        real = getattr(os, name)

        def noted(*args: object, name: str = name, real: object = real) -> object:
            done.append(name)
            return real(*args)  # type: ignore[operator]  # the real function

        monkeypatch.setattr(os, name, noted)

    fsio.publish(tmp_path / "x", b"x")

    assert done == ["write", "fsync", "link", "fsync"]


@given(st.binary(max_size=300))
def test_the_digest_is_that_of_the_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """`publish_chunks` says what it wrote, and `sha256_of` reads the same."""
    path = tmp_path_factory.mktemp("d") / "x"

    told = fsio.publish_chunks(path, (data[:100], data[100:]))

    assert fsio.sha256_of(path) == told
    assert data == path.read_bytes()


def test_remove_is_content_with_nothing(tmp_path: Path) -> None:
    """Removing what is not there is no error."""
    fsio.publish(tmp_path / "x", DATA)
    fsio.remove(tmp_path / "x")
    fsio.remove(tmp_path / "x")

    assert list(tmp_path.iterdir()) == []


def test_names_with_brackets_are_swept_by_name(tmp_path: Path) -> None:
    """A name that looks like a pattern sweeps its own leavings only."""
    (tmp_path / ".[ab].00000000.part").write_bytes(b"")
    (tmp_path / ".a.00000000.part").write_bytes(b"")

    fsio.publish(tmp_path / "[ab]", DATA)

    assert left_behind(tmp_path) == [".a.00000000.part"]


def test_many_writers_of_the_same_file(tmp_path: Path) -> None:
    """Eight writers of each file at once: all succeed, nobody sweeps a living one's temporary."""
    with ThreadPoolExecutor(8) as pool:
        for n in range(60):
            path = tmp_path / str(n)
            assert [None] * 8 == list(pool.map(fsio.publish, [path] * 8, [DATA] * 8))

    assert [] == left_behind(tmp_path)
    assert 60 == len(list(tmp_path.iterdir()))


def test_a_staged_folder_sweeps_what_dead_ones_left(tmp_path: Path) -> None:
    """Folders and files that a killed process left beside it go, of whatever name; a living one's stay."""
    for name in (".packet.zip.0a1b.part", ".other.zip.0a1b.part"):
        (tmp_path / name).write_bytes(b"half")
    for name in (".packet.0a1b.part", ".other.0a1b.part", ".living.0a1b.part"):
        (tmp_path / name / "data").mkdir(parents=True)
    with fsio.held(tmp_path / ".living.lock"), fsio.staged_folder(tmp_path / "packet") as folder:
        (folder / "x").write_bytes(DATA)

    assert left_behind(tmp_path) == [".living.0a1b.part"]
    assert (tmp_path / "packet" / "x").read_bytes() == DATA


def test_a_staged_folder_leaves_the_working_folder_of_a_living_one(tmp_path: Path) -> None:
    """A working folder beside it, whose process lives, is not what a dead one left."""
    with fsio.working_folder(tmp_path, "proof") as lives:
        (lives / "f").write_bytes(b"1")
        with fsio.staged_folder(tmp_path / "packet") as folder:
            (folder / "f").write_bytes(b"2")
        assert (lives / "f").read_bytes() == b"1"
    assert not list(tmp_path.glob(".*.part"))


def test_a_working_folder_is_gone_when_its_process_is(tmp_path: Path) -> None:
    """When the block ends, or raises; what a killed process left goes with the next, a living one's stays."""
    dead = tmp_path / ".w.0a1b.part"
    (dead / "data").mkdir(parents=True)
    with fsio.working_folder(tmp_path, "w") as one, fsio.working_folder(tmp_path, "w") as two:
        (two / "x").write_bytes(DATA)
        assert one.is_dir() and not dead.exists()
        assert stat.S_IMODE(one.stat().st_mode) == 0o700
    assert left_behind(tmp_path) == []
