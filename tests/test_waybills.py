"""A waybill is tidied when it is recorded, by whichever way, and on both sides when two are compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sample_book import HOUSE, NOW, call, dossier

from noticegen import waybills
from noticegen.book import Book
from noticegen.errors import DataError
from noticegen.model import Event, EventType
from noticegen.vault import Vault

EMS = "EX000000001CN"
LOOSE = " ex 000-000-001 cn "


@contextmanager
def as_typed() -> Iterator[None]:
    """A program of before: what is recorded under it keeps the words it was typed in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waybills, "tidy", lambda written: written)
        yield


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        (EMS, EMS),
        (LOOSE, EMS),
        ("ｅｘ０００", "EX000"),
        ("sf 12\t34", "SF1234"),
        (" - ", ""),
        ("", ""),
    ],
)
def test_a_waybill_as_the_post_writes_it(written: str, tidy: str) -> None:
    """Capitals, no blanks, no dashes, no full-width signs; tidied twice it is the same."""
    assert tidy == waybills.tidy(written) == waybills.tidy(waybills.tidy(written))


def test_only_the_waybill_is_tidied() -> None:
    """The other details stay as written; one of which nothing is left is none."""
    assert {"to": "a b", "waybill": EMS} == waybills.tidied({"to": "a b", "waybill": LOOSE})
    assert {"to": "a b"} == waybills.tidied({"to": "a b", "waybill": " - "})
    assert {"to": "a b"} == waybills.tidied({"to": "a b"})


def sent(waybill: str, event_id: str = "p1") -> Event:
    """A parcel."""
    return call(event_id, 24, type=EventType.DISPATCHED, document="第1号",
                details={"method": "ems", "to": "张示例", "waybill": waybill})  # fmt: skip


def kept(book: Book, folder: Path) -> list[str]:
    """The waybills on the log."""
    log = book.load("DK-1", HOUSE, Vault(folder)).log
    return [e.details["waybill"] for e in log if e.type is EventType.DISPATCHED]


def test_it_is_tidied_on_the_log(any_book: Book, tmp_path: Path) -> None:
    """Whether one event is recorded or an import brings it."""
    list(any_book.apply([dossier(events=(sent(LOOSE),))], NOW))
    told = any_book.record("DK-1", sent("sf 1234567890", "p2"))

    assert [EMS, "SF1234567890"] == kept(any_book, tmp_path)
    assert "SF1234567890" == told.details["waybill"]
    assert any_book.load("DK-1", HOUSE, Vault(tmp_path)).chain_intact


def test_what_was_recorded_before_keeps_its_words(any_book: Book, tmp_path: Path) -> None:
    """The same event again, imported or recorded, is the same however its waybill was written then;
    another number is other content."""
    with as_typed():
        list(any_book.apply([dossier(events=(sent(LOOSE),))], NOW))
    later = NOW + timedelta(days=1)
    for again in (LOOSE, EMS):
        assert ["unchanged"] == [c.kind for c in any_book.apply([dossier(events=(sent(again),))], later)]  # fmt: skip
        any_book.record("DK-1", sent(again))

    assert [LOOSE] == kept(any_book, tmp_path)
    assert any_book.load("DK-1", HOUSE, Vault(tmp_path)).chain_intact
    other = sent("EX000000002CN")
    assert ["refused"] == [c.kind for c in any_book.apply([dossier(events=(other,))], later)]
    with pytest.raises(DataError, match="other content"):
        any_book.record("DK-1", other)
    with pytest.raises(DataError, match="other content"):
        any_book.record("DK-1", replace(sent(EMS), text="!"))
