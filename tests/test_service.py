"""The story of a service: proofs into the vault, the act onto the log, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import crash_driver
import demo_desk
import pytest
from test_waybills import as_typed

from noticegen import issue as story
from noticegen import render, service
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.errors import DataError, UsageError
from noticegen.model import EventType
from noticegen.register import Register
from noticegen.vault import Vault

NOW = demo_desk.NOW
SERVED = (NOW + timedelta(hours=2)).astimezone(ZoneInfo("Asia/Shanghai"))
LATER = NOW + timedelta(hours=3)


@pytest.fixture(scope="module")
def base(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    return demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)


@pytest.fixture
def desk(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of one's own, with files that need no engine."""
    monkeypatch.setattr(render, "render", crash_driver.fake_render)
    return Desk.open(demo_desk.imported(tmp_path / "desk", base), {})


@pytest.fixture
def book(desk: Desk) -> Iterator[Book]:
    """Its book."""
    with Book.open(desk.book_url) as opened:
        yield opened


@pytest.fixture
def number(desk: Desk, book: Book) -> str:
    """An issued notice to P03."""
    made = story.issue(desk, book, "overdue-notice", "DK-0003", on=demo_desk.DAY, now=NOW)
    return made.letters[0].number


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    """A scanned slip."""
    (tmp_path / "回执.jpg").write_bytes(b"slip")
    return tmp_path / "回执.jpg"


def tell(desk: Desk, book: Book, number: str, act: EventType = EventType.SERVED, **more: Any) -> service.ServiceResult:  # fmt: skip
    """Served by hand two hours after issue, told three hours after it."""
    values: dict[str, Any] = {"method": "hand", "at": SERVED, "to": "赵六", "now": LATER}
    values |= {"details": {"recipient": "self"}, "actors": ("王经办", "赵协办")}
    return service.tell(act, desk, book, number, **(values | more))


def log(desk: Desk, book: Book, number: str) -> list[str]:
    """The life of a document on the log."""
    case = book.load("DK-0003", desk.house, Vault(desk.evidence))
    return [e.type.value for e in case.events if e.document == number]


def test_a_proved_service(desk: Desk, book: Book, number: str, slip: Path) -> None:
    """With the slip it is served; the slip is in the vault, the event names file, method and party."""
    result = tell(desk, book, number, proofs=[("slip", slip)])

    (file,) = result.event.evidence
    assert ("served", ()) == (result.state, result.missing)
    assert ("P03", number, "hand") == (
        result.event.party,
        result.event.document,
        result.event.details["method"],
    )
    assert b"slip" == Vault(desk.evidence).path(file.sha256).read_bytes()
    assert [] == Register(book).verify(desk.out)


def test_a_service_without_proof_is_recorded_but_does_not_count(
    desk: Desk, book: Book, number: str, slip: Path
) -> None:
    """It stays dispatched and says what is missing; told again with the slip it is served."""
    first = tell(desk, book, number)
    second = tell(desk, book, number, proofs=[("slip", slip)])

    assert "dispatched" == first.state
    assert "signed return slip" in first.missing[0].en
    assert "served" == second.state
    assert ["issued", "served", "served"] == log(desk, book, number)


def test_who_served_by_hand_is_named_and_the_post_names_nobody(
    desk: Desk, book: Book, number: str, slip: Path
) -> None:
    """By hand without a server it stays dispatched and says so; by post no server is asked for."""
    bare = tell(desk, book, number, proofs=[("slip", slip)], actors=())
    post: dict[str, Any] = {
        "method": "ems",
        "details": {"recipient": "self", "waybill": "E1", "contents": "通知书"},
    }
    kinds = ("waybill", "contents_line", "tracking")
    sent = tell(desk, book, number, proofs=[(k, slip) for k in kinds], actors=(), **post)

    assert ("dispatched", ["it lacks who served it"]) == (bare.state, [t.en for t in bare.missing])
    assert "served" == sent.state


def test_the_same_act_told_twice_is_one_event(
    desk: Desk, book: Book, number: str, slip: Path
) -> None:
    """A rerun after a crash records nothing new."""
    tell(desk, book, number, proofs=[("slip", slip)])
    tell(desk, book, number, proofs=[("slip", slip)], now=LATER + timedelta(hours=1))

    assert ["issued", "served"] == log(desk, book, number)


def test_a_waybill_spelled_otherwise_is_the_same_telling(
    desk: Desk, book: Book, number: str
) -> None:
    """It is recorded as the post writes it; one recorded as it was typed keeps its words and is not
    told a second time."""
    ems: dict[str, Any] = {"act": EventType.DISPATCHED, "method": "ems"}
    with as_typed():
        tell(desk, book, number, details={"waybill": "ex 000-000-001 cn"}, **ems)
    for written in ("ex 000-000-001 cn", "EX000000001CN", "Ex000000001cn"):
        told = tell(desk, book, number, details={"waybill": written}, **ems)
        assert "EX000000001CN" == told.event.details["waybill"]
    tell(desk, book, number, details={"waybill": "ex 2"}, **ems)

    case = book.load("DK-0003", desk.house, Vault(desk.evidence))
    sent = [e.details["waybill"] for e in case.of(EventType.DISPATCHED)]
    assert ["EX2", "ex 000-000-001 cn"] == sorted(sent)


