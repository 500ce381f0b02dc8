"""Clocks at their edges: whose money restarts which claim, acts on one day, the longest protection,
and the article each clock rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_case import BORROWER, SURETY, case, day, event, policy, served, surety
from test_clocks_court import GENERAL, filing, judgment, withdrawn

from noticegen import clocks
from noticegen.model import Event, EventType, Guarantee

T = EventType
DUE = day("2026-03-20")
ON = day("2028-06-01")
JOINT = surety()
HOUSE_PAID = event(T.SUB_PAYMENT, "2026-05-06", amount="100.00")


def guarantor_clock(*log: Event, on: date = ON) -> clocks.Clock:
    """The clock against the joint guarantor."""
    found = clocks.of(case(log=log, guarantees=[JOINT]), on, policy())
    return next(c for c in found if c.guarantee)


# --- which act restarts which claim ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "loan", "recourse"),
    [
        ("", "2026-03-20", "2026-05-15"),
        ("recourse", "2026-03-20", "2026-05-15"),
        ("loan", "2026-05-15", "2026-05-06"),
    ],
)
def test_a_payment_restarts_the_claim_it_is_paid_on(claim: str, loan: str, recourse: str) -> None:
    """After the house has paid, what he pays it is a consent to recourse, not to the bank's claim."""
    paid = event(T.PAYMENT, "2026-05-15", amount="10.00", party=BORROWER, claim=claim)
    of = case(log=[HOUSE_PAID, paid])
    found = clocks.recourse_limitation(of, policy(), ON)

    assert clocks.loan_limitation(of, policy(), ON).start == day(loan)
    assert found is not None and found.start == day(recourse)


@pytest.mark.parametrize(
    ("party", "start"),
    [(BORROWER, "2026-05-10"), ("", "2026-05-10"), (SURETY, "2026-04-30")],
)
def test_an_extension_he_asked_for_is_a_consent_of_its_own_day(party: str, start: str) -> None:
    """Granted on 10 May up to 30 April: the new due date lies before the day he asked; a guarantor's
    request is none of the borrower's."""
    late = event(
        T.EXTENSION, "2026-05-10", party=party, by="2026-04-30", instalment="1", approver="王示例"
    )
    of = case(log=[late], guarantees=[JOINT])

    assert clocks.loan_limitation(of, policy(), ON).start == day(start)


@pytest.mark.parametrize(
    ("act", "anew"),
    [
        (event(T.PAYMENT, "2026-06-10", amount="1.00", party=SURETY), True),
        (event(T.PROMISE, "2026-06-10", amount="1.00", by="2026-07-01", party=SURETY, written="yes"), True),
        (event(T.PLAN, "2026-06-10", party=SURETY, approver="王示例", schedule="2026-07-01=1"), True),
        (event(T.EXTENSION, "2026-06-10", party=SURETY, by="2026-07-01", instalment="1", approver="王示例"), True),
        (filing("2026-06-10", SURETY), True),
        (event(T.PAYMENT, "2026-06-10", amount="1.00", party=BORROWER), False),
        (event(T.PAYMENT, "2026-06-10", amount="1.00"), False),
        (event(T.PROMISE, "2026-06-10", amount="1.00", by="2026-07-01", party=SURETY), False),
        (event(T.PLAN, "2026-06-10", party=SURETY, schedule="2026-07-01=1"), False),
        (filing("2026-06-10", BORROWER), False),
    ],
)  # fmt: skip
def test_what_restarts_the_limitation_against_a_guarantor(act: Event, anew: bool) -> None:
    """His own consent and suits against him, from the demand of 4 May on; nothing that the borrower does
    or suffers."""
    clock = guarantor_clock(*served("guarantor-demand", "2026-05-04", SURETY), act)

    assert clock.kind == "guarantor_limitation"
    assert (clock.start, clock.last_day) == (
        (day("2026-06-10"), day("2029-06-10")) if anew else (day("2026-05-04"), day("2029-05-04"))
    )


