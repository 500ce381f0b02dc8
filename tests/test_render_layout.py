"""What makes a letter look well set: Chinese lines end flush, numbers and headings stay whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from sample_document import notice, p

from noticegen.model import Document, Paragraph, Run, Table
from noticegen.render import HouseStyle, render
from noticegen.render.columns import columns
from noticegen.render.html import glued, keeps

STYLE = HouseStyle(Path(__file__).parents[1] / "templates")
RIGHT = (210 - 26) / 25.4 * 72  # points: the edge of the type area
MIXED = (
    "债权人于2026年5月19日发放贷款50,000.00元（大写：人民币伍万元整），借款合同编号为示担借字第0003号，"
    "以下称“借款合同”；截至2026年11月26日，您尚未足额归还，已逾期7日，请于2026年12月7日以前付清全部应付"
    "款项，并按示例银行股份有限公司示例支行的账户汇入，附言写明合同编号与姓名，以便核对入账。"
)


def lines(pdf: bytes, page: int = 0) -> list[tuple[str, float]]:
    """The lines of a page, top to bottom: their words and where their last character ends (points)."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        rows: dict[int, list[tuple[float, float, str]]] = {}
        for index in range(text.count_chars()):
            left, bottom, right, _ = text.get_charbox(index, loose=True)
            letter = text.get_text_range(index, 1)
            if letter.strip():
                rows.setdefault(round(bottom), []).append((left, right, letter))
    found = []
    for _, row in sorted(rows.items(), reverse=True):
        row.sort()
        found.append(("".join(letter for _, _, letter in row), row[-1][1]))
    return found


def letter(text: str, locale: str = "zh", bold: str = "") -> Document:
    return replace(notice(locale, with_slip=False, seal=False), blocks=(p(text, bold=bold),))


@pytest.mark.parametrize("bold", ["", "2026年12月7日"])
def test_chinese_lines_end_flush(bold: str) -> None:
    """Every line of a Chinese paragraph but its last ends at the right margin, to half a point."""
    found = lines(render(letter(MIXED, bold=bold), STYLE).pdf)
    body = [end for words, end in found if words in MIXED]

    assert len(body) >= 4
    assert all(abs(end - RIGHT) < 0.5 for end in body[:-1]), body
    assert body[-1] < RIGHT


def test_numbers_are_not_spaced_out() -> None:
    """The room goes between Chinese characters; a sum keeps its shape."""
    with pypdfium2.PdfDocument(render(letter(MIXED), STYLE).pdf) as document:
        text = document[0].get_textpage()
        words = text.get_text_range()
        start = words.index("50,000.00")
        boxes = [text.get_charbox(start + n, loose=True) for n in range(9)]

    gaps = [after[0] - before[2] for before, after in pairwise(boxes)]
    assert max(map(abs, gaps)) < 0.1


def test_line_that_would_be_torn_is_left_ragged() -> None:
    """Where a long word leaves too much room, the line stays as it is."""
    text = "逾期款项的明细见本单位网站所列" + "x" * 60 + "，请核对。"
    found = lines(render(letter(text), STYLE).pdf)
    first = next(end for words, end in found if words.startswith("逾期款项"))

    assert first < RIGHT - 100


def table(factor: int, head: tuple[str, ...] = (), received: str = "0.00") -> Table:
    """An amount table with compound interest whose sums are `factor` yuan and more."""
    sums = tuple(f"{part * factor:,.2f}" for part in (9.5, 1.5, 0.75, 0.25))
    head = head or ("期次", "到期日", "逾期天数", "本金", "利息", "罚息", "复利", "已收（已扣减）", "小计")  # fmt: skip
    row = ("18", "2026-11-19", "103", *sums, received, sums[0])
    foot = ("应付总额", *([None] * 7), sums[0])
    return Table(head, (row,), (5, 16, 7, 15, 12, 14, 10, 13, 16), "ccrrrrrrr", (foot,), "明细")


