"""Pictures finer than a court takes are made coarser in its copy: to the limit, never finer, no other look."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import bundle_desk as on_desk
import pikepdf
import pypdfium2
import pytest
from packet_cases import recourse_case
from pikepdf import Array, Dictionary
from PIL import Image, ImageChops, ImageDraw, ImageStat
from test_bundle_story import few_papers, quick  # noqa: F401  # fixture: quick exhibits

from noticegen import fsio
from noticegen.bundle import build
from noticegen.bundle.archival import verdict
from noticegen.bundle.look import look
from noticegen.exhibits import Taken, archive, coarsen, pictures, take_in
from noticegen.exhibits.coarser import coarsened

INCH = 72.0


def scan(mode: str, dpi: int, inches: tuple[float, float] = (4, 3)) -> Image.Image:
    """A picture with strokes, a slope of shades and a red seal, of so many dots an inch."""
    wide, high = (round(v * dpi) for v in inches)
    image = Image.new("RGB", (wide, high), "white")
    draw = ImageDraw.Draw(image)
    for n in range(12):
        draw.line((wide * n // 14, 0, wide * n // 12, high), fill=(20, 20, 60), width=dpi // 40)
    if mode != "1":
        slope = Image.linear_gradient("L").resize((wide // 3, high // 2))
        image.paste(
            ImageChops.add(slope, Image.effect_noise(slope.size, 40), 2), (wide // 8, high // 3)
        )
    draw.ellipse((wide // 2, high // 3, wide * 4 // 5, high * 4 // 5), outline=(200, 20, 20), width=dpi // 12)  # fmt: skip
    return image.convert("L").point(lambda v: v // 128 * 255).convert("1") if mode == "1" else image.convert(mode)  # fmt: skip


def copy_of(path: Path, *drawn: tuple[Any, tuple[float, float]], twice: bool = False) -> Path:
    """A clean copy with a page that draws these pictures in these sizes (inches); `twice`: the first one
    also three times as large."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595.28, 841.89)).obj
    objects, words = Dictionary(), b""
    for n, (image, (w, h)) in enumerate(drawn):
        made = pictures.embed(pdf, image) if isinstance(image, Image.Image) else image(pdf)
        objects[f"/I{n}"] = made
        words += b"q %.3f 0 0 %.3f 40 %d cm /I%d Do Q\n" % (w * INCH, h * INCH, 60 + 230 * n, n)
    if twice:
        w, h = drawn[0][1]
        words += b"q %.3f 0 0 %.3f 40 400 cm /I0 Do Q\n" % (w * 3 * INCH, h * 3 * INCH)
    page.Resources = Dictionary(XObject=objects)
    page.Contents = pdf.make_stream(words)
    path.write_bytes(archive.written(pdf))
    return path


def finest(data: Path | bytes, to: Path) -> float:
    """The resolution of the first page as the linter sees it."""
    if isinstance(data, bytes):
        to.write_bytes(data)
        data = to
    return look(data, "2b", proven=True).pages[0].dpi


def apart(one: Path, other: bytes) -> float:
    """How far the pages lie apart, of 255."""
    seen = [pypdfium2.PdfDocument(x)[0].render(scale=1).to_pil().convert("RGB") for x in (one, other)]  # fmt: skip
    return max(ImageStat.Stat(ImageChops.difference(*seen)).mean)


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_a_fine_scan_comes_down_to_the_limit(mode: str, tmp_path: Path) -> None:
    """600 dots an inch become 300, grey stays grey and black and white black and white; it is PDF/A, no
    larger, and looks as it did."""
    given = copy_of(tmp_path / "a.pdf", (scan(mode, 600), (4, 3)))
    assert 595 < finest(given, given) < 605
    made = coarsened(given, 300)
    assert made is not None
    assert 290 < finest(made, tmp_path / "b.pdf") <= 300
    assert verdict(tmp_path / "b.pdf", "2b") == ()
    assert len(made) < given.stat().st_size * 1.05
    assert apart(given, made) < 3
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        (picture,) = pdf.pages[0].obj.Resources.XObject.values()
        colours = {"RGB": ("/DeviceRGB", 8), "L": ("/DeviceGray", 8), "1": ("/DeviceGray", 1)}
        assert (str(picture.ColorSpace), int(picture.BitsPerComponent)) == colours[mode]
        assert (int(picture.Width), int(picture.Height)) == (1200, 900)


@pytest.mark.parametrize(("dpi", "touched"), [(150, False), (300, False), (314, False), (320, True)])  # fmt: skip
def test_what_is_coarse_enough_is_left_alone(dpi: int, touched: bool, tmp_path: Path) -> None:
    """Up to a twentieth above the limit nothing is done; nothing is ever made finer."""
    given = copy_of(tmp_path / "a.pdf", (scan("RGB", dpi), (4, 3)))
    made = coarsened(given, 300)
    assert (made is not None) == touched


