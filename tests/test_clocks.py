"""Guarantee periods and limitation: when they start, what moves them, what does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from small_case import BORROWER, PAPER, SURETY, case, day, event, policy, served, surety

from noticegen import clocks, figures
from noticegen.model import (
    Case,
    Event,
    EventType,
    EvidenceState,
    Guarantee,
    GuaranteeKind,
    LoanKind,
    LoanParty,
    Party,
    PartyKind,
    Role,
)
from noticegen.periods import named, strangers

DUE = date(2026, 3, 20)
ON = date(2026, 5, 20)
ZERO = Decimal("0.00")
THREE = [(day(d), Decimal("1000.00"), ZERO) for d in ("2026-01-20", "2026-02-20", "2026-03-20")]


def period(
    deed: Guarantee, log: Iterable[Event] = (), on: date = ON, **more: object
) -> clocks.Clock:
    """The guarantee clock of this deed; it must have begun."""
    mine: Case = case(log=log, guarantees=[deed], **more)  # type: ignore[arg-type]  # dues, loan
    found = clocks.guarantee_clock(mine, deed, policy(), on)
    assert found is not None
    return found


def authority(on: str) -> Event:
    """The bank's authority to collect, with its paper."""
    return event(EventType.COLLECTION_AUTHORITY, on, evidence=PAPER)


def borrower_clock(log: Iterable[Event], on: date = ON, **loan: object) -> clocks.Clock:
    """The limitation clock of a loan due 2026-03-20."""
    return clocks.limitation_clock(case(log=log, loan_changes=loan), policy(), on)


# --- guarantee period ---------------------------------------------------------------------------------


def test_a_direct_guarantee_is_counted_from_the_due_date() -> None:
    """Six months to the corresponding day; 2026-09-20 is a Sunday on which one works, so it stays."""
    clock = period(surety())

    assert (clock.start, clock.last_day, clock.rolled) == (
        DUE,
        day("2026-09-20"),
        day("2026-09-20"),
    )
    assert clock.safe_day == day("2026-09-07")  # ten working days before
    assert (clock.earliest, clock.latest) == (clock.last_day, clock.rolled)
    assert not clock.over(day("2026-09-20"))
    assert clock.over(day("2026-09-21"))


def test_a_last_day_at_rest_rolls_but_the_safe_day_is_taken_before_it() -> None:
    """3 October 2026 lies in a holiday that ends on the 7th: safety is counted from the 3rd."""
    clock = period(surety(period_months=12), loan_changes={"maturity": date(2025, 10, 3)})

    assert clock.last_day == day("2026-10-03")
    assert clock.rolled == day("2026-10-08")
    assert clock.safe_day == day("2026-09-17")
    assert clock.latest == clock.rolled


@pytest.mark.parametrize("months", [None, 0, -3])
def test_silent_or_unclear_means_six_months(months: int | None) -> None:
    """Not agreed, "until all is paid", or an end not after the debt's: six months, and it says so."""
    clock = period(surety(period_months=months))

    assert clock.last_day == day("2026-09-20")
    assert "statutory period" in clock.note.en


def test_agreed_months_count() -> None:
    """Two years from the due date."""
    clock = period(surety(period_months=24))

    assert clock.last_day == day("2028-03-20")
    assert "statutory" not in clock.note.en


def test_a_silent_deed_is_general_and_a_letter_does_not_keep_it() -> None:
    """General and silent guarantees are kept only by suing the debtor."""
    for kind in (GuaranteeKind.SILENT, GuaranteeKind.GENERAL):
        clock = period(surety(kind=kind), served("guarantor-demand", "2026-05-01", SURETY))

        assert clock.demanded_on is None
        assert "only suing the debtor" in clock.note.en
    assert "suing" not in period(surety()).note.en


@pytest.mark.parametrize(("signed", "told"), [("2020-12-31", True), ("2021-01-01", False)])
def test_a_deed_from_before_the_law_in_force_is_for_legal_to_read(signed: str, told: bool) -> None:
    """A deed signed before the first day of the Civil Code is counted as today, with a note."""
    clock = period(surety(deed_date=day(signed)))

    assert told == ("signed before 2021-01-01" in clock.note.en)
    assert clock.last_day == period(surety()).last_day


def test_a_counter_guarantee_has_no_clock_before_the_company_paid() -> None:
    """None before; from the payment after; a payment after `on` is not known yet."""
    deed = surety(counter=True)
    paid = event(EventType.SUB_PAYMENT, "2026-05-06", amount="52345.67")
    mine = case(log=[paid], guarantees=[deed])

    assert clocks.guarantee_clock(mine, deed, policy(), day("2026-05-05")) is None
    clock = clocks.guarantee_clock(mine, deed, policy(), day("2026-05-06"))
    assert clock is not None
    assert (clock.start, clock.last_day) == (day("2026-05-06"), day("2026-11-06"))
    assert clock.name.zh == "反担保保证期间"


def test_several_payments_are_counted_from_the_first() -> None:
    """The cautious reading leads; the last payment gives the latest defensible end."""
    log = [
        event(EventType.SUB_PAYMENT, "2026-05-06", amount="30000.00"),
        event(EventType.SUB_PAYMENT, "2026-06-15", amount="22345.67"),
    ]
    clock = period(surety(counter=True), log, day("2026-07-01"))

    assert clock.last_day == day("2026-11-06")
    assert clock.latest == day("2026-12-15")
    assert "first" in clock.note.en


