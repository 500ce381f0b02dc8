"""Seed rules of promises and of cash (S-24, S-25, S-28): go before a promise fails, let none hold a
step, be there when money comes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from noticegen import promises
from noticegen.addressing import DEMAND, RECOURSE, RECOURSE_NOTICE, REFERRAL, REMINDER
from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.ceiling import ONE_DAY, barred, window_end
from noticegen.rules.steps import CONTACTS, defaults, gaps, holds, said, taken
from noticegen.rules.table import (
    AT_ISSUE,
    EVERY,
    NOTICE,
    Composed,
    Rule,
    join,
    listed,
    manual,
    met,
    unmet,
)
from noticegen.text import Text

T = EventType
LETTERS = (NOTICE, RECOURSE_NOTICE, REMINDER, RECOURSE, DEMAND, REFERRAL)
PROMISED = re.compile(r"承诺|答应|promis", re.I)


STATUS = {
    "open": Text("未到期，不中止任何步骤", "open; it holds no step"),
    "kept": Text("已守约", "kept"),
    "partial": Text("部分履行", "kept in part"),
    "broken": Text("未守约", "broken"),
}


def _given(
    case: Case, on: date, policy: Policy, debtor: str, zero: date
) -> list[promises.PromiseState]:
    """What the debtor promised in the present default, and what came of it by `on`."""
    found = promises.promises(
        case, on, guarantor_payment_keeps=policy.promises.guarantor_payment_keeps
    )
    return [p for p in found if p.promise.day >= zero and p.promise.party == debtor]


def gone_to_before_it_failed(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """For a promise not kept there was contact on the day before its last day and on that day.

    Days before the promise was made, days that are not over, and days on which she may not be
    contacted are not asked about. One finding for each promise."""
    for debtor, zero in defaults(case, kind, on, policy, party):
        spoken = {e.day for e in taken(case, debtor, zero, on, *CONTACTS).good}
        quiet = barred(case, on, debtor)
        for state in _given(case, on, policy, debtor, zero):
            made, by = state.promise.day, state.promise.by
            if by is None or state.shortfall <= 0:
                continue
            days = [d for d in (by - ONE_DAY, by) if made <= d < on]
            lacking = [d for d in days if d not in spoken and not any(s.covers(d) for s in quiet)]
            needed = Text(
                f"承诺到期 {by} 前一天和当天联系", f"contact on the day before {by} and on that day"
            )
            if lacking:
                none = listed(lacking)
                found = Text(f"没有联系：{none.zh}", f"no contact on {none.en}")
                hint = Text(
                    "不要坐等承诺，到期前主动上门", "do not wait: go before a promise fails"
                )
                yield unmet(needed, found, hint, debtor, curable=False)
            elif days:
                yield met(needed, party=debtor)


def there_when_cash_comes(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Where the log knows when cash is expected, the debtor is contacted within a few days of it."""
    days = policy.steps.contact_after_cash
    for debtor, zero in defaults(case, kind, on, policy, party):
        spoken = [e.day for e in taken(case, debtor, zero, on, *CONTACTS).good]
        told = [e for e in case.of(T.CASH_FLOW, party=debtor) if e.day <= on and not gaps(e)]
        for by in sorted({e.by for e in told if e.by and e.by >= zero}):
            last = window_end(case, by, days, on, debtor) if by <= on else by + timedelta(days)
            needed = Text(f"{by} 资金回笼，至 {last} 联系", f"cash on {by}: contact by {last}")
            if any(by <= day <= last for day in spoken):
                yield met(needed, party=debtor)
            elif last < on:
                found = Text("届时没有联系", "no contact then")
                hint = Text(
                    "有钱时及时催收，事半功倍", "ask when there is money: it is half the work"
                )
                yield unmet(needed, found, hint, debtor, curable=False)
            else:
                yield met(needed, Text("尚可联系", "still to come"), debtor)


