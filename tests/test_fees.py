"""Fees by tiers, delay interest, the loan prime rate and its ceilings."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_case import day, policy

from noticegen import fees
from noticegen.errors import DataError
from noticegen.policy import Cap, FeeTable, Tier

ON = date(2026, 6, 1)
SUMS = st.decimals(Decimal(0), Decimal(100_000_000), places=2, allow_nan=False)
CENT = Decimal("0.01")


def by_quick_formula(claim: Decimal) -> Decimal:
    """The usual short table: rate and quick addend per band, computed another way."""
    bands = [
        (10_000, "0", 50), (100_000, "0.025", -200), (200_000, "0.02", 300), (500_000, "0.015", 1300),
        (1_000_000, "0.01", 3800), (2_000_000, "0.009", 4800), (5_000_000, "0.008", 6800),
        (10_000_000, "0.007", 11800), (20_000_000, "0.006", 21800), (10**12, "0.005", 41800),
    ]  # fmt: skip
    rate, add = next((r, a) for top, r, a in bands if claim <= top)
    return claim * Decimal(rate) + add


@given(SUMS)
def test_court_fee_agrees_with_the_quick_formula(claim: Decimal) -> None:
    """Tier by tier or by the lawyers' short table: the same, and half and third from the exact fee."""
    fee = by_quick_formula(claim)

    assert fees.court_fee(claim, policy(), ON) == fee.quantize(CENT, ROUND_HALF_UP)
    assert fees.court_fee(claim, policy(), ON, "simplified") == (fee / 2).quantize(
        CENT, ROUND_HALF_UP
    )
    third = fees.court_fee(claim, policy(), ON, "payment_order")
    assert abs(third * 3 - fee) <= Decimal("0.015")


@given(SUMS, SUMS)
def test_a_larger_sum_never_costs_less(a: Decimal, b: Decimal) -> None:
    """All three fees rise with the sum; preservation stops at 5,000."""
    low, high = sorted((a, b))
    for fee in (fees.court_fee, fees.preservation_fee, fees.enforcement_fee):
        assert fee(low, policy(), ON) <= fee(high, policy(), ON)
    assert fees.preservation_fee(high, policy(), ON) <= 5000


@pytest.mark.parametrize(
    ("claim", "fee"),
    [("10000", "50.00"), ("10000.01", "50.00"), ("10000.20", "50.01"), ("100000", "2300.00"),
     ("500000", "8800.00"), ("2000000", "22800.00"), ("20000000", "141800.00")],
)  # fmt: skip
def test_court_fee_at_the_edges(claim: str, fee: str) -> None:
    """The upper bound of a tier belongs to it."""
    assert fees.court_fee(Decimal(claim), policy(), ON) == Decimal(fee)


def test_half_is_taken_before_rounding() -> None:
    """56,789.12: half of 1,219.728 is 609.86, of the rounded fee it would be 609.87."""
    assert fees.court_fee(Decimal("56789.12"), policy(), ON, "simplified") == Decimal("609.86")


def test_what_has_no_fee() -> None:
    """A negative sum, an unknown reduction, a day before the table."""
    with pytest.raises(ValueError, match="0 or more"):
        fees.court_fee(Decimal("-0.01"), policy(), ON)
    known = "known are simplified, mediated, withdrawn, payment_order"
    with pytest.raises(ValueError, match=f"no reduced fee 'quarter'; {known}$"):
        fees.court_fee(Decimal(1), policy(), ON, "quarter")
    with pytest.raises(DataError, match="2007-03-31") as caught:
        fees.court_fee(Decimal(1), policy(), date(2007, 3, 31))
    assert "policy.toml" in caught.value.hint.en


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("1000", "30.00"),
        ("1001", "30.01"),
        ("100000", "1020.00"),
        ("895999.99", "5000.00"),
        ("10000000", "5000.00"),
    ],
)
def test_preservation_fee(amount: str, fee: str) -> None:
    """Thirty yuan, one per cent, half a per cent, at most 5,000."""
    assert fees.preservation_fee(Decimal(amount), policy(), ON) == Decimal(fee)


