"""Months against the calendar itself, working days against the official list."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from noticegen import workdays
from noticegen.workdays import (
    add_months,
    calendar_published,
    minus_working_days,
    next_working_day,
    weekday,
    working_day,
)

# State Council list for 2026: days off on weekdays, and weekend days on which one works.
OFF_2026 = ["01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "02-23", "04-06", "05-01",
            "05-04", "05-05", "06-19", "09-25", "10-01", "10-02", "10-05", "10-06", "10-07"]  # fmt: skip
WORKED_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_months_end_on_the_corresponding_day_or_the_last_of_the_month() -> None:
    """Every start day of thirty years, for every length that is in use."""
    start = date(2010, 1, 1)
    for n in range(365 * 30 + 8):
        day = start + timedelta(days=n)
        for months in (1, 3, 6, 12, 24, 36, 240):
            year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
            last = calendar.monthrange(year, month0 + 1)[1]

            assert add_months(day, months) == date(year, month0 + 1, min(day.day, last))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-09-01", 6, "2027-03-01"),
    ],
)
def test_month_ends_and_leap_years(start: str, months: int, end: str) -> None:
    """The start day is not counted, so six months from 1 September end on 1 March."""
    assert add_months(date.fromisoformat(start), months).isoformat() == end


def test_rest_days_are_those_of_the_library() -> None:
    """Every year it covers, asked for in the library's own way; outside only weekends rest."""
    for year in range(1950, 2101):
        table = holidays.country_holidays("CN", years=year)
        found = workdays._year(year)

        assert found.rest == {day for day in table if day.year == year}
        assert found.make_up == {day for day in table.weekend_workdays if day.year == year}
    assert workdays._year(1949) == workdays._year(2101) == (frozenset(), frozenset())


def test_working_days_of_2026_are_the_official_ones() -> None:
    """Every day of the year, holidays and make-up days included."""
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        short = day.isoformat()[5:]
        wanted = short in WORKED_2026 or (day.weekday() < 5 and short not in OFF_2026)

        assert working_day(day) is wanted, day


def test_a_rest_day_moves_to_the_day_after_the_rest() -> None:
    """A working day stays; a holiday moves behind the whole holiday; a make-up Sunday stays."""
    assert next_working_day(date(2026, 9, 30)) == date(2026, 9, 30)
    assert next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert next_working_day(date(2026, 9, 19)) == date(2026, 9, 20)
    assert next_working_day(date(2026, 9, 20)) == date(2026, 9, 20)


def test_counting_working_days_back() -> None:
    """The day itself is not counted; none back is the day itself."""
    assert minus_working_days(date(2026, 10, 8), 0) == date(2026, 10, 8)
    assert minus_working_days(date(2026, 10, 8), 1) == date(2026, 9, 30)
    assert minus_working_days(date(2026, 9, 21), 1) == date(2026, 9, 20)
    assert minus_working_days(date(2026, 10, 4), 10) == date(2026, 9, 17)


def test_a_year_not_yet_published_is_known_to_be_so() -> None:
    """2026 is published; a year far ahead has its fixed holidays only; beyond the library weekends."""
    assert calendar_published(2026)
    assert calendar_published(1999)
    assert not calendar_published(2090)
    assert not working_day(date(2090, 10, 1))
    assert working_day(date(2150, 10, 1))  # a Thursday, in a year nobody has a calendar for
    assert not working_day(date(2150, 10, 3))


def test_weekdays_have_names() -> None:
    """20 September 2026 is a Sunday."""
    assert weekday(date(2026, 9, 20)).to("zh") == "周日"
    assert weekday(date(2026, 9, 21)).to("en") == "Monday"


@pytest.mark.parametrize("stands_there", [None, "from .other import China", "Other = 1"])
def test_another_layout_of_the_library_is_asked_in_its_own_way(
    stands_there: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the calendar does not stand in the file it stands in today, the library itself is asked."""
    if stands_there is not None:
        (tmp_path / "countries").mkdir()
        (tmp_path / "countries" / "china.py").write_text(stands_there, "utf-8")
    own = type(holidays.country_holidays("CN"))
    monkeypatch.setattr(holidays, "__path__", [str(tmp_path)])

    assert workdays._china.__wrapped__() is own
