"""What was paid beyond all that was due, and what of it the house has paid back.

**A refund moves the surplus alone.** It takes what was paid back out of the credit of its account, so that
nothing which falls due later is paid with money that is gone (`ledger`, `claims`); it never makes
anything due that was paid. What went back beyond the surplus of its day moves nothing: the debt stays
paid, and the sum is asked back on its own ground (Civil Code 985).

**Which surplus.** The loan's; that of the recourse claim while something is asked back for what the house
paid, and later as long as there is one, unless the refund names another (`claims.claim_of`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from noticegen import recourse
from noticegen.accrual import ZERO
from noticegen.claims import claim_of
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy


@dataclass(frozen=True, slots=True)
class Surplus:
    """The surplus of one account, in yuan; `account` is loan or recourse.

    `left` is in hand still: while more falls due it is used for that, of a settled loan it is to be
    returned to who paid it. `refunded` is all that was paid back, `short` what of that was no surplus
    at the end of its day."""

    account: str
    left: Decimal
    refunded: Decimal
    short: Decimal


def of(case: Case, on: date, policy: Policy) -> tuple[Surplus, Surplus]:
    """The surplus at the end of `on` on the loan, the house's own payments counted, and on the claim of
    the house."""
    owed = recourse.bank_owed(case, on, policy)
    left, taken = recourse.in_hand(case, on, policy)

    def given(account: str) -> Decimal:
        own = (e for e in refunds(case, on) if claim_of(e, case, policy) == account)
        return sum((e.amount or ZERO for e in own), ZERO)

    return (
        _surplus("loan", owed.unapplied, given("loan"), owed.refunded),
        _surplus("recourse", left, given("recourse"), taken),
    )


def refunds(case: Case, on: date) -> tuple[Event, ...]:
    """What the house paid back up to `on`, that day included."""
    return tuple(e for e in case.of(EventType.REFUND) if e.day <= on)


def _surplus(account: str, left: Decimal, back: Decimal, taken: Decimal) -> Surplus:
    return Surplus(account, left, back, back - taken)
