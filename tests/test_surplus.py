"""What was paid beyond all that was due, and what of it the house paid back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from cases import authority, case, event, loan, payment, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from noticegen import episodes, figures, recourse, surplus
from noticegen.addressing import PAYOFF
from noticegen.claims import claim_of
from noticegen.errors import DataError
from noticegen.model import (
    Case,
    Event,
    EventType,
    Evidence,
    EvidenceState,
    Finding,
    Instalment,
    Verdict,
)
from noticegen.recording import complete
from noticegen.rules import check

T = EventType
FULL = Decimal("51394.79")  # owed on the day, as in test_closing_letters
PAID_ON = date(2026, 7, 1)
BACK_ON = date(2026, 7, 10)
LATER = date(2026, 7, 20)
NONE = Decimal(0)
VOUCHER = (Evidence("2" * 64, "退款凭证.pdf", "voucher"),)


def refund(on: date, amount: str, id: str = "", **details: str) -> Event:
    return event(
        T.REFUND, on, id, amount=Decimal(amount), actors=("王经办",), evidence=VOUCHER,
        details={"payee": "示例甲", "voucher": "示例凭证7", **details},
    )  # fmt: skip


def overpaid(*log: Event) -> Case:
    """100.00 too much on the loan."""
    return case(log=(authority(), payment(PAID_ON, str(FULL + 100)), *log))


def recovered(*log: Event) -> Case:
    """The house paid all; 100.00 too much came back to it."""
    sub = event(T.SUB_PAYMENT, PAID_ON, amount=FULL, details={"payee": "示例银行"})
    return case(log=(authority(), sub, payment(PAID_ON, str(FULL + 100)), *log))


def told(of: Case, on: date) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
    return tuple((s.left, s.refunded, s.short) for s in surplus.of(of, on, policy()))


def yuan(*sums: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, sums))


def x19(of: Case, on: date) -> Finding:
    [found] = [f for f in check(of, PAYOFF, on, policy()) if f.rule == "X-19"]
    return found


def test_a_refund_makes_the_surplus_less_from_its_day_on() -> None:
    """100.00 too much: in hand on the eve of the refund, gone on its day."""
    of = overpaid(refund(BACK_ON, "100.00"))

    assert told(of, PAID_ON) == (yuan(100, 0, 0), yuan(0, 0, 0))
    assert told(of, BACK_ON - timedelta(1)) == (yuan(100, 0, 0), yuan(0, 0, 0))
    assert told(of, BACK_ON) == (yuan(0, 100, 0), yuan(0, 0, 0))


def test_a_part_that_is_paid_back_leaves_the_rest() -> None:
    """Of 100.00 40.00 went back, later 60.00."""
    of = overpaid(refund(BACK_ON, "40.00", "R1"), refund(LATER, "60.00", "R2"))

    assert told(of, BACK_ON)[0] == yuan(60, 40, 0)
    assert told(of, LATER)[0] == yuan(0, 100, 0)


def test_more_than_the_surplus_of_its_day_is_short_though_it_came_in_later() -> None:
    """130.00 back of 100.00: 30.00 beyond, also after 50.00 more came in, all of which is in hand: what went
    back too much is asked back on its own ground, not taken from the next who pays."""
    of = overpaid(refund(BACK_ON, "130.00"), payment(LATER, "50.00"))

    assert told(of, BACK_ON)[0] == yuan(0, 130, 30)
    assert told(of, LATER)[0] == yuan(50, 130, 30)


def cost(on: date, amount: str, id: str = "") -> Event:
    return event(T.COST, on, id, amount=Decimal(amount), details={"what": "公证费"})


def owed(of: Case, on: date) -> Decimal:
    return figures.owed(of, on, policy()).total


def test_money_paid_back_pays_nothing_that_comes_later() -> None:
    """100.00 in hand, 80.00 go back, a cost of 30.00 comes: 20.00 of it are paid. Without the refund all
    of it would be; a cost of the refund's own day is paid before money goes back."""
    of = overpaid(refund(BACK_ON, "80.00"), cost(LATER, "30.00"))

    assert told(of, LATER - timedelta(1))[0] == yuan(20, 80, 0)
    assert (owed(of, LATER - timedelta(1)), owed(of, LATER)) == (NONE, Decimal("10.00"))
    assert told(of, LATER)[0] == yuan(0, 80, 0)
    assert owed(overpaid(cost(LATER, "30.00")), LATER) == NONE
    same_day = overpaid(refund(BACK_ON, "80.00"), cost(BACK_ON, "30.00"))
    assert owed(same_day, BACK_ON) == NONE and told(same_day, BACK_ON)[0] == yuan(0, 80, 10)


