"""Limitation of action against borrower, recourse debtor and guarantor (Civil Code 188 to 195, 694).

It restarts with a served demand of one who may demand, and with the debtor's consent to perform
(part payment, written promise, plan, request for time); not once it has run out (192).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from noticegen.model import Case, Event, EventType, LoanKind
from noticegen.periods import (
    GUARANTOR_DEMAND,
    NOTICE,
    RECOURSE_DEMAND,
    Clock,
    Limit,
    approved,
    calendar_notes,
    called_on,
    due_dates,
    joined,
    limit,
    paid_by_us,
    served,
    until,
)
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.workdays import minus_working_days, next_working_day

_NO = frozenset({"", "no", "n", "false", "0", "否", "无"})
_SEVERAL = Text(
    "多次代偿，自首次起算（谨慎）", "several payments: counted from the first (cautious)"
)


def limitation_clock(case: Case, policy: Policy, on: date) -> Clock:
    """Limitation of the claim against the borrower: of recourse once the company has paid, else of
    the loan."""
    return recourse_limitation(case, policy, on) or loan_limitation(case, policy, on)


def loan_limitation(case: Case, policy: Policy, on: date) -> Clock:
    """Limitation of the loan: from the last instalment's due date (Civil Code 189), or from the
    day all was called if that is earlier."""
    dues = due_dates(case, on)
    called = called_on(case, on, dues[-1])
    run = limit(
        called or dues[-1],
        _restarts(case, on, _may_demand(case, on)),
        policy.limitation.years,
        policy.limitation.longest_years,
    )
    early = Text("自宣布提前到期日起算（较早者）", "counted from the acceleration (earlier)")
    return _limitation(
        run,
        party=_debtor(case),
        name=Text("对借款人的诉讼时效", "limitation against the borrower"),
        kind="limitation",
        basis="《民法典》第188、189条",
        policy=policy,
        notes=[early] if called else [],
    )


def recourse_limitation(case: Case, policy: Policy, on: date) -> Clock | None:
    """Limitation of the company's recourse: from its payment, of several from the first (disputed;
    the cautious reading). None before it has paid."""
    paid = paid_by_us(case, on)
    if not paid:
        return None
    restarts = [day for day in _restarts(case, on, paid[0]) if day >= paid[0]]
    run = limit(paid[0], restarts, policy.limitation.years, policy.limitation.longest_years)
    return _limitation(
        run,
        party=_debtor(case),
        name=Text("追偿权的诉讼时效", "limitation of the recourse claim"),
        kind="recourse_limitation",
        basis="《民法典》第188、700条",
        policy=policy,
        notes=[_SEVERAL] if paid[-1] > paid[0] else [],
    )


def _may_demand(case: Case, on: date) -> date | None:
    """From which day our own notices assert the claim: always for an entrusted loan, else from the
    creditor's recorded authority. A demand by one who holds no claim restarts nothing."""
    if case.loan.kind is LoanKind.ENTRUSTED:
        return date.min
    return min((e.day for e in until(case, on, EventType.COLLECTION_AUTHORITY)), default=None)


def _restarts(case: Case, on: date, demands_from: date | None) -> list[date]:
    """Days that begin limitation anew: our notice served on a debtor (one's counts against all,
    Limitation Rules 15), his payment, written promise, plan, or request for time (Rules 14)."""
    debtors = [p.id for p in case.borrowers]
    days = [
        day
        for day in served(case, on, NOTICE, debtors)
        if demands_from is not None and day >= demands_from
    ]
    by_debtor = [
        *until(case, on, EventType.PAYMENT),
        *(e for e in until(case, on, EventType.PROMISE) if _written(e)),
        *approved(case, on, EventType.PLAN, EventType.EXTENSION),
    ]
    return sorted([*days, *(e.day for e in by_debtor if e.party in ("", *debtors))])


def _written(promise: Event) -> bool:
    return promise.details.get("written", "").strip().lower() not in _NO


def _debtor(case: Case) -> str:
    return case.borrowers[0].id if case.borrowers else ""


def _limitation(
    run: Limit,
    *,
    party: str,
    name: Text,
    kind: str,
    basis: str,
    policy: Policy,
    notes: Sequence[Text] = (),
) -> Clock:
    rolled = next_working_day(run.last_day)
    notes = [*notes, *_late_notes(run), *calendar_notes(run.last_day)]
    return Clock(
        name=name,
        party=party,
        start=run.start,
        last_day=run.last_day,
        rolled=rolled,
        safe_day=minus_working_days(run.last_day, policy.limitation.buffer_workdays),
        note=joined(notes),
        basis=basis,
        kind=kind,
        earliest=run.last_day,
        latest=rolled,
    )


def _late_notes(run: Limit) -> list[Text]:
    if not run.late:
        return []
    first = run.late[0].isoformat()
    return [
        Text(
            f"届满后的行为（{first}起）不使时效恢复；是否同意履行由法务判断",
            f"acts after the end (from {first}) revive nothing; "
            "whether they are consent to perform is for legal to judge",
        )
    ]


def guarantor_limitation(case: Case, period: Clock, policy: Policy, on: date) -> Clock:
    """Three years against a joint guarantor from the demand that kept the guarantee."""
    demands = served(case, on, RECOURSE_DEMAND, [period.party])
    demands += served(case, on, GUARANTOR_DEMAND, [period.party])
    assert period.demanded_on is not None
    run = limit(period.demanded_on, demands, policy.limitation.years)
    name = Text("对保证人的诉讼时效", "limitation against the guarantor")
    basis = "《民法典》第694条"
    clock = _limitation(
        run, party=period.party, name=name, kind="guarantor_limitation", basis=basis, policy=policy
    )
    return replace(clock, guarantee=period.guarantee, demanded_on=period.demanded_on)
