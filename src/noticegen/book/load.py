"""Read one Case: a handful of small queries, every hash compared, nothing kept between calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from noticegen.book import leaves, rows
from noticegen.book import tables as t
from noticegen.book.unknown import unknown_loan
from noticegen.model import Address, Case, Event, House, Party
from noticegen.vault import Vault

Row = Mapping[Any, Any]
Rows = Sequence[Row]


def load(conn: sa.Connection, loan_id: str, house: House, vault: Vault) -> Case:
    """The case of `loan_id`, its log in the zone of the house, sorted by (at, id).

    Raises UsageError when the book does not know the loan."""
    found = _rows(conn, _LOAN, loan_id)
    if not found:
        raise unknown_loan(conn, loan_id)
    row = found[0]
    log, intact = _log(conn, row, ZoneInfo(house.zone), vault)
    until = row["booked_until"]
    return Case(
        loan=rows.loan_of(row),
        house=house,
        parties=_parties(conn, loan_id),
        signatories=tuple(rows.signatory_of(r) for r in _rows(conn, _SIGNATORIES, loan_id)),
        guarantees=tuple(rows.guarantee_of(r) for r in _rows(conn, _GUARANTEES, loan_id)),
        instalments=tuple(rows.instalment_of(r) for r in _rows(conn, _INSTALMENTS, loan_id)),
        log=log,
        booked_until=None if until is None else date.fromisoformat(until),
        chain_intact=intact,
    )


def _parties(conn: sa.Connection, loan_id: str) -> dict[str, Party]:
    """Signatories first, then guarantors, each once."""
    addresses: dict[str, list[Address]] = {}
    for row in _rows(conn, _ADDRESSES, loan_id):
        addresses.setdefault(row["party"], []).append(rows.address_of(row))
    return {
        row["id"]: rows.party_of(row, addresses=tuple(addresses.get(row["id"], ())))
        for row in _rows(conn, _PARTIES, loan_id)
    }


def _log(
    conn: sa.Connection, loan: Mapping[str, Any], zone: ZoneInfo, vault: Vault
) -> tuple[tuple[Event, ...], bool]:
    """The events, and whether each still is what its leaf says and none is missing."""
    files: dict[int, list[Mapping[str, Any]]] = {}
    for row in _rows(conn, _EVIDENCE, loan["id"]):
        files.setdefault(row["event"], []).append(row)
    found = _rows(conn, _EVENTS, loan["id"])
    intact = [row["nth"] for row in found] == list(range(1, loan["log_size"] + 1))
    log = []
    for row in found:
        own = files.get(row["leaf"], ())
        intact = intact and leaves.event_leaf(row, named(own)) == row["hash"]
        kept = tuple(rows.evidence_of(f, vault.state(f["sha256"])) for f in own)
        log.append(rows.event_of(row, kept, zone))
    return tuple(sorted(log, key=lambda e: (e.at, e.id))), intact


def named(files: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """The evidence of an event as its leaf holds it."""
    return [(f["sha256"], f["name"], f["kind"]) for f in files]


def _rows(conn: sa.Connection, query: sa.Select[Any], loan_id: str) -> Rows:
    return conn.execute(query, {"loan": loan_id}).mappings().all()


_OF = sa.bindparam("loan", type_=sa.Text)
_SIGNED = sa.select(t.signatories.c.party).where(t.signatories.c.loan == _OF)
_STOOD = sa.select(t.guarantees.c.party).where(t.guarantees.c.loan == _OF)
_LOAN = sa.select(t.loans).where(t.loans.c.id == _OF)
_PARTIES = sa.select(t.parties).where(t.parties.c.id.in_(_SIGNED.union(_STOOD)))
_PARTIES = _PARTIES.order_by(t.parties.c.id)
_ADDRESSES = sa.select(t.addresses).where(t.addresses.c.party.in_(_SIGNED.union(_STOOD)))
_ADDRESSES = _ADDRESSES.order_by(t.addresses.c.party, t.addresses.c.position)
_SIGNATORIES = (
    sa.select(t.signatories).where(t.signatories.c.loan == _OF).order_by(t.signatories.c.position)
)
_GUARANTEES = (
    sa.select(t.guarantees).where(t.guarantees.c.loan == _OF).order_by(t.guarantees.c.position)
)
_INSTALMENTS = (
    sa.select(t.instalments).where(t.instalments.c.loan == _OF).order_by(t.instalments.c.number)
)
_EVENTS = (
    sa.select(t.events, t.leaves.c.hash)
    .outerjoin(t.leaves, t.leaves.c.leaf == t.events.c.leaf)
    .where(t.events.c.loan == _OF)
    .order_by(t.events.c.nth)
)
_EVIDENCE = (
    sa.select(t.event_evidence)
    .join(t.events, t.events.c.leaf == t.event_evidence.c.event)
    .where(t.events.c.loan == _OF)
    .order_by(t.event_evidence.c.event, t.event_evidence.c.position)
)
