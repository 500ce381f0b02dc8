"""Statutory clocks: guarantee periods, limitation, enforcement, pre-suit preservation; and the
manual's step windows.

Every clock has a statutory last day, the day it rolls to when that is a rest day (Civil Code 203),
and a safe day: the earlier of the two less a buffer of working days. Where the law is disputed the
clock runs from the earlier start, `earliest` and `latest` hold the ends that can be argued, and the
note says so. A guarantee period knows no stop, break or extension (Civil Code 692); limitation
restarts (195), but not once it has run out (192).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from noticegen import figures, recourse
from noticegen.claims import stands_in
from noticegen.creditor import house_is_lender
from noticegen.limitation import (
    contribution_limitation,
    demands,
    ended_in_vain,
    general_limitation,
    guarantor_limitation,
    limitation_clock,
    loan_limitation,
    recourse_limitation,
    suits_on_debtor,
    suits_on_guarantor,
)
from noticegen.memory import remembered
from noticegen.model import Case, EventType, Guarantee, GuaranteeKind
from noticegen.periods import (
    Clock,
    Limit,
    Windows,
    calendar_notes,
    called_on,
    due_dates,
    guarantor_limit,
    joined,
    limit,
    overdue_day,
    until,
    windows,
)
from noticegen.policy import LAYER_OF, Policy
from noticegen.proceedings import (
    enforcement_clocks,
    enforcement_last_day,
    preservation_clocks,
)
from noticegen.text import Text
from noticegen.workdays import (
    add_months,
    calendar_published,
    minus_working_days,
    next_working_day,
    weekday,
    working_day,
)


def agreed_months(guarantee: Guarantee, policy: Policy) -> int:
    """Months of the guarantee period. Silent, unclear ("until all is paid") or an agreed end not
    after the debt's due date: six months (Civil Code 692, Guarantee Interpretation 32)."""
    agreed = guarantee.period_months
    return agreed if agreed is not None and agreed > 0 else policy.guarantee.months_if_silent


def effective_kind(guarantee: Guarantee, policy: Policy) -> GuaranteeKind:
    """Joint or general; a silent deed is general (Civil Code 686)."""
    silent = guarantee.kind is GuaranteeKind.SILENT
    return policy.guarantee.kind_if_silent if silent else guarantee.kind


_LAW = LAYER_OF["L"]
_OWN_LOAN = Text(
    "本单位是债权人，反担保按直接保证计算（较安全）；请核对合同，并按保证人登记后发函",
    "the house is the lender: counted as a direct guarantee (safer); read the deed, enter it as one "
    "and send the demand on the guarantor",
)


class _Starts(NamedTuple):
    """From when a guarantee period is counted: `main`, and the readings before and after it."""

    main: date
    earliest: date
    latest: date
    notes: tuple[Text, ...] = ()


def guarantee_clock(case: Case, guarantee: Guarantee, policy: Policy, on: date) -> Clock | None:
    """The guarantee period of one deed, as known on `on`; None while it has none (`no_period` says why).

    A counter-guarantee has none before the company has paid: it is counted from that payment. A guarantee
    of the bank's loan has none any more once the company has paid the bank off (`spent`). Where
    the company itself is the lender it will never pay anybody: whatever the deed is called, its time
    is counted as that of a direct guarantee, the only one that can run out unseen. A
    joint guarantee is kept by asking the guarantor in the period or suing him, a general one by
    suing the debtor; an act between the earliest and the latest end keeps it on one reading only."""
    own = guarantee.counter and house_is_lender(case)
    counter = guarantee.counter and not own
    if spent(case, guarantee, policy, on):
        return None
    starts = _counter(case, on, policy) if counter else _direct(case, guarantee, policy, on)
    if starts is None:
        return None
    months = agreed_months(guarantee, policy)
    last = add_months(starts.main, months)
    rolled = next_working_day(last)
    latest = max(rolled, next_working_day(add_months(starts.latest, months)))
    earliest = min(last, add_months(starts.earliest, months))
    joint = effective_kind(guarantee, policy) is GuaranteeKind.JOINT
    acts = _acts(case, guarantee, on, joint=joint)
    kept = min((day for day in acts if starts.main <= day <= latest), default=None)
    notes = [
        *starts.notes,
        *([_OWN_LOAN] if own else []),
        *_deed_notes(guarantee, policy),
        *_kept_notes(kept, earliest, joint=joint),
        *calendar_notes(last),
    ]
    return Clock(
        name=Text("反担保保证期间", "counter-guarantee period")
        if counter
        else Text("保证期间", "guarantee period"),
        party=guarantee.party,
        start=starts.main,
        last_day=last,
        rolled=rolled,
        safe_day=minus_working_days(last, policy.guarantee.buffer_workdays),
        note=joined(notes),
        basis="《民法典》第692、693条",
        kind="guarantee",
        earliest=earliest,
        latest=latest,
        guarantee=guarantee.id,
        demanded_on=kept,
    )


