"""Promises: what keeps them, what comes too late, which one a payment counts for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_case import BORROWER, SURETY, at, case, day, event, surety

from noticegen.errors import DataError
from noticegen.model import Event, EventType, LoanParty, Role
from noticegen.promises import PromiseState, promises


def promise(
    amount: str, by: str, made: str = "2026-04-01", party: str = BORROWER, id: str = ""
) -> Event:
    """A promise of `amount` by the end of `by`."""
    id = id or f"promise-{made}-{by}"
    return event(EventType.PROMISE, made, id=id, amount=amount, by=by, party=party)


def payment(amount: str, on: str, party: str = "", **more: Any) -> Event:
    """Money received."""
    return event(EventType.PAYMENT, on, amount=amount, party=party, **more)


def states(*log: Event, on: str = "2026-05-01", keeps: bool = False) -> list[PromiseState]:
    """How the promises of this log stand."""
    mine = case(log=log, guarantees=[surety()])
    return list(promises(mine, day(on), guarantor_payment_keeps=keeps))


def short(state: PromiseState) -> tuple[str, str, str, str]:
    """Status, paid, shortfall, late."""
    return (state.status, str(state.paid), str(state.shortfall), str(state.late_payment))


@pytest.mark.parametrize(
    ("on", "status"), [("2026-04-09", "open"), ("2026-04-10", "open"), ("2026-04-11", "broken")]
)
def test_a_promise_is_open_to_the_end_of_its_day(on: str, status: str) -> None:
    """The promised day itself has to end first."""
    assert states(promise("5000", "2026-04-10"), on=on)[0].status == status


def test_a_promise_is_not_known_before_it_is_made() -> None:
    """Asked for an earlier day, there is none."""
    assert states(promise("5000", "2026-04-10", made="2026-04-05"), on="2026-04-04") == []


@pytest.mark.parametrize(
    ("paid", "wanted"),
    [
        ([("4999.99", "2026-04-10")], ("partial", "4999.99", "0.01", "0.00")),
        ([("5000.00", "2026-04-10")], ("kept", "5000.00", "0.00", "0.00")),
        (
            [("2000.00", "2026-04-02"), ("3000.00", "2026-04-10")],
            ("kept", "5000.00", "0.00", "0.00"),
        ),
        ([("9000.00", "2026-04-09")], ("kept", "5000.00", "0.00", "0.00")),
        ([("5000.00", "2026-04-11")], ("broken", "0.00", "5000.00", "5000.00")),
        (
            [("1000.00", "2026-04-10"), ("9000.00", "2026-04-11")],
            ("partial", "1000.00", "4000.00", "4000.00"),
        ),
        ([("5000.00", "2026-03-31")], ("broken", "0.00", "5000.00", "0.00")),
    ],
)
def test_states(paid: list[tuple[str, str]], wanted: tuple[str, str, str, str]) -> None:
    """Enough in time, some, none, too late, and money that came before the promise."""
    log = [payment(a, d) for a, d in paid]

    assert short(states(promise("5000.00", "2026-04-10"), *log)[0]) == wanted


def test_the_oldest_open_promise_is_served_first() -> None:
    """A payment that names none goes to the oldest; what is left goes on."""
    log = [
        promise("1000.00", "2026-04-20", made="2026-04-01"),
        promise("1000.00", "2026-04-10", made="2026-04-02"),
        payment("1500.00", "2026-04-09"),
    ]

    assert [short(s)[:2] for s in states(*log)] == [("kept", "1000.00"), ("partial", "500.00")]


def test_a_payment_may_name_its_promise() -> None:
    """The named one first, whatever its age."""
    log = [
        promise("1000.00", "2026-04-20", made="2026-04-01"),
        promise("1000.00", "2026-04-10", made="2026-04-02", id="second"),
        payment("1000.00", "2026-04-09", promise="second"),
    ]

    assert [s.status for s in states(*log)] == ["broken", "kept"]


def test_an_open_promise_goes_before_one_already_broken() -> None:
    """Money in hand keeps what can still be kept; the rest is late payment."""
    log = [
        promise("1000.00", "2026-04-05", made="2026-04-01"),
        promise("1000.00", "2026-04-20", made="2026-04-06"),
        payment("1200.00", "2026-04-18"),
    ]

    assert [short(s) for s in states(*log)] == [
        ("broken", "0.00", "1000.00", "200.00"),
        ("kept", "1000.00", "0.00", "0.00"),
    ]


def test_a_guarantor_s_payment_keeps_his_own_promise_only() -> None:
    """Not the debtor's, unless the house decides so; the debtor's does not keep the guarantor's."""
    debtor, surety_s = (
        promise("100.00", "2026-04-10"),
        promise("100.00", "2026-04-10", party=SURETY, id="g"),
    )
    by_surety = payment("100.00", "2026-04-05", party=SURETY)

    assert states(debtor, by_surety)[0].status == "broken"
    assert states(debtor, by_surety, keeps=True)[0].status == "kept"
    assert states(surety_s, by_surety)[0].status == "kept"
    assert states(surety_s, payment("100.00", "2026-04-05"), keeps=True)[0].status == "broken"


