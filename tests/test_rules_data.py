"""X-rules on the case: parties, sums, numbers, log. Each rule: passes, fails, boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ledger_cases import (
    BORROWER,
    answer,
    case,
    day,
    deed,
    outcome,
    person,
    policy,
    swap,
    tuned,
    with_,
    without,
    words_of,
)

from noticegen import rules
from noticegen.errors import UsageError
from noticegen.model import Address, Finding, LoanKind, Party, PartyKind
from noticegen.rules.data import as_of, issued_to

ON = "03-27"


def borrower(**changes: object) -> dict[str, Party]:
    """The parties with a changed borrower."""
    return {**case().parties, "B": replace(BORROWER, **changes)}  # type: ignore[arg-type]  # fields of Party


def x01(**changes: object) -> list[str]:
    """X-01's two words on a changed borrower: [name and address, number]."""
    found = words_of(case(parties=borrower(**changes)), "X-01", ON)
    return [f.severity.value if f.verdict.value == "fail" else "pass" for f in found]


def test_x01_name_and_sourced_address_block_and_numbers_warn() -> None:
    """No name, no address or no source of it blocks; a number that does not check out warns."""
    assert ["pass", "pass"] == x01()
    assert ["block"] == x01(name=" ")
    assert ["block"] == x01(addresses=())
    assert ["block"] == x01(addresses=(Address("示例市1号", ""),))
    assert ["pass", "warn"] == x01(id_number="")
    assert ["pass", "warn"] == x01(id_number="990001188808088880")
    assert ["pass", "pass"] == x01(id_kind="passport", id_number="E00000000")
    assert ["pass", "warn"] == x01(id_kind="uscc", id_number="91990000MA00004101")
    assert ["pass", "pass"] == x01(id_kind="uscc", id_number="91990000MA00004100")


def test_x01_an_address_learned_later_is_one() -> None:
    """An address on the log with where it comes from mends one that is not in the data, from its day."""
    told = with_("03-26 10:00 address_change B address=示例市新街2号 source=confirmation")
    bare = case(told, parties=borrower(addresses=()))

    assert "block" == outcome(bare, "X-01", "03-25")
    assert "pass" == outcome(bare, "X-01", "03-26")


def test_x01_before_the_referral_every_party_is_one_the_court_can_serve() -> None:
    """A counter-guarantor without an address stops the referral, by his name, and not the notice."""
    bare = replace(case().parties["G1"], addresses=())
    made = case(parties={**case().parties, "G1": bare})
    found = [
        f for f in rules.check(made, "judicial-referral", day(ON), policy()) if f.rule == "X-01"
    ]

    assert {f.party: f.blocks for f in found} == {"B": False, "G1": True, "G2": False}
    assert "pass" == outcome(made, "X-01", ON)


def test_x01_birth_date_and_sex_fit_the_number() -> None:
    """The number tells birth date and sex; another one on record warns, an unrecorded one not."""
    assert ["pass", "pass"] == x01(birth_date=date(1888, 8, 8))
    assert ["pass", "warn"] == x01(birth_date=date(1888, 8, 9))
    assert ["pass", "warn"] == x01(sex="male")
    assert ["pass", "pass"] == x01(sex="")


def test_x01_never_repeats_the_number() -> None:
    """The finding tells what is wrong with a number without printing it."""
    found = words_of(case(parties=borrower(id_number="990001188808088880")), "X-01", ON)

    assert "99000118" not in str(found)


def test_x01_only_a_signatory_gets_a_notice() -> None:
    """A spouse who did not sign, and a counter-guarantor, get no notice; an unknown party is an error."""
    spouse = {**case().parties, "S": person("S", "王示例")}

    [found] = words_of(case(parties=spouse), "X-01", ON, party="S")
    assert found.blocks and "did not sign" in found.found.en
    assert "block" == outcome(case(), "X-01", ON, party="G1")
    with pytest.raises(UsageError):
        outcome(case(), "X-01", ON, party="nobody")


def test_x02_payments_are_booked_up_to_three_days_before() -> None:
    """Three days old is fresh enough, four are not; not knowing warns."""
    assert "pass" == outcome(case(booked_until=day("03-24")), "X-02", ON)
    assert "block" == outcome(case(booked_until=day("03-23")), "X-02", ON)
    assert "warn" == outcome(case(booked_until=None), "X-02", ON)


def test_x03_the_terms_point_to_clauses() -> None:
    """A missing clause warns; no surcharge needs no clause for it."""
    assert "pass" == outcome(case(), "X-03", ON)
    [found] = words_of(case(loan={"basis_clause": ""}), "X-03", ON)
    assert "warn" == found.severity.value and found.found == ("缺 计息条款", "lacks basis clause")
    assert "warn" == outcome(case(loan={"surcharge_clause": ""}), "X-03", ON)
    assert "pass" == outcome(
        case(loan={"surcharge_clause": "", "surcharge": Decimal(0)}), "X-03", ON
    )


