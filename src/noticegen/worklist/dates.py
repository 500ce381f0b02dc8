"""Days that come by themselves: statutory ends, holds that end, disputes that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from noticegen import clocks, recourse
from noticegen.model import EventType
from noticegen.rules.steps import holds
from noticegen.text import Text
from noticegen.worklist.item import Ask, Raw

T = EventType


def clocks_running_out(ask: Ask) -> Iterator[Raw]:
    """L-03: periods whose safe day is near or past and which are not over; by the safe day. Of a settled
    loan none."""
    days = ask.policy.guarantee.near_days
    near = [c for c in clocks.of(ask.case, ask.on, ask.policy) if c.near(ask.on, days)]
    if near and recourse.settled(ask.case, ask.on, ask.policy):
        return
    for clock in near:
        name, safe, last = clock.name, clock.safe_day, clock.last_day
        what = Text(
            f"{name.zh}：安全日 {safe}，最后一日 {last}",
            f"{name.en}: safe day {safe}, last day {last}",
        )
        ref = f"{clock.kind}/{clock.guarantee}"
        yield Raw("clock", clock.party, safe, what, ref, more=clock.note)


def holds_ending(ask: Ask) -> Iterator[Raw]:
    """Holds of the present default that end within a few days; by their last day."""
    if ask.zero is None:
        return
    soon = ask.on + timedelta(ask.plan.worklist.hold_days)
    reached = {"", *(e.party for e in ask.case.of(T.HOLD))}
    seen: set[str] = set()
    for party in sorted(reached):
        for hold, last in holds(ask.case, ask.on, party):
            if hold.by is None or not ask.on <= last <= soon or hold.id in seen:
                continue
            seen.add(hold.id)
            what = Text(
                f"暂缓 {last} 届满，次日恢复", f"hold ends on {last}, steps go on the day after"
            )
            yield Raw("hold", hold.party, last, what, hold.id)


def disputes(ask: Ask) -> Iterator[Raw]:
    """C-06: each party's last dispute or complaint that has no answer yet."""
    raised = [e for e in ask.case.of(T.DISPUTE, T.COMPLAINT) if e.day <= ask.on]
    answers = [e for e in ask.case.of(T.DISPUTE_ANSWERED) if e.day <= ask.on]
    for event in {e.party: e for e in raised}.values():
        if any(a.at >= event.at and a.party in {"", event.party} for a in answers):
            continue
        by = event.day + timedelta(ask.plan.worklist.dispute_days)
        what = Text(
            f"答复 {event.day} 的异议或投诉", f"answer the dispute or complaint of {event.day}"
        )
        yield Raw("dispute", event.party, by, what, event.id)
