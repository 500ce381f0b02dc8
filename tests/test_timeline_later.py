"""The worked timeline from the service of the notice to the referral and the list, day by day, for
every kind of document; and what breaks naive code on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from later_cases import (
    DEMAND,
    HAND,
    ISSUED,
    LISTING,
    NOTICED,
    PAYOFF,
    RECOURSE,
    REFERRAL,
    REMINDER,
    WARNING,
    after,
    calls,
    first_day,
    paper,
    stops,
    word,
    words,
)
from ledger_cases import PEOPLE, STEPS, case, day, deed, person, with_

from noticegen.model import Case, LoanParty, Role

NOTICE = "overdue-notice"
COURSE = (
    *STEPS.strip().splitlines(),
    *NOTICED,
    *calls("03-29", "07-02"),
    *paper(REMINDER, "G1", "03-29", "03-30"),
    *paper(REMINDER, "G2", "03-29", "03-31"),
    "05-06 10:00 sub_payment - amount=52345.67",
    *paper(RECOURSE, "G1", "05-08", "05-09"),
    *paper(RECOURSE, "G2", "05-08", "05-10"),
    *paper(WARNING, "B", "06-18", "06-19"),
    "07-10 10:00 payment B amount=60000",
)


def known_on(on: str) -> Case:
    """The case with only what was on the log by the end of that day."""
    return case("\n".join(x for x in COURSE if day(x.split()[0].removeprefix("2026-")) <= day(on)))


NOT_NOTIFIED = ["S-13:B", "S-15:B"]


@pytest.mark.parametrize(
    ("on", "kind", "stopped", "first"),
    [
        # before the service nothing goes to the guarantors; the day after it the reminders may
        ("03-23", REMINDER, NOT_NOTIFIED, "2026-03-28"),
        ("03-27", REMINDER, NOT_NOTIFIED, "2026-03-28"),
        ("03-28", REMINDER, ["S-15:B"], "2026-03-29"),
        ("03-29", REMINDER, [], ""),
        ("03-29", RECOURSE, [], ""),
        ("03-29", DEMAND, [], ""),
        # the warning waits for day 90, the listing for the pay-off
        ("03-28", WARNING, ["S-19"], "2026-06-18"),
        ("03-27", WARNING, ["S-13:B", "S-19"], "2026-06-18"),
        ("06-17", WARNING, ["S-19"], "2026-06-18"),
        ("06-18", WARNING, [], ""),
        ("06-19", LISTING, ["S-20:B"], ""),
        ("07-10", LISTING, ["S-20:B"], "2026-07-11"),
        ("07-11", LISTING, [], ""),
        ("07-11", WARNING, ["S-12", "S-19"], ""),
        # the referral wants the letters and a ground; after our payment the recourse demands
        ("03-23", REFERRAL, ["S-13:B", "S-16:G1", "S-16:G2", "S-17:B"], "2026-06-18"),
        ("03-30", REFERRAL, ["S-16:G2", "S-17:B"], "2026-06-18"),
        ("03-31", REFERRAL, ["S-17:B"], "2026-06-18"),
        ("05-05", REFERRAL, ["S-17:B"], "2026-06-18"),
        ("05-06", REFERRAL, ["S-16:G1", "S-16:G2", "S-17:B"], "2026-06-18"),
        ("05-09", REFERRAL, ["S-16:G2", "S-17:B"], "2026-06-18"),
        ("05-10", REFERRAL, ["S-17:B"], "2026-06-18"),
        ("06-17", REFERRAL, ["S-17:B"], "2026-06-18"),
        ("06-18", REFERRAL, [], ""),
        ("07-10", REFERRAL, ["S-12"], ""),
        # the case is closed when all is paid
        ("07-09", PAYOFF, ["S-26"], ""),
        ("07-10", PAYOFF, [], ""),
        # the notice itself is no longer the letter once we have paid, but no step of the house says so
        ("05-07", NOTICE, [], ""),
    ],
)
def test_the_worked_timeline_of_later_documents(
    on: str, kind: str, stopped: list[str], first: str
) -> None:
    """Due on 2026-03-20, served on the 28th, paid by the company on 6 May, by the borrower on 10 July."""
    then = known_on(on)

    assert stopped == stops(then, kind, on)
    assert first == first_day(then, kind, on)


def test_every_day_called_no_warning_until_three_july() -> None:
    """S-14 passes throughout; the referral is prompt up to 3 July and late from the 4th."""
    whole = replace(known_on("07-03"))

    assert "pass" == word(whole, REFERRAL, "S-14", "07-03")
    assert ["pass", "warn"] == [word(whole, REFERRAL, "S-18", d) for d in ("07-03", "07-04")]


# --- what breaks naive code -----------------------------------------------------------------------


def test_two_payments_of_the_company_need_no_second_demand_each() -> None:
    """A further payment leaves the served demands of this default standing for S-16."""
    more = known_on("06-18")
    again = case("\n".join([*COURSE[:-1], "06-01 10:00 sub_payment - amount=100"]))

    assert [] == stops(more, REFERRAL, "06-18")
    assert "pass" == word(again, REFERRAL, "S-16", "06-18")


def test_a_counter_guarantor_s_own_payment_changes_no_step() -> None:
    """He paid part himself: the default, its days and the letters stay."""
    paid = "06-01 10:00 payment G1 amount=10000"
    whole = case("\n".join([*COURSE[:-1], paid]))

    assert [] == stops(whole, REFERRAL, "06-18")
    assert "90 days overdue" in words(whole, WARNING, "S-19", "06-18")[0].found.en


def test_the_notice_taken_in_by_a_spouse_who_did_not_sign() -> None:
    """Counts only as that of an adult relative living with her, not as a stranger's."""
    spouse = f"03-28 15:00 served B document=N1 {HAND} to=示例配偶"
    stranger = spouse.replace("recipient=self", "recipient=other")
    relative = spouse.replace("recipient=self", "recipient=relative")

    assert "block" == word(case(with_(ISSUED, stranger)), REMINDER, "S-13", "04-01")
    assert "pass" == word(case(with_(ISSUED, relative)), REMINDER, "S-13", "04-01")


