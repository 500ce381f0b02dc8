"""The PDF: archival, tagged, inert, the same bytes every time, and with the words of the document."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sample_document import notice, p, seal_png

from noticegen.errors import DataError, NoticegenError, TemplateError
from noticegen.model import CutLine, Document, Paragraph, Run, Signature, Table
from noticegen.render import HouseStyle, check_pdfa, content_hash, prepare_fonts, render
from noticegen.render.html import html
from noticegen.render.pdf import write_pdf
from noticegen.render.readback import check_pdf, pdf_text, pieces, squeeze

ROOT = Path(__file__).parents[1]
STYLE = HouseStyle(ROOT / "templates")


def pdf(document: Document, style: HouseStyle = STYLE) -> bytes:
    return render(document, style, ("pdf",)).pdf


def pages(document: Document) -> list[str]:
    return [squeeze(page) for page in pdf_text(pdf(document))]


def short(
    *blocks: Paragraph | Table | Signature | CutLine,
    slip: tuple[Paragraph | Table | CutLine, ...] = (),
) -> Document:
    """A letter of just these blocks."""
    return Document("test", "zh", "示例标题", "示例公司", "〔2026〕催字第0001号", blocks, slip)


@pytest.fixture
def house(tmp_path: Path) -> Callable[..., HouseStyle]:
    """A copy of the house layout in which words of one file are replaced."""

    def make(name: str, old: str, new: str) -> HouseStyle:
        folder = tmp_path / "templates" / "house"
        shutil.copytree(STYLE.house, folder, dirs_exist_ok=True)
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
        return HouseStyle(tmp_path / "templates")

    return make


def refused(error: type[NoticegenError], words: str, act: Callable[[], object]) -> None:
    """`act` must raise `error` with `words` in its English message."""
    with pytest.raises(error) as caught:
        act()
    assert words in caught.value.message.en
    assert caught.value.message.zh and caught.value.hint.zh and caught.value.hint.en


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("instalments", [1, 18])
@pytest.mark.parametrize("draft", [False, True])
def test_letter_is_archival(locale: str, instalments: int, draft: bool) -> None:
    """Every letter, sealed or draft, passes PDF/A-2b, is tagged, and names its language and title."""
    document = notice(locale, instalments, draft=draft, seal=not draft)
    made = render(document, STYLE)

    assert check_pdfa(made.pdf) == ()
    assert made.fonts == ("Noto Sans SC", "Noto Serif SC")
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert str(opened.Root.Lang) == {"zh": "zh-Hans", "en": "en"}[locale]
        assert bool(opened.Root.MarkInfo.Marked) and "/StructTreeRoot" in opened.Root
        assert str(opened.docinfo["/Title"]) == document.title
        assert str(opened.docinfo["/Subject"]) == document.subject
        assert str(opened.docinfo["/CreationDate"]) == "D:20260327000000Z"
        assert len(opened.pages) == made.pages


def test_pdf_is_inert() -> None:
    """No page has a link, no catalogue has a script, form or attachment."""
    with pikepdf.open(io.BytesIO(pdf(notice()))) as opened:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(opened.Root.keys())
        assert all("/Annots" not in page and "/AA" not in page for page in opened.pages)


def test_words_come_in_order() -> None:
    """Letterhead, number, title, blocks and slip follow each other; the page number ends the page."""
    text = pages(notice())

    assert text[0].startswith(
        "示例融资担保有限公司〔2026〕催字第0123号担保贷款（委托贷款）逾期催收通知书李示例先生"
    )
    assert text[0].endswith("第1页共2页")
    assert text[-1].endswith("送达人（两人）见证人备注第2页共2页")


def test_draft_shows_its_watermark_on_each_page_and_no_number() -> None:
    """A draft has the watermark on every page and prints no number."""
    text = pages(notice(instalments=40, draft=True, seal=False))

    assert len(text) == 3
    assert all(page.startswith("草稿") for page in text)
    assert "催字第" not in "".join(text)


def test_long_table_repeats_its_header_and_keeps_its_total() -> None:
    """A table that breaks begins the new page with its header; the total never stands there alone."""
    document = notice(instalments=40)
    table = document.blocks[3]
    assert isinstance(table, Table)
    head = squeeze("".join(table.head))
    text = pages(document)

    assert text[0].count(head) == 1
    assert text[1].startswith(head)
    # at least one instalment line stands above the total
    assert re.match(re.escape(head) + r"\d+2025-", text[1])


def test_a_short_table_is_not_split() -> None:
    """A table of four rows that does not fit goes on the next page whole, with its totals; wherever it begins."""
    rows = tuple((f"行{n}", "1") for n in range(1, 5))
    table = Table(("甲", "乙"), rows, (1, 1), "lr", caption="表", foot=(("合计", "4"),))
    for before in range(20, 32):
        text = pages(short(*(p(f"段{n}") for n in range(before)), table))
        assert sum("行1" in page for page in text) == 1
        assert [page for page in text if "行1" in page and "行4" in page and "合计4" in page]


def test_box_stays_with_its_label() -> None:
    """A line never ends with the box whose label stands on the next one."""
    for blanks in range(1, 12):
        boxes = "示" * blanks + "　□ 直接送交" * 30
        lines = pdf_text(pdf(short(p(boxes, "plain"))))[0].splitlines()
        assert not [line for line in lines if line.rstrip().endswith("□")]


@pytest.mark.parametrize("filler", range(9, 23))
def test_signature_never_stands_alone(filler: int) -> None:
    """The page of the signature also has the last paragraph, wherever the page happens to end."""
    lines = tuple(p(f"示例段落{n}。") for n in range(filler * 2))
    text = pages(short(*lines, p("特此通知。"), Signature("示例公司", "2026年3月27日")))
    signed = next(page for page in text if "2026年3月27日" in page)

    assert "特此通知。" in signed
    assert signed.index("特此通知。") < signed.index("2026年3月27日")


@pytest.mark.parametrize("filler", [2, 14, 20, 24, 27, 30])
def test_slip_is_kept_whole(filler: int) -> None:
    """The cut line and the slip stand on one page, wherever the letter ends."""
    sample = notice()
    letter = replace(sample, blocks=tuple(p(f"示例段落{n}。") for n in range(filler)))
    page = next(page for page in pages(letter) if "（此处剪下）" in page)

    assert "送达回执" in page and "备注" in page


def test_column_of_single_characters_is_read_in_order() -> None:
    """Characters one below the other, which pdfium takes for vertical writing, are no difference."""
    made = pdf(
        short(
            Table(
                ("序", "内容"), tuple((f"{n}", "行\n" * 12 + "末") for n in range(6)), (1, 5), "cl"
            )
        )
    )

    assert len(pdf_text(made)) == 2


def test_row_is_not_split() -> None:
    """A tall row moves to the next page whole."""
    tall = "本行是示例文字\n" * 12 + "末"
    rows = tuple((f"{n}", tall) for n in range(6))
    for page in pages(short(Table(("序", "内容"), rows, (1, 5), "cl"))):
        assert page.count("本行") % 12 == 0


def test_same_bytes_everywhere(tmp_path: Path) -> None:
    """Hash seed, time zone, locale, folder and umask change no byte of PDF or DOCX."""
    program = (
        "import sys, hashlib, os; os.umask(int(sys.argv[1], 8));"
        f"sys.path[:0] = [{str(ROOT / 'src')!r}, {str(ROOT / 'tests')!r}];"
        "from pathlib import Path; from sample_document import notice;"
        "from noticegen.render import HouseStyle, render;"
        f"made = [render(notice(l, n), HouseStyle(Path({str(ROOT / 'templates')!r}))) for l, n in (('zh', 3), ('en', 1))];"
        "print([hashlib.sha256(m.pdf).hexdigest() + hashlib.sha256(m.docx).hexdigest() for m in made])"
    )
    seen = set()
    for seed, zone, lang, mask, folder in (
        ("0", "Asia/Shanghai", "C", "022", ROOT),
        ("77", "America/Los_Angeles", "C.UTF-8", "077", tmp_path),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": lang}
        done = subprocess.run(
            [sys.executable, "-c", program, mask], env=environment, cwd=folder,
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        seen.add(done.stdout)
    here = [render(notice(locale, n), STYLE) for locale, n in (("zh", 3), ("en", 1))]
    seen.add(
        str([hashlib.sha256(m.pdf).hexdigest() + hashlib.sha256(m.docx).hexdigest() for m in here])
        + "\n"
    )

    assert len(seen) == 1


def test_letters_do_not_influence_each_other() -> None:
    """A letter made after another has the bytes it would have had alone."""
    first = pdf(notice("zh", 2))
    pdf(notice("en", 5))
    pdf(notice("zh", 1, name="䶮𬭎"))

    assert pdf(notice("zh", 2)) == first


def picture(document: Document) -> bytes:
    """The pixels of the first page."""
    with pypdfium2.PdfDocument(pdf(document)) as read:
        return bytes(read[0].render(scale=2).to_numpy().tobytes())


@pytest.mark.parametrize("rare", ["䶮", "𬭎", "㼆", "龘", "𫖮"])
def test_rare_characters_are_drawn(rare: str) -> None:
    """A rare character of a name is in the font and leaves its own picture, not that of a box."""
    fonts = prepare_fonts(STYLE)
    assert fonts.serif.glyphs[ord(rare)] != 0
    assert squeeze(rare) in pages(short(p(rare, "plain")))[0]
    drawn = picture(short(p(rare, "plain")))

    assert drawn != picture(short(p("□", "plain")))
    assert drawn != picture(short(p("一", "plain")))


@pytest.mark.parametrize(
    ("bad", "code"), [("𠮷", "U+20BB7"), ("\U00013000", "U+13000"), ("😀", "U+1F600")]
)
def test_character_without_glyph_is_refused(bad: str, code: str) -> None:
    """What no declared font shows is refused with its code point and a font that would do."""
    with pytest.raises(DataError) as caught:
        pdf(short(p(f"李{bad}")))

    assert code in caught.value.message.zh and code in caught.value.message.en
    assert "fonts-noto-cjk" in caught.value.hint.zh


@pytest.mark.parametrize("place", ["letterhead", "title", "number", "table", "slip", "watermark"])
def test_glyphs_are_checked_everywhere(place: str) -> None:
    """The check covers every printed place, not only paragraphs."""
    document = short(p("示例"), Table(("甲",), (("乙",),), (1,), "l"), slip=(p("回执"),))
    bad = "𠮷"
    if place == "table":
        document = replace(document, blocks=(Table(("甲",), ((bad,),), (1,), "l"),))
    elif place == "slip":
        document = replace(document, slip=(p(bad),))
    else:
        changed: dict[str, Any] = {place: bad}
        document = replace(document, **changed)

    refused(DataError, "U+20BB7", lambda: pdf(document))


@pytest.mark.parametrize("pair", ["一⼀", "页⻚", "-\u2011", "·・•", "兀\ufa0c", "…⋯"])
def test_characters_that_look_alike_stay_apart(pair: str) -> None:
    """Characters for which the font has one drawing have a glyph each, in text and in headings."""
    text = pages(short(p(f"起{pair}止", "plain"), p(f"起{pair}止", "heading")))[0]

    assert text.count(f"起{pair}止") == 2


def test_composed_and_separate_marks_are_not_mixed() -> None:
    """é and e with U+0301 in one letter would be one spelling in the archive: refused, alone both are fine."""
    assert "e\u0301" in pages(short(p("Rene\u0301", "plain")))[0]
    refused(DataError, "U+0301", lambda: pdf(short(p("René Rene\u0301", "plain"))))


def test_log_of_the_engine_is_an_error_without_the_words(house: Callable[..., HouseStyle]) -> None:
    """Any warning of the engine ends the rendering, and its text, which may quote the letter, is kept back."""
    style = house("letter.css", "table-layout: fixed;", "table-layout: fixed; no-such-property: 1;")
    refused(TemplateError, "the layout engine reports a warning", lambda: pdf(notice(), style))


def test_log_is_heard_even_if_logging_is_off(
    house: Callable[..., HouseStyle], caplog: pytest.LogCaptureFixture
) -> None:
    """Switching logging off does not switch the check off, and nothing reaches the program's log."""
    style = house("letter.css", "table-layout: fixed;", "table-layout: fixed; no-such-property: 2;")
    logging.disable(logging.CRITICAL)
    try:
        refused(TemplateError, "the layout engine reports", lambda: pdf(notice(), style))
    finally:
        logging.disable(logging.NOTSET)
    assert caplog.records == []


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="asset:missing.png" alt="">',
        '<img src="file:///etc/hostname" alt="">',
        '<img src="http://127.0.0.1:9/x.png" alt="">',
        '<img src="asset:../../../etc/hostname" alt="">',
        '<img src="asset:letter.css" alt="">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<style>@import "file:///etc/hostname";</style>',
        '<style>p{background:url(http://127.0.0.1:9/x.png)}</style>',
        '<style>@font-face{font-family:X;src:url(file:///etc/hostname)}</style>',
        '<svg width="9" height="9"><image href="file:///etc/hostname" width="9" height="9"/></svg>',
        '<object data="file:///etc/hostname"></object>',
        '<base href="http://127.0.0.1:9/"><img src="x.png" alt="">',
        '<a href="https://example.org/">示例</a>',
        '<a href="javascript:alert(1)"></a><form><input></form><a href="file:///etc/hostname">甲</a>',
    ],
)  # fmt: skip
def test_layout_can_load_nothing_else(markup: str, house: Callable[..., HouseStyle]) -> None:
    """A layout that reaches for a file, the network, an attachment or a link makes no letter."""
    style = house("letter.html", "<main>", f"<main>{markup}")
    with pytest.raises(TemplateError):
        pdf(notice(), style)


