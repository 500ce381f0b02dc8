"""One cell → the plain value that is staged, or `Refused`. Nothing is coerced silently.

Staged values are text, integers and booleans only: money in fen, days as 2026-05-01, times as
2026-05-01 09:30:00 of the house's zone, rates as decimal fractions, lists joined by commas.
Each column's reader is compiled once; what it said of a text is remembered, for columns repeat.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from noticegen.schema import YES_NO, Column, Words, fold, limit
from noticegen.sources.faults import Bad, Refused, refusal
from noticegen.text import Text
from noticegen.textgate import Kind, check_text

Staged = str | int | bool | None
Convert = Callable[[object], Staged]
REMEMBERED = 4_000  # texts each column remembers: days and words repeat, names hardly

AS_TEXT = Text("设为文本格式后重新录入", "format the cell as text and type it again")
_ID = Refused("id_is_number", Text("文本", "text"), AS_TEXT)
_NOT_TEXT = Refused("not_text", Text("文本", "text"), AS_TEXT)
_MONEY = Refused(
    "money",
    Text("金额，例如 12345.67（半角数字，最多15位整数、2位小数）", "an amount such as 12345.67: ASCII digits, at most 15 and 2 places"),
    Text("去掉千分位、货币符号和空格", "leave out separators, currency signs and blanks"),
)  # fmt: skip
_CENTS = Refused(
    "money_places",
    Text("最多两位小数的金额", "an amount with at most two decimal places"),
    Text("四舍五入到分后填写", "round it to the cent and type it again"),
)
_RATE = Refused(
    "rate",
    Text("百分数 6.5% 或小数 0.065", "a percentage 6.5% or a fraction 0.065"),
    Text("加上百分号，或写成小于1的小数；月利率请换算成年利率", "add the percent sign, or write a fraction below 1; turn monthly rates into yearly ones"),
)  # fmt: skip
_DATE = Refused(
    "date",
    Text("日期，例如 2026-05-01", "a date such as 2026-05-01"),
    Text("写成 2026-05-01、2026/05/01、2026.05.01 或 2026年5月1日", "write 2026-05-01, 2026/05/01, 2026.05.01 or 2026年5月1日"),
)  # fmt: skip
_SERIAL = Refused(
    "date_is_number",
    Text("日期，例如 2026-05-01", "a date such as 2026-05-01"),
    Text(
        "把单元格设为日期格式，或以文本填写", "format the cell as a date, or write the day as text"
    ),
)
_DATE_HAS_TIME = Refused(
    "date_has_time",
    Text("不带时间的日期", "a date without a time"),
    Text("只填日期", "write the day only"),
)
_TIME = Refused(
    "datetime",
    Text("日期和时间，例如 2026-05-01 09:30", "a day and time such as 2026-05-01 09:30"),
    Text("写成 2026-05-01 09:30", "write 2026-05-01 09:30"),
)
_TIME_SERIAL = Refused("date_is_number", _TIME.expected, _SERIAL.cure)
_FRACTION_OF_SECOND = Refused(
    "datetime_fraction",
    Text("精确到秒的时间", "a time in whole seconds"),
    Text("去掉秒以下的部分，例如查询中用 date_trunc('second', …)", "cut the fraction off, in a query e.g. with date_trunc('second', ...)"),
    Text("带有秒以下零头的时间", "a time with a fraction of a second"),
)  # fmt: skip
_WHOLE = Refused("int", Text("整数", "a whole number"), Text("只填数字", "digits only"))
_BOOL = Refused("bool", Text("是 或 否", "yes or no"), Text("填 是 或 否", "write yes or no"))
_PATTERN = Refused("pattern", Text("该栏规定的格式", "the form of this column"), Text("见数据说明", "see the data reference"))  # fmt: skip
_POSITIVE = Refused("not_positive", Text("大于零", "more than zero"), Text("改正数值", "correct the figure"))  # fmt: skip

_MONEY_TEXT = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?")
_DAY_TEXT = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_CLOCK = re.compile(
    r"(\S+)[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)[%％]")
_FRACTION = re.compile(r"0(?:\.[0-9]{1,8})?")
_SAFE = "[\u4e00-\u9fff!-~、。，；：？！（）《》〔〕“”·…]+"
_PLAIN = re.compile(f"{_SAFE}(?: {_SAFE})*")  # passes every gate as it is
COMMAS = re.compile("[、,，;；]")
_TRUE_FALSE = {"true": "yes", "false": "no"}
FIRST_SAFE_DAY = date(1900, 3, 1)  # spreadsheets count a 29 February 1900 that never was


class Reader(dict[object, Staged]):
    """The compiled check of one column: `reader[cell]` is what is staged of a cell, or raises Refused.

    A class, and a dict, because it remembers what it said of a text: that is looked up at once. An
    empty cell is `empty`. A cell without a hash (a list out of a database) is for `read`."""

    def __init__(self, column: Column, zone: ZoneInfo, empty: Staged) -> None:
        super().__init__({"": empty, None: empty})
        self._text, self._other = _parts(column, zone)

    def __missing__(self, cell: object) -> Staged:
        if type(cell) is not str:
            return self.read(cell)
        found = self._text(cell)
        if len(self) < REMEMBERED:
            self[cell] = found
        return found

    def read(self, cell: object) -> Staged:
        """What is staged of a cell that is not empty. Raises Refused."""
        if type(cell) is str:
            return self._text(cell)
        if type(cell) is Bad:
            raise refusal(cell)
        return self._other(cell)


def _parts(column: Column, zone: ZoneInfo) -> tuple[Callable[[str], Staged], Convert]:
    """How the column reads text, and how it reads other cells."""
    match column.format:
        case "money":
            return partial(_money_text, column), partial(_money_number, column)
        case "rate":
            return _rate_text, _rate_number
        case "date":
            return _date_text, _date_cell
        case "datetime":
            return _time_reader(zone), partial(_time_cell, zone)
        case "int":
            return partial(_int_text, column), partial(_int_number, column)
        case "bool":
            return partial(_bool_text, _codes(YES_NO) | _TRUE_FALSE), _bool_cell
        case "enum":
            words = _enum(column)
            return words, lambda value: words(_digits(value))
        case "list":
            return partial(_list_text, column, _codes(column.words)), _no_number(_NOT_TEXT)
        case "id":
            return _text_reader(column, "id"), _no_number(_ID)
        case _:
            return _text_reader(column, column.gate), _no_number(_NOT_TEXT)


def _no_number(refused: Refused) -> Convert:
    def refuse(_: object) -> Staged:
        raise refused

    return refuse


# --- text and identifiers ---------------------------------------------------------------------


def _text_reader(column: Column, gate: Kind) -> Callable[[str], str]:
    most, plain = limit(column), _PLAIN.fullmatch
    form = re.compile(column.pattern, re.ASCII).fullmatch if column.pattern else None

    def read(value: str) -> str:
        if len(value) > most or not plain(value):
            _gate(value, gate, most)
        if form and not form(value):
            why = column.why if column.why.zh else _PATTERN.expected
            raise Refused("pattern", why, _PATTERN.cure)
        return value

    return read


def _gate(value: str, gate: Kind, most: int) -> None:
    refusals = check_text(value, kind=gate, max_length=most)
    if refusals:
        raise Refused(
            "text",
            Text(f"最多{most}个可印字符", f"at most {most} printable characters"),
            Text(
                "改正：" + "；".join(r.zh for r in refusals),
                "mend: " + "; ".join(r.en for r in refusals),
            ),
        )


# --- numbers ----------------------------------------------------------------------------------


def _bounded(column: Column, value: int) -> int:
    """`value` if it keeps the bounds; those of money are zero or in yuan, so fen compare alike."""
    if column.above is not None and value <= column.above:
        raise _POSITIVE
    if column.least is not None and value < column.least:
        raise Refused(
            "too_small",
            Text(f"不小于{column.least}", f"not below {column.least}"),
            Text("改正数值", "correct the figure"),
        )
    return value


def _money_text(column: Column, value: str) -> int:
    parts = _MONEY_TEXT.fullmatch(value)
    if parts is None:
        raise _MONEY
    sign, whole, cents = parts.groups()
    fen = int(whole) * 100 + int(((cents or "") + "00")[:2])
    return _bounded(column, -fen if sign else fen)


def _money_number(column: Column, value: object) -> int:
    return _bounded(column, _fen(_exact(value, _MONEY)))


def _fen(amount: Decimal) -> int:
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise _CENTS
    if abs(amount) >= 10**15:
        raise _MONEY
    return int(fen)


def _exact(value: object, refused: Refused) -> Decimal:
    """The decimal number a cell shows. A float is what its shortest repr says, if that is short."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refused
    if not math.isfinite(value) or abs(float(value)) >= 1e15:
        raise refused
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _rate_text(value: str) -> str:
    if percent := _PERCENT.fullmatch(value):
        return _rate(Decimal(percent[1]) / 100)
    if _FRACTION.fullmatch(value):
        return _rate(Decimal(value))
    raise _RATE


