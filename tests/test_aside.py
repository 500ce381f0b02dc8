"""The second process of a large import: same answers in the same order, and a clear end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sample_book import NOW

from noticegen.aside import Aside
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.book.filed import filed
from noticegen.errors import MissingError
from noticegen.register import Register
from noticegen.sources import checked, csvs, intake, read

MAKE = Path(__file__).parents[1] / "benchmarks" / "make_portfolio.py"


def where(portion: int) -> tuple[int, int]:
    """The portion, and the process that did it."""
    return portion, os.getpid()


def slowly(portion: int) -> int:
    """Takes its time."""
    time.sleep(0.01 * (portion % 3))
    return portion


def die(portion: int) -> int:
    """Ends the process that does the third portion."""
    if portion == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return portion


def fail(portion: int) -> int:
    """A bug."""
    raise ZeroDivisionError(portion)


@pytest.fixture
def aside() -> Iterator[Aside]:
    with Aside() as opened:
        yield opened


def test_answers_come_in_order(aside: Aside) -> None:
    """Whoever does a portion, and however long it takes."""
    assert list(aside.shared(slowly, range(200), ahead=3)) == list(range(200))


def test_both_hands_work(aside: Aside) -> None:
    """Some portions are done there and some here; the first few here, always."""
    done = list(aside.shared(where, range(400), alone=5, ahead=2))

    assert [portion for portion, _ in done] == list(range(400))
    assert {pid for _, pid in done[:5]} == {os.getpid()}
    assert len({pid for _, pid in done}) == 2


def test_little_work_starts_nothing(aside: Aside) -> None:
    """A small import never pays for a second process."""
    assert list(aside.shared(where, range(5), alone=5)) == [(n, os.getpid()) for n in range(5)]
    assert not aside.running


def test_one_processor_works_alone() -> None:
    """Then everything is done here."""
    with Aside(single=True) as aside:
        assert {pid for _, pid in aside.shared(where, range(50))} == {os.getpid()}
        assert aside.submit(slowly, 7).result() == 7
        assert not aside.running


def test_a_death_is_a_clear_error(aside: Aside) -> None:
    """It says what happened and what to do; nothing hangs."""
    with pytest.raises(MissingError, match="second process of the import died"):
        list(aside.shared(die, range(10)))


def test_an_error_of_the_work_is_that_error(aside: Aside) -> None:
    """A bug is not taken for a death."""
    with pytest.raises(ZeroDivisionError):
        list(aside.shared(fail, range(3)))


def test_memory_is_bounded(aside: Aside) -> None:
    """Portions are taken from the source as they are done, not all at once."""
    taken = 0

    def source() -> Iterator[int]:
        nonlocal taken
        for n in range(2000):
            taken += 1
            yield n

    most = max(taken - done for done in aside.shared(slowly, source(), ahead=4))

    assert most < 80


ORPHAN = """
import os, signal, sys
from noticegen.aside import Aside
from test_aside import where
if __name__ == "__main__":
    aside = Aside()
    print(aside.submit(where, 1).result()[1], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_dies_with_the_first(tmp_path: Path) -> None:
    """When the import is killed, no process is left behind."""
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN, "utf-8")
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=env, check=False)  # fmt: skip
    second = int(done.stdout)

    for _ in range(100):
        try:
            os.kill(second, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the second process is still there")


# --- an import with two hands ---------------------------------------------------------------------


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row and loan may go to the second process."""
    monkeypatch.setattr(intake, "ALONE", 0)
    monkeypatch.setattr(intake, "LOANS_AT_ONCE", 1)
    monkeypatch.setattr(checked, "PORTION", 3)
    monkeypatch.setattr(csvs, "BLOCK", 512)
    monkeypatch.setattr("noticegen.book.apply.AT_ONCE", 7)
    monkeypatch.setattr("noticegen.book.apply.BATCH", 4)


def portfolio(folder: Path, *, spoil: bool = False) -> Path:
    """Twelve loans; spoiled: a bad date, a double event, an unknown party and loan, a row of totals."""
    subprocess.run(
        [sys.executable, str(MAKE), str(folder), "--loans", "12", "--events", "6", "--plain"],
        check=True,
    )
    if spoil:
        path = folder / "events.csv"
        lines = path.read_text("utf-8").splitlines()
        lines[4] = lines[4].replace("2024-", "2024/13/", 1)
        lines[10] = lines[11]
        lines[20] = lines[20].replace("P00", "Q00")
        lines[30] = lines[30].replace(",DK", ",EK")
        lines.append("合计" + "," * lines[0].count(","))
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.mark.usefixtures("small_portions")
def test_the_same_faults_and_loans(tmp_path: Path, aside: Aside) -> None:
    """With a second process nothing is found that is not found without, in the same order."""
    folder = portfolio(tmp_path / "csv", spoil=True)
    with (
        read(folder, vault=None, zone="Asia/Shanghai", aside=aside) as two,
        read(folder, vault=None, zone="Asia/Shanghai") as one,
    ):
        assert aside.running
        assert two.faults == one.faults
        assert {f.code for f in one.faults} == {"date", "duplicate", "unknown_party", "unknown_loan", "total_row"}  # fmt: skip
        assert (two.counts, two.held) == (one.counts, one.held)
        assert list(two.filed) == list(one.filed) == [filed(d) for d in one.dossiers]


@pytest.mark.usefixtures("small_portions")
def test_the_same_book(
    tmp_path: Path, aside: Aside, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, salts being equal, on SQLite and on PostgreSQL; and the register verifies."""
    folder = portfolio(tmp_path / "csv")
    dumps = []
    for url, hand in ((f"sqlite:///{tmp_path / 'one'}", None), (f"sqlite:///{tmp_path / 'two'}", aside), (postgres_url, aside)):  # fmt: skip
        monkeypatch.setattr("secrets.token_hex", lambda size: "0" * 2 * size)
        monkeypatch.setattr("secrets.token_bytes", bytes)
        with (
            Book.create(url) as book,
            read(folder, vault=None, zone="Asia/Shanghai", aside=hand) as reading,
        ):
            assert {c.kind for c in book.apply(reading.filed, NOW, aside=hand)} == {"added"}
            assert {c.kind for c in book.apply(reading.filed, NOW, aside=hand)} == {"unchanged"}
            assert Register(book).verify(tmp_path / "out") == []
            dumps.append(dump(book))

    assert dumps[0] == dumps[1] == dumps[2]
    assert len(dumps[0]["events"]) == 72


def dump(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with book.read() as conn:
        return {
            table.name: [tuple(row) for row in conn.execute(sa.select(table).order_by(*table.primary_key))]
            for table in t.metadata.sorted_tables
        }  # fmt: skip


@pytest.mark.usefixtures("small_portions")
def test_a_death_in_the_middle_of_an_import(tmp_path: Path, aside: Aside) -> None:
    """What was stored stays whole, the rest comes in with the same command again."""
    folder = portfolio(tmp_path / "csv")
    with Book.create(f"sqlite:///{tmp_path / 'book'}") as book:
        with read(folder, vault=None, zone="Asia/Shanghai", aside=aside) as reading:
            second = aside.submit(where, 0).result()[1]
            changes = book.apply(reading.filed, NOW, aside=aside)
            first = next(changes)
            os.kill(second, signal.SIGKILL)
            with pytest.raises(MissingError, match="second process"):
                list(changes)
        stored = book.loans()
        assert first.loan in stored
        assert len(stored) in (4, 8)
        with read(folder, vault=None, zone="Asia/Shanghai") as reading:
            kinds = [c.kind for c in book.apply(reading.filed, NOW)]
        assert kinds == ["unchanged"] * len(stored) + ["added"] * (12 - len(stored))
        assert Register(book).verify(tmp_path / "out") == []