def test_an_instalment_is_missed_where_the_money_for_it_was_paid_back() -> None:
    """Two instalments, the second paid ahead and the money returned: it falls due unpaid, a default begins,
    and the account shows what took the money; with part of it back, that part is missed."""
    halves = tuple(Instalment(n, on, Decimal(25000), NONE) for n, on in ((1, date(2026, 3, 20)), (2, date(2026, 9, 20))))  # fmt: skip
    ahead = payment(date(2026, 3, 20), "50000.00")

    def after(amount: str) -> Case:
        log = (authority(), ahead, refund(BACK_ON, amount))
        return case(log=log, dues=halves, contract=loan(maturity=date(2026, 9, 20)))

    whole, part = after("25000.00"), after("10000.00")
    due = date(2026, 9, 20)
    assert (owed(whole, due - timedelta(1)), owed(whole, due)) == (NONE, Decimal(25000))
    assert owed(part, due) == Decimal(10000)
    assert [e.anchor for e in episodes.episodes(whole, due, policy())] == [due]
    [row] = [r for r in figures.owed(whole, due, policy()).ledger if r.event == "refund"]
    assert (row.on, row.amount, row.unapplied) == (BACK_ON, Decimal(25000), NONE)
    assert recourse.settled_on(after("0.01"), due, policy()) is None


@pytest.mark.parametrize("on", [date(2026, 3, 10), date(2026, 5, 20)])
def test_a_refund_of_nothing_in_hand_leaves_every_row_as_it_is(on: date) -> None:
    """There is no surplus to take it from, before anything is due or in default: figures, rows and lines of
    interest are those without it, to the byte."""
    plain = case(log=(authority(), payment(date(2026, 5, 1), "1000.00")))
    gone = case(log=(*plain.log, refund(on, "50.00")))

    assert figures.owed(plain, LATER, policy()) == figures.owed(gone, LATER, policy())
    assert told(gone, LATER)[0] == yuan(0, 50, 50)


def test_after_a_payment_of_the_house_a_refund_is_of_its_own_claim() -> None:
    """Once the house has paid, a refund is of the recourse claim unless it names the loan; before, of the loan."""
    assert told(recovered(refund(BACK_ON, "100.00")), BACK_ON)[1] == yuan(0, 100, 0)
    named = told(recovered(refund(BACK_ON, "100.00", claim="loan")), BACK_ON)
    assert named == (yuan(0, 100, 100), yuan(100, 0, 0))
    early = told(recovered(refund(PAID_ON - timedelta(1), "1.00")), BACK_ON)
    assert (early[0][1], early[1][1]) == (Decimal("1.00"), NONE)


def test_a_corrected_refund_is_none() -> None:
    """What was recorded by mistake is taken back as any event is."""
    wrong = refund(BACK_ON, "100.00", "R1")
    undone = event(T.CORRECTION, LATER, corrects="R1", text="未实际退款", actors=("王经办",))

    assert told(overpaid(wrong, undone), LATER)[0] == yuan(100, 0, 0)


@pytest.mark.parametrize(
    ("back", "on", "verdict", "said"),
    [
        ("100.00", BACK_ON, Verdict.PASS, "; 100.00 yuan paid too much on the loan were paid back"),
        ("100.00", BACK_ON - timedelta(1), Verdict.FAIL, "; 100.00 yuan too much on the loan"),
        ("99.99", BACK_ON, Verdict.FAIL, "; 0.01 yuan too much on the loan"),
        (
            "100.01",
            BACK_ON,
            Verdict.FAIL,
            "; 0.01 yuan more paid back on the loan than was in hand",
        ),
    ],
)
def test_x19_ends_with_the_last_cent_paid_back(
    back: str, on: date, verdict: Verdict, said: str
) -> None:
    """X-19 warns of a surplus until the day all of it is paid back, and of a cent more; it never blocks."""
    found = x19(overpaid(refund(BACK_ON, back)), on)

    assert (found.verdict, found.blocks) == (verdict, False)
    assert found.found.en == f"settled on {PAID_ON}{said}"
    assert found.found.zh.startswith(f"{PAID_ON} 结清；贷款")
    if verdict is Verdict.FAIL:
        hint = "return the surplus" if "too much on" in said else "look at the refund, its proof"
        assert found.hint.en.startswith(hint)