def _rate_number(value: object) -> str:
    number = _exact(value, _RATE)
    if not 0 <= number < 1 or -int(number.as_tuple().exponent) > 8:
        raise _RATE
    return _rate(number)


def _rate(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _int_text(column: Column, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise _WHOLE
    return _bounded(column, int(value))


def _int_number(column: Column, value: object) -> int:
    number = _exact(value, _WHOLE)
    if number != int(number) or abs(number) >= 10**9:
        raise _WHOLE
    return _bounded(column, int(number))


def _digits(value: object) -> str:
    """A number where a word is wanted: 360 in a numeric cell is the code 360."""
    if isinstance(value, float | int) and not isinstance(value, bool) and float(value).is_integer():
        return str(int(value))
    raise _NOT_TEXT


# --- days and times ---------------------------------------------------------------------------


def _date_text(value: str) -> str:
    try:
        if _ISO_DAY.fullmatch(value):
            date.fromisoformat(value)
            return value
        parts = _DAY_TEXT.fullmatch(value)
        if parts is None:
            raise _DATE
        year, _, month, day, month_zh, day_zh = parts.groups()
        return date(int(year), int(month or month_zh), int(day or day_zh)).isoformat()
    except ValueError:
        raise _DATE from None


def _date_cell(value: object) -> str:
    if isinstance(value, datetime):
        if value.time().isoformat() != "00:00:00":
            raise _DATE_HAS_TIME
        value = value.date()
    if not isinstance(value, date):
        raise _SERIAL if isinstance(value, int | float | Decimal) else _DATE
    return value.isoformat()


def _time_reader(zone: ZoneInfo) -> Callable[[str], str]:
    """Reads 2026-05-01 09:30, the form of most logs, by halves: the same days and minutes come again."""
    days: set[str] = set()
    clocks: dict[str, str] = {}

    def read(value: str) -> str:
        day, clock = value[:10], value[10:]
        if day in days and clock in clocks:
            return day + clocks[clock]
        if not (plain := _ISO_TIME.fullmatch(value)):
            return _time_text(zone, value)
        _real_time(value)
        if len(days) < REMEMBERED:
            days.add(day)
        found = clocks[clock] = clock if plain[1] else f"{clock}:00"  # 87,840 at the most
        return day + found

    return read


def _time_text(zone: ZoneInfo, value: str) -> str:
    parts = _CLOCK.fullmatch(value)
    if parts is None:
        raise _TIME
    day, hour, minute, second, fraction, offset = parts.groups()
    if (fraction or "").strip(".0"):
        raise _FRACTION_OF_SECOND
    clock = f"{int(hour):02d}:{minute}:{second or '00'}"
    moment = _real_time(f"{_date_text(day)} {clock}{(offset or '').replace('Z', '+00:00')}")
    return _local(moment, zone)


def _real_time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _TIME from None


def _local(moment: datetime, zone: ZoneInfo) -> str:
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone).replace(tzinfo=None)
    return moment.isoformat(" ")


def _time_cell(zone: ZoneInfo, value: object) -> str:
    if not isinstance(value, datetime):
        raise _TIME_SERIAL if isinstance(value, int | float | Decimal) else _TIME
    if value.microsecond:
        raise _FRACTION_OF_SECOND
    return _local(value, zone)


# --- words ------------------------------------------------------------------------------------


def _codes(words: Words) -> dict[str, str]:
    """Folded code or label in either language → code."""
    return {fold(w): code for code, label in words.items() for w in (label.zh, label.en, code)}


def _enum(column: Column) -> Callable[[str], str]:
    codes = _codes(column.words)
    refused = _words_refused("enum", column.words)

    def read(value: str) -> str:
        code = codes.get(value) or codes.get(fold(value))
        if code is None:
            raise refused
        return code

    return read


def _words_refused(code: str, words: Words) -> Refused:
    return Refused(
        code,
        Text("以下之一：" + "、".join(w.zh for w in words.values()), "one of: " + ", ".join(words)),
        Text("从下拉列表中选择", "choose from the list"),
    )


def _list_text(column: Column, codes: dict[str, str], value: str) -> str:
    parts = [part.strip() for part in COMMAS.split(value)]
    if not codes:
        for part in parts:
            if not part:
                raise Refused("list", Text("用顿号隔开的名称", "names separated by commas"), Text("去掉多余的逗号", "leave out the extra comma"))  # fmt: skip
            _gate(part, column.gate, limit(column))
        return ",".join(parts)
    found = [codes.get(fold(part)) for part in parts]
    if None in found or len(set(found)) < len(found):
        raise _words_refused("list", column.words)
    return ",".join(code for code in found if code)


def _bool_text(codes: dict[str, str], value: str) -> bool:
    code = codes.get(value) or codes.get(fold(value))
    if code is None:
        raise _BOOL
    return code == "yes"


def _bool_cell(value: object) -> bool:
    if not isinstance(value, bool):
        raise _BOOL
    return value
