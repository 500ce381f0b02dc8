"""Limitation of action against borrower, recourse debtor and guarantor (Civil Code 188 to 195, 694).

It restarts with a served demand of one who may demand, with the debtor's consent to perform (part
payment, written promise, plan, request for time), with a suit and what equals one (Limitation Rules
10, 11), and with the end of the proceedings; not once it has run out (192). A suit that was
withdrawn before its copy reached the other side is left out; counting it gives the latest end.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from noticegen.claims import claim_of, stands_in
from noticegen.creditor import house_is_lender, may_demand_from
from noticegen.memory import remembered
from noticegen.model import Case, Event, EventType, Guarantee
from noticegen.periods import (
    GUARANTOR_DEMAND,
    NOTICE,
    RECOURSE_DEMAND,
    RECOURSE_NOTICE,
    Clock,
    Limit,
    approved,
    calendar_notes,
    called_on,
    due_dates,
    joined,
    limit,
    served,
    until,
)
from noticegen.policy import Policy
from noticegen.proceedings import ENDED, RESTARTS, SUES, against, decisions
from noticegen.text import Text
from noticegen.workdays import add_months, minus_working_days, next_working_day

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
    return _of_loan(case, on, policy)


@remembered
def _of_loan(case: Case, on: date, policy: Policy) -> Clock:
    dues, debtors = due_dates(case, on), [p.id for p in case.borrowers]
    called = called_on(case, on, dues[-1])
    since = may_demand_from(case, on)
    notices = [d for d in served(case, on, NOTICE, debtors) if since is not None and d >= since]
    early = Text("自宣布提前到期日起算（较早者）", "counted from the acceleration (earlier)")
    return _against_debtors(
        case,
        policy,
        on,
        claim="loan",
        start=called or dues[-1],
        letters=notices,
        name=Text("对借款人的诉讼时效", "limitation against the borrower"),
        kind="limitation",
        basis="《民法典》第188、189条",
        notes=[early] if called else [],
    )


def recourse_limitation(case: Case, policy: Policy, on: date) -> Clock | None:
    """Limitation of the company's recourse: from its payment, of several from the first (disputed;
    the cautious reading). None before it has paid, nor once it was paid back. Of letters only its own notice of recourse begins
    it anew: the overdue notice demands the loan, and the company needs nobody's authority here."""
    paid = [e.day for e in stands_in(case, on, policy)]
    if not paid:
        return None
    return _against_debtors(
        case,
        policy,
        on,
        claim="recourse",
        start=paid[0],
        letters=served(case, on, RECOURSE_NOTICE, [p.id for p in case.borrowers]),
        name=Text("追偿权的诉讼时效", "limitation of the recourse claim"),
        kind="recourse_limitation",
        basis="《民法典》第188、700条",
        notes=[_SEVERAL] if paid[-1] > paid[0] else [],
    )


def _against_debtors(
    case: Case,
    policy: Policy,
    on: date,
    *,
    claim: str,
    start: date,
    letters: Sequence[date],
    name: Text,
    kind: str,
    basis: str,
    notes: Sequence[Text],
) -> Clock:
    """The clock of a claim on the borrowers; an act of or against one of them counts for all
    (Limitation Rules 15). Of recourse only what came after the first payment counts: what lies
    before its start moves no clock (`limit`)."""
    debtors = [p.id for p in case.borrowers]
    agreed = _consents(case, on, policy, {"", *debtors}, claim)
    others = [e.day for e in agreed if _of_another(case, e)]
    firm = [*letters, *(e.day for e in agreed if not _of_another(case, e))]
    firm += [e.day for e in decisions(case, on) if e.party in {"", *debtors}]
    sued, filed = _filed(case, on, debtors)
    terms = policy.limitation
    run = limit(start, [*firm, *sued], terms.years, terms.longest_years)
    late = limit(start, [*firm, *filed], terms.years, terms.longest_years)
    paid = limit(start, [*firm, *sued, *others], terms.years, terms.longest_years)
    both = limit(start, [*firm, *filed, *others], terms.years, terms.longest_years)
    return _limitation(
        run,
        party=debtors[0] if debtors else "",
        name=name,
        kind=kind,
        basis=basis,
        policy=policy,
        notes=[*notes, *_withdrawn(run, late), *_by_others(run, paid), *_both(both, late, paid)],
        latest=both,
    )


