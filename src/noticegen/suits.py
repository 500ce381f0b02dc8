"""Who sues whom for what, as far as the facts decide it: plaintiff, defendants, sums, and what goes on.

Legal decides; this is what the draft of the complaint says. After the house has paid it claims recourse
from the debtors and the counter-guarantors; before, the creditor claims the loan from the debtors and
the guarantors. The debtors are always among the defendants, so a general guarantor is never sued alone
(Guarantee Interpretation 26). Left out is a guarantor whose period is over on every reading, whose
deed goes to arbitration (21), whose cap is used up by what he paid, or who has died: a complaint names
somebody who lives, and legal says who of the heirs is sued in her place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from noticegen import clocks, figures, recourse
from noticegen.accrual import ZERO
from noticegen.caps import cap_of, lapsed, paid_under
from noticegen.creditor import house_is_lender
from noticegen.model import Case, Guarantee, GuaranteeKind
from noticegen.periods import until
from noticegen.policy import Policy
from noticegen.routes import Route, route
from noticegen.text import Text

DIED = Text(
    "已死亡，不列为被告：由法务查明继承人，决定对谁起诉",
    "has died and is no defendant: legal finds the heirs and decides whom to sue in her place",
)
_USED_UP = Text("其已付款项已达最高限额", "what he has paid has used his cap up")
SUITS = ("recourse", "loan", "entrusted", "private")  # routes that begin with a complaint


@dataclass(frozen=True, slots=True)
class Surety:
    """One guarantor as a defendant: `general` = only for what enforcement against the debtor leaves.

    `cap` is the limit of these deeds; None = none. `paid` is what he has paid under them, which counts
    against it."""

    party: str
    deeds: tuple[Guarantee, ...]
    general: bool
    cap: Decimal | None
    paid: Decimal

    @property
    def left(self) -> Decimal | None:
        """What may still be claimed of him; None = no limit."""
        return None if self.cap is None else max(ZERO, self.cap - self.paid)


@dataclass(frozen=True, slots=True)
class Running:
    """Interest that goes on: `base` yuan at `rate` (a fraction a year) from the as-of day, included."""

    base: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Suit:
    """The claim at the end of `on`. `house` = the house is the plaintiff, else the lender of the loan.

    `left_out` are guarantors who are not sued here, each with why."""

    on: date
    route: Route
    house: bool
    plaintiff: str
    debtors: tuple[str, ...]
    sureties: tuple[Surety, ...]
    left_out: tuple[tuple[str, Text], ...]
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    costs: Decimal
    running: tuple[Running, ...]

    @property
    def total(self) -> Decimal:
        """All that is claimed as of the day."""
        return self.principal + self.interest + self.penalty + self.compound + self.costs

    @property
    def defendants(self) -> tuple[str, ...]:
        """Ids of the defendants, each once: debtors, then guarantors in the order of their deeds."""
        return tuple(dict.fromkeys((*self.debtors, *(s.party for s in self.sureties))))

    @property
    def by_complaint(self) -> bool:
        """Whether this way to court begins with a complaint at all."""
        return self.route.id in SUITS

    @property
    def copies(self) -> int:
        """Copies of the complaint: the court and each defendant (Civil Procedure Law 123)."""
        return 1 + len(self.defendants)


def suit(case: Case, on: date, policy: Policy) -> Suit:
    """What the facts known on `on` let the plaintiff claim."""
    way, claim = route(case, on, policy), recourse.asked_back(case, on, policy)
    house = claim is not None or house_is_lender(case)
    kept, out = _sureties(case, on, policy, counter=claim is not None)
    debtors = tuple(p.id for p in case.borrowers)
    name = case.house.name if house else case.loan.lender
    if claim is not None:
        rates = dict.fromkeys(p.rate for p in claim.paid if p.open and p.rate)
        running = tuple(
            Running(sum((p.open for p in claim.paid if p.rate == rate), ZERO), rate)
            for rate in rates
        )
        return Suit(
            on, way, house, name, debtors, kept, out,
            claim.principal, claim.interest, ZERO, ZERO, claim.costs, running,
        )  # fmt: skip
    owed, loan = recourse.bank_owed(case, on, policy), case.loan
    late = figures.penalty_rate(loan.annual_rate, loan.surcharge_in_force)
    return Suit(
        on, way, house, name, debtors, kept, out,
        owed.principal, owed.interest, owed.penalty, owed.compound, owed.costs,
        (Running(owed.principal, late),) if owed.principal else (),
    )  # fmt: skip


def _sureties(
    case: Case, on: date, policy: Policy, *, counter: bool
) -> tuple[tuple[Surety, ...], tuple[tuple[str, Text], ...]]:
    """The guarantors who are sued, and those who are not."""
    own = [g for g in case.guarantees if g.counter is counter or house_is_lender(case)]
    kept, out = list[Surety](), list[tuple[str, Text]]()
    for party in dict.fromkeys(g.party for g in own):
        deeds = [g for g in own if g.party == party]
        good = tuple(g for g in deeds if not _why_not(case, g, on, policy))
        if good:
            general = all(clocks.effective_kind(g, policy) is GuaranteeKind.GENERAL for g in good)
            surety = Surety(party, good, general, cap_of(good), paid_under(case, good, on, policy))
            if surety.left == 0:
                out.append((party, _USED_UP))
            else:
                kept.append(surety)
        else:
            out.append((party, next(iter(_why_not(case, deeds[0], on, policy)))))
    return tuple(kept), tuple(out)


def _why_not(case: Case, deed: Guarantee, on: date, policy: Policy) -> list[Text]:
    return list(_reasons(case, deed, on, policy))


def _reasons(case: Case, deed: Guarantee, on: date, policy: Policy) -> Iterator[Text]:
    if deed.dispute_way == "arbitration":
        yield Text("该担保合同约定仲裁", "its deed goes to arbitration")
    if lapsed(case, deed, on, policy):
        yield Text("保证期间已届满", "the guarantee period is over")
    if any(e.party == deed.party for e in until(case, on, recourse.T.DEATH)):
        yield DIED


def court(case: Case, on: date) -> str:
    """The court: that of the last suit on record, else the one agreed on; "" = a person must say."""
    filed = [e for e in until(case, on, recourse.T.FILING) if e.details.get("way") == "suit"]
    if filed:
        return filed[-1].details.get("body", "")
    return case.loan.dispute_body if case.loan.dispute_way == "court" else ""
