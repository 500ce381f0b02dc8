"""What the book holds on the loans of one batch of an import, read before anything is decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from noticegen.book import rows
from noticegen.book import tables as t
from noticegen.book.filed import File, Filed


@dataclass
class Held:
    """What the book holds on the loans and parties of one batch."""

    loans: dict[str, rows.Row]
    parties: dict[str, rows.Row]
    lists: dict[sa.Table, dict[str, list[rows.Row]]]  # by party (addresses) or loan
    events: dict[str, dict[str, tuple[rows.Row, list[File]]]]  # by loan, then id


def held(conn: sa.Connection, batch: Sequence[Filed]) -> Held:
    """What the book holds on these loans and on the parties they name: one query for each table."""
    loans = [loan.id for loan in batch]
    parties = sorted({party["id"] for loan in batch for party in loan.parties})
    known = Held(
        loans={r["id"]: r for r in _select(conn, t.loans, t.loans.c.id, loans)},
        parties={r["id"]: r for r in _select(conn, t.parties, t.parties.c.id, parties)},
        lists={},
        events=defaultdict(dict),
    )
    loans, parties = list(known.loans), list(known.parties)  # nothing hangs on what is not there
    for table, owner, ids in (
        (t.addresses, "party", parties),
        (t.signatories, "loan", loans),
        (t.guarantees, "loan", loans),
        (t.instalments, "loan", loans),
    ):
        lists = known.lists[table] = defaultdict(list)
        for row in _select(conn, table, table.c[owner], ids):
            lists[row[owner]].append(row)
    files: dict[int, list[File]] = defaultdict(list)
    of_batch = sa.select(t.events.c.leaf).where(t.events.c.loan.in_(loans))
    query = sa.select(t.event_evidence).where(t.event_evidence.c.event.in_(of_batch))
    for f in conn.execute(query.order_by(*t.event_evidence.primary_key)).mappings():
        files[f["event"]].append((f["sha256"], f["name"], f["kind"]))
    for row in _select(conn, t.events, t.events.c.loan, loans):
        known.events[row["loan"]][row["id"]] = row, files.get(row["leaf"], [])
    return known


def _select(
    conn: sa.Connection, table: sa.Table, column: sa.ColumnElement[str], ids: Sequence[str]
) -> list[rows.Row]:
    if not ids:
        return []
    query = sa.select(table).where(column.in_(ids)).order_by(*table.primary_key)
    names = tuple(c.name for c in table.columns)
    return [dict(zip(names, row, strict=True)) for row in conn.execute(query)]
