"""A folder of CSV files, one for each sheet (借款.csv or loans.csv ...).

UTF-8 unless `encoding` says otherwise; nothing is guessed, a guess is only suggested. GBK means
GB 18030 (䶮 needs it). Lines may end in LF, CR LF or CR. A lost quote, a NUL, a line too long, a
file with semicolons or a `sep=` line are faults of the file.

What needs no care (no quote but around whole fields, no lone CR) is handed on as text, many lines at
once, for whoever checks the rows to take apart; the rest is read row by row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from noticegen.errors import DataError, UsageError
from noticegen.schema import SHEETS, Sheet
from noticegen.sources.faults import Bad, Fault
from noticegen.sources.tables import (  # fmt: skip
    HEADER_SEARCH,
    Lines,
    Place,
    Report,
    Row,
    Table,
    missing_sheets,
    sheet_named,
    unknown_sheet,
)
from noticegen.text import Text

MAX_LINE = 1 << 20  # characters
MAX_SPAN = 50  # lines of one record; more means that a quote was lost
SAMPLE = 256 << 10
BLOCK = 1 << 16  # bytes read at once
_QUOTED = re.compile(r'(?<![^,\n])"[^"\r\n]*"(?![^,\r\n])')  # a whole field in quotes
ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "gb18030": "gb18030", "big5": "big5hkscs"}
_ALIASES = {
    "utf8": "utf-8", "utf-8-sig": "utf-8", "utf16": "utf-16", "gbk": "gb18030", "gb2312": "gb18030",
    "cp936": "gb18030", "big5hkscs": "big5", "big5-hkscs": "big5", "cp950": "big5",
}  # fmt: skip


def codec_of(name: str) -> str:
    """The codec for `--encoding`. Raises UsageError for one that is not offered."""
    plain = name.strip().lower().replace("_", "-")
    plain = _ALIASES.get(plain, plain)
    if plain not in ENCODINGS:
        raise UsageError(
            Text(f"不支持的编码 {name}", f"unknown encoding {name}"),
            Text("可用：" + "、".join(ENCODINGS), "use one of: " + ", ".join(ENCODINGS)),
        )
    return ENCODINGS[plain]


class Csvs:
    """The folder. A class because it is read twice when a marked copy is made."""

    def __init__(self, folder: Path, encoding: str | None) -> None:
        self.base = folder
        self._codec = codec_of(encoding) if encoding else None

    def tables(self, report: Report) -> Iterator[Table]:
        """A table for each file, in the order of `SHEETS`; faults of files are reported."""
        found: dict[str, tuple[Sheet, Path]] = {}
        files = sorted(p for p in self.base.iterdir() if p.suffix.lower() == ".csv" and p.is_file())
        if not files:
            raise DataError(
                Text(f"{self.base} 中没有 CSV 文件", f"there are no CSV files in {self.base}"),
                Text("每个表一个文件，例如 借款.csv", "one file for each sheet, e.g. loans.csv"),
            )
        for path in files:
            sheet = sheet_named(path.stem)
            if sheet is None:
                report(unknown_sheet(path.name, path.stem))
            elif sheet.key in found:
                report(_place(path).stop("duplicate_sheet", Text("每个表一个文件", "one file for each sheet"), Text("合并或移走其一", "merge them, or take one away"), Text("同一个表的两个文件", "two files for one sheet")))  # fmt: skip
            else:
                found[sheet.key] = (sheet, path)
        missing_sheets(self.base.name, [s for s, _ in found.values()], report)
        for sheet in SHEETS:
            if sheet.key in found:
                path = found[sheet.key][1]
                yield Table(sheet, _place(path), self._rows(path, report), exact=True)

    def _rows(self, path: Path, report: Report) -> Iterator[Row | Lines]:
        place = _place(path)
        try:
            codec = self._check(path)
        except _Stop as stop:
            report(stop.at(place, 0))
            return
        lines = _Lines(path, codec)
        try:
            yield from _records(lines)
        except _Stop as stop:
            report(stop.at(place, lines.number))
        except UnicodeError:
            report(_undecodable(path, self._codec).at(place, lines.number + 1))
        finally:
            lines.close()

    def _check(self, path: Path) -> str:
        """The codec of a file: its byte order mark, else the encoding asked for, else UTF-8."""
        with path.open("rb") as file:
            head = file.read(SAMPLE)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise _Stop("not_csv", Text("CSV 文本文件", "a CSV text file"), Text("这是工作簿：直接导入，或另存为 CSV UTF-8", "this is a workbook: import it as such, or save it as CSV UTF-8"), Text("工作簿", "a workbook"))  # fmt: skip
        codec = self._codec or "utf-8-sig"
        if codec not in ("utf-8-sig", "utf-16") and not head.isascii() and _is_utf8(head):
            raise _Stop("encoding_conflict", Text("--encoding 所说的编码", "the encoding of --encoding"), Text("该文件是 UTF-8：不用 --encoding", "this file is UTF-8: leave out --encoding"), Text("UTF-8 文本", "UTF-8 text"))  # fmt: skip
        return codec


class _Stop(Exception):
    """The file cannot be read on."""

    def __init__(self, code: str, expected: Text, cure: Text, found: Text) -> None:
        super().__init__(code)
        self._say = (code, expected, cure, found)

    def at(self, place: Place, line: int) -> Fault:
        """The fault with its line."""
        return place.stop(*self._say, row=line)


class _Lines:
    """Lines of a file, capped and counted. A class because the csv reader and the fault share it."""

    def __init__(self, path: Path, codec: str) -> None:
        self._text = _Text(path, codec)
        self._pieces = iter(self._text)
        self._piece = ""  # what is read and not yet given
        self.number = 0  # of the line given last
        self.taken = 0  # of the last line of the row taken last; set by who takes rows
        self.quoted = False  # a quote was seen since this was last cleared

    @property
    def more(self) -> bool:
        """Whether there is another line. Raises UnicodeError; then `number` is that of the line before."""
        if not self._piece:
            try:
                self._piece = next(self._pieces, "")
            except UnicodeError:
                self.number += self._text.good
                raise
        return bool(self._piece)

    def run(self) -> Lines | None:
        """The lines of the present piece, if each is surely a row and no row needs a closer look."""
        text = self._piece
        if len(text) >= min(MAX_LINE, csv.field_size_limit()) or "\0" in text:
            return None
        if text.count("\r") != text.count("\r\n") or ('"' in text and '"' in _QUOTED.sub("", text)):
            return None
        run = Lines(self.number + 1, text, text.count("\n") + (not text.endswith("\n")))
        self._piece = ""
        self.number = self.taken = self.number + run.size
        return run

    def __iter__(self) -> Iterator[str]:
        """Line by line to the end of the present piece, and on until it is also that of a row."""
        while self.more:
            piece, self._piece = self._piece, ""
            for line in io.StringIO(piece, newline=""):
                self.number += 1
                if len(line) >= MAX_LINE and not (len(line) == MAX_LINE and line.endswith("\n")):
                    raise _Stop("line_too_long", Text("每行不超过1 MiB", "lines of at most 1 MiB"), Text("检查引号与换行", "check quotes and line ends"), Text("过长的行", "a line that is too long"))  # fmt: skip
                if "\0" in line:
                    raise _Stop("nul", Text("不含空字符的文本", "text without NUL characters"), Text("重新导出该文件", "export the file again"), Text("空字符 U+0000", "a NUL character, U+0000"))  # fmt: skip
                if '"' in line:
                    self.quoted = True
                yield line
            if self.taken == self.number:
                return

    def close(self) -> None:
        """Close the file."""
        self._text.close()


class _Text:
    """The text of a file in pieces that end with a line, or are longer than a line may be. A class
    because it holds the file and the state of its codec."""

    def __init__(self, path: Path, codec: str) -> None:
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(codec)("strict")
        self.good = 0  # whole lines between the last piece and bytes that are wrong

    def __iter__(self) -> Iterator[str]:
        rest = ""
        while data := self._file.read(BLOCK):
            text = rest + self._decoded(data, rest)
            # a CR at the very end may be half of a CR LF
            end = text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
            rest = text[end:]
            if end:
                yield text[:end]
            if len(rest) >= MAX_LINE:
                yield rest
                rest = ""
        yield rest + self._decoded(b"", rest)

    def _decoded(self, data: bytes, rest: str) -> str:
        state = self._decoder.getstate()
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeError:
            self._decoder.setstate(state)
            before = rest + self._good(data)
            self.good = before.count("\n") + before.count("\r") - before.count("\r\n")
            raise

    def _good(self, data: bytes) -> str:
        """The characters before the first byte that is wrong."""
        found: list[str] = []
        try:
            for i in range(len(data)):
                found.append(self._decoder.decode(data[i : i + 1]))
        except UnicodeError:
            pass
        return "".join(found)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _records(lines: _Lines) -> Iterator[Row | Lines]:
    """All rows; those in which a header is looked for one by one."""
    single = 0
    while lines.more:
        if single >= HEADER_SEARCH and (run := lines.run()):
            yield run
            continue
        for row in _row_by_row(lines):
            single += 1
            yield row


def _row_by_row(lines: _Lines) -> Iterator[Row]:
    reader = csv.reader(iter(lines), strict=True)
    try:
        for cells in reader:
            number, lines.taken = lines.taken + 1, lines.number
            if number == 1 and cells and cells[0][:4].lower() == "sep=":
                raise _Stop("sep_line", Text("标题行", "the header"), Text("删去 sep= 行，以逗号分隔保存", "delete the sep= line and save it with commas"), Text("sep= 行", "a sep= line"))  # fmt: skip
            if lines.number - number > MAX_SPAN:
                raise _lost_quote("", number)
            if lines.quoted:
                lines.quoted = False
                yield Row(number, [Bad("stray_quote") if c.count('"') % 2 else c for c in cells])
                continue
            yield Row(number, cells)
    except csv.Error as error:
        raise _lost_quote(str(error), lines.taken + 1) from None


def _lost_quote(why: str, line: int) -> _Stop:
    large = "field larger" in why
    return _Stop(
        "lost_quote",
        Text("成对的引号", "quotes in pairs"),
        Text(f"检查第{line}行起的引号", f"check the quotes from line {line} on"),
        Text("过长的字段", "a field that is too long") if large else Text("没有闭合的引号", "a quote that is not closed"),
    )  # fmt: skip


def _place(path: Path) -> Place:
    return Place(path.name, path.name, "line", sheet_named(path.stem))


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def suggest(head: bytes) -> str:
    """What the bytes might be: a suggestion for people, never acted upon. "" = no idea."""
    from charset_normalizer import from_bytes

    best = from_bytes(head, cp_isolation=["utf_8", "utf_16", "gb18030", "big5"]).best()
    return "" if best is None else best.encoding.replace("_", "-")


def _undecodable(path: Path, asked: str | None) -> _Stop:
    with path.open("rb") as file:
        guess = suggest(file.read(SAMPLE))
    hint = Text(f"可能是 --encoding {guess}；核对姓名后再导入" if guess else "用 --encoding 指明编码",
                f"it may be --encoding {guess}; look at the names before you import" if guess else "name it with --encoding")  # fmt: skip
    name = asked or "UTF-8"
    return _Stop("encoding", Text(f"{name} 文本", f"{name} text"), hint, Text("其他编码的字节", "bytes of another encoding"))  # fmt: skip
