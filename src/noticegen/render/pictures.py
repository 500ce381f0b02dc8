"""Pictures in a print stream: drawn as stand-ins, put in once at the end.

The press would unpack and pack a seal again for each letter, which takes five times as long as the
letter. So the layout is given a stand-in of the same size: an SVG that stretches a picture of four
pixels, whose colour is its number. In the finished stream each of these becomes a reference to the
one real picture.
"""

from __future__ import annotations

import base64
import io
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

MARK = 0x4E  # the third colour of every stand-in
EDGE = 2  # pixels


@dataclass
class Pictures:
    """The pictures of one stream in the order in which they were first asked for."""

    _numbers: dict[bytes, int] = field(default_factory=dict)
    _sizes: list[tuple[int, int]] = field(default_factory=list)

    def stand_in(self, data: bytes) -> bytes:
        """An SVG to be laid out instead of the PNG or JPEG `data`. Raises OSError if that is neither."""
        number = self._numbers.get(data)
        if number is None:
            number = len(self._sizes)
            self._sizes.append(_opened(data).size)
            self._numbers[data] = number
        width, height = self._sizes[number]
        dot = base64.b64encode(_dot((number >> 8, number & 255, MARK))).decode()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            f'<image href="data:image/png;base64,{dot}" width="{width}" height="{height}" '
            'preserveAspectRatio="none"/></svg>'
        ).encode()

    def put_in(self, pdf: Any) -> None:
        """Replace the stand-ins in `pdf` (of pikepdf) by the pictures, each of them once."""
        if not self._numbers:
            return
        real = [_embedded(pdf, data) for data in self._numbers]
        for page in pdf.pages:
            shown = page.obj.get("/Resources", {}).get("/XObject", {})
            for name in list(shown.keys()):
                number = _number(shown[name])
                if number is not None:
                    shown[name] = real[number]


def _opened(data: bytes) -> Any:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        return ImageOps.exif_transpose(image)


def _dot(colour: tuple[int, int, int]) -> bytes:
    """A PNG of EDGE × EDGE pixels of one colour."""
    row = b"\0" + bytes(colour) * EDGE

    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", EDGE, EDGE, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * EDGE)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _number(image: Any) -> int | None:
    """Which picture `image` stands for; None if it is no stand-in."""
    if image.get("/Subtype") != "/Image" or int(image.Width) != EDGE or int(image.Height) != EDGE:
        return None
    pixels = bytes(image.read_bytes())
    if len(pixels) != 3 * EDGE * EDGE or pixels != pixels[:3] * EDGE * EDGE or pixels[2] != MARK:
        return None
    return (pixels[0] << 8) + pixels[1]


def _embedded(pdf: Any, data: bytes) -> Any:
    """The image object of a picture in `pdf`, with its transparency."""
    image = _opened(data).convert("RGBA")
    alpha = image.getchannel("A")
    made = _stream(pdf, image.size, image.convert("RGB").tobytes(), "/DeviceRGB")
    if alpha.getextrema() != (255, 255):
        made.SMask = _stream(pdf, image.size, alpha.tobytes(), "/DeviceGray")
    return pdf.make_indirect(made)


def _stream(pdf: Any, size: tuple[int, int], pixels: bytes, space: str) -> Any:
    from pikepdf import Name, Stream

    return Stream(
        pdf, zlib.compress(pixels), Type=Name.XObject, Subtype=Name.Image, Width=size[0],
        Height=size[1], ColorSpace=Name(space), BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
