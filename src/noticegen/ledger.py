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
  something is. A guarantor's payment to the bank (`sub_payment`) is none by the debtor: it ends
  neither his debt nor his default. From then on payments, costs and waivers are those of the
  recourse claim (`claim_of`, `recourse`), unless the event says that they are the loan's.
- Refund: takes what was paid back out of the credit in hand, never more: what went back beyond it was no
  surplus, moves nothing here and is asked back on its own ground (Civil Code 985; `surplus`).
- Acts that need an approver (`events.SPECS`) do nothing without one.

**A default** begins at the end of a due day that leaves anything of an instalment unpaid, and ends
with the first day that leaves nothing due unpaid, costs included, or by a write-off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby

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
    """The account of `case` at the end of day `on`. Raises DataError for an event whose figures make
    no sense."""
    with exact():
        account = Account(case, policy)
        waiting = _by_day(case, on)
        episodes: list[Episode] = []
        received = ZERO  # before the present episode
        while (day := _next_day(account, waiting, on)) is not None:
            before, events = account.received, waiting.pop(day, ())
            _live(account, day, events)
            if _evening(account, day, events, episodes):
                received = before
        account.accrue(on)
        account.row("as_of", ZERO)
        return Replay(
            on,
            tuple(account.items),
            account.costs,
            account.credit,
            account.refunded,
            account.received - received if _open(episodes) else ZERO,
            account.one_more_day(on),
            tuple(account.rows),
            tuple(episodes),
        )


def _by_day(case: Case, on: date) -> dict[date, tuple[Event, ...]]:
    """Effective money events up to `on`, by value date, each day by id."""
    counted = [
        e for e in case.of(*_ACTS) if e.day <= on and _approved(e) and claim_of(e, case) == "loan"
    ]
    ordered = sorted(counted, key=lambda e: (e.day, e.id))
    return {day: tuple(found) for day, found in groupby(ordered, key=lambda e: e.day)}


# Acts that may be on the loan or on what the house asks back after it paid (see `recourse`).
SHARED = (EventType.PAYMENT, EventType.COST, EventType.WAIVER)
_OF_A_CLAIM = {*SHARED, EventType.REFUND}


def claim_of(event: Event, case: Case) -> str:
    """To which claim a payment, cost, waiver or refund belongs: "loan", or "recourse" from the moment of the
    first payment under the guarantee on, unless the event names one. Other acts are the loan's."""
    if event.type not in _OF_A_CLAIM:
        return "loan"
    named = event.details.get("claim", "")
    if named in {"loan", "recourse"}:
        return named
    first = next(iter(case.of(EventType.SUB_PAYMENT)), None)
    return "recourse" if first is not None and event.at >= first.at else "loan"


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
    do(EventType.PAYMENT, EventType.REFUND, EventType.WRITE_OFF)


def _takes_nothing(account: Account, day: date, events: tuple[Event, ...]) -> bool:
    """Whether nothing happens that day but refunds with no credit in hand to take them from."""
    return (
        bool(events)
        and all(e.type is EventType.REFUND for e in events)
        and not account.credit
        and not any(i.pending and i.due <= day for i in account.items)
    )


def _evening(
    account: Account, day: date, events: tuple[Event, ...], episodes: list[Episode]
) -> bool:
    """End and begin defaults with this day; whether one began."""
    written_off = any(e.type is EventType.WRITE_OFF for e in events)
    if (present := _open(episodes)) and (written_off or not account.unpaid):
        episodes[-1] = Episode(present.anchor, day)
    begins = _open(episodes) is None and any(i.unpaid for i in account.items)
    if begins:
        episodes.append(Episode(day))
    return begins


def _open(episodes: list[Episode] | tuple[Episode, ...]) -> Episode | None:
    return episodes[-1] if episodes and episodes[-1].ended is None else None


# --- what each event does -------------------------------------------------------------------------


def _payment(account: Account, event: Event) -> None:
    amount = _amount(event)
    took = account.pay(amount, event.details.get("designation", ""))
    account.credit += amount - sum(took.values(), ZERO)
    account.row("payment", amount, took, event.id)


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
    EventType.REFUND: _refund,
    EventType.WRITE_OFF: _write_off,
}
