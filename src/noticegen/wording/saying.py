"""From facts to blocks: says the statements the facts allow, and numbers sections and items."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from noticegen.errors import DataError, UsageError
from noticegen.model import Block, CutLine, Paragraph, Run, Signature, Table
from noticegen.text import Text
from noticegen.wording import grammar
from noticegen.wording.filling import fill, named
from noticegen.wording.grammar import (
    Condition,
    CutLines,
    Lines,
    ParagraphLines,
    Piece,
    RowLines,
    SignatureLines,
    Statement,
    TableLines,
)
from noticegen.wording.kinds import Kind
from noticegen.wording.vocabulary import VOCABULARIES

NUMBERED = {"section": "heading", "item": "body"}  # and the style they are printed in


def render_wording(
    kind: Kind, locale: str, facts: Mapping[str, object]
) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[str, ...]]:
    """The blocks of the letter, those of its slip (from the cut line on), and the ids of the
    statements made. Raises UsageError without a wording in `locale`, DataError if a statement that
    must be made would print an empty fact."""
    if locale not in kind.wording:
        raise UsageError(
            Text(f"{kind.id} 没有 {locale} 文字", f"{kind.id} has no wording in {locale}")
        )
    writer = _Writer(kind, locale, facts)
    said = [s for s in kind.wording[locale] if _may_say(s, facts)]
    blocks = [block for s in said for lines in s.blocks for block in writer.blocks(lines)]
    cut = next((i for i, b in enumerate(blocks) if isinstance(b, CutLine)), len(blocks))
    return tuple(blocks[:cut]), tuple(blocks[cut:]), tuple(s.id for s in said)


def _may_say(statement: Statement, facts: Mapping[str, object]) -> bool:
    tone = cast(str, facts["tone"])
    return _holds(statement.when, facts) and (not statement.tones or tone in statement.tones)


def _holds(condition: Condition, facts: Mapping[str, object]) -> bool:
    return all(facts[name] is wanted for name, wanted in condition)


@dataclass
class _Writer:
    """Fills blocks in order and numbers headings and items."""

    kind: Kind
    locale: str
    facts: Mapping[str, object]
    headings: int = 0
    items: int = 0

    def text(self, source: str, line: int, row: Mapping[str, str] | None = None) -> str:
        facts = self.facts if row is None else {**self.facts, "line": row}
        for name in named(source):
            value = row[name[5:]] if row is not None and "." in name else facts[name]
            if value == "" and name not in VOCABULARIES[self.kind.audience].may_be_empty:
                file, number = self.kind.sources[self.locale].places[line - 1]
                where = f"{file}:{number}"
                raise DataError(
                    Text(
                        f"{where} 要写的“{name}”没有登记",
                        f"{where} prints {name}, which is not on record",
                    ),
                    Text(
                        "补齐该项，或为该段加上条件", "record it, or give the statement a condition"
                    ),
                )
        return fill(source, facts)

    def blocks(self, lines: Lines) -> Iterator[Block]:
        match lines:
            case ParagraphLines(style, pieces, line, rows):
                for row in self.entries(rows):
                    yield self.paragraph(style, pieces, line, row)
            case TableLines():
                yield self.table(lines)
            case SignatureLines(cells, line):
                issuer, day, note = (self.text(cell, line) for cell in cells)
                yield Signature(issuer, day, note)
            case CutLines(source, line):
                yield CutLine(self.text(source, line))

    def entries(self, rows: str) -> Sequence[Mapping[str, str] | None]:
        """The entries of a list; of none, one that is nothing."""
        return cast("Sequence[Mapping[str, str]]", self.facts[rows]) if rows else (None,)

    def paragraph(
        self, style: str, pieces: Sequence[Piece], line: int, row: Mapping[str, str] | None = None
    ) -> Paragraph:
        runs = [Run(self.text(piece.source, line, row), piece.bold) for piece in pieces]
        if style in NUMBERED:
            runs[0] = Run(self.number(style) + runs[0].text, runs[0].bold)
        return Paragraph(tuple(runs), NUMBERED.get(style, style))

    def number(self, style: str) -> str:
        """The number of the next section or item: 一、 and （一）, or 1. and (a)."""
        if style == "section":
            self.headings, self.items = self.headings + 1, 0
            return f"{_hanzi(self.headings)}、" if self.locale == "zh" else f"{self.headings}. "
        self.items += 1
        return f"（{_hanzi(self.items)}）" if self.locale == "zh" else f"({chr(96 + self.items)}) "

    def table(self, lines: TableLines) -> Table:
        parts: dict[str, list[tuple[str | None, ...]]] = {"head": [], "row": [], "foot": []}
        caption, links = "", list[str]()
        for row in lines.rows:
            if not _holds(row.when, self.facts):
                continue
            if row.kind == "caption":
                caption = self.text(cast(str, row.cells[0]), row.line)
            else:
                made = list(self.cells(row))
                parts["row" if row.kind == "each" else row.kind] += [cells for cells, _ in made]
                if row.kind in {"row", "each"}:
                    links += [target for _, target in made]
        head = tuple(cell or "" for cell in parts["head"][0]) if parts["head"] else ()
        return Table(
            head, tuple(parts["row"]), lines.widths, lines.aligns, tuple(parts["foot"]), caption,
            lines.style, tuple(links) if any(links) else (),
        )  # fmt: skip

    def cells(self, row: RowLines) -> Iterator[tuple[tuple[str | None, ...], str]]:
        """The cells of a row for each of its entries, and the part the entry leads to.

        An entry may name that part as `link`; one with a heading under `over` is a row of one cell."""
        for entry in self.entries(row.rows):
            over = entry.get("over", "") if entry else ""
            target = entry.get("link", "") if entry else ""
            if over:
                yield (over, *[None] * (len(row.cells) - 1)), target
            else:
                cells = [None if c is None else self.text(c, row.line, entry) for c in row.cells]
                yield tuple(cells), target


def _hanzi(number: int) -> str:
    """1 to 99 as in a numbered list: 九, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones else ""
    )


def facts_used(statements: Iterable[Statement], said: Container[str]) -> frozenset[str]:
    """The facts that the statements with these ids print, table cells included."""
    return frozenset(
        name
        for statement in statements
        if statement.id in said
        for block in statement.blocks
        for source, _, _ in grammar.sources(block)
        for name in named(source)
    )
