"""Whether the name or a number of another case is left in the papers of this one (rule X-07)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from noticegen.addressing import addresses
from noticegen.creditor import folded
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
    texts: Mapping[str, str], case: Case, foreign: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """What of other cases stands in `texts` (part → its words): (part, the mark found), in order.

    `foreign` are the names and numbers of the other cases, as many as there are, each read once. A mark
    that the case shares (a guarantor of two loans, the lender, the house) is its own; so is one that is
    part of a longer mark of its own."""
    keys = {part: folded(text) for part, text in texts.items()}
    sieve = _Sieve(keys.values())
    found = {mark.strip() for mark in foreign if sieve.holds(mark)}
    own = {folded(mark) for mark in _own(case)} if found else set()
    strange = sorted(m for m in found if not any(folded(m) in mine for mine in own))
    return tuple(
        (part, mark) for part, key in keys.items() for mark in strange if folded(mark) in key
    )


class _Sieve:
    """Whether a mark stands in any of some texts. A class because it keeps their pieces.

    Nearly no mark of a large book does, and nearly all are told by two to four characters that stand
    nowhere; the rest is looked for in full, so that the answer is exact."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._all = "\n".join(keys)  # folded text has no line break: nothing is found across texts
        self._pieces = {n: {self._all[i : i + n] for i in range(len(self._all))} for n in (2, 3, 4)}

    def holds(self, mark: str) -> bool:
        """Whether the mark is long enough to tell, and stands in one of the texts."""
        if len(mark.strip()) < LEAST:
            return False
        key = folded(mark)
        n = min(4, len(key))
        pieces = self._pieces.get(n)
        if pieces and (key[:n] not in pieces or key[-n:] not in pieces):
            return False
        return key in self._all


def _own(case: Case) -> Iterator[str]:
    house, loan = case.house, case.loan
    yield from marks(case)
    yield from filter(None, (house.name, house.name_en, house.phone, house.address, house.uscc))
    yield from filter(None, (loan.lender, loan.trustee, loan.account_number, loan.account_bank))
    yield from (name for event in case.log for name in event.actors if name)
    yield from (a.text for p in case.parties.values() for a in addresses(case, p) if a.text)
    yield from (s.name for s in house.staff)
    yield from (x for a in house.court.agents for x in (a.name, a.phone, a.employer) if x)
