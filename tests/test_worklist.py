"""What an officer should do on a day: content, boundary days, order, and what may be said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from due_cases import ISSUED, KINDS, NUMBER, SENT, SERVED, plan, short, todo
from ledger_cases import HOUSE, LOAN, STEPS, case, day, deed, person, policy, tuned, with_, without
from test_timeline import known_on

from noticegen import rules, worklist
from noticegen.model import Case, GuaranteeKind, Instalment, LoanKind, LoanParty, Role
from noticegen.text import Text
from noticegen.worklist import ORDER, Paper, rank

CONTACTS = ("call", "daily_call", "visit", "visit_again", "cg_contact", "promise", "after_payment", "cash")  # fmt: skip


def upto(on: str, *more: str) -> Case:
    """The worked log up to the evening before `on`, and more lines."""
    lines = [x for x in STEPS.strip().splitlines() if day(x.split()[0]) < day(on)]
    return case("\n".join([*lines, *more]))


# --- contacts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        ("03-19", []),
        ("03-20", ["visit B 03-21"]),
        ("03-21", ["call B 03-21"]),
        ("03-22", ["call B 03-22"]),
        ("03-23", ["call B 03-23"]),
        ("03-24", ["visit_again B 03-24", "cg_contact G1 03-24", "cg_contact G2 03-24"]),
        ("03-25", []),
    ],
)
def test_each_morning_of_the_worked_timeline(on: str, wanted: list[str]) -> None:
    """With everything done so far on record, each morning asks for the steps of its day."""
    assert wanted == short(upto(on), on, *CONTACTS)


def test_a_step_done_today_is_no_longer_asked_for() -> None:
    """In the evening of each day of the worked timeline nothing of the day is left."""
    for on in ("03-20", "03-21", "03-22", "03-23", "03-24"):
        assert [] == short(known_on(day(on)), on, *CONTACTS)


def test_nobody_is_called_on_day_four_or_later_before_the_notice() -> None:
    """The daily call begins with the service; between day 3 and it the manual wants visits."""
    assert [] == short(upto("03-26"), "03-26", "call", "daily_call")


def test_a_first_visit_still_missing_stays_on_top_of_the_second() -> None:
    """Without any visit only the first is asked for, by the day it was due."""
    bare = case(without("visit"))

    assert ["visit B 03-21"] == short(bare, "03-26", "visit", "visit_again")


def test_a_step_that_does_not_count_is_asked_for_again() -> None:
    """A call without its outcome and a visit whose photo was altered are no documented steps."""
    call = upto("03-22", "03-22 09:00 call B outcome=")
    visit = case(STEPS.replace("03-24 10:00 visit B", "03-24 10:00 visit B evidence=altered"))

    assert ["call B 03-22"] == short(call, "03-22", "call")
    assert ["visit_again B 03-24"] == short(visit, "03-25", "visit_again")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("03-21 08:30 hold - by=2026-03-25",), "a hold"),
        (("03-21 08:30 contact_limit B limit=illness by=2026-03-25",), "illness"),
        (("03-21 08:30 contact_limit B limit=request",), "a request"),
        (("03-21 08:30 death B",), "death"),
    ],
)
def test_the_ceiling_wins_over_the_floor(lines: tuple[str, ...], why: str) -> None:
    """On a day of a hold or a limit on contact nobody is asked to call or to visit."""
    assert [] == short(upto("03-22", *lines), "03-22", "call", "visit", "visit_again")


def test_nobody_is_visited_during_a_hold_or_after_death() -> None:
    """The second visit, a promise falling due and money expected wait while contact is barred."""
    held = "03-23 18:00 hold - by=2026-04-30"
    told = "03-23 19:00 cash_flow B by=2026-03-25 what=货款"

    assert ["visit_again B 03-24", "cash B 03-25"] == short(upto("03-24", told), "03-24", "visit_again", "cash")  # fmt: skip
    assert [] == short(upto("03-24", told, held), "03-24", *CONTACTS)
    assert [] == short(case(with_("04-01 09:00 death B")), "04-30", *CONTACTS)


def test_a_plan_excuses_the_daily_call_and_nothing_before_it() -> None:
    """A payment plan that is kept takes the place of the daily call after the service; of the calls of
    days 1 to 3, and of visits, it stops none."""
    agreed = "03-21 12:00 plan B approver=郑示例 schedule=2026-04-30=5000"

    assert ["call B 03-22"] == short(upto("03-22", agreed), "03-22", "call")
    assert [] == short(case(with_(ISSUED, SERVED, agreed)), "03-29", "daily_call")
    assert ["visit_again B 03-24"] == short(upto("03-24", agreed), "03-24", "visit_again")


def test_after_so_many_unanswered_tries_nobody_calls_again() -> None:
    """Six tries without an answer are the ceiling, even where none of them was documented in full."""
    tries = [f"03-22 {9 + n:02}:00 call B outcome=busy actors=" for n in range(6)]

    assert ["call B 03-22"] == short(upto("03-22", *tries[:5]), "03-22", "call")
    assert [] == short(upto("03-22", *tries), "03-22", "call")


def test_the_daily_call_begins_the_day_after_the_service() -> None:
    """Not on the day of the service; every day after it until one is made or the debt is paid."""
    served = case(with_(ISSUED, SERVED))

    assert [] == short(served, "03-28", "daily_call")
    assert ["daily_call B 03-29"] == short(served, "03-29", "daily_call")
    assert [] == short(case(with_(ISSUED, SERVED, "03-29 09:00 call B")), "03-29", "daily_call")
    paid = case(with_(ISSUED, SERVED, "03-30 09:00 payment B amount=60000"))
    assert [] == short(paid, "03-31")


def test_a_service_without_proof_begins_no_daily_call() -> None:
    """Without the slip the notice is not served; its mail is listed instead."""
    bare = case(with_(ISSUED, SERVED.replace("evidence=slip", "evidence=")))

    assert [] == short(bare, "04-06", "daily_call")
    assert ["mail B 04-04"] == short(bare, "04-06", "mail")


def test_the_text_of_a_call_names_the_hours() -> None:
    """Calls lie between the end and the beginning of the quiet hours of the policy."""
    [call] = todo(upto("03-22"), "03-22", "call")

    assert "第2天致电（08:00 至 22:00）" == call.what.zh
    assert "call of day 2 (08:00 to 22:00)" == call.what.en
    assert ("S-05", "borrower") == (call.basis, call.role)


@pytest.mark.parametrize(
    ("on", "listed"), [("04-28", False), ("04-29", True), ("04-30", True), ("05-01", False)]
)
def test_a_promise_is_listed_the_day_before_and_on_the_day(on: str, listed: bool) -> None:
    """S-24 on both days, with the sum still wanting for the house's eyes only."""
    found = todo(case(), on, "promise")

    assert listed == bool(found)
    for item in found:
        assert day("04-30") == item.day and "5,000.00" in item.more.zh
        assert "5,000" not in item.what.zh and "5,000" not in item.what.en


