"""The notice of recourse to a borrower: what it says, to whom it may go, and what it is told apart from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cases import (
    BANK,
    HOUSE_NAME,
    TEMPLATES,
    authority,
    case,
    company,
    deed,
    event,
    house,
    loan,
    out,
    person,
    policy,
)

from noticegen import facts
from noticegen.casefile import next_notice
from noticegen.compose import amounts_agree, compose, deadline_for
from noticegen.errors import DataError
from noticegen.model import (
    Case,
    Document,
    Event,
    EventType,
    Evidence,
    Finding,
    GuaranteeKind,
    LoanKind,
    Severity,
    Table,
    Verdict,
)
from noticegen.rules import approvals, check, check_document, verdict
from noticegen.rules.paper import words
from noticegen.wording import load_kind
from noticegen.wording.vocabulary import DEBTOR

T = EventType
KIND, NOTICE = "recourse-notice", "overdue-notice"
PAID = date(2026, 5, 6)
ON = date(2026, 6, 1)  # 26 days later: 52,345.67 at 3 % on 365 days is 111.86
VOUCHER = (Evidence("1" * 64, "voucher.pdf", "voucher"),)
GONE = date(2029, 5, 8)  # 2029-05-06 is a Sunday: the last day is the 7th


def sub(amount: str = "52345.67", on: date = PAID, id: str = "", **more: Any) -> Event:
    told = {"payee": BANK, "voucher": "示凭0001"}
    return event(
        T.SUB_PAYMENT, on, id, **{"amount": Decimal(amount), "details": told, "evidence": VOUCHER} | more
    )  # fmt: skip


def back(on: date, amount: str, party: str = "B1") -> Event:
    return event(T.PAYMENT, on, f"back-{on}", amount=Decimal(amount), party=party)


def repaid(*log: Event, **changes: Any) -> Case:
    """A bank's loan of 50,000 due 2026-03-20, two borrowers, a counter-guarantor, and such a log."""
    given = {
        "borrowers": (
            person(),
            person("B2", "示例乙", id_number="990001189901010028", phone="19900000002"),
        ),
        "deeds": (deed("G1"),),
        "by": house(account_bank="示例农商行示例支行", account_number="6200000000000005"),
        "contract": loan(recourse_contract="示委保0001"),
        **changes,
    }
    return case(log=log, **given)


def letter(of: Case, on: date = ON, locale: str = "zh", party: str = "B1", **more: Any) -> Document:
    return compose(
        of, load_kind(TEMPLATES, KIND), party, locale, on, policy(), number="〔2026〕追字第0001号", **more
    )  # fmt: skip


def text(of: Case, on: date = ON, locale: str = "zh", **more: Any) -> str:
    return words(letter(of, on, locale, **more))


def rule(of: Case, id: str, on: date = ON, kind: str = KIND, party: str | None = "B1") -> Finding:
    """The worst word of one rule: a block, else a warning, else a pass."""
    found = [f for f in check(of, kind, on, policy(), party) if f.rule == id]
    return max(found, key=lambda f: (f.blocks, f.verdict is Verdict.FAIL))


FULL = (
    sub("30000.00", id="s1"),
    sub("22345.67", date(2026, 5, 15), "s2"),
    event(T.COST, date(2026, 5, 18), amount=Decimal("350.00"), details={"what": "公证费"}),
    back(date(2026, 5, 20), "10000.00"),
    event(
        T.WAIVER, date(2026, 5, 25), amount=Decimal("5.00"),
        details={"component": "interest", "approver": "刘总", "approver_role": "approver"},
    ),
)  # fmt: skip


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("log", [(sub(),), FULL])
def test_facts_are_exactly_the_vocabulary(log: tuple[Event, ...], locale: str) -> None:
    """Facts, conditions, rows and the tone, each of its type; not one more; and they add up."""
    paper = facts.Paper(
        kind=KIND, title="函", locale=locale, as_of=ON, issued_on=ON,
        deadline=deadline_for(ON, policy()), copies=2, number="1",
    )  # fmt: skip
    made = facts.of("debtor", repaid(*log), "B1", paper, policy())

    assert {k for k, v in made.items() if isinstance(v, str)} - {"tone"} == set(DEBTOR.facts)
    assert {k for k, v in made.items() if isinstance(v, bool)} == set(DEBTOR.conditions)
    rows = {k: v for k, v in made.items() if isinstance(v, tuple)}
    assert set(rows) == set(DEBTOR.rows)
    assert all(set(x) == set(DEBTOR.rows[name]) for name, row in rows.items() for x in row)
    assert amounts_agree(made) == ()
    for altered in (
        {"sum_claims": "1.00"}, {"accrued": "1.00"}, {"total_digits": "1.00"}, {"paid_out_digits": "1.00"},
        {"claims": tuple({**x, "interest": "9,999.00"} for x in rows["claims"])},
    ):  # fmt: skip
        assert amounts_agree({**made, **altered}) != ()


