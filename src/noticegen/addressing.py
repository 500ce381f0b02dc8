"""To whom a kind of document goes: which roles, and which parties of a case hold them.

A kind's folder names its own roles (`kind.toml`); for the kinds whose rules the program knows they
stand here too, and a test keeps the two the same. Any other kind goes to the borrowers. A kind for
nobody in particular, the referral, is about the borrowers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from noticegen.memory import of_case
from noticegen.model import Address, Case, EventType, Party, Role
from noticegen.text import Text

NOTICE, RECOURSE_NOTICE = "overdue-notice", "recourse-notice"
REMINDER, RECOURSE, DEMAND = "guarantor-reminder", "recourse-demand", "guarantor-demand"
WARNING, LISTING = "blacklist-warning", "blacklist-listing"
REFERRAL = "judicial-referral"
PAYOFF, WITHDRAWAL = "payoff-certificate", "list-withdrawal"

# What a document is for: letters to those who back the house, letters of its list, and documents that
# ask nobody to pay, which name no account and no last day to pay.
COUNTER = frozenset({REMINDER, RECOURSE})
OF_RECOURSE = frozenset(
    {RECOURSE, RECOURSE_NOTICE}
)  # they ask for what the house paid for the debtor
LISTS = frozenset({WARNING, LISTING, WITHDRAWAL})
TO_COURT = OF_RECOURSE | {NOTICE, REMINDER, DEMAND}  # letters that are evidence in a suit
ASK_NOTHING = LISTS | {REMINDER, PAYOFF, REFERRAL}

# As their folders name them (a test keeps the two the same).
NAMES: Mapping[str, Text] = {
    NOTICE: Text("逾期催收通知书", "Overdue collection notice"),
    RECOURSE_NOTICE: Text("代偿追偿通知书", "Recourse notice to borrower"),
    REMINDER: Text("反担保人督促还款通知书", "Reminder to counter-guarantor"),
    RECOURSE: Text("反担保人履行反担保责任通知书", "Recourse demand on counter-guarantor"),
    DEMAND: Text("保证人履行担保责任通知书", "Demand on guarantor"),
    WARNING: Text("列入内部禁入名单预先告知书", "Warning of entry on the internal list"),
    LISTING: Text("列入内部禁入名单通知书", "Notice of entry on the internal list"),
    REFERRAL: Text("司法移送材料", "Judicial referral"),
    PAYOFF: Text("结清证明", "Certificate of payment in full"),
    WITHDRAWAL: Text("移出内部禁入名单通知书", "Notice of withdrawal from the internal list"),
}

ROLES: Mapping[Role, Text] = {
    Role.BORROWER: Text("借款人", "borrower"),
    Role.CO_BORROWER: Text("共同借款人", "co-borrower"),
    Role.SPOUSE_SIGNATORY: Text("配偶（签字）", "spouse (signatory)"),
    Role.GUARANTOR: Text("保证人", "guarantor"),
    Role.COUNTER_GUARANTOR: Text("反担保人", "counter-guarantor"),
}
BORROWERS = (Role.BORROWER, Role.CO_BORROWER)
_ROLES: Mapping[str, tuple[Role, ...]] = {
    REMINDER: (Role.COUNTER_GUARANTOR,),
    RECOURSE: (Role.COUNTER_GUARANTOR,),
    DEMAND: (Role.GUARANTOR,),
}


def titled(kind: str) -> Text:
    """A kind by its name; a kind of the house's own by its word."""
    return NAMES.get(kind) or Text(kind, kind)


def named(kind: str) -> Text:
    """A kind by its name, with the word to type."""
    name = NAMES.get(kind)
    return Text(f"{name.zh}（{kind}）", f"{name.en} ({kind})") if name else Text(kind, kind)


def roles_of(kind: str) -> tuple[Role, ...]:
    """The roles a document of this kind goes to."""
    return _ROLES.get(kind, BORROWERS)


def holding(case: Case, roles: Iterable[Role]) -> tuple[str, ...]:
    """The parties with one of these roles, each once: signatories in the order of the contract,
    then guarantors in the order of the deeds."""
    wanted = tuple(roles)
    known, asked = of_case(case), (holding, wanted)
    found: tuple[str, ...] | None = known.get(asked)
    if found is None:
        held = dict.fromkeys(party for party, role in case.roles if role in wanted)
        found = known[asked] = tuple(held)
    return found


def learned(case: Case, who: Party, on: date | None = None) -> tuple[Address, ...]:
    """Addresses of a party told on the log up to and including `on` (or ever), oldest first."""
    return tuple(
        Address(
            e.details.get("address", ""), e.details.get("source", ""), e.details.get("postcode", "")
        )
        for e in case.of(EventType.ADDRESS_CHANGE, party=who.id)
        if on is None or e.day <= on
    )


def addresses(case: Case, who: Party, on: date | None = None) -> tuple[Address, ...]:
    """All addresses known of a party: those of the data, then those learned since."""
    return who.addresses + learned(case, who, on)