def test_who_signed_as_guarantor_is_one_without_a_deed_on_record() -> None:
    """What he pays keeps no promise of the debtor."""
    log = [promise("100.00", "2026-04-10"), payment("100.00", "2026-04-05", party=SURETY)]
    bare = case(log=log)
    signed = (*bare.signatories, LoanParty(SURETY, Role.GUARANTOR))

    assert ["kept"] == [s.status for s in promises(bare, day("2026-05-01"))]
    found = promises(replace(bare, signatories=signed), day("2026-05-01"))
    assert ["broken"] == [s.status for s in found]


def test_on_the_day_of_the_promise_the_hour_decides_if_known() -> None:
    """A payment at 9 before a promise at 12 does not count; one known by its day only does."""
    made = promise("100.00", "2026-04-10", made="2026-04-05")
    morning = event(EventType.PAYMENT, "2026-04-05", amount="100.00", hour=9)
    undated = event(EventType.PAYMENT, "2026-04-05", amount="100.00", hour=0)

    assert made.at == at("2026-04-05")
    assert states(made, morning)[0].status == "broken"
    assert states(made, undated)[0].status == "kept"


def test_each_line_of_a_plan_is_a_promise() -> None:
    """An approved plan is a list of promises; one without approver is none."""
    plan = event(
        EventType.PLAN, "2026-04-01", party=BORROWER, approver="王示例",
        schedule="2026-05-10=200；2026-04-10=100.00;",
    )  # fmt: skip
    bare = event(EventType.PLAN, "2026-04-01", party=BORROWER, schedule="2026-04-10=100.00")
    found = states(plan, payment("100.00", "2026-04-10"), on="2026-04-20")

    assert [(s.promise.by, s.promise.amount, s.status) for s in found] == [
        (day("2026-04-10"), Decimal("100.00"), "kept"),
        (day("2026-05-10"), Decimal("200"), "open"),
    ]
    assert found[0].promise.id == plan.id
    assert states(bare) == []


def planned(made: str, *lines: str, party: str = BORROWER, approver: str = "王示例") -> Event:
    """A plan of 100 yuan on each of these days."""
    schedule = ";".join(f"{day}=100" for day in lines)
    return event(
        EventType.PLAN, made, id=f"plan-{made}", party=party, schedule=schedule, approver=approver
    )


OLD = planned("2026-04-01", "2026-04-10", "2026-04-20", "2026-04-30")


@pytest.mark.parametrize(
    ("new", "left"),
    [
        (planned("2026-04-15", "2026-05-10"), ["04-10", "05-10"]),
        (planned("2026-04-20", "2026-05-10"), ["04-10", "05-10"]),
        (planned("2026-04-21", "2026-05-10"), ["04-10", "04-20", "05-10"]),
        (planned("2026-05-01", "2026-05-10"), ["04-10", "04-20", "04-30", "05-10"]),
        (planned("2026-04-15", "2026-05-10", approver=""), ["04-10", "04-20", "04-30"]),
        (planned("2026-04-15", "2026-05-10", party=SURETY), ["04-10", "04-20", "04-30", "05-10"]),
        (promise("5", "2026-05-10", made="2026-04-15"), ["04-10", "04-20", "04-30", "05-10"]),
    ],
)
def test_a_new_plan_replaces_what_is_to_come_of_an_old_one(new: Event, left: list[str]) -> None:
    """From its own day on; what fell due before stays as it came out. One not approved, of a guarantor, or a
    plain promise replaces nothing; nor does one that comes when nothing is left of the old."""
    found = states(OLD, new, on="2026-05-05")

    assert [f"{s.promise.by:%m-%d}" for s in found] == left
    assert "broken" == found[0].status


def test_before_the_new_plan_is_agreed_the_old_one_stands() -> None:
    """As known on the eve of the new plan all lines of the old one are promised."""
    new = planned("2026-04-15", "2026-05-10")

    assert 3 == len(states(OLD, new, on="2026-04-14"))
    assert 2 == len(states(OLD, new, on="2026-04-15"))


@pytest.mark.parametrize(
    "schedule", ["2026-04-10", "10 April=5", "2026-04-10=five", "2026-04-10=-5", "2026-04-10=NaN"]
)
def test_a_plan_that_cannot_be_read_is_named(schedule: str) -> None:
    """Nothing of a plan is passed over in silence."""
    plan = event(EventType.PLAN, "2026-04-01", id="plan-7", approver="王示例", schedule=schedule)

    with pytest.raises(DataError, match="plan-7"):
        states(plan)


