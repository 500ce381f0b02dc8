"""Fonts: converted once and whole, seen only if declared, and named when one lacks a character."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from array import array
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTCollection, TTFont, reorderGlyphs
from sample_document import notice, p

from noticegen.errors import DataError, MissingError, OutputError, TemplateError
from noticegen.model import Document
from noticegen.render import HouseStyle, check_pdfa, prepare_fonts, render
from noticegen.render.cache import cache_folder, keep
from noticegen.render.fonts import Font, FontSet, check_coverage, check_twins, convert
from noticegen.render.truetype import to_truetype

ROOT = Path(__file__).parents[1]
STYLE = HouseStyle(ROOT / "templates")


def cubic_font(family: str, characters: str) -> TTFont:
    """A small OpenType font with cubic outlines; the last two characters share one glyph."""
    names = [f"g{ord(c):X}" for c in characters]
    shared = {ord(c): n for c, n in zip(characters, names, strict=True)}
    shared[ord(characters[-1])] = names[-2]
    glyphs = [".notdef", *names[:-1]]
    charstrings = {}
    for name in glyphs:
        pen = T2CharStringPen(1000, None)
        pen.moveTo((100, 0))
        pen.curveTo((100, 400), (300, 700), (500, 700))
        pen.curveTo((700, 700), (900, 400), (900, 0))
        pen.closePath()
        charstrings[name] = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(shared)
    builder.setupCFF(family.replace(" ", ""), {"FullName": family}, charstrings, {})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    return builder.font


@pytest.fixture
def otf(tmp_path: Path) -> Path:
    """A font file that has 𠮷 and 𠮸."""
    path = tmp_path / "house.otf"
    cubic_font("Example Fang", "𠮷𠮸𠮹").save(path)
    return path


def test_conversion_keeps_characters_and_metrics(otf: Path) -> None:
    """The converted face is TrueType with the same characters and widths, one glyph for each."""
    face, outlines, pairs = to_truetype(otf)
    font = TTFont(io.BytesIO(outlines))
    cmap = font.getBestCmap()

    assert face == {"family": "Example Fang", "size": len(outlines), "characters": 3}
    assert "glyf" in font and "CFF " not in font
    assert sorted(cmap) == [ord(c) for c in "𠮷𠮸𠮹"]
    assert len(set(cmap.values())) == 3
    assert {font["hmtx"][name][0] for name in cmap.values()} == {1000}
    assert len(pairs) == 3 * 2 * 4


def test_common_characters_have_the_lowest_glyphs(tmp_path: Path) -> None:
    """Letters, then common characters, then the others, whatever their code points; nothing else changes."""
    path = tmp_path / "f.otf"
    cubic_font("Order", "㐀一月龙龠a，乀").save(path)
    _, outlines, _ = to_truetype(path)
    made = TTFont(io.BytesIO(outlines))
    order = [made.getGlyphID(made.getBestCmap()[ord(c)]) for c in "a，龙一月龠㐀乀"]

    assert sorted(order) == order
    assert (order[0], made["maxp"].numGlyphs) == (1, 9)  # 0 stays the glyph of what is missing


def test_a_font_that_cannot_be_put_in_order_keeps_its_own(
    otf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Odd tables make the reordering fail: the font is converted all the same, and each character is its glyph."""
    _, ordered, _ = to_truetype(otf)

    def odd(font: TTFont, _order: list[str]) -> None:
        font["GPOS"] = None  # half done
        raise AttributeError("an odd table")

    monkeypatch.setattr(reorderGlyphs, "reorderGlyphs", odd)
    _, outlines, pairs = to_truetype(otf)
    made = TTFont(io.BytesIO(outlines))
    glyphs = dict(zip(*[iter(array("I", pairs))] * 2, strict=True))

    assert {c: made.getGlyphID(name) for c, name in made.getBestCmap().items()} == glyphs
    assert len(glyphs) == len(TTFont(io.BytesIO(ordered)).getBestCmap())


def test_a_letter_takes_a_short_part_of_the_shipped_fonts() -> None:
    """What a PDF embeds reaches to its highest glyph: for the 3,755 most used characters of GB 2312 that is
    under a fifth of the font."""
    rows = ((row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    common = "".join(bytes(place).decode("gb2312", "ignore") for place in rows)
    assert len(common) == 3_755
    for font in (prepare_fonts(STYLE).serif, prepare_fonts(STYLE).sans):
        highest = max(font.glyphs[ord(c)] for c in common + "09AZaz，。《》（）—·％¥")
        assert 5 * highest < max(font.glyphs.values())


def test_conversion_is_repeatable(otf: Path) -> None:
    """The same file gives the same bytes."""
    assert to_truetype(otf) == to_truetype(otf)


def test_collection_gives_its_chinese_face(tmp_path: Path) -> None:
    """Of a collection the face named SC is taken."""
    faces = TTCollection()
    faces.fonts = [cubic_font("Example JP", "一二三"), cubic_font("Example SC", "一二三四")]
    faces.save(tmp_path / "faces.ttc")

    assert to_truetype(tmp_path / "faces.ttc")[0]["family"] == "Example SC"


def test_house_font_shows_what_the_shipped_ones_lack(otf: Path) -> None:
    """𠮷 is refused without, and printed and embedded with, a font of the house that has it."""
    document = Document("t", "zh", "示例标题", "示例公司", "", (p("李𠮷"),))
    with pytest.raises(DataError, match="U\\+20BB7"):
        render(document, STYLE)
    made = render(document, HouseStyle(ROOT / "templates", extra_fonts=(otf,)))

    assert made.fonts == ("Example Fang", "Noto Sans SC", "Noto Serif SC")
    assert check_pdfa(made.pdf) == ()


def test_system_fonts_are_not_seen() -> None:
    """A font installed on this machine but not declared is never used, not even as a fallback."""
    assert render(notice(), STYLE, ("pdf",)).fonts == ("Noto Sans SC", "Noto Serif SC")
    config = prepare_fonts(STYLE).config.read_text("utf-8")

    assert config.count("<dir>") == 2 and "/usr/share" not in config and "<include" not in config


@pytest.mark.parametrize("content", [b"", b"no font", b"OTTO" + b"\x00" * 40])
def test_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes) -> None:
    """A broken font file is named."""
    path = tmp_path / "broken.otf"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"broken\.otf"):
        prepare_fonts(HouseStyle(ROOT / "templates", extra_fonts=(path,)))


