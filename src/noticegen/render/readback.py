"""What was printed, read back with readers that did not write it, and compared with the document.

PDF: pdfium's text layer. DOCX: the parts as XML, walked here. Only white space may differ (lines
break, cells end); a header row that a table repeats on a new page, page numbers and the watermark
are taken away first. An error tells where the first difference is, never what stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from noticegen.errors import DataError, NoticegenError, TemplateError
from noticegen.model import Block, CutLine, Document, Paragraph, Signature, Table
from noticegen.render.docx import NAME, Letterhead
from noticegen.render.html import followed, keeps
from noticegen.render.package import unpack
from noticegen.text import Text

# Not allowed in XML 1.0, or (tab, CR) not kept by HTML, or drawn as something else (soft hyphen,
# Hangul tone marks): no letter can show them.
UNPRINTABLE = re.compile(
    "[^\n\x20-\x7e\x85\xa0-\xac\xae-\u302d\u3030-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# pdfium spells these out although the file has them as they are
NO_SPELLING: Mapping[int, str] = {}
SPELT_OUT = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
)
HYPHEN = re.compile("[\x02\ufffe]")  # what pdfium gives for a hyphen at the end of a line
HIDDEN = re.compile(rb"<w:(vanish|instrText|altChunk|object)\b")


class Piece(NamedTuple):
    """A stretch of the document in printing order; `head` is the header row of the table it is in.

    A page may begin with its first word if `starts`, and within it if `splits`; `slip` tells that it
    is part of the return slip."""

    kind: str
    text: str
    head: str = ""
    starts: bool = False
    splits: bool = False
    slip: bool = False


def pieces(document: Document) -> tuple[Piece, ...]:
    """All words of `document` in the order in which they are printed."""
    front = [Piece("letterhead", document.letterhead, starts=True)]
    if document.number:
        front.append(Piece("number", document.number))
    front.append(Piece("title", document.title))
    for blocks in (document.blocks, document.slip):
        slip = blocks is document.slip
        kept = not slip  # the first block stays with the title
        for block, after in followed(blocks):
            front += _of_block(block, not kept, slip)
            kept = keeps(block, after)
    return tuple(front)


def _of_block(block: Block, starts: bool, slip: bool) -> Iterator[Piece]:
    match block:
        case Paragraph(style=style):
            splits = style not in {"heading", "part"} and not slip
            yield Piece(style, block.text, "", starts, splits, slip)
        case Signature(issuer, day, note):
            yield from (Piece("signature", text, slip=slip) for text in (issuer, note, day))
        case CutLine(text):
            yield Piece("cut line", text, "", starts, False, slip)
        case Table():
            yield from _of_table(block, starts, slip)


def _of_table(table: Table, starts: bool, slip: bool) -> Iterator[Piece]:
    """Caption, header row, rows; a page may begin with a row, but not with the first or a total."""
    head = squeeze("".join(table.head)).translate(SPELT_OUT)
    yield Piece("caption", table.caption, "", starts, False, slip)
    starts &= not table.caption
    for text in table.head:
        yield Piece("table", text, "", starts, False, slip)
        starts = False
    for row in table.rows:
        for cell in row:
            if cell is not None:
                yield Piece("table", cell, head, starts, False, slip)
                starts &= not cell.split()
        starts = table.style != "form"
    for row in table.foot:
        yield from (Piece("table", cell, head, slip=slip) for cell in row if cell is not None)


def squeeze(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


def _spelt(character: str) -> bool:
    """Whether a blank beside it parts words; Chinese needs none, and pdfium drops some there."""
    return character.isalnum() and character < "\u2e80"


def check_characters(document: Document, parts: Sequence[Piece]) -> None:
    """Raise DataError naming the code point of a character that no format can carry; `parts` are the
    pieces of `document`."""
    texts = [piece.text for piece in parts]
    if found := UNPRINTABLE.search("\n".join((*texts, document.subject, document.watermark))):
        code = f"U+{ord(found[0]):04X}"
        raise DataError(
            Text(
                f"含不可打印的字符 {code}",
                f"holds the character {code}, which cannot be printed",
            ),
            Text("从数据中删去该字符", "remove it from the data"),
        )


def _needs(said: Sequence[Piece], spelling: Mapping[int, str]) -> bool:
    """Whether any character is spelt otherwise: hardly ever, and to translate all takes long."""
    whole = "".join([piece.text for piece in said])
    return any(chr(code) in whole for code in spelling)


@dataclass(frozen=True)
class Expected:
    """The document as one squeezed string, with where its pieces begin and where words end."""

    text: str
    starts: tuple[int, ...]
    pieces: tuple[Piece, ...]
    word_ends: frozenset[int]

    @classmethod
    def of(cls, said: Iterable[Piece], spelling: Mapping[int, str] = NO_SPELLING) -> Expected:
        """Of all pieces that have any words, in the `spelling` of a reader."""
        parts, starts, squeezed = [], [], []
        ends: set[int] = set()
        at = 0
        said = tuple(said)
        spell = _needs(said, spelling)
        for piece in said:
            words = (piece.text.translate(spelling) if spell else piece.text).split()
            if not words:
                continue
            starts.append(at)
            parts.append(piece)
            squeezed += words
            if len(words) > 1:
                inner = accumulate(map(len, words), initial=at)
                next(inner)
                pairs = zip(inner, words, words[1:], strict=False)
                ends.update(end for end, a, b in pairs if _spelt(a[-1]) and _spelt(b[0]))
            at += sum(map(len, words))
        return cls("".join(squeezed), tuple(starts), tuple(parts), frozenset(ends))

    def piece_at(self, position: int) -> Piece:
        """The piece that the character at `position` belongs to."""
        return self.pieces[max(bisect_right(self.starts, position) - 1, 0)]

    def inside_table(self, position: int) -> str:
        """The header row to be repeated if a page begins at `position`; "" if none is."""
        index = bisect_right(self.starts, position) - 1
        if index < 0 or position >= len(self.text):
            return ""
        return self.pieces[index].head

    def begins(self, position: int) -> bool:
        """Whether a piece begins with the character at `position`."""
        return self.starts[bisect_right(self.starts, position) - 1] == position

    def end_of_table(self, position: int) -> int:
        """The position after the last word of the table whose rows `position` is among."""
        index = bisect_right(self.starts, position) - 1
        head = self.pieces[index].head
        while index < len(self.pieces) and self.pieces[index].head == head:
            index += 1
        return self.starts[index] if index < len(self.starts) else len(self.text)


def check_pdf(
    said: Sequence[Piece], pdf: bytes, furniture: Sequence[str], watermark: str = ""
) -> None:
    """Compare the text layer of `pdf` with what the document says; `furniture` = page numbers, page by
    page. Raises TemplateError at the first difference."""
    expected = Expected.of(said, SPELT_OUT)
    marked = squeeze(watermark)
    try:
        _check_pages(expected, pdf_text(pdf), furniture, marked)
    except TemplateError:
        # pdfium takes single characters one below the other for vertical writing and puts them in
        # another order; taken one by one the pieces of text are as they were written
        _check_pages(expected, pdf_text(pdf, by_piece=True), furniture, marked)


def _check_pages(
    expected: Expected, texts: Sequence[str], furniture: Sequence[str], marked: str
) -> None:
    if len(texts) != len(furniture):
        raise _differs("PDF", "pages", 0, 0)
    shown: list[str] = []
    length = 0
    for page, last in zip(texts, furniture, strict=True):
        words = without(page, marked, squeeze(last))
        head = expected.inside_table(length)
        if head and squeeze(words).startswith(head):
            words = _after(words, len(head))
        shown.append(words)
        length += len(squeeze(words))
    compare("PDF", expected, "\n".join(shown))


def pdf_text(
    pdf: bytes, *, by_piece: bool = False, pages: Sequence[int] | None = None
) -> list[str]:
    """The text layer of each page (or of those numbers, from 0), read by pdfium: laid out as lines, or
    piece by piece as written."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as read:
        texts = []
        for number in range(len(read)) if pages is None else pages:
            page = read[number]
            layer = page.get_textpage()
            text = _pieces_of(page, layer) if by_piece else layer.get_text_range()
            texts.append(HYPHEN.sub("-", text))
            layer.close()
            page.close()
    return texts