def test_instalments_count_from_the_last_and_warn_from_the_first_unpaid() -> None:
    """The whole debt's last due date leads; each instalment by itself is the cautious view."""
    paid_first = [event(EventType.PAYMENT, "2026-01-20", amount="1000.00")]
    clock = period(surety(), paid_first, dues=THREE)

    assert clock.last_day == day("2026-09-20")
    assert clock.earliest == day("2026-08-20")
    assert "2026-08-20" in clock.note.zh


def test_acceleration_gives_the_earlier_end() -> None:
    """Counted from the day all was called; the contract date gives the latest end."""
    call = event(EventType.ACCELERATION, "2026-02-25", ground="第九条", approver="王示例")
    clock = period(surety(), [call], dues=THREE)

    assert (clock.start, clock.last_day) == (day("2026-02-25"), day("2026-08-25"))
    assert clock.latest == day("2026-09-20")
    assert clock.note.en.startswith("accelerated: counted from that day")


def test_an_acceleration_nobody_approved_changes_nothing() -> None:
    """Acts that change due dates need an approver; nor does one after the last due date matter."""
    bare = event(EventType.ACCELERATION, "2026-02-25", ground="第九条")
    late = event(EventType.ACCELERATION, "2026-04-25", ground="第九条", approver="王示例")

    assert period(surety(), [bare, late], dues=THREE).start == DUE


@pytest.mark.parametrize(
    ("consent", "start"), [("", "2026-03-20"), ("G1", "2026-06-20"), ("甲、示例G1", "2026-06-20")]
)
def test_an_extension_binds_only_a_guarantor_who_agreed(consent: str, start: str) -> None:
    """Without written consent the old period runs on (Civil Code 695)."""
    extension = event(
        EventType.EXTENSION,
        "2026-03-10",
        by="2026-06-20",
        instalment="1",
        approver="王示例",
        guarantor_consent=consent,
    )

    clock = period(surety(), [extension])
    assert clock.start == day(start)
    assert ("原保证期间继续" in clock.note.zh) == (not consent)


def test_a_maximum_amount_guarantee_is_flagged() -> None:
    """Its start depends on when the claim was fixed, which the deed says."""
    assert "最高额" in period(surety(maximum_amount=True)).note.zh


# --- keeping a joint guarantee ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demanded", "kept"),
    [("2026-03-19", False), ("2026-03-20", True), ("2026-09-20", True), ("2026-09-21", False)],
)
def test_a_demand_inside_the_period_keeps_a_joint_guarantee(demanded: str, kept: bool) -> None:
    """First and last day are inside; before the debt is due and after the end a letter is nothing."""
    deed = surety()
    log = served("guarantor-demand", demanded, SURETY)
    found = clocks.of(case(log=log, guarantees=[deed]), day("2026-10-10"), policy())
    mine = next(c for c in found if c.guarantee == deed.id)

    assert mine.kind == ("guarantor_limitation" if kept else "guarantee")
    assert mine.demanded_on == (day(demanded) if kept else None)
    if kept:
        assert mine.last_day == clocks.add_months(day(demanded), 36)


def test_a_reminder_is_no_demand() -> None:
    """2A asks the guarantor to urge the debtor; only 2B and 2C keep a guarantee."""
    assert period(surety(), served("guarantor-reminder", "2026-05-01", SURETY)).demanded_on is None


def test_one_guarantor_s_letter_does_not_help_against_another() -> None:
    """Each guarantor has his own clock (Guarantee Interpretation 29)."""
    other = surety(id="D2", party="G2")
    log = served("guarantor-demand", "2026-05-01", SURETY)
    mine = case(log=log, guarantees=[surety(), other])
    kinds = {c.guarantee: c.kind for c in clocks.of(mine, ON, policy()) if c.guarantee}

    assert kinds == {"D1": "guarantor_limitation", "D2": "guarantee"}


def test_a_counter_guarantee_is_kept_by_a_recourse_demand_after_payment() -> None:
    """A 2B before the company paid keeps nothing; after it, it does."""
    deed = surety(counter=True)
    paid = [event(EventType.SUB_PAYMENT, "2026-05-06", amount="100.00")]
    early = served("recourse-demand", "2026-05-01", SURETY)
    right = served("recourse-demand", "2026-05-10", SURETY)

    assert period(deed, paid + early).demanded_on is None
    assert period(deed, paid + early + right).demanded_on == day("2026-05-10")
    assert period(deed, paid + served("guarantor-demand", "2026-05-10", SURETY)).demanded_on is None


def test_a_voided_letter_keeps_nothing() -> None:
    """What was served must not have been taken back."""
    log = served("guarantor-demand", "2026-05-01", SURETY, "〔2026〕履字第0001号")
    void = event(EventType.VOIDED, "2026-05-02", document="〔2026〕履字第0001号")

    assert period(surety(), log).demanded_on == day("2026-05-01")
    assert period(surety(), [*log, void]).demanded_on is None


