"""Days that come by themselves: statutory ends, deaths and insolvencies that legal must act on, holds that
end, disputes that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from noticegen import clocks, recourse
from noticegen.addressing import REFERRAL, holding, roles_of
from noticegen.approved import COMPLAINT
from noticegen.model import Event, EventType
from noticegen.proceedings import against
from noticegen.rules.persons import legal_nods
from noticegen.rules.steps import answered, holds
from noticegen.text import NOTHING, Text
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
        name, safe, last = clock.name, clock.safe_day, clock.ends(ask.on)
        what = Text(
            f"{name.zh}：安全日 {safe}，最后一日 {last.zh}",
            f"{name.en}: safe day {safe}, last day {last.en}",
        )
        ref = f"{clock.kind}/{clock.guarantee}"
        yield Raw("clock", clock.party, safe, what, ref, more=clock.note)


def estates(ask: Ask) -> Iterator[Raw]:
    """X-10: each party who died or became insolvent, from the day of the event until legal has decided
    about her since, or the claim is declared in her insolvency. By the day told on the event, else at once.
    Of a settled loan none."""
    ended = [e for e in ask.case.of(T.DEATH, T.INSOLVENCY) if e.day <= ask.on]
    if not ended or recourse.settled(ask.case, ask.on, ask.policy):
        return
    for event in {e.party: e for e in ended if e.party in ask.roles}.values():
        if not _acted_on(ask, event):
            what, more = _declare(event) if event.type is T.INSOLVENCY else _heirs(event)
            yield Raw("estate", event.party, event.by or event.day, what, event.id, more=more)


def _acted_on(ask: Ask, ended: Event) -> bool:
    """Whether a confirmed legal approval since is about her, or the claim is declared."""
    nods = legal_nods(ask.case, None, ask.on, ask.policy, ended.at)
    if any(_about(ask, nod, ended.party) for nod in nods):
        return True
    declared = against(ask.case, ask.on, {ended.party}, {"insolvency"})
    return any(f.day >= ended.day and not f.withdrawn for f in declared)


def _about(ask: Ask, nod: Event, party: str) -> bool:
    """Whether an approval is about this party: it names her; or it names nobody and is of the suit, or of a
    document that goes to her."""
    kind = nod.details.get("kind", "")
    of_all = kind in _OF_THE_SUIT or party in holding(ask.case, roles_of(kind))
    return nod.party == party or (not nod.party and of_all)


_OF_THE_SUIT = frozenset({REFERRAL, COMPLAINT})


def _declare(ended: Event) -> tuple[Text, Text]:
    """What to do after an insolvency, which is public; and up to when."""
    what = Text(
        f"{ended.day} 破产或清算：交法务，向管理人申报债权",
        f"insolvency of {ended.day}: hand it to legal, declare the claim to the administrator",
    )
    if ended.by:
        return Text(f"{what.zh}，{ended.by} 前", f"{what.en} by {ended.by}"), NOTHING
    return what, Text(
        "申报期限未记录，见法院公告", "last day not on record: see the court's notice"
    )


def _heirs(ended: Event) -> tuple[Text, Text]:
    """What to do after a death, which is told to the house alone."""
    what = Text(f"{ended.day} 起当事人有变：交法务", f"change of {ended.day}: hand it to legal")
    return what, Text("死亡：查明继承人和遗产", "death: find the heirs and the estate")


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
    """C-06: each dispute or complaint that has no answer yet."""
    for event in ask.case.of(T.DISPUTE, T.COMPLAINT):
        if event.day > ask.on or answered(ask.case, event, ask.on):
            continue
        by = event.day + timedelta(ask.plan.worklist.dispute_days)
        what = Text(
            f"答复 {event.day} 的异议或投诉", f"answer the dispute or complaint of {event.day}"
        )
        yield Raw("dispute", event.party, by, what, event.id)