def test_x03_the_surcharge_for_misuse_has_a_clause_too() -> None:
    """A contract may charge misuse alone: once the money was misused the surcharge needs its clause."""
    none = {"surcharge_clause": "", "surcharge": Decimal(0), "misuse_surcharge": Decimal("0.5")}

    assert "pass" == outcome(case(loan=none), "X-03", ON)
    assert "warn" == outcome(case(loan={**none, "misused": True}), "X-03", ON)


def issued(when: str, number: str, **more: str) -> str:
    """An `issued` line of a notice to the borrower."""
    told = {"kind": "overdue-notice", **more}
    return f"{when} 09:00 issued B document={number} " + " ".join(
        f"{k}={v}" for k, v in told.items()
    )


def test_x05_a_number_is_issued_once_and_in_its_year() -> None:
    """The same number twice, or one of another year, blocks."""
    one = issued("03-27", "〔2026〕催字第0001号")

    assert "pass" == outcome(case(with_(one)), "X-05", "03-28")
    again = issued("03-28", "〔2026〕催字第0001号")
    assert "block" == outcome(case(with_(one, again)), "X-05", "03-28")
    old = issued("03-27", "〔2025〕催字第0001号")
    assert "block" == outcome(case(with_(old)), "X-05", "03-28")
    turn = (
        issued("2026-12-31", "〔2026〕催字第0009号"),
        issued("2027-01-01", "〔2027〕催字第0001号"),
    )
    assert "pass" == outcome(case(with_(*turn)), "X-05", "2027-01-02")


def test_x06_the_same_notice_is_not_issued_twice() -> None:
    """Same party and as-of day warns; the next day, another kind, or a voided one does not."""
    one = issued("03-27", "〔2026〕催字第0001号", as_of="2026-03-27")
    void = "03-27 10:00 voided B document=〔2026〕催字第0001号 text=误"

    assert "warn" == outcome(case(with_(one)), "X-06", ON)
    assert "pass" == outcome(case(with_(one)), "X-06", "03-28")
    assert "pass" == outcome(case(with_(one, void)), "X-06", ON)
    assert "pass" == outcome(
        case(with_(one.replace("overdue-notice", "guarantor-reminder"))), "X-06", ON
    )


def test_x09_only_the_creditor_or_his_authorised_collector_demands() -> None:
    """The bank's loan needs its authority with an intact file; the own loan needs none."""
    assert "pass" == outcome(case(), "X-09", ON)
    [found] = words_of(case(without("collection_authority")), "X-09", ON)
    assert found.blocks and found.curable and "collection_authority" in found.hint.en
    spoilt = swap("grantor=示例银行", "grantor=示例银行 evidence=altered")
    assert "block" == outcome(case(spoilt), "X-09", ON)
    own = {"kind": LoanKind.ENTRUSTED, "lender": "示例融资担保 有限公司"}
    assert "pass" == outcome(case(without("collection_authority"), loan=own), "X-09", ON)
    late = without("collection_authority") + "\n03-27 09:00 collection_authority -"
    assert ["block", "pass"] == [outcome(case(late), "X-09", d) for d in ("03-26", ON)]


def test_x09_after_the_house_has_paid_the_notice_of_the_loan_is_over() -> None:
    """From the day of payment under the guarantee the claim is recourse: no notice any more."""
    paid = case(with_("05-06 10:00 sub_payment - amount=52345.67"))

    assert ["pass", "block"] == [outcome(paid, "X-09", d) for d in ("05-05", "05-06")]
    assert not words_of(paid, "X-09", "05-06")[0].curable


def test_x10_death_and_insolvency_go_to_legal() -> None:
    """A dead or bankrupt addressee blocks until legal has approved after it, confirmed by another; an approval
    about somebody else is none."""
    died = with_("03-26 10:00 death B")
    nod = "\n03-27 09:00 legal_approval - id=N1"
    seen = "\n03-27 10:00 approval - confirms=N1 actors=郑示例 role=branch_head"

    assert "pass" == outcome(case(), "X-10", ON)
    assert "block" == outcome(case(died), "X-10", ON)
    assert "block" == outcome(case(died + nod), "X-10", ON)
    assert "pass" == outcome(case(died + nod + seen), "X-10", ON)
    assert "block" == outcome(case(died + nod.replace("03-27", "03-25") + seen), "X-10", ON)
    assert "pass" == outcome(case(died + nod.replace("- id", "B id") + seen), "X-10", ON)
    assert "block" == outcome(case(died + nod.replace("- id", "G1 id") + seen), "X-10", ON)
    assert "block" == outcome(case(with_("03-26 10:00 insolvency B")), "X-10", ON)
    assert "pass" == outcome(case(with_("03-26 10:00 death G1")), "X-10", ON)
    assert "pass" == outcome(case(died), "X-10", "03-25")