def test_a_demand_of_another_claim_does_not_restart_it() -> None:
    """What a counter-guarantor owes is recourse: a later 2C demands the loan and begins nothing anew;
    a later 2B does."""
    paid = [event(EventType.SUB_PAYMENT, "2026-05-06", amount="100.00")]
    kept = [*paid, *served("recourse-demand", "2026-05-10", SURETY)]

    def last(*later: Event) -> date:
        made = case(log=[*kept, *later], guarantees=[surety(counter=True)])
        found = clocks.of(made, day("2026-12-01"), policy())
        return next(c.last_day for c in found if c.kind == "guarantor_limitation")

    assert day("2029-05-10") == last()
    assert day("2029-05-10") == last(*served("guarantor-demand", "2026-06-01", SURETY))
    assert day("2029-06-01") == last(*served("recourse-demand", "2026-06-01", SURETY))


def test_later_demands_restart_the_guarantor_s_limitation() -> None:
    """Three years from the last demand."""
    log = served("guarantor-demand", "2026-05-01", SURETY) + served(
        "guarantor-demand", "2027-05-01", SURETY
    )
    found = clocks.of(case(log=log, guarantees=[surety()]), day("2027-06-01"), policy())

    assert next(c for c in found if c.guarantee).last_day == day("2030-05-01")


# --- limitation ---------------------------------------------------------------------------------------


def test_limitation_runs_three_years_from_the_last_instalment() -> None:
    """Instalments of one debt: from the last due date (Civil Code 189)."""
    clock = clocks.limitation_clock(case(dues=THREE), policy(), ON)

    assert (clock.start, clock.last_day, clock.party) == (DUE, day("2029-03-20"), BORROWER)


RESTARTS = [
    served("overdue-notice", "2026-04-10"),
    [event(EventType.PAYMENT, "2026-04-10", amount="10.00")],
    [event(EventType.PROMISE, "2026-04-10", amount="10", by="2026-05-01", party=BORROWER, written="yes")],
    [event(EventType.PLAN, "2026-04-10", party=BORROWER, approver="王示例", schedule="2026-05-01=10")],
]  # fmt: skip
NO_RESTARTS = [
    [event(EventType.PROMISE, "2026-04-10", amount="10", by="2026-05-01", party=BORROWER)],
    [event(EventType.PROMISE, "2026-04-10", amount="10", by="2026-05-01", party=BORROWER, written="否")],
    [event(EventType.PLAN, "2026-04-10", party=BORROWER, schedule="2026-05-01=10")],
    [event(EventType.DISPUTE, "2026-04-10", party=BORROWER)],
    [event(EventType.CALL, "2026-04-10", party=BORROWER)],
    [event(EventType.PAYMENT, "2026-04-10", amount="10.00", party=SURETY)],
    served("blacklist-warning", "2026-04-10"),
    served("overdue-notice", "2026-04-10", SURETY),
    [event(EventType.SERVED, "2026-04-10", party=BORROWER, document="an unknown letter")],
    served("overdue-notice", "2026-06-10"),  # after the day that is asked for
]  # fmt: skip


@pytest.mark.parametrize("log", RESTARTS)
def test_what_restarts_limitation(log: list[Event]) -> None:
    """Our served notice, and the debtor's consent to perform: payment, written promise, plan."""
    assert borrower_clock(log).last_day == day("2029-04-10")


@pytest.mark.parametrize("log", NO_RESTARTS)
def test_what_does_not_restart_limitation(log: list[Event]) -> None:
    """Talk, a dispute, another's payment, a letter that asserts nothing or reached someone else."""
    assert borrower_clock(log).last_day == day("2029-03-20")


def test_a_stranger_s_payment_is_no_consent_of_the_debtor() -> None:
    """Money of one whose name no borrower has is not counted for the earlier end, is for the later one, and
    the clock says so; by a borrower's name, by her id, or of nobody named it counts."""

    def paid(**by: str) -> clocks.Clock:
        return borrower_clock([event(EventType.PAYMENT, "2026-04-10", amount="10.00", **by)])  # type: ignore[arg-type]

    stranger = paid(payer="示例孙三")
    assert (day("2029-03-20"), day("2029-04-10")) == (stranger.last_day, stranger.latest)
    assert "no borrower is left out" in stranger.note.en and "2029-04-10" in stranger.note.zh
    for known in (paid(), paid(payer=" 示例甲 "), paid(payer="示例孙三", party=BORROWER)):
        assert day("2029-04-10") == known.last_day == known.latest
        assert "left out" not in known.note.en


def test_a_stranger_s_payment_and_a_suit_taken_back_are_told_apart() -> None:
    """Each of the two doubts has its own end; a payment by a stranger is not called a suit."""
    log = [
        event(EventType.PAYMENT, "2026-04-10", amount="10.00", payer="示例孙三"),
        event(EventType.PAYMENT, "2026-05-11", amount="10.00", payer="示例甲"),
        event(EventType.PAYMENT, "2026-05-15", amount="10.00", payer="示例甲公司"),
    ]
    clock = borrower_clock(log)

    assert (day("2029-05-11"), day("2029-05-15")) == (clock.last_day, clock.latest)
    assert "with it the end is 2029-05-15" in clock.note.en and "suit" not in clock.note.en


