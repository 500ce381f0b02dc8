"""The book: what goes in comes out, the log is only added to, imports are repeatable, refusals speak."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sample_book import HOUSE, NOW, ON, ZONE, at, call, dossier, fill, photo

from noticegen.book import Book, engine, rows
from noticegen.book import tables as t
from noticegen.book.apply import Change
from noticegen.errors import BookError, DataError, ExitCode, UsageError
from noticegen.model import Event, EventType, Evidence, EvidenceState, House, Instalment
from noticegen.register import Register
from noticegen.vault import Vault

# --- making and opening ---------------------------------------------------------------------------


def test_a_new_book_has_this_version(book_url: str) -> None:
    """A book made now opens now; making it twice is refused."""
    Book.create(book_url).close()

    Book.open(book_url).close()
    with pytest.raises(BookError, match="already"):
        Book.create(book_url)


def test_the_version_is_the_last_revision() -> None:
    """The version this program reads is the head of the revisions it ships."""
    config = Config()
    config.set_main_option("script_location", "noticegen.book:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == t.VERSION


def test_revisions_make_the_tables_of_the_program(any_book: Book) -> None:
    """What the revisions build is what `tables` says, on both databases."""
    with any_book.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        found = compare_metadata(context, t.metadata)

    assert found == []


def test_a_book_of_another_version_is_refused(book_url: str) -> None:
    """The error names both versions and says what to do; exit code 5."""
    with Book.create(book_url) as book, book.write() as conn:
        conn.execute(sa.text("update alembic_version set version_num = '9999'"))

    with pytest.raises(BookError, match="9999") as refused:
        Book.open(book_url)
    assert ExitCode.BOOK is refused.value.code
    assert refused.value.hint.zh


def test_upgrade_of_a_current_book_changes_nothing(book_url: str) -> None:
    """Upgrading twice is harmless."""
    with Book.create(book_url) as book:
        fill(book)
    Book.upgrade(book_url).close()

    with Book.open(book_url) as book:
        assert list(book.loans()) == ["DK-1"]


def test_no_book_here(tmp_path: Path, postgres_url: str) -> None:
    """A missing file, and an empty database, are no books."""
    (tmp_path / "empty").touch()
    for url in (f"sqlite:///{tmp_path / 'x'}", f"sqlite:///{tmp_path / 'empty'}", postgres_url):
        with pytest.raises(BookError, match="no book"):
            Book.open(url)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "url", ["", "book", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "::"]
)
def test_addresses_that_are_none(url: str) -> None:
    """Only a SQLite file or a PostgreSQL address is a book."""
    with pytest.raises(UsageError, match="not valid"):
        Book.open(url)


def test_a_server_that_is_not_there() -> None:
    """An unreachable server is a BookError, without the address in it."""
    with pytest.raises(BookError, match="cannot be reached"):
        Book.open("postgresql://secret@/x?host=/nonexistent-socket-folder")


def test_not_a_database(tmp_path: Path) -> None:
    """A file that is something else is said to be so."""
    (tmp_path / "x").write_bytes(b"a letter, not a book " * 100)

    with pytest.raises(BookError, match="not a book"):
        Book.open(f"sqlite:///{tmp_path / 'x'}")


def test_a_damaged_book(tmp_path: Path) -> None:
    """A book with its pages overwritten is said to be damaged."""
    url = f"sqlite:///{tmp_path / 'x'}"
    with Book.create(url) as book:
        fill(book)
    size = (tmp_path / "x").stat().st_size
    with (tmp_path / "x").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))

    with pytest.raises(BookError, match="damaged"), Book.open(url) as book:
        book.load("DK-1", HOUSE, Vault(tmp_path))


def test_a_book_in_use(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that waits too long is told that the book is busy."""
    with Book.create(sqlite_url) as book:
        fill(book)
    short = [p.replace("30000", "50") for p in engine.PRAGMAS]
    monkeypatch.setattr(engine, "PRAGMAS", short)
    with Book.open(sqlite_url) as book:
        holder = sqlite3.connect(book.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(BookError, match="busy"):
            book.record("DK-1", call("", 23))
        assert list(book.loans()) == ["DK-1"]  # reading goes on
        holder.close()


def test_sqlite_is_set_up_for_power_cuts(book: Book) -> None:
    """WAL, synchronous FULL, foreign keys, 30 s of waiting, no trust in the schema, STRICT tables."""
    pragmas = {}
    with book.read() as conn:
        for name in (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "busy_timeout",
            "trusted_schema",
        ):
            pragmas[name] = conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        listed = "select name, strict from pragma_table_list where type='table'"
        strict = {name: flag for name, flag in conn.exec_driver_sql(listed)}  # noqa: C416 (rows)

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30000,
        "trusted_schema": 0,
    }
    assert {1} == {strict[table.name] for table in t.metadata.sorted_tables}


