"""How every workbook of ours is written: text stays text, the same input gives the same bytes."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  # a fixed mark in the file, not a time


def new_workbook(target: io.BytesIO) -> Any:
    """A workbook in memory that never turns text into formulas, links or numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": CREATED, "author": "noticegen"})
    return book
