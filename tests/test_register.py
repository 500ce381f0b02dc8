"""Numbers are never lost, reused or doubled, and any altered byte of the register is found."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sample_book import (
    HOUSE,
    NOW,
    ON,
    SEAL,
    call,
    dossier,
    fill,
    issue_one,
    issued,
    numbering,
    photo,
    request,
    reserve_many,
)

from noticegen import chinese, fsio, merkle
from noticegen.book import Book, leaves, runs
from noticegen.book import tables as t
from noticegen.errors import BookError, OutputError, UsageError
from noticegen.model import EventType
from noticegen.register import Register
from noticegen.text import Text
from noticegen.vault import Vault


@pytest.fixture
def register(any_book: Book) -> Register:
    """A register over one imported loan, on each database."""
    fill(any_book)
    return Register(any_book)


# --- numbers --------------------------------------------------------------------------------------


def test_the_first_number_of_a_year(register: Register) -> None:
    """A reserved number has its place, its text and the frozen inputs, and no file yet."""
    entry = register.reserve(request(), numbering, NOW)

    assert (entry.number, entry.seq, entry.state) == ("〔2026〕催字第0001号", 1, "reserved")
    assert (
        entry.as_of,
        entry.issued_on,
        entry.deadline,
    ) == ("2026-03-27", "2026-03-27", "2026-04-07")
    assert entry.file is None
    assert entry == register.show(entry.number)


def test_the_same_letter_has_one_number(register: Register) -> None:
    """Asking again with the same key gives the same entry, whatever else changed."""
    first = register.reserve(request(), numbering, NOW)
    again = register.reserve(request(case_digest="f" * 64), numbering, NOW + timedelta(days=1))

    assert first == again


@pytest.mark.parametrize(
    "other",
    [
        {"party": "DK-1-C"},
        {"locale": "en"},
        {"kind": "guarantor-reminder"},
        {"anchor": date(2026, 2, 20)},
        {"anchor": None},
        {"as_of": ON + timedelta(days=1)},
    ],
)
def test_another_letter_has_another_number(register: Register, other: dict[str, Any]) -> None:
    """Each part of the key makes another letter."""
    register.reserve(request(), numbering, NOW)

    assert register.reserve(request(**other), numbering, NOW).seq == 2


def test_each_series_year_and_issuer_counts_for_itself(register: Register) -> None:
    """Another kind's word, another year, another issuer start at 1."""

    def text(name: str) -> Callable[[int], str]:
        return lambda seq: f"{name}{seq}"

    register.reserve(request(), numbering, NOW)
    seqs = [
        register.reserve(request(kind="k", series="函"), text("a"), NOW).seq,
        register.reserve(request(kind="l", issued_on=date(2027, 1, 1)), text("b"), NOW).seq,
        register.reserve(request(kind="m", issuer="另一示例公司"), text("c"), NOW).seq,
        register.reserve(request(kind="n"), numbering, NOW).seq,
    ]

    assert seqs == [1, 1, 1, 2]


def test_two_series_that_print_alike_are_refused(register: Register) -> None:
    """One text never names two documents; nothing is counted."""
    register.reserve(request(), numbering, NOW)

    with pytest.raises(BookError, match="used by another series"):
        register.reserve(request(kind="k", series="函"), numbering, NOW)
    with register.book.read() as conn:
        assert conn.execute(sa.select(t.counters.c.last)).scalars().all() == [1]


def test_the_house_style_of_numbers(register: Register) -> None:
    """The number is written by `chinese.document_number` in either style."""
    entry = register.reserve(
        request(), lambda seq: chinese.document_number("gbt9704", "催", 2026, seq, "示担催"), NOW
    )

    assert entry.number == "示担催〔2026〕1号"


# --- states ---------------------------------------------------------------------------------------


def test_a_number_is_issued_with_its_event(register: Register, tmp_path: Path) -> None:
    """Sealing stores the hashes and puts `issued` on the log, in one transaction."""
    number = issue_one(register, tmp_path / "out")

    entry = register.show(number)
    (event,) = register.book.load("DK-1", HOUSE, Vault(tmp_path)).of(EventType.ISSUED)
    assert (entry.state, entry.file, entry.pages) == ("issued", "2026/overdue-notice/0001", 1)
    assert number == event.document
    assert register.verify(tmp_path / "out") == []


