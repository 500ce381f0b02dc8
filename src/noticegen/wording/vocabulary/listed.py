"""What letters on the house's internal list may say: warning, entry, withdrawal. To the customer only."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text
from noticegen.wording.vocabulary.shared import (
    ADDRESSEE,
    ADDRESSEE_IF,
    DOCUMENT,
    HOUSE,
    HOUSE_IF,
    LOAN,
    LOAN_IF,
)
from noticegen.wording.vocabulary.terms import Vocabulary

_LOAN = (
    "borrowers",
    "lender",
    "contract_name",
    "contract_no",
    "contract_date",
    "principal",
    "disbursed_on",
)

_FACTS: Mapping[str, Text] = {
    "list_scope": Text("名单适用的单位", "the entities the list binds"),
    "list_reviewer": Text("受理异议的部门", "the office that decides objections"),
    "first_due": Text("逾期起始日（最早一期到期日）", "since when overdue: the oldest due date"),
    "days_overdue": Text(
        "逾期天数（预先告知：至截至日；列入：该次逾期的总天数）",
        "days overdue (warning: to the as-of day; entry: of the whole default)",
    ),
    "served_notices": Text(
        "已送达的催收通知书的编号和送达日期", "notices served: numbers and days of service"
    ),
    "served_warnings": Text(
        "已送达的预先告知书的编号和送达日期", "warnings served: numbers and days of service"
    ),
    "total": Text("尚未付清的总额", "what is still unpaid in all"),
    "settled_on": Text("结清日期", "day of settlement"),
    "review_on": Text("复核日期", "day of review"),
    "list_objection_days": Text("异议天数，如15日", "days to object, e.g. 15 days"),
    "entry": Text("列入通知书的编号和日期", "the notice of entry: number and date"),
    "removal": Text("移出事由", "ground of the removal"),
    "removed_on": Text("移出日期", "day of the removal"),
}

_CONDITIONS: Mapping[str, Text] = {
    "has_served_notices": Text("催收通知书已送达", "a notice was served"),
    "has_served_warnings": Text("预先告知书已送达", "a warning was served"),
    "has_list_scope": Text("名单适用于其他单位", "the list binds other entities too"),
    "has_list_reviewer": Text(
        "单位设置了受理异议的部门", "the house names an office for objections"
    ),
    "house_paid": Text(
        "本单位已代偿而未获全部偿还",
        "the house paid under its guarantee and is not paid back in full",
    ),
    "written_off": Text("余额已核销", "the residue was written off"),
}

LISTED = Vocabulary(
    facts={**DOCUMENT, **HOUSE, **ADDRESSEE, **{k: LOAN[k] for k in _LOAN}, **_FACTS},
    conditions={
        **HOUSE_IF,
        **ADDRESSEE_IF,
        "has_co_borrowers": LOAN_IF["has_co_borrowers"],
        **_CONDITIONS,
    },
    required=frozenset({"addressee", "house", "issued_on", "number", "contract_no", "list_rule"}),
    local=frozenset({"you"}),
    may_be_empty=frozenset({"list_rule"}),
)
