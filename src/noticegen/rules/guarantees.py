"""Law rules about the guarantee itself (L-01, L-02, L-08): whether it still stands, what keeps it, and what
became of it when the debt was changed.

Each deed is judged by itself: what was done for one may have been missed for another. What a letter may ask
is in `asked`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from noticegen import caps, clocks, sureties
from noticegen.addressing import (
    DEMAND,
    RECOURSE,
    REFERRAL,
    REMINDER,
)
from noticegen.events import SPECS
from noticegen.model import (
    Case,
    EventType,
    Finding,
    Guarantee,
    GuaranteeKind,
)
from noticegen.policy import Policy
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import addressees, said, shown
from noticegen.rules.table import Rule, absent, join, listed, met, unmet
from noticegen.text import Text

T = EventType
LETTERS = (REMINDER, RECOURSE, DEMAND)
VOUCHERS = frozenset({"voucher", "bank_entry"})


def deeds_of(case: Case, kind: str, party: str | None) -> tuple[Guarantee, ...]:
    """The deeds a document rests on: those of its addressees; before the referral everybody's."""
    if kind == REFERRAL:
        whose = {party} & {g.party for g in case.guarantees} or {g.party for g in case.guarantees}
        return tuple(g for g in case.guarantees if g.party in whose)
    return tuple(
        g for p in addressees(case, kind, party) for g in sureties.deeds_for(case, kind, p)
    )


# --- L-01, L-02 -----------------------------------------------------------------------------------


