"""The rule table and what is asked of it: may this document go out, and if not, from when?

`check` decides on the case, `check_document` on the finished document. Both run every rule of the
layers in force (`policy.layers`) that gates the kind, let valid overrides pass, and ease the order
of the house near a statutory end. A finding is never raised; a new rule is one function and one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from noticegen import clocks
from noticegen.errors import UsageError
from noticegen.model import Case, Document, Finding
from noticegen.policy import Policy
from noticegen.rules import (
    after_service,
    asked,
    bodies,
    closing,
    conduct_cn,
    course,
    court,
    data,
    earlier,
    first_days,
    ground,
    guarantees,
    law_cn,
    listing,
    logged,
    manner,
    must_say,
    notice_day,
    parties,
    promised,
    referral,
    service,
)
from noticegen.rules.law_cn import approvals
from noticegen.rules.override import overridden
from noticegen.rules.persons import legal_nod, legal_nods, referral_approvals, seal_uses
from noticegen.rules.relief import approver, banner, pressing, relieve
from noticegen.rules.table import (
    Composed,
    Forms,
    Read,
    Row,
    Rule,
    answers,
    blocking,
    can_block,
    earliest,
    forms,
    rows,
    stamp,
)
from noticegen.text import Lang, Text

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *first_days.RULES,
            *notice_day.RULES,
            *after_service.RULES,
            *referral.RULES,
            *listing.RULES,
            *promised.RULES,
            *course.RULES,
            *manner.RULES,
            *data.RULES,
            *logged.RULES,
            *ground.RULES,
            *parties.RULES,
            *closing.RULES,
            *earlier.RULES,
            *law_cn.RULES,
            *service.RULES,
            *guarantees.RULES,
            *asked.RULES,
            *bodies.RULES,
            *must_say.RULES,
            *court.RULES,
            *conduct_cn.RULES,
        ),
        key=lambda r: ("SXLC".index(r.id[0]), r.id),
    )
)


_BY_ID = {rule.id: rule for rule in RULES}


def check(
    case: Case, kind: str, on: date, policy: Policy, party: str | None = None
) -> tuple[Finding, ...]:
    """Every rule's word on issuing `kind` on day `on`, to one party or (None) to each addressee.

    Raises UsageError for a party that is not of the case."""
    _known(case, party)
    found: list[Finding] = []
    for rule, given, said in answers(_on_case(kind, policy), case, kind, on, policy, party):
        found += stamp(rule, said, given)
    return _after(found, case, kind, on, policy)


def stops(case: Case, kind: str, on: date, policy: Policy) -> tuple[Finding, ...]:
    """What blocks `kind` for any of its addressees on day `on`: the blocking findings of `check`,
    from the rules that can block alone. For lists of many cases."""
    found = blocking(_can_block(kind, policy), case, kind, on, policy)
    if not found:
        return ()
    return tuple(f for f in _after(found, case, kind, on, policy) if f.blocks)


@lru_cache(256)
def _on_case(kind: str, policy: Policy) -> tuple[Row, ...]:
    """The rules in force before a kind that decide on the case, in their order."""
    return rows(_gating(kind, policy), kind, policy)


@lru_cache(256)
def _can_block(kind: str, policy: Policy) -> tuple[Row, ...]:
    """Those of them that can block."""
    return can_block(_on_case(kind, policy))


@lru_cache(256)
def _on_document(kind: str, policy: Policy) -> tuple[tuple[Rule, Read, Forms], ...]:
    """The rules in force before a kind that read the finished document, in their order."""
    gating = _gating(kind, policy)
    return tuple((rule, rule.read, forms(rule, kind, policy)) for rule in gating if rule.read)


def _gating(kind: str, policy: Policy) -> Iterator[Rule]:
    """The rules of the layers in force that stand before a kind, of themselves or because the house says
    so of a kind of its own, in their order."""
    for rule in RULES:
        if rule.layer not in policy.layers:
            continue
        if rule.gates(kind) or kind in policy.rule(rule.id).also_before:
            yield rule


def check_document(  # noqa: PLR0917 (as `check`, with the document first)
    document: Document,
    case: Case,
    kind: str,
    on: date,
    policy: Policy,
    party: str | None = None,
    *,
    deadline: date | None = None,
    foreign: Iterable[str] = (),
    asked_on: date | None = None,
) -> tuple[Finding, ...]:
    """Every rule's word on the finished document; same shape and order as `check`.

    `deadline` is the last day to pay that it prints; `foreign` are names and numbers of other cases
    of the same run, none of which may stand in it. `asked_on` is the day on which it goes out, where
    that may be later than the day it bears."""
    _known(case, party)
    made = Composed(document, deadline, frozenset(foreign), asked_on)
    found: list[Finding] = []
    for rule, read, given in _on_document(kind, policy):
        found += stamp(rule, read(made, case, on, policy, party), given)
    return _after(found, case, kind, on, policy)


def _after(
    found: Sequence[Finding], case: Case, kind: str, on: date, policy: Policy
) -> tuple[Finding, ...]:
    running = clocks.of(case, on, policy)
    near = bool(pressing(running, policy, on))
    passed = tuple(overridden(found, case, kind, on, policy, near=near))
    return relieve(passed, running, policy, on, kind, approver(case, kind, on, policy))


def _known(case: Case, party: str | None) -> None:
    if party is not None and party not in case.parties:
        raise UsageError(
            Text(f"本案没有当事人 {party}", f"the case has no party {party}"),
            Text(f"现有：{'、'.join(case.parties)}", f"known: {', '.join(case.parties)}"),
        )


def verdict(findings: Iterable[Finding]) -> Literal["ready", "blocked"]:
    """Whether the document may go out."""
    return "blocked" if any(f.blocks for f in findings) else "ready"


def rule(rule_id: str) -> Rule:
    """One row of the table. Raises UsageError for an unknown id."""
    row = _BY_ID.get(rule_id.upper())
    if row is not None:
        return row
    raise UsageError(
        Text(f"没有规则 {rule_id}", f"there is no rule {rule_id}"),
        Text("noticegen rules 列出全部", "`noticegen rules` lists them"),
    )


def basis(of: str, lang: Lang) -> str:
    """The half of a basis ("中文 / English") in one language."""
    zh, slash, en = of.partition(" / ")
    return en if slash and lang == "en" else zh


def as_json(
    findings: Iterable[Finding], kind: str, loan: str, on: date, lang: Lang
) -> dict[str, Any]:
    """The answer of `check --json`. `earliest` is `on` when the document is possible now."""
    kept = tuple(findings)
    ready = verdict(kept) == "ready"
    first = on if ready else earliest(kept)
    return {
        "schema_version": 1,
        "kind": kind,
        "loan": loan,
        "on": on.isoformat(),
        "verdict": verdict(kept),
        "earliest": first.isoformat() if first else None,
        "findings": [
            {**told(f, lang), "earliest": f.earliest.isoformat() if f.earliest else None}
            for f in kept
        ],
    }


def told(finding: Finding, lang: Lang) -> dict[str, Any]:
    """A finding as plain values in one language; its first day as a date."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "party": finding.party,
        "needed": finding.needed.to(lang),
        "found": finding.found.to(lang),
        "earliest": finding.earliest,
        "hint": finding.hint.to(lang),
        "basis": basis(finding.basis, lang),
    }


__all__ = [
    "RULES",
    "Composed",
    "Rule",
    "approvals",
    "as_json",
    "banner",
    "basis",
    "check",
    "check_document",
    "earliest",
    "legal_nod",
    "legal_nods",
    "referral_approvals",
    "relieve",
    "rule",
    "seal_uses",
    "stops",
    "told",
    "verdict",
]
