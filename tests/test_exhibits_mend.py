"""Foreign PDFs with small faults: mended so that the page stays text, or drawn with all of its text."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from exhibit_files import block, dark, drawn, is_whole, saved, sheet, text, words
from pikepdf import Array, Dictionary, Name

from noticegen.exhibits import Fate, Taken, pdfs, standard, take_in
from noticegen.exhibits.features import plain
from noticegen.exhibits.glyphless import outlines

SIMSUN = b"/#CB#CE#CC#E5"  # 宋体 in GBK, as Chinese programs write it


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the module."""
    return tmp_path_factory.mktemp("cache")


def taken(pdf: pikepdf.Pdf, folder: Path, cache: Path) -> Taken:
    """A PDF saved and taken in, its copy looked over."""
    found = take_in(saved(pdf, folder / "in.pdf"), "材料.pdf", cache)
    is_whole(found)
    return found


def drawn_pages(found: Taken) -> list[str]:
    """What was said of pages that became pictures."""
    return [step for step in found.transforms if step.startswith("rasterised")]


def named(pdf: pikepdf.Pdf, name: bytes, *, embedded: bool) -> None:
    """A page with "AB" in a font of this name."""
    spelled = pikepdf.Object.parse(name)
    described = Dictionary(Type=Name.FontDescriptor, FontName=spelled, Flags=4, FontBBox=Array([0, -200, 500, 800]), ItalicAngle=0, Ascent=800, Descent=-200, CapHeight=800, StemV=80)  # fmt: skip
    if embedded:
        program = outlines()
        described.FontFile2 = pdf.make_stream(program, Length1=len(program))
    unicode = pdf.make_stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"2 beginbfchar <0001> <0041> <0002> <0042> endbfchar endcmap end end"
    )
    inner = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=spelled, DW=500, CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0), FontDescriptor=pdf.make_indirect(described), CIDToGIDMap=pdf.make_stream(b"\0\0\0\1\0\1"))  # fmt: skip
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=spelled, Encoding=Name("/Identity-H"), DescendantFonts=Array([inner]), ToUnicode=unicode)  # fmt: skip
    page = sheet(pdf, b"BT /F9 20 Tf 72 700 Td <00010002> Tj ET")
    page.obj.Resources = Dictionary(Font=Dictionary(F9=pdf.make_indirect(font)))


def test_an_embedded_font_with_a_chinese_name_stays_text(tmp_path: Path, cache: Path) -> None:
    """A name in GBK is not what PDF/A wants; the font gets a plain one and the page no picture."""
    pdf = pikepdf.new()
    named(pdf, SIMSUN, embedded=True)

    found = taken(pdf, tmp_path, cache)

    assert [] == drawn_pages(found)
    assert "AB" == text(found.copy).strip()


def test_a_font_that_is_only_named_in_chinese_is_no_damage(tmp_path: Path, cache: Path) -> None:
    """The page is drawn, and what can be read of it is kept."""
    pdf = pikepdf.new()
    page = sheet(pdf, words("No. 88"))
    page.obj.Resources.Font.F1.BaseFont = pikepdf.Object.parse(SIMSUN)
    page.obj.Resources.Font.F1.Subtype = Name.TrueType

    found = taken(pdf, tmp_path, cache)

    assert Fate.RASTERISED is found.fate
    assert "No. 88" == text(found.copy).strip()


def test_names_in_any_code() -> None:
    """UTF-8, GBK, or neither: a name is text, and what is no name is none."""
    parse = pikepdf.Object.parse
    assert ["/宋体", "/宋体", "/Arial,Bold"] == [
        plain(parse(n)) for n in (SIMSUN, "/宋体".encode(), b"/Arial#2CBold")
    ]
    assert "/\xff" == plain(parse(b"/#FF"))
    assert ["", ""] == [plain(None), plain(pikepdf.String("x"))]


