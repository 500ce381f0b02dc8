"""The names wording may use, by audience: what each fact is, and when each condition holds.

This is the allow-list: a fact that is not named here cannot stand in a letter to that audience, and
wording that asks for another one is refused when it is read. Reasons for the default, notes, other
parties' identifiers and whereabouts have no name in it. `facts` computes the values; a test keeps
the two, and the table in docs/wording.md, the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`required` facts must be printed in every language; `local` ones need not be in each;
    `may_be_empty` ones may print as nothing (suffixes in brackets). `rows` are lists of rows: a
    name and its fields."""

    facts: Mapping[str, Text]
    conditions: Mapping[str, Text]
    rows: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()
    may_be_empty: frozenset[str] = frozenset()


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

_BORROWER_FACTS = {
    # the document
    "title": Text("文书名称", "title of the document"),
    "number": Text("文书编号；草稿为“草稿”", "number of the document; of a draft, “draft”"),
    "copies": Text("份数", "number of copies"),
    "issued_on": Text("签发日期", "date of issue"),
    "as_of": Text("金额截至日", "day the figures run to"),
    "earlier_notices": Text("此前通知的编号和日期", "numbers and dates of earlier notices"),
    # the issuer
    "house": Text("本单位名称", "the issuer's name"),
    "house_address": Text("本单位地址", "the issuer's address"),
    "house_phone": Text("本单位电话", "the issuer's phone"),
    "complaint_phone": Text("投诉电话", "complaints line"),
    "contact": Text("联系人", "person to contact"),
    "hours": Text("办公时间", "office hours"),
    "list_rule": Text(
        "禁入名单规定（带括号，可为空）", "rule of the internal list (in brackets; may be empty)"
    ),
    # the addressee
    "addressee": Text("收件人姓名或名称", "the addressee's name"),
    "role": Text("收件人身份（借款人、共同借款人）", "borrower or co-borrower"),
    "you": Text("称呼：您或贵单位", "how the addressee is called"),
    "id_label": Text("证件名称", "kind of ID"),
    "id_masked": Text("证件号码（隐去中间）", "ID number, middle hidden"),
    "phone_masked": Text("电话（隐去中间）", "phone, middle hidden"),
    "address": Text("送达地址", "address the letter goes to"),
    "address_source": Text("地址来源", "where the address comes from"),
    "representative": Text("法定代表人及职务", "legal representative and post"),
    # the loan
    "borrowers": Text("全体借款人", "all borrowers"),
    "lender": Text("债权人（贷款人、委托人）", "the creditor (lender, entrusting party)"),
    "claimant": Text(
        "文中对债权人的称呼：债权人或我单位", "what the text calls the creditor: the Creditor or we"
    ),
    "claimant_object": Text("同上，作宾语", "the same, as an object: the Creditor or us"),
    "trustee": Text("受托人", "trustee"),
    "contract_name": Text("借款合同名称（不带书名号）", "name of the loan contract"),
    "contract_no": Text("借款合同编号", "its number"),
    "contract_date": Text("借款合同日期", "its date"),
    "principal": Text("贷款本金", "principal of the loan"),
    "principal_capitals": Text("贷款本金大写", "principal in Chinese capitals"),
    "disbursed_on": Text("放款日", "day of disbursement"),
    "maturity": Text("到期日", "maturity"),
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
    "repayment_way": Text("还款方式", "manner of repayment"),
    "deeds": Text("保证合同份数及编号", "guarantees: how many, and their numbers"),
    "counter_deeds": Text(
        "反担保合同份数及编号", "counter-guarantees: how many, and their numbers"
    ),
    "instalments": Text("总期数", "number of instalments"),
    "acceleration_clause": Text("提前到期条款", "clause on early maturity"),
    "accelerated_on": Text("宣布提前到期日", "day the loan was called"),
    # the default and the sums
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
    # what is asked
    "deadline": Text("付款期限", "last day for payment"),
    "cure_days": Text("收到后付款天数，如7日", "days to pay after receipt, e.g. 7 days"),
    "objection_days": Text("异议天数，如15日", "days to object, e.g. 15 days"),
    "account_name": Text("收款户名", "name of the account to be paid into"),
    "account_bank": Text("收款开户行", "its bank"),
    "account_number": Text("收款账号", "its number"),
}

_BORROWER_CONDITIONS = {
    "entrusted": Text("委托贷款", "an entrusted loan"),
    "house_is_lender": Text("本单位就是债权人", "the issuer is itself the creditor"),
    "guarantees_loan": Text("本单位为该笔贷款担保", "the issuer guarantees the loan"),
    "authorised": Text(
        "已登记债权人对本单位的催收委托", "the creditor's authority to collect is on record"
    ),
    "has_co_borrowers": Text("有共同借款人", "there are co-borrowers"),
    "person": Text("收件人是自然人", "the addressee is a natural person"),
    "single_due": Text("一次到期的贷款", "a loan with one due date"),
    "one_overdue": Text("有一期逾期", "one instalment is overdue"),
    "many_overdue": Text("有多期逾期", "several instalments are overdue"),
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
    "has_account": Text("收款账户三项齐全", "name, bank and number of the account are on record"),
    "has_trustee": Text("登记了受托人", "the trustee is on record"),
    "has_repayment_way": Text("登记了还款方式", "the manner of repayment is on record"),
    "has_deeds": Text("有保证合同", "there is a guarantee by another"),
    "has_counter_deeds": Text("有反担保合同", "there is a counter-guarantee"),
    "has_id": Text("登记了证件号码", "the addressee's ID number is on record"),
    "has_phone": Text("登记了电话", "the addressee's phone is on record"),
    "has_address": Text("登记了地址", "the addressee's address is on record"),
    "has_representative": Text(
        "单位，且登记了法定代表人", "a body whose legal representative is on record"
    ),
    "has_contact": Text("单位设置了联系人", "the house names a contact"),
    "has_hours": Text("单位设置了办公时间", "the house gives its hours"),
    "has_house_phone": Text("单位设置了电话", "the house gives its phone"),
    "has_house_address": Text("单位设置了地址", "the house gives its address"),
    "has_complaint_phone": Text("单位设置了投诉电话", "the house has a complaints line"),
    "subsidised": Text("贴息贷款", "a subsidised loan"),
    "reports_credit_ok": Text(
        "单位或债权人确实报送征信", "the house or the creditor really reports"
    ),
    "keeps_list": Text(
        "单位有内部禁入名单及规定", "the house keeps an internal list under its own rule"
    ),
    "asserts_claim": Text(
        "时效未届满，且本单位是债权人或受其委托",
        "limitation has not expired, and the issuer is the creditor or authorised by it",
    ),
    "consent_box": Text(
        "时效可能已届满，且法务已批准", "limitation may have expired, and legal has approved"
    ),
}

BORROWER = Vocabulary(
    facts=_BORROWER_FACTS,
    conditions=_BORROWER_CONDITIONS,
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

VOCABULARIES: Mapping[str, Vocabulary] = {"borrower": BORROWER}
