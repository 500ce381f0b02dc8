"""What a page of the press says, read from the finished file: content stream and embedded fonts.

The press writes through cairo, whose text operators are few and plain; each glyph is looked up in
the ToUnicode table of the font embedded beside it. That takes a fifth of the time pdfium needs for
a page and finds the same words; `press.close` lets pdfium read a sample of each stream to prove it.
A glyph without a character, or a font that is not there, becomes U+FFFD and so a difference.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

LOST = "\ufffd"
WORD_GAP = 0.2  # ems: a wider gap on one line parts words
TOLERANCE = 0.4  # points text may pass the edge of the paper (0.14 mm)

# Every operator begins on a line of its own; its operands may be wrapped.
OPERATOR = re.compile(
    rb"^(?:/(\S+)\s+\S+\s+Tf"
    rb"|\[((?:[^\]()]|\((?:[^()\\]|\\.)*\))*)\]\s*TJ"
    rb"|(<[0-9a-f\s]*>|\((?:[^()\\]|\\.)*\))\s*Tj"
    rb"|([-\d.]+)\s+([-\d.]+)\s+Td"
    rb"|((?:[-\d.]+\s+){6})Tm)",
    re.DOTALL | re.MULTILINE,
)
ITEM = re.compile(rb"<([0-9a-f\s]*)>|\(((?:[^()\\]|\\.)*)\)|(-?[\d.]+)", re.DOTALL)
ESCAPE = re.compile(rb"\\(?:([0-7]{3})|\r?\n|(.))", re.DOTALL)
ONE = re.compile(rb"<([0-9a-f]+)>\s*<([0-9a-f]+)>")
SPAN = re.compile(rb"<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*<([0-9a-f]+)>")
SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)


KEPT = 20_000  # operands whose words are remembered, per font


class _Characters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        return LOST


class Shown(NamedTuple):
    """Words and width (ems) of one text operand."""

    words: str
    ems: float


@dataclass(frozen=True)
class Face:
    """One embedded font: its family, the character of each code, widths in ems, bytes a code has."""

    family: str
    characters: Mapping[int, str]
    widths: Mapping[int, float]
    size: int

    @classmethod
    def of(cls, font: Any) -> Face:
        """From the font dictionary of a pikepdf document."""
        composite = font.get("/Subtype") == "/Type0"
        inner = font.DescendantFonts[0] if composite else font
        descriptor = inner.FontDescriptor
        family = str(descriptor.get("/FontFamily", font.BaseFont))
        characters = _Characters()
        if "/ToUnicode" in font:
            characters.update(_to_unicode(font.ToUnicode.read_bytes()))
        widths = _cid_widths(inner) if composite else _simple_widths(inner)
        return cls(family, characters, widths, 2 if composite else 1)

    def shown(self, operand: bytes) -> Shown:
        """What one text operand draws: strings, with gaps between them where it has numbers."""
        words: list[str] = []
        ems = 0.0
        for digits, literal, number in ITEM.findall(operand):
            if number:
                wide = -float(number) / 1000
                ems += wide
                if wide > WORD_GAP:
                    words.append(" ")
                continue
            codes = self._codes(digits, literal)
            words.append(codes.translate(self.characters))
            ems += sum([self.widths.get(ord(c), 1.0) for c in codes])
        return Shown("".join(words), ems)

    def _codes(self, digits: bytes, literal: bytes) -> str:
        """The codes of one string as characters of those numbers."""
        if digits:
            raw = bytes.fromhex(b"".join(digits.split()).decode())
        else:
            raw = ESCAPE.sub(_unescaped, literal) if b"\\" in literal else literal
        return raw.decode("utf-16-be" if self.size == 2 else "l1", "replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, plain = match.groups()
    return bytes((int(octal, 8),)) if octal else plain or b""


def _to_unicode(table: bytes) -> Iterator[tuple[int, str]]:
    for kind, rows in SECTION.findall(table):
        if kind == b"char":
            for code, text in ONE.findall(rows):
                yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        else:
            for first, last, text in SPAN.findall(rows):
                start, code = int(text, 16), int(first, 16)
                yield from ((c, chr(start + c - code)) for c in range(code, int(last, 16) + 1))


def _simple_widths(font: Any) -> dict[int, float]:
    first = int(font.FirstChar)
    return {first + n: float(width) / 1000 for n, width in enumerate(font.Widths)}


def _cid_widths(font: Any) -> dict[int, float]:
    widths: dict[int, float] = {}
    entries = list(font.get("/W", []))
    while entries:
        first, after = int(entries.pop(0)), entries.pop(0)
        if isinstance(after, int):
            width = float(entries.pop(0)) / 1000
            widths.update(dict.fromkeys(range(first, after + 1), width))
        else:
            widths.update({first + n: float(width) / 1000 for n, width in enumerate(after)})
    return widths


NO_FACE = Face(LOST, _Characters(), {}, 1)


@dataclass(frozen=True)
class Said:
    """The words of one page in painting order, the families used, and whether all of it is on paper."""

    words: str
    families: frozenset[str]
    on_paper: bool


class Reader:
    """Reads pages of one file. Its fonts are shared, and most of what a letter says is said in all of
    them, so fonts and operands are looked up once."""

    def __init__(self) -> None:
        self._faces: dict[tuple[int, int], Face] = {}
        self._shown: dict[tuple[int, int], dict[bytes, Shown]] = {}

    @property
    def families(self) -> frozenset[str]:
        """The families of all fonts met so far."""
        return frozenset(face.family for face in self._faces.values())

    def read(self, page: Any) -> Said:
        """What `page` (of pikepdf) says."""
        fonts = {}
        for name, font in page.obj.get("/Resources", {}).get("/Font", {}).items():
            key = font.objgen
            if key not in self._faces:
                self._faces[key], self._shown[key] = Face.of(font), {}
            fonts[str(name)[1:].encode()] = (self._faces[key], self._shown[key])
        box = page.obj.MediaBox
        walk = _Walk(fonts, float(box[2]), float(box[3]))
        stream = page.obj.Contents
        content = stream.read_raw_bytes()
        walk.run(zlib.decompress(content) if stream.get("/Filter") else content)
        return Said("".join(walk.words), frozenset(walk.families), walk.on_paper)


class _Walk:
    """The text operators of one page, one after the other. Units are points, y grows downwards."""

    def __init__(
        self, fonts: Mapping[bytes, tuple[Face, dict[bytes, Shown]]], width: float, height: float
    ) -> None:
        self.fonts = fonts
        self.right, self.bottom = width + TOLERANCE, height + TOLERANCE
        self.words: list[str] = []
        self.families: set[str] = set()
        self.on_paper = True
        self.face, self.shown = NO_FACE, dict[bytes, Shown]()
        self.size = self.x = self.y = self.end = 0.0  # of the line: ems in points, beginning, end
        self.upright = True

    def run(self, content: bytes) -> None:
        # within a string a line break would follow a backslash
        for block in content.replace(b" BT\n", b"\nBT\n").split(b"\nBT\n")[1:]:
            self.block(block.partition(b"\nET\n")[0])
        self.check_edges()

    def block(self, content: bytes) -> None:
        for name, several, one, right, down, matrix in OPERATOR.findall(content):
            if name:
                self.face, self.shown = self.fonts.get(name, (NO_FACE, {}))
                self.families.add(self.face.family)
            elif matrix:
                a, b, c, d, x, y = map(float, matrix.split())
                self.begin(abs(a), x, y, upright=b == c == 0 and d < 0 < a)
            elif right:
                x, y = self.x + float(right) * self.size, self.y - float(down) * self.size
                self.begin(self.size, x, y, upright=self.upright)
            else:
                self.show(several or one)

    def begin(self, size: float, x: float, y: float, *, upright: bool) -> None:
        self.check_edges()
        level = upright and abs(y - self.y) < size / 10
        if not level or abs(x - self.end) > WORD_GAP * size:
            self.words.append("\n")
        self.size, self.x, self.y, self.end, self.upright = size, x, y, x, upright

    def show(self, operand: bytes) -> None:
        shown = self.shown.get(operand)
        if shown is None:
            if len(self.shown) > KEPT:
                self.shown.clear()
            shown = self.shown[operand] = self.face.shown(operand)
        self.words.append(shown.words)
        self.end += shown.ems * self.size

    def check_edges(self) -> None:
        inside = -TOLERANCE <= self.x and self.end <= self.right and -TOLERANCE <= self.y
        if self.upright and not (inside and self.y <= self.bottom):
            self.on_paper = False
