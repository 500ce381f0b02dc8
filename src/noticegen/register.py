"""The register: numbers that are never lost, reused or given twice, and proof that nothing was altered.

One sequence per issuer, series (the word of the kind) and year, from a counter row. A number is first
reserved with everything its document is made from, then issued with the hashes of its files, or
void with a reason; each of these acts is a leaf of the tree in `book.leaves`.

The files of a number are put in place and taken away by whoever holds the book at that moment, after
looking at its state and before changing it: so a number that another made void can get no file any
more, and one that another issued loses none.

The idempotency key is (kind, loan, party, locale, anchor of the default, as-of day): the same
letter asked for twice is the same number; the next day's letter is another. A void number sets its
key free. A further copy of a letter is the same file under the same number.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa

from noticegen import canonical, merkle
from noticegen.book import Book, audit, leaves
from noticegen.book import tables as t
from noticegen.book.audit import Problem
from noticegen.book.record import record
from noticegen.errors import BookError, UsageError
from noticegen.model import Event, EventType
from noticegen.text import Text
from noticegen.vault import Vault

Problems: TypeAlias = list[Problem]
Files: TypeAlias = Callable[[], object]  # puts the files of a number in place, or takes them away


def no_files() -> None:
    """There is nothing to put or take away."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a number is asked for: whose sequence, which letter, and the digests of what goes into it."""

    issuer: str
    series: str
    kind: str
    loan: str
    party: str
    locale: str
    anchor: date | None  # day 0 of the default; None = there is none
    as_of: date
    issued_on: date
    deadline: date
    case_digest: str
    setup_digest: str

    @property
    def key(self) -> str:
        """The idempotency key."""
        anchor = "" if self.anchor is None else self.anchor.isoformat()
        parts = (self.kind, self.loan, self.party, self.locale, anchor, self.as_of.isoformat())
        return canonical.dumps(parts)


@dataclass(frozen=True, slots=True)
class Entry:
    """One number as it stands: reserved, issued or void. Dates are ISO text as stored."""

    number: str
    issuer: str
    series: str
    year: int
    seq: int
    key: str
    kind: str
    loan: str
    party: str
    locale: str
    anchor: str
    as_of: str
    issued_on: str
    deadline: str
    case_digest: str
    setup_digest: str
    reserved_at: str
    state: str
    reserved_leaf: int
    file: str | None
    pdf_sha256: str | None
    docx_sha256: str | None
    content_hash: str | None
    pages: int | None
    clauses: str | None
    issued_at: str | None
    issued_leaf: int | None
    void_reason: str | None
    voided_at: str | None
    void_leaf: int | None
    first_page: int | None = None  # of the letter in a print stream; None: a file of its own


