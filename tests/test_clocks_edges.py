"""Clocks at their edges: whose money restarts which claim, acts on one day, the longest protection,
and the article each clock rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from small_case import BORROWER, PAPER, SURETY, case, day, event, policy, served, surety
from test_clocks_court import GENERAL, filing, judgment, withdrawn

from noticegen import clocks
from noticegen.creditor import folded, may_demand_from
from noticegen.model import (
    Event,
    EventType,
    Guarantee,
    GuaranteeKind,
    LoanParty,
    Party,
    PartyKind,
    Role,
)

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


# --- guarantee periods ----------------------------------------------------------------------------


def period(deed: Guarantee, *log: Event, on: date = ON, **more: Any) -> clocks.Clock:
    """The guarantee clock of a deed; it must have begun."""
    found = clocks.guarantee_clock(case(log=log, guarantees=[deed], **more), deed, policy(), on)
    assert found is not None
    return found


def test_one_instalment_put_off_with_his_consent_has_one_reading() -> None:
    """Penalty of the time before is still owed, but what he guarantees is due on the new day; of several
    instalments the first unpaid is another reading, unless it is the last."""
    put_off = event(
        T.EXTENSION,
        "2026-04-01",
        by="2026-06-20",
        instalment="1",
        approver="王示例",
        guarantor_consent=SURETY,
    )
    clock = period(JOINT, put_off, on=day("2026-05-01"))
    assert (clock.start, clock.earliest) == (day("2026-06-20"), day("2026-12-20"))
    assert "first unpaid" not in clock.note.en

    dues = [(day(d), Decimal(1000), Decimal(0)) for d in ("2026-02-20", "2026-03-20")]
    first, both = (event(T.PAYMENT, "2026-02-20", amount=a) for a in ("1000", "900"))
    assert period(JOINT, both, dues=dues).earliest == day("2026-08-20")
    last = period(JOINT, first, dues=dues)
    assert (last.earliest, "first unpaid" in last.note.en) == (day("2026-09-20"), False)


def test_a_plain_deed_has_nothing_to_note() -> None:
    """Neither who lends, nor several payments where two came on one day."""
    signed = date(2021, 1, 1)  # under the Civil Code
    counter = surety(counter=True, deed_date=signed)
    again = event(T.SUB_PAYMENT, "2026-05-06", amount="50.00")

    assert period(surety(deed_date=signed)).note.en == ""
    assert period(counter, HOUSE_PAID, again).note.en == ""
    assert (
        "counted from the first"
        in period(counter, HOUSE_PAID, event(T.SUB_PAYMENT, "2026-05-07", amount="50.00")).note.en
    )


def test_a_period_of_one_month_is_agreed() -> None:
    """It is short, and it is what the deed says."""
    clock = period(surety(period_months=1))

    assert (clock.last_day, "statutory" in clock.note.en) == (day("2026-04-20"), False)


def test_a_silent_deed_is_what_the_policy_says() -> None:
    """Made under the old law it is joint: a demand keeps it, and the note says what kept it."""
    silent, old = surety(kind=GuaranteeKind.SILENT), policy().guarantee
    under = policy().model_copy(
        update={"guarantee": old.model_copy(update={"kind_if_silent": GuaranteeKind.JOINT})}
    )
    of = case(log=served("guarantor-demand", "2026-05-04", SURETY), guarantees=[silent])
    now, then = (clocks.guarantee_clock(of, silent, p, ON) for p in (policy(), under))

    assert now is not None and now.demanded_on is None
    assert then is not None and then.demanded_on == day("2026-05-04")
    assert "demanded within the period" in then.note.en


def test_of_demands_in_the_period_each_begins_limitation_anew() -> None:
    """Three years from the last, by arithmetic; one within the period is enough to keep it."""
    demands = [day("2026-04-01"), day("2026-05-01"), day("2026-10-01")]

    for n, end in enumerate(("2029-04-01", "2029-05-01", "2029-10-01"), 1):
        found = clocks.guarantor_limit(DUE, 6, demands[:n], 3)
        assert found is not None and found.last_day == day(end)


# --- who holds the claim, who is meant ------------------------------------------------------------


def test_an_authority_counts_on_its_own_day() -> None:
    """Not the day before."""
    given = event(T.COLLECTION_AUTHORITY, "2026-04-10", evidence=PAPER)
    of = case(log=[given], loan_changes={"lender": "示例银行"})

    assert [may_demand_from(of, day(d)) for d in ("2026-04-09", "2026-04-10")] == [
        None,
        day("2026-04-10"),
    ]


def test_names_are_compared_without_blanks_and_widths() -> None:
    """The house is the lender, however its name is spaced; another name is another."""
    name = case().house.name

    assert folded(f" {name[:2]} {name[2:]}") == folded(name) == name
    assert folded("ＡＢ c") == "abc" != folded("ABD")


def test_any_borrower_s_payment_restarts_the_time_to_enforce() -> None:
    """Of two joint debtors; against the guarantor it is his own."""
    made = case(
        log=[judgment("2026-07-01", "2026-07-20"), event(T.PAYMENT, "2027-01-05", party="B2")]
    )
    signed = (*made.signatories, LoanParty("B2", Role.CO_BORROWER))
    both = replace(
        made,
        parties={**made.parties, "B2": Party("B2", PartyKind.PERSON, "示例乙")},
        signatories=signed,
    )

    assert [c.start for c in clocks.enforcement_clocks(both, ON, policy())] == [day("2027-01-05")]
    assert [c.start for c in clocks.enforcement_clocks(made, ON, policy())] == [day("2026-07-20")]


def test_a_preservation_against_one_who_is_not_of_the_case_has_nobody() -> None:
    """Its time runs all the same."""
    of = case(log=[filing("2026-05-07", "示例丙", way="preservation")])
    [clock] = clocks.preservation_clocks(of, ON, policy())

    assert (clock.party, clock.last_day) == ("", day("2026-06-06"))
