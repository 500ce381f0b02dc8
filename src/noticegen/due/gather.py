"""Case by case through the book: load, ask, let go."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from noticegen import worklist
from noticegen.aside import end_with_the_first
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.due.spool import Found
from noticegen.errors import NoticegenError
from noticegen.model import House
from noticegen.plan import Plan
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.vault import Vault
from noticegen.worklist import Item, Paper

CHUNK = 400  # loans in one task
ALONE = 1_000  # up to so many loans this process does it by itself
COLLECTED = (50_000, 10, 10)  # new objects between two looks for cycles: a case is in none


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the cases are and by what they are judged; goes to worker processes as it is."""

    book: str  # URL
    house: House
    evidence: Path
    policy: Policy
    plan: Plan
    kinds: Mapping[str, Paper]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose worklist: "" = everybody's. `kinds` of items; () = all."""

    officer: str = ""
    branch: str = ""
    kinds: tuple[str, ...] = ()


class _Looked(NamedTuple):
    loans: int
    items: list[Item]
    faults: list[tuple[str, Text]]


def gather(setting: Setting, on: date, wanted: Wanted = Wanted(), jobs: int = 1) -> Found:
    """The worklist of day `on`. With `jobs` > 1 and many loans, over that many processes.

    A loan whose log cannot be computed is named in `Found.faults`, the others are listed. The caller
    closes what is found."""
    with Book.open(setting.book) as book:
        ids = loans(book, wanted)
    tasks = _chunks(ids)
    found = Found()
    try:
        alone = jobs <= 1 or len(ids) <= ALONE
        for done in _here(setting, on, wanted, tasks) if alone else _apart(setting, on, wanted, tasks, jobs):  # fmt: skip
            found.loans += done.loans
            found.faults += done.faults
            found.add(done.items)
    except BaseException:
        found.close()
        raise
    return found


def loans(book: Book, wanted: Wanted) -> Sequence[str]:
    """The ids of the loans of this officer and branch, sorted by code point."""
    c = t.loans.c
    query = sa.select(c.id)
    if wanted.officer:
        query = query.where(c.officer == wanted.officer)
    if wanted.branch:
        query = query.where(c.branch == wanted.branch)
    with book.read() as conn:
        return sorted(conn.execute(query).scalars())


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK))


def _here(
    setting: Setting, on: date, wanted: Wanted, tasks: Iterator[Sequence[str]]
) -> Iterator[_Looked]:
    with _Worker(setting, on, wanted) as worker:
        yield from map(worker.look, tasks)


def _apart(
    setting: Setting, on: date, wanted: Wanted, tasks: Iterator[Sequence[str]], jobs: int
) -> Iterator[_Looked]:
    """Tasks over processes; only a few are out at a time, so that answers do not pile up."""
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(setting, on, wanted),
    )
    out: deque[Future[_Looked]] = deque()
    try:
        out.extend(pool.submit(_look, task) for task in islice(tasks, 2 * jobs))
        while out:
            done = out.popleft().result()
            out.extend(pool.submit(_look, task) for task in islice(tasks, 1))
            yield done
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """A class because it holds an open book."""

    def __init__(self, setting: Setting, on: date, wanted: Wanted) -> None:
        self._setting, self._on, self._wanted = setting, on, wanted
        self._book, self._vault = Book.open(setting.book), Vault(setting.evidence)

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def look(self, ids: Sequence[str]) -> _Looked:
        """The items of these loans."""
        own, kinds = self._setting, self._wanted.kinds
        items: list[Item] = []
        faults: list[tuple[str, Text]] = []
        for case in self._book.load_many(ids, own.house, self._vault):
            try:
                found = worklist.of(case, self._on, own.policy, own.plan, own.kinds)
            except NoticegenError as error:
                faults.append((case.loan.id, error.message))
                continue
            items += [item for item in found if not kinds or item.kind in kinds]
        return _Looked(len(ids), items, faults)


_worker: list[_Worker] = []  # of this process, when it is a worker


def _start(setting: Setting, on: date, wanted: Wanted) -> None:
    """The first thing a worker process does. Ctrl-C is for the process that asked, whose end is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_the_first()
    gc.freeze()  # what is loaded stays: no need to look through it again and again
    gc.set_threshold(*COLLECTED)
    _worker.append(_Worker(setting, on, wanted))


def _look(ids: Sequence[str]) -> _Looked:
    return _worker[0].look(ids)
