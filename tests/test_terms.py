"""Terms that a letter defines for itself: what it speaks of under a short name, it has named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

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
    policy,
)

from noticegen.compose import compose
from noticegen.model import Case, Event, Loan, LoanKind
from noticegen.model import EventType as T
from noticegen.rules.paper import words
from noticegen.wording import load_kind

LOANS: dict[str, Loan] = {
    "a bank's": loan(service_clause="第十五条"),
    "the house's": loan(lender=HOUSE_NAME),
    "entrusted by another": loan(kind=LoanKind.ENTRUSTED, lender="示例委托人", trustee=BANK),
    "entrusted by the house": loan(kind=LoanKind.ENTRUSTED, lender=HOUSE_NAME, trustee=BANK),
    "without its trustee's name": loan(kind=LoanKind.ENTRUSTED, lender="示例委托人"),
}
OURS = ("the house's", "entrusted by the house")
OVERDUE, AFTER = date(2026, 6, 18), date(2026, 7, 3)
SUB = event(
    T.SUB_PAYMENT, date(2026, 6, 1), amount=Decimal("20000.00"),
    details={"payee": BANK, "voucher": "示凭0001"},
)  # fmt: skip
FULL = payment(date(2026, 7, 1), "60000.00")
OUT = event(T.LIST_REMOVAL, AFTER, party="B1", details={"removal": "review", "approver": "陈主任"})
# kind: its addressee, the day, what is on the log
LETTERS: dict[str, tuple[str, date, tuple[Event, ...]]] = {
    "overdue-notice": ("B1", OVERDUE, ()),
    "guarantor-reminder": ("G1", OVERDUE, ()),
    "guarantor-demand": ("G3", OVERDUE, ()),
    "recourse-demand": ("G1", OVERDUE, (SUB,)),
    "recourse-notice": ("B1", OVERDUE, (SUB,)),
    "blacklist-warning": ("B1", OVERDUE, ()),
    "blacklist-listing": ("B1", AFTER, (FULL,)),
    "list-withdrawal": ("B1", AFTER, (FULL, OUT)),
    "payoff-certificate": ("B1", AFTER, (FULL,)),
    "judicial-referral": ("B1", OVERDUE, ()),
}
VARIANTS = [
    (kind, of)
    for kind in LETTERS
    for of in LOANS
    if not (kind.startswith("recourse") and of in OURS)  # there the house pays nobody
]
# term: where it is used, what defines it (of several ways one)
ZH = {
    "债权人": (r"债权人", r"以下称“债权人”|\n债权人\n|我单位[^\n]*是该笔贷款的债权人|债权人示例"),
    "借款合同": (r"(?<!《)(?<!动资金)借款合同(?!\n)", r"以下称“借款合同”|\n借款合同\n"),
    "我单位": (r"我单位", r"以下称“我单位”"),
}
EN = {
    "the Creditor": (r"\bthe Creditor\b", r'the "Creditor"|\nCreditor\n'),
    "the Loan Contract": (r"Loan Contract\b", r'the "Loan Contract"|\nLoan contract\n'),
    "we": (r"\b(?:[Ww]e|us|our)\b", r'\("we"(?: or "us")?\)'),
}


def letter(kind: str, of: str, locale: str, *, again: bool) -> str:
    """The letter of this kind on such a loan; `again`: the second of its kind to this person."""
    party, on, log = LETTERS[kind]
    told = {"kind": kind, "as_of": "2026-06-10"}
    first = event(T.ISSUED, date(2026, 6, 10), party=party, document="〔2026〕示字第0001号", details=told)  # fmt: skip
    entry = event(T.ISSUED, date(2026, 7, 2), party="B1", document="〔2026〕禁字第0001号", details={"kind": "blacklist-listing"})  # fmt: skip
    log = (authority(), *log, *((first,) if again else ()), *((entry,) if OUT in log else ()))
    made: Case = case(
        contract=LOANS[of],
        deeds=(deed("G1"), deed("G3", "示保0003", counter=False)),
        by=house(keeps_list=True, list_rule="《客户准入管理办法》第十二条"),
        log=log,
    )
    document = compose(made, load_kind(TEMPLATES, kind), party, locale, on, policy(), number="〔2026〕示字第0009号")  # fmt: skip
    return words(document)


def undefined(text: str, locale: str) -> Iterator[str]:
    for term, (used, defined) in (ZH if locale == "zh" else EN).items():
        if re.search(used, re.sub(defined, "", text)) and not re.search(defined, text):
            yield term


@pytest.mark.parametrize(("kind", "of"), VARIANTS)
def test_a_term_that_is_used_is_defined(kind: str, of: str) -> None:
    """Creditor, loan contract, we: a letter that uses the word says whom or what it means by it, in
    both languages, in a first letter and a second one."""
    letters = [
        (x, letter(kind, of, x, again=again)) for x in ("zh", "en") for again in (True, False)
    ]

    assert [term for locale, text in letters for term in undefined(text, locale)] == []


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(("kind", "of"), [v for v in VARIANTS if "entrusted" in v[1]])
def test_who_speaks_of_the_trustee_names_it(kind: str, of: str, locale: str) -> None:
    """Where the trustee is on record, a letter that speaks of it gives its name."""
    printed = letter(kind, of, locale, again=False)

    assert ("受托人" if locale == "zh" else "rustee") not in printed or BANK in printed
    if kind in {"guarantor-demand", "recourse-demand", "guarantor-reminder", "recourse-notice"}:
        assert ("受托人为" if locale == "zh" else "The trustee is ") + BANK in printed


def test_a_demand_on_the_guarantor_of_an_entrusted_loan_says_who_the_creditor_is() -> None:
    """The entrusting party where it is another, the house where it is the house itself."""
    other = letter("guarantor-demand", "entrusted by another", "zh", again=False)
    own = letter("guarantor-demand", "entrusted by the house", "zh", again=False)

    assert "示例委托人（委托人，以下称“债权人”）通过受托人于2025年3月20日发放贷款" in other
    assert "我单位作为委托人，通过受托人于2025年3月20日发放贷款" in own
    assert "是该笔贷款的债权人" in own
