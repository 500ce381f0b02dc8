"""What was paid beyond all that was due, and what of it the house has paid back.

**A refund moves the surplus alone.** It takes what was paid back out of the credit of its account, so that
nothing which falls due later is paid with money that is gone (`ledger`, `recourse`); it never makes
anything due that was paid. What went back beyond the surplus of its day moves nothing: the debt stays
paid, and the sum is asked back on its own ground (Civil Code 985).

**Which surplus.** The loan's, from the first payment under the guarantee on that of the recourse claim,
unless the refund names one (`details["claim"]`), as a payment would (`ledger.claim_of`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from noticegen import recourse
from noticegen.accrual import ZERO
from noticegen.ledger import claim_of
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
    return (
        _surplus(case, on, "loan", owed.unapplied, owed.refunded),
        _surplus(case, on, "recourse", left, taken),
    )


def refunds(case: Case, on: date) -> tuple[Event, ...]:
    """What the house paid back up to `on`, that day included."""
    return tuple(e for e in case.of(EventType.REFUND) if e.day <= on)


def _surplus(case: Case, on: date, account: str, left: Decimal, taken: Decimal) -> Surplus:
    given = [e.amount or ZERO for e in refunds(case, on) if claim_of(e, case) == account]
    back = sum(given, ZERO)
    return Surplus(account, left, back, back - taken)
