"""L-rules about guarantors. Each rule: passes, fails, boundary day; each guarantor by himself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import recorded
from later_cases import DEMAND, HAND, RECOURSE, REFERRAL, REMINDER, after, paper, word, words
from ledger_cases import case, day, deed, policy, with_, worst

from noticegen import caps, recourse, rules, sureties
from noticegen.compose import compose
from noticegen.model import (
    Case,
    Document,
    Guarantee,
    GuaranteeKind,
    Instalment,
    LoanKind,
    LoanParty,
    Paragraph,
    Role,
    Run,
)
from noticegen.suits import suit
from noticegen.wording import Kind, load_kind

PAID = "05-06 10:00 sub_payment - amount=52345.67 voucher=V1"
HOUSE = "示例融资担保有限公司"
OWN = {"kind": LoanKind.ENTRUSTED, "lender": HOUSE, "account_name": HOUSE}


def direct(party: str = "G1", **changes: object) -> Guarantee:
    """A joint guarantee of the loan itself, six months: 2026-09-20 is its last day."""
    return replace(deed(party), **{"counter": False, "period_months": 6, **changes})  # type: ignore[arg-type]  # fields of Guarantee


def counter(party: str = "G1", **changes: object) -> Guarantee:
    """A joint counter-guarantee of six months: counted from payment."""
    return replace(deed(party), period_months=6, **changes)  # type: ignore[arg-type]  # fields of Guarantee


def own(*lines: str, deeds: tuple[Guarantee, ...] = (direct(),)) -> Case:
    """A loan of the house itself, backed directly."""
    return case(after(*lines), loan=OWN, guarantees=deeds)


def paid(*lines: str, deeds: tuple[Guarantee, ...] = (counter(), counter("G2"))) -> Case:
    """A guaranteed loan for which the house paid 52,345.67 on 6 May: to 2026-11-06."""
    return case(after(PAID, *lines), guarantees=deeds)


def each(of: Case, kind: str, rule: str, on: str) -> dict[str, str]:
    """The worst word of a rule on each party."""
    found = words(of, kind, rule, on)
    return {p: worst(f for f in found if f.party == p) for p in {f.party for f in found}}


# --- L-01 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "verdict"), [("2026-09-20", "pass"), ("2026-09-21", "block"), ("2026-03-29", "pass")]
)
def test_l01_a_direct_guarantee_lapses_after_its_last_day(on: str, verdict: str) -> None:
    """The last day of six months is inside; a day later the demand is blocked for good."""
    [found] = words(own(), DEMAND, "L-01", on)

    assert verdict == worst([found])
    if verdict == "block":
        assert not found.curable and found.earliest is None
        assert "lapsed" in found.found.en


def test_l01_a_counter_guarantee_is_counted_from_the_payment() -> None:
    """Before payment there is nothing to judge; six months after it the recourse demand is blocked."""
    before = case(after(), guarantees=(counter(),))

    assert "na" == word(before, RECOURSE, "L-01", "05-10")
    assert ["pass", "block"] == [word(paid(), RECOURSE, "L-01", d) for d in ("11-06", "11-07")]


def test_l01_each_guarantor_has_his_own_end() -> None:
    """One was asked in time, the other not: the one stands, the other has lapsed."""
    whole = paid(*paper(RECOURSE, "G1", "05-10", "05-12"))

    assert {"G1": "pass", "G2": "block"} == each(whole, RECOURSE, "L-01", "11-07")
    assert "kept on 2026-05-12" in words(whole, RECOURSE, "L-01", "11-07", "G1")[0].found.en


def test_l01_warns_from_the_earliest_end_and_blocks_after_the_latest() -> None:
    """Of two payments the first rules; until six months after the second it only warns."""
    second = "06-15 10:00 sub_payment - amount=100 voucher=V2"
    whole = paid(second)
    days = ("11-06", "11-07", "12-15", "12-16")

    assert ["pass", "warn", "warn", "block"] == [word(whole, RECOURSE, "L-01", d) for d in days]


def test_l01_warns_where_a_reading_says_that_it_is_over() -> None:
    """The first unpaid instalment's six months are over, the last one's are not."""
    dues = tuple(
        Instalment(n, d, Decimal("25000.00"), Decimal("0.00"))
        for n, d in enumerate((date(2026, 1, 20), date(2026, 3, 20)), 1)
    )
    whole = replace(own(), instalments=dues)
    found = [word(whole, DEMAND, "L-01", d) for d in ("07-20", "07-21", "09-20", "09-21")]

    assert ["pass", "warn", "warn", "block"] == found


def test_l01_a_demand_in_the_disputed_time_stays_disputed() -> None:
    """Served after the first payment's end and before the second's: kept on one reading, it warns."""
    second = "06-15 10:00 sub_payment - amount=100 voucher=V2"
    whole = paid(second, *paper(RECOURSE, "G1", "11-09", "11-10"))
    [found] = words(whole, RECOURSE, "L-01", "2027-03-01", "G1")

    assert "warn" == worst([found]) and "later reading" in found.found.en
    firm = paid(second, *paper(RECOURSE, "G1", "11-05", "11-06"))
    assert "pass" == worst(words(firm, RECOURSE, "L-01", "2027-03-01", "G1"))


@pytest.mark.parametrize(("served", "verdict"), [("07-20", "pass"), ("07-21", "warn")])
def test_l01_instalments_a_demand_after_the_earliest_end_stays_disputed(
    served: str, verdict: str
) -> None:
    """Of two instalments the first one's six months end on 20 July: what comes a day later is in time
    only if the last one's count."""
    dues = tuple(
        Instalment(n, d, Decimal("25000.00"), Decimal("0.00"))
        for n, d in enumerate((date(2026, 1, 20), date(2026, 3, 20)), 1)
    )
    letter = paper(DEMAND, "G1", "07-18", served)
    [found] = words(replace(own(*letter), instalments=dues), DEMAND, "L-01", "08-10")

    assert (verdict == "warn") == ("later reading" in found.found.en)
    assert verdict == worst([found])


