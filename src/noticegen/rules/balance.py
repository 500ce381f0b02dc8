"""What is left to pay, and since when nothing is: the one place where rules ask it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from noticegen import figures
from noticegen.model import Case
from noticegen.policy import Policy


def unpaid(case: Case, on: date, policy: Policy) -> Decimal:
    """Yuan due and unpaid at the end of `on`. A payment of the house under its guarantee reduces
    nothing: the debtor owes it in another way."""
    return figures.owed(case, on, policy).total


def settled_on(case: Case, on: date, policy: Policy) -> date | None:
    """The day on which the last of the loan was paid or written off, as known on `on`; None while
    anything is owed, due or not yet due (money paid in advance is set off)."""
    owed = figures.owed(case, on, policy)
    if unpaid(case, on, policy) > 0 or owed.not_yet_due > owed.unapplied:
        return None
    return max((row.on for row in owed.ledger if row.event != "as_of"), default=None)
