"""Decisions by named persons: whether one holds her role, and whether another has confirmed.

Roles are those `noticegen.toml` gives (`House.staff`). A decision counts when its first actor holds
the role it states and a different person of the house, in a role she holds, has confirmed it.
"""

from __future__ import annotations

from datetime import date, datetime

from noticegen.model import Case, Event, EventType

LEGAL = "legal"


def holds(case: Case, name: str, role: str) -> bool:
    """Whether the house has given this person this role."""
    return any(s.name == name and role in s.roles for s in case.house.staff)


def confirmation(case: Case, event: Event, on: date) -> Event | None:
    """The confirmation of `event` by another person, not before it and up to `on`; or None."""
    return next(
        (
            e
            for e in case.of(EventType.APPROVAL)
            if e.details.get("confirms") == event.id
            and event.at <= e.at
            and e.day <= on
            and e.actors
            and e.actors[0] not in event.actors
            and holds(case, e.actors[0], e.details.get("role", ""))
        ),
        None,
    )


def legal_nod(case: Case, kind: str, on: date, after: datetime) -> Event | None:
    """A confirmed legal approval for this kind of document, made after `after` and up to `on`."""
    return next(
        (
            e
            for e in case.of(EventType.LEGAL_APPROVAL)
            if e.at > after
            and e.day <= on
            and e.details.get("kind") == kind
            and e.details.get("role") == LEGAL
            and e.text.strip()
            and any(holds(case, who, LEGAL) for who in e.actors[:1])
            and confirmation(case, e, on)
        ),
        None,
    )


def referral_approval(case: Case, on: date) -> Event | None:
    """The approval of the referral to court in force on `on`: by a person who holds her role, and
    confirmed; or None."""
    return next(
        (
            e
            for e in reversed(case.of(EventType.REFERRAL_APPROVED))
            if e.day <= on
            and e.text.strip()
            and any(holds(case, who, e.details.get("role", "")) for who in e.actors[:1])
            and confirmation(case, e, on)
        ),
        None,
    )