def test_characters_that_stand_on_one_like_them_are_kept(tmp_path: Path, cache: Path) -> None:
    """Print made bold by printing a line twice is read twice, before and after the page was drawn."""
    pdf = pikepdf.new()
    twice = b"BT /F1 14 Tf 72 700 Td (offer 11) Tj ET BT /F1 14 Tf 73 700 Td (offer 11 ) Tj ET\n"
    page = sheet(pdf, twice)
    page.obj.Resources.Font.F1.BaseFont = pikepdf.Object.parse(SIMSUN)
    before = text(saved(pdf, tmp_path / "before.pdf"))
    with pikepdf.open(tmp_path / "before.pdf") as again:
        found = take_in(saved(again, tmp_path / "in.pdf"), "材料.pdf", cache)

    assert Fate.RASTERISED is found.fate
    assert 4 == before.count("1")
    assert sorted(before.replace(" ", "")) == sorted(text(found.copy).replace(" ", ""))


def _pattern(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        pdf.make_stream(
            b"0 0 4 4 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
            BBox=Array([0, 0, 8, 8]), XStep=8, YStep=8, Resources=Dictionary(),
        )
    )  # fmt: skip


def test_a_pattern_that_no_page_draws_with_makes_no_picture(tmp_path: Path, cache: Path) -> None:
    """LaTeX hangs the patterns of a document on every page; only the page that draws with one is drawn."""
    pdf = pikepdf.new()
    shared = Dictionary(P1=_pattern(pdf))
    plain_page, patterned = sheet(pdf, words("plain")), sheet(pdf, words("patterned"))
    for page in (plain_page, patterned):
        page.obj.Resources.Pattern = shared
    patterned.obj.Contents = pdf.make_stream(
        words("patterned") + b"/Pattern cs /P1 scn 100 100 50 50 re f"
    )

    found = taken(pdf, tmp_path, cache)

    assert ["rasterised: 2"] == drawn_pages(found)
    assert ["plain", "patterned"] == text(found.copy).split()


def test_a_drawing_that_cannot_be_read_to_its_end_keeps_its_colours(
    tmp_path: Path, cache: Path
) -> None:
    """What it draws with is not known then, so nothing is taken from it: pdfium draws it, red as it was."""
    pdf = pikepdf.new()
    page = sheet(pdf, b"")
    spoilt = pikepdf.Stream(pdf, b"")
    spoilt.write(b"x\x9cno deflated data", filter=Name.FlateDecode)
    square = pdf.make_stream(b"/CS0 cs 1 0 0 sc 100 100 300 300 re f")
    page.obj.Contents = Array([square, pdf.make_indirect(spoilt)])
    white = Dictionary(WhitePoint=Array([0.95, 1, 1.09]))
    page.obj.Resources.ColorSpace = Dictionary(CS0=Array([Name.CalRGB, white]))
    page.obj.Resources.Shading = Dictionary(S0=Dictionary(ShadingType=2))  # never drawn with
    native = tmp_path / "in.pdf"
    as_is = pikepdf.StreamDecodeLevel.none
    pdf.save(native, compress_streams=False, stream_decode_level=as_is)

    found = take_in(native, "材料.pdf", cache)

    with pypdfium2.PdfDocument(found.copy) as copy:
        red, green, blue = copy[0].render().to_pil().convert("RGB").getpixel((250, 592))
    assert red > 200
    assert green < 80
    assert blue < 120


def test_layers_that_are_shown_make_no_picture(tmp_path: Path, cache: Path) -> None:
    """A mark that says in which layer a thing is goes; the thing stays."""
    pdf = pikepdf.new()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("Text")))
    page = sheet(pdf, b"/OC /MC0 BDC " + words("in a layer") + b" EMC " + block(100, 100, 50, 50))
    page.obj.Resources.Properties = Dictionary(MC0=layer)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))

    found = taken(pdf, tmp_path, cache)

    assert [] == drawn_pages(found)
    assert "in a layer" == text(found.copy).strip()