def test_family_name_cannot_become_css(tmp_path: Path) -> None:
    """A font whose name holds a quote or a brace is refused: the name goes into the style sheet."""
    cubic_font('X";}*{display:none', "一二三").save(tmp_path / "x.otf")
    with pytest.raises(TemplateError, match="family name"):
        to_truetype(tmp_path / "x.otf")


def test_missing_font_file_is_refused(tmp_path: Path) -> None:
    """A font file that is not there is named, with the setting to mend."""
    with pytest.raises(MissingError) as caught:
        prepare_fonts(HouseStyle(ROOT / "templates", extra_fonts=(tmp_path / "none.otf",)))

    assert "none.otf" in caught.value.message.en and "noticegen.toml" in caught.value.hint.en


def test_relative_font_paths_start_at_the_desk(tmp_path: Path) -> None:
    """[fonts] of noticegen.toml: names for Word, files relative to the desk."""
    style = HouseStyle.of(
        tmp_path / "t", {"docx_body": "示例宋", "docx_heading": "", "extra": ("a.otf",)}, tmp_path
    )

    assert style.extra_fonts == (tmp_path / "a.otf",)
    assert (style.docx_font, style.docx_heading_font) == ("示例宋", "黑体")


def test_cache_is_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, otf: Path
) -> None:
    """NOTICEGEN_CACHE names the folder; it and its files are private."""
    monkeypatch.setenv("NOTICEGEN_CACHE", str(tmp_path / "cache"))
    convert(otf, cache_folder() / "fonts" / "x")
    files = sorted((tmp_path / "cache" / "fonts" / "x").iterdir())

    assert [file.name for file in files] == ["face.cmap", "face.json", "face.ttf"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


def test_cache_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder that cannot be made is an error with the variable to set."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NOTICEGEN_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(OutputError) as caught:
        cache_folder()

    assert "NOTICEGEN_CACHE" in caught.value.hint.zh


def test_damaged_cache_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, otf: Path) -> None:
    """A face that lost its end is not used."""
    style = HouseStyle(ROOT / "templates", extra_fonts=(otf,))
    folder = prepare_fonts(style).extra[0].path.parent
    monkeypatch.setenv("NOTICEGEN_CACHE", str(tmp_path / "cache"))
    copy = tmp_path / "cache" / "fonts"
    copy.mkdir(parents=True)
    for shipped in prepare_shipped(folder.parent):
        (copy / shipped.name).symlink_to(shipped)
    (copy / folder.name).mkdir()
    for file in folder.iterdir():
        (copy / folder.name / file.name).write_bytes(file.read_bytes())
    with (copy / folder.name / "face.ttf").open("r+b") as face:
        face.truncate(100)
    with pytest.raises(OutputError, match="damaged"):
        prepare_fonts(style)


def prepare_shipped(fonts: Path) -> list[Path]:
    """The folders of the two shipped faces."""
    return [path for path in fonts.iterdir() if path.name.startswith("Noto")]


def test_two_processes_convert_one_font_once(tmp_path: Path, otf: Path) -> None:
    """Two processes that want the same face at once both end with a whole one and leave nothing else."""
    target = tmp_path / "face"
    code = (
        "import sys; from noticegen.render.fonts import convert; convert(sys.argv[1], sys.argv[2])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(otf), str(target)], env=environment)
        for _ in range(4)
    ]

    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert sorted(file.name for file in target.iterdir()) == ["face.cmap", "face.json", "face.ttf"]
    assert (target / "face.ttf").read_bytes() == to_truetype(otf)[1]


def test_file_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    """Many writers at once leave one whole file and no rough one."""
    path = tmp_path / "x" / "file"
    data = [bytes([n]) * 200_000 for n in range(8)]
    threads = [threading.Thread(target=keep, args=(path, content)) for content in data]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert path.read_bytes() in data
    assert [file.name for file in path.parent.iterdir()] == ["file"]


def test_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails is told and leaves nothing behind."""

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError):
        keep(tmp_path / "file", b"data")

    assert list(tmp_path.iterdir()) == []


def test_missing_characters_are_listed_in_order() -> None:
    """All code points that lack a glyph are named, eight at most."""
    with pytest.raises(DataError) as caught:
        check_coverage(prepare_fonts(STYLE), "李😀𠮷一")

    assert "U+1F600、U+20BB7" in caught.value.message.zh.replace(
        "U+20BB7、U+1F600", "U+1F600、U+20BB7"
    )


def test_fonts_with_shared_glyphs_are_known() -> None:
    """Where a house's font could not be given a glyph for each character, the pair is refused."""
    font = Font("X", Path("x"), {ord("甲"): 1, ord("乙"): 1, ord("丙"): 2})
    fonts = FontSet(font, font, (), Path("c"))

    check_twins(fonts, "甲丙")
    with pytest.raises(DataError, match=r"U\+4E59 / U\+7532"):
        check_twins(fonts, "甲乙")
