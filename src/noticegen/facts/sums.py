"""What is overdue, and how much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from noticegen import episodes
from noticegen.chinese import rmb
from noticegen.facts.paper import Paper, said
from noticegen.model import Case, EventType, Line, Owed
from noticegen.money import day, day_in_table, days, digits, money, numbered, percent
from noticegen.policy import Policy
from noticegen.text import Text

PARTS = {
    "costs": Text("实现债权的费用", "costs of enforcement"),
    "interest": Text("利息（含罚息、复利）", "interest (with penalty and compound interest)"),
    "principal": Text("本金", "principal"),
}


def default(case: Case, owed: Owed, paper: Paper, policy: Policy) -> dict[str, object]:
    locale, lines = paper.locale, owed.lines
    called = called_on(case, owed, paper.as_of)
    undue = owed.not_yet_due > 0
    return {
        "first_due": day(min(line.due for line in lines), locale),
        "days_overdue": days(episodes.days_overdue(case, paper.as_of, policy), locale),
        "overdue_numbers": numbered(sorted(line.number for line in lines), locale),
        "overdue_count": str(len(lines)),
        "one_overdue": len(lines) == 1,
        "many_overdue": len(lines) > 1,
        "accelerated": called is not None,
        "accelerated_on": day(called, locale) if called else "",
        "may_accelerate": bool(case.loan.acceleration_clause) and undue and called is None,
        "not_yet_due": money(owed.not_yet_due, locale),
        "has_future": undue,
        "lines": tuple(_line(line, locale) for line in lines),
    }


def called_on(case: Case, owed: Owed, on: date) -> date | None:
    """The day on which the loan was called early, if what is open holds principal of that call."""
    called = [e.day for e in case.of(EventType.ACCELERATION) if e.day <= on]
    return called[0] if called and any(line.accelerated for line in owed.lines) else None


def _line(line: Line, locale: str) -> dict[str, str]:
    return {
        "number": str(line.number),
        "due": day_in_table(line.due, locale),
        "days": str(line.days_overdue),
        "principal": digits(line.principal),
        "interest": digits(line.interest),
        "penalty": digits(line.penalty),
        "compound": digits(line.compound),
        "received": digits(line.received),
        "subtotal": digits(line.total),
    }


def sums(case: Case, owed: Owed, locale: str, policy: Policy) -> dict[str, object]:
    order = case.loan.allocation_order or policy.allocation.order
    parts = [said(PARTS[p], locale) for p in order]
    example = _example(owed, locale)
    return {
        "sum_principal": digits(owed.principal),
        "sum_interest": digits(owed.interest),
        "sum_penalty": digits(owed.penalty),
        "sum_compound": digits(owed.compound),
        "sum_received": digits(_sum(line.received for line in owed.lines)),
        "sum_lines": digits(_sum(line.total for line in owed.lines)),
        "shows_sums": len(owed.lines) > 1 or owed.costs > 0 or owed.received > 0,
        "has_compound": owed.compound > 0,
        "costs": digits(owed.costs),
        "has_costs": owed.costs > 0,
        "received": digits(owed.received),
        "received_money": money(owed.received, locale),
        "has_received": owed.received > 0,
        "allocation_order": "、".join(parts) if locale == "zh" else ", ".join(parts),
        "total": money(owed.total, locale),
        "total_digits": digits(owed.total),
        "total_capitals": rmb(owed.total),
        "daily_increase": money(owed.daily_increase, locale),
        "grows_daily": owed.daily_increase > 0,
        "example": example,
        "has_example": bool(example),
    }


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _example(owed: Owed, locale: str) -> str:
    """The penalty interest worked out, if that of what is open is one line of the ledger; else nothing.
    Lines of what was paid in full, in an earlier default say, are none of it."""
    open_now = {line.number for line in owed.lines}
    accruals = [a for row in owed.ledger for a in row.accruals if a.instalment in open_now]
    found = [a for a in accruals if a.component == "penalty"]
    if len(found) != 1 or found[0].amount != owed.penalty:
        return ""
    a = found[0]
    rate = percent(a.rate)
    if locale == "zh":
        return f"{money(a.base, 'zh')}×{rate}×{a.days}日÷{a.basis}日＝{money(a.amount, 'zh')}"
    return f"{money(a.base, 'en')} × {rate} × {days(a.days, 'en')} ÷ {a.basis} = {money(a.amount, 'en')}"
