"""Many numbers in one transaction: the same promises as one at a time, on both databases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sample_book import NOW, dossier, fill, issued, numbering, request

from noticegen import bulk, fsio
from noticegen.book import Book, runs
from noticegen.errors import BookError
from noticegen.register import Entry, Register, Request, Seal

RUN = "2026-03-27-overdue-notice"
LOANS = [f"DK-{n}" for n in range(1, 5)]


@pytest.fixture
def full(any_book: Book) -> Book:
    """Four loans of two debtors each."""
    fill(any_book, *(dossier(loan) for loan in LOANS))
    return any_book


def asked(*loans: str, who: str = "BC", **more: object) -> list[Request]:
    """A request for each debtor of these loans."""
    return [request(loan, f"{loan}-{p}", **more) for loan in loans for p in who]


def name(_: Request, seq: int) -> str:
    """As `sample_book.numbering`."""
    return numbering(seq)


def sealed(entry: Entry, out: Path) -> tuple[Entry, Seal, object]:
    """Two published files and their seal."""
    pdf = f"PDF {entry.number}".encode()
    file = f"2026/overdue-notice/{entry.seq:04d}"
    fsio.publish(out / "out" / f"{file}.pdf", pdf)
    mark = Seal(file, hashlib.sha256(pdf).hexdigest(), "", "e" * 64, 1, ("A1",))
    return entry, mark, issued(entry.number, entry.party)


def test_numbers_in_the_order_asked(full: Book, tmp_path: Path) -> None:
    """Eight requests get 1 to 8; sealed and failed together, everything verifies."""
    found = bulk.reserve(full, asked(*LOANS), name, NOW, run=RUN, notes=[str(n) for n in range(8)])
    assert list(range(1, 9)) == [s.entry.seq for s in found]
    good = [sealed(s.entry, tmp_path) for s in found if s.entry.seq != 5]
    bulk.settle(full, good, [(found[4].entry.number, "未能成文")], NOW)  # type: ignore[arg-type]  # as above

    register = Register(full)
    states = [e.state for e in register.list()]
    assert ["issued"] * 4 + ["void"] + ["issued"] * 3 == states
    assert [] == register.verify(tmp_path / "out")
    with full.read() as conn:
        assert {s.entry.number for s in found} == set(runs.numbers(conn, RUN))


def test_asked_again_it_is_the_same_number(full: Book) -> None:
    """A live key keeps its number, its run and what was noted; only new keys take new numbers."""
    first = bulk.reserve(full, asked("DK-1"), name, NOW, run=RUN, notes=["S-25", ""])
    again = bulk.reserve(full, asked("DK-1", "DK-2"), name, NOW, run=f"{RUN}-2")

    assert [s.entry for s in first] == [s.entry for s in again[:2]]
    assert [(RUN, "S-25"), (RUN, "")] == [(s.run, s.notes) for s in again[:2]]
    assert [(3, f"{RUN}-2"), (4, f"{RUN}-2")] == [(s.entry.seq, s.run) for s in again[2:]]
    known = bulk.standing(full, [r.key for r in asked("DK-1", "DK-3")])
    assert {r.key for r in asked("DK-1")} == known.keys()


def test_a_number_reserved_singly_is_taken_up(full: Book) -> None:
    """What `issue` had reserved becomes a number of the run."""
    single = Register(full).reserve(request("DK-1", "DK-1-B"), numbering, NOW)
    found = bulk.reserve(full, asked("DK-1"), name, NOW, run=RUN)

    assert [(single.number, RUN), (numbering(2), RUN)] == [(s.entry.number, s.run) for s in found]


def test_stale_numbers_are_given_up_in_the_same_step(full: Book, tmp_path: Path) -> None:
    """The old number becomes void with its reason, the letter gets the next one; an issued one stays."""
    old = bulk.reserve(full, asked("DK-1", who="B"), name, NOW, run=RUN)[0].entry
    kept = bulk.reserve(full, asked("DK-2", who="B"), name, NOW, run=RUN)[0].entry
    bulk.settle(full, [sealed(kept, tmp_path)], [], NOW)  # type: ignore[list-item]  # as above
    why = [(old, "案件有变动"), (kept, "案件有变动")]
    new = bulk.reserve(full, asked("DK-1", who="B", case_digest="f" * 64), name, NOW, run=RUN, void=why)  # fmt: skip

    assert 3 == new[0].entry.seq
    assert ["void", "issued", "reserved"] == [e.state for e in Register(full).list()]
    assert [old.number] == [e.number for e in bulk.given_up(full, [old.key])]
    assert [] == Register(full).verify(tmp_path / "out")


def test_settled_again_nothing_changes(full: Book, tmp_path: Path) -> None:
    """Sealing with the same files twice is one act; with other files nothing is done, of the rest of the
    chunk neither, and the number is told as it stands; so is one that is void."""
    entry = bulk.reserve(full, asked("DK-1", who="B"), name, NOW, run=RUN)[0].entry
    done = sealed(entry, tmp_path)
    bulk.settle(full, [done], [], NOW)  # type: ignore[list-item]  # as above
    size = Register(full).checkpoint().size
    bulk.settle(full, [done], [], NOW + timedelta(hours=1))  # type: ignore[list-item]  # as above
    assert size == Register(full).checkpoint().size

    other = (entry, replace(done[1], pdf_sha256="0" * 64), done[2])
    more, gone = (
        s.entry for s in bulk.reserve(full, asked("DK-2", "DK-3", who="B"), name, NOW, run=RUN)
    )
    Register(full).withdraw(gone.number, "误取", NOW)
    published: list[str] = []
    chunk = [sealed(more, tmp_path), other, sealed(gone, tmp_path)]
    taken = bulk.settle(full, chunk, [], NOW, lambda: published.append(""))  # type: ignore[arg-type]  # as above
    assert [(entry.number, "issued"), (gone.number, "void")] == [(e.number, e.state) for e in taken]
    assert ([], "reserved") == (published, Register(full).show(more.number).state)


def test_two_sequences_at_once(full: Book) -> None:
    """Each issuer, series and year counts for itself."""
    mixed = [
        request("DK-1", "DK-1-B"),
        request("DK-1", "DK-1-C", series="函", kind="letter"),
        request("DK-2", "DK-2-B", issued_on=date(2027, 1, 4)),
        request("DK-2", "DK-2-C"),
    ]
    found = bulk.reserve(
        full, mixed, lambda r, n: f"〔{r.issued_on.year}〕{r.series}字第{n:04d}号", NOW, run=RUN
    )

    assert [1, 1, 1, 2] == [s.entry.seq for s in found]


def test_two_series_that_print_alike(full: Book) -> None:
    """A number another series has is refused, and nothing is taken."""
    bulk.reserve(full, asked("DK-1", who="B"), name, NOW, run=RUN)
    with pytest.raises(BookError, match="is used by another series"):
        bulk.reserve(full, asked("DK-2", series="函"), name, NOW, run=RUN)

    assert 1 == len(list(Register(full).list()))


def test_events_are_numbered_on(full: Book, tmp_path: Path) -> None:
    """Two letters of one loan in a chunk are two events, the next on its log."""
    found = bulk.reserve(full, asked("DK-1"), name, NOW, run=RUN)
    bulk.settle(full, [sealed(s.entry, tmp_path) for s in found], [], NOW)  # type: ignore[misc]  # as above

    with full.read() as conn:
        rows = conn.exec_driver_sql("select id, nth from events where loan = 'DK-1' order by nth")
        assert [("s1", 1), ("s2", 2), ("e000003", 3), ("e000004", 4)] == [tuple(r) for r in rows]
