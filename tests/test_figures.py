"""What is owed on a day: boundaries of every rule, and what must hold for any account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, Context, Decimal, localcontext

import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_case import case, day, event, policy

from noticegen import allocation, workdays
from noticegen.errors import DataError
from noticegen.figures import (
    daily,
    interest,
    interest_between,
    owed,
    penalty_rate,
    spans,
    to_cent,
    yearly,
)
from noticegen.model import Case, Event, EventType, LedgerRow, Owed
from noticegen.policy import Policy

T = EventType
D = Decimal
ROUND = {
    "annual_rate": D("0.06"),
    "surcharge": D("0.5"),
}  # 9 % after the due date: 1000 yuan = 0.25 a day


def seen(*values: object) -> tuple[object, ...]:
    """Several values to compare at once."""
    return values


def pay(on: str, amount: str, id: str = "", designation: str = "") -> Event:
    return event(T.PAYMENT, on, id=id, amount=amount, designation=designation)


def waive(on: str, amount: str, component: str, approver: str = "示例批准人") -> Event:
    return event(T.WAIVER, on, amount=amount, component=component, approver=approver)


def extend(on: str, by: str, instalment: str = "1", interest: str = "") -> Event:
    return event(
        T.EXTENSION, on, by=by, instalment=instalment, interest=interest, approver="示例批准人"
    )


def accelerate(on: str) -> Event:
    return event(T.ACCELERATION, on, ground="第八条", approver="示例批准人")


def single(*log: Event, interest: str = "0.00", due: str = "2026-03-20", **changes: object) -> Case:
    """1000 yuan due on one day."""
    loan = {**ROUND, "maturity": day(due), **changes}
    return case(dues=[(day(due), D(1000), D(interest))], log=log, loan_changes=loan)


def monthly(*log: Event, **changes: object) -> Case:
    """1000 yuan and 10 yuan of interest on the 20th of January, February and March 2026."""
    dues = [(date(2026, m, 20), D(1000), D(10)) for m in (1, 2, 3)]
    loan = {**ROUND, "disbursed_on": day("2025-12-20"), "maturity": day("2026-03-20"), **changes}
    return case(dues=dues, log=log, loan_changes=loan)


def on(text: str, of: Case, under: Policy | None = None) -> Owed:
    return owed(of, day(text), under or policy())


def parts(o: Owed) -> dict[str, Decimal]:
    names = ("costs", "interest", "compound", "penalty", "principal", "unapplied")
    return {n: getattr(o, n) for n in names if getattr(o, n)}


def house(**changes: object) -> Policy:
    """The shipped policy with other terms of allocation or interest."""
    p = policy()
    terms = {k: v for k, v in changes.items() if k in ("order", "interest_suborder", "across")}
    rates = {k: v for k, v in changes.items() if k not in terms}
    return p.model_copy(
        update={
            "allocation": p.allocation.model_copy(update=terms),
            "interest": p.interest.model_copy(update=rates),
        }
    )


# --- days, bases, rounding ------------------------------------------------------------------------


def test_a_line_is_rounded_half_up_to_the_cent() -> None:
    """Half a cent goes up, less goes down: 18 x 0.1 x 1 / 360 = 0.005."""
    assert interest(D("18.00"), D("0.1"), 1, 360) == D("0.01")
    assert interest(D("17.99"), D("0.1"), 1, 360) == D("0.00")
    assert interest(D("54.00"), D("0.1"), 1, "360") == D("0.02")


def test_actual_needs_dates() -> None:
    """A number of days alone does not say which year they lie in; other bases are unknown."""
    with pytest.raises(ValueError, match="actual"):
        interest(D(1), D("0.1"), 1, "actual")
    with pytest.raises(ValueError, match=r"364; known are 360, 365, actual$"):
        spans(day("2026-01-01"), day("2026-01-02"), 364)


def test_actual_basis_is_split_at_new_year() -> None:
    """31 December belongs to the old year and 1 January to the new one; each is rounded."""
    cut = spans(day("2023-12-31"), day("2025-01-02"), "actual")

    assert cut == (
        (day("2023-12-31"), day("2024-01-01"), 365),
        (day("2024-01-01"), day("2025-01-01"), 366),
        (day("2025-01-01"), day("2025-01-02"), 365),
    )
    got = interest_between(D(36500), D("0.1"), day("2023-12-31"), day("2025-01-02"), "actual")
    assert got == D("10.00") + D("3650.00") + D("10.00")


def test_a_span_without_days_earns_nothing() -> None:
    """[d, d) is empty, on any basis."""
    d = day("2024-01-01")

    assert [spans(d, d, b) for b in ("360", "365", "actual")] == [(), (), ()]
    assert spans(day("2023-12-20"), d, "actual") == ((day("2023-12-20"), d, 365),)


def test_rates_in_the_unit_of_the_contract() -> None:
    """Monthly per mille x 12 = yearly; daily = yearly / 360 = monthly / 30."""
    assert yearly(D("0.0054"), "month") == D("0.0648")
    assert yearly(D("0.0002"), "day") == D("0.0720")
    assert yearly(D("0.0648")) == D("0.0648") and daily(D("0.00018"), "day") == D("0.00018")
    assert daily(D("0.0648")) == daily(D("0.0054"), "month") == D("0.00018")


def test_misuse_takes_the_place_of_the_overdue_surcharge() -> None:
    """6 % with 50 % for delay and 100 % for misuse is 12 %, never 15 %, and only if misused."""
    assert penalty_rate(D("0.06"), D("0.5"), D("1.0")) == D("0.12")
    assert penalty_rate(D("0.06"), D("0.5"), D("0.4")) == D("0.09")
    for misused, wanted in ((True, "20.00"), (False, "15.00")):
        of = single(misuse_surcharge=D(1), misused=misused)
        assert on("2026-05-19", of).penalty == D(wanted)  # 60 days


def test_without_a_penalty_clause_the_contract_rate_goes_on() -> None:
    """Surcharge 0: 1000 yuan at 6 % for 60 days."""
    assert on("2026-05-19", single(surcharge=D(0))).penalty == D("10.00")


def test_without_any_rate_there_are_no_lines() -> None:
    """An interest-free loan has no accrual lines to print."""
    o = on("2026-05-19", single(annual_rate=D(0)))

    assert o.total == D(1000) and all(row.accruals == () for row in o.ledger)


@pytest.mark.parametrize(
    ("due", "until", "days"),
    [
        ("2028-02-20", "2028-03-05", 14),
        ("2027-02-20", "2027-03-05", 13),
        ("2028-02-28", "2028-03-01", 2),
        ("2026-12-31", "2027-01-01", 1),
    ],
)
def test_days_are_calendar_days(due: str, until: str, days: int) -> None:
    """29 February counts where there is one; so does the turn of the year."""
    o = on(until, single(due=due))

    assert o.lines[0].days_overdue == days
    assert o.penalty == interest(D(1000), D("0.09"), days, 360)


def test_penalty_over_new_year_on_the_actual_basis() -> None:
    """Two printed lines, each with the days of its own year; the total is their sum."""
    o = on("2024-01-11", single(due="2023-12-22", day_basis="actual"))

    lines = [a for row in o.ledger for a in row.accruals]
    assert [(a.since, a.until, a.days, a.basis) for a in lines] == [
        (day("2023-12-22"), day("2024-01-01"), 10, "365"),
        (day("2024-01-01"), day("2024-01-11"), 10, "366"),
    ]
    assert [a.amount for a in lines] == [D("2.47"), D("2.46")] and o.penalty == D("4.93")


# --- the due date ---------------------------------------------------------------------------------


def test_nothing_is_owed_before_the_due_date() -> None:
    """The day before it is not due; on the day it is, with 0 days and no penalty."""
    assert seen(on("2026-03-19", single()).total, on("2026-03-19", single()).not_yet_due) == (
        0,
        1000,
    )
    o = on("2026-03-20", single())
    assert seen(o.total, o.not_yet_due, o.penalty, o.lines[0].days_overdue) == (1000, 0, 0, 0)


@pytest.mark.parametrize(
    ("paid", "left"), [("2026-03-19", "0"), ("2026-03-20", "0"), ("2026-03-21", "0.25")]
)
def test_a_payment_on_the_due_date_is_in_time(paid: str, left: str) -> None:
    """Early or on the day: nothing left. One day late: one day of penalty, taken first."""
    o = on("2026-03-21", single(pay(paid, "1000.00")))

    assert o.principal == o.total == D(left)


def test_one_more_day() -> None:
    """The daily increase is what tomorrow adds, and nothing once all is paid."""
    assert on("2026-03-20", single()).daily_increase == D("0.25")
    assert on("2026-03-20", single(pay("2026-03-20", "1000.00"))).daily_increase == 0
    of = single(interest="36.00", compound=True, annual_rate=D("0.36"))
    assert on("2026-04-01", of).daily_increase == D("1.55")  # 1.50 on principal, 0.054 on interest


def test_one_more_day_of_several_instalments_is_rounded_once() -> None:
    """Three times 10,000 at 9.75 per cent are 8.125 a day, half up 8.13; what each adds is no round
    number of cents and no finite one."""
    dues = [(date(2026, m, 20), D(10000), D(0)) for m in (1, 2, 3)]
    rate = {"annual_rate": D("0.065"), "surcharge": D("0.5"), "maturity": day("2026-03-20")}
    of = case(dues=dues, loan_changes={**ROUND, **rate})

    assert on("2026-03-27", of).daily_increase == D("8.13")


def test_one_more_day_is_one_day_where_a_line_is_about_to_be_cut() -> None:
    """On 31 December on the actual basis 90.00 / 365, and no night of the new year; the day before the
    term ends compound interest is at the contract rate, on its last day at the penalty rate."""
    of = single(due="2023-12-20", day_basis="actual")
    assert on("2023-12-31", of).daily_increase == D("0.25")

    dues = [(day("2026-01-20"), D(1000), D(6000))]
    term = case(dues=dues, loan_changes={**ROUND, "maturity": day("2026-03-20"), "compound": True})
    assert on("2026-03-19", term).daily_increase == D("1.25")  # 0.25 + 6000 x 6 % / 360
    assert on("2026-03-20", term).daily_increase == D("1.75")


def test_due_on_a_rest_day_where_the_contract_moves_it() -> None:
    """2026-03-21 is a Saturday: due on Monday with `next_working`, on Saturday as it stands."""
    moved, stays = single(due="2026-03-21", due_date_rule="next_working"), single(due="2026-03-21")

    assert workdays.next_working_day(day("2026-03-21")) == day("2026-03-23")
    assert on("2026-03-22", moved).total == 0
    assert seen(on("2026-03-23", moved).total, on("2026-03-24", moved).penalty) == (1000, D("0.25"))
    assert on("2026-03-24", stays).penalty == D("0.75")


# --- payments -------------------------------------------------------------------------------------


def test_part_payment_covers_costs_then_interest_then_principal() -> None:
    """40 days: 10.00 penalty, 5.00 contract interest, 20.00 costs; a payment of 100."""
    of = single(
        event(T.COST, "2026-04-01", amount="20.00", what="诉讼费"),
        pay("2026-04-29", "100.00"),
        interest="5.00",
    )
    row = on("2026-04-29", of).ledger[-2]

    assert seen(row.event, row.to_costs, row.to_interest, row.to_principal) == (
        "payment",
        20,
        15,
        65,
    )
    assert seen(row.costs_left, row.interest_left, row.principal_left) == (0, 0, 935)


@pytest.mark.parametrize(
    ("suborder", "left"),
    [
        (("in_term", "compound", "penalty"), {"penalty": 10, "principal": 1000}),
        (("penalty", "compound", "in_term"), {"interest": 10, "principal": 1000}),
    ],
)
def test_order_within_interest_is_the_houses(suborder: tuple[str, ...], left: object) -> None:
    """10 of contract interest and 10 of penalty; 10 paid."""
    of = single(pay("2026-04-29", "10.00"), interest="10.00")

    assert parts(on("2026-04-29", of, house(interest_suborder=suborder))) == left


@pytest.mark.parametrize(
    ("across", "principals", "interests"),
    [("by_category", [985, 1000], [0, 0]), ("by_instalment", [975, 1000], [0, 10])],
)
def test_across_instalments(across: str, principals: list[int], interests: list[int]) -> None:
    """On 20 February: 1017.75 of the first and 1010 of the second; 42.75 paid covers either the
    interest of both and then principal, or the first instalment before the second."""
    of = monthly(pay("2026-02-20", "42.75"))
    lines = on("2026-02-20", of, house(across=across)).lines

    assert [x.principal for x in lines] == principals
    assert [x.interest for x in lines] == interests and [x.penalty for x in lines] == [0, 0]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ("", {"penalty": D("5.00"), "principal": D(1000)}),
        ("principal", {"costs": 20, "interest": 5, "penalty": 10, "principal": 970}),
        ("本金", {"costs": 20, "interest": 5, "penalty": 10, "principal": 970}),
        ("penalty，principal", {"costs": 20, "interest": 5, "principal": 980}),
        ("interest", {"costs": 5, "principal": 1000}),
        ("costs", {"penalty": 5, "principal": 1000}),
        ("n1", {"costs": 20, "principal": 985}),
        ("第9期", {"penalty": 5, "principal": 1000}),
        ("货款", {"penalty": 5, "principal": 1000}),
    ],
)
def test_what_the_payer_names_comes_first(wanted: str, left: object) -> None:
    """Owed 20 costs, 5 interest, 10 penalty, 1000 principal; 30 paid. What he names and does not
    exist leaves the order of the law."""
    of = single(
        event(T.COST, "2026-04-01", amount="20.00", what="诉讼费"),
        pay("2026-04-29", "30.00", designation=wanted),
        interest="5.00",
    )

    assert parts(on("2026-04-29", of)) == left


def test_a_named_instalment_is_paid_before_an_older_one() -> None:
    """The debtor may choose among his debts; the rest of the money follows the usual order."""
    lines = on("2026-02-20", monthly(pay("2026-02-20", "1015.00", designation="n2"))).lines

    assert [seen(x.number, x.principal, x.interest, x.received) for x in lines] == [(1, 1000, 5, 5)]


def test_the_rest_of_a_named_payment_is_not_left_idle() -> None:
    """1200 for principal only: 1000 covers it, the rest goes to interest, and only then is credit."""
    o = on(
        "2026-04-29", single(pay("2026-04-29", "1200.00", designation="principal"), interest="5")
    )

    assert parts(o) == {"unapplied": D("185.00")}


def test_an_agreed_order_goes_before_the_policy() -> None:
    """Principal first as agreed; parts the agreement leaves out follow in the order of the law."""
    log = (event(T.COST, "2026-04-01", amount="20.00", what="诉讼费"), pay("2026-04-29", "1025.00"))
    o = on("2026-04-29", single(*log, allocation_order=("principal",)))

    assert parts(o) == {"penalty": D("5.00")}
    assert allocation.buckets(("principal",), ("in_term", "compound", "penalty")) == (
        "principal", "costs", "in_term", "compound", "penalty",
    )  # fmt: skip


def test_an_unknown_word_in_the_order_is_refused() -> None:
    """A misspelt order must not silently become another one."""
    with pytest.raises(DataError, match="pricipal") as caught:
        on("2026-04-01", single(allocation_order=("pricipal", "interest")))
    assert caught.value.hint.en == "known parts: costs, in_term, compound, penalty, principal"


def test_over_payment_waits_for_the_next_due_date() -> None:
    """1500 on the first due date: 490 wait, are used on the next, and the row says so."""
    of = monthly(pay("2026-01-20", "1500.00"))

    assert parts(on("2026-02-19", of)) == {"unapplied": D("490.00")}
    o = on("2026-02-20", of)
    assert parts(o) == {"principal": D("520.00")} and o.lines[0].received == D("490.00")
    credit = next(r for r in o.ledger if r.event == "credit")
    assert seen(credit.amount, credit.to_interest, credit.to_principal) == (490, 10, 480)
    assert o.received == D("490.00")


def test_early_payment_is_credit() -> None:
    """Paid before anything is due: credit until the due date, then no default at all."""
    of = monthly(pay("2026-01-05", "1010.00"))

    assert parts(on("2026-01-19", of)) == {"unapplied": D("1010.00")}
    assert parts(on("2026-02-19", of)) == {}


def test_credit_pays_costs_as_they_come() -> None:
    """While money is in hand nothing due stays open."""
    cost = event(T.COST, "2026-02-01", amount="20.00", what="公证费")

    assert parts(on("2026-02-01", monthly(pay("2026-01-20", "1050.00"), cost))) == {"unapplied": 20}


def test_received_counts_from_the_anchor() -> None:
    """What paid the first instalment in time is no part of what was received in this default."""
    of = monthly(pay("2026-01-20", "1010.00"), pay("2026-03-01", "100.00"), pay("2026-03-05", "50"))

    assert [on(d, of).received for d in ("2026-02-19", "2026-02-20", "2026-03-01", "2026-03-05")] == [
        0, 0, 100, 150,
    ]  # fmt: skip


def test_a_payment_after_the_day_asked_for_is_not_seen() -> None:
    """`on` is the end of the day: that day's payments count, later ones do not."""
    of = single(pay("2026-04-29", "100.00"))

    assert on("2026-04-28", of) == on("2026-04-28", single())


