"""The workbooks a person opens can be read, on the screen and on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cases import TEMPLATES
from import_data import NAMES, cell, check, write_xlsx

from noticegen.batch import sheets
from noticegen.batch.rows import Row, Rows, Why
from noticegen.due import sheet as worklist
from noticegen.schema import SHEETS
from noticegen.sources import template
from noticegen.sources.sheetwriter import HIGHEST, LINE, height
from noticegen.sources.tables import letters
from noticegen.text import Text
from noticegen.wording import load_kind
from noticegen.worklist import Item

LONG = "示例省示例市示例县示例镇示例村民委员会示例组" * 3  # 66 characters, as wide as 132 digits


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("示例示例示", 10, 1),
        ("示例示例示例", 10, 2),
        ("0123456789", 10, 1),
        ("cannot be made up", 10, 2),
        ("cannot be made", 5, 3),  # a word longer than a line breaks
        ("到期\ndue", 10, 2),
        ("示例" * 10_000, 10, HIGHEST / LINE),
    ],
)
def test_a_row_is_as_high_as_its_words_need(text: str, width: int, lines: float) -> None:
    """15 points a line, wide characters count as two digits, Latin words stay whole, a row ends at 409 points."""
    assert lines * LINE == height([("x", 30), (text, width)])


def put(sheet: str, key: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    """An edit that writes one cell of the example row."""

    def edit(book: openpyxl.Workbook) -> None:
        book[NAMES[sheet]][cell(sheet, key)].value = value

    return edit


def mail_list() -> bytes:
    with Rows() as rows:
        rows.add(
            Row("DK-1", "P1", "issued", number="〔2026〕催字第0001号", name="示例甲", address=LONG)
        )
        return sheets.mail_list(load_kind(TEMPLATES, "overdue-notice"), "run", rows)


def refusals() -> bytes:
    with Rows() as rows:
        rows.add(
            Row("DK-1", "P1", "refused", why=(Why("S-05", LONG, "not called", "补记", "record"),))
        )
        return sheets.refusals(rows)


def due(folder: Path) -> bytes:
    item = Item(
        "clock", "L9", "", "", "G1", "guarantor", date(2026, 9, 6), Text(LONG, "period"), "L-03", "guarantee/D",
    )  # fmt: skip
    worklist.write(folder / "due.xlsx", [item], date(2026, 3, 27), "zh")
    return (folder / "due.xlsx").read_bytes()


def faults(folder: Path) -> bytes:
    """The marked copy of a workbook with a birthday that is not that of the identity card."""
    wrong = put("parties", "birth_date", datetime(1981, 3, 5))  # noqa: DTZ001 - a cell has no zone
    with check(write_xlsx(folder, wrong)) as reading:
        reading.marked_copy(folder / "marked.xlsx")
    return (folder / "marked.xlsx").read_bytes()


@pytest.fixture
def books(tmp_path: Path) -> dict[str, Any]:
    """Each workbook the program writes, as another library reads it."""
    made = {"import": template.workbook(), "mail": mail_list(), "refused": refusals(), "due": due(tmp_path), "marked": faults(tmp_path)}  # fmt: skip
    return {name: openpyxl.load_workbook(io.BytesIO(data)) for name, data in made.items()}


def test_every_sheet_prints_across_with_its_headings(books: dict[str, Any]) -> None:
    """A4 across, as wide as the page, headings on each; a sheet too wide for that repeats its first columns."""
    wide = {NAMES["loans"], NAMES["events"]}
    for name, book in books.items():
        for page in (p for p in book if p.sheet_state == "visible"):
            where = f"{name} {page.title}"
            assert ("landscape", 9) == (page.page_setup.orientation, int(page.page_setup.paperSize)), where  # fmt: skip
            assert page.print_title_rows, where
            if page.title in wide:
                assert "$A:$B" == page.print_title_cols, where
            else:
                assert page.sheet_properties.pageSetUpPr.fitToPage, where
                assert 0 == page.page_setup.fitToHeight, where


@pytest.mark.parametrize(
    ("name", "row", "least"), [("mail", 3, 4), ("refused", 3, 4), ("due", 2, 3), ("marked", 2, 2)]
)
def test_what_wraps_has_its_height(books: dict[str, Any], name: str, row: int, least: int) -> None:
    """An address or a reason of several lines makes its row higher, whatever program opens the file."""
    assert least * LINE <= books[name].worksheets[0].row_dimensions[row].height


def test_counts_are_numbers_and_identifiers_are_text(books: dict[str, Any]) -> None:
    """A count keeps being a number when somebody edits its cell; a phone and a postcode never become one."""
    row = books["mail"].worksheets[0][3]

    assert [("0", "n"), ("@", "s")] == [(row[n].number_format, row[n].data_type) for n in (0, 1)]
    assert {("0", "n")} == {(row[8].number_format, row[8].data_type)}


@pytest.mark.parametrize("name", ["mail", "refused"])
def test_headings_in_two_languages_show_both(books: dict[str, Any], name: str) -> None:
    """The headings have a line for each language at least."""
    assert 2 * LINE <= books[name].worksheets[0].row_dimensions[2].height


def wide(page: Any, column: str) -> float:
    """The width of a column; neighbours of one width may stand in one entry of the file."""
    for dimension in page.column_dimensions.values():
        first, last = dimension.min, dimension.max
        if first and first <= openpyxl.utils.column_index_from_string(column) <= last:
            return float(dimension.width)
    return 8.43


def test_the_import_workbook_shows_whole_what_it_asks_for(books: dict[str, Any]) -> None:
    """An identity number, an address and a day can be read in their cells; each heading in its rows."""
    book = books["import"]
    for sheet, key, least in (("parties", "id_number", 19), ("addresses", "text", 40), ("loans", "maturity", 11)):  # fmt: skip
        page = book[NAMES[sheet]]
        assert least <= wide(page, cell(sheet, key).rstrip("0123456789")), key
    for sheet_ in SHEETS:
        page = book[sheet_.name.zh]
        for n, column in enumerate(sheet_.columns):
            room = wide(page, letters(n)) / 1.1
            assert (page.row_dimensions[2].height or LINE) >= height([(column.name.en, room)]), (
                column.key
            )


def test_the_marked_copy_shows_days_as_days(books: dict[str, Any]) -> None:
    """A faulty day is a day like the others, and all of them fit their column."""
    page = books["marked"][NAMES["parties"]]
    birthday = page[cell("parties", "birth_date")]

    assert ("yyyy-mm-dd", True) == (birthday.number_format[:10], birthday.is_date)
    assert "FFFFC7CE" == birthday.fill.fgColor.rgb
    assert 11 <= wide(page, birthday.column_letter)
    assert 19 <= wide(page, cell("parties", "id_number").rstrip("0123456789"))
    assert "C2" == page.freeze_panes


@pytest.mark.parametrize(
    ("sheet", "key", "value", "expected", "found"),
    [
        ("guarantees", "period_months", 0, "不小于1 not below 1", "1位数字 a number of 1 digit"),
        ("instalments", "interest", -5, "不小于0 not below 0", "负数，1位数字 a negative number of 1 digit"),
    ],
)  # fmt: skip
def test_a_number_too_small_is_told_the_least(
    tmp_path: Path, sheet: str, key: str, value: int, expected: str, found: str
) -> None:
    """The fault names the least value, and that what was found is negative."""
    with check(write_xlsx(tmp_path, put(sheet, key, value))) as reading:
        (fault,) = [f for f in reading.faults if f.code == "too_small"]

    assert expected == f"{fault.expected.zh} {fault.expected.en}"
    assert found == f"{fault.found.zh} {fault.found.en}"