def test_a_suit_before_the_house_has_paid_is_none_for_recourse() -> None:
    """Neither one that stands nor one withdrawn: recourse begins with the payment, on every reading."""
    before = filing("2026-04-20")

    for log in ([before], [before, withdrawn("2026-04-25")]):
        found = clocks.recourse_limitation(case(log=[HOUSE_PAID, *log]), policy(), ON)
        assert found is not None
        assert (found.start, found.last_day) == (day("2026-05-06"), day("2029-05-06"))
        assert found.latest == day("2029-05-07")  # the 6th is a Sunday
        assert "withdrawn" not in found.note.en


# --- a general guarantor --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ruled", "begun"),
    [("2026-08-09", None), ("2026-08-10", "2026-08-10"), ("2026-08-11", "2026-08-11")],
)
def test_enforcement_is_vain_from_the_day_it_was_applied_for_at_the_earliest(
    ruled: str, begun: str | None
) -> None:
    """A ruling of the very day counts; one before it ended another enforcement."""
    log = [
        filing("2026-05-01"),
        judgment("2026-07-01", "2026-07-20"),
        filing("2026-08-10", way="enforcement", id="F2"),
        replace(judgment(ruled, form="enforcement_ended"), id="E1"),
    ]
    found = [
        c
        for c in clocks.of(case(log=log, guarantees=[GENERAL]), day("2027-08-09"), policy())
        if c.guarantee
    ]

    assert [c.start for c in found] == ([] if begun is None else [day(begun)])


# --- the longest protection, and who is meant -----------------------------------------------------


def test_no_reading_passes_twenty_years() -> None:
    """Kept alive by payments and, at last, by a suit withdrawn unseen: both ends lie in 2046."""
    paid = [
        event(T.PAYMENT, f"{y}-03-20", amount="1.00", party=BORROWER) for y in range(2028, 2046, 2)
    ]
    log = [*paid, filing("2045-03-20"), withdrawn("2045-04-20")]
    clock = clocks.loan_limitation(case(log=log), policy(), day("2045-06-01"))

    assert (clock.last_day, clock.latest) == (day("2046-03-20"), day("2046-03-20"))


def test_a_case_without_a_borrower_has_clocks_against_nobody() -> None:
    """Put together without its parties it is still computed."""
    of = replace(case(log=[judgment("2026-07-01")]), signatories=())
    decided = replace(of, log=(replace(of.log[0], party=""),))

    assert {c.kind: c.party for c in clocks.of(decided, ON, policy())} == {
        "limitation": "",
        "enforcement": "",
    }


def test_each_clock_names_the_article_it_rests_on() -> None:
    """Civil Code, the interpretation on guarantees, the Civil Procedure Law."""
    kept = served("guarantor-demand", "2026-05-04", SURETY)
    general = [filing("2026-05-01"), filing("2026-08-10", way="enforcement", id="F2")]
    asked = filing("2026-05-07", SURETY, way="preservation")

    def basis(kind: str, *log: Event, deed: Guarantee = JOINT) -> tuple[str, str]:
        of = case(log=log, guarantees=[deed])
        clock = next(c for c in clocks.of(of, ON, policy()) if c.kind == kind)
        return clock.basis, clock.name.en

    assert basis("guarantee") == ("《民法典》第692、693条", "guarantee period")
    assert basis("limitation") == ("《民法典》第188、189条", "limitation against the borrower")
    assert basis("recourse_limitation", HOUSE_PAID) == (
        "《民法典》第188、700条",
        "limitation of the recourse claim",
    )
    his = "limitation against the guarantor"
    assert basis("guarantor_limitation", *kept) == ("《民法典》第694条", his)
    assert basis("guarantor_limitation", *general, deed=GENERAL) == ("担保制度解释第28条", his)
    assert basis("enforcement", judgment("2026-07-01")) == (
        "《民事诉讼法》第250条",
        "time to apply for enforcement",
    )
    assert basis("preservation", asked) == (
        "《民事诉讼法》第104条",
        "time to sue after pre-suit preservation",
    )
