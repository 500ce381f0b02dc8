"""What is left to pay, and since when nothing is: the one place where rules ask it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from noticegen import figures, recourse
from noticegen.claims import claim_of
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy

T = EventType


def unpaid(case: Case, on: date, policy: Policy) -> Decimal:
    """Yuan due and unpaid at the end of `on`: to the creditor of the loan, and to the house for what
    it paid under its guarantee."""
    if not _recourse(case, on):
        return figures.owed(case, on, policy).total
    return recourse.bank_owed(case, on, policy).total + recourse_open(case, on, policy)


def recourse_open(case: Case, on: date, policy: Policy) -> Decimal:
    """Yuan open at the end of `on` of what the house paid under its guarantee, with interest and costs;
    0 before it has paid."""
    claim = recourse.claim(case, on, policy)
    return claim.total if claim else Decimal(0)


def not_yet_due(case: Case, on: date, policy: Policy) -> Decimal:
    """Yuan of principal that fall due after `on`."""
    return recourse.bank_owed(case, on, policy).not_yet_due


def settled_on(case: Case, on: date, policy: Policy) -> date | None:
    """The day on which the last of loan and recourse was paid or written off, as known on `on`; None
    while anything is owed, due or not yet due."""
    return recourse.settled_on(case, on, policy)


def part_payments(case: Case, since: date, on: date, policy: Policy) -> list[date]:
    """Days in [since, on] of payments that left something due, to the bank or to the house: whichever
    of them the money was for; not of money on recourse before the house has paid, which waits for that."""
    if _recourse(case, on):
        days = {
            e.day
            for e in case.of(T.PAYMENT)
            if since <= e.day <= on and not _waits(case, e, policy)
        }
        return sorted(day for day in days if unpaid(case, day, policy) > 0)
    left = {
        row.on
        for row in figures.owed(case, on, policy).ledger
        if row.event == T.PAYMENT.value
        and since <= row.on
        and row.costs_left + row.interest_left + row.principal_left > 0
    }
    return sorted(left)


def _waits(case: Case, payment: Event, policy: Policy) -> bool:
    return claim_of(payment, case, policy) == "recourse" and not _recourse(case, payment.day)


def idle_waivers(case: Case, on: date, policy: Policy) -> Iterator[tuple[Event, Decimal]]:
    """Waivers up to `on` that found less open than they name, with what they took."""
    if not case.of(T.WAIVER):
        return
    by_id = {e.id: e for e in case.of(T.WAIVER)}
    for row in figures.owed(case, on, policy).ledger:
        took = row.to_costs + row.to_interest + row.to_principal
        if row.event == T.WAIVER.value and took < row.amount:
            yield by_id[row.event_id], took
    claim = recourse.claim(case, on, policy)
    for receipt in claim.receipts if claim else ():
        if receipt.event.type is T.WAIVER and receipt.unapplied:
            yield receipt.event, receipt.amount - receipt.unapplied


def _recourse(case: Case, on: date) -> bool:
    return any(e.day <= on for e in case.of(T.SUB_PAYMENT))
