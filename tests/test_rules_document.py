"""Rules decided on the finished letter: sums, number, residue, masks, words. One letter, spoilt in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import recorded
from ledger_cases import BORROWER, KIND, STEPS, case, day, person, policy, with_, worst

from noticegen import rules
from noticegen.compose import compose, deadline_for
from noticegen.model import (
    Address,
    Case,
    Document,
    Finding,
    LoanParty,
    Paragraph,
    Party,
    PartyKind,
    Role,
    Run,
    Table,
)
from noticegen.rules.letter import _bad_tables
from noticegen.rules.paper import words
from noticegen.wording import Kind, load_kind

ON = day("03-27")
NUMBER = "〔2026〕催字第0001号"
TEMPLATES = Path(__file__).parents[1] / "templates"


@cache
def kind() -> Kind:
    """The shipped notice."""
    return load_kind(TEMPLATES, KIND)


def letter(of: Case | None = None, locale: str = "zh", number: str = NUMBER) -> Document:
    """The notice to the borrower as of day 7."""
    return compose(of or case(), kind(), "B", locale, ON, policy(), number=number)


def says(
    document: Document,
    rule: str,
    of: Case | None = None,
    deadline: date | None = None,
    foreign: tuple[str, ...] = (),
) -> str:
    """What one rule says of a letter."""
    found = rules.check_document(
        document, of or case(), KIND, ON, policy(), "B", deadline=deadline, foreign=foreign
    )
    return worst(recorded.same(found, rule, KIND, ON))


def plus(document: Document, text: str) -> Document:
    """The letter with one more paragraph."""
    return replace(document, blocks=(*document.blocks, Paragraph((Run(text),))))


def changed(document: Document, old: str, new: str) -> Document:
    """The letter with a stretch of text replaced wherever it stands; fails if it is not there."""
    assert old in words(document)

    def swap(value: object) -> object:
        if isinstance(value, str):
            return value.replace(old, new)
        if isinstance(value, tuple):
            return tuple(swap(v) for v in value)
        if hasattr(value, "__dataclass_fields__"):
            parts = {n: swap(getattr(value, n)) for n in value.__dataclass_fields__}
            return replace(value, **parts)  # type: ignore[type-var]  # a dataclass, as just asked
        return value

    blocks = swap(document.blocks)
    assert isinstance(blocks, tuple)
    return replace(document, blocks=blocks)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_shipped_letter_passes_every_rule(locale: str) -> None:
    """The notice of the worked case is clean in both languages."""
    found = rules.check_document(
        letter(locale=locale), case(), KIND, ON, policy(), "B", deadline=deadline_for(ON, policy())
    )

    assert [] == [f for f in found if f.verdict == "fail"]
    read = {"S-21", "S-29", "X-02", "X-05", "X-07", "X-08", "X-11", "X-22", "L-17", "L-18", "L-22"}
    again = {"S-25", "X-10", "C-06"}  # of the day of issue
    assert {*read, *again, "C-05"} == {f.rule for f in found}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("94.79", "94.78"),
        ("50,094.79", "50,094.80"),
        ("伍万零玖拾肆元柒角玖分", "伍万零玖拾肆元柒角捌分"),
        ("伍万零玖拾肆元柒角玖分", "伍万零玖拾肆柒角玖分"),
        ("伍万零玖拾肆元柒角玖分", "伍万元整"),
    ],
)
def test_x02_sums_capitals_and_total_agree(old: str, new: str) -> None:
    """A cent in a line, in the total, or a word in the capitals stops the letter."""
    assert "pass" == says(letter(), "X-02")
    assert "block" == says(changed(letter(), old, new), "X-02")


def test_x02_only_a_paper_of_the_file_may_name_no_sum() -> None:
    """A sheet of the referral without a total is not asked for one; with a total it is, as a letter always is."""
    sheet = replace(letter(), kind="judicial-referral", total="", blocks=())
    said = [
        rules.check_document(made, case(), made.kind, ON, policy(), "B")
        for made in (
            sheet,
            replace(sheet, total=letter().total),
            replace(letter(), total="", blocks=()),
        )
    ]

    assert ["pass", "block", "block"] == [worst(recorded.same(f, "X-02", KIND, ON)) for f in said]


@pytest.mark.parametrize(
    ("rows", "foot", "wrong"),
    [
        ((("利息", "94.79"), ("本金", "50,000.00")), ("合计", "50,094.79"), []),
        ((("利息", "94.78"), ("本金", "50,000.00")), ("合计", "50,094.79"), ["50,094.79"]),
        ((("利息", "94.79"), ("本金", " 50,000.00 ")), ("合计", "50,094.80"), ["50,094.80"]),
        ((("利息", "94.79"), ("复利", "—"), ("本金", None)), ("合计", "94.79"), []),
        ((("利息", "—"),), ("合计", "1.00"), []),
        ((("利息", "94.79"),), ("合计", "—"), []),
        ((("1.00", "2.00"), ("3.00", "4.00")), ("5.00", "6.00"), ["5.00"]),
        ((("1.00", "2.00"),), (), []),
    ],
)
def test_x02_each_column_of_amounts_sums_to_its_foot(
    rows: tuple[tuple[str | None, ...], ...], foot: tuple[str, ...], wrong: list[str]
) -> None:
    """A dash or a blank counts as nothing; a column without amounts or without a foot is not asked. What
    else the letter says is right, and it is stopped all the same; a form has no sums."""
    foots = (foot,) if foot else ()
    table = Table(("项目", "金额"), rows, (1.0, 1.0), "lr", foots)
    form = replace(table, style="form")

    def block(added: Table) -> str:
        return says(replace(letter(), blocks=(*letter().blocks, added)), "X-02")

    assert list(_bad_tables(replace(letter(), blocks=(form, table)))) == wrong
    assert (block(table), block(form)) == ("block" if wrong else "pass", "pass")


def test_x08_the_file_of_the_house_has_numbers_in_full() -> None:
    """What stays inside is not asked, and the finding says why."""
    inside = plus(replace(letter(), audience="internal"), BORROWER.id_number)
    found = rules.check_document(inside, case(), KIND, ON, policy(), "B")
    [masked] = [f for f in found if f.rule == "X-08"]

    assert "na" == says(inside, "X-08")
    assert "the house's own file has numbers in full" == masked.found.en


def test_x02_the_total_is_what_is_owed() -> None:
    """A letter of yesterday's figures does not fit today's account."""
    old = compose(case(), kind(), "B", "zh", day("03-26"), policy(), number=NUMBER)

    assert "block" == says(old, "X-02")


@pytest.mark.parametrize("name", [*(d.name for d in TEMPLATES.iterdir() if (d / "kind.toml").is_file()), "of-the-house"])  # fmt: skip
def test_x22_no_kind_states_figures_of_another_day(name: str) -> None:
    """Whatever the kind, one of the house too: as of the day of issue or up to three days before it; not
    of the day after, not of the fourth day before."""

    def issued(on: str) -> str:
        made = replace(letter(), kind=name, issued_on=day(on))
        found = rules.check_document(made, case(), name, ON, policy())
        return worst(tuple(f for f in found if f.rule == "X-22"))

    assert ["block", "pass", "pass", "block"] == [
        issued(on) for on in ("03-26", "03-27", "03-30", "03-31")
    ]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("03-27 09:00 payment B", "pass"),
        ("03-28 09:00 payment B", "block"),
        ("03-30 09:00 payment G1", "block"),
        ("03-31 09:00 payment B", "pass"),
        ("03-28 09:00 sub_payment -", "block"),
        ("03-28 09:00 waiver -", "block"),
        ("03-28 09:00 extension - by=2026-09-20", "block"),
        ("03-28 09:00 call B", "pass"),
    ],
)
def test_x22_nothing_was_paid_between_the_figures_and_the_issue(line: str, word: str) -> None:
    """A payment of the as-of day is in the figures; one after it up to the day of issue is not, and the
    letter of old figures is stopped with the day it could be issued as of."""
    of = case(with_(line))
    made = replace(letter(), issued_on=day("03-30"))
    found = rules.check_document(made, of, KIND, ON, policy(), "B")
    [told] = recorded.same(found, "X-22", KIND, ON)

    assert word == worst((told,))
    assert told.earliest == (day("03-30") if word == "block" else None)


SINCE = {  # what the rule says, of the day of issue, of an event since the day of the figures
    "X-10": ("death B", "insolvency B"),
    "C-06": ("dispute B", "complaint B"),
    "S-25": (
        "hold B reason=受灾 approver=陈主任",
        "hold - reason=受灾 approver=陈主任 by=2026-03-30",
    ),
}


@pytest.mark.parametrize(
    ("rule", "event"), [(rule, event) for rule, events in SINCE.items() for event in events]
)
def test_who_may_be_written_to_is_asked_of_the_day_of_issue(rule: str, event: str) -> None:
    """Sums may be of three days ago; of a death, an insolvency, a dispute or a hold since then the letter
    knows up to the day on which it goes out. What was known on the day of the figures is not said twice."""
    word = "block" if rule == "X-10" else "warn"

    def of_issue(told: str, issued: str = "03-30", more: str = "") -> str:
        made = replace(letter(), issued_on=day(issued))
        found = rules.check_document(
            made, case(with_(f"{told} 09:00 {event}{more}")), KIND, ON, policy(), "B"
        )
        return worst(recorded.same(found, rule, KIND, ON))

    assert ["na", word, word, "na"] == [of_issue(f"03-{n}") for n in (27, 28, 30, 31)]
    assert ["na", word] == [of_issue("03-28", issued) for issued in ("03-27", "03-28")]
    if rule == "C-06":
        answered = "\n03-29 09:00 dispute_answered B"
        assert "na" == of_issue("03-28", more=answered)
    if rule == "S-25":
        assert "na" == of_issue("03-28", more="\n03-30 08:00 hold_end -")
        assert "warn" == of_issue("03-28", more="\n03-31 08:00 hold_end -")


def test_legal_may_approve_on_the_day_of_issue_what_came_since() -> None:
    """The nod counts up to the day on which the letter goes out; without it the hint names that day."""
    died = "03-28 10:00 death B"
    nod = "\n03-30 09:00 legal_approval - id=N1"
    seen = "\n03-30 10:00 approval - confirms=N1 actors=郑示例 role=branch_head"
    made = replace(letter(), issued_on=day("03-30"))

    def told(lines: str) -> list[Finding]:
        found = rules.check_document(made, case(with_(lines)), KIND, ON, policy(), "B")
        return recorded.same(found, "X-10", KIND, ON)

    [stopped] = told(died + nod)
    assert stopped.blocks and stopped.earliest == day("03-30")
    assert "2026-03-28" in stopped.found.zh
    assert "an override needs the figures of 2026-03-30" in stopped.hint.en
    assert "na" == worst(told(died + nod + seen))
    [worse] = told(
        "03-27 10:00 death B\n03-29 10:00 insolvency B"
    )  # the death was told of the as-of day
    assert "2026-03-29" in worse.found.zh


def test_a_letter_that_goes_out_after_the_day_it_bears_knows_what_came_since() -> None:
    """A run that was left unfinished yesterday writes today to nobody who died today."""
    died = case(with_("03-28 10:00 death B"))
    made = letter()

    def on(asked: str | None) -> str:
        found = rules.check_document(
            made, died, KIND, ON, policy(), "B", asked_on=None if asked is None else day(asked)
        )
        return worst(recorded.same(found, "X-10", KIND, ON))

    assert ["na", "na", "block"] == [on(asked) for asked in (None, "03-27", "03-28")]


def test_what_befell_another_addressee_since_is_nothing_to_this_letter() -> None:
    """The notice to one borrower is not held up by the death of the other on the day it goes out."""
    died = case(with_("03-28 10:00 death G2"))
    both = replace(died, signatories=(*died.signatories, LoanParty("G2", Role.CO_BORROWER)))

    def of(party: str) -> str:
        found = rules.check_document(
            letter(), both, KIND, ON, policy(), party, asked_on=day("03-28")
        )
        return worst(recorded.same(found, "X-10", KIND, ON, party))

    assert ["na", "block"] == [of(party) for party in ("B", "G2")]


def test_x22_a_letter_of_a_day_to_come_waits_for_it() -> None:
    """The first day on which a letter of figures to come is possible is their own: whether one of today's
    would be, is for the rules to say when it is asked for."""
    made = replace(letter(), issued_on=day("03-25"))
    found = rules.check_document(made, case(), KIND, ON, policy(), "B")
    [told] = recorded.same(found, "X-22", KIND, ON)

    assert told.blocks and told.earliest == ON
    assert told.hint.en.startswith("wait for 2026-03-27")


def test_x05_the_number_is_of_the_year_of_issue() -> None:
    """A number of another year stops the letter; a draft has none to judge."""
    assert "pass" == says(letter(), "X-05")
    assert "block" == says(letter(number="〔2025〕催字第0001号"), "X-05")
    assert "na" == says(letter(number=""), "X-05")


@pytest.mark.parametrize("left", ["{{ total }}", "None", "应付 nan 元", "〔〕", "TODO", "\ufffd"])
def test_x07_nothing_is_left_over(left: str) -> None:
    """A placeholder or an empty value stops the letter."""
    assert "pass" == says(letter(), "X-07")
    assert "block" == says(plus(letter(), left), "X-07")


def test_x07_no_name_of_another_case() -> None:
    """A name of another case in the run stops the letter; one that is also of this case does not."""
    assert "pass" == says(letter(), "X-07", foreign=("王别案", "张示例"))
    assert "block" == says(plus(letter(), "王别案应还"), "X-07", foreign=("王别案", "张示例"))


@pytest.mark.parametrize(
    "secret",
    [
        "990001188808088889",
        "990001 18880808 8889",
        "13912345678",
        "139 1234 5678",
        "990001189901010028",
        "990001********0028",
        "13800138000",
        "138****8000",
        "示例省示例市孙示例路3号",
    ],
)
def test_x08_numbers_phones_and_others_addresses_are_masked(secret: str) -> None:
    """The addressee's number and phone never in full; of the counter-guarantor nothing at all."""
    assert "pass" == says(letter(), "X-08")
    assert "block" == says(plus(letter(), f"见 {secret}。"), "X-08")


