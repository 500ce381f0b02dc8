"""The loan and what the house asks back for it (`claims`), together: what its creditor is still owed, and
whether anything is owed to either.

**Whose money.** What the debtor pays back to the house never reaches the bank: `bank_owed` counts the
house's payments to the bank and what was paid on the loan, nothing of the recourse claim.
"""

from __future__ import annotations

from datetime import date, timedelta

from noticegen import figures
from noticegen.addressing import OF_RECOURSE
from noticegen.claims import (
    SHARED,
    Claim,
    Paid,
    Receipt,
    asked_back,
    claim,
    in_hand,
    paid_back_on,
    stands_in,
)
from noticegen.episodes import present_episode
from noticegen.ledger import seen_by_the_bank
from noticegen.memory import remembered
from noticegen.model import Case, EventType, Owed
from noticegen.policy import Policy

T = EventType


def bank_owed(case: Case, on: date, policy: Policy) -> Owed:
    """What the creditor of the loan is still owed: the loan with the house's payments counted, and
    without what was paid, spent or waived on the house's own claim. In its ledger the rows of the
    house's payments are called `sub_payment`."""
    if not any(e.day <= on for e in case.of(T.SUB_PAYMENT)):
        return figures.owed(case, on, policy)
    return figures.owed_to_the_bank(case, on, policy)


def owing_until(case: Case, on: date, policy: Policy) -> date:
    """The day up to which the loan was in default towards its creditor: that on which nothing due to it
    was left unpaid, whoever paid it, else `on`. The debtor's own default goes on (`episodes`)."""
    defaults = seen_by_the_bank(case, on, policy).episodes
    ended = defaults[-1].ended if defaults else None
    return on if ended is None else ended


def letters_since(case: Case, kind: str, on: date, policy: Policy) -> date | None:
    """The day from which on (included) letters of this kind are about what is asked on `on`: day 0 of the
    present default; of those that ask for what the house paid, the first payment for which something is
    asked back, as one that went out before was about a claim that was paid back. None where nothing is in default."""
    episode = present_episode(case, on, policy)
    paid = stands_in(case, on, policy) if kind in OF_RECOURSE else ()
    days = [*([episode.anchor] if episode else []), *(e.day for e in paid[:1])]
    return max(days, default=None)


def missed_on(case: Case, back: Claim, policy: Policy) -> date | None:
    """The due day of what the debtor had missed when the house paid for him: day 0 of that default, or, of a
    default in which an earlier claim of the house was paid back, of the oldest sum still unpaid. None where
    the house paid before anything was missed."""
    first = back.paid[0].on
    episode = present_episode(case, first, policy)
    if episode is None:
        return None
    earlier = paid_back_on(case, first, policy)
    if earlier is None or earlier < episode.anchor:
        return episode.anchor
    lines = figures.owed(case, first, policy).lines
    return min((line.due for line in lines), default=episode.anchor)


def settled(case: Case, on: date, policy: Policy) -> bool:
    """Whether nothing is owed any more on the loan, now or later, nor to the house for it."""
    left = bank_owed(case, on, policy)
    back = claim(case, on, policy)
    return not left.total and not left.not_yet_due and (back is None or not back.total)


@remembered
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


__all__ = [
    "Claim",
    "Paid",
    "Receipt",
    "asked_back",
    "bank_owed",
    "claim",
    "in_hand",
    "letters_since",
    "missed_on",
    "owing_until",
    "settled",
    "settled_on",
    "stands_in",
]
