"""One loan's account while it is played through: what accrues, what money covers, and the rows.

Mutable, and seen only by `ledger`, which says in which order things happen and what they mean.
Every amount is whole cents. Interest is rounded per accrual line and nowhere else; a line is cut
at every row of the ledger, at 1 January on the actual basis, and for compound interest at maturity.

- Penalty: overdue principal, per instalment, [due, day). Without a surcharge clause the contract
  rate goes on (Civil Code 676).
- Compound interest, where the contract has it: unpaid contract interest, at the contract rate up
  to maturity and at the penalty rate from then on. On penalty interest only if the policy says so
  (courts widely refuse it); then on the penalty that stood at the row before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from noticegen import allocation
from noticegen.accrual import ZERO, one_day, penalty_rate, spans, to_cent
from noticegen.allocation import COMPOUND, COSTS, IN_TERM, INTEREST, PENALTY, PRINCIPAL, Slot
from noticegen.model import Accrual, Case, LedgerRow
from noticegen.policy import Policy
from noticegen.schedule import Item, items, moved


class _Span(NamedTuple):
    """[since, until) at one yearly rate; `year` is the days of the year, `earns` is rate x days."""

    since: date
    until: date
    days: int
    year: int
    rate: Decimal
    earns: Decimal


# An accrual line before it is counted out: one part of an instalment, the sum open, over one span.
_Line: TypeAlias = tuple[Item, str, Decimal, _Span]


class _Fresh(NamedTuple):
    """What accrued since the row before; the first row of a day shows it."""

    days: int = 0
    base: Decimal = ZERO
    lines: tuple[Accrual, ...] = ()


class Account:
    """`credit` is money in hand with nothing due, `refunded` what of it was paid back; `received` what
    payments and credit covered."""

    def __init__(self, case: Case, policy: Policy) -> None:
        loan = case.loan
        self.loan = loan
        self.items = items(case)
        self.maturity = moved(loan.maturity, loan)
        self.called_on: date | None = None
        self.costs = self.credit = self.refunded = self.received = ZERO
        self.rows: list[LedgerRow] = []
        self._basis = loan.day_basis or policy.interest.basis
        self._penalty_rate = penalty_rate(loan.annual_rate, loan.surcharge_in_force)
        self._on_penalty = loan.compound and policy.interest.compound_on_penalty
        rules = policy.allocation
        order = loan.allocation_order or rules.order
        self._order = allocation.buckets(order, rules.interest_suborder)
        self._across = rules.across
        self._last: date | None = None
        self._fresh = _Fresh()

    # --- what is open ---------------------------------------------------------------------------

    @property
    def unpaid(self) -> bool:
        """Whether anything that is due is unpaid, costs included."""
        return bool(self.costs) or any(i.unpaid for i in self.items)

    def overdue(self) -> list[Item]:
        """Instalments with anything open, in the order they fell due."""
        found = [i for i in self.items if i.unpaid]
        return sorted(found, key=lambda i: i.fell_due or i.due)

    def total(self, *buckets: str) -> Decimal:
        """What is open of these parts over all instalments."""
        found = ZERO
        for item in self.items:
            if item.fell_due:  # of what has not, nothing is open
                for bucket in buckets:
                    found += item.open[bucket]
        return found

    # --- interest -------------------------------------------------------------------------------

    def accrue(self, day: date) -> None:
        """Add what accrued since the last row, each line rounded to the cent."""
        since = self._last or day
        base = self.total(PRINCIPAL)
        found: list[Accrual] = []
        for item, component, on, (a, b, days, year, rate, earns) in self._lines(since, day):
            earned = to_cent(on * earns / year)
            item.open[component] += earned
            found.append(Accrual(item.number, component, a, b, days, on, rate, str(year), earned))
        self._fresh = _Fresh((day - since).days, base, tuple(found))
        self._last = day

    def one_more_day(self, day: date) -> Decimal:
        """What [day, day + 1) adds over all lines, rounded once."""
        lines = self._lines(day, day + timedelta(days=1))
        return one_day(((base, span.rate) for _, _, base, span in lines), day, self._basis)

    def _lines(self, since: date, until: date) -> Iterator[_Line]:
        """Every line of [since, until). An item's sums are read before its first line is given."""
        late = self._spans(since, until, self._penalty_rate)
        on_interest = self._compound_spans(since, until) if self.loan.compound else []
        for item in self.items:
            if not item.fell_due:  # of what has not, nothing is open
                continue
            bases = (
                (PENALTY, item.open[PRINCIPAL], late),
                (COMPOUND, item.open[IN_TERM], on_interest),
                (COMPOUND, item.open[PENALTY] if self._on_penalty else ZERO, late),
            )
            for component, base, rated in bases:
                if base:
                    for span in rated:
                        yield item, component, base, span

    def _spans(self, since: date, until: date, rate: Decimal) -> list[_Span]:
        """The lines [since, until) is cut into; none at a rate of nothing."""
        cut = spans(since, until, self._basis) if rate else ()
        return [_Span(a, b, (b - a).days, year, rate, rate * (b - a).days) for a, b, year in cut]

    def _compound_spans(self, since: date, until: date) -> list[_Span]:
        """Up to the end of the term at the contract rate, from then on at the penalty rate."""
        end = self.called_on or max(self.maturity, *(i.due for i in self.items))
        turn = min(max(end, since), until)
        in_term = self._spans(since, turn, self.loan.annual_rate)
        return in_term + self._spans(turn, until, self._penalty_rate)

    # --- money ----------------------------------------------------------------------------------

    def pay(self, amount: Decimal, wanted: str = "") -> dict[str, Decimal]:
        """Cover what is open with up to `amount`, in the order of `allocation`. Returns what went
        to each part; the rest of the amount is the caller's."""
        numbers = [i.number for i in self.overdue()]
        took = self._take(
            amount, allocation.slots(numbers, self._order, self._across, wanted), paid=True
        )
        self.received += sum(took.values(), ZERO)
        return took

    def forgive(self, amount: Decimal, bucket: str) -> dict[str, Decimal]:
        """Strike out up to `amount` of one part, oldest instalment first."""
        numbers = [i.number for i in self.overdue()]
        places = [(None, COSTS)] if bucket == COSTS else [(n, bucket) for n in numbers]
        return self._take(amount, places, paid=False)

    def _take(self, amount: Decimal, places: Iterable[Slot], paid: bool) -> dict[str, Decimal]:
        by_number = {i.number: i for i in self.items}
        took: dict[str, Decimal] = {}
        for number, bucket in places:
            item = None if number is None else by_number[number]
            part = min(amount, self.costs if item is None else item.open[bucket])
            if not part:
                continue
            amount -= part
            took[bucket] = took.get(bucket, ZERO) + part
            if item is None:
                self.costs -= part
                continue
            item.open[bucket] -= part
            if paid:
                item.received += part
        return took

    # --- rows -----------------------------------------------------------------------------------

    def row(
        self,
        event: str,
        amount: Decimal,
        took: Mapping[str, Decimal] | None = None,
        event_id: str = "",
    ) -> None:
        """Write down the state of the whole account after something happened today."""
        took = took or {}
        assert self._last is not None  # accrue() opens the day
        days, base, lines = self._fresh
        principal = self.total(PRINCIPAL)
        self._fresh = _Fresh(0, principal)
        self.rows.append(
            LedgerRow(
                on=self._last,
                event=event,
                days=days,
                base=base,
                penalty_accrued=sum((x.amount for x in lines), ZERO),
                amount=amount,
                to_costs=took.get(COSTS, ZERO),
                to_interest=sum((took.get(b, ZERO) for b in INTEREST), ZERO),
                to_principal=took.get(PRINCIPAL, ZERO),
                unapplied=self.credit,
                costs_left=self.costs,
                interest_left=self.total(*INTEREST),
                principal_left=principal,
                accruals=lines,
                event_id=event_id,
            )
        )