def guarantee_stands(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The guarantee period of each deed is not over, or was kept in time. It warns from the earliest
    arguable end and blocks only after the latest defensible one; while another deed of his stands a
    lapsed one only warns, and the letter asks on the other alone."""
    deeds = deeds_of(case, kind, party)
    for deed in deeds:
        needed = Text(
            f"保证期间未届满或已保全（{deed.deed_no}）",
            f"the guarantee period is not over, or was kept ({deed.deed_no})",
        )
        clock = clocks.guarantee_clock(case, deed, policy, on)
        if clock is None:
            yield absent(needed, clocks.no_period(case, deed, on), deed.party)
        elif clock.demanded_on is not None:
            yield _kept(case, deed, clock, on, policy, needed)
        else:
            others = tuple(g for g in deeds if g.party == deed.party and g is not deed)
            beside = any(not caps.lapsed(case, g, on, policy) for g in others)
            yield _running(clock, on, needed, beside=beside)


def _running(clock: clocks.Clock, on: date, needed: Text, *, beside: bool) -> Finding:
    """A guarantee that nothing has kept yet; `beside` it another deed of the same guarantor stands."""
    last = Text(f"最后一日 {clock.last_day}", f"last day {clock.last_day}")
    found = join([last, clock.note])
    if clock.over(on):
        gone = Text("已脱保", "the guarantee has lapsed")
        hint = Text(
            "不得再向其主张；其后签字也不恢复，交法务",
            "it can no longer be asserted, and a later signature revives nothing: tell legal",
        )
        if beside:
            alone = Text("函件只依其另一份合同请求", "a letter asks on his other deed alone")
            hint = join([hint, alone])
        return unmet(
            needed, join([gone, found]), hint, clock.party, curable=False, mild=beside,
            earliest=on if beside else None,
        )  # fmt: skip
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
    for deed in deeds_of(case, kind, party):
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
        hint = _before_it_ends(case, clock, on)
        yield unmet(needed, found, hint, deed.party, earliest=on)


def _before_it_ends(case: Case, clock: clocks.Clock, on: date) -> Text:
    """What keeps a general guarantee: a suit against the debtor. Who is bankrupt cannot be sued for payment: the
    claim is declared to the administrator, and the guarantor may no longer point to the debtor (Civil Code 687,
    Guarantee Interpretation 23)."""
    debtors = [p.id for p in case.borrowers]
    begun = {e.party for e in case.of(T.INSOLVENCY) if e.day <= on}
    last = clock.ends(on)
    sue = Text(
        f"{clock.safe_day} 前、最迟 {last.zh} 起诉或仲裁债务人",
        f"sue the debtor by {clock.safe_day}, at the latest on {last.en}",
    )
    if not begun.intersection(debtors):
        return sue
    declare = Text(
        f"债务人已进入破产程序：{clock.safe_day} 前、最迟 {last.zh} 向管理人申报债权，并对该担保人起诉（人民法院受理破产的，其不再享有先诉抗辩权）；交法务",
        f"the debtor is in insolvency: by {clock.safe_day}, at the latest on {last.en}, declare the claim to the "
        "administrator and sue this guarantor (once a court has taken the bankruptcy up he may no longer refuse first); ask legal",
    )
    return declare if begun.issuperset(debtors) else join([declare, _sue_the_others(last)])


def _sue_the_others(last: Text) -> Text:
    return Text(
        f"其余债务人最迟 {last.zh} 起诉或仲裁",
        f"sue the other debtors, at the latest on {last.en}",
    )


# --- L-08 -----------------------------------------------------------------------------------------


def changes_agreed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each guarantor agreed in writing to what changed after he signed: extension, plan, a call under
    no clause. Else legal must have settled what of it binds him."""
    for deed in deeds_of(case, kind, party):
        if clocks.spent(case, deed, policy, on):
            continue  # the claim it secured is paid off: nothing is asked of him by it
        if caps.lapsed(case, deed, on, policy):
            continue  # nothing can be asked by it any more, whatever he would agree to (L-01)
        changes = sureties.changes(case, deed, on)
        if not changes:
            continue
        needed = Text(
            f"变更经其书面同意（{deed.deed_no}）",
            f"he agreed in writing to changes ({deed.deed_no})",
        )
        open_ = sureties.unagreed(case, deed, on)
        nod = legal_nod(case, kind, on, policy, open_[-1].at, deed.party) if open_ else None
        if not open_:
            yield met(needed, shown(changes), deed.party)
        elif nod:
            yield met(needed, said(nod), deed.party)
        else:
            names = listed(f"{e.day} {SPECS[e.type].name.zh}" for e in open_)
            english = ", ".join(f"{SPECS[e.type].name.en} of {e.day}" for e in open_)
            effect = join([_OLD_PERIOD, *_less(case, kind, deed.party, on, policy)])
            hint = Text(
                "取得书面同意，以 guarantor_consent 记录并附文件；或由法务确定范围（legal_approval）",
                "get his written consent and record a `guarantor_consent` with its paper; "
                "or let legal settle the scope (`legal_approval`)",
            )
            found = join([Text(f"未经同意：{names.zh}", f"without consent: {english}"), effect])
            yield unmet(needed, found, hint, deed.party, earliest=on)


_OLD_PERIOD = Text(
    "对其原保证期间继续计算，加重的部分不及于他",
    "his old period runs on, and what became heavier does not bind him",
)


def _less(case: Case, kind: str, party: str, on: date, policy: Policy) -> Iterator[Text]:
    """How much less a demand on him asks for; of recourse it is not worked out."""
    left = sureties.binding(case, kind, party, on, policy).left_out
    if left:
        yield Text(f"本函已少请求 {left:,.2f} 元", f"the letter asks {left:,.2f} yuan less of him")


_L = "law.cn"
_ISSUE = Text("签发时", "at issue")
RULES = (
    Rule(
        "L-01", _L, (RECOURSE, DEMAND, REFERRAL), Text("保证未脱保", "guarantee stands"),
        Text("每份担保合同的保证期间未届满，或已在期内保全", "the guarantee period of each deed is not over, or was kept within it"),
        _ISSUE,
        Text("保证期间不中止、不中断、不延长；连带保证以送达的请求或对其起诉保全，一般保证以起诉债务人保全", "the period knows no stop, break or extension; a joint guarantee is kept by a served demand or a suit against the guarantor, a general one by suing the debtor"),
        "民法典 第692、693条 / Civil Code 692, 693", guarantee_stands,
        source="《民法典》第692至694条；担保制度解释第27、28、31、34条 / Civil Code 692-694; Guarantee Interpretation 27, 28, 31, 34",
        doubts=Text("分期、提前到期、多次代偿的起算有争议：自最早的届满日起提示，过最晚的才阻止；移送时只提示，以免影响对他人的诉讼；同一担保人另有未脱保的合同的也只提示，函件只依该合同请求；对连带保证人申请支付令、诉前保全或在其破产中申报债权，台账不能说明是否到达，不计为主张，由法务判断", "where instalments, acceleration or several payments make the start disputed it warns from the earliest end and blocks after the latest; before the referral it only warns, so as not to hold up the suit against others; and while another deed of his stands, on which alone the letter then asks; a payment order, a pre-suit preservation or a claim in the insolvency against a joint guarantor is not counted as asking him, since the log does not tell whether it reached him: legal must judge"),
    ),
    Rule(
        "L-02", _L, (DEMAND, RECOURSE), Text("发函不保全一般保证", "letter keeps no general guarantee"),
        Text("一般保证（含未约定）须在期间内起诉或仲裁债务人", "a general guarantee (a silent deed included) needs a suit against the debtor within the period"),
        _ISSUE, Text("函可以发，但须同时起诉", "the letter may go out, but the debtor must be sued"),
        "民法典 第686、693条 / Civil Code 686, 693", letter_keeps_it,
    ),
    Rule(
        "L-08", _L, (*LETTERS, REFERRAL), Text("变更经同意", "changes agreed"),
        Text("签约后的展期、还款计划、无条款的提前到期经担保人书面同意，或有其后的法务意见", "extension, plan, or a call under no clause after he signed: with his written consent, or legal has approved since"),
        _ISSUE, Text("未经同意的，原保证期间继续，加重的部分不及于他：向保证人的请求逐项以现状与未变更两者中较少的为准", "without it the old period runs on, and what became heavier does not bind him: a demand on a guarantor asks, part by part, for what is open or what would be without the change, whichever is less"),
        "民法典 第695条 / Civil Code 695", changes_agreed,
        source="《民法典》第695至697条；担保制度解释第16条 / Civil Code 695-697; Guarantee Interpretation 16",
        doubts=Text("加贷、债务转让、借新还旧没有记录种类，须人工核对；追偿（2B）和起诉的加重部分不自动计算，由法务确定", "a raise, a transfer of the debt and new-for-old have no event of their own: a person must look; of recourse (2B) and of the suit what became heavier is not worked out, legal settles it"),
    ),
)  # fmt: skip