def test_a_back_dated_payment_comes_out_as_if_it_had_been_entered_in_time() -> None:
    """Entered last, dated between two others: the ledger is that of the order of value dates."""
    a, b, c = pay("2026-04-01", "300"), pay("2026-04-10", "300"), pay("2026-05-01", "300")
    late = replace(b, recorded_at=b.at + timedelta(days=60))
    of, usual = replace(single(), log=(a, c, late)), single(a, b, c)

    assert on("2026-06-01", of) == on("2026-06-01", usual)
    assert [r.on for r in on("2026-06-01", of).ledger if r.event == "payment"] == [
        a.day, b.day, c.day,
    ]  # fmt: skip


def test_a_corrected_payment_is_gone() -> None:
    """An event taken back leaves no trace in the figures."""
    wrong = pay("2026-04-01", "300.00", id="p1")
    back = replace(event(T.CORRECTION, "2026-04-05", id="x1"), corrects="p1", text="记错贷款")

    assert on("2026-06-01", single(wrong, back)) == on("2026-06-01", single())


def test_contacts_cut_no_line() -> None:
    """A call, a promise or a hold does not change one row."""
    log = [event(kind, "2026-04-03", amount="5.00") for kind in (T.CALL, T.PROMISE, T.HOLD)]

    assert on("2026-06-01", single(*log)) == on("2026-06-01", single())