def test_x08_an_address_learned_of_another_is_his_secret_too() -> None:
    """Where the counter-guarantor moved to is no more for the borrower than where he lived."""
    moved = case(
        with_("03-26 10:00 address_change G1 address=示例省示例市新街88号 source=confirmation")
    )

    assert "pass" == says(letter(moved), "X-08", moved)
    assert "block" == says(plus(letter(moved), "示例省示例市新街88号"), "X-08", moved)


def test_x08_a_companys_code_is_public() -> None:
    """The unified code of a company is no personal data."""
    firm = Party(
        "B",
        PartyKind.COMPANY,
        "示例种植合作社",
        "uscc",
        "91990000MA000004X6",
        addresses=BORROWER.addresses,
    )
    whole = case(parties={**case().parties, "B": firm})

    assert "pass" == says(plus(letter(whole), "91990000MA000004X6"), "X-08", whole)


def test_x08_a_shared_home_is_the_addressees_own() -> None:
    """A co-borrower at the same address does not make the addressee's address a secret."""
    wife = person("C", "赵示例", addresses=BORROWER.addresses)
    whole = case(
        parties={**case().parties, "C": wife},
        signatories=(LoanParty("B", Role.BORROWER), LoanParty("C", Role.CO_BORROWER)),
    )

    assert "pass" == says(letter(whole), "X-08", whole)


