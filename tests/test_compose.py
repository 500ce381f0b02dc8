"""The overdue notice as composed: what it says and when, its sums, its dates, and what stays inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, cast

import pytest
from cases import (
    BANK,
    DUE,
    HOUSE_NAME,
    ON,
    TEMPLATES,
    authority,
    case,
    company,
    deed,
    eighteen,
    event,
    house,
    issued,
    loan,
    out,
    payment,
    person,
    policy,
    schedule,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from noticegen import chinese, facts
from noticegen.compose import amount, amounts_agree, compose, deadline_for
from noticegen.errors import DataError
from noticegen.model import (
    Address,
    Case,
    CutLine,
    Document,
    Evidence,
    EvidenceState,
    LoanKind,
    Paragraph,
    Party,
    Signature,
    Table,
    Verdict,
)
from noticegen.model import EventType as T
from noticegen.rules import check_document
from noticegen.rules.paper import words
from noticegen.wording import Kind, load_kind
from noticegen.wording.vocabulary import BORROWER


@cache
def kind() -> Kind:
    return load_kind(TEMPLATES, "overdue-notice")


def letter(of: Case, locale: str = "zh", party: str = "B1", on: date = ON, **more: Any) -> Document:
    """The notice, numbered unless `number` says otherwise."""
    more = {"number": "〔2026〕催字第0001号", **more}
    return compose(of, kind(), party, locale, on, policy(), **more)


def grid(document: Document) -> Table:
    """The table of amounts."""
    (table,) = (b for b in document.blocks if isinstance(b, Table) and b.style == "grid")
    return table


def form(document: Document) -> dict[str, str]:
    """Labels and values of the forms of the letter, without the slip."""
    forms = [b for b in document.blocks if isinstance(b, Table) and b.style == "form"]
    return {str(label): str(value) for table in forms for label, value in table.rows}


# --- which statements are made --------------------------------------------------------------------

ENTRUSTED = loan(kind=LoanKind.ENTRUSTED, lender=HOUSE_NAME, trustee=BANK)
UNDUE = schedule(3, DUE, "10000.00", "300.00")
CALLED = event(
    T.ACCELERATION, date(2026, 3, 25), details={"ground": "第十二条", "approver": "示例"}
)
OLD = loan(
    maturity=date(2022, 3, 20), disbursed_on=date(2021, 3, 20), contract_date=date(2021, 3, 18)
)
CALLABLE = loan(acceleration_clause="第十二条", maturity=UNDUE[-1].due)
ALTERED = event(
    T.COLLECTION_AUTHORITY, date(2025, 3, 20),
    evidence=(Evidence("0" * 64, "a.pdf", state=EvidenceState.ALTERED),),
)  # fmt: skip
NOD = frozenset({"legal_approval"})

STATEMENTS: list[tuple[str, Callable[[], Case], Callable[[], Case]]] = [
    # id, a case in which it is made, and the nearest one in which it is not
    ("ST-PEN", case, lambda: case(contract=loan(surcharge=Decimal(0)))),
    ("ST-PEN", case, lambda: case(contract=loan(surcharge_clause=""))),
    ("ST-CR", lambda: case(by=house(reports_credit=True)), case),
    (
        "ST-CR",
        lambda: case(by=house(reports_credit=True)),
        lambda: case(by=house(reports_credit=True), borrowers=(company(),)),
    ),
    (
        "ST-CR-COMPANY",
        lambda: case(by=house(reports_credit=True), borrowers=(company(),)),
        lambda: case(by=house(reports_credit=True)),
    ),
    ("ST-SUB", lambda: case(contract=loan(subsidised=True)), case),
    (
        "ST-ACC",
        lambda: case(contract=CALLABLE, dues=UNDUE),
        lambda: case(contract=replace(CALLABLE, acceleration_clause=""), dues=UNDUE),
    ),
    (
        "ST-ACC",
        lambda: case(contract=CALLABLE, dues=UNDUE),
        lambda: case(contract=CALLABLE, dues=UNDUE, log=(CALLED,)),
    ),
    (
        "ST-ACC",
        lambda: case(contract=CALLABLE, dues=UNDUE),
        lambda: case(contract=loan(acceleration_clause="第十二条")),
    ),
    (
        "DEFAULT-CALLED",
        lambda: case(contract=CALLABLE, dues=UNDUE, log=(CALLED,)),
        lambda: case(contract=CALLABLE, dues=UNDUE),
    ),
    ("ST-CG", lambda: case(deeds=(deed(),)), lambda: case(deeds=(deed(counter=False),))),
    ("ST-SURETY", lambda: case(deeds=(deed(counter=False),)), lambda: case(deeds=(deed(),))),
    ("ST-RECOURSE", case, lambda: case(contract=ENTRUSTED)),
    ("ST-LIST", lambda: case(by=house(keeps_list=True)), case),
    ("ST-LIM", lambda: case(log=(authority(),)), case),
    ("ST-LIM", lambda: case(contract=ENTRUSTED), case),
    ("ST-LIM", lambda: case(log=(authority(),)), lambda: case(log=(ALTERED,))),
    ("ST-LIM", lambda: case(log=(authority(),)), lambda: case(log=(authority(date(2026, 3, 28)),))),
    ("ST-LIM", lambda: case(log=(authority(),)), lambda: case(contract=OLD, log=(authority(),))),
    ("AUTHORITY", lambda: case(log=(authority(),)), lambda: case(contract=ENTRUSTED)),
    ("BASIS-GUARANTEED", case, lambda: case(contract=ENTRUSTED)),
    ("BASIS-ENTRUSTED-OWN", lambda: case(contract=ENTRUSTED), case),
    (
        "BASIS-ENTRUSTED",
        lambda: case(contract=replace(ENTRUSTED, lender="示例委托人")),
        lambda: case(contract=ENTRUSTED),
    ),
    ("BASIS-OWN", lambda: case(contract=loan(lender=HOUSE_NAME)), case),
    ("HOW-RECEIVED", lambda: case(log=(payment(ON, "100.00"),)), case),
    (
        "HOW-COSTS",
        lambda: case(log=(event(T.COST, ON, amount=Decimal("80.00"), details={"what": "公证费"}),)),
        case,
    ),
    ("HOW-FUTURE", lambda: case(contract=CALLABLE, dues=UNDUE), case),
    ("HOW-CONTRACT", lambda: case(contract=loan(surcharge=Decimal(0))), case),
    (
        "HOW-MISUSE",
        lambda: case(contract=loan(misused=True, misuse_surcharge=Decimal("0.8"))),
        lambda: case(contract=loan(misuse_surcharge=Decimal("0.8"))),
    ),
    ("HOW-COMPOUND", eighteen, case),
    ("RIGHT-COMPLAINT", case, lambda: case(by=house(complaint_phone=""))),
    ("PAY-ACCOUNT", case, lambda: case(contract=loan(account_number=""))),
    ("PAY-CONTRACT", lambda: case(contract=loan(account_number="")), case),
]


@pytest.mark.parametrize(
    ("name", "yes", "no"), STATEMENTS, ids=lambda x: x if isinstance(x, str) else ""
)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_statement_is_made_only_where_the_data_allows_it(
    name: str, yes: Callable[[], Case], no: Callable[[], Case], locale: str
) -> None:
    """Each statement of the notice appears where its condition holds and nowhere else."""
    assert name in letter(yes(), locale).clauses
    assert name not in letter(no(), locale).clauses


ALWAYS = (
    "ADDRESSEE H-LOAN PARTICULARS H-SUM TOTAL H-DEMAND PAY-CARE ST-LAW H-RIGHTS RIGHT-CHECK"
    " RIGHT-OBJECT RIGHT-PLAN H-OTHER RESERVE SIGNATURE CONTACT SLIP-CUT SLIP-TITLE SLIP"
)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_some_statements_are_always_made_in_this_order(locale: str) -> None:
    """Facts, sums, demand, consequences, rights, reservation, signature and slip follow each other."""
    for of in (case(), eighteen(), case(contract=ENTRUSTED, borrowers=(company(),))):
        made = letter(of, locale).clauses
        assert [c for c in made if c in ALWAYS.split()] == ALWAYS.split()


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_exactly_one_opening_basis_default_and_demand(locale: str) -> None:
    """Of statements that exclude each other exactly one is made."""
    for of in (case(), eighteen(), case(contract=ENTRUSTED), case(contract=CALLABLE, dues=UNDUE)):
        made = letter(of, locale).clauses
        for group in ("OPENING-", "BASIS-", "DEFAULT-", "DEMAND-", "H-NEXT-", "AMOUNTS"):
            assert len([c for c in made if c.startswith(group)]) == 1


# --- the words of the limits ------------------------------------------------------------------------


def test_credit_reporting_is_announced_never_claimed_as_done() -> None:
    """A natural person is told first; reporting is "as prescribed", never "at once" or "already"."""
    text = words(letter(case(by=house(reports_credit=True))))

    assert "事先告知：上述逾期属于不良信息，如不还清，将按规定报送征信机构" in text
    assert not re.search(r"已(经)?报送|立即报送|已上报|永久", text)


def test_an_announced_acceleration_is_not_one() -> None:
    """Without the event the notice says that it does not call the loan; with it, states the date."""
    before = words(letter(case(contract=CALLABLE, dues=UNDUE)))
    after = words(letter(case(contract=CALLABLE, dues=UNDUE, log=(CALLED,))))

    assert "本通知书本身不是提前到期的宣布" in before
    assert "于2026年3月25日宣布尚未到期的贷款提前到期" in after


def test_the_penalty_of_a_later_default_is_worked_out_too() -> None:
    """One line of penalty on what is open now is worked out, whatever an earlier default cost; two are not."""
    dues = schedule(3, DUE, "10000.00", "300.00")
    cured = payment(date(2026, 3, 30), "10327.08")  # 10,300 and ten days: 27.08
    printed = words(letter(case(dues=dues, log=(cured,)), on=date(2026, 4, 27)))
    part = payment(date(2026, 4, 25), "1000.00")

    assert "即：10,000.00元×9.75%×7日÷360日＝18.96元。" in printed
    assert "即：" not in words(letter(case(dues=dues, log=(cured, part)), on=date(2026, 4, 27)))


def test_a_letter_names_the_void_one_whose_place_it_takes() -> None:
    """The addressee has the wrong one in hand: number and day of it, in both languages; one that never
    left the house is not named, nor one made void after this letter's day, nor one that a letter in
    between has named."""
    old, day = "〔2026〕催字第0009号", date(2026, 3, 24)
    first = issued(day, old)
    sent = event(
        T.DISPATCHED, day, party="B1", document=old, details={"method": "ems", "to": "示例甲"}
    )
    void = event(T.VOIDED, date(2026, 3, 26), party="B1", document=old)
    between = issued(date(2026, 3, 26), "〔2026〕催字第0010号")
    said = f"{HOUSE_NAME}此前向您发出的2026年3月24日〔2026〕催字第0009号已经作废，由本文书取代。"

    assert said in words(letter(case(log=(first, sent, void))))
    assert "takes the place of 〔2026〕催字第0009号 of 24 March 2026, which" in words(
        letter(case(log=(first, sent, void)), locale="en")
    )
    late = replace(void, at=void.at + timedelta(days=5))
    for log in ((first, void), (first, sent), (first, sent, late), (first, sent, void, between)):
        assert "REPLACES" not in letter(case(log=log)).clauses, log


def test_the_payee_and_claimant_before_payment_is_the_lender() -> None:
    """A bank's claim is asserted for the bank, paid to the bank's account; the house only collects."""
    text = words(letter(case(log=(authority(),))))

    assert form(letter(case()))["户名"] == BANK
    assert form(letter(case()))["债权人"] == BANK
    assert "本通知书同时是债权人就借款合同项下全部债权向您提出的履行请求" in text
    assert "我单位为该笔贷款提供担保" in text


def test_counter_guarantors_are_counted_not_named() -> None:
    """The borrower's notice gives the number and numbers of the deeds, no name of who signed them."""
    of = case(deeds=(deed("G1", "示反保0001"), deed("G2", "示反保0002")))
    text = words(letter(of))

    assert form(letter(of))["反担保合同"] == "2份（编号：示反保0001、示反保0002）"
    assert "示例担保G" not in text