def test_a_suit_taken_back_in_the_time_that_a_stranger_s_payment_won_counts_for_the_latest_end() -> (
    None
):
    """Whoever argues the one may argue the other: the latest end is that of both together, and is said."""
    log = [
        event(EventType.PAYMENT, "2029-03-01", amount="10.00", payer="示例孙三"),  # to 2032-03-01
        event(
            EventType.FILING, "2031-05-05", id="F1", way="suit", body="示例法院", against=BORROWER
        ),
        event(EventType.FILING_WITHDRAWN, "2031-06-01", filing="F1", copy_reached="no"),
    ]
    clock = borrower_clock(log, day("2031-07-01"))

    assert (day("2029-03-20"), day("2034-05-05")) == (clock.last_day, clock.latest)
    assert "with it the end is 2032-03-01" in clock.note.en
    assert "with both the end is 2034-05-05" in clock.note.en


def test_a_bank_s_claim_is_asserted_by_us_only_with_its_authority() -> None:
    """On a guaranteed loan the bank holds the claim until we pay: our notice needs its authority."""
    notice = served("overdue-notice", "2026-04-10")

    def last(*more: Event) -> date:
        return borrower_clock(
            [*notice, *more], kind=LoanKind.GUARANTEED, lender="示例银行"
        ).last_day

    assert last() == last(authority("2026-04-11")) == day("2029-03-20")
    assert last(authority("2026-04-01")) == last(authority("2026-04-10")) == day("2029-04-10")
    bare = event(EventType.COLLECTION_AUTHORITY, "2026-04-01")
    assert last(bare) == day("2029-03-20"), "an authority without its paper is none"
    assert borrower_clock(notice, kind=LoanKind.GUARANTEED).last_day == day("2029-04-10")


def test_a_restart_before_the_due_date_changes_nothing() -> None:
    """An instalment paid early does not bring the end forward."""
    log = [event(EventType.PAYMENT, "2026-01-20", amount="10.00")]

    assert borrower_clock(log).last_day == day("2029-03-20")


@pytest.mark.parametrize(
    ("restart", "last", "late"),
    [("2023-04-10", "2026-04-10", False), ("2023-04-11", "2023-04-10", True)],
)
def test_a_restart_after_the_end_revives_nothing(restart: str, last: str, late: bool) -> None:
    """On the last day it is in time, a day later it is not, nor are those that follow."""
    found = clocks.limit(day("2020-04-10"), [day(restart), day("2025-01-01")], 3)

    if late:
        assert found == clocks.Limit(
            day("2020-04-10"), day(last), (day(restart), day("2025-01-01"))
        )
    else:
        assert found.last_day == day("2028-01-01")
        assert not found.late


def test_a_restart_on_the_rolled_last_day_is_in_time() -> None:
    """2024-06-08 was the first day of a holiday; 2024-06-11 the next working day."""
    assert clocks.limit(day("2021-06-08"), [day("2024-06-11")], 3).last_day == day("2027-06-11")
    assert clocks.limit(day("2021-06-08"), [day("2024-06-12")], 3).late


def test_no_restart_passes_twenty_years() -> None:
    """The longest protection is counted from the start (Civil Code 188)."""
    every_two = [date(year, 1, 10) for year in range(2003, 2023, 2)]
    found = clocks.limit(date(2001, 1, 10), every_two, 3, longest=20)

    assert found.last_day == date(2021, 1, 10)


def test_an_expired_claim_says_what_came_too_late() -> None:
    """The note leaves it to legal whether a late act is consent to perform."""
    log = [event(EventType.PAYMENT, "2029-04-02", amount="10.00")]
    clock = borrower_clock(log, day("2029-05-01"))

    assert clock.last_day == day("2029-03-20")
    assert clock.over(day("2029-05-01"))
    assert "2029-04-02" in clock.note.zh


def test_where_the_house_lends_a_counter_guarantee_runs_as_a_guarantee() -> None:
    """The house will never pay a bank for its own loan: the deed's time is counted from the due date, a
    demand of a guarantor keeps it, and the clock says what was assumed. Of a bank's loan it has not begun."""
    own = {"lender": case().house.name, "kind": LoanKind.GUARANTEED}
    clock = period(surety(counter=True), loan_changes=own)
    kept = period(
        surety(counter=True), served("guarantor-demand", "2026-05-10", SURETY), loan_changes=own
    )

    assert (clock.start, clock.last_day, clock.demanded_on) == (DUE, day("2026-09-20"), None)
    assert "the house is the lender" in clock.note.en
    assert kept.demanded_on == day("2026-05-10")
    bank = case(guarantees=[surety(counter=True)])
    assert clocks.guarantee_clock(bank, surety(counter=True), policy(), ON) is None


def test_a_notice_of_the_loan_does_not_restart_recourse() -> None:
    """Served after the house has paid, the overdue notice demands what is the bank's."""
    log = [
        event(EventType.SUB_PAYMENT, "2026-05-06", amount="100"),
        *served("overdue-notice", "2026-05-10"),
    ]
    clock = clocks.recourse_limitation(case(log=log), policy(), ON)

    assert clock is not None and clock.start == day("2026-05-06")


PAID = event(EventType.SUB_PAYMENT, "2026-05-06", amount="100")


def recourse_clock(*log: Event, on: str = "2026-09-01", **of: Any) -> clocks.Clock:
    """Limitation of recourse after a payment on 2026-05-06; B2 is a co-borrower."""
    clock = clocks.recourse_limitation(joined_by(case(log=[PAID, *log], **of)), policy(), day(on))
    assert clock is not None
    return clock


