"""Pictures as objects of a PDF: without loss where that is no larger, else as JPEG."""

from __future__ import annotations

import io
import struct
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

QUALITY = 88  # of JPEG
_SPACES = {
    "1": (Name.DeviceGray, 1, 1),
    "L": (Name.DeviceGray, 8, 1),
    "RGB": (Name.DeviceRGB, 8, 3),
}
LOSSLESS = 400_000  # bytes; a larger picture is kept without loss only if JPEG is no smaller


def plain(image: Any) -> Any:
    """The picture in one of the modes 1, L, RGB: transparency on white, CMYK and all else converted."""
    from PIL import Image

    if image.mode in _SPACES and "transparency" not in image.info:
        return image
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        return _stretched(image)
    if "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info:
        over = image.convert("RGBA")
        ground = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(ground, over).convert("RGB")
    return image.convert("RGB")


def _stretched(image: Any) -> Any:
    """A picture of more than eight bits: its darkest value becomes black, its lightest white, unless
    it uses the whole range of sixteen bits."""
    wide = image.convert("F")
    low, high = wide.getextrema()
    if image.mode.startswith("I;16") and high > 255:  # sixteen bits in use
        low, high = 0, 65_535
    scale = 255 / (high - low) if high > low else 1
    return wide.point(lambda v: v * scale - low * scale).convert("L")


def embed(pdf: pikepdf.Pdf, image: Any) -> pikepdf.Object:
    """A picture of mode 1, L or RGB as an image XObject."""
    lossless = _png_data(image)
    if image.mode != "1" and (image.mode == "L" or len(lossless) > LOSSLESS):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=False)
        if len(out.getvalue()) < len(lossless):
            return jpeg(pdf, out.getvalue(), image.size, image.mode)
    space, bits, colours = _SPACES[image.mode]
    wide, high = image.size
    stream = pdf.make_stream(lossless)
    stream.update(Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high, ColorSpace=space,
        BitsPerComponent=bits, Filter=Name.FlateDecode,
        DecodeParms=Dictionary(Predictor=15, Colors=colours, BitsPerComponent=bits, Columns=wide),
    ))  # fmt: skip
    return stream


def jpeg(pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], mode: str) -> pikepdf.Object:
    """The bytes of a JPEG file (mode L or RGB) as an image XObject, without what is not the picture."""
    stream = pdf.make_stream(stripped(data))
    stream.update(Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1],
        ColorSpace=_SPACES[mode][0], BitsPerComponent=8, Filter=Name.DCTDecode,
    ))  # fmt: skip
    return stream


def _png_data(image: Any) -> bytes:
    """The compressed rows, as a PNG file and a PDF both write them."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    data, at, parts = out.getvalue(), 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(parts)


def stripped(data: bytes) -> bytes:
    """A JPEG without comments, EXIF (place, time, thumbnail), profiles and what follows its end.

    Kept are the marks that tell how to decode it: JFIF (APP0 "JFIF") and Adobe (APP14)."""
    out, at = bytearray(data[:2]), 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:  # no marker where one must be: leave the rest alone
            break
        mark = data[at + 1]
        if mark == 0xFF:  # padding
            at += 1
            continue
        if mark == 0xDA:  # the picture itself
            end = data.rfind(b"\xff\xd9")
            return bytes(out + data[at : end + 2 if end > at else len(data)])
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at : at + 2 + length]
        keep = not (0xE0 <= mark <= 0xEF or mark == 0xFE)  # APPn, comment
        if keep or mark == 0xEE or (mark == 0xE0 and body[4:9] == b"JFIF\0"):
            out += body
        at += 2 + length
    return bytes(out + data[at:])


def page_of(
    pdf: pikepdf.Pdf,
    paper: tuple[float, float],
    picture: pikepdf.Object,
    matrix: tuple[float, ...],
) -> pikepdf.Page:
    """Add a page of `paper` that shows `picture` (a unit square) through `matrix`."""
    page = pdf.add_blank_page(page_size=paper)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=picture))
    page.obj.Contents = pdf.make_stream(b"q %s cm /Im Do Q" % numbers(matrix))
    page.obj.MediaBox = Array([0, 0, *(round(v, 3) for v in paper)])
    return page


def numbers(values: tuple[float, ...]) -> bytes:
    """Numbers as content streams write them."""
    return b" ".join((b"%.4f" % v).rstrip(b"0").rstrip(b".") for v in values)
