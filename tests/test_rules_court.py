"""Rules of the referral decided on the case. Each rule: passes, fails, boundary day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from later_cases import REFERRAL, after, word, words
from ledger_cases import case, deed, policy, tuned, worst

from noticegen import rules
from noticegen.addressing import RECOURSE, RECOURSE_NOTICE
from noticegen.model import Case, Guarantee, GuaranteeKind, LoanKind
from noticegen.proceedings import enforcement_clocks

HOUSE = "示例融资担保有限公司"
PAID = "05-06 10:00 sub_payment - amount=52345.67 voucher=V1"
ON = "05-10"


def general(party: str = "G1") -> Guarantee:
    """A general counter-guarantee."""
    return deed(party, kind=GuaranteeKind.GENERAL)


def filing(against: str, on: str = "05-08", way: str = "suit", id: str = "F1") -> str:
    """A line of a filing."""
    return (
        f"{on} 10:00 filing - id={id} way={way} body=示例法院 against={against} evidence=contract"
    )


def asked(of: Case, rule: str, on: str = ON, party: str | None = None) -> str:
    """The worst word of a rule on the referral."""
    return word(of, REFERRAL, rule, on, party)


# --- L-10 -----------------------------------------------------------------------------------------


def test_l10_a_general_guarantor_is_not_sued_alone() -> None:
    """Referred or sued alone blocks; with the debtor, or after him, it passes; joint: no question."""
    whole = case(after(), guarantees=(general(), deed("G2")))

    assert "pass" == asked(whole, "L-10")
    assert "block" == asked(whole, "L-10", party="G1")
    assert "pass" == asked(whole, "L-10", party="B")
    assert "na" == asked(case(after()), "L-10")


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ([filing("G1")], "block"),
        ([filing("B、G1")], "pass"),
        ([filing("G1", "05-08"), filing("B", "05-08", id="F2")], "pass"),
        ([filing("G1", "05-08"), filing("B", "05-09", id="F2")], "block"),
        ([filing("B", "05-07", id="F2"), filing("G1"), filing("B", "05-09", id="F3")], "pass"),
        ([filing("G1", way="preservation")], "pass"),
        ([filing("G1"), "05-09 10:00 filing_withdrawn - filing=F1"], "pass"),
        ([filing("G1", "05-11")], "pass"),
    ],
)
def test_l10_looks_at_the_suits_on_record(lines: list[str], verdict: str) -> None:
    """A suit against him that leaves the debtor out blocks, unless the debtor was sued by then."""
    assert verdict == asked(case(after(*lines), guarantees=(general(),)), "L-10")


# --- L-11 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loan", "verdict"),
    [
        ({}, "pass"),
        ({"dispute_way": "court", "dispute_body": "示例市示例区人民法院"}, "pass"),
        ({"dispute_way": "court", "dispute_body": ""}, "warn"),
        ({"dispute_way": "court", "dispute_body": "示例仲裁委员会"}, "block"),
        ({"dispute_way": "arbitration", "dispute_body": "示例仲裁委员会"}, "block"),
    ],
)
def test_l11_the_main_contract_decides(loan: dict[str, str], verdict: str) -> None:
    """A named court or nothing passes; an arbitration clause blocks and only legal may override."""
    found = words(case(after(), loan=loan), REFERRAL, "L-11", ON)

    assert verdict == worst(found)
    if loan.get("dispute_way") == "arbitration":
        assert not found[0].curable and "示例仲裁委员会" in found[0].found.en


def test_l11_recourse_has_its_own_contract() -> None:
    """From the day of payment on the loan's arbitration clause only warns."""
    whole = case(after(PAID), loan={"dispute_way": "arbitration", "dispute_body": "示例仲裁委"})

    assert ["block", "warn"] == [asked(whole, "L-11", d) for d in ("05-05", "05-06")]


def test_l11_a_deed_with_its_own_arbitration_clause_warns() -> None:
    """That guarantor is named; the suit against the others is possible."""
    deeds = (deed("G1", dispute_way="arbitration", dispute_body="示例仲裁委"), deed("G2"))
    found = words(case(after(), guarantees=deeds), REFERRAL, "L-11", ON)

    assert [("", "pass"), ("G1", "warn")] == [(f.party, worst([f])) for f in found]


