"""Interest on a sum over days: the arithmetic, with no case in it.

- Money is yuan as `Decimal`; rates are fractions per year; a span [since, until) counts its first
  day and not its last ("head, not tail"), so that no day is counted twice where spans meet.
- Basis 360, 365, or "actual": actual days over the days of the calendar year, split at 1 January.
  A contract that is silent is counted on 360, as banks do; 365 is seen too, so it is a parameter.
- Everything is exact until a printed line is rounded once, half up, to the cent. The caller's
  decimal context plays no part: each function works in its own (`exact`).
- Sources: daily rate = yearly / 360 = monthly / 30, yearly = monthly x 12; overdue surcharge 30 to
  50 %, misuse surcharge 50 to 100 %, never both (银发〔2003〕251号; not verified in full text, so
  the surcharge itself always comes from the contract).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, localcontext
from itertools import pairwise

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
BASES = ("360", "365", "actual")

# 60 digits: a sum of 15 digits times a rate of 10 times days, divided once, is nowhere near. What
# is cut off by the division lies at 1e-40, while no quotient by 360, 365 or 366 comes closer than
# 1e-20 to half a cent without being exactly half a cent: rounding to the cent is as if exact.
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero])


def exact() -> AbstractContextManager[Context]:
    """A decimal context wide enough for every product here, whatever the caller has set."""
    return localcontext(_CONTEXT)


def to_cent(amount: Decimal) -> Decimal:
    """Half up to two places: what a printed line shows."""
    return amount.quantize(CENT, ROUND_HALF_UP, _CONTEXT)


def interest(base: Decimal, rate: Decimal, days: int, basis: int | str) -> Decimal:
    """One printed line: base x rate x days / basis, half up to the cent.

    Raises ValueError for "actual", which needs dates: see `interest_between`."""
    if str(basis) not in ("360", "365", "366"):
        raise ValueError(f"basis {basis!r} does not say how many days the year has")
    with exact():
        return to_cent(base * rate * days / int(basis))


def spans(since: date, until: date, basis: int | str) -> tuple[tuple[date, date, int], ...]:
    """[since, until) as (first day, end, days of the year): one span, or one per calendar year
    on the actual basis. Empty when nothing lies between."""
    if str(basis) not in BASES:
        raise ValueError(f"unknown day basis {basis!r}; known are {', '.join(BASES)}")
    if until <= since:
        return ()
    if str(basis) != "actual":
        return ((since, until, int(basis)),)
    cuts = [since, *(date(y, 1, 1) for y in range(since.year + 1, until.year + 1)), until]
    return tuple((a, b, days_of_year(a.year)) for a, b in pairwise(cuts) if a < b)


def interest_between(
    base: Decimal, rate: Decimal, since: date, until: date, basis: int | str
) -> Decimal:
    """Interest for [since, until): the sum of its lines, each rounded."""
    lines = (interest(base, rate, (b - a).days, year) for a, b, year in spans(since, until, basis))
    return sum(lines, ZERO)


def one_day(sums: Iterable[tuple[Decimal, Decimal]], day: date, basis: int | str) -> Decimal:
    """What the night of `day` adds to several sums, each given with its yearly rate; divided and
    rounded once, so that thirds of a cent that make a half are not lost."""
    [(_, _, year)] = spans(day, day + timedelta(1), basis)
    with exact():
        return to_cent(sum((base * rate for base, rate in sums), ZERO) / year)


def days_of_year(year: int) -> int:
    """365 or 366."""
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1


def yearly(rate: Decimal, unit: str = "year") -> Decimal:
    """A yearly rate from one quoted per "year", "month" (x 12) or "day" (x 360)."""
    with exact():
        return rate * {"year": 1, "month": 12, "day": 360}[unit]


def daily(rate: Decimal, unit: str = "year") -> Decimal:
    """A daily rate from one quoted per "year" (/ 360), "month" (/ 30) or "day"."""
    with exact():
        return rate / {"year": 360, "month": 30, "day": 1}[unit]


def penalty_rate(
    rate: Decimal, surcharge: Decimal, misuse_surcharge: Decimal | None = None
) -> Decimal:
    """The rate after the due date: rate x (1 + surcharge).

    `misuse_surcharge` is given when the money was misused: it takes the place of `surcharge` and is
    never added to it. Where a contract sets it lower, the heavier one stays (择其重)."""
    heavier = surcharge if misuse_surcharge is None else max(surcharge, misuse_surcharge)
    with exact():
        return rate * (1 + heavier)
