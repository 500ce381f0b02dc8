"""Data rules before the papers that close a case (X-19, X-20): what they certify must be true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from noticegen import recourse
from noticegen.addressing import LISTING, PAYOFF, WITHDRAWAL
from noticegen.deliveries import papers_to
from noticegen.model import Case, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.steps import addressees, gaps, said
from noticegen.rules.table import Rule, met, unmet
from noticegen.text import Text

T = EventType


def settled_in_full(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Nothing is owed any more on the loan, now or later, nor to the house for it."""
    needed = Text("贷款、费用及代偿款全部结清", "loan, costs and recourse are settled in full")
    left = recourse.bank_owed(case, on, policy)
    claim = recourse.claim(case, on, policy)
    open_sum = left.total + left.not_yet_due + (claim.total if claim else 0)
    ended = recourse.settled_on(case, on, policy)
    if ended is None:
        found = Text(f"尚有 {open_sum:,.2f} 元未结清", f"{open_sum:,.2f} yuan are still open")
        hint = Text("登记还款或经批准的减免", "record the payment, or an approved waiver")
        yield unmet(needed, found, hint, earliest=on)
    else:
        yield met(needed, Text(f"{ended} 结清", f"settled on {ended}"))


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
        "X-19", _L, (PAYOFF,), Text("已结清", "settled"),
        Text("贷款、费用及代偿款全部结清", "loan, costs and recourse are settled in full"),
        Text("截至日", "the as-of day"),
        Text("证明须属实；不可特批", "a certificate must be true; no override"),
        "民法典 第557条 / Civil Code 557", settled_in_full,
        source="《民法典》第557条、第393条 / Civil Code 557, 393",
        doubts=Text("依据本单位登记的还款记录；债权人的结清凭证由其自行出具", "rests on the payments entered here; the creditor issues its own paper"),
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
