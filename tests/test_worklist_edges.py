"""The worklist where two of a kind meet: boundary days, several letters, other parties, what the plan adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from due_cases import ISSUED, KINDS, NUMBER, SERVED, plan, short, todo
from ledger_cases import STEPS, case, day, policy, tuned, with_, without

from noticegen import worklist
from noticegen.model import Case, LoanParty, PartyKind, Role

TWO = (LoanParty("B", Role.BORROWER), LoanParty("G2", Role.CO_BORROWER))
PAID_BY_US = "05-06 09:00 sub_payment - amount=52345.67 evidence=voucher"


def upto(on: str, *more: str) -> Case:
    """The worked log up to the evening before `on`, and more lines."""
    lines = [x for x in STEPS.strip().splitlines() if day(x.split()[0]) < day(on)]
    return case("\n".join([*lines, *more]))


# --- contacts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "on", "kind"),
    [
        (upto("03-20"), "03-20", "visit"),
        (upto("03-22"), "03-22", "call"),
        (upto("03-24"), "03-24", "visit_again"),
        (case(with_(ISSUED, SERVED)), "03-29", "daily_call"),
        (case(), "04-29", "promise"),
        (case(with_("03-29 09:00 payment B amount=1000")), "03-29", "after_payment"),
        (case(with_("03-25 09:00 cash_flow B by=2026-04-10 what=货款")), "04-10", "cash"),
    ],
)
def test_the_plan_says_how_a_debtor_is_spoken_to(of: Case, on: str, kind: str) -> None:
    """Each contact of the day with a debtor comes with the first line of the plan and its tone."""
    [item] = todo(of, on, kind)

    assert item.plan.zh and item.plan.en and item.tone


def test_a_counter_guarantor_is_not_asked_for_once_the_notice_is_out() -> None:
    """S-09 is a step before the notice; until it is issued the contact is wanted."""
    bare = without("cg_contact")

    assert ["cg_contact G1 03-24", "cg_contact G2 03-24"] == short(
        case(bare), "03-27", "cg_contact"
    )
    assert [] == short(case(f"{bare}\n{ISSUED}"), "03-27", "cg_contact")


def test_each_borrower_is_gone_to_for_her_own_promise() -> None:
    """Two promises of one day are two items, whoever was spoken to about another; one of an earlier default
    and one of the other borrower are none of hers."""
    lines = [
        "03-25 12:00 promise B amount=700 by=2026-04-10",
        "03-25 13:00 promise B amount=0.50 by=2026-04-10",
        "03-25 14:00 promise G2 amount=900 by=2026-04-10",
    ]
    whole = case("\n".join([without("promise"), *lines]), signatories=TWO)
    told = "04-10 08:00 call B"

    both = [(i.party, i.more.en) for i in todo(whole, "04-10", "promise")]
    assert [("B", "0.50 yuan"), ("B", "700.00 yuan"), ("G2", "900.00 yuan")] == sorted(both)
    spoken = case("\n".join([without("promise"), *lines, told]), signatories=TWO)
    assert ["promise G2 04-10"] == short(spoken, "04-10", "promise")
    kept = case("\n".join([without("promise"), *lines, "04-01 09:00 payment B amount=700"]))
    assert ["0.50 yuan"] == [i.more.en for i in todo(kept, "04-10", "promise")]
    old = "03-18 12:00 promise B amount=700 by=2026-04-10"
    assert [] == short(case("\n".join([without("promise"), old])), "04-10", "promise")


def test_a_house_may_let_guarantors_keep_the_debtors_promise() -> None:
    """Then what a guarantor paid in time leaves nothing to go for, nor to follow up."""
    lets = tuned("promises", guarantor_payment_keeps=True)
    promise = "03-25 12:00 promise B amount=700 by=2026-04-10"
    of = case("\n".join([without("promise"), promise, "04-01 09:00 payment G1 amount=700"]))

    assert ["promise B 04-10"] == short(of, "04-10", "promise")
    assert ["broken B 04-11"] == short(of, "04-11", "broken")
    assert [] == short(of, "04-10", "promise", by=lets) == short(of, "04-11", "broken", by=lets)


def test_each_sum_expected_is_an_item_of_the_one_it_comes_to() -> None:
    """Money expected of another, or on a day before the default, is passed over; that of day 0 counts."""
    own = "03-16 09:00 cash_flow B by=2026-03-20 what=货款"
    lines = [
        "03-16 08:00 cash_flow B by=2026-03-19 what=旧款",
        "03-16 08:30 cash_flow G2 by=2026-03-20 what=他款",
        own,
        "03-16 10:00 cash_flow B by=2026-03-21 what=租金",
    ]
    found = todo(case("\n".join(lines), signatories=TWO), "03-20", "cash")

    assert ["货款", "租金"] == [i.more.zh for i in found if i.party == "B"]
    assert ["他款"] == [i.more.zh for i in found if i.party == "G2"]
    spoken = case("\n".join([*lines, "03-20 09:00 call B"]), signatories=TWO)
    assert ["租金"] == [i.more.zh for i in todo(spoken, "03-20", "cash") if i.party == "B"]


# --- documents ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found_on", "on", "listed"), [("03-20", "03-28", True), ("03-28", "03-28", True), ("03-29", "03-28", False), ("03-19", "03-28", False)])  # fmt: skip
def test_who_cannot_pay_is_for_the_court_at_once(found_on: str, on: str, listed: bool) -> None:
    """A finding of the present default, on its first day or today, puts the referral on the list."""
    found = f"{found_on} 10:00 inability_finding B test=stated reviewer=郑示例"
    items = todo(case(with_(found)), on, "document", "blocked")

    assert listed == ("judicial-referral" in [i.document for i in items])


def test_half_a_yuan_of_recourse_is_claimed() -> None:
    """Whatever is open of what the house paid keeps the notice of recourse on the list."""
    back = "05-06 10:00 payment B amount=52345.17"
    kinds = {
        i.document for i in todo(case(with_(PAID_BY_US, back)), "05-06", "document", "blocked")
    }

    assert {"recourse-notice", "recourse-demand"} <= kinds


def test_a_certificate_is_proposed_for_some_days() -> None:
    """From the settlement to the last day that the plan names, that day included."""
    paid = case(with_("04-02 09:00 payment B amount=60000"))
    last = day("04-02") + timedelta(plan().worklist.payoff_days)
    kinds = {**KINDS, "payoff-certificate": KINDS["overdue-notice"]}

    def there(days: int) -> bool:
        on = last + timedelta(days)
        found = worklist.of(paid, on, policy(), plan(), kinds)
        return "payoff-certificate" in [i.document for i in found]

    assert [True, False] == [there(0), there(1)]


def test_what_blocks_is_named_up_to_four_rules_and_counted_beyond() -> None:
    """Four are named, a fifth is counted; the item tells whom the document waits for, and of which rules."""
    bare = "03-20 10:00 cost - amount=1 what=费"
    held = {}
    for lines in (bare, f"{bare}\n03-16 09:00 collection_authority - evidence=contract"):
        found = todo(case(lines), "03-27", "blocked")
        [item] = [x for x in found if x.document == "overdue-notice"]
        assert item.held is not None and ("B",) == item.held.parties
        held[len(item.held.rules)] = item.what

    assert {5, 4} == set(held)
    assert "and 1 more;" in held[5].en and "等5项；" in held[5].zh
    assert " and " not in held[4].en and "等" not in held[4].zh


# --- mail and last days ---------------------------------------------------------------------------

OTHER = "〔2026〕担催字第0002号"
REMINDER = f"03-29 10:00 issued G1 document={OTHER} kind=guarantor-reminder"


def test_every_letter_is_followed_up_for_itself() -> None:
    """One that is served or void hides no other; one of yesterday waits, that of the day before does not."""
    void = f"03-29 10:00 voided - document={NUMBER} text=作废"
    later = f"03-29 12:00 issued G2 document={OTHER}乙 kind=guarantor-reminder"

    assert ["mail G1 03-30"] == short(case(with_(ISSUED, SERVED, REMINDER)), "03-30", "mail")
    assert ["mail G1 03-30"] == short(case(with_(ISSUED, void, REMINDER)), "03-30", "mail")
    both = case(with_(ISSUED, SERVED, REMINDER, later))
    assert ["mail G1 03-30", "mail G2 03-30"] == short(both, "03-30", "mail")
    assert [] == short(both, "03-29", "mail")
    tomorrow = case(with_(ISSUED, SERVED, REMINDER.replace("03-29", "03-31")))
    assert [] == short(tomorrow, "03-30", "mail")


def test_a_letter_that_is_not_asked_about_hides_none_after_it() -> None:
    """After pay-off the notice is left alone and the entry on the list is not; a referral that was handed in
    hides no letter; a service of a number that nobody issued is passed over."""
    paid = "04-02 09:00 payment B amount=60000"
    entry = "04-03 10:00 issued B document=L1 kind=blacklist-listing"
    late = case(with_(ISSUED.replace("03-27", "04-02"), paid, entry))
    assert ["L1"] == [i.document for i in todo(late, "04-08", "mail")]

    handed = "06-20 11:00 dispatched - document=J1 method=hand to=李法务"
    referred = "06-20 10:00 issued - document=J1 kind=judicial-referral"
    later = REMINDER.replace("03-29", "06-21")
    of = case(with_(ISSUED, SERVED, referred, handed, later))
    assert [OTHER] == [i.document for i in todo(of, "06-25", "mail")]
    stray = case(with_(SERVED.replace(NUMBER, "X9"), ISSUED))
    assert [NUMBER] == [i.document for i in todo(stray, "03-29", "mail")]


def test_a_firm_is_not_served_by_handing_the_letter_to_herself() -> None:
    """Who may take a letter in depends on the addressee: the same slip proves it for a person only."""
    of = case(with_(ISSUED, SERVED))
    firm = {**of.parties, "B": replace(of.parties["B"], kind=PartyKind.COMPANY)}

    assert [] == todo(of, "04-06", "mail")
    assert [NUMBER] == [i.document for i in todo(replace(of, parties=firm), "04-06", "mail")]


def test_what_happens_later_is_not_known_yet() -> None:
    """A letter that is served tomorrow is out without proof today."""
    of = case(with_(ISSUED, SERVED))
    today = worklist.letters(of, day("03-27"), policy(), plan(), KINDS)

    assert [NUMBER] == [i.document for i in today if i.kind == "mail"]


def test_papers_are_in_the_order_of_the_table() -> None:
    """What is possible, then what is out without proof, then what waits, with its own ground and no role."""
    of = case(with_(ISSUED, SERVED, REMINDER))
    found = worklist.letters(of, day("04-20"), policy(), plan(), KINDS)

    assert ["document", "mail", "blocked"] == list(dict.fromkeys(i.kind for i in found))
    assert "II-6" == found[0].basis
    assert {("", "")} == {(i.party, i.role) for i in found if i.kind == "blocked"}


def test_the_papers_of_a_case_are_told_from_the_day_they_went_out() -> None:
    """Beside what may be issued, each letter without proof of its service, at once and in order."""
    of = case(with_(ISSUED, SERVED, REMINDER))
    found = worklist.letters(of, day("03-29"), policy(), plan(), KINDS)

    assert [OTHER] == [i.document for i in found if i.kind == "mail"]
    assert [day("03-29")] == [i.day for i in found if i.kind == "mail"]
    assert list(found) == sorted(found, key=lambda i: i.place) and len(found) > 1
    bare = case(with_(ISSUED, SERVED.replace("evidence=slip", "evidence=")))
    assert [NUMBER] == [i.document for i in worklist.letters(bare, day("03-29"), policy(), plan(), KINDS) if i.kind == "mail"]  # fmt: skip


@pytest.mark.parametrize(("on", "gone"), [("06-19", False), ("06-20", True), ("06-21", True)])
def test_a_referral_of_the_day_of_the_filing_was_handed_in(on: str, gone: bool) -> None:
    """A filing on the day of the referral or later, and not after the day asked about, is its end."""
    first = "06-20 10:00 issued - document=J1 kind=judicial-referral"
    filed = f"{on} 11:00 filing - way=suit body=法院 against=B"
    of = case(with_(ISSUED, SERVED, first, filed))

    assert gone == ("J1" not in [i.document for i in todo(of, "06-21", "mail")])
    later = case(with_(ISSUED, SERVED, first, filed.replace(on, "06-22")))
    assert ["J1"] == [i.document for i in todo(later, "06-21", "mail")]


def test_every_last_day_to_pay_is_told_with_its_letter() -> None:
    """A letter that names none, or was not served, hides no other."""
    warned = "03-27 09:00 issued B document=W1 kind=blacklist-warning"
    [found] = todo(case(with_(warned, ISSUED, SERVED)), "04-06", "deadline")

    assert (NUMBER, "B") == (found.document, found.party)


# --- dates ----------------------------------------------------------------------------------------


def test_a_hold_without_an_end_hides_none_that_has_one() -> None:
    """Two holds: the one that ends soon is told, once."""
    holds = (
        "03-25 09:00 hold B approver=郑示例 reason=家中有事",
        "03-26 09:00 hold B approver=郑示例 reason=家中有事 by=2026-04-10",
    )

    assert ["hold B 04-10"] == short(case(with_(*holds)), "04-09", "hold")


def test_an_answered_dispute_hides_none_of_another_party() -> None:
    """The borrower's was answered; the guarantor's waits."""
    lines = (
        "03-25 10:00 dispute B text=利率有误",
        "03-25 11:00 dispute G1 text=未签字",
        "03-26 10:00 dispute_answered B text=已答复",
    )

    assert ["G1"] == [i.party for i in todo(case(with_(*lines)), "03-27", "dispute")]


def test_a_claim_declared_before_the_insolvency_or_taken_back_leaves_it_open() -> None:
    """Only a declaration on its day or later that stands is the end of it."""
    ended = "03-25 10:00 insolvency B case_no=示1号"
    filed = "03-25 11:00 filing - id=F9 way=insolvency body=管理人 against=B"
    back = "03-26 11:00 filing_withdrawn - filing=F9"

    assert [] == short(case(with_(ended, filed)), "03-27", "estate")
    for lines in ((ended, filed, back), (ended, filed.replace("03-25 11", "03-24 11"))):
        assert ["estate B 03-25"] == short(case(with_(*lines)), "03-27", "estate")
