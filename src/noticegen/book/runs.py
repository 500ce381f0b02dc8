"""The log of batch runs: who allowed the seal, when a run began, what came out of it.

A run is named for its day and kind (2026-03-27-overdue-notice, a later one of that day -2). What is
known of it stands on its log, whose entries are leaves of the same tree as everything else; nothing
is updated. `run_letters` says which numbers a run reserved.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from noticegen import canonical
from noticegen.book import leaves
from noticegen.book import tables as t
from noticegen.model import NO_DETAILS

BEGUN, FINISHED, SEAL_USE, APPROVAL = "begun", "finished", "seal_use", "approval"


@dataclass(frozen=True, slots=True)
class RunAct:
    """One entry on the log of a run. `nth` is its place, 0 before it is told; `at` is aware."""

    run: str
    at: datetime
    type: str  # begun | finished | seal_use | approval
    actors: tuple[str, ...] = ()
    text: str = ""
    details: Mapping[str, str] = field(default_factory=lambda: NO_DETAILS)
    nth: int = 0


def tell(conn: sa.Connection, act: RunAct) -> RunAct:
    """Put an act at the end of the log of its run; `conn` is a writing transaction."""
    known = sa.select(sa.func.count()).where(t.run_log.c.run == act.run)
    tree = leaves.frontier(conn)
    row = {
        "leaf": tree.size,
        "run": act.run,
        "nth": conn.execute(known).scalar_one() + 1,
        "at": act.at.isoformat(),
        "type": act.type,
        "actors": canonical.dumps(act.actors),
        "text": act.text,
        "details": canonical.dumps(dict(act.details)),
        "salt": secrets.token_bytes(leaves.SALT_SIZE),
    }
    conn.execute(sa.insert(t.run_log), row)
    leaves.append(conn, [leaves.run_leaf(row)], tree)
    return _act(row)


def log_of(conn: sa.Connection, run: str) -> tuple[RunAct, ...]:
    """Everything on the log of a run, oldest first; () for a name nobody used."""
    query = sa.select(t.run_log).where(t.run_log.c.run == run).order_by(t.run_log.c.nth)
    return tuple(_act(row) for row in conn.execute(query).mappings())


def begun(conn: sa.Connection) -> Iterator[tuple[RunAct, bool]]:
    """Every run that has begun, in order, and whether it is finished."""
    c = t.run_log.c
    done = set(conn.execute(sa.select(c.run).where(c.type == FINISHED)).scalars())
    query = sa.select(t.run_log).where(c.type == BEGUN).order_by(c.leaf)
    for row in conn.execute(query).mappings().all():
        yield _act(row), row["run"] in done


def approvals(conn: sa.Connection, prefix: str) -> tuple[RunAct, ...]:
    """Approvals of the seal and their confirmations on the logs of runs whose name begins so, in the
    order they were told."""
    c = t.run_log.c
    query = (
        sa.select(t.run_log)
        .where(c.run.startswith(prefix, autoescape=True), c.type.in_((SEAL_USE, APPROVAL)))
        .order_by(c.leaf)
    )
    return tuple(_act(row) for row in conn.execute(query).mappings())


def numbers(conn: sa.Connection, run: str) -> Iterator[str]:
    """The numbers a run reserved, in no order."""
    query = sa.select(t.run_letters.c.number).where(t.run_letters.c.run == run)
    yield from conn.execute(query).scalars()


def _act(row: Mapping[Any, Any]) -> RunAct:
    return RunAct(
        run=row["run"],
        at=datetime.fromisoformat(row["at"]),
        type=row["type"],
        actors=tuple(json.loads(row["actors"])),
        text=row["text"],
        details=json.loads(row["details"]),
        nth=row["nth"],
    )