def test_l01_tells_when_limitation_against_the_guarantor_has_run_out() -> None:
    """Kept on 12 May 2026: three years later the claim on him is out of time, which warns."""
    whole = paid(*paper(RECOURSE, "G1", "05-10", "05-12"))
    found = [worst(words(whole, RECOURSE, "L-01", d, "G1")) for d in ("2029-05-14", "2029-05-15")]

    assert ["pass", "warn"] == found  # 12 and 13 May 2029 are a weekend


def test_l01_a_suit_keeps_it_too() -> None:
    """The debtor sued in time keeps a general guarantee, the guarantor sued in time a joint one."""
    general = direct(kind=GuaranteeKind.GENERAL)
    suit = "05-10 10:00 filing - way=suit body=示例法院 against="

    assert "block" == word(own(deeds=(general,)), DEMAND, "L-01", "09-21")
    assert "pass" == word(own(suit + "B", deeds=(general,)), DEMAND, "L-01", "09-21")
    assert "block" == word(own(suit + "B"), DEMAND, "L-01", "09-21")
    assert "pass" == word(own(suit + "G1"), DEMAND, "L-01", "09-21")


def test_l01_one_lapsed_guarantee_does_not_hold_up_the_suit() -> None:
    """Before the referral it warns and names him: the others can still be sued."""
    whole = paid(*paper(RECOURSE, "G1", "05-10", "05-12"))

    assert {"G1": "pass", "G2": "warn"} == each(whole, REFERRAL, "L-01", "11-07")
    assert {"G2": "warn"} == {
        f.party: worst([f]) for f in words(whole, REFERRAL, "L-01", "11-07", "G2")
    }


# --- L-02 -----------------------------------------------------------------------------------------


def test_l20_one_poor_service_stops_no_demand_near_the_end() -> None:
    """A reminder to one counter-guarantor that is not proved to have arrived keeps the house from claiming
    neither against the other nor against him; it warns."""
    of = paid(
        "04-20 10:00 issued G2 document=N2 kind=guarantor-reminder",
        "04-21 10:00 served G2 document=N2 method=ems recipient=self waybill=1 evidence=contents_line",
    )
    for on in ("05-07", "11-06"):
        found = rules.check(of, RECOURSE, day(on), policy())
        assert "warn" == word(of, RECOURSE, "L-20", on)
        assert [] == [f for f in found if f.blocks and f.rule in {"L-20", "L-21"}]
    assert "warn" == word(of, REFERRAL, "L-20", "11-06")


def test_l02_a_general_guarantee_needs_a_suit() -> None:
    """The letter may go out and says inside by when to sue; a joint guarantee has no such warning."""
    for kind in (GuaranteeKind.GENERAL, GuaranteeKind.SILENT):
        [found] = words(own(deeds=(direct(kind=kind),)), DEMAND, "L-02", "09-20")
        assert "warn" == worst([found])
        assert "2026-09-07" in found.hint.en and "2026-09-20" in found.hint.en
    assert "na" == word(own(), DEMAND, "L-02", "05-10")
    general = direct(kind=GuaranteeKind.GENERAL)
    suit = "05-10 10:00 filing - way=suit body=示例法院 against=B"
    sued = own(suit, deeds=(general,))
    assert ["warn", "pass"] == [word(sued, DEMAND, "L-02", d) for d in ("05-09", "05-10")]
    assert "na" == word(own(deeds=(general,)), DEMAND, "L-02", "09-21"), "L-01 speaks then"