def test_sealing_twice_is_once(register: Register, tmp_path: Path) -> None:
    """The same seal again changes nothing; another one is refused."""
    number = register.reserve(request(), numbering, NOW).number
    first = register.seal(number, SEAL, issued(number, "DK-1-B"), NOW)
    again = register.seal(number, SEAL, issued(number, "DK-1-B"), NOW + timedelta(days=1))

    assert first == again
    with pytest.raises(BookError, match="issued already"):
        register.seal(number, replace(SEAL, pdf_sha256="0" * 64), issued(number, "DK-1-B"), NOW)
    assert len(register.book.load("DK-1", HOUSE, Vault(tmp_path)).of(EventType.ISSUED)) == 1


def test_a_void_number_is_not_used_again(register: Register) -> None:
    """Void keeps its place and reason; the letter then takes the next number."""
    first = register.reserve(request(), numbering, NOW)
    gone = register.void(first.number, "误取", NOW)

    second = register.reserve(request(), numbering, NOW)

    assert (gone.state, gone.void_reason) == ("void", "误取")
    assert second.seq == 2
    with pytest.raises(UsageError, match="void already"):
        register.void(first.number, "again", NOW)
    with pytest.raises(BookError, match="void already"):
        register.seal(first.number, SEAL, issued(first.number, "DK-1-B"), NOW)


def test_a_void_number_gets_no_file(register: Register) -> None:
    """Its files are published only while it is reserved; when they cannot be, it stays reserved."""
    number = register.reserve(request(), numbering, NOW).number
    published: list[str] = []

    def full() -> None:
        raise OutputError(Text("满", "full"))

    with pytest.raises(OutputError):
        register.seal(number, SEAL, issued(number, "DK-1-B"), NOW, full)
    assert "reserved" == register.show(number).state
    register.void(number, "误取", NOW)
    with pytest.raises(BookError, match="void already"):
        register.seal(number, SEAL, issued(number, "DK-1-B"), NOW, lambda: published.append("x"))
    assert [] == published


def test_only_a_number_never_issued_loses_its_files(register: Register) -> None:
    """`void` and `withdraw` take the files of a reserved number away; those of an issued one stay."""
    first, second, third = (
        register.reserve(request(locale=locale), numbering, NOW).number
        for locale in ("a", "b", "c")
    )
    register.seal(third, SEAL, issued(third, "DK-1-B"), NOW)
    gone: list[str] = []

    assert register.withdraw(first, "改日", NOW, lambda: gone.append("first"))
    register.void(second, "误取", NOW, lambda: gone.append("second"))
    assert not register.withdraw(third, "改日", NOW, lambda: gone.append("third"))
    assert not register.withdraw(first, "改日", NOW, lambda: gone.append("again"))
    assert "issued" == register.show(third).state
    register.void(third, "金额有误", NOW, lambda: gone.append("third"))

    assert ["first", "second"] == gone
    assert ["void"] * 3 == [e.state for e in register.list()]


def test_an_issued_number_made_void_says_so_on_the_log(register: Register, tmp_path: Path) -> None:
    """The log holds `voided` with the reason; a reserved one leaves the log alone."""
    number = issue_one(register, tmp_path / "out")
    other = register.reserve(request(party="DK-1-C"), numbering, NOW).number
    register.void(number, "金额有误", NOW)
    register.void(other, "误取", NOW)

    (event,) = register.book.load("DK-1", HOUSE, Vault(tmp_path)).of(EventType.VOIDED)

    assert (number, "金额有误") == (event.document, event.text)
    assert register.verify(tmp_path / "out") == []


def test_a_reason_is_needed(register: Register) -> None:
    """No reason, no void; an unknown number is a usage error."""
    number = register.reserve(request(), numbering, NOW).number

    with pytest.raises(UsageError, match="reason"):
        register.void(number, " ", NOW)
    with pytest.raises(UsageError, match="no number"):
        register.void("〔2026〕催字第9999号", "x", NOW)
    with pytest.raises(UsageError, match="no number"):
        register.show("")


