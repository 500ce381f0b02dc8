"""The first cut takes every loan that can have anything unpaid; the rules look at no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random  # noqa: TID251  # seeded: the same loans each time

import pytest
from cases import policy
from sample_book import HOUSE, NOW, ZONE, dossier, fill

from noticegen.batch.select import unpaid
from noticegen.book import Book, Dossier
from noticegen.episodes import present_episode
from noticegen.model import Event, EventType
from noticegen.vault import Vault

DUE = date(2026, 3, 20)  # 50,541.67 falls due
ON = date(2026, 3, 27)


def event(kind: EventType, on: date, amount: str = "", **more: object) -> Event:
    """A money event at noon, local time."""
    at = datetime(on.year, on.month, on.day, 12, tzinfo=ZONE)
    parts: dict[str, object] = {
        "id": f"{kind}-{on}-{amount}",
        "at": at,
        "type": kind,
        "recorded_at": at,
    }
    return Event(**(parts | ({"amount": Decimal(amount)} if amount else {}) | more))  # type: ignore[arg-type]  # parts of an event


def chosen(
    book: Book, on: date = ON, zone: str = "Asia/Shanghai", branch: str | None = None
) -> list[str]:
    """What the cut takes."""
    with book.read() as conn:
        return unpaid(conn, on, zone, branch)


CASES: list[tuple[str, tuple[Event, ...], bool]] = [
    ("nothing paid", (), True),
    ("paid in full on the due day", (event(EventType.PAYMENT, DUE, "50541.67"),), False),
    ("paid in advance", (event(EventType.PAYMENT, DUE - timedelta(30), "50541.67"),), False),
    ("one cent short", (event(EventType.PAYMENT, DUE, "50541.66"),), True),
    ("a day late: penalty may be left", (event(EventType.PAYMENT, DUE + timedelta(1), "50541.67"),), True),
    ("in two parts in time", (event(EventType.PAYMENT, DUE - timedelta(1), "50000.00"), event(EventType.PAYMENT, DUE, "541.67")), False),
    ("a cost on top", (event(EventType.PAYMENT, DUE, "50541.67"), event(EventType.COST, DUE + timedelta(2), "100.00", details={"what": "公证费"})), True),
    ("extended", (event(EventType.PAYMENT, DUE, "50541.67"), event(EventType.EXTENSION, DUE, by=date(2026, 5, 20), details={"instalment": "2", "approver": "王示例"})), True),
    ("accelerated", (event(EventType.PAYMENT, DUE, "50541.67"), event(EventType.ACCELERATION, DUE + timedelta(1), details={"ground": "第九条", "approver": "王示例"})), True),
    ("a payment taken back", (event(EventType.PAYMENT, DUE, "50541.67", id="p1"), event(EventType.CORRECTION, DUE + timedelta(1), corrects="p1", actors=("王示例",), text="误记")), True),
    ("paid in advance and paid back before it fell due", (event(EventType.PAYMENT, DUE - timedelta(30), "50541.67"), event(EventType.REFUND, DUE - timedelta(9), "50541.67", details={"to": "示例公司"})), True),
    ("money that names the claim of the house", (event(EventType.PAYMENT, DUE, "50541.67", details={"claim": "recourse"}),), True),
    ("money after the house has paid", (event(EventType.SUB_PAYMENT, DUE - timedelta(9), "50541.67"), event(EventType.PAYMENT, DUE, "50541.67")), True),
]  # fmt: skip


@pytest.mark.parametrize(("log", "taken"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_each_case(any_book: Book, log: tuple[Event, ...], taken: bool) -> None:
    """Covered by the end of each due day = not taken; anything else is."""
    fill(any_book, dossier(events=log))

    assert (["DK-1"] if taken else []) == chosen(any_book)


def test_before_the_due_day(any_book: Book) -> None:
    """On the day before nothing is due; on the due day it is."""
    fill(any_book, dossier(events=()))

    assert [] == chosen(any_book, DUE - timedelta(1))
    assert ["DK-1"] == chosen(any_book, DUE)


def test_a_payment_in_another_zone_does_not_count(any_book: Book) -> None:
    """Written with another offset its day may be another: the loan is looked at."""
    late = Event("p1", datetime.fromisoformat("2026-03-20T20:00:00+00:00"), EventType.PAYMENT, NOW, amount=Decimal("50541.67"))  # fmt: skip
    fill(any_book, dossier(events=(late,)))

    assert ["DK-1"] == chosen(any_book)


def test_a_zone_with_summer_time(any_book: Book) -> None:
    """Where offsets change no payment is sure to count: all that fell due is looked at."""
    fill(any_book, dossier(events=(event(EventType.PAYMENT, DUE, "50541.67"),)))

    assert ["DK-1"] == chosen(any_book, zone="Europe/Berlin")


def test_one_branch(any_book: Book) -> None:
    """The loans of one branch only, sorted by id."""
    fill(any_book, dossier("DK-2", events=()), dossier("DK-1", events=()))

    assert ["DK-1", "DK-2"] == chosen(any_book)
    assert [] == chosen(any_book, branch="别处")


def loans(many: int) -> Iterator[Dossier]:
    """Loans with payments on chance days, of chance amounts, some taken back."""
    dice = Random(20260327)
    for n in range(many):
        log = []
        for k in range(dice.randrange(5)):
            day = DUE + timedelta(dice.randrange(-20, 8))
            amount = dice.choice(("50541.67", "25270.84", "25270.83", "541.67", "50000.00", "100541.67"))  # fmt: skip
            log.append(event(EventType.PAYMENT, day, amount, id=f"p{k}"))
            if dice.random() < 0.15:
                log.append(event(EventType.CORRECTION, day, id=f"c{k}", corrects=f"p{k}", actors=("王示例",), text="误记"))  # fmt: skip
            if dice.random() < 0.1:
                log.append(event(EventType.REFUND, day + timedelta(dice.randrange(3)), amount, id=f"r{k}", details={"to": "示例公司"}))  # fmt: skip
            if dice.random() < 0.1:
                log.append(event(EventType.WAIVER, day, "100.00", id=f"w{k}", details={"component": "penalty", "approver": "王示例"}))  # fmt: skip
        yield dossier(f"DK-{n:04d}", events=tuple(log))


def test_no_default_is_missed(book: Book, tmp_path: object) -> None:
    """Whatever was paid when: a loan in default is in the cut; and the cut is worth making."""
    fill(book, *loans(250))
    taken = set(chosen(book))
    vault = Vault(tmp_path)  # type: ignore[arg-type]  # a Path
    unpaid_loans = {
        case.loan.id
        for case in book.load_many(book.loans(), HOUSE, vault)
        if present_episode(case, ON, policy()) is not None
    }

    assert unpaid_loans <= taken
    assert 0 < len(unpaid_loans) <= len(taken) < 250
