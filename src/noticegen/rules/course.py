"""Seed rules of the whole course (S-26, S-27): a part payment stops nothing, the case is closed only
when nothing is left, and a concession has an approver.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from noticegen.addressing import BORROWERS, PAYOFF, holding
from noticegen.events import SPECS
from noticegen.model import Case, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.balance import (
    idle_waivers,
    not_yet_due,
    part_payments,
    settled_on,
    unpaid,
)
from noticegen.rules.ceiling import ONE_DAY, barred
from noticegen.rules.steps import CONTACTS, day_zero, said, shown, taken
from noticegen.rules.table import EVERY, Rule, join, listed, manual, met, unmet
from noticegen.text import Text

T = EventType


def goes_on_after_payment(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """After a payment that leaves something due, a borrower is contacted within a day; days on which
    none of them may be contacted are not counted. A day is judged once it is over."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    days, debtors = policy.steps.contact_after_payment, holding(case, BORROWERS)
    needed = Text(
        f"部分还款后{days}天内再联系", f"contact within {days} day(s) after a part payment"
    )
    paid_on = part_payments(case, zero, on, policy)
    until = {paid: _last_day(case, debtors, paid, days, on) for paid in paid_on}
    over = [paid for paid, last in until.items() if last < on]
    if not over:
        return
    spoken = [e.day for p in debtors for e in taken(case, p, zero, on, *CONTACTS).good]
    silent = [d for d in over if not any(d <= day <= until[d] for day in spoken)]
    if not silent:
        yield met(needed, Text(f"还款日：{listed(over).zh}", f"paid on {listed(over).en}"))
        return
    found = Text(
        f"{listed(silent).zh} 还款后无联系", f"no contact after the payment of {listed(silent).en}"
    )
    hint = Text("还款一两次不等于结清，继续联系", "one or two payments are not the end: go on")
    yield unmet(needed, found, hint, curable=False, mild=True)


def _last_day(case: Case, debtors: tuple[str, ...], paid: date, days: int, on: date) -> date:
    """The day by which one of them is contacted: `days` days after `paid`, as far as `on` tells."""
    spans = [barred(case, on, debtor) for debtor in debtors]
    day = paid
    while days and day <= on:
        day += ONE_DAY
        days -= not all(any(span.covers(day) for span in own) for own in spans)
    return day


def closed_when_nothing_is_left(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A case is closed, with a pay-off certificate, only when the ledger has nothing left."""
    needed = Text("已全部还清或核销", "all paid or written off")
    done = settled_on(case, on, policy)
    if done:
        yield met(needed, Text(f"{done} 结清", f"settled on {done}"))
        return
    due = unpaid(case, on, policy)
    later = not_yet_due(case, on, policy)
    found = Text(
        f"到期未还 {due:,.2f} 元，未到期本金 {later:,.2f} 元",
        f"{due:,.2f} yuan due and unpaid, {later:,.2f} yuan of principal not yet due",
    )
    hint = Text(
        "还清后再出具；减免以 waiver、核销以 write_off 记录",
        "issue it once all is paid; record a `waiver` or a `write_off` for what is given up",
    )
    yield unmet(needed, found, hint)


def goes_on_to_the_end(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """S-26: before a pay-off certificate nothing may be left; before any other, contact goes on."""
    ask = closed_when_nothing_is_left if kind == PAYOFF else goes_on_after_payment
    yield from ask(case, kind, on, policy, party)


def concessions_approved(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Whatever changes what is owed, or when, is an event of its own with an approver. A waiver of more
    than was open of what it names takes only that, and warns."""
    kinds = tuple(t for t, spec in SPECS.items() if spec.approved)
    acts = tuple(e for e in case.of(*kinds) if e.day <= on)
    needed = Text(
        "减免、计划、展期等各有批准人",
        "each waiver, plan, extension and the like names its approver",
    )
    bare = tuple(e for e in acts if not e.details.get("approver", "").strip())
    if bare:
        found = Text(f"无批准人：{shown(bare).zh}", f"no approver: {shown(bare).en}")
        hint = Text(
            "更正并写明批准人；未批准的不影响金额",
            "correct it and name the approver; without one it changes nothing",
        )
        yield unmet(needed, found, hint, earliest=on)
        return
    idle = tuple(idle_waivers(case, on, policy))
    if idle:
        found = join(
            Text(
                f"{said(e).zh}：{e.amount:,.2f} 元中仅 {used:,.2f} 元可减",
                f"{said(e).en}: of {e.amount:,.2f} yuan only {used:,.2f} were open",
            )
            for e, used in idle
        )
        hint = Text(
            "核对减免项目；利息仅指合同期内利息，罚息、复利另列",
            "look at what is waived: interest is that of the term, penalty and compound have their own names",
        )
        yield unmet(needed, found, hint, earliest=on, mild=True)
    elif acts:
        yield met(needed, shown(acts))


_L = "house.seed"
RULES = (
    Rule(
        "S-26", _L, EVERY, Text("部分还款后继续", "goes on after a payment"),
        Text("部分还款后一天内再联系借款人；未还清不得结案", "a borrower is contacted within a day after a part payment; no case is closed with anything left"),
        Text("每次还款后；出具结清证明时", "after each payment; before a pay-off certificate"),
        Text("还一两次不等于还清；天数不重计；不得联系的日子不计", "one or two payments are not the end; the days are never reset; days on which nobody may be contacted are not counted"),
        manual("III-4"), goes_on_to_the_end,
    ),
    Rule(
        "S-27", _L, EVERY, Text("让步有批准", "concessions approved"),
        Text("减免、计划、展期、提前到期、暂缓均有批准人", "each waiver, plan, extension, acceleration and hold names its approver"),
        Text("任何时候", "at any time"),
        Text("无批准的让步不改变金额，也不得混入，不可特批；减免超过该项余额的只提示", "without approval nothing changes, and nothing may look as if it did: no override; a waiver of more than is open of its part only warns"),
        manual("III-4"), concessions_approved,
        of_case=True,
    ),
)  # fmt: skip
