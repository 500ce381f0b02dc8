"""By what right the house writes, and what went before: claim, limitation, earlier notices, tone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from noticegen import clocks, episodes, recourse
from noticegen.creditor import has_authority, house_is_lender
from noticegen.facts.paper import Paper
from noticegen.model import Case, Event, EventType
from noticegen.money import day, listed
from noticegen.policy import Policy

T = EventType
CONSENT_APPROVAL = T.LEGAL_APPROVAL.value  # lets the box for an expired limitation appear


def claim(case: Case, paper: Paper, policy: Policy) -> dict[str, object]:
    """Whether the letter asserts the claim. Before payment under the guarantee the claim is the
    lender's: only with his authority on record does a demand by the house restart limitation."""
    authorised = not house_is_lender(case) and has_authority(case, paper.issued_on)
    expired = paper.issued_on > clocks.limitation_clock(case, policy, paper.issued_on).rolled
    return {
        "authorised": authorised,
        "asserts_claim": not expired and (authorised or house_is_lender(case)),
        "consent_box": expired and CONSENT_APPROVAL in paper.approvals,
    }


def history(case: Case, party: str, paper: Paper, policy: Policy) -> dict[str, object]:
    episode = episodes.present_episode(case, paper.as_of, policy)
    since = episode.anchor if episode else paper.as_of
    earlier = earlier_notices(case, party, paper, policy)
    return {
        "earlier_notices": named([(e.document, e.day) for e in earlier], paper.locale),
        "tone": "L" if earlier else _first_tone(case, since, paper.issued_on),
    }


def named(papers: Iterable[tuple[str, date]], locale: str) -> str:
    """Documents by number and day, in a row; "" for none."""
    names = [
        f"{day(on, 'zh')}{number}" if locale == "zh" else f"{number} of {day(on, 'en')}"
        for number, on in papers
    ]
    return listed(names, locale) if names else ""


def served(papers: Iterable[tuple[str, date]], locale: str) -> str:
    """Documents by number, each with the day of its service (not that of its issue); "" for none."""
    said = [
        f"{number}，{day(on, 'zh')}送达"
        if locale == "zh"
        else f"{number}, served on {day(on, 'en')}"
        for number, on in papers
    ]
    return ("；" if locale == "zh" else "; ").join(said)


def earlier_notices(case: Case, party: str, paper: Paper, policy: Policy) -> tuple[Event, ...]:
    """Letters of this kind about what is asked now that were issued to the party up to the day before this
    one, left the house and were not voided: a letter says of no other that the party was written to before.
    The same letter in another language on the same day is not an earlier one."""
    since = _since(case, paper, policy)
    void = {e.document for e in case.of(T.VOIDED)}
    out = _went_out(case, paper.issued_on)
    return tuple(
        e
        for e in case.of(T.ISSUED, party=party)
        if e.details.get("kind") == paper.kind
        and since <= e.day < paper.issued_on
        and e.document in out - void - {paper.number}
    )


def _since(case: Case, paper: Paper, policy: Policy) -> date:
    return recourse.letters_since(case, paper.kind, paper.as_of, policy) or case.loan.disbursed_on


def _went_out(case: Case, on: date) -> set[str]:
    """Numbers of the documents that left the house by the end of `on`."""
    signs = case.of(T.DISPATCHED, T.SERVED, T.RETURNED, T.REFUSED)
    return {e.document for e in signs if e.day <= on}


def replaced(case: Case, paper: Paper, party: str, policy: Policy) -> tuple[Event, ...]:
    """Letters of this kind that went out to the party in this default and were then made void, with no
    other of the kind issued since: the party may have one in hand, so the next one names it. By the
    events of their issue; a letter that never left the house is not named."""
    since = _since(case, paper, policy)
    void = {e.document: e for e in case.of(T.VOIDED) if e.day <= paper.issued_on}
    out = _went_out(case, paper.issued_on)
    found: list[Event] = []
    for e in case.of(T.ISSUED, party=party):
        if e.details.get("kind") != paper.kind or not since <= e.day <= paper.issued_on:
            continue
        if e.document in void:
            found += [e] if e.document in out else []
        elif e.document != paper.number and e.day < paper.issued_on:
            found = []  # that one named them
    return tuple(found)


def _first_tone(case: Case, since: date, on: date) -> str:
    """F where the log shows want of will (reason group 4, no word on the reason, no date named),
    else N. Only the letter leaves this function."""
    inside = [e for e in case.of(T.REASON, T.PROMISE_REFUSED) if since <= e.day <= on]
    reasons = [e.details.get("code", "") for e in inside if e.type is T.REASON]
    unwilling = bool(reasons) and (reasons[-1].startswith("R4") or reasons[-1] == "R901")
    refused = any(e.type is T.PROMISE_REFUSED for e in inside)
    return "F" if unwilling or refused else "N"
