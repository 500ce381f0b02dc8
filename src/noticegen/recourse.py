"""What the house may ask back after it paid the creditor (代偿): the recourse claim.

**Which claim a sum belongs to.** From the moment of the first payment under the guarantee, payments,
costs and waivers are those of the recourse claim, unless the event says otherwise
(`details["claim"]`: loan or recourse). `ledger` leaves them out of the loan by the same function.

**What is claimed.** What was paid, plus the cost of that money from the day of payment (included) to
the day asked for (excluded): at the rate agreed with the house, else at the loan prime rate of the
day of payment, as `policy.toml` says; plus costs. The bank's penalty and compound interest do not
run to the house (Civil Code 700; Guarantee Interpretation 18). Receipts cover costs, then interest,
then what was paid, oldest first (Civil Code 561).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from noticegen import fees, figures
from noticegen.accrual import ZERO, interest_between
from noticegen.ledger import SHARED, claim_of
from noticegen.model import Accrual, Case, Event, EventType, Owed
from noticegen.policy import Policy

T = EventType


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment under the guarantee and what is open of it. `rate` is a fraction a year."""

    event: Event
    amount: Decimal
    open: Decimal
    rate: Decimal
    interest: Decimal  # accrued and not yet paid
    lines: tuple[Accrual, ...]  # all interest ever accrued on it, each rounded

    @property
    def on(self) -> date:
        """The day of payment."""
        return self.event.day


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in on the claim, or was waived of it, and what it covered."""

    event: Event
    amount: Decimal
    to_costs: Decimal
    to_interest: Decimal
    to_principal: Decimal
    unapplied: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """The recourse claim at the end of day `on`; all sums in yuan, open ones after receipts."""

    on: date
    paid: tuple[Paid, ...]
    receipts: tuple[Receipt, ...]
    costs: Decimal
    agreed: bool  # the rate was agreed; else the loan prime rate
    basis: str

    @property
    def principal(self) -> Decimal:
        """What is open of the sums paid for the debtor."""
        return sum((p.open for p in self.paid), ZERO)

    @property
    def interest(self) -> Decimal:
        """Accrued and unpaid cost of that money."""
        return sum((p.interest for p in self.paid), ZERO)

    @property
    def paid_out(self) -> Decimal:
        """All that was paid for the debtor."""
        return sum((p.amount for p in self.paid), ZERO)

    @property
    def received(self) -> Decimal:
        """What came in and was used; waivers are not money."""
        return sum(
            (r.amount - r.unapplied for r in self.receipts if r.event.type is T.PAYMENT), ZERO
        )

    @property
    def total(self) -> Decimal:
        """Everything open."""
        return self.costs + self.interest + self.principal

    @property
    def daily_increase(self) -> Decimal:
        """What one more day adds, unless a line is rounded another way."""
        day = self.on + timedelta(1)
        return sum(
            (interest_between(p.open, p.rate, self.on, day, self.basis) for p in self.paid), ZERO
        )


@dataclass
class _Piece:
    """A payment while the claim is replayed; interest has been accrued up to `since`."""

    event: Event
    rate: Decimal
    open: Decimal
    since: date
    interest: Decimal = ZERO
    lines: list[Accrual] = field(default_factory=list)


def claim(case: Case, on: date, policy: Policy) -> Claim | None:
    """The recourse claim on day `on`; None before the house has paid anything."""
    pieces: list[_Piece] = []
    receipts: list[Receipt] = []
    costs, basis = ZERO, policy.recourse.basis
    events = [e for e in case.of(T.SUB_PAYMENT, *SHARED) if e.day <= on]
    for event in sorted(events, key=lambda e: (e.day, e.type is not T.SUB_PAYMENT, e.at, e.id)):
        if event.type is T.SUB_PAYMENT:
            amount = event.amount or ZERO
            pieces.append(_Piece(event, _rate(case, event.day, policy), amount, event.day))
        elif claim_of(event, case) != "recourse" or (
            event.type is T.WAIVER and not event.details.get("approver")
        ):
            continue
        elif event.type is T.COST:
            costs += event.amount or ZERO
        else:
            for piece in pieces:
                _accrue(piece, event.day, basis)
            receipt = _apply(event, costs, pieces)
            costs -= receipt.to_costs
            receipts.append(receipt)
    if not pieces:
        return None
    for piece in pieces:
        _accrue(piece, on, basis)
    agreed = case.loan.recourse_rate is not None
    return Claim(on, tuple(map(_frozen, pieces)), tuple(receipts), costs, agreed, basis)


def bank_owed(case: Case, on: date, policy: Policy) -> Owed:
    """What the creditor of the loan is still owed: the loan with the house's payments counted."""
    if not any(e.day <= on for e in case.of(T.SUB_PAYMENT)):
        return figures.owed(case, on, policy)
    return figures.owed(replace(case, log=tuple(_as_payment(e) for e in case.log)), on, policy)


