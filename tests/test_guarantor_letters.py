"""Letters to guarantors and counter-guarantors: 2A, 2B, 2C."""

from __future__ import annotations

import re
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
    schedule,
)

from noticegen import facts, recourse, sureties
from noticegen.addressing import named
from noticegen.compose import amounts_agree, compose, deadline_for
from noticegen.errors import DataError
from noticegen.model import (
    Address,
    Case,
    Document,
    Event,
    EventType,
    Evidence,
    EvidenceState,
    GuaranteeKind,
    Instalment,
    Verdict,
)
from noticegen.render import HouseStyle, render
from noticegen.render.readback import pdf_text
from noticegen.rules import check, earliest, verdict
from noticegen.rules.paper import words
from noticegen.sureties import parts_of
from noticegen.wording import load_kind
from noticegen.wording.vocabulary import GUARANTOR
from noticegen.workdays import add_months

T = EventType
ON = date(2026, 4, 2)  # day 13: 50,000 x 9.75 % x 13 / 360 = 176.04
PAID = date(2026, 5, 6)
LATER = date(2026, 6, 1)
A, B, C = "guarantor-reminder", "recourse-demand", "guarantor-demand"
KINDS = (A, B, C)


def sub(amount: str = "52345.67", on: date = PAID, id: str = "") -> Event:
    told = {"payee": BANK, "voucher": "示凭0001"}
    return event(T.SUB_PAYMENT, on, id, amount=Decimal(amount), details=told)


def secured(*log: Event, deeds: tuple[Any, ...] = (), **changes: Any) -> Case:
    """A loan with a counter-guarantor G1, another one G2, and a direct guarantor G3."""
    deeds = deeds or (deed("G1"), deed("G2", "示反保0002"), deed("G3", "示保0003", counter=False))
    made = case(
        deeds=deeds,
        log=(authority(), *log),
        by=house(account_bank="示例农商行示例支行", account_number="6200000000000005"),
        **changes,
    )
    here = (Address("示例省示例县示例镇示例村9号", "contract", agreed=True),)
    own = person(
        "G1", "示例担保甲", id_number="990001189901010028", phone="19900000002", addresses=here
    )
    return replace(made, parties={**made.parties, "G1": own})


def letter(of: Case, kind: str, party: str = "G1", on: date = ON, locale: str = "zh") -> Document:
    return compose(
        of, load_kind(TEMPLATES, kind), party, locale, on, policy(), number="〔2026〕担字第0001号"
    )


def text(of: Case, kind: str, party: str = "G1", on: date = ON, locale: str = "zh") -> str:
    return words(letter(of, kind, party, on, locale))


def known(of: Case, kind: str, party: str, on: date, locale: str) -> dict[str, object]:
    paper = facts.Paper(
        kind=kind, title="函", locale=locale, as_of=on, issued_on=on,
        deadline=deadline_for(on, policy()), copies=2, number="1",
    )  # fmt: skip
    return facts.of("guarantor", of, party, paper, policy())


def of_kind(kind: str) -> tuple[Case, str, date]:
    """A case that bears a letter of this kind, its addressee and a day."""
    if kind == B:
        return secured(sub()), "G1", LATER
    return secured(), "G3" if kind == C else "G1", ON


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_facts_are_exactly_the_vocabulary(kind: str, locale: str) -> None:
    """Facts, conditions, rows and the tone, each of its type; not one more; and they add up."""
    made = known(*_args(kind), locale)

    assert {k for k, v in made.items() if isinstance(v, str)} - {"tone"} == set(GUARANTOR.facts)
    assert {k for k, v in made.items() if isinstance(v, bool)} == set(GUARANTOR.conditions)
    rows = {k: v for k, v in made.items() if isinstance(v, tuple)}
    assert set(rows) == set(GUARANTOR.rows)
    assert all(set(x) == set(GUARANTOR.rows[name]) for name, row in rows.items() for x in row)
    assert amounts_agree(made) == ()


def _args(kind: str) -> tuple[Case, str, str, date]:
    of, party, on = of_kind(kind)
    return of, kind, party, on


# --- 2C: a change he did not agree to -------------------------------------------------------------


