"""The DOCX: the same words, nothing of the template's author, and a letterhead that is checked."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from sample_document import notice, p

from noticegen.errors import TemplateError
from noticegen.model import Document, Paragraph, Run, Signature, Table
from noticegen.render import HouseStyle, prepare_fonts, render
from noticegen.render.docx import load_letterhead, static_words
from noticegen.render.package import EPOCH, pack, unpack
from noticegen.render.readback import Expected, check_docx, pdf_text, pieces, squeeze

ROOT = Path(__file__).parents[1]
STYLE = HouseStyle(ROOT / "templates")
SHIPPED = unpack((STYLE.house / "letterhead.docx").read_bytes())
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(document: Document, style: HouseStyle = STYLE) -> dict[str, bytes]:
    return unpack(render(document, style, ("docx",)).docx)


def tree(document: Document) -> etree._Element:
    return etree.fromstring(parts(document)["word/document.xml"])


def house(tmp_path: Path, letterhead: Mapping[str, bytes]) -> HouseStyle:
    """A house whose letterhead has these parts."""
    folder = tmp_path / "templates" / "house"
    shutil.copytree(STYLE.house, folder, dirs_exist_ok=True)
    (folder / "letterhead.docx").write_bytes(pack(letterhead))
    return HouseStyle(tmp_path / "templates")


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    """The shipped letterhead with one replacement in one part."""
    text = SHIPPED[name].decode()
    assert old in text
    return {**SHIPPED, name: text.replace(old, new, 1).encode()}


def test_shipped_letterhead_is_what_the_tool_builds() -> None:
    """templates/house/letterhead.docx is the output of tools/make_letterhead.py, byte for byte."""
    code = "import runpy, sys; sys.stdout.buffer.write(runpy.run_path('tools/make_letterhead.py')['build']())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True,
                          env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin"})  # fmt: skip

    assert done.stdout == (STYLE.house / "letterhead.docx").read_bytes()


def test_blanks_at_the_ends_of_words_are_kept() -> None:
    """A reader drops blanks at the ends of a run unless the file says that they count."""
    said = (Run("Pay by "), Run("7 April", bold=True), Run(" at the latest"), Run("."))
    texts = tree(replace(notice("en"), blocks=(Paragraph(said, "plain"),))).iter(f"{W}t")

    space = "{http://www.w3.org/XML/1998/namespace}space"
    kept = {t.text: t.get(space) for t in texts}
    assert [kept[run.text] for run in said] == ["preserve", None, "preserve", None]


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("instalments", [1, 18])
def test_styles_and_relationships_exist(locale: str, instalments: int) -> None:
    """Each style a paragraph, run or table names is defined, each relationship has its part and type."""
    made = parts(notice(locale, instalments))
    styles = set(re.findall(r'w:styleId="(\w+)"', made["word/styles.xml"].decode()))
    used = re.findall(
        r'<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', made["word/document.xml"].decode()
    )
    targets = re.findall(r'Target="([^"]+)"', made["word/_rels/document.xml.rels"].decode())
    types = made["[Content_Types].xml"].decode()

    assert set(used) <= styles
    assert all(f"word/{target}" in made for target in targets)
    assert all(
        f'PartName="/{name}"' in types for name in made if name.endswith(".xml") and name[0] != "["
    )
    assert "word/media/seal.png" in made and 'Extension="png"' in types


def test_layout_of_tables() -> None:
    """Header rows repeat, no row is split, widths fill the line, the total keeps with the last row."""
    table = tree(notice(instalments=18)).findall(f".//{W}tbl")[0]
    rows = table.findall(f"{W}tr")

    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 19
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert sum(int(col.get(f"{W}w")) for col in table.iter(f"{W}gridCol")) == 8844
    for row in rows:
        assert sum(int(width.get(f"{W}w")) for width in row.iter(f"{W}tcW")) == 8844
    assert rows[-2].find(f".//{W}keepNext") is not None
    assert rows[-1].find(f".//{W}gridSpan").get(f"{W}val") == "7"


def test_slip_is_one_unit() -> None:
    """Every paragraph of the slip keeps with the next one."""
    slip = tree(notice()).findall(f".//{W}tbl")[-1].findall(f"{W}tr")

    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for row in slip for p in row.iter(f"{W}p"))


@pytest.mark.parametrize("slip", [True, False])
def test_nothing_follows_the_last_table(slip: bool) -> None:
    """The paragraph that must stand behind a table at the end of a file has no height worth the name and is
    tied to the last row: alone on a page it would be an empty one with a number."""
    table = Table((), (("联系地址", "示例路1号"),), (24, 76), "ll", style="form")
    document = replace(notice(with_slip=slip), blocks=(p("正文"), table))

    body = tree(document).find(f"{W}body")
    last = body.findall(f"{W}p")[-1]
    assert last.getprevious().tag == f"{W}tbl" and last.getnext().tag == f"{W}sectPr"
    spacing = last.find(f"{W}pPr/{W}spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("20", "exact")
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in last.getprevious().iter(f"{W}p"))
    gaps = [p for p in body.findall(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "NGGap"]  # fmt: skip
    assert [gap.find(f"{W}pPr/{W}spacing") is not None for gap in gaps][-2:] == [False, True]


def test_a_centred_word_has_the_room_the_columns_count_with() -> None:
    """The room beside a centred cell of a list is that of letter.css (0.5 mm), or two characters break in two."""
    list_ = Table(("事项", "金额"), (("到期", "1.00"),), (1, 1), "cr")
    form = replace(list_, head=(), aligns="lc", style="form")
    rooms = [
        [cell.get(f"{W}w") for cell in row.iterfind(f".//{W}tcMar/{W}left")]
        for row in tree(replace(notice(), blocks=(list_, form), slip=())).iter(f"{W}tr")
    ]

    assert rooms == [["15", "15"], ["28"], []]


def test_title_and_dates_are_ours() -> None:
    """Title, subject, creator and dates come from the document; nothing of the template's author is left."""
    core = parts(notice())["docProps/core.xml"].decode()

    assert "<dc:title>担保贷款（委托贷款）逾期催收通知书</dc:title>" in core
    assert "<dc:creator>示例融资担保有限公司</dc:creator>" in core
    assert core.count("2026-03-27T00:00:00Z") == 2
    assert "python-docx" not in core and "lastModifiedBy" not in core


