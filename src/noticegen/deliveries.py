"""What became of the letters of one kind to one party: which services count, and which failed.

A service counts when the letter was issued to that party and not voided, the log has the whole proof
its way asks for (`proofs`), and it does not lie before the letter was issued. A letter to one party says nothing
of another. Mail that came back counts as "should have arrived" (SPC limitation rules art. 8) only if
it went where the party could last be reached as far as the house knew; what she changed afterwards
takes nothing away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from noticegen.memory import of_day
from noticegen.model import Case, Event, EventType, EvidenceState
from noticegen.proofs import proof_complete
from noticegen.text import Text

T = EventType
_DAY_ONLY = time(0)  # the hour of what is known by its day only


@dataclass(frozen=True, slots=True)
class Delivery:
    """The letters (`papers`, issued and not voided) of one kind to one party, oldest first.

    `proved` are the services that count, `bare` those that do not, each with what it lacks;
    `failed` are letters that came back or were refused, `unshown` failures without an intact file."""

    papers: tuple[Event, ...] = ()
    proved: tuple[Event, ...] = ()
    bare: tuple[tuple[Event, tuple[Text, ...]], ...] = ()
    failed: tuple[Event, ...] = ()
    unshown: tuple[Event, ...] = ()

    @property
    def served_on(self) -> date | None:
        """The day of the first service that counts."""
        return self.proved[0].day if self.proved else None


def delivery(case: Case, kind: str, party: str, since: date, on: date) -> Delivery:
    """The letters of `kind` issued to `party` in [since, on] and what became of them up to `on`."""
    known, asked = of_day(case, on), (Delivery, kind, party, since)
    if asked not in known:
        known[asked] = _followed(case, kind, party, since, on)
    found: Delivery = known[asked]
    return found


def _followed(case: Case, kind: str, party: str, since: date, on: date) -> Delivery:
    papers = papers_to(case, kind, party, since, on)
    if not papers:
        return Delivery()
    issued = {paper.document: paper for paper in papers}
    about = [
        e
        for e in case.of(T.SERVED, T.RETURNED, T.REFUSED)
        if e.document in issued and e.party in {"", party} and e.day <= on
    ]
    services = [(e, _lacks(case, e, issued[e.document])) for e in about if e.type is T.SERVED]
    failures = [e for e in about if e.type is not T.SERVED]
    return Delivery(
        papers,
        tuple(e for e, lacking in services if not lacking),
        tuple((e, lacking) for e, lacking in services if lacking),
        tuple(e for e in failures if _shown(e)),
        tuple(e for e in failures if not _shown(e)),
    )


def papers_to(case: Case, kind: str, party: str, since: date, on: date) -> tuple[Event, ...]:
    """Letters of `kind` issued to `party` in [since, on] and not voided by `on`, oldest first."""
    void = {e.document for e in case.of(T.VOIDED) if e.day <= on}
    return tuple(
        e
        for e in case.of(T.ISSUED, party=party)
        if e.details.get("kind") == kind and since <= e.day <= on and e.document not in void
    )


def letters(case: Case, kinds: Collection[str], on: date) -> dict[str, Event]:
    """Letters of these kinds to anybody by their numbers: issued and not voided by `on`, oldest first."""
    void = {e.document for e in case.of(T.VOIDED) if e.day <= on}
    return {
        e.document: e
        for e in case.of(T.ISSUED)
        if e.day <= on and e.details.get("kind") in kinds and e.document not in void
    }


def served_days(case: Case, kind: str, parties: Iterable[str], on: date) -> list[date]:
    """Days up to `on` on which a letter of `kind` was served on one of `parties`, in order."""
    found = [delivery(case, kind, p, date.min, on).proved for p in dict.fromkeys(parties)]
    return sorted(e.day for proved in found for e in proved)


def lacking(case: Case, service: Event) -> tuple[Text, ...]:
    """Why a service of any letter does not count; () = it does."""
    paper = next((e for e in case.of(T.ISSUED) if e.document == service.document), None)
    if paper is None:
        return proof_complete(service, case.parties.get(service.party))
    return _lacks(case, service, paper)


def _lacks(case: Case, service: Event, paper: Event) -> tuple[Text, ...]:
    """Why a service does not count; () = it does."""
    found = list(proof_complete(service, case.parties.get(paper.party)))
    if service.day < paper.day:
        found.append(Text(f"早于签发日 {paper.day}", f"it lies before the letter of {paper.day}"))
    elif precedes(service.at, paper.at) and service.at.time() != _DAY_ONLY:
        when = f"{paper.at:%Y-%m-%d %H:%M}"
        found.append(Text(f"早于签发时间 {when}", f"it lies before the letter of {when}"))
    moved = _moved(case, service, paper)
    if moved:
        found.append(
            Text(
                f"退回的邮件寄往旧地址：{moved.day} 已知新地址",
                f"the mail came back from an old address: a new one was known on {moved.day}",
            )
        )
    return tuple(found)


def precedes(act: datetime, issue: datetime) -> bool:
    """Whether an act lies before a letter was issued, by the minute: no clerk tells the seconds."""
    return act < issue.replace(second=0, microsecond=0)


def _moved(case: Case, service: Event, paper: Event) -> Event | None:
    """The change of address that returned mail went past; None if it reached a person or went to
    the last address known on its day."""
    kinds = {f.kind for f in service.evidence if f.state is EvidenceState.OK}
    if service.details.get("method") != "ems" or "tracking" in kinds:
        return None
    sent = _sent_on(case, service)
    known = [e for e in case.of(T.ADDRESS_CHANGE, party=paper.party) if e.day <= sent]
    if not known or _same(known[-1].details.get("address"), service.details.get("address")):
        return None
    return known[-1]


def _sent_on(case: Case, service: Event) -> date:
    """The day the letter left, as far as the log knows: its last dispatch before the service."""
    left = [e.day for e in case.of(T.DISPATCHED) if e.document == service.document]
    return max((day for day in left if day <= service.day), default=service.day)


def _same(known: str | None, used: str | None) -> bool:
    return bool(known and used) and "".join(str(known).split()) == "".join(str(used).split())


def _shown(failure: Event) -> bool:
    """Whether a failed service is documented: an intact file, none altered."""
    states = {file.state for file in failure.evidence}
    return EvidenceState.OK in states and EvidenceState.ALTERED not in states
