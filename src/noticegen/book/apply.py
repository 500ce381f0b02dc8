"""Import dossiers: what is new is added, what changed is shown, the log is only added to.

A batch of dossiers is one transaction: one query per table reads what is known, the difference is
computed in memory, and one statement per table writes it. The same file twice changes nothing. A
dossier that would change an event already on the log is refused whole, the rest goes on.

Terms, parties and schedules are taken over as the source has them, and what they were is put on the
log (`book.trace`); `booked_until` never goes back.
"""

from __future__ import annotations

import marshal
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as kept
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from noticegen import merkle
from noticegen.aside import Aside, answer
from noticegen.book import leaves, rows, trace
from noticegen.book import tables as t
from noticegen.book.changes import Detail, of_list, of_row
from noticegen.book.dossier import Dossier
from noticegen.book.engine import insert
from noticegen.book.erase import erased_loan
from noticegen.book.filed import File, Filed, filed
from noticegen.book.held import Held, held
from noticegen.errors import DataError
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.book import Book

BATCH = 1000  # dossiers in one transaction
MANY = 1000  # rows after which PostgreSQL is told to count its tables anew
REFUSED = Text("", "")
_SHEETS = {t.addresses: "address", t.signatories: "signatory", t.guarantees: "guarantee", t.instalments: "instalment"}  # fmt: skip
AT_ONCE = 1000  # events hashed at once
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """What an import did to one loan: added | changed | unchanged | refused (with the reason).

    `noted` are the other loans that name a party whose terms came changed with this one: the change
    stands on their logs too."""

    loan: str
    kind: str
    details: tuple[Detail, ...] = ()
    reason: Text = REFUSED
    noted: tuple[str, ...] = ()


@dataclass
class _Plan:
    """Rows to write for one batch, and what was known before it."""

    known: Held
    now: datetime
    surely_past: str  # a day that is over everywhere
    new: dict[sa.Table, list[rows.Row]] = kept(default_factory=lambda: defaultdict(list))
    updated: dict[sa.Table, list[rows.Row]] = kept(default_factory=lambda: defaultdict(list))
    cleared: dict[sa.Table, list[str]] = kept(default_factory=lambda: defaultdict(list))
    files: list[list[File]] = kept(default_factory=list)  # beside new[events]
    sizes: dict[str, int] = kept(default_factory=dict)  # of the logs, by loan, with what is new
    terms: dict[str, list[Detail]] = kept(default_factory=lambda: defaultdict(list))  # by loan
    people: dict[str, list[Detail]] = kept(default_factory=lambda: defaultdict(list))  # by party
    came_with: dict[str, list[str]] = kept(
        default_factory=lambda: defaultdict(list)
    )  # parties by loan

    @property
    def size(self) -> int:
        """How many rows the batch adds or changes."""
        return sum(map(len, self.new.values())) + sum(map(len, self.updated.values()))


def apply(
    book: Book,
    dossiers: Iterable[Dossier | Filed],
    recorded_at: datetime,
    *,
    dry_run: bool = False,
    aside: Aside | None = None,
) -> Iterator[Change]:
    """Yield one Change per dossier, in order; a batch is stored before its changes are yielded.

    `aside`: what helps with a large import, if it was large enough to be started.

    Events keep the `recorded_at` of the source, at the latest `recorded_at`. Raises BookError when the book refuses."""
    if recorded_at.tzinfo is None:
        raise DataError(Text("记录时间没有时区", "the time of recording has no zone"))
    counts = dict.fromkeys(("added", "changed", "unchanged", "refused", "rows"), 0)
    past = (recorded_at - 2 * DAY).date().isoformat()
    for batch in _batches(dossiers):
        with book.write() as conn:
            plan = _Plan(
                held(conn, [loan for loan in batch if isinstance(loan, Filed)]), recorded_at, past
            )
            changes = [_decide(plan, loan) for loan in batch]
            holders = trace.holders(conn, plan.people) if plan.people else {}
            changes = _noted(plan, changes, holders)
            if not dry_run:
                _trace(conn, plan, holders)
                _store(conn, plan, aside if aside and aside.running else None)
        counts["rows"] += plan.size
        for change in changes:
            counts[change.kind] += 1
            yield change
    if not dry_run:
        _keep_count(book, recorded_at, counts)


