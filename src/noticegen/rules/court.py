"""Rules of the referral and its packet (L-10 to L-16, L-23, X-16, X-17), as far as a case alone tells.

What only the bound packet can show (powers of attorney, copies, page numbers, the text of the claim)
is told as not yet decided, with what will be asked of it. The house need not be the plaintiff: before
it has paid, the claim on a guaranteed loan is the creditor's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from noticegen import clocks, fees, recourse
from noticegen.addressing import RECOURSE, RECOURSE_NOTICE, REFERRAL
from noticegen.creditor import house_is_lender
from noticegen.model import (
    Case,
    Event,
    EventType,
    EvidenceState,
    Finding,
    Guarantee,
    GuaranteeKind,
)
from noticegen.money import percent
from noticegen.policy import Policy
from noticegen.proceedings import SUES, enforced, enforcement_clocks, filings, standing
from noticegen.routes import route
from noticegen.rules.ground import paid_for_debtor
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import gaps, said, shown
from noticegen.rules.table import Rule, absent, join, listed, met, unmet
from noticegen.text import Text, many

T = EventType
# Facts of the chronology that a court wants proved. Calls and messages are proved by the log itself.
PROVED = (
    T.VISIT, T.SERVED, T.PAYMENT, T.COST, T.SUB_PAYMENT, T.REFUND, T.WAIVER, T.PLAN, T.EXTENSION,
    T.ACCELERATION, T.COLLECTION_AUTHORITY, T.GUARANTOR_CONSENT, T.FILING, T.JUDGMENT,
)  # fmt: skip
AT_BINDING = Text("装订时判断", "decided when the packet is bound")


# --- L-10, L-11: against whom, and where ----------------------------------------------------------


def debtor_sued_too(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A general guarantor is not sued alone: the debtor is sued with him, or was before."""
    debtors = {p.id for p in case.borrowers}
    general = [g for g in case.guarantees if _general(g, policy)]
    suits = [f for f in filings(case, on) if f.way in SUES and not f.withdrawn]
    for who in dict.fromkeys(g.party for g in general):
        needed = Text(
            "与债务人一并起诉一般保证人", "a general guarantor is sued together with the debtor"
        )
        own = [f for f in suits if who in f.against]
        first = min((f.day for f in suits if f.against & debtors), default=None)
        alone = [f for f in own if not f.against & debtors and (first is None or first > f.day)]
        asked_alone = party == who and first is None
        if alone or asked_alone:
            found = (
                Text(f"{said(alone[0].event).zh}未列债务人", f"{said(alone[0].event).en} leaves the debtor out")
                if alone
                else Text("只移送担保人", "the guarantor alone is referred")
            )  # fmt: skip
            hint = Text("把债务人列为共同被告", "name the debtor as a defendant as well")
            yield unmet(needed, found, hint, who, earliest=on)
        else:
            yield met(needed, party=who)


def _general(guarantee: Guarantee, policy: Policy) -> bool:
    return clocks.effective_kind(guarantee, policy) is GuaranteeKind.GENERAL


