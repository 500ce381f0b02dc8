"""Letters on the internal list, and the certificate of payment in full."""

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
    deed,
    event,
    house,
    loan,
    payment,
    person,
    policy,
)

from noticegen import facts, figures, recourse
from noticegen.compose import amounts_agree, compose, deadline_for
from noticegen.errors import DataError
from noticegen.model import (
    Case,
    Document,
    Event,
    EventType,
    Evidence,
    House,
    LoanKind,
    Severity,
    Verdict,
)
from noticegen.rules import check
from noticegen.rules.paper import words
from noticegen.wording import load_kind
from noticegen.wording.vocabulary import VOCABULARIES

T = EventType
TWO = ("王经办", "赵协办")
LONG = date(2026, 6, 18)  # day 90
SETTLED = date(2026, 7, 1)
AFTER = date(2026, 7, 3)
W, L, OUT, PAYOFF = (
    "blacklist-warning",
    "blacklist-listing",
    "list-withdrawal",
    "payoff-certificate",
)
FULL = "51394.79"  # 50,000 and 103 days of 9.75 % on 360


def keeping(**changes: Any) -> House:
    return house(
        keeps_list=True,
        list_rule="《客户准入管理办法》第十二条",
        list_reviewer="风险管理部",
        **changes,
    )


def paper(kind: str, on: date, number: str, party: str = "B1") -> Event:
    return event(
        T.ISSUED, on, party=party, document=number, details={"kind": kind, "as_of": on.isoformat()}
    )


def served(on: date, number: str, party: str = "B1") -> Event:
    slip = (Evidence("1" * 64, "slip.png", "slip"),)
    how = {"method": "hand", "to": "示例甲", "recipient": "self"}
    return event(T.SERVED, on, party=party, document=number, details=how, evidence=slip, actors=TWO)


WARNED = (
    paper(W, LONG, "〔2026〕禁告字第0001号"),
    served(LONG + timedelta(1), "〔2026〕禁告字第0001号"),
)
PAID = payment(SETTLED, FULL)


def overdue(*log: Event, by: House | None = None, **changes: Any) -> Case:
    return case(log=(authority(), *log), by=by or keeping(), **changes)


def letter(of: Case, kind: str, on: date, locale: str = "zh", party: str = "B1") -> Document:
    return compose(
        of, load_kind(TEMPLATES, kind), party, locale, on, policy(), number="〔2026〕禁字第0009号"
    )


def removal(on: date, ground: str = "review") -> Event:
    return event(T.LIST_REMOVAL, on, party="B1", details={"removal": ground, "approver": "陈主任"})


ENTERED = (*WARNED, PAID, paper(L, AFTER, "〔2026〕禁字第0001号"))
OUT_ON = AFTER + timedelta(30)
BEARS: dict[str, tuple[Case, date]] = {
    W: (overdue(), LONG),
    L: (overdue(*WARNED, PAID), AFTER),
    OUT: (overdue(*ENTERED, removal(OUT_ON)), OUT_ON),
    PAYOFF: (overdue(PAID), AFTER),
}


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", BEARS)
def test_facts_are_exactly_the_vocabulary(kind: str, locale: str) -> None:
    """Facts, conditions and the tone, each of its type; not one more; capitals agree."""
    of, on = BEARS[kind]
    audience = load_kind(TEMPLATES, kind).audience
    sheet = facts.Paper(
        kind=kind, title="函", locale=locale, as_of=on, issued_on=on,
        deadline=deadline_for(on, policy()), copies=2, number="1",
    )  # fmt: skip
    made = facts.of(audience, of, "B1", sheet, policy())

    assert {k for k, v in made.items() if isinstance(v, str)} - {"tone"} == set(
        VOCABULARIES[audience].facts
    )
    assert {k for k, v in made.items() if isinstance(v, bool)} == set(
        VOCABULARIES[audience].conditions
    )
    assert amounts_agree(made) == ()


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", [W, L, OUT])
def test_an_internal_list_and_nothing_else(kind: str, locale: str) -> None:
    """The letter says that the list is internal and not published; no word of court lists, joint
    punishment, employers or police; and it goes to nobody else."""
    of, on = BEARS[kind]
    printed = words(letter(of, kind, on, locale))

    assert ("内部" if locale == "zh" else "internal") in printed
    assert ("不对外公布" if locale == "zh" and kind != OUT else "") in printed
    banned = (
        r"失信|惩戒|被执行|单位领导|公安|黑名单|抄送|blacklist|dishonest|punish|police|employer"
    )
    assert not re.search(banned, printed, re.I)


