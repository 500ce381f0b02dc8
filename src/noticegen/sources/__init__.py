"""What comes in: a workbook, a folder of CSV files, a JSON file or another database.

    with read("portfolio.xlsx", vault=vault, zone="Asia/Shanghai") as reading:
        for dossier in reading.dossiers: ...

1. every row is checked by itself and staged under its loan;
2. every loan is checked as a whole;
3. only then is anything handed over: the dossiers of the loans without a fault, one at a time.

All faults are known when `read` returns. A fault of a whole sheet or file (`stopped`) keeps every
loan back: nobody can tell whose rows are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from noticegen.aside import Aside
from noticegen.book.dossier import Dossier
from noticegen.book.filed import Filed
from noticegen.errors import DataError, UsageError
from noticegen.schema import SHEETS
from noticegen.sources.faults import Fault
from noticegen.sources.intake import Intake, Progress
from noticegen.sources.proofs import Proofs
from noticegen.sources.tables import Report, Table
from noticegen.text import Text
from noticegen.vault import Vault

__all__ = ["Counts", "Fault", "Reading", "read"]


class Source(Protocol):
    """What all readers have in common. `base` is the folder that evidence files are relative to."""

    base: Path

    def tables(self, report: Report) -> Iterator[Table]:
        """The sheets, in the order of `schema.SHEETS`, each with its rows."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    """How much came in: rows by sheet (empty and example rows not counted), loans, faults."""

    rows: Mapping[str, int]
    loans: int
    good: int
    held: int
    faults: int
    examples: int = 0  # rows marked as examples, left out


class Reading:
    """What was read. A class because it holds the staged rows; close it, or use it in a `with`."""

    def __init__(self, source: Source, intake: Intake) -> None:
        self._source = source
        self._intake = intake
        self.faults: tuple[Fault, ...] = tuple(
            sorted(intake.faults, key=lambda f: not f.stops)
        )  # at most faults.MAX_KEPT; counts.faults has them all
        self.stopped = intake.stopped

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the staged rows."""
        self._intake.close()

    @property
    def held(self) -> tuple[str, ...]:
        """The ids of the loans kept back, in the order of the source."""
        held = self._intake.held
        return tuple(key for key, n in self._intake.loans.items() if self.stopped or n in held)

    @property
    def counts(self) -> Counts:
        """How much came in, how much is good."""
        loans, held = len(self._intake.loans), len(self.held)
        rows = {s.key: self._intake.rows[s.key] for s in SHEETS}
        return Counts(
            rows, loans, loans - held, held, self._intake.fault_count, self._intake.examples
        )

    @property
    def dossiers(self) -> Iterator[Dossier]:
        """The loans without a fault, one at a time; evidence goes into the vault as they come.

        Each use reads them again. Raises DataError when an evidence file has gone since."""
        return iter(()) if self.stopped else self._intake.dossiers()

    @property
    def filed(self) -> Iterator[Filed]:
        """The same loans as the rows of the book: for an import, which wants no values. As above."""
        return iter(()) if self.stopped else self._intake.filed()

    def marked_copy(self, path: Path) -> None:
        """Write a workbook with the input as read, the faulty cells marked, and a list of faults."""
        from noticegen.sources.marked import write

        write(path, self._source, self.faults, self.counts.rows)


def read(
    source: Path | str,
    *,
    vault: Vault | None,
    zone: str | ZoneInfo,
    encoding: str | None = None,
    mapping: Path | None = None,
    progress: Progress | None = None,
    today: date | None = None,
    aside: Aside | None = None,
) -> Reading:
    """Read and check everything; see the module. Without a vault evidence is looked at, not kept.

    `encoding` is for CSV, `mapping` for databases; `progress` is told sheet and rows done.
    `aside` helps with a large source. Events after `today` are faults (None: not looked at; rule X-14 finds them later).
    Raises UsageError for a wrong argument, DataError for a file that cannot be read at all."""
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    opened = _open(source, encoding, mapping)
    until = "" if today is None else today.isoformat()
    intake = Intake(zone, Proofs(opened.base, vault), progress, until, aside)
    try:
        intake.take(opened.tables(intake.report))
        intake.settle()
    except BaseException:
        intake.close()
        raise
    return Reading(opened, intake)


def _open(source: Path | str, encoding: str | None, mapping: Path | None) -> Source:
    if isinstance(source, str) and "://" in source:
        from noticegen.sources.sql import Sql

        return Sql(source, mapping)
    path = Path(source)
    if mapping is not None:
        raise UsageError(Text("--mapping 只用于数据库", "--mapping is for databases only"))
    if not path.exists():
        raise DataError(
            Text(f"没有 {path}", f"there is no {path}"), Text("检查路径", "check the path")
        )
    if encoding is not None and not path.is_dir():
        raise UsageError(Text("--encoding 只用于 CSV 文件夹", "--encoding is for folders of CSV files only"))  # fmt: skip
    if path.is_dir():
        from noticegen.sources.csvs import Csvs

        return Csvs(path, encoding)
    if path.suffix.lower() == ".json":
        from noticegen.sources.jsons import Json

        return Json(path)
    if path.suffix.lower() == ".csv":
        raise DataError(
            Text(f"{path.name}：CSV 须按文件夹导入", f"{path.name}: CSV comes as a folder"),
            Text(
                "把各表的 CSV 放进一个文件夹，导入该文件夹；填好的邮寄清单请存为 .xlsx 再导入",
                "put one CSV for each sheet into a folder and import the folder; a mail list comes back as .xlsx",
            ),
        )  # fmt: skip
    from noticegen.sources.workbook import Workbook

    return Workbook(path)
