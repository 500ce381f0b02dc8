"""The register, many numbers at a time: one transaction for a chunk of letters.

What `Register.reserve`, `seal` and `void` promise of one number holds here of each of many: the
same counter, the same keys, the same leaves in the same order. A chunk costs one wait for the disk
where single acts cost one each.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from noticegen import canonical
from noticegen.book import Book, leaves, rows
from noticegen.book import tables as t
from noticegen.book.engine import insert
from noticegen.book.record import free_id
from noticegen.model import Event
from noticegen.register import SAME, Entry, Files, Request, Seal, entry_of, no_files, number_taken

Row = dict[str, Any]
Numbering = Callable[[Request, int], str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the register knows of a key: its live number, the run that reserved it ("" = none), and
    what the run noted of it."""

    entry: Entry
    run: str
    notes: str = ""


def standing(book: Book, keys: Sequence[str]) -> Mapping[str, Standing]:
    """The live numbers of these keys."""
    with book.read() as conn:
        return _standing(conn, keys)


def unfinished(book: Book, kind: str, locale: str, loans: Sequence[str]) -> tuple[Entry, ...]:
    """Numbers of these loans that are reserved and not issued, in order."""
    c = t.register.c
    query = sa.select(t.register).where(
        c.loan.in_(loans), c.kind == kind, c.locale == locale, c.state == "reserved"
    )
    with book.read() as conn:
        return tuple(entry_of(row) for row in conn.execute(query.order_by(c.seq)).mappings())


def given_up(book: Book, keys: Sequence[str]) -> Sequence[Entry]:
    """The void numbers of these keys that never were issued."""
    c = t.register.c
    query = sa.select(t.register).where(c.key.in_(keys), c.state == "void", c.issued_leaf.is_(None))
    with book.read() as conn:
        return [entry_of(row) for row in conn.execute(query.order_by(c.seq)).mappings()]


def reserve(
    book: Book,
    requests: Sequence[Request],
    numbering: Numbering,
    at: datetime,
    *,
    run: str,
    notes: Sequence[str] = (),
    void: Sequence[tuple[Entry, str]] = (),
    retract: Callable[[Entry], object] = lambda _: None,
) -> list[Standing]:
    """For each request the live number of its key, or a new one, in the order asked.

    `notes` are kept with the numbers that become those of the run, one for each request. `void` are
    reserved numbers to give up first, with the reason; `retract` takes away what was published under
    one. A number that was reserved and belongs to no run becomes one of `run`; an issued one stays
    where it is. Raises BookError when a number is taken by another series."""
    with book.write() as conn:
        new_leaves = _Leaves(conn)
        if void:
            _void(conn, {e.number: why for e, why in void}, at, new_leaves, retract)
        known = _standing(conn, [r.key for r in requests])
        new = [r for r in requests if r.key not in known]
        made = _new_rows(conn, new, numbering, at, new_leaves)
        insert(conn, t.register, made)
        new_leaves.append()
        noted = dict(zip((r.key for r in requests), notes or [""] * len(requests), strict=True))
        fresh = {r["key"]: Standing(entry_of(r), run, noted[r["key"]]) for r in made}
        taken_up = {
            key: Standing(found.entry, run, noted[key])
            for key, found in known.items()
            if found.entry.state == "reserved" and not found.run
        }
        own = [
            {"number": s.entry.number, "run": run, "notes": s.notes}
            for s in (fresh | taken_up).values()
        ]
        insert(conn, t.run_letters, own)
        found = {**known, **taken_up, **fresh}
        return [found[r.key] for r in requests]


