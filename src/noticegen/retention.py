"""How long the records of a loan are kept: until so many years after it was over (`log.keep_years`)."""

from __future__ import annotations

from datetime import date, timedelta

from noticegen.model import Case, EventType
from noticegen.policy import Policy
from noticegen.recourse import settled_on
from noticegen.workdays import add_months


def free_from(case: Case, on: date, policy: Policy) -> date | None:
    """The first day on which the records of this loan may be erased; None while it is not over.

    A loan is over when nothing is owed on it any more, now or later, to the lender or to the house;
    its years run from that day or from the last thing on its log, whichever is later. What an import
    noted there of changed data is none: a feed of old loans would prolong their years for ever."""
    over = settled_on(case, on, policy)
    if over is None:
        return None
    done = (event.day for event in case.log if event.type is not EventType.DATA_CHANGE)
    last = max([over, *done])
    return add_months(last, 12 * policy.log.keep_years) + timedelta(days=1)
