"""The figures against a second way of computing them.

The oracle walks through the calendar one day at a time with `fractions.Fraction`, knows nothing of
the product's modules but the values they exchange, and rounds only where the ledger prints a line:
at the days on which something happens, at new year on the actual basis, and when a rate changes.
Every night adds base x rate / days of the year to a running fraction. It takes what a payment
covers from one sorted list of debts, not from nested loops.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st
from small_case import case, event, policy

from noticegen.episodes import days_overdue, episodes
from noticegen.figures import owed
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy

DAY = timedelta(days=1)
START = date(2023, 11, 1)  # two turns of the year and a leap day lie ahead
STATUTE = ["costs", "in_term", "compound", "penalty", "principal"]
COST = ("", "costs")


def cent(x: Fraction) -> Fraction:
    """Half up; nothing here is negative."""
    return Fraction(int(x * 100 + Fraction(1, 2)), 100)


@dataclass
class Slice:
    """An instalment: what is agreed, and the debts it has turned into."""

    number: int
    due: date
    first_due: date
    began: date
    principal: Fraction
    interest: Fraction
    was_due: date | None = None
    waiting: bool = True
    all_earned: bool = False
    covered: Fraction = Fraction(0)


@dataclass
class Oracle:
    """`debts` maps (instalment or "", part) to what is open of it."""

    case: Case
    terms: dict[str, Any]
    debts: dict[tuple[int | str, str], Fraction] = field(default_factory=dict)
    nights: dict[tuple[int, str, int, str], Fraction] = field(default_factory=dict)
    credit: Fraction = Fraction(0)
    called: date | None = None
    spells: list[list[date | None]] = field(default_factory=list)
    received: Fraction = Fraction(0)
    got: Fraction = Fraction(0)
    left: dict[str, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        loan = self.case.loan
        self.rate = Fraction(loan.annual_rate)
        extra = Fraction(loan.surcharge)
        if loan.misused and loan.misuse_surcharge is not None:
            extra = Fraction(loan.misuse_surcharge)
        self.late = self.rate + self.rate * extra
        self.slices: list[Slice] = []
        for i in sorted(self.case.instalments, key=lambda i: (i.due, i.number)):
            earlier = [j.due for j in self.case.instalments if j.interest > 0 and j.due < i.due]
            began = max(earlier) if earlier else loan.disbursed_on
            self.slices.append(
                Slice(i.number, i.due, i.due, began, Fraction(i.principal), Fraction(i.interest))
            )

    def open(self, number: int | str, part: str) -> Fraction:
        return self.debts.get((number, part), Fraction(0))

    def add(self, number: int | str, part: str, amount: Fraction) -> None:
        self.debts[number, part] = self.open(number, part) + amount

    def owes(self, s: Slice) -> bool:
        return any(v > 0 for (n, _), v in self.debts.items() if n == s.number)

    # --- the calendar ---

    def run(self, on: date) -> None:
        day = min([s.due for s in self.slices] + [e.day for e in self.case.log] + [on])
        while day <= on:
            today = [e for e in self.case.log if e.day == day]
            if today or day == on or any(s.waiting and s.due == day for s in self.slices):
                self.print_lines()
                self.happen(day, today)
            self.night(day)
            day += DAY

    def night(self, day: date) -> None:
        """What one night earns, kept apart by instalment, part, year and rate."""
        year = 365 + calendar.isleap(day.year)
        length = {"360": 360, "365": 365, "actual": year}[self.case.loan.day_basis]
        apart = day.year if self.case.loan.day_basis == "actual" else 0
        term_over = day >= (
            self.called or max(self.case.loan.maturity, *(s.due for s in self.slices))
        )
        for s in self.slices:
            bases = [("penalty", "late", self.open(s.number, "principal"), self.late)]
            if self.case.loan.compound:
                which = ("late", self.late) if term_over else ("term", self.rate)
                bases.append(("compound", which[0], self.open(s.number, "in_term"), which[1]))
            for part, kind, base, rate in bases:
                key = (s.number, part, apart, kind)
                self.nights[key] = self.nights.get(key, Fraction(0)) + base * rate / length

    def print_lines(self) -> None:
        for (number, part, _, _), earned in self.nights.items():
            self.add(number, part, cent(earned))
        self.nights = {}

    # --- a day ---

    def happen(self, day: date, today: list[Event]) -> None:
        got = self.got
        by_kind = {
            k: sorted((e for e in today if e.type == k), key=lambda e: e.id) for k in EventType
        }
        for e in by_kind[EventType.EXTENSION]:
            self.extend(day, e)
        for s in self.slices:
            if s.waiting and s.due == day:
                self.fall_due(s, day)
        for _ in by_kind[EventType.ACCELERATION]:
            for s in self.slices:
                if s.waiting:
                    self.called = day
                    self.fall_due(s, day)
        for e in by_kind[EventType.COST]:
            self.add(*COST, Fraction(e.amount or 0))
        for e in by_kind[EventType.WAIVER]:
            part = {"interest": "in_term"}.get(e.details["component"], e.details["component"])
            self.cover(Fraction(e.amount or 0), [k for k in self.queue("") if k[1] == part], False)
        self.credit = self.cover(self.credit, self.queue(""), True)
        for e in by_kind[EventType.PAYMENT]:
            self.credit += self.cover(
                Fraction(e.amount or 0), self.queue(e.details["designation"]), True
            )
        for _ in by_kind[EventType.WRITE_OFF]:
            fresh = {s.number for s in self.slices if s.was_due == day}
            self.debts = {k: v for k, v in self.debts.items() if k[0] in fresh}
        self.evening(day, bool(by_kind[EventType.WRITE_OFF]), got)

    def fall_due(self, s: Slice, day: date) -> None:
        interest = s.interest
        if not s.all_earned and day < s.first_due:
            share = Fraction(max((day - s.began).days, 0), (s.first_due - s.began).days)
            interest = cent(interest * share)
        self.add(s.number, "principal", s.principal)
        self.add(s.number, "in_term", interest)
        s.principal = s.interest = Fraction(0)
        s.waiting, s.due, s.was_due, s.all_earned = False, day, day, True

    def extend(self, day: date, e: Event) -> None:
        (s,) = (s for s in self.slices if s.number == int(e.details["instalment"]))
        assert e.by is not None
        if e.by <= day or e.by <= s.due:
            return
        if not s.waiting:
            s.principal = self.debts.pop((s.number, "principal"), Fraction(0))
            s.interest = self.debts.pop((s.number, "in_term"), Fraction(0))
        s.due, s.waiting = e.by, True

    def queue(self, wanted: str) -> list[tuple[int | str, str]]:
        """Open debts in the order in which money covers them."""
        order = [
            p
            for w in self.terms["order"]
            for p in (self.terms["suborder"] if w == "interest" else [w])
        ]
        age = {s.number: (s.was_due or date.max, n) for n, s in enumerate(self.slices)}
        named = {"interest": ["in_term", "compound", "penalty"]}.get(wanted, [wanted])

        def rank(key: tuple[int | str, str]) -> tuple[Any, ...]:
            number, part = key
            chosen = part in named or (number != "" and wanted == f"n{number}")
            old = age[int(number)] if number != "" else (date.min, 0)
            if self.terms["across"] == "by_category":
                return (not chosen, order.index(part), old)
            if number == "":
                first = order[0] == "costs"
                return (not chosen, (date.min, 0) if first or chosen else (date.max, 99), 0)
            return (not chosen, old, order.index(part))

        if self.terms["across"] == "by_instalment" and wanted == "costs":
            return sorted(
                (k for k, v in self.debts.items() if v), key=lambda k: (k != COST, rank(k))
            )
        return sorted((k for k, v in self.debts.items() if v), key=rank)

    def cover(self, money: Fraction, queue: list[tuple[int | str, str]], paid: bool) -> Fraction:
        for key in queue:
            part = min(money, self.debts[key])
            self.debts[key] -= part
            money -= part
            if paid:
                self.got += part
                for s in self.slices:
                    s.covered += part if s.number == key[0] else 0
        return money

    def evening(self, day: date, written_off: bool, got: Fraction) -> None:
        unpaid = [s for s in self.slices if self.owes(s)]
        present = bool(self.spells) and self.spells[-1][1] is None
        if present and (written_off or not (unpaid or self.open(*COST))):
            self.spells[-1][1], present = day, False
        if not present and unpaid:
            self.spells.append([day, None])
            self.received = got

    # --- what it says ---

    def total(self, part: str) -> Fraction:
        return sum((v for (_, p), v in self.debts.items() if p == part), Fraction(0))

    def tonight(self, on: date) -> Fraction:
        self.nights = {}
        self.night(on)
        return cent(sum(self.nights.values(), Fraction(0)))


# --- cases ----------------------------------------------------------------------------------------

dates = st.integers(0, 420).map(lambda n: START + n * DAY)
cents = st.integers(1, 400_000).map(lambda n: Decimal(n) / 100)
few = st.integers(0, 5000).map(lambda n: Decimal(n) / 100)
MONEY = [EventType.PAYMENT] * 6 + [EventType.COST, EventType.WAIVER] * 2
ACTS = [EventType.ACCELERATION, EventType.EXTENSION, EventType.WRITE_OFF]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Up to four instalments, up to ten events; two in three without acts that move due dates."""
    count = draw(st.integers(1, 4))
    dues = [
        (draw(dates), draw(st.one_of(cents, st.just(Decimal(0)))), draw(few)) for _ in range(count)
    ]
    kinds = MONEY + draw(st.sampled_from([[], [], ACTS]))
    log = []
    for n in range(draw(st.integers(0, 10))):
        when = draw(dates)
        part = draw(st.sampled_from(["costs", "interest", "compound", "penalty", "principal"]))
        wanted = draw(
            st.sampled_from(["", "", "", "principal", "interest", "costs", "penalty", "n1", "n2"])
        )
        log.append(
            event(
                draw(st.sampled_from(kinds)),
                when,
                id=f"e{n:02}",
                amount=draw(cents),
                by=when + draw(st.integers(-3, 90)) * DAY,
                approver="示例批准人",
                component=part,
                designation=wanted,
                instalment=str(draw(st.integers(1, count))),
            )
        )
    loan = {
        "disbursed_on": START - 40 * DAY,
        "maturity": max(d for d, _, _ in dues) + draw(st.sampled_from([0, 0, 25])) * DAY,
        "annual_rate": draw(st.sampled_from(["0.065", "0.0435", "0.1533", "0.24"]).map(Decimal)),
        "surcharge": draw(st.sampled_from(["0", "0.3", "0.5"]).map(Decimal)),
        "misuse_surcharge": draw(st.sampled_from([None, Decimal(1)])),
        "misused": draw(st.booleans()),
        "compound": draw(st.booleans()),
        "day_basis": draw(st.sampled_from(["360", "365", "actual"])),
    }
    return case(dues=dues, log=log, loan_changes=loan)


