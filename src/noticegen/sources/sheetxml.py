"""What the fast reader does not tell of a sheet: error cells, formulas never calculated, hidden
rows, and how far the sheet reaches. Read from the sheet's own XML, only where it says so.

Parts have been checked by `preflight` before.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from noticegen.sources.preflight import Unsafe

MAX_COLUMNS = 512
MAX_CELLS = 32_000_000  # of the rectangle a sheet spans; the reader holds all of it
_FAR = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_WORTH = re.compile(rb't="e"|<(?:\w+:)?f[\s>/]|hidden="|t=\'e\'|hidden=\'')
Cell = list[str]


@dataclass
class Notes:
    """Row number → column (from 0) → marked cell; and the numbers of hidden rows."""

    special: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def notes_of(file: IO[bytes]) -> dict[str, Notes]:
    """The notes of each sheet by name. Raises Unsafe when one spans too much."""
    found = {}
    with zipfile.ZipFile(file) as archive:
        for name, part in _parts(archive).items():
            data = archive.read(part)
            _span(data, name)
            found[name] = _scan(data) if _WORTH.search(data) else Notes()
    return found


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → part of the zip, by the workbook's relationships."""
    names: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, given: dict[str, str]) -> None:
        if tag.rsplit(":", 1)[-1] == "sheet":
            link = next((v for k, v in given.items() if k.rsplit(":", 1)[-1] == "id"), "")
            names.append((given.get("name", ""), link))
        if tag.rsplit(":", 1)[-1] == "workbookPr" and given.get("date1904") in ("1", "true"):
            raise Unsafe("epoch_1904")

    def relation(tag: str, given: dict[str, str]) -> None:
        if "Target" in given:
            targets[given.get("Id", "")] = given["Target"]

    _parse(archive.read("xl/workbook.xml"), sheet)
    try:
        _parse(archive.read("xl/_rels/workbook.xml.rels"), relation)
    except KeyError:
        raise Unsafe("damaged") from None
    have = set(archive.namelist())
    found = {}
    for name, link in names:
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in have and "sheet" in part:
            found[name] = part
    return found


def _parse(data: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Unsafe("damaged") from None


def _span(data: bytes, name: str) -> None:
    """Refuse a sheet with a cell far out: the reader would make every cell up to it."""
    rows = columns = 0
    for cell in _FAR.finditer(data):
        letters = cell[1]
        if len(letters) == 3 or int(cell[2]) > rows or len(letters) > 1:
            rows = max(rows, int(cell[2]))
            columns = max(columns, column_of(letters.decode()) + 1)
            if columns > MAX_COLUMNS or rows * max(columns, 1) > MAX_CELLS:
                raise Unsafe("far_cell", f"{name}!{letters.decode()}{cell[2].decode()}")


def column_of(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class _Scan:
    """Reads one sheet. A class because an expat parser calls back with state in between."""

    def __init__(self) -> None:
        self.notes = Notes()
        self._row = 0
        self._at = ""
        self._type = ""
        self._formula = False
        self._value = ""
        self._in_value = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag == "c":
            self._at, self._type = given.get("r", ""), given.get("t", "")
            self._formula, self._value = False, ""
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._in_value = True
        elif tag == "row":
            self._row = int(given.get("r", self._row + 1))
            if given.get("hidden") in ("1", "true"):
                self.notes.hidden.add(self._row)

    def text(self, data: str) -> None:
        if self._in_value:
            self._value += data

    def end(self, tag: str) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag == "v":
            self._in_value = False
        elif tag == "c" and self._at:
            if self._type == "e":
                self._mark("error_cell", self._value[:10])
            elif self._formula and not self._value and self._type != "str":
                self._mark("formula_not_calculated", "")

    def _mark(self, code: str, note: str) -> None:
        letters = self._at.rstrip("0123456789")
        row = self.notes.special.setdefault(int(self._at[len(letters) :]), {})
        row[column_of(letters)] = ["b", code, note]


def _scan(data: bytes) -> Notes:
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.CharacterDataHandler = scan.text
    parser.EndElementHandler = scan.end
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        raise Unsafe("damaged") from None
    return scan.notes
