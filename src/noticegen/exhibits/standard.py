"""The standard fonts (Helvetica, Times, Courier, ZapfDingbats) embedded where a file counts on them.

A PDF may name them without bringing them; PDF/A may not. pdfium carries faces made for this, with the
same widths; a page drawn by any reader without the real ones looks like this anyway. So such a page
can stay text and lines, and need not become a picture. Fonts whose widths are not the standard ones
are left alone."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from noticegen.exhibits.features import plain

_ROMAN, _SANS, _MONO = "Times", "Helvetica", "Courier"
_FAMILIES = {
    "helvetica": _SANS, "arial": _SANS, "arialmt": _SANS, "times": _ROMAN, "timesroman": _ROMAN,
    "timesnewroman": _ROMAN, "timesnewromanps": _ROMAN, "timesnewromanpsmt": _ROMAN,
    "courier": _MONO, "couriernew": _MONO, "couriernewps": _MONO, "couriernewpsmt": _MONO,
}  # fmt: skip
_STYLES = {
    _SANS: ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
    _ROMAN: ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
    _MONO: ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"),
}
# Adobe's ZapfDingbats AFM: the glyphs from these codes on.
_DINGBATS = {
    code: name
    for start, names in (
        (32, (
        "space a1 a2 a202 a3 a4 a5 a119 a118 a117 a11 a12 a13 a14 a15 a16 a105 a17 a18 a19 a20 a21 a22 a23 "
        "a24 a25 a26 a27 a28 a6 a7 a8 a9 a10 a29 a30 a31 a32 a33 a34 a35 a36 a37 a38 a39 a40 a41 a42 a43 a44 "
        "a45 a46 a47 a48 a49 a50 a51 a52 a53 a54 a55 a56 a57 a58 a59 a60 a61 a62 a63 a64 a65 a66 a67 a68 a69 "
        "a70 a71 a72 a73 a74 a203 a75 a204 a76 a77 a78 a79 a81 a82 a83 a84 a97 a98 a99 a100 "
        )),
        (128, (
        "a89 a90 a93 a94 a91 a92 a205 a85 a206 a86 a87 a88 a95 a96 "
        )),
        (161, (
        "a101 a102 a103 a104 a106 a107 a108 a112 a111 a110 a109 a120 a121 a122 a123 a124 a125 a126 a127 a128 "
        "a129 a130 a131 a132 a133 a134 a135 a136 a137 a138 a139 a140 a141 a142 a143 a144 a145 a146 a147 a148 "
        "a149 a150 a151 a152 a153 a154 a155 a156 a157 a158 a159 a160 a161 a163 a164 a196 a165 a192 a166 a167 "
        "a168 a169 a170 a171 a172 a173 a162 a174 a175 a176 a177 a178 a179 a193 a180 a199 a181 a200 a182 "
        )),
        (241, (
        "a201 a183 a184 a197 a185 a194 a198 a186 a195 a187 a188 a189 a190 a191 "
        )),
    )
    for code, name in enumerate(names.split(), start)
}  # fmt: skip
_NEAR = 1.0  # thousandths of an em by which a width may differ (ISO 19005-2, 6.2.11.5)
_EVERYDAY = frozenset(range(0x20, 0x7F))
_DEEP = 5
_MOST = 200_000  # dictionaries looked at


@dataclass(frozen=True)
class Face:
    """A standard face: its program (bare CFF), and the advance of each glyph in thousandths."""

    program: bytes
    widths: Mapping[str, float]
    box: tuple[float, ...]


def embed(pdf: pikepdf.Pdf) -> int:
    """Embed the standard fonts that are named and not there; how many font dictionaries were mended."""
    files: dict[str, pikepdf.Object] = {}
    done = 0
    for font in list(_fonts(pdf)):
        name = standard_name(plain(font.get(Name.BaseFont)))
        if name is None or not _lacks_program(font):
            continue
        face = _face(name)
        codes = _codes(font, name)
        if codes is None or not _fits(font, face, codes):
            continue
        if name not in files:
            files[name] = pdf.make_stream(face.program, Subtype=Name.Type1C)
        _mend(pdf, font, name, face, codes, files[name])
        done += 1
    return done


def standard_name(base: str) -> str | None:
    """The standard font that a font name means ("/Arial,Bold" → "Helvetica-Bold"), or None."""
    words = base.lstrip("/").split("+")[-1]
    plain = words.replace(" ", "").replace("_", "")
    if plain == "ZapfDingbats":
        return plain
    family, _, style = plain.replace(",", "-").partition("-")
    known = _FAMILIES.get(family.lower())
    style = style.lower().removesuffix("mt").replace("-", "")
    if known is None or style not in _STYLE_WORDS:
        return None
    return _STYLES[known][_STYLE_WORDS[style]]


_STYLE_WORDS = {
    "": 0, "roman": 0, "regular": 0, "normal": 0, "bold": 1, "italic": 2, "oblique": 2,
    "bolditalic": 3, "boldoblique": 3,
}  # fmt: skip


def _fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Simple fonts of the file, indirect or written in place."""
    looked = 0
    for item in pdf.objects:
        stack = [(item, 0)]
        while stack:
            value, depth = stack.pop()
            if not isinstance(value, Dictionary | Stream) or looked > _MOST:
                continue
            looked += 1
            if value.get(Name.Type) == Name.Font and value.get(Name.Subtype) in (
                Name.Type1,
                Name.TrueType,
            ):
                yield value
            elif depth < _DEEP:
                inner = [value[k] for k in value.keys() if k != "/Parent"]  # noqa: SIM118  # not a real mapping
                stack += [
                    (v, depth + 1) for v in inner if isinstance(v, Dictionary) and not v.is_indirect
                ]