def extended(on: date = date(2026, 3, 10), **told: str) -> Event:
    """The one instalment put off to 2026-04-20, for 300 yuan of interest."""
    said = {"instalment": "1", "interest": "300.00", "approver": "刘总", **told}
    return event(T.EXTENSION, on, "e1", by=date(2026, 4, 20), details=said)


def bound(of: Case, on: date = LATER, party: str = "G3") -> sureties.Binding:
    return sureties.binding(of, C, party, on, policy())


def test_a_guarantor_is_not_asked_for_what_a_change_without_him_added() -> None:
    """The interest agreed for an extension is left out and the letter says so, in sum, capitals and total;
    with his written consent, on the extension or later, or a deed signed after it, he is asked for all."""
    plain = secured(extended())
    debt = recourse.bank_owed(plain, LATER, policy()).total
    consent = event(T.GUARANTOR_CONSENT, date(2026, 5, 30), "c1", party="G3", details={"consents_to": "e1"}, evidence=(Evidence("ab" * 32, "同意书.pdf", "contract", state=EvidenceState.OK),))  # fmt: skip
    later_deed = secured(extended(), deeds=(replace(deed("G3", "示保0003", counter=False), deed_date=date(2026, 3, 11)),))  # fmt: skip

    assert (bound(plain).total, bound(plain).left_out) == (debt - 300, Decimal("300.00"))
    assert [e.id for e in bound(plain).without] == ["e1"]
    letter_zh, letter_en = (text(plain, C, "G3", LATER, x) for x in ("zh", "en"))
    assert "2026年3月10日的展期未经您书面同意，因此增加的300.00元不在请求金额之内" in letter_zh
    assert f"在您的保证范围内的金额为{debt - 300:,.2f}元" in letter_zh
    assert letter(plain, C, "G3", LATER).total == str(debt - 300)
    assert "You did not agree in writing to the extension of 10 March 2026; the RMB 300.00 that came of it" in letter_en  # fmt: skip
    assert f"{debt:,.2f}" in letter_zh  # what the borrower owes is told whole
    for of in (
        secured(extended(guarantor_consent="G3")),
        secured(extended(), consent),
        later_deed,
        secured(extended(approver="")),
    ):
        assert bound(of).left_out == 0
        assert bound(of).total == recourse.bank_owed(of, LATER, policy()).total
        assert "未经您书面同意" not in text(of, C, "G3", LATER)
    assert bound(secured(extended(), consent), date(2026, 5, 29)).left_out == 300


def test_what_a_change_made_lighter_helps_him() -> None:
    """An extension for nothing: he owes what the borrower owes now, not the penalty that would have run."""
    lighter = secured(extended(interest=""))
    asked = bound(lighter)

    assert asked.left_out == 0 and asked.total == recourse.bank_owed(lighter, LATER, policy()).total
    assert asked.total < recourse.bank_owed(secured(), LATER, policy()).total


def test_a_call_that_no_clause_allows_falls_due_for_the_borrower_alone() -> None:
    """What was not due but for the call is not asked of him; where the contract has the clause it is."""
    called = event(T.ACCELERATION, date(2026, 3, 25), "a1", details={"ground": "逾期", "approver": "刘总"})  # fmt: skip
    halves = tuple(Instalment(n, day, Decimal(25000), Decimal(0)) for n, day in ((1, date(2026, 3, 20)), (2, date(2026, 9, 20))))  # fmt: skip
    of, with_clause = (
        secured(
            called, dues=halves, contract=loan(maturity=date(2026, 9, 20), acceleration_clause=c)
        )
        for c in ("", "第七条")
    )
    without = secured(dues=halves, contract=loan(maturity=date(2026, 9, 20)))

    assert bound(of).total == recourse.bank_owed(without, LATER, policy()).total
    assert 25000 < bound(of).total < 26000 < recourse.bank_owed(of, LATER, policy()).total
    assert bound(of).daily_increase == recourse.bank_owed(without, LATER, policy()).daily_increase
    assert bound(with_clause).left_out == 0


