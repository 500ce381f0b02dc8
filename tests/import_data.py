"""One good loan in every form that comes in, for the import tests to spoil."""

from __future__ import annotations

import copy
import csv
import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from noticegen.schema import SHEETS
from noticegen.sources import Reading, read
from noticegen.sources.tables import letters
from noticegen.sources.template import EXAMPLE, write_workbook

Rows = dict[str, list[dict[str, Any]]]
ZONE = "Asia/Shanghai"
NAMES = {s.key: s.name.zh for s in SHEETS}


def good() -> Rows:
    """The rows of the example loan, to change at will."""
    return {key: [dict(row) for row in copy.deepcopy(list(rows))] for key, rows in EXAMPLE.items()}


def proof(folder: Path) -> None:
    """The evidence file the example names."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "evidence" / "示例.png").write_bytes(b"a picture")


def as_text(value: Any) -> str:
    """A value as it stands in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)


def write_csvs(
    folder: Path, rows: Mapping[str, list[dict[str, Any]]], encoding: str = "utf-8"
) -> Path:
    """A folder of CSV files; the columns are those in use."""
    proof(folder)
    for sheet, items in rows.items():
        heads = list(dict.fromkeys(key for item in items for key in item))
        with (folder / f"{sheet}.csv").open("w", encoding=encoding, newline="") as file:
            out = csv.writer(file)
            out.writerow(heads)
            out.writerows([as_text(item.get(head)) for head in heads] for item in items)
    return folder


def write_json(folder: Path, rows: Mapping[str, list[dict[str, Any]]]) -> Path:
    """One JSON file; days and amounts are text."""
    proof(folder)
    path = folder / "data.json"
    plain = {k: [{h: v if isinstance(v, bool | int) else as_text(v) for h, v in i.items()} for i in items] for k, items in rows.items()}  # fmt: skip
    path.write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    return path


def write_sqlite(folder: Path, rows: Mapping[str, list[dict[str, Any]]]) -> tuple[str, Path]:
    """A database with tables t_…, and the mapping file that reads it."""
    proof(folder)
    lines = []
    with sqlite3.connect(folder / "their.db") as db:
        for sheet, items in rows.items():
            heads = list(dict.fromkeys(key for item in items for key in item))
            db.execute(f"CREATE TABLE t_{sheet} ({', '.join(f'c_{h} TEXT' for h in heads)})")
            marks = ", ".join("?" * len(heads))
            for item in items:
                db.execute(f"INSERT INTO t_{sheet} VALUES ({marks})", [as_text(item.get(h)) or None for h in heads])  # fmt: skip
            lines += [f"[{sheet}]", f'table = "t_{sheet}"', f"[{sheet}.columns]"]
            lines += [f'{h} = "c_{h}"' for h in heads]
    mapping = folder / "mapping.toml"
    mapping.write_text("\n".join(lines), "utf-8")
    return f"sqlite:///{folder / 'their.db'}", mapping


def write_xlsx(
    folder: Path, edit: Callable[[openpyxl.Workbook], None] | None = None, rows: Rows | None = None
) -> Path:
    """The import workbook with the example rows (row 3 on), edited with openpyxl."""
    proof(folder)
    path = folder / "data.xlsx"
    if rows is None:
        path.write_bytes(_example())
    else:
        write_workbook(path, rows)
    if edit is not None:
        book = openpyxl.load_workbook(path)
        edit(book)
        book.save(path)
    return path


@cache
def _example() -> bytes:
    """The workbook with the example rows, written once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.xlsx"
        write_workbook(path, good())
        return path.read_bytes()


def cell(sheet: str, key: str, row: int = 3) -> str:
    """The cell of a column, e.g. F3."""
    place = next(s for s in SHEETS if s.key == sheet).position[key]
    return f"{letters(place)}{row}"


def at(sheet: str, key: str, row: int = 3) -> str:
    """The address as faults give it, e.g. 客户!F3."""
    return f"{NAMES[sheet]}!{cell(sheet, key, row)}"


def check(source: Path | str, **more: Any) -> Reading:
    """Read without a vault."""
    return read(source, vault=None, zone=ZONE, **more)


def codes(reading: Reading) -> list[tuple[str, str]]:
    """(code, address) of every fault, sorted."""
    return sorted((f.code, f.address) for f in reading.faults)
