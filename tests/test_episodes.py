"""When a default begins and ends, and how its days are counted."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from small_case import case, day, event, policy
from test_figures import accounts, dates, extend, monthly, pay, single, waive

from noticegen.episodes import days_overdue, episodes, present_episode, step_day
from noticegen.figures import owed
from noticegen.ledger import replay
from noticegen.model import Case, EventType

T = EventType


def spells(of: Case, on: str) -> list[tuple[str, str]]:
    """Anchors and ends, "" while open."""
    found = episodes(of, day(on), policy())
    return [(e.anchor.isoformat(), e.ended.isoformat() if e.ended else "") for e in found]


def counts(of: Case, on: str) -> tuple[int | None, int]:
    """Step day and days overdue."""
    return step_day(of, day(on), policy()), days_overdue(of, day(on), policy())


def test_day_0_is_the_due_date() -> None:
    """Unpaid at the end of the due date, the default is there, on day 0; the day before it is not."""
    assert (spells(single(), "2026-03-19"), counts(single(), "2026-03-19")) == ([], (None, 0))
    assert spells(single(), "2026-03-20") == [("2026-03-20", "")]
    assert counts(single(), "2026-03-20") == (0, 0)


@pytest.mark.parametrize(("on", "days"), [("2026-03-21", 1), ("2026-03-24", 4), ("2026-03-28", 8)])
def test_days_count_from_the_due_date(on: str, days: int) -> None:
    """The worked figures of the procedure: due 20 March."""
    assert counts(single(), on) == (days, days)


@pytest.mark.parametrize(
    ("paid", "found"),
    [
        ("2026-03-20", []),
        ("2026-03-21", [("2026-03-20", "")]),
    ],
)
def test_paid_on_the_day_there_is_no_default(paid: str, found: list[tuple[str, str]]) -> None:
    """1000 on the due date is all; a day later 25 cents of penalty are missing."""
    assert spells(single(pay(paid, "1000.00")), "2026-03-25") == found


def test_part_payment_never_resets() -> None:
    """Nor does one that covers all principal and leaves a cent of penalty."""
    of = single(pay("2026-03-24", "500.00"), pay("2026-03-30", "501.74"))

    assert owed(of, day("2026-03-30"), policy()).total == Decimal("0.01")
    assert counts(of, "2026-04-30") == (41, 41)


def test_it_ends_with_the_last_cent() -> None:
    """1.75 of penalty: on the day that is paid nothing is due, and the default has ended."""
    of = single(pay("2026-03-24", "500.00"), pay("2026-03-30", "501.75"))

    assert spells(of, "2026-03-29") == [("2026-03-20", "")]
    assert spells(of, "2026-03-30") == [("2026-03-20", "2026-03-30")]
    assert present_episode(of, day("2026-03-30"), policy()) is None
    assert counts(of, "2026-04-30") == (None, 0)


def test_costs_keep_a_default_open_but_begin_none() -> None:
    """A notary's fee after all else is paid; then one with no default at all."""
    cost = event(T.COST, "2026-03-24", amount="20.00", what="公证费")
    open_ = single(cost, pay("2026-03-24", "1001.00", designation="n1"))

    assert owed(open_, day("2026-03-24"), policy()).total == Decimal("20.00")
    assert counts(open_, "2026-04-01") == (12, 0)  # still in default, no instalment unpaid
    assert spells(single(cost, pay("2026-03-20", "1000.00")), "2026-04-01") == []


def test_days_overdue_move_on_with_the_oldest_unpaid_the_anchor_stays() -> None:
    """The first instalment paid in March: the default is still that of 20 January, but what is
    overdue is so since 20 February."""
    of = monthly(pay("2026-03-01", "1050.00", designation="n1"))

    assert [x.number for x in owed(of, day("2026-03-02"), policy()).lines] == [2]
    assert counts(of, "2026-03-02") == (41, 10)


def test_several_defaults_in_one_life() -> None:
    """Settled, paid in time once, and unpaid again: two defaults, the second from its own day 0."""
    of = monthly(pay("2026-01-25", "1011.25"), pay("2026-02-20", "1010.00"))

    assert owed(of, day("2026-01-25"), policy()).total == 0
    assert spells(of, "2026-04-01") == [("2026-01-20", "2026-01-25"), ("2026-03-20", "")]
    assert counts(of, "2026-04-01") == (12, 12)


def test_paying_the_old_one_on_the_day_of_the_next_does_not_end_it() -> None:
    """At the end of 20 February something due is unpaid: one default, from 20 January."""
    of = monthly(pay("2026-02-20", "1017.75", designation="n1"))

    assert spells(of, "2026-02-25") == [("2026-01-20", "")]
    assert counts(of, "2026-02-25") == (36, 5)