def test_of_two_deeds_the_one_that_binds_him_for_more_counts() -> None:
    """One signed before the extension, one after; a cap is kept on top of what binds him."""
    before, after = (
        replace(deed("G3", number, counter=False), deed_date=signed)
        for number, signed in (("示保0003", date(2025, 3, 20)), ("示保0004", date(2026, 3, 11)))
    )
    capped = replace(before, cap=Decimal(20000))
    debt = recourse.bank_owed(secured(extended()), LATER, policy()).total

    assert bound(secured(extended(), deeds=(before, after))).total == debt
    assert bound(secured(extended(), deeds=(before, before))).total == debt - 300
    small = secured(extended(), deeds=(capped,))
    assert sureties.asked_of(small, C, "G3", LATER, policy()) == 20000
    assert "请求金额以该限额为限" in text(small, C, "G3", LATER)


def test_l08_says_how_much_less_is_asked() -> None:
    """It still warns, so that legal looks; before a demand for what the house paid nothing is worked out."""
    of = secured(extended())
    [found] = [f for f in check(of, C, LATER, policy()) if f.rule == "L-08"]
    others = [f for f in check(of, A, LATER, policy()) if f.rule == "L-08"]

    assert found.verdict is Verdict.FAIL and "asks 300.00 yuan less of him" in found.found.en
    assert others and all("less of him" not in f.found.en for f in others)


# --- 2A: before payment by the house --------------------------------------------------------------


def test_a_reminder_informs_and_demands_nothing() -> None:
    """2A states the default and the sums; it has no deadline, no account and no demand."""
    printed = text(secured(), A)

    assert "截至2026年4月2日已逾期13日" in printed
    assert "50,176.04" in printed
    assert "不是要求您付款的通知" in printed
    for word in ("付款期限", "账号", "开户行", "应当于", "请求金额", "deadline"):
        assert word not in printed
    assert "does not ask you to pay" in text(secured(), A, locale="en")


def test_a_second_reminder_names_the_first() -> None:
    """The second letter to the same person in one default is in the tone of a second one."""
    first = out(date(2026, 3, 30), "〔2026〕担催字第0001号", "G1", A)
    again = letter(secured(*first), A, on=ON)

    assert "OPENING-L" in again.clauses
    assert "2026年3月30日〔2026〕担催字第0001号" in words(again)
    assert "OPENING-N" in letter(secured(*first), A, "G2").clauses
    assert "OPENING-N" in letter(secured(first[0]), A, on=ON).clauses  # it never left the house


def test_steps_are_named_only_when_served_with_proof() -> None:
    """A notice served with its slip is named with its number and the day of service, told as that and
    not as the day of the notice; without the slip it is not named."""
    number = "〔2026〕催字第0007号"
    issued = event(
        T.ISSUED, date(2026, 3, 27), party="B1", document=number, details={"kind": "overdue-notice"}
    )
    how = {"method": "hand", "to": "示例甲", "recipient": "self"}
    slip = (Evidence("1" * 64, "slip.png", "slip"),)
    served = event(
        T.SERVED, date(2026, 3, 28), party="B1", document=number, details=how, evidence=slip,
        actors=("王经办", "赵协办"),
    )  # fmt: skip
    bare = replace(served, evidence=())

    assert f"（{number}，2026年3月28日送达）" in text(secured(issued, served), A)
    english = text(secured(issued, served), A, locale="en")
    assert f"({number}, served on 28 March 2026)" in english
    assert number not in text(secured(issued, bare), A)


# --- 2B: after payment by the house ---------------------------------------------------------------


def test_a_recourse_demand_asks_what_was_paid_and_its_cost() -> None:
    """52,345.67 paid on 6 May at the prime rate of 3 %: 26 days later 111.86 more; payee, voucher."""
    printed = text(secured(sub()), B, on=LATER)

    assert "52,457.53元" in printed
    assert "人民币伍万贰仟肆佰伍拾柒元伍角叁分" in printed
    for part in ("2026-05-06", "52,345.67", BANK, "示凭0001", "111.86", "6200000000000005"):
        assert part in printed
    assert "贷款市场报价利率3%" in printed


def test_an_agreed_rate_is_named_with_its_clause() -> None:
    """With a rate agreed, the letter names it and not the prime rate."""
    terms = loan(
        recourse_rate=Decimal("0.06"), recourse_clause="第七条", recourse_contract="示委保0001"
    )
    printed = text(secured(sub(), contract=terms), B, on=LATER)

    assert "约定的年费率6%（第七条）" in printed
    assert "市场报价利率" not in printed
    assert "示委保0001" in printed