def test_a_promise_kept_early_or_gone_to_today_is_not_listed() -> None:
    """Nothing is wanting once it is paid, and one contact a day is enough."""
    paid, told = "04-20 09:00 payment B amount=5000", "04-29 09:00 message B"

    assert [] == short(case(with_(paid)), "04-29", "promise")
    assert [] == short(case(with_(told)), "04-29", "promise")
    assert ["promise B 04-30"] == short(case(with_(told)), "04-30", "promise")


@pytest.mark.parametrize("given", ["promise B amount=5000 by=2026-04-10", "plan B approver=郑示例 schedule=2026-04-10=5000"])  # fmt: skip
def test_a_promise_not_kept_is_listed_from_the_day_after(given: str) -> None:
    """A promise, or a line of a plan, that its day did not see kept asks for a contact from the next day
    until one is made; not what was paid in time or later, nor one of an earlier default."""
    line = f"03-25 12:00 {given}"

    def left(on: str, *more: str) -> list[str]:
        return short(case("\n".join([without("promise"), line, *more])), on, "broken")

    want = ["broken B 04-11"]
    assert [[], want, want] == [left(d) for d in ("04-10", "04-11", "04-20")]
    assert want == left("04-11", "04-10 12:00 payment B amount=4999.99")
    assert [] == left("04-11", "04-10 12:00 payment B amount=5000")
    assert [want, []] == [left(d, "04-12 12:00 payment B amount=5000") for d in ("04-11", "04-12")]
    assert [want, []] == [left(d, "04-12 12:00 call B") for d in ("04-11", "04-12")]
    assert want == left("04-11", "04-10 12:00 call B")
    assert [] == left("04-11", "04-11 08:00 contact_limit B limit=illness")


@pytest.mark.parametrize(("on", "listed"), [("03-29", True), ("03-30", True), ("03-31", False)])
def test_after_a_part_payment_there_is_a_day_to_get_in_touch(on: str, listed: bool) -> None:
    """S-26: on the day of the payment and the day after; a contact ends it."""
    paid = "03-29 09:00 payment B amount=1000"

    assert listed == bool(short(case(with_(paid)), on, "after_payment"))
    assert [] == short(case(with_(paid, "03-29 15:00 call B")), on, "after_payment")


@pytest.mark.parametrize(("on", "listed"), [("05-20", True), ("05-21", True), ("05-22", False)])
def test_after_a_part_payment_to_the_house_there_is_a_day_too(on: str, listed: bool) -> None:
    """S-26 counts what came in on the recourse claim; a payment of all of it asks for nothing."""
    paid = "05-06 09:00 sub_payment - amount=52345.67"
    part, whole = (f"05-20 09:00 payment B amount={n}" for n in ("20000", "60000"))

    assert listed == bool(short(case(with_(paid, part)), on, "after_payment"))
    assert [] == short(case(with_(paid, whole)), on, "after_payment")


def test_money_expected_is_listed_around_its_day() -> None:
    """S-28: from two days before to the last day that counts; what it is stays inside."""
    told = case(with_("03-25 09:00 cash_flow B by=2026-04-10 what=苹果款到账"))
    after = policy().steps.contact_after_cash
    days = [n for n in range(-5, 9) if short(told, f"{day('04-10') + timedelta(n):%m-%d}", "cash")]

    assert list(range(-2, after + 1)) == days
    [item] = todo(told, "04-10", "cash")
    assert "苹果" in item.more.zh and "苹果" not in item.what.zh
    met = case(with_("03-25 09:00 cash_flow B by=2026-04-10 what=苹果款", "04-10 09:00 call B"))
    assert [] == short(met, "04-10", "cash")


def test_a_counter_guarantor_contacted_too_early_is_asked_for() -> None:
    """Contact on day 3 is none of day 4 and later; each counter-guarantor by herself."""
    early = case(STEPS.replace("03-24 15:00 cg_contact G1", "03-23 15:00 cg_contact G1"))

    assert ["cg_contact G1 03-24"] == short(early, "03-25", "cg_contact")


