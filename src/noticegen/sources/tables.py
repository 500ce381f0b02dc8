"""What every reader hands over: a sheet with its header row and its rows, each with its place."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, NamedTuple

from noticegen.schema import BY_NAME, EVENTS, EVIDENCE, SHEETS, Column, Sheet, fold
from noticegen.sources.faults import NOTHING, Bad, Fault, shape
from noticegen.text import Text

Report = Callable[[Fault], None]
Style = Literal["a1", "line", "item"]
HEADER_SEARCH = 20  # rows in which a misplaced header row is looked for


class Row(NamedTuple):
    """A row as read; `number` counts from 1 as the user sees it."""

    number: int
    cells: Sequence[object]
    hidden: bool = False


class Lines(NamedTuple):
    """Rows that are lines of a CSV file, not yet taken apart: one row a line, `number` is that of the
    first. No field holds a line end; quotes, if any, stand in pairs around whole fields."""

    number: int
    text: str
    size: int  # lines

    @property
    def numbers(self) -> range:
        """Those of all its rows."""
        return range(self.number, self.number + self.size)


def cells_of(text: str) -> list[list[str]]:
    """The cells of each of some `Lines`."""
    return list(csv.reader(text.removesuffix("\n").split("\n"), strict=True))


def one_by_one(rows: Iterable[Row | Lines]) -> Iterator[Row]:
    """The same rows, lines taken apart."""
    for row in rows:
        if isinstance(row, Lines):
            yield from map(Row, row.numbers, cells_of(row.text))
        else:
            yield row


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet lies, and how its cells are addressed: A1 in a workbook, a line in a CSV file,
    an item in JSON or a query."""

    file: str
    label: str
    style: Style = "a1"
    sheet: Sheet | None = None
    columns: dict[str, int] = field(default_factory=dict)  # key → index of the cell

    def address(self, row: int, key: str = "") -> str:
        """The cell (or row) as the user finds it."""
        if self.style == "line":
            return f"{self.label}:{row}" if row else self.label
        if self.style == "item":
            return f"{self.label}[{row - 1}]" if row else self.label
        if not row:
            return self.label
        index = self.columns.get(key)
        return (
            f"{self.label}!{row}:{row}" if index is None else f"{self.label}!{letters(index)}{row}"
        )

    def heading(self, key: str) -> str:
        """The column as its user knows it: the Chinese heading of a sheet, the key of an item."""
        if self.style == "item" or not (self.sheet and key):
            return key
        return self.sheet.column(key).name.zh

    def fault(  # noqa: PLR0917  # the parts of a fault, in the order of its message
        self, row: int, key: str, code: str, expected: Text, cure: Text, found: Text = NOTHING,
        loan: str = "",
    ) -> Fault:  # fmt: skip
        """A fault in the cell `key` of `row` ("" = the whole row)."""
        return Fault(
            self.file, self.label, row, self.heading(key), code, expected, self._cure(code, cure), found,
            self.address(row, key), loan,
        )  # fmt: skip

    def stop(  # noqa: PLR0917  # as above
        self, code: str, expected: Text, cure: Text, found: Text = NOTHING,
        row: int = 0, heading: str = "", index: int | None = None,
    ) -> Fault:  # fmt: skip
        """A fault that makes the whole sheet useless, and so every loan."""
        address = self.address(row)
        if index is not None and self.style == "a1":
            address = f"{self.label}!{letters(index)}{row}"
        cure = self._cure(code, cure)
        return Fault(
            self.file, self.label, row, heading, code, expected, cure, found, address, stops=True
        )

    def _cure(self, code: str, cure: Text) -> Text:
        """What helps here: JSON and queries have no cells to format and no sheets to add."""
        return _OF_ITEMS.get(code, cure) if self.style == "item" else cure


