"""What a document may say: facts for one audience, as finished strings.

`of` turns a case into the facts listed in `wording.vocabulary` for the audience, and nothing else:
what has no name there cannot be printed. Identifiers are masked here. The reason recorded for the
default only chooses the tone, one letter, and goes no further. An audience is one module here and
one in `wording.vocabulary`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from noticegen.creditor import has_authority, house_is_lender
from noticegen.facts.borrower import borrower
from noticegen.facts.debtor import debtor
from noticegen.facts.guarantor import guarantor
from noticegen.facts.internal import internal
from noticegen.facts.listed import listed
from noticegen.facts.paper import Inner, Paper
from noticegen.facts.settled import settled
from noticegen.facts.standing import CONSENT_APPROVAL, replaced
from noticegen.model import Case
from noticegen.policy import Policy

Facts = Callable[[Case, str, Paper, Policy], dict[str, object]]

AUDIENCES: Mapping[str, Facts] = {
    "borrower": borrower,
    "debtor": debtor,
    "guarantor": guarantor,
    "listed": listed,
    "settled": settled,
    "internal": internal,
}


def of(audience: str, case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    """The facts of a document for this audience: strings, conditions, lists of rows, the tone.

    Raises DataError if the case does not bear such a document."""
    return AUDIENCES[audience](case, party, paper, policy)


__all__ = [
    "AUDIENCES",
    "CONSENT_APPROVAL",
    "Inner",
    "Paper",
    "has_authority",
    "house_is_lender",
    "of",
    "replaced",
]
