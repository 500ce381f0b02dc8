"""When a document counts as served: the proof each way of service needs, and what a number has become.

Rules L-20 and L-21. Sources: SPC limitation rules art. 8 (arrived or should have arrived; who may sign;
newspaper of national or provincial level; deduction by a bank), Civil Procedure Law art. 72 and 89
(notarised facts; leaving is the court's way, for a private sender only one piece of other proof),
post-office practice for EMS (waybill number, contents line, tracking print or returned envelope).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from noticegen.events import EVIDENCE_KINDS, RECIPIENTS
from noticegen.model import Event, EventType, Party, PartyKind
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Proof:
    """What one way of service must be shown by.

    `sets`: any one of them is enough; a set names kinds of evidence, all needed. `others`: that many
    files of different kinds do instead (0 = never). `details`: facts to record beside the files."""

    sets: tuple[tuple[str, ...], ...]
    others: int = 0
    details: tuple[str, ...] = ()


PROOFS: Mapping[str, Proof] = {
    "hand": Proof((("slip",),), others=2),
    "household": Proof((("slip",),), others=2),
    "company": Proof((("slip",),), others=2),
    "ems": Proof(
        (("contents_line", "tracking"), ("contents_line", "returned_envelope")),
        details=("waybill",),
    ),
    "message": Proof((("address_agreement", "send_log"), ("address_agreement", "screenshot"))),
    "left": Proof((("witness", "photo"), ("witness", "video")), others=0),
    "notary": Proof((("notarial",),)),
    "newspaper": Proof((("newspaper_page",),), details=("outlet",)),
    "deduction": Proof((("bank_entry",),)),
}
LEFT_NEEDS_MORE = (
    1  # leaving alone is one piece of other proof: one more kind of file must stand beside it
)
OUTLETS: Mapping[str, Text] = {
    "national": Text("国家级", "national"),
    "provincial": Text("省级", "provincial"),
}
WORDS: Mapping[str, Text] = {
    "waybill": Text("邮件号", "the waybill number"),
    "outlet": Text(
        "报纸级别（国家级或省级）", "the level of the newspaper (national or provincial)"
    ),
}
# Who may take a document in: a person; a body; nobody is asked for a message, newspaper, notary ...
PERSON_RECIPIENTS = ("self", "relative", "authorised")
COMPANY_RECIPIENTS = ("representative", "mail_room", "authorised")
IN_PERSON = ("hand", "household", "company")
BY_HAND = (*IN_PERSON, "left")  # somebody of the house went there: two servers sign the slip
NOBODY = Text("缺少送达人", "it lacks who served it")
# No proof of a kind that says nothing of its own about arrival.
NOT_PROOF = ("other", "contract", "approval", "voucher")


def proof_complete(event: Event, party: Party | None = None) -> tuple[Text, ...]:
    """What a `served` event still lacks before it counts; () = it is proved.

    Evidence that is missing or altered in the vault counts as not there."""
    method = event.details.get("method", "")
    proof = PROOFS.get(method)
    if proof is None:
        return (Text("送达方式不在词表内", "the way of service is not known"),)
    return (
        *_files_lacking(event, method, proof),
        *(
            Text(f"缺少{WORDS[name].zh}", f"{WORDS[name].en} is missing")
            for name in proof.details
            if not _fact(event, name)
        ),
        *_recipient_lacking(event, party),
        *((NOBODY,) if method in BY_HAND and not servers(event) else ()),
    )


def servers(event: Event) -> frozenset[str]:
    """Who served it, each once, as far as the log names them."""
    return frozenset(name for actor in event.actors if (name := actor.strip()))


def _fact(event: Event, name: str) -> bool:
    value = event.details.get(name, "").strip()
    return value in OUTLETS if name == "outlet" else bool(value)


def _files_lacking(event: Event, method: str, proof: Proof) -> tuple[Text, ...]:
    kinds = {file.kind for file in event.evidence if file.state.value == "ok"}
    telling = kinds - set(NOT_PROOF)
    if any(set(wanted) <= kinds for wanted in proof.sets):
        beyond = telling - {"witness", "photo", "video"}
        if method != "left" or len(beyond) >= LEFT_NEEDS_MORE:
            return ()
        return (
            Text(
                "留置只是一项旁证，还须另一种凭证",
                "leaving is one piece of proof only: one more kind is needed",
            ),
        )
    if proof.others and len(telling) >= proof.others:
        return ()
    nearest = min(proof.sets, key=lambda wanted: len(set(wanted) - kinds))
    lacking = [kind for kind in nearest if kind not in kinds]
    zh = "、".join(EVIDENCE_KINDS[k].zh for k in lacking)
    en = ", ".join(EVIDENCE_KINDS[k].en for k in lacking)
    if proof.others:
        return (
            Text(
                f"缺少{zh}（或另外{proof.others}种凭证）",
                f"missing: {en} (or {proof.others} other kinds)",
            ),
        )
    return (Text(f"缺少{zh}", f"missing: {en}"),)


def taken_in(event: Event) -> bool:
    """Whether somebody took it in, so that it matters who: handed over, or signed for at the door of the
    post, whose tracking names the signer. Nobody did where the envelope came back."""
    method = event.details.get("method", "")
    returned = any(file.kind == "returned_envelope" for file in event.evidence)
    return method in IN_PERSON or (method == "ems" and not returned)


def _recipient_lacking(event: Event, party: Party | None) -> tuple[Text, ...]:
    """L-21: who took it."""
    if not taken_in(event):
        return ()
    recipient = event.details.get("recipient", "")
    company = party is not None and party.kind is PartyKind.COMPANY
    allowed = COMPANY_RECIPIENTS if company else PERSON_RECIPIENTS
    if recipient in allowed:
        return ()
    zh = "、".join(RECIPIENTS[r].zh for r in allowed)
    en = ", ".join(RECIPIENTS[r].en for r in allowed)
    return (Text(f"签收人须为：{zh}", f"it must have been taken in by: {en}"),)


def document_state(
    state: str, events: Iterable[Event], lacking: Callable[[Event], Sequence[Text]] = proof_complete
) -> str:
    """What has become of a number: reserved | issued | dispatched | served | returned | refused | void.

    `state` is the register's word, `events` the effective log of the loan about this document, in
    order of time, `lacking` says what a service of it lacks before it counts. One proved service
    outweighs what came before and after it; one without its proof leaves the document dispatched."""
    if state != "issued":
        return state
    reached = "issued"
    for event in events:
        match event.type:
            case EventType.DISPATCHED:
                reached = "dispatched"
            case EventType.SERVED if not lacking(event):
                return "served"
            case EventType.SERVED if reached == "issued":
                reached = "dispatched"
            case EventType.RETURNED:
                reached = "returned"
            case EventType.REFUSED:
                reached = "refused"
            case _:
                pass
    return reached