@pytest.mark.parametrize("kind", [A, B, C])
def test_a_loan_with_one_due_date_has_no_oldest_instalment(kind: str) -> None:
    """What was due on one day is called the loan; of several dates the oldest is named."""
    of, party, on = of_kind(kind)
    one = len(of.instalments) == 1
    assert one
    assert "该笔贷款应于2026年3月20日还清" in text(of, kind, party, on)
    assert "the loan was due on 20 March 2026" in text(of, kind, party, on, "en").replace(
        "The", "the"
    )
    parts = schedule(2, date(2026, 3, 20), "25000.00", "0.00")
    several = replace(of, instalments=parts)
    assert "最早一期应于2026年3月20日归还" in text(several, kind, party, on)
    assert "oldest open instalment was due on 20 March 2026" in text(several, kind, party, on, "en")


CALLED = event(
    T.ACCELERATION, date(2026, 3, 25), details={"ground": "第十二条", "approver": "示例"}
)


@pytest.mark.parametrize(
    ("kind", "party", "log", "on"),
    [
        (A, "G1", (), ON),
        (C, "G3", (), ON),
        (B, "G1", (sub(on=CALLED.day),), LATER),  # paid on the very day of the call
    ],
)
def test_a_loan_called_early_is_said_to_be(
    kind: str, party: str, log: tuple[Event, ...], on: date
) -> None:
    """Principal that was called is asked for: the letter says that the loan was called, by whom and when."""
    dues = schedule(3, date(2026, 3, 20), "20000.00", "300.00")
    called, plain = secured(CALLED, *log, dues=dues), secured(*log, dues=dues)

    assert "债权人已依借款合同于2026年3月25日宣布尚未到期的贷款提前到期。" in text(
        called, kind, party, on
    )
    assert "On 25 March 2026, under the Loan Contract, the Creditor declared" in text(
        called, kind, party, on, "en"
    )
    assert "最早一期应于2026年3月20日归还" in text(called, kind, party, on)
    assert "提前到期" not in text(plain, kind, party, on)


def test_a_call_after_the_house_paid_is_none_of_its_demand() -> None:
    """What the house paid before the creditor called the rest did not rest on that call; nor does it on
    a call that nobody approved."""
    dues = schedule(3, date(2026, 3, 20), "20000.00", "300.00")
    early = sub("20300.00", date(2026, 3, 24))
    alone = replace(CALLED, details={"ground": "第十二条"})

    assert "提前到期" not in text(secured(early, CALLED, dues=dues), B, on=ON)
    assert "提前到期" not in text(secured(sub(), alone, dues=dues), B, on=LATER)


def test_a_demand_names_the_default_in_which_the_house_paid() -> None:
    """Paid for the instalment of March while that of April is open to the bank: 2B names March, as the
    notice of recourse does; 2A and 2C name what is open."""
    dues = schedule(3, date(2026, 3, 20), "20000.00", "300.00")
    of = secured(sub("20425.00", date(2026, 4, 10)), dues=dues)

    assert "最早一期应于2026年3月20日归还" in text(of, B, on=LATER)
    assert "最早一期应于2026年4月20日归还" in text(of, C, "G3", LATER)


def test_two_payments_and_what_came_back() -> None:
    """Both payments stand in the table; receipts are deducted and shown; the sum is what is open."""
    back = event(T.PAYMENT, date(2026, 5, 20), amount=Decimal("10000.00"), party="B1")
    of = secured(sub("30000.00", id="s1"), sub("22345.67", date(2026, 5, 15), "s2"), back)
    printed = text(of, B, on=LATER)
    cost = Decimal("34.52") + Decimal("9.18")  # up to the receipt
    rest = Decimal("30000.00") - (Decimal("10000.00") - cost)

    assert f"{rest + Decimal('22345.67'):,.2f}" in printed
    assert "10,000.00" in printed
    assert "2026-05-15" in printed


@pytest.mark.parametrize(
    ("cap", "asked"),
    [("52457.53", "52,457.53"), ("52457.52", "52,457.52"), ("20000.00", "20,000.00")],
)
def test_never_more_than_the_cap(cap: str, asked: str) -> None:
    """A cap at the sum does not limit it; one cent less does, and the letter says so."""
    limited = replace(deed("G1"), cap=Decimal(cap))
    document = letter(secured(sub(), deeds=(limited,)), B, on=LATER)

    assert f"请求金额为{asked}元" in words(document)
    assert ("CAP" in document.clauses) == (cap != "52457.53")
    assert ("DAILY" in document.clauses) == (cap == "52457.53")