@pytest.mark.parametrize("factor", [100, 100_000, 20_000_000])
def test_no_number_and_no_heading_breaks(factor: int) -> None:
    """Sums up to nine digits stand on one line each; headings break only if there is no other way."""
    block = table(factor)
    made = render(replace(notice(with_slip=False, seal=False), blocks=(block,)), STYLE)
    words = "\n".join(text for text, _ in lines(made.pdf))

    assert all(cell in words for cell in block.rows[0] if cell)
    if factor == 100:
        assert "期次到期日逾期天数本金利息罚息复利已收（已扣减）小计" in words


def test_columns_keep_the_asked_widths_where_they_can() -> None:
    """Widths sum to one, a column with room keeps more than it needs, small print is the last resort."""
    small, large, huge = (columns(table(factor)) for factor in (100, 100_000, 90_000_000))

    assert all(sum(c.shares) == pytest.approx(1) for c in (small, large, huge))
    assert (small.tight, large.tight, huge.tight) == (False, False, True)
    assert large.shares[3] > small.shares[3]


def test_form_keeps_its_widths() -> None:
    """A form wraps its cells: its columns stand as the wording says."""
    form = Table((), (("户名", "示例银行" * 30),), (25, 75), "ll", style="form")

    assert columns(form).shares == (0.25, 0.75)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (("此致", "plain"), ("示例县人民法院", "plain"), True),
        (("To", "plain"), ("Example County Court", "plain"), True),
        (("此致", "body"), ("示例县人民法院", "body"), False),
        (("完。", "plain"), ("另起一段话", "plain"), False),
        (("一行较长的话", "plain"), ("另起一段话", "plain"), False),
        (("一段正文。", "body"), ("此致", "plain"), True),
        (("一段正文。", "body"), ("另一行较长的话", "plain"), False),
    ],
)
def test_a_line_that_begins_what_follows_stays_with_it(
    first: tuple[str, str], second: tuple[str, str], together: bool
) -> None:
    """此致 is not left at the foot of a page, its court at the head of the next; nor does a page begin with
    it, so that the signature would stand on a page without a word of the paper."""
    block, after = (Paragraph((Run(text),), style) for text, style in (first, second))
    assert keeps(block, after) is together


def test_a_page_of_a_volume_has_no_lone_row() -> None:
    """Of a table that goes on over a page, no page has the first or the last row alone."""
    found = set()
    for count in range(24, 36):
        rows = tuple((f"第{n}项", "有") for n in range(1, count + 1))
        block = Table(("材料", "状态"), rows, (70, 30), "ll")
        made = render(replace(notice(with_slip=False, seal=False), blocks=(block,)), STYLE, ("pdf",), bound=True)  # fmt: skip
        with pypdfium2.PdfDocument(made.pdf) as document:
            held = [page.get_textpage().get_text_bounded().count("项") for page in document]
        assert sum(held) == count
        assert min(held) >= 3 or len(held) == 1
        found.add(len(held))
    assert found == {1, 2}


def test_words_of_a_narrow_column_stay_whole() -> None:
    """A word or a number in text that wraps takes room from a column that has it; a hash need not."""
    row = ("Counter-guarantor", "990001197908120035", "some words that may be wrapped")
    told = columns(Table(("Role", "ID", "Note"), (row,), (6, 8, 86), "lll"))
    long = columns(Table(("Role", "ID", "Note"), (("x", "a" * 64, "y"),), (6, 8, 86), "lll"))

    assert told.shares[0] * 442 > 9 * 0.565 * 9.5
    assert told.shares[1] * 442 > 18 * 0.565 * 9.5
    assert long.shares == pytest.approx((0.06, 0.08, 0.86))


def test_a_closing_mark_has_room_beside_the_word_before_it() -> None:
    """A column as wide as a date alone would send the comma after it to the next line."""
    alone, marked = (
        columns(Table(("身份", "基本情况"), (("借款人", told),), (95, 5), "ll")).shares[1] * 442
        for told in ("男 1979-08-12 汉族", "男，1979-08-12，汉族")
    )
    assert marked - alone == pytest.approx(9.5)


def test_a_currency_stays_with_its_sum() -> None:
    """No line ends with RMB, as none ends with a box to tick; words after them may go their way."""
    assert glued("adds RMB 18.96 □ refer") == "adds RMB\u00a018.96 □\u00a0refer"
    assert glued("in RMB.") == "in RMB."
