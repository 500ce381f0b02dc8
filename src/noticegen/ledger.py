"""The account replayed from the log: the one place that decides what happens when, and in what order.

Everything is computed from the whole effective log each time, so a back-dated entry simply comes
out right, and what comes later never changes an earlier row. Nothing outlives a replay, except
that its answer is remembered with the case.

**Order of a day.** Day 0 of a sum is its due date; a payment on that day is in time.
extensions → sums falling due → acceleration → costs → waivers → credit in hand → payments (by id)
→ refunds → write-off. So an extension agreed on the due date comes in time, a waiver takes what it names
before a payment of the same day could, and a write-off ends only what fell due before its day.

**What each event does.**
- Due: principal and contract interest of the instalment become open.
- Acceleration: principal not yet due is due that day; of the running interest period the part
  earned by days, of later periods nothing. Penalty runs from that day.
- Extension: dated up to the due date, the sum is simply due on the new day. Dated later, penalty up
  to its day stays and the rest waits. Interest for the time won is claimed only if the event states
  it (`details["interest"]`): the log does not know what was agreed. A new day that is not after
  both the old one and the event's day changes nothing.
- Cost: open at once; bears no interest.
- Waiver: takes exactly the named part of what is open that day, oldest first, never more.
- Payment: see `allocation`. What is left over when nothing is due is credit, used on the first day
  something is.
- The house's payment to the bank (`sub_payment`) is none by the debtor: it ends neither his debt nor his
  default. Once all that the house paid has been paid back to it, it counts from its own day on as paid on
  the loan: those instalments are paid, by him, and nobody asks for them again. To which claim payments,
  costs and waivers belong meanwhile, `claims` says.
- Refund: takes what was paid back out of the credit in hand, never more: what went back beyond it was no
  surplus, moves nothing here and is asked back on its own ground (Civil Code 985; `surplus`).
- Acts that need an approver (`events.SPECS`) do nothing without one.

**A default** begins at the end of a due day that leaves anything of an instalment unpaid, and ends
with the first day that leaves nothing due unpaid, costs included, or by a write-off. What the house paid
keeps it open until it is paid back: then it ends, if nothing due is unpaid to the bank either, and what is
missed later is a default of its own; what was missed meanwhile is part of the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import NamedTuple

from noticegen.account import Account
from noticegen.accrual import ZERO, exact
from noticegen.allocation import (
    COMPOUND,
    COSTS,
    IN_TERM,
    PENALTY,
    PRINCIPAL,
    instalment_number,
)
from noticegen.claims import claim_of, paid_back_on
from noticegen.errors import DataError
from noticegen.events import SPECS
from noticegen.memory import remembered
from noticegen.model import Case, Episode, Event, EventType, LedgerRow
from noticegen.policy import Policy
from noticegen.schedule import Item, moved
from noticegen.text import Text

WAIVABLE = {
    "costs": COSTS,
    "interest": IN_TERM,
    "compound": COMPOUND,
    "penalty": PENALTY,
    "principal": PRINCIPAL,
}


@dataclass(frozen=True, slots=True)
class Replay:
    """The account at the end of day `on`. `received` counts from the anchor of the open episode;
    `refunded` is what refunds took out of the credit."""

    on: date
    items: tuple[Item, ...]
    costs: Decimal
    credit: Decimal
    refunded: Decimal
    received: Decimal
    daily_increase: Decimal
    rows: tuple[LedgerRow, ...]
    episodes: tuple[Episode, ...]

    @property
    def open_episode(self) -> Episode | None:
        """The default the account is in."""
        return _open(self.episodes)


@remembered
def replay(case: Case, on: date, policy: Policy) -> Replay:
    """The account of `case` at the end of day `on`: the debtor's own. Raises DataError for an event whose
    figures make no sense."""
    turn = paid_back_on(case, on, policy)
    if turn is None:
        return _played(case, on, policy, _Counted(None, ()))
    before = replay(case, turn - timedelta(days=1), policy)
    return _played(case, on, policy, _Counted(turn, before.episodes, turn))


@remembered
def seen_by_the_bank(case: Case, on: date, policy: Policy) -> Replay:
    """The account with all that the house paid counted as paid on it, whatever was paid back to the house."""
    return _played(case, on, policy, _Counted(date.max, ()))


class _Counted(NamedTuple):
    """Which of the house's payments pay the loan: those up to a day (None = none). Defaults are those known
    before the `turn`; they are judged by this account from that day on (None = from the start)."""

    until: date | None
    episodes: tuple[Episode, ...]
    turn: date | None = None


def _played(case: Case, on: date, policy: Policy, counted: _Counted) -> Replay:
    with exact():
        account = Account(case, policy)
        waiting = _by_day(case, on, policy, counted.until)
        defaults = _Defaults(account, list(counted.episodes), counted.turn)
        while (day := _next_day(account, waiting, on)) is not None:
            before, events = account.received, waiting.pop(day, ())
            defaults.turn_before(day)
            _live(account, day, events)
            defaults.evening(day, events, before)
        defaults.turn_before(date.max)
        account.accrue(on)
        account.row("as_of", ZERO)
        return Replay(
            on,
            tuple(account.items),
            account.costs,
            account.credit,
            account.refunded,
            account.received - defaults.received if _open(defaults.known) else ZERO,
            account.one_more_day(on),
            tuple(account.rows),
            tuple(defaults.known),
        )


def _by_day(
    case: Case, on: date, policy: Policy, until: date | None
) -> dict[date, tuple[Event, ...]]:
    """Effective money events up to `on`, by value date, each day by id; of the house's payments those up to
    `until`."""
    counted = [
        e
        for e in case.of(*_ACTS)
        if e.day <= on
        and _approved(e)
        and claim_of(e, case, policy) == "loan"
        and (e.type is not EventType.SUB_PAYMENT or (until is not None and e.day <= until))
    ]
    ordered = sorted(counted, key=lambda e: (e.day, e.id))
    return {day: tuple(found) for day, found in groupby(ordered, key=lambda e: e.day)}


def _approved(event: Event) -> bool:
    return not SPECS[event.type].approved or bool(event.details.get("approver"))


def _next_day(account: Account, waiting: dict[date, tuple[Event, ...]], on: date) -> date | None:
    """The next day on which anything happens, up to and including `on`."""
    dues = (i.due for i in account.items if i.pending)
    day = min((*waiting, *dues), default=None)
    return day if day is not None and day <= on else None


def _live(account: Account, day: date, events: tuple[Event, ...]) -> None:
    """One day from morning to evening, in the order the module states."""

    def do(*types: EventType) -> None:
        for kind in types:
            for event in events:
                if event.type is kind:
                    _ACTS[kind](account, event)

    if _takes_nothing(account, day, events):
        return  # a row would only cut the lines of interest
    account.accrue(day)
    do(EventType.EXTENSION)
    for item in account.items:
        if item.pending and item.due <= day:
            account.row("due", sum(item.post(day), ZERO))
    do(EventType.ACCELERATION, EventType.COST, EventType.WAIVER)
    if account.credit and account.unpaid:
        took = account.pay(account.credit)
        used = sum(took.values(), ZERO)
        account.credit -= used
        account.row("credit", used, took)
    for event in events:
        if event.type in _MONEY:
            _payment(account, event)
    do(EventType.REFUND, EventType.WRITE_OFF)


def _takes_nothing(account: Account, day: date, events: tuple[Event, ...]) -> bool:
    """Whether nothing happens that day but refunds with no credit in hand to take them from."""
    return (
        bool(events)
        and all(e.type is EventType.REFUND for e in events)
        and not account.credit
        and not any(i.pending and i.due <= day for i in account.items)
    )


@dataclass
class _Defaults:
    """Defaults while the account is played: `known` begin and end with the evenings from `turn` on.
    `received` is what had been received before the day on which the last one began."""

    account: Account
    known: list[Episode]
    turn: date | None
    received: Decimal = ZERO

    def turn_before(self, day: date) -> None:
        """The evening of the turn, if it lies before `day` and nothing happened on it."""
        if self.turn is not None and self.turn < day:
            self.evening(self.turn, (), self.received)

    def evening(self, day: date, events: tuple[Event, ...], before: Decimal) -> None:
        """End and begin defaults with this day; `before` = what had been received before it."""
        if self.turn is not None and day < self.turn:
            if any(e.anchor == day for e in self.known):
                self.received = before
            return
        self.turn = None
        written_off = any(e.type is EventType.WRITE_OFF for e in events)
        if (present := _open(self.known)) and (written_off or not self.account.unpaid):
            self.known[-1] = Episode(present.anchor, day)
        if _open(self.known) is None and any(i.unpaid for i in self.account.items):
            self.known.append(Episode(day))
            self.received = before


def _open(episodes: list[Episode] | tuple[Episode, ...]) -> Episode | None:
    return episodes[-1] if episodes and episodes[-1].ended is None else None


# --- what each event does -------------------------------------------------------------------------


_MONEY = (EventType.PAYMENT, EventType.SUB_PAYMENT)


def _payment(account: Account, event: Event) -> None:
    own = event.type is EventType.PAYMENT  # what the house paid covers all in its order
    amount = _amount(event)
    took = account.pay(amount, event.details.get("designation", "") if own else "")
    account.credit += amount - sum(took.values(), ZERO)
    account.row(event.type.value, amount, took, event.id)


def _refund(account: Account, event: Event) -> None:
    taken = min(_amount(event), account.credit)
    if taken:
        account.credit -= taken
        account.refunded += taken
        account.row("refund", taken, event_id=event.id)


def _cost(account: Account, event: Event) -> None:
    amount = _amount(event)
    account.costs += amount
    account.row("cost", amount, event_id=event.id)


def _waiver(account: Account, event: Event) -> None:
    amount, component = _amount(event), event.details.get("component", "")
    if component not in WAIVABLE:
        raise _nonsense(event, "减免项目", "component", list(WAIVABLE))
    account.row("waiver", amount, account.forgive(amount, WAIVABLE[component]), event.id)


def _write_off(account: Account, event: Event) -> None:
    """Costs, and all of what fell due before this day."""
    took = {COSTS: account.costs}
    account.costs = ZERO
    for item in account.overdue():
        if item.fell_due is not None and item.fell_due < event.day:
            for bucket, amount in item.open.items():
                took[bucket] = took.get(bucket, ZERO) + amount
                item.open[bucket] = ZERO
    account.row("write_off", sum(took.values(), ZERO), took, event.id)


def _acceleration(account: Account, event: Event) -> None:
    pending = [i for i in account.items if i.pending]
    called = ZERO
    for item in pending:
        called += sum(item.post(event.day), ZERO)
        item.accelerated = True
    if pending:
        account.called_on = event.day
    account.row("acceleration", called, event_id=event.id)


def _extension(account: Account, event: Event) -> None:
    number = instalment_number(event.details.get("instalment", ""))
    item = next((i for i in account.items if i.number == number), None)
    if item is None or event.by is None:
        known = [str(i.number) for i in account.items]
        raise _nonsense(event, "期次或新到期日", "instalment or new due date", known)
    by, took = moved(event.by, account.loan), {}
    if by > max(item.due, event.day):
        principal, interest = item.postpone(event.day, by, _agreed_interest(event))
        took = {PRINCIPAL: principal, IN_TERM: interest}
    account.row("extension", sum(took.values(), ZERO), took, event.id)


def _agreed_interest(event: Event) -> Decimal:
    try:
        amount = Decimal(event.details.get("interest") or ZERO)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise _nonsense(event, "展期利息", "interest", ["0.00"])
    return amount


def _amount(event: Event) -> Decimal:
    if event.amount is None or event.amount < 0:
        raise _nonsense(event, "金额", "amount", ["0.00"])
    return event.amount


def _nonsense(event: Event, zh: str, en: str, expected: list[str]) -> DataError:
    """The log refuses such an event; a case put together without the log may still hold one."""
    return DataError(
        Text(
            f"记录 {event.id}（{SPECS[event.type].name.zh}）的{zh}无法计算",
            f"event {event.id} ({SPECS[event.type].name.en}) has no usable {en}",
        ),
        Text(f"应为：{'、'.join(expected)}", f"expected: {', '.join(expected)}"),
    )


_ACTS: dict[EventType, Callable[[Account, Event], None]] = {
    EventType.EXTENSION: _extension,
    EventType.ACCELERATION: _acceleration,
    EventType.COST: _cost,
    EventType.WAIVER: _waiver,
    EventType.PAYMENT: _payment,
    EventType.SUB_PAYMENT: _payment,
    EventType.REFUND: _refund,
    EventType.WRITE_OFF: _write_off,
}