def test_it_asks_what_was_paid_and_its_cost() -> None:
    """52,345.67 paid on 6 May at the prime rate of 3 %: 26 days later 111.86 more, 4.30 a day; to whom it
    was paid, under which contract and voucher; and into the house's own account."""
    printed = text(repaid(sub()))

    for part in (
        "52,457.53元", "人民币伍万贰仟肆佰伍拾柒元伍角叁分", "2026-05-06", "52,345.67", BANK, "示凭0001",
        "111.86", "每过一日增加4.30元", "示委保0001", "贷款市场报价利率3%", "第七百条",
        "6200000000000005", "2026年6月11日", HOUSE_NAME,
    ):  # fmt: skip
        assert part in printed
    assert loan().account_number not in printed, "the lender's account"
    english = text(repaid(sub()), locale="en")
    for part in ("RMB 52,457.53", "26", "adds RMB 4.30", "Article 700", "No. 示委保0001"):
        assert part in english


def test_each_payment_each_receipt_and_each_span_of_interest_is_shown() -> None:
    """Two payments, costs, a receipt that pays costs and interest first, a waiver: every line by itself,
    and the total in the table, in the text and in capitals.

    To 20 May: 14 days on 30,000 = 34.52, 5 days on 22,345.67 = 9.18. The 10,000 cover 350.00 of costs,
    43.70 of interest, 9,606.30 of the first payment; 20,393.70 are left of it. To 25 May: 5 days on that =
    8.38, on 22,345.67 = 9.18; 5.00 waived. To 1 June: 7 days = 11.73 and 12.86."""
    made = letter(repaid(*FULL))
    printed = words(made)

    assert made.total == "42776.52"  # 20,393.70 + 22,345.67 + 15.11 + 22.04
    for part in (
        "20,393.70", "15.11", "22.04", "34.52", "9.18", "8.38", "11.73", "12.86", "85.85", "10,000.00",
        "5.00", "收到款项", "经批准减免", "42,776.52元", "2026-05-20", "2026-05-25",
    ):  # fmt: skip
        assert part in printed, part
    assert "依次抵充实现债权的费用、资金占用费和代偿款" in printed


def test_a_borrower_reads_nothing_of_who_stands_behind_the_house() -> None:
    """That there is a counter-guarantee is told; its number, who gave it, or that he paid, is not."""
    of = repaid(sub(), back(date(2026, 5, 20), "1000.00", "G1"))

    for locale in ("zh", "en"):
        printed = text(of, locale=locale)
        assert "1,000.00" in printed
        assert "示反保0001" not in printed
        assert of.parties["G1"].name not in printed
    assert "设有反担保" in text(of)
    assert "反担保" not in text(repaid(sub(), deeds=())).replace("各反担保", "")


def test_what_is_still_the_banks_is_told_apart() -> None:
    """After a payment of a part, the rest is the creditor's: it is named and not asked for. After the
    whole of it nothing is said."""
    part = repaid(sub("20000.00"))
    rest = "另有未付清的款项，债权属于债权人"

    assert rest in text(part)
    assert letter(part).total == "20042.74"  # 26 days at 3 % on 20,000
    assert rest not in text(repaid(sub("52345.67")))


def test_an_agreed_rate_is_named_with_its_clause_and_no_rate_asks_no_interest() -> None:
    """The agreed rate with its clause; where the policy asks nothing and nothing was agreed, no interest,
    no table of it and no daily increase."""
    terms = loan(
        recourse_rate=Decimal("0.06"), recourse_clause="第七条", recourse_contract="示委保0001"
    )
    printed = text(repaid(sub(), contract=terms))
    assert "约定的年费率6%（第七条）" in printed
    assert "市场报价利率" not in printed

    free = text(repaid(sub(), contract=loan(recourse_rate=Decimal(0))))
    assert "52,345.67元" in free
    for part in ("资金占用费的计算", "每过一日增加", "年费率"):
        assert part not in free


