"""S-12, S-19, S-20, S-26 on documents other than the notice: warned while overdue, listed and closed
when nothing is left."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from later_cases import (
    DEMAND,
    LISTING,
    PAYOFF,
    RECOURSE,
    REFERRAL,
    REMINDER,
    WARNING,
    after,
    paper,
    word,
    words,
)
from ledger_cases import case, day, person, policy, tuned

from noticegen import rules
from noticegen.model import Instalment, LoanParty, Role

WARNED = paper(WARNING, "B", "06-19", "06-20")
PAID = "07-10 09:00 payment B amount=60000"


# --- S-12 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [REMINDER, RECOURSE, DEMAND, WARNING, REFERRAL])
def test_s12_nothing_owed_stops_every_demand_warning_and_referral(kind: str) -> None:
    """Paid on 10 July: possible up to the 9th, blocked from the 10th on."""
    paid = case(after(PAID))

    assert ["pass", "block"] == [word(paid, kind, "S-12", d) for d in ("07-09", "07-10")]


def test_s12_does_not_stop_what_follows_pay_off() -> None:
    """Certificate and listing come when nothing is owed."""
    assert [] == words(case(after(PAID)), PAYOFF, "S-12", "07-11")
    assert [] == words(case(after(PAID)), LISTING, "S-12", "07-11")


# --- S-19 -----------------------------------------------------------------------------------------


def test_s19_the_warning_is_for_long_overdue_customers() -> None:
    """Day 89 blocks and names day 90; the number is the house's."""
    [early] = words(case(after()), WARNING, "S-19", "06-17")

    assert early.blocks and early.curable and "2026-06-18" == str(early.earliest)
    assert "pass" == word(case(after()), WARNING, "S-19", "06-18")
    assert "block" == word(
        case(after()), WARNING, "S-19", "06-18", by=tuned("long_overdue", days=91)
    )
    [paid] = words(case(after(PAID)), WARNING, "S-19", "07-11")
    assert paid.blocks and not paid.curable


def test_a_letter_of_the_list_is_not_eased_near_a_statutory_end() -> None:
    """It keeps no right: near the end of limitation it still waits for the served notice."""
    found = rules.check(case(), WARNING, day("2029-03-01"), policy())

    assert ["S-13"] == [f.rule for f in found if f.blocks and f.rule[0] == "S"]


# --- S-20 -----------------------------------------------------------------------------------------


def test_s20_asks_only_for_what_is_missing() -> None:
    """Before pay-off: no warning yet, one issued, one served. After it whoever was not warned is told so."""

    def hint(*lines: str, on: str = "07-09") -> str:
        [found] = words(case(after(*lines, PAID)), LISTING, "S-20", on)
        return found.hint.en

    assert hint().startswith(
        "issue and serve the Warning of entry on the internal list (blacklist-warning) before pay-off"
    )
    assert hint(WARNED[0]).startswith("serve the warning that was issued; record")
    assert hint(*WARNED) == "enter from the day after pay-off"
    assert hint(on="07-11") == "whoever was not warned before pay-off is not entered"
    assert hint(WARNED[0], on="07-11").startswith("serve the warning that was issued; record")


def s20(*lines: str, on: str = "07-11", **changes: object) -> str:
    """S-20 on a listing."""
    return word(case(after(*lines), **changes), LISTING, "S-20", on)


def test_s20_entered_from_the_day_after_pay_off_if_warned() -> None:
    """Paid on 10 July: not on that day, from the 11th on; never without the served warning."""
    assert ["block", "block", "pass"] == [
        s20(*WARNED, PAID, on=d) for d in ("07-09", "07-10", "07-11")
    ]
    [same_day] = words(case(after(*WARNED, PAID)), LISTING, "S-20", "07-10")
    assert "settled only on 2026-07-10" == same_day.found.en
    assert "enter from the day after pay-off" == same_day.hint.en, "she was warned"
    assert "2026-07-11" == str(same_day.earliest)


def test_s20_not_settled_waits_and_names_no_day() -> None:
    """Nobody knows when she pays: curable, without a day; no override is offered."""
    [found] = words(case(after(*WARNED)), LISTING, "S-20", "07-11")

    assert found.blocks and found.curable and found.earliest is None
    assert "not settled yet" == found.found.en and "overridden" not in found.hint.en


