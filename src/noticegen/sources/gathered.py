"""What is staged of one loan, gathered from all sheets, before anybody has looked at it as a whole.

It stays marshalled, as it was staged, so that a second process can take it up (`noticegen.aside`)."""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from typing import Any, NamedTuple

from noticegen.schema import (
    EVENTS,
    EVIDENCE,
    GUARANTEES,
    INSTALMENTS,
    LOANS,
    SIGNATORIES,
    Sheet,
)
from noticegen.sources.crosscheck import INDEX, Bundle


class Gathered(NamedTuple):
    """The runs of rows of one loan by the number of their sheet, those of its parties by their id:
    first the row of the party, then its addresses."""

    id: str
    runs: dict[int, list[bytes]]
    parties: dict[str, list[bytes]]

    def rows(self, sheet: Sheet) -> list[list[Any]]:
        """Its rows of one sheet, in the order of the source."""
        return _rows(self.runs.get(INDEX[sheet.key], ()))

    def bundle(self, broken: frozenset[str] = frozenset(), today: str = "") -> Bundle:
        """All its rows; `broken` and `today` as in `Bundle`. Its own row must be there."""
        return Bundle(
            id=self.id,
            loan=self.rows(LOANS)[0],
            signatories=self.rows(SIGNATORIES),
            guarantees=self.rows(GUARANTEES),
            instalments=self.rows(INSTALMENTS),
            events=self.rows(EVENTS),
            evidence=self.rows(EVIDENCE),
            parties={key: _rows(runs[:1])[0] for key, runs in self.parties.items()},
            broken=broken,
            today=today,
        )

    def addresses(self) -> dict[str, list[list[Any]]]:
        """The addresses of each party, in the order of the source."""
        return {key: _rows(runs[1:]) for key, runs in self.parties.items()}


def _rows(runs: Iterable[bytes]) -> list[list[Any]]:
    return [row for run in runs for row in marshal.loads(run)]
