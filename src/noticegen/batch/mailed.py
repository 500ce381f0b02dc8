"""The mail list comes back filled in: each line becomes a dispatch on the log, tracking as its proof.

A line is evidence that this letter went to this person under this waybill. So it is held against the
register first: rows slip when a list is sorted or filled down, and what is on the log stays there.
"""

from __future__ import annotations

import json
from collections import defaultdict
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
    past = _past(book)
    for line in lines:
        if isinstance(line, Unread):
            yield Posted(line.row, line.number, fault=_said(line.fault))
            continue
        try:
            entry = _addressed(line, book, past)
            at = _posted(line, past, now, zone)
            state = _tell(line, at, path.parent, desk, book, now=now)
            past.holder.setdefault(line.waybill, (entry.party, entry.number))
            past.out[entry.number].append(_Out(line.waybill, line.address, at))
            yield Posted(line.row, line.number, state)
        except (DataError, UsageError) as fault:
            yield Posted(line.row, line.number, fault=_said(fault))


@dataclass(frozen=True, slots=True)
class _Out:
    """A posting on record; `address` is "" where none was told."""

    waybill: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Past:
    """What the logs hold and nobody took back: waybill, tidied → (party, document); document → its
    postings since it last came back."""

    holder: dict[str, tuple[str, str]]
    out: defaultdict[str, list[_Out]]


def _past(book: Book) -> _Past:
    later = t.events.alias("later")
    e = t.events.c
    taken_back = sa.select(later.c.leaf).where(later.c.loan == e.loan, later.c.corrects == e.id)
    acts = (EventType.DISPATCHED, EventType.SERVED, EventType.RETURNED, EventType.REFUSED)
    query = sa.select(e.type, e.at, e.details, e.party, e.document).where(
        e.type.in_(acts),
        e.document != "",
        ~taken_back.exists(),
        sa.or_(e.details.contains('"waybill"'), e.type == EventType.RETURNED),
    )
    past = _Past({}, defaultdict(list))
    with book.read() as conn:
        for kind, at, written, party, document in conn.execute(query.order_by(e.leaf)):
            details = waybills.tidied(json.loads(written))
            number = details.get(waybills.KEY, "")
            if kind == EventType.RETURNED:
                past.out[document].clear()
            if number:
                past.holder.setdefault(number, (party, document))
            if number and kind == EventType.DISPATCHED:
                sent = _Out(number, details.get("address", ""), datetime.fromisoformat(at))
                past.out[document].append(sent)
    return past


def _addressed(line: Mailed, book: Book, past: _Past) -> Entry:
    """The number of a line, when the whole line is about that letter. Raises UsageError for a number
    never given, DataError when name, contents line or waybill belong to another, and when the letter went
    to this address under another waybill: of an edited line only one can be true."""
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
    party, other = past.holder.get(line.waybill, (entry.party, ""))
    if party != entry.party:
        raise DataError(
            Text(
                f"邮件号已用于另一收件人（{other}）",
                f"the waybill stands for another addressee already ({other})",
            ),
            Text("照详情单填写各自的邮件号", "copy the waybill of each from its own slip"),
        )
    there = [
        o.waybill
        for o in past.out[entry.number]
        if not o.address or line.address in {"", o.address}
    ]
    if there and line.waybill not in there:
        raise DataError(
            Text(f"该文书已登记以 {there[-1]} 寄出", f"this letter is on record as posted under {there[-1]} already"),
            Text(
                "原登记有误的，先以更正记录（noticegen log LOAN correction --corrects）更正，再导入；确为再次寄出的，用 noticegen dispatched 单独登记",
                "if that is wrong, take it back first (`noticegen log LOAN correction --corrects`), then import; if it was "
                "posted once more, record that with `noticegen dispatched`",
            ),
        )  # fmt: skip
    return entry


def _posted(line: Mailed, past: _Past, now: datetime, zone: ZoneInfo) -> datetime:
    """When it was posted. A day without an hour is its evening, at most now; told again it is the hour
    that stands on record. Raises DataError where nothing is written."""
    if line.posted is None:
        raise DataError(
            Text("缺少交寄时间", "the time of posting is missing"),
            Text("例如 2026-03-27 15:30", "e.g. 2026-03-27 15:30"),
        )
    at = line.posted if line.posted.tzinfo else line.posted.replace(tzinfo=zone)
    if line.posted.timetz() == maillist.EVENING:
        for told in past.out[line.number]:
            if (told.waybill, told.at.astimezone(zone).date()) == (line.waybill, at.date()):
                return told.at
    if at.date() == now.astimezone(zone).date():
        at = min(at, now)  # a day without an hour may be today
    return at


def _tell(
    line: Mailed, at: datetime, folder: Path, desk: Desk, book: Book, *, now: datetime
) -> str:
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
