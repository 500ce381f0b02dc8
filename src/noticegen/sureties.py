"""How much one guarantor answers for: the deeds he is asked on, and what may be asked of him.

Never more than his caps leave (`caps`), nor more than the debtor owes (Civil Code 691; Guarantee
Interpretation 3). Of several deeds only those are asked on that have not lapsed: a letter says nothing of the
others, and what was paid under them counts against none of the rest.

A change of the debt that he did not agree to in writing does not bind him where it made the debt heavier,
and helps him where it made it lighter (Civil Code 695). So a guarantor of the loan is asked, part by part,
for what is open as the contract now stands or as it would be without the change, whichever is less. The
interest agreed for an extension is thus left out, though penalty would have run in its place: the letter
says so and waives nothing. Of recourse this is not worked out: what the house would have paid without
the change the log does not know (L-08 asks legal).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from noticegen import recourse
from noticegen.accrual import ZERO
from noticegen.addressing import DEMAND, RECOURSE, REMINDER
from noticegen.caps import left_of, standing
from noticegen.memory import of_case
from noticegen.model import Case, Event, EventType, Guarantee, Owed
from noticegen.periods import consented
from noticegen.policy import Policy

COUNTER = (REMINDER, RECOURSE)


def deeds_for(case: Case, kind: str, party: str) -> tuple[Guarantee, ...]:
    """The deeds of the party that a document of this kind rests on: counter-guarantees for 2A and
    2B, guarantees of the loan for 2C, for any other kind all of his."""
    own = [g for g in case.guarantees if g.party == party]
    if kind in COUNTER:
        own = [g for g in own if g.counter]
    elif kind == DEMAND:
        own = [g for g in own if not g.counter]
    return tuple(own)


def asked_on(case: Case, kind: str, party: str, on: date, policy: Policy) -> tuple[Guarantee, ...]:
    """Those of `deeds_for` that still stand on `on`; all of them where none does."""
    return standing(case, deeds_for(case, kind, party), on, policy)


def debt_of(case: Case, kind: str, on: date, policy: Policy) -> Decimal:
    """What is due and open of the claim this kind rests on: recourse for 2B, else the loan."""
    if kind == RECOURSE:
        claim = recourse.claim(case, on, policy)
        return claim.total if claim else ZERO
    return recourse.bank_owed(case, on, policy).total


def asked_of(case: Case, kind: str, party: str, on: date, policy: Policy) -> Decimal:
    """The sum that may be asked of the party: the open debt that binds him, but not beyond what his caps
    leave."""
    debt = binding(case, kind, party, on, policy).total
    left = left_of(case, asked_on(case, kind, party, on, policy), on, policy)
    return debt if left is None else min(debt, left)


# --- changes of the debt he did not agree to ------------------------------------------------------

CHANGES = (EventType.EXTENSION, EventType.PLAN, EventType.ACCELERATION)


def changes(case: Case, deed: Guarantee, on: date) -> tuple[Event, ...]:
    """What changed the debt from the day of the deed up to `on`: an approved extension or plan, a call
    that no clause of the contract allowed from the start."""
    return tuple(
        e
        for e in case.of(*CHANGES)
        if deed.deed_date <= e.day <= on
        and e.details.get("approver")
        and (e.type is not EventType.ACCELERATION or not case.loan.acceleration_clause)
    )


def unagreed(case: Case, deed: Guarantee, on: date) -> tuple[Event, ...]:
    """Those of the changes to which he did not agree in writing by `on`."""
    return tuple(e for e in changes(case, deed, on) if not consented(e, case, deed.party, on))


@dataclass(frozen=True, slots=True)
class Binding:
    """The part of the open debt that binds a guarantor. `left_out` yuan of it came by `without`, changes
    he did not agree to; `daily_increase` = what one more day adds of what binds him."""

    total: Decimal
    daily_increase: Decimal
    left_out: Decimal = ZERO
    without: tuple[Event, ...] = ()


def binding(case: Case, kind: str, party: str, on: date, policy: Policy) -> Binding:
    """What of the open debt this kind rests on binds the party: under several deeds, the one that binds
    him for most."""
    if kind == RECOURSE:
        claim = recourse.claim(case, on, policy)
        return Binding(claim.total, claim.daily_increase) if claim else Binding(ZERO, ZERO)
    owed = recourse.bank_owed(case, on, policy)
    deeds = asked_on(case, kind, party, on, policy) if kind == DEMAND else ()
    found = [_under(case, owed, _of_money(unagreed(case, g, on)), on, policy) for g in deeds]
    return max(found, key=lambda b: b.total, default=Binding(owed.total, owed.daily_increase))


def _of_money(found: tuple[Event, ...]) -> tuple[Event, ...]:
    """Those that move the account: a plan moves none."""
    return tuple(e for e in found if e.type is not EventType.PLAN)


def _under(case: Case, owed: Owed, without: tuple[Event, ...], on: date, policy: Policy) -> Binding:
    """Part by part the lesser of what is open and what would be without these changes."""
    if not without:
        return Binding(owed.total, owed.daily_increase)
    signed = recourse.bank_owed(_unchanged(case, without), on, policy)
    total = sum((min(getattr(owed, p), getattr(signed, p)) for p in PARTS), ZERO)
    daily = min(owed.daily_increase, signed.daily_increase)
    return Binding(total, daily, owed.total - total, without)


def _unchanged(case: Case, without: tuple[Event, ...]) -> Case:
    """The case as if these changes had never been made."""
    known, asked = of_case(case), (_unchanged, *(e.id for e in without))
    if asked not in known:
        known[asked] = replace(case, log=tuple(e for e in case.events if e not in without))
    found: Case = known[asked]
    return found


# --- what a deed's words on its scope cover -------------------------------------------------------

# The parts of a debt, by the words deeds use for them.
PARTS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(words, re.I)
    for name, words in (
        ("principal", r"本金|本息|代偿款|代偿金额|principal"),
        ("interest", r"利息|本息|资金占用费|(?<!penalty )(?<!default )(?<!compound )interest"),
        ("penalty", r"罚息|违约金|penalty|default interest|late interest"),
        ("compound", r"复利|compound"),
        ("costs", r"费用|诉讼费|律师费|costs|fees"),
    )
}
_ALL = re.compile(r"全部|所有|一切|\ball (?:sums|debts|obligations|amounts)\b", re.I)
_LEFT_OUT = re.compile(
    r"(?:不包括|不包含|不含|不及于|excluding|except)([^，。；;,.)）]*)|([^，。；、;,.（(]*)除外",
    re.I,
)


def covered(scope: str) -> frozenset[str] | None:
    """The parts of a debt that a deed's words on its scope name; all of them where it is silent
    (Civil Code 691). None = the words cannot be read, a person must."""
    if not scope.strip():
        return frozenset(PARTS)
    text = scope.replace("逾期利息", "罚息")
    out = " ".join(part for found in _LEFT_OUT.findall(text) for part in found)
    kept = _LEFT_OUT.sub("", text)
    named = {name for name, words in PARTS.items() if words.search(kept)}
    if _ALL.search(kept):
        named = set(PARTS)
    if not named:
        return None
    return frozenset(name for name in named if not PARTS[name].search(out))


def parts_of(case: Case, kind: str, on: date, policy: Policy) -> dict[str, Decimal]:
    """The open debt this kind rests on, by its parts."""
    if kind == RECOURSE:
        claim = recourse.claim(case, on, policy)
        if claim is None:
            return {}
        return {"principal": claim.principal, "interest": claim.interest, "costs": claim.costs}
    owed = recourse.bank_owed(case, on, policy)
    return {name: getattr(owed, name) for name in PARTS}
