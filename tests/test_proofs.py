"""When a service counts: the proof each way needs, who may take it in, and what a number has become."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sample_book import NOW

from noticegen.events import EVIDENCE_KINDS, METHODS
from noticegen.model import Event, EventType, Evidence, EvidenceState, Party, PartyKind
from noticegen.proofs import PROOFS, document_state, proof_complete

PERSON = Party("P", PartyKind.PERSON, "张示例")
COMPANY = Party("C", PartyKind.COMPANY, "示例贸易有限公司")


def event(
    type_: EventType = EventType.SERVED, kinds: str = "", details: dict[str, str] | None = None
) -> Event:
    """An event by two servers with files of these kinds (words)."""
    files = tuple(Evidence(str(n) * 64, f"{n}", kind) for n, kind in enumerate(kinds.split()))
    two = ("王经办", "赵协办")
    return Event("e", NOW, type_, NOW, actors=two, details=details or {}, evidence=files)


def served(method: str, kinds: str, recipient: str = "self", **details: str) -> Event:
    """A served event."""
    told = {"method": method, "to": "x", "recipient": recipient, **details}
    return event(EventType.SERVED, kinds, told)


@pytest.mark.parametrize(
    ("method", "kinds", "details", "proved"),
    [
        ("hand", "slip", {}, True),
        ("hand", "photo", {}, False),
        ("hand", "photo photo", {}, False),  # two of one kind are one proof
        ("hand", "photo witness", {}, True),
        ("hand", "photo contract", {}, False),  # a contract says nothing of arrival
        ("household", "slip", {}, True),
        ("household", "", {}, False),
        ("company", "slip", {}, True),
        ("ems", "contents_line tracking", {"waybill": "E1"}, True),
        ("ems", "contents_line returned_envelope", {"waybill": "E1"}, True),
        ("ems", "contents_line tracking", {}, False),
        ("ems", "tracking", {"waybill": "E1"}, False),
        ("ems", "contents_line", {"waybill": "E1"}, False),
        ("message", "address_agreement send_log", {}, True),
        ("message", "address_agreement screenshot", {}, True),
        ("message", "send_log screenshot", {}, False),
        ("message", "address_agreement", {}, False),
        ("left", "witness photo", {}, False),  # the court's way; here one piece of proof only
        ("left", "witness video", {}, False),
        ("left", "witness photo video", {}, False),
        ("left", "witness photo recording", {}, True),
        ("left", "witness video notarial", {}, True),
        ("left", "witness recording", {}, False),
        ("notary", "notarial", {}, True),
        ("notary", "slip", {}, False),
        ("newspaper", "newspaper_page", {"outlet": "provincial"}, True),
        ("newspaper", "newspaper_page", {"outlet": "national"}, True),
        ("newspaper", "newspaper_page", {"outlet": "county"}, False),
        ("newspaper", "newspaper_page", {}, False),
        ("deduction", "bank_entry", {}, True),
        ("deduction", "voucher", {}, False),
        ("pigeon", "slip", {}, False),
    ],
)
def test_the_set_of_proofs(method: str, kinds: str, details: dict[str, str], proved: bool) -> None:
    """L-20: each way of service has its own set; anything less says what is missing."""
    missing = proof_complete(served(method, kinds, **details), PERSON)

    assert proved == (missing == ())
    assert all(text.zh and text.en for text in missing)


@pytest.mark.parametrize(
    ("party", "recipient", "allowed"),
    [
        (PERSON, "self", True),
        (PERSON, "relative", True),
        (PERSON, "authorised", True),
        (PERSON, "mail_room", False),
        (PERSON, "other", False),
        (PERSON, "", False),
        (COMPANY, "representative", True),
        (COMPANY, "mail_room", True),
        (COMPANY, "authorised", True),
        (COMPANY, "relative", False),
        (COMPANY, "self", False),
    ],
)
@pytest.mark.parametrize("method", ["hand", "household", "company"])
def test_who_may_take_it_in(party: Party, recipient: str, allowed: bool, method: str) -> None:
    """L-21: a person, an adult relative, an agent; of a firm its representative, mail room, agent."""
    assert allowed == (proof_complete(served(method, "slip", recipient), party) == ())


@pytest.mark.parametrize(
    ("method", "kinds", "details", "counts"),
    [
        ("hand", "slip", {}, False),
        ("household", "slip", {}, False),
        ("company", "slip", {}, False),
        ("left", "witness photo recording", {}, False),
        ("ems", "contents_line tracking", {"waybill": "E1"}, True),
        ("notary", "notarial", {}, True),
    ],
)
def test_who_served_it_is_part_of_the_proof(
    method: str, kinds: str, details: dict[str, str], counts: bool
) -> None:
    """Somebody went there, so the log says who; blanks name nobody. What was sent names no server."""
    whole = served(method, kinds, **details)

    assert () == proof_complete(whole, PERSON)
    for nobody in ((), (" ",)):
        missing = proof_complete(replace(whole, actors=nobody), PERSON)
        assert [t.en for t in missing] == ([] if counts else ["it lacks who served it"])
    assert () == proof_complete(replace(whole, actors=("王经办",)), PERSON)


def test_a_returned_letter_needs_no_recipient() -> None:
    """EMS: nobody took it in, the unopened envelope shows it came back."""
    back = served("ems", "contents_line returned_envelope", "", waybill="E1")
    signed = served("ems", "contents_line tracking", "", waybill="E1")

    assert () == proof_complete(back, PERSON)
    assert 1 == len(proof_complete(signed, PERSON))


@pytest.mark.parametrize("state", [EvidenceState.MISSING, EvidenceState.ALTERED])
def test_a_lost_or_altered_file_proves_nothing(state: EvidenceState) -> None:
    """A slip that is no longer what was kept does not count."""
    slip = Evidence("0" * 64, "slip", "slip", state)
    told = Event(
        "e", NOW, EventType.SERVED, NOW, details={"method": "hand", "recipient": "self"}, evidence=(slip,)
    )  # fmt: skip

    assert proof_complete(told, PERSON)


def test_every_way_has_its_proof() -> None:
    """The table knows every way of service, and only kinds of evidence that exist."""
    assert set(METHODS) == set(PROOFS)
    assert {kind for p in PROOFS.values() for wanted in p.sets for kind in wanted} <= set(
        EVIDENCE_KINDS
    )


GOOD = served("hand", "slip")
BAD = served("hand", "photo")
OF_PERSON = partial(proof_complete, party=PERSON)
SENT, BACK, NO = (event(t) for t in (EventType.DISPATCHED, EventType.RETURNED, EventType.REFUSED))


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((), "issued"),
        ((SENT,), "dispatched"),
        ((SENT, GOOD), "served"),
        ((GOOD,), "served"),
        ((SENT, BAD), "dispatched"),
        ((BAD,), "dispatched"),
        ((SENT, BACK), "returned"),
        ((SENT, NO), "refused"),
        ((SENT, BACK, SENT), "dispatched"),
        ((SENT, BACK, BAD), "returned"),
        ((GOOD, BACK), "served"),
        ((SENT, BACK, GOOD), "served"),
        ((BAD, GOOD), "served"),
    ],
)
def test_what_a_number_has_become(events: tuple[Event, ...], state: str) -> None:
    """The last act counts, but a proved service outweighs all, and an unproved one proves nothing."""
    assert state == document_state("issued", events, OF_PERSON)


@pytest.mark.parametrize("state", ["reserved", "void"])
def test_only_issued_documents_live(state: str) -> None:
    """What is reserved or void stays so, whatever the log says."""
    assert state == document_state(state, (SENT, GOOD), OF_PERSON)
