"""A dossier as it will lie in the book: the rows of one loan, not yet in any table.

An import of a million events makes these straight from what it read (`sources.build`); whoever has
the values (a test, another program) hands over a `Dossier`, and `filed` writes it out. Both ways
give the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from noticegen.book import rows
from noticegen.book.dossier import Dossier
from noticegen.errors import DataError
from noticegen.model import Event
from noticegen.text import Text

File = tuple[str, str, str]  # sha256, name, kind


@dataclass(frozen=True, slots=True)
class Filed:
    """The rows of one loan. Lists are in the order of the dossier, `events` by (at, id); the row of
    the loan is without what the book adds (`booked_until`, `log_size`, `erased_at`), those of events
    without leaf, place and salt. `files` are the evidence of each event."""

    loan: rows.Row
    parties: list[rows.Row]
    addresses: list[list[rows.Row]]  # beside parties
    signatories: list[rows.Row]
    guarantees: list[rows.Row]
    instalments: list[rows.Row]  # by number
    events: list[rows.Row]
    files: list[list[File]]  # beside events
    booked_until: str | None = None

    @property
    def id(self) -> str:
        """The id of the loan."""
        key: str = self.loan["id"]
        return key


def filed(dossier: Dossier) -> Filed:
    """The rows of a dossier. Raises DataError for a value that no row can hold."""
    loan = dossier.loan.id
    return Filed(
        loan=rows.loan_row(dossier.loan),
        parties=[rows.party_row(p) for p in dossier.parties],
        addresses=[
            [rows.placed("party", p.id, n, rows.address_row(a)) for n, a in enumerate(p.addresses)]
            for p in dossier.parties
        ],
        signatories=[
            rows.placed("loan", loan, n, rows.signatory_row(s))
            for n, s in enumerate(dossier.signatories)
        ],
        guarantees=[
            rows.placed("loan", loan, n, rows.guarantee_row(g))
            for n, g in enumerate(dossier.guarantees)
        ],
        instalments=sorted(
            (rows.instalment_row(loan, i) for i in dossier.instalments), key=lambda r: r["number"]
        ),
        events=[rows.event_row(loan, e, _recorded(e)) for e in dossier.events],
        files=[[(f.sha256, f.name, f.kind) for f in e.evidence] for e in dossier.events],
        booked_until=dossier.booked_until.isoformat() if dossier.booked_until else None,
    )


def _recorded(event: Event) -> str:
    if event.recorded_at.tzinfo is None:
        raise DataError(Text("录入时间没有时区", "the time of recording of an event has no zone"))
    return event.recorded_at.isoformat()
