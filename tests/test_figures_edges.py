"""The account where a rule of the replay shows only at its edge: two things of one kind, a sum of
nothing, two acts on one day, what is not the debtor's money."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from cases import policy
from small_case import day, event
from test_figures import accelerate, extend, house, monthly, on, parts, pay, seen, single, waive

from noticegen.claims import claim_of
from noticegen.errors import DataError
from noticegen.model import Case, Event, EventType, LedgerRow

T = EventType
D = Decimal


def rows(of: Case, when: str, kind: str) -> list[LedgerRow]:
    """The rows of one kind of event."""
    return [r for r in on(when, of).ledger if r.event == kind]


# --- sums of several instalments ------------------------------------------------------------------


def test_a_write_off_of_several_instalments_is_told_in_full() -> None:
    """On 10 March: 1,000 and 10 of two, penalty of 49 and 18 days at 0.25."""
    of = monthly(event(T.WRITE_OFF, "2026-03-10", approver="示例批准人"))
    [row] = rows(of, "2026-03-10", "write_off")

    assert (row.amount, row.to_costs) == (D("2036.75"), D(0))
    assert (row.to_interest, row.to_principal) == (D("36.75"), D(2000))
    assert (row.interest_left, row.principal_left) == (D(0), D(0))


def test_a_waiver_is_no_money_received() -> None:
    """Neither of the instalment nor of the default; a payment beside it is."""
    waived = monthly(waive("2026-02-01", "400.00", "principal"))
    both = monthly(waive("2026-02-01", "400.00", "principal"), pay("2026-02-01", "13.00"))

    assert [seen(x.principal, x.received) for x in on("2026-02-01", waived).lines] == [(600, 0)]
    assert on("2026-02-01", waived).received == 0
    assert [x.received for x in on("2026-02-01", both).lines] == [13]


def test_a_waiver_of_more_than_one_instalment_holds_goes_on_to_the_next() -> None:
    """1,500 of principal on 20 February: the older wholly, half of the other."""
    of = monthly(waive("2026-02-20", "1500.00", "principal"))
    [row] = rows(of, "2026-02-20", "waiver")

    assert (row.amount, row.to_principal) == (D("1500.00"), D("1500.00"))
    assert [x.principal for x in on("2026-02-20", of).lines] == [0, 500]


@pytest.mark.parametrize(
    ("across", "left"),
    [("by_category", [(0, D("7.75")), (0, 0)]), ("by_instalment", [(0, 0), (D("7.75"), 0)])],
)
def test_a_named_part_is_covered_in_the_house_s_order(across: str, left: object) -> None:
    """20.00 for interest on 20 February: 10.00 and penalty of 31 days of the first, 10.00 of the second."""
    of = monthly(pay("2026-02-20", "20.00", designation="interest"))
    found = on("2026-02-20", of, house(across=across))

    assert [seen(x.interest, x.penalty) for x in found.lines] == left
    assert found.on == day("2026-02-20")


# --- two acts on one day --------------------------------------------------------------------------


def test_interest_earned_before_an_extension_is_due_if_all_is_called_that_same_day() -> None:
    """Put off on 1 April and called the same day: 5.00 of contract interest stay, and nothing of the
    12.00 agreed for the time won; the penalty of 12 days is 3.00."""
    put_off = extend("2026-04-01", "2026-05-01", interest="12.00")
    of = single(put_off, accelerate("2026-04-01"), interest="5.00")

    assert parts(on("2026-04-01", of)) == {"interest": 5, "penalty": 3, "principal": 1000}


def test_an_extension_s_row_names_its_event_and_what_stopped_being_due() -> None:
    """1,000 and 5.00 in default; nothing where the sum was not yet due or the new day is no later."""
    late = single(replace(extend("2026-04-01", "2026-05-01"), id="x1"), interest="5.00")
    early = single(replace(extend("2026-03-01", "2026-05-01"), id="x2"), interest="5.00")
    none = single(replace(extend("2026-04-01", "2026-03-25"), id="x3"), interest="5.00")

    def told(of: Case) -> list[tuple[object, ...]]:
        found = rows(of, "2026-04-10", "extension")
        return [(r.event_id, r.amount, r.to_interest, r.to_principal) for r in found]

    assert told(late) == [("x1", D(1005), D(5), D(1000))]
    assert told(early) == [("x2", 0, 0, 0)]
    assert told(none) == [("x3", 0, 0, 0)]


# --- whose claim ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "named", "claim"),
    [
        (11, "", "loan"),
        (12, "", "recourse"),
        (13, "", "recourse"),
        (13, "loan", "loan"),
        (11, "recourse", "recourse"),
        (11, "another", "loan"),
        (13, "another", "recourse"),
    ],
)
def test_to_which_claim_money_belongs(hour: int, named: str, claim: str) -> None:
    """From the moment of the house's payment, noon, on to the recourse claim, unless it names one of the
    two; so of payments, costs and waivers, and of nothing else."""
    house = event(T.SUB_PAYMENT, "2026-04-01", amount="100.00", payee="示例银行")
    acts = [
        event(kind, "2026-04-01", id=kind.value, amount="1.00", hour=hour, claim=named)
        for kind in (T.PAYMENT, T.COST, T.WAIVER)
    ]
    other = event(T.WRITE_OFF, "2026-04-01", hour=hour, claim=named)
    of = single(house, *acts, other)

    assert {claim_of(e, of, policy()) for e in acts} == {claim}
    assert claim_of(other, of, policy()) == claim_of(house, of, policy()) == "loan"
    assert {claim_of(e, single(*acts), policy()) for e in acts} == {
        named if named in {"recourse"} else "loan"
    }


# --- sums of nothing, and what cannot be computed -------------------------------------------------


def test_a_sum_of_nothing_is_one_a_negative_one_is_not() -> None:
    """0.00 and less than a yuan count; the cent below nothing is refused."""
    of = single(pay("2026-03-20", "0.00"), pay("2026-03-20", "0.40", id="p2"))

    assert on("2026-03-20", of).principal == D("999.60")
    with pytest.raises(DataError, match="p9"):
        on("2026-03-20", single(pay("2026-03-20", "-0.01", id="p9")))
    free = single(extend("2026-03-10", "2026-04-19", interest="0"), interest="5.00")
    assert on("2026-04-19", free).interest == 5
    some = single(extend("2026-03-10", "2026-04-19", interest="0.40"), interest="5.00")
    assert on("2026-04-19", some).interest == D("5.40")


@pytest.mark.parametrize(
    ("wrong", "en", "zh", "expected"),
    [
        (
            pay("2026-03-01", "-1"),
            "(payment) has no usable amount",
            "（还款）的金额无法计算",
            "0.00",
        ),
        (
            waive("2026-03-01", "1", "all"),
            "(waiver) has no usable component",
            "（减免）的减免项目无法计算",
            "costs、interest、compound、penalty、principal",
        ),
        (
            event(T.WAIVER, "2026-03-01", amount="1", approver="示例批准人"),
            "(waiver) has no usable component",
            "（减免）的减免项目无法计算",
            "costs、interest、compound、penalty、principal",
        ),
        (
            extend("2026-03-01", "2026-05-01", "7"),
            "(extension) has no usable instalment or new due date",
            "（展期）的期次或新到期日无法计算",
            "1、2、3",
        ),
        *(
            (
                extend("2026-03-01", "2026-05-01", interest=amount),
                "(extension) has no usable interest",
                "（展期）的展期利息无法计算",
                "0.00",
            )
            for amount in ("十元", "-0.01", "NaN", "Infinity")
        ),
    ],
)
def test_what_cannot_be_computed_is_named_with_what_would_do(
    wrong: Event, en: str, zh: str, expected: str
) -> None:
    """Which event, which of its facts, and what may stand there; in both languages."""
    with pytest.raises(DataError) as caught:
        on("2026-03-20", monthly(replace(wrong, id="e7")))

    assert (caught.value.message.en, caught.value.message.zh) == (f"event e7 {en}", f"记录 e7{zh}")
    assert (caught.value.hint.en, caught.value.hint.zh) == (
        "expected: " + expected.replace("、", ", "),
        f"应为：{expected}",
    )


def test_a_number_that_stands_twice_is_told_how_to_mend() -> None:
    """Each instalment its own number."""
    of = monthly()
    with pytest.raises(DataError) as caught:
        on("2026-01-01", replace(of, instalments=(*of.instalments, of.instalments[0])))

    assert caught.value.hint.en == "give each instalment its own number"
