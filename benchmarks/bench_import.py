"""How fast `noticegen import` takes a CSV folder into a new book, the whole process, end to end.

    python benchmarks/bench_import.py WORK LOANS... [--url postgresql://...] [--events 20]

For each number of LOANS: makes the portfolio (about 30 rows a loan) and a desk in WORK, runs the real
command, runs it a second time on the same files (nothing may change), and prints rows a second of
wall and of processor time, the peak of memory of the process, and what a row costs against the first
size. The peer is a naive script in the same run that puts the same files into SQLite as text, without
any check, sorting, hash or salt. On a busy machine wall time says little; ratios say more.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from make_portfolio import write


@dataclass(frozen=True)
class Run:
    """One run of the command: seconds on the wall, seconds of processor, MiB at its peak."""

    wall: float
    cpu: float
    peak: float


def command(desk: Path, *words: str, env: dict[str, str]) -> Run:
    """Run the real command line in its own process."""
    return timed([sys.executable, "-m", "noticegen", "--desk", str(desk), *words], env)


def timed(words: list[str], env: dict[str, str]) -> Run:
    """Run a process that must end well."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(words, env=os.environ | env, stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"the command ended with {os.waitstatus_to_exitcode(status)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - start, cpu, used.ru_maxrss / 1024)


NAIVE = """
import csv, pathlib, sqlite3, sys
book = sqlite3.connect(sys.argv[2])
for path in pathlib.Path(sys.argv[1]).glob("*.csv"):
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = ",".join(f'"{name}"' for name in reader.fieldnames)
        marks = ",".join(f":{name}" for name in reader.fieldnames)
        book.execute(f"create table {path.stem} ({names})")
        book.executemany(f"insert into {path.stem} values ({marks})", reader)
book.commit()
"""


def naive(work: Path, folder: Path) -> Run:
    """The peer."""
    target = work / "naive.sqlite"
    target.unlink(missing_ok=True)
    return timed([sys.executable, "-c", NAIVE, str(folder), str(target)], {})


def measure(work: Path, loans: int, events: int, url: str) -> tuple[int, dict[str, Run]]:
    """Rows; the peer, the first import, the second of the same files."""
    folder, desk = work / f"csv-{loans}", work / f"desk-{loans}"
    for old in (folder, desk):
        shutil.rmtree(old, ignore_errors=True)
    rows = write(folder, loans, events)
    env = {"NOTICEGEN_BOOK": url} if url else {}
    command(desk, "init", str(desk), env=env)
    first = command(desk, "import", str(folder), env=env)
    if not url:
        with sqlite3.connect(desk / "book.sqlite") as book:
            kept = book.execute("select count(*) from events").fetchone()[0]
        if kept != loans * events:
            raise SystemExit(f"{kept} events in the book, {loans * events} expected")
    again = command(desk, "import", str(folder), env=env)
    return rows, {"naive": naive(work, folder), "import": first, "the same again": again}


def main(work: Path, sizes: list[int], events: int, url: str) -> None:
    """Measure each size; the first is the peer of the others."""
    base: tuple[int, Run] | None = None
    for loans in sizes:
        rows, runs = measure(work, loans, events, url)
        first = runs["import"]
        base = base or (rows, first)
        ratio = (first.cpu / rows) / (base[1].cpu / base[0])
        print(f"{loans} loans, {rows} rows")
        for name, run in runs.items():
            print(
                f"  {name}: {run.wall:.0f} s wall {rows / run.wall:.0f} rows/s, "
                f"{run.cpu:.0f} s processor {rows / run.cpu:.0f} rows/s, peak {run.peak:.0f} MiB"
            )
        print(f"  processor time a row, against {sizes[0]} loans: {ratio:.2f}")
        print(f"  processor time against naive: {first.cpu / runs['naive'].cpu:.1f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("loans", type=int, nargs="+")
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    main(given.work, given.loans, given.events, given.url)
