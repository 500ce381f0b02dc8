"""The little language of wording files: text in, block templates out.

    ;; a note to colleagues, never printed
    @ ST-SUB when subsidised and not accelerated tone FL
    # A heading (numbered by the program)
    + An item (numbered by the program under its heading)
    [small] A paragraph in a named style; without brackets: body.
    A line that follows goes on in the same paragraph; an empty line ends it. **Bold**, {{ fact }}.
    each people: + {{ line.name }}  one paragraph (item, named style) for each entry of a list

    !table grid 1 2 2 / lrr         kind, relative widths, one of l c r for each column
    caption: ...
    head: a | b | c
    each lines: {{ line.due }} | ... one row for each entry of a list of rows
    row when has_x: ...             a row; `<` = covered by the cell to its left, `//` = a new line
    foot: ...
    !signature {{ house }} | {{ date }} | (seal)
    !cut words on the line          what follows it is the slip

    @include slip                   the statements of templates/shared/slip.zh.md stand here

Everything belongs to a statement (`@`): its id goes into the register, its conditions are names
computed by the program, its tones some of N F L. Structure is read from the file alone, before any
data comes near it; each stretch of text is then filled on its own, so data can never become
structure. Text may print facts by name and nothing else: no filters, calls or logic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from noticegen.text import Text

STYLES = ("body", "plain", "addressee", "small", "right", "check", "heading", "part")
TONES = "NFL"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_STATEMENT = re.compile(
    r"@ (?P<id>[A-Z][A-Z0-9-]*)(?: when (?P<when>.+?))?(?: tone (?P<tone>[NFL]+))?"
)
_STYLED = re.compile(r"\[(?P<style>[a-z]+)\] (?P<text>.+)")
_TABLE = re.compile(
    r"!table (?P<style>grid|form) (?P<widths>[\d.]+(?: [\d.]+)*) / (?P<aligns>[lcr]+)"
)
_REPEATED = re.compile(r"each (?P<rows>[a-z_]+): (?P<text>.+)")
_ROW = re.compile(
    r"(?P<kind>caption|head|each|row|foot)(?: (?P<rows>[a-z_]+))?(?: when (?P<when>[a-z0-9_ ]+))?: (?P<text>.+)"
)

Condition: TypeAlias = tuple[tuple[str, bool], ...]  # (name, wanted), all must agree


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with facts in it, in one style."""

    source: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphLines:
    """`style` is one of STYLES, or section or item: those two are numbered. `rows` names the list it
    is repeated for; "" = said once."""

    style: str
    pieces: tuple[Piece, ...]
    line: int
    rows: str = ""


@dataclass(frozen=True, slots=True)
class RowLines:
    """`rows` names the list it is repeated for; cells of None are covered."""

    kind: str
    cells: tuple[str | None, ...]
    line: int
    rows: str = ""
    when: Condition = ()