def test_another_server_is_another_telling(desk: Desk, book: Book, number: str, slip: Path) -> None:
    """The same act with other servers or other words is a second event, never a changed one."""
    for more in ({}, {"actors": ("王经办", "钱协办")}, {"text": "补充"}):
        tell(desk, book, number, proofs=[("slip", slip)], **more)

    assert ["issued", "served", "served", "served"] == log(desk, book, number)


def test_the_four_acts(desk: Desk, book: Book, number: str) -> None:
    """Dispatched, returned, dispatched again, refused: the state follows."""
    at = [SERVED + timedelta(minutes=n) for n in range(4)]
    ems: dict[str, Any] = {"method": "ems", "to": "赵六", "now": LATER}
    states = [
        service.dispatched(desk, book, number, at=at[0], details={"waybill": "E1"}, **ems).state,
        service.returned(desk, book, number, at=at[1], details={"why": "查无此人"}, **ems).state,
        service.dispatched(desk, book, number, at=at[2], details={"waybill": "E2"}, **ems).state,
        service.refused(desk, book, number, at=at[3], **ems).state,
    ]

    assert ["dispatched", "returned", "dispatched", "refused"] == states


@pytest.mark.parametrize(
    ("more", "error", "why"),
    [
        ({"at": SERVED - timedelta(days=1)}, DataError, "before the day of issue"),
        (
            {"at": NOW - timedelta(minutes=1)},
            DataError,
            "before the letter was issued, at 2026-03-27 14:00",
        ),
        ({"at": LATER + timedelta(minutes=1)}, DataError, "future"),
        ({"at": SERVED.replace(tzinfo=None)}, DataError, "no zone"),
        ({"method": "pigeon"}, DataError, "method"),
        ({"details": {"recipient": "neighbour"}}, DataError, "recipient"),
        ({"details": {}}, DataError, "recipient"),
        ({"proofs": [("letter", Path("x"))]}, UsageError, "unknown kind"),
        ({"proofs": [("slip", Path("/nowhere.jpg"))]}, DataError, "cannot be read"),
    ],
)
def test_what_is_refused(
    desk: Desk, book: Book, number: str, more: dict[str, Any], error: type[Exception], why: str
) -> None:
    """Before issue, in the future, unknown words, missing facts or files: refused, nothing recorded."""
    with pytest.raises(error, match=why):
        tell(desk, book, number, **more)
    assert ["issued"] == log(desk, book, number)


def test_a_dispatch_is_told_by_its_day(desk: Desk, book: Book, number: str) -> None:
    """The post room writes down the day; an hour that it was given for want of one may lie before the
    issue. A service of that minute is refused."""
    early = NOW - timedelta(minutes=1)
    ems: dict[str, Any] = {"method": "ems", "details": {"waybill": "E1"}}

    assert tell(desk, book, number, EventType.DISPATCHED, at=early, **ems).state == "dispatched"
    with pytest.raises(DataError, match="before the letter was issued"):
        tell(desk, book, number, EventType.RETURNED, at=early, **ems)


def test_only_issued_numbers_are_served(desk: Desk, book: Book, number: str) -> None:
    """A void or unknown number cannot be dispatched."""
    Register(book).void(number, "金额有误", NOW)

    with pytest.raises(UsageError, match="is void, not issued"):
        tell(desk, book, number)
    with pytest.raises(UsageError, match="no number"):
        tell(desk, book, "〔2026〕催字第9999号")


def test_a_late_telling_shows(desk: Desk, book: Book, number: str, slip: Path) -> None:
    """More than 48 hours after the act it is late; at 48 hours it is not. It is recorded either way."""
    late = SERVED + timedelta(hours=48)

    assert not tell(desk, book, number, now=late).late
    assert tell(desk, book, number, now=late + timedelta(seconds=1), proofs=[("slip", slip)]).late


def test_a_lost_slip_takes_the_service_back(
    desk: Desk, book: Book, number: str, slip: Path
) -> None:
    """When the kept file is altered later, the document is no longer served."""
    result = tell(desk, book, number, proofs=[("slip", slip)])
    vault = Vault(desk.evidence)
    vault.path(result.event.evidence[0].sha256).write_bytes(b"forged")

    entry = Register(book).show(number)
    case = book.load("DK-0003", desk.house, vault)
    assert "dispatched" == service.state_of(case, entry)
