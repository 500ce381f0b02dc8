"""Any font file → static TrueType in which each character has a glyph of its own."""

from __future__ import annotations

import copy
import io
import re
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noticegen.errors import TemplateError
from noticegen.text import Text

CONVERTER = "4"  # raise when `to_truetype` changes what it writes
MAX_ERROR = 1.0  # font units of 1000 a quadratic curve may stray from the cubic one
MAX_GLYPHS = 65_535
PLAIN = (("\0", "\u2e7f"), ("\u3000", "\u303f"), ("\uff00", "\uffef"))  # letters and punctuation
RARE = (3, b"")
FAMILY = re.compile(r"[^\"\\{}<>\x00-\x1f]{1,80}")

NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post")
# Tables that mean nothing once the outlines are quadratic or the text is horizontal. Without GSUB
# one character is always one glyph, which is what makes the read-back exact.
# Those at the end name glyphs by number: formulas, and what only Apple's programs read.
DROPPED = (
    "CFF ", "CFF2", "VORG", "DSIG", "GSUB", "GDEF", "vhea", "vmtx", "BASE", "STAT",
    "MATH", "kerx", "just", "Zapf", "morx", "mort", "feat", "lcar", "opbd", "prop", "bsln", "ankr", "trak",
)  # fmt: skip


def to_truetype(path: Path, *, common_first: bool = True) -> tuple[dict[str, Any], bytes, bytes]:
    """Static TrueType of the font in `path`: what is said of it, the file, pairs (character, glyph).

    Of a collection the face for Simplified Chinese is taken, else the first; `common_first` as in
    `_common_first`, where the tables of the font allow it. Raises TemplateError for a file that is no font, or a
    variable one."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        font = TTFont(path, fontNumber=_chinese_face(path), recalcTimestamp=False)
        if lacking := {tag for tag in NEEDED if tag not in font}:
            raise TTLibError(f"no {lacking}")
    except TTLibError as error:
        raise TemplateError(
            Text(f"{path} 不是可用的字体文件", f"{path} is not a usable font file"),
            Text("用 TTF、OTF 或 TTC 文件", "use a TTF, OTF or TTC file"),
        ) from error
    if "fvar" in font:
        raise TemplateError(
            Text(f"{path} 是可变字体", f"{path} is a variable font"),
            Text("改用固定字重的字体文件", "use a file of one fixed weight"),
        )
    if "glyf" not in font:
        _quadratic(font)
    _one_glyph_each(font)
    characters = font.getBestCmap()
    for tag in DROPPED:
        if tag in font:
            del font[tag]
    if common_first:
        try:
            _common_first(font, characters)
        except Exception:  # noqa: BLE001  # whatever an odd table makes of it: the font keeps its own order
            return to_truetype(path, common_first=False)
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    pairs = array("I")
    for character in sorted(characters):
        pairs.extend((character, font.getGlyphID(characters[character])))
    outlines = out.getvalue()
    family = str(font["name"].getBestFamilyName() or path.stem)
    if not FAMILY.fullmatch(family):
        raise TemplateError(
            Text(f"{path} 的字体名不可用", f"the family name in {path} cannot be used in CSS"),
            Text("换一个字体文件", "use another font file"),
        )
    face = {"family": family, "size": len(outlines), "characters": len(characters)}
    return face, outlines, pairs.tobytes()


def _chinese_face(path: Path) -> int:
    """The index of the face for Simplified Chinese in a collection; 0 for a single font."""
    from fontTools.ttLib import TTCollection

    with path.open("rb") as file:
        if file.read(4) != b"ttcf":
            return 0
    with TTCollection(path) as faces:
        for index, face in enumerate(faces):
            name = face["name"].getBestFamilyName() or ""
            if name.endswith((" SC", " CN")):
                return index
    return 0


def _quadratic(font: Any) -> None:
    """Replace the cubic outlines of `font` by quadratic ones within MAX_ERROR."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order = font.getGlyphOrder()
    cubic = font.getGlyphSet()
    error = MAX_ERROR * font["head"].unitsPerEm / 1000
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        cubic[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    del font["CFF "]
    table.compile(font)
    font["maxp"] = maxp = newTable("maxp")
    maxp.tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxSizeOfInstructions",
                  "maxInstructionDefs", "maxStackElements", "maxComponentElements"):  # fmt: skip
        setattr(maxp, field, 1 if field in {"maxZones", "maxComponentElements"} else 0)
    maxp.numGlyphs = len(glyphs)
    maxp.compile(font)
    post = font["post"]
    post.formatType = 3.0  # glyph names are of no use in a subset
    font.sfntVersion = "\x00\x01\x00\x00"


def _one_glyph_each(font: Any) -> None:
    """Give characters that share a glyph (・ and ·, 一 and the radical ⼀) one of their own each.

    A PDF says for each glyph which character it stands for, so shared glyphs would lose one of
    them. A font whose 65,535 glyphs are full stays as it is; `FontSet.twins` finds what that costs."""
    first: dict[str, int] = {}
    twins: dict[int, str] = {}
    for character, name in sorted(font.getBestCmap().items()):
        if first.setdefault(name, character) != character and not chr(character).isspace():
            twins[character] = name
    order = font.getGlyphOrder()
    if len(order) + len(twins) > MAX_GLYPHS:
        return
    table, metrics = font["glyf"], font["hmtx"].metrics
    for character, name in twins.items():
        own = f"{name}.u{character:04X}"
        order.append(own)
        table.glyphs[own] = copy.deepcopy(table[name])
        metrics[own] = metrics[name]
        for mapping in font["cmap"].tables:
            if mapping.isUnicode() and character in getattr(mapping, "cmap", {}):
                mapping.cmap[character] = own
    font.setGlyphOrder(order)
    table.glyphOrder = order
    font["maxp"].numGlyphs = len(order)


def _common_first(font: Any, characters: Mapping[int, str]) -> None:
    """Number the glyphs so that common characters come first, whatever their code points.

    The part of a font that a PDF embeds keeps the numbers of its glyphs, so its tables reach to the highest
    one: with 月 at 31,168 every letter carried, and every reader and checker went through, the whole length."""
    from fontTools.ttLib.reorderGlyphs import reorderGlyphs

    ranks: dict[str, tuple[int, bytes]] = {}
    for character, name in characters.items():
        ranks[name] = min(ranks.get(name, RARE), _rank(chr(character)))
    notdef, *others = font.getGlyphOrder()
    reorderGlyphs(font, [notdef, *sorted(others, key=lambda name: ranks.get(name, RARE))])


def _rank(character: str) -> tuple[int, bytes]:
    """Letters and punctuation first, then the characters of GB 2312 in its order, which begins with the
    3,755 most used, then all others."""
    code = character.encode("utf-32-be")
    if any(first <= character <= last for first, last in PLAIN):
        return 0, code
    try:
        return 1, character.encode("gb2312")
    except UnicodeEncodeError:
        return 2, code
