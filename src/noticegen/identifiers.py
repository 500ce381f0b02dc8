"""Resident ID, unified code, bank card, mobile number: check and mask.

Only the number itself is judged (digits, check, date); whether it was ever issued is not asked, so
no table of areas is used. Errors never hold the number. GB 11643-1999, GB 32100-2015, GB 11714.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import mul

from noticegen.text import Text

# Compiled here: an import checks one for each party.
_BODY = re.compile(r"\d{17}", re.ASCII)
_OLD = re.compile(r"\d{15}", re.ASCII)
_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_RESIDENT_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))  # ISO 7064 MOD 11-2
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))  # GB 32100-2015, table 3
_USCC_ORDER = (
    "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table 2: the value of each character
)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997
_GAPS = re.compile(r"[\s\-‐-―−]+")


class BadNumber(ValueError):
    """A number that cannot be right; `why` says so in both languages, without the number."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.why = Text(zh, en)


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A checked resident ID and what it tells. `sex` is male or female."""

    id: str
    birth: date
    sex: str


def _compact(text: str) -> str:
    """Full-width to half-width, without blanks and dashes; for numbers only, never for names."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text))


def resident_check(body: str) -> str:
    """The check character of the first 17 digits of a resident ID (ISO 7064 MOD 11-2)."""
    if not _BODY.fullmatch(body):
        raise BadNumber("身份证号前十七位须为数字", "the first 17 characters must be digits")
    total = sum(map(mul, map(int, body), _RESIDENT_WEIGHTS))
    return "10X98765432"[total % 11]


def resident_id(text: str) -> ResidentId:
    """Check an 18-character resident ID; a lower-case x is taken as X. Raises BadNumber."""
    number = _compact(text).upper()
    if _OLD.fullmatch(number):
        raise BadNumber(
            "十五位旧身份证号已停用，请用十八位",
            "15-digit IDs are no longer valid; use the 18 digits",
        )
    if not _RESIDENT.fullmatch(number):
        raise BadNumber("身份证号须为十八位", "a resident ID has 17 digits and a digit or X")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadNumber(
            "身份证号中的出生日期不存在", "the birth date in it does not exist"
        ) from None
    if number[17] != resident_check(number[:17]):
        raise BadNumber("身份证号校验位不符", "the check character does not fit")
    return ResidentId(number, birth, "male" if int(number[16]) % 2 else "female")


def organisation_check(body: str) -> str:
    """The check character of the 8 characters of an organisation code."""
    if not re.fullmatch(r"[0-9A-Z]{8}", body, re.ASCII):
        raise BadNumber("组织机构代码本体须为八位", "an organisation code has 8 characters")
    total = sum(int(c, 36) * w for c, w in zip(body, _ORG_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def uscc_check(body: str) -> str:
    """The check character of the first 17 characters of a unified code; 0 where the sum fits."""
    if not _USCC.fullmatch(body + "0"):
        raise BadNumber(
            "统一社会信用代码前十七位有误", "the first 17 characters are not of a unified code"
        )
    total = sum(_USCC_ORDER.index(c) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return _USCC_ORDER[-total % 31]


def uscc(text: str) -> str:
    """Check a unified social credit code, its organisation part included; returns it in capitals.

    Authority and kind (the first two) may be letters: village collectives begin with N2."""
    code = _compact(text).upper()
    if len(code) != 18:
        raise BadNumber("统一社会信用代码须为十八位", "a unified code has 18 characters")
    if not _USCC.fullmatch(code):
        raise BadNumber(
            "统一社会信用代码含不允许的字符（不用I、O、S、V、Z）",
            "it holds a character that is not allowed there (never I, O, S, V, Z)",
        )
    if code[17] != uscc_check(code[:17]):
        raise BadNumber("统一社会信用代码校验位不符", "the check character does not fit")
    if code[16] != organisation_check(code[8:16]):
        raise BadNumber(
            "统一社会信用代码中主体标识码的校验位不符",
            "the check character of the organisation part does not fit",
        )
    return code


def card(text: str) -> str:
    """Check a bank card number (13 to 19 digits, Luhn); returns its digits. Raises BadNumber."""
    number = _compact(text)
    if not re.fullmatch(r"\d{13,19}", number, re.ASCII):
        raise BadNumber("银行卡号须为13至19位数字", "a card number has 13 to 19 digits")
    if number[-1] != card_check(number[:-1]):
        raise BadNumber("银行卡号校验位不符", "the check digit does not fit")
    return number


def card_check(body: str) -> str:
    """The Luhn digit (ISO/IEC 7812-1) that makes `body` a card number."""
    from_right = [int(digit) for digit in reversed(body)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in from_right[::2]]
    return str(-(sum(doubled) + sum(from_right[1::2])) % 10)


def mobile(text: str) -> str:
    """The 11 digits of a mainland mobile number, without +86, blanks, dashes. Raises BadNumber."""
    number = re.sub(r"^(\+86|0086|86(?=\d{11}$))", "", _compact(text))
    if not re.fullmatch(r"1[3-9]\d{9}", number, re.ASCII):
        raise BadNumber("不是大陆手机号", "not a mainland mobile number")
    return number


def mask_id(text: str, head: int = 6, tail: int = 4) -> str:
    """Stars between the first `head` and the last `tail`; a short number shows one and one."""
    if len(text) - head - tail < 4:
        head = tail = 1 if len(text) > 5 else 0
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def mask_card(text: str) -> str:
    """Only the last four digits; of a short number nothing."""
    number = _compact(text)
    return "*" * (len(number) - 4) + number[-4:] if len(number) > 7 else "*" * len(number)


def mask_mobile(text: str) -> str:
    """First three and last four digits; another phone number shows only its last three."""
    try:
        number = mobile(text)
    except BadNumber:
        number = _compact(text)
        return "*" * (len(number) - 3) + number[-3:] if len(number) > 6 else "*" * len(number)
    return f"{number[:3]}****{number[7:]}"
