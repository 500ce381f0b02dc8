"""Another database, by SQLAlchemy URL and a mapping file; it is only read.

    [loans]
    query = "select * from t_loan where status = 'open'"   # or: table = "t_loan"
    [loans.columns]
    id = "loan_no"            # our key = their column; every other key as well

Unknown sheets, keys and columns are errors. Identifiers must arrive as text: cast them in the query.
A number 0 or 1 is taken where yes or no is wanted: many databases know no other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from noticegen.errors import DataError, UsageError
from noticegen.schema import SHEETS, Sheet
from noticegen.sources.tables import Place, Report, Row, Table, missing_sheets, nearest
from noticegen.text import Text

FETCH = 2_000


class _Mapped(BaseModel):
    """One table of a mapping file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    table: str = ""
    query: str = ""
    columns: dict[str, str]


_MAPPING = TypeAdapter(dict[str, _Mapped])


class Sql:
    """The database. A class because it is read twice when a marked copy is made."""

    def __init__(self, url: str, mapping: Path | None) -> None:
        if mapping is None:
            raise UsageError(
                Text(
                    "从数据库导入须指明 --mapping FILE",
                    "an import from a database needs --mapping FILE",
                ),
                Text("映射文件的写法见数据说明", "docs/data.md shows how one is written"),
            )
        self.base = mapping.parent
        self._mapping = _read(mapping)
        self._name, self._engine = _engine(url)

    def tables(self, report: Report) -> Iterator[Table]:
        """A table for each mapped sheet, in the order of `SHEETS`. Raises DataError."""
        wanted = [s for s in SHEETS if s.key in self._mapping]
        missing_sheets(self._name, wanted, report, "item")
        try:
            with _refusals(), self._engine.connect() as conn:
                _read_only(conn)
                for sheet in wanted:
                    with _refusals(sheet.key):
                        table = self._table(conn, sheet)
                    yield table
                conn.rollback()
        finally:
            self._engine.dispose()

    def _table(self, conn: sa.Connection, sheet: Sheet) -> Table:
        mapped = self._mapping[sheet.key]
        result = conn.execution_options(stream_results=True, max_row_buffer=FETCH).execute(
            _select(conn, mapped)
        )
        theirs = list(result.keys())
        for column in mapped.columns.values():
            if column not in theirs:
                close = nearest(column, theirs)
                raise UsageError(
                    Text(f"映射文件 [{sheet.key}]：查询结果没有列 {column}", f"mapping [{sheet.key}]: the query has no column {column}"),
                    Text(f"是否为 {close}？" if close else "改正列名", f"is {close} meant?" if close else "correct the name"),
                )  # fmt: skip
        places = [theirs.index(column) for column in mapped.columns.values()]
        place = Place(self._name, sheet.key, "item", sheet)
        return Table(sheet, place, _rows(result, sheet, list(mapped.columns), places))


def _rows(
    result: sa.CursorResult[Any], sheet: Sheet, keys: list[str], places: list[int]
) -> Iterator[Row]:
    yield Row(1, keys)
    flags = [n for n, key in enumerate(keys) if sheet.column(key).format == "bool"]
    # rows are fetched when they are asked for: the server may go meanwhile
    with _refusals(sheet.key):
        for n, row in enumerate(result, 1):
            cells = [row[i] for i in places]
            for i in flags:
                cells[i] = _flag(cells[i])
            yield Row(n, cells)


def _flag(cell: object) -> object:
    """Yes or no where the database writes 0 or 1."""
    number = isinstance(cell, int | Decimal) and not isinstance(cell, bool)
    return bool(cell) if number and cell in (0, 1) else cell


def _select(conn: sa.Connection, mapped: _Mapped) -> sa.TextClause:
    if mapped.query:
        return sa.text(mapped.query.replace(":", r"\:"))  # a colon is no parameter of ours
    quote = conn.dialect.identifier_preparer.quote
    return sa.text("select * from " + ".".join(quote(part) for part in mapped.table.split(".")))