def test_x19_says_what_was_paid_back_on_recourse() -> None:
    """The surplus of the claim of the house, paid back, passes and is named as that."""
    found = x19(recovered(refund(BACK_ON, "100.00")), BACK_ON)

    assert found.verdict is Verdict.PASS
    assert found.found.zh == f"{PAID_ON} 结清；追偿款多收款已退还 100.00 元"


def test_x19_warns_of_a_refund_whose_proof_is_gone() -> None:
    """A refund whose voucher is missing or altered proves nothing: X-19 goes on warning and names it."""
    for state, word in ((EvidenceState.MISSING, "missing"), (EvidenceState.ALTERED, "altered")):
        spoilt = (replace(VOUCHER[0], state=state),)
        found = x19(overpaid(replace(refund(BACK_ON, "100.00"), evidence=spoilt)), BACK_ON)

        assert (found.verdict, found.blocks) == (Verdict.FAIL, False)
        assert "surplus paid back of 2026-07-10 12:00 by 王经办: " in found.found.en
        assert word in found.found.en


@pytest.mark.parametrize(
    ("lacks", "named"),
    [
        ({"amount": None}, "--sum"),
        ({"actors": ()}, "--staff"),
        ({"evidence": ()}, "--proof"),
        ({"details": {}}, "--payee"),
    ],
)
def test_a_refund_says_how_much_to_whom_by_whom_and_how_it_is_proved(
    lacks: dict[str, object], named: str
) -> None:
    """Each of the four is needed; with all a refund stands, to a party or to somebody else."""
    of, whole = overpaid(), refund(BACK_ON, "100.00", means="原路退回")

    assert complete(of, whole, policy()) is False
    assert complete(of, replace(whole, party="B1"), policy()) is False
    with pytest.raises(DataError, match=named):
        complete(of, replace(whole, **lacks), policy())  # type: ignore[arg-type]  # fields by name


_MONEY = st.sampled_from([T.PAYMENT, T.PAYMENT, T.SUB_PAYMENT, T.COST])
_ACT = st.tuples(_MONEY, st.integers(0, 150), st.integers(1, 6_000_000))
_REFUND = st.tuples(
    st.integers(0, 150), st.integers(1, 6_000_000), st.sampled_from(["", "loan", "recourse"])
)


@settings(deadline=None, max_examples=40)
@given(st.lists(_ACT, max_size=5), st.lists(_REFUND, min_size=1, max_size=4))
def test_a_refund_takes_the_surplus_and_nothing_else(
    acts: list[tuple[EventType, int, int]], backs: list[tuple[int, int, str]]
) -> None:
    """Up to the end of its day a refund leaves what is open as it was. All that was paid back is money that
    was in hand on its day, or short; and every yuan that came in was used, is in hand, or went back."""
    start = date(2026, 3, 1)
    without, with_refunds = _loans(acts, backs, start)
    first = start + timedelta(min(day for day, _, _ in backs))

    assert _open(without, first) == _open(with_refunds, first)
    assert owed(without, first) == owed(with_refunds, first)
    for day in (first, date(2026, 4, 1), PAID_ON, date(2026, 9, 1)):
        bank, back = recourse.bank_owed(with_refunds, day, policy()), recourse.claim(with_refunds, day, policy())  # fmt: skip
        on_loan, on_recourse = surplus.of(with_refunds, day, policy())
        assert on_loan.refunded - on_loan.short == bank.refunded >= 0
        assert on_recourse.refunded - on_recourse.short == recourse.in_hand(with_refunds, day, policy())[1] >= 0  # fmt: skip
        assert min(on_loan.left, on_loan.short, on_recourse.left, on_recourse.short) >= 0
        assert not (on_loan.left and bank.total) and not (back and back.credit and back.total)
        came_in = sum((e.amount or NONE for e in with_refunds.of(T.PAYMENT) if e.day <= day and claim_of(e, with_refunds, policy()) == "recourse"), NONE)  # fmt: skip
        if back and back.paid[0].event == with_refunds.of(T.SUB_PAYMENT)[0]:  # no claim before it
            assert came_in == back.received + back.credit + back.refunded


