"""May this document go out? All rules of the layers in force, overrides, relief, readiness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from naive import rules_conduct, rules_data, rules_house, rules_law, rules_papers
from naive.situation import G2B, G2C, J4, N1, N2, Situation, T, Word
from noticegen.model import Case
from noticegen.policy import LAYER_OF, Policy

# READING: what relief eases is the order of the house; that nothing is due, or that a sum has no
# ground, is no matter of order
NOT_ORDER = ("S-12", "S-20", "S-27", "S-29")


@dataclass(frozen=True)
class Verdict:
    rule: str
    party: str
    verdict: str  # pass | fail | na | overridden
    severity: str  # block | warn | info, of a failure; "" else


def check(
    case: Case, kind: str, on: date, policy: Policy, party: str | None = None
) -> list[Verdict]:
    s = Situation(case, kind, on, policy, party)
    words: list[Word] = []
    for module in (rules_house, rules_data, rules_law, rules_papers, rules_conduct):
        words += module.words(s)
    near = near_the_end(s)
    found = []
    for w in words:
        if LAYER_OF[w.rule[0]] not in policy.layers:
            continue
        rule = policy.rule(w.rule)
        severity = rule.severity_for(kind)
        if w.lesser and rule.lesser is not None:
            severity = rule.lesser
        verdict = w.verdict
        if verdict != "fail":
            found.append(Verdict(w.rule, w.party, verdict, ""))
            continue
        word = str(severity)
        # READING: what somebody let go by name is told as that, not as eased by the end that is near
        if word == "block" and overridden(s, w.rule, near):
            found.append(Verdict(w.rule, w.party, "overridden", ""))
            continue
        if word == "block" and w.rule.startswith("S-") and w.rule not in NOT_ORDER and near:
            word = "warn"
        found.append(Verdict(w.rule, w.party, "fail", word))
    return found


def near_the_end(s: Situation) -> bool:
    """I.5 with 10.3: on both notices, 2B, 2C and the referral, from thirty days before a safe day."""
    if s.kind not in (N1, N2, G2B, G2C, J4):
        return False
    return bool(rules_law.near(s))


def overridden(s: Situation, rule_id: str, near: bool) -> bool:
    """By one with the role, with a reason, confirmed by a second person."""
    rule = s.policy.rule(rule_id)
    if not rule.override or rule_id in ("S-13", "S-15", "S-16"):
        return False  # these only near an end (I.1): then they are eased anyway
    for e in s.seen(T.OVERRIDE):
        if e.details.get("rule") != rule_id or e.details.get("kind") not in (s.kind, None, ""):
            continue
        if len(e.text.strip()) < s.policy.override.reason_min_chars:
            continue
        if e.details.get("role") in rule.roles and s.has_role(e) and s.confirmed(e):
            return True
    return False


def ready(found: list[Verdict]) -> bool:
    return not any(v.verdict == "fail" and v.severity == "block" for v in found)