@pytest.mark.parametrize(
    ("deadline", "word"),
    [("03-29", "warn"), ("03-30", "pass"), ("04-04", "warn"), ("04-06", "warn"), ("04-07", "pass")],
)
def test_x11_the_last_day_to_pay_is_far_enough_and_no_rest_day(deadline: str, word: str) -> None:
    """Three days at least; not a Saturday, not the Qingming holiday (4 to 6 April 2026)."""
    assert word == says(letter(), "X-11", deadline=day(deadline))


def test_s21_the_tone_fits() -> None:
    """A first letter in the tone of a second, or a firm one for an ordinary reason, warns."""
    gambling = case(STEPS.replace("code=R102", "code=R401"))
    firm, last = (replace(letter(), clauses=(f"OPENING-{t}",)) for t in "FL")
    before = case(with_(f"03-26 09:00 issued B document={NUMBER} kind={KIND}"))

    assert "warn" == says(firm, "S-21")
    assert "pass" == says(firm, "S-21", gambling)
    assert "warn" == says(last, "S-21", gambling)
    assert "pass" == says(last, "S-21", before)
    assert "na" == says(replace(letter(), clauses=()), "S-21")


def test_s29_no_note_of_an_officer_in_the_letter() -> None:
    """A phrase of a visit note stops the letter, a phrase that is contract data does not."""
    noted = case(
        STEPS.replace("visit B trading", "visit B text=其妻去年离家出走，示例银行营业部 trading")
    )

    assert "pass" == says(letter(noted), "S-29", noted)
    assert "block" == says(plus(letter(noted), "据悉其妻去年离家出走"), "S-29", noted)
    assert "block" == says(plus(letter(), "原因 R401"), "S-29")
    assert "pass" == says(plus(letter(), "原因 R4012"), "S-29")


