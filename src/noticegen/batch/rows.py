"""What a run knows of each letter, kept in a private temporary file: memory does not grow with the run.

Rows go in as loans are decided and come out in the order each list wants them. The file has no
name and is gone with the process: after a crash the same rows are made again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from noticegen.errors import OutputError
from noticegen.text import Text

# issued: by this run · already: an earlier letter of this default stands · refused: by the rules ·
# left_out: on hold or in dispute · failed: not drawn, its number (if it had one) is void ·
# planned: would be issued · no_addressee: nobody in the loan has a role this kind is written to
POSTING = "postcode = '', postcode, seq, n"
STATES = ("issued", "planned", "failed", "refused", "left_out", "already", "no_addressee")


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, as words in both languages: what was found and how to mend it."""

    rule: str
    found_zh: str
    found_en: str
    cure_zh: str = ""
    cure_en: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One letter of the plan. Money in fen; days ISO; `debtor` tells one person from another."""

    loan: str
    party: str
    state: str
    number: str = ""
    seq: int = 0
    name: str = ""
    phone: str = ""
    postcode: str = ""
    address: str = ""
    contract: str = ""
    branch: str = ""
    officer: str = ""
    debtor: str = ""
    total: int = 0
    days: int = 0
    booked_until: str = ""
    earliest: str = ""
    why: tuple[Why, ...] = ()
    warnings: tuple[str, ...] = ()  # rules that warn of an issued letter
    file: str = ""
    pdf_sha256: str = ""
    docx_sha256: str = ""
    pages: int = 0
    first_page: int = 0  # in the print stream `file`; 0: the letter has a file of its own


_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}  # no room, or no way to write


class Rows:
    """The rows of one run. A class because it holds the file; close it, or use it in a `with`. Raises
    OutputError when the disk of temporary files is full."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # "" = temporary, deleted on close
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(
            "CREATE TABLE row (n INTEGER PRIMARY KEY, state TEXT, postcode TEXT, seq INTEGER,"
            " debtor TEXT, loan TEXT, number TEXT, total INTEGER, days INTEGER, booked TEXT, stream TEXT,"
            " data TEXT)"
        )
        self._db.execute("CREATE INDEX by_number ON row (number)")
        self._db.execute("BEGIN")

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._db.execute(query, values)
        except sqlite3.OperationalError as refused:
            if refused.sqlite_errorcode & 0xFF not in _NO_ROOM:
                raise
            raise OutputError(
                Text(
                    "临时文件夹已满，批次停在此处；已签发的不受影响",
                    "the temporary folder is full: the run stops here; what it has issued stands",
                ),
                Text(
                    "请腾出空间，或以 SQLITE_TMPDIR 另指文件夹，再运行同一命令即续办",
                    "free some space, or name another folder in SQLITE_TMPDIR; the same command goes on from there",
                ),
            ) from refused

    def add(self, row: Row) -> None:
        """Keep a row."""
        data = json.dumps(asdict(row), ensure_ascii=False)
        self._ask(
            "INSERT INTO row (state, postcode, seq, debtor, loan, number, total, days, booked, stream, data)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (row.state, row.postcode, row.seq, row.debtor, row.loan, row.number, row.total, row.days, row.booked_until,
             row.file if row.first_page else "", data),
        )  # fmt: skip

    def of(self, *states: str, order: str = "loan, n") -> Iterator[Row]:
        """The rows in these states, in this order of columns."""
        marks = ",".join("?" * len(states))
        query = f"SELECT data FROM row WHERE state IN ({marks}) ORDER BY {order}"
        for (data,) in self._ask(query, states):
            yield _row(data)

    def has(self, number: str) -> bool:
        """Whether a row bears this number."""
        query = "SELECT 1 FROM row WHERE number = ? AND number <> '' LIMIT 1"
        return self._ask(query, (number,)).fetchone() is not None

    def posting(self) -> Iterator[Row]:
        """Issued letters in posting order: by postcode, those without one last, then by number."""
        return self.of("issued", order=POSTING)

    def copying(self) -> Iterator[tuple[int, Row]]:
        """Issued letters with their places in posting order (from 0), those of a stream together."""
        query = (
            f"SELECT row_number() OVER (ORDER BY {POSTING}) - 1 AS place, data FROM row"
            " WHERE state = 'issued' ORDER BY stream, place"
        )
        for place, data in self._ask(query):
            yield place, _row(data)

    def streams(self) -> Iterator[tuple[str, str, int]]:
        """(file, SHA-256, letters) of each print stream, in order."""
        query = (
            "SELECT stream, min(data), count(*) FROM row WHERE stream <> '' GROUP BY stream"
            " ORDER BY stream"
        )
        for file, data, many in self._ask(query):
            yield file, _row(data).pdf_sha256, many

    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        found = dict(self._ask("SELECT state, count(*) FROM row GROUP BY state"))
        return {state: found.get(state, 0) for state in STATES}

    def ageing(self, bounds: tuple[int, ...]) -> list[tuple[str, int, int, int]]:
        """(state, bucket, loans, fen) by days overdue; bucket k holds days from bounds[k] to below
        bounds[k + 1]. A loan counts once, however many letters it gets, and as issued when one of them
        was."""
        sums: dict[tuple[str, int], list[int]] = {}
        query = (
            "SELECT iif(max(state = 'issued'), 'issued', min(state)), loan, max(total), max(days)"
            " FROM row GROUP BY loan"
        )
        for state, _, total, days in self._ask(query):
            bucket = sum(days >= bound for bound in bounds) - 1
            many = sums.setdefault((state, bucket), [0, 0])
            many[0] += 1
            many[1] += total
        return [(s, b, n, fen) for (s, b), (n, fen) in sorted(sums.items())]

    def total_of(self, *states: str) -> int:
        """Fen due on the loans with a row in one of these states, each loan once."""
        marks = ",".join("?" * len(states))
        query = f"SELECT sum(t) FROM (SELECT max(total) t FROM row WHERE state IN ({marks}) GROUP BY loan)"
        return int(self._ask(query, states).fetchone()[0] or 0)

    def shared_debtors(self) -> Iterator[tuple[str, list[str]]]:
        """(name, loans) of each debtor who stands in rows of several loans."""
        query = (
            "SELECT min(data), json_group_array(DISTINCT loan) FROM row WHERE debtor <> ''"
            " GROUP BY debtor HAVING count(DISTINCT loan) > 1 ORDER BY min(loan), debtor"
        )
        for data, loans in self._ask(query):
            yield _row(data).name, sorted(json.loads(loans))

    def booked(self) -> tuple[str, int]:
        """The earliest day up to which payments are booked ("" = none known), loans without one."""
        query = (
            "SELECT min(nullif(booked, '')), count(DISTINCT iif(booked = '', loan, NULL)) FROM row"
        )
        first, unknown = self._ask(query).fetchone()
        return first or "", int(unknown)


def _row(data: str) -> Row:
    told: dict[str, Any] = json.loads(data)
    why = tuple(Why(**w) for w in told.pop("why"))
    return replace(Row(**told), why=why, warnings=tuple(told["warnings"]))
