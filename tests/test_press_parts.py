"""The parts of the press: marks in the HTML, the style sheet without named pages, stand-ins, edges."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from sample_document import notice, p, seal_png

from noticegen.model import Document, Signature, Table
from noticegen.render import HouseStyle
from noticegen.render.html import context, html, press_html
from noticegen.render.pictures import Pictures
from noticegen.render.press import _sheet
from noticegen.render.pressed import Reader, Said
from noticegen.render.readback import Piece, pieces

STYLE = HouseStyle(Path(__file__).parents[1] / "templates")
GRID = Table(("甲",), (("1",), ("2",)), (1,), "l", (("计",), ("总",)), "表")


def marks(*blocks: object) -> list[tuple[int, int, int]]:
    """opens, closes, leads of each block."""
    document = Document("test", "zh", "题", "名", "号", blocks)  # type: ignore[arg-type]  # blocks
    made = context(document, press=True)["blocks"]
    assert isinstance(made, list)
    return [(b["opens"], b["closes"], b["leads"]) for b in made]


def test_blocks_that_share_a_page_stand_in_a_box() -> None:
    """A heading and what follows, the last paragraph and the signature; a lone paragraph in none."""
    made = marks(p("一", "heading"), p("甲"), p("乙"), p("丙"), Signature("名", "日"))

    assert made == [(1, 0, 0), (0, 1, 0), (0, 0, 0), (1, 0, 0), (0, 1, 0)]


def test_what_leads_to_a_long_table_asks_for_its_first_rows() -> None:
    """The box ends before a table of six rows and more, which may be split, or of two with long words; one
    of five, or of a single row whatever it says, is kept whole."""
    apart, together = [(1, 1, 1), (0, 0, 0)], [(1, 0, 0), (0, 1, 0)]
    many, bulk = (("1",),) * 6, ("字" * 61,)
    assert marks(p("二", "heading"), replace(GRID, rows=many)) == apart
    assert marks(p("二", "heading"), replace(GRID, rows=many[:5])) == together
    assert marks(p("二", "heading"), replace(GRID, rows=(("1",), bulk))) == apart
    assert marks(p("二", "heading"), replace(GRID, rows=(bulk,))) == together
    assert marks(replace(GRID, style="form")) == [(1, 1, 0)]


def test_totals_are_tied_to_the_last_row() -> None:
    """A cell of no width reaches from the last row down to the last total."""
    made = press_html(
        Document("test", "zh", "题", "名", "号", (GRID,)),
        (STYLE.house / "letter.html").read_text("utf-8"),
    )

    assert made.count('<td class="tie" colspan="1" rowspan="3"></td>') == 1


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_archive_gets_no_marks(locale: str) -> None:
    """The HTML of the archive engine has no box, no tie and no strut."""
    made = html(notice(locale, 12), STYLE)

    assert [mark for mark in ('"kept', " lead", '"tie"', " whole", "rowspan") if mark in made] == []


def test_short_paragraphs_are_not_split() -> None:
    """Three lines (110 ems) are kept whole, four are not; a Latin letter counts half."""
    blocks = (p("字" * 110), p("字" * 111), p("x" * 220), p("x" * 221), p("行\n行"))
    made = context(Document("t", "zh", "题", "名", "号", blocks), press=True)["blocks"]
    assert isinstance(made, list)

    assert [b["whole"] for b in made] == [1, 0, 1, 0, 0]


def test_named_pages_of_the_language_become_all_pages() -> None:
    """The other language's are dropped, with the boxes inside; everything else stays."""
    source = "a{b:c}\n@page {x:y}\n@page zh { @bottom-center { z: 1 } }\n@page en { @top-left { e: 1 } q: 2 }\nd{e:f}"

    assert _sheet(source, "R ", "zh") == "R a{b:c}\n@page {x:y}\n@page { @bottom-center { z: 1 } }\n\nd{e:f}"  # fmt: skip
    assert _sheet(source, "R ", "en") == "R a{b:c}\n@page {x:y}\n\n@page { @top-left { e: 1 } q: 2 }\nd{e:f}"  # fmt: skip