@pytest.mark.parametrize(
    ("amount", "fee"), [("10000", "50.00"), ("500000", "7400.00"), ("5000000", "52400.00")]
)
def test_enforcement_fee(amount: str, fee: str) -> None:
    """The edges of its tiers."""
    assert fees.enforcement_fee(Decimal(amount), policy(), ON) == Decimal(fee)


def test_double_delay_interest() -> None:
    """0.0175 % a day on [since, until); none for no days; unknown before August 2014."""
    base = Decimal("105000.00")

    assert fees.double_delay_interest(base, ON, ON, policy()) == 0
    assert fees.double_delay_interest(base, ON, date(2026, 6, 2), policy()) == Decimal("18.38")
    with pytest.raises(DataError):
        fees.double_delay_interest(base, date(2014, 7, 31), ON, policy())


@pytest.mark.parametrize(
    ("on", "rate", "known"),
    [
        ("2019-08-19", None, False),
        ("2019-08-20", "4.25", True),
        ("2025-05-19", "3.10", True),
        ("2025-05-20", "3.00", True),
        ("2026-08-20", "3.00", True),
        ("2026-08-21", "3.00", False),
    ],
)
def test_loan_prime_rate_by_day(on: str, rate: str | None, known: bool) -> None:
    """A quote holds from its day to the day before the next; after the table's end it is only the
    last one known, and says so."""
    assert fees.lpr_on(day(on), policy()) == (None if rate is None else Decimal(rate))
    assert fees.lpr_known(day(on), policy()) is known


@pytest.mark.parametrize(
    ("lender", "made", "agreed", "effect", "limit", "recoverable", "exceeds"),
    [
        ("private", "2024-05-10", "13.80", "cap", "13.80", "13.80", False),
        ("private", "2024-05-10", "13.81", "cap", "13.80", "13.80", True),
        ("private", "2020-08-20", "15.41", "cap", "15.40", "15.40", True),
        ("private", "2020-08-19", "20.00", "unknown", None, "20.00", False),
        ("private", "2026-09-01", "20.00", "unknown", "12.00", "20.00", True),
        ("bank", "2024-05-10", "24.00", "guidance", "24.00", "24.00", False),
        ("bank", "2024-05-10", "24.01", "guidance", "24.00", "24.01", True),
        ("local_financial", "2024-05-10", "30.00", "guidance", "24.00", "30.00", True),
        ("cooperative", "2024-05-10", "99.00", "none", None, "99.00", False),
    ],
)
def test_ceilings(
    lender: str,
    made: str,
    agreed: str,
    effect: str,
    limit: str | None,
    recoverable: str,
    exceeds: bool,
) -> None:
    """A cap cuts, guidance only warns, an older rule or a missing quote is not computed."""
    found = fees.burden(lender, day(made), Decimal(agreed), policy())

    assert (found.effect, found.exceeds, found.rate) == (effect, exceeds, Decimal(agreed))
    assert found.limit == (None if limit is None else Decimal(limit))
    assert found.recoverable == Decimal(recoverable)
    assert found.note.zh
    assert found.note.en


def test_the_heavier_of_agreed_and_overdue_rate_is_measured() -> None:
    """A low contract rate does not hide a high overdue rate."""
    found = fees.burden(
        "private", day("2024-05-10"), Decimal(9), policy(), overdue=Decimal("13.90")
    )

    assert (found.rate, found.recoverable) == (Decimal("13.90"), Decimal("13.80"))
    other = fees.burden("private", day("2024-05-10"), Decimal(14), policy(), overdue=Decimal(9))
    assert other.rate == 14


