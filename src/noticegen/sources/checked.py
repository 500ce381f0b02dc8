"""Many rows of one sheet → what is staged of each: a portion of the work on a large source.

`check_rows` is a function of plain values, so that a second process can do it (`noticegen.aside`).
"""

from __future__ import annotations

import marshal
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from noticegen.schema import SHEETS
from noticegen.sources.faults import Fault
from noticegen.sources.rows import RowCheck, Staging
from noticegen.sources.tables import Header, Lines, Place, Row, cells_of

PORTION = 500  # rows
_SHEETS = {s.key: s for s in SHEETS}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a row is checked against: the sheet, its columns as the source has them (None = no
    heading), how its cells are addressed."""

    sheet: str
    columns: tuple[str | None, ...]
    file: str
    label: str
    style: Literal["a1", "line", "item"]
    zone: ZoneInfo
    exact: bool


class Portion(NamedTuple):
    """Rows that are checked at once, column by column: their numbers, cells (or the text of `Lines`), and
    which are hidden."""

    heading: Heading
    numbers: Sequence[int]
    cells: list[Sequence[object]] | str
    hidden: frozenset[int] = frozenset()


class Checked(NamedTuple):
    """One row: its number, the key that it has or belongs to, the party it names, what is staged of
    it (a run of one row) and its faults. With faults, the keys are there as far as they could be read."""

    number: int
    key: str
    party: str
    data: bytes
    faults: list[Fault]


class Outcome(NamedTuple):
    """What came of a portion, in runs: neighbouring rows without a fault that belong to one loan, or
    a single row. Of each run the number of its first row, the key, the parties that are named, and
    what is staged (a marshalled list of rows); `faults` are by row number."""

    sheet: str
    size: int  # rows
    numbers: list[int]
    keys: list[str]
    parties: list[tuple[str, ...]]
    data: list[bytes]
    faults: dict[int, list[Fault]]
    examples: int  # rows left out for their mark

    def rows(self) -> Iterator[Checked]:
        """The rows one by one."""
        if "loan" in _SHEETS[self.sheet].position:
            for data in self.data:
                yield from self.rows_of(data)
            return
        for number, key, named, data in zip(self.numbers, self.keys, self.parties, self.data, strict=True):  # fmt: skip
            yield Checked(number, key, "".join(named), data, self.faults.get(number, []))

    def rows_of(self, data: bytes) -> Iterator[Checked]:
        """The rows of one run."""
        key_at, party_at = _places(self.sheet)
        for staged in marshal.loads(data):
            number = staged[0]
            yield Checked(number, _text(staged[key_at]), _text(staged[party_at]), marshal.dumps([staged]), self.faults.get(number, []))  # fmt: skip


def portions(heading: Heading, rows: Iterable[Row | Lines]) -> Iterator[Portion]:
    """All rows of a sheet, PORTION single ones or some lines at a time."""
    some: list[Row] = []
    for row in rows:
        if isinstance(row, Lines):
            if some:
                yield _portion(heading, some)
                some = []
            yield Portion(heading, row.numbers, row.text)
            continue
        some.append(row)
        if len(some) == PORTION:
            yield _portion(heading, some)
            some = []
    if some:
        yield _portion(heading, some)


def _portion(heading: Heading, rows: list[Row]) -> Portion:
    return Portion(
        heading,
        [row.number for row in rows],
        [row.cells for row in rows],
        frozenset(row.number for row in rows if row.hidden),
    )


def heading(found: Header, sheet: str, zone: ZoneInfo, exact: bool) -> Heading:
    """A header that was understood, as it can be sent to another process."""
    place = found.place
    keys = tuple(c.key if c else None for c in found.columns)
    return Heading(sheet, keys, place.file, place.label, place.style, zone, exact)


def check_rows(portion: Portion) -> Outcome:
    """Check each row by itself."""
    check, sheet = _check(portion.heading), portion.heading.sheet
    cells = portion.cells
    lines: Iterable[Sequence[object]] = cells_of(cells) if isinstance(cells, str) else cells
    staged = check.check(portion.numbers, lines, portion.hidden)
    found = Outcome(sheet, len(staged), [], [], [], [], check.faults, check.examples)
    key_at, party_at = _places(sheet)
    for run in _runs(staged, check.sheet.position.get("loan", 0), check.faults):
        found.numbers.append(run[0][0])
        found.keys.append(_text(run[0][key_at]))
        found.parties.append(tuple({name for row in run if (name := _text(row[party_at]))}))
        found.data.append(marshal.dumps(run))
    return found


def _runs(staged: list[Staging], loan_at: int, faults: Container[int]) -> Iterator[list[Staging]]:
    """Neighbours of one loan together; with `loan_at` 0 each row is alone, for numbers do not repeat."""
    run: list[Staging] = []
    for row in staged:
        if run and (row[loan_at] != run[0][loan_at] or row[0] in faults or run[0][0] in faults):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _text(key: object) -> str:
    return key if type(key) is str else ""


@lru_cache(16)
def _check(heading: Heading) -> RowCheck:
    """The compiled check."""
    sheet = _SHEETS[heading.sheet]
    index = {key: i for i, key in enumerate(heading.columns) if key}
    columns = tuple(sheet.column(key) if key else None for key in heading.columns)
    place = Place(heading.file, heading.label, heading.style, sheet, index)
    return RowCheck(sheet, Header(columns, place, iter(())), heading.zone, heading.exact)


@lru_cache(16)
def _places(sheet: str) -> tuple[int, int]:
    """Where a row has its key (that of its loan, else its own) and its party; 0 = it has none."""
    at = _SHEETS[sheet].position
    return at.get("loan") or at.get("id", 0), at.get("party", 0)