@pytest.mark.parametrize(
    ("lines", "said", "curable"),
    [
        ((), "issued in this default", False),
        (WARNED[:1], "issued on 2026-06-19, not served", True),
        (
            (*WARNED, "06-25 09:00 voided B document=blacklist-warning-B-06-19"),
            "issued in this default",
            False,
        ),
    ],
)
def test_s20_without_a_served_warning_nobody_is_entered(
    lines: tuple[str, ...], said: str, curable: bool
) -> None:
    """Never warned before pay-off: the window has closed; sent and not proved: the proof may come."""
    [found] = words(case(after(*lines, PAID)), LISTING, "S-20", "07-11")

    assert found.blocks and curable == found.curable
    assert said in found.found.en
    assert ("2026-07-11" if curable else "None") == str(found.earliest)


DECIDED = "06-28 09:00 list_removal B removal=objection approver=郑示例"


def test_s20_a_decision_not_to_enter_stands() -> None:
    """Warned, and her objection upheld before pay-off: she is not entered. A decision without approver,
    one taken back, and one before the warning change nothing; a new warning begins anew."""
    [found] = words(case(after(*WARNED, DECIDED, PAID)), LISTING, "S-20", "07-11")

    assert found.blocks and not found.curable and found.earliest is None
    assert "after the warning it was decided on 2026-06-28 not to enter" == found.found.en
    assert found.hint.en.startswith("no entry;")
    assert "pass" == s20(*WARNED, DECIDED.replace("郑示例", ""), PAID)
    back = "06-29 09:00 correction - corrects=D1"
    assert "pass" == s20(*WARNED, DECIDED + " id=D1", back, PAID)
    assert "pass" == s20(*WARNED, DECIDED.replace("06-28", "06-18"), PAID)
    again = paper(WARNING, "B", "07-01", "07-02")
    assert "pass" == s20(*WARNED, DECIDED, *again, PAID)
    assert "block" == s20(*WARNED, DECIDED, again[0], PAID), "not served"


def test_s20_who_was_taken_off_is_not_entered_again_for_the_same_default() -> None:
    """Entered after pay-off, removed after a year: the old warning lets nobody be entered again."""
    entered = paper(LISTING, "B", "07-11", "07-12")
    removed = "2027-07-11 09:00 list_removal B removal=review approver=郑示例"

    assert "pass" == s20(*WARNED, PAID, *entered, on="2027-07-10")
    assert "block" == s20(*WARNED, PAID, *entered, removed, on="2027-07-11")


def test_s20_a_write_off_settles_too() -> None:
    """An approved write-off of what fell due before its day ends the debt; one without approver not."""
    off = "07-10 09:00 write_off - approver=郑示例"

    assert "pass" == s20(*WARNED, off)
    assert "block" == s20(*WARNED, off.replace("approver=郑示例", "approver="))


def test_s20_settled_means_the_whole_loan() -> None:
    """Instalments still to come keep the case open, even with the money for them in hand."""
    half = Decimal(25000)
    two = (
        Instalment(1, day("03-20"), half, Decimal(0)),
        Instalment(2, day("09-20"), half, Decimal(0)),
    )
    running: dict[str, Any] = {"instalments": two, "loan": {"maturity": day("09-20")}}
    due = "07-10 09:00 payment B amount=26000"

    assert "block" == s20(*WARNED, due, **running)
    assert ["block", "pass"] == [s20(*WARNED, PAID, on=d, **running) for d in ("09-19", "09-20")]
    late = "09-20 09:00 payment B amount=25000"
    assert ["block", "pass"] == [
        s20(*WARNED, due, late, on=d, **running) for d in ("09-20", "09-21")
    ]
    off = "07-10 09:00 write_off - approver=郑示例"  # lets go of what fell due, not of the rest
    assert "block" == s20(*WARNED, off, **running)


def test_s20_each_borrower_is_warned_himself() -> None:
    """The co-borrower was not warned: his entry is blocked, hers is not."""
    other = person("C", "赵示例")
    both = case(
        after(*WARNED, PAID),
        parties={**case().parties, "C": other},
        signatories=(LoanParty("B", Role.BORROWER), LoanParty("C", Role.CO_BORROWER)),
    )

    assert ["pass", "fail"] == [str(f.verdict) for f in words(both, LISTING, "S-20", "07-11")]
    assert "pass" == word(both, LISTING, "S-20", "07-11", "B")


