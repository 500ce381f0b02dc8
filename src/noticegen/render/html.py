"""Document → HTML: the blocks as plain data, drawn by the house's `letter.html`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from noticegen.model import Block, CutLine, Document, Paragraph, Signature, Table
from noticegen.render.columns import columns
from noticegen.render.env import fill
from noticegen.render.style import HouseStyle

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
GENERATOR = "noticegen"


def html(document: Document, style: HouseStyle) -> str:
    """The whole HTML page of `document`. Raises TemplateError if letter.html is wrong."""
    path = style.house / "letter.html"
    return fill(path.read_text("utf-8"), context(document), path.name)


def context(document: Document) -> dict[str, object]:
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
        "blocks": _blocks(document.blocks),
        "slip": _blocks(document.slip),
    }


def _blocks(blocks: Sequence[Block]) -> list[dict[str, object]]:
    return [_block(block, keeps(block, after)) for block, after in followed(blocks)]


def followed(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block | None]]:
    """Each block with the one after it; None after the last."""
    return zip(blocks, (*blocks[1:], None), strict=False)


def keeps(block: Block, after: Block | None) -> bool:
    """Whether `block` must stand on the page of the block after it.

    A signature never stands alone on a page, a heading never at its foot, and a paragraph that
    announces a table stays with it."""
    if isinstance(after, Signature):
        return True
    if not isinstance(block, Paragraph):
        return False
    return block.style in {"heading", "part"} or (
        isinstance(after, Table) and block.text.endswith((":", "："))
    )


def glued(text: str) -> str:
    """`text` with each box to tick tied to the first word of its label, so that no line ends with it."""
    return text.replace("□ ", "□\u00a0")


def _block(block: Block, keep: bool) -> dict[str, object]:
    match block:
        case Paragraph(runs, style):
            texts = [{"text": glued(run.text), "bold": 1 if run.bold else 0} for run in runs]
            return {"kind": "paragraph", "style": style, "keep": int(keep), "runs": texts}
        case Table():
            return {"kind": "table", "keep": int(keep), **_table(block)}
        case Signature(issuer, day, note):
            return {"kind": "signature", "issuer": issuer, "date": day, "note": note}
        case CutLine(text):
            return {"kind": "cut", "text": text}


def _table(table: Table) -> dict[str, object]:
    fitted = columns(table)
    return {
        "style": f"{table.style} tight" if fitted.tight else table.style,
        "caption": table.caption,
        "widths": [f"{share * 100:.3f}" for share in fitted.shares],
        "head": cells(table, table.head),
        "rows": [cells(table, row) for row in table.rows],
        "foot": [cells(table, row) for row in table.foot],
    }


def cells(table: Table, row: Sequence[str | None]) -> list[dict[str, object]]:
    """The cells that are drawn in `row`: text, span, alignment, and whether it is a form's label."""
    drawn: list[dict[str, object]] = []
    spans: list[int] = []
    for column, text in enumerate(row):
        if text is None:
            spans[-1] += 1
            continue
        label = table.style == "form" and column % 2 == 0 and len(row) > 1
        drawn.append({"text": glued(text), "align": table.aligns[column], "label": int(label)})
        spans.append(1)
    for cell, span in zip(drawn, spans, strict=True):
        cell["span"] = span
        # a form row that is one wide cell is a statement, not a label
        if span == len(row):
            cell["label"] = 0
    return drawn
