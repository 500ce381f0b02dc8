"""Where something is printed in the corner that takes the running number: looked at once per file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypdfium2

from noticegen import fsio
from noticegen.bundle.stamp import Box, Frame

SCALE = 1.5  # pixels a point
DARK = 150  # of 255: darker than the grey of a scanned sheet
SPOTS = 0.004  # the share of dark pixels from which on something is printed there
GREY = 200  # a corner darker than this on the whole is no ground to print on
LOOKED = "1"  # goes up when the corner or the test changes


def inked(pdf: Path, sha256: str, cache: Path | None = None) -> tuple[bool, ...]:
    """For each page of `pdf` whether its corner is taken; remembered in `cache` under its hash."""
    kept = None if cache is None else cache / sha256[:2] / f"{sha256[2:]}.ink{LOOKED}"
    if kept is not None and kept.is_file():
        return tuple(bool(v) for v in json.loads(kept.read_bytes()))
    with pypdfium2.PdfDocument(pdf) as read:
        found = tuple(is_dark(page, Frame.by_pdfium(page).band) for page in _pages(read))
    if kept is not None:
        fsio.replace(kept, json.dumps([int(v) for v in found]).encode())
    return found


def _pages(read: Any) -> Any:
    for number in range(len(read)):
        page = read[number]
        yield page
        page.close()


def is_dark(page: Any, zone: Box) -> bool:
    """Whether a zone (left, bottom, right, top as seen) of one of pdfium's pages is printed on, or dark."""
    left, bottom, right, top = zone
    wide, high = page.get_size()
    if min(left, wide - right, high - top) < 0:
        return False  # smaller than the corner itself
    bitmap = page.render(scale=SCALE, crop=(left, bottom, wide - right, high - top), grayscale=True)
    rows = bytes(bitmap.buffer)
    shown = b"".join(
        rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height)
    )
    bitmap.close()
    dark = sum(v < DARK for v in shown)
    return dark > SPOTS * len(shown) or sum(shown) < GREY * len(shown)
