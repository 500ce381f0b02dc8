"""What an import hands over: everything it knows of one loan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from noticegen.model import Event, Guarantee, Instalment, Loan, LoanParty, Party


@dataclass(frozen=True, slots=True)
class Dossier:
    """One loan, whole. `events` are those that came in with it, sorted by (at, id); their ids are
    the source's own keys, so that the same file twice changes nothing. Evidence files named by the
    events are already in the vault."""

    loan: Loan
    parties: tuple[Party, ...]
    signatories: tuple[LoanParty, ...]
    guarantees: tuple[Guarantee, ...]
    instalments: tuple[Instalment, ...]
    events: tuple[Event, ...] = ()
    booked_until: date | None = None
