"""Months and working days of the People's Republic, make-up days included.

Civil Code 201 to 203: the start day is not counted; a period of months ends on the corresponding
day, or on the last day of a month that has none; a last day that is a rest day moves to the day
after the rest. Rest days and make-up days are those of the `holidays` library, loaded when first
asked for and kept per year.
"""

from __future__ import annotations

import importlib.util
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from noticegen.text import Text

ONE_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1950, 2100  # what the library covers
_DATES = 4096  # a portfolio asks for the same days again and again
_MAKE_UP_SINCE = 2001  # before, no make-up days are on record there
WEEKDAYS = (
    Text("周一", "Monday"),
    Text("周二", "Tuesday"),
    Text("周三", "Wednesday"),
    Text("周四", "Thursday"),
    Text("周五", "Friday"),
    Text("周六", "Saturday"),
    Text("周日", "Sunday"),
)


class _Year(NamedTuple):
    rest: frozenset[date]  # holidays and days off, weekends not listed
    make_up: frozenset[date]  # weekend days on which one works


@cache
def _year(year: int) -> _Year:
    """Rest and make-up days of one year; outside the library's years only weekends rest."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return _Year(frozenset(), frozenset())
    table = _china()(years=year)
    make_up = frozenset(d for d in table.weekend_workdays if d.year == year)
    return _Year(frozenset(d for d in table if d.year == year), make_up)


@cache
def _china() -> Any:
    """The library's calendar of China, from the file it stands in: to ask the library for a country
    loads those of all 250, which takes longer than to decide on a case."""
    import holidays

    source = f"{holidays.__path__[0]}/countries/china.py"
    spec = importlib.util.spec_from_file_location("noticegen_calendar_of_china", source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        return module.China
    except (
        OSError,
        ImportError,
        AttributeError,
    ):  # another version of the library, or in an archive
        return holidays.country_holidays("CN").__class__


@lru_cache(_DATES)
def add_months(start: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of that month if it has none."""
    moved: date = start + relativedelta(months=months)
    return moved


def working_day(day: date) -> bool:
    """Whether offices work: no weekend and no holiday, or a make-up day."""
    year = _year(day.year)
    return day in year.make_up or (day.weekday() < 5 and day not in year.rest)


@lru_cache(_DATES)
def next_working_day(day: date) -> date:
    """`day` itself if one works then, else the first working day after it."""
    while not working_day(day):
        day += ONE_DAY
    return day


@lru_cache(_DATES)
def minus_working_days(day: date, count: int) -> date:
    """The `count`-th working day before `day` (`day` not counted); `day` itself for 0."""
    while count > 0:
        day -= ONE_DAY
        count -= working_day(day)
    return day


def calendar_published(year: int) -> bool:
    """Whether the year's days off and make-up days are known. The State Council names them each
    autumn for the next year; before, only the fixed holidays are."""
    return year < _MAKE_UP_SINCE or bool(_year(year).make_up)


def weekday(day: date) -> Text:
    """周日, Sunday."""
    return WEEKDAYS[day.weekday()]