def test_the_list_is_in_order(register: Register, tmp_path: Path) -> None:
    """All numbers by place, or those of one loan, kind, state."""
    fill(register.book, dossier("DK-2"))
    issue_one(register, tmp_path)
    register.reserve(request("DK-2", "DK-2-B"), numbering, NOW)
    register.void(register.reserve(request(party="DK-1-C"), numbering, NOW).number, "x", NOW)

    assert [e.seq for e in register.list()] == [1, 2, 3]
    assert [e.seq for e in register.list(loan="DK-2")] == [2]
    assert [e.seq for e in register.list(state="void")] == [3]
    assert list(register.list(kind="judicial-referral")) == []


def test_stale_numbers(register: Register) -> None:
    """A reserved number of the same letter for another day, case or set-up is stale; no other is."""
    register.reserve(request(), numbering, NOW)
    register.reserve(request(party="DK-1-C"), numbering, NOW)

    assert register.stale(request()) == ()
    for change in ({"as_of": ON + timedelta(1)}, {"case_digest": "0"}, {"setup_digest": "0"}):
        assert [e.seq for e in register.stale(request(**change))] == [1]


# --- proofs ---------------------------------------------------------------------------------------


def test_a_number_is_proved_by_its_path(register: Register, tmp_path: Path) -> None:
    """The leaf, its path and the checkpoint hold together outside the program."""
    for party in ("DK-1-B", "DK-1-C"):
        issue_one(register, tmp_path, party=party)
    point, entries = register.opened("〔2026〕催字第0001号")

    assert point == register.checkpoint()
    assert [json.loads(entry.body)["type"] for entry in entries] == ["event", "issued"]
    for entry in entries:
        leaf = merkle.leaf_hash(entry.body.encode())
        path = [bytes.fromhex(step) for step in entry.path]
        committed = hashlib.sha256(bytes.fromhex(entry.salt) + entry.content.encode())
        assert merkle.included(leaf, entry.index, point.size, path, point.root)
        assert json.loads(entry.body)["commitment"] == committed.hexdigest()
        assert "张" not in entry.body
        assert "0002号" not in entry.content  # the letter to the other borrower


def test_a_void_number_is_proved_with_its_end(register: Register, tmp_path: Path) -> None:
    """Who proves an issued document that was made void later shows that as well."""
    issue_one(register, tmp_path)
    register.void("〔2026〕催字第0001号", "地址有误，重新签发", NOW)

    _, entries = register.opened("〔2026〕催字第0001号")

    kinds = [(json.loads(e.body)["type"], json.loads(e.body)["kind"]) for e in entries]
    assert kinds == [
        ("event", "issued"),
        ("issued", "overdue-notice"),
        ("event", "voided"),
        ("void", "overdue-notice"),
    ]


def test_a_number_that_was_never_issued_has_no_proof(register: Register) -> None:
    """A reserved number proves nothing."""
    register.reserve(request(), numbering, NOW)
    with pytest.raises(UsageError, match="never issued"):
        register.opened("〔2026〕催字第0001号")


def test_the_file_of_an_interrupted_issue_says_what_to_do(
    register: Register, tmp_path: Path
) -> None:
    """A file of a number that is only reserved is no damage: run the command again. Any other file below
    `out` belongs to no number, be it that of a number that is void."""
    entry = register.reserve(request(), numbering, NOW)
    folder = tmp_path / "out" / str(entry.year) / entry.kind
    letter, other = (
        folder / f"{entry.seq:04d}_l1_abc.pdf",
        folder / f"{entry.seq + 1:04d}_l1_abc.pdf",
    )
    fsio.publish_many([(letter, b"%PDF"), (other, b"%PDF")])
    waits, strange = register.verify(tmp_path / "out")

    assert (waits.where, strange.where) == tuple(
        f"file {path.relative_to(tmp_path / 'out').as_posix()}" for path in (letter, other)
    )
    assert "an issue was interrupted: run the same command again" in waits.what.en
    assert "it belongs to no issued number" == strange.what.en
    register.withdraw(entry.number, "作废", NOW)
    assert {"it belongs to no issued number"} == {
        p.what.en for p in register.verify(tmp_path / "out")
    }


