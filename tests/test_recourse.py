"""What the house asks back after it paid the creditor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import cases
import pytest
from cases import event, loan, policy
from hypothesis import given
from hypothesis import strategies as st

from noticegen import episodes, figures
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy
from noticegen.recourse import Claim, bank_owed, claim, owing_until, settled, settled_on

T = EventType
PAID = date(2026, 5, 6)
RATE = Decimal("0.03")


def sub(on: date, amount: str, id: str = "") -> Event:
    return event(T.SUB_PAYMENT, on, id, amount=Decimal(amount), details={"payee": "银行"})


def back(on: date, amount: str, id: str = "", **details: str) -> Event:
    return event(T.PAYMENT, on, id, amount=Decimal(amount), party="B1", details=details)


def of(*log: Event, on: date, rate: Decimal | None = RATE) -> Claim:
    found = claim(_case(*log, rate=rate), on, policy())
    assert found is not None
    return found


def _case(*log: Event, rate: Decimal | None = RATE) -> Case:
    return cases.case(contract=loan(recourse_rate=rate), log=log)


def test_nothing_paid_nothing_claimed() -> None:
    """There is no recourse before the payment under the guarantee, and there is from its day on."""
    before = _case(sub(PAID, "52345.67"))

    assert claim(before, PAID - timedelta(1), policy()) is None
    assert of(sub(PAID, "52345.67"), on=PAID).total == Decimal("52345.67")


def test_cost_of_money_runs_from_each_payment() -> None:
    """Each payment bears interest from its own day; the day asked for is not counted."""
    found = of(
        sub(PAID, "30000.00"), sub(date(2026, 6, 15), "22345.67", "s2"), on=date(2026, 9, 30)
    )

    assert [p.on for p in found.paid] == [PAID, date(2026, 6, 15)]
    assert [p.interest for p in found.paid] == [Decimal("362.47"), Decimal("196.52")]
    assert found.total == Decimal("52904.66")


def test_without_agreement_the_prime_rate_of_the_day_of_payment() -> None:
    """3.00 per cent on 6 May 2026; the claim says that nothing was agreed."""
    found = of(sub(PAID, "52345.67"), on=date(2026, 9, 30), rate=None)

    assert (found.agreed, found.interest) == (False, Decimal("632.45"))
    assert of(sub(PAID, "1.00"), on=PAID).agreed


def test_receipts_cover_costs_interest_principal_oldest_first() -> None:
    """5,000 on day 100 of two payments: costs 200, interest of both, then the older payment."""
    when = PAID + timedelta(100)
    cost = event(T.COST, PAID + timedelta(5), amount=Decimal("200.00"), details={"what": "公证费"})
    found = of(
        sub(PAID, "30000.00", "s1"),
        sub(PAID, "20000.00", "s2"),
        cost,
        back(when, "5000.00"),
        on=when,
    )
    receipt = found.receipts[0]

    assert receipt.to_costs == Decimal("200.00")
    assert receipt.to_interest == Decimal("246.58") + Decimal("164.38")
    assert receipt.to_principal == Decimal("4389.04")
    assert [p.open for p in found.paid] == [Decimal("25610.96"), Decimal("20000.00")]
    assert [found.costs, found.interest, found.received] == [Decimal(0), Decimal(0), Decimal(5000)]


def test_payments_before_ours_are_the_loans() -> None:
    """What came in before the house paid went to the bank; what came later comes to the house,
    unless it says otherwise."""
    log = (
        back(PAID - timedelta(1), "100.00", "p1"),
        sub(PAID, "49900.00"),
        back(PAID + timedelta(1), "200.00", "p2"),
        back(PAID + timedelta(1), "300.00", "p3", claim="loan"),
    )
    case = _case(*log)
    on = PAID + timedelta(2)
    ledger = figures.owed(case, on, policy()).ledger

    assert [r.amount for r in ledger if r.event == "payment"] == [Decimal(100), Decimal(300)]
    assert [r.amount for r in of(*log, on=on).receipts] == [Decimal(200)]


def test_a_waiver_needs_an_approver_and_takes_its_part() -> None:
    """A waiver of the principal of the claim leaves its interest, and without an approver all."""
    when = PAID + timedelta(10)
    terms = {"component": "principal", "approver": "陈主任"}
    waiver = event(T.WAIVER, when, amount=Decimal("100.00"), details=terms)
    bare = event(T.WAIVER, when, amount=Decimal("100.00"), details={"component": "principal"})

    waived = of(sub(PAID, "1000.00"), waiver, on=when)
    assert [waived.principal, waived.received] == [Decimal(900), Decimal(0)]
    assert waived.interest == Decimal("0.82")
    assert of(sub(PAID, "1000.00"), bare, on=when).principal == Decimal("1000.00")


def test_settled_when_bank_and_house_have_their_money() -> None:
    """Paid in full by the house and paid back in full is settled; one cent short is not. The
    default does not end by the house's payment."""
    owed = figures.owed(_case(), PAID, policy()).total
    full = sub(PAID, str(owed))
    case = _case(full)
    assert not settled(case, PAID, policy())
    assert bank_owed(case, PAID, policy()).total == 0
    assert episodes.present_episode(case, PAID, policy()) is not None

    assert settled(_case(full, back(PAID, str(owed))), PAID, policy())
    assert not settled(_case(full, back(PAID, str(owed - Decimal("0.01")))), PAID, policy())