def spent(case: Case, guarantee: Guarantee, policy: Policy, on: date) -> bool:
    """Whether the deed secures a claim that is no more: the bank's, which the company has paid off. The
    company's own claim on such a co-guarantor is another (Guarantee Interpretation 13)."""
    if guarantee.counter or house_is_lender(case) or not until(case, on, EventType.SUB_PAYMENT):
        return False
    owed = recourse.bank_owed(case, on, policy)
    return not (owed.total or owed.not_yet_due)


def no_period(case: Case, guarantee: Guarantee, on: date) -> Text:
    """Why a deed has no guarantee period on `on`."""
    if guarantee.counter and until(case, on, EventType.SUB_PAYMENT):
        return Text("代偿款已全部收回，不再计算", "what the house paid was paid back: none runs")
    if guarantee.counter:
        return Text("未起算（尚未代偿）", "not begun: nothing paid yet")
    return Text(
        "债权人已由本单位清偿，不再计算；对其追偿另有时效",
        "the house has paid the creditor off: none runs; contribution has a limitation of its own",
    )


def _acts(case: Case, guarantee: Guarantee, on: date, *, joint: bool) -> list[date]:
    """Days of acts that keep such a guarantee if they fall into its period."""
    if not joint:
        return suits_on_debtor(case, on)
    return [*demands(case, guarantee, on), *suits_on_guarantor(case, on, guarantee.party)]


def _counter(case: Case, on: date, policy: Policy) -> _Starts | None:
    """From the company's payment; of several from the first, which is the cautious reading. What it paid
    and was paid back has no clock any more: what it pays afterwards is another claim."""
    paid = [e.day for e in stands_in(case, on, policy)]
    if not paid:
        return None
    several = Text(
        "多次代偿，自首次起算（谨慎）", "several payments: counted from the first (cautious)"
    )
    return _Starts(paid[0], paid[0], paid[-1], (several,) if paid[-1] > paid[0] else ())


def _direct(case: Case, guarantee: Guarantee, policy: Policy, on: date) -> _Starts:
    """From the last instalment's due date, or from the day all was called if that is earlier; the
    first instalment still unpaid is the earliest reading."""
    dues = due_dates(case, on, guarantee.party)
    main, notes = dues[-1], []
    if dues != due_dates(case, on):
        zh = "展期未经其书面同意：原保证期间继续（《民法典》第695条）"
        en = "extended without his written consent: his old period runs on (Civil Code 695)"
        notes.append(Text(zh, en))
    called = called_on(case, on, main)
    if called:
        main = called
        zh, en = (
            "宣布提前到期：自宣布日起算（较早者）",
            "accelerated: counted from that day (earlier)",
        )
        notes.append(Text(zh, en))
    earliest = main
    lines = figures.owed(case, on, policy).lines if len(dues) > 1 else ()
    if lines and lines[0].due < main:
        earliest = lines[0].due
        first = add_months(earliest, agreed_months(guarantee, policy))
        zh = f"分期还款：按首笔未还期次计，最早可主张于{first.isoformat()}届满"
        en = f"instalments: counted from the first unpaid one it ends on {first.isoformat()}"
        notes.append(Text(zh, en))
    return _Starts(main, earliest, dues[-1], tuple(notes))


