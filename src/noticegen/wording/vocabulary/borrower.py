"""What the borrower's own notice may say."""

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

_LINE = {
    "number": Text("期次", "instalment number"),
    "due": Text("到期日", "due date"),
    "days": Text("逾期天数", "days overdue"),
    "principal": Text("未还本金", "open principal"),
    "interest": Text("未还利息", "open contract interest"),
    "penalty": Text("未还罚息", "open penalty interest"),
    "compound": Text("未还复利", "open compound interest"),
    "received": Text("已收并已扣减", "received and deducted"),
    "subtotal": Text("小计", "subtotal"),
}

_FACTS: Mapping[str, Text] = {
    "earlier_notices": Text("此前通知的编号和日期", "numbers and dates of earlier notices"),
    "rate": Text("合同年利率", "contract rate a year"),
    "rate_clause": Text("利率条款（带括号，可为空）", "its clause (in brackets; may be empty)"),
    "surcharge": Text("加收比例", "surcharge"),
    "surcharge_clause": Text(
        "罚息条款（带括号，可为空）", "its clause (in brackets; may be empty)"
    ),
    "penalty_clause": Text("罚息条款", "clause on penalty interest"),
    "penalty_rate": Text("罚息年利率", "penalty rate a year"),
    "penalty_name": Text(
        "罚息；合同没有加收时为逾期利息", "penalty interest; without a surcharge, late interest"
    ),
    "basis_days": Text("计息天数基础", "day basis"),
    "deeds": Text("保证合同份数及编号", "guarantees: how many, and their numbers"),
    "counter_deeds": Text(
        "反担保合同份数及编号", "counter-guarantees: how many, and their numbers"
    ),
    "acceleration_clause": Text("提前到期条款", "clause on early maturity"),
    "accelerated_on": Text("宣布提前到期日", "day the loan was called"),
    "first_due": Text("最早一期未还款项的到期日", "due date of the oldest open instalment"),
    "days_overdue": Text("逾期天数，如7日", "days overdue, e.g. 7 days"),
    "overdue_numbers": Text("逾期的期次", "which instalments are overdue"),
    "overdue_count": Text("逾期期数", "how many"),
    "sum_principal": Text("本金合计", "sum of principal"),
    "sum_interest": Text("利息合计", "sum of interest"),
    "sum_penalty": Text("罚息合计", "sum of penalty interest"),
    "sum_compound": Text("复利合计", "sum of compound interest"),
    "sum_received": Text("各期已收合计", "sum received on these instalments"),
    "sum_lines": Text("各期小计合计", "sum of subtotals"),
    "costs": Text("实现债权的费用", "costs of enforcement"),
    "received": Text("本次逾期以来已收（表内）", "received during this default (in the table)"),
    "received_money": Text("本次逾期以来已收（文中）", "received during this default (in text)"),
    "allocation_order": Text("抵充顺序", "order in which payments are applied"),
    "total": Text("应付总额（文中）", "total payable (in text)"),
    "total_digits": Text("应付总额（表内）", "total payable (in the table)"),
    "total_capitals": Text("应付总额大写", "total payable in Chinese capitals"),
    "daily_increase": Text("每日增加额", "what each further day adds"),
    "not_yet_due": Text("未到期本金", "principal not yet due"),
    "example": Text("罚息算式", "the penalty interest worked out"),
    "deadline": Text("付款期限", "last day for payment"),
    "cure_days": Text("收到后付款天数，如7日", "days to pay after receipt, e.g. 7 days"),
    "objection_days": Text("异议天数，如15日", "days to object, e.g. 15 days"),
}

_CONDITIONS: Mapping[str, Text] = {
    "authorised": Text(
        "已登记债权人对本单位的催收委托", "the creditor's authority to collect is on record"
    ),
    "one_overdue": Text("有一期逾期", "one instalment is overdue"),
    "many_overdue": Text("有多期逾期", "several instalments are overdue"),
    "shows_sums": Text(
        "合计行与总额行不重复（多行，或者另有费用、收款）",
        "a row of sums says more than the total: several lines, or costs or receipts besides",
    ),
    "accelerated": Text(
        "已宣布提前到期，表内含提前到期的款项", "called early; the table holds sums called early"
    ),
    "may_accelerate": Text(
        "合同有提前到期条款，尚有未到期本金，且未宣布提前到期",
        "the contract has the clause, principal is not yet due, and it was not called",
    ),
    "has_surcharge": Text("合同加收罚息", "the contract sets a surcharge"),
    "has_penalty_clause": Text(
        "合同加收罚息且登记了条款", "a surcharge, and its clause is on record"
    ),
    "misuse_applied": Text("按改变用途加收", "the surcharge for misuse is the one applied"),
    "has_compound": Text("有复利", "there is compound interest"),
    "compound_on_penalty": Text(
        "复利也对罚息计收", "compound interest also runs on penalty interest"
    ),
    "has_example": Text("罚息只有一段，可写算式", "penalty interest is one line that can be shown"),
    "has_costs": Text("有实现债权的费用", "there are costs"),
    "has_received": Text("本次逾期以来已收款", "money came in during this default"),
    "grows_daily": Text("每日增加额大于零", "each further day adds something"),
    "has_future": Text("尚有未到期本金", "principal is not yet due"),
    "has_deeds": Text("有保证合同", "there is a guarantee by another"),
    "has_counter_deeds": Text("有反担保合同", "there is a counter-guarantee"),
    "asserts_claim": Text(
        "时效未届满，且本单位是债权人或受其委托",
        "limitation has not expired, and the issuer is the creditor or authorised by it",
    ),
    "consent_box": Text(
        "时效可能已届满，且法务已批准", "limitation may have expired, and legal has approved"
    ),
}

BORROWER = Vocabulary(
    facts={**DOCUMENT, **HOUSE, **ADDRESSEE, **LOAN, **_FACTS},
    conditions={**HOUSE_IF, **ADDRESSEE_IF, **LOAN_IF, **_CONDITIONS},
    rows={"lines": _LINE},
    required=frozenset(
        {
            "addressee",
            "house",
            "issued_on",
            "number",
            "lender",
            "contract_no",
            "as_of",
            "total",
            "total_digits",
            "total_capitals",
            "deadline",
            "objection_days",
            "sum_lines",
            "line.subtotal",
        }
    ),
    local=frozenset({"you", "claimant", "claimant_object"}),
    may_be_empty=frozenset({"rate_clause", "surcharge_clause", "list_rule"}),
)
