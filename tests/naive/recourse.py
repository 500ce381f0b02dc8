"""What we may ask back after we paid the creditor (spec C.3, CC 700): walked day by day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from naive.figures import DAY, ZERO, Evening, Walk, approved, cents
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy


@dataclass
class Outlay:
    """One payment of ours and what is open of it."""

    event: Event
    open: Fraction
    rate: Fraction
    interest: Fraction = ZERO
    running: dict[int, Fraction] = field(default_factory=dict)


@dataclass
class Claim:
    outlays: list[Outlay]
    costs: Fraction = ZERO
    credit: Fraction = ZERO
    refunded: Fraction = ZERO
    idle: bool = False  # more was waived than was open of it
    acts: set[str] = field(default_factory=set)  # what was on it, from the beginning
    paid_back: list[date] = field(default_factory=list)  # evenings on which nothing was left of it

    def total(self) -> Fraction:
        return self.costs + sum((o.open + o.interest for o in self.outlays), ZERO)


SHARED = (EventType.PAYMENT, EventType.COST, EventType.WAIVER, EventType.REFUND)
_lives: list[tuple[Case, Policy, Claim | None]] = []  # of the last case asked about


def life(case: Case, policy: Policy) -> Claim | None:
    """The claim after all that is on the log."""
    if not (_lives and _lives[0][0] is case and _lives[0][1] is policy):
        last = max((e.day for e in case.events), default=date.min)
        _lives[:] = [(case, policy, walked(case, last, policy))]
    return _lives[0][2]


def of_recourse(case: Case, act: Event, policy: Policy) -> bool:
    """Whether a payment, cost, waiver or refund belongs to what we may ask back: it says so; or says nothing,
    and came while something was asked back, from our payment to the evening on which all was paid back."""
    if act.type not in SHARED:
        return False
    if act.details.get("claim"):
        return act.details["claim"] == "recourse"
    whole = life(case, policy)
    return whole is not None and act.id in whole.acts


def paid_back(case: Case, policy: Policy) -> list[date]:
    """The evenings on which all that we had paid was paid back (or let go)."""
    whole = life(case, policy)
    return whole.paid_back if whole else []


def ours(case: Case, on: date, policy: Policy) -> list[Event]:
    """Our payments for which something is asked back that evening; what was paid back is over."""
    now = claim(case, on, policy)
    return [o.event for o in now.outlays] if now and now.total() else []


_claims: list[tuple[Case, Policy, dict[date, Claim | None]]] = []  # of the last case asked about


def claim(case: Case, on: date, policy: Policy) -> Claim | None:
    """What is open on `on`; None before we have paid. Walked once for a day: many rules ask for it."""
    if not (_claims and _claims[0][0] is case and _claims[0][1] is policy):
        _claims[:] = [(case, policy, {})]
    known = _claims[0][2]
    if on not in known:
        known[on] = walked(case, on, policy)
    return known[on]


def walked(case: Case, on: date, policy: Policy) -> Claim | None:
    ours = [e for e in case.events if e.type is EventType.SUB_PAYMENT and e.day <= on]
    if not ours:
        return None
    found = Claim([])
    acts = [e for e in case.events if e.day <= on and e.type in SHARED]
    day = min(e.day for e in ours + acts)
    while day <= on:
        outlays = [e for e in ours if e.day == day]
        running = bool(found.outlays) and found.total() > 0
        if outlays and not running:  # READING: what we pay after that is a claim of its own
            found.outlays, found.idle = [], False

        def is_ours(e: Event, running: bool, outlays: list[Event]) -> bool:
            if e.details.get("claim"):
                return e.details["claim"] == "recourse"
            # READING: what is in hand on it is paid back from it, also later
            left = e.type is EventType.REFUND and found.outlays and found.credit > 0
            return running or bool(left) or any(o.at <= e.at for o in outlays)

        backs = [e for e in acts if e.day == day and e.type is EventType.REFUND]
        today = [
            e
            for e in acts
            if e.day == day and e.type is not EventType.REFUND and is_ours(e, running, outlays)
        ]
        # READING: a line ends where money came in, not where more went out
        money_in = [
            e
            for e in today
            if e.type is EventType.PAYMENT or (e.type is EventType.WAIVER and approved(e))
        ]
        if money_in or day == on:
            for o in found.outlays:
                o.interest += sum((cents(x) for x in o.running.values()), ZERO)
                o.running = {}
        for e in outlays:
            found.outlays.append(Outlay(e, Fraction(e.amount or 0), rate(case, day, policy)))
        # READING: the order of a day is that of the loan's own account
        for e in today:
            if e.type is EventType.COST:
                found.costs += Fraction(e.amount or 0)
        for e in today:
            if e.type is EventType.WAIVER and approved(e):
                left = waive(found, Fraction(e.amount or 0), e.details["component"])
                found.idle |= bool(left)
        found.credit = cover(found, found.credit)
        for e in today:
            if e.type is EventType.PAYMENT:
                found.credit += cover(found, Fraction(e.amount or 0))
        backs = [e for e in backs if is_ours(e, running, outlays)]
        for e in backs:
            gone = min(Fraction(e.amount or 0), found.credit)
            found.credit -= gone
            found.refunded += gone
        found.acts |= {e.id for e in today + backs}
        if (running or outlays) and not found.total():
            found.paid_back.append(day)
        for o in found.outlays:
            divisor, line = year(policy.recourse.basis, day)
            o.running[line] = o.running.get(line, ZERO) + o.open * o.rate / divisor
        day += DAY
    return found


def rate(case: Case, day: date, policy: Policy) -> Fraction:
    """As agreed with us, else the loan prime rate of the day of payment."""
    if case.loan.recourse_rate is not None:
        return Fraction(case.loan.recourse_rate)
    if policy.recourse.default_rate == "none":
        return ZERO
    return Fraction([c.percent for c in policy.lpr.change if c.since <= day][-1]) / 100


def year(basis: str, day: date) -> tuple[int, int]:
    """Days of the year, and the printed line they belong to."""
    if basis == "actual":
        return (366 if calendar.isleap(day.year) else 365), day.year
    return int(basis), 0


def cover(found: Claim, amount: Fraction) -> Fraction:
    """Costs, then interest, then what was paid; the oldest payment first. What is left over."""
    taken = min(amount, found.costs)
    found.costs -= taken
    amount -= taken
    for name in ("interest", "open"):
        for o in found.outlays:
            taken = min(amount, getattr(o, name))
            setattr(o, name, getattr(o, name) - taken)
            amount -= taken
    return amount


def waive(found: Claim, amount: Fraction, component: str) -> Fraction:
    """What is left of the waiver."""
    if component == "costs":
        taken = min(amount, found.costs)
        found.costs -= taken
        return amount - taken
    name = "open" if component == "principal" else "interest"
    for o in found.outlays:
        taken = min(amount, getattr(o, name))
        setattr(o, name, getattr(o, name) - taken)
        amount -= taken
    return amount


_walked: list[tuple[Case, Walk]] = []  # the last case asked about


def bank_owed(case: Case, on: date, policy: Policy) -> Evening:
    """What the bank is still owed: the borrower's payments on the loan and ours to the bank. What
    he pays back to us is none of the bank's."""
    if not (_walked and _walked[0][0] is case):
        _walked[:] = [(case, bank(case, policy))]
    return _walked[0][1].to(on)[-1]


