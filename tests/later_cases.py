"""The worked case after its notice: served on 28 March, letters to the counter-guarantors, and so on.

Lines as in `ledger_cases`; these add the life of documents."""

from __future__ import annotations

from datetime import date, timedelta

from ledger_cases import STEPS, answer, day, policy, worst

from noticegen import rules
from noticegen.model import Case, Finding
from noticegen.policy import Policy

REMINDER, RECOURSE, DEMAND = "guarantor-reminder", "recourse-demand", "guarantor-demand"
WARNING, LISTING, REFERRAL = "blacklist-warning", "blacklist-listing", "judicial-referral"
PAYOFF = "payoff-certificate"
HAND = "method=hand recipient=self evidence=slip"

ISSUED = "03-27 10:00 issued B document=N1 kind=overdue-notice"
SERVED = f"03-28 15:00 served B document=N1 {HAND}"
NOTICED = (ISSUED, SERVED)


def paper(kind: str, party: str, on: str, served: str = "", number: str = "") -> tuple[str, ...]:
    """A letter issued on a day and, if `served` names one, handed over on that day."""
    number = number or f"{kind}-{party}-{on}"
    lines = [f"{on} 10:00 issued {party} document={number} kind={kind}"]
    if served:
        lines.append(f"{served} 15:00 served {party} document={number} {HAND}")
    return tuple(lines)


def calls(first: str, last: str, party: str = "B", *but: str) -> tuple[str, ...]:
    """A call on each day from the first to the last, both included, but for some."""
    days, end, lines = day(first), day(last), []
    while days <= end:
        if str(days)[5:] not in but:
            lines.append(f"{days} 09:30 call {party} outcome=connected_party")
        days += timedelta(1)
    return tuple(lines)


def after(*lines: str) -> str:
    """The worked log with the notice served on 28 March, and more lines."""
    return "\n".join([STEPS.strip(), *NOTICED, *lines])


def words(
    of: Case, kind: str, rule: str, on: str, party: str | None = None, by: Policy | None = None
) -> list[Finding]:
    """What one rule says of issuing a kind."""
    found = rules.check(of, kind, day(on), by or policy(), party)
    return answer(found, of, rule, kind, day(on), party)


def word(
    of: Case, kind: str, rule: str, on: str, party: str | None = None, by: Policy | None = None
) -> str:
    """The worst word of one rule."""
    return worst(words(of, kind, rule, on, party, by))


def stops(of: Case, kind: str, on: str, party: str | None = None) -> list[str]:
    """The rules of the house that stop a kind, each as RULE or RULE:party."""
    found = rules.check(of, kind, day(on), policy(), party)
    return [
        f"{f.rule}:{f.party}" if f.party else f.rule for f in found if f.blocks and f.rule[0] == "S"
    ]


def first_day(of: Case, kind: str, on: str) -> str:
    """From when the rules of the house allow a kind; "" if that cannot be said."""
    found = rules.check(of, kind, day(on), policy())
    first: date | None = rules.earliest([f for f in found if f.rule[0] == "S"])
    return str(first or "")