def test_l02_of_a_bankrupt_debtor_the_claim_is_declared() -> None:
    """A suit for payment is none against her: the claim goes to the administrator, and the guarantor may be sued;
    who else owes the loan is still to be sued."""
    broke = "05-10 10:00 insolvency B case_no=（2026）示破1号"
    of = own(broke, deeds=(direct(kind=GuaranteeKind.GENERAL),))
    two_ = replace(of, signatories=(*of.signatories, LoanParty("G2", Role.CO_BORROWER)))

    before, then, other = (
        words(c, DEMAND, "L-02", on, "G1")[0].hint.en
        for c, on in ((of, "05-09"), (of, "05-10"), (two_, "05-10"))
    )
    assert "sue the debtor by 2026-09-07" in before
    assert "declare the claim to the administrator and sue this guarantor" in then
    assert "sue the debtor by" not in then and "2026-09-07" in then and "2026-09-20" in then
    assert "sue the other debtors" not in then and "sue the other debtors" in other


# --- L-04 -----------------------------------------------------------------------------------------


def test_l04_recourse_needs_the_payment_and_its_voucher() -> None:
    """None before the payment; from its day on; not without a file or a voucher."""
    assert ["block", "pass"] == [word(paid(), RECOURSE, "L-04", d) for d in ("05-05", "05-06")]
    [none] = words(paid(), RECOURSE, "L-04", "05-05")
    assert none.curable and none.earliest == day("05-05")

    def paying(line: str) -> str:
        return word(case(after(line)), RECOURSE, "L-04", "05-10")

    bare = "05-06 10:00 sub_payment - amount=52345.67 "
    assert "pass" == paying(bare + "evidence=voucher")
    assert "pass" == paying(bare + "evidence=other voucher=V1")
    assert "block" == paying(bare + "evidence=other")
    assert "block" == paying(bare + "evidence=altered voucher=V1")
    assert "block" == paying(bare + "evidence= voucher=V1")
    assert "warn" == paying(bare + "voucher=V1 payee=某公司")
    assert "pass" == paying(bare + "voucher=V1 payee=示例银行营业部")


def test_l04_one_unproved_payment_of_two_blocks() -> None:
    """Every payment that is claimed back has its proof."""
    assert "block" == word(
        paid("06-15 10:00 sub_payment - amount=100 evidence="), RECOURSE, "L-04", "07-01"
    )


# --- L-06 -----------------------------------------------------------------------------------------


def test_l06_a_letter_goes_to_one_who_signed_such_a_deed() -> None:
    """A counter-guarantor gets no demand on a direct guarantee, nor the other way round."""
    both = case(after(), loan=OWN, guarantees=(counter("G1"), direct("G2")))

    assert "pass" == word(both, REMINDER, "L-06", "05-10", "G1")
    assert "block" == word(both, REMINDER, "L-06", "05-10", "G2")
    assert "block" == word(both, DEMAND, "L-06", "05-10", "G1")
    assert {"G2": "pass"} == each(both, DEMAND, "L-06", "05-10")


def test_l06_a_letter_served_on_another_guarantor_is_pointed_out() -> None:
    """From the day of the service on; he needs a letter of his own."""
    issued = f"05-10 10:00 issued G1 document=R1 kind={RECOURSE}"
    astray = f"05-12 15:00 served G2 document=R1 {HAND}"
    whole = paid(issued, astray)

    assert {"G1": "pass", "G2": "pass"} == each(whole, RECOURSE, "L-06", "05-11")
    assert {"G1": "pass", "G2": "block"} == each(whole, RECOURSE, "L-06", "05-12")


# --- L-07 -----------------------------------------------------------------------------------------


