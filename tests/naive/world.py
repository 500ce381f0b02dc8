"""Loans and log events for the second opinion, made by plain functions.

Everything in it is invented: names say 示例, ID numbers are of area 990001, which does not exist.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from noticegen.model import (
    Address,
    Case,
    Event,
    EventType,
    Evidence,
    EvidenceState,
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
    Staff,
)

T = EventType
ZONE = ZoneInfo("Asia/Shanghai")
DUE = date(2026, 3, 20)
BANK, HOUSE = "示例农村商业银行股份有限公司", "示例融资担保有限公司"
ID_NUMBERS = ("990001188808088889", "990001189912311010", "990001189901010028", "")
STAFF = (
    Staff("王经办", ("officer",)),
    Staff("赵行长", ("branch_head",)),
    Staff("钱法务", ("legal",)),
    Staff("孙复核", ("branch_head", "legal")),
)
METHODS = ("hand", "ems", "household", "message", "left", "newspaper", "notary")


def person(id: str, number: int = 0, **changes: Any) -> Party:
    plain = Party(
        id=id,
        kind=PartyKind.PERSON,
        name=f"示例{id}",
        id_kind="resident_id",
        id_number=ID_NUMBERS[number],
        phone="19900000001",
        addresses=(Address("示例省示例县示例镇示例村8号", "contract", agreed=True),),
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
        account_name=BANK,
        account_bank="示例农村商业银行营业部",
        account_number="6200000000000005",
        rate_clause="第三条",
        surcharge_clause="第九条",
        basis_clause="第四条",
        due_clause="第五条",
        service_clause="第十五条",
    )
    return replace(plain, **changes)


def house(**changes: Any) -> House:
    return replace(House(name=HOUSE, staff=STAFF), **changes)


def deed(party: str, *, counter: bool = True, **changes: Any) -> Guarantee:
    plain = Guarantee(
        id=f"D-{party}",
        party=party,
        counter=counter,
        kind=GuaranteeKind.JOINT,
        deed_name="反担保保证合同" if counter else "保证合同",
        deed_no=f"示保{party}",
        deed_date=date(2025, 3, 18),
        period_months=6,
    )
    return replace(plain, **changes)


def case(
    contract: Loan | None = None,
    dues: tuple[Instalment, ...] = (),
    deeds: tuple[Guarantee, ...] = (),
    co_borrower: bool = False,
    by: House | None = None,
    authority: bool = True,
    borrower: Party | None = None,
) -> Case:
    """A loan of one instalment and, as far as asked for, the rest. `booked_until` is far ahead."""
    contract = contract or loan()
    parties = {"B1": borrower or person("B1")}
    signatories = [LoanParty("B1", Role.BORROWER)]
    if co_borrower:
        parties["B2"] = person("B2", 1)
        signatories.append(LoanParty("B2", Role.CO_BORROWER))
    for g in deeds:
        parties.setdefault(g.party, person(g.party, 3))
    made = Case(
        loan=contract,
        house=by or house(),
        parties=parties,
        signatories=tuple(signatories),
        guarantees=deeds,
        instalments=dues
        or (Instalment(1, contract.maturity, contract.principal, Decimal("0.00")),),
        booked_until=date(2035, 1, 1),
    )
    if authority:
        paper = event(T.COLLECTION_AUTHORITY, contract.disbursed_on, evidence=files("contract"))
        made = log(made, paper)
    return made


def log(made: Case, *events: Event) -> Case:
    """The case with these events recorded."""
    found = sorted((*made.log, *events), key=lambda e: (e.at, e.id))
    return replace(made, log=tuple(found))


# --- events --------------------------------------------------------------------------------------

_numbers = itertools.count(1)


def event(kind: EventType, on: date, hour: int = 12, *, late: int = 0, **parts: Any) -> Event:
    """An event at `hour`, recorded `late` hours afterwards. Ids count up, so they are unique."""
    number = next(_numbers)
    at = datetime.combine(on, time(hour % 24, hour and number % 60), ZONE)
    parts.setdefault("id", f"e{number:07d}")
    return Event(at=at, type=kind, recorded_at=at + timedelta(hours=late), **parts)


def files(*kinds: str, state: EvidenceState = EvidenceState.OK) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(f"{n:064x}", f"{kind}.pdf", kind, state) for n, kind in enumerate(kinds, 1)
    )


def visit(party: str, on: date, **parts: Any) -> Event:
    """A visit with all that the manual wants of it."""
    details = {
        "place": "示例镇示例店",
        "trading": "normal",
        "operation": "正常",
        "cash": "月底回款",
        "warnings": "credit,reputation,next_loan,subsidy",
    }
    details.update(parts.pop("details", {}))
    details = {k: v for k, v in details.items() if v}
    parts.setdefault("actors", ("王经办", "赵协办"))
    parts.setdefault("outcome", "met_party")
    parts.setdefault("evidence", files("photo"))
    return event(T.VISIT, on, party=party, channel="visit", details=details, **parts)


def call(party: str, on: date, hour: int = 12, **parts: Any) -> Event:
    number = parts.pop("number", "19900000001")
    details = {"number": number, **parts.pop("details", {})}
    parts.setdefault("outcome", "connected_party")
    parts.setdefault("actors", ("王经办",))
    return event(T.CALL, on, hour, party=party, channel="phone", details=details, **parts)


def cg_contact(party: str, on: date, **parts: Any) -> Event:
    parts.setdefault("outcome", "connected_party")
    parts.setdefault("channel", "phone")
    return event(T.CG_CONTACT, on, party=party, actors=("王经办",), **parts)


def reason(on: date, code: str = "R102", party: str = "B1", **parts: Any) -> Event:
    said = {"code": code, "certainty": "stated", "source": "借款人"}
    return event(T.REASON, on, party=party, actors=("王经办",), details=said, **parts)


def promise(party: str, on: date, by: date, amount: str, **parts: Any) -> Event:
    return event(
        T.PROMISE, on, party=party, actors=("王经办",), amount=Decimal(amount), by=by, **parts
    )


def payment(on: date, amount: str, party: str = "B1", **parts: Any) -> Event:
    return event(T.PAYMENT, on, party=party, amount=Decimal(amount), **parts)


def sub_payment(on: date, amount: str, **parts: Any) -> Event:
    parts.setdefault("evidence", files("voucher"))
    said = {"payee": BANK, "voucher": "V-1"}
    return event(T.SUB_PAYMENT, on, amount=Decimal(amount), details=said, **parts)


def refund(on: date, amount: str, **said: str) -> Event:
    details = {"payee": "示例付款人", **said}
    return event(
        T.REFUND, on, amount=Decimal(amount), details=details, actors=("王经办",), evidence=files("voucher"),
    )  # fmt: skip


def approved(kind: EventType, on: date, **parts: Any) -> Event:
    details = {"approver": "赵行长", "approver_role": "branch_head", **parts.pop("details", {})}
    return event(kind, on, details=details, **parts)


def issued(kind: str, party: str, on: date, number: str, as_of: date | None = None) -> Event:
    said = {"kind": kind, "as_of": (as_of or on).isoformat()}
    return event(T.ISSUED, on, 9, party=party, document=number, details=said)


PROOFS = {
    "hand": ("slip", "photo"),
    "household": ("slip",),
    "company": ("slip",),
    "ems": ("waybill", "contents_line", "tracking"),
    "message": ("address_agreement", "send_log"),
    "left": ("video", "witness", "recording"),
    "newspaper": ("newspaper_page",),
    "notary": ("notarial",),
}


def served(number: str, party: str, on: date, method: str = "hand", **parts: Any) -> Event:
    details = {"method": method, "to": f"示例{party}", "recipient": "self"}
    if method == "household":
        details["recipient"] = "relative"
    if method == "ems":
        details.update(waybill="EM000000001CN", contents="借款合同项下逾期催收通知书")
    if method == "newspaper":
        details["outlet"] = "provincial"
    details.update(parts.pop("details", {}))
    parts.setdefault("evidence", files(*PROOFS[method]))
    parts.setdefault("actors", ("王经办", "赵协办"))
    return event(T.SERVED, on, 15, party=party, document=number, details=details, **parts)


def override(rule: str, kind: str, on: date, **parts: Any) -> Event:
    by, role = parts.pop("by", ("赵行长", "branch_head"))
    parts.setdefault("text", "客户即将外出务工，须在其离开前送达，故先行签发，特此说明。")
    said = {"rule": rule, "role": role, "kind": kind}
    return event(T.OVERRIDE, on, actors=(by,), details=said, **parts)


def approval(of: Event, on: date, by: str = "孙复核", role: str = "branch_head") -> Event:
    said = {"role": role, "confirms": of.id}
    return event(T.APPROVAL, on, 13, actors=(by,), details=said)


def day_of(on: date, offset: int) -> date:
    return on + timedelta(days=offset)
