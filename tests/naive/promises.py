"""Promises to pay (spec I.6), payment by payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from noticegen.model import Case, Event, EventType, Role


@dataclass
class Promise:
    event: Event
    amount: Decimal
    by: date
    paid: Decimal = Decimal(0)
    late: Decimal = Decimal(0)
    status: str = "open"


def of_case(case: Case, on: date) -> list[Promise]:
    """Every promise made by the end of `on`, oldest first; a plan is a list of promises."""
    found: list[Promise] = []
    for e in case.events:
        if e.day > on:
            continue
        if e.type is EventType.PROMISE:
            assert e.amount is not None and e.by is not None
            found.append(Promise(e, e.amount, e.by))
        if e.type is EventType.PLAN and e.details.get("approver"):
            for part in sorted(x.strip() for x in e.details["schedule"].split(";")):
                day, amount = part.split("=")
                found.append(Promise(e, Decimal(amount.strip()), date.fromisoformat(day.strip())))
    # READING of I.6, "a new promise replaces only the future": an approved plan replaces the lines to come of
    # one before it; two plain promises may stand beside each other
    over = {p.event.id: taken_over(case, p.event, found) for p in found}
    found = [p for p in found if p.by < over[p.event.id]]
    for pay in case.events:
        if pay.type is EventType.PAYMENT and pay.day <= on and by_debtor(case, pay):
            spend(found, pay)
    for p in found:
        if on > p.by:
            p.status = "kept" if p.paid >= p.amount else "partial" if p.paid else "broken"
    return found


def taken_over(case: Case, plan: Event, promises: list[Promise]) -> date:
    """The day of the first plan after this one that came while lines of it were still to come. READING: the debtors
    owe one debt and have one plan, whichever of them agreed to it; a guarantor has his own."""
    debtors = ["", *(p.id for p in case.borrowers)]
    ends = [p.by for p in promises if p.event is plan]
    return min(
        (
            p.event.day
            for p in promises
            if p.event.type is plan.type is EventType.PLAN
            and (p.event.party == plan.party or {p.event.party, plan.party} <= {*debtors})
            and (plan.at, plan.id) < (p.event.at, p.event.id)
            and p.event.day <= max(ends)
        ),
        default=date.max,
    )


def by_debtor(case: Case, pay: Event) -> bool:
    """A guarantor's payment keeps nobody's promise."""
    payer = pay.details.get("payer") or pay.party
    guarantors = {g.party for g in case.guarantees}
    guarantors |= {
        s.party for s in case.signatories if s.role in (Role.GUARANTOR, Role.COUNTER_GUARANTOR)
    }
    return payer not in guarantors


def spend(promises: list[Promise], pay: Event) -> None:
    """First what the payment names, then the oldest still open that day, then what is late."""
    left = pay.amount or Decimal(0)
    named = [p for p in promises if p.event.id == pay.details.get("promise")]
    current = [p for p in promises if p.by >= pay.day and p not in named]
    late = [p for p in promises if p.by < pay.day and p not in named]
    for p in named + current + late:
        if (p.event.at, p.event.id) >= (pay.at, pay.id):
            continue  # a promise is not kept by what came before it
        part = min(left, p.amount - p.paid - p.late)
        if pay.day <= p.by:
            p.paid += part
        else:
            p.late += part
        left -= part