def test_l07_not_above_the_cap_less_what_he_paid() -> None:
    """With 10,000 of 30,000 paid by himself 20,000 are left; with all paid nothing may be asked."""
    capped = (counter("G1", cap=Decimal("30000.00")), counter("G2"))

    def left(*lines: str) -> list[str]:
        found = words(paid(*lines, deeds=capped), RECOURSE, "L-07", "05-06", "G1")
        return [worst(found), found[0].found.en]

    assert ["pass", "at most 30,000.00 yuan"] == left()
    assert ["pass", "at most 20,000.00 yuan"] == left("05-06 12:00 payment G1 amount=10000")
    assert "block" == left("05-06 12:00 payment G1 amount=30000")[0]
    assert ["pass", "at most 0.01 yuan"] == left("05-06 12:00 payment G1 amount=29999.99")
    gone = paid("05-06 12:00 payment G1 amount=30000", deeds=capped)
    assert "warn" == word(gone, REFERRAL, "L-07", "05-06", "G1"), "the others can be sued"


def test_l07_no_reminder_goes_to_one_who_has_paid_all_of_his_cap() -> None:
    """It would tell him that he may be asked to answer, and he may not: the check says so, not only the
    drawing of the letter. A cent of his cap is enough for it."""
    capped = (counter("G1", cap=Decimal("1000.00")),)

    def said(amount: str) -> str:
        own = f"05-01 10:00 payment G1 amount={amount}"
        return word(paid(own, deeds=capped), REMINDER, "L-07", "05-05", "G1")

    assert ["na", "block"] == [said("999.99"), said("1000.00")]


def test_l07_who_gave_no_counter_guarantee_answers_for_no_recourse() -> None:
    """Before the referral: until the house has paid the claim is the loan, for which a direct guarantor
    answers; from then on it is recourse, for which he does not, and nothing is said of him."""
    of = paid(deeds=(counter("G1", cap=Decimal("30000.00")), direct("G2")))

    assert {"G1": "pass", "G2": "pass"} == each(of, REFERRAL, "L-07", "05-05")
    assert {"G1": "pass"} == each(of, REFERRAL, "L-07", "05-06")
    assert "at most 30,000.00 yuan" == words(of, REFERRAL, "L-07", "05-06", "G1")[0].found.en
    assert "na" == word(of, REFERRAL, "L-07", "05-06", "G2")


def test_l07_says_where_nothing_is_due_but_for_a_change_without_him() -> None:
    """A call under no clause makes all due for the debtor, not for a guarantor who did not agree to it."""
    called = "2026-03-10 10:00 acceleration - approver=郑示例 ground=违约"
    of = case(called, loan={**OWN, "acceleration_clause": ""}, guarantees=(direct(),))
    [found] = words(of, DEMAND, "L-07", "2026-03-12", "G1")

    assert "block" == worst([found])
    assert "a change he did not agree to in writing (L-08)" in found.hint.en
    consent = "2026-03-11 10:00 guarantor_consent G1 consents_to=E1 evidence=contract"
    agreed = case(
        "\n".join([f"{called} id=E1", consent]),
        loan={**OWN, "acceleration_clause": ""},
        guarantees=(direct(),),
    )
    assert "pass" == word(agreed, DEMAND, "L-07", "2026-03-12", "G1")


def test_l07_not_above_the_debt() -> None:
    """Without a cap the debtor's own debt is the most, on the day asked for."""
    [found] = words(paid(), RECOURSE, "L-07", "05-06", "G1")

    assert "at most 52,345.67 yuan" == found.found.en
    assert found.found == words(paid(), REFERRAL, "L-07", "05-06", "G1")[0].found
    assert "50,622.92" in words(paid(), REFERRAL, "L-07", "05-05", "G1")[0].found.en
    assert "na" == word(paid(), REMINDER, "L-07", "05-05"), "a reminder asks nothing"
    assert "na" == word(case(after()), RECOURSE, "L-07", "05-05"), "L-04 speaks"


@pytest.mark.parametrize(
    ("scope", "verdict"),
    [
        ("", "pass"),
        ("主债权本金、利息、罚息、复利、违约金及实现债权的费用", "pass"),
        ("借款合同项下全部债务", "pass"),
        ("本金", "warn"),
        ("本息", "warn"),
        ("全部债务，不包括罚息", "warn"),
        ("全部债务（罚息除外）", "warn"),
        ("以合同约定为准", "warn"),
        ("principal, interest, penalty interest, compound interest and costs", "pass"),
        ("all sums due under the loan", "pass"),
        ("principal and interest", "warn"),
    ],
)
def test_l07_parts_that_the_deed_does_not_name_are_pointed_out(scope: str, verdict: str) -> None:
    """The loan has penalty interest open: a deed that leaves it out warns, so does one that cannot be
    read; a silent one covers all by law."""
    assert verdict == word(own(deeds=(direct(scope=scope),)), DEMAND, "L-07", "05-10")