def test_the_consent_box_needs_expiry_and_approval() -> None:
    """The box appears only when limitation has run and legal approved; it says what ticking does."""
    of = case(contract=OLD)
    with_nod, without = letter(of, approvals=NOD), letter(of)
    fresh = letter(case(), approvals=NOD)

    assert {"ST-LIM-EXPIRED", "SLIP-CONSENT"} <= set(with_nod.clauses)
    assert not {"ST-LIM-EXPIRED", "SLIP-CONSENT"} & {*without.clauses, *fresh.clauses}
    assert with_nod.clauses.count("ST-LIM") == 0
    boxes = [b.text for b in with_nod.slip if isinstance(b, Paragraph) and b.style == "check"]
    assert len(boxes) == 1 and "不能再以诉讼时效期间届满为由拒绝还款" in boxes[0]
    english = words(letter(of, "en", approvals=NOD))
    assert "I can no longer refuse to pay on the ground that the limitation period" in english


@pytest.mark.parametrize(
    ("day", "expired"), [(date(2025, 3, 20), False), (date(2025, 3, 21), True)]
)
def test_limitation_ends_with_its_last_day(day: date, expired: bool) -> None:
    """On the last day of the three years the claim is asserted; on the day after it is not."""
    of = case(contract=OLD, log=(authority(),))

    assert ("ST-LIM" not in letter(of, on=day, approvals=NOD).clauses) is expired
    assert ("SLIP-CONSENT" in letter(of, on=day, approvals=NOD).clauses) is expired


