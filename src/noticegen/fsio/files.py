"""Files: published whole and once, replaced where that is allowed, read in pieces."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from noticegen.errors import OutputError
from noticegen.fsio.system import (
    FILE_MODE,
    LOCKS,
    TEMPORARY,
    flush_folder,
    flush_private,
    glob_safe,
    lock,
    make_private,
    make_private_dir,
    refusals,
    take_away,
)
from noticegen.text import Text

CHUNK = 1 << 20
# Linking is refused on file systems that know no hard links (FAT, some shares).
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def publish(path: Path, data: bytes) -> None:
    """Put `data` under `path`, once. The same bytes again are fine; other bytes are refused.

    Raises OutputError when another file stands there, when the disk is full or refuses."""
    publish_chunks(path, (data,))


def publish_chunks(path: Path, chunks: Iterable[bytes]) -> str:
    """`publish` for a file too big to hold in memory; returns the SHA-256 (hex) of what was written."""
    return _place(path, chunks, _link_once)


def publish_many(files: Sequence[tuple[Path, bytes]]) -> None:
    """`publish` for many files: each whole and on disk under its name, each folder swept and flushed
    once. All are on disk when it returns; when it raises, some may be."""
    folders: dict[Path, list[tuple[Path, bytes]]] = {}
    for path, data in files:
        folders.setdefault(path.parent, []).append((path, data))
    for folder, own in folders.items():
        make_private_dir(folder)
        with refusals(folder):
            _sweep_folder(folder, {path.name for path, _ in own})
        for path, data in own:
            with refusals(path):
                _put(path, (data,), _link_once)
        with refusals(folder):
            flush_folder(folder)


def replace(path: Path, data: bytes) -> None:
    """Put `data` under `path`, over what stood there; for drafts and erasures."""
    replace_chunks(path, (data,))


def replace_chunks(path: Path, chunks: Iterable[bytes]) -> str:
    """`replace` for a file too big to hold in memory, as `publish_chunks`; for the lists of a run that was
    broken off before they were told of."""
    return _place(path, chunks, lambda temp, final: temp.replace(final))


def remove(path: Path) -> None:
    """Take away a file that was published under a number that was never issued."""
    with refusals(path):
        try:
            path.unlink()
        except FileNotFoundError:
            return
        flush_folder(path.parent)


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces of at most 1 MiB."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def sha256_of(path: Path) -> str:
    """The SHA-256 (hex) of a file; raises OSError when it cannot be read."""
    digest = hashlib.sha256()
    for piece in chunks_of(path):
        digest.update(piece)
    return digest.hexdigest()


def is_temporary(path: Path) -> bool:
    """Whether the name is one that a writer uses until its file is whole."""
    return path.name.startswith(".") and path.name.endswith(TEMPORARY)


def _place(path: Path, chunks: Iterable[bytes], put: Callable[[Path, Path], object]) -> str:
    make_private_dir(path.parent)
    with refusals(path):
        _sweep(path)
        digest = _put(path, chunks, put)
        flush_folder(path.parent)
    return digest


def _put(path: Path, chunks: Iterable[bytes], put: Callable[[Path, Path], object]) -> str:
    """Write beside `path`, flush, give it its name; the folder is not flushed yet."""
    temp, handle = _temporary(path)
    try:
        digest = _write(handle, chunks)
        put(temp, path)  # still locked: nobody sweeps it away before it has its name
    finally:
        os.close(handle)
        with contextlib.suppress(FileNotFoundError):
            temp.unlink()
    return digest


def _temporary(path: Path) -> tuple[Path, int]:
    """A new file beside `path`, locked: the lock tells `_sweep` that its writer lives.

    Another writer may sweep it between its making and its locking; then another is made."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    while True:
        temp = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMPORARY}")
        handle = os.open(temp, flags, FILE_MODE)
        if not LOCKS:
            return temp, handle
        lock(handle, wait=True)
        if os.fstat(handle).st_nlink:
            return temp, handle
        os.close(handle)


def _write(handle: int, chunks: Iterable[bytes]) -> str:
    """Write everything and flush it to disk."""
    digest = hashlib.sha256()
    make_private(handle)
    for piece in chunks:
        digest.update(piece)
        view = memoryview(piece)
        while view:  # a write may take fewer bytes than asked, without an error
            view = view[os.write(handle, view) :]
    os.fsync(handle)
    return digest.hexdigest()


def _link_once(temp: Path, final: Path) -> None:
    try:
        os.link(temp, final)
    except FileExistsError:
        _require_same(temp, final)
    except OSError as refused:
        if refused.errno not in _NO_LINKS:
            raise
        if final.exists():
            _require_same(temp, final)
        else:
            temp.rename(final)


def _require_same(temp: Path, final: Path) -> None:
    """What stands there must be the same; it is flushed, for its writer may have died before that."""
    if not final.is_file() or final.is_symlink() or sha256_of(temp) != sha256_of(final):
        raise OutputError(
            Text(f"{final} 已存在且内容不同", f"{final} exists already with other content"),
            Text(
                "请移走该文件后重试；本程序从不覆盖",
                "move it away and try again; nothing is overwritten",
            ),
        )
    flush_private(final)


def _sweep(path: Path) -> None:
    """Delete what dead writers of this very file left; a living one holds the lock on its own."""
    for left in path.parent.glob(f".{glob_safe(path.name)}.*{TEMPORARY}"):
        take_away(left)


def _sweep_folder(folder: Path, names: set[str]) -> None:
    """The same for many files of one folder, looking through it once."""
    for left in os.scandir(folder):
        if left.name.endswith(TEMPORARY) and left.name[1:].rsplit(".", 2)[0] in names:
            take_away(folder / left.name)