def test_l07_interest_stops_with_the_debtor_s_insolvency() -> None:
    """From the day it is recorded, the sum needs legal's word."""
    whole = own("05-08 10:00 insolvency B")

    assert ["pass", "warn"] == [word(whole, DEMAND, "L-07", d) for d in ("05-07", "05-08")]


def test_the_scope_of_a_deed_is_read_by_its_words() -> None:
    """Each usual word names its part; what is left out is left out; unreadable is told apart."""
    assert sureties.covered("") == frozenset(sureties.PARTS)
    assert sureties.covered("本金、逾期利息") == frozenset({"principal", "penalty"})
    assert sureties.covered("代偿款及资金占用费") == frozenset({"principal", "interest"})
    assert sureties.covered("一切债务，不含律师费") == frozenset(sureties.PARTS) - {"costs"}
    assert sureties.covered("见主合同") is None


# --- L-08 -----------------------------------------------------------------------------------------

EXTENDED = "03-26 10:00 extension - id=E1 by=2026-06-20 instalment=1 approver=郑示例"
AGREED = "03-28 10:00 guarantor_consent G1 consents_to=E1 evidence=contract"


def test_l08_each_guarantor_agrees_to_a_change_by_himself() -> None:
    """Without his written consent it warns before a letter and blocks before the court."""
    whole = case(after(EXTENDED, AGREED))

    assert {"G1": "warn", "G2": "warn"} == each(whole, REMINDER, "L-08", "03-27")
    assert {"G1": "pass", "G2": "warn"} == each(whole, REMINDER, "L-08", "03-28")
    assert {"G1": "pass", "G2": "block"} == each(whole, REFERRAL, "L-08", "03-28")
    assert "na" == word(whole, REMINDER, "L-08", "03-25")
    named = case(after(EXTENDED + " guarantor_consent=G1、李示例"))
    assert {"G1": "pass", "G2": "pass"} == each(named, REMINDER, "L-08", "03-27")


def test_l08_a_consent_needs_its_paper_and_its_change() -> None:
    """A bare row, or the consent to another change, is none."""
    for line in (AGREED.replace("contract", ""), AGREED.replace("=E1", "=E2")):
        assert "warn" == word(case(after(EXTENDED, line)), REMINDER, "L-08", "03-28", "G1")


def test_l08_what_changes_nothing_needs_no_consent() -> None:
    """An extension nobody approved, a call under a clause, a change before he signed."""
    assert "na" == word(case(after(EXTENDED + " approver=")), REMINDER, "L-08", "03-27")
    called = "03-26 10:00 acceleration -"
    assert "na" == word(case(after(called)), REMINDER, "L-08", "03-27")
    bare = case(after(called), loan={"acceleration_clause": ""})
    assert "warn" == word(bare, REMINDER, "L-08", "03-27")
    plan = "03-26 10:00 plan B approver=郑示例 schedule=2026-05-01=10"
    assert "warn" == word(case(after(plan)), REMINDER, "L-08", "03-27")
    for signed, verdict in ((date(2026, 3, 26), "warn"), (date(2026, 3, 27), "na")):
        later = case(after(EXTENDED), guarantees=(deed("G1", deed_date=signed),))
        assert verdict == word(later, REMINDER, "L-08", "03-28")


def test_a_guarantee_of_the_bank_s_loan_is_asked_about_until_the_bank_is_paid_off() -> None:
    """Before the referral: once the house has paid the bank in full neither the period of its other guarantor
    (L-01) nor what he consented to (L-08) is a question; while a cent is open both are."""
    deeds = (deed("G1", counter=False, period_months=6), deed("G2"))
    owed = recourse.bank_owed(case(after(EXTENDED), guarantees=deeds), day("06-21"), policy()).total

    def told(amount: Decimal) -> list[dict[str, str]]:
        paid = f"06-21 10:00 sub_payment - amount={amount} voucher=示凭0001"
        of = case(after(EXTENDED, paid), guarantees=deeds)
        return [each(of, REFERRAL, rule, "06-22") for rule in ("L-01", "L-08")]

    assert told(owed) == [{"G1": "na", "G2": "pass"}, {"G2": "block"}]
    assert told(owed - Decimal("0.01")) == [{"G1": "pass", "G2": "pass"}, {"G1": "block", "G2": "block"}]  # fmt: skip


