"""The values everything else works on. Frozen; no I/O, no clock.

Conventions for the whole program:

- Money is `Decimal` yuan with at most two places. A rate is a `Decimal` fraction per year
  (0.065 is 6.5 % a year); a surcharge is a fraction of the rate (0.5 raises 6.5 % to 9.75 %).
- A span of days includes its first day (`since`) and excludes its last (`until`).
- The due date is day 0. `on` is the day a question is asked for; payments with value date `on`
  have been received.
- `Event.at` is aware and already in the case's zone, so `Event.day` is the day that counts.
- Text of names and addresses is kept exactly as given.
"""

from __future__ import annotations

from noticegen.model.case import (
    NO_DETAILS,
    Address,
    Case,
    Event,
    Evidence,
    Guarantee,
    Instalment,
    Loan,
    LoanParty,
    Party,
)
from noticegen.model.document import (
    Block,
    CutLine,
    Document,
    Paragraph,
    Run,
    Signature,
    Table,
)
from noticegen.model.finding import (
    Finding,
    Severity,
    Verdict,
)
from noticegen.model.house import SPECIAL_POWERS, Agent, Appearance, House, Staff
from noticegen.model.kinds import EventType, EvidenceState, GuaranteeKind, LoanKind, PartyKind, Role
from noticegen.model.owed import (
    Accrual,
    Episode,
    LedgerRow,
    Line,
    Owed,
)

__all__ = [
    "Accrual",
    "Address",
    "Agent",
    "Appearance",
    "Block",
    "Case",
    "CutLine",
    "Document",
    "Episode",
    "Event",
    "EventType",
    "Evidence",
    "EvidenceState",
    "Finding",
    "Guarantee",
    "GuaranteeKind",
    "House",
    "Instalment",
    "LedgerRow",
    "Line",
    "Loan",
    "LoanKind",
    "LoanParty",
    "NO_DETAILS",
    "Owed",
    "Paragraph",
    "Party",
    "PartyKind",
    "Role",
    "Run",
    "SPECIAL_POWERS",
    "Severity",
    "Signature",
    "Staff",
    "Table",
    "Verdict",
]