@dataclass(frozen=True, slots=True)
class Seal:
    """What a finished letter adds to its number. `file` is the path below the out folder, no suffix.

    For a letter in a print stream `file` and `pdf_sha256` are those of the stream, and the letter is
    the `pages` pages of it from `first_page` (counted from 1)."""

    file: str
    pdf_sha256: str
    docx_sha256: str
    content_hash: str
    pages: int
    clauses: tuple[str, ...]
    first_page: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A leaf laid open: `body` is what is hashed into the tree, SHA-256(`salt` ‖ `content`) the commitment
    in it; `path` are the hashes (hex) from the leaf at place `index` (0 is the first) to the root."""

    body: str
    content: str
    salt: str
    index: int
    path: tuple[str, ...]


class Register:
    """The register of one book. A class because `Book` and register share one transaction policy."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def reserve(self, request: Request, numbering: Callable[[int], str], at: datetime) -> Entry:
        """The live number of this key, or a new one: `numbering` turns its place into its text.

        Raises BookError when that text is taken (two series that print alike)."""
        with self.book.write() as conn:
            row = conn.execute(_LIVE, {"key": request.key}).mappings().one_or_none()
            if row is not None:
                return entry_of(row)
            seq = _next(conn, request)
            number = numbering(seq)
            if conn.execute(_ONE, {"number": number}).first() is not None:
                raise number_taken(number)
            return _reserve(conn, request, number, seq, at.isoformat())

    def seal(
        self, number: str, seal: Seal, event: Event, at: datetime, publish: Files = no_files
    ) -> Entry:
        """Publish the files of a reserved number, make it issued and put `event` on the log, in one
        transaction.

        Sealing again with the same files changes nothing. Raises BookError when it is void or was
        issued with other files; then nothing is published."""
        with self.book.write() as conn:
            row = _row(conn, number)
            if row["state"] == "issued" and all(row[n] == getattr(seal, n) for n in SAME):
                publish()
                return entry_of(row)
            if row["state"] != "reserved":
                raise BookError(
                    Text(
                        f"编号 {number} 已{_STATES[row['state']].zh}",
                        f"{number} is {row['state']} already",
                    ),
                    Text("重新运行 noticegen issue", "run `noticegen issue` again"),
                )
            publish()
            record(conn, row["loan"], event)
            filled = {f.name: getattr(seal, f.name) for f in fields(seal)}
            filled["clauses"] = canonical.dumps(seal.clauses)
            filled["issued_at"] = at.isoformat()
            return _act(conn, "issued", row | filled)

    def void(self, number: str, reason: str, at: datetime, retract: Files = no_files) -> Entry:
        """Take a number out of use, with a reason; of an issued one the log says so too.

        `retract` takes away what a broken-off run may have published; it is not called for an
        issued number, whose files stay. Raises UsageError for an unknown number, one that is void,
        or an empty reason."""
        if not reason.strip():
            raise UsageError(Text("作废须写明理由", "a number is made void with a reason"))
        with self.book.write() as conn:
            row = _row(conn, number)
            if row["state"] == "void":
                raise UsageError(Text(f"编号 {number} 已作废", f"{number} is void already"))
            if row["state"] == "issued":
                record(conn, row["loan"], _voided(row, reason, at))
            else:
                retract()
            return _void(conn, row, reason, at)

    def withdraw(self, number: str, reason: str, at: datetime, retract: Files = no_files) -> bool:
        """`void` a number that is still only reserved; False, and nothing done, when it is not:
        somebody else finished or voided it in the meantime."""
        with self.book.write() as conn:
            row = _row(conn, number)
            if row["state"] != "reserved":
                return False
            retract()
            _void(conn, row, reason, at)
            return True

    def show(self, number: str) -> Entry:
        """One number. Raises UsageError when it was never given."""
        with self.book.read() as conn:
            return entry_of(_row(conn, number))

    def list(
        self, *, loan: str | None = None, kind: str | None = None, state: str | None = None
    ) -> Iterator[Entry]:
        """All numbers in order, or those of a loan, a kind, a state (reserved | issued | void)."""
        query = sa.select(*_COLUMNS).order_by(*(t.register.c[n] for n in _ORDER))
        for column, value in (("loan", loan), ("kind", kind), ("state", state)):
            if value is not None:
                query = query.where(t.register.c[column] == value)
        with self.book.read() as conn:
            for row in conn.execute(query).mappings():
                yield entry_of(row)

    def stale(self, request: Request) -> tuple[Entry, ...]:
        """Numbers reserved for this letter (kind, loan, party, locale) that can no longer become it:
        asked for another day, or made from a case or a set-up that has changed since."""
        c = t.register.c
        query = sa.select(*_COLUMNS).where(
            c.loan == request.loan,
            c.kind == request.kind,
            c.party == request.party,
            c.locale == request.locale,
            c.state == "reserved",
        )
        with self.book.read() as conn:
            found = [entry_of(row) for row in conn.execute(query.order_by(c.seq)).mappings()]
        wanted = (request.key, request.case_digest, request.setup_digest)
        return tuple(e for e in found if (e.key, e.case_digest, e.setup_digest) != wanted)

    def checkpoint(self) -> merkle.Checkpoint:
        """How many leaves there are and their root: what should leave the house."""
        with self.book.read() as conn:
            origin = conn.execute(sa.select(t.tree.c.origin)).scalar_one()
            tree = leaves.frontier(conn)
        return merkle.Checkpoint(origin, tree.size, tree.root())

    def opened(self, number: str) -> tuple[merkle.Checkpoint, tuple[Opened, ...]]:
        """Everything the tree knows of one document, laid open in the order of the tree: that it was
        issued, what the log says of it (dispatched, served ...), that it was made void, if it was; and
        the checkpoint under which all of it lies. No other entry is shown, only hashes.

        Raises UsageError for a number that was never issued or whose content was erased."""
        with self.book.read() as conn:
            row = _row(conn, number)
            if not row["salt"]:
                raise UsageError(Text(f"{number} 的内容已删除", f"what {number} said was erased"))
            if row["issued_leaf"] is None:
                raise UsageError(Text(f"{number} 未曾签发", f"{number} was never issued"))
            acts = [act for act in ("issued", "void") if row[f"{act}_leaf"] is not None]
            found = [(int(row[f"{act}_leaf"]), leaves.act_body(act, row), leaves.act_content(act, row), row["salt"]) for act in acts]  # fmt: skip
            found += _told(conn, row["loan"], number)
            hashes = _hashes(conn)
            origin = conn.execute(sa.select(t.tree.c.origin)).scalar_one()
        point = merkle.Checkpoint(origin, len(hashes), merkle.root_of(hashes))
        return point, tuple(
            Opened(body.decode(), content, bytes(salt).hex(), index, _path(hashes, index))
            for index, body, content, salt in sorted(found)
        )

    def consistency(self, old: merkle.Checkpoint) -> tuple[bytes, ...]:
        """Proof that what an earlier checkpoint covered is still the beginning of the register.

        Raises BookError when the register is smaller than the checkpoint says."""
        with self.book.read() as conn:
            hashes = _hashes(conn)
        if not 0 < old.size <= len(hashes):
            raise BookError(
                Text("台账比检查点记载的短", "the register is shorter than the checkpoint says"),
                Text("运行 noticegen register verify", "run `noticegen register verify`"),
            )
        return tuple(merkle.consistency(hashes, old.size))

    def erased(self) -> int:
        """How many leaves stand for rows that were erased; see `book.erase`."""
        with self.book.read() as conn:
            return int(conn.execute(sa.select(sa.func.count()).select_from(t.erased)).scalar_one())

    def verify(
        self, out: Path, *, since: merkle.Checkpoint | None = None, vault: Vault | None = None
    ) -> Problems:
        """Recompute everything: see `book.audit`. [] = not a byte was altered (since that checkpoint).

        With a vault the evidence files are read too."""
        with self.book.read() as conn:
            found = [*audit.book(conn, since), *audit.files(conn, out)]
            return found if vault is None else [*found, *audit.evidence(conn, vault)]