def test_a_writer_begins_immediately(book: Book) -> None:
    """Two writers never interleave: the second waits at its very beginning."""
    seen: list[str] = []
    with book.write() as conn:
        sa.event.listen(book._engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        conn.execute(sa.select(t.tree))
        other = threading.Thread(target=lambda: list(book.apply([dossier()], NOW)))
        other.start()
        other.join(0.2)
        assert other.is_alive()
    other.join(10)

    assert "BEGIN IMMEDIATE" in seen


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_the_book_is_private(tmp_path: Path, umask: int) -> None:
    """The file and its -wal and -shm are 0600, the folder 0700, whatever the umask."""
    before = os.umask(umask)
    try:
        with Book.create(f"sqlite:///{tmp_path / 'd' / 'book'}") as book:
            fill(book)
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.rglob("*")}
    finally:
        os.umask(before)

    assert modes == {"d": 0o700, "book": 0o600, "book-wal": 0o600, "book-shm": 0o600}


def test_errors_hold_no_data(any_book: Book) -> None:
    """A refused row never shows its values: not in the error, not in its cause."""
    fill(any_book)
    with pytest.raises(BookError) as refused, any_book.write() as conn:
        conn.execute(sa.insert(t.parties), rows.party_row(dossier().parties[0]))

    chain = [refused.value, refused.value.__cause__]
    assert not any("示例" in str(e) or "990101" in str(e) or "DK-1" in str(e) for e in chain)
    assert refused.value.__suppress_context__


# --- in and out -----------------------------------------------------------------------------------


def test_a_dossier_comes_out_as_it_went_in(any_book: Book, tmp_path: Path) -> None:
    """Terms, parties, deeds, schedule and log are the same values after loading."""
    given = dossier()
    fill(any_book, given)

    case = any_book.load("DK-1", HOUSE, Vault(tmp_path))

    assert given.loan == case.loan
    assert {p.id: p for p in given.parties} == case.parties
    assert given.signatories == case.signatories
    assert given.guarantees == case.guarantees
    assert given.instalments == case.instalments
    assert given.booked_until == case.booked_until
    assert given.events == case.log
    assert case.chain_intact


def test_the_case_is_in_its_own_zone(book: Book, tmp_path: Path) -> None:
    """An event of 23:30 in London on the 21st is of the 22nd in Shanghai."""
    late = call("s1", 21, at=datetime(2026, 3, 21, 23, 30, tzinfo=UTC))
    fill(book, dossier(events=(late,)))

    case = book.load("DK-1", HOUSE, Vault(tmp_path))

    assert [date(2026, 3, 22)] == [e.day for e in case.log]
    assert [date(2026, 3, 21)] == [
        e.day for e in book.load("DK-1", replace(HOUSE, zone="Europe/London"), Vault(tmp_path)).log
    ]


