"""What the house may ask back after it paid the creditor (代偿): the recourse claim.

**Which claim a sum belongs to.** From the moment of the first payment under the guarantee, payments,
costs and waivers are those of the recourse claim, unless the event says otherwise
(`details["claim"]`: loan or recourse). `ledger` leaves them out of the loan by the same function.

**What is claimed.** What was paid, plus the cost of that money from the day of payment (included) to
the day asked for (excluded): at the rate agreed with the house, else at the loan prime rate of the
day of payment, as `policy.toml` says; plus costs. The bank's penalty and compound interest do not
run to the house (Civil Code 700; Guarantee Interpretation 18). Receipts cover costs, then interest,
then what was paid, oldest first (Civil Code 561). Money beyond what is open is credit, and is used
on the first day something is, as on the loan's own account.

**Order of a day**, as in `ledger`: what the house paid → costs → waivers → credit in hand → payments → refunds.

**Whose money.** What the debtor pays back to the house never reaches the bank: `bank_owed` counts the
house's payments to the bank and what was paid on the loan, nothing of the recourse claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from noticegen import fees, figures
from noticegen.accrual import ZERO, interest_between, one_day
from noticegen.ledger import SHARED, claim_of, replay
from noticegen.memory import once, remembered
from noticegen.model import Accrual, Case, Episode, Event, EventType, Owed
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
    """Money that came in on the claim, or was waived of it, and what it covered that day; what is
    `unapplied` of a payment became credit."""

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
    credit: Decimal  # received beyond what was open; while there is any, nothing is open
    refunded: Decimal  # what was paid back of it
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
        came_in = sum((r.amount for r in self.receipts if r.event.type is T.PAYMENT), ZERO)
        return came_in - self.credit - self.refunded

    @property
    def total(self) -> Decimal:
        """Everything open."""
        return self.costs + self.interest + self.principal

    @property
    def daily_increase(self) -> Decimal:
        """What one more day adds, rounded once."""
        return one_day(((p.open, p.rate) for p in self.paid), self.on, self.basis)


@dataclass
class _Piece:
    """A payment while the claim is replayed; interest has been accrued up to `since`."""

    event: Event
    rate: Decimal
    open: Decimal
    since: date
    interest: Decimal = ZERO
    lines: list[Accrual] = field(default_factory=list)


@dataclass
class _Account:
    """The claim while it is replayed."""

    pieces: list[_Piece] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    costs: Decimal = ZERO
    credit: Decimal = ZERO
    refunded: Decimal = ZERO


@remembered
def claim(case: Case, on: date, policy: Policy) -> Claim | None:
    """The recourse claim at the end of day `on`; None before the house has paid anything."""
    account, basis = _lived(case, on, policy), policy.recourse.basis
    if not account.pieces:
        return None
    for piece in account.pieces:
        _accrue(piece, on, basis)
    return Claim(
        on=on,
        paid=tuple(map(_frozen, account.pieces)),
        receipts=tuple(account.receipts),
        costs=account.costs,
        credit=account.credit,
        refunded=account.refunded,
        agreed=case.loan.recourse_rate is not None,
        basis=basis,
    )


def in_hand(case: Case, on: date, policy: Policy) -> tuple[Decimal, Decimal]:
    """Yuan that came in on the claim of the house beyond what was open of it, and what of that was paid
    back; also what was paid on it before there was any, which waits for it."""
    known = claim(case, on, policy)
    if known is not None:
        return known.credit, known.refunded
    account = _lived(case, on, policy)
    return account.credit, account.refunded


def _lived(case: Case, on: date, policy: Policy) -> _Account:
    account = _Account()
    for day, events in groupby(_of_recourse(case, on), key=lambda e: e.day):
        _live(account, case, day, list(events), policy)
    return account


def _of_recourse(case: Case, on: date) -> list[Event]:
    """The house's payments and the acts on its claim up to `on`, by day and time."""
    found = [
        e
        for e in case.of(T.SUB_PAYMENT, T.REFUND, *SHARED)
        if e.day <= on and (e.type is T.SUB_PAYMENT or claim_of(e, case) == "recourse")
    ]
    return sorted(found, key=lambda e: (e.day, e.at, e.id))


