"""To whom a kind of document goes: which roles, and which parties of a case hold them.

A kind's folder names its own roles (`kind.toml`); for the kinds whose rules the program knows they
stand here too, and a test keeps the two the same. Any other kind goes to the borrowers. A kind for
nobody in particular, the referral, is about the borrowers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from noticegen.model import Case, Role

NOTICE = "overdue-notice"
REMINDER, RECOURSE, DEMAND = "guarantor-reminder", "recourse-demand", "guarantor-demand"
WARNING, LISTING = "blacklist-warning", "blacklist-listing"
REFERRAL = "judicial-referral"
PAYOFF, WITHDRAWAL = "payoff-certificate", "list-withdrawal"

# What a document is for: letters to those who back the house, letters of its list, and documents that
# ask nobody to pay, which name no account and no last day to pay.
COUNTER = frozenset({REMINDER, RECOURSE})
LISTS = frozenset({WARNING, LISTING, WITHDRAWAL})
ASK_NOTHING = LISTS | {REMINDER, PAYOFF, REFERRAL}

BORROWERS = (Role.BORROWER, Role.CO_BORROWER)
_ROLES: Mapping[str, tuple[Role, ...]] = {
    REMINDER: (Role.COUNTER_GUARANTOR,),
    RECOURSE: (Role.COUNTER_GUARANTOR,),
    DEMAND: (Role.GUARANTOR,),
}


def roles_of(kind: str) -> tuple[Role, ...]:
    """The roles a document of this kind goes to."""
    return _ROLES.get(kind, BORROWERS)


def holding(case: Case, roles: Iterable[Role]) -> tuple[str, ...]:
    """The parties with one of these roles, each once: signatories in the order of the contract,
    then guarantors in the order of the deeds."""
    wanted = frozenset(roles)
    held = [(s.party, s.role) for s in case.signatories]
    held += [
        (g.party, Role.COUNTER_GUARANTOR if g.counter else Role.GUARANTOR) for g in case.guarantees
    ]
    return tuple(dict.fromkeys(party for party, role in held if role in wanted))
