"""How much one guarantor answers for: his deeds, what their caps leave, what may be asked of him.

A cap is read as the limit of all he may be made to pay under the deed; what he himself has paid
counts against it, whoever received it (Civil Code 691; Guarantee Interpretation 3: never more than
the debtor owes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from noticegen import recourse
from noticegen.accrual import ZERO
from noticegen.addressing import DEMAND, RECOURSE, REMINDER
from noticegen.model import Case, EventType, Guarantee
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


def own_payments(case: Case, party: str, on: date) -> Decimal:
    """What the party has paid up to and including `on`."""
    return sum(
        (e.amount or ZERO for e in case.of(EventType.PAYMENT, party=party) if e.day <= on), ZERO
    )


def cap_of(deeds: tuple[Guarantee, ...]) -> Decimal | None:
    """The caps of these deeds together; None if one of them has none."""
    caps = [g.cap for g in deeds]
    return sum((c for c in caps if c is not None), ZERO) if caps and None not in caps else None


def debt_of(case: Case, kind: str, on: date, policy: Policy) -> Decimal:
    """What is due and open of the claim this kind rests on: recourse for 2B, else the loan."""
    if kind == RECOURSE:
        claim = recourse.claim(case, on, policy)
        return claim.total if claim else ZERO
    return recourse.bank_owed(case, on, policy).total


def asked_of(case: Case, kind: str, party: str, on: date, policy: Policy) -> Decimal:
    """The sum that may be asked of the party: the open debt, but not beyond what his caps leave."""
    debt, cap = debt_of(case, kind, on, policy), cap_of(deeds_for(case, kind, party))
    if cap is None:
        return debt
    return min(debt, max(ZERO, cap - own_payments(case, party, on)))


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
