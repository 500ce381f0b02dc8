"""Documents: finished strings, no data left to fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`style`: body (indented two characters), plain, addressee, number, heading, small, right, check,
    part (the title of a part, at the head of a new page)."""

    runs: tuple[Run, ...]
    style: str = "body"

    @property
    def text(self) -> str:
        """The words without style."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are relative; `aligns` one of l c r per column; `foot` rows are totals.

    A cell of None is covered by the cell to its left (column span). `links` is () or has, for each of
    `rows`, the id of the part of the packet that the row leads to; "" = none. A link is not seen."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    widths: tuple[float, ...]
    aligns: str
    foot: tuple[tuple[str | None, ...], ...] = ()
    caption: str = ""
    style: str = "grid"  # grid | form (label/value pairs: the slip)
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Issuer over date, right; the seal is centred over both, or over the issuer alone where the date is
    filled in by hand."""

    issuer: str
    date: str
    note: str = ""  # e.g. （盖章）

    @property
    def by_hand(self) -> bool:
        """Whether the date is a line to be filled in by hand: the seal must not cover it."""
        return "＿" in self.date or "__" in self.date


@dataclass(frozen=True, slots=True)
class CutLine:
    """Where the slip is cut off; `text` stands on the line. The slip starts a new page if it
    does not fit whole."""

    text: str


Block: TypeAlias = Paragraph | Table | Signature | CutLine


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to be drawn. Everything in it is a finished string. Printed in this order:
    letterhead ("" = none), number, title, blocks, slip (whose first block is the CutLine).

    `number` "" = a draft: `watermark` is drawn across each page."""

    kind: str
    locale: str  # zh | en
    title: str
    letterhead: str
    number: str
    blocks: tuple[Block, ...]
    slip: tuple[Block, ...] = ()  # return receipt, below a CutLine
    watermark: str = ""
    subject: str = ""  # metadata: no personal data
    issued_on: date | None = None
    audience: str = "borrower"
    seal: bytes = field(default=b"", repr=False)  # PNG placed over the signature; b"" = none
    clauses: tuple[str, ...] = ()  # ids of the statements made, for the register
    total: str = ""  # the sum it asks for, or tells of, as 50094.79; "" = it prints none
    # Words that lead to another part of the packet wherever they stand: (word, id of the part), the
    # longer word first, so that 证据1-10 is not taken for 证据1-1.
    links: tuple[tuple[str, str], ...] = ()