def test_two_borrowers_are_each_visited() -> None:
    """One item a party; the co-borrower is not the borrower."""
    two = replace(
        case(without("visit")),
        signatories=(LoanParty("B", Role.BORROWER), LoanParty("G1", Role.CO_BORROWER)),
        guarantees=(deed("G2"),),
    )

    assert ["visit B 03-21", "visit G1 03-21"] == short(two, "03-21", "visit")
    assert ["borrower", "co_borrower"] == [i.role for i in todo(two, "03-21", "visit")]


# --- documents ------------------------------------------------------------------------------------


def test_before_day_seven_the_notice_is_blocked_and_says_from_when() -> None:
    """One line names the rules and the first day; no name of a person is in it."""
    [item] = todo(known_on(day("03-24")), "03-24", "blocked")

    assert ("overdue-notice", day("03-27"), "") == (item.document, item.day, item.party)
    assert "催收通知书，尚缺：S-10 满七天；最早 2026-03-27" == item.what.zh
    assert "overdue notice, waiting for: S-10 seven days overdue; from 2026-03-27" == item.what.en


def test_a_call_missed_leaves_only_an_override() -> None:
    """What cannot be mended is said; rules of many parties are named once."""
    [item] = todo(case(without("03-22")), "03-27", "blocked")

    assert "S-05" in item.what.zh and "只能特批或已不能" in item.what.zh
    assert "only by override" in item.what.en


def test_more_than_four_rules_are_counted() -> None:
    """The line stays short: four rules, and how many more."""
    [item] = todo(case("03-20 09:00 visit B trading=normal"), "03-20", "blocked")

    assert 4 == item.what.en.count("S-") + item.what.en.count("X-") and "more" in item.what.en


def test_a_notice_is_due_from_day_seven_to_its_issue() -> None:
    """Possible on day 7, late after day 10; once issued it is not asked for again."""
    assert [] == short(known_on(day("03-26")), "03-26", "notice")
    assert ["notice B 03-30"] == short(case(), "03-27", "notice")
    assert ["notice B 03-30"] == short(case(), "04-20", "notice")
    assert [] == short(case(with_(ISSUED)), "03-27", "notice")
    void = f"03-27 11:00 voided B document={NUMBER} text=金额有误"
    assert ["notice B 03-30"] == short(case(with_(ISSUED, void)), "03-28", "notice")


def test_letters_to_counter_guarantors_come_after_the_service() -> None:
    """Blocked while the notice is out and not served, possible the day after, each one's own."""
    assert [] == [i for i in todo(case(), "03-29") if i.document == "guarantor-reminder"]
    waiting = [i for i in todo(case(with_(ISSUED)), "03-28") if i.document == "guarantor-reminder"]
    assert ["blocked"] == [i.kind for i in waiting] and "S-13" in waiting[0].what.en
    served = case(with_(ISSUED, SERVED))
    assert ["document G1 03-29", "document G2 03-29"] == short(served, "03-29", "document")
    one = "03-29 10:00 issued G1 document=〔2026〕督字第0001号 kind=guarantor-reminder"
    both = case(with_(ISSUED, SERVED, one))
    assert ["document G2 03-30"] == short(both, "03-30", "document")


def test_kinds_that_make_no_sense_yet_are_not_listed() -> None:
    """No recourse before the company has paid, no list before the debt is long overdue."""
    kinds = {i.document for i in todo(case(), "03-27")}
    late = {i.document for i in todo(case(), "04-19")}
    paid = case(with_(ISSUED, SERVED, "05-06 09:00 sub_payment - amount=52345.67"))

    assert {"overdue-notice"} == kinds
    assert {"overdue-notice", "blacklist-warning", "judicial-referral"} == late - {""}
    recourse = {i.document for i in todo(paid, "05-07", "document", "blocked")}
    assert "recourse-demand" in recourse and "guarantor-reminder" not in recourse


def test_after_a_payment_by_the_house_the_borrower_gets_the_notice_of_recourse() -> None:
    """Offered from the day of the payment in place of the overdue notice, blocked while its voucher is
    missing; neither once it is out, nor once all is paid back, nor the day before."""
    paid = "05-06 09:00 sub_payment - amount=52345.67"
    bare = f"{paid} evidence="
    known = {"overdue-notice", "recourse-notice"}

    def offered(on: str, *log: str) -> list[tuple[str, str]]:
        found = todo(case(with_(*log)), on)
        return [(i.kind, i.document) for i in found if i.document in known]

    assert [("notice", "overdue-notice")] == offered("05-05", paid)
    assert [("document", "recourse-notice")] == offered("05-06", paid)
    assert [("blocked", "recourse-notice")] == offered("05-06", bare)
    out = "05-06 10:00 issued B document=〔2026〕追字第0001号 kind=recourse-notice"
    assert [] == offered("05-07", paid, out)
    back = "05-06 11:00 payment B amount=52345.67"
    assert [] == offered("05-06", paid, back)