def test_what_he_paid_himself_counts_against_his_cap() -> None:
    """15,000 paid by G1 leaves 5,000 of his cap of 20,000; G2 is still asked for all."""
    own = event(T.PAYMENT, date(2026, 5, 10), amount=Decimal("15000.00"), party="G1")
    limited = (replace(deed("G1"), cap=Decimal("20000.00")), deed("G2", "示反保0002"))
    of = secured(sub(), own, deeds=limited)

    assert "请求金额为5,000.00元" in text(of, B, on=LATER)
    assert "您本人此前已付15,000.00元" in text(of, B, on=LATER)
    assert "请求金额为37,4" in text(of, B, "G2", LATER)
    assert "本人此前已付" not in text(of, B, "G2", LATER)


def test_the_debt_a_letter_rests_on_by_its_parts() -> None:
    """2B: what the house paid, the cost of it for 26 days and its costs; before it paid nothing. Others:
    what the bank is owed."""
    cost = event(T.COST, PAID, amount=Decimal("20.00"), details={"what": "公证费"})

    assert parts_of(secured(sub(), cost), B, LATER, policy()) == {
        "principal": Decimal("52345.67"),
        "interest": Decimal("111.86"),
        "costs": Decimal("20.00"),
    }
    assert parts_of(secured(), B, LATER, policy()) == {}
    assert parts_of(secured(), A, ON, policy()) == {
        "principal": Decimal("50000.00"),
        "interest": 0,
        "penalty": Decimal("176.04"),
        "compound": 0,
        "costs": 0,
    }


def test_a_second_demand_says_whether_he_has_paid_a_part() -> None:
    """Who has paid nothing is told that he has not performed; who has paid a part, that he has not
    performed in full."""
    sent = [
        e
        for p in ("G1", "G2")
        for e in out(date(2026, 5, 20), f"〔2026〕担追字第000{p[1]}号", p, B)
    ]
    own = event(T.PAYMENT, date(2026, 5, 25), amount=Decimal("0.01"), party="G1")
    of = secured(sub(), *sent, own)

    assert "您至今尚未全部承担反担保责任" in text(of, B, "G1", LATER)
    assert "未承担反担保责任" not in text(of, B, "G1", LATER)
    assert "您至今未承担反担保责任" in text(of, B, "G2", LATER)
    assert "not performed your counter-guarantee in full;" in text(of, B, "G1", LATER, "en")
    assert "not performed your counter-guarantee;" in text(of, B, "G2", LATER, "en")


def test_nothing_open_bears_no_letter() -> None:
    """Paid back in full, or a cap used up: there is nothing to ask; before the payment likewise."""
    back = event(T.PAYMENT, PAID + timedelta(1), amount=Decimal("60000.00"), party="B1")
    used = (replace(deed("G1"), cap=Decimal("100.00")),)
    own = event(T.PAYMENT, PAID + timedelta(1), amount=Decimal("100.00"), party="G1")

    for of in (secured(sub(), back), secured(sub(), own, deeds=used), secured()):
        with pytest.raises(DataError, match="nothing is open"):
            letter(of, B, on=LATER)


# --- 2C: a direct guarantor -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        (GuaranteeKind.JOINT, "ST-CLAIM", "ST-GENERAL"),
        (GuaranteeKind.GENERAL, "ST-GENERAL", "ST-CLAIM"),
        (GuaranteeKind.SILENT, "ST-GENERAL", "ST-CLAIM"),
    ],
)
def test_the_kind_of_guarantee_decides_what_is_said(
    kind: GuaranteeKind, said: str, unsaid: str
) -> None:
    """A joint guarantor is asked to perform; a general one, or where the deed is silent, is told of
    his defence."""
    of = secured(deeds=(replace(deed("G3", "示保0003", counter=False), kind=kind),))
    clauses = letter(of, C, "G3").clauses

    assert said in clauses
    assert unsaid not in clauses
    if kind is not GuaranteeKind.JOINT:
        back = secured(sub(), deeds=(replace(deed("G1"), kind=kind),))
        for printed in (text(of, C, "G3"), text(back, B, on=LATER)):
            assert "您依法享有先诉抗辩权；您可以向我单位提供借款人可供执行财产的真实情况" in printed
        assert "property of the borrower against which" in text(back, B, on=LATER, locale="en")


