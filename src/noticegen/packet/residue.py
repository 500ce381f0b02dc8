"""Whether the name or a number of another case is left in the papers of this one (rule X-07)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from noticegen.addressing import addresses
from noticegen.creditor import match_key
from noticegen.model import Case

LEAST = 2  # characters; a shorter name is found in any text


def marks(case: Case) -> frozenset[str]:
    """What tells a case from others: names and numbers of its parties, contract, deeds and documents."""
    loan = case.loan
    found = [loan.id, loan.contract_no, loan.recourse_contract, loan.notarised_deed]
    for party in case.parties.values():
        found += [party.name, party.id_number, party.phone, party.email]
    found += [deed.deed_no for deed in case.guarantees]
    found += [event.document for event in case.log]
    return frozenset(mark.strip() for mark in found if len(mark.strip()) >= LEAST)


def residue(
    texts: Mapping[str, str], case: Case, others: Iterable[Case]
) -> tuple[tuple[str, str], ...]:
    """What of other cases stands in `texts` (part → its words): (part, the mark found), in order.

    A mark that the case shares (a guarantor of two loans, the lender, the house) is its own; so is one
    that is part of a longer mark of its own."""
    own = {match_key(mark) for mark in _own(case)}
    foreign = {
        mark
        for other in others
        if other.loan.id != case.loan.id
        for mark in marks(other)
        if not any(match_key(mark) in mine for mine in own)
    }
    keys = {mark: match_key(mark) for mark in foreign}
    return tuple(
        (part, mark)
        for part, text in texts.items()
        for folded in (match_key(text),)
        for mark in sorted(foreign)
        if keys[mark] in folded
    )


def _own(case: Case) -> Iterator[str]:
    house, loan = case.house, case.loan
    yield from marks(case)
    yield from filter(None, (house.name, house.name_en, house.phone, house.address, house.uscc))
    yield from filter(None, (loan.lender, loan.trustee, loan.account_number, loan.account_bank))
    yield from (name for event in case.log for name in event.actors if name)
    yield from (a.text for p in case.parties.values() for a in addresses(case, p) if a.text)
    yield from (s.name for s in house.staff)
    yield from (x for a in house.court.agents for x in (a.name, a.phone, a.employer) if x)