def test_a_back_dated_payment_unmakes_a_default() -> None:
    """Entered in May, received on the due date: there never was one."""
    assert spells(single(), "2026-05-01") == [("2026-03-20", "")]
    assert spells(single(pay("2026-03-20", "1000.00")), "2026-05-01") == []


def test_an_approved_write_off_ends_it() -> None:
    """A residue of a cent, written off; without an approver it stays."""
    paid = pay("2026-03-30", "1002.49")

    for approver, end in (("示例批准人", "2026-04-02"), ("", "")):
        off = event(T.WRITE_OFF, "2026-04-02", approver=approver)
        assert spells(single(paid, off), "2026-05-01") == [("2026-03-20", end)]


def test_after_a_write_off_on_a_due_date_the_new_default_is_another() -> None:
    """The old one is ended; what fell due that very day and is unpaid begins its own."""
    of = monthly(event(T.WRITE_OFF, "2026-02-20", approver="示例批准人"))

    assert spells(of, "2026-02-21") == [("2026-01-20", "2026-02-20"), ("2026-02-20", "")]


def test_a_waiver_of_the_rest_ends_it() -> None:
    """Principal paid, 2.50 of penalty waived the same day."""
    of = single(pay("2026-03-30", "1000.00"), waive("2026-03-30", "2.50", "penalty"))

    assert spells(of, "2026-05-01") == [("2026-03-20", "2026-03-30")]


def test_acceleration_begins_a_default_on_its_day() -> None:
    """Nothing overdue, all called on 30 January (say, for misuse): day 0 is that day."""
    call = event(T.ACCELERATION, "2026-01-30", ground="第八条", approver="示例批准人")
    of = monthly(pay("2026-01-20", "1010.00"), call)

    assert spells(of, "2026-02-02") == [("2026-01-30", "")]
    assert counts(of, "2026-02-02") == (3, 3)


def test_an_extension_in_default_ends_it_only_with_the_penalty_paid() -> None:
    """12 days late and extended: 3.00 of penalty keep the default open; paid, it ends, and the new
    due date is day 0 of another."""
    late = extend("2026-04-01", "2026-05-01")

    assert spells(single(late), "2026-05-03") == [("2026-03-20", "")]
    assert spells(single(late, pay("2026-04-05", "3.00")), "2026-05-03") == [
        ("2026-03-20", "2026-04-05"),
        ("2026-05-01", ""),
    ]
    assert spells(single(extend("2026-03-20", "2026-05-01")), "2026-04-30") == []


def test_due_on_a_rest_day_day_0_is_the_working_day() -> None:
    """Saturday 21 March moved to Monday: day 0 is Monday."""
    of = single(due="2026-03-21", due_date_rule="next_working")

    assert spells(of, "2026-03-22") == []
    assert spells(of, "2026-03-25") == [("2026-03-23", "")]


@given(accounts(), dates)
@settings(max_examples=100, deadline=None)
def test_defaults_agree_with_the_figures_of_each_day(of: Case, until: date) -> None:
    """Asked day by day: within a default something is due unpaid at the end of each day; outside
    none of an instalment is; defaults follow one another and what is past never changes."""
    found = episodes(of, until, policy())
    starts = [e.anchor for e in found]

    assert starts == sorted(set(starts)) and all(e.ended for e in found[:-1])
    assert all(a.ended is not None and a.ended <= b.anchor for a, b in pairwise(found))
    assert all(e.ended is None or e.anchor < e.ended for e in found)
    first = min(i.due for i in of.instalments)
    for n in range(-1, (until - first).days + 1, 9):
        on = first + timedelta(days=n)
        o, present = owed(of, on, policy()), present_episode(of, on, policy())
        assert (present is not None) == any(
            e.anchor <= on and (e.ended is None or on < e.ended) for e in found
        )
        if present:
            assert o.total > 0
        else:
            assert o.lines == () and days_overdue(of, on, policy()) == 0


def test_one_replay_answers_all() -> None:
    """Figures and defaults of a day come from the same replay, which is made once."""
    of = monthly(pay("2026-02-25", "100.00"))

    assert replay(of, day("2026-03-01"), policy()) is replay(of, day("2026-03-01"), policy())


def test_equal_cases_under_different_policies_are_not_mixed_up() -> None:
    """What is remembered belongs to one case and one policy."""
    p = policy()
    other = p.model_copy(update={"allocation": p.allocation.model_copy(update={"order": ("principal", "interest", "costs")})})  # fmt: skip
    of = single(pay("2026-03-30", "1000.00"))

    assert owed(of, day("2026-04-01"), p).principal == Decimal("2.50")
    assert owed(of, day("2026-04-01"), other).principal == 0
    assert owed(case(), day("2026-04-01"), p).principal == Decimal("50000.00")
