"""A case as an officer looks at it: one plain tree of values for the screen and for JSON.

Identifiers are masked (six first, four last): this is read over shoulders.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from noticegen import clocks, episodes, figures, identifiers, promises, recourse, rules
from noticegen.addressing import NOTICE, RECOURSE_NOTICE
from noticegen.creditor import house_is_lender
from noticegen.model import Case, Event, Finding, Owed, Party, Verdict
from noticegen.plan import Plan, proposal
from noticegen.policy import Policy
from noticegen.text import Lang


def describe(case: Case, on: date, policy: Policy, plan: Plan, lang: Lang) -> dict[str, Any]:
    """Everything `noticegen case` shows, as plain values (Decimal and date kept)."""
    owed = figures.owed(case, on, policy)
    present = episodes.present_episode(case, on, policy)
    return {
        "loan": _loan(case),
        "on": on,
        "booked_until": case.booked_until,
        "parties": _parties(case),
        "guarantees": [asdict(g) for g in case.guarantees],
        "schedule": [asdict(i) for i in case.instalments],
        "owed": _owed(owed),
        "ledger": [
            asdict(row) | {"accruals": [line._asdict() for line in row.accruals]}
            for row in owed.ledger
        ],
        "episode": None if present is None else asdict(present),
        "episodes": [asdict(e) for e in episodes.episodes(case, on, policy)],
        "step_day": episodes.step_day(case, on, policy),
        "days_overdue": episodes.days_overdue(case, on, policy),
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
                "name": c.name.to(lang),
                "party": c.party,
                "start": c.start,
                "last_day": c.last_day,
                "rolled": c.rolled,
                "safe_day": c.safe_day,
                "note": c.note.to(lang),
                "basis": c.basis,
            }
            for c in clocks.of(case, on, policy)
        ],
        "log": [_event(e, case) for e in case.log],
        "next": next_steps(case, on, policy, lang),
        "next_document": next_notice(case, on, policy),
        "plan": proposed(case, on, policy, plan, lang),
    }


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
            {"channel": line.channel, "what": line.text.to(lang), "source": line.source}
            for line in found.lines
        ],
        "good_days": list(found.good_days),
    }


def next_notice(case: Case, on: date, policy: Policy) -> str:
    """The kind of notice that fits: of recourse once the house has paid and while something of that is
    open, else of the loan; "" when nothing due is unpaid."""
    claim = recourse.claim(case, on, policy)
    if claim and claim.total and not house_is_lender(case):
        return RECOURSE_NOTICE
    return NOTICE if episodes.present_episode(case, on, policy) else ""


def next_steps(case: Case, on: date, policy: Policy, lang: Lang) -> list[dict[str, Any]]:
    """What stands between this case and the notice its borrower should get: the failed findings,
    blocks first."""
    kind = next_notice(case, on, policy)
    if not kind:
        return []
    failed = [f for f in rules.check(case, kind, on, policy) if f.verdict is Verdict.FAIL]
    failed.sort(key=lambda f: (not f.blocks, f.earliest or on, f.rule, f.party))
    return [_step(f, lang) for f in failed]


def _step(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "party": finding.party,
        "needed": finding.needed.to(lang),
        "found": finding.found.to(lang),
        "earliest": finding.earliest,
        "hint": finding.hint.to(lang),
    }


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
