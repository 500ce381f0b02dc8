"""What is owed on a day: the question every document asks.

`owed` is a pure function of the whole effective log. The rules are written where they are applied:
`accrual` (days, bases, rounding), `account` (penalty and compound interest), `allocation` (what a
payment covers first), `ledger` (what happens in which order on a day, and what each event does).
"""

from __future__ import annotations

from datetime import date

from noticegen.accrual import (
    ZERO,
    daily,
    exact,
    interest,
    interest_between,
    penalty_rate,
    spans,
    to_cent,
    yearly,
)
from noticegen.allocation import COMPOUND, IN_TERM, PENALTY, PRINCIPAL
from noticegen.ledger import Replay, replay, seen_by_the_bank
from noticegen.memory import remembered
from noticegen.model import Case, Line, Owed
from noticegen.policy import Policy
from noticegen.schedule import Item


@remembered
def owed(case: Case, on: date, policy: Policy) -> Owed:
    """What the debtor has not paid of what is due at the end of day `on`; payments of that day have been
    received. What the house paid for him counts once it was paid back to the house (`ledger`).

    Totals are exactly the sums of the printed lines. While anything is open there is no unapplied
    credit, so `total` needs no deduction."""
    return _owed(replay(case, on, policy))


@remembered
def owed_to_the_bank(case: Case, on: date, policy: Policy) -> Owed:
    """The same with all that the house paid counted as paid on the loan (`recourse.bank_owed`)."""
    return _owed(seen_by_the_bank(case, on, policy))


def _owed(account: Replay) -> Owed:
    lines = _lines(account)
    with exact():
        principal = sum((x.principal for x in lines), ZERO)
        in_term = sum((x.interest for x in lines), ZERO)
        penalty = sum((x.penalty for x in lines), ZERO)
        compound = sum((x.compound for x in lines), ZERO)
        return Owed(
            on=account.on,
            lines=lines,
            costs=account.costs,
            principal=principal,
            interest=in_term,
            penalty=penalty,
            compound=compound,
            received=account.received,
            unapplied=account.credit,
            refunded=account.refunded,
            not_yet_due=sum((i.principal for i in account.items), ZERO),
            daily_increase=account.daily_increase,
            total=account.costs + principal + in_term + penalty + compound,
            ledger=account.rows,
        )


def _lines(account: Replay) -> tuple[Line, ...]:
    """Instalments with anything open, oldest first. One that was extended after it fell due, and
    of which only penalty is left open, keeps the day it fell due."""
    found = [_line(i, i.fell_due, account.on) for i in account.items if i.unpaid and i.fell_due]
    return tuple(sorted(found, key=lambda line: line.due))


def _line(item: Item, due: date, on: date) -> Line:
    return Line(
        number=item.number,
        due=due,
        days_overdue=(on - due).days,
        principal=item.open[PRINCIPAL],
        interest=item.open[IN_TERM],
        penalty=item.open[PENALTY],
        compound=item.open[COMPOUND],
        received=item.received,
        accelerated=item.accelerated,
    )


__all__ = [
    "daily",
    "interest",
    "interest_between",
    "owed",
    "owed_to_the_bank",
    "penalty_rate",
    "spans",
    "to_cent",
    "yearly",
]
