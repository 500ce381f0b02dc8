"""One JSON file: {"parties": [{...}], "loans": [...], ...}; keys are column keys or headings.

Numbers keep every digit. NaN, Infinity, a key twice in one object and numbers of more than 15
digits (identifiers that lost their quotes) are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from noticegen.errors import DataError
from noticegen.schema import SHEETS, Sheet, fold
from noticegen.sources.cells import COMMAS
from noticegen.sources.faults import Bad
from noticegen.sources.tables import (  # fmt: skip
    Place,
    Report,
    Row,
    Table,
    missing_sheets,
    sheet_named,
    unknown_sheet,
)
from noticegen.text import Text

MAX_BYTES = 200 << 20
MAX_DIGITS = 15


class _Twice(ValueError):
    """A key that stands twice in one object."""


class Json:
    """The file. A class because it is read twice when a marked copy is made."""

    def __init__(self, path: Path) -> None:
        self.base = path.parent
        self._path = path

    def tables(self, report: Report) -> Iterator[Table]:
        """A table for each list, in the order of `SHEETS`."""
        name = self._path.name
        found: dict[str, tuple[Sheet, str, list[Any]]] = {}
        for key, items in _load(self._path).items():
            sheet = sheet_named(key)
            if sheet is None:
                report(unknown_sheet(name, key))
            elif sheet.key in found or not isinstance(items, list):
                report(Place(name, key, "item").stop("not_a_list", Text("每个表一个数组", "one list for each sheet"), Text("改成一个对象数组", "make it one list of objects")))  # fmt: skip
            else:
                found[sheet.key] = (sheet, key, items)
        missing_sheets(name, [s for s, _, _ in found.values()], report, "item")
        for sheet in SHEETS:
            if sheet.key in found:
                _, key, items = found[sheet.key]
                place = Place(name, key, "item", sheet)
                yield Table(sheet, place, _rows(items, sheet, place, report))


def _rows(items: list[Any], sheet: Sheet, place: Place, report: Report) -> Iterator[Row]:
    """A header of all keys in use (or all columns when there are no items), then the items.

    Row n+1 of the table is item n, so that addresses count as JSON does."""
    heads: dict[str, int] = {}
    for item in items:
        if isinstance(item, dict):
            for key in item:
                heads.setdefault(key, len(heads))
    if not items:
        heads = {c.key: i for i, c in enumerate(sheet.columns)}
    yield Row(1, list(heads))
    for n, item in enumerate(items, 1):
        if not isinstance(item, dict):
            report(place.stop("not_an_object", Text("对象", "an object"), Text("每笔一个对象", "one object for each row"), row=n))  # fmt: skip
            continue
        cells: list[object] = [None] * len(heads)
        for key, value in item.items():
            cells[heads[key]] = _cell(sheet, key, value)
        yield Row(n, cells)


def _cell(sheet: Sheet, key: str, value: Any) -> object:
    """A value as a cell. An array is one only where the column takes several, and of plain texts."""
    column = sheet.by_heading.get(fold(key))
    several = isinstance(value, list) and column is not None and column.format == "list"
    if several and all(isinstance(each, str) and not COMMAS.search(each) for each in value):
        return ",".join(value)
    return Bad("nested") if isinstance(value, dict | list) else value


def _load(path: Path) -> dict[str, Any]:
    if path.stat().st_size > MAX_BYTES:
        raise _refused(path, Text("超过200 MB", "larger than 200 MB"), Text("分成几份，或用 CSV 文件夹", "split it, or use a folder of CSV files"))  # fmt: skip
    try:
        data = json.loads(
            path.read_text("utf-8-sig"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise _refused(path, Text("不是 UTF-8", "not UTF-8"), Text("另存为 UTF-8", "save it as UTF-8")) from None  # fmt: skip
    except json.JSONDecodeError as error:
        where = f"{error.lineno}:{error.colno}"
        raise _refused(path, Text(f"第{error.lineno}行第{error.colno}列不是有效的 JSON", f"not valid JSON at {where}"), Text("改正该处", "mend it there")) from None  # fmt: skip
    except _Twice as twice:
        raise _refused(path, Text(f"同一对象中键 {twice} 出现两次", f"the key {twice} stands twice in one object"), Text("删去其一", "delete one of them")) from None  # fmt: skip
    except RecursionError:
        raise _refused(path, Text("嵌套过深", "nested too deeply"), Text("每个表一个对象数组", "one list of objects for each sheet")) from None  # fmt: skip
    except ValueError:
        raise _refused(path, Text("含 NaN 或 Infinity", "it holds NaN or Infinity"), Text("改填数值或留空", "write a figure, or leave it out")) from None  # fmt: skip
    if not isinstance(data, dict):
        raise _refused(path, Text("最外层不是对象", "the outermost value is no object"), Text('写成 {"loans": [...], ...}', 'write {"loans": [...], ...}'))  # fmt: skip
    return data


def _decimal(text: str) -> object:
    return Decimal(text) if len(text) <= 40 else Bad("oversize_number")


def _integer(text: str) -> object:
    return int(text) if len(text.lstrip("-")) <= MAX_DIGITS else Bad("oversize_number")


def _constant(text: str) -> object:
    raise ValueError(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise _Twice(next(k for k, _ in pairs if k in seen or seen.add(k))[:40])  # type: ignore[func-returns-value]  # set.add is falsy
    return found


def _refused(path: Path, what: Text, cure: Text) -> DataError:
    return DataError(Text(f"{path}：{what.zh}", f"{path}: {what.en}"), cure)
