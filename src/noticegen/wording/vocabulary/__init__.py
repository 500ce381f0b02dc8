"""The names wording may use, by audience: what each fact is, and when each condition holds.

This is the allow-list: a fact that is not named here cannot stand in a letter to that audience, and
wording that asks for another one is refused when it is read. Reasons for the default, notes, other
parties' identifiers and whereabouts have no name in it. `facts` computes the values; a test keeps
the two, and the table in docs/wording.md, the same. An audience is one module here and one in
`facts` (the facts of a proof, which is about an entry of the register, are made by `prove`).
"""

from collections.abc import Mapping

from noticegen.wording.vocabulary.borrower import BORROWER
from noticegen.wording.vocabulary.court import COURT
from noticegen.wording.vocabulary.debtor import DEBTOR
from noticegen.wording.vocabulary.file import FILE
from noticegen.wording.vocabulary.guarantor import GUARANTOR
from noticegen.wording.vocabulary.internal import INTERNAL
from noticegen.wording.vocabulary.listed import LISTED
from noticegen.wording.vocabulary.proof import PROOF
from noticegen.wording.vocabulary.settled import SETTLED
from noticegen.wording.vocabulary.terms import Vocabulary

VOCABULARIES: Mapping[str, Vocabulary] = {
    "borrower": BORROWER,
    "debtor": DEBTOR,
    "guarantor": GUARANTOR,
    "listed": LISTED,
    "settled": SETTLED,
    "internal": INTERNAL,
    "proof": PROOF,
    "court": COURT,
    "file": FILE,
}

__all__ = [
    "BORROWER",
    "DEBTOR",
    "GUARANTOR",
    "INTERNAL",
    "LISTED",
    "PROOF",
    "COURT",
    "FILE",
    "SETTLED",
    "VOCABULARIES",
    "Vocabulary",
]
