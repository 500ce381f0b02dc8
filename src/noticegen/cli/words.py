"""Names of things on the screen, both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from noticegen.addressing import NAMES, ROLES
from noticegen.cli.session import say
from noticegen.events import CHANNELS, EXHIBIT_GROUPS, POSTS
from noticegen.model import GuaranteeKind, LoanKind, Severity, Verdict
from noticegen.text import Text

__all__ = [
    "GUARANTEES",
    "LEDGER",
    "LOANS",
    "PLAN_CHANNELS",
    "ROLES",
    "SEVERITIES",
    "STATES",
    "VERDICTS",
]

PLAN_CHANNELS = {**CHANNELS, "legal": Text("法务", "legal")}
GUARANTEES = {
    GuaranteeKind.JOINT: Text("连带责任保证", "joint and several"),
    GuaranteeKind.GENERAL: Text("一般保证", "general"),
    GuaranteeKind.SILENT: Text("未约定（按一般保证）", "not agreed (general)"),
}
LOANS = {
    LoanKind.GUARANTEED: Text("担保贷款", "guaranteed loan"),
    LoanKind.ENTRUSTED: Text("委托贷款", "entrusted loan"),
}
SEVERITIES = {
    Severity.BLOCK: Text("阻止", "block"),
    Severity.WARN: Text("提示", "warn"),
    Severity.INFO: Text("说明", "info"),
}
VERDICTS = {
    Verdict.PASS: Text("通过", "pass"),
    Verdict.FAIL: Text("未满足", "fail"),
    Verdict.NA: Text("不适用", "n/a"),
    Verdict.OVERRIDDEN: Text("已特批", "overridden"),
}
LEDGER = {
    "due": Text("到期", "due"),
    "cost": Text("费用", "cost"),
    "payment": Text("还款", "payment"),
    "waiver": Text("减免", "waiver"),
    "extension": Text("展期", "extension"),
    "acceleration": Text("提前到期", "acceleration"),
    "write_off": Text("核销", "write-off"),
    "refund": Text("退还多付款", "surplus paid back"),
    "credit": Text("抵用余款", "credit used"),
    "sub_payment": Text("代偿", "paid by the house"),
    "as_of": Text("截至", "as of"),
}
STATES = {
    "reserved": Text("已取号", "reserved"),
    "issued": Text("已签发", "issued"),
    "dispatched": Text("已发出", "dispatched"),
    "served": Text("已送达", "served"),
    "returned": Text("被退回", "returned"),
    "refused": Text("被拒收", "refused"),
    "void": Text("作废", "void"),
}


def listed(words: Mapping[str, Text]) -> str:
    """The words an option takes, each with its meaning."""
    return "; ".join(f"{word} {say(meaning)}" for word, meaning in words.items())


# Details that may hold other words too (the kinds, roles and papers of a house): those we know.
_OPEN: Mapping[str, Mapping[str, Text]] = {
    "kind": {**NAMES, "complaint": Text("起诉状", "statement of claim")},
    "group": EXHIBIT_GROUPS,
    "role": POSTS,
    "approver_role": POSTS,
}


def detail(key: str, value: str) -> str:
    """A detail of an event: its name, and its value in words."""
    from noticegen.schema import DETAIL_WORDS, detail_name

    known = (DETAIL_WORDS.get(key) or _OPEN.get(key, {})).get(value)
    if key == "code" and known is not None:
        return f"{value} {say(known)}"
    name = _HOW_TO_WRITE.sub("", say(detail_name(key)))
    return f"{name} {_value(key, value) if known is None else say(known)}"


_HOW_TO_WRITE = re.compile(
    r" ?[（(][^（(]*[)）]$"
)  # of use where it is entered, not where it is read


def _value(key: str, value: str) -> str:
    """As it stands; a sum with its thousands marked, as sums are everywhere."""
    plain = key == "total" and re.fullmatch(r"[0-9]+[.][0-9]{2}", value)
    return f"{Decimal(value):,.2f}" if plain else value
