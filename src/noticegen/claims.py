"""The claim of the house for what it paid the creditor (代偿), replayed from the log; and to which claim an
act belongs.

**Which claim a sum belongs to.** From the moment of a payment under the guarantee to the end of the day on
which all of it has been paid back (or waived), payments, costs and waivers are those of the recourse claim,
unless the event says otherwise (`details["claim"]`: loan or recourse). Before and afterwards they are the
loan's: it goes on, and its next instalment is owed to its creditor. A refund is of the recourse claim also
later, while that has money in hand.

**What is claimed.** What was paid, plus the cost of that money from the day of payment (included) to
the day asked for (excluded): at the rate agreed with the house, else at the loan prime rate of the
day of payment, as `policy.toml` says; plus costs. The bank's penalty and compound interest do not
run to the house (Civil Code 700; Guarantee Interpretation 18). Receipts cover costs, then interest,
then what was paid, oldest first (Civil Code 561). Money beyond what is open is credit, and is used
on the first day something is, as on the loan's own account.

**One claim after another.** What the house pays after it was paid back in full is a claim of its own: with its
own payments, receipts, first day and clocks. Only credit in hand is brought over to it.

**Order of a day**, as in `ledger`: what the house paid → costs → waivers → credit in hand → payments → refunds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from noticegen import fees
from noticegen.accrual import ZERO, interest_between, one_day
from noticegen.memory import of_case, remembered
from noticegen.model import Accrual, Case, Event, EventType
from noticegen.policy import Policy

T = EventType
# Acts that may be on the loan or on what the house asks back after it paid.
SHARED = (T.PAYMENT, T.COST, T.WAIVER)
_OF_A_CLAIM = (*SHARED, T.REFUND)


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
    """The claim while it is replayed. `gone` is all that refunds took, `gone_before` what of it they took
    before the present claim began; `ours` are the ids of acts that are on the claim of the house."""

    pieces: list[_Piece] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    costs: Decimal = ZERO
    credit: Decimal = ZERO
    gone: Decimal = ZERO
    gone_before: Decimal = ZERO
    ours: set[str] = field(default_factory=set)
    paid_back: date | None = (
        None  # the last day at whose end all that the house had paid was paid back
    )

    @property
    def open(self) -> bool:
        """Whether anything is asked back for what the house paid."""
        return bool(self.pieces) and bool(
            self.costs or any(p.open or p.interest for p in self.pieces)
        )


def claim_of(event: Event, case: Case, policy: Policy) -> str:
    """To which claim a payment, cost, waiver or refund belongs: "loan" or "recourse", as the event says,
    else as the module states. Other acts are the loan's."""
    if event.type not in _OF_A_CLAIM:
        return "loan"
    return _named(event, event.id in _whole(case, policy))


def _named(event: Event, ours: bool) -> str:
    """The claim the event names, else that of the house or the loan."""
    named = event.details.get("claim", "")
    return named if named in {"loan", "recourse"} else "recourse" if ours else "loan"


@remembered
def claim(case: Case, on: date, policy: Policy) -> Claim | None:
    """The recourse claim at the end of day `on`; None before the house has paid anything. Once it was paid
    back in full it stays, with nothing open, until the house pays again."""
    if all(e.day > on for e in case.of(T.SUB_PAYMENT)):
        return None
    account, basis = _lived(case, on, policy), policy.recourse.basis
    for piece in account.pieces:
        _accrue(piece, on, basis)
    return Claim(
        on=on,
        paid=tuple(map(_frozen, account.pieces)),
        receipts=tuple(account.receipts),
        costs=account.costs,
        credit=account.credit,
        refunded=account.gone - account.gone_before,
        agreed=case.loan.recourse_rate is not None,
        basis=basis,
    )


def asked_back(case: Case, on: date, policy: Policy) -> Claim | None:
    """The claim while anything of it is open at the end of `on`; None before the house has paid, and from
    the day on on which it was paid back in full until it pays again."""
    found = claim(case, on, policy)
    return found if found is not None and found.total else None


def stands_in(case: Case, on: date, policy: Policy) -> tuple[Event, ...]:
    """The payments of the house up to `on` for which something is asked back at the end of that day."""
    found = asked_back(case, on, policy)
    return tuple(p.event for p in found.paid) if found else ()


@remembered
def paid_back_on(case: Case, on: date, policy: Policy) -> date | None:
    """The last day up to `on` at whose end all that the house had paid by then was paid back or waived;
    None = never yet."""
    return _lived(case, on, policy).paid_back if case.of(T.SUB_PAYMENT) else None