def test_l08_legal_may_settle_what_binds_him() -> None:
    """A confirmed legal approval of this kind after the change passes; one from before, or about another guarantor, does not."""
    seen = " - confirms=N1 actors=郑示例 role=branch_head"

    def with_nod(on: str, of: str = "-") -> str:
        nod = f"{on} 11:00 legal_approval {of} id=N1 kind={REFERRAL}"
        lines = (EXTENDED, nod, f"{on} 12:00 approval{seen}")
        return word(case(after(*lines)), REFERRAL, "L-08", "03-28", "G1")

    assert "pass" == with_nod("03-27")
    assert "block" == with_nod("03-25")
    assert ["pass", "block"] == [with_nod("03-27", of) for of in ("G1", "G2")]


# --- the finished letter --------------------------------------------------------------------------


@cache
def kind(name: str) -> Kind:
    """A shipped kind."""
    return load_kind(Path(__file__).parents[1] / "templates", name)


def letter(of: Case, name: str, on: str, party: str = "G1", locale: str = "zh") -> Document:
    """The letter to a guarantor."""
    return compose(
        of, kind(name), party, locale, day(on), policy(), number="〔2026〕担追字第0001号"
    )


def says(document: Document, of: Case, rule: str, on: str, party: str = "G1") -> str:
    """What one rule says of a finished letter."""
    found = rules.check_document(document, of, document.kind, day(on), policy(), party)
    return worst(recorded.same(found, rule, document.kind, day(on)))


BANKED = {"account_bank": "示例银行", "account_number": "6222000000000017"}


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_shipped_letters_pass_every_rule(locale: str) -> None:
    """2A, 2B and 2C as shipped have no fault in either language, and tell their sum."""
    before, then = case(after()), case(after(PAID), house=BANKED)
    for of, name, on, total in (
        (before, REMINDER, "05-05", "50622.92"),
        (then, RECOURSE, "05-06", "52345.67"),
        (own(), DEMAND, "05-05", "50622.92"),
    ):
        document = letter(of, name, on, locale=locale)
        found = rules.check_document(document, of, name, day(on), policy(), "G1")

        assert [] == [f for f in found if f.verdict == "fail"]
        assert total == document.total
        assert {"L-06", "L-07", "X-02", "X-08"} <= {f.rule for f in found if f.verdict == "pass"}


def test_l04_and_l07_a_sum_above_what_may_be_asked_stops_the_letter() -> None:
    """One cent more than paid, or than the cap leaves, stops it."""
    of = paid(deeds=(counter("G1", cap=Decimal("30000.00")),))
    document = letter(of, RECOURSE, "05-06")

    assert "30000.00" == document.total
    assert ["pass", "pass"] == [says(document, of, r, "05-06") for r in ("L-04", "L-07")]
    more = replace(document, total="30000.01")
    assert ["pass", "block"] == [says(more, of, r, "05-06") for r in ("L-04", "L-07")]
    found = rules.check_document(more, of, RECOURSE, day("05-06"), policy(), "G1")
    assert ["G1"] == [f.party for f in found if f.rule == "L-07"]
    found = rules.check_document(more, of, RECOURSE, day("05-06"), policy())
    assert [("L-04", "")] == [(f.rule, f.party) for f in found if f.rule in {"L-04", "L-07"} and f.verdict == "pass"]  # fmt: skip
    above = replace(document, total="52345.68")
    assert "block" == says(above, of, "L-04", "05-06")
    assert "pass" == says(replace(document, total="52345.67"), of, "L-04", "05-06")


def test_l07_a_reminder_tells_no_more_than_the_debt() -> None:
    """It may tell of more than his cap, never of more than is owed."""
    of = case(after(), guarantees=(counter("G1", cap=Decimal("100.00")),))
    document = letter(of, REMINDER, "05-05")

    assert "50622.92" == document.total
    assert "pass" == says(document, of, "L-07", "05-05")
    assert "block" == says(replace(document, total="50622.93"), of, "L-07", "05-05")


def test_l06_the_address_line_names_him_alone() -> None:
    """A second guarantor in the line, or somebody else's name, stops the letter."""
    of = paid()
    document = letter(of, RECOURSE, "05-06")

    def addressed(text: str) -> Document:
        line = Paragraph((Run(text),), "addressee")
        return replace(document, blocks=(line, *document.blocks[1:]))

    assert "pass" == says(addressed("孙示例（反担保人）："), of, "L-06", "05-06")
    assert "block" == says(addressed("孙示例、李示例："), of, "L-06", "05-06")
    assert "block" == says(addressed("李示例："), of, "L-06", "05-06")
    assert "block" == says(addressed("各反担保人："), of, "L-06", "05-06")


