"""Erase loans whose time is over, and the people who are in no other loan.

Rows and salts go, so that nobody can guess them from their leaves; the hashes stay, so that the tree
stays whole. One further leaf says which leaves stand for nothing any more, when, and who decided it.
Of a loan remains its id, so that no import brings it back; of a document its number and its acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from noticegen import canonical, merkle
from noticegen.book import leaves
from noticegen.book import tables as t
from noticegen.book.engine import insert
from noticegen.errors import UsageError
from noticegen.text import Text

NO_STREAMS: Mapping[str, str] = MappingProxyType({})
OF_LOAN = (t.signatories, t.guarantees, t.instalments)
KEPT_OF_NUMBER = frozenset(  # what a number that was erased still says
    ("number", "issuer", "series", "year", "seq", "kind", "loan", "locale", "state",
     "issued_on", "reserved_at", "issued_at", "voided_at", "reserved_leaf", "issued_leaf", "void_leaf")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """A print stream with letters to go and letters to stay: its file, the SHA-256 it should have, and
    (first page, pages) of each letter that goes."""

    file: str
    sha256: str
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Going:
    """What is left without an owner by an erasure: files of letters (path without suffix below the
    out folder), hashes of evidence that no other event names. `cuts` are streams that others share."""

    letters: tuple[str, ...]
    cuts: tuple[Cut, ...]
    evidence: tuple[str, ...]
    people: int


def loans_of(conn: sa.Connection, party: str) -> tuple[str, ...]:
    """The loans in which a party signed or stood, sorted; not those erased."""
    either = [sa.select(x.c.loan).where(x.c.party == party) for x in (t.signatories, t.guarantees)]
    return tuple(sorted(conn.execute(sa.union(*either)).scalars()))


def people_of(conn: sa.Connection, loans: Sequence[str], party: str) -> tuple[str, ...]:
    """`party`, and the parties of these loans that are in no other, sorted."""
    inside: set[str] = {party}
    outside: set[str] = set()
    for table in (t.signatories, t.guarantees):
        for loan, other in conn.execute(sa.select(table.c.loan, table.c.party)):
            (inside if loan in loans else outside).add(other)
    return tuple(sorted(inside - outside))


def ask(conn: sa.Connection, party: str, *, by: str, role: str, reason: str, at: str) -> None:
    """Note that `by` wishes the erasure; an earlier wish that nobody confirmed is replaced."""
    conn.execute(sa.delete(t.erasures).where(t.erasures.c.done_at.is_(None), t.erasures.c.party == party))  # fmt: skip
    last = conn.execute(sa.select(sa.func.max(t.erasures.c.id))).scalar_one()
    row = {"id": (last or 0) + 1, "party": party, "asked_at": at, "asked_by": by, "asked_role": role, "reason": reason}  # fmt: skip
    conn.execute(sa.insert(t.erasures), row)


def asked(conn: sa.Connection, party: str) -> dict[str, Any] | None:
    """The wish that waits for its second person."""
    query = sa.select(t.erasures).where(t.erasures.c.done_at.is_(None), t.erasures.c.party == party)
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else dict(row)


def going(conn: sa.Connection, loans: Sequence[str], people: Sequence[str]) -> Going:
    """The files that an erasure of these loans takes along."""
    r = t.register.c
    named = sa.select(r.file).where(r.loan.in_(loans), r.file.is_not(None))
    shared = set(
        conn.execute(sa.select(r.file).where(r.file.in_(named), r.loan.not_in(loans))).scalars()
    )
    e, v = t.events.c, t.event_evidence.c
    joined = sa.select(v.sha256).join(t.events, e.leaf == v.event)
    theirs = set(conn.execute(joined.where(e.loan.in_(loans))).scalars())
    others = set(conn.execute(joined.where(e.loan.not_in(loans), v.sha256.in_(theirs))).scalars())
    letters = tuple(sorted(set(conn.execute(named).scalars()) - shared))
    return Going(letters, tuple(_cuts(conn, loans, shared)), tuple(sorted(theirs - others)), len(people))  # fmt: skip


def _cuts(conn: sa.Connection, loans: Sequence[str], shared: set[str]) -> Iterator[Cut]:
    r = t.register.c
    now = restreamed(conn)
    for file in sorted(shared):
        query = sa.select(r.first_page, r.pages, r.pdf_sha256).where(r.file == file)
        gone = conn.execute(query.where(r.loan.in_(loans)).order_by(r.first_page)).all()
        sha256 = current(now, gone[0].pdf_sha256)
        yield Cut(file, sha256, tuple((row.first_page, row.pages) for row in gone))


def restreamed(conn: sa.Connection) -> dict[str, str]:
    """The SHA-256 of each print stream before and after an erasure that was carried out."""
    c = t.restreamed.c
    query = sa.select(c.before, c.after).join(t.erasures, t.erasures.c.id == c.erasure)
    done = query.where(t.erasures.c.leaf.is_not(None))
    return {row.before: row.after for row in conn.execute(done)}


def current(now: Mapping[str, str], sha256: str) -> str:
    """What the file of this hash must have now, after all erasures."""
    seen = {sha256}
    while sha256 in now and now[sha256] not in seen:
        sha256 = now[sha256]
        seen.add(sha256)
    return sha256


def erase(
    conn: sa.Connection, wish: dict[str, Any], loans: Sequence[str], people: Sequence[str],
    *, by: str, role: str, at: str, streams: Mapping[str, str] = NO_STREAMS,
) -> None:  # fmt: skip
    """Erase these loans and people, confirmed by `by`; adds the leaf of the erasure.

    `streams` are print streams that others share: SHA-256 before and after."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    gone = _leaves_of(conn, loans)
    insert(conn, t.erased, [{"leaf": leaf, "erasure": wish["id"]} for leaf in gone])
    told = [{"before": b, "after": a, "erasure": wish["id"]} for b, a in streams.items()]
    insert(conn, t.restreamed, told)
    in_loans = sa.select(t.events.c.leaf).where(t.events.c.loan.in_(loans))
    conn.execute(sa.delete(t.event_evidence).where(t.event_evidence.c.event.in_(in_loans)))
    conn.execute(sa.delete(t.events).where(t.events.c.loan.in_(loans)))
    for table in OF_LOAN:
        conn.execute(sa.delete(table).where(table.c.loan.in_(loans)))
    _blank_numbers(conn, loans)
    _blank_loans(conn, loans, at)
    conn.execute(sa.delete(t.addresses).where(t.addresses.c.party.in_(people)))
    conn.execute(sa.delete(t.parties).where(t.parties.c.id.in_(people)))
    tree = leaves.frontier(conn)
    done = wish | {"party": "", "done_at": at, "done_by": by, "done_role": role, "people": len(people), "leaf": tree.size}  # fmt: skip
    conn.execute(sa.update(t.erasures).where(t.erasures.c.id == wish["id"]).values(done))
    leaves.append(conn, [erasure_leaf(done, gone, streams)], tree)


