"""Cases for tests of letters, built by small functions. Everything in them is invented: names say 示例,
ID numbers are of area 990001, which does not exist.

`case()` is a guaranteed loan of one instalment; each keyword replaces one part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from noticegen.model import (
    Address,
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
from noticegen.workdays import add_months

TEMPLATES = Path(__file__).parents[1] / "templates"
ZONE = ZoneInfo("Asia/Shanghai")
DUE = date(2026, 3, 20)
ON = date(2026, 3, 27)  # day 7: 94.79 of penalty interest on 50,000 at 6.5 % + 50 %
HOUSE_NAME, BANK = "示例融资担保有限公司", "示例农村商业银行股份有限公司"


@cache
def policy() -> Policy:
    """The shipped policy."""
    return load_policy(TEMPLATES / "policy.toml")


def house(**changes: Any) -> House:
    plain = House(
        name=HOUSE_NAME,
        name_en="Example Financing Guarantee Co., Ltd.",
        address="示例省示例市示例区示例路1号",
        phone="0999-5550100",
        complaint_phone="0999-5550199",
        contact="王经办",
        hours="工作日9:00至17:00",
    )
    return replace(plain, **changes)


def loan(**changes: Any) -> Loan:
    plain = Loan(
        id="L-0001",
        kind=LoanKind.GUARANTEED,
        contract_name="流动资金借款合同",
        contract_no="示农商借字2025第0318号",
        contract_date=date(2025, 3, 18),
        lender=BANK,
        principal=Decimal("50000.00"),
        disbursed_on=date(2025, 3, 20),
        maturity=DUE,
        annual_rate=Decimal("0.065"),
        surcharge=Decimal("0.5"),
        rate_clause="第三条",
        surcharge_clause="第九条",
        repayment_way="到期一次还本付息",
        account_name=BANK,
        account_bank="示例农村商业银行营业部",
        account_number="6200 0000 0000 0001",
    )
    return replace(plain, **changes)


def person(id: str = "B1", name: str = "示例甲", **changes: Any) -> Party:
    plain = Party(
        id=id,
        kind=PartyKind.PERSON,
        name=name,
        id_kind="resident_id",
        id_number="990001188808088889",
        phone="19900000001",
        addresses=(Address("示例省示例县示例镇示例村8号", "contract", agreed=True),),
    )
    return replace(plain, **changes)


def company(id: str = "B1", name: str = "示例种植专业合作社", **changes: Any) -> Party:
    plain = Party(
        id=id,
        kind=PartyKind.COMPANY,
        name=name,
        id_kind="uscc",
        id_number="91990000MA0000365Y",
        phone="0999-5550123",
        addresses=(Address("示例省示例县示例镇工业路2号", "licence"),),
        legal_representative="示例丁",
        representative_post="理事长",
    )
    return replace(plain, **changes)


def deed(party: str = "G1", number: str = "示反保0001", *, counter: bool = True) -> Guarantee:
    return Guarantee(
        id=f"D-{number}",
        party=party,
        counter=counter,
        kind=GuaranteeKind.JOINT,
        deed_name="反担保保证合同" if counter else "保证合同",
        deed_no=number,
        deed_date=date(2025, 3, 18),
        period_months=6,
    )


def schedule(count: int, first: date, principal: str, interest: str) -> tuple[Instalment, ...]:
    """`count` equal monthly instalments from `first` on."""
    return tuple(
        Instalment(n + 1, add_months(first, n), Decimal(principal), Decimal(interest))
        for n in range(count)
    )


def event(kind: EventType, on: date, id: str = "", **parts: Any) -> Event:
    """An event at noon of that day."""
    when = datetime.combine(on, time(12), ZONE)
    return Event(id=id or f"{kind}-{on}", at=when, type=kind, recorded_at=when, **parts)


def authority(on: date = date(2025, 3, 20)) -> Event:
    """The creditor's authority to collect, with its paper."""
    return event(
        EventType.COLLECTION_AUTHORITY, on, evidence=(Evidence("0" * 64, "authority.pdf"),)
    )


def payment(on: date, amount: str) -> Event:
    return event(EventType.PAYMENT, on, amount=Decimal(amount), party="B1")


def issued(on: date, number: str, party: str = "B1", kind: str = "overdue-notice") -> Event:
    return event(EventType.ISSUED, on, party=party, document=number, details={"kind": kind})


def out(
    on: date, number: str, party: str = "B1", kind: str = "overdue-notice"
) -> tuple[Event, Event]:
    """A letter issued and posted on one day."""
    given = {"method": "ems", "to": "示例甲"}
    sent = event(EventType.DISPATCHED, on, party=party, document=number, details=given)
    return issued(on, number, party, kind), sent


def case(
    *,
    borrowers: Sequence[Party] = (),
    contract: Loan | None = None,
    by: House | None = None,
    dues: Sequence[Instalment] = (),
    deeds: Sequence[Guarantee] = (),
    others: Sequence[Party] = (),
    log: Iterable[Event] = (),
) -> Case:
    """A guaranteed loan of 50,000 due on 20 March 2026; the first of `borrowers` is the borrower."""
    contract = contract or loan()
    borrowers = borrowers or (person(),)
    dues = dues or (Instalment(1, contract.maturity, contract.principal, Decimal("0.00")),)
    sureties = tuple(
        person(g.party, f"示例担保{g.party}", id_number="", phone="", addresses=()) for g in deeds
    )
    roles = [Role.BORROWER, *([Role.CO_BORROWER] * (len(borrowers) - 1))]
    return Case(
        loan=contract,
        house=by or house(),
        parties={p.id: p for p in (*sureties, *others, *borrowers)},
        signatories=tuple(LoanParty(p.id, r) for p, r in zip(borrowers, roles, strict=True)),
        guarantees=tuple(deeds),
        instalments=tuple(dues),
        log=tuple(sorted(log, key=lambda e: (e.at, e.id))),
        booked_until=date(2030, 1, 1),
    )


def eighteen(**changes: Any) -> Case:
    """Eighteen instalments, all overdue on 27 March 2026, compound interest, costs and a part
    payment, two counter-guarantees."""
    contract = loan(
        principal=Decimal("180000.00"), maturity=date(2026, 3, 20), compound=True, subsidised=True,
        disbursed_on=date(2024, 9, 20), contract_date=date(2024, 9, 18),
        repayment_way="等额本金，按月归还", acceleration_clause="第十二条", **changes,
    )  # fmt: skip
    return case(
        contract=contract,
        dues=schedule(18, date(2024, 10, 20), "10000.00", "541.67"),
        deeds=(deed("G1", "示反保0001"), deed("G2", "示反保0002")),
        by=house(reports_credit=True, keeps_list=True, list_rule="《客户准入管理办法》第十二条"),
        log=(
            authority(),
            payment(date(2025, 6, 5), "3000.00"),
            event(
                EventType.COST,
                date(2026, 2, 2),
                amount=Decimal("350.00"),
                details={"what": "公证费"},
            ),
        ),
    )