def test_s20_a_warning_of_an_earlier_default_does_not_count() -> None:
    """Warned in the first default, cured, late again and paid: the second default had no warning."""
    half = Decimal(25000)
    two = (
        Instalment(1, day("03-20"), half, Decimal(0)),
        Instalment(2, day("09-20"), half, Decimal(0)),
    )
    log = after(*WARNED, "07-10 09:00 payment B amount=26000", "10-10 09:00 payment B amount=30000")
    again = case(log, instalments=two, loan={"maturity": day("09-20")})
    [found] = words(again, LISTING, "S-20", "10-11")

    assert found.blocks
    assert "blacklist-warning-B-06-19 was of an earlier default" in found.found.en


# --- S-26 -----------------------------------------------------------------------------------------


def test_s26_no_case_is_closed_with_anything_left() -> None:
    """A pay-off certificate waits for the last cent; on the day of the payment it is possible."""
    assert ["block", "pass"] == [
        word(case(after(PAID)), PAYOFF, "S-26", d) for d in ("07-09", "07-10")
    ]
    [found] = words(case(after("07-10 09:00 payment B amount=50000")), PAYOFF, "S-26", "07-11")
    assert found.blocks and found.curable and found.earliest is None
    assert "yuan due and unpaid, 0.00 yuan of principal not yet due" in found.found.en


def test_s26_before_a_guarantor_letter_contact_with_the_borrower_counts() -> None:
    """After a part payment the borrower is to be contacted, whoever the letter goes to."""
    part = "04-01 10:00 payment B amount=1000"

    assert "warn" == word(case(after(part)), REMINDER, "S-26", "04-04", "G1")
    assert "pass" == word(case(after(part, "04-02 09:00 call B")), REMINDER, "S-26", "04-04", "G1")
    assert "warn" == word(case(after(part, "04-02 09:00 call G1")), REMINDER, "S-26", "04-04", "G1")


def test_s26_a_day_is_judged_when_it_is_over_and_limits_move_it() -> None:
    """The day after the payment is not over on itself; a hold of that day moves it on."""
    part = "04-01 10:00 payment B amount=1000"

    assert ["na", "warn"] == [
        word(case(after(part)), REFERRAL, "S-26", d) for d in ("04-02", "04-03")
    ]
    held = "04-02 08:00 hold - by=2026-04-03"
    assert ["na", "warn"] == [
        word(case(after(part, held)), REFERRAL, "S-26", d) for d in ("04-04", "04-05")
    ]


# --- after the company has paid -----------------------------------------------------------------

COMPANY = "05-06 10:00 sub_payment - amount=52345.67"


def test_what_is_owed_after_our_payment_is_the_recourse_claim() -> None:
    """The company paid 52,345.67; until that and its cost are back, nothing is settled."""
    back = "07-10 09:00 payment B amount=52345.67"
    whole = case(after(*WARNED, COMPANY, back))
    more = case(after(*WARNED, COMPANY, back, "07-12 09:00 payment B amount=500"))

    assert "pass" == word(whole, RECOURSE, "S-12", "07-11")
    assert "block" == word(whole, LISTING, "S-20", "07-11")
    assert "block" == word(whole, PAYOFF, "S-26", "07-11")
    assert "block" == word(more, RECOURSE, "S-12", "07-12")
    assert ["block", "pass"] == [word(more, LISTING, "S-20", d) for d in ("07-12", "07-13")]
    assert "pass" == word(more, PAYOFF, "S-26", "07-12")


def test_s26_one_borrower_who_may_be_contacted_is_enough() -> None:
    """She is ill, he is not: the day after the payment counts; with both of them ill it does not."""
    part = "04-01 10:00 payment B amount=1000"
    ill = "04-02 08:00 contact_limit {} by=2026-04-03 limit=illness"
    other = person("C", "赵示例")

    def found(*lines: str) -> list[str]:
        both = case(
            after(part, *lines),
            parties={**case(after()).parties, "C": other},
            signatories=(*case(after()).signatories, LoanParty("C", Role.CO_BORROWER)),
        )
        return [word(both, REFERRAL, "S-26", d) for d in ("04-02", "04-03", "04-04", "04-05")]

    assert ["na", "warn", "warn", "warn"] == found(ill.format("B"))
    assert ["na", "na", "na", "warn"] == found(ill.format("B"), ill.format("C"))


def test_s26_a_part_payment_on_the_recourse_claim_is_one_too() -> None:
    """She pays the company a part: contact within a day goes on."""
    part = "05-20 10:00 payment B amount=1000"

    assert "warn" == word(case(after(COMPANY, part)), REFERRAL, "S-26", "05-22")
    called = case(after(COMPANY, part, "05-21 09:00 call B"))
    assert "pass" == word(called, REFERRAL, "S-26", "05-22")