def test_the_log_of_contacts_does_not_reach_the_letter() -> None:
    """Whatever officers wrote into their notes, the letter reads the same (reason group kept)."""
    told = STEPS.replace("visit B", "visit B text=在麻将馆找到本人 place=西街茶馆").replace(
        "call B", "call B text=其母接听称在外躲债"
    )

    assert letter() == letter(case(told))


def test_l17_credit_reporting_is_true() -> None:
    """A house that does not report may not say so; a person is told by ST-CR or by a notice."""
    silent = case(house={"reports_credit": False})
    company_words = replace(letter(), clauses=("ST-CR-COMPANY",))
    told = case(with_("03-25 10:00 credit_report_notice B"))

    assert "pass" == says(letter(), "L-17")
    assert "block" == says(letter(), "L-17", silent)
    assert "na" == says(letter(silent), "L-17", silent)
    assert "block" == says(company_words, "L-17")
    assert "pass" == says(company_words, "L-17", told)


def test_l18_only_a_subsidised_loan_loses_a_subsidy() -> None:
    """The sentence on the subsidy stands only where there is one."""
    aided = case(loan={"subsidised": True})

    assert "pass" == says(letter(aided), "L-18", aided)
    assert "block" == says(letter(aided), "L-18")
    assert "na" == says(letter(), "L-18")


def test_l22_called_due_only_if_it_was() -> None:
    """A letter that says the loan was called needs an acceleration with its approver."""
    called = replace(letter(), clauses=("DEFAULT-CALLED",))

    assert "na" == says(letter(), "L-22")
    assert "block" == says(called, "L-22")
    assert "pass" == says(called, "L-22", case(with_("03-26 10:00 acceleration -")))
    assert "block" == says(called, "L-22", case(with_("03-26 10:00 acceleration - approver=")))


def test_c05_no_threats_in_the_letter() -> None:
    """A threat stops the letter; the same letters inside a name or an address do not."""
    assert "pass" == says(letter(), "C-05")
    assert "block" == says(plus(letter(), "否则追究刑事责任"), "C-05")
    assert "block" == says(
        plus(letter(locale="en"), "You may be arrested or go to prison."), "C-05"
    )
    at = Address("示例市公安机关家属院1号", "contract")
    whole = case(parties={**case().parties, "B": replace(BORROWER, addresses=(at,))})
    assert "pass" == says(letter(whole), "C-05", whole)
