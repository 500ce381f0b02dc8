"""Pictures of a clean copy that are finer than a court takes, made coarser: never finer, never elsewhere.

A picture drawn in several places is as fine as its largest drawing needs. Its colours stay in the space
they are in; black and white stays black and white. What cannot be read here, or would look otherwise
afterwards, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Matrix, Name, Object, Stream

from noticegen.exhibits import archive, pictures, raster

MARGIN = 1.05  # that much finer is let pass
DEEP = 8  # forms within forms
LOOK = 48  # dpi at which a page is compared with what it was
APART = 4.0  # of 255: how far its shades may lie apart on the whole
SPOT = 48.0  # of 255: and any eighth of an inch of it
_MODES = {"1": 1, "L": 1, "RGB": 3}  # what is resampled, and the components of its space
_SPACES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/CalGray": 1, "/CalRGB": 3}
GRID = 8  # pixels over which dots blend into a shade
Size = tuple[int, int]


def coarsened(path: Path, dpi: int) -> bytes | None:
    """The PDF at `path` with no picture finer than `dpi`, as PDF/A-2b; None when none is finer, or none of
    those could be made coarser."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the process is bounded
    with raster.opened(path) as document:
        if not any(_finest(page) > dpi * MARGIN for page in document):
            return None
    with pikepdf.open(path) as pdf:
        wanted = _wanted(pdf, dpi)
        changed = [one for one, size in wanted.values() if _resample(pdf, one, size)]
        if not changed:
            return None
        try:
            data = archive.written(pdf)
        except ValueError:
            return None
    return data if _alike(path, data) else None


def _finest(page: Any) -> float:
    """The highest resolution of the pictures on one of pdfium's pages."""
    from pypdfium2 import raw

    found = [0.0]
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=DEEP):
        held = thing.get_metadata()
        found.append(min(held.horizontal_dpi, held.vertical_dpi))
    return max(found)


def _wanted(pdf: pikepdf.Pdf, dpi: int) -> Mapping[tuple[int, int], tuple[Stream, Size]]:
    """The pictures that are too fine, and the size in pixels that their largest drawing needs."""
    largest: dict[tuple[int, int], tuple[Stream, float, float]] = {}
    for page in pdf.pages:
        for picture, wide, high in _drawn(page.obj, Matrix(), 0):
            _, w, h = largest.get(picture.objgen, (picture, 0.0, 0.0))
            largest[picture.objgen] = picture, max(w, wide), max(h, high)
    found = {}
    for place, (picture, wide, high) in largest.items():
        own = int(picture.get(Name.Width, 0)), int(picture.get(Name.Height, 0))
        most = wide / 72 * dpi, high / 72 * dpi
        if min(most) > 0 and all(n > m * MARGIN for n, m in zip(own, most, strict=True)):
            share = max(m / n for n, m in zip(own, most, strict=True))  # both ways alike
            found[place] = picture, (max(1, int(own[0] * share)), max(1, int(own[1] * share)))
    return found


def _drawn(holder: Any, at: Matrix, depth: int) -> Iterator[tuple[Stream, float, float]]:
    """Each picture that a page or form draws, with the width and height of it in points."""
    from pikepdf.models.ctm import get_objects_with_ctm

    known = holder.get(Name.Resources, {}).get(Name.XObject, {})
    for name, matrix in get_objects_with_ctm(holder, at):
        thing = known.get(name)
        if not isinstance(thing, Stream):
            continue
        if thing.get(Name.Subtype) == Name.Image:
            wide = (matrix.a**2 + matrix.b**2) ** 0.5
            high = (matrix.c**2 + matrix.d**2) ** 0.5
            yield thing, wide, high
        elif thing.get(Name.Subtype) == Name.Form and depth < DEEP:
            own = Matrix(*(float(v) for v in thing.get(Name.Matrix, [1, 0, 0, 1, 0, 0])))
            yield from _drawn(thing, own @ matrix, depth + 1)


def _resample(pdf: pikepdf.Pdf, picture: Stream, size: Size) -> bool:
    """Make one picture coarser in place; False when it is not of a kind that can be."""
    from PIL import Image

    image = None if _special(picture) else _read(picture)
    if image is None or _MODES.get(image.mode) != _components(picture.get(Name.ColorSpace)):
        return False
    shades = image.convert("L") if image.mode == "1" else image
    less = shades.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    made: Any = pictures.embed(pdf, _black_and_white(less) if image.mode == "1" else less)
    picture.write(
        made.read_raw_bytes(), filter=made.Filter, decode_parms=made.get(Name.DecodeParms)
    )
    picture.Width, picture.Height = size
    picture.BitsPerComponent = made.BitsPerComponent
    return True


def _read(picture: Stream) -> Any:
    """The samples of a picture without its mask; None where there is no decoder, or its data is broken."""
    masks = {key: picture[key] for key in (Name.SMask, Name.Mask) if key in picture}
    for key in masks:
        del picture[key]
    try:
        image = pikepdf.PdfImage(picture).as_pil_image()
        image.load()
    except Exception:  # noqa: BLE001  # decoders raise whatever they like
        return None
    finally:
        for key, mask in masks.items():
            picture[key] = mask
    return image


def _black_and_white(shades: Any) -> Any:
    """In black and white, where that looks the same; a grid of dots that stood for shades becomes grey."""
    from PIL import ImageChops

    plain = shades.point(lambda v: 255 if v >= 128 else 0)
    apart: Any = ImageChops.difference(plain.reduce(GRID), shades.reduce(GRID)).getextrema()
    return plain.convert("1") if apart[1] < SPOT else shades


def _special(picture: Stream) -> bool:
    """A stencil, inverted, seen through a colour, or blended with its mask: resampled it would be another
    picture."""
    mask, soft = picture.get(Name.Mask), picture.get(Name.SMask)
    return (
        bool(picture.get(Name.ImageMask, False))
        or Name.Decode in picture
        or (mask is not None and not isinstance(mask, Stream))
        or (isinstance(soft, Stream) and Name.Matte in soft)
        or Name.SMaskInData in picture
    )


def _components(space: Any) -> int:
    """How many components a grey or RGB space has; 0 for any other."""
    if isinstance(space, pikepdf.Array) and len(space) > 1:
        if space[0] == Name.ICCBased and isinstance(space[1], Stream):
            return int(space[1].get(Name.N, 0))
        return _SPACES.get(str(space[0]), 0)
    return _SPACES.get(str(space), 0) if isinstance(space, Object) else 0


def _alike(before: Path, after: bytes) -> bool:
    """Whether every page looks as it did."""
    from PIL import ImageChops, ImageStat

    with raster.opened(before) as old, raster.opened(after) as new:
        if len(old) != len(new):
            return False
        for one, other in zip(old, new, strict=True):
            pair = [page.render(scale=LOOK / 72).to_pil().convert("RGB") for page in (one, other)]
            apart = ImageChops.difference(*pair)
            spots: Any = apart.reduce(LOOK // 8).getextrema()
            worst = max(bounds[1] for bounds in spots)
            if max(ImageStat.Stat(apart).mean) > APART or worst > SPOT:
                return False
    return True
