"""S-16 to S-18, S-22, S-23: the referral. Each rule: passes, fails, and the boundary day."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from later_cases import (
    DEMAND,
    RECOURSE,
    REFERRAL,
    REMINDER,
    after,
    calls,
    paper,
    word,
    words,
)
from ledger_cases import STEPS, case, day, deed, tuned, with_

from noticegen.model import Instalment, LoanKind

LETTERS = (*paper(REMINDER, "G1", "03-29", "03-30"), *paper(REMINDER, "G2", "03-29", "03-31"))
PAID = "05-06 10:00 sub_payment - amount=52345.67"
ON = "06-18"


# --- S-16 -----------------------------------------------------------------------------------------


def s16(*lines: str, on: str = ON, **changes: object) -> list[str]:
    """What S-16 says of each guarantor."""
    return [str(f.verdict) for f in words(case(after(*lines), **changes), REFERRAL, "S-16", on)]


def test_s16_each_counter_guarantor_was_written_to() -> None:
    """Both served: passes from the day of the second service on; one alone is not enough."""
    assert ["pass", "pass"] == s16(*LETTERS)
    assert ["pass", "fail"] == s16(*LETTERS, on="03-30")
    assert ["pass", "pass"] == s16(*LETTERS, on="03-31")
    assert ["pass", "fail"] == s16(*LETTERS[:2])
    assert ["fail", "fail"] == s16()


def test_s16_says_to_whom_what_is_missing() -> None:
    """The finding names the guarantor, the letter wanted, and what became of it."""
    [_, second] = words(
        case(after(*LETTERS[:2], *paper(REMINDER, "G2", "03-29"))), REFERRAL, "S-16", ON
    )

    assert second.blocks and "G2" == second.party
    assert "Reminder to counter-guarantor served on 李示例" in second.needed.en
    assert "guarantor-reminder-G2-03-29, issued on 2026-03-29, not served" == second.found.en
    assert second.hint.en.startswith("serve it on 李示例, again by another way or address")
    [_, none] = words(case(after(*LETTERS[:2])), REFERRAL, "S-16", ON)
    assert none.hint.en.startswith(
        "issue the Reminder to counter-guarantor (guarantor-reminder) to 李示例 and serve it"
    )
    assert "2026-06-18" == str(second.earliest)


def test_s16_a_loan_without_guarantors_has_nobody_to_write_to() -> None:
    """No deeds: the rule does not apply."""
    assert "na" == word(case(after(), guarantees=()), REFERRAL, "S-16", ON)


def test_s16_the_letter_comes_after_the_service_of_the_notice() -> None:
    """A letter served on the day of the notice's service does not count, one of the next day does."""
    same = paper(REMINDER, "G1", "03-28", "03-28")
    next_day = paper(REMINDER, "G1", "03-28", "03-29")

    assert "fail" == s16(*same)[0]
    assert "pass" == s16(*next_day)[0]


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (("returned G1 document=R1 method=ems why=moved evidence=returned_envelope",), "pass"),
        (("refused G1 document=R1 method=hand to=孙示例 evidence=video",), "pass"),
        (("returned G1 document=R1 method=ems why=moved",), "fail"),
        (("returned G1 document=R1 method=ems why=moved evidence=altered",), "fail"),
        (("returned G1 document=R1 method=ems evidence=returned_envelope",), "fail"),
    ],
)
def test_s16_a_failed_service_counts_if_the_log_shows_it(
    lines: tuple[str, ...], verdict: str
) -> None:
    """A return or refusal with its reason and an intact file stands for the service."""
    sent = paper(REMINDER, "G1", "03-29", number="R1")

    assert verdict == s16(*sent, *(f"04-02 10:00 {x}" for x in lines))[0]


def test_s16_a_new_address_means_another_try() -> None:
    """After the mail came back a new address was learned: the failure no longer counts."""
    sent = paper(REMINDER, "G1", "03-29", number="R1")
    back = "04-02 10:00 returned G1 document=R1 method=ems why=moved evidence=returned_envelope"
    move = "10:00 address_change G1 address=新址 source=contract"

    assert "fail" == s16(*sent, back, f"04-03 {move}")[0]
    assert "pass" == s16(*sent, back, f"04-01 {move}")[0]