def settle(
    book: Book,
    sealed: Sequence[tuple[Entry, Seal, Event]],
    failed: Sequence[tuple[str, str]],
    at: datetime,
    publish: Files = no_files,
) -> tuple[Entry, ...]:
    """Publish the files of a chunk, make its numbers issued, each with its event on the log, and
    others void with their reason.

    Sealing again with the same files changes nothing. Returns the numbers of `sealed` that were made void in
    between, or issued with other files, as they stand: where there are any, nothing at all was done."""
    with book.write() as conn:
        new_leaves = _Leaves(conn)
        state = _rows(conn, [entry.number for entry, _, _ in sealed])
        known = [(s, state[s[0].number]) for s in sealed]
        if taken := [
            row for (_, seal, _), row in known if not (_reserved(row) or _same(row, seal))
        ]:
            return tuple(entry_of(row) for row in taken)
        todo = [s for s, row in known if _reserved(row)]
        publish()
        events = _event_rows(conn, [(e.loan, event) for e, _, event in todo])
        acts = []
        for (entry, seal, _), event in zip(todo, events, strict=True):
            event["leaf"] = new_leaves.add(leaves.event_leaf(event, []))
            row = state[entry.number] | _sealing(seal, at)
            row["issued_leaf"] = new_leaves.add(leaves.act_leaf("issued", row))
            acts.append(row)
        insert(conn, t.events, events)
        _update(conn, acts)
        _void(conn, dict(failed), at, new_leaves)
        new_leaves.append()
        return ()


class _Leaves:
    """The leaves that one transaction adds to the tree, each told its place. A class because they are
    gathered before they are put by at once."""

    def __init__(self, conn: sa.Connection) -> None:
        self._conn, self._tree = conn, leaves.frontier(conn)
        self._hashes: list[bytes] = []

    def add(self, leaf: bytes) -> int:
        """Take a leaf; its place in the tree."""
        self._hashes.append(leaf)
        return self._tree.size + len(self._hashes) - 1

    def append(self) -> None:
        """Put all of them into the tree."""
        leaves.append(self._conn, self._hashes, self._tree)


def _standing(conn: sa.Connection, keys: Sequence[str]) -> dict[str, Standing]:
    query = (
        sa.select(t.register, t.run_letters.c.run, t.run_letters.c.notes)
        .outerjoin(t.run_letters, t.run_letters.c.number == t.register.c.number)
        .where(t.register.c.key.in_(keys), t.register.c.state != "void")
    )
    return {
        row["key"]: Standing(entry_of(row), row["run"] or "", row["notes"] or "")
        for row in conn.execute(query).mappings()
    }


def _rows(conn: sa.Connection, numbers: Sequence[str]) -> dict[str, Row]:
    query = sa.select(t.register).where(t.register.c.number.in_(numbers))
    return {row["number"]: dict(row) for row in conn.execute(query).mappings()}


def _new_rows(
    conn: sa.Connection, requests: Sequence[Request], numbering: Numbering, at: datetime, new_leaves: _Leaves
) -> list[Row]:  # fmt: skip
    made = []
    for request, seq in zip(requests, _places(conn, requests), strict=True):
        row: Row = dict.fromkeys(c.name for c in t.register.columns)
        for f in fields(request):
            value = getattr(request, f.name)
            row[f.name] = value.isoformat() if isinstance(value, date) else value or ""
        row |= {
            "number": numbering(request, seq),
            "key": request.key,
            "year": request.issued_on.year,
            "seq": seq,
            "reserved_at": at.isoformat(),
            "salt": secrets.token_bytes(leaves.SALT_SIZE),
            "state": "reserved",
        }
        row["reserved_leaf"] = new_leaves.add(leaves.act_leaf("reserved", row))
        made.append(row)
    taken = _rows(conn, [row["number"] for row in made])
    if taken:
        raise number_taken(min(taken))
    return made


