"""The straddle seal 骑缝章: the picture of the house's seal across the right edges of the pages.

Fan the pages out, and the strips make the seal again; a page taken out or put in leaves a gap. It is a
picture, no signature: the digital seal is put on afterwards, over all of it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pikepdf

from noticegen.bundle.stamp import Frame

EDGE = 42 / 25.4 * 72  # points: a company's seal is 40 to 42 mm wide
MOST = 16  # pages under one seal: a strip of 2.6 mm can still be seen
PIXELS = int(EDGE / 72 * 300)  # no portal wants more than 300 dpi
NAME = "/NGSseal"


def straddle(pdf: pikepdf.Pdf, pages: Sequence[Any], picture: bytes) -> None:
    """Draw a strip of `picture` (PNG) on each page, half way up its right edge as it is seen.

    Pages are put under as few seals as MOST allows, evenly; a lone page has none."""
    if len(pages) < 2:
        return
    seal = _image(pdf, picture)
    for group in _groups(pages):
        for place, page in enumerate(group):
            _strip(pdf, page, seal, place, len(group))


def _groups(pages: Sequence[Any]) -> Iterator[Sequence[Any]]:
    count = -(-len(pages) // MOST)
    ends = [round(len(pages) * n / count) for n in range(count + 1)]
    for first, last in pairwise(ends):
        yield pages[first:last]


def _strip(pdf: pikepdf.Pdf, page: Any, seal: Any, place: int, of: int) -> None:
    """The strip at `place` (from 0) of `of`: the first page has the left edge of the seal."""
    frame = Frame.of(page)
    wide, high = frame.size
    edge = EDGE / frame.unit
    width, bottom = edge / of, (high - edge) / 2
    left = wide - width
    turn = b" ".join(f"{v:.4f}".encode() for v in frame.matrix)
    words = b"\nq %b cm %.3f %.3f %.3f %.3f re W n %.3f 0 0 %.3f %.3f %.3f cm %b Do Q\n" % (
        turn, left, bottom, width, edge, edge, edge, left - place * width, bottom, NAME.encode(),
    )  # fmt: skip
    held = page.Contents
    held = list(held) if isinstance(held, pikepdf.Array) else [held]
    page.Contents = pikepdf.Array([*held, pdf.make_indirect(pikepdf.Stream(pdf, words))])
    if page.Resources.get("/XObject") is None:
        page.Resources.XObject = pikepdf.Dictionary()
    page.Resources.XObject[NAME] = seal


def _image(pdf: pikepdf.Pdf, picture: bytes) -> Any:
    """The picture with its transparency, once in the file."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGBA")
    image.thumbnail((PIXELS, PIXELS))
    size = {"Width": image.width, "Height": image.height, "BitsPerComponent": 8}
    alpha = pdf.make_indirect(_stream(pdf, image.getchannel("A").tobytes(), "/DeviceGray", size))
    made = _stream(pdf, image.convert("RGB").tobytes(), "/DeviceRGB", size)
    made.SMask = alpha
    return pdf.make_indirect(made)


def _stream(pdf: pikepdf.Pdf, data: bytes, space: str, size: dict[str, int]) -> Any:
    return pikepdf.Stream(
        pdf, zlib.compress(data, 9), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
        ColorSpace=pikepdf.Name(space), Filter=pikepdf.Name.FlateDecode, **size,
    )  # fmt: skip