@pytest.mark.parametrize("ended", ["death", "insolvency"])
def test_s16_a_dead_or_insolvent_guarantor_stops_no_suit(ended: str) -> None:
    """No letter may go to him without legal's word, so its want only warns, and says whose matter it is;
    from the day itself on. What had been served before still counts, and the other is asked about."""

    def told(*lines: str, on: str = ON) -> list[tuple[str, bool]]:
        found = words(case(after(*lines)), REFERRAL, "S-16", on)
        return [(str(f.verdict), f.blocks) for f in found]

    gone = f"04-01 10:00 {ended} G1"
    assert told(gone) == [("fail", False), ("fail", True)]
    assert told(gone, on="03-31") == [("fail", True), ("fail", True)]
    assert told(gone, on="04-01") == [("fail", False), ("fail", True)]
    assert told(gone, *LETTERS) == [("pass", False), ("pass", False)]
    [first, _] = words(case(after(gone)), REFERRAL, "S-16", ON)
    assert ended in first.found.en and first.hint.en.startswith("hand it to legal")


def test_s16_a_lapsed_guarantee_stops_no_suit() -> None:
    """Up to the last day of his period the letter is still wanted (near it its want only warns, as all
    steps of the house: I.5); from the next on none may go to him (L-01), so its want only warns for
    good, and the suit against the borrower is not held up by him."""
    paid = "05-06 10:00 sub_payment - amount=52345.67 payee=示例银行"
    half = (deed("G1", period_months=6), deed("G2", period_months=6))  # up to 2026-11-06

    def told(*lines: str, on: str) -> list[tuple[str, bool]]:
        found = words(case(after(paid, *lines), guarantees=half), REFERRAL, "S-16", on)
        return [(str(f.verdict), f.blocks) for f in found]

    assert told(on="09-01") == [("fail", True), ("fail", True)]
    assert told(on="11-07") == [("fail", False), ("fail", False)]
    asked = paper(RECOURSE, "G1", "05-10", "05-11")
    assert told(*asked, on="11-07") == [("pass", False), ("fail", False)]
    [last, _] = words(case(after(paid), guarantees=half), REFERRAL, "S-16", "11-06")
    assert "issue the Recourse demand" in last.hint.en
    [first, _] = words(case(after(paid), guarantees=half), REFERRAL, "S-16", "11-07")
    assert "the guarantee has lapsed, last day 2026-11-06" == first.found.en
    assert first.hint.en.startswith("no letter may go to him any more; tell legal")


def test_s16_a_guarantor_who_has_paid_all_of_his_cap_stops_no_suit() -> None:
    """What he paid reaches his cap: no letter may ask him for more (L-07), so its want only warns; a
    cent less and the letter is wanted."""
    capped = (deed("G1", cap=Decimal("1000.00")), deed("G2"))

    def told(amount: str) -> list[bool]:
        own = f"05-01 10:00 payment G1 amount={amount} payer=示例"
        return [f.blocks for f in words(case(after(own), guarantees=capped), REFERRAL, "S-16", ON)]

    assert told("999.99") == [True, True]
    assert told("1000.00") == [False, True]


def test_s16_once_we_have_paid_only_the_recourse_demand_counts() -> None:
    """A reminder of before is not enough; a served recourse demand is, a failed one too."""
    demands = (
        *paper(RECOURSE, "G1", "05-10", "05-11"),
        *paper(RECOURSE, "G2", "05-10", number="F2"),
        "05-20 10:00 refused G2 document=F2 method=hand to=李示例 evidence=video",
    )

    assert ["pass", "pass"] == s16(*LETTERS, PAID, on="05-05")
    assert ["fail", "fail"] == s16(*LETTERS, PAID, on="05-06")
    assert ["pass", "pass"] == s16(*LETTERS, PAID, *demands)
    assert (
        "Recourse demand on counter-guarantor served on"
        in words(case(after(*LETTERS, PAID)), REFERRAL, "S-16", ON)[0].needed.en
    )