_AS_TEXT = Text("写成文本：JSON 中加引号，查询中用 cast(… as varchar)", "make it text: in quotes in JSON, cast(... as varchar) in a query")  # fmt: skip
_OF_ITEMS: Mapping[str, Text] = {  # code: the cure where the data are items
    "id_is_number": _AS_TEXT,
    "not_text": _AS_TEXT,
    "date_is_number": Text("写成文本，例如 2026-05-01 或 2026-05-01 09:30", "write it as text such as 2026-05-01 or 2026-05-01 09:30"),
    "missing_sheet": Text(
        "补上（JSON 的数组，或映射文件的一节）；每笔借款须完整提供",
        "add it (a list in JSON, a section of the mapping file): a loan comes in whole",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as a reader found it. `rows` begins with the header row and can be read once; the
    first HEADER_SEARCH are single ones.

    `exact` = each row must be as wide as the header (CSV: a shorter row has lost something)."""

    sheet: Sheet
    place: Place
    rows: Iterator[Row | Lines]
    exact: bool = False


def letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def blank(cell: object) -> bool:
    """Whether a cell holds nothing at all."""
    return cell is None or cell == ""


def sheet_named(name: str) -> Sheet | None:
    """The sheet of this name in either language, or None."""
    return BY_NAME.get(fold(name))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like this one, or ""."""
    close = difflib.get_close_matches(name, list(known), 1, 0.5)
    return close[0] if close else ""


def unknown_sheet(file: str, name: str) -> Fault:
    """A sheet, file or object that is none of ours: its rows would be lost silently."""
    close = nearest(name, [n for s in SHEETS for n in (s.name.zh, s.key)])
    hint = (f"；是否为“{close}”？", f"; is {close} meant?") if close else ("", "")
    return Place(file, name).stop(
        "unknown_sheet",
        Text("表名：" + "、".join(s.name.zh for s in SHEETS), "one of: " + ", ".join(s.key for s in SHEETS)),
        Text(f"改名或移走该表{hint[0]}", f"rename it or take it away{hint[1]}"),
        Text("不认识的表", "a sheet of another name"),
    )  # fmt: skip


def missing_sheets(file: str, found: Iterable[Sheet], report: Report, style: Style = "a1") -> None:
    """Report each sheet that a source needs and has not."""
    have = {s.key for s in found}
    cure = Text("补上该表：每笔借款须完整提供", "add it: a loan comes in whole")
    if not have - {EVENTS.key, EVIDENCE.key}:  # what an officer keeps of a day
        alone = Text("只有当天记录的，逐条用 noticegen log 登记", "the day's events alone are recorded one by one with `noticegen log`")  # fmt: skip
        cure = Text(f"{cure.zh}；{alone.zh}", f"{cure.en}; {alone.en}")
    for sheet in SHEETS:
        if sheet.needed and sheet.key not in have:
            label = sheet.key if style == "item" else sheet.name.zh
            report(
                Place(file, label, style).stop(
                    "missing_sheet",
                    Text(f"表“{sheet.name.zh}”", f"the sheet {sheet.key}"),
                    cure,
                )
            )


class Header(NamedTuple):
    """A header row understood: the column of each cell (None = no heading) and the rows below."""

    columns: tuple[Column | None, ...]
    place: Place
    rows: Iterator[Row | Lines]


def header(table: Table, report: Report) -> Header | None:
    """Understand the header row, or report everything wrong with it and return None.

    It is the first row; a second row with the same columns in the other language is skipped."""
    rows = iter(table.rows)
    first = next(rows, None)
    assert not isinstance(first, Lines)
    if first is None:
        report(_no_header(table, NOTHING))
        return None
    if first.number != 1 or not _knows(table.sheet, first):
        _elsewhere(table, first, one_by_one(rows), report)
        return None
    columns, faults = _match(table, first)
    for fault in faults:
        report(fault)
    if faults:
        return None
    index = {c.key: i for i, c in enumerate(columns) if c}
    place = Place(table.place.file, table.place.label, table.place.style, table.sheet, index)
    second = next(rows, None)
    assert not isinstance(second, Lines)
    if second is None:
        return Header(columns, place, iter(()))
    if _same(table.sheet, columns, second):
        return Header(columns, place, rows)
    return Header(columns, place, chain((second,), rows))


def _knows(sheet: Sheet, row: Row) -> int:
    """How many cells of the row are headings of the sheet."""
    return sum(isinstance(c, str) and fold(c) in sheet.by_heading for c in row.cells)


def _elsewhere(table: Table, first: Row, rows: Iterator[Row], report: Report) -> None:
    """Report where the header row is, if it is below the first row."""
    for row, _ in zip(chain((first,), rows), range(HEADER_SEARCH), strict=False):
        if _knows(table.sheet, row) >= 2:
            report(
                table.place.stop(
                    "header_row",
                    Text("标题行在第1行", "the header in row 1"),
                    Text("删去标题行上面的行", "delete the rows above the header"),
                    Text(f"标题行在第{row.number}行", f"the header in row {row.number}"),
                    row.number,
                )
            )
            return
    report(_no_header(table, shape(next((c for c in first.cells if not blank(c)), None)), first))


def _no_header(table: Table, found: Text, first: Row | None = None) -> Fault:
    cell = next((c for c in first.cells if isinstance(c, str) and c), "") if first else ""
    for mark, zh, en in ((";", "分号", "semicolons"), ("\t", "制表符", "tabs")):
        if mark in cell and table.place.style == "line":
            return table.place.stop(
                "delimiter",
                Text("逗号分隔的文件", "a file separated by commas"),
                Text("另存为逗号分隔的 CSV UTF-8", "save it as CSV UTF-8, separated by commas"),
                Text(f"以{zh}分隔", f"separated by {en}"),
                1,
            )
    needed = [c for c in table.sheet.columns if c.required]
    return table.place.stop(
        "no_header",
        Text("标题行：" + "、".join(c.name.zh for c in needed), "a header: " + ", ".join(c.key for c in needed)),
        Text("在第1行补上标题", "put the headings into row 1"),
        found,
        1,
    )  # fmt: skip


def _same(sheet: Sheet, columns: tuple[Column | None, ...], row: Row) -> bool:
    """Whether the row repeats the header in other words."""
    hits = 0
    for i, cell in enumerate(row.cells):
        if blank(cell):
            continue
        column = columns[i] if i < len(columns) else None
        if (
            not isinstance(cell, str)
            or column is None
            or sheet.by_heading.get(fold(cell)) is not column
        ):
            return False
        hits += 1
    return hits > 0


def _match(table: Table, row: Row) -> tuple[tuple[Column | None, ...], list[Fault]]:
    sheet, place = table.sheet, table.place
    columns: list[Column | None] = []
    faults: list[Fault] = []

    def wrong(code: str, heading: str, expected: Text, cure: Text, found: Text) -> None:
        at = len(columns)
        faults.append(place.stop(code, expected, cure, found, row.number, heading, at))
        columns.append(None)

    for cell in row.cells:
        if blank(cell):
            columns.append(None)
        elif isinstance(cell, Bad) and cell.code == "merged_cell":
            wrong("merged_header", "", Text("每格一个标题", "one heading in each cell"), Text("取消合并标题单元格", "unmerge the header cells"), shape(cell))  # fmt: skip
        elif not isinstance(cell, str):
            wrong("heading", "", Text("文字标题", "a heading in words"), Text("改正标题", "correct the heading"), shape(cell))  # fmt: skip
        elif (column := sheet.by_heading.get(fold(cell))) is None:
            close = nearest(cell, [h for c in sheet.columns for h in c.headings])
            hint = (
                (f"是否为“{close}”？否则", f"is {close} meant? otherwise ") if close else ("", "")
            )
            wrong("unknown_column", cell[:40], Text("本表的栏目", "a column of this sheet"), Text(f"{hint[0]}删去该列", f"{hint[1]}delete the column"), Text("不认识的标题", "an unknown heading"))  # fmt: skip
        elif column in columns:
            wrong("duplicate_column", place.heading(column.key), Text("每栏只出现一次", "each column once"), Text("删去重复的列", "delete the second one"), Text("重复的列", "the column a second time"))  # fmt: skip
        else:
            columns.append(column)
    faults += [
        _missing(place, row.number, column)
        for column in sheet.columns
        if column.required and column not in columns
    ]
    return tuple(columns), faults


def _missing(place: Place, row: int, column: Column) -> Fault:
    expected = Text(f"栏目“{column.name.zh}”", f"the column {column.key}")
    cure = Text("补上该列", "add the column")
    return place.stop("missing_column", expected, cure, row=row, heading=place.heading(column.key))
