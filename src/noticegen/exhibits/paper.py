"""How a page of any size, turn and box comes to stand upright on A4. Lengths are points (1/72 inch)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

A4 = (595.276, 841.89)
TOLERANCE = 2.0  # a page this near to A4 stays as it is
MOST = 14_400.0  # no box can be larger (ISO 32000, annex C)
LEAST = 3.0

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Placement:
    """`matrix` brings a point of the page to its place on `paper` (width, height); `area` is where
    the page lies on it. `same`: nothing changes but the boxes."""

    paper: tuple[float, float]
    matrix: Matrix
    area: Box
    same: bool


def sane_box(*boxes: Sequence[float] | None) -> tuple[Box, bool]:
    """Where the boxes given (media box first) overlap, and whether they were as they should be."""
    found: Box | None = None
    well = bool(boxes) and boxes[0] is not None
    for given in boxes:
        if given is None:
            continue
        box = _ordered(given)
        if box is None:
            well = False
            continue
        shared = box if found is None else _overlap(found, box)
        if shared is None:
            well = False
            continue
        found = shared
    return (found or (0.0, 0.0, *A4)), well and found is not None


def _ordered(box: Sequence[float]) -> Box | None:
    if len(box) != 4 or not all(math.isfinite(v) for v in box):
        return None
    left, right = sorted((float(box[0]), float(box[2])))
    bottom, top = sorted((float(box[1]), float(box[3])))
    wide, high = right - left, top - bottom
    if min(wide, high) < LEAST or max(wide, high) > MOST:
        return None
    return left, bottom, right, top


def _overlap(one: Box, other: Box) -> Box | None:
    return _ordered((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))) if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3] else None  # fmt: skip


def place(box: Box, rotate: int = 0, unit: float = 1.0) -> Placement:
    """Where a page goes: as large as it is if that fits, else smaller; centred; A4 turned if it is wide.

    `rotate` is clockwise in degrees, rounded down to a quarter turn."""
    turn = rotate // 90 % 4
    wide, high = (box[2] - box[0]) * unit, (box[3] - box[1]) * unit
    if turn % 2:
        wide, high = high, wide
    paper = (A4[1], A4[0]) if wide > high else A4
    near = abs(wide - paper[0]) <= TOLERANCE and abs(high - paper[1]) <= TOLERANCE
    if near and turn == 0 and unit == 1 and box[:2] == (0.0, 0.0):
        return Placement((wide, high), (1, 0, 0, 1, 0, 0), (0, 0, wide, high), same=True)
    scale = 1.0 if near else min(1.0, paper[0] / wide, paper[1] / high)
    if near:
        paper = (wide, high)
    dx, dy = (paper[0] - wide * scale) / 2, (paper[1] - high * scale) / 2
    x0, y0, x1, y1 = box
    quarter: tuple[Matrix, ...] = (
        (1, 0, 0, 1, -x0, -y0), (0, -1, 1, 0, -y0, x1), (-1, 0, 0, -1, x1, y1), (0, 1, -1, 0, y1, -x0),
    )  # fmt: skip
    s = scale * unit
    a, b, c, d, e, f = quarter[turn]
    matrix = (a * s, b * s, c * s, d * s, e * s + dx, f * s + dy)
    return Placement(paper, matrix, (dx, dy, dx + wide * scale, dy + high * scale), same=False)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point brought to its new place."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def moved_box(matrix: Matrix, box: Sequence[float]) -> Box:
    """A rectangle brought to its new place (quarter turns only)."""
    one, other = moved(matrix, box[0], box[1]), moved(matrix, box[2], box[3])
    return (*map(min, one, other), *map(max, one, other))  # type: ignore[return-value]  # two pairs
