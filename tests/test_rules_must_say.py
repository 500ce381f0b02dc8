"""L-05 and L-19: what a reminder must not ask, and what a letter of the house's list must say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import recorded
from later_cases import LISTING, REMINDER, WARNING, after, calls, paper, word, words
from ledger_cases import case, day, policy, worst

from noticegen import rules
from noticegen.compose import compose
from noticegen.model import Case, Document, Paragraph, Run
from noticegen.rules.lexicon import asserted, found
from noticegen.rules.paper import words as paper_words
from noticegen.wording import Kind, load_kind

LIST = {"keeps_list": True, "list_rule": "《客户管理办法》第八条", "list_reviewer": "风险管理部"}
W_DAY = "06-18"


@cache
def kind(name: str) -> Kind:
    """A shipped kind."""
    return load_kind(Path(__file__).parents[1] / "templates", name)


def letter(name: str, locale: str = "zh") -> tuple[Case, Document]:
    """A letter as shipped, and its case."""
    if name == REMINDER:
        of, on, party = case(after()), "05-05", "G1"
    elif name == WARNING:
        of, on, party = case(after(*calls("03-29", "06-17")), house=LIST), W_DAY, "B"
    else:
        lines = (*paper(WARNING, "B", "06-18", "06-19"), "07-01 10:00 payment B amount=60000")
        of, on, party = case(after(*lines), house=LIST), "07-02", "B"
    return of, compose(
        of, kind(name), party, locale, day(on), policy(), number="〔2026〕示字第0001号"
    )


def says(name: str, rule: str, document: Document, of: Case) -> str:
    """What one rule says of a letter."""
    on, party = {REMINDER: ("05-05", "G1"), WARNING: (W_DAY, "B"), LISTING: ("07-02", "B")}[name]
    found = rules.check_document(document, of, name, day(on), policy(), party)
    return worst(recorded.same(found, rule, name, day(on)))


def plus(document: Document, text: str) -> Document:
    """The letter with one more paragraph."""
    return replace(document, blocks=(*document.blocks, Paragraph((Run(text),))))


def without(document: Document, gone: str) -> Document:
    """The letter as one paragraph, without one stretch of it or of its title; its slip as it was."""
    text = paper_words(replace(document, slip=()))
    assert gone in text
    body = (Paragraph((Run(text.replace(gone, "")),)),)
    return replace(document, blocks=body, title="", subject="")


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "rule"), [(REMINDER, "L-05"), (WARNING, "L-19"), (LISTING, "L-19")]
)
def test_the_shipped_letters_pass(name: str, rule: str, locale: str) -> None:
    """In both languages, with every other rule on documents."""
    of, document = letter(name, locale)

    assert "pass" == says(name, rule, document, of)
    assert "pass" == says(name, "C-05", document, of)


@pytest.mark.parametrize(
    "text",
    [
        "请您付清上列款项。",
        "现要求您立即清偿。",
        "款项请付至下列账户。",
        "Please pay the above sum.",
        "We require you to pay by 1 June.",
        "6222000000000009",
        "6222 0000 0000 0009",
    ],
)
def test_l05_a_reminder_asks_for_no_payment(text: str) -> None:
    """Words that ask him to pay now, and the account, stop it."""
    of, document = letter(REMINDER)

    assert "block" == says(REMINDER, "L-05", plus(document, text), of)


@pytest.mark.parametrize(
    "text",
    [
        "本函不是要求您立即付款的通知。",
        "请您督促借款人尽快还清。",
        "我单位代偿后，将请您承担反担保责任。",
        "This does not mean that you must pay.",
    ],
)
def test_l05_what_is_denied_or_asked_of_the_borrower_is_no_demand(text: str) -> None:
    """Urging, and saying that it is no demand, is what the letter is for."""
    of, document = letter(REMINDER)

    assert "pass" == says(REMINDER, "L-05", plus(document, text), of)


def test_l05_an_account_is_eight_digits_or_more() -> None:
    """A shorter run of digits stands in any letter; the account may be the creditor's or the house's."""
    _, document = letter(REMINDER)

    for account, verdict in (("7654321", "pass"), ("87654321", "block")):
        written = plus(document, f"{account[:3]} {account[3:]}")
        banks = case(after(), loan={"account_number": account})
        ours = case(after(), house={"account_number": account})
        assert [verdict, verdict] == [says(REMINDER, "L-05", written, of) for of in (banks, ours)]


def test_l05_no_statement_of_a_demand() -> None:
    """A statement whose id tells that it demands stops it, whatever its words."""
    of, document = letter(REMINDER)

    for name in ("DEMAND-N", "PAY-ACCOUNT"):
        made = replace(document, clauses=(*document.clauses, name))
        assert "block" == says(REMINDER, "L-05", made, of)


@pytest.mark.parametrize(
    "text",
    [
        "您将被列为失信被执行人。",
        "并实行联合惩戒。",
        "本通知抄送您的单位。",
        "名单将予公示。",
        "You will be on the list of judgment defaulters: judgment defaulter.",
        "cc: your employer",
        "The list is made public.",
    ],
)
@pytest.mark.parametrize("name", [WARNING, LISTING])
def test_l19_no_court_lists_and_no_third_persons(name: str, text: str) -> None:
    """Words of lists that others keep, and of telling others, stop both letters."""
    of, document = letter(name)

    assert "block" == says(name, "L-19", plus(document, text), of)


def test_l19_saying_that_it_is_no_such_list_is_allowed() -> None:
    """A word denied in its own clause does not count; one in the next clause does."""
    of, document = letter(WARNING)

    assert "pass" == says(WARNING, "L-19", plus(document, "本名单不予公示，也不抄送他人。"), of)
    assert "block" == says(WARNING, "L-19", plus(document, "本名单并非秘密。名单将公示。"), of)


@pytest.mark.parametrize("gone", ["内部", "异议", "15日"])
def test_l19_internal_and_the_way_to_object_are_said(gone: str) -> None:
    """Without one of them the letter stops; what only the slip says does not count."""
    of, document = letter(WARNING)

    assert "pass" == says(WARNING, "L-19", without(document, "逾期"), of)
    assert "block" == says(WARNING, "L-19", without(document, gone), of)


@pytest.mark.parametrize(
    ("house", "verdict"),
    [
        ({}, "pass"),
        ({"keeps_list": False}, "block"),
        ({"list_rule": " "}, "block"),
        ({"list_reviewer": ""}, "block"),
        ({"list_reviewer": "周示例"}, "block"),
    ],
)
def test_l19_the_list_has_a_rule_and_another_reviewer(
    house: dict[str, object], verdict: str
) -> None:
    """An internal list under its own rule; objections are not decided by the case officer."""
    whole = case(after(), house={**LIST, **house}, loan={"officer": "周示例"})
    assert verdict == word(whole, WARNING, "L-19", W_DAY)
    [found] = words(whole, WARNING, "L-19", W_DAY)
    assert found.curable


def test_words_are_found_whole_and_in_their_clause() -> None:
    """Latin words stand whole, Chinese ones anywhere; a denial reaches to the end of its clause."""
    assert ("prison",) == found("No PRISON, imprisonment", ("prison",))
    assert ("公示",) == found("不公示", ("公示",))
    assert () == asserted("不公示", ("公示",))
    assert ("公示",) == asserted("不公开，将公示", ("公示",))
    assert ("made public",) == asserted("It is not secret. It is made public", ("made public",))
    assert () == asserted("It is not made public", ("made public",))
    assert () == found("anything", ())