def test_once_all_is_paid_back_to_the_house_nothing_is_asked_of_anybody() -> None:
    """Calls, letters and mail end with the payment that leaves nothing due to the bank or the house, and
    not with one of less; what is written about a settled loan stays."""
    number = "〔2026〕担追字第0001号"
    log = (ISSUED, SERVED, "05-06 09:00 sub_payment - amount=52345.67",
           f"05-07 10:00 issued G1 document={number} kind=recourse-demand")  # fmt: skip
    kinds = {**KINDS, "payoff-certificate": KINDS["overdue-notice"]}

    def left(amount: str, on: str) -> set[tuple[str, str]]:
        back = f"05-20 09:00 payment B amount={amount}"
        found = worklist.of(case(with_(*log, back)), day(on), policy(), plan(), kinds)
        return {(i.kind, i.document) for i in found}

    assert ("daily_call", "") in left("52345.67", "05-21")
    assert ("mail", number) in left("52345.67", "05-21")
    assert ("document", "recourse-demand") in left("52345.67", "05-21")
    assert {("document", "payoff-certificate")} == left("60000", "05-21")
    assert {("document", "payoff-certificate")} == left("60000", "06-18")
    assert set() == left("60000", "07-18")


def test_the_time_to_pay_of_a_notice_of_recourse_is_told() -> None:
    """Served, its last day is on the list like that of the overdue notice."""
    number = "〔2026〕追字第0001号"
    log = with_(
        ISSUED, SERVED, "05-06 09:00 sub_payment - amount=52345.67",
        f"05-06 10:00 issued B document={number} kind=recourse-notice",
        SERVED.replace("03-28", "05-07").replace(NUMBER, number),
    )  # fmt: skip

    assert ["deadline B 05-18"] == short(case(log), "05-18", "deadline")


def test_a_referral_is_one_for_the_case() -> None:
    """It goes to nobody: one line, without a party, blocked or possible for all borrowers together."""
    late = [
        i for i in todo(case(with_(ISSUED, SERVED)), "06-18") if i.document == "judicial-referral"
    ]
    done = "06-18 10:00 issued - document=〔2026〕诉字第0001号 kind=judicial-referral"
    after = case(with_(ISSUED, SERVED, done))

    assert [""] == [i.party for i in late] and "S-16" in late[0].what.en
    assert [] == [i for i in todo(after, "06-19") if i.document == "judicial-referral"]


def test_a_kind_of_the_house_is_listed_while_something_is_due() -> None:
    """A kind the program has no rules for is possible as soon as law and data allow it."""
    own = {"settlement-offer": Paper(Text("和解方案", "settlement offer"), (Role.BORROWER,))}
    found = worklist.of(case(), day("03-27"), policy(), plan(), own)

    assert ["settlement-offer"] == [i.document for i in found if i.kind == "document"]
    assert () == worklist.of(case(), day("03-19"), policy(), plan(), own)


# --- mail, deadlines, dates -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "on", "words"),
    [
        ((ISSUED,), "03-27", ""),
        ((ISSUED,), "03-28", "已签发，未发出"),
        ((ISSUED, SENT), "04-02", ""),
        ((ISSUED, SENT), "04-03", "已发出，无送达凭证"),
        ((ISSUED, SENT, SERVED), "04-10", ""),
        ((ISSUED, SENT, f"03-30 09:00 returned B document={NUMBER} method=ems why=迁移"), "03-30", "被退回"),
        ((ISSUED, SENT, f"03-30 09:00 refused B document={NUMBER} method=hand to=张示例"), "03-30", "被拒收"),
    ],
)  # fmt: skip
def test_mail_without_proof_is_followed_up(lines: tuple[str, ...], on: str, words: str) -> None:
    """A letter not sent after a day, sent without proof after a week, come back or refused at once."""
    found = todo(case(with_(*lines)), on, "mail")

    assert [words] == [words for i in found if words in i.what.zh] if words else not found
    assert all(i.document == NUMBER and i.party == "B" for i in found)


@pytest.mark.parametrize("hour", ["09:00", "10:00"])
def test_mail_sent_at_an_hour_before_the_issue_is_followed_up(hour: str) -> None:
    """A dispatch noted with an hour before that of the issue, or with the same one, hides no letter."""
    sent = SENT.replace("16:00", hour)
    back = f"03-30 09:00 returned B document={NUMBER} method=ems why=迁移"
    served = SERVED.replace("03-28 10:00", "03-27 10:00")

    assert ["mail B 04-03"] == short(case(with_(ISSUED, sent)), "04-03", "mail")
    assert ["mail B 03-30"] == short(case(with_(ISSUED, sent, back)), "03-30", "mail")
    assert ["deadline B 04-07"] == short(case(with_(ISSUED, served)), "04-06", "deadline")


def test_a_letter_not_yet_out_whose_sum_is_wrong_by_now_is_to_be_issued_anew() -> None:
    """A payment booked later makes the sum of a letter wrong: whoever is to send it is told, without the
    sum. One of the days after it changes nothing, nor is anything said of a letter that went out."""
    told = ISSUED + " as_of=2026-03-27 total=50094.79"
    booked = "03-26 09:00 payment B amount=1000"

    [wrong] = todo(case(with_(told, booked)), "03-28", "mail")
    assert ("X-04", True) == (wrong.basis, "作废后另行签发" in wrong.what.zh)
    assert "void it, issue anew" in wrong.what.en and "50" not in wrong.what.en
    for lines in ((told,), (told, booked.replace("03-26", "03-28"))):
        [right] = todo(case(with_(*lines)), "03-28", "mail")
        assert ("L-20", False) == (right.basis, "void" in right.what.en)
    [out] = todo(case(with_(told, booked, SENT)), "04-03", "mail")
    assert "L-20" == out.basis


