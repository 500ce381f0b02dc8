"""From when the notice itself could go out: what a later document that waits for it may count on.

The steps of the manual before the notice (S-01 to S-12) are asked as if it were issued, with the
overrides and the relief that hold for it. A step that cannot be taken any more leaves no day: the notice
then needs an override, and nobody can say when one comes.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from noticegen import clocks
from noticegen.addressing import BORROWERS, holding
from noticegen.memory import of_day
from noticegen.model import Case
from noticegen.policy import Policy
from noticegen.rules import first_days, notice_day
from noticegen.rules.override import overridden
from noticegen.rules.relief import approver, pressing, relieve
from noticegen.rules.table import NOTICE, Row, blocking, can_block, earliest, rows

_STEPS = (*first_days.RULES, *notice_day.RULES)


def notice_from(case: Case, debtor: str, on: date, policy: Policy) -> date | None:
    """The first day from `on` on which the order of the house lets a notice to this debtor go, if all
    that can still be done is done; None if only an override would."""
    known, asked = of_day(case, on, policy), (notice_from, debtor)
    if asked not in known:
        known[asked] = _from(case, debtor, on, policy)
    day: date | None = known[asked]
    return day


def _from(case: Case, debtor: str, on: date, policy: Policy) -> date | None:
    # Of a single borrower it is the question that the notice itself is asked.
    party = None if holding(case, BORROWERS) == (debtor,) else debtor
    held = blocking(_steps(policy), case, NOTICE, on, policy, party)
    if not held:
        return on
    running = clocks.of(case, on, policy)
    near = bool(pressing(running, policy, on))
    left = tuple(overridden(tuple(held), case, NOTICE, on, policy, near=near))
    left = relieve(left, running, policy, on, NOTICE, approver(case, NOTICE, on, policy))
    return earliest(left) if any(f.blocks for f in left) else on


@lru_cache(16)
def _steps(policy: Policy) -> tuple[Row, ...]:
    """The steps that can block the notice, where the layer of the manual is in force."""
    return can_block(rows((r for r in _STEPS if r.layer in policy.layers), NOTICE, policy))