def test_layout_may_show_a_picture_beside_it(house: Callable[..., HouseStyle]) -> None:
    """asset:NAME shows a picture of the layout's folder; a link that leads out of it does not."""
    style = house(
        "letter.html", "<main>", '<main><img src="asset:logo.png" alt="logo" style="width:9mm">'
    )
    (style.house / "logo.png").write_bytes(seal_png(40))
    assert check_pdfa(pdf(notice(), style)) == ()
    (style.house / "logo.png").unlink()
    (style.house / "logo.png").symlink_to(ROOT / "README.md")

    refused(TemplateError, "the layout loads something", lambda: pdf(notice(), style))


def test_word_added_by_the_layout_is_found(house: Callable[..., HouseStyle]) -> None:
    """Wording belongs to the wording files: a layout that says something of its own is refused."""
    style = house("letter.html", "<main>", "<main><p>另外</p>")
    refused(
        TemplateError,
        "the text of the PDF differs from the document at character",
        lambda: pdf(notice(), style),
    )


@pytest.mark.parametrize(
    "css",
    ["p.body { display: none }", "td { display: none }", ".cut { position: relative }", "p { text-transform: uppercase }",
     "p.body::before { content: '甲' }"],
)  # fmt: skip
def test_words_hidden_or_moved_by_the_style_are_found(
    css: str, house: Callable[..., HouseStyle]
) -> None:
    """A style sheet cannot hide, move, change or add a word unseen."""
    style = house("letter.css", ".watermark {", css + "\n.watermark {")
    document = notice("en") if "uppercase" in css else notice()
    refused(TemplateError, "differs from the document", lambda: pdf(document, style))


