"""When a document has been served: the table of ways and proofs (spec B.0.6, L-20, L-21).

Proof that is missing or altered is no proof.
"""

from __future__ import annotations

from datetime import date

from noticegen.model import Case, Event, EventType, EvidenceState, Party, PartyKind


def intact(event: Event) -> list[str]:
    """The kinds of evidence that are really there."""
    return [x.kind for x in event.evidence if x.state is EvidenceState.OK]


def proof_is_complete(event: Event) -> bool:
    """L-20: the set of proofs that the way of service needs."""
    kinds = set(intact(event))
    method = event.details.get("method", "")
    if by_hand(event) and not event.actors:
        return False  # who served it is part of what makes it documented
    if method in ("hand", "household", "company"):
        return "slip" in kinds or len(kinds) >= 2  # the slip or two other proofs
    if method == "ems":
        paper = "tracking" in kinds or "returned_envelope" in kinds
        return bool(event.details.get("waybill")) and "contents_line" in kinds and paper
    if method == "message":
        return "address_agreement" in kinds and bool(kinds & {"send_log", "screenshot"})
    if method == "newspaper":
        return "newspaper_page" in kinds and event.details.get("outlet") in (
            "national",
            "provincial",
        )
    if method == "notary":
        return "notarial" in kinds
    if method == "deduction":
        return "bank_entry" in kinds
    if (
        method == "left"
    ):  # the court's way; for us one piece of other proof: a further one is needed
        return "slip" in kinds or (len(kinds) >= 2 and bool(kinds - {"video", "photo", "witness"}))
    return False


def by_hand(event: Event) -> bool:
    """Somebody went there."""
    return event.details.get("method") in ("hand", "household", "company", "left")


def taken_in(event: Event) -> bool:
    """Handed over, or signed for as the tracking says; an envelope that came back nobody took in."""
    if event.details.get("method") == "ems":
        return all(x.kind != "returned_envelope" for x in event.evidence)
    return event.details.get("method") in ("hand", "household", "company")


def recipient_is_allowed(event: Event, party: Party) -> bool:
    """L-21: who may take a document in for this party."""
    recipient = event.details.get("recipient", "")
    if not taken_in(event):
        return True  # READING: what is sent has to arrive; who signs matters where somebody signs
    if party.kind is PartyKind.COMPANY:
        return recipient in ("representative", "mail_room", "authorised")
    return recipient in ("self", "relative", "authorised")


def issued(case: Case, kind: str, party: str, until: date, since: date) -> list[Event]:
    """Documents of this kind to this party, not voided by then."""
    void = {e.document for e in case.events if e.type is EventType.VOIDED and e.day <= until}
    found = []
    for e in case.events:
        if e.type is not EventType.ISSUED or e.details.get("kind") != kind or e.party != party:
            continue
        if since <= e.day <= until and e.document not in void:
            found.append(e)
    return found


def services(case: Case, kind: str, party: str, until: date, since: date) -> list[Event]:
    """Services that count, of documents of this kind to this party, in order of time."""
    numbers = {e.document for e in issued(case, kind, party, until, since)}
    found = []
    for e in case.events:
        if e.type is not EventType.SERVED or e.document not in numbers:
            continue
        letter = next(x for x in case.of(EventType.ISSUED) if x.document == e.document)
        proved = proof_is_complete(e) and recipient_is_allowed(e, case.parties[party])
        proved = proved and e.at >= letter.at
        if proved and since <= e.day <= until:
            found.append(e)
    return found


def attempts(case: Case, kind: str, party: str, until: date, since: date) -> list[Event]:
    """Documented service that failed: returned or refused, with something to show for it."""
    numbers = {e.document for e in issued(case, kind, party, until, since)}
    found = []
    for e in case.events:
        if e.type not in (EventType.RETURNED, EventType.REFUSED) or e.document not in numbers:
            continue
        if since <= e.day <= until and intact(e):
            found.append(e)
    return found
