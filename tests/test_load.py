"""Many cases in few queries: the same cases as one by one, and evidence read again only where it must be."""

from __future__ import annotations

import gc
import hashlib
import importlib
import os
import stat
import weakref
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sample_book import HOUSE, call, dossier, fill

from noticegen import fsio
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.errors import UsageError
from noticegen.model import EvidenceState, Party, PartyKind
from noticegen.seen import look
from noticegen.vault import MEMORY, Vault

load = importlib.import_module("noticegen.book.load")
OK, ALTERED, MISSING = EvidenceState.OK, EvidenceState.ALTERED, EvidenceState.MISSING
LOANS = ("DK-1", "DK-2", "DK-3", "DK-4", "DK-5")


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases to a chunk: five loans have two whole chunks and a rest."""
    monkeypatch.setattr(load, "CHUNK", 2)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An empty vault."""
    return Vault(tmp_path / "vault")


def fill_five(book: Book, vault: Vault) -> None:
    """Five loans; one party stands behind two of them; each has its own photo and a common one."""
    common = vault.keep(b"common", "photo", "共同.jpg")
    shared = Party("P-S", PartyKind.PERSON, "共有示例")
    made = []
    for n, loan in enumerate(LOANS):
        own = vault.keep(loan.encode(), "photo", "现场.jpg")
        made.append(dossier(loan, events=(call("a", 21, loan, evidence=(own, common)), call("b", 22 + n, loan))))  # fmt: skip
    for n in (1, 3):
        deed = replace(made[n].guarantees[0], id="G2", party="P-S")
        made[n] = replace(made[n], parties=(*made[n].parties, shared), guarantees=(*made[n].guarantees, deed))  # fmt: skip
    fill(book, *made)


# --- the same cases -------------------------------------------------------------------------------


def test_many_are_the_same_as_one_by_one(any_book: Book, vault: Vault) -> None:
    """Terms, parties, deeds, schedule, log, states and chain are those of `load`, in the order of ids."""
    fill_five(any_book, vault)

    many = list(any_book.load_many(any_book.loans(), HOUSE, vault))

    assert many == [any_book.load(loan, HOUSE, vault) for loan in LOANS]
    assert list(LOANS) == [case.loan.id for case in many]
    assert all(case.chain_intact for case in many)
    assert ["DK-2-B", "DK-2-C", "DK-2-G", "P-S"] == list(many[1].parties)


def test_the_order_is_the_one_asked_for(any_book: Book, vault: Vault) -> None:
    """Ids come in any order, and one may be asked for twice, in one chunk or in two."""
    fill_five(any_book, vault)
    asked = ["DK-4", "DK-4", "DK-1", "DK-3", "DK-4"]

    assert asked == [c.loan.id for c in any_book.load_many(iter(asked), HOUSE, vault)]
    assert [] == list(any_book.load_many([], HOUSE, vault))


def test_loans_are_sorted_by_code_point(any_book: Book) -> None:
    """The order is the same on every database, whatever its collation says of case and of Chinese."""
    fill(any_book, *(dossier(loan) for loan in ("b", "B", "贷1", "a-1", "a1")))

    assert ["B", "a-1", "a1", "b", "贷1"] == any_book.loans()


def test_an_unknown_loan_among_many(any_book: Book, vault: Vault) -> None:
    """It is named when its chunk is reached; the cases before it have come."""
    fill_five(any_book, vault)
    cases = any_book.load_many(["DK-1", "DK-2", "DK-9"], HOUSE, vault)

    assert "DK-1" == next(cases).loan.id
    assert "DK-2" == next(cases).loan.id
    with pytest.raises(UsageError, match="DK-9"):
        next(cases)


def test_a_broken_log_is_told_of_its_own_case_only(any_book: Book, vault: Vault) -> None:
    """An event altered, one without its leaf, one that went: each shows in its case, not in the others."""
    fill_five(any_book, vault)
    with any_book.write() as conn:
        conn.execute(sa.text("update events set text = 'x' where loan = 'DK-1' and id = 'a'"))
        conn.execute(sa.text("delete from leaves where leaf = (select leaf from events where loan = 'DK-3' and id = 'b')"))  # fmt: skip
        conn.execute(sa.text("delete from events where loan = 'DK-4' and id = 'b'"))

    intact = [c.chain_intact for c in any_book.load_many(LOANS, HOUSE, vault)]

    assert [False, True, False, False, True] == intact