def test_difference_is_told_without_the_words(house: Callable[..., HouseStyle]) -> None:
    """The message names position and kind of block and quotes nothing."""
    style = house("letter.css", ".watermark {", "p.addressee { display: none }\n.watermark {")
    with pytest.raises(TemplateError) as caught:
        pdf(notice(name="李秘密"), style)

    assert "in addressee" in caught.value.message.en
    assert "秘密" not in str(caught.value) + caught.value.message.zh + caught.value.hint.zh


def test_words_run_together_are_found() -> None:
    """Missing blanks between words count as a difference."""
    document = short(p("pay within seven days", "plain"))
    glued = short(p("pay withinseven days", "plain"))
    laid = write_pdf(html(glued, STYLE), STYLE, prepare_fonts(STYLE))

    refused(TemplateError, "differs", lambda: check_pdf(pieces(document), laid.pdf, laid.furniture))


def test_text_off_the_paper_is_refused(house: Callable[..., HouseStyle]) -> None:
    """A box that passes the edge of the paper ends the rendering."""
    style = house(
        "letter.css",
        "p.right { text-align: right; }",
        "p.right { margin-left: 170mm; white-space: nowrap; }",
    )
    refused(
        TemplateError,
        "text runs off the paper on page 1",
        lambda: pdf(short(p("很长的一行文字" * 9, "right")), style),
    )


