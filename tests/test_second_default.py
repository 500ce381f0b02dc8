"""A life written down by hand: the house pays for a borrower, is paid back in full, and a later instalment of
the same loan is missed.

60,000 in three instalments without interest, 20 March, 20 June, 20 September 2026; 6.5 % and half of it more when
late, a year of 360 days; the house's money costs 6 %, a year of 365 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from cases import TEMPLATES, authority, case, deed, event, issued, loan, policy
from due_cases import todo

from noticegen import caps, clocks, episodes, figures, plan, recourse, suits, sureties
from noticegen.addressing import NOTICE, PAYOFF, RECOURSE, RECOURSE_NOTICE, REFERRAL, REMINDER
from noticegen.claims import asked_back, claim_of
from noticegen.compose import compose
from noticegen.errors import DataError
from noticegen.facts.paper import Paper
from noticegen.facts.story import story
from noticegen.model import Case, Event, EventType, Evidence, Finding, Instalment, Verdict
from noticegen.rules import check
from noticegen.rules.paper import words
from noticegen.wording import load_kind

T = EventType
NONE = Decimal(0)
FIRST, SECOND, THIRD = date(2026, 3, 20), date(2026, 6, 20), date(2026, 9, 20)
HOUSE_PAID = date(2026, 5, 6)  # 47 days: 20,000 x 9.75 % x 47 / 360 = 254.58
PAID_BACK = date(2026, 5, 26)  # 20 days: 20,254.58 x 6 % x 20 / 365 = 66.59
DAY_7 = date(2026, 6, 27)  # 20,000 x 9.75 % x 7 / 360 = 37.92


def yuan(amount: str) -> Decimal:
    return Decimal(amount.replace(",", ""))


def money(kind: EventType, on: date, amount: str, id: str = "", **details: str) -> Event:
    party = "B1" if kind is T.PAYMENT else ""
    return event(kind, on, id, amount=yuan(amount), party=party, details=details)


def sub(on: date, amount: str) -> Event:
    return money(T.SUB_PAYMENT, on, amount, payee="示例农村商业银行", voucher="示例凭证1")


def pay(on: date, amount: str, id: str = "", **details: str) -> Event:
    return money(T.PAYMENT, on, amount, id, **details)


PAID = (authority(), sub(HOUSE_PAID, "20,254.58"))
BACK = (*PAID, pay(PAID_BACK, "20,321.17"))
# in the second default: the borrower pays a half, the house the rest, and is paid back again
HALF = pay(date(2026, 6, 30), "10,000.00")  # 10 days: 54.17 interest, 9,945.83 principal
AGAIN = sub(date(2026, 7, 20), "10,108.63")  # 10,054.17 and 20 days of it: 54.46
BACK_AGAIN = pay(date(2026, 8, 20), "10,160.14")  # 31 days: 51.51


def life(*log: Event) -> Case:
    dues = tuple(Instalment(n, on, yuan("20,000.00"), NONE) for n, on in enumerate((FIRST, SECOND, THIRD), 1))  # fmt: skip
    contract = loan(
        principal=yuan("60,000.00"), maturity=THIRD, recourse_rate=Decimal("0.06"), day_basis="360"
    )
    return case(contract=contract, dues=dues, deeds=(deed(),), log=log)


def defaults(of: Case, on: date) -> list[tuple[date, date | None]]:
    return [(e.anchor, e.ended) for e in episodes.episodes(of, on, policy())]


def _words(of: Case, kind: str, party: str, on: date) -> str:
    return words(compose(of, load_kind(TEMPLATES, kind), party, "zh", on, policy()))


def x09(of: Case, kind: str, on: date) -> Finding:
    return next(f for f in check(of, kind, on, policy()) if f.rule == "X-09")


# --- the default that was paid back -----------------------------------------------------------------


def test_the_default_ends_on_the_day_on_which_the_house_was_paid_back() -> None:
    """What the house paid keeps it open; the eve of the last cent too."""
    of = life(*BACK)

    assert defaults(of, PAID_BACK - timedelta(1)) == [(FIRST, None)]
    assert defaults(of, PAID_BACK) == [(FIRST, PAID_BACK)]
    assert recourse.claim(of, PAID_BACK, policy()).total == NONE  # type: ignore[union-attr]
    a_cent_less = life(*PAID, pay(PAID_BACK, "20,321.16"))
    assert defaults(a_cent_less, PAID_BACK) == [(FIRST, None)]


def test_what_the_house_paid_has_paid_the_instalment_once_it_was_paid_back() -> None:
    """Until then the borrower's own account has it open; from then on nothing of it is asked for again."""
    of = life(*BACK)

    before = figures.owed(of, PAID_BACK - timedelta(1), policy())
    after = figures.owed(of, PAID_BACK, policy())
    assert [line.number for line in before.lines] == [1]
    assert (after.lines, after.total, after.not_yet_due) == ((), NONE, yuan("40,000.00"))
    assert after == recourse.bank_owed(of, PAID_BACK, policy())
    assert [(r.on, r.amount) for r in after.ledger if r.event == "sub_payment"] == [
        (HOUSE_PAID, yuan("20,254.58"))
    ]