def test_a_prime_rate_the_table_does_not_reach_is_named_by_its_publication() -> None:
    """On the last day of the table the rate is that of the day of payment; from the day after, the letter
    says up to which day the rate it uses was published; of several payments it says so for the later."""
    last = policy().lpr.known_until
    after, on = last + timedelta(1), last + timedelta(20)
    until = (
        "截至2026年8月20日最近一次公布的一年期贷款市场报价利率3%",
        "last published by 20 August 2026, 3% a year",
    )

    known = text(repaid(sub(on=last)), on=on)
    assert "按代偿日一年期贷款市场报价利率3%，" in known
    assert "公布" not in known
    later = repaid(sub(on=after))
    assert until[0] in text(later, on=on)
    assert until[1] in text(later, on=on, locale="en")
    assert "代偿日一年期" not in text(later, on=on)
    both = repaid(sub("20000.00", on=last), sub("32345.67", on=after, id="more"))
    assert "代偿日在2026年8月20日以后的，按截至该日最近一次公布的利率" in text(both, on=on)
    assert "for a payment after 20 August 2026: as last published by that day" in text(
        both, on=on, locale="en"
    )


def test_rights_against_other_borrowers_are_reserved_where_there_are_some() -> None:
    """A borrower who signed alone reads of the guarantors only; one payment has no sum of payments."""
    alone = repaid(sub(), borrowers=(person(),))

    assert "对其他借款人和各担保人的权利均予保留" in text(repaid(sub()))
    assert "其他借款人" not in text(alone) and "对各担保人的权利均予保留" in text(alone)
    assert "other borrowers" not in text(alone, locale="en")
    sums = [
        [row[0] for b in letter(of).blocks if isinstance(b, Table) and b.head for row in b.foot]
        for of in (repaid(sub("20000.00")), repaid(sub("20000.00"), sub("1.00", id="more")))
    ]
    assert sums[0].count("合计") + 1 == sums[1].count("合计")


def test_a_company_and_a_house_that_reports() -> None:
    """A person is told beforehand under Article 15; a company is told that it is reported."""
    reports = house(reports_credit=True, account_bank="示例支行", account_number="6200000000000005")

    assert "第十五条事先告知" in text(repaid(sub(), by=reports))
    firm = text(repaid(sub(), by=reports, borrowers=(company(),)))
    assert "贵单位" in firm
    assert "有关信息将按规定报送" in firm
    assert "征信" not in text(repaid(sub()))


def test_a_further_notice_names_the_first() -> None:
    """The second notice says what went before and speaks in the tone of one; the same day's does not."""
    first = out(date(2026, 5, 10), "〔2026〕追字第0007号", kind=KIND)
    again = letter(repaid(sub(), *first))

    assert "OPENING-L" in again.clauses
    assert "〔2026〕追字第0007号" in words(again)
    assert (
        "OPENING-N"
        in letter(
            repaid(sub(), *out(date(2026, 5, 10), "〔2026〕追字第0007号", "B2", KIND))
        ).clauses
    )
    assert "OPENING-N" in letter(repaid(sub(), first[0])).clauses  # it never left the house
    refused = event(T.PROMISE_REFUSED, date(2026, 4, 2), party="B1")
    assert "OPENING-F" in letter(repaid(sub(), refused)).clauses


def test_it_asserts_the_claim_until_the_last_day_and_then_asks_for_consent_only_with_approval() -> (
    None
):
    """To 2029-05-07 (the last day, rolled) it interrupts limitation. From the 8th it says nothing of
    that, and the box of consent is there only if legal has approved."""
    of = repaid(sub())

    assert "诉讼时效自本通知书到达您时中断" in text(of, GONE - timedelta(1))
    after = letter(of, GONE)
    assert "中断" not in words(after)
    assert "SLIP-CONSENT" not in after.clauses
    asked = letter(of, GONE, approvals=frozenset({facts.CONSENT_APPROVAL}))
    assert {"ST-LIM-EXPIRED", "SLIP-CONSENT"} <= set(asked.clauses)
    assert "ST-LIM" not in asked.clauses


@pytest.mark.parametrize(
    ("of", "party"),
    [
        (repaid(), "B1"),
        (repaid(sub(on=ON + timedelta(1))), "B1"),
        (repaid(sub(), contract=loan(lender=HOUSE_NAME)), "B1"),
        (repaid(sub(), back(ON, "60000.00")), "B1"),
        (repaid(sub()), "G1"),
    ],
    ids=["not paid", "paid tomorrow", "own loan", "paid back", "no borrower"],
)
def test_a_case_that_does_not_bear_it_gives_none(of: Case, party: str) -> None:
    """Nothing paid, a loan of the house's own, nothing open, or a party who is no borrower."""
    with pytest.raises(DataError):
        letter(of, party=party)


# --- the rules before it --------------------------------------------------------------------------


