"""What files and folders have in common: modes, locks, flushes, what is left of the dead, what the system
refuses."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from noticegen.errors import OutputError
from noticegen.text import Text

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be deleted there, so no lock is needed
    fcntl = None  # type: ignore[assignment]  # the module is absent on Windows

FILE_MODE = 0o600
FOLDER_MODE = 0o700
TEMPORARY = ".part"
LOCKS = fcntl is not None  # whether there are locks on open files


def lock(handle: int, *, wait: bool = False) -> None:
    """Lock an open file or folder for this process; nothing happens where there are no such locks.

    Raises BlockingIOError when another process has it, unless it may `wait`."""
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def make_private_dir(path: Path) -> None:
    """Create the folder and those above it that are missing, each 0700 and flushed."""
    with refusals(path):
        missing = [path, *path.parents]
        for folder in reversed([p for p in missing if not p.exists()]):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=FOLDER_MODE)
                folder.chmod(FOLDER_MODE)
                flush_folder(folder.parent)


def create_private(path: Path) -> None:
    """Create an empty file 0600 for the database to fill; an empty one may stand there already."""
    make_private_dir(path.parent)
    with refusals(path):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        except FileExistsError:
            path.chmod(FILE_MODE)
            return
        try:
            make_private(handle)
        finally:
            os.close(handle)
        flush_folder(path.parent)


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold `path` (made when missing) for this process as long as the block runs; False when another
    process holds it. A killed process lets go. Where there are no such locks: always True."""
    create_private(path)
    handle = os.open(path, os.O_RDWR)
    try:
        try:
            lock(handle)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def make_private(handle: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, FILE_MODE)


def flush_private(path: Path) -> None:
    """Make a file private and its content survive a power cut."""
    handle = os.open(path, os.O_RDWR)
    try:
        make_private(handle)
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Make the names in the folder survive a power cut (a no-op where folders cannot be opened)."""
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except (PermissionError, IsADirectoryError):  # Windows
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def take_away(left: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(left, os.O_RDWR)
        try:
            lock(handle)
            left.unlink()
        finally:
            os.close(handle)


def glob_safe(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


@contextlib.contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Say what the system refused, with the path and the name of the error, never the content."""
    try:
        yield
    except OSError as refused:
        name = errno.errorcode.get(refused.errno or 0, "?")
        full = refused.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise OutputError(
            Text(f"无法写入 {path}（{name}）", f"{path} cannot be written ({name})"),
            Text("请腾出磁盘空间后重试", "free some disk space and try again")
            if full
            else Text("请检查文件夹及其权限", "check the folder and its permissions"),
        ) from refused
