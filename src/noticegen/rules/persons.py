"""Decisions by named persons: whether one holds her role, and whether another has confirmed.

Roles are those `noticegen.toml` gives (`House.staff`). A decision counts when its first actor holds
the role it states and a different person of the house, in a role she holds, has confirmed it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, datetime

from noticegen.model import Case, Event, EventType

LEGAL = "legal"


def holds(case: Case, name: str, role: str) -> bool:
    """Whether the house has given this person this role."""
    return any(s.name == name and role in s.roles for s in case.house.staff)


def confirmation(
    case: Case, event: Event, on: date, roles: Container[str] | None = None
) -> Event | None:
    """The confirmation of `event` by another person, in one of `roles` (None = any that she holds), not
    before it and up to `on`; or None."""
    return next(
        (
            e
            for e in case.of(EventType.APPROVAL)
            if e.details.get("confirms") == event.id
            and event.at <= e.at
            and e.day <= on
            and e.actors
            and e.actors[0] not in event.actors
            and holds(case, e.actors[0], role := e.details.get("role", ""))
            and (roles is None or role in roles)
        ),
        None,
    )


def legal_nod(case: Case, kind: str, on: date, after: datetime, party: str = "") -> Event | None:
    """A confirmed legal approval for this kind of document, made after `after` and up to `on`; of what
    befell `party` ("" = of the case) only one that names her or nobody."""
    return next((e for e in legal_nods(case, kind, on, after) if not party or e.party in {"", party}), None)  # fmt: skip


def legal_nods(case: Case, kind: str | None, on: date, after: datetime) -> Iterator[Event]:
    """All of them, of this kind of document (None = of any), in order of time."""
    for e in case.of(EventType.LEGAL_APPROVAL):
        if (
            e.at > after
            and e.day <= on
            and kind in {None, e.details.get("kind")}
            and e.details.get("role") == LEGAL
            and e.text.strip()
            and _by_one_who_may(case, e, LEGAL)
            and confirmation(case, e, on)
        ):
            yield e


def referral_approvals(case: Case, on: date) -> Iterator[Event]:
    """The approvals of the referral to court up to `on`, each by a person who holds her role and
    confirmed; in order of time. Whether one still holds, `approved` says."""
    for e in case.of(EventType.REFERRAL_APPROVED):
        role = e.details.get("role", "")
        if (
            e.day <= on
            and e.text.strip()
            and _by_one_who_may(case, e, role)
            and confirmation(case, e, on)
        ):
            yield e


def seal_uses(case: Case, kind: str, on: date) -> Iterator[Event]:
    """The confirmed approvals to use the seal on this kind of document up to `on`, in order of time."""
    for e in case.of(EventType.SEAL_USE):
        role = e.details.get("role", "")
        if (
            e.details.get("kind") == kind
            and e.day <= on
            and _by_one_who_may(case, e, role)
            and confirmation(case, e, on)
        ):
            yield e


def _by_one_who_may(case: Case, event: Event, role: str) -> bool:
    return any(holds(case, who, role) for who in event.actors[:1])
