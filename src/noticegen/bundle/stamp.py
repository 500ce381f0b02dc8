"""The running number on a page: where it stands, upright on any rotation and box, and the room for it.

The number stands at the bottom right, always in the same place, so that an eye leafing through finds
it. Where something is printed there already, the page is drawn a little smaller towards the
middle of its top edge, all of it, and the number stands below it: it hides nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pikepdf

from noticegen.render.embed import Faces
from noticegen.render.fonts import FontSet
from noticegen.render.pdfwriter import Writer

# The zone in points, from the right and the bottom edge of the page as it is seen.
RIGHT, BOTTOM, WIDTH, HEIGHT = 28.0, 20.0, 58.0, 20.0
SIZE = 12.0
BASE = 5.5  # the foot of the digits above the foot of the zone
SMALLER = 0.93  # of the page; 7 % of an A4 page are 59 points, more than the zone takes
MARK_SIZE = 96.0
LABEL, GAP, LABEL_SIZE = 112.0, 8.0, 9.0  # room for the number of an exhibit, left of the page's
CHARACTERS = "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz草稿证据"
Box: TypeAlias = tuple[float, float, float, float]
PREFIX = "/NGS"
_NAME = re.compile(rb"/NG(\d)")


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is seen: the box shown, its clockwise rotation, and points for each unit."""

    box: Box
    turn: int
    unit: float = 1.0

    @classmethod
    def of(cls, page: Any) -> Frame:
        """Of a page object; inherited entries must have been pushed down to it.

        What is seen is the crop box as far as it lies on the media box."""
        media = _box(page.get("/MediaBox")) or (0.0, 0.0, 595.0, 842.0)
        crop = _box(page.get("/CropBox")) or media
        turn = int(page.get("/Rotate", 0)) % 360
        unit = float(page.get("/UserUnit", 1))
        return cls(_shown(media, crop), turn if turn in (90, 180, 270) else 0, unit)

    @classmethod
    def by_pdfium(cls, page: Any) -> Frame:
        """Of one of pdfium's pages, which knows no units of its own."""
        return cls(_shown(page.get_mediabox(), page.get_cropbox()), page.get_rotation())

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen, in units of the page."""
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (high, wide) if self.turn in (90, 270) else (wide, high)

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """From what is seen (origin bottom left) to the page's own coordinates."""
        x0, y0, x1, y1 = self.box
        return {
            0: (1, 0, 0, 1, x0, y0),
            90: (0, 1, -1, 0, x1, y0),
            180: (-1, 0, 0, -1, x1, y1),
            270: (0, -1, 1, 0, x0, y1),
        }[self.turn]

    @property
    def zone(self) -> Box:
        """Left, bottom, right, top of the number's zone as seen, in units of the page."""
        wide, unit = self.size[0], self.unit
        right = wide - RIGHT / unit
        return right - WIDTH / unit, BOTTOM / unit, right, (BOTTOM + HEIGHT) / unit

    @property
    def band(self) -> Box:
        """The zone with the room to its left for the number of an exhibit."""
        left, bottom, right, top = self.zone
        return max(left - (GAP + LABEL) / self.unit, 0.0), bottom, right, top

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is seen."""
        return _inverse(self.matrix, x, y)

    def place(self, u: float, v: float) -> tuple[float, float]:
        """The point of the page that is seen at (u, v)."""
        a, b, c, d, e, f = self.matrix
        return a * u + c * v + e, b * u + d * v + f


def _inverse(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    x, y = x - e, y - f
    return a * x + b * y, c * x + d * y  # a rotation: its inverse is its transpose


def _shown(media: Box, crop: Box) -> Box:
    """The crop box as far as it lies on the media box."""
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _box(value: Any) -> Box | None:
    if value is None:
        return None
    x0, y0, x1, y1 = (float(v) for v in value)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


_CUT: dict[Path, tuple[Faces, bytes]] = {}  # cutting a face takes a second; volumes share it


def _alphabet(fonts: FontSet) -> tuple[Faces, bytes]:
    """The characters of numbers and marks, and a PDF that holds their fonts."""
    if fonts.config not in _CUT:
        writer = Writer()
        catalog, root = writer.promise(), writer.promise()
        faces = Faces(fonts, CHARACTERS, writer)
        page = writer.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]/Resources<</Font<<%b>>>>>>"
            % (root, faces.resources)
        )
        writer.write(root, b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % page)
        writer.write(catalog, b"<</Type/Catalog/Pages %d 0 R>>" % root)
        _CUT[fonts.config] = (faces, writer.end(catalog, writer.add(b"<<>>")))
    return _CUT[fonts.config]


class Pen:
    """Writes numbers and marks on the pages of one PDF. A class because its fonts and its opening are
    objects of that file, shared by all pages."""

    def __init__(self, pdf: pikepdf.Pdf, fonts: FontSet) -> None:
        self._faces, data = _alphabet(fonts)
        with pikepdf.open(io.BytesIO(data)) as source:
            held = source.pages[0].Resources.Font
            self._fonts = {
                f"{PREFIX}{key[3:]}": pdf.copy_foreign(held[key]) for key in sorted(held.keys())
            }
        self._pdf = pdf
        self._open = pdf.make_indirect(pikepdf.Stream(pdf, b"q\n"))
        self._faint = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.18, CA=0.18)
        )

    def number(
        self, page: Any, words: str, *, label: str = "", smaller: bool = False, mark: str = ""
    ) -> None:
        """Print `words` in the zone of a page, upright, and `label` to its left; with `smaller` the page
        is drawn smaller first, with `mark` that word stands faintly across it."""
        frame = Frame.of(page)
        left, bottom, right, _ = frame.zone
        size = SIZE / frame.unit
        start = right - self._faces.width(words) * size
        shown = self._faces.show(words, max(start, left), bottom + BASE / frame.unit, size)
        if label:
            small = LABEL_SIZE / frame.unit
            ends = left - GAP / frame.unit - self._faces.width(label) * small
            shown += self._faces.show(label, ends, bottom + BASE / frame.unit, small)
        body = b"0 g\n" + self._renamed(shown)
        if mark:
            body = self._mark(frame, mark) + body
        matrix = b" ".join(_number(v) for v in frame.matrix)
        opening = self._shrunk(page, frame) if smaller else self._open
        closing = pikepdf.Stream(self._pdf, b"\nQ\nq %b cm\n%bQ\n" % (matrix, body))
        page.Contents = pikepdf.Array([opening, *_contents(page), self._pdf.make_indirect(closing)])
        self._lend(page, bool(mark))

    def _renamed(self, shown: bytes) -> bytes:
        return _NAME.sub(rb"/NGS\1", shown)

    def _mark(self, frame: Frame, mark: str) -> bytes:
        """The word across the page, rising from left to right, faint."""
        wide, high = frame.size
        size = min(MARK_SIZE / frame.unit, 0.8 * wide / self._faces.width(mark))
        half = self._faces.width(mark) * size / 2
        sin, cos = 0.6428, 0.7660  # 40 degrees
        words = self._renamed(self._faces.show(mark, -half, -size / 3, size))
        turn = b" ".join(_number(v) for v in (cos, sin, -sin, cos, wide / 2, high / 2))
        return b"q /NGSfaint gs %b cm\n0.2 g\n%bQ\n" % (turn, words)

    def _shrunk(self, page: Any, frame: Frame) -> Any:
        """Opens a page so that all of it is drawn smaller, the middle of its top where it was."""
        wide, high = frame.size
        x, y = frame.place(wide / 2, high)
        move = (SMALLER, 0, 0, SMALLER, x * (1 - SMALLER), y * (1 - SMALLER))
        x0, y0, x1, y1 = frame.box
        words = b"q %b cm %b re W n\n" % (
            b" ".join(_number(v) for v in move),
            b" ".join(_number(v) for v in (x0, y0, x1 - x0, y1 - y0)),
        )
        for note in page.get("/Annots", []):
            _shrink_note(note, move)
        return self._pdf.make_indirect(pikepdf.Stream(self._pdf, words))

    def _lend(self, page: Any, marked: bool) -> None:
        """Put the fonts into the page's resources under names nothing else has."""
        held = page.get("/Resources")
        if held is None:
            held = page.Resources = pikepdf.Dictionary()
        if held.get("/Font") is None:
            held.Font = pikepdf.Dictionary()
        for name, font in self._fonts.items():
            held.Font[name] = font
        if marked:
            if held.get("/ExtGState") is None:
                held.ExtGState = pikepdf.Dictionary()
            held.ExtGState["/NGSfaint"] = self._faint


