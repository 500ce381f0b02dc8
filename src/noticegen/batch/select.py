"""The first cut: which loans can have anything unpaid, asked of the database alone.

A loan whose payments had covered, by the end of each due day, all that had fallen due until then
never was in default, whatever the order of allocation: nothing was late, so no penalty ran. Every
other loan is a candidate, and so is each whose log holds an event that adds to what is due, brings it
forward, takes paid money away again or turns it to the claim of the house. The cut may take too many,
never too few; the rules decide on each.

Payments count by the day written in the log. Where that may differ from the day in the zone of the
house, the payment does not count here; nor does one that names the claim it is for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from noticegen.book import tables as t
from noticegen.errors import UsageError
from noticegen.model import EventType
from noticegen.text import Text

# Not covered by the reasoning above: taken without looking.
# After a payment of the house, money is that of its own claim unless it says otherwise.
ADDING = (
    EventType.COST, EventType.ACCELERATION, EventType.EXTENSION, EventType.REFUND, EventType.SUB_PAYMENT,
)  # fmt: skip


def must_be_branch(conn: sa.Connection, branch: str) -> None:
    """Raises UsageError for a branch that no loan has: misspelt, it would be a run over nothing."""
    c = t.loans.c
    query = sa.select(c.branch).where(c.erased_at.is_(None), c.branch != "").distinct()
    known = list(conn.execute(query.order_by(c.branch)).scalars())
    if branch not in known:
        told = "、".join(known) or "–"
        raise UsageError(
            Text(f"没有借款的经办机构是 {branch}", f"no loan has the branch {branch}"),
            Text(f"账簿中的机构：{told}", f"branches in the book: {told}"),
        )


def unpaid(conn: sa.Connection, on: date, zone: str, branch: str | None = None) -> list[str]:
    """The ids of the loans that can have something unpaid at the end of `on`, sorted.

    `branch` keeps the loans of one branch only."""
    i, later = t.instalments.c, t.events.alias("later")
    e = t.events.c
    taken_back = sa.select(later.c.leaf).where(later.c.loan == e.loan, later.c.corrects == e.id)
    due = sa.select(
        i.loan,
        i.due.label("day"),
        sa.literal(1).label("turn"),
        (i.principal + i.interest).label("amount"),
    ).where(i.due <= on.isoformat())
    paid = sa.select(
        e.loan,
        sa.func.substr(e.at, 1, 10).label("day"),
        sa.literal(0).label("turn"),
        (-e.amount).label("amount"),
    ).where(
        e.type == EventType.PAYMENT,
        e.at.endswith(_offset(zone)),
        ~e.details.contains('"claim"'),
        ~taken_back.exists(),
    )
    moves = sa.union_all(due, paid).subquery()
    open_ = sa.func.sum(moves.c.amount).over(
        partition_by=moves.c.loan, order_by=(moves.c.day, moves.c.turn), rows=(None, 0)
    )
    running = sa.select(moves.c.loan, moves.c.turn, open_.label("open")).subquery()
    late = sa.select(running.c.loan).where(running.c.turn == 1, running.c.open > 0)
    adding = sa.select(e.loan).where(e.type.in_(ADDING))
    chosen = sa.union(late, adding).subquery()
    query = sa.select(t.loans.c.id).join(chosen, chosen.c.loan == t.loans.c.id)
    if branch is not None:
        query = query.where(t.loans.c.branch == branch)
    return list(conn.execute(query.order_by(t.loans.c.id)).scalars())


def _offset(zone: str) -> str:
    """How the log writes times of this zone (+08:00); a zone that changes its clocks has no one
    spelling, and then no payment counts in the cut."""
    place = ZoneInfo(zone)
    days = (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 20_000, 30))
    found = {day.astimezone(place).isoformat()[-6:] for day in days}
    return found.pop() if len(found) == 1 else "no such ending"
