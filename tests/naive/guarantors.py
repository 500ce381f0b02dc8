"""What of the open debt binds a guarantor who did not agree to what was changed (spec B.2, Civil Code 695)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
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