def test_the_log_is_sorted_by_time_then_id(book: Book, tmp_path: Path) -> None:
    """A back-dated event comes where it belongs; equal times go by id."""
    fill(book, dossier(events=()))
    for event in (call("b", 24), call("a", 24), call("c", 21)):
        book.record("DK-1", event)

    assert [e.id for e in book.load("DK-1", HOUSE, Vault(tmp_path)).log] == ["c", "a", "b"]


def test_an_unknown_loan(book: Book, tmp_path: Path) -> None:
    """A loan that the book does not know is a usage error, in loading and in recording."""
    with pytest.raises(UsageError, match="no loan"):
        book.load("DK-9", HOUSE, Vault(tmp_path))
    with pytest.raises(UsageError, match="no loan"):
        book.record("DK-9", call("", 21))


def test_evidence_is_hashed_on_loading(book: Book, tmp_path: Path) -> None:
    """A kept file is OK, an altered one is altered, a lost one missing."""
    vault = Vault(tmp_path / "vault")
    files = [vault.keep(data, "photo", f"{data!r}.jpg") for data in (b"1", b"2", b"3")]
    fill(book, dossier(events=(call("s1", 21, evidence=tuple(files)),)))
    vault.path(files[1].sha256).write_bytes(b"x")
    vault.path(files[2].sha256).unlink()

    (event,) = book.load("DK-1", HOUSE, vault).log

    states = [EvidenceState.OK, EvidenceState.ALTERED, EvidenceState.MISSING]
    assert states == [file.state for file in event.evidence]
    assert [f.name for f in files] == [file.name for file in event.evidence]


AMOUNTS = st.decimals(Decimal("0.00"), Decimal("9999999999999.99"), places=2)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    text=WORDS,
    amount=st.none() | AMOUNTS,
    actors=st.lists(WORDS.filter(bool), max_size=3).map(tuple),
    details=st.dictionaries(WORDS, WORDS, max_size=3),
    when=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 (zone added below)
)
def test_any_event_survives(
    any_book: Book,
    tmp_path: Path,
    text: str,
    amount: Decimal | None,
    actors: tuple[str, ...],
    details: dict[str, str],
    when: datetime,
) -> None:
    """Every text, sum, list and time comes back letter for letter, and its leaf agrees."""
    if not list(any_book.loans()):
        fill(any_book, dossier(events=()))
    event = Event("", when.replace(tzinfo=ZONE), EventType.COST, NOW, actors, text=text, amount=amount, details=details)  # fmt: skip

    kept = any_book.record("DK-1", event)

    case = any_book.load("DK-1", HOUSE, Vault(tmp_path))
    assert kept in case.log
    assert case.chain_intact


@given(AMOUNTS)
def test_fen_and_back(amount: Decimal) -> None:
    """Yuan become whole fen and come back with two places."""
    assert amount == rows.yuan(rows.fen(amount))
    assert rows.yuan(rows.fen(amount)).as_tuple().exponent == -2


def test_more_than_the_cent_is_refused() -> None:
    """0.005 yuan is no sum of money."""
    with pytest.raises(DataError):
        rows.fen(Decimal("0.005"))


# --- the log --------------------------------------------------------------------------------------


def test_an_empty_id_is_filled(any_book: Book) -> None:
    """Ids follow the place on the log, and step aside for a source that used the same key."""
    fill(any_book, dossier(events=(call("e000002", 21),)))

    ids = [any_book.record("DK-1", call("", day)).id for day in (22, 23)]

    assert ids == ["e000002-1", "e000003"]


def test_the_same_event_again_is_no_second_one(book: Book, tmp_path: Path) -> None:
    """Recording the same content under the same id twice leaves one; other content is refused."""
    fill(book)
    book.record("DK-1", call("x", 23))
    book.record("DK-1", replace(call("x", 23), recorded_at=NOW))

    assert len(book.load("DK-1", HOUSE, Vault(tmp_path)).log) == 3
    for other in (
        call("x", 24),
        call("x", 23, text="!"),
        call("x", 23, evidence=(photo("0" * 64),)),
    ):
        with pytest.raises(DataError, match="other content"):
            book.record("DK-1", other)