def joined_by(made: Case) -> Case:
    """The case with a co-borrower B2."""
    second = Party("B2", PartyKind.PERSON, "示例乙")
    signed = (*made.signatories, LoanParty("B2", Role.CO_BORROWER))
    return replace(made, parties={**made.parties, "B2": second}, signatories=signed)


@pytest.mark.parametrize("party", ["B1", "B2"])
def test_a_served_recourse_notice_begins_limitation_of_recourse_anew(party: str) -> None:
    """From the day of service, whichever of the borrowers got it (Civil Code 195, Limitation Rules 15);
    the house needs nobody's authority for what is its own, and the loan's clock stays as it was."""
    log = served("recourse-notice", "2026-05-20", party)
    whole = joined_by(case(log=[PAID, *log]))
    clock = recourse_clock(*log)

    assert (clock.start, clock.last_day) == (day("2026-05-20"), day("2029-05-20"))
    assert clocks.loan_limitation(whole, policy(), ON).start == DUE
    assert recourse_clock(*log[:1]).start == day("2026-05-06"), "issued, not served"
    assert recourse_clock(*log, on="2026-05-19").start == day("2026-05-06"), "not known yet"


@pytest.mark.parametrize(
    ("served_on", "begun", "late"),
    [
        ("2026-05-05", "2026-05-06", ""),  # before the payment there is no claim
        ("2026-05-06", "2026-05-06", ""),
        ("2026-05-07", "2026-05-07", ""),
        ("2029-05-06", "2029-05-06", ""),
        ("2029-05-07", "2029-05-07", ""),  # the 6th is a Sunday: its last day is the 7th
        ("2029-05-08", "2026-05-06", "2029-05-08"),
    ],
)
def test_a_recourse_notice_counts_from_the_payment_to_the_rolled_last_day(
    served_on: str, begun: str, late: str
) -> None:
    """Three years from 2026-05-06 end on 2029-05-06; what comes later revives nothing, and is told."""
    clock = recourse_clock(*served("recourse-notice", served_on), on="2029-06-01")

    assert clock.start == day(begun)
    assert (late in clock.note.zh) if late else ("届满后" not in clock.note.zh)


def test_a_recourse_notice_to_a_guarantor_or_without_proof_begins_nothing_anew() -> None:
    """It counts against the borrowers only, proved, and not once it is voided."""
    issue, serve = served("recourse-notice", "2026-05-20")
    void = event(EventType.VOIDED, "2026-05-21", document=issue.document, reason="有误")

    for log in (
        served("recourse-notice", "2026-05-20", SURETY),
        [issue, replace(serve, evidence=())],
        [issue, serve, void],
    ):
        assert recourse_clock(*log, guarantees=[surety(counter=True)]).start == day("2026-05-06")


def test_after_our_payment_the_recourse_claim_has_its_own_limitation() -> None:
    """Three years from the payment; the loan's own clock stays beside it while the bank is owed more."""
    log = [event(EventType.SUB_PAYMENT, "2026-05-06", amount="50000.00")]
    mine = case(log=log, loan_changes={"kind": LoanKind.GUARANTEED})

    assert clocks.limitation_clock(mine, policy(), day("2026-05-05")).kind == "limitation"
    clock = clocks.limitation_clock(mine, policy(), ON)
    assert (clock.kind, clock.last_day) == ("recourse_limitation", day("2029-05-06"))
    assert {c.kind for c in clocks.of(mine, ON, policy())} == {"limitation", "recourse_limitation"}


def test_limitation_of_the_loan_ends_with_the_payment_of_the_house_in_full() -> None:
    """While the bank is owed a cent, now or later, both run; once we have paid it off only recourse does,
    from that day on, and what the debtor owes us brings the other back no more."""
    later = [(day("2026-03-20"), Decimal("1000.00"), ZERO), (day("2027-03-20"), Decimal("1000.00"), ZERO)]  # fmt: skip

    def running(amount: str, on: date, **more: Any) -> set[str]:
        log = [event(EventType.SUB_PAYMENT, "2026-03-20", amount=amount)]
        mine = case(log=log, loan_changes={"kind": LoanKind.GUARANTEED}, **more)
        return {c.kind for c in clocks.of(mine, on, policy())}

    both, ours = {"limitation", "recourse_limitation"}, {"recourse_limitation"}
    owed = figures.owed(case(), DUE, policy()).total
    assert both == running(str(owed - Decimal("0.01")), ON)
    assert ours == running(str(owed), DUE) == running(str(owed), day("2029-03-01"))
    assert {"limitation"} == running(str(owed), DUE - timedelta(1))
    assert both == running("1000.00", ON, dues=later), "an instalment is still to fall due"


OF_BANK = {"kind": LoanKind.GUARANTEED, "lender": "示例银行"}