def test_x09_the_wrong_variant_is_blocked() -> None:
    """2A until the payment, 2B from it on (L-04 before), 2C by the creditor or with its authority."""
    whole = paid()

    assert ["pass", "block"] == [word(whole, REMINDER, "X-09", d) for d in ("05-05", "05-06")]
    assert ["na", "pass"] == [word(whole, RECOURSE, "X-09", d) for d in ("05-05", "05-06")]
    backed = case(with_(), guarantees=(direct(),))
    assert "pass" == word(backed, DEMAND, "X-09", "05-05")
    bare = case(
        after().replace("collection_authority", "call B\n01-05 09:01 call"), guarantees=(direct(),)
    )
    assert "block" == word(bare, DEMAND, "X-09", "05-05")
    bare_counter = replace(bare, guarantees=(counter(),))
    assert "pass" == word(bare_counter, REMINDER, "X-09", "05-05"), "his own contract is enough"
    assert "warn" == word(own(deeds=(counter(),)), REMINDER, "X-09", "05-05")


def test_x11_and_x13_recourse_is_paid_to_the_house() -> None:
    """The house's own account, in its own name; a reminder and letters of the list need none."""
    whole = case(after(PAID), house=BANKED)

    assert ["pass", "pass"] == [word(whole, RECOURSE, r, "05-06") for r in ("X-11", "X-13")]
    assert ["warn", "na"] == [word(paid(), RECOURSE, r, "05-06") for r in ("X-11", "X-13")]
    assert ["na", "na"] == [word(whole, REMINDER, r, "05-05") for r in ("X-11", "X-13")]


def test_x03_recourse_points_to_its_own_contract() -> None:
    """The contract of entrusted guarantee, and the clause of an agreed rate."""
    agreed = {"recourse_contract": "示委1号", "recourse_rate": Decimal("0.03")}

    assert "warn" == word(paid(), RECOURSE, "X-03", "05-06")
    assert "warn" == word(case(after(PAID), loan=agreed), RECOURSE, "X-03", "05-06")
    full = case(after(PAID), loan={**agreed, "recourse_clause": "第六条"})
    assert "pass" == word(full, RECOURSE, "X-03", "05-06")
    assert "block" == word(case(after(PAID), loan=agreed), REFERRAL, "X-03", "05-06")
    assert "pass" == word(case(after(PAID), loan=agreed), REFERRAL, "X-03", "05-05")


# --- several deeds of one guarantor ---------------------------------------------------------------

SHORT: dict[str, Any] = {"id": "D-S", "deed_no": "示保短", "deed_date": date(2025, 2, 1)}


def two(*lines: str, short: Decimal | None = None, long: Decimal | None = None) -> Case:
    """G1 backs a loan of the house by two deeds: one of six months (to 2026-09-20), one of two years."""
    first = direct(cap=short, **SHORT)
    second = direct(period_months=24, cap=long, id="D-L", deed_no="示保长")
    return own(*lines, deeds=(first, second))


@pytest.mark.parametrize(
    ("on", "verdicts"), [("2026-09-20", ["pass", "pass"]), ("2026-09-21", ["warn", "pass"])]
)
def test_l01_a_lapsed_deed_does_not_hold_the_letter_on_another_of_his(
    on: str, verdicts: list[str]
) -> None:
    """It only warns, from the day after its last one on, and says on what the letter asks."""
    found = words(two(), DEMAND, "L-01", on)

    assert verdicts == [worst([f]) for f in found]
    if "warn" in verdicts:
        assert "a letter asks on his other deed alone" in found[0].hint.en
        assert "lapsed" in found[0].found.en


def test_l01_blocks_where_all_of_his_deeds_have_lapsed() -> None:
    """Another guarantor's deed does not help him."""
    short, again = direct(**SHORT), direct(id="D-T", deed_no="示保又")
    of = own(deeds=(short, again, direct("G2", period_months=24)))

    assert ["block", "block"] == [worst([f]) for f in words(of, DEMAND, "L-01", "2026-09-21", "G1")]


def test_l07_asks_within_the_cap_of_the_deed_that_stands() -> None:
    """On the last day both caps count, on the day after that of the living deed alone."""
    of = two(short=Decimal("5000.00"), long=Decimal("8000.00"))

    assert "at most 13,000.00 yuan" == words(of, DEMAND, "L-07", "2026-09-20")[0].found.en
    assert "at most 8,000.00 yuan" == words(of, DEMAND, "L-07", "2026-09-21")[0].found.en


