"""Data rules of the letters after the notice (X-19 to X-21): what a closing paper certifies is true,
and a letter to a guarantor has somebody to go to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from noticegen import recourse, surplus
from noticegen.addressing import (
    DEMAND,
    LISTING,
    PAYOFF,
    RECOURSE,
    REMINDER,
    WITHDRAWAL,
    holding,
    named,
    roles_of,
)
from noticegen.deliveries import papers_to
from noticegen.events import CLAIMS
from noticegen.model import Case, EventType, Finding, Role
from noticegen.policy import Policy
from noticegen.rules.ground import paid_for_debtor
from noticegen.rules.steps import addressees, gaps, said
from noticegen.rules.table import Rule, join, met, unmet
from noticegen.text import Text

T = EventType
_RETURN_IT = Text(
    "将多收款项退还付款人，以 refund 登记并附退款凭证",
    "return the surplus to who paid it and record that as a `refund` with its proof",
)
_LOOK_AGAIN = Text(
    "核对退款、退款凭证和还款记录", "look at the refund, its proof and the payments on record"
)


def somebody_to_write_to(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The case has a party to whom such a letter goes; else the letter that fits is named."""
    counter, direct = (holding(case, (role,)) for role in (Role.COUNTER_GUARANTOR, Role.GUARANTOR))
    needed = Text("本案有此种文书的收件人", "the case has a party to whom such a letter goes")
    if holding(case, roles_of(kind)):
        yield met(needed)
        return
    other = direct if kind in {REMINDER, RECOURSE} else counter
    fits = (
        DEMAND if other is direct else RECOURSE if paid_for_debtor(case, on, policy) else REMINDER
    )
    hint = (
        Text(f"改用{named(fits).zh}", f"use the {named(fits).en}")
        if other
        else Text("本案没有担保人，不发此函", "the case has no guarantor: no such letter")
    )
    found = Text("没有这样的担保人", "no such guarantor")
    yield unmet(needed, found, hint, curable=False)


def settled_in_full(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Nothing is owed any more on the loan, now or later, nor to the house for it. What came in beyond
    that warns until it is paid back, as does a refund of more, or one without its proof: none of them
    hinders the certificate."""
    needed = Text("贷款、费用及代偿款全部结清", "loan, costs and recourse are settled in full")
    left = recourse.bank_owed(case, on, policy)
    claim = recourse.claim(case, on, policy)
    open_sum = left.total + left.not_yet_due + (claim.total if claim else 0)
    ended = recourse.settled_on(case, on, policy)
    if ended is None:
        found = Text(f"尚有 {open_sum:,.2f} 元未结清", f"{open_sum:,.2f} yuan are still open")
        hint = Text("登记还款或经批准的减免", "record the payment, or an approved waiver")
        yield unmet(needed, found, hint, earliest=on)
        return
    settled = Text(f"{ended} 结清", f"settled on {ended}")
    wrong = list(_not_returned(case, on, policy))
    if wrong:
        more = any(s.left for s in surplus.of(case, on, policy))
        hint = _RETURN_IT if more else _LOOK_AGAIN
        yield unmet(needed, join([settled, *wrong]), hint, mild=True)
    else:
        yield met(needed, join([settled, *_returned(case, on, policy)]))


def _not_returned(case: Case, on: date, policy: Policy) -> Iterator[Text]:
    """On each account what is in hand still and what was paid back beyond it; and refunds without proof."""
    for found in surplus.of(case, on, policy):
        name = CLAIMS[found.account]
        if found.left:
            yield Text(
                f"{name.zh}多收 {found.left:,.2f} 元",
                f"{found.left:,.2f} yuan too much on {name.en}",
            )
        if found.short:
            yield Text(
                f"{name.zh}退还超出多收款 {found.short:,.2f} 元",
                f"{found.short:,.2f} yuan more paid back on {name.en} than was in hand",
            )
    for event in surplus.refunds(case, on):
        if lacks := gaps(event):
            why = join(lacks)
            yield Text(f"{said(event).zh}：{why.zh}", f"{said(event).en}: {why.en}")


def _returned(case: Case, on: date, policy: Policy) -> Iterator[Text]:
    """What was paid back on each account."""
    for found in surplus.of(case, on, policy):
        if found.refunded:
            name = CLAIMS[found.account]
            yield Text(
                f"{name.zh}多收款已退还 {found.refunded:,.2f} 元",
                f"{found.refunded:,.2f} yuan paid too much on {name.en} were paid back",
            )


def entered_and_released(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The addressee was entered, and an approved decision to remove the entry came after."""
    needed = Text(
        "已列入，且其后有经批准的移出决定", "entered, and removed by an approved decision since"
    )
    for debtor in addressees(case, kind, party):
        entries = papers_to(case, LISTING, debtor, date.min, on)
        if not entries:
            found = Text("没有列入通知书", "no notice of entry was issued")
            hint = Text("未列入的无须移出", "who is not entered needs no withdrawal")
            yield unmet(needed, found, hint, debtor, curable=False)
            continue
        since = entries[-1].at
        removals = [
            e
            for e in case.of(T.LIST_REMOVAL, party=debtor)
            if since <= e.at and e.day <= on and not gaps(e)
        ]
        if removals:
            yield met(needed, said(removals[-1]), debtor)
        else:
            found = Text("没有移出决定", "no decision to remove the entry")
            hint = Text(
                "以 list_removal 记录决定、事由和批准人",
                "record a `list_removal` with its ground and approver",
            )
            yield unmet(needed, found, hint, debtor, earliest=on)


_L = "data"
RULES = (
    Rule(
        "X-21", _L, (REMINDER, RECOURSE, DEMAND), Text("有收件人", "somebody to write to"),
        Text("本案有此种文书的收件人", "the case has a party to whom such a letter goes"),
        Text("签发时", "at issue"),
        Text("反担保人与直接保证人的函不同；指出合适的一种", "counter-guarantors and direct guarantors get different letters; the one that fits is named"),
        "民法典 第387、681条 / Civil Code 387, 681", somebody_to_write_to,
    ),
    Rule(
        "X-19", _L, (PAYOFF,), Text("已结清", "settled"),
        Text("贷款、费用及代偿款全部结清", "loan, costs and recourse are settled in full"),
        Text("截至日", "the as-of day"),
        Text("证明须属实；不可特批；多收的须退还并登记（refund），只提示", "a certificate must be true; no override; what was paid too much is to be returned, and that recorded (`refund`), which only warns"),
        "民法典 第557条 / Civil Code 557", settled_in_full,
        source="《民法典》第557条、第393条、第985条 / Civil Code 557, 393, 985",
        doubts=Text("依据本单位登记的还款记录；债权人的结清凭证由其自行出具", "rests on the payments entered here; the creditor issues its own paper"),
        of_case=True,
    ),
    Rule(
        "X-20", _L, (WITHDRAWAL,), Text("已列入并决定移出", "entered and released"),
        Text("已列入，且其后有经批准的移出决定", "entered, and removed by an approved decision since"),
        Text("签发时", "at issue"),
        Text("移出是一项决定，须有事由和批准人", "a removal is a decision with a ground and an approver"),
        "个人信息保护法 第19、47条 / PIPL 19, 47", entered_and_released,
        source="《民法典》第1029条；《个人信息保护法》第19、46、47条 / Civil Code 1029; PIPL 19, 46, 47",
    ),
)  # fmt: skip