def test_the_guarantors_payment_to_the_bank_is_not_the_debtors() -> None:
    """代偿 changes who may claim, not what the debtor has paid."""
    of = single(event(T.SUB_PAYMENT, "2026-04-01", amount="1003.00", payee="示例银行"))

    assert on("2026-04-02", of).total == on("2026-04-02", single()).total


@pytest.mark.parametrize("amount", [None, "-1.00"])
def test_a_payment_without_a_usable_amount_is_refused(amount: str | None) -> None:
    """The error names the event, not the person."""
    with pytest.raises(DataError, match="p9"):
        on("2026-04-01", single(event(T.PAYMENT, "2026-03-30", id="p9", amount=amount)))


# --- compound interest ----------------------------------------------------------------------------


def test_compound_interest_needs_the_clause() -> None:
    """Unpaid contract interest earns nothing unless the contract says so."""
    assert on("2026-06-01", single(interest="600.00")).compound == 0
    assert on("2026-06-01", single(interest="600.00", compound=True)).compound == D("10.95")


def test_compound_rate_changes_at_maturity() -> None:
    """6 % to the end of the term, 9 % from then on, though no row falls on that day."""
    dues = [(day("2026-01-20"), D(0), D(6000))]
    loan = {**ROUND, "maturity": day("2026-03-20"), "compound": True}
    o = on("2026-04-20", case(dues=dues, loan_changes=loan))

    assert [(a.since, a.rate, a.amount) for a in o.ledger[-1].accruals] == [
        (day("2026-01-20"), D("0.06"), D("59.00")),
        (day("2026-03-20"), D("0.090"), D("46.50")),
    ]