@dataclass(frozen=True, slots=True)
class TableLines:
    style: str
    widths: tuple[float, ...]
    aligns: str
    line: int
    rows: tuple[RowLines, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureLines:
    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class CutLines:
    source: str
    line: int


Lines: TypeAlias = ParagraphLines | TableLines | SignatureLines | CutLines


@dataclass(frozen=True, slots=True)
class Statement:
    """Something the document says, and when it may be said. `tones` "" = in every tone."""

    id: str
    when: Condition
    tones: str
    line: int
    blocks: tuple[Lines, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a wording file, and where."""

    file: str
    line: int
    what: Text

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what.en}"


@dataclass(frozen=True, slots=True)
class Source:
    """The wording of a kind in one language, includes put in. Lines are counted from 1 through all
    of it; `places` says from which file, and which line of it, each comes."""

    locale: str
    lines: tuple[str, ...]
    places: tuple[tuple[str, int], ...]

    def problem(self, line: int, what: Text) -> Problem:
        """What is wrong, with the place in the file it stands in."""
        file, number = self.places[line - 1] if self.places else ("?", line)
        return Problem(file, number, what)


@dataclass
class _Reader:
    """State while one text is read, top to bottom."""

    source: Source
    joint: str  # between the lines of a paragraph: a space in English, nothing in Chinese
    statements: list[Statement] = field(default_factory=list)
    blocks: list[Lines] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    open: list[str] = field(default_factory=list)  # lines of the paragraph being read
    opened: int = 0
    table: TableLines | None = None

    def wrong(self, line: int, zh: str, en: str) -> None:
        self.problems.append(self.source.problem(line, Text(zh, en)))

    def close(self) -> None:
        """End the paragraph or table being read."""
        if self.table:
            self._table(self.table)
            self.table = None
        if self.open:
            self._paragraph(self.joint.join(self.open))
            self.open = []

    def repeated(self, number: int, rows: str, text: str) -> None:
        """A paragraph said for each entry of a list; it is one line of the file."""
        self.close()
        self.opened = number
        self._paragraph(text, rows)

    def _paragraph(self, text: str, rows: str = "") -> None:
        style = "body"
        if text.startswith(("# ", "+ ")):
            style, text = ("section" if text[0] == "#" else "item"), text[2:]
        elif m := _STYLED.fullmatch(text):
            style, text = m["style"], m["text"]
            if style not in STYLES:
                self.wrong(self.opened, f"没有样式 [{style}]", f"no style [{style}]")
        elif re.match(r"[@!#+\[|>*-]|\d+\. ", text) and not text.startswith("**"):
            self.wrong(self.opened, "行首写法不认识", "unknown syntax at the start of the line")
        parts = text.split("**")
        if len(parts) % 2 == 0:
            self.wrong(self.opened, "** 不成对", "** without its pair")
        pieces = tuple(Piece(part, bool(i % 2)) for i, part in enumerate(parts) if part)
        self.blocks.append(ParagraphLines(style, pieces, self.opened, rows))

    def _table(self, table: TableLines) -> None:
        columns = len(table.widths)
        if len(table.aligns) != columns:
            self.wrong(table.line, "列宽与对齐的个数不同", "widths and alignments differ in number")
        if not any(row.kind in ("row", "each") for row in table.rows):
            self.wrong(table.line, "表格没有行", "a table without rows")
        for row in table.rows:
            if row.kind != "caption" and len(row.cells) != columns:
                self.wrong(row.line, f"应有{columns}格", f"expected {columns} cells")
            if row.cells[0] is None:
                self.wrong(row.line, "首格不能被合并", "the first cell cannot be covered")
        self.blocks.append(table)

    def statement(self, number: int, text: str) -> None:
        self.close()
        self.finish()
        m = _STATEMENT.fullmatch(text)
        if not m:
            self.wrong(
                number, "应为：@ 编号 when 条件 tone NFL", "expected: @ ID when CONDITION tone NFL"
            )
        when = self.condition(number, m["when"]) if m else ()
        name, tones = (m["id"], m["tone"] or "") if m else ("?", "")
        if name in {s.id for s in self.statements}:
            self.wrong(number, f"编号 {name} 重复", f"id {name} is used twice")
        self.statements.append(Statement(name, when, tones, number))

    def finish(self) -> None:
        """Give the blocks read so far to the statement they stand under."""
        if not self.statements:
            if self.blocks:
                self.wrong(self.blocks[0].line, "文字前缺少“@ 编号”", "text before the first @ ID")
        else:
            last = self.statements.pop()
            if not self.blocks and last.id != "?":
                self.wrong(last.line, f"{last.id} 没有内容", f"{last.id} says nothing")
            self.statements.append(
                Statement(last.id, last.when, last.tones, last.line, tuple(self.blocks))
            )
        self.blocks = []

    def condition(self, number: int, text: str | None) -> Condition:
        found = []
        for term in (text or "").split(" and ") if text else ():
            wanted = not term.startswith("not ")
            name = term if wanted else term[4:]
            if not _NAME.fullmatch(name):
                self.wrong(number, f"条件写法不认识：{term}", f"unknown condition syntax: {term}")
            found.append((name, wanted))
        return tuple(found)

    def directive(self, number: int, text: str) -> None:
        self.close()
        word, _, rest = text[1:].partition(" ")
        if m := _TABLE.fullmatch(text):
            widths = tuple(float(w) for w in m["widths"].split())
            self.table = TableLines(m["style"], widths, m["aligns"], number)
        elif word == "signature" and len(cells := rest.split(" | ")) == 3:
            self.blocks.append(SignatureLines(tuple(cells), number))
        elif word == "cut" and rest:
            self.blocks.append(CutLines(rest, number))
        else:
            self.wrong(
                number, f"指令写法不认识：!{word}", f"unknown directive or wrong form: !{word}"
            )

    def row(self, number: int, text: str) -> None:
        m = _ROW.fullmatch(text)
        if not m or bool(m["rows"]) != (m["kind"] == "each"):
            self.wrong(number, "表格行写法不认识", "unknown table row")
            return
        parts = [m["text"]] if m["kind"] == "caption" else m["text"].split(" | ")
        cells = tuple(None if p.strip() == "<" else _cell(p) for p in parts)
        when = self.condition(number, m["when"])
        row = RowLines(m["kind"], cells, number, m["rows"] or "", when)
        assert self.table
        t = self.table
        self.table = TableLines(t.style, t.widths, t.aligns, t.line, (*t.rows, row))


def _cell(text: str) -> str:
    """What stands in a cell: `//` between blanks begins a new line."""
    return text.strip().replace(" // ", "\n")


def read(source: Source) -> tuple[tuple[Statement, ...], list[Problem]]:
    """The statements of a kind in one language, and everything that is wrong with their syntax."""
    reader = _Reader(source, " " if source.locale == "en" else "")
    for number, line in enumerate(map(str.rstrip, source.lines), start=1):
        if line.startswith(";;"):
            continue
        if not line:
            reader.close()
        elif line.startswith("@"):
            reader.statement(number, line)
        elif line.startswith("!"):
            reader.directive(number, line)
        elif reader.table:
            reader.row(number, line)
        elif not reader.open and (m := _REPEATED.fullmatch(line)):
            reader.repeated(number, m["rows"], m["text"])
        else:
            if line.startswith(("# ", "+ ", "[")):
                reader.close()
            if not reader.open:
                reader.opened = number
            reader.open.append(line.strip())
    reader.close()
    reader.finish()
    if not reader.statements:
        reader.wrong(1, "文件没有内容", "the file says nothing")
    return tuple(reader.statements), reader.problems


def sources(block: Lines) -> Iterator[tuple[str, int, str]]:
    """Every text of a block with its line and the list of rows it is repeated for ("" = none)."""
    match block:
        case ParagraphLines(_, pieces, line, rows):
            yield from ((p.source, line, rows) for p in pieces)
        case TableLines():
            for row in block.rows:
                yield from ((c, row.line, row.rows) for c in row.cells if c is not None)
        case SignatureLines(cells, line):
            yield from ((c, line, "") for c in cells)
        case CutLines(source, line):
            yield source, line, ""


def conditions(statement: Statement) -> Sequence[tuple[str, int]]:
    """Every condition a statement names, with its line."""
    found = [(name, statement.line) for name, _ in statement.when]
    for block in statement.blocks:
        if isinstance(block, TableLines):
            found += [(name, row.line) for row in block.rows for name, _ in row.when]
    return found