def _places(conn: sa.Connection, requests: Sequence[Request]) -> list[int]:
    """The next place in the sequence of each request; the transaction holds the lock."""
    asked: dict[tuple[str, str, int], int] = defaultdict(int)
    for r in requests:
        asked[r.issuer, r.series, r.issued_on.year] += 1
    last = {}
    c = t.counters.c
    for sequence, many in asked.items():
        at = dict(zip(("issuer", "series", "year"), sequence, strict=True))
        where = [c[name] == value for name, value in at.items()]
        found = conn.execute(sa.select(c.last).where(*where)).scalar_one_or_none()
        if found is None:
            conn.execute(sa.insert(t.counters).values(**at, last=many))
        else:
            conn.execute(sa.update(t.counters).where(*where).values(last=found + many))
        last[sequence] = int(found or 0)
    places = []
    for r in requests:
        last[r.issuer, r.series, r.issued_on.year] += 1
        places.append(last[r.issuer, r.series, r.issued_on.year])
    return places


def _reserved(row: Row) -> bool:
    return bool(row["state"] == "reserved")


def _same(row: Row, seal: Seal) -> bool:
    return row["state"] == "issued" and all(row[n] == getattr(seal, n) for n in SAME)


def _sealing(seal: Seal, at: datetime) -> Row:
    filled = {f.name: getattr(seal, f.name) for f in fields(seal)}
    return filled | {
        "clauses": canonical.dumps(seal.clauses),
        "issued_at": at.isoformat(),
        "state": "issued",
    }


def _event_rows(conn: sa.Connection, told: Sequence[tuple[str, Event]]) -> list[Row]:
    """The rows of one event on each of these logs, in order, without their leaves; sizes go up."""
    loans = list({loan for loan, _ in told})
    query = sa.select(t.loans.c.id, t.loans.c.log_size).where(t.loans.c.id.in_(loans))
    before = {row.id: row.log_size for row in conn.execute(query)}
    size, made = dict(before), []
    wanted = [f"e{size[loan] + 1:06d}" for loan, _ in told]
    taken_query = sa.select(t.events.c.loan, t.events.c.id).where(
        t.events.c.loan.in_(loans), t.events.c.id.in_(wanted)
    )
    taken = {(loan, id_) for loan, id_ in conn.execute(taken_query)}
    for loan, event in told:
        size[loan] += 1
        name = f"e{size[loan]:06d}"
        if (loan, name) in taken or size[loan] > before[loan] + 1:
            name = free_id(conn, loan, size[loan])
        row = rows.event_row(loan, event, event.recorded_at.isoformat())
        made.append(row | {"id": name, "nth": size[loan], "salt": secrets.token_bytes(leaves.SALT_SIZE)})  # fmt: skip
    if made:
        change = sa.update(t.loans).where(t.loans.c.id == sa.bindparam("of"))
        many = [{"of": loan, "log_size": n} for loan, n in size.items()]
        conn.execute(change.values(log_size=sa.bindparam("log_size")), many)
    return made


def _void(
    conn: sa.Connection, why: Mapping[str, str], at: datetime, new_leaves: _Leaves,
    retract: Callable[[Entry], object] = lambda _: None,
) -> None:  # fmt: skip
    """Make reserved numbers void; one that is no longer reserved is left as it is."""
    if not why:
        return
    acts = []
    for number, row in _rows(conn, list(why)).items():
        if row["state"] != "reserved":
            continue
        retract(entry_of(row))
        acts.append(
            row | {"void_reason": why[number], "voided_at": at.isoformat(), "state": "void"}
        )
    acts.sort(key=lambda row: (row["series"], row["year"], row["seq"]))
    for row in acts:
        row["void_leaf"] = new_leaves.add(leaves.act_leaf("void", row))
    _update(conn, acts)


_FILLED = (
    "state", "file", "pdf_sha256", "docx_sha256", "content_hash", "pages", "clauses", "issued_at",
    "issued_leaf", "void_reason", "voided_at", "void_leaf", "first_page",
)  # fmt: skip


def _update(conn: sa.Connection, acts: Sequence[Row]) -> None:
    if not acts:
        return
    change = sa.update(t.register).where(t.register.c.number == sa.bindparam("of"))
    change = change.values({name: sa.bindparam(name) for name in _FILLED})
    conn.execute(change, [{"of": row["number"], **{n: row[n] for n in _FILLED}} for row in acts])
