"""The mail list comes back filled in: each line becomes a dispatch on the log, tracking as its proof.

A line is evidence that this letter went to this person under this waybill. So it is held against the
register first: rows slip when a list is sorted or filled down, and what is on the log stays there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from noticegen import service, waybills
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.desk import Desk
from noticegen.errors import DataError, NoticegenError, UsageError
from noticegen.model import EventType
from noticegen.register import Entry, Register
from noticegen.sources import maillist
from noticegen.sources.maillist import Mailed, Unread
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

    Tracking files lie beside the list. Raises DataError for a workbook that cannot be read, before
    anything of it is recorded."""
    zone = ZoneInfo(desk.house.zone)
    lines = tuple(maillist.read(path))
    used = _used(book)
    for line in lines:
        if isinstance(line, Unread):
            yield Posted(line.row, line.number, fault=_said(line.fault))
            continue
        try:
            entry = _addressed(line, book, used)
            state = _tell(line, path.parent, desk, book, now=now, zone=zone)
            used.setdefault(line.waybill, (entry.party, entry.number))
            yield Posted(line.row, line.number, state)
        except (DataError, UsageError) as fault:
            yield Posted(line.row, line.number, fault=_said(fault))


def _used(book: Book) -> dict[str, tuple[str, str]]:
    """Waybill, tidied → (party, document) of what is on the logs and was not corrected."""
    later = t.events.alias("later")
    e = t.events.c
    taken_back = sa.select(later.c.leaf).where(later.c.loan == e.loan, later.c.corrects == e.id)
    acts = (EventType.DISPATCHED, EventType.SERVED, EventType.RETURNED, EventType.REFUSED)
    query = sa.select(e.details, e.party, e.document).where(
        e.type.in_(acts), e.document != "", e.details.contains('"waybill"'), ~taken_back.exists()
    )
    found: dict[str, tuple[str, str]] = {}
    with book.read() as conn:
        for details, party, document in conn.execute(query.order_by(e.leaf)):
            number = waybills.tidied(json.loads(details)).get(waybills.KEY, "")
            found.setdefault(number, (party, document))
    return found


def _addressed(line: Mailed, book: Book, used: dict[str, tuple[str, str]]) -> Entry:
    """The number of a line, when the whole line is about that letter. Raises UsageError for a number
    never given, DataError when name, contents line or waybill belong to another."""
    entry = Register(book).show(line.number)
    with book.read() as conn:
        name = conn.execute(
            sa.select(t.parties.c.name).where(t.parties.c.id == entry.party)
        ).scalar_one_or_none()
    if name is None or line.name != name.strip():
        raise DataError(
            Text(
                "收件人不是该编号文书的收件人", "the recipient is not the addressee of this number"
            ),
            Text(
                "文书编号与收件人可能错行：对照原清单改正；其后姓名经导入变更的，用 noticegen dispatched 单独登记",
                "rows may have slipped: correct number and recipient by the list as it was made; if an import changed "
                "the name since, record it alone with `noticegen dispatched`",
            ),
        )
    if line.number not in line.contents:
        raise DataError(
            Text("内件品名写的不是该编号", "the contents line does not name this number"),
            Text(
                "对照邮件详情单：内件品名须写明同一编号",
                "look at the slip: its contents line must name the very number",
            ),
        )
    party, other = used.get(line.waybill, (entry.party, ""))
    if party != entry.party:
        raise DataError(
            Text(
                f"邮件号已用于另一收件人（{other}）",
                f"the waybill stands for another addressee already ({other})",
            ),
            Text("照详情单填写各自的邮件号", "copy the waybill of each from its own slip"),
        )
    return entry


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
