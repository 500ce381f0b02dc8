"""What each kind of event must say before it counts as a documented step.

One table for the command line, the import, the rules and the data reference. `fields` are the
keys allowed in `Event.details`; a key in `needs` (a detail key or one of party, actors, channel,
outcome, text, amount, by, evidence, document) must be present. An event that lacks one can be
recorded only where `needs` does not name it: the log has no half-documented steps, but a rule
may want more than the log does (S-02 the warnings, S-08 the cash position).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from noticegen.events.words import (
    CHANNELS,
    CLAIMS,
    DECISIONS,
    EVIDENCE_KINDS,
    EXHIBIT_GROUPS,
    GROUNDS,
    LIMITS,
    METHODS,
    OUTCOMES,
    POSTS,
    PROCEEDINGS,
    REASONS,
    RECIPIENTS,
    REMOVALS,
    RESOLUTIONS,
    TERMS,
    TOLD,
    WARNINGS,
    WHOM,
)
from noticegen.model import EventType as T
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Spec:
    """The words for one event type, what it needs, and the detail keys it knows."""

    name: Text
    needs: tuple[str, ...] = ()
    fields: Mapping[str, Text] = field(default_factory=dict)
    approved: bool = False  # needs details["approver"]: changes what is owed, or when


_REACHED = {
    "whom": Text("非本人时系何人", "who it was, if not the party"),
    "told": Text("告知内容", "what that person was told"),
}

# May be older than the loan: a framework authority, a change of address, the contract itself.
OLDER_THAN_LOAN = frozenset({T.COLLECTION_AUTHORITY, T.ADDRESS_CHANGE, T.EXHIBIT})

_AGAINST = {"against": Text("被告（客户编号，顿号隔开）", "against (party ids, commas)")}

_APPROVER = {"approver": Text("批准人", "approver"), "approver_role": Text("批准人职务", "role")}

SPECS: Mapping[T, Spec] = {
    T.VISIT: Spec(
        Text("上门走访", "visit"),
        ("party", "actors", "outcome", "evidence"),
        {
            "place": Text("地点", "place"),
            "trading": Text("经营状况", "trading status"),  # normal | reduced | stopped | moved
            "operation": Text("经营情况", "how the business runs"),
            "cash": Text("资金回笼情况", "cash coming in"),
            "warnings": Text("已告知事项", "warnings given"),  # comma-separated WARNINGS keys
            **_REACHED,
        },
    ),
    T.CALL: Spec(
        Text("电话催收", "call"),
        ("party", "actors", "outcome"),
        {
            "number": Text("拨打号码", "number called"),
            "consent": Text("时段同意", "consent to hours"),
            **_REACHED,
        },
    ),
    T.MESSAGE: Spec(Text("短信或微信", "message"), ("party", "actors", "outcome"), _REACHED),
    T.CG_CONTACT: Spec(
        Text("联系反担保人", "contact with counter-guarantor"),
        ("party", "actors", "channel", "outcome"),
        _REACHED,
    ),
    T.CREDIT_REPORT_NOTICE: Spec(
        Text("征信报送事先告知", "prior notice of credit reporting"), ("party", "actors", "channel")
    ),
    T.REASON: Spec(
        Text("逾期原因", "overdue reason"),
        ("actors", "code", "certainty", "source"),
        {
            "code": Text("原因代码", "reason code"),
            "certainty": Text("确定程度", "certainty"),  # stated | seen | inferred
            "source": Text("来源", "source"),
        },
    ),
    T.PROMISE: Spec(
        Text("还款承诺", "promise to pay"),
        ("party", "actors", "amount", "by"),
        {"written": Text("书面", "in writing")},
    ),
    T.PROMISE_REFUSED: Spec(Text("拒绝约定还款日", "refused to name a date"), ("party", "actors")),
    T.INABILITY_FINDING: Spec(
        Text("确实无力偿还认定", "finding that the party cannot pay"),
        ("party", "actors", "test", "reviewer"),
        {
            "test": Text("认定依据", "ground"),  # stated | closed | two_broken_promises | attached
            "reviewer": Text("复核人", "reviewer"),
        },
    ),
    T.DEATH: Spec(Text("死亡", "death"), ("party", "actors")),
    T.INSOLVENCY: Spec(
        Text("破产或清算", "insolvency"),
        ("party", "actors"),
        {"case_no": Text("案号", "case number")},
    ),
    T.CONTACT_LIMIT: Spec(
        Text("联系限制", "limit on contact"),
        ("party", "actors", "limit"),
        {"limit": Text("限制事由", "ground of the limit")},
    ),
    T.CASH_FLOW: Spec(
        Text("资金回笼预期", "cash expected"),
        ("party", "actors", "by", "what"),
        {"what": Text("款项", "what")},
    ),
    T.ASSET_LEAD: Spec(
        Text("财产线索", "asset lead"),
        ("party", "actors", "text"),
        {
            "asset": Text(
                "写入保全申请的财产信息", "the property as a preservation request names it"
            )
        },
    ),
    T.EXHIBIT: Spec(
        Text("证据材料", "paper for the court"),
        ("actors", "group", "evidence"),
        {
            "group": Text("证据组别", "group of evidence"),
            "title": Text("证据名称", "name of the paper"),
            "proves": Text("证明目的", "what it proves"),
            "resolution": Text("公司担保的决议", "resolution of a company that guarantees"),
            "source": Text("来源", "source"),
        },
    ),
    T.ADDRESS_CHANGE: Spec(
        Text("地址变更", "change of address"),
        ("party", "actors", "address", "source"),
        {
            "address": Text("新地址", "new address"),
            "source": Text("来源", "source"),
            "postcode": Text("邮编", "postcode"),
        },
    ),
    T.DISPUTE: Spec(Text("异议", "dispute"), ("party", "actors", "text")),
    T.DISPUTE_ANSWERED: Spec(
        Text("异议答复", "dispute answered"),
        ("actors", "text"),
        {
            "answers": Text("所答复的异议或投诉", "dispute or complaint it answers")
        },  # none: all so far
    ),
    T.COMPLAINT: Spec(Text("投诉", "complaint"), ("party", "actors", "text")),
    T.PAYMENT: Spec(
        Text("还款", "payment"),
        ("amount",),
        {
            "payer": Text("付款人", "payer"),
            "reference": Text("流水号", "bank reference"),
            "designation": Text("指定清偿", "payer's designation"),
            "promise": Text("所履行的承诺", "promise it keeps"),
            "claim": Text("所还债权", "claim it pays"),  # loan | recourse; see `claims`
            "deed": Text("所依担保合同编号", "number of the deed it is paid under"),  # see `caps`
        },
    ),
    T.COST: Spec(
        Text("实现债权费用", "cost of enforcement"),
        ("amount", "what"),
        {
            "what": Text("费用名称", "what for"),
            "voucher": Text("凭证号", "voucher"),
            "claim": Text("所属债权", "claim it belongs to"),
        },
    ),
    T.SUB_PAYMENT: Spec(
        Text("代偿", "payment under the guarantee"),
        ("amount", "evidence", "payee"),
        {"payee": Text("收款人", "payee"), "voucher": Text("凭证号", "voucher")},
    ),
    T.REFUND: Spec(
        Text("退还多付款", "surplus paid back"),
        ("amount", "actors", "payee", "evidence"),
        {
            "payee": Text("收款人", "payee"),  # `party` too, where it is one of the case
            "means": Text("退款方式", "how it was paid back"),
            "voucher": Text("凭证号", "voucher"),
            "claim": Text("所属债权", "claim it belongs to"),
        },
    ),
    T.WAIVER: Spec(
        Text("减免", "waiver"),
        ("amount", "component", "approver"),
        {
            "component": Text("减免项目", "what is waived"),
            "claim": Text("所属债权", "claim it belongs to"),
            **_APPROVER,
        },  # costs|interest|compound|penalty|principal
        approved=True,
    ),
    T.WRITE_OFF: Spec(
        Text("小额余额核销", "residue written off"), ("approver",), _APPROVER, approved=True
    ),
    T.PLAN: Spec(
        Text("还款计划", "payment plan"),
        ("party", "approver", "schedule"),
        {
            "schedule": Text("计划（日期=金额，分号隔开）", "schedule (date=amount; ...)"),
            **_APPROVER,
        },
        approved=True,
    ),
    T.EXTENSION: Spec(
        Text("展期", "extension"),
        ("by", "approver", "instalment"),
        {
            "instalment": Text("期次", "instalment"),
            "interest": Text("展期利息", "interest agreed for the extension"),
            "guarantor_consent": Text("已书面同意的担保人", "guarantors who consented in writing"),
            **_APPROVER,
        },
        approved=True,
    ),
    T.ACCELERATION: Spec(
        Text("宣布提前到期", "acceleration"),
        ("ground", "approver"),
        {"ground": Text("合同依据", "contract ground"), **_APPROVER},
        approved=True,
    ),
    T.HOLD: Spec(
        Text("暂缓催收", "hold"),
        ("approver", "reason"),
        {"reason": Text("原因", "reason"), **_APPROVER},
        approved=True,
    ),
    T.LIST_REMOVAL: Spec(
        Text("移出禁入名单的决定", "decision to remove from the list"),
        ("party", "approver", "removal"),
        {"removal": Text("移出事由", "ground of the removal"), **_APPROVER},
        approved=True,
    ),
    T.HOLD_END: Spec(Text("恢复催收", "hold ended"), ("actors",)),
    T.COLLECTION_AUTHORITY: Spec(
        Text("债权人委托催收", "creditor's authority to collect"),
        ("evidence",),
        {"grantor": Text("委托人", "granted by")},
    ),
    T.GUARANTOR_CONSENT: Spec(
        Text("担保人书面同意", "guarantor's written consent"),
        ("party", "evidence", "consents_to"),
        {"consents_to": Text("所同意的变更记录", "event consented to")},
    ),
    T.OVERRIDE: Spec(
        Text("越级批准", "override"),
        ("actors", "rule", "role", "text"),
        {
            "rule": Text("规则", "rule"),
            "role": Text("职务", "role"),
            "kind": Text("文书种类", "document kind"),
        },
    ),
    T.SEAL_USE: Spec(
        Text("用印审批", "seal-use approval"),
        ("actors", "role"),
        {
            "role": Text("职务", "role"),
            "kind": Text("文书种类", "document kind"),
            "run": Text("批次", "run"),
            **_AGAINST,
        },
    ),
    T.LEGAL_APPROVAL: Spec(
        Text("法务意见", "legal approval"),
        ("actors", "role", "text"),
        {"role": Text("职务", "role"), "kind": Text("文书种类", "document kind"), **_AGAINST},
    ),
    T.REFERRAL_APPROVED: Spec(
        Text("移送审批", "referral approved"),
        ("actors", "role", "text"),
        {
            "role": Text("职务", "role"),
            "basis": Text("移送依据", "ground of the referral"),  # inability | long_overdue
            **_AGAINST,
        },
    ),
    T.FILING: Spec(
        Text("起诉、仲裁或申请", "filing with a court or commission"),
        ("actors", "way", "body", "against"),
        {
            "way": Text("程序", "proceedings"),
            "body": Text("受理机关", "court or commission"),
            "case_no": Text("案号", "case number"),
            **_AGAINST,
        },
    ),
    T.FILING_WITHDRAWN: Spec(
        Text("撤回起诉或申请", "filing withdrawn"),
        ("actors", "filing"),
        {
            "filing": Text("所撤回的记录", "event withdrawn"),
            "copy_reached": Text("副本已送达对方", "the copy had reached the other side"),
        },
    ),
    T.JUDGMENT: Spec(
        Text("裁判", "judgment"),
        ("actors", "body", "case_no"),
        {
            "body": Text("受理机关", "court or commission"),
            "case_no": Text("案号", "case number"),
            # judgment | mediation | award | payment_order | enforcement_ended
            "form": Text("裁判形式", "form"),
            "replaces": Text(
                "所取代的裁判记录（上诉）", "event of the decision it replaces on appeal"
            ),
        },
    ),
    T.APPROVAL: Spec(
        Text("第二人确认", "second person's confirmation"),
        ("actors", "role", "confirms"),
        {"role": Text("职务", "role"), "confirms": Text("所确认的记录", "event confirmed")},
    ),
    T.ISSUED: Spec(
        Text("签发", "issued"),
        ("document", "kind"),
        {
            "kind": Text("文书种类", "document kind"),
            "as_of": Text("截至日", "as of"),
            "total": Text("所列金额", "sum it names"),
        },
    ),
    T.VOIDED: Spec(Text("作废", "voided"), ("document", "text"), {}),
    T.DISPATCHED: Spec(
        Text("发出", "dispatched"),
        ("document", "method", "to"),
        {
            "method": Text("方式", "method"),
            "to": Text("收件人", "to whom"),
            "waybill": Text("邮件号", "waybill number"),
            "contents": Text("内件品名", "contents line"),
            "address": Text("地址", "address"),
        },
    ),
    T.SERVED: Spec(
        Text("送达", "served"),
        ("document", "method", "to", "recipient"),
        {
            "method": Text("方式", "method"),
            "to": Text("接收人", "to whom"),
            "recipient": Text("接收人身份", "who took it"),
            "waybill": Text("邮件号", "waybill number"),
            "contents": Text("内件品名", "contents line"),
            "address": Text("地址", "address"),
            "outlet": Text("报纸级别", "level of the newspaper"),
            "acknowledged": Text("回执意见", "box ticked"),  # received | agreed | objects
        },
    ),
    T.RETURNED: Spec(
        Text("退回", "returned"),
        ("document", "method", "why"),
        {
            "method": Text("方式", "method"),
            "why": Text("退回原因", "why"),
            "to": Text("收件人", "to"),
        },
    ),
    T.REFUSED: Spec(
        Text("拒收", "refused"),
        ("document", "method", "to"),
        {
            "method": Text("方式", "method"),
            "to": Text("收件人", "to whom"),
            "witness": Text("见证人", "witness"),
        },
    ),
    T.DATA_CHANGE: Spec(
        Text("资料变更", "change of data"),
        ("actors", "text", "terms"),
        {"terms": Text("变更事项", "what changed")},  # comma-separated TERMS keys
    ),
    T.CORRECTION: Spec(Text("更正", "correction"), ("actors", "text"), {}),
}

__all__ = [
    "CHANNELS",
    "CLAIMS",
    "DECISIONS",
    "EVIDENCE_KINDS",
    "EXHIBIT_GROUPS",
    "GROUNDS",
    "LIMITS",
    "METHODS",
    "OLDER_THAN_LOAN",
    "OUTCOMES",
    "POSTS",
    "PROCEEDINGS",
    "REASONS",
    "RECIPIENTS",
    "REMOVALS",
    "RESOLUTIONS",
    "SPECS",
    "Spec",
    "TERMS",
    "TOLD",
    "WARNINGS",
    "WHOM",
]
