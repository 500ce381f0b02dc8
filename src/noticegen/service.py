"""The story of a service: keep the proofs, put the act on the log, say what it is worth.

A `served` without its full set of proofs is recorded, but the document stays dispatched, and the
result says what is missing. The same act told twice is one event: its id is made from its content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from noticegen import canonical, recording, waybills
from noticegen.book import Book
from noticegen.deliveries import lacking, precedes
from noticegen.desk import Desk
from noticegen.errors import DataError, UsageError
from noticegen.events import EVIDENCE_KINDS
from noticegen.model import Case, Event, EventType, Evidence
from noticegen.proofs import document_state
from noticegen.register import Entry, Register
from noticegen.text import Text
from noticegen.vault import Vault


@dataclass(frozen=True, slots=True)
class ServiceResult:
    """`state` is what the document is now; `missing` is what the service lacks before it counts."""

    number: str
    event: Event
    state: str
    missing: tuple[Text, ...] = ()
    late: bool = False  # recorded later than the policy allows; shown, never refused


def tell(
    act: EventType,
    desk: Desk,
    book: Book,
    number: str,
    *,
    method: str,
    at: datetime,
    to: str,
    now: datetime,
    proofs: Sequence[tuple[str, Path]] = (),
    details: Mapping[str, str] | None = None,
    actors: Sequence[str] = (),
    text: str = "",
) -> ServiceResult:
    """Record that document `number` was dispatched, served, returned or refused.

    `to` is who took it or was meant to; `actors` are the servers; `proofs` are (kind, file);
    `details` may hold recipient, waybill, contents, address, outlet, acknowledged, why, witness. Raises UsageError for a number
    that is not issued, DataError for a time before its issue or in the future and for words that
    are not known. With further proofs tell the act again: the fullest telling counts."""
    # 1. what it is about
    entry = _issued(Register(book).show(number))
    vault = Vault(desk.evidence)
    case = book.load(entry.loan, desk.house, vault)
    _not_before_issue(act, case, entry, at)
    # 2. keep the proofs
    kept = tuple(_keep(vault, kind, path) for kind, path in proofs)
    # 3. the event
    said = {"method": method, "to": to, **(details or {})}
    event = Event(
        id="",
        at=at,
        type=act,
        recorded_at=now,
        actors=tuple(actors),
        party=entry.party,
        text=text,
        details=waybills.tidied({key: value for key, value in said.items() if value}),
        evidence=kept,
        document=entry.number,
    )
    event = replace(event, id=_told_before(case, event) or _id(event))
    late = recording.complete(case, event, desk.policy)
    book.record(entry.loan, event)
    # 4. what it is worth
    return _worth(book.load(entry.loan, desk.house, vault), entry, event, late=late)


dispatched = partial(tell, EventType.DISPATCHED)
served = partial(tell, EventType.SERVED)
returned = partial(tell, EventType.RETURNED)
refused = partial(tell, EventType.REFUSED)


def state_of(case: Case, entry: Entry) -> str:
    """What has become of a number: the register's word and the log together."""
    about = [e for e in case.events if e.document == entry.number]
    return document_state(entry.state, about, partial(lacking, case))


def _worth(case: Case, entry: Entry, event: Event, *, late: bool) -> ServiceResult:
    lacks: tuple[Text, ...] = ()
    if event.type is EventType.SERVED:
        lacks = lacking(case, event)
    return ServiceResult(entry.number, event, state_of(case, entry), lacks, late)


def _issued(entry: Entry) -> Entry:
    if entry.state == "issued":
        return entry
    raise UsageError(
        Text(
            f"编号 {entry.number} 不是已签发的文书", f"{entry.number} is {entry.state}, not issued"
        ),
        Text("noticegen register list 列出文书", "`noticegen register list` lists the documents"),
    )


def _not_before_issue(act: EventType, case: Case, entry: Entry, at: datetime) -> None:
    """By the minute; of a dispatch by the day, for the post room often notes no more (`sources.maillist`)."""
    if at.tzinfo is None:
        raise DataError(Text("时间没有时区", "the time has no zone"))
    if at.date() < date.fromisoformat(entry.issued_on):
        raise DataError(
            Text(
                f"时间早于签发日 {entry.issued_on}",
                f"it lies before the day of issue, {entry.issued_on}",
            ),
            recording.ITS_TIME,
        )
    issued = next((e.at for e in case.of(EventType.ISSUED) if e.document == entry.number), None)
    if act is not EventType.DISPATCHED and issued is not None and precedes(at, issued):
        when = f"{issued:%Y-%m-%d %H:%M}"
        raise DataError(
            Text(f"早于签发时间 {when}", f"it lies before the letter was issued, at {when}"),
            recording.ITS_TIME,
        )


def _keep(vault: Vault, kind: str, path: Path) -> Evidence:
    if kind not in EVIDENCE_KINDS:
        known = ", ".join(EVIDENCE_KINDS)
        raise UsageError(Text("凭证种类不在词表内", "unknown kind of proof"), Text(known, known))
    return vault.keep(path, kind, path.name)


def _told_before(case: Case, event: Event) -> str:
    """The id of this very telling on the log, however its waybill was written then; "" = none."""
    mine = _id(event)
    return next(
        (
            e.id
            for e in case.log
            if e.document == event.document
            and _id(replace(e, details=waybills.tidied(e.details))) == mine
        ),
        "",
    )


def _id(event: Event) -> str:
    """Made from what is told, so that the same telling twice is one event."""
    files = [(f.sha256, f.kind) for f in event.evidence]
    told = (event.document, event.at.isoformat(), event.actors, event.text, dict(event.details))
    digest = hashlib.sha256(canonical.dumps([*told, files]).encode()).hexdigest()
    return f"{event.type.value}-{digest[:16]}"
