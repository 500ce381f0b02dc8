"""How a letter prints amounts, days, lists, instalments and clauses, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from noticegen.money import (
    bracketed,
    clause,
    day,
    day_in_table,
    days,
    digits,
    listed,
    money,
    numbered,
    percent,
)


def test_amounts_have_groups_of_three_and_two_places() -> None:
    """Digits alone where the head of a table names the unit, else with the unit of the language."""
    sums = [Decimal(s) for s in ("0", "999.9", "1234567.89")]

    assert [digits(s) for s in sums] == ["0.00", "999.90", "1,234,567.89"]
    assert (money(sums[2], "zh"), money(sums[2], "en")) == ("1,234,567.89元", "RMB 1,234,567.89")


def test_days_as_a_letter_and_a_table_print_them() -> None:
    """Without leading zeros in a sentence; in an English table the month has three letters."""
    first, last = date(2026, 1, 7), date(2025, 12, 31)

    assert (day(first, "zh"), day(last, "zh")) == ("2026年1月7日", "2025年12月31日")
    assert (day(first, "en"), day(last, "en")) == ("7 January 2026", "31 December 2025")
    assert day_in_table(first, "zh") == "2026-01-07"
    assert (day_in_table(first, "en"), day_in_table(last, "en")) == ("7 Jan 2026", "31 Dec 2025")


@pytest.mark.parametrize(
    ("count", "zh", "en"), [(0, "0日", "0 days"), (1, "1日", "1 day"), (2, "2日", "2 days")]
)
def test_one_day_is_no_plural(count: int, zh: str, en: str) -> None:
    """English has a singular for one and only for one."""
    assert (days(count, "zh"), days(count, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("numbers", "zh", "en"),
    [
        ([3], "第3期", "instalment 3"),
        ([1, 2], "第1、2期", "instalments 1 and 2"),
        ([1, 2, 3], "第1至3期", "instalments 1 to 3"),
        ([1, 2, 4, 5, 6], "第1、2、4至6期", "instalments 1, 2 and 4 to 6"),
        ([1, 3, 4, 5, 6, 9], "第1、3至6、9期", "instalments 1, 3 to 6 and 9"),
    ],
)
def test_instalments_in_words(numbers: list[int], zh: str, en: str) -> None:
    """Runs of three and more are drawn together."""
    assert (numbered(numbers, "zh"), numbered(numbers, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("name", "en"),
    [
        ("第五条", "Article 5"),
        ("第十二条", "Article 12"),
        ("第二十条第三款", "Article 20, paragraph 3"),
        ("第一百零五条", "Article 105"),
        ("第三百二十一条", "Article 321"),
        ("第十条", "Article 10"),
        ("第两条", "Article 2"),
        ("第2条第3款", "Article 2, paragraph 3"),
        ("第12条", "Article 12"),
        ("第十1条", "“第十1条”"),
        ("5.2", "“5.2”"),
        ("", ""),
    ],
)
def test_clauses_in_english(name: str, en: str) -> None:
    """A numbered article is translated; another form is quoted as it is."""
    assert (clause(name, "en"), clause(name, "zh")) == (en, name)


def test_percent_lists_and_brackets() -> None:
    """No trailing zeros, no binary noise; nothing in brackets is nothing."""
    assert [percent(Decimal(r)) for r in ("0.065", "0.0975", "0.1", "1", "0.04350")] == [
        "6.5%", "9.75%", "10%", "100%", "4.35%",
    ]  # fmt: skip
    assert (listed(["甲"], "zh"), listed(["甲", "乙", "丙"], "zh")) == ("甲", "甲、乙、丙")
    assert (listed(["A"], "en"), listed(["A", "B", "C"], "en")) == ("A", "A, B and C")
    assert (bracketed("", "zh"), bracketed("x", "zh"), bracketed("x", "en")) == (
        "",
        "（x）",
        " (x)",
    )