def test_a_warning_states_facts_effect_and_way_to_object() -> None:
    """Days, sum, rule, what will follow, how to avoid it, whom to object to and by when."""
    printed = words(letter(overdue(), W, LONG))

    for part in (
        "已逾期90日",
        "51,218.75元",
        "《客户准入管理办法》第十二条",
        "如何避免",
        "风险管理部",
        "15日内",
    ):
        assert part in printed


def test_a_warning_after_payment_says_what_the_open_sum_is() -> None:
    """Once the house has paid, the open sum is what it paid and its cost: the letter says so, and does
    not call it the loan's."""
    sub = event(
        T.SUB_PAYMENT, date(2026, 5, 6), amount=Decimal("50609.38"), details={"payee": BANK}
    )
    paid, before = overdue(sub), overdue()

    told = words(letter(paid, W, LONG))
    assert "我单位已代为清偿" in told
    assert "元未付清（含我单位的代偿款及其资金占用费）" in told
    assert "We have since paid under our guarantee" in words(letter(paid, W, LONG, "en"))
    assert "代偿" not in words(letter(before, W, LONG))


def test_an_entry_has_reason_day_and_review() -> None:
    """The whole default, the settlement, the warning that came before, and a review in 24 months."""
    printed = words(letter(*_bears(L)))

    for part in (
        "共逾期103日",
        "2026年7月1日结清",
        "〔2026〕禁告字第0001号，2026年6月19日送达",
        "2028年7月3日复核",
    ):
        assert part in printed


def _bears(kind: str) -> tuple[Case, str, date]:
    of, on = BEARS[kind]
    return of, kind, on


@pytest.mark.parametrize("on", [date(2026, 7, 1), date(2026, 7, 2), date(2026, 9, 30)])
def test_days_overdue_of_an_entry_end_when_recourse_was_settled(on: date) -> None:
    """A loan the house paid and got back in full was overdue to the day on which it was settled: 103 days
    from 20 March to 1 July, in a letter of that day and of any later one."""
    paid_on = date(2026, 5, 6)
    due = figures.owed(overdue(), paid_on, policy()).total
    sub = event(T.SUB_PAYMENT, paid_on, amount=due, details={"payee": BANK})
    claim = recourse.claim(overdue(sub), SETTLED, policy())
    assert claim is not None
    of = overdue(*WARNED, sub, payment(SETTLED, str(claim.total)))

    told = words(letter(of, L, on))
    assert "共逾期103日，已于2026年7月1日结清" in told


def test_a_withdrawal_names_the_entry_and_the_ground() -> None:
    """Which entry, from when it is gone, and why; the default is not told again."""
    printed = words(letter(*_bears(OUT)))

    assert "2026年7月3日〔2026〕禁字第0001号" in printed
    assert "复核期满，不再保留" in printed
    assert "逾期" not in printed


def test_a_house_without_a_list_writes_no_such_letter() -> None:
    """Without `keeps_list` none of them can be made."""
    for kind in (W, L, OUT):
        of, on = BEARS[kind]
        with pytest.raises(DataError, match="keeps no internal list"):
            letter(replace(of, house=house()), kind, on)


# --- certificate ----------------------------------------------------------------------------------


def test_a_certificate_only_when_all_is_paid() -> None:
    """One cent short there is none; with it, the certificate names the day."""
    short = overdue(payment(SETTLED, "51394.78"))
    with pytest.raises(DataError, match="something is still owed"):
        letter(short, PAYOFF, AFTER)

    assert "已于2026年7月1日全部结清" in words(letter(*_bears(PAYOFF)))
    english = words(letter(*_bears(PAYOFF), "en"))
    assert "nothing is open on this loan as of 3 July 2026: " in english
    assert "costs were settled in full on 1 July 2026." in english


def test_a_certificate_says_what_was_waived() -> None:
    """An approved waiver is stated with its sum; the course of the default is not told."""
    terms = {"component": "penalty", "approver": "陈主任"}
    waiver = event(T.WAIVER, SETTLED, amount=Decimal("1394.79"), details=terms)
    printed = words(letter(overdue(waiver, payment(SETTLED, "50000.00")), PAYOFF, AFTER))

    assert "经批准减免1,394.79元" in printed
    assert "逾期" not in printed
    assert "罚息" not in printed


