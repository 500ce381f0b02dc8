"""Who holds the claim on the loan, and from when the house may assert it.

Before payment under its guarantee the claim is the lender's: a demand by the house then stops
limitation and keeps a guarantee only with the lender's recorded authority.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache

from noticegen.model import Case, Event, EventType, EvidenceState


def folded(name: str) -> str:
    """A name as it is compared, never as it is printed: NFKC, no blanks, case folded."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


@lru_cache(4096)
def match_key(name: str) -> str:
    """`folded`, remembered: a case asks for the same few names again and again."""
    return folded(name)


def house_is_lender(case: Case) -> bool:
    """Whether the house itself is the creditor of the loan, by name."""
    return match_key(case.loan.lender) == match_key(case.house.name)


def authority(case: Case, on: date) -> Event | None:
    """The lender's first authority to collect on record by `on`, with its paper unaltered."""
    return next(
        (
            e
            for e in case.of(EventType.COLLECTION_AUTHORITY)
            if e.day <= on and e.evidence and all(f.state is EvidenceState.OK for f in e.evidence)
        ),
        None,
    )


def has_authority(case: Case, on: date) -> bool:
    """Whether the lender's authority to collect is on record, with its paper unaltered."""
    return authority(case, on) is not None


def may_demand_from(case: Case, on: date) -> date | None:
    """From which day on demands by the house assert the claim on the loan: always if it is the
    lender, else from the lender's authority. None: a demand by one who holds no claim is nothing."""
    if house_is_lender(case):
        return date.min
    given = authority(case, on)
    return given.day if given else None
