"""How long it takes to look for names and numbers of all other loans in the papers of one.

    python benchmarks/bench_residue.py WORK LOANS [--events 20]

Makes a book of LOANS invented loans in WORK, and papers of 60,000 characters for one of them in which the
marks of one other loan stand. The peer loads every case of the book and looks for each of its marks in
each paper, as was done before. Both must find the same. Prints seconds on the wall and of processor, and
the peak of memory each adds.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random  # noqa: TID251  # seeded: the same papers each time

from make_portfolio import write

from noticegen.book import Book
from noticegen.creditor import match_key
from noticegen.model import Case, House
from noticegen.packet.residue import marks, residue
from noticegen.sources import read
from noticegen.vault import Vault

HOUSE = House("示例担保有限公司")
PARTS, LETTERS = 20, 3000


def main(work: Path, loans: int, events: int) -> None:
    """Build, then measure."""
    write(work / "csv", loans, events)
    vault = Vault(work / "vault")
    with Book.create(f"sqlite:///{work / 'book.sqlite'}") as book:
        with read(work / "csv", vault=None, zone="Asia/Shanghai") as reading:
            assert sum(1 for _ in book.apply(reading.dossiers, datetime(2026, 3, 27, tzinfo=UTC)))
        ids = book.loans()
        case, other = (book.load(ids[n], HOUSE, vault) for n in (0, len(ids) // 2))
        texts = _papers(case, other)

        def streamed() -> set[tuple[str, str]]:
            return set(residue(texts, case, book.marks_of_others(case.loan.id)))

        def loaded() -> set[tuple[str, str]]:
            cases = book.load_many(ids[1:], HOUSE, vault)
            own = {match_key(m) for m in marks(case)} | {match_key(case.loan.lender)}
            found = {m for c in cases for m in marks(c)}
            strange = [m for m in found if not any(match_key(m) in mine for mine in own)]
            keys = {m: match_key(m) for m in strange}
            return {
                (part, m)
                for part, text in texts.items()
                for folded in (match_key(text),)
                for m in strange
                if keys[m] in folded
            }

        first, second = _timed("streamed", streamed), _timed("every case loaded", loaded)
        assert first == second
        assert len(first) >= 4
        print(f"{len(first)} found by both")


def _papers(case: Case, other: Case) -> dict[str, str]:
    """Papers in which each word of this case stands, and in one of them those of the other."""
    dice = Random(7)
    letters = "，。0123456789元本金利息罚息被告原告证据年月日编号合同约定计算至向法院提交"
    filler = ["".join(dice.choices(letters, k=LETTERS)) for _ in range(PARTS)]
    own = "、".join(sorted(marks(case)))
    texts = {f"paper-{n}": f"{own}。{words}" for n, words in enumerate(filler)}
    texts["paper-7"] += "、".join(sorted(marks(other)))
    return texts


def _timed(name: str, asked: Callable[[], set[tuple[str, str]]]) -> set[tuple[str, str]]:
    peak, start, cpu = _peak(), time.perf_counter(), time.process_time()
    found = asked()
    start, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(
        f"{name}: {start:.2f} s, {cpu:.2f} s of processor, {_peak() - peak:+.0f} MiB at the peak",
        flush=True,
    )
    return found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("loans", type=int)
    parser.add_argument("--events", type=int, default=20)
    given = parser.parse_args()
    main(given.work, given.loans, given.events)
