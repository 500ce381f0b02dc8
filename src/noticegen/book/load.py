"""Read Cases: one query per table for a whole chunk of loans, every leaf compared, nothing kept.

One case is a chunk of one. The queries name the ids they want, so that none depends on what the
database guesses about the size of its tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from noticegen.book import leaves, rows
from noticegen.book import tables as t
from noticegen.book.erase import erased_loan
from noticegen.book.unknown import unknown_loan
from noticegen.errors import UsageError
from noticegen.model import Case, Event, EvidenceState, House, Party
from noticegen.text import Text
from noticegen.vault import Vault

CHUNK = 100  # cases read by one set of queries
Rows: TypeAlias = list[rows.Row]
Grouped: TypeAlias = Mapping[Any, Rows]
Reading: TypeAlias = Callable[[], AbstractContextManager[sa.Connection]]


def load(conn: sa.Connection, loan_id: str, house: House, vault: Vault) -> Case:
    """The case of `loan_id`, its log in the zone of the house, sorted by (at, id).

    Every evidence file is read and hashed. Raises UsageError when the book does not know the loan."""
    held = _gather(conn, (loan_id,))
    states = {sha256: vault.state(sha256) for sha256 in held.hashes}
    return _case(held, loan_id, house, ZoneInfo(house.zone), states)


def load_many(read: Reading, loan_ids: Iterable[str], house: House, vault: Vault) -> Iterator[Case]:
    """The cases of these loans, in this order; each is of one moment, a chunk is one transaction.

    Memory does not grow with their number, and between chunks no transaction is open. Evidence
    files that were not touched since they were last hashed are not read again (`Vault.glance`):
    good for lists and plans; a letter is issued on `load`. Raises UsageError for an unknown loan."""
    ids, zone = iter(loan_ids), ZoneInfo(house.zone)
    while chunk := tuple(islice(ids, CHUNK)):
        with read() as conn:
            held = _gather(conn, chunk)
        states = vault.glance(held.hashes)
        for loan_id in chunk:
            yield _case(held, loan_id, house, zone, states)


def party(conn: sa.Connection, party_id: str) -> Party:
    """One party. Raises UsageError when the book does not know her."""
    asked = {"ids": [party_id]}
    found = _rows(conn, _PARTIES, asked)
    if not found:
        raise UsageError(
            Text(f"账簿中没有当事人 {party_id}", f"the book knows no party {party_id}"),
            Text("noticegen case LOAN 列出当事人", "`noticegen case LOAN` lists the parties of a loan"),
        )  # fmt: skip
    addresses = tuple(map(rows.address_of, _rows(conn, _ADDRESSES, asked)))
    return rows.party_of(found[0], addresses=addresses)


@dataclass(frozen=True, slots=True)
class _Held:
    """The rows of one chunk, by loan (addresses: by party; files: by leaf)."""

    loans: Mapping[str, rows.Row]
    signatories: Grouped
    guarantees: Grouped
    instalments: Grouped
    events: Grouped
    files: Grouped
    parties: Mapping[str, rows.Row]
    addresses: Grouped

    @property
    def hashes(self) -> set[str]:
        """The evidence files that the chunk names."""
        return {file["sha256"] for files in self.files.values() for file in files}


def _gather(conn: sa.Connection, ids: Sequence[str]) -> _Held:
    asked = {"ids": list(dict.fromkeys(ids))}
    loans = {row["id"]: row for row in _rows(conn, _LOANS, asked)}
    for loan_id in ids:
        if loan_id not in loans:
            raise unknown_loan(conn, loan_id)
        if loans[loan_id]["erased_at"]:
            raise erased_loan(loan_id, loans[loan_id]["erased_at"])
    signatories, guarantees = (_by(conn, q, asked, "loan") for q in (_SIGNATORIES, _GUARANTEES))
    named = {
        row["party"] for table in (signatories, guarantees) for own in table.values() for row in own
    }
    people = {"ids": sorted(named)}
    return _Held(
        loans,
        signatories,
        guarantees,
        _by(conn, _INSTALMENTS, asked, "loan"),
        _by(conn, _EVENTS, asked, "loan"),
        _by(conn, _EVIDENCE, asked, "event"),
        {row["id"]: row for row in _rows(conn, _PARTIES, people)},
        _by(conn, _ADDRESSES, people, "party"),
    )


def _rows(conn: sa.Connection, query: sa.Select[Any], asked: Mapping[str, Any]) -> Rows:
    found = conn.execute(query, asked)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def _by(conn: sa.Connection, query: sa.Select[Any], asked: Mapping[str, Any], key: str) -> Grouped:
    grouped: dict[Any, Rows] = defaultdict(list)
    for row in _rows(conn, query, asked):
        grouped[row[key]].append(row)
    return grouped


def _case(
    held: _Held, loan_id: str, house: House, zone: ZoneInfo, states: Mapping[str, EvidenceState]
) -> Case:
    row = held.loans[loan_id]
    signed, stood = held.signatories.get(loan_id, ()), held.guarantees.get(loan_id, ())
    log, intact = _log(held, row, zone, states)
    until = row["booked_until"]
    return Case(
        loan=rows.loan_of(row),
        house=house,
        parties=_parties(held, sorted({r["party"] for r in (*signed, *stood)})),
        signatories=tuple(map(rows.signatory_of, signed)),
        guarantees=tuple(map(rows.guarantee_of, stood)),
        instalments=tuple(map(rows.instalment_of, held.instalments.get(loan_id, ()))),
        log=log,
        booked_until=None if until is None else date.fromisoformat(until),
        chain_intact=intact,
    )


def _parties(held: _Held, ids: Iterable[str]) -> dict[str, Party]:
    """Each party once, by id."""
    return {
        party: rows.party_of(
            held.parties[party],
            addresses=tuple(map(rows.address_of, held.addresses.get(party, ()))),
        )
        for party in ids
        if party in held.parties
    }


def _log(
    held: _Held, loan: rows.Row, zone: ZoneInfo, states: Mapping[str, EvidenceState]
) -> tuple[tuple[Event, ...], bool]:
    """The events, and whether each still is what its leaf says and none is missing."""
    found = held.events.get(loan["id"], [])
    intact = [row["nth"] for row in found] == list(range(1, loan["log_size"] + 1))
    log = []
    for row in found:
        own = held.files.get(row["leaf"], ())
        intact = intact and leaves.event_leaf(row, named(own)) == row["hash"]
        kept = tuple(rows.evidence_of(f, states[f["sha256"]]) for f in own)
        log.append(rows.event_of(row, kept, zone))
    return tuple(sorted(log, key=lambda e: (e.at, e.id))), intact


def named(files: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """The evidence of an event as its leaf holds it."""
    return [(f["sha256"], f["name"], f["kind"]) for f in files]


_IDS = sa.bindparam("ids", expanding=True, type_=sa.Text)
_LOANS = sa.select(t.loans).where(t.loans.c.id.in_(_IDS))
_PARTIES = sa.select(t.parties).where(t.parties.c.id.in_(_IDS))


def _of(table: sa.Table, owner: str, place: str) -> sa.Select[Any]:
    """The rows of these owners, in the order of their places."""
    return sa.select(table).where(table.c[owner].in_(_IDS)).order_by(table.c[owner], table.c[place])


_ADDRESSES = _of(t.addresses, "party", "position")
_SIGNATORIES = _of(t.signatories, "loan", "position")
_GUARANTEES = _of(t.guarantees, "loan", "position")
_INSTALMENTS = _of(t.instalments, "loan", "number")
# A subquery, not a join: a database with poor statistics would read all leaves for it.
_HASH = sa.select(t.leaves.c.hash).where(t.leaves.c.leaf == t.events.c.leaf).scalar_subquery()
_EVENTS = (
    sa.select(t.events, _HASH.label("hash"))
    .where(t.events.c.loan.in_(_IDS))
    .order_by(t.events.c.nth)
)
_EVIDENCE = (
    sa.select(t.event_evidence)
    .join(t.events, t.events.c.leaf == t.event_evidence.c.event)
    .where(t.events.c.loan.in_(_IDS))
    .order_by(t.event_evidence.c.event, t.event_evidence.c.position)
)