@st.composite
def houses(draw: st.DrawFn) -> tuple[Policy, dict[str, Any]]:
    """A policy with its own order, and the same terms as plain words for the oracle."""
    order = tuple(draw(st.permutations(["costs", "interest", "principal"])))
    suborder = tuple(draw(st.permutations(["in_term", "compound", "penalty"])))
    across = draw(st.sampled_from(["by_category", "by_instalment"]))
    p = policy()
    terms = p.allocation.model_copy(
        update={"order": order, "interest_suborder": suborder, "across": across}
    )
    plain = {"order": order, "suborder": suborder, "across": across}
    return p.model_copy(update={"allocation": terms}), plain


@given(cases(), houses(), dates)
@settings(max_examples=400, deadline=None)
def test_the_second_way_comes_to_the_same(
    of: Case, house: tuple[Policy, dict[str, Any]], on: date
) -> None:
    """Every total, every instalment's parts, credit, what was received, tomorrow's increase, every
    default and its days."""
    rules, terms = house
    o, oracle = owed(of, on, rules), Oracle(of, terms)
    oracle.run(on)
    note(f"{len(o.lines)} open, {len(o.ledger)} rows")

    parts = {"costs": o.costs, "in_term": o.interest, "compound": o.compound,
             "penalty": o.penalty, "principal": o.principal}  # fmt: skip
    assert {k: Fraction(v) for k, v in parts.items()} == {k: oracle.total(k) for k in STATUTE}
    assert Fraction(o.total) == sum(oracle.debts.values(), Fraction(0))
    assert Fraction(o.unapplied) == oracle.credit
    assert {x.number: (x.due, *map(Fraction, (x.principal, x.interest, x.compound, x.penalty, x.received)))
            for x in o.lines} == {
        s.number: (s.was_due, *(oracle.open(s.number, p) for p in ("principal", "in_term", "compound", "penalty")), s.covered)
        for s in oracle.slices if oracle.owes(s)
    }  # fmt: skip
    assert Fraction(o.not_yet_due) == sum((s.principal for s in oracle.slices), Fraction(0))
    assert [[e.anchor, e.ended] for e in episodes(of, on, rules)] == oracle.spells
    present = bool(oracle.spells) and oracle.spells[-1][1] is None
    assert Fraction(o.received) == (oracle.got - oracle.received if present else 0)
    old = [(on - s.was_due).days for s in oracle.slices if s.was_due and oracle.owes(s)]
    assert days_overdue(of, on, rules) == max(old, default=0)
    assert Fraction(o.daily_increase) == oracle.tonight(on)
