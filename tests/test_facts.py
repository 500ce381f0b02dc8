"""What papers may say of a case, asked of the facts themselves: edges that no finished paper shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from later_cases import after
from ledger_cases import case, day, policy

from noticegen.addressing import NOTICE, REFERRAL
from noticegen.facts import account, court, standing, sums
from noticegen.facts.internal import internal
from noticegen.facts.paper import Inner, Paper
from noticegen.figures import owed
from noticegen.model import Agent, Appearance, Case, Event, EventType, Instalment
from noticegen.suits import suit

PAID = "05-06 10:00 sub_payment - amount=52345.67 evidence=voucher payee=示例银行 voucher=V-1"
SENT = "03-27 10:00 issued B document=N1 kind=overdue-notice\n04-02 10:00 voided B document=N1"


def paper(kind: str, on: str, locale: str = "en", approval: Event | None = None) -> Paper:
    """A paper of that day, not numbered yet."""
    return Paper(kind, "", locale, day(on), day(on), day(on), 1, inner=Inner(approval=approval))


@pytest.mark.parametrize("what", ["dispatched", "served", "returned", "refused", ""])
def test_a_void_letter_is_named_if_it_left_the_house(what: str) -> None:
    """Sent, served, returned, refused: the party may have seen it. One that stayed in the drawer is nobody's."""
    went = f"03-28 10:00 {what} B document=N1 method=ems\n" if what else ""
    of = case(f"{went}{SENT}")
    found = standing.replaced(of, paper(NOTICE, "04-03"), "B", policy())

    assert [e.document for e in found] == (["N1"] if what else [])


def test_property_is_named_from_the_day_it_was_noted() -> None:
    """That day included; a lead without a thing in it is none."""
    of = case("04-03 10:00 asset_lead B asset=一间门面\n04-03 11:00 asset_lead G1")

    assert () == court.assets(of, day("04-02"))
    assert ({"owner": of.parties["B"].name, "asset": "一间门面"},) == court.assets(of, day("04-03"))


def test_an_agent_works_for_the_house_or_for_whom_he_says() -> None:
    """One of its own staff for the house, a lawyer for his firm; of nobody each field is left to be filled in."""
    agents = (
        Agent("示例甲", "staff", post="法务"),
        Agent("示例乙", "lawyer", "示例律师事务所", phone="19900000001", licence="证1号"),
        Agent("示例丙", "staff", "示例集团"),
    )
    of = case(after(PAID))
    of = replace(of, house=replace(of.house, court=Appearance(agents=agents)))
    told = court.agents(of, suit(of, day("05-20"), policy()), "zh")
    none = court.agents(replace(of, house=replace(of.house, court=Appearance())), suit(of, day("05-20"), policy()), "en")  # fmt: skip

    assert [of.house.name, "示例律师事务所", "示例集团"] == [a["employer"] for a in told]
    assert ["无", "证1号", "无"] == [a["licence"] for a in told]
    assert "示例乙，示例律师事务所，律师，联系电话：19900000001" == told[1]["who"]
    assert len(none) == 1
    assert of.house.name not in none[0]["employer"]


def test_the_head_of_a_firm_is_told_with_his_post() -> None:
    """Each field of a party alone, "" where nothing is on record."""
    of = case()
    firm = replace(of.parties["B"], legal_representative="示例丁", representative_post="经理")
    told = court.particulars(replace(of, parties={**of.parties, "B": firm}), "B", paper(REFERRAL, "04-03"))  # fmt: skip

    assert ("示例丁", "经理", "") == (told["head"], told["post"], told["employer"])


def test_each_payment_of_the_house_stands_in_the_claim() -> None:
    """Date, sum, payee and voucher, and the interest on it since; before the house has paid there is none."""
    of = case(after(PAID))
    rows: Any = account.claim(of, paper(REFERRAL, "05-20"), policy())["payments"]

    assert [("52,345.67", "示例银行", "V-1")] == [
        (row["amount"], row["payee"], row["voucher"]) for row in rows
    ]
    assert () == account.claim(case(after()), paper(REFERRAL, "05-05"), policy())["payments"]


def test_the_day_count_of_the_file_is_that_of_the_rules() -> None:
    """Where no ground is there yet: so many days overdue, one day in the singular."""

    def opinion(on: str) -> str:
        return str(internal(case(), "", paper(REFERRAL, on), policy())["ground"])

    assert "no ground yet (1 day overdue)" == opinion("03-21")
    assert "no ground yet (2 days overdue)" == opinion("03-22")


def test_the_file_lists_whoever_signed_a_deed() -> None:
    """Both counter-guarantors of the worked case; of a loan nobody backs there is no list."""
    bare = replace(case(), guarantees=())
    has = [
        internal(of, "", paper(REFERRAL, "04-03"), policy())["has_sureties"]
        for of in (case(), bare)
    ]

    assert [True, False] == has


def test_who_decided_stands_with_his_post_if_one_is_told() -> None:
    """The approval of the referral: names, post, day; a post nobody told is left out."""

    def by(**said: str) -> str:
        event = Event("a", case().log[0].at, EventType.REFERRAL_APPROVED, case().log[0].at, actors=("示例戊",), details=said)  # fmt: skip
        return str(internal(case(), "", paper(REFERRAL, "04-03", approval=event), policy())["opinion_by"])  # fmt: skip

    assert by().startswith("示例戊 ")
    assert by(role="legal").startswith("示例戊 (")


@pytest.mark.parametrize(("count", "shown"), [(1, False), (2, True)])
def test_the_sums_of_the_lines_are_shown_where_there_are_two(count: int, shown: bool) -> None:
    """One line is its own sum."""
    dues = tuple(
        Instalment(n, day(due), Decimal(25000), Decimal(0))
        for n, due in ((1, "03-20"), (2, "04-20"))
    )
    of: Case = case(instalments=dues[:count])
    found = sums.sums(of, owed(of, day("04-25"), policy()), "en", policy())

    assert (shown, f"{25000 * count:,}.00") == (found["shows_sums"], found["sum_principal"])