# --- few queries, little memory -------------------------------------------------------------------


def test_queries_go_by_chunks(any_book: Book, vault: Vault) -> None:
    """Eight queries a chunk: 24 for five loans in three chunks, 8 for one case."""
    fill_five(any_book, vault)
    asked: list[str] = []
    sa.event.listen(any_book._engine, "before_cursor_execute", lambda *a: asked.append(a[2]))

    for _ in any_book.load_many(LOANS, HOUSE, vault):
        pass
    many = [q for q in asked if q.startswith("SELECT")]
    asked.clear()
    any_book.load("DK-1", HOUSE, vault)

    assert 24 == len(many)
    assert 8 == len([q for q in asked if q.startswith("SELECT")])


def test_cases_are_not_kept(book: Book, vault: Vault) -> None:
    """A case that its reader dropped is gone before the next chunk is read."""
    fill_five(book, vault)
    cases = book.load_many(LOANS, HOUSE, vault)
    first = weakref.ref(next(cases))
    next(cases)
    next(cases)
    gc.collect()

    assert first() is None


def test_writing_goes_on_between_two_cases(any_book: Book, vault: Vault) -> None:
    """A batch may record while it reads: a later chunk sees it, and no transaction stays open."""
    fill_five(any_book, vault)
    sizes = {}
    for case in any_book.load_many(LOANS, HOUSE, vault):
        sizes[case.loan.id] = len(case.log)
        if case.loan.id == "DK-1":
            for loan in LOANS:
                any_book.record(loan, call("late", 25, loan))

    assert {"DK-1": 2, "DK-2": 2, "DK-3": 3, "DK-4": 3, "DK-5": 3} == sizes


def test_a_reader_sees_one_moment(any_book: Book) -> None:
    """What is committed between two queries of one reading is not seen by the second."""
    fill(any_book)
    count = sa.select(sa.func.count()).select_from(t.events)
    with any_book.read() as conn:
        before = conn.execute(count).scalar_one()
        any_book.record("DK-1", call("late", 25))

        assert before == conn.execute(count).scalar_one()
    with any_book.read() as conn:
        assert before + 1 == conn.execute(count).scalar_one()


