"""Data rule on sums told before (X-04): what an issued document named is what the log still gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.data import CLAIMS, as_of
from noticegen.rules.letter import sum_due
from noticegen.rules.steps import addressees, day_zero
from noticegen.rules.table import Rule, join, met, unmet
from noticegen.text import Text

T = EventType


def sums_agree(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each sum told in this default, computed again for its own day from the log as it is now, is the
    same; a back-dated payment or a correction since shows as a difference."""
    needed = Text(
        "此前文书的金额仍与记录相符，或说明差异",
        "sums told before still agree with the log, or the difference is told",
    )
    told = [(e, total) for e in _earlier(case, on, policy) if (total := _total(e)) is not None]
    if not told:
        return
    wrong = []
    for event, total in told:
        again = sum_due(event.details["kind"], case, as_of(event), policy, event.party)
        if again != total:
            wrong.append(_differs(event, total, again))
    if wrong:
        hint = Text(
            "在本文书或另函中说明差异及原因（如补记还款），原收件人亦应知悉",
            "tell the difference and its cause (a payment booked later, say), to whoever got the letter too",
        )
        yield unmet(needed, join(wrong), hint, earliest=on)
        return
    whom = next(iter(addressees(case, kind, party)), "")
    last, total = told[-1]
    now = sum_due(kind, case, on, policy, party or whom)
    since = now - total
    found = Text(
        f"{last.document}（{as_of(last)}）{total:,.2f} 元，今 {now:,.2f} 元（{since:+,.2f}）",
        f"{last.document} ({as_of(last)}) {total:,.2f} yuan, now {now:,.2f} ({since:+,.2f})",
    )
    yield met(needed, found)


def _earlier(case: Case, on: date, policy: Policy) -> tuple[Event, ...]:
    """Documents of a claim issued in the present default up to `on` and not voided, oldest first."""
    since = day_zero(case, on, policy) or case.loan.disbursed_on
    void = {e.document for e in case.of(T.VOIDED)}
    return tuple(
        e
        for e in case.of(T.ISSUED)
        if since <= e.day <= on and e.document not in void and e.details.get("kind") in CLAIMS
    )


def _total(event: Event) -> Decimal | None:
    try:
        return Decimal(event.details["total"])
    except (KeyError, InvalidOperation):
        return None


def _differs(event: Event, total: Decimal, again: Decimal) -> Text:
    day = as_of(event)
    return Text(
        f"{event.document}（{day}）写 {total:,.2f} 元，现按记录为 {again:,.2f} 元，差 {again - total:+,.2f} 元",
        f"{event.document} ({day}) says {total:,.2f} yuan, the log now gives {again:,.2f}: {again - total:+,.2f}",
    )


RULES = (
    Rule(
        "X-04", "data", CLAIMS, Text("前后金额一致", "sums agree over time"),
        Text("此前文书的金额按其截至日重算仍相符；不符的说明差异", "sums told before, computed again for their own day, still agree; else the difference is told"),
        Text("签发时", "at issue"),
        Text("补记还款、更正记录会使此前的金额不实；列出每份文书的差额", "a payment booked later or a correction makes an earlier sum untrue; each document's difference is listed"),
        "本单位规则 / rule of the house", sums_agree,
        doubts=Text("早期版本签发的文书未登记金额，不比对", "documents issued by early versions have no sum on record and are not compared"),
    ),
)  # fmt: skip