def _live(account: _Account, case: Case, day: date, events: list[Event], policy: Policy) -> None:
    """One day, in the order the module states."""
    money = [e for e in events if e.type is T.PAYMENT]
    waived = [e for e in events if e.type is T.WAIVER and e.details.get("approver")]
    if money or waived:
        for piece in account.pieces:
            _accrue(piece, day, policy.recourse.basis)
    for event in events:
        amount = event.amount or ZERO
        if event.type is T.SUB_PAYMENT:
            account.pieces.append(_Piece(event, _rate(case, day, policy), amount, day))
        elif event.type is T.COST:
            account.costs += amount
    for event in waived:
        account.receipts.append(_apply(account, event, event.details.get("component", "")))
    account.credit -= sum(_cover(account, account.credit), ZERO)
    for event in money:
        receipt = _apply(account, event)
        account.receipts.append(receipt)
        account.credit += receipt.unapplied
    for event in events:
        if event.type is T.REFUND:
            taken = min(event.amount or ZERO, account.credit)
            account.credit -= taken
            account.refunded += taken


def bank_owed(case: Case, on: date, policy: Policy) -> Owed:
    """What the creditor of the loan is still owed: the loan with the house's payments counted, and
    without what was paid, spent or waived on the house's own claim. In its ledger the rows of the
    house's payments are called `sub_payment`."""
    if not any(e.day <= on for e in case.of(T.SUB_PAYMENT)):
        return figures.owed(case, on, policy)
    owed = figures.owed(_seen_by_the_bank(case), on, policy)
    ours = {e.id for e in case.of(T.SUB_PAYMENT)}
    rows = (
        replace(row, event=T.SUB_PAYMENT.value) if row.event_id in ours else row
        for row in owed.ledger
    )
    return replace(owed, ledger=tuple(rows))


def owing_until(case: Case, on: date, policy: Policy) -> date:
    """The day up to which the loan was in default towards its creditor: that on which nothing due to it
    was left unpaid, whoever paid it, else `on`. The debtor's own default goes on (`episodes`)."""
    defaults = replay(_seen_by_the_bank(case), on, policy).episodes
    ended = defaults[-1].ended if defaults else None
    return on if ended is None else ended


@once
def _seen_by_the_bank(case: Case) -> Case:
    """The case with the house's payments as payments on the loan, and nothing of its own claim.

    Of such a payment only day and amount are kept: without one under the guarantee on its log, all
    of the case is the loan's (`claim_of`)."""
    log = tuple(
        replace(e, type=T.PAYMENT, details={}) if e.type is T.SUB_PAYMENT else e
        for e in case.events
        if claim_of(e, case) == "loan"
    )
    return replace(case, log=log)


def collected(case: Case, on: date, policy: Policy) -> Episode | None:
    """The default for which something is asked on `on`: the present one of the loan (`episodes`). Once
    the house has paid, only while anything due is open to the creditor or to the house."""
    present = replay(case, on, policy).open_episode
    back = claim(case, on, policy) if present else None
    if back is None or back.total or bank_owed(case, on, policy).total:
        return present
    return None


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


def _apply(account: _Account, event: Event, only: str = "") -> Receipt:
    """Use a receipt; a waiver takes the part `only` names, "" means all in their order."""
    amount = event.amount or ZERO
    costs, interest, principal = _cover(account, amount, only)
    left = amount - costs - interest - principal
    return Receipt(event, amount, costs, interest, principal, left)


def _cover(account: _Account, amount: Decimal, only: str = "") -> tuple[Decimal, Decimal, Decimal]:
    """Take up to `amount` off costs, then interest, then principal, each oldest first; what went to
    each."""
    left = amount
    to_costs = min(left, account.costs) if only in {"", "costs"} else ZERO
    account.costs -= to_costs
    left -= to_costs
    to_interest = to_principal = ZERO
    if only in {"", "interest", "penalty", "compound"}:
        for piece in account.pieces:
            part = min(left, piece.interest)
            piece.interest -= part
            left, to_interest = left - part, to_interest + part
    if only in {"", "principal"}:
        for piece in account.pieces:
            part = min(left, piece.open)
            piece.open -= part
            left, to_principal = left - part, to_principal + part
    return to_costs, to_interest, to_principal


def _frozen(piece: _Piece) -> Paid:
    amount = piece.event.amount or ZERO
    return Paid(piece.event, amount, piece.open, piece.rate, piece.interest, tuple(piece.lines))