def test_draft_without_date_has_none() -> None:
    """A document without a date of issue carries no date at all."""
    assert b"dcterms:created" not in parts(replace(notice(), issued_on=None))["docProps/core.xml"]


def test_archive_has_fixed_times_and_order() -> None:
    """The zip holds no time, no owner and a fixed order, with the content types first."""
    made = render(notice(), STYLE, ("docx",)).docx
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        assert {member.date_time for member in archive.infolist()} == {EPOCH}

    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"] and names[2:] == sorted(names[2:])
    assert made == render(notice(), STYLE, ("docx",)).docx


def test_page_fields_have_a_result() -> None:
    """PAGE and NUMPAGES carry a cached number: the pages the PDF has."""
    made = render(notice(instalments=40), STYLE)
    footer = squeeze("".join(etree.fromstring(unpack(made.docx)["word/footer1.xml"]).itertext()))

    assert made.pages == 3
    assert footer == "第1页共3页"


def test_draft_has_a_watermark_in_its_header() -> None:
    """The watermark stands in the header of a draft and only there."""
    assert 'string="草稿"' in parts(notice(draft=True, seal=False))["word/header1.xml"].decode()
    assert "textpath" not in parts(notice())["word/header1.xml"].decode()


def test_seal_lies_behind_the_text() -> None:
    """The seal is an anchored picture behind the words; without a seal there is no picture."""
    sealed = tree(notice())
    anchors = sealed.findall(".//{*}anchor")

    assert [anchor.get("behindDoc") for anchor in anchors] == ["1"]
    bare = parts(notice(seal=False))
    assert b"wp:anchor" not in bare["word/document.xml"] and "word/media/seal.png" not in bare
    assert b"rIdSeal" not in bare["word/_rels/document.xml.rels"]


def test_house_fonts_are_named(tmp_path: Path) -> None:
    """The house's faces take the place of 仿宋 and 黑体, with their names escaped."""
    styles = parts(notice(), replace(STYLE, docx_font="示例宋体", docx_heading_font='甲"乙&'))[
        "word/styles.xml"
    ]

    assert 'w:eastAsia="示例宋体"' in styles.decode() and "仿宋" not in styles.decode()
    assert etree.fromstring(styles).xpath(
        "//@*[local-name()='eastAsia' and contains(., '乙')]"
    ) == ['甲"乙&'] * len(re.findall("乙&amp;", styles.decode()))


def test_rare_and_marked_up_names_survive() -> None:
    """Names with rare characters, markup and braces are the same text in the file."""
    name = "䶮𬭎𠮷<b>&amp;{{ x }}{% if %}]]>\"'"
    words = "".join(tree(notice(name=name)).itertext())

    assert words.count(name) == 2


