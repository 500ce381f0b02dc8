"""The mail list comes back filled in: each line becomes a dispatch on the log, tracking as its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from noticegen import service
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.errors import DataError, NoticegenError, UsageError
from noticegen.model import EventType
from noticegen.sources import maillist
from noticegen.sources.maillist import Mailed
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one line: `state` of the document, or the fault that kept the line out."""

    row: int
    number: str
    state: str = ""
    fault: tuple[Text, Text] | None = None


def take_in(path: Path, desk: Desk, book: Book, now: datetime) -> Iterator[Posted]:
    """Record every filled line of a mail list; `now` is aware. The same list again adds nothing, the
    list with more tracking files adds those. A faulty line is told and does not stop the others.

    Tracking files lie beside the list. Raises DataError for a workbook that cannot be read."""
    zone = ZoneInfo(desk.house.zone)
    for line in maillist.read(path):
        try:
            yield Posted(
                line.row, line.number, _tell(line, path.parent, desk, book, now=now, zone=zone)
            )
        except (DataError, UsageError) as fault:
            yield Posted(line.row, line.number, fault=_said(fault))


def _tell(
    line: Mailed, folder: Path, desk: Desk, book: Book, *, now: datetime, zone: ZoneInfo
) -> str:
    if line.posted is None:
        raise DataError(
            Text("缺少交寄时间", "the time of posting is missing"),
            Text("例如 2026-03-27 15:30", "e.g. 2026-03-27 15:30"),
        )
    at = line.posted if line.posted.tzinfo else line.posted.replace(tzinfo=zone)
    if at.date() == now.astimezone(zone).date():
        at = min(at, now)  # a day without an hour may be today
    proofs = []
    if line.tracking:
        file = (folder / line.tracking).resolve()
        if not file.is_file() or folder.resolve() not in file.parents:
            raise DataError(
                Text(
                    f"没有查询单文件 {line.tracking}", f"there is no tracking file {line.tracking}"
                ),
                Text("与清单放在同一文件夹", "put it beside the list"),
            )
        proofs.append(("tracking", file))
    told = service.tell(
        EventType.DISPATCHED,
        desk,
        book,
        line.number,
        method="ems",
        at=at,
        to=line.name,
        now=now,
        proofs=proofs,
        details={"waybill": line.waybill, "contents": line.contents, "address": line.address},
        text=line.remark,
    )
    return told.state


def _said(fault: NoticegenError) -> tuple[Text, Text]:
    return fault.message, fault.hint