def test_a_correction_takes_back_an_event_of_its_own_log(book: Book, tmp_path: Path) -> None:
    """A correction names an event of the same loan; that of another loan is refused."""
    fill(book, dossier(), dossier("DK-2", events=(call("only-2", 21, "DK-2"),)))
    fix = call("", 23, type=EventType.CORRECTION, text="误记", corrects="s1")

    book.record("DK-1", fix)

    assert [e.id for e in book.load("DK-1", HOUSE, Vault(tmp_path)).events] == ["s2"]
    with pytest.raises(DataError, match="not on this log"):
        book.record("DK-1", replace(fix, corrects="only-2"))
    with pytest.raises(DataError, match="not on this log"):
        book.record("DK-1", replace(fix, corrects="nowhere"))


@pytest.mark.parametrize("field", ["at", "recorded_at"])
def test_a_time_without_zone_is_refused(book: Book, field: str) -> None:
    """Nobody could say on which day it was."""
    fill(book)
    naive: Any = {field: at(23).replace(tzinfo=None)}

    with pytest.raises(DataError, match="no zone"):
        book.record("DK-1", replace(call("", 23), **naive))


EVENT_CHANGES = {
    "id": "'s9'",
    "nth": "9",
    "at": "'2026-03-21T09:00:01+08:00'",
    "type": "'visit'",
    "recorded_at": "'2026-03-27T10:00:01+08:00'",
    "actors": "'[\"王示例\" ]'",
    "party": "'DK-1-C'",
    "channel": "'visit'",
    "outcome": "'busy'",
    "text": "' '",
    "amount": "1",
    "by": "'2026-03-21'",
    "details": "'{ }'",
    "document": "'x'",
    "corrects": "'s2'",
    "salt": "x'00'",
}


@pytest.mark.parametrize("column", EVENT_CHANGES)
def test_a_changed_column_breaks_the_chain(book: Book, tmp_path: Path, column: str) -> None:
    """Whatever column of an event is changed, loading the case says so (rule X-14)."""
    fill(book)
    with book.write() as conn:
        conn.exec_driver_sql(
            f"update events set {column} = {EVENT_CHANGES[column]} where id = 's1'"
        )

    assert not book.load("DK-1", HOUSE, Vault(tmp_path)).chain_intact


@pytest.mark.parametrize(
    "damage",
    [
        "delete from events where id = 's1'",
        "delete from events where id = 's2'",
        "update leaves set hash = zeroblob(32) where leaf = 1",
        "delete from leaves where leaf = 2",
        "update events set leaf = 7 where id = 's2'",
    ],
)
def test_a_deleted_or_moved_row_breaks_the_chain(book: Book, tmp_path: Path, damage: str) -> None:
    """The first, the last, or the leaf of an event gone: the chain is broken."""
    fill(book)
    with book.write() as conn:
        conn.exec_driver_sql(damage)

    assert not book.load("DK-1", HOUSE, Vault(tmp_path)).chain_intact


def test_the_columns_above_are_all() -> None:
    """Each column of an event but its leaf and its loan is in the list of changes above."""
    assert {c.name for c in t.events.columns} - {"leaf", "loan"} == set(EVENT_CHANGES)


# --- imports --------------------------------------------------------------------------------------


def kinds(changes: Iterator[Change]) -> list[str]:
    """What an import did, loan by loan."""
    return [change.kind for change in changes]


def test_the_same_import_twice_changes_nothing(any_book: Book) -> None:
    """The second time every loan is unchanged, and the tree has not grown."""
    many = [dossier(f"DK-{n}") for n in range(30)]
    first = kinds(any_book.apply(many, NOW))
    size = Register(any_book).checkpoint()

    second = kinds(any_book.apply(many, NOW + timedelta(days=1)))

    assert first == ["added"] * 30
    assert second == ["unchanged"] * 30
    assert size == Register(any_book).checkpoint()


