"""The marked copy: the input's cells as read, the faulty ones coloured with a comment, and a list
of all faults. A new workbook; the input is never touched.

Rows stand where they stood, so that addresses fit. Of a sheet with more than `WHOLE` rows only
the faulty rows are copied. All text is written as text: a cell `=1+1` stays these four characters."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from noticegen import fsio
from noticegen.errors import DataError
from noticegen.schema import Sheet, fold
from noticegen.sources.faults import Bad, Fault, shape
from noticegen.sources.sheetwriter import height, new_workbook, printed
from noticegen.sources.tables import Place, Report, Row, Table, one_by_one
from noticegen.sources.template import PRINTED, width

WHOLE = 50_000
MAX_ROWS = 1_048_576  # of an XLSX sheet
MAX_COLUMNS = 512
MAX_TEXT = 32_000
BAD = "#FFC7CE"
FAULTS = "问题"
_UNKNOWN = 16  # characters, a column without a known heading
_HEADS = {  # and how wide, in characters
    "文件": 20, "表": 10, "行号": 7, "字段": 18, "位置": 18, "借款": 14,
    "原因 / expected": 44, "现状 / found": 36, "办法 / cure": 44, "代码": 18,
}  # fmt: skip


class Tables(Protocol):
    """Any reader."""

    def tables(self, report: Report) -> Iterator[Table]:
        """The sheets with their rows."""
        ...


def write(path: Path, source: Tables, faults: Sequence[Fault], counts: Mapping[str, int]) -> None:
    """Write the marked copy to `path`, over an earlier one. Raises OutputError, DataError."""
    target = io.BytesIO()
    book = new_workbook(target)
    styles = {
        "head": book.add_format({"bold": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for name, form in {"": "General", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss"}.items():  # fmt: skip
        styles[name] = book.add_format({"num_format": form})
        styles[f"bad {name}"] = book.add_format({"num_format": form, "bg_color": BAD})
    _list(book.add_worksheet(FAULTS), faults, styles)
    marks = _by_row(faults)
    try:
        for table in source.tables(lambda fault: None):
            whole = counts.get(table.sheet.key, 0) <= WHOLE
            page = book.add_worksheet(table.sheet.name.zh)
            _copy(page, table, marks.get(table.place.label, {}), styles, whole)
    except DataError:  # a file that broke off: the list of faults stands alone
        pass
    book.close()
    fsio.replace(path, target.getvalue())


def _by_row(faults: Sequence[Fault]) -> dict[str, dict[int, list[Fault]]]:
    found: dict[str, dict[int, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        found[fault.sheet][fault.row].append(fault)
    return found


def _list(page: Any, faults: Sequence[Fault], styles: Mapping[str, Any]) -> None:
    page.freeze_panes(1, 0)
    printed(page, (0, 0))
    for i, (head, wide) in enumerate(_HEADS.items()):
        page.set_column(i, i, wide)
        page.write_string(0, i, head, styles["head"])
    for n, f in enumerate(faults[: MAX_ROWS - 1], 1):
        texts = (f.file, f.sheet, str(f.row or ""), f.column, f.address, f.loan)
        said = (f"{t.zh}\n{t.en}" for t in (f.expected, f.found, f.cure))
        cells = [text[:MAX_TEXT] for text in (*texts, *said, f.code)]
        page.set_row(n, height(zip(cells, _HEADS.values(), strict=True)))
        for i, text in enumerate(cells):
            page.write_string(n, i, text, styles["wrap"])


def _copy(
    page: Any,
    table: Table,
    marks: Mapping[int, Sequence[Fault]],
    styles: Mapping[str, Any],
    whole: bool,
) -> None:
    heads: list[str] = []
    shift = 1 if table.place.style == "item" else 0  # items count from 1 below the header
    for nth, row in enumerate(one_by_one(table.rows)):
        if nth == 0:
            heads = [_heading(table, cell) for cell in row.cells]
            _columns(page, table.sheet, row)
        at = row.number - 1 + (shift if nth else 0)
        faulty = marks.get(row.number, ()) if nth or not shift else ()
        if at < MAX_ROWS and (whole or faulty or not nth):
            _row(page, at, row, _cells(faulty, heads), styles)


def _columns(page: Any, sheet: Sheet, heads: Row) -> None:
    """As wide as in the import workbook, or a day or an identifier cannot be read."""
    page.freeze_panes(heads.number, 2)
    at = heads.number - 1
    printed(page, (at, at), named=2 if len(heads.cells) > PRINTED else 0)
    for i, cell in enumerate(heads.cells[:MAX_COLUMNS]):
        column = sheet.by_heading.get(fold(cell)) if isinstance(cell, str) else None
        page.set_column(i, i, width(sheet, column) if column else _UNKNOWN)


def _heading(table: Table, cell: object) -> str:
    """The column as faults name it; an unknown heading as it is."""
    if not isinstance(cell, str):
        return ""
    column = table.sheet.by_heading.get(fold(cell))
    return (
        Place("", "", table.place.style, table.sheet).heading(column.key) if column else cell[:40]
    )


def _row(
    page: Any,
    at: int,
    row: Row,
    bad: Mapping[int, Sequence[Fault]],
    styles: Mapping[str, Any],
) -> None:
    for i, cell in enumerate(row.cells[:MAX_COLUMNS]):
        _write(page, (at, i), cell, "bad " if i in bad else "", styles)
    for i, said in bad.items():
        if i >= len(row.cells) or row.cells[i] in (None, ""):
            page.write_blank(at, i, None, styles["bad "])
        comment = "\n".join(f"{f.message.zh}\n{f.message.en}" for f in said)
        page.write_comment(at, i, comment[:MAX_TEXT], {"x_scale": 2, "y_scale": 2})


def _cells(faults: Sequence[Fault], heads: Sequence[str]) -> dict[int, list[Fault]]:
    """The faults of a row by the cell they are in; those of the whole row in its first cell."""
    bad: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        bad[heads.index(fault.column) if fault.column in heads else 0].append(fault)
    return bad


def _write(
    page: Any, at: tuple[int, int], cell: object, bad: str, styles: Mapping[str, Any]
) -> None:
    """One cell as it was: text as text, numbers and days as such."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(*at, cell, styles[bad])
    elif isinstance(cell, int | float | Decimal) and abs(float(cell)) < 1e15:
        page.write_number(*at, float(cell), styles[bad])
    elif isinstance(cell, datetime) and cell.tzinfo is None:
        page.write_datetime(*at, cell, styles[f"{bad}datetime"])
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        page.write_datetime(*at, cell, styles[f"{bad}date"])
    else:
        text = shape(cell).zh if isinstance(cell, Bad) else str(cell)
        page.write_string(*at, text[:MAX_TEXT], styles[bad])
