"""What the caps of one guarantor leave: which of his deeds still stand, and against which his payments are set.

A cap is read as the limit of all he may be made to pay under the deed; what he himself has paid
counts against it, whoever received it (Civil Code 691). Of several deeds a payment is set against the one
the log names (`deed` of the payment). Where it names none the order of Civil Code 560 is followed, by
analogy, as each deed is a debt of his own: one that bound him on that day before one that did not; one
that secures the claim he paid before one for another claim; then the heavier burden, joint before general, no
cap before a cap, a high one before a low one; then the older deed. What a cap does not hold goes to
the next deed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from noticegen import clocks
from noticegen.accrual import ZERO
from noticegen.claims import claim_of
from noticegen.model import Case, Event, EventType, Guarantee, GuaranteeKind
from noticegen.policy import Policy

_NO_LIMIT = Decimal("Infinity")


def lapsed(case: Case, deed: Guarantee, on: date, policy: Policy) -> bool:
    """Whether its guarantee period is over on every reading on `on`, and no act has kept it."""
    clock = clocks.guarantee_clock(case, deed, policy, on)
    return clock is not None and clock.demanded_on is None and clock.over(on)


def standing(
    case: Case, deeds: tuple[Guarantee, ...], on: date, policy: Policy
) -> tuple[Guarantee, ...]:
    """Those of one guarantor's deeds that have not lapsed, on which alone he is asked; all of them where
    none stands (L-01 then stops the letter)."""
    if len(deeds) < 2:
        return deeds
    return tuple(g for g in deeds if not lapsed(case, g, on, policy)) or deeds


def cap_of(deeds: tuple[Guarantee, ...]) -> Decimal | None:
    """The caps of these deeds together; None if one of them has none."""
    caps = [g.cap for g in deeds]
    return sum((c for c in caps if c is not None), ZERO) if caps and None not in caps else None


def own_payments(case: Case, party: str, on: date) -> Decimal:
    """What the party has paid up to and including `on`, under whichever deed."""
    return sum((e.amount or ZERO for e in _paid(case, party, on)), ZERO)


def paid_under(case: Case, deeds: tuple[Guarantee, ...], on: date, policy: Policy) -> Decimal:
    """What their guarantor has paid up to and including `on` that is set against these of his deeds; what
    no cap of his holds is set against none."""
    if not deeds:
        return ZERO
    party = deeds[0].party
    own = tuple(g for g in case.guarantees if g.party == party)
    if len(own) == 1:
        return min(own_payments(case, party, on), own[0].cap or _NO_LIMIT)
    taken = _set_off(case, own, _paid(case, party, on), policy)
    return sum((taken[g.id] for g in deeds), ZERO)


def left_of(case: Case, deeds: tuple[Guarantee, ...], on: date, policy: Policy) -> Decimal | None:
    """What the caps of these deeds leave after what he paid under them; None = no limit."""
    cap = cap_of(deeds)
    return None if cap is None else cap - paid_under(case, deeds, on, policy)


def _paid(case: Case, party: str, on: date) -> tuple[Event, ...]:
    return tuple(e for e in case.of(EventType.PAYMENT, party=party) if e.day <= on)


def _set_off(
    case: Case, own: tuple[Guarantee, ...], payments: Iterable[Event], policy: Policy
) -> Mapping[str, Decimal]:
    """By id of the deed, what of the payments is set against it."""
    taken = dict.fromkeys((g.id for g in own), ZERO)
    for payment in payments:
        rest = payment.amount or ZERO
        for deed in sorted(own, key=lambda g: _place(case, g, payment, policy)):
            room = (_NO_LIMIT if deed.cap is None else deed.cap) - taken[deed.id]
            part = min(rest, room)
            taken[deed.id] += part
            rest -= part
    return taken


def _bound(case: Case, deed: Guarantee, day: date, policy: Policy) -> bool:
    """Whether the deed bound him when he paid on `day`. Its clock is that of the morning where the money of
    that day paid off what it secures: nothing runs any more in the evening."""
    clock = clocks.guarantee_clock(case, deed, policy, day) or clocks.guarantee_clock(
        case, deed, policy, day - timedelta(days=1)
    )
    over = clock is not None and clock.demanded_on is None and clock.over(day)
    return deed.deed_date <= day and not over


def _place(case: Case, deed: Guarantee, payment: Event, policy: Policy) -> tuple[object, ...]:
    """Where a deed stands in the order in which a payment is set against his deeds."""
    general = clocks.effective_kind(deed, policy) is GuaranteeKind.GENERAL
    return (
        payment.details.get("deed", "") != deed.deed_no,
        not _bound(case, deed, payment.day, policy),
        deed.counter is not (claim_of(payment, case, policy) == "recourse"),
        general,
        -(_NO_LIMIT if deed.cap is None else deed.cap),
        deed.deed_date,
        deed.id,
    )
