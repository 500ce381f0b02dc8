"""Court fees, delay interest, the loan prime rate and the ceilings built on it.

Sums are yuan; results are rounded half up to the cent, once, from the exact figure: half and third
of a court fee come from the exact fee, not from the rounded one. The tables are the policy's; which
one applies is asked by day. Percentages are per cent a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from noticegen.errors import DataError
from noticegen.policy import Cap, FeeTable, Policy, in_force
from noticegen.text import Text

ZERO = Decimal("0.00")


def _cent(amount: Fraction) -> Decimal:
    """Half up to the cent, from an exact figure of 0 or more."""
    return Decimal((amount * 200 + 1) // 2).scaleb(-2)


def _table(tables: tuple[FeeTable, ...], on: date) -> FeeTable:
    found = in_force(tables, on)
    if found is None:
        raise DataError(
            Text(
                f"{on.isoformat()}尚无适用的收费标准", f"no fee table applies on {on.isoformat()}"
            ),
            Text("在 policy.toml 中补充", "add it to policy.toml"),
        )
    return found


def exact_fee(table: FeeTable, amount: Decimal) -> Fraction:
    """The unrounded fee for a sum; the table's cap applied. Raises ValueError below 0."""
    if not amount.is_finite() or amount < 0:
        raise ValueError("a fee is asked for a sum of 0 or more")
    fee, below = Fraction(0), Fraction(0)
    for tier in table.tiers:
        top = (
            Fraction(amount) if tier.up_to is None else min(Fraction(amount), Fraction(tier.up_to))
        )
        if tier.fixed is not None:
            fee += Fraction(tier.fixed)
        elif tier.rate is not None:
            fee += (top - below) * Fraction(tier.rate)
        if tier.up_to is None or amount <= tier.up_to:
            break
        below = Fraction(tier.up_to)
    return fee if table.cap is None else min(fee, Fraction(table.cap))


def court_fee(claim: Decimal, policy: Policy, on: date, reduced: str = "") -> Decimal:
    """Acceptance fee for a money claim; `reduced` names a share of the table: simplified, mediated,
    withdrawn (half) or payment_order (a third). Raises ValueError for a share it lacks."""
    table = _table(policy.court_fee, on)
    if reduced and reduced not in table.reduced:
        raise ValueError(f"no reduced fee {reduced!r}; known are {', '.join(table.reduced)}")
    share = table.reduced[reduced] if reduced else Fraction(1)
    return _cent(exact_fee(table, claim) * share)


def preservation_fee(amount: Decimal, policy: Policy, on: date) -> Decimal:
    """Fee for a request to preserve assets worth `amount`."""
    return _cent(exact_fee(_table(policy.preservation_fee, on), amount))


def enforcement_fee(amount: Decimal, policy: Policy, on: date) -> Decimal:
    """Fee for enforcing `amount`; collected from the debtor."""
    return _cent(exact_fee(_table(policy.enforcement_fee, on), amount))


def delay_amount(base: Decimal, rate_per_day: Decimal, days: int) -> Decimal:
    """base x rate a day x days, half up to the cent."""
    return _cent(Fraction(base) * Fraction(rate_per_day) * max(days, 0))


def double_delay_interest(base: Decimal, since: date, until: date, policy: Policy) -> Decimal:
    """The doubled part of delay interest for [since, until) on unpaid judgment money other than
    ordinary interest; `since` is the day after which the time to perform is over.

    Raises DataError for days before the first rate the policy knows."""
    rate = in_force(policy.delay_interest, since)
    if rate is None:
        raise DataError(
            Text(
                "该期间的加倍利息标准不在表中", "no rate of delay interest is known for these days"
            )
        )
    return delay_amount(base, rate.rate_per_day, (until - since).days)


# --- loan prime rate and ceilings -----------------------------------------------------------------


