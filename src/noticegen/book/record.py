"""Add one event to a log. Nothing is ever updated: a mistake is taken back by a later event."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from noticegen import waybills
from noticegen.book import leaves, rows
from noticegen.book import tables as t
from noticegen.book.erase import erased_loan
from noticegen.book.unknown import unknown_loan
from noticegen.errors import BookError, DataError
from noticegen.model import Event
from noticegen.text import Text


def record(conn: sa.Connection, loan_id: str, event: Event) -> Event:
    """Put `event` on the log of `loan_id` and return it as recorded, its id filled when empty.

    Its waybill is tidied. The same event again (same id and content, whenever recorded) is no second one. Raises UsageError for an unknown
    loan, DataError for a time without zone, for an event to correct that is not on this log, and
    for an id that is taken."""
    one = sa.select(t.loans.c.log_size, t.loans.c.erased_at).where(t.loans.c.id == loan_id)
    size, erased_at = conn.execute(one).one_or_none() or (None, None)
    if erased_at is not None:
        raise erased_loan(loan_id, erased_at)
    if size is None:
        raise unknown_loan(conn, loan_id)
    if event.recorded_at.tzinfo is None:
        raise DataError(Text("记录时间没有时区", "the time of recording has no zone"))
    if event.corrects and not _known(conn, loan_id, event.corrects):
        raise DataError(
            Text("被更正的记录不在本贷款的日志中", "the event to correct is not on this log"),
            Text("noticegen case LOAN 列出日志", "`noticegen case LOAN` lists the log"),
        )
    event = replace(event, details=waybills.tidied(event.details))
    event = event if event.id else replace(event, id=free_id(conn, loan_id, size + 1))
    row = rows.event_row(loan_id, event, event.recorded_at.isoformat())
    before = conn.execute(_ONE, {"loan": loan_id, "id": event.id}).mappings().one_or_none()
    if before is not None:
        return _again(conn, dict(before), row, event)
    return _add(conn, row, event, size + 1)


def _add(conn: sa.Connection, row: rows.Row, event: Event, nth: int) -> Event:
    tree = leaves.frontier(conn)
    row |= {"leaf": tree.size, "nth": nth, "salt": secrets.token_bytes(leaves.SALT_SIZE)}
    files = [(file.sha256, file.name, file.kind) for file in event.evidence]
    conn.execute(sa.insert(t.events), row)
    if files:
        conn.execute(sa.insert(t.event_evidence), evidence_rows(tree.size, files))
    leaves.append(conn, [leaves.event_leaf(row, files)], tree)
    conn.execute(sa.update(t.loans).where(t.loans.c.id == row["loan"]).values(log_size=nth))
    return event


def evidence_rows(leaf: int, files: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """The rows that name the files of an event, in order."""
    return [
        {"event": leaf, "position": i, "sha256": sha256, "name": name, "kind": kind}
        for i, (sha256, name, kind) in enumerate(files)
    ]


def _again(conn: sa.Connection, before: rows.Row, row: rows.Row, event: Event) -> Event:
    query = sa.select(t.event_evidence).where(t.event_evidence.c.event == before["leaf"])
    kept = conn.execute(query.order_by(t.event_evidence.c.position)).mappings()
    files = [(f["sha256"], f["name"], f["kind"]) for f in kept]
    given = [(f.sha256, f.name, f.kind) for f in event.evidence]
    if files == given and rows.alike(before, row):
        return event
    raise DataError(
        Text(
            "该编号的记录已存在且内容不同", "an event with this id is on the log with other content"
        ),
        Text("日志不能修改，请另记一条更正", "the log is never changed: record a correction"),
    )


def free_id(conn: sa.Connection, loan_id: str, nth: int) -> str:
    """e000001, e000002 ...: the place on the log; a source may have used such a key before."""
    for suffix in ("", *(f"-{n}" for n in range(1, 100))):
        candidate = f"e{nth:06d}{suffix}"
        if not _known(conn, loan_id, candidate):
            return candidate
    raise BookError(Text("无法分配记录编号", "no id is free for the event"))


def _known(conn: sa.Connection, loan_id: str, event_id: str) -> bool:
    return conn.execute(_ONE, {"loan": loan_id, "id": event_id}).first() is not None


_ONE = sa.select(t.events).where(
    t.events.c.loan == sa.bindparam("loan"), t.events.c.id == sa.bindparam("id")
)
