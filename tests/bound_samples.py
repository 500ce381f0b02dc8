"""Small PDFs for the tests of bundles: pages with ink in the corner, any rotation and box, links."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path

import pikepdf

from noticegen import fsio
from noticegen.bundle.bind import Bound, Cover, Part, bind
from noticegen.bundle.ink import inked
from noticegen.desk import shipped
from noticegen.render import HouseStyle, prepare_fonts
from noticegen.render.fonts import FontSet

DAY = date(2026, 3, 27)
A4 = (595.28, 841.89)


@lru_cache(maxsize=1)
def fonts() -> FontSet:
    return prepare_fonts(HouseStyle(shipped("templates")))


def sheet(
    path: Path,
    pages: int = 1,
    *,
    size: tuple[float, float] = A4,
    turn: int = 0,
    crop: tuple[float, float, float, float] | None = None,
    grey: float | None = None,
    links: tuple[str, ...] = (),
    content: bytes = b"",
    ballast: int = 0,
) -> Path:
    """A PDF of blank pages, or grey all over, each with links to these parts; with `ballast` the first
    page draws a picture of about so many bytes that do not compress."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=size).obj
        if grey is not None:
            content = b"%.2f g 0 0 %d %d re f" % (grey, size[0], size[1])
        page.Contents = pdf.make_indirect(pikepdf.Stream(pdf, content))
        page.Rotate = turn
        if crop is not None:
            page.CropBox = pikepdf.Array(crop)
        page.Annots = pikepdf.Array([
            pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, F=4,
                    Rect=pikepdf.Array([70, 700 - 20 * n, 200, 714 - 20 * n]),
                    A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(f"bundle:{to}")),
                )
            )
            for n, to in enumerate(links)
        ])  # fmt: skip
    if ballast:
        noise = hashlib.shake_128(b"%d" % ballast).digest(ballast // 3 * 3)
        image = pikepdf.Stream(pdf, noise)
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=ballast // 3,
            Height=1,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
        )
        first = pdf.pages[0].obj
        first.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(B=pdf.make_indirect(image)))
        body = content + b" q 200 0 0 40 90 400 cm /B Do Q"
        first.Contents = pdf.make_indirect(pikepdf.Stream(pdf, body))
    pdf.save(path, deterministic_id=True)
    return path


def cover(**changes: object) -> Cover:
    held = {"title": "示例案卷", "author": "示例担保", "lang": "zh-Hans", "day": DAY, **changes}
    return Cover(**held)  # type: ignore[arg-type]  # by name


def bound(parts: list[Part], target: Path, **changes: object) -> Bound:
    """The parts bound into a volume of this name."""
    return bind(parts, target, cover(**changes), fonts(), inked=corner)


def corner(part: Part) -> tuple[bool, ...]:
    return inked(part.pdf, fsio.sha256_of(part.pdf))
