"""Law rules about guarantors (L-01, L-02, L-04, L-06 to L-08): whether the guarantee still stands, what
keeps it, and how much of what may be asked of whom.

Each deed and each guarantor is judged by himself: a demand on one does not reach the others
(Guarantee Interpretation 29), and what was done for one may have been missed for another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from noticegen import clocks, recourse, sureties
from noticegen.addressing import (
    DEMAND,
    NOTICE,
    RECOURSE,
    RECOURSE_NOTICE,
    REFERRAL,
    REMINDER,
    named,
)
from noticegen.creditor import match_key
from noticegen.events import SPECS
from noticegen.model import (
    Case,
    Event,
    EventType,
    Finding,
    Guarantee,
    GuaranteeKind,
    Paragraph,
)
from noticegen.periods import consented
from noticegen.policy import Policy
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import addressees, gaps, said, shown
from noticegen.rules.table import Composed, Rule, absent, join, listed, met, unmet
from noticegen.text import Text

T = EventType
LETTERS = (REMINDER, RECOURSE, DEMAND)
VOUCHERS = frozenset({"voucher", "bank_entry"})
CHANGES = (T.EXTENSION, T.PLAN, T.ACCELERATION)


def _deeds(case: Case, kind: str, party: str | None) -> tuple[Guarantee, ...]:
    """The deeds a document rests on: those of its addressees; before the referral everybody's."""
    if kind == REFERRAL:
        whose = {party} & {g.party for g in case.guarantees} or {g.party for g in case.guarantees}
        return tuple(g for g in case.guarantees if g.party in whose)
    return tuple(
        g for p in addressees(case, kind, party) for g in sureties.deeds_for(case, kind, p)
    )


def _claimed(case: Case, kind: str, on: date) -> str:
    """The kind whose claim is asserted: before the referral, recourse once the house has paid."""
    paid = any(e.day <= on for e in case.of(T.SUB_PAYMENT))
    return RECOURSE if kind == REFERRAL and paid else kind


# --- L-01, L-02 -----------------------------------------------------------------------------------