def test_payment_on_the_day_of_the_service_ends_everything() -> None:
    """Paid in full on the 28th: that day no letter to a guarantor, no warning, no referral."""
    paid = case(after("03-28 09:00 payment B amount=60000"))

    for kind in (REMINDER, WARNING, REFERRAL):
        assert "S-12" in stops(paid, kind, "03-28")
    assert [] == stops(paid, PAYOFF, "03-28")


def test_a_service_just_before_and_just_after_midnight() -> None:
    """Served at 23:59 on the 28th the letter may go on the 29th; at 00:01 on the 29th, on the 30th."""
    late = after().replace("03-28 15:00 served", "03-28 23:59 served")
    later = after().replace("03-28 15:00 served", "03-29 00:01 served")

    assert ["pass", "block", "pass"] == [
        word(case(late), REMINDER, "S-15", "03-29"),
        word(case(later), REMINDER, "S-15", "03-29"),
        word(case(later), REMINDER, "S-15", "03-30"),
    ]


def test_a_call_later_found_on_the_wrong_case() -> None:
    """Corrected away, the call of 5 April no longer counts for S-14."""
    wrong = after(*calls("03-29", "04-04"), "04-05 09:00 call B id=X1", *calls("04-06", "04-07"))
    taken_back = wrong + "\n04-09 09:00 correction - corrects=X1"

    assert "pass" == word(case(wrong), REFERRAL, "S-14", "04-08")
    assert "warn" == word(case(taken_back), REFERRAL, "S-14", "04-08")


def test_nine_counter_guarantors_one_without_a_letter() -> None:
    """Nine letters wanted, eight served: the ninth alone stands in the way."""
    nine = [f"G{n}" for n in range(1, 10)]
    lines = [x for g in nine[:8] for x in paper(REMINDER, g, "03-29", "03-30")]
    whole = case(
        after(*lines),
        parties={"B": PEOPLE[0], **{g: person(g, f"示例{g}") for g in nine}},
        guarantees=tuple(deed(g) for g in nine),
    )

    assert ["S-16:G9"] == stops(whole, REFERRAL, "06-18")


def test_of_two_borrowers_and_two_defaults_each_stands_alone() -> None:
    """Co-borrower served, borrower not: only the borrower is missing; a party asked about alone shows
    what is missing for the letter as a whole."""
    lines = with_(*paper(NOTICE, "C", "03-27", "03-28"))
    both = case(
        lines,
        parties={**case().parties, "C": person("C", "赵示例")},
        signatories=(LoanParty("B", Role.BORROWER), LoanParty("C", Role.CO_BORROWER)),
    )

    assert NOT_NOTIFIED == stops(both, REMINDER, "04-01", "G1")
    assert ["S-13:B"] == [x for x in stops(both, REFERRAL, "06-18", "C") if x.startswith("S-13")]


def test_every_word_of_a_later_document_is_in_both_languages() -> None:
    """No finding on any kind, on good and on bad cases, is said in one language only."""
    from ledger_cases import policy

    from noticegen import rules

    wild = with_(
        "03-25 09:00 inability_finding B test=two_broken_promises reviewer=周示例",
        "03-26 09:00 cash_flow B by=2026-03-26 what=粮款",
        "03-26 09:00 contact_limit B limit=illness",
        "03-27 09:00 call B outcome=connected_other",
        ISSUED,
        "03-30 09:00 returned B document=N1 method=ems why=迁移 evidence=missing",
    )
    for kind in (NOTICE, REMINDER, RECOURSE, DEMAND, WARNING, LISTING, REFERRAL, PAYOFF):
        for whole, on in ((case(wild), "05-01"), (known_on("06-18"), "06-18"), (case(""), "03-19")):
            for finding in rules.check(whole, kind, day(on), policy()):
                for text in (finding.needed, finding.found, finding.hint):
                    assert bool(text.zh) == bool(text.en), finding
