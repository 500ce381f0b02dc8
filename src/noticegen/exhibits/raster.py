"""Pages as pictures with their text kept: drawn by pdfium, the text laid over them without ink."""

from __future__ import annotations

import ctypes
import math
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from noticegen.exhibits import pictures
from noticegen.exhibits.glyphless import NoInk
from noticegen.exhibits.paper import Matrix, Placement, moved
from noticegen.exhibits.pictures import numbers

DPI = 200
RECENT = 24  # places of a character that are remembered: pdfium compares with few
GREY = 6  # levels by which the colours of a grey page may differ
_UNUSED = frozenset({0, 0xFEFF, 0xFFFE, 0xFFFF})
_HYPHEN = 2  # how pdfium reads a hyphen that ends a line


def own_fonts(folders: list[Path]) -> None:
    """Let pdfium take the faces in `folders`, and no others, for fonts that a file does not bring along.

    Without this, Chinese text in 宋体 that is not embedded is drawn as nothing on a machine that has
    no such font. To be called once, before the first document is opened."""
    from pypdfium2 import raw

    texts = [ctypes.c_char_p(str(f).encode()) for f in folders]
    pointer = ctypes.POINTER(ctypes.c_char)
    paths = (pointer * (len(texts) + 1))()  # ends with a null
    for n, words in enumerate(texts):
        paths[n] = ctypes.cast(words, pointer)
    config = raw.FPDF_LIBRARY_CONFIG(version=2)
    config.m_pUserFontPaths = ctypes.cast(paths, type(config.m_pUserFontPaths))
    _kept[:] = [texts, paths, config]
    raw.FPDF_DestroyLibrary()
    raw.FPDF_InitLibraryWithConfig(config)


_kept: list[object] = []  # the library reads the paths for as long as it lives