def test_part_paid_by_the_house_leaves_the_bank_its_claim() -> None:
    """What the bank is still owed goes on bearing the bank's penalty interest."""
    case = _case(sub(PAID, "20000.00"))

    assert bank_owed(case, PAID, policy()).total > Decimal("30000.00")
    assert bank_owed(case, PAID - timedelta(1), policy()) == figures.owed(
        case, PAID - timedelta(1), policy()
    )


def test_what_the_loan_itself_bore_before_the_house_paid_stays_the_banks() -> None:
    """A cost of the bank and an approved waiver remain what they are: 20 more and 5 less are owed to
    it; what names the loan counts after the payment too."""
    cost = event(T.COST, PAID - timedelta(9), amount=Decimal("20.00"), details={"what": "公证费"})
    terms = {"component": "principal", "approver": "陈主任"}
    waived = event(T.WAIVER, PAID, amount=Decimal("5.00"), details={**terms, "claim": "loan"})
    ours = sub(PAID, "20000.00", "s1")

    def bank(*log: Event) -> Decimal:
        return bank_owed(_case(*log), PAID, policy()).total

    assert bank(ours, cost) == bank(ours) + 20
    assert bank(ours, waived) == bank(ours) - 5


def test_what_he_pays_back_to_the_house_is_none_of_the_banks() -> None:
    """The debtor's payments, costs and waivers on the recourse claim leave what the bank is owed;
    the house's own payment taken back as a mistake lets them be the loan's again."""
    later, ours = PAID + timedelta(27), sub(PAID, "20000.00", "s1")
    cost = event(T.COST, PAID + timedelta(1), amount=Decimal("7.00"), details={"what": "公证费"})
    banks = bank_owed(_case(ours), later, policy()).total
    repaid = _case(ours, cost, back(PAID + timedelta(26), "60000.00"))

    assert bank_owed(repaid, later, policy()).total == banks > 30000
    assert not settled(repaid, later, policy())
    wrong = event(T.CORRECTION, later, corrects="s1", text="记错案件")
    case = _case(ours, back(PAID + timedelta(26), "60000.00"), wrong)
    assert bank_owed(case, later, policy()).total == 0


def test_money_in_excess_is_set_off_against_what_is_paid_later() -> None:
    """1,500 received when 1,000 was owed is used on the day the house pays again; nothing of it
    bears interest meanwhile."""
    first, again = sub(PAID, "1000.00", "s1"), sub(date(2026, 7, 1), "1000.00", "s2")
    received = back(date(2026, 6, 1), "1500.00")
    before = of(first, received, on=date(2026, 6, 30))
    found = of(first, received, again, on=date(2026, 7, 1))

    assert (before.total, before.credit) == (Decimal(0), Decimal("497.86"))
    assert (found.total, found.credit) == (Decimal("502.14"), Decimal(0))
    assert found.received == Decimal("497.86")  # the rest paid the first claim, which is over
    cost = event(
        T.COST,
        date(2026, 6, 10),
        amount=Decimal("97.86"),
        details={"what": "公证费", "claim": "recourse"},
    )
    assert of(first, received, cost, on=date(2026, 6, 10)).credit == Decimal("400.00")


