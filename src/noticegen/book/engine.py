"""One transaction policy for SQLite and PostgreSQL, and what their refusals mean to an officer.

SQLite: every writing transaction is BEGIN IMMEDIATE, WAL, synchronous FULL, foreign keys, 30 s of
waiting. PostgreSQL: READ COMMITTED; a writer first locks the one row of `tree`. So on both there is
one writer at a time, and the unique constraints guard what remains. A reader sees one moment of the
book: on PostgreSQL it asks for REPEATABLE READ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from noticegen.errors import BookError, MissingError, UsageError
from noticegen.text import Text

WAIT_SECONDS = 30
AT_ONCE = 10  # rows in one statement of SQLite; times the columns of a table less than the 999 values it takes
PRAGMAS = (
    f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


def url_of(text: str) -> sa.URL:
    """The URL of a book. Raises UsageError unless it is sqlite:///FILE or postgresql://..."""
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):  # ValueError: a port that is no number
        url = sa.URL.create("unknown")
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite")
    raise UsageError(
        Text("账簿地址无效", "the address of the book is not valid"),
        Text(
            "应为 sqlite:///文件 或 postgresql://用户@主机/库",
            "expected sqlite:///FILE or postgresql://USER@HOST/NAME",
        ),
    )


def file_of(url: sa.URL) -> Path | None:
    """The file of a SQLite book; None on PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def engine(url: sa.URL) -> sa.Engine:
    """An engine that never prints parameters. Raises MissingError without the driver."""
    try:
        if url.get_backend_name() == "postgresql":
            return _postgres(url)
    except ModuleNotFoundError as missing:
        raise MissingError(
            Text("缺少 PostgreSQL 驱动", "the PostgreSQL driver is missing"),
            Text("pip install 'noticegen[postgres]'", "pip install 'noticegen[postgres]'"),
        ) from missing
    made = sa.create_engine(url, hide_parameters=True)
    sa.event.listen(made, "connect", _set_up)
    sa.event.listen(made, "begin", _begin)
    return made


def _postgres(url: sa.URL) -> sa.Engine:
    wait = f"-c lock_timeout={WAIT_SECONDS * 1000} -c synchronous_commit=on"
    options = f"{url.query.get('options', '')} {wait}".strip()
    return sa.create_engine(
        url,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": options},
        pool_pre_ping=True,
    )


def reading(url: sa.URL) -> dict[str, Any]:
    """The options of an engine that only reads: all queries of a transaction see one moment."""
    if url.get_backend_name() == "postgresql":
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return {"reading": True}


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing on its own; `_begin` does
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin(conn: sa.Connection) -> None:
    reading = conn.get_execution_options().get("reading", False)
    conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def insert(conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows that name every column. Twice as fast as letting Core bind each value."""
    if not rows:
        return
    compiled = sa.insert(table).compile(dialect=conn.dialect)
    if not compiled.positiontup:
        conn.exec_driver_sql(str(compiled), list(rows))
        return
    pick = itemgetter(*compiled.positiontup)
    head, _, one = str(compiled).rpartition("VALUES ")
    values = [pick(row) for row in rows]
    whole = len(values) - len(values) % AT_ONCE
    together = [
        tuple(chain.from_iterable(values[n : n + AT_ONCE])) for n in range(0, whole, AT_ONCE)
    ]
    if together:  # a statement of several rows costs SQLite four fifths of as many of one
        conn.exec_driver_sql(f"{head}VALUES {', '.join([one] * AT_ONCE)}", together)
    if whole < len(values):
        conn.exec_driver_sql(str(compiled), values[whole:])


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the database refuses into a BookError that says what to do, without any data."""
    try:
        yield
    except sa.exc.DBAPIError as refused:
        raise _meaning(refused) from None  # the original may quote values of the row


def _meaning(refused: sa.exc.DBAPIError) -> BookError:
    original = refused.orig
    code = str(
        getattr(original, "sqlite_errorname", None)
        or getattr(original, "sqlstate", None)
        or type(original).__name__
    )
    for codes, message, hint in _MEANINGS:
        if code.startswith(codes):
            return BookError(Text(f"{message.zh}（{code}）", f"{message.en} ({code})"), hint)
    return BookError(
        Text(f"账簿拒绝了操作（{code}）", f"the book refused the operation ({code})"),
        Text("运行 noticegen doctor", "run `noticegen doctor`"),
    )


_MEANINGS = (
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01"),
        Text("账簿正被另一程序占用", "the book is busy: another program is writing to it"),
        Text("请稍后重试", "try again in a moment"),
    ),
    (
        ("SQLITE_NOTADB",),
        Text("该文件不是账簿", "the file is not a book"),
        Text("检查 noticegen.toml 中的 paths.book", "check paths.book in noticegen.toml"),
    ),
    (
        ("SQLITE_CORRUPT",),
        Text("账簿文件已损坏", "the file of the book is damaged"),
        Text("请从备份恢复", "restore it from a backup"),
    ),
    (
        ("SQLITE_FULL", "SQLITE_IOERR", "53100"),
        Text("账簿所在磁盘已满或无法写入", "the disk of the book is full or cannot be written"),
        Text("请腾出磁盘空间后重试", "free some disk space and try again"),
    ),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "42501"),
        Text("账簿无法打开", "the book cannot be opened"),
        Text("检查路径与文件权限", "check the path and the permissions"),
    ),
    (
        ("08", "28", "3D", "57P", "OperationalError"),
        Text("无法连接数据库", "the database server cannot be reached"),
        Text("检查账簿地址与数据库服务", "check the address of the book and the server"),
    ),
    (
        ("SQLITE_CONSTRAINT", "23"),
        Text("账簿的约束不允许这样写入", "a constraint of the book does not allow this"),
        Text("运行 noticegen register verify", "run `noticegen register verify`"),
    ),
)
