"""Relief near a statutory end: the order of the house must never cost a guarantee or a claim.

When the safe day of a guarantee period or of limitation is at most `guarantee.near_days` away and
the period is not over, rules of the seed that block only warn. Rules that no person may override
(nothing owed, private matters) and the rules of law and data stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from noticegen.clocks import Clock
from noticegen.model import Finding, Severity
from noticegen.policy import LAYER_OF, Policy
from noticegen.rules.table import join
from noticegen.text import Text

SEED = "house.seed"


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
        f"因{first.name.zh}将于 {first.last_day} 届满，不按内部步骤签发；请记录批准人",
        f"issued out of house order because {first.name.en} ends on {first.last_day}; record who approved",
    )


def relieve(
    findings: Iterable[Finding], clocks: Iterable[Clock], policy: Policy, on: date
) -> tuple[Finding, ...]:
    """The findings with blocks of the seed turned into warnings where an end is near."""
    why = banner(clocks, policy, on)
    if why is None:
        return tuple(findings)
    return tuple(_eased(f, why, policy) for f in findings)


def _eased(finding: Finding, why: Text, policy: Policy) -> Finding:
    reachable = LAYER_OF[finding.rule[0]] == SEED and policy.rule(finding.rule).override
    if not (finding.blocks and reachable):
        return finding
    return replace(finding, severity=Severity.WARN, hint=join([why, finding.hint]))
