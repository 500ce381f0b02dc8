"""How a loan is to be repaid, in the language of the letter.

The contract says it in Chinese; the usual manners have an English name here, others stay as written."""

from __future__ import annotations

import re

_SAME = (  # other ways to write the same, after blanks and signs are gone
    ("一次性", "一次"),
    (r"按月度?|每个?月", "按月"),
    (r"按季度?|每个?季度?", "按季"),
    (r"按年度?|每年", "按年"),
    ("[计结还]息", "付息"),
    ("归还|偿还", "还"),
)
_AT_ONCE = "principal and interest in one sum at maturity"
_ENGLISH = {
    "到期一次还本付息": _AT_ONCE,
    "一次还本付息": _AT_ONCE,
    "到期还本付息": _AT_ONCE,
    "到期一次还本息": _AT_ONCE,
    "利随本清": _AT_ONCE,
    "等额本息": "equal instalments of principal and interest",
    "等额本金": "equal instalments of principal, interest on what is left",
    "按期等额还本按期付息": "equal instalments of principal, interest on each due date",
    "按期还本付息": "principal and interest by instalments",
    "分期还本付息": "principal and interest by instalments",
}
_EVERY = {"按月": "monthly", "按季": "quarterly", "按年": "yearly"}
_INTEREST_FIRST = re.compile("(按月|按季|按年)付息到期(?:一次)?还本")
_BOTH = re.compile("(按月|按季|按年)还本付息")
_EQUAL = re.compile("(?:(按月|按季|按年)还?)?(等额本[息金])(按月|按季|按年)?(?:还款?法?)?")


def manner(written: str, locale: str) -> str:
    """The manner of repayment as the contract has it; in English by name where it is a usual one."""
    if locale == "zh":
        return written
    plain = re.sub(r"[\s、，,；;。./及和并]", "", written)
    for other, usual in _SAME:
        plain = re.sub(other, usual, plain)
    if found := _INTEREST_FIRST.fullmatch(plain):
        return f"interest {_EVERY[found[1]]}, principal in one sum at maturity"
    if found := _BOTH.fullmatch(plain):
        return f"{_EVERY[found[1]]} instalments of principal and interest"
    if found := _EQUAL.fullmatch(plain):
        how, every = _ENGLISH[found[2]], found[1] or found[3]
        return f"{_EVERY[every]}, {how}" if every else how
    return _ENGLISH.get(plain, written)
