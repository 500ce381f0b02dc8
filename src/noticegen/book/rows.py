"""Values to rows and back. A row holds integers (fen, flags) and text only.

The columns have the names of the fields, so one table of codecs per value says all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from noticegen import canonical, waybills
from noticegen.errors import DataError
from noticegen.model import (
    NO_DETAILS,
    Address,
    Event,
    EventType,
    Evidence,
    EvidenceState,
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
from noticegen.text import Text

Row = dict[str, Any]
if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V", bound="DataclassInstance")


class Codec(NamedTuple):
    """How a field goes into its column and comes out again."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def fen(amount: Decimal) -> int:
    """Yuan to fen. Raises DataError when there is more than the cent."""
    whole = int(amount.scaleb(2))
    if whole != amount.scaleb(2):
        raise DataError(Text("金额超过两位小数", "an amount has more than two decimal places"))
    return whole


def yuan(whole: int) -> Decimal:
    """Fen to yuan, always with two places."""
    return Decimal(whole).scaleb(-2)


def _maybe(codec: Codec) -> Codec:
    return Codec(
        lambda v: None if v is None else codec.write(v),
        lambda v: None if v is None else codec.read(v),
    )


MONEY = Codec(fen, yuan)
RATE = Codec(str, Decimal)
DAY = Codec(date.isoformat, date.fromisoformat)
FLAG = Codec(int, bool)
WORDS = Codec(",".join, lambda text: tuple(text.split(",")) if text else ())

LOAN = {
    "kind": Codec(str, LoanKind),
    "contract_date": DAY,
    "principal": MONEY,
    "disbursed_on": DAY,
    "maturity": DAY,
    "annual_rate": RATE,
    "surcharge": RATE,
    "misuse_surcharge": _maybe(RATE),
    "misused": FLAG,
    "recourse_rate": _maybe(RATE),
    "compound": FLAG,
    "allocation_order": WORDS,
    "subsidised": FLAG,
}
PARTY = {"kind": Codec(str, PartyKind), "birth_date": _maybe(DAY)}
ADDRESS = {"agreed": FLAG}
SIGNATORY = {"role": Codec(str, Role)}
GUARANTEE = {
    "counter": FLAG,
    "kind": Codec(str, GuaranteeKind),
    "deed_date": DAY,
    "cap": _maybe(MONEY),
    "maximum_amount": FLAG,
}


def _writer(value: type, codecs: Mapping[str, Codec], *without: str) -> Callable[[Any], Row]:
    """A function that turns a value into a row, compiled once: imports call it a million times."""
    names = [f.name for f in fields(value) if f.name not in without]
    coded = [(name, codecs[name].write) for name in names if name in codecs]

    def write(item: Any) -> Row:
        row = {name: getattr(item, name) for name in names}
        for name, encode in coded:
            row[name] = encode(row[name])
        return row

    return write


def _reader(value: type[V], codecs: Mapping[str, Codec], *without: str) -> Callable[..., V]:
    names = [f.name for f in fields(value) if f.name not in without]

    def read(row: Mapping[str, Any], **more: Any) -> V:
        found = {n: codecs[n].read(row[n]) if n in codecs else row[n] for n in names}
        return value(**found, **more)

    return read


loan_row = _writer(Loan, LOAN)
party_row = _writer(Party, PARTY, "addresses")
address_row = _writer(Address, ADDRESS)
signatory_row = _writer(LoanParty, SIGNATORY)
guarantee_row = _writer(Guarantee, GUARANTEE)
loan_of = _reader(Loan, LOAN)
party_of = _reader(Party, PARTY, "addresses")
address_of = _reader(Address, ADDRESS)
signatory_of = _reader(LoanParty, SIGNATORY)
guarantee_of = _reader(Guarantee, GUARANTEE)


def instalment_row(loan: str, item: Instalment) -> Row:
    """The row of one line of the schedule."""
    return {
        "loan": loan,
        "number": item.number,
        "due": item.due.isoformat(),
        "principal": fen(item.principal),
        "interest": fen(item.interest),
    }


def instalment_of(row: Mapping[str, Any]) -> Instalment:
    """One line of the schedule from its row."""
    day = date.fromisoformat(row["due"])
    return Instalment(row["number"], day, yuan(row["principal"]), yuan(row["interest"]))


def placed(owner: str, key: str, position: int, row: Row) -> Row:
    """The row of one of a list: whose it is, and where it stands in it, counted from 0."""
    return {owner: key, "position": position, **row}


def event_row(loan: str, event: Event, recorded_at: str) -> Row:
    """The row of an event, without its leaf, place and salt; its waybill tidied.

    Raises DataError when its time has no zone: nobody could say on which day it happened."""
    if event.at.tzinfo is None:
        raise DataError(Text("事件时间没有时区", "the time of an event has no zone"))
    return {
        "loan": loan,
        "id": event.id,
        "at": event.at.isoformat(),
        "type": str(event.type),
        "recorded_at": recorded_at,
        "actors": canonical.dumps(event.actors) if event.actors else "[]",
        "party": event.party,
        "channel": event.channel,
        "outcome": event.outcome,
        "text": event.text,
        "amount": None if event.amount is None else fen(event.amount),
        "by": None if event.by is None else event.by.isoformat(),
        "details": canonical.dumps(dict(waybills.tidied(event.details))) if event.details else "{}",
        "document": event.document,
        "corrects": event.corrects,
    }


def alike(before: Mapping[str, Any], row: Row) -> bool:
    """Whether an event on the log says what `row` says, whenever it was recorded and however the
    waybill was written then."""
    other = [name for name, value in row.items() if before[name] != value and name != "recorded_at"]
    return not other or (other == ["details"] and _tidied(before["details"]) == row["details"])


def _tidied(details: str) -> str:
    return canonical.dumps(dict(waybills.tidied(json.loads(details))))


def event_of(row: Mapping[str, Any], files: tuple[Evidence, ...], zone: ZoneInfo) -> Event:
    """An event from its row, its times in the zone of the case."""
    amount, by, details = row["amount"], row["by"], row["details"]
    return Event(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]).astimezone(zone),
        type=_TYPES[row["type"]],
        recorded_at=datetime.fromisoformat(row["recorded_at"]).astimezone(zone),
        actors=_names(row["actors"]),
        party=row["party"],
        channel=row["channel"],
        outcome=row["outcome"],
        text=row["text"],
        amount=None if amount is None else yuan(amount),
        by=None if by is None else date.fromisoformat(by),
        details=NO_DETAILS if details == "{}" else MappingProxyType(json.loads(details)),
        evidence=files,
        document=row["document"],
        corrects=row["corrects"],
    )


_TYPES = {str(kind): kind for kind in EventType}


@lru_cache(4096)
def _names(text: str) -> tuple[str, ...]:
    """The actors: the same few people act again and again."""
    return tuple(json.loads(text))


def evidence_of(row: Mapping[str, Any], state: EvidenceState) -> Evidence:
    """A named file of an event, with what its hash said."""
    return Evidence(row["sha256"], row["name"], row["kind"], state)