def _pieces_of(page: Any, layer: Any) -> str:
    import ctypes

    from pypdfium2 import raw

    out = []
    for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        size = raw.FPDFTextObj_GetText(piece, layer, None, 0)
        buffer = ctypes.create_string_buffer(size)
        units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        raw.FPDFTextObj_GetText(piece, layer, units, size)
        out.append(buffer.raw[: size - 2].decode("utf-16-le"))
    return "\n".join(out)


def without(page: str, first: str, last: str) -> str:
    """`page` without `first` at its beginning and `last` at its end (both squeezed)."""
    if first:
        if not squeeze(page).startswith(first):
            raise _differs("PDF", "watermark", 0, 0)
        page = _after(page, len(first))
    if last:
        if not squeeze(page).endswith(last):
            raise _differs("PDF", "page number", 0, 0)
        page = _after(page[::-1], len(last))[::-1]
    return page


def _after(text: str, count: int) -> str:
    """`text` after its first `count` characters that are no white space."""
    for index, character in enumerate(text):
        if count == 0:
            return text[index:]
        count -= not character.isspace()
    return ""


def check_docx(said: Sequence[Piece], docx: bytes, letterhead: Letterhead) -> None:
    """Compare the body of `docx` with what the document says, and the words of the letterhead with its
    parts.

    Every part that is not a fixed one of the letterhead is parsed strictly. Raises TemplateError."""
    parts = unpack(docx, (*letterhead.sources, "docProps/core.xml"))
    story = {name: _story(name, part) for name, part in parts.items()}
    compare("DOCX", Expected.of(said), story["word/document.xml"])
    for part, words in letterhead.statics:
        if squeeze(words) not in squeeze(story[part]):
            raise TemplateError(
                Text(f"{NAME} 的固定文字丢失", f"static words of {NAME} are lost"),
                Text("检查占位符", "check its placeholders"),
            )