def test_an_earlier_checkpoint_stays_true(register: Register, tmp_path: Path) -> None:
    """What a checkpoint covered is the beginning of every later register."""
    old = register.checkpoint()
    issue_one(register, tmp_path / "out")
    new = register.checkpoint()

    proof = register.consistency(old)

    assert merkle.consistent(old.size, new.size, proof, old.root, new.root)
    assert register.verify(tmp_path / "out", since=old) == []
    bad = replace(old, root=bytes(32))
    assert [p.where for p in register.verify(tmp_path / "out", since=bad)] == ["checkpoint"]
    longer = replace(new, size=new.size + 1)
    assert [p.where for p in register.verify(tmp_path / "out", since=longer)] == ["checkpoint"]
    with pytest.raises(BookError, match="shorter"):
        register.consistency(longer)


def test_a_register_rewritten_whole_is_found_by_a_checkpoint(book: Book, tmp_path: Path) -> None:
    """An insider who recomputes everything passes `verify`, but not against a checkpoint kept outside."""
    fill(book)
    kept = Register(book).checkpoint()
    with book.write() as conn:
        conn.execute(sa.update(t.events).where(t.events.c.id == "s1").values(outcome="busy"))
        origin = conn.execute(sa.select(t.tree.c.origin)).scalar_one()
        tree = merkle.Frontier(1, [leaves.origin_leaf(origin)])
        for row in conn.execute(sa.select(t.events).order_by(t.events.c.leaf)).mappings().all():
            leaf = leaves.event_leaf(row, [])
            conn.execute(
                sa.update(t.leaves).where(t.leaves.c.leaf == row["leaf"]).values(hash=leaf)
            )
            tree.append(leaf)
        conn.execute(sa.update(t.tree).values(peaks=tree.pack()))

    out = tmp_path / "out"
    assert Register(book).verify(out) == []
    assert [p.where for p in Register(book).verify(out, since=kept)] == ["checkpoint"]


def test_a_leaf_cannot_be_guessed(register: Register) -> None:
    """Every leaf has a salt of its own: equal rows have unequal leaves."""
    fill(register.book, dossier("DK-2", events=(call("a", 21), call("b", 21))))
    with register.book.read() as conn:
        salts = conn.execute(sa.select(t.events.c.salt)).scalars().all()
        hashes = conn.execute(sa.select(t.leaves.c.hash)).scalars().all()

    assert {16} == {len(s) for s in salts}
    assert len(salts) == len(set(salts))
    assert len(hashes) == len(set(hashes))