def test_changes_are_shown_with_both_values(any_book: Book, tmp_path: Path) -> None:
    """A changed term, name, address and schedule line each show what was and what is."""
    fill(any_book)
    old = dossier()
    borrower = replace(old.parties[0], name="张新例", addresses=())
    new = replace(
        old,
        loan=replace(old.loan, annual_rate=Decimal("0.07")),
        parties=(borrower, *old.parties[1:]),
        instalments=(old.instalments[0], Instalment(2, date(2026, 4, 21), Decimal(1), Decimal(0))),
        events=(*old.events, call("s3", 23)),
        booked_until=date(2026, 3, 27),
    )

    (change,) = any_book.apply([new], NOW)

    shown = {(d.what, d.field): (d.old, d.new) for d in change.details}
    assert change.kind == "changed"
    assert shown["loan", "annual_rate"] == ("0.065", "0.07")
    assert shown["party DK-1-B", "name"] == ("张示例", "张新例")
    assert shown["address DK-1-B/1", "text"] == ("示例省示例市1号", "")
    assert shown["instalment 2", "due"] == ("2026-04-20", "2026-04-21")
    assert shown["instalment 2", "principal"] == ("50000.00", "1.00")
    assert shown["loan", "booked_until"] == ("2026-03-26", "2026-03-27")
    assert shown["event s3", "call"] == ("", "")
    case = any_book.load("DK-1", HOUSE, Vault(tmp_path))
    assert new.instalments == case.instalments
    assert borrower == case.parties["DK-1-B"]
    assert [e.id for e in case.log if e.type is not EventType.DATA_CHANGE] == ["s1", "s2", "s3"]
    assert case.chain_intact
    assert "张新例" not in repr(change)


@pytest.mark.parametrize(
    "event",
    [
        call("s1", 22),
        call("s1", 21, outcome="busy"),
        call("s1", 21, text="x"),
        call("s1", 21, evidence=(photo("0" * 64),)),
    ],
)
def test_an_import_cannot_change_the_log(any_book: Book, tmp_path: Path, event: Event) -> None:
    """An event with a known id and other content refuses its dossier, whole; the others go on."""
    fill(any_book)
    before = any_book.load("DK-1", HOUSE, Vault(tmp_path))
    bad = replace(dossier(events=(event,)), loan=replace(before.loan, lender="另一示例银行"))

    first, second = any_book.apply([bad, dossier("DK-2")], NOW)

    assert (first.kind, second.kind) == ("refused", "added")
    assert "correction" in first.reason.en
    assert "s1" in first.reason.zh
    assert before == any_book.load("DK-1", HOUSE, Vault(tmp_path))


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ((call("", 21),), "no id"),
        ((call("a", 21, corrects="b"),), "not on this log"),
        ((call("a", 21), call("a", 22)), "never changed"),
        ((call("a", 21, at=datetime(2026, 3, 21)),), "zone"),  # noqa: DTZ001 (that is the point)
        ((call("a", 21, amount=Decimal("0.001")),), "decimal places"),
    ],
)
def test_what_an_import_refuses(book: Book, events: tuple[Event, ...], reason: str) -> None:
    """An event without id, a correction of nothing, one id twice, no zone, a third decimal."""
    (change,) = book.apply([dossier(events=events)], NOW)

    assert change.kind == "refused"
    assert reason in change.reason.en
    assert list(book.loans()) == []


def test_an_import_may_correct_its_own_event(book: Book, tmp_path: Path) -> None:
    """A correction may come in the same file as what it corrects, and in a later one."""
    fix = call("s1x", 23, type=EventType.CORRECTION, corrects="s1")
    fill(book, dossier(events=(call("s1", 21), fix)))
    fill(book, dossier(events=(call("s2", 22), replace(fix, id="s2x", corrects="s2"))))

    assert book.load("DK-1", HOUSE, Vault(tmp_path)).events == ()


