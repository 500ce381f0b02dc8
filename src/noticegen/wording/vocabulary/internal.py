"""What the house's own referral file may say: everything, in full. It never leaves the house."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text
from noticegen.wording.vocabulary.account import ACCOUNT, ACCOUNT_IF, ACCOUNT_ROWS
from noticegen.wording.vocabulary.shared import DOCUMENT, HOUSE, HOUSE_IF, LOAN, LOAN_IF
from noticegen.wording.vocabulary.terms import Vocabulary

_PARTY = {
    "role": Text("身份", "role"),
    "name": Text("姓名或名称", "name"),
    "id": Text("证件号码（完整）", "ID number in full"),
    "person": Text("性别、出生日期、民族、工作单位", "sex, birth date, nation, employer"),
    "contact": Text("电话、邮箱", "phone, e-mail"),
    "address": Text("地址及来源", "addresses and where they come from"),
}
_STEP = {
    "rule": Text("规则", "rule"),
    "needed": Text("要求", "wanted"),
    "verdict": Text("结果", "verdict"),
    "found": Text("查到", "found"),
    "basis": Text("依据", "basis"),
}
_EVENT = {
    "at": Text("时间", "time"),
    "what": Text("事项", "what"),
    "who": Text("对象", "to whom"),
    "by": Text("经办", "by whom"),
    "result": Text("方式与结果", "channel and result"),
    "papers": Text("证据文件", "evidence"),
}
_SURETY = {
    "name": Text("担保人", "guarantor"),
    "deed": Text("合同名称、编号、日期", "deed, number, date"),
    "kind": Text("保证方式", "kind"),
    "scope": Text("范围与限额", "scope and cap"),
    "period": Text("保证期间最后一日（顺延后）", "last day of the period (rolled)"),
    "arguable": Text("可主张的最早与最晚届满日", "earliest and latest arguable end"),
    "state": Text("现状", "state"),
}
_CLOCK = {
    "name": Text("期间", "clock"),
    "who": Text("对象", "against whom"),
    "start": Text("起算", "start"),
    "last": Text("最后一日（顺延后）", "last day (rolled)"),
    "safe": Text("安全日", "safe day"),
    "note": Text("说明", "note"),
}
_OVERRIDE = {
    "rule": Text("规则", "rule"),
    "by": Text("特批人（职务）", "by whom (role)"),
    "on": Text("日期", "date"),
    "confirmed": Text("确认人", "confirmed by"),
    "reason": Text("理由", "reason"),
}
_LATE = {
    "what": Text("事项", "what"),
    "at": Text("发生", "happened"),
    "recorded": Text("记录", "recorded"),
}
_FIRST_SURETY = {
    "name": Text("担保人", "guarantor"),
    "kind": Text("担保与保证方式", "kind"),
    "cap": Text("最高限额", "cap"),
    "last": Text("保证期间最后一日或现状", "last day of the period, or its state"),
}
_FIRST_DATE = {
    "name": Text("期间与对象", "clock, and against whom"),
    "safe": Text("安全日", "safe day"),
    "last": Text("最后一日", "last day"),
}
_FACTS: Mapping[str, Text] = {
    "ground": Text("移送依据", "ground of the referral"),
    "route": Text("建议途径", "recommended route"),
    "cause": Text("案由", "cause of action"),
    "route_why": Text("途径的事实依据", "facts behind the route"),
    "route_doubt": Text("须法务判断的事项", "what legal must settle"),
    "route_beside": Text("事实也允许的另一途径", "another way that the facts allow"),
    "dispute": Text("争议解决约定", "agreement on disputes"),
    "first_due": Text("逾期起始日", "since when overdue"),
    "days_overdue": Text("借款人逾期天数", "days for which the borrower has not paid"),
    "overdue_until": Text(
        "债权人获清偿之日（代偿），否则截至日",
        "day the creditor was paid off by the house, else the as-of day",
    ),
    "days_until": Text("至该日的逾期天数", "days overdue on that day"),
    "officer": Text("经办人", "officer"),
    "branch": Text("经办机构", "branch"),
    "opinion": Text("移送审批意见", "words of the approval"),
    "opinion_by": Text("审批人、职务、日期", "who approved, role, date"),
    "passed": Text("通过的规则数", "rules passed"),
    "failed": Text("未通过的规则数", "rules failed"),
    "more_sureties": Text("摘要未列的担保合同份数", "deeds the summary does not list"),
    "claimed": Text("请求总额（费用的计算基数）", "the claim that fees are computed on"),
    "court_fee": Text("案件受理费（估算）", "acceptance fee of a suit (estimate)"),
    "order_fee": Text("支付令申请费（估算）", "fee for a payment order (estimate)"),
    "preservation_fee": Text(
        "保全申请费（估算）", "fee for preservation of the whole claim (estimate)"
    ),
    "assets": Text("财产线索", "asset leads"),
    "booked_until": Text("还款入账至", "payments booked up to"),
    "relief": Text("未按内部步骤移送的原因", "why it goes out of house order"),
}
_CONDITIONS: Mapping[str, Text] = {
    "has_route_beside": Text("事实也允许另一途径", "the facts allow another way as well"),
    "bank_paid": Text(
        "本单位已代偿清债权人的到期款项", "the house paid off what was due to the creditor"
    ),
    "has_sureties": Text("有担保合同", "there are guarantees"),
    "has_more_sureties": Text("摘要未列全担保合同", "the summary does not list every deed"),
    "has_first_dates": Text("有未届满的期间", "a clock has not run out"),
    "sues": Text("建议途径是起诉", "the recommended route is a suit"),
    "has_order_fee": Text("可以申请支付令", "a payment order is open"),
    "has_preservation_fee": Text("起诉，且有财产线索", "a suit, and asset leads are known"),
    "has_clocks": Text("有期间", "there are clocks"),
    "has_overrides": Text("有特批", "there are overrides"),
    "has_late": Text("有补录", "there are late entries"),
    "has_events": Text("有催收记录", "there are events"),
    "has_assets": Text("有财产线索", "there are asset leads"),
    "has_opinion": Text("移送已批准并确认", "the referral is approved and confirmed"),
    "has_booked": Text("已知入账截止日", "the booking date is known"),
    "has_route_doubt": Text("有须法务判断的事项", "legal has something to settle"),
    "has_relief": Text("临近法定期限，未按内部步骤", "a statutory end is near: out of house order"),
    "has_officer": Text("登记了经办人", "the officer is on record"),
    "has_branch": Text("登记了经办机构", "the branch is on record"),
}
_LOAN = (
    "borrowers", "lender", "trustee", "contract_name", "contract_no", "contract_date", "principal",
    "principal_capitals", "disbursed_on", "maturity", "instalments",
)  # fmt: skip

INTERNAL = Vocabulary(
    facts={**DOCUMENT, **HOUSE, **{k: LOAN[k] for k in _LOAN}, **ACCOUNT, **_FACTS},
    conditions={**HOUSE_IF, "entrusted": LOAN_IF["entrusted"], "has_trustee": LOAN_IF["has_trustee"], **ACCOUNT_IF, **_CONDITIONS},
    rows={
        **ACCOUNT_ROWS, "people": _PARTY, "steps": _STEP,
        "chronology": _EVENT, "sureties": _SURETY, "first_sureties": _FIRST_SURETY, "first_dates": _FIRST_DATE, "clocks": _CLOCK, "overrides": _OVERRIDE,
        "late": _LATE,
    },
    required=frozenset({"house", "issued_on", "contract_no", "borrowers", "total", "total_capitals", "ground", "route"}),
    may_be_empty=frozenset(
        {"line.voucher", "line.person", "line.contact", "line.found", "line.basis", "line.who", "line.by",
         "line.result", "line.papers", "line.note", "line.to", "line.confirmed", "list_rule", "line.id", "line.address"}
    ),
)  # fmt: skip
