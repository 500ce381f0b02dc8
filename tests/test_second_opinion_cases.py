"""Both opinions on cases made by hand: the worked timeline day by day, and what breaks naive code.

Here the first day on which a document is possible is compared too: the naive one is found by doing
everything that can still be done, on every day, until nothing blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from naive import check as naive_check
from naive import world as w
from naive.both import compare, compared, policy
from naive.situation import B3W, G2A, G2B, G2C, J4, KINDS, N1, N2

from noticegen import rules
from noticegen.model import Case, Event, EventType, GuaranteeKind, Instalment, LoanKind
from noticegen.workdays import add_months

T = w.T
SPOUSE, CO = "S1", "B2"


def day(number: int) -> date:
    """The day with this number; day 0 is 2026-03-20."""
    return w.day_of(w.DUE, number)


def timeline() -> Case:
    """The worked timeline: due on 2026-03-20, one borrower, two counter-guarantors."""
    made = w.case(deeds=(w.deed("G1"), w.deed("G2")))
    steps = [w.visit("B1", day(0)), w.reason(day(1)), w.promise("B1", day(1), day(6), "5000.00")]
    steps += [w.call("B1", day(n)) for n in (1, 2, 3)]
    steps += [w.visit("B1", day(4)), w.cg_contact("G1", day(4)), w.cg_contact("G2", day(4))]
    steps += [w.issued(N1, "B1", day(7), "催1"), w.served("催1", "B1", day(8))]
    steps += [w.call("B1", day(n)) for n in range(9, 106)]
    for n, g in enumerate(("G1", "G2")):
        steps += [w.issued(G2A, g, day(9), f"提{n}"), w.served(f"提{n}", g, day(10))]
    steps += [w.sub_payment(date(2026, 5, 6), "52345.67")]
    steps += [w.issued(N2, "B1", day(48), "偿1"), w.served("偿1", "B1", day(49))]
    for n, g in enumerate(("G1", "G2")):
        steps += [w.issued(G2B, g, day(50), f"追{n}"), w.served(f"追{n}", g, day(51), "ems")]
    steps += [w.issued(B3W, "B1", day(90), "名1"), w.served("名1", "B1", day(91))]
    return w.log(made, *steps)


def known(made: Case, on: date) -> Case:
    """The case with what had happened by the end of that day."""
    return replace(made, log=tuple(e for e in made.log if e.day <= on))


# every day while the manual runs, then the days around each end
DAYS = [
    *range(-1, 13),
    46,
    47,
    48,
    89,
    90,
    91,
    104,
    105,
    106,
    107,
    180,
    184,
    185,
    215,
    231,
    232,
    240,
]


@pytest.mark.parametrize("number", DAYS)
def test_the_worked_timeline(number: int) -> None:
    """Both say the same of every kind of document on each day of the timeline."""
    compare(known(timeline(), day(number)), day(number))


def first_possible(made: Case, kind: str, on: date, horizon: int) -> date | None:
    """The first day from `on` on which nothing blocks, if all that can be done is done each day."""
    for n in range(horizon + 1):
        today = on + timedelta(days=n)
        for p in made.borrowers:
            made = w.log(made, w.visit(p.id, today), w.visit(p.id, today, hour=13))
            made = w.log(made, w.call(p.id, today, 9))
        for g in made.guarantees:
            made = w.log(made, w.cg_contact(g.party, today))
        for p in made.borrowers:
            if kind != N1 and naive_ready(made, N1, today, compared(N1)):
                made = w.log(made, w.issued(N1, p.id, today, f"又{n}"))
                made = w.log(made, w.served(f"又{n}", p.id, today))
        if naive_ready(made, kind, today, compared(kind)):
            return today
    return None


def naive_ready(made: Case, kind: str, on: date, asked: frozenset[str]) -> bool:
    found = naive_check.check(made, kind, on, policy())
    return naive_check.ready([v for v in found if v.rule in asked])


QUESTIONS = [
    (kind, number, left_out)
    for kind in (N1, G2A)
    for number in (0, 1, 2, 3, 4, 6, 7)
    for left_out in (None, T.CALL, T.VISIT, T.CG_CONTACT)
]


@pytest.mark.parametrize(("kind", "number", "left_out"), QUESTIONS)
def test_the_first_possible_day(kind: str, number: int, left_out: EventType | None) -> None:
    """The day the product names is the first on which everything done in time lets the document go."""
    on = day(number)
    made = known(timeline(), on)
    made = replace(
        made, log=tuple(e for e in made.log if e.type is not left_out and not e.document)
    )
    found = [f for f in rules.check(made, kind, on, policy()) if f.rule in compared(kind)]
    product = on if rules.verdict(found) == "ready" else rules.earliest(found)
    assert product == first_possible(made, kind, on, 12)


# --- what breaks naive code -------------------------------------------------------------------------


def ordinary(*more: Event, **changes: object) -> Case:
    """All steps of the manual up to day 6, and more."""
    made = w.case(**{"deeds": (w.deed("G1"), w.deed("G2")), **changes})  # type: ignore[arg-type]
    steps: list[Event] = []
    for p in made.borrowers:
        steps += [w.visit(p.id, day(0)), w.promise(p.id, day(1), day(6), "500.00")]
        steps += [w.reason(day(1), party=p.id), w.visit(p.id, day(4))]
        steps += [w.call(p.id, day(n)) for n in (1, 2, 3)]
    steps += [w.cg_contact(g.party, day(4)) for g in made.guarantees if g.counter]
    return w.log(made, *steps, *more)


def notice(party: str = "B1", on: int = 7, number: str = "催1") -> Event:
    return w.issued(N1, party, day(on), number)


def without(made: Case, kind: EventType, number: int) -> Case:
    return replace(
        made, log=tuple(e for e in made.log if e.type is not kind or e.day != day(number))
    )


def at_minute(made: Case, number: int, hour: int, minute: int) -> Case:
    """The call of this day at that time."""
    return replace(
        made,
        log=tuple(
            sorted(
                (
                    replace(e, at=e.at.replace(hour=hour, minute=minute))
                    if e.type is T.CALL and e.day == day(number)
                    else e
                    for e in made.log
                ),
                key=lambda e: (e.at, e.id),
            )
        ),
    )


def instalments(count: int, amount: str = "10000.00") -> tuple[Instalment, ...]:
    return tuple(
        Instalment(n + 1, add_months(w.DUE, n), Decimal(amount), Decimal("50.00"))
        for n in range(count)
    )


def corrected() -> Case:
    made = ordinary()
    wrong = next(e for e in made.log if e.type is T.CALL and e.day == day(2))
    return w.log(
        made, w.event(T.CORRECTION, day(5), actors=("王经办",), text="他案", corrects=wrong.id)
    )


def extended(consent: str) -> Case:
    made = ordinary(deeds=(w.deed("G1", counter=False),))
    details = {"instalment": "1", **({"guarantor_consent": consent} if consent else {})}
    return w.log(made, w.approved(T.EXTENSION, day(5), by=day(95), details=details))


def long_deed(counter: bool, kind: GuaranteeKind, due: date) -> Case:
    contract = w.loan(maturity=due, disbursed_on=due - timedelta(days=400))
    return w.case(contract, deeds=(w.deed("G1", counter=counter, kind=kind),))


EDGES: dict[str, Callable[[], Case]] = {
    "a call at 23:59": lambda: at_minute(ordinary(), 3, 23, 59),
    "a call at 00:01": lambda: at_minute(ordinary(), 3, 0, 1),
    "a visit of day 3 entered on day 9": lambda: w.log(
        without(ordinary(), T.VISIT, 0), w.visit("B1", day(3), late=6 * 24)
    ),
    "notice taken in by somebody": lambda: ordinary(
        notice(), w.served("催1", "B1", day(8), details={"recipient": "other"})
    ),
    "notice taken in by a relative": lambda: ordinary(
        notice(), w.served("催1", "B1", day(8), "household")
    ),
    "EMS came back, moved": lambda: ordinary(
        notice(),
        w.event(
            T.RETURNED, day(10), party="B1", document="催1", evidence=w.files("returned_envelope"),
            details={"method": "ems", "why": "迁移新址"},
        ),
    ),
    "payment on the day of service": lambda: ordinary(
        notice(), w.served("催1", "B1", day(8)), w.payment(day(8), "20000.00")
    ),
    "payment larger than what is due": lambda: ordinary(w.payment(day(5), "60000.00")),
    "back-dated payment between two letters": lambda: ordinary(
        notice(), w.payment(day(5), "1000.00", late=24 * 6), notice(on=9, number="催2")
    ),
    "deed says general": lambda: long_deed(counter=False, kind=GuaranteeKind.GENERAL, due=w.DUE),
    "six months end on 28 February": lambda: long_deed(
        counter=False, kind=GuaranteeKind.JOINT, due=date(2025, 8, 31)
    ),
    "a leap day": lambda: long_deed(
        counter=False, kind=GuaranteeKind.JOINT, due=date(2024, 2, 29)
    ),
    "counter-guarantor paid a part": lambda: ordinary(
        w.sub_payment(day(47), "52345.67"), w.payment(day(60), "1000.00", "G1")
    ),
    "paid under the guarantee twice": lambda: ordinary(
        w.sub_payment(day(47), "30000.00"), w.sub_payment(day(90), "22345.67")
    ),
    "recourse claimed from the co-borrower": lambda: ordinary(
        w.sub_payment(day(47), "52345.67"), w.issued(N2, "B2", day(48), "偿1"),
        w.served("偿1", "B2", day(90)), co_borrower=True,
    ),
    "recourse claimed without the voucher": lambda: ordinary(
        w.sub_payment(day(47), "52345.67", evidence=()), w.issued(N2, "B1", day(48), "偿1")
    ),
    "recourse paid back, the bank is owed the rest": lambda: ordinary(
        w.sub_payment(day(47), "20000.00"), w.payment(day(90), "30000.00")
    ),
    "a payment under a guarantee of a loan of the house's own": lambda: ordinary(
        w.sub_payment(day(47), "52345.67"), contract=w.loan(lender=w.HOUSE)
    ),
    "extended without consent": lambda: extended(""),
    "extended with consent": lambda: extended("G1"),
    "ID number ends in x": lambda: ordinary(
        borrower=replace(w.person("B1"), id_number="11010519491231002x")
    ),
    "ID number whose check fails": lambda: ordinary(
        borrower=replace(w.person("B1"), id_number="110105194912310021")
    ),
    "a hundred million and three fen": lambda: ordinary(
        contract=w.loan(principal=Decimal("100010000.03"))
    ),
    "hold on days 1 to 3": lambda: w.log(
        replace(ordinary(), log=tuple(e for e in ordinary().log if e.type is not T.CALL)),
        w.approved(T.HOLD, day(1), by=day(3), details={"reason": "住院"}),
    ),
    "a call of another case taken back": corrected,
    "nine counter-guarantors": lambda: ordinary(
        deeds=tuple(w.deed(f"G{n}") for n in range(1, 10))
    ),
    "two borrowers, one served": lambda: ordinary(
        notice(), w.served("催1", "B1", day(8)), notice("B2", number="催2"), co_borrower=True
    ),
    "entrusted loan": lambda: ordinary(
        contract=w.loan(kind=LoanKind.ENTRUSTED), deeds=(w.deed("G1", counter=False),)
    ),
    "three instalments, the first paid late": lambda: ordinary(
        w.payment(day(12), "10200.00"), dues=instalments(3), contract=w.loan(principal=Decimal(30000))
    ),
    "written off with instalments to come": lambda: ordinary(
        w.issued(B3W, "B1", day(1), "名1"), w.served("名1", "B1", day(2)),
        w.event(T.WRITE_OFF, day(3), details={"approver": "赵行长"}),
        dues=instalments(3), contract=w.loan(principal=Decimal(30000)),
    ),
    "terms changed by an import, and its event taken back": lambda: ordinary(
        w.event(T.DATA_CHANGE, day(5), id="c", actors=("import",), text="?", details={"terms": "sums"}),
        w.event(T.CORRECTION, day(6), actors=("王经办",), text="?", corrects="c"),
    ),
    "called due": lambda: ordinary(
        w.approved(T.ACCELERATION, day(5), details={"ground": "第十条"}),
        dues=instalments(3), contract=w.loan(principal=Decimal(30000), maturity=add_months(w.DUE, 2)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    """Both say the same of it before, on and after the days that matter."""
    made = EDGES[name]()
    for number in (3, 7, 8, 9, 12, 48, 91, 150, 184, 187, 233):
        compare(made, day(number), KINDS if number in {9, 91, 184} else (N1, N2, G2C, J4))


@pytest.mark.parametrize("again", [None, 0, 1])
def test_the_end_of_limitation_of_recourse(again: int | None) -> None:
    """Three years from the service of the notice of recourse; served again on the last day (rolled) it
    runs anew, on the day after it does not. Both say the same before, on and after that day."""
    end = date(2029, 5, 10)  # served on 2026-05-10
    made = ordinary(
        w.sub_payment(day(47), "52345.67"), w.issued(N2, "B1", day(48), "偿1"), w.served("偿1", "B1", day(51))
    )  # fmt: skip
    if again is not None:
        second = end + timedelta(again)
        made = w.log(made, w.issued(N2, "B1", end, "偿2"), w.served("偿2", "B1", second))
    for on in (end - timedelta(1), end, end + timedelta(1)):
        compare(known(made, on), on, (N2, J4))