def test_x10_before_the_referral_every_defendant_is_asked() -> None:
    """Before the referral a dead or insolvent guarantor who would be sued is named from that day, until
    legal has approved; he does not hold up the suit against the others, the borrower does."""
    kind, direct = "judicial-referral", (deed("G1", counter=False), deed("G2", counter=True))

    def of_referral(lines: str, on: str) -> list[Finding]:
        known = case(with_(lines), guarantees=direct)
        found = rules.check(known, kind, day(on), policy())
        return answer(found, known, "X-10", kind, day(on), None)

    def told(lines: str, on: str = "03-27") -> dict[str, str]:
        found = of_referral(lines, on)
        return {f.party: f.severity.value if f.verdict.value == "fail" else "pass" for f in found}

    nod = f"\n03-27 09:00 legal_approval - id=N1 kind={kind}"
    seen = "\n03-27 10:00 approval - confirms=N1 actors=郑示例 role=branch_head"
    for what, hint in (("insolvency", "administrator"), ("death", "heirs")):
        line = f"03-26 10:00 {what} G1"
        assert {"B": "pass"} == told(line, "03-25")
        assert {"B": "pass", "G1": "warn"} == told(line, "03-26")
        assert {"B": "pass", "G1": "pass"} == told(line + nod + seen)
        [_, named] = of_referral(line, "03-26")
        assert hint in named.hint.en
    not_sued = told("03-26 10:00 insolvency G2")  # before the house has paid
    assert {"B": "pass", "G1": "pass"} == not_sued
    assert {"B": "block", "G1": "pass"} == told("03-26 10:00 death B\n03-26 11:00 death G2")


def test_x11_there_is_an_account_and_time_to_pay() -> None:
    """A missing part of the account, or less than three days to pay, warns."""
    assert "pass" == outcome(case(), "X-11", ON)
    assert "warn" == outcome(case(loan={"account_number": ""}), "X-11", ON)
    assert "pass" == outcome(case(), "X-11", ON, by=tuned("notice", cure_days=3))
    assert "warn" == outcome(case(), "X-11", ON, by=tuned("notice", cure_days=2))


@pytest.mark.parametrize(
    ("lender_class", "rate", "word"),
    [
        ("bank", "0.16", "pass"),  # 16 % and half of it: 24 %
        ("bank", "0.1601", "warn"),
        ("private", "0.08", "pass"),  # 12 %; four times 3.10 % of March 2025 is 12.4 %
        ("private", "0.0827", "block"),
    ],
)
def test_x12_the_burden_stays_under_its_ceiling(lender_class: str, rate: str, word: str) -> None:
    """Guidance for banks is 24 % a year and warns; the private cap is 4 LPR and blocks."""
    loan = {"lender_class": lender_class, "annual_rate": Decimal(rate)}

    assert word == outcome(case(loan=loan), "X-12", ON)


def test_x12_the_heavier_surcharge_counts_as_it_does_in_the_figures() -> None:
    """Of two surcharges the heavier is charged, the one for misuse only where the money was misused."""
    loan = {"annual_rate": Decimal("0.1601"), "misused": True}
    lighter = {**loan, "misuse_surcharge": Decimal("0.3")}
    heavier = {"annual_rate": Decimal("0.15"), "misuse_surcharge": Decimal("0.61")}

    assert "warn" == outcome(case(loan=lighter), "X-12", ON)  # half of it, 24.02 %
    assert "warn" == outcome(case(loan={**heavier, "misused": True}), "X-12", ON)
    assert "pass" == outcome(case(loan=heavier), "X-12", ON)


def test_x12_an_older_contract_is_not_judged_by_todays_rule() -> None:
    """A private loan from before August 2020 is under the old rule, which is not computed."""
    old = {"lender_class": "private", "contract_date": date(2020, 8, 19)}

    assert "na" == outcome(case(loan=old), "X-12", ON)


def test_x13_the_account_is_the_creditors() -> None:
    """The lender's, the trustee's or the authorised issuer's account passes, another warns."""
    house = "示例融资担保有限公司"

    assert "pass" == outcome(case(), "X-13", ON)
    assert "warn" == outcome(case(loan={"account_name": "某某个人"}), "X-13", ON)
    assert "pass" == outcome(case(loan={"account_name": house}), "X-13", ON)
    bare = without("collection_authority")
    assert "warn" == outcome(case(bare, loan={"account_name": house}), "X-13", ON)
    assert "pass" == outcome(
        case(loan={"account_name": "示例信托", "trustee": "示例信托"}), "X-13", ON
    )
    assert "na" == outcome(case(loan={"account_name": ""}), "X-13", ON)