def test_compound_interest_on_penalty_only_where_the_policy_says_so() -> None:
    """Off by default; on, the penalty of the row before bears the penalty rate."""
    cost = event(T.COST, "2026-04-29", amount="1.00", what="邮费")
    of = single(cost, compound=True, annual_rate=D("0.24"))
    plain, more = on("2026-06-08", of), on("2026-06-08", of, house(compound_on_penalty=True))

    assert seen(plain.penalty, plain.compound) == (D("80.00"), 0)
    assert (more.penalty, more.compound) == (D("80.00"), D("1.60"))  # 40.00 x 36 % x 40 / 360


# --- acceleration, extension, waiver, write-off ---------------------------------------------------


def test_acceleration_makes_the_rest_due() -> None:
    """On 6 March all is due; of the third period 14 of 28 days' interest, and penalty from then."""
    of = monthly(pay("2026-01-20", "1010"), pay("2026-02-20", "1010"), accelerate("2026-03-06"))
    before, o = on("2026-03-05", of), on("2026-03-10", of)

    assert seen(before.total, before.not_yet_due) == (0, 1000)
    assert parts(o) == {"interest": 5, "penalty": 1, "principal": 1000} and o.not_yet_due == 0
    assert [(x.due, x.days_overdue, x.accelerated) for x in o.lines] == [
        (day("2026-03-06"), 4, True)
    ]