def test_a_guarantee_of_the_bank_s_loan_ends_with_the_payment_in_full() -> None:
    """Once the house has paid the bank off nobody has a claim by that deed: its period, kept or not, runs no
    more from that day on; a cent still owed to the bank, now or later, or a loan of the house's own, and it
    goes on. A counter-guarantee begins as before."""
    direct, counter = surety(), surety(id="D2", party="G2", counter=True)
    owed = figures.owed(case(), DUE, policy()).total
    kept = served("guarantor-demand", "2026-03-20", SURETY)

    def running(amount: Decimal, on: date, *log: Event, **changes: Any) -> dict[str, str]:
        paid = event(EventType.SUB_PAYMENT, "2026-03-20", amount=str(amount))
        mine = case(log=[*log, paid], guarantees=[direct, counter], loan_changes={**OF_BANK, **changes})  # fmt: skip
        return {c.guarantee: c.kind for c in clocks.of(mine, on, policy()) if c.guarantee}

    assert running(owed, DUE) == {"D1": "contribution_limitation", "D2": "guarantee"}
    assert running(owed, DUE - timedelta(1)) == {"D1": "guarantee"}
    assert running(owed - Decimal("0.01"), DUE) == {"D1": "guarantee", "D2": "guarantee"}
    assert running(owed, ON, *kept)["D1"] == "contribution_limitation"
    own = running(owed, DUE, lender="示例担保有限公司")
    assert own["D1"] == "guarantee"
    mine = case(log=[event(EventType.SUB_PAYMENT, "2026-03-20", amount=str(owed))], guarantees=[direct], loan_changes=OF_BANK)  # fmt: skip
    assert clocks.guarantee_clock(mine, direct, policy(), DUE - timedelta(1)) is not None
    assert clocks.guarantee_clock(mine, direct, policy(), DUE) is None
    assert "paid the creditor off" in clocks.no_period(mine, direct, DUE).en
    assert "nothing paid yet" in clocks.no_period(case(), counter, DUE).en


def test_what_a_co_guarantor_may_owe_us_has_a_limitation_of_its_own() -> None:
    """Three years from the house's payment, of several from the first; begun anew by his own payment to us,
    his written promise and a suit against him, not by what the borrower does; legal must say whether there
    is such a claim."""
    owed = figures.owed(case(), DUE, policy()).total

    def clock(*log: Event, parts: tuple[str, ...] = ("2026-03-20",)) -> clocks.Clock:
        whole = [event(EventType.SUB_PAYMENT, parts[0], amount=str(owed - len(parts) + 1))]
        more = [event(EventType.SUB_PAYMENT, on, amount="1000") for on in parts[1:]]
        mine = case(log=[*whole, *more, *log], guarantees=[surety()], loan_changes=OF_BANK)
        return next(c for c in clocks.of(mine, ON, policy()) if c.guarantee)

    bare = clock()
    assert (bare.kind, bare.party, bare.start) == ("contribution_limitation", SURETY, DUE)
    assert (bare.last_day, bare.demanded_on) == (day("2029-03-20"), None)
    assert "legal must judge" in bare.note.en and bare.basis.endswith("担保制度解释第13条")
    several = clock(parts=("2026-03-20", "2026-03-25"))
    assert several.last_day == day("2029-03-20") and "counted from the first" in several.note.en
    for party, ends in ((SURETY, "2029-05-04"), (BORROWER, "2029-03-20")):
        for act in (
            event(EventType.PAYMENT, "2026-05-04", party=party, amount="5"),
            event(EventType.PROMISE, "2026-05-04", party=party, written="yes"),
            event(EventType.FILING, "2026-05-04", way="suit", body="示例法院", against=party),
        ):
            assert str(clock(act).last_day) == ends, act
    to_bank = event(EventType.PAYMENT, "2026-05-04", party=SURETY, amount="5", claim="loan")
    assert str(clock(to_bank).last_day) == "2029-03-20"
    suit = event(
        EventType.FILING, "2026-05-04", id="F", way="suit", body="示例法院", against=SURETY
    )
    back = event(EventType.FILING_WITHDRAWN, "2026-05-10", filing="F", copy_reached="no")
    assert (clock(suit, back).last_day, clock(suit, back).latest) == (day("2029-03-20"), day("2029-05-04"))  # fmt: skip


def test_what_he_pays_back_to_us_restarts_recourse() -> None:
    """Three years from his payment to the house; no authority of the bank is asked for."""
    log = [
        event(EventType.SUB_PAYMENT, "2026-05-06", amount="100.00"),
        event(EventType.PAYMENT, "2026-05-15", amount="10.00", party=BORROWER),
    ]

    assert borrower_clock(log, kind=LoanKind.GUARANTEED).last_day == day("2029-05-15")


# --- of a case ----------------------------------------------------------------------------------------


def test_clocks_come_in_order_of_urgency_and_not_for_a_settled_loan() -> None:
    """The nearest safe day first; nothing owed and nothing paid by us: none."""
    mine = case(guarantees=[surety(), surety(id="D2", party="G2", period_months=24)])
    found = clocks.of(mine, ON, policy())
    paid = [event(EventType.PAYMENT, "2026-03-20", amount="50000.00")]

    assert [c.guarantee for c in found] == ["D1", "D2", ""]
    assert clocks.of(case(log=paid, guarantees=[surety()]), ON, policy()) == ()


