"""What became of a letter, in words, and from when its service could be on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noticegen.addressing import OF_RECOURSE, titled
from noticegen.deliveries import Delivery, papers_to
from noticegen.model import Case, Event
from noticegen.rules.steps import said
from noticegen.rules.table import NOTHING, join
from noticegen.text import Text


def became(case: Case, kind: str, party: str, made: Delivery, zero: date) -> Text:
    """Why letters of `kind` to `party` do not count as served since `zero`, the day the default began or, of
    what the house paid, the day it did."""
    if not made.papers:
        return _none(case, kind, party, zero)
    told = join(_told(made))
    last = made.papers[-1]
    issued = Text(
        f"{last.document} 于 {last.day} 签发，未送达",
        f"{last.document}, issued on {last.day}, not served",
    )
    return told if told.en else issued


def _none(case: Case, kind: str, party: str, zero: date) -> Text:
    """None was issued since; the last before was about something else."""
    name, back = titled(kind), kind in OF_RECOURSE
    found = [
        Text(f"本次代偿后未签发{name.zh}", f"no {name.en} issued since the house paid")
        if back
        else Text(f"本次逾期未签发{name.zh}", f"no {name.en} issued in this default")
    ]
    for old in papers_to(case, kind, party, date.min, zero - timedelta(1))[-1:]:
        n = old.document
        found.append(
            Text(f"{n} 所追偿的款项已收回", f"what {n} asked for was paid back")
            if back
            else Text(f"{n} 属于以前的逾期", f"{n} was of an earlier default")
        )
    return join(found)


def _told(made: Delivery) -> Iterator[Text]:
    for event, lacking in made.bare:
        why = join(lacking)
        yield _of(event, Text(f"不计：{why.zh}", f"does not count: {why.en}"))
    for event in made.failed:
        yield _of(event, Text(event.details.get("why", ""), event.details.get("why", "")))
    for event in made.unshown:
        yield _of(event, Text("没有完好的凭证文件", "no intact file shows it"))


def _of(event: Event, more: Text) -> Text:
    name = said(event)
    zh, en = f"{event.document} {name.zh}", f"{event.document}: {name.en}"
    return Text(f"{zh}（{more.zh}）", f"{en} ({more.en})") if more.en else Text(zh, en)


def counted(event: Event) -> Text:
    """A service or a failed one that counts: number, what, when, by whom."""
    return _of(event, NOTHING)
