"""Many rows of one sheet → what is staged of each: a portion of the work on a large source.

`check_rows` is a function of plain values, so that a second process can do it (`noticegen.aside`).
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from noticegen.schema import SHEETS
from noticegen.sources.faults import Fault
from noticegen.sources.rows import RowCheck
from noticegen.sources.tables import Header, Place, Row

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
    """Rows that are checked at once, column by column: their numbers, cells, and which are hidden."""

    heading: Heading
    numbers: list[int]
    cells: list[Sequence[object]]
    hidden: frozenset[int]


class Checked(NamedTuple):
    """One row: its number, the key that it has or belongs to, the party it names, what is staged of
    it (marshalled) and its faults. With faults, the keys are there as far as they could be read."""

    number: int
    key: str
    party: str
    data: bytes
    faults: list[Fault]


class Outcome(NamedTuple):
    """What came of a portion, column by column. `faults` are by row number; `lost` are those of rows
    of which nothing is staged."""

    numbers: list[int]
    keys: list[str]
    parties: list[str]
    data: list[bytes]
    faults: dict[int, list[Fault]]
    lost: list[Fault]
    examples: int  # rows left out for their mark

    def rows(self) -> Iterator[Checked]:
        """The rows one by one."""
        for number, key, party, data in zip(self.numbers, self.keys, self.parties, self.data, strict=True):  # fmt: skip
            yield Checked(number, key, party, data, self.faults.get(number, []))


def portions(heading: Heading, rows: Iterable[Row]) -> Iterator[Portion]:
    """All rows of a sheet, PORTION at a time."""
    rows = iter(rows)
    while some := list(islice(rows, PORTION)):
        yield Portion(
            heading,
            [row.number for row in some],
            [row.cells for row in some],
            frozenset(row.number for row in some if row.hidden),
        )


def heading(found: Header, sheet: str, zone: ZoneInfo, exact: bool) -> Heading:
    """A header that was understood, as it can be sent to another process."""
    place = found.place
    keys = tuple(c.key if c else None for c in found.columns)
    return Heading(sheet, keys, place.file, place.label, place.style, zone, exact)


def check_rows(portion: Portion) -> Outcome:
    """Check each row by itself."""
    check, (key_at, party_at) = _check(portion.heading)
    one, hidden = check.check, portion.hidden
    check.examples = 0
    found = Outcome([], [], [], [], {}, [], 0)
    for number, cells in zip(portion.numbers, portion.cells, strict=True):
        staged = one(Row(number, cells, number in hidden))
        if staged is None:
            found.lost.extend(check.faults)
            continue
        found.numbers.append(number)
        found.keys.append(_text(staged[key_at]))
        found.parties.append(_text(staged[party_at]))
        found.data.append(marshal.dumps(staged))
        if check.faults:
            found.faults[number] = check.faults
    return found._replace(examples=check.examples)


def _text(key: object) -> str:
    return key if type(key) is str else ""


@lru_cache(16)
def _check(heading: Heading) -> tuple[RowCheck, tuple[int, int]]:
    """The compiled check, and where a row has its key (its own, or that of its loan) and its party."""
    sheet = _SHEETS[heading.sheet]
    index = {key: i for i, key in enumerate(heading.columns) if key}
    columns = tuple(sheet.column(key) if key else None for key in heading.columns)
    place = Place(heading.file, heading.label, heading.style, sheet, index)
    at = sheet.position
    keys = at.get("loan") or at.get("id", 0), at.get("party", 0)
    return RowCheck(sheet, Header(columns, place, iter(())), heading.zone, heading.exact), keys