def _shrink_note(note: Any, move: tuple[float, ...]) -> None:
    a, _, _, d, e, f = move
    for key in ("/Rect", "/QuadPoints"):
        if note.get(key) is not None:
            points = [float(v) for v in note[key]]
            moved = [(a * p + e) if n % 2 == 0 else (d * p + f) for n, p in enumerate(points)]
            note[key] = pikepdf.Array([round(v, 3) for v in moved])


def _contents(page: Any) -> list[Any]:
    held = page.get("/Contents")
    if held is None:
        return []
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def _number(value: float) -> bytes:
    return f"{value:.4f}".rstrip("0").rstrip(".").encode() or b"0"


def read_number(page: Any) -> str:
    """What pdfium reads in the zone of one of its pages, without blanks."""
    layer = page.get_textpage()
    try:
        return "".join(layer.get_text_bounded(*_seen_zone(page)).split())
    finally:
        layer.close()


def _seen_zone(page: Any) -> Box:
    """The zone in the coordinates in which pdfium gives text: those of the page, unrotated."""
    frame = Frame.by_pdfium(page)
    left, bottom, right, top = frame.zone
    first, second = frame.place(left, bottom), frame.place(right, top)
    xs, ys = sorted((first[0], second[0])), sorted((first[1], second[1]))
    return xs[0], ys[0], xs[1], ys[1]
