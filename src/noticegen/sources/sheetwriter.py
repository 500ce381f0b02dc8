"""How every workbook of ours is written: text stays text, the same input gives the same bytes, a row is as
high as its words need, and a sheet prints on A4 with its headings on each page.

The height of a row is written down because not every program works it out when it opens a file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  # a fixed mark in the file, not a time

BOLD = 1.1  # times as wide as plain letters
LINE = 15  # points, a line of the default font
HIGHEST = 409  # points, of a row
_WIDE = re.compile(r"[\u2e80-\uffef]")  # characters as wide as two digits
_WORDS = re.compile(r"[\u2e80-\uffef]|\s|[^\s\u2e80-\uffef]+")

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


def height(cells: Iterable[tuple[str, float]]) -> int:
    """Points a row needs in which each text wraps within a column of that many digits."""
    return min(max((_lines(text, width) for text, width in cells), default=1) * LINE, HIGHEST)


def _lines(text: str, width: float) -> int:
    """Lines of `text`: words of Latin letters stay whole where they fit, between wide characters it may break."""
    if len(text) * 2 <= width and "\n" not in text:  # the usual cell
        return 1
    lines = 0
    for part in text.split("\n"):
        lines, at = lines + 1, 0.0
        for word in _WORDS.findall(part):
            taken = len(word) * (2 if _WIDE.match(word) else 1)
            if at and at + taken > width and not word.isspace():
                lines, at = lines + 1, 0.0
            at += taken
            if at > width and not word.isspace():  # longer than a line
                lines, at = lines + int(at // width), at % width
    return lines


def printed(page: Any, heads: tuple[int, int], *, named: int = 0) -> None:
    """A4 across, the rows `heads` (first, last) on each page, page numbers below.

    The sheet is made as narrow as the page; one with `named` columns is too wide for that and has these
    first ones on each page instead."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C&P / &N")
    page.repeat_rows(*heads)
    if named:
        page.repeat_columns(0, named - 1)
    else:
        page.fit_to_pages(1, 0)