def test_acceleration_stops_the_interest_of_later_periods() -> None:
    """Called in the first period, on its 16th of 31 days: 10 x 16 / 31, and nothing more."""
    o = on("2026-01-05", monthly(accelerate("2026-01-05")))

    assert parts(o) == {"interest": D("5.16"), "principal": 3000}
    assert [x.number for x in o.lines] == [1, 2, 3]


@pytest.mark.parametrize(
    ("called", "earned"), [("2025-12-20", "0.00"), ("2025-12-21", "0.32"), ("2026-01-19", "9.68")]
)
def test_the_running_interest_period_is_shared_by_days(called: str, earned: str) -> None:
    """10 yuan over the 31 days from 20 December: none on its first day, 30 of 31 on its last."""
    assert on(called, monthly(accelerate(called))).interest == D(earned)


def test_an_instalment_due_on_the_day_of_acceleration_is_not_accelerated() -> None:
    """It was due that day anyway, with all of its interest."""
    o = on("2026-02-20", monthly(accelerate("2026-02-20")))

    assert [seen(x.accelerated, x.interest) for x in o.lines] == [
        (False, 10),
        (False, 10),
        (True, 0),
    ]


def test_after_acceleration_compound_interest_runs_at_the_penalty_rate() -> None:
    """The term has ended."""
    of = monthly(accelerate("2026-01-25"), compound=True)
    rates = {
        a.rate for r in on("2026-02-25", of).ledger for a in r.accruals if a.component == "compound"
    }

    assert rates == {D("0.06"), D("0.090")}


def test_an_extension_in_time_moves_the_due_date() -> None:
    """Agreed on or before the due date: as if always due on the new day."""
    for agreed in ("2026-03-01", "2026-03-20"):
        of = single(extend(agreed, "2026-04-20"), interest="5.00")
        assert seen(on("2026-04-19", of).total, on("2026-04-19", of).not_yet_due) == (0, 1000)
        assert parts(on("2026-04-24", of)) == {"interest": 5, "penalty": 1, "principal": 1000}


def test_an_extension_in_default_leaves_the_penalty_standing() -> None:
    """Agreed 12 days late: 3.00 stay due, principal waits, and bears penalty again from the new day."""
    of = single(extend("2026-04-01", "2026-05-01"), interest="5.00")
    o, later = on("2026-04-20", of), on("2026-05-05", of)

    assert parts(o) == {"penalty": 3} and o.not_yet_due == 1000 and o.daily_increase == 0
    assert [(x.due, x.days_overdue) for x in o.lines] == [(day("2026-03-20"), 31)]
    assert parts(later) == {"interest": 5, "penalty": 4, "principal": 1000}
    assert [(x.due, x.days_overdue) for x in later.lines] == [(day("2026-05-01"), 4)]


def test_interest_of_the_extension_is_what_was_agreed() -> None:
    """Only what the event states is claimed; called in half-way, half of it."""
    of = single(extend("2026-03-10", "2026-04-19", interest="12.00"), interest="5.00")
    called = replace(of, log=(*of.log, accelerate("2026-04-04")))

    assert on("2026-04-19", of).interest == D("17.00")
    assert on("2026-04-04", called).interest == D("11.00")


def test_interest_of_a_late_extension_runs_from_the_agreement() -> None:
    """Agreed on 1 April for 30 days at 12.00, called in after 10 of them: a third."""
    of = single(
        extend("2026-04-01", "2026-05-01", interest="12.00"), accelerate("2026-04-11"), interest="5"
    )

    assert parts(on("2026-04-11", of)) == {"interest": 9, "penalty": 3, "principal": 1000}