def _story(name: str, content: bytes) -> str:
    """The visible words of a part, with line breaks between paragraphs."""
    from lxml import etree

    if HIDDEN.search(content):
        raise _differs("DOCX", name, 0, 0)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            Text(f"{name} 不是有效的 XML", f"{name} is not well-formed"),
            Text("检查 letterhead.docx", "check letterhead.docx"),
        ) from error
    return "".join(
        (node.text or "") if node.tag == TEXT else "\n" for node in tree.iter(TEXT, *BREAKS)
    )


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = f"{WORD}t"
BREAKS = (
    f"{WORD}p",
    f"{WORD}br",
    f"{WORD}tab",
)  # document order: a paragraph comes before its words


def compare(what: str, expected: Expected, shown: str) -> None:
    """Raise TemplateError unless `shown` has the same characters and no words run together."""
    words = shown.split()
    text = "".join(words)
    if text != expected.text:
        at = next(
            (i for i, (a, b) in enumerate(zip(text, expected.text, strict=False)) if a != b),
            min(len(text), len(expected.text)),
        )
        raise _differs(what, expected.piece_at(at).kind, at, len(expected.text))
    lost = expected.word_ends - set(accumulate(map(len, words)))
    if lost:
        at = min(lost)
        raise _differs(what, expected.piece_at(at).kind, at, len(expected.text))


def _differs(what: str, kind: str, at: int, whole: int) -> NoticegenError:
    return TemplateError(
        Text(
            f"{what} 的文字与文书不一致：第{at}字（共{whole}字），位于 {kind}",
            f"the text of the {what} differs from the document at character {at} of {whole}, in {kind}",
        ),
        Text("检查 templates/house 的版式", "check the layout in templates/house"),
    )