# --- the second default -----------------------------------------------------------------------------


def test_a_later_instalment_is_a_default_of_its_own() -> None:
    """Day 0 is its own due day; the sum is that instalment's, seven days late."""
    of = life(*BACK)

    assert defaults(of, SECOND - timedelta(1)) == [(FIRST, PAID_BACK)]
    assert defaults(of, DAY_7) == [(FIRST, PAID_BACK), (SECOND, None)]
    assert episodes.step_day(of, DAY_7, policy()) == episodes.days_overdue(of, DAY_7, policy()) == 7
    owed = figures.owed(of, DAY_7, policy())
    assert [(x.number, x.principal, x.penalty) for x in owed.lines] == [
        (2, yuan("20,000.00"), yuan("37.92"))
    ]
    assert (owed.total, owed.received) == (yuan("20,037.92"), NONE)


def test_the_notice_on_the_loan_goes_out_again() -> None:
    """X-09 holds while recourse is open, not after it was paid back; the bank's authority is asked as at first."""
    of = life(*BACK)

    assert x09(of, NOTICE, PAID_BACK - timedelta(1)).verdict is Verdict.FAIL
    assert x09(of, NOTICE, DAY_7).verdict is Verdict.PASS
    assert x09(life(*BACK[1:]), NOTICE, DAY_7).verdict is Verdict.FAIL
    assert "没有授权记录" in x09(life(*BACK[1:]), NOTICE, DAY_7).found.zh


def test_the_reminder_and_not_the_demand_goes_to_counter_guarantors_again() -> None:
    """Nothing is paid for this default yet: 2A; 2B has nothing to ask back, and says that all came back."""
    of = life(*BACK)

    assert x09(of, REMINDER, DAY_7).verdict is Verdict.PASS
    found = next(f for f in check(of, RECOURSE, DAY_7, policy()) if f.rule == "L-04")
    assert (found.verdict, found.found.zh) == (Verdict.FAIL, "代偿款已全部收回")


def test_old_steps_and_the_old_payment_make_no_stage_of_the_new_default() -> None:
    """The plan begins at the front; the way to court is the bank's suit on the loan."""
    of = life(*BACK)

    assert plan.stage(of, PAID_BACK - timedelta(1), policy()) == "recourse"
    assert plan.stage(of, SECOND + timedelta(1), policy()) == "first"
    suit = suits.suit(of, DAY_7, policy())
    assert (suit.route.id, suit.house, suit.total) == ("loan", False, yuan("20,037.92"))


def test_clocks_of_what_was_paid_back_stop() -> None:
    """No recourse is barred any more, no counter-guarantee runs; limitation of the loan goes on."""
    of = life(*BACK)

    assert {c.kind for c in clocks.of(of, PAID_BACK - timedelta(1), policy())} == {
        "limitation", "recourse_limitation", "guarantee",
    }  # fmt: skip
    assert {c.kind for c in clocks.of(of, DAY_7, policy())} == {"limitation"}


# --- money in the second default ----------------------------------------------------------------------


def test_money_that_names_no_claim_is_the_loans_again() -> None:
    """On the day of the last cent it is still the house's; later it pays the bank."""
    extra = pay(PAID_BACK, "5.00", "z-extra")
    of = life(*BACK, extra, HALF)

    assert [claim_of(e, of, policy()) for e in of.of(T.PAYMENT)] == ["recourse", "recourse", "loan"]
    owed = figures.owed(of, HALF.day, policy())
    assert (owed.principal, owed.total, owed.received) == (
        yuan("10,054.17"), yuan("10,054.17"), yuan("10,000.00"),
    )  # fmt: skip
    assert recourse.in_hand(of, HALF.day, policy()) == (yuan("5.00"), NONE)


