"""Staged rows of one whole loan → the rows of the book, without the values in between.

The rows are those of `book.filed.filed(build.dossier(...))`, letter for letter; a test compares
the two for every kind of event. What is staged is nearly what the book holds: money in fen, days as
text. What is left to do is the zone of a time, the spelling of lists and details, and the fields
that no column gives.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from itertools import compress
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from noticegen import canonical, waybills
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
from noticegen.sources import crosscheck
from noticegen.sources.crosscheck import Bundle
from noticegen.sources.gathered import Gathered
from noticegen.sources.proofs import Proofs
from noticegen.sources.rows import DETAIL_KEYS

_FIRST_DETAIL = len(EVENTS.columns) - len(DETAIL_KEYS)
_NONE = timedelta()
_V = EVIDENCE.position
_UNTIL = LOANS.position["booked_until"]


# A Filed as plain values; in the place of `files` the evidence of each event as (name, kind) in the source.
Laid = tuple[Any, ...]


class Portion(NamedTuple):
    """Loans that are looked at at once; None in the place of one that is not for this."""

    loans: list[Gathered | None]
    zone: ZoneInfo
    today: str


def lay_out(portion: Portion) -> list[bytes | None]:
    """The rows of each loan, marshalled; None when it is not whole, and somebody has to say why.

    Work that a second process can do (`noticegen.aside`): evidence files must have been found before."""
    return [None if loan is None else _whole(loan, portion) for loan in portion.loans]


def _whole(loan: Gathered, portion: Portion) -> bytes | None:
    bundle = loan.bundle(today=portion.today)
    if crosscheck.check(bundle, {}, lambda name: None):
        return None
    return put_by(bundle, loan.addresses(), portion.zone)


def put_by(bundle: Bundle, addresses: Mapping[str, list[list[Any]]], zone: ZoneInfo) -> bytes:
    """A loan without a fault as rows of the book, marshalled."""
    return marshal.dumps(laid(bundle, addresses, zone))


def filed_of(data: bytes, proofs: Proofs) -> Filed:
    """What was put by; the evidence files of the loan go into the vault."""
    loan, parties, addresses, signatories, guarantees, instalments, events, named, until = (
        marshal.loads(data)
    )
    files: list[list[File]] = [[_kept(proofs, *file) for file in of] for of in named]
    return Filed(loan, parties, addresses, signatories, guarantees, instalments, events, files, until)  # fmt: skip


def _kept(proofs: Proofs, name: str, kind: str) -> File:
    file = proofs.keep(name, kind)
    return file.sha256, file.name, file.kind


def laid(bundle: Bundle, addresses: Mapping[str, list[list[Any]]], zone: ZoneInfo) -> Laid:
    """The fields of a `Filed`, in their order."""
    loan = bundle.id
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in bundle.evidence:
        named[row[_V["event"]]].append((row[_V["file"]], row[_V["kind"]]))
    staged = sorted(bundle.events, key=_AT_ID)
    return (
        _loan(bundle.loan),
        [_party(row) for row in bundle.parties.values()],
        [
            [rows.placed("party", key, n, _address(row)) for n, row in enumerate(addresses[key])]
            for key in bundle.parties
        ],
        [rows.placed("loan", loan, n, _signatory(r)) for n, r in enumerate(bundle.signatories)],
        [rows.placed("loan", loan, n, _guarantee(r)) for n, r in enumerate(bundle.guarantees)],
        [_instalment(row) for row in sorted(bundle.instalments, key=_NUMBER)],
        [event_row(row, zone) for row in staged],
        [named.get(row[_ID], []) for row in staged],
        bundle.loan[_UNTIL],
    )


_WAYBILL = DETAIL_KEYS.index(waybills.KEY)
_AT_ID = itemgetter(EVENTS.position["at"], EVENTS.position["id"])
_ID = EVENTS.position["id"]
_NUMBER = itemgetter(INSTALMENTS.position["number"])


def event_row(staged: list[Any], zone: ZoneInfo) -> rows.Row:
    """The row of an event: `book.rows.event_row` of `build.dossier`'s event."""
    _, id_, loan, at, kind, recorded, party, actors, channel, outcome, text, amount, by, document, corrects = staged[:_FIRST_DETAIL]  # fmt: skip
    told = staged[_FIRST_DETAIL:]
    if told and told[_WAYBILL]:
        told[_WAYBILL] = waybills.tidy(told[_WAYBILL])
    return {
        "loan": loan,
        "id": id_,
        "at": _moment(at, zone),
        "type": kind,
        "recorded_at": _moment(recorded, zone),
        "actors": _names(actors) if actors else "[]",
        "party": party,
        "channel": channel,
        "outcome": outcome,
        "text": text,
        "amount": amount,
        "by": by,
        "details": canonical.words(compress(zip(DETAIL_KEYS, told, strict=True), told))
        if told
        else "{}",
        "document": document,
        "corrects": corrects,
    }


def _moment(staged: str, zone: ZoneInfo) -> str:
    """`datetime.isoformat` of a staged time in its zone, in a fifth of the time."""
    offset = zone.utcoffset(datetime.fromisoformat(staged)) or _NONE
    return f"{staged[:10]}T{staged[11:]}{_offset(offset)}"


@lru_cache(256)
def _offset(offset: timedelta) -> str:
    """How `isoformat` ends: +08:00."""
    return datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:]


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