# --- tone ---------------------------------------------------------------------------------------------


def reason(code: str, on: date = date(2026, 3, 22)) -> Any:
    return event(
        T.REASON, on, party="B1", actors=("王经办",), text="据邻居称沉迷赌博",
        details={"code": code, "certainty": "inferred", "source": "邻居"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("log", "tone"),
    [
        ((), "N"),
        ((reason("R101"),), "N"),
        ((reason("R204"),), "N"),
        ((reason("R301"),), "N"),
        ((reason("R900"),), "N"),
        ((reason("R401"),), "F"),
        ((reason("R901"),), "F"),
        ((reason("R401"), reason("R101", date(2026, 3, 24))), "N"),
        ((reason("R401", date(2026, 3, 19)),), "N"),  # of an earlier default
        ((event(T.PROMISE_REFUSED, date(2026, 3, 23), party="B1", actors=("王经办",)),), "F"),
        ((issued(date(2026, 3, 26), "〔2026〕催字第0000号"),), "N"),  # it never left the house
        ((*out(date(2026, 3, 26), "〔2026〕催字第0000号"),), "L"),
        ((*out(date(2026, 3, 27), "〔2026〕催字第0000号"),), "N"),  # the same day: a translation
        ((*out(date(2026, 3, 26), "〔2026〕催字第0000号", "B2"),), "N"),
        ((*out(date(2026, 3, 19), "〔2026〕催字第0000号"),), "N"),
        (
            (
                *out(date(2026, 3, 26), "〔2026〕催字第0000号"),
                event(T.VOIDED, ON, document="〔2026〕催字第0000号", text="错"),
            ),
            "N",
        ),
    ],
)
def test_the_tone_follows_the_log_and_never_says_why(log: tuple[Any, ...], tone: str) -> None:
    """R1 to R3 and unknown: plain; R4, no word or no date: firm; a second notice: legal. The code,
    the officer's words and the source are printed nowhere."""
    document = letter(case(log=log))

    assert f"OPENING-{tone}" in document.clauses
    assert not re.search(r"R\d{3}|赌博|邻居|逾期原因", words(document))


def test_a_second_notice_names_the_first() -> None:
    """It gives number and date of the earlier one and says which figures count; of one that has not left the
    house by this letter's day it says nothing."""
    first = out(date(2026, 3, 24), "〔2026〕催字第0007号")
    text = words(letter(case(log=first)))
    later = replace(first[1], at=first[1].at + timedelta(days=4))

    assert "2026年3月24日〔2026〕催字第0007号" in text
    assert "以本通知书为准" in text
    for log in (first[:1], (first[0], later)):
        assert "第0007号" not in words(letter(case(log=log))), log


# --- sums ---------------------------------------------------------------------------------------------


def test_one_instalment() -> None:
    """Day 7 of 50,000 at 6.5 % and half as much again: 94.79 of penalty, 50,094.79 in all."""
    document = letter(case())

    assert grid(document).rows == (
        ("1", "2026-03-20", "7", "50,000.00", "0.00", "94.79", "0.00", "50,094.79"),
    )
    assert [row[0] for row in grid(document).foot] == ["应付总额"], "no sum of one line"
    assert grid(document).foot[-1][-1] == "50,094.79"
    text = words(document)
    assert "应付总额为50,094.79元，大写：人民币伍万零玖拾肆元柒角玖分。" in text
    assert "每过一日增加13.54元" in text
    assert "50,000.00元×9.75%×7日÷360日＝94.79元" in text
    assert "本金50,000" not in text and "贷款50,000.00元（大写：人民币伍万元整）" in text


def test_one_line_has_a_row_of_sums_where_costs_or_receipts_follow() -> None:
    """Where nothing but the total follows, it is the sum; costs or what was received set them apart."""
    spent = event(T.COST, date(2026, 3, 23), amount=Decimal("350.00"), details={"what": "公告费"})
    for more in (payment(date(2026, 3, 24), "8000.00"), spent):
        foot = [row[0] for row in grid(letter(case(log=(more,)))).foot]
        assert foot[0] == "合计" and foot[-1] == "应付总额" and len(foot) == 3


def test_eighteen_instalments_with_compound_costs_and_a_payment() -> None:
    """Every line, the sum of lines, costs, what came in and the total stand in one table."""
    table = grid(letter(eighteen()))

    assert len(table.rows) == 18
    assert table.head[6] == "复利"
    assert [row[0] for row in table.foot] == [
        "合计", "实现债权的费用", "本次逾期以来已收（已扣减，不计入总额）", "应付总额",
    ]  # fmt: skip
    lines = sum(amount(row[-1]) for row in table.rows)
    assert lines == amount(table.foot[0][-1])
    assert lines + Decimal("350.00") == amount(table.foot[-1][-1])
    assert table.foot[2][-1] == "3,000.00"


def test_how_several_spans_are_rounded_is_told() -> None:
    """Who computes a line in one go may be a cent off: the letter says that each span is rounded. Where
    one span is all there is, its formula is shown instead."""
    told = "每段四舍五入到分后相加"
    assert told in words(letter(eighteen())) and told not in words(letter(case()))
    assert "are each rounded to the cent before they are added" in words(letter(eighteen(), "en"))


def test_columns_are_said_to_be_one_thing_only() -> None:
    """Where money came in, the columns are what is left after it: nothing else is said of them."""
    assert words(letter(eighteen())).count("表中各栏") == 1
    assert words(letter(eighteen(), "en")).count("the table show") == 1


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("of", [case, eighteen], ids=["one", "eighteen"])
def test_printed_sums_and_capitals_agree(of: Callable[[], Case], locale: str) -> None:
    """Capitals and digits are one number in both languages."""
    document = letter(of(), locale)
    total = amount(grid(document).foot[-1][-1])

    assert chinese.rmb(total) in words(document)
    assert f"{total:,.2f}" in words(document)


def known(of: Case, locale: str = "zh") -> dict[str, object]:
    """The facts of the notice."""
    paper = facts.Paper(
        kind="overdue-notice", title="通知书", locale=locale, as_of=ON, issued_on=ON,
        deadline=deadline_for(ON, policy()), copies=2, number="1",
    )  # fmt: skip
    return facts.of("borrower", of, "B1", paper, policy())


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"total_digits": "50,094.78"}, "not the sum of its parts"),
        ({"total": "50,094.78元"}, "not that of the table"),
        ({"total_capitals": "人民币伍万零玖拾肆元柒角捌分"}, "capitals and digits"),
        ({"principal_capitals": "人民币伍万零壹元整"}, "capitals and digits"),
        ({"sum_penalty": "94.78"}, "column penalty"),
        ({"sum_received": "0.01"}, "column received"),
        ({"costs": "0.01"}, "not the sum of its parts"),
    ],
)
def test_a_sum_that_does_not_agree_is_found(changes: dict[str, str], what: str) -> None:
    """Sums, total and capitals are read back from the printed strings."""
    facts_of_letter = known(case())

    assert amounts_agree(facts_of_letter) == ()
    assert what in "; ".join(t.en for t in amounts_agree({**facts_of_letter, **changes}))