def test_x14_the_log_is_intact_and_of_this_world() -> None:
    """A broken chain, an event recorded before it happened, or one before the loan, blocks."""
    assert "pass" == outcome(case(), "X-14", ON)
    [broken] = words_of(case(chain_intact=False), "X-14", ON)
    assert broken.blocks and not broken.curable
    assert "block" == outcome(case(with_("03-26 10:00 call B recorded=03-25")), "X-14", ON)
    assert "block" == outcome(case(with_("2025-03-19 10:00 call B")), "X-14", ON)
    assert "pass" == outcome(case(with_("2025-03-20 00:00 call B")), "X-14", ON)
    assert "pass" == outcome(
        case(with_("2025-01-01 09:00 address_change B address=甲 source=乙")), "X-14", ON
    )


def test_x14_a_day_without_a_time_is_not_the_future() -> None:
    """A bank entry of today, dated noon and booked in the morning, is of today; a call is not."""
    early = with_("03-26 12:00 payment B", "03-26 12:00 call B")
    whole = case(early)
    shifted = tuple(
        replace(e, recorded_at=e.at - timedelta(hours=3)) if f"{e.day}" == "2026-03-26" else e
        for e in whole.log
    )
    [found] = words_of(replace(whole, log=shifted), "X-14", ON)

    assert "call of 2026-03-26" in found.found.en and "payment" not in found.found.en


def test_x15_a_guarantor_is_listed_once_and_is_not_the_borrower() -> None:
    """The same number twice, the same deed twice, or the borrower as guarantor, blocks."""
    twin = {
        **case().parties,
        "G2": replace(case().parties["G2"], id_number=case().parties["G1"].id_number),
    }

    assert "pass" == outcome(case(), "X-15", ON)
    assert "block" == outcome(case(parties=twin), "X-15", ON)
    assert "block" == outcome(case(guarantees=(deed("G1"), deed("G1", id="D2"))), "X-15", ON)
    assert "pass" == outcome(
        case(guarantees=(deed("G1"), deed("G1", id="D2", deed_no="示反乙"))), "X-15", ON
    )
    assert "block" == outcome(case(guarantees=(deed("B"),)), "X-15", ON)
    assert "na" == outcome(case(guarantees=()), "X-15", ON)


def test_x01_a_guarantor_who_was_a_minor_is_pointed_out() -> None:
    """The day before the eighteenth birthday is too young, the birthday itself is not."""
    from noticegen import rules
    from noticegen.rules.parties import parties_known

    def words(born: date) -> list[str]:
        young = Party(
            "G1", PartyKind.PERSON, "孙示例", birth_date=born, addresses=BORROWER.addresses
        )
        whole = case(parties={**case().parties, "G1": young})
        found = parties_known(whole, "guarantor-reminder", day(ON), tuned("notice"), "G1")
        return [f.found.en for f in found if "minor" in f.found.en]

    assert rules.rule("x-01").id == "X-01"
    assert [] == words(date(2007, 3, 1))
    assert 1 == len(words(date(2007, 3, 2)))


def test_documents_of_a_kind_to_a_party_by_their_days() -> None:
    """From the day asked on, that day included; not voided, whenever that was; of this kind and party."""
    lines = [f"03-{d} 09:00 issued B document=N{d} kind=overdue-notice" for d in (20, 25, 26)]
    other = ("03-27 09:00 issued B document=W kind=blacklist-warning", "03-27 09:00 issued G1 document=G kind=overdue-notice")  # fmt: skip
    of = case(with_(*lines, *other, "03-28 09:00 voided B document=N26"))

    def found(*since: str) -> list[str]:
        return [e.document for e in issued_to(of, "overdue-notice", "B", *map(day, since))]

    assert found() == found("03-20") == ["N20", "N25"]
    assert found("03-21") == found("03-25") == ["N25"] and found("03-26") == []


@pytest.mark.parametrize(
    ("told", "on"),
    [("", "03-27"), (" as_of=2026-03-25", "03-25"), (" as_of=2026-3-25", "03-27"), (" as_of=x2026-03-25", "03-27")],
)  # fmt: skip
def test_the_day_of_the_figures_of_an_issued_document(told: str, on: str) -> None:
    """As recorded; where that is no date, the day of issue."""
    line = f"03-27 09:00 issued B document=N kind=overdue-notice{told}"

    assert as_of(case(line).log[0]) == day(on)
