"""How a complaint tells the course of events: the default, each letter and its service, payments, calls."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from later_cases import REMINDER, after, paper
from ledger_cases import case, day, deed, policy

from noticegen.facts.paper import Paper
from noticegen.facts.story import story
from noticegen.model import Case, GuaranteeKind, Instalment, LoanKind
from noticegen.suits import suit

PAID = "05-06 10:00 sub_payment - amount=52345.67 evidence=voucher"
CALLED = "05-20 10:00 acceleration - approver=郑示例 ground=第九条"
LETTER = "〔2026〕担催字第0001号"


def told(of: Case, on: str = "05-20", locale: str = "en") -> dict[str, Any]:
    """The course of events as the complaint of that day has it."""
    known = Paper("complaint", "", locale, day(on), day(on), day(on), 1)
    return story(of, suit(of, day(on), policy()), known, policy())


def test_the_default_is_the_one_that_runs() -> None:
    """From the first day unpaid of the present default, whatever the maturity is; to the day of the suit."""
    two = tuple(
        Instalment(n, day(due), Decimal(25000), Decimal(100))
        for n, due in ((1, "03-20"), (2, "06-20"))
    )
    found = told(case(after(), instalments=two, loan={"maturity": day("06-20")}))

    assert ("20 March 2026", "61 days") == (found["first_due"], found["days_overdue"])
    paid = told(case("03-19 09:00 payment B amount=50000"))  # no default: the day it was due
    assert "20 March 2026" == paid["first_due"]


def test_a_letter_is_told_with_the_day_of_its_own_service() -> None:
    """Of two letters to one guarantor each has its own; one without proof is left to the evidence list."""
    first = paper(REMINDER, "G1", "03-30", "03-31", LETTER)
    second = paper(REMINDER, "G1", "04-10", "04-12", LETTER.replace("1号", "2号"))
    bare = [line.replace("evidence=slip", "evidence=") for line in second]

    rows = told(case(after(*first, *second)))["demands"]
    assert ["孙示例", "孙示例"] == [r["who"] for r in rows if r["date"] != "27 March 2026"]
    assert ["served on 28 March 2026", "served on 31 March 2026", "served on 12 April 2026"] == [
        r["served"] for r in rows
    ]
    assert "for its service see the evidence list" == told(case(after(*first, *bare)))["demands"][-1]["served"]  # fmt: skip


def test_what_the_house_paid_is_told_with_its_payee() -> None:
    """The payee on record, else the lender; each in the language of the paper."""
    [row] = told(case(after(PAID)))["paid_for"]
    [other] = told(case(after(f"{PAID} payee=示例银行东城支行")), locale="zh")["paid_for"]

    assert ("6 May 2026", case().loan.lender) == (row["date"], row["payee"])
    assert ("2026年5月6日", "示例银行东城支行") == (other["date"], other["payee"])


@pytest.mark.parametrize(("on", "found"), [("05-19", ""), ("05-20", "20 May 2026")])
def test_a_call_is_told_from_its_own_day(on: str, found: str) -> None:
    """On the day of the acceleration it is part of the story, the day before it is not."""
    facts = told(case(after(CALLED), loan={"acceleration_clause": "第九条"}), on)

    assert (bool(found), found) == (facts["accelerated"], facts["accelerated_on"])


def test_a_call_is_dated_in_the_language_of_the_paper() -> None:
    """The day as a Chinese complaint writes it."""
    assert "2026年5月20日" == told(case(after(CALLED)), locale="zh")["accelerated_on"]


@pytest.mark.parametrize(
    ("kinds", "joint", "general"),
    [("J", True, False), ("G", False, True), ("JG", True, True), ("", False, False)],
)
def test_the_law_of_each_kind_of_guarantee_sued_for_is_told(
    kinds: str, joint: bool, general: bool
) -> None:
    """Joint, general, both, or none."""
    of = {"J": GuaranteeKind.JOINT, "G": GuaranteeKind.GENERAL}
    deeds = tuple(deed(f"G{n}", kind=of[k], counter=False) for n, k in enumerate(kinds, 1))
    facts = told(case(after(), guarantees=deeds))

    assert (joint, general) == (facts["joint_law"], facts["general_law"])


def test_the_contract_of_recourse_and_the_kind_of_loan_are_told() -> None:
    """Whether there is a contract of entrusted guarantee, and whether the loan is a guaranteed one."""
    bare = told(case(after(PAID)))
    full = told(
        case(after(PAID), loan={"recourse_contract": "示委保1号", "kind": LoanKind.ENTRUSTED})
    )

    assert (False, True) == (bare["has_recourse_contract"], bare["guaranteed"])
    assert (True, False) == (full["has_recourse_contract"], full["guaranteed"])