def test_a_line_that_does_not_add_up_is_found() -> None:
    """Principal, interest, penalty and compound interest of a line make its subtotal."""
    facts_of_letter = known(case())
    (line,) = cast("tuple[dict[str, str]]", facts_of_letter["lines"])
    wrong = {**facts_of_letter, "lines": ({**line, "interest": "1.00"},)}

    assert "instalment 1" in "; ".join(t.en for t in amounts_agree(wrong))


@settings(max_examples=60, deadline=None)
@given(
    principals=st.lists(st.integers(1, 10**10), min_size=1, max_size=6),
    paid=st.integers(0, 10**8),
    rate=st.integers(1, 3600),
)
def test_sums_agree_for_any_schedule(principals: list[int], paid: int, rate: int) -> None:
    """Whatever is owed, the printed lines sum to the printed total and the capitals say the same."""
    cents = [Decimal(p).scaleb(-2) for p in principals]
    dues = tuple(
        replace(i, principal=p)
        for i, p in zip(schedule(len(cents), date(2025, 9, 20), "1", "77.77"), cents, strict=True)
    )
    log = (payment(date(2026, 1, 5), str(Decimal(paid).scaleb(-2))),) if paid else ()
    of = case(
        contract=loan(principal=sum(cents), annual_rate=Decimal(rate) / 10000, compound=True),
        dues=dues,
        log=log,
    )
    try:
        facts_of_letter = known(of)
    except DataError as error:
        assert "nothing is overdue" in error.message.en
        return

    assert amounts_agree(facts_of_letter) == ()


