"""What became of a letter, in words, and from when its service could be on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noticegen.addressing import titled
from noticegen.deliveries import Delivery, papers_to
from noticegen.model import Case, Event
from noticegen.rules.steps import said
from noticegen.rules.table import NOTHING, join
from noticegen.text import Text


def became(case: Case, kind: str, party: str, made: Delivery, zero: date) -> Text:
    """Why letters of `kind` to `party` do not count as served in the default that began on `zero`."""
    if not made.papers:
        before = papers_to(case, kind, party, date.min, zero - timedelta(1))
        old = (
            Text(f"{before[-1].document} 属于以前的逾期", f"{before[-1].document} was of an earlier default")
            if before
            else NOTHING
        )  # fmt: skip
        name = titled(kind)
        none = Text(f"本次逾期未签发{name.zh}", f"no {name.en} issued in this default")
        return join([none, old])
    told = join(_told(made))
    last = made.papers[-1]
    issued = Text(
        f"{last.document} 于 {last.day} 签发，未送达",
        f"{last.document}, issued on {last.day}, not served",
    )
    return told if told.en else issued


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