def test_a_recourse_claim_paid_back_has_no_clock() -> None:
    """The day before the house has everything back the claim and the counter-guarantee run; on the day
    they end with it, and no period of a guarantor who was never asked is told as near its end."""
    log = [
        event(EventType.SUB_PAYMENT, "2026-03-20", amount="50000.00", payee="示例银行"),
        event(
            EventType.PAYMENT, "2026-08-20", id="p1", amount="50628.77"
        ),  # 153 days at 3 % of 365
    ]
    mine = case(
        log=log, guarantees=[surety(counter=True)], loan_changes={"kind": LoanKind.GUARANTEED}
    )
    running = clocks.of(mine, day("2026-08-19"), policy())

    assert [("guarantee", "2026-09-20"), ("recourse_limitation", "2029-03-20")] == [
        (c.kind, str(c.last_day)) for c in running
    ]
    assert () == clocks.of(mine, day("2026-08-20"), policy())


def test_a_loan_not_yet_due_has_its_clocks() -> None:
    """Nothing is owed yet, but something will be."""
    found = clocks.of(case(guarantees=[surety()]), day("2026-01-05"), policy())

    assert [c.kind for c in found] == ["guarantee", "limitation"]


@pytest.mark.parametrize(
    ("demand", "end"),
    [
        ("2026-03-19", None),
        ("2026-03-20", "2029-03-20"),
        ("2026-09-20", "2029-09-20"),
        ("2026-09-21", None),
    ],
)
def test_a_guarantor_s_limitation_by_arithmetic(demand: str, end: str | None) -> None:
    """The period's first and last day are inside."""
    found = clocks.guarantor_limit(DUE, 6, [day(demand)], 3)

    assert (found and found.last_day) == (None if end is None else day(end))


def test_near_counts_to_the_safe_day_and_ends_with_the_period() -> None:
    """Thirty days before the safe day it is near, thirty-one it is not; nor when it is over."""
    clock = period(surety())  # safe day 2026-09-07

    assert clock.near(day("2026-08-08"), 30)
    assert not clock.near(day("2026-08-07"), 30)
    assert clock.near(day("2026-09-20"), 30)
    assert not clock.near(day("2026-09-21"), 30)


def test_an_end_in_a_year_without_calendar_says_so() -> None:
    """Make-up days of a far year are not known: the rolled day may move."""
    assert "not published" in period(surety(period_months=240)).note.en
    assert "not published" not in period(surety()).note.en


def test_enforcement_is_applied_for_within_two_years() -> None:
    """From the end of the time to perform."""
    assert clocks.enforcement_last_day(day("2026-05-10"), policy()) == day("2028-05-10")


def test_a_co_borrower_s_payment_restarts_for_both() -> None:
    """One joint debtor's act counts against the others (Limitation Rules 15)."""
    from noticegen.model import LoanParty, Role

    log = [event(EventType.PAYMENT, "2026-04-10", amount="10.00", party="B2")]
    plain = case(log=log)
    both = replace(
        plain,
        parties={**plain.parties, "B2": Party("B2", PartyKind.PERSON, "示例乙")},
        signatories=(*plain.signatories, LoanParty("B2", Role.CO_BORROWER)),
    )

    assert clocks.limitation_clock(both, policy(), ON).last_day == day("2029-04-10")
    assert clocks.limitation_clock(plain, policy(), ON).last_day == day("2029-03-20")


def test_a_limitation_clock_has_its_safe_day_and_both_ends() -> None:
    """Three years to 2029-03-20, a Tuesday; safe ten working days before; the ends are not disputed."""
    clock = borrower_clock([])

    assert (clock.last_day, clock.rolled) == (day("2029-03-20"), day("2029-03-20"))
    assert clock.safe_day == clocks.minus_working_days(day("2029-03-20"), 10) < clock.last_day
    assert (clock.earliest, clock.latest) == (clock.last_day, clock.rolled)
    assert (clock.name.en, clock.kind) == ("limitation against the borrower", "limitation")
    assert "acceleration" not in clock.note.en


def test_a_limitation_that_ends_on_a_rest_day_moves_to_the_next_working_day() -> None:
    """2029-03-17 is a Saturday: the unrolled day stays the earlier end, Monday is the later one."""
    clock = borrower_clock([], maturity=date(2026, 3, 17))

    assert (clock.last_day, clock.rolled) == (day("2029-03-17"), day("2029-03-19"))
    assert (clock.earliest, clock.latest) == (day("2029-03-17"), day("2029-03-19"))


def test_limitation_runs_from_the_acceleration_if_that_was_earlier() -> None:
    """All called on 25 February: three years from then, and the note says so; called on the day of the
    last instalment it changes nothing."""

    def called(on: str) -> clocks.Clock:
        call = event(EventType.ACCELERATION, on, ground="第九条", approver="王示例")
        return clocks.loan_limitation(case(dues=THREE, log=[call]), policy(), ON)

    early, same = called("2026-02-25"), called("2026-03-20")
    assert (early.start, early.last_day) == (day("2026-02-25"), day("2029-02-25"))
    assert "counted from the acceleration" in early.note.en
    assert (same.start, "acceleration" in same.note.en) == (DUE, False)


def test_an_acceleration_not_yet_made_is_not_known() -> None:
    """Asked for the day before it, the clock runs from the last instalment."""
    call = event(EventType.ACCELERATION, "2026-02-25", ground="第九条", approver="王示例")
    mine = case(dues=THREE, log=[call])

    assert clocks.loan_limitation(mine, policy(), day("2026-02-24")).start == DUE
    assert clocks.loan_limitation(mine, policy(), day("2026-02-25")).start == day("2026-02-25")


