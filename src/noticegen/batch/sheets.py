"""The two workbooks of a run: the mail list, which comes back filled in, and the list of refusals."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from noticegen.batch.rows import Row, Rows
from noticegen.book.rows import yuan
from noticegen.sources.sheetwriter import BOLD, CREATED, height, printed
from noticegen.text import Text
from noticegen.wording import Kind

MAIL = "邮寄清单"
MOST_ROWS = 1_000_000  # of a sheet; a workbook has no more than 1,048,576

# Headings of the mail list; those from `waybill` on are for the post room to fill in.
MAIL_COLUMNS: dict[str, tuple[Text, int]] = {
    "n": (Text("序号", "no."), 6),
    "name": (Text("收件人", "recipient"), 14),
    "phone": (Text("电话", "phone"), 15),
    "postcode": (Text("邮编", "postcode"), 9),
    "address": (Text("地址", "address"), 36),
    "contents": (Text("内件品名", "contents line"), 36),
    "number": (Text("文书编号", "document number"), 22),
    "loan": (Text("借款编号", "loan"), 14),
    "pages": (Text("页数", "pages"), 6),
    "waybill": (Text("邮件号", "waybill"), 18),
    "posted": (Text("交寄时间", "posted at"), 16),
    "tracking": (Text("查询单文件", "tracking file"), 18),
    "remark": (Text("备注", "remark"), 16),
}
REFUSAL_COLUMNS: dict[str, tuple[Text, int]] = {
    "loan": (Text("借款编号", "loan"), 14),
    "branch": (Text("经办机构", "branch"), 16),
    "officer": (Text("经办人", "officer"), 10),
    "name": (Text("收件人", "addressee"), 16),
    "state": (Text("结果", "result"), 16),
    "number": (Text("文书编号", "document number"), 22),
    "rule": (Text("规则", "rule"), 7),
    "found": (Text("原因", "reason"), 46),
    "cure": (Text("办法", "cure"), 46),
    "earliest": (Text("最早可签发日", "possible from"), 14),
    "days": (Text("逾期天数", "days overdue"), 8),
    "total": (Text("应还合计（元）", "due, yuan"), 15),
}
STATES = {
    "refused": Text("不能签发", "refused"),
    "left_out": Text("暂不签发", "left out"),
    "failed": Text("未能成文", "not drawn"),
    "already": Text("本次逾期已发", "has one already"),
}


def contents_line(kind: Kind, row: Row) -> str:
    """What the waybill says is inside: the document, its number and its loan by name (judges find
    "documents" too vague), and how many originals, as the letter says of itself."""
    name = kind.name.zh
    return f"{name} {row.number}（借款合同 {row.contract or row.loan}）{kind.copies}份"


def mail_list(kind: Kind, run: str, rows: Rows) -> bytes:
    """The workbook of the letters in posting order, with empty columns for the post room."""

    def lines() -> Iterator[Sequence[object]]:
        for n, row in enumerate(rows.posting(), 1):
            line = contents_line(kind, row)
            yield (n, row.name, row.phone, row.postcode, row.address, line, row.number, row.loan, row.pages, "", "", "", "")  # fmt: skip

    note = Text(
        f"批次 {run}。请在 out 以外的副本上填写邮件号、交寄时间（2026-03-27 15:30）、查询单文件名，再用 noticegen import 导入该副本（.xlsx）；查询单文件与它放在同一文件夹。",
        f"Run {run}. In a copy outside `out`, fill in waybill, time of posting (2026-03-27 15:30) and the name of the tracking file, then `noticegen import` the copy (.xlsx); tracking files lie beside it.",
    )
    return _workbook(MAIL, MAIL_COLUMNS, lines(), note, fill_in=MAIL_COLUMNS.keys() - {"remark"})


def refusals(rows: Rows) -> bytes:
    """The workbook of what was not issued: one line for each reason, with its cure."""

    def lines() -> Iterator[Sequence[object]]:
        for row in rows.of("refused", "left_out", "failed", "already", order="loan, n"):
            first = (row.loan, row.branch, row.officer, row.name, _both(STATES[row.state]), row.number)  # fmt: skip
            known = row.days or row.total  # what could not be computed is not told as nothing
            last = (row.earliest, *((row.days, yuan(row.total)) if known else ("", "")))
            for why in row.why or (None,):
                told = ("", "", "") if why is None else (
                    why.rule, _lines(why.found_zh, why.found_en), _lines(why.cure_zh, why.cure_en)
                )  # fmt: skip
                yield (*first, *told, *last)

    note = Text("不签发的每笔借款及其原因。", "Every loan without a letter, and why.")
    return _workbook("不签发", REFUSAL_COLUMNS, lines(), note)


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"


def _lines(zh: str, en: str) -> str:
    return zh if zh == en or not en else f"{zh}\n{en}"


def _workbook(
    name: str,
    columns: dict[str, tuple[Text, int]],
    lines: Iterable[Sequence[object]],
    note: Text,
    fill_in: Iterable[str] = (),
) -> bytes:
    """One sheet, or several where the rows do not fit; text stays text. Rows go to disk as they come."""
    import xlsxwriter

    target = io.BytesIO()
    with TemporaryDirectory(prefix="noticegen-") as scratch:
        book = xlsxwriter.Workbook(
            target,
            {"constant_memory": True, "tmpdir": str(Path(scratch)), "strings_to_formulas": False,
             "strings_to_urls": False, "strings_to_numbers": False},
        )  # fmt: skip
        book.set_properties({"created": CREATED, "author": "noticegen"})
        formats = _formats(book)
        sheet, at, sheets = None, MOST_ROWS, 0
        for line in lines:
            if at >= MOST_ROWS:
                sheets += 1
                sheet, at = (
                    _sheet(
                        book, name, sheets, columns, note=note, formats=formats, fill_in=fill_in
                    ),
                    2,
                )
            _write(sheet, at, line, columns, formats)
            at += 1
        if sheet is None:
            _sheet(book, name, 1, columns, note=note, formats=formats, fill_in=fill_in)
        book.close()
    return target.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    thin = {"border": 1, "border_color": "#BBBBBB", "valign": "top", "text_wrap": True}
    return {
        "note": book.add_format({"italic": True, "text_wrap": True, "valign": "top"}),
        "head": book.add_format({**thin, "bold": True, "bg_color": "#E8E8E8"}),
        "text": book.add_format({**thin, "num_format": "@"}),
        "count": book.add_format({**thin, "num_format": "0"}),
        "money": book.add_format({**thin, "num_format": "#,##0.00"}),
        "fill": book.add_format({"num_format": "@", "bg_color": "#FFFBE6"}),
    }


def _sheet(
    book: Any, name: str, nth: int, columns: dict[str, tuple[Text, int]], *, note: Text,
    formats: dict[str, Any], fill_in: Iterable[str],
) -> Any:  # fmt: skip
    sheet = book.add_worksheet(name if nth == 1 else f"{name}{nth}")
    waiting = False
    for i, (key, (_, width)) in enumerate(columns.items()):
        waiting = waiting or (bool(fill_in) and key == "waybill")
        sheet.set_column(i, i, width, formats["fill"] if waiting else None)
    printed(sheet, (1, 1))
    sheet.freeze_panes(2, 0)
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, len(columns) - 1, _lines(note.zh, note.en), formats["note"])
    heads = {f"{heading.zh}\n{heading.en}": width / BOLD for heading, width in columns.values()}
    sheet.set_row(1, height(heads.items()))
    for i, heading in enumerate(heads):
        sheet.write_string(1, i, heading, formats["head"])
    return sheet


def _write(
    sheet: Any, at: int, line: Sequence[object], columns: dict[str, tuple[Text, int]], formats: dict[str, Any],
) -> None:  # fmt: skip
    widths = (width for _, width in columns.values())
    sheet.set_row(at, height((str(v), w) for v, w in zip(line, widths, strict=True)))
    for i, value in enumerate(line):
        if isinstance(value, (int, float)):
            sheet.write_number(at, i, value, formats["count"])
        elif isinstance(value, str):
            if value:
                sheet.write_string(at, i, value, formats["text"])
        else:  # Decimal
            sheet.write_number(at, i, value, formats["money"])