def test_a_referral_is_handed_in_once() -> None:
    """It waits to be handed in; not once a court was gone to, a later one is out, or it is said to be."""
    first = "06-20 10:00 issued - document=J1 kind=judicial-referral"
    later = "06-22 10:00 issued - document=J2 kind=judicial-referral"
    filed = "06-21 10:00 filing - way=suit body=法院 against=B"
    handed = "06-20 11:00 dispatched - document=J1 method=hand to=李法务"

    def waiting(*lines: str) -> list[str]:
        found = todo(case(with_(ISSUED, SERVED, *lines)), "06-30", "mail")
        return [i.document for i in found]

    assert ["J1"] == waiting(first)
    assert ["J2"] == waiting(first, later)
    assert [] == waiting(first, filed) == waiting(first, handed)
    assert ["J1"] == waiting(first, filed.replace("06-21", "06-19"))
    [item] = todo(case(with_(ISSUED, SERVED, first)), "06-30", "mail")
    assert "II-7" == item.basis  # L-20 asks of no handing in


def test_the_letters_of_the_list_are_followed_up_after_the_end() -> None:
    """The time to object runs from the receipt of a notice of entry: it is to be sent and proved, though
    nothing is owed any more. Other letters of the default are let go."""
    paid = "07-10 09:00 payment B amount=60000"
    warned = "06-19 10:00 issued B document=W1 kind=blacklist-warning"
    entered = "07-11 10:00 issued B document=L1 kind=blacklist-listing"
    served = "07-12 10:00 served B document=L1 method=hand to=张示例 recipient=self evidence=slip"

    assert ["mail B 06-20"] == short(case(with_(warned)), "06-22", "mail")
    assert [] == short(case(with_(warned, paid)), "07-12", "mail")
    assert ["mail B 07-12"] == short(case(with_(warned, paid, entered)), "07-12", "mail")
    assert [] == short(case(with_(warned, paid, entered, served)), "07-20", "mail")


def test_nobody_is_urged_to_enter_whom_it_was_decided_not_to_enter() -> None:
    """Paid off after a served warning the entry is offered; not where her objection was upheld before."""
    kinds = dict.fromkeys(("blacklist-listing", "list-withdrawal"), KINDS["overdue-notice"])
    log = (ISSUED, SERVED, "06-19 10:00 issued B document=W1 kind=blacklist-warning",
           "06-20 10:00 served B document=W1 method=hand to=张示例 recipient=self evidence=slip",
           "07-10 09:00 payment B amount=60000")  # fmt: skip
    upheld = "06-28 09:00 list_removal B removal=objection approver=郑示例"

    def offered(*lines: str) -> list[tuple[str, str, str]]:
        keeps = {"keeps_list": True, "list_rule": "第十二条", "list_reviewer": "风险部"}
        found = worklist.of(
            case(with_(*log, *lines), house=keeps), day("07-11"), policy(), plan(), kinds
        )
        return [(i.kind, i.document, i.basis) for i in found]

    assert [("document", "blacklist-listing", "S-20")] == offered()
    assert [] == offered(upheld)


def test_a_letter_of_the_list_waits_only_for_those_it_is_about() -> None:
    """Of two borrowers of a settled loan only the one who was warned in its last default is to be entered,
    only the one who was entered and released to be told so; the other is not shown as held up."""
    kinds = dict.fromkeys(("blacklist-listing", "list-withdrawal"), KINDS["overdue-notice"])
    both = (LoanParty("B", Role.BORROWER), LoanParty("C", Role.CO_BORROWER))
    warned = "06-19 10:00 issued {0} document=W{0} kind=blacklist-warning"
    told = "06-20 10:00 served {0} document=W{0} method=hand to=张示例 recipient=self evidence=slip"
    paid = "07-10 09:00 payment B amount=60000"
    entered = "07-11 10:00 issued B document=L1 kind=blacklist-listing"
    released = "07-12 09:00 list_removal B removal=objection approver=郑示例"

    def listed(on: str, *lines: str, **terms: Any) -> list[tuple[str, str, tuple[str, ...]]]:
        keeps = {"keeps_list": True, "list_rule": "第十二条", "list_reviewer": "风险部"}
        two = case(with_(ISSUED, SERVED, *lines), house=keeps, **terms)
        two = replace(two, parties={**two.parties, "C": person("C", "赵示例")}, signatories=both)  # fmt: skip
        found = worklist.of(two, day(on), policy(), plan(), kinds)
        return [(i.document, i.party, i.held.parties if i.held else ()) for i in found if i.document in kinds]  # fmt: skip

    one = (warned.format("B"), told.format("B"))
    assert listed("07-11", *one, paid) == [("blacklist-listing", "B", ())]
    assert listed("07-11", *one, warned.format("C"), paid) == [
        ("blacklist-listing", "B", ()),
        ("blacklist-listing", "", ("C",)),
    ]
    assert listed("07-11", paid) == []
    assert listed("07-12", *one, paid, entered, released) == [("list-withdrawal", "B", ())]
    twice = tuple(
        Instalment(n, day(d), LOAN.principal / 2, LOAN.principal * 0)
        for n, d in ((1, "03-20"), (2, "08-20"))
    )
    again = ("09-01 10:00 issued C document=WD kind=blacklist-warning",
             "09-02 10:00 served C document=WD method=hand to=张示例 recipient=self evidence=slip",
             "09-10 09:00 payment B amount=60000")  # fmt: skip
    half = paid.replace("60000", "31000")
    late = listed("09-11", *one, half, *again, instalments=twice, loan={"maturity": day("08-20")})
    assert late == [
        ("blacklist-listing", "", ("C",))
    ]  # C had no notice; B's warning was of the first default