def _deed_notes(guarantee: Guarantee, policy: Policy) -> list[Text]:
    """What the deed itself makes doubtful. Under the law before the Civil Code a silent deed was joint
    and an unclear period two years; here the stricter reading of today stands, and a person must look."""
    notes = []
    since = policy.guarantee.effective_from
    if since and guarantee.deed_date < since:
        notes.append(
            Text(
                f"签订于 {since} 之前，可能适用当时的法律，请法务判断",
                f"signed before {since}: the law of that time may govern; ask legal",
            )
        )
    if guarantee.period_months is None or guarantee.period_months <= 0:
        notes.append(
            Text("未约定或约定不明，按法定期间", "not agreed or unclear: the statutory period")
        )
    if guarantee.maximum_amount:
        notes.append(
            Text(
                "最高额保证：自债权确定或最后到期日起算，请核对合同",
                "maximum amount: from the fixing of the claim or the last due date; check the deed",
            )
        )
    return notes


def _kept_notes(kept: date | None, earliest: date, *, joint: bool) -> list[Text]:
    """What keeps the right, or has kept it."""
    if kept is None:
        general = Text(
            "一般保证：须在期间内起诉或仲裁债务人，发函不保全",
            "general guarantee: only suing the debtor within the period keeps it",
        )
        return [] if joint else [general]
    done = (
        Text("期间内已主张", "demanded within the period")
        if joint
        else Text("期间内已起诉债务人", "the debtor was sued within the period")
    )
    doubt = Text(
        f"{kept.isoformat()}仅按较晚的届满日计在期内",
        f"{kept.isoformat()} lies within the period only on the later reading",
    )
    return [done, doubt] if kept > earliest else [done]


@remembered
def of(case: Case, on: date, policy: Policy) -> tuple[Clock, ...]:
    """Every clock of the case as known on `on`, the most urgent safe day first.

    Where a guarantee has been kept, the limitation that follows stands in its place (for a general
    one nothing, until enforcement against the debtor has proved vain). Limitation of the loan runs while
    its creditor is owed anything, now or later: once we have paid him off, recourse took its place, and
    nothing of his runs against a guarantor of the loan: what is left is our own claim on him.
    That of recourse runs while something of it is open. A loan on which nothing is owed to either, nor
    will be, has no clocks, and neither have its guarantees. All of them are those of Chinese law: a house
    that leaves out its layer of rules (`policy.layers`) has none."""
    if _LAW not in policy.layers:
        return ()
    back, owed = recourse.claim(case, on, policy), recourse.bank_owed(case, on, policy)
    runs = bool(owed.total or owed.not_yet_due)
    ours = recourse_limitation(case, policy, on) if back and back.total else None
    if ours is None and not runs:
        return ()
    found = [loan_limitation(case, policy, on)] if runs else []
    found += [ours] if ours else []
    for guarantee in case.guarantees:
        if ours and spent(case, guarantee, policy, on):
            found.append(contribution_limitation(case, guarantee, policy, on))
            continue
        period = guarantee_clock(case, guarantee, policy, on)
        if period is not None:
            after = after_keeping(case, guarantee, period, policy, on)
            found += [period] if period.demanded_on is None else [after] if after else []
    found += enforcement_clocks(case, on, policy) + preservation_clocks(case, on, policy)
    return tuple(sorted(found, key=lambda c: (c.safe_day, c.kind, c.party, c.guarantee)))


def after_keeping(
    case: Case, guarantee: Guarantee, period: Clock, policy: Policy, on: date
) -> Clock | None:
    """The limitation that runs against a guarantor once his guarantee has been kept; None while it
    has not, or while nothing runs yet."""
    if period.demanded_on is None:
        return None
    if effective_kind(guarantee, policy) is GuaranteeKind.JOINT:
        return guarantor_limitation(case, period, policy, on)
    return general_limitation(case, period, policy, on)


__all__ = [
    "Clock",
    "Limit",
    "Windows",
    "add_months",
    "after_keeping",
    "agreed_months",
    "calendar_published",
    "effective_kind",
    "ended_in_vain",
    "enforcement_clocks",
    "enforcement_last_day",
    "guarantee_clock",
    "guarantor_limit",
    "limit",
    "limitation_clock",
    "loan_limitation",
    "minus_working_days",
    "next_working_day",
    "no_period",
    "of",
    "overdue_day",
    "preservation_clocks",
    "recourse_limitation",
    "spent",
    "weekday",
    "windows",
    "working_day",
]