def test_long_unbroken_words_wrap() -> None:
    """Two hundred letters without a blank stay on the paper, in paragraphs, cells and the letterhead."""
    long = "W" * 200
    document = replace(
        short(p(long), Table(("甲", "乙"), ((long, "1"),), (1, 4), "lr"), Signature(long, "某日")),
        letterhead=long,
    )

    assert "".join(pages(document)).count("W") == 800


def test_page_cap(house: Callable[..., HouseStyle]) -> None:
    """A letter with more pages than the cap is refused, one with as many is not."""
    document = notice(instalments=40)
    assert render(document, replace(STYLE, page_cap=3), ("pdf",)).pages == 3

    refused(
        TemplateError,
        "the letter has 3 pages, the cap is 2",
        lambda: pdf(document, replace(STYLE, page_cap=2)),
    )


@pytest.mark.parametrize(
    "seal",
    [
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        seal_png(40)[:16] + (9000).to_bytes(4, "big") * 2 + b"x" * 40,
    ],
)
def test_bad_seal_is_refused_before_any_engine_opens_it(seal: bytes) -> None:
    """Only a PNG of reasonable size is a seal."""
    refused(TemplateError, "seal", lambda: pdf(replace(notice(), seal=seal)))


def test_seal_is_drawn_over_the_signature() -> None:
    """The red of the seal lies around the issuer's name and the date, and nowhere without a seal."""

    def red(document: Document) -> list[tuple[int, int]]:
        with pypdfium2.PdfDocument(pdf(document)) as read:
            pixels = read[len(read) - 1].render(scale=1).to_pil().convert("RGB")
        return [
            (x, y) for x in range(0, pixels.width, 2) for y in range(0, pixels.height, 2)
            if (c := pixels.getpixel((x, y))) and c[0] > 150 and c[1] < 90 and c[2] < 90
        ]  # fmt: skip

    document = replace(
        notice(with_slip=False), blocks=(p("正文。"), Signature("示例公司", "2026年3月27日"))
    )
    spots = red(document)
    width = max(x for x, _ in spots) - min(x for x, _ in spots)
    height = max(y for _, y in spots) - min(y for _, y in spots)

    # 42 mm are 119 points; the ring of the sample is inset by a fortieth on each side
    assert 108 <= width <= 119 and abs(width - height) <= 4
    assert min(x for x, _ in spots) > 595 / 2
    assert red(replace(document, seal=b"")) == []


