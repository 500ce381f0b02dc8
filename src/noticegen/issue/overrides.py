"""Overrides and approvals: what a named person wished, and what a second one confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from noticegen import approved, rules, textgate
from noticegen.addressing import REFERRAL
from noticegen.errors import UsageError
from noticegen.issue.job import Job
from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.persons import holds
from noticegen.text import Text, many


@dataclass(frozen=True, slots=True)
class OverrideRequest:
    """A wish to let one rule pass: by whom, in which role, and why (at least 20 characters)."""

    rule: str
    by: str
    role: str
    reason: str


def asked_for(
    job: Job, overrides: Iterable[OverrideRequest], findings: Sequence[Finding], party: str | None
) -> list[Event]:
    """The overrides as events. Raises UsageError for one that could never hold."""
    blocking = {f.rule for f in findings if f.blocks}
    events = []
    for asked in overrides:
        _may_override(job, asked, blocking)
        events.append(
            Event(
                id="",
                at=job.now,
                type=EventType.OVERRIDE,
                recorded_at=job.now,
                actors=(asked.by,),
                party=party or "",
                text=asked.reason,
                details={"rule": asked.rule, "role": asked.role, "kind": job.kind.id},
            )
        )
    return events


def _may_override(job: Job, asked: OverrideRequest, blocking: set[str]) -> None:
    rule = rules.rule(asked.rule).id
    setting, least = job.desk.policy.rule(rule), job.desk.policy.override.reason_min_chars
    refusals: list[Text] = []
    if rule not in blocking:
        refusals.append(Text(f"{rule} 并未阻止本文书", f"{rule} does not stand in the way"))
    if not setting.override:
        refusals.append(Text(f"{rule} 不得特批", f"{rule} allows no override"))
    elif asked.role not in setting.roles:
        allowed = ", ".join(setting.roles)
        refusals.append(
            Text(f"{rule} 只能由 {allowed} 特批", f"{rule} may be overridden by: {allowed}")
        )
    if not holds(job.case, asked.by, asked.role):
        refusals.append(Text("特批人未登记此职务", "noticegen.toml gives that person no such role"))
    if len(asked.reason.strip()) < least:
        refusals.append(
            Text(f"理由不足{least}字", f"the reason has fewer than {many(least, 'character')}")
        )
    refusals += textgate.check_text(asked.reason, kind="text", max_length=4000)
    if refusals:
        raise UsageError(
            Text("；".join(r.zh for r in refusals), "; ".join(r.en for r in refusals)),
            Text(f"noticegen rules {rule}", f"noticegen rules {rule}"),
        )


def record_overrides(job: Job, events: Iterable[Event]) -> None:
    """Put them on the log, unless the same wish by the same person stands there already."""
    standing = {_wish(e) for e in job.case.of(EventType.OVERRIDE)}
    for event in events:
        if _wish(event) not in standing:
            job.book.record(job.case.loan.id, event)


def _wish(event: Event) -> tuple[object, ...]:
    return event.actors, event.party, event.text, tuple(sorted(event.details.items()))


def approvals(case: Case, kind: str, on: date, policy: Policy) -> frozenset[str]:
    """What more this kind of document may bear on day `on`: "seal_use" once a person with the role
    allowed it and another confirmed (for the referral: for the claim as it is), "legal_approval" (the
    consent box) on what rule L-09 accepts."""
    sealed = (
        approved.sealing(case, on, policy).event is not None
        if kind == REFERRAL
        else any(rules.seal_uses(case, kind, on, policy))
    )
    found = {EventType.SEAL_USE.value} if sealed else set()
    if rules.approvals(case, kind, on, policy):
        found.add(EventType.LEGAL_APPROVAL.value)
    return frozenset(found)