def _lacks_program(font: pikepdf.Object) -> bool:
    described = font.get(Name.FontDescriptor)
    if not isinstance(described, Dictionary):
        return True
    return not any(k in described for k in ("/FontFile", "/FontFile2", "/FontFile3"))


@lru_cache(maxsize=16)
def _face(name: str) -> Face:
    """The face pdfium carries for a standard font."""
    import pypdfium2 as pdfium
    from fontTools.cffLib import CFFFontSet
    from fontTools.pens.basePen import NullPen
    from pypdfium2 import raw

    document = pdfium.PdfDocument.new()
    try:
        handle = raw.FPDFText_LoadStandardFont(document, name.encode())
        size = ctypes.c_size_t()
        raw.FPDFFont_GetFontData(handle, None, 0, size)
        buffer = (ctypes.c_uint8 * size.value)()
        raw.FPDFFont_GetFontData(handle, buffer, size.value, size)
        raw.FPDFFont_Close(handle)
    finally:
        document.close()
    fonts: Any = CFFFontSet()
    fonts.decompile(io.BytesIO(bytes(buffer)), None)
    glyphs = fonts[0].CharStrings
    widths = {}
    for glyph in glyphs.keys():  # noqa: SIM118  # not a real mapping
        drawing = glyphs[glyph]
        drawing.draw(NullPen())
        widths[glyph] = float(drawing.width)
    return Face(bytes(buffer), widths, tuple(float(v) for v in fonts[0].FontBBox))


@lru_cache(maxsize=4)
def _base(encoding: str) -> dict[int, str]:
    """The glyph names of a named encoding."""
    from fontTools.agl import UV2AGL
    from fontTools.encodings.StandardEncoding import StandardEncoding

    if encoding == "/StandardEncoding":
        return {n: g for n, g in enumerate(StandardEncoding) if g != ".notdef"}
    codec = "mac_roman" if encoding == "/MacRomanEncoding" else "cp1252"
    found = {}
    for code in range(32, 256):
        text = bytes([code]).decode(codec, "ignore")
        if text and ord(text) in UV2AGL:
            found[code] = UV2AGL[ord(text)]
    if codec == "cp1252":
        found |= {0xA0: "space", 0xAD: "hyphen"}
    return found


def _codes(font: pikepdf.Object, name: str) -> dict[int, str] | None:
    """The glyph each code means; None for an encoding that is not understood."""
    given = font.get(Name.Encoding)
    if name == "ZapfDingbats":
        base = dict(_DINGBATS)
        return base if not isinstance(given, Dictionary) else _different(base, given)
    start = "/WinAnsiEncoding" if font.get(Name.Subtype) == Name.TrueType else "/StandardEncoding"
    if isinstance(given, Name):
        return dict(_base(plain(given))) if plain(given) in _KNOWN else None
    if not isinstance(given, Dictionary):
        return dict(_base(start)) if given is None else None
    named = given.get(Name.BaseEncoding)
    begun = plain(named) if isinstance(named, Name) else "/StandardEncoding"
    return _different(dict(_base(begun)), given) if begun in _KNOWN else None


_KNOWN = frozenset({"/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding"})


def _different(base: dict[int, str], given: pikepdf.Object) -> dict[int, str]:
    listed = given.get(Name.Differences)
    code = 0
    for item in listed if isinstance(listed, Array) else ():
        if isinstance(item, Name):
            base[code] = plain(item).lstrip("/")
            code += 1
        else:
            try:
                code = int(item)
            except (TypeError, ValueError):
                return base
    return base


def _fits(font: pikepdf.Object, face: Face, codes: dict[int, str]) -> bool:
    """Whether the file's own widths, if it states any, are those of the face for everyday characters."""
    widths = font.get(Name.Widths)
    if not isinstance(widths, Array):
        return True
    try:
        first = int(font.get(Name.FirstChar, 0))
        stated = {first + n: float(w) for n, w in enumerate(widths)}
    except (TypeError, ValueError):
        return False
    return all(
        abs(width - face.widths[codes[code]]) <= _NEAR
        for code, width in stated.items()
        if code in _EVERYDAY and width and codes.get(code) in face.widths
    )


def _mend(  # noqa: PLR0917  # what a font is made of
    pdf: pikepdf.Pdf, font: pikepdf.Object, name: str, face: Face, codes: dict[int, str], file: pikepdf.Object,
) -> None:  # fmt: skip
    symbols = name == "ZapfDingbats"
    postscript = Name("/NGSTD+" + name)
    has = {c: g for c, g in codes.items() if g in face.widths and 0 <= c < 256}
    first, last = min(has), max(has)
    font.Subtype, font.BaseFont = Name.Type1, postscript
    font.FirstChar, font.LastChar = first, last
    font.Widths = Array([face.widths.get(has.get(c, ""), 0) for c in range(first, last + 1)])
    font.FontDescriptor = pdf.make_indirect(Dictionary(
        Type=Name.FontDescriptor, FontName=postscript, Flags=4 if symbols else 32,
        FontBBox=Array(list(face.box)), ItalicAngle=-12 if "lique" in name or "Italic" in name else 0,
        Ascent=750, Descent=-250, CapHeight=700, StemV=140 if "Bold" in name else 80, FontFile3=file,
    ))  # fmt: skip
    if symbols:
        listed: list[Any] = [first]
        listed += [Name("/" + has.get(c, ".notdef")) for c in range(first, last + 1)]
        font.Encoding = Dictionary(Type=Name.Encoding, Differences=Array(listed))
    elif Name.Encoding not in font and codes == _base("/WinAnsiEncoding"):
        font.Encoding = Name.WinAnsiEncoding
