"""Staged rows of one whole loan → its Dossier. Everything here has been checked already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from noticegen.book.dossier import Dossier
from noticegen.model import (
    NO_DETAILS,
    Address,
    Event,
    EventType,
    Evidence,
    Guarantee,
    GuaranteeKind,
    Instalment,
    Loan,
    LoanKind,
    LoanParty,
    Party,
    PartyKind,
    Role,
)
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
_E, _V = EVENTS.position, EVIDENCE.position
_TYPES = {t.value: t for t in EventType}


def yuan(fen: int) -> Decimal:
    """Fen to yuan, always with two places."""
    return Decimal(fen).scaleb(-2)


def _make(value: Callable[..., Any], sheet: Sheet, without: tuple[str, ...] = (), **kinds: type[Enum]) -> Callable[..., Any]:  # fmt: skip
    """A function from a staged row to the value whose fields have the names of the columns."""
    plan = []
    for i, column in enumerate(sheet.columns):
        if column.key not in ("mark", *without):
            turn = kinds.get(column.key) or _TURN.get(column.format)
            plan.append((column.key, i, turn))

    def make(row: list[Any], **more: Any) -> Any:
        given = {
            key: turn(row[i]) if turn is not None and row[i] is not None else row[i]
            for key, i, turn in plan
        }
        return value(**given, **more)

    return make


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


_TURN: Mapping[str, Callable[[Any], Any]] = {
    "money": yuan,
    "rate": Decimal,
    "date": date.fromisoformat,
    "list": _words,
}

_loan = _make(Loan, LOANS, ("booked_until",), kind=LoanKind)
_party = _make(Party, PARTIES, kind=PartyKind)
_address = _make(Address, ADDRESSES, ("party",))
_signatory = _make(LoanParty, SIGNATORIES, ("loan",), role=Role)
_guarantee = _make(Guarantee, GUARANTEES, ("loan",), kind=GuaranteeKind)
_instalment = _make(Instalment, INSTALMENTS, ("loan",))


def dossier(
    bundle: Bundle, addresses: Mapping[str, list[list[Any]]], proofs: Proofs, zone: ZoneInfo
) -> Dossier:
    """The loan whole; its evidence files go into the vault now."""
    parties = tuple(
        _party(row, addresses=tuple(_address(a) for a in addresses[key]))
        for key, row in bundle.parties.items()
    )
    files: dict[str, list[Evidence]] = defaultdict(list)
    for row in bundle.evidence:
        files[row[_V["event"]]].append(proofs.keep(row[_V["file"]], row[_V["kind"]]))
    events = [_event(row, tuple(files.get(row[_E["id"]], ())), zone) for row in bundle.events]
    events.sort(key=lambda e: (e.at, e.id))
    instalments = sorted((_instalment(row) for row in bundle.instalments), key=lambda i: i.number)
    until = bundle.loan[LOANS.position["booked_until"]]
    return Dossier(
        loan=_loan(bundle.loan),
        parties=parties,
        signatories=tuple(_signatory(row) for row in bundle.signatories),
        guarantees=tuple(_guarantee(row) for row in bundle.guarantees),
        instalments=tuple(instalments),
        events=tuple(events),
        booked_until=date.fromisoformat(until) if until else None,
    )


def _event(row: list[Any], evidence: tuple[Evidence, ...], zone: ZoneInfo) -> Event:
    told = row[_FIRST_DETAIL:]
    details = {k: v for k, v in zip(DETAIL_KEYS, told, strict=True) if v} if told else None
    _, id_, _, at, kind, recorded, party, actors, channel, outcome, text, amount, by, document, corrects = row[:_FIRST_DETAIL]  # fmt: skip
    return Event(
        id=id_,
        at=datetime.fromisoformat(at).replace(tzinfo=zone),
        type=_TYPES[kind],
        recorded_at=datetime.fromisoformat(recorded).replace(tzinfo=zone),
        actors=_words(actors),
        party=party,
        channel=channel,
        outcome=outcome,
        text=text,
        amount=None if amount is None else yuan(amount),
        by=None if by is None else date.fromisoformat(by),
        details=MappingProxyType(details) if details else NO_DETAILS,
        evidence=evidence,
        document=document,
        corrects=corrects,
    )
