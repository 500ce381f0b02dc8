"""What a letter to one guarantor or counter-guarantor may say: his own deeds, the loan and the
default as far as he answers for them; nothing of the borrower but the name, nothing of others.
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
    "borrowers", "lender", "claimant", "claimant_object", "trustee", "contract_name", "contract_no",
    "contract_date", "principal", "principal_capitals", "disbursed_on", "maturity",
    "account_name", "account_bank", "account_number",
)  # fmt: skip
_LOAN_IF = (
    "entrusted",
    "house_is_lender",
    "guarantees_loan",
    "has_co_borrowers",
    "single_due",
    "has_trustee",
    "has_account",
)

_DEED = {
    "name": Text("合同名称", "name of the deed"),
    "number": Text("合同编号", "its number"),
    "date": Text("签订日期", "its date"),
    "kind": Text("保证方式", "joint or general"),
    "scope": Text("保证范围；未约定的为法定范围", "scope; the statutory one where none is agreed"),
    "cap": Text("最高限额；没有的为“未约定”", "cap; where there is none, “none agreed”"),
}

_FACTS: Mapping[str, Text] = {
    "earlier_notices": Text(
        "此前同种函件的编号和日期", "numbers and dates of earlier such letters"
    ),
    "served_notices": Text(
        "已送达借款人的催收通知书的编号和送达日期",
        "notices served on the borrower: numbers and days of service",
    ),
    "deeds_named": Text("其各份合同的名称和编号（文中）", "his deeds by name and number (in text)"),
    "first_due": Text("最早一期未还款项的到期日", "due date of the oldest open instalment"),
    "accelerated_on": Text("宣布提前到期日", "day the loan was called"),
    "days_overdue": Text("逾期天数，如7日", "days overdue, e.g. 7 days"),
    "insolvency_case": Text("借款人破产案件的案号", "number of the borrower's bankruptcy case"),
    "sum_principal": Text("贷款逾期本金", "overdue principal of the loan"),
    "sum_interest": Text("贷款逾期利息", "overdue interest of the loan"),
    "sum_penalty": Text("罚息及复利", "penalty and compound interest"),
    "costs": Text("实现债权的费用", "costs of enforcement"),
    "debt": Text("贷款应付总额（文中）", "all that is due on the loan (in text)"),
    "debt_digits": Text("贷款应付总额（表内）", "all that is due on the loan (in the table)"),
    "own_paid": Text("收件人本人已付", "what the addressee himself has paid"),
    "left_out": Text(
        "因未经其同意的变更而不请求的金额",
        "what came by changes he did not agree to, and is not asked",
    ),
    "left_out_changes": Text("未经其书面同意的变更", "the changes he did not agree to in writing"),
    "caps": Text("其各份合同的限额合计", "caps of his deeds together"),
    "asked": Text("请求金额（文中）", "sum asked (in text)"),
    "asked_digits": Text("请求金额（表内）", "sum asked (in the table)"),
    "asked_capitals": Text("请求金额大写", "sum asked in Chinese capitals"),
    "daily_increase": Text("每日增加额", "what each further day adds"),
    "deadline": Text("付款期限", "last day for payment"),
    "cure_days": Text("收到后付款天数，如7日", "days to pay after receipt, e.g. 7 days"),
    "objection_days": Text("异议天数，如15日", "days to object, e.g. 15 days"),
}

_CONDITIONS: Mapping[str, Text] = {
    "authorised": Text(
        "已登记债权人的催收委托", "the creditor's authority to collect is on record"
    ),
    "accelerated": Text(
        "已宣布提前到期，且列入其中",
        "the loan was called early, and part of this is what was called",
    ),
    "joint": Text("其合同均为连带责任保证", "all his deeds are joint and several"),
    "general": Text("其合同均为一般保证或未约定", "all his deeds are general, or silent"),
    "may_refuse": Text(
        "均为一般保证或未约定，且仍享有先诉抗辩权",
        "general, or silent, and he may still point to the debtor",
    ),
    "refusal_over": Text(
        "均为一般保证或未约定，且不再享有先诉抗辩权（破产、强制执行未果）",
        "general, or silent, and he may no longer: bankruptcy, or enforcement in vain",
    ),
    "enforced_in_vain": Text(
        "均为一般保证或未约定，对借款人的强制执行未果",
        "general, or silent, and enforcement against the borrower ended in vain",
    ),
    "debtor_insolvent": Text(
        "法院已受理借款人的破产案件", "a court has taken up the borrower's bankruptcy"
    ),
    "capped": Text("其合同均有最高限额", "all his deeds have a cap"),
    "cap_reached": Text("请求金额受限额限制", "the sum asked is limited by the cap"),
    "has_left_out": Text(
        "有未经其书面同意的变更增加的金额", "changes he did not agree to added to the debt"
    ),
    "one_deed": Text("只有一份合同", "there is one deed"),
    "others_too": Text("另有其他担保人", "there are other guarantors"),
    "has_served_notices": Text("催收通知书已送达借款人", "a notice was served on the borrower"),
    "has_costs": Text("有实现债权的费用", "there are costs"),
    "has_own_paid": Text(
        "有计入这些合同的本人付款",
        "of what the addressee paid something is set against these deeds",
    ),
    "has_performed": Text(
        "收件人本人已付过款，不论依哪份合同", "the addressee himself has paid, under whichever deed"
    ),
    "grows_daily": Text("每日增加额大于零", "each further day adds something"),
    "asserts_claim": Text(
        "本单位是债权人或受其委托，且为连带责任保证，或者不再享有先诉抗辩权",
        "the issuer is the creditor or authorised by it, and the guarantee is joint, or he may no longer point to the debtor",
    ),
    "reports_guarantor": Text(
        "单位报送且收件人为自然人", "the house reports, and the addressee is a person"
    ),
}

GUARANTOR = Vocabulary(
    facts={**DOCUMENT, **HOUSE, **ADDRESSEE, **{k: LOAN[k] for k in _LOAN}, **PAID, **_FACTS},
    conditions={**HOUSE_IF, **ADDRESSEE_IF, **{k: LOAN_IF[k] for k in _LOAN_IF}, **PAID_IF, **_CONDITIONS},
    rows={"own_deeds": _DEED, "payments": PAYMENT},
    required=frozenset(
        {"addressee", "house", "issued_on", "number", "borrowers", "contract_no", "as_of", "line.number", "objection_days"}
    ),
    local=frozenset({"you", "claimant", "claimant_object"}),
    may_be_empty=frozenset({"recourse_clause", "list_rule", "line.voucher"}),
)  # fmt: skip
