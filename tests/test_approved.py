"""An approval holds for what it approved: the sums and the parties of the suit of its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from ledger_cases import day, policy
from packet_cases import ON, loan_case, recourse_case

from noticegen import approved
from noticegen.model import Case, Instalment
from noticegen.packet.evidence import exhibits
from noticegen.packet.gaps import missing
from noticegen.suits import suit

AT = day(ON)
IDS = (
    "2025-03-01 09:40 exhibit G1 group=identity evidence=other",
    "2025-03-01 09:50 exhibit G2 group=identity evidence=other",
)
GIVEN = (
    "06-23 09:00 legal_approval - kind=complaint text=可以起诉，已逐项核对 id=la",
    "06-23 10:00 approval - actors=郑示例 role=branch_head confirms=la",
    "06-23 11:00 seal_use - actors=郑示例 role=branch_head kind=judicial-referral id=su",
    "06-23 12:00 approval - actors=冯示例 role=legal confirms=su",
)
WHOLE = (*IDS, *GIVEN)
PAYMENT = "payment - amount=2000.00 evidence=bank_entry"


def standing(of: Case, on: date = AT) -> list[bool]:
    """Whether the approvals of referral, complaint and seal hold."""
    words = (approved.referral, approved.complaint, approved.sealing)
    return [word(of, on, policy()).event is not None for word in words]


def gaps(of: Case, on: date = AT) -> dict[str, str]:
    return {g.id: g.told.zh for g in missing(of, on, policy(), exhibits(of, on))}


def test_time_alone_voids_no_approval() -> None:
    """Interest of three more weeks is what the approval knew would come."""
    of = recourse_case(*WHOLE)

    assert standing(of) == [True, True, True]
    assert standing(of, day("07-14")) == [True, True, True]
    assert gaps(of) == {}


@pytest.mark.parametrize(
    "line",
    [
        f"06-24 09:00 {PAYMENT}",
        "06-24 09:00 waiver - amount=10 component=interest evidence=contract",
        "06-24 09:00 cost - amount=300 what=公告费 evidence=voucher",
        "06-24 09:00 sub_payment - amount=1000.00 voucher=示凭0002",
        f"06-20 09:00 {PAYMENT} recorded=06-24",  # before the approval, but nobody knew
    ],
)
def test_money_since_the_approval_voids_it(line: str) -> None:
    """A payment, waiver, cost or further payment to the bank after it, or recorded after it."""
    of = recourse_case(*WHOLE, line)

    assert standing(of) == [False, False, False]
    found = gaps(of)
    assert {"referral", "complaint", "seal"} <= set(found)
    assert "2026-06-23" in found["complaint"]
    assert "重新审批" in found["complaint"]


def test_the_gap_names_both_sums_and_what_happened() -> None:
    """The officer reads the sum approved, the sum now, and the payment between them."""
    of = recourse_case(*WHOLE, f"06-24 09:00 {PAYMENT}")
    before = recourse_case(*WHOLE)
    then, now = (suit(x, d, policy()).total for x, d in ((before, day("06-23")), (of, AT)))

    words = gaps(of)["complaint"]
    assert f"{then:,.2f}" in words
    assert f"{now:,.2f}" in words
    assert "还款 2026-06-24 2,000.00元" in words


@pytest.mark.parametrize(("at", "good"), [("06-23 08:59", True), ("06-23 09:01", False)])
def test_the_moment_decides_on_the_day_itself(at: str, good: bool) -> None:
    """A payment a minute before the approval was known to it; a minute after it was not."""
    of = recourse_case(*IDS, *GIVEN[:2], f"{at} {PAYMENT}")
    assert (approved.complaint(of, AT, policy()).event is not None) is good


def test_an_approval_entered_later_is_of_the_day_on_which_it_was_given() -> None:
    """Given on the 23rd and recorded on the 25th, it knew nothing of the payment of the 24th."""
    late = f"{GIVEN[0]} recorded=06-25"
    of = recourse_case(*IDS, late, *GIVEN[1:2], f"06-24 09:00 {PAYMENT}")

    assert approved.complaint(of, AT, policy()).event is None


def test_what_comes_after_the_day_asked_about_is_not_known() -> None:
    """The packet of 25 June knows nothing of a payment on 26 June."""
    of = recourse_case(*WHOLE, f"06-26 09:00 {PAYMENT}")

    assert standing(of) == [True, True, True]
    assert standing(of, day("06-26")) == [False, False, False]


def test_a_correction_that_changes_the_sum_voids_it_and_one_that_does_not_lets_it_be() -> None:
    """What counts is the sum: taking a payment back changes it, entering it again with another
    reference does not."""
    paid = "06-10 09:00 payment - amount=500.00 evidence=bank_entry id=p1"
    taken = recourse_case(*WHOLE, paid, "06-24 09:00 correction - actors=周示例 corrects=p1")
    again = recourse_case(
        *WHOLE, paid,
        "06-10 09:00 payment - amount=500.00 evidence=bank_entry reference=示例1 corrects=p1 recorded=06-24",
    )  # fmt: skip

    assert standing(recourse_case(*WHOLE, paid)) == [True, True, True]
    assert standing(taken) == [False, False, False]
    assert "更正" in gaps(taken)["complaint"]
    assert standing(again) == [True, True, True]


def test_asked_again_it_holds_again() -> None:
    """The new approval counts; the old one stays on the log and says nothing."""
    of = recourse_case(
        *WHOLE, f"06-24 09:00 {PAYMENT}",
        "06-24 10:00 referral_approved - actors=郑示例 role=branch_head basis=long_overdue text=同意 id=ra2 evidence=approval",
        "06-24 11:00 approval - actors=冯示例 role=legal confirms=ra2",
        "06-24 12:00 legal_approval - kind=complaint text=金额已核对 id=la2",
        "06-24 13:00 approval - actors=郑示例 role=branch_head confirms=la2",
        "06-24 14:00 seal_use - actors=郑示例 role=branch_head kind=judicial-referral id=su2",
        "06-24 15:00 approval - actors=冯示例 role=legal confirms=su2",
    )  # fmt: skip
    held = approved.complaint(of, AT, policy()).event

    assert gaps(of) == {}
    assert held is not None
    assert held.id == "la2"


def test_a_sum_named_by_the_approval_is_the_sum_of_its_day() -> None:
    """Approved for what the log gives for that day: holds. For another: names both."""
    right = suit(recourse_case(*WHOLE), day("06-23"), policy()).total
    line = GIVEN[0] + " amount={}"
    good = recourse_case(*IDS, line.format(right), *GIVEN[1:])
    wrong = recourse_case(*IDS, line.format("50000.00"), *GIVEN[1:])

    assert "complaint" not in gaps(good)
    assert "50,000.00" in gaps(wrong)["complaint"]
    assert f"{right:,.2f}" in gaps(wrong)["complaint"]


def test_a_payment_taken_over_late_from_another_system_shows_by_the_sum() -> None:
    """Its record says it was booked before the approval; the sum the approval names betrays it."""
    sum_then = suit(recourse_case(*WHOLE), day("06-23"), policy()).total
    of = recourse_case(
        *IDS, f"{GIVEN[0]} amount={sum_then}", *GIVEN[1:], f"06-20 09:00 {PAYMENT} recorded=06-20"
    )

    assert approved.complaint(of, AT, policy()).event is None


def test_other_defendants_than_those_approved() -> None:
    """An approval that names the borrower and one guarantor does not cover the suit against three."""
    of = recourse_case(*IDS, GIVEN[0] + " against=B,G1", *GIVEN[1:])
    every = recourse_case(*IDS, GIVEN[0] + " against=B、G1、G2", *GIVEN[1:])

    assert "complaint" not in gaps(every)
    assert "李示例" in gaps(of)["complaint"]


def test_a_defendant_whom_nobody_knows_is_not_passed_over() -> None:
    """An approval that names one more than are sued is of another suit, and the gap says whom."""
    named = GIVEN[0] + " against=B、G1、G2、钱示例"
    of = recourse_case(*IDS, named, *GIVEN[1:])

    assert standing(of) == [True, False, True]
    assert "钱示例变为" in gaps(of)["complaint"]


def test_a_guarantor_whose_period_ended_since_changes_the_parties() -> None:
    """Approved against both; one period has run out by the day of binding: asked again."""
    short = replace(recourse_case(*WHOLE).guarantees[1], period_months=1)
    of = recourse_case(*WHOLE)
    letters = {"〔2026〕履字第0002号"}
    late = replace(
        of, guarantees=(of.guarantees[0], short),
        log=tuple(e for e in of.log if e.document not in letters),
    )  # fmt: skip
    known = replace(late, log=tuple(replace(e, at=e.at.replace(month=6, day=5), recorded_at=e.at.replace(month=6, day=5)) if e.id in {"la"} else e for e in late.log))  # fmt: skip
    sued = [suit(known, d, policy()).defendants for d in (day("06-05"), AT)]

    assert sued == [("B", "G1", "G2"), ("B", "G1")]
    assert "李示例" in approved.complaint(known, AT, policy()).overtaken.zh


def test_an_instalment_that_fell_due_since_is_another_claim() -> None:
    """The lender approved a suit for one instalment; on the day of binding two are due."""
    parts = tuple(
        Instalment(n, due, Decimal("25000.00"), Decimal("0.00"))
        for n, due in enumerate((day("03-20"), day("06-24")), 1)
    )
    of = loan_case(*WHOLE, instalments=parts)

    assert approved.complaint(of, day("06-23"), policy()).event is not None
    assert approved.complaint(of, AT, policy()).event is None


def test_what_an_approval_is_told_when_it_is_recorded() -> None:
    """The log keeps with an approval the sum and the defendants of its day; what a person stated
    stays as she stated it, and other approvals are left alone."""
    of = recourse_case(*WHOLE)
    bare = {e.id: e for e in of.log}
    told = approved.told(of, bare["la"], policy())
    stated = replace(bare["la"], amount=Decimal("1.00"), details={**bare["la"].details, "against": "B"})  # fmt: skip
    other = replace(bare["la"], details={**bare["la"].details, "kind": "overdue-notice"})

    assert told.amount == suit(of, day("06-23"), policy()).total
    assert told.details["against"] == "B、G1、G2"
    assert approved.told(of, stated, policy()) == stated
    assert approved.told(of, other, policy()) == other
    assert approved.told(of, bare["su"], policy()).amount == told.amount
    assert approved.told(of, bare["ra"], policy()).amount is not None
