"""What is wrong with data that came in: where, what was expected, how to mend it.

A fault never holds the value, only its shape: it is printed, logged and mailed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from noticegen.text import Text, many

MAX_KEPT = 100_000  # faults kept for the report; beyond it they are only counted


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `row` 0 = the whole sheet; `sheet` "" = the whole file; `column` is the
    heading, `address` the cell as the user finds it (借款!F12 or 借款.csv:12). `loan` is the loan that
    is kept back for it, "" when it concerns no loan or all of them (`stops`)."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    expected: Text
    cure: Text
    found: Text
    address: str = ""
    loan: str = ""
    stops: bool = False

    @property
    def message(self) -> Text:
        """One line for the screen."""
        where = self.address or self.file
        zh, en = (f"{where} {self.column}".strip(),) * 2
        return Text(
            f"{zh}：应为{self.expected.zh}；现为{self.found.zh}。{self.cure.zh}",
            f"{en}: expected {self.expected.en}; found {self.found.en}. {self.cure.en}",
        )


class Refused(Exception):
    """A value that a column does not take. Made once for each rule, raised many times."""

    def __init__(self, code: str, expected: Text, cure: Text, found: Text | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.expected = expected
        self.cure = cure
        self.found = found  # None: the shape of the value


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that holds no usable value: an error, a formula never calculated, a number too long."""

    code: str
    note: str = ""


NOTHING = Text("空", "nothing")
_BAD: Mapping[str, tuple[Text, Text, Text]] = {  # code: found, expected, cure
    "error_cell": (
        Text("公式错误", "an error value"),
        Text("一个值", "a value"),
        Text("改正公式，或改填数值", "mend the formula, or type the value"),
    ),
    "formula_not_calculated": (
        Text("未计算的公式", "a formula that was never calculated"),
        Text("一个值", "a value"),
        Text("在表格软件中打开并保存，或改填数值", "open and save it in the spreadsheet program, or type the value"),
    ),
    "merged_cell": (
        Text("合并单元格", "part of merged cells"),
        Text("每格一个值", "one value in each cell"),
        Text("取消合并并逐格填写", "unmerge and fill in each cell"),
    ),
    "oversize_number": (
        Text("过长的数字", "a number with too many digits"),
        Text("文本", "text"),
        Text("编号加引号，写成文本", "write identifiers as text, in quotes"),
    ),
    "nested": (
        Text("嵌套的对象或数组", "a nested object or array"),
        Text("一个值", "a value"),
        Text("每个字段只填一个值", "give one value for each field"),
    ),
    "stray_quote": (
        Text("单个引号", "a quote without its pair"),
        Text("成对的引号", "quotes in pairs"),
        Text("检查该处的引号；字段内的引号写两个", "check the quotes here; inside a field write two"),
    ),
    "ambiguous_date": (
        Text("1900年3月1日以前的日期单元格", "a date cell before 1 March 1900"),
        Text("1900年3月1日以后的日期", "a date from 1 March 1900 on"),
        Text("表格软件误以为1900年有2月29日；请以文本填写，例如 1900-02-28", "spreadsheets believe in 29 February 1900; write it as text, e.g. 1900-02-28"),
    ),
    "time_only": (
        Text("只有时间", "a time without a day"),
        Text("日期", "a date"),
        Text("填写日期，例如 2026-05-01", "write the day, e.g. 2026-05-01"),
    ),
}  # fmt: skip


def refusal(bad: Bad) -> Refused:
    """What to say of a cell without usable value."""
    found, expected, cure = _BAD[bad.code]
    if bad.note:
        found = Text(f"{found.zh}（{bad.note}）", f"{found.en} ({bad.note})")
    return Refused(bad.code, expected, cure, found)


def shape(value: object) -> Text:
    """What a value looks like, without telling it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Bad):
        return _BAD[value.code][0]
    if isinstance(value, bool):
        return Text("是/否值", "a true/false value")
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return Text("带时间的日期", "a date with a time")
    if isinstance(value, date | time):
        return Text("日期", "a date")
    if isinstance(value, str):
        return _text(value)
    return Text("其他数据", "data of another kind")


def _number(value: int | float | Decimal) -> Text:
    large = abs(float(value)) >= 1e15
    digits = sum(c.isdigit() for c in (f"{value:.0f}" if large else str(value)))
    places = "" if large else str(value).partition(".")[2]
    if isinstance(value, float) and places == "0":
        digits, places = digits - 1, ""
    zh, en = ("负数，", "a negative number") if float(value) < 0 else ("", "a number")
    if places:
        return Text(
            f"{zh}{digits}位数字，小数{len(places)}位",
            f"{en} of {many(digits, 'digit')}, {len(places)} after the point",
        )
    return Text(f"{zh}{digits}位数字", f"{en} of {many(digits, 'digit')}")


def _text(value: str) -> Text:
    n = len(value)
    if value.isascii() and value.isdigit():
        return Text(f"{n}位数字的文本", f"text of {n} digits")
    if not value.isascii() and any(c.isdigit() and not c.isascii() for c in value):
        return Text(
            f"{n}个字符的文本，含全角数字",
            f"text of {many(n, 'character')} with digits that are not ASCII",
        )
    return Text(f"{n}个字符的文本", f"text of {many(n, 'character')}")
