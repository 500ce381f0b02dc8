"""How every workbook of ours is written: text stays text, the same input gives the same bytes."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  # a fixed mark in the file, not a time

AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def new_workbook(target: io.BytesIO) -> Any:
    """A workbook in memory that never turns text into formulas, links or numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(target, {"in_memory": True, **AS_TEXT})
    book.set_properties({"created": CREATED, "author": "noticegen"})
    return book


def new_streamed(path: Path) -> Any:
    """As `new_workbook`, at `path` and row by row: for any number of rows, each written in order."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, **AS_TEXT})
    book.set_properties({"created": CREATED, "author": "noticegen"})
    return book
