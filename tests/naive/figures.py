"""What is owed on a day: the calendar walked one day at a time.

A row of the ledger is a day on which something happens; at a row every line of interest that has
been running is rounded to the cent, half up, once. In between nothing is rounded.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy
from noticegen.workdays import next_working_day

DAY = timedelta(days=1)
ZERO = Fraction(0)
ON_THE_ACCOUNT = (
    EventType.PAYMENT,
    EventType.COST,
    EventType.WAIVER,
    EventType.WRITE_OFF,
    EventType.EXTENSION,
    EventType.ACCELERATION,
    EventType.REFUND,
)


def cents(exact: Fraction) -> Fraction:
    """Half up to the cent; nothing here is negative."""
    assert exact >= 0
    return Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)


def money(exact: Fraction) -> Decimal:
    return Decimal(int(exact * 100)) / 100


def approved(act: Event) -> bool:
    """An act that changes what is owed does nothing without a named approver."""
    return bool(act.details.get("approver"))


def counts(case: Case, act: Event, policy: Policy) -> bool:
    """Whether the loan's account takes notice of it."""
    from naive.recourse import of_recourse

    free = act.type in (EventType.PAYMENT, EventType.COST, EventType.REFUND)
    return (free or approved(act)) and not of_recourse(case, act, policy)


def earned(period: tuple[date, date, Fraction], day: date) -> Fraction:
    """The share of a period's interest for its days before `day`."""
    since, until, amount = period
    if day >= until:
        return amount
    passed = max(0, (day - since).days)
    return cents(amount * passed / (until - since).days)


@dataclass
class Piece:
    """One instalment and what is open of it."""

    number: int
    due: date  # the day on which what is coming falls due
    coming: Fraction  # principal not yet due
    earning: list[tuple[date, date, Fraction]]  # contract interest, earned evenly over [from, to)
    fell_due: date | None = None  # the day on which it last did
    principal: Fraction = ZERO  # from here on: what is due and unpaid
    interest: Fraction = ZERO
    penalty: Fraction = ZERO
    compound: Fraction = ZERO
    received: Fraction = ZERO
    accelerated: bool = False
    waiting: bool = True  # its day has not come
    running: dict[tuple[str, Fraction, object], Fraction] = field(default_factory=dict)

    def open(self) -> Fraction:
        return self.principal + self.interest + self.penalty + self.compound


@dataclass
class Line:
    number: int
    due: date
    principal: Fraction
    interest: Fraction
    penalty: Fraction
    compound: Fraction
    received: Fraction
    accelerated: bool

    def total(self) -> Fraction:
        return self.principal + self.interest + self.penalty + self.compound


@dataclass
class Evening:
    """The account at the end of a day, running interest rounded as if a letter were printed."""

    day: date
    lines: list[Line]
    costs: Fraction
    credit: Fraction
    not_yet_due: Fraction
    tomorrow: Fraction  # exact: what one more day adds
    covered: Fraction  # by payments on this day
    written_off: bool = False
    refunded: Fraction = ZERO  # by now, of what was in hand

    def total(self) -> Fraction:
        return self.costs + sum((x.total() for x in self.lines), ZERO)

    def unpaid(self) -> bool:
        return bool(self.lines)


_walked: dict[date | None, Walk] = {}  # of the last case asked about: the same days again and again


def as_of(case: Case, turn: date | None, policy: Policy) -> Walk:
    """The borrower's account as it is once all that we had paid by the `turn` was paid back to us: that
    has paid the loan. Later payments of ours are none of his."""
    known = next(iter(_walked.values()), None)
    if known is None or known.case is not case or known.policy is not policy:
        _walked.clear()
    if turn not in _walked:
        walk = Walk(case, policy)
        subs = [e for e in case.events if e.type is EventType.SUB_PAYMENT]
        walk.count([e for e in subs if turn is not None and e.day <= turn])
        _walked[turn] = walk
    return _walked[turn]


def turns(case: Case, on: date, policy: Policy) -> list[date]:
    from naive.recourse import paid_back

    return [day for day in paid_back(case, policy) if day <= on]


