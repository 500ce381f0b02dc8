"""The facts of a letter to one guarantor or counter-guarantor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from noticegen import caps, clocks, episodes, recourse, sureties
from noticegen.accrual import ZERO
from noticegen.addressing import DEMAND, NOTICE, RECOURSE
from noticegen.chinese import rmb
from noticegen.creditor import has_authority, house_is_lender
from noticegen.deliveries import delivery
from noticegen.errors import DataError
from noticegen.events import SPECS
from noticegen.facts.loan import loan
from noticegen.facts.paid import paid
from noticegen.facts.paper import Paper, document, said
from noticegen.facts.people import house, person
from noticegen.facts.standing import earlier_notices, named, served
from noticegen.facts.sums import called_on
from noticegen.model import Case, Event, EventType, Guarantee, GuaranteeKind, Owed, PartyKind
from noticegen.money import day, day_in_table, days, digits, listed, money
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.wording.vocabulary.guarantor import GUARANTOR

_KINDS = {
    GuaranteeKind.JOINT: Text("连带责任保证", "joint and several"),
    GuaranteeKind.GENERAL: Text("一般保证", "general"),
    GuaranteeKind.SILENT: Text("合同未约定", "not agreed"),
}
_STATUTORY = Text("法定范围", "as provided by law")
_NO_CAP = Text("未约定", "none agreed")


def guarantor(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of a letter to one (counter-)guarantor: his deeds, the default, the sum asked.

    Raises DataError if the party signed no such deed, or nothing is open that he could answer for."""
    deeds = sureties.asked_on(case, paper.kind, party, paper.as_of, policy)
    if not deeds:
        raise DataError(
            Text(f"{party} 没有相应的担保合同", f"{party} signed no such deed of guarantee"),
            Text("核对收件人和文书种类", "check the addressee and the kind of document"),
        )
    owed = recourse.bank_owed(case, paper.as_of, policy)
    known = {
        **document(paper),
        **house(case, paper.locale),
        **person(case, case.parties[party], paper),
        **loan(case, paper.locale),
        **_deeds(case, deeds, paper, policy),
        **_refusal(case, deeds, paper, policy),
        **_default(case, owed, paper, policy),
        **paid(case, paper, policy),
        **_asked(case, party, paper, policy),
        **_standing(case, party, deeds, paper, policy),
        "deadline": day(paper.deadline, paper.locale),
        "cure_days": days(policy.notice.cure_days, paper.locale),
        "objection_days": days(policy.notice.objection_days, paper.locale),
    }
    allowed = {*GUARANTOR.facts, *GUARANTOR.conditions, *GUARANTOR.rows, "tone"}
    return {name: value for name, value in known.items() if name in allowed}


def _deeds(
    case: Case, deeds: tuple[Guarantee, ...], paper: Paper, policy: Policy
) -> dict[str, object]:
    locale = paper.locale
    kinds = {clocks.effective_kind(g, policy) for g in deeds}
    cap = caps.cap_of(deeds)
    names = [
        f"《{_bare(g)}》（编号：{g.deed_no}）"
        if locale == "zh"
        else f"{_bare(g)} (No. {g.deed_no})"
        for g in deeds
    ]
    return {
        "own_deeds": tuple(_deed(g, locale) for g in deeds),
        "deeds_named": listed(names, locale),
        "one_deed": len(deeds) == 1,
        "joint": kinds == {GuaranteeKind.JOINT},
        "general": kinds == {GuaranteeKind.GENERAL},
        "capped": cap is not None,
        "caps": money(cap or ZERO, locale),
        "others_too": any(g.party != deeds[0].party for g in case.guarantees),
    }


def _refusal(
    case: Case, deeds: tuple[Guarantee, ...], paper: Paper, policy: Policy
) -> dict[str, object]:
    """Whether a general guarantor may still point to the debtor first (Civil Code 687): no more once a
    court has taken up the bankruptcy of every borrower, or enforcement against them ended in vain. A
    winding-up without the number of a court's case is no such bankruptcy."""
    general = {clocks.effective_kind(g, policy) for g in deeds} == {GuaranteeKind.GENERAL}
    begun = [e for e in case.of(EventType.INSOLVENCY) if e.day <= paper.issued_on]
    taken_up = {e.party: e.details["case_no"] for e in begun if e.details.get("case_no")}
    debtors = [p.id for p in case.borrowers]
    insolvent = [taken_up[p] for p in debtors if p in taken_up]
    vain = bool(clocks.ended_in_vain(case, paper.issued_on))
    over = general and (vain or len(insolvent) == len(debtors))
    return {
        "debtor_insolvent": bool(insolvent),
        "insolvency_case": listed(dict.fromkeys(insolvent), paper.locale) if insolvent else "",
        "may_refuse": general and not over,
        "refusal_over": over,
        "enforced_in_vain": general and vain,
    }


def _bare(deed: Guarantee) -> str:
    return deed.deed_name.removeprefix("《").removesuffix("》")


def _deed(deed: Guarantee, locale: str) -> dict[str, str]:
    return {
        "name": _bare(deed),
        "number": deed.deed_no,
        "date": day_in_table(deed.deed_date, locale),
        "kind": said(_KINDS[deed.kind], locale),
        "scope": deed.scope or said(_STATUTORY, locale),
        "cap": said(_NO_CAP, locale) if deed.cap is None else digits(deed.cap),
    }


