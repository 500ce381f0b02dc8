"""How wide the columns of a table are: as the wording says, unless a number or heading would break.

Wording gives relative widths for usual sums. A large loan has longer ones; then room is taken from
columns that can spare it, and if there is not enough the whole table is set smaller (`tight`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from noticegen.model import Table

TEXT_WIDTH = 442.0  # points between the margins (156 mm)
CELL, HEAD = 9.5, 8.0  # points, size of letters in letter.css
PADDING = {"l": 8.6, "c": 3.4, "r": 8.6, "head": 3.5}  # points left and right together
_NARROW = re.compile(r"[,.:;'|()\[\] -]")
_WIDE = re.compile(r"[\u2e80-\uffef]")
_CLOSING = "，。、；：？！）》〕】”’"  # never begin a line: they go with the word before them
_BETWEEN = re.compile(
    rf"[^!-~{_CLOSING}]+|(?<=[-/])(?=[A-Za-z])|(?<=[{_CLOSING}])"
)  # Latin words, numbers
_LONGEST_WORD = 20  # characters; a longer one breaks
_LONGEST_HEAD = 7  # a Chinese heading of more characters may break


@dataclass(frozen=True, slots=True)
class Columns:
    """Relative widths that sum to 1, and whether the letters of the table must be smaller."""

    shares: tuple[float, ...]
    tight: bool = False


def columns(table: Table) -> Columns:
    """The widths of `table`. A form keeps what its wording says: its cells are text that wraps."""
    whole = sum(table.widths)
    asked = tuple(width / whole for width in table.widths)
    if table.style != "grid":
        return Columns(asked)
    for words in (True, False):  # of text that wraps: whole, if there is room for that
        for lines in (1, 2):  # of a heading; better two than small print
            needed = _needed(table, lines, words)
            if sum(needed) < 1:
                return Columns(_fitted(asked, needed))
    return Columns(tuple(need / sum(needed) for need in needed), tight=True)


def _fitted(asked: Sequence[float], needed: Sequence[float]) -> tuple[float, ...]:
    """Each column as wide as it must be; what is left goes to those that asked for more."""
    over = [max(share - need, 0) for need, share in zip(needed, asked, strict=True)]
    part = (1 - sum(needed)) / sum(over)
    return tuple(need + more * part for need, more in zip(needed, over, strict=True))


def _needed(table: Table, head_lines: int, words: bool) -> tuple[float, ...]:
    """The share each column needs so that nothing in it breaks that should not; with `words` no Latin word
    and no number in text that wraps either."""
    rows = (*table.rows, *table.foot)
    shares = []
    for column, align in enumerate(table.aligns):
        alone = [row[column] or "" for row in rows if not _spans(row, column)]
        points = [_width(text) * CELL + PADDING[align] for text in alone if align != "l"]
        if words and align == "l":
            points += [_longest_word(text) * CELL + PADDING[align] for text in alone]
        if table.head:
            head = _head(table.head[column] or "", head_lines) * HEAD
            points.append(head + PADDING["head"])
        shares.append(max(points, default=0.0) / TEXT_WIDTH)
    return tuple(shares)


def _spans(row: Sequence[str | None], column: int) -> bool:
    """Whether the cell is part of one that lies over several columns (None continues a cell)."""
    return row[column] is None or (column + 1 < len(row) and row[column + 1] is None)


def _head(text: str, lines: int) -> float:
    """Em of a heading set in `lines`: a short Chinese one in equal parts, else its longest word."""
    if len(text) <= _LONGEST_HEAD and _WIDE.search(text):
        return _width(text) if lines == 1 else float(-(-len(text) // lines))
    return max((_width(word) for word in text.split() if not _WIDE.search(word)), default=0.0)


def _longest_word(text: str) -> float:
    """Em of the longest Latin word or number that must not break."""
    words = _BETWEEN.split(text)
    return max((_width(word) for word in words if len(word) <= _LONGEST_WORD), default=0.0)


def _width(text: str) -> float:
    """Em of a line of text in the fonts of a letter, a little too much rather than too little."""
    wide, narrow = len(_WIDE.findall(text)), len(_NARROW.findall(text))
    return wide + 0.36 * narrow + 0.565 * (len(text) - wide - narrow)