def test_mail_of_an_earlier_default_is_left_alone() -> None:
    """What was not served before the debt was cured is no work of the new default."""
    two = tuple(
        Instalment(n, day(d), LOAN.principal / 2, LOAN.principal * 0)
        for n, d in ((1, "03-20"), (2, "06-20"))
    )
    cured = with_(ISSUED, SENT, "03-29 09:00 payment B amount=30000")
    again = case(cured, instalments=two, loan={"maturity": day("06-20")})

    assert [] == short(again, "06-29", "mail")


def test_a_new_default_needs_a_new_notice() -> None:
    """A notice of the default that was cured does not stand for the next one."""
    two = tuple(
        Instalment(n, day(d), LOAN.principal / 2, LOAN.principal * 0)
        for n, d in ((1, "03-20"), (2, "06-20"))
    )
    again = [line.replace("03-", "06-") for line in STEPS.strip().splitlines() if "03-" in line]
    log = with_(ISSUED, SERVED, "03-29 09:00 payment B amount=30000", *again)
    second = case(log, instalments=two, loan={"maturity": day("06-20")})

    assert ["notice B 06-30"] == short(second, "06-27", "notice")
    assert {"overdue-notice"} == {i.document for i in todo(second, "06-27") if i.document}


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("04-04", ""),
        ("04-05", "time to pay ends on 2026-04-07"),
        ("04-07", "time to pay ends on 2026-04-07"),
        ("04-08", "time to pay ended on 2026-04-07: next step"),
        ("04-09", "time to pay ended on 2026-04-07: next step"),
        ("04-10", ""),
    ],
)
def test_the_time_to_pay_of_a_served_letter(on: str, words: str) -> None:
    """Shown two days before it ends and two days after; a letter not served names no last day."""
    found = [i.what.en for i in todo(case(with_(ISSUED, SERVED)), on, "deadline")]

    assert [f"{NUMBER} {words}"] == found if words else not found
    assert [] == short(case(with_(ISSUED)), on, "deadline")


@pytest.mark.parametrize(
    ("served", "until"),
    [
        ("03-31", "2026-04-07"),  # seven days after it: the day that the letter names
        ("04-07", "2026-04-14"),
        ("04-11", "2026-04-20"),  # the seventh day after it is a Saturday
    ],
)
def test_the_time_to_pay_runs_from_a_late_receipt(served: str, until: str) -> None:
    """The letter gives seven days from the day after receipt where that is later than the day it names."""
    late = case(with_(ISSUED, SERVED.replace("03-28", served)))

    assert [f"{NUMBER} time to pay ends on {until}"] == [
        i.what.en for i in todo(late, until[5:], "deadline")
    ]
    if until != "2026-04-07":
        assert [] == short(late, "04-08", "deadline")


def test_a_reminder_gives_no_time_to_pay() -> None:
    """2A asks the counter-guarantor for no payment: nothing ends."""
    number = "〔2026〕担催字第0001号"
    reminder = f"03-30 10:00 issued G1 document={number} kind=guarantor-reminder"
    hand = SERVED.replace("03-28", "03-31").replace(NUMBER, number).replace(" B ", " G1 ")
    of = case(with_(ISSUED, SERVED, reminder, hand))

    assert [] == [
        i for day in range(5, 16) for i in todo(of, f"04-{day:02}", "deadline") if i.party == "G1"
    ]


@pytest.mark.parametrize(("on", "listed"), [("03-21", False), ("03-22", True), ("03-25", True), ("03-26", False)])  # fmt: skip
def test_a_hold_about_to_end_is_shown(on: str, listed: bool) -> None:
    """From three days before its last day to that day; one without an end is not."""
    held = case(with_("03-20 12:00 hold - by=2026-03-25"))

    assert listed == bool(short(held, on, "hold"))
    assert [] == short(case(with_("03-20 12:00 hold -")), on, "hold")


def test_disputes_wait_for_an_answer() -> None:
    """Each one; answered it is gone, whoever the answer is addressed to, and only that one if the answer names it."""
    raised = "03-25 09:00 dispute B"

    assert ["dispute B 04-01"] == short(case(with_(raised)), "03-25", "dispute")
    assert [] == short(case(with_(raised, "03-26 09:00 dispute_answered -")), "03-26", "dispute")
    later = case(with_(raised, "03-26 09:00 dispute_answered B", "03-27 09:00 complaint B"))
    assert ["dispute B 04-03"] == short(later, "03-27", "dispute")
    two = ("03-25 09:00 dispute B id=D1", "03-26 09:00 complaint B id=K1")
    assert ["dispute B 04-01", "dispute B 04-02"] == short(case(with_(*two)), "03-27", "dispute")
    first = with_(*two, "03-27 08:00 dispute_answered B answers=D1")
    assert ["dispute B 04-02"] == short(case(first), "03-27", "dispute")


def guaranteed(months: int) -> Case:
    """The worked loan as an entrusted one with one direct joint guarantee."""
    direct = deed("G1", counter=False, kind=GuaranteeKind.JOINT, period_months=months)
    return replace(
        case(loan={"kind": LoanKind.ENTRUSTED, "lender": HOUSE.name}), guarantees=(direct,)
    )


