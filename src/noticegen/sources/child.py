"""The process in which workbooks are parsed: `python -m noticegen.sources.child FILE`.

It limits its own memory and time, checks the zip, and writes JSON lines to stdout: first
{"sheets": [[name, visible], ...]}, then, for each name on stdin (a JSON list), {"sheet": name,
"rows": [[number, hidden, cells], ...]} in frames, and {"end": true}. A file that is refused
gives {"unsafe": code, "part": name}. A crash of the native parser ends this process only.

A cell is null, text, number, true/false, or a list: ["d", ISO day or time], ["b", code, note].
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from noticegen.confined import limit_self
from noticegen.sources.preflight import Unsafe, check
from noticegen.sources.sheetxml import Notes, notes_of

FRAME = 500  # rows
FIRST_SAFE_DAY = date(1900, 3, 1)  # spreadsheets count a 29 February 1900 that never was


def say(out: IO[str], value: object) -> None:
    """Write one frame."""
    out.write(json.dumps(value, ensure_ascii=True, allow_nan=False))
    out.write("\n")


def main(path: str, wanted: IO[str], out: IO[str]) -> int:
    """Stream the sheets asked for; the exit code is 0 unless the process dies."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # a plain handle is all that is needed
            check(file)
            _stream(path, file, wanted, out)
    except Unsafe as unsafe:
        say(out, {"unsafe": unsafe.code, "part": unsafe.part})
    except MemoryError:
        say(out, {"unsafe": "too_large_unpacked", "part": ""})
    out.flush()
    return 0


def _stream(path: str, file: IO[bytes], wanted: IO[str], out: IO[str]) -> None:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise Unsafe("old_or_encrypted") from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError, ValueError):
        raise Unsafe("damaged") from None
    visible = calamine.SheetVisibleEnum.Visible
    say(out, {"sheets": [[s.name, s.visible == visible] for s in book.sheets_metadata]})
    out.flush()
    notes = notes_of(file)
    for name in json.loads(wanted.readline() or "[]"):
        note = notes.get(name, Notes())
        try:
            sheet = book.get_sheet_by_name(name)
        except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, ValueError):
            raise Unsafe("damaged", name) from None
        rows = []
        for row in _rows(sheet, note):
            rows.append(row)
            if len(rows) == FRAME:
                say(out, {"sheet": name, "rows": rows})
                rows = []
        say(out, {"sheet": name, "rows": rows})
    say(out, {"end": True})


def _rows(sheet: Any, note: Notes) -> Iterator[list[Any]]:
    """Rows that hold anything, with absolute numbers and columns."""
    if sheet.start is None:
        return
    left = sheet.start[1]
    covered = _covered(sheet.merged_cell_ranges or [])
    special = note.special
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = [_plain(c) for c in cells]
        if left and number > sheet.start[0]:
            row = [None] * left + row
        for column, cell in (*special.get(number, {}).items(), *covered.get(number, {}).items()):
            row += [None] * (column + 1 - len(row))
            row[column] = cell
        if any(c is not None and c != "" for c in row):
            yield [number, number in note.hidden, row]


def _plain(cell: Any) -> Any:
    if isinstance(cell, str | float | bool | int):
        return cell
    if isinstance(cell, datetime):
        if cell.date() < FIRST_SAFE_DAY:
            return ["b", "ambiguous_date", ""]
        return ["d", cell.isoformat()]
    if isinstance(cell, date):
        return ["b", "ambiguous_date", ""] if cell < FIRST_SAFE_DAY else ["d", cell.isoformat()]
    return None if cell is None else ["b", "time_only", ""]


def _covered(ranges: list[Any]) -> dict[int, dict[int, list[str]]]:
    """Row number → column → the mark of a merged cell; a merged cell is none of our values."""
    found: dict[int, dict[int, list[str]]] = {}
    for (top, first), (bottom, last) in ranges[:10_000]:
        for row in range(top, min(bottom, top + 5_000) + 1):
            for column in range(first, min(last, first + 256) + 1):
                found.setdefault(row + 1, {})[column] = ["b", "merged_cell", ""]
    return found


if __name__ == "__main__":
    limit_self()
    with contextlib.suppress(BrokenPipeError):
        raise SystemExit(main(sys.argv[1], sys.stdin, sys.stdout))