def test_line_breaks_are_kept() -> None:
    """A line break inside a cell or paragraph becomes a break, an empty line included."""
    document = Document(
        "t", "zh", "题", "头", "", (p("甲\n\n乙"), Table((), (("丙\n丁",),), (1,), "l"))
    )

    assert len(tree(document).findall(f".//{W}br")) == 3


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("word/document.xml", "{{ title }}", "{{ title }}敬启", "words in its body"),
        ("word/document.xml", "{{p body }}", "", "lacks the slot body"),
        ("word/document.xml", "{{ number }}", "", "lacks the slot number"),
        ("word/document.xml", "<w:p>", '<w:p><w:ins w:id="1" w:author="x"/>', "tracked changes"),
        ("word/document.xml", "<w:body>", "<w:body", "not well-formed"),
        ("word/footer1.xml", "<w:ftr ", '<!DOCTYPE x [<!ENTITY y "z">]><w:ftr ', "holds an entity"),
        ("word/settings.xml", "<w:compat>", "<!-- {{ title }} --><w:compat>", "never filled"),
        ("word/_rels/document.xml.rels", "</Relationships>",
         '<Relationship Id="x" Type="t" Target="http://x" TargetMode="External"/></Relationships>', "points outside"),
        ("word/document.xml", "{{ title }}", "{{ title }}{{ missing }}", "UndefinedError"),
        ("word/document.xml", "{{ title }}", "{{ title }}{{ title.__class__ }}", "SecurityError|UndefinedError"),
        ("word/document.xml", "{%p if number %}", "{%p if number ", "lacks the slot number"),
        ("word/document.xml", "{{ title }}", "{{ title }}{{ cycler.__init__.__globals__ }}", "SecurityError"),
    ],
)  # fmt: skip
def test_bad_letterhead_is_refused(
    tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    """A letterhead that would lose, add or run something is refused with the reason."""
    style = house(tmp_path, changed(name, old, new))
    with pytest.raises(TemplateError) as caught:
        render(notice(), style, ("docx",))

    assert re.search(words, caught.value.message.en)


def test_missing_or_foreign_file_is_refused(tmp_path: Path) -> None:
    """No letterhead, or one that is no DOCX, is named as such."""
    style = house(tmp_path, SHIPPED)
    (style.house / "letterhead.docx").write_bytes(b"\xd0\xcf\x11\xe0 old Word file")
    with pytest.raises(TemplateError, match="no DOCX file"):
        render(notice(), style, ("docx",))
    (style.house / "letterhead.docx").unlink()
    with pytest.raises(TemplateError, match="missing"):
        render(notice(), style, ("docx",))


def test_words_of_the_footer_are_kept(tmp_path: Path) -> None:
    """Static words a house puts into its footer are in every letter, and their loss is noticed."""
    with_words = changed(
        "word/footer1.xml", "<w:p>", "<w:p><w:r><w:t>示例路1号</w:t></w:r></w:p><w:p>"
    )
    style = house(tmp_path, with_words)
    docx = render(notice(), style, ("docx",)).docx
    letterhead = load_letterhead(style)
    lost = unpack(docx)
    lost["word/footer1.xml"] = lost["word/footer1.xml"].replace("示例路1号".encode(), b"")

    assert letterhead.statics == (("word/footer1.xml", "示例路1号"),)
    with pytest.raises(TemplateError, match="static words"):
        check_docx(pieces(notice()), pack(lost), letterhead)


def test_conditional_words_are_not_static() -> None:
    """Words under a condition may be absent; those outside must be there."""
    source = "<w:t>甲{{ x }}乙</w:t>{% if x %}<w:t>丙</w:t>{% endif %}<w:t a='b'>丁</w:t>"

    assert static_words(source) == ["甲", "乙", "丁"]


def test_placeholder_torn_apart_by_word_is_healed(tmp_path: Path) -> None:
    """Word splits {{ title }} over runs when someone edits it; the letter still has its title."""
    torn = changed("word/document.xml", "{{ title }}</w:t></w:r>",
                   "{{</w:t></w:r><w:r><w:t> title }}</w:t></w:r>")  # fmt: skip
    assert "担保贷款（委托贷款）逾期催收通知书" in "".join(
        etree.fromstring(parts(notice(), house(tmp_path, torn))["word/document.xml"]).itertext()
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda xml: xml.replace("李示例".encode(), "李示".encode(), 1),
        lambda xml: xml.replace(b"</w:body>", b"<w:p><w:r><w:t>x</w:t></w:r></w:p></w:body>"),
        lambda xml: xml.replace(b"<w:r>", b"<w:r><w:rPr><w:vanish/></w:rPr>", 1),
        lambda xml: xml.replace(b"</w:body>", b"</w:bdy>"),
    ],
)
def test_damage_is_found_on_reading_back(damage: Callable[[bytes], bytes]) -> None:
    """A lost, added or hidden word, or broken XML, is found before the letter is issued."""
    made = parts(notice())
    made["word/document.xml"] = damage(made["word/document.xml"])
    with pytest.raises(TemplateError):
        check_docx(pieces(notice()), pack(made), load_letterhead(STYLE))