def test_dots_that_stand_for_shades_become_grey(tmp_path: Path) -> None:
    """A black and white scan of a photograph keeps its shades."""
    dotted = Image.linear_gradient("L").resize((2400, 1800)).convert("1")
    given = copy_of(tmp_path / "a.pdf", (dotted, (4, 3)))
    made = coarsened(given, 300)
    assert made is not None
    assert apart(given, made) < 3


def test_a_coarse_picture_beside_a_fine_one_keeps_its_bytes(tmp_path: Path) -> None:
    """Only what is too fine is written anew."""
    given = copy_of(tmp_path / "a.pdf", (scan("RGB", 600), (3, 2)), (scan("RGB", 100), (4, 3)))
    made = coarsened(given, 300)
    assert made is not None

    def second(of: Any) -> bytes:
        with pikepdf.open(of) as pdf:
            return bytes(pdf.pages[0].obj.Resources.XObject.I1.read_raw_bytes())

    assert second(given) == second(io.BytesIO(made))


def test_the_largest_drawing_counts(tmp_path: Path) -> None:
    """A picture drawn small and three times as large is as fine as the large drawing needs."""
    given = copy_of(tmp_path / "a.pdf", (scan("L", 600, (2, 1.5)), (2, 1.5)), twice=True)
    made = coarsened(given, 300)
    assert made is None  # 600 in the small drawing, 200 in the large one
    fine = copy_of(tmp_path / "b.pdf", (scan("L", 1200, (2, 1.5)), (2, 1.5)), twice=True)
    less = coarsened(fine, 300)
    assert less is not None
    with pikepdf.open(io.BytesIO(less)) as pdf:
        assert pdf.pages[0].obj.Resources.XObject.I0.Width == 1800  # 6 inches at 300


def inverted(pdf: pikepdf.Pdf) -> Any:
    picture = pictures.embed(pdf, scan("L", 600))
    picture.Decode = Array([1, 0])
    return picture


def stencil(pdf: pikepdf.Pdf) -> Any:
    picture = pictures.embed(pdf, scan("1", 600))
    del picture.ColorSpace
    picture.ImageMask = True
    return picture


def with_alpha(pdf: pikepdf.Pdf) -> Any:
    picture = pictures.embed(pdf, scan("RGB", 600))
    picture.SMask = pictures.embed(pdf, Image.linear_gradient("L").resize((300, 200)))
    return picture


@pytest.mark.parametrize(("special", "touched"), [(inverted, False), (stencil, False), (with_alpha, True)])  # fmt: skip
def test_special_pictures(special: Any, touched: bool, tmp_path: Path) -> None:
    """Stencils and inverted pictures stay as they are; a mask of transparency stays with its picture."""
    given = copy_of(tmp_path / "a.pdf", (special, (4, 3)))
    made = coarsened(given, 300)
    assert (made is not None) == touched
    if made is not None:
        assert apart(given, made) < 3


def test_one_that_would_look_otherwise_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page is held against what it was: a resampling gone wrong is thrown away."""
    given = copy_of(tmp_path / "a.pdf", (scan("RGB", 600), (4, 3)))
    embed = pictures.embed
    monkeypatch.setattr(pictures, "embed", lambda pdf, image: embed(pdf, ImageChops.invert(image)))
    assert coarsened(given, 300) is None


def test_the_copy_of_a_packet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None  # noqa: F811
) -> None:  # fmt: skip
    """In the court set no picture is finer than the profile takes, the exhibit's record says so, and the
    native file lies beside it as it was. The second build takes the copy from where it was kept."""
    fine = copy_of(tmp_path / "fine.pdf", (scan("RGB", 600), (4, 3)))
    asked: list[int] = []

    def take(source: Path, name: str, cache: Path, **more: Any) -> Taken:
        if source.read_bytes() == fine.read_bytes():
            return take_in(source, name, cache, **more)
        return on_desk.quick_take(source, name, cache)

    on_desk.make_quick(monkeypatch, few_papers)
    monkeypatch.setattr("noticegen.bundle.intake.take_in", take)
    monkeypatch.setattr("noticegen.bundle.intake.coarsen", coarsen)
    desk = on_desk.desk(tmp_path / "desk")
    case = on_desk.case_with_files(recourse_case(*on_desk.COMPLETE), desk)
    event = next(e for e in case.log if any(f.kind == "contract" for f in e.evidence))
    case = on_desk.with_file(case, event, fine, desk)
    made = build(desk, case, on_desk.register(case, desk), on=on_desk.ON, profile="ew-ebundle")
    assert made.content is not None
    assert made.folder is not None
    assert [f for f in made.faults if f.row == 13] == []
    digest = fsio.sha256_of(fine)
    (item,) = [i for v in made.content.volumes for i in v.items if i.sha256 == digest]
    assert item.transforms[-1] == "pictures reduced to 300 dpi"
    (native,) = [n for n in made.content.natives if n.item == item.id]
    assert fsio.sha256_of(made.folder / native.file) == digest
    monkeypatch.setattr("noticegen.exhibits.readers.ask", lambda _: asked.append(1))
    taken = take_in(fine, "fine.pdf", desk.evidence / ".taken")
    assert coarsen(taken, 300, desk.evidence / ".taken").transforms == item.transforms
    assert asked == []
