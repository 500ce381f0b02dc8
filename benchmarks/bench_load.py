"""How long it takes to read cases out of a book: one by one, and many in a row.

    python benchmarks/bench_load.py WORK LOANS [--url postgresql://...] [--events 30]

Makes a book of LOANS invented loans in WORK (or in the empty database of --url) with three
evidence files of 20 KiB each (shared by many loans), loads 500 cases with `Book.load` right after
the import, then every case with `Book.load_many`. The peer (SQLite only) reads the same rows into
dicts and parses their JSON, without any check. Prints ms a case, wall and processor, and the peak of memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from make_portfolio import write

from noticegen.book import Book, Dossier
from noticegen.model import Evidence, House
from noticegen.sources import read
from noticegen.vault import Vault

HOUSE = House("示例担保有限公司")


def main(work: Path, loans: int, url: str, events: int) -> None:
    """Build, then measure."""
    vault = Vault(work / "vault")
    write(work / "csv", loans, events)
    with Book.create(url or f"sqlite:///{work / 'book.sqlite'}") as book:
        with read(work / "csv", vault=None, zone="Asia/Shanghai") as reading:
            made = _with_evidence(reading.dossiers, vault)
            start = time.perf_counter()
            counted = sum(1 for _ in book.apply(made, datetime(2026, 3, 27, tzinfo=UTC)))
            print(f"{counted} loans imported in {time.perf_counter() - start:.1f} s")
        ids = sorted(book.loans())[:: max(1, loans // 500)]
        for pass_ in ("first", "second"):
            with timed(f"load, {pass_} time", len(ids)):
                for loan in ids:
                    assert book.load(loan, HOUSE, vault).chain_intact
        for pass_ in ("first", "second"):
            with timed(f"load_many, {pass_} time", loans):
                for case in book.load_many(book.loans(), HOUSE, vault):
                    assert case.chain_intact
        if not url:
            with timed("naive", loans):
                naive(work / "book.sqlite")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


@contextmanager
def timed(name: str, cases: int) -> Iterator[None]:
    """Print what one case cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = (time.perf_counter() - wall) / cases, (time.process_time() - cpu) / cases
    print(
        f"{name}: {wall * 1000:.3f} ms a case on the wall, {cpu * 1000:.3f} of processor; {1 / cpu:.0f} cases/s"
    )


def naive(path: Path) -> None:
    """The peer: the same tables, row by row."""
    tables = (
        "loans",
        "parties",
        "addresses",
        "signatories",
        "guarantees",
        "instalments",
        "events",
        "event_evidence",
        "leaves",
    )
    with sqlite3.connect(path) as book:
        book.row_factory = sqlite3.Row
        for table in tables:
            for row in book.execute(f"select * from {table}"):
                plain = dict(row)
                if table == "events":
                    plain["actors"], plain["details"] = (
                        json.loads(plain["actors"]),
                        json.loads(plain["details"]),
                    )


def _with_evidence(dossiers: Iterator[Dossier], vault: Vault) -> Iterator[Dossier]:
    """Every tenth event bears a file; one file in a hundred loans' neighbourhood is the same."""
    kept: dict[int, Evidence] = {}
    for n, dossier in enumerate(dossiers):
        log = list(dossier.events)
        for i in range(0, len(log), 10):
            which = n // 10 * 10 + i
            if which not in kept:
                kept[which] = vault.keep(f"{which:09d}".encode() * 2300, "photo", "现场.jpg")
            log[i] = replace(log[i], evidence=(kept[which],))
        yield replace(dossier, events=tuple(log))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("loans", type=int)
    parser.add_argument("--url", default="")
    parser.add_argument("--events", type=int, default=30)
    given = parser.parse_args()
    main(given.work, given.loans, given.url, given.events)