BANKRUPT = event(
    T.INSOLVENCY, date(2026, 3, 28), party="B1", details={"case_no": "（2026）示99破1号"}
)
SOUGHT = event(
    T.FILING,
    date(2026, 3, 22),
    details={"way": "enforcement", "body": "示例县人民法院", "against": "B1"},
)
VAIN = event(T.JUDGMENT, date(2026, 3, 30), details={"form": "enforcement_ended", "case_no": "1"})
PERFORM = "就上述保证合同项下全部债权向您提出的承担保证责任的请求"
NO_MORE = "第六百八十七条第二款，您不再享有先诉抗辩权"


@pytest.mark.parametrize(
    ("log", "clauses"),
    [
        ((), {"ST-GENERAL"}),
        ((BANKRUPT,), {"ST-INSOLVENT", "ST-REFUSAL-OVER", "ST-CLAIM-GENERAL"}),
        ((replace(BANKRUPT, details={}),), {"ST-GENERAL"}),  # a winding-up out of court
        ((SOUGHT, VAIN), {"ST-VAIN", "ST-REFUSAL-OVER", "ST-CLAIM-GENERAL"}),
        ((SOUGHT,), {"ST-GENERAL"}),
        ((VAIN,), {"ST-GENERAL"}),  # of what enforcement?
    ],
)
def test_a_general_guarantor_who_may_refuse_no_more_is_asked_to_perform(
    log: tuple[Event, ...], clauses: set[str]
) -> None:
    """Once a court has taken up the debtor's bankruptcy, or enforcement ended in vain, he is not told of a
    defence that he no longer has: the letter says why, and asks him to perform."""
    alone = (replace(deed("G3", "示保0003", counter=False), kind=GuaranteeKind.GENERAL),)
    of = secured(*log, deeds=alone)
    told = {
        "ST-GENERAL",
        "ST-INSOLVENT",
        "ST-VAIN",
        "ST-REFUSAL-OVER",
        "ST-CLAIM-GENERAL",
        "ST-CLAIM",
    }
    printed = text(of, C, "G3")

    assert clauses == told & set(letter(of, C, "G3").clauses)
    assert ("ST-REFUSAL-OVER" in clauses) == (NO_MORE in printed) == (PERFORM in printed)
    assert ("依法享有先诉抗辩权" in printed) == (NO_MORE not in printed)
    assert ("no longer have the defence" in text(of, C, "G3", locale="en")) == (NO_MORE in printed)


def test_a_defence_lasts_to_the_day_before_it_ends() -> None:
    """The letter of the day on which the court takes up the bankruptcy knows of it; of two debtors both
    must be bankrupt."""
    alone = (replace(deed("G3", "示保0003", counter=False), kind=GuaranteeKind.GENERAL),)
    both = secured(BANKRUPT, deeds=alone, borrowers=(person(), person("B2", "示例乙")))

    assert (
        "ST-GENERAL"
        in letter(secured(BANKRUPT, deeds=alone), C, "G3", BANKRUPT.day - timedelta(1)).clauses
    )
    assert (
        "ST-REFUSAL-OVER" in letter(secured(BANKRUPT, deeds=alone), C, "G3", BANKRUPT.day).clauses
    )
    assert {"ST-GENERAL", "ST-INSOLVENT"} <= set(letter(both, C, "G3").clauses)


def test_a_letter_names_and_asks_on_the_deeds_that_stand_alone() -> None:
    """Of two deeds the one that has lapsed is not in it, nor its cap, nor what was paid under it."""
    short = replace(deed("G3", "示保31", counter=False), period_months=1, cap=Decimal("900.00"))
    stands = replace(deed("G3", "示保32", counter=False), period_months=24, cap=Decimal("700.00"))
    told = {"deed": "示保31"}
    pay = event(T.PAYMENT, ON, party="G3", amount=Decimal("50.00"), details=told)
    of = secured(pay, deeds=(short, stands))
    before, after = (text(of, C, "G3", on) for on in (ON, LATER))

    assert "示保31" in before and "示保32" in before and "最高限额合计1,600.00元" in before
    assert "此前已付50.00元" in before and "1,550.00元" in before
    assert "示保31" not in after and "示保32" in after and "最高限额合计700.00元" in after
    assert "此前已付" not in after