# --- any altered byte is found --------------------------------------------------------------------


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small book in every state, and its files."""
    root = tmp_path_factory.mktemp("original")
    with Book.create(f"sqlite:///{root / 'book'}") as book:
        files = (photo("1" * 64), photo("2" * 64))
        fill(
            book, dossier(events=(call("s1", 21, evidence=files), call("s2", 22))), dossier("DK-2")
        )
        register = Register(book)
        issue_one(register, root / "out")
        gone = issue_one(register, root / "out", party="DK-1-C")
        register.void(gone, "金额有误", NOW)
        register.void(register.reserve(request("DK-2", "DK-2-B"), numbering, NOW).number, "误", NOW)
        register.reserve(request("DK-2", "DK-2-C"), numbering, NOW)
        finished_run(book, root / "out", "2026-03-27-overdue-notice")
        assert register.verify(root / "out") == []
    return root


def finished_run(book: Book, out: Path, run: str) -> None:
    """A batch run with its seal allowed and confirmed, one list, and its manifest on the log."""
    told = fsio.publish_chunks(out / "runs" / run / "refused.xlsx", [b"list"])
    manifest = json.dumps({"files": [{"name": "refused.xlsx", "sha256": told}]}).encode()
    digest = fsio.publish_chunks(out / "runs" / run / "manifest.json", [manifest])
    acts = (
        runs.RunAct(run, NOW, runs.SEAL_USE, ("王示例",), "同意", {"role": "branch_head"}),
        runs.RunAct(run, NOW, runs.APPROVAL, ("李示例",), "", {"role": "legal", "confirms": "1"}),
        runs.RunAct(run, NOW, runs.BEGUN, details={"kind": "overdue-notice"}),
        runs.RunAct(run, NOW, runs.FINISHED, details={"manifest": digest}),
    )
    for act in acts:
        with book.write() as conn:
            runs.tell(conn, act)


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    shutil.copytree(original, tmp_path / "c")
    return tmp_path / "c"


def damage(root: Path, *statements: str) -> None:
    """Change the database the way an insider would: with its keys and constraints off."""
    raw = sqlite3.connect(root / "book", isolation_level=None)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        changed = raw.execute(statement).rowcount
        assert changed != 0, statement
    raw.close()


def found(root: Path) -> list[str]:
    """Where `verify` sees problems."""
    with Book.open(f"sqlite:///{root / 'book'}") as book:
        return [problem.where for problem in Register(book).verify(root / "out")]


GUARDED = (t.events, t.event_evidence, t.register, t.run_log, t.leaves, t.counters, t.tree)
COLUMNS = [(table.name, column.name) for table in GUARDED for column in table.columns]


def mutations(value: object) -> Iterator[str]:
    """SQL of values that differ by a byte, a digit, or by being there at all."""
    match value:
        case None:
            yield from ("''", "0", "'x'", "x'00'")
        case int():
            yield from (str(value + 1), str(value - 1), str(-value - 1), str(value + 1000))
        case str():
            for text in (f"{value} ", f"{value[:-1]}", f"x{value}", value.swapcase()):
                if text != value:
                    yield f"'{text.replace(chr(39), chr(39) * 2)}'"
        case bytes():
            flipped = bytes([value[0] ^ 1]) + value[1:] if value else b"\0"
            yield from (f"x'{flipped.hex()}'", f"x'{value[:-1].hex()}'", f"x'{value.hex()}00'")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_any_changed_column_is_found(
    original: Path, tmp_path: Path, table: str, column: str
) -> None:
    """Each column of each row of log, evidence, register, leaves, counters and tree, changed, makes
    `verify` speak: each row in one of several ways by turns, with NOTICEGEN_MACHINES in all of them."""
    raw = sqlite3.connect(original / "book")
    rows = raw.execute(f"select rowid, {column} from {table}").fetchall()
    raw.close()
    assert rows
    for rowid, value in rows:
        ways = list(mutations(value))
        for n, new in enumerate(ways):
            if "NOTICEGEN_MACHINES" not in os.environ and n != rowid % len(ways):
                continue
            root = tmp_path / f"{rowid}-{n}"
            shutil.copytree(original, root)
            try:
                damage(root, f"update {table} set {column} = {new} where rowid = {rowid}")
            except sqlite3.IntegrityError:
                continue  # a key or the STRICT type does not even let it in
            assert found(root), f"{table}.{column} of row {rowid}: {value!r} became {new}"
            shutil.rmtree(root)


@pytest.mark.parametrize("table", [table.name for table in GUARDED])
def test_any_deleted_row_is_found(original: Path, tmp_path: Path, table: str) -> None:
    """Each row taken away is missed."""
    raw = sqlite3.connect(original / "book")
    rows = [row[0] for row in raw.execute(f"select rowid from {table}")]
    raw.close()
    for rowid in rows:
        root = tmp_path / str(rowid)
        shutil.copytree(original, root)
        damage(root, f"delete from {table} where rowid = {rowid}")
        assert found(root), f"{table} row {rowid}"


COPY_EVENT = ", ".join(
    {"leaf": "{leaf}", "id": "'zz'", "nth": "{nth}"}.get(c.name, f'"{c.name}"')
    for c in t.events.columns
)


@pytest.mark.parametrize(
    ("statements", "where"),
    [
        ((f"insert into events select {COPY_EVENT.format(leaf=99, nth=9)} from events where leaf = 1",), "event DK-1/zz"),
        ((f"insert into events select {COPY_EVENT.format(leaf=-1, nth=9)} from events where leaf = 1",), "event DK-1/zz"),
        (("insert into leaves values (99, zeroblob(32))",), "leaf 99"),
        (("insert into leaves values (-1, zeroblob(32))",), "leaf -1"),
        (("insert into event_evidence values (1, 2, 'x', 'x', 'x')",), "event DK-1/s1"),
        (("insert into event_evidence values (1, 9, 'x', 'x', 'x')",), "event DK-1/s1"),
        (("insert into event_evidence values (77, 0, 'x', 'x', 'x')",), "evidence of leaf 77"),
        (("insert into counters values ('x', 'y', 2026, 1)",), "counter y 2026"),
        (("delete from events where leaf = (select max(leaf) from events)", "delete from leaves where leaf = (select max(leaf) from leaves)"), "tree"),
        (("update events set leaf = -5 where leaf = 1", "update events set leaf = 1 where leaf = 2", "update events set leaf = 2 where leaf = -5"), "event DK-1/s1"),
        (("update leaves set leaf = -5 where leaf = 1", "update leaves set leaf = 1 where leaf = 2", "update leaves set leaf = 2 where leaf = -5"), "event DK-1/s1"),
        (("update register set state = 'issued' where state = 'reserved'",), "register 〔2026〕催字第0004号"),
        (("update loans set log_size = log_size + 1 where id = 'DK-1'",), "log DK-1"),
    ],
)  # fmt: skip
def test_inserted_swapped_and_cut(copy: Path, statements: tuple[str, ...], where: str) -> None:
    """Rows added, rows exchanged, the end cut off: `verify` names the row."""
    damage(copy, *statements)

    assert where in found(copy)


def test_swapped_files_are_found(copy: Path) -> None:
    """Two letters exchanged under each other's names are both named."""
    one, two = sorted((copy / "out").rglob("*.pdf"))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)

    assert found(copy) == ["register 〔2026〕催字第0001号", "register 〔2026〕催字第0002号"]


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_any_altered_file_is_found(copy: Path, suffix: str) -> None:
    """Each byte flipped, the file cut, lengthened, gone, opened to others, made a link."""
    path = copy / f"out/2026/overdue-notice/0001{suffix}"
    data = path.read_bytes()
    name = ["register 〔2026〕催字第0001号"]
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert name == found(copy)
    for other in (b"", data[:-1], data + b"\n"):
        path.write_bytes(other)
        assert name == found(copy)
    path.write_bytes(data)
    path.chmod(0o644)
    assert name == found(copy)
    path.unlink()
    assert name == found(copy)
    path.symlink_to(copy / "book")
    assert name == found(copy)