def account(case: Case, on: date, policy: Policy) -> list[Evening]:
    """Every evening of the account as it is on `on`, from the first day on which anything happens."""
    known = turns(case, on, policy)
    return as_of(case, known[-1] if known else None, policy).to(on)


def evenings(case: Case, on: date, policy: Policy) -> list[Evening]:
    """The same as each of those evenings was at the time: while what we paid is not paid back, he owes it."""
    found: list[Evening] = []
    known: list[date | None] = [None, *turns(case, on, policy)]
    for n, turn in enumerate(known):
        until = known[n + 1] if n + 1 < len(known) else None
        last = on if until is None else until - DAY
        found += [e for e in as_of(case, turn, policy).to(last) if turn is None or e.day >= turn]
    return found


def idle_waivers(case: Case, on: date, policy: Policy) -> list[date]:
    """Days up to `on` on which more was waived of a part than was open of it."""
    account(case, on, policy)
    known = turns(case, on, policy)
    return [day for day in as_of(case, known[-1] if known else None, policy).idle if day <= on]


def evening(case: Case, on: date, policy: Policy) -> Evening:
    return evenings(case, on, policy)[-1]


class Walk:
    def __init__(self, case: Case, policy: Policy) -> None:
        self.case, self.policy, self.loan = case, policy, case.loan
        self.rate = Fraction(self.loan.annual_rate)
        extra = Fraction(self.loan.surcharge)
        if self.loan.misused and self.loan.misuse_surcharge is not None:
            extra = max(extra, Fraction(self.loan.misuse_surcharge))  # the heavier only, never both
        self.penalty_rate = self.rate * (1 + extra)
        self.pieces: list[Piece] = []
        for i in case.instalments:
            # an interest period begins where the one before it ended; the first with the loan
            earlier = [j.due for j in case.instalments if j.interest and j.due < i.due]
            since = max(earlier, default=self.loan.disbursed_on)
            earning = [(since, i.due, Fraction(i.interest))] if i.interest else []
            due = self.rolled(i.due)
            self.pieces.append(Piece(i.number, due, Fraction(i.principal), earning))
        self.lent = sum((p.coming for p in self.pieces), ZERO)
        self.costs = self.credit = self.refunded = ZERO
        self.called: date | None = None
        self.covered_today = ZERO
        self.acts = [e for e in case.events if e.type in ON_THE_ACCOUNT and counts(case, e, policy)]
        self.first = min([p.due for p in self.pieces] + [e.day for e in self.acts])
        self.days: list[Evening] = []
        self.idle: list[date] = []  # days of waivers of more than was open

    def count(self, ours: list[Event]) -> None:
        """Take what we paid as paid on the loan."""
        paid = [replace(e, type=EventType.PAYMENT, details={}) for e in ours]
        self.acts = sorted([*self.acts, *paid], key=lambda e: (e.at, e.id))
        self.first = min([self.first] + [e.day for e in paid])

    def rolled(self, day: date) -> date:
        """A due date under the contract's rule for rest days."""
        return next_working_day(day) if self.loan.due_date_rule == "next_working" else day

    def to(self, on: date) -> list[Evening]:
        if on < self.first:
            return [Evening(on, [], ZERO, ZERO, self.lent, ZERO, ZERO)]
        while not self.days or self.days[-1].day < on:
            day = self.days[-1].day + DAY if self.days else self.first
            self.days.append(self.one_day(day, [e for e in self.acts if e.day == day]))
        return [e for e in self.days if e.day <= on]

    def one_day(self, day: date, acts: list[Event]) -> Evening:
        """READING (the specification gives no order within a day): extensions, sums falling due,
        acceleration, costs, waivers, credit in hand, payments, refunds, write-offs."""
        self.covered_today = ZERO
        backs = [a for a in acts if a.type is EventType.REFUND]
        if len(acts) > len(backs) or any(p.waiting and p.due == day for p in self.pieces):
            self.print_rows()
        for act in acts:
            if act.type is EventType.EXTENSION:
                self.extend(day, act)
        for piece in self.pieces:
            if piece.waiting and piece.due == day:
                self.fall_due(piece, day)
        for act in acts:
            if act.type is EventType.ACCELERATION:
                self.call(day)
        for act in acts:
            if act.type is EventType.COST:
                self.costs += Fraction(act.amount or 0)
        for act in acts:
            if act.type is EventType.WAIVER and self.waive(
                Fraction(act.amount or 0), act.details["component"]
            ):
                self.idle.append(day)
        if self.credit:
            self.credit = self.cover(self.credit, [])
        for act in acts:
            if act.type is EventType.PAYMENT:
                self.pay(Fraction(act.amount or 0), act.details.get("designation", ""))
        for (
            act
        ) in backs:  # money that is gone is no money in hand; READING: more than that moves nothing
            gone = min(Fraction(act.amount or 0), self.credit)
            self.credit -= gone
            self.refunded += gone
        written_off = [a for a in acts if a.type is EventType.WRITE_OFF]
        if written_off:
            self.write_off(day)
        evening = self.evening(day, bool(written_off))
        self.night(day)
        return evening

    # --- what events do -----------------------------------------------------------------------

    def fall_due(self, piece: Piece, day: date) -> None:
        piece.principal += piece.coming
        piece.interest += sum((earned(x, day) for x in piece.earning), ZERO)
        piece.coming, piece.earning = ZERO, []
        piece.waiting, piece.due, piece.fell_due = False, day, day

    def extend(self, day: date, act: Event) -> None:
        """What is open of the instalment waits for the new day. Penalty that has run stays due.

        READING: a new day that is not later changes nothing."""
        assert act.by is not None
        by = self.rolled(act.by)
        for piece in self.pieces:
            if str(piece.number) != act.details["instalment"] or by <= max(piece.due, day):
                continue
            agreed = Fraction(Decimal(act.details.get("interest") or "0"))
            piece.earning.append((day, day, piece.interest))
            piece.earning.append((max(day, piece.due), by, agreed))
            piece.coming += piece.principal
            piece.principal = piece.interest = ZERO
            piece.due, piece.waiting, piece.accelerated = by, True, False

    def call(self, day: date) -> None:
        """All falls due. READING: of a running interest period the share of its days is owed, of
        later periods nothing."""
        for piece in self.pieces:
            if piece.waiting:
                self.fall_due(piece, day)
                piece.accelerated = True
                self.called = day

    def waive(self, amount: Fraction, component: str) -> Fraction:
        """What is left of it. READING: "interest" is the contract interest; penalty and compound have
        their own name."""
        parts = {"interest": "interest", "principal": "principal"}
        if component == "costs":
            taken = min(amount, self.costs)
            self.costs -= taken
            return amount - taken
        for piece in self.oldest_first():
            part = parts.get(component, component)
            taken = min(amount, getattr(piece, part))
            setattr(piece, part, getattr(piece, part) - taken)
            amount -= taken
        return amount

    def write_off(self, day: date) -> None:
        """READING: what fell due before this day, and the costs."""
        self.costs = ZERO
        for piece in self.pieces:
            if piece.fell_due is not None and piece.fell_due < day:
                piece.principal = piece.interest = piece.penalty = piece.compound = ZERO

    def pay(self, amount: Fraction, designation: str) -> None:
        first = [designation] if designation in ("costs", "interest", "principal") else []
        self.credit += self.cover(amount, first)

    def cover(self, amount: Fraction, first: list[str]) -> Fraction:
        """What is left of the amount after it has covered what is due."""
        order = list(self.loan.allocation_order or self.policy.allocation.order)
        order = first + [c for c in order if c not in first]
        for name, piece in self.debts(order):
            owner = self if piece is None else piece
            taken = min(amount, getattr(owner, name))
            setattr(owner, name, getattr(owner, name) - taken)
            if piece is not None:
                piece.received += taken
            self.covered_today += taken
            amount -= taken
        return amount

    def debts(self, order: list[str]) -> list[tuple[str, Piece | None]]:
        """Names of the open sums and whose they are, in the order in which money goes to them."""
        parts = {"in_term": "interest", "compound": "compound", "penalty": "penalty"}
        sub = [parts[s] for s in self.policy.allocation.interest_suborder]
        lists = {"costs": ["costs"], "interest": sub, "principal": ["principal"]}
        names = [name for category in order for name in lists[category]]
        places: list[tuple[str, Piece | None]] = []
        for name in names:
            if name == "costs":
                places.append((name, None))
            else:
                places += [(name, piece) for piece in self.oldest_first()]
        return places

    def oldest_first(self) -> list[Piece]:
        fallen = [p for p in self.pieces if p.fell_due is not None]
        return sorted(fallen, key=lambda p: (p.fell_due, p.number))

    # --- the night ------------------------------------------------------------------------------

    def rate_lines(self, piece: Piece, day: date) -> list[tuple[str, Fraction, Fraction]]:
        """(component, rate, base) of each line of interest that runs over the night of `day`."""
        lines = []
        lines.append(("penalty", self.penalty_rate, piece.principal))
        if self.loan.compound:
            end = self.called or max(self.rolled(self.loan.maturity), *(p.due for p in self.pieces))
            lines.append(
                ("compound", self.penalty_rate if day >= end else self.rate, piece.interest)
            )
        return [x for x in lines if x[2]]

    def days_in_year(self, day: date) -> int:
        basis = self.loan.day_basis or self.policy.interest.basis
        if basis == "actual":
            return 366 if calendar.isleap(day.year) else 365
        return int(basis)

    def night(self, day: date) -> None:
        basis = self.days_in_year(day)
        for piece in self.pieces:
            for component, rate, base in self.rate_lines(piece, day):
                # READING: a printed line names one rate and, on the actual basis, one year
                named = self.loan.day_basis or self.policy.interest.basis
                year = day.year if named == "actual" else 0
                key = (component, rate, year)
                piece.running[key] = piece.running.get(key, ZERO) + base * rate / basis

    def print_rows(self) -> None:
        for piece in self.pieces:
            for (component, _, _), exact in piece.running.items():
                setattr(piece, component, getattr(piece, component) + cents(exact))
            piece.running = {}

    def evening(self, day: date, written_off: bool) -> Evening:
        lines, tomorrow = [], ZERO
        for p in self.oldest_first():
            more = {"penalty": ZERO, "compound": ZERO}
            for (component, _, _), exact in p.running.items():
                more[component] += cents(exact)
            assert p.fell_due is not None
            line = Line(
                p.number,
                p.fell_due,
                p.principal,
                p.interest,
                p.penalty + more["penalty"],
                p.compound + more["compound"],
                p.received,
                p.accelerated,
            )
            if line.total():
                lines.append(line)
            for _, rate, base in self.rate_lines(p, day):
                tomorrow += base * rate / self.days_in_year(day)
        later = sum((p.coming for p in self.pieces), ZERO)
        return Evening(
            day,
            lines,
            self.costs,
            self.credit,
            later,
            tomorrow,
            self.covered_today,
            written_off,
            self.refunded,
        )


# --- defaults -------------------------------------------------------------------------------------


@dataclass
class Default:
    anchor: date
    ended: date | None = None


def defaults(days: list[Evening]) -> list[Default]:
    """Every default up to the last of these evenings."""
    found: list[Default] = []
    for evening in days:
        running = bool(found) and found[-1].ended is None
        if running and (evening.written_off or (not evening.unpaid() and not evening.costs)):
            found[-1].ended, running = evening.day, False
        if not running and evening.unpaid():
            # the first evening on which anything is unpaid is that of its due date
            found.append(Default(evening.day))
    return found


def present(days: list[Evening]) -> Default | None:
    found = defaults(days)
    return found[-1] if found and found[-1].ended is None else None


def step_day(days: list[Evening], on: date) -> int | None:
    now = present(days)
    return (on - now.anchor).days if now else None


def days_overdue(days: list[Evening], on: date) -> int:
    if not days or not days[-1].lines:
        return 0
    return max(0, (on - min(x.due for x in days[-1].lines)).days)
