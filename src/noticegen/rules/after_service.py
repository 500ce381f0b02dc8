"""Seed rules between the notice and what follows it (S-13 to S-15): the borrower is served first, and
called every day from then on.

A notice counts for the default it was issued in and for the borrower it was addressed to. Before a
letter to a guarantor and before the referral every borrower is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from noticegen.addressing import DEMAND, LISTING, RECOURSE, REFERRAL, REMINDER, WARNING, named
from noticegen.deliveries import Delivery, delivery
from noticegen.model import Case, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.balance import settled_on
from noticegen.rules.ceiling import (
    ONE_DAY,
    each_day,
    excused,
    excuses,
    longest_silence,
    ranges,
    reasons,
)
from noticegen.rules.coming import notice_from
from noticegen.rules.ground import paid_for_debtor
from noticegen.rules.served import became, counted
from noticegen.rules.steps import concerned, debtors, defaults, taken
from noticegen.rules.table import NOTICE, Rule, absent, join, manual, met, unmet
from noticegen.text import Text, many

T = EventType
GUARANTOR_LETTERS = (REMINDER, RECOURSE, DEMAND)


@dataclass(frozen=True, slots=True)
class Notified:
    """How a borrower stands with the notice of a default: `since` is its day 0; `possible` is the
    first day on which its service could be on record, None if no day can be told: because the notice
    needs an override first, or, not `open`, because it can no longer be issued."""

    debtor: str
    since: date
    made: Delivery
    possible: date | None
    open: bool

    @property
    def served_on(self) -> date | None:
        """The day of the first service that counts."""
        return self.made.served_on


def notified(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Notified]:
    """Each borrower a document rests on, and the notices served in the default it is about."""
    default = concerned(case, kind, on, policy)
    if default is None:
        return
    for debtor in debtors(case, kind, party):
        made = delivery(case, NOTICE, debtor, default.anchor, on)
        open_still = bool(made.papers) or _claimable(case, on, policy)
        possible = on if made.papers else None
        if open_still and not made.papers:
            possible = notice_from(case, debtor, on, policy)
        yield Notified(debtor, default.anchor, made, possible, open_still)


def _claimable(case: Case, on: date, policy: Policy) -> bool:
    """A notice not issued can still be until the debt is paid, by the debtor or for him."""
    return not (paid_for_debtor(case, on, policy) or settled_on(case, on, policy))


def notice_served(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The borrower has been served with a notice of this default, with the whole proof."""
    needed = Text("已向借款人送达催收通知书", "the notice has been served on the borrower")
    for state in notified(case, kind, on, policy, party):
        if state.served_on:
            yield met(needed, counted(state.made.proved[0]), state.debtor)
            continue
        yield unmet(
            needed,
            became(case, NOTICE, state.debtor, state.made, state.since),
            _serve(state),
            state.debtor,
            earliest=state.possible,
            curable=state.open,
        )


def _serve(state: Notified) -> Text:
    if not state.open:
        return Text("已不能再签发通知书", "a notice can no longer be issued")
    if state.made.papers:
        return Text(
            "送达或另址、另法再送，以 served 记录并附凭证",
            "serve it, again by another way or address; record it as `served` with its proof",
        )
    if state.possible is None:
        return Text(
            f"先签发{named(NOTICE).zh}并送达；其步骤已不能补齐，须先经特批",
            f"issue the {named(NOTICE).en} first and serve it; its own steps cannot be made up and "
            "need an override",
        )
    return Text(
        f"先签发{named(NOTICE).zh}并送达", f"issue the {named(NOTICE).en} first and serve it"
    )


