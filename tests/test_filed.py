"""An import makes the rows of the book straight from what it read; here from values, for comparison."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_data import ZONE, check, good, write_csvs

from noticegen import sources
from noticegen.book import rows
from noticegen.book.filed import filed
from noticegen.events import SPECS
from noticegen.model import Event
from noticegen.schema import (
    ADDRESSES,
    EVENT_TYPES,
    EVENTS,
    GUARANTEES,
    INSTALMENTS,
    LOANS,
    PARTIES,
    SIGNATORIES,
    Column,
    Sheet,
)
from noticegen.sources import build
from noticegen.sources import filed as straight
from noticegen.sources.rows import DETAIL_KEYS, _default
from noticegen.vault import Vault

EXAMPLES = Path(__file__).parents[1] / "examples" / "portfolio.xlsx"
ZONES = st.sampled_from(("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "UTC")).map(ZoneInfo)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=","), min_size=1)
RATES = st.decimals(0, 1, places=8).map(lambda d: f"{d.normalize():f}" if d else "0")


def staged_of(column: Column) -> st.SearchStrategy[Any]:
    """What a cell of this column may be when it is staged."""
    match column.format:
        case "money":
            filled: st.SearchStrategy[Any] = st.integers(0, 10**17)
        case "rate":
            filled = RATES
        case "date":
            filled = st.dates().map(lambda day: day.isoformat())
        case "datetime":
            filled = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001  # local, as staged
                lambda at: at.replace(microsecond=0).isoformat(" ")
            )
        case "int":
            filled = st.integers(1, 10**8)
        case "bool":
            return st.booleans()
        case "enum":
            filled = st.sampled_from(sorted(column.words))
        case "list":
            several = st.lists(st.sampled_from(sorted(column.words)) if column.words else WORDS, min_size=1)  # fmt: skip
            filled = several.map(",".join)
        case _:
            filled = WORDS
    return filled if column.required else st.just(_default(column)) | filled


def staged(sheet: Sheet) -> st.SearchStrategy[list[Any]]:
    """A row of the sheet as it is staged."""
    return st.tuples(
        st.integers(2, 10**6), *(staged_of(c) for c in sheet.columns if c.key != "mark")
    ).map(list)


@st.composite
def events(draw: st.DrawFn) -> list[Any]:
    """An event of any kind with any few details; without any it may end before them, as staged."""
    first = EVENTS.position[DETAIL_KEYS[0]]
    row = [2, *(draw(staged_of(c)) for c in EVENTS.columns[1:first])]
    told = draw(st.dictionaries(st.sampled_from(DETAIL_KEYS), WORDS, max_size=4))
    whole = draw(st.booleans())
    if told or whole:
        row += [told.get(key, "") for key in DETAIL_KEYS]
    return row


@pytest.mark.parametrize("kind", sorted(EVENT_TYPES))
@settings(max_examples=10)
@given(row=events(), zone=ZONES)
def test_an_event_is_the_same_row_both_ways(kind: str, row: list[Any], zone: ZoneInfo) -> None:
    """For every kind of event, any details and any zone: straight, and through `model.Event`."""
    row[EVENTS.position["type"]] = kind

    event: Event = build._event(row, (), zone)

    plain = rows.event_row(row[EVENTS.position["loan"]], event, event.recorded_at.isoformat())
    assert straight.event_row(row, zone) == plain


def test_all_kinds_are_tried() -> None:
    """The kinds above are those of `events`, but for those that only this program writes."""
    assert {kind.value for kind in SPECS} - set(EVENT_TYPES) == {"issued", "voided", "data_change"}


@pytest.mark.parametrize(
    ("sheet", "make", "write", "told"),
    [
        (LOANS, build._loan, rows.loan_row, straight._loan),
        (PARTIES, build._party, rows.party_row, straight._party),
        (ADDRESSES, build._address, rows.address_row, straight._address),
        (SIGNATORIES, build._signatory, rows.signatory_row, straight._signatory),
        (GUARANTEES, build._guarantee, rows.guarantee_row, straight._guarantee),
    ],
    ids=["loans", "parties", "addresses", "signatories", "guarantees"],
)
@given(data=st.data())
def test_other_rows_are_the_same_both_ways(
    sheet: Sheet, make: Any, write: Any, told: Any, data: st.DataObject
) -> None:
    """Each column, filled or empty, and each field without a column."""
    row = data.draw(staged(sheet))

    assert told(row) == write(make(row))


@given(data=st.data())
def test_an_instalment_is_the_same_row_both_ways(data: st.DataObject) -> None:
    """The schedule, which comes in nearly as often as the log."""
    row = data.draw(staged(INSTALMENTS))
    loan = row[INSTALMENTS.position["loan"]]

    assert straight._instalment(row) == rows.instalment_row(loan, build._instalment(row))


def test_small_rates_are_spelled_alike() -> None:
    """The book spells a rate as Decimal does: 0.00000001 is 1E-8 there."""
    assert straight._rate("0.00000001") == str(Decimal("0.00000001")) == "1E-8"


def test_whole_loans_are_the_same_both_ways(tmp_path: Path) -> None:
    """The examples with their evidence: same rows, same order, same files."""
    with sources.read(EXAMPLES, vault=Vault(tmp_path), zone=ZONE) as reading:
        assert list(reading.filed) == [filed(dossier) for dossier in reading.dossiers]
        assert any(files for loan in reading.filed for files in loan.files)


def test_rows_out_of_order_are_sorted(tmp_path: Path) -> None:
    """Events by time then id, instalments by number, addresses as they came."""
    data = good()
    for sheet in ("events", "instalments"):
        data[sheet].reverse()
    with check(write_csvs(tmp_path, data)) as reading:
        (loan,) = reading.filed
        (dossier,) = reading.dossiers

    assert loan == filed(dossier)
    assert [e["at"] for e in loan.events] == sorted(e["at"] for e in loan.events)
