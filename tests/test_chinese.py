"""Capitals, dates and numbers; cn2an and a plain reading are the second opinions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noticegen import chinese

AMOUNTS = st.one_of(
    st.decimals(Decimal(0), chinese.MAX_AMOUNT, places=2, allow_nan=False),
    st.lists(st.sampled_from("0001234567"), min_size=3, max_size=14).map(
        lambda d: Decimal("".join(d)).scaleb(-2)
    ),
)


@given(AMOUNTS)
def test_capitals_read_back_to_the_same_sum(amount: Decimal) -> None:
    """What is written in capitals is the number, in the normal form of the rules."""
    text = chinese.rmb(amount)

    assert text.startswith("人民币")
    assert chinese.rmb_parse(text) == amount
    assert "零零" not in text
    assert text.endswith("整") is (amount == amount.to_integral())


@given(AMOUNTS)
def test_capitals_agree_with_cn2an(amount: Decimal) -> None:
    """Apart from the 零 and 整 that may be left out, another writer says the same."""
    if amount < 1:
        return  # it writes 零元伍角, which the payment rules do not
    other = cn2an.an2cn(f"{amount:f}", "rmb")

    assert chinese.rmb(amount).removeprefix("人民币").replace("零", "") == other.replace("零", "")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100005000", "壹亿零伍仟元整"),
        ("1010000000", "壹拾亿壹仟万元整"),
        ("100000001", "壹亿零壹元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-0.00", "零元整"),
        ("5", "伍元整"),
    ],
)
def test_capitals(amount: str, text: str) -> None:
    """Sums at the edges of groups, and the largest."""
    assert chinese.rmb(Decimal(amount)) == "人民币" + text


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000", "0.001", "NaN", "Infinity"])
def test_sums_that_have_no_capitals(amount: str) -> None:
    """Negative, too large, parts of a cent: refused, nothing is rounded."""
    with pytest.raises(ValueError, match="capitals"):
        chinese.rmb(Decimal(amount))


@pytest.mark.parametrize(
    "text",
    ["人民币壹佰元正", "人民币壹萬圓整", "人民币貳拾元整", "人民币壹拾万柒仟元零伍角叁分", "人民币壹拾万零柒仟元伍角叁分",
     "人民币伍角整", "人民币壹亿伍仟元整", "人民币零元整", "人民币玖佰亿柒仟万零壹仟玖佰贰拾元玖角",
     "人民币玖佰亿零柒仟万壹仟玖佰贰拾元零玖角整"],
)  # fmt: skip
def test_forms_the_rules_accept(text: str) -> None:
    """正, traditional forms, and 零 or 整 where either way is allowed, each place by itself."""
    assert chinese.rmb_valid(text)


@pytest.mark.parametrize(
    "text",
    ["人民币壹仟零零壹元整", "人民币壹仟元正零伍分", "人民币一千元整", "人民币拾元整", "人民币伍佰元", "人民币 伍佰元整",
     "伍佰元整", "人民币壹元伍角贰分整", "人民币零元伍角", "人民币伍毛", "人民币壹佰另伍元整", "人民币壹仟壹元整",
     "人民币壹元伍分", "人民币", "", "人民币万元整", "人民币壹拾壹拾元整", "人民币伍元元整"],
)  # fmt: skip
def test_forms_the_rules_do_not_know(text: str) -> None:
    """Ordinary numerals, doubled or missing 零, 整 in the wrong place, a missing 壹, a gap."""
    assert not chinese.rmb_valid(text)


@given(st.text("零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正人民币", max_size=14))
def test_any_text_is_judged_without_failing(text: str) -> None:
    """A validator answers; what it accepts it can write again."""
    if chinese.rmb_valid("人民币" + text):
        assert chinese.rmb(chinese.rmb_parse("人民币" + text))


@pytest.mark.parametrize(
    ("on", "hanzi", "bill"),
    [
        (date(2026, 1, 1), "二〇二六年一月一日", "贰零贰陆年零壹月零壹日"),
        (date(2026, 2, 10), "二〇二六年二月十日", "贰零贰陆年零贰月零壹拾日"),
        (date(2026, 10, 19), "二〇二六年十月十九日", "贰零贰陆年零壹拾月壹拾玖日"),
        (date(2026, 12, 20), "二〇二六年十二月二十日", "贰零贰陆年壹拾贰月零贰拾日"),
        (date(2026, 9, 30), "二〇二六年九月三十日", "贰零贰陆年零玖月零叁拾日"),
        (date(2000, 12, 31), "二〇〇〇年十二月三十一日", "贰零零零年壹拾贰月叁拾壹日"),
        (date(2026, 11, 22), "二〇二六年十一月二十二日", "贰零贰陆年壹拾壹月贰拾贰日"),
    ],
)
def test_dates_in_characters(on: date, hanzi: str, bill: str) -> None:
    """Plain characters, and the bill form with 零 where a stroke could be added."""
    assert chinese.date_hanzi(on) == hanzi
    assert chinese.date_bill(on) == bill


def test_a_span_of_days_names_month_and_year_once() -> None:
    """The last day gives only what differs from the first; another year is written out."""
    since = date(2026, 3, 29)
    assert chinese.span_cn(since, date(2026, 3, 31)) == "2026年3月29日至31日"
    assert chinese.span_cn(since, date(2026, 4, 29)) == "2026年3月29日至4月29日"
    assert chinese.span_cn(since, date(2027, 3, 29)) == "2026年3月29日至2027年3月29日"


def test_arabic_dates_have_no_leading_zeros() -> None:
    """2026年3月7日, not 03月07日."""
    assert chinese.date_cn(date(2026, 3, 7)) == "2026年3月7日"


def test_every_day_has_its_own_bill_date() -> None:
    """No two days of a year are written the same way."""
    days = [date.fromordinal(date(2028, 1, 1).toordinal() + n) for n in range(366)]

    assert len({chinese.date_bill(d) for d in days}) == 366
    assert len({chinese.date_hanzi(d) for d in days}) == 366


def test_document_numbers() -> None:
    """Enterprise numbers are padded, state-style ones never; brackets are hexagonal."""
    assert chinese.document_number("enterprise", "催", 2026, 123) == "〔2026〕催字第0123号"
    assert chinese.document_number("enterprise", "催", 2026, 12345) == "〔2026〕催字第12345号"
    assert chinese.document_number("gbt9704", "催", 2026, 7, "某担催") == "某担催〔2026〕7号"
    assert chinese.court_number("豫0902", "民初", 2026, 5) == "（2026）豫0902民初5号"
    house = "{org}{kind}〔{year}〕第{seq}号"
    assert (
        chinese.document_number("enterprise", "履", 2026, 5, "示", 3, template=house)
        == "示履〔2026〕第005号"
    )


@pytest.mark.parametrize(
    ("style", "year", "seq"), [("other", 2026, 1), ("enterprise", 2026, 0), ("gbt9704", 0, 1)]
)
def test_numbers_that_cannot_be(style: str, year: int, seq: int) -> None:
    """An unknown style, no sequence, no year."""
    with pytest.raises(ValueError, match="number"):
        chinese.document_number(style, "催", year, seq)
