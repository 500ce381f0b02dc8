"""Document → HTML: the blocks as plain data, drawn by the house's `letter.html`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from noticegen.model import Block, CutLine, Document, Paragraph, Signature, Table
from noticegen.render.columns import columns
from noticegen.render.env import compiled, fill
from noticegen.render.style import HouseStyle

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
GENERATOR = "noticegen"


LAYOUT = "letter.html"


def html(document: Document, style: HouseStyle, *, bound: bool = False) -> str:
    """The whole HTML page of `document`. Raises TemplateError if letter.html is wrong."""
    return fill(_layout(style), context(document, bound=bound), LAYOUT)


def get_ready(style: HouseStyle) -> None:
    """Compile letter.html while there is nothing to fill in yet. Raises one of `env.MISTAKES`."""
    compiled(_layout(style))


def _layout(style: HouseStyle) -> str:
    return (style.house / LAYOUT).read_text("utf-8")


def press_html(document: Document, layout: str) -> str:
    """The same by the text of letter.html, with marks on what must stay together, for an engine that
    only knows `break-inside: avoid`."""
    return fill(layout, context(document, press=True), LAYOUT)


def context(document: Document, *, press: bool = False, bound: bool = False) -> dict[str, object]:
    """What letter.html may print: strings, numbers, and lists and mappings of them."""
    day = document.issued_on
    return {
        "lang": LANGUAGES[document.locale],
        "locale": document.locale,
        "title": document.title,
        "subject": document.subject,
        "generator": GENERATOR,
        "letterhead": document.letterhead,
        "number": document.number,
        "created": f"{day.isoformat()}T00:00:00Z" if day else "",
        "watermark": document.watermark,
        "seal": 1 if document.seal else 0,
        "bound": int(bound),
        "blocks": _blocks(document.blocks, press, document.links),
        "slip": _blocks(
            document.slip, press=False, links=document.links
        ),  # kept together as a whole
    }


Links: TypeAlias = Sequence[tuple[str, str]]  # words and the part of the packet they lead to


def link_targets(document: Document) -> frozenset[str]:
    """The parts that the document leads to: those its words name, and those its rows do."""
    tables = [b for b in (*document.blocks, *document.slip) if isinstance(b, Table)]
    rows = {target for table in tables for target in table.links if target}
    said = [b.text for b in (*document.blocks, *document.slip) if isinstance(b, Paragraph)]
    said += [c for t in tables for row in _unled(t) for c in row if c is not None]
    parts = [part for text in said for part in led(text, document.links)]
    return frozenset(rows | {target for _, target in parts if target})


def _unled(table: Table) -> list[tuple[str | None, ...]]:
    """The rows that lead nowhere as a whole."""
    links = table.links or ("",) * len(table.rows)
    own = [row for row, to in zip(table.rows, links, strict=True) if not to]
    return [table.head, *own, *table.foot]


def led(text: str, links: Links) -> list[tuple[str, str]]:
    """`text` in pieces, each with the part it leads to ("" = none). A word that goes on in digits is
    another word: 证据1-1 is not in 证据1-10."""
    if not links:
        return [(text, "")]
    pieces, at = [], 0
    targets = dict(links)
    for found in _pattern(tuple(targets)).finditer(text):
        pieces += [(text[at : found.start()], ""), (found[0], targets[found[0]])]
        at = found.end()
    return [piece for piece in (*pieces, (text[at:], "")) if piece[0]]


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) + "(?![0-9-]*[0-9])" for word in longest))


def _blocks(blocks: Sequence[Block], press: bool, links: Links = ()) -> list[dict[str, object]]:
    boxes = _boxes(blocks) if press else {}
    opens = {box.begin: box for box in boxes.values()}
    return [
        {
            **_block(block, keeps(block, after), links),
            "opens": int(number in opens),
            "closes": int(number in boxes),
            "leads": int(number in opens and opens[number].leads),
            "signs": int(number in opens and opens[number].signs),
            "whole": int(press and isinstance(block, Paragraph) and _is_short(block)),
            "long": int(press and is_long(block)),
            "intact": int(not press and isinstance(block, Table) and not is_long(block)),
            **({"rows": _tied(block)} if press and isinstance(block, Table) else {}),
        }
        for number, (block, after) in enumerate(followed(blocks))
    ]


LONG = 6  # rows: a table of so many may go on on the next page
BULKY = 60  # characters: a cell of more makes rows too high for a table of several to be kept whole
NARROW = re.compile("[\x00-\u2e7f]")  # half an em wide, all others a whole one
_TIED = re.compile("(□|\\bRMB) (?=[^ ])")
SHORT = 110  # ems, three lines: with two widows and two orphans it cannot be split


class _Box(NamedTuple):
    """Blocks that share a page, from `begin`; `leads` = with the first rows of the table after them;
    `signs` = the last one is the signature."""

    begin: int
    leads: bool
    signs: bool


def _boxes(blocks: Sequence[Block]) -> dict[int, _Box]:
    """The boxes by their last block: each block with those it must stay with, and a short table with
    its caption."""
    boxes = {}
    begin = 0
    for number, (block, after) in enumerate(followed(blocks)):
        if keeps(block, after):
            continue
        end = number - 1 if is_long(block) else number
        if end > begin or (end == begin and (end < number or isinstance(block, Table))):
            boxes[end] = _Box(begin, end < number, isinstance(block, Signature))
        begin = number + 1
    return boxes


def is_long(block: Block) -> bool:
    """Whether it is a table that may be split: one of few rows goes on the next page whole."""
    if not isinstance(block, Table) or block.style == "form" or len(block.rows) < 2:
        return False
    return len(block.rows) >= LONG or any(len(c or "") > BULKY for row in block.rows for c in row)


def _tied(table: Table) -> list[list[dict[str, object]]]:
    """The cells of the rows; the last one ends with a cell of no width that reaches down to the last
    total, for an engine that keeps spanned rows together but not `break-before: avoid`."""
    rows = [cells(table, row) for row in table.rows]
    if rows and table.foot:
        tie: dict[str, object] = {"text": "", "align": "tie", "label": 0, "span": 1}
        rows[-1].append({**tie, "down": len(table.foot) + 1})
    return rows


def _is_short(paragraph: Paragraph) -> bool:
    """Whether it has about three lines at most."""
    text = paragraph.text
    ems = len(text) if len(text) <= SHORT else len(text) - len(NARROW.findall(text)) / 2
    return ems <= SHORT and "\n" not in text


def followed(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block | None]]:
    """Each block with the one after it; None after the last."""
    return zip(blocks, (*blocks[1:], None), strict=False)


def keeps(block: Block, after: Block | None) -> bool:
    """Whether `block` must stand on the page of the block after it.

    A signature never stands alone on a page, a heading never at its foot, a paragraph that announces a
    table stays with it, and so does a line that only begins what follows (此致), with the words before it."""
    if isinstance(after, Signature) or (isinstance(after, Paragraph) and _opens(after)):
        return True
    if not isinstance(block, Paragraph):
        return False
    if block.style in {"heading", "part"} or _begins(block, after):
        return True
    return isinstance(after, Table) and block.text.endswith((":", "："))


def _begins(block: Paragraph, after: Block | None) -> bool:
    """A line of a few characters before another line of its style, that ends no sentence."""
    return _opens(block) and isinstance(after, Paragraph) and after.style == block.style


def _opens(block: Paragraph) -> bool:
    """Whether it is a line of a few characters that ends no sentence."""
    short = block.style == "plain" and len(block.text) <= 4
    return short and not block.text.endswith(("。", ".", "；"))


def glued(text: str) -> str:
    """`text` with each box to tick tied to the first word of its label, and the name of the currency to
    its sum, so that no line ends with one of them."""
    return _TIED.sub("\\1\u00a0", text)


def _block(block: Block, keep: bool, links: Links) -> dict[str, object]:
    match block:
        case Paragraph(runs, style):
            texts = [
                {"text": text, "bold": 1 if run.bold else 0, "link": to}
                for run in runs
                for text, to in led(glued(run.text), links)
            ]
            return {"kind": "paragraph", "style": style, "keep": int(keep), "runs": texts}
        case Table():
            return {"kind": "table", "keep": int(keep), **_table(block, links)}
        case Signature(issuer, day, note):
            by_hand = int(block.by_hand)
            return {
                "kind": "signature",
                "issuer": issuer,
                "date": day,
                "note": note,
                "by_hand": by_hand,
            }
        case CutLine(text):
            return {"kind": "cut", "text": text}


def _table(table: Table, links: Links) -> dict[str, object]:
    fitted = columns(table)
    return {
        "style": f"{table.style} tight" if fitted.tight else table.style,
        "caption": table.caption,
        "widths": [f"{share * 100:.3f}" for share in fitted.shares],
        "head": _leading(cells(table, table.head), "", links),
        "rows": [
            _leading(cells(table, row), to, links)
            for row, to in zip_longest(table.rows, table.links, fillvalue="")
        ],
        "foot": [_leading(cells(table, row), "", links) for row in table.foot],
    }


def _leading(drawn: list[dict[str, object]], row: str, links: Links) -> list[dict[str, object]]:
    """The cells with what they lead to: all of them to the part of the `row`, else each by its words."""
    if not row and not links:
        return drawn
    for cell in drawn:
        text = str(cell["text"])
        pieces = [(text, row)] if row else led(text, links)
        cell["parts"] = [{"text": words, "link": to} for words, to in pieces]
    return drawn


def cells(table: Table, row: Sequence[str | None]) -> list[dict[str, object]]:
    """The cells that are drawn in `row`: text, spans to the right and down, alignment, and whether it is
    a form's label."""
    drawn: list[dict[str, object]] = []
    spans: list[int] = []
    form = table.style == "form" and len(row) > 1
    for column, (text, align) in enumerate(zip(row, table.aligns, strict=False)):
        if text is None:
            spans[-1] += 1
            continue
        label = 1 if form and column % 2 == 0 else 0
        drawn.append({"text": glued(text), "align": align, "label": label, "down": 1})
        spans.append(1)
    for cell, span in zip(drawn, spans, strict=True):
        cell["span"] = span
        # a form row that is one wide cell is a statement, not a label
        if span == len(row):
            cell["label"] = 0
    return drawn
