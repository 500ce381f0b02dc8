"""Files of evidence as tests need them: small, made here, each with one thing the matter."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, pdfa
from PIL import Image

from noticegen.exhibits import Taken

A4 = (595.276, 841.89)


def sheet(pdf: pikepdf.Pdf, content: bytes = b"", size: tuple[float, float] = A4) -> pikepdf.Page:
    """Add a page that draws `content`, with Helvetica (not embedded) as /F1 where it is used."""
    page = pdf.add_blank_page(page_size=size)
    page.obj.Contents = pdf.make_stream(content)
    if b"/F1" not in content:
        return page
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)  # fmt: skip
    page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    return page


def words(text: str, x: float = 72, y: float = 700) -> bytes:
    """Operators that set a line in Helvetica."""
    return b"BT /F1 14 Tf %d %d Td (%s) Tj ET\n" % (x, y, text.encode("cp1252"))


def block(x: float, y: float, w: float, h: float, colour: bytes = b"0 0 0 rg") -> bytes:
    """Operators that fill a rectangle."""
    return b"q %s %d %d %d %d re f Q\n" % (colour, x, y, w, h)


def simsun(pdf: pikepdf.Pdf, text: str) -> None:
    """Add a page in 宋体 that is named but not embedded, as many Chinese programs write it."""
    described = Dictionary(Type=Name.FontDescriptor, FontName=Name.SimSun, Flags=6, FontBBox=Array([0, -141, 1000, 859]), ItalicAngle=0, Ascent=859, Descent=-141, CapHeight=859, StemV=80)  # fmt: skip
    inner = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.SimSun, CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=2), FontDescriptor=pdf.make_indirect(described), DW=1000)  # fmt: skip
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.SimSun, Encoding=Name("/GBK-EUC-H"), DescendantFonts=Array([pdf.make_indirect(inner)]))  # fmt: skip
    page = pdf.add_blank_page(page_size=A4)
    page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    code = text.encode("gbk").hex().encode()
    page.obj.Contents = pdf.make_stream(b"BT /F1 20 Tf 72 700 Td <%s> Tj ET" % code)


def annotate(pdf: pikepdf.Pdf, page: pikepdf.Page, **entries: Any) -> None:
    """Put an annotation on a page."""
    if Name.Annots not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(pdf.make_indirect(Dictionary(Type=Name.Annot, F=4, **entries)))


def look(pdf: pikepdf.Pdf, content: bytes, box: Iterable[float]) -> Dictionary:
    """An appearance that draws `content`."""
    form = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(list(box)))
    return Dictionary(N=form)


def saved(pdf: pikepdf.Pdf, path: Path, **how: Any) -> Path:
    """Write and close."""
    pdf.save(path, **how)
    pdf.close()
    return path


def drawn(path: Path | bytes, page: int = 0, scale: float = 1.0) -> Image.Image:
    """A page as pdfium draws it."""
    with pdfium.PdfDocument(path) as document:
        image: Image.Image = document[page].render(scale=scale).to_pil()
        return image.convert("RGB")


def text(path: Path | bytes, page: int | None = None) -> str:
    """The words pdfium reads."""
    with pdfium.PdfDocument(path) as document:
        numbers = range(len(document)) if page is None else [page]
        return "\n".join(document[n].get_textpage().get_text_bounded() for n in numbers)


def dark(image: Image.Image, box: tuple[int, int, int, int] | None = None) -> int:
    """How many pixels of a part are dark."""
    part = (image if box is None else image.crop(box)).convert("L")
    return sum(part.histogram()[:100])


def png(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    """The bytes of a picture file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def is_whole(taken: Taken) -> None:
    """What holds for every copy: PDF/A-2b, as many upright A4 pages as said, nothing that acts."""
    report = pdfa.validate_written(taken.copy, "2b")
    assert report.passed, report.summary()
    with pikepdf.open(taken.copy) as pdf:
        assert len(pdf.pages) == taken.pages > 0
        for page in pdf.pages:
            left, bottom, right, top = (float(v) for v in page.mediabox)
            assert (left, bottom) == (0, 0)
            assert sorted((right, top)) == [
                value for value in sorted((right, top)) if min(abs(value - a) for a in A4) <= 2.1
            ]
            assert Name.Rotate not in page.obj
        assert set() == acting(pdf)


def acting(pdf: pikepdf.Pdf) -> set[str]:
    """Names of things that act or lead outside, anywhere in the file."""
    bad = {
        "/JavaScript", "/JS", "/Launch", "/URI", "/SubmitForm", "/EmbeddedFiles", "/EF", "/AA",
        "/OpenAction", "/AcroForm", "/RichMedia", "/GoToR", "/XFA", "/Widget", "/FileAttachment",
    }  # fmt: skip
    found: set[str] = set()
    for item in pdf.objects:
        stack: list[Any] = [item]
        while stack:
            value = stack.pop()
            if isinstance(value, pikepdf.Array):
                stack += [v for v in value if not getattr(v, "is_indirect", False)]
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                found |= set(value.keys()) & bad
                stack += [
                    value[k]
                    for k in value.keys()  # noqa: SIM118
                    if not getattr(value[k], "is_indirect", False)
                ]
            elif isinstance(value, pikepdf.Name) and str(value) in bad:
                found.add(str(value))
    return found
