"""The mail list of a batch run as the post room sends it back: which letter went under which waybill."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from noticegen import waybills
from noticegen.errors import DataError
from noticegen.sources.faults import Bad
from noticegen.sources.tables import Row
from noticegen.sources.workbook import Reader
from noticegen.text import Text

SHEET = "邮寄清单"
HEADINGS = {
    "收件人": "name",
    "地址": "address",
    "内件品名": "contents",
    "文书编号": "number",
    "邮件号": "waybill",
    "交寄时间": "posted",
    "查询单文件": "tracking",
    "备注": "remark",
}
NEEDED = ("name", "contents", "number", "waybill", "posted", "tracking")
EVENING = time(18)  # a day without an hour: by the end of office hours it was posted
MOST_DIGITS = 15  # of a number cell; a spreadsheet program makes zeros of those that follow
# EMS and registered mail have thirteen places (EX000000001CN, or digits alone), couriers up to twenty.
WAYBILL = re.compile(r"[A-Z]{0,4}[0-9]{8,20}[A-Z]{0,4}")
WRITTEN = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:(?:[\sT]|(?<=日))\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)


@dataclass(frozen=True, slots=True)
class Mailed:
    """One filled line; `row` as the user sees it. `posted` has no zone; a date means by that evening."""

    row: int
    number: str
    name: str
    address: str
    contents: str
    waybill: str
    posted: datetime | None
    tracking: str
    remark: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A line with a waybill, of which a cell cannot be read; `number` is "" when that is the cell."""

    row: int
    number: str
    fault: DataError


def is_mail_list(path: Path) -> bool:
    """Whether the workbook is the mail list of a run. False for anything that is no workbook."""
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    with Reader(path) as reader:
        return any(name.startswith(SHEET) for name, _ in reader.sheets)


def read(path: Path) -> Iterator[Mailed | Unread]:
    """The lines that name a waybill, in order. A cell that cannot be read costs its line alone.

    Raises DataError for a workbook that cannot be read, and for a sheet without the headings."""
    with Reader(path) as reader:
        names = [name for name, _ in reader.sheets if name.startswith(SHEET)]
        reader.ask(names)
        for name in names:
            yield from _lines(name, reader.rows(name))


def _lines(name: str, rows: Iterator[Row]) -> Iterator[Mailed | Unread]:
    places: dict[str, int] = {}
    for row in rows:
        if not places:
            heads = [str(c).split("\n")[0].strip() for c in row.cells]
            found = {HEADINGS[h]: i for i, h in enumerate(heads) if h in HEADINGS}
            places = found if set(NEEDED) <= found.keys() else {}
            continue
        try:
            line = _line(row, places)
        except DataError as fault:
            number = _cell(row.cells, places["number"])
            yield Unread(row.number, number.strip() if isinstance(number, str) else "", fault)
            continue
        if line is not None:
            yield line
    if not places:
        wanted = "、".join(h for h, key in HEADINGS.items() if key in NEEDED)
        raise DataError(
            Text(f"{name}：没有标题行", f"{name}: the row of headings is missing"),
            Text(f"补上标题：{wanted}", f"put the headings back: {wanted}"),
        )


def _line(row: Row, places: dict[str, int]) -> Mailed | None:
    def words(key: str) -> str:
        value = _cell(row.cells, places.get(key))
        if isinstance(value, Bad) or (value is not None and not isinstance(value, str)):
            raise _bad(key)
        return (value or "").strip()

    waybill = _waybill(_cell(row.cells, places["waybill"]))
    if not waybill:
        return None
    return Mailed(
        row=row.number,
        number=words("number"),
        name=words("name"),
        address=words("address"),
        contents=words("contents"),
        waybill=waybill,
        posted=_time(_cell(row.cells, places["posted"])),
        tracking=words("tracking"),
        remark=words("remark"),
    )


def _waybill(value: object) -> str:
    """As the post writes it: capitals, no spaces. A number cell counts while it holds every digit."""
    if value is None:
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        if abs(value) >= 10**MOST_DIGITS:
            raise DataError(
                Text(
                    f"邮件号是数字格，超过{MOST_DIGITS}位，末几位可能已被改成0",
                    f"the waybill is a number of more than {MOST_DIGITS} digits: its last ones may be lost",
                ),
                Text("把该格设为文本，照详情单重新填写", "make the cell text and type it again from the slip"),
            )  # fmt: skip
        value = f"{value:.0f}" if value == int(value) else str(value)
    if not isinstance(value, str):
        raise _bad("waybill")
    text = waybills.tidy(value)
    if text and not WAYBILL.fullmatch(text):
        raise DataError(
            Text("邮件号不像邮件号", "the waybill does not look like one"),
            Text(
                "照详情单填写，例如 EX000000001CN；没有交寄的留空",
                "copy it from the slip, e.g. EX000000001CN; leave it empty if nothing was posted",
            ),
        )
    return text


def _time(value: object) -> datetime | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        if isinstance(value, str):
            value = _written(unicodedata.normalize("NFKC", value).strip())
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime.combine(value, EVENING)
    except ValueError:
        pass
    raise _bad("posted")


def _written(text: str) -> datetime | date:
    """A time as people write it, or as ISO 8601 has it with an offset. Raises ValueError."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return datetime.fromisoformat(text) if ":" in text else date.fromisoformat(text)
    year, month, day, hour, minute, second = (None if g is None else int(g) for g in found.groups())
    written = date(year or 0, month or 0, day or 0)
    if hour is None:
        return written
    return datetime.combine(written, time(hour, minute or 0, second or 0))


def _cell(cells: Sequence[object], place: int | None) -> object:
    return None if place is None or place >= len(cells) else cells[place]


def _bad(key: str) -> DataError:
    heading = next(h for h, k in HEADINGS.items() if k == key)
    return DataError(
        Text(f"“{heading}”无法读取", f"{heading} cannot be read"),
        Text(
            "邮件号写成文本；时间写成 2026-03-27 15:30",
            "write the waybill as text, the time as 2026-03-27 15:30",
        ),
    )
