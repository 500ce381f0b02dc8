"""The only writer of files: whole or not at all, on disk before it is said so, readable by the owner only.

A file is written beside its place under a dot-name, flushed to disk, and linked to its final name;
then the folder is flushed. A crash at any point leaves either no file or the whole file under the
final name; what is left of a dead writer is swept when the same file is published again. Nothing
is ever overwritten by `publish`; only drafts, and streams a letter was erased from, may `replace`.
Modes are 0600 and 0700 whatever the umask says.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from noticegen.errors import OutputError
from noticegen.text import Text

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be deleted there, so no lock is needed
    fcntl = None  # type: ignore[assignment]  # the module is absent on Windows

FILE_MODE = 0o600
FOLDER_MODE = 0o700
CHUNK = 1 << 20
TEMPORARY = ".part"
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
        with _refusals(folder):
            _sweep_folder(folder, {path.name for path, _ in own})
        for path, data in own:
            with _refusals(path):
                _put(path, (data,), _link_once)
        with _refusals(folder):
            _flush_folder(folder)


def replace(path: Path, data: bytes) -> None:
    """Put `data` under `path`, over what stood there; for drafts and erasures."""
    _place(path, (data,), lambda temp, final: temp.replace(final))


def make_private_dir(path: Path) -> None:
    """Create the folder and those above it that are missing, each 0700 and flushed."""
    with _refusals(path):
        missing = [path, *path.parents]
        for folder in reversed([p for p in missing if not p.exists()]):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=FOLDER_MODE)
                folder.chmod(FOLDER_MODE)
                _flush_folder(folder.parent)


def create_private(path: Path) -> None:
    """Create an empty file 0600 for the database to fill; an empty one may stand there already."""
    make_private_dir(path.parent)
    with _refusals(path):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        except FileExistsError:
            path.chmod(FILE_MODE)
            return
        try:
            _private(handle)
        finally:
            os.close(handle)
        _flush_folder(path.parent)


def remove(path: Path) -> None:
    """Take away a file that was published under a number that was never issued."""
    with _refusals(path):
        try:
            path.unlink()
        except FileNotFoundError:
            return
        _flush_folder(path.parent)


def remove_folder(path: Path) -> None:
    """Take away a folder with everything in it; nothing there is fine."""
    with _refusals(path):
        if not path.is_dir():
            return
        shutil.rmtree(path)
        _flush_folder(path.parent)


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold `path` (made when missing) for this process as long as the block runs; False when another
    process holds it. A killed process lets go. Where there are no such locks: always True."""
    create_private(path)
    handle = os.open(path, os.O_RDWR)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
        yield True
    finally:
        os.close(handle)


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
        with _refusals(final):
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
    with _refusals(final):
        _flush_tree(temp)
        _name_folder(temp, final, over)
        _flush_folder(final.parent)


def _sweep_dead(final: Path) -> None:
    """Take away what dead writers left in the folder of `final`, whose own lock is ours: they need not come
    again under the same name."""
    for left in sorted(final.parent.glob(f".*{TEMPORARY}")):
        name = left.name[1:].rsplit(".", 2)[0]
        if not left.is_dir():
            _take_away(left)
        elif name == final.name:
            shutil.rmtree(left)
        else:
            with held(final.with_name(f".{name}.lock")) as dead:
                if dead:
                    shutil.rmtree(left)


@contextlib.contextmanager
def working_folder(parent: Path, name: str) -> Iterator[Path]:
    """A private folder below `parent` for as long as the block runs; what dead processes left of the same
    `name` is taken away first (a living one holds a lock on its own).

    Raises OutputError when it cannot be made."""
    make_private_dir(parent)
    with _refusals(parent):
        for left in parent.glob(f".{_glob_safe(name)}.*{TEMPORARY}"):
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
        if fcntl is None:
            return folder, None
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if folder.exists():
                return folder, handle
        except BlockingIOError:
            pass  # being swept
        os.close(handle)


def _clear_unlocked(left: Path) -> None:
    if fcntl is None or left.is_symlink():
        return
    with contextlib.suppress(OSError):  # gone meanwhile, locked, or another user's
        handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(handle)


def _flush_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):  # what is inside comes first
        if path.is_dir():
            path.chmod(FOLDER_MODE)
            _flush_folder(path)
            continue
        handle = os.open(path, os.O_RDWR)
        try:
            _private(handle)
            os.fsync(handle)
        finally:
            os.close(handle)
    _flush_folder(folder)


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
    with _refusals(path):
        _sweep(path)
        digest = _put(path, chunks, put)
        _flush_folder(path.parent)
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
        if fcntl is None:
            return temp, handle
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return temp, handle
        os.close(handle)


def _write(handle: int, chunks: Iterable[bytes]) -> str:
    """Write everything and flush it to disk."""
    digest = hashlib.sha256()
    _private(handle)
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
    handle = os.open(final, os.O_RDWR)
    try:
        _private(handle)
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(path: Path) -> None:
    """Delete what dead writers of this very file left; a living one holds the lock on its own."""
    for left in path.parent.glob(f".{_glob_safe(path.name)}.*{TEMPORARY}"):
        _take_away(left)


def _sweep_folder(folder: Path, names: set[str]) -> None:
    """The same for many files of one folder, looking through it once."""
    for left in os.scandir(folder):
        if left.name.endswith(TEMPORARY) and left.name[1:].rsplit(".", 2)[0] in names:
            _take_away(folder / left.name)


def _take_away(left: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(left, os.O_RDWR)
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
        finally:
            os.close(handle)


def _glob_safe(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _private(handle: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, FILE_MODE)


def _flush_folder(folder: Path) -> None:
    """Make the names in the folder survive a power cut (a no-op where folders cannot be opened)."""
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except (PermissionError, IsADirectoryError):  # Windows
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _refusals(path: Path) -> Iterator[None]:
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