def test_s16_a_payment_without_its_voucher_ends_the_time_of_the_reminder() -> None:
    """The account counts such a payment and X-09 lets no reminder go after it; a recourse demand waits
    for the voucher (L-04), and the referral for the demand."""
    assert ["fail", "fail"] == s16(*LETTERS, PAID + " evidence=")


def test_s16_direct_guarantors_are_asked_about_where_the_claim_is_ours() -> None:
    """On an entrusted loan a guarantor wants the demand; where the bank holds the claim he does not."""
    direct = (deed("G1", counter=False), deed("G2"))
    mixed = (*paper(DEMAND, "G1", "03-29", "03-30"), *LETTERS[2:])
    entrusted: dict[str, Any] = {"guarantees": direct, "loan": {"kind": LoanKind.ENTRUSTED}}

    assert ["pass", "pass"] == s16(*mixed, **entrusted)
    assert ["fail", "pass"] == s16(*LETTERS, **entrusted)
    assert ["pass"] == s16(*LETTERS, guarantees=direct)


def test_s16_earliest_waits_for_the_notice() -> None:
    """Nothing issued on day 3: notice on day 7, letters on day 8."""
    [first, _] = words(case(), REFERRAL, "S-16", "03-23")

    assert "2026-03-28" == str(first.earliest)
    [shut, _] = words(case(with_(PAID.replace("05-06", "03-25"))), REFERRAL, "S-16", "04-01")
    assert not shut.curable and shut.earliest is None


# --- S-17, S-18 ---------------------------------------------------------------------------------

UNABLE = "04-10 10:00 inability_finding B test=stated reviewer=郑示例"
BROKEN = "two_broken_promises"
TWICE = (
    "03-29 10:00 promise B amount=100 by=2026-04-01",
    "03-29 11:00 promise B amount=200 by=2026-04-05",
)


def test_s17_long_overdue_is_a_ground_from_day_ninety_on() -> None:
    """Day 89 blocks and names day 90, which passes."""
    [early] = words(case(after()), REFERRAL, "S-17", "06-17")

    assert (
        early.blocks and "2026-06-18" == str(early.earliest) and "89 days overdue" in early.found.en
    )
    assert "pass" == word(case(after()), REFERRAL, "S-17", "06-18")
    assert "block" == word(
        case(after()), REFERRAL, "S-17", "06-18", by=tuned("long_overdue", days=91)
    )


def test_s17_days_overdue_are_those_of_the_oldest_sum_still_unpaid() -> None:
    """The first of two instalments was paid: the days count from the second."""
    half = case().loan.principal / 2
    two = (Instalment(1, day("03-20"), half, half * 0), Instalment(2, day("04-20"), half, half * 0))
    paid = after("04-25 10:00 payment B amount=25300.00")
    whole = case(paid, instalments=two, loan={"maturity": day("04-20")})

    assert ["block", "pass"] == [word(whole, REFERRAL, "S-17", d) for d in ("07-18", "07-19")]
    assert "block" == word(whole, REFERRAL, "S-17", "06-18")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("", ""),
        (" reviewer=周示例", "the reviewer is the officer"),
        (" reviewer=吴示例", "the reviewer is the officer"),
        (" reviewer=", "lacks reviewer"),
        (" test=", "lacks ground"),
        (" test=rumour", "not one of the tests"),
        (" actors=", "lacks who did it"),
    ],
)
def test_s17_a_finding_of_inability_names_a_test_and_another_person(change: str, why: str) -> None:
    """Stated, closed, attached or broken promises; reviewed by one who is not the officer."""
    [found] = words(case(after(UNABLE + change)), REFERRAL, "S-17", "04-11")

    assert bool(why) == found.blocks
    assert why in found.found.en
    if not why:
        assert "stated by the party, reviewed by 郑示例" in found.found.en


