"""What is owed on a day, line by line, and the default it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Accrual(NamedTuple):  # hundreds in an account of many instalments: a tuple is made at once
    """One printed line of interest: `amount` = round(base * rate * days / basis) to the cent.

    `instalment` is the number of the instalment; `component` is penalty, compound or interest.
    [since, until), `days` = until - since; `rate` is the yearly rate applied."""

    instalment: int
    component: str
    since: date
    until: date
    days: int
    base: Decimal
    rate: Decimal
    basis: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One event of the account and what was left after it (all sums of the whole case).

    `penalty_accrued` is what accrued since the previous row (all components), `days` since then,
    `base` the overdue principal during that span."""

    on: date
    event: str  # due | cost | payment | waiver | extension | acceleration | as_of ...
    days: int
    base: Decimal
    penalty_accrued: Decimal
    amount: Decimal
    to_costs: Decimal
    to_interest: Decimal
    to_principal: Decimal
    unapplied: Decimal  # credit not (yet) used
    costs_left: Decimal
    interest_left: Decimal  # in-term interest + compound + penalty
    principal_left: Decimal
    accruals: tuple[Accrual, ...] = ()
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is open of one instalment. `received` = what payments have covered of it since its due date."""

    number: int
    due: date
    days_overdue: int
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    received: Decimal
    accelerated: bool = False

    @property
    def total(self) -> Decimal:
        """Open principal, interest, penalty and compound interest together."""
        return self.principal + self.interest + self.penalty + self.compound


@dataclass(frozen=True, slots=True)
class Owed:
    """What is due and unpaid at the end of day `on`, and how it came about."""

    on: date
    lines: tuple[Line, ...]  # instalments due or accelerated with anything open, oldest first
    costs: Decimal
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    received: Decimal  # payments allocated since the anchor of the present episode
    unapplied: Decimal
    refunded: Decimal  # what was paid back of it
    not_yet_due: Decimal  # principal not yet due
    daily_increase: Decimal  # what one more day adds if nothing is paid, rounded once to the cent
    total: Decimal
    ledger: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """One default. `anchor` is day 0: the due date of the first instalment that went unpaid.

    `ended` is the day on which nothing due was left unpaid (or a write-off ended it); None = open."""

    anchor: date
    ended: date | None = None
