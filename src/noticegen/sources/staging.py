"""Rows wait here until each loan is whole: a private temporary SQLite file, gone when closed.

Rows come in any order. They are staged under the number of their loan, sorted once by SQLite, and
handed out loan by loan; memory stays bounded, time linear (but for the sort)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

BATCH = 2_000
# The number of the loan, of the sheet, of the first row in the source; the rows.
Item = tuple[int, int, int, bytes]
CACHE_KIB = 65_536


class Stage:
    """The staging file. A class because it holds the connection and the batches not yet written.

    A row is a list of None, bool, int and str; what is staged is a run of rows: a list of them, marshalled."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # "" = temporary, deleted on close
        for pragma in (
            "journal_mode=OFF",
            "synchronous=OFF",
            f"cache_size=-{CACHE_KIB}",
            "temp_store=FILE",
        ):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE item (loan INTEGER, sheet INTEGER, row INTEGER, data BLOB)")
        self._db.execute("CREATE TABLE party (n INTEGER PRIMARY KEY, data BLOB)")
        self._db.execute(
            "CREATE TABLE address (party INTEGER, row INTEGER, data BLOB, PRIMARY KEY (party, row)) "
            "WITHOUT ROWID"
        )
        self._db.execute("CREATE TABLE whole (n INTEGER PRIMARY KEY, data BLOB)")
        self._items: list[Item] = []
        self._parties: list[tuple[int, bytes]] = []
        self._addresses: list[tuple[int, int, bytes]] = []
        self._whole: list[tuple[int, bytes]] = []
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Drop everything."""
        self._db.close()

    def add(self, loan: int, sheet: int, row: int, data: bytes) -> None:
        """Stage a run of rows of a loan; `row` is the number of the first in the source."""
        self.add_all(((loan, sheet, row, data),))

    def add_all(self, items: Iterable[Item]) -> None:
        """Stage runs of rows of loans."""
        self._items.extend(items)
        if len(self._items) >= BATCH:
            self._write("INSERT INTO item VALUES (?,?,?,?)", self._items)

    def add_party(self, party: int, data: bytes) -> None:
        """Stage a party under its number."""
        self._parties.append((party, data))
        if len(self._parties) >= BATCH:
            self._write("INSERT INTO party VALUES (?,?)", self._parties)

    def add_address(self, party: int, row: int, data: bytes) -> None:
        """Stage an address of a party; `row` is its number in the source."""
        self._addresses.append((party, row, data))
        if len(self._addresses) >= BATCH:
            self._write("INSERT INTO address VALUES (?,?,?)", self._addresses)

    def keep(self, loan: int, data: bytes) -> None:
        """Put by a loan that was found whole, as rows of the book."""
        self._whole.append((loan, data))
        if len(self._whole) >= BATCH:
            self._write("INSERT INTO whole VALUES (?,?)", self._whole)

    def _write(self, sql: str, batch: list[Any]) -> None:
        self._db.executemany(sql, batch)
        batch.clear()

    def loans(self) -> Iterator[tuple[int, dict[int, list[bytes]]]]:
        """(loan, {sheet: runs}) in the order of loan numbers; runs in the order of the source."""
        self._write("INSERT INTO item VALUES (?,?,?,?)", self._items)
        self._write("INSERT INTO party VALUES (?,?)", self._parties)
        self._write("INSERT INTO address VALUES (?,?,?)", self._addresses)
        items = self._db.execute("SELECT loan, sheet, data FROM item ORDER BY loan, sheet, row")
        for loan, group in groupby(items, itemgetter(0)):
            runs: dict[int, list[bytes]] = {}
            for _, sheet, data in group:
                runs.setdefault(sheet, []).append(data)
            yield loan, runs

    def parties(self, numbers: Iterable[int]) -> dict[int, list[bytes]]:
        """Of each of these parties its row, then its addresses in the order of the source."""
        wanted = json.dumps(sorted(numbers))
        among = "IN (SELECT value FROM json_each(?))"
        found = self._db.execute(f"SELECT n, data FROM party WHERE n {among}", (wanted,))
        runs = {n: [data] for n, data in found}
        query = f"SELECT party, data FROM address WHERE party {among} ORDER BY party, row"
        for n, data in self._db.execute(query, (wanted,)):
            runs[n].append(data)
        return runs

    def whole(self) -> Iterator[bytes]:
        """The loans put by, in order; can be read again."""
        self._write("INSERT INTO whole VALUES (?,?)", self._whole)
        for (data,) in self._db.execute("SELECT data FROM whole ORDER BY n"):
            yield data