SAME = ("file", "pdf_sha256", "docx_sha256", "content_hash", "first_page")  # the same letter again
_STATES = {
    "reserved": Text("预留", "reserved"),
    "issued": Text("签发", "issued"),
    "void": Text("作废", "void"),
}
_COLUMNS = tuple(t.register.c[f.name] for f in fields(Entry))
_ORDER = ("issuer", "series", "year", "seq")
_LIVE = sa.select(t.register).where(
    t.register.c.key == sa.bindparam("key"), t.register.c.state != "void"
)
_ONE = sa.select(t.register).where(t.register.c.number == sa.bindparam("number"))


def entry_of(row: Any) -> Entry:
    """The entry in a row of the register (a row may hold more columns)."""
    return Entry(**{f.name: row[f.name] for f in fields(Entry)})


def number_taken(number: str) -> BookError:
    """What is raised when two series print the same number."""
    return BookError(
        Text(f"编号 {number} 已被另一序列使用", f"the number {number} is used by another series"),
        Text(
            "在 noticegen.toml 的 number_code 或 policy.toml 的 numbers 中加以区分",
            "tell the series apart in number_code (noticegen.toml) or numbers (policy.toml)",
        ),
    )


def _row(conn: sa.Connection, number: str) -> dict[str, Any]:
    row = conn.execute(_ONE, {"number": number}).mappings().one_or_none()
    if row is None:
        raise UsageError(
            Text(f"没有编号 {number}", f"there is no number {number}"),
            Text("noticegen register list 列出全部编号", "`noticegen register list` lists them"),
        )
    return dict(row)


