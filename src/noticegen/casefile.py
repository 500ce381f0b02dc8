"""A case as an officer looks at it: one plain tree of values for the screen and for JSON.

Identifiers are masked (six first, four last): this is read over shoulders.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from noticegen import (
    clocks,
    episodes,
    figures,
    identifiers,
    periods,
    promises,
    recourse,
    rules,
    surplus,
)
from noticegen.addressing import NOTICE, RECOURSE_NOTICE
from noticegen.creditor import house_is_lender
from noticegen.model import Case, Event, Owed, Party, Verdict
from noticegen.plan import Plan, proposal
from noticegen.policy import Policy
from noticegen.recourse import Claim
from noticegen.text import Lang, Text
from noticegen.worklist import Item, Kinds, letters


def describe(
    case: Case, on: date, policy: Policy, plan: Plan, lang: Lang, *, kinds: Kinds
) -> dict[str, Any]:
    """Everything `noticegen case` shows, as plain values (Decimal and date kept).

    `kinds` are the kinds of documents the house has."""
    owed = figures.owed(case, on, policy)
    present = episodes.present_episode(case, on, policy)
    coming = letters(case, on, policy, plan, kinds)
    return {
        "loan": _loan(case),
        "on": on,
        "booked_until": case.booked_until,
        "parties": _parties(case),
        "guarantees": [asdict(g) for g in case.guarantees],
        "schedule": _schedule(case, on),
        "owed": _owed(owed),
        "ledger": _ledger(owed),
        **_after_payment_by_us(case, on, policy),
        "settled_on": recourse.settled_on(case, on, policy),
        **_in_hand(case, on, policy),
        "episode": None if present is None else asdict(present),
        "episodes": [asdict(e) for e in episodes.episodes(case, on, policy)],
        "step_day": None if present is None else (on - present.anchor).days,
        "days_overdue": 0 if present is None else episodes.days_overdue(case, on, policy),
        "promises": [
            {
                "event": p.promise.id,
                "promised": p.promise.amount,
                "by": p.promise.by,
                "status": p.status,
                "shortfall": p.shortfall,
            }
            for p in promises.promises(case, on)
        ],
        "clocks": [
            {
                "kind": c.kind,
                "name": c.name.to(lang),
                "party": c.party,
                "guarantee": c.guarantee,
                "start": c.start,
                "last_day": c.last_day,
                "rolled": c.rolled,
                "safe_day": c.safe_day,
                "over": c.over(on),
                "note": c.note.to(lang),
                "basis": c.basis,
            }
            for c in clocks.of(case, on, policy)
        ],
        "log": [_event(e, case) for e in case.log],
        "next": [_coming(item, case, on, lang) for item in coming],
        "next_document": next_notice(case, on, policy),
        "missing": missing(case, on, policy, coming, lang),
        "plan": proposed(case, on, policy, plan, lang),
    }


def _schedule(case: Case, on: date) -> list[dict[str, Any]]:
    """The instalments of the contract, each with the day on which it falls due as agreed by `on`."""
    now = periods.dues(case, on)
    return [{**asdict(i), "due_now": now[i.number]} for i in case.instalments]


def proposed(case: Case, on: date, policy: Policy, plan: Plan, lang: Lang) -> dict[str, Any] | None:
    """What the collection plan proposes; None when nothing due is unpaid. It does not say why."""
    found = proposal(case, on, policy, plan)
    if found is None:
        return None
    return {
        "stage": found.stage,
        "stage_name": found.stage_name.to(lang),
        "tone": found.tone,
        "lines": [
            {"channel": line.channel, "what": line.text.to(lang), "source": line.source.to(lang)}
            for line in found.lines
        ],
        "good_days": list(found.good_days),
        "quiet": [{"party": party, "why": why.to(lang)} for party, why in found.quiet],
    }


def next_notice(case: Case, on: date, policy: Policy) -> str:
    """The kind of notice that fits: of recourse once the house has paid and while something of that is
    open, else of the loan; "" when nothing due is unpaid."""
    claim = recourse.claim(case, on, policy)
    if claim and claim.total and not house_is_lender(case):
        return RECOURSE_NOTICE
    return NOTICE if episodes.present_episode(case, on, policy) else ""


def _coming(item: Item, case: Case, on: date, lang: Lang) -> dict[str, Any]:
    """One line of what comes next: what, to whom, from when or held by what."""
    what, held = item.what, item.held
    if item.kind == "mail":
        act = Text("送达", "serve") if item.party else Text("送交", "hand in")
        what = Text(f"{act.zh}：{what.zh}", f"{act.en}: {what.en}")
    roles = dict(reversed(case.roles))  # the first role of each party
    parties = held.parties if held else tuple(filter(None, [item.party]))
    return {
        "kind": item.kind,
        "document": item.document,
        "what": what.to(lang),
        "to": [{"party": p, "role": roles[p].value if p in roles else ""} for p in parties],
        "possible_from": held.earliest if held else on,
        "blocked_by": list(held.rules) if held else [],
    }


def missing(
    case: Case, on: date, policy: Policy, coming: tuple[Item, ...], lang: Lang
) -> list[dict[str, Any]]:
    """What stands between this case and the notice its borrower should get, while one still waits for
    it: the failed findings, blocks first."""
    kind = next_notice(case, on, policy)
    if all(item.document != kind for item in coming):
        return []
    failed = [f for f in rules.check(case, kind, on, policy) if f.verdict is Verdict.FAIL]
    failed.sort(key=lambda f: (not f.blocks, f.earliest or on, f.rule, f.party))
    return [rules.told(f, lang) for f in failed]


def _loan(case: Case) -> dict[str, Any]:
    loan = asdict(case.loan)
    loan["account_number"] = identifiers.mask_card(case.loan.account_number)
    return loan


def _parties(case: Case) -> list[dict[str, Any]]:
    roles = [(s.party, s.role.value) for s in case.signatories]
    roles += [(g.party, "counter_guarantor" if g.counter else "guarantor") for g in case.guarantees]
    return [{"role": role, **_party(case.parties[party])} for party, role in roles]


def _party(party: Party) -> dict[str, Any]:
    return {
        "id": party.id,
        "kind": party.kind.value,
        "name": party.name,
        "id_number": identifiers.mask_id(party.id_number) if party.id_number else "",
        "phone": identifiers.mask_mobile(party.phone) if party.phone else "",
        "addresses": [asdict(a) for a in party.addresses],
    }


def _owed(owed: Owed) -> dict[str, Any]:
    lines = [
        {
            "number": line.number,
            "due": line.due,
            "days_overdue": line.days_overdue,
            "principal": line.principal,
            "interest": line.interest,
            "penalty": line.penalty,
            "compound": line.compound,
            "received": line.received,
            "total": line.total,
            "accelerated": line.accelerated,
        }
        for line in owed.lines
    ]
    sums = ("costs", "principal", "interest", "penalty", "compound", "received", "unapplied")
    more = ("not_yet_due", "daily_increase", "total")
    return {"lines": lines, **{name: getattr(owed, name) for name in sums + more}}


def _ledger(owed: Owed) -> list[dict[str, Any]]:
    return [
        asdict(row) | {"accruals": [line._asdict() for line in row.accruals]} for row in owed.ledger
    ]


def _after_payment_by_us(case: Case, on: date, policy: Policy) -> dict[str, Any]:
    """Once the house has paid: what the creditor of the loan is still owed, with its ledger, and the
    recourse claim. None before that: then `owed` says it all."""
    claim = recourse.claim(case, on, policy)
    if claim is None:
        return {"bank_owed": None, "bank_ledger": None, "recourse": None}
    bank = recourse.bank_owed(case, on, policy)
    return {"bank_owed": _owed(bank), "bank_ledger": _ledger(bank), "recourse": _recourse(claim)}


def _in_hand(case: Case, on: date, policy: Policy) -> dict[str, Any]:
    """By account: what came in beyond what was due and is still there, what of it was paid back, and
    what was paid back beyond it."""
    found = surplus.of(case, on, policy)
    return {
        "in_hand": {s.account: s.left for s in found},
        "refunded": {s.account: s.refunded for s in found},
        "refunded_beyond": {s.account: s.short for s in found},
    }


def _recourse(claim: Claim) -> dict[str, Any]:
    """The claim split as the notice of recourse splits it: each payment with what is open of it and the
    cost of that money, what came in, and the sums."""
    sums = ("paid_out", "received", "costs", "principal", "interest", "credit", "total")
    return {
        "paid": [
            {
                "event": p.event.id,
                "on": p.on,
                "amount": p.amount,
                "rate": p.rate,
                "principal": p.open,
                "interest": p.interest,
                "accruals": [line._asdict() for line in p.lines],
            }
            for p in claim.paid
        ],
        "receipts": [
            {
                "event": r.event.id,
                "type": r.event.type.value,
                "on": r.event.day,
                "amount": r.amount,
                "to_costs": r.to_costs,
                "to_interest": r.to_interest,
                "to_principal": r.to_principal,
                "unapplied": r.unapplied,
            }
            for r in claim.receipts
        ],
        **{name: getattr(claim, name) for name in sums},
        "daily_increase": claim.daily_increase,
        "agreed": claim.agreed,
        "basis": claim.basis,
    }


def _event(event: Event, case: Case) -> dict[str, Any]:
    live = {e.id for e in case.events}
    return {
        "id": event.id,
        "at": event.at.isoformat(timespec="minutes"),
        "recorded_at": event.recorded_at.isoformat(timespec="minutes"),
        "type": event.type.value,
        "party": event.party,
        "actors": list(event.actors),
        "channel": event.channel,
        "outcome": event.outcome,
        "text": event.text,
        "amount": event.amount,
        "by": event.by,
        "details": dict(event.details),
        "evidence": [
            {"name": f.name, "kind": f.kind, "sha256": f.sha256, "state": f.state.value}
            for f in event.evidence
        ],
        "document": event.document,
        "corrects": event.corrects,
        "in_force": event.id in live,
    }