def test_s17_the_officer_of_the_loan_does_not_review() -> None:
    """The reviewer is not the officer the loan is assigned to either."""
    assert "block" == word(
        case(after(UNABLE), loan={"officer": "郑示例"}), REFERRAL, "S-17", "04-11"
    )


def test_s17_a_finding_counts_from_its_day_for_its_borrower_and_default() -> None:
    """Not before its day, not one about a guarantor, not one of before day 0."""
    assert ["block", "pass"] == [
        word(case(after(UNABLE)), REFERRAL, "S-17", d) for d in ("04-09", "04-10")
    ]
    assert "block" == word(
        case(after(UNABLE.replace("finding B", "finding G1"))), REFERRAL, "S-17", "04-11"
    )
    assert "block" == word(case(after(UNABLE.replace("04-10", "03-19"))), REFERRAL, "S-17", "04-11")


def test_s17_two_broken_promises_are_checked_against_the_payments() -> None:
    """Two promises unpaid by their days; one kept, one not yet due, or one paid in part do not do."""
    found = UNABLE.replace("test=stated", f"test={BROKEN}")

    def says(*lines: str, on: str = "04-11") -> str:
        return word(case(after(found, *lines)), REFERRAL, "S-17", on)

    assert "pass" == says(*TWICE)
    assert "pass" == says(TWICE[0].replace("03-29", "03-20"), TWICE[1])
    assert "block" == says(TWICE[0].replace("03-29", "03-19"), TWICE[1])
    assert "block" == says(TWICE[0])
    assert "block" == says(*TWICE[:1], TWICE[1].replace("04-05", "04-10"))
    assert "pass" == says(*TWICE[:1], TWICE[1].replace("04-05", "04-09"))
    kept = "04-01 10:00 payment B amount=100 promise=Q1"
    assert "block" == says(TWICE[0] + " id=Q1", TWICE[1], kept)
    part = "04-01 10:00 payment B amount=50 promise=Q1"
    assert "block" == says(TWICE[0] + " id=Q1", TWICE[1], part)
    [why] = words(case(after(found, TWICE[0])), REFERRAL, "S-17", "04-11")
    assert "broken promises on that day: only 1" in why.found.en


def test_s17_a_performing_loan_has_no_ground_and_is_not_referred() -> None:
    """Nothing due and unpaid: S-12 stops the referral, whatever was found."""
    paid = case(after("04-01 09:00 payment B amount=60000", UNABLE))

    assert "block" == word(paid, REFERRAL, "S-12", "04-11")
    assert "na" == word(paid, REFERRAL, "S-17", "04-11")


def test_s18_promptly_is_fifteen_days_from_the_ground() -> None:
    """Long overdue on 18 June: until 3 July; a day later warns."""
    assert ["pass", "warn"] == [
        word(case(after()), REFERRAL, "S-18", d) for d in ("07-03", "07-04")
    ]
    assert "na" == word(case(after()), REFERRAL, "S-18", "06-17")
    [late] = words(case(after()), REFERRAL, "S-18", "07-04")
    assert not late.curable and late.earliest is None


def test_s18_the_earlier_ground_counts() -> None:
    """Found unable on 10 April: until 25 April, though it is long overdue later."""
    unable = case(after(UNABLE))

    assert ["pass", "warn", "warn"] == [
        word(unable, REFERRAL, "S-18", d) for d in ("04-25", "04-26", "06-18")
    ]


def test_s18_a_referral_made_in_time_stays_in_time() -> None:
    """A further referral, after one that was prompt, is not late."""
    first = paper(REFERRAL, "B", "07-03")

    assert "pass" == word(case(after(*first)), REFERRAL, "S-18", "07-20")
    late = paper(REFERRAL, "B", "07-04")
    assert "warn" == word(case(after(*late)), REFERRAL, "S-18", "07-20")


# --- S-22, S-23 ---------------------------------------------------------------------------------


