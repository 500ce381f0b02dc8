"""Calls, visits and contacts to make today: the manual's floor below the ceiling of conduct.

A step done today is no longer listed. Nobody is asked to call on a day of a hold, a kept plan or a
limit on contact, nor after as many unanswered tries as conduct allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noticegen import promises
from noticegen.addressing import BORROWERS, NOTICE, holding
from noticegen.deliveries import delivery
from noticegen.model import EventType
from noticegen.plan import expected
from noticegen.rules.balance import part_payments
from noticegen.rules.ceiling import barred, excused, window_end
from noticegen.rules.first_days import day_at, first_visit
from noticegen.rules.notice_day import second_visit
from noticegen.rules.steps import CONTACTS, counter_guarantors, taken
from noticegen.text import Text
from noticegen.worklist.item import Ask, Raw

T = EventType
ONE_DAY = timedelta(1)
UNANSWERED = frozenset({"no_answer", "busy", "off"})
NOT_KEPT = frozenset({"partial", "broken"})


def wanted(ask: Ask) -> Iterator[Raw]:
    """Every contact of the day; nothing without a default."""
    if ask.zero is None:
        return
    for debtor in holding(ask.case, BORROWERS):
        if not _barred(ask, debtor, ask.on):
            yield from _calls(ask, debtor, ask.zero)
            yield from _visits(ask, debtor, ask.zero)
            yield from _promises(ask, debtor, ask.zero)
            yield from _broken(ask, debtor, ask.zero)
            yield from _cash(ask, debtor, ask.zero)
    yield from _after_payment(ask, ask.zero)
    yield from _counter_guarantors(ask, ask.zero)


def _barred(ask: Ask, party: str, day: date) -> bool:
    """Whether the party may not be contacted that day at all."""
    return any(span.covers(day) for span in barred(ask.case, ask.on, party))


def _spoken(ask: Ask, party: str, since: date) -> bool:
    """Whether a documented contact with the party was made in [since, on]."""
    return bool(taken(ask.case, party, since, ask.on, *CONTACTS).good)


def _hours(ask: Ask) -> Text:
    start, end = ask.policy.conduct.quiet_until, ask.policy.conduct.quiet_from
    return Text(f"（{start:%H:%M} 至 {end:%H:%M}）", f" ({start:%H:%M} to {end:%H:%M})")


def _calls(ask: Ask, debtor: str, zero: date) -> Iterator[Raw]:
    """S-05 on days 1 to 3; S-14 every day after the service until the debt is paid."""
    today = taken(ask.case, debtor, ask.on, ask.on, T.CALL)
    tries = sum(e.outcome in UNANSWERED for e in (*today.good, *today.bare))
    if today.good or tries >= ask.policy.conduct.max_unanswered:
        return
    hours = _hours(ask)
    day = (ask.on - zero).days
    first_days = day in ask.policy.steps.call_days
    spans = barred(ask.case, ask.on, debtor) if first_days else ask.spans(debtor)
    if excused(ask.on, spans, ask.policy):
        return
    served = delivery(ask.case, NOTICE, debtor, zero, ask.on).served_on
    if first_days:
        what = Text(f"第{day}天致电{hours.zh}", f"call of day {day}{hours.en}")
        yield Raw("call", debtor, ask.on, what, f"{ask.on}", planned=True)
    elif served and served < ask.on:
        what = Text(f"送达后每日致电{hours.zh}", f"daily call after service{hours.en}")
        yield Raw("daily_call", debtor, ask.on, what, f"{ask.on}", planned=True)


def _visits(ask: Ask, debtor: str, zero: date) -> Iterator[Raw]:
    """S-01 and S-07, until they are made or the notice has gone out without them."""
    steps = ask.policy.steps
    if delivery(ask.case, NOTICE, debtor, zero, ask.on).papers:
        return
    first, _ = first_visit(ask.case, zero, ask.on, debtor)
    start = day_at(zero, steps.first_day(steps.second_visit_from))
    if first is None:
        last = window_end(ask.case, zero, steps.visit_by, ask.on, debtor)
        what = Text("上门走访并记录经营状况", "visit and note the trading status")
        yield Raw("visit", debtor, last, what, f"{zero}", planned=True)
    elif ask.on >= start and not second_visit(ask.case, zero, ask.on, ask.policy, debtor):
        what = Text(
            "再次上门，了解经营和资金回笼", "visit again: how the business runs, cash coming in"
        )
        yield Raw("visit_again", debtor, start, what, f"{zero}", planned=True)


def _promises(ask: Ask, debtor: str, zero: date) -> Iterator[Raw]:
    """S-24: contact on the day before a promise falls due and on the day."""
    keeps = ask.policy.promises.guarantor_payment_keeps
    for state in promises.promises(ask.case, ask.on, guarantor_payment_keeps=keeps):
        promise, by = state.promise, state.promise.by
        near = by is not None and by - ONE_DAY <= ask.on <= by
        if not near or by is None or promise.party != debtor or promise.day < zero:
            continue
        if state.shortfall <= 0 or _spoken(ask, debtor, ask.on):
            continue
        what = Text(f"承诺 {by} 到期：主动联系", f"promise falls due on {by}: go before it fails")
        more = Text(f"{state.shortfall:,.2f} 元", f"{state.shortfall:,.2f} yuan")
        yield Raw("promise", debtor, by, what, f"{promise.id}/{by}", more=more, planned=True)


def _broken(ask: Ask, debtor: str, zero: date) -> Iterator[Raw]:
    """III-3: the last promise or line of a plan that was not kept, from the day after its day until a
    documented contact since; what came late ends it too."""
    keeps = ask.policy.promises.guarantor_payment_keeps
    failed: tuple[date, str] | None = None
    for state in promises.promises(ask.case, ask.on, guarantor_payment_keeps=keeps):
        promise, by = state.promise, state.promise.by
        mine = promise.party in {"", debtor} and promise.day >= zero
        if mine and by and state.status in NOT_KEPT and state.late_payment < state.shortfall:
            failed = max(failed or (by, promise.id), (by, promise.id))
    if failed is None or _spoken(ask, debtor, failed[0] + ONE_DAY):
        return
    by, id = failed
    what = Text(f"{by} 的承诺未履行：跟进", f"promise of {by} not kept: follow it up")
    yield Raw("broken", debtor, by + ONE_DAY, what, f"{id}/{by}", planned=True)


def _cash(ask: Ask, debtor: str, zero: date) -> Iterator[Raw]:
    """S-28: be there when money comes in, from a few days before it to the last day that counts."""
    before, after = ask.plan.worklist.cash_days, ask.policy.steps.contact_after_cash
    since, until = ask.on - timedelta(after), ask.on + timedelta(before)
    for event in expected(ask.case, since, until, ask.on):
        by = event.by
        if by is None or event.party != debtor or by < zero:
            continue
        if by <= ask.on and _spoken(ask, debtor, by):
            continue
        what = Text(f"{by} 预计回款：当天联系", f"money expected on {by}: contact that day")
        told = event.details.get("what", "")
        yield Raw("cash", debtor, by, what, event.id, more=Text(told, told), planned=True)


def _after_payment(ask: Ask, zero: date) -> Iterator[Raw]:
    """S-26: contact within a day after a payment that leaves something due, to the bank or the house."""
    within = timedelta(ask.policy.steps.contact_after_payment)
    debtors = holding(ask.case, BORROWERS)
    for day in part_payments(ask.case, max(zero, ask.on - within), ask.on, ask.policy):
        free = [p for p in debtors if not _barred(ask, p, ask.on)]
        if free and not any(_spoken(ask, p, day) for p in debtors):
            what = Text(f"{day} 部分还款后联系", f"contact after the part payment of {day}")
            yield Raw("after_payment", free[0], day + within, what, f"{day}", planned=True)


def _counter_guarantors(ask: Ask, zero: date) -> Iterator[Raw]:
    """S-09: each counter-guarantor from day 4 on, until the notice has gone out."""
    steps = ask.policy.steps
    start = day_at(zero, steps.first_day(steps.cg_contact_from))
    issued = any(
        delivery(ask.case, NOTICE, p, zero, ask.on).papers for p in holding(ask.case, BORROWERS)
    )
    if ask.on < start or issued:
        return
    for guarantor in counter_guarantors(ask.case):
        if not _spoken(ask, guarantor, start) and not _barred(ask, guarantor, ask.on):
            what = Text("联系反担保人，记录方式和结果", "contact, record channel and outcome")
            yield Raw("cg_contact", guarantor, start, what, f"{zero}")
