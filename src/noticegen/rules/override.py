"""Overrides: a named person with a role lets a document pass, and a second person confirms it.

Both are events of the log. An override names the rule and the kind of document, lies in the present
default, gives a reason, and is by a person whom `noticegen.toml` gives a role the policy allows for
that rule. Until another person of the house has confirmed it, in a role the policy allows for that (not
the officer), the finding stays as it was and its hint says what is missing. Where `noticegen.toml`
names no two such people the hint says that instead: then nobody can override.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from noticegen.model import Case, Event, EventType, Finding, Staff, Verdict
from noticegen.policy import Policy
from noticegen.rules.persons import confirmation, holds, posts
from noticegen.rules.steps import day_zero
from noticegen.rules.table import join
from noticegen.text import Text, many

_ONLY_NEAR = Text(
    "补得上的步骤，仅临近法定期限可以特批",
    "a step that can still be taken is overridden only near a statutory end",
)


def overridden(
    findings: Iterable[Finding],
    case: Case,
    kind: str,
    on: date,
    policy: Policy,
    *,
    near: bool = False,
) -> Iterator[Finding]:
    """The findings, each blocking one passed over where a valid override says so.

    `near`: a statutory end is near. Else a rule that the policy lets be overridden only then holds,
    as long as its step can still be taken."""
    since = day_zero(case, on, policy) or case.loan.disbursed_on
    for finding in findings:
        setting = policy.rule(finding.rule) if finding.blocks else None
        if setting is None or not setting.override:
            yield finding
            continue
        if setting.near_end_only and finding.curable and not near:
            yield finding._replace(hint=join([finding.hint, _ONLY_NEAR]))
            continue
        tried = [
            (event, _faults(event, case, kind, on, policy))
            for event in case.of(EventType.OVERRIDE)
            if since <= event.day <= on and _means(event, finding)
        ]
        valid = next((event for event, faults in tried if not faults), None)
        if valid:
            yield _passed(finding, valid, case, on, policy)
        else:
            how = _how(setting.roles, policy.override.confirm_roles, case.house.staff)
            yield finding._replace(hint=join([finding.hint, *_say(tried), how]))


def _means(event: Event, finding: Finding) -> bool:
    return event.details.get("rule", "").upper() == finding.rule and event.party in {
        "",
        finding.party,
    }


def _faults(event: Event, case: Case, kind: str, on: date, policy: Policy) -> tuple[Text, ...]:
    """Why this override does not hold; () = it does."""
    role, terms = event.details.get("role", ""), policy.override
    least = terms.reason_min_chars
    roles = policy.rule(event.details["rule"].upper()).roles
    who = event.actors[0] if event.actors else ""
    found = []
    if event.details.get("kind", "") != kind:
        found.append(Text("所指文书种类不同", "it names another kind of document"))
    if role not in roles:
        found.append(Text(f"职务 {role} 无权批准", f"the role {role} may not override this"))
    if not holds(case, who, role):
        found.append(Text(f"{who} 未登记此职务", f"{who} is not entered with that role"))
    if len(event.text.strip()) < least:
        found.append(
            Text(f"理由不足{least}字", f"the reason has fewer than {many(least, 'character')}")
        )
    if not confirmation(case, event, on, terms.confirm_roles):
        found.append(_second(terms.confirm_roles))
    return tuple(found)


def _second(roles: tuple[str, ...]) -> Text:
    who = posts(roles)
    return Text(
        f"尚待另一人以{who.zh}的身份确认（noticegen approve）",
        f"another person must confirm it, as {who.en} (noticegen approve)",
    )


def _passed(finding: Finding, event: Event, case: Case, on: date, policy: Policy) -> Finding:
    second = confirmation(case, event, on, policy.override.confirm_roles)
    other = second.actors[0] if second else ""
    who, role = event.actors[0], event.details["role"]
    note = Text(
        f"{event.day} {who}（{role}）特批，{other}确认：{event.text}",
        f"overridden on {event.day} by {who} ({role}), confirmed by {other}: {event.text}",
    )
    return finding._replace(
        verdict=Verdict.OVERRIDDEN, found=join([finding.found, note]), earliest=None
    )


def _say(tried: list[tuple[Event, tuple[Text, ...]]]) -> Iterator[Text]:
    for event, faults in tried:
        why = join(faults)
        yield Text(
            f"{event.day} 的特批无效：{why.zh}",
            f"the override of {event.day} does not hold: {why.en}",
        )


@lru_cache(64)
def _how(roles: tuple[str, ...], second: tuple[str, ...], staff: tuple[Staff, ...]) -> Text:
    """Who may override, or that the house has no two people for it."""
    who, other = posts(roles), posts(second)
    may = {s.name for s in staff if not set(roles).isdisjoint(s.roles)}
    confirm = {s.name for s in staff if not set(second).isdisjoint(s.roles)}
    if may and confirm and len(may | confirm) > 1:
        return Text(
            f"可由{who.zh}特批，另一人确认",
            f"may be overridden by {who.en}, confirmed by another person",
        )
    return Text(
        f"目前无人可以特批：noticegen.toml 的 [[staff]] 须登记特批人（{who.zh}）和另一名确认人（{other.zh}）",
        f"nobody can override it as things are: [[staff]] of noticegen.toml must name who may ({who.en}) "
        f"and another person to confirm ({other.en})",
    )
