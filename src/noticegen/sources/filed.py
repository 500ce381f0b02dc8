"""Staged rows of one whole loan → the rows of the book, without the values in between.

The rows are those of `book.filed.filed(build.dossier(...))`, letter for letter; a test compares
the two for every kind of event. What is staged is nearly what the book holds: money in fen, days as
text. What is left to do is the zone of a time, the spelling of lists and details, and the fields
that no column gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from noticegen import canonical
from noticegen.book import rows
from noticegen.book.filed import File, Filed
from noticegen.model import Address, Guarantee, Loan, LoanParty, Party
from noticegen.schema import (  # fmt: skip
    ADDRESSES,
    EVENTS,
    EVIDENCE,
    GUARANTEES,
    INSTALMENTS,
    LOANS,
    PARTIES,
    SIGNATORIES,
    Sheet,
)
from noticegen.sources.crosscheck import Bundle
from noticegen.sources.proofs import Proofs
from noticegen.sources.rows import DETAIL_KEYS

_FIRST_DETAIL = len(EVENTS.columns) - len(DETAIL_KEYS)
_V = EVIDENCE.position
_UNTIL = LOANS.position["booked_until"]
_DETAILS = sorted((key, _FIRST_DETAIL + n) for n, key in enumerate(DETAIL_KEYS))


def filed(
    bundle: Bundle, addresses: Mapping[str, list[list[Any]]], proofs: Proofs, zone: ZoneInfo
) -> Filed:
    """The loan whole; its evidence files go into the vault now."""
    loan = bundle.id
    kept: dict[str, list[File]] = defaultdict(list)
    for row in bundle.evidence:
        file = proofs.keep(row[_V["file"]], row[_V["kind"]])
        kept[row[_V["event"]]].append((file.sha256, file.name, file.kind))
    staged = sorted(bundle.events, key=_AT_ID)
    return Filed(
        loan=_loan(bundle.loan),
        parties=[_party(row) for row in bundle.parties.values()],
        addresses=[
            [rows.placed("party", key, n, _address(row)) for n, row in enumerate(addresses[key])]
            for key in bundle.parties
        ],
        signatories=[
            rows.placed("loan", loan, n, _signatory(row))
            for n, row in enumerate(bundle.signatories)
        ],
        guarantees=[
            rows.placed("loan", loan, n, _guarantee(row)) for n, row in enumerate(bundle.guarantees)
        ],
        instalments=[_instalment(row) for row in sorted(bundle.instalments, key=_NUMBER)],
        events=[event_row(row, zone) for row in staged],
        files=[kept.get(row[_ID], []) for row in staged],
        booked_until=bundle.loan[_UNTIL],
    )


_AT_ID = itemgetter(EVENTS.position["at"], EVENTS.position["id"])
_ID = EVENTS.position["id"]
_NUMBER = itemgetter(INSTALMENTS.position["number"])


def event_row(staged: list[Any], zone: ZoneInfo) -> rows.Row:
    """The row of an event: `book.rows.event_row` of `build.dossier`'s event."""
    _, id_, loan, at, kind, recorded, party, actors, channel, outcome, text, amount, by, document, corrects = staged[:_FIRST_DETAIL]  # fmt: skip
    told = [(key, staged[n]) for key, n in _DETAILS if staged[n]]
    return {
        "loan": loan,
        "id": id_,
        "at": datetime.fromisoformat(at).replace(tzinfo=zone).isoformat(),
        "type": kind,
        "recorded_at": datetime.fromisoformat(recorded).replace(tzinfo=zone).isoformat(),
        "actors": _names(actors) if actors else "[]",
        "party": party,
        "channel": channel,
        "outcome": outcome,
        "text": text,
        "amount": amount,
        "by": by,
        "details": canonical.dumps(dict(told)) if told else "{}",
        "document": document,
        "corrects": corrects,
    }


@lru_cache(4096)
def _names(staged: str) -> str:
    """The actors as the book spells them: the same few people act again and again."""
    return canonical.dumps(staged.split(","))


def _instalment(staged: list[Any]) -> rows.Row:
    _, loan, number, due, principal, interest = staged
    return {
        "loan": loan, "number": number, "due": due, "principal": principal, "interest": interest,
    }  # fmt: skip


def _rate(staged: str | None) -> str | None:
    return None if staged is None else str(Decimal(staged))


def _maker(
    value: type, sheet: Sheet, codecs: Mapping[str, rows.Codec], *without: str
) -> Callable[[list[Any]], rows.Row]:
    """A function from a staged row to the row of `value`: a field without a column has its default."""
    turns: Mapping[str, Callable[[Any], Any]] = {"rate": _rate, "bool": int}
    plan: list[tuple[str, int, Callable[[Any], Any] | None]] = []
    constant: rows.Row = {}
    for field in fields(value):
        if field.name in without:
            continue
        constant[field.name] = None
        if field.name in sheet.position:
            column = sheet.column(field.name)
            plan.append((field.name, sheet.position[field.name], turns.get(column.format)))
        else:
            assert field.default is not MISSING
            codec = codecs.get(field.name)
            constant[field.name] = codec.write(field.default) if codec else field.default

    def make(staged: list[Any]) -> rows.Row:
        row = constant.copy()
        for name, place, turn in plan:
            row[name] = staged[place] if turn is None else turn(staged[place])
        return row

    return make


_loan = _maker(Loan, LOANS, rows.LOAN)
_party = _maker(Party, PARTIES, rows.PARTY, "addresses")
_address = _maker(Address, ADDRESSES, rows.ADDRESS)
_signatory = _maker(LoanParty, SIGNATORIES, rows.SIGNATORY)
_guarantee = _maker(Guarantee, GUARANTEES, rows.GUARANTEE)