def _batches(dossiers: Iterable[Dossier | Filed]) -> Iterator[list[Filed | Change]]:
    """At most BATCH at once; a loan that comes twice starts a new batch, so that it sees the first."""
    batch: dict[str, Filed | Change] = {}
    for dossier in dossiers:
        loan = dossier if isinstance(dossier, Filed) else _filed(dossier)
        key = loan.id if isinstance(loan, Filed) else loan.loan
        if len(batch) == BATCH or key in batch:
            yield list(batch.values())
            batch = {}
        batch[key] = loan
    if batch:
        yield list(batch.values())


def _filed(dossier: Dossier) -> Filed | Change:
    """The rows of a dossier, or its refusal."""
    try:
        return filed(dossier)
    except DataError as wrong:
        return Change(dossier.loan.id, "refused", reason=wrong.message)


def _decide(plan: _Plan, loan: Filed | Change) -> Change:
    """What this loan does; its rows are added to the plan unless it is refused."""
    if isinstance(loan, Change):
        return loan
    before = plan.known.loans.get(loan.id)
    if before is not None and before["erased_at"]:
        return Change(loan.id, "refused", reason=erased_loan(loan.id, before["erased_at"]).message)
    for row in loan.events:
        if row["recorded_at"] > plan.surely_past:
            row["recorded_at"] = _recorded(row["recorded_at"], plan.now)
    refused, fresh = _fresh(plan.known.events.get(loan.id, {}), loan.events, loan.files)
    if refused is not None:
        return Change(loan.id, "refused", reason=refused)
    details = _parties(plan, loan, quiet=before is None)
    own = _loan(plan, loan, before, len(fresh))
    own += _schedules(plan, loan, quiet=before is None)
    if changed := trace.terms(own):
        plan.terms[loan.id] += changed
    details += own
    _log(plan, loan.id, fresh, 0 if before is None else before["log_size"])
    if before is None:
        return Change(loan.id, "added")
    details += [Detail("event", event["id"], "logged", event["type"]) for event, _ in fresh]
    return Change(loan.id, "changed" if details else "unchanged", tuple(details))


def _recorded(at: str, now: datetime) -> str:
    """When the source says it was recorded, at the latest now. When it entered this book is shown by
    its leaf in the tree: an old log that comes in today is not late for that."""
    return now.isoformat() if datetime.fromisoformat(at) > now else at


def _fresh(
    known: dict[str, tuple[rows.Row, list[File]]],
    events: Sequence[rows.Row],
    files: Sequence[list[File]],
) -> tuple[Text | None, list[tuple[rows.Row, list[File]]]]:
    """The events that are not on the log yet, or why the dossier is refused."""
    fresh: list[tuple[rows.Row, list[File]]] = []
    seen: dict[str, tuple[rows.Row, list[File]]] = {}
    for row, own in zip(events, files, strict=True):
        if not row["id"]:
            return Text("事件没有编号", "an event has no id"), []
        before = known.get(row["id"]) or seen.get(row["id"])
        if before is None:
            seen[row["id"]] = row, own
            fresh.append((row, own))
        elif before[1] != own or not rows.alike(before[0], row):
            return _changed_event(row["id"]), []
    for row, _ in fresh:
        if row["corrects"] and row["corrects"] not in known and row["corrects"] not in seen:
            return Text(
                f"事件 {row['id']} 所更正的记录不在本贷款的日志中",
                f"event {row['id']} corrects one that is not on this log",
            ), []
    return None, fresh


