"""Where a day stands from left to right, and which days the axis names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

LEFT, RIGHT = 150.0, 985.0  # units of the drawing
ROOM = 62.0  # the least between two days that are named
STEPS = (1, 2, 7, 14)  # days; then whole months
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


class Scale(NamedTuple):
    """From the begin of the day `first` to the end of the day `last`."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days there are, both ends included."""
        return (self.last - self.first).days + 1

    def x(self, day: date, hour: float = 12.0) -> float:
        """Where an hour (0 to 24) of a day stands; a day outside stands at the edge."""
        at = (day - self.first).days + hour / 24
        return round(LEFT + (RIGHT - LEFT) * min(max(at / self.days, 0.0), 1.0), 1)

    def at(self, moment: datetime) -> float:
        """Where a moment stands, by its own clock."""
        return self.x(moment.date(), moment.hour + moment.minute / 60)

    def holds(self, day: date) -> bool:
        """Whether the day is in the picture."""
        return self.first <= day <= self.last

    def named(self) -> Iterator[date]:
        """The days the axis names, in order: as many as have room."""
        wide = (RIGHT - LEFT) / self.days
        step = next((n for n in STEPS if n * wide >= ROOM), None)
        if step is not None:
            yield from (self.first + timedelta(n) for n in range(0, self.days, step))
            return
        months = next((n for n in MONTHS if n * 30 * wide >= ROOM), MONTHS[-1])
        day = date(self.first.year, 1, 1)
        while day <= self.last:
            if day >= self.first:
                yield day
            ahead = day.month - 1 + months
            day = date(day.year + ahead // 12, ahead % 12 + 1, 1)
