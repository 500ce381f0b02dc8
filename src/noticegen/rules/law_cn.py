"""Law rules (L-*) of ends that run out, of terms a claim rests on, and of what a letter may threaten.

Service has a module of its own (`service`), guarantees (`guarantees`, `asked`) and the court (`court`) too.
Sources are named by article; what rests on secondary sources only warns (see policy.toml).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from noticegen import clocks
from noticegen.addressing import RECOURSE, RECOURSE_NOTICE
from noticegen.allocation import PARTS
from noticegen.creditor import house_is_lender
from noticegen.model import Case, EventType, Finding, LoanKind, Party, PartyKind
from noticegen.policy import Policy
from noticegen.rules.data import CLAIMS
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import gaps, said
from noticegen.rules.table import EVERY, NOTICE, Composed, Rule, absent, join, met, unmet
from noticegen.text import Text

T = EventType
STATUTORY = ("costs", "interest", "principal")
TELLS_OF_CREDIT = frozenset({"ST-CR", "ST-CR-COMPANY"})
WORDING = Text("检查措辞文件的条件", "look at the conditions in the wording")


def end_is_near(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A guarantee period or limitation whose safe day is within 30 days is shown; one finding each. Of one
    that has ended only that is said: what it means for a document is L-01's and L-09's to say."""
    days = policy.guarantee.near_days
    for clock in clocks.of(case, on, policy):
        if clock.over(on):
            ended = Text(f"已于 {clock.latest} 届满", f"ended on {clock.latest}")
            yield absent(Text(clock.name.zh, clock.name.en), ended, clock.party)
            continue
        needed = Text(
            f"{clock.name.zh}：{clock.safe_day} 前行动",
            f"{clock.name.en}: act before {clock.safe_day}",
        )
        ends = clock.ends(on)
        found = Text(f"最后一日 {ends.zh}", f"last day {ends.en}")
        if clock.near(on, days):
            hint = Text("立即处理；内部步骤此时只提示", "act now; steps of the house only warn now")
            yield unmet(needed, found, hint, clock.party, curable=False)
        else:
            yield met(needed, found, clock.party)