# --- L-12, L-13 -----------------------------------------------------------------------------------


def test_l12_the_rate_of_continuing_interest_is_known() -> None:
    """The penalty rate before payment; after it the agreed rate, or the prime rate of that day."""
    [before] = words(case(after()), REFERRAL, "L-12", ON)
    assert "9.75% a year" == before.found.en
    misused = {"misused": True, "misuse_surcharge": Decimal("0.3")}  # the heavier one stays
    [same] = words(case(after(), loan=misused), REFERRAL, "L-12", ON)
    assert "9.75% a year" == same.found.en
    [then] = words(case(after(PAID)), REFERRAL, "L-12", ON)
    assert ("pass", "3% a year") == (worst([then]), then.found.en)
    agreed = case(after(PAID), loan={"recourse_rate": Decimal("0.12")})
    assert "12% a year" == words(agreed, REFERRAL, "L-12", ON)[0].found.en


@pytest.mark.parametrize(("paid", "verdict"), [("08-20", "pass"), ("08-21", "warn")])
def test_l12_a_prime_rate_beyond_the_table_warns(paid: str, verdict: str) -> None:
    """The table is known until 2026-08-20."""
    whole = case(after(PAID.replace("05-06", paid)))

    assert verdict == asked(whole, "L-12", "09-01")
    letters = [word(whole, kind, "L-12", "09-01") for kind in (RECOURSE, RECOURSE_NOTICE)]
    assert [verdict] * 2 == letters
    assert "na" == word(case(after()), RECOURSE, "L-12", "09-01")
    none = tuned("recourse", default_rate="none")
    assert "na" == word(whole, REFERRAL, "L-12", "09-01", by=none)


def test_l13_recourse_only_where_the_house_has_paid() -> None:
    """Before payment the creditor sues; from its day on the house, for recourse."""
    [before] = words(case(after(PAID)), REFERRAL, "L-13", "05-05")
    [then] = words(case(after(PAID)), REFERRAL, "L-13", "05-06")

    assert "dispute on a financial loan contract" in before.found.en
    assert "no claim of recourse" in before.found.en
    assert "dispute on a right of recourse" in then.found.en
    assert "no claim" not in then.found.en
    bare = case(after(PAID + " evidence="))
    assert ["pass", "block"] == [asked(bare, "L-13", d) for d in ("05-05", "05-06")]


def test_l13_a_payment_on_the_house_s_own_loan_is_a_contradiction() -> None:
    """Who is the creditor cannot have paid for the debtor."""
    own = {"lender": HOUSE}

    assert "pass" == asked(case(after(), loan=own), "L-13")
    assert "block" == asked(case(after(PAID), loan=own), "L-13")
    private = words(case(after(), loan={**own, "lender_class": "private"}), REFERRAL, "L-13", ON)
    assert "dispute on private lending" in private[0].found.en


def test_l13_who_sues_on_an_entrusted_loan_is_for_legal_to_say() -> None:
    """It warns until legal has approved the referral and another confirmed it."""
    nod = f"05-09 09:00 legal_approval - id=N1 kind={REFERRAL}"
    seen = "05-09 10:00 approval - confirms=N1 actors=郑示例 role=branch_head"
    loan = {"kind": LoanKind.ENTRUSTED}

    assert "warn" == asked(case(after(), loan=loan), "L-13")
    assert "warn" == asked(case(after(nod), loan=loan), "L-13")
    approved = case(after(nod, seen), loan=loan)
    assert ["warn", "pass"] == [asked(approved, "L-13", d) for d in ("05-08", "05-09")]


# --- L-14 to L-16, L-23 ---------------------------------------------------------------------------


