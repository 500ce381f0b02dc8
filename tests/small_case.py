"""A loan of one or more instalments for tests: plain, and every part can be replaced.

Names are examples; ID numbers are of area 990001, which does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from noticegen.model import (
    Case,
    Event,
    EventType,
    Evidence,
    Guarantee,
    GuaranteeKind,
    House,
    Instalment,
    Loan,
    LoanKind,
    LoanParty,
    Party,
    PartyKind,
    Role,
)
from noticegen.policy import Policy, load_policy

ZONE = ZoneInfo("Asia/Shanghai")
POLICY_FILE = Path(__file__).parents[1] / "templates" / "policy.toml"
BORROWER, SURETY = "B1", "G1"
PAPER = (Evidence("ab" * 32, "paper.pdf", "contract"),)


@cache
def policy() -> Policy:
    """The shipped policy."""
    return load_policy(POLICY_FILE)


def day(text: str) -> date:
    """A date from 2026-03-20."""
    return date.fromisoformat(text)


def at(on: date | str, hour: int = 12) -> datetime:
    """That day at `hour` o'clock, Shanghai time."""
    on = day(on) if isinstance(on, str) else on
    return datetime.combine(on, time(hour), ZONE)


def event(
    kind: EventType,
    on: date | str,
    /,
    *,
    id: str = "",
    amount: str | Decimal | None = None,
    by: str | date | None = None,
    party: str = "",
    document: str = "",
    hour: int = 12,
    evidence: tuple[Evidence, ...] = (),
    actors: tuple[str, ...] = (),
    **details: str,
) -> Event:
    """One event on the log; the id is made from type and day unless given."""
    when = at(on, hour)
    return Event(
        id=id or f"{kind}-{when.date().isoformat()}-{document}{amount or ''}",
        at=when,
        type=kind,
        recorded_at=when,
        actors=actors,
        party=party,
        amount=None if amount is None else Decimal(amount),
        by=day(by) if isinstance(by, str) else by,
        details=details,
        evidence=evidence,
        document=document,
    )


def served(kind: str, on: date | str, party: str = BORROWER, number: str = "") -> list[Event]:
    """A document of this kind, issued and served by hand on that day, with its signed slip."""
    number = number or f"{kind}-{on}"
    slip = (Evidence("ab" * 32, "slip.jpg", "slip"),)
    return [
        event(EventType.ISSUED, on, party=party, document=number, hour=9, kind=kind),
        event(
            EventType.SERVED, on, party=party, document=number, hour=15, evidence=slip, actors=("王经办", "赵协办"),
            method="hand", recipient="self",
        ),
    ]  # fmt: skip


def surety(**changes: Any) -> Guarantee:
    """A joint guarantee of `SURETY`, six months agreed."""
    deed = Guarantee(
        id="D1",
        party=SURETY,
        counter=False,
        kind=GuaranteeKind.JOINT,
        deed_name="保证合同",
        deed_no="示保001",
        deed_date=date(2020, 1, 10),
        period_months=6,
    )
    return replace(deed, **changes)


def loan(**changes: Any) -> Loan:
    """50,000 yuan at 6.5 % plus half, due 2026-03-20, basis 360, entrusted."""
    plain = Loan(
        id="L1",
        kind=LoanKind.ENTRUSTED,
        contract_name="借款合同",
        contract_no="示借001",
        contract_date=date(2019, 1, 10),
        lender="示例担保有限公司",
        principal=Decimal("50000.00"),
        disbursed_on=date(2019, 1, 20),
        maturity=date(2026, 3, 20),
        annual_rate=Decimal("0.065"),
        surcharge=Decimal("0.5"),
    )
    return replace(plain, **changes)


def case(
    *,
    dues: Sequence[tuple[date, Decimal, Decimal]] = (),
    log: Iterable[Event] = (),
    guarantees: Sequence[Guarantee] = (),
    loan_changes: Mapping[str, object] = {},
) -> Case:
    """A case; `dues` are (due, principal, interest), by default all of the loan at maturity. Where a
    deed is a counter-guarantee the loan is a bank's, unless said otherwise."""
    bank = {"lender": "示例银行"} if any(g.counter for g in guarantees) else {}
    contract = loan(**{**bank, **loan_changes})
    dues = dues or [(contract.maturity, contract.principal, Decimal("0.00"))]
    parties = {
        BORROWER: Party(BORROWER, PartyKind.PERSON, "示例甲", "resident_id", "990001188808088889"),
        **{g.party: Party(g.party, PartyKind.PERSON, f"示例{g.party}") for g in guarantees},
    }
    return Case(
        loan=contract,
        house=House("示例担保有限公司"),
        parties=parties,
        signatories=(LoanParty(BORROWER, Role.BORROWER),),
        guarantees=tuple(guarantees),
        instalments=tuple(Instalment(n, *row) for n, row in enumerate(dues, 1)),
        log=tuple(sorted(log, key=lambda e: (e.at, e.id))),
        booked_until=date.max - timedelta(days=1),
    )