def test_what_was_received_is_a_row_and_a_sentence() -> None:
    """A part payment shows in the table, is said to be deducted already, and resets no day."""
    document = letter(case(log=(payment(date(2026, 3, 25), "5000.00"),)))
    text = words(document)

    assert grid(document).foot[-2] == (
        "本次逾期以来已收（已扣减，不计入总额）", *(None,) * 6, "5,000.00",
    )  # fmt: skip
    assert (
        "本次逾期以来已收到款项5,000.00元，已按实现债权的费用、利息（含罚息、复利）、本金的顺序抵充"
        in text
    )
    assert "已逾期7日" in text


def test_nothing_overdue_bears_no_notice() -> None:
    """On the due date, and after full payment, there is no notice."""
    for of, on in (
        (case(), date(2026, 3, 19)),
        (case(log=(payment(DUE, "50000.00"),)), ON),
    ):
        with pytest.raises(DataError, match="nothing is overdue"):
            letter(of, on=on)


def test_after_payment_by_the_house_the_loan_is_no_longer_claimed() -> None:
    """From the day the house paid the bank, its claim is recourse: this notice is refused."""
    paid = event(T.SUB_PAYMENT, date(2026, 3, 26), amount=Decimal("50090.00"))

    assert letter(case(log=(paid,)), on=date(2026, 3, 25)).title
    for day in (date(2026, 3, 26), ON):
        with pytest.raises(DataError, match="paid under its guarantee on 2026-03-26"):
            letter(case(log=(paid,)), on=day)
    assert letter(case(contract=ENTRUSTED, log=(paid,))).title


# --- dates ----------------------------------------------------------------------------------------------


def test_the_deadline_leaves_time_for_delivery_and_ends_on_a_working_day() -> None:
    """Three days in the post and seven to pay; 6 April 2026 is a holiday, so 7 April."""
    assert deadline_for(date(2026, 3, 27), policy()) == date(2026, 4, 7)
    assert deadline_for(date(2026, 5, 11), policy()) == date(2026, 5, 21)


def test_both_deadlines_are_printed_and_the_later_one_counts() -> None:
    """The fixed day and the days from receipt stand together, with what applies."""
    zh, en = words(letter(case())), words(letter(case(), "en"))

    assert "请您于2026年4月7日（含当日）前付清" in zh
    assert "付款期限为收到之次日起7日内。两个期限以较晚届满的为准。" in zh
    assert "on or before 7 April 2026" in en
    assert (
        "7 days from the day after you receive it. Whichever of the two ends later applies." in en
    )


