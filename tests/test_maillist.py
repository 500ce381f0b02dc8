"""A mail list as it comes back from the post room: what is read of it, and which cells cost their line."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from noticegen import sources
from noticegen.errors import DataError
from noticegen.sources import maillist
from noticegen.sources.maillist import HEADINGS, SHEET, Mailed, Unread

EMS = "EX000000001CN"
DAY = "2026-03-27 12:00"
POSTED = {  # as written: as read
    "2026年3月27日": "2026-03-27T18:00:00",
    "2026年3月27日 15:30": "2026-03-27T15:30:00",
    "2026年3月27日15：30": "2026-03-27T15:30:00",
    "2026/3/6 9:05": "2026-03-06T09:05:00",
    "2026/11/26": "2026-11-26T18:00:00",
    "2026-3-7": "2026-03-07T18:00:00",
    "20260327": "2026-03-27T18:00:00",
    "2026-03-27T09:05:30": "2026-03-27T09:05:30",
    "2026-03-27T09:05:30+08:00": "2026-03-27T09:05:30+08:00",
    date(2026, 3, 27): "2026-03-27T18:00:00",
    datetime.fromisoformat("2026-03-27T20:40"): "2026-03-27T20:40:00",
    "2026-02-30": None,
    "2026-03-27 25:00": None,
    "27/3/2026": None,
    "昨天下午": None,
    46108.5: None,
}
WAYBILLS = {
    EMS: EMS,
    " ex 000-000-001 cn ": EMS,
    "ＥＸ０００００００１ＣＮ": "EX00000001CN",
    "SF1234567890123": "SF1234567890123",
    1234567890123: "1234567890123",
    999999999999999: "999999999999999",  # fifteen digits: the last a cell holds for sure
    1000000000000000: None,
    12345678.5: None,
    True: None,
    "未寄": None,
    "EX1CN": None,
    "见附件12345678": None,
}


def written(path: Path, lines: list[tuple[object, object]], heading: str = "邮件号") -> Path:
    """A list with (waybill, posted) in each line."""
    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.active.append([f"{heading if h == '邮件号' else h}\nx" for h in HEADINGS])
    for waybill, posted in lines:
        told = {"waybill": waybill, "posted": posted, "number": "第1号", "name": "赵六"}
        book.active.append([told.get(key) for key in HEADINGS.values()])
    book.save(path)
    return path


def test_times_as_people_write_them(tmp_path: Path) -> None:
    """Chinese dates, slashes and single digits are read; a day without an hour is its evening. What
    is no time costs its line, and the fault names the column, not the value."""
    path = written(tmp_path / "l.xlsx", [(EMS, posted) for posted in POSTED])
    read = list(maillist.read(path))

    assert list(POSTED.values()) == [
        x.posted.isoformat() if isinstance(x, Mailed) and x.posted else None for x in read
    ]
    for line in read:
        if isinstance(line, Unread):
            assert "第1号" == line.number
            assert "交寄时间 cannot be read" == line.fault.message.en


def test_the_waybill_as_the_post_writes_it(tmp_path: Path) -> None:
    """A whole number that its cell holds exactly, spaces and full-width signs are no fault; words and
    numbers that lost their last digits are."""
    path = written(tmp_path / "l.xlsx", [(waybill, DAY) for waybill in WAYBILLS])
    read = list(maillist.read(path))

    assert list(WAYBILLS.values()) == [x.waybill if isinstance(x, Mailed) else None for x in read]
    faults = [x.fault.message.en for x in read if isinstance(x, Unread)]
    assert "more than 15 digits" in faults[0]
    assert "does not look like one" in faults[3]


def test_lines_without_a_waybill_are_none(tmp_path: Path) -> None:
    """What was not posted is left out; the row is that of the sheet."""
    path = written(tmp_path / "l.xlsx", [(None, DAY), ("  ", "?"), (EMS, DAY)])

    assert [4] == [line.row for line in maillist.read(path)]


def test_a_list_without_its_headings(tmp_path: Path) -> None:
    """A list whose columns cannot be told is refused, not taken for an empty one."""
    path = written(tmp_path / "l.xlsx", [(EMS, DAY)], "单号")

    with pytest.raises(DataError, match="the row of headings is missing"):
        list(maillist.read(path))


def test_a_mail_list_saved_as_csv_is_told_its_way(tmp_path: Path) -> None:
    """CSV is no workbook, and no folder of sheets either: the cure names the format of a mail list."""
    saved = tmp_path / "mail-list.csv"
    saved.write_text("收件人,文书编号,邮件号\n", "gbk")

    assert not maillist.is_mail_list(saved)
    with pytest.raises(DataError) as refused:
        sources.read(saved, vault=None, zone="Asia/Shanghai")
    assert "a mail list comes back as .xlsx" in refused.value.hint.en
