"""The book: one database with loans, parties, schedules, the log and the register.

The log is only added to. Every function here is one transaction (an import: one per batch), and
what the database refuses comes out as a BookError.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

import sqlalchemy as sa

from noticegen import fsio
from noticegen.book import engine as engines
from noticegen.book import leaves
from noticegen.book import tables as t
from noticegen.book.dossier import Dossier
from noticegen.book.load import load, load_many, party
from noticegen.book.marks import marks_of_others
from noticegen.book.record import record
from noticegen.errors import BookError
from noticegen.model import Case, Event, House, Party
from noticegen.text import Text
from noticegen.vault import Vault

_IDS_AT_ONCE = 500

if TYPE_CHECKING:  # what only an import needs is loaded by it
    from noticegen.aside import Aside
    from noticegen.book.apply import Change
    from noticegen.book.filed import Filed

__all__ = ["Book", "Dossier"]


class Book:
    """An open book. A class because it holds the connections; close it, or use it in a `with`."""

    def __init__(self, url: sa.URL) -> None:
        self.url = url
        self._engine = engines.engine(url)
        self._reader = self._engine.execution_options(**engines.reading(url))

    @classmethod
    def create(cls, url: str) -> Book:
        """Make a new book. Raises BookError when there is one already."""
        book = cls(engines.url_of(url))
        if file := engines.file_of(book.url):
            fsio.create_private(file)
        with book.write() as conn:
            if version(conn) is not None:
                raise BookError(
                    Text("这里已有账簿", "there is a book here already"),
                    Text("直接使用它，或换一个位置", "use it, or choose another place"),
                )
            _migrate(conn)
            origin = f"noticegen-book/{secrets.token_hex(8)}"
            conn.execute(sa.insert(t.tree).values(id=1, origin=origin, size=0, peaks=b""))
            leaves.append(conn, [leaves.origin_leaf(origin)], leaves.frontier(conn))
        return book

    @classmethod
    def is_there(cls, url: str) -> bool:
        """Whether there is a book, of whatever version. Raises BookError when that cannot be seen."""
        file = engines.file_of(engines.url_of(url))
        if file is not None and not file.is_file():
            return False
        with cls(engines.url_of(url)) as book, book.read() as conn:
            return version(conn) is not None

    @classmethod
    def open(cls, url: str) -> Book:
        """Open a book of this program's version. Raises BookError saying what to do otherwise."""
        book = cls._existing(url)
        with book.read() as conn:
            found = version(conn)
        if found == t.VERSION:
            return book
        book.close()
        raise _other_version(found)

    @classmethod
    def upgrade(cls, url: str) -> Book:
        """Bring a book of an earlier version to this one, in one transaction. Raises BookError where there
        is none, or a newer one."""
        with cls._existing(url) as book, book.write() as conn:
            found = version(conn)
            if found is None or found > t.VERSION:
                raise _other_version(found)
            _migrate(conn)
        return cls.open(url)

    @classmethod
    def _existing(cls, url: str) -> Book:
        book = cls(engines.url_of(url))
        file = engines.file_of(book.url)
        if file is not None and not file.is_file():
            raise BookError(
                Text("账簿文件不存在", f"there is no book at {file}"),
                Text("先运行 noticegen init", "run `noticegen init` first"),
            )
        return book

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the book and writes nothing."""
        with engines.refusals(), self._reader.begin() as conn:
            yield conn

    @contextmanager
    def session(self) -> Iterator[sa.Connection]:
        """A connection without a transaction, for a lock that is held longer than one should be open: a
        server may end who leaves one open, and cannot tidy up while it is."""
        with engines.refusals(), self._engine.connect() as conn:
            yield conn.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """The one writing transaction at a time; all or nothing."""
        with engines.refusals(), self._engine.begin() as conn:
            if conn.dialect.name == "postgresql" and version(conn) is not None:
                conn.execute(sa.select(t.tree.c.id).with_for_update())
            yield conn

    def loans(self) -> Sequence[str]:
        """The ids of all loans but those erased, sorted by code point whatever the database (7 MB for 100,000)."""
        with self.read() as conn:
            query = sa.select(t.loans.c.id).where(t.loans.c.erased_at.is_(None))
            return sorted(conn.execute(query).scalars())

    def kept(self, loan_ids: Iterable[str]) -> frozenset[str]:
        """Those of these loans whose log there still is: known, and not erased. Asks for these alone."""
        wanted, found = iter(dict.fromkeys(loan_ids)), set[str]()
        with self.read() as conn:
            while some := tuple(islice(wanted, _IDS_AT_ONCE)):
                query = sa.select(t.loans.c.id).where(
                    t.loans.c.erased_at.is_(None), t.loans.c.id.in_(some)
                )
                found.update(conn.execute(query).scalars())
        return frozenset(found)

    def knows(self, loan_id: str) -> bool:
        """Whether there is a loan of this id."""
        with self.read() as conn:
            return conn.execute(sa.select(t.loans.c.id).where(t.loans.c.id == loan_id)).first() is not None  # fmt: skip

    def load(self, loan_id: str, house: House, vault: Vault) -> Case:
        """Everything known of one loan, its evidence hashed now. Raises UsageError when the book
        does not know it."""
        with self.read() as conn:
            return load(conn, loan_id, house, vault)

    def load_many(self, loan_ids: Iterable[str], house: House, vault: Vault) -> Iterator[Case]:
        """The cases of these loans one after the other, in few queries and little memory.

        `book.load_many(book.loans(), ...)` is the whole book in order of loan id. Evidence that was
        not touched is not hashed again: see `book.load`."""
        return load_many(self.read, loan_ids, house, vault)

    def marks_of_others(self, loan_id: str) -> Iterator[str]:
        """Names and numbers of all loans but this one, as a stream. See `book.marks`."""
        return marks_of_others(self.read, loan_id)

    def party(self, party_id: str) -> Party:
        """One party as she stands in the book. Raises UsageError when the book does not know her."""
        with self.read() as conn:
            return party(conn, party_id)

    def scrub(self) -> None:
        """After an erasure: leave no old copy of a row where the database keeps them for a while."""
        with engines.refusals(), self._engine.connect() as conn:
            raw = conn.connection.driver_connection
            assert raw is not None
            if conn.dialect.name == "sqlite":
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                conn.rollback()
                raw.autocommit = True
                raw.execute("VACUUM " + ", ".join(t.metadata.tables))
                raw.autocommit = False

    def record(self, loan_id: str, event: Event) -> Event:
        """Add an event to the log of a loan; an empty id is filled. See `book.record`."""
        with self.write() as conn:
            return record(conn, loan_id, event)

    def apply(
        self,
        dossiers: Iterable[Dossier | Filed],
        recorded_at: datetime,
        *,
        dry_run: bool = False,
        aside: Aside | None = None,
    ) -> Iterator[Change]:
        """Import dossiers, batch by batch; the same again changes nothing. See `book.apply`."""
        from noticegen.book.apply import apply

        return apply(self, dossiers, recorded_at, dry_run=dry_run, aside=aside)


def version(conn: sa.Connection) -> str | None:
    """The revision of the book; None when there is no book in this database."""
    if not sa.inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(sa.text("select version_num from alembic_version")).scalar_one_or_none()


def _other_version(found: str | None) -> BookError:
    """What there is instead of a book of this program's version, and what to do."""
    if found is None:
        return BookError(
            Text("这里没有账簿", "there is no book here"),
            Text("先运行 noticegen init", "run `noticegen init` first"),
        )
    return BookError(
        Text(f"账簿版本为 {found}，本程序为 {t.VERSION}",
             f"the book is of version {found}, this program of {t.VERSION}"),
        Text("账簿较新，请更新本程序", "the book is newer: update the program")
        if found > t.VERSION
        else Text("备份后运行 noticegen doctor --upgrade", "make a backup, then run `noticegen doctor --upgrade`"),
    )  # fmt: skip


def _migrate(conn: sa.Connection) -> None:
    """Run the revisions that are missing, inside the transaction of `conn`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "noticegen.book:migrations")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