def test_a_refund_takes_what_is_in_hand_of_the_house_first() -> None:
    """5.00 too much came in on recourse and go back in the second default; of the next refund the loan's surplus."""
    back = [money(T.REFUND, DAY_7 + timedelta(n), "5.00", f"r{n}") for n in (0, 1)]
    of = life(*BACK, pay(PAID_BACK, "5.00", "z-extra"), *back)

    assert [claim_of(e, of, policy()) for e in of.of(T.REFUND)] == ["recourse", "loan"]


def test_what_the_house_pays_again_is_a_claim_of_its_own() -> None:
    """Its first day, payments and clocks are new; the repaid one is no part of it."""
    of = life(*BACK, HALF, AGAIN)
    claim = asked_back(of, AGAIN.day, policy())

    assert claim is not None
    assert [(p.on, p.amount) for p in claim.paid] == [(AGAIN.day, yuan("10,108.63"))]
    assert (claim.receipts, claim.received, claim.total) == ((), NONE, yuan("10,108.63"))
    running = {c.kind: c for c in clocks.of(of, AGAIN.day, policy())}
    assert running["guarantee"].start == running["recourse_limitation"].start == AGAIN.day
    assert x09(of, NOTICE, AGAIN.day).verdict is Verdict.FAIL
    assert x09(of, RECOURSE_NOTICE, AGAIN.day).verdict is Verdict.PASS
    assert sureties.asked_of(of, RECOURSE, "G1", AGAIN.day, policy()) == yuan("10,108.63")


def test_a_surplus_of_the_first_claim_pays_a_part_of_the_second() -> None:
    """5.00 in hand are brought over, and shown as one receipt: paid, less received, is what is open."""
    of = life(*BACK, pay(PAID_BACK, "5.00", "z-extra"), HALF, AGAIN)
    claim = asked_back(of, AGAIN.day, policy())

    assert claim is not None
    assert (claim.received, claim.principal) == (yuan("5.00"), yuan("10,103.63"))
    assert [(r.event.id, r.amount) for r in claim.receipts] == [("z-extra", yuan("5.00"))]
    assert claim.credit == NONE


def test_two_defaults_paid_back_leave_a_loan_that_ends_as_agreed() -> None:
    """The third instalment is paid in time: settled on its day, no third default."""
    of = life(*BACK, HALF, AGAIN, BACK_AGAIN, pay(THIRD, "20,000.00"))

    assert defaults(of, THIRD) == [(FIRST, PAID_BACK), (SECOND, BACK_AGAIN.day)]
    assert recourse.settled_on(of, THIRD, policy()) == THIRD
    assert recourse.settled_on(of, THIRD - timedelta(1), policy()) is None


# --- missed while recourse was open -------------------------------------------------------------------

LATE = date(2026, 6, 30)  # 55 days: 20,254.58 x 6 % x 55 / 365 = 183.12
LATE_BACK = (*PAID, pay(LATE, "20,437.70"))


def test_what_is_missed_while_recourse_is_open_is_the_same_default() -> None:
    """Day 0 stays; no notice on the loan goes out, that of recourse does."""
    of = life(*LATE_BACK)

    assert defaults(of, DAY_7) == [(FIRST, None)]
    assert episodes.days_overdue(of, DAY_7, policy()) == (DAY_7 - FIRST).days == 99
    assert x09(of, NOTICE, DAY_7).verdict is Verdict.FAIL
    assert x09(of, RECOURSE_NOTICE, DAY_7).verdict is Verdict.PASS


def test_once_it_is_paid_back_the_notice_asks_for_the_later_instalment_alone() -> None:
    """The default goes on with its steps (III-4); overdue is counted from the oldest instalment unpaid."""
    of = life(*LATE_BACK)
    owed = figures.owed(of, LATE, policy())

    assert defaults(of, LATE) == [(FIRST, None)]
    assert episodes.step_day(of, LATE, policy()) == 102
    assert episodes.days_overdue(of, LATE, policy()) == 10
    assert [(x.number, x.total) for x in owed.lines] == [(2, yuan("20,054.17"))]
    assert owed.received == yuan("20,254.58")  # since the default began, by the house's payment
    assert x09(of, NOTICE, LATE).verdict is Verdict.PASS