def test_who_paid_under_a_deed_that_lapsed_is_not_told_that_he_never_performed() -> None:
    """What he paid then is none of the living deed, and no letter names that one; still he has performed in part."""
    short = replace(deed("G1", "示反保31"), period_months=1)
    stands = replace(deed("G1", "示反保32"), period_months=24, cap=Decimal("70000.00"))
    paid = event(
        T.PAYMENT, PAID, "z", party="G1", amount=Decimal("50.00"), details={"deed": "示反保31"}
    )
    earlier = out(PAID, "示0001号", "G1", B)
    on = add_months(PAID, 2)
    told = text(secured(sub(), paid, *earlier, deeds=(short, stands)), B, "G1", on)

    assert "示反保31" not in told and "示反保32" in told
    assert "您至今尚未全部承担反担保责任" in told and "至今未承担" not in told
    assert "此前已付" not in told


def test_every_guarantor_is_told_of_the_debtors_bankruptcy() -> None:
    """So that he can declare his future claim (Guarantee Interpretation 24): joint or general, direct or
    counter; it takes nothing from what is asked of a joint one."""
    of = secured(BANKRUPT)
    back = secured(BANKRUPT, sub())

    assert {"ST-INSOLVENT", "ST-CLAIM"} <= set(letter(of, C, "G3").clauses)
    assert "破产案件，案号为（2026）示99破1号。债权人未向管理人申报全部债权的，您可以" in text(
        of, C, "G3"
    )
    assert "我单位未向管理人申报全部债权的，您可以依法以将来求偿权" in text(back, B, on=LATER)
    assert "case number （2026）示99破1号" in text(back, B, on=LATER, locale="en")
    assert not {"ST-VAIN", "ST-REFUSAL-OVER"} & set(letter(back, B, on=LATER).clauses)


def test_english_asks_in_the_name_of_the_creditor_or_the_house() -> None:
    """The request reads well whoever makes it, and notice is served, be it once or twice."""
    own = secured(contract=loan(lender=HOUSE_NAME), deeds=(deed("G3", "示保0003", counter=False),))

    assert "the request by the Creditor, under Article 693" in text(secured(), C, "G3", locale="en")
    assert "the request by us, under Article 693" in text(own, C, "G3", locale="en")


def test_no_claim_without_the_creditors_authority() -> None:
    """Before payment the claim is the bank's: without its authority the letter asserts nothing."""
    of = secured()
    bare = replace(of, log=())

    assert "ST-CLAIM" in letter(of, C, "G3").clauses
    assert not {"ST-CLAIM", "AUTHORITY"} & set(letter(bare, C, "G3").clauses)


def test_a_company_guarantor_is_addressed_as_one() -> None:
    """貴單位 instead of you, its code in the slip's place, its representative nowhere guessed."""
    of = secured()
    body = replace(of, parties={**of.parties, "G3": company("G3", "示例担保合作社")})
    printed = text(body, C, "G3")

    assert "致函贵单位" in printed
    assert "您" not in printed


@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        (A, "反担保合同约定的送达地址", "agreed in the contract of counter-guarantee"),
        (B, "反担保合同约定的送达地址", "agreed in the contract of counter-guarantee"),
        (C, "保证合同约定的送达地址", "agreed in the contract of guarantee"),
    ],
)
def test_his_address_was_agreed_in_what_he_signed(kind: str, zh: str, en: str) -> None:
    """The receipt of a guarantor names his own deed, never the loan contract nor its clause; an
    address that was not agreed for service likewise."""
    of, party, on = of_kind(kind)
    of = replace(of, loan=replace(of.loan, service_clause="第十五条"))
    there = Address("示例省示例市示例路7号", "contract", agreed=True)

    def slip(where: Address, locale: str = "zh") -> str:
        his = replace(of.parties[party], addresses=(where,))
        printed = text(replace(of, parties={**of.parties, party: his}), kind, party, on, locale)
        return next(line for line in printed.splitlines() if where.text in line)

    assert slip(there) == f"{there.text}（{zh}）"
    assert slip(there, "en") == f"{there.text} (address for service {en})"
    assert (
        slip(replace(there, agreed=False)) == f"{there.text}（{zh.removesuffix('约定的送达地址')}）"
    )