def test_figures_may_be_older_than_the_letter() -> None:
    """The day of the figures and the day of issue are printed apart; the deadline counts from issue."""
    document = letter(case(), issued_on=date(2026, 3, 30))
    (signature,) = (b for b in document.blocks if isinstance(b, Signature))

    assert signature == Signature(HOUSE_NAME, "2026年3月30日", "（盖章）")
    assert grid(document).caption == "截至2026年3月27日应付而未付的款项（单位：人民币元）"
    assert "于2026年4月9日（含当日）前" in words(document)
    assert "于2026年5月8日（含当日）前" in words(letter(case(), deadline=date(2026, 5, 8)))


# --- parties ----------------------------------------------------------------------------------------------


def test_two_co_borrowers_get_a_letter_each() -> None:
    """All borrowers are named in each; identifiers only of the one it goes to."""
    of = case(
        borrowers=(
            person(),
            person("B2", "示例乙", id_number="990001197708077778", phone="19900000002"),
            person("B3", "示例丙", id_number="990001196606066667", phone="19900000003"),
        )
    )
    first, second = letter(of), letter(of, party="B2")

    assert [b.text for b in (first.blocks[0], second.blocks[0]) if isinstance(b, Paragraph)] == [
        "示例甲（借款人）：",
        "示例乙（共同借款人）：",
    ]
    assert form(second)["全体借款人"] == "示例甲、示例乙、示例丙"
    assert form(second)["居民身份证号码"] == "示例乙　990001********7778"
    assert "8889" not in words(second) and "199****0001" not in words(second)


def test_only_borrowers_who_signed_are_addressed() -> None:
    """A guarantor or stranger cannot be the addressee."""
    for party in ("G1", "nobody"):
        with pytest.raises(DataError, match="did not sign as borrower"):
            letter(case(deeds=(deed(),)), party=party)


def test_own_numbers_are_masked() -> None:
    """ID six and four, phone three and four; the address for delivery in full."""
    document = letter(case())
    text = words(document)

    assert form(document)["居民身份证号码"].endswith("990001********8889")
    assert form(document)["联系电话"] == "199****0001"
    assert form(document)["送达地址"] == "示例省示例县示例镇示例村8号"
    assert "990001188808088889" not in text and "19900000001" not in text


def test_a_company_is_addressed_as_one() -> None:
    """Its code is public and printed in full; legal representative; 贵单位, not 您."""
    document = letter(case(borrowers=(company(),)))
    text = words(document)

    assert form(document)["统一社会信用代码"] == "示例种植专业合作社　91990000MA0000365Y"
    assert form(document)["法定代表人（负责人）"] == "示例丁（理事长）"
    assert "贵单位" in text and "您" not in text


def test_the_address_told_last_is_used_with_its_source() -> None:
    """Agreed in the contract goes before others; a later change before both; an officer's words on
    where it comes from are not printed."""
    agreed = Address("示例路1号", "contract", agreed=True)
    who = person(addresses=(Address("示例巷9号", "id_card"), agreed))
    change = event(
        T.ADDRESS_CHANGE, date(2026, 3, 1), party="B1", actors=("王经办",),
        details={"address": "示例街5号", "source": "其前妻告知"},
    )  # fmt: skip
    before = letter(case(borrowers=(who,), contract=loan(service_clause="第十五条")))
    after = letter(case(borrowers=(who,), log=(change,)))

    assert "示例路1号（借款合同第十五条约定的送达地址）" in words(before)
    english = letter(case(borrowers=(who,), contract=loan(service_clause="第十五条")), locale="en")
    assert "示例路1号 (address for service agreed in Article 15 of the Loan Contract)" in words(
        english
    )
    unnamed = letter(case(borrowers=(who,), contract=loan(service_clause="")), locale="en")
    assert "示例路1号 (address for service agreed in the Loan Contract)" in words(unnamed)
    assert "示例街5号（其他）" in words(after)
    assert "前妻" not in words(after)


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("到期一次还本付息", "principal and interest in one sum at maturity"),
        ("到期一次性还本付息", "principal and interest in one sum at maturity"),
        ("利随本清", "principal and interest in one sum at maturity"),
        ("按月付息、到期还本", "interest monthly, principal in one sum at maturity"),
        ("每季结息，到期一次性归还本", "interest quarterly, principal in one sum at maturity"),
        ("按年付息,到期一次还本", "interest yearly, principal in one sum at maturity"),
        ("等额本息", "equal instalments of principal and interest"),
        ("按月等额本息", "monthly, equal instalments of principal and interest"),
        ("等额本息还款法", "equal instalments of principal and interest"),
        ("按月等额本息还款", "monthly, equal instalments of principal and interest"),
        ("按季还本付息", "quarterly instalments of principal and interest"),
        ("等额本金，按月归还", "monthly, equal instalments of principal, interest on what is left"),
        ("按期等额还本、按期付息", "equal instalments of principal, interest on each due date"),
        ("收成后由收购方代还", "收成后由收购方代还"),
    ],
)
def test_the_manner_of_repayment_is_english_in_an_english_letter(
    written: str, english: str
) -> None:
    """The usual manners, however they are written; another one as it stands. In Chinese as written."""
    of = case(contract=loan(repayment_way=written))

    assert f"Manner of repayment\n{english}\n" in words(letter(of, locale="en")) + "\n"
    assert written in words(letter(of))


