"""What a certificate of payment in full may say."""

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
    "borrowers", "lender", "trustee", "contract_name", "contract_no", "contract_date", "principal",
    "principal_capitals", "disbursed_on", "maturity",
)  # fmt: skip
_LOAN_IF = ("entrusted", "house_is_lender", "guarantees_loan", "has_co_borrowers", "has_trustee")

_FACTS: Mapping[str, Text] = {
    "settled_on": Text("结清日期", "day of settlement"),
    "deeds": Text("保证合同份数及编号", "guarantees: how many, and their numbers"),
    "counter_deeds": Text(
        "反担保合同份数及编号", "counter-guarantees: how many, and their numbers"
    ),
    "paid_out": Text("代偿总额", "what the house paid under its guarantee"),
    "waived": Text("经批准减免的金额", "what was waived with approval"),
}

_CONDITIONS: Mapping[str, Text] = {
    "has_deeds": Text("有保证合同", "there is a guarantee by another"),
    "has_counter_deeds": Text("有反担保合同", "there is a counter-guarantee"),
    "has_recourse": Text("本单位曾代偿", "the house had paid under its guarantee"),
    "has_waived": Text("有经批准的减免", "something was waived with approval"),
    "written_off": Text("小额余额经批准核销", "a residue was written off with approval"),
}

SETTLED = Vocabulary(
    facts={**DOCUMENT, **HOUSE, **ADDRESSEE, **{k: LOAN[k] for k in _LOAN}, **_FACTS},
    conditions={**HOUSE_IF, **ADDRESSEE_IF, **{k: LOAN_IF[k] for k in _LOAN_IF}, **_CONDITIONS},
    required=frozenset(
        {"addressee", "house", "issued_on", "contract_no", "settled_on", "principal"}
    ),
    local=frozenset({"you"}),
)