def test_it_may_go_once_the_house_has_paid_whatever_went_before() -> None:
    """With voucher, account and open claim nothing blocks it, to either borrower: neither the steps of
    the notice nor the creditor's authority is asked for. What is printed passes as well."""
    of = repaid(sub())
    for party in ("B1", "B2"):
        assert verdict(check(of, KIND, ON, policy(), party)) == "ready"
    for locale in ("zh", "en"):
        found = check_document(
            letter(of, locale=locale), of, KIND, ON, policy(), "B1", deadline=deadline_for(ON, policy())
        )  # fmt: skip
        assert verdict(found) == "ready"
        assert [f.rule for f in found if f.verdict is Verdict.FAIL] == []


@pytest.mark.parametrize(
    ("log", "blocks"),
    [
        ((), True),
        ((sub(on=ON + timedelta(1)),), True),  # tomorrow
        ((sub(on=ON),), False),  # on the day itself
        ((sub(evidence=()),), True),
        ((sub(evidence=(), details={"payee": BANK}),), True),
    ],
)
def test_l04_the_house_has_paid_with_voucher(log: tuple[Event, ...], blocks: bool) -> None:
    """L-04: blocked before the payment (it points to the overdue notice) and without the voucher."""
    found = rule(repaid(*log), "L-04")

    assert found.blocks is blocks
    if not any(e.day <= ON for e in log):
        assert NOTICE in found.hint.en and "sub_payment" in found.hint.en


def test_l04_the_printed_sum_is_not_above_the_claim() -> None:
    """A sum of one cent more than the recourse claim stops the finished document."""
    of, made = repaid(sub()), letter(repaid(sub()))

    def word(total: str) -> bool:
        found = check_document(replace(made, total=total), of, KIND, ON, policy(), "B1")
        return any(f.blocks for f in found if f.rule == "L-04")

    assert not word("52457.53")
    assert word("52457.54")


def test_s12_something_of_the_recourse_claim_is_open() -> None:
    """S-12: what is left with the bank does not count, one cent of recourse does; no override."""
    part = repaid(sub("20000.00"), back(ON, "20042.74"))
    cent = repaid(sub("20000.00"), back(ON, "20042.73"))

    assert rule(part, "S-12").blocks
    assert rule(part, "S-12").found.zh == "追偿款未还 0.00 元"
    assert rule(cent, "S-12").found.en == "0.01 yuan of recourse unpaid"
    assert rule(part, "S-12", kind="judicial-referral").verdict is Verdict.PASS, "the bank is owed"
    assert rule(cent, "S-12").verdict is Verdict.PASS
    assert rule(repaid(sub("20000.00"), back(ON + timedelta(1), "30000.00")), "S-12").verdict is Verdict.PASS  # fmt: skip


def test_x09_the_notice_that_fits_is_proposed_and_the_other_blocked() -> None:
    """Before the payment the overdue notice; from its day on the notice of recourse. Of a loan of the
    house's own always the overdue notice; once all is paid back, neither."""
    of = repaid(authority(), sub())
    before, day = PAID - timedelta(1), PAID

    assert rule(of, "X-09", before, NOTICE).verdict is Verdict.PASS
    late = rule(of, "X-09", day, NOTICE)
    assert late.blocks and late.hint.en.startswith(
        "use the Recourse notice to borrower (recourse-notice)"
    )
    assert rule(of, "X-09", day).verdict is Verdict.PASS
    assert (next_notice(of, before, policy()), next_notice(of, day, policy())) == (NOTICE, KIND)

    own = repaid(sub(), contract=loan(lender=HOUSE_NAME))
    wrong = rule(own, "X-09")
    assert wrong.blocks and wrong.hint.en.startswith(
        "use the Overdue collection notice (overdue-notice)"
    )
    assert next_notice(own, ON, policy()) == NOTICE
    settled = repaid(authority(), sub("20000.00"), back(ON, "20042.74"))
    assert "recourse-notice" not in rule(settled, "X-09", kind=NOTICE).hint.en


def test_an_entrusted_loan_that_the_house_guaranteed_has_recourse_too() -> None:
    """Whoever lends through a trustee and is not the house was paid all the same."""
    of = repaid(sub(), contract=loan(kind=LoanKind.ENTRUSTED))

    assert verdict(check(of, KIND, ON, policy(), "B1")) == "ready"