def test_a_guarantee_about_to_lapse_comes_first() -> None:
    """From 30 days before its safe day; the last day is named, and it stands before everything."""
    soon = guaranteed(6)
    [clock] = todo(soon, "08-20", "clock")

    assert "2026-09-20" in clock.what.zh and "G1" == clock.party and "guarantor" == clock.role
    assert clock.day < day("09-20")
    assert clock == todo(soon, "08-20")[0]
    first = clock.day - timedelta(policy().guarantee.near_days)
    assert [] == short(soon, f"{first - timedelta(1):%m-%d}", "clock")
    assert 1 == len(short(soon, f"{first:%m-%d}", "clock"))
    assert [] == short(soon, "10-20", "clock")


@pytest.mark.parametrize(
    ("on", "end"), [("06-20", "06-20"), ("06-21", "06-22"), ("06-22", "06-22")]
)
def test_over_rest_days_the_end_to_come_is_named(on: str, end: str) -> None:
    """The last day is a Saturday of a holiday: once it is past the day it moves to is named, and on no day
    one that is gone."""
    [clock] = todo(guaranteed(3), on, "clock")

    assert clock.what.en.endswith(f"last day 2026-{end}")
    assert clock.what.zh.endswith(f"最后一日 2026-{end}")


def test_no_clock_of_a_settled_loan_is_shown() -> None:
    """Nothing can lapse where nothing is owed: listed while a yuan is open, gone once all is paid."""
    for amount, listed in (("1000", 1), ("60000", 0)):
        own = guaranteed(6)
        paid = replace(own, log=case(with_(f"04-20 09:00 payment B amount={amount}")).log)
        assert listed == len(short(paid, "08-20", "clock"))


# --- order and identity ---------------------------------------------------------------------------


def test_the_order_is_right_window_step_courtesy_known() -> None:
    """The table falls from what is lost for good to what is only to be known, each with a reason."""
    losses = [kind.loss for kind in ORDER]

    assert ["right", "window", "step", "courtesy", "known"] == list(dict.fromkeys(losses))
    assert all(k.why.zh and k.why.en and k.name.zh and k.name.en and k.basis for k in ORDER)
    assert len({k.id for k in ORDER}) == len(ORDER) and 0 == rank("clock")


def test_a_list_is_sorted_by_the_table_then_by_day() -> None:
    """Whatever the order in which things are found."""
    busy = case(
        with_(ISSUED, SERVED, "04-04 09:00 payment B amount=100", "04-04 10:00 dispute B",
              "04-01 10:00 cash_flow B by=2026-04-06 what=货款")
    )  # fmt: skip
    found = todo(busy, "04-05")

    assert ["after_payment", "document", "document", "dispute", "deadline", "daily_call", "cash"] == [i.kind for i in found]  # fmt: skip
    assert found == sorted(found, key=lambda i: i.place)


def test_over_many_loans_the_nearest_day_comes_first() -> None:
    """Within a kind the day decides before the loan does."""
    late = todo(case(without("visit")), "03-26", "visit")[0]._replace(loan="L9")
    soon = late._replace(loan="L1", day=day("03-25"))

    assert [late, soon] == sorted([soon, late], key=lambda i: i.place)


def test_an_item_keeps_its_uid_from_day_to_day() -> None:
    """The same dispute, document, visit and clock tomorrow have the UID of today; a call of another
    day is another call."""
    waiting = case(without("03-24") + "\n03-25 09:00 dispute B")
    today = {(i.kind, i.party): i.uid for i in todo(waiting, "03-25")}
    tomorrow = {(i.kind, i.party): i.uid for i in todo(waiting, "03-26")}

    assert {("visit_again", "B"), ("dispute", "B"), ("cg_contact", "G1"), ("blocked", "")} <= set(today)  # fmt: skip
    assert today == tomorrow
    served = case(with_(ISSUED, SERVED))
    calls = {todo(served, on, "daily_call")[0].uid for on in ("03-29", "03-30", "03-31")}
    assert 3 == len(calls)


def test_uids_of_a_whole_year_are_each_of_one_item() -> None:
    """Over many days of several cases a UID never stands for two different things."""
    seen: dict[str, tuple[str, ...]] = {}
    cases = [case(), case(with_(ISSUED, SERVED)), case(without("visit")), guaranteed(6)]
    cases = [replace(c, loan=replace(c.loan, id=f"L{n}")) for n, c in enumerate(cases)]
    for of in cases:
        for n in range(0, 200, 3):
            for i in todo(of, f"{day('03-18') + timedelta(n):%m-%d}"):
                told = (i.loan, i.kind, i.party, i.ref)
                assert seen.setdefault(i.uid, told) == told


def test_the_uid_of_an_item_is_pinned() -> None:
    """Calendars already out keep their events only while UIDs stay what they were."""
    [item] = todo(upto("03-22"), "03-22", "call")

    assert "77d1e163-8975-52ba-848f-2add14dfd2d6" == item.uid


SECRETS = ("张示例", "孙示例", "李示例", "13912345678", "13800138000", "990001188808088889", "赌博", "gambling", "R401", "离婚")  # fmt: skip


def test_what_may_leave_names_no_person_and_no_reason() -> None:
    """Names, phones, numbers, reasons and notes of the log are in no item's words, on any day."""
    spoiled = case(
        with_(
            ISSUED, SENT, "03-25 11:00 reason B code=R401 text=赌博", "03-25 12:00 dispute B text=离婚后不认账",
            "03-26 12:00 cash_flow B by=2026-04-02 what=离婚财产款", "03-26 13:00 hold G1 by=2026-04-03 reason=离婚",
        )
    )  # fmt: skip
    kinds = set()
    for n in range(150):
        for item in todo(spoiled, f"{day('03-20') + timedelta(n):%m-%d}"):
            kinds.add(item.kind)
            told = " ".join((*item.what, item.document, item.ref, item.basis, item.uid))
            assert [] == [s for s in SECRETS if s in told]
            assert [] == [s for s in SECRETS if s in " ".join(item.plan)]
    assert {"mail", "dispute", "cash", "hold", "blocked"} <= kinds