def erasure_leaf(row: Any, gone: Sequence[int], streams: Mapping[str, str] = NO_STREAMS) -> bytes:
    """The leaf of an erasure that was carried out: who, when, why, which leaves it emptied, and which
    print streams it changed."""
    body = {name: row[name] for name in _SAID} | {"type": "erasure", "leaves": list(gone)}
    if streams:
        body["streams"] = sorted([before, after] for before, after in streams.items())
    return merkle.leaf_hash(canonical.dumps(body).encode())


_SAID = (
    "id", "asked_at", "asked_by", "asked_role", "reason", "done_at", "done_by", "done_role", "people",
)  # fmt: skip


def _leaves_of(conn: sa.Connection, loans: Sequence[str]) -> list[int]:
    found = list(
        conn.execute(sa.select(t.events.c.leaf).where(t.events.c.loan.in_(loans))).scalars()
    )
    for act in leaves.ACTS:
        column = t.register.c[f"{act}_leaf"]
        found += conn.execute(sa.select(column).where(t.register.c.loan.in_(loans), column.is_not(None))).scalars()  # fmt: skip
    return sorted(found)


def _blank_numbers(conn: sa.Connection, loans: Sequence[str]) -> None:
    """Numbers stay in their sequence; to whom, of what and what was written goes."""
    blank = {
        c.name: (None if c.nullable else b"" if c.name == "salt" else "")
        for c in t.register.columns
        if c.name not in KEPT_OF_NUMBER
    }
    one = sa.update(t.register).where(t.register.c.loan.in_(loans))
    conn.execute(one.values(blank | {"key": t.register.c.number}))


def _blank_loans(conn: sa.Connection, loans: Sequence[str], at: str) -> None:
    empty = {
        c.name: (None if c.nullable else 0 if isinstance(c.type, sa.Integer) else "")
        for c in t.loans.columns
        if c.name != "id"
    }
    conn.execute(
        sa.update(t.loans).where(t.loans.c.id.in_(loans)).values(empty | {"erased_at": at})
    )


def erased_loan(loan_id: str, at: str) -> UsageError:
    """What to say to whoever asks for a loan that is no more."""
    return UsageError(
        Text(f"贷款 {loan_id} 的资料已于 {at[:10]} 删除", f"the records of loan {loan_id} were erased on {at[:10]}"),
        Text("保存期限届满后依规删除，不能恢复", "their time was over; they cannot be brought back"),
    )  # fmt: skip