@pytest.mark.parametrize("missing", ["account_bank", "account_number"])
def test_x11_it_is_paid_to_the_house(missing: str) -> None:
    """X-11 asks for the house's own account, not the lender's; X-13 that it bears the house's name."""
    plain = {"account_bank": "示例支行", "account_number": "6200000000000005"}
    no_lender = loan(account_name="", account_bank="", account_number="")

    assert rule(repaid(sub(), contract=no_lender), "X-11").verdict is Verdict.PASS
    assert rule(repaid(sub()), "X-13").verdict is Verdict.PASS
    found = rule(repaid(sub(), by=house(**{**plain, missing: ""})), "X-11")
    assert found.verdict is Verdict.FAIL
    assert "[house]" in found.hint.en


def test_x03_its_terms_are_those_of_the_contract_of_entrusted_guarantee() -> None:
    """X-03 warns without that contract's number, or without the clause of an agreed rate."""
    agreed = {"recourse_rate": Decimal("0.06"), "recourse_contract": "示委保0001"}

    assert rule(repaid(sub()), "X-03").verdict is Verdict.PASS
    assert rule(repaid(sub(), contract=loan()), "X-03").severity is Severity.WARN
    assert rule(repaid(sub(), contract=loan(**agreed)), "X-03").verdict is Verdict.FAIL
    fine = loan(**agreed, recourse_clause="第七条")
    assert rule(repaid(sub(), contract=fine), "X-03").verdict is Verdict.PASS


def test_l09_after_the_last_day_legal_must_have_approved() -> None:
    """L-09 passes on the last day of the recourse claim, rolled, and warns on the next; a served notice
    in time puts it off by three years. The clock of the loan is not asked."""
    of = repaid(sub())

    assert rule(of, "L-09", GONE - timedelta(1)).verdict is Verdict.PASS
    assert rule(of, "L-09", GONE).severity is Severity.WARN
    assert approvals(of, KIND, GONE, policy()) == frozenset()
    served = (
        event(T.ISSUED, date(2029, 5, 7), "i", party="B2", document="N", details={"kind": KIND}),
        event(
            T.SERVED, date(2029, 5, 7), "s", party="B2", document="N",
            details={"method": "hand", "recipient": "self"}, evidence=(Evidence("2" * 64, "s.jpg", "slip"),),
            actors=("王经办", "赵协办"),
        ),
    )  # fmt: skip
    assert rule(repaid(sub(), *served), "L-09", GONE).verdict is Verdict.PASS


def test_x01_only_who_signed_as_borrower_gets_one() -> None:
    """X-01: a counter-guarantor is no borrower, and a borrower without address gets none either."""
    of = repaid(sub())
    homeless = repaid(sub(), borrowers=(person(addresses=()),))

    assert rule(of, "X-01").verdict is Verdict.PASS
    assert rule(of, "X-01", party="G1").blocks
    assert rule(homeless, "X-01").blocks


@pytest.mark.parametrize("method", [KIND, "recourse-demand"])
def test_l20_an_earlier_service_without_proof_only_warns(method: str) -> None:
    """A poor service of an earlier letter must not keep the house from writing to the borrower again, nor
    from a demand on a guarantor: what needs the service is stopped by the rule that asks for it."""
    poor = (
        event(T.ISSUED, date(2026, 5, 8), "i", party="B1", document="N", details={"kind": KIND}),
        event(T.SERVED, date(2026, 5, 9), "s", party="B1", document="N", details={"method": "hand", "recipient": "self"}),
    )  # fmt: skip
    found = rule(repaid(sub(), *poor), "L-20", kind=method, party=None)

    assert (found.verdict, str(found.severity)) == (Verdict.FAIL, "warn")


def test_x04_a_payment_booked_later_shows_in_the_sum_told_before() -> None:
    """X-04 computes the sum of an earlier notice of recourse again, and names the difference."""
    told = {"kind": KIND, "as_of": str(ON), "total": "52457.53"}
    first = event(T.ISSUED, ON, "i", party="B1", document="〔2026〕追字第0001号", details=told)
    later = ON + timedelta(9)

    assert rule(repaid(sub(), first), "X-04", later).verdict is Verdict.PASS
    found = rule(repaid(sub(), first, back(ON - timedelta(1), "457.53")), "X-04", later)
    assert found.verdict is Verdict.FAIL
    assert "〔2026〕追字第0001号" in found.found.en


def test_a_general_guarantee_or_a_lapsed_one_is_nothing_to_the_borrower() -> None:
    """L-01, L-02, L-06 to L-08 are of guarantors: they do not stand before this notice."""
    old = replace(deed("G1"), kind=GuaranteeKind.GENERAL)
    found = check(repaid(sub(), deeds=(old,)), KIND, date(2027, 6, 1), policy(), "B1")

    assert not {"L-01", "L-02", "L-06", "L-07", "L-08", "S-13", "S-15"} & {f.rule for f in found}