def test_files_of_nobody_are_found(copy: Path) -> None:
    """A file that no issued number names is told; drafts are not looked at."""
    fsio.publish(copy / "out/2026/overdue-notice/0005.pdf", b"forged")
    fsio.publish(copy / "out/drafts/x.pdf", b"draft")
    (copy / "out/2026").chmod(0o755)

    assert found(copy) == ["folder 2026", "file 2026/overdue-notice/0005.pdf"]


def test_the_guarded_columns_are_all(original: Path) -> None:
    """Every table is either guarded or holds no word of the log or the register."""
    free = {"loans", "parties", "addresses", "signatories", "guarantees", "instalments", "imports"}
    free |= {
        "run_letters"
    }  # which numbers a run has stands in its manifest, whose hash is on its log
    # what was erased by whom, and which streams were cut for it, is in the leaf of the erasure
    free |= {"erasures", "erased", "restreamed"}

    assert {table.name for table in GUARDED} | free == set(t.metadata.tables)


def test_verify_streams(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result does not depend on the size of the pieces it is read in."""
    fill(book, *(dossier(f"DK-{n}") for n in range(9)))
    monkeypatch.setattr("noticegen.book.audit.CHUNK", 4)
    assert Register(book).verify(tmp_path / "out") == []
    with book.write() as conn:
        conn.execute(sa.update(t.events).where(t.events.c.leaf.in_([4, 5, 18])).values(text="x"))

    assert [p.where for p in Register(book).verify(tmp_path / "out")] == [
        "event DK-1/s2",
        "event DK-2/s1",
        "event DK-8/s2",
    ]


# --- many at once ---------------------------------------------------------------------------------


def test_four_processes_at_once(book_url: str, tmp_path: Path) -> None:
    """Four processes, 25 letters each: 1 ... 100 without a gap or a double, on both databases."""
    loans = [f"DK-{n}" for n in range(100)]
    with Book.create(book_url) as book:
        fill(book, *(dossier(loan) for loan in loans))
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(4)
    children = [
        spawn.Process(target=reserve_many, args=(book_url, loans[n::4], start)) for n in range(4)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(120)

    assert [child.exitcode for child in children] == [0] * 4
    with Book.open(book_url) as book:
        entries = list(Register(book).list())
        assert list(range(1, 101)) == [e.seq for e in entries]
        assert {f"{loan}-B" for loan in loans} == {e.party for e in entries}
        # SEAL names files that are not there; nothing else may be wrong
        problems = Register(book).verify(tmp_path / "out")
        assert {"its file is missing: 0001.pdf", "its file is missing: 0001.docx"} == {
            p.what.en for p in problems
        }


# --- a state machine ------------------------------------------------------------------------------


class Numbers(RuleBasedStateMachine):
    """Issue, fail half-way, resume, make void, verify: a dict is the model."""

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[int, str] = {}
        self.live: dict[str, int] = {}

    @initialize()
    def make(self) -> None:
        """A new book with one loan."""
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.out = Path(self.folder.name) / "out"
        self.book = Book.create(f"sqlite:///{self.folder.name}/book")
        fill(self.book)
        self.register = Register(self.book)
        self.points = [self.register.checkpoint()]

    def taken(self, party: str) -> int:
        """The place the model gives this letter: the live one, or the next."""
        seq = self.live.setdefault(party, len(self.states) + 1)
        self.states.setdefault(seq, "reserved")
        return seq

    @rule(party=st.sampled_from(["DK-1-B", "DK-1-C", "DK-1-G"]))
    def issue(self, party: str) -> None:
        """A letter is issued, or finished, or found issued already."""
        seq = self.taken(party)
        assert numbering(seq) == issue_one(self.register, self.out, party=party)
        self.states[seq] = "issued"

    @rule(party=st.sampled_from(["DK-1-B", "DK-1-C", "DK-1-G"]))
    def fail(self, party: str) -> None:
        """The program dies after the number was taken."""
        seq = self.taken(party)
        assert seq == self.register.reserve(request(party=party), numbering, NOW).seq

    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """Any number may be made void, once; its letter then gets another."""
        seq = data.draw(st.integers(1, len(self.states) + 1))
        try:
            self.register.void(numbering(seq), "试", NOW)
        except UsageError:
            assert self.states.get(seq, "void") == "void"  # never given, or void before
        else:
            self.states[seq] = "void"
            self.live = {party: n for party, n in self.live.items() if n != seq}

    @rule()
    def keep_checkpoint(self) -> None:
        """A checkpoint leaves the house."""
        self.points.append(self.register.checkpoint())

    @invariant()
    def sound(self) -> None:
        """Places run 1 ... n, states are the model's, everything verifies against every checkpoint."""
        if not hasattr(self, "book"):
            return
        assert self.states == {e.seq: e.state for e in self.register.list()}
        assert list(range(1, len(self.states) + 1)) == sorted(self.states)
        for point in self.points[-2:]:
            assert self.register.verify(self.out, since=point) == []

    def teardown(self) -> None:
        """Close and remove the book."""
        if hasattr(self, "book"):
            self.book.close()
            self.folder.cleanup()


TestNumbers = Numbers.TestCase
TestNumbers.settings = settings(
    max_examples=int(os.environ.get("NOTICEGEN_MACHINES", "10")),
    stateful_step_count=15,
    deadline=None,
)