def test_a_date_to_be_filled_in_by_hand_stays_free_of_the_seal() -> None:
    """The seal ends above a blank date, also of a paper in English; a printed date lies under it."""

    def lowest_red(document: Document) -> tuple[float, float]:
        """The lower edge of the seal and the upper edge of the date, in points from the top."""
        with pypdfium2.PdfDocument(pdf(document)) as read:
            page = read[len(read) - 1]
            pixels = page.render(scale=1).to_pil().convert("RGB")
            text = page.get_textpage()
            place = text.search("年" if document.locale == "zh" else "Date").get_next()
            assert place is not None
            top = page.get_height() - text.get_charbox(place[0])[3]
        red = [
            y for x in range(0, pixels.width, 2) for y in range(pixels.height)
            if (c := pixels.getpixel((x, y))) and c[0] > 150 and c[1] < 90 and c[2] < 90
        ]  # fmt: skip
        return max(red), top

    for locale, blank in (("zh", "＿＿＿＿年＿＿月＿＿日"), ("en", "Date: ____________")):
        blocks = (p("正文。"), Signature("示例公司", blank, "（盖章）"))
        document = replace(notice(with_slip=False), blocks=blocks, locale=locale)
        seal, date_ = lowest_red(document)
        assert seal < date_ < seal + 20
    printed = replace(
        document, locale="zh", blocks=(p("正文。"), Signature("示例公司", "2026年3月27日"))
    )
    seal, date_ = lowest_red(printed)
    assert date_ < seal