def test_l14_and_l15_wait_for_the_packet_and_say_what_it_must_hold() -> None:
    """Not decided yet, in so many words; the number of copies is told."""
    [power] = words(case(after()), REFERRAL, "L-14", ON)
    [copies] = words(case(after()), REFERRAL, "L-15", ON)

    assert ("na", "na") == (worst([power]), worst([copies]))
    assert "special powers" in power.needed.en and "bound" in power.found.en
    assert "4 copies" in copies.needed.en and "3 defendants" in copies.needed.en


LEAD = "05-07 10:00 asset_lead B text=示例路1号厂房"


def test_l16_a_preservation_names_property() -> None:
    """Asked for without a lead on one of its objects blocks; not asked for, there is no question."""
    asks = filing("B", way="preservation")

    assert "na" == asked(case(after()), "L-16")
    assert "na" == asked(case(after(LEAD)), "L-16")
    assert "block" == asked(case(after(asks)), "L-16")
    assert "block" == asked(case(after(asks, LEAD.replace("lead B", "lead G1"))), "L-16")
    assert "pass" == asked(case(after(asks, LEAD)), "L-16")
    assert ["na", "pass"] == [asked(case(after(asks, LEAD)), "L-16", d) for d in ("05-07", "05-08")]
    late = case(after(asks, LEAD.replace("05-07", "05-09")))
    assert ["block", "pass"] == [asked(late, "L-16", d) for d in ("05-08", "05-09")]


def test_l23_enforcement_is_applied_for_within_two_years() -> None:
    """In time, near the end, over; done once applied for. No decision, no question."""
    decided = "05-07 10:00 judgment - by=2026-05-20 body=示例法院 case_no=示1号"
    whole = case(after(decided))

    assert "na" == asked(case(after()), "L-23")
    assert ["na", "pass"] == [asked(whole, "L-23", d) for d in ("05-06", "05-07")]
    clock = enforcement_clocks(whole, date(2026, 5, 10), policy())[0]
    near = clock.safe_day - timedelta(policy().guarantee.near_days)
    days = (near - timedelta(1), near, clock.rolled, clock.rolled + timedelta(1))
    found = [words(whole, REFERRAL, "L-23", str(d))[0] for d in days]
    assert (date(2028, 5, 20), date(2028, 5, 22)) == (clock.last_day, clock.rolled)
    assert ["pass", "warn", "warn", "warn"] == [worst([f]) for f in found]
    assert [True, True, False] == [f.curable for f in found[1:]]
    done = case(after(decided, filing("B", "2028-05-22", "enforcement")))
    assert "pass" == asked(done, "L-23", "2030-01-01")


# --- X-16, X-17 -----------------------------------------------------------------------------------


def test_x16_each_fact_has_its_file() -> None:
    """A payment without its bank entry warns and is named; calls are proved by the log."""
    payment = "05-08 10:00 payment B amount=10"
    [bare] = words(case(after(payment)), REFERRAL, "X-16", ON)

    assert "pass" == asked(case(after("05-08 10:00 call B")), "X-16")
    assert "warn" == worst([bare]) and "payment of 2026-05-08" in bare.found.en
    assert "pass" == asked(case(after(payment)), "X-16", "05-07")
    assert "pass" == asked(case(after(payment + " evidence=bank_entry")), "X-16")
    assert "warn" == asked(case(after(payment + " evidence=altered")), "X-16")
    assert "na" == asked(replace(case(""), log=()), "X-16")


def test_x17_a_spoilt_file_warns_before_the_packet_is_bound() -> None:
    """Altered or missing files show; otherwise paging waits for the packet."""
    assert "na" == asked(case(after()), "X-17")
    for state in ("altered", "missing"):
        line = f"05-08 10:00 visit B evidence=photo,{state}"
        assert ["na", "warn"] == [asked(case(after(line)), "X-17", d) for d in ("05-07", "05-08")]


def test_the_referral_is_judged_by_all_its_rules() -> None:
    """Each rule of the referral gates it and no letter."""
    own = {"L-10", "L-11", "L-13", "L-14", "L-15", "L-16", "L-23", "X-16", "X-17"}
    assert own == {r.id for r in rules.RULES if r.kinds == (REFERRAL,) and r.layer != "house.seed"}