def test_events_of_officers_stay_through_an_import(book: Book, tmp_path: Path) -> None:
    """What a person recorded is not in the source, and an import leaves it alone."""
    fill(book)
    mine = book.record("DK-1", call("", 24))

    assert kinds(book.apply([dossier()], NOW)) == ["unchanged"]
    assert mine in book.load("DK-1", HOUSE, Vault(tmp_path)).log


def test_known_payments_never_go_back(book: Book, tmp_path: Path) -> None:
    """An older file, or one that does not say, does not lower the day up to which money is known."""
    fill(book)
    fill(book, replace(dossier(), booked_until=date(2026, 3, 1)))
    fill(book, replace(dossier(), booked_until=None))

    assert date(2026, 3, 26) == book.load("DK-1", HOUSE, Vault(tmp_path)).booked_until


def test_one_party_in_two_loans_is_one(book: Book, tmp_path: Path) -> None:
    """A guarantor of two loans is stored once; the later word on it holds for both."""
    shared = dossier("DK-2").parties[2]
    second = dossier("DK-1")
    moved = replace(shared, phone="01012345678")
    second = replace(second, parties=(*second.parties, moved))

    changes = list(book.apply([dossier("DK-2"), second], NOW))

    assert [c.kind for c in changes] == ["added", "added"]
    assert book.load("DK-2", HOUSE, Vault(tmp_path)).parties["DK-2-G"].phone == "01012345678"


def test_a_loan_twice_in_one_file(book: Book) -> None:
    """The second dossier of a loan sees the first."""
    assert kinds(book.apply([dossier(), dossier(), dossier(events=(call("s3", 23),))], NOW)) == [
        "added",
        "unchanged",
        "changed",
    ]


def test_a_dry_run_writes_nothing(any_book: Book) -> None:
    """The changes are told, the book stays empty."""
    assert kinds(any_book.apply([dossier()], NOW, dry_run=True)) == ["added"]
    assert list(any_book.loans()) == []


def test_imports_are_counted(book: Book) -> None:
    """Each import leaves a row: when, and how many of what."""
    fill(book)
    list(book.apply([dossier(), dossier("DK-2")], NOW))

    with book.read() as conn:
        found = conn.execute(sa.select(t.imports).order_by(t.imports.c.id)).all()
    assert [tuple(row[:1]) + tuple(row[2:6]) for row in found] == [(1, 1, 0, 0, 0), (2, 1, 0, 1, 0)]