def promises_hold_nothing(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Says how each promise stands: what became of it is no fault of the house and passes. A hold for
    the sake of a promise warns, as does a running one."""
    needed = Text("承诺不中止催收", "a promise holds no step")
    for debtor, zero in defaults(case, kind, on, policy, party):
        given = _given(case, on, policy, debtor, zero)
        texts = [_promise(p) for p in given]
        wrong = [
            (hold, last)
            for hold, last in holds(case, on, debtor)
            if last >= on or (hold.day >= zero and PROMISED.search(hold.details.get("reason", "")))
        ]
        if wrong:
            found = join([*(_hold(hold, last, on) for hold, last in wrong), *texts])
            yield unmet(needed, found, _END_IT, debtor, earliest=on, mild=True)
        elif given:
            yield met(needed, join([*texts, *_not_waited_for(given)]), debtor)


_END_IT = Text("以 hold_end 结束暂缓，或不签发", "end it with `hold_end`, or do not issue")


def held_since(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """A hold that began after the day of the figures and runs on the day on which the letter goes out
    warns as one that ran before."""
    day, kind = made.goes_out, made.document.kind
    if day is None or day <= on:
        return
    needed = Text(f"{day} 不在暂缓中", f"no hold runs on {day}")
    for debtor, _ in defaults(case, kind, on, policy, party):
        begun = [(h, last) for h, last in holds(case, day, debtor) if h.day > on and last >= day]
        if begun:
            found = join(_hold(hold, last, day) for hold, last in begun)
            yield unmet(needed, found, _END_IT, debtor, earliest=day, mild=True)


def _not_waited_for(given: list[promises.PromiseState]) -> Iterator[Text]:
    if any(p.status in {"broken", "partial"} for p in given):
        yield Text("不再等候，继续下一步", "wait no longer, go on")


def _hold(hold: Event, last: date, on: date) -> Text:
    name = said(hold)
    if last < on:
        return Text(f"{name.zh}，为承诺而暂缓", f"{name.en}, for the sake of a promise")
    return Text(
        f"{name.zh}，至 {last}：签发与之抵触", f"{name.en}, to {last}: issuing goes against it"
    )


def _promise(state: promises.PromiseState) -> Text:
    promise, status = state.promise, STATUS[state.status]
    text = Text(
        f"承诺 {promise.by} 前付 {promise.amount:,.2f} 元：{status.zh}",
        f"promised {promise.amount:,.2f} yuan by {promise.by}: {status.en}",
    )
    if state.status in {"kept", "open"}:
        return text
    short = f"{state.shortfall:,.2f}"
    return Text(f"{text.zh}，差 {short} 元", f"{text.en}, {short} yuan short")


_L = "house.seed"
RULES = (
    Rule(
        "S-24", _L, EVERY, Text("承诺到期前上门", "gone to before it failed"),
        Text("承诺到期前一天和当天有联系", "contact on the day before a promise falls due and on that day"),
        Text("每项未履行的承诺；分期计划逐期", "each promise not kept; each line of a plan"),
        Text("不要以为债务人会如约而来；按期付足的不问", "do not trust that the debtor comes; nothing is asked of a promise kept in full"),
        manual("III-3"), gone_to_before_it_failed,
    ),
    Rule(
        "S-25", _L, LETTERS, Text("承诺不中止步骤", "promises hold nothing"),
        Text("承诺不中止催收；不得为承诺而暂缓", "a promise holds no step; no hold for its sake"),
        AT_ISSUE,
        Text("列出每项承诺：守约、部分、未守约、未到期；仍在暂缓中签发亦提示", "lists each promise: kept, partial, broken, open; issuing during a hold warns too"),
        manual("III-3"), promises_hold_nothing, held_since,
    ),
    Rule(
        "S-28", _L, EVERY, Text("回款时在场", "there when cash comes"),
        Text("预期资金回笼后三天内联系", "contact within three days of the day cash is expected"),
        Text("每条 cash_flow 记录", "each `cash_flow` on the log"),
        Text("销售季、结算日；不记行踪", "season sales, settlements; never a person's whereabouts"),
        manual("III-5"), there_when_cash_comes,
        doubts=Text("天数由单位定", "the number of days is the house's"),
    ),
)  # fmt: skip
