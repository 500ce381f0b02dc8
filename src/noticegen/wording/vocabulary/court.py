"""What papers for a court may say: full identifiers of the parties, the claim, the course of events and
the evidence. Reasons, talks, findings, whereabouts, approvals and overrides have no name here."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text
from noticegen.wording.vocabulary.account import ACCOUNT, ACCOUNT_IF, ACCOUNT_ROWS
from noticegen.wording.vocabulary.elements import ELEMENT_ROWS, ELEMENTS
from noticegen.wording.vocabulary.shared import DOCUMENT, LOAN, LOAN_IF
from noticegen.wording.vocabulary.terms import Vocabulary

_AGENT = {
    "who": Text("姓名、单位、职务、电话", "name, employer, post, phone"),
    "name": Text("姓名", "name"),
    "kind": Text("身份", "what he is to the plaintiff"),
    "employer": Text("单位", "employer"),
    "post": Text("职务", "post"),
    "phone": Text("电话", "phone"),
    "licence": Text("执业证号", "licence"),
}
_DEFENDANT = {
    "name": Text("姓名或名称", "name"),
    "role": Text("身份", "role"),
    "who": Text("身份信息，一行", "particulars, in one line"),
}
_SURETY = {
    "name": Text("担保人", "guarantor"),
    "scope": Text("担保范围", "scope"),
    "limit": Text("限额（可为空）", "limit (may be empty)"),
}
_DEED = {
    "name": Text("担保人", "guarantor"),
    "date": Text("签订日期", "date"),
    "deed": Text("合同名称", "deed"),
    "number": Text("编号", "number"),
    "kind": Text("保证方式", "kind"),
    "scope": Text("范围与限额", "scope and limit"),
    "period": Text("保证期间", "period"),
}
_DEMAND = {
    "date": Text("签发日期", "date"),
    "by": Text(
        "何人签发：原告，或者受债权人委托的本单位",
        "who issued it: the plaintiff, or the house acting for the creditor",
    ),
    "who": Text("致何人", "to whom"),
    "title": Text("文书名称", "title"),
    "number": Text("文号", "number"),
    "served": Text("送达情况", "how it was served"),
}
_PAID_FOR = {
    "date": Text("代偿日期", "day of payment"),
    "amount": Text("金额", "sum"),
    "payee": Text("收款人", "payee"),
}
_ASSET = {
    "owner": Text("所有人", "owner"),
    "asset": Text("财产信息", "the property"),
}
# The packet puts in what it holds itself.
PARTS: Mapping[str, Mapping[str, Text]] = {
    "parts": {
        "number": Text("序号", "number"),
        "title": Text("名称", "name"),
        "pages": Text("页码", "pages"),
    },
}
_EVIDENCE = {
    "number": Text("序号", "number"),
    "title": Text("证据名称", "name of the evidence"),
    "proves": Text("证明目的", "what it proves"),
    "source": Text("来源", "source"),
    "pages": Text("页码", "pages"),
    "original": Text("原件核对（留白）", "original shown (left blank)"),
}
_STEP = {
    "on": Text("日期", "date"),
    "what": Text("事项", "what"),
    "who": Text("对象", "to whom"),
    "result": Text("方式与结果", "manner and result"),
    "evidence": Text("证据编号", "evidence"),
    "page": Text("首份证据页码", "page of the first one"),
}
_LOAN = (
    "borrowers", "lender", "trustee", "contract_name", "contract_no", "contract_date", "principal",
    "principal_capitals", "disbursed_on", "maturity", "instalments", "repayment_way",
)  # fmt: skip
_FACTS: Mapping[str, Text] = {
    "cause": Text("案由", "cause of action"),
    "route": Text("途径", "way to court"),
    "court": Text("受理法院", "the court"),
    "court_named": Text("受理法院（此致）", "the court as addressed"),
    "copies_count": Text("起诉状份数", "copies of the complaint"),
    "defendants_count": Text("被告人数", "number of defendants"),
    "plaintiff": Text("原告名称", "name of the plaintiff"),
    "plaintiff_line": Text("原告身份信息，一行", "particulars of the plaintiff, in one line"),
    "plaintiff_head": Text("原告法定代表人及职务", "its legal representative and post"),
    "plaintiff_code": Text("原告统一社会信用代码", "its unified social credit code"),
    "plaintiff_domicile": Text("原告住所地", "its domicile"),
    "head_name": Text("法定代表人姓名", "name of the legal representative"),
    "head_post": Text("法定代表人职务", "his post"),
    "debtors": Text("全体债务人", "all debtors"),
    "defendants_named": Text("全体被告", "all defendants"),
    "claim_principal": Text("请求的本金或代偿款", "principal, or the sum paid for the debtor"),
    "claim_interest": Text("请求的利息或资金占用费", "interest, or cost of funds"),
    "claim_penalty": Text("请求的罚息", "penalty interest"),
    "claim_compound": Text("请求的复利", "compound interest"),
    "claim_costs": Text("请求的费用", "costs"),
    "claim_total": Text("请求总额", "all that is claimed"),
    "claim_total_capitals": Text("请求总额大写", "the same in Chinese capitals"),
    "running": Text("继续计算的基数和利率", "by what interest goes on"),
    "first_due": Text("逾期起始日", "since when overdue"),
    "overdue_until": Text(
        "逾期计算至（代偿清偿之日，否则截至日）",
        "until when it is counted: the day the house paid the creditor off, else the as-of day",
    ),
    "days_overdue": Text("至该日的逾期天数", "days overdue on that day"),
    "accelerated_on": Text("宣布提前到期之日", "day the loan was called early"),
    "recourse_contract": Text("委托保证合同编号", "number of the contract of entrusted guarantee"),
    "rate_clause": Text("利率条款（可为空）", "clause of the rate (may be empty)"),
    "surcharge_clause": Text("罚息条款（可为空）", "clause of the surcharge (may be empty)"),
    "service_recipient": Text("送达：收件人", "for service: recipient"),
    "service_address": Text("送达：地址", "for service: address"),
    "service_postcode": Text("送达：邮编", "for service: postcode"),
    "service_phone": Text("送达：电话", "for service: phone"),
    "service_email": Text("送达：邮箱", "for service: e-mail"),
    "electronic_yes": Text("同意电子送达的勾选框", "tick: electronic service"),
    "electronic_no": Text("不同意的勾选框", "tick: none"),
    "security": Text("保全担保", "security for the preservation"),
    "enclosed": Text(
        "证明原告身份的证据，编号和名称", "the evidence of who the plaintiff is, by number and name"
    ),
    "exhibits_count": Text("证据份数", "number of exhibits"),
    "groups_count": Text("证据组数", "number of groups"),
    "group_title": Text("本组证据名称", "title of the group of evidence"),
}
_CONDITIONS: Mapping[str, Text] = {
    "recourse": Text("追偿", "recourse is claimed"),
    "on_loan": Text("依借款合同起诉", "the loan is claimed"),
    "by_form": Text("适用要素式第08号", "element form no. 08 applies"),
    "draft_complaint": Text("起诉状尚未审定", "the complaint is not approved yet"),
    "has_joint": Text("有连带保证人被告", "a joint guarantor is sued"),
    "has_general": Text("有一般保证人被告", "a general guarantor is sued"),
    "has_running": Text("有继续计算的利息", "interest goes on"),
    "has_interest": Text("有利息", "there is interest"),
    "has_compound": Text("有复利", "there is compound interest"),
    "compound_agreed": Text("约定了复利", "compound interest is agreed"),
    "has_costs": Text("有费用", "there are costs"),
    "has_recourse_contract": Text("登记了委托保证合同", "the contract of entrusted guarantee is on record"),
    "accelerated": Text("已宣布提前到期", "the loan was called early"),
    "guaranteed": Text("担保贷款", "a guaranteed loan"),
    "has_powers": Text("列明了特别授权", "special powers are listed"),
    "has_exhibits": Text("有证据", "there is evidence"),
    "has_assets": Text("登记了可写入申请的财产", "property that can be named is on record"),
    "has_enclosed": Text("有证明原告身份的证据", "there is evidence of who the plaintiff is"),
    "show_originals": Text("列出原件核对栏", "the column for originals is shown"),
}  # fmt: skip

COURT = Vocabulary(
    facts={**DOCUMENT, **{k: LOAN[k] for k in _LOAN}, **ACCOUNT, **ELEMENTS, **_FACTS},
    conditions={
        "has_sureties": Text("有担保人被告", "a guarantor is sued"),
        "has_trustee": LOAN_IF["has_trustee"], "has_repayment_way": LOAN_IF["has_repayment_way"],
        **ACCOUNT_IF, **_CONDITIONS,
    },
    rows={
        **ACCOUNT_ROWS, **PARTS, **ELEMENT_ROWS, "agents": _AGENT, "powers": {"power": Text("特别授权事项", "special power")},
        "defendants": _DEFENDANT, "joint": _SURETY, "general": _SURETY, "deeds": _DEED, "demands": _DEMAND, "later_demands": _DEMAND,
        "paid_for": _PAID_FOR, "evidence": _EVIDENCE, "chronology": _STEP, "assets": _ASSET,
    },
    may_be_empty=frozenset(
        {"rate_clause", "surcharge_clause", "line.limit", "line.voucher", "line.to", "line.number",
         "line.evidence", "line.page", "line.who", "line.result", "line.original"}
    ),
)  # fmt: skip
