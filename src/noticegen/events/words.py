"""The words an event may use, each with its meaning: outcomes, channels, reasons, ways of service, files."""

from __future__ import annotations

from collections.abc import Mapping

from noticegen.text import Text

OUTCOMES: Mapping[str, Text] = {
    "connected_party": Text("本人接听", "spoke to the party"),
    "connected_other": Text("他人接听", "spoke to someone else"),
    "no_answer": Text("无人接听", "no answer"),
    "busy": Text("占线", "busy"),
    "off": Text("关机或停机", "switched off"),
    "wrong_number": Text("号码错误", "wrong number"),
    "refused": Text("拒绝沟通", "refused to talk"),
    "met_party": Text("见到本人", "met the party"),
    "met_other": Text("见到他人", "met someone else"),
    "nobody_there": Text("现场无人", "nobody there"),
    "sent": Text("已发送", "sent"),
    "done": Text("已完成", "done"),
}

CHANNELS: Mapping[str, Text] = {
    "phone": Text("电话", "phone"),
    "visit": Text("上门", "visit"),
    "message": Text("短信或微信", "message"),
    "letter": Text("信函", "letter"),
    "email": Text("电子邮件", "e-mail"),
    "office": Text("到访本单位", "at our office"),
    "other": Text("其他", "other"),
}

# Reason codes: the groups of part I of the collection manual. Internal only, never printed.
REASONS: Mapping[str, Text] = {
    "R101": Text("债款、费用未收回", "debts or fees owed to the customer not collected"),
    "R102": Text("货款未收回", "payment for goods not received"),
    "R103": Text("支票、汇票未入账", "cheque or draft not cleared"),
    "R104": Text("账款未结", "accounts unsettled"),
    "R199": Text("其他正常经营原因", "other ordinary business cause"),
    "R201": Text("种植产品价格下跌", "produce price fall"),
    "R202": Text("养殖产品价格下跌", "livestock price fall"),
    "R203": Text("原材料价格波动", "raw-material price swing"),
    "R204": Text("金融危机或市场低迷", "financial crisis or slump"),
    "R299": Text("其他市场原因", "other market cause"),
    "R301": Text("离婚", "divorce"),
    "R302": Text("结婚", "marriage"),
    "R303": Text("子女上学", "children's schooling"),
    "R304": Text("房屋装修", "house fitting-out"),
    "R399": Text("其他家庭原因", "other family cause"),
    "R401": Text("赌博", "gambling"),
    "R402": Text("酗酒", "alcohol abuse"),
    "R403": Text("高消费", "high-end spending"),
    "R404": Text("国家禁止的经营", "business banned by the state"),
    "R405": Text("骗取贷款的虚假陈述", "false statements to get the loan"),
    "R499": Text("其他非正常原因", "other abnormal cause"),
    "R900": Text("原因未明", "unknown"),
    "R901": Text("客户拒绝说明", "customer refuses to say"),
}

# Warnings that the first visit should give (manual II-1), ticked in details["warnings"].
WARNINGS: Mapping[str, Text] = {
    "credit": Text("征信报送", "credit report"),
    "reputation": Text("信誉受损", "reputation"),
    "next_loan": Text("影响今后贷款", "next loan"),
    "subsidy": Text("不再贴息", "interest subsidy"),
}

# How a document reaches a party (domain: service methods and their proof).
METHODS: Mapping[str, Text] = {
    "hand": Text("直接送交", "handed over"),
    "household": Text("交同住成年家属", "handed to an adult relative living with the addressee"),
    "company": Text("交单位收发部门或被授权人", "handed to the company's mail room or agent"),
    "ems": Text("邮政特快专递（EMS）", "EMS"),
    "message": Text("电子邮件或短信、微信", "e-mail or message"),
    "left": Text("留置（见证人及影像）", "left, with witness and pictures"),
    "notary": Text("公证送达", "served by notary"),
    "newspaper": Text("报纸公告", "newspaper notice"),
    "deduction": Text("账户扣收", "deducted from account"),
}

# Kinds of evidence file. Service rules (L-20) ask for sets of these.
EVIDENCE_KINDS: Mapping[str, Text] = {
    "slip": Text("送达回执", "signed return slip"),
    "photo": Text("照片", "photo"),
    "video": Text("录像", "video"),
    "recording": Text("录音", "recording"),
    "call_log": Text("通话记录", "call record"),
    "waybill": Text("邮寄详情单", "waybill"),
    "contents_line": Text("内件品名栏", "contents line of the waybill"),
    "tracking": Text("妥投查询单", "tracking print"),
    "returned_envelope": Text("退回信封", "returned envelope"),
    "send_log": Text("发送记录", "send log"),
    "screenshot": Text("截图", "screenshot"),
    "address_agreement": Text("送达地址约定", "agreement on the address"),
    "witness": Text("见证人证明", "witness statement"),
    "newspaper_page": Text("报纸版面", "newspaper page"),
    "notarial": Text("公证书", "notarial certificate"),
    "voucher": Text("付款凭证", "payment voucher"),
    "bank_entry": Text("银行流水", "bank entry"),
    "contract": Text("合同", "contract"),
    "approval": Text("审批件", "approval paper"),
    "other": Text("其他", "other"),
}