def bank(case: Case, policy: Policy) -> Walk:
    walk = Walk(case, policy)
    walk.count([e for e in case.events if e.type is EventType.SUB_PAYMENT])
    return walk


def surplus(
    case: Case, on: date, policy: Policy, ours: bool
) -> tuple[Fraction, Fraction, Fraction]:
    """On one account: what is in hand still, what was paid back, and what of that was more than was in hand
    that evening."""
    backs = [
        e
        for e in case.events
        if e.type is EventType.REFUND and e.day <= on and of_recourse(case, e, policy) is ours
    ]
    given = sum((Fraction(e.amount or 0) for e in backs), ZERO)
    if ours:
        found = claim(case, on, policy)
        left, gone = (found.credit, found.refunded) if found else _waiting(case, on, policy)
    else:
        evening = bank_owed(case, on, policy)
        left, gone = evening.credit, evening.refunded
    return left, given, given - gone


def _waiting(case: Case, on: date, policy: Policy) -> tuple[Fraction, Fraction]:
    """Before we have paid anything: what came in for recourse and paid no cost of it, less what went back;
    and what went back of it. A day's costs and waivers come before its money, refunds after."""
    costs = left = gone = ZERO
    order = {EventType.COST: 0, EventType.WAIVER: 1, EventType.PAYMENT: 2, EventType.REFUND: 3}
    acts = [
        e for e in case.events if e.type in order and e.day <= on and of_recourse(case, e, policy)
    ]
    for e in sorted(acts, key=lambda e: (e.day, order[e.type], e.at, e.id)):
        amount = Fraction(e.amount or 0)
        if e.type is EventType.COST:
            costs += amount
            used = min(costs, left)
            costs, left = costs - used, left - used
        elif e.type is EventType.WAIVER:
            if e.details.get("approver") and e.details.get("component") == "costs":
                costs -= min(costs, amount)
        elif e.type is EventType.PAYMENT:
            used = min(costs, amount)
            costs, left = costs - used, left + amount - used
        else:
            back = min(left, amount)
            left, gone = left - back, gone + back
    return left, gone


def settled(case: Case, on: date, policy: Policy) -> bool:
    """Nothing is owed any more, now or later: not to the bank, not to us."""
    bank = bank_owed(case, on, policy)
    back = claim(case, on, policy)
    return not bank.total() and not bank.not_yet_due and (back is None or not back.total())
