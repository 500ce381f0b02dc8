"""Pictures → one upright A4 page each, in PDF/A-2b, without the place and time a camera wrote down."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from noticegen.exhibits import archive, pictures
from noticegen.exhibits.paper import A4
from noticegen.exhibits.taken import Fate, Made, Unshowable
from noticegen.text import NOTHING, Text

MOST_BYTES = 600 << 20  # of one picture, unpacked
MOST_PAGES = 2_000
MOST_DPI = 300  # on the page
LEAST_DPI = 100  # a small picture is not blown up beyond this
MARGIN = 36.0  # points
SCAN = 0.05  # a picture whose own size is this near to A4 fills the page
TURNED = (5, 6, 7, 8)  # EXIF orientations that swap width and height
FIRST_ONLY = {"GIF", "MPO", "WEBP", "PNG", "AVIF", "FLI", "ICO", "ICNS", "CUR"}
NEVER = {
    "PDF",
    "EPS",
    "WMF",
    "MPEG",
    "HDF5",
    "GRIB",
    "BUFR",
}  # need another program, or are no pictures

# Where the unit square of the picture goes in the unit square of the upright one.
_UPRIGHT = {
    1: (1, 0, 0, 1, 0, 0), 2: (-1, 0, 0, 1, 1, 0), 3: (-1, 0, 0, -1, 1, 1), 4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1), 6: (0, -1, 1, 0, 0, 1), 7: (0, 1, 1, 0, 0, 0), 8: (0, 1, -1, 0, 1, 0),
}  # fmt: skip

DAMAGED = Text("图片已损坏或不完整", "the picture is damaged or incomplete")
BOMB = Text("图片过大（像素过多）", "the picture is too large (too many pixels)")
MANY = Text(f"图片超过{MOST_PAGES}页", f"more than {MOST_PAGES} pictures in one file")
UNKNOWN = Text("无法识别的文件格式", "a format that is not known")
HEIC = Text("HEIC 图片：请另存为 JPEG", "a HEIC picture: save it as JPEG")


def take(path: Path, heic: bool = False) -> Made:
    """The copy of the picture(s) in the file at `path`. Raises Unshowable."""
    from PIL import Image, ImageFile, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the layout engine switches it on for its own pictures
    Image.MAX_IMAGE_PIXELS = None  # our own bound is in bytes, and looked at before unpacking
    Image.init()
    if heic and not _heic_opener():
        raise Unshowable(Fate.UNSUPPORTED, HEIC)
    formats = [name for name in Image.OPEN if name not in NEVER]
    warnings.simplefilter("ignore")
    try:
        image = Image.open(path, formats=formats)
    except UnidentifiedImageError:
        raise Unshowable(Fate.UNSUPPORTED, UNKNOWN) from None
    except Exception:  # noqa: BLE001  # decoders raise whatever they like
        raise Unshowable(Fate.DAMAGED, DAMAGED) from None
    with image:
        return _pages(path, image)


def _heic_opener() -> bool:
    try:
        from pillow_heif import register_heif_opener  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return False
    register_heif_opener()
    return True


def _pages(path: Path, image: Any) -> Made:
    kind = str(image.format)
    steps: list[str] = []
    notes: list[Text] = []
    pdf = pikepdf.new()
    frames = _count(image)
    first_only = kind in FIRST_ONLY and frames > 1
    if first_only:
        steps.append("first picture only")
        if kind != "MPO":
            notes.append(Text(f"动态图片，共{frames}帧，此处为第1帧", f"an animation of {frames} frames; this is the first"))  # fmt: skip
    if not first_only and frames > MOST_PAGES:
        raise Unshowable(Fate.TOO_LARGE, MANY)
    lost = []
    for number, frame in _frames(image, 1 if first_only else frames):
        if frame is None or not _page(pdf, path, frame, steps):
            lost.append(number)
    if not len(pdf.pages):
        raise Unshowable(Fate.DAMAGED, DAMAGED)
    fate = Fate.OK
    if lost:
        fate = Fate.REPAIRED
        said = ", ".join(map(str, lost))
        notes.append(
            Text(f"第{said}幅已损坏，未能显示", f"picture {said} is damaged and not shown")
        )
    note = (
        Text("；".join(n.zh for n in notes), "; ".join(n.en for n in notes)) if notes else NOTHING
    )
    with pdf:
        media = _media(kind)
        return Made(archive.written(pdf), fate, tuple(steps), note, media=media)


def _media(kind: str) -> str:
    from PIL import Image

    if kind == "MPO":
        return "image/jpeg"
    return str(Image.MIME.get(kind, f"image/x-{kind.lower()}"))


def _count(image: Any) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:  # noqa: BLE001  # a broken list of frames
        return 1


def _frames(image: Any, count: int) -> Iterator[tuple[int, Any]]:
    """Number (from 1) and picture; None for one that cannot be found."""
    for n in range(count):
        if n:
            try:
                image.seek(n)
            except Exception:  # noqa: BLE001  # decoders raise whatever they like
                yield n + 1, None
                continue
        yield n + 1, image


def _page(pdf: pikepdf.Pdf, path: Path, image: Any, steps: list[str]) -> bool:
    """Add the page of one picture; False when the picture is damaged. Raises Unshowable for bombs."""
    wide, high = image.size
    if wide * high * max(1, len(image.getbands())) > MOST_BYTES:
        raise Unshowable(Fate.TOO_LARGE, BOMB)
    try:
        image.load()
        turn = _orientation(image)
        dpi = _dpi(image)
        paper, area = _area(wide, high, turn, dpi)
        drawn = _embedded(pdf, path, image, turn, area, steps)
    except MemoryError:
        raise Unshowable(Fate.TOO_LARGE, BOMB) from None
    except Exception:  # noqa: BLE001  # decoders raise whatever they like
        return False
    left, bottom, right, top = area
    a, b, c, d, e, f = _UPRIGHT[turn]
    w, h = right - left, top - bottom
    matrix = (a * w, b * h, c * w, d * h, e * w + left, f * h + bottom)
    if turn != 1:
        _once(steps, f"turned upright (EXIF orientation {turn})")
    pictures.page_of(pdf, paper, drawn, matrix)
    return True


def _once(steps: list[str], step: str) -> None:
    if step not in steps:
        steps.append(step)


def _orientation(image: Any) -> int:
    """The EXIF orientation, 1 to 8; 1 when it is missing or broken. TIFF and WebP have it too."""
    if image.format == "TIFF":  # libtiff has turned it already where it could
        value = getattr(image, "tag_v2", {}).get(274, 1)
        return 1 if image.size != getattr(image, "_size", image.size) else _valid(value)
    try:
        return _valid(image.getexif().get(274, 1))
    except Exception:  # noqa: BLE001  # broken EXIF: the picture stands as it is
        return 1


def _valid(value: object) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _dpi(image: Any) -> tuple[float, float] | None:
    try:
        x, y = (float(v) for v in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (x, y) if 60 < x <= 1_300 and 60 < y <= 1_300 else None  # believable


def _area(
    wide: int, high: int, turn: int, dpi: tuple[float, float] | None
) -> tuple[tuple[float, float], tuple[float, float, float, float]]:
    """Paper and place of a picture: a scan of an A4 sheet fills it, others stand within the margins."""
    if turn in TURNED:
        wide, high = high, wide
        dpi = (dpi[1], dpi[0]) if dpi else None
    paper = (A4[1], A4[0]) if wide > high else A4
    if dpi:
        size = wide / dpi[0] * 72, high / dpi[1] * 72
        if all(abs(s - p) <= p * SCAN for s, p in zip(size, paper, strict=True)):
            scale = min(paper[0] / size[0], paper[1] / size[1], 1)
            return paper, _centred(paper, size[0] * scale, size[1] * scale)
    square = (dpi[0] / dpi[1]) if dpi else 1.0
    w, h = float(wide), high * square
    room = paper[0] - 2 * MARGIN, paper[1] - 2 * MARGIN
    scale = min(room[0] / w, room[1] / h, 72 / LEAST_DPI)
    return paper, _centred(paper, w * scale, h * scale)


def _centred(paper: tuple[float, float], w: float, h: float) -> tuple[float, float, float, float]:
    w, h = max(w, 0.5), max(h, 0.5)
    left, bottom = (paper[0] - w) / 2, (paper[1] - h) / 2
    return left, bottom, left + w, bottom + h


def _embedded(  # noqa: PLR0917  # a picture, its file, its place
    pdf: pikepdf.Pdf, path: Path, image: Any, turn: int, area: Any, steps: list[str]
) -> pikepdf.Object:
    """The picture as an object: the bytes of the JPEG where they will do, else made anew."""
    from PIL import Image

    w, h = area[2] - area[0], area[3] - area[1]
    if turn in TURNED:
        w, h = h, w
    most = max(1, round(w / 72 * MOST_DPI)), max(1, round(h / 72 * MOST_DPI))
    wide, high = image.size
    small = wide <= most[0] * 1.05 and high <= most[1] * 1.05
    as_is = image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB") and small
    if as_is and not _own_colours(image):
        data = path.read_bytes()
        if image.format == "MPO":
            data = data[: _end_of_first(data)]
        return pictures.jpeg(pdf, data, image.size, image.mode)
    converted = _srgb(image, steps)
    if converted.mode != image.mode:
        _once(steps, f"converted from {image.mode}")
    if not small:
        ground = converted.convert("L") if converted.mode == "1" else converted
        converted = ground.resize((min(wide, most[0]), min(high, most[1])), Image.Resampling.LANCZOS, reducing_gap=2.0)  # fmt: skip
        _once(steps, f"reduced to {MOST_DPI} dpi")
    return pictures.embed(pdf, converted)


def _end_of_first(data: bytes) -> int:
    """Where the first picture of an MPO ends: before the next one begins."""
    second = data.find(b"\xff\xd9\xff\xd8\xff", 2)
    return len(data) if second < 0 else second + 2


def _own_colours(image: Any) -> bool:
    """Whether the picture brings a colour profile other than sRGB."""
    profile = image.info.get("icc_profile")
    return bool(profile) and b"sRGB" not in profile[:4096] and b"s\0R\0G\0B" not in profile[:8192]


def _srgb(image: Any, steps: list[str]) -> Any:
    """The picture in sRGB (or grey), by its own profile if it has one that can be used."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK") and (image.mode == "CMYK" or _own_colours(image)):
        from PIL import ImageCms

        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except Exception:  # noqa: BLE001  # a broken profile: its numbers are taken as they are
            return pictures.plain(image)
        _once(steps, "colours converted to sRGB")
        return turned
    return pictures.plain(image)