def _changed_event(event: str) -> Text:
    return Text(
        f"事件 {event} 已在日志中且内容不同；日志不能修改，请另记一条更正",
        f"event {event} is on the log with other content; the log is never changed: send a correction",
    )


def _parties(plan: _Plan, loan: Filed, *, quiet: bool) -> list[Detail]:
    details: list[Detail] = []
    known = plan.known
    for row, addresses in zip(loan.parties, loan.addresses, strict=True):
        party = row["id"]
        before = known.parties.get(party)
        if before is None:
            plan.new[t.parties].append(row)
            details += [] if quiet else of_row("party", party, {}, row, "added")
            _list(plan, t.addresses, party, addresses, quiet=True)
        else:
            own: list[Detail] = []
            if before != row:
                plan.updated[t.parties].append(row)
                own = of_row("party", party, before, row)
            own += _list(plan, t.addresses, party, addresses, quiet=False)
            if changed := trace.terms(own):
                plan.people[party] += changed
                plan.came_with[loan.id].append(party)
            details += own
        known.parties[party] = row
    return details


def _loan(plan: _Plan, loan: Filed, before: rows.Row | None, added: int) -> list[Detail]:
    until = loan.booked_until
    if before is None:
        plan.new[t.loans].append(
            loan.loan | {"booked_until": until, "log_size": added, "erased_at": None}
        )
        return []
    later = max((day for day in (until, before["booked_until"]) if day), default=None)
    size = before["log_size"]
    row = loan.loan | {"booked_until": later, "log_size": size + added, "erased_at": None}
    if row == before:
        return []
    plan.updated[t.loans].append(row)
    return of_row("loan", "", before, row | {"log_size": size})


def _schedules(plan: _Plan, loan: Filed, *, quiet: bool) -> list[Detail]:
    details: list[Detail] = []
    for table, wanted in (
        (t.signatories, loan.signatories),
        (t.guarantees, loan.guarantees),
        (t.instalments, loan.instalments),
    ):
        details += _list(plan, table, loan.id, wanted, quiet=quiet)
    return details


def _list(
    plan: _Plan, table: sa.Table, owner: str, wanted: list[rows.Row], *, quiet: bool
) -> list[Detail]:
    """Replace the rows of one owner where they differ; `quiet` when the owner itself is new."""
    known = plan.known.lists[table]
    before = known.get(owner, [])
    if before == wanted:
        return []
    known[owner] = wanted
    if before:
        plan.cleared[table].append(owner)
        # rows of this very batch that were planned for the owner are replaced as well
        column = "party" if table is t.addresses else "loan"
        plan.new[table] = [row for row in plan.new[table] if row[column] != owner]
    plan.new[table] += wanted
    return [] if quiet else of_list(_SHEETS[table], owner, before, wanted)


def _noted(
    plan: _Plan, changes: list[Change], holders: Mapping[str, Sequence[str]]
) -> list[Change]:
    """The changes, each with the other loans on whose logs it is noted."""
    naming: dict[str, list[str]] = defaultdict(list)
    for loan, parties in holders.items():
        for party in parties:
            naming[party].append(loan)
    others = {
        loan: {named for party in parties for named in naming[party]} - {loan}
        for loan, parties in plan.came_with.items()
    }
    return [replace(c, noted=tuple(sorted(others[c.loan]))) if c.loan in others else c for c in changes]  # fmt: skip


def _trace(conn: sa.Connection, plan: _Plan, holders: Mapping[str, Sequence[str]]) -> None:
    """Put on each log which terms the batch changes: also on those of loans that are not in it and
    name a party that is."""
    told: dict[str, list[Detail]] = defaultdict(list)
    for loan, parties in holders.items():
        told[loan] += [detail for party in parties for detail in plan.people[party]]
    for loan, details in plan.terms.items():
        told[loan] += details
    if not told:
        return
    sizes = trace.sizes(conn, told.keys() - plan.sizes.keys()) | plan.sizes
    updated = {row["id"]: row for row in plan.updated[t.loans]}
    for loan, details in told.items():
        size = sizes[loan]
        _log(plan, loan, [(trace.event(loan, size + 1, details, plan.now), [])], size)
        if loan in updated:
            updated[loan]["log_size"] = size + 1
        else:
            plan.updated[t.loans].append({"id": loan, "log_size": size + 1})


