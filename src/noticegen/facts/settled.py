"""The facts of a certificate of payment in full."""

from __future__ import annotations

from noticegen import recourse
from noticegen.accrual import ZERO
from noticegen.errors import DataError
from noticegen.events import SPECS
from noticegen.facts.borrower import addressee
from noticegen.facts.loan import loan, security
from noticegen.facts.paper import Paper, document
from noticegen.facts.people import house, person
from noticegen.model import Case, EventType
from noticegen.money import day, money
from noticegen.policy import Policy
from noticegen.text import Text
from noticegen.wording.vocabulary.settled import SETTLED

T = EventType


def settled(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of a certificate to one borrower.

    Raises DataError if the party is no borrower of the loan, or anything is still open on the day."""
    who, on, locale = addressee(case, party), paper.as_of, paper.locale
    ended = recourse.settled_on(case, on, policy)
    if ended is None:
        raise DataError(
            Text("款项尚未结清", "something is still owed"),
            Text("noticegen case 查看余额", "`noticegen case` shows what is open"),
        )
    paid = [e.amount or ZERO for e in case.of(T.SUB_PAYMENT) if e.day <= on]
    waivers = [
        e
        for e in case.of(T.WAIVER)
        if e.day <= on and SPECS[T.WAIVER].approved and e.details.get("approver")
    ]
    waived = sum((e.amount or ZERO for e in waivers), ZERO)
    known = {
        **document(paper),
        **house(case, locale),
        **person(case, who, paper),
        **loan(case, locale),
        **security(case, locale),
        "settled_on": day(ended, locale),
        "has_recourse": bool(paid),
        "paid_out": money(sum(paid, ZERO), locale),
        "waived": money(waived, locale),
        "has_waived": waived > 0,
        "written_off": any(e.day <= on for e in case.of(T.WRITE_OFF)),
        "tone": "N",
    }
    allowed = {*SETTLED.facts, *SETTLED.conditions, "tone"}
    return {name: value for name, value in known.items() if name in allowed}