def test_s22_three_different_means() -> None:
    """Visit, call and the notice make three; calls and a notice alone make two."""
    [whole] = words(case(after()), REFERRAL, "S-22", ON)
    assert "phone, visit, letter" == whole.found.en and "pass" == str(whole.verdict)

    no_visit = after().replace("visit B", "visit G1")
    [two] = words(case(no_visit), REFERRAL, "S-22", ON)
    assert "warn" == two.severity.value and "only 2; phone, letter" == two.found.en
    assert "pass" == word(case(no_visit + "\n04-01 09:00 message B"), REFERRAL, "S-22", ON)


def test_s22_a_letter_only_issued_was_not_used() -> None:
    """A letter counts once it was sent, served, returned or refused."""
    unsent = with_(*paper("overdue-notice", "B", "03-27", number="N9"))

    assert "warn" == word(case(unsent), REFERRAL, "S-22", ON)
    sent = unsent + "\n03-28 09:00 dispatched B document=N9 method=ems to=张示例"
    assert "pass" == word(case(sent), REFERRAL, "S-22", ON)


def test_s22_a_letter_of_the_day_asked_on_and_of_day_zero_counts() -> None:
    """Issued and sent on the very day; both ends of the default are included."""
    today = with_(*paper("overdue-notice", "B", "03-27", "03-27"))
    first = with_(*paper("overdue-notice", "B", "03-20", "03-20"))

    assert "pass" == word(case(today), REFERRAL, "S-22", "03-27")
    assert "pass" == word(case(first), REFERRAL, "S-22", "03-27")


SLOW = "\n".join(
    x for x in STEPS.strip().splitlines() if x[:5] in {"01-05", "03-20", "03-21"}
)  # contact on days 0 and 1 only


@pytest.mark.parametrize(("served", "word_"), [("03-29", "pass"), ("03-30", "warn")])
def test_s23_no_more_than_seven_silent_days_before_the_service(served: str, word_: str) -> None:
    """Last contact on 21 March: seven silent days before a service on the 29th, eight on the 30th."""
    notice = paper("overdue-notice", "B", "03-27", served)

    assert word_ == word(case("\n".join([SLOW, *notice])), REFERRAL, "S-23", ON)


def test_s23_counts_from_day_one() -> None:
    """Only the visit of day 0: served on the 28th seven days were silent, on the 29th eight."""
    visit = "\n".join(x for x in STEPS.strip().splitlines() if x[:5] in {"01-05", "03-20"})

    for served, verdict in (("03-28", "pass"), ("03-29", "warn")):
        notice = paper("overdue-notice", "B", "03-27", served)
        assert verdict == word(case("\n".join([visit, *notice])), REFERRAL, "S-23", ON)


def test_s23_excused_days_are_not_silent_and_any_contact_breaks_the_silence() -> None:
    """A hold of one day among eight leaves seven; so does a message."""
    notice = paper("overdue-notice", "B", "03-27", "03-30")
    base = "\n".join([SLOW, *notice])

    assert "pass" == word(case(base + "\n03-25 08:00 hold - by=2026-03-25"), REFERRAL, "S-23", ON)
    assert "pass" == word(case(base + "\n03-25 08:00 message B"), REFERRAL, "S-23", ON)
    assert "warn" == word(case(base + "\n03-25 08:00 message G1"), REFERRAL, "S-23", ON)


def test_s23_without_a_service_the_days_run_to_the_referral() -> None:
    """Not served: silence is counted up to the day asked on."""
    assert ["pass", "warn"] == [word(case(SLOW), REFERRAL, "S-23", d) for d in ("03-29", "03-30")]


def test_a_referral_after_all_steps_is_possible() -> None:
    """With notice, daily calls and letters on record the house's rules allow it on day 90."""
    whole = case(after(*LETTERS, *calls("03-29", "06-17")))
    house = ("S-12", "S-13", "S-14", "S-16", "S-17", "S-18", "S-22", "S-23")

    assert {"pass"} == {word(whole, REFERRAL, r, ON) for r in house}
    assert "block" == word(replace(whole, log=whole.log[:5]), REFERRAL, "S-16", ON)
