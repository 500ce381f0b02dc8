"""The declared fonts for a few lines that are set without a layout engine: addresses of a print run.

One subset of each face for the whole file, so that text is written as glyphs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from noticegen.render.fonts import Font, FontSet
from noticegen.render.pdfwriter import Writer, numbers

# A word or a number, or one character of those that stand in a square of their own, with what may not
# begin a line.
_PIECE = re.compile(r"(?:[!-\u2E7F]+|.)[，、。；：）”》]* *")


@dataclass(frozen=True, slots=True)
class Face:
    """One embedded face: its resource name, its object, and the advance of each character in em."""

    name: bytes
    number: int
    glyphs: dict[str, int]
    widths: dict[str, float] = field(repr=False)


class Faces:
    """The faces of a file. A class because what was embedded is asked for again and again."""

    def __init__(self, fonts: FontSet, characters: Collection[str], writer: Writer) -> None:
        self._faces: list[Face] = []
        rest = {c for c in characters if not c.isspace()} | {" "}
        for font in (fonts.serif, *fonts.extra, fonts.sans):
            own = {c for c in rest if ord(c) in font.glyphs}
            rest -= own
            if own:
                name = b"NG%d" % len(self._faces)
                self._faces.append(_embed(font, own, name, writer))
        self.missing = frozenset(rest)

    @property
    def resources(self) -> bytes:
        """The entries of a /Font dictionary."""
        return b"".join(b"/%b %d 0 R" % (face.name, face.number) for face in self._faces)

    def width(self, words: str) -> float:
        """The length of a line in em."""
        return sum(self._of(c).widths[c] for c in words)

    def wrap(self, words: str, most: float) -> Iterator[str]:
        """The words in lines of at most `most` em, broken between words, and within one that is longer
        than a line."""
        line, length = "", 0.0
        for piece in self._pieces(words, most):
            step = self.width(piece.rstrip(" "))
            if line and length + step > most:
                yield line.rstrip(" ")
                line, length = "", 0.0
            line, length = line + piece, length + self.width(piece)
        yield line.rstrip(" ")

    def _pieces(self, words: str, most: float) -> Iterator[str]:
        """What stays in one line, with the blanks after it."""
        for piece in _PIECE.findall(words):
            yield from [piece] if self.width(piece.rstrip(" ")) <= most else piece

    def show(self, words: str, x: float, y: float, size: float) -> bytes:
        """The operators that set one line with its foot at (x, y), in points."""
        parts = [b"BT %b Td" % numbers(iter((x, y)))]
        run: list[str] = []
        for c, after in zip(words, [*words[1:], None], strict=True):
            run.append(c)
            if after is None or self._of(after) is not self._of(c):
                face = self._of(c)
                glyphs = b"".join(b"%04X" % face.glyphs[k] for k in run)
                parts.append(b"/%b %b Tf <%b> Tj" % (face.name, numbers(iter((size,))), glyphs))
                run.clear()
        return b"\n".join([*parts, b"ET\n"])

    def _of(self, character: str) -> Face:
        return next(face for face in self._faces if character in face.glyphs)


def _embed(font: Font, characters: set[str], name: bytes, writer: Writer) -> Face:
    """Subset a face, write it with its widths and its way back to text."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(notdef_outline=True, hinting=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "name", "meta"]
    with TTFont(font.path, lazy=True, recalcTimestamp=False) as whole:
        # names of our own: the file has none, and to make them up from its characters takes 0.2 s
        whole.setGlyphOrder([f"g{n}" for n in range(whole["maxp"].numGlyphs)])
        names = {c: whole.getGlyphName(font.glyphs[ord(c)]) for c in sorted(characters)}
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(c) for c in characters])
        cutter.subset(whole)
        cut = io.BytesIO()
        whole.save(cut)
        em = whole["head"].unitsPerEm
        place = {name: n for n, name in enumerate(whole.getGlyphOrder())}
        glyphs = {c: place[name] for c, name in names.items()}
        widths = {c: whole["hmtx"][name][0] / em for c, name in names.items()}
        made = _objects(font, cut.getvalue(), whole, glyphs, widths, writer)
    return Face(name, made, glyphs, widths)


def _objects(  # noqa: PLR0917  # what a font is made of
    font: Font, data: bytes, cut: Any, glyphs: dict[str, int], widths: dict[str, float], writer: Writer,
) -> int:  # fmt: skip
    base = b"/NGADDR+" + "".join(c for c in font.family if c.isalnum() and c.isascii()).encode()
    head, os2 = cut["head"], cut["OS/2"]
    em = 1000 / head.unitsPerEm
    box = numbers(v * em for v in (head.xMin, head.yMin, head.xMax, head.yMax))
    up, down = (numbers(iter((v * em,))) for v in (os2.sTypoAscender, os2.sTypoDescender))
    file = writer.packed(b"/Length1 %d" % len(data), data)
    descriptor = writer.add(
        b"<</Type/FontDescriptor/FontName%b/Flags 4/FontBBox[%b]/ItalicAngle 0/Ascent %b/Descent %b"
        b"/CapHeight %b/StemV 80/FontFile2 %d 0 R>>"
        % (base, box, up, down, up, file)
    )  # fmt: skip
    by_glyph = sorted({g: widths[c] * 1000 for c, g in glyphs.items()}.items())
    each = b" ".join(b"%d [%b]" % (g, numbers(iter((w,)))) for g, w in by_glyph)
    descendant = writer.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/W[%b]>>"
        % (base, descriptor, each)
    )
    back = writer.packed(b"", _to_unicode(glyphs))
    return writer.add(
        b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (base, descendant, back)
    )


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    pairs = [b"<%04X> <%b>" % (g, c.encode("utf-16-be").hex().upper().encode()) for c, g in sorted(glyphs.items(), key=lambda p: p[1])]  # fmt: skip
    blocks = [pairs[n : n + 100] for n in range(0, len(pairs), 100)]
    body = b"".join(
        b"%d beginbfchar\n%b\nendbfchar\n" % (len(block), b"\n".join(block)) for block in blocks
    )
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe)"
        b" /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%bendcmap\nCMapName currentdict"
        b" /CMap defineresource pop\nend\nend\n" % body
    )
