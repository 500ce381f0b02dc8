"""The worklist as iCalendar (RFC 5545): whole days, one event an item, known again by its UID.

An item listed again the next day has the same UID, so a calendar moves it instead of adding another.
What an officer's calendar may hold: loan, role and id of the party, kinds, numbers, days and rules;
no name, phone, address, sum or reason, nothing of the plan. Documents that are blocked are left out:
they are nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from noticegen.due import words
from noticegen.text import Lang, Text
from noticegen.worklist import KINDS, LOSSES, Item

LEFT_OUT = frozenset({"blocked"})
PRIORITY = {"right": 1, "window": 3, "step": 5, "courtesy": 7, "known": 9}
AHEAD = (timedelta(days=-7), timedelta(days=-1))  # reminders of a clock
END = b"END:VCALENDAR\r\n"


def lines(items: Iterable[Item], on: date, zone: str, lang: Lang) -> Iterator[bytes]:
    """The calendar piece by piece. The same items on the same day give the same bytes."""
    from icalendar import Calendar

    head: Any = Calendar()
    head.add("prodid", "-//noticegen//due//ZH" if lang == "zh" else "-//noticegen//due//EN")
    head.add("version", "2.0")
    head.add("method", "PUBLISH")
    head.add("x-wr-calname", Text("催收工作清单", "collection worklist").to(lang))
    whole: bytes = head.to_ical()
    yield whole.removesuffix(END)
    stamp = datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
    for item in items:
        if item.kind not in LEFT_OUT:
            yield _event(item, on, stamp, lang)
    yield END


def _event(item: Item, on: date, stamp: datetime, lang: Lang) -> bytes:
    """One item on its day; one whose day is past stands on the day of the list."""
    from icalendar import Event

    kind = KINDS[item.kind]
    about = " ".join(filter(None, (item.loan, words.whom(item).to(lang))))
    told: Any = Event()
    told.add("uid", f"{item.uid}@noticegen")
    told.add("dtstamp", stamp)
    told.add("dtstart", max(item.day, on))
    told.add("summary", f"{about}：{item.what.zh}" if lang == "zh" else f"{about}: {item.what.en}")
    told.add("description", _why(item, lang))
    told.add("categories", [kind.name.to(lang)])
    told.add("priority", PRIORITY[kind.loss])
    told.add("class", "PRIVATE")
    told.add("transp", "TRANSPARENT")
    if item.kind == "clock":
        for ahead in AHEAD:
            told.add_component(_reminder(ahead, kind.name.to(lang)))
    found: bytes = told.to_ical()
    return found


def _why(item: Item, lang: Lang) -> str:
    kind = KINDS[item.kind]
    loss, by = LOSSES[kind.loss], item.day
    said = Text(
        f"{loss.zh}：{kind.why.zh}。应办日 {by}，依据 {item.basis}。",
        f"{loss.en}: {kind.why.en}. By {by}, basis {item.basis}.",
    )
    return said.to(lang)


def _reminder(ahead: timedelta, what: str) -> Any:
    from icalendar import Alarm

    alarm: Any = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", ahead)
    alarm.add("description", what)
    return alarm