# the house pays the second instalment too: 20,000 and 30 days of 9.75 % / 360: 162.50
SECOND_PAID = sub(date(2026, 7, 20), "20,162.50")
LATER = date(2026, 8, 1)


def _served(number: str, on: date, party: str, kind: str) -> tuple[Event, Event]:
    """A letter issued, and handed over on the next day."""
    slip = (Evidence("1" * 64, "slip.pdf", "slip"),)
    by_hand = {"method": "hand", "recipient": "self", "to": "示例"}
    return issued(on, number, party, kind), event(
        T.SERVED, on + timedelta(1), f"s-{number}", party=party, document=number,
        actors=("王经办", "李经办"), details=by_hand, evidence=slip,
    )  # fmt: skip


# the letters of the first claim, in the default that goes on
OF_THE_FIRST = (
    *_served("N-1", FIRST + timedelta(7), "B1", NOTICE),
    *_served("RN-1", HOUSE_PAID + timedelta(4), "B1", RECOURSE_NOTICE),
    *_served("R-1", HOUSE_PAID + timedelta(4), "G1", RECOURSE),
)


def test_letters_for_what_was_paid_back_are_no_earlier_letters_of_the_next_claim() -> None:
    """The default goes on, the claim is another: neither the debtor nor his guarantor is told that he was asked
    for it before, nor that it was paid for the first instalment."""
    of = life(*LATE_BACK, *OF_THE_FIRST, SECOND_PAID)
    assert defaults(of, LATER) == [(FIRST, None)]

    for kind, party, old in ((RECOURSE_NOTICE, "B1", "RN-1"), (RECOURSE, "G1", "R-1")):
        words = _words(of, kind, party, LATER)
        assert "20,162.50" in words and "2026年6月20日" in words
        assert old not in words and "再次" not in words and "2026年3月20日归还" not in words
        assert "归还2026年3月20日" not in words
        # of the first claim itself it is one
        assert old in _words(life(*PAID, *OF_THE_FIRST), kind, party, DAY_7)


def test_a_demand_for_what_was_paid_back_is_none_for_the_next_claim() -> None:
    """S-16 wants another; until the house pays again, and for the first claim, the one served did."""
    of = life(*LATE_BACK, *OF_THE_FIRST, SECOND_PAID)

    def s16(case: Case, on: date) -> Finding:
        return next(f for f in check(case, REFERRAL, on, policy()) if f.rule == "S-16")

    assert s16(life(*PAID, *OF_THE_FIRST), DAY_7).verdict is Verdict.PASS
    found = s16(of, LATER)
    assert found.blocks and "R-1 所追偿的款项已收回" in found.found.zh
    again = life(*LATE_BACK, *OF_THE_FIRST, SECOND_PAID, *_served("R-2", SECOND_PAID.day, "G1", RECOURSE))  # fmt: skip
    assert s16(again, LATER).verdict is Verdict.PASS


def test_the_worklist_asks_for_the_letters_of_the_next_claim() -> None:
    """It asks for none while the first claim has its own, and for both once the house has paid again; a letter
    of the first claim that was not served is nobody's business any more."""
    unserved = issued(HOUSE_PAID + timedelta(4), "R-1", "G1", RECOURSE)

    def asked(case: Case, on: date) -> set[str]:
        found = todo(case, on.isoformat())
        return {i.document for i in found if i.kind in {"document", "blocked", "mail"}}

    both = {RECOURSE_NOTICE, RECOURSE}
    assert not both & asked(life(*PAID, *OF_THE_FIRST), DAY_7)
    assert both <= asked(life(*LATE_BACK, *OF_THE_FIRST, SECOND_PAID), LATER)
    assert "R-1" in asked(life(*PAID, unserved), DAY_7)
    assert "R-1" not in asked(life(*LATE_BACK, unserved), LATE)
    assert "R-1" not in asked(life(*LATE_BACK, unserved, SECOND_PAID), LATER)


def test_the_complaint_on_the_next_claim_begins_with_what_was_missed_for_it() -> None:
    """The creditor was owed nothing between the first payment of the house and the second instalment."""
    of = life(*LATE_BACK, *OF_THE_FIRST, SECOND_PAID)
    suit = suits.suit(of, LATER, policy())
    told = story(of, suit, Paper(NOTICE, "通知书", "zh", LATER, LATER, LATER, 1), policy())

    assert (told["first_due"], told["overdue_until"], told["days_overdue"]) == (
        "2026年6月20日", "2026年7月20日", "30日",
    )  # fmt: skip
    assert told["demands"] == told["later_demands"] == ()


