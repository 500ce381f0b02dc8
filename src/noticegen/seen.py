"""How kept files looked when they were last hashed, so that a portfolio is not read whole each time.

A file counts as unchanged while device, inode, size, time of change and time of the last change to
the inode are those of that moment: a copy, a restored backup or a touched file is hashed again, and
nobody without the machine's clock in hand can write to a file and keep its ctime. What is remembered
is only ever taken for a first look over many cases; a letter is never issued on it.

The memory is a small SQLite file that may be deleted at any time. Where it cannot be kept, every
file is hashed.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from noticegen import fsio
from noticegen.errors import OutputError

Look: TypeAlias = tuple[int, int, int, int, int]
WAIT_MS = 5000
_TABLE = (
    "CREATE TABLE IF NOT EXISTS seen (sha256 TEXT PRIMARY KEY, dev INTEGER, ino INTEGER,"
    " size INTEGER, mtime INTEGER, ctime INTEGER) WITHOUT ROWID, STRICT"
)
_FIND = (
    "SELECT sha256, dev, ino, size, mtime, ctime FROM seen"
    " WHERE sha256 IN (SELECT value FROM json_each(?))"
)


def look(path: Path) -> Look | None:
    """How the file looks now; None when there is none, or something that is no plain file."""
    try:
        found = path.stat(follow_symlinks=False)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None  # a link says nothing of what it points to
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class Seen:
    """The memory in one file. A class because it holds the path and the open connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None
        self._owner = 0

    def recall(self, hashes: Collection[str]) -> dict[str, Look]:
        """What is remembered of these files, by hash."""
        with contextlib.suppress(sqlite3.Error, OutputError):
            rows = self._open().execute(_FIND, (json.dumps(list(hashes)),))
            return {row[0]: row[1:] for row in rows}
        return {}

    def note(self, looks: Mapping[str, Look]) -> None:
        """Remember how these files looked when their hash agreed."""
        with contextlib.suppress(sqlite3.Error, OutputError), self._open() as db:
            rows = ((sha256, *seen) for sha256, seen in looks.items())
            db.executemany("INSERT OR REPLACE INTO seen VALUES (?,?,?,?,?,?)", rows)

    def _open(self) -> sqlite3.Connection:
        """The connection of this process: one is never used after a fork."""
        if self._db is None or self._owner != os.getpid():
            fsio.create_private(self.path)
            self._db, self._owner = sqlite3.connect(self.path), os.getpid()
            for line in _set_up():
                self._db.execute(line)
        return self._db


def _set_up() -> Iterator[str]:
    yield f"PRAGMA busy_timeout = {WAIT_MS}"
    yield "PRAGMA journal_mode = WAL"
    yield "PRAGMA synchronous = OFF"  # lost in a power cut: then the files are hashed again
    yield _TABLE
