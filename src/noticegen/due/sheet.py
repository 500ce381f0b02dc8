"""The worklist as a workbook: row by row, so that any number fits; the same items, the same bytes.

Its columns hold what may leave the program: no names, sums or reasons, nothing of the plan.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from noticegen import fsio
from noticegen.due import words
from noticegen.sources.sheetwriter import height, new_streamed, printed
from noticegen.text import Lang, Text
from noticegen.worklist import KINDS, LOSSES, Item

ROWS = 1_048_575  # of a sheet, below its heading
COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text("损失", "what is lost"), 18),
    (Text("事项", "item"), 18),
    (Text("应办日", "by"), 12),
    (Text("贷款", "loan"), 14),
    (Text("身份", "role"), 14),
    (Text("当事人", "party"), 12),
    (Text("内容", "what"), 48),
    (Text("依据", "basis"), 10),
    (Text("文书", "document"), 22),
    (Text("经办人", "officer"), 12),
    (Text("机构", "branch"), 16),
    (Text("标识", "id"), 38),
)


def write(path: Path, items: Iterable[Item], on: date, lang: Lang) -> None:
    """Publish the workbook at `path`. Raises OutputError where another file stands there."""
    with tempfile.TemporaryDirectory(prefix="noticegen-due-") as folder:
        made = Path(folder) / "due.xlsx"
        _fill(made, items, on, lang)
        fsio.publish_chunks(path, fsio.chunks_of(made))


def _fill(path: Path, items: Iterable[Item], on: date, lang: Lang) -> None:
    book = new_streamed(path)
    bold = book.add_format({"bold": True, "bottom": 1})
    dated = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    name = Text(f"{on} 工作清单", f"worklist {on}").to(lang)
    sheet: Any = None
    row = ROWS
    for item in items:
        if row >= ROWS:
            sheet = _sheet(book, name, bold, lang)
            name, row = f"{name}+", 0
        row += 1
        _row(sheet, row, item, (plain, dated), lang)
    if sheet is None:
        _sheet(book, name, bold, lang)
    book.close()


def _sheet(book: Any, name: str, bold: Any, lang: Lang) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    printed(sheet, (0, 0))
    for n, (_, width) in enumerate(COLUMNS):
        sheet.set_column(n, n, width)
    for n, (title, _) in enumerate(COLUMNS):
        sheet.write_string(0, n, title.to(lang), bold)
    return sheet


def _row(sheet: Any, row: int, item: Item, formats: tuple[Any, Any], lang: Lang) -> None:
    plain, dated = formats
    kind = KINDS[item.kind]
    cells = (
        LOSSES[kind.loss].to(lang), kind.name.to(lang), item.day, item.loan,
        words.role(item).to(lang), item.party, item.what.to(lang), item.basis, item.document,
        item.officer, item.branch, item.uid,
    )  # fmt: skip
    wrapped = ((str(cell), width) for cell, (_, width) in zip(cells, COLUMNS, strict=True))
    sheet.set_row(row, height(wrapped))
    for n, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(row, n, cell, dated)
        else:
            sheet.write_string(row, n, cell, plain)
