"""Plain text and tables of text: which encoding, and whether it is a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LEAST_ROWS = 2
_SURE = 3  # rows of one width make a table


def decoded(data: bytes) -> tuple[str, str] | None:
    """The text and the name of its encoding: byte order mark, strict UTF-8, then GB18030 or Big5,
    whichever has more of its everyday characters; None when it is none of these."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    if (found := _strict(data, "utf-8")) is not None:
        return found
    fits = [f for f in (_strict(data, "gb18030"), _strict(data, "big5")) if f is not None]
    return max(fits, key=lambda f: _everyday(data, f[1]), default=None)


def _strict(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding
    except (UnicodeDecodeError, UnicodeError):
        return None


def _everyday(data: bytes, encoding: str) -> float:
    """The share of two-byte characters that are among the frequent ones of the encoding: the first
    level of GB 2312 (rows B0 to D7) and the first level of Big5 (rows A4 to C6), with punctuation."""
    frequent, all_, at = 0, 0, 0
    while at + 1 < len(data):
        lead, trail = data[at], data[at + 1]
        if lead < 0x81:  # one byte
            at += 1
            continue
        all_ += 1
        if encoding == "gb18030":
            frequent += (0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3) and trail >= 0xA1
        else:
            frequent += 0xA1 <= lead <= 0xC6
        at += 2
    return frequent / all_ if all_ else 0.0


def table_of(text: str) -> list[list[str]] | None:
    """The rows, if the text is a table (comma, tab, semicolon): three rows or more, or all of two,
    of one width above one; None when it is not."""
    for delimiter in ("\t", ",", ";"):
        rows = _rows(text, delimiter)
        if rows is not None:
            return rows
    return None


def _rows(text: str, delimiter: str) -> list[list[str]] | None:
    if text.count(delimiter) < _LEAST_ROWS:
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    filled = [row for row in rows if row]
    if len(filled) < _LEAST_ROWS or len(filled[0]) < 2:
        return None
    same = sum(1 for row in filled if len(row) == len(filled[0]))
    return rows if same == len(filled) or (same >= _SURE and same >= 0.9 * len(filled)) else None


def blocks(lines: Sequence[str], most: int = 6_000) -> list[str]:
    """The lines in pieces of about `most` characters."""
    found: list[str] = []
    piece: list[str] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line) + 1
        if size > most:
            found.append("\n".join(piece))
            piece, size = [], 0
    return [*found, "\n".join(piece)] if piece or not found else found