def guarantee_stands(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The guarantee period of each deed is not over, or was kept in time. It warns from the earliest
    arguable end and blocks only after the latest defensible one."""
    for deed in _deeds(case, kind, party):
        needed = Text(
            f"保证期间未届满或已保全（{deed.deed_no}）",
            f"the guarantee period is not over, or was kept ({deed.deed_no})",
        )
        clock = clocks.guarantee_clock(case, deed, policy, on)
        if clock is None:
            began = Text("代偿后起算", "it is counted from payment by the house")
            yield absent(needed, began, deed.party)
        elif clock.demanded_on is not None:
            yield _kept(case, deed, clock, on, policy, needed)
        else:
            yield _running(clock, on, needed)


def _running(clock: clocks.Clock, on: date, needed: Text) -> Finding:
    """A guarantee that nothing has kept yet."""
    last = Text(f"最后一日 {clock.last_day}", f"last day {clock.last_day}")
    found = join([last, clock.note])
    if clock.over(on):
        gone = Text("已脱保", "the guarantee has lapsed")
        hint = Text(
            "不得再向其主张；其后签字也不恢复，交法务",
            "it can no longer be asserted, and a later signature revives nothing: tell legal",
        )
        return unmet(needed, join([gone, found]), hint, clock.party, curable=False)
    if on > clock.earliest:
        doubt = Text(
            f"一种意见认为已于 {clock.earliest} 届满",
            f"on one reading it ended on {clock.earliest}",
        )
        hint = Text(
            f"立即主张并送达，最迟 {clock.latest}；交法务判断",
            f"act and have it served at once, at the latest on {clock.latest}; ask legal",
        )
        return unmet(
            needed, join([doubt, found]), hint, clock.party, earliest=on, mild=True, curable=False
        )
    return met(needed, found, clock.party)


def _kept(  # noqa: PLR0917 (a finding's makings in the order it speaks of them)
    case: Case, deed: Guarantee, clock: clocks.Clock, on: date, policy: Policy, needed: Text
) -> Finding:
    """A guarantee that a demand or a suit has kept; the limitation that follows is told too."""
    after = clocks.after_keeping(case, deed, clock, policy, on)
    act = Text(f"{clock.demanded_on} 已保全", f"kept on {clock.demanded_on}")
    found = join([act, clock.note])
    if after is not None and after.over(on):
        out = Text(
            f"对其诉讼时效已于 {after.rolled} 届满",
            f"limitation against the guarantor ran out on {after.rolled}",
        )
        hint = Text("交法务判断", "legal must judge")
        return unmet(needed, join([found, out]), hint, clock.party, mild=True, curable=False)
    if clock.demanded_on is not None and clock.demanded_on > clock.earliest:
        hint = Text("是否在期内有争议，交法务判断", "whether it was in time is disputed: ask legal")
        return unmet(needed, found, hint, clock.party, mild=True, curable=False)
    return met(needed, found, clock.party)


def letter_keeps_it(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A general guarantee (or a silent deed) is kept by suing the debtor, not by this letter."""
    for deed in _deeds(case, kind, party):
        clock = clocks.guarantee_clock(case, deed, policy, on)
        general = clocks.effective_kind(deed, policy) is GuaranteeKind.GENERAL
        if not general or clock is None or clock.over(on):
            continue
        needed = Text(
            f"一般保证：期间内起诉或仲裁债务人（{deed.deed_no}）",
            f"a general guarantee: sue the debtor within the period ({deed.deed_no})",
        )
        if clock.demanded_on is not None:
            yield met(needed, clock.note, deed.party)
            continue
        found = Text("发函不保全保证责任", "the letter does not keep the guarantee")
        hint = Text(
            f"{clock.safe_day} 前、最迟 {clock.last_day} 起诉或仲裁债务人",
            f"sue the debtor by {clock.safe_day}, at the latest on {clock.last_day}",
        )
        yield unmet(needed, found, hint, deed.party, earliest=on)


# --- L-04 -----------------------------------------------------------------------------------------


def house_has_paid(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The house has paid the creditor, and each payment has its voucher."""
    needed = Text("已代偿，有债权人出具的凭证", "the house has paid, with the creditor's voucher")
    paid = tuple(e for e in case.of(T.SUB_PAYMENT) if e.day <= on)
    record = Text(
        "以 sub_payment 记录代偿，附付款凭证", "record the `sub_payment` with its voucher"
    )
    before = Text(f"未代偿的用{named(NOTICE).zh}", f"before payment use the {NOTICE}")
    hint = join([record, before]) if kind == RECOURSE_NOTICE and not paid else record
    bare = [e for e in paid if gaps(e) or not _vouched(e)]
    stray = [e for e in paid if not _to_creditor(case, e)]
    if not paid:
        found = Text("没有代偿记录", "no payment under the guarantee on record")
        yield unmet(needed, found, hint, earliest=on)
    elif bare:
        why = [*gaps(bare[0]), *([] if _vouched(bare[0]) else [Text("缺少凭证", "no voucher")])]
        yield unmet(needed, join([said(bare[0]), *why]), hint, earliest=on)
    elif stray:
        payee = stray[0].details.get("payee", "")
        found = Text(
            f"收款人 {payee}，债权人 {case.loan.lender}",
            f"paid to {payee}; creditor {case.loan.lender}",
        )
        check = Text("核对收款人", "check to whom it was paid")
        yield unmet(needed, found, check, earliest=on, mild=True)
    else:
        yield met(needed, shown(paid))


def _vouched(event: Event) -> bool:
    return bool(event.details.get("voucher")) or any(f.kind in VOUCHERS for f in event.evidence)


def _to_creditor(case: Case, event: Event) -> bool:
    """Whether the payee is the lender or its trustee; a branch of theirs is."""
    payee = match_key(event.details.get("payee", ""))
    return any(o and match_key(o) in payee for o in (case.loan.lender, case.loan.trustee))


def not_more_than_paid(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The sum asked is not above what was paid, with the agreed or lawful extras."""
    claim = recourse.claim(case, on, policy)
    if not made.document.total:
        return
    most = claim.total if claim else Decimal(0)
    yield _within(Decimal(made.document.total), most, party)


def _within(total: Decimal, most: Decimal, party: str | None) -> Finding:
    needed = Text(f"不超过 {most:,.2f} 元", f"not above {most:,.2f} yuan")
    found = Text(f"文书写 {total:,.2f} 元", f"the document says {total:,.2f} yuan")
    if total <= most:
        return met(needed, found, party or "")
    hint = Text("检查数据和措辞后重新成文", "look at data and wording, then compose again")
    return unmet(needed, found, hint, party or "", curable=False)


# --- L-06 -----------------------------------------------------------------------------------------


def one_letter_each(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each addressee signed a deed of the kind the letter rests on, and no earlier letter to one
    guarantor was served on another."""
    for guarantor in addressees(case, kind, party):
        needed = Text("一人一函，分别送达", "one letter for each guarantor, served on each")
        astray = _astray(case, guarantor, on)
        if not sureties.deeds_for(case, kind, guarantor):
            found = Text("没有相应的担保合同", "no deed of this kind by this party")
            hint = Text("核对收件人和文书种类", "check the addressee and the kind of document")
            yield unmet(needed, found, hint, guarantor, curable=False)
        elif astray:
            found = Text(
                f"{astray.document} 是发给另一担保人的，却记为向其送达",
                f"{astray.document} was issued to another guarantor, and recorded as served here",
            )
            hint = Text(
                "更正送达记录，向其本人另行发函送达",
                "correct the record; serve a letter of his own",
            )
            yield unmet(needed, found, hint, guarantor, earliest=on)
        else:
            yield met(needed, party=guarantor)


def _astray(case: Case, guarantor: str, on: date) -> Event | None:
    """A service on this guarantor of a letter that was issued to another one."""
    papers = {e.document: e for e in case.of(T.ISSUED) if e.details.get("kind") in LETTERS}
    return next(
        (
            e
            for e in case.of(T.SERVED, party=guarantor)
            if e.day <= on and e.document in papers and papers[e.document].party != guarantor
        ),
        None,
    )


def addressed_to_one(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The address line of the letter names this guarantor and nobody else."""
    line = " ".join(
        b.text for b in made.document.blocks if isinstance(b, Paragraph) and b.style == "addressee"
    )
    named = []
    for who in sorted(case.parties.values(), key=lambda p: -len(p.name)):
        if who.name and who.name in line:
            named.append(who.id)
            line = line.replace(who.name, " ")
    needed = Text("抬头只写一位担保人", "the address line names one guarantor")
    if party and named == [party]:
        yield met(needed, party=party)
    else:
        found = Text(f"写有 {len(named)} 人", f"it names {len(named)}")
        hint = Text("检查措辞文件", "look at the wording")
        yield unmet(needed, found, hint, party or "", curable=False)


# --- L-07 -----------------------------------------------------------------------------------------


def within_his_deed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Something may be asked of each guarantor: not above his caps less what he paid, not above the
    debtor's own debt; parts that the words of his deed do not name warn. A reminder asks nothing, and
    recourse nothing of one who gave no counter-guarantee."""
    claimed = _claimed(case, kind, on)
    debt = sureties.debt_of(case, claimed, on, policy)
    if kind == REMINDER or (kind == RECOURSE and not debt):
        return
    for guarantor in dict.fromkeys(g.party for g in _deeds(case, kind, party)):
        if not sureties.deeds_for(case, claimed, guarantor):
            continue
        needed = Text("不超过担保范围、限额和主债务", "within scope, cap and the debtor's own debt")
        most = sureties.asked_of(case, claimed, guarantor, on, policy)
        found = Text(f"最高 {most:,.2f} 元", f"at most {most:,.2f} yuan")
        doubts = [*_outside(case, claimed, guarantor, on, policy), *_insolvent(case, on, policy)]
        if not most:
            nothing = Text("没有可向其主张的款项", "nothing may be asked of this guarantor")
            hint = Text("核对还款、代偿与限额", "check payments, payment under the guarantee, caps")
            yield unmet(needed, nothing, hint, guarantor, curable=False, mild=kind == REFERRAL)
        elif doubts:
            hint = Text("交法务确定请求范围", "let legal settle what is claimed")
            yield unmet(needed, join([found, *doubts]), hint, guarantor, earliest=on, mild=True)
        else:
            yield met(needed, found, guarantor)


def _outside(case: Case, kind: str, guarantor: str, on: date, policy: Policy) -> Iterator[Text]:
    """Parts of the debt that his deeds do not name, and deeds whose words cannot be read."""
    parts = sureties.parts_of(case, kind, on, policy)
    for deed in sureties.deeds_for(case, kind, guarantor):
        covered = sureties.covered(deed.scope)
        if covered is None:
            yield Text(
                f"{deed.deed_no} 的担保范围须人工核对",
                f"the scope of {deed.deed_no} must be read by a person",
            )
            continue
        left = sum((a for name, a in parts.items() if name not in covered), Decimal(0))
        if left:
            yield Text(
                f"{deed.deed_no} 的范围未写明其中 {left:,.2f} 元",
                f"the scope of {deed.deed_no} does not name {left:,.2f} yuan of it",
            )


def _insolvent(case: Case, on: date, policy: Policy) -> Iterator[Text]:
    """Interest on the guaranteed debt stops when insolvency of the debtor is accepted (GI 22)."""
    debtors = {p.id for p in case.borrowers}
    begun = [e.day for e in case.of(T.INSOLVENCY) if e.party in debtors and e.day <= on]
    if begun:
        yield Text(
            f"债务人 {begun[0]} 进入破产程序，此后停止计息",
            f"insolvency of the debtor on {begun[0]}: interest stops there",
        )


def asks_no_more(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The sum of the letter is not above what may be asked of this guarantor; that of a reminder not
    above the debt."""
    kind = made.document.kind
    if not made.document.total or kind == REFERRAL or party is None:
        return
    most = (
        sureties.debt_of(case, kind, on, policy)
        if kind == REMINDER
        else sureties.asked_of(case, kind, party, on, policy)
    )
    yield _within(Decimal(made.document.total), most, party)


# --- L-08 -----------------------------------------------------------------------------------------


def changes_agreed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each guarantor agreed in writing to what changed after he signed: extension, plan, a call under
    no clause. Else legal must have settled what of it binds him."""
    for deed in _deeds(case, kind, party):
        changes = [
            e for e in case.of(*CHANGES) if deed.deed_date <= e.day <= on and _counts(case, e)
        ]
        if not changes:
            continue
        needed = Text(
            f"变更经其书面同意（{deed.deed_no}）",
            f"he agreed in writing to changes ({deed.deed_no})",
        )
        open_ = [e for e in changes if not consented(e, case, deed.party, on)]
        nod = legal_nod(case, kind, on, open_[-1].at) if open_ else None
        if not open_:
            yield met(needed, shown(tuple(changes)), deed.party)
        elif nod:
            yield met(needed, said(nod), deed.party)
        else:
            names = listed(f"{e.day} {SPECS[e.type].name.zh}" for e in open_)
            english = ", ".join(f"{SPECS[e.type].name.en} of {e.day}" for e in open_)
            effect = Text(
                "对其原保证期间继续计算，加重的部分不及于他",
                "his old period runs on, and what became heavier does not bind him",
            )
            hint = Text(
                "取得书面同意，以 guarantor_consent 记录并附文件；或由法务确定范围（legal_approval）",
                "get his written consent and record a `guarantor_consent` with its paper; "
                "or let legal settle the scope (`legal_approval`)",
            )
            found = join([Text(f"未经同意：{names.zh}", f"without consent: {english}"), effect])
            yield unmet(needed, found, hint, deed.party, earliest=on)


def _counts(case: Case, change: Event) -> bool:
    """Whether it changed anything: approved, and not a call that the contract always allowed."""
    if not change.details.get("approver"):
        return False
    return change.type is not T.ACCELERATION or not case.loan.acceleration_clause


_L = "law.cn"
_ISSUE = Text("签发时", "at issue")
_BOTH = Text("签发时；成文后再查", "at issue; again on the finished document")
RULES = (
    Rule(
        "L-01", _L, (RECOURSE, DEMAND, REFERRAL), Text("保证未脱保", "guarantee stands"),
        Text("每份担保合同的保证期间未届满，或已在期内保全", "the guarantee period of each deed is not over, or was kept within it"),
        _ISSUE,
        Text("保证期间不中止、不中断、不延长；连带保证以送达的请求或对其起诉保全，一般保证以起诉债务人保全", "the period knows no stop, break or extension; a joint guarantee is kept by a served demand or a suit against the guarantor, a general one by suing the debtor"),
        "民法典 第692、693条 / Civil Code 692, 693", guarantee_stands,
        source="《民法典》第692至694条；担保制度解释第27、28、31、34条 / Civil Code 692-694; Guarantee Interpretation 27, 28, 31, 34",
        doubts=Text("分期、提前到期、多次代偿的起算有争议：自最早的届满日起提示，过最晚的才阻止；移送时只提示，以免影响对他人的诉讼", "where instalments, acceleration or several payments make the start disputed it warns from the earliest end and blocks after the latest; before the referral it only warns, so as not to hold up the suit against others"),
    ),
    Rule(
        "L-02", _L, (DEMAND, RECOURSE), Text("发函不保全一般保证", "letter keeps no general guarantee"),
        Text("一般保证（含未约定）须在期间内起诉或仲裁债务人", "a general guarantee (a silent deed included) needs a suit against the debtor within the period"),
        _ISSUE, Text("函可以发，但须同时起诉", "the letter may go out, but the debtor must be sued"),
        "民法典 第686、693条 / Civil Code 686, 693", letter_keeps_it,
    ),
    Rule(
        "L-04", _L, (RECOURSE, RECOURSE_NOTICE), Text("已代偿", "house has paid"),
        Text("已代偿并有凭证；请求不超过代偿款及约定、法定的附加", "the house has paid, with voucher; the sum is not above that and its agreed or lawful extras"),
        _BOTH, Text("代偿前没有追偿权；收款人与债权人不符只提示", "no recourse before payment; a payee that is not the creditor warns"),
        "民法典 第700条 / Civil Code 700", house_has_paid, not_more_than_paid,
        source="《民法典》第700条；担保制度解释第18条 / Civil Code 700; Guarantee Interpretation 18",
    ),
    Rule(
        "L-06", _L, LETTERS, Text("一人一函", "one letter each"),
        Text("每位担保人一函，分别送达", "one letter for each guarantor, served on each"),
        _BOTH, Text("对一人主张不及于他人", "a demand on one does not reach the others"),
        "担保制度解释 第29条 / Guarantee Interpretation 29", one_letter_each, addressed_to_one,
    ),
    Rule(
        "L-07", _L, (*LETTERS, REFERRAL), Text("不超过担保范围", "within his deed"),
        Text("不超过担保范围、限额（扣除其已付）和主债务", "within scope, cap (less what he paid) and the debtor's own debt"),
        _BOTH,
        Text("范围条款未写明的部分只提示；督促函不是请求，只不得超过主债务", "parts the deed does not name warn; a reminder asks nothing and may only not exceed the debt"),
        "民法典 第691条 / Civil Code 691", within_his_deed, asks_no_more,
        source="《民法典》第691条；担保制度解释第3、22条 / Civil Code 691; Guarantee Interpretation 3, 22",
        doubts=Text("范围条款按常用词辨认，读不懂的须人工核对；限额视为其全部责任的上限", "the scope is recognised by common words, and what cannot be read needs a person; a cap is taken as the limit of all he owes"),
    ),
    Rule(
        "L-08", _L, (*LETTERS, REFERRAL), Text("变更经同意", "changes agreed"),
        Text("签约后的展期、还款计划、无条款的提前到期经担保人书面同意，或有其后的法务意见", "extension, plan, or a call under no clause after he signed: with his written consent, or legal has approved since"),
        _ISSUE, Text("未经同意的，原保证期间继续，加重的部分不及于他", "without it the old period runs on, and what became heavier does not bind him"),
        "民法典 第695条 / Civil Code 695", changes_agreed,
        source="《民法典》第695至697条；担保制度解释第16条 / Civil Code 695-697; Guarantee Interpretation 16",
        doubts=Text("加贷、债务转让、借新还旧没有记录种类，须人工核对", "a raise, a transfer of the debt and new-for-old have no event of their own: a person must look"),
    ),
)  # fmt: skip