@pytest.mark.parametrize(
    ("lender", "made", "agreed", "said"),
    [
        ("private", "2024-05-10", "13.80", "within the cap of 13.8%"),
        ("private", "2024-05-10", "13.81", "above 13.8%: the excess is not recoverable"),
        ("bank", "2024-05-10", "24.00", "within 24%"),
        ("bank", "2024-05-10", "24.01", "above 24%, reducible on the borrower's request"),
        ("local_financial", "2024-05-10", "24.00", "local licence rule may; within 24%"),
        ("cooperative", "2024-05-10", "99.00", "no ceiling applies"),
        ("private", "2020-08-19", "20.00", "the old one applies and is not computed"),
        ("private", "2026-09-01", "20.00", "no loan prime rate for that day"),
    ],
)
def test_the_note_says_what_the_ceiling_does(
    lender: str, made: str, agreed: str, said: str
) -> None:
    """At the ceiling nothing is above it; the note names the ceiling that was measured against."""
    note = fees.burden(lender, day(made), Decimal(agreed), policy()).note

    assert note.en.endswith(said)
    assert ("2020-12-29" in note.en) == (lender == "local_financial")


def test_the_private_ceiling_is_four_times_the_rate_of_the_day() -> None:
    """None before the first quote."""
    assert fees.lpr_cap(day("2019-08-19"), policy()) is None
    assert fees.lpr_cap(day("2025-05-20"), policy()) == Decimal("12.00")


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("0.00", 0),
        ("50.00", Fraction(1, 2)),
        ("100.00", 1),
        ("100.01", 6),
        ("1000.00", 6),
        ("1000.01", 7),
        ("2000.00", 7),
        ("2050.00", Fraction(15, 2)),
        ("2500.00", 10),
        ("9999.00", 10),
    ],
)
def test_a_house_s_own_table_of_rates_and_fixed_sums(amount: str, fee: Fraction) -> None:
    """1 % up to 100, then 5 yuan, then 1 yuan more up to 2,000, then 1 %; never more than 10. The upper
    bound of a tier belongs to it, and what the tiers before it cost stays."""
    rate, tiers = Decimal("0.01"), []
    for up_to, share, fixed in (
        (100, rate, None),
        (1000, None, 5),
        (2000, None, 1),
        (None, rate, None),
    ):
        tiers.append(Tier.model_validate({"up_to": up_to, "rate": share, "fixed": fixed}))
    table = FeeTable(source="示例", effective_from=ON, tiers=tuple(tiers), cap=Decimal(10))

    assert fees.exact_fee(table, Decimal(amount)) == fee


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-0.01"])
def test_no_fee_is_asked_for_what_is_no_sum(amount: str) -> None:
    """It would be a number all the same."""
    with pytest.raises(ValueError, match=r"^a fee is asked for a sum of 0 or more$"):
        fees.exact_fee(policy().court_fee[0], Decimal(amount))


def test_delay_is_counted_in_whole_days_and_never_backwards() -> None:
    """105,000 at 0.0175 per cent a day: 18.375 for one day; nothing for none or for fewer."""
    base, rate = Decimal(105_000), Decimal("0.000175")

    assert [str(fees.delay_amount(base, rate, n)) for n in (-1, 0, 1, 2)] == [
        "0.00", "0.00", "18.38", "36.75",
    ]  # fmt: skip


def test_the_private_multiple_is_the_latest_one_of_its_own_class() -> None:
    """Three times from 2025 instead of four; a multiple for banks and a percentage play no part."""
    day_of = day("2025-06-01")  # 3.00 per cent

    def cap(lender: str, since: str, **limit: str) -> Cap:
        told = {"source": "示例", "effective_from": day(since), "lender_class": lender}
        return Cap.model_validate({**told, "effect": "cap", **limit})

    bank = cap("bank", "2026-01-01", times_lpr="2")
    flat = cap("private", "2026-01-01", percent="1")
    three = cap("private", "2025-01-01", times_lpr="3")

    def asked(*caps: Cap) -> Decimal | None:
        return fees.lpr_cap(day_of, policy().model_copy(update={"caps": caps}))

    old = policy().caps
    assert asked(*old, bank, flat) == Decimal("12.00")
    assert asked(*old, three) == asked(three, *old) == Decimal("9.00")
    assert asked(bank, flat) is None