# --- privacy --------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_others_but_the_borrowers_name(kind: str, locale: str) -> None:
    """No number, phone or address of the borrower, no other guarantor, no reason, no note."""
    of, party, on = of_kind(kind)
    told = event(
        T.REASON, date(2026, 3, 21), actors=("王经办",), text="家里人住院，常去镇上打牌",
        details={"code": "R401", "certainty": "seen", "source": "邻居说的"},
    )  # fmt: skip
    of = replace(of, log=(*of.log, told))
    printed = text(of, kind, party, on, locale)
    borrower = of.parties["B1"]
    others = {p for p in of.parties.values() if p.id not in {"B1", party}}

    assert borrower.name in printed
    for secret in (
        borrower.id_number,
        borrower.id_number[-4:],
        borrower.phone,
        borrower.addresses[0].text,
    ):
        assert secret not in printed
    assert [p.name for p in others if p.name in printed] == []
    assert not re.search(r"R\d{3}|打牌|邻居|住院", printed)


@pytest.mark.parametrize(("kind", "party"), [(A, "G3"), (B, "G3"), (C, "G1"), (A, "B1")])
def test_the_wrong_person_gets_no_letter(kind: str, party: str) -> None:
    """A direct guarantor gets no counter-guarantor's letter, nor the other way round."""
    with pytest.raises(DataError, match="signed no such deed"):
        letter(secured(sub()), kind, party, LATER)


# --- rule X-21: the letter that fits --------------------------------------------------------------


def fitting(of: Case, kind: str, on: date = LATER) -> tuple[Verdict, str]:
    found = next(f for f in check(of, kind, on, policy()) if f.rule == "X-21")
    return found.verdict, found.hint.en


def hints(of: Case, kind: str, on: date = LATER) -> set[str]:
    """What X-09 and X-21 say should be done instead."""
    found = [f for f in check(of, kind, on, policy()) if f.rule in {"X-09", "X-21"}]
    return {f.hint.en.split("; nobody can override")[0] for f in found if f.verdict is Verdict.FAIL}


def test_the_letter_that_fits_is_named() -> None:
    """Without a direct guarantor 2C is refused and 2A named, after our payment 2B; without a
    counter-guarantor 2C is named; without any guarantor nothing is."""
    counter, direct = deed("G1"), deed("G3", "示保0003", counter=False)
    only_counter, only_direct = secured(deeds=(counter,)), secured(deeds=(direct,))

    assert fitting(secured(), C) == (Verdict.PASS, "")
    assert fitting(only_counter, C) == (Verdict.FAIL, f"use the {named('guarantor-reminder').en}")
    assert fitting(secured(sub(), deeds=(counter,)), C) == (
        Verdict.FAIL,
        f"use the {named('recourse-demand').en}",
    )
    assert fitting(only_direct, A) == (Verdict.FAIL, f"use the {named('guarantor-demand').en}")
    assert hints(secured(sub(), deeds=(counter,)), C) == {f"use the {named('recourse-demand').en}"}
    assert hints(secured(sub(), deeds=(direct,)), C) == {"refer the case to legal"}
    assert fitting(replace(only_direct, guarantees=()), A)[1].endswith("no such letter")
    assert verdict(check(only_counter, C, LATER, policy())) == "blocked"
    assert earliest(check(only_counter, C, LATER, policy())) is None


@pytest.mark.parametrize(
    ("locale", "day"), [("zh", "（计算至2026年11月11日）"), ("en", "(to 11 November 2026)")]
)
def test_the_day_of_the_figures_stands_on_one_line(locale: str, day: str) -> None:
    """The label of the cost of funds is not broken within its day, long as it is."""
    document = letter(secured(sub()), B, on=date(2026, 11, 11), locale=locale)
    lines = pdf_text(render(document, HouseStyle(TEMPLATES), ("pdf",)).pdf)

    assert any(day in line for page in lines for line in page.splitlines())