def test_what_was_called_and_then_extended_is_no_longer_accelerated() -> None:
    """The line of the new due date is an ordinary one."""
    of = monthly(accelerate("2026-01-25"), extend("2026-02-01", "2026-04-01", "3"))
    lines = on("2026-04-02", of).lines

    assert [(x.number, x.accelerated) for x in lines] == [(1, False), (2, True), (3, False)]


@pytest.mark.parametrize(
    ("agreed", "by"),
    [
        ("2026-04-01", "2026-03-10"),
        ("2026-04-01", "2026-03-20"),
        ("2026-04-01", "2026-03-25"),
        ("2026-04-01", "2026-04-01"),
        ("2026-03-01", "2026-03-10"),
        ("2026-03-01", "2026-03-20"),
    ],
)
def test_an_extension_that_extends_nothing_changes_nothing(agreed: str, by: str) -> None:
    """The new day must lie after both the due date and the day of the agreement."""
    o = on("2026-05-01", single(extend(agreed, by)))

    assert seen(o.principal, o.penalty, o.lines[0].due) == (1000, D("10.50"), day("2026-03-20"))


@pytest.mark.parametrize(
    "details", [{"instalment": "7"}, {"instalment": "一"}, {"interest": "十元"}]
)
def test_an_extension_of_no_known_instalment_is_refused(details: dict[str, str]) -> None:
    """It would otherwise leave a sum due that is not."""
    usual = replace(extend("2026-03-01", "2026-05-01"), id="e7")
    wrong = replace(usual, details={**usual.details, **details})

    with pytest.raises(DataError, match="e7"):
        on("2026-03-20", single(wrong))


def test_an_extension_that_names_no_instalment_is_refused() -> None:
    """A log put together without the rules of the book may hold one: it is named, not a bug."""
    bare = event(T.EXTENSION, "2026-03-01", id="e8", by="2026-05-01", approver="示例批准人")

    with pytest.raises(DataError, match="e8"):
        on("2026-03-20", single(bare))


def test_the_oldest_is_the_one_that_fell_due_first_whatever_its_new_day() -> None:
    """The first instalment is extended in February to May, 3.00 of penalty stay open; of 11.00 paid on
    25 February 10 are interest of the second and 1.00 goes to that older penalty."""
    of = monthly(extend("2026-02-01", "2026-05-01"), pay("2026-02-25", "11.00"))
    lines = on("2026-02-25", of).lines

    assert [seen(x.number, x.interest, x.penalty) for x in lines] == [(1, 0, 2), (2, 0, D("1.25"))]


@pytest.mark.parametrize(
    ("component", "left"),
    [
        ("costs", {"costs": 16, "interest": 5, "compound": D("0.05"), "penalty": 10, "principal": 1000}),
        ("interest", {"costs": 20, "interest": 1, "compound": D("0.05"), "penalty": 10, "principal": 1000}),
        ("compound", {"costs": 20, "interest": 5, "penalty": 10, "principal": 1000}),
        ("penalty", {"costs": 20, "interest": 5, "compound": D("0.05"), "penalty": 6, "principal": 1000}),
        ("principal", {"costs": 20, "interest": 5, "compound": D("0.05"), "penalty": 10, "principal": 996}),
    ],
)  # fmt: skip
def test_a_waiver_takes_exactly_what_it_names(component: str, left: object) -> None:
    """4.00 of one part, and never more than is open of it."""
    cost = event(T.COST, "2026-03-20", amount="20.00", what="诉讼费")
    of = single(cost, waive("2026-04-29", "4.00", component), interest="5.00", compound=True)

    assert parts(on("2026-04-29", of)) == left


def test_a_waiver_comes_before_a_payment_of_the_same_day() -> None:
    """10 of penalty waived, principal paid: settled. The other way round the payment would have
    gone to penalty and left principal."""
    of = single(pay("2026-04-29", "1000.00", id="a"), waive("2026-04-29", "10.00", "penalty"))

    assert on("2026-04-29", of).total == 0


def test_an_act_without_an_approver_changes_nothing() -> None:
    """Waiver, write-off, extension and acceleration need a name."""
    bare = [
        waive("2026-04-01", "4.00", "penalty", approver=""),
        event(T.WRITE_OFF, "2026-04-01"),
        event(T.EXTENSION, "2026-03-01", by="2026-09-01", instalment="1"),
    ]

    assert on("2026-05-01", single(*bare)) == on("2026-05-01", single())
    assert on("2026-01-01", monthly(event(T.ACCELERATION, "2025-12-30"))).total == 0


def test_a_waiver_of_an_unknown_part_is_refused() -> None:
    """It could not be taken exactly."""
    with pytest.raises(DataError, match="component"):
        on("2026-05-01", single(waive("2026-04-01", "4.00", "everything")))


