"""How long the worklist of a day takes over a whole book, and how much memory.

    python benchmarks/bench_due.py WORK LOANS... [--jobs 2] [--events 20]

For each number of LOANS makes a book of invented loans, all overdue, in WORK (kept and used again),
then runs `gather` for 2026-03-27 in a fresh process and prints seconds by the clock, seconds of
processor of all processes together, and the peak of memory of the process that gathers and of its
largest worker.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
ON = date(2026, 3, 27)


def book_of(work: Path, loans: int, events: int) -> str:
    """The URL of a book of so many loans."""
    from make_portfolio import write

    from noticegen.book import Book
    from noticegen.sources import read

    file = work / f"book-{loans}-{events}.sqlite"
    url = f"sqlite:///{file}"
    if not file.exists():
        folder = work / f"csv-{loans}-{events}"
        write(folder, loans, events)
        with (
            Book.create(url) as book,
            read(folder, vault=None, zone="Asia/Shanghai") as reading,
        ):
            made = sum(1 for _ in book.apply(reading.dossiers, datetime(2026, 3, 27, tzinfo=UTC)))
        assert made == loans
    return url


def measure(url: str, jobs: int) -> dict[str, float]:
    """Seconds and MiB of one run."""
    import resource

    from noticegen.desk import shipped
    from noticegen.due import Setting, gather
    from noticegen.model import House
    from noticegen.plan import load_plan
    from noticegen.policy import load_policy
    from noticegen.wording import kinds, load_kind
    from noticegen.worklist import Paper

    templates = shipped("templates")
    setting = Setting(
        url,
        House("示例融资担保有限公司", keeps_list=True),
        Path("no-vault"),
        load_policy(templates / "policy.toml"),
        load_plan(templates / "plan.toml"),
        {
            k.id: Paper(k.name, k.addressees)
            for k in (load_kind(templates, i) for i in kinds(templates))
        },
    )
    since = time.perf_counter()
    with gather(setting, ON, jobs=jobs) as found:
        items = sum(1 for _ in found)
        took = time.perf_counter() - since
        assert not found.faults and items == len(found)
        mine, theirs = (
            resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        spent = sum(used.ru_utime + used.ru_stime for used in (mine, theirs))
        return {
            "loans": found.loans,
            "items": items,
            "s": took,
            "cpu": spent,
            "mib": _peak(),
            "worker": theirs.ru_maxrss / 1024,
        }


def _peak() -> float:
    """MiB of this process at most. `ru_maxrss` would count what its parent was when it started it."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("loans", type=int, nargs="+")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--events", type=int, default=20)
    given = parser.parse_args()
    for loans in given.loans:
        url = book_of(given.work, loans, given.events)
        code = f"import sys, json; sys.path.insert(0, {str(HERE / 'benchmarks')!r}); import bench_due; print(json.dumps(bench_due.measure({url!r}, {given.jobs})))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        got = json.loads(done.stdout)
        print(
            f"{got['loans']:>7.0f} loans, {got['items']:>7.0f} items: {got['s']:7.1f} s, processors "
            f"{got['cpu']:7.1f} s = {got['cpu'] / got['loans'] * 1000:.2f} ms a loan, "
            f"peak {got['mib']:.0f} MiB, worker {got['worker']:.0f} MiB"
        )


if __name__ == "__main__":
    main()
