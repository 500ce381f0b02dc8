"""Amounts, rates, days and lists as a letter prints them, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from noticegen.chinese import date_cn

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DIGITS = {d: n for n, d in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_NUMERAL = r"[零〇一二两三四五六七八九十百]+|\d+"  # of one script: 第十1条 is no number


def digits(amount: Decimal) -> str:
    """52,345.67: for tables whose head names the unit."""
    return f"{amount:,.2f}"


def money(amount: Decimal, locale: str) -> str:
    """52,345.67元, or RMB 52,345.67."""
    return f"{digits(amount)}元" if locale == "zh" else f"RMB {digits(amount)}"


def percent(rate: Decimal) -> str:
    """A fraction as a percentage without trailing zeros: 0.065 is 6.5%."""
    return f"{(rate * 100).normalize():f}%"


def day(on: date, locale: str) -> str:
    """2026年3月27日, or 27 March 2026."""
    return date_cn(on) if locale == "zh" else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def day_in_table(on: date, locale: str) -> str:
    """2026-03-27, or 27 Mar 2026: the same width in every row."""
    return on.isoformat() if locale == "zh" else f"{on.day} {_MONTHS[on.month - 1][:3]} {on.year}"


def days(count: int, locale: str) -> str:
    """7日, or 7 days."""
    return f"{count}日" if locale == "zh" else f"{count} day{'' if count == 1 else 's'}"


def listed(words: Iterable[str], locale: str) -> str:
    """甲、乙、丙, or A, B and C."""
    *first, last = words
    if not first:
        return last
    return "、".join([*first, last]) if locale == "zh" else f"{', '.join(first)} and {last}"


def numbered(numbers: Sequence[int], locale: str) -> str:
    """Instalments in words, runs of three and more drawn together: 第1、3至6期, instalments 1 and
    3 to 6. `numbers` must rise."""
    parts = list(_runs(numbers, "至" if locale == "zh" else " to "))
    if locale == "zh":
        return f"第{'、'.join(parts)}期"
    return f"instalment{'s' if len(numbers) > 1 else ''} {listed(parts, locale)}"


def _runs(numbers: Sequence[int], to: str) -> Iterable[str]:
    start = 0
    for i in range(1, len(numbers) + 1):
        if i < len(numbers) and numbers[i] == numbers[i - 1] + 1:
            continue
        if i - start >= 3:
            yield f"{numbers[start]}{to}{numbers[i - 1]}"
        else:
            yield from (str(n) for n in numbers[start:i])
        start = i


def clause(name: str, locale: str) -> str:
    """A clause as it is named: 第五条 stays, in English Article 5; other forms stay in quotes."""
    if locale == "zh" or not name:
        return name
    found = re.fullmatch(rf"第({_NUMERAL})条(?:第({_NUMERAL})款)?", name)
    if not found:
        return f"“{name}”"
    article = f"Article {_number(found[1])}"
    return f"{article}, paragraph {_number(found[2])}" if found[2] else article


def _number(text: str) -> int:
    """1 to 999 in Chinese or Arabic numerals."""
    if text.isdigit():
        return int(text)
    total, last = 0, 0
    for sign in text:
        if sign in _TENS:
            total, last = total + (last or 1) * _TENS[sign], 0
        else:
            last = _DIGITS[sign]
    return total + last


def bracketed(words: str, locale: str) -> str:
    """（words）, or " (words)"; nothing for nothing."""
    if not words:
        return ""
    return f"（{words}）" if locale == "zh" else f" ({words})"