def test_a_write_off_ends_what_is_open() -> None:
    """Costs, penalty and principal of what fell due before; not what falls due that very day."""
    of = monthly(
        event(T.COST, "2026-02-01", amount="20.00", what="邮费"),
        event(T.WRITE_OFF, "2026-02-20", approver="示例批准人"),
    )
    o = on("2026-02-20", of)

    assert parts(o) == {"interest": 10, "principal": 1000} and o.lines[0].number == 2
    row = next(r for r in o.ledger if r.event == "write_off")
    assert row.amount == D("1037.75")
    assert seen(row.to_costs, row.to_interest, row.to_principal) == (20, D("17.75"), 1000)


def test_a_number_that_stands_twice_is_refused() -> None:
    """Money could not tell two instalments of one number apart."""
    of = monthly()
    doubled = replace(of, instalments=(*of.instalments, of.instalments[0]))

    with pytest.raises(DataError, match="twice"):
        on("2026-01-01", doubled)


# --- the ledger -----------------------------------------------------------------------------------


def test_rows_of_one_day_stand_in_the_order_of_the_day() -> None:
    """Due, acceleration, cost, waiver, credit, payment, write-off, whatever their ids."""
    log = [
        pay("2026-01-02", "5.00"),
        event(T.WRITE_OFF, "2026-01-20", id="a", approver="示例批准人"),
        pay("2026-01-20", "3.00", id="b"),
        waive("2026-01-20", "1.00", "principal"),
        event(T.COST, "2026-01-20", id="c", amount="1.00", what="邮费"),
        accelerate("2026-01-20"),
        extend("2026-01-20", "2026-02-01", "2"),
    ]
    rows = [r for r in on("2026-01-20", monthly(*log)).ledger if r.on == day("2026-01-20")]

    assert [r.event for r in rows] == [
        "extension", "due", "acceleration", "cost", "waiver", "credit", "payment", "write_off", "as_of",
    ]  # fmt: skip


def test_a_row_shows_days_and_overdue_principal_since_the_row_before() -> None:
    """Contract interest is no part of the base; the second row of a day has no days."""
    log = [pay("2026-03-30", "105.00"), event(T.COST, "2026-03-30", amount="1.00", what="邮费")]
    rows = on("2026-04-09", single(*log, interest="50.00")).ledger

    assert [(r.event, r.days, r.base, r.penalty_accrued) for r in rows] == [
        ("due", 0, D(0), D(0)),
        ("cost", 10, D(1000), D("2.50")),
        ("payment", 0, D(1000), D(0)),
        ("as_of", 10, D("948.50"), D("2.37")),
    ]


def test_credit_has_a_row_only_when_it_is_used() -> None:
    """Money in hand and nothing due: nothing to write down."""
    of = single(pay("2026-03-25", "1500.00"), waive("2026-04-01", "5.00", "penalty"))

    assert [r.event for r in on("2026-04-02", of).ledger] == ["due", "payment", "waiver", "as_of"]


def test_the_caller_s_decimal_context_plays_no_part() -> None:
    """Three digits, rounded down: the figures are the same."""
    usual = on("2026-05-20", monthly(pay("2026-02-25", "333.33"), compound=True))
    with localcontext(Context(prec=3, rounding=ROUND_DOWN)):
        assert on("2026-05-20", monthly(pay("2026-02-25", "333.33"), compound=True)) == usual
        assert interest(D("123456.78"), D("0.0975"), 37, 360) == D("1237.14")
        assert to_cent(D("123456.785")) == D("123456.79")


@pytest.mark.parametrize(("rate", "months"), [("0.06", 12), ("0.0435", 36), ("0.0975", 24)])
def test_an_annuity_paid_as_scheduled_leaves_nothing(rate: str, months: int) -> None:
    """The schedule of numpy-financial, paid on each due date: never a default, zero at the end.
    The last payment left out: exactly that payment is owed."""
    principal, per_month = 100_000, float(rate) / 12
    payment = D(str(round(float(npf.pmt(per_month, months, -principal)), 2)))
    dues, left = [], D(principal)
    for k in range(1, months + 1):
        earned = D(str(round(float(npf.ipmt(per_month, k, months, -principal)), 2)))
        part = left if k == months else payment - earned
        due = workdays.add_months(day("2023-01-20"), k)
        dues.append((due, part, earned))
        left -= part
    log = [pay(d.isoformat(), str(p + i), id=f"p{n:03}") for n, (d, p, i) in enumerate(dues)]
    loan = {"annual_rate": D(rate), "maturity": dues[-1][0], "disbursed_on": day("2023-01-20"),
            "principal": D(principal)}  # fmt: skip
    paid = owed(case(dues=dues, log=log, loan_changes=loan), dues[-1][0], policy())
    short = owed(case(dues=dues, log=log[:-1], loan_changes=loan), dues[-1][0], policy())

    assert seen(paid.total, paid.unapplied, paid.not_yet_due, paid.lines) == (0, 0, 0, ())
    assert not any(row.accruals for row in paid.ledger)
    assert short.total == sum(dues[-1][1:]) and abs(short.total - payment) < 1
    assert sum(p for _, p, _ in dues) == principal


# --- what holds for any account -------------------------------------------------------------------

START = date(2025, 10, 1)
cents = st.integers(1, 300_000).map(lambda n: D(n) / 100)
dates = st.integers(0, 300).map(lambda n: START + timedelta(days=n))
words = st.sampled_from(["", "", "principal", "interest", "costs", "penalty", "n2", "n3 principal"])