def forum_fits(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The main contract sends its disputes to a court, or says nothing; an arbitration clause keeps
    the court out. A deed with its own arbitration clause warns: its guarantor is sued elsewhere."""
    loan = case.loan
    needed = Text("法院有管辖权，没有仲裁条款", "the court has jurisdiction; no arbitration clause")
    clause = join([Text(loan.dispute_body, loan.dispute_body or ""), Text(loan.dispute_clause, loan.dispute_clause)])  # fmt: skip
    if loan.dispute_way == "arbitration":
        yield _arbitration(case, on, policy, needed, clause)
    elif loan.dispute_way == "court" and not loan.dispute_body.strip():
        found = Text("约定了法院，未登记名称", "a court is agreed; its name is not on record")
        hint = Text("补录约定的法院", "enter the court agreed on")
        yield unmet(needed, found, hint, earliest=on, mild=True)
    elif loan.dispute_way == "court" and not _is_court(loan.dispute_body):
        found = Text(f"{loan.dispute_body} 不是法院", f"{loan.dispute_body} is no court")
        hint = Text("核对争议解决条款后重新导入", "read the dispute clause and import again")
        yield unmet(needed, found, hint, earliest=on)
    elif loan.dispute_way == "court":
        yield met(needed, clause)
    else:
        default = Text(
            "没有约定：被告住所地或合同履行地法院",
            "nothing agreed: the court of the defendant's domicile or the place of performance",
        )
        yield met(needed, default)
    yield from _deeds_elsewhere(case)


def _arbitration(case: Case, on: date, policy: Policy, needed: Text, clause: Text) -> Finding:
    """The loan goes to arbitration; whether recourse does is a question of its own contract."""
    agreed = Text(f"借款合同约定仲裁（{clause.zh}）", f"the loan contract agrees arbitration ({clause.en})")  # fmt: skip
    if paid_for_debtor(case, on, policy):
        own = Text(
            "追偿依委托保证合同，须另行核对", "recourse follows its own contract: read that one"
        )
        hint = Text("核对委托保证合同的争议解决条款", "read the dispute clause of that contract")
        return unmet(needed, join([agreed, own]), hint, earliest=on, mild=True)
    hint = Text(
        "向约定的仲裁机构申请；法务认为仍可起诉的可以特批",
        "apply to the commission agreed on; legal may override if a suit is still possible",
    )
    return unmet(needed, agreed, hint, curable=False)


def _is_court(body: str) -> bool:
    return "法院" in body or "court" in body.lower()


def _deeds_elsewhere(case: Case) -> Iterator[Finding]:
    for deed in case.guarantees:
        if deed.dispute_way != "arbitration":
            continue
        needed = Text(
            f"法院对担保合同 {deed.deed_no} 有管辖权",
            f"the court has jurisdiction over {deed.deed_no}",
        )
        found = Text(
            f"约定仲裁（{deed.dispute_body}）", f"arbitration is agreed ({deed.dispute_body})"
        )
        hint = Text(
            "不列为本案被告，另行申请仲裁", "leave him out of this suit; apply for arbitration"
        )
        yield unmet(needed, found, hint, deed.party, curable=False, mild=True)


# --- L-12, L-13: what is claimed ------------------------------------------------------------------


def interest_goes_on(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The rate and the day from which interest goes on after the as-of day can be named. A letter that asks
    back what the house paid names the rate too."""
    needed = Text(
        f"诉请可写明自 {on} 起续计利息及利率",
        f"the claim can name interest from {on} on, and its rate",
    )
    claim = recourse.asked_back(case, on, policy)
    if kind != REFERRAL:
        needed = Text("代偿款利息的利率有据", "the rate on what the house paid is on record")
        if claim is None:
            return
    if claim is None:
        loan = case.loan
        rate = percent(loan.annual_rate * (1 + loan.surcharge_in_force))
        yield met(needed, Text(f"年利率 {rate}", f"{rate} a year"))
        return
    unknown = [p.on for p in claim.paid if not claim.agreed and not fees.lpr_known(p.on, policy)]
    if not claim.agreed and policy.recourse.default_rate == "none":
        none = Text("未约定，本单位不计", "none agreed, and the house asks for none")
        yield absent(needed, none)
    elif unknown:
        found = Text(
            f"{listed(unknown).zh} 的 LPR 不在表中",
            f"no prime rate on record for {listed(unknown).en}",
        )
        hint = Text("在 policy.toml 的 lpr 中补录", "enter it under [lpr] in policy.toml")
        yield unmet(needed, found, hint, earliest=on)
    else:
        rates = listed(sorted({percent(p.rate) for p in claim.paid}))
        yield met(needed, Text(f"年费率 {rates.zh}", f"{rates.en} a year"))


def cause_fits(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Recourse is claimed where the house has paid, with proof, and only there."""
    needed = Text("案由与代偿事实一致", "the cause of action fits the payment facts")
    paid = recourse.stands_in(case, on, policy)
    bare = [e for e in paid if gaps(e)]
    if paid and house_is_lender(case):
        found = Text("本单位是债权人，却有代偿记录", "the house is the creditor, yet a payment for the debtor is on record")  # fmt: skip
        hint = Text("更正记录或合同资料", "correct the event, or the contract data")
        yield unmet(needed, join([found, shown(paid)]), hint, earliest=on)
    elif bare:
        hint = Text("补齐代偿凭证", "complete the payment's voucher")
        yield unmet(needed, join([said(bare[0]), *gaps(bare[0])]), hint, earliest=on)
    elif (way := route(case, on, policy)).id == "entrusted":
        yield _entrusted(case, on, policy, needed)
    else:
        none = Text("未代偿，不得提出追偿请求", "not paid yet: no claim of recourse")
        yield met(needed, join([way.cause, way.why, *([] if paid else [none])]))


def _entrusted(case: Case, on: date, policy: Policy, needed: Text) -> Finding:
    """Who sues on an entrusted loan, principal or trustee, is for legal to say."""
    nod = legal_nod(case, REFERRAL, on, policy, case.log[0].at) if case.log else None
    if nod:
        return met(needed, said(nod))
    found = Text(
        "委托贷款由委托人还是受托人起诉，须法务判断",
        "whether principal or trustee sues on an entrusted loan is for legal to say",
    )
    hint = Text(
        "以 legal_approval 记录法务意见并由另一人确认",
        "record legal's `legal_approval` and have it confirmed",
    )
    return unmet(needed, found, hint, earliest=on, mild=True)


# --- L-14 to L-16, L-23: papers, preservation, enforcement ------------------------------------------


def powers_listed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Decided on the power of attorney in the packet."""
    needed = Text(
        "授权委托书列明承认、放弃、变更诉讼请求，和解，反诉、上诉等特别授权",
        "the power of attorney lists the special powers: admit, waive, change, settle, counterclaim, appeal",
    )
    yield absent(needed, AT_BINDING)


def copies_enough(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """One complaint for the court and one for each defendant; counted in the packet."""
    others = {p.id for p in case.borrowers} | {g.party for g in case.guarantees}
    needed = Text(
        f"起诉状 {len(others) + 1} 份（法院一份，被告 {len(others)} 人）",
        f"{many(len(others) + 1, 'copy', 'copies')} of the complaint: the court and {many(len(others), 'defendant')}",
    )
    yield absent(needed, AT_BINDING)


def preservation_grounded(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A preservation that was asked for names property; its security is shown in the packet."""
    needed = Text(
        "申请保全的，有财产线索和担保", "a preservation request has asset leads and security"
    )
    asked = [f for f in filings(case, on) if f.way == "preservation" and not f.withdrawn]
    leads = tuple(e for e in case.of(T.ASSET_LEAD) if e.day <= on and not gaps(e))
    owners = {e.party for e in leads}
    bare = [f for f in asked if not f.against & owners]
    if bare:
        found = join([said(bare[0].event), Text("没有财产线索", "no asset lead on record")])
        hint = Text("以 asset_lead 记录财产线索", "record the property as an `asset_lead`")
        yield unmet(needed, found, hint, earliest=on)
    elif asked:
        yield met(needed, shown(leads))
    elif leads:
        count = Text(f"有{len(leads)}条财产线索，未申请", f"{len(leads)} leads; not asked for")
        yield absent(needed, count)
    else:
        none = Text("没有财产线索，未申请", "no leads on record; not asked for")
        yield absent(needed, none)


def enforced_in_time(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """After a decision, enforcement is applied for within two years."""
    needed = Text("裁判后二年内申请执行", "enforcement applied for within two years of a decision")
    done = [f for e in standing(case, on) if (f := enforced(case, on, e))]
    for filing in done:
        yield met(needed, said(filing.event))
    for clock in enforcement_clocks(case, on, policy):
        ends = clock.ends(on)
        last = join([Text(f"最后一日 {ends.zh}", f"last day {ends.en}"), clock.note])
        if clock.over(on):
            hint = Text("交法务：对方可以时效抗辩", "tell legal: the debtor may plead it")
            yield unmet(needed, last, hint, clock.party, curable=False)
        elif clock.near(on, policy.guarantee.near_days):
            hint = Text("立即申请执行", "apply for enforcement now")
            yield unmet(needed, last, hint, clock.party, earliest=on)
        else:
            yield met(needed, last, clock.party)


# --- evidence ---------------------------------------------------------------------------


def facts_proved(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each fact that a court wants proved has an intact file; whether each file is used, the packet
    shows."""
    facts = tuple(e for e in case.of(*PROVED) if e.day <= on)
    bare = tuple(e for e in facts if not any(f.state is EvidenceState.OK for f in e.evidence))
    needed = Text("每项事实有证据", "each fact has its evidence")
    if bare:
        found = Text(
            f"{len(facts)}项中{len(bare)}项没有证据：{shown(bare).zh}",
            f"{len(bare)} of {len(facts)} have none: {shown(bare).en}",
        )
        hint = Text("补交凭证文件（更正该记录）", "add the file (correct the event)")
        yield unmet(needed, found, hint, earliest=on)
    elif facts:
        yield met(needed, Text(f"{len(facts)}项", f"{len(facts)} facts"))


def files_intact(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The kept files are what they were; page numbers and list are checked when the packet is bound."""
    needed = Text(
        "证据编页连续，与目录、文件一致", "evidence paged without gap; list, files and hashes agree"
    )
    spoilt = tuple(e for e in case.events if e.day <= on and _spoilt(e))
    if spoilt:
        found = Text(
            f"文件缺失或已被改动：{shown(spoilt).zh}",
            f"a file is missing or altered: {shown(spoilt).en}",
        )
        hint = Text("找回原文件；找不回的不列入证据", "restore the file; what is lost is left out")
        yield unmet(needed, found, hint, earliest=on, mild=True)
    else:
        yield absent(needed, AT_BINDING)


def _spoilt(event: Event) -> bool:
    return any(f.state is not EvidenceState.OK for f in event.evidence)


_L = "law.cn"
_J = (REFERRAL,)
_AT = Text("移送时", "at the referral")
_BIND = Text("移送时；装订后再查", "at the referral; again on the bound packet")
RULES = (
    Rule(
        "L-10", _L, _J, Text("不单独起诉一般保证人", "debtor sued too"),
        Text("一般保证人与债务人一并起诉", "a general guarantor is sued together with the debtor"),
        _AT, Text("单独起诉的，法院驳回", "sued alone, the suit is dismissed"),
        "担保制度解释 第26条 / Guarantee Interpretation 26", debtor_sued_too,
        source="担保制度解释第26条；民诉法解释第66条 / Guarantee Interpretation 26; CPL Interpretation 66",
    ),
    Rule(
        "L-11", _L, _J, Text("管辖相符", "forum fits"),
        Text("主合同约定法院或没有约定；没有仲裁条款", "the main contract agrees a court or nothing; no arbitration clause"),
        _AT, Text("一并起诉时按主合同定管辖；担保合同自有仲裁条款的，只提示", "sued together, the main contract decides; a deed with its own arbitration clause warns"),
        "担保制度解释 第21条 / Guarantee Interpretation 21", forum_fits,
        source="担保制度解释第21条；《民事诉讼法》第24、35条 / Guarantee Interpretation 21; CPL 24, 35",
        doubts=Text("代偿后依委托保证合同，该合同的争议条款未登记，须人工核对；级别、专属管辖未判断", "after payment its own contract decides, whose dispute clause is not on record; level of court and exclusive jurisdiction are not judged"),
        of_case=True,
    ),
    Rule(
        "L-12", _L, (RECOURSE, RECOURSE_NOTICE, *_J), Text("利息续计", "interest goes on"),
        Text("诉请写明截至日后续计的利息、起算日、利率；追偿函所写的利率有据", "the claim names interest after the as-of day, from when, at which rate; the rate in a letter of recourse is on record"),
        Text("起诉时；签发追偿函时", "in the suit; when a letter of recourse is issued"), Text("漏写则丧失此后的利息；代偿日不在 LPR 表中的，函中按表中最后一次报价计算", "left out, later interest is lost; where the table does not reach the day of payment a letter counts at its last quote"),
        "民事诉讼法 第122条 / Civil Procedure Law 122", interest_goes_on,
        doubts=Text("诉状文字在装订后查", "the words of the complaint are checked on the packet"),
    ),
    Rule(
        "L-13", _L, _J, Text("案由相符", "cause fits"),
        Text("已代偿的为追偿权纠纷，未代偿的不得追偿", "recourse where the house has paid; none where it has not"),
        _BIND, Text("代偿前债权属于债权人，由其起诉；委托贷款由谁起诉须法务判断", "before payment the creditor sues; on an entrusted loan legal says who does"),
        "民法典 第700条 / Civil Code 700", cause_fits,
        source="民事案件案由规定 / rules on causes of action",
        of_case=True,
    ),
    Rule(
        "L-14", _L, _J, Text("特别授权列明", "powers listed"),
        Text("授权委托书逐项列明特别授权", "the power of attorney lists each special power"),
        Text("装订后", "on the bound packet"), Text("只写全权代理的无权代为承认、放弃、和解等", "\"full authority\" alone gives none of them"),
        "民事诉讼法 第62条 / Civil Procedure Law 62", powers_listed,
        source="《民事诉讼法》第62条；民诉法解释第89条 / CPL 62; CPL Interpretation 89",
        of_case=True,
    ),
    Rule(
        "L-15", _L, _J, Text("副本份数", "copies enough"),
        Text("起诉状一份加对方人数", "one complaint and one for each opposing party"),
        Text("装订后", "on the bound packet"), Text("证据亦按对方人数提交副本", "evidence likewise"),
        "民事诉讼法 第123条 / Civil Procedure Law 123", copies_enough,
        of_case=True,
    ),
    Rule(
        "L-16", _L, _J, Text("保全有据", "preservation grounded"),
        Text("申请保全的，有明确财产线索和担保", "a preservation request has clear leads and security"),
        _BIND, Text("诉前保全后三十日内须起诉", "after a pre-suit preservation one must sue within thirty days"),
        "财产保全规定 第1、5条 / Preservation Rules 1, 5", preservation_grounded,
        doubts=Text("担保在装订后查", "the security is checked on the packet"),
        of_case=True,
    ),
    Rule(
        "L-23", _L, _J, Text("及时申请执行", "enforced in time"),
        Text("裁判、调解书、裁决、支付令后二年内申请执行", "enforcement within two years of a judgment, mediation paper, award or payment order"),
        _AT, Text("自履行期限届满起算；付款重新起算", "from the end of the time to perform; a payment begins it anew"),
        "民事诉讼法 第250条 / Civil Procedure Law 250", enforced_in_time,
        of_case=True,
    ),
    Rule(
        "X-16", "data", _J, Text("事实有证据", "facts proved"),
        Text("经过中的每项事实有证据，每份证据都用到", "each fact of the chronology has its evidence, and each piece is used"),
        _BIND, Text("电话、信息以记录本身为证", "calls and messages are proved by the log itself"),
        "证据规定 第19条 / Evidence Rules 19", facts_proved,
        of_case=True,
    ),
    Rule(
        "X-17", "data", _J, Text("证据编页", "evidence paged"),
        Text("证据编页连续，与目录、文件、摘要一致", "evidence paged without gap; list, files and hashes agree"),
        _BIND, Text("移送时文件缺失或改动只提示", "at the referral a missing or altered file warns"),
        "证据规定 第19条 / Evidence Rules 19", files_intact,
        of_case=True,
    ),
)  # fmt: skip