def _read(path: Path) -> Mapping[str, _Mapped]:
    """The mapping file. Raises UsageError naming what is wrong in it."""
    try:
        mapping = _MAPPING.validate_python(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path, Text("无法读取或不是有效的 TOML", f"not to be read, or not valid TOML: {error}")) from None  # fmt: skip
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _wrong(path, Text(f"{where} 有误", f"{where}: {first['msg']}")) from None
    sheets = {s.key: s for s in SHEETS}
    for name, mapped in mapping.items():
        if name not in sheets:
            raise _wrong(path, _unknown(name, list(sheets)))
        for key in mapped.columns:
            if key not in sheets[name].position:
                raise _wrong(path, _unknown(f"{name}.{key}", [f"{name}.{k}" for k in sheets[name].position]))  # fmt: skip
        if bool(mapped.table) == bool(mapped.query):
            raise _wrong(path, Text(f"[{name}] 须有 table 或 query 之一", f"[{name}] needs one of table and query"))  # fmt: skip
        if mapped.query and not re.match(r"\s*(select|with)\b", mapped.query, re.IGNORECASE):
            raise _wrong(path, Text(f"[{name}] 的 query 须以 select 开头", f"the query of [{name}] must begin with select"))  # fmt: skip
    return mapping


def _unknown(name: str, known: list[str]) -> Text:
    close = nearest(name, known)
    return Text(
        f"不认识的名称 {name}" + (f"；是否为 {close}？" if close else ""),
        f"unknown name {name}" + (f"; is {close} meant?" if close else ""),
    )


def _wrong(path: Path, what: Text) -> UsageError:
    return UsageError(
        Text(f"映射文件 {path}：{what.zh}", f"mapping file {path}: {what.en}"),
        Text("改正映射文件", "correct the mapping file"),
    )


def _engine(url: str) -> tuple[str, sa.Engine]:
    """The name of the database, for faults, and its engine. Raises UsageError, DataError."""
    try:
        made = sa.make_url(url)
        name = made.database or "database"
        if made.get_backend_name() == "sqlite":
            file = Path(made.database or "")
            if not file.is_file():
                raise DataError(Text(f"没有数据库文件 {file}", f"there is no database file {file}"), Text("检查网址", "check the URL"))  # fmt: skip
            name = file.name
            made = sa.make_url(f"sqlite:///file:{file.absolute().as_posix()}?mode=ro&uri=true")
        return name, sa.create_engine(made, hide_parameters=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError, ValueError):
        raise UsageError(
            Text("数据库网址无效，或没有安装其驱动", "the database URL is not valid, or its driver is not installed"),
            Text("例如 postgresql+psycopg://user@host/db", "e.g. postgresql+psycopg://user@host/db"),
        ) from None  # fmt: skip


def _read_only(conn: sa.Connection) -> None:
    """The session may not write, whatever the query says."""
    match conn.dialect.name:
        case "sqlite":
            conn.exec_driver_sql("PRAGMA query_only = ON")
        case "postgresql" | "mysql" | "mariadb":
            conn.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def _refusals(sheet: str = "") -> Iterator[None]:
    """Turn what the database refuses into a DataError that names the section of the mapping file."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        raise _refused(error, sheet) from None


def _refused(error: sa.exc.SQLAlchemyError, sheet: str) -> DataError:
    """The code of the error only: a driver's words may hold values or the password."""
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    known = code or type(error).__name__
    gone = known.startswith(_GONE) if code else not sheet or getattr(error, "connection_invalidated", False)  # fmt: skip
    zh, en = (f" [{sheet}] ", f" of [{sheet}]") if sheet else ("", "")
    if gone:
        return DataError(
            Text(f"无法连接数据库，或连接中断（{known}）；没有从中导入数据", f"the database cannot be reached, or the connection broke ({known}); nothing of it was imported"),
            Text("检查网址、账号和数据库服务，再运行同一命令", "check the URL, the account and the server, and run the same command again"),
        )  # fmt: skip
    what = _SQLSTATES.get(known, Text("", ""))
    return DataError(
        Text(f"数据库拒绝了映射文件{zh}的查询（{known}）{what.zh}", f"the database refused the query{en} in the mapping file ({known}){what.en}"),
        Text("用数据库自己的工具试运行该查询", "try that query with the database's own tool"),
    )  # fmt: skip


_GONE = ("08", "28", "3D", "53", "57P", "SQLITE_CANTOPEN")  # classes of SQLSTATE
_SQLSTATES = {
    "42703": Text("：没有查询中的某一列", ": a column it names is not there"),
    "42P01": Text("：没有查询中的某一表", ": a table it names is not there"),
    "42501": Text("：没有读取权限", ": no permission to read"),
    "25006": Text("：查询要写入数据", ": it would write"),
    "57014": Text("：超时或被取消", ": it took too long or was cancelled"),
}
