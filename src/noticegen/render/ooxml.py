"""Blocks → WordprocessingML. Every word passes through `encoded`; everything else is ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from noticegen.model import Block, CutLine, Document, Paragraph, Run, Signature, Table
from noticegen.render.columns import columns
from noticegen.render.env import encoded
from noticegen.render.html import cells, followed, glued, is_long, keeps

TEXT_WIDTH = 8844  # twentieths of a point: 210 - 28 - 26 mm
LABEL_FILL = "F2F2F2"
# room beside the words of a cell, where it is less than that of the table's style: as in letter.css
MARGIN = '<w:tcMar><w:left w:w="{0}" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/></w:tcMar>'
HEAD_MARGIN, CENTRED_MARGIN = MARGIN.format(15), MARGIN.format(28)  # twentieths of a point
ALIGN = {"l": "left", "c": "center", "r": "right"}
# characters that both kinds of script use (ECMA-376 part 1, 17.3.2.26); a box to tick is Chinese anywhere
SHARED = re.compile(
    r"[\u00a1\u00a4\u00a7\u00a8\u00aa\u00ad\u00af-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00d7\u00f7\u2000-\u2bff]"
)
CHINESE = re.compile(r"[\u25a0\u25a1\u2e80-\uffef]")
BY_LOCALE = ("body", "plain", "addressee", "heading", "check", "signature")

NO_HEIGHT = '<w:spacing w:line="20" w:lineRule="exact"/>'  # 1 point, the least a line may have
SEAL_ROOM = '<w:spacing w:after="680"/>'  # 12 mm

# the seal's edge and place in EMU (36,000 per mm): centred over the signature block
EMU = 36_000
SEAL_EDGE = 42 * EMU
SIGNATURE_LEFT, SIGNATURE_WIDTH = 72 * EMU, 84 * EMU
SEAL_LEFT = SIGNATURE_LEFT + (SIGNATURE_WIDTH - SEAL_EDGE) // 2
LINE_HEIGHT = {"zh": 37 * 12_700 // 2, "en": 31 * 12_700 // 2}  # 18.5 and 15.5 points


def body(document: Document) -> str:
    """The blocks and the slip of `document` as a sequence of paragraphs and tables."""
    return _Writer(document.locale, bool(document.seal)).write(document.blocks, document.slip)


def style_id(style: str, locale: str) -> str:
    """The style of the letterhead for a block style, e.g. body → NGBody or NGBodyEn."""
    suffix = "En" if locale == "en" and style in BY_LOCALE else ""
    return f"NG{style.capitalize()}{suffix}"


class _Writer:
    """Holds what every block needs to know: the language and whether a seal is placed."""

    def __init__(self, locale: str, seal: bool) -> None:
        self.locale = locale
        self.seal = seal

    def write(self, blocks: Sequence[Block], slip: Sequence[Block]) -> str:
        parts = [
            self.block(b, keeps(b, after), end=after is None and not slip)
            for b, after in followed(blocks)
        ]
        # the slip is one unit: all of it asks to stay with what follows
        parts += [
            self.block(b, after is not None, slip=True, end=after is None)
            for b, after in followed(slip)
        ]
        return "".join(parts)

    def block(self, block: Block, keep: bool, *, slip: bool = False, end: bool = False) -> str:
        match block:
            case Paragraph(runs, style):
                named = (
                    "NGSlipTitle" if slip and style == "heading" else style_id(style, self.locale)
                )
                return paragraph(named, runs, keep=keep)
            case Table():
                return table(block, keep=keep, whole=slip, end=end)
            case Signature():
                return self.signature(block)
            case CutLine(text):
                return paragraph("NGCut", (Run(text),), keep=True)

    def signature(self, block: Signature) -> str:
        lines = [line for line in (block.issuer, block.note, block.date) if line]
        style = style_id("signature", self.locale)
        picture = ""
        if self.seal:
            middle = len(lines) * LINE_HEIGHT[self.locale] // 2
            picture = (
                f"<w:r><w:drawing>{anchor(SEAL_LEFT, middle - SEAL_EDGE // 2)}</w:drawing></w:r>"
            )
        out = ['<w:p><w:pPr><w:pStyle w:val="NGSeal"/></w:pPr></w:p>']
        for number, line in enumerate(lines, 1):
            last = number == len(lines)
            # room below for the lower half of a seal; dropped at the end of a page
            below = SEAL_ROOM if last else ""
            out.append(paragraph(style, (Run(line),), keep=not last, spacing=below, before=picture))
            picture = ""
        return "".join(out)


def paragraph(
    style: str, runs: Iterable[Run], *, keep: bool = False, align: str = "",
    spacing: str = "", before: str = "",
) -> str:  # fmt: skip
    """One paragraph; `spacing` is XML, `before` is XML of runs that come first (an anchored picture)."""
    begun = _begun(style, keep=keep, align=align, spacing=spacing)
    return f"{begun}{before}{''.join(map(_run, runs))}</w:p>"


def _begun(style: str, *, keep: bool, align: str = "", spacing: str = "") -> str:
    """The beginning of a paragraph, before its runs."""
    tied = "<w:keepNext/>" if keep else ""
    aligned = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{tied}{spacing}{aligned}</w:pPr>'


def _run(run: Run) -> str:
    if not run.text:
        return ""
    named = '<w:rStyle w:val="NGStrong"/>' if run.bold else ""
    # Word sets quotation marks, dots of names and boxes in the Latin font unless told that they are Chinese
    shared = SHARED.search(run.text) and CHINESE.search(run.text)
    hint = '<w:rFonts w:hint="eastAsia"/>' if shared else ""
    properties = f"<w:rPr>{named}{hint}</w:rPr>" if named or hint else ""
    text = glued(run.text)
    lines = "<w:br/>".join(map(_words, text.split("\n"))) if "\n" in text else _words(text)
    return f"<w:r>{properties}{lines}</w:r>"


def _words(line: str) -> str:
    """One line; blanks at its ends count only where the file says so."""
    if not line:
        return ""
    kept = ' xml:space="preserve"' if line[0].isspace() or line[-1].isspace() else ""
    return f"<w:t{kept}>{encoded(line)}</w:t>"


def table(block: Table, *, keep: bool, whole: bool, end: bool = False) -> str:
    """A table with repeated header and unbroken rows; `whole` keeps it on one page.

    A file may not end with a table: where this one is the `end`, the paragraph behind it is almost without
    height and tied to its last row, for by itself it would be an empty page with a number."""
    fitted = columns(block)
    widths = [round(share * TEXT_WIDTH) for share in fitted.shares]
    widths[-1] += TEXT_WIDTH - sum(widths)
    above = "NGCaption" if block.caption else "NGGap"
    out = [paragraph(above, (Run(block.caption),), keep=True)]
    style = "NGForm" if block.style == "form" else "NGGrid"
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    out.append(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    tight = "Tight" if fitted.tight else ""
    if block.head:
        head = f"NGCellHead{tight}"
        out.append(_row(block, block.head, widths, head, keep=True, header=True))
    plain = "NGCellSlip" if whole else f"NGCell{tight}"
    foot = f"NGCellTotal{tight}"
    rows = [(row, plain) for row in block.rows] + [(row, foot) for row in block.foot]
    for number, (row, cell_style) in enumerate(rows, 1):
        last = number == len(rows)
        # the totals stay with the last line they sum up; what is short stays whole
        tied = keep or end if last else whole or not is_long(block) or number >= len(block.rows)
        out.append(_row(block, row, widths, cell_style, keep=tied))
    gap = ("<w:keepNext/>" if keep else "") + (NO_HEIGHT if end else "")
    out.append(f'</w:tbl><w:p><w:pPr><w:pStyle w:val="NGGap"/>{gap}</w:pPr></w:p>')
    return "".join(out)


def _row(
    block: Table, row: Sequence[str | None], widths: Sequence[int], style: str,
    *, keep: bool, header: bool = False,
) -> str:  # fmt: skip
    out = [f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>"]
    column = 0
    for cell in cells(block, row):
        span = int(str(cell["span"]))
        width = sum(widths[column : column + span])
        shaded = header or bool(cell["label"])
        align = "center" if shaded else ALIGN[str(cell["align"])]
        centred = block.style == "grid" and not shaded and align == "center"
        margin = HEAD_MARGIN if header else CENTRED_MARGIN if centred else ""
        begun = _cell(width, span, _begun(style, keep=keep, align=align), shaded, margin)
        out.append(f"{begun}{_run(Run(str(cell['text'])))}</w:p></w:tc>")
        column += span
    return "".join(out) + "</w:tr>"


@lru_cache(maxsize=1024)
def _cell(width: int, span: int, begun: str, shaded: bool, margin: str) -> str:
    """The beginning of a cell, to that of its paragraph: a letter has a hundred of a dozen sorts."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{LABEL_FILL}"/>' if shaded else ""
    properties += margin
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{begun}'


NAMESPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def anchor(left: int, top: int) -> str:
    """The seal as a picture behind the text, `left` from the margin, `top` from this paragraph (EMU)."""
    size = f'cx="{SEAL_EDGE}" cy="{SEAL_EDGE}"'
    return (
        f'<wp:anchor {NAMESPACES} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="2" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="margin"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        f"<wp:extent {size}/><wp:wrapNone/>"
        '<wp:docPr id="1" name="seal"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="seal"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="rIdSeal"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:anchor>"
    )