def test_one_more_day_of_several_payments_is_rounded_once() -> None:
    """Two payments of 60 at 3 per cent add 0.00493 a day each: together one cent, and not two halves
    of none."""
    twice = of(sub(PAID, "60.00", "s1"), sub(PAID, "60.00", "s2"), on=PAID)

    assert twice.daily_increase == Decimal("0.01")


def test_a_days_costs_come_before_its_receipts() -> None:
    """As on the loan's account: a cost entered after the payment of the same day is covered first."""
    when = PAID + timedelta(10)
    cost = event(T.COST, when, "z9", amount=Decimal("20.00"), details={"what": "公证费"})
    late = replace(cost, at=cost.at.replace(hour=18))
    receipt = of(sub(PAID, "1000.00"), back(when, "100.00", "a1"), late, on=when).receipts[0]

    assert (receipt.to_costs, receipt.to_interest) == (Decimal("20.00"), Decimal("0.82"))


@pytest.mark.parametrize(
    ("component", "left"),
    [
        ("costs", ("15.00", "0.82", "1000.00")),
        ("interest", ("20.00", "0.00", "1000.00")),
        ("penalty", ("20.00", "0.00", "1000.00")),
        ("compound", ("20.00", "0.00", "1000.00")),
        ("principal", ("20.00", "0.82", "995.00")),
    ],
)
def test_a_waiver_takes_the_part_it_names_and_no_more(
    component: str, left: tuple[str, str, str]
) -> None:
    """5.00 waived after ten days on a claim of costs 20, interest 0.82 and principal 1,000; the house
    has one kind of interest, whatever the waiver calls it."""
    when = PAID + timedelta(10)
    terms = {"component": component, "approver": "陈主任"}
    cost = event(T.COST, PAID, amount=Decimal("20.00"), details={"what": "公证费"})
    waiver = event(T.WAIVER, when, amount=Decimal("5.00"), details=terms)
    found = of(sub(PAID, "1000.00"), cost, waiver, on=when)

    assert (found.costs, found.interest, found.principal) == tuple(map(Decimal, left))
    assert found.total == sum(map(Decimal, left)) and found.credit == 0
    [receipt] = found.receipts
    used = receipt.to_costs + receipt.to_interest + receipt.to_principal
    assert receipt.amount == Decimal("5.00") == used + receipt.unapplied


def test_what_a_receipt_leaves_over_is_told() -> None:
    """1,500 on the day of a payment of 1,000: 500 are unapplied and are the credit."""
    found = of(sub(PAID, "1000.00"), back(PAID, "1500.00"), on=PAID)

    assert [(r.to_principal, r.unapplied) for r in found.receipts] == [
        (Decimal(1000), Decimal(500))
    ]
    assert (found.credit, found.received, found.total) == (Decimal(500), Decimal(1000), Decimal(0))


def test_a_line_of_interest_ends_where_money_came_in() -> None:
    """Ten days on 1,000, a receipt, twenty on what is left; the day asked for is not counted."""
    when, on = PAID + timedelta(10), PAID + timedelta(30)
    [paid] = of(sub(PAID, "1000.00"), back(when, "100.82"), on=on).paid

    assert [(x.since, x.until, x.days, x.base) for x in paid.lines] == [
        (PAID, when, 10, Decimal("1000.00")),
        (when, on, 20, Decimal("900.00")),
    ]
    assert [(x.instalment, x.component, x.rate, x.basis, x.amount) for x in paid.lines] == [
        (0, "recourse", RATE, "365", Decimal("0.82")),
        (0, "recourse", RATE, "365", Decimal("1.48")),
    ]