def in_hand(case: Case, on: date, policy: Policy) -> tuple[Decimal, Decimal]:
    """Yuan that came in on the claim of the house beyond what was open of it, and what of that was paid
    back; also what was paid on it before there was any, which waits for it."""
    account = _lived(case, on, policy)
    return account.credit, account.gone


def _lived(case: Case, on: date, policy: Policy) -> _Account:
    """The account at the end of `on`, a copy of one's own; interest that ran since its last row is not yet
    in it. Who asks for day after day goes on from where the last answer was."""
    known, asked = of_case(case), (_lived, id(policy))
    replayed: _Replayed | None = known.get(asked)
    if replayed is None or on < replayed.on:
        replayed = known[asked] = _Replayed(
            policy, _by_day(case)
        )  # holds the policy: its id stays its own
    while replayed.waiting and replayed.waiting[0][0] <= on:
        day, events = replayed.waiting.popleft()
        _live(replayed.account, day, events, case, policy)
    replayed.on = on
    return _copy(replayed.account)


@dataclass
class _Replayed:
    """An account that has been replayed up to and including `on`, and the days that wait."""

    policy: Policy
    waiting: deque[tuple[date, list[Event]]]
    account: _Account = field(default_factory=_Account)
    on: date = date.min


def _by_day(case: Case) -> deque[tuple[date, list[Event]]]:
    known = sorted(case.of(T.SUB_PAYMENT, *_OF_A_CLAIM), key=lambda e: (e.day, e.at, e.id))
    return deque((day, list(events)) for day, events in groupby(known, key=lambda e: e.day))


def _copy(account: _Account) -> _Account:
    pieces = [replace(p, lines=list(p.lines)) for p in account.pieces]
    return replace(account, pieces=pieces, receipts=list(account.receipts))


def _whole(case: Case, policy: Policy) -> frozenset[str]:
    """The ids of the acts of the whole log that are on the claim of the house, worked out once."""
    known, asked = of_case(case), (_whole, id(policy))
    if asked not in known:
        ours = _lived(case, date.max, policy).ours if case.of(T.SUB_PAYMENT) else ()
        known[asked] = policy, frozenset(ours)  # the policy is held, so that its id stays its own
    found: frozenset[str] = known[asked][1]
    return found


def _live(account: _Account, day: date, events: list[Event], case: Case, policy: Policy) -> None:
    """One day, in the order the module states."""
    outlays = [e for e in events if e.type is T.SUB_PAYMENT]
    running, first = account.open, outlays[0].at if outlays else None

    def ours(event: Event, later: bool = False) -> bool:
        asked = running or later or (first is not None and event.at >= first)
        return _named(event, asked) == "recourse"

    mine = [e for e in events if e.type in SHARED and ours(e)]
    if outlays and not running:
        _begin(account)
    money = [e for e in mine if e.type is T.PAYMENT]
    waived = [e for e in mine if e.type is T.WAIVER and e.details.get("approver")]
    if money or waived:
        for piece in account.pieces:
            _accrue(piece, day, policy.recourse.basis)
    for event in outlays:
        amount = event.amount or ZERO
        account.pieces.append(_Piece(event, _rate(case, day, policy), amount, day))
    account.costs += sum((e.amount or ZERO for e in mine if e.type is T.COST), ZERO)
    for event in waived:
        account.receipts.append(_apply(account, event, event.details.get("component", "")))
    if account.credit:
        account.credit -= sum(_cover(account, account.credit), ZERO)
    for event in money:
        receipt = _apply(account, event)
        account.receipts.append(receipt)
        account.credit += receipt.unapplied
    held = bool(account.pieces and account.credit)
    refunds = [e for e in events if e.type is T.REFUND and ours(e, later=held)]
    for event in refunds:
        taken = min(event.amount or ZERO, account.credit)
        account.credit -= taken
        account.gone += taken
    account.ours.update(e.id for e in (*mine, *refunds))
    if account.pieces and (running or outlays) and not account.open:
        account.paid_back = day


def _begin(account: _Account) -> None:
    """The house pays and nothing is asked back: a new claim. What came in before the first one waits for it;
    of one that was paid back only the credit in hand is brought over, as one receipt of the day of the last
    money it came from."""
    if not account.pieces:
        return
    rest = [r for r in account.receipts if r.event.type is T.PAYMENT and r.unapplied]
    account.pieces, account.receipts, account.gone_before = [], [], account.gone
    if account.credit:
        left = account.credit
        account.receipts.append(Receipt(rest[-1].event, left, ZERO, ZERO, ZERO, left))


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
