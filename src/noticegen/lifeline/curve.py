"""What is owed, day by day: to the lender and, once the house has paid, to the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from noticegen import recourse
from noticegen.model import Case
from noticegen.policy import Policy

POINTS = 240  # days asked about, at most, beside those on which money moved
ZERO = Decimal(0)


class Point(NamedTuple):
    """Yuan that are due and unpaid at the end of a day."""

    day: date
    lender: Decimal
    house: Decimal


def owed_by_day(case: Case, first: date, on: date, policy: Policy) -> tuple[Point, ...]:
    """From `first` to `on` (both included): each day, or of a long time every so many, and besides the days
    on which money moved or fell due and those before them, as long as these are no more."""
    return tuple(_point(case, day, policy) for day in sorted(_asked(case, first, on)))


def _point(case: Case, day: date, policy: Policy) -> Point:
    claim = recourse.claim(case, day, policy)
    return Point(day, recourse.bank_owed(case, day, policy).total, claim.total if claim else ZERO)


def _asked(case: Case, first: date, on: date) -> set[date]:
    step = max(1, (on - first).days // POINTS)
    days = {first + timedelta(n) for n in range(0, (on - first).days + 1, step)} | {on}
    moved = {d for day in _moved(case) for d in (day - timedelta(1), day) if first <= d <= on}
    return days | moved if len(moved) <= POINTS else days  # each day asked about is a replay


def _moved(case: Case) -> Iterator[date]:
    yield from (i.due for i in case.instalments)
    yield from (e.day for e in case.events if e.amount is not None)