# Who took a document in (rule L-21).
RECIPIENTS: Mapping[str, Text] = {
    "self": Text("本人", "the addressee"),
    "relative": Text("同住成年家属", "adult relative living with the addressee"),
    "authorised": Text("被授权人", "authorised person"),
    "representative": Text("法定代表人或负责人", "legal representative or principal"),
    "mail_room": Text("单位收发部门", "mail department"),
    "other": Text("其他人", "someone else"),
}

# Why a party is not to be contacted for a time.
LIMITS: Mapping[str, Text] = {
    "illness": Text("患病", "illness"),
    "request": Text("本人要求", "asked for it"),
    "disaster": Text("灾害", "disaster"),
    "other": Text("其他", "other"),
}

# Who a contact reached instead of the party, and what that person was told (rule C-03).
WHOM: Mapping[str, Text] = {
    "related": Text("与债务有关", "concerned with the debt"),
    "unrelated": Text("与债务无关", "not concerned with the debt"),
}
TOLD: Mapping[str, Text] = {
    "nothing": Text("未告知", "nothing"),
    "word": Text("请转告或询问联系方式", "asked to pass word, or how to reach the party"),
    "debt": Text("告知欠款", "told of the debt"),
}
# What a payment, cost, refund or waiver is on, while what the house paid is asked back (`claims.claim_of`).
CLAIMS: Mapping[str, Text] = {
    "loan": Text("贷款", "the loan"),
    "recourse": Text("追偿款", "the recourse claim"),
}
# Why a case goes to court.
GROUNDS: Mapping[str, Text] = {
    "inability": Text("确实无力偿还", "cannot pay"),
    "long_overdue": Text("长期逾期", "long overdue"),
}
# Why an entry of the internal list is removed.
REMOVALS: Mapping[str, Text] = {
    "review": Text("复核期满", "review"),
    "objection": Text("异议成立", "objection upheld"),
    "correction": Text("记录有误", "the entry was wrong"),
    "other": Text("其他", "other"),
}
# Before courts and commissions: what is applied for, and what is decided.
PROCEEDINGS: Mapping[str, Text] = {
    "suit": Text("诉讼", "suit"),
    "arbitration": Text("仲裁", "arbitration"),
    "payment_order": Text("支付令", "payment order"),
    "preservation": Text("诉前保全", "pre-suit preservation"),
    "enforcement": Text("申请执行", "enforcement"),
    "insolvency": Text("申报债权", "claim in insolvency"),
}
DECISIONS: Mapping[str, Text] = {
    "judgment": Text("判决", "judgment"),
    "mediation": Text("调解书", "mediation"),
    "award": Text("裁决", "award"),
    "payment_order": Text("支付令", "payment order"),
    "enforcement_ended": Text("终结本次执行裁定", "ruling that ends enforcement in vain"),
}

# By what a company that stands as guarantor is bound, or why it needs no resolution (rule L-27).
RESOLUTIONS: Mapping[str, Text] = {
    "board": Text("董事会决议", "resolution of the board"),
    "shareholders": Text("股东会决议", "resolution of the shareholders"),
    "announced": Text("上市公司公开披露的决议", "resolution announced by a listed company"),
    "guarantor_by_trade": Text(
        "金融机构或者担保公司，无须决议", "bank or guarantee company: none needed"
    ),
    "subsidiary": Text("为全资子公司，无须决议", "for a wholly owned subsidiary: none needed"),
    "two_thirds": Text(
        "三分之二以上表决权的股东签字同意", "signed by shareholders with two thirds of the votes"
    ),
    "one_person": Text(
        "一人公司为其股东，无须决议", "one-person company for its shareholder: none needed"
    ),
    "no_company": Text("不是公司，依其章程", "not a company: as its articles say"),
}

# What a paper for the court proves: the groups of the evidence list, in their order.
EXHIBIT_GROUPS: Mapping[str, Text] = {
    "identity": Text("主体身份", "identity of the parties"),
    "loan": Text("借款与放款", "loan and payout"),
    "guarantee": Text("担保与反担保", "guarantees"),
    "account": Text("逾期与账目", "default and account"),
    "demand": Text("催收与送达", "demands and service"),
    "payment": Text("代偿", "payment under the guarantee"),
    "costs": Text("实现债权的费用", "costs of enforcement"),
    "assets": Text("财产线索", "assets"),
}

# The roles a house gives its own people (`roles` of a [[staff]] in noticegen.toml).
POSTS: Mapping[str, Text] = {
    "officer": Text("经办人", "officer"),
    "branch_head": Text("机构负责人", "head of branch"),
    "legal": Text("法务", "legal"),
    "approver": Text("审批人", "approver"),
}

# What an import may change of a loan that is in the book; see `book.trace`.
TERMS: Mapping[str, Text] = {
    "contract": Text("合同", "contract"),
    "sums": Text("金额", "sums"),
    "rates": Text("利率与计息", "rates"),
    "dates": Text("日期", "dates"),
    "account": Text("还款账户", "account"),
    "signatories": Text("签约人", "signatories"),
    "deeds": Text("担保", "deeds"),
    "names": Text("名称与证件", "names and IDs"),
    "addresses": Text("地址", "addresses"),
}
