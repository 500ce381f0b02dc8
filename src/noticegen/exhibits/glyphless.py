"""A font without ink, for the text that stands invisibly over a picture of a page."""

from __future__ import annotations

import io
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name

ADVANCE = 500  # of every glyph, in thousandths of the font size
_FAMILY = "NGNOINK"
MOST = 60_000  # codes of one font


@lru_cache(maxsize=1)
def outlines() -> bytes:
    """The font file: one glyph beside .notdef, a line there and back, which has a box but no area.

    An empty glyph would not do: pdfium passes over a text of one character that has no box."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    pen = TTGlyphPen(None)
    pen.moveTo((0, -200))
    pen.lineTo((ADVANCE, 800))
    pen.lineTo((0, -200))
    pen.closePath()

    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "none"])
    font.setupCharacterMap({32: "none"})
    font.setupGlyf({".notdef": Glyph(), "none": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "none": (ADVANCE, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": _FAMILY, "styleName": "Regular", "psName": _FAMILY})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 3_800_000_000  # no clock
    font.font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


class NoInk:
    """The font of one file. A class because codes are given out as characters come up."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, int], int] = {}

    def code(self, text: str, again: int = 0) -> int:
        """The code that reads back as `text` (a character, or two UTF-16 halves); 0 when full. `again`
        asks for another code of the same text."""
        key = (text, again)
        if key not in self._codes and len(self._codes) >= MOST:
            return 0
        return self._codes.setdefault(key, len(self._codes) + 1)

    def embed(self, pdf: pikepdf.Pdf, holder: pikepdf.Object) -> None:
        """Write the font, with the codes given out so far, into the indirect dictionary `holder`."""
        file = pdf.make_stream(outlines(), Length1=len(outlines()))
        described = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + _FAMILY), Flags=4,
            FontBBox=Array([0, -200, ADVANCE, 800]), ItalicAngle=0, Ascent=800, Descent=-200,
            CapHeight=800, StemV=80, FontFile2=file,
        )  # fmt: skip
        count = len(self._codes) + 1
        glyphs = pdf.make_stream(b"\0\1" * count)
        inner = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/" + _FAMILY), DW=ADVANCE,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(described), CIDToGIDMap=glyphs,
        )  # fmt: skip
        holder.update(Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + _FAMILY),
            Encoding=Name("/Identity-H"), DescendantFonts=Array([pdf.make_indirect(inner)]),
            ToUnicode=pdf.make_stream(_to_unicode(self._codes)),
        ))  # fmt: skip


def _to_unicode(codes: dict[tuple[str, int], int]) -> bytes:
    pairs = [
        f"<{code:04X}> <{text.encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for (text, _), code in codes.items()
    ]
    blocks = [pairs[n : n + 100] for n in range(0, len(pairs), 100)]
    body = "".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar\n" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
