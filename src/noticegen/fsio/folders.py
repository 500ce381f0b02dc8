"""Folders: filled under another name and named when whole; working folders that die with their process."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from noticegen.errors import OutputError
from noticegen.fsio.files import sha256_of
from noticegen.fsio.system import (
    FOLDER_MODE,
    LOCKS,
    TEMPORARY,
    flush_folder,
    flush_private,
    glob_safe,
    held,
    lock,
    make_private_dir,
    refusals,
    take_away,
)
from noticegen.text import Text


def remove_folder(path: Path) -> None:
    """Take away a folder with everything in it; nothing there is fine."""
    with refusals(path):
        if not path.is_dir():
            return
        shutil.rmtree(path)
        flush_folder(path.parent)


@contextlib.contextmanager
def staged_folder(final: Path, *, over: bool = False) -> Iterator[Path]:
    """A private folder to fill, beside `final`, that gets its name when the block ends: then all its
    files are on disk, and before that nothing stands under the name. When the block raises it is gone.

    A folder that stands there must hold the same, file for file, or with `over` gives way (drafts).
    Raises OutputError when it differs, or when another process fills the same one."""
    make_private_dir(final.parent)
    with held(final.with_name(f".{final.name}.lock")) as ours:
        if not ours:
            raise OutputError(
                Text(f"另一进程正在写 {final}", f"another process is writing {final}"),
                Text("等它结束后重试", "try again when it has ended"),
            )
        with refusals(final):
            _sweep_dead(final)
            temp = final.with_name(f".{final.name}.{secrets.token_hex(4)}{TEMPORARY}")
            temp.mkdir(mode=FOLDER_MODE)
        try:
            yield temp
            name_folder(temp, final, over=over)
        finally:
            shutil.rmtree(temp, ignore_errors=True)


def name_folder(temp: Path, final: Path, *, over: bool = False) -> None:
    """Give a filled folder, beside `final`, its name once all its files are on disk.

    Raises OutputError where a folder stands that does not hold the same, unless `over`."""
    with refusals(final):
        _flush_tree(temp)
        _name_folder(temp, final, over)
        flush_folder(final.parent)


def _sweep_dead(final: Path) -> None:
    """Take away what dead writers left in the folder of `final`, whose own lock is ours: they need not come
    again under the same name. A working folder has its lock on itself. Where the system has no locks, one under
    another name stays: nobody can tell whether its writer lives."""
    for left in sorted(final.parent.glob(f".*{TEMPORARY}")):
        name = left.name[1:].rsplit(".", 2)[0]
        if not left.is_dir():
            take_away(left)
        elif name == final.name:
            shutil.rmtree(left)
        else:
            with held(final.with_name(f".{name}.lock")) as dead:
                if dead:
                    _clear_unlocked(left)


@contextlib.contextmanager
def working_folder(parent: Path, name: str) -> Iterator[Path]:
    """A private folder below `parent` for as long as the block runs; what dead processes left of the same
    `name` is taken away first (a living one holds a lock on its own).

    Raises OutputError when it cannot be made."""
    make_private_dir(parent)
    with refusals(parent):
        for left in parent.glob(f".{glob_safe(name)}.*{TEMPORARY}"):
            _clear_unlocked(left)
        folder, handle = _locked_folder(parent, name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _locked_folder(parent: Path, name: str) -> tuple[Path, int | None]:
    """A new folder and the lock on it; another process may sweep it before it is locked: then once more."""
    while True:
        folder = parent / f".{name}.{secrets.token_hex(4)}{TEMPORARY}"
        folder.mkdir(mode=FOLDER_MODE)
        if not LOCKS:
            return folder, None
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            lock(handle)
            if folder.exists():
                return folder, handle
        except BlockingIOError:
            pass  # being swept
        os.close(handle)


def _clear_unlocked(left: Path) -> None:
    if not LOCKS or left.is_symlink():
        return
    with contextlib.suppress(OSError):  # gone meanwhile, locked, or another user's
        handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY)
        try:
            lock(handle)
            shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(handle)


def _flush_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):  # what is inside comes first
        if path.is_dir():
            path.chmod(FOLDER_MODE)
            flush_folder(path)
            continue
        flush_private(path)
    flush_folder(folder)


def _name_folder(temp: Path, final: Path, over: bool) -> None:
    if not final.exists():
        temp.rename(final)
        return
    if not over:
        refuse_other(temp, final)
        return
    old = final.with_name(f".{final.name}.{secrets.token_hex(4)}{TEMPORARY}")
    final.rename(old)
    temp.rename(final)
    shutil.rmtree(old)


def refuse_other(temp: Path, final: Path) -> None:
    """Raise OutputError where a folder stands under the name that does not hold the same as `temp`."""
    if final.exists() and _tree(temp) != _tree(final):
        raise OutputError(
            Text(f"{final} 已存在且内容不同", f"{final} exists already with other content"),
            Text(
                "请移走该文件夹后重试；本程序从不覆盖",
                "move it away and try again; nothing is overwritten",
            ),
        )


def _tree(folder: Path) -> dict[str, str]:
    """The files of a folder with their hashes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