def _default(case: Case, owed: Owed, paper: Paper, policy: Policy) -> dict[str, object]:
    """What was not paid: of a demand for what the house paid, what was missed when it paid first and a
    call of the loan up to its last payment; of the others, what is open."""
    locale, claim = paper.locale, recourse.claim(case, paper.as_of, policy)
    if claim and paper.kind == RECOURSE:
        oldest = recourse.missed_on(case, claim, policy) or paper.as_of
        called = _called_before(case, claim.paid[-1].on)
    else:
        episode = episodes.present_episode(case, paper.as_of, policy)
        first = episode.anchor if episode else paper.as_of
        oldest = min((line.due for line in owed.lines), default=first)
        called = called_on(case, owed, paper.as_of)
    return {
        "accelerated": called is not None,
        "accelerated_on": day(called, locale) if called else "",
        "first_due": day(oldest, locale),
        "days_overdue": days((paper.as_of - oldest).days, locale),
        "sum_principal": digits(owed.principal),
        "sum_interest": digits(owed.interest),
        "sum_penalty": digits(owed.penalty + owed.compound),
        "costs": digits(owed.costs),
        "has_costs": owed.costs > 0,
        "debt": money(owed.total, locale),
        "debt_digits": digits(owed.total),
    }


def _called_before(case: Case, until: date) -> date | None:
    """The day of the first approved call of the loan up to a day (included)."""
    called = (e for e in case.of(EventType.ACCELERATION) if e.details.get("approver"))
    return next((e.day for e in called if e.day <= until), None)


def _asked(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    locale, on = paper.locale, paper.as_of
    bound = sureties.binding(case, paper.kind, party, on, policy)
    asked = sureties.asked_of(case, paper.kind, party, on, policy)
    if not asked:
        raise DataError(
            Text("没有可向其主张的款项", "nothing is open that this guarantor could answer for"),
            Text(
                "核对还款、代偿与最高限额", "check payments, payment under the guarantee, and caps"
            ),
        )
    limited, more = asked < bound.total, bound.daily_increase
    told = [said(_change(e), locale) for e in bound.without]
    own = _own_paid(case, paper, party, policy)
    return {
        "asked": money(asked, locale),
        "asked_digits": digits(asked),
        "asked_capitals": rmb(asked),
        "cap_reached": limited,
        "daily_increase": money(Decimal(0) if limited else more, locale),
        "grows_daily": more > 0 and not limited,
        "own_paid": money(own, locale),
        "has_own_paid": own > 0,
        "has_performed": caps.own_payments(case, party, on) > 0,
        "left_out": money(bound.left_out, locale),
        "left_out_changes": listed(told, locale) if told else "",
        "has_left_out": bound.left_out > 0,
    }


def _own_paid(case: Case, paper: Paper, party: str, policy: Policy) -> Decimal:
    """What he has paid: under capped deeds what is set against them, for the letter tells both."""
    deeds = sureties.asked_on(case, paper.kind, party, paper.as_of, policy)
    if caps.cap_of(deeds) is None:
        return caps.own_payments(case, party, paper.as_of)
    return caps.paid_under(case, deeds, paper.as_of, policy)


def _change(event: Event) -> Text:
    """What was changed without him: 2026年3月26日的展期."""
    name, on = SPECS[event.type].name, event.day
    return Text(f"{day(on, 'zh')}的{name.zh}", f"the {name.en} of {day(on, 'en')}")


def _standing(
    case: Case, party: str, deeds: tuple[Guarantee, ...], paper: Paper, policy: Policy
) -> dict[str, object]:
    joint = {clocks.effective_kind(g, policy) for g in deeds} == {GuaranteeKind.JOINT}
    answers = joint or bool(_refusal(case, deeds, paper, policy)["refusal_over"])
    authorised = not house_is_lender(case) and has_authority(case, paper.issued_on)
    own_claim = paper.kind == RECOURSE or house_is_lender(case)
    earlier = earlier_notices(case, party, paper, policy)
    notices = _served_notices(case, paper, policy)
    who = case.parties[party]
    return {
        "authorised": authorised,
        "asserts_claim": answers and paper.kind in {DEMAND, RECOURSE} and (own_claim or authorised),
        "earlier_notices": named([(e.document, e.day) for e in earlier], paper.locale),
        "served_notices": served(notices, paper.locale),
        "has_served_notices": bool(notices),
        "reports_guarantor": case.house.reports_credit and who.kind is PartyKind.PERSON,
        "tone": "L" if earlier else "N",
    }


def _since(case: Case, paper: Paper, policy: Policy) -> date:
    episode = episodes.present_episode(case, paper.as_of, policy)
    return episode.anchor if episode else case.loan.disbursed_on


def _served_notices(case: Case, paper: Paper, policy: Policy) -> tuple[tuple[str, date], ...]:
    """Notices of the present default served on a borrower with full proof: number, day of service."""
    since = _since(case, paper, policy)
    found = [
        (service.document, service.day)
        for debtor in case.borrowers
        for service in delivery(case, NOTICE, debtor.id, since, paper.issued_on).proved
    ]
    return tuple(sorted(dict(found).items(), key=lambda item: item[1]))