def test_office_hours_have_english_words() -> None:
    """`hours_en` of the house in English letters; without it, the hours as they are."""
    english = case(by=house(hours_en="working days 9:00-17:00"))

    assert "working days 9:00-17:00" in words(letter(english, locale="en"))
    assert "工作日9:00至17:00" not in words(letter(english, locale="en"))
    assert "工作日9:00至17:00" in words(letter(english))
    assert "working days" not in words(letter(english))
    assert "工作日9:00至17:00" in words(letter(case(), locale="en"))


@pytest.mark.parametrize(
    "name",
    ["䶮某", "㛃某", "𬭎某", "阿依古丽·买买提", "欧阳·示例示例示例示例示例示例示例示例示例示例"],
)
def test_names_are_printed_as_they_are(name: str) -> None:
    """Rare characters, dots and long names stand exactly as on the papers."""
    document = letter(case(borrowers=(person(name=name),)))
    first = document.blocks[0]

    assert isinstance(first, Paragraph) and first.text == f"{name}（借款人）："


@pytest.mark.parametrize(
    "name",
    [
        "{{ house }}",
        "{% if person %}",
        "**粗**",
        "# 一",
        "@ ST-LAW",
        "!cut x",
        "甲 | 乙",
        "甲\n\n@ X\n# 乙",
    ],
)
def test_data_does_not_change_the_structure(name: str) -> None:
    """A name or account that looks like wording makes the same blocks and statements as a plain one."""
    plain = letter(case())
    odd = letter(
        case(borrowers=(person(name=name),), contract=loan(account_name=name, repayment_way=name))
    )

    def shape(document: Document) -> list[object]:
        return [
            (
                type(b),
                getattr(b, "style", ""),
                len(getattr(b, "runs", ())),
                len(getattr(b, "rows", ())),
            )
            for b in (*document.blocks, *document.slip)
        ]

    assert shape(odd) == shape(plain)
    assert odd.clauses == plain.clauses
    assert form(odd)["户名"] == name.replace("\n\n", "  ").replace("\n", " ")


# --- what stays inside -------------------------------------------------------------------------------------

SHOWN_LOAN = {
    "contract_name", "contract_no", "lender", "trustee", "repayment_way", "account_name",
    "account_bank", "account_number", "rate_clause", "surcharge_clause", "acceleration_clause",
    "service_clause",
}  # fmt: skip
SHOWN_HOUSE = {
    "name", "name_en", "address", "phone", "complaint_phone", "contact", "hours", "hours_en", "list_rule",
}  # fmt: skip
FIXED = {
    "id",
    "kind",
    "role",
    "party",
    "day_basis",
    "lender_class",
    "due_date_rule",
    "id_kind",
    "zone",
}


def marked(value: Any, shown: set[str], mark: str) -> Any:
    """`value` with a canary in every text field that may not be printed."""
    words_of = {
        f.name: f"密{mark}{f.name}密"
        for f in fields(value)
        if isinstance(getattr(value, f.name), str) and f.name not in shown | FIXED
    }
    return replace(value, **words_of)


def full_of_canaries() -> Case:
    """A case with a canary in every text field of loan, house, parties, deeds and events that has
    no business in the borrower's letter."""
    plain = eighteen(lender=HOUSE_NAME, kind=LoanKind.ENTRUSTED, trustee=BANK)
    other = person("G1", "密担保人密", addresses=(Address("密地址密", "密来源密"),))
    canaries = [
        event(
            kind, date(2026, 3, 21), party="B1", actors=("密经办密",), channel="密方式密",
            outcome="密结果密", text="密谈话密", amount=None,
            details={"code": "R403", "place": "密地点密", "cash": "密现金密", "source": "密线索密",
                     "operation": "密经营密", "reason": "密原因密", "what": "密费用密"},
        )
        for kind in (T.VISIT, T.CALL, T.MESSAGE, T.CG_CONTACT, T.REASON, T.COMPLAINT, T.DISPUTE,
                     T.INABILITY_FINDING, T.HOLD, T.LEGAL_APPROVAL, T.OVERRIDE, T.PROMISE_REFUSED)
    ]  # fmt: skip
    me = person(email="密邮箱密", addresses=(Address("示例路1号", "id_card", "密邮编密"),))
    return replace(
        plain,
        loan=marked(plain.loan, SHOWN_LOAN, "loan"),
        house=marked(plain.house, SHOWN_HOUSE, "house"),
        parties={
            "B1": me,
            "G1": marked(other, set(), "party"),
            "G2": marked(other, set(), "party"),
        },
        guarantees=tuple(marked(g, {"deed_no"}, "deed") for g in plain.guarantees),
        log=(*plain.log, *canaries),
    )


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_nothing_reaches_the_letter_but_what_its_audience_may_read(locale: str) -> None:
    """With a canary in every other text field of the case, none is found in the letter, its slip or
    its metadata."""
    document = letter(full_of_canaries(), locale)
    printed = words(document) + repr(document)

    assert "密" not in printed
    assert not re.search(r"R\d{3}", printed)
    assert "OPENING-F" in document.clauses


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("of", [case, eighteen], ids=["one", "eighteen"])
def test_facts_are_exactly_the_vocabulary(of: Callable[[], Case], locale: str) -> None:
    """Facts, conditions, rows and the tone, each of its type; not one more."""
    made = known(of(), locale)
    lines = made["lines"]

    assert {k for k, v in made.items() if isinstance(v, str)} - {"tone"} == set(BORROWER.facts)
    assert {k for k, v in made.items() if isinstance(v, bool)} == set(BORROWER.conditions)
    assert {k for k, v in made.items() if isinstance(v, tuple)} == set(BORROWER.rows)
    assert isinstance(lines, tuple) and all(set(x) == set(BORROWER.rows["lines"]) for x in lines)