def test_compiled_letterhead_is_cached() -> None:
    """A second process fills the letterhead without importing docxtpl or python-docx."""
    load_letterhead(STYLE)
    code = (
        "import sys; from pathlib import Path; from sample_document import notice;"
        "from noticegen.render import HouseStyle, render;"
        f"render(notice(), HouseStyle(Path({str(STYLE.templates)!r})), ('docx',));"
        "print(sorted({'docxtpl', 'docx', 'weasyprint', 'pikepdf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"})  # fmt: skip

    assert done.stdout == "[]\n"


def rows_of(document: Document) -> list[str]:
    """Each table row of `document` as one squeezed string."""
    return [
        squeeze("".join(cell for cell in row if cell))
        for block in (*document.blocks, *document.slip)
        if isinstance(block, Table)
        for row in (*block.rows, *block.foot)
    ]


def test_other_readers_show_the_same(tmp_path: Path) -> None:
    """LibreOffice draws the same words and table rows, on as many pages as ours, give or take one."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail(
            "LibreOffice is missing: apt-get install -y --no-install-recommends libreoffice-writer-nogui"
        )
    letters = {
        "zh1": notice("zh", 1), "zh18": notice("zh", 18), "zh1d": notice("zh", 1, draft=True, seal=False),
        "en1": notice("en", 1), "en18": notice("en", 18),
        "rare": replace(notice("zh", 2, name="李䶮𬭎"), slip=()),
        "long": Document("t", "zh", "示例标题", "示例公司", "", (*(p(f"段落{n}。") for n in range(60)), Signature("示例公司", "某日"))),
    }  # fmt: skip
    pages = {}
    for name, document in letters.items():
        made = render(document, STYLE)
        pages[name] = made.pages
        (tmp_path / f"{name}.docx").write_bytes(made.docx)
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
               "--outdir", str(tmp_path), *(str(tmp_path / f"{name}.docx") for name in letters)]  # fmt: skip
    # our own fonts: a bare machine has no Chinese ones, and then it draws boxes
    fonts = {**os.environ, "FONTCONFIG_FILE": str(prepare_fonts(STYLE).config)}
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=fonts)
    for name, document in letters.items():
        drawn = pdf_text((tmp_path / f"{name}.pdf").read_bytes())
        assert abs(len(drawn) - pages[name]) <= 1, name
        text = squeeze("".join(drawn))
        # the order within a page is the reader's; all characters must be there as often as in ours
        expected = Expected.of(pieces(document)).text
        assert all(text.count(c) >= expected.count(c) for c in set(expected)), name
        missing = [row for row in rows_of(document) if row and row not in text]
        assert missing == [], name


def test_docx_says_what_the_blocks_say_and_bold_is_a_style() -> None:
    """Bold words carry the style NGStrong, no direct formatting."""
    made = tree(
        Document(
            "t", "zh", "题", "头", "", (replace(p("甲乙"), runs=(Run("甲", bold=True), Run("乙"))),)
        )
    )
    bold = [run for run in made.iter(f"{W}r") if run.find(f"{W}rPr") is not None]

    assert ["".join(run.itertext()) for run in bold] == ["甲"]
    assert bold[0].find(f"{W}rPr/{W}rStyle").get(f"{W}val") == "NGStrong"


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("（以下称“我单位”）", True),
        ("阿卜杜热合曼·买买提", True),
        ("□yes  □no", True),
        ("Article 9 – “the Creditor”", False),
        ("我单位", False),
    ],
)
def test_marks_that_both_scripts_use_are_chinese_beside_chinese(text: str, hinted: bool) -> None:
    """Quotation marks, the dot in a name and boxes to tick carry the hint that they are Chinese, or Word takes
    them from the Latin font; among English words they are English."""
    made = tree(Document("t", "zh", "题", "头", "", (p(text), p(text, bold=text))))
    runs = [run for run in made.iter(f"{W}r") if "".join(run.itertext()) == text]

    hints = [run.find(f"{W}rPr/{W}rFonts") for run in runs]
    assert [h.get(f"{W}hint") if h is not None else None for h in hints] == [
        "eastAsia" if hinted else None
    ] * 2
    assert runs[1].find(f"{W}rPr")[0].tag == f"{W}rStyle"
