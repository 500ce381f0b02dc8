"""What the notice of recourse to a borrower may say: the loan, what the house paid for him and what
he owes it for that; nothing of those who counter-guaranteed, nor of who paid what.
"""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text
from noticegen.wording.vocabulary.paid import PAID, PAID_IF, PAYMENT
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
_LOAN_IF = ("entrusted", "house_is_lender", "has_co_borrowers", "has_trustee")

_CLAIM = {
    "date": Text("代偿日期", "day of payment"),
    "amount": Text("代偿金额", "sum paid"),
    "principal": Text("未偿还的代偿款", "what is open of it"),
    "interest": Text("未付的资金占用费", "unpaid cost of funds"),
    "subtotal": Text("小计", "subtotal"),
}
_ACCRUAL = {
    "since": Text("起算日（计入）", "first day (counted)"),
    "until": Text("止日（不计）", "last day (not counted)"),
    "days": Text("天数", "days"),
    "base": Text("计算基数", "the sum it is counted on"),
    "rate": Text("年费率", "rate a year"),
    "amount": Text("金额", "amount"),
}
_RECEIPT = {
    "date": Text("日期", "day"),
    "what": Text("收到款项或经批准减免", "money received, or a waiver with approval"),
    "amount": Text("金额", "amount"),
}

_FACTS: Mapping[str, Text] = {
    "earlier_notices": Text(
        "此前同种通知的编号和日期", "numbers and dates of earlier such notices"
    ),
    "first_due": Text(
        "代偿时最早一期未付款项的到期日", "due date of the oldest sum open when the house paid"
    ),
    "sum_claims": Text("各笔小计合计", "sum of subtotals"),
    "accrued": Text("资金占用费应计合计", "all cost of funds that ever accrued"),
    "waived": Text("代偿后经批准减免（表内）", "waived with approval since (in the table)"),
    "total": Text("应付总额（文中）", "total payable (in text)"),
    "total_digits": Text("应付总额（表内）", "total payable (in the table)"),
    "total_capitals": Text("应付总额大写", "total payable in Chinese capitals"),
    "daily_increase": Text("每日增加额", "what each further day adds"),
    "deadline": Text("付款期限", "last day for payment"),
    "cure_days": Text("收到后付款天数，如7日", "days to pay after receipt, e.g. 7 days"),
    "objection_days": Text("异议天数，如15日", "days to object, e.g. 15 days"),
}

_CONDITIONS: Mapping[str, Text] = {
    "in_default": Text("代偿时借款逾期", "the loan was in default when the house paid"),
    "shows_sums": Text(
        "合计行与总额行不重复（多行，或者另有费用、收款）",
        "a row of sums says more than the total: several lines, or costs or receipts besides",
    ),
    "has_waived": Text("代偿后有经批准的减免", "something was waived with approval since"),
    "has_reductions": Text("代偿后有收款或减免", "something was received or waived since"),
    "has_bank_rest": Text(
        "债权人处另有到期未付的款项", "something due is still open with the creditor"
    ),
    "has_counter_deeds": Text("有反担保合同", "there is a counter-guarantee"),
    "grows_daily": Text("每日增加额大于零", "each further day adds something"),
    "asserts_claim": Text("追偿权的时效未届满", "limitation of the recourse claim has not expired"),
    "consent_box": Text(
        "追偿权的时效可能已届满，且法务已批准",
        "limitation of recourse may have expired, and legal has approved",
    ),
}

DEBTOR = Vocabulary(
    facts={**DOCUMENT, **HOUSE, **ADDRESSEE, **{k: LOAN[k] for k in _LOAN}, **PAID, **_FACTS},
    conditions={
        **HOUSE_IF, **ADDRESSEE_IF, **{k: LOAN_IF[k] for k in _LOAN_IF}, **PAID_IF, **_CONDITIONS,
    },
    rows={"payments": PAYMENT, "claims": _CLAIM, "accruals": _ACCRUAL, "receipts": _RECEIPT},
    required=frozenset(
        {
            "addressee", "house", "issued_on", "number", "lender", "contract_no", "as_of", "paid_out",
            "total", "total_digits", "total_capitals", "deadline", "objection_days", "sum_claims",
            "line.subtotal",
        }
    ),
    local=frozenset({"you"}),
    may_be_empty=frozenset({"recourse_clause", "list_rule", "line.voucher"}),
)  # fmt: skip