@contextmanager
def opened(source: Path | bytes) -> Iterator[Any]:
    """The document in pdfium, with its form fields, closed at the end."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(source)
    try:
        if document.get_formtype():
            document.init_forms()
        yield document
    finally:
        document.close()


def text_of(page: Any) -> str:
    """The text pdfium reads on a page."""
    reader = page.get_textpage()
    try:
        return str(reader.get_text_bounded())
    finally:
        reader.close()


def says_all(source: Path, copy: bytes) -> bool:
    """Whether pdfium reads in the copy, page by page, every character that it reads in the source.

    Readers mend a broken file each in its way: what one takes for an empty page has words for another."""
    import pypdfium2 as pdfium

    try:
        with opened(source) as was, opened(copy) as now:
            return len(was) <= len(now) and all(
                _characters_of(was, n) <= _characters_of(now, n) for n in range(len(was))
            )
    except pdfium.PdfiumError:  # nothing to hold it against
        return True


def _characters_of(document: Any, number: int) -> Counter[str]:
    """The characters that print on a page; pdfium has two codes for a hyphen at the end of a line."""
    import pypdfium2 as pdfium

    try:
        page = document[number]
    except pdfium.PdfiumError:
        return Counter()
    try:
        words = text_of(page).replace("\x02", "-").replace("\ufffe", "-")
        return Counter(c for c in words if not c.isspace() and c.isprintable())
    finally:
        page.close()


def redraw(  # noqa: PLR0917  # what a drawn page is made of
    pdf: pikepdf.Pdf, number: int, page: Any, placed: Placement, font: NoInk, holder: pikepdf.Object
) -> None:
    """Make page `number` (from 0) of `pdf` a picture of the pdfium `page`; links on it stay."""
    image = _picture(page, placed)
    left, bottom, right, top = placed.area
    target = pdf.pages[number].obj
    target.Resources = Dictionary(
        XObject=Dictionary(Im=pictures.embed(pdf, image)), Font=Dictionary(NI=holder)
    )
    drawing = b"q %s cm /Im Do Q\n" % numbers((right - left, 0, 0, top - bottom, left, bottom))
    target.Contents = pdf.make_stream(drawing + _unseen(page, placed.matrix, font))
    if Name.Group in target:
        del target[Name.Group]


def _picture(page: Any, placed: Placement) -> Any:
    """The page drawn at 200 dpi of the paper it will lie on, grey if it is grey."""
    from PIL import Image, ImageChops

    left, bottom, right, top = placed.area
    want = max(1, round((right - left) * DPI / 72)), max(1, round((top - bottom) * DPI / 72))
    wide, high = page.get_size()
    scale = max(want[0] / wide, want[1] / high)
    bitmap = page.render(scale=scale, may_draw_forms=True, draw_annots=True)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    if max(abs(image.size[0] - want[0]), abs(image.size[1] - want[1])) > 2:  # rounding
        image = image.resize(want, Image.Resampling.LANCZOS)
    red, green, blue = image.split()
    most: Any = [ImageChops.difference(a, b).getextrema() for a, b in ((red, green), (green, blue))]
    apart = max(high for _, high in most)
    return image.convert("L") if apart <= GREY else image


def _unseen(page: Any, matrix: Matrix, font: NoInk) -> bytes:
    """Operators that set each character of the page where it stands, without ink.

    A character may stand on one like it: the second f of a ligature, print made bold by printing
    twice. pdfium drops such a one as a copy of the other, unless it has another code."""
    parts = []
    stood: dict[str, deque[tuple[float, float]]] = defaultdict(lambda: deque(maxlen=RECENT))
    for text, from_x, from_y, along, up in _characters(page):
        em = math.hypot(*along)
        below = sum(math.dist(spot, (from_x, from_y)) < em for spot in stood[text])
        stood[text].append((from_x, from_y))
        code = font.code(text, below)
        x, y = moved(matrix, from_x, from_y)
        a, b, c, d = matrix[:4]
        right = (a * along[0] + c * along[1], b * along[0] + d * along[1])
        rise = (a * up[0] + c * up[1], b * up[0] + d * up[1])
        if code and abs(right[0] * rise[1] - right[1] * rise[0]) > 1e-9:
            parts.append(b"%s Tm <%04X> Tj" % (numbers((*right, *rise, x, y)), code))
    return b"BT /NI 1 Tf 3 Tr\n%s\nET" % b"\n".join(parts) if parts else b""


def _characters(page: Any) -> Iterator[tuple[str, float, float, tuple[float, float], tuple[float, float]]]:  # fmt: skip
    """Each character that stands on the page: text, origin, and the directions of its line and of up,
    as long as the font size asks (the advance is half an em)."""
    from pypdfium2 import raw

    reader = page.get_textpage()
    try:
        pending = ""
        for n in range(reader.count_chars()):
            code = raw.FPDFText_GetUnicode(reader, n)
            if code > sys.maxunicode:  # a glyph mapped to no character: pdfium reads its lower half
                code &= 0xFFFF
            if code in _UNUSED:
                continue
            # pdfium makes up blanks and line ends; the second letter of a ligature it makes up too
            if raw.FPDFText_IsGenerated(reader, n) == 1 and chr(code).isspace():
                continue
            if 0xD800 <= code < 0xDC00:  # the first half of a pair
                pending = chr(code)
                continue
            text = "-" if code == _HYPHEN else pending + chr(code)
            pending = ""
            if code < 32 and code != _HYPHEN:  # control characters have no place
                continue
            yield (text, *_stand(raw, reader, n))
    finally:
        reader.close()


def _stand(raw: Any, reader: Any, n: int) -> tuple[float, float, tuple[float, float], tuple[float, float]]:  # fmt: skip
    """Origin and directions of character `n`; from its box, where the file says nothing useful."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(reader, n, x, y)
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(reader, n, box)
    wide, high = abs(box.right - box.left), abs(box.top - box.bottom)
    angle = raw.FPDFText_GetCharAngle(reader, n)
    if angle < 0:
        angle = 0.0
    cos, sin = math.cos(angle), math.sin(angle)
    lies = abs(sin) > abs(cos)  # the line runs up or down the page
    # for fonts of a rare kind the origin is that of the whole line; then the box says where it is
    where_x, where_y = x.value, y.value
    slack = max(wide, high)
    if not box.left - slack <= where_x <= box.right + slack:
        where_x = box.left
    if not box.bottom - slack <= where_y <= box.top + slack:
        where_y = box.bottom
    length, size = (high, wide) if lies else (wide, high)
    length, size = max(length, 0.05), max(size, 0.1)
    run = length * 2  # the advance is half an em
    return where_x, where_y, (cos * run, sin * run), (-sin * size, cos * size)