# --- the document ------------------------------------------------------------------------------------------


def test_a_draft_is_marked_and_has_no_number() -> None:
    """Without a number: watermark, and the slip says draft."""
    draft = letter(case(), number="")

    assert (draft.number, draft.watermark) == ("", "草稿")
    assert letter(case(), "en", number="").watermark == "DRAFT"
    assert "草稿，未编号" in words(draft)
    assert letter(case()).watermark == ""


def test_head_and_metadata() -> None:
    """Letterhead, title, number, subject without personal data, audience, day of issue."""
    document = letter(case())

    assert document.letterhead == HOUSE_NAME
    assert document.number == "〔2026〕催字第0001号"
    assert document.subject == f"{document.title} 〔2026〕催字第0001号"
    assert document.issued_on == ON
    assert (document.kind, document.audience) == ("overdue-notice", "borrower")
    assert letter(case(), "en").letterhead == "Example Financing Guarantee Co., Ltd."


SLIP_FIELDS = (
    "文书名称、编号", "份数、页数、附件", "受送达人及身份", "送达地址及来源", "送达方式（勾选）",
    "送达日期、时间", "送达地点", "签收人", "签收人意见（勾选一项）", "拒收情况", "送达人（两人）",
    "见证人", "证据编号", "备注",
)  # fmt: skip


@pytest.mark.parametrize("who", [person(), person(addresses=())], ids=["address", "no address"])
def test_the_slip_has_its_fourteen_fields_in_order(who: Party) -> None:
    """Below the cut line: the fourteen fields of a return receipt, three boxes for the recipient."""
    document = letter(case(borrowers=(who,)))
    table = document.slip[2]

    assert isinstance(document.slip[0], CutLine)
    assert isinstance(table, Table) and tuple(row[0] for row in table.rows) == SLIP_FIELDS
    assert str(table.rows[8][1]).count("□") == 3
    assert str(table.rows[4][1]).count("□") == 8


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_no_value_is_left_over(locale: str) -> None:
    """No placeholder, None, zero width or doubled mark is left in any letter."""
    for of in (case(), eighteen(), case(contract=ENTRUSTED, borrowers=(company(),))):
        text = re.sub(r"\*{4,}", "", words(letter(of, locale)))  # masks
        assert not re.search(
            r"\{\{|\}\}|None|True|False|[^\d*\n]\*\*|Decimal|。。|，，|（）|\(\)|  \.", text
        )


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(
    "of",
    [
        case,
        eighteen,
        lambda: case(contract=ENTRUSTED, borrowers=(company(), person("B2", "示例乙"))),
    ],
    ids=["one", "eighteen", "entrusted company"],
)
def test_the_rules_on_documents_find_nothing(of: Callable[[], Case], locale: str) -> None:
    """Sums, residue, masks, tone, deadline and banned words: no rule fails on a composed notice."""
    document = letter(of(), locale)
    found = check_document(
        document, of(), "overdue-notice", ON, policy(), "B1", deadline=deadline_for(ON, policy())
    )

    assert {"X-02", "X-07", "X-08", "C-05"} <= {f.rule for f in found}
    assert [(f.rule, f.found.en) for f in found if f.verdict is Verdict.FAIL] == []


def test_english_reads_as_english() -> None:
    """Amounts RMB 52,345.67, dates 27 March 2026, clauses as Articles, capitals in Chinese beside."""
    text = words(letter(eighteen(), "en"))

    assert (
        "The total payable is RMB 200,298.85 (in Chinese capitals: 人民币贰拾万零贰佰玖拾捌元捌角伍分)"
        in text
    )
    assert "6.5% a year (Article 3)" in text
    assert "instalments 1 to 18 (18 in all)" in text
    assert "As of 27 March 2026" in text
    chinese_marks = set("，。；：（）") & set(re.sub(r"[^\n]*[一-鿿][^\n]*", "", text))
    assert chinese_marks == set()


# --- small things ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "元", "五万", "RMB x"])
def test_what_is_not_a_printed_amount_is_refused(text: str) -> None:
    """Only printed amounts are read back."""
    with pytest.raises(ValueError, match="not a printed amount"):
        amount(text)
