"""Decisions by named persons: whether one holds her role, and whether another has confirmed.

Roles are those `noticegen.toml` gives (`House.staff`). A decision counts when its first actor holds
the role it states and a different person of the house has confirmed it, in a role she holds and the policy
lets confirm (`[approval]`, of an override `[override]`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, datetime

from noticegen.errors import DataError
from noticegen.events import POSTS
from noticegen.model import Case, Event, EventType
from noticegen.policy import Policy
from noticegen.text import Text

LEGAL = "legal"


def holds(case: Case, name: str, role: str) -> bool:
    """Whether the house has given this person this role."""
    return any(s.name == name and role in s.roles for s in case.house.staff)


def confirmation(case: Case, event: Event, on: date, roles: Container[str]) -> Event | None:
    """The confirmation of `event` by another person, in one of `roles`, not before it and up to `on`; or
    None."""
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
            and role in roles
        ),
        None,
    )


def may_confirm(role: str, roles: Sequence[str], part: str) -> None:
    """Raises DataError for a role in which the `part` of the policy (override | approval) lets nobody confirm."""
    if role not in roles:
        who = posts(roles)
        what = Text("特批", "an override") if part == "override" else Text("用印、法务意见和移送审批", "the seal, an opinion of legal or a referral")  # fmt: skip
        raise DataError(
            Text(f"{what.zh}只能以{who.zh}的身份确认", f"{what.en} is confirmed as {who.en}"),
            Text(
                f"在 noticegen.toml 的 [[staff]] 登记另一人的此职务；policy.toml 的 [{part}] confirm_roles 列出可用的职务",
                f"enter another person with such a role under [[staff]] of noticegen.toml; [{part}] confirm_roles of policy.toml lists the roles",
            ),
        )


def legal_nod(  # noqa: PLR0917 (as `legal_nods`)
    case: Case, kind: str, on: date, policy: Policy, after: datetime, party: str = ""
) -> Event | None:
    """A confirmed legal approval for this kind of document, made after `after` and up to `on`; of what
    befell `party` ("" = of the case) only one that names her or nobody."""
    return next((e for e in legal_nods(case, kind, on, policy, after) if not party or e.party in {"", party}), None)  # fmt: skip


def legal_nods(
    case: Case, kind: str | None, on: date, policy: Policy, after: datetime
) -> Iterator[Event]:
    """All of them, of this kind of document (None = of any), in order of time."""
    for e in case.of(EventType.LEGAL_APPROVAL):
        if (
            e.at > after
            and e.day <= on
            and kind in {None, e.details.get("kind")}
            and e.details.get("role") == LEGAL
            and e.text.strip()
            and _by_one_who_may(case, e, LEGAL)
            and confirmation(case, e, on, policy.approval.confirm_roles)
        ):
            yield e


def referral_approvals(case: Case, on: date, policy: Policy) -> Iterator[Event]:
    """The approvals of the referral to court up to `on`, each by a person who holds her role and
    confirmed; in order of time. Whether one still holds, `approved` says."""
    for e in case.of(EventType.REFERRAL_APPROVED):
        role = e.details.get("role", "")
        if (
            e.day <= on
            and e.text.strip()
            and _by_one_who_may(case, e, role)
            and confirmation(case, e, on, policy.approval.confirm_roles)
        ):
            yield e


def seal_uses(case: Case, kind: str, on: date, policy: Policy) -> Iterator[Event]:
    """The confirmed approvals to use the seal on this kind of document up to `on`, in order of time."""
    for e in case.of(EventType.SEAL_USE):
        role = e.details.get("role", "")
        if (
            e.details.get("kind") == kind
            and e.day <= on
            and _by_one_who_may(case, e, role)
            and confirmation(case, e, on, policy.approval.confirm_roles)
        ):
            yield e


def _by_one_who_may(case: Case, event: Event, role: str) -> bool:
    return any(holds(case, who, role) for who in event.actors[:1])


def posts(roles: Iterable[str]) -> Text:
    """Roles by their names, each with the word to type."""
    named = [_post(role) for role in roles]
    return Text("、".join(n.zh for n in named), ", ".join(n.en for n in named))


def _post(role: str) -> Text:
    name = POSTS.get(role, Text(role, role))
    return Text(f"{name.zh}（{role}）", role if name.en == role else f"{name.en} ({role})")
