"""What was paid beyond all that was due, and what of it the house has paid back.

**A refund moves no account.** What is owed is computed from what came in (`ledger`, `recourse`), with
refunds or without: only the surplus gets less. So a sum that was paid back and is then used for what
falls due later shows as paid back beyond the surplus.

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

    `beyond` is what came in beyond what was due, refunds not counted. `short` is by how much the
    refunds ran ahead of it at most, at the end of the day of a refund or of the day asked about."""

    account: str
    beyond: Decimal
    refunded: Decimal
    short: Decimal

    @property
    def left(self) -> Decimal:
        """What is in hand still. While more falls due it is used for that; of a settled loan it is to be
        returned to who paid it."""
        return max(self.beyond - self.refunded, ZERO)


def of(case: Case, on: date, policy: Policy) -> tuple[Surplus, Surplus]:
    """The surplus at the end of `on` on the loan, the house's own payments counted, and on the claim of
    the house."""
    on_loan, on_recourse = beyond(case, on, policy)
    return (
        _surplus(case, on, policy, "loan", on_loan),
        _surplus(case, on, policy, "recourse", on_recourse),
    )


def beyond(case: Case, on: date, policy: Policy) -> tuple[Decimal, Decimal]:
    """Yuan received by the end of `on` beyond what was due: on the loan, and on the recourse claim."""
    back = recourse.claim(case, on, policy)
    return recourse.bank_owed(case, on, policy).unapplied, back.credit if back else ZERO


def refunds(case: Case, on: date) -> tuple[Event, ...]:
    """What the house paid back up to `on`, that day included."""
    return tuple(e for e in case.of(EventType.REFUND) if e.day <= on)


def _surplus(case: Case, on: date, policy: Policy, account: str, more: Decimal) -> Surplus:
    given = [e for e in refunds(case, on) if claim_of(e, case) == account]
    place = 0 if account == "loan" else 1
    short = _sum(given) - more
    for day in {e.day for e in given}:
        back = _sum([e for e in given if e.day <= day])
        short = max(short, back - beyond(case, day, policy)[place])
    return Surplus(account, more, _sum(given), max(short, ZERO))


def _sum(given: list[Event]) -> Decimal:
    return sum((e.amount or ZERO for e in given), ZERO)
