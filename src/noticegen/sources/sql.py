"""Another database, by SQLAlchemy URL and a mapping file; it is only read.

    [loans]
    query = "select * from t_loan where status = 'open'"   # or: table = "t_loan"
    [loans.columns]
    id = "loan_no"            # our key = their column; every other key as well

Unknown sheets, keys and columns are errors. Identifiers must arrive as text: cast them in the query.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
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
        self._engine = _engine(url)

    def tables(self, report: Report) -> Iterator[Table]:
        """A table for each mapped sheet, in the order of `SHEETS`. Raises DataError."""
        wanted = [s for s in SHEETS if s.key in self._mapping]
        missing_sheets(self._engine.url.database or "database", wanted, report)
        try:
            with self._engine.connect() as conn:
                _read_only(conn)
                for sheet in wanted:
                    yield self._table(conn, sheet)
                conn.rollback()
        except sa.exc.SQLAlchemyError as error:
            raise _refused(error) from None
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
        place = Place("", sheet.key, "item", sheet)
        return Table(sheet, place, _rows(result, list(mapped.columns), places))


def _rows(result: sa.CursorResult[Any], keys: list[str], places: list[int]) -> Iterator[Row]:
    yield Row(1, keys)
    for n, row in enumerate(result, 1):
        yield Row(n, [row[i] for i in places])


def _select(conn: sa.Connection, mapped: _Mapped) -> sa.TextClause:
    if mapped.query:
        return sa.text(mapped.query)
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


def _engine(url: str) -> sa.Engine:
    try:
        made = sa.make_url(url)
        if made.get_backend_name() == "sqlite":
            file = Path(made.database or "")
            if not file.is_file():
                raise DataError(Text(f"没有数据库文件 {file}", f"there is no database file {file}"), Text("检查网址", "check the URL"))  # fmt: skip
            made = sa.make_url(f"sqlite:///file:{file.absolute().as_posix()}?mode=ro&uri=true")
        return sa.create_engine(made, hide_parameters=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError):
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


def _refused(error: sa.exc.SQLAlchemyError) -> DataError:
    """The kind of error only: a driver's words may hold values or the password."""
    kind = type(error).__name__
    return DataError(
        Text(f"数据库拒绝了查询（{kind}）", f"the database refused the query ({kind})"),
        Text("用数据库自己的工具试运行映射文件中的查询", "try the queries of the mapping file with the database's own tool"),
    )  # fmt: skip
