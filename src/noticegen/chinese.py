"""Amounts in capitals, Chinese dates, document numbers.

Capitals follow annex 1 of the PBOC payment rules (支付结算办法): a 零 that may be left out is,
except in place of a whole empty group of four (壹亿零伍仟元).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

PREFIX = "人民币"
MAX_AMOUNT = Decimal("999999999999.99")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLAIN = "〇一二三四五六七八九"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("元", "万", "亿")
_VARIANT = str.maketrans("貳貮參陸億萬圓圆弍叄", "贰贰叁陆亿万元元贰叁")
_VALUE = {d: n for n, d in enumerate(_DIGITS)}
# Each 零 or 整 that may stand or not, whatever the others do: ● is a 零 that we write (a whole group
# of four is empty), ○ one that we leave out, □ the 整 after 角.
_OURS = str.maketrans({"●": "零", "○": "", "□": ""})
_RULES = str.maketrans({"●": "零?", "○": "零?", "□": "整?"})
NUMBER_TEMPLATES = {
    "enterprise": "{org}〔{year}〕{kind}字第{seq}号",
    "gbt9704": "{org}〔{year}〕{seq}号",
    "court": "（{year}）{court}{kind}{seq}号",
}


def rmb(amount: Decimal) -> str:
    """`人民币…` in capitals, 0 to 999,999,999,999.99 yuan, to the cent.

    Raises ValueError for a negative sum, one too large, or one with parts of a cent: what is
    printed beside the digits must be the same number, so nothing is rounded here."""
    return _spelling(amount).translate(_OURS)


def _spelling(amount: Decimal) -> str:
    """Capitals with a mark wherever the rules leave a 零 or 整 open; see `_OURS` and `_RULES`."""
    if not amount.is_finite() or amount < 0 or amount > MAX_AMOUNT:
        raise ValueError("an amount in capitals is between 0 and 999,999,999,999.99")
    fen = int(amount * 100)
    if Decimal(fen) != amount * 100:
        raise ValueError("an amount in capitals has whole cents")
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    text = PREFIX + _yuan(yuan)
    if jiao == cent == 0:
        return text + ("整" if yuan else "零元整")
    if yuan and not jiao:
        text += "零"
    elif yuan and yuan % 10 == 0:
        text += "○"
    if jiao:
        text += _DIGITS[jiao] + "角"
    return text + (_DIGITS[cent] + "分" if cent else "□")


def _yuan(yuan: int) -> str:
    """Whole yuan with 元 (nothing for 0): groups of four digits, one 零 for zeros between."""
    text = ""
    for i in (2, 1, 0):
        group, higher = yuan // 10000**i % 10000, yuan // 10000 ** (i + 1)
        if group == 0:
            text += "元" if i == 0 and text else ""
            continue
        if text and group < 1000:
            text += "零"
        elif text and higher % 10 == 0:
            text += "○" if higher % 10000 else "●"
        text += _group(group) + _GROUPS[i]
    return text


def _group(group: int) -> str:
    """1 to 9999 without a leading 零: 1010 is 壹仟零壹拾."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def rmb_parse(text: str) -> Decimal:
    """The amount of a sum in capitals, in any form the payment rules accept.

    Raises ValueError for ordinary numerals, a doubled 零, 整 in the middle or missing after 元,
    a gap after 人民币, a missing 壹 before 拾, and everything else that the rules do not know."""
    plain = text.translate(_VARIANT)
    if plain.endswith("正"):
        plain = plain[:-1] + "整"
    found = re.fullmatch(r"人民币(?:(.*?)元)?零?(?:(.)角)?零?(?:(.)分)?整?", plain)
    if not found:
        raise ValueError("not a sum in capitals")
    try:
        yuan = _parse_yuan(found[1] or "")
        fen = yuan * 100 + _VALUE[found[2] or "零"] * 10 + _VALUE[found[3] or "零"]
    except KeyError:
        raise ValueError("not a sum in capitals") from None
    amount = Decimal(fen).scaleb(-2)
    if amount > MAX_AMOUNT or not re.fullmatch(_spelling(amount).translate(_RULES), plain):
        raise ValueError("not a sum in capitals as the payment rules want it")
    return amount