def _of_another(case: Case, act: Event) -> bool:
    """Whether it is a payment of no party by whom the log calls by a name no borrower has. The debtor
    must have agreed to perform (Civil Code 195): whether a stranger's money shows that is disputed."""
    payer = act.details.get("payer", "").strip()
    names = {case.parties[p.id].name for p in case.borrowers}
    return act.type is EventType.PAYMENT and not act.party and bool(payer) and payer not in names


def _by_others(run: Limit, latest: Limit) -> list[Text]:
    if latest.last_day <= run.last_day:
        return []
    end = latest.last_day.isoformat()
    return [
        Text(
            f"付款人不是借款人的还款未计入（借款人本人同意履行方可）；计入则至{end}",
            f"a payment by somebody who is no borrower is left out (the debtor himself must agree to perform); with it the end is {end}",
        )
    ]


def _both(both: Limit, *alone: Limit) -> list[Text]:
    if both.last_day <= max(end.last_day for end in alone):
        return []
    end = both.last_day.isoformat()
    return [Text(f"未计入的撤回的起诉和还款均计入则至{end}", f"with both the end is {end}")]


def _filed(case: Case, on: date, parties: Collection[str]) -> tuple[list[date], list[date]]:
    """Days of suits and their equals against these parties: those that restart limitation, and all
    of them, with those that were withdrawn before the copy had arrived."""
    found = against(case, on, parties, RESTARTS)
    return [f.day for f in found if not f.withdrawn or f.copy_reached], [f.day for f in found]


def _consents(
    case: Case, on: date, policy: Policy, parties: Collection[str], claim: str = ""
) -> list[Event]:
    """Acts by which these parties agreed to perform: payment (on this claim, "" = on any), written
    promise, plan, request for time (Limitation Rules 14)."""
    acts = [
        *(
            e
            for e in until(case, on, EventType.PAYMENT)
            if claim in {"", claim_of(e, case, policy)}
        ),
        *(e for e in until(case, on, EventType.PROMISE) if _written(e)),
        *approved(case, on, EventType.PLAN, EventType.EXTENSION),
    ]
    return [e for e in acts if e.party in parties]


def _written(promise: Event) -> bool:
    return promise.details.get("written", "").strip().lower() not in _NO


