"""What of the open debt binds a guarantor who did not agree to what was changed (spec B.2, Civil Code 695)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from naive import clocks, figures, recourse
from noticegen.model import Case, EventType, Guarantee
from noticegen.policy import Policy

T = EventType
PARTS = ("costs", "principal", "interest", "penalty", "compound")


def binding(case: Case, deed: Guarantee, on: date, policy: Policy) -> Decimal:
    """READING: part by part what is open now, or what would be had the change never been made, whichever is
    less: what became heavier is none of his, what became lighter helps him."""
    alone = [
        e.id
        for e in case.events
        if e.type in (T.EXTENSION, T.ACCELERATION)
        if e.details.get("approver") and deed.deed_date <= e.day <= on
        if e.type is T.EXTENSION or not case.loan.acceleration_clause
        if not clocks.consented(case, e.id, e.details, deed.party, on)
    ]
    now = parts(case, on, policy)
    if not alone:
        return sum(now.values(), Decimal(0))
    untouched = replace(case, log=tuple(e for e in case.events if e.id not in alone))
    before = parts(untouched, on, policy)
    return sum((min(now[p], before[p]) for p in PARTS), Decimal(0))


def parts(case: Case, on: date, policy: Policy) -> dict[str, Decimal]:
    evening = recourse.bank_owed(case, on, policy)
    found = {"costs": figures.money(evening.costs)}
    for part in PARTS[1:]:
        found[part] = sum((figures.money(getattr(x, part)) for x in evening.lines), Decimal(0))
    return found


def lapsed(case: Case, deed: Guarantee, on: date, policy: Policy) -> bool:
    """Its period is over, whatever may be argued, and nothing was done in it."""
    period = clocks.guarantee_period(case, deed, on, policy)
    return (
        period is not None and on > period.latest and clocks.kept_on(case, deed, on, policy) is None
    )


def bound(case: Case, deed: Guarantee, day: date, policy: Policy) -> bool:
    """Whether he was bound by it on the day he paid. READING: by its period as of the evening before, where
    that day's money left nothing it could secure."""
    if deed.deed_date > day:
        return False
    for evening in (day, day - timedelta(days=1)):
        period = clocks.guarantee_period(case, deed, evening, policy)
        if period is not None:
            return day <= period.latest or clocks.kept_on(case, deed, evening, policy) is not None
    return True


def asked_on(case: Case, deeds: list[Guarantee], on: date, policy: Policy) -> list[Guarantee]:
    """The deeds of one guarantor that have not lapsed; READING: all of them where none is left."""
    return [d for d in deeds if not lapsed(case, d, on, policy)] or deeds


def open_caps(
    case: Case, party: str, deeds: list[Guarantee], on: date, policy: Policy
) -> Decimal | None:
    """What the caps of these deeds leave; None = one of them has none. Each payment goes, yuan by yuan, to the
    deed the log names, else READING (CC 560 by analogy): to one that bound him that day, to one for the claim
    he paid on, to the heavier one (joint, then the higher cap), to the older one."""
    if any(d.cap is None for d in deeds):
        return None
    left = {d.id: d.cap for d in case.guarantees if d.party == party}
    for paid in case.events:
        if paid.type is not T.PAYMENT or paid.party != party or paid.day > on:
            continue
        back = recourse.of_recourse(case, paid, policy)
        money = Decimal(paid.amount or 0)
        own = [d for d in case.guarantees if d.party == party]
        own.sort(key=lambda d: (d.deed_date, d.id))
        own.sort(key=lambda d: d.cap if d.cap is not None else Decimal(10) ** 15, reverse=True)
        own.sort(key=lambda d: clocks.is_general(d, policy))
        own.sort(key=lambda d: d.counter != back)
        own.sort(key=lambda d: not bound(case, d, paid.day, policy))
        own.sort(key=lambda d: d.deed_no != told_deed(paid.details))
        for d in own:
            room = left[d.id]
            if room is None:
                break  # no cap: it takes all the rest
            part = min(money, room)
            left[d.id] = room - part
            money -= part
    return sum((left[d.id] or Decimal(0) for d in deeds), Decimal(0))


def told_deed(details: Mapping[str, str]) -> str:
    return details.get("deed", "")
