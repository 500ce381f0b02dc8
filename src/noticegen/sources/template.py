"""The import workbook that `noticegen init` makes, and any workbook of the same form.

Two header rows (Chinese, English), lists from a hidden sheet 字典, identifiers as text cells, checks
and messages while typing, example rows marked 示例 that the import leaves out, instructions last.
The same rows give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from noticegen import fsio
from noticegen.schema import SHEETS, YES_NO, Column, Sheet
from noticegen.sources.sheetwriter import BOLD, height, new_workbook, printed
from noticegen.sources.tables import letters

Row = Mapping[str, Any]
DICTIONARY, GUIDE = "字典", "填写说明"
TYPED_ROWS = 5_000  # rows below the header that get formats and checks
# characters, by what stands in the column: an identifier has 18, an address as many as a line takes
_WIDTHS = {"id": 20, "date": 12, "datetime": 17, "money": 14, "rate": 10, "bool": 10, "int": 10}
_LONG = {("parties", "name"): 24, ("addresses", "text"): 44, ("loans", "contract_name"): 24, ("loans", "lender"): 24, ("loans", "account_name"): 24, ("loans", "account_bank"): 24, ("guarantees", "deed_name"): 24, ("events", "text"): 44, ("events", "address"): 44, ("evidence", "file"): 36}  # fmt: skip
PRINTED = 16  # columns that a page across can still show
_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "money": "#,##0.00", "rate": "0.00##%", "int": "0"}  # fmt: skip
_KINDS = {
    "text": ("文字", "text"),
    "id": ("文本编号", "identifier as text"),
    "money": ("金额（元），最多两位小数", "yuan, at most two decimals"),
    "rate": ("6.5% 或 0.065", "6.5% or 0.065"),
    "date": ("日期 2026-05-01", "date 2026-05-01"),
    "datetime": ("时间 2026-05-01 09:30", "time 2026-05-01 09:30"),
    "enum": ("从列表选择", "from the list"),
    "list": ("几项用顿号或逗号隔开", "several, separated by commas"),
    "bool": ("是 或 否", "yes or no"),
    "int": ("整数", "whole number"),
}

EXAMPLE: Mapping[str, Sequence[Row]] = {
    "parties": [
        {"id": "KH-示例1", "kind": "person", "name": "示例甲", "id_kind": "resident_id", "id_number": "990001198003050014", "sex": "male", "birth_date": date(1980, 3, 5), "phone": "19900000001"},
        {"id": "KH-示例2", "kind": "person", "name": "示例乙", "id_kind": "resident_id", "id_number": "990001198509170021", "sex": "female", "birth_date": date(1985, 9, 17), "phone": "19900000002"},
    ],
    "addresses": [
        {"party": "KH-示例1", "text": "示例省示例市示例县示范路1号", "source": "contract", "postcode": "990000", "agreed": True},
        {"party": "KH-示例2", "text": "示例省示例市示例县示范路2号", "source": "id_card", "postcode": "990000"},
    ],
    "loans": [
        {"id": "DK-示例", "kind": "guaranteed", "contract_name": "小额担保贷款借款合同", "contract_no": "示担借字第0001号", "contract_date": date(2025, 9, 17), "lender": "示例银行", "principal": Decimal("50000.00"), "disbursed_on": date(2025, 9, 20), "maturity": date(2026, 3, 20), "annual_rate": Decimal("0.065"), "surcharge": Decimal("0.5"), "day_basis": "360", "repayment_way": "到期一次还本付息", "rate_clause": "第四条", "booked_until": date(2026, 3, 27)},
    ],
    "signatories": [{"loan": "DK-示例", "party": "KH-示例1", "role": "borrower"}],
    "guarantees": [
        {"id": "FD-示例", "loan": "DK-示例", "party": "KH-示例2", "counter": True, "kind": "joint", "deed_name": "反担保保证合同", "deed_no": "示担反字第0001号", "deed_date": date(2025, 9, 17), "period_months": 24},
    ],
    "instalments": [
        {"loan": "DK-示例", "number": 1, "due": date(2026, 3, 20), "principal": Decimal("50000.00"), "interest": Decimal("1634.03")},
    ],
    "events": [
        {"id": "JL-示例1", "loan": "DK-示例", "at": "2026-03-20 10:05", "type": "visit", "recorded_at": "2026-03-20 10:40", "party": "KH-示例1", "actors": "王经办、赵协办", "channel": "visit", "outcome": "met_party", "text": "走访，说明逾期后果", "trading": "normal", "warnings": "credit,reputation"},
    ],
    "evidence": [{"loan": "DK-示例", "event": "JL-示例1", "kind": "photo", "file": "evidence/示例.png"}],
}  # fmt: skip


def workbook() -> bytes:
    """The empty import workbook with its example rows."""
    marked = {key: [{"mark": "example", **row} for row in rows] for key, rows in EXAMPLE.items()}
    return _workbook(marked)


def write_workbook(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """A workbook of the same form with these rows: sheet key → rows of column key → value.

    Raises OutputError when another file stands there."""
    fsio.publish(path, _workbook(rows))


def _workbook(rows: Mapping[str, Sequence[Row]]) -> bytes:
    target = io.BytesIO()
    book = new_workbook(target)
    formats = _cell_formats(book)
    sheets = [(sheet, book.add_worksheet(sheet.name.zh)) for sheet in SHEETS]
    guide, dictionary = book.add_worksheet(GUIDE), book.add_worksheet(DICTIONARY)
    lists = _dictionary(dictionary)
    for sheet, page in sheets:
        _header(page, sheet, formats)
        _columns(page, sheet, formats, lists)
        _fill(page, sheet, rows.get(sheet.key, ()), formats)
    _guide(guide, formats)
    book.close()
    return target.getvalue()


def _cell_formats(book: Any) -> dict[str, Any]:
    head = {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "top"}
    made = {
        "head": book.add_format(head),
        "needed": book.add_format({**head, "bg_color": "#FCE4D6"}),
        "example": book.add_format({"font_color": "#7F7F7F"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for kind in _KINDS:
        made[kind] = book.add_format({"num_format": _FORMATS.get(kind, "@")})
    return made


def _dictionary(page: Any) -> dict[tuple[str, ...], str]:
    """A hidden sheet with one column for each list of words; the range of each."""
    page.hide()
    found: dict[tuple[str, ...], str] = {}
    for column in (c for s in SHEETS for c in s.columns):
        words = _labels(column)
        if words and words not in found:
            at = letters(len(found))
            page.write_column(0, len(found), words)
            found[words] = f"={DICTIONARY}!${at}$1:${at}${len(words)}"
    return found


def _labels(column: Column) -> tuple[str, ...]:
    """The Chinese words to choose from, () if the column has no list."""
    words = YES_NO if column.format == "bool" else column.words if column.format == "enum" else {}
    return tuple(word.zh for word in words.values())


def width(sheet: Sheet, column: Column) -> int:
    """How wide a column of `sheet` is, in digits."""
    return _LONG.get((sheet.key, column.key)) or _WIDTHS.get(column.format, 16)


def _header(page: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    page.freeze_panes(2, 2)
    printed(page, (0, 1), named=2 if len(sheet.columns) > PRINTED else 0)
    for row, words in enumerate(([f"{c.name.zh}*" for c in sheet.columns], [c.name.en for c in sheet.columns])):  # fmt: skip
        room = (width(sheet, c) / BOLD for c in sheet.columns)
        page.set_row(row, height(zip(words, room, strict=True)))
    for i, column in enumerate(sheet.columns):
        style = formats["needed" if column.required else "head"]
        page.write_string(0, i, column.name.zh + ("*" if column.required else ""), style)
        page.write_string(1, i, column.name.en, style)
        if column.why.zh:
            page.write_comment(0, i, f"{column.why.zh}\n{column.why.en}")


def _columns(
    page: Any, sheet: Sheet, formats: Mapping[str, Any], lists: Mapping[tuple[str, ...], str]
) -> None:
    for i, column in enumerate(sheet.columns):
        page.set_column(i, i, width(sheet, column), formats[column.format])
        check = _validation(column, lists)
        if check:
            page.data_validation(2, i, TYPED_ROWS, i, check)


def _validation(column: Column, lists: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    """What the spreadsheet program checks while somebody types; the import checks all again."""
    rule: dict[str, Any]
    match column.format:
        case "enum" | "bool":
            rule = {"validate": "list", "source": lists[_labels(column)]}
        case "date" | "datetime":
            rule = {"validate": "date", "criteria": ">=", "value": date(1900, 3, 1)}
        case "money":
            least = 0.01 if column.above == 0 else 0
            rule = {"validate": "decimal", "criteria": ">=", "value": least}
        case "int":
            rule = {"validate": "integer", "criteria": ">=", "value": column.least or 0}
        case "rate":
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 0.999999}
        case _:
            return {}
    zh = _KINDS[column.format][0]
    return rule | {
        "input_title": column.name.zh[:32],
        "input_message": (column.why.zh or zh)[:255],
        "error_title": "填写有误",
        "error_message": f"{column.name.zh}：{zh}"[:255],
    }


def _fill(page: Any, sheet: Sheet, rows: Sequence[Row], formats: Mapping[str, Any]) -> None:
    for n, row in enumerate(rows, 2):
        unknown = set(row) - set(sheet.position)
        if unknown:
            raise KeyError(f"{sheet.key} has no column {', '.join(sorted(unknown))}")
        for i, column in enumerate(sheet.columns):
            if row.get(column.key) not in (None, ""):
                _put(page, (n, i), column, row[column.key], formats[column.format])


def _put(page: Any, at: tuple[int, int], column: Column, value: Any, style: Any) -> None:
    if column.format == "bool":
        page.write_string(*at, "是" if value else "否", style)
    elif column.format in ("money", "rate", "int"):
        page.write_number(*at, float(value), style)
    elif column.format in ("date", "datetime") and isinstance(value, date | datetime):
        page.write_datetime(*at, value, style)
    elif column.format == "enum":
        word = column.words.get(value)
        page.write_string(*at, word.zh if word else str(value), style)
    elif column.format == "list" and column.words:
        named = (column.words[code].zh for code in value.split(","))
        page.write_string(*at, "、".join(named), style)
    else:
        page.write_string(*at, str(value), style)


_RULES = (
    ("红色标题的栏必填；其他栏按需填写。", "Columns with a red heading are required."),
    ("标记栏填“示例”的行不导入；可删除，也可保留。", "Rows marked 示例 are examples; they are not imported."),
    ("编号、证件号、电话、账号须为文本单元格：先设为文本格式，再录入。", "Identifiers, phones and account numbers must be text cells."),
    ("日期写成 2026-05-01、2026/05/01、2026.05.01、2026年5月1日，或用日期单元格。", "Dates: 2026-05-01, 2026/05/01, 2026.05.01, 2026年5月1日, or date cells."),
    ("金额只用半角数字，最多两位小数；年利率写 6.5% 或 0.065，不写 6.5。", "Amounts: ASCII digits, two decimals. Rates: 6.5% or 0.065, never 6.5."),
    ("不要合并单元格、隐藏行或表、添加合计行；公式须已计算。", "No merged cells, hidden rows or sheets, rows of totals; formulas must be calculated."),
    ("凭证文件放在本工作簿旁的文件夹中，写相对路径，例如 evidence/hz-01.png。", "Proof files lie in a folder beside this workbook; give relative paths."),
    ("有任何问题的借款整笔不导入，其余照常导入；改正后再次导入同一文件即可。", "A loan with any fault is kept back whole; mend it and import the same file again."),
)  # fmt: skip


def _guide(page: Any, formats: Mapping[str, Any]) -> None:
    widths = (12, 26, 36, 28, 50, 50)
    for i, wide in enumerate(widths):
        page.set_column(i, i, wide)
    page.write_string(0, 0, "填写说明 / How to fill in", formats["title"])
    n = 2
    for zh, en in _RULES:
        page.write_string(n, 0, zh)
        page.write_string(n + 1, 0, en, formats["example"])
        n += 2
    for i, title in enumerate(("表", "栏目", "Column", "写法 / Form", "说明", "Explanation")):
        page.write_string(n + 1, i, title, formats["head"])
    printed(page, (n + 1, n + 1))
    n += 2
    for sheet in SHEETS:
        for column in sheet.columns:
            kind = _KINDS[column.format]
            words = "、".join(w.zh for w in column.words.values())
            cells = (sheet.name.zh, column.name.zh + ("*" if column.required else ""), column.name.en,
                     kind[0], "；".join(filter(None, (column.why.zh, words))), column.why.en)  # fmt: skip
            page.set_row(n, height(zip(cells, widths, strict=True)))
            for i, text in enumerate(cells):
                page.write_string(n, i, text, formats["wrap"])
            n += 1