def _limitation(
    run: Limit,
    *,
    party: str,
    name: Text,
    kind: str,
    basis: str,
    policy: Policy,
    notes: Sequence[Text],
    latest: Limit,
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
        latest=max(rolled, next_working_day(latest.last_day)),
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


def _withdrawn(run: Limit, latest: Limit) -> list[Text]:
    if latest.last_day <= run.last_day:
        return []
    end = latest.last_day.isoformat()
    return [
        Text(
            f"已撤回且副本未送达的起诉未计入；计入则至{end}",
            f"a suit withdrawn before its copy arrived is left out; with it the end is {end}",
        )
    ]


# --- guarantors -------------------------------------------------------------------------------


def guarantor_limitation(case: Case, period: Clock, policy: Policy, on: date) -> Clock:
    """Three years against a joint guarantor from the demand or suit that kept the guarantee."""
    assert period.demanded_on is not None
    return _against_guarantor(
        case, period, policy, on, start=period.demanded_on, basis="《民法典》第694条"
    )


def general_limitation(case: Case, period: Clock, policy: Policy, on: date) -> Clock | None:
    """Three years against a general guarantor from when he can no longer point to the debtor: the
    ruling that enforcement ended in vain, or a year after the application for it, whichever is
    earlier (Guarantee Interpretation 28). None before that: nothing runs yet."""
    applied = _enforcement_sought(case, on)
    if not applied:
        return None
    idle = add_months(applied[0], policy.limitation.idle_enforcement_months)
    start = min([idle, *ended_in_vain(case, on)])
    if start > on:
        return None
    note = Text(
        "自执行未果之日起算；保证人证明债务人仍有财产的除外",
        "from when enforcement proved vain, unless he shows that the debtor still has property",
    )
    return _against_guarantor(
        case, period, policy, on, start=start, basis="担保制度解释第28条", notes=[note]
    )


def _enforcement_sought(case: Case, on: date) -> list[date]:
    debtors = [p.id for p in case.borrowers]
    return [f.day for f in against(case, on, debtors, {"enforcement"}) if not f.withdrawn]


def ended_in_vain(case: Case, on: date) -> list[date]:
    """Days of rulings, up to `on`, that enforcement against the debtor ended in vain."""
    applied = _enforcement_sought(case, on)
    ruled = (e for e in until(case, on, EventType.JUDGMENT) if e.details.get("form") == ENDED)
    return [e.day for e in ruled if applied and e.day >= applied[0]]


def _against_guarantor(
    case: Case,
    period: Clock,
    policy: Policy,
    on: date,
    *,
    start: date,
    basis: str,
    notes: Sequence[Text] = (),
) -> Clock:
    """Begun anew by later demands on him, his own consent to perform, and suits against him; what
    the borrower does or suffers is nothing to this clock (Limitation Rules 15 speaks of joint
    debtors, which a guarantor is not)."""
    him = period.party
    deed = next(g for g in case.guarantees if g.id == period.guarantee)
    days = demands(case, deed, on)
    days += [e.day for e in _consents(case, on, policy, {him})]
    sued, filed = _filed(case, on, {him})
    run = limit(start, [*days, *sued], policy.limitation.years)
    late = limit(start, [*days, *filed], policy.limitation.years)
    clock = _limitation(
        run,
        party=him,
        name=Text("对保证人的诉讼时效", "limitation against the guarantor"),
        kind="guarantor_limitation",
        basis=basis,
        policy=policy,
        notes=[*notes, *_withdrawn(run, late)],
        latest=late,
    )
    return replace(clock, guarantee=period.guarantee, demanded_on=period.demanded_on)


def contribution_limitation(case: Case, deed: Guarantee, policy: Policy, on: date) -> Clock:
    """Three years for what the company, having paid the bank, may ask back from another guarantor of the
    loan: from its payment, of several from the first. It begins anew with his consent to perform (on
    recourse) and with suits against him; the bank's demands and ours for it are another claim's. Whether
    there is such a claim at all the deeds say (Guarantee Interpretation 13), so its note sends to legal."""
    him, paid = deed.party, [e.day for e in stands_in(case, on, policy)]
    days = [e.day for e in _consents(case, on, policy, {him}, "recourse")]
    sued, filed = _filed(case, on, {him})
    run = limit(paid[0], [*days, *sued], policy.limitation.years)
    late = limit(paid[0], [*days, *filed], policy.limitation.years)
    clock = _limitation(
        run,
        party=him,
        name=Text("对共同担保人追偿的诉讼时效", "limitation of contribution from a co-guarantor"),
        kind="contribution_limitation",
        basis="《民法典》第188条；担保制度解释第13条",
        policy=policy,
        notes=[_WHERE_AGREED, *([_SEVERAL] if paid[-1] > paid[0] else []), *_withdrawn(run, late)],
        latest=late,
    )
    return replace(clock, guarantee=deed.id)


_WHERE_AGREED = Text(
    "限于约定相互追偿、连带共同担保或在同一份合同上签字的，请法务判断",
    "only where the guarantors agreed on it, stand jointly, or signed the same paper: legal must judge",
)


def demands(case: Case, deed: Guarantee, on: date) -> list[date]:
    """Days on which we demanded from a guarantor what this deed secures: recourse under a
    counter-guarantee; else the loan, from when we may, as creditor or with its authority. A demand
    of the one is none of the other."""
    if deed.counter and not house_is_lender(case):
        return served(case, on, RECOURSE_DEMAND, [deed.party])
    since = may_demand_from(case, on)
    days = served(case, on, GUARANTOR_DEMAND, [deed.party])
    return [d for d in days if since is not None and d >= since]


def suits_on_guarantor(case: Case, on: date, guarantor: str) -> list[date]:
    """Days of suits against a joint guarantor that count as asking him: one withdrawn still does if
    its copy had reached him (Guarantee Interpretation 31)."""
    found = against(case, on, [guarantor], SUES)
    return [f.day for f in found if not f.withdrawn or f.copy_reached]


def suits_on_debtor(case: Case, on: date) -> list[date]:
    """Days of acts that keep a general guarantee: a suit or arbitration against the debtor that was
    not withdrawn (Civil Code 693, Guarantee Interpretation 31); with a notarised enforceable deed,
    also the application for enforcement (27)."""
    ways = SUES | ({"enforcement"} if case.loan.notarised_deed else set())
    found = against(case, on, [p.id for p in case.borrowers], ways)
    return [f.day for f in found if not f.withdrawn]
