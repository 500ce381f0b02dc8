"""The mail list of a batch run as the post room sends it back: which letter went under which waybill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

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
NEEDED = ("number", "waybill", "posted", "tracking")
EVENING = time(18)  # a day without an hour: by the end of office hours it was posted


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


def is_mail_list(path: Path) -> bool:
    """Whether the workbook is the mail list of a run. False for anything that is no workbook."""
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    with Reader(path) as reader:
        return any(name.startswith(SHEET) for name, _ in reader.sheets)


def read(path: Path) -> Iterator[Mailed]:
    """The lines that name a waybill, in order. Raises DataError for a cell that cannot be read."""
    with Reader(path) as reader:
        names = [name for name, _ in reader.sheets if name.startswith(SHEET)]
        reader.ask(names)
        for name in names:
            yield from _lines(reader.rows(name))


def _lines(rows: Iterator[Row]) -> Iterator[Mailed]:
    places: dict[str, int] = {}
    for row in rows:
        if not places:
            heads = [str(c).split("\n")[0].strip() for c in row.cells]
            found = {HEADINGS[h]: i for i, h in enumerate(heads) if h in HEADINGS}
            places = found if set(NEEDED) <= found.keys() else {}
            continue
        line = _line(row, places)
        if line is not None:
            yield line


def _line(row: Row, places: dict[str, int]) -> Mailed | None:
    def words(key: str) -> str:
        value = _cell(row.cells, places.get(key))
        if isinstance(value, Bad) or (value is not None and not isinstance(value, str)):
            raise _bad(row.number, key)
        return (value or "").strip()

    if not words("waybill"):
        return None
    return Mailed(
        row=row.number,
        number=words("number"),
        name=words("name"),
        address=words("address"),
        contents=words("contents"),
        waybill=words("waybill"),
        posted=_time(row, places),
        tracking=words("tracking"),
        remark=words("remark"),
    )


def _time(row: Row, places: dict[str, int]) -> datetime | None:
    value = _cell(row.cells, places["posted"])
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            text = value.strip().replace("/", "-")
            value = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime.combine(value, EVENING)
    except ValueError:
        pass
    raise _bad(row.number, "posted")


def _cell(cells: Sequence[object], place: int | None) -> object:
    return None if place is None or place >= len(cells) else cells[place]


def _bad(row: int, key: str) -> DataError:
    heading = next(h for h, k in HEADINGS.items() if k == key)
    return DataError(
        Text(
            f"{SHEET} 第{row}行“{heading}”无法读取", f"{SHEET}, row {row}: {heading} cannot be read"
        ),
        Text(
            "邮件号写成文本；时间写成 2026-03-27 15:30",
            "write the waybill as text, the time as 2026-03-27 15:30",
        ),
    )