def settled(case: Case, on: date, policy: Policy) -> bool:
    """Whether nothing is owed any more on the loan, now or later, nor to the house for it."""
    left = bank_owed(case, on, policy)
    back = claim(case, on, policy)
    return not left.total and not left.not_yet_due and (back is None or not back.total)


def settled_on(case: Case, on: date, policy: Policy) -> date | None:
    """The day since which nothing has been owed; None if something is owed on `on`, or if no sum
    ever moved."""
    if not settled(case, on, policy):
        return None
    moved = {e.day for e in case.of(T.SUB_PAYMENT, T.WRITE_OFF, *SHARED) if e.day <= on}
    before = timedelta(1)
    return next(
        (day for day in sorted(moved, reverse=True) if not settled(case, day - before, policy)),
        None,
    )


def _as_payment(event: Event) -> Event:
    if event.type is not T.SUB_PAYMENT:
        return event
    return replace(event, type=T.PAYMENT, details={"claim": "loan"})


def _rate(case: Case, day: date, policy: Policy) -> Decimal:
    """The yearly rate on a sum paid on `day`: agreed, or the loan prime rate, or none."""
    if case.loan.recourse_rate is not None:
        return case.loan.recourse_rate
    if policy.recourse.default_rate == "none":
        return ZERO
    return (fees.lpr_on(day, policy) or ZERO) / 100


def _accrue(piece: _Piece, until: date, basis: str) -> None:
    """Interest on [piece.since, until) as one rounded line."""
    if until <= piece.since:
        return
    if piece.open and piece.rate:
        amount = interest_between(piece.open, piece.rate, piece.since, until, basis)
        days = (until - piece.since).days
        line = Accrual(
            0, "recourse", piece.since, until, days, piece.open, piece.rate, basis, amount
        )
        piece.lines.append(line)
        piece.interest += amount
    piece.since = until


def _apply(event: Event, costs: Decimal, pieces: list[_Piece]) -> Receipt:
    """Cover costs, interest, principal with a receipt; a waiver takes only the part it names."""
    left = event.amount or ZERO
    only = event.details.get("component", "") if event.type is T.WAIVER else ""
    to_costs = min(left, costs) if only in {"", "costs"} else ZERO
    left -= to_costs
    to_interest = to_principal = ZERO
    if only in {"", "interest", "penalty", "compound"}:
        for piece in pieces:
            part = min(left, piece.interest)
            piece.interest, left, to_interest = (
                piece.interest - part,
                left - part,
                to_interest + part,
            )
    if only in {"", "principal"}:
        for piece in pieces:
            part = min(left, piece.open)
            piece.open, left, to_principal = piece.open - part, left - part, to_principal + part
    return Receipt(event, event.amount or ZERO, to_costs, to_interest, to_principal, left)


def _frozen(piece: _Piece) -> Paid:
    amount = piece.event.amount or ZERO
    return Paid(piece.event, amount, piece.open, piece.rate, piece.interest, tuple(piece.lines))