def lpr_on(day: date, policy: Policy) -> Decimal | None:
    """One-year loan prime rate in per cent on this day; None before the first quote. After the
    table's last day it is the last known one: ask `lpr_known` and say so."""
    quotes = [c.percent for c in policy.lpr.change if c.since <= day]
    return quotes[-1] if quotes else None


def lpr_known(day: date, policy: Policy) -> bool:
    """Whether the table covers this day."""
    return policy.lpr.change[0].since <= day <= policy.lpr.known_until


def _cap_for(lender_class: str, policy: Policy, on: date) -> Cap | None:
    return in_force([c for c in policy.caps if c.lender_class == lender_class], on)


def lpr_cap(day: date, policy: Policy) -> Decimal | None:
    """The private-lending multiple of the loan prime rate of this day, in per cent; None before the
    first quote. Whether that ceiling governs a contract is `burden`'s question."""
    quote = lpr_on(day, policy)
    times = [
        (c.effective_from, c.times_lpr)
        for c in policy.caps
        if c.lender_class == "private" and c.times_lpr is not None
    ]
    return None if quote is None or not times else quote * max(times)[1]


@dataclass(frozen=True, slots=True)
class Burden:
    """A yearly burden (interest, penalty, compound, fees together) against its ceiling, per cent.

    `effect`: cap (the excess cannot be recovered), guidance (can be cut on request), none, or
    unknown (an older rule governs, or a rate is missing: nothing is computed)."""

    rate: Decimal
    limit: Decimal | None
    effect: Literal["cap", "guidance", "none", "unknown"]
    recoverable: Decimal
    note: Text

    @property
    def exceeds(self) -> bool:
        """Whether the burden is above its ceiling."""
        return self.limit is not None and self.rate > self.limit


def burden(
    lender_class: str,
    contract_date: date,
    agreed: Decimal,
    policy: Policy,
    *,
    overdue: Decimal | None = None,
) -> Burden:
    """The heavier of the agreed and the overdue rate, in per cent a year, against the ceiling for
    this class of lender on the day the contract was made."""
    rate = agreed if overdue is None else max(agreed, overdue)
    cap = _cap_for(lender_class, policy, contract_date)
    if cap is None:
        later = any(c.lender_class == lender_class for c in policy.caps)
        note = _OLDER if later else Text("无上限规定", "no ceiling applies")
        return Burden(rate, None, "unknown" if later else "none", rate, note)
    limit = lpr_cap(contract_date, policy) if cap.times_lpr is not None else cap.percent
    if limit is None or (cap.times_lpr is not None and not lpr_known(contract_date, policy)):
        return Burden(rate, limit, "unknown", rate, _NO_QUOTE)
    recoverable = min(rate, limit) if cap.effect == "cap" else rate
    return Burden(rate, limit, cap.effect, recoverable, _note(cap, rate, limit))


_OLDER = Text(
    "合同成立于现行规定之前，适用旧规定，不自动计算",
    "the contract is older than this rule: the old one applies and is not computed",
)
_NO_QUOTE = Text("该日的LPR不在表中", "the table has no loan prime rate for that day")


def _note(cap: Cap, rate: Decimal, limit: Decimal) -> Text:
    mark = f"{limit.normalize():f}%"
    if cap.effect == "cap":
        if rate > limit:
            return Text(f"超过{mark}的部分不受保护", f"above {mark}: the excess is not recoverable")
        return Text(f"未超过上限{mark}", f"within the cap of {mark}")
    head = _LOCAL if cap.lender_class == "local_financial" else Text("", "")
    if rate > limit:
        zh = f"超过{mark}，可应借款人请求调减"
        en = f"above {mark}, reducible on the borrower's request"
    else:
        zh, en = f"未超过{mark}", f"within {mark}"
    return Text(head.zh + zh, head.en + en)


_LOCAL = Text(
    "不适用民间借贷上限（2020-12-29批复），地方规定另有要求的从其规定；",
    "private-lending cap does not apply (2020-12-29 reply); local licence rule may; ",
)