@pytest.mark.parametrize("waived", [False, True])
def test_what_is_waived_of_recourse_is_asked_for_no_more_than_what_was_paid(waived: bool) -> None:
    """An approved waiver of the rest ends the default as a payment does; one without approver ends nothing."""
    details = {"component": "principal", **({"approver": "李主任"} if waived else {})}
    rest = event(T.WAIVER, PAID_BACK, amount=yuan("321.17"), details=details)
    of = life(*PAID, rest, pay(PAID_BACK, "20,000.00"))

    assert defaults(of, PAID_BACK) == [(FIRST, PAID_BACK if waived else None)]


def test_the_reminder_says_of_these_sums_that_nothing_was_paid() -> None:
    """The house did pay once: what it says is that it has not paid the sums it names."""
    words = _words(life(*BACK), REMINDER, "G1", DAY_7)

    assert "上列款项我单位尚未代偿" in words and "20,037.92" in words


def test_letters_of_the_second_default_name_nothing_of_the_first() -> None:
    """Neither its instalment, nor what the house paid then, nor what came back."""
    of = life(*BACK, HALF, AGAIN)
    late = AGAIN.day + timedelta(10)
    letters = [
        _words(life(*BACK), NOTICE, "B1", DAY_7),
        _words(of, RECOURSE_NOTICE, "B1", late),
        _words(of, RECOURSE, "G1", late),
    ]

    for letter in letters:
        assert "2026年6月20日" in letter
        for old in ("20,254.58", "20,321.17", "3月20日归还", "2026-05"):
            assert old not in letter
    with pytest.raises(DataError):
        _words(of, NOTICE, "B1", AGAIN.day)


def test_the_certificate_names_all_that_the_house_paid() -> None:
    """Both payments, 30,363.21, were paid back."""
    of = life(*BACK, HALF, AGAIN, BACK_AGAIN, pay(THIRD, "20,000.00"))

    assert "代偿30,363.21元" in _words(of, PAYOFF, "B1", THIRD)


def test_the_complaint_tells_the_present_default() -> None:
    """The letters of the first one, and what was paid and came back then, are no part of its story."""
    notices = [issued(FIRST + timedelta(7), "旧"), issued(DAY_7, "新")]
    of = life(*BACK, *notices, HALF, AGAIN)
    on = AGAIN.day + timedelta(10)
    told = story(of, suits.suit(of, on, policy()), Paper(NOTICE, "通知书", "zh", on, on, on, 1), policy())  # fmt: skip

    assert told["first_due"] == "2026年6月20日"
    assert [p["amount"] for p in told["paid_for"]] == ["10,108.63元"]  # type: ignore[attr-defined]
    assert [d["number"] for d in told["demands"]] == ["新"]  # type: ignore[attr-defined]
    assert suits.suit(of, on, policy()).route.id == "recourse"


def test_the_guarantee_that_is_over_says_so() -> None:
    """Not that nothing was paid yet."""
    of = life(*BACK)

    assert clocks.no_period(of, of.guarantees[0], DAY_7).zh == "代偿款已全部收回，不再计算"
    assert (
        clocks.no_period(of, of.guarantees[0], HOUSE_PAID - timedelta(1)).zh == "未起算（尚未代偿）"
    )


@pytest.mark.parametrize("amount", ["20,534.26", "20,534.25"])
def test_the_money_that_pays_the_house_back_is_set_against_a_deed_that_still_bound_him(
    amount: str,
) -> None:
    """One of his deeds lapsed a month after the payment of the house: the last cent of the claim ends both
    periods on that day, and still none of it is set against the lapsed deed, as with a cent less."""
    short = replace(deed(), period_months=1, cap=yuan("30,000.00"))
    long = replace(deed(number="示反保0002"), period_months=24, cap=yuan("25,000.00"))
    on = date(2026, 7, 29)  # 84 days: 20,254.58 x 6 % x 84 / 365 = 279.68
    by_him = event(T.PAYMENT, on, amount=yuan(amount), party="G1")
    of = replace(life(*PAID, by_him), guarantees=(short, long))

    assert caps.paid_under(of, (short,), on, policy()) == NONE
    assert caps.paid_under(of, (long,), on, policy()) == yuan(amount)