def _next(conn: sa.Connection, request: Request) -> int:
    """The next place in the sequence; the transaction holds the lock, so nobody else has it."""
    at = {"issuer": request.issuer, "series": request.series, "year": request.issued_on.year}
    where = [t.counters.c[name] == value for name, value in at.items()]
    last = conn.execute(sa.select(t.counters.c.last).where(*where)).scalar_one_or_none()
    if last is None:
        conn.execute(sa.insert(t.counters).values(**at, last=1))
        return 1
    conn.execute(sa.update(t.counters).where(*where).values(last=last + 1))
    return int(last) + 1


def _reserve(conn: sa.Connection, request: Request, number: str, seq: int, at: str) -> Entry:
    row: dict[str, Any] = dict.fromkeys(c.name for c in t.register.columns)
    for f in fields(request):
        value = getattr(request, f.name)
        row[f.name] = value.isoformat() if isinstance(value, date) else value or ""
    row |= {
        "number": number,
        "key": request.key,
        "year": request.issued_on.year,
        "seq": seq,
        "reserved_at": at,
        "salt": secrets.token_bytes(leaves.SALT_SIZE),
        "state": "reserved",
    }
    tree = leaves.frontier(conn)
    row["reserved_leaf"] = tree.size
    conn.execute(sa.insert(t.register).values(row))
    leaves.append(conn, [leaves.act_leaf("reserved", row)], tree)
    return entry_of(row)


def _act(conn: sa.Connection, act: str, row: dict[str, Any]) -> Entry:
    """Store an act on a number with its leaf."""
    tree = leaves.frontier(conn)
    row |= {"state": act, f"{act}_leaf": tree.size}
    at_number = t.register.c.number == row["number"]
    conn.execute(sa.update(t.register).where(at_number).values(row))
    leaves.append(conn, [leaves.act_leaf(act, row)], tree)
    return entry_of(row)


def _void(conn: sa.Connection, row: dict[str, Any], reason: str, at: datetime) -> Entry:
    return _act(conn, "void", row | {"void_reason": reason, "voided_at": at.isoformat()})


def _voided(row: dict[str, Any], reason: str, at: datetime) -> Event:
    return Event(
        id="",
        at=at,
        type=EventType.VOIDED,
        recorded_at=at,
        party=row["party"],
        text=reason,
        document=row["number"],
    )


def _told(conn: sa.Connection, loan: str, number: str) -> list[tuple[int, bytes, str, bytes]]:
    """Leaf, body, content and salt of the entries of the log that are about a document."""
    mine = sa.select(t.events).where(t.events.c.loan == loan, t.events.c.document == number)
    e = t.event_evidence.c
    told = []
    for row in conn.execute(mine).mappings().all():
        own = sa.select(e.sha256, e.name, e.kind).where(e.event == row["leaf"]).order_by(e.position)
        files = [tuple(f) for f in conn.execute(own)]
        told.append(
            (
                int(row["leaf"]),
                leaves.event_body(row, files),
                leaves.event_content(row, files),
                bytes(row["salt"]),
            )
        )
    return told


def _path(hashes: Sequence[bytes], index: int) -> tuple[str, ...]:
    return tuple(step.hex() for step in merkle.inclusion(hashes, index))


def _hashes(conn: sa.Connection) -> list[bytes]:
    query = sa.select(t.leaves.c.hash).order_by(t.leaves.c.leaf)
    return [bytes(h) for h in conn.execute(query).scalars()]
