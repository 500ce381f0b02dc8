"""The machine loses power in the middle of a run: what the register calls issued is on the disk, and the same
command finishes the run with the same bytes.

A model of the disk, kept from the calls to fsync: a file has the bytes it had when it was last flushed, a
folder the names it had then. Everything else may be gone after the loss, and here it is gone. (The book
flushes for itself: SQLite with synchronous=FULL.)"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import batch_desk
import crash_driver
import demo_desk
import pytest
import sqlalchemy as sa

from noticegen import batch as story
from noticegen import fsio, render
from noticegen.batch import draw
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.register import Register


class Disk:
    """What would be left of the files below a folder if the power went now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files: dict[int, bytes] = {}  # by inode
        self._folders: dict[str, dict[str, int]] = {}  # names and inodes, by path
        self._flush = os.fsync

    def fsync(self, handle: int) -> None:
        """Flush, and remember what is safe now."""
        self._flush(handle)
        place = Path(f"/proc/self/fd/{handle}").readlink()
        if not place.is_relative_to(self.root):
            return
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            self._folders[str(place)] = {e.name: e.inode() for e in os.scandir(place)}
        else:
            self._files[found.st_ino] = place.read_bytes()

    def left(self, folder: Path) -> Iterator[tuple[Path, bytes]]:
        """Each file below `folder` that the disk would still name, with its bytes (b"" = not flushed)."""
        for name, inode in self._folders.get(str(folder), {}).items():
            path = folder / name
            if path.is_dir():
                yield from self.left(path)
            elif not fsio.is_temporary(path):
                yield path, self._files.get(inode, b"")


def issued(book: Path) -> dict[str, str]:
    """The files that the register calls issued, with their hashes."""
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as db:
        rows = db.execute("select file, pdf_sha256, docx_sha256 from register where state = 'issued'").fetchall()  # fmt: skip
    found = {f"{file}.pdf": pdf for file, pdf, _ in rows}
    return found | {f"{file}.docx": docx for file, _, docx in rows if docx}


@pytest.mark.parametrize("engine", ["archive", "press"])
def test_power_is_lost(
    engine: str, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each commit: every file that is issued by then is safe whole under its name. From what is
    left at three of these moments the same command makes what an undisturbed run makes."""
    base = demo_desk.imported(tmp_path / "base", examples)
    batch_desk.no_address(base)
    monkeypatch.setattr(render, "render", batch_desk.fake_render)
    monkeypatch.setattr(draw, "render_press", lambda _: batch_desk.FakePress(("DK-0009",)))
    monkeypatch.setattr(story, "CHUNK", 3)
    desk = Desk.open(demo_desk.imported(tmp_path / "d", base), {})
    disk, book = Disk(desk.root), desk.root / "book.sqlite"
    moments: list[dict[str, bytes]] = []
    books: list[Path] = []

    def committing(_: object) -> None:
        before = moments[-1] if moments else {}
        for name, sha256 in issued(book).items():
            assert hashlib.sha256(before.get(name, b"")).hexdigest() == sha256, name
        moments.append(
            {p.relative_to(desk.out).as_posix(): data for p, data in disk.left(desk.out)}
        )
        books.append(tmp_path / f"book-{len(books)}")
        with closing(sqlite3.connect(book)) as db, closing(sqlite3.connect(books[-1])) as copy:
            db.backup(copy)

    sa.event.listen(sa.Engine, "commit", committing)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", disk.fsync)
            batch_desk.run(desk, crash_driver.NOW, engine=engine)
    finally:
        sa.event.remove(sa.Engine, "commit", committing)
    reference = crash_driver.files_of(desk.out)
    assert reference == {
        p.relative_to(desk.out).as_posix(): hashlib.sha256(data).hexdigest()
        for p, data in disk.left(desk.out)
    }
    writing = [n for n, moment in enumerate(moments) if n and moment != moments[n - 1]]
    for n in (writing[0], writing[len(writing) // 2], writing[-1]):
        mended = Desk.open(demo_desk.imported(tmp_path / f"m{n}", base), {})
        for file in mended.root.glob("book.sqlite*"):
            file.unlink()
        books[n].replace(mended.root / "book.sqlite")
        for name, data in moments[n].items():
            path = mended.out / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(data)
            path.chmod(0o600)
        for folder in [mended.out, *(p for p in mended.out.rglob("*") if p.is_dir())]:
            folder.chmod(0o700)
        batch_desk.run(mended, crash_driver.LATER, engine=engine)
        assert reference == crash_driver.files_of(mended.out)
        with Book.open(mended.book_url) as again:
            assert [] == Register(again).verify(mended.out)