def test_every_kind_of_item_is_in_both_languages() -> None:
    """No item lacks its words in one language, and neither is the other."""
    for of in (case(without("03-24")), case(with_(ISSUED, SERVED)), guaranteed(6)):
        for on in ("03-21", "03-25", "04-06", "04-29", "06-20", "08-25"):
            for item in todo(of, on):
                assert item.what.zh and item.what.en and item.what.zh != item.what.en


def test_numbers_of_plan_and_policy_are_followed() -> None:
    """A house that calls on days 1 and 2 only is asked for no call on day 3."""
    two = tuned("steps", call_days=(1, 2))

    assert [] == short(upto("03-23"), "03-23", "call", by=two)


def test_what_stops_a_document_is_what_check_says_blocks() -> None:
    """The short way over a whole book and the long way over one case agree on every block."""
    cases = [case(), case(""), case(without("03-22")), case(with_(ISSUED, SERVED)), guaranteed(6),
             case(with_("03-25 09:00 dispute B", "03-27 09:00 override - rule=S-05")),
             case(with_("05-06 09:00 sub_payment - amount=52345.67"))]  # fmt: skip
    kinds = (*KINDS, "guarantor-demand", "blacklist-listing", "payoff-certificate", "other")  # fmt: skip
    blocked = 0
    for of in cases:
        for n in range(0, 190, 9):
            on = day("03-18") + timedelta(n)
            for kind in kinds:
                wanted = [f for f in rules.check(of, kind, on, policy()) if f.blocks]
                assert wanted == list(rules.stops(of, kind, on, policy()))
                blocked += len(wanted)
    assert blocked > 1000


# --- deaths and insolvencies ------------------------------------------------------------------------


def test_an_insolvency_is_listed_until_the_claim_is_declared_or_legal_has_approved() -> None:
    """From its day, by the day told on the event or at once; a filing against another party, one of
    another kind, or an approval without its second person ends nothing."""
    line = "03-26 10:00 insolvency G1 by=2026-05-10"
    known = with_(line)

    assert [] == todo(case(known), "03-25", "estate")
    [item] = todo(case(known), "03-26", "estate")
    assert (item.party, item.role, item.day) == ("G1", "counter_guarantor", day("05-10"))
    assert item.what.en == "insolvency of 2026-03-26: hand it to legal, declare the claim to the administrator by 2026-05-10"  # fmt: skip
    [bare] = todo(case(with_("03-26 10:00 insolvency G1")), "04-30", "estate")
    assert bare.day == day("03-26") and "not on record" in bare.more.en

    filing = "03-30 10:00 filing - way={way} body=示例法院 against={who}"
    nod = "03-30 09:00 legal_approval - id=N1"
    seen = "03-31 10:00 approval - confirms=N1 actors=郑示例 role=branch_head"
    for lines, left in (
        ([filing.format(way="insolvency", who="G1")], 0),
        ([filing.format(way="insolvency", who="G2")], 1),
        ([filing.format(way="suit", who="G1")], 1),
        ([nod], 1),
        ([f"{nod} kind=guarantor-reminder", seen], 0),
        ([f"{nod} kind=guarantor-reminder".replace("03-30", "03-25"), seen], 1),
    ):
        told = case(with_(line, *lines))
        assert left == len(todo(told, "03-31", "estate")), lines
    assert ["estate G1 05-10"] == short(case(with_(line, filing.format(way="insolvency", who="G1"))), "03-29", "estate")  # fmt: skip


@pytest.mark.parametrize(
    ("of", "kind", "left"),
    [
        ("G1", "overdue-notice", 0),
        ("G1", "", 0),
        ("-", "guarantor-reminder", 0),
        ("-", "recourse-demand", 0),
        ("-", "judicial-referral", 0),
        ("-", "complaint", 0),
        ("-", "overdue-notice", 1),
        ("-", "blacklist-warning", 1),
        ("-", "", 1),
        ("G2", "guarantor-reminder", 1),
        ("B", "judicial-referral", 1),
    ],
)
def test_only_an_approval_about_her_takes_an_insolvency_off_the_list(
    of: str, kind: str, left: int
) -> None:
    """One that names her, or names nobody and is of the suit or of a document that goes to her; a word of
    legal on another letter or another party leaves it there."""
    lines = (
        "03-26 10:00 insolvency G1",
        f"03-30 09:00 legal_approval {of} id=N1 kind={kind}",
        "03-31 10:00 approval - confirms=N1 actors=郑示例 role=branch_head",
    )

    assert left == len(todo(case(with_(*lines)), "03-31", "estate"))


def test_a_death_is_listed_for_legal_and_told_to_the_house_alone() -> None:
    """What may leave the house does not say who died or that somebody did; nothing once all is paid."""
    died = with_("03-26 10:00 death B")
    [item] = todo(case(died), "03-27", "estate")

    assert (item.party, item.day) == ("B", day("03-26"))
    assert "death" not in item.what.en and "死" not in item.what.zh
    assert item.more.en == "death: find the heirs and the estate"
    paid = died + "\n03-28 12:00 payment B amount=60000"
    assert [1, 0] == [len(todo(case(paid), on, "estate")) for on in ("03-27", "03-28")]