def not_time_barred(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The claim is not time-barred, or legal has approved a notice that asks for consent to pay."""
    clock = clocks.limitation_clock(case, policy, on)
    needed = Text(
        "诉讼时效未届满，或有法务意见", "limitation has not run out, or legal has approved"
    )
    ends = Text(f"{clock.rolled}", f"{clock.rolled}")
    if clock.rolled < on and not clock.over(on):
        ends = clock.ends(on)
    last = Text(f"最后一日 {ends.zh}", f"last day {ends.en}")
    if not clock.over(on):
        yield met(needed, last)
        return
    nod = legal_nod(case, kind, on, policy, _end_of(case, clock.rolled))
    if nod:
        yield met(needed, join([last, said(nod)]))
        return
    hint = Text(
        "债务人可以拒绝履行；征求同意履行须先有经确认的 legal_approval，回执写明勾选的后果",
        "the debtor may refuse to pay; asking for consent needs a confirmed `legal_approval`, and the slip says what ticking does",
    )
    yield unmet(needed, last, hint, earliest=on)


def _end_of(case: Case, day: date) -> datetime:
    """The last moment of a day in the zone of the case."""
    return datetime.combine(day, time.max, ZoneInfo(case.house.zone))


def approvals(case: Case, kind: str, on: date, policy: Policy) -> frozenset[str]:
    """Ids of rules whose legal approval lets a document say more: L-09 once limitation has run out
    and legal has approved since (the box in which the debtor may consent to pay)."""
    clock = clocks.limitation_clock(case, policy, on)
    nod = clock.over(on) and legal_nod(case, kind, on, policy, _end_of(case, clock.rolled))
    return frozenset({"L-09"}) if nod else frozenset()


def acceleration_grounded(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The whole loan was called due by an event with ground and approver, under a clause."""
    calls = [e for e in case.of(T.ACCELERATION) if e.day <= on]
    needed = Text(
        "宣布提前到期有依据、有条款、有批准", "acceleration has ground, clause and approver"
    )
    for call in calls:
        lacking = [*gaps(call)]
        if not case.loan.acceleration_clause:
            lacking.append(
                Text("合同没有提前到期条款", "the contract has no acceleration clause on record")
            )
        if lacking:
            hint = Text("更正记录，或补录合同条款", "correct the event, or enter the clause")
            yield unmet(needed, join([said(call), *lacking]), hint, earliest=on)
        else:
            yield met(needed, said(call))


def acceleration_told(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The document says "called due" only if the log has such an event."""
    said_so = any(c.endswith("-CALLED") for c in made.document.clauses)
    if not said_so:
        return
    needed = Text(
        "有宣布提前到期的记录才写已提前到期", '"called due" only with an acceleration on record'
    )
    if any(e.day <= on and not gaps(e) for e in case.of(T.ACCELERATION)):
        yield met(needed)
    else:
        yield unmet(needed, Text("没有记录", "none on record"), WORDING, curable=False)


def compound_agreed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Compound interest is charged only under a clause, and not on penalty interest."""
    loan = case.loan
    if not loan.compound or kind == RECOURSE:  # the bank's interest does not run to the house
        return
    needed = Text(
        "复利有合同条款，且不对罚息计收",
        "compound interest has a clause and is not charged on penalty",
    )
    if not loan.compound_clause:
        hint = Text("补录条款，或不计复利", "enter the clause, or charge no compound interest")
        yield unmet(needed, Text("没有条款", "no clause"), hint, earliest=on)
    elif policy.interest.compound_on_penalty:
        found = Text("政策文件对罚息计收复利", "the policy charges it on penalty interest")
        hint = Text(
            "法院多不支持；interest.compound_on_penalty = false",
            "courts mostly refuse it; interest.compound_on_penalty = false",
        )
        yield unmet(needed, found, hint, mild=True)
    else:
        yield met(needed, Text(loan.compound_clause, loan.compound_clause))


def allocation_grounded(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Payments cover costs, interest, principal in that order, unless a clause says otherwise."""
    agreed = case.loan.allocation_order
    order = agreed or policy.allocation.order
    needed = Text(
        "先费用、再利息、后本金；另有约定的有合同条款",
        "costs, interest, principal; another order has its clause",
    )
    parts = [PARTS.get(part, Text(part, part)) for part in order]
    told = Text("、".join(p.zh for p in parts), ", ".join(p.en for p in parts))
    if order == STATUTORY or (agreed and case.loan.allocation_clause):
        yield met(needed, told)
    else:
        hint = Text("补录约定次序的条款", "enter the clause that agrees the order")
        yield unmet(needed, told, hint, earliest=on)


def credit_report_true(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Credit reporting is mentioned only by a house that reports, and a person is told beforehand."""
    used = TELLS_OF_CREDIT & set(made.document.clauses)
    if not used:
        return
    needed = Text(
        "确实报送征信才写，且事先告知", "credit reporting is true and the person is told first"
    )
    persons = [p for p in case.borrowers if p.kind is PartyKind.PERSON and party in {None, p.id}]
    if not case.house.reports_credit:
        found = Text("本单位不报送征信", "this house does not report")
        yield unmet(needed, found, WORDING, curable=False)
    elif persons and "ST-CR" not in used and not _told(case, persons, on):
        hint = Text(
            "写入 ST-CR，或记录 credit_report_notice",
            "use ST-CR, or record a `credit_report_notice`",
        )
        yield unmet(needed, Text("没有事先告知", "the person was not told"), hint, curable=False)
    else:
        yield met(needed)


def _told(case: Case, persons: list[Party], on: date) -> bool:
    notices = [e for e in case.of(T.CREDIT_REPORT_NOTICE) if e.day <= on and not gaps(e)]
    return all(any(e.party == p.id for e in notices) for p in persons)


def subsidy_true(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The end of a subsidy is mentioned only on a subsidised loan."""
    if "ST-SUB" not in made.document.clauses:
        return
    needed = Text("贴息贷款才写不予贴息", "only a subsidised loan loses a subsidy")
    if case.loan.subsidised:
        yield met(needed)
    else:
        yield unmet(
            needed, Text("本贷款不贴息", "this loan is not subsidised"), WORDING, curable=False
        )


def lender_licensed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A licensed guarantee company lends neither its own nor others' money since 2017: no loan of which
    it is the lender, and none entrusted."""
    since = policy.licence.own_lending_barred_from
    entrusted = case.loan.kind is LoanKind.ENTRUSTED
    if not (case.house.licensed and (entrusted or house_is_lender(case))):
        return
    needed = Text(f"{since} 起不得自营或受托放贷", f"no own or mandated lending since {since}")
    if case.loan.contract_date < since:
        yield met(
            needed,
            Text(f"合同 {case.loan.contract_date}", f"contract of {case.loan.contract_date}"),
        )
    else:
        found = Text(
            f"{'委托贷款' if entrusted else '自营贷款'}合同 {case.loan.contract_date}",
            f"{'entrusted loan' if entrusted else 'own loan'} of {case.loan.contract_date}",
        )
        yield unmet(needed, found, Text("报合规部门", "tell compliance"), curable=False)


_L = "law.cn"
_ISSUE = Text("签发时", "at issue")
_AFTER = Text("成文后", "on the finished document")
RULES = (
    Rule(
        "L-03", _L, EVERY, Text("法定期限临近", "a statutory end is near"),
        Text("保证期间、诉讼时效的安全日在三十天以外", "the safe day of guarantee and limitation is more than 30 days off"),
        _ISSUE, Text("临近时内部步骤只提示，不得因此丧失权利", "near it, steps of the house only warn: they must not cost the claim"),
        "民法典 第692、188条 / Civil Code 692, 188", end_is_near,
        of_case=True,
    ),
    Rule(
        "L-09", _L, (NOTICE, RECOURSE_NOTICE, "judicial-referral"), Text("未过时效", "not time-barred"),
        Text("诉讼时效未届满，或有法务意见", "limitation has not run out, or legal has approved"),
        _ISSUE, Text("届满后仍可请求，债务人可以拒绝；其书面同意可以使之恢复", "after that one may still ask and the debtor may refuse; written consent revives the claim"),
        "民法典 第188、192条 / Civil Code 188, 192", not_time_barred,
        source="时效规定第19条 / Limitation Rules 19",
    ),
    Rule(
        "L-17", _L, (NOTICE, RECOURSE_NOTICE, "blacklist-warning", "blacklist-listing", "judicial-referral"),
        Text("征信告知属实", "credit report is true"),
        Text("确实报送征信才写；对自然人事先告知", "mentioned only if true; a person is told first"),
        _AFTER, Text("通知书中的 ST-CR 一段即为事先告知", "the paragraph ST-CR of the notice tells her"),
        "征信业管理条例 第15条 / Credit Reporting Regulation 15", read=credit_report_true,
    ),
    Rule(
        "L-18", _L, (NOTICE,), Text("贴息告知属实", "subsidy is true"),
        Text("贴息贷款才写不予贴息", "the end of a subsidy is told only on a subsidised loan"),
        _AFTER, Text("其他贷款写了即为虚假", "on another loan it would be false"),
        "小额担保贷款办法 / microloan rules", read=subsidy_true,
    ),
    Rule(
        "L-22", _L, CLAIMS, Text("提前到期有据", "acceleration grounded"),
        Text("宣布提前到期有依据、条款、批准", "acceleration has ground, clause and approver"),
        Text("签发时；成文后再查", "at issue; again on the finished document"),
        Text("通知书不得把可以宣布写成已经宣布", "a notice may not say it was done when it only could be"),
        "民法典 第673条 / Civil Code 673", acceleration_grounded, acceleration_told,
        of_case=True,
    ),
    Rule(
        "L-24", _L, EVERY, Text("放贷合规", "lending licensed"),
        Text("融资担保公司2017年10月起不得自营或受托放贷", "a licensed guarantee company does not lend since October 2017"),
        _ISSUE, Text("合规提示，不影响债权", "a flag for compliance; the claim stands"),
        "融资担保公司监督管理条例 第23条 / Financing Guarantee Regulation 23", lender_licensed,
        of_case=True,
    ),
    Rule(
        "L-25", _L, (NOTICE, "guarantor-reminder", "recourse-demand", "guarantor-demand"),
        Text("复利有约定", "compound agreed"),
        Text("复利有合同条款，且不对罚息计收", "compound interest has a clause and is not charged on penalty"),
        _ISSUE, Text("对罚息计复利多不被支持", "courts mostly refuse it on penalty interest"),
        "人民币利率管理规定 / interest rules of the PBOC", compound_agreed,
        doubts=Text("罚息复利的裁判口径来自二手资料", "how courts decide on it is known second-hand"),
    ),
    Rule(
        "L-26", _L, CLAIMS, Text("抵充次序有据", "allocation grounded"),
        Text("先费用、再利息、后本金；另有约定的有条款", "costs, interest, principal; another order has its clause"),
        _ISSUE, Text("付款人有权指定；无约定依法定次序", "the payer may designate; else the statutory order"),
        "民法典 第560、561条 / Civil Code 560, 561", allocation_grounded,
        of_case=True,
    ),
)  # fmt: skip
