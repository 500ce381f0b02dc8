"""A small book for tests: one loan of the examples' shape, two debtors, one counter-guarantor."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from noticegen.book import Book, Dossier
from noticegen.model import (
    Address,
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
    Staff,
)
from noticegen.register import Register, Request, Seal

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 27, 10, 0, tzinfo=ZONE)
ON = date(2026, 3, 27)
HOUSE = House(
    "示例担保有限公司",
    number_code="",
    staff=(Staff("王示例", ("branch_head",)), Staff("李示例", ("legal", "branch_head"))),
)


def at(day: int, hour: int = 9) -> datetime:
    """An hour of a day in March 2026, local time."""
    return datetime(2026, 3, day, hour, 0, tzinfo=ZONE)


def call(event_id: str, day: int, loan: str = "DK-1", **more: object) -> Event:
    """A call to the borrower."""
    values: dict[str, object] = {
        "id": event_id,
        "at": at(day),
        "type": EventType.CALL,
        "recorded_at": at(day, 10),
        "actors": ("王示例",),
        "party": f"{loan}-B",
        "channel": "phone",
        "outcome": "no_answer",
        "details": {"number": "13900000000"},
    }
    return Event(**(values | more))  # type: ignore[arg-type]  # values are checked by the test itself


def dossier(loan: str = "DK-1", *, events: tuple[Event, ...] | None = None) -> Dossier:
    """One loan of 100,000.00 in two instalments, due 2026-03-20 and 2026-04-20."""
    own = (Address("示例省示例市1号", "contract", agreed=True),)
    parties = (
        Party(
            f"{loan}-B",
            PartyKind.PERSON,
            "张示例",
            "resident_id",
            "990101199001010019",
            addresses=own,
        ),
        Party(f"{loan}-C", PartyKind.PERSON, "赵示例", addresses=own),
        Party(f"{loan}-G", PartyKind.COMPANY, "示例贸易有限公司", addresses=own),
    )
    terms = Loan(
        loan,
        LoanKind.GUARANTEED,
        "借款合同",
        f"X-{loan}",
        date(2025, 3, 20),
        "示例银行",
        Decimal("100000.00"),
        date(2025, 3, 20),
        date(2026, 4, 20),
        Decimal("0.065"),
        surcharge=Decimal("0.5"),
        allocation_order=("costs", "interest", "principal"),
    )
    deed = Guarantee(
        "G1", f"{loan}-G", True, GuaranteeKind.JOINT, "反担保合同", "F-1", date(2025, 3, 20)
    )
    return Dossier(
        terms,
        parties,
        (LoanParty(f"{loan}-B", Role.BORROWER), LoanParty(f"{loan}-C", Role.CO_BORROWER)),
        (deed,),
        (
            Instalment(1, date(2026, 3, 20), Decimal("50000.00"), Decimal("541.67")),
            Instalment(2, date(2026, 4, 20), Decimal("50000.00"), Decimal("270.83")),
        ),
        (call("s1", 21, loan), call("s2", 22, loan)) if events is None else events,
        date(2026, 3, 26),
    )


def fill(book: Book, *dossiers: Dossier) -> None:
    """Import the dossiers (the sample when none is given)."""
    for change in book.apply(dossiers or (dossier(),), NOW):
        assert change.kind != "refused", change


def request(loan: str = "DK-1", party: str = "DK-1-B", **more: object) -> Request:
    """What a number for a notice is asked with."""
    values: dict[str, object] = {
        "issuer": HOUSE.name,
        "series": "催",
        "kind": "overdue-notice",
        "loan": loan,
        "party": party,
        "locale": "zh",
        "anchor": date(2026, 3, 20),
        "as_of": ON,
        "issued_on": ON,
        "deadline": date(2026, 4, 7),
        "case_digest": "c" * 64,
        "setup_digest": "d" * 64,
    }
    return Request(**(values | more))  # type: ignore[arg-type]  # as above


def numbering(seq: int) -> str:
    """〔2026〕催字第0001号"""
    return f"〔2026〕催字第{seq:04d}号"


def issue_one(register: Register, out: Path, **more: object) -> str:
    """Reserve, publish two small files, seal; returns the number."""
    import hashlib

    from noticegen import fsio

    entry = register.reserve(request(**more), numbering, NOW)  # type: ignore[arg-type]  # as above
    pdf, docx = f"PDF {entry.number}".encode(), f"DOCX {entry.number}".encode()
    name = f"2026/overdue-notice/{entry.seq:04d}"
    fsio.publish(out / f"{name}.pdf", pdf)
    fsio.publish(out / f"{name}.docx", docx)
    seal = Seal(
        name,
        hashlib.sha256(pdf).hexdigest(),
        hashlib.sha256(docx).hexdigest(),
        "e" * 64,
        1,
        ("A1",),
    )
    register.seal(entry.number, seal, issued(entry.number, entry.party), NOW)
    return entry.number


def issued(number: str, party: str) -> Event:
    """The event that goes on the log with the seal."""
    return Event(
        "",
        NOW,
        EventType.ISSUED,
        NOW,
        party=party,
        document=number,
        details={"kind": "overdue-notice"},
    )


def photo(sha256: str) -> Evidence:
    """A kept photo."""
    return Evidence(sha256, "现场.jpg", "photo")


SEAL = Seal("2026/x/0001", "a" * 64, "b" * 64, "e" * 64, 1, ("A1",))


def reserve_many(url: str, loans: list[str], start: Any) -> None:
    """A process that takes a number for each loan once all have come to `start`; every fifth is made void.

    It is here because a process that begins loads the module of what it is to do, and no more."""
    with Book.open(url) as book:
        register = Register(book)
        start.wait()
        for loan in loans:
            entry = register.reserve(request(loan, f"{loan}-B"), numbering, NOW)
            if entry.seq % 5 == 0:
                register.void(entry.number, "试", NOW)
            else:
                register.seal(entry.number, SEAL, issued(entry.number, entry.party), NOW)
