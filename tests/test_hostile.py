"""Hostile text is printed letter for letter in both formats or refused; never altered, lost or run.

Two gates stand before the printer: `textgate` (per field) and the glyph check of `render`. What
passes both is put into every printed place at once, many strings to a document to keep it fast.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from noticegen.errors import DataError
from noticegen.model import CutLine, Document, Paragraph, Run, Signature, Table
from noticegen.render import HouseStyle, Rendered, prepare_fonts, render
from noticegen.render.fonts import check_coverage
from noticegen.render.package import unpack
from noticegen.render.readback import UNPRINTABLE, pdf_text, squeeze
from noticegen.textgate import Kind, check_text

ROOT = Path(__file__).parents[1]
STYLE = HouseStyle(ROOT / "templates", page_cap=500)
BATCH = 40

NAUGHTY = [
    text
    for text in json.loads((Path(__file__).parent / "data" / "blns.json").read_text("utf-8"))
    if text
]

MARKUP = [
    "A<B 有限公司", "Zhang & Sons", "张三&amp;李四", "&#x3c;b&#x3e;", "]]>", "<![CDATA[x]]>", "<!-- -->", "<?xml?>",
    "</w:t></w:r></w:p><w:p><w:r><w:t>伪造", "</p><h1>伪造</h1>", "<script>alert(1)</script>", "<b>粗</b>",
    '<link rel=attachment href="file:///etc/hostname">', "<style>td{display:none}</style>", '"><img src=x>',
    "' onmouseover='x", "<a href='javascript:alert(1)'>链接</a>", "</td></tr></table>", "<w:vanish/>", "&nbsp;", "&lt;",
    "<svg onload=alert(1)>", "<iframe src=//x>", "<base href=//x>", "<meta charset=x>", "</body></html>", "<plaintext>",
    "<w:br w:type='page'/>", "<wp:anchor/>", "&quot;&apos;",
]  # fmt: skip
TEMPLATES = [
    "{{ 7*7 }}", "{% if 1 %}", "{# x #}", "{_{ 7*7 }_}", "{_% if %_}", "}}", "{{", "%}", "{%p if x %}", "{{p body }}",
    "{{r x }}", "{{ title }}", "{{ self }}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{% for x in range(9) %}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
    "{{ namespace.__init__.__globals__ }}", "{%- raw -%}", "{% colspan 3 %}", "{% cellbg red %}", "{% vm %}", "{% hm %}",
    "%s %d %n", "{0.__class__}", "{}", "%(x)s", "$(id)", "`id`", "\\N{DIGIT ONE}", "\\x41", "\\u0041", "\\0",
]  # fmt: skip
VALUES = [
    "None", "nan", "undefined", "NULL", "null", "True", "inf", "-0", "1e400", "0x1f", "1/0", "=1+1", "+1", "-1", "@SUM(A1)",
    "=cmd|'/C calc'!A0", "＝1＋1", "\\", "\\\\", "/", "../../etc/passwd", "C:\\示例", "CON", "NUL", "a" * 200, "字" * 200, "1" * 120,
    "W" * 150, "-" * 90, "." * 90, "﹏﹏﹏", "1-2-3-4", "2026-03-27 — 27/03", "100,000.00", "￥1,234.56", "¥1",
]  # fmt: skip
NAMES = [
    "李䶮", "𬭎强", "龘靐", "㼆", "𫖮", "阿卜杜拉·买买提", "阿依古丽・热合曼", "古力•娜扎", "欧阳娜娜", "王 小明", "Müller", "Ångström",
    "Nguyễn Văn Ánh", "O'Brien", "O’Brien", "Jean-Luc", "de la Cruz", "Иванов", "Ωmega", "かな カナ", "Ǘ",
    "⼀一", "h\u00e9", "ﬁnance ﬂow", "①②③", "Ⅳ", "㈱示例", "№ 5", "℃", "°", "±", "×", "÷", "〔2026〕", "【】《》“”‘’", "……——",
    "甲。乙，丙、丁；戊：己", "全角ＡＢＣ１２３", "㎡", "㊣", "〇", "々", "廿卅", "凉涼", "户戶", "丽麗", "一二三", "示例（中国）有限公司",
    "a\u00a0b", "x²", "←→↑↓", "★☆■□△", "√", "∞", "≤≥≠",
]  # fmt: skip
BROKEN = [
    "\x00", "\x07x", "x\x0cy", "x\x0by", "x\x1by", "x\x7fy", "x\x85y", "x\ufffey", "x\uffffy", "x\ufdd0y", "\ud800", "a\udfff",
    "x\u202ey", "x\u2066y", "x\u200ey", "\ufeffx", "x\u2028y", "x\u2029y", "\ue863", "x\U000f0000y", "x\ufffdy", "x\u00ady",
    "x\ty", "x\ry", "x\u302ey", "𠮷", "\U00013000", "😀", "שלום", "مرحبا", "हिन्दी", "ไทย", "x\U000e0041y", "葛\U000e0100城", "\u3164", "Łódź", "김철수", "⅔", "H₂O", "e\u0301é",
]  # fmt: skip
OWN = MARKUP + TEMPLATES + VALUES + NAMES


def document(strings: Sequence[str]) -> Document:
    """Every string as paragraph, bold run, table cell, caption, signature and slip cell."""
    blocks: list[Paragraph | Table | Signature | CutLine] = []
    for text in strings:
        blocks.append(Paragraph((Run(text),)))
        blocks.append(Paragraph((Run("前"), Run(text, bold=True), Run("后")), "plain"))
    rows = tuple((str(n), text) for n, text in enumerate(strings))
    blocks.append(Table(("序", "内容"), rows, (1, 9), "cl", caption=strings[0]))
    slip = (
        CutLine("（此处剪下）"),
        Table((), tuple(("项目", text) for text in strings), (1, 4), "ll", style="form"),
    )
    return Document(
        "test",
        "zh",
        strings[0],
        strings[-1],
        strings[len(strings) // 2],
        (*blocks, Signature(strings[0], "某日")),
        slip,
    )


def expected_text(strings: Sequence[str]) -> str:
    """The same words, put together here and not by the code under test."""
    parts = [strings[-1], strings[len(strings) // 2], strings[0]]
    for text in strings:
        parts += [text, "前", text, "后"]
    parts += [strings[0], "序", "内容"]
    for number, text in enumerate(strings):
        parts += [str(number), text]
    parts += [strings[0], "某日", "（此处剪下）"]
    for text in strings:
        parts += ["项目", text]
    return squeeze("".join(parts))


def refusal(text: str, kind: Kind = "text") -> str:
    """Why `text` cannot be printed: names code points or limits; "" if it can."""
    reasons = check_text(text, kind=kind, max_length=10_000)
    if reasons:
        return reasons[0].en
    if UNPRINTABLE.search(text):
        return "unprintable"
    try:
        check_coverage(prepare_fonts(STYLE), text)
    except DataError as error:
        return error.message.en
    return ""


def docx_text(made: Rendered) -> str:
    return squeeze("".join(etree.fromstring(unpack(made.docx)["word/document.xml"]).itertext()))


def assert_printed(strings: Sequence[str]) -> None:
    """Both formats say exactly these words; nothing else became structure."""
    made = render(document(strings), STYLE)
    expected = expected_text(strings)
    assert docx_text(made) == expected
    shown = squeeze("".join(pdf_text(made.pdf)))
    ligatures = str.maketrans({"ﬁ": "fi", "ﬂ": "fl"})  # pdfium spells these out
    for text in strings:
        # page numbers and repeated header rows may fall inside one occurrence of five, not into all
        assert squeeze(text).translate(ligatures) in shown
    tree = etree.fromstring(unpack(made.docx)["word/document.xml"])
    rows = tree.findall(".//{*}tr")
    assert len(rows) == 2 * len(strings) + 1
    assert not tree.xpath(
        "//*[local-name()='vanish' or local-name()='hyperlink' or local-name()='instrText']"
    )


PRINTABLE = [text for text in NAUGHTY + OWN if not refusal(text)]
BATCHES = [PRINTABLE[at : at + BATCH] for at in range(0, len(PRINTABLE), BATCH)]


@pytest.mark.parametrize("number", range(len(BATCHES)))
def test_hostile_text_is_printed_letter_for_letter(number: int) -> None:
    """Every string that passes both gates stands unaltered in body, table, slip, title and letterhead."""
    assert_printed(BATCHES[number])


def test_own_list_is_long_enough_and_mostly_printed() -> None:
    """The own list has 120 strings and more; names people really have are printed, not refused."""
    assert len(set(OWN + BROKEN)) >= 120
    assert [text for text in MARKUP + TEMPLATES + VALUES if refusal(text)] == []
    assert [text for text in NAMES if refusal(text)] == []
    assert len([text for text in NAUGHTY if not refusal(text)]) >= 400


@pytest.mark.parametrize("text", BROKEN, ids=ascii)
def test_text_that_cannot_be_printed_is_refused_with_its_code_point(text: str) -> None:
    """What no letter can show is refused by render itself, gate or no gate, and the error names it."""
    with pytest.raises(DataError) as caught:
        render(document([f"甲{text}乙"]), STYLE)

    assert "U+" in caught.value.message.en and "U+" in caught.value.message.zh
    assert caught.value.hint.zh


@pytest.mark.parametrize("text", [t for t in NAUGHTY if refusal(t)], ids=lambda t: ascii(t)[:40])
def test_refused_naughty_strings_say_why(text: str) -> None:
    """A refusal names the code point, the blank or the length, and does not repeat the text."""
    why = refusal(text)

    assert "U+" in why or "blank" in why or "long" in why or why == "unprintable"
    assert len(text) < 12 or text not in why


@given(text=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_printed_or_refused(text: str) -> None:
    """No text at all gets through altered: it is printed as it is or refused as data."""
    if not text.split():
        return
    try:
        made = render(document([f"始{text}终"]), STYLE)
    except DataError:
        return
    assert docx_text(made) == expected_text([f"始{text}终"])


ALPHABET = st.text(
    st.sampled_from("一二张李{}%<>&'\"/\\=#_ abW019-.,，。·（）《》\n"), min_size=1, max_size=50
)


@given(text=ALPHABET)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_text_of_markup_characters_is_printed(text: str) -> None:
    """Any mixture of braces, angle brackets, quotes and Chinese is printed, none is refused."""
    made = render(document([f"始{text}终"]), STYLE)

    assert docx_text(made) == expected_text([f"始{text}终"])
