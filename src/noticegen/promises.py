"""Promises to pay: kept, partial, broken or open.

- A promise is open until the end of its last day; then it is kept if the payments received in time
  reach the sum, partial if some came, broken if none did. Paid later it stays what it was, and
  `late_payment` says what came. No other promise ends or replaces a promise: history stays.
- Each line of a payment plan is a promise of its own. A later plan of the same side takes the place of what
  is still to come of an earlier one: its lines from the day of the new plan on are promised no more.
- A payment counts for promises made before it: first for the one it names (details["promise"]),
  then for the oldest one still open that day, then for what was promised and not paid in time.
- A guarantor's payment does not keep the debtor's promise unless the house decides so (policy).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Literal

from noticegen.errors import DataError
from noticegen.memory import of_day
from noticegen.model import Case, Event, EventType, Role
from noticegen.text import Text

Status = Literal["kept", "partial", "broken", "open"]
ZERO = Decimal("0.00")
_SURETIES = (Role.GUARANTOR, Role.COUNTER_GUARANTOR)


@dataclass(frozen=True, slots=True)
class PromiseState:
    """How one promise came out by a day. `promise` has amount and by; a plan's line carries the
    plan's id. `paid` came in time; `shortfall` = promised - paid; `late_payment` came after."""

    promise: Event
    status: Status
    paid: Decimal
    shortfall: Decimal
    late_payment: Decimal


@dataclass(slots=True)
class _Tally:
    promise: Event
    amount: Decimal
    by: date
    paid: Decimal = ZERO
    late: Decimal = ZERO

    @property
    def wanting(self) -> Decimal:
        """What has come neither in time nor late."""
        return self.amount - self.paid - self.late


def promises(
    case: Case, on: date, *, guarantor_payment_keeps: bool = False
) -> tuple[PromiseState, ...]:
    """Every promise made by the end of `on`, oldest first. Raises DataError for a plan that cannot
    be read."""
    known, asked = of_day(case, on), (promises, guarantor_payment_keeps)
    if asked not in known:
        known[asked] = _followed(case, on, guarantor_payment_keeps)
    found: tuple[PromiseState, ...] = known[asked]
    return found


def _followed(case: Case, on: date, guarantor_payment_keeps: bool) -> tuple[PromiseState, ...]:
    given = case.of(EventType.PROMISE, EventType.PLAN)
    tallies = [t for e in given if e.day <= on for t in _standing(case, e, on)]
    for payment in case.of(EventType.PAYMENT):
        if payment.day <= on and payment.amount:
            _spread(case, payment, payment.amount, tallies, guarantor_payment_keeps)
    return tuple(_state(t, on) for t in tallies)


def _made(event: Event) -> Iterator[_Tally]:
    """The promises one event makes: one, a plan's lines, or none."""
    if event.type is EventType.PROMISE and event.amount is not None and event.by is not None:
        yield _Tally(event, event.amount, event.by)
    if event.type is EventType.PLAN and event.details.get("approver"):
        for by, amount in plan_lines(event):
            yield _Tally(replace(event, amount=amount, by=by), amount, by)


def _standing(case: Case, event: Event, on: date) -> list[_Tally]:
    """The promises one event makes that no later plan takes the place of."""
    made, over = list(_made(event)), replaced_on(case, event, on)
    return made if over is None else [t for t in made if t.by < over]


def replaced_on(case: Case, plan: Event, on: date) -> date | None:
    """The day, up to `on`, of the first later plan of the same side that takes the place of lines of this
    one still to come: those of that day and after it. None if there is none, or if it is no plan."""
    if plan.type is not EventType.PLAN:
        return None
    last = max((t.by for t in _made(plan)), default=date.min)
    later = [
        e.day
        for e in case.of(EventType.PLAN)
        if (plan.at, plan.id) < (e.at, e.id) and e.day <= min(on, last)
        if _side(case, e.party) == _side(case, plan.party) and any(_made(e))
    ]
    return min(later, default=None)


def plan_lines(plan: Event) -> tuple[tuple[date, Decimal], ...]:
    """The dates and sums of a plan ("2026-04-10=5000; 2026-05-10=5000"), in order of time."""
    lines = []
    for part in filter(None, re.split(r"[;；]\s*", plan.details.get("schedule", "").strip())):
        day, sign, amount = part.partition("=")
        try:
            line = date.fromisoformat(day.strip()), Decimal(amount.strip())
        except (ValueError, InvalidOperation):
            line = date.min, ZERO  # no promise: refused with the others
        if not sign or not line[1].is_finite() or line[1] <= 0:
            raise DataError(
                Text(f"还款计划 {plan.id} 无法读取", f"payment plan {plan.id} cannot be read"),
                Text("写作 2026-04-10=5000; …", "write it as 2026-04-10=5000; ..."),
            )
        lines.append(line)
    return tuple(sorted(lines))


def _spread(
    case: Case, payment: Event, left: Decimal, tallies: list[_Tally], guarantor_keeps: bool
) -> None:
    """Count one payment towards the promises it can keep, each up to its sum."""
    fitting = [t for t in tallies if _counts(case, payment, t.promise, guarantor_keeps)]
    named = payment.details.get("promise", "")
    fitting.sort(key=lambda t: (t.promise.id != named, payment.day > t.by, t.promise.at, t.by))
    for tally in fitting:
        part = min(left, tally.wanting)
        if payment.day <= tally.by:
            tally.paid += part
        else:
            tally.late += part
        left -= part


def _counts(case: Case, payment: Event, promise: Event, guarantor_keeps: bool) -> bool:
    """Whether this payment can keep this promise: received after it was made, by one it binds.

    A payment known by its day only (midnight) counts for a promise made that day."""
    after = payment.at > promise.at or (
        payment.day == promise.day and payment.at.timetz().replace(tzinfo=None) == time.min
    )
    return after and (
        _side(case, payment.party) == _side(case, promise.party)
        or (guarantor_keeps and not _side(case, promise.party))
    )


def _side(case: Case, party: str) -> str:
    """The guarantor's id, or "" for any debtor: joint debtors keep each other's promises."""
    debtors = {p.id for p in case.borrowers}
    sureties = {who for who, role in case.roles if role in _SURETIES}
    return party if party in sureties - debtors else ""


def _state(tally: _Tally, on: date) -> PromiseState:
    status: Status
    if on <= tally.by:
        status = "open"
    elif tally.paid >= tally.amount:
        status = "kept"
    else:
        status = "partial" if tally.paid else "broken"
    short = tally.amount - tally.paid
    return PromiseState(tally.promise, status, tally.paid, short, tally.late)