def _parse_yuan(text: str) -> int:
    """Value of the part before 元; lenient, since `rmb_parse` compares with the right forms."""
    total = 0
    for name, scale in (("亿", 10**8), ("万", 10**4), ("", 1)):
        head, mark, rest = text.rpartition(name) if name else (text, "", "")
        if name and not mark:
            continue
        total += (
            sum(
                _VALUE[d] * 10 ** _PLACES.index(p)
                for d, p in re.findall(r"(.)([拾佰仟]?)", head)
                if d != "零"
            )
            * scale
        )
        text = rest
    return total


def rmb_valid(text: str) -> bool:
    """Whether `text` is a sum in capitals as the payment rules want it."""
    try:
        rmb_parse(text)
    except ValueError:
        return False
    return True


def date_cn(day: date) -> str:
    """2026年3月7日: Arabic, no leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_cn(first: date, last: date) -> str:
    """2026年3月7日至9日, 2026年3月29日至6月21日; the year again where it is another."""
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{date_cn(first)}至{end if first.year == last.year else date_cn(last)}"


def _tens(number: int, digits: str, ten: str) -> str:
    """1 to 99 in characters; `ten` stands without a digit before it for 10 to 19."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ten if tens == 1 else digits[tens] + ten
    return head + (digits[ones] if ones else "")


def date_hanzi(day: date) -> str:
    """二〇二六年三月七日."""
    year = "".join(_PLAIN[int(c)] for c in f"{day.year:04d}")
    return f"{year}年{_tens(day.month, _PLAIN, '十')}月{_tens(day.day, _PLAIN, '十')}日"


def date_bill(day: date) -> str:
    """贰零贰陆年零叁月零柒日, as on bills: nobody can write a stroke before it.

    零 stands before months 1 to 10 and days 1 to 10, 20 and 30 (payment rules, annex 1: it must
    for months 1, 2 and 10, and may for the other one-digit months)."""
    year = "".join(_DIGITS[int(c)] for c in f"{day.year:04d}")
    month = _bill_part(day.month, day.month <= 10)
    return f"{year}年{month}月{_bill_part(day.day, day.day < 10 or day.day % 10 == 0)}日"


def _bill_part(number: int, zero: bool) -> str:
    text = _tens(number, _DIGITS, "拾")
    return ("零" if zero else "") + ("壹" + text if text.startswith("拾") else text)


def document_number(  # noqa: PLR0917 (the order of its parts on paper)
    style: str,
    kind: str,
    year: int,
    seq: int,
    org: str = "",
    width: int = 4,
    *,
    court: str = "",
    template: str = "",
) -> str:
    """The number of a document.

    enterprise: 〔2026〕催字第0123号, padded to `width`; gbt9704: 某担催〔2026〕123号, `org` being
    the issuer's code, never padded; court: （2026）豫0902民初123号. `template` (from the policy)
    takes the place of the style's own. Raises ValueError for an unknown style or a seq below 1."""
    if style not in NUMBER_TEMPLATES and not template:
        raise ValueError(f"unknown number style {style!r}")
    if seq < 1 or not 1 <= year <= 9999:
        raise ValueError("a document number needs a year and a sequence number from 1")
    digits = f"{seq:0{width}d}" if style == "enterprise" else str(seq)
    values = {"org": org, "year": f"{year:04d}", "kind": kind, "seq": digits, "court": court}
    text = template or NUMBER_TEMPLATES[style]
    return re.sub(r"\{(\w+)\}", lambda m: values[m[1]], text)


def court_number(court: str, kind: str, year: int, seq: int) -> str:
    """A court's case number: （2026）豫0902民初123号."""
    return document_number("court", kind, year, seq, court=court)
