"""Pictures taken in: upright, whole, in the right colours, and without what the camera wrote down."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from exhibit_files import A4, drawn, is_whole, png, text
from PIL import Image, ImageCms, ImageDraw, ImageOps

from noticegen.exhibits import Fate, Taken, take_in
from noticegen.exhibits.pictures import stripped

CORNERS = ((220, 30, 30), (30, 160, 30), (30, 30, 220), (240, 240, 40))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the module."""
    return tmp_path_factory.mktemp("cache")


def taken(data: bytes, folder: Path, cache: Path, name: str = "照片.jpg") -> Taken:
    """A picture file taken in, its copy looked over."""
    (folder / "in").write_bytes(data)
    found = take_in(folder / "in", name, cache)
    is_whole(found)
    return found


def four(size: tuple[int, int] = (240, 160)) -> Image.Image:
    """A picture whose four corners have four colours."""
    image = Image.new("RGB", size)
    w, h = size[0] // 2, size[1] // 2
    draw = ImageDraw.Draw(image)
    for n, colour in enumerate(CORNERS):
        x, y = n % 2 * w, n // 2 * h
        draw.rectangle((x, y, x + w, y + h), colour)
    return image


def seen_corners(path: Path, page: int = 0) -> list[tuple[int, int, int]]:
    """The colours at the corners of the picture on a page, from the top left."""
    image = drawn(path, page)
    box = ImageOps.invert(image.convert("L")).getbbox()
    assert box is not None
    left, top, right, bottom = box
    dx, dy = (right - left) // 4, (bottom - top) // 4
    spots = ((left + dx, top + dy), (right - dx, top + dy), (left + dx, bottom - dy), (right - dx, bottom - dy))  # fmt: skip
    return [nearest(image.getpixel(spot)) for spot in spots]  # type: ignore[arg-type]