def test_after_recourse_the_certificate_is_of_what_the_house_paid() -> None:
    """Paid by the house and paid back: the certificate speaks of the sum paid for the borrower, and
    releases the counter-guarantees."""
    sub = event(T.SUB_PAYMENT, SETTLED, amount=Decimal(FULL), details={"payee": BANK})
    back = payment(SETTLED, FULL)
    of = overdue(sub, back, deeds=(deed("G1"),))
    document = letter(of, PAYOFF, AFTER)

    assert {"SETTLED-RECOURSE", "RELEASE-COUNTER"} <= set(document.clauses)
    assert "代偿51,394.79元" in words(document)
    assert "反担保，计1份（编号：示反保0001），随之消灭" in words(document)
    assert "for this loan, 1 deed (No. 示反保0001), have" in words(letter(of, PAYOFF, AFTER, "en"))
    assert "示例担保G1" not in words(document)


def test_a_lender_certifies_its_own_loan() -> None:
    """The house that lent says so without pointing to another creditor."""
    own = loan(kind=LoanKind.ENTRUSTED, lender=HOUSE_NAME, trustee=BANK)
    clauses = letter(overdue(PAID, contract=own), PAYOFF, AFTER).clauses

    assert "SETTLED-OWN" in clauses
    assert "LENDER-PAPER" not in clauses


# --- rules ----------------------------------------------------------------------------------------


def verdicts(of: Case, kind: str, on: date, rule: str) -> set[tuple[str, Verdict]]:
    return {(f.party, f.verdict) for f in check(of, kind, on, policy()) if f.rule == rule}


@pytest.mark.parametrize(
    ("log", "on", "verdict"),
    [
        ((PAID,), SETTLED, Verdict.PASS),  # on the very day
        ((PAID,), SETTLED - timedelta(1), Verdict.FAIL),
        ((payment(SETTLED, "51394.78"),), AFTER, Verdict.FAIL),
    ],
)
def test_x19_settled(log: tuple[Event, ...], on: date, verdict: Verdict) -> None:
    """X-19: the certificate waits for the last cent; from that day on it passes."""
    assert verdicts(overdue(*log), PAYOFF, on, "X-19") == {("", verdict)}


def test_x19_a_surplus_warns_and_hinders_no_certificate() -> None:
    """A cent more than was owed is to be returned: a warning that names it, on the loan as on what the
    house paid; the exact sum passes."""
    over = overdue(payment(SETTLED, "51394.80"))
    sub = event(T.SUB_PAYMENT, SETTLED, amount=Decimal(FULL), details={"payee": BANK})
    back = payment(SETTLED, "60000.00")

    assert verdicts(over, PAYOFF, SETTLED, "X-19") == {("", Verdict.FAIL)}
    [found] = [f for f in check(over, PAYOFF, SETTLED, policy()) if f.rule == "X-19"]
    assert (found.severity, found.blocks) == (Severity.WARN, False)
    assert found.found.en.endswith("; 0.01 yuan too much on the loan")
    assert found.found.zh.endswith("；贷款多收 0.01 元")
    assert "return the surplus" in found.hint.en
    [found] = [f for f in check(overdue(sub, back), PAYOFF, AFTER, policy()) if f.rule == "X-19"]
    assert found.found.en.endswith("; 8,605.21 yuan too much on the recourse claim")
    assert not found.blocks


def test_x19_waits_for_instalments_to_come() -> None:
    """Nothing overdue is not settled: an instalment that falls due later is still open."""
    terms = loan(maturity=date(2026, 9, 20))
    assert verdicts(overdue(contract=terms), PAYOFF, LONG, "X-19") == {("", Verdict.FAIL)}


@pytest.mark.parametrize(
    ("log", "on", "verdict"),
    [
        ((*ENTERED, removal(OUT_ON)), OUT_ON, Verdict.PASS),
        ((*ENTERED, removal(OUT_ON)), OUT_ON - timedelta(1), Verdict.FAIL),
        ((*ENTERED, removal(AFTER - timedelta(1))), OUT_ON, Verdict.FAIL),  # before the entry
        ((*WARNED, PAID, removal(OUT_ON)), OUT_ON, Verdict.FAIL),  # never entered
    ],
)
def test_x20_entered_and_released(log: tuple[Event, ...], on: date, verdict: Verdict) -> None:
    """X-20: an entry, then a decision to remove it; a decision before the entry does not count."""
    assert verdicts(overdue(*log), OUT, on, "X-20") == {("B1", verdict)}


def test_x20_asks_each_addressee() -> None:
    """One entered and released, the other never entered: the second gets no letter."""
    of = overdue(
        *ENTERED, removal(OUT_ON), borrowers=(person(), person("B2", "示例乙", id_number=""))
    )

    assert verdicts(of, OUT, OUT_ON, "X-20") == {("B1", Verdict.PASS), ("B2", Verdict.FAIL)}