def test_no_line_where_nothing_is_open_or_no_rate_is_agreed() -> None:
    """Paid back on the same day, asked for on the same day, or at a rate of nothing: nothing to print."""
    later = PAID + timedelta(30)
    paid_back = of(sub(PAID, "1000.00"), back(PAID, "1000.00"), on=later)

    assert [p.lines for p in paid_back.paid] == [()]
    assert [p.lines for p in of(sub(PAID, "1000.00"), on=PAID).paid] == [()]
    assert [p.lines for p in of(sub(PAID, "1000.00"), on=later, rate=Decimal(0)).paid] == [()]


def test_a_house_that_asks_no_interest_asks_none() -> None:
    """Nothing agreed and `recourse.default_rate` "none": what was paid, and nothing on it; an agreed
    rate counts all the same."""
    terms = policy().recourse.model_copy(update={"default_rate": "none"})
    none: Policy = policy().model_copy(update={"recourse": terms})
    later = PAID + timedelta(100)
    silent = claim(_case(sub(PAID, "1000.00"), rate=None), later, none)
    agreed = claim(_case(sub(PAID, "1000.00")), later, none)

    assert silent is not None and agreed is not None
    assert (silent.interest, silent.total) == (Decimal(0), Decimal("1000.00"))
    assert agreed.interest == Decimal("8.22")


def test_what_is_asked_on_a_day_knows_that_day_and_none_later() -> None:
    """A second payment and a receipt count from their own day on."""
    again, received = sub(PAID + timedelta(5), "500.00", "s2"), back(PAID + timedelta(7), "300.00")
    log = (sub(PAID, "1000.00"), again, received)

    assert of(*log, on=PAID + timedelta(4)).paid_out == Decimal("1000.00")
    assert of(*log, on=PAID + timedelta(5)).paid_out == Decimal("1500.00")
    assert of(*log, on=PAID + timedelta(6)).receipts == ()
    assert of(*log, on=PAID + timedelta(7)).received == Decimal("300.00")


def test_settled_since_the_day_of_the_last_sum_that_was_needed() -> None:
    """Paid in full by the house and paid back five days later: settled on that day; what comes in
    after it changes nothing; one day earlier nobody was."""
    owed = figures.owed(_case(), PAID, policy()).total
    rate, end = Decimal(0), PAID + timedelta(5)
    log = (sub(PAID, str(owed)), back(end, str(owed), "b1"), back(end + timedelta(9), "1.00", "b2"))
    case = _case(*log, rate=rate)

    assert settled_on(case, end - timedelta(1), policy()) is None
    assert settled_on(case, end, policy()) == end
    assert settled_on(case, end + timedelta(30), policy()) == end
    assert settled_on(_case(), PAID, policy()) is None


def test_settled_the_day_before_the_next_sum_came() -> None:
    """Settled on the 11th; a yuan that comes on the 12th does not make it the 12th."""
    owed, end = figures.owed(_case(), PAID, policy()).total, PAID + timedelta(5)
    log = (sub(PAID, str(owed)), back(end, str(owed), "b1"), back(end + timedelta(1), "1.00", "b2"))

    assert settled_on(_case(*log, rate=Decimal(0)), end + timedelta(1), policy()) == end


def test_settled_by_the_house_s_payment_where_its_money_was_there_before() -> None:
    """20,000 paid to the bank, more than all of it paid back; the rest paid to the bank a week later is
    covered by that credit the same day: settled then, though nothing came in."""
    again = PAID + timedelta(7)
    log = [sub(PAID, "20000.00", "s1"), back(PAID, "60000.00")]
    rest = bank_owed(_case(*log), again, policy()).total
    case = _case(*log, sub(again, str(rest), "s2"))

    assert not settled(case, again - timedelta(1), policy())
    assert settled_on(case, again + timedelta(9), policy()) == again