def test_a_large_import_leaves_statistics(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL knows after an import how large its tables are; after a small one it is left alone."""
    monkeypatch.setattr(importlib.import_module("noticegen.book.apply"), "MANY", 40)
    size = sa.text("select reltuples from pg_class where relname = 'events'")
    with Book.create(postgres_url) as book:
        fill(book)
        with book.read() as conn:
            assert -1 == conn.execute(size).scalar_one()
        fill(book, *(dossier(f"X-{n}") for n in range(10)))
        with book.read() as conn:
            assert 22 == conn.execute(size).scalar_one()


# --- evidence: read again only where it was touched ------------------------------------------------


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes of the files that are read, as they are read."""
    read: list[str] = []
    real = fsio.sha256_of

    def counted(path: Path) -> str:
        read.append(path.parent.name + path.name)
        return real(path)

    monkeypatch.setattr(fsio, "sha256_of", counted)
    return read


def test_a_second_look_reads_no_file(vault: Vault, read_files: list[str]) -> None:
    """Files that nobody touched are read once, also by another process or on another day."""
    kept = [vault.keep(data, "photo", "x").sha256 for data in (b"1", b"2", b"3")]
    first = vault.glance(kept)
    assert sorted(kept) == sorted(read_files)
    read_files.clear()

    again = Vault(vault.root).glance(kept)

    assert first == again == dict.fromkeys(kept, OK)
    assert [] == read_files


def test_only_what_was_touched_is_read(vault: Vault, read_files: list[str]) -> None:
    """A file written to in place shows, though its size and its time of change were set back."""
    kept = [vault.keep(data, "photo", "x").sha256 for data in (b"11", b"22", b"33")]
    vault.glance(kept)
    read_files.clear()
    path = vault.path(kept[1])
    before = path.stat()
    path.write_bytes(b"2x")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (before.st_size, before.st_mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)

    found = vault.glance(kept)

    assert {kept[0]: OK, kept[1]: ALTERED, kept[2]: OK} == found
    assert [kept[1]] == read_files


def test_a_copy_in_its_place_is_read(vault: Vault, read_files: list[str]) -> None:
    """Another file under the same name is another inode: read again, and OK when its bytes are the same."""
    (kept,) = [vault.keep(b"1", "photo", "x").sha256]
    vault.glance([kept])
    read_files.clear()
    path = vault.path(kept)
    (path.parent / "copy").write_bytes(b"1")
    (path.parent / "copy").replace(path)

    assert {kept: OK} == vault.glance([kept])
    assert [kept] == read_files


def test_what_is_not_as_it_should_be_is_never_remembered(
    vault: Vault, read_files: list[str]
) -> None:
    """Missing, altered, a symbolic link, no hash at all: looked at again each time."""
    gone, bad, link = (vault.keep(data, "photo", "x").sha256 for data in (b"1", b"2", b"3"))
    vault.glance([gone, bad, link])
    vault.path(gone).unlink()
    vault.path(bad).write_bytes(b"x")
    elsewhere = vault.root / "elsewhere"
    vault.path(link).rename(elsewhere)
    vault.path(link).symlink_to(elsewhere)
    for _ in range(2):
        read_files.clear()
        found = vault.glance([gone, bad, link, "no-hash"])

        assert {gone: MISSING, bad: ALTERED, link: OK, "no-hash": MISSING} == found
        assert {gone, bad, link} == set(read_files)


def test_the_memory_is_private_and_may_be_lost(vault: Vault, read_files: list[str]) -> None:
    """0600; deleted, damaged or not writable, everything is read and nothing fails."""
    (kept,) = [vault.keep(b"1", "photo", "x").sha256]
    vault.glance([kept])
    assert 0o600 == stat.S_IMODE((vault.root / MEMORY).stat().st_mode)
    for damage in (b"not a database, not by any means" * 200, None):
        for path in vault.root.glob(f"{MEMORY}*"):
            path.unlink()
        if damage is not None:
            (vault.root / MEMORY).write_bytes(damage)
        read_files.clear()

        assert {kept: OK} == Vault(vault.root).glance([kept])
        assert [kept] == read_files


def test_a_forged_memory_does_not_reach_a_letter(book: Book, vault: Vault) -> None:
    """Whoever alters a file and the memory deceives the list, not `load`, on which letters are issued."""
    fill_five(book, vault)
    sha256 = hashlib.sha256(b"DK-1").hexdigest()
    path = vault.path(sha256)
    path.write_bytes(b"forged")
    seen = look(path)
    assert seen is not None
    vault._seen.note({sha256: seen})

    (listed,) = book.load_many(["DK-1"], HOUSE, vault)

    assert OK is listed.log[0].evidence[0].state
    assert ALTERED is book.load("DK-1", HOUSE, vault).log[0].evidence[0].state


def test_many_workers_share_one_memory(vault: Vault) -> None:
    """Processes that were forked after the first look write to the same memory without harm."""
    kept = [vault.keep(str(n).encode(), "photo", "x").sha256 for n in range(40)]
    vault.glance(kept[:1])
    children = []
    for n in range(4):
        child = os.fork()
        if child == 0:
            found = vault.glance(kept[n::4])
            os._exit(0 if set(found.values()) == {OK} else 1)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert [0] * 4 == codes
    assert set(kept) == set(Vault(vault.root)._seen.recall(kept))


def test_times_are_those_of_the_house(book: Book, vault: Vault) -> None:
    """The zone of the house decides the day in many cases as in one."""
    late = call("s1", 21, at=datetime(2026, 3, 21, 23, 30, tzinfo=UTC))
    fill(book, dossier(events=(late,)))

    days = [
        case.log[0].day.day
        for zone in ("Asia/Shanghai", "Europe/London")
        for case in book.load_many(["DK-1"], replace(HOUSE, zone=zone), vault)
    ]

    assert [22, 21] == days
