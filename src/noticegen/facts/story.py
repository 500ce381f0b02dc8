"""The course of events as a complaint tells it: from the default to the last letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noticegen import episodes, recourse
from noticegen.addressing import NAMES, TO_COURT
from noticegen.deliveries import delivery, letters
from noticegen.facts.paper import Paper, said
from noticegen.facts.people import house_name
from noticegen.model import Case, Event, EventType, LoanKind
from noticegen.money import day, days, money
from noticegen.policy import Policy
from noticegen.suits import Suit
from noticegen.text import Text

T = EventType
_UNSERVED = Text("送达证据见证据目录", "for its service see the evidence list")


def story(case: Case, suit: Suit, paper: Paper, policy: Policy) -> dict[str, object]:
    """How it came to the suit: the present default (of it, what was missed since an earlier claim of the house
    was paid back), its letters, those before the house first paid the creditor for it and those since, what it
    paid, what follows in law."""
    locale, on = paper.locale, suit.on
    found = episodes.episodes(case, on, policy)
    back = recourse.asked_back(case, on, policy)
    missed = recourse.missed_on(case, back, policy) if back else None
    first = missed or (found[-1].anchor if found else case.loan.maturity)
    until = recourse.owing_until(case, on, policy)
    paid_at = back.paid[0].event.at if back else None
    out = {n: e for n, e in letters(case, TO_COURT, on).items() if e.day >= first}
    before = {n: e for n, e in out.items() if paid_at is None or e.at < paid_at}
    after = {n: e for n, e in out.items() if n not in before}
    called = [e for e in case.of(T.ACCELERATION) if e.day <= on]
    return {
        "first_due": day(first, locale),
        "overdue_until": day(until, locale),
        "days_overdue": days((until - first).days, locale),
        "demands": tuple(_demands(case, suit, locale, before)),
        "later_demands": tuple(_demands(case, suit, locale, after)),
        "paid_for": tuple(
            {
                "date": day(p.on, locale),
                "amount": money(p.amount, locale),
                "payee": p.event.details.get("payee", "") or case.loan.lender,
            }
            for p in (back.paid if back else ())
        ),
        "recourse_contract": case.loan.recourse_contract,
        "has_recourse_contract": bool(case.loan.recourse_contract),
        "accelerated": bool(called),
        "accelerated_on": day(called[0].day, locale) if called else "",
        "guaranteed": case.loan.kind is LoanKind.GUARANTEED,
        "joint_law": any(not s.general for s in suit.sureties),
        "general_law": any(s.general for s in suit.sureties),
    }


def _demands(
    case: Case, suit: Suit, locale: str, out: Mapping[str, Event]
) -> Iterator[dict[str, str]]:
    """Letters that asked for payment or told of it, and when each was served."""
    on = suit.on
    plaintiff = said(Text("原告", "the plaintiff"), locale)
    by = plaintiff if suit.house else house_name(case.house, locale)
    for number, letter in out.items():
        kind, party = letter.details["kind"], letter.party
        served = [
            e.day
            for e in delivery(case, kind, party, letter.day, on).proved
            if e.document == number
        ]
        when = Text(f"于{day(served[0], 'zh')}送达", f"served on {day(served[0], 'en')}") if served else _UNSERVED  # fmt: skip
        yield {
            "date": day(letter.day, locale),
            "by": by,
            "who": case.parties[party].name if party in case.parties else "",
            "title": said(NAMES[kind], locale),
            "number": number,
            "served": said(when, locale),
        }