def test_settled_by_a_write_off_of_the_rest() -> None:
    """The last ten yuan written off by one who may: settled that day."""
    owed, end = figures.owed(_case(), PAID, policy()).total, PAID + timedelta(3)
    paid = back(PAID, str(owed - 10))
    off = event(T.WRITE_OFF, end, details={"approver": "陈主任"})

    assert settled_on(_case(paid, off), end + timedelta(9), policy()) == end
    assert settled_on(_case(paid), end + timedelta(9), policy()) is None


def test_where_nothing_was_ever_owed_there_is_no_day_of_settlement() -> None:
    """A schedule of nothing is settled, and no sum made it so."""
    nothing = replace(cases.schedule(1, PAID, "0", "0")[0], principal=Decimal(0))
    case = cases.case(dues=[nothing])

    assert settled(case, PAID, policy())
    assert settled_on(case, PAID, policy()) is None


def test_the_bank_counts_the_house_s_money_whatever_the_payment_says_of_itself() -> None:
    """Neither a claim nor a wish on the house's own payment turns it away from the loan's own order."""
    told = {"claim": "recourse", "designation": "principal", "payee": "银行"}
    plain = sub(PAID, "20000.00", "s1")
    of = _case(replace(plain, details=told))

    assert bank_owed(of, PAID, policy()) == bank_owed(_case(plain), PAID, policy())
    assert bank_owed(of, PAID, policy()).principal > Decimal("30000.00")


def test_the_default_towards_the_bank_ends_with_the_house_s_payment() -> None:
    """Paid in full on 6 May it was owed until then, the debtor's own default goes on; a part leaves it."""
    owed, later = figures.owed(_case(), PAID, policy()).total, PAID + timedelta(30)

    assert owing_until(_case(sub(PAID, str(owed))), later, policy()) == PAID
    assert owing_until(_case(sub(PAID, "20000.00")), later, policy()) == later
    assert owing_until(_case(), cases.DUE - timedelta(1), policy()) == cases.DUE - timedelta(1)
    assert episodes.present_episode(_case(sub(PAID, str(owed))), later, policy()) is not None


def test_a_waiver_that_names_no_part_takes_all_in_their_order() -> None:
    """25.00 waived of costs 20, interest 0.82 and principal 1,000."""
    when, approved = PAID + timedelta(10), {"approver": "陈主任"}
    cost = event(T.COST, PAID, amount=Decimal("20.00"), details={"what": "公证费"})
    waiver = event(T.WAIVER, when, amount=Decimal("25.00"), details=approved)
    found = of(sub(PAID, "1000.00"), cost, waiver, on=when)

    assert (found.costs + found.interest, found.principal) == (Decimal(0), Decimal("995.82"))


def test_before_the_first_quote_of_the_prime_rate_no_interest_is_asked() -> None:
    """The table begins on 20 August 2019; nothing is guessed for the day before."""
    day = date(2019, 8, 20)

    def interest(on: date) -> Decimal:
        return of(sub(on, "36500.00"), on=on + timedelta(100), rate=None).interest

    assert (interest(day - timedelta(1)), interest(day)) == (Decimal(0), Decimal("425.00"))


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9_000_000)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 9_000_000)), max_size=4),
)
def test_nothing_is_lost(paid: list[tuple[int, int]], received: list[tuple[int, int]]) -> None:
    """At the end: what was paid plus all interest lines equals what came in and what is open, to
    the cent; and each line is the exact interest, rounded once."""
    first = min(day for day, _ in paid)
    log = [
        sub(PAID + timedelta(d), str(Decimal(fen) / 100), f"s{n}")
        for n, (d, fen) in enumerate(paid)
    ]
    log += [
        back(PAID + timedelta(first + d), str(Decimal(fen) / 100), f"t{n}")
        for n, (d, fen) in enumerate(received)
    ]
    found = of(*log, on=PAID + timedelta(800))
    lines = [line for p in found.paid for line in p.lines]

    assert found.paid_out + sum(x.amount for x in lines) == found.received + found.total
    for line in lines:
        exact = Fraction(line.base) * Fraction(line.rate) * line.days / 365
        assert abs(Fraction(line.amount) - exact) <= Fraction(1, 200)