def _log(plan: _Plan, loan: str, fresh: Sequence[tuple[rows.Row, list[File]]], size: int) -> None:
    plan.sizes[loan] = size + len(fresh)
    for nth, (row, own) in enumerate(fresh, size + 1):
        row["nth"] = nth
        plan.new[t.events].append(row)
        plan.files.append(own)


def _store(conn: sa.Connection, plan: _Plan, aside: Aside | None) -> None:
    """Write the plan: parties before loans before what hangs on them, then events and their leaves."""
    for table, owners in plan.cleared.items():
        column = table.c.party if table is t.addresses else table.c.loan
        conn.execute(sa.delete(table).where(column.in_(sorted(set(owners)))))
    store_leaves = _seal(conn, plan, aside)
    for table in (t.parties, t.loans, t.addresses, t.signatories, t.guarantees, t.instalments):
        insert(conn, table, plan.new[table])
    insert(conn, t.events, plan.new[t.events])
    insert(conn, t.event_evidence, plan.new[t.event_evidence])
    store_leaves()
    for table in (t.parties, t.loans):
        _update(conn, table, plan.updated[table])


def _seal(conn: sa.Connection, plan: _Plan, aside: Aside | None) -> Callable[[], None]:
    """Give each new event its leaf and salt; what is returned stores the leaves, after the events."""
    events = plan.new[t.events]
    if not events:
        return lambda: None
    tree = leaves.frontier(conn)
    size = leaves.SALT_SIZE
    salts = secrets.token_bytes(size * len(events))
    for i, (row, own) in enumerate(zip(events, plan.files, strict=True)):
        leaf = row["leaf"] = tree.size + i
        row["salt"] = salts[i * size : (i + 1) * size]
        if own:
            plan.new[t.event_evidence] += [
                {"event": leaf, "position": n, "sha256": f[0], "name": f[1], "kind": f[2]}
                for n, f in enumerate(own)
            ]
    hashes = _hashed(list(zip(events, plan.files, strict=True)), aside)
    return lambda: leaves.append(conn, hashes(), tree)


def _hashed(
    events: list[tuple[rows.Row, list[File]]], aside: Aside | None
) -> Callable[[], Iterator[bytes]]:
    """The leaves of these events, when asked for; `aside`, if there is one, computes them meanwhile."""
    if aside is None:
        return lambda: (leaves.event_leaf(row, own) for row, own in events)
    many = (marshal.dumps(events[i : i + AT_ONCE]) for i in range(0, len(events), AT_ONCE))
    out = [aside.submit(leaves.event_leaves, data) for data in many]

    def gather() -> Iterator[bytes]:
        for future in out:  # none is ever cancelled: a pool that breaks then may hang (Python 3.11)
            data = answer(future)
            for i in range(0, len(data), merkle.HASH_SIZE):
                yield data[i : i + merkle.HASH_SIZE]

    return gather


def _update(conn: sa.Connection, table: sa.Table, changed: list[rows.Row]) -> None:
    for row in changed:
        conn.execute(sa.update(table).where(table.c.id == row["id"]).values(row))


def _keep_count(book: Book, at: datetime, counts: dict[str, int]) -> None:
    with book.write() as conn:
        last = conn.execute(sa.select(sa.func.max(t.imports.c.id))).scalar_one()
        conn.execute(sa.insert(t.imports).values(id=(last or 0) + 1, at=at.isoformat(), **counts))
        if counts["rows"] >= MANY and conn.dialect.name == "postgresql":
            # else it plans for empty tables until its own daemon comes by
            names = ", ".join(table.name for table in t.metadata.tables.values())
            conn.exec_driver_sql(f"ANALYZE {names}")
