"""Names and numbers of all loans but one, as a stream: what may not stand in the papers of that one.

The same as `packet.residue.marks` of every other case, without loading a case: one query per table for a
chunk of loans, so memory does not grow with the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from noticegen.book import tables as t
from noticegen.book.load import Reading

CHUNK = 2000  # loans, or documents, read by one set of queries


def marks_of_others(read: Reading, loan_id: str) -> Iterator[str]:
    """Ids, contract numbers, names, identifiers, phones, mail addresses, numbers of deeds and documents.

    A mark may come more than once, and a party of this loan who is in another as well comes too. Between
    chunks no transaction is open."""
    after = ""
    while True:
        with read() as conn:
            ids = list(conn.execute(_IDS, {"after": after}).scalars())
            found = [
                x for query in _OF_LOANS for x in _values(conn, query, _span(after, ids, loan_id))
            ]
        yield from found
        if len(ids) < CHUNK:
            break
        after = ids[-1]
    yield from _documents(read)


def _span(after: str, ids: list[str], but: str) -> dict[str, str]:
    """The loans after one id up to the last of `ids`, both in the order of the database."""
    return {"after": after, "last": ids[-1] if ids else after, "but": but}


def _values(conn: sa.Connection, query: sa.Select[Any], asked: dict[str, str]) -> Iterator[str]:
    return (value for row in conn.execute(query, asked) for value in row if value)


def _documents(read: Reading) -> Iterator[str]:
    """Each number on the log, by its index; those of the loan itself are among them, and are its own."""
    after = ""
    while True:
        with read() as conn:
            found = list(conn.execute(_DOCUMENTS, {"after": after}).scalars())
        yield from found
        if len(found) < CHUNK:
            return
        after = found[-1]


_AFTER, _LAST, _BUT = (sa.bindparam(name, type_=sa.Text) for name in ("after", "last", "but"))
_IDS = sa.select(t.loans.c.id).where(t.loans.c.id > _AFTER).order_by(t.loans.c.id).limit(CHUNK)
_DOCUMENTS = (
    sa.select(t.events.c.document)
    .where(t.events.c.document != sa.literal_column("''"), t.events.c.document > _AFTER)
    .group_by(t.events.c.document)
    .order_by(t.events.c.document)
    .limit(CHUNK)
)


def _within(column: sa.Column[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return column > _AFTER, column <= _LAST, column != _BUT


_WHO = (t.parties.c.name, t.parties.c.id_number, t.parties.c.phone, t.parties.c.email)
_OF_LOANS: tuple[sa.Select[Any], ...] = (
    sa.select(
        t.loans.c.id, t.loans.c.contract_no, t.loans.c.recourse_contract, t.loans.c.notarised_deed
    ).where(*_within(t.loans.c.id), t.loans.c.erased_at.is_(None)),
    sa.select(*_WHO)
    .join(t.signatories, t.signatories.c.party == t.parties.c.id)
    .where(*_within(t.signatories.c.loan)),
    sa.select(*_WHO, t.guarantees.c.deed_no)
    .join(t.guarantees, t.guarantees.c.party == t.parties.c.id)
    .where(*_within(t.guarantees.c.loan)),
)