def test_stand_in_has_the_size_of_its_picture() -> None:
    """PNG and JPEG of any proportions; the same picture gets the same number; no picture is refused."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (9, 9, 9)).save(out, "JPEG")
    pictures = Pictures()
    first, second = pictures.stand_in(seal_png(30)), pictures.stand_in(out.getvalue())

    assert b'width="30" height="30"' in first
    assert b'width="40" height="20"' in second
    assert first != second and pictures.stand_in(seal_png(30)) == first
    with pytest.raises(OSError, match="cannot identify"):
        pictures.stand_in(b"GIF89a")


def read(content: bytes, characters: str = "ab(c\\)") -> Said:
    """What a page with one Latin font /f-0-0 says, whose codes are ASCII and half an em wide."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 100))
    table = b"beginbfchar\n" + b"".join(b"<%02x> <%04x>\n" % (ord(c), ord(c)) for c in characters) + b"endbfchar"  # fmt: skip
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=pikepdf.Name.F, FirstChar=32,
        Widths=pikepdf.Array([500] * 95), ToUnicode=pdf.make_stream(table),
        FontDescriptor=pikepdf.Dictionary(FontFamily=pikepdf.String("F")),
    )  # fmt: skip
    made = pdf.pages[0]
    made.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({"/f-0-0": pdf.make_indirect(font)}))  # fmt: skip
    made.obj.Contents = pdf.make_stream(content)
    return Reader().read(made)


def shown(operators: bytes) -> str:
    """What a text block with these operators says."""
    return read(b"q\nBT\n10 0 0 -10 20 50 Tm\n/f-0-0 1 Tf\n" + operators + b"\nET\nQ").words.strip()


@pytest.mark.parametrize(
    ("operators", "words"),
    [
        (b"(ab)Tj", "ab"),
        (rb"(a\(b\)\\\143)Tj", "a(b)\\c"),
        (b"(a\\\nb)Tj", "ab"),
        (b"<6162\n63>Tj", "abc"),
        (b"[(a)-150(b)]TJ", "ab"),
        (b"[(a)-250(b)]TJ", "a b"),
        (b"[(a)30(b)\n]TJ", "ab"),
        (b"(a)Tj\n0.5 0 Td\n(b)Tj", "ab"),
        (b"(a)Tj\n0.8 0 Td\n(b)Tj", "a\nb"),
        (b"(a)Tj\n0 -1.5 Td\n(b)Tj", "a\nb"),
        (b"(z)Tj", "\ufffd"),
        (b"/f-9-9 1 Tf\n(a)Tj", "\ufffd"),
    ],
)
def test_text_operators_are_read(operators: bytes, words: str) -> None:
    """Strings and hex, escapes, wrapped lines; a gap parts words from a fifth of an em on; a glyph
    without a character, or of a font that is not there, is lost and not guessed."""
    assert shown(operators) == words


@pytest.mark.parametrize(
    ("matrix", "on_paper"),
    [
        (b"10 0 0 -10 190 50", True),  # ends at the edge: 190 + 2 glyphs of 5
        (b"10 0 0 -10 190.3 50", True),
        (b"10 0 0 -10 190.5 50", False),
        (b"10 0 0 -10 -0.3 50", True),
        (b"10 0 0 -10 -0.5 50", False),
        (b"10 0 0 -10 50 100.3", True),
        (b"10 0 0 -10 50 100.5", False),
        (b"10 0 0 -10 50 -0.5", False),
    ],
)
def test_text_past_the_edge_is_seen(matrix: bytes, on_paper: bool) -> None:
    """0.4 points past an edge are allowed, half a point is not."""
    content = b"q\nBT\n" + matrix + b" Tm\n/f-0-0 1 Tf\n(ab)Tj\nET\nQ"

    assert read(content).on_paper == on_paper


def test_where_a_page_may_begin_is_said_by_the_pieces() -> None:
    """Paragraphs may be split; rows may begin a page, but not the first, nor totals, headings' wards,
    signatures or the rows of a form."""
    document = Document(
        "test", "zh", "题", "名", "号",
        (p("首"), p("一", "heading"), p("甲"), GRID, replace(GRID, style="form"), p("末"), Signature("名", "日", "注")),
    )  # fmt: skip

    def flags(piece: Piece) -> str:
        return piece.text + ("+" if piece.starts else "-") + ("s" if piece.splits else "")

    assert [flags(piece) for piece in pieces(document)] == [
        "名+", "号-", "题-", "首-s", "一+", "甲-s", "表+", "甲-", "1-", "2+", "计-", "总-",
        "表+", "甲-", "1-", "2-", "计-", "总-", "末+s", "名-", "注-", "日-",
    ]  # fmt: skip