def test_batches_do_not_show(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result does not depend on how many dossiers one transaction takes."""
    monkeypatch.setattr("noticegen.book.apply.BATCH", 3)

    found = Counter(kinds(book.apply((dossier(f"DK-{n}") for n in range(10)), NOW)))

    assert Counter(added=10) == found
    assert len(list(book.loans())) == 10


def test_both_databases_hold_the_same(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    """The same import and the same records give the same case on SQLite and PostgreSQL."""
    cases = []
    for url in (sqlite_url, postgres_url):
        with Book.create(url) as book:
            fill(book)
            book.record("DK-1", call("", 24, text="同一记录", amount=Decimal("1.20"), by=ON))
            cases.append(book.load("DK-1", HOUSE, Vault(tmp_path)))

    assert cases[0] == cases[1]


# --- a state machine ------------------------------------------------------------------------------


class Log(RuleBasedStateMachine):
    """Record, correct and import in any order: the log is what a list would be."""

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[str, Event] = {}

    @initialize()
    def make(self) -> None:
        """A new book with one loan."""
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.book = Book.create(f"sqlite:///{self.folder.name}/book")
        fill(self.book, dossier(events=()))

    @rule(day=st.integers(1, 26), text=st.sampled_from(["", "甲", "乙"]))
    def record(self, day: int, text: str) -> None:
        """A person records a call."""
        kept = self.book.record("DK-1", call("", day, text=text))
        assert kept.id not in self.model
        self.model[kept.id] = kept

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        """Any event may be taken back, once or again; an unknown one may not."""
        target = data.draw(st.sampled_from([*self.model, "nowhere"]))
        fix = call("", 26, type=EventType.CORRECTION, corrects=target)
        try:
            kept = self.book.record("DK-1", fix)
        except DataError:
            assert target not in self.model
        else:
            assert target in self.model
            self.model[kept.id] = kept

    @rule(
        ids=st.lists(st.integers(1, 6), unique=True, max_size=4),
        outcome=st.sampled_from(["busy", "off"]),
    )
    def import_(self, ids: list[int], outcome: str) -> None:
        """An import adds what is new and is refused when it would change what is known."""
        events = tuple(call(f"s{n}", n, outcome=outcome) for n in ids)
        known = [self.model[e.id].outcome != outcome for e in events if e.id in self.model]
        (change,) = self.book.apply([dossier(events=events)], NOW)
        assert (change.kind == "refused") == any(known)
        if not any(known):
            fresh = {e.id: e for e in events if e.id not in self.model}
            assert ("changed" if fresh else "unchanged") == change.kind
            self.model |= fresh

    @invariant()
    def same(self) -> None:
        """The log is the model, sorted; the chain is intact; the register verifies."""
        if not hasattr(self, "book"):
            return
        root = Path(self.folder.name)
        case = self.book.load("DK-1", House("示例"), Vault(root))
        assert sorted(self.model.values(), key=lambda e: (e.at, e.id)) == list(case.log)
        assert case.chain_intact
        assert Register(self.book).verify(root / "out") == []

    def teardown(self) -> None:
        """Close and remove the book."""
        if hasattr(self, "book"):
            self.book.close()
            self.folder.cleanup()


TestLog = Log.TestCase
TestLog.settings = settings(
    max_examples=int(os.environ.get("NOTICEGEN_MACHINES", "10")),
    stateful_step_count=15,
    deadline=None,
)


def test_no_evidence_row_without_its_event(book: Book) -> None:
    """Foreign keys hold: evidence of no event is refused."""
    with pytest.raises(BookError, match="constraint"), book.write() as conn:
        conn.execute(
            sa.insert(t.event_evidence).values(event=5, position=0, sha256="0", name="x", kind="x")
        )


def test_evidence_keeps_its_order(any_book: Book, tmp_path: Path) -> None:
    """Several files of one event come back in the order given."""
    files = tuple(Evidence(str(n) * 64, f"{n}.jpg", "photo") for n in (3, 1, 2))
    fill(any_book, dossier(events=(call("s1", 21, evidence=files),)))

    (event,) = any_book.load("DK-1", HOUSE, Vault(tmp_path)).log

    assert [f.sha256 for f in files] == [f.sha256 for f in event.evidence]


def test_a_book_that_is_newer_or_none_is_not_upgraded(book_url: str, tmp_path: Path) -> None:
    """It is said, and nothing is touched."""
    with Book.create(book_url) as book, book.write() as conn:
        conn.execute(sa.text("update alembic_version set version_num = '9999'"))
    (tmp_path / "empty").touch()

    with pytest.raises(BookError, match="9999") as refused:
        Book.upgrade(book_url)
    assert "update the program" in refused.value.hint.en
    with pytest.raises(BookError, match="no book"):
        Book.upgrade(f"sqlite:///{tmp_path / 'empty'}")


def test_an_older_book_is_brought_up_to_date(book_url: str) -> None:
    """A book of the first version, with a loan in it, opens after the upgrade; what is new is empty."""
    with Book.create(book_url) as book:
        fill(book)
        with book.write() as conn:
            config = Config()
            config.set_main_option("script_location", "noticegen.book:migrations")
            config.attributes["connection"] = conn
            command.downgrade(config, "0001")
    with pytest.raises(BookError, match="0001"):
        Book.open(book_url)

    with Book.upgrade(book_url) as book, book.read() as conn:
        found = conn.execute(sa.select(t.loans.c.dispute_way, t.loans.c.recourse_rate)).all()

    assert found == [("", None)]
