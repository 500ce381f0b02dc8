"""Data rules on what was true before: sums that were told are what the log still gives (X-04); terms are
those with which the default began (X-23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from noticegen.events import TERMS
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
    if wrong := [why for e, _ in told if (why := difference(case, e, policy)) is not None]:
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


def difference(case: Case, event: Event, policy: Policy) -> Text | None:
    """How the sum that an issued document tells differs from what the log gives for its day now; None =
    it does not, or the document tells none."""
    total = _total(event)
    if total is None:
        return None
    again = sum_due(event.details["kind"], case, as_of(event), policy, event.party)
    return None if again == total else _differs(event, total, again)


def _earlier(case: Case, on: date, policy: Policy) -> tuple[Event, ...]:
    """Documents of a claim issued in the present default up to `on` and not voided, oldest first."""
    since = day_zero(case, on, policy) or case.loan.disbursed_on
    return tuple(e for e in _claims(case, on) if e.day >= since)


def _claims(case: Case, on: date) -> tuple[Event, ...]:
    """Documents of a claim issued up to `on` and not voided, oldest first."""
    void = {e.document for e in case.of(T.VOIDED)}
    return tuple(
        e
        for e in case.of(T.ISSUED)
        if e.day <= on and e.document not in void and e.details.get("kind") in CLAIMS
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


NO_TERMS = frozenset({"addresses"})  # they have rules of their own: X-01, S-29


def terms_stay(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No import changed or removed terms of the loan since day 0 of the present default or the first letter
    that claims a sum, whichever is earlier, that day included: a due date moved later moves day 0 too.

    What an import did stays told even if its event was corrected."""
    zero = day_zero(case, on, policy)
    if zero is None:
        return
    since = min([zero, *(e.day for e in _claims(case, on))])
    needed = Text(f"{since} 以来合同资料未变", f"terms unchanged since {since}")
    told = []
    for event in case.log:
        if event.type is T.DATA_CHANGE and since <= event.day <= on:
            keys = [k for k in event.details.get("terms", "").split(",") if k in TERMS]
            if any(key not in NO_TERMS for key in keys):
                told.append(_changed(event, [TERMS[key] for key in keys]))
    if not told:
        yield met(needed)
        return
    hint = Text(
        "与合同原件核对；变更前后的内容见 noticegen case 的台账",
        "compare with the contract itself; before and after stand in the log of noticegen case",
    )
    yield unmet(needed, join(told), hint, curable=False)


def _changed(event: Event, terms: list[Text]) -> Text:
    zh, en = "、".join(t.zh for t in terms), ", ".join(t.en for t in terms)
    return Text(f"{event.day} 导入时变更：{zh}", f"changed by an import on {event.day}: {en}")


RULES = (
    Rule(
        "X-04", "data", CLAIMS, Text("前后金额一致", "sums agree over time"),
        Text("此前文书的金额按其截至日重算仍相符；不符的说明差异", "sums told before, computed again for their own day, still agree; else the difference is told"),
        Text("签发时", "at issue"),
        Text("补记还款、更正记录会使此前的金额不实；列出每份文书的差额", "a payment booked later or a correction makes an earlier sum untrue; each document's difference is listed"),
        "本单位规则 / rule of the house", sums_agree,
        doubts=Text("早期版本签发的文书未登记金额，不比对", "documents issued by early versions have no sum on record and are not compared"),
    ),
    Rule(
        "X-23", "data", CLAIMS, Text("合同资料未变", "terms unchanged"),
        Text("逾期或首份文书以来，导入未变更或删除金额、利率、日期、担保、签约人、名称、账户", "since the default began, or the first letter went out, no import has changed or removed sums, rates, dates, deeds, signatories, names or the account"),
        Text("签发时", "at issue"),
        Text("逾期后合同资料有变，可能是更正，也可能是错误；对照合同原件，已发文书可能有误", "terms that change after the default may be a correction or a mistake: the contract itself decides, and letters sent before may be wrong"),
        "本单位规则 / rule of the house", terms_stay,
        doubts=Text("只看导入所作的变更；此前版本导入的变更没有记录", "only changes by an import are seen; those made by earlier versions left no trace"),
        of_case=True,
    ),
)  # fmt: skip