@pytest.mark.parametrize(
    ("paid", "left"),
    [
        (
            "05-10 10:00 payment G1 amount=3000 deed=示保短",
            "8,000.00",
        ),  # said to be on the lapsed one
        ("05-10 10:00 payment G1 amount=3000 deed=示保长", "5,000.00"),
        ("05-10 10:00 payment G1 amount=3000", "5,000.00"),  # the higher cap is the heavier burden
        (
            "05-10 10:00 payment G1 amount=6000 deed=示保短",
            "7,000.00",
        ),  # what its cap does not hold
        ("09-21 10:00 payment G1 amount=3000 deed=", "5,000.00"),  # the short one binds no more
    ],
)
def test_a_payment_is_set_against_one_deed(paid: str, left: str) -> None:
    """Against the one the log names, else by Civil Code 560; what its cap does not hold goes to the next."""
    of = two(paid, short=Decimal("5000.00"), long=Decimal("8000.00"))

    assert f"at most {left} yuan" == words(of, DEMAND, "L-07", "2026-09-22")[0].found.en


def test_the_order_in_which_a_payment_is_set_against_deeds() -> None:
    """One that bound him before a later one, one for the claim he paid before one for the other, joint before
    general, the higher cap before the lower, the older before the younger."""
    cap, on = Decimal("5000.00"), day("05-20")

    def first(a: Mapping[str, Any], b: Mapping[str, Any], line: str = "payment G1") -> bool:
        """Whether the payment is set against the first of two deeds."""
        one = direct(id="D-1", deed_no="示一", **{"cap": cap, **a})
        other = direct(id="D-0", deed_no="示零", **{"cap": cap, **b})
        of = own(f"05-10 10:00 {line} amount=1000", deeds=(one, other))
        taken = [caps.paid_under(of, (g,), on, policy()) for g in (one, other)]
        assert Decimal(1000) == sum(taken)
        return taken[0] == Decimal(1000)

    general = {"kind": GuaranteeKind.GENERAL}
    assert first({"cap": Decimal(1000)}, {"deed_date": date(2026, 5, 11)})
    assert first({"cap": Decimal(1000)}, {"counter": True}, "payment G1 claim=loan")
    assert first({"counter": True, "cap": Decimal(1000)}, {}, "payment G1 claim=recourse")
    assert first({"cap": Decimal(1000)}, general)
    assert first({}, {"cap": Decimal("4999.99")})
    assert first({"cap": None}, {})
    assert first({}, {"deed_date": date(2025, 3, 2)})
    assert not first({}, {}), "of two alike the order of their ids"


def test_s16_a_guarantor_with_a_living_deed_still_gets_his_letter() -> None:
    """No letter can go only when every deed has lapsed, or the caps of those that stand are used up."""
    of = two(short=Decimal("5000.00"), long=Decimal("8000.00"))
    full = two(
        "05-10 10:00 payment G1 amount=8000 deed=示保长",
        short=Decimal("5000.00"),
        long=Decimal("8000.00"),
    )

    assert "block" == word(of, REFERRAL, "S-16", "2026-09-21")
    assert ["block", "warn"] == [
        word(full, REFERRAL, "S-16", on) for on in ("2026-06-01", "2026-09-21")
    ]


def test_l08_asks_no_consent_for_a_deed_that_has_lapsed() -> None:
    """What he did not agree to matters for the deeds that stand: on its last day it is asked for both."""
    of = two("05-10 10:00 plan B approver=郑示例 schedule=2026-06-01=100")

    assert ["block", "block"] == [worst([f]) for f in words(of, REFERRAL, "L-08", "2026-09-20")]
    assert ["block"] == [worst([f]) for f in words(of, REFERRAL, "L-08", "2026-09-21")]


def test_the_suit_counts_against_the_cap_what_was_paid_under_the_deed_sued_on() -> None:
    """The complaint names the limit of the living deed and what was paid under that one."""
    of = two(
        "05-10 10:00 payment G1 amount=3000 deed=示保短",
        "05-11 10:00 payment G1 amount=1000 deed=示保长",
        short=Decimal("5000.00"),
        long=Decimal("8000.00"),
    )
    [before] = suit(of, day("2026-09-20"), policy()).sureties
    [after_] = suit(of, day("2026-09-21"), policy()).sureties

    assert (Decimal(13000), Decimal(4000)) == (before.cap, before.paid)
    assert (Decimal(8000), Decimal(1000), Decimal(7000)) == (after_.cap, after_.paid, after_.left)
    assert ["示保长"] == [g.deed_no for g in after_.deeds]
