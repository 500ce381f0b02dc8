"""Tables and sentences that fit the terminal: words and numbers are never cut in two.

Chinese characters are two cells wide. A table too wide for the screen first wraps its columns of
text; if that is not enough each row is told as a short list. Nothing is wrapped where nobody looks:
a file or a pipe gets each row on one line.
"""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

GAPS = (3, 2)  # blanks between columns; the smaller where it helps
LEAST = 14  # cells a wrapped column keeps
_PIECES = re.compile(r"[\x21-\x7e]+|\s+|.")
_CLOSING = frozenset("，。、；：？！）》〕】”’…,.;:?!)]}")

_OPENING = frozenset("（《〔【“‘([{")


def width() -> int | None:
    """How many cells a line of the screen has; None where no person looks at it."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def cells(text: str) -> int:
    """How wide `text` is on a screen."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def fold(text: str, most: int) -> list[str]:
    """`text` in lines of at most `most` cells, broken at blanks and between Chinese characters.

    A single word that is longer stands on a line of its own, whole."""
    lines: list[list[str]] = [[]]
    for piece in _PIECES.findall(text):
        line = lines[-1]
        if line and cells("".join(line) + piece.rstrip()) > most:
            lines.append(_carried(line, piece))
        if lines[-1] or len(lines) == 1 or not piece.isspace():
            lines[-1].append(piece)
    return ["".join(line).rstrip() for line in lines]


def _carried(line: list[str], piece: str) -> list[str]:
    """What goes to the next line with `piece`, taken from `line`: a closing mark never begins a line, an
    opening one never ends it."""
    carried: list[str] = []
    while len(line) > 1 and ((carried or [piece])[0] in _CLOSING or line[-1] in _OPENING):
        carried.insert(0, line.pop())
    return carried


def paragraph(text: str, most: int | None, indent: int = 0) -> str:
    """`text` folded at `most` cells; the lines after the first begin `indent` blanks in."""
    if most is None or cells(text) <= most:
        return text
    lead = len(text) - len(text.lstrip(" "))
    first, *rest = fold(text[lead:], most - max(lead, indent))
    return "\n".join([" " * lead + first, *(" " * indent + line for line in rest)])


def table(
    head: Sequence[str], rows: Iterable[Sequence[object]], aligns: str, most: int | None
) -> Iterator[str]:
    """The lines of a table; `aligns` has an "r" for each column of numbers."""
    body = [["" if cell is None else str(cell) for cell in row] for row in rows]
    natural = [max(map(cells, column)) for column in zip(head, *body, strict=True)]
    sizes, gap = natural, GAPS[0]
    if most is not None:
        for gap in GAPS:
            fitted = _fitted(natural, [list(head), *body], most - gap * (len(natural) - 1))
            if fitted is not None and (fitted == natural or gap == GAPS[-1]):
                break
        if fitted is None:
            yield from _told(head, body, most)
            return
        sizes = fitted
    yield from _rows(head, sizes, aligns, gap)
    yield "─" * (sum(sizes) + gap * (len(sizes) - 1))
    for row in body:
        yield from _rows(row, sizes, aligns, gap)


def _rows(row: Sequence[str], sizes: Sequence[int], aligns: str, gap: int) -> Iterator[str]:
    """One row on as many lines as its longest cell takes."""
    folded = [fold(cell, size) for cell, size in zip(row, sizes, strict=True)]
    for n in range(max(map(len, folded))):
        yield _row([lines[n] if n < len(lines) else "" for lines in folded], sizes, aligns, gap)


def _row(row: Sequence[str], sizes: Sequence[int], aligns: str, gap: int) -> str:
    drawn = []
    for n, (cell, size) in enumerate(zip(row, sizes, strict=True)):
        blank = " " * (size - cells(cell))
        drawn.append(blank + cell if aligns[n : n + 1] == "r" else cell + blank)
    return (" " * gap).join(drawn).rstrip()


def _fitted(natural: Sequence[int], body: list[list[str]], most: int) -> list[int] | None:
    """Widths that sum to `most` at most: the widest columns of text give way. None: they cannot."""
    sizes = list(natural)
    least = []
    for n, size in enumerate(sizes):
        longest = max((cells(p) for row in body for p in _PIECES.findall(row[n])), default=0)
        least.append(min(size, max(longest, LEAST)))
    for _ in range(sum(sizes) - most):
        n = max(range(len(sizes)), key=lambda i: sizes[i] - least[i])
        if sizes[n] <= least[n]:
            return None
        sizes[n] -= 1
    return sizes


def _told(head: Sequence[str], body: list[list[str]], most: int) -> Iterator[str]:
    """Each row as its first two cells, then what the others say, cells that say nothing left out."""
    for row in body:
        yield "   ".join(cell for cell in row[:2] if cell)
        said = [(name, cell) for name, cell in zip(head[2:], row[2:], strict=True) if cell]
        line = ""
        for name, cell in said:
            item = f"{name} {cell}"
            if line and cells(f"    {line}   {item}") > most:
                yield from paragraph(f"    {line}", most, 8).split("\n")
                line = ""
            line += ("   " if line else "") + item
        if line:
            yield from paragraph(f"    {line}", most, 8).split("\n")