def test_several_payments_run_recourse_from_the_first() -> None:
    """The cautious reading, and the note says so; two on one day are one beginning."""

    def recourse(*days: str) -> clocks.Clock:
        log = [event(EventType.SUB_PAYMENT, d, amount=str(n)) for n, d in enumerate(days, 1)]
        found = clocks.recourse_limitation(case(log=log), policy(), day("2026-07-01"))
        assert found is not None
        return found

    assert recourse("2026-05-06", "2026-06-15").start == day("2026-05-06")
    assert "counted from the first" in recourse("2026-05-06", "2026-06-15").note.en
    assert "first" not in recourse("2026-05-06", "2026-05-06").note.en


def test_a_claim_kept_alive_for_twenty_years_ends_all_the_same() -> None:
    """A payment every second year: the longest protection is counted from the due date (188)."""
    years = range(2028, 2050, 2)
    log = [event(EventType.PAYMENT, f"{year}-03-20", amount="1.00") for year in years]

    assert borrower_clock(log, day("2049-01-01")).last_day == day("2046-03-20")


def test_a_later_recourse_demand_restarts_the_counter_guarantor_s_limitation() -> None:
    """Three years from the last 2B served on him, not from one served on another."""
    deed = surety(counter=True)
    paid = event(EventType.SUB_PAYMENT, "2026-05-06", amount="100.00")
    first = served("recourse-demand", "2026-05-10", SURETY)

    def end(*more: Event) -> date:
        mine = case(log=[paid, *first, *more], guarantees=[deed])
        found = clocks.of(mine, day("2027-06-01"), policy())
        return next(c for c in found if c.guarantee).last_day

    assert end() == day("2029-05-10")
    assert end(*served("recourse-demand", "2027-05-01", SURETY)) == day("2030-05-01")
    assert end(*served("recourse-demand", "2027-05-01", "G2")) == day("2029-05-10")


@pytest.mark.parametrize(
    ("written", "counts"),
    [("yes", True), ("是", True), (" No ", False), ("N", False), ("0", False)],
)
def test_a_promise_counts_as_written_unless_it_says_no(written: str, counts: bool) -> None:
    """Blanks and capitals play no part."""
    made = event(
        EventType.PROMISE, "2026-04-10", amount="10", by="2026-05-01", party=BORROWER,
        written=written,
    )  # fmt: skip

    assert borrower_clock([made]).last_day == day("2029-04-10" if counts else "2029-03-20")


def test_an_extension_moves_the_limitation_from_the_day_it_is_known() -> None:
    """Agreed on 10 March to 20 June: three years from June; asked for the day before, from March; one
    that nobody approved is none."""
    told: dict[str, Any] = {"by": "2026-06-20", "instalment": "1"}
    agreed = event(EventType.EXTENSION, "2026-03-10", approver="王示例", **told)

    def start(of: Event, on: str) -> date:
        return clocks.loan_limitation(case(log=[of]), policy(), day(on)).start

    assert start(agreed, "2026-03-09") == DUE
    assert start(agreed, "2026-03-10") == day("2026-06-20")
    assert start(event(EventType.EXTENSION, "2026-03-10", **told), "2026-03-10") == DUE


@pytest.mark.parametrize(
    ("consent", "start"),
    [
        ({"evidence": PAPER}, "2026-06-20"),
        ({"evidence": (replace(PAPER[0], state=EvidenceState.ALTERED),)}, "2026-03-20"),
        ({"evidence": (replace(PAPER[0], state=EvidenceState.MISSING),)}, "2026-03-20"),
        ({"evidence": (*PAPER, replace(PAPER[0], state=EvidenceState.ALTERED))}, "2026-03-20"),
        ({}, "2026-03-20"),
        ({"evidence": PAPER, "party": "G2"}, "2026-03-20"),
        ({"evidence": PAPER, "consents_to": "another"}, "2026-03-20"),
        ({"evidence": PAPER, "on": "2026-05-21"}, "2026-03-20"),
        ({"evidence": PAPER, "on": "2026-05-20"}, "2026-06-20"),
    ],
)
def test_a_guarantor_s_own_consent_counts_with_its_paper(
    consent: dict[str, Any], start: str
) -> None:
    """His, to this extension, known by the day asked for, every file of it unaltered."""
    extension = event(
        EventType.EXTENSION, "2026-03-10", id="E1", by="2026-06-20", instalment="1",
        approver="王示例",
    )  # fmt: skip
    terms = {"party": SURETY, "consents_to": "E1", **consent}
    agreed = event(EventType.GUARANTOR_CONSENT, terms.pop("on", "2026-03-12"), **terms)

    assert period(surety(), [extension, agreed]).start == day(start)


def test_a_list_of_parties_is_read_by_ids_and_names() -> None:
    """Separated by any of the marks of both scripts, blanks around them do not count; what is neither id
    nor name of a party is told, each once, in order of the alphabet."""
    of = case(guarantees=[surety()])

    assert named("B1、示例G1", of) == {"B1", "G1"}
    assert strangers(" B1 ；示例G1, 示例甲", of) == ()
    assert strangers("示例丙; Y、G1，X , X", of) == ("X", "Y", "示例丙")
    assert strangers("", of) == strangers("，、 ;", of) == ()
    assert strangers("B1 G1", of) == ("B1 G1",)