def nearest(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """The corner colour that is meant."""
    best = min(CORNERS, key=lambda c: sum(abs(a - b) for a, b in zip(c, colour, strict=True)))
    assert sum(abs(a - b) for a, b in zip(best, colour, strict=True)) < 60
    return best


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_every_orientation_comes_out_upright(kind: str, turn: int, tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """The eight EXIF orientations, mirrored ones too, look as a viewer that knows EXIF shows them."""
    exif = Image.Exif()
    exif[274] = turn
    data = png(four(), kind, exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    w, h = upright.size
    want = [nearest(upright.getpixel((x, y))) for y in (h // 4, 3 * h // 4) for x in (w // 4, 3 * w // 4)]  # type: ignore[arg-type]  # fmt: skip

    found = taken(data, tmp_path, cache)

    assert seen_corners(found.copy) == want
    assert (drawn(found.copy).size[0] > 800) == (w > h)


def test_a_jpeg_is_not_made_anew_and_tells_nothing_of_place_and_time(tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """The picture data are those of the file; EXIF (position, camera), comments and thumbnails are gone."""
    exif = Image.Exif()
    exif[271] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    data = png(four(), "JPEG", exif=exif, comment=b"SECRETREMARK", quality=90)

    found = taken(data, tmp_path, cache)

    assert (found.fate, found.media, found.transforms) == (Fate.OK, "image/jpeg", ())
    with pikepdf.open(found.copy) as copy:
        kept = copy.pages[0].obj.Resources.XObject.Im.read_raw_bytes()
    assert b"SECRET" in data and b"SECRET" not in kept and b"Exif" not in kept
    assert data.endswith(kept[-300:])
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_stripping_keeps_what_decoding_needs() -> None:
    """JFIF and Adobe marks stay; a file that is no run of segments is left as it is."""
    made = b"\xff\xd8" + b"\xff\xe0\0\x07JFIF\0" + b"\xff\xe1\0\x04ab" + b"\xff\xee\0\x04cd" + b"\xff\xda\0\x02xx\xff\xd9tail"  # fmt: skip

    assert stripped(made) == b"\xff\xd8" + b"\xff\xe0\0\x07JFIF\0" + b"\xff\xee\0\x04cd" + b"\xff\xda\0\x02xx\xff\xd9"  # fmt: skip
    assert stripped(b"\xff\xd8nonsense") == b"\xff\xd8nonsense"


def test_cmyk_is_shown_in_its_colours(tmp_path: Path, cache: Path) -> None:
    """A CMYK JPEG becomes RGB with the colours a viewer shows."""
    found = taken(png(four().convert("CMYK"), "JPEG"), tmp_path, cache)

    assert "converted from CMYK" in found.transforms
    assert seen_corners(found.copy) == list(CORNERS)


def test_a_colour_profile_is_heeded(tmp_path: Path, cache: Path) -> None:
    """A picture in another colour space than sRGB is converted by its profile."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ"))
    data = png(four(), "PNG", icc_profile=lab.tobytes())

    assert taken(data, tmp_path, cache).fate is Fate.OK


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_pictures_of_every_mode(mode: str, tmp_path: Path, cache: Path) -> None:
    """Bilevel, grey, palette, transparent and sixteen-bit pictures are shown; transparency is white."""
    if mode == "I;16":
        image = Image.new(mode, (100, 100), 40_000)
    else:
        image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
        image.paste((0, 0, 0, 255), (25, 25, 75, 75))
        ground = Image.new("RGBA", image.size, "white")
        image = image.convert(mode) if mode in ("LA", "RGBA") else Image.alpha_composite(ground, image).convert(mode)  # fmt: skip

    found = taken(png(image), tmp_path, cache)

    page = drawn(found.copy)
    middle = page.getpixel((page.size[0] // 2, page.size[1] // 2))
    beside = page.getpixel((page.size[0] // 2 - 32, page.size[1] // 2))
    assert middle == ((155, 155, 155) if mode == "I;16" else (0, 0, 0))
    assert beside == ((155, 155, 155) if mode == "I;16" else (255, 255, 255))


def test_a_bomb_is_refused_by_its_header(tmp_path: Path, cache: Path) -> None:
    """A PNG that says it has 1.6 thousand million pixels is never unpacked: too large, and shown as a page."""
    found = taken(_header_only(40_000, 40_000), tmp_path, cache, "bomb.png")

    assert (found.fate, found.pages) == (Fate.TOO_LARGE, 1)
    assert "像素" in found.note.zh
    assert "bomb.png" in text(found.copy)


def _header_only(wide: int, high: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))  # fmt: skip

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_very_large_scan_is_reduced(tmp_path: Path, cache: Path) -> None:
    """A hundred million black-and-white pixels fit; on the page they have 300 dpi."""
    image = Image.new("1", (10_000, 10_000), 1)
    image.paste(0, (4000, 4000, 6000, 6000))

    found = taken(png(image), tmp_path, cache)

    assert "reduced to 300 dpi" in found.transforms
    with pikepdf.open(found.copy) as copy:
        assert int(copy.pages[0].obj.Resources.XObject.Im.Width) <= 2200
    page = drawn(found.copy)
    assert page.getpixel((page.size[0] // 2, page.size[1] // 2)) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_truncated_picture_is_noticed(kind: str, tmp_path: Path, cache: Path) -> None:
    """A picture whose end is missing is damaged, even where a decoder would show the rest as grey."""
    noise = Image.effect_noise((300, 300), 80)
    data = png(noise, kind)

    found = taken(data[: len(data) // 2], tmp_path, cache)

    assert found.fate is Fate.DAMAGED
    assert "不完整" in found.note.zh


def test_each_page_of_a_tiff_is_a_page(tmp_path: Path, cache: Path) -> None:
    """A fax of three pages has three, in order, one of them on its side."""
    pages = [four(), four((160, 240)), Image.new("RGB", (100, 100), CORNERS[2])]
    data = png(pages[0], "TIFF", save_all=True, append_images=pages[1:])

    found = taken(data, tmp_path, cache)

    assert found.pages == 3
    assert [drawn(found.copy, n).size[0] > 800 for n in range(3)] == [True, False, False]
    assert set(seen_corners(found.copy, 2)) == {CORNERS[2]}


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "MPO"])
def test_of_several_pictures_the_first_is_shown(kind: str, tmp_path: Path, cache: Path) -> None:
    """Of an animation or a phone's double picture the first is the exhibit; of an animation it is said."""
    second = Image.new("RGB", (240, 160), CORNERS[0])
    data = png(four(), kind, save_all=True, append_images=[second])

    found = taken(data, tmp_path, cache)

    assert found.pages == 1
    assert "first picture only" in found.transforms
    assert ("第1帧" in found.note.zh) == (kind != "MPO")
    assert seen_corners(found.copy) == list(CORNERS)


def test_a_scan_of_a4_fills_the_page_and_a_photo_keeps_its_margins(tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """A picture that says it is A4 fills the page; others stand within the margins; small ones stay small."""
    grey = Image.new("L", (1654, 2339), 60)
    scan = taken(png(grey, "JPEG", dpi=(200, 200)), tmp_path, cache)
    photo = taken(png(grey, "JPEG", dpi=(72, 72)), tmp_path, cache)
    icon = taken(png(Image.new("L", (50, 50), 60)), tmp_path, cache)

    assert _filled(scan) > 0.99
    assert 0.7 < _filled(photo) < 0.9
    assert abs(_filled(icon) - 36 * 36 / (A4[0] * A4[1])) < 0.001


def _filled(found: Taken) -> float:
    with pikepdf.open(found.copy) as copy:
        (matrix,) = [c.operands for c in pikepdf.parse_content_stream(copy.pages[0]) if str(c.operator) == "cm"]  # fmt: skip
        return abs(float(matrix[0]) * float(matrix[3])) / (A4[0] * A4[1])


def test_a_picture_that_begins_with_words_is_a_picture(tmp_path: Path, cache: Path) -> None:
    """A FITS file looks like text at first; what cannot be decoded as text is tried as a picture."""
    cards = ("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 90", "NAXIS2  = 90", "END")
    head = "".join(card.ljust(80) for card in cards).ljust(2880).encode()

    found = taken(head + b"\xff" * 8100, tmp_path, cache)

    assert (found.fate, found.media) == (Fate.OK, "image/x-fits")


def test_heic_is_said_to_need_another_format(tmp_path: Path, cache: Path) -> None:
    """Without a library for it a HEIC picture gets a page that says to save it as JPEG."""
    found = taken(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, tmp_path, cache)

    assert (found.fate, found.media) == (Fate.UNSUPPORTED, "image/heic")
    assert "JPEG" in found.note.zh


def test_pictures_are_reproducible(tmp_path: Path) -> None:
    """The same picture gives the same copy, byte for byte."""
    (tmp_path / "in").write_bytes(png(four()))

    one = take_in(tmp_path / "in", "a", tmp_path / "one")
    other = take_in(tmp_path / "in", "b", tmp_path / "other")

    assert one.copy.read_bytes() == other.copy.read_bytes()