@st.composite
def accounts(draw: st.DrawFn) -> Case:
    """Up to four instalments and a dozen money events, on any basis."""
    dues = [
        (draw(dates), draw(cents), draw(st.integers(0, 6000)) / D(100))
        for _ in range(draw(st.integers(1, 4)))
    ]
    kinds = (*[T.PAYMENT] * 4, T.COST, T.WAIVER, T.ACCELERATION, T.EXTENSION, T.WRITE_OFF)
    log = [
        draw(events(draw(st.sampled_from(kinds)), f"e{n:02}", len(dues)))
        for n in range(draw(st.integers(0, 12)))
    ]
    loan = {
        **ROUND,
        "disbursed_on": START - timedelta(days=30),
        "maturity": max(due for due, _, _ in dues),
        "compound": draw(st.booleans()),
        "day_basis": draw(st.sampled_from(["360", "365", "actual"])),
        "allocation_order": draw(st.sampled_from([(), ("principal", "interest", "costs")])),
    }
    return case(dues=dues, log=log, loan_changes=loan)


@st.composite
def events(draw: st.DrawFn, kind: EventType, id: str, instalments: int) -> Event:
    """An event with everything that any kind of event may need."""
    when = draw(dates)
    return event(
        kind,
        when,
        id=id,
        amount=draw(cents),
        by=when + timedelta(days=draw(st.integers(-5, 60))),
        approver="示例批准人",
        component=draw(st.sampled_from(["costs", "interest", "penalty", "principal"])),
        designation=draw(words),
        instalment=str(draw(st.integers(1, instalments))),
    )


def moved_out(rows: Sequence[LedgerRow]) -> Decimal:
    return sum((r.to_costs + r.to_interest + r.to_principal for r in rows), D(0))


@given(accounts(), dates)
@settings(max_examples=150, deadline=None)
def test_every_cent_is_somewhere(of: Case, when: date) -> None:
    """Payments = what they covered + credit; what came due + accrued = what left + what is open;
    totals are the sums of the printed lines; nothing is negative; no credit beside a debt."""
    o = owed(of, when, policy())
    rows = o.ledger
    paid = sum((e.amount or D(0) for e in of.of(T.PAYMENT) if e.day <= when), D(0))
    accrued = [a for r in rows for a in r.accruals]

    assert moved_out([r for r in rows if r.event in ("payment", "credit")]) + o.unapplied == paid
    came = sum((r.amount for r in rows if r.event in ("due", "acceleration", "cost")), D(0))
    assert came + sum(a.amount for a in accrued) - moved_out(rows) == o.total
    assert sum(r.penalty_accrued for r in rows) == sum(a.amount for a in accrued)
    assert all(min(r.amount, r.unapplied, r.costs_left, r.interest_left, r.principal_left, r.to_costs,
                   r.to_interest, r.to_principal, D(r.days)) >= 0 for r in rows)  # fmt: skip
    assert o.total == o.costs + sum((x.total for x in o.lines), D(0))
    assert o.total == rows[-1].costs_left + rows[-1].interest_left + rows[-1].principal_left
    assert not (o.total and o.unapplied) and all(x.total > 0 for x in o.lines)
    for a in accrued:
        assert (
            a.amount == interest(a.base, a.rate, (a.until - a.since).days, a.basis) and a.base > 0
        )
    for r in rows:
        if r.event == "payment":
            assert r.to_costs + r.to_interest + r.to_principal <= r.amount


@given(accounts(), dates, st.data())
@settings(max_examples=80, deadline=None)
def test_the_order_of_entry_plays_no_part(of: Case, when: date, data: st.DataObject) -> None:
    """The same events in any order of the log give the same figures."""
    log = tuple(data.draw(st.permutations(of.log)))

    assert owed(replace(of, log=log), when, policy()) == owed(of, when, policy())


@given(accounts(), dates, dates, cents)
@settings(max_examples=80, deadline=None)
def test_later_events_leave_earlier_rows_alone(
    of: Case, when: date, later: date, amount: Decimal
) -> None:
    """A payment on a day changes no row before that day."""
    more = replace(of, log=(*of.log, pay(later.isoformat(), str(amount), id="z")))
    horizon = max(when, later)

    def before(o: Owed) -> list[LedgerRow]:
        return [r for r in o.ledger if r.on < later]

    assert before(owed(more, horizon, policy())) == before(owed(of, horizon, policy()))


@given(accounts(), dates)
@settings(max_examples=60, deadline=None)
def test_the_next_day_adds_what_was_announced(of: Case, when: date) -> None:
    """If nothing happens, tomorrow's total is today's plus the daily increase, give or take the
    half cent by which each line may be rounded."""
    today, tomorrow = (owed(of, when + timedelta(days=n), policy()) for n in (0, 1))
    if any(r.on > when and r.event != "as_of" for r in tomorrow.ledger):
        return
    lines = sum(len(r.accruals) for r in tomorrow.ledger[-1:]) + 1

    assert abs(tomorrow.total - today.total - today.daily_increase) <= D("0.01") * lines