def test_content_hash_follows_the_words_and_nothing_else() -> None:
    """Equal documents have equal hashes; another word, seal or audience gives another."""
    document = notice()
    others = {
        content_hash(replace(document, title="另一标题")),
        content_hash(replace(document, seal=b"")),
        content_hash(replace(document, audience="guarantor")),
        content_hash(replace(document, issued_on=date(2026, 3, 28))),
        content_hash(replace(document, blocks=(Paragraph((Run("甲", bold=True),)),))),
        content_hash(replace(document, blocks=(Paragraph((Run("甲"),)),))),
    }

    assert content_hash(notice()) == content_hash(document)
    assert len(others | {content_hash(document)}) == 7
    assert content_hash(document) == render(document, STYLE, ()).content_hash


@pytest.mark.parametrize("where", ["contextlib.nullcontext()", "Beside()"])
def test_no_network_and_no_foreign_file(tmp_path: Path, where: str) -> None:
    """Rendering, here or in a second process, opens no socket and reads only Python, the system's
    libraries, fonts and layout."""
    if shutil.which("strace") is None:
        pytest.fail("strace is missing: apt-get install -y --no-install-recommends strace")
    program = (
        f"import sys; sys.path[:0] = [{str(ROOT / 'src')!r}, {str(ROOT / 'tests')!r}];"
        "from pathlib import Path; from sample_document import notice;"
        "from noticegen.render import HouseStyle, render;"
        "from noticegen.render.beside import Beside; import contextlib;"
        f"style = HouseStyle(Path({str(ROOT / 'templates')!r})); document = notice('zh', 1);"
        "open('/dev/null').close(); open('/dev/zero').close();"
        f"beside = {where}.__enter__();"
        "render(document, style, beside=beside); open('/dev/zero').close()"
    )
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-o",
        str(trace),
        "-e",
        "trace=socket,connect,bind,openat,open",
        sys.executable,
        "-c",
        program,
    ]
    subprocess.run(command, check=True, capture_output=True)
    lines = trace.read_text("utf-8", "replace").split('"/dev/zero"')[1].splitlines()
    opened = [
        m[1]
        for line in lines
        if "ENOENT" not in line
        and (m := re.search(r'open(?:at)?\([^"]*"([^"]+)"', line))
        and not Path(m[1]).is_dir()  # folders of sys.path are listed by every import
    ]
    cache = os.environ.get("NOTICEGEN_CACHE") or str(Path("~/.cache/noticegen").expanduser())
    allowed = (str(ROOT / "src"), str(ROOT / "templates"), cache, sys.prefix, sys.base_prefix, "/lib", "/usr/lib",
               "/etc/ld.so", "/etc/localtime", "/proc/", "/dev/", "/usr/share/fontconfig", "/usr/share/locale", "/etc/mime.types",
               "/etc/ssl/certs")  # fmt: skip  # Python 3.13 reads those whenever an opener is made

    assert [line for line in lines if re.search(r"\b(connect|bind)\(", line)] == []
    assert [line for line in lines if re.search(r"socket\((?!AF_UNIX)", line)] == []
    assert [name for name in opened if not name.startswith(allowed)] == []