def notice_served_before(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The letter is dated after the day on which the borrower was served: not on that day."""
    needed = Text("本函日期在向借款人送达之后", "the letter is dated after the borrower was served")
    for state in notified(case, kind, on, policy, party):
        day = state.served_on
        if day is None:
            first = state.possible + ONE_DAY if state.possible else None
            yield unmet(
                needed,
                Text("借款人未送达（见 S-13）", "the borrower is not served (S-13)"),
                Text("送达次日起可发", "possible from the day after the service"),
                state.debtor,
                earliest=first,
                curable=state.open,
            )
        elif day >= on:
            found = Text(f"{day} 送达", f"served on {day}")
            hint = Text(f"{day + ONE_DAY} 起可发", f"possible from {day + ONE_DAY}")
            yield unmet(needed, found, hint, state.debtor, earliest=day + ONE_DAY)
        else:
            yield met(needed, Text(f"{day} 送达", f"served on {day}"), state.debtor)


def called_every_day(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """From the day after the service to the day before the referral, a call to the borrower on every
    day that is not excused. The day of the referral is not over and not asked for."""
    steps = policy.steps
    for debtor, zero in defaults(case, kind, on, policy, party):
        served = delivery(case, NOTICE, debtor, zero, on).served_on
        needed = Text("送达后每天致电", "a call on every day after the service")
        if served is None:
            yield absent(needed, Text("未送达（见 S-13）", "not served (S-13)"), debtor)
            continue
        days = tuple(each_day(served + ONE_DAY, on))
        called = {e.day for e in taken(case, debtor, served, on, T.CALL).good}
        spans = excuses(case, on, policy, debtor)
        free = {d: why for d in days if d not in called and (why := excused(d, spans, policy))}
        wanted = [d for d in days if d not in free]
        missed = [d for d in wanted if d not in called]
        made = len(wanted) - len(missed)
        if made >= steps.call_coverage_full * len(wanted):
            done = Text(
                f"{len(wanted)}天均已致电", f"called every day ({many(len(wanted), 'day')})"
            )
            yield met(needed, join([done, reasons(free.items())]), debtor)
            continue
        silence = longest_silence(days, called, free)
        thin = made < steps.call_coverage_low * len(wanted)
        strong = thin or silence >= steps.call_gap_days
        yield unmet(
            needed,
            join([_coverage(wanted, missed, silence), reasons(free.items())]),
            _call_on(strong=strong),
            debtor,
            curable=False,
            mild=not strong,
        )


def _coverage(wanted: list[date], missed: list[date], silence: int) -> Text:
    made, share = len(wanted) - len(missed), 100 * (len(wanted) - len(missed)) // len(wanted)
    none = ranges(missed)
    return Text(
        f"{len(wanted)}天中{made}天致电（{share}%），最长连续{silence}天没有；缺 {none.zh}",
        f"called on {made} of {many(len(wanted), 'day')} ({share} %), at most {many(silence, 'day')} in a row without; "
        f"none on {none.en}",
    )


def _call_on(*, strong: bool) -> Text:
    go_on = Text(
        "今后每天致电；错过的不能补打，也不得补造记录",
        "call every day from now on; what was missed is neither made up nor invented",
    )
    if not strong:
        return go_on
    return join([Text("缺口较大，说明原因", "a wide gap: say why"), go_on])


_L = "house.seed"
RULES = (
    Rule(
        "S-13", _L, (*GUARANTOR_LETTERS, WARNING, LISTING, REFERRAL), Text("通知书已送达", "notice served"),
        Text("本次逾期的催收通知书已向借款人送达，凭证齐全", "a notice of this default has been served on the borrower, with its whole proof"),
        Text("签发时", "at issue"),
        Text("逐人判断；以前逾期的、作废的、凭证不齐的不计；退回后再次送达的计", "each borrower by himself; one of an earlier default, voided, or without proof does not count; a later service after mail came back does"),
        manual("II-5, II-6"), notice_served,
        doubts=Text("借款人的步骤能补时，仅临近法定期限可以特批", "while it can still be served, an override holds only near a statutory end"),
    ),
    Rule(
        "S-14", _L, (REFERRAL,), Text("送达后每天致电", "called every day"),
        Text("送达次日至移送前一日每天致电", "a call on every day from the one after the service to the one before the referral"),
        Text("移送时", "at the referral"),
        Text("只提示：暂缓、履行中的还款计划、患病、本人要求等日子免除并写明原因；任何人不得因此骚扰客户或编造记录", "only warns: a hold, a plan that is kept, illness, a request not to call excuse their days, with the reason; nobody is pressed into harassing or into inventing calls"),
        manual("II-5"), called_every_day,
        doubts=Text("80%和连续四天的界线由单位定；只计电话", "the lines of 80 % and of four days in a row are the house's; only calls count"),
    ),
    Rule(
        "S-15", _L, GUARANTOR_LETTERS, Text("先送达借款人", "borrower first"),
        Text("函件日期在向每位借款人送达通知书之后", "the letter is dated after the notice was served on each borrower"),
        Text("签发日", "the day of issue"),
        Text("送达当日尚不可发", "not yet on the day of the service itself"),
        manual("II-6"), notice_served_before,
    ),
)  # fmt: skip
