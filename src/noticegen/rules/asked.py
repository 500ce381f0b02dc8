"""Law rules about what a letter asks (L-04, L-06, L-07): that the house has paid, of whom, and how much.

Each guarantor is asked by himself: a demand on one does not reach the others (Guarantee Interpretation 29).
Whether his guarantee still stands is in `guarantees`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from noticegen import recourse, sureties
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
from noticegen.model import Case, Event, EventType, Finding, Paragraph
from noticegen.policy import Policy
from noticegen.rules.guarantees import deeds_of
from noticegen.rules.steps import addressees, gaps, said, shown
from noticegen.rules.table import Composed, Rule, join, met, unmet
from noticegen.text import Text

T = EventType
LETTERS = (REMINDER, RECOURSE, DEMAND)
VOUCHERS = frozenset({"voucher", "bank_entry"})


# --- L-04 -----------------------------------------------------------------------------------------


def house_has_paid(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The house has paid the creditor, and each payment has its voucher."""
    needed = Text("已代偿，有债权人出具的凭证", "the house has paid, with the creditor's voucher")
    paid = recourse.stands_in(case, on, policy)
    record = Text(
        "以 sub_payment 记录代偿，附付款凭证", "record the `sub_payment` with its voucher"
    )
    before = Text(f"未代偿的用{named(NOTICE).zh}", f"before payment use the {named(NOTICE).en}")
    hint = join([record, before]) if kind == RECOURSE_NOTICE and not paid else record
    bare = [e for e in paid if gaps(e) or not _vouched(e)]
    stray = [e for e in paid if not _to_creditor(case, e)]
    if not paid:
        found = _none_open(case, on)
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


def _none_open(case: Case, on: date) -> Text:
    """Why there is nothing to ask back: nothing was paid, or all of it came back."""
    if any(e.day <= on for e in case.of(T.SUB_PAYMENT)):
        return Text("代偿款已全部收回", "all that the house paid has been paid back")
    return Text("没有代偿记录", "no payment under the guarantee on record")


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


def _claimed(case: Case, kind: str, on: date, policy: Policy) -> str:
    """The kind whose claim is asserted: before the referral, recourse once the house has paid."""
    paid = recourse.asked_back(case, on, policy) is not None
    return RECOURSE if kind == REFERRAL and paid else kind


def within_his_deed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Something may be asked of each guarantor: not above his caps less what he paid, not above the
    debtor's own debt; parts that the words of his deed do not name warn. A reminder asks nothing, but
    tells him what he may be asked for: none goes to one who has paid all of his cap. Recourse asks
    nothing of one who gave no counter-guarantee."""
    claimed = _claimed(case, kind, on, policy)
    debt = sureties.debt_of(case, claimed, on, policy)
    if kind in {REMINDER, RECOURSE} and not debt:
        return
    for guarantor in dict.fromkeys(g.party for g in deeds_of(case, kind, party)):
        if not sureties.deeds_for(case, claimed, guarantor):
            continue
        needed = Text("不超过担保范围、限额和主债务", "within scope, cap and the debtor's own debt")
        most = sureties.asked_of(case, claimed, guarantor, on, policy)
        if kind == REMINDER and most:
            continue
        found = Text(f"最高 {most:,.2f} 元", f"at most {most:,.2f} yuan")
        doubts = [*_outside(case, claimed, guarantor, on, policy), *_insolvent(case, on, policy)]
        if not most:
            nothing = Text("没有可向其主张的款项", "nothing may be asked of this guarantor")
            hint = Text("核对还款、代偿与限额", "check payments, payment under the guarantee, caps")
            if sureties.binding(case, claimed, guarantor, on, policy).left_out:
                hint = _UNAGREED  # he would owe it, had he agreed to what was changed (L-08)
            yield unmet(needed, nothing, hint, guarantor, curable=False, mild=kind == REFERRAL)
        elif doubts:
            hint = Text("交法务确定请求范围", "let legal settle what is claimed")
            yield unmet(needed, join([found, *doubts]), hint, guarantor, earliest=on, mild=True)
        else:
            yield met(needed, found, guarantor)


_UNAGREED = Text(
    "未经其书面同意的变更（L-08）使款项到期，对其不生效：取得书面同意，或在原到期日后主张",
    "what is due came by a change he did not agree to in writing (L-08), which does not bind him: get his written "
    "consent, or ask when it falls due without the change",
)


def _outside(case: Case, kind: str, guarantor: str, on: date, policy: Policy) -> Iterator[Text]:
    """Parts of the debt that his deeds do not name, and deeds whose words cannot be read."""
    parts = sureties.parts_of(case, kind, on, policy)
    for deed in sureties.asked_on(case, kind, guarantor, on, policy):
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


_L = "law.cn"
_BOTH = Text("签发时；成文后再查", "at issue; again on the finished document")
RULES = (
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
        Text("范围条款未写明的部分只提示；督促函不是请求，只不得超过主债务，也不发给已付满限额的人", "parts the deed does not name warn; a reminder asks nothing, may only not exceed the debt, and goes to nobody who has paid all of his cap"),
        "民法典 第691条 / Civil Code 691", within_his_deed, asks_no_more,
        source="《民法典》第691条；担保制度解释第3、22条 / Civil Code 691; Guarantee Interpretation 3, 22",
        doubts=Text("范围条款按常用词辨认，读不懂的须人工核对；限额视为其全部责任的上限；一人有几份合同的，其付款先计入登记所指明的合同，未指明的类推《民法典》第560条", "the scope is recognised by common words, and what cannot be read needs a person; a cap is taken as the limit of all he owes; of several deeds his payments are set against the one the log names, else in the order of Civil Code 560, by analogy"),
    ),
)  # fmt: skip
