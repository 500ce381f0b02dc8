"""Relief near a statutory end: the order of the house must never cost a guarantee or a claim.

When the safe day of a guarantee period or of limitation is at most `guarantee.near_days` away and
the period is not over, rules of the seed that block only warn: before the two notices to borrowers,
the two demands on guarantors and the referral, which keep a right; not before a reminder or a letter
of the list, which keep none. Rules that no person may override (nothing owed, private matters) and the rules of law
and data stay as they are.

In the weeks before that (as many days ahead as the safe day then is) a block that will become a warning
names the day from which it will, as its earliest: it is a day on which the document is possible without an
override. An end that is years away is no such day: nobody should wait for it.

Who lets a document out of order is named: by an `override` of the rule, which here needs no second
person, or by one `legal_approval` of the kind of document. Until then every eased finding asks for
her name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from noticegen.addressing import DEMAND, NOTICE, RECOURSE, RECOURSE_NOTICE, REFERRAL
from noticegen.clocks import Clock
from noticegen.model import Case, Event, EventType, Finding, Severity
from noticegen.policy import LAYER_OF, Policy
from noticegen.rules.persons import LEGAL, holds
from noticegen.rules.steps import day_zero
from noticegen.rules.table import join
from noticegen.text import Text

SEED = "house.seed"
KEEPS_A_RIGHT = frozenset({NOTICE, RECOURSE_NOTICE, RECOURSE, DEMAND, REFERRAL})
Approver = Callable[[Finding], Event | None]


def pressing(clocks: Iterable[Clock], policy: Policy, on: date) -> tuple[Clock, ...]:
    """The clocks that are about to end, the most urgent first."""
    near = [c for c in clocks if c.near(on, policy.guarantee.near_days)]
    return tuple(sorted(near, key=lambda c: c.safe_day))


def banner(clocks: Iterable[Clock], policy: Policy, on: date) -> Text | None:
    """Why the document may go out of the order of the house; None if no end is near."""
    near = pressing(clocks, policy, on)
    if not near:
        return None
    first = near[0]
    return Text(
        f"因{first.name.zh}将于 {first.ends(on).zh} 届满，不按内部步骤签发",
        f"issued out of house order because {first.name.en} ends on {first.ends(on).en}",
    )


def approver(case: Case, kind: str, on: date, policy: Policy) -> Approver:
    """Who let this kind of document out of order in the present default, for a finding: asks the log
    for an override of its rule (by a role that may) or a legal approval of the kind."""
    since = day_zero(case, on, policy) or case.loan.disbursed_on
    decided = [
        e
        for e in case.of(EventType.OVERRIDE, EventType.LEGAL_APPROVAL)
        if since <= e.day <= on and e.details.get("kind") == kind and e.actors and e.text.strip()
    ]

    def of(finding: Finding) -> Event | None:
        return next((e for e in decided if _covers(case, e, finding, policy)), None)

    return of


def _covers(case: Case, event: Event, finding: Finding, policy: Policy) -> bool:
    role = event.details.get("role", "")
    if not holds(case, event.actors[0], role) or event.party not in {"", finding.party}:
        return False
    if event.type is EventType.LEGAL_APPROVAL:
        return role == LEGAL
    named = event.details.get("rule", "").upper()
    return named == finding.rule and role in policy.rule(finding.rule).roles


def relieve(  # noqa: PLR0917 (as `check`, with the findings and clocks first)
    findings: Iterable[Finding],
    clocks: Iterable[Clock],
    policy: Policy,
    on: date,
    kind: str,
    approved: Approver,
) -> tuple[Finding, ...]:
    """The findings with blocks of the seed turned into warnings where an end is near; where one soon will
    be, blocks that would wait longer say from which day they only warn."""
    if kind not in KEEPS_A_RIGHT:
        return tuple(findings)
    running = tuple(clocks)
    why, soon = banner(running, policy, on), _relief_from(running, policy, on)
    if why is not None:
        return tuple(_eased(f, why, policy, approved) for f in findings)
    if soon is not None:
        return tuple(_announced(f, soon, policy) for f in findings)
    return tuple(findings)


def _relief_from(clocks: Iterable[Clock], policy: Policy, on: date) -> date | None:
    """The first day after `on` on which an end is near, if it is at most `near_days` away."""
    ahead = timedelta(policy.guarantee.near_days)
    days = [c.safe_day - ahead for c in clocks]
    return min((day for day in days if on < day <= on + ahead), default=None)


def _reachable(finding: Finding, policy: Policy) -> bool:
    seed = LAYER_OF[finding.rule[0]] == SEED
    return finding.blocks and seed and policy.rule(finding.rule).override


def _announced(finding: Finding, soon: date, policy: Policy) -> Finding:
    possible = finding.earliest if finding.curable else None
    if not _reachable(finding, policy) or (possible is not None and possible <= soon):
        return finding
    told = Text(
        f"{soon} 起临近法定期限，内部步骤只提示",
        f"from {soon} a statutory end is near and steps of the house only warn",
    )
    return finding._replace(earliest=soon, curable=True, hint=join([finding.hint, told]))


def _eased(finding: Finding, why: Text, policy: Policy, approved: Approver) -> Finding:
    if not _reachable(finding, policy):
        return finding
    event = approved(finding)
    eased = finding._replace(severity=Severity.WARN)
    if event is None:
        return eased._replace(hint=join([why, _name_her(finding, policy), finding.hint]))
    who, role = event.actors[0], event.details["role"]
    note = Text(
        f"{why.zh}；{event.day} {who}（{role}）批准", f"{why.en}; let out by {who} ({role}) on {event.day}"
    )  # fmt: skip
    return eased._replace(found=join([finding.found, note]))


def _name_her(finding: Finding, policy: Policy) -> Text:
    roles = policy.rule(finding.rule).roles
    zh, en = "、".join(roles), ", ".join(roles)
    return Text(
        f"请记录批准人：{zh} 的 override，或法务的 legal_approval（此时无须第二人）",
        f"record who let it out: an `override` by {en}, or a `legal_approval` (no second person needed now)",
    )
