"""Defaults of one loan, and the day count within the present one.

- The anchor, day 0, is the due date of the first instalment of which anything was unpaid at the end
  of that day. A step taken on day 0 counts.
- A default ends only when nothing due is unpaid at the end of a day (principal, interest, penalty,
  compound interest, costs), or by an approved write-off. Part payment never ends or resets it.
- Costs alone do not begin a default, but keep one open. Steps of an old default never count for a
  new one.
- The step day counts from the anchor; days overdue, printed and used for "long overdue", from the
  oldest instalment of which anything is still unpaid.

All of it comes out of the same replay as the figures (`ledger`), so the two cannot disagree.
"""

from __future__ import annotations

from datetime import date

from noticegen.ledger import replay
from noticegen.model import Case, Episode
from noticegen.policy import Policy


def episodes(case: Case, on: date, policy: Policy) -> tuple[Episode, ...]:
    """Every default up to and including `on`, oldest first; the last one may be open."""
    return replay(case, on, policy).episodes


def present_episode(case: Case, on: date, policy: Policy) -> Episode | None:
    """The default the loan is in at the end of `on`; None if nothing due is unpaid."""
    return replay(case, on, policy).open_episode


def step_day(case: Case, on: date, policy: Policy) -> int | None:
    """Days from the anchor of the present default to `on`; 0 on the anchor, None without one."""
    episode = present_episode(case, on, policy)
    return None if episode is None else (on - episode.anchor).days


def days_overdue(case: Case, on: date, policy: Policy) -> int:
    """Days since the oldest instalment still unpaid fell due; 0 if none is."""
    fell_due = [i.fell_due for i in replay(case, on, policy).items if i.unpaid and i.fell_due]
    return (on - min(fell_due)).days if fell_due else 0