def test_a_corrected_payment_keeps_nothing() -> None:
    """An event taken back counts for nothing."""
    paid = payment("5000.00", "2026-04-09")
    back = Event("x", at("2026-04-12"), EventType.CORRECTION, at("2026-04-12"), corrects=paid.id)

    assert states(promise("5000.00", "2026-04-10"), paid)[0].status == "kept"
    assert states(promise("5000.00", "2026-04-10"), paid, back)[0].status == "broken"


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(2, 28)), max_size=6),
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 30)), max_size=6),
)
def test_no_money_is_counted_twice(
    made: list[tuple[int, int]], paid: list[tuple[int, int]]
) -> None:
    """What promises received never exceeds what came in, nor what each promised."""
    log = [
        promise(str(a), f"2026-04-{d:02d}", made="2026-04-01", id=f"p{i}")
        for i, (a, d) in enumerate(made)
    ] + [
        event(EventType.PAYMENT, f"2026-04-{d:02d}", id=f"m{i}", amount=str(a))
        for i, (a, d) in enumerate(paid)
    ]
    found = states(*log)

    assert sum(s.paid + s.late_payment for s in found) <= sum(a for a, _ in paid)
    for s in found:
        assert s.promise.amount is not None
        assert s.paid + s.late_payment <= s.promise.amount
        assert s.shortfall == s.promise.amount - s.paid
        assert (s.status == "kept") is (s.shortfall == 0)


def test_the_day_asked_about_is_included() -> None:
    """A promise made and a payment received on that day are known, those of the next day are not."""
    made, paid = promise("100.00", "2026-04-30", made="2026-04-05"), payment("40.00", "2026-04-07")

    assert states(made, on="2026-04-04") == []
    assert [s.paid for s in states(made, paid, on="2026-04-05")] == [Decimal("0.00")]
    assert [s.paid for s in states(made, paid, on="2026-04-06")] == [Decimal("0.00")]
    assert [s.paid for s in states(made, paid, on="2026-04-07")] == [Decimal("40.00")]


def test_a_payment_known_by_its_day_only_counts_for_no_later_promise() -> None:
    """Midnight stands for a day whose hour is not known, not for any time."""
    before = event(EventType.PAYMENT, "2026-04-04", amount="100.00", hour=0)

    assert states(promise("100.00", "2026-04-10", made="2026-04-05"), before)[0].status == "broken"


@pytest.mark.parametrize(("amount", "read"), [("0.01", True), ("0", False), ("0.00", False)])
def test_a_line_of_a_plan_promises_a_cent_or_more(amount: str, read: bool) -> None:
    """A line of nothing is no promise and is named; one of a cent is one."""
    plan = event(EventType.PLAN, "2026-04-01", approver="王示例", schedule=f"2026-04-10={amount}")

    if read:
        assert [s.promise.amount for s in states(plan)] == [Decimal(amount)]
    else:
        with pytest.raises(DataError, match="cannot be read") as caught:
            states(plan)
        assert caught.value.hint.en == "write it as 2026-04-10=5000; ..."


def test_one_guarantor_keeps_no_promise_of_another() -> None:
    """Where the house lets guarantors keep the debtor's promise, each still keeps only his own else."""
    log = [promise("100.00", "2026-04-10", party="G2"), payment("100.00", "2026-04-05", SURETY)]
    mine = case(log=log, guarantees=[surety(), surety(id="D2", party="G2")])

    [found] = promises(mine, day("2026-05-01"), guarantor_payment_keeps=True)
    assert found.status == "broken"


def test_what_came_late_adds_up() -> None:
    """Two payments after the day: both are told, and it stays broken."""
    late = [payment("10", "2026-04-11"), payment("20", "2026-04-12")]

    assert short(states(promise("50.00", "2026-04-10"), *late)[0]) == (
        "broken",
        "0.00",
        "50.00",
        "30.00",
    )


def test_who_is_neither_debtor_nor_guarantor_pays_for_the_debtor() -> None:
    """A relative's payment keeps the debtor's promise and not the guarantor's."""
    his, sureties = promise("50", "2026-04-10"), promise("50", "2026-04-10", party=SURETY, id="s")
    paid = payment("100", "2026-04-09", party="X")

    assert [(s.promise.id, s.status) for s in states(his, sureties, paid)] == [
        (his.id, "kept"),
        ("s", "broken"),
    ]


def test_one_case_is_asked_for_one_day_after_another() -> None:
    """The answer is that of the day, whatever was asked before."""
    mine = case(log=[promise("50", "2026-04-10")])

    assert [promises(mine, day(d))[0].status for d in ("2026-04-10", "2026-04-11")] == [
        "open",
        "broken",
    ]


def test_a_promise_without_sum_or_day_is_none() -> None:
    """There is nothing to keep."""
    whole = promise("50", "2026-04-10")

    assert states(replace(whole, amount=None)) == states(replace(whole, by=None)) == []


def test_a_plan_without_its_lines_promises_nothing() -> None:
    """The book asks for them; a log put together without it is read all the same."""
    assert states(event(EventType.PLAN, "2026-04-01", approver="王示例")) == []