@settings(deadline=None, max_examples=60)
@given(
    st.lists(_ACT, max_size=5),
    st.integers(0, 150),
    st.integers(1, 6_000_000),
    st.sampled_from(["loan", "recourse"]),
)
def test_paid_back_is_as_good_as_spent(
    acts: list[tuple[EventType, int, int]], at: int, fen: int, account: str
) -> None:
    """An oracle of another kind: what is open after a refund is what would be open had a cost of the sum that
    was in hand, and no more than it, been paid from it that day; on both accounts, every day after."""
    start = date(2026, 3, 1)
    plain, _ = _loans(acts, [], start)
    day = start + timedelta(at)
    in_hand = next(s.left for s in surplus.of(plain, day, policy()) if s.account == account)
    amount = Decimal(fen) / 100
    back = replace(plain, log=(*plain.log, refund(day, str(amount), "r", claim=account)))
    spent = plain
    if taken := min(amount, in_hand):
        paid = event(T.COST, day, "c", amount=taken, details={"what": "公证费", "claim": account})
        spent = replace(plain, log=(*plain.log, paid))

    for on in (day, day + timedelta(1), PAID_ON, date(2026, 9, 1)):
        if on >= day:
            assert _open(back, on) == _open(spent, on)


def _open(of: Case, on: date) -> object:
    """What is open to the bank and to the house."""
    owed, back = recourse.bank_owed(of, on, policy()), recourse.claim(of, on, policy())
    lines = [(x.number, x.due, x.principal, x.interest, x.penalty, x.compound) for x in owed.lines]
    paid = [(p.open, p.interest) for p in back.paid] if back else None
    return lines, owed.total, owed.not_yet_due, back.total if back else None, paid


def _loans(
    acts: list[tuple[EventType, int, int]], backs: list[tuple[int, int, str]], start: date
) -> tuple[Case, Case]:
    """A loan with these acts, and the same with the refunds."""
    log: list[Event] = [
        event(
            kind, start + timedelta(day), f"a{n}", amount=Decimal(fen) / 100,
            details={"what": "公证费"} if kind is T.COST else {"payee": "示例银行"},
        )
        for n, (kind, day, fen) in enumerate(acts)
    ]  # fmt: skip
    given_back = [
        refund(start + timedelta(day), str(Decimal(fen) / 100), f"r{n}", **({"claim": on} if on else {}))
        for n, (day, fen, on) in enumerate(backs)
    ]  # fmt: skip
    return case(log=tuple(log)), case(log=(*log, *given_back))


def test_money_on_a_claim_the_house_has_not_yet_is_in_hand() -> None:
    """What was paid on recourse before the house paid anything waits for that: it is told from its day on,
    a refund takes of it, and once the house has paid it is used."""
    early = replace(payment(PAID_ON, "500.00"), details={"claim": "recourse"})
    waits, back = case(log=(authority(), early)), refund(BACK_ON, "120.00", claim="recourse")
    sub = event(T.SUB_PAYMENT, LATER, amount=Decimal("400.00"), details={"payee": "示例银行"})

    assert [NONE, Decimal("500.00")] == [
        surplus.of(waits, day, policy())[1].left for day in (PAID_ON - timedelta(1), PAID_ON)
    ]
    assert (Decimal("380.00"), Decimal("120.00"), NONE) == told(
        case(log=(authority(), early, back)), BACK_ON
    )[1]
    used = case(log=(authority(), early, sub))
    claim = recourse.claim(used, LATER, policy())
    assert claim is not None and claim.total == NONE
    assert Decimal("100.00") == surplus.of(used, LATER, policy())[1].left