@pytest.mark.parametrize("how", ["view", "print", "policy", "expression"])
def test_a_layer_that_may_be_hidden_is_drawn_as_a_reader_shows_it(how: str, tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """Acrobat hides a watermark by the use of its layer, others by what else is on: the mark is not simply
    taken away, which would show the thing; the page is drawn."""
    pdf = pikepdf.new()
    layer = Dictionary(Type=Name.OCG, Name=pikepdf.String("Draft"))
    if how in {"view", "print"}:
        kind, state = ("View", "ViewState") if how == "view" else ("Print", "PrintState")
        layer.Usage = Dictionary({f"/{kind}": Dictionary({f"/{state}": Name.OFF})})
    layer = pdf.make_indirect(layer)
    named = layer
    if how == "policy":
        named = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=layer, P=Name.AllOff))
    elif how == "expression":
        named = pdf.make_indirect(Dictionary(Type=Name.OCMD, VE=Array([Name.Not, layer])))
    page = sheet(pdf, words("shown") + b"/OC /MC0 BDC " + block(100, 100, 50, 50) + b" EMC")
    page.obj.Resources.Properties = Dictionary(MC0=named)
    events = Array([Dictionary(Event=Name.View, Category=Array([Name.View]), OCGs=Array([layer]))])
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(ON=Array([layer]), AS=events)
    )

    found = taken(pdf, tmp_path, cache)

    assert ["rasterised: all"] == drawn_pages(found)
    assert "shown" == text(found.copy).strip()
    seen = [
        dark(drawn(path), (100, 692, 150, 742)) > 0 for path in (tmp_path / "in.pdf", found.copy)
    ]
    assert seen[0] == seen[1]


def test_an_entry_without_effect_is_taken_where_it_is_and_nowhere_else(tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """A scanner writes /Subtype into the resources of a page; the form the page becomes keeps its own."""
    pdf = pikepdf.new()
    page = sheet(pdf, words("scanned"), size=(612, 792))
    page.obj.Resources.Subtype = Name.Image

    found = taken(pdf, tmp_path, cache)

    assert [] == drawn_pages(found)
    assert "scanned" == text(found.copy).strip()


def test_what_no_step_expected_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that fails costs the page its text operators, not the exhibit."""
    pdf = pikepdf.new()
    sheet(pdf, words("still here"))

    def fails(_: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(standard, "embed", fails)
    made = pdfs.take(saved(pdf, tmp_path / "in.pdf"))

    assert Fate.RASTERISED is made.fate
    assert "still here" == text(made.pdf).strip()


def test_a_page_that_only_the_second_reader_understands_is_drawn(tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """pikepdf sees no contents where a stream has lost its end; pdfium does, and its page is bound."""
    pdf = pikepdf.new()
    sheet(pdf, words("kept all the same"))
    path = saved(pdf, tmp_path / "in.pdf", compress_streams=False)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"endstream\nendobj", b"endstxeam\nendxbj", 1))
    with pikepdf.open(path) as read:
        assert b"" == read.pages[0].Contents.read_bytes()

    found = take_in(path, "材料.pdf", cache)
    is_whole(found)

    assert Fate.RASTERISED is found.fate
    assert "kept all the same" == text(found.copy).strip()


def torn(*, trailer: bool) -> bytes:
    """A file whose page, smaller than A4, has content that breaks off in the middle: behind its words it
    asks for bytes that were never there. Without its trailer one reader opens it, the other does not."""
    shown = words("KEPT", y=300) + b"\n"
    size = len(shown)
    whole = b"\0" + size.to_bytes(2, "little") + (0xFFFF ^ size).to_bytes(2, "little") + shown
    far = "1" + "10" + "0000001" + "11101" + "1" * 13 + "0" * 4  # copy 3 bytes from 32,768 before
    bits = int(far[::-1], 2).to_bytes(4, "little")
    pdf = pikepdf.new()
    broken = pikepdf.Stream(pdf, b"\x78\x9c" + whole + bits + b"\0" * 60)
    broken.Filter = Name.FlateDecode
    sheet(pdf, size=(300, 400)).obj.Contents = pdf.make_indirect(broken)
    out = io.BytesIO()
    pdf.save(
        out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )  # fmt: skip
    data = out.getvalue()
    end = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    return data if trailer else data[:end] + b"% cut off here"


@pytest.mark.parametrize("trailer", [True, False])
def test_a_page_whose_data_is_torn_shows_what_can_be_read(
    trailer: bool, tmp_path: Path, cache: Path
) -> None:
    """Content that breaks off is drawn up to there, and it is said; also where the file itself opens in
    the first reader only, because its table of objects is gone."""
    (tmp_path / "in.pdf").write_bytes(torn(trailer=trailer))
    found = take_in(tmp_path / "in.pdf", "材料.pdf", cache)

    is_whole(found)
    assert found.fate is Fate.RASTERISED
    assert "KEPT" in text(found.copy)
    assert "damaged" in found.note.en
