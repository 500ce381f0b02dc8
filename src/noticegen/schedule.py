"""The instalments while an account is played through: what falls due when, and what is open.

A due date can move before or after it has come (`extension`), and all that is not yet due can be
called at once (`acceleration`). Both change the working copy kept here, never the case.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from noticegen.accrual import ZERO, to_cent
from noticegen.allocation import BUCKETS, COSTS, IN_TERM, PRINCIPAL
from noticegen.errors import DataError
from noticegen.model import Case, Loan
from noticegen.text import Text
from noticegen.workdays import next_working_day


class Coupon(NamedTuple):
    """Contract interest `amount` earned evenly over [since, until)."""

    since: date
    until: date
    amount: Decimal

    def earned(self, day: date) -> Decimal:
        """The part earned before `day`, by days, half up to the cent."""
        if day >= self.until:
            return self.amount
        passed, length = (day - self.since).days, (self.until - self.since).days
        return to_cent(self.amount * passed / length) if passed > 0 else ZERO


@dataclass(slots=True)
class Item:
    """One instalment. `open` is what is due and unpaid of it; `principal` and `coupons` are what
    falls due on `due`. `fell_due` is the day it last did."""

    number: int
    due: date
    principal: Decimal
    coupons: tuple[Coupon, ...]
    pending: bool = True
    fell_due: date | None = None
    accelerated: bool = False
    received: Decimal = ZERO
    open: dict[str, Decimal] = field(
        default_factory=lambda: dict.fromkeys((b for b in BUCKETS if b != COSTS), ZERO)
    )

    @property
    def unpaid(self) -> bool:
        """Whether anything that has fallen due is open."""
        return any(self.open.values())

    def post(self, day: date) -> tuple[Decimal, Decimal]:
        """Fall due on `day`: principal and interest become open. Returns both."""
        principal, interest = self.principal, sum((c.earned(day) for c in self.coupons), ZERO)
        self.open[PRINCIPAL] += principal
        self.open[IN_TERM] += interest
        self.principal, self.coupons = ZERO, ()
        self.pending, self.due, self.fell_due = False, day, day
        return principal, interest

    def postpone(self, day: date, by: date, agreed: Decimal) -> tuple[Decimal, Decimal]:
        """Agreed on `day`: what is open of principal and contract interest is due on `by` instead.

        `agreed` is the interest the extension itself sets for the time up to `by`. Penalty and
        compound interest earned so far stay open. Returns what stopped being due."""
        since = max(day, self.due)
        principal, interest = self.open[PRINCIPAL], self.open[IN_TERM]
        self.open[PRINCIPAL] = self.open[IN_TERM] = ZERO
        self.principal += principal
        self.coupons += (Coupon(day, day, interest), Coupon(since, by, agreed))
        self.pending, self.due, self.accelerated = True, by, False
        return principal, interest


def items(case: Case) -> list[Item]:
    """The contract schedule, oldest first, due dates moved as the contract says.

    An interest period runs from the latest earlier due date of an instalment with interest, the
    first one from disbursement; periods keep the contract's dates when a due date moves off a rest
    day. Raises DataError when a number stands twice: a payment could not tell the two apart."""
    schedule = sorted(case.instalments, key=lambda i: (i.due, i.number))
    if len({i.number for i in schedule}) < len(schedule):
        raise DataError(
            Text("还款计划中期次重复", "an instalment number stands twice in the schedule"),
            Text("每期一个编号", "give each instalment its own number"),
        )
    bearing = [i.due for i in schedule if i.interest]
    made: list[Item] = []
    for i in schedule:
        earlier = bisect_left(bearing, i.due)
        since = min(bearing[earlier - 1] if earlier else case.loan.disbursed_on, i.due)
        coupons = (Coupon(since, i.due, i.interest),) if i.interest else ()
        made.append(Item(i.number, moved(i.due, case.loan), i.principal, coupons))
    return made


def moved(day: date, loan: Loan) -> date:
    """The day a sum due on `day` is due under the contract: itself, or the next working day
    (Civil Code 203) where `due_date_rule` says so."""
    return next_working_day(day) if loan.due_date_rule == "next_working" else day
